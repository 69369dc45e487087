"""Direction: Unicode's own cases, and the shape of a line that runs both ways."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from briefgen.typeset import bidi

ISOLATES = frozenset(("LRI", "RLI", "FSI", "PDI"))
REMOVED = frozenset(("RLE", "LRE", "RLO", "LRO", "PDF", "BN"))
CASES = Path("/usr/share/unicode/BidiCharacterTest.txt")


def conformance_cases() -> list[tuple[str, str, list[str], list[int]]]:
    """(text, paragraph direction, levels, visual order) of every case."""
    found = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            codes, direction, _, levels, order = line.split(";")
            text = "".join(chr(int(code, 16)) for code in codes.split())
            found.append((text, direction, levels.split(), [int(at) for at in order.split()]))
    return found


def of_a_line(text: str, found: list[int], base: int) -> list[int]:
    """Levels of one line with separators and the white space before them and at its end reset (rule L1)."""
    line = list(found)
    trailing = True
    for at in range(len(line) - 1, -1, -1):
        kind = unicodedata.bidirectional(text[at])
        if kind in ("B", "S"):
            trailing = True
        elif not (kind in ISOLATES or kind in REMOVED or kind == "WS"):
            trailing = False
        if trailing:
            line[at] = base
    return line


@pytest.mark.skipif(
    not CASES.exists(), reason="Unicode's BidiCharacterTest.txt is not installed (Debian: unicode-data)"
)
def test_every_case_of_the_unicode_bidi_test_has_its_levels_and_order() -> None:
    cases = conformance_cases()
    assert len(cases) > 90_000
    wrong = []
    for text, direction, levels, order in cases:
        base = int(direction) if direction in "01" else bidi.first_strong(bidi.classes(text)) or 0
        found = of_a_line(text, bidi.levels(text, base), base)
        visible = [at for at in bidi.visual_order(found) if levels[at] != "x"]
        if visible != order or any(want not in ("x", str(got)) for want, got in zip(levels, found, strict=True)):
            wrong.append(ascii(text))
    assert wrong == []


def test_numbers_in_hebrew_keep_their_own_order() -> None:
    levels = bidi.levels("אב 123 גד", 1)
    assert levels == [1, 1, 1, 2, 2, 2, 1, 1, 1]
    assert bidi.visual_order(levels) == [8, 7, 6, 3, 4, 5, 2, 1, 0]


def test_brackets_round_latin_in_an_arabic_sentence_take_the_sentence_direction() -> None:
    levels = bidi.levels("قال (abc) نعم", 1)
    assert [levels[4], levels[8]] == [1, 1]
    assert levels[5:8] == [2, 2, 2]


@pytest.mark.parametrize(
    ("text", "answer"), [("plain", False), ("naïve 漢字", False), ("a\u200fb", True), ("שלום", True)]
)
def test_only_text_with_right_to_left_characters_is_asked_for_levels(text: str, answer: bool) -> None:
    assert bidi.has_rtl(text) is answer


def test_many_open_brackets_and_embeddings_still_give_a_level_to_each_character() -> None:
    text = "(" * 500 + "א" + "\u202b" * 300 + "a" + "\u2067" * 300 + ")" * 500
    assert len(bidi.levels(text, 0)) == len(text)
