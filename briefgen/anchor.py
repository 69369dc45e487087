"""A quote and an article's paragraphs in, the span where the quote stands out; or what comes nearest, as a hint.

A quote is found as it is written; else with its `**` taken out; else folded: Unicode forms, quotation
marks, dashes and spaces alike, soft hyphens and zero-width characters dropped, blanks beside characters of
scripts without blanks dropped; else without hyphens at which the article's lines ended. Case always counts.
Where a quote stands both as whole words and inside longer words (`Japan`, `Japanese`), only the whole
words count. Nothing that merely resembles the quote is ever taken for it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from itertools import accumulate, islice
from typing import Literal

from msgspec import Struct

from briefgen.scripts import LETTERS, is_unspaced_letter, unspaced

# Of one character each, so that folding keeps most offsets as they are.
_SINGLE_QUOTES = "‘’‚‛′`´ʼʻ＇"
_DOUBLE_QUOTES = "“”„‟″«»「」『』＂"
_DASHES = "‐‑‒–—―−﹘﹣－"
_DROPPED = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TABLE = {
    **dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _DROPPED), ""),
}
_PART = rf"[^\W{LETTERS}]+"
_SPACED = re.compile(r"\S+")
_UNITS = re.compile(r"\s+|[\x21-\x7e]+|[^\s\x21-\x7e]")
_WORD = rf"[{LETTERS}]|{_PART}(?:['’.\-‐‑–]{_PART})*|[^\w\s]"
_CHUNK = rf"[{LETTERS}]\s*|[^\s{LETTERS}]+\s*"
"""What a difference is shown by: words between blanks, or single characters of scripts without them. This pattern and
the one above are compiled where they are used, which most runs never do: so many letters take milliseconds."""
_IN_WORD = re.compile(r"(?<=\w)-(?=\w)")
_DIVIDED = re.compile(r"(?<=\w)([-‐]|\u00ad) +(?=\w)")
_NAME = 100
"""Characters up to which words are taken for a name."""
_NEAR = 0.5
"""How much of a quote a passage must share to be worth showing."""
_LONG = 20_000
"""Characters from which on an index of words pays."""
_COMPARED = 150
"""Words of a quote that are held against the article, where it begins to differ."""
_MANY = 1000
"""Places looked at for one quote; a quote that stands more often is no quote."""


# --- folding -------------------------------------------------------------------------------------


class Folded(Struct, frozen=True):
    """Text in which alike characters are the same, and where each came from."""

    text: str
    starts: tuple[int, ...]
    """For each character, the offset of the first original character it stands for."""
    ends: tuple[int, ...]
    """For each character, one past the last."""


def fold(text: str) -> Folded:
    """Fold Unicode forms, quotation marks, dashes and runs of spaces; drop what has no width."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(words: str, start: int, end: int) -> None:
        parts.append(words)
        if len(words) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(words))
            ends.extend([end] * len(words))

    blank: tuple[int, int] | None = None  # waits for what follows
    solid = False  # whether the last character belongs to a script without blanks
    for match in _UNITS.finditer(text):
        start, end = match.span()
        if match[0].isspace():
            blank = (blank[0] if blank else start, end)  # a dropped character may part two spaces
            continue
        folded = match[0].replace("`", "'") if match[0].isascii() else _fold_character(match[0])
        if not folded:
            continue
        before, solid = solid, is_unspaced_letter(match[0])
        if blank and not (before or solid):
            parts.append(" ")
            starts.append(blank[0])
            ends.append(blank[1])
        blank = None
        add(folded, start, end)
    if blank and not solid:
        parts.append(" ")
        starts.append(blank[0])
        ends.append(blank[1])
    return Folded("".join(parts), tuple(starts), tuple(ends))


def fold_words(text: str) -> str:
    """The folded words of a name, without outer spaces."""
    if not text.isascii():
        return _fold_name(text) if len(text) <= _NAME else fold(text).text.strip()
    return " ".join(text.replace("`", "'").split())


@lru_cache(maxsize=4096)
def _fold_name(text: str) -> str:
    """Kept, since an input names the same things again and again."""
    direct = text.translate(_TABLE)
    return fold_words(direct) if direct.isascii() else fold(text).text.strip()


def _fold_character(character: str) -> str:
    direct = character.translate(_TABLE)
    if direct != character:
        return direct
    return unicodedata.normalize("NFKD", character).translate(_TABLE)


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


# --- an article to search -----------------------------------------------------------------------------


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
        return tuple((fold_words(m[0]).casefold(), *m.span()) for m in re.finditer(_WORD, self.whole))

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


# --- what may be found -------------------------------------------------------------------------------------


class Found(Struct, frozen=True):
    """The one place of the quote, as offsets in the article's whole text."""

    start: int
    end: int
    how: Literal["exact", "folded"] = "exact"


class Ambiguous(Struct, frozen=True):
    """The quote stands in several places and nothing says which is meant."""

    candidates: tuple[Found, ...]


class Contradicted(Struct, frozen=True):
    """The quote stands in the article, but not where prefix, suffix or occurrence say."""

    candidates: tuple[Found, ...]


class Missing(Struct, frozen=True):
    """The quote does not stand in the article. What comes nearest is a hint, never taken for it."""

    nearest: str = ""
    paragraph: int = 0
    difference: str = ""
    """Quote and passage word by word: [-only in the quote-] {+only in the article+}."""
    agreed: int = 0
    """Words of a long quote that stand in the article as they are; the difference begins near the last of them."""
    left: int = 0
    """Words of a long quote that were not compared."""


Anchored = Found | Ambiguous | Contradicted | Missing


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


# --- hints ------------------------------------------------------------------------------------------------


def nearest(article: ArticleText, quote: str) -> Missing:
    """The passage that shares most words with the quote, and how they differ; of a long quote, where it goes astray."""
    bare = quote.replace("**", "")
    spans = [match.span() for match in re.finditer(_WORD, bare)]
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


def context(article: ArticleText, place: Found, around: int = 25) -> str:
    """The quote's surroundings, to distinguish several places."""
    before = article.whole[max(0, place.start - around) : place.start].replace("\n", " ")
    after = article.whole[place.end : place.end + around].replace("\n", " ")
    words = article.whole[place.start : place.end].replace("\n", " ")
    shown = words if len(words) <= 60 else f"{words[:28]} … {words[-28:]}"
    return f"¶{article.paragraph(place.start)} …{before}[{shown}]{after}…"
