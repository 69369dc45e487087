"""From slabs to pages: a stream of slabs goes in and is laid on pages, column by column, as it comes.

Slabs that are tied are placed together. What does not fit goes to the next page; what does not fit any page is divided
where it can be, else placed line by line, so that nothing is lost and nothing overflows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from briefgen.document import Orientation
from briefgen.theme import Page
from briefgen.writers.pdf.canvas import TaggedCanvas
from briefgen.writers.pdf.excess import Excess
from briefgen.writers.pdf.slabs import Placed, Slab, paint_page

_SLACK = 0.01
"""Rounding that does not count as overflow, in points."""


class Geometry(Struct, frozen=True):
    """A page's size and its text area."""

    width: float
    height: float
    left: float
    top: float
    """The upper edge of the text area, from the lower edge of the paper."""
    text_width: float
    text_height: float

    @classmethod
    def of(cls, page: Page, orientation: Orientation) -> Geometry:
        width, height = float(page.width), float(page.height)
        if orientation == "landscape":
            width, height = height, width
        margins = page.margins
        return cls(
            width,
            height,
            margins.left,
            height - margins.top,
            width - margins.left - margins.right,
            height - margins.top - margins.bottom,
        )


Furnish = Callable[[TaggedCanvas, Geometry], None]


class _Full(Struct):
    """A page that is laid out but not drawn."""

    geometry: Geometry
    placed: list[Placed]
    used: float


class Paginator:
    """Fills pages and hands each to the canvas when it is full."""

    def __init__(
        self,
        canvas: TaggedCanvas,
        page: Page,
        before: Furnish,
        after: Furnish,
        limit: int | None = None,
        least: float = 0.0,
    ) -> None:
        self.canvas = canvas
        self.theme_page = page
        self.before = before
        self.after = after
        self.excess = Excess(limit)
        self.geometry = Geometry.of(page, "portrait")
        self.placed: list[Placed] = []
        self.used = 0.0
        """Height taken from the top of the text area."""
        self.begun = True
        """Whether the page was begun on purpose, so that the space above its first slab stays."""
        self.full: _Full | None = None
        """The page before, full and not yet drawn."""
        self.least = least
        """What the last page holds at least, if it can be helped."""

    # --- the page at hand ----------------------------------------------------------------

    def turn(self, orientation: Orientation) -> None:
        """Go on in this orientation; a change begins a page."""
        wanted = Geometry.of(self.theme_page, orientation)
        if wanted != self.geometry:
            if self.placed:
                self.finish_page()
            self.begun = True
            self.geometry = wanted

    @property
    def page(self) -> int:
        """The number of the page at hand."""
        return self.canvas.page + (self.full is not None)

    def finish_page(self) -> None:
        """The page at hand is full; it is drawn once the next one is, for that may take some of its lines."""
        self.excess.page(self.page, self.placed, self.used)
        self._draw()
        self.full = _Full(self.geometry, self.placed, self.used)
        self.placed, self.used, self.begun = [], 0.0, False

    def _draw(self) -> None:
        if self.full is None:
            return
        canvas, page = self.canvas, self.full
        canvas.page_size = (page.geometry.width, page.geometry.height)
        self.before(canvas, page.geometry)
        paint_page(canvas, page.placed)
        self.after(canvas, page.geometry)
        canvas.show_page()
        self.full = None

    def finish(self) -> None:
        """Show the last page; a document without blocks has one too."""
        self._fill_last_page()
        if self.placed or self.page == 1:
            self.finish_page()
        self._draw()

    def _fill_last_page(self) -> None:
        """Where hardly anything stands on the last page, let it have the end of the page before."""
        before = self.full
        if before is None or self.begun or not self.placed or self.used >= self.least:
            return
        own = [item.slab for item in self.placed if not item.repeated]
        if before.geometry != self.geometry or any(
            item.x != self.geometry.left for item in before.placed + self.placed
        ):
            return
        cut = self._cut(before.placed, self.least - sum(slab.gap + slab.height for slab in own))
        if cut is None:
            return
        moved = [item.slab for item in before.placed[cut:]]
        before.used = self.geometry.top - before.placed[cut - 1].top + before.placed[cut - 1].slab.height
        del before.placed[cut:]
        self.placed, self.used = [], 0.0
        for slab in (*moved, *own):
            self.put(slab)

    def _cut(self, placed: list[Placed], wanted: float) -> int | None:
        """Where a page may end so that what follows is as high as wanted; None if more than a third of it would go."""
        height = 0.0
        for at in range(len(placed) - 1, 0, -1):
            slab, above = placed[at].slab, placed[at - 1]
            height += slab.gap + slab.height
            if height > self.geometry.text_height / 3 or placed[at].repeated:
                return None
            if height >= wanted and not above.slab.tied and not above.repeated and not slab.page_break:
                return at
        return None

    @property
    def room(self) -> float:
        return self.geometry.text_height - self.used

    def put(self, slab: Slab) -> None:
        at_top = not self.placed
        if at_top and slab.repeat is not None:
            self._place(slab.repeat, 0.0, repeated=True)
        self._place(slab, 0.0 if at_top and not self.begun else slab.gap)

    def _place(self, slab: Slab, gap: float, repeated: bool = False) -> None:
        top = self.geometry.top - self.used - gap
        self.placed.append(Placed(slab, self.geometry.left, top, repeated))
        self.used += gap + slab.height

    # --- one column ----------------------------------------------------------------------

    def flow(self, slabs: Iterable[Slab]) -> None:
        """Place slabs one below the other, over as many pages as it takes."""
        for group in tied(slabs):
            if group[0].page_break and self.placed:
                self.finish_page()
                self.begun = True
            while group:
                group = self._placed(group)

    def _placed(self, group: list[Slab]) -> list[Slab]:
        """Place the group if it fits, else what can be placed of it; what is left, for the next page."""
        if self._fits(group):
            return []
        rest = self._divided(group)
        if rest is not None:
            return [rest]
        if self.placed:
            self.finish_page()
            return group
        return self._untied(group)

    def _untied(self, group: list[Slab]) -> list[Slab]:
        """Fill an empty page with a group that is higher than it: ties must give way."""
        count = 0
        while count < len(group) and self._fits(group[count : count + 1]):
            count += 1
        if count:
            return group[count:]
        rest = self._divided(group[:1])
        if rest is not None:
            return [rest, *group[1:]]
        self.put(group[0])
        return group[1:]

    def _fits(self, group: list[Slab]) -> bool:
        if self.needed(group) > self.room + _SLACK:
            return False
        for slab in group:
            self.put(slab)
        return True

    def needed(self, group: list[Slab]) -> float:
        """The height that the group takes at the place at hand."""
        total = 0.0
        for slab in group:
            total += slab.gap + slab.height
        if self.placed or self.begun:
            return total
        return total - group[0].gap + (group[0].repeat.height if group[0].repeat else 0.0)

    def _divided(self, group: list[Slab]) -> Slab | None:
        """Begin the group here by dividing its last slab, and end the page; the rest of that slab, None if in vain."""
        last = group[-1]
        room = self.room - self.needed(group) + last.height
        parts = last.split(room) if room > 0 else None
        if parts is None:
            return None
        for slab in (*group[:-1], parts[0]):
            self.put(slab)
        self.finish_page()
        return parts[1]

    # --- several columns -----------------------------------------------------------------

    def columns(self, slabs: Iterable[Slab], count: int, step: float) -> None:
        """Place slabs in columns, `step` apart from left edge to left edge, balanced on their last page unless breaks are told."""
        groups = list(tied(slabs))
        told = any(group[0].column_break for group in groups[1:])
        measured = not told
        while groups:
            at_top = not self.placed
            space = 0.0 if at_top and not self.begun else groups[0][0].gap
            height = self.room - space
            filled = filled_columns(groups, count, height)
            if not filled and not at_top:
                self.finish_page()
                continue
            if not measured:
                self.excess.columns(self.page, groups, height)
                measured = True
            if not filled:  # not even one group fits a column
                groups = loosened(groups[0], height) + groups[1:]
                filled = filled_columns(groups, count, height) or [groups[:1]]
            if not told and sum(map(len, filled)) == len(groups):
                filled = balanced(groups, count, height)
            self._put_columns(filled, space, step)
            groups = groups[sum(map(len, filled)) :]
            if groups:
                self.finish_page()
        self.excess.end_columns(self.used)

    def _put_columns(self, columns: list[list[list[Slab]]], space: float, step: float) -> None:
        start, deepest = self.used + space, 0.0
        for index, groups in enumerate(columns):
            used, x = 0.0, self.geometry.left + index * step
            first = groups[0][0]
            if first.repeat is not None:
                self.placed.append(Placed(first.repeat, x, self.geometry.top - start, repeated=True))
                used = first.repeat.height
            for slab in (slab for group in groups for slab in group):
                used += 0.0 if slab is first else slab.gap
                self.placed.append(Placed(slab, x, self.geometry.top - start - used))
                used += slab.height
            deepest = max(deepest, used)
        self.used = start + deepest


def tied(slabs: Iterable[Slab]) -> Iterator[list[Slab]]:
    """Slabs in groups that no page break may part."""
    group: list[Slab] = []
    for slab in slabs:
        if (slab.page_break or slab.column_break) and group:
            yield group
            group = []
        group.append(slab)
        if not slab.tied:
            yield group
            group = []
    if group:
        yield group


def loosened(group: list[Slab], height: float) -> list[list[Slab]]:
    """A group that no column holds, as slabs on their own, the first of them divided if it is too high itself."""
    first, *others = group
    parts = first.split(height) if first.height > height else None
    return [[slab] for slab in (*(parts or (first,)), *others)]


def filled_columns(groups: list[list[Slab]], count: int, height: float) -> list[list[list[Slab]]]:
    """As many groups as fit so many columns of this height, from the first on; no empty columns."""
    columns: list[list[list[Slab]]] = []
    index = 0
    for _ in range(count):
        column: list[list[Slab]] = []
        used = 0.0
        while index < len(groups):
            group = groups[index]
            if column and group[0].column_break:
                break
            added = sum(slab.gap + slab.height for slab in group)
            if not column:
                added += (group[0].repeat.height if group[0].repeat else 0.0) - group[0].gap
            if used + added > height + _SLACK:
                break
            column.append(group)
            used += added
            index += 1
        if not column:
            break
        columns.append(column)
    return columns


def balanced(groups: list[list[Slab]], count: int, height: float) -> list[list[list[Slab]]]:
    """All groups in columns as short as they can be, given that they fit columns of `height`."""
    low, high = 0.0, height
    while high - low > 1.0:
        middle = (low + high) / 2
        if sum(map(len, filled_columns(groups, count, middle))) == len(groups):
            high = middle
        else:
            low = middle
    return filled_columns(groups, count, high)
