"""Blocks into boxes: one small function for each kind of block, in the order of `briefgen.document`.

Between two blocks lies the larger of the space after the first and the space before the second, as Word and
LibreOffice have it; at the top of a page that was not begun on purpose there is none. Each function makes the structure
elements of its block and gives the boxes lazily, so that a long table is never in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from msgspec.structs import replace

from briefgen.bounds import keep_to_time
from briefgen.document import (
    Block,
    Blocks,
    Callout,
    Cell,
    ColumnBreak,
    Contents,
    Drawing,
    Figure,
    Heading,
    Inlines,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Quotation,
    Row,
    Section,
    Table,
    Text,
    plain,
    walk,
)
from briefgen.theme import WEIGHTS, ListStyle, TextStyle
from briefgen.typeset import Align, Line, Prepared, TextRun
from briefgen.writers.pdf.boxes import Box, KeptGroup, Panel
from briefgen.writers.pdf.canvas import LinkTarget, TaggedCanvas, fill_of
from briefgen.writers.pdf.columns import edges
from briefgen.writers.pdf.drawings import DrawingBox
from briefgen.writers.pdf.inlines import RunLook
from briefgen.writers.pdf.lines import LineBox, paint_line
from briefgen.writers.pdf.pictures import FigureBox
from briefgen.writers.pdf.setting import Frame, Setting
from briefgen.writers.pdf.tables import Grid, RowBox
from briefgen.writers.pdf.tags import Element, alternative, headers, language, table_summary

# --- blocks ------------------------------------------------------------------------------

_REPEATED = 0.25
"""A header row that takes more of a page than this is not repeated."""
_TOGETHER = 0.1
"""Two rows that take more of a page than this are not kept together."""


def stack_blocks(setting: Setting, blocks: Blocks, frame: Frame, parent: Element) -> Iterator[Box]:
    """The boxes of blocks one below the other, each after the space that separates it from the one above."""
    after, page_break, column_break = 0.0, 0.0, False
    group: KeptGroup | None = None
    quoted: Element | None = None
    for block in blocks:
        keep_to_time()
        if isinstance(block, PageBreak):
            page_break = max(page_break, block.enough)
            continue
        if isinstance(block, ColumnBreak):
            column_break = True
            continue
        before, below = spaces(setting, block, frame)
        group = group_of(setting, block, frame, group)
        if not isinstance(block, Paragraph) or block.margin_label is None:
            quoted = None
        elif quoted is None:  # numbered paragraphs are somebody's text
            quoted = setting.tree.add("BlockQuote", parent)
        for index, box in enumerate(block_boxes(setting, block, frame, quoted or parent)):
            if index == 0:
                box.gap, box.source = max(after, before), id(block)
                box.column_break = column_break
                if page_break:
                    box.page_break = page_break
                page_break, column_break = 0.0, False
            if group is not None:
                box.group = group
            yield box
        after = below


def group_of(setting: Setting, block: Block, frame: Frame, above: KeptGroup | None) -> KeptGroup | None:
    """The group that a block belongs to, given that of the block above it: only paragraphs stand in any."""
    if not isinstance(block, Paragraph) or frame.is_cell:
        return None
    if setting.style(role_of(block, frame)).begins_group:
        above = KeptGroup()
        setting.groups.append(above)
    if above is not None:
        above.paragraphs.append(id(block))
    return above


def block_boxes(setting: Setting, block: Block, frame: Frame, parent: Element) -> Iterable[Box]:
    match block:
        case Paragraph():
            return paragraph(setting, block, frame, parent)
        case Heading():
            return heading(setting, block, frame, parent)
        case List():
            return bullets(setting, block, frame, parent)
        case Table():
            return table(setting, block, frame, parent)
        case Callout():
            return callout(setting, block, frame, parent)
        case Figure():
            return figure(setting, block, frame, parent)
        case Drawing():
            return drawing(setting, block, frame, parent)
        case Quotation():
            return quotation(setting, block, frame, parent)
        case PageBreak() | ColumnBreak():
            return iter(())
        case Section():  # the document's own sections are laid out by the writer
            return stack_blocks(setting, block.blocks, frame, parent)
        case Contents():
            return contents(setting, block, frame, parent)
        case _:
            assert_never(block)


def spaces(setting: Setting, block: Block, frame: Frame) -> tuple[float, float]:
    """The space that a block needs above and below."""
    theme = setting.theme
    match block:
        case Paragraph():
            return _around(setting.style(role_of(block, frame)))
        case Heading():
            return _around(heading_style(setting, block))
        case List():
            return 0.0, list_style(setting, block).between if frame.level else list_style(setting, block).after
        case Table():
            style = theme.tables.get(block.role) or theme.tables["default"]
            return (
                max(style.before, setting.style(style.caption).before) if block.caption else style.before
            ), style.after
        case Callout():
            look = theme.callouts.get(block.role) or theme.callouts["note"]
            return look.before, look.after
        case Figure() | Drawing(equivalent=()):
            return setting.style("caption").before, setting.style("body").after
        case Drawing(equivalent=below):
            after = max(setting.style("body").after, spaces(setting, below[-1], frame)[1])
            return setting.style("caption").before, after
        case Contents() if block.title:
            return setting.style("contents-title").before, setting.style("body").after
        case Contents():
            return 0.0, setting.style("body").after
        case Quotation(blocks=inner) | Section(blocks=inner):
            frame = replace(frame, role="quotation") if isinstance(block, Quotation) else frame
            return spaces(setting, inner[0], frame)[0] if inner else 0.0, spaces(setting, inner[-1], frame)[
                1
            ] if inner else 0.0
        case PageBreak() | ColumnBreak():
            return 0.0, 0.0
        case _:
            assert_never(block)


def _around(style: TextStyle) -> tuple[float, float]:
    return style.before, style.after


def role_of(block: Paragraph, frame: Frame) -> str:
    return frame.role if block.role == "body" else block.role


# --- headings and paragraphs -------------------------------------------------------------


def heading_style(setting: Setting, block: Heading) -> TextStyle:
    return setting.style(block.role if block.role in setting.theme.styles else f"heading-{block.level}")


def heading(setting: Setting, block: Heading, frame: Frame, parent: Element) -> Iterator[Box]:
    # Neither tags nor bookmarks may leave out a level on the way down; the look may.
    setting.heading_level = min(block.level, setting.heading_level + 1)
    setting.bookmark_level = min(block.level - 1, setting.bookmark_level + 1)
    element = setting.tree.add(f"H{setting.heading_level}", parent)
    setting.tree.places.setdefault(block.anchor, element.index)
    boxes = text_boxes(setting, block.children, heading_style(setting, block), frame, element)
    boxes[0].anchors = (block.anchor,)
    boxes[0].bookmark = (setting.bookmark_level, " ".join(plain(block.children).split()), block.anchor)
    for box in boxes:
        box.tied = True
    yield from boxes


def paragraph(setting: Setting, block: Paragraph, frame: Frame, parent: Element) -> Iterable[Box]:
    entries = language(block.language) if block.language and block.language != frame.language else b""
    tag = "Title" if role_of(block, frame) == "title" and parent is setting.tree.root else "P"
    element = setting.tree.add(tag, parent, entries)
    return paragraph_boxes(setting, block, frame, element)


def paragraph_boxes(setting: Setting, block: Paragraph, frame: Frame, element: Element) -> list[LineBox]:
    """A paragraph's lines under an element that is there already, with its margin label."""
    style = setting.style(role_of(block, frame))
    if block.language is not None:
        frame = replace(frame, language=block.language)
    if block.margin_label is None:
        boxes = text_boxes(setting, block.children, style, frame, element)
    else:
        label = setting.tree.words_between(element)
        boxes = text_boxes(setting, block.children, style, frame.inset(setting.theme.page.margin_column), element)
        line = margin_label(setting, block.margin_label, label)
        left = frame.inset(style.left).at_start(line.width)
        boxes[0].beside = ((left, line, boxes[0].baseline),)
    if block.anchor is not None:
        boxes[0].anchors = (block.anchor,)
        setting.tree.places.setdefault(block.anchor, element.index)
    if style.keep_with_next:
        boxes[-1].tied = True
    return boxes


def margin_label(setting: Setting, label: str, element: Element) -> Line:
    """The label in one line; a blank keeps it from the words in extracted text."""
    code = setting.document.metadata.language
    items = setting.inlines.items((Text(f"{label} "),), setting.style("margin-label"), element, code)
    return single_line(setting.prepare(items, code))


def text_boxes(setting: Setting, inlines: Inlines, style: TextStyle, frame: Frame, element: Element) -> list[LineBox]:
    """Lines of words, tied so that no page begins or ends with a single line of a paragraph."""
    inner = frame.inset(style.left, style.right)
    align: Align = style.align if style.align != "start" else frame.align
    set_lines = lines_of(setting, inlines, style, inner.width, element, frame.language, align)
    boxes = line_boxes(setting, set_lines, style, inner.left)
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        for box in boxes:
            box.plain = True
    last = len(boxes) - 1
    for index, box in enumerate(boxes[:-1]):
        box.tied = style.keep_together or index == 0 or index == last - 1
    if style.rule_below:
        colour = setting.theme.colour(style.rule_colour)
        boxes[-1].rule = (frame.left, frame.left + frame.width, style.rule_below, colour)
    return boxes


def line_boxes(setting: Setting, set_lines: Iterable[Line], style: TextStyle, left: float) -> list[LineBox]:
    pen, leading = setting.pen, style.leading
    baseline = pen.fonts.baseline(style)
    return [LineBox(pen, line, left, leading, baseline) for line in set_lines]


def lines_of(
    setting: Setting, inlines: Inlines, style: TextStyle, width: float, element: Element, code: str, align: Align
) -> list[Line]:
    """Set lines of the words, at least one even if there are none."""
    items = setting.inlines.items(inlines, style, element, code)
    found = setting.prepare(items, code).lines(width, align)
    return found or [Line((), 0.0, (0.0, 0.0), False, True)]


def single_line(prepared: Prepared) -> Line:
    """Words in one line that is just as wide as they are."""
    (line, *_) = prepared.lines(prepared.natural_width + 0.01, "start")
    return line


# --- lists -------------------------------------------------------------------------------


def list_style(setting: Setting, block: List) -> ListStyle:
    return setting.theme.lists.get(block.role or "default") or setting.theme.lists["default"]


def bullets(setting: Setting, block: List, frame: Frame, parent: Element) -> Iterator[Box]:
    style = list_style(setting, block)
    numbering = b"Decimal" if block.ordered else b"Disc"
    element = setting.tree.add("L", parent, b"/A<</O/List/ListNumbering/%s>>" % numbering)
    for index, item in enumerate(block.items):
        sign = f"{block.start + index}." if block.ordered else style.bullets[min(frame.level, len(style.bullets) - 1)]
        boxes = list(list_item(setting, item, sign, style, frame, element))
        if index:
            boxes[0].gap = max(boxes[0].gap, style.between)
        elif len(boxes) == 1 and not frame.is_cell:
            _keep_with_second(setting, block, boxes[0])
        yield from boxes


def _keep_with_second(setting: Setting, block: List, first: Box) -> None:
    """No page ends with a list's first item where that is a single line, as none does with a paragraph's first line."""
    opening = [id(item.blocks[0]) for item in block.items[:2] if item.blocks and isinstance(item.blocks[0], Paragraph)]
    if len(opening) == 2:
        first.tied = True
        setting.groups.append(KeptGroup(opening, whole=True))


def list_item(
    setting: Setting, item: ListItem, sign: str, style: ListStyle, frame: Frame, parent: Element
) -> Iterator[Box]:
    element = setting.tree.add("LI", parent)
    label = setting.tree.add("Lbl", element)
    body = setting.tree.add("LBody", element)
    blocks: Blocks = item.blocks or (Paragraph(()),)
    first = blocks[0]
    if not isinstance(first, Paragraph):
        first = Paragraph(())
        blocks = (first, *blocks)
    code = first.language or frame.language
    sided = replace(frame, language=code)
    inner = replace(sided.inset(style.indent), language=frame.language)
    role = frame.role if frame.is_cell else style.text
    inner = replace(inner, role=role, level=frame.level + 1)
    items = setting.inlines.items((Text(f"{sign} "),), setting.style(role_of(first, inner)), label, frame.language)
    line = single_line(setting.prepare(items, code))
    left = sided.at_start(line.width)
    for index, box in enumerate(stack_blocks(setting, blocks, inner, body)):
        if index == 0:
            box.gap = 0.0
            if isinstance(box, LineBox):
                box.beside = ((left, line, box.baseline), *box.beside)
        yield box


# --- tables ------------------------------------------------------------------------------


def table(setting: Setting, block: Table, frame: Frame, parent: Element) -> Iterator[Box]:
    style = setting.theme.tables.get(block.role) or setting.theme.tables["default"]
    element = setting.tree.add(
        "Table", parent, table_summary(block.summary, block.summary_language) if block.summary else b""
    )
    anchors = (block.anchor,) if block.anchor else ()
    if block.anchor:
        setting.tree.places.setdefault(block.anchor, element.index)
    if block.caption:
        boxes = text_boxes(
            setting, block.caption, setting.style(style.caption), frame, setting.tree.add("Caption", element)
        )
        boxes[0].anchors, anchors = anchors, ()
        for box in boxes:
            box.tied = True
        yield from boxes
    grid = Grid(setting, block, style, frame, edges(setting, block, style, frame))
    head = row(grid, block.header, setting.tree.add("THead", element), header=True)
    head.anchors = anchors
    head.tied = bool(block.rows)
    if block.caption:
        head.gap = setting.style(style.caption).after
    yield head
    yield from rows(grid, head, element)


def rows(grid: Grid, head: RowBox, element: Element) -> Iterator[Box]:
    body = grid.setting.tree.add("TBody", element) if grid.block.rows else element
    last = len(grid.block.rows) - 1
    held: RowBox | None = None
    for index, content in enumerate(grid.block.rows):
        box = row(grid, content, body, header=False)
        box.first, box.last = index == 0, index == last
        if content.anchor is not None:
            box.anchors = (content.anchor,)
        if head.height <= grid.frame.height * _REPEATED:
            box.repeat = head
        if held is not None:
            if box.last and not grid.frame.is_cell:
                _keep_with_last(grid, held, box)
            yield held
        held = box
    if held is not None:
        yield held


def _keep_with_last(grid: Grid, above: RowBox, last: RowBox) -> None:
    """No page begins with a table's last row where that is a single line, as none does with a paragraph's last line."""
    if any(len(cell) > 1 for cell in last.cells) or above.height + last.height > grid.frame.height * _TOGETHER:
        return
    above.tied = True
    cells = grid.block.rows[-2].cells
    words = [id(block) for cell in cells for block in walk(cell.blocks) if isinstance(block, Paragraph)]
    grid.setting.groups.append(KeptGroup([*words, id(grid.block.rows[-1])], whole=True))


def row(grid: Grid, content: Row, parent: Element, header: bool) -> RowBox:
    element = grid.setting.tree.add("TR", parent)
    if content.anchor is not None:
        grid.setting.tree.places.setdefault(content.anchor, element.index)
    heads: list[int] = []
    cells = [list(_cell(grid, item, index, element, heads, header)) for index, item in enumerate(content.cells)]
    grid.heads.extend(heads if header else ())
    return RowBox(grid, cells, header, id(content))


def _cell(grid: Grid, item: Cell, index: int, parent: Element, heads: list[int], header: bool) -> Iterator[Box]:
    """A cell's boxes. One paragraph alone needs no element of its own. `heads` gathers the row's own header cells."""
    setting, style = grid.setting, grid.style
    names = header or (index == 0 and grid.names_rows)
    scope = (
        headers("Column", ()) if header else headers("Row" if names else "", (*grid.heads[index : index + 1], *heads))
    )
    first = index == 0 and grid.block.row_headers
    frame = grid.cell_frame(index, style.head if header else style.first if first else style.text)
    if item.language and item.language != frame.language:
        scope += language(item.language)
        frame = replace(frame, language=item.language)
    element = setting.tree.add_header(parent, scope) if names else setting.tree.add("TD", parent, scope)
    if names:
        heads.append(element.index)
    match item.blocks:
        case (Paragraph() as only,):
            return iter(paragraph_boxes(setting, only, frame, element))
        case _:
            return stack_blocks(setting, item.blocks, frame, element)


# --- callouts, figures, quotations -------------------------------------------------------


def callout(setting: Setting, block: Callout, frame: Frame, parent: Element) -> Iterator[Box]:
    style = setting.theme.callouts.get(block.role) or setting.theme.callouts["note"]
    colour = setting.theme.colour
    panel = Panel(frame.left, frame.width, colour(style.fill), style.bar, colour(style.bar_colour), frame.backward)
    element = setting.tree.add("Sect", parent)
    inner = replace(frame.inset(style.padding + style.bar, style.padding), role=style.text)
    label = (Paragraph(block.label, style.label),) if block.label else ()
    for box in padded(stack_blocks(setting, (*label, *block.blocks), inner, element), style.padding):
        box.panels = (panel, *box.panels)
        yield box


def padded(boxes: Iterable[Box], padding: float) -> Iterator[Box]:
    """Boxes between two blank ones that are never separated from their neighbours."""
    yield Box(padding, tied=True)
    held: Box | None = None
    for index, box in enumerate(boxes):
        if index == 0:
            box.gap = 0.0
        if held is not None:
            yield held
        held = box
    if held is not None:
        held.tied = True
        yield held
    yield Box(padding)


def figure(setting: Setting, block: Figure, frame: Frame, parent: Element) -> Iterator[Box]:
    """The picture with its caption below; a picture that cannot be read leaves its alternative text."""
    caption = setting.style("caption")
    around = parent
    picture = setting.album.add(block.image)
    if picture is None:
        boxes: list[Box] = [
            *text_boxes(setting, (Text(block.alt),), setting.style("body"), frame, setting.tree.add("P", parent))
        ]
    else:
        room = frame.height - (3 * caption.leading if block.caption else 0.0)
        width, height = picture.within(frame.width * block.width, room)
        box = f"/A<</O/Layout/Placement/Block/BBox[0 0 {width:.2f} {height:.2f}]>>".encode()
        element = setting.tree.add("Figure", parent, alternative(block.alt) + box)
        if block.anchor is not None:
            setting.tree.places.setdefault(block.anchor, element.index)
        around = element if setting.tree.modern else parent  # PDF 2.0 wants it within, where older programs lose it
        boxes = [FigureBox(picture.name, frame.at_start(width), width, height, element)]
    if block.anchor is not None:
        boxes[0].anchors = (block.anchor,)
    if block.caption:
        boxes[-1].tied = True
        below = text_boxes(setting, block.caption, caption, frame, setting.tree.add("Caption", around))
        below[0].gap = caption.before
        boxes += below
    yield from boxes


def drawing(setting: Setting, block: Drawing, frame: Frame, parent: Element) -> Iterator[Box]:
    """The shapes with their caption below, and then what they show in words."""
    caption = setting.style("caption")
    scale = min(1.0, frame.width / block.width, (frame.height - 3 * caption.leading) / block.height)
    width, height = block.width * scale, block.height * scale
    spoken = language(block.language) if block.language and block.language != frame.language else b""
    box = f"/A<</O/Layout/Placement/Block/BBox[0 0 {width:.2f} {height:.2f}]>>".encode()
    element = setting.tree.add("Figure", parent, alternative(block.alt) + spoken + box)
    boxes: list[Box] = [DrawingBox(setting, block, frame, scale, element)]
    if block.anchor is not None:
        setting.tree.places.setdefault(block.anchor, element.index)
        boxes[0].anchors = (block.anchor,)
    if block.caption:
        around = element if setting.tree.modern else parent
        below = text_boxes(setting, block.caption, caption, frame, setting.tree.add("Caption", around))
        below[0].gap = caption.before
        boxes += below
    for each in boxes if block.equivalent else boxes[:-1]:
        each.tied = True
    yield from boxes
    for index, shown in enumerate(stack_blocks(setting, block.equivalent, frame, parent)):
        if index == 0 and block.caption:
            shown.gap = max(shown.gap, caption.after)
        yield shown


def quotation(setting: Setting, block: Quotation, frame: Frame, parent: Element) -> Iterator[Box]:
    element = setting.tree.add("BlockQuote", parent)
    return stack_blocks(setting, block.blocks, replace(frame, role="quotation"), element)


# --- contents ----------------------------------------------------------------------------


def contents(setting: Setting, block: Contents, frame: Frame, parent: Element) -> Iterator[Box]:
    if block.title:
        title = setting.tree.add("P", parent)
        yield from (
            _tied(box) for box in text_boxes(setting, block.title, setting.style("contents-title"), frame, title)
        )
    element = setting.tree.add("TOC", parent)
    for index, entry in enumerate(_headings(setting.document.blocks, block.depth)):
        boxes = contents_entry(setting, entry, frame, element)
        if index == 0 and block.title:
            boxes[0].gap = setting.style("contents-title").after
        yield from boxes


def _tied(box: Box) -> Box:
    box.tied = True
    return box


def _headings(blocks: Blocks, depth: int) -> Iterator[Heading]:
    return (block for block in walk(blocks) if isinstance(block, Heading) and block.level <= depth)


def contents_entry(setting: Setting, entry: Heading, frame: Frame, parent: Element) -> list[LineBox]:
    style = setting.theme.styles.get(f"contents-{entry.level}") or setting.style("contents-1")
    item = setting.tree.add("TOCI", parent)
    setting.tree.goals[item.index] = entry.anchor
    reference = setting.tree.add("Reference", item)
    element = setting.tree.add("Link", reference)
    words = plain(entry.children)
    target = LinkTarget(element, " ".join(words.split()), anchor=entry.anchor)
    look = RunLook(fill_of(setting.theme.colour(style.colour)), element, "", target)
    number = _number_run(style, look, "0000", frame.language)
    reserved = setting.prepare([number], frame.language).natural_width + style.size / 2
    inner = frame.inset(style.left, style.right + reserved)
    run = TextRun(
        " ".join(words.split()), style.size, WEIGHTS[style.weight], style.italic, frame.language, False, 0.0, look
    )
    set_lines = setting.prepare([run], frame.language).lines(inner.width, "start")
    boxes = line_boxes(setting, set_lines, style, inner.left)
    last = boxes[-1]
    edge = frame.left + style.right if frame.backward else frame.left + frame.width - style.right
    boxes[-1] = ContentsBox(last, setting, edge, number, entry.anchor, frame.backward)
    for box in boxes[:-1]:
        box.tied = True
    return boxes


def _number_run(style: TextStyle, look: RunLook, text: str, code: str) -> TextRun:
    return TextRun(text, style.size, 400, False, code, True, 0.0, look)


class ContentsBox(LineBox):
    """The last line of an entry of the contents: words, a dotted leader, and the page, known at the end."""

    def __init__(
        self, line: LineBox, setting: Setting, edge: float, number: TextRun, goal: str, backward: bool
    ) -> None:
        super().__init__(line.pen, line.line, line.indent, line.height, line.baseline)
        self.setting = setting
        self.edge = edge
        self.number = number
        self.goal = goal
        self.backward = backward

    def under(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        size, step = self.number.size, -1 if self.backward else 1
        ends = min(part.x for part in self.line.parts) if self.backward else self.line.width
        start, end = x + self.indent + ends + step * size / 2, x + self.edge - step * 2.4 * size
        dots = int((end - start) * step / 4) * 4
        if dots > 0:
            # Dots stand at the same places in every entry.
            left, right = sorted((end - step * dots, end))
            y = top - self.baseline + 0.6
            canvas.rule(left, y, right, y, 0.8, self.setting.theme.colour("secondary"), "[0 4]0 d 1 J")

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        super().paint(canvas, x, top)
        look = self.number.data
        assert isinstance(look, RunLook) and look.target is not None  # noqa: S101 - made so above
        baseline = top - self.baseline
        size = self.number.size
        left, right = sorted((x + self.edge, x + self.edge + (2.4 if self.backward else -2.4) * size))
        canvas.link(look.target, (left, baseline - 0.27 * size, right, baseline + 0.93 * size))
        canvas.mark(look.element)
        canvas.late(lambda late: self._paint_number(late, x, baseline))

    def _paint_number(self, canvas: TaggedCanvas, x: float, baseline: float) -> None:
        run = self.number._replace(text=f" {self.setting.page_of[self.goal]}")
        line = single_line(self.setting.prepare([run], run.language))
        paint_line(canvas, self.pen.fonts, line, x + self.edge - (0.0 if self.backward else line.width), baseline)
