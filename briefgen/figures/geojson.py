"""A GeoJSON file of an organisation's own borders goes in, as bytes; the borders come out, as the packed table has them.

Whoever made the file is not trusted: how much it holds, every number and every code are checked before anything is drawn.
`UnusableBorders` says what is wrong, and where in the file.
"""

from __future__ import annotations

from array import array
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from math import isfinite, radians, sin
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from briefgen.figures.packed import GRID, Cap, LandRing, PackedCaps, PackedRings, differences
from briefgen.figures.projection import Vector, apart, vector
from briefgen.figures.ranks import ranks
from briefgen.figures.world import World, world
from briefgen.files import open_plain
from briefgen.names import countries
from briefgen.settings import MIB

LARGEST_BORDERS = 16 * MIB
_MOST_FEATURES, _MOST_RINGS, _MOST_POINTS = 2_000, 5_000, 150_000
"""Some two seconds of reading. Natural Earth's countries for maps of 1:50 million have two thirds of it."""
BORDERS_HINT = (
    "It is GeoJSON (RFC 7946), named by a path from the theme's own folder: a FeatureCollection of polygons in degrees."
)
_SIMPLIFY = (
    "A map on a page shows nothing finer than a kilometre, and no islet: simplify the file, in QGIS (Vector, Geometry Tools, "
    "Simplify) or by `mapshaper FILE -simplify interval=1000 -filter-islands min-area=10km2 -o simple.geojson`."
)
_CODES = ("iso_a2_eh", "iso_a2", "alpha2", "alpha-2", "iso3166-1-alpha-2", "iso_a3_eh", "iso_a3", "iso3166-1-alpha-3")
_SAMPLE = 50
"""Of a ring's points, as many as say where it lies."""
_NONE = ("", "-99")
"""What stands for no code: land that is no country's."""
_T = TypeVar("_T")
_Place = tuple[int, int]
_Ring = list[_Place]
_Position = list[float]


class UnusableBorders(ValueError):
    """Why a file of borders cannot be used: the place in the file, and what is wrong there; and what to do."""

    def __init__(self, reason: str, hint: str = BORDERS_HINT) -> None:
        super().__init__(reason)
        self.hint = hint


class _Polygon(Struct, tag="Polygon"):
    coordinates: list[list[_Position]]


class _Polygons(Struct, tag="MultiPolygon"):
    coordinates: list[list[list[_Position]]]


class _Feature(Struct, tag="Feature"):
    geometry: _Polygon | _Polygons
    properties: dict[str, Any] | None = None


class _Collection(Struct, tag="FeatureCollection"):
    features: list[msgspec.Raw]


class _Found(Struct):
    """What was read so far."""

    rings: list[tuple[str, _Ring]] = field(default_factory=list)
    points: int = 0


def borders_at(path: Path, beside: bool) -> World:
    """The borders of the file, in place of the packed table or beside it. OSError, or ValueError, where there are none."""
    with open_plain(path) as file:
        return _kept_borders(file.read(LARGEST_BORDERS + 1), beside)


@lru_cache(maxsize=2)
def _kept_borders(data: bytes, beside: bool) -> World:
    return own_borders(data, world() if beside else None)


def own_borders(data: bytes, beside: World | None = None) -> World:
    """The borders of a file; with those of another table for countries that the file does not have, where one is given."""
    if len(data) > LARGEST_BORDERS:
        raise UnusableBorders(f"it holds more than {LARGEST_BORDERS // MIB} MiB", _SIMPLIFY)
    features = _read(data.removeprefix(BOM_UTF8), _Collection, "").features
    if not 0 < len(features) <= _MOST_FEATURES:
        raise UnusableBorders(f"features: {len(features):,}, where 1 to {_MOST_FEATURES:,} can be used")
    found = _Found()
    for number, raw in enumerate(features):
        where = f"features[{number}]"
        feature = _read(bytes(raw), _Feature, where)
        code, before = _code(feature.properties or {}, where), len(found.rings)
        _add(found, code, feature.geometry, f"{where}.geometry.coordinates")
        if _is_turned(code, [ring for _, ring in found.rings[before:]]):
            raise UnusableBorders(f"{where}.geometry.coordinates: latitude stands before longitude in its positions")
    return _table(found.rings, beside)


def _read(data: bytes, kind: type[_T], where: str) -> _T:
    try:
        return msgspec.json.decode(data, type=kind)
    except RecursionError:
        raise UnusableBorders(f"{where or 'it'} is nested too deep") from None
    except msgspec.MsgspecError as error:
        reason = str(error).replace("Object missing", "it lacks the").replace("`$", f"`{where}")
        raise UnusableBorders(f"{where}: {reason}" if where and where not in reason else reason) from None
    except UnicodeDecodeError:
        raise UnusableBorders(f"{where or 'it'} is not UTF-8") from None


def _code(properties: Mapping[str, Any], where: str) -> str:
    """The country that a feature is of; nothing where it says that it is none."""
    lowered = {key.casefold(): value for key, value in properties.items()}
    for key in _CODES:
        value = lowered.get(key)
        if value is None or (isinstance(value, str) and value.strip() in _NONE):
            continue
        code = _known().get(value.strip().upper()) if isinstance(value, str) else None
        if code is None:
            raise UnusableBorders(f"{where}.properties: {key} is no country's code: {str(value)[:40]!r}")
        return code
    return ""


def _known() -> dict[str, str]:
    known = countries()
    return {**{each.alpha2: each.alpha2 for each in known}, **{each.alpha3: each.alpha2 for each in known}}


def _add(found: _Found, code: str, geometry: _Polygon | _Polygons, where: str) -> None:
    several = isinstance(geometry, _Polygons)
    polygons = geometry.coordinates if isinstance(geometry, _Polygons) else [geometry.coordinates]
    for n, polygon in enumerate(polygons):
        for m, ring in enumerate(polygon):
            place = f"{where}[{n}][{m}]" if several else f"{where}[{m}]"
            found.points += len(ring)
            if found.points > _MOST_POINTS or len(found.rings) >= _MOST_RINGS:
                raise UnusableBorders(f"{place}: more than {_MOST_POINTS:,} points or {_MOST_RINGS:,} rings", _SIMPLIFY)
            found.rings.append((code, _ring(ring, place)))


def _ring(ring: list[_Position], where: str) -> _Ring:
    """Its points on the grid, each once, the first not repeated."""
    for n, position in enumerate(ring):
        if not _is_sound(position):
            raise UnusableBorders(f"{where}[{n}]: {str(position)[:60]} is no longitude and latitude in degrees")
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise UnusableBorders(f"{where}: a ring has four positions or more, and ends where it begins")
    points = [_grid(position) for position in ring]
    return [one for one, other in pairwise(points) if one != other] or points[:1]


def _is_turned(code: str, rings: list[_Ring]) -> bool:
    """Whether a country lies where it is known to lie only if both numbers of each position change places."""
    known = [each.cap for each in world().countries.get(code, ())]
    if not known or not rings:
        return False
    longest = max(rings, key=len)
    some = longest[:: max(1, len(longest) // _SAMPLE)]
    if any(not GRID // 4 <= x <= GRID * 3 // 4 for x, _ in some):
        return False  # what is farther east or west is no latitude
    given, turned = _cap(some), _cap([*map(_turned, some)])
    return not any(given.meets(each) for each in known) and any(turned.meets(each) for each in known)


def _turned(place: _Place) -> _Place:
    x, y = place
    return _grid([y / GRID * 180 - 90, x / GRID * 360 - 180])


def _is_sound(position: _Position) -> bool:
    return (
        2 <= len(position) <= 4
        and all(map(isfinite, position))
        and -180 <= position[0] <= 180
        and -90 <= position[1] <= 90
    )


def _grid(position: _Position) -> _Place:
    lon, lat = position[:2]
    return round((lon + 180) / 360 * GRID) % GRID, min(GRID - 1, round((lat + 90) / 180 * GRID))


# --- the table ---------------------------------------------------------------------------------


class _Arcs(Struct):
    """Runs of points with the same countries on both sides, each once."""

    points: list[_Ring] = field(default_factory=list)
    numbers: dict[tuple[_Place, ...], int] = field(default_factory=dict)

    def number(self, run: _Ring) -> int:
        """That of a run; `~n` where it runs backward."""
        forward, backward = tuple(run), tuple(reversed(run))
        first = min(forward, backward)
        known = self.numbers.setdefault(first, len(self.points))
        if known == len(self.points):
            self.points.append([*first])
        return known if first == forward else ~known


def _table(rings: Iterable[tuple[str, _Ring]], beside: World | None) -> World:
    rings = list(rings)
    owners: dict[tuple[_Place, _Place], tuple[str, ...]] = {}
    for code, ring in rings:
        for edge in _edges(ring):
            owners[edge] = (*owners.get(edge, ()), *([code, code] if _is_cut(edge) else [code]))
    arcs = _Arcs()
    named = [(code, ring, [arcs.number(run) for run in _runs(ring, owners)]) for code, ring in rings]
    sides = [owners[next(_edges(points))] for points in arcs.points]
    made: dict[str, list[LandRing]] = {}
    before = len(beside.caps) if beside else 0
    for code, ring, numbers in named:
        placed = tuple(n + before if n >= 0 else ~(~n + before) for n in numbers)
        made.setdefault(code, []).append(LandRing(_cap(ring), _area(ring), placed))
    return _joined(arcs.points, {code: tuple(each) for code, each in made.items()}, sides, beside)


def _edges(ring: _Ring) -> Iterator[tuple[_Place, _Place]]:
    for one, other in pairwise([*ring, ring[0]]):
        yield (one, other) if one < other else (other, one)


def _runs(ring: _Ring, owners: Mapping[tuple[_Place, _Place], tuple[str, ...]]) -> Iterator[_Ring]:
    """The parts of a ring between places where it meets another; begun alike, whichever country it is read from."""
    kinds = [tuple(sorted(owners[edge])) for edge in _edges(ring)]
    changes = [n for n in range(len(ring)) if kinds[n] != kinds[n - 1]]
    start = changes[0] if changes else ring.index(min(ring))
    turned, kinds = [*ring[start:], *ring[: start + 1]], [*kinds[start:], *kinds[:start]]
    at = 0
    for _, same in groupby(kinds):
        length = len(list(same))
        yield turned[at : at + length + 1]
        at += length


def _is_cut(edge: tuple[_Place, _Place]) -> bool:
    """Whether it runs along the edge of a flat map of the world: no border, and no coast."""
    (x1, y1), (x2, y2) = edge
    return x1 == x2 == 0 or y1 == y2 in (0, GRID - 1)


def _joined(
    arcs: list[_Ring], made: dict[str, tuple[LandRing, ...]], sides: list[tuple[str, ...]], beside: World | None
) -> World:
    """The arcs as a table, after those of another; a country of both is drawn as the new one has it."""
    across, up = (
        array("H", (step for arc in arcs for step in differences(point[axis] for point in arc))) for axis in (0, 1)
    )
    lengths, lines = map(len, arcs), [_vectors(arc) for arc in arcs]
    caps, matter = [_around(line) for line in lines], b"".join(map(ranks, lines))
    if beside is None:
        starts = array("L", accumulate(lengths, initial=0))
        return World(across, up, matter, starts, PackedCaps.of(caps), PackedRings.of(made), sides)
    old = {code: rings for code, rings in beside.countries.items() if code not in made or not code}
    starts = array("L", [*beside.starts[:-1], *accumulate(lengths, initial=beside.starts[-1])])
    countries_of = {**old, **made, "": (*old.get("", ()), *made.get("", ()))}
    return World(
        beside.across + across, beside.up + up, beside.ranks + matter, starts, PackedCaps.of([*beside.caps, *caps]),
        PackedRings.of(countries_of),
        [*(_left(each, made) for each in beside.sides), *sides],
    )  # fmt: skip


def _left(sides: tuple[str, ...], made: Mapping[str, object]) -> tuple[str, ...]:
    """The sides of an old border: where one country is drawn by another file, that one's border stands for it."""
    left = tuple(code for code in sides if code not in made or not code)
    return sides if len(left) == len(sides) else (left[0], left[0]) if left else (sides[0], sides[0])


def _vectors(points: _Ring) -> list[Vector]:
    return [vector(x / GRID * 360 - 180, y / GRID * 180 - 90) for x, y in points]


def _cap(points: _Ring) -> Cap:
    return _around(_vectors(points))


def _around(places: list[Vector]) -> Cap:
    x, y, z = (sum(each) for each in zip(*places, strict=True))
    length = (x * x + y * y + z * z) ** 0.5
    middle = (x / length, y / length, z / length) if length > 1e-9 else places[0]
    return Cap(middle, max(apart(middle, each) for each in places) + 0.05)


def _area(ring: _Ring) -> float:
    """In square degrees, whichever way it turns."""
    first = ring[0][0]
    near = [((x - first + GRID // 2) % GRID / GRID * 360, sin(radians(y / GRID * 180 - 90))) for x, y in ring]
    return abs(sum((x1 - x2) * (y1 + y2) for (x1, y1), (x2, y2) in pairwise([*near, near[0]]))) / 2 * 57.29578
