"""Blocks and a marking in, the blocks out with the mark that the input asks for before what the template words itself."""

from __future__ import annotations

from msgspec.structs import replace

from briefgen.document import Block, Blocks, Callout, Drawing, Heading, Inlines, Section, Table, Text, plain
from briefgen.schema.marking import Marking

_GAP = "\u00a0"


def with_marks(blocks: Blocks, marking: Marking | None) -> Blocks:
    """Headings and captions that bear no mark get the one for the template's own words, where the input names it."""
    mark = marking.known(marking.headings) if marking and marking.portions else None
    if marking is None or mark is None:
        return blocks
    return tuple(_marked(block, mark.portion, marking) for block in blocks)


def _marked(block: Block, mark: str, marking: Marking) -> Block:
    match block:
        case Heading(children=children):
            return replace(block, children=_after(mark, children, marking))
        case Table(caption=caption) | Drawing(caption=caption) if caption:
            return replace(block, caption=_after(mark, caption, marking))
        case Callout(label=label) if label:
            return replace(block, label=_after(mark, label, marking))
        case Section(blocks=inner):
            return replace(block, blocks=tuple(_marked(each, mark, marking) for each in inner))
        case _:
            return block


def _after(mark: str, words: Inlines, marking: Marking) -> Inlines:
    first, gap, _ = plain(words).partition(_GAP)
    return words if gap and marking.known(first) else (Text(mark + _GAP), *words)
