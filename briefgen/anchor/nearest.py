"""A quote that is not in an article in; what comes nearest out, and how the two differ: a hint, never taken for the quote."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from briefgen.anchor.article import WORD, ArticleText
from briefgen.anchor.folding import fold_words
from briefgen.anchor.outcomes import Missing
from briefgen.scripts import LETTERS, unspaced

_CHUNK = rf"[{LETTERS}]\s*|[^\s{LETTERS}]+\s*"
"""What a difference is shown by: words between blanks, or single characters of scripts without them."""
_NEAR = 0.5
"""How much of a quote a passage must share to be worth showing."""
_COMPARED = 150
"""Words of a quote that are held against the article, where it begins to differ."""


def nearest(article: ArticleText, quote: str) -> Missing:
    """The passage that shares most words with the quote, and how they differ; of a long quote, where it goes astray."""
    bare = quote.replace("**", "")
    spans = [match.span() for match in re.finditer(WORD, bare)]
    agreed = _agreed(article, bare, spans) if len(spans) > _COMPARED else 0
    first = max(0, agreed - _COMPARED // 10)
    compared = spans[first : first + _COMPARED]
    if not compared:
        return Missing()
    words = bare[compared[0][0] : compared[-1][1]]
    passage = _nearest_passage(article, [fold_words(bare[start:end]).casefold() for start, end in compared])
    if passage is None:
        return Missing()
    begin, finish = passage
    near = article.whole[begin:finish]
    left = len(spans) - first - len(compared)
    return Missing(near, article.paragraph(begin), difference(words, near), agreed, left)


def _agreed(article: ArticleText, quote: str, spans: Sequence[tuple[int, int]]) -> int:
    """How many of the quote's first words stand in the article in a row."""
    return bisect_left(
        range(1, len(spans) + 1),
        True,
        key=lambda number: fold_words(quote[: spans[number - 1][1]]) not in article.folded.text,
    )


def _nearest_passage(article: ArticleText, target: Sequence[str]) -> tuple[int, int] | None:
    """(start, end) of the words in the article that come nearest, where enough of them are the same."""
    from difflib import SequenceMatcher

    window = _best_window(article, target)
    if window is None:
        return None
    first, last = window
    words = [word for word, _, _ in article.words[first:last]]
    blocks = SequenceMatcher(None, target, words, autojunk=False).get_matching_blocks()
    matched = [block for block in blocks if block.size]
    if not matched or sum(block.size for block in matched) < _NEAR * len(target):
        return None
    # Words of the quote before its first match stand for as many words of the article.
    start = max(0, matched[0].b - matched[0].a)
    end = min(len(words), matched[-1].b + len(target) - matched[-1].a)
    return article.words[first + start][1], article.words[first + end - 1][2]


def _best_window(article: ArticleText, target: Sequence[str]) -> tuple[int, int] | None:
    """(first, last) word of the span, somewhat longer than the quote, that shares most words with it."""
    if not target or not article.words:
        return None
    size = min(len(article.words), len(target) + len(target) // 4 + 2)
    needed, inside = Counter(target), Counter[str]()
    shared, best, at = 0, 0, 0
    for number, (word, _, _) in enumerate(article.words):
        if word in needed:
            shared += inside[word] < needed[word]
            inside[word] += 1
        if number >= size and (gone := article.words[number - size][0]) in needed:
            inside[gone] -= 1
            shared -= inside[gone] < needed[gone]
        if shared > best:
            best, at = shared, number
    if best < _NEAR * len(target):
        return None
    return max(0, at - size + 1), min(len(article.words), at + size // 2 + 1)


def difference(quote: str, passage: str) -> str:
    """Both word by word: what only the quote has in [-...-], what only the passage has in {+...+}."""
    from difflib import SequenceMatcher

    ours, theirs = re.findall(_CHUNK, quote), re.findall(_CHUNK, passage)
    matcher = SequenceMatcher(None, [each.strip() for each in ours], [each.strip() for each in theirs], autojunk=False)
    parts: list[str] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts.append(_shortened(ours[a:b]))
            continue
        if b > a:
            parts.append(f"[-{_line(ours[a:b])}-]")
        if d > c:
            parts.append(f"{{+{_line(theirs[c:d])}+}}")
    return ("" if unspaced(quote) else " ").join(parts)


def _line(chunks: Sequence[str]) -> str:
    return " ".join("".join(chunks).split())


def _shortened(chunks: Sequence[str], keep: int = 4) -> str:
    """Words that agree need not all be shown."""
    if len(chunks) <= 2 * keep + 2:
        return _line(chunks)
    return f"{_line(chunks[:keep])} … {_line(chunks[-keep:])}"
