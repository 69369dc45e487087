"""A message as it is written, with places such as %(number)s, goes in; its parts, or its words with values in their places, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_PLACEHOLDER = re.compile(r"%(?:%|\((\w+)\)s)")


def N_(message: str) -> str:
    """A message that is looked up elsewhere."""
    return message


class OwnWords(str):
    """Words of the program in a packet that is not in English."""

    __slots__ = ("language",)
    language: str | None
    """That they are in, where it is not the packet's."""

    @classmethod
    def of(cls, words: str, language: str | None) -> OwnWords:
        made = cls(words)
        made.language = language
        return made


def like(words: str, changed: str) -> str:
    """Changed words that are what the words were before."""
    return OwnWords.of(changed, words.language) if isinstance(words, OwnWords) else changed


def placeholders(message: str) -> set[str]:
    """The names of the places of a message."""
    return {name for _, name in message_parts(message) if name}


@lru_cache(maxsize=1024)
def message_parts(message: str) -> tuple[tuple[str, str], ...]:
    """The words of a message and the names of its values, in their order: one of the two each time, the other empty."""
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _PLACEHOLDER.finditer(message):
        parts += [(message[end : found.start()] + ("" if found[1] else "%"), ""), ("", found[1] or "")]
        end = found.end()
    return tuple(part for part in (*parts, (message[end:], "")) if any(part))


def sentence_parts(message: str) -> Iterator[tuple[str, str]]:
    """As `message_parts`; words of the program stay in the language that they are in."""
    return ((like(message, words) if words else words, name) for words, name in message_parts(message))


def filled(message: str, values: Mapping[str, object]) -> str:
    """A message with its values in their places; a name that has none stays."""
    if "%" not in message:
        return message
    said = [words or str(values.get(name, f"%({name})s")) for words, name in message_parts(message)]
    return like(message, "".join(said))
