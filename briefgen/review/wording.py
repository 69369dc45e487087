"""Words of a span before and after, and the differences between them, in; what a finding says of them out."""

from __future__ import annotations

from collections.abc import Sequence

from briefgen.review.expected import ExpectedSpan, Segment
from briefgen.review.hunks import Hunk, in_context
from briefgen.review.returned import INSERTED, INSERTED_END, ReturnedSpan

_SHOWN = 160
"""Characters of words in a finding."""
_WHOLE = 80
"""Characters of a tracked insertion that is one difference, whatever it shares with what was there."""
_MOST_REGIONS = 200
"""Insertions in one span that are looked at as wholes."""


def segment_of(one: ExpectedSpan, other: ReturnedSpan, hunk: Hunk) -> int | None:
    """The segment that a difference is in; at the border of two, the one that its words belong to."""
    fitting = [n for n, each in enumerate(one.segments) if each.start <= hunk.start and hunk.end <= each.end]
    if len(fitting) > 1:
        goes_before = other.words[hunk.new_start : hunk.new_end][-1:].isspace()
        return fitting[-1] if goes_before else fitting[0]
    return fitting[0] if fitting else None


def as_tracked(found: list[Hunk], span: ReturnedSpan) -> list[Hunk]:
    """Differences within one tracked insertion are one, though some of its words are those that it replaces."""
    regions = _regions(span)
    made: list[Hunk] = []
    for hunk in found:
        last = made[-1] if made else None
        if last and any(start - 1 <= last.new_start and hunk.new_end <= end for start, end in regions):
            made[-1] = Hunk(last.start, hunk.end, last.new_start, hunk.new_end)
        else:
            made.append(hunk)
    return made


def _regions(span: ReturnedSpan) -> list[tuple[int, int]]:
    """The characters of tracked insertions that are short enough to be shown whole."""
    starts = {mark.number: mark.offset for mark in span.marks if mark.letter == INSERTED}
    ends = {mark.number: mark.offset for mark in span.marks if mark.letter == INSERTED_END}
    both = ((start, ends[number]) for number, start in starts.items() if number in ends)
    return [each for each in both if each[1] - each[0] <= _WHOLE][:_MOST_REGIONS]


def in_words(one: ExpectedSpan, other: ReturnedSpan, segment: Segment, hunk: Hunk) -> str:
    """The old words and the new; where words were only added or left out, with those beside them."""
    old, new = (hunk.start, hunk.end), (hunk.new_start, hunk.new_end)
    if not one.words[slice(*old)].strip() or not other.words[slice(*new)].strip():
        wide = in_context(one.words, *old, segment.start, segment.end)
        new = new[0] - (old[0] - wide[0]), new[1] + (wide[1] - old[1])
        old = wide
    before, after = one.words[slice(*old)].strip(), other.words[slice(*new)].strip()
    if not after:
        return f"{quoted_words(before)} was deleted"
    return f"{quoted_words(before)} became {quoted_words(after)}" if before else f"{quoted_words(after)} was added"


def with_hunks(words: str, new: str, found: Sequence[Hunk], segment: Segment) -> str:
    """The segment's words with the differences."""
    parts, last = [], segment.start
    for hunk in found:
        parts += [words[last : hunk.start], new[hunk.new_start : hunk.new_end]]
        last = hunk.end
    return "".join([*parts, words[last : segment.end]])


def back_to_expected(found: Sequence[Hunk], offset: int) -> int:
    """From a character of the returned words to the expected ones."""
    shift = 0
    for hunk in found:
        if hunk.new_end <= offset:
            shift = hunk.end - hunk.new_end
        elif hunk.new_start <= offset:
            return hunk.start
    return offset + shift


def offset_in_text(text: str, words: str, start: int, end: int) -> int:
    """Where a character of a printed paragraph stands in the article's text; the nearest that can be found."""
    beginning = words.partition(" ")[2][:20]
    first = max(text.find(beginning), 0) if beginning else 0
    text = text[first : first + 2 * len(words) + 200]
    for width in (40, 20, 10):
        for low, high in ((start - width, end + width), (start, end + width), (start - width, end)):
            part = words[max(low, 0) : high]
            if len(part.strip()) >= 8 and text.count(part) == 1:
                return first + text.index(part) + start - max(low, 0)
    return first


def quoted_words(words: str) -> str:
    shown = " ".join(words.split())
    return f"“{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}”"
