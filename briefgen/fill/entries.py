"""Annotations and the analyst's own lists in, the briefing's entries out, numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from briefgen.diagnostics import Diagnostic
from briefgen.fill.anchoring import AnchoredAnnotation
from briefgen.fill.merging import Group, Mention, folded, group, merge
from briefgen.fill.resolving import Resolver
from briefgen.readers.places import Loc
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.briefing import Actor, Agreement, Capability, Entry, Event, Evidence, Place, RegionalImplication
from briefgen.schema.marking import highest
from briefgen.schema.vocabulary import Kind

Support = Callable[[Sequence[str], Loc], list[AnchoredAnnotation]]


class _Section(Struct, frozen=True):
    """How one kind of annotation becomes entries."""

    kind: Kind
    list: str
    """The input's own list, and the briefing's field."""
    title: str
    """The field that names an entry."""
    letter: str
    model: type[Entry]


_SECTIONS = (
    _Section("actor", "key_actors", "name", "A", Actor),
    _Section("agreement", "agreements", "name", "G", Agreement),
    _Section("capability", "capabilities", "name", "C", Capability),
    _Section("implication", "regional_implications", "statement", "I", RegionalImplication),
    _Section("event", "events", "what", "E", Event),
)


class Entries(Struct, frozen=True):
    """The filled lists, and where they come from."""

    lists: dict[Kind, tuple[Any, ...]] = field(default_factory=dict)
    entry_of: dict[str, str] = field(default_factory=dict)
    """Id of an annotation to the id of the entry it fills."""
    locations: dict[str, tuple[Loc, ...]] = field(default_factory=dict)

    @property
    def actors(self) -> tuple[Actor, ...]:
        return self.lists["actor"]

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        return self.lists["agreement"]

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        return self.lists["capability"]

    @property
    def implications(self) -> tuple[RegionalImplication, ...]:
        return self.lists["implication"]

    @property
    def events(self) -> tuple[Event, ...]:
        return self.lists["event"]


def fill_entries(
    read: ReadInput,
    annotations: Mapping[str, AnchoredAnnotation],
    support: Support,
    resolver: Resolver,
    findings: list[Diagnostic],
) -> Entries:
    """All five lists."""
    entries = Entries()
    in_place = sorted(annotations.values(), key=lambda each: each.position)
    for section in _SECTIONS:
        mentions = [Mention(each.written, each.loc, each) for each in in_place if each.written.kind == section.kind]
        mentions += _own(read, section, support)
        groups = group(mentions, section.title, read.places, findings)
        for found in groups:
            merge(found, section.title, section.list, read.places, findings)
        if section.kind == "event":
            groups.sort(key=lambda found: found.values.get("date") or "~")  # the undated last
        entries.lists[section.kind] = tuple(
            _entry(section, number, found, resolver, entries) for number, found in enumerate(groups, 1)
        )
    return entries


def _own(read: ReadInput, section: _Section, support: Support) -> list[Mention]:
    """The entries of the analyst's own list."""
    mentions = []
    for number, written in enumerate(getattr(read.input, section.list)):
        loc: Loc = (section.list, number)
        mentions.append(Mention(written, loc, support=support(written.evidence, (*loc, "evidence"))))
    return mentions


def _entry(section: _Section, number: int, found: Group, resolver: Resolver, entries: Entries) -> Entry:
    name = f"{section.letter}-{number}"
    for mention in found.mentions:
        if mention.annotation:
            entries.entry_of[mention.annotation.id] = name
    entries.locations[name] = tuple(mention.loc for mention in found.all)
    evidence: tuple[Evidence, ...] = tuple(each.evidence for each in found.support if each.evidence)
    marks = [m.annotation.portion if m.annotation else m.portion for m in found.all if m.annotation or m.portion]
    portion = highest(resolver.read.input.marking, marks)
    return section.model(id=name, evidence=evidence, portion=portion, **_resolved(found, resolver))


def _resolved(found: Group, resolver: Resolver) -> dict[str, Any]:
    """The merged values, with countries, regions and likelihoods for what they stand for."""
    values = dict(found.values)
    if "country" in values:
        values["country"] = resolver.country(values["country"], found.origin["country"])
    if "likelihood" in values:
        values["likelihood"] = resolver.likelihood(values["likelihood"], found.origin["likelihood"])
    if "regions" in values:
        values["regions"] = _places(found, "regions", resolver.region)
    if "countries" in values:
        values["countries"] = _places(found, "countries", resolver.country)
    return values


def _places(found: Group, name: str, resolve: Callable[[str, Loc], Place | None]) -> tuple[Place, ...]:
    """Each place once, though it be written in two ways."""
    where = {
        folded(word): (*mention.loc, name, number)
        for mention in reversed(found.all)
        for number, word in enumerate(getattr(mention.fields, name))
    }
    places: dict[str, Place] = {}
    for word in found.values[name]:
        if place := resolve(word, where[folded(word)]):
            places.setdefault(place.code or folded(word), place)
    return tuple(places.values())
