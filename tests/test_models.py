"""The models: pydantic's own, strict, frozen and closed, with all that pydantic gives to one."""

import pickle

import pydantic
import pytest
from pydantic import TypeAdapter, ValidationError

from briefgen.schema.briefing import Actor, Briefing, Evidence, ResolvedPlace
from briefgen.schema.input import Article, BriefingInput, EventEntry, Remark
from briefgen.schema.marking import Marking
from briefgen.theme import Theme

NORWAY = ResolvedPlace(written="NO", code="NO", name="Norway")


@pytest.mark.parametrize("model", [BriefingInput, Article, EventEntry, Marking, Actor, Briefing, Theme])
def test_every_model_is_one_of_pydantic_s(model: type) -> None:
    assert issubclass(model, pydantic.BaseModel)


def test_models_are_made_of_valid_fields_alone() -> None:
    with pytest.raises(ValidationError) as failure:
        ResolvedPlace(written="", name=3, more=1)  # type: ignore[call-arg, arg-type]
    assert {(error["loc"], error["type"]) for error in failure.value.errors()} == {
        (("written",), "string_too_short"),
        (("name",), "string_type"),
        (("more",), "extra_forbidden"),
    }


def test_models_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        NORWAY.name = "Sweden"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        del NORWAY.name
    assert NORWAY.name == "Norway"


def test_models_are_equal_by_their_values() -> None:
    same = ResolvedPlace(written="NO", code="NO", name="Norway")
    assert (same == NORWAY, hash(NORWAY) == hash(same)) == (True, True)
    assert ResolvedPlace(written="NO", name="Norway") != NORWAY
    assert NORWAY != ("NO", "NO", "Norway")


def test_a_copy_differs_only_where_it_is_reported_to() -> None:
    actor = Actor(id="P-1", name="A", country=NORWAY)
    copy = actor.model_copy(update={"name": "B"})
    assert (copy.name, copy.country, copy.aliases, actor.name) == ("B", NORWAY, (), "A")
    assert Actor.model_validate_json(copy.model_dump_json()) == copy


def test_a_copy_shares_its_parts_and_a_deep_one_has_its_own() -> None:
    actor = Actor(id="P-1", name="A", country=NORWAY)
    flat, deep = actor.model_copy(), actor.model_copy(deep=True)
    assert flat == actor == deep
    assert flat is not actor
    assert flat.country is actor.country
    assert deep.country is not actor.country


def test_a_model_knows_which_of_its_fields_were_given() -> None:
    assert ResolvedPlace(written="NO", name="Norway").model_fields_set == {"written", "name"}
    assert NORWAY.model_copy(update={"code": None}).model_fields_set == {"written", "code", "name"}
    assert Remark.model_validate("words").model_fields_set == {"text"}


def test_strictness_can_be_left_out_for_once() -> None:
    given = {"annotation": "a", "article": "A1", "paragraph": "1", "reference": "A1¶1", "quote": "q"}
    with pytest.raises(ValidationError) as failure:
        Evidence.model_validate(given)
    assert [error["type"] for error in failure.value.errors()] == ["int_type"]
    assert Evidence.model_validate(given, strict=False).paragraph == 1


def test_models_are_sent_to_other_processes_whole() -> None:
    actor = Actor(id="P-1", name="A", country=NORWAY)
    sent = pickle.loads(pickle.dumps(actor))
    assert sent == actor
    assert sent.model_fields_set == actor.model_fields_set


def test_other_models_may_have_fields_of_these_types() -> None:
    assert NORWAY.model_dump() == {"written": "NO", "code": "NO", "name": "Norway"}
    assert set(ResolvedPlace.model_json_schema()["properties"]) == {"written", "code", "name"}
    places = TypeAdapter(tuple[ResolvedPlace, ...])
    assert places.validate_python((NORWAY, {"written": "x", "name": "y"})) == (
        NORWAY,
        ResolvedPlace(written="x", name="y"),
    )
    with pytest.raises(ValidationError):
        places.validate_python(({"written": "x"},))


def test_a_model_shows_its_fields() -> None:
    assert repr(NORWAY) == "ResolvedPlace(written='NO', code='NO', name='Norway')"
