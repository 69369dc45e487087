"""Numbers of entries: one in the tables, the regions, the timeline and the annex, and links both ways."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from composed import Written, written
from samples import document
from test_word import THEME

from briefgen.document import (
    Blocks,
    Control,
    Emphasis,
    Highlight,
    Inlines,
    Link,
    Paragraph,
    Reference,
    Row,
    Span,
    Strong,
    Table,
    Text,
    plain,
    walk,
)
from briefgen.kinds import ENTRY_LETTERS
from briefgen.writers.word import write_word

INPUT = """
title: A title
date: 2025-03-30
key_judgments:
  - {statement: One is likely., likelihood: likely, confidence: low, basis: B., evidence: [who]}
  - {statement: Two is likely., likelihood: likely, confidence: low, basis: B., evidence: [who]}
articles:
  - headline: One
    source: {name: Outlet}
    text: "The minister spoke.\\n\\nA pact came.\\n\\nA radar stood.\\n\\nFear grew.\\n\\nThe minister left on Monday."
    annotations:
      - {id: who, kind: actor, quote: The minister, name: Ann Lee, occurrence: 1}
      - {kind: actor, quote: The minister, name: Ann Lee, occurrence: 2}
      - {kind: agreement, quote: pact, name: Pact, parties: [North, South]}
      - {kind: capability, quote: radar, name: Radar}
      - {kind: implication, quote: Fear, statement: Fear grows., regions: [East Asia]}
      - {kind: event, quote: left on Monday, what: She left., date: 2025-03-24}
key_actors:
  - {name: Bo Ek, evidence: []}
"""


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("numbers"), INPUT)


def references(inlines: Inlines) -> Iterator[Reference]:
    for inline in inlines:
        match inline:
            case Reference():
                yield inline
            case Strong() | Emphasis() | Link() | Highlight() | Span() | Control():
                yield from references(inline.children)
            case _:
                pass


def marked(blocks: Blocks) -> tuple[dict[str, Reference], dict[str, Reference]]:
    """The links whose words are numbers of entries: those before the annex, and the first of each in it."""
    before: dict[str, Reference] = {}
    annex: dict[str, Reference] = {}
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            found = annex if block.margin_label else before
            for each in references(block.children):
                found.setdefault(plain(each.children), each)
    return before, annex


def words(row: Row) -> str:
    return " ".join(plain(b.children) for cell in row.cells for b in cell.blocks if isinstance(b, Paragraph))


def places(packet: Written) -> dict[str, str]:
    """The words at each anchor."""
    found = {}
    for block in walk(packet.document.blocks):
        match block:
            case Paragraph(anchor=str(anchor)):
                found[anchor] = plain(block.children)
            case Table():
                found |= {row.anchor: words(row) for row in block.rows if row.anchor}
            case _:
                pass
    return found


@pytest.mark.parametrize("number", [f"{letter}-1" for letter in ENTRY_LETTERS.values()])
def test_numbers_lead_from_the_entry_to_its_passage_and_back(packet: Written, number: str) -> None:
    before, annex = marked(packet.document.blocks)
    there, back = places(packet)[before[number].target], places(packet)[annex[number].target]
    assert f"\u00a0{number}" in there
    assert f"{number}\u00a0" in back


def test_a_number_without_a_passage_stands_without_a_link(packet: Written) -> None:
    before, _ = marked(packet.document.blocks)
    assert "P-2\u00a0Bo Ek" in packet.text and "P-2" not in before


def test_a_judgment_has_one_number_everywhere(packet: Written) -> None:
    assert "KJ1\u00a0One is likely." in packet.text and "KJ2\u00a0Two is likely." in packet.text
    assert "1. One" not in packet.text


def test_both_files_print_them_and_lead_there(packet: Written) -> None:
    assert packet.findings == ()
    for content in packet.contents:
        printed = [link.words for link in content.links if link.words in {f"{x}-1" for x in ENTRY_LETTERS.values()}]
        assert sorted(printed) == sorted(["P-1", "P-1", "P-1", *(f"{x}-1" for x in "GCIE" for _ in "12")])


def test_no_line_of_a_word_file_ends_inside_a_number(packet: Written) -> None:
    """LibreOffice and Word end lines at any hyphen, and the PDF at none before a digit: so pages would differ."""
    assert ">E\u20111<" in body_of(packet)  # in the annex, behind “The minister left on Monday”


def test_a_number_that_begins_an_entry_is_found_by_who_looks_for_it(packet: Written) -> None:
    """At a paragraph's beginning no line ends, so that its hyphen is the plain one, as in the PDF."""
    for letter in ENTRY_LETTERS.values():
        assert f">{letter}-1<" in body_of(packet)


def body_of(packet: Written) -> str:
    with zipfile.ZipFile(io.BytesIO(packet.word)) as file:
        return file.read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("words", "found"), [("", "G-1"), ("(TLP:AMBER) ", "G-1"), ("A passage with words, ", "G\u20111")]
)
def test_a_number_has_a_plain_hyphen_only_where_no_line_can_end_before_it(words: str, found: str) -> None:
    blocks = Paragraph((Text(words), Span((Text("G-1"),), "number"), Text(" Name")))
    word = write_word(document(blocks), THEME).data
    with zipfile.ZipFile(io.BytesIO(word)) as file:
        assert f">{found}<" in file.read("word/document.xml").decode()


def test_the_legend_says_what_letters_stand_for(packet: Written) -> None:
    legend = next(b for b in walk(packet.document.blocks) if isinstance(b, Paragraph) and b.role == "legend")
    words = plain(legend.children)
    for label, letter in {"Key actor": "P", "Agreement": "G", "Capability": "C", "Event": "E"}.items():
        assert f"{label} {letter}" in words


def test_where_there_is_no_annex_numbers_are_words(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "own"
    folder.mkdir(parents=True)
    (folder / "own.md.j2").write_text('{% include "packet/actors.md.j2" %}', "utf-8")
    document = written(tmp_path, INPUT, template=str(folder / "own.md.j2")).document
    assert "P-1" not in marked(document.blocks)[0]
