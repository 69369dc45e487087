"""Changes and comments of a review, and the input's bytes, in; the input with them out, and what could not be written."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from msgspec import Struct

from briefgen.diagnostics import InputError
from briefgen.editing.editor import edited_text
from briefgen.editing.edits import Set, same_data
from briefgen.readers.places import Loc
from briefgen.readers.source import decode
from briefgen.readers.yaml_nodes import compose_nodes
from briefgen.review.returned import bare
from briefgen.review.reviewing import Change, FieldEdit, PlacedComment, value_after

_MARK = b"\xef\xbb\xbf"
_UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
_LONGEST = 1_000


class Applied(Struct, frozen=True):
    """The input with what could be written."""

    data: bytes
    made: frozenset[int]
    """Numbers of the changes that are in it."""
    comments: int = 0


def applied(data: bytes, name: str, changes: Sequence[Change], comments: Sequence[PlacedComment]) -> Applied:
    """The edits of single fields, and comments above their fields; what is refused is left out."""
    mark = _MARK if data.startswith(_MARK) else b""
    text = decode(data, name)
    text, made = _with_edits(text, name, changes)
    text, count = _with_comments(text, name, comments)
    return Applied(mark + text.encode("utf-8"), made, count)


# --- edits -----------------------------------------------------------------------------------


def _with_edits(text: str, name: str, changes: Sequence[Change]) -> tuple[str, frozenset[int]]:
    by_loc: dict[Loc, list[tuple[int, FieldEdit]]] = {}
    for number, change in enumerate(changes):
        for edit in change.edits:
            by_loc.setdefault(edit.loc, []).append((number, edit))
    refused: set[int] = set()
    sets: list[tuple[set[int], Set]] = []
    for loc, found in by_loc.items():
        edits = [*dict.fromkeys(edit for _, edit in found)]
        numbers = {number for number, _ in found}
        if _collide(edits):
            refused |= numbers
        else:
            sets.append((numbers, Set(loc, _cleaned(value_after(edits)))))
    text, failed = _made(text, name, [each for each in sets if not each[0] & refused])
    wanted = {number for number, change in enumerate(changes) if change.edits}
    return text, frozenset(wanted - refused - failed)


def _made(text: str, name: str, sets: list[tuple[set[int], Set]]) -> tuple[str, set[int]]:
    """All at once; where that is refused, one by one, and which of them were refused."""
    try:
        return (edited_text(text, [each for _, each in sets], name) if sets else text), set()
    except InputError:
        failed: set[int] = set()
    for numbers, each in sets:
        try:
            text = edited_text(text, [each], name)
        except InputError:
            failed |= numbers
    return text, failed


def _collide(edits: Sequence[FieldEdit]) -> bool:
    """Whether a value that is printed twice was changed in two ways."""
    ordered = sorted(edits, key=lambda each: (each.start, each.end))
    return any(b.start < a.end or a.start == b.start for a, b in itertools.pairwise(ordered))


def _cleaned(value: str) -> str:
    """Without signs that no text of an input may hold; its own line ends stay."""
    return "\n".join(_UNWRITTEN.sub(" ", line) for line in value.split("\n"))


# --- comments --------------------------------------------------------------------------------


def _with_comments(text: str, name: str, comments: Sequence[PlacedComment]) -> tuple[str, int]:
    """Each comment on a line of its own above its field; above what holds the field, where it cannot stand there."""
    lines = [(each.loc, comment_line(each)) for each in comments]
    present = {line.strip() for line in text.splitlines() if line.lstrip().startswith("#")}
    waiting = [*dict.fromkeys((loc, line) for loc, line in lines if line not in present)]
    for depth in (None, 1):
        new = _with_lines(text, name, [(loc[:depth], line) for loc, line in waiting])
        if new is not None:
            return new, len(waiting)
    return text, 0


def _with_lines(text: str, name: str, lines: Sequence[tuple[Loc, str]]) -> str | None:
    """The text with the lines; None where it would not say the same."""
    before = compose_nodes(text, name)
    if before.places.root is None:
        return None
    rows = text.splitlines(keepends=True)
    ending = "\r\n" if "\r\n" in text else "\n"
    above: dict[int, list[str]] = {}
    for loc, line in lines:
        row = max(before.places.key(loc).line - 1, 0)
        source = rows[row] if row < len(rows) else ""
        indent = source[: len(source) - len(source.lstrip(" "))]
        above.setdefault(row, []).append(f"{indent}{line}{ending}")
    new = "".join("".join([*above.get(row, ()), each]) for row, each in enumerate(rows))
    after = compose_nodes(new, name)
    same = after.error is None and after.places.root is not None
    return new if same and same_data(after.places.root.value, before.places.root.value) else None  # type: ignore[union-attr]


def comment_line(placed: PlacedComment) -> str:
    """A comment as one line of YAML: text is data, whatever lines and signs it has."""
    comment = placed.comment
    author = re.sub(r"[:#$=]+", " ", _line(str(comment.author)))
    answer = "answers: " if comment.reply else ""
    return f"# {' '.join(author.split())}: {answer}{_line(comment.words)}".rstrip()


def _line(words: str) -> str:
    lines = (
        " ".join(bare(_UNWRITTEN.sub(" ", line)).split()) for line in re.split("[\r\n\x85\u2028\u2029\x0b\x0c]+", words)
    )
    whole = " / ".join(line for line in lines if line)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
