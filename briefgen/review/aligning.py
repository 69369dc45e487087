"""The spans that are expected and those that a file has in; which of them correspond out.

Spans are compared in units: a row of a table, or a span. Units that are equal and alone of their words on both sides
come first; what lies between them is paired by likeness, in an effort that is bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from briefgen.verify.content import CELLS, FIRST_CELL, HEADER_CELL

_TYPED = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
    "\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip
"""What programs put in the place of what was typed."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|\w+")
_ALIKE = 0.35
"""The least likeness of units that correspond."""
_MOST_COMPARED = 4_000
"""Pairs of units that are compared in one place where nothing is equal."""
_COMPARED_WORDS = 400


class Worded(Protocol):
    """A span of either side."""

    @property
    def kind(self) -> str: ...
    @property
    def words(self) -> str: ...


One = TypeVar("One", bound=Worded)
Other = TypeVar("Other", bound=Worded)


class Pair(Struct, Generic[One, Other], frozen=True):
    """Units that correspond: of one side, of the other, or of both."""

    expected: tuple[One, ...]
    returned: tuple[Other, ...]


def as_typed(words: str) -> str:
    """The words with plain quotation marks and hyphens, character for character."""
    return words if words.isascii() else words.translate(_TYPED)


def units(spans: Sequence[One]) -> list[tuple[One, ...]]:
    """Spans in units."""
    made: list[list[One]] = []
    for span in spans:
        last = made[-1][-1].kind if made else ""
        goes_on = span.kind in CELLS and span.kind != FIRST_CELL and last in CELLS
        if goes_on and (last == HEADER_CELL) == (span.kind == HEADER_CELL):
            made[-1].append(span)
        else:
            made.append([span])
    return [tuple(unit) for unit in made]


def aligned(expected: Sequence[One], returned: Sequence[Other]) -> list[Pair[One, Other]]:
    """Each unit of both sides once, in order."""
    ones, others = units(expected), units(returned)
    keys = [[_key(unit) for unit in side] for side in (ones, others)]
    pairs: list[Pair[One, Other]] = []
    first, second = 0, 0
    for one, other in [*_equal(*keys), (len(ones), len(others))]:
        pairs += _between(ones[first:one], others[second:other])
        if one < len(ones):
            pairs.append(Pair(ones[one], others[other]))
        first, second = one + 1, other + 1
    return pairs


def _key(unit: Sequence[Worded]) -> str:
    return "\x1f".join(as_typed(span.words) for span in unit)


def _equal(ones: list[str], others: list[str]) -> list[tuple[int, int]]:
    """Equal units that are alone of their words on both sides, or stand beside such, in an order that both have."""
    here, there = Counter(ones), Counter(others)
    place = {key: number for number, key in enumerate(others) if there[key] == 1}
    found = _rising([(n, place[key]) for n, key in enumerate(ones) if here[key] == 1 and key in place])
    chosen: list[tuple[int, int]] = []
    low = (0, 0)
    for one, other in [*found, (len(ones), len(others))]:
        chosen += _outward(ones, others, low, (one, other))
        if one < len(ones):
            chosen.append((one, other))
        low = one + 1, other + 1
    return chosen


def _outward(ones: list[str], others: list[str], low: tuple[int, int], high: tuple[int, int]) -> list[tuple[int, int]]:
    """Equal units at the beginning and the end of a gap."""
    (a, b), (c, d) = low, high
    before, after = [], []
    while a < c and b < d and ones[a] == others[b]:
        before.append((a, b))
        a, b = a + 1, b + 1
    while a < c and b < d and ones[c - 1] == others[d - 1]:
        c, d = c - 1, d - 1
        after.append((c, d))
    return [*before, *reversed(after)]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection whose second numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        at = bisect_left(ends, other)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [other]
        last[at : at + 1] = [number]
    chosen, number = [], last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _between(ones: Sequence[tuple[One, ...]], others: Sequence[tuple[Other, ...]]) -> list[Pair[One, Other]]:
    """Units where none is equal, paired by likeness."""
    if not ones or not others or len(ones) * len(others) > _MOST_COMPARED:
        count = min(len(ones), len(others)) if len(ones) == len(others) else 0
        both = [Pair(one, other) for one, other in zip(ones[:count], others[:count], strict=True)]
        return [*both, *(Pair(one, ()) for one in ones[count:]), *(Pair((), other) for other in others[count:])]
    scores = _scores(ones, others)
    best = [[0.0] * (len(others) + 1) for _ in range(len(ones) + 1)]
    for a in reversed(range(len(ones))):
        for b in reversed(range(len(others))):
            best[a][b] = max(best[a + 1][b], best[a][b + 1], best[a + 1][b + 1] + scores[a][b] if scores[a][b] else 0)
    pairs: list[Pair[One, Other]] = []
    a = b = 0
    while a < len(ones) and b < len(others):
        if scores[a][b] and best[a][b] == best[a + 1][b + 1] + scores[a][b]:
            pairs.append(Pair(ones[a], others[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            pairs.append(Pair(ones[a], ()))
            a += 1
        else:
            pairs.append(Pair((), others[b]))
            b += 1
    pairs += [*(Pair(one, ()) for one in ones[a:]), *(Pair((), other) for other in others[b:])]
    return _rewritten(pairs)


def _rewritten(pairs: list[Pair[One, Other]]) -> list[Pair[One, Other]]:
    """One unit of a kind that is gone, and one of that kind in its very place, correspond though they share no word."""
    made: list[Pair[One, Other]] = []
    lonely = [_is_lonely(pairs, number) for number in range(len(pairs))]
    for number, pair in enumerate(pairs):
        last = made[-1] if made else None
        if last and lonely[number] and lonely[number - 1] and _fit(last, pair):
            made[-1] = Pair(last.expected or pair.expected, last.returned or pair.returned)
        else:
            made.append(pair)
    return made


def _is_lonely(pairs: Sequence[Pair[One, Other]], number: int) -> bool:
    """Whether it is half a pair, and of its side the only one there."""
    pair = pairs[number]
    beside = [pairs[each] for each in (number - 1, number + 1) if 0 <= each < len(pairs)]
    alike = [
        each for each in beside if bool(each.expected) == bool(pair.expected) and not (each.expected and each.returned)
    ]
    return not (pair.expected and pair.returned) and not alike


def _fit(one: Pair[One, Other], other: Pair[One, Other]) -> bool:
    expected, returned = one.expected or other.expected, one.returned or other.returned
    halves = not (one.expected and one.returned) and bool(one.expected) != bool(other.expected)
    return halves and expected[0].kind == returned[0].kind and len(expected) == len(returned)


def _scores(ones: Sequence[Sequence[Worded]], others: Sequence[Sequence[Worded]]) -> list[list[float]]:
    bags = [[_bag(" ".join(span.words for span in unit)) for unit in side] for side in (ones, others)]
    alone = len(ones) == len(others) == 1
    return [
        [_score(bags[0][a], bags[1][b], ones[a], others[b], 0.0 if alone else _ALIKE) for b in range(len(others))]
        for a in range(len(ones))
    ]


def _score(one: Counter[str], other: Counter[str], a: Sequence[Worded], b: Sequence[Worded], least: float) -> float:
    """How alike units are, from 0; rows and other spans never are."""
    if (a[0].kind in CELLS) != (b[0].kind in CELLS):
        return 0.0
    likeness = alike(one, other) + (0.1 if len(a) > 1 and len(a) == len(b) and a[0].words == b[0].words else 0)
    return likeness + 0.01 if likeness >= least else 0.0


def alike(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two texts have in common."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _bag(words: str) -> Counter[str]:
    return Counter(_WORD.findall(as_typed(words).casefold())[:_COMPARED_WORDS])


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1."""
    return alike(_bag(one), _bag(other))
