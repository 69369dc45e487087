"""Days and moments in, how they stand to each other out. A day has no hour: nothing is said of when in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta


def day_of(when: datetime | date) -> date:
    """The day, in UTC."""
    return when.date() if isinstance(when, datetime) else when


def is_after(when: datetime | date, limit: datetime | date) -> bool:
    """Whether it is certainly later. A day that is a limit ends with its last moment; a day without hour may be early."""
    if isinstance(when, datetime) and isinstance(limit, datetime):
        return when > limit
    return day_of(when) > day_of(limit)


def end_of(when: datetime | date) -> datetime:
    """The moment itself, or the last of the day."""
    return when if isinstance(when, datetime) else datetime.combine(when, time.max, UTC)


def age(when: datetime | date, until: datetime | date) -> timedelta:
    """How far it lies back; in whole days where an hour is unknown."""
    if isinstance(when, datetime) and isinstance(until, datetime):
        return until - when
    return day_of(until) - day_of(when)
