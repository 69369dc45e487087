"""The plain outline: all that a document says, and nothing of how it looks."""

from __future__ import annotations

from samples import document, everything, para

from briefgen.document import Heading, Highlight, Link, Paragraph, Strong, Text, plain, walk
from briefgen.writers.text import write_text

EVERYTHING = """\
TLP:CLEAR

TLP:CLEAR

A sample document
=================

Contents
First part
  Lists
  Tables
Wide part
Two columns
Annex

# First part

| Bottom line
| The conclusion stands first.

Plain, strong, stressed, both, a link outside <https://example.org/a?b=1&c=2>, A1¶1, small print, Заявление министра
and a second line with x marked twice overP-1.

1. A judgment that is set in semibold.

Likely (55–80%)   Confidence: moderate

## Lists

- First
- Second
  - Nested

1. One
2. Two

Between the lists.

1. Counts again

## Tables

Table 1. Rows
Name | What | Number
---- | ---- | ------
Row 1 | What there is to say of row 1, in a line or so | 1
Row 2 | What there is to say of row 2, in a line or so | 2
Row 3 | What there is to say of row 3, in a line or so | 3
Row 4 | What there is to say of row 4, in a line or so | 4

Date | What happened
---- | -------------
30 March 2025 | Talks
31 March 2025 | More talks / - and a list

> Somebody said so.

[A grey rectangle]
Figure 1. A grey rectangle

# Wide part
"""


def test_everything_is_said_in_order() -> None:
    written = write_text(everything())
    assert written.startswith(EVERYTHING)
    assert written.endswith("# Annex\n\n¶1  The first paragraph of the article.\n\n¶2  Le deuxième paragraphe.\n")


def test_every_word_of_a_paragraph_without_links_is_there() -> None:
    made = everything()
    written = write_text(made)
    for block in walk(made.blocks):
        if isinstance(block, Paragraph) and not any(isinstance(each, Link) for each in block.children):
            assert all(word in written for word in plain(block.children).split())


def test_an_address_that_is_its_own_words_stands_once() -> None:
    uri = "https://example.org/"
    assert write_text(document(Paragraph((Link(uri, (Text(uri),)),)))) == f"<{uri}>\n"


def test_looks_leave_no_trace() -> None:
    dressed = Paragraph((Strong((Text("a"),)), Highlight("actor", (Text("b"),))))
    assert write_text(document(dressed)) == write_text(document(para("ab")))


def test_deep_headings_bear_as_many_signs() -> None:
    assert write_text(document(Heading(4, (Text("Deep"),), "deep"))) == "#### Deep\n"


def test_a_document_without_blocks_is_an_empty_line() -> None:
    assert write_text(document()) == "\n"
