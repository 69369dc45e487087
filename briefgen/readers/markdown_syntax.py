"""What Markdown says, as plain values: blocks and inlines as they are written, before a briefing's own are made of them.

Beside CommonMark and pipe tables three things are written:

    {.role #anchor key=value key="more words"}    a line before a block, or the end of a heading
    [words]{.role lang=ja}                        a span
    ::: name label {key=value}                    a block, closed by a bare `:::`
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field

from briefgen.document import Alignment

SLOT_OPEN = "\ue000"
SLOT_CLOSE = "\ue001"
"""What stands between these two is the number of a value that Markdown never sees."""
SLOT = re.compile(f"{SLOT_OPEN}(\\d+){SLOT_CLOSE}")

VOID_BLOCKS = frozenset({"column-break", "contents", "page-break", "page-limit"})
"""Blocks of one line, without a closing `:::`."""


# --- attributes ----------------------------------------------------------------------------------

_WORD = r"[^\s{}\"'=#]+"
_ATTRIBUTE = re.compile(
    rf'\.(?P<role>{_WORD})|#(?P<anchor>{_WORD})|(?P<key>[A-Za-z][\w-]*)=(?:"(?P<quoted>[^"]*)"|(?P<bare>{_WORD}))'
)
_TRAILING = re.compile(r"(?:^|\s+)(\{[^{}]*\})\s*$")


class Attributes(Struct, frozen=True):
    """What stands between braces; values may still hold slots."""

    role: str | None = None
    anchor: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    """As written, for messages."""


NO_ATTRIBUTES = Attributes()


@lru_cache(maxsize=256)
def read_attributes(text: str) -> Attributes | None:
    """The attributes that `{...}` says; None where it says none."""
    role = anchor = None
    options: dict[str, str] = {}
    position, inner = 0, text[1:-1].strip()
    while position < len(inner):
        match = _ATTRIBUTE.match(inner, position)
        if match is None or (match.end() < len(inner) and not inner[match.end()].isspace()):
            return None
        role = match["role"] or role
        anchor = match["anchor"] or anchor
        if match["key"]:
            options[match["key"]] = match["bare"] if match["quoted"] is None else match["quoted"]
        position = match.end()
        while position < len(inner) and inner[position].isspace():
            position += 1
    return Attributes(role, anchor, options, text) if inner else None


def split_trailing(text: str) -> tuple[str, Attributes | None]:
    """Words and the attributes at their end, if any."""
    match = _TRAILING.search(text) if "}" in text else None
    attributes = read_attributes(match[1]) if match else None
    if match is None or attributes is None:
        return text, None
    return text[: match.start()], attributes


def block_name(line: str) -> str:
    """The first word after the colons; empty for a closing line."""
    words = line.lstrip(":").split(None, 1)
    return words[0] if words else ""


# --- inlines -------------------------------------------------------------------------------------


class Words(Struct, frozen=True):
    """The template's own words."""

    text: str


class Value(Struct, frozen=True):
    """The place of a value."""

    number: int


class Break(Struct, frozen=True):
    """The end of a line of the source; where it is hard, of a line of the page too."""

    hard: bool


class Stress(Struct, frozen=True):
    """`*words*` or, where it is strong, `**words**`."""

    strong: bool
    children: tuple[InlineNode, ...]


class Address(Struct, frozen=True):
    """`[words](address)`."""

    address: str
    children: tuple[InlineNode, ...]


class Marked(Struct, frozen=True):
    """`[words]{.role}`."""

    attributes: Attributes
    children: tuple[InlineNode, ...]


class Picture(Struct, frozen=True):
    """`![alt](address "title")`."""

    address: str
    alt: str
    title: str


class Refused(Struct, frozen=True):
    """An inline that has no part in a briefing, by markdown-it's name, and its source."""

    name: str
    content: str


InlineNode = Words | Value | Break | Stress | Address | Marked | Picture | Refused
Nodes = tuple[InlineNode, ...]


def words_and_values(text: str) -> Iterator[Words | Value]:
    """The template's own words and, among them, the places of values."""
    for number, part in enumerate(SLOT.split(text)):
        if number % 2:
            yield Value(int(part))
        elif part:
            yield Words(part)


# --- blocks --------------------------------------------------------------------------------------
# Each bears the line, from 0, on which it begins. What stands in it as inlines is its source still.


class ParagraphLines(Struct, frozen=True):
    """The lines of a paragraph."""

    line: int
    text: str


class HeadingLine(Struct, frozen=True):
    """A heading; the attributes at its end are taken off its words."""

    line: int
    level: int
    text: str
    attributes: Attributes | None = None


class AttributeLine(Struct, frozen=True):
    """`{...}` on a line of its own."""

    line: int
    text: str


class TableRow(Struct, frozen=True):
    """A row of a pipe table: as many cells as the table has columns."""

    line: int
    cells: tuple[str, ...]


class TableLines(Struct, frozen=True):
    """A pipe table; its header is the first of the rows."""

    line: int
    sides: tuple[Alignment, ...]
    rows: tuple[TableRow, ...]


class ListLines(Struct, frozen=True):
    """A list and the blocks of each item."""

    line: int
    items: tuple[tuple[SourceLine, ...], ...]
    ordered: bool = False
    start: int = 1


class QuotationLines(Struct, frozen=True):
    """What stands behind `>`."""

    line: int
    blocks: tuple[SourceLine, ...]


class ColonBlock(Struct, frozen=True):
    """A `:::` block: its first line and what stands in it; nothing can stand in one that is void."""

    line: int
    info: str
    blocks: tuple[SourceLine, ...] = ()
    closed: bool = True


class StrayColons(Struct, frozen=True):
    """A `:::` that closes nothing."""

    line: int


class OtherBlock(Struct, frozen=True):
    """A block that has no part in a briefing, by markdown-it's name."""

    line: int
    name: str


SourceLine = (
    ParagraphLines
    | HeadingLine
    | AttributeLine
    | TableLines
    | ListLines
    | QuotationLines
    | ColonBlock
    | StrayColons
    | OtherBlock
)
Sources = tuple[SourceLine, ...]
