"""From boxes to pages: a stream of boxes goes in and is laid on pages, column by column, as it comes.

Boxes that are tied are placed together, groups of paragraphs on one page. What does not fit goes to the next page unless
more than a fifth of this one would stay empty: then groups give way, and rows are divided. What does not fit any page is
divided where it can be, else placed line by line, so that nothing is lost and nothing overflows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from briefgen.bounds import keep_to_pages
from briefgen.document import Orientation
from briefgen.theme import Page
from briefgen.writers.pdf.boxes import Box, Placed, paint_page
from briefgen.writers.pdf.canvas import TaggedCanvas
from briefgen.writers.pdf.excess import Excess

_SLACK = 0.01
"""Rounding that does not count as overflow, in points."""
_EMPTY = 1 / 5
"""The share of a page that may stay empty for what stands together."""
_FULL = 3 / 5
"""The share of a page that stays full, however little stands on the last one."""


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
    def of(cls, page: Page, orientation: Orientation, lower: float = 0.0) -> Geometry:
        """The theme's page; `lower` is how far below its margin the text begins."""
        width, height = float(page.width), float(page.height)
        if orientation == "landscape":
            width, height = height, width
        margins = page.margins
        return cls(
            width,
            height,
            margins.left,
            height - margins.top - lower,
            width - margins.left - margins.right,
            height - margins.top - lower - margins.bottom,
        )


Furnish = Callable[[TaggedCanvas, Geometry], None]
Lowered = Callable[[int], float]
"""By the number of a page, how far below the margin its text begins."""


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
        backward: bool = False,
        lowered: Lowered = lambda _: 0.0,
    ) -> None:
        self.canvas = canvas
        self.theme_page = page
        self.before = before
        self.after = after
        self.excess = Excess(limit)
        self.lowered = lowered
        self.orientation: Orientation = "portrait"
        self.geometry = self._geometry(1)
        self.placed: list[Placed] = []
        self.used = 0.0
        """Height taken from the top of the text area."""
        self.begun = True
        """Whether the page was begun on purpose, so that the space above its first box stays."""
        self.full: _Full | None = None
        """The page before, full and not yet drawn."""
        self.least = least
        """What the last page holds at least, if it can be helped."""
        self.continued: set[int] = set()
        """See `Layout.continued`."""
        self.moved: set[int] = set()
        """See `Layout.moved`."""
        self.level = -1
        """Of the heading above what comes next; -1 where there is none."""
        self.backward = backward
        """Whether the first of several columns stands at the right."""

    # --- the page at hand ----------------------------------------------------------------

    def turn(self, orientation: Orientation) -> None:
        """Go on in this orientation; a change begins a page."""
        if orientation == self.orientation:
            return
        if self.placed:
            self.finish_page()
        self.begun = True
        self.orientation = orientation
        self.geometry = self._geometry(self.page)

    def _geometry(self, page: int) -> Geometry:
        return Geometry.of(self.theme_page, self.orientation, self.lowered(page))

    @property
    def page(self) -> int:
        """The number of the page at hand."""
        return self.canvas.page + (self.full is not None)

    def finish_page(self) -> None:
        """The page at hand is full; it is drawn once the next one is, for that may take some of its lines."""
        keep_to_pages(self.page)
        self.excess.page(self.page, self.placed, self.used)
        self._draw()
        self.full = _Full(self.geometry, self.placed, self.used)
        self.geometry = self._geometry(self.page)
        self.placed, self.used, self.begun = [], 0.0, False

    def _draw(self) -> None:
        if self.full is None:
            return
        canvas, page = self.canvas, self.full
        self.full = None
        canvas.page_size = (page.geometry.width, page.geometry.height)
        self.before(canvas, page.geometry)
        paint_page(canvas, page.placed)
        self.after(canvas, page.geometry)
        canvas.show_page()

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
        own = [item.box for item in self.placed if not item.repeated]
        if before.geometry.width != self.geometry.width or any(
            item.x != self.geometry.left for item in before.placed + self.placed
        ):
            return
        cut = self._cut(before.placed, self.least - sum(box.gap + box.height for box in own))
        if cut is None:
            return
        moved = [item.box for item in before.placed[cut:]]
        if moved[0].source:
            self.moved.add(moved[0].source)
        before.used = before.geometry.top - before.placed[cut - 1].top + before.placed[cut - 1].box.height
        del before.placed[cut:]
        self.placed, self.used = [], 0.0
        for box in (*moved, *own):
            self.add(box)

    def _cut(self, placed: list[Placed], requested: float) -> int | None:
        """Where a page may end so that what follows is as high as asked; None if more than a third of it would go."""
        height = 0.0
        for at in range(len(placed) - 1, 0, -1):
            box, above = placed[at].box, placed[at - 1]
            height += box.gap + box.height
            if height > self.geometry.text_height / 3 or placed[at].repeated or box.page_break:
                return None
            if self.geometry.top - above.top + above.box.height < _FULL * self.geometry.text_height:
                return None
            if height >= requested and not above.box.tied and not above.repeated and not _are_kept(above.box, box):
                return at
        return None

    @property
    def room(self) -> float:
        return self.geometry.text_height - self.used

    def add(self, box: Box) -> None:
        at_top = not self.placed
        if at_top and box.repeat is not None:
            self._place(box.repeat, 0.0, repeated=True)
        self._place(box, 0.0 if at_top and not self.begun else box.gap)

    def _place(self, box: Box, gap: float, repeated: bool = False) -> None:
        top = self.geometry.top - self.used - gap
        self.placed.append(Placed(box, self.geometry.left, top, repeated))
        self.used += gap + box.height

    # --- one column ----------------------------------------------------------------------

    def flow(self, boxes: Iterable[Box]) -> None:
        """Place boxes one below the other, over as many pages as it takes."""
        for groups in kept(tied(boxes)):
            self._flow_kept(groups)

    def _flow_kept(self, groups: list[list[Box]]) -> None:
        """Place boxes of which groups stand together, and all of them if that leaves no large gap."""
        self._open(groups)
        *others, last = self._ended(groups)
        pages = [self._flowed(group) for group in others]
        if len(last) > len(groups[-1]) and self.placed and self.needed(last) > self.room + _SLACK:
            if self.needed(groups[len(others)]) <= self.room + _SLACK:
                self.moved.add(last[0].source)
            self.finish_page()
        pages.append(self._flowed(last))
        group = last[-1].group
        if group is not None:
            group.whole = pages[0] == pages[-1]
        levels = [box.bookmark[0] for each in groups for box in each if box.bookmark]
        self.level = levels[-1] if levels else self.level

    def _ended(self, groups: list[list[Box]]) -> list[list[Box]]:
        """A group of paragraphs, the last two of them together: where it is divided, no short one stands alone on a page."""
        begins = [at for at, boxes in enumerate(groups) if boxes[0].source]
        if len(begins) < 2 or begins[-1] < len(groups) - 1 or not begins[-2]:
            return groups
        last_two = [box for boxes in groups[begins[-2] :] for box in boxes]
        if sum(box.gap + box.height for box in last_two) > _EMPTY * self.geometry.text_height:
            return groups
        return [*groups[: begins[-2]], last_two]

    def _flowed(self, group: list[Box]) -> int:
        """Place tied boxes, over as many pages as it takes; the last of these pages."""
        while group:
            group = self._placed(group)
        return self.page

    def _open(self, groups: list[list[Box]]) -> None:
        """Begin a page where what comes asks for one, or stands together there and leaves little of this one empty."""
        first = groups[0][0]
        if not self.placed:
            return
        if first.page_break:
            if self.room < first.page_break * self.geometry.text_height:
                self.finish_page()
                self.begun = True
            else:
                self.continued.add(first.source)
        elif len(groups) > 1 and not self._is_wasteful:
            height = sum(box.gap + box.height for group in groups for box in group)
            if self.room + _SLACK < height <= self.geometry.text_height:
                if self.needed([first]) <= self.room:
                    self.moved.add(first.source)
                self.finish_page()

    @property
    def _is_wasteful(self) -> bool:
        """Whether to end the page here would leave too much of it empty."""
        return self.room > _EMPTY * self.geometry.text_height

    def _placed(self, group: list[Box]) -> list[Box]:
        """Place the group if it fits, else what can be placed of it; what is left, for the next page."""
        if self._fits(group):
            return []
        rest = self._divided(group)
        if rest is not None:
            return [rest]
        if self.placed:
            if group[0].source and any(box.is_picture for box in group[1:]) and self.needed(group[:1]) <= self.room:
                self.moved.add(group[0].source)
            self.finish_page()
            return group
        return self._untied(group)

    def _untied(self, group: list[Box]) -> list[Box]:
        """Fill an empty page with a group that is higher than it: ties must give way."""
        count = 0
        while count < len(group) and self._fits(group[count : count + 1]):
            count += 1
        if count:
            return group[count:]
        rest = self._divided(group[:1])
        if rest is not None:
            return [rest, *group[1:]]
        self.add(group[0])
        return group[1:]

    def _fits(self, group: list[Box]) -> bool:
        if self.needed(group) > self.room + _SLACK:
            return False
        for box in group:
            self.add(box)
        return True

    def needed(self, group: list[Box]) -> float:
        """The height that the group takes at the place at hand."""
        total = 0.0
        for box in group:
            total += box.gap + box.height
        return total if self.placed or self.begun else _alone(group)

    def _divided(self, group: list[Box]) -> Box | None:
        """Begin the group here by dividing its last box, and end the page; the rest of that box, None if in vain.

        What fits a page stays whole unless too much of this one would stay empty.
        """
        last = group[-1]
        if not self._is_wasteful and _alone(group) <= self.geometry.text_height:
            return None
        room = self.room - self.needed(group) + last.height
        parts = last.split(room) if room > 0 else None
        if parts is None:
            return None
        for box in (*group[:-1], parts[0]):
            self.add(box)
        self.finish_page()
        return parts[1]

    # --- several columns -----------------------------------------------------------------

    def columns(self, boxes: Iterable[Box], count: int, step: float) -> None:
        """Place boxes in columns, `step` apart from left edge to left edge, balanced on their last page unless breaks are given."""
        groups = list(tied(boxes))
        has_breaks = any(group[0].column_break for group in groups[1:])
        measured = not has_breaks
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
            if not has_breaks and sum(map(len, filled)) == len(groups):
                filled = balanced(groups, count, height)
            self._add_columns(filled, count, space, step)
            groups = groups[sum(map(len, filled)) :]
            if groups:
                self.finish_page()
        self.excess.end_columns(self.used)

    def _add_columns(self, columns: list[list[list[Box]]], count: int, space: float, step: float) -> None:
        start, deepest = self.used + space, 0.0
        for index, groups in enumerate(columns):
            place = count - 1 - index if self.backward else index
            used, x = 0.0, self.geometry.left + place * step
            first = groups[0][0]
            if first.repeat is not None:
                self.placed.append(Placed(first.repeat, x, self.geometry.top - start, repeated=True))
                used = first.repeat.height
            for box in (box for group in groups for box in group):
                used += 0.0 if box is first else box.gap
                self.placed.append(Placed(box, x, self.geometry.top - start - used))
                used += box.height
            deepest = max(deepest, used)
        self.used = start + deepest


def _alone(group: list[Box]) -> float:
    """The height of tied boxes at the top of a page, where what is repeated stands above them."""
    repeated = group[0].repeat.height if group[0].repeat else 0.0
    return sum(box.gap + box.height for box in group) - group[0].gap + repeated


def kept(tied_boxes: Iterable[list[Box]]) -> Iterator[list[list[Box]]]:
    """Tied boxes, those of one group of paragraphs together."""
    found: list[list[Box]] = []
    for boxes in tied_boxes:
        if found and not _are_kept(found[-1][-1], boxes[0]):
            yield found
            found = []
        found.append(boxes)
    if found:
        yield found


def _are_kept(one: Box, other: Box) -> bool:
    return one.group is not None and one.group is other.group


def tied(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    """Boxes in groups that no page break may separate."""
    group: list[Box] = []
    for box in boxes:
        if (box.page_break or box.column_break) and group:
            yield group
            group = []
        group.append(box)
        if not box.tied:
            yield group
            group = []
    if group:
        yield group


def loosened(group: list[Box], height: float) -> list[list[Box]]:
    """A group that no column holds, as boxes on their own, the first of them divided if it is too high itself."""
    first, *others = group
    parts = first.split(height) if first.height > height else None
    return [[box] for box in (*(parts or (first,)), *others)]


def filled_columns(groups: list[list[Box]], count: int, height: float) -> list[list[list[Box]]]:
    """As many groups as fit so many columns of this height, from the first on; no empty columns."""
    columns: list[list[list[Box]]] = []
    index = 0
    for _ in range(count):
        column: list[list[Box]] = []
        used = 0.0
        while index < len(groups):
            group = groups[index]
            if column and group[0].column_break:
                break
            added = sum(box.gap + box.height for box in group)
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


def balanced(groups: list[list[Box]], count: int, height: float) -> list[list[list[Box]]]:
    """All groups in columns as short as they can be, given that they fit columns of `height`."""
    low, high = 0.0, height
    while high - low > 1.0:
        middle = (low + high) / 2
        if sum(map(len, filled_columns(groups, count, middle))) == len(groups):
            high = middle
        else:
            low = middle
    return filled_columns(groups, count, high)
