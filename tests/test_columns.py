"""Widths of columns: what stands in them decides, within the template's bounds, the same in both files."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from composed import written
from samples import cell, document

from briefgen.compose import load_theme
from briefgen.document import Column, Row, Table, plain, walk
from briefgen.theme import WEIGHTS
from briefgen.typeset import TextRun
from briefgen.writers.pdf import PdfResult, columns, write_pdf
from briefgen.writers.pdf.columns import capped, shared
from briefgen.writers.typefaces import typesetter_for

THEME = load_theme("default").theme
LONG = "A1¶1, 2, 4; A7¶2–5; " * 20


def made(shares: list[float], *rows: tuple[str, ...]) -> tuple[Table, PdfResult]:
    heads = Row(tuple(cell(f"Head {number}", "table-head") for number in range(len(shares))))
    table = Table(tuple(map(Column, shares)), heads, tuple(Row(tuple(map(cell, row))) for row in rows))
    return table, write_pdf(document(table), THEME)


def widths(shares: list[float], *rows: tuple[str, ...]) -> list[float]:
    """The shares that the columns get."""
    table, result = made(shares, *rows)
    return list(result.layout.shares.get(id(table), shares))


def lines(result: PdfResult) -> int:
    """How many lines of words there are on the pages, by their baselines."""
    with pypdfium2.PdfDocument(result.data) as pdf:
        found = set()
        for number, page in enumerate(pdf):
            text = page.get_textpage()
            found |= {(number, round(text.get_charbox(n, loose=True)[1])) for n in range(text.count_chars())}
        return len(found)


def test_what_fits_keeps_the_templates_shares() -> None:
    assert widths([0.2, 0.5, 0.3], ("one", "two", "three")) == [0.2, 0.5, 0.3]


def test_a_column_takes_width_from_those_that_do_not_need_it() -> None:
    found = widths([0.4, 0.4, 0.2], ("Ministry", "Role", LONG), ("Navy", "Other", LONG))
    assert 0.33 < found[2] <= 0.4 + 1e-6  # twice its share, and no more
    assert sum(found) == pytest.approx(1.0)
    assert min(found[:2]) >= 0.2 - 1e-6  # half of theirs, and no less


def test_the_table_gets_lower(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("Ministry", "Role", LONG)] * 3
    _, result = made([0.4, 0.4, 0.2], *rows)
    monkeypatch.setattr(columns, "fitting", lambda setting, block, style, frame, texts, widths, least: widths)
    assert lines(result) < 0.7 * lines(made([0.4, 0.4, 0.2], *rows)[1])


def test_columns_of_equal_need_keep_their_shares() -> None:
    words = "words that fill a cell and wrap in it many times over " * 3
    assert widths([0.5, 0.5], (words, words)) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    "date",
    [
        "30 September 2025",
        "30. September 2025",
        "30 septembre 2025",
        "30 сентября 2025",
        "(TLP:GREEN)\u00a030 September 2025",
    ],
)
def test_a_date_stays_on_one_line(date: str) -> None:
    _, result = made([0.1, 0.9], (date, LONG * 3))
    with pypdfium2.PdfDocument(result.data) as pdf:
        assert date.replace("\u00a0", " ") in pdf[0].get_textpage().get_text_bounded().replace("\u00a0", " ")


@pytest.mark.parametrize("references", ["A1¶1, 4", "A1¶1, 2, 4", "A12¶3–5, 9"])
def test_up_to_three_paragraphs_of_an_article_stay_on_one_line(references: str) -> None:
    _, result = made([0.95, 0.05], ("word " * 60, references))
    with pypdfium2.PdfDocument(result.data) as pdf:
        assert references in pdf[0].get_textpage().get_text_range().split("\r\n")


def test_words_have_a_little_more_room_than_they_take() -> None:
    """A Word file may be shown in another typeface; what just fits would be broken there."""
    word = "Reconnaissance"
    found = widths([0.02, 0.98], (word, LONG * 3))
    _, narrow = made([found[0], 1 - found[0]], (word, "x"))
    style = THEME.styles["table-text"]
    bare = typesetter_for(THEME).widest([word], TextRun("", style.size, WEIGHTS[style.weight], False, "en", False))
    page = THEME.page
    text = page.width - page.margins.left - page.margins.right
    assert found[0] * text - THEME.tables["default"].padding_x >= bare * 1.03
    assert narrow.layout.pages == 1


def test_widths_are_cut_or_shared_where_words_ask_for_too_much() -> None:
    assert capped([10.0, 20.0, 500.0], 100.0) == [10.0, 20.0, 70.0]
    assert shared([10.0, 90.0], [30.0, 20.0]) == pytest.approx([30.0, 70.0])
    assert shared([50.0, 50.0], [10.0, 10.0]) == [50.0, 50.0]


INPUT = """
title: A title
date: 2025-03-30
articles:
  - headline: One
    source: {name: Outlet}
    text: "First of all.\\n\\nSecond.\\n\\nThird.\\n\\nFourth."
    annotations:
      - {kind: actor, quote: First, name: Ministry of Foreign Affairs}
      - {kind: agreement, quote: Second, name: Pact, parties: [North, South]}
      - {kind: capability, quote: Third, name: Radar}
"""


def test_columns_without_content_are_in_no_file_and_widths_are_alike(tmp_path: Path) -> None:
    packet = written(tmp_path, INPUT)
    assert packet.findings == ()
    heads = [
        [plain(cell.blocks[0].children) for cell in block.header.cells]  # type: ignore[union-attr]
        for block in walk(packet.document.blocks)
        if isinstance(block, Table) and block.caption
    ]
    assert heads[:3] == [["Actor", "Evidence"], ["Agreement", "Parties", "Evidence"], ["Capability", "Evidence"]]
    for content in packet.contents:
        said = [span.words for span in content.spans]
        assert not {"Position", "Status", "Change", "Holder and place"} & set(said)
    assert "Position" not in packet.text
    with zipfile.ZipFile(io.BytesIO(packet.word)) as file:
        grids = re.findall(r"<w:tblGrid>(.*?)</w:tblGrid>", file.read("word/document.xml").decode())
    assert [grid.count("w:gridCol") for grid in grids][1:4] == [2, 3, 2]
