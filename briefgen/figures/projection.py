"""Degrees in, points on a page out, and what lies outside of a frame cut off.

Lambert's azimuthal equal-area projection: areas are true everywhere, distances and directions near the centre.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import acos, asin, atan2, cos, degrees, hypot, radians, sin, sqrt

from msgspec import Struct

EARTH = 6371.0
"""Its mean radius in kilometres."""
_SAMPLE = 40
"""Of many places, as many as say where the middle is."""
Flat = tuple[float, float]
Vector = tuple[float, float, float]


def vector(lon: float, lat: float) -> Vector:
    """A place as a point on a sphere."""
    x, y = radians(lon), radians(lat)
    return cos(y) * cos(x), cos(y) * sin(x), sin(y)


def apart(one: Vector, other: Vector) -> float:
    """How far two places are from each other, in degrees."""
    return degrees(acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True))))))


def middle(places: Sequence[Vector]) -> Vector:
    """The place that the farthest of them is nearest to, or almost: each step goes toward the farthest, and less far."""
    places = places[:: max(1, len(places) // _SAMPLE)]
    x, y, z = (sum(each) for each in zip(*places, strict=True))
    length = hypot(x, y, z)
    found = (x / length, y / length, z / length) if length > 1e-6 else places[0]
    for step in range(1, 24):
        a, b, c = found
        cosines = [a * x + b * y + c * z for x, y, z in places]
        x, y, z = places[cosines.index(min(cosines))]
        x, y, z = a + (x - a) / (step + 1.5), b + (y - b) / (step + 1.5), c + (z - c) / (step + 1.5)
        length = hypot(x, y, z) or 1.0
        found = x / length, y / length, z / length
    return found


def degrees_of(place: Vector) -> tuple[float, float]:
    """Longitude and latitude."""
    return degrees(atan2(place[1], place[0])), degrees(asin(max(-1.0, min(1.0, place[2]))))


class Projection(Struct):
    """A centre, and where on the page, to what scale, its surroundings are drawn."""

    centre: Vector
    scale: float = 1.0
    """Points for a radius of the Earth."""
    x: float = 0.0
    y: float = 0.0
    """Where the centre stands on the page."""
    lon: float = 0.0
    lat: float = 0.0
    """Of the centre, in radians."""

    def __post_init__(self) -> None:
        self.lon, self.lat = map(radians, degrees_of(self.centre))

    def points(self, lons: Iterable[float], lats: Iterable[float]) -> list[Flat]:
        """Places, in radians, on the page."""
        lon0, sin0, cos0, scale, left, top = self.lon, sin(self.lat), cos(self.lat), self.scale, self.x, self.y
        found = []
        for lon, lat in zip(lons, lats, strict=True):
            lon -= lon0
            up, out = sin(lat), cos(lat)
            ahead = out * cos(lon)
            nearness = 1.0 + sin0 * up + cos0 * ahead
            k = scale * sqrt(2.0 / (nearness if nearness > 1e-9 else 1e-9))
            found.append((left + k * out * sin(lon), top - k * (cos0 * up - sin0 * ahead)))
        return found

    def point(self, place: Vector) -> Flat:
        lon, lat = degrees_of(place)
        return self.points((radians(lon),), (radians(lat),))[0]

    def kilometres(self, length: float) -> float:
        """What a length in the middle of the page stands for."""
        return length / self.scale * EARTH


class MapBox(Struct, frozen=True):
    """A rectangle on the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: MapBox) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: MapBox) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def has(self, point: Flat) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def inset(self, by: float) -> MapBox:
        return MapBox(self.left + by, self.top + by, self.right - by, self.bottom - by)


def extent_of(points: Iterable[Flat]) -> MapBox:
    """The box that they all lie in."""
    points = list(points)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return MapBox(min(xs), min(ys), max(xs), max(ys))


def clipped_ring(ring: list[Flat], box: MapBox, extent: MapBox | None = None) -> list[Flat]:
    """A ring as far as it lies in the box (Sutherland and Hodgman); `extent` is the ring's, where it is known."""
    extent = extent or extent_of(ring)
    if box.holds(extent):
        return ring
    if extent.right < box.left or extent.left > box.right or extent.bottom < box.top or extent.top > box.bottom:
        return []
    for axis, edge, sign in ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1)):
        if not ring:
            break
        if all((point[axis] - edge) * sign >= 0 for point in ring):
            continue
        kept: list[Flat] = []
        before = ring[-1]
        for point in ring:
            inside, was = (point[axis] - edge) * sign >= 0, (before[axis] - edge) * sign >= 0
            if inside != was:
                share = (edge - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share))
            if inside:
                kept.append(point)
            before = point
        ring = kept
    return ring


def clipped_line(line: Sequence[Flat], box: MapBox, extent: MapBox | None = None) -> Iterator[list[Flat]]:
    """The parts of a line that lie in the box; `extent` is the line's, where it is known."""
    extent = extent or extent_of(line)
    if box.holds(extent):
        yield [*line]
        return
    if not extent.meets(box) and extent.width and extent.height:
        return
    part: list[Flat] = []
    for one, other in pairwise(line):
        ends = _clipped(one, other, box)
        if ends is None:
            continue
        if part and part[-1] != ends[0]:
            yield part
            part = []
        part = [*part, ends[1]] if part else [*ends]
    if part:
        yield part


def _clipped(one: Flat, other: Flat, box: MapBox) -> tuple[Flat, Flat] | None:
    """A straight line in the box (Liang and Barsky)."""
    if box.has(one) and box.has(other):
        return one, other
    (x, y), across, down = one, other[0] - one[0], other[1] - one[1]
    first, last = 0.0, 1.0
    for step, room in ((-across, x - box.left), (across, box.right - x), (-down, y - box.top), (down, box.bottom - y)):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first >= last:
        return None
    return (x + across * first, y + down * first), (x + across * last, y + down * last)


def thinned(line: list[Flat], closer: float) -> list[Flat]:
    """A line without points that lie closer to the one before; its ends stay, so that neighbours meet."""
    kept = [line[0]]
    x, y = line[0]
    for point in line[1:-1]:
        if abs(point[0] - x) + abs(point[1] - y) >= closer:
            kept.append(point)
            x, y = point
    kept.append(line[-1])
    return kept
