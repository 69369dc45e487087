"""Goes in: nothing but numbers and strings; comes out: the plain values text setting takes and gives.

A paragraph is a sequence of items (runs of text, unbreakable boxes, forced breaks).  A set line is a sequence of
pieces and placed boxes in logical order, each with its visual position.  Lengths are in points unless they are said
to be in thousandths of an em.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefgen.records import dataclass

if TYPE_CHECKING:
    from briefgen.typeset.faces import Face


@dataclass(frozen=True, slots=True)
class Family:
    """Font files that belong together; absolute paths, optionally with `#index` for a collection."""

    name: str
    regular: str
    italic: str | None = None
    semibold: str | None = None
    semibold_italic: str | None = None
    bold: str | None = None
    languages: tuple[str, ...] = ()
    """Languages that this family is drawn for, where that matters: ja, ko, zh-Hans, zh-Hant."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text in one style; `data` is carried through untouched.

    `isolates` numbers the stretches that the run stands in, the outermost first, whose direction is their own: each
    takes that of its first letter, and moves nothing around it.
    """

    text: str
    size: float
    weight: int = 400
    italic: bool = False
    language: str = "en"
    tabular: bool = False
    rise: float = 0.0
    data: object = None
    isolates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InlineBox:
    """An unbreakable object that stands in the line like one letter."""

    width: float
    height: float
    depth: float = 0.0
    data: object = None


@dataclass(frozen=True, slots=True)
class ForcedBreak:
    """The line ends here whatever its width."""


Item = TextRun | InlineBox | ForcedBreak


class Glyph(NamedTuple):
    """One placed glyph, in thousandths of an em; `cluster` is an index into the source text of its word."""

    gid: int
    x_advance: float
    dx: float
    dy: float
    cluster: int


@dataclass(slots=True, eq=False)
class Shaped:
    """One word shaped with one face; shared by every place where the word stands, so compare it by identity.

    `glyphs` are in visual order, left to right.  `text` is the source in logical order.  `plain` says that the font's
    own advances place every glyph.  `spells` says that the texts of `clusters`, glyph by glyph in logical order, give
    `text`, so that no ActualText is needed.  `clusters` gives the source text of each glyph id for ToUnicode.
    """

    face: Face
    text: str
    rtl: bool
    glyphs: tuple[Glyph, ...]
    width: float
    plain: bool
    spells: bool
    clusters: dict[int, str]
    code: str | None = None
    """A place for whoever draws the word to keep what it made of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A shaped word on a line: `x` is its left edge, in points from the left edge of the line."""

    shaped: Shaped
    run: TextRun
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """An inline box on a line; `x` is its left edge."""

    box: InlineBox
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """A set line: parts in logical order with visual positions; `width` leaves trailing spaces out."""

    pieces: tuple[Piece | PlacedBox, ...]
    width: float
    ascent: float
    descent: float
    rtl: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font at hand has, with its Unicode name, language and surrounding text."""

    character: str
    name: str
    language: str
    context: str
