"""Mentions of things in, groups out: those with one name or a shared alias are one thing, their fields merged.

In a group the first mention's value stands and later ones complete what is empty; lists are united.
Where two mentions differ it is a warning, unless the analyst's own list has the field: that settles it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from msgspec import Struct, field

from briefgen.anchor import folded
from briefgen.diagnostics import Diagnostic, Severity
from briefgen.fill.anchoring import AnchoredAnnotation
from briefgen.fill.resolving import same_country
from briefgen.readers.places import Loc, Places
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.base import Model
from briefgen.schema.kinds import EntryKind

_ANCHOR_FIELDS = frozenset({"kind", "id", "quote", "prefix", "suffix", "occurrence", "evidence", "portion", "draft"})


class Mention(Struct, frozen=True):
    """One place in an input that speaks of a thing."""

    fields: Model
    loc: Loc
    annotation: AnchoredAnnotation | None = None
    """None for an entry of the analyst's own list."""
    support: Sequence[AnchoredAnnotation] = ()

    @property
    def portion(self) -> str | None:
        """The portion mark that stands at it."""
        mark: str | None = getattr(self.fields, "portion")  # noqa: B009
        return mark

    def value(self, name: str) -> Any:
        """None where the mention says nothing."""
        value = getattr(self.fields, name)
        return None if value == () else value


class Group(Struct, dict=True):
    """What is one thing: its mentions in the order of the articles, and the analyst's own entries."""

    mentions: list[Mention] = field(default_factory=list)
    own: list[Mention] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    origin: dict[str, Loc] = field(default_factory=dict)
    """Where each value comes from; of a list, where it was first given."""

    # Asked for once all mentions are known.

    @cached_property
    def all(self) -> list[Mention]:
        return [*self.mentions, *self.own]

    @cached_property
    def support(self) -> list[AnchoredAnnotation]:
        """The annotations behind it, in the order of article and position."""
        found = [m.annotation for m in self.mentions if m.annotation]
        found += [each for mention in self.own for each in mention.support]
        if len(found) == 1:
            return found
        return sorted({each.id: each for each in found}.values(), key=lambda each: each.position)

    @property
    def position(self) -> tuple[int, int, int]:
        """Where it first appears; without a passage, after all that have one."""
        support = self.support
        return support[0].position if support else (1 << 62, 0, 0)


# --- which mentions are one thing --------------------------------------------------------------------


def group(mentions: Sequence[Mention], kind: EntryKind, places: Places, findings: list[Diagnostic]) -> list[Group]:
    """The groups, by first appearance."""
    roots = list(range(len(mentions)))
    owner: dict[str, tuple[int, bool]] = {}
    keys = _dated_keys(mentions, kind.title) if kind.dated else _keys(mentions, kind.title)
    for number, names in enumerate(keys):
        for name, is_alias in names.items():
            first, first_is_alias = owner.setdefault(name, (number, is_alias))
            if _root(roots, first) == _root(roots, number):
                continue
            if is_alias and first_is_alias:
                findings.append(_alias_clash(mentions[first], mentions[number], kind.title, places))
            roots[_root(roots, number)] = _root(roots, first)
    groups: dict[int, Group] = {}
    for number, mention in enumerate(mentions):
        found = groups.setdefault(_root(roots, number), Group())
        (found.mentions if mention.annotation else found.own).append(mention)
    return sorted(groups.values(), key=lambda each: each.position)


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


def _keys(mentions: Sequence[Mention], title: str) -> list[dict[str, bool]]:
    """For each mention the names it goes by, and whether each is an alias."""
    keys = []
    for mention in mentions:
        own = folded(getattr(mention.fields, title))
        aliases = (folded(alias) for alias in getattr(mention.fields, "aliases", ()))
        keys.append({own: False, **{alias: True for alias in aliases if alias and alias != own}})
    return keys


def _dated_keys(mentions: Sequence[Mention], title: str) -> list[dict[str, bool]]:
    """An event is what and when; the analyst's own entry may correct when, where `what` says which is meant."""
    whens: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.annotation:
            whens.setdefault(folded(getattr(mention.fields, title)), set()).add(_when(mention))
    keys = []
    for mention in mentions:
        what, when = folded(getattr(mention.fields, title)), _when(mention)
        known = whens.get(what, set())
        if not mention.annotation and len(known) == 1:
            when = next(iter(known))
        keys.append({f"{what}\n{when}": False})
    return keys


def _when(mention: Mention) -> str:
    return getattr(mention.fields, "date", None) or folded(getattr(mention.fields, "period", None) or "")


def _alias_clash(first: Mention, second: Mention, title: str, places: Places) -> Diagnostic:
    one, other = getattr(first.fields, title), getattr(second.fields, title)
    place = places.at((*second.loc, "aliases"))
    line = places.at((*first.loc, "aliases")).line
    hint = f"They share an alias (the other is in line {line}). If they are two, take it from one of them."
    return Diagnostic("BG302", f"“{other}” is taken for “{one}”", place, Severity.WARNING, hint)


# --- their fields as one ------------------------------------------------------------------------------


def merge(found: Group, kind: EntryKind, read: ReadInput, findings: list[Diagnostic]) -> Mapping[str, Any]:
    """Fill the group's values from its mentions."""
    first = found.all[0]
    for name in _merged_fields(type(first.fields)):
        if len(found.all) == 1:
            _take_field(found, name, first)
        else:
            _merge_field(found, name, kind, read, findings)
    if kind.has_aliases:
        found.values["aliases"] = _aliases(found, kind.title)
    return found.values


@cache
def _merged_fields(model: type[Model]) -> tuple[str, ...]:
    return tuple(name for name in model.model_fields if name not in _ANCHOR_FIELDS and name != "aliases")


def _take_field(found: Group, name: str, only: Mention) -> None:
    """Where there is but one mention, as mostly, there is nothing to merge or to settle."""
    value = only.value(name)
    if value is not None:
        found.origin[name] = (*only.loc, name)
        found.values[name] = _united(value) if isinstance(value, tuple) else value


def _merge_field(found: Group, name: str, kind: EntryKind, read: ReadInput, findings: list[Diagnostic]) -> None:
    own = [m for m in found.own if m.value(name) is not None]
    said = own or [m for m in found.mentions if m.value(name) is not None]
    if not said:
        return
    found.origin[name] = (*said[0].loc, name)
    first = said[0].value(name)
    if isinstance(first, tuple):
        found.values[name] = _united(word for mention in said for word in mention.value(name))
        return
    found.values[name] = first
    # Two names are what aliases are for, and an event's time is part of what it is.
    if name == kind.title:
        return
    thing = getattr(said[0].fields, kind.title)
    findings += [
        _conflict(thing, name, said[0], other, kind.list, read.places)
        for other in said[1:]
        if not _same(name, first, other.value(name), read.input.language)
    ]


def _same(name: str, one: Any, other: Any, language: str) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return folded(one) == folded(other) or (name == "country" and same_country(one, other, language))
    return bool(one == other)


def _conflict(thing: str, name: str, first: Mention, other: Mention, section: str, places: Places) -> Diagnostic:
    line = places.at((*first.loc, name)).line
    one, two = _short(first.value(name)), _short(other.value(name))
    message = f"two values for `{name}` of “{_short(thing)}”: “{two}” here, “{one}” in line {line}"
    settle = (
        "Keep one of the two." if first.annotation is None else f"Settle it in `{section}`: what stands there wins."
    )
    return Diagnostic(
        "BG301", message, places.at((*other.loc, name)), Severity.WARNING, f"Line {line} is used. {settle}"
    )


def _short(value: Any) -> str:
    words = str(value)
    return words if len(words) <= 60 else words[:57] + "..."


def _united(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, as first written."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(folded(word), word)
    return tuple(first.values())


def _aliases(found: Group, title: str) -> tuple[str, ...]:
    """All other names of the thing: aliases, and the names of mentions that call it otherwise."""
    names = {folded(found.values[title])}
    aliases: list[str] = []
    for mention in found.all:
        for word in (getattr(mention.fields, title), *getattr(mention.fields, "aliases", ())):
            if folded(word) not in names:
                names.add(folded(word))
                aliases.append(word)
    return tuple(aliases)
