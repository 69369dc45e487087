"""Names in, an index of them out that finds each in a text: whole words only, the longest of those that begin together.

By the first word, so that time grows with the text and hardly with the names: 20,000 of them in an article of 22,000
characters take some milliseconds. One compiled alternation takes as long as it has names; an automaton of characters
finds Japan in Japanese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from briefgen.anchor import ArticleText, fold_words
from briefgen.scripts import LETTERS, is_unspaced

Meant = TypeVar("Meant")
_KATAKANA = r"[\u30a1-\u30ff\u31f0-\u31ff\uff66-\uff9f]"
_JAMO = "\u1100-\u11ff"
"""What folding makes of Korean syllables; any may be the first of a name whose last word goes on with a particle."""
_WORD = re.compile(rf"{_KATAKANA}+|[{LETTERS}{_JAMO}]|[^\W{LETTERS}{_JAMO}]+|[^\w\s]")
_KOREAN = re.compile(f"[{_JAMO}]")
_PARTICLES = re.compile(
    unicodedata.normalize(
        "NFKD",
        "(?:은|는|이|가|을|를|의|에|에서|에게|에게서|께서|와|과|로|으로|도|만|부터|까지|보다|처럼|이나|나|이라고|라고)",
    )
    + f"(?![{_JAMO}])"
)
"""What Korean writes onto a name without a blank."""
_SHORTEST = 2
"""Characters; a single one is a word of its own in no script that is read here."""


class NameIndex(Generic[Meant]):
    """Finds names, each of which means something."""

    def __init__(self, names: Iterable[tuple[str, Meant]]) -> None:
        """The first of those that are written alike counts."""
        self.by_first: dict[str, dict[str, Meant]] = {}
        for name, meant in names:
            words = fold_words(name)
            if len(words) < _SHORTEST or not any(map(str.isalnum, words)):
                continue
            for each in {words, words[0].upper() + words[1:]}:  # at the start of a sentence
                if (first := _WORD.match(each)) is not None:
                    self.by_first.setdefault(first[0], {}).setdefault(each, meant)
        self.lengths = {first: sorted({*map(len, found)}, reverse=True) for first, found in self.by_first.items()}

    def find(self, article: ArticleText) -> Iterator[tuple[int, int, Meant]]:
        """(start, end, what is meant) in the article's whole text, in order; none within another."""
        folded, text, free = article.folded, article.folded.text, 0
        for match in _WORD.finditer(text):
            start = match.start()
            lengths = self.lengths.get(match[0])
            if lengths is None or start < free or _is_joined(text, start):
                continue
            names = self.by_first[match[0]]
            for length in lengths:
                end = start + length
                if end <= len(text) and (meant := names.get(text[start:end])) is not None and _ends_word(text, end):
                    yield folded.starts[start], folded.ends[end - 1], meant
                    free = end
                    break


def _ends_word(text: str, end: int) -> bool:
    if not _is_joined(text, end):
        return True
    return _KOREAN.match(text[end - 1]) is not None and _PARTICLES.match(text, end) is not None


def _is_joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place belong to one word."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M":
        return True
    if re.match(_KATAKANA, before) and re.match(_KATAKANA, after):
        return True
    return _is_of_word(before) and _is_of_word(after)


def _is_of_word(character: str) -> bool:
    """Whether it is a letter, mark or digit of a script that parts words by spaces."""
    return unicodedata.category(character)[0] in "LMN" and not is_unspaced(character)
