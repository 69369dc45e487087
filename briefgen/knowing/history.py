"""Inputs and a register in, the names that they know out: each with its aliases and what is steady about it.

The newest briefing's word counts, and the register's before any. Where they differ it is reported, and settled by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from msgspec import Struct, field

from briefgen.anchor import folded
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.fill.anchoring import anchor_articles
from briefgen.readers.register import REGISTER_LISTS
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.kinds import lists
from briefgen.schema.register import RegisterFile
from briefgen.settings import Register


def _steady_fields(section: str) -> tuple[str, ...]:
    model = get_args(RegisterFile.model_fields[section].annotation)[0]
    return tuple(name for name in model.model_fields if name not in ("name", "aliases"))


STEADY: Mapping[str, tuple[str, ...]] = {kind: _steady_fields(section) for kind, section in REGISTER_LISTS.items()}
"""Kind to the fields that a register holds of it."""
_REGISTER = "~"
"""Sorts after every day."""


class NameUse(Struct, frozen=True):
    """What one place says of a name."""

    kind: str
    name: str
    aliases: tuple[str, ...]
    fields: Mapping[str, Any]
    day: str
    """Of its briefing."""
    place: Place


class KnownName(Struct):
    """A thing that has a name."""

    kind: str
    name: str
    aliases: dict[str, str] = field(default_factory=dict)
    """As they are compared, to how they are written."""
    fields: dict[str, tuple[Any, NameUse]] = field(default_factory=dict)
    """Field to its newest value, and where it is said."""
    is_registered: bool = False


class KnownNames(Struct):
    """All of them, and what is in conflict."""

    names: list[KnownName] = field(default_factory=list)
    conflicts: list[Diagnostic] = field(default_factory=list)


def uses_in(read: ReadInput) -> Iterator[NameUse]:
    """What an input says of actors, agreements and capabilities."""
    day = read.input.date.isoformat()
    for article in anchor_articles(read, []):
        for each in article.annotations:
            yield from _use(each.written, each.written.kind, day, read.places.at(each.loc))
    for row, entries in lists(read.input):
        for number, entry in enumerate(entries):
            yield from _use(entry, row.name, day, read.places.at((row.list, number)))


def _use(written: Any, kind: str, day: str, place: Place) -> Iterator[NameUse]:
    if kind in STEADY:
        said = {name: getattr(written, name) for name in STEADY[kind]}
        fields = {name: value for name, value in said.items() if value not in (None, ())}
        yield NameUse(kind, written.name, written.aliases, fields, day, place)


def uses_of(register: Register) -> Iterator[NameUse]:
    """What a register says."""
    for each in register.names:
        yield NameUse(each.kind, each.name, each.aliases, dict(each.fields), _REGISTER, Place(register.file))


def known_names(uses: Iterable[NameUse]) -> KnownNames:
    """One thing for each name, and for the names that its aliases are. An alias of two things stands for none."""
    newest = sorted(uses, key=lambda use: use.day, reverse=True)
    found = KnownNames()
    owners = _owners(newest, found.conflicts)
    things: dict[tuple[str, str], KnownName] = {}
    for use in newest:
        key = _owner(owners, use.kind, folded(use.name))
        thing = things.get(key)
        if thing is None:
            thing = things[key] = KnownName(use.kind, use.name, is_registered=use.day == _REGISTER)
        _take(thing, use, owners, found.conflicts)
    found.names = [*things.values()]
    return found


Owners = dict[tuple[str, str], tuple[str, str]]
"""Kind and alias to the kind and name that it stands for."""


def _owners(uses: list[NameUse], conflicts: list[Diagnostic]) -> Owners:
    names = {(use.kind, folded(use.name)): use for use in uses}
    claims: dict[tuple[str, str], dict[str, NameUse]] = {}
    for use in uses:
        for alias in use.aliases:
            if folded(alias) != folded(use.name):
                claims.setdefault((use.kind, folded(alias)), {}).setdefault(folded(use.name), use)
    owners: Owners = {}
    for (kind, alias), claimed in claims.items():
        one, *others = _apart(kind, claimed, claims)
        if others and (kind, alias) not in names:
            conflicts.append(_two_things(alias, claimed[one], claimed[others[0]]))
        elif not others:
            owners[kind, alias] = (kind, one)
    return owners


def _apart(
    kind: str, claimed: Mapping[str, NameUse], claims: Mapping[tuple[str, str], Mapping[str, NameUse]]
) -> list[str]:
    """The names that claim an alias, without those that are themselves aliases of another of them."""
    others = [
        name for name in claimed if not any(other != name for other in claims.get((kind, name), {}) if other in claimed)
    ]
    return others or [next(iter(claimed))]


def _owner(owners: Owners, kind: str, name: str) -> tuple[str, str]:
    """The name that a name stands for in the end."""
    seen = {name}
    while (kind, name) in owners and owners[kind, name][1] not in seen:
        name = owners[kind, name][1]
        seen.add(name)
    return kind, name


def _take(thing: KnownName, use: NameUse, owners: Owners, conflicts: list[Diagnostic]) -> None:
    for name in (use.name, *use.aliases):
        key = folded(name)
        if key != folded(thing.name) and (key == folded(use.name) or (use.kind, key) in owners):
            thing.aliases.setdefault(key, name)
    for field_name, value in use.fields.items():
        held, by = thing.fields.setdefault(field_name, (value, use))
        if not _is_same(held, value):
            conflicts.append(_two_values(thing, field_name, held, by, value, use))


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return {*map(folded, one)} == {*map(folded, other)}
    return folded(str(one)) == folded(str(other))


def _two_values(thing: KnownName, name: str, held: Any, by: NameUse, value: Any, use: NameUse) -> Diagnostic:
    where = "the register" if by.day == _REGISTER else by.day
    message = f"`{name}` of “{thing.name}” is “{_said(value)}” here, “{_said(held)}” in {where}"
    hint = (
        "The register is left as it is."
        if by.day == _REGISTER
        else "The newer one is taken. Change it in the register."
    )
    return Diagnostic("BG039", message, use.place, Severity.NOTE, hint)


def _two_things(alias: str, one: NameUse, other: NameUse) -> Diagnostic:
    message = f"“{alias}” is an alias of “{one.name}” and of “{other.name}”"
    return Diagnostic(
        "BG039", message, other.place, Severity.NOTE, "It is left out, for nobody can tell which is meant."
    )


def _said(value: Any) -> str:
    words = "; ".join(value) if isinstance(value, tuple) else str(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
