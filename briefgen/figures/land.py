"""A map's frame and the places on it go in; sea, land, tints, patterns and borders come out as shapes."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import DrawnShape, Outline
from briefgen.figures.frame import MapFrame, is_wide
from briefgen.figures.hatching import hatching
from briefgen.figures.projection import Flat, clipped_line, extent_of
from briefgen.figures.shapes import MapLook, flat, paler, rectangle
from briefgen.figures.sites import Site


def land_shapes(frame: MapFrame, sites: list[Site], look: MapLook) -> Iterator[DrawnShape]:
    """Sea, neighbours, what is named, and borders."""
    yield rectangle(frame.box, look.sea)
    named = [site for site in sites if site.kind == "country"]
    strong = {code for site in named for code in site.codes}
    washed = {code: site for site in sites if site.kind == "region" for code in site.codes if code not in strong}
    quiet = [code for code in frame.borders.table.countries if code not in strong and code not in washed]
    yield from _area([ring for code in quiet for ring in frame.rings(code)], look.land)
    for code, site in sorted(washed.items()):
        yield from _area(frame.rings(code), paler(look.tint(site.place.direction), look.land))
    for site in named:
        yield from _named(frame, site, look)
    yield from _borders(frame, strong, look)


def _named(frame: MapFrame, site: Site, look: MapLook) -> Iterator[DrawnShape]:
    rings = [ring for code in site.codes for ring in frame.rings(code)]
    yield from _area(rings, look.tint(site.place.direction))
    lines = tuple(hatching(rings, site.place.direction))
    if lines:
        yield Outline(lines, "", look.pattern(site.place.direction), 0.45, closed=False)


def _area(rings: list[list[Flat]], fill: str) -> Iterator[DrawnShape]:
    if rings:
        yield Outline(tuple(map(flat, rings)), fill)


def _borders(frame: MapFrame, strong: set[str], look: MapLook) -> Iterator[DrawnShape]:
    """Coasts, borders, and what parts two countries that are both named: that is seen across their patterns."""
    table = frame.borders.table
    lines: dict[str, list[tuple[int, ...]]] = {"coast": [], "border": [], "parting": []}
    for number in frame.borders.asked():
        sides = table.sides[number]
        if len(sides) > 1 and len(set(sides)) == 1:
            continue
        sort = "coast" if len(sides) < 2 else "parting" if strong.issuperset(sides) else "border"
        for line in frame.borders.lines(number):
            if is_wide(extent := extent_of(line)):
                lines[sort] += map(flat, clipped_line(line, frame.box, extent))
    for sort, colour, width in (
        ("coast", look.coast, 0.4),
        ("border", look.border, 0.5),
        ("parting", look.paper, 1.3),
        ("parting", look.ink, 0.5),
    ):
        if lines[sort]:
            yield Outline(tuple(lines[sort]), "", colour, width, closed=False)
