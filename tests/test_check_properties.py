"""For any input that the schema admits, a check ends, and says the same in whatever order the keys stand."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from from_schema import values
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from briefgen.packets import InputFile
from briefgen.pipeline import examine
from briefgen.schema.export import input_schema
from briefgen.settings import Settings

SCHEMA = input_schema()
TELLING = [
    "Talks are likely to resume.",
    "War is highly probable; peace could be remote.",
    "We assess with high confidence that talks are very likely. It may rain.",
    "Pete Hegseth",
    "Hegsteh",
    "Gen Nakatani",
    "Nakatani",
    "Japan",
    "Guinea",
    "East Asia",
    "remote",
    "TLP:GREEN",
    "A1",
    "A1¶1",
    "Ahmed al-Sharaa met أحمد in 東京.\n\nA second paragraph: “could”.",
    "# briefgen: ignore BG403 -- a reason",
    "- [x]: {y} | > & * ! % @ `",
    "=1+1",
]
WORDS = st.sampled_from(TELLING) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
).filter(str.strip)
TEXT_FILE = "article.txt"


def anchored(value: dict[str, Any]) -> dict[str, Any]:
    """The input with text files that are there, and every other quote from the article's own words."""
    for article in value["articles"]:
        if article.get("text_file"):
            article["text_file"] = TEXT_FILE
        words = (article.get("text") or TELLING[0]).split()
        for annotation in article.get("annotations", ())[::2] if words else ():
            annotation["quote"] = " ".join(words[:3])
    return value


INPUTS = values(SCHEMA, WORDS).map(anchored)
_LINES = re.compile(r"lines? \d+(?:, \d+)*(?: and \d+)?")
PROFILE = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def as_yaml(value: Any, order: random.Random | None, indent: str = "") -> str:
    """A value as YAML, a key a line; with a given order, in that instead of its own."""
    match value:
        case dict():
            items = list(value.items())
            if order:
                order.shuffle(items)
            lines = [f"{indent}{_quoted(key)}: {_below(each, order, indent)}" for key, each in items]
            return "\n".join(lines) if lines else f"{indent}{{}}"
        case list():
            return "\n".join(f"{indent}- {_below(each, order, indent)}" for each in value) or f"{indent}[]"
        case str():
            return _quoted(value)
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
    return repr(value)


def _below(value: Any, order: random.Random | None, indent: str) -> str:
    words = as_yaml(value, order, f"{indent}  ")
    return f"\n{words}" if isinstance(value, (dict, list)) and value else words.strip()


def _quoted(text: str) -> str:
    safe = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}" for c in text)
    return f'"{safe}"'


def check(folder: Path, text: str, chosen: Settings) -> list[tuple[str, str, str]]:
    """(code, severity, message without the numbers of lines) of what is found."""
    path = folder / "input.yaml"
    path.write_text(text, encoding="utf-8")
    found = examine(InputFile(str(path), "input"), chosen).findings
    return sorted((each.code, each.severity.word, _LINES.sub("line", each.message)) for each in found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    (folder / TEXT_FILE).write_text("\n\n".join(TELLING), encoding="utf-8")
    return folder


@PROFILE
@given(value=INPUTS, seed=st.integers(0, 9), strict=st.booleans())
def test_any_input_that_the_schema_admits_is_checked_the_same_in_any_order_of_keys(
    folder: Path, value: dict[str, Any], seed: int, strict: bool
) -> None:
    assert not [*Draft202012Validator(SCHEMA).iter_errors(value)]
    chosen = Settings(strict=strict)
    found = check(folder, as_yaml(value, None), chosen)
    assert not [each for each in found if each[0].startswith(("BG9", "BG00", "BG01"))]
    assert check(folder, as_yaml(value, random.Random(seed)), chosen) == found
    event("filled" if not any(code.startswith("BG1") for code, *_ in found) else "refused")


@PROFILE
@given(value=INPUTS)
def test_a_check_says_the_same_twice(folder: Path, value: dict[str, Any]) -> None:
    text = as_yaml(value, None)
    assert check(folder, text, Settings()) == check(folder, text, Settings())


@PROFILE
@given(value=INPUTS)
def test_what_is_ignored_and_what_counts_make_up_what_was_found(folder: Path, value: dict[str, Any]) -> None:
    path = folder / "input.yaml"
    path.write_text(as_yaml(value, None), encoding="utf-8")
    source = InputFile(str(path), "input")
    everything, some = examine(source), examine(source, Settings(ignore=("BG4", "BG2")))
    assert sorted([*some.findings, *(each.found for each in some.ignored)], key=str) == sorted(
        everything.findings, key=str
    )
    assert all(each.is_error for each in some.findings if each.code.startswith(("BG4", "BG2")))
