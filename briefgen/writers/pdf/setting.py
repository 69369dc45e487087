"""What blocks are set with, and the place that they are set in: the document, the theme and all that is gathered on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.document import Document, is_backward
from briefgen.theme import WEIGHTS, TextStyle, Theme
from briefgen.typeset import Align, Item, MissingGlyph, Prepared, TextRun, Typesetter
from briefgen.writers.pdf.boxes import KeptGroup
from briefgen.writers.pdf.inlines import InlineSetter
from briefgen.writers.pdf.lines import Pen
from briefgen.writers.pdf.pictures import Album
from briefgen.writers.pdf.tags import StructureTree


class Frame(Struct, frozen=True):
    """The place that blocks are set in: a span of the column's width, and what they take from around them."""

    left: float
    width: float
    height: float
    """The height of a page's text area."""
    language: str
    role: str = "body"
    """What a paragraph without a role of its own is."""
    align: Align = "start"
    level: int = 0
    """How many lists it stands in."""
    is_cell: bool = False
    """Whether it is a cell, whose lists look like its other words."""

    @property
    def backward(self) -> bool:
        """Whether lines begin at the right."""
        return is_backward(self.language)

    def inset(self, start: float, end: float = 0.0) -> Frame:
        """Further in from where lines begin and from where they end."""
        if not start and not end:
            return self
        left, right = (end, start) if self.backward else (start, end)
        return replace(self, left=self.left + left, width=max(self.width - left - right, 1.0))

    def at_start(self, width: float) -> float:
        """The left edge of what is so wide and stands where lines begin."""
        return self.left + self.width - width if self.backward else self.left


class Setting(Struct):
    """All that setting blocks needs, and what is gathered on the way."""

    document: Document
    theme: Theme
    typesetter: Typesetter
    tree: StructureTree
    pen: Pen
    inlines: InlineSetter
    album: Album
    page_of: dict[str, int]
    shares: dict[int, tuple[float, ...]] = field(default_factory=dict)
    """See `Layout.shares`."""
    divided: set[int] = field(default_factory=set)
    """See `Layout.divided`."""
    groups: list[KeptGroup] = field(default_factory=list)
    heading_level: int = 0
    bookmark_level: int = -1
    missing: dict[MissingGlyph, None] = field(default_factory=dict)
    """Characters that no font has, in the order in which they were met."""

    def style(self, role: str) -> TextStyle:
        """The look of a role; one that the theme does not know looks like body text."""
        style = self.theme.styles.get(role)
        if style is None:
            self.inlines.plain_roles[role] = None
            style = self.theme.styles["body"]
        return style

    def widest(self, words: Sequence[str], style: TextStyle, code: str) -> float:
        """The least width that the words' unbreakable parts take."""
        return self.typesetter.widest(words, _run(style, code))

    def ruler(self, style: TextStyle, code: str) -> Callable[[str], float]:
        """Measures how long a text is in one line."""
        return self.typesetter.ruler(_run(style, code))

    def prepare(self, items: Sequence[Item], code: str) -> Prepared:
        """Items shaped; characters that no font has are gathered on the way."""
        prepared = self.typesetter.prepare(items, code)
        if prepared.missing:
            self.missing.update(dict.fromkeys(prepared.missing))
        return prepared


def _run(style: TextStyle, code: str) -> TextRun:
    return TextRun("", style.size, WEIGHTS[style.weight], style.italic, code, style.tabular)
