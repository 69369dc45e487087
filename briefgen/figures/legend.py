"""A map's frame and the directions on it go in; the strip below it comes out: tints with their words, and a scale."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from briefgen.document import DrawnShape, Lettering, Outline
from briefgen.figures.hatching import hatching
from briefgen.figures.marks import TEXT
from briefgen.figures.projection import EARTH, MapBox, Projection
from briefgen.figures.shapes import MapLook, rectangle, stroke
from briefgen.figures.sites import Site
from briefgen.figures.widths import room_for

_STRIP, _ROW = 17.0, 12.0
"""What stands below the map: its legend and scale, in one row or two."""
_BAR = 84.0


class MapWords(Struct, frozen=True):
    """The program's words on a map, in the briefing's language. The direction without a name is that of what has none."""

    directions: tuple[tuple[str, str], ...]
    kilometres: str
    """With `{}` for the number."""


Legend = list[tuple[str, str]]


def legend_of(sites: list[Site], words: MapWords) -> Legend:
    """The directions that have a tint on the map, with their words: where nothing has one, no tint needs to be explained."""
    used = {site.place.direction for site in sites if site.kind != "water"}
    if not any(used):
        return []
    return [(name, word) for name, word in words.directions if name in used]


def strip_height(legend: Legend, width: float, scaled: bool) -> float:
    """Of what stands below a map of that width at least."""
    rows = _rows(legend, width)
    last = sum(_width(word) for _, word in rows[-1])
    return _STRIP + _ROW * (len(rows) - 1 + (scaled and last + _BAR + 40 > width))


def _rows(legend: Legend, width: float) -> list[Legend]:
    rows: list[Legend] = [[]]
    for name, word in legend:
        if rows[-1] and sum(_width(each) for _, each in rows[-1]) + _width(word) > width:
            rows.append([])
        rows[-1].append((name, word))
    return rows


def legend_shapes(legend: Legend, look: MapLook, y: float, width: float) -> Iterator[DrawnShape]:
    for row in _rows(legend, width):
        x = 0.0
        for name, word in row:
            yield from _swatch(MapBox(x + 0.3, y, x + 16.3, y + 9.0), name, look)
            yield Lettering(round(x + 20, 1), round(y + 7.2, 1), word, TEXT, "left", look.ink)
            x += _width(word)
        y += _ROW


def _swatch(box: MapBox, name: str, look: MapLook) -> Iterator[DrawnShape]:
    yield rectangle(box, look.tint(name))
    ring = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    if lines := tuple(hatching([ring], name)):
        yield Outline(lines, "", look.pattern(name), 0.45, closed=False)
    yield rectangle(box, "", look.border, 0.4)


def _width(word: str) -> float:
    return 20 + room_for(word, TEXT) + 8


def scale_shapes(projection: Projection, words: MapWords, look: MapLook, box: MapBox) -> Iterator[DrawnShape]:
    """A bar of a round length, true in the middle of the map."""
    most = projection.kilometres(_BAR)
    length = max(each for power in range(-1, 5) for n in (1, 2, 5) if (each := n * 10**power) <= most)
    right, y = box.right - 0.5, box.bottom - 4.0
    left = right - length / EARTH * projection.scale
    for x1, y1, x2, y2 in ((left, y, right, y), (left, y - 3, left, y), (right, y - 3, right, y)):
        yield stroke((x1, y1), (x2, y2), look.ink, 0.7)
    said = words.kilometres.replace("{}", f"{length:g}")
    yield Lettering(round(left - 4, 1), round(y, 1), said, TEXT, "right", look.ink)
