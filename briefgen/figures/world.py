"""The packed table of borders goes in; the outlines of countries come out, each border once, as far as a map shows them.

`tests/makers/world.py` makes the table and says how it is laid out.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from math import cos, pi, radians
from pathlib import Path

from msgspec import Struct, field

from briefgen.figures.projection import Flat, Projection, Vector, thinned, vector

_EASTWARD, _NORTHWARD = 2 * pi / 65536, pi / 65536
"""Steps of the table's grid, in radians."""
_COARSE = 16
"""Of a border outside of the map, every so manieth point says enough."""
_SPACING, _SHORT = 10.0, 24
"""Kilometres from one point of the table to the next, mostly; and an arc of few points."""
_CLOSER = 0.8
"""Points on the page that are not told apart."""


class Cap(Struct, frozen=True):
    """A round part of the Earth: its middle, and how far it reaches from there in degrees."""

    middle: Vector
    reach: float

    def meets(self, other: Cap) -> bool:
        (a, b, c), (x, y, z) = self.middle, other.middle
        far = self.reach + other.reach
        return far >= 180 or a * x + b * y + c * z > cos(radians(far))


class LandRing(Struct, frozen=True):
    """A closed border: where it lies, what it holds in square degrees, and its arcs (`~n` runs backward)."""

    cap: Cap
    area: float
    arcs: tuple[int, ...]


class World(Struct, eq=False):
    """All borders; known by its identity."""

    across: Sequence[int]
    up: Sequence[int]
    """Of all points: steps eastward from the antimeridian, and from the South Pole."""
    starts: list[int]
    """Where each arc begins, and at last where they end."""
    caps: list[Cap]
    countries: dict[str, tuple[LandRing, ...]]
    """By alpha-2 code; without one, what is no country's."""
    sides: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The countries on both sides of an arc."""

    def arc(self, number: int, step: int = 1) -> tuple[list[float], list[float]]:
        """Its points in radians; the last always, whatever the step."""
        first, end = self.starts[number], self.starts[number + 1]
        xs, ys = [*self.across[first:end:step]], [*self.up[first:end:step]]
        if step > 1:
            xs.append(self.across[end - 1])
            ys.append(self.up[end - 1])
        return [x * _EASTWARD - pi for x in xs], [y * _NORTHWARD - pi / 2 for y in ys]


@cache
def world() -> World:
    """The table, read once."""
    data = zlib.decompress((Path(__file__).parent.parent / "tables" / "world.bin").read_bytes())
    head, _, body = data.partition(b"\n")
    said, half = json.loads(head), len(body) // 2
    across, up = _whole(body[:half]), _whole(body[half:])
    countries = {
        code: tuple(LandRing(Cap(vector(x, y), reach), area, tuple(arcs)) for x, y, reach, area, arcs in rings)
        for code, rings in said["countries"].items()
    }
    sides: dict[int, tuple[str, ...]] = {}
    for code, rings in countries.items():
        for arc in (arc for ring in rings for arc in ring.arcs):
            number = arc if arc >= 0 else ~arc
            sides[number] = (*sides.get(number, ()), code)
    return World(
        across,
        up,
        [*accumulate(said["arcs"], initial=0)],
        [Cap(vector(x, y), reach) for x, y, reach in said["caps"]],
        countries,
        sides,
    )


def _whole(data: bytes) -> array[int]:
    steps = array("H", data)
    if sys.byteorder == "big":
        steps.byteswap()
    return array("H", map(0xFFFF.__and__, accumulate(steps)))


class Borders(Struct):
    """Borders on one map, each projected once."""

    table: World
    projection: Projection
    view: Cap
    """All that the map can show."""
    known: dict[int, list[Flat]] = field(default_factory=dict)

    def arc(self, number: int) -> list[Flat]:
        if number not in self.known:
            near = self.table.caps[number].meets(self.view)
            points = self.projection.points(*self.table.arc(number, self._step(number) if near else _COARSE))
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
        return [self.arc(number)] if self.table.caps[number].meets(self.view) else []

    def shown(self, code: str) -> list[list[Flat]]:
        """The rings of a country that the map can show."""
        rings = self.table.countries.get(code, ())
        return [points for ring in rings if ring.cap.meets(self.view) and len(points := self.ring(ring)) > 2]
