"""Cells full of boxes in, a row as one box out; a table in, the widths of its columns out.

A row stays whole unless it is taller than half a page; then it is divided between its lines, cell by cell. The header
row is repeated on each page that the table goes on to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.document import Cell, Paragraph, Table, is_backward, plain, walk
from briefgen.theme import TableStyle
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.canvas import TaggedCanvas, disc
from briefgen.writers.pdf.setting import Frame, Setting

_WIDEST_WORD = 0.4
"""A word asks for no more than this share of the table's width; a longer one is broken."""
_CANDIDATES = 6
"""Words of a column that are measured: its longest."""
_BLANKS = re.compile(r"[ \t\r\n]+")
_DATE = re.compile(r"\b\d{1,2} [^\W\d]{3,12} \d{4}\b")
"""A date is read as one word: a column makes room for it as for one."""
"""Where lines may end; what a no-break space holds together, such as a date, is one word here."""
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
        if (index, role) in self.frames:
            return self.frames[index, role]
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

    def __init__(self, grid: Grid, cells: list[list[Box]], header: bool) -> None:
        for boxes in cells:
            if boxes:
                boxes[0].gap = 0.0
        padding = 2 * grid.style.padding_y
        super().__init__(max((_height(boxes) for boxes in cells), default=0.0) + padding)
        self.grid = grid
        self.cells = cells
        self.stacked = list(_stacked(cells, float(grid.style.padding_y)))
        """Each box of each cell with its distance from the row's top."""
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

    # A row that fits half a page is never divided.
    def split(self, room: float) -> tuple[Box, Box] | None:
        if self.height <= self.grid.frame.height / 2:
            return None
        inner = room - 2 * self.grid.style.padding_y
        parts = [_divided(boxes, inner) for boxes in self.cells]
        if not any(upper for upper, _ in parts) or not any(lower for _, lower in parts):
            return None
        if any(lower and not upper for upper, lower in parts):
            return None
        first = RowBox(self.grid, [upper for upper, _ in parts], self.header)
        second = RowBox(self.grid, [lower for _, lower in parts], self.header)
        first.first, first.begins, first.ends = self.first, self.begins, False
        second.last, second.begins = self.last, False
        first.anchors, first.gap, first.page_break = self.anchors, self.gap, self.page_break
        first.repeat = second.repeat = self.repeat
        second.tied = self.tied
        return first, second


def _stacked(cells: list[list[Box]], padding: float) -> Iterator[tuple[Box, float]]:
    for boxes in cells:
        below = padding
        for box in boxes:
            below += box.gap
            yield box, below
            below += box.height


def _height(boxes: list[Box]) -> float:
    return sum([box.gap + box.height for box in boxes])


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


# --- column widths -----------------------------------------------------------------------


def edges(setting: Setting, block: Table, style: TableStyle, frame: Frame) -> tuple[float, ...]:
    """Column edges: the shares that the table asks for, shifted so that each column holds its longest word."""
    requested = [column.width * frame.width for column in block.columns]
    words = [min(width, _WIDEST_WORD * frame.width) for width in narrowest(setting, block, style, frame)]
    least = capped(words, frame.width)
    widths = shared(requested, least)
    if widths is not requested:
        setting.shares[id(block)] = tuple(width / frame.width for width in widths)
    found = [frame.left]
    for width in widths:
        found.append(found[-1] + width)
    return tuple(found)


def capped(widths: list[float], room: float) -> list[float]:
    """The widths, the largest of them cut down to one that all fit the room: long words break, short ones do not."""
    cap, left = room, room
    for taken, width in enumerate(sorted(widths)):
        cap = left / (len(widths) - taken)
        if width > cap:
            return [min(each, cap) for each in widths]
        left -= width
    return widths


def shared(requested: list[float], least: list[float]) -> list[float]:
    """`requested` widths, those below their `least` widened as far as the others have width to give."""
    lack = sum(max(low - width, 0.0) for width, low in zip(requested, least, strict=True))
    spare = sum(max(width - low, 0.0) for width, low in zip(requested, least, strict=True))
    moved = min(lack, spare)
    if moved <= 0:
        return requested
    return [
        width + (low - width) * moved / lack if width < low else width - (width - low) * moved / spare
        for width, low in zip(requested, least, strict=True)
    ]


def narrowest(setting: Setting, block: Table, style: TableStyle, frame: Frame) -> list[float]:
    """For each column the width of its widest unbreakable word; only its longest words are measured."""
    found = []
    last = len(block.columns) - 1
    for index in range(len(block.columns)):
        width = 0.0
        for role, words in _longest_words(setting, block, style, index).items():
            width = max(width, setting.widest(words, setting.style(role), frame.language))
        found.append(width + style.padding_x * ((index > 0) + (index < last)) + 0.1)
    return found


def _longest_words(setting: Setting, block: Table, style: TableStyle, index: int) -> dict[str, list[str]]:
    """The longest words of a column, by the role that they stand in."""
    longest: dict[tuple[str, str], int] = {}
    shortest = 0
    for number, content in enumerate((block.header, *block.rows)):
        names = index == 0 and block.row_headers
        own = style.head if number == 0 else style.first if names else style.text
        for word, role in _words(content.cells[index], own):
            if len(word) > shortest and (word, role) not in longest:
                longest[word, role] = len(word)
                if len(longest) > _CANDIDATES:
                    del longest[min(longest, key=longest.__getitem__)]
                    shortest = min(longest.values())
    found: dict[str, list[str]] = {}
    for word, role in sorted(longest):
        found.setdefault(role, []).append(word)
    return found


def _words(cell: Cell, own: str) -> Iterator[tuple[str, str]]:
    for block in cell.blocks if len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph) else walk(cell.blocks):
        if isinstance(block, Paragraph):
            role = own if block.role == "body" else block.role
            said = _DATE.sub(_as_one_word, plain(block.children))
            yield from ((word, role) for word in _BLANKS.split(said) if word)


def _as_one_word(date: re.Match[str]) -> str:
    return date[0].replace(" ", "\u00a0")
