"""Words and a type size in, the room that they take at most out: what labels are kept apart by.

No font is asked: a drawing has to be the same in every format, and only one of them knows its fonts. Each letter counts
for the widest that the package's fonts draw of its like.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset(" .,:;'’|!iljIft()[]-–·")
_BROAD = frozenset("mwMW%@—…")


def room_for(words: str, size: float) -> float:
    """In points."""
    return size * sum(map(_width, words))


def _width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.02
    if letter in _NARROW:
        return 0.42
    if letter in _BROAD:
        return 1.0
    return 0.78 if letter.isupper() else 0.64
