"""Events with their dates go in; a true axis of time comes out: shapes, with a mark and a number for each event.

Events that lie close together are opened out above the axis, each led to by a line; what took a month or a year is a bar.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import inf

from msgspec import Struct

from briefgen.document import Disc, DrawnShape, Lettering, Outline, Stroke
from briefgen.figures.shapes import flat
from briefgen.figures.widths import room_for

_SIZE = 7.0
_GAP = 4.0
_FILLED = 0.8
"""Of the width, what numbers take that stand for several events: they need room to stand above them."""
_RISE, _UPRIGHT = 26.0, 10.0
"""From the axis to the numbers, and to where a line turns from upright to its number."""
_TOP = 11.0
_LANE, _LANES = 6.0, 8
_CLEAR = 0.5
_APART, _LOWER = 3.0, 4.0
"""Brackets that stand closer to each other run into each other, and how much lower the second stands then."""
_UNSEEN = 1.5
"""So near to each other, the ends of two lines are one."""
_BELOW = 15.0
_TICKS = 5
_STEPS = (1, 2, 3, 5, 7, 10, 14, 20, 25, 50, 100, 200, 500, 1000)


class DatedEvent(Struct, frozen=True):
    """An event as the axis has it: its number, and the first and last day that it may have been on."""

    number: str
    first: date
    last: date


class AxisLook(Struct, frozen=True):
    """Colours, written RRGGBB."""

    ink: str
    quiet: str
    mark: str
    bar: str


def days_of(written: object) -> tuple[date, date] | None:
    """The first and last day of a date that is known to the day, the month or the year."""
    parts = str(written).partition("T")[0].partition(" ")[0].split("-")
    try:
        year, *rest = map(int, parts)
        match rest:
            case [month, day]:
                return date(year, month, day), date(year, month, day)
            case [month]:
                return date(year, month, 1), date(year, month, monthrange(year, month)[1])
            case _:
                return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


class TimeAxis(Struct, frozen=True):
    """The shapes of a timeline and their size."""

    shapes: tuple[DrawnShape, ...]
    width: float
    height: float


def time_axis(
    events: Sequence[DatedEvent], look: AxisLook, said: Callable[[str], str], width: float, backward: bool = False
) -> TimeAxis:
    """The axis; `said` gives a date, as far as it is known, in words. Time runs with the text."""
    first, last = min(each.first for each in events), max(each.last for each in events)
    pad = max(1, round((last - first).days * 0.03))
    start = date.fromordinal(max(1, first.toordinal() - pad))
    return _Axis(tuple(events), look, said, width, backward, start, (last - first).days + 2 * pad).drawn()


class _Axis(Struct):
    events: tuple[DatedEvent, ...]
    look: AxisLook
    said: Callable[[str], str]
    width: float
    backward: bool
    first: date
    days: int

    def drawn(self) -> TimeAxis:
        groups = self._groups()
        lanes = self._lanes()
        axis = _TOP + _RISE + _LANE * (max(lanes.values(), default=-1) + 1)
        shapes: list[DrawnShape] = [_stroke(0.0, axis, self.width, axis, self.look.ink, 0.9)]
        shapes += self._ticks(axis)
        marks = [[self._mark(event, axis, lanes) for event in group] for group in groups]
        shapes += [shape for each in marks for shape, _ in each]
        shapes += self._numbers(groups, [[at for _, at in each] for each in marks], axis)
        return TimeAxis(tuple(shapes), self.width, axis + _BELOW)

    def _x(self, day: date) -> float:
        share = (day - self.first).days / max(1, self.days)
        return self.width * (1 - share if self.backward else share)

    # --- events ------------------------------------------------------------------------------

    def _groups(self) -> list[list[DatedEvent]]:
        """Events in order of time; where they are too many for numbers of their own, those nearest to each other share one."""
        ordered = sorted(self.events, key=lambda each: (each.first, each.last))
        if sum(_label_width([each]) for each in ordered) <= self.width:
            return [[each] for each in ordered]
        groups = [list(same) for _, same in groupby(ordered, lambda each: round(self._middle(each)))]
        while len(groups) > 1 and sum(map(_label_width, groups)) > self.width * _FILLED:
            at = min(range(len(groups) - 1), key=lambda n: self._span(groups[n], groups[n + 1]))
            groups[at : at + 2] = [groups[at] + groups[at + 1]]
        return groups

    def _middle(self, event: DatedEvent) -> float:
        return (self._x(event.first) + self._x(event.last)) / 2

    def _span(self, one: list[DatedEvent], other: list[DatedEvent]) -> tuple[float, int]:
        """How wide the bracket of both would be, and how many events it would have."""
        return round(abs(self._middle(other[-1]) - self._middle(one[0])), 1), len(one) + len(other)

    def _lanes(self) -> dict[str, int]:
        """By the number of an event that takes time: which line above the axis its bar has to itself.

        Where bars are more than there are lines, those that follow share the last.
        """
        ends: list[date] = []
        lanes: dict[str, int] = {}
        for event in sorted(self.events, key=lambda each: (each.first, each.last)):
            if event.first != event.last:
                lane = min(next((n for n, end in enumerate(ends) if end < event.first), len(ends)), _LANES - 1)
                ends[lane : lane + 1] = [event.last]
                lanes[event.number] = lane
        return lanes

    def _mark(self, event: DatedEvent, axis: float, lanes: dict[str, int]) -> tuple[DrawnShape, tuple[float, float]]:
        """What stands for an event, and where a line leads to it."""
        if event.number not in lanes:
            x = self._x(event.first)
            return Disc(round(x, 1), round(axis, 1), 2.4, self.look.mark), (x, axis - 2.4)
        left, right = sorted(
            (self._x(event.first), self._x(event.last + timedelta(1) if event.last < date.max else event.last))
        )
        bottom = axis - 2 - _LANE * lanes[event.number]
        top = bottom - _LANE + 2
        # A bar that begins where another ends stands clear of it.
        left, right = (left + _CLEAR, right - _CLEAR) if right - left > 4 else (left, max(right, left + 3))
        corners = (left, top), (right, top), (right, bottom), (left, bottom)
        shape = Outline((flat(corners),), self.look.bar, self.look.mark, 0.5)
        return shape, ((left + right) / 2, top)

    def _numbers(
        self, groups: list[list[DatedEvent]], goals: list[list[tuple[float, float]]], axis: float
    ) -> Iterator[DrawnShape]:
        """Numbers, each led to what stands for it; one for several events to a bracket that spans them."""
        names = [_label(group) for group in groups]
        middles = [(min(x for x, _ in each) + max(x for x, _ in each)) / 2 for each in goals]
        order = _in_order(middles, self.backward)
        places = spread([middles[n] for n in order], [_label_width(groups[n]) for n in order], self.width)
        # Brackets stand above all bars.
        turn = (_TOP + _RISE if any(len(each) > 1 for each in goals) else axis) - _UPRIGHT
        spans = [(min(x for x, _ in goals[n]), max(x for x, _ in goals[n])) for n in order]
        for n, x, (left, right), lower in zip(order, places, spans, _lowered(spans, places), strict=True):
            at = min(turn + lower, *(y - 1 for _, y in goals[n]))
            yield _stroke(x, _TOP, middles[n], at, self.look.quiet, 0.6)
            if right > left:
                yield _stroke(left, at, right, at, self.look.quiet, 0.6)
            for goal_x, goal_y in sorted(set(goals[n])):
                yield _stroke(goal_x, at, goal_x, goal_y, self.look.quiet, 0.6)
            yield Lettering(round(x, 1), _TOP - 3, names[n], _SIZE, "middle", self.look.ink, "semibold")

    # --- the axis ----------------------------------------------------------------------------

    def _ticks(self, axis: float) -> Iterator[DrawnShape]:
        edge = 0.0
        placed: list[tuple[float, str, float]] = []
        for day, words in self._dates():
            x, half = self._x(day), room_for(words, _SIZE) / 2
            if half <= x <= self.width - half:
                placed.append((x, words, half))
        for x, words, half in sorted(placed):
            if x - half >= edge:
                edge = x + half + 6
                yield _stroke(x, axis, x, axis + 3.5, self.look.ink, 0.7)
                yield Lettering(round(x, 1), round(axis + 11.5, 1), words, _SIZE, "middle", self.look.ink)

    def _dates(self) -> Iterator[tuple[date, str]]:
        """Beginnings of years, months or days, as many as can be told apart."""
        last = self.first.toordinal() + self.days
        years = self.days / 365.25
        if years > 3:
            step = _step(years)
            for year in range(
                self.first.year // step * step, date.fromordinal(min(last, date.max.toordinal())).year + 1, step
            ):
                if year > 0 and date(year, 1, 1) >= self.first:
                    yield date(year, 1, 1), self.said(f"{year:04}")
        elif self.days > 75:
            step = min((n for n in (1, 2, 3, 6) if years * 12 / n <= _TICKS), default=6)
            for month in range(self.first.year * 12, (self.first.year + 5) * 12, step):
                day = date(month // 12, month % 12 + 1, 1) if month // 12 <= date.max.year else date.max
                if self.first <= day and day.toordinal() <= last:
                    yield day, self.said(f"{day:%Y-%m}")
        else:
            for ordinal in range(self.first.toordinal() + 1, last, _step(self.days)):
                yield (day := date.fromordinal(ordinal)), self.said(day.isoformat())


def _in_order(middles: Sequence[float], backward: bool) -> list[int]:
    """Numbers from left to right by where they lead; those whose lines would cross unseen keep the order of time."""
    near: list[list[int]] = []
    for n in sorted(range(len(middles)), key=middles.__getitem__):
        if near and middles[n] - middles[near[-1][0]] < _UNSEEN:
            near[-1].append(n)
        else:
            near.append([n])
    return [n for each in near for n in sorted(each, reverse=backward)]


def _label(group: Sequence[DatedEvent]) -> str:
    return group[0].number if len(group) == 1 else f"{group[0].number}–{group[-1].number}"


def _label_width(group: Sequence[DatedEvent]) -> float:
    return room_for(_label(group), _SIZE) + _GAP


def _step(whole: float) -> int:
    return next((step for step in _STEPS if whole / step <= _TICKS), _STEPS[-1])


def _lowered(spans: Sequence[tuple[float, float]], places: Sequence[float]) -> Iterator[float]:
    """How much lower each bracket stands: where it would run into the one before, unless its line then crossed that."""
    edge, lower = -inf, 0.0
    for (left, right), x in zip(spans, places, strict=True):
        is_clear = abs((left + right) / 2 - x) * _LOWER / (_RISE - _UPRIGHT + _LOWER) <= (right - left) / 2
        lower = _LOWER if left - edge < _APART and lower == 0.0 and right > left and is_clear else 0.0
        edge = right
        yield lower


def spread(goals: list[float], widths: list[float], room: float) -> list[float]:
    """Middles of labels in the order of their goals, each as near to its own as the others and the edges let it."""
    lefts = [goal - width / 2 for goal, width in zip(goals, widths, strict=True)]
    blocks: list[list[float]] = []
    for left, width in zip(lefts, widths, strict=True):
        # A block is a left edge, a width, and the sum and number of what its members would have that edge be.
        blocks.append([left, width, left, 1.0])
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] > blocks[-1][0]:
            _, width_after, total_after, many = blocks.pop()
            before = blocks[-1]
            before[2] += total_after - many * before[1]
            before[1] += width_after
            before[3] += many
            before[0] = before[2] / before[3]
    edge = room
    for block in reversed(blocks):
        block[0] = min(block[0], edge - block[1])
        edge = block[0]
    edge = 0.0
    for block in blocks:
        block[0] = max(block[0], edge)
        edge = block[0] + block[1]
    places, at = [], 0
    for left, width, *_ in blocks:
        end = left + width
        while at < len(widths) and left + widths[at] <= end + 1e-6:
            places.append(left + widths[at] / 2)
            left += widths[at]
            at += 1
    return places


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> Stroke:
    return Stroke(round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1), colour, width)
