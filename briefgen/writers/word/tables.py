"""Tables to w:tbl, each in one piece of text, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from briefgen.document import Block, Cell, List, Paragraph, Row, Table, is_backward, plain
from briefgen.theme import TableStyle
from briefgen.writers.word import looks, paragraphs, runs
from briefgen.writers.word.job import BlockFrame, Para, Solid, StoryItem, WordJob
from briefgen.writers.word.wml import attribute

SetBlocks = Callable[[WordJob, BlockFrame, Iterable[Block]], list[StoryItem]]


class TableGrid(Struct, frozen=True):
    """What all rows of one table share: each column's frame and the opening of its cells."""

    table: Table
    style: TableStyle
    widths: list[int]
    """Of the columns, in twips."""
    frames: tuple[BlockFrame, ...]
    properties: tuple[str, ...]
    rail: int | None
    half_page: float
    """In points."""
    blocks: SetBlocks


def table(job: WordJob, frame: BlockFrame, child: Table, blocks: SetBlocks) -> list[StoryItem]:
    """The caption, if there is one, and the table."""
    style = job.styles.table_style(child.role)
    left = frame.left + paragraphs.panel_edge(job, frame)
    grid = _grid(job, frame, child, style, blocks)
    rows = [row(job, grid, child.header, header=True, anchor=None if child.caption else child.anchor)]
    rows += [row(job, grid, each) for each in child.rows]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid.widths)
    xml = f"<w:tbl>{_properties(job, child, frame.width, left)}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    items: list[StoryItem] = []
    if child.caption:
        items.append(caption(job, frame, child, style))
    items.append(Solid(xml, 0 if child.caption else style.before.twips, style.after.twips))
    return items


def caption(job: WordJob, frame: BlockFrame, child: Table, style: TableStyle) -> Para:
    look = replace(frame.look(style.caption), keep_next=True, item=None)
    own = job.styles.text(style.caption).before.twips
    if style.before.twips > own:
        look = replace(look, before=style.before.twips)
    voice, look = paragraphs.voiced(job, frame, look, child.caption)
    return Para(
        look, runs.anchored(job, child.anchor, runs.numbered(job, voice, child.caption, child.number, child.anchor))
    )


def widths(shares: Iterable[float], whole: int) -> list[int]:
    """Column widths in twips that add up to the whole."""
    edges, total = [0], 0.0
    for share in shares:
        total += share
        edges.append(round(whole * total))
    edges[-1] = whole
    return [right - left for left, right in pairwise(edges)]


def _grid(job: WordJob, frame: BlockFrame, child: Table, style: TableStyle, blocks: SetBlocks) -> TableGrid:
    pad = style.padding_x.twips
    last = len(child.columns) - 1
    column_widths = widths(job.shares(child), frame.width)
    frames, properties = [], []
    for n, (column, width) in enumerate(zip(child.columns, column_widths, strict=True)):
        inner = width - (pad if n else 0) - (pad if n < last else 0)
        align = column.align if column.align != "start" else None
        frames.append(BlockFrame(max(200, inner), cell=True, text=style.text, align=align, language=frame.language))
        properties.append(_cell_properties(job, style, n, last, width))
    rail = None
    if style.rail and last >= 1:
        rail = job.numbering.rail(
            pad, job.theme.colour("accent" if "accent" in job.theme.colours else style.rail_colour)
        )
    page = job.theme.page
    half_page = (page.height - page.margins.top - page.margins.bottom) / 2
    return TableGrid(child, style, column_widths, tuple(frames), tuple(properties), rail, half_page, blocks)


def _cell_properties(job: WordJob, style: TableStyle, n: int, last: int, width: int) -> str:
    """The outer edges of a table have no padding, which no table style can say."""
    lines = ""
    if style.rail and n == 1 and last > 1:
        line = looks.border("left", 0.75, job.theme.colour(style.rail_colour))
        lines = f"<w:tcBorders>{line}</w:tcBorders>"
    sides = [side for side, outer in (("left", n == 0), ("right", n == last)) if outer]
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in sides)
    margins = f"<w:tcMar>{margins}</w:tcMar>" if margins else ""
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{lines}{margins}</w:tcPr>'


def _properties(job: WordJob, child: Table, width: int, left: int) -> str:
    first_column = "1" if child.row_headers else "0"
    value = "06A0" if child.row_headers else "0620"
    title = plain(child.caption).strip()
    return (
        f'<w:tblPr><w:tblStyle w:val="{job.styles.table(child.role, len(child.columns))}"/>'
        + ("<w:bidiVisual/>" if is_backward(job.document.metadata.language) else "")
        + f'<w:tblW w:w="{width}" w:type="dxa"/>'
        + (f'<w:tblInd w:w="{left}" w:type="dxa"/>' if left else "")
        + f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{value}" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="{first_column}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        + (f'<w:tblCaption w:val="{attribute(title)}"/>' if title else "")
        + (f'<w:tblDescription w:val="{attribute(child.summary)}"/>' if child.summary else "")
        + "</w:tblPr>"
    )


def row(job: WordJob, grid: TableGrid, child: Row, header: bool = False, anchor: str | None = None) -> str:
    """A row stays whole unless it goes on over the end of a page of the PDF; the header row repeats."""
    whole = "" if not header and is_divided(job, grid, child) else "<w:cantSplit/>"
    repeated = "<w:tblHeader/>" if header else ""
    cells = []
    for n, each in enumerate(child.cells):
        anchors = (anchor, child.anchor) if n == 0 else ()
        cells.append(cell(job, grid, n, each, header, anchors))
    properties = f"<w:trPr>{whole}{repeated}</w:trPr>" if whole or repeated else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(job: WordJob, grid: TableGrid, n: int, child: Cell, header: bool, anchors: tuple[str | None, ...] = ()) -> str:
    frame = grid.frames[n]
    if header or (n == 0 and grid.table.row_headers):
        frame = replace(frame, text=grid.style.head if header else grid.style.first)
    if child.language:
        frame = replace(frame, language=child.language)
    items = grid.blocks(job, frame, child.blocks)
    if not items or not isinstance(items[-1], Para):
        items.append(Para(frame.look("body"), ""))
    first = items[0]
    if isinstance(first, Para):
        for anchor in anchors:
            first.content = runs.anchored(job, anchor, first.content)
        if grid.rail and n == 1 and not header and first.number is None:
            first.number, first.look = (grid.rail, 0), replace(first.look, on_rail=True)
    return f"<w:tc>{grid.properties[n]}{paragraphs.written(job, paragraphs.in_cell(job, items))}</w:tc>"


def is_divided(job: WordJob, grid: TableGrid, child: Row) -> bool:
    """As the pages were laid out; without a layout, what is very tall."""
    return id(child) in job.layout.divided if job.layout else is_tall(job, grid, child)


def is_tall(job: WordJob, grid: TableGrid, child: Row) -> bool:
    """Whether any cell's words need more than half a page, by a rough count of its lines."""
    for frame, each in zip(grid.frames, child.cells, strict=False):
        if sum([_block_height(job, frame, block) for block in each.blocks]) > grid.half_page:
            return True
    return False


def _block_height(job: WordJob, frame: BlockFrame, child: Block) -> float:
    if isinstance(child, Paragraph):
        style = job.styles.text(frame.text if child.role == "body" else child.role)
        a_line = max(1.0, frame.width / 20 / (style.size * 0.52))
        return (runs.length(child.children) // a_line + 1) * style.leading + style.after
    if isinstance(child, List):
        return sum(_block_height(job, frame, inner) for item in child.items for inner in item.blocks)
    return 0.0
