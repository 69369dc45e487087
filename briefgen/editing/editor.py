"""Text and edits in, the edited text out, once it is read again and says the old data plus the edits; else a refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from briefgen.diagnostics import Diagnostic, InputError, Place
from briefgen.editing.edits import Append, Cut, Delete, Edit, Impossible, Insert, Set, data_after, data_at, same_data
from briefgen.editing.splicing import TextChange, spliced, text_changes
from briefgen.readers.places import Places
from briefgen.readers.source import RAW_FORBIDDEN, decode
from briefgen.readers.yaml_nodes import Composed, compose_nodes

_MARK = b"\xef\xbb\xbf"
_AT_ONCE = (Append, Cut, Delete)
"""Edits that mostly leave the places of others as they are; given from the last to the first, deletions do."""
_HINT = "The file is as it was. Make this change in an editor."


def edited(data: bytes, edits: Iterable[Edit], name: str) -> bytes:
    """A file's bytes with the edits. InputError where one is refused."""
    mark = _MARK if data.startswith(_MARK) else b""
    return mark + edited_text(decode(data, name), edits, name).encode("utf-8")


def edited_text(text: str, edits: Iterable[Edit], name: str) -> str:
    """A file's text with the edits, one after the other. InputError where one is refused."""
    return edited_nodes(text, edits, name)[0]


def edited_nodes(
    text: str,
    edits: Iterable[Edit],
    name: str,
    known: Composed | None = None,
    foreseen: Callable[[str], None] = lambda text: None,
) -> tuple[str, Composed]:
    """The same, with the nodes that were read again; `known`: those of the text, where they were read already.
    `foreseen` is called with what is going to be the text, before it is read: it may be refused yet, or be another."""
    waiting = [*edits]
    if waiting and RAW_FORBIDDEN.search(text):
        raise _refused(
            "the file holds a character that no document may hold", waiting[0], Composed(Places(name), [], [])
        )
    read = known or compose_nodes(text, name)
    if len(waiting) > 1 and (all(isinstance(edit, _AT_ONCE) for edit in waiting) or _are_apart(waiting, read)):
        with suppress(InputError):  # where one moves what another one names, they are made one by one
            return _edited(text, read, waiting, name, foreseen)
    for edit in waiting:
        try:
            text, read = _edited(text, read, [edit], name, foreseen)
        except InputError:
            if not isinstance(edit, Cut):
                raise
            text, read = _edited(text, read, [_whole(edit, read)], name)  # where lines fold, for one
    return text, read


def _whole(cut: Cut, read: Composed) -> Set:
    """The same, with the whole text written again."""
    value = read.places.root.value if read.places.root is not None else None
    try:
        for step in cut.loc:
            value = data_at(value, step)
        return Set(cut.loc, data_after(value, Cut((), cut.start, cut.end)))
    except Impossible as reason:
        raise _refused(str(reason), cut, read) from None


def _edited(
    text: str,
    read: Composed,
    edits: Sequence[Edit],
    name: str,
    foreseen: Callable[[str], None] = lambda text: None,
) -> tuple[str, Composed]:
    if read.places.root is None or read.error is not None:
        raise _refused("it cannot be read", edits[0], read)
    expected = read.places.root.value
    made: list[TextChange] = []
    for edit in edits:
        try:
            meant = _meant(expected, edit)
            expected = data_after(expected, meant)
            made += text_changes(read.places, meant)
        except Impossible as reason:
            raise _refused(str(reason), edit, read) from None
    if any(one.end > other.start for one, other in pairwise(sorted(made, key=lambda each: (each.start, each.end)))):
        raise _refused("the edits overlap", edits[0], read)
    new = spliced(text, made)
    if RAW_FORBIDDEN.search(new):
        raise _refused("it holds a character that no document may hold", edits[0], read)
    foreseen(new)
    result = compose_nodes(new, name)
    root = result.places.root
    if root is None or result.error is not None or not same_data(root.value, expected) or _more(result, read):
        raise _refused("the text would not say what was meant", edits[0], read)
    return new, result


def _are_apart(edits: Sequence[Edit], read: Composed) -> bool:
    """Whether each takes the place of a single value of its own."""
    locs = {edit.loc for edit in edits if isinstance(edit, Set) and not isinstance(edit.value, dict | tuple)}
    return len(locs) == len(edits) and read.places.root is not None and all(map(read.places.is_single, locs))


def _meant(value: Any, edit: Edit) -> Edit:
    """The edit; an item of a list that is not there, or is nothing yet, makes the list."""
    if not isinstance(edit, Insert | Append) or not edit.loc or (isinstance(edit, Insert) and edit.number):
        return edit
    above = value
    for step in edit.loc[:-1]:
        above = data_at(above, step)
    absent = isinstance(above, dict) and above.get(edit.loc[-1]) is None
    if not absent:
        return edit
    return Set(edit.loc, edit.values if isinstance(edit, Append) else (edit.value,))


def _more(new: Composed, old: Composed) -> bool:
    """Whether reading finds more than it found before."""
    found, before = (Counter(each.code for each in read.findings) for read in (new, old))
    return not found <= before


def _refused(reason: str, edit: Edit, read: Composed) -> InputError:
    place = read.places.at(edit.loc) if read.places.root is not None else Place(read.places.path)
    return InputError(Diagnostic("BG033", f"the edit is refused: {reason}", place, hint=_HINT))
