"""A date, a number, a list or the code of a place as the schema holds it in; it in words of a language out.

English is written here; of other languages Babel knows the forms, and is loaded for them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SKELETONS = {2: "yMMMM", 1: "y"}
_FIRST = {"fr": "1er"}
"""The first day of a month, where it alone is an ordinal; Babel has it as a plain number."""


@lru_cache(maxsize=256)
def is_english(language: str) -> bool:
    """Whether a language tag says English of any region."""
    return primary_language(language) == "en"


def primary_language(language: str) -> str:
    """The language of a tag without its script and region: `fr` of `fr-CA`."""
    return language.replace("_", "-").partition("-")[0].casefold()


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale | None:
    """What Babel knows of a language; None where it knows nothing."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None


def date_words(value: date | str, language: str = "en") -> str:
    """A day, a month or a year in words. ValueError for anything else."""
    if isinstance(value, date):
        return _day(value, 3, language)
    parts = [int(part) for part in value.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return _day(date(year, month, day), len(parts), language)


def _day(day: date, parts: int, language: str) -> str:
    if not is_english(language):
        return _in_language(day, parts, language)
    return " ".join([str(day.day), _MONTHS[day.month - 1], str(day.year)][3 - parts :])


def _in_language(day: date, parts: int, language: str) -> str:
    """As Babel writes it; the plain numbers, which every reader knows, in a language that Babel does not know."""
    locale = locale_of(language)
    if locale is None:
        return day.isoformat()[: (4, 7, 10)[parts - 1]]
    from babel.dates import format_date, format_skeleton

    if parts in _SKELETONS:
        return str(format_skeleton(_SKELETONS[parts], day, locale=locale))
    words = format_date(day, "long", locale=locale)
    first = _FIRST.get(locale.language)
    return words.replace("1", first, 1) if first and day.day == 1 else words


def number_words(number: int, language: str) -> str:
    """A number with its thousands set apart: 12,000."""
    locale = None if is_english(language) else locale_of(language)
    if locale is None:
        return f"{number:,}"
    from babel.numbers import format_decimal

    return str(format_decimal(number, format="#,##0.###", locale=locale))


def percent_words(number: int, language: str) -> str:
    """So many percent: 70%."""
    locale = None if is_english(language) else locale_of(language)
    if locale is None:
        return f"{number}%"
    from babel.numbers import format_percent

    return format_percent(number / 100, locale=locale)


def list_words(parts: Sequence[str], language: str) -> str:
    """Several in one: a, b and c."""
    locale = None if is_english(language) else locale_of(language)
    if len(parts) < 2:
        return "".join(parts)
    if is_english(language):
        return f"{', '.join(parts[:-1])} and {parts[-1]}"
    if locale is None:
        return ", ".join(parts)
    from babel.lists import format_list

    return format_list(parts, locale=locale)


def place_name(code: str, otherwise: str, language: str) -> str:
    """The name of a country or region by its ISO 3166 or UN M49 code."""
    locale = None if is_english(language) else locale_of(language)
    return otherwise if locale is None else locale.territories.get(code, otherwise)
