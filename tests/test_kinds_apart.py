"""The five kinds stay apart in colour, in grey and for colour-blind readers; a text that is mostly marked stays quiet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from composed import written
from samples import document

from briefgen.compose import load_theme
from briefgen.compose.annotate import is_crowded
from briefgen.document import Highlight, Paragraph, Text, walk
from briefgen.kinds import ENTRY_LETTERS, KINDS, Kind
from briefgen.schema.briefing import AnnotatedArticle, ArticleParagraph, Mark
from briefgen.schema.input import Source
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
Colour = tuple[float, float, float]
SEEN_APART = 10.0
"""Of CIE 1976 differences, what is seen at a glance; about 2 can just be seen side by side."""

# Machado, Oliveira and Fernandes (2009), a deficiency of full severity, for linear RGB.
MATRICES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> Colour:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def grey(colour: Colour) -> Colour:
    return (luminance(colour),) * 3


def through(matrix: tuple[Colour, Colour, Colour]) -> Callable[[Colour], Colour]:
    def seen(colour: Colour) -> Colour:
        red, green, blue = (min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0.0), 1.0) for row in matrix)
        return red, green, blue

    return seen


EYES: dict[str, Callable[[Colour], Colour]] = {
    "full": lambda colour: colour,
    "grey": grey,
    **{name: through(matrix) for name, matrix in MATRICES.items()},
}


def lab(colour: Colour) -> Colour:
    red, green, blue = colour
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = luminance(colour)
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, eyes: str) -> float:
    first, second = (lab(EYES[eyes](linear(colour))) for colour in (one, other))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def test_the_measure_knows_what_is_the_same_and_what_is_not() -> None:
    assert distance("FFFFFF", "FFFFFF", "full") == 0
    assert distance("000000", "FFFFFF", "grey") == pytest.approx(100, abs=0.1)
    # Red and green of one brightness: apart for most eyes, and hardly for deuteranopes.
    assert distance("B35C00", "6F7C00", "full") > 3 * distance("B35C00", "6F7C00", "deuteranopia")


@pytest.mark.parametrize("theme", ["default", "letter", "one-page"])
@pytest.mark.parametrize("eyes", EYES)
def test_kinds_are_set_apart_by_line_where_their_colours_do_not(theme: str, eyes: str) -> None:
    look = load_theme(theme).theme
    for one, other in combinations(KINDS, 2):
        first, second = look.kinds[one], look.kinds[other]
        near = distance(look.colour(first.colour), look.colour(second.colour), eyes) < SEEN_APART
        assert first.pattern != second.pattern or not near, f"{one} and {other}"
        assert ENTRY_LETTERS[one] != ENTRY_LETTERS[other]


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("kind", KINDS)
def test_lines_and_words_stand_out_from_the_ground(kind: Kind, eyes: str) -> None:
    style = THEME.kinds[kind]
    line, tint, ink = (luminance(EYES[eyes](linear(THEME.colour(name)))) for name in (style.colour, style.tint, "ink"))
    assert (tint + 0.05) / (line + 0.05) >= 3  # graphics
    assert (tint + 0.05) / (ink + 0.05) >= 7  # words


def marked(*kinds: Kind, quiet: bool = False) -> Paragraph:
    return Paragraph(tuple(Highlight(kind, (Text(f"{kind} "),), quiet) for kind in kinds))


def page_code(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[0].Contents.read_bytes().decode("latin-1")


def test_each_kind_has_a_line_of_its_own_in_both_files() -> None:
    content = document(marked(*KINDS))
    code = page_code(write_pdf(content, THEME).data)
    assert len(set(re.findall(r"\[[\d. ]+\]0 d \d J", code))) == 3  # dashed, dotted and both; two more by thickness
    with ZipFile(io.BytesIO(write_word(content, THEME).data)) as file:
        styles = file.read("word/styles.xml").decode()
    assert set(re.findall(r'<w:u w:val="(\w+)" w:color', styles)) >= {"single", "dash", "dotted", "dotDash", "thick"}


def test_a_quiet_highlight_has_its_line_and_no_ground_in_both_files() -> None:
    loud, quiet = document(marked("actor")), document(marked("actor", quiet=True))
    bare = document(Paragraph((Text("actor "),)))
    grounds = [page_code(write_pdf(each, THEME).data).count(" re f") for each in (bare, quiet, loud)]
    assert grounds[0] == grounds[1] == grounds[2] - 1
    lines = [len(re.findall(r"\bS\b", page_code(write_pdf(each, THEME).data))) for each in (bare, quiet, loud)]
    assert lines[0] + 1 == lines[1] == lines[2]
    with ZipFile(io.BytesIO(write_word(quiet, THEME).data)) as file:
        styles = file.read("word/styles.xml").decode()
    (style,) = re.findall(r'<w:name w:val="Briefing Quiet Highlight Actor"/>.*?</w:style>', styles)
    assert "<w:u " in style and "<w:shd" not in style


def article(*marks: tuple[int, int]) -> AnnotatedArticle:
    spans = tuple(Mark(start=a, end=b, kind="actor", entry="P-1", annotation="x") for a, b in marks)
    paragraph = ArticleParagraph(number=1, reference="A1¶1", text="x" * 30, marks=spans)
    return AnnotatedArticle(id="A1", headline="H", source=Source(name="S"), paragraphs=(paragraph,))


@pytest.mark.parametrize(
    ("marks", "crowded"),
    [
        ([], False),
        ([(0, 20)], False),
        ([(0, 21)], True),
        ([(0, 15), (5, 20), (5, 9)], False),
        ([(20, 30), (0, 15)], True),
    ],
)
def test_more_than_two_thirds_are_a_crowd(marks: list[tuple[int, int]], crowded: bool) -> None:
    assert is_crowded(article(*marks)) is crowded


def test_a_packet_is_quiet_where_most_of_an_article_is_marked(tmp_path: Path) -> None:
    source = """
title: T
date: 2025-03-30
articles:
  - headline: One
    source: {name: S}
    text: "Nearly all of this is marked, and it is."
    annotations: [{kind: actor, quote: "Nearly all of this is marked, and", name: A}]
  - headline: Two
    source: {name: S}
    text: "Hardly anything of this longer sentence is marked."
    annotations: [{kind: actor, quote: Hardly, name: A}]
"""
    packet = written(tmp_path, source)
    found = [
        inline.quiet
        for block in walk(packet.document.blocks)
        if isinstance(block, Paragraph) and block.margin_label
        for inline in block.children
        if isinstance(inline, Highlight)
    ]
    assert found == [True, False]
    assert packet.findings == ()
