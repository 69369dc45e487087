"""Labels: read in every scheme, compared, joined, refused; and how they come out in both files."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from pydantic import ValidationError

from briefgen.readers.theme_reader import read_theme
from briefgen.schema.elements import UnknownLabel
from briefgen.schema.marking import Marking, highest
from briefgen.schema.schemes import SCHEMES

THEME = read_theme("default").theme


def marking(banner: str, **more: object) -> Marking:
    return Marking.model_validate({"banner": banner, **more})


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("banner", "scheme", "portion"),
    [
        ("TLP:CLEAR", "tlp", "(TLP:CLEAR)"),
        ("TLP:AMBER+STRICT", "tlp", "(TLP:AMBER+STRICT)"),
        ("TLP:AMBER//Members of the group only", "tlp", "(TLP:AMBER//Members of the group only)"),
        ("UNCLASSIFIED", "us", "(U)"),
        ("SECRET//NOFORN", "us", "(S//NF)"),
        ("TOP SECRET//SI-G ABCD/TK//ORCON/NOFORN", "us", "(TS//SI-G ABCD/TK//OC/NF)"),
        ("SECRET//REL TO USA, FVEY", "us", "(S//REL TO USA, FVEY)"),
        ("CONFIDENTIAL//PROPIN", "us", "(C//PR)"),
        ("CUI", "cui", "(CUI)"),
        ("CONTROLLED", "cui", "(CUI)"),
        ("CUI//SP-CTI/INTEL//NOFORN", "cui", "(CUI//SP-CTI/INTEL//NF)"),
        ("NATO RESTRICTED", "nato", "(NR)"),
        ("COSMIC TOP SECRET//ATOMAL", "nato", "(CTS//ATOMAL)"),
        ("OFFICIAL-SENSITIVE", "uk", "(OS)"),
        ("UK SECRET - UK EYES ONLY", "uk", "(S//UK EYES ONLY)"),
        ("INTERNAL", "custom", "(INTERNAL)"),
    ],
)
def test_a_banner_is_read_and_has_its_short_form(banner: str, scheme: str, portion: str) -> None:
    read = marking(banner)
    assert (read.scheme, read.banner, read.label.portion) == (scheme, banner, portion)
    assert read.read(portion) == read.label


def test_white_is_read_as_clear() -> None:
    assert marking("TLP:WHITE").banner == "TLP:CLEAR"
    assert marking("TLP:GREEN").read("(TLP:WHITE)").portion == "(TLP:CLEAR)"


@pytest.mark.parametrize(
    ("banner", "meant"),
    [
        ("TLP:ORANGE", None),
        ("tlp:green", "TLP:GREEN"),
        ("TLP: AMBER STRICT", "TLP:AMBER+STRICT"),
        ("SECRET//NOFORM", "SECRET//NOFORN"),
        ("CUI//NOFORM", "CUI//NOFORN"),
        ("NATO SECRT", "NATO SECRET"),
        ("CUI//lower case", None),
    ],
)
def test_words_that_are_no_label_are_refused_with_those_that_are(banner: str, meant: str | None) -> None:
    with pytest.raises(UnknownLabel) as refused:
        _ = marking(banner).label
    assert refused.value.meant == meant
    assert "One of: " in refused.value.hint


def test_a_organisation_has_levels_of_its_own_in_its_own_order() -> None:
    own = marking("INTERNAL", levels=("PUBLIC", "INTERNAL", "BOARD"))
    assert own.scheme == "custom"
    assert own.label.covers(own.read("(PUBLIC)"))
    assert not own.label.covers(own.read("BOARD"))
    with pytest.raises(UnknownLabel):
        own.read("SECRET")
    with pytest.raises(ValidationError):
        marking("SECRET", scheme="us", levels=("A", "B"))


# --- comparing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_each_level_covers_those_below_and_none_above(scheme: object) -> None:
    levels = scheme.levels  # type: ignore[attr-defined]
    whole = Marking(scheme=scheme.name, banner=levels[-1].banner)  # type: ignore[attr-defined]
    labels = [whole.read(level.portion) for level in levels]
    for number, label in enumerate(labels):
        assert [label.covers(other) for other in labels] == [n <= number for n in range(len(labels))]
        assert label == whole.read(levels[number].banner)


@pytest.mark.parametrize(
    ("banner", "portion", "covered"),
    [
        ("SECRET", "S//NF", False),
        ("SECRET//NOFORN", "S//NF", True),
        ("SECRET//NOFORN", "S//REL TO USA, FVEY", True),
        ("SECRET//REL TO USA, FVEY", "S//REL TO USA, GBR", False),
        ("SECRET//REL TO USA, GBR", "S//REL TO USA, FVEY", True),
        ("SECRET//REL TO USA, GBR", "U", True),
        ("SECRET//REL TO USA, GBR", "S", False),
        ("TOP SECRET//SI-G//ORCON", "TS//SI", True),
        ("TOP SECRET//SI", "TS//SI-G//OC", False),
        ("SECRET//ORCON", "S//OC/PR", False),
        ("UNCLASSIFIED", "CUI", False),
        ("CUI", "CUI//SP-CTI", False),
        ("CUI", "CUI//INTEL", True),
        ("CUI//SP-CTI//NOFORN", "CUI//SP-CTI//NF", True),
        ("NATO SECRET", "NS//ATOMAL", False),
        ("TLP:AMBER+STRICT", "TLP:AMBER", True),
    ],
)
def test_a_banner_covers_a_portion_by_level_and_controls(banner: str, portion: str, covered: bool) -> None:
    whole = marking(banner)
    assert whole.label.covers(whole.read(portion)) is covered


@pytest.mark.parametrize(
    ("marks", "together"),
    [
        (["U", "(U)"], "(U)"),
        (["U", "S", "C"], "(S)"),
        (["S//NF", "TS"], "(TS//NF)"),
        (["S//OC", "S//PR"], "(S//OC/PR)"),
        (["S//REL TO USA, GBR", "S//REL TO USA, AUS, GBR"], "(S//REL TO USA, GBR)"),
        (["S//REL TO USA, GBR", "S//REL TO USA, AUS"], "(S//NF)"),
        (["U", None], None),
        (["U", "SECERT"], None),
        ([], None),
    ],
)
def test_the_highest_mark_covers_all_and_is_unknown_where_one_is(marks: list[str | None], together: str | None) -> None:
    whole = marking("TOP SECRET")
    assert highest(whole, marks) == together
    assert highest(whole, reversed(marks)) == together
    if together:
        assert all(whole.read(together).covers(whole.read(mark)) for mark in marks if mark)


# --- the looks -------------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("scheme", [*SCHEMES, "custom"])
def test_every_label_has_a_look_that_can_be_read(scheme: str) -> None:
    banners = [level.banner for level in SCHEMES[scheme].levels] if scheme in SCHEMES else ["INTERNAL"]
    for banner in banners:
        look = THEME.marking(scheme, banner)
        ground = _luminance(THEME.colour(look.fill or "paper"))
        light, dark = sorted((_luminance(THEME.colour(look.colour)), ground), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, banner


def test_tlp_stands_at_the_right_on_black_and_others_in_the_centre() -> None:
    tlp = THEME.marking("tlp", "TLP:GREEN")
    assert (tlp.align, tlp.colour, tlp.fill) == ("end", "#33FF00", "#000000")
    for scheme, banner in (("us", "SECRET//NOFORN"), ("cui", "CUI"), ("nato", "NATO SECRET"), ("uk", "OFFICIAL")):
        assert THEME.marking(scheme, banner).align == "center"
    assert THEME.styles[THEME.markings["cui"].text].weight == "bold"


# --- in both files -----------------------------------------------------------------------------------

INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
marking: {marking}
bottom_line: Planning is quicker.
articles:
  - headline: Command upgraded
    source: {{name: Reuters}}
    text: |
      Hegseth announced a joint headquarters.
"""


@pytest.mark.parametrize(
    "banner",
    [
        "TLP:AMBER+STRICT",
        "SECRET//REL TO USA, FVEY",
        "CUI//SP-CTI//NOFORN",
        "NATO RESTRICTED",
        "OFFICIAL-SENSITIVE",
        "COMPANY INTERNAL",
    ],
)
def test_the_banner_is_on_every_page_once_in_the_body_and_in_the_properties(tmp_path: Path, banner: str) -> None:
    pymupdf = pytest.importorskip("pypdfium2")
    asked = "scheme: custom, " if banner.startswith("COMPANY") else ""
    pdf, docx = packet(tmp_path, f'{{{asked}banner: "{banner}", block: ["Controlled by: the desk"]}}')
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        texts = {name: words(parts.read(name)) for name in parts.namelist() if name.endswith(".xml")}
    for kind in ("header", "footer"):
        edges = [text for name, text in texts.items() if re.fullmatch(rf"word/{kind}\d*\.xml", name)]
        assert edges and all(banner in text for text in edges)
    assert texts["word/document.xml"].count(banner) == 1
    assert texts["word/document.xml"].index("Controlled by: the desk") < texts["word/document.xml"].index("Planning")
    assert banner in texts["docProps/custom.xml"]
    document = pymupdf.PdfDocument(pdf)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    assert [page.count(banner) for page in pages] == [3, *[2] * (len(pages) - 1)]
    assert f"<briefgen:Marking>{banner}</briefgen:Marking>".encode() in pdf


def packet(folder: Path, marking: str, text: str = INPUT) -> tuple[bytes, bytes]:
    from briefgen.cli import main

    (folder / "talks.yaml").write_text(text.format(marking=marking), encoding="utf-8")
    assert main(["build", "--out", str(folder / "out"), str(folder / "talks.yaml")]) == 0
    return (folder / "out/talks/talks.pdf").read_bytes(), (folder / "out/talks/talks.docx").read_bytes()


def words(xml: bytes) -> str:
    from html import unescape

    return unescape(re.sub(r"<[^>]+>", "", xml.decode("utf-8")))
