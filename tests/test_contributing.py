"""CONTRIBUTING and SECURITY against the tree: what they name is there, and the drawn layers are the contract's."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATH = re.compile(r"`((?:briefgen|templates|tests|schemas|\.ci|\.github)/[\w./-]*|[\w.-]+\.(?:lock|toml|md))`")
ELSEWHERE = frozenset(("briefgen.toml",))
"""Files of users."""


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_every_file_that_is_named_is_there(name: str) -> None:
    named = set(PATH.findall((ROOT / name).read_text(encoding="utf-8"))) - ELSEWHERE
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_picture_is_the_readme_s() -> None:
    (drawn,) = re.findall(
        r"```text\n(inputs/.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert drawn in (ROOT / "README.md").read_text(encoding="utf-8")


def test_rooms_are_listed_in_the_order_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    order = {room.strip().removeprefix("briefgen."): n for n, layer in enumerate(layers) for room in layer.split("|")}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (layers_drawn,) = re.findall(r"^1\. `cli/`.*?\n\n", text, re.DOTALL | re.MULTILINE)
    items = re.split(r"\n(?=\d+\. )", layers_drawn.strip())
    rooms = [re.findall(r"`(\w+)(?:/|\.py)`", line) for line in items]
    named = [[order[room] for room in each] for each in rooms if all(room in order for room in each)]
    assert len(named) == len(rooms) == 15
    folders = {path.parent.name for path in (ROOT / "briefgen").glob("*/__init__.py")}
    assert folders - {room for each in rooms for room in each} == set(), "each room has its place in the list"
    heights = [height for each in named for height in each]
    assert heights == sorted(heights)
