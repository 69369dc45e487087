"""Every text that carries a judgment is read: judgments, implications, the bottom line and the outlook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefgen.cli import main

_INPUT = """\
title: Talks in Norvale
date: 2025-03-30
language: {language}
scale: {scale}
bottom_line: {bottom_line}
key_judgments:
  - statement: {judgment}
    likelihood: {likelihood}
    confidence: moderate
    basis: One report.
    evidence: [talks]
outlook:
  - {outlook}
  - text: The vote in June.
articles:
  - headline: Talks
    source: {{name: Daily News, reliability: B, credibility: 2}}
    published: 2025-03-30
    text: Talks are to resume in June.
    annotations:
      - {{kind: event, id: talks, quote: to resume in June, what: Talks resume., date: 2025-06}}
      - kind: implication
        quote: Talks are to resume
        statement: {implication}
        regions: [East Asia]
        likelihood: {implied}
"""
CLEAN = {
    "language": "en",
    "scale": "icd203",
    "bottom_line": "Talks are likely to resume.",
    "judgment": "Talks are likely to resume.",
    "likelihood": "likely",
    "outlook": "The date of the talks.",
    "implication": "Trade is likely to grow.",
    "implied": "likely",
}
TEXTS = ["bottom_line", "judgment", "outlook", "implication"]
BESIDE = {
    "supporting_points": "[{}]",
    "alternatives": "[{}]",
    "dissents": "[{{who: The other desk, why: {}}}]",
}
"""Fields of a judgment that carry one, each with how a text stands in it."""
TAKEN_AS_GIVEN = ("condition", "linchpin", "change_from_previous")


def beside(field: str, words: str) -> str:
    """A statement that needs no change, and a field after it with these words."""
    return f"{CLEAN['judgment']}\n    {field}: " + BESIDE.get(field, "{}").format(words)


def codes(folder: Path, capfd: pytest.CaptureFixture[str], **changed: str) -> list[str]:
    path = folder / "in.yaml"
    path.write_text(_INPUT.format_map(CLEAN | changed), "utf-8")
    main(["check", str(path)])
    return re.findall(r": (?:error|warning|note) (BG\d{3}) ", capfd.readouterr().out)


def test_the_input_that_is_changed_here_has_no_findings(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert codes(tmp_path, capfd) == []


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Talks are likely to resume and could fail.", "BG403"),
        ("Talks are likely to resume, and seem to be secret.", "BG425"),
        ("We judge with high confidence that talks are likely to resume.", "BG404"),
        ("Talks are likely to resume. Trade is highly likely to grow.", "BG417"),
    ],
)
def test_each_text_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, words: str, code: str) -> None:
    assert codes(tmp_path, capfd, **{text: words}) == [code]


@pytest.mark.parametrize("text", ["judgment", "implication"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Talks are unlikely to resume.", "BG415"),
        ("Talks are likely to resume and very unlikely to succeed.", "BG418"),
        ("Talks are likely to resume and almost certainly will not succeed.", "BG418"),
        ("Talks are likely (90%) to resume.", "BG422"),
        ("Talks are likely (60–75%) to resume.", None),
        ("Talks are likely (60 to 70 per cent) to resume; costs rose by 95%.", None),
    ],
)
def test_words_are_held_against_the_field(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, words: str, code: str | None
) -> None:
    assert codes(tmp_path, capfd, **{text: words}) == ([code] if code else [])


@pytest.mark.parametrize(
    ("words", "likelihood", "found"),
    [
        ("Talks are likely to resume.", "none", ["BG419"]),
        ("Talks will resume.", "likely", ["BG420"]),
        ("Talks resumed.", "none", []),
        ("The board may contact the media.", "none", []),
        ("Officials could find no boats and might have left.", "none", []),
        ("Talks are not likely to resume.", "unlikely", []),
        ("The likely site of the talks is unlikely to change.", "unlikely", []),
    ],
)
def test_facts_and_forms(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: str, likelihood: str, found: list[str]
) -> None:
    assert codes(tmp_path, capfd, judgment=words, likelihood=likelihood) == found


@pytest.mark.parametrize(
    ("language", "words", "likelihood", "found"),
    [
        ("fr", "Il est peu probable que les pourparlers reprennent.", "unlikely", []),
        ("fr", "Il est peu probable que les pourparlers reprennent.", "likely", ["BG415"]),
        ("de", "Es ist sehr wahrscheinlich, dass die Gespräche beginnen.", "very likely", []),
        ("de", "Es ist unwahrscheinlich, dass die Gespräche beginnen.", "likely", ["BG415"]),
        ("es", "Es poco probable que las conversaciones se reanuden.", "unlikely", []),
        ("es", "Las conversaciones podrían reanudarse, y es probable que sea en junio.", "likely", ["BG403"]),
        ("pt", "É pouco provável que as conversações recomecem; possible.", "unlikely", ["BG424", "BG624"]),
    ],
)
def test_each_language_is_read_by_its_own_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], language: str, words: str, likelihood: str, found: list[str]
) -> None:
    same = {
        "judgment": words,
        "implication": words,
        "implied": likelihood,
        "bottom_line": "Norvale",
        "outlook": "Norvale",
    }
    once = found if found in ([], ["BG424", "BG624"]) else found * 2
    assert codes(tmp_path, capfd, language=language, likelihood=likelihood, **same) == once


@pytest.mark.parametrize("field", BESIDE)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("The board could still fail", "BG403"),
        ("The board seems to be split", "BG425"),
        ("We judge with high confidence that a split is likely", "BG404"),
        ("We judge with high confidence that there is a 70% chance of a split", "BG404"),
        ("A split is highly likely", "BG417"),
        ("A split is probable", "BG402"),
        ("The board probably will not split", "BG402"),
        ("The board met in Norvale", None),
    ],
)
def test_what_stands_beside_a_judgment_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], field: str, words: str, code: str | None
) -> None:
    found = codes(tmp_path, capfd, judgment=beside(field, words))
    ignored = {"BG419"} if field == "dissents" else set()
    assert [each for each in found if each not in ignored] == ([code] if code else [])


@pytest.mark.parametrize("field", TAKEN_AS_GIVEN)
@pytest.mark.parametrize(
    ("words", "code"), [("The board could vote", None), ("A split is quite likely", "BG417"), ("The board votes", None)]
)
def test_what_is_taken_as_given_weighs_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], field: str, words: str, code: str | None
) -> None:
    assert codes(tmp_path, capfd, judgment=beside(field, words)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("dissent", "found"),
    [
        ("{who: Desk, likelihood: unlikely, why: A split is likely}", ["BG415"]),
        ("{who: Desk, likelihood: likely, why: A split is likely}", []),
        ("{who: Desk, likelihood: likely, why: The board is old}", []),
        ("{who: Desk, why: A split is likely}", ["BG419"]),
    ],
)
def test_a_dissent_is_held_against_its_own_fields(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], dissent: str, found: list[str]
) -> None:
    assert codes(tmp_path, capfd, judgment=f"{CLEAN['judgment']}\n    dissents: [{dissent}]") == found


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ("Talks are likely to resume", ["BG429"]),
        ("Talks may resume", ["BG429"]),
        ("The ministry says that talks resume in June", []),
        ("The likely site was named", []),
    ],
)
def test_what_is_known_has_no_likelihood(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], known: str, found: list[str]
) -> None:
    assert codes(tmp_path, capfd, bottom_line=f"{CLEAN['bottom_line']}\nknown: [{known}]") == found


@pytest.mark.parametrize("words", ["A 40% chance of a truce is left", "The probability of a truce stands at 40%"])
def test_a_chance_in_numbers_is_no_fact(tmp_path: Path, capfd: pytest.CaptureFixture[str], words: str) -> None:
    assert codes(tmp_path, capfd, judgment=words) == []
