"""Names and codes of countries and regions."""

from __future__ import annotations

import subprocess
import sys
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
        ("Kirghizia", "KG", "Kirghizia"),
        ("Faroes", "FO", "Faroes"),
        ("St. Vincent", "VC", "St. Vincent"),
        ("Sahrawi Republic", "EH", "Sahrawi Republic"),
        ("السعودية", "SA", "السعودية"),
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


@pytest.mark.parametrize("written", ["no", "Kurdistann", "Jappan", "Congo", "Atlantis", "", "X"])
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


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *(
            (name, "group")
            for name in ("NATO", "GCC", "the Quad", "AUKUS", "G7", "BRICS", "SCO", "AU", "CIS", "EU", "OPEC+")
        ),
        *((name, "former") for name in ("Soviet Union", "USSR", "Yugoslavia", "Czechoslovakia", "GDR", "South Yemen")),
        *(
            (name, "place")
            for name in ("Crimea", "Gaza", "Abkhazia", "TRNC", "Scotland", "Kashmir", "Scarborough Shoal")
        ),
        *((name, "water") for name in ("Bosphorus", "Strait of Hormuz", "Sea of Azov", "Kerch Strait", "Sunda Strait")),
        *((name, "") for name in ("Scandinavia", "Eurasia", "Nordic countries", "Post-Soviet space", "Indo-Pacific")),
    ],
)
def test_groups_waters_former_states_and_places_are_kept_apart(written: str, kind: str) -> None:
    found = names.region(written)
    assert found is not None and (found.code, found.kind) == (None, kind)
    assert names.resolve_region(written).known


def test_names_that_were_taken_for_one_are_several() -> None:
    for one, other in (("CIS", "Post-Soviet space"), ("Scandinavia", "Nordic countries"), ("OPEC", "OPEC+")):
        assert names.region(one) is not None and names.region(one) != names.region(other)
        assert not names.same_place(one, other)
    assert names.same_place("USSR", "Soviet Union")


@pytest.mark.parametrize("written", ["Crimea", "EU", "Gaza", "NATO", "Soviet Union", "Somaliland", "Kurdistan"])
def test_a_country_may_be_what_the_regions_know(written: str) -> None:
    resolved = names.resolve_country(written)
    assert (resolved.known, resolved.code, resolved.name) == (True, None, written)


def test_a_code_of_a_country_is_no_group_where_a_country_is_asked_for() -> None:
    assert names.resolve_country("AU").code == "AU"
    assert names.resolve_region("AU").code is None


@pytest.mark.parametrize(
    ("written", "code"),
    [("Deutschland", "DE"), ("Österreich", "AT"), ("日本", "JP"), ("Україна", "UA"), ("España", "ES"), ("مصر", "EG")],
)
def test_a_country_is_known_by_its_own_name_for_itself(written: str, code: str) -> None:
    assert names.resolve_country(written).code == code
    assert names.resolve_region(written).code == code


def test_languages_are_read_only_for_names_that_no_table_has() -> None:
    import subprocess
    import sys

    asked = "import sys; from briefgen.names import *; resolve_country('Japan'); resolve_region('NATO'); print('babel' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "False"


# --- held against other people's tables ------------------------------------------------------------------

DIFFERENT = {"Congo"}
"""ISO 3166 calls one of two states so; here the name alone is nobody's."""


def test_the_names_of_iso_3166_are_known() -> None:
    pycountry = pytest.importorskip("pycountry", reason="the names of ISO 3166 come from pycountry")
    tried, different = 0, set()
    for each in pycountry.countries:
        for field in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if name := getattr(each, field, None):
                tried += 1
                if names.resolve_country(name).code != each.alpha_2:
                    different.add(name)
    assert tried > 900
    assert different == DIFFERENT
    table = {(each.alpha2, each.alpha3, each.numeric) for each in names.countries() if each.alpha2 != "XK"}
    assert table == {(each.alpha_2, each.alpha_3, each.numeric) for each in pycountry.countries}


def test_the_former_states_of_iso_3166_are_known_or_stand_for_a_country() -> None:
    pycountry = pytest.importorskip("pycountry", reason="the names of ISO 3166 come from pycountry")
    known = {
        each.name for each in pycountry.historic_countries if names.resolve_region(each.name.partition(",")[0]).known
    }
    assert {
        "German Democratic Republic",
        "Dahomey",
        "USSR, Union of Soviet Socialist Republics",
        "New Hebrides",
    } <= known
    assert len(known) >= 20


@pytest.mark.parametrize("language", ["en"])
def test_the_names_of_cldr_are_known(language: str) -> None:
    from babel import Locale

    cldr = Locale.parse(language).territories
    different = {
        cldr[each.alpha2] for each in names.countries() if names.resolve_country(cldr[each.alpha2]).code != each.alpha2
    }
    assert different == set()


def test_a_name_that_is_looked_up_takes_nothing_from_what_is_known_of_its_language() -> None:
    script = (
        "from briefgen import names; print(names.resolve_country('Nowhere at all').code); from babel import Locale; "
        "print(*(len(dict(Locale.parse(each).decimal_formats)) for each in ('ar', 'de', 'fr')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    code, *patterns = done.stdout.split()
    assert code == "None"
    assert all(int(each) > 0 for each in patterns), patterns


def test_what_countries_call_themselves_is_known_unless_two_share_a_name() -> None:
    from babel import Locale
    from babel.languages import get_official_languages
    from babel.localedata import exists

    tried = wrong = 0
    for each in names.countries():
        for language in get_official_languages(each.alpha2, de_facto=True):
            name = Locale.parse(language).territories.get(each.alpha2) if exists(language) else None
            if name:
                tried += 1
                wrong += names.resolve_country(name).code != each.alpha2
    assert tried > 250
    assert wrong == 0


@pytest.mark.parametrize("name", ["Artsakh", "Diaoyu", "Sakhalin", "Nordic Council"])
def test_places_and_groups_have_their_other_names(name: str) -> None:
    assert names.resolve_region(name).known
