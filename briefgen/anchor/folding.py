"""Text in; the same out with alike characters made equal, and where each of them came from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from briefgen.scripts import is_unspaced_letter

# Of one character each, so that folding keeps most offsets as they are.
_SINGLE_QUOTES = "‘’‚‛′`´ʼʻ＇"
_DOUBLE_QUOTES = "“”„‟″«»「」『』＂"
_DASHES = "‐‑‒–—―−﹘﹣－"
_DROPPED = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TABLE = {
    **dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _DROPPED), ""),
}
_UNITS = re.compile(r"\s+|[\x21-\x7e]+|[^\s\x21-\x7e]")
_NAME = 100
"""Characters up to which words are taken for a name."""


class Folded(Struct, frozen=True):
    """Text in which alike characters are the same, and where each came from."""

    text: str
    starts: tuple[int, ...]
    """For each character, the offset of the first original character it stands for."""
    ends: tuple[int, ...]
    """For each character, one past the last."""


def fold(text: str) -> Folded:
    """Fold Unicode forms, quotation marks, dashes and runs of spaces; drop what has no width."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(words: str, start: int, end: int) -> None:
        parts.append(words)
        if len(words) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(words))
            ends.extend([end] * len(words))

    blank: tuple[int, int] | None = None  # waits for what follows
    solid = False  # whether the last character belongs to a script without blanks
    for match in _UNITS.finditer(text):
        start, end = match.span()
        if match[0].isspace():
            blank = (blank[0] if blank else start, end)  # a dropped character may part two spaces
            continue
        folded = match[0].replace("`", "'") if match[0].isascii() else _fold_character(match[0])
        if not folded:
            continue
        before, solid = solid, is_unspaced_letter(match[0])
        if blank and not (before or solid):
            parts.append(" ")
            starts.append(blank[0])
            ends.append(blank[1])
        blank = None
        add(folded, start, end)
    if blank and not solid:
        parts.append(" ")
        starts.append(blank[0])
        ends.append(blank[1])
    return Folded("".join(parts), tuple(starts), tuple(ends))


def fold_words(text: str) -> str:
    """The folded words of a name, without outer spaces."""
    if not text.isascii():
        return _fold_name(text) if len(text) <= _NAME else fold(text).text.strip()
    return " ".join(text.replace("`", "'").split())


def folded(name: str) -> str:
    """A name as it is compared: case, spaces, quotation marks and dashes do not count."""
    return fold_words(name).casefold()


@lru_cache(maxsize=4096)
def _fold_name(text: str) -> str:
    """Kept, since an input names the same things again and again."""
    direct = text.translate(_TABLE)
    return fold_words(direct) if direct.isascii() else fold(text).text.strip()


def _fold_character(character: str) -> str:
    direct = character.translate(_TABLE)
    if direct != character:
        return direct
    return unicodedata.normalize("NFKD", character).translate(_TABLE)
