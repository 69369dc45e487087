"""BG305, near names: an input and its briefing in; entries that are probably one, under two names, out.

Names are near where they differ in accents, punctuation, capitals or the order of words; in one letter of a long word;
or where a person is called by the last name alone. Numbers and short words are designators, and their letters count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from briefgen.anchor import fold_words
from briefgen.checks.rule import Finding, Path, Rule, Subject
from briefgen.diagnostics import Severity
from briefgen.names import country
from briefgen.schema.kinds import ENTRY_KINDS, EntryKind, of_kind

if TYPE_CHECKING:
    from collections.abc import Hashable

    _Known = tuple[str, str]
    """A name and the entry that it is of."""

_LONG = 6
"""Letters from which on a word may be misspelt without being another word."""
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_SILENT = re.compile("[.’']")
_NAMES = 4
"""The most words that the name of a person has."""


def near_names(subject: Subject) -> Iterator[Finding]:
    """Each name that is near an earlier one of another entry of its kind."""
    for row in ENTRY_KINDS.values():
        if not row.has_aliases:
            continue
        entries = _entry_of(subject, row)
        seen = _Seen()
        for path, name in _names(subject, row):
            entry = entries.get(_folded(name), name)
            for earlier, owner in seen.near((name, entry)):
                if owner != entry and not _two_countries(earlier, name):
                    yield _finding(path, name, earlier)
                    break
    yield from _last_names(subject)


def _finding(path: Path, name: str, other: str) -> Finding:
    hint = "If they are one, use one name in both, or list the other among its aliases."
    return Finding(path, f"“{name}” and “{other}” are two entries, but nearly one name", hint)


def _names(subject: Subject, row: EntryKind) -> Iterator[tuple[Path, str]]:
    """Every name of a kind once, where it first stands."""
    seen: set[str] = set()
    for path, item in of_kind(subject.input, row.fields):
        name = getattr(item, row.title)
        if name not in seen:
            seen.add(name)
            yield (*path, row.title), name


def _entry_of(subject: Subject, row: EntryKind) -> dict[str, str]:
    """Each name and alias to the entry that goes by it."""
    return {
        _folded(name): entry.id
        for entry in getattr(subject.briefing, row.list)
        for name in (*entry.aliases, getattr(entry, row.title))
    }


def _two_countries(one: str, other: str) -> bool:
    first, second = country(one), country(other)
    return first is not None and second is not None and first != second


def nearly_one(known: Sequence[str], names: Iterable[str]) -> dict[str, str]:
    """Of the names, each that is near a known one, with it; none of the known ones stands for two."""
    seen, found = _Seen(), dict[str, str]()
    for name in known:
        for _ in seen.near((name, name)):
            pass
    for name in names:
        for earlier, owner in seen.near((name, "")):
            if owner and owner not in found.values() and not _two_countries(earlier, name):
                found[name] = owner
                break
        else:
            if part := next((each for each in known if each not in found.values() and _is_part(each, name)), None):
                found[name] = part
    return found


def _is_part(one: str, other: str) -> bool:
    """Whether one name is the other and a word more: “Munitions” and “Munition stocks”; names of one letter case each."""
    first, second = ({_singular(word) for word in _words(name)} for name in (one, other))
    shorter, longer = sorted((first, second), key=len)
    is_thing = not any(word[:1].isupper() for name in (one, other) for word in name.split()[1:])
    return bool(shorter) and shorter < longer and len(longer) == len(shorter) + 1 and is_thing and not country(one)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _LONG and word.endswith("s") else word


# --- what is near ----------------------------------------------------------------------------


def _folded(name: str) -> str:
    """A name as entries are distinguished by."""
    return fold_words(name).casefold()


class _Seen(Struct):
    """Names that came before."""

    whole: dict[tuple[str, ...], _Known] = field(default_factory=dict)
    """By their words in one order."""
    but_one: dict[Hashable, tuple[str, _Known] | dict[str, _Known]] = field(default_factory=dict)
    """By all their words but a long one, and its place: that word, or once several came, by the forms of theirs."""

    def near(self, known: _Known) -> Iterator[_Known]:
        """The first name that has something in common with this one, for each thing that it may be; it is then known too."""
        words = _words(known[0])
        yield self.whole.setdefault(tuple(sorted(words)), known)
        for at, word in enumerate(words):
            if _LONG <= len(word) <= _LONGEST and word.isalpha():
                yield from self.near_but_one((at, *words[:at], *words[at + 1 :]), word, known)

    def near_but_one(self, others: Hashable, word: str, known: _Known) -> Iterator[_Known]:
        forms = self.but_one.get(others)
        if forms is None:
            self.but_one[others] = word, known
            return
        if isinstance(forms, tuple):
            first, owner = forms
            forms = self.but_one[others] = dict.fromkeys(_forms(first), owner)
        for form in _forms(word):
            yield forms.setdefault(form, known)


def _forms(word: str) -> Iterator[str]:
    """A word, and the same without one of its letters; the first letter is never the mistake."""
    yield word
    for letter in range(1, len(word)):
        yield word[:letter] + word[letter + 1 :]


def _words(name: str) -> tuple[str, ...]:
    """Without accents and punctuation."""
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return tuple(_WORD.findall(_SILENT.sub("", plain)))


def _last_names(subject: Subject) -> Iterator[Finding]:
    """A single word that is the last name of one person in the briefing."""
    actors = ENTRY_KINDS["actor"]
    entries = _entry_of(subject, actors)
    full: dict[str, list[str]] = {}
    persons = {actor.id for actor in subject.briefing.key_actors if actor.type == "person"}
    short: list[tuple[Path, str, str]] = []
    for path, name in _names(subject, actors):
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
