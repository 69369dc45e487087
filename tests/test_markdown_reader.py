"""Template Markdown becomes blocks; what a briefing cannot hold is refused at its line."""

from __future__ import annotations

import pytest
from briefings import HOSTILE
from samples import png

from briefgen.diagnostics import Place, TemplateError
from briefgen.document import (
    Callout,
    ColumnBreak,
    Contents,
    Emphasis,
    Figure,
    Heading,
    Highlight,
    LineBreak,
    Link,
    List,
    PageBreak,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Span,
    Strong,
    Table,
    Text,
    plain,
)
from briefgen.readers.markdown_reader import Reading, read_markdown
from briefgen.readers.markdown_syntax import SLOT_CLOSE, SLOT_OPEN
from briefgen.readers.theme_reader import read_theme

THEME = read_theme("default").theme


def read(text: str, *slots: object, **more: object) -> Reading:
    return read_markdown(
        text, THEME, slots=slots, locate=lambda line, words: Place("t", line + 1, 0, source=words), **more
    )  # type: ignore[arg-type]


def blocks(text: str, *slots: object, **more: object) -> tuple[object, ...]:
    return read(text, *slots, **more).blocks


def slot(number: int) -> str:
    return f"{SLOT_OPEN}{number}{SLOT_CLOSE}"


def refused(text: str, *slots: object) -> list[tuple[str, int, str]]:
    with pytest.raises(TemplateError) as caught:
        read(text, *slots)
    return [(d.code, d.place.line, d.message) for d in caught.value.diagnostics]


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE)
def test_a_value_comes_through_letter_for_letter_wherever_it_stands(words: str) -> None:
    text = (
        f"{slot(0)}\n\n# {slot(0)} {{#top}}\n\n- {slot(0)}\n\n> {slot(0)}\n\n::: note {slot(0)}\n**{slot(0)}**\n:::\n\n"
        f'{{caption="{slot(0)}"}}\n| {slot(0)} | b |\n|---|---|\n| [{slot(0)}]{{.secondary}} | *{slot(0)}* |\n'
    )
    paragraph, heading, items, quotation, callout, table = blocks(text, words)
    assert paragraph == Paragraph((Text(words),))
    assert heading == Heading(1, (Text(words),), "top")
    assert isinstance(items, List) and items.items[0].blocks == (Paragraph((Text(words),), "list-item"),)
    assert quotation == Quotation((Paragraph((Text(words),), "quotation"),))
    assert callout == Callout((Text(words),), (Paragraph((Strong((Text(words),)),)),), "note")
    assert isinstance(table, Table)
    assert plain(table.caption) == f"Table 1. {words}"
    assert table.header.cells[0].blocks == (Paragraph((Text(words),), "table-head"),)
    assert table.rows[0].cells[0].blocks == (Paragraph((Span((Text(words),), "secondary"),), "table-first"),)
    assert table.rows[0].cells[1].blocks == (Paragraph((Emphasis((Text(words),)),), "table-text"),)


def test_line_ends_in_a_value_are_spaces() -> None:
    assert blocks(slot(0), "one\r\ntwo\nthree\r\n\r\nfour") == (Paragraph((Text("one two three four"),)),)


def test_words_around_values_join_to_one_text() -> None:
    assert blocks(f"a {slot(0)}&amp;{slot(1)}\\* b\nc", "<1>", "2") == (Paragraph((Text("a <1>&2* b c"),)),)


def test_a_block_without_words_is_left_out() -> None:
    assert blocks(f"{{.small}}\n{slot(0)}\n\n[{slot(0)}]{{.secondary}}\n\n**{slot(0)}**\n\nx", "") == (
        Paragraph((Text("x"),)),
    )


def test_blocks_that_hold_nothing_are_left_out() -> None:
    text = (
        f"# {slot(0)} {{#x}}\n\n- {slot(0)}\n\n> {slot(0)}\n\n::: note\n:::\n\n::: columns\n:::\n\n- a\n- {slot(0)}\n"
    )
    (kept,) = blocks(text, "")
    assert isinstance(kept, List) and len(kept.items) == 1


def test_a_link_holds_no_links() -> None:
    inner = (Reference("x", (Text("A1¶1"),)), Text(", "), Link("https://example.com", (Text("b"),)))
    (paragraph,) = blocks(f"[see {slot(0)}](https://example.org)", inner)
    assert paragraph == Paragraph((Link("https://example.org", (Text("see A1¶1, b"),)),))


def test_an_address_may_be_a_value() -> None:
    (paragraph,) = blocks(f"[{slot(0)}]({slot(1)})", "a*b", "https://example.org/?a=1&b=[2]")
    assert paragraph == Paragraph((Link("https://example.org/?a=1&b=[2]", (Text("a*b"),)),))


def test_a_value_that_is_no_address_leads_nowhere() -> None:
    assert blocks(f"[words]({slot(0)})", "javascript:alert(1)") == (Paragraph((Text("words"),)),)


# --- the language ----------------------------------------------------------------------------------


def test_blocks_bear_roles_anchors_languages_and_margin_labels() -> None:
    text = '{.annotated #a1-p1 margin="¶1" lang=fr}\nUn mot\n\n{.lead}\nwords'
    assert blocks(text) == (
        Paragraph((Text("Un mot"),), "annotated", "a1-p1", "¶1", "fr"),
        Paragraph((Text("words"),), "lead"),
    )


def test_the_documents_own_language_is_not_repeated() -> None:
    assert blocks("{lang=fr}\nmot [mot]{lang=fr} [word]{lang=en}", language="fr") == (
        Paragraph((Text("mot mot "), Span((Text("word"),), None, "en"))),
    )


def test_a_span_in_a_paragraphs_role_gives_it_to_the_whole_paragraph() -> None:
    assert blocks("[lead *words*]{.lead #here}") == (
        Paragraph((Text("lead "), Emphasis((Text("words"),))), "lead", "here"),
    )


def test_a_span_in_a_kind_is_a_highlight() -> None:
    assert blocks("a [b]{.actor} c") == (Paragraph((Text("a "), Highlight("actor", (Text("b"),)), Text(" c"))),)


def test_inlines_of_commonmark_are_read() -> None:
    text = "# Top {#top}\n\n**a _b_** <https://example.org> [up](#top)\\\nnext"
    (_, paragraph) = blocks(text)
    assert paragraph == Paragraph(
        (
            Strong((Text("a "), Emphasis((Text("b"),)))),
            Text(" "),
            Link("https://example.org", (Text("https://example.org"),)),
            Text(" "),
            Reference("top", (Text("up"),)),
            LineBreak(),
            Text("next"),
        )
    )


def test_headings_get_anchors_of_their_words_each_its_own() -> None:
    anchors = [block.anchor for block in blocks("# Key actors\n\n## Key actors\n\n# Ключевые\n\n# ???\n\nOld\n===")]  # type: ignore[attr-defined]
    assert anchors == ["key-actors", "key-actors-2", "ключевые", "part", "old"]


def test_columns_are_as_wide_as_reported_or_as_their_dashes() -> None:
    (stated, dashed) = blocks('{widths="1 3"}\n|a|b|\n|-|-:|\n|1|2|\n\n|a|b|\n|---|:-:|\n|1|2|\n')
    assert [(c.width, c.align) for c in stated.columns] == [(0.25, "start"), (0.75, "end")]  # type: ignore[attr-defined]
    assert [(c.width, c.align) for c in dashed.columns] == [(0.75, "start"), (0.25, "center")]  # type: ignore[attr-defined]
    assert stated.rows[0].cells[1].blocks[0].role == "table-number"  # type: ignore[attr-defined]


def test_a_column_that_is_empty_on_every_row_gives_its_width_to_the_others() -> None:
    text = '{widths="20 30 50"}\n|a|b|c|\n|-|-|-:|\n|1||2|\n|3||4|\n'
    (table,) = blocks(text)
    assert isinstance(table, Table)
    assert [plain(cell.blocks[0].children) for cell in table.header.cells] == ["a", "c"]  # type: ignore[union-attr]
    assert [(round(c.width, 3), c.align) for c in table.columns] == [(0.286, "start"), (0.714, "end")]
    assert [len(row.cells) for row in table.rows] == [2, 2]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("|a|b|\n|-|-|\n|1||\n|2|x|\n", 2),
        ("|a|b|\n|-|-|\n||1|\n||2|\n", 2),  # the first column names the rows
        ("{row-headers=no}\n|a|b|\n|-|-|\n||1|\n||2|\n", 1),
        ("|a|b|\n|-|-|\n", 2),
        ("{empty-columns=keep}\n|a|b|\n|-|-|\n|1||\n", 2),
        ("{row-headers=no}\n|a|b|\n|-|-|\n|||\n", 2),
    ],
)
def test_columns_stay_that_say_something_or_are_asked_for(text: str, columns: int) -> None:
    (table,) = blocks(text)
    assert isinstance(table, Table)
    assert len(table.columns) == len(table.header.cells) == columns
    assert sum(column.width for column in table.columns) == pytest.approx(1.0)


def test_captioned_tables_are_numbered_and_the_word_for_table_can_be_changed() -> None:
    text = '{caption="One"}\n|a|\n|-|\n\n|a|\n|-|\n\n{caption="Deux" label="Tableau"}\n|a|\n|-|\n'
    assert [(plain(t.caption), t.number) for t in blocks(text)] == [  # type: ignore[attr-defined]
        ("Table 1. One", 1),
        ("", None),
        ("Tableau 2. Deux", 2),
    ]


def test_a_cell_may_be_empty_or_hold_a_bar() -> None:
    (table,) = blocks(f"|a|b|\n|-|-|\n| | x \\| y |\n|{slot(0)}|z|\n||z|\n", "")
    assert [[plain(b.children) for c in row.cells for b in c.blocks] for row in table.rows] == [["x | y"], ["z"], ["z"]]  # type: ignore[attr-defined]


def test_lists_nest_and_number() -> None:
    (bulleted, numbered) = blocks("- a\n  - b\n- c\n\n7. d\n8. e\n")
    assert isinstance(bulleted, List) and len(bulleted.items) == 2 and isinstance(bulleted.items[0].blocks[1], List)
    assert isinstance(numbered, List) and numbered.ordered and numbered.start == 7


def test_blocks_of_the_model_are_written_with_colons() -> None:
    text = (
        "::: contents What is in it {depth=3}\n\n::: page-break\n\n::: landscape\n\n::: note\nin\n:::\n\n:::\n"
        "::: columns {count=3}\nx\n\n::: column-break\n\ny\n:::\n"
    )
    assert blocks(text) == (
        Contents((Text("What is in it"),), 3),
        PageBreak(),
        Section((Callout((), (Paragraph((Text("in"),)),), "note"),), "landscape"),
        Section((Paragraph((Text("x"),)), ColumnBreak(), Paragraph((Text("y"),))), columns=3),
    )


def test_columns_that_hold_nothing_but_a_break_are_left_out() -> None:
    assert blocks("::: columns\n::: column-break\n:::\n\nx\n") == (Paragraph((Text("x"),)),)


def test_running_lines_part_at_the_bar_of_the_template_only() -> None:
    reading = read(
        f"::: page-header\n{slot(0)} | {slot(1)}\n:::\n\n::: page-footer\n| Page {slot(2)} of {slot(3)}\n:::\n",
        "a | b",
        "c",
        (PageNumber(),),
        (PageCount(),),
    )
    assert (reading.header.left, reading.header.right) == ((Text("a | b"),), (Text("c"),))
    assert reading.footer.left == ()
    assert reading.footer.right == (Text("Page "), PageNumber(), Text(" of "), PageCount())


def test_a_picture_alone_in_a_paragraph_is_a_figure() -> None:
    (figure,) = blocks('{width=40% #map}\n![A map](map.png "Where it is")', picture=lambda address: png())
    assert figure == Figure(png(), "A map", (Text("Where it is"),), 0.4, "map")


def test_indented_lines_are_no_code() -> None:
    assert blocks("      words") == (Paragraph((Text("words"),)),)


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("x\n\n<div>\n", "BG604", 3),
        ("<!-- remark -->", "BG604", 1),
        ("one\ntwo <br>", "BG604", 2),
        ("a `b`", "BG604", 1),
        ("\n```\nx\n```", "BG604", 2),
        ("x\n\n***\n", "BG604", 3),
        ("a ![b](c.png) d", "BG604", 1),
        ("![b](c.png)", "BG604", 1),
        ("[a](b)", "BG604", 1),
        ("x\n\n::: column-break", "BG604", 3),
        ("::: columns\n::: note\nx\n::: column-break\n:::\n:::", "BG604", 4),
        ("::: landscape\n::: columns\nx\n:::\n:::\n", "BG604", 2),
        ("{.smal}\nx", "BG605", 1),
        ("a [b]{.nonsense}", "BG605", 1),
        ("a [b]{.lead}", "BG605", 1),
        ("::: nonsense\nx\n:::", "BG605", 1),
        ("{.small\n\nx", "BG606", 1),
        ("{small}\nx", "BG606", 1),
        ("x\n{.small}", "BG606", 2),
        ("a{.small}", "BG606", 1),
        ("{colour=red}\nx", "BG606", 1),
        ("{.small}\n\n> x", "BG606", 1),
        ('{widths="1 2 3"}\n|a|b|\n|-|-|\n', "BG606", 1),
        ("|a|b|\n|-|-|\n|1|2|\n|1|2|3|\n", "BG606", 4),
        ("|a|b|\n|-|-|\n|1|\n", "BG606", 3),
        ("::: note\nx", "BG606", 1),
        ("x\n\n:::\n", "BG606", 3),
        ("::: contents {depth=9}", "BG606", 1),
        ("{lang=x}\na", "BG606", 1),
        ('a\n[b]{lang="no language"}', "BG606", 2),
        ("[a](#nowhere)", "BG607", 1),
        ("# a {#x}\n\n# b {#x}", "BG607", 3),
    ],
)
def test_what_a_briefing_cannot_hold_is_refused_at_its_line(text: str, code: str, line: int) -> None:
    assert [found[:2] for found in refused(text)] == [(code, line)]


def test_page_numbers_stand_in_running_lines_only() -> None:
    assert refused(slot(0), (PageNumber(),))[0][0] == "BG604"


def test_all_findings_come_at_once() -> None:
    assert [found[:2] for found in refused("{.x}\na\n\n<b>\n\n::: y\n:::\n")] == [
        ("BG605", 1),
        ("BG604", 4),
        ("BG605", 6),
    ]


def test_a_misspelt_role_is_guessed() -> None:
    with pytest.raises(TemplateError) as caught:
        read("{.judgement}\nx")
    assert caught.value.diagnostics[0].hint == "Did you mean 'judgment'?"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{'::: bottom-line' + chr(10)}" * 50 + "Words\n" + ":::\n" * 50, 41),
        ("> " * 50 + "Words", 1),
        ("".join(f"{'  ' * depth}- words\n" for depth in range(50)), 20),
    ],
)
def test_what_stands_too_deep_to_be_read_is_reported(text: str, line: int) -> None:
    assert ("BG604", line, "a briefing cannot hold blocks this deep within one another") in refused(text)
