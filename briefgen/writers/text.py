"""Write a document as plain text: a `Document` goes in, a readable outline of all that it says comes out.

Headings bear number signs, tables bars, links their addresses. What has no words (page breaks, scales, looks) leaves
no trace, so that two outlines differ only where two documents say different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from briefgen.document import (
    Block,
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
    LineBreak,
    Link,
    List,
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
    plain,
    walk,
)


def write_text(document: Document) -> str:
    """The whole document, block by block, with a blank line between two; marking first."""
    marking = [[document.marking.text]] if document.marking else []
    chunks = [*marking, *blocks(document, document.blocks)]
    return "\n\n".join("\n".join(line.rstrip() for line in chunk) for chunk in chunks) + "\n"


TextLines = list[str]


def blocks(document: Document, children: Iterable[Block]) -> Iterator[TextLines]:
    """The lines of each block that has any."""
    for child in children:
        yield from (lines for lines in block(document, child) if lines)


def block(document: Document, child: Block) -> Iterable[TextLines]:
    match child:
        case Heading():
            return [heading(child)]
        case Paragraph():
            return [paragraph(child)]
        case List():
            return [list_(document, child)]
        case Table():
            return [table(document, child)]
        case Callout():
            return [callout(document, child)]
        case Figure():
            return [figure(child)]
        case Drawing():
            return [figure(child), *blocks(document, child.equivalent)]
        case Quotation():
            return [prefixed("> ", joined(document, child.blocks))]
        case PageBreak() | ColumnBreak():
            return []
        case Section():
            return blocks(document, child.blocks)
        case Contents():
            return [contents(document, child)]
        case _:
            assert_never(child)


def heading(child: Heading) -> TextLines:
    return [f"{'#' * child.level} {' '.join(words(child.children).split())}"]


def paragraph(child: Paragraph) -> TextLines:
    lines = words(child.children).split("\n")
    sign = _SIGNS.get(child.role or "", "")
    if sign and not lines[0].startswith(sign[0]):
        lines[0] = sign + lines[0]
    if child.margin_label is not None:
        lines[0] = f"{child.margin_label}  {lines[0]}"
    if child.role == "title":
        lines.append("=" * max(map(len, lines)))
    return lines


_SIGNS = {"annotated-heading": "# ", "annotated-quotation": "> "}
"""What sets apart what a look sets apart elsewhere."""


def list_(document: Document, child: List) -> TextLines:
    lines: TextLines = []
    for number, item in enumerate(child.items, child.start):
        sign = f"{number}. " if child.ordered else "- "
        first, *rest = joined(document, item.blocks, gap=False) or [""]
        lines += [sign + first, *(" " * len(sign) + line for line in rest)]
    return lines


def table(document: Document, child: Table) -> TextLines:
    """The caption, the header row with a rule below, and a line for each row."""
    caption = [words(child.caption)] if child.caption else []
    head = row(document, child.header)
    rule = " | ".join("-" * max(3, len(title)) for title in head.split(" | "))
    return [*caption, head, rule, *(row(document, each) for each in child.rows)]


def row(document: Document, child: Row) -> str:
    cells = (" / ".join(line for line in joined(document, cell.blocks, gap=False) if line) for cell in child.cells)
    return " | ".join(cells)


def callout(document: Document, child: Callout) -> TextLines:
    label = [words(child.label)] if child.label else []
    return prefixed("| ", [*label, *joined(document, child.blocks)])


def figure(child: Figure | Drawing) -> TextLines:
    return [f"[{child.alt}]", *([words(child.caption)] if child.caption else [])]


def contents(document: Document, child: Contents) -> TextLines:
    title = [words(child.title)] if child.title else []
    headings = (each for each in walk(document.blocks) if isinstance(each, Heading) and each.level <= child.depth)
    return [*title, *(f"{'  ' * (each.level - 1)}{' '.join(plain(each.children).split())}" for each in headings)]


def joined(document: Document, children: Iterable[Block], gap: bool = True) -> TextLines:
    """The lines of several blocks, one below the other."""
    lines: TextLines = []
    for chunk in blocks(document, children):
        lines += ["", *chunk] if gap and lines else chunk
    return lines


def prefixed(sign: str, lines: TextLines) -> TextLines:
    return [sign + line for line in lines]


def words(children: Inlines) -> str:
    """What inlines say, with the addresses of links."""
    return "".join(map(_inline, children))


def _inline(child: Inline) -> str:
    match child:
        case Text(text):
            return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
        case LineBreak():
            return "\n"
        case Link(uri, children):
            said = words(children)
            return f"<{uri}>" if said == uri else f"{said} <{uri}>"
        case Strong(children) | Emphasis(children) | Highlight(_, children) | Span(children) | Reference(_, children):
            return words(children)
        case Control():
            return words(child.shown)
        case Gauge() | PageNumber() | PageCount():
            return ""
        case _:
            assert_never(child)
