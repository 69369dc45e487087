"""Round parts of the Earth and closed borders go in; the same, packed as numbers of a machine, come out.

A map asks for thousands of them, and a process that makes one map keeps all of them: as objects they take five times the memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from math import ceil, cos, radians

from msgspec import Struct

from briefgen.figures.projection import Vector

GRID = 65536
"""Steps of the grid that points lie on, around the Earth and from pole to pole."""
_UNIT = 32767
"""The Earth's radius, in numbers of 16 bits."""
_REACH = radians(0.01)


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
    """Caps by their numbers: a column for each direction in space, and one for how far they reach in hundredths of a degree."""

    def __init__(self, across: array[int], deep: array[int], up: array[int], reaches: array[int]) -> None:
        self.columns = across, deep, up, reaches

    @classmethod
    def of(cls, caps: Iterable[Cap]) -> PackedCaps:
        caps = list(caps)
        x, y, z = (array("h", (round(cap.middle[axis] * _UNIT) for cap in caps)) for axis in range(3))
        return cls(x, y, z, array("h", (ceil(cap.reach * 100 - 1e-6) for cap in caps)))

    def __len__(self) -> int:
        return len(self.columns[0])

    def __getitem__(self, number: int) -> Cap:
        across, deep, up, reaches = self.columns
        return Cap((across[number] / _UNIT, deep[number] / _UNIT, up[number] / _UNIT), reaches[number] / 100)

    def meeting(self, other: Cap) -> list[int]:
        """The numbers of those that meet a cap, in order; and of a few that all but do, for no angle is worked out."""
        a, b, c = [each / _UNIT for each in other.middle]
        far = radians(other.reach)
        return [
            n
            for n, (x, y, z, reach) in enumerate(zip(*self.columns, strict=True))
            if a * x + b * y + c * z > 1.0 - (reach * _REACH + far) ** 2 / 2
        ]

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

    def meeting(self, other: Cap, may_show: Callable[[Cap], bool]) -> dict[str, list[LandRing]]:
        """The rings that meet a cap, or all but do, as far as a map may show them."""
        near = frozenset(n for n in self._caps.meeting(other) if may_show(self._caps[n]))
        found = ((code, near.intersection(numbers)) for code, numbers in self._ranges.items())
        return {code: [*map(self._ring, sorted(numbers))] for code, numbers in found if numbers}

    def _ring(self, number: int) -> LandRing:
        first, end = self._starts[number : number + 2]
        return LandRing(self._caps[number], self._areas[number], tuple(self._arcs[first:end]))


def differences(values: Iterable[int]) -> array[int]:
    """Steps from one number of the grid to the next; the first as it is."""
    return array("H", ((value - before) % GRID for before, value in pairwise((0, *values))))
