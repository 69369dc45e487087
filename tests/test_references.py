"""References to evidence: by article, each number a link, runs of numbers by their ends, in every file alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
import pytest
from composed import written
from samples import document

from briefgen.compose import load_theme
from briefgen.compose.references import cited
from briefgen.document import Inline, Paragraph, Reference, Span, Text, plain
from briefgen.schema.briefing import Evidence
from briefgen.words import catalogue_of
from briefgen.writers.pdf import write_pdf

ENGLISH = catalogue_of("en")


def evidence(article: str, paragraph: int, last: int | None = None) -> Evidence:
    reference = f"{article}¶{paragraph}" + (f"–{last}" if last else "")
    return Evidence(
        annotation=f"{article}-{paragraph}",
        article=article,
        paragraph=paragraph,
        last_paragraph=last,
        reference=reference,
        quote="the words of the passage",
    )


def flat(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """The inlines without the spans that hold numbers of one article together."""
    return tuple(each for inline in inlines for each in (inline.children if isinstance(inline, Span) else (inline,)))


def made(*items: Evidence) -> tuple[Inline, ...]:
    return flat(cited(items, lambda reference: reference.lower().replace("¶", "-p"), ENGLISH))


@pytest.mark.parametrize(
    ("items", "printed"),
    [
        ([], ""),
        ([("A1", 1)], "A1¶1"),
        ([("A1", 1), ("A1", 1)], "A1¶1"),
        ([("A1", 1), ("A1", 2)], "A1¶1, 2"),
        ([("A1", 1), ("A1", 2), ("A1", 3)], "A1¶1–3"),
        ([("A1", 1), ("A1", 2), ("A1", 4), ("A7", 2), ("A7", 3), ("A7", 4), ("A7", 5)], "A1¶1, 2, 4; A7¶2–5"),
        ([("A1", 1, 2)], "A1¶1–2"),
        ([("A1", 1, 2), ("A1", 3), ("A1", 9)], "A1¶1–3, 9"),
        ([("A1", 2, 4), ("A1", 3), ("A2", 1)], "A1¶2–4; A2¶1"),
        ([("A2", 9), ("A1", 1), ("A2", 8)], "A2¶8, 9; A1¶1"),
    ],
)
def test_numbers_stand_by_article_and_runs_by_their_ends(items: list[tuple[str, int]], printed: str) -> None:
    assert plain(made(*(evidence(*item) for item in items))) == printed


def test_each_number_is_a_link_of_its_own() -> None:
    numbers = (1, 2, 4, 5, 6)
    found = [each for each in made(*(evidence("A1", n) for n in numbers)) if isinstance(each, Reference)]
    assert [(plain(each.children), each.target) for each in found] == [
        ("A1¶1", "a1-p1"),
        ("2", "a1-p2"),
        ("4", "a1-p4"),
        ("6", "a1-p6"),
    ]
    assert found[1].tooltip == "Article A1, paragraph 2: the words of the passage"


def test_a_passage_over_paragraphs_leads_to_the_first_and_to_the_last() -> None:
    first, between, last = made(evidence("A1", 1, 3))
    assert isinstance(first, Reference) and isinstance(last, Reference)
    assert (first.target, between, last.target) == ("a1-p1", Text("–"), "a1-p3")
    assert first.tooltip.startswith("Article A1, paragraphs 1 to 3: ")


def test_where_the_paragraph_is_not_printed_the_words_stand_alone() -> None:
    found = cited([evidence("A1", 1), evidence("A1", 2)], {"A1¶2": "there"}.get, ENGLISH)
    assert flat(found)[0] == Text("A1¶1, ")


def test_numbers_of_one_article_keep_their_order_among_words_from_right_to_left() -> None:
    line = (
        Text("انظر "),
        *cited([evidence("A1", n) for n in (1, 2, 3, 7)], {"A1¶1": "here"}.get, ENGLISH),
        Text(" هنا"),
    )
    theme = load_theme("default").theme
    data = write_pdf(document(Paragraph(line, anchor="here"), language="ar"), theme).data
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[0].get_textpage()
        places = {text.get_text_range(n, 1): text.get_charbox(n)[0] for n in range(text.count_chars())}
    assert places["¶"] < places["3"] < places["7"]


INPUT = """
title: A title
date: 2025-03-30
key_judgments:
  - {statement: A judgment., likelihood: likely, confidence: low, evidence: [a1, a2, a4, b2, b3, b4, b5]}
articles:
  - headline: One
    source: {name: Outlet}
    text: "First.\\n\\nSecond.\\n\\nThird.\\n\\nFourth."
    annotations:
      - {id: a1, kind: actor, quote: First, name: Ministry}
      - {id: a2, kind: actor, quote: Second, name: Ministry}
      - {id: a4, kind: actor, quote: Fourth, name: Ministry}
  - headline: Two
    source: {name: Outlet}
    text: "First.\\n\\nSecond.\\n\\nThird.\\n\\nFourth.\\n\\nFifth."
    annotations:
      - {id: b2, kind: actor, quote: Second, name: Ministry}
      - {id: b3, kind: actor, quote: Third, name: Ministry}
      - {id: b4, kind: actor, quote: Fourth, name: Ministry}
      - {id: b5, kind: actor, quote: Fifth, name: Ministry}
"""


def test_all_files_say_the_same_and_lead_to_the_same_paragraphs(tmp_path: Path) -> None:
    packet = written(tmp_path, INPUT)
    assert packet.findings == ()
    printed = "A1¶1, 2, 4; A2¶2–5"
    assert packet.text.count(printed) == 2  # of the judgment, and of the entry
    for content in packet.contents:
        assert len([span for span in content.spans if span.words.endswith(printed)]) == 2
        links = [link for link in content.links if re.fullmatch(r"(A\d+¶)?\d+", link.words)]
        assert [link.words for link in links] == ["A1¶1", "2", "4", "A2¶2", "5"] * 2
    pdf, word = packet.contents
    assert all(0 < link.page <= max(pdf.pages) for link in pdf.links)
    led = [word.spans[link.to].words for link in word.links[:5]]
    for start, found in zip(["First", "Second", "Fourth", "Second", "Fifth"], led, strict=True):
        assert start in found
