"""Paragraphs, the markup within them, and raw articles taken apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.readers.article_markup import MarkedStyle, article_paragraphs, read_raw_article

RAW = """Sun Mar 30 15:43:42 UTC 2025: **Upgrade Announced**
**Tokyo, March 30, 2025** – The minister spoke.
A second paragraph.
"""


def texts(text: str, form: str = "plain") -> list[str]:
    return [p.text for p in article_paragraphs(text, form)]  # type: ignore[arg-type]


def test_each_line_is_a_paragraph_where_lines_are_long_or_nothing_parts_them() -> None:
    assert texts("one\ntwo\r\nthree\n") == ["one", "two", "three"]
    long = "word " * 40
    assert texts(f"{long}\nshort\n\n{long}\n") == [long.strip(), "short", long.strip()]


def test_blank_lines_part_the_paragraphs_of_a_wrapped_text() -> None:
    wrapped = "The frigate Aldis will call at Norvale\n in April, the ministry \n\n\nsaid on Friday to all the press\r\nof Keld.\n"
    assert texts(wrapped) == [
        "The frigate Aldis will call at Norvale in April, the ministry",
        "said on Friday to all the press of Keld.",
    ]


def test_bold_is_read_and_everything_else_is_text_in_a_plain_article() -> None:
    (paragraph,) = article_paragraphs("a **bold** *x* _y_ [z](https://q) ** loose **, 2 ** 3")
    assert paragraph.text == "a bold *x* _y_ [z](https://q) ** loose **, 2 ** 3"
    assert paragraph.styles == (MarkedStyle(2, 6, "strong"),)


@pytest.mark.parametrize(
    "text", ["****", "**", "** a **", "***x***", "a**", "**a", "{{ 7*7 }} {% raw %} </w:t> &amp; ]]>"]
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert texts(text) == [text]


def test_markdown_reads_emphasis_links_spans_and_escapes() -> None:
    (p,) = article_paragraphs("# H\n") and article_paragraphs(
        r'*a* **b _c_** x_y_z \*n\* [l](https://x.y/?a=b) [US]{.actor #us name="U S"}', "markdown"
    )
    assert p.text == "a b c x_y_z *n* l US"
    assert [(p.text[s.start : s.end], s.look, s.url) for s in p.styles] == [
        ("a", "emphasis", None),
        ("b c", "strong", None),
        ("c", "emphasis", None),
        ("l", "link", "https://x.y/?a=b"),
    ]
    (span,) = p.spans
    assert (p.text[span.start : span.end], span.kind, span.id, span.values) == ("US", "actor", "us", (("name", "U S"),))


def test_markdown_takes_the_signs_of_headings_and_quotations_away() -> None:
    heading, quotation = article_paragraphs("## Head\n\n> said", "markdown")
    assert (heading.text, heading.styles) == ("Head", (MarkedStyle(0, 4, "strong"),))
    assert quotation.text == "said"


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab *_[](){}\\\n\r\t#>é.https:/", max_size=60), st.sampled_from(["plain", "markdown"]))
def test_each_character_leads_back_to_its_place(text: str, form: str) -> None:
    for paragraph in article_paragraphs(text, form):  # type: ignore[arg-type]
        for offset, character in enumerate(paragraph.text):
            there = text[paragraph.source(offset)]
            assert there == character or (character == " " and there in " \t\r\n")
        for style in paragraph.styles:
            assert 0 <= style.start < style.end <= len(paragraph.text)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab *\né", max_size=60))
def test_a_plain_article_loses_nothing_but_paired_stars(text: str) -> None:
    kept = "".join(paragraph.text for paragraph in article_paragraphs(text))
    assert kept.replace("*", "").replace(" ", "") == "".join(c for c in text if c not in "* \n")


def test_a_raw_article_is_taken_apart() -> None:
    raw = read_raw_article(RAW)
    assert raw.published == datetime(2025, 3, 30, 15, 43, 42, tzinfo=UTC)
    assert raw.headline == "Upgrade Announced"
    assert raw.place == "Tokyo"
    assert raw.text == "**Tokyo, March 30, 2025** – The minister spoke.\nA second paragraph."


@pytest.mark.parametrize("text", ["", "Just words.", "Sun Mar 99 15:43:42 UTC 2025: x", "**Only a headline**"])
def test_a_raw_article_may_lack_any_part(text: str) -> None:
    raw = read_raw_article(text)
    assert raw.published is None
    assert raw.place is None
    assert (raw.headline or "") + raw.text == text.strip("*")


def test_an_iso_stamp_and_other_zones_are_read() -> None:
    assert read_raw_article("2025-03-30T10:00:00+09:00: **H**\nx").published == datetime(2025, 3, 30, 1, tzinfo=UTC)
    assert read_raw_article("Sun Mar 30 15:43:42 JST 2025: **H**\nx").published == datetime(
        2025, 3, 30, 6, 43, 42, tzinfo=UTC
    )


def test_many_blanks_in_a_line_are_kept_and_cost_no_more_than_other_characters() -> None:
    line = f"a{' ' * 300_000}b"
    assert texts(f"{line}\n\n{' ' * 300_000}\nc") == [line, "c"]
