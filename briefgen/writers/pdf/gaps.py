"""What follows a drawing that begins the next page goes in; how much of it fits the gap that the drawing leaves comes out.

Such text may go on before the drawing. It stays in its section, and in front of whatever is no text: a table that a
drawing shows stands below it.
"""

from __future__ import annotations

from operator import is_

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.document import Block, Blocks, Section
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.lines import LineBox


class Gap(Struct):
    """The end of a page that a drawing leaves empty."""

    drawing: int
    """The `id` of the block."""
    room: float
    level: int
    """Of the heading above the drawing: one as high ends the section."""
    before: list[int] = field(default_factory=list)
    """The `id` of each block so that all from the drawing to it fits here."""
    filled: bool = False
    closed: bool = False

    def offer(self, boxes: list[Box]) -> None:
        """Take boxes that stand together if they fit; the first that do not end it."""
        if self.closed:
            return
        first = boxes[0]
        if self.filled and first.source:
            self.before.append(first.source)
        height = sum(box.gap + box.height for box in boxes)
        if height > self.room or first.page_break or not all(map(self._is_text, boxes)):
            self.closed = True
        self.room -= height
        self.filled = True

    def _is_text(self, box: Box) -> bool:
        return isinstance(box, LineBox) and (box.bookmark is None or box.bookmark[0] > self.level)


def deferred(blocks: Blocks, gap: Gap) -> Blocks:
    """The blocks, the drawing as far down as its gap has room for what it then follows; the same where it has none."""
    places = [id(block) for block in blocks]
    if gap.drawing not in places:
        return tuple(_inside(block, gap) for block in blocks)
    at = places.index(gap.drawing)
    to = max((places.index(each) for each in gap.before if each in places), default=at)
    return (*blocks[:at], *blocks[at + 1 : to], blocks[at], *blocks[max(to, at + 1) :])


def _inside(block: Block, gap: Gap) -> Block:
    if not isinstance(block, Section):
        return block
    inner = deferred(block.blocks, gap)
    return block if all(map(is_, inner, block.blocks)) else replace(block, blocks=inner)
