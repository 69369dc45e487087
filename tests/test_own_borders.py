"""An organisation's own borders: what its file may hold, what is drawn of it, and what is said of one that cannot be used."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from test_maps import LOOK, SIZE, WORDS, places

from briefgen.compose import compose
from briefgen.diagnostics import TemplateError
from briefgen.document import Disc, Drawing, Outline, plain, walk
from briefgen.figures.geojson import UnusableBorders, own_borders
from briefgen.figures.locator import locator_map
from briefgen.figures.world import world
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.theme_reader import read_theme
from briefgen.readers.yaml_reader import read_input

SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"


def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]


def feature(code: str | None, *rings: Any, key: str = "iso_a2") -> dict[str, Any]:
    said = {} if code is None else {key: code}
    return {
        "type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": list(rings)}
    }  # fmt: skip


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def file_of(*features: Any) -> bytes:
    return json.dumps(collection(*features)).encode()


JAPAN = feature("JP", box(130, 40, 140, 32))
CHINA = feature("CHN", box(100, 40, 120, 22), key="ISO_A3")


def test_neighbours_share_a_border_and_each_has_its_coast() -> None:
    table = own_borders(file_of(feature("FR", box(0, 50, 5, 45)), feature("DE", box(5, 50, 10, 45))))
    assert set(table.countries) == {"FR", "DE"}
    assert sorted(map(sorted, table.sides)) == [["DE"], ["DE", "FR"], ["FR"]]
    ((french,), (german,)) = table.countries["FR"], table.countries["DE"]
    assert {~arc for arc in french.arcs} & set(german.arcs) or {~arc for arc in german.arcs} & set(french.arcs)


def test_a_country_within_another_shares_all_of_its_border() -> None:
    hole = box(27, -28, 29, -30)
    table = own_borders(file_of(feature("ZA", box(20, -25, 32, -34), hole), feature("LS", hole[::-1])))
    assert sorted(map(sorted, table.sides)) == [["LS", "ZA"], ["ZA"]]


def test_the_cut_at_the_antimeridian_is_no_coast() -> None:
    table = own_borders(file_of(feature("FJ", box(178, -16, 180, -19)), feature("FJ", box(-180, -16, -179, -18))))
    cut = [sides for arc, sides in enumerate(table.sides) if set(table.arc(arc)[0]) == {table.arc(arc)[0][0]}]
    assert ("FJ", "FJ") in cut


def test_beside_the_program_s_own_borders_those_of_other_countries_stay() -> None:
    packed = world()
    table = own_borders(file_of(feature("LU", box(5.7, 50.2, 6.5, 49.4))), packed)
    assert set(table.countries) == set(packed.countries)
    assert table.countries["FR"] == packed.countries["FR"] and table.countries["LU"] != packed.countries["LU"]
    (arc,) = table.countries["LU"][0].arcs
    assert table.sides[arc if arc >= 0 else ~arc] == ("LU",)
    old = {arc if arc >= 0 else ~arc for ring in packed.countries["LU"] for arc in ring.arcs}
    assert all("LU" not in table.sides[arc] for arc in old)


DEEP = b'{"type":"FeatureCollection","features":[' + b"[" * 100_000
WRONG = {
    "no JSON": (b"{", "truncated"),
    "not UTF-8": (b'{"type":"FeatureCollection","features":[{"type":"Feature\xff"}]}', "UTF-8"),
    "nested too deep": (DEEP, "deep"),
    "something else": (b'{"type":"Topology","features":[]}', "Topology"),
    "no features": (file_of(), "features: 0"),
    "a point": (
        file_of({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}),
        "features[0].geometry",
    ),
    "a word for a number": (file_of(JAPAN, feature("CN", [["a", 1]])), "features[1].geometry.coordinates"),
    "no number": (b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon",'
                  b'"coordinates":[[[NaN,1]]]}}]}', "invalid"),
    "an endless number": (
        file_of(feature("CN", box(1, 2, 3, 1))).replace(b"[3, 1]", b"[1e999, 1]"), "features[0]"
    ),
    "a number too large": (file_of(feature("CN", box(1, 2, 3, 1))).replace(b"[3, 1]", b"[1e308, 1]"), "[1e+308, 1.0]"),
    "fifty levels": (b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon",'
                     b'"coordinates":' + b"[" * 50 + b"1" + b"]" * 50 + b"}}]}", "features[0].geometry.coordinates"),
    "a polygon without positions": (file_of(feature("CN", [])), "four positions"),
    "metres": (file_of(feature("CN", box(500000, 4649776, 500100, 4649000))), "coordinates[0][0]: [500000"),
    "latitude first": (file_of(feature("FR", box(43, 0, 49, 6))), "features[0].geometry.coordinates: latitude stands before"),
    "an open ring": (file_of(feature("CN", box(1, 2, 3, 1)[:-1])), "ends where it begins"),
    "too few positions": (file_of(feature("CN", [[1, 1], [2, 2], [1, 1]])), "four positions"),
    "an unknown code": (file_of(feature("QZ", box(1, 2, 3, 1))), "features[0].properties: iso_a2 is no country's code"),
    "too many features": (file_of(*[feature(None, box(1, 2, 3, 1))] * 2001), "features: 2,001"),
    "too many points": (file_of(feature(None, [[1, 1], [2, 2]] * 80_000)), "150,000 points"),
    "too many rings": (file_of(*[feature(None, *[box(1, 2, 3, 1)] * 3)] * 1700), "5,000 rings"),
    "too much": (b" " * (16 * 1024 * 1024 + 1), "16 MiB"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_used_says_what_is_wrong_and_where(name: str) -> None:
    data, said = WRONG[name]
    with pytest.raises(UnusableBorders) as raised:
        own_borders(data)
    assert said in str(raised.value)


def ring(*places: tuple[float, float]) -> list[list[float]]:
    return [[*place] for place in (*places, places[0])]


ODD = {
    "one that crosses itself": ring((100, 20), (120, 40), (120, 20), (100, 40)),
    "one across the antimeridian": ring((170, 10), (-170, 10), (-170, 30), (170, 30)),
    "one around a pole": ring(*((lon, 80) for lon in range(-180, 180, 20))),
    "one to the pole": ring((-180, -90), (180, -90), (180, -70), (0, -60), (-180, -70)),
    "one of no extent": ring((10, 10), (20, 10), (10, 10)),
    "a point four times": ring((5, 5), (5, 5), (5, 5)),
    "all the world": ring((-180, -90), (180, -90), (180, 90), (-180, 90)),
}  # fmt: skip


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("named", ["China", "China, Japan", "China, Brazil, Kenya, Australia, Canada, Norway"])
@pytest.mark.parametrize("odd", ODD)
def test_odd_shapes_stay_on_the_map(odd: str, named: str, beside: bool) -> None:
    """Whatever their outlines do, all numbers are there, and nothing is drawn beyond the edge."""
    table = own_borders(file_of(feature("CN", ODD[odd]), JAPAN), world() if beside else None)
    made = locator_map(places(named), table, LOOK, WORDS, SIZE)
    assert made is not None
    assert [entry.place.name for entry in made.entries][:1] == ["China"]
    for shape in made.shapes:
        if isinstance(shape, Outline):
            edges = [each / 10 for run in shape.runs for each in run]
            assert all(map(isfinite, edges))
            assert max((x / 10 for run in shape.runs for x in run[::2]), default=0) <= SIZE[0] + 2
            assert min(edges, default=0) >= -2


def test_a_country_may_lie_elsewhere_than_it_does() -> None:
    """An exercise may move it: what cannot be explained by the order of its numbers is no mistake."""
    assert set(own_borders(file_of(feature("FR", box(100, -10, 110, 0)))).countries) == {"FR"}


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert set(own_borders(b"\xef\xbb\xbf" + file_of(JAPAN)).countries) == {"JP"}


def test_of_very_many_islands_the_largest_have_dots() -> None:
    islands = [[box(100 + n % 50 * 0.5, n // 50 * 0.5, 100.1 + n % 50 * 0.5, 0.1 + n // 50 * 0.5)] for n in range(1000)]
    archipelago = feature("ID", []) | {"geometry": {"type": "MultiPolygon", "coordinates": islands}}
    made = locator_map(places("Indonesia, Japan"), own_borders(file_of(archipelago, JAPAN)), LOOK, WORDS, SIZE)
    assert made is not None
    assert 50 < sum(isinstance(each, Disc) for each in made.shapes) < 250


def test_a_country_without_an_outline_is_not_on_the_map() -> None:
    """A feature may have no polygons at all; its country is known, and named as left out."""
    empty = {"type": "Feature", "properties": {"iso_a2": "CN"}, "geometry": {"type": "MultiPolygon", "coordinates": []}}
    made = locator_map(places("China, Japan"), own_borders(file_of(empty, JAPAN)), LOOK, WORDS, SIZE)
    assert made is not None
    assert [place.name for place in made.left_out] == ["China"]


def themed(tmp_path: Path, data: bytes, beside: bool = False) -> Path:
    (tmp_path / "borders.geojson").write_bytes(data)
    path = tmp_path / "own.yaml"
    path.write_text(f"name: own\nmap:\n  borders: {{file: borders.geojson, beside: {str(beside).lower()}}}\n")
    return path


def test_a_theme_whose_borders_cannot_be_used_is_refused_at_their_name(tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as raised:
        read_theme(themed(tmp_path, WRONG["an open ring"][0]))
    (finding,) = raised.value.diagnostics
    assert finding.code == "BG626" and finding.place is not None and finding.place.line == 3
    assert "features[0].geometry.coordinates[0]" in finding.message


@pytest.mark.parametrize(("name", "advised"), [("too many points", True), ("too many rings", True), ("metres", False)])
def test_a_file_with_more_than_a_map_can_show_comes_with_how_to_simplify_it(
    tmp_path: Path, name: str, advised: bool
) -> None:
    with pytest.raises(TemplateError) as raised:
        read_theme(themed(tmp_path, WRONG[name][0]))
    (finding,) = raised.value.diagnostics
    assert ("simplify the file" in finding.hint, "GeoJSON" in finding.hint) == (advised, not advised)


def test_borders_that_are_not_there_are_a_finding(tmp_path: Path) -> None:
    path = themed(tmp_path, b"")
    (tmp_path / "borders.geojson").unlink()
    with pytest.raises(TemplateError) as raised:
        read_theme(path)
    assert [each.code for each in raised.value.diagnostics] == ["BG626"]


@pytest.mark.parametrize("beside", [False, True])
def test_a_map_is_drawn_of_the_theme_s_borders(tmp_path: Path, beside: bool) -> None:
    kit = load_kit(Options(theme=str(themed(tmp_path, file_of(JAPAN, CHINA), beside))))
    document = compose(fill(read_input(SEED)).briefing, kit.template, kit.theme)
    drawn = next(block for block in walk(document.blocks) if isinstance(block, Drawing))
    words = " ".join(plain(block.children) for block in walk(drawn.equivalent) if hasattr(block, "children"))
    assert ("Natural Earth" in plain(drawn.caption)) == beside
    assert ("Not on the map: Philippines" in words or "Philippines" in words.partition("Not on the map")[2]) != beside


def test_changed_borders_make_a_packet_stale(tmp_path: Path) -> None:
    made = [
        load_kit(Options(theme=str(themed(tmp_path, data)))).ingredients
        for data in (file_of(JAPAN), file_of(JAPAN, CHINA))
    ]
    assert made[0]["map/borders.geojson"] != made[1]["map/borders.geojson"]
