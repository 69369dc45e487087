"""Locator maps: what implications name stands on them with a number, legibly, in every format, or is named as left out."""

from __future__ import annotations

import gc
import importlib.util
import os
import subprocess
import sys
import tracemalloc
from itertools import accumulate, combinations
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import replace

from briefgen.compose import load_theme
from briefgen.contrast import contrast_ratio
from briefgen.document import Disc, Document, Drawing, Lettering, Metadata, Outline, Stroke, Text
from briefgen.figures.hatching import PATTERNS, hatching
from briefgen.figures.labelling import Straight, crosses
from briefgen.figures.locator import LocatorMap, MapLook, MapWords, locator_map
from briefgen.figures.packed import GRID, Cap, LandRing, PackedRings, differences
from briefgen.figures.projection import MapBox, clipped_line, clipped_ring, degrees_of, extent_of, vector
from briefgen.figures.shapes import paler
from briefgen.figures.sites import NamedPlace, merged_places
from briefgen.figures.widths import room_for
from briefgen.figures.world import unpacked, world
from briefgen.names import countries, country, region, regions
from briefgen.tabular import table_rows
from briefgen.typeset import TextRun
from briefgen.verify import verify
from briefgen.words import catalogue_of
from briefgen.writers.html import write_html
from briefgen.writers.html.colours import in_the_dark
from briefgen.writers.pdf import write_pdf
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
ROOT = Path(__file__).parent.parent
DIRECTIONS = ("stabilising", "destabilising", "mixed", "unclear")
LOOK = MapLook(
    "DCE8F1", "F6F3EC", "B0A999", "8FA3B0", "1B1F24", "FFFFFF", "2F5D7C", "D9CDB4",
    tuple(zip(DIRECTIONS, ("A9CBE0", "EBA98F", "C9B3DA", "D6D6D2"), ("4C5B64", "694C40", "5A5062", "60605E"), strict=True)),
)  # fmt: skip
WORDS = MapWords((*((each, each) for each in DIRECTIONS), ("", "none")), "{} km")
SIZE = (462.0, 168.0)
EUROPE = (
    "France Germany Italy Spain Portugal Belgium Netherlands Luxembourg Denmark Sweden Norway Finland Estonia Latvia "
    "Lithuania Poland Czechia Slovakia Hungary Austria Switzerland Liechtenstein Slovenia Croatia Serbia Kosovo Montenegro "
    "Albania Greece Bulgaria Romania Moldova Ukraine Belarus Ireland Iceland Malta Cyprus Monaco Andorra"
)
SETS = {
    "an alliance": "East Asia, Taiwan Strait, East China Sea, Southeast Asia, China, Japan, United States, Taiwan, Philippines",
    "islands": "Fiji, Tonga, Samoa, Vanuatu, Tuvalu, Solomon Islands",
    "enclaves": "Lesotho, Eswatini, South Africa, Botswana",
    "antimeridian": "Russia, United States, Japan",
    "Antarctica": "Antarctica, Chile, Argentina",
    "one country": "Ukraine",
    "forty countries": ", ".join(EUROPE.split()),
    "Russia": "Russia",
    "Fiji": "Fiji",
    "Kiribati": "Kiribati, Nauru",
    "microstates": "Monaco, San Marino, Vatican City, Liechtenstein, Andorra",
    "unknown ones": "Atlantis, Cyberspace, Israel, Gaza, West Bank, Lebanon, Strait of Hormuz, Iran",
    "all the world": "Brazil, India, Australia, Canada, Kenya, Norway, New Zealand, Argentina, Japan",
    "small places": "Kaliningrad, Suwałki Gap, Poland, Lithuania, Baltic Sea, Singapore",
}


def places(names: str) -> list[NamedPlace]:
    found = []
    for number, name in enumerate(names.split(", ")):
        nation, area = country(name), region(name)
        code = nation.alpha2 if nation else area.code if area else None
        found.append(NamedPlace(name, code, (*DIRECTIONS, "")[number % 5]))
    return found


def drawn(names: str) -> LocatorMap:
    made = locator_map(places(names), world(), LOOK, WORDS, SIZE)
    assert made is not None
    return made


def meet(one: Straight, other: Straight) -> bool:
    (a, b), (c, d) = one, other
    turns = [
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        for p, q, r in ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    ]
    return turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0


def boxes(made: LocatorMap) -> list[tuple[str, MapBox]]:
    """Each of the words on a map, with the room that they take in the fonts of the package."""
    typesetter = typesetter_for(THEME)
    found = []
    for shape in made.shapes:
        if isinstance(shape, Lettering):
            weight = 600 if shape.weight == "semibold" else 400
            width = typesetter.ruler(TextRun("", shape.size, weight, False, "en"))(shape.words)
            left = shape.x - width * {"left": 0.0, "middle": 0.5, "right": 1.0}[shape.anchor]
            found.append((shape.words, MapBox(left, shape.y - shape.size * 0.72, left + width, shape.y)))
    return found


# --- what stands on a map ---------------------------------------------------------------------


@pytest.mark.parametrize("names", SETS.values(), ids=SETS)
def test_every_place_has_a_number_or_is_named_as_left_out(names: str) -> None:
    made = drawn(names)
    named = {entry.place.name for entry in made.entries} | {place.name for place in made.left_out}
    assert named == set(names.split(", "))
    assert [entry.number for entry in made.entries] == list(range(1, len(made.entries) + 1))
    shown = [words.partition(" ")[0] for words, _ in boxes(made)]
    assert {str(entry.number): shown.count(str(entry.number)) for entry in made.entries} == {
        str(entry.number): 1 for entry in made.entries
    }


@pytest.mark.parametrize("names", SETS.values(), ids=SETS)
def test_words_meet_no_other_words_and_stay_within(names: str) -> None:
    made = drawn(names)
    page = MapBox(0, 0, made.width, made.height)
    found = boxes(made)
    assert [words for words, box in found if not page.holds(box)] == []
    assert [(one, other) for (one, a), (other, b) in combinations(found, 2) if a.meets(b)] == []
    marks = [shape for shape in made.shapes if isinstance(shape, Disc) and shape.radius > 5]
    near = [
        (a, b) for a, b in combinations(marks, 2) if (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < (a.radius + b.radius) ** 2
    ]
    assert near == []


@pytest.mark.parametrize("names", SETS.values(), ids=SETS)
def test_nothing_is_drawn_beyond_the_edge(names: str) -> None:
    made = drawn(names)
    assert made.width <= SIZE[0]
    assert made.height <= SIZE[1]
    for shape in made.shapes:
        match shape:
            case Outline(runs=runs):
                across, down = ([each / 10 for run in runs for each in run[n::2]] for n in (0, 1))
            case Stroke(x1, y1, x2, y2):
                across, down = [x1, x2], [y1, y2]
            case _:
                continue
        assert min(across) >= -2
        assert max(across) <= made.width + 2
        assert min(down) >= -2
        assert max(down) <= made.height + 2


def test_what_is_far_from_the_others_stands_in_a_corner() -> None:
    made = drawn(SETS["an alliance"])
    assert [entry.place.name for entry in made.entries if entry.inset] == ["United States"]
    assert made.left_out == ()


def test_places_all_over_the_world_stand_on_a_map_of_all_of_it() -> None:
    """North is up, and nothing is left out; it has no scale, since none would be true."""
    made = drawn(SETS["all the world"])
    assert (made.left_out, [entry for entry in made.entries if entry.inset]) == ((), [])
    at = dict(boxes(made))
    number = {entry.place.name: str(entry.number) for entry in made.entries}
    norway, kenya, brazil, japan = (at[number[name]] for name in ("Norway", "Kenya", "Brazil", "Japan"))
    assert norway.bottom < kenya.top
    assert brazil.right < kenya.left < japan.left
    assert [words for words, _ in boxes(made) if "km" in words] == []
    assert [words for words, _ in boxes(drawn("Japan, China")) if "km" in words] == ["2000 km"]


@pytest.mark.parametrize(
    ("names", "order"), [("Brazil, Kenya, India, Australia, Canada", "1234"), ("Fiji, Chile, Kiribati, Kenya, Brazil", "4135")]
)  # fmt: skip
def test_the_edge_of_the_world_parts_no_neighbours(names: str, order: str) -> None:
    """Where islands of the Pacific are named, it runs through the Atlantic."""
    made = drawn(names)
    across = {words: box.left for words, box in boxes(made)}
    assert sorted(order, key=lambda number: across[number]) == [*order]


def test_a_ring_around_a_pole_is_closed_there() -> None:
    """No streak runs across the map, and the land reaches from edge to edge."""
    made = drawn("Antarctica, Fiji, Chile, Kenya, Japan")
    runs = next(each for each in made.shapes if isinstance(each, Outline) and each.fill == "A9CBE0").runs
    assert max(max(run[::2]) for run in runs) - min(min(run[::2]) for run in runs) > made.width * 5
    assert min(min(run[1::2]) for run in runs) > made.height * 6


def test_of_two_places_far_apart_the_larger_has_the_map() -> None:
    for names in ("Singapore, United States", "United States, Singapore", "Cuba, Russia"):
        assert [entry.place.name for entry in drawn(names).entries if entry.inset] == [
            {"Singapore, United States": "Singapore", "United States, Singapore": "Singapore", "Cuba, Russia": "Cuba"}[names]
        ]  # fmt: skip


def test_a_region_that_the_map_does_not_show_has_an_inset() -> None:
    assert [entry.place.name for entry in drawn("United States, East Asia").entries if entry.inset] == ["East Asia"]
    assert [entry.inset for entry in drawn("Ukraine, Europe").entries] == [False, False]


@pytest.mark.parametrize(
    "names", ["Philippines, United States", "Russia, United States, Japan", "Antarctica, Chile, Argentina"]
)
def test_an_inset_hides_nothing_that_is_named(names: str) -> None:
    made = drawn(names)
    at, inset = next(
        (n, extent(shape)) for n, shape in enumerate(made.shapes)
        if isinstance(shape, Outline) and shape.fill == LOOK.paper and extent(shape).width > 80
    )  # fmt: skip
    tints = {tint for _, tint, _ in LOOK.directions}
    hidden = [
        point for shape in made.shapes[:at] if isinstance(shape, Outline) and shape.fill in tints
        for point in points(shape) if inset.inset(1).has(point)
    ]  # fmt: skip
    assert hidden == []


def test_an_inset_hides_no_region_where_another_corner_is_free() -> None:
    named = [
        replace(each, direction="mixed") for each in places("Japan, Taiwan Strait, China, Fiji, Southeast Asia, Samoa")
    ]
    made = locator_map(named, world(), LOOK, WORDS, SIZE)
    assert made is not None
    whole = [each for each in made.shapes if isinstance(each, Outline) and each.fill]
    (corner,) = (extent(each) for each in whole if each.fill == LOOK.paper and not each.line)
    washed = [extent(each) for each in whole if each.fill == paler(LOOK.tint("mixed"), LOOK.land)]
    assert len(washed) > 5
    assert [each for each in washed if corner.meets(each)] == []


def points(shape: Outline) -> list[tuple[float, float]]:
    return [(x / 10, y / 10) for run in shape.runs for x, y in zip(run[::2], run[1::2], strict=True)]


def extent(shape: Outline) -> MapBox:
    return extent_of(points(shape))


@pytest.mark.parametrize("names", [names for key, names in SETS.items() if key != "forty countries"])
def test_leader_lines_cross_no_other_and_no_number(names: str) -> None:
    made = drawn(names)
    lines = [
        ((one.x1, one.y1), (one.x2, one.y2)) for one in made.shapes if isinstance(one, Stroke) and one.width == 0.6
    ]
    marks = [shape for shape in made.shapes if isinstance(shape, Disc) and shape.radius > 4]
    assert [(one, other) for one, other in combinations(lines, 2) if meet(one, other)] == []
    for line in lines:
        own = min(marks, key=lambda mark: (mark.x - line[0][0]) ** 2 + (mark.y - line[0][1]) ** 2)
        for mark in marks:
            box = MapBox(mark.x - 4, mark.y - 4, mark.x + 4, mark.y + 4)
            assert mark is own or not crosses(line, box)


def test_what_parts_two_named_countries_is_seen_across_their_patterns() -> None:
    def lines(names: str) -> list[Outline]:
        return [
            each for each in drawn(names).shapes
            if isinstance(each, Outline) and not each.fill and each.line == LOOK.ink
        ]  # fmt: skip

    assert lines("Lesotho, South Africa")
    assert lines("Japan, China") == []


def test_a_country_of_small_islands_is_all_of_them() -> None:
    """Not the largest of them alone, far from where its people live."""
    made = drawn("Kiribati")
    tinted = next(each for each in made.shapes if isinstance(each, Outline) and each.fill == "A9CBE0")
    assert extent(tinted).width > made.width / 2


def test_a_wide_place_is_an_area_and_no_dot() -> None:
    made = drawn("Sahel, Mali, Niger")
    assert [each for each in made.shapes if isinstance(each, Disc) and each.radius < 4] == []


def numbered(made: LocatorMap, number: int) -> str:
    """The ground on which a number stands."""
    words = next(each for each in made.shapes if isinstance(each, Lettering) and each.words == str(number))
    return next(each.fill for each in made.shapes if isinstance(each, Disc) and each.radius > 3 and each.x == words.x)


def test_what_is_too_small_for_its_tint_has_it_on_its_number() -> None:
    made = drawn(SETS["microstates"])
    tints = [LOOK.tint(each.place.direction) for each in made.entries]
    assert [numbered(made, each.number) for each in made.entries] == tints
    assert numbered(drawn("Ukraine"), 1) == LOOK.paper
    gaza = locator_map(
        [NamedPlace("Iran", "IR", "mixed"), NamedPlace("Gaza", None, "unclear")], world(), LOOK, WORDS, SIZE
    )
    assert gaza is not None
    assert {words for words, _ in boxes(gaza)} >= {"mixed", "unclear"}


def test_a_number_stands_on_no_tint_that_hides_it() -> None:
    dark = replace(LOOK, directions=tuple((name, "400000", line) for name, _, line in LOOK.directions))
    made = locator_map(places(SETS["microstates"]), world(), dark, WORDS, SIZE)
    assert made is not None
    assert {numbered(made, each.number) for each in made.entries if each.place.direction} == {LOOK.paper}


@pytest.mark.parametrize("names", SETS.values(), ids=SETS)
def test_words_on_a_map_are_no_smaller_than_six_points(names: str) -> None:
    assert min(each.size for each in drawn(names).shapes if isinstance(each, Lettering)) >= 6.0


def test_words_on_a_map_stand_apart_from_what_lies_below_them() -> None:
    style = THEME.map
    ink = THEME.colour(THEME.styles["body"].colour)
    tints = [THEME.colour(getattr(style, each)) for each in ("named", *DIRECTIONS)]
    assert min(contrast_ratio(ink, each) for each in (*tints, "FFFFFF")) >= 4.5
    water, sea = THEME.colour(style.water), THEME.colour(style.sea)
    assert min(contrast_ratio(water, each) for each in (sea, "FFFFFF")) >= 4.5
    night = [in_the_dark(each) for each in (ink, water, sea, "FFFFFF", *tints)]
    assert min(contrast_ratio(night[0], each) for each in night[3:]) >= 4.5
    assert min(contrast_ratio(night[1], each) for each in night[2:4]) >= 4.5


def test_a_tint_without_a_direction_is_in_the_legend_beside_others() -> None:
    def words(*directions: str) -> list[str]:
        named = [
            NamedPlace(name, places(name)[0].code, said)
            for name, said in zip(("Japan", "China"), directions, strict=True)
        ]
        made = locator_map(named, world(), LOOK, WORDS, SIZE)
        assert made is not None
        return [words for words, _ in boxes(made) if not words[0].isdigit()]

    assert words("mixed", "") == ["mixed", "none"]
    assert words("", "") == []
    assert words("mixed", "unclear") == ["mixed", "unclear"]


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "uk", "ar", "ja"])
def test_a_legend_of_all_directions_stays_below_the_map(language: str) -> None:
    catalogue = catalogue_of(language)
    said = [(name, str(catalogue.pgettext("direction", name or "not stated"))) for name in (*DIRECTIONS, "")]
    words = MapWords(tuple(said), "{} km")
    made = locator_map(places("South Africa, Lesotho, Botswana, Namibia, Eswatini"), world(), LOOK, words, SIZE)
    assert made is not None
    page, found = MapBox(0, 0, made.width, made.height), boxes(made)
    assert {word for _, word in said} <= {word for word, _ in found}
    assert [word for word, box in found if not page.holds(box)] == []
    assert [(one, other) for (one, a), (other, b) in combinations(found, 2) if a.meets(b)] == []


def test_sea_and_land_differ_in_grey() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert grey(THEME.colour(THEME.map.land)) - grey(THEME.colour(THEME.map.sea)) > 10


def test_more_numbers_than_can_be_told_apart_are_left_out_by_name() -> None:
    many = [NamedPlace(each.name, each.alpha2) for each in countries()[:200]]
    made = locator_map(many, world(), LOOK, WORDS, SIZE)
    assert made is not None
    assert len(made.entries) == 60
    assert len(made.left_out) == 140
    marks = [shape for shape in made.shapes if isinstance(shape, Disc) and shape.radius > 4]
    assert len(marks) == 60
    assert all((a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= 60 for a, b in combinations(marks, 2))


def test_a_sea_bears_its_name() -> None:
    words = [words for words, _ in boxes(drawn(SETS["an alliance"]))]
    assert [each for each in words if "Strait" in each or "Sea" in each] == ["6 Taiwan Strait", "7 East China Sea"]


@pytest.mark.parametrize("names", ["an alliance", "East China Sea, Japan, Taiwan", "Gulf of Aden, Yemen, Somalia"])
def test_the_name_of_a_sea_hides_no_coast_and_stands_where_its_line_ends(names: str) -> None:
    made = drawn(SETS.get(names, names))
    named = [
        each for each in made.shapes if isinstance(each, Lettering) and each.colour == LOOK.water and " " in each.words
    ]
    assert named
    hiding = [each for each in made.shapes if isinstance(each, Outline) and each.fill == LOOK.sea]
    frames = [
        each for each in made.shapes if isinstance(each, Outline) and each.line == LOOK.coast and each.width == 0.6
    ]
    assert len(hiding) == len(frames)  # the sea of each map, and no patch on it
    for words in named:
        if words.anchor != "middle":
            assert any(
                isinstance(each, Stroke) and abs(each.x1 - words.x) < 2 and abs(each.y1 - words.y) < 8
                for each in made.shapes
            )


def test_a_place_that_is_named_twice_has_both_directions() -> None:
    named = [
        ("Japan", "stabilising"),
        ("Japan", "destabilising"),
        ("China", "unclear"),
        ("China", "mixed"),
        ("Fiji", ""),
    ]
    merged = merged_places(NamedPlace(name, places(name)[0].code, direction) for name, direction in named)
    assert [(each.name, each.direction) for each in merged] == [("Japan", "mixed"), ("China", "mixed"), ("Fiji", "")]


def test_fewer_places_than_asked_for_are_no_map() -> None:
    assert locator_map(places("Japan, Atlantis"), world(), LOOK, WORDS, SIZE, least=2) is None
    assert locator_map(places("Atlantis"), world(), LOOK, WORDS, SIZE) is None


def test_directions_differ_in_grey() -> None:
    """By the lines of their patterns."""
    square = [[(0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (0.0, 30.0)]]
    patterns = {direction: tuple(hatching(square, direction)) for direction in (*PATTERNS, "")}
    assert set(PATTERNS) == set(DIRECTIONS)
    assert len(set(patterns.values())) == len(patterns)
    assert patterns[""] == ()
    for lines in patterns.values():
        assert all(-1 <= each <= 301 for line in lines for each in line)


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "uk", "ar", "ja"])
def test_room_is_kept_for_the_widest_words(language: str) -> None:
    catalogue = catalogue_of(language)
    words = [str(catalogue.find(each, "direction")) for each in DIRECTIONS] + [each.name for each in regions()]
    ruler = typesetter_for(THEME).ruler(TextRun("", 7.0, 400, False, language))
    assert [each for each in words if ruler(each) > room_for(each, 7.0)] == []


# --- the same everywhere ------------------------------------------------------------------------


def test_a_map_is_the_same_with_any_hash_seed() -> None:
    code = "import hashlib, test_maps as t; print(*(hashlib.sha256(repr(t.drawn(n)).encode()).hexdigest() for n in list(t.SETS.values())[:4]))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_maps_read_back_from_every_format() -> None:
    drawings = tuple(
        Drawing(made.shapes, made.width, made.height, f"A map of {name}", (Text(name),))
        for name, made in ((name, drawn(SETS[name])) for name in ("an alliance", "unknown ones", "small places"))
    )
    given = Document(Metadata("Maps"), drawings)
    pdf = write_pdf(given, THEME)
    word, page = write_word(given, THEME, pdf.layout).data, write_html(given, THEME).data
    assert verify(given, pdf.data, word, "x", {"x.html": page}).findings == ()


# --- the tables ---------------------------------------------------------------------------------


def test_each_position_is_of_a_place_that_names_know() -> None:
    known = {each.name for each in regions()}
    for name, lat, lon, reach in table_rows("positions.tsv", 4):
        assert name in known or country(name) is not None, name
        assert -90 <= float(lat) <= 90
        assert -180 <= float(lon) <= 180
        assert 0 < float(reach) < 6000


def test_every_water_has_a_position() -> None:
    placed = {row[0] for row in table_rows("positions.tsv", 4)}
    assert [each.name for each in regions() if each.kind == "water" and each.name not in placed] == []


def test_no_border_runs_along_the_edge_of_the_data() -> None:
    table = world()
    for number in range(len(table.caps)):
        lons, lats = table.arc(number)
        along = [
            (a, b) for a, b, x, y in zip(lats, lats[1:], lons, lons[1:], strict=False)
            if abs(abs(x) - 3.14159) < 1e-3 and abs(abs(y) - 3.14159) < 1e-3 and abs(a - b) > 0.02
        ]  # fmt: skip
        assert along == []


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("world_maker", ROOT / "tests" / "makers" / "world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_country_that_the_antimeridian_divides_is_joined() -> None:
    """Two squares that touch there from both sides become one ring."""
    east = [[17900, 1000], [100, 0], [0, 1000], [-100, 0], [0, -1000]]
    west = [[-18000, 1000], [100, 0], [0, 1000], [-100, 0], [0, -1000]]
    topology = {
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
        "arcs": [east, west],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "MultiPolygon", "arcs": [[[0]], [[1]]], "properties": {"name": "Fiji", "a3": "FJI"}}
                ]
            }
        },
    }
    (ring,) = unpacked(maker().made(topology)).countries["FJ"]
    assert abs(abs(degrees_of(ring.cap.middle)[0]) - 180) < 0.5
    assert ring.cap.reach < 6


def test_borders_are_unpacked_as_they_were_given() -> None:
    """Where each lies, to a few hundred metres."""
    rings = {
        code: tuple(LandRing(Cap((0.0, 0.6, 0.8), 5.0 * n), float(n), (n, ~n, -1000)) for n in range(count))
        for code, count in (("", 1), ("FJ", 3), ("NR", 0))
    }
    packed = PackedRings.of(rings)
    assert {code: [(ring.area, ring.arcs) for ring in each] for code, each in packed.items()} == {
        code: [(ring.area, ring.arcs) for ring in each] for code, each in rings.items()
    }
    caps = [
        (found.cap, given.cap) for code, each in rings.items() for found, given in zip(packed[code], each, strict=True)
    ]
    for found, given in caps:
        assert found.middle == pytest.approx(given.middle, abs=4e-5)
        assert found.reach == given.reach
    assert "XX" not in packed
    for values in ([0, 65535, 3, 3], [40000], [65535, 0, 32768]):
        assert [each % GRID for each in accumulate(differences(values))] == values


@pytest.mark.parametrize("lat", range(-80, 90, 20))
def test_no_part_of_the_world_that_a_map_may_show_is_passed_over(lat: int) -> None:
    for lon, reach in ((0, 2.0), (77, 30.0), (180, 100.0)):
        view = Cap(vector(lon, lat), reach)
        for code, found in world().countries.items():
            met = {ring.arcs for ring in found if ring.cap.meets(view)}
            assert met <= {ring.arcs for ring in world().countries.meeting(view, lambda _: True).get(code, [])}


def test_the_borders_of_the_world_take_less_than_a_megabyte() -> None:
    tracemalloc.start()
    try:
        table = world.__wrapped__()
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(table.caps) > 1500
    assert kept < 2**20


# --- geometry -----------------------------------------------------------------------------------


def test_what_lies_outside_of_a_frame_is_cut_off() -> None:
    box = MapBox(0, 0, 10, 10)
    ring = clipped_ring([(-5, 5), (5, -5), (15, 5), (5, 15)], box)
    assert all(box.has(point) for point in ring)
    assert {(0.0, 0.0), (10.0, 10.0)} <= set(ring)
    assert clipped_ring([(20, 20), (30, 20), (30, 30)], box) == []
    lines = list(clipped_line([(-5, 5), (5, 5), (5, 20), (8, 20), (8, 5)], box))
    assert lines == [[(0.0, 5.0), (5, 5), (5.0, 10.0)], [(8.0, 10.0), (8, 5)]]
