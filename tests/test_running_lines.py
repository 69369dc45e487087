"""The lines at the edges of every page: never too small to read, never over the text, and the same in both files."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx import Document as open_word
from docx.shared import Length as WordLength
from docx.shared import Mm

from briefgen.cli import main
from briefgen.compose import load_theme
from briefgen.document import Banner, Document, Furniture, Metadata, PageNumber, Paragraph, Strong, Text
from briefgen.writers.fitting import fitted
from briefgen.writers.pdf import write_pdf
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word

LONG_TITLE = "Draft regulation on a framework for the search and rescue services of the northern islands " * 3
LONG_MARKING = (
    "SECRET//REL TO USA, AUS, AUT, BEL, BGR, CAN, CHE, CZE, DEU, DNK, ESP, EST, FIN, FRA, GBR, GRC, HRV, HUN, ISL, ITA, JPN, KOR, "
    "LTU, LUX, LVA, MKD, MNE, NLD, NOR, NZL, POL, PRT, ROU, SVK, SVN, SWE, TUR"
)
BRIEFING = """\
title: {title}
date: 2025-03-30
{more}
articles:
  - headline: Frigate to visit Norvale
    source: {{name: Norvale Courier}}
    text: The frigate Aldis will call at Norvale in April, the ministry said.
gaps:
"""
BRIEFING += "  - The length of the call was not reported.\n" * 30
"""Enough for the annex to begin on a second page."""


def run(folder: Path, title: str, more: str = "") -> int:
    path = folder / "call.yaml"
    path.write_text(BRIEFING.format(title=title.strip(), more=more), encoding="utf-8")
    return main([str(path), "--out", str(folder / "out")])


def lines_of_page(folder: Path, number: int) -> list[tuple[str, float, float, float]]:
    """Words, lower and upper edge, and least type size of each line of a page of the PDF, from the top down."""
    with pypdfium2.PdfDocument(folder / "out/call/call.pdf") as pdf:
        text = pdf[number].get_textpage()
        characters = [
            (text.get_text_range(n, 1), *text.get_charbox(n, loose=True)[1::2], pdfium.FPDFText_GetFontSize(text, n))
            for n in range(text.count_chars())
        ]
    lines: dict[float, list[tuple[str, float, float, float]]] = {}
    for character in characters:
        if character[0].strip():
            lines.setdefault(round(character[1]), []).append(character)
        elif lines and character[0] == " ":
            next(reversed(lines.values())).append((" ", *next(reversed(lines.values()))[-1][1:]))
    found = [
        ("".join(each[0] for each in line), line[0][1], line[0][2], min(each[3] for each in line))
        for line in lines.values()
    ]
    return sorted(found, key=lambda line: -line[1])


def header_words(folder: Path) -> str:
    document: Any = open_word(str(folder / "out/call/call.docx"))
    return " ".join(each.text for each in document.sections[0].header.paragraphs)


def test_a_long_title_ends_in_an_ellipsis_in_both_files_and_a_note_names_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, LONG_TITLE) == 0
    said = "".join(capsys.readouterr())
    assert said.count("BG710") == 1
    assert "call.yaml:1:" in said
    assert "short_title" in said
    in_word = header_words(tmp_path).split("\t")[0]
    assert in_word.startswith("Draft regulation on a framework")
    assert in_word.endswith("…")
    top = lines_of_page(tmp_path, 1)[0]
    assert in_word in top[0]
    assert top[3] > 6


def test_a_short_title_stands_in_the_running_line_in_place_of_the_title(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, LONG_TITLE, "short_title: Framework for rescue services") == 0
    assert "BG710" not in "".join(capsys.readouterr())
    assert header_words(tmp_path).startswith("Framework for rescue services\t")
    assert "Framework for rescue services" in lines_of_page(tmp_path, 1)[0][0]


def test_a_long_marking_takes_more_lines_in_full_size_and_the_text_makes_room(tmp_path: Path) -> None:
    assert run(tmp_path, "Port call in Norvale", f'marking: "{LONG_MARKING}"') == 0
    lines = lines_of_page(tmp_path, 1)
    bare = LONG_MARKING.replace(" ", "")
    banner = [line for line in lines if line[0].replace(" ", "") in bare and "," in line[0]]
    assert len(banner) == 6  # as many at the top as at the foot
    assert min(size for *_, size in banner) > 10
    header = next(line for line in lines if line[0].startswith("Port call"))
    heading = next(line for line in lines if line[0].startswith("Annex A"))
    assert banner[2][1] > header[2] - 3 > header[1] > heading[2]
    document: Any = open_word(str(tmp_path / "out/call/call.docx"))
    top = WordLength(document.sections[0].top_margin).pt
    theme = load_theme("default").theme
    plain, leading = theme.page.margins.top, theme.styles["marking"].leading
    assert top == pytest.approx(plain + 2 * leading, abs=0.1)
    with ZipFile(tmp_path / "out/call/call.docx") as file:
        assert LONG_MARKING.replace("&", "&amp;") in file.read("word/header1.xml").decode()


WORDS_OWN = 10.0
"""Points, where no style says more."""


def sizes_at_the_edges(folder: Path) -> list[float]:
    """The type size, in points, of each piece of text in the Word file's headers and footers, styles counted in."""
    document: Any = open_word(str(next(folder.glob("**/*.docx"))))
    found = []
    for section in document.sections:
        edges = (section.header, section.first_page_header, section.even_page_header)
        edges += (section.footer, section.first_page_footer, section.even_page_footer)
        for paragraph in (each for edge in edges if not edge.is_linked_to_previous for each in edge.paragraphs):
            words = [run for run in paragraph.runs if run.text.strip()]
            found += [_size(run, paragraph.style) for run in words]
    return found


def _size(run: Any, style: Any) -> float:
    looks = [run.font, run.style.font]
    while style is not None:
        looks.append(style.font)
        style = style.base_style
    return float(next((each.size.pt for each in looks if each.size is not None), WORDS_OWN))


@pytest.mark.parametrize("look", [(), ("--theme", "letter"), ("--template", "one-page", "--theme", "one-page")])
@pytest.mark.parametrize(
    ("title", "more"),
    [
        (LONG_TITLE, ""),
        ("Port call", f'marking: "{LONG_MARKING}"'),
        ("Port call", f"prepared_by: {LONG_TITLE}\nseries: {LONG_TITLE}\nreference: {LONG_TITLE[:90]}"),
        (LONG_TITLE, f'marking: "{LONG_MARKING}"\nprepared_by: {LONG_TITLE}'),
    ],
    ids=["title", "marking", "organisation", "all"],
)
def test_no_words_at_the_edges_of_a_word_page_are_too_small_to_read(
    tmp_path: Path, title: str, more: str, look: tuple[str, ...]
) -> None:
    path = tmp_path / "call.yaml"
    path.write_text(BRIEFING.format(title=title.strip(), more=more), encoding="utf-8")
    assert main([str(path), "--out", str(tmp_path / "out"), "--to", "docx", *look]) == 0
    sizes = sizes_at_the_edges(tmp_path / "out")
    assert sizes
    assert min(sizes) >= 6.5


@pytest.mark.parametrize("paper", [(148, 210), (297, 210)], ids=["A5", "landscape"])
def test_on_a_letterhead_of_other_paper_they_are_no_smaller_and_none_is_lost(
    tmp_path: Path, paper: tuple[int, int]
) -> None:
    letterhead = open_word()
    section = letterhead.sections[0]
    section.page_width, section.page_height = map(Mm, paper)
    section.header.paragraphs[0].text = "Ministry of Examples"
    letterhead.save(str(tmp_path / "letterhead.docx"))
    (tmp_path / "theme.yaml").write_text("name: theme\nreference_docx: letterhead.docx\n")
    path = tmp_path / "call.yaml"
    more = f'marking: "{LONG_MARKING}"\nprepared_by: {LONG_TITLE}'
    path.write_text(BRIEFING.format(title=LONG_TITLE.strip(), more=more), encoding="utf-8")
    theme = str(tmp_path / "theme.yaml")
    assert main([str(path), "--out", str(tmp_path / "out"), "--to", "docx", "--theme", theme]) == 0
    assert min(sizes_at_the_edges(tmp_path / "out")) >= 6.5
    document: Any = open_word(str(next((tmp_path / "out").glob("**/*.docx"))))
    said = " ".join(each.text for each in document.sections[0].header.paragraphs).replace("\u00a0", " ")
    assert LONG_MARKING in said
    assert "Ministry of Examples" in said
    assert "Draft regulation on a framework" in said


def document(left: str, right: str = "", marking: str = "") -> Document:
    return Document(
        Metadata("A title"),
        (Paragraph((Text("Words."),)),),
        Banner("custom", marking) if marking else None,
        Furniture((Strong((Text(left),)), Text(" of "), PageNumber()), (Text(right),) if right else ()),
    )


def test_what_fits_comes_out_the_very_same() -> None:
    theme = load_theme("default").theme
    made = document("Port call", "30 March 2025", "NATO SECRET")
    found = fitted(made, theme, typesetter_for(theme))
    assert found.document is made
    assert found.theme is theme
    assert found.cut == ()


def test_fitting_twice_changes_nothing_more() -> None:
    theme = load_theme("default").theme
    typesetter = typesetter_for(theme)
    once = fitted(document(LONG_TITLE, LONG_TITLE, LONG_MARKING), theme, typesetter)
    twice = fitted(once.document, once.theme, typesetter)
    assert len(once.cut) == 2
    assert twice.document is once.document
    assert twice.theme is once.theme


def test_a_line_that_is_little_too_long_is_set_smaller_and_kept_whole() -> None:
    theme = load_theme("default").theme
    made = document(
        "Port call in Norvale and what follows from it for all of the search and rescue services in the north of it and of the islands",
        "30 March 2025",
    )
    found = fitted(made, theme, typesetter_for(theme))
    assert found.document.header == made.header
    assert 6.5 <= found.theme.styles["header"].size < theme.styles["header"].size
    assert found.cut == ()


# --- the first page ------------------------------------------------------------------------


def test_the_first_page_bears_no_running_title_for_the_masthead_has_it_and_the_others_do(tmp_path: Path) -> None:
    assert run(tmp_path, "Port call in Norvale", "reference: NV-1\nmarking: TLP:AMBER") == 0
    first, second = (" ".join(line[0] for line in lines_of_page(tmp_path, number)) for number in (0, 1))
    assert (first.count("Port call in Norvale"), second.count("Port call in Norvale")) == (1, 1)
    assert (first.count("30 March 2025"), "30 March 2025" in second) == (1, True)
    assert all("Page " in words and words.count("TLP:AMBER") >= 2 for words in (first, second))


def test_the_first_page_of_the_word_file_has_a_header_of_its_own_with_the_marking_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "Port call in Norvale", "reference: NV-1\nmarking: TLP:AMBER") == 0
    section: Any = open_word(str(tmp_path / "out/call/call.docx")).sections[0]
    assert section.different_first_page_header_footer
    header, footer = (
        [each.text.strip() for each in edge.paragraphs]
        for edge in (section.first_page_header, section.first_page_footer)
    )
    assert [words for words in header if words] == ["TLP:AMBER"]
    assert footer[0].startswith("NV-1\tPage ") and footer[-1] == "TLP:AMBER"
    assert header_words(tmp_path).strip().endswith("Port call in Norvale\t30 March 2025")


def test_a_line_of_all_pages_stands_on_the_first_too() -> None:
    theme = load_theme("default").theme
    with pypdfium2.PdfDocument(write_pdf(document("Port call"), theme).data) as pdf:
        assert "Port call of 1" in pdf[0].get_textpage().get_text_range()
    made = write_word(document("Port call"), theme).data
    assert not open_word(io.BytesIO(made)).sections[0].different_first_page_header_footer


def test_a_line_of_later_pages_alone_is_missing_on_the_first_and_no_fault_there(tmp_path: Path) -> None:
    assert run(tmp_path, "Port call in Norvale") == 0
    assert main(["verify", str(tmp_path / "out")]) == 0


def test_on_paper_a_web_page_has_the_running_title_on_all_pages_but_the_first(tmp_path: Path) -> None:
    assert run(tmp_path, "Port call in Norvale", "reference: NV-1") == 0
    assert main([str(tmp_path / "call.yaml"), "--to", "html", "--out", str(tmp_path / "web")]) == 0
    page = (tmp_path / "web/call/call.html").read_text(encoding="utf-8")
    assert '@top-left{content:"Port call in Norvale"' in page and '@top-right{content:"30 March 2025"' in page
    assert "@page:first{@top-left{content:none}@top-right{content:none}}" in page
    assert '@bottom-right{content:"Page "' in page
    assert "Port call in Norvale" not in re.sub(r"(?s)<head>.*</head>|<main>.*</main>", "", page)
