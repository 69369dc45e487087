"""What a document prints beyond the pages that it may take: filled pages go in; how much too long which part is comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil

from briefgen.writers.pdf.boxes import Box, Placed


class Excess:
    """Measures while pages are filled. Columns that begin where a template says are measured one by one."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self.parts: dict[str, float] = {}
        """The heading under which there is too much, to how much, in points."""
        self._heading = ""
        self._counted = 0.0
        self._in_columns = False

    def page(self, number: int, placed: Sequence[Placed], used: float) -> None:
        """A page is full."""
        headings = [item.box.bookmark[1] for item in placed if item.box.bookmark is not None]
        if self.limit is not None and number > self.limit and not self._in_columns and used > self._counted:
            begins = placed[0].box.bookmark if placed else None
            self._add(begins[1] if begins else self._heading, used - self._counted)
        self._heading = headings[-1] if headings else self._heading
        self._counted = 0.0

    def columns(self, number: int, groups: Sequence[list[Box]], height: float) -> None:
        """Columns begin on this page, where they have this height."""
        if number != self.limit:
            return
        self._in_columns = True
        for column in _columns(groups):
            long = sum(box.gap + box.height for box in column) - column[0].gap - height
            if long > 0:
                title = next((box.bookmark[1] for box in column if box.bookmark is not None), self._heading)
                self._add(title, long)

    def end_columns(self, used: float) -> None:
        """Columns have ended at this height of a page."""
        if self._in_columns:
            self._in_columns, self._counted = False, used

    def _add(self, title: str, points: float) -> None:
        self.parts[title] = self.parts.get(title, 0.0) + points

    def lines(self, leading: float) -> dict[str, int]:
        """Heading to how many lines of that height are too many."""
        return {title: ceil(points / leading) for title, points in self.parts.items()}


def _columns(groups: Sequence[list[Box]]) -> Iterator[list[Box]]:
    number = 0

    def column(group: list[Box]) -> int:
        nonlocal number
        number += group[0].column_break
        return number

    for _, inside in groupby(groups, column):
        yield [box for group in inside for box in group]
