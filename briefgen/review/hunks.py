"""Words as expected and as returned in; where they differ, word by word, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from briefgen.review.aligning import as_typed

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|\w+|\s+|[^\w\s]")
_MOST_COMPARED = 1_000_000
"""Pairs of words that are compared in one span; a span with more counts as written anew from where it differs."""


class Hunk(Struct, frozen=True):
    """Characters of the one that stand as others in the other."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def length(self) -> int:
        return max(self.end - self.start, self.new_end - self.new_start)


def hunks(one: str, other: str) -> list[Hunk]:
    """The differences from left to right; what lies between two of them has a word that both have."""
    here, there = as_typed(one), as_typed(other)
    if here == there:
        return []
    old, new = ([match.span() for match in _TOKEN.finditer(words)] for words in (here, there))
    words = [here[slice(*span)] for span in old], [there[slice(*span)] for span in new]
    found = [
        Hunk(_start(old, a, here), _end(old, a, b, here), _start(new, c, there), _end(new, c, d, there))
        for a, b, c, d in _differing(*words)
    ]
    return [_trimmed(each, here, there) for each in _joined(found, here) if _says_more(each, here, there)]


def _differing(one: list[str], other: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Numbers of the words that differ, first and last, of both."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    ends = 0
    while ends < min(len(one), len(other)) - start and one[-1 - ends] == other[-1 - ends]:
        ends += 1
    inner, new = one[start : len(one) - ends], other[start : len(other) - ends]
    if len(inner) * len(new) > _MOST_COMPARED:
        yield start, start + len(inner), start, start + len(new)
        return
    for kind, a, b, c, d in SequenceMatcher(None, inner, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield start + a, start + b, start + c, start + d


def _start(spans: Sequence[tuple[int, int]], number: int, words: str) -> int:
    return spans[number][0] if number < len(spans) else len(words)


def _end(spans: Sequence[tuple[int, int]], first: int, number: int, words: str) -> int:
    return spans[number - 1][1] if number > first else _start(spans, first, words)


def _joined(found: list[Hunk], here: str) -> list[Hunk]:
    """Differences between which there is no whole word become one."""
    made: list[Hunk] = []
    for each in found:
        if made and not re.search(r"\w", here[made[-1].end : each.start]):
            made[-1] = replace(made[-1], end=each.end, new_end=each.new_end)
        else:
            made.append(each)
    return made


def _says_more(hunk: Hunk, here: str, there: str) -> bool:
    """Whether it is more than white space."""
    return here[hunk.start : hunk.end].strip() != there[hunk.new_start : hunk.new_end].strip()


def _trimmed(hunk: Hunk, here: str, there: str) -> Hunk:
    """Without white space that both begin or end with."""
    start, end, new_start, new_end = hunk.start, hunk.end, hunk.new_start, hunk.new_end
    while start < end and new_start < new_end and here[start].isspace() and there[new_start].isspace():
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and here[end - 1].isspace() and there[new_end - 1].isspace():
        end, new_end = end - 1, new_end - 1
    return Hunk(start, end, new_start, new_end)


def in_context(words: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The characters with the word before and the word after, within limits."""
    before = re.search(r"\S*\s*\Z", words[low:start])
    after = re.match(r"\s*\S*", words[end:high])
    return start - (len(before[0]) if before else 0), end + (len(after[0]) if after else 0)
