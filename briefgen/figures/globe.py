"""Places all over the world go in; the frame of a map of all of it comes out, on which no place is far from the others.

The Equal Earth projection: areas are true here as well, and north is up everywhere. No scale is true on all of such a map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import asin, cos, pi, radians, sin, sqrt

from briefgen.figures.frame import MapFrame
from briefgen.figures.packed import Cap, LandRing
from briefgen.figures.projection import (
    Flat,
    MapBox,
    Projection,
    clipped_line,
    clipped_ring,
    degrees_of,
    vector,
)
from briefgen.figures.sites import Site
from briefgen.figures.world import Borders, World

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""Of the projection's polynomial (Savric, Patterson and Jenny, 2018)."""
_MERIDIANS = (11.0, 150.0)
"""In the middle of the map: the edge runs through the Bering Strait, or through the Atlantic where islands lie at the first."""
_AT_EDGE = 15.0
_NORTH, _SOUTH = 84.0, -57.0
"""What is shown unless a place lies farther south."""
_MARGIN = 4.0
_ASTRAY = 0.2
"""Points on the page that a border may stray in the middle; toward the poles, what lies eastward is drawn longer."""
_WORLD = MapBox(-pi, -2.0, pi, 2.0)


class EqualEarth(Projection):
    """The centre is on the equator."""

    def points(self, lons: Iterable[float], lats: Iterable[float]) -> list[Flat]:
        middle = self.lon
        return [self.flat((lon - middle + pi) % (2 * pi) - pi, lat) for lon, lat in zip(lons, lats, strict=True)]

    def flat(self, across: float, lat: float) -> Flat:
        """A place by its distance from the meridian in the middle."""
        turn = asin(sqrt(3) / 2 * sin(lat))
        square = turn * turn
        sixth = square * square * square
        slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
        x = 2 * across * cos(turn) / (sqrt(3) * slope)
        return self.x + self.scale * x, self.y - self.scale * turn * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


class _GlobeBorders(Borders, kw_only=True):
    """Borders on all of the world, cut where its edge crosses them. Until then, points are known by their distance from the
    meridian in the middle."""

    globe: EqualEarth

    def lines(self, number: int) -> list[list[Flat]]:
        pieces = (piece for line in _beside(_unwrapped(self.arc(number))) for piece in clipped_line(line, _WORLD))
        return [self._flat(piece) for piece in pieces]

    def shown(self, code: str) -> list[list[Flat]]:
        return [self._flat(part) for ring in self.rings.get(code, ()) for part in self._parts(ring)]

    def _parts(self, ring: LandRing) -> Iterator[list[Flat]]:
        points = self.ring(ring)
        if len(points) > 2:
            for line in _beside(_closed(_unwrapped(points))):
                cut = clipped_ring(line, _WORLD)
                if len(cut) > 2:
                    yield cut

    def _drawn(self, number: int) -> list[Flat]:
        middle = self.globe.lon
        lons, lats = self.table.arc(number, self.globe.kilometres(_ASTRAY))
        return [((lon - middle + pi) % (2 * pi) - pi, lat) for lon, lat in zip(lons, lats, strict=True)]

    def _flat(self, points: Sequence[Flat]) -> list[Flat]:
        return [self.globe.flat(across, lat) for across, lat in points]


def _unwrapped(points: Sequence[Flat]) -> list[Flat]:
    """A line that goes on where it crosses the edge."""
    found = [points[0]]
    for across, lat in points[1:]:
        before = found[-1][0]
        found.append((before + (across - before + pi) % (2 * pi) - pi, lat))
    return found


def _closed(ring: list[Flat]) -> list[Flat]:
    """A ring around a pole is closed there."""
    step = (ring[0][0] - ring[-1][0] + pi) % (2 * pi) - pi
    if abs(ring[-1][0] + step - ring[0][0]) < pi:
        return ring
    pole = pi / 2 if ring[0][1] > 0 else -pi / 2
    end = ring[-1][0] + step
    return [*ring, (end, ring[0][1]), (end, pole), (ring[0][0], pole)]


def _beside(line: list[Flat]) -> Iterator[list[Flat]]:
    """A line, and what of it stands at the other edge."""
    least, most = min(across for across, _ in line), max(across for across, _ in line)
    for turn in (-2 * pi, 0.0, 2 * pi):
        if least + turn < pi and most + turn > -pi:
            yield [(across + turn, lat) for across, lat in line] if turn else line


def globe_frame(sites: Sequence[Site], table: World, room: MapBox) -> MapFrame:
    """All of the world within a room."""
    meridian = _MERIDIANS[0]
    if _from_edge(sites, meridian) < _AT_EDGE < _from_edge(sites, _MERIDIANS[1]):
        meridian = _MERIDIANS[1]
    least = min(degrees_of(point)[1] for site in sites for point in site.core)
    south = -90.0 if least < _SOUTH + 3 else _SOUTH
    projection = EqualEarth(vector(meridian, 0.0))
    across = projection.flat(pi, 0.0)[0]
    top, bottom = projection.flat(0.0, radians(_NORTH))[1], projection.flat(0.0, radians(south))[1]
    scale = min((room.width - 2 * _MARGIN) / (2 * across), room.height / (bottom - top))
    box = MapBox(room.left, room.top, room.left + 2 * (across * scale + _MARGIN), room.top + (bottom - top) * scale)
    projection.scale, projection.x, projection.y = scale, (box.left + box.right) / 2, box.top - top * scale
    return MapFrame(box, _GlobeBorders(table, projection, Cap(projection.centre, 180.0), globe=projection))


def _from_edge(sites: Sequence[Site], meridian: float) -> float:
    return min(180 - abs((degrees_of(site.cap.middle)[0] - meridian + 180) % 360 - 180) for site in sites)
