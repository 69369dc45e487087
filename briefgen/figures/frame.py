"""Places and the room for a map of them go in; how they are projected, which borders are seen, and where insets stand come out."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, degrees, hypot

from msgspec import Struct, field

from briefgen.figures.packed import Cap
from briefgen.figures.projection import EARTH, Flat, MapBox, Projection, apart, clipped_ring, extent_of, middle
from briefgen.figures.sites import Site
from briefgen.figures.world import Borders, World

INSETS = 3
"""As many as a map has at most."""
_INSET = (84.0, 56.0)
_BESIDE = 150.0
"""For each inset a map is so wide, so that it hides little."""
_WIDEST = 34.0
"""Degrees from the middle of a map to what it has to show, beyond which something far away has to go."""
_AROUND = 1.2
"""Or so many times what the largest of them takes by itself."""
_MOST = 78.0
_BENT, _BENT_ASIDE = 60.0, 40.0
"""From there on, shapes and distances of such a map are too far from true; the second, where several have insets."""
_GAIN = 0.75
"""What has to go makes the map so much smaller."""
_NEIGHBOURS = 3.0
"""Degrees from the middle of the smallest map to what it shows."""
_CLOSEST, _CLOSEST_INSET = 700.0, 1800.0
"""Kilometres that a map is high at least; an inset has less room to say where it is."""
_ASIDE, _NARROWEST, _LOWEST = 2.0, 0.66, 0.72
"""A map is no wider than so many times what it has to show, and no narrower or lower than these shares of its room."""
_MARGIN, _MARGIN_INSET = 13.0, 6.0


# --- what is near enough -----------------------------------------------------------------------


def near_and_far(sites: list[Site], table: World) -> tuple[list[Site], list[Site]]:
    """What one map shows, and what lies too far from it, the farthest last."""
    framing = framing_sites(sites)
    far: list[Site] = []
    widest = max(_WIDEST, *(site.cap.reach * _AROUND for site in framing))
    while len(framing) > 1 and (reach := _reach(framing)) > widest:
        leaves = _least(framing)
        rest = [site for site in framing if site is not leaves]
        if reach <= _MOST and _reach(rest) > reach * _GAIN:
            break
        framing, far = rest, [leaves, *far]
    view = Cap(middle(_outline(framing)), max(_NEIGHBOURS, _reach(framing)))
    far += [site for site in sites if site.kind == "region" and site not in framing and not _meets(site, view, table)]
    return [site for site in sites if site not in far], far


def is_worldwide(shown: list[Site], far: list[Site]) -> bool:
    """Whether places lie all over the world, so that a map of a part of it would hold too few, or be bent too far."""
    framing = framing_sites(shown)
    reach = _reach(framing)
    scattered = len(far) > 1 and (reach > _BENT_ASIDE or len(framing) <= len(far) + 1)
    return scattered or len(far) > INSETS or reach > _BENT


def framing_sites(sites: list[Site]) -> list[Site]:
    """Those that decide what a map shows. Regions are as large as they are: they do where nothing else does."""
    return [site for site in sites if site.kind != "region"] or list(sites)


def _least(framing: list[Site]) -> Site:
    """What a map loses least by; of two, the larger keeps the map to itself."""
    if len(framing) == 2:
        return min(framing, key=lambda each: (each.cap.reach, each.place.name))
    return min(framing, key=lambda each: (_reach([site for site in framing if site is not each]), each.place.name))


def _outline(sites: Sequence[Site]) -> list[tuple[float, float, float]]:
    return [point for site in sites for point in site.core[:: max(1, len(site.core) // 12)]]


def _reach(sites: Sequence[Site]) -> float:
    points = _outline(sites)
    centre = middle(points)
    return max(apart(centre, point) for point in points)


def _meets(region: Site, view: Cap, table: World) -> bool:
    return any(ring.cap.meets(view) for code in region.codes for ring in table.countries[code])


# --- one map -----------------------------------------------------------------------------------


class MapFrame(Struct):
    """A map in a box."""

    box: MapBox
    borders: Borders
    clipped: dict[str, list[list[Flat]]] = field(default_factory=dict)

    def rings(self, code: str) -> list[list[Flat]]:
        """What is seen of a country, cut off at the edge."""
        if code not in self.clipped:
            self.clipped[code] = [cut for ring in self.borders.shown(code) if len(cut := self._cut(ring)) > 2]
        return self.clipped[code]

    def _cut(self, ring: list[Flat]) -> list[Flat]:
        """A ring as far as it is seen; nothing of a stain."""
        extent = extent_of(ring)
        cut = clipped_ring(ring, self.box, extent) if is_wide(extent) else []
        return cut if cut is ring or (cut and is_wide(extent_of(cut))) else []

    @property
    def projection(self) -> Projection:
        return self.borders.projection


def is_wide(extent: MapBox) -> bool:
    """Whether what is so large is more than a stain."""
    return extent.width + extent.height > 1.2


def main_frame(shown: list[Site], table: World, room: MapBox, insets: int) -> tuple[MapFrame, list[MapBox]]:
    """A map no larger than its room and not much larger than what it has to show, with boxes for its insets."""
    sites = framing_sites(shown)
    narrowest = max(_NARROWEST * room.width, insets * _BESIDE)
    frame = _framed(sites, table, room, narrowest)
    corners, hidden = _corners(frame, sites, [site for site in shown if site.kind == "region"], insets)
    if hidden:
        # What would be hidden moves aside: the insets stand on each other, and the map beside them.
        frame = _framed(sites, table, room, narrowest, _INSET[0])
        corners = _column(frame.box, insets)
    return frame, corners


def inset_frame(site: Site, table: World, box: MapBox) -> MapFrame:
    """A map as large as its box."""
    points = list(site.core)
    projection = Projection(middle(points))
    flat = extent_of(map(projection.point, points))
    scale = min(_scale(flat, box, _MARGIN_INSET), box.height * EARTH / _CLOSEST_INSET)
    return _placed(projection, flat, scale, box, box, table)


def _framed(sites: list[Site], table: World, room: MapBox, narrowest: float, aside: float = 0.0) -> MapFrame:
    """`aside` is room at the right that what has to be shown does not take."""
    points = [point for site in sites for point in site.core]
    projection = Projection(middle(points))
    flat = extent_of(map(projection.point, points))
    free = MapBox(room.left, room.top, room.right - aside, room.bottom)
    scale = min(_scale(flat, free, _MARGIN), room.height * EARTH / _CLOSEST)
    height = min(room.height, max(flat.height * scale + 2 * _MARGIN, room.height * _LOWEST))
    width = min(room.width, max(flat.width * scale * _ASIDE + 2 * _MARGIN, narrowest))
    box = MapBox(room.left, room.top, room.left + width, room.top + height)
    shown = MapBox(box.left, box.top, box.right - aside, box.bottom)
    return _placed(projection, flat, min(scale, _scale(flat, shown, _MARGIN)), shown, box, table)


def _scale(flat: MapBox, room: MapBox, margin: float) -> float:
    return min((room.width - 2 * margin) / max(flat.width, 1e-6), (room.height - 2 * margin) / max(flat.height, 1e-6))


def _placed(projection: Projection, flat: MapBox, scale: float, shown: MapBox, box: MapBox, table: World) -> MapFrame:
    """What has to be shown in the middle of its part of a box; borders are seen in all of the box."""
    projection.scale = scale
    projection.x = (shown.left + shown.right) / 2 - (flat.left + flat.right) / 2 * scale
    projection.y = (shown.top + shown.bottom) / 2 - (flat.top + flat.bottom) / 2 * scale
    far = max(hypot(x - projection.x, y - projection.y) for x in (box.left, box.right) for y in (box.top, box.bottom))
    reach = degrees(2 * asin(min(1.0, far / scale / 2)))
    return MapFrame(box, Borders(table, projection, Cap(projection.centre, min(reach, 100.0)), page=box))


def _corners(frame: MapFrame, sites: list[Site], regions: list[Site], count: int) -> tuple[list[MapBox], int]:
    """Boxes along a side of the map where they hide least of what is named, then of regions, and how many points of the first."""
    box, (width, height) = frame.box, _INSET
    height = min(height, (box.height - 4) / 2)
    rows = [
        [MapBox(x, y, x + width, y + height) for x in xs]
        for y in (box.bottom - height, box.top)
        for xs in (
            [box.right - width * (n + 1) for n in range(count)],
            [box.left + width * n for n in range(count)],
        )
    ]

    points = [[frame.projection.point(point) for site in named for point in site.core] for named in (sites, regions)]
    hidden = [[sum(corner.inset(-4.0).has(each) for corner in row for each in some) for some in points] for row in rows]
    return rows[hidden.index(min(hidden))], min(hidden)[0]


def _column(box: MapBox, count: int) -> list[MapBox]:
    width, height = _INSET[0], min(_INSET[1], box.height / count)
    lefts = box.right - width
    return [MapBox(lefts, box.bottom - height * (n + 1), box.right, box.bottom - height * n) for n in range(count)]
