"""The packed table of borders goes in; the outlines of countries come out, each border once, as far as a map shows them.

`tests/makers/world.py` makes the table and says how it is laid out.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, compress
from math import acos, cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from briefgen.figures.packed import GRID, Cap, LandRing, PackedCaps, PackedRings
from briefgen.figures.projection import Flat, MapBox, Projection
from briefgen.figures.ranks import needed

_EASTWARD, _NORTHWARD = 2 * pi / GRID, pi / GRID
"""Steps of the table's grid, in radians."""
_ASTRAY, _ASTRAY_OUTSIDE = 0.3, 3.0
"""Points on the page that a border may stray from where it runs, a tenth of a millimetre; and outside of the map."""
_SURELY = 2.6
"""Radians from the centre of a map beyond which no length on it says much."""


class World(Struct, eq=False):
    """All borders; known by its identity."""

    across: array[int]
    up: array[int]
    """Of all points: steps eastward from the one before, of an arc's first from the antimeridian; and the same from the South Pole."""
    ranks: bytes
    """How much each point matters."""
    starts: array[int]
    """Where each arc begins, and at last where they end."""
    caps: PackedCaps
    countries: PackedRings
    """By alpha-2 code; without one, what is no country's."""
    sides: Sequence[tuple[str, ...]]
    """The countries on both sides of each arc."""

    def arc(self, number: int, astray: float = 0.0) -> tuple[list[float], list[float]]:
        """Its points in radians: those that it needs to stray no farther, in kilometres."""
        first, end = self.starts[number : number + 2]
        kept = self.ranks[first:end].translate(needed(astray))
        return (
            [x % GRID * _EASTWARD - pi for x in compress(accumulate(self.across[first:end]), kept)],
            [y % GRID * _NORTHWARD - pi / 2 for y in compress(accumulate(self.up[first:end]), kept)],
        )


@cache
def world() -> World:
    """The table, read once."""
    return unpacked((Path(__file__).parent.parent / "tables" / "world.bin").read_bytes())


def unpacked(data: bytes) -> World:
    """The borders in a packed table."""
    table = _Table(zlib.decompress(data))
    arcs, counts = table.head["arcs"], table.head["countries"]
    starts = array("L", accumulate(table.numbers("H", arcs), initial=0))
    caps, countries = table.caps(arcs), table.rings(counts)
    across, up = (table.numbers("H", starts[-1]) for _ in range(2))
    ranks = table.numbers("B", starts[-1]).tobytes()
    return World(across, up, ranks, starts, caps, countries, _sides_of(countries, arcs))


class _Table:
    """What is left to read of the table."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, data.index(b"\n") + 1
        self.head: dict[str, Any] = json.loads(data[: self._at])

    def numbers(self, kind: str, count: int) -> array[int]:
        found = array(kind)
        end = self._at + count * found.itemsize
        found.frombytes(self._data[self._at : end])
        if sys.byteorder == "big":
            found.byteswap()
        self._at = end
        return found

    def caps(self, count: int) -> PackedCaps:
        across, deep, up, reaches = (self.numbers("h", count) for _ in range(4))
        return PackedCaps(across, deep, up, reaches)

    def rings(self, counts: Mapping[str, int]) -> PackedRings:
        count = sum(counts.values())
        caps, areas, lengths = self.caps(count), self.numbers("I", count), self.numbers("H", count)
        in_degrees = array("d", (area / 10_000 for area in areas))
        return PackedRings(counts, caps, in_degrees, lengths, self.numbers("h", sum(lengths)))


def _sides_of(countries: PackedRings, arcs: int) -> list[tuple[str, ...]]:
    """The countries on both sides of each arc."""
    sides: list[tuple[str, ...]] = [()] * arcs
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for code in countries:
        for arc in countries.arcs(code):
            number = arc if arc >= 0 else ~arc
            both = (*sides[number], code)
            sides[number] = same.setdefault(both, both)
    return sides


def _shows_all(cap: Cap) -> bool:
    return True


class Borders(Struct):
    """Borders on one map, each projected once."""

    table: World
    projection: Projection
    view: Cap
    """All that the map can show."""
    page: MapBox | None = None
    """What of the page it takes, where less than all of its view is seen."""
    known: dict[int, list[Flat]] = field(default_factory=dict)
    outside: set[int] = field(default_factory=set)
    """Those of the known that the map cannot show."""
    rings: dict[str, list[LandRing]] = field(default_factory=dict)
    """Those that the map can show."""
    may_show: Callable[[Cap], bool] = _shows_all
    """Whether anything of a part of the Earth may be on the map."""

    def __post_init__(self) -> None:
        if self.page is not None:
            self.may_show = _shown_on(self.page.inset(-_ASTRAY_OUTSIDE), self.projection)
        self.rings = self.table.countries.meeting(self.view, self.may_show)

    def arc(self, number: int) -> list[Flat]:
        if number not in self.known:
            self.known[number] = self._drawn(number)
        return self.known[number]

    def _drawn(self, number: int) -> list[Flat]:
        astray = _ASTRAY
        if not self.may_show(self.table.caps[number]):
            astray = _ASTRAY_OUTSIDE
            self.outside.add(number)
        return self.projection.points(*self.table.arc(number, self.projection.kilometres(astray)))

    def asked(self) -> list[int]:
        """The arcs of all that was asked for, in order."""
        return sorted(self.known)

    def ring(self, ring: LandRing) -> list[Flat]:
        """Its points on the page, the first not repeated."""
        points: list[Flat] = []
        for arc in ring.arcs:
            points += self.arc(arc)[:-1] if arc >= 0 else self.arc(~arc)[:0:-1]
        return points

    def lines(self, number: int) -> list[list[Flat]]:
        """An arc, as far as the map can show it."""
        arc = self.arc(number)
        return [] if number in self.outside else [arc]

    def shown(self, code: str) -> list[list[Flat]]:
        """The rings of a country that the map can show."""
        return [points for ring in self.rings.get(code, ()) if len(points := self.ring(ring)) > 2]


def _shown_on(page: MapBox, projection: Projection) -> Callable[[Cap], bool]:
    """Whether a part of the page may show anything of a cap.

    At an angle from the centre, the projection stretches no length by more than 1 / cos(angle / 2).
    """
    (a, b, c), lon, lat = projection.centre, projection.lon, projection.lat
    eastward = -sin(lon), cos(lon)
    northward = -sin(lat) * cos(lon), -sin(lat) * sin(lon), cos(lat)

    def may_show(cap: Cap) -> bool:
        x, y, z = cap.middle
        ahead = max(-1.0, min(1.0, a * x + b * y + c * z))
        farthest = acos(ahead) + radians(cap.reach)
        if farthest > _SURELY:
            return True
        k = projection.scale * sqrt(2.0 / (1.0 + ahead))
        across = projection.x + k * (eastward[0] * x + eastward[1] * y)
        down = projection.y - k * (northward[0] * x + northward[1] * y + northward[2] * z)
        reach = radians(cap.reach) * projection.scale / cos(farthest / 2)
        return page.left - across < reach > across - page.right and page.top - down < reach > down - page.bottom

    return may_show
