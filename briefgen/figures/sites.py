"""Places as an input names them go in; where each lies, and what of it a map has to show, comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from math import degrees

from msgspec import Struct

from briefgen.figures.packed import Cap
from briefgen.figures.projection import EARTH, Vector, apart, degrees_of, middle, vector
from briefgen.figures.world import World
from briefgen.names import countries, region, regions
from briefgen.tabular import table_rows

_CORE = 0.3
"""Parts of a country that are smaller than this share of its largest do not decide what a map shows, if they lie apart."""
_NEAR = 1.6
"""Parts within so many times the reach of the largest do not lie apart."""
_SPECKS, _FEW = 0.1, 0.05
"""A country whose largest island holds less, in square degrees, is all of its islands that are no smaller a share of that one."""
_POINTS, _MOST = 24, 4000
"""Of a border, as many as say where it runs; and of all borders of a country."""
_WORLD = "001"


class NamedPlace(Struct, frozen=True):
    """A place as an input has it."""

    name: str
    code: str | None
    direction: str = ""


class Site(Struct, frozen=True):
    """A place with where it lies."""

    place: NamedPlace
    kind: str
    """`country`, `region` (of countries), `water` or `point`."""
    cap: Cap
    codes: tuple[str, ...] = ()
    """Of the countries that it is made of."""
    core: tuple[Vector, ...] = ()
    """What has to be on the map."""


def site_of(place: NamedPlace, table: World) -> Site | None:
    """Where a place lies; None where no table knows it, or it is all of the world."""
    code = place.code or ""
    if code in table.countries and code:
        return _country(place, code, table)
    if code == _WORLD:
        return None
    known = region(code or place.name)
    spot = _spots().get(code) or (_spots().get(known.name) if known else None)
    if spot is not None:
        return _spot(place, spot, "water" if known is not None and known.kind == "water" else "point")
    members = tuple(each for each in _members().get(code, ()) if each in table.countries)
    return _region(place, members, table) if members else None


def _country(place: NamedPlace, code: str, table: World) -> Site:
    core = core_vectors(code, table)
    return Site(place, "country", _cap(core), (code,), core)


def core_vectors(code: str, table: World) -> tuple[Vector, ...]:
    """Points along the borders of a country's main parts."""
    rings = table.countries[code]
    main = max(rings, key=lambda ring: ring.area)
    close = Cap(main.cap.middle, main.cap.reach * (_NEAR - 1))
    if main.area < _SPECKS:
        return tuple(ring.cap.middle for ring in rings if ring.area >= main.area * _FEW)
    found: list[Vector] = []
    for ring in rings:
        if ring.area >= main.area * _CORE or (ring.cap.meets(close) and ring.area >= main.area * 0.01):
            numbers = [arc if arc >= 0 else ~arc for arc in ring.arcs]
            step = max(1, sum(table.starts[n + 1] - table.starts[n] for n in numbers) // _POINTS)
            for number in numbers:
                found += _some(table, number, step)
    return tuple(found[:: max(1, len(found) // _MOST)])


def _some(table: World, number: int, step: int) -> Iterator[Vector]:
    """Every so manieth point of an arc, and the last."""
    places = [*zip(*table.arc(number), strict=True)]
    return (vector(degrees(x), degrees(y)) for x, y in (*places[::step], *places[-1:] * (step > 1)))


def _cap(points: tuple[Vector, ...]) -> Cap:
    centre = middle(points)
    return Cap(centre, max(apart(centre, each) for each in points))


def _spot(place: NamedPlace, spot: Cap, kind: str) -> Site:
    lon, lat = degrees_of(spot.middle)
    half = spot.reach * 0.5
    edge = [(lon, min(89.0, lat + half)), (lon, max(-89.0, lat - half)), (lon - half, lat), (lon + half, lat)]
    return Site(place, kind, spot, (), (spot.middle, *(vector(x, y) for x, y in edge)))


def _region(place: NamedPlace, members: tuple[str, ...], table: World) -> Site:
    core = tuple(
        ring.cap.middle for code in members for ring in [max(table.countries[code], key=lambda ring: ring.area)]
    )
    return Site(place, "region", _cap(core), members, core)


@cache
def _spots() -> dict[str, Cap]:
    rows = table_rows("positions.tsv", 4)
    return {name: Cap(vector(float(lon), float(lat)), degrees(float(reach) / EARTH)) for name, lat, lon, reach in rows}


@cache
def _members() -> dict[str, tuple[str, ...]]:
    """The countries of each region of the United Nations, those of the regions in it too."""
    parents = {each.code: each.parent for each in regions() if each.code}
    found: dict[str, list[str]] = {}
    for country in countries():
        code: str | None = country.region
        while code:
            found.setdefault(code, []).append(country.alpha2)
            code = parents.get(code)
    return {code: tuple(members) for code, members in found.items()}


def merged_places(places: Iterable[NamedPlace]) -> list[NamedPlace]:
    """Each place once, with its direction: two that differ are `mixed`, unless one of them is unclear."""
    found: dict[str, NamedPlace] = {}
    for place in places:
        known = None if place.code else region(place.name)
        key = place.code or (known.name if known else place.name.casefold())
        before = found.get(key)
        direction = _direction(before.direction, place.direction) if before else place.direction
        found[key] = NamedPlace(before.name if before else place.name, place.code, direction)
    return list(found.values())


def _direction(one: str, other: str) -> str:
    said = {one, other} - {""}
    clear = said - {"unclear"} or said
    return next(iter(clear)) if len(clear) == 1 else "mixed" if clear else ""
