"""What markdown-it finds in a template's Markdown, as plain values; inlines that differ in values alone are read once."""

from __future__ import annotations

from briefgen.readers.markdown_rules import parsed_blocks, parsed_inlines
from briefgen.readers.markdown_syntax import (
    SLOT_CLOSE,
    SLOT_OPEN,
    Address,
    AttributeLine,
    Attributes,
    ColonBlock,
    HeadingLine,
    ListLines,
    Marked,
    ParagraphLines,
    StrayColons,
    Stress,
    TableLines,
    TableRow,
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

::: tip
inside
:::
:::
::: page-break
:::
{{caption="{slot(4)}"}}
| a | b |
|---|--:|
| {slot(5)} |  |
{{.x}}
{{not attributes
"""


def test_blocks_bear_their_lines_and_the_source_of_their_words() -> None:
    blocks, references = parsed_blocks(PLAIN)
    paragraph = ParagraphLines(8, "**Words** [here]{.label}")
    items = ((ParagraphLines(10, "a"),), (ParagraphLines(11, slot(3)),))
    tip = ColonBlock(13, "::: tip", (ParagraphLines(14, "inside"),))
    assert blocks == (
        HeadingLine(0, 1, "Title", Attributes(anchor="top", text="{#top}")),
        AttributeLine(2, "{.small lang=ja}"),
        ParagraphLines(3, f"One {slot(0)}\ntwo"),
        ParagraphLines(6, f"{slot(1)} | right"),
        ColonBlock(7, f"::: note {slot(2)}", (paragraph, ListLines(10, items), tip)),
        ColonBlock(17, "::: page-break"),
        StrayColons(18),
        AttributeLine(19, f'{{caption="{slot(4)}"}}'),
        TableLines(20, ("start", "end"), (TableRow(20, ("a", "b")), TableRow(22, (slot(5), "")))),
        AttributeLine(23, "{.x}"),
        ParagraphLines(24, "{not attributes"),
    )
    assert not references


def test_a_block_that_nothing_closes_holds_the_rest() -> None:
    ((block,), _) = parsed_blocks("::: note\n::: page-break\na")
    assert block == ColonBlock(0, "::: note", (ColonBlock(1, "::: page-break"), ParagraphLines(2, "a")), closed=False)


# --- inlines -------------------------------------------------------------------------------------


def test_what_differs_in_values_alone_is_read_once() -> None:
    first, numbers = parsed_inlines(f"**{slot(7)}** [{slot(3)}]{{.label}}", {})
    label = Marked(Attributes("label", text="{.label}"), (Value(1),))
    assert first == (Stress(True, (Value(0),)), Words(" "), label)
    assert list(numbers) == [7, 3]
    again, numbers = parsed_inlines(f"**{slot(1)}** [{slot(12)}]{{.label}}", {})
    assert again is first and list(numbers) == [1, 12]


def test_what_a_link_names_is_the_text_s_own() -> None:
    text = f"[{slot(4)}][there]"
    for address in ("#one", "#two"):
        _, references = parsed_blocks(f"{text}\n\n[there]: {address}")
        assert parsed_inlines(text, references) == ((Address(address, (Value(0),)),), [4])
    assert parsed_inlines(text, {})[0] == (Words("["), Value(0), Words("][there]"))
