"""Annotations and the analyst's own lists in, the briefing's entries out, numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from briefgen.anchor import folded
from briefgen.diagnostics import Diagnostic, IncompleteTable
from briefgen.fill.anchoring import AnchoredAnnotation
from briefgen.fill.merging import Group, Mention, group, merge
from briefgen.fill.resolving import Resolver
from briefgen.periods import sort_key
from briefgen.readers.places import Loc
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.briefing import Entry, Evidence, ResolvedPlace
from briefgen.schema.kinds import ENTRY_KINDS, EntryKind
from briefgen.schema.marking import highest

Support = Callable[[Sequence[str], Loc], list[AnchoredAnnotation]]


class Entries(Struct, frozen=True):
    """The filled lists, and where they come from."""

    lists: dict[str, Any] = field(default_factory=dict)
    """By the field of the briefing that holds them."""
    entry_of: dict[str, str] = field(default_factory=dict)
    """Id of an annotation to the id of the entry it fills."""
    locations: dict[str, tuple[Loc, ...]] = field(default_factory=dict)


def fill_entries(
    read: ReadInput,
    annotations: Mapping[str, AnchoredAnnotation],
    support: Support,
    resolver: Resolver,
    findings: list[Diagnostic],
) -> Entries:
    """The list of every kind."""
    entries = Entries()
    in_place = sorted(annotations.values(), key=lambda each: each.position)
    for row in ENTRY_KINDS.values():
        mentions = [Mention(each.written, each.loc, each) for each in in_place if each.written.kind == row.name]
        mentions += _own(read, row, support)
        groups = group(mentions, row, read.places, findings)
        for found in groups:
            merge(found, row, read.places, findings)
        if row.dated:
            groups.sort(key=_when)
        entries.lists[row.list] = tuple(
            _entry(row, number, found, resolver, entries) for number, found in enumerate(groups, 1)
        )
    return entries


def _when(found: Group) -> str:
    """What an event sorts by; those whose time is not understood come last."""
    return found.values.get("date") or sort_key(found.values.get("period") or "") or "~"


def _own(read: ReadInput, row: EntryKind, support: Support) -> list[Mention]:
    """The entries of the analyst's own list."""
    mentions = []
    for number, written in enumerate(getattr(read.input, row.list)):
        loc: Loc = (row.list, number)
        mentions.append(Mention(written, loc, support=support(written.evidence, (*loc, "evidence"))))
    return mentions


def _entry(row: EntryKind, number: int, found: Group, resolver: Resolver, entries: Entries) -> Entry:
    name = f"{row.letter}-{number}"
    for mention in found.mentions:
        if mention.annotation:
            entries.entry_of[mention.annotation.id] = name
    entries.locations[name] = tuple(mention.loc for mention in found.all)
    evidence: tuple[Evidence, ...] = tuple(each.evidence for each in found.support if each.evidence)
    marks = [m.annotation.portion if m.annotation else m.portion for m in found.all if m.annotation or m.portion]
    portion = highest(resolver.read.input.marking, marks)
    return row.filled(id=name, evidence=evidence, portion=portion, **_resolved(found, row, resolver))


_RESOLVED: Mapping[str, Callable[[Group, str, Resolver], Any]] = {
    "country": lambda found, name, resolver: resolver.country(found.values[name], found.origin[name]),
    "likelihood": lambda found, name, resolver: resolver.likelihood(found.values[name], found.origin[name]),
    "regions": lambda found, name, resolver: _places(found, name, resolver.region),
    "countries": lambda found, name, resolver: _places(found, name, resolver.country),
}
"""Field to how its words become what they stand for."""


def unresolved(rows: Iterable[EntryKind]) -> Iterator[str]:
    """The fields that a briefing holds as what they stand for and that nothing resolves; a sentence each."""
    for row in rows:
        for name in row.resolved:
            if name not in _RESOLVED:
                yield f"{row.filled.__name__} declares {name} again, and briefgen.fill.entries does not resolve it"


if _unresolved := [*unresolved(ENTRY_KINDS.values())]:
    raise IncompleteTable("; ".join(_unresolved))


def _resolved(found: Group, row: EntryKind, resolver: Resolver) -> dict[str, Any]:
    """The merged values, with countries, regions and likelihoods for what they stand for."""
    resolved = {name: _RESOLVED[name](found, name, resolver) for name in row.resolved if name in found.values}
    return {**found.values, **resolved}


def _places(found: Group, name: str, resolve: Callable[[str, Loc], ResolvedPlace | None]) -> tuple[ResolvedPlace, ...]:
    """Each place once, though it be written in two ways."""
    where = {
        folded(word): (*mention.loc, name, number)
        for mention in reversed(found.all)
        for number, word in enumerate(getattr(mention.fields, name))
    }
    places: dict[str, ResolvedPlace] = {}
    for word in found.values[name]:
        if place := resolve(word, where[folded(word)]):
            places.setdefault(place.code or folded(word), place)
    return tuple(places.values())
