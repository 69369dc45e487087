"""Texts in, for each the earlier one that it copies out: by short runs of words that both have.

Copies are cut, reordered and reworded, and keep most runs of three words. Words within quotation marks count for
nothing, since two reporters may hear one speaker; nor does a form that is filled in again each day or year: there, what
stands in the same places differs. The work grows with the words: each text is held against a few others only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

_RUN = 3
"""Words in a row that are compared."""
_SAME = 0.35
"""The part of the shorter text's runs that the longer must have. Copies that were measured have 0.43 and more, texts
that share a quotation 0.21 at most."""
_FEWEST = 20
"""Runs below which texts must be equal, since few words say little."""
_HOLDERS = 4
"""Articles that are kept for a run: one that more of them have is a common phrase."""
_CHANGED = 2
"""Places of a form that must differ,"""
_OF_NUMBERS, _OF_ALL = 1 / 2, 1 / 3
"""and their part of the numbers that both texts have, or of numbers and names where there are few numbers."""
_FEW_NUMBERS = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CONTEXT = 2
"""Words on each side that make a place."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that write words without blanks."""
_PIECE = 4
"""Characters of such a script that stand for a word."""
_QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|「[^「」]*」|\"[^\"\n]*\"")
_SENTENCE = re.compile(r"(?:^|[.!?:…”\"»])\s*\W*$")
_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozen",
        "hundred",
        "thousand",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)

WordRun = tuple[str, ...]


class _Kept:
    """The texts that later ones are held against."""

    def __init__(self) -> None:
        self.holders: dict[WordRun, list[int]] = {}
        self.runs: dict[int, set[WordRun]] = {}

    def add(self, number: int, runs: set[WordRun]) -> None:
        self.runs[number] = runs
        for run in runs:
            kept = self.holders.setdefault(run, [])
            if len(kept) < _HOLDERS:
                kept.append(number)

    def nearest(self, runs: set[WordRun]) -> Iterator[int]:
        """Those that share enough, most first."""
        shared = Counter(number for run in runs for number in self.holders.get(run, ()))
        for number, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_HOLDERS]:
            shorter = min(len(runs), len(self.runs[number]))
            if shorter >= _FEWEST and len(runs & self.runs[number]) >= _SAME * shorter:
                yield number


def same_words(texts: Sequence[str]) -> Sequence[int | None]:
    """For each text, the earlier one that says nearly the same. A text that repeats another stands for nothing itself."""
    return _same_words(tuple(texts))


@lru_cache(maxsize=4)
def _same_words(texts: tuple[str, ...]) -> tuple[int | None, ...]:
    """Filling and checks ask the same of a briefing, and so does each edit of one in the browser."""
    kept = _Kept()
    whole: dict[WordRun, int] = {}
    found: list[int | None] = []
    for number, text in enumerate(texts):
        words = tuple(_words(text.casefold()))
        equal = whole.setdefault(words, number) if words else number
        runs = _runs(text)
        near = [equal] if equal != number else kept.nearest(runs)
        earlier = next((each for each in near if each == equal or not _one_form(texts[each], text)), None)
        found.append(earlier)
        if earlier is None:
            kept.add(number, runs)
    return tuple(found)


def _runs(text: str) -> set[WordRun]:
    """Runs outside of quotation marks; of all words where few stand outside."""
    outside = _in_rows(tuple(_words(_QUOTED.sub(" | ", text).casefold())))
    return outside if len(outside) >= _FEWEST else _in_rows(tuple(_words(text.casefold())))


def _in_rows(words: Sequence[str]) -> set[WordRun]:
    return set(zip(*(words[start:] for start in range(_RUN)), strict=False))


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0]
        if len(word) > _PIECE and _UNSPACED.search(word):
            yield from (word[start : start + _PIECE] for start in range(len(word) - _PIECE + 1))
        else:
            yield word


# --- forms -----------------------------------------------------------------------------------------


def _one_form(one: str, other: str) -> bool:
    """Whether the texts share a form: they are of other years, or what stands in the same places, numbers and names, differs."""
    if _years(one) and _years(other) and _years(one).isdisjoint(_years(other)):
        return True
    first, second = _places(one), _places(other)
    both = [(first[place], second[place]) for place in first.keys() & second.keys()]
    numbers = [values for values in both if all(_is_number(each) for side in values for each in side)]
    looked_at, part = (both, _OF_ALL) if len(numbers) < _FEW_NUMBERS else (numbers, _OF_NUMBERS)
    changed = sum(mine.isdisjoint(others) for mine, others in looked_at)
    return changed >= _CHANGED and changed >= part * len(looked_at)


def _years(text: str) -> set[str]:
    return set(_YEAR.findall(text))


def _places(text: str) -> dict[tuple[WordRun, WordRun], set[str]]:
    """What numbers and names stand between the same words."""
    words = list(_facts_and_words(text))
    places: dict[tuple[WordRun, WordRun], set[str]] = {}
    masked = tuple("#" if fact else word for word, fact in words)
    for number, (word, fact) in enumerate(words):
        if fact:
            before = masked[max(number - _CONTEXT, 0) : number]
            after = masked[number + 1 : number + 1 + _CONTEXT]
            places.setdefault((before, after), set()).add(word)
    return places


def _is_number(word: str) -> bool:
    return word in _NUMBERS or any(char.isdigit() for char in word)


def _facts_and_words(text: str) -> Iterator[tuple[str, bool]]:
    """Each word, and whether it is a number, a date or a name."""
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        named = match[0][0].isupper() and not _SENTENCE.search(text[max(match.start() - 4, 0) : match.start()])
        yield word, named or _is_number(word)
