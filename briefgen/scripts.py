"""Characters in, whether their script sets words without blanks between them out."""

from __future__ import annotations

import re

LETTERS = (
    "\u0e01-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u3001-\u303f\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff61-\uff9f\U00020000-\U0003ffff"
)
"""For a class of a regular expression: Thai, Lao, Tibetan, Burmese, Khmer, Chinese and Japanese, with their signs."""
_SIGNS = "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60"
"""Full-width punctuation, which is set solid like the letters beside it."""
_UNSPACED = re.compile(f"[{LETTERS}{_SIGNS}]")


def is_unspaced(character: str) -> bool:
    """Whether the character belongs to a script that sets no blanks between words."""
    return _UNSPACED.match(character) is not None


def is_unspaced_letter(character: str) -> bool:
    """The same, full-width punctuation left out: a blank beside it may be one between words of another script."""
    return is_unspaced(character) and not "\uff01" <= character <= "\uff60"


def unspaced(words: str) -> int:
    """How many such characters there are."""
    return 0 if words.isascii() else len(_UNSPACED.findall(words))
