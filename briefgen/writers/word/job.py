"""What one run of the writer gathers on its way: styles, numbers, bookmarks, relations, findings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.document import Alignment, Document, Layout, Table, is_backward, plain, walk
from briefgen.typeset import Typesetter
from briefgen.writers.word.families import UsedFonts
from briefgen.writers.word.looks import ParagraphLook
from briefgen.writers.word.numbering import Numbering
from briefgen.writers.word.patterns import patterns_of
from briefgen.writers.word.starting import StartingPoint
from briefgen.writers.word.styles import StyleSheet
from briefgen.writers.word.wml import NOT_IN_XML, encoded

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]+")
_BOOKMARK_LIMIT = 40

Bytes = Callable[[], bytes]


class BlockFrame(Struct, frozen=True):
    """Where blocks stand: how wide, how far in, and what unrolled paragraphs become there. Lengths in twips."""

    width: int
    left: int = 0
    right: int = 0
    text: str = "body"
    callout: str | None = None
    item: Literal["Bullet", "Number", "Continue"] | None = None
    level: int = 0
    cell: bool = False
    align: Alignment | None = None
    language: str | None = None
    mirrored: bool = False
    """Whether a callout has its bar at the right."""

    def look(self, role: str) -> ParagraphLook:
        return ParagraphLook(
            self.text if role == "body" else role,
            align=self.align,
            left=self.left,
            right=self.right,
            callout=self.callout,
            mirrored=self.mirrored,
            item=self.item,
        )

    def inside(self, left: int, right: int = 0) -> BlockFrame:
        return replace(self, left=self.left + left, right=self.right + right, width=max(200, self.width - left - right))


class Para(Struct):
    """A paragraph whose style may still change with what comes before or after it."""

    look: ParagraphLook
    content: str
    number: tuple[int, int] | None = None
    """Numbering instance and level."""
    below: int = 0
    """Twips of space that what follows is to have above: after a list, all of whose items are alike."""
    section: str = ""


class Solid(Struct):
    """A finished element that has no space of its own, such as a table; spaces in twips."""

    xml: str
    before: int = 0
    after: int = 0


class PageStart(Struct):
    """What follows begins a page."""

    asked_for: bool = True
    """By the document. Where the text alone runs over, there is no space above what begins a page, as in the PDF."""


class ColumnStart(Struct):
    """What follows begins a newspaper column."""


class Seam(Struct):
    """Between two callouts, so that they are not drawn as one."""


StoryItem = Para | Solid | PageStart | ColumnStart | Seam


class Relations(Struct):
    """What one part refers to: addresses and pictures, each once."""

    prefix: str
    links: dict[str, str] = field(default_factory=dict)
    pictures: dict[object, tuple[str, Bytes]] = field(default_factory=dict)

    def link(self, uri: str) -> str:
        return self.links.setdefault(uri, f"{self.prefix}Link{len(self.links) + 1}")

    def picture(self, key: object, draw: Bytes) -> str:
        """The relation to a picture; `draw` is asked for the bytes once for all pictures of one key."""
        if key not in self.pictures:
            self.pictures[key] = (f"{self.prefix}Picture{len(self.pictures) + 1}", draw)
        return self.pictures[key][0]


def _labels(document: Document) -> Iterator[tuple[str, str]]:
    for block in walk(document.blocks):
        if isinstance(block, Table) and block.anchor and block.number is not None:
            found = re.match(rf"\D*(?<!\d){block.number}(?!\d)", plain(block.caption))
            if found:
                yield block.anchor, found[0]


def _free(taken: frozenset[int]) -> Iterator[int]:
    """Numbers from 1 that are not taken."""
    return (number for number in count(1) if number not in taken)


class WordJob:
    """The state of one run."""

    def __init__(
        self,
        document: Document,
        start: StartingPoint,
        layout: Layout | None,
        nowhere: frozenset[str] = frozenset(),
        typesetter: Typesetter | None = None,
    ) -> None:
        self.document = document
        self.theme = start.theme
        self.backward = is_backward(document.metadata.language)
        """Whether the document is written from right to left."""
        self.layout = layout
        self.page = start.page
        self.start = start
        self.nowhere = nowhere
        """Anchors that references need and the document does not have."""
        patterns = patterns_of(start.theme)
        self.styles = StyleSheet(patterns, start.existing)
        self.fonts = UsedFonts(patterns.fonts(typesetter))
        self.numbering = Numbering(patterns, start.existing)
        self.labels = dict(_labels(document))
        """Anchor of each table whose caption bears a number, to its label, such as `Table 2`."""
        self.relations = Relations("body")
        self.found: list[Diagnostic] = []
        self.run_properties: defaultdict[tuple[str, str], dict[object, str]] = defaultdict(dict)
        """Script and fallback family to voice to the inside of w:rPr."""
        self.signs: set[str] = set()
        """Characters beyond ASCII of all parts that are stored."""
        self.defined: set[str] = set()
        self.referenced: dict[str, None] = {}
        self.figures = 0
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._annotations, self._drawings, self._controls = (_free(start.existing.identifiers) for _ in range(3))

    def bookmark(self, anchor: str) -> str:
        """The bookmark's name for an anchor: as Word takes it, and unlike any other even in its case."""
        if anchor not in self._names:
            plain = _NOT_IN_A_NAME.sub("_", anchor)
            plain = (plain if plain[:1].isalpha() else f"b_{plain}")[:_BOOKMARK_LIMIT]
            name, number = plain, 1
            while name.lower() in self._taken:
                number += 1
                tail = f"_{number}"
                name = plain[: _BOOKMARK_LIMIT - len(tail)] + tail
            self._taken.add(name.lower())
            self._names[anchor] = name
        return self._names[anchor]

    def annotation(self) -> int:
        return next(self._annotations)

    def drawing(self) -> int:
        return next(self._drawings)

    def control(self) -> int:
        return next(self._controls)

    def finding(self, code: str, message: str, hint: str = "", severity: Severity = Severity.WARNING) -> None:
        self.found.append(Diagnostic(code, message, Place("Word file"), severity, hint))

    def encoded(self, xml: str) -> bytes:
        """A part as it is stored. What XML cannot hold is refused long before; should it come here, it is named."""
        if (found := encoded(xml)) is not None:
            data, beyond_ascii = found
            self.signs.update(beyond_ascii)
            return data
        if all(each.code != "BG705" for each in self.found):
            message = "characters that a Word file cannot hold were replaced by U+FFFD"
            self.finding("BG705", message, severity=Severity.ERROR)
        return self.encoded(NOT_IN_XML.sub("\ufffd", xml))

    def shares(self, child: Table) -> tuple[float, ...]:
        """Each column's share of the table's width, as the pages were laid out."""
        shares = self.layout.shares.get(id(child)) if self.layout else None
        return shares or tuple(column.width for column in child.columns)

    def page_of(self, anchor: str) -> int | None:
        return self.layout.page_of.get(anchor) if self.layout else None
