"""What the search for a quote may come to."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Found(Struct, frozen=True):
    """The one place of the quote, as offsets in the article's whole text."""

    start: int
    end: int
    how: Literal["exact", "folded"] = "exact"


class Ambiguous(Struct, frozen=True):
    """The quote stands in several places and nothing says which is meant."""

    candidates: tuple[Found, ...]


class Contradicted(Struct, frozen=True):
    """The quote stands in the article, but not where prefix, suffix or occurrence say."""

    candidates: tuple[Found, ...]


class Missing(Struct, frozen=True):
    """The quote does not stand in the article. What comes nearest is a hint, never taken for it."""

    nearest: str = ""
    paragraph: int = 0
    difference: str = ""
    """Quote and passage word by word: [-only in the quote-] {+only in the article+}."""
    agreed: int = 0
    """Words of a long quote that stand in the article as they are; the difference begins near the last of them."""
    left: int = 0
    """Words of a long quote that were not compared."""


Anchored = Found | Ambiguous | Contradicted | Missing
