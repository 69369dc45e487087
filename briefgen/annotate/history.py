"""Saves in, the text without one of them out: the text before it, or where somebody else wrote meanwhile, that one save less."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct, field

_SAVES = 200
_BYTES = 128 * 2**20
"""Of all texts that are kept."""


class Save(Struct, frozen=True):
    """What one save made of a file."""

    before: bytes
    after: bytes
    label: str

    @property
    def reversed(self) -> Save:
        return Save(self.after, self.before, self.label)


class History(Struct):
    """The saves that can be undone, and those that were."""

    done: list[Save] = field(default_factory=list)
    undone: list[Save] = field(default_factory=list)

    def add(self, save: Save) -> None:
        """A new save; what was undone before can no longer be redone."""
        self.undone.clear()
        self._keep(save)

    def undo(self, save: Save) -> None:
        """`save`: what was made of the file to undo the last one."""
        self.done.pop()
        self.undone.append(save.reversed)

    def redo(self, save: Save) -> None:
        self.undone.pop()
        self._keep(save)

    def _keep(self, save: Save) -> None:
        self.done.append(save)
        while len(self.done) > _SAVES or sum(len(each.before) for each in self.done) > _BYTES:
            self.done.pop(0)


def merged_bytes(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """What somebody else made of the base, with what I made of it; None where both changed the same lines, or neighbours."""
    if theirs == base:
        return mine
    lines = base.splitlines(keepends=True)
    made = [*_changes(lines, mine), *_changes(lines, theirs)]
    made.sort(key=lambda change: change[:2])
    for (_, end, _), (start, _, _) in pairwise(made):
        if start <= end:
            return None
    for start, end, words in reversed(made):
        lines[start:end] = words
    return b"".join(lines)


def _changes(lines: list[bytes], other: bytes) -> Iterator[tuple[int, int, list[bytes]]]:
    """(first line, one past the last, lines in their place)"""
    theirs = other.splitlines(keepends=True)
    for tag, start, end, first, last in SequenceMatcher(None, lines, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, theirs[first:last]
