"""A period in words in, what it sorts by out: "October 2016" stands with `2016-10`, "before May 2017" just before it.

Months, seasons, quarters, halves, years and decades are understood, in English, with early, mid and late, and the
first end of a range; among other words and in other languages, a month that stands with its year. A key is a date as far as it is known, to be compared as text with dates that are written so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from briefgen.lazy_patterns import lazy_pattern

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_HALVES = {"h1": 1, "h2": 7}
_QUARTERS = {"q1": 1, "q2": 4, "q3": 7, "q4": 10}
_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": 3}
_PARTS = {
    **dict.fromkeys(("early", "beginning", "start", "opening"), 0),
    **dict.fromkeys(("mid", "middle"), 1),
    **dict.fromkeys(("late", "end", "close"), 2),
}
_MONTHS_OF_PARTS, _DAYS_OF_PARTS, _YEARS_OF_PARTS = (1, 5, 9), (1, 11, 21), (0, 4, 7)
_BEFORE, _AFTER = frozenset({"before", "by", "until", "till"}), frozenset({"after"})
_RANGE = frozenset({"to", "and", "until", "till", "through", "-", "or"})
_SILENT = frozenset({
    "-", "in", "on", "at", "the", "of", "from", "since", "during", "between", "around", "about", "circa", "ca", "c", "over",
    "throughout", "year", "month", "season",
})  # fmt: skip
_TOKEN = lazy_pattern(r"\d{4}s|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}(?!\d)|q[1-4]\b|h[12]\b|\d+(?:st|nd|rd|th)?|[^\W\d_]+|-|\S")
_DAY = lazy_pattern(r"([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_PUNCTUATION = frozenset(",.'’()")
_LATER = "~"
"""Sorts after all that a date may go on with."""
_DECEMBER = 12
_LONGEST_MONTH = 31


class _Point(Struct, frozen=True):
    """What a span of words says of a time."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: int | None = None
    is_decade: bool = False


@lru_cache(maxsize=1024)
def sort_key(period: str) -> str | None:
    """A date as far as it is known; None for words that name no time."""
    words = _plainly(period.casefold().translate(_DASHES))
    tokens = [word for word in _TOKEN.findall(words) if word not in _PUNCTUATION]
    before, after = bool(tokens) and tokens[0] in _BEFORE, bool(tokens) and tokens[0] in _AFTER
    point = _first_of_range(tokens[1:] if before or after else tokens)
    if point is None:
        among_others = _dated_month(words)
        return _key(among_others) if among_others else None
    if point.year is None:
        return None
    key = _key(point)
    return _just_before(key) if before else key + _LATER if after else key


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"/": "-"})


_WEEKDAYS = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
_CLOCK = r"\b\d{1,2}:\d{2}(?::\d{2})?\b(?:\s*(?:[ap]m|utc|gmt)\b)?"
_PARTS_OF_DAYS = r"\b(?:days?|week|weekend|night|evening|morning|afternoon)\b(?=.*\d)"
_UNSORTED = lazy_pattern(rf"{_WEEKDAYS}|{_CLOCK}|(?<!\d ){_PARTS_OF_DAYS}")
"""What says more of a time than it sorts by."""
_WEEKS = lazy_pattern(r"\b(first|1st|second|2nd|third|3rd|fourth|4th|last) week (?:of|in) (?=[^\W\d]+,? (?:of )?\d{4})")
_LIMITS = (
    (lazy_pattern(r"^(?:no|not) later than\b"), "by"),
    (lazy_pattern(r"^(?:no|not) (?:earlier than|before)\b"), "from"),
    (lazy_pattern(r"\bfy\s?(?=\d)"), ""),
)


def _plainly(words: str) -> str:
    """The words in those that are understood; weeks of a month by the day that they begin."""
    words = _WEEKS.sub(lambda match: f"{1 + 7 * _ORDINALS[match[1]]} ", words)
    for limit, plain in _LIMITS:
        words = limit.sub(plain, words)
    return _UNSORTED.sub("", words)


_DATED_MONTH = lazy_pattern(
    r"(?:\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?)?\b(?P<month>[^\W\d_]+)\.?(?:\s+(?P<later>\d{1,2})(?:st|nd|rd|th)?,)?"
    r"\s+(?:de\s+)?(?P<year>[12]\d{3})\b"
    r"|(?P<cjk_year>[12]\d{3})\s?[年년]\s?(?P<cjk_month>\d{1,2})\s?[月월](?:\s?(?P<cjk_day>\d{1,2})\s?[日일])?"
)


def _dated_month(words: str) -> _Point | None:
    """The only month that stands with its year among words that are not known, in any language."""
    from briefgen.month_names import month_names

    points = []
    for match in _DATED_MONTH.finditer(words):
        found = match.groupdict()
        months = {int(found["cjk_month"])} if found["cjk_month"] else month_names().get(found["month"], frozenset())
        day = int(found["day"] or found["later"] or found["cjk_day"] or 0)
        if len(months) == 1 and day <= _LONGEST_MONTH and max(months) <= _DECEMBER:
            points.append(_Point(int(found["year"] or found["cjk_year"]), max(months), day or None))
    return points[0] if len(points) == 1 else None


def _first_of_range(tokens: list[str]) -> _Point | None:
    """The earlier end of what the words name, with what it leaves to the later one to say."""
    cut = next((n for n, token in enumerate(tokens) if n and token in _RANGE and tokens[n - 1] not in _PARTS), None)
    if cut is None:
        return _point(tokens)
    first, last = _point(tokens[:cut]), _point(tokens[cut + 1 :])
    if first is None or last is None:
        return None
    if first.year is not None:
        return first
    month = last.month if first.month is None and first.day is not None else first.month
    year = last.year
    if year is not None and month and last.month and month > last.month:
        year -= 1  # November to March 2017
    return replace(first, year=year, month=month)


def _point(tokens: list[str]) -> _Point | None:
    """None where a word is not known."""
    point = _Point()
    for number, token in enumerate(tokens):
        following = tokens[number + 1] if number + 1 < len(tokens) else ""
        if token in _SILENT or (token in ("quarter", "half") and number):
            continue
        found = _with(point, token, following)
        if found is None:
            return None
        point = found
    return point


def _with(point: _Point, token: str, following: str) -> _Point | None:
    """The point with what one word adds."""
    if token in _ORDINALS and following in ("quarter", "half"):
        step = {"quarter": 3, "half": 6}[following]
        return replace(point, month=1 + min(_ORDINALS[token], 12 // step - 1) * step)
    if token in _PARTS:
        return replace(point, part=_PARTS[token])
    for table in (_MONTHS, _SEASONS, _QUARTERS, _HALVES):
        if token in table:
            return replace(point, month=table[token])
    return _with_number(point, token)


def _with_number(point: _Point, token: str) -> _Point | None:
    if re.fullmatch(r"[12]\d{3}s", token):
        return replace(point, year=int(token[:4]), is_decade=True)
    if re.fullmatch(r"[12]\d{3}(-\d{2}){0,2}", token):
        year, *rest = map(int, token.split("-"))
        if rest and rest[0] > _DECEMBER:  # 2016-17
            return replace(point, year=year)
        month = rest[0] if rest else point.month
        return replace(point, year=year, month=month, day=rest[1] if len(rest) > 1 else point.day)
    if day := _DAY.fullmatch(token):
        return replace(point, day=int(day[1]))
    return point if re.fullmatch(r"\d{2}", token) and point.year else None


def _key(point: _Point) -> str:
    year = point.year or 0
    if point.is_decade and point.part is not None:
        return f"{year + _YEARS_OF_PARTS[point.part]:04}"
    if point.month is None:
        return f"{year:04}" if point.part is None else f"{year:04}-{_MONTHS_OF_PARTS[point.part]:02}"
    day = _DAYS_OF_PARTS[point.part] if point.part is not None and point.day is None else point.day
    return f"{year:04}-{point.month:02}" + (f"-{day:02}" if day else "")


def _just_before(key: str) -> str:
    """Sorts before the key and all that it begins, and after all that comes before it."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}{_LATER}"
