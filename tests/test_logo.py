"""A theme's logo at the head of the page: in both files, on the pages that the theme names, and in nobody's way."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import office
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx.oxml.ns import qn
from docx.shared import Length as WordLength
from docx.shared import Mm
from judges import ooxml
from judges.verapdf import judged
from PIL import Image

from briefgen.cli import main
from briefgen.theme import Length

MM = 72 / 25.4
BRIEFING = """\
title: Frigate to visit Norvale
date: 2025-03-30
marking: TLP:AMBER
articles:
  - headline: Frigate to visit Norvale
    source: {name: Norvale Courier}
    text: |
"""
TEXT = "\n\n".join(
    f"      Paragraph {n}: the frigate will call at Norvale in April, said the ministry. " * 4 for n in range(40)
)
LOGO = "{file: art/seal.png, alt: Seal of Norvale}"


def seal(width: int = 300, height: int = 100, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (11, 58, 102)).save(stream, form)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "call.yaml").write_text(BRIEFING + TEXT, encoding="utf-8")
    (tmp_path / "looks/art").mkdir(parents=True)
    (tmp_path / "looks/art/seal.png").write_bytes(seal())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder: Path, logo: str, more: str = "") -> int:
    (folder / "looks/own.yaml").write_text(f"name: own\nlogo: {logo}\n{more}", encoding="utf-8")
    return main(["build", "call.yaml", "--theme", "looks/own.yaml", "--out", "out"])


def made(folder: Path, ending: str) -> Path:
    return folder / f"out/call.packet.own/call.packet.own.{ending}"


def logos(folder: Path) -> dict[int, tuple[float, float, float, float]]:
    """By page, left, bottom, right and top of the picture on it, from the lower left corner of the paper."""
    found = {}
    with pypdfium2.PdfDocument(made(folder, "pdf")) as pdf:
        for number, page in enumerate(pdf, 1):
            for each in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]):
                assert number not in found
                found[number] = each.get_bounds()
    return found


def lines(folder: Path, number: int) -> list[tuple[float, float]]:
    """Lower and upper edge of every character of a page."""
    with pypdfium2.PdfDocument(made(folder, "pdf")) as pdf:
        text = pdf[number - 1].get_textpage()
        return [text.get_charbox(n)[1::2] for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()]


def headers(data: bytes) -> dict[str, list[Any]]:
    """By kind of page, the paragraphs of the header that the first section's pages bear."""
    section: Any = docx.Document(io.BytesIO(data)).sections[0]
    kinds = {"default": section.header, "first": section.first_page_header}
    return {kind: each.paragraphs for kind, each in kinds.items() if each._has_definition}


def pictures(paragraphs: list[Any]) -> list[tuple[str, float]]:
    """Alternative text and height in millimetres of the pictures of a header."""
    return [
        (each.find(qn("wp:docPr")).get("descr"), int(each.find(qn("wp:extent")).get("cy")) / 36000)
        for paragraph in paragraphs
        for each in paragraph._p.iter(qn("wp:inline"))
    ]


def test_the_first_page_bears_the_logo_in_both_files(folder: Path) -> None:
    assert run(folder, LOGO) == 0
    ((page, (left, bottom, right, top)),) = logos(folder).items()
    assert (page, round(left / MM), round((right - left) / MM), round((top - bottom) / MM)) == (1, 25, 30, 10)
    kinds = headers(made(folder, "docx").read_bytes())
    assert pictures(kinds["first"]) == [("Seal of Norvale", pytest.approx(10, abs=0.1))]
    assert pictures(kinds["default"]) == []
    section = docx.Document(str(made(folder, "docx"))).sections[0]
    assert section.different_first_page_header_footer


def test_all_pages_bear_it_where_the_theme_says_so(folder: Path) -> None:
    assert run(folder, "{file: art/seal.png, alt: Seal, height: 12mm, pages: all}") == 0
    with pikepdf.open(made(folder, "pdf")) as pdf:
        pages = len(pdf.pages)
    assert pages > 2 and sorted(logos(folder)) == [*range(1, pages + 1)]
    kinds = headers(made(folder, "docx").read_bytes())
    assert pictures(kinds["default"]) == [("Seal", pytest.approx(12, abs=0.1))]


@pytest.mark.parametrize("pages", ["first", "all"])
def test_nothing_stands_on_it_and_the_text_begins_lower_by_as_much(folder: Path, pages: str) -> None:
    assert run(folder, f"{{file: art/seal.png, alt: Seal, height: 12mm, pages: {pages}}}") == 0
    for number, (_, bottom, _, top) in logos(folder).items():
        words = lines(folder, number)
        assert not [each for each in words if each[0] < top and each[1] > bottom]
        assert any(each[0] >= top for each in words) and any(each[1] <= bottom for each in words)
    heights = [sorted({round(top) for _, top in lines(folder, number)}, reverse=True) for number in (1, 2)]
    shift = 12 * MM + 4
    moved = [shift, shift if pages == "all" else 0]
    running = min(high for high in heights[1] if high > 842 - (22 * MM + moved[1]))
    assert running == pytest.approx(842 - 17 * MM - moved[1], abs=6)
    for high, down in zip(heights, moved, strict=True):
        assert max(each for each in high if each < 842 - (22 * MM + down)) == pytest.approx(842 - 27 * MM - down, abs=6)


def test_a_very_wide_logo_stays_between_the_margins(folder: Path) -> None:
    (folder / "looks/art/seal.png").write_bytes(seal(4000, 100))
    assert run(folder, LOGO) == 0
    left, _, right, _ = logos(folder)[1]
    assert right <= 210 * MM - 22 * MM + 0.1 and left >= 25 * MM - 0.1


def test_the_logo_is_no_part_of_the_text_of_the_pdf(folder: Path) -> None:
    assert run(folder, LOGO) == 0
    with pikepdf.open(made(folder, "pdf")) as pdf:
        depth, drawn = [], []
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            match str(operator):
                case "BDC" | "BMC":
                    depth.append(str(operands[0]))
                case "EMC":
                    depth.pop()
                case "Do":
                    drawn.append(tuple(depth))
    assert drawn == [("/Artifact",)]
    assert judged([made(folder, "pdf")]) == []


@pytest.mark.parametrize("judge", [ooxml.lint, ooxml.integrity, ooxml.sdk, ooxml.audit], ids=lambda each: each.__name__)
@pytest.mark.parametrize("pages", ["first", "all"])
def test_no_judge_finds_anything(folder: Path, judge: Callable[[bytes], list[str]], pages: str) -> None:
    assert run(folder, f"{{file: art/seal.png, alt: Seal of Norvale, pages: {pages}}}") == 0
    assert judge(made(folder, "docx").read_bytes()) == []


def test_word_shows_it_above_the_running_line_too(folder: Path) -> None:
    if not office.INSTALLED:
        pytest.skip("LibreOffice is missing")
    assert run(folder, LOGO) == 0
    with pypdfium2.PdfDocument(office.converted(made(folder, "docx"), "pdf", folder)) as shown:
        (picture,) = shown[0].get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])
        assert not [*shown[1].get_objects([pdfium.FPDF_PAGEOBJ_IMAGE])]
        there = picture.get_bounds()
    for ours, theirs in zip(logos(folder)[1], there, strict=True):
        assert ours == pytest.approx(theirs, abs=3)


def test_the_manifest_names_it_and_another_picture_makes_the_packet_stale(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, LOGO) == 0
    manifest = json.loads((folder / "out/call.packet.own/manifest.json").read_text("utf-8"))
    assert "logo/seal.png" in manifest["ingredients"]
    capsys.readouterr()
    assert run(folder, LOGO) == 0
    assert "up to date" in capsys.readouterr().out
    (folder / "looks/art/seal.png").write_bytes(seal(200, 100))
    assert run(folder, LOGO) == 0
    assert "up to date" not in capsys.readouterr().out
    left, bottom, right, top = logos(folder)[1]
    assert (right - left) == pytest.approx(2 * (top - bottom), abs=0.1)


# --- on a letterhead ---------------------------------------------------------------------


def letterhead(picture: bool = False, first: bool = False, header: bool = True) -> bytes:
    document: Any = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height, section.left_margin = Mm(210), Mm(297), Mm(40)
    section.different_first_page_header_footer = first
    for edge in (section.header, *([section.first_page_header] if first else [])):
        if header:
            edge.paragraphs[0].text = "Office of Norvale"
        if picture:
            edge.paragraphs[0].add_run().add_picture(io.BytesIO(seal(40, 40)))
            edge._element.find(f".//{qn('wp:docPr')}").set("descr", "The letterhead's own")
    section.footer.paragraphs[0].text = "1 Harbour Street"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_letterhead_s_own_logo_wins_in_word_and_no_other_is_beside_it(folder: Path) -> None:
    (folder / "looks/own.docx").write_bytes(letterhead(picture=True))
    assert run(folder, LOGO, "reference_docx: own.docx\n") == 0
    data = made(folder, "docx").read_bytes()
    file = ooxml.WordFile(data)
    shown = [
        each.get("descr")
        for name, root in file.stories.items()
        if "header" in name
        for each in root.iter(qn("wp:docPr"))
    ]
    assert shown == ["The letterhead's own"] * 2  # on the first page, which bears no running title, and on the others
    assert len(logos(folder)) == 1


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("header", [True, False])
def test_on_a_letterhead_without_one_the_first_page_bears_the_theme_s(folder: Path, first: bool, header: bool) -> None:
    (folder / "looks/own.docx").write_bytes(letterhead(first=first, header=header))
    assert run(folder, LOGO, "reference_docx: own.docx\n") == 0
    data = made(folder, "docx").read_bytes()
    kinds = headers(data)
    assert pictures(kinds["first"]) == [("Seal of Norvale", pytest.approx(10, abs=0.1))]
    assert pictures(kinds["default"]) == []
    for kind, paragraphs in kinds.items():
        said = " ".join(each.text for each in paragraphs)
        assert ("Office of Norvale" in said) is header
        assert said.count("TLP:AMBER") == 1
        assert said.count("Frigate to visit Norvale") == (kind == "default")
    section: Any = docx.Document(io.BytesIO(data)).sections[0]
    assert "1 Harbour Street" in " ".join(each.text for each in section.footer.paragraphs)
    if not first:
        assert "1 Harbour Street" in " ".join(each.text for each in section.first_page_footer.paragraphs)
    assert ooxml.integrity(data) == []


# --- what cannot be used -----------------------------------------------------------------

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SVG, "Save it as PNG, at 300 dots an inch"),
        (seal()[:60], "it is damaged or cut off"),
        (b"", "the file is empty"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"words", "a picture is a PNG, JPEG, WebP, GIF or BMP file"),
        (None, "there is no such file"),
    ],
    ids=["svg", "cut off", "empty", "pdf", "words", "not there"],
)
def test_a_logo_that_cannot_be_used_is_reported_at_its_line_with_the_way_out(
    folder: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, said: str
) -> None:
    path = folder / "looks/art/seal.png"
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    assert run(folder, LOGO) == 1
    printed = capsys.readouterr()
    assert "looks/own.yaml:2:14: error BG622" in printed.err and said in printed.err
    assert "Traceback" not in printed.err and not (folder / "out/call.packet.own").exists()


@pytest.mark.parametrize("form", ["WEBP", "GIF", "BMP", "JPEG"])
def test_a_logo_of_another_kind_is_printed(folder: Path, form: str) -> None:
    (folder / "looks/art/seal.png").write_bytes(seal(form=form))
    assert run(folder, LOGO) == 0
    assert 1 in logos(folder)


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        ("{file: art/seal.png, alt: Seal, height: 14mm}", "a height from 4mm to 12mm"),
        ("{file: art/seal.png, alt: Seal, height: 0}", "a height from 4mm to 12mm"),
        ("{file: art/seal.png}", "alt"),
        ("{file: art/seal.png, alt: ' '}", "alt"),
        ("seal.png", "logo: {file: seal.png, alt: what it shows}"),
    ],
)
def test_a_logo_that_is_said_wrong_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], logo: str, said: str
) -> None:
    assert run(folder, logo) == 1
    printed = capsys.readouterr().err
    assert "BG612" in printed and said in printed


def test_a_length_is_the_theme_s_own() -> None:
    assert WordLength(Length.parse("12mm").emu).mm == pytest.approx(12, abs=0.01)


def test_a_web_page_bears_the_logo_and_is_built_again_when_its_file_changes(folder: Path) -> None:
    (folder / "looks/own.yaml").write_text(
        "name: own\nlogo: {file: art/seal.png, alt: Seal of the Ministry}\n", encoding="utf-8"
    )
    build = ["build", "call.yaml", "--theme", "looks/own.yaml", "--to", "html", "--out", "out"]
    assert main(build) == 0
    page = made(folder, "html")
    before = page.read_text("utf-8")
    assert before.count('<img class="logo" alt="Seal of the Ministry" src="data:image/png;base64,') == 1
    (folder / "looks/art/seal.png").write_bytes(seal(200, 50))
    assert main(build) == 0
    assert page.read_text("utf-8") != before
