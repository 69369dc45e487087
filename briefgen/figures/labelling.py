"""What has to be marked goes in; marks that meet neither each other nor the frame come out, with leader lines where they stand apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import cos, hypot, pi, sin

from msgspec import Struct, field

from briefgen.figures.projection import Flat, MapBox, extent_of

_DISTANCES = (11.0, 15.0, 20.0, 26.0, 34.0, 44.0, 56.0, 70.0, 88.0, 110.0, 140.0)
_TURNS = 16


Clear = Callable[[MapBox], bool]


class Spot(Struct, frozen=True):
    """Where a mark stands, and what its leader line leads to; None where it stands on that itself."""

    box: MapBox
    goal: Flat | None = None

    @property
    def middle(self) -> Flat:
        return (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2


def box_around(point: Flat, width: float, height: float) -> MapBox:
    """A box of that size with this middle."""
    x, y = point
    return MapBox(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


class MarkRoom(Struct):
    """The frame and all that is taken in it."""

    frame: MapBox
    taken: list[MapBox] = field(default_factory=list)
    leaders: list[tuple[Flat, Flat]] = field(default_factory=list)

    def is_free(self, box: MapBox) -> bool:
        return self._has_room(box) and not any(_crosses(line, box) for line in self.leaders)

    def _has_room(self, box: MapBox) -> bool:
        return self.frame.holds(box) and not any(box.meets(each) for each in self.taken)

    def take(self, box: MapBox) -> None:
        self.taken.append(box)

    def put(
        self, point: Flat, size: tuple[float, float], *, apart: bool, far: bool = True, clear: Clear | None = None
    ) -> Spot | None:
        """The nearest free place for a mark of that size: on the point unless it has to stand apart, else around it.

        `clear` says of a box whether a mark may stand there at all.
        """
        width, height = size
        box = box_around(point, width, height)
        if not apart and self.is_free(box) and (clear is None or clear(box)):
            self.take(box)
            return Spot(box)
        places = list(self._around(point, width, height)) if far or apart else []
        return self._beside(point, places, size, clear, True) or self._beside(point, places, size, clear, False)

    def _beside(
        self, point: Flat, places: list[Flat], size: tuple[float, float], clear: Clear | None, strict: bool
    ) -> Spot | None:
        """The first free place; `strict` for one to which a line leads that crosses nothing."""
        for place in places:
            box, line = box_around(place, *size), (point, place)
            free = self.is_free(box) if strict else self._has_room(box)
            crossed = strict and any(_crosses(line, each) for each in self.taken if not each.has(point))
            if free and not crossed and (clear is None or clear(box)):
                self.take(box)
                self.leaders.append(line)
                return Spot(box, point)
        return None

    def _around(self, point: Flat, width: float, height: float) -> Iterator[Flat]:
        """Places ever further away; those toward the middle of the frame first."""
        x, y = point
        middle = (self.frame.left + self.frame.right) / 2, (self.frame.top + self.frame.bottom) / 2
        for distance in _DISTANCES:
            turns = [
                (x + (distance + (width - height) / 2 * abs(cos(turn))) * cos(turn), y + distance * sin(turn))
                for turn in (2 * pi * n / _TURNS for n in range(_TURNS))
            ]
            yield from sorted(turns, key=lambda at: round(hypot(at[0] - middle[0], at[1] - middle[1]), 3))


def _crosses(line: tuple[Flat, Flat], box: MapBox) -> bool:
    """Whether a straight line runs through a box."""
    (x1, y1), (x2, y2) = line
    first, last = 0.0, 1.0
    for step, room in (
        (x1 - x2, x1 - box.left),
        (x2 - x1, box.right - x1),
        (y1 - y2, y1 - box.top),
        (y2 - y1, box.bottom - y1),
    ):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    return first < last


def is_open(box: MapBox, land: list[tuple[MapBox, list[Flat]]]) -> bool:
    """Whether nothing but sea lies below a box, as far as points of it tell."""
    near = [ring for extent, ring in land if extent.meets(box)]
    ys = (box.top, (box.top + box.bottom) / 2, box.bottom)
    xs = [box.left + box.width * n / 16 for n in range(17)]
    rows = [crossed for ring in near for y in ys if (crossed := list(_crossings(ring, y)))]
    return not any(sum(at > x for at in crossed) % 2 for crossed in rows for x in xs)


def roomy(rings: list[list[Flat]], need: float) -> tuple[Flat, bool]:
    """A point well inside the largest of the rings, and whether a mark of that size has room there."""
    ring = max(rings, key=_extent)
    box = extent_of(ring)
    best, width = ((box.left + box.right) / 2, (box.top + box.bottom) / 2), 0.0
    for n in range(1, 12):
        y = box.top + box.height * n / 12
        across = sorted(_crossings(ring, y))
        for left, right in zip(across[::2], across[1::2], strict=False):
            clear = min(right - left, 2.4 * min(y - box.top, box.bottom - y))
            if clear > width:
                best, width = ((left + right) / 2, y), clear
    return best, width >= need


def _extent(ring: list[Flat]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)))


def _crossings(ring: list[Flat], y: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 <= y) != (y2 <= y):
            yield x1 + (x2 - x1) * (y - y1) / (y2 - y1)
