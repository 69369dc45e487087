"""What has to be marked goes in; marks that meet neither each other nor the frame come out, with leader lines where they stand apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import cos, hypot, pi, sin

from msgspec import Struct, field

from briefgen.figures.projection import Flat, MapBox, extent_of

_DISTANCES = (11.0, 15.0, 20.0, 26.0, 34.0, 44.0, 56.0, 70.0, 88.0, 110.0, 140.0)
_TURNS = 16
_CROSSED, _THROUGH, _BEHIND, _COVERED = 60.0, 45.0, 30.0, 14.0
"""A leader line that crosses another, or runs through a mark, a mark on a leader line, and one on what others name: as bad as
a line that is so many points longer."""
_INWARD = 4.0
_STEP = 7.0
_ISLET = 4
"""Points of a coast that is no more than a speck below words."""

Clear = Callable[[MapBox], bool]
Straight = tuple[Flat, Flat]
Area = tuple[MapBox, list[Flat]]


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
    heart: Flat
    """The middle of what is marked: away from it there is room."""
    taken: list[MapBox] = field(default_factory=list)
    leaders: list[Straight] = field(default_factory=list)

    def is_free(self, box: MapBox) -> bool:
        return self._has_room(box) and not any(crosses(line, box) for line in self.leaders)

    def _has_room(self, box: MapBox) -> bool:
        return self.frame.holds(box) and not any(box.meets(each) for each in self.taken)

    def take(self, box: MapBox) -> None:
        self.taken.append(box)

    def on(self, point: Flat, size: tuple[float, float], clear: Clear | None = None) -> Spot | None:
        """A mark on what it stands for, where that is free; `clear` says of a box whether a mark may stand there at all."""
        box = box_around(point, *size)
        if not self.is_free(box) or (clear is not None and not clear(box)):
            return None
        self.take(box)
        return Spot(box)

    def beside(
        self,
        point: Flat,
        size: tuple[float, float],
        others: Sequence[Area] = (),
        clear: Clear | None = None,
        most: float = _DISTANCES[-1],
    ) -> Spot | None:
        """The best place around a point: near, clear of leader lines, and not on the areas of `others`.

        `clear` and `most` are for marks that stand well or not at all: no line crosses them, and none of theirs another.
        """
        best: tuple[float, MapBox] | None = None
        for distance, at in _around(point, size, most):
            if best is not None and distance - _INWARD >= best[0]:
                break
            box = box_around(at, *size)
            if not self._has_room(box):
                continue
            trouble = self._trouble((point, at), box, others)
            if clear is not None and (trouble or not clear(box)):
                continue
            cost = distance + trouble + _INWARD * self._inward(point, at)
            if best is None or cost < best[0]:
                best = cost, box
        return None if best is None else self._led(point, best[1])

    def anywhere(self, point: Flat, size: tuple[float, float]) -> Spot | None:
        """The nearest free place of all the frame."""
        rows = int((self.frame.height - size[1]) / _STEP) + 1
        columns = int((self.frame.width - size[0]) / _STEP) + 1
        middles = [
            (self.frame.left + size[0] / 2 + _STEP * n, self.frame.top + size[1] / 2 + _STEP * m)
            for n in range(columns)
            for m in range(rows)
        ]
        middles.sort(key=lambda at: round(hypot(at[0] - point[0], at[1] - point[1]), 3))
        found = next((box for at in middles if self._has_room(box := box_around(at, *size))), None)
        return None if found is None else self._led(point, found)

    def release(self, spot: Spot) -> None:
        """Give back what a mark took."""
        self.taken.remove(spot.box)
        if spot.goal is not None:
            self.leaders.remove((spot.goal, spot.middle))

    def is_troubled(self, spot: Spot, others: Sequence[Area]) -> bool:
        """Whether anything is wrong with where a mark stands."""
        return spot.goal is not None and self._trouble((spot.goal, spot.middle), spot.box, others) > 0

    def _led(self, point: Flat, box: MapBox) -> Spot:
        spot = Spot(box, point)
        self.take(box)
        self.leaders.append((point, spot.middle))
        return spot

    def _trouble(self, line: Straight, box: MapBox, others: Sequence[Area]) -> float:
        point = line[0]
        found = _CROSSED * sum(_meet(line, each) for each in self.leaders if each != line)
        found += _BEHIND * sum(crosses(each, box) for each in self.leaders if each != line)
        found += _THROUGH * sum(crosses(line, each) for each in self.taken if each != box and not each.has(point))
        return found + _COVERED * any(_covers(box, area) for area in others)

    def _inward(self, point: Flat, at: Flat) -> float:
        """From 1, straight toward the middle of what is marked, to -1."""
        to, out = (at[0] - point[0], at[1] - point[1]), (point[0] - self.heart[0], point[1] - self.heart[1])
        length = hypot(*to) * hypot(*out)
        return -(to[0] * out[0] + to[1] * out[1]) / length if length > 1e-6 else 0.0


def _around(point: Flat, size: tuple[float, float], most: float) -> Iterator[tuple[float, Flat]]:
    """Places ever further away, with how far that is."""
    (x, y), (width, height) = point, size
    for distance in _DISTANCES:
        if distance > most:
            return
        for turn in (2 * pi * n / _TURNS for n in range(_TURNS)):
            yield (
                distance,
                (x + (distance + (width - height) / 2 * abs(cos(turn))) * cos(turn), y + distance * sin(turn)),
            )


def _covers(box: MapBox, area: Area) -> bool:
    """Whether the middle of a box, or one of its sides, lies on an area."""
    extent, ring = area
    if not extent.meets(box):
        return False
    (x, y), dx, dy = ((box.left + box.right) / 2, (box.top + box.bottom) / 2), box.width / 3, box.height / 3
    return any(
        sum(at > x + a for at in _crossings(ring, y + b)) % 2 for a, b in ((0, 0), (dx, 0), (-dx, 0), (0, dy), (0, -dy))
    )


def _meet(one: Straight, other: Straight) -> bool:
    """Whether two straight lines cross."""
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Flat, b: Flat, c: Flat) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def crosses(line: Straight, box: MapBox) -> bool:
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


def is_open(box: MapBox, land: Sequence[Area]) -> bool:
    """Whether nothing but sea lies below a box, as far as points of it tell, and of coasts; islets are no land."""
    near = [ring for extent, ring in land if extent.meets(box)]
    if any(box.has(point) for ring in near if len(ring) > _ISLET for point in ring):
        return False
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
