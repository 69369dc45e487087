"""The kinds of entry, one row each: what people write of a kind, what the briefing holds of it, and what both are called.

Anchoring, filling, checks, composing and editions go through this table, so that a kind is added by its name in
`briefgen.kinds`, its models and fields in `input.py` and `briefing.py`, and its row here. Whatever of these is
forgotten is said when this module is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

from msgspec import Struct

from briefgen.diagnostics import IncompleteTable
from briefgen.kinds import ENTRY_LETTERS, KINDS, Kind
from briefgen.schema.base import Model
from briefgen.schema.briefing import Actor, Agreement, Briefing, Capability, Entry, Event, RegionalImplication
from briefgen.schema.input import (
    ActorAnnotation,
    ActorEntry,
    ActorFields,
    AgreementAnnotation,
    AgreementEntry,
    AgreementFields,
    Annotation,
    AnyAnnotation,
    BriefingInput,
    CapabilityAnnotation,
    CapabilityEntry,
    CapabilityFields,
    EventAnnotation,
    EventEntry,
    EventFields,
    ImplicationAnnotation,
    ImplicationEntry,
    ImplicationFields,
)

F = TypeVar("F", bound=Model)


class EntryKind(Struct, frozen=True):
    """One kind of entry."""

    name: Kind
    letter: str
    """Begins the numbers of its entries: `P-1`."""
    list: str
    """The field of the input that holds the analyst's own entries, and of the briefing that holds the filled ones."""
    title: str
    """The field that names an entry."""
    fields: type[Model]
    """What annotation, entry and filled entry share."""
    annotation: type[AnyAnnotation]
    entry: type[Model]
    filled: type[Entry]
    dated: bool = False
    """Whether its entries are distinguished, and sorted, by their time too."""

    @property
    def has_aliases(self) -> bool:
        """Whether an entry may go by several names."""
        return "aliases" in self.fields.model_fields

    @property
    def resolved(self) -> tuple[str, ...]:
        """Fields that people write in words and the briefing holds as what they stand for."""
        return tuple(name for name in self.filled.__annotations__ if name in self.fields.model_fields)


_ROWS = (
    EntryKind("actor", ENTRY_LETTERS["actor"], "key_actors", "name", ActorFields, ActorAnnotation, ActorEntry, Actor),
    EntryKind(
        "agreement",
        ENTRY_LETTERS["agreement"],
        "agreements",
        "name",
        AgreementFields,
        AgreementAnnotation,
        AgreementEntry,
        Agreement,
    ),
    EntryKind(
        "capability",
        ENTRY_LETTERS["capability"],
        "capabilities",
        "name",
        CapabilityFields,
        CapabilityAnnotation,
        CapabilityEntry,
        Capability,
    ),
    EntryKind(
        "implication",
        ENTRY_LETTERS["implication"],
        "regional_implications",
        "statement",
        ImplicationFields,
        ImplicationAnnotation,
        ImplicationEntry,
        RegionalImplication,
    ),
    EntryKind(
        "event", ENTRY_LETTERS["event"], "events", "what", EventFields, EventAnnotation, EventEntry, Event, dated=True
    ),
)


def missing(rows: tuple[EntryKind, ...]) -> Iterator[str]:
    """What the rows, or the models that they name, lack; a sentence each."""
    names = [row.name for row in rows]
    yield from (f"the kind {name} has no row in briefgen.schema.kinds" for name in KINDS if name not in names)
    yield from (f"the kind {name} is not among the names in briefgen.kinds" for name in names if name not in KINDS)
    letters = [row.letter for row in rows]
    yield from (f"the letter {each} stands for two kinds" for each in sorted({*letters}) if letters.count(each) > 1)
    annotations = get_args(get_args(Annotation)[0])
    for row in rows:
        if row.annotation not in annotations:
            yield f"Annotation in briefgen.schema.input does not offer {row.annotation.__name__}"
        yield from _missing_of(row)


def _missing_of(row: EntryKind) -> Iterator[str]:
    for model in (row.annotation, row.entry, row.filled):
        if not issubclass(model, row.fields):
            yield f"{model.__name__} does not have the fields of {row.fields.__name__}"
    if row.title not in row.fields.model_fields:
        yield f"{row.fields.__name__} has no field {row.title}, which is to name an entry of the kind {row.name}"
    for whole in (BriefingInput, Briefing):
        if row.list not in whole.model_fields:
            yield f"{whole.__name__} has no field {row.list} for the kind {row.name}"


def _complete(rows: tuple[EntryKind, ...]) -> Mapping[Kind, EntryKind]:
    if found := [*missing(rows)]:
        raise IncompleteTable("; ".join(found))
    return {row.name: row for row in rows}


ENTRY_KINDS = _complete(_ROWS)
"""In the order of the packet."""


def lists(whole: BriefingInput | Briefing) -> Iterator[tuple[EntryKind, tuple[Any, ...]]]:
    """Each kind, and the entries of its list."""
    for row in ENTRY_KINDS.values():
        yield row, getattr(whole, row.list)


def of_kind(given: BriefingInput, fields: type[F]) -> Iterator[tuple[tuple[str | int, ...], F]]:
    """All that an input says of one kind, by the class of its fields, and where: annotations first, then entries."""
    row = next(each for each in ENTRY_KINDS.values() if each.fields is fields)
    for a, article in enumerate(given.articles):
        for b, annotation in enumerate(article.annotations):
            if annotation.kind == row.name:
                yield ("articles", a, "annotations", b), annotation  # type: ignore[misc]
    for index, entry in enumerate(getattr(given, row.list)):
        yield (row.list, index), entry
