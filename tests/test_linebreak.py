"""Where lines and grapheme clusters may end: Unicode's own cases, and what the setting of briefings wants besides."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from briefgen.typeset import tables
from briefgen.typeset.graphemes import clusters
from briefgen.typeset.linebreak import breaks, breaks_after_space, word_breaks
from briefgen.typeset.tables import properties

FOLDER = Path("/usr/share/unicode/auxiliary")


def unicode_version() -> str:
    """Of the tables, as their first line says."""
    packed = Path(tables.__file__).with_name("properties.bin").read_bytes()
    return str(json.loads(zlib.decompress(packed).partition(b"\n")[0])["unicode"])


def conformance_cases(name: str) -> Iterator[tuple[str, list[int]]]:
    """(text, offsets of its boundaries) of every case of a test file; skips when the file is of another version."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"Unicode's {name} is not installed (Debian: unicode-data)")
    lines = path.read_text(encoding="utf-8").splitlines()
    version = unicode_version()
    if version not in lines[0]:
        pytest.skip(f"the tables are for Unicode {version}, the cases are {lines[0]}")
    for line in lines:
        marks = line.partition("#")[0].split()
        text, offsets = "", []
        for mark in marks:
            if mark == "÷":
                offsets.append(len(text))
            elif mark != "×":
                text += chr(int(mark, 16))
        if text:
            yield text, offsets


def test_every_case_of_the_unicode_line_break_test() -> None:
    cases = list(conformance_cases("LineBreakTest.txt"))
    assert len(cases) > 7_000
    assert [ascii(text) for text, offsets in cases if breaks(text) != offsets] == []


def test_every_case_of_the_unicode_grapheme_break_test() -> None:
    cases = list(conformance_cases("GraphemeBreakTest.txt"))
    assert len(cases) > 500
    wrong = []
    for text, offsets in cases:
        ends = [0]
        for cluster in clusters(text):
            ends.append(ends[-1] + len(cluster))
        if ends != offsets:
            wrong.append(ascii(text))
    assert wrong == []


def pieces(word: str) -> list[str]:
    points = [0, *word_breaks(word), len(word)]
    return [word[start:end] for start, end in pairwise(points)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("war-fighting", ["war-", "fighting"]),
        ("2025-03-30", ["2025-03-30"]),
        ("$1,234.50", ["$1,234.50"]),
        ("and/or", ["and/or"]),
        ("intelligence/surveillance", ["intelligence/", "surveillance"]),
        ("https://example.org/a/path", ["https://example.org/", "a/", "path"]),
        ("10\u00a0km", ["10\u00a0km"]),
        ("a\u2060b", ["a\u2060b"]),
        ("one\u200btwo", ["one\u200b", "two"]),
        ("co\u00adoperate", ["co\u00ad", "operate"]),
        ("「漢字」、ワッ", ["「漢", "字」、", "ワッ"]),
        ("한국어", ["한국어"]),
        ("ประเทศไทย", ["ประ", "เทศ", "ไทย"]),
        ("ศาสตร์", ["ศาสตร์"]),
        ("ភាសាខ្មែរ", ["ភា", "សា", "ខ្មែរ"]),
    ],
)
def test_a_word_breaks_where_a_reader_of_its_script_expects(word: str, expected: list[str]) -> None:
    assert pieces(word) == expected


def test_the_short_cut_for_plain_words_agrees_with_the_rules() -> None:
    chance = random.Random(7)
    for _ in range(5000):
        word = "".join(chance.choice("aZ09.,;:!?'\"()‘’“”") for _ in range(chance.randint(1, 8)))
        assert list(word_breaks(word)) == breaks(word)[:-1], word


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ("end.", "Next", True),
        ("word", "(aside)", True),
        ("(", "x", False),
        ("foo", "!", False),
        ("a", "\u2060b", False),
    ],
)
def test_spaces_end_a_line_except_beside_signs_that_hold_on(before: str, after: str, answer: bool) -> None:
    assert breaks_after_space(before, after) is answer
    assert ((len(before) + 1) in breaks(f"{before} {after}")) is answer


def test_the_short_cut_at_spaces_agrees_with_the_rules() -> None:
    chance = random.Random(11)
    letters = "aא漢1.,!?)(«»“”/-–%$ー」「\u0301\u200b\u2060\u00a0"
    for _ in range(3000):
        before = "".join(chance.choice(letters) for _ in range(chance.randint(1, 3)))
        after = "".join(chance.choice(letters) for _ in range(chance.randint(1, 3)))
        expected = len(before) + 1 in breaks(f"{before} {after}")
        assert breaks_after_space(before, after) is expected, (before, after)


def test_unassigned_characters_have_properties_too() -> None:
    assert properties("\U0003fffd").line == "ID"
    assert properties("\U000e0fff").ignorable
