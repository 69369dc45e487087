"""A picture of numbered colours goes in; areas, lines and discs are painted on it.

By the part of Pillow's core that its `ImageDraw` draws with. The module itself loads an engine for fonts and all that this
needs, two MiB which outlines have no use for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_Points = Sequence[float]
"""x, y, x, y and so on."""
_THIN = 4
"""Lines no wider than so many pixels need no corners."""


class Brush:
    """Paints one picture, each colour by its number; no colour is None."""

    def __init__(self, image: Image) -> None:
        from PIL import _imaging

        self._draw = _imaging.draw(image.im, 0)

    def area(self, points: _Points, ink: int) -> None:
        self._draw.draw_polygon(points, self._draw.draw_ink(ink), 1)

    def line(self, points: _Points, ink: int, width: int) -> None:
        """Through all points, with round corners where it is wide enough to show them."""
        self._draw.draw_lines(points, self._draw.draw_ink(ink), width)
        if width > _THIN:
            for x, y in zip(points[2:-2:2], points[3:-2:2], strict=True):
                self.disc(x, y, width / 2 - 1, ink, None, 1)

    def disc(self, x: float, y: float, radius: float, fill: int | None, line: int | None, width: int) -> None:
        box = (x - radius, y - radius, x + radius, y + radius)
        if fill is not None:
            self._draw.draw_ellipse(box, self._draw.draw_ink(fill), 1)
        if line is not None and line != fill:
            self._draw.draw_ellipse(box, self._draw.draw_ink(line), 0, width)
