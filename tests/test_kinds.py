"""The table of kinds of entry: what is forgotten when a kind or a field is added is said, and not met by an analyst."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec.structs import replace
from pydantic import BaseModel

from briefgen.compose.bearers import BEARING_FIELDS
from briefgen.fill.entries import unresolved
from briefgen.kinds import KINDS
from briefgen.readers.prose import TEXT_FIELDS
from briefgen.readers.theme_reader import read_theme
from briefgen.schema.briefing import Actor, Briefing
from briefgen.schema.input import (
    Article,
    BriefingInput,
    CapabilityEntry,
    Dissent,
    EvidencedPoint,
    KeyJudgment,
    Question,
    Source,
)
from briefgen.schema.kinds import ENTRY_KINDS, EntryKind, missing

TEMPLATES = Path(__file__).parent.parent / "templates"
ROWS = tuple(ENTRY_KINDS.values())
ACTOR = ENTRY_KINDS["actor"]


def hints(model: type) -> dict[str, Any]:
    return get_type_hints(model)


def packet() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((TEMPLATES / "packet").glob("*.j2")))


# --- a half-done change ------------------------------------------------------------------------


def changed(**values: Any) -> tuple[EntryKind, ...]:
    return (replace(ACTOR, **values), *ROWS[1:])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS[:-1], "the kind event has no row in briefgen.schema.kinds"),
        ((*ROWS, replace(ACTOR, name="place", letter="L")), "the kind place is not among the names in briefgen.kinds"),
        (changed(letter="E"), "the letter E stands for two kinds"),
        (changed(annotation=CapabilityEntry), "Annotation in briefgen.schema.input does not offer CapabilityEntry"),
        (changed(entry=CapabilityEntry), "CapabilityEntry does not have the fields of ActorFields"),
        (changed(title="heading"), "ActorFields has no field heading, which is to name an entry of the kind actor"),
        (changed(list="people"), "BriefingInput has no field people for the kind actor"),
        (changed(list="articles_read"), "Briefing has no field articles_read for the kind actor"),
    ],
)
def test_what_a_kind_lacks_is_said(rows: tuple[EntryKind, ...], said: str) -> None:
    assert said in [*missing(rows)]


def test_nothing_is_missing() -> None:
    assert [*missing(ROWS)] == []
    assert tuple(ENTRY_KINDS) == KINDS


def test_a_field_that_stands_for_something_and_that_nothing_resolves_is_said() -> None:
    class Resolved(Actor):
        affiliation: int | None = None  # type: ignore[assignment]

    said = "Resolved declares affiliation again, and briefgen.fill.entries does not resolve it"
    assert [*unresolved(changed(filled=Resolved))] == [said]
    assert [*unresolved(ROWS)] == []


# --- what the rows name is what it is taken for -------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=KINDS)
def test_a_row_and_its_models_speak_of_one_kind(row: EntryKind) -> None:
    assert get_args(hints(row.annotation)["kind"]) == (row.name,)
    assert hints(BriefingInput)[row.list] == tuple[row.entry, ...]  # type: ignore[name-defined]
    assert hints(Briefing)[row.list] == tuple[row.filled, ...]  # type: ignore[name-defined]


@pytest.mark.parametrize("row", ROWS, ids=KINDS)
def test_fields_of_a_kind_are_declared_once(row: EntryKind) -> None:
    """But those that the briefing holds as what they stand for."""
    names = {*row.fields.model_fields}
    for model in (row.annotation, row.entry):
        assert names <= {*model.model_fields}
        assert names.isdisjoint(model.__annotations__)
    assert names.intersection(row.filled.__annotations__) == {*row.resolved}


# --- what is printed ------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["default", "letter", "one-page"])
def test_every_theme_has_a_look_for_every_kind(theme: str) -> None:
    assert tuple(read_theme(theme).theme.kinds) == KINDS


def test_no_number_of_an_entry_looks_like_an_article_or_a_judgment() -> None:
    letters = [row.letter for row in ROWS]
    assert len({*letters}) == len(KINDS) and not {"A", "K"} & {*letters}


@pytest.mark.parametrize("row", ROWS, ids=KINDS)
def test_the_packet_prints_every_kind_and_every_field_of_it(row: EntryKind) -> None:
    template = packet()
    assert re.search(rf"\bbriefing\.{row.list}\b", template), f"no section of templates/packet prints {row.list}"
    lacking = [name for name in row.fields.model_fields if not re.search(rf"\.{name}\b", template)]
    assert lacking == [], f"templates/packet prints these fields of {row.list} nowhere"


def test_the_packet_prints_every_field_of_a_judgment() -> None:
    template, elsewhere = packet(), {"id", "resolved", "draft", "portion"}
    fields = KeyJudgment.model_fields.keys() - elsewhere
    lacking = [name for name in sorted(fields) if not re.search(rf"\b(judgment|each)\.{name}\b", template)]
    assert lacking == [], "templates/packet prints these fields of a judgment nowhere"


def _free_words(model: type[BaseModel]) -> set[str]:
    """The fields of a model that take any words, one or a list of them."""
    found = set()
    for name, field in model.model_json_schema()["properties"].items():
        choices = field.get("anyOf", [field])
        texts = [each.get("items", each) for each in choices]
        if any(each.get("type") == "string" and each.get("pattern") == r"\S" for each in texts):
            found.add(name)
    return found


STATED = [*(row.fields for row in ROWS), KeyJudgment, Dissent, Question, EvidencedPoint]
"""What says something of its own, under a portion mark of its own."""
NO_PROSE = {"country", "evidence", "evidence_against", "judgments", "text_file", "supersedes"}
"""Codes, ids and paths."""


def _no_mark(name: str) -> bool:
    """Portion marks are words of a scheme."""
    return not name.endswith("portion")


@pytest.mark.parametrize("model", [*STATED, Source, Article, BriefingInput], ids=lambda model: model.__name__)
def test_a_field_of_free_words_is_known_to_those_who_look_for_lost_words(model: type[BaseModel]) -> None:
    words = set(filter(_no_mark, _free_words(model)))
    assert words
    assert words - TEXT_FIELDS - NO_PROSE == set(), "add them to TEXT_FIELDS of briefgen/readers/prose.py"


@pytest.mark.parametrize("model", STATED, ids=lambda model: model.__name__)
def test_a_field_of_free_words_is_known_to_those_who_look_for_lost_marks(model: type[BaseModel]) -> None:
    names_and_places = {"affiliation", "aliases", "holder", "location", "parties", "regions", "countries"}
    names_and_places |= {"actors", "place", "period"}
    words = set(filter(_no_mark, _free_words(model)))
    assert words - BEARING_FIELDS - names_and_places - NO_PROSE == set(), (
        "add them to BEARING_FIELDS of briefgen/compose/bearers.py"
    )
