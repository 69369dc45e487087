"""Differences in the words of a field in; the edits that make them in the input out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic
from briefgen.readers.places import Loc
from briefgen.review.expected import Segment
from briefgen.review.fields import Fields
from briefgen.review.hunks import Hunk


class FieldEdit(Struct, frozen=True):
    """Characters of a value, and what stands in their place."""

    loc: Loc
    start: int
    end: int
    words: str
    old: str
    """The whole value as it is."""


class StaffEdit(Struct, frozen=True):
    """A finding, and the edits that would make it so in the input."""

    found: Diagnostic
    edits: tuple[FieldEdit, ...] = ()


class FieldEditor:
    """Makes edits of the input's values."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._places = fields.read.places

    def edits(self, segment: Segment, hunk: Hunk, words: str, new: str) -> tuple[FieldEdit, ...]:
        """For words in the place of a difference, where the field says `new` then: the edits of the field, and of all
        annotations of its entry that say the same; none where it cannot be told."""
        value = segment.value
        if not new.strip():
            return ()
        if not value.raw:  # words that stood in for a value which is not there yet
            return (FieldEdit(value.loc, 0, 0, new.strip(), ""),)
        if not value.written:
            meant = self._fields.meant(value, new)
            return self._everywhere(segment, FieldEdit(value.loc, 0, len(value.raw), meant, value.raw)) if meant else ()
        offsets = value.offsets
        start, end = offsets[hunk.start - segment.start], offsets[hunk.end - segment.start]
        if end > start:
            end = offsets[hunk.end - segment.start - 1] + 1 if hunk.end == segment.end else end
        return self._everywhere(segment, FieldEdit(value.loc, start, end, words, value.raw))

    def _everywhere(self, segment: Segment, edit: FieldEdit) -> tuple[FieldEdit, ...]:
        locs = segment.owner.locs if segment.owner else ()
        own = next((loc for loc in locs if edit.loc[: len(loc)] == loc), None)
        if own is None:
            return (edit,)
        rest = edit.loc[len(own) :]
        others = ((*loc, *rest) for loc in locs if loc != own)
        return (edit, *(replace(edit, loc=loc) for loc in others if self.value_at(loc) == edit.old))

    def value_at(self, loc: Loc) -> str | None:
        if not self._places.knows(loc):
            return None
        root = self._places.below(loc).root
        return str(root.value) if root is not None else None


def values_after(edits: Iterable[FieldEdit]) -> dict[Loc, str]:
    """Each edited value as it will be."""
    by_loc: dict[Loc, dict[FieldEdit, None]] = defaultdict(dict)
    for edit in edits:
        by_loc[edit.loc][edit] = None
    return {loc: value_after(tuple(found)) for loc, found in by_loc.items()}


def value_after(edits: Sequence[FieldEdit]) -> str:
    """A value with its edits, which do not overlap."""
    value = edits[0].old
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        value = value[: edit.start] + edit.words + value[edit.end :]
    return value
