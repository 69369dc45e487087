"""Names and codes of countries and regions."""

from __future__ import annotations

from collections import defaultdict

import pytest

from briefgen import names


@pytest.mark.parametrize(
    ("written", "code", "printed"),
    [
        ("NO", "NO", "Norway"),
        ("USA", "US", "United States"),
        ("UK", "GB", "United Kingdom"),
        ("U.S.", "US", "U.S."),
        ("the United States", "US", "the United States"),
        ("Russia", "RU", "Russia"),
        ("Burma", "MM", "Burma"),
        ("Ivory Coast", "CI", "Ivory Coast"),
        ("Côte d'Ivoire", "CI", "Côte d'Ivoire"),
        ("Turkey", "TR", "Turkey"),
        ("türkiye", "TR", "türkiye"),
        ("DPRK", "KP", "DPRK"),
        ("South Korea", "KR", "South Korea"),
        ("XK", "XK", "Kosovo"),
        ("Taiwan", "TW", "Taiwan"),
        ("Palestine", "PS", "Palestine"),
    ],
)
def test_a_country_is_known_by_its_code_and_its_names(written: str, code: str, printed: str) -> None:
    resolved = names.resolve_country(written)
    assert (resolved.code, resolved.name, resolved.written) == (code, printed, written)


@pytest.mark.parametrize("written", ["no", "Kurdistan", "Jappan", "Congo", "Atlantis", "", "X"])
def test_nothing_is_guessed(written: str) -> None:
    resolved = names.resolve_country(written)
    assert (resolved.known, resolved.code, resolved.name) == (False, None, written)


@pytest.mark.parametrize(
    ("written", "code", "printed"),
    [
        ("East Asia", "030", "East Asia"),
        ("South-East Asia", "035", "South-East Asia"),
        ("145", "145", "Western Asia"),
        ("Japan", "JP", "Japan"),
        ("the Middle East", None, "the Middle East"),
        ("Indo-Pacific", None, "Indo-Pacific"),
        ("East China Sea", None, "East China Sea"),
        ("Taiwan Strait", None, "Taiwan Strait"),
    ],
)
def test_a_region_is_one_of_the_united_nations_a_named_area_or_a_country(
    written: str, code: str | None, printed: str
) -> None:
    resolved = names.resolve_region(written)
    assert (resolved.known, resolved.code, resolved.name) == (True, code, printed)


def test_what_looks_alike_is_only_suggested() -> None:
    assert names.similar_countries("Jappan") == ("Japan",)
    assert names.similar_regions("Indopacific") == ("Indo-Pacific",)
    assert names.similar_countries("zzzz") == ()


def test_no_name_stands_for_two_countries_and_no_name_for_two_regions() -> None:
    for table in (names.countries(), names.regions()):
        owners: dict[str, set[str]] = defaultdict(set)
        for each in table:
            for name in (each.name, *each.aliases):
                owners[names._key(name)].add(each.name)
        assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_the_table_holds_iso_3166_and_kosovo_each_in_a_region_that_exists() -> None:
    countries = names.countries()
    codes = {region.code for region in names.regions()}
    assert len(countries) == 250
    assert [c.alpha2 for c in countries] == sorted({c.alpha2 for c in countries})
    assert len({c.alpha3 for c in countries}) == 250
    assert [c.alpha2 for c in countries if c.region not in codes] == ["AQ"]
    assert all(region.parent in codes for region in names.regions() if region.parent)
