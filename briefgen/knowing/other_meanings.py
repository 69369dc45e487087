"""A place in an article where a known name stands in; whether the word is something else there, out.

A day or month that is called as somebody is (May), a part of the name of another country (South Australia), and the
place at which a report was written (“Pyongyang: ...”) are no mention of what the name stands for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from briefgen.anchor import fold_words

_PARTS = re.compile(
    r"(?<!\w)(?:(?:North|South|East|West)(?:ern)?|(?:North|South)-?(?:[Ee]ast|[Ww]est)(?:ern)?|Central|New|Upper|Lower|Outer|Inner"
    r"|Equatorial|Papua(?:\s+New)?)[\s-]$"
)
_DATELINE = re.compile(r"(?::|\s+\(|\s+[–—-]{1,2})\s*\S")
_LONGEST = 20
"""Characters of such a word before a name."""


def means_something_else(text: str, start: int, end: int, language: str) -> bool:
    """Whether the word at that place of an article's text is no mention of a thing that is called so."""
    word = text[start:end]
    if start == 0 and _DATELINE.match(text, end):
        return True
    if fold_words(word).casefold() in _calendar(language):
        return True
    return _PARTS.search(text[max(0, start - _LONGEST) : start]) is not None


@lru_cache(maxsize=64)
def _calendar(language: str) -> frozenset[str]:
    """The names of months and days of the week in a language."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return frozenset()
    uses = [*locale.months.values(), *locale.days.values()]
    return frozenset(fold_words(name).casefold() for use in uses for name in use["wide"].values())
