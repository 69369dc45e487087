"""Round parts of the Earth and closed borders go in; the same, packed as numbers of a machine, come out.

A map asks for thousands of them, and a process that makes one map keeps all of them: as objects they take five times the memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from math import cos, radians

from msgspec import Struct

from briefgen.figures.projection import Vector

GRID = 65536
"""Steps of the grid that points lie on, around the Earth and from pole to pole."""


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


class PackedCaps:
    """Caps by their numbers."""

    def __init__(self, caps: Iterable[Cap]) -> None:
        self._numbers = array("d", (each for cap in caps for each in (*cap.middle, cap.reach)))

    def __len__(self) -> int:
        return len(self._numbers) // 4

    def __getitem__(self, number: int) -> Cap:
        x, y, z, reach = self._numbers[4 * number : 4 * number + 4]
        return Cap((x, y, z), reach)

    def __iter__(self) -> Iterator[Cap]:
        return map(self.__getitem__, range(len(self)))


class PackedRings(Mapping[str, tuple[LandRing, ...]]):
    """The rings of each country, made when they are asked for."""

    def __init__(self, countries: Mapping[str, tuple[LandRing, ...]]) -> None:
        rings = [ring for each in countries.values() for ring in each]
        ends = pairwise(accumulate(map(len, countries.values()), initial=0))
        self._ranges = {code: range(*each) for code, each in zip(countries, ends, strict=True)}
        self._caps = PackedCaps(ring.cap for ring in rings)
        self._areas = array("d", (ring.area for ring in rings))
        self._starts = array("L", accumulate((len(ring.arcs) for ring in rings), initial=0))
        self._arcs = array("l", (arc for ring in rings for arc in ring.arcs))

    def __getitem__(self, code: str) -> tuple[LandRing, ...]:
        return tuple(map(self._ring, self._ranges[code]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ranges)

    def __len__(self) -> int:
        return len(self._ranges)

    def _ring(self, number: int) -> LandRing:
        first, end = self._starts[number : number + 2]
        return LandRing(self._caps[number], self._areas[number], tuple(self._arcs[first:end]))


def differences(values: Iterable[int]) -> array[int]:
    """Steps from one number of the grid to the next; the first as it is."""
    return array("H", ((value - before) % GRID for before, value in pairwise((0, *values))))


def summed(steps: array[int], every: int = 1) -> list[int]:
    """The numbers that differ by these steps, or every so manieth of them and the last."""
    whole = [*accumulate(steps)]
    kept = [*whole[::every], *(whole[-1:] if every > 1 else ())]
    return [each % GRID for each in kept]
