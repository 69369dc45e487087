"""What writing one page needs, and what is gathered on the way: which looks it uses, and what cannot be honoured."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.document import Document, Drawing, Paragraph, without_link
from briefgen.theme import Theme
from briefgen.writers.html.markup import identifier
from briefgen.writers.logo import PlacedLogo
from briefgen.writers.svg import drawn_colours


class HtmlFrame(Struct, frozen=True):
    """The place that blocks stand in."""

    language: str
    role: str = "body"
    """What a paragraph without a role of its own is."""
    level: int = 0
    """How many lists it stands in."""
    is_cell: bool = False


class HtmlJob(Struct):
    """One document on its way to a page."""

    document: Document
    theme: Theme
    anchors: frozenset[str]
    """Those that the document has."""
    passages: frozenset[str]
    """Those of paragraphs whose margin label leads back to what refers to them."""
    title: Paragraph | None
    """The paragraph that is the page's heading of the first level."""
    logo: PlacedLogo | None = None
    level: int = 0
    """Of the heading at hand, as the document counts."""
    styles: dict[str, None] = field(default_factory=dict)
    inlines: dict[str, None] = field(default_factory=dict)
    tables: dict[str, None] = field(default_factory=dict)
    callouts: dict[str, None] = field(default_factory=dict)
    lists: dict[str, None] = field(default_factory=dict)
    widths: dict[int, None] = field(default_factory=dict)
    """Widths of columns and pictures, in thousandths of the room."""
    drawings: dict[int, None] = field(default_factory=dict)
    """Widths of drawings, in tenths of a point."""
    inks: dict[str, None] = field(default_factory=dict)
    """Colours of drawings."""
    returns: dict[str, str] = field(default_factory=dict)
    """Anchor of a passage to the identifier of the first reference that leads to it."""
    taken: set[str] = field(default_factory=set)
    """Anchors that have their place."""
    labels: int = 0
    """How many labels of callouts and descriptions of tables have identifiers."""
    lost: dict[str, None] = field(default_factory=dict)
    unlinked: dict[str, None] = field(default_factory=dict)
    plain_roles: dict[str, None] = field(default_factory=dict)
    unreadable: bool = False
    """Whether a picture cannot be shown."""

    def style(self, role: str) -> str:
        """The class of a paragraph's role; one that the theme does not know looks like body text."""
        if role not in self.theme.styles:
            self.plain_roles[role] = None
            role = "body"
        self.styles[role] = None
        return f"s-{identifier(role)}"

    def inline(self, role: str) -> str:
        """The class of a role of words; nothing where the theme does not know it."""
        if role not in self.theme.inlines:
            self.plain_roles[role] = None
            return ""
        self.inlines[role] = None
        return f"i-{identifier(role)}"

    def width(self, share: float) -> str:
        """The class of a share of the room."""
        thousandths = round(share * 1000)
        self.widths[thousandths] = None
        return f"w{thousandths}"

    def drawn(self, drawing: Drawing) -> str:
        """The class of a drawing: as wide as it is where there is room."""
        tenths = round(drawing.width * 10)
        self.drawings[tenths] = None
        self.inks |= dict.fromkeys(drawn_colours(drawing.shapes))
        return f"drawing-{tenths}"

    def label(self) -> str:
        """An identifier for words that name or describe what they stand in."""
        self.labels += 1
        return f"_label-{self.labels}"

    def place(self, anchor: str | None) -> str:
        """The attribute that references lead to, once for each anchor."""
        if anchor is None or anchor in self.taken:
            return ""
        self.taken.add(anchor)
        return f' id="{identifier(anchor)}"'

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What could not be honoured."""
        for target in self.lost:
            message = f"a reference leads to {target!r}, which the document does not have"
            yield Diagnostic("BG706", message, Place(""), Severity.ERROR)
        for uri in self.unlinked:
            yield _warning("BG703", without_link(uri))
        for role in self.plain_roles:
            yield _warning("BG707", f"the theme has no look for the role {role!r}; it is set like body text")
        if self.unreadable:
            yield _warning("BG708", "a picture cannot be read; its alternative text stands in its place")


def _warning(code: str, message: str) -> Diagnostic:
    return Diagnostic(code, message, Place(""), Severity.WARNING)
