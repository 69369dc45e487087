"""What a page is filled with: boxes, each a piece of the column that no page break divides unless it says how.

A block becomes a run of boxes (a paragraph: its lines). Every box knows its height and how to draw itself; whether a
page may end after it; and the space that it needs above. Drawing has two passes: `under` puts down all that is no
text (grounds, rules), `paint` the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from briefgen.writers.pdf.canvas import TaggedCanvas, fill_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Box:
    """A piece of the column. Drawing calls give the column's left edge and the box's top edge."""

    # Most boxes differ from these in nothing but their height: what a class has is not set for each.
    gap = 0.0
    """Space above; none at the top of a page."""
    tied = False
    """Whether the next box must stand on the same page."""
    page_break = 0.0
    """It begins a page unless more than this share of one is left; 0 for what need not."""
    column_break = False
    """Whether it begins a newspaper column."""
    is_picture = False
    gives_way = False
    """Whether text that stands below it may go on before it, where it begins the next page."""
    panels: tuple[Panel, ...] = ()
    """The grounds that it lies on, the outermost first."""
    repeat: Box | None = None
    """What is repeated above it, as an artifact, where it begins a page."""
    source = 0
    """The `id` of the block that begins here."""
    group: KeptGroup | None = None
    """The paragraphs that it is kept on one page with, where that leaves no large gap."""
    anchors: tuple[str, ...] = ()
    bookmark: tuple[int, str, str] | None = None
    """Level, title and anchor of the heading that begins here."""

    def __init__(self, height: float, tied: bool = False) -> None:
        self.height = height
        if tied:
            self.tied = True

    def under(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw what is no text; called within an artifact."""

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        """Draw the text, each part under its structure element."""

    def split(self, room: float) -> tuple[Box, Box] | None:
        """Two boxes, the first no higher than `room`, if the box can be divided there."""
        return None


class KeptGroup(Struct, eq=False):
    """Paragraphs that belong together, such as a judgment and its grounds."""

    paragraphs: list[int] = field(default_factory=list)
    """The `id` of each."""
    whole: bool = False
    """Whether all of them stand on one page."""


class Panel(Struct, frozen=True, eq=False):
    """A ground behind boxes that stand together."""

    left: float
    width: float
    fill: str
    bar: float
    bar_colour: str
    backward: bool = False
    """Whether the bar stands at the right, where lines begin."""

    def paint(self, canvas: TaggedCanvas, x: float, top: float, bottom: float) -> None:
        canvas.box(x + self.left, bottom, self.width, top - bottom, fill_of(self.fill))
        if self.bar:
            left = x + self.left + (self.width - self.bar if self.backward else 0.0)
            canvas.box(left, bottom, self.bar, top - bottom, fill_of(self.bar_colour))


class Placed(Struct):
    """A box on its page."""

    box: Box
    x: float
    top: float
    repeated: bool = False


def paint_page(canvas: TaggedCanvas, placed: Sequence[Placed]) -> None:
    """Draw a page's boxes: grounds and rules first, then the text in order."""
    if not placed:
        return
    with canvas.artifact():
        _paint_panels(canvas, placed)
        for item in placed:
            item.box.under(canvas, item.x, item.top)
    for item in placed:
        for anchor in item.box.anchors:
            canvas.anchor(anchor, item.top)
        if item.box.bookmark is not None:
            level, title, anchor = item.box.bookmark
            canvas.bookmark(level, title, anchor, item.top)
        if item.repeated:
            with canvas.artifact("/Type/Pagination"):
                item.box.paint(canvas, item.x, item.top)
        else:
            item.box.paint(canvas, item.x, item.top)
    canvas.unmark()


def _paint_panels(canvas: TaggedCanvas, placed: Sequence[Placed]) -> None:
    """Each panel once for each span of boxes that lie on it, outer ones first."""
    spans: list[tuple[int, Panel, float, list[float]]] = []
    open_ones: dict[tuple[int, float], list[float]] = {}
    for item in placed:
        if not item.box.panels:
            open_ones = {}
            continue
        keys = {(id(panel), item.x) for panel in item.box.panels}
        open_ones = {key: extent for key, extent in open_ones.items() if key in keys}
        for depth, panel in enumerate(item.box.panels):
            key = (id(panel), item.x)
            if key not in open_ones:
                open_ones[key] = [item.top, item.top]
                spans.append((depth, panel, item.x, open_ones[key]))
            open_ones[key][1] = item.top - item.box.height
    for _, panel, x, (top, bottom) in sorted(spans, key=lambda span: span[0]):
        panel.paint(canvas, x, top, bottom)
