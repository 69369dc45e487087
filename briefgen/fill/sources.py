"""A briefing in, a paragraph on what its sources are worth out: said of the facts, where the analyst says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from briefgen.credits import origin_name
from briefgen.days import day_of
from briefgen.independence import Independence, independence_of
from briefgen.schema.briefing import AnnotatedArticle, Briefing, Evidence
from briefgen.schema.kinds import lists
from briefgen.schema.vocabulary import CREDIBILITY, RELIABILITY

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_RUN = 4
"""Ids in a row from which on the first and the last say it."""
_KINDS = {
    "wire": ("wire report", "wire reports"),
    "newspaper": ("newspaper article", "newspaper articles"),
    "broadcast": ("broadcast", "broadcasts"),
    "official": ("official publication", "official publications"),
    "think-tank": ("think-tank publication", "think-tank publications"),
    "social": ("social media post", "social media posts"),
}


def source_summary(briefing: Briefing) -> str:
    """A few sentences: how many sources and of what sort, which repeat others, how old, how graded, what rests on one.

    Names of outlets stand in parentheses, where any name reads well.
    """
    if len(briefing.articles) == 1:
        return " ".join(_one(briefing, briefing.articles[0]))
    found = independence_of(briefing.articles)
    sentences = [
        _extent(briefing.articles),
        _age(briefing),
        _kinds(briefing.articles),
        _repeats(briefing.articles, found),
        _grades(briefing.articles),
        _single(briefing, found),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


# --- one article -----------------------------------------------------------------------------------


def _one(briefing: Briefing, article: AnnotatedArticle) -> Iterator[str]:
    source = article.source
    kind = _KINDS.get(source.kind or "", ("article", ""))[0]
    when = f", published on {_day(day_of(article.published))}" if article.published else ""
    yield f"This briefing rests on one source: {_article(kind)} {kind} ({source.name}){when}."
    if age := _age(briefing):
        yield age
    if source.origin and origin_name(source.origin) != origin_name(source.name):
        yield f"It passes on the report of another source ({source.origin})."
    grade = _grade(article)
    yield f"It is graded {grade} ({_meaning(article)})." if grade else "It has not been graded."
    yield "Nothing in it has been corroborated by a second source."


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _age(briefing: Briefing) -> str:
    """How far the newest lies back, where that is more than a day and all are dated."""
    days = [day_of(article.published) for article in briefing.articles if article.published]
    until, name = (day_of(briefing.cut_off), "cut-off") if briefing.cut_off else (briefing.date, "briefing")
    age = (until - max(days)).days if days else 0
    if age < 2 or len(days) < len(briefing.articles):
        return ""
    what = "It is" if len(days) == 1 else "The newest is"
    return f"{what} {_counted(age, 'day')} older than the {name}."


# --- several -----------------------------------------------------------------------------------------


def _extent(articles: Sequence[AnnotatedArticle]) -> str:
    outlets = {origin_name(article.source.name) for article in articles}
    days = sorted(day_of(article.published) for article in articles if article.published)
    when = ""
    if days:
        when = (
            f", published on {_day(days[0])}"
            if days[0] == days[-1]
            else f", published from {_day(days[0])} to {_day(days[-1])}"
        )
        when += "" if len(days) == len(articles) else " as far as they are dated"
    return f"This briefing rests on {_number(len(articles))} articles from {_counted(len(outlets), 'outlet')}{when}."


def _kinds(articles: Sequence[AnnotatedArticle]) -> str:
    counts = Counter(_KINDS.get(article.source.kind or "", ("", "")) for article in articles)
    other = counts.pop(("", ""), 0)
    parts = [f"{_number(n)} {one if n == 1 else many}" for (one, many), n in counts.most_common()]
    if not parts:
        return ""
    if other:
        parts.append(f"{_number(other)} of another sort")
    return f"They are {_listed(parts)}."


def _repeats(articles: Sequence[AnnotatedArticle], found: Independence) -> str:
    """Which articles repeat others, and by what."""
    shared: dict[str, list[str]] = {}
    same: dict[tuple[str, str], list[str]] = {}
    for repeat in found.repeats:
        article, earlier = articles[repeat.article], articles[repeat.of]
        match repeat.bond:
            case "origin" | "credit":
                shared.setdefault(repeat.origin, [earlier.id]).append(article.id)
            case "address":
                same.setdefault(("the address of", earlier.id), []).append(article.id)
            case "text":
                same.setdefault(("nearly the same text as", earlier.id), []).append(article.id)
            case _:
                assert_never(repeat.bond)
    parts = [f"{_ids(ids)} share one origin ({name})" for name, ids in shared.items()]
    parts += [
        f"{_ids(ids)} {'has' if len(ids) == 1 else 'have'} {what} {earlier}" for (what, earlier), ids in same.items()
    ]
    return f"{'; '.join(parts)}: {_at_most(len(articles), len(found.groups))}." if parts else ""


def _at_most(articles: int, groups: int) -> str:
    """What repeats allow to be said of independence: never how many are, only how many can be."""
    if groups == 1:
        return f"{_every(articles)} count as one report"
    return f"at most {_number(groups)} of the {_number(articles)} can be independent"


def _grades(articles: Sequence[AnnotatedArticle]) -> str:
    counts = Counter(_grade(article) for article in articles)
    ungraded = counts.pop("", 0)
    if not counts:
        return f"{'Neither' if len(articles) == 2 else 'None'} of them has been graded."
    if len(counts) == 1 and not ungraded:
        return f"{_every(len(articles)).capitalize()} are graded {next(iter(counts))} ({_meaning(articles[0])})."
    parts = [f"{_number(n)} {'is' if n == 1 else 'are'} graded {grade}" for grade, n in counts.most_common()]
    if ungraded:
        parts.append(f"{_number(ungraded)} {'has' if ungraded == 1 else 'have'} not been graded")
    return _sentence(_listed(parts))


def _single(briefing: Briefing, found: Independence) -> str:
    """What no second independent report supports."""
    report = {briefing.articles[number].id: group for number, group in found.group_of.items()}

    def alone(evidence: Sequence[Evidence]) -> int | None:
        """The one report that supports it."""
        reports = {report[each.article] for each in evidence}
        return reports.pop() if len(reports) == 1 else None

    judged = {judgment.id: alone(judgment.evidence) for judgment in briefing.key_judgments}
    entries = [alone(entry.evidence) for _, filled in lists(briefing) for entry in filled if entry.evidence]
    judgments = [name for name, of in judged.items() if of is not None]
    single = [of for of in entries if of is not None]
    parts = []
    if judgments:
        parts.append(f"{'judgment' if len(judgments) == 1 else 'judgments'} {_ids(judgments)}")
    if single:
        parts.append(_share(len(single), len(entries)))
    if not parts:
        return ""
    on = {*single, *(judged[name] for name in judgments)}
    verb = "rests" if len(judgments) + len(single) == 1 else "rest"
    return _sentence(f"{_listed(parts)} {verb} on {_reports(briefing, on, report)}")


def _reports(briefing: Briefing, groups: Collection[int | None], group_of: Mapping[str, int]) -> str:
    """How many reports these are; articles of one origin count once, yet are not one article."""
    if len(groups) > 1:
        return "one report each"
    cited = {each.article for each in _cited(briefing) if group_of[each.article] in groups}
    return "a single report" if len(cited) == 1 else "reports of one origin"


def _cited(briefing: Briefing) -> Iterator[Evidence]:
    for judgment in briefing.key_judgments:
        yield from judgment.evidence
    for _, filled in lists(briefing):
        for entry in filled:
            yield from entry.evidence


def _share(single: int, total: int) -> str:
    if total == 1:
        return "the one entry"
    return f"{_all(total)} entries" if single == total else f"{_number(single)} of the {_number(total)} entries"


# --- words ------------------------------------------------------------------------------------------


def _grade(article: AnnotatedArticle) -> str:
    return f"{article.source.reliability or ''}{article.source.credibility or ''}"


def _meaning(article: AnnotatedArticle) -> str:
    source = article.source
    words = [RELIABILITY[source.reliability]] if source.reliability else []
    words += [CREDIBILITY[source.credibility]] if source.credibility else []
    return ", ".join(words)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else f"{n:,}"


def _counted(n: int, word: str) -> str:
    return f"{_number(n)} {word}" + ("" if n == 1 else "s")


def _every(n: int) -> str:
    return "both" if n == 2 else "all"


def _all(n: int) -> str:
    return "both" if n == 2 else f"all {_number(n)}"


def _ids(ids: Sequence[str]) -> str:
    """Ids in words; those that count on are said by the first and the last: A1 to A100."""
    runs: list[list[str]] = []
    for each in ids:
        if runs and _next(runs[-1][-1]) == each:
            runs[-1].append(each)
        else:
            runs.append([each])
    return _listed([said for run in runs for said in ([f"{run[0]} to {run[-1]}"] if len(run) >= _RUN else run)])


def _next(name: str) -> str:
    """The id that counts on: A9, A10."""
    stem = name.rstrip("0123456789")
    number = name[len(stem) :]
    return f"{stem}{int(number) + 1}" if number and number == str(int(number)) else ""


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
