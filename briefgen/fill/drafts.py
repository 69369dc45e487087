"""A draft in; what it lacks to be an annotation, and what is wrong with what is there, as notes, out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace
from pydantic_core import ValidationError

from briefgen.diagnostics import Diagnostic, Severity
from briefgen.kinds import KINDS, Kind
from briefgen.readers.drafts import AnchoredDraft, Draft
from briefgen.readers.validation import SchemaError, schema_errors, schema_findings
from briefgen.schema.base import Model
from briefgen.schema.input import AnchoredFields
from briefgen.schema.kinds import ENTRY_KINDS

_HINT = "Complete it, and accept it with `briefgen drafts`. Until then it is neither printed nor evidence."
_LACKS = frozenset({"missing", "too_short", "string_too_short"})


def finding(draft: AnchoredDraft) -> Diagnostic:
    """That there is a draft, and what it lacks."""
    what = f"draft of an annotation of kind {draft.kind}" if draft.kind else "draft of an annotation"
    where = f" at {draft.reference}" if draft.reference else ""
    lacking = f"it lacks {field_list(draft.lacks)}" if draft.lacks else "it lacks nothing"
    return Diagnostic("BG209", f"{what}{where}: {lacking}", draft.place, Severity.NOTE, _HINT)


def as_note(found: Diagnostic) -> Diagnostic:
    """Nothing that is wrong with a draft is an error yet."""
    return replace(found, severity=Severity.NOTE)


def named_kind(draft: Draft) -> Kind | None:
    """Its kind; None where none is named, or an unknown one."""
    named = draft.text("kind")
    return next((kind for kind in KINDS if kind == named), None)


def title_of(draft: Draft) -> str | None:
    """What its thing is called, or what it says."""
    kind = named_kind(draft)
    return draft.text(ENTRY_KINDS[kind].title) if kind is not None else None


def examined(draft: Draft) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The fields that a draft lacks, and notes on those that it has."""
    model, value = _expected(draft)
    lacks, found = [*_without_kind(draft)], [*_unknown_kind(draft)]
    try:
        model.model_validate(value)
    except ValidationError as problem:
        lacks += _lacking(model, schema_errors(value, problem))
        found += schema_findings(model, value, draft.places, problem, keep=lambda error: not _is_lack(model, error))
    lacks += _without_time(draft)
    return tuple(dict.fromkeys(lacks)), [as_note(each) for each in found]


def _expected(draft: Draft) -> tuple[type[Model], dict[str, Any]]:
    """The model that a draft is measured by; without a kind, what all annotations share."""
    kind = named_kind(draft)
    if kind is None:
        return AnchoredFields, {key: each for key, each in draft.value.items() if key in AnchoredFields.model_fields}
    return ENTRY_KINDS[kind].annotation, draft.value


def _without_kind(draft: Draft) -> Iterator[str]:
    if named_kind(draft) is None:
        yield "kind"


def _unknown_kind(draft: Draft) -> Iterator[Diagnostic]:
    if draft.value.get("kind") is not None and named_kind(draft) is None:
        hint = f"One of: {', '.join(KINDS)}."
        yield Diagnostic("BG104", "`kind` names no kind of annotation", draft.places.at(("kind",)), hint=hint)


def _lacking(model: type[Model], errors: list[SchemaError]) -> Iterator[str]:
    yield from (str(error.loc[0]) for error in errors if error.loc and _is_lack(model, error))


def _is_lack(model: type[Model], error: SchemaError) -> bool:
    """Whether nothing is written where something must stand."""
    if error.type == "event_without_time":
        return True
    field = model.model_fields.get(str(error.loc[0])) if len(error.loc) == 1 else None
    return field is not None and field.is_required() and (error.type in _LACKS or error.input is None)


def _without_time(draft: Draft) -> Iterator[str]:
    """Whether a time is missing shows in the model only once nothing else is."""
    kind = named_kind(draft)
    if kind is not None and ENTRY_KINDS[kind].dated and draft.value.keys().isdisjoint(("date", "period")):
        yield "date or period"


def field_list(words: tuple[str, ...]) -> str:
    """Names of fields in a sentence."""
    quoted = [" or ".join(f"`{each}`" for each in word.split(" or ")) for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
