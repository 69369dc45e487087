"""A map's frame, its places and their numbers go in; numbers, names of seas, dots and leader lines come out as shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from heapq import nlargest

from msgspec import Struct, field

from briefgen.contrast import LEAST_CONTRAST, contrast_ratio
from briefgen.document import DrawnShape, Lettering, LetteringAnchor, has_backward
from briefgen.figures.frame import MapFrame, framing_sites
from briefgen.figures.labelling import Area, MarkRoom, Spot, box_around, is_open, roomy
from briefgen.figures.projection import Flat, MapBox, extent_of, thinned
from briefgen.figures.shapes import MapLook, rectangle, round_dot, stroke
from briefgen.figures.sites import Site
from briefgen.figures.widths import room_for

TEXT = 7.0
_MANY = 24
"""Of more marks than that, each is smaller."""
_WIDE = 14.0
"""A place that reaches so far on the page is an area, and no dot."""
_NEAR = 36.0
"""From a sea to its name at most."""
_DOT, _CLEAR = 1.7, 4.0
"""The radius of the dot that a place is; and so much around it is clear of numbers, and of lines but those of seas."""
_MIDDLE: LetteringAnchor = "middle"
_SPECKS = 200
_SPECK, _FEW = 2.5, 0.05
"""An island that is so small on the page is seen by a dot, if it is no smaller a share of its country's largest."""


class _Mark(Struct):
    """A number and where it stands. `dot`: it stands for a point of the map, where a leader line ends."""

    site: Site
    point: Flat
    spot: Spot
    dot: bool = False


class MapMarks(Struct):
    """The marks of one map, as they are set."""

    frame: MapFrame
    numbers: Mapping[int, int]
    look: MapLook
    room: MarkRoom
    size: float
    areas: list[tuple[Site, Area]] = field(default_factory=list)
    """What is seen of the countries that are named."""
    put: list[_Mark] = field(default_factory=list)
    names: list[tuple[Site, Spot]] = field(default_factory=list)

    def others(self, site: Site) -> list[Area]:
        return [area for owner, area in self.areas if owner is not site]


def mark_shapes(
    frame: MapFrame, sites: list[Site], numbers: Mapping[int, int], look: MapLook, hidden: list[MapBox]
) -> Iterator[DrawnShape]:
    """All marks of a map; no number stands in what is hidden."""
    marks = _set(frame, sites, numbers, look, hidden)
    for mark in marks.put:
        if mark.site.kind == "country":
            yield from _specks(frame, mark.site, look)
    leaders = [mark.spot for mark in marks.put if mark.dot or mark.site.kind == "water"]
    for spot in leaders:
        yield from _leader(spot, look)
    for mark in marks.put:
        if mark.dot:
            yield round_dot(mark.point, _DOT, look.ink)
        elif mark.site.kind == "water" and mark.spot.goal is not None:
            yield round_dot(mark.point, 1.1, look.water)
    for site, spot in marks.names:
        yield from _name(marks, site, spot)
    for mark in marks.put:
        yield from _number(marks, mark)


def _set(
    frame: MapFrame, sites: list[Site], numbers: Mapping[int, int], look: MapLook, hidden: list[MapBox]
) -> MapMarks:
    """Numbers of large countries and areas where they are, then names of seas, then all that needs a leader line."""
    points = [frame.projection.point(site.cap.middle) for site in framing_sites(sites)]
    heart = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    room = MarkRoom(frame.box.inset(1.0), heart, [corner.inset(-2.0) for corner in hidden])
    marks = MapMarks(frame, numbers, look, room, 11.6 if len(sites) <= _MANY else 9.6)
    marks.areas = [
        (site, (extent_of(ring), ring)) for site in sites if site.kind == "country"
        for code in site.codes for ring in (thinned(ring, TEXT / 2) for ring in frame.rings(code))
    ]  # fmt: skip
    later = _where_they_are(marks, sites)
    room.taken += [box_around(point, 2 * _DOT, 2 * _DOT) for _, point in later]
    _seas(marks, [site for site in sites if site.kind == "water"])
    room.taken += [box_around(point, _CLEAR, _CLEAR) for _, point in later]
    for site, point in sorted(later, key=lambda each: -_crowd(each[1], later)):
        marks.put.append(_Mark(site, point, _beside(marks, site, point), True))
    for site in [each for each in sites if _is_area(frame, each)]:
        point = _region_point(frame, site)
        spot = room.on(point, (marks.size, marks.size)) or _beside(marks, site, point)
        marks.put.append(_Mark(site, point, spot))
    _again(marks)
    return marks


def _where_they_are(marks: MapMarks, sites: list[Site]) -> list[tuple[Site, Flat]]:
    """Numbers that stand on what they are for; what is too small for that is given back."""
    later: list[tuple[Site, Flat]] = []
    for site in sites:
        if site.kind == "country":
            point, has_room = _country_point(marks.frame, site, marks.size)
            spot = marks.room.on(point, (marks.size, marks.size)) if has_room else None
            if spot is not None:
                marks.put.append(_Mark(site, point, spot))
            else:
                later.append((site, point))
        elif site.kind == "point" and not _is_area(marks.frame, site):
            later.append((site, _held(marks.frame.projection.point(site.cap.middle), marks.frame.box)))
    return later


def _crowd(point: Flat, later: list[tuple[Site, Flat]]) -> float:
    """How many others lie near: where they are many, the inmost come first."""
    return sum(abs(x - point[0]) + abs(y - point[1]) < 60 for _, (x, y) in later)


def _beside(marks: MapMarks, site: Site, point: Flat) -> Spot:
    size = (marks.size, marks.size)
    spot = marks.room.beside(point, size, marks.others(site)) or marks.room.anywhere(point, size)
    return spot or Spot(box_around(_held(point, marks.frame.box), *size))


def _again(marks: MapMarks) -> None:
    """Marks that were in the way of later ones, once more, now that all stand."""
    for mark in marks.put:
        if mark.dot and marks.room.is_troubled(mark.spot, marks.others(mark.site)):
            marks.room.release(mark.spot)
            mark.spot = _beside(marks, mark.site, mark.point)


# --- where things are --------------------------------------------------------------------------


def _is_area(frame: MapFrame, site: Site) -> bool:
    """Whether a number says enough without a dot: of a region, or a place that is wide on this map."""
    if site.kind == "region":
        return True
    return site.kind == "point" and _across(frame, site.cap.reach) >= _WIDE


def _across(frame: MapFrame, reach: float) -> float:
    return reach / 57.3 * frame.projection.scale


def _country_point(frame: MapFrame, site: Site, size: float) -> tuple[Flat, bool]:
    """A point of a country that is on the map, and whether its number has room there."""
    rings = [ring for code in site.codes for ring in frame.rings(code)]
    if rings:
        return roomy(rings, size + 1.5)
    parts = sorted((ring for code in site.codes for ring in frame.borders.table.countries[code]), key=lambda r: -r.area)
    points = [frame.projection.point(part.cap.middle) for part in parts]
    return next((point for point in points if frame.box.has(point)), _held(points[0], frame.box)), False


def _region_point(frame: MapFrame, site: Site) -> Flat:
    """The middle of a region, or of what is seen of it."""
    point = frame.projection.point(site.cap.middle)
    rings = [ring for code in site.codes for ring in frame.rings(code)]
    if rings and not frame.box.inset(9.0).has(point):
        return roomy(rings, 0.0)[0]
    return _held(point, frame.box)


def _held(point: Flat, box: MapBox) -> Flat:
    """A point moved into a box, clear of its edge."""
    inner = box.inset(9.0)
    return min(max(point[0], inner.left), inner.right), min(max(point[1], inner.top), inner.bottom)


# --- seas --------------------------------------------------------------------------------------


def _seas(marks: MapMarks, sites: list[Site]) -> None:
    """The name in the sea itself, as it is on maps; its number alone where there is no room for more."""
    land = _land(marks.frame) if sites else []
    for site in sites:
        point = _held(marks.frame.projection.point(site.cap.middle), marks.frame.box)
        size = room_for(_named(marks, site), TEXT) + 3, TEXT + 3
        spot = marks.room.on(point, size, partial(is_open, land=land))
        if spot is None and size[0] < marks.frame.box.width:
            spot = marks.room.beside(point, size, clear=partial(_is_reached, point=point, land=land), most=_NEAR)
        if spot is not None:
            marks.names.append((site, spot))
        else:
            number = marks.room.on(point, (marks.size, marks.size)) or _beside(marks, site, point)
            marks.put.append(_Mark(site, point, number))


def _is_reached(box: MapBox, point: Flat, land: list[Area]) -> bool:
    """Whether a name there stands in open sea, and its line runs through the sea that it names and not across a country."""
    (x, y), (to_x, to_y) = point, _nearest(box, point)
    along = ((x + (to_x - x) * share, y + (to_y - y) * share) for share in (0.3, 0.5, 0.7, 0.9))
    return is_open(box, land) and sum(is_open(box_around(at, 0.4, 0.4), land) for at in along) >= 3


def _nearest(box: MapBox, point: Flat) -> Flat:
    """The point of a box's edge to which the line of its name leads."""
    x, y = point
    middle = (box.top + box.bottom) / 2
    return min(max(x, box.left), box.right), box.bottom if y > box.bottom else box.top if y < box.top else middle


def _named(marks: MapMarks, site: Site) -> str:
    return f"{marks.numbers[id(site.place)]} {site.place.name}"


def _land(frame: MapFrame) -> list[Area]:
    rings = (thinned(ring, TEXT / 2) for code in frame.borders.table.countries for ring in frame.rings(code))
    return [(extent_of(ring), ring) for ring in rings]


# --- shapes ------------------------------------------------------------------------------------


def _name(marks: MapMarks, site: Site, spot: Spot) -> Iterator[DrawnShape]:
    """Its words begin or end where their line does, however wide the font of a format draws them."""
    name, box, colour = _named(marks, site), spot.box, marks.look.water
    x, anchor = spot.middle[0], _MIDDLE
    if spot.goal is not None and not box.inset(-2.0).has(spot.goal):
        end = _nearest(box, spot.goal)
        if not has_backward(name):
            x, anchor = _side(box, end[0])
        yield stroke(end, spot.goal, colour, 0.5)
        yield round_dot(spot.goal, 1.1, colour)
    yield Lettering(round(x, 1), round(spot.middle[1] + TEXT * 0.36, 1), name, TEXT, anchor, colour)


def _side(box: MapBox, end: float) -> tuple[float, LetteringAnchor]:
    """Where words stand in their box if a line ends there."""
    if end <= box.left:
        return box.left + 1.5, "left"
    return (box.right - 1.5, "right") if end >= box.right else ((box.left + box.right) / 2, _MIDDLE)


def _leader(spot: Spot, look: MapLook) -> Iterator[DrawnShape]:
    if spot.goal is not None:
        yield stroke(spot.middle, spot.goal, look.paper, 1.6)
        yield stroke(spot.middle, spot.goal, look.ink, 0.6)


def _number(marks: MapMarks, mark: _Mark) -> Iterator[DrawnShape]:
    """What is named by a dot is mostly too small to show its tint: its number does."""
    look, half, number = marks.look, marks.size / 2 - 0.5, marks.numbers[id(mark.site.place)]
    x, y = round(mark.spot.middle[0], 1), round(mark.spot.middle[1], 1)
    colour = look.water if mark.site.kind == "water" else look.ink
    if _is_area(marks.frame, mark.site):
        yield rectangle(box_around((x, y), 2 * half - 0.2, 2 * half - 0.2), _ground(mark, look), colour, 0.6)
    else:
        yield round_dot((x, y), half, _ground(mark, look), colour, 0.7)
    size = 7.4 if number < 10 else 6.4
    yield Lettering(
        x,
        round(y + min(size, half * 1.4) * 0.36, 1),
        str(number),
        min(size, round(half * 1.4, 1)),
        "middle",
        colour,
        "semibold",
    )


def _ground(mark: _Mark, look: MapLook) -> str:
    """The tint of a place that is no area of its own, where a number can be read on it."""
    tint = look.tint(mark.site.place.direction) if mark.dot or mark.site.kind == "point" else look.paper
    return tint if contrast_ratio(tint, look.ink) >= LEAST_CONTRAST else look.paper


def _specks(frame: MapFrame, site: Site, look: MapLook) -> Iterator[DrawnShape]:
    """Dots for islands too small to be seen, the largest of them."""
    for code in site.codes:
        rings = frame.borders.table.countries[code]
        least = max(ring.area for ring in rings) * _FEW
        small = (ring for ring in rings if ring.area > least and _across(frame, ring.cap.reach) * 2 < _SPECK)
        points = ((ring.area, frame.projection.point(ring.cap.middle)) for ring in small)
        shown = [each for each in points if frame.box.inset(2).has(each[1])]
        yield from (round_dot(point, 0.9, look.ink) for _, point in nlargest(_SPECKS, shown))
