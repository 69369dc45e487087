"""Goes in: nothing but numbers and strings; comes out: the plain values text setting takes and gives.

A paragraph is a sequence of items (runs of text, unbreakable boxes, forced breaks).  A set line is a sequence of
spans of words and of placed boxes in logical order, each with its visual position.  Lengths are in points unless
they are said to be in thousandths of an em.  What is made for every run or line is a tuple, the cheapest value to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from briefgen.typeset.faces import Face, Glyph

made = tuple.__new__
"""Makes a named tuple of a class and its fields, in a third of the time that calling the class takes."""


class TextRun(NamedTuple):
    """Text in one style; `data` is carried through untouched.

    `isolates` numbers the spans that the run stands in, the outermost first, whose direction is their own: each
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


class InlineBox(Struct, frozen=True):
    """An unbreakable object that stands in the line like one letter."""

    width: float
    height: float
    depth: float = 0.0
    data: object = None


class ForcedBreak(Struct, frozen=True):
    """The line ends here whatever its width."""


Item = TextRun | InlineBox | ForcedBreak


class Shaped(Struct, eq=False):
    """One word shaped with one face; shared by every place where the word stands, so compare it by identity.

    `text` is the source in logical order.  `plain` says that the font's own advances place every glyph.  `spells` says
    that the texts of `clusters`, glyph by glyph in logical order, give `text`, so that no ActualText is needed.
    `literal` says that, and that each character is drawn by the one glyph that the face's character map gives it, on
    the baseline and from left to right.
    """

    face: Face
    text: str
    rtl: bool
    placed: tuple[Glyph, ...] | None
    """The glyphs; None for a literal word of ASCII, whose text gives them."""
    width: float
    plain: bool
    spells: bool
    meanings: dict[int, str] | None
    """None for a literal word, whose meanings its face knows."""
    kerned: Sequence[float] = ()
    """Where `placed` is None: the advances, if they are not the font's own."""
    code: str | None = None
    """A place for whoever draws the word to keep what it made of it."""
    unspaced: Shaped | None = None
    """Of a word that another script follows: the word without the space there."""

    @property
    def script_space(self) -> float:
        """The space before another script, which is a part of the width."""
        return 0.0 if self.unspaced is None else self.width - self.unspaced.width

    @property
    def literal(self) -> bool:
        return self.meanings is None

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The glyphs in visual order, left to right."""
        if self.placed is not None:
            return self.placed
        gids = self.gids
        advances = self.kerned or map(self.face.advance, gids)
        return tuple(
            [Glyph(gid, advance, 0.0, 0.0, at) for at, (gid, advance) in enumerate(zip(gids, advances, strict=True))]
        )

    @property
    def gids(self) -> list[int]:
        """The glyphs' numbers in visual order."""
        if self.placed is not None:
            return [glyph.gid for glyph in self.placed]
        return list(map(self.face.ascii_glyphs.__getitem__, self.text))

    @property
    def clusters(self) -> dict[int, str]:
        """The source text of each glyph id, for ToUnicode."""
        if self.meanings is not None:
            return self.meanings
        return {glyph.gid: self.text[glyph.cluster] for glyph in self.glyphs}


class PlacedWord(Struct, frozen=True):
    """A shaped word on a line: `x` is its left edge, in points from the left edge of the line."""

    shaped: Shaped
    run: TextRun
    x: float
    width: float


class ShapedRun(NamedTuple):
    """Words of one run and one face that follow each other without anything between them; `x` is the first one's left edge."""

    words: Sequence[Shaped]
    run: TextRun
    x: float

    @property
    def width(self) -> float:
        return sum([word.width for word in self.words]) * self.run.size / 1000

    @property
    def pieces(self) -> Iterator[PlacedWord]:
        """The words one by one."""
        x, scale = self.x, self.run.size / 1000
        for word in self.words:
            width = word.width * scale
            yield PlacedWord(word, self.run, x, width)
            x += width


class PlacedBox(Struct, frozen=True):
    """An inline box on a line; `x` is its left edge."""

    box: InlineBox
    x: float


class Line(Struct, frozen=True):
    """A set line: parts in logical order with visual positions; `width` leaves trailing spaces out."""

    parts: Sequence[ShapedRun | PlacedBox]
    width: float
    strut: tuple[float, float]
    """What the text face reaches above and below the baseline, whatever stands in the line."""
    rtl: bool
    last: bool

    @property
    def pieces(self) -> tuple[PlacedWord | PlacedBox, ...]:
        """The parts, with each word on its own."""
        found: list[PlacedWord | PlacedBox] = []
        for part in self.parts:
            found += part.pieces if isinstance(part, ShapedRun) else (part,)
        return tuple(found)

    @property
    def ascent(self) -> float:
        """How far the line reaches above its baseline."""
        return max(self.strut[0], *(_reach(part)[0] for part in self.parts))

    @property
    def descent(self) -> float:
        """How far the line reaches below its baseline."""
        return max(self.strut[1], *(_reach(part)[1] for part in self.parts))


def _reach(part: ShapedRun | PlacedBox) -> tuple[float, float]:
    if isinstance(part, PlacedBox):
        return part.box.height, part.box.depth
    run, faces = part.run, {word.face for word in part.words}
    above = max(face.ascent for face in faces) * run.size + run.rise
    return above, -min(face.descent for face in faces) * run.size - run.rise


class MissingGlyph(Struct, frozen=True):
    """A character that no font at hand has, with its Unicode name, language and surrounding text."""

    character: str
    name: str
    language: str
    context: str
    extra: str = ""
    """The extra of this package that brings a font for it, if there is one."""
