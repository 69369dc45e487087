"""A name or code of a country or region in, what it stands for out; nothing where it is not known for sure.

The tables beside this module are ours to extend: `tables/countries.tsv` and `tables/regions.tsv`. Names
are compared without regard to case, spaces, accents, quotation marks and full stops; never by
resemblance. Resemblance serves hints only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from msgspec import Struct

from briefgen.tabular import several, table_rows
from briefgen.words.localised import is_english, locale_of, primary_language

_CODE = re.compile(r"[A-Z]{2,3}")
_SILENT = dict.fromkeys(map(ord, ".'’‘ʼ`"), "")
_ASCII = {n: " " for n in range(128) if not chr(n).isalnum()} | {ord("&"): " and ", ord("+"): " plus "} | _SILENT


class Country(Struct, frozen=True):
    """A country or territory of ISO 3166-1, and Kosovo."""

    alpha2: str
    alpha3: str
    numeric: str
    region: str
    """M49 code of its sub-region; empty for Antarctica."""
    name: str
    aliases: tuple[str, ...]


class Region(Struct, frozen=True):
    """A region of the United Nations' M49, or a named group or area, which has no code."""

    code: str | None
    parent: str | None
    name: str
    aliases: tuple[str, ...]

    kind: str = ""
    """`group` of states that act together, `water`, `former` state, `place`; empty for a region or an area."""


class Resolved(Struct, frozen=True):
    """What an analyst's words stand for."""

    written: str
    code: str | None
    """ISO 3166 alpha-2 of a country, M49 of a region, nothing for named areas."""
    name: str
    """To print: a bare code becomes the name, words stay as written."""
    known: bool = True


class _Added(Struct, frozen=True):
    """Names that an organisation has beside those of the tables."""

    countries: dict[str, Country]
    regions: dict[str, Region]


_NONE = _Added({}, {})
_ADDED: ContextVar[_Added] = ContextVar("added", default=_NONE)


@contextmanager
def with_names(added: tuple[tuple[str, str, str], ...]) -> Iterator[None]:
    """While it lasts, names that an organisation adds are known: `countries` or `regions`, the name, what it stands for."""
    token = _ADDED.set(_read(added))
    try:
        yield
    finally:
        _ADDED.reset(token)


@lru_cache(maxsize=8)
def _read(added: tuple[tuple[str, str, str], ...]) -> _Added:
    named = {_key(name): country(meant) for kind, name, meant in added if kind == "countries"}
    areas = {
        _key(name): region(meant) or Region(None, None, name, ()) for kind, name, meant in added if kind == "regions"
    }
    return _Added({key: each for key, each in named.items() if each is not None}, areas)


def country(words: str, language: str = "en") -> Country | None:
    """The country of that code or name. Codes are codes in capitals only: `NO` is Norway, `no` is nothing.

    What a briefing's language means by a name comes before what English means by it.
    """
    words = words.strip()
    if _CODE.fullmatch(words) and (found := _codes().get(words)):
        return found
    if spoken := _spoken(words, language):
        return spoken.country
    key = _key(words)
    return _country_names().get(key) or _ADDED.get().countries.get(key)


def _native(words: str) -> Country | None:
    """The country that calls itself so. The languages are read once, and only where no table has the name."""
    key = _key(words)
    return _native_names().get(key) if key and key not in _region_names() else None


def region(words: str, language: str = "en") -> Region | None:
    """The region of that M49 code or name."""
    words = words.strip()
    if spoken := _spoken(words, language):
        return spoken.region
    key = _key(words)
    return _regions_by_code().get(words) or _region_names().get(key) or _ADDED.get().regions.get(key)


def resolve_country(written: str, language: str = "en") -> Resolved:
    """A country as an analyst writes it; a region, a group, a former state or a place that is disputed will do."""
    found = country(written, language)
    if found is None and (area := region(written, language)) is not None:
        return _as_region(written, area)
    found = found or _native(written)
    if found is None:
        return Resolved(written, None, written, known=False)
    return Resolved(written, found.alpha2, found.name if _CODE.fullmatch(written.strip()) else written)


def resolve_region(written: str, language: str = "en") -> Resolved:
    """A region as an analyst writes it; a country is a region too."""
    found = region(written, language)
    return _as_region(written, found) if found is not None else resolve_country(written, language)


def _as_region(written: str, found: Region) -> Resolved:
    return Resolved(written, found.code, found.name if written.strip() == found.code else written)


def same_place(one: str, other: str, language: str = "en") -> bool:
    """Whether two ways to write a region, a group or a place mean the same one."""
    first, second = region(one, language), region(other, language)
    return first is not None and first is second


def similar_countries(words: str, language: str = "en") -> tuple[str, ...]:
    """Names that look alike, for a hint; never to be taken unasked."""
    names = {key: found.name for key, found in _country_names().items()}
    return _similar(words, names | {key: each.written for key, each in _names_in(language).items() if each.country})


def similar_regions(words: str, language: str = "en") -> tuple[str, ...]:
    """Names of regions that look alike, for a hint."""
    names = {key: found.name for key, found in _region_names().items()}
    return _similar(words, names | {key: each.written for key, each in _names_in(language).items() if each.region})


def _similar(words: str, names: dict[str, str]) -> tuple[str, ...]:
    from difflib import get_close_matches

    found = get_close_matches(_key(words)[:80], names, n=3, cutoff=0.8)
    return tuple(dict.fromkeys(names[key] for key in found))


@lru_cache(maxsize=4096)
def _key(words: str) -> str:
    """Letters and digits only, without accents; `the` before a name says nothing."""
    if words.isascii():
        plain = words.casefold().translate(_ASCII)
    else:
        plain = (
            unicodedata.normalize("NFKD", words.casefold())
            .translate(_SILENT)
            .replace("&", " and ")
            .replace("+", " plus ")
        )
        plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    parts = plain.split()
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)


# --- the tables ------------------------------------------------------------------------------------


@cache
def countries() -> tuple[Country, ...]:
    """All of them, by alpha-2."""
    return tuple(
        Country(alpha2, alpha3, numeric, region, name, several(aliases))
        for alpha2, alpha3, numeric, region, name, aliases in table_rows("countries.tsv", 6)
    )


@cache
def regions() -> tuple[Region, ...]:
    """Those of M49 first, then named groups and areas."""
    rows = table_rows("regions.tsv", 5)
    return tuple(Region(row[0] or None, row[1] or None, row[2], several(row[3]), row[4]) for row in rows)


@cache
def _codes() -> dict[str, Country]:
    found = {code: each for each in countries() for code in (each.alpha2, each.alpha3)}
    # Codes that are reserved for a country whose code is another.
    return found | {"UK": found["GB"], "EL": found["GR"]}


@cache
def _country_names() -> dict[str, Country]:
    found = {_key(name): each for each in countries() for name in each.aliases}
    return found | {_key(each.name): each for each in countries()}


@cache
def _native_names() -> dict[str, Country]:
    """What countries are called in their own official languages; a name that two have is nobody's."""
    from babel.languages import get_official_languages

    found: dict[str, Country | None] = {}
    for each in countries():
        for language in get_official_languages(each.alpha2, regional=False, de_facto=True):
            if name := _territories(language).get(each.alpha2):
                key = _key(name)
                found[key] = each if found.get(key, each) is each else None
    return {key: each for key, each in found.items() if each is not None}


# --- in the language of a briefing ------------------------------------------------------------------


class _Spoken(Struct, frozen=True):
    """What a language means by a name: a country, a region, or both, and how it is written."""

    written: str
    country: Country | None = None
    region: Region | None = None


_GROUPS = {"EU": "European Union", "EZ": "Euro area", "UN": "United Nations"}
"""Groups that CLDR names among the countries."""
_BOTH = re.compile(r" ?[(（)）]")
"""Parts the two names of Myanmar, the one country that CLDR gives two."""


def _spoken(words: str, language: str) -> _Spoken | None:
    """What a language means by a name: what its own region calls so before what all the regions do that speak it."""
    if is_english(language) or not (key := _key(words)):
        return None
    return _names_in(language).get(key) or _names_wherever(primary_language(language)).get(key)


@cache
def _names_in(language: str) -> Mapping[str, _Spoken]:
    """Names of countries and regions by their letters. None in English, whose names the tables have."""
    locale = None if is_english(language) else locale_of(language)
    return _gathered([str(locale)] if locale else [])


@cache
def _names_wherever(language: str) -> Mapping[str, _Spoken]:
    """Those of every region that speaks a language: `Asie orientale` is Canadian in CLDR, and good French."""
    from babel.localedata import locale_identifiers

    return _gathered(each for each in locale_identifiers() if each.partition("_")[0] == language)


def _gathered(locales: Iterable[str]) -> Mapping[str, _Spoken]:
    """A name that two countries share, or two regions, is nobody's."""
    found: dict[str, _Spoken | None] = {}
    for locale in locales:
        for code, name in _territories(locale).items():
            for written in (name, *_BOTH.split(name)) if code == "MM" else (name,):
                if key := _key(written):
                    found[key] = _both(found.get(key, _Spoken(written)), _meant(written, code))
    return {key: each for key, each in found.items() if each and (each.country or each.region)}


def _meant(written: str, code: str) -> _Spoken:
    area = _regions_by_code().get(code) or _region_names().get(_key(_GROUPS.get(code, "")))
    return _Spoken(written, _codes().get(code), area)


def _both(one: _Spoken | None, other: _Spoken) -> _Spoken | None:
    """One meaning of two, where they are not at odds."""
    if one is None or (one.country and other.country and one.country is not other.country):
        return None
    if one.region and other.region and one.region is not other.region:
        return None
    return _Spoken(one.written, one.country or other.country, one.region or other.region)


def _territories(language: str) -> Mapping[str, str]:
    """What a language calls countries. With what it inherits: Babel keeps what is loaded without as all there is of it, and
    patterns of numbers and lists would be missing from then on."""
    from babel.localedata import exists, load

    names: Mapping[str, str] = load(language).get("territories", {}) if exists(language) else {}
    return names


@cache
def _regions_by_code() -> dict[str, Region]:
    return {each.code: each for each in regions() if each.code}


@cache
def _region_names() -> dict[str, Region]:
    found = {_key(name): each for each in regions() for name in each.aliases}
    return found | {_key(each.name): each for each in regions()}
