"""A mistyped word and the words that may stand there in, the one that it resembles out; nothing where none does."""

from __future__ import annotations

import re
from collections.abc import Iterable


def closest_word(word: str, words: Iterable[str], cutoff: float = 0.75) -> str | None:
    """The nearest of the words, without regard to capitals and to spaces about a colon."""
    from difflib import get_close_matches

    plain = {each.upper(): each for each in words}
    cleaned = re.sub(r"\s*:\s*", ":", word.upper())
    for candidate in (cleaned, f"TLP:{cleaned}"):
        if candidate in plain:
            return plain[candidate]
    found = get_close_matches(cleaned, plain, n=1, cutoff=cutoff)
    return plain[found[0]] if found else None
