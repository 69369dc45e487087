"""The document model: what gets printed, as blocks and inlines that know no format.

`compose` makes a `Document`; every writer takes one. Nothing here imports anything of briefgen but how value types are made.
All types are frozen: two writers that are given the same `Document` see the same words.
Text is plain text: no markup of any kind is ever read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct, field

from briefgen.kinds import Kind

Alignment = Literal["start", "center", "end"]
Orientation = Literal["portrait", "landscape"]


# --- inlines -----------------------------------------------------------------------------


class Text(Struct, frozen=True):
    """Plain words. A newline in `text` is a space; use `LineBreak` to end a line."""

    text: str


class Strong(Struct, frozen=True):
    """Words that weigh more (semibold)."""

    children: tuple[Inline, ...]


class Emphasis(Struct, frozen=True):
    """Words that are stressed (italic)."""

    children: tuple[Inline, ...]


class Link(Struct, frozen=True):
    """Words that lead to an address outside the document."""

    uri: str
    children: tuple[Inline, ...]


class Reference(Struct, frozen=True):
    """Words that lead to an anchor inside the document, such as `A1¶3` to its paragraph."""

    target: str
    """The anchor of a block of the same document."""
    children: tuple[Inline, ...]
    tooltip: str = ""
    """What lies there, in a few words: alternative text of the link."""


class Highlight(Struct, frozen=True):
    """Words that an annotation marks. May stand inside another highlight where annotations overlap."""

    kind: Kind
    children: tuple[Inline, ...]
    quiet: bool = False
    """Without the ground behind the words: where most of a text is marked, lines alone set passages apart."""


class Span(Struct, frozen=True):
    """Words in another language, in a role that the theme gives a look, or both; with neither, data of any kind.

    Whatever direction they run in, the order of the words around them stays, unless all that they have is a role.
    """

    children: tuple[Inline, ...]
    role: str | None = None
    language: str | None = None
    """BCP 47, where it differs from the surrounding block's."""


class Control(Struct, frozen=True):
    """Words that staff fill in or edit: in Word a content control, elsewhere no more than its words."""

    tag: str
    """What programs know it by, such as `prepared-for`."""
    title: str
    """What people know it by, such as `Prepared for`."""
    children: Inlines
    placeholder: str = ""
    """What stands there, in every file, while there are no children; without it an empty control prints nothing."""

    @property
    def shown(self) -> Inlines:
        """What is printed."""
        return self.children or ((Text(self.placeholder),) if self.placeholder else ())


class LineBreak(Struct, frozen=True):
    """Ends the line, not the paragraph."""


class Gauge(Struct, frozen=True):
    """A step on a scale, drawn small: a picture without words of its own; `alt` says it in words.

    The words themselves stand beside it as ordinary text.
    """

    role: Literal["likelihood", "confidence"]
    """likelihood: squares, one of them filled; confidence: dots, filled up to the step."""
    step: int
    """1 to `steps`."""
    steps: int
    alt: str
    language: str | None = None
    """That `alt` is in, where it is not the document's."""


class PageNumber(Struct, frozen=True):
    """The number of the page it stands on. Only in `Furniture`."""


class PageCount(Struct, frozen=True):
    """How many pages the document has. Only in `Furniture`."""


Inline = (
    Text
    | Strong
    | Emphasis
    | Link
    | Reference
    | Highlight
    | Span
    | Control
    | LineBreak
    | Gauge
    | PageNumber
    | PageCount
)
Inlines = tuple[Inline, ...]


# --- blocks ------------------------------------------------------------------------------


class Heading(Struct, frozen=True):
    """A heading of level 1 to 6; `Document.title` is above them all and is no heading."""

    level: int
    children: Inlines
    anchor: str
    """Unique in the document."""
    role: str | None = None


class Paragraph(Struct, frozen=True):
    """Running words in a role (`body` unless set)."""

    children: Inlines
    role: str = "body"
    anchor: str | None = None
    margin_label: str | None = None
    """Set in the margin beside the first line, such as `¶3`; it reads before the paragraph."""
    language: str | None = None


class ListItem(Struct, frozen=True):
    """One item: mostly a paragraph, possibly with more blocks below."""

    blocks: tuple[Block, ...]


class List(Struct, frozen=True):
    """A bulleted or numbered list; each numbered list counts on its own, from `start`."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    role: str | None = None


class Column(Struct, frozen=True):
    """A column of a table."""

    width: float
    """Share of the table's width; all columns of a table add up to 1."""
    align: Alignment = "start"


class Cell(Struct, frozen=True):
    """A cell: paragraphs and lists. A cell without blocks is empty."""

    blocks: tuple[Block, ...]
    language: str | None = None


class Row(Struct, frozen=True):
    """One row: as many cells as the table has columns."""

    cells: tuple[Cell, ...]
    anchor: str | None = None


class Table(Struct, frozen=True):
    """A table with one header row that repeats on every page. `role` chooses its look in the theme."""

    columns: tuple[Column, ...]
    header: Row
    rows: tuple[Row, ...]
    caption: Inlines = ()
    """The whole caption with its label and number as printed: "Table 2. Agreements"; () for none."""
    number: int | None = None
    """The number that `caption` bears; counts captioned tables from 1."""
    summary: str = ""
    """Alternative text: what the table holds, for those who cannot see it."""
    summary_language: str | None = None
    """That `summary` is in, where it is not the document's."""
    role: str = "default"
    anchor: str | None = None
    row_headers: bool = True
    """Whether the first cell of a row names the row."""


class Callout(Struct, frozen=True):
    """Words set apart from the text, in a role (such as `bottom-line`), under a label."""

    label: Inlines
    blocks: tuple[Block, ...]
    role: str = "note"


class Figure(Struct, frozen=True):
    """A picture (PNG or JPEG bytes) with its alternative text and caption."""

    image: bytes
    alt: str
    caption: Inlines = ()
    width: float = 1.0
    """Share of the text width; never drawn larger than the picture's own size at 96 dpi."""
    anchor: str | None = None


class Outline(Struct, frozen=True):
    """A path: one or several rings that bound an area (even-odd), or open lines."""

    runs: tuple[tuple[int, ...], ...]
    """Each ring or line as x, y, x, y and so on, in tenths of a point: whole numbers, of which there are thousands."""
    fill: str = ""
    """RRGGBB; nothing for none, as with `line`."""
    line: str = ""
    width: float = 0.0
    closed: bool = True


class Disc(Struct, frozen=True):
    """A circle, filled, outlined or both."""

    x: float
    y: float
    radius: float
    fill: str = ""
    line: str = ""
    width: float = 0.0


class Stroke(Struct, frozen=True):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    line: str
    width: float


LetteringAnchor = Literal["left", "middle", "right"]


class Lettering(Struct, frozen=True):
    """Words in one line; `x` and `y` are where their baseline begins, has its middle or ends."""

    x: float
    y: float
    words: str
    size: float
    anchor: LetteringAnchor = "middle"
    colour: str = "000000"
    weight: Literal["regular", "semibold"] = "regular"


DrawnShape = Outline | Disc | Stroke | Lettering


class Drawing(Struct, frozen=True):
    """Shapes on a ground of their own, with words for those who cannot see them. Points, from the upper left corner."""

    shapes: tuple[DrawnShape, ...]
    width: float
    height: float
    """It is drawn smaller where there is no room for it, never larger."""
    alt: str
    caption: Inlines = ()
    equivalent: Blocks = ()
    """What it shows, in words; printed below it in every format."""
    anchor: str | None = None
    language: str | None = None
    """That `alt` is in, where it is not the document's."""


class Quotation(Struct, frozen=True):
    """Somebody's words, set apart."""

    blocks: tuple[Block, ...]


class PageBreak(Struct, frozen=True):
    """What follows begins a page, unless there is enough room left on the page at hand."""

    enough: float = 1.0
    """The share of a page that is enough; with 1 it always begins a page."""


class ColumnBreak(Struct, frozen=True):
    """What follows begins a newspaper column; only in a `Section` with columns, which are then not made even."""


class Section(Struct, frozen=True):
    """Blocks on pages of one orientation, or in newspaper columns. Never inside another section."""

    blocks: tuple[Block, ...]
    orientation: Orientation = "portrait"
    columns: int = 1


class Contents(Struct, frozen=True):
    """The headings down to `depth`, with page numbers, each a link."""

    title: Inlines = ()
    depth: int = 2


Block = (
    Heading
    | Paragraph
    | List
    | Table
    | Callout
    | Figure
    | Drawing
    | Quotation
    | PageBreak
    | ColumnBreak
    | Section
    | Contents
)
Blocks = tuple[Block, ...]


# --- the document ------------------------------------------------------------------------


class Banner(Struct, frozen=True):
    """The handling marking: printed on every page, looked up in the theme by scheme and label."""

    scheme: str
    text: str
    """As printed, such as `TLP:CLEAR`."""
    lines: tuple[str, ...] = ()
    """Its lines, where the page has no room for it in one."""


class Furniture(Struct, frozen=True):
    """A running line at the top or foot of every page."""

    left: Inlines = ()
    right: Inlines = ()
    first: bool = True
    """Whether the first page bears it, too."""


class Metadata(Struct, frozen=True):
    """What the files say of themselves. Empty text means: not said."""

    title: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "en"
    """BCP 47."""
    reference: str = ""
    identifier: str = ""
    """SHA-256 of the input, hexadecimal."""
    created: datetime = field(default_factory=lambda: datetime(1980, 1, 1))
    """UTC, naive; never the clock's time."""


class Document(Struct, frozen=True):
    """All that both files say, in order."""

    metadata: Metadata
    blocks: Blocks
    marking: Banner | None = None
    header: Furniture = Furniture()
    footer: Furniture = Furniture()
    page_limit: int | None = None
    """The most pages that it may take; a writer that makes pages reports how much is too much."""


class Layout(Struct, frozen=True):
    """Where a paginating writer put things; the Word writer prints these numbers and sets tables as wide."""

    pages: int
    page_of: dict[str, int]
    """Anchor to the page, from 1, on which it begins."""
    shares: dict[int, tuple[float, ...]] = field(default_factory=dict)
    """By the `id` of a table of the document: each column's share of the width, where a word asked for more
    than the document does."""
    divided: frozenset[int] = frozenset()
    """The `id` of each row that goes on over a page's end."""
    continued: frozenset[int] = frozenset()
    """The `id` of each block that stands after a page break and found enough room on the page at hand."""
    moved: frozenset[int] = frozenset()
    """The `id` of each block that begins a page although there was room for it above: it stands together with what
    follows, or little would stand on the last page else. A program that shows a Word file may find room again."""
    kept: frozenset[int] = frozenset()
    """The `id` of each paragraph that stands on one page with the next, since both belong to a block that could."""


# --- direction ---------------------------------------------------------------------------

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BACKWARD_LANGUAGES = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"))


@lru_cache(maxsize=256)
def is_backward(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.partition("-")[0].casefold() in _BACKWARD_LANGUAGES


def has_backward(text: str) -> bool:
    """Whether some of the text may run from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


# --- reading a document ------------------------------------------------------------------


_UNSAFE = re.compile('[\\s<>"{}|\\\\^`\x00-\x20]')
_LONGEST_ADDRESS = 2079
"""What Word takes."""
_SHOWN_ADDRESS = 80
_DOI = re.compile(r"(?i:doi):(?=10\.)")
"""A digital object identifier leads to its resolver."""
_MAILBOX = re.compile(r"[^@]+@[^@.]+(\.[^@.]+)*")


def link_address(uri: str) -> str | None:
    """A link's address as every format can hold it; None where it is not an address, or too long for one of them.

    The words of such a link stand without one in all files, for all of them say the same.
    """
    address = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign.group().encode()), uri.strip())
    address = _DOI.sub("https://doi.org/", address, count=1)
    try:
        parts = urlsplit(address)
        valid = parts.port is None or parts.port >= 0
    except ValueError:
        return None
    match parts.scheme:
        case "http" | "https":
            valid &= bool(parts.hostname) and "" not in (parts.hostname or "").removesuffix(".").split(".")
        case "mailto":
            valid &= _MAILBOX.fullmatch(parts.path) is not None
        case _:
            valid = False  # a URN, say, names something that no program opens
    return address if valid and len(address) <= _LONGEST_ADDRESS else None


def without_link(uri: str) -> str:
    """What a finding says of an address that cannot be a link."""
    shown = uri if len(uri) <= _SHOWN_ADDRESS else f"{uri[:_SHOWN_ADDRESS]}…"
    reason = f", for it has more than {_LONGEST_ADDRESS:,} characters" if len(uri) > _LONGEST_ADDRESS else ""
    return f"the address {shown!r} cannot be a link{reason}; its words stand without one"


def plain(inlines: Inlines) -> str:
    """The words of inlines, without any look. A line break counts as a newline, a gauge as nothing."""
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return inlines[0].text
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text):
                parts.append(text)
            case LineBreak():
                parts.append("\n")
            case (
                Strong(children)
                | Emphasis(children)
                | Link(_, children)
                | Reference(_, children)
                | Highlight(_, children)
                | Span(children)
            ):
                parts.append(plain(children))
            case Control():
                parts.append(plain(inline.shown))
            case Gauge() | PageNumber() | PageCount():
                pass
    return "".join(parts)


def lettering(drawing: Drawing) -> str:
    """The words that stand in a drawing, in the order in which they are drawn."""
    return " ".join(shape.words for shape in drawing.shapes if isinstance(shape, Lettering))


def walk(blocks: Blocks) -> Iterator[Block]:
    """Every block in reading order, containers before what they hold; table cells row by row."""
    for block in blocks:
        yield block
        match block:
            case Paragraph() | Heading():
                pass
            case List(items=items):
                yield from walk(tuple([inner for item in items for inner in item.blocks]))
            case Table(header=header, rows=rows):
                cells = [cell for row in (header, *rows) for cell in row.cells]
                yield from walk(tuple([inner for cell in cells for inner in cell.blocks]))
            case Callout(blocks=inner) | Quotation(blocks=inner) | Section(blocks=inner) | Drawing(equivalent=inner):
                yield from walk(inner)
            case _:
                pass
