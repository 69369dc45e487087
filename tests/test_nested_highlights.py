"""Passages in one another, and spans in other directions: readable at any depth, in both files."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from samples import document

from briefgen.compose import load_theme
from briefgen.document import Banner, Highlight, Inline, Paragraph, Span, Text
from briefgen.kinds import KINDS
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_word

THEME = load_theme("default").theme


def nested(depth: int, first: int = 0) -> Inline:
    inner: Inline = Text("words")
    for level in range(depth):
        inner = Highlight(KINDS[(first + level) % len(KINDS)], (inner,))
    return inner


def style_names(data: bytes) -> list[str]:
    with ZipFile(io.BytesIO(data)) as file:
        return re.findall(r'<w:name w:val="([^"]*)"', file.read("word/styles.xml").decode())


def page_code(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[0].Contents.read_bytes().decode("latin-1")


@pytest.mark.parametrize(("depth", "lines"), [(1, 1), (2, 2), (3, 2), (18, 2)])
def test_no_more_than_two_lines_stand_under_the_words(depth: int, lines: int) -> None:
    bare = page_code(write_pdf(document(Paragraph((Text("words"),))), THEME).data)
    marked = page_code(write_pdf(document(Paragraph((nested(depth),))), THEME).data)
    assert len(re.findall(r"\bS\b", marked)) - len(re.findall(r"\bS\b", bare)) == lines


def test_a_word_file_has_few_styles_for_highlights_in_one_another() -> None:
    every = [Paragraph((nested(depth, first),)) for depth in range(1, 20) for first in range(len(KINDS))]
    names = style_names(write_word(document(*every), THEME).data)
    assert len([name for name in names if "Highlight" in name]) <= 12
    assert max(map(len, names)) <= 253


def test_a_long_marking_makes_no_style_with_a_longer_name_than_word_takes() -> None:
    marking = Banner("custom", "SECRET//" + "X" * 300)
    assert max(map(len, style_names(write_word(document(marking=marking), THEME).data))) <= 253


@pytest.mark.parametrize("blank", [" ", "\u00a0"])
@pytest.mark.parametrize("levels", [1, 2])
def test_the_blank_after_a_span_stands_between_it_and_words_from_right_to_left(levels: int, blank: str) -> None:
    mark: Inline = Text(f"X{blank}")
    for _ in range(levels):
        mark = Span((mark,))
    data = write_pdf(document(Paragraph((mark, Text("תקיפות"))), language="he"), THEME).data
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[0]
        text = page.get_textpage()
        boxes = {text.get_text_range(n, 1): text.get_charbox(n, loose=True) for n in range(text.count_chars())}
        edge = page.get_width() - THEME.page.margins.right
    assert boxes["X"][2] == pytest.approx(edge, abs=0.5)
    assert boxes["X"][0] - boxes["ת"][2] > 1.5
