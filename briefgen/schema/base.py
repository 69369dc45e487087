"""What all models share: strict, frozen, no unknown keys; and the types of dates as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Model(BaseModel):
    """Strict, frozen, closed. Sequences are tuples; the reader makes them so."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def _date(value: Any) -> Any:
    """A date from YYYY-MM-DD; anything else is left for the strict validator to refuse."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else value
        except ValueError as error:
            raise ValueError(f"no such date: {error}") from None
    return value


def _date_time(value: Any) -> Any:
    """A point in time from ISO 8601; without an offset it is UTC, without a time it is the day's start."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("a date and time is wanted, such as 2025-03-30T15:43:42Z") from None
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value


def _partial_date(value: Any) -> Any:
    """YYYY, YYYY-MM or YYYY-MM-DD, kept as written once it is known to be a real date."""
    if not isinstance(value, str):
        return value
    match = _PARTIAL.fullmatch(value)
    if match is None:
        raise ValueError("a date is wanted: YYYY-MM-DD, YYYY-MM or YYYY")
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError as error:
        raise ValueError(f"no such date: {error}") from None
    return value


Line = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
"""Words that are not blank."""

Date = Annotated[date, BeforeValidator(_date, json_schema_input_type=date), Field(examples=["2025-03-30"])]
"""A day, written YYYY-MM-DD."""

DateTime = Annotated[
    datetime,
    BeforeValidator(_date_time, json_schema_input_type=datetime | date),
    Field(examples=["2025-03-30T15:43:42Z"]),
]
"""A point in time; UTC where no offset is written."""

PartialDate = Annotated[
    str, BeforeValidator(_partial_date), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["2025-03-30", "2025-03", "2025"])
]
"""A day, a month or a year."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$", examples=["joint-hq"])]
"""A name that other places refer to: a letter, then letters, digits, hyphens, dots, underscores."""

LanguageTag = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 language tag.", examples=["en", "ja", "pt-BR"])
]
