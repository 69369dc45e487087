"""A returned file in; who made a difference in it out, where it was tracked."""

from __future__ import annotations

from briefgen.review.aligning import as_typed
from briefgen.review.hunks import Hunk
from briefgen.review.returned import DELETED, INSERTED, INSERTED_END, Returned, ReturnedSpan
from briefgen.review.units import PairedUnits, joined_returned

_MOST_MARKS = 2_000
"""Marks of one span among which the author of a difference is looked for."""


class EditAuthors:
    """The authors of tracked changes, as findings name them: ` (Ann, 2025-04-01)`; nothing where there is none."""

    def __init__(self, returned: Returned) -> None:
        self._revisions = returned.revisions
        self._deleted = {
            _beginning(each.words): each for each in returned.revisions if each.words and "deleted" in each.kind
        }

    def of(self, span: ReturnedSpan, hunk: Hunk) -> str:
        """The author of a tracked change; nothing where it was not tracked, or was accepted."""
        opened: dict[int, int] = {}
        for mark in span.marks[:_MOST_MARKS]:
            match mark.letter:
                case letter if letter == INSERTED:
                    opened[mark.number] = mark.offset
                case letter if letter == INSERTED_END:
                    start = opened.pop(mark.number, mark.offset)
                    if start < hunk.new_end and hunk.new_start < mark.offset:
                        return self._by(mark.number)
                case letter if letter == DELETED and hunk.new_start - 1 <= mark.offset <= hunk.new_end + 1:
                    if hunk.end > hunk.start:
                        return self._by(mark.number)
        return ""

    def _by(self, number: int) -> str:
        return f" ({self._revisions[number].author})"

    def of_unit(self, pair: PairedUnits) -> str:
        span = joined_returned(pair.returned)
        return self.of(span, Hunk(0, 1, 0, len(span.words))) if pair.returned else ""

    def of_removed(self, pair: PairedUnits, words: str) -> str:
        """Of words that are there no longer: by how they begin, else by a deletion that their unit kept."""
        if found := self._deleted.get(_beginning(words)):
            return f" ({found.author})"
        marks = [mark for each in pair.returned for mark in each.marks if mark.letter == DELETED]
        return self._by(marks[0].number) if marks else ""


def _beginning(words: str) -> str:
    return " ".join(as_typed(words).split())[:24]
