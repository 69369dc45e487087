"""Changes and comments of a review, and the input's bytes, in; the input with them out, and what could not be written."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import InputError
from briefgen.editing.editor import edited_text
from briefgen.editing.edits import Impossible, Set, data_after, same_data
from briefgen.editing.splicing import TextChange, spliced
from briefgen.readers.places import Loc, Places
from briefgen.readers.source import decode
from briefgen.readers.yaml_nodes import compose_nodes
from briefgen.review.edits import FieldEdit, StaffEdit, value_after
from briefgen.review.returned import bare
from briefgen.review.reviewing import PlacedComment

_MARK = b"\xef\xbb\xbf"
_UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")
_SAFE = re.compile(r"[^:#\"'\\\[\]{}\r\n]*")
"""Words that mean themselves in every style of YAML."""
_DIRECTIVE = re.compile(r"\b(briefgen|yaml-language-server|vim?|ex)[ \t]*:", re.IGNORECASE)
"""How comments begin that programs take for orders."""
_LINE_END = re.compile(r"\r\n|\n|\r")
_LONGEST = 1_000


class Applied(Struct, frozen=True):
    """The input with what could be written."""

    data: bytes
    made: frozenset[int]
    """Numbers of the changes that are in it."""
    comments: int = 0


def applied(data: bytes, name: str, changes: Sequence[StaffEdit], comments: Sequence[PlacedComment]) -> Applied:
    """The edits of single fields, and comments above their fields; what is refused is left out."""
    mark = _MARK if data.startswith(_MARK) else b""
    text = decode(data, name)
    text, made = _with_edits(text, name, changes)
    text, count = _with_comments(text, name, comments)
    return Applied(mark + text.encode("utf-8"), made, count)


# --- edits -----------------------------------------------------------------------------------


class _Waiting(Struct, frozen=True):
    """A value's edits, by whom they are asked for, and the value with them."""

    numbers: frozenset[int]
    edits: tuple[FieldEdit, ...]
    whole: Set


def _with_edits(text: str, name: str, changes: Sequence[StaffEdit]) -> tuple[str, frozenset[int]]:
    by_loc: dict[Loc, list[tuple[int, FieldEdit]]] = {}
    for number, change in enumerate(changes):
        for edit in change.edits:
            by_loc.setdefault(edit.loc, []).append((number, edit))
    refused: set[int] = set()
    waiting: list[_Waiting] = []
    for loc, found in by_loc.items():
        edits = tuple(dict.fromkeys(replace(edit, words=_cleaned(edit.words)) for _, edit in found))
        numbers = frozenset(number for number, _ in found)
        if _collide(edits):
            refused |= numbers
        else:
            waiting.append(_Waiting(numbers, edits, Set(loc, value_after(edits))))
    text, failed = _made(text, name, [each for each in waiting if not each.numbers & refused])
    wanted = {number for number, change in enumerate(changes) if change.edits}
    return text, frozenset(wanted - refused - failed)


def _made(text: str, name: str, waiting: list[_Waiting]) -> tuple[str, set[int]]:
    """Words in their lines where that says what is meant; whole values else, one by one where one of them is refused."""
    here = [each for each in waiting if all(map(_fits_in_line, each.edits))]
    if (new := _in_lines(text, name, here)) is not None:
        text, waiting = new, [each for each in waiting if each not in here]
    try:
        return (edited_text(text, [each.whole for each in waiting], name) if waiting else text), set()
    except InputError:
        failed: set[int] = set()
    for each in waiting:
        try:
            text = edited_text(text, [each.whole], name)
        except InputError:
            failed |= each.numbers
    return text, failed


def _fits_in_line(edit: FieldEdit) -> bool:
    return bool(edit.old) and _SAFE.fullmatch(edit.words) is not None


def _in_lines(text: str, name: str, waiting: list[_Waiting]) -> str | None:
    """The text with the words alone changed, its lines as they were; None where it would not say what is meant."""
    read = compose_nodes(text, name)
    if read.places.root is None or not waiting:
        return None
    meant = read.places.root.value
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    made: list[TextChange] = []
    try:
        for each in waiting:
            meant = data_after(meant, each.whole)
            made += (_text_change(read.places, starts, edit) for edit in each.edits)
    except Impossible:
        return None
    new = spliced(text, made)
    after = compose_nodes(new, name)
    same = after.error is None and after.places.root is not None and same_data(after.places.root.value, meant)
    return new if same else None


def _text_change(places: Places, starts: list[int], edit: FieldEdit) -> TextChange:
    def offset(character: int) -> int:
        """Of the border before a character: a blank may be the end of a line, so the letter beside it is asked for."""
        if character and not edit.old[character - 1].isspace():
            return offset_of(character - 1) + 1
        return offset_of(min(character, len(edit.old) - 1))

    def offset_of(character: int) -> int:
        place = places.text_offset(edit.loc, character)
        return starts[place.line - 1] + place.column - 1

    start = offset(edit.start)
    end = offset(edit.end) if edit.end > edit.start else start
    return TextChange(start, end, edit.words)


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
    """A comment as one line of YAML: text is data, whatever lines and signs it has, and asks no program for anything."""
    comment = placed.comment
    author = re.sub(r"[:#$=]+", " ", _line(str(comment.author)))
    answer = " (answer)" if comment.reply else ""
    words = f"{' '.join(author.split())}{answer}: {_line(comment.words)}"
    return f"# {_DIRECTIVE.sub(_as_words, words)}".rstrip()


def _as_words(match: re.Match[str]) -> str:
    return f"“{match[1]}”:"


def _line(words: str) -> str:
    lines = (
        " ".join(bare(_UNWRITTEN.sub(" ", line)).split()) for line in re.split("[\r\n\x85\u2028\u2029\x0b\x0c]+", words)
    )
    whole = " / ".join(line for line in lines if line)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
