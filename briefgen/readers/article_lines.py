"""An article's text in, its paragraphs as lists of lines out: wrapped lines together, lines of their own apart.

A blank line separates paragraphs. Within a block of lines each two neighbours are judged by themselves:

* A line that begins with the mark of a list, a table, a heading, a quotation or a speaker opens a paragraph.
  A heading and a table's row are paragraphs of one line; an item goes on in a line that is indented deeper.
* A line that ends in a hyphen within a word goes on.
* A line goes on where it was broken because it was full: about as wide as the lines around it, so that the next
  line's first word had no room. Short lines were broken on purpose: verse, addresses, headings without a mark.
* A line far shorter than those around it, before a capital or a number, says nothing of them: a byline, an agency, a heading.
* A line that ends a sentence, or comes before a capital, may be full by chance: it goes on only where its
  surroundings show lines broken in the middle of a sentence.

How wide lines are is asked of the block, or of the lines around a short one; a single longer line says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from briefgen.lazy_patterns import lazy_pattern
from briefgen.scripts import is_unspaced, unspaced

Shape = Literal["heading", "item", "row", "quotation"]
LineSpans = tuple[tuple[int, int], ...]

SOFT_HYPHEN = "\u00ad"
HYPHENS = "-‐"
_BLANK = " \t\r\n"
_WIDE_BLANK = "\u3000"
"""Begins a paragraph in Chinese and Japanese."""
_AROUND = 20
"""Lines on each side that tell how wide a short block's lines may be."""
_FEW = 4
"""Lines from which on a block tells its own width."""
_NARROWEST, _NARROWEST_UNSPACED = 30, 20
"""Columns below which nobody wraps a text."""
_WIDEST = 120
"""Columns from which on two or three lines are paragraphs rather than a wrapped one."""
_SEVERAL, _WIDE = 3, 60
"""How many lines of that width, each broken where the next word had no room, are a wrapped text in any case."""
_FULL = 0.8
"""The part of the width from which on a line is full, however long the next word."""
_NEIGHBOUR = 0.85
"""How near another line must come for a width to be more than one line's."""
_MUCH = 0.6
"""The part of the widest line's width below which one more line of that width may be chance."""
_MOSTLY = 0.6
"""The part of its unfinished lines that must be full where a block is wrapped."""
_GAP = 2
"""Columns of indentation that open a paragraph."""


class LineBlock(Struct, frozen=True):
    """A paragraph: where its lines stand in the text, and what sort of thing it is if not running text."""

    lines: LineSpans
    shape: Shape | None = None


def line_blocks(text: str) -> Iterator[LineBlock]:
    """The paragraphs of a text, in order."""
    for group in _groups(text):
        first = 0
        for number, line in enumerate(group):
            if number + 1 == len(group) or not line.goes_on:
                yield LineBlock(tuple((each.start, each.end) for each in group[first : number + 1]), group[first].shape)
                first = number + 1


# --- lines -----------------------------------------------------------------------------------

_LINE = lazy_pattern(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADING = lazy_pattern(r"#{1,6}[ \t]+\S")
_ALONE = lazy_pattern(r"[|#]|([-*_=~+])(?:[ \t]*\1){2,}\Z")
_ITEM = lazy_pattern(
    r"[-*–—·][ \t]|[•‣◦▪■●○・①-⑳]"
    r"|(?:[(（](?:\d{1,3}|[a-z]|[ivx]{2,5})|\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[)）](?:[ \t]|(?<=）))"
    r"|(?:\d{1,3}|[一二三四五六七八九十]{1,3})、"
)
_SPEAKER = lazy_pattern(r"[QA]\d{0,3}[:：.](?:[ \t]|(?<=：)|\Z)|[問答]：")
_NUMBERED = lazy_pattern(r"(\d{1,3})\.[ \t]")
_NAMED = lazy_pattern(r"[a-z]\.[ \t]|[A-Z][A-Z.'’ -]{1,30}:[ \t]")
_COLUMNS = lazy_pattern(r"\S(?:\t| {3})\s*\S")
_ENDED = lazy_pattern(r"[.!?:;…。！？：；」』।؟۔؛։][\"'”’»)\]）*_]*\Z")
_WORD = lazy_pattern(r"\S+")
_UNBROKEN = lazy_pattern(r"\S{40}")
_NOT_ASCII = lazy_pattern(r"[^\x00-\x7f]")
_PENDING = {"and", "or", "nor", "to", "und", "oder", "bis", "et", "ou", "y", "o", "en", "of"}
"""Words before which a hyphen stands for what follows later: short- and long-term."""


class _Line(Struct):
    """A line that is not blank, without its outer blanks, and what it says of itself."""

    start: int
    end: int
    words: str
    indent: int
    width: int
    unspaced: bool
    measures: bool
    """Whether its width says how wide lines are: one with an address in it may be wider than any."""
    shape: Shape | None = None
    opens: bool = False
    alone: bool = False
    last: bool = False
    goes_on: bool = False

    @property
    def ended(self) -> bool:
        return _ENDED.search(self.words[-20:]) is not None


def _groups(text: str) -> list[list[_Line]]:
    """The lines between blank ones, each knowing whether it goes on in the next."""
    groups: list[list[_Line]] = [[]]
    for match in _LINE.finditer(text):
        if line := _line(match):
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    for group in groups:
        group[-1].last = True
        _shape(group)
    every = [line for group in groups for line in group]
    at = 0
    for group in groups:
        _join(group, every, at)
        at += len(group)
    return groups


def _line(match: re.Match[str]) -> _Line | None:
    raw = match[0]
    words = raw.strip(_BLANK)
    if not words:
        return None
    lead = raw[: len(raw) - len(raw.lstrip(_BLANK))]
    start = match.start() + len(lead)
    wide = unspaced(words)
    solid = wide * 2 > len(words)
    measures = words[0] != "|" and (solid or not _UNBROKEN.search(words))
    return _Line(start, start + len(words), words, len(lead.expandtabs()), _width(words), solid, measures)


def _width(words: str) -> int:
    """In columns: a wide character takes two, an accent none."""
    return len(words) if words.isascii() else len(words) + sum(map(_beyond_one, _NOT_ASCII.findall(words)))


def _beyond_one(character: str) -> int:
    """By how many columns a character takes more than one."""
    return -1 if unicodedata.combining(character) else unicodedata.east_asian_width(character) in "WF"


# --- lines with a mark -----------------------------------------------------------------------


def _shape(group: Sequence[_Line]) -> None:
    columns = [_COLUMNS.search(line.words) is not None for line in group]
    number = 0
    for n, line in enumerate(group):
        before = group[n - 1] if n else None
        line.shape = _shape_of(line.words)
        line.opens = line.shape is not None or line.words[0] == _WIDE_BLANK or bool(_SPEAKER.match(line.words))
        line.alone = bool(_ALONE.match(line.words))
        if counted := _NUMBERED.match(line.words):
            below = before is not None and before.shape == "item"
            follows = int(counted[1]) in (1, number + 1) or (below and int(counted[1]) > number > 0)
            number = int(counted[1]) if follows or _free(before) else number
        else:
            follows = False
        if (counted or _NAMED.match(line.words)) and (follows or _free(before)):
            line.opens = True
            line.shape = "item" if counted or line.words[0].islower() else line.shape
        if columns[n] and (columns[n - 1 : n] == [True] or columns[n + 1 : n + 2] == [True]):
            line.shape, line.alone = "row", True
        line.opens |= line.alone


def _shape_of(words: str) -> Shape | None:
    if words[0] == "|":
        return "row"
    if words[0] == ">":
        return "quotation"
    if _HEADING.match(words):
        return "heading"
    return "item" if _ITEM.match(words) else None


def _free(before: _Line | None) -> bool:
    """Whether a line could begin something here: no sentence is under way."""
    return before is None or before.alone or before.ended or before.words[-1] == ","


# --- which lines go on -----------------------------------------------------------------------


class _Pair(Struct, frozen=True):
    """A line and the next, as far as their widths and words tell whether the text runs on."""

    line: _Line
    full: bool
    """About as wide as its surroundings."""
    no_room: bool
    """The next line's first word would have made it wider than they are."""
    under_way: bool
    """Broken in the middle of a sentence, by all that can be seen."""
    apart: bool
    """Far shorter than its surroundings, and no sentence goes on after it: a byline, an agency, a heading."""

    @property
    def is_evidence(self) -> bool:
        """Whether the line, wrapped or not, would show how the text is broken."""
        return not (self.line.ended or self.apart)


def _join(group: Sequence[_Line], every: Sequence[_Line], at: int) -> None:
    """Say of each line of a block whether it goes on."""
    own = len(group) >= _FEW
    pairs = [_pair(every, at + n, (at, at + len(group)) if own else None) for n in range(len(group) - 1)]
    unfinished = [pair for pair in pairs if pair.is_evidence]
    wrapped = sum(pair.full for pair in unfinished) >= _MOSTLY * len(unfinished)
    evident = _evident(pairs) or (not own and _evident(_pairs_around(every, at, len(group))))
    item: int | None = None
    for n, pair in enumerate(pairs):
        line, after = group[n], group[n + 1]
        if line.opens or not (n and group[n - 1].goes_on):
            item = line.indent if line.opens and not line.alone else None
        line.goes_on = not (line.alone or after.opens) and (
            (item is not None and after.indent > item)
            or divided(line.words, after.words)
            or (after.indent - line.indent < _GAP and wrapped and _runs_on(pair, evident))
        )


def _runs_on(pair: _Pair, evident: bool) -> bool:
    if pair.under_way:
        return pair.full
    return evident and (pair.no_room or (pair.full and not pair.line.ended))


def _evident(pairs: Sequence[_Pair]) -> bool:
    """Whether lines break in the middle of a sentence: one before a small letter, or several wide ones and no other."""
    if any(pair.full and pair.under_way for pair in pairs):
        return True
    unfinished = [pair for pair in pairs if pair.is_evidence]
    return len(unfinished) >= _SEVERAL and all(pair.no_room and pair.line.width >= _WIDE for pair in unfinished)


def _pairs_around(every: Sequence[_Line], at: int, size: int) -> list[_Pair]:
    first, last = max(0, at - _AROUND), min(len(every) - 1, at + size + _AROUND)
    inside = (n for n in range(first, last) if not (every[n].last or every[n].alone or every[n + 1].opens))
    return [_pair(every, n, None) for n in inside]


def _pair(every: Sequence[_Line], n: int, own: tuple[int, int] | None) -> _Pair:
    line, after = every[n], every[n + 1]
    first, last = own or (max(0, n - _AROUND), min(len(every), n + _AROUND + 1))
    width = _width_around(every[max(first, n - _AROUND) : min(last, n + _AROUND + 1)], line.unspaced)
    odd = width < (_NARROWEST_UNSPACED if line.unspaced else _NARROWEST) or (width > _WIDEST and own is None)
    word = _WORD.match(after.words)
    room = 0 if line.unspaced or word is None else 1 + _width(word[0])
    no_room = not odd and line.width + room > width
    full = no_room or (not odd and line.width >= _FULL * width)
    begins = _begins(after.words)
    apart = not full and (begins or after.words[0].isdigit()) and line.width < _MUCH * width
    return _Pair(line, full, no_room, not line.ended and not begins, apart)


def _width_around(lines: Sequence[_Line], unspaced: bool) -> int:
    """The widest line that is not alone in its width; one of much less than the widest has two beside it."""
    widths = sorted((line.width for line in lines if line.unspaced is unspaced and line.measures), reverse=True)
    for n, wide in enumerate(widths):
        beside = widths[n + (1 if wide >= _MUCH * widths[0] else 2) :][:1]
        if beside and beside[0] >= _NEIGHBOUR * wide:
            return wide
    return widths[0] if widths else 0


def _begins(words: str) -> bool:
    """Whether the words look like the beginning of a sentence or a name."""
    letter = next((c for c in words[:20] if c.isalnum()), "")
    return letter.isupper() or letter.istitle()


# --- what stands between two lines of a paragraph -----------------------------------------------


def divided(line: str, after: str) -> bool:
    """Whether a word goes on in the next line, after a hyphen."""
    line, after = line.rstrip("*_"), after.lstrip("*_[")
    if line.endswith(SOFT_HYPHEN):
        return True
    word = _WORD.match(after)
    return (
        line[-1:] in HYPHENS
        and line[-2:-1].isalnum()
        and after[:1].isalnum()
        and not (word and word[0].lower() in _PENDING)
    )


def between(line: str, after: str) -> str:
    """What parts the last word of a line from the first of the next, once they stand in one line."""
    last, first = line.rstrip("*_")[-1:], after.lstrip("*_[")[:1]
    if divided(line, after) or (is_unspaced(last) and is_unspaced(first)):
        return ""
    return " "
