"""Locator maps: what implications name stands on them with a number, legibly, in every format, or is named as left out."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest

from briefgen.compose import load_theme
from briefgen.document import Disc, Document, Drawing, Lettering, Metadata, Outline, Stroke, Text
from briefgen.figures.hatching import PATTERNS, hatching
from briefgen.figures.locator import LocatorMap, MapLook, MapWords, locator_map
from briefgen.figures.projection import MapBox, clipped_line, clipped_ring
from briefgen.figures.sites import NamedPlace, merged_places
from briefgen.figures.widths import room_for
from briefgen.figures.world import world
from briefgen.names import country, region, regions
from briefgen.tabular import table_rows
from briefgen.typeset import TextRun
from briefgen.verify import verify
from briefgen.words import catalogue_of
from briefgen.writers.html import write_html
from briefgen.writers.pdf import write_pdf
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
ROOT = Path(__file__).parent.parent
DIRECTIONS = ("stabilising", "destabilising", "mixed", "unclear")
LOOK = MapLook(
    "EAF1F6", "F6F3EC", "B0A999", "8FA3B0", "1B1F24", "FFFFFF", "2F5D7C", "D9CDB4",
    tuple(zip(DIRECTIONS, ("A9CBE0", "EBA98F", "C9B3DA", "D6D6D2"), ("4C5B64", "694C40", "5A5062", "60605E"), strict=True)),
)  # fmt: skip
WORDS = MapWords(tuple((each, each) for each in DIRECTIONS), "{} km")
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
                across, down = [x for run in runs for x in run[::2]], [y for run in runs for y in run[1::2]]
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


def test_more_than_three_far_ones_are_left_out() -> None:
    made = drawn(SETS["all the world"])
    assert sum(entry.inset for entry in made.entries) == 3
    assert made.left_out != ()


def test_a_sea_bears_its_name() -> None:
    words = [words for words, _ in boxes(drawn(SETS["an alliance"]))]
    assert [each for each in words if "Strait" in each or "Sea" in each] == ["6 Taiwan Strait", "7 East China Sea"]


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
        assert all(-0.1 <= each <= 30.1 for line in lines for each in line)


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
    import zlib

    head = json.loads(zlib.decompress(maker().made(topology)).partition(b"\n")[0])
    (ring,) = head["countries"]["FJ"]
    assert abs(abs(ring[0]) - 180) < 0.5
    assert ring[2] < 6


# --- geometry -----------------------------------------------------------------------------------


def test_what_lies_outside_of_a_frame_is_cut_off() -> None:
    box = MapBox(0, 0, 10, 10)
    ring = clipped_ring([(-5, 5), (5, -5), (15, 5), (5, 15)], box)
    assert all(box.has(point) for point in ring)
    assert {(0.0, 0.0), (10.0, 10.0)} <= set(ring)
    assert clipped_ring([(20, 20), (30, 20), (30, 30)], box) == []
    lines = list(clipped_line([(-5, 5), (5, 5), (5, 20), (8, 20), (8, 5)], box))
    assert lines == [[(0.0, 5.0), (5, 5), (5.0, 10.0)], [(8.0, 10.0), (8, 5)]]
