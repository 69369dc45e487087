"""The languages of a browser in; the one that the page is in, and its words, out.

The page's words have catalogues of their own (`locales/fr/LC_MESSAGES/annotate.mo`): a change of them makes no packet stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations
from typing import Any

from briefgen.schema.vocabulary import PRINTED
from briefgen.words.files import LOCALES, locale_tags

_ENGLISH = "en"
_TAGS = 20
"""That are read of what a browser says."""


def language_of(accepted: str) -> str:
    """The first language that a browser names and that there are words of; English where there is none."""
    for tag in _tags(accepted):
        if tag.split("-")[0].lower() == _ENGLISH or words_in(tag):
            return tag
    return _ENGLISH


def _tags(accepted: str) -> Iterator[str]:
    """As they stand: browsers name them in order."""
    for part in accepted.split(",")[:_TAGS]:
        tag = part.split(";")[0].strip()
        if tag.replace("-", "").isalnum() and tag.isascii() and len(tag) <= 35:
            yield tag


def words_in(language: str) -> dict[str, str]:
    """The page's words in a language, by their English."""
    return next((found for tag in locale_tags(language) if (found := _words(tag))), {})


@cache
def _words(tag: str) -> dict[str, str]:
    """Its own, and what the packet calls the values that an input chooses among."""
    if tag not in _known():
        return {}
    printed = _catalogue(tag, "briefgen")
    values = {each: printed.get(f"{context}\x04{each}", "") for context, words in PRINTED.items() for each in words}
    return {key: words for key, words in (values | _catalogue(tag, "annotate")).items() if words}


def _catalogue(tag: str, domain: str) -> dict[str, str]:
    path = LOCALES / tag / "LC_MESSAGES" / f"{domain}.mo"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages: dict[Any, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: words for key, words in messages.items() if isinstance(key, str) and key}


@cache
def _known() -> frozenset[str]:
    return frozenset(path.name for path in LOCALES.iterdir() if path.is_dir())
