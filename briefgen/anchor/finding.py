"""A quote and an article in; the place of the quote out, or why there is none."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Set
from itertools import islice

from briefgen.anchor.article import ArticleText, Haystack, Undivided, undivided
from briefgen.anchor.folding import Folded, fold, fold_words
from briefgen.anchor.nearest import nearest
from briefgen.anchor.outcomes import Ambiguous, Anchored, Contradicted, Found, Missing

_DIVIDED = re.compile(r"(?<=\w)([-‐]|\u00ad) +(?=\w)")
_MANY = 1000
"""Places looked at for one quote; a quote that stands more often is no quote."""


def find(
    article: ArticleText,
    quote: str,
    *,
    prefix: str | None = None,
    suffix: str | None = None,
    occurrence: int | None = None,
    explained: bool = True,
) -> Anchored:
    """The place of the quote; where there is none, what comes nearest, if that is to be looked for."""
    places = _places(article, quote)
    if not places:
        return nearest(article, quote) if explained else Missing()
    fitting = [place for place in places if _fits(article, place, prefix, suffix)]
    if occurrence is not None:
        fitting = fitting[occurrence - 1 : occurrence]
    match fitting:
        case []:
            return Contradicted(tuple(places))
        case [place]:
            return place
        case _:
            return Ambiguous(tuple(fitting))


def first_place(article: ArticleText, quote: str) -> Found | None:
    """Where the quote stands first, if it does."""
    return next(iter(_places(article, quote)), None)


def _places(article: ArticleText, quote: str) -> list[Found]:
    """Every place of the quote, in order, by the strictest reading that finds any."""
    quote = quote.strip()
    bare = quote.replace("**", "")
    for words in dict.fromkeys((quote, bare)):
        spans = [
            (start, end) for start, end in _occurrences(article.haystack, words) if not _accented(article.whole, end)
        ]
        if spans:
            return [Found(start, end) for start, end in spans]
    folded = article.folded
    for words in dict.fromkeys(map(fold_words, (quote, bare, _DIVIDED.sub(r"\1", bare)))):
        spans = [span for span in _occurrences(article.folded_haystack, words) if _cuts_nothing(folded, *span)]
        if spans:
            return [Found(folded.starts[start], folded.ends[end - 1], "folded") for start, end in spans]
    return _divided_places(article, bare) if any(article.hyphens) else []


def _divided_places(article: ArticleText, quote: str) -> list[Found]:
    """Every place of a quote that lacks hyphens at which the article's lines ended, and no other."""
    folded, text = article.folded, article.undivided
    written = undivided(fold(fold_words(_DIVIDED.sub(r"\1", quote))), frozenset())
    own = set(written.hyphens)
    spans = _occurrences(text.haystack, written.haystack.text)
    places = [(text.places[start], text.places[end - 1] + 1) for start, end in spans if _agree(text, start, end, own)]
    return [
        Found(folded.starts[start], folded.ends[end - 1], "folded")
        for start, end in places
        if _cuts_nothing(folded, start, end)
    ]


def _agree(text: Undivided, start: int, end: int, own: Set[int]) -> bool:
    """Whether the text has all hyphens of the quote, and the quote all of the text's but those at line ends."""
    inside = text.hyphens[bisect_right(text.hyphens, start) : bisect_left(text.hyphens, end)]
    theirs = {at - start for at in inside}
    return own <= theirs and all(at - start in own or at in text.at_line_ends for at in inside)


def _accented(text: str, end: int) -> bool:
    """Whether a combining accent of the last character follows."""
    return end < len(text) and unicodedata.combining(text[end]) > 0


def _occurrences(haystack: Haystack, words: str) -> list[tuple[int, int]]:
    """(start, end) of the words in the text; only those that are whole words where there are any."""
    if not words:
        return []
    found = [(start, start + len(words)) for start in islice(haystack.find_all(words), _MANY)]
    if len(found) < 2:
        return found
    return [span for span in found if not _inside_a_word(haystack.text, *span)] or found


def _inside_a_word(text: str, start: int, end: int) -> bool:
    return _joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1])


def _joined(before: str, after: str) -> bool:
    """Whether two characters belong to one word, in scripts that part words by spaces."""
    if not before or not after:
        return False
    return (_is_letter(before) and _is_letter(after)) or (before.isdecimal() and after.isdecimal())


def _is_letter(character: str) -> bool:
    return character.isalpha() and character.lower() != character.upper()


def _cuts_nothing(folded: Folded, start: int, end: int) -> bool:
    """Whether a span of folded text begins and ends between original characters, accents included."""
    inside = (
        start > 0 and folded.starts[start] == folded.starts[start - 1] and folded.ends[start] == folded.ends[start - 1]
    )
    if inside:
        return False
    if end == len(folded.text):
        return True
    same = folded.starts[end] == folded.starts[end - 1] and folded.ends[end] == folded.ends[end - 1]
    return not same and not unicodedata.combining(folded.text[end])


def _fits(article: ArticleText, place: Found, prefix: str | None, suffix: str | None) -> bool:
    """Whether the words before and after are those that the annotation names."""
    if prefix and (target := fold_words(prefix.replace("**", ""))):
        before = article.whole[max(0, place.start - 4 * len(prefix) - 40) : place.start]
        if not fold_words(before).endswith(target):
            return False
    if suffix and (target := fold_words(suffix.replace("**", ""))):
        after = article.whole[place.end : place.end + 4 * len(suffix) + 40]
        if not fold_words(after).startswith(target):
            return False
    return True


def context(article: ArticleText, place: Found, around: int = 25) -> str:
    """The quote's surroundings, to distinguish several places."""
    before = article.whole[max(0, place.start - around) : place.start].replace("\n", " ")
    after = article.whole[place.end : place.end + around].replace("\n", " ")
    words = article.whole[place.start : place.end].replace("\n", " ")
    shown = words if len(words) <= 60 else f"{words[:28]} … {words[-28:]}"
    return f"¶{article.paragraph(place.start)} …{before}[{shown}]{after}…"
