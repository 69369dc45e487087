"""A document in, the same with marks of direction out, where it is written from right to left.

References, labels and values such as `¶3` and `1–5%` read from left to right even there, and the commas between them
from right to left. The PDF sets each value apart; other programs go by the letters around it, and where there are
none, by these marks, which are not seen. Words of articles stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from briefgen.document import (
    Block,
    Blocks,
    Callout,
    Cell,
    Document,
    Drawing,
    DrawnShape,
    Emphasis,
    Figure,
    Furniture,
    Gauge,
    Heading,
    Inline,
    Inlines,
    Lettering,
    List,
    Paragraph,
    Quotation,
    Row,
    Section,
    Span,
    Strong,
    Table,
    Text,
    has_backward,
    is_backward,
    plain,
)

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"
_LETTER = re.compile(r"[^\W\d_]")


def with_directions(document: Document) -> Document:
    """The very same document where it is written from left to right."""
    if not is_backward(document.metadata.language):
        return document
    return replace(
        document,
        blocks=_blocks(document.blocks),
        header=_furniture(document.header),
        footer=_furniture(document.footer),
    )


# --- blocks --------------------------------------------------------------------------------


def _blocks(blocks: Blocks) -> Blocks:
    return tuple(map(_block, blocks))


def _block(block: Block) -> Block:
    match block:
        case Paragraph(margin_label=str(label)):
            words = tuple(_marked(block.children, signs=False))
            return replace(block, margin_label=_LEFT_TO_RIGHT + label, children=words)
        case Paragraph(children=children) | Heading(children=children):
            return replace(block, children=_inlines(children))
        case List(items=items):
            return replace(block, items=tuple(replace(item, blocks=_blocks(item.blocks)) for item in items))
        case Table(header=header, rows=rows, caption=caption):
            return replace(block, header=_row(header), rows=tuple(map(_row, rows)), caption=_inlines(caption))
        case Callout(label=label, blocks=inner):
            return replace(block, label=_inlines(label), blocks=_blocks(inner))
        case Figure(caption=caption):
            return replace(block, caption=_inlines(caption))
        case Drawing(shapes=shapes, caption=caption, equivalent=inner):
            held = tuple(map(_shape, shapes))
            return replace(block, shapes=held, caption=_inlines(caption), equivalent=_blocks(inner))
        case Quotation(blocks=inner) | Section(blocks=inner):
            return replace(block, blocks=_blocks(inner))
        case _:
            return block


def _shape(shape: DrawnShape) -> DrawnShape:
    """Words from left to right in a drawing, held so where a figure comes first."""
    if not isinstance(shape, Lettering) or has_backward(shape.words) or not _LETTER.search(shape.words):
        return shape
    return shape if shape.words[:1].isalpha() else replace(shape, words=_LEFT_TO_RIGHT + shape.words)


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(map(_cell, row.cells)))


def _cell(cell: Cell) -> Cell:
    return replace(cell, blocks=_blocks(cell.blocks))


def _furniture(line: Furniture) -> Furniture:
    return Furniture(_end(line.left), _end(line.right), line.first)


def _end(inlines: Inlines) -> Inlines:
    """What stands at one end of a running line; words without letters from right to left keep their page numbers in order."""
    if not inlines or has_backward(plain(inlines)):
        return inlines
    return (Text(_LEFT_TO_RIGHT), *inlines, Text(_LEFT_TO_RIGHT))


# --- inlines -------------------------------------------------------------------------------


def _inlines(inlines: Inlines) -> Inlines:
    """Inlines of the briefing's own words, with marks after values and before signs between them."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return inlines
    if _is_foreign_line(inlines):
        return Span(_held(inlines)), Text(_RIGHT_TO_LEFT)
    return tuple(_marked(inlines, signs=True))


def _is_foreign_line(inlines: Inlines) -> bool:
    """Whether all is read as one, from left to right: several pieces, some in a language that is written so, as the
    program's words are where it has none in the document's. Scales, whose steps count from the right, are in no such line."""
    several = len(inlines) > 1 and not any(isinstance(inline, Gauge) for inline in inlines)
    return several and any(map(_is_foreign, inlines)) and not has_backward(plain(inlines))


def _is_foreign(inline: Inline) -> bool:
    match inline:
        case Span(children, _, language):
            return bool(language and not is_backward(language)) or any(map(_is_foreign, children))
        case Strong(children) | Emphasis(children):
            return any(map(_is_foreign, children))
        case _:
            return False


def _marked(inlines: Inlines, signs: bool) -> Iterator[Inline]:
    for inline in inlines:
        match inline:
            case Text(text) if signs and text and not _LETTER.search(text):
                yield Text(_RIGHT_TO_LEFT + text)
            case Span(children, role, language) if _is_value(inline):
                yield Span(_held(children), role, language)
                yield Text(_RIGHT_TO_LEFT)
            case Strong(children) | Emphasis(children) | Span(children):
                yield replace(inline, children=tuple(_marked(children, signs and len(children) > 1)))
            case _:
                yield inline


def _is_value(span: Span) -> bool:
    """Whether words are set apart from those around them and run from left to right."""
    backward = has_backward(plain(span.children)) or bool(span.language and is_backward(span.language))
    return not backward and (not span.role or span.language is not None)


def _held(children: Inlines) -> Inlines:
    """Words from left to right, held so where they begin or end with a sign or figure."""
    words = plain(children)
    if words.isalnum():
        return children
    before = () if words[:1].isalpha() else (Text(_LEFT_TO_RIGHT),)
    after = () if words[-1:].isalnum() or words[-1:].isspace() else (Text(_LEFT_TO_RIGHT),)
    return (*before, *children, *after)
