"""A banner that is nearly a label never becomes a scheme of its own: a scheme of one's own is asked for by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.cli import main
from briefgen.schema.label_words import resembling

_INPUT = "title: T\ndate: 2025-03-30\nmarking: {}\narticles:\n  - {{headline: H, source: {{name: N}}, text: Words.}}\n"
BANNERS = [
    "SECRET//NOFORN",
    "TOP SECRET//SI/TK//NOFORN",
    "CONFIDENTIAL//PROPIN",
    "TLP:AMBER+STRICT",
    "NATO SECRET",
    "CUI//SP-CTI",
]
SLIPS = {
    "strokes lost": lambda banner: banner.replace("//", " "),
    "one stroke": lambda banner: banner.replace("//", "/"),
    "a comma": lambda banner: banner.replace("//", ", "),
    "small letters": lambda banner: banner.lower(),
    "the short form too": lambda banner: f"{banner} (S)",
    "a hyphen": lambda banner: banner.replace("//", " - "),
}


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("banner", BANNERS)
def test_a_slip_of_the_pen_is_an_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], banner: str, slip: str
) -> None:
    typed = SLIPS[slip](banner)
    (tmp_path / "in.yaml").write_text(_INPUT.format(f"{{banner: {typed!r}}}"), "utf-8")
    status = main(["check", str(tmp_path / "in.yaml")])
    if typed != banner:
        assert status == 1
        assert "BG501" in capfd.readouterr().out
        assert resembling(typed) in (banner, *_known_parts(banner))


def _known_parts(banner: str) -> tuple[str | None, ...]:
    """Where nothing nearer is seen, the level alone, or nothing."""
    return (banner.split("//")[0], None) if banner.startswith(("CUI", "TLP", "NATO")) else ()


@pytest.mark.parametrize(
    "words", ["S//NF", "TS//SI/TK//NF", "TOP SECRT STRAP1", "INTERNAL", "BOARD ONLY", "SECRET NOFORN"]
)
def test_words_of_no_scheme_are_an_error_until_they_are_asked_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: str
) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(_INPUT.format(words), "utf-8")
    assert main(["check", str(path)]) == 1
    said = capfd.readouterr().out
    assert "is not a label of any scheme" in said
    assert f"{{scheme: custom, banner: {words}}}" in said
    for asked in (f"{{scheme: custom, banner: {words}}}", f"{{banner: {words}, levels: [{words.split('//')[0]}]}}"):
        path.write_text(_INPUT.format(asked), "utf-8")
        assert main(["check", str(path)]) == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SECRET NOFORN", "SECRET//NOFORN"),
        ("SECRET/NOFORN", "SECRET//NOFORN"),
        ("S//NF", "SECRET//NOFORN"),
        ("SECRET (S)", "SECRET"),
        ("Secret//REL TO USA, GBR", "SECRET//REL TO USA, GBR"),
        ("NATO-SECRET", "NATO SECRET"),
        ("amber", "TLP:AMBER"),
        ("INTERNAL", None),
    ],
)
def test_what_was_meant_is_said(typed: str, meant: str | None) -> None:
    assert resembling(typed) == meant
