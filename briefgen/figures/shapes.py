"""Points and colours go in; the shapes that maps are made of come out, to a tenth of a point."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from briefgen.document import Disc, Outline, Stroke
from briefgen.figures.projection import Flat, MapBox


class MapLook(Struct, frozen=True):
    """Colours, written RRGGBB."""

    sea: str
    land: str
    border: str
    coast: str
    ink: str
    paper: str
    water: str
    named: str
    directions: tuple[tuple[str, str, str], ...]
    """A direction, its tint and the colour of its pattern."""

    def tint(self, direction: str) -> str:
        return next((tint for name, tint, _ in self.directions if name == direction), self.named)

    def pattern(self, direction: str) -> str:
        return next((line for name, _, line in self.directions if name == direction), self.border)


def flat(points: Iterable[Flat]) -> tuple[int, ...]:
    """In tenths of a point."""
    return tuple(map(round, [10 * each for point in points for each in point]))


def rectangle(box: MapBox, fill: str, line: str = "", width: float = 0.0) -> Outline:
    corners = (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
    return Outline((flat(corners),), fill, line, width)


def stroke(one: Flat, other: Flat, colour: str, width: float) -> Stroke:
    return Stroke(round(one[0], 1), round(one[1], 1), round(other[0], 1), round(other[1], 1), colour, width)


def round_dot(point: Flat, radius: float, fill: str, line: str = "", width: float = 0.0) -> Disc:
    return Disc(round(point[0], 1), round(point[1], 1), radius, fill, line, width)


def paler(colour: str, toward: str) -> str:
    """A colour halfway to another."""
    return "".join(f"{(int(colour[n : n + 2], 16) + int(toward[n : n + 2], 16)) // 2:02X}" for n in (0, 2, 4))
