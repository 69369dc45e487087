"""Edits of an input's text: the edit is made, and every other byte stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.diagnostics import InputError, OutputError
from briefgen.editing import (
    Append,
    Delete,
    Edit,
    Insert,
    MoveItem,
    Rename,
    Set,
    digest_of,
    edit_file,
    edited,
    edited_text,
)
from briefgen.editing.edits import Impossible, data_after, same_data
from briefgen.readers.places import Loc
from briefgen.readers.source import decode
from briefgen.readers.yaml_nodes import compose_nodes

ROOT = Path(__file__).parents[1]
MARK = b"\xef\xbb\xbf"

INPUT = """\
# An input.
title: "Talks"   # as agreed
date: 2025-03-30
gaps: []
articles:
  - id: A1      # the first

    headline: 'It''s on'
    text: |
      One.

      Two.
    # Passages.
    annotations:
      # Nakatani:
      - kind: actor
        quote: One
        name: One
        parties: [a, b]   # both

      # The last:
      - {kind: actor, quote: Two, name: Two}

# The end.
outlook:
- one
- two
"""
LAST: Loc = ("articles", 0, "annotations")
ONE = {"kind": "actor", "quote": "One: two", "draft": True}


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Set(("title",), "More talks"), '"Talks"', '"More talks"'),
        (Set(("date",), "2025-03-31"), "2025-03-30", "2025-03-31"),
        (Set(("articles", 0, "headline"), "It’s 'off'"), "'It''s on'", "'It’s ''off'''"),
        (Set((*LAST, 0, "name"), "a: b"), "name: One", 'name: "a: b"'),
        (Set((*LAST, 0, "role"), "chair"), "# both\n", "# both\n        role: chair\n"),
        (Set((*LAST, 1, "role"), "chair"), "name: Two}", "name: Two, role: chair}"),
        (Set((*LAST, 0, "parties"), ("c",)), "[a, b]", "[c]"),
        (Set(("articles", 0, "text"), "One.\n\nThree.\n"), "Two.", "Three."),
        (Set(("reference",), "X"), "- two\n", "- two\nreference: X\n"),
        (Rename((*LAST, 0, "quote"), "words"), "quote: One", "words: One"),
        (Insert((*LAST, 0, "parties"), 1, "c, d"), "[a, b]", '[a, "c, d", b]'),
        (Insert((*LAST, 0, "parties"), 2, "c"), "[a, b]", "[a, b, c]"),
        (Insert(("outlook",), 0, "zero"), "outlook:\n", "outlook:\n- zero\n"),
        (Insert(("outlook",), 2, "three"), "- two\n", "- two\n- three\n"),
        (
            Insert(LAST, 2, ONE),
            "name: Two}\n",
            'name: Two}\n      - kind: actor\n        quote: "One: two"\n        draft: true\n',
        ),
        (
            Insert(LAST, 1, ONE),
            "# both\n",
            '# both\n      - kind: actor\n        quote: "One: two"\n        draft: true\n',
        ),
        (Append(("gaps",), ({"text": "What"}, "Two")), "gaps: []\n", "gaps:\n  - text: What\n  - Two\n"),
        (Append(("outlook",), ("three", "four")), "- two\n", "- two\n- three\n- four\n"),
        (Append((*LAST, 0, "parties"), ("c", "d")), "[a, b]", "[a, b, c, d]"),
        (Append(("remarks",), ("What",)), "- two\n", "- two\nremarks: [What]\n"),
        (Insert(("gaps",), 0, {"text": "What"}), "gaps: []\n", "gaps:\n  - text: What\n"),
        (Insert(("remarks",), 0, "What"), "- two\n", "- two\nremarks: [What]\n"),
        (Delete((*LAST, 0, "name")), "        name: One\n", ""),
        (Delete((*LAST, 1)), "      - {kind: actor, quote: Two, name: Two}\n", ""),
        (Delete((*LAST, 0, "parties", 0)), "[a, b]", "[b]"),
        (Delete((*LAST, 0, "parties", 1)), "[a, b]", "[a]"),
        (Delete(("outlook", 0)), "- one\n", ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_edit_touches_nothing_but_its_words(edit: Edit, old: str, new: str, line_end: str) -> None:
    assert INPUT.count(old) == 1
    expected = INPUT.replace(old, new).replace("\n", line_end)
    assert edited_text(INPUT.replace("\n", line_end), [edit], "in.yaml") == expected


def test_deleting_all_items_leaves_an_empty_list() -> None:
    assert edited_text(INPUT, [Delete(("outlook", 0)), Delete(("outlook", 0))], "in.yaml") == INPUT.replace(
        "outlook:\n- one\n- two\n", "outlook: []\n"
    )


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: &x [1]\nb: *x\n", Insert(("b",), 1, 2)),
        ("a: &x {k: 1}\nb: *x\n", Set(("b", "k"), 2)),
        ("a: &x 1\nb: *x\n", Delete(("a",))),
        ("a: |\n  last", Set(("b",), 1)),
        ("a: 1\n", Delete(("a",))),
        ("a: 1\nb: 2\n", Rename(("a",), "b")),
        ("a: 1\n", Delete(("b",))),
        ("a: [\n", Set(("a",), 1)),
        ("a: 1\n", Insert(("a",), 0, 1)),
    ],
)
def test_what_cannot_be_made_alone_is_refused_with_its_reason(text: str, edit: Edit) -> None:
    with pytest.raises(InputError) as refused:
        edited_text(text, [edit], "in.yaml")
    (found,) = refused.value.diagnostics
    assert (found.code, found.place.path) == ("BG033", "in.yaml")


# --- any edit of any file -------------------------------------------------------------------


@cache
def files() -> tuple[str, ...]:
    """Every YAML file of the repository that is UTF-8."""
    found = []
    for path in sorted((*ROOT.glob("inputs/**/*.y*ml"), *ROOT.glob("t*/**/*.y*ml"))):
        try:
            text = decode(path.read_bytes(), path.name)
        except InputError:
            continue
        if len(text) < 60_000:
            found.append(text.replace("\r\n", "\n"))
    return tuple(found)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.sampled_from(
        ["", "NO", "0123", "2025-03-30", "a: b", " x ", "- y", "#z", "é😀", "l1\nl2", "l1\n\nl2\n", "\n a\n", "'\""]
    )
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["name", "kind", "a b", "NO", "x-1"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def locations(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    yield loc, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for step, each in pairs:
        yield from locations(each, (*loc, step))


def edits(value: Any) -> st.SearchStrategy[Edit]:
    def of(at: tuple[Loc, Any]) -> st.SearchStrategy[Edit]:
        loc, here = at
        made: list[st.SearchStrategy[Edit]] = []
        if loc:
            made += [VALUES.map(lambda new: Set(loc, new)), st.just(Delete(loc))]
        if loc and isinstance(loc[-1], str):
            made.append(st.just(Rename(loc, "renamed")))
        if isinstance(here, tuple):
            made.append(VALUES.map(lambda new: Append(loc, (new, new))))
            made.append(st.builds(lambda n, new: Insert(loc, n, new), st.integers(0, len(here)), VALUES))
        if isinstance(here, dict):
            made.append(VALUES.map(lambda new: Set((*loc, "brand_new"), new)))
        return st.one_of(made) if made else st.nothing()

    return st.sampled_from([*locations(value)]).flatmap(of)


WORKING = [
    number for number, text in enumerate(files()) if (read := compose_nodes(text, "f")).places.root and not read.error
]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(WORKING), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans())
def test_any_edit_of_any_file_is_made_alone_or_refused(
    data: st.DataObject, number: int, line_end: str, mark: bool, last: bool
) -> None:
    text = files()[number]
    text = (text if last else text.rstrip("\n")).replace("\n", line_end)
    before = (MARK if mark else b"") + text.encode()
    value = compose_nodes(text, "f").places.root.value  # type: ignore[union-attr]
    edit = data.draw(edits(value))
    try:
        new = edited(before, [edit], "f")
    except InputError as refused:
        assert refused.diagnostics[0].code == "BG033"
        return
    assert new.startswith(MARK) == mark
    assert same_data(compose_nodes(decode(new, "f"), "f").places.root.value, data_after(value, edit))  # type: ignore[union-attr]
    assert comments(decode(new, "f")) >= kept_comments(text, edit) or isinstance(edit, Delete | Set)
    if line_end == "\r\n":
        assert new.count(b"\n") == new.count(b"\r\n")


def comments(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.lstrip().startswith("#")}


def kept_comments(text: str, edit: Edit) -> set[str]:
    return comments(text) if isinstance(edit, Insert | Rename) else set()


def test_nearly_all_edits_of_the_inputs_are_made() -> None:
    """A refusal is for what is odd: of what people edit in real inputs, all goes."""
    for path in ROOT.glob("inputs/**/*.yaml"):
        text = path.read_text("utf-8")
        value = compose_nodes(text, "f").places.root.value  # type: ignore[union-attr]
        for loc, here in locations(value):
            if isinstance(here, tuple):
                edited_text(text, [Insert(loc, len(here), ONE)], "f")
                edited_text(text, [Insert(loc, 0, "word")], "f")
            if isinstance(here, dict):
                edited_text(text, [Set((*loc, "brand_new"), "word")], "f")
            if isinstance(here, str):
                edited_text(text, [Set(loc, "other: words")], "f")


def test_edits_that_data_do_not_allow_say_so() -> None:
    with pytest.raises(Impossible):
        data_after({"a": (1,)}, Insert(("a",), 5, 1))


# --- files ----------------------------------------------------------------------------------


def test_a_file_is_edited_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    path.write_bytes(MARK + INPUT.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    digest = edit_file(path, [Set(("title",), "New")], digest=digest_of(path.read_bytes()))
    assert path.read_bytes() == MARK + INPUT.replace('"Talks"', '"New"').replace("\n", "\r\n").encode()
    assert digest == digest_of(path.read_bytes())
    assert [each.name for each in tmp_path.iterdir()] == ["in.yaml"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(INPUT, encoding="utf-8")
    with pytest.raises(OutputError) as stale:
        edit_file(path, [Set(("title",), "New")], digest=digest_of(b"what was read"))
    assert stale.value.diagnostics[0].code == "BG034"
    assert path.read_text("utf-8") == INPUT


def test_a_refused_edit_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(INPUT, encoding="utf-8")
    with pytest.raises(InputError):
        edit_file(path, [Set(("title",), "New"), Delete(("nothing",))])
    assert path.read_text("utf-8") == INPUT


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name != "posix", reason="needs links")
def test_a_link_stays_a_link_to_the_edited_file(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text(INPUT, encoding="utf-8")
    link = tmp_path / "link.yaml"
    link.symlink_to("real.yaml")
    edit_file(link, [Set(("title",), "New")])
    assert link.is_symlink()
    assert '"New"' in (tmp_path / "real.yaml").read_text("utf-8")


# --- the order of a list -------------------------------------------------------------------------

MOVED = """\
gaps:
  # about a
  - a   # beside a
  - b: 1
    c: |
      text

      more
    # within b
  # of the list

  # about c
  - c

# the end
flow: [a, {b: 1}, "c"]
"""
PARTS = {
    "a": "  # about a\n  - a   # beside a\n",
    "b": "  - b: 1\n    c: |\n      text\n\n      more\n    # within b\n",
    "c": "  # about c\n  - c\n",
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("number", "place", "order"),
    [(0, 1, "bac"), (0, 2, "bca"), (1, 0, "bac"), (1, 2, "acb"), (2, 0, "cab"), (2, 1, "acb"), (1, 1, "abc")],
)
def test_an_item_is_moved_with_its_comments(number: int, place: int, order: str, line_end: str) -> None:
    first, second, third = (PARTS[name] for name in order)
    expected = f"gaps:\n{first}{second}  # of the list\n\n{third}\n# the end\n" + MOVED[MOVED.index("flow:") :]
    found = edited_text(MOVED.replace("\n", line_end), [MoveItem(("gaps", number), place)], "x.yaml")
    assert found == expected.replace("\n", line_end)


def test_an_item_in_brackets_is_moved() -> None:
    assert edited_text(MOVED, [MoveItem(("flow", 0), 2)], "x.yaml").endswith('flow: [{b: 1}, "c", a]\n')


def test_the_last_item_of_a_file_without_a_last_line_break_is_moved() -> None:
    assert edited_text("a:\n- x\n- y", [MoveItem(("a", 1), 0)], "x.yaml") == "a:\n- y\n- x"


@pytest.mark.parametrize(
    ("text", "edit", "reason"),
    [
        ("a:\n- x\n- y\n", MoveItem(("a", 0), 2), "no list with such a place"),
        ("a:\n- x\n- y\n", MoveItem(("a", 2), 0), "nothing under 2"),
        ("a:\n- x\n- y\n", MoveItem(("a",), 0), "no list with such a place"),
        ("- - x\n  - y\n", MoveItem((0, 1), 0), "shares its line"),
        ("a: [x, # one\n  y]\n", MoveItem(("a", 0), 1), "a comment stands between"),
        ("a:\n- &n x\n- *n\n", MoveItem(("a", 0), 1), "an alias stands"),
    ],
)
def test_a_move_that_cannot_be_made_alone_is_refused(text: str, edit: Edit, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        edited_text(text, [edit], "x.yaml")


def test_nearly_all_moves_in_the_suites_files_are_made() -> None:
    """And each line stays a line: nothing of an item, and no comment, is lost or changed."""
    made = refused = 0
    for path in sorted((ROOT / "tests" / "cases").glob("*/input.yaml"))[:60]:
        text = decode(path.read_bytes(), str(path))
        for loc, count in _block_lists(text, str(path)):
            try:
                new = edited_text(text, [MoveItem((*loc, 0), count - 1)], str(path))
            except InputError:
                refused += 1
                continue
            made += 1
            assert sorted(new.splitlines()) == sorted(text.splitlines())
    assert made > 40
    assert refused <= made / 20


def _block_lists(text: str, name: str) -> Iterator[tuple[Loc, int]]:
    """The lists of a file that are written in lines and have several items."""
    composed = compose_nodes(text, name)
    waiting: list[tuple[Loc, Any]] = [((), composed.places.root)] if composed.error is None else []
    while waiting:
        loc, node = waiting.pop()
        if node is None or not node.children:
            continue
        if isinstance(node.children, dict):
            waiting += (((*loc, key), value) for key, (_, value) in node.children.items())
            continue
        waiting += (((*loc, number), item) for number, item in enumerate(node.children))
        if not node.in_flow and len(node.children) > 1:
            yield loc, len(node.children)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "text",
    [
        "a: {b: some words}  # note\n",
        "a:\n  b: 'some words'  # note\n",
        'a:\n  b: "so\\u006de words"\n',
        "a:\n  b: |\n    some words\n    and more 😀\n  c: 1\n",
        "a:\n  b: >-\n    some\n    words\n  c: 1\n",
        "a:\n  b: some\n    words\n  c: 1\n",
    ],
)
def test_any_part_of_a_text_is_cut(text: str, end: str) -> None:
    from briefgen.editing.edits import Cut, data_after, same_data
    from briefgen.readers.yaml_nodes import compose_nodes

    text = text.replace("\n", end)
    old = compose_nodes(text, "x").places.root
    assert old is not None
    for start in range(len(old.value["a"]["b"])):
        for length in (0, 1, 3):
            if start + length <= len(old.value["a"]["b"]):
                cut = Cut(("a", "b"), start, start + length)
                new = compose_nodes(edited_text(text, [cut], "x"), "x").places.root
                assert new is not None
                assert same_data(new.value, data_after(old.value, cut))
