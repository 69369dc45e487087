"""Each scale prints its own terms, ranges and levels, with the signs of the standard."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.cli import main
from briefgen.schema.vocabulary import SCALES, ScaleName

_INPUT = """\
title: Talks in Norvale
date: 2025-03-30
scale: {scale}
bottom_line: Talks are {term} to resume.
key_judgments:
  - statement: Talks are {term} to resume.
    likelihood: {term}
    confidence: moderate
    basis: One report.
    evidence: [talks]
articles:
  - headline: Talks
    source: {{name: Daily News}}
    published: 2025-03-30
    text: Talks are to resume in June.
    annotations:
      - {{kind: event, id: talks, quote: to resume in June, what: Talks resume., date: 2025-06}}
"""


def packet(folder: Path, scale: str, term: str, to: str) -> Path:
    (folder / "in.yaml").write_text(_INPUT.format(scale=scale, term=term), "utf-8")
    assert main(["build", str(folder / "in.yaml"), "--out", str(folder / "out"), "--to", to]) == 0
    return folder / "out" / "in"


def words(folder: Path, scale: str, term: str = "likely") -> str:
    return " ".join((packet(folder, scale, term, "text") / "in.txt").read_text("utf-8").split())


@pytest.mark.parametrize("term", ["likely", "probable"])
def test_each_word_of_a_phia_band_is_printed_with_the_signs_of_the_yardstick(tmp_path: Path, term: str) -> None:
    said = words(tmp_path, "phia", term)
    assert f"{term.capitalize()} (≈55–≈75%)" in said
    for range_ in (">0–≈5%", "≈10–≈20%", "≈25–≈35%", "≈40–<50%", "≈80–≈90%", "≈95–<100%"):
        assert range_ in said


def test_phia_rates_analytical_confidence_in_its_own_terms(tmp_path: Path) -> None:
    said = words(tmp_path, "phia")
    assert "Analytical confidence" in said
    assert SCALES["phia"].confidence["moderate"] in said
    assert SCALES["icd203"].confidence["moderate"] not in said


def test_the_others_print_theirs(tmp_path: Path) -> None:
    said = words(tmp_path, "icd203")
    assert "Analytical confidence" not in said
    assert SCALES["icd203"].confidence["moderate"] in said


def test_the_package_s_own_fonts_have_the_signs(tmp_path: Path) -> None:
    """A missing glyph would be a finding, and the packet would not be verified."""
    assert (packet(tmp_path, "phia", "likely", "docx,pdf") / "in.pdf").stat().st_size > 10_000


@pytest.mark.parametrize("name", SCALES)
def test_bands_rise_and_every_term_is_found_on_its_own_step(name: ScaleName) -> None:
    scale = SCALES[name]
    assert [band.low for band in scale.bands] == sorted(band.low for band in scale.bands)
    assert all(band.low < band.high for band in scale.bands)
    for step, band in enumerate(scale.bands, 1):
        for term in band.terms:
            assert term in scale.terms
            found = scale.find(term)
            assert found and found[0] == step


@pytest.mark.parametrize("template", ["packet", "one-page"])
def test_a_briefing_that_mixes_terms_on_purpose_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], template: str
) -> None:
    text = _INPUT.format(scale="icd203", term="likely").replace("line: Talks are likely", "line: Talks are probable")
    path = tmp_path / "in.yaml"
    build = ["build", str(path), "--out", str(tmp_path / "out"), "--to", "text", "--template", template]
    for mixes in (False, True):
        path.write_text(text.replace("scale: icd203", f"scale: icd203\nmixes_terms: {str(mixes).lower()}"), "utf-8")
        assert main(build) == 0
        said = capfd.readouterr()
        assert ("BG402" in said.out + said.err) is not mixes
        printed = " ".join(next((tmp_path / "out").rglob("*.txt")).read_text("utf-8").split())
        assert ("express the same assessment of probability" in printed) is mixes
        assert ("likely or probable;" in printed) is mixes
