"""Areas in, the lines of a pattern that fills them out: what sets directions apart in grey and in print.

A pattern is made of lines of its own and needs no support in any format.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, cos, radians, sin

from briefgen.figures.projection import Flat
from briefgen.figures.shapes import flat

PATTERNS: dict[str, tuple[tuple[float, float], ...]] = {
    "stabilising": ((0.0, 3.0),),
    "destabilising": ((-45.0, 2.6),),
    "mixed": ((-45.0, 4.2), (45.0, 4.2)),
    "unclear": ((90.0, 4.4),),
}
"""Of a direction, the angles of its lines and their distance."""


def hatching(rings: list[list[Flat]], direction: str) -> Iterator[tuple[int, ...]]:
    """The lines, within the rings, even-odd."""
    for angle, gap in PATTERNS.get(direction, ()):
        yield from _lines(rings, radians(angle), gap)


def _lines(rings: list[list[Flat]], angle: float, gap: float) -> Iterator[tuple[int, ...]]:
    c, s = cos(angle), sin(angle)
    crossings: dict[int, list[float]] = {}
    for ring in rings:
        turned = [(x * c + y * s, y * c - x * s) for x, y in ring]
        for (x1, y1), (x2, y2) in zip(turned, [*turned[1:], turned[0]], strict=True):
            if y1 > y2:
                x1, y1, x2, y2 = x2, y2, x1, y1
            for row in range(ceil(y1 / gap), ceil(y2 / gap)):
                crossings.setdefault(row, []).append(x1 + (x2 - x1) * (row * gap - y1) / (y2 - y1))
    for row in sorted(crossings):
        across, y = sorted(crossings[row]), row * gap
        for left, right in zip(across[::2], across[1::2], strict=False):
            if right - left > 0.6:
                yield flat(((left * c - y * s, left * s + y * c), (right * c - y * s, right * s + y * c)))
