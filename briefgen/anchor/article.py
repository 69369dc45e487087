"""An article's paragraphs in; the text out that quotes are looked for in: as it is, folded, and without hyphens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import accumulate

from msgspec import Struct

from briefgen.anchor.folding import Folded, fold, fold_words
from briefgen.scripts import LETTERS

_PART = rf"[^\W{LETTERS}]+"
WORD = rf"[{LETTERS}]|{_PART}(?:['’.\-‐‑–]{_PART})*|[^\w\s]"
"""A word, one character of a script without blanks, or a sign. It is compiled where it is used, which most runs never
do: so many letters take milliseconds."""
_SPACED = re.compile(r"\S+")
_IN_WORD = re.compile(r"(?<=\w)-(?=\w)")
_LONG = 20_000
"""Characters from which on an index of words pays."""


class Haystack(Struct, frozen=True, dict=True):
    """Text to be searched often: many quotes in a long text must not each read all of it."""

    text: str

    @cached_property
    def words(self) -> Mapping[str, Sequence[int]]:
        """Where each word between spaces begins."""
        found: dict[str, list[int]] = {}
        for match in _SPACED.finditer(self.text):
            found.setdefault(match[0], []).append(match.start())
        return found

    def find_all(self, words: str) -> Iterator[int]:
        """Where the words begin, in order, each place that an exact comparison finds."""
        inner = list(_SPACED.finditer(words))[1:-1] if len(self.text) > _LONG else []
        if not inner:
            return self._scan(words)
        rarest = min(inner, key=lambda match: len(self.words.get(match[0], ())))
        starts = (at - rarest.start() for at in self.words.get(rarest[0], ()))
        return (start for start in starts if start >= 0 and self.text.startswith(words, start))

    def _scan(self, words: str) -> Iterator[int]:
        start = self.text.find(words)
        while start >= 0:
            yield start
            start = self.text.find(words, start + 1)


class ParagraphSpan(Struct, frozen=True):
    """A part of the quote's place that lies in one paragraph."""

    paragraph: int
    """Number from 1."""
    start: int
    end: int


class ArticleText(Struct, frozen=True, dict=True):
    """An article's paragraphs, as one text to search: a line break between each two."""

    paragraphs: tuple[str, ...]
    hyphens: tuple[tuple[int, ...], ...] = ()
    """For each paragraph, where a hyphen stood at a line's end; without any where it is empty."""

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.paragraphs)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each paragraph begins in `whole`."""
        return tuple(accumulate((len(p) + 1 for p in self.paragraphs[:-1]), initial=0))

    @cached_property
    def haystack(self) -> Haystack:
        return Haystack(self.whole)

    @cached_property
    def folded(self) -> Folded:
        return fold(self.whole)

    @cached_property
    def folded_haystack(self) -> Haystack:
        return Haystack(self.folded.text)

    @cached_property
    def undivided(self) -> Undivided:
        ends = zip(self.starts, self.hyphens, strict=False)
        return undivided(self.folded, {base + hyphen for base, hyphens in ends for hyphen in hyphens})

    @cached_property
    def words(self) -> tuple[tuple[str, int, int], ...]:
        """(folded word, start, end) of each word."""
        return tuple((fold_words(m[0]).casefold(), *m.span()) for m in re.finditer(WORD, self.whole))

    def paragraph(self, offset: int) -> int:
        """Number of the paragraph that holds the character."""
        return max(1, bisect_right(self.starts, offset))

    def spans(self, start: int, end: int) -> tuple[ParagraphSpan, ...]:
        """The span cut at the borders of paragraphs, without empty parts."""
        found = []
        for number in range(self.paragraph(start), self.paragraph(max(start, end - 1)) + 1):
            base = self.starts[number - 1]
            first, last = max(start - base, 0), min(end - base, len(self.paragraphs[number - 1]))
            if last > first:
                found.append(ParagraphSpan(number, first, last))
        return tuple(found)


class Undivided(Struct, frozen=True):
    """Folded text without the hyphens inside its words, and where they stood."""

    haystack: Haystack
    places: tuple[int, ...]
    """For each character, its offset in the folded text."""
    hyphens: tuple[int, ...]
    """Offsets of the characters before which a hyphen stood."""
    at_line_ends: frozenset[int]
    """Those that stood at a line's end, and so may be no part of the word."""


def undivided(folded: Folded, line_ends: Set[int]) -> Undivided:
    """Take the hyphens out of the words; `line_ends` has offsets in the original text."""
    found = [match.start() for match in _IN_WORD.finditer(folded.text)]
    hyphens = tuple(at - number for number, at in enumerate(found))
    loose = frozenset(there for there, at in zip(hyphens, found, strict=True) if folded.starts[at] in line_ends)
    gone = set(found)
    places = tuple(at for at in range(len(folded.text)) if at not in gone)
    return Undivided(Haystack(_IN_WORD.sub("", folded.text)), places, hyphens, loose)
