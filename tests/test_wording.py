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
