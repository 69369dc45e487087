"""How the package hangs together: no module imports one that imports it, and one name means one thing."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from imports import circles, imports, modules, names


def test_no_two_modules_import_each_other() -> None:
    """However long the way round; imports within functions and for types alone count too."""
    graph = imports(modules())
    assert len(graph) > 100
    assert circles(graph) == []


def test_a_circle_is_found_however_it_is_closed() -> None:
    sources = {
        "p": "",
        "p.a": "from p import b",
        "p.b": "def f():\n    from p.c import g",
        "p.c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import p.a",
        "p.d": "from p.a import b",
    }
    graph = imports({name: ast.parse(text) for name, text in sources.items()})
    assert graph["p.d"] == {"p.a"}
    assert circles(graph) == [["p.a", "p.b", "p.c"]]


def test_each_writer_is_held_apart_from_the_others_by_the_contract() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    (apart,) = (each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "independence")
    named = {name for name in imports(modules())["briefgen.writing"] if name.startswith("briefgen.writers.")}
    assert len(named) > 3
    assert named - {*apart["modules"]} == set(), "add them to the contract of pyproject.toml"


# --- one name, one thing ------------------------------------------------------------------------

PARALLEL = {
    "briefgen.cli": {"command"},  # each command of the program, where the group of them looks for it
    "briefgen.checks": {"RULES"},  # of each family; `checks.RULES` is all of them
    "briefgen.writers": {  # one function for each kind of block and inline, so that writers read side by side
        "block", "blocks", "callout", "contents", "drawing", "figure", "heading", "list_", "list_item", "margin_label", "paragraph",
        "quotation", "row", "table", "words",
    },
}  # fmt: skip
"""Room to the names that are the same in several of its modules on purpose, being the same thing there."""
PUBLIC = {"build", "check"}
"""Of the package itself; each calls the step that is called so."""


def ambiguous(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """The names that several modules define, but for those that may."""
    return {name: homes for name, homes in found.items() if len(homes) > 1 and not _may(name, homes)}


def _may(name: str, homes: list[str]) -> bool:
    if name in PUBLIC and "briefgen" in homes:
        return len(homes) == 2
    return any(
        name in allowed and all(f"{home}.".startswith(f"{room}.") for home in homes)
        for room, allowed in PARALLEL.items()
    )


def test_a_name_means_one_thing() -> None:
    """Type variables begin with an underscore, or are named for what they stand for."""
    found = names(modules())
    assert len(found) > 500
    assert ambiguous(found) == {}


def test_a_name_that_means_two_things_is_found() -> None:
    sources = {
        "briefgen.cli.a": "def command(): ...",
        "briefgen.cli.b": "def command(): ...\nclass Lines: ...",
        "briefgen.writers.text": "Lines = list[str]\ndef table(): ...\nif True:\n    NAME: str = 'x'",
        "briefgen.writers.pdf.blocks": "def table(): ...\n_Own = 1",
        "briefgen.batch.index": "NAME, _Own = 'y', 2",
    }
    found = names({name: ast.parse(text) for name, text in sources.items()})
    assert ambiguous(found) == {
        "Lines": ["briefgen.cli.b", "briefgen.writers.text"],
        "NAME": ["briefgen.writers.text", "briefgen.batch.index"],
    }


def test_what_may_be_the_same_is_the_same_somewhere() -> None:
    """An entry of the list that nothing needs is taken out of it."""
    found = names(modules())
    allowed = {name for each in PARALLEL.values() for name in each}
    assert sorted(name for name in allowed if len(found.get(name, ())) < 2) == []
