"""Spans of both sides that correspond in; units out: what was moved, split or joined is one difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from briefgen.review.aligning import Pair, as_typed, likeness
from briefgen.review.expected import ExpectedSpan, Segment
from briefgen.review.returned import ReturnedSpan

_JOINT = 0.1
"""By how much more two halves together must be like the whole."""

Units = Pair[ExpectedSpan, ReturnedSpan]


class PairedUnits(Struct, frozen=True):
    """Units that correspond, and what became of them as a whole."""

    expected: tuple[ExpectedSpan, ...]
    returned: tuple[ReturnedSpan, ...]
    note: str = ""


def is_emptied(pair: PairedUnits) -> bool:
    """Whether a row has nothing left in the cells that have fields: some programs keep it when it is deleted."""
    if len(pair.expected) == 1 or len(pair.expected) != len(pair.returned):
        return False
    filled = [other for one, other in zip(pair.expected, pair.returned, strict=True) if one.segments]
    return bool(filled) and not any(other.words for other in filled)


def with_moves(pairs: Iterable[Units]) -> list[PairedUnits]:
    """Units that are gone here and stand there are one."""
    made = [PairedUnits(pair.expected, pair.returned) for pair in pairs]
    gone: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(made):
        if pair.expected and not pair.returned and as_one(pair.expected).words:
            gone[as_typed(as_one(pair.expected).words)].append(number)
    dropped: set[int] = set()
    for number, pair in enumerate(made):
        if not pair.expected and (from_ := gone.get(as_typed(joined_returned(pair.returned).words))):
            other = from_.pop(0)
            made[number] = PairedUnits(made[other].expected, pair.returned, "it was moved to another place")
            dropped.add(other)
    return [pair for number, pair in enumerate(made) if number not in dropped]


def with_joints(pairs: list[PairedUnits]) -> Iterator[PairedUnits]:
    """A paragraph that was split in two, or two that were joined, are one difference."""
    waiting: PairedUnits | None = None
    for pair in pairs:
        both = _joint(waiting, pair) if waiting else None
        if both:
            waiting = both
            continue
        if waiting:
            yield waiting
        waiting = pair
    if waiting:
        yield waiting


def _joint(one: PairedUnits, other: PairedUnits) -> PairedUnits | None:
    if max(map(len, (one.expected, one.returned, other.expected, other.returned))) > 1:
        return None
    both = PairedUnits((*one.expected, *other.expected), (*one.returned, *other.returned))
    if (len(both.expected), len(both.returned)) not in ((1, 2), (2, 1)):
        return None
    whole = likeness(as_one(both.expected).words, joined_returned(both.returned).words)
    paired = one if one.expected and one.returned else other
    apart = likeness(as_one(paired.expected).words, joined_returned(paired.returned).words)
    if whole < apart + _JOINT:
        return None
    what = "its paragraph was split in two" if len(both.returned) > 1 else "its paragraph was joined with the next"
    return PairedUnits((as_one(both.expected),), (joined_returned(both.returned),), what)


def as_one(spans: Sequence[ExpectedSpan]) -> ExpectedSpan:
    """Spans as one, with a blank between."""
    if len(spans) == 1:
        return spans[0]
    segments: list[Segment] = []
    words: list[str] = []
    start = 0
    for span in spans:
        segments += (Segment(each.start + start, each.end + start, each.value, each.owner) for each in span.segments)
        words.append(span.words)
        start += len(span.words) + 1
    first = spans[0]
    return ExpectedSpan(first.kind, " ".join(words), tuple(segments), first.owner, first.evidence)


def joined_returned(spans: Sequence[ReturnedSpan]) -> ReturnedSpan:
    """The same of the other side."""
    if len(spans) == 1:
        return spans[0]
    start, marks = 0, []
    for span in spans:
        marks += [replace(mark, offset=mark.offset + start) for mark in span.marks]
        start += len(span.words) + 1
    return ReturnedSpan(spans[0].kind, " ".join(span.words for span in spans), tuple(marks))
