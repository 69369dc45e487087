"""Passages marked within an article's text: shorthand, and what is said of braces that are wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefgen.fill import Filled, fill
from briefgen.readers.yaml_reader import read_for_checking

_INPUT = """\
title: Talks
date: 2025-03-30
articles:
  - headline: Talks
    source: {name: N}
    format: markdown
    text: |
      TEXT
"""


def filled(text: str, folder: Path) -> Filled:
    path = folder / "in.yaml"
    path.write_text(_INPUT.replace("TEXT", text), encoding="utf-8")
    return fill(read_for_checking(path))


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("[Ann Lee]{.ac} spoke.", "key_actors", {"name": "Ann Lee"}),
        ('[Ms Lee]{.actor name="Ann Lee"} spoke.', "key_actors", {"name": "Ann Lee"}),
        ("[Ms Lee]{.actor name=“Ann Lee”} spoke.", "key_actors", {"name": "Ann Lee"}),
        ('[the pact]{.ag parties="Norway; Sweden"} holds.', "agreements", {"parties": ("Norway", "Sweden")}),
        ("[ships]{.c type=force} sail.", "capabilities", {"name": "ships", "type": "force"}),
        ("[They met.]{.e date=2025-03}", "events", {"what": "They met.", "date": "2025-03"}),
        (
            '[They met]{.i statement="Ties deepen." regions="East Asia"}',
            "regional_implications",
            {"statement": "Ties deepen."},
        ),
    ],
)
def test_a_kind_may_be_cut_short_and_words_are_the_name(
    text: str, section: str, expected: dict[str, Any], tmp_path: Path
) -> None:
    found = filled(text, tmp_path)
    (entry,) = getattr(found.briefing, section)
    assert {key: getattr(entry, key) for key in expected} == expected
    assert [each.code for each in found.diagnostics] == []


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("[Ann]{.a} spoke.", "BG104", "`.a` may be `.actor` or `.agreement`", "`.ac`"),
        ("[Ann]{.actr} spoke.", "BG104", "`kind` cannot be “actr”", "actor"),
        ("[Ann]{.actor nmae=Ann} spoke.", "BG101", "unknown key `nmae`", "Did you mean `name`?"),
        ("[the pact]{.ag} holds.", "BG102", "`parties` is missing", '`parties="…"`'),
        ("[They met.]{.e}", "BG108", "an event needs a date or a period", '`date="…"`'),
        ("[They met.]{.i regions=Asia}", "BG102", "`statement` is missing", '`statement="…"`'),
        ("[Ann]{actor} spoke.", "BG210", "the braces behind “Ann” name no kind", "`[words]{.actor}`"),
        ("[Ann]{.actor role = Chair} spoke.", "BG210", "“role = Chair” in the braces is not read", "no blanks"),
        ("[Ann] {.actor} spoke.", "BG210", "“{.actor” marks no words", "right behind them"),
        ('[Ann]{.actor role="Chair\n      of it"} spoke.', "BG210", '“{.actor role="Chair', "on one line"),
    ],
)
def test_what_is_wrong_in_braces_is_said_in_their_own_terms(
    text: str, code: str, message: str, hint: str, tmp_path: Path
) -> None:
    (found,) = filled(text, tmp_path).diagnostics
    assert (found.code, found.place.line) == (code, 8)
    assert found.message.startswith(message)
    assert hint in found.hint
    assert "`item`" not in found.message


def test_braces_in_a_plain_article_are_words(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(_INPUT.replace("TEXT", "[Ann] {.actor}").replace("markdown", "plain"), encoding="utf-8")
    assert fill(read_for_checking(path)).diagnostics == ()
