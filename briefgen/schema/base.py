"""What all models share: strict, frozen, no unknown keys; and the types of dates as people write them."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from briefgen.lazy_patterns import lazy_pattern

_PARTIAL = lazy_pattern(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOKS_LIKE_A_DATE = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)")


class Model(BaseModel):
    """Strict, frozen, closed. Sequences are tuples; the reader makes them so."""

    # A model is built when the first of its kind is made: no run makes all of them.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


def _no_such_date() -> PydanticCustomError:
    return PydanticCustomError("no_such_date", "no such date")


def _no_date(expected: str) -> PydanticCustomError:
    return PydanticCustomError("no_date", "expected a date: {expected}", {"expected": expected})


def _date(value: Any) -> Any:
    """A date from YYYY-MM-DD; other types are left for the strict validator to refuse."""
    if not isinstance(value, str):
        return value
    match = _PARTIAL.fullmatch(value)
    if match is None or match[3] is None:
        raise _no_date("YYYY-MM-DD")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise _no_such_date() from None


def _date_time(value: Any) -> Any:
    """A day as it stands, or a point in time from ISO 8601; without an offset it is UTC."""
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value)
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            if _LOOKS_LIKE_A_DATE.match(value):
                raise _no_such_date() from None
            raise _no_date("YYYY-MM-DDTHH:MM:SSZ") from None
    if isinstance(value, datetime):
        try:
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        except OverflowError:
            raise _no_such_date() from None
    return value


def _partial_date(value: Any) -> Any:
    """YYYY, YYYY-MM or YYYY-MM-DD, kept as written once it is known to be a real date."""
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)  # a year alone is a number in YAML
    if not isinstance(value, str):
        return value
    match = _PARTIAL.fullmatch(value)
    if match is None:
        raise _no_date("YYYY-MM-DD, YYYY-MM or YYYY")
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise _no_such_date() from None
    return value


NonBlank = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"\S")]
"""Words that are not blank; the line end that a YAML block leaves behind is no part of them."""

Date = Annotated[date, BeforeValidator(_date, json_schema_input_type=date), Field(examples=["2025-03-30"])]
"""A day, written YYYY-MM-DD."""

When = Annotated[
    datetime | date,
    BeforeValidator(_date_time, json_schema_input_type=datetime | date),
    Field(examples=["2025-03-30T15:43:42Z", "2025-03-30"]),
]
"""A point in time, UTC where no offset is written; or a day, where no hour is known: it has none then."""

_PartialDateText = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
PartialDate = Annotated[
    _PartialDateText,
    BeforeValidator(_partial_date, json_schema_input_type=_PartialDateText | Annotated[int, Field(ge=1000, le=9999)]),
    Field(examples=["2025-03-30", "2025-03", "2025"]),
]
"""A day, a month or a year."""

_ADDRESS_PATTERN = (
    r"^([Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"]+|[Mm][Aa][Ii][Ll][Tt][Oo]:[^\s<>\"@]+@[^\s<>\"@]+"
    r"|[Dd][Oo][Ii]:10\.[^\s<>\"]+|[Uu][Rr][Nn]:[A-Za-z0-9][A-Za-z0-9-]*:[^\s<>\"]+)$"
)
_ADDRESS = lazy_pattern(_ADDRESS_PATTERN)
_WRONG_ADDRESSES = (
    (
        lazy_pattern(r".*[\s<>\"].*", re.DOTALL),
        "has a blank or a sign in it that no address has",
        "Write a blank as %20.",
    ),
    (
        lazy_pattern(r"(?i:urn:).*"),
        "is a URN without all its parts",
        "Write urn:isbn:9780141036144, say: a kind and a name.",
    ),
    (lazy_pattern(r"(?i:doi:).*"), "is not a DOI", "Write doi: and what begins with 10., as in doi:10.1000/182."),
    (
        lazy_pattern(r"(?i:mailto:).*"),
        "is not an email address",
        "Write mailto: and one address, as in mailto:desk@example.org.",
    ),
    (lazy_pattern(r"(?i:https?:)/*"), "ends after its scheme", "Write the whole address."),
    (lazy_pattern(r"10\.\d{4,}/.+"), "is a DOI without its scheme", "Write doi: before it."),
    (lazy_pattern(r"[^:/]+@[^:/]+"), "is a mail address without its scheme", "Write mailto: before it."),
    (lazy_pattern(r"(?i:https?:)/?[^/].*"), "lacks slashes after its scheme", "Write https://, with two slashes."),
    (lazy_pattern(r"(//)?[^:/]+\.[^:/]+(:\d+)?(/.*)?"), "does not say how to get there", "Write https:// before it."),
    (
        lazy_pattern(r"(?i:file:).*|[A-Za-z]:\\.*|/.*"),
        "is a place on somebody's disk",
        "Give the address of the publisher.",
    ),
)
"""What people write instead of an address, what is wrong with it, and what to do."""


def _address(value: str) -> str:
    if _ADDRESS.fullmatch(value):
        return value
    known = "An address begins with http://, https://, mailto:, doi: or urn:."
    found = (each[1:] for each in _WRONG_ADDRESSES if each[0].fullmatch(value))
    fault, hint = next(found, ("is not an address that a briefing takes", known))
    shown = value if len(value) <= 60 else f"{value[:57]}..."
    raise PydanticCustomError("address", "{message}", {"message": f"“{shown}” {fault}", "hint": hint})


WebAddress = Annotated[
    str,
    AfterValidator(_address),
    WithJsonSchema({"type": "string", "pattern": _ADDRESS_PATTERN}),
    Field(examples=["https://example.org/article", "doi:10.1000/182", "urn:isbn:9780141036144"]),
]
"""Where a source is found: on the web, a mailbox, a DOI or a URN."""

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$", examples=["joint-hq"])]
"""A name that other places refer to: a letter, then letters, digits, hyphens, dots, underscores."""

LanguageTag = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="BCP 47 language tag.",
        examples=["en", "ja", "pt-BR"],
    ),
]
