"""What a page is filled with: slabs, each a piece of the column that no page break divides unless it says how.

A block becomes a run of slabs (a paragraph: its lines). Every slab knows its height and how to draw itself; whether a
page may end after it; and the space that it wants above. Drawing has two passes: `under` puts down all that is no
text (grounds, rules), `paint` the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.writers.pdf.canvas import TaggedCanvas, fill_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Slab:
    """A piece of the column. Drawing calls give the column's left edge and the slab's top edge."""

    # Most slabs differ from these in nothing but their height: what a class has is not set for each.
    gap = 0.0
    """Space above; none at the top of a page."""
    tied = False
    """Whether the next slab must stand on the same page."""
    page_break = False
    """Whether it begins a page."""
    column_break = False
    """Whether it begins a newspaper column."""
    panels: tuple[Panel, ...] = ()
    """The grounds that it lies on, the outermost first."""
    repeat: Slab | None = None
    """What is repeated above it, as an artifact, where it begins a page."""
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

    def split(self, room: float) -> tuple[Slab, Slab] | None:
        """Two slabs, the first no higher than `room`, if the slab can be divided there."""
        return None


class Panel(Struct, frozen=True, eq=False):
    """A ground behind slabs that stand together."""

    left: float
    width: float
    fill: str
    bar: float
    bar_colour: str

    def paint(self, canvas: TaggedCanvas, x: float, top: float, bottom: float) -> None:
        canvas.box(x + self.left, bottom, self.width, top - bottom, fill_of(self.fill))
        if self.bar:
            canvas.box(x + self.left, bottom, self.bar, top - bottom, fill_of(self.bar_colour))


class Placed(Struct):
    """A slab on its page."""

    slab: Slab
    x: float
    top: float
    repeated: bool = False


def paint_page(canvas: TaggedCanvas, placed: Sequence[Placed]) -> None:
    """Draw a page's slabs: grounds and rules first, then the text in order."""
    if not placed:
        return
    with canvas.artifact():
        _paint_panels(canvas, placed)
        for item in placed:
            item.slab.under(canvas, item.x, item.top)
    for item in placed:
        for anchor in item.slab.anchors:
            canvas.anchor(anchor, item.top)
        if item.slab.bookmark is not None:
            level, title, anchor = item.slab.bookmark
            canvas.bookmark(level, title, anchor, item.top)
        if item.repeated:
            with canvas.artifact("/Type/Pagination"):
                item.slab.paint(canvas, item.x, item.top)
        else:
            item.slab.paint(canvas, item.x, item.top)
    canvas.unmark()


def _paint_panels(canvas: TaggedCanvas, placed: Sequence[Placed]) -> None:
    """Each panel once for each stretch of slabs that lie on it, outer ones first."""
    stretches: list[tuple[int, Panel, float, list[float]]] = []
    open_ones: dict[tuple[int, float], list[float]] = {}
    for item in placed:
        if not item.slab.panels:
            open_ones = {}
            continue
        keys = {(id(panel), item.x) for panel in item.slab.panels}
        open_ones = {key: extent for key, extent in open_ones.items() if key in keys}
        for depth, panel in enumerate(item.slab.panels):
            key = (id(panel), item.x)
            if key not in open_ones:
                open_ones[key] = [item.top, item.top]
                stretches.append((depth, panel, item.x, open_ones[key]))
            open_ones[key][1] = item.top - item.slab.height
    for _, panel, x, (top, bottom) in sorted(stretches, key=lambda stretch: stretch[0]):
        panel.paint(canvas, x, top, bottom)
