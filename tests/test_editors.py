"""The schema as an editor meets it: the npm package yaml-language-server, asked over its protocol.

YAML_LANGUAGE_SERVER names the program where it is not on the PATH.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsp import Server

ROOT = Path(__file__).parent.parent
INPUT = ROOT / "inputs" / "2025-03-30.yaml"
TEXT = INPUT.read_text("utf-8")
LINES = TEXT.splitlines()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    program = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
    if not program or not shutil.which("node"):
        missing = pytest.fail if os.environ.get("BRIEFGEN_REQUIRE_JUDGES") else pytest.skip
        missing("yaml-language-server (npm) is not there; YAML_LANGUAGE_SERVER may name it")
    with Server([program, "--stdio"], ROOT) as running:
        yield running


def line_of(words: str, lines: list[str] = LINES) -> int:
    return next(number for number, line in enumerate(lines) if words in line)


def beside(name: str) -> Path:
    """A file that is not there, in the folder of the inputs: its text is given to the server."""
    return INPUT.parent / name


def test_the_input_has_no_squiggles(server: Server) -> None:
    assert server.open(INPUT, TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("bottom_line: >-", "botom_line: >-", "botom_line"),
        ("        name: Joint war-fighting headquarters\n", "        nam: Joint\n        name: Joint\n", "nam"),
        ("kind: capability", "kind: capabilty", "capabilty"),
        ("confidence: moderate", "confidence: middling", "middling"),
    ],
)
def test_a_mistake_has_a_squiggle_under_its_words(server: Server, old: str, new: str, words: str) -> None:
    changed = TEXT.replace(old, new, 1)
    found = server.open(beside(f"{words}.yaml"), changed)
    lines = changed.splitlines()
    marked = [
        lines[each["range"]["start"]["line"]][each["range"]["start"]["character"] : each["range"]["end"]["character"]]
        for each in found
    ]
    assert words in marked


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("actor", {"stance", "affiliation", "country", "role", "quote"}, {"parties", "holder", "regions"}),
        ("capability", {"holder", "location", "change", "quantity"}, {"stance", "parties", "regions"}),
        ("agreement", {"parties", "status", "commitments"}, {"stance", "holder", "regions"}),
        ("implication", {"regions", "direction", "horizon"}, {"stance", "holder", "parties"}),
        ("event", {"what", "period", "date"}, {"stance", "holder", "parties"}),
    ],
)
def test_an_annotation_is_completed_with_the_fields_of_its_kind(
    server: Server, kind: str, has: set[str], lacks: set[str]
) -> None:
    text = f"{TEXT.rstrip()}\n      - kind: {kind}\n        \n"
    path = beside(f"complete-{kind}.yaml")
    server.open(path, text)
    answer = server.at("completion", path, text.count("\n") - 1, 8)
    labels = {item["label"] for item in answer["items"]}
    assert has <= labels
    assert not lacks & labels


def test_the_values_of_a_field_are_offered(server: Server) -> None:
    text = f"{TEXT.rstrip()}\n      - kind: capability\n        change: \n"
    path = beside("values.yaml")
    server.open(path, text)
    answer = server.at("completion", path, text.count("\n") - 1, 16)
    assert {"upgraded", "withdrawn"} <= {item["label"] for item in answer["items"]}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("bottom_line:", "One paragraph, the conclusion first."),
        ("    basis:", "Why that confidence."),
        ("        holder:", "Who has it."),
        ("      reliability:", "Of the source, A to F (Admiralty)."),
    ],
)
def test_a_field_is_explained_where_the_pointer_rests(server: Server, words: str, says: str) -> None:
    path = beside("hover.yaml")
    server.open(path, TEXT)
    answer = server.at("hover", path, line_of(words), len(words) - 2)
    assert says in answer["contents"]["value"].replace("\\", "")
