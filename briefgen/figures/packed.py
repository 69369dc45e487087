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
        return _meet(a * x + b * y + c * z, self.reach + other.reach)


def _meet(cosine: float, far: float) -> bool:
    """Whether two places, so far from each other, are no farther than that: the first as a cosine, the second in degrees."""
    return far >= 180 or cosine > cos(radians(far))


class LandRing(Struct, frozen=True):
    """A closed border: where it lies, what it holds in square degrees, and its arcs (`~n` runs backward)."""

    cap: Cap
    area: float
    arcs: tuple[int, ...]


class PackedCaps:
    """Caps by their numbers. Made of the middle of each, as a point on a sphere, and its reach."""

    def __init__(self, numbers: array[float]) -> None:
        self._numbers = numbers

    @classmethod
    def of(cls, caps: Iterable[Cap]) -> PackedCaps:
        return cls(array("d", (each for cap in caps for each in (*cap.middle, cap.reach))))

    def __len__(self) -> int:
        return len(self._numbers) // 4

    def __getitem__(self, number: int) -> Cap:
        x, y, z, reach = self._numbers[4 * number : 4 * number + 4]
        return Cap((x, y, z), reach)

    def meeting(self, other: Cap) -> frozenset[int]:
        """The numbers of those that meet a cap."""
        x, y, z = other.middle
        rows = zip(*(self._numbers[axis::4] for axis in range(4)), strict=True)
        return frozenset(
            n for n, (a, b, c, reach) in enumerate(rows) if _meet(a * x + b * y + c * z, reach + other.reach)
        )

    def __iter__(self) -> Iterator[Cap]:
        return map(self.__getitem__, range(len(self)))


class PackedRings(Mapping[str, tuple[LandRing, ...]]):
    """The rings of each country, made when they are asked for. Made of how many each has, and of all rings in turn."""

    def __init__(
        self,
        counts: Mapping[str, int],
        caps: PackedCaps,
        areas: array[float],
        lengths: Iterable[int],
        arcs: array[int],
    ) -> None:
        ends = pairwise(accumulate(counts.values(), initial=0))
        self._ranges = {code: range(*each) for code, each in zip(counts, ends, strict=True)}
        self._caps, self._areas, self._arcs = caps, areas, arcs
        self._starts = array("L", accumulate(lengths, initial=0))

    @classmethod
    def of(cls, countries: Mapping[str, tuple[LandRing, ...]]) -> PackedRings:
        rings = [ring for each in countries.values() for ring in each]
        return cls(
            {code: len(each) for code, each in countries.items()},
            PackedCaps.of(ring.cap for ring in rings),
            array("d", (ring.area for ring in rings)),
            (len(ring.arcs) for ring in rings),
            array("l", (arc for ring in rings for arc in ring.arcs)),
        )

    def arcs(self, code: str) -> array[int]:
        """Those of all rings of a country."""
        rings = self._ranges[code]
        return self._arcs[self._starts[rings.start] : self._starts[rings.stop]]

    def __getitem__(self, code: str) -> tuple[LandRing, ...]:
        return tuple(map(self._ring, self._ranges[code]))

    def __contains__(self, code: object) -> bool:
        return code in self._ranges

    def __iter__(self) -> Iterator[str]:
        return iter(self._ranges)

    def __len__(self) -> int:
        return len(self._ranges)

    def meeting(self, other: Cap) -> dict[str, list[LandRing]]:
        """The rings that meet a cap."""
        near = self._caps.meeting(other)
        found = ((code, [self._ring(n) for n in numbers if n in near]) for code, numbers in self._ranges.items())
        return {code: rings for code, rings in found if rings}

    def _ring(self, number: int) -> LandRing:
        first, end = self._starts[number : number + 2]
        return LandRing(self._caps[number], self._areas[number], tuple(self._arcs[first:end]))


def differences(values: Iterable[int]) -> array[int]:
    """Steps from one number of the grid to the next; the first as it is."""
    return array("H", ((value - before) % GRID for before, value in pairwise((0, *values))))


def summed(steps: array[int], every: int = 1) -> list[int]:
    """Numbers that differ by these steps, whole turns of the grid more or less: every so manieth of them, and the last."""
    whole = [*accumulate(steps)]
    if every == 1:
        return whole
    kept = whole[::every]
    kept.append(whole[-1])
    return kept
