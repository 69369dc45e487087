"""Places that implications name go in; a map that shows where they are comes out: shapes, and what stands for each number.

What lies too far from the others has a map of its own in a corner, or is left out and named as such: no half of the map
is empty because of one country.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from briefgen.document import DrawnShape
from briefgen.figures.frame import MapFrame, inset_frame, is_worldwide, main_frame, near_and_far
from briefgen.figures.land import land_shapes
from briefgen.figures.legend import MapWords, legend_of, legend_shapes, scale_shapes, strip_height
from briefgen.figures.marks import mark_shapes
from briefgen.figures.projection import MapBox
from briefgen.figures.shapes import MapLook, rectangle
from briefgen.figures.sites import NamedPlace, Site, merged_places, site_of
from briefgen.figures.world import World

_MOST = 60
"""Numbers that can be told apart on a map."""
_NARROWEST = 0.66
_RANK = {"country": 0, "point": 1, "water": 2, "region": 3}

__all__ = ["LocatorMap", "MapEntry", "MapLook", "MapWords", "locator_map"]


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


class _Asked(Struct, frozen=True):
    """All that a map is made of but the borders: what maps are kept by."""

    places: tuple[NamedPlace, ...]
    look: MapLook
    words: MapWords
    size: tuple[float, float]
    least: int


def locator_map(
    places: Sequence[NamedPlace],
    table: World,
    look: MapLook,
    words: MapWords,
    size: tuple[float, float],
    least: int = 1,
) -> LocatorMap | None:
    """The map of places within a size; None where fewer than so many can be shown. Kept for the next packet."""
    return _kept(_Asked(tuple(merged_places(places)), look, words, size, least), table)


@lru_cache(maxsize=16)
def _kept(asked: _Asked, table: World) -> LocatorMap | None:
    found = [(place, site_of(place, table)) for place in asked.places]
    sites = sorted((site for _, site in found if site is not None), key=lambda site: _RANK[site.kind])
    sites, crowded = sites[:_MOST], sites[_MOST:]
    if not sites or len(sites) < asked.least:
        return None
    shown, far = near_and_far(sites, table)
    worldwide = is_worldwide(shown, far)
    shown, far = (sites, []) if worldwide else (shown, far)
    entries = tuple(MapEntry(n, site.place, site in far) for n, site in enumerate(sites, 1))
    numbers = {id(each.place): each.number for each in entries}
    shapes, extent = _whole(asked, table, shown, far, numbers, worldwide)
    left_out = (*(place for place, site in found if site is None), *(site.place for site in crowded))
    return LocatorMap(shapes, *extent, entries, left_out)


def _whole(
    asked: _Asked, table: World, shown: list[Site], insets: list[Site], numbers: Mapping[int, int], worldwide: bool
) -> tuple[tuple[DrawnShape, ...], tuple[float, float]]:
    """The main map, its insets, and the strip below."""
    (width, most), look = asked.size, asked.look
    legend = legend_of(shown + insets, asked.words)
    strip = strip_height(legend, width * _NARROWEST, scaled=not worldwide)
    room = MapBox(0.0, 0.0, width, most - strip)
    if worldwide:
        from briefgen.figures.globe import globe_frame  # which most maps do not need

        frame, corners = globe_frame(shown, table, room), list[MapBox]()
    else:
        frame, corners = main_frame(shown, table, room, len(insets))
    box = frame.box
    shapes = [*_map(frame, shown, numbers, look, corners)]
    for site, corner in zip(insets, corners, strict=True):
        shapes.append(rectangle(corner.inset(-1.5), look.paper))
        shapes += _map(inset_frame(site, table, corner), [site], numbers, look, [])
    shapes += legend_shapes(legend, look, box.bottom + 5.0, width * _NARROWEST)
    below = MapBox(0.0, box.bottom, box.right, box.bottom + strip)
    if not worldwide:
        shapes += scale_shapes(frame.projection, asked.words, look, below)
    return tuple(shapes), (round(below.right, 1), round(below.bottom, 1))


def _map(
    frame: MapFrame, sites: list[Site], numbers: Mapping[int, int], look: MapLook, hidden: list[MapBox]
) -> Iterator[DrawnShape]:
    yield from land_shapes(frame, sites, look)
    yield from mark_shapes(frame, sites, numbers, look, hidden)
    yield rectangle(frame.box.inset(0.3), "", look.coast, 0.6)
