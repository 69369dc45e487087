"""An article's text and a passage of another tool in; quote, prefix, suffix and occurrence that lead to the passage out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import Any

from briefgen.anchor import Ambiguous, ArticleText, Found, find
from briefgen.importing.foreign import ImportedPassage
from briefgen.readers.article_markup import ArticleFormat, article_paragraphs

_DROPPED = re.compile("[\\s\u00ad\u200b-\u200d\u2060\ufeff]")
_FORMS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-"})
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)\s*")
_CONTEXTS = (16, 32, 64)
"""Characters of prefix and suffix that are tried."""
_WORD = re.compile(r"\w")
_ACCENTS = 200
"""The least of the combining classes that stand for a place at the letter: those of accents."""


class NotPlaced(Exception):
    """A passage that stands nowhere, or nobody knows where; its words say why."""


class PassageFinder:
    """Finds passages in one article."""

    def __init__(self, text: str, format: ArticleFormat = "plain") -> None:  # noqa: A002 - the input's word
        self.marked = marked = article_paragraphs(text, format)
        self.article = ArticleText(tuple(each.text for each in marked), tuple(each.hyphens for each in marked))
        self.whole = self.article.whole
        self.length = len(text)
        self.raw: list[int] = []
        """For each character that stands in a paragraph, its offset in the article's text."""
        self.offsets: list[int] = []
        """The same characters' offsets in the whole of the paragraphs."""
        for number, paragraph in enumerate(marked):
            base = self.article.starts[number]
            self.raw += map(paragraph.source, range(len(paragraph.text)))
            self.offsets += range(base, base + len(paragraph.text))
        forms = {each: _squeezed(each) for each in set(self.whole)}
        parts = [(n, part) for n, each in enumerate(self.whole) for part in forms[each]]
        self.kept = [n for n, _ in parts]
        """For each character of the squeezed text, where it stands in the whole of the paragraphs."""
        self.squeezed = "".join(part for _, part in parts)

    def keys(self, passage: ImportedPassage) -> dict[str, Any]:
        """What an annotation says of its place. NotPlaced where there is none."""
        return self.keys_at(*self._span(passage))

    def keys_at(self, start: int, end: int) -> dict[str, Any]:
        """The same for a span of the whole of the paragraphs."""
        for first, last in ((start, end), self._whole_words(start, end)):
            if (found := self._keys(first, last)) is not None:
                return found
        raise NotPlaced("no quote leads there and nowhere else")

    # --- where it stands -------------------------------------------------------------------

    def _span(self, passage: ImportedPassage) -> tuple[int, int]:
        if passage.start >= 0:
            start, end = self._of_offsets(passage)
        else:
            start, end = self._of_words(passage)
        while start < end and self.whole[start].isspace():
            start += 1
        while start < end and self.whole[end - 1].isspace():
            end -= 1
        if start >= end:
            raise NotPlaced("no words stand there")
        return start, end

    def _of_offsets(self, passage: ImportedPassage) -> tuple[int, int]:
        first, last = bisect_left(self.raw, passage.start), bisect_left(self.raw, passage.end)
        if not 0 <= first < last <= len(self.raw) or passage.end > self.length:
            raise NotPlaced("it lies outside of the text")
        return self.offsets[first], self.offsets[last - 1] + 1

    def _of_words(self, passage: ImportedPassage) -> tuple[int, int]:
        """By the quote, blanks left out, since tools lose those between paragraphs; in pieces where words are left out."""
        quote = _squeezed(passage.quote)
        if not quote:
            raise NotPlaced("the file does not say its words")
        found = (match.start() for match in re.finditer(f"(?={re.escape(quote)})", self.squeezed))
        places = [at for at in found if not (self._splits(at) or self._splits(at + len(quote)))]
        if places:
            at = self._best(places, len(quote), passage)
            return self.kept[at], self.kept[at + len(quote) - 1] + 1
        pieces = [piece for each in _ELLIPSIS.split(passage.quote) if (piece := _squeezed(each))]
        span = self._pieces(pieces) if len(pieces) > 1 else None
        if span is None:
            raise NotPlaced("its words do not stand in the article")
        return span

    def _splits(self, at: int) -> bool:
        """Whether a letter of the article and its accent stand on either side. Vowel marks, as of Arabic, are no accents."""
        if not 0 < at < len(self.kept):
            return False
        return self.kept[at - 1] == self.kept[at] or unicodedata.combining(self.squeezed[at]) >= _ACCENTS

    def _pieces(self, pieces: list[str]) -> tuple[int, int] | None:
        if self.squeezed.count(pieces[0]) != 1:
            return None
        first = at = self.squeezed.find(pieces[0])
        end = at + len(pieces[0])
        for piece in pieces[1:]:
            at = self.squeezed.find(piece, end)
            if at < 0:
                return None
            end = at + len(piece)
        return self.kept[first], self.kept[end - 1] + 1

    def _best(self, places: list[int], length: int, passage: ImportedPassage) -> int:
        """The place whose surroundings agree best. NotPlaced where several do."""
        if len(places) == 1:
            return places[0]
        prefix, suffix = _squeezed(passage.prefix), _squeezed(passage.suffix)
        scores = [
            _agreeing(prefix[::-1], self.squeezed[:at][::-1]) + _agreeing(suffix, self.squeezed[at + length :])
            for at in places
        ]
        best = max(scores)
        if scores.count(best) > 1:
            raise NotPlaced(f"its words stand {len(places)} times in the article, and nothing says which are meant")
        return places[scores.index(best)]

    # --- how it is said --------------------------------------------------------------------

    def _whole_words(self, start: int, end: int) -> tuple[int, int]:
        while start and _WORD.match(self.whole[start - 1]) and _WORD.match(self.whole[start]):
            start -= 1
        while end < len(self.whole) and _WORD.match(self.whole[end]) and _WORD.match(self.whole[end - 1]):
            end += 1
        return start, end

    def _keys(self, start: int, end: int) -> dict[str, Any] | None:
        quote = self.whole[start:end].replace("\n", " ")
        found = find(self.article, quote, explained=False)
        if _is(found, start, end):
            return {"quote": quote}
        if not isinstance(found, Ambiguous):
            return None
        for length in _CONTEXTS:
            prefix = self.whole[max(start - length, 0) : start].replace("\n", " ")
            suffix = self.whole[end : end + length].replace("\n", " ")
            for context in ({"prefix": prefix}, {"suffix": suffix}, {"prefix": prefix, "suffix": suffix}):
                if all(context.values()) and self._leads(quote, context, start, end):
                    return {"quote": quote, **context}
        numbers = [n for n, each in enumerate(found.candidates, 1) if (each.start, each.end) == (start, end)]
        return {"quote": quote, "occurrence": numbers[0]} if numbers else None

    def _leads(self, quote: str, context: dict[str, str], start: int, end: int) -> bool:
        prefix, suffix = context.get("prefix"), context.get("suffix")
        return _is(find(self.article, quote, prefix=prefix, suffix=suffix, explained=False), start, end)


def _is(found: object, start: int, end: int) -> bool:
    return isinstance(found, Found) and (found.start, found.end) == (start, end)


def _squeezed(words: str) -> str:
    """The words without blanks, in one form of quotes and dashes, accents apart from their letters."""
    plain = _DROPPED.sub("", words).translate(_FORMS)
    # One by one, so that marks that stand in another order stay so.
    return plain if plain.isascii() else "".join(unicodedata.normalize("NFD", each) for each in plain)


def _agreeing(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class Utf16:
    """A text whose offsets are given in UTF-16 units, as Java and JavaScript count."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self.wide = [number for number, character in enumerate(text) if character > "\uffff"]
        """Characters that are two units."""
        self.units = [number + before for before, number in enumerate(self.wide)]
        """Where these begin, in units."""

    def code_point(self, unit: int) -> int:
        """The offset in characters; -1 where it splits one, or lies outside."""
        before = bisect_left(self.units, unit)
        splits = before > 0 and self.units[before - 1] == unit - 1
        return unit - before if not splits and 0 <= unit <= self.length + len(self.wide) else -1
