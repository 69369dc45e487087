"""Cells full of boxes in, a row as one box out.

A row may be divided between its lines, cell by cell; where, is for the pages to decide. The header row is repeated on
each page that the table goes on to.
"""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.document import Table, is_backward
from briefgen.theme import TableStyle
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.canvas import TaggedCanvas, disc
from briefgen.writers.pdf.setting import Frame, Setting

_DOT = 2.2
"""Radius of a timeline's dot, in points."""


class Grid(Struct, frozen=True):
    """What all rows of a table share."""

    setting: Setting
    block: Table
    style: TableStyle
    frame: Frame
    edges: tuple[float, ...]
    """Left edge of each column and right edge of the last, from the column of text."""
    frames: dict[tuple[int, str], Frame] = field(default_factory=dict)
    """Those of the cells, as they were asked for."""
    heads: list[int] = field(default_factory=list)
    """The elements of the header row's cells."""

    @property
    def names_rows(self) -> bool:
        """Whether first cells are tagged as heads of their rows: not where heads would outnumber what they head."""
        columns, rows = len(self.block.columns), len(self.block.rows)
        return self.block.row_headers and columns + rows <= rows * (columns - 1)

    @property
    def backward(self) -> bool:
        """Whether the first column stands at the right."""
        return is_backward(self.frame.language)

    def sides(self, index: int) -> tuple[float, float]:
        """Left and right edge of a column."""
        if self.backward:
            whole = self.edges[0] + self.edges[-1]
            return whole - self.edges[index + 1], whole - self.edges[index]
        return self.edges[index], self.edges[index + 1]

    def cell_frame(self, index: int, role: str) -> Frame:
        """Where the words of a column stand; the table's outer edges have no padding."""
        if found := self.frames.get((index, role)):
            return found
        last = len(self.block.columns) - 1
        first, final = (last, 0) if self.backward else (0, last)
        left = self.style.padding_x if index != first else 0.0
        right = self.style.padding_x if index != final else 0.0
        edge, end = self.sides(index)
        found = self.frames[index, role] = replace(
            self.frame,
            left=edge + left,
            width=max(end - edge - left - right, 1.0),
            role=role,
            align=self.block.columns[index].align,
            level=0,
            is_cell=True,
        )
        return found


# --- rows --------------------------------------------------------------------------------


class RowBox(Box):
    """A row, or the part of one that stands on a page."""

    def __init__(self, grid: Grid, cells: list[list[Box]], header: bool, row: int) -> None:
        for boxes in cells:
            if boxes:
                boxes[0].gap = 0.0
        # Lines take room as in Word files, where a thicker one below the header has that of any other.
        around = 2 * grid.style.padding_y + grid.style.between.width
        self.stacked, highest = _stacked(cells, float(grid.style.padding_y))
        """Each box of each cell with its distance from the row's top."""
        super().__init__(highest + around)
        self.grid = grid
        self.row = row
        """The row's `id`."""
        self.cells = cells
        self.header = header
        self.first = self.last = False
        self.begins = self.ends = True
        """Whether the row begins and ends in this part."""

    def under(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        self._rules(canvas, x, top)
        for box, below in self.stacked:
            box.under(canvas, x, top - below)
        if self.grid.style.rail and not self.header:
            self._rail(canvas, x, top)

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        for box, below in self.stacked:
            for anchor in box.anchors:
                canvas.anchor(anchor, top - below)
            box.paint(canvas, x, top - below)

    def _rules(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        style, theme = self.grid.style, self.grid.setting.theme
        bottom = style.below_head if self.header else style.bottom if self.last else style.between
        drawn = [(style.top, top)] if self.header and self.begins else []
        drawn += [(bottom, top - self.height)] if self.ends else []
        for rule, y in drawn:
            if rule.width:
                canvas.rule(
                    x + self.grid.edges[0], y, x + self.grid.edges[-1], y, rule.width, theme.colour(rule.colour)
                )

    def _rail(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """A timeline's line from its first dot to its last, and this row's dot."""
        if len(self.grid.edges) < 3:
            return
        theme, style = self.grid.setting.theme, self.grid.style
        place, leading = x + self.grid.sides(1)[self.grid.backward], theme.styles[style.text].leading
        dot = top - style.padding_y - leading / 2
        start = dot if self.first and self.begins else top
        end = dot if self.last and self.begins else top - self.height
        if start > end:
            canvas.rule(place, start, place, end, 0.75, theme.colour(style.rail_colour))
        if self.begins:
            canvas.shape(disc(place, dot, _DOT), 0.5, theme.colour("accent"), True)

    def split(self, room: float) -> tuple[Box, Box] | None:
        inner = room - 2 * self.grid.style.padding_y
        parts = [_divided(boxes, inner) for boxes in self.cells]
        if not any(upper for upper, _ in parts) or not any(lower for _, lower in parts):
            return None
        if any(lower and not upper for upper, lower in parts):
            return None
        self.grid.setting.divided.add(self.row)
        first = RowBox(self.grid, [upper for upper, _ in parts], self.header, self.row)
        second = RowBox(self.grid, [lower for _, lower in parts], self.header, self.row)
        first.first, first.begins, first.ends = self.first, self.begins, False
        second.last, second.begins = self.last, False
        first.anchors, first.gap = self.anchors, self.gap
        first.page_break, first.source = self.page_break, self.source
        first.repeat = second.repeat = self.repeat
        second.tied = self.tied
        return first, second


def _stacked(cells: list[list[Box]], padding: float) -> tuple[list[tuple[Box, float]], float]:
    """Each box of each cell with its distance from the row's top; and the height of the highest cell."""
    found: list[tuple[Box, float]] = []
    highest = 0.0
    for boxes in cells:
        below, height = padding, 0.0
        for box in boxes:
            below += box.gap
            found.append((box, below))
            below += box.height
            height += box.gap + box.height
        if height > highest:
            highest = height
    return found, highest


def _divided(boxes: list[Box], room: float) -> tuple[list[Box], list[Box]]:
    """What fits into the room, and the rest; where it can be helped, not between tied boxes."""
    used, fitting = 0.0, 0
    for box in boxes:
        used += box.gap + box.height
        if used > room:
            break
        fitting += 1
    cut = fitting
    while 0 < cut < len(boxes) and boxes[cut - 1].tied:
        cut -= 1
    return boxes[: cut or fitting], boxes[cut or fitting :]
