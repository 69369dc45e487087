"""BG3xx, dates: an input in; dates that cannot all be true out.

A day's grace is given throughout, since a date and a point in time may be of different time zones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from briefgen.checks.rule import WARNING, Finding, Rule, Subject
from briefgen.days import day_of, is_after
from briefgen.schema.input import AgreementFields
from briefgen.schema.kinds import of_kind

_DAY = timedelta(days=1)
_DONE = ("agreed", "signed", "ratified", "in force", "suspended", "ended")
"""What an agreement cannot be before its day."""


def _written(when: datetime | date) -> str:
    return f"{when:%Y-%m-%dT%H:%MZ}" if isinstance(when, datetime) else when.isoformat()


def published_after_briefing(subject: Subject) -> Iterator[Finding]:
    given = subject.input
    for index, article in enumerate(given.articles):
        if article.published and day_of(article.published) - given.date > _DAY:
            message = f"published after the briefing's date, {given.date}"
            yield Finding(("articles", index, "published"), message, "One of the two dates is wrong.")


def published_after_cut_off(subject: Subject) -> Iterator[Finding]:
    given = subject.input
    for index, article in enumerate(given.articles):
        if article.published and given.cut_off and is_after(article.published, given.cut_off):
            message = f"published after the cut-off, {_written(given.cut_off)}"
            yield Finding(("articles", index, "published"), message, "Move the cut-off, or leave the article out.")


def cut_off_after_briefing(subject: Subject) -> Iterator[Finding]:
    given = subject.input
    if given.cut_off and day_of(given.cut_off) - given.date > _DAY:
        message = f"the cut-off is after the briefing's date, {given.date}"
        yield Finding(("cut_off",), message, "One of the two dates is wrong.")


def retrieved_before_published(subject: Subject) -> Iterator[Finding]:
    for index, article in enumerate(subject.input.articles):
        retrieved, published = article.source.retrieved, article.published
        if retrieved and published and day_of(published) - retrieved > _DAY:
            message = f"retrieved before it was published, {day_of(published)}"
            yield Finding(("articles", index, "source", "retrieved"), message, "One of the two dates is wrong.")


def done_in_the_future(subject: Subject) -> Iterator[Finding]:
    last = subject.input.date
    day = (last + _DAY if last < date.max else last).isoformat()
    for path, item in of_kind(subject.input, AgreementFields):
        if item.date and item.status in _DONE and item.date > day[: len(item.date)]:
            message = f"{item.status}, but on a day after the briefing's date, {subject.input.date}"
            yield Finding(
                (*path, "date"),
                message,
                "One of the dates is wrong, or the status is: what is still to come is proposed or announced.",
            )


RULES = (
    Rule(
        "BG310",
        "Article from after the briefing",
        WARNING,
        "An article was published after the day that the briefing bears.",
        "A briefing cannot rest on what was not yet written. One of the dates is wrong, and both are printed.",
        "date: 2025-03-30\narticles:\n  - published: 2025-05-30T15:43:42Z",
        "date: 2025-03-30\narticles:\n  - published: 2025-03-30T15:43:42Z",
        published_after_briefing,
    ),
    Rule(
        "BG311",
        "Article from after the cut-off",
        WARNING,
        "An article was published after the briefing's cut-off.",
        "The masthead promises that nothing later is in it. A cut-off that is a day ends with that day.",
        "cut_off: 2025-03-30T12:00:00Z\narticles:\n  - published: 2025-03-30T15:43:42Z",
        "cut_off: 2025-03-30T18:00:00Z\narticles:\n  - published: 2025-03-30T15:43:42Z",
        published_after_cut_off,
    ),
    Rule(
        "BG312",
        "Cut-off after the briefing",
        WARNING,
        "The cut-off is later than the day that the briefing bears.",
        "A briefing of the 30th cannot hold the information of the 2nd.",
        "date: 2025-03-30\ncut_off: 2025-04-02T18:00:00Z",
        "date: 2025-03-30\ncut_off: 2025-03-30T18:00:00Z",
        cut_off_after_briefing,
    ),
    Rule(
        "BG313",
        "Read before it was published",
        WARNING,
        "An article was retrieved before the day on which it was published.",
        "One of the two dates is wrong, and the source list prints both.",
        "source: {name: Reuters, retrieved: 2025-03-03}\npublished: 2025-03-30T15:43:42Z",
        "source: {name: Reuters, retrieved: 2025-03-30}\npublished: 2025-03-30T15:43:42Z",
        retrieved_before_published,
    ),
    Rule(
        "BG314",
        "Agreement concluded on a future date",
        WARNING,
        "An agreement is said to be agreed, signed or in force on a day after the briefing's.",
        "What is still to come is proposed or announced. A status ahead of its day states as fact what may not happen.",
        "status: signed\ndate: 2025-09-01      # in a briefing of 2025-03-30",
        "status: announced\ndate: 2025-09-01",
        done_in_the_future,
    ),
)
