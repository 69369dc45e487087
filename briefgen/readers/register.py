"""A register of names in, its names with what is steady about them out; all that is wrong in it as findings with places.

The file is YAML and lies beside the configuration that names it, or below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from briefgen.anchor import folded
from briefgen.diagnostics import Diagnostic, InputError, UsageError
from briefgen.kinds import Kind
from briefgen.names import country, similar_countries
from briefgen.readers.kept_register import KeptRegister
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


def read_register(folder: Path, written: str, shown: str, more: bytes = b"") -> Register:
    """The register that a configuration of the folder names; `more` names what else countries are known by. InputError where it lies elsewhere, UsageError with all
    that is wrong in it."""
    path = file_inside(folder, written)
    if path is None:
        found = Diagnostic(
            "BG802", "`register` is not a file beside the configuration", Places(shown).at(()), hint=_HINT
        )
        raise InputError(found)
    data = read_bytes(path, shown, REGISTER_LIMIT)
    kept = KeptRegister(path, data, more)
    names = kept.names()
    if names is None:
        names = register_of(data, shown).names
        kept.keep(names)
    return Register(written, hashlib.sha256(data).hexdigest(), names)


def register_of(data: bytes, shown: str) -> Register:
    """The register that a file's bytes hold. UsageError with all that is wrong in it."""
    with recoded("BG801", InputError, lambda found: {"hint": _EMPTY} if found.code == "BG008" else {}):
        value, places = read_yaml(data, shown, limit=REGISTER_LIMIT)
    with recoded("BG802", UsageError):
        given = validate(RegisterFile, {} if value is None else value, places, error=UsageError)
    if found := [*_unknown_countries(given, places), *_shared_names(given, places)]:
        raise UsageError(found)
    return Register(names=tuple(name for kind in REGISTER_LISTS for name in _names(kind, given)))


def _names(kind: Kind, given: RegisterFile) -> Iterator[RegisteredName]:
    for each in getattr(given, REGISTER_LISTS[kind]):
        fields = each.model_dump(exclude={"name", "aliases"}, exclude_defaults=True)
        yield registered(kind, each.name, each.aliases, fields)


def _unknown_countries(given: RegisterFile, places: Places) -> Iterator[Diagnostic]:
    for number, actor in enumerate(given.actors):
        if actor.country is not None and country(actor.country) is None:
            similar = similar_countries(actor.country)
            hint = f"Did you mean {' or '.join(similar)}?" if similar else "Write a country by its name or code."
            place = places.at(("actors", number, "country"))
            yield Diagnostic("BG802", f"“{actor.country}” is not a known country", place, hint=hint)


def _shared_names(given: RegisterFile, places: Places) -> Iterator[Diagnostic]:
    """A name or alias that stands for two of one kind, so that nobody knows which is meant."""
    for section in REGISTER_LISTS.values():
        owners: dict[str, int] = {}
        entries = getattr(given, section)
        for number, each in enumerate(entries):
            for key in dict.fromkeys(map(folded, (each.name, *each.aliases))):
                first = owners.setdefault(key, number)
                if first != number:
                    line = places.at((section, first)).line
                    message = f"“{key}” stands for “{entries[first].name}” and for “{each.name}”"
                    hint = f"Take it from one of them (the other is in line {line}), or make one of the two."
                    yield Diagnostic("BG802", message, places.at((section, number)), hint=hint)
