"""Names that are probably one are noted; names that only look alike are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.packets import InputFile
from briefgen.pipeline import examine
from briefgen.settings import Settings


def near(folder: Path, first: str, second: str, kind: str = "actor", more: str = "", language: str = "en") -> bool:
    text = f"""\
title: Names
date: 2025-03-30
language: {language}
articles:
  - headline: Names
    source: {{name: Example Wire}}
    text: One and two met.
    annotations:
      - {{kind: {kind}, quote: One, name: "{first}"{more}}}
      - {{kind: {kind}, quote: two, name: "{second}"}}
"""
    path = folder / "input.yaml"
    path.write_text(text, encoding="utf-8")
    found = [each.code for each in examine(InputFile(str(path), "input"), Settings(select=("BG305",))).findings]
    assert found in ([], ["BG305"])
    return bool(found)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Pete Hegseth", "Pete Hegsteh"),
        ("Pete Hegseth", "Pete Hegsethh"),
        ("Gen Nakatani", "Nakatani, Gen"),
        ("José Álvarez", "Jose Alvarez"),
        ("U.S. Pacific Fleet", "US Pacific Fleet"),
        ("Ministry of Defence", "Ministry of Defense"),
    ],
)
def test_nearly_one_name_is_noted(tmp_path: Path, first: str, second: str) -> None:
    assert near(tmp_path, first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Pete Hegseth", "Gen Nakatani"),
        ("Iran", "Iraq"),
        ("Niger", "Nigeria"),
        ("North Korea", "South Korea"),
        ("Slovakia", "Slovenia"),
        ("Eastern Fleet", "Western Fleet"),
        ("Ministry of Defence", "Ministry of Finance"),
        ("W" * 300, "W" * 301),
    ],
)
def test_names_that_only_look_alike_are_left_alone(tmp_path: Path, first: str, second: str) -> None:
    assert not near(tmp_path, first, second)


@pytest.mark.parametrize(("first", "second"), [("Type 052C", "Type 052D"), ("SM-6", "SM-3"), ("Aegis I", "Aegis II")])
def test_designators_differ_by_a_letter(tmp_path: Path, first: str, second: str) -> None:
    assert not near(tmp_path, first, second, "capability")


def test_a_person_s_last_name_alone_is_noted(tmp_path: Path) -> None:
    assert near(tmp_path, "Pete Hegseth", "Hegseth", more=", type: person")
    assert not near(tmp_path, "Pete Hegseth", "Hegseth", more=", type: person, aliases: [Hegseth]")
    assert not near(tmp_path, "Embassy of Japan", "Japan", more=", type: government")


def test_two_countries_are_two_in_the_briefing_s_language(tmp_path: Path) -> None:
    assert near(tmp_path, "Irlande", "Islande")
    assert not near(tmp_path, "Irlande", "Islande", language="fr")
