"""A document goes in; its content comes out: what is expected of both files."""

from __future__ import annotations

from collections.abc import Iterable

from briefgen.document import (
    Block,
    Blocks,
    Callout,
    ColumnBreak,
    Contents,
    Control,
    Document,
    Drawing,
    Emphasis,
    Figure,
    Gauge,
    Heading,
    Highlight,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    Text,
    lettering,
    link_address,
    plain,
    walk,
)
from briefgen.verify import content
from briefgen.verify.content import (
    BETWEEN,
    NOWHERE,
    PAGE,
    PAGES,
    ContentLink,
    ContentSpan,
    ExpectedContent,
    folded_words,
    leaves_trace,
)


def expected_content(document: Document | ExpectedContent) -> ExpectedContent:
    """All that a document says, in order; given what one says, the same."""
    if isinstance(document, ExpectedContent):
        return document
    collector = _Collector(document)
    collector.blocks(document.blocks)
    return collector.expected()


def anchored_content(document: Document) -> tuple[ExpectedContent, dict[str, int]]:
    """The same, and the number of the span that each anchor of the document leads to."""
    collector = _Collector(document)
    collector.blocks(document.blocks)
    return collector.expected(), collector.anchors


def _ends(document: Document, first: bool) -> tuple[str, ...]:
    """The ends of the running lines that the first page bears, too, or of those that it does not."""
    lines = [line for line in (document.header, document.footer) if line.first == first]
    ends = (folded_words(_running(end)) for line in lines for end in (line.left, line.right))
    return tuple(words for words in ends if words)


def _running(inlines: Inlines) -> str:
    return "".join(_running_part(inline) for inline in inlines)


def _running_part(inline: object) -> str:
    match inline:
        case PageNumber():
            return PAGE
        case PageCount():
            return PAGES
        case Strong(children) | Emphasis(children) | Highlight(_, children) | Span(children):
            return _running(children)
        case Link(_, children) | Reference(_, children):
            return _running(children)
        case Control():
            return _running(inline.shown)
        case Text(text):
            return text
        case _:
            return " "


class _Collector:
    """Gathers what blocks say."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.spans: list[ContentSpan] = []
        self.links: list[tuple[str, str, str]] = []
        self.entries: list[str] = []
        self.alts: list[str] = []
        self.summaries: list[str] = []
        self.drawn: list[str] = []
        self.anchors: dict[str, int] = {}
        self.cell: list[str] | None = None

    def expected(self) -> ExpectedContent:
        links = (ContentLink(words, uri, self.anchors.get(target, NOWHERE)) for words, uri, target in self.links)
        return ExpectedContent(
            tuple(self.spans),
            tuple(link for link in links if leaves_trace(link.words) and (link.uri or link.to != NOWHERE)),
            tuple(self.alts),
            tuple(self.summaries),
            folded_words(self.document.marking.text) if self.document.marking else "",
            _ends(self.document, first=True),
            tuple(self.anchors[name] for name in self.entries),
            _ends(self.document, first=False),
            tuple(self.drawn),
        )

    def blocks(self, blocks: Blocks) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.paragraph(block, content.PARAGRAPH_PART)
            case Heading(level, children, anchor):
                self.say(content.HEADING[level - 1], children, anchor)
            case List(items=items):
                for item in items:
                    self.item(item)
            case Table():
                self.table(block)
            case Callout(label, blocks):
                self.say(content.PARAGRAPH_PART, label)
                self.blocks(blocks)
            case Figure():
                self.figure(block)
            case Drawing():
                self.figure(block)
                self.drawing(block)
            case Quotation(blocks) | Section(blocks=blocks):
                self.blocks(blocks)
            case Contents():
                self.contents(block)
            case PageBreak() | ColumnBreak():
                pass

    def paragraph(self, paragraph: Paragraph, kind: str) -> None:
        label = f"{paragraph.margin_label} " if paragraph.margin_label else ""
        self.say(kind, paragraph.children, paragraph.anchor, label)

    def item(self, item: ListItem) -> None:
        match item.blocks:
            case (Paragraph() as first, *rest):
                self.paragraph(first, content.ITEM)
                self.blocks(tuple(rest))
            case blocks:
                self.blocks(blocks)

    def drawing(self, drawing: Drawing) -> None:
        if words := folded_words(lettering(drawing)):
            self.drawn.append(words)
        self.blocks(drawing.equivalent)

    def figure(self, figure: Figure | Drawing) -> None:
        self.anchor(figure.anchor, leads=bool(folded_words(plain(figure.caption))))
        self.alts.append(folded_words(figure.alt))
        self.say(content.PARAGRAPH_PART, figure.caption)

    def contents(self, contents: Contents) -> None:
        self.say(content.PARAGRAPH_PART, contents.title)
        for block in walk(self.document.blocks):
            if not isinstance(block, Heading) or block.level > contents.depth:
                continue
            if words := folded_words(plain(block.children)):
                self.add(content.ENTRY, words)
                self.entries.append(block.anchor)

    def table(self, table: Table) -> None:
        self.anchor(table.anchor)
        self.say(content.PARAGRAPH_PART, table.caption)
        if table.summary:
            self.summaries.append(folded_words(table.summary))
        self.row(table.header, [content.HEADER_CELL] * len(table.columns))
        kinds = [content.FIRST_CELL, *[content.CELL] * (len(table.columns) - 1)]
        for row in table.rows:
            self.row(row, kinds)

    def row(self, row: Row, kinds: Iterable[str]) -> None:
        self.anchor(row.anchor)
        for cell, kind in zip(row.cells, kinds, strict=True):
            self.cell = []
            self.blocks(cell.blocks)
            words, self.cell = self.cell[0] if len(self.cell) == 1 else folded_words(" ".join(self.cell)), None
            self.spans.append(ContentSpan(kind, words))

    def say(self, kind: str, children: Inlines, anchor: str | None = None, label: str = "") -> None:
        """A span of its own, or a part of the cell at hand."""
        words = folded_words(label + self.words(children))
        if anchor is not None:
            self.anchor(anchor, leads=leaves_trace(words))
        self.add(kind, words)

    def add(self, kind: str, words: str) -> None:
        if self.cell is not None:
            self.cell.append(words)
        elif leaves_trace(words):  # what leaves no trace on paper is no span there
            self.spans.append(ContentSpan(kind, words))

    def anchor(self, name: str | None, leads: bool = True) -> None:
        if name is not None:
            self.anchors.setdefault(name, len(self.spans) if leads else BETWEEN)

    def words(self, inlines: Inlines) -> str:
        """What `plain` gives; links and gauges are noted on the way."""
        if len(inlines) == 1 and isinstance(inlines[0], Text):
            return inlines[0].text
        return "".join([inline.text if isinstance(inline, Text) else self.word(inline) for inline in inlines])

    def word(self, inline: Inline) -> str:
        match inline:
            case Link(uri, children):
                words = plain(children)
                if (address := link_address(uri)) is not None:
                    self.links.append((folded_words(words), address, ""))
                return words
            case Reference(target, children):
                words = plain(children)
                self.links.append((folded_words(words), "", target))
                return words
            case Strong(children) | Emphasis(children) | Highlight(_, children) | Span(children):
                return self.words(children)
            case Control():
                return self.words(inline.shown)
            case Gauge(alt=alt):
                self.alts.append(folded_words(alt))
            case _:
                return plain((inline,))
        return ""
