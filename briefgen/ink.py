"""A text goes in; whether something must be seen of it on paper comes out."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

_DRAWN = frozenset("LNPS")
"""First letters of the categories whose characters are drawn: letters, numbers, punctuation, symbols."""
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159")
"""Fillers, the blank of Braille, a place for an object, a notehead that is not drawn."""


@lru_cache(maxsize=8192)
def is_drawn(text: str) -> bool:
    """Whether some character of the text is drawn: no blank, mark, control or character without a meaning."""
    return any(category(each)[0] in _DRAWN and each not in _BLANK for each in text)
