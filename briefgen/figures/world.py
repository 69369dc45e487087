"""The packed table of borders goes in; the outlines of countries come out, each border once, as far as a map shows them.

`tests/makers/world.py` makes the table and says how it is laid out.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Callable, Mapping
from functools import cache
from itertools import accumulate
from math import acos, cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from briefgen.figures.packed import GRID, Cap, LandRing, PackedCaps, PackedRings, summed
from briefgen.figures.projection import Flat, MapBox, Projection, thinned, vector

_EASTWARD, _NORTHWARD = 2 * pi / GRID, pi / GRID
"""Steps of the table's grid, in radians."""
_COARSE = 16
"""Of a border outside of the map, every so manieth point says enough."""
_SPACING, _SHORT = 10.0, 24
"""Kilometres from one point of the table to the next, mostly; and an arc of few points."""
_SURELY = 2.6
"""Radians from the centre of a map beyond which no length on it says much."""
_CLOSER = 0.8
"""Points on the page that are not told apart."""


class World(Struct, eq=False):
    """All borders; known by its identity."""

    across: array[int]
    up: array[int]
    """Of all points: steps eastward from the one before, of an arc's first from the antimeridian; and the same from the South Pole."""
    starts: array[int]
    """Where each arc begins, and at last where they end."""
    caps: PackedCaps
    countries: PackedRings
    """By alpha-2 code; without one, what is no country's."""
    sides: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The countries on both sides of an arc."""

    def arc(self, number: int, step: int = 1) -> tuple[list[float], list[float]]:
        """Its points in radians; the last always, whatever the step."""
        first, end = self.starts[number : number + 2]
        xs, ys = summed(self.across[first:end], step), summed(self.up[first:end], step)
        return [x % GRID * _EASTWARD - pi for x in xs], [y % GRID * _NORTHWARD - pi / 2 for y in ys]


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
    return World(across, up, starts, caps, countries, _sides_of(countries))


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
        found = array("d")
        for lon, lat, reach in zip(*(self.numbers("h", count) for _ in range(3)), strict=True):
            found.extend((*vector(lon / 100, lat / 100), reach / 100))
        return PackedCaps(found)

    def rings(self, counts: Mapping[str, int]) -> PackedRings:
        count = sum(counts.values())
        caps, areas, lengths = self.caps(count), self.numbers("I", count), self.numbers("H", count)
        in_degrees = array("d", (area / 10_000 for area in areas))
        return PackedRings(counts, caps, in_degrees, lengths, self.numbers("h", sum(lengths)))


def _sides_of(countries: PackedRings) -> dict[int, tuple[str, ...]]:
    """The countries on both sides of each arc."""
    sides: dict[int, tuple[str, ...]] = {}
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for code in countries:
        for arc in countries.arcs(code):
            number = arc if arc >= 0 else ~arc
            both = (*sides.get(number, ()), code)
            sides[number] = same.setdefault(both, both)
    return sides


class Borders(Struct):
    """Borders on one map, each projected once."""

    table: World
    projection: Projection
    view: Cap
    """All that the map can show."""
    known: dict[int, list[Flat]] = field(default_factory=dict)
    near: frozenset[int] = frozenset()
    rings: dict[str, list[LandRing]] = field(default_factory=dict)
    """The arcs and rings that the map can show."""
    page: MapBox | None = None
    """What of the page it takes, where less than all of its view is seen."""

    def __post_init__(self) -> None:
        self.near = self.table.caps.meeting(self.view)
        self.rings = self.table.countries.meeting(self.view)
        if self.page is not None:
            caps, may_show = self.table.caps, _shown_on(self.page, self.projection)
            self.near = frozenset(number for number in self.near if may_show(caps[number]))
            self.rings = {code: [ring for ring in rings if may_show(ring.cap)] for code, rings in self.rings.items()}

    def arc(self, number: int) -> list[Flat]:
        if number not in self.known:
            step = self._step(number) if number in self.near else _COARSE
            points = self.projection.points(*self.table.arc(number, step))
            self.known[number] = thinned(points, _CLOSER)
        return self.known[number]

    def _step(self, number: int) -> int:
        """Every so manieth point of an arc says enough on a map of this scale; short ones have all."""
        if self.table.starts[number + 1] - self.table.starts[number] < _SHORT:
            return 1
        return max(1, min(4, int(self.projection.kilometres(_CLOSER) / _SPACING)))

    def ring(self, ring: LandRing) -> list[Flat]:
        """Its points on the page, the first not repeated."""
        points: list[Flat] = []
        for arc in ring.arcs:
            points += self.arc(arc)[:-1] if arc >= 0 else self.arc(~arc)[:0:-1]
        return points

    def lines(self, number: int) -> list[list[Flat]]:
        """An arc, as far as the map can show it."""
        return [self.arc(number)] if number in self.near else []

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
