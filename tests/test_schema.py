"""The schemas: current, complete, and of one mind with the models."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from briefgen.fill import fill
from briefgen.readers.yaml_reader import read_input, read_yaml
from briefgen.schema import export
from briefgen.schema.vocabulary import LIKELIHOOD_TERMS, SCALES

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

ROOT = Path(__file__).parent.parent
INPUTS = sorted((ROOT / "inputs").rglob("*.yaml"))
THEMES = sorted((ROOT / "templates" / "themes").glob("*.yaml"))


def plain(value: Any) -> Any:
    """Tuples as lists, which JSON Schema calls arrays."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def load(path: Path) -> Any:
    return plain(read_yaml(path.read_bytes(), path.name)[0])


schemas = cache(export.schemas)


@cache
def validator(name: str) -> Any:
    schema = json.loads(schemas()[f"{name}.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def problems(name: str, value: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator(name).iter_errors(value)]


@pytest.mark.parametrize("name", ["input.schema.json", "briefing.schema.json", "theme.schema.json", "README.md"])
def test_the_committed_schemas_are_what_the_models_generate(name: str) -> None:
    assert (ROOT / "schemas" / name).read_text(encoding="utf-8") == schemas()[name], "run `briefgen schema`"


@pytest.mark.parametrize("name", ["input", "briefing", "theme"])
def test_every_field_has_title_meaning_and_example(name: str) -> None:
    schema = json.loads(schemas()[f"{name}.schema.json"])
    found = list(export.fields(schema))
    lacking = [
        (part, field, key)
        for part, field, each in found
        for key in ("title", "description", "examples")
        if not each.get(key)
    ]
    assert len(found) > 40
    assert lacking == []


@pytest.mark.parametrize("name", ["input", "briefing", "theme"])
def test_nothing_unknown_is_allowed_anywhere(name: str) -> None:
    schema = json.loads(schemas()[f"{name}.schema.json"])
    for part in [schema, *schema["$defs"].values()]:
        if "properties" in part:
            assert part["additionalProperties"] is False


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_the_shipped_inputs_fit_and_so_do_their_briefings(path: Path) -> None:
    assert problems("input", load(path)) == []
    assert problems("briefing", json.loads(fill(read_input(path)).briefing.model_dump_json())) == []


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_the_shipped_themes_fit(path: Path) -> None:
    assert problems("theme", load(path)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"bogus": 1},
        {"kind": "actr"},
        {"name": None},
        {"name": ""},
        {"parties": ["x"]},
        {"type": "persn"},
    ],
)
def test_an_editor_sees_what_the_reader_would_refuse(change: dict[str, Any]) -> None:
    annotation = {"kind": "actor", "quote": "q", "name": "n"}
    whole = {"title": "T", "date": "2025-03-30", "marking": "TLP:CLEAR"}
    article = {"headline": "H", "source": {"name": "S"}, "text": "q"}
    assert problems("input", {**whole, "articles": [{**article, "annotations": [annotation]}]}) == []
    assert problems("input", {**whole, "articles": [{**article, "annotations": [annotation | change]}]}) != []


def test_an_article_without_a_text_and_an_event_without_a_time_are_refused() -> None:
    head = {"title": "T", "date": "2025-03-30"}
    article = {"headline": "H", "source": {"name": "S"}}
    assert problems("input", {**head, "articles": [article]}) != []
    event = {"kind": "event", "quote": "q", "what": "w"}
    assert problems("input", {**head, "articles": [{**article, "text": "q", "annotations": [event]}]}) != []


@pytest.mark.parametrize(
    ("date", "fits"),
    [
        ("2025-03-30", True),
        ("2025-03", True),
        ("2025", True),
        (2025, True),
        (25, False),
        ("March", False),
        (True, False),
    ],
)
def test_a_day_a_month_or_a_year_is_a_date(date: object, fits: bool) -> None:
    article = {"headline": "H", "source": {"name": "S"}, "text": "q"}
    event = {"what": "w", "date": date}
    assert (
        problems("input", {"title": "T", "date": "2025-03-30", "articles": [article], "events": [event]}) == []
    ) is fits


def test_every_term_of_every_scale_is_offered() -> None:
    assert set(LIKELIHOOD_TERMS) == {term for scale in SCALES.values() for term in scale.terms}
    text = schemas()["input.schema.json"]
    assert all(json.dumps(term) in text for term in LIKELIHOOD_TERMS)
