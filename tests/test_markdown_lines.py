"""Markdown read line by line says what markdown-it says of it, or is left to markdown-it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.readers.markdown_lines import blocks_of
from briefgen.readers.markdown_rules import parsed_blocks, parsed_inlines
from briefgen.readers.markdown_shapes import Shapes
from briefgen.readers.markdown_syntax import (
    SLOT_CLOSE,
    SLOT_OPEN,
    ColonBlock,
    HeadingLine,
    ListLines,
    Marked,
    ParagraphLines,
    Stress,
    TableLines,
    Value,
    Words,
)


def slot(number: int) -> str:
    return f"{SLOT_OPEN}{number}{SLOT_CLOSE}"


# --- blocks --------------------------------------------------------------------------------------

PLAIN = f"""# Title {{#top}}

{{.small lang=ja}}
One {slot(0)}
two  \n
{slot(1)} | right
::: note {slot(2)}
**Words** [here]{{.label}}

- a
- {slot(3)}

- c
:::
::: page-break
## Table

{{caption="{slot(4)}"}}
| a | b |
|---|--:|
| {slot(5)} |  |
| c | d |
{{.x}}
{{not attributes
"""


def test_what_templates_are_made_of_is_read_line_by_line() -> None:
    blocks = blocks_of(PLAIN)
    assert blocks is not None and blocks == parsed_blocks(PLAIN)[0]
    assert [type(block) for block in blocks if isinstance(block, HeadingLine | TableLines | ColonBlock)] == [
        HeadingLine,
        ColonBlock,
        ColonBlock,
        HeadingLine,
        TableLines,
    ]
    (note,) = (block for block in blocks if isinstance(block, ColonBlock) and block.blocks)
    assert [type(block) for block in note.blocks] == [ParagraphLines, ListLines]


@pytest.mark.parametrize(
    "text",
    [
        "1. a",
        "a\n- b\n  c",
        "- a\nb",
        "* a",
        "+ a",
        "- - a",
        "- # a",
        "> a",
        "a\n===",
        "a\n---",
        "***",
        "```\na\n```",
        "<b>",
        " a",
        "\ta",
        "a\n\tb",
        "[a]: b",
        "a | b\n---|---",
        "a\n| b |\n|---|",
        "| a |\n|---|\nb",
        "| a |\n|---|\n| b | c |",
        "| a \\| b |\n|---|",
        "| a | b |\n|---|",
        "| a |\nb",
        "# a #",
        "#a",
        "a\r\nb",
    ],
)
def test_what_may_be_anything_else_is_left_to_markdown_it(text: str) -> None:
    assert blocks_of(text) is None


STARTS = [
    "", " ", "   ", "a", "b c", "# a", "## b {#x}", "#", "# #", "- a", "- b", "-", "- ", "-a", "---", "* a", "*a*", "**b**",
    "** b", "+ a", "_c_", "__d", "1. a", "2) b", "1.5 c", "12 d", "> q", "`c`", "```", "~~~", "<b>", "<!-- -->", "{.x}", "{.x} ",
    "{x", "{ #a }", "::: note", "::: note words {.x}", ":::", "::::", "::: page-break", "::: columns {count=2}", ":a", ":--", "|", "||",
    "| a | b |", "| a | b | ", "|a|b|", "| a |", "|---|---|", "| --- | :-: |", "|:--|--:|", "|-|", "---|---", "a | b", "| a | b | c |",
    "| \\| | b |", "=", "===", "[a]", "[a](b)", "[a]: b", "[b]{.x}", "![a](b)", "\\# a", "&amp;", "(a)", "é", "“a”", "\u00a0a", "a\u00a0", "- a\u2028", "| a |\u00a0", "a  ",
    "a\\", "\ta", "a\tb", slot(0), slot(1) + " b", "- " + slot(2), f"| {slot(3)} | [{slot(4)}]{{.x}} |",
]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(STARTS), max_size=9))
def test_lines_in_any_order_are_the_blocks_that_markdown_it_finds(lines: list[str]) -> None:
    text = "\n".join(lines)
    read = blocks_of(text)
    assert read is None or read == parsed_blocks(text)[0]


# --- shapes --------------------------------------------------------------------------------------


def test_what_differs_in_values_only_is_read_once() -> None:
    shapes = Shapes()
    first, numbers = shapes.read(f"**{slot(7)}** [{slot(3)}]{{.label}}")
    assert first == (
        Stress(True, (Value(0),)),
        Words(" "),
        *parsed_inlines(f"[{slot(1)}]{{.label}}"),
    )
    assert isinstance(first[2], Marked) and list(numbers) == [7, 3]
    again, numbers = shapes.read(f"**{slot(1)}** [{slot(12)}]{{.label}}")
    assert again is first and list(numbers) == [1, 12]


def test_what_is_kept_of_shapes_is_bounded() -> None:
    shapes = Shapes()
    for number in range(2000):
        nodes, _ = shapes.read(f"{number} {slot(0)}")
        assert nodes == (Words(f"{number} "), Value(0))
    long = "x" * 5000
    assert shapes.read(long)[0] == (Words(long),)
    assert len(shapes.kept) < 1000 and long not in shapes.kept
