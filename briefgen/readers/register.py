"""A register of names in, its names with what is steady about them out; all that is wrong in it as findings with places.

The file is YAML and lies beside the configuration that names it, or below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, InputError, UsageError
from briefgen.kinds import Kind
from briefgen.names import country, similar_countries
from briefgen.readers.places import Places
from briefgen.readers.recoding import recoded
from briefgen.readers.source import file_inside, read_bytes
from briefgen.readers.steady import registered
from briefgen.readers.validation import validate
from briefgen.readers.yaml_reader import read_yaml
from briefgen.schema.register import RegisterFile
from briefgen.settings import Register, RegisteredName

REGISTER_LIMIT = 8 * 2**20
REGISTER_LISTS: dict[Kind, str] = {"actor": "actors", "agreement": "agreements", "capability": "capabilities"}
"""Kind to the list of a register that holds it."""
_EMPTY = "`briefgen register inputs/` makes one; `actors: []` is one without names."
_HINT = "Name a file that lies beside briefgen.toml, or below. `briefgen register inputs/` makes one."


def read_register(folder: Path, written: str, shown: str) -> Register:
    """The register that a configuration of the folder names. InputError where it lies elsewhere, UsageError with all
    that is wrong in it."""
    path = file_inside(folder, written)
    if path is None:
        found = Diagnostic(
            "BG802", "`register` is not a file beside the configuration", Places(shown).at(()), hint=_HINT
        )
        raise InputError(found)
    data = read_bytes(path, shown, REGISTER_LIMIT)
    return replace(register_of(data, shown), file=written, sha256=hashlib.sha256(data).hexdigest())


def register_of(data: bytes, shown: str) -> Register:
    """The register that a file's bytes hold. UsageError with all that is wrong in it."""
    with recoded("BG801", InputError, lambda found: {"hint": _EMPTY} if found.code == "BG008" else {}):
        value, places = read_yaml(data, shown, limit=REGISTER_LIMIT)
    with recoded("BG802", UsageError):
        given = validate(RegisterFile, {} if value is None else value, places, error=UsageError)
    names = {kind: tuple(_names(kind, given)) for kind in REGISTER_LISTS}
    if found := [*_unknown_countries(given, places), *_shared_names(names, places)]:
        raise UsageError(found)
    return Register(names=tuple(each for listed in names.values() for each in listed))


def _names(kind: Kind, given: RegisterFile) -> Iterator[RegisteredName]:
    entries = getattr(given, REGISTER_LISTS[kind])
    for each in entries:
        fields = {key: value for key, value in each if key not in ("name", "aliases") and value not in (None, ())}
        yield registered(kind, each.name, each.aliases, fields)


def _unknown_countries(given: RegisterFile, places: Places) -> Iterator[Diagnostic]:
    for number, actor in enumerate(given.actors):
        if actor.country is not None and country(actor.country) is None:
            similar = similar_countries(actor.country)
            hint = f"Did you mean {' or '.join(similar)}?" if similar else "Write a country by its name or code."
            place = places.at(("actors", number, "country"))
            yield Diagnostic("BG802", f"“{actor.country}” is not a known country", place, hint=hint)


def _shared_names(names: dict[Kind, tuple[RegisteredName, ...]], places: Places) -> Iterator[Diagnostic]:
    """A name or alias that stands for two of one kind, so that nobody knows which is meant."""
    for kind, entries in names.items():
        section = REGISTER_LISTS[kind]
        owners: dict[str, int] = {}
        for number, each in enumerate(entries):
            for key in each.keys:
                first = owners.setdefault(key, number)
                if first != number:
                    line = places.at((section, first)).line
                    message = f"“{key}” stands for “{entries[first].name}” and for “{each.name}”"
                    hint = f"Take it from one of them (the other is in line {line}), or make one of the two."
                    yield Diagnostic("BG802", message, places.at((section, number)), hint=hint)
