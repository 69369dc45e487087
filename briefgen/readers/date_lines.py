"""A line in; out, whether it says when and nothing else, and the day that it names."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec import Struct

from briefgen.lazy_patterns import lazy_pattern
from briefgen.month_names import month_names, weekday_names

_PARTICLES = lazy_pattern("of|the|on|at|st|nd|rd|th|le|er|de|del|di|da|do|el|den|der|am|dne|dnia|года|г|року|р|م|من")
_LABELS = lazy_pattern("published|posted|issued|released|dated?")
_HOURS = lazy_pattern(
    "[ap]m|uhr|h|hrs|hours|noon|midnight|updated|modified|last|first|created|utc|gmt|[ecmp]t|[ecmp][sd]t|bst|ces?t|ees?t|msk|ist|jst|"
    "kst|ae[sd]t|nz[sd]t|sgt|hkt|z|時|分|시|분"
)
"""Words of a line of dates that say more than a day: its time, or that it is not the first one."""
_TOKEN = lazy_pattern(r"\d+|[^\W\d_]+")
_SHAPES = (
    lazy_pattern(r"(?P<year>\d{4})(\s?[-./]\s?)(?P<month>\d{1,2})\2(?P<day>\d{1,2})"),
    lazy_pattern(r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"),
    lazy_pattern(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
    lazy_pattern(r"(?P<day>1[3-9]|2\d|3[01])([-/])(?P<month>\d{1,2})\2(?P<year>\d{4})"),
    lazy_pattern(r"(?P<month>\d{1,2})([-/])(?P<day>1[3-9]|2\d|3[01])\2(?P<year>\d{4})"),
)
"""Dates in numbers whose day and month cannot be taken for one another."""
_EITHER_WAY = lazy_pattern(r"\d{1,2}([-/])\d{1,2}\1\d{4}")
_LONGEST = 100
_YEARS = range(1800, 2101)
"""Others are of another calendar, such as the Buddhist one."""


class DateLine(Struct, frozen=True):
    """What a line of nothing but dates and times says."""

    day: date | None
    """The only day that it names; None where that is not certain."""
    is_day_alone: bool
    """Whether it says no more than the day."""


@lru_cache(maxsize=256)
def read_date_line(line: str) -> DateLine | None:
    """None where the line says anything else than when."""
    if len(line) > _LONGEST or not any(each.isdigit() for each in line):
        return None
    shapes = [match for shape in _SHAPES for match in shape.finditer(line)]
    rest = line if len(shapes) != 1 else line.replace(shapes[0][0], " ", 1)
    either_way = bool(_EITHER_WAY.search(rest))
    tokens = _TOKEN.findall(rest.casefold())
    words = [each for each in tokens if not each.isdigit()]
    if not (shapes or either_way) and not any(each in month_names() or each in weekday_names() for each in words):
        return None
    if not all(
        each in month_names() or each in weekday_names() or _is_silent(each) or _HOURS.fullmatch(each) for each in words
    ):
        return None
    numbers = [each for each in tokens if each.isdigit()]
    day = (
        _day(shapes[0].groupdict()) if len(shapes) == 1 and not numbers else None if shapes else _named(words, numbers)
    )
    return DateLine(day, is_day_alone=day is not None and not any(map(_HOURS.fullmatch, words)))


def _is_silent(word: str) -> bool:
    return bool(_PARTICLES.fullmatch(word) or _LABELS.fullmatch(word))


def _named(words: list[str], numbers: list[str]) -> date | None:
    """The day of a line that names its month: one month, one year, one day and no other number."""
    months = [month_names()[each] for each in words if each in month_names()]
    years = [each for each in numbers if len(each) > 2]
    days = [each for each in numbers if len(each) <= 2]
    if len(months) != 1 or len(months[0]) != 1 or len(years) != 1 or len(days) != 1:
        return None
    return _day({"year": years[0], "month": str(*months[0]), "day": days[0]})


def _day(parts: dict[str, str]) -> date | None:
    year, month, day = (int(parts[each]) for each in ("year", "month", "day"))
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
