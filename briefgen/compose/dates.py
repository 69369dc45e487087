"""A date as the schema holds it goes in; the words to print come out: "30 March 2025"."""

from __future__ import annotations

from datetime import UTC, date, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PATTERNS = {3: "d MMMM y", 2: "LLLL y", 1: "y"}


def date_words(value: date | datetime | str, language: str = "en") -> str:
    """A day, a month, a year or a point in time (UTC) in words. ValueError for anything else."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return f"{_day(moment.date(), 3, language)}, {moment:%H:%M} UTC"
    if isinstance(value, date):
        return _day(value, 3, language)
    parts = [int(part) for part in value.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return _day(date(year, month, day), len(parts), language)


def _day(day: date, parts: int, language: str) -> str:
    if language.split("-")[0].lower() != "en":
        return _in_language(day, parts, language)
    return " ".join([str(day.day), _MONTHS[day.month - 1], str(day.year)][3 - parts :])


def _in_language(day: date, parts: int, language: str) -> str:
    """As Babel writes it; the plain numbers, which every reader knows, in a language that Babel does not know."""
    from babel import Locale, UnknownLocaleError  # takes a while, and English does without
    from babel.dates import format_date

    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return _numbers(day, parts)
    return format_date(day, "long" if parts == 3 else _PATTERNS[parts], locale=locale)


def _numbers(day: date, parts: int) -> str:
    return day.isoformat()[: (4, 7, 10)[parts - 1]]
