"""Passages in one another, and spans in other directions: readable at any depth, in both files."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from judges import ooxml
from samples import document

from briefgen.compose import load_theme
from briefgen.document import Banner, Emphasis, Highlight, Inline, Paragraph, Reference, Span, Strong, Text
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


def run_properties(data: bytes, *, of: str) -> str:
    with ZipFile(io.BytesIO(data)) as file:
        found = re.search(
            rf"<w:rPr>((?:(?!</w:rPr>).)*)</w:rPr><w:t[^>]*>{of}<", file.read("word/document.xml").decode()
        )
    assert found
    return found[1]


def test_references_emphasis_and_other_fonts_in_highlights_make_no_more_styles() -> None:
    def inside(words: str) -> tuple[Inline, ...]:
        mark = Span((Reference("here", (Text("P-1"),)),), role="mark")
        return (Text(words), mark, Strong((Text(words),)), Emphasis((Text(words),)), Text("→"))

    def every(role: str) -> list[Paragraph]:
        loud = [Highlight(kind, inside("loud")) for kind in KINDS]
        quiet = [Highlight(kind, inside("quiet"), quiet=True) for kind in KINDS]
        within = [Highlight("actor", (Highlight(kind, inside("nested")),)) for kind in KINDS]
        return [Paragraph((each,), role) for each in (*loud, *quiet, *within)]

    here = Paragraph((Text("here"),), anchor="here")
    data = write_word(document(here, *every("body"), *every("small")), THEME).data
    assert len([name for name in style_names(data) if "Highlight" in name]) <= 12
    assert ooxml.lint(data) == ooxml.audit(data) == []


def test_words_of_another_style_in_a_highlight_have_its_line_and_ground() -> None:
    kind = THEME.kinds["agreement"]
    line, ground = (f'w:color="{THEME.colour(kind.colour)}"/>', f'w:fill="{THEME.colour(kind.tint)}"/>')
    strong: Inline = Strong((Text("words"),))
    for quiet in (False, True):
        bears = run_properties(
            write_word(document(Paragraph((Highlight("agreement", (strong,), quiet),))), THEME).data, of="words"
        )
        assert '<w:rStyle w:val="Strong"/>' in bears and f'<w:u w:val="dash" {line}' in bears
        assert (ground in bears) is not quiet


def test_words_that_look_as_around_have_the_style_of_their_highlight() -> None:
    strong = Paragraph((Highlight("actor", (Strong((Text("words"),)),)),), "judgment")
    assert THEME.styles["judgment"].weight == "semibold"
    bears = run_properties(write_word(document(strong), THEME).data, of="words")
    assert bears == '<w:rStyle w:val="BriefingHighlightActor"/>'


def test_nested_words_have_a_double_line_on_the_style_of_the_innermost() -> None:
    bears = run_properties(write_word(document(Paragraph((nested(2),))), THEME).data, of="words")
    colour = THEME.colour(THEME.kinds[KINDS[0]].colour)
    assert f'<w:rStyle w:val="BriefingHighlight{KINDS[0].title()}"/><w:u w:val="double" w:color="{colour}"/>' in bears


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


def test_the_blank_at_the_end_of_a_line_from_right_to_left_is_not_marked() -> None:
    """It stands at the left, with the other words between where these run from left to right."""
    tints = []
    for more in range(30):
        words = "word " * 16 + "i" * more + " "
        line = Span((Text(words), Highlight("actor", (Text("aaaa bbbb"),))), None, "en")
        code = page_code(write_pdf(document(Paragraph((line,)), language="he"), THEME).data)
        tints += [float(width) for width in re.findall(r"[\d.]+ [\d.]+ ([\d.]+) [\d.]+ re f", code)]
    assert max(tints) < 60
    assert len(tints) > 30, "some are divided"
