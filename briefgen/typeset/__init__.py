"""Goes in: styled text and font files; comes out: lines of shaped, placed glyphs in every script.

`Typesetter(text, fallback, missing)` keeps faces and shaped words; `prepare(items, language)` shapes a paragraph once;
`Prepared.lines(width, align, first_indent)` breaks it.  Nothing here knows a document, a theme or a file format.
"""

from __future__ import annotations

from briefgen.typeset.faces import Face, Family, Glyph
from briefgen.typeset.model import (
    ForcedBreak,
    InlineBox,
    Item,
    Line,
    MissingGlyph,
    PlacedBox,
    PlacedWord,
    Shaped,
    ShapedRun,
    TextRun,
    made,
)
from briefgen.typeset.paragraph import Align, Prepared
from briefgen.typeset.setter import Typesetter

__all__ = [
    "Align",
    "Face",
    "Family",
    "ForcedBreak",
    "Glyph",
    "InlineBox",
    "Item",
    "Line",
    "MissingGlyph",
    "PlacedBox",
    "PlacedWord",
    "Prepared",
    "Shaped",
    "ShapedRun",
    "TextRun",
    "Typesetter",
    "made",
]
