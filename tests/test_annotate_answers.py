"""Answers that say only what is new: the page has all of it afterwards, letter for letter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from annotate_told import whole
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.annotate.answers import Answers, change_of, json_bytes

LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, 1.0, 0.5]) | st.text(max_size=3)
KEYS = st.sampled_from(["a", "b", "is", "keys", "__proto__"])
VALUES = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=4) | st.dictionaries(KEYS, each, max_size=4), max_leaves=12
)


def sent(value: Any) -> Any:
    return json.loads(json_bytes(value))


def told_after(old: Any, new: Any) -> Any:
    """What a page has that was told the one, and then the other."""
    answers = Answers()
    first = json.loads(answers.answer({"value": old}, ""))
    return whole(json.loads(answers.answer({"value": new}, first["serial"])), first)["value"]


@settings(max_examples=400, deadline=None)
@given(VALUES, VALUES)
def test_what_is_new_makes_the_one_value_of_the_other(old: Any, new: Any) -> None:
    assert json.dumps(told_after(old, new)) == json.dumps(sent(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param([1, [True]], [1, [1]], id="a number for a yes"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="another order"),
        pytest.param((1, 2, 3, 4), (1, 3, 4), id="one less within"),
        pytest.param({"a": "\ud83d"}, {"a": "\ude00"}, id="halves of characters"),
    ],
)
def test_values_that_look_equal_are_told_apart(old: Any, new: Any) -> None:
    assert json.dumps(told_after(old, new)) == json.dumps(sent(new))


def test_of_a_long_list_only_the_item_that_changed_is_sent() -> None:
    old = [{"loc": ["a", n], "name": f"Actor {n}"} for n in range(400)]
    new = [*old[:200], {"loc": ["a", 200], "name": "Another"}, *old[201:]]
    assert len(json_bytes(change_of(old, new))) < 100


def test_a_page_that_has_nothing_of_this_server_is_told_all() -> None:
    answers = Answers()
    first = json.loads(answers.answer({"a": 1}, "other-1,"))
    assert first == {"a": 1, "serial": first["serial"]}


def test_a_page_is_told_what_is_new_since_the_latest_that_it_has() -> None:
    answers = Answers()
    told = json.loads(answers.answer({"a": [1, 2], "b": {}}, ""))
    for value in ({"a": [1, 3], "b": {}}, {"a": [3], "c": None}, {"a": [3], "c": None}):
        answer = json.loads(answers.answer(value, f"{told['serial']},of-another-kind"))
        assert answer["since"] == told["serial"]
        told = whole(answer, told)
        assert {key: each for key, each in told.items() if key != "serial"} == value


def test_what_was_said_long_ago_is_said_again() -> None:
    answers = Answers()
    first = json.loads(answers.answer({"a": 0}, ""))
    for number in range(1, 6):
        last = json.loads(answers.answer({"a": number}, first["serial"]))
    assert last["a"] == 5
