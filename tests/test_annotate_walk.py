"""A random walk of edits through the server against the same edits of the data: what the file says, and what it keeps."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the server needs the extra annotate")

from annotate_told import HAVE, whole
from annotating import TEXT, Page, page_on

from briefgen.annotate.json_data import as_json, from_json
from briefgen.annotate.requests import AskedEdit
from briefgen.editing.edits import data_after
from briefgen.readers.yaml_nodes import compose_nodes

STEPS = 500
WORDS = (
    "plain",
    "two words",
    "colon: in it",
    "# no comment",
    "- dash",
    "'quoted'",
    '"',
    "é 🙂",
    "多字",
    "null",
    "2025-01-02",
)
COMMENTS = "# What the desk knows.\n", "date: 2025-03-30   # the day of the talks\n"


def value(random: random.Random, depth: int = 0) -> Any:
    match random.randrange(8 if depth < 2 else 5):
        case 0 | 1 | 2:
            return random.choice(WORDS)
        case 3:
            return random.choice((True, None, 7, 0.5))
        case 4:
            return f"line one\nline {random.choice(WORDS)}\n"
        case 5 | 6:
            return {name: value(random, depth + 1) for name in random.sample(("a", "b", "c"), random.randrange(1, 4))}
    return [value(random, depth + 1) for _ in range(random.randrange(3))]


def locs(data: Any, loc: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """All places of the data but its top, in order."""
    found = [(loc, data)] if loc else []
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, each in below:
        found += locs(each, (*loc, step))
    return found


def edit(random: random.Random, data: dict[str, Any]) -> dict[str, Any]:
    """One that the data allows; in what the walk may change."""
    free = [each for each in locs(data) if each[0][0] in ("gaps", "known", "outlook", "series", "key_judgments")]
    lists = [each for each in free if isinstance(each[1], list)]
    items = [each for each in free if isinstance(each[0][-1], int)]
    match random.choice(("set", "new", "append", "insert", "delete", "move", "move", "rename")):
        case "set" if free:
            return {"op": "set", "loc": random.choice(free)[0], "value": value(random)}
        case "append" if lists:
            return {"op": "append", "loc": random.choice(lists)[0], "value": value(random)}
        case "insert" if lists:
            loc, held = random.choice(lists)
            return {"op": "insert", "loc": loc, "number": random.randrange(len(held) + 1), "value": value(random)}
        case "delete" if len(free) > 3:
            return {"op": "delete", "loc": random.choice(free)[0]}
        case "move" if items:
            loc, _ = random.choice(items)
            held = data
            for step in loc[:-1]:
                held = held[step]
            return {"op": "move", "loc": loc, "number": random.randrange(len(held))}
        case "rename" if keys := [each for each in free if isinstance(each[0][-1], str) and len(each[0]) > 1]:
            return {"op": "rename", "loc": random.choice(keys)[0], "key": f"key {random.randrange(1000)}"}
    return {"op": "set", "loc": (random.choice(("known", "outlook", "series")),), "value": value(random)}


def expected(data: Any, wish: dict[str, Any]) -> Any:
    after = data_after(from_json(data), AskedEdit(**wish).edit)
    return as_json(after)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_random_walk_says_what_the_same_edits_of_the_data_say(tmp_path: Path, ends: str) -> None:
    page = page_on(tmp_path, TEXT.replace("\n", ends).encode())
    chance = random.Random(f"walk{ends}")
    model, made, refused = page.state["data"], 0, 0
    while made < STEPS:
        wish = edit(chance, model)
        before = page.desk.session.path.read_bytes()
        body = {"digest": page.state["digest"], "edits": [wish]}
        response = page.ask("POST", "/api/edits", body, {HAVE: page.state["serial"]})
        if response.status_code == 200:
            made += 1
            page.state, model = whole(response.json(), page.state), expected(model, wish)
            assert page.state["data"] == model, wish
            assert list(page.state["data"]) == list(model), wish
        else:
            refused += 1
            assert response.status_code == 422, response.text
            assert page.desk.session.path.read_bytes() == before
    _whole(page, model, ends)
    assert refused < STEPS / 20


def _whole(page: Page, model: Any, ends: str) -> None:
    """The file says the model, and what no edit was about stands as it stood."""
    text = page.desk.session.path.read_bytes().decode()
    root = compose_nodes(text, "walk").places.root
    assert root is not None
    assert as_json(root.value) == model
    articles = TEXT[TEXT.index("articles:") :].replace("\n", ends)
    assert articles in text
    for comment in COMMENTS:
        assert comment.replace("\n", ends) in text
    page.post("/api/undo", {})
    assert page.state["undo"] == 199
