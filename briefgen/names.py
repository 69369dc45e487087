"""A name or code of a country or region in, what it stands for out; nothing where it is not known for sure.

The tables beside this module are ours to extend: `tables/countries.tsv` and `tables/regions.tsv`. Names
are compared without regard to case, spaces, accents, quotation marks and full stops; never by
resemblance. Resemblance serves hints only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

_CODE = re.compile(r"[A-Z]{2,3}")
_SILENT = dict.fromkeys(map(ord, ".'’‘ʼ`"), "")
_ASCII = {n: " " for n in range(128) if not chr(n).isalnum()} | {ord("&"): " and "} | _SILENT


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


class Resolved(Struct, frozen=True):
    """What an analyst's words stand for."""

    written: str
    code: str | None
    """ISO 3166 alpha-2 of a country, M49 of a region, nothing for named areas."""
    name: str
    """To print: a bare code becomes the name, words stay as written."""
    known: bool = True


def country(words: str) -> Country | None:
    """The country of that code or name. Codes are codes in capitals only: `NO` is Norway, `no` is nothing."""
    words = words.strip()
    if _CODE.fullmatch(words) and (found := _codes().get(words)):
        return found
    return _country_names().get(_key(words))


def region(words: str) -> Region | None:
    """The region of that M49 code or name."""
    words = words.strip()
    return _regions_by_code().get(words) or _region_names().get(_key(words))


def resolve_country(written: str) -> Resolved:
    """A country as an analyst writes it."""
    found = country(written)
    if found is None:
        return Resolved(written, None, written, known=False)
    return Resolved(written, found.alpha2, found.name if _CODE.fullmatch(written.strip()) else written)


def resolve_region(written: str) -> Resolved:
    """A region as an analyst writes it; a country is a region too."""
    found = region(written)
    if found is not None:
        return Resolved(written, found.code, found.name if written.strip() == found.code else written)
    return resolve_country(written)


def similar_countries(words: str) -> tuple[str, ...]:
    """Names that look alike, for a hint; never to be taken unasked."""
    return _similar(words, {key: found.name for key, found in _country_names().items()})


def similar_regions(words: str) -> tuple[str, ...]:
    """Names of regions that look alike, for a hint."""
    return _similar(words, {key: found.name for key, found in _region_names().items()})


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
        plain = unicodedata.normalize("NFKD", words.casefold()).translate(_SILENT).replace("&", " and ")
        plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    parts = plain.split()
    return " ".join(parts[1:] if len(parts) > 1 and parts[0] == "the" else parts)


# --- the tables ------------------------------------------------------------------------------------


def _rows(table: str, columns: int) -> list[list[str]]:
    text = (Path(__file__).parent / "tables" / table).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [row + [""] * (columns - len(row)) for row in rows]


def _aliases(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("; ") if part)


@cache
def countries() -> tuple[Country, ...]:
    """All of them, by alpha-2."""
    return tuple(
        Country(alpha2, alpha3, numeric, region, name, _aliases(aliases))
        for alpha2, alpha3, numeric, region, name, aliases in _rows("countries.tsv", 6)
    )


@cache
def regions() -> tuple[Region, ...]:
    """Those of M49 first, then named groups and areas."""
    return tuple(Region(row[0] or None, row[1] or None, row[2], _aliases(row[3])) for row in _rows("regions.tsv", 4))


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
def _regions_by_code() -> dict[str, Region]:
    return {each.code: each for each in regions() if each.code}


@cache
def _region_names() -> dict[str, Region]:
    found = {_key(name): each for each in regions() for name in each.aliases}
    return found | {_key(each.name): each for each in regions()}
