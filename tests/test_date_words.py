"""Dates in the language of the briefing: by a declared library, whose version is recorded, and loaded only where it is needed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from briefgen.record import versions
from briefgen.words.localised import date_words

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (date(2025, 3, 30), "de", "30. März 2025"),
        ("2025-03", "fr-FR", "mars 2025"),
        (date(2011, 11, 1), "fr-CA", "1er novembre 2011"),
        (date(2011, 11, 11), "fr", "11 novembre 2011"),
        (date(2011, 11, 1), "es", "1 de noviembre de 2011"),
        ("2025", "es", "2025"),
        (date(2025, 3, 30), "en-GB", "30 March 2025"),
        (date(2025, 3, 30), "tlh", "2025-03-30"),
        ("2025-03", "not a language", "2025-03"),
    ],
)
def test_a_date_is_in_the_words_of_its_language(value: date | str, language: str, expected: str) -> None:
    assert date_words(value, language) == expected


def test_what_writes_dates_is_declared_and_in_every_manifest() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert any(each.startswith("babel>=") for each in declared)
    assert versions()["babel"][:1].isdigit()


@pytest.mark.parametrize(("language", "loaded"), [("en", False), ("de", True)])
def test_it_is_loaded_only_for_other_languages_than_english(language: str, loaded: bool) -> None:
    script = (
        "import sys; from datetime import date; from briefgen.words.localised import date_words; "
        f"date_words(date(2025, 3, 30), {language!r}); print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(loaded)
