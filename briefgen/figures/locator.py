"""Places that implications name go in; a map that shows where they are comes out: shapes, and what stands for each number.

What lies too far from the others has a map of its own in a corner, or is left out and named as such: no half of the map
is empty because of one country.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from math import asin, degrees, hypot

from msgspec import Struct, field

from briefgen.document import Disc, DrawnShape, Lettering, Outline, Stroke
from briefgen.figures.hatching import hatching
from briefgen.figures.labelling import MarkRoom, Spot, box_around, is_open, roomy
from briefgen.figures.projection import (
    EARTH,
    Flat,
    MapBox,
    Projection,
    apart,
    clipped_line,
    clipped_ring,
    extent_of,
    middle,
    thinned,
)
from briefgen.figures.sites import NamedPlace, Site, merged_places, site_of
from briefgen.figures.widths import room_for
from briefgen.figures.world import Borders, Cap, World

_WIDEST = 34.0
"""Degrees from the middle of a map to what it has to show, beyond which something far away has to go."""
_AROUND = 1.2
"""Or so many times what the largest of them takes by itself."""
_MOST = 78.0
_GAIN = 0.75
"""What has to go makes the map so much smaller."""
_INSETS = 3
_INSET = (84.0, 56.0)
_BESIDE = 150.0
"""For each inset a map is so wide, so that it hides little."""
_CLOSEST = 700.0
"""Kilometres that a map is high at least."""
_ASIDE, _NARROWEST, _LOWEST = 2.0, 0.66, 0.72
"""A map is no wider than so many times what it has to show, and no narrower or lower than these shares of its room."""
_MARGIN = 13.0
_STRIP, _ROW = 17.0, 12.0
"""What stands below the map: its legend and scale, in one row or two."""
_BAR = 84.0
_TEXT = 7.0
_MARK = 11.6
_RANK = {"country": 0, "point": 1, "water": 2, "region": 3}


class MapLook(Struct, frozen=True):
    """Colours, written RRGGBB."""

    sea: str
    land: str
    border: str
    coast: str
    ink: str
    paper: str
    water: str
    named: str
    directions: tuple[tuple[str, str, str], ...]
    """A direction, its tint and the colour of its pattern."""

    def tint(self, direction: str) -> str:
        return next((tint for name, tint, _ in self.directions if name == direction), self.named)

    def pattern(self, direction: str) -> str:
        return next((line for name, _, line in self.directions if name == direction), self.border)


class MapWords(Struct, frozen=True):
    """The program's words on a map, in the briefing's language."""

    directions: tuple[tuple[str, str], ...]
    kilometres: str
    """With `{}` for the number."""


class MapEntry(Struct, frozen=True):
    """What a number on the map stands for."""

    number: int
    place: NamedPlace
    inset: bool = False


class LocatorMap(Struct, frozen=True):
    """The shapes of a map and their size; its numbers; and what it does not show."""

    shapes: tuple[DrawnShape, ...]
    width: float
    height: float
    entries: tuple[MapEntry, ...]
    left_out: tuple[NamedPlace, ...]


def locator_map(
    places: Sequence[NamedPlace],
    table: World,
    look: MapLook,
    words: MapWords,
    size: tuple[float, float],
    least: int = 1,
) -> LocatorMap | None:
    """The map of places within a size; None where fewer than so many can be shown. Kept for the next packet."""
    merged = tuple(merged_places(places))
    key = (merged, look, words, size, least, id(table))
    return _KEPT(key, table)


@lru_cache(maxsize=64)
def _kept(
    key: tuple[tuple[NamedPlace, ...], MapLook, MapWords, tuple[float, float], int, int], table: _Same
) -> LocatorMap | None:
    places, look, words, size, least, _ = key
    found = [(place, site_of(place, table.value)) for place in places]
    sites = sorted((site for _, site in found if site is not None), key=lambda site: _RANK[site.kind])
    lost = [place for place, site in found if site is None]
    if len(sites) < least or not sites:
        return None
    shown, far = _near(sites)
    insets, out = far[:_INSETS], far[_INSETS:]
    if len(shown) + len(insets) < least:
        return None
    numbered = [
        MapEntry(n, site.place, site in insets) for n, site in enumerate([each for each in sites if each not in out], 1)
    ]
    numbers = {id(entry.place): entry.number for entry in numbered}
    painter = _Painter(table.value, look, words, numbers)
    shapes, extent = painter.whole(shown, insets, size)
    return LocatorMap(tuple(shapes), *extent, tuple(numbered), (*lost, *(site.place for site in out)))


class _Same(Struct, frozen=True, eq=False):
    """A table, known by its identity."""

    value: World


_TABLES: dict[int, _Same] = {}


def _KEPT(
    key: tuple[tuple[NamedPlace, ...], MapLook, MapWords, tuple[float, float], int, int], table: World
) -> LocatorMap | None:
    same = _TABLES.setdefault(id(table), _Same(table))
    return _kept(key, same)


# --- what is near enough -----------------------------------------------------------------------


def _near(sites: list[Site]) -> tuple[list[Site], list[Site]]:
    """What one map shows, and what lies too far from it, the farthest last."""
    # Regions are as large as they are: they say what is meant, and decide what is shown only where nothing else does.
    framing = [site for site in sites if site.kind != "region"] or list(sites)
    far: list[Site] = []
    widest = max(_WIDEST, *(site.cap.reach * _AROUND for site in framing))
    while len(framing) > 1 and (reach := _reach(framing)) > widest:
        smaller = min(
            framing, key=lambda each: (_reach([site for site in framing if site is not each]), each.place.name)
        )
        rest = [site for site in framing if site is not smaller]
        if reach <= _MOST and _reach(rest) > reach * _GAIN:
            break
        framing, far = rest, [smaller, *far]
    return [site for site in sites if site not in far], far


def _reach(sites: list[Site]) -> float:
    points = [point for site in sites for point in site.core[:: max(1, len(site.core) // 12)]]
    centre = middle(points)
    return max(apart(centre, point) for point in points)


# --- the drawing -------------------------------------------------------------------------------


class _Frame(Struct):
    """A map in a box."""

    box: MapBox
    borders: Borders
    clipped: dict[str, list[list[Flat]]] = field(default_factory=dict)

    def rings(self, code: str) -> list[list[Flat]]:
        """What is seen of a country, cut off at the edge."""
        if code not in self.clipped:
            found = (clipped_ring(ring, self.box) for ring in self.borders.shown(code))
            self.clipped[code] = [ring for ring in found if len(ring) > 2 and _seen(ring)]
        return self.clipped[code]

    @property
    def projection(self) -> Projection:
        return self.borders.projection


class _Painter(Struct):
    """Draws one map with its insets."""

    table: World
    look: MapLook
    words: MapWords
    numbers: dict[int, int]
    shapes: list[DrawnShape] = field(default_factory=list)

    def whole(
        self, shown: list[Site], insets: list[Site], size: tuple[float, float]
    ) -> tuple[list[DrawnShape], tuple[float, float]]:
        width, most = size
        rows = self._strip_rows(shown + insets, width * _NARROWEST)
        strip = _STRIP + (rows - 1) * _ROW
        framing = [site for site in shown if site.kind != "region"] or shown
        frame = self._framed(
            framing, MapBox(0.0, 0.0, width, most - strip), max(_NARROWEST * width, len(insets) * _BESIDE)
        )
        width = frame.box.right
        box = frame.box
        self._land(frame, shown)
        layout = MarkRoom(box.inset(1.0))
        corners = self._corners(frame, framing, len(insets))
        layout.taken += [corner.inset(-2.0) for corner in corners]
        self._marks(frame, shown, layout)
        self._edge(box)
        for site, corner in zip(insets, corners, strict=True):
            self._inset(site, corner)
        self._legend_row(shown + insets, box.bottom + 5.0)
        self._scale(frame, MapBox(0.0, box.bottom, width, box.bottom + strip))
        return self.shapes, (round(width, 1), round(box.bottom + strip, 1))

    def _framed(self, sites: list[Site], room: MapBox, narrowest: float = 0.0) -> _Frame:
        """A map on which all of these have room: as large as the room, or, if it may be narrower, not much larger than they."""
        points = [point for site in sites for point in site.core]
        projection = Projection(middle(points))
        flat = extent_of(map(projection.point, points))
        margin = _MARGIN if narrowest else 6.0
        scale = min(
            (room.width - 2 * margin) / max(flat.width, 1e-6), (room.height - 2 * margin) / max(flat.height, 1e-6)
        )
        scale = min(scale, room.height * EARTH / _CLOSEST)
        height = (
            min(room.height, max(flat.height * scale + 2 * margin, room.height * _LOWEST)) if narrowest else room.height
        )
        width = min(room.width, max(flat.width * scale * _ASIDE + 2 * margin, narrowest)) if narrowest else room.width
        box = MapBox(room.left, room.top, room.left + width, room.top + height)
        projection.scale = scale
        projection.x = (box.left + box.right) / 2 - (flat.left + flat.right) / 2 * scale
        projection.y = (box.top + box.bottom) / 2 - (flat.top + flat.bottom) / 2 * scale
        far = max(
            hypot(x - projection.x, y - projection.y) for x in (box.left, box.right) for y in (box.top, box.bottom)
        )
        reach = degrees(2 * asin(min(1.0, far / scale / 2)))
        return _Frame(box, Borders(self.table, projection, Cap(projection.centre, min(reach, 100.0))))

    def _land(self, frame: _Frame, sites: list[Site]) -> None:
        """Sea, neighbours, what is named, and borders."""
        box = frame.box
        self.shapes.append(_rectangle(box, self.look.sea))
        countries = [site for site in sites if site.kind == "country"]
        strong = {code for site in countries for code in site.codes}
        washed = {code: site for site in sites if site.kind == "region" for code in site.codes if code not in strong}
        quiet = [
            ring for code in self.table.countries if code not in strong and code not in washed
            for ring in frame.rings(code)
        ]  # fmt: skip
        self._area(quiet, self.look.land)
        for code, site in sorted(washed.items()):
            self._area(frame.rings(code), _paler(self.look.tint(site.place.direction), self.look.land))
        for site in countries:
            rings = [ring for code in site.codes for ring in frame.rings(code)]
            self._area(rings, self.look.tint(site.place.direction))
            lines = tuple(hatching(rings, site.place.direction))
            if lines:
                self.shapes.append(Outline(lines, "", self.look.pattern(site.place.direction), 0.45, closed=False))
        self._borders(frame)

    def _area(self, rings: list[list[Flat]], fill: str) -> None:
        if rings:
            self.shapes.append(Outline(tuple(map(_flat, rings)), fill))

    def _borders(self, frame: _Frame) -> None:
        lines: dict[bool, list[tuple[float, ...]]] = {False: [], True: []}
        for number, cap in enumerate(self.table.caps):
            sides = set(self.table.sides.get(number, ()))
            within = len(self.table.sides.get(number, ())) > 1 and len(sides) == 1
            if not within and cap.meets(frame.borders.view):
                line = frame.borders.arc(number)
                if _seen(line):
                    lines[len(sides) > 1] += map(_flat, clipped_line(line, frame.box))
        for is_border, colour, width in ((False, self.look.coast, 0.4), (True, self.look.border, 0.5)):
            if lines[is_border]:
                self.shapes.append(Outline(tuple(lines[is_border]), "", colour, width, closed=False))

    # --- marks -------------------------------------------------------------------------------

    def _marks(self, frame: _Frame, sites: list[Site], layout: MarkRoom) -> None:
        """Numbers of large countries where they are, then names of seas, then all that needs a leader line."""
        later: list[tuple[Site, Flat]] = []
        put: list[tuple[Site, Spot]] = []
        for site in sites:
            if site.kind == "country":
                point, has_room = self._country_point(frame, site)
                spot = layout.put(point, (_MARK, _MARK), apart=False, far=False) if has_room else None
                if spot is not None:
                    put.append((site, spot))
                else:
                    later.append((site, point))
        dots = [box_around(point, 4.0, 4.0) for _, point in later]
        layout.taken += dots
        points = [(site, self._inside(frame, site)) for site in sites if site.kind in ("point", "region")]
        for site, point in [each for each in points if each[0].kind == "point"]:
            layout.take(box_around(point, 4.0, 4.0))
            later.append((site, point))
        waters = [each for each in sites if each.kind == "water"]
        land = self._land_boxes(frame) if waters else []
        for site in waters:
            self._water(frame, site, layout, land)
        for site, point in later:
            spot = layout.put(point, (_MARK, _MARK), apart=True)
            put.append((site, spot or Spot(box_around(_held(point, frame.box), _MARK, _MARK))))
        for site, point in [each for each in points if each[0].kind == "region"]:
            spot = layout.put(point, (_MARK, _MARK), apart=False)
            put.append((site, spot or Spot(box_around(_held(point, frame.box), _MARK, _MARK))))
        for site, spot in put:
            if spot.goal is not None and site.kind != "region":
                self._leader(spot)
        for _, point in later:
            self._disc(point)
        for site, spot in put:
            self._number(self.numbers[id(site.place)], spot.middle, square=site.kind == "region")

    def _country_point(self, frame: _Frame, site: Site) -> tuple[Flat, bool]:
        rings = [ring for code in site.codes for ring in frame.rings(code)]
        if not rings:
            return self._inside(frame, site), False
        self._specks(frame, site)
        return roomy(rings, _MARK + 1.5)

    def _specks(self, frame: _Frame, site: Site) -> None:
        """Dots for islands too small to be seen."""
        for code in site.codes:
            main = max(ring.area for ring in self.table.countries[code])
            for ring in self.table.countries[code]:
                point = frame.projection.point(ring.cap.middle)
                if (
                    ring.cap.reach * 2 / 57.3 * frame.projection.scale < 2.5
                    and frame.box.inset(2).has(point)
                    and ring.area > main * 0.1
                ):
                    self._disc(point, 0.9)

    def _land_boxes(self, frame: _Frame) -> list[tuple[MapBox, list[Flat]]]:
        rings = (thinned(ring, _TEXT / 2) for code in self.table.countries for ring in frame.rings(code))
        return [(extent_of(ring), ring) for ring in rings]

    def _inside(self, frame: _Frame, site: Site) -> Flat:
        point = frame.projection.point(site.cap.middle)
        return _held(point, frame.box)

    def _water(self, frame: _Frame, site: Site, layout: MarkRoom, land: list[tuple[MapBox, list[Flat]]]) -> None:
        """The name in the sea itself, as it is on maps; its number alone where there is no room for more."""
        point, number = self._inside(frame, site), self.numbers[id(site.place)]
        name = f"{number} {site.place.name}"
        size = room_for(name, _TEXT) + 3, _TEXT + 3
        spot = layout.put(point, size, apart=False, clear=partial(is_open, land=land))
        if spot is None:
            spot = layout.put(point, (_MARK, _MARK), apart=False) or Spot(box_around(point, _MARK, _MARK))
            if spot.goal is not None:
                self._leader(spot)
            self._number(number, spot.middle)
            return
        if spot.goal is not None:
            x, y = spot.middle
            edge = spot.box.bottom if spot.goal[1] > y else spot.box.top
            at = min(max(spot.goal[0], spot.box.left), spot.box.right)
            self.shapes.append(_stroke((at, edge), spot.goal, self.look.water, 0.5))
            self._disc(spot.goal, 1.1, self.look.water)
        x, y = spot.middle
        self.shapes.append(
            _rectangle(spot.box, self.look.sea) if spot.goal is None else _rectangle(spot.box, self.look.paper)
        )
        self.shapes.append(Lettering(round(x, 1), round(y + _TEXT * 0.36, 1), name, _TEXT, "middle", self.look.water))

    def _disc(self, point: Flat, radius: float = 1.7, colour: str = "") -> None:
        self.shapes.append(Disc(round(point[0], 1), round(point[1], 1), radius, colour or self.look.ink))

    def _leader(self, spot: Spot) -> None:
        if spot.goal is not None:
            self.shapes.append(_stroke(spot.middle, spot.goal, self.look.paper, 1.6))
            self.shapes.append(_stroke(spot.middle, spot.goal, self.look.ink, 0.6))

    def _number(self, number: int, middle: Flat, square: bool = False) -> None:
        x, y = round(middle[0], 1), round(middle[1], 1)
        if square:
            self.shapes.append(_rectangle(box_around((x, y), 10.4, 10.4), self.look.paper, self.look.ink, 0.6))
        else:
            self.shapes.append(Disc(x, y, 5.3, self.look.paper, self.look.ink, 0.7))
        size = 7.4 if number < 10 else 6.4 if number < 100 else 4.6
        self.shapes.append(
            Lettering(x, round(y + size * 0.36, 1), str(number), size, "middle", self.look.ink, "semibold")
        )

    def _edge(self, box: MapBox) -> None:
        self.shapes.append(_rectangle(box.inset(0.3), "", self.look.coast, 0.6))

    # --- insets ------------------------------------------------------------------------------

    def _corners(self, frame: _Frame, sites: list[Site], count: int) -> list[MapBox]:
        """Boxes along the side of the map where they hide least of what is named."""
        box, (width, height) = frame.box, _INSET
        height = min(height, (box.height - 4) / 2)
        points = [frame.projection.point(point) for site in sites for point in site.core]

        def hidden(corner: MapBox) -> int:
            return sum(corner.has(point) for point in points)

        rows = [
            [MapBox(x, y, x + width, y + height) for x in xs]
            for y in (box.bottom - height, box.top)
            for xs in (
                [box.right - width * (n + 1) for n in range(count)],
                [box.left + width * n for n in range(count)],
            )
        ]
        return min(rows, key=lambda row: sum(map(hidden, row)))

    def _inset(self, site: Site, box: MapBox) -> None:
        self.shapes.append(_rectangle(box.inset(-1.5), self.look.paper))
        frame = self._framed([site], box)
        self._land(frame, [site])
        layout = MarkRoom(box.inset(1.0))
        self._marks(frame, [site], layout)
        self._edge(box)

    # --- legend and scale --------------------------------------------------------------------

    def _strip_rows(self, sites: list[Site], width: float) -> int:
        room = sum(self._legend_width(word) for _, word in self._legend(sites))
        return 1 if room + _BAR + 40 <= width else 2

    def _legend(self, sites: list[Site]) -> list[tuple[str, str]]:
        used = {site.place.direction for site in sites if site.kind in ("country", "region")}
        return [(name, word) for name, word in self.words.directions if name in used]

    def _legend_width(self, word: str) -> float:
        return 20 + room_for(word, _TEXT) + 8

    def _legend_row(self, sites: list[Site], y: float) -> None:
        x = 0.0
        for name, word in self._legend(sites):
            swatch = MapBox(x + 0.3, y, x + 16.3, y + 9.0)
            self.shapes.append(_rectangle(swatch, self.look.tint(name)))
            ring = [
                (swatch.left, swatch.top),
                (swatch.right, swatch.top),
                (swatch.right, swatch.bottom),
                (swatch.left, swatch.bottom),
            ]
            self.shapes.append(Outline(tuple(hatching([ring], name)), "", self.look.pattern(name), 0.45, closed=False))
            self.shapes.append(_rectangle(swatch, "", self.look.border, 0.4))
            self.shapes.append(Lettering(round(x + 20, 1), round(y + 7.2, 1), word, _TEXT, "left", self.look.ink))
            x += self._legend_width(word)

    def _scale(self, frame: _Frame, box: MapBox) -> None:
        """A bar of a round length, true in the middle of the map."""
        most = frame.projection.kilometres(_BAR)
        length = max(each for power in range(-1, 5) for n in (1, 2, 5) if (each := n * 10**power) <= most)
        wide = length / EARTH * frame.projection.scale
        right, y = box.right - 0.5, box.bottom - 4.0
        left = right - wide
        for x1, y1, x2, y2 in ((left, y, right, y), (left, y - 3, left, y), (right, y - 3, right, y)):
            self.shapes.append(_stroke((x1, y1), (x2, y2), self.look.ink, 0.7))
        words = self.words.kilometres.replace("{}", f"{length:g}")
        self.shapes.append(Lettering(round(left - 4, 1), round(y, 1), words, _TEXT, "right", self.look.ink))


# --- shapes ------------------------------------------------------------------------------------


def _flat(points: Sequence[Flat]) -> tuple[float, ...]:
    return tuple(round(each, 1) for point in points for each in point)


def _rectangle(box: MapBox, fill: str, line: str = "", width: float = 0.0) -> Outline:
    corners = (box.left, box.top, box.right, box.top, box.right, box.bottom, box.left, box.bottom)
    return Outline((tuple(round(each, 1) for each in corners),), fill, line, width)


def _stroke(one: Flat, other: Flat, colour: str, width: float) -> Stroke:
    return Stroke(round(one[0], 1), round(one[1], 1), round(other[0], 1), round(other[1], 1), colour, width)


def _seen(line: Sequence[Flat]) -> bool:
    """Whether it is large enough to be more than a stain."""
    box = extent_of(line)
    return box.width + box.height > 1.2


def _held(point: Flat, box: MapBox) -> Flat:
    """A point moved into a box, clear of its edge."""
    inner = box.inset(9.0)
    return min(max(point[0], inner.left), inner.right), min(max(point[1], inner.top), inner.bottom)


def _paler(colour: str, toward: str) -> str:
    """A colour halfway to another."""
    return "".join(f"{(int(colour[n : n + 2], 16) + int(toward[n : n + 2], 16)) // 2:02X}" for n in (0, 2, 4))
