"""Addresses of sources: links where every format can hold them, words where not, and a sentence where they are none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from briefgen.cli import main

BRIEFING = """\
title: Port call
date: 2025-03-30
articles:
"""
ARTICLE = """\
  - headline: Report {number}
    source:
      name: Outlet
      url: {url}
    text: Report {number} text.
"""


def run(folder: Path, *urls: str) -> int:
    articles = (ARTICLE.format(number=number, url=json.dumps(url)) for number, url in enumerate(urls, 1))
    path = folder / "call.yaml"
    path.write_text(BRIEFING + "".join(articles), encoding="utf-8")
    return main([str(path), "--out", str(folder / "out")])


def links_in_word(folder: Path) -> list[str]:
    with ZipFile(folder / "out/call/call.docx") as file:
        relations = file.read("word/_rels/document.xml.rels").decode()
    return re.findall(r'Target="([^"]*)" TargetMode="External"', relations)


def links_in_pdf(folder: Path) -> list[str]:
    with pikepdf.open(folder / "out/call/call.pdf") as pdf:
        found = [link.get("/A", {}).get("/URI") for page in pdf.pages for link in page.get("/Annots", ())]
    return list(dict.fromkeys(str(uri) for uri in found if uri is not None))


TOO_LONG = "https://example.org/?q=" + "x" * 2060
GOOD = "https://desk@example.org/a"


@pytest.mark.parametrize(
    "bad", [TOO_LONG, "https://example.org:99999/", "https://[::1", "https://example..org/", "mailto:desk@org..example"]
)
def test_an_address_that_no_link_can_hold_leaves_its_words_and_a_finding_at_its_line(
    bad: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, bad, GOOD) == 0
    said = "".join(capsys.readouterr())
    assert said.count("BG703") == 1
    assert "call.yaml:7:" in said
    assert links_in_word(tmp_path) == [GOOD]
    assert links_in_pdf(tmp_path) == [GOOD]


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("HTTPS://Example.org/a", ["HTTPS://Example.org/a"]),
        ("mailto:desk@example.org", ["mailto:desk@example.org"]),
        ("doi:10.1000/182", ["https://doi.org/10.1000/182"]),
        ("DOI:10.1000/182", ["https://doi.org/10.1000/182"]),
        ("urn:isbn:9780141036144", []),
    ],
)
def test_addresses_of_every_kind_are_taken(
    url: str, leads_to: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, url) == 0
    assert "no findings" in "".join(capsys.readouterr())
    assert links_in_word(tmp_path) == leads_to
    assert links_in_pdf(tmp_path) == leads_to


@pytest.mark.parametrize(
    ("url", "fault", "hint"),
    [
        ("example.org/article", "does not say how to get there", "Write https:// before it."),
        ("https://example.org/a b", "has a blank", "Write a blank as %20."),
        ("10.1000/182", "is a DOI without its scheme", "Write doi: before it."),
        ("desk@example.org", "is a mail address without its scheme", "Write mailto: before it."),
        ("urn:x", "is a URN without all its parts", "a kind and a name"),
        ("URN:isbn:", "is a URN without all its parts", "a kind and a name"),
        ("doi:182", "is not a DOI", "doi:10.1000/182"),
        ("mailto:desk", "is not an email address", "mailto:desk@example.org"),
        ("https://", "ends after its scheme", "the whole address"),
        ("https:example.org", "lacks slashes", "Write https://"),
        ("file:///home/desk/a.html", "is a place on somebody's disk", "the address of the publisher"),
        ("C:\\reports\\a.pdf", "is a place on somebody's disk", "the address of the publisher"),
        ("ftp://example.org/a", "is not an address that a briefing takes", "mailto:, doi: or urn:"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence_that_says_why(
    url: str, fault: str, hint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, url) == 1
    said = " ".join("".join(capsys.readouterr()).split())
    assert "BG106" in said
    assert fault in said
    assert hint in said
