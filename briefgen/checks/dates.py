"""BG3xx, dates: an input in; dates that cannot all be true, or that nobody can have meant, out.

A day's grace is given throughout, since a date and a point in time may be of different time zones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from briefgen.checks.rule import NOTE, WARNING, Finding, Path, Rule, Subject
from briefgen.days import day_of, is_after
from briefgen.periods import sort_key
from briefgen.schema.input import AgreementFields, EventFields
from briefgen.schema.kinds import of_kind

_DAY = timedelta(days=1)
_DONE = ("agreed", "signed", "ratified", "in force", "suspended", "ended")
"""What an agreement cannot be before its day."""
_FIRST_YEAR, _AHEAD = 1900, 20
"""Plausible years begin there, and end so many after the briefing's."""


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
        if retrieved and published and day_of(published) - day_of(retrieved) > _DAY:
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


def period_not_understood(subject: Subject) -> Iterator[Finding]:
    for path, item in of_kind(subject.input, EventFields):
        if item.date is None and item.period and sort_key(item.period) is None:
            message = f"“{item.period}” is not understood as a time, and stands last in the timeline"
            hint = "Add a date (2016-10 or 2016 is enough) to sort by; the period is still what is printed."
            yield Finding((*path, "period"), message, hint)


def implausible_dates(subject: Subject) -> Iterator[Finding]:
    """Years that are mostly slips of the keyboard."""
    last = subject.input.date.year + _AHEAD
    for path, year in _years(subject):
        if not _FIRST_YEAR <= year <= last:
            message = f"{year} is far from the briefing's date, {subject.input.date}"
            yield Finding(path, message, "Check the year; if it is right, say so in a comment that ignores BG316.")


def _years(subject: Subject) -> Iterator[tuple[Path, int]]:
    """Each year that the input gives, with its path. Articles from after the briefing are found by another rule."""
    given = subject.input
    yield ("date",), given.date.year
    for index, article in enumerate(given.articles):
        if article.published:
            yield ("articles", index, "published"), min(day_of(article.published).year, given.date.year)
        if article.source.retrieved:
            yield ("articles", index, "source", "retrieved"), article.source.retrieved.year
    for path, agreement in of_kind(given, AgreementFields):
        if agreement.date:
            yield (*path, "date"), int(agreement.date[:4])
    for path, event in of_kind(given, EventFields):
        when, field = (event.date, "date") if event.date else (sort_key(event.period or ""), "period")
        if when:
            yield (*path, field), int(when[:4]) if when[:4].isdigit() else given.date.year


def agreement_with_one_party(subject: Subject) -> Iterator[Finding]:
    alone = {entry.name for entry in subject.briefing.agreements if len(entry.parties) == 1}
    for path, item in of_kind(subject.input, AgreementFields):
        if item.name in alone:
            alone.remove(item.name)
            hint = "Name the others under `parties`. What one side announces is an event, or a stance."
            yield Finding((*path, "parties"), f"an agreement with one party only, {item.parties[0]}", hint)


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
    Rule(
        "BG315",
        "Period that cannot be sorted",
        NOTE,
        """An event has a period in words and no date, and the words name no month, season, quarter, half, year or decade.
        English is understood: October 2016, early 2016, spring 2016, Q3 2016, 2016-17, before May 2016.""",
        "It stands at the end of the timeline, after what happened later.",
        "- kind: event\n  period: Before the visit",
        "- kind: event\n  date: 2025-03\n  period: Before the visit",
        period_not_understood,
    ),
    Rule(
        "BG316",
        "Implausible year",
        WARNING,
        f"A date is before {_FIRST_YEAR}, or more than {_AHEAD} years after the briefing's.",
        "It is mostly a slip of the keyboard, and is printed as a fact.",
        "date: 2061-10-04      # in a briefing of 2025-03-30",
        "date: 2016-10-04",
        implausible_dates,
    ),
    Rule(
        "BG317",
        "Agreement of one party",
        WARNING,
        "An agreement names one party only, in all that is marked of it.",
        "Nobody agrees alone: the other party is missing, or it is not an agreement.",
        "parties: [Japan]",
        "parties: [Japan, United States]",
        agreement_with_one_party,
    ),
)
