"""BG305, near names: an input and its briefing in; entries that are probably one, under two names, out.

Names are near where they differ in accents, punctuation, capitals or the order of words; in one letter of a long word;
or where a person is called by the last name alone. Numbers and short words are designators, and their letters count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefgen.anchor import fold_words
from briefgen.checks.rule import Finding, Path, Rule, Subject
from briefgen.diagnostics import Severity
from briefgen.names import country

if TYPE_CHECKING:
    from collections.abc import Hashable

    from briefgen.schema.input import ActorFields

_KINDS = {"actor": "key_actors", "agreement": "agreements", "capability": "capabilities"}
_LONG = 6
"""Letters from which on a word may be misspelt without being another word."""
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_SILENT = re.compile("[.’']")
_NAMES = 4
"""The most words that the name of a person has."""


def near_names(subject: Subject) -> Iterator[Finding]:
    """Each name that is near an earlier one of another entry of its kind."""
    for kind, field in _KINDS.items():
        entries = _entry_of(subject, field)
        seen: dict[Hashable, tuple[str, str]] = {}
        for path, name in _names(subject, kind, field):
            entry = entries.get(_folded(name), name)
            for key in _keys(name):
                earlier, owner = seen.setdefault(key, (name, entry))
                if owner != entry and not _two_countries(earlier, name):
                    yield _finding(path, name, earlier)
                    break
    yield from _last_names(subject)


def _finding(path: Path, name: str, other: str) -> Finding:
    hint = "If they are one, use one name in both, or list the other among its aliases."
    return Finding(path, f"“{name}” and “{other}” are two entries, but nearly one name", hint)


def _names(subject: Subject, kind: str, field: str) -> Iterator[tuple[Path, str]]:
    """Every name of a kind once, where it first stands."""
    seen: set[str] = set()
    for path, item in _items(subject, kind, field):
        if item.name not in seen:
            seen.add(item.name)
            yield (*path, "name"), item.name


def _items(subject: Subject, kind: str, field: str) -> Iterator[tuple[Path, ActorFields]]:
    for a, article in enumerate(subject.input.articles):
        for b, item in enumerate(article.annotations):
            if item.kind == kind:
                yield ("articles", a, "annotations", b), item  # type: ignore[misc]
    for index, entry in enumerate(getattr(subject.input, field)):
        yield (field, index), entry


def _entry_of(subject: Subject, field: str) -> dict[str, str]:
    """Each name and alias to the entry that goes by it."""
    return {
        _folded(name): entry.id for entry in getattr(subject.briefing, field) for name in (*entry.aliases, entry.name)
    }


def _two_countries(one: str, other: str) -> bool:
    first, second = country(one), country(other)
    return first is not None and second is not None and first != second


# --- what is near ----------------------------------------------------------------------------


def _folded(name: str) -> str:
    """A name as entries are told apart by."""
    return fold_words(name).casefold()


def _keys(name: str) -> Iterator[Hashable]:
    """What near names have in common: their words in any order; those with one long word that lacks a letter."""
    words = _words(name)
    yield tuple(sorted(words))
    for at, word in enumerate(words):
        if _LONG <= len(word) <= _LONGEST and word.isalpha():
            rest = (*words[:at], *words[at + 1 :])
            yield at, rest, word
            for letter in range(1, len(word)):
                yield at, rest, word[:letter] + word[letter + 1 :]


def _words(name: str) -> tuple[str, ...]:
    """Without accents and punctuation."""
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return tuple(_WORD.findall(_SILENT.sub("", plain)))


def _last_names(subject: Subject) -> Iterator[Finding]:
    """A single word that is the last name of one person in the briefing."""
    entries = _entry_of(subject, "key_actors")
    full: dict[str, list[str]] = {}
    persons = {actor.id for actor in subject.briefing.key_actors if actor.type == "person"}
    short: list[tuple[Path, str, str]] = []
    for path, name in _names(subject, "actor", "key_actors"):
        words, entry = _words(name), entries.get(_folded(name), name)
        if 1 < len(words) <= _NAMES and entry in persons:
            full.setdefault(words[-1], []).append(name)
        elif len(words) == 1 and not country(name):
            short.append((path, name, words[0]))
    for path, name, word in short:
        owners = {entries[_folded(each)]: each for each in full.get(word, ())}
        if len(owners) == 1 and entries.get(_folded(name)) not in owners:
            yield _finding(path, name, next(iter(owners.values())))


RULES = (
    Rule(
        "BG305",
        "Two entries with nearly one name",
        Severity.NOTE,
        """Two actors, agreements or capabilities have names that differ in accents, punctuation, the order of words or
        one letter of a long word; or an actor is called by the last name of a person who is there too.""",
        """One entity in two rows has half its evidence in each. Nothing is merged unasked, for two ships of a class differ
        by less.""",
        "- {kind: actor, quote: ..., name: Pete Hegseth, type: person}\n- {kind: actor, quote: ..., name: Hegseth}",
        "- {kind: actor, quote: ..., name: Pete Hegseth, type: person, aliases: [Hegseth]}\n- {kind: actor, quote: ..., name: Hegseth}",
        near_names,
    ),
)
