"""Names of months and days of the week in many languages, as Babel knows them: in, what a word of a date may be; out, its number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

_LANGUAGES = (
    "en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "bg", "ru", "uk", "sr",
    "hr", "el", "tr", "ar", "ar_SY", "fa", "he", "hi", "id", "ja", "ko", "zh",
)  # fmt: skip
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@lru_cache(maxsize=1)
def month_names() -> dict[str, frozenset[int]]:
    """Names of months, with the numbers that they stand for: “listopada” is another one in Polish than in Croatian."""
    found: dict[str, set[int]] = defaultdict(set, {"sept": {9}})
    for number, name in _names("months"):
        tokens = _TOKEN.findall(name)
        if len(tokens) == 1 and not tokens[0].isdigit():
            found[tokens[0]].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@lru_cache(maxsize=1)
def weekday_names() -> frozenset[str]:
    return frozenset(token for _, name in _names("days") for token in _TOKEN.findall(name))


def _names(of: str) -> Iterator[tuple[int, str]]:
    """Of months or days of the week, in full and short, in all languages."""
    from babel import Locale

    for language in _LANGUAGES:
        tables = getattr(Locale.parse(language), of)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in tables[context][width].items():
                    yield number, name.casefold()
