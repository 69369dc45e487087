"""An organisation's own table of names in, the names that it adds out; each that cannot be added is a finding with its place.

The file is TOML and lies beside the configuration that names it, or below. A name stands for a country or a region that
is known, or for itself. It never takes a name that stands for something else already.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefgen.diagnostics import Diagnostic, InputError, UsageError
from briefgen.names import country, region, similar_countries, similar_regions
from briefgen.readers.places import Loc, Places
from briefgen.readers.recoding import recoded
from briefgen.readers.source import decode, file_inside, read_bytes
from briefgen.readers.toml_nodes import read_toml
from briefgen.readers.validation import validate
from briefgen.schema.own_names import OwnNames

_LIMIT = 2**20
AddedName = tuple[str, str, str]
"""`countries` or `regions`, the name, what it stands for; nothing where it stands for itself."""


def read_own_names(folder: Path, written: str, shown: str) -> tuple[AddedName, ...]:
    """The names that a file adds, which is named in a configuration of the folder. InputError where it lies elsewhere
    or cannot be read, UsageError with all that is wrong in it."""
    path = file_inside(folder, written)
    if path is None:
        raise InputError(
            Diagnostic("BG802", "`names` is not a file beside the configuration", Places(shown).at(()), hint=_HINT)
        )
    with recoded("BG801", InputError):
        value, places = read_toml(decode(read_bytes(path, shown, _LIMIT), shown), shown, "BG801")
    with recoded("BG802", UsageError):
        given = validate(OwnNames, value, places, error=UsageError)
    if found := list(_unfit(given, places)):
        raise UsageError(found)
    return tuple(
        (kind, name, meant)
        for kind, named in (("countries", given.countries), ("regions", given.regions))
        for name, meant in named.items()
    )


_HINT = "Name a file that lies beside briefgen.toml, or below."


def _unfit(given: OwnNames, places: Places) -> Iterator[Diagnostic]:
    for name, meant in given.countries.items():
        known, taken = country(meant), country(name)
        loc: Loc = ("countries", name)
        if known is None:
            yield _unknown(meant, "country", similar_countries(meant), loc, places)
        elif taken is not None and taken is not known:
            yield _taken(name, taken.name, loc, places)
        elif taken is None and region(name) is not None:
            yield _taken(name, region(name).name, loc, places)  # type: ignore[union-attr]
    for name, meant in given.regions.items():
        area, held = region(meant) if meant else None, region(name)
        loc = ("regions", name)
        if meant and area is None:
            yield _unknown(meant, "region", similar_regions(meant), loc, places)
        elif held is not None and held is not area:
            yield _taken(name, held.name, loc, places)


def _unknown(meant: str, what: str, similar: tuple[str, ...], loc: Loc, places: Places) -> Diagnostic:
    hint = f"Did you mean {' or '.join(similar)}?" if similar else f"Write a {what} that is known, by its name or code."
    return Diagnostic("BG802", f"“{meant}” is not a known {what}", places.at(loc), hint=hint)


def _taken(name: str, other: str, loc: Loc, places: Places) -> Diagnostic:
    hint = "A table of your own adds names; leave this one out."
    return Diagnostic("BG802", f"“{name}” stands for {other} already", places.key(loc), hint=hint)
