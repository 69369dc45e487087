"""A briefing in, a paragraph on what its sources are worth out: said of the facts, where the analyst says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from briefgen.schema.briefing import AnnotatedArticle, Briefing, Evidence
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
_KINDS = {
    "wire": ("wire report", "wire reports"),
    "newspaper": ("newspaper article", "newspaper articles"),
    "broadcast": ("broadcast", "broadcasts"),
    "official": ("official publication", "official publications"),
    "think-tank": ("think-tank publication", "think-tank publications"),
    "social": ("social media post", "social media posts"),
}


def source_summary(briefing: Briefing) -> str:
    """A few sentences: how many sources and of what sort, how independent, how graded, what rests on one."""
    if len(briefing.articles) == 1:
        return " ".join(_one(briefing, briefing.articles[0]))
    sentences = [_extent(briefing.articles), _kinds(briefing.articles), _independence(briefing.articles)]
    sentences += [_grades(briefing.articles), _single(briefing)]
    return " ".join(sentence for sentence in sentences if sentence)


# --- one article -----------------------------------------------------------------------------------


def _one(briefing: Briefing, article: AnnotatedArticle) -> Iterable[str]:
    source = article.source
    kind = _KINDS.get(source.kind or "", ("article", ""))[0]
    when = f", published on {_day(article.published.date())}" if article.published else ""
    yield f"This briefing rests on one source: {_article(kind)} {kind} from {source.name}{when}."
    if source.origin:
        yield f"It passes on a report from {source.origin}."
    grade = _grade(article)
    yield f"It is graded {grade} ({_meaning(article)})." if grade else "It has not been graded."
    yield "Nothing in it has been corroborated by a second source."


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


# --- several -----------------------------------------------------------------------------------------


def _extent(articles: Sequence[AnnotatedArticle]) -> str:
    outlets = {_key(article.source.name) for article in articles}
    days = sorted(article.published.date() for article in articles if article.published)
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


def _independence(articles: Sequence[AnnotatedArticle]) -> str:
    """How many origins the articles come down to."""
    origins: dict[str, list[AnnotatedArticle]] = {}
    for article in articles:
        origins.setdefault(_key(article.source.origin or article.source.name), []).append(article)
    if len(origins) == 1:
        name = articles[0].source.origin or articles[0].source.name
        return f"All of them go back to one origin, {name}, and do not corroborate one another."
    repeated = [group for group in origins.values() if len(group) > 1]
    if not repeated:
        return "Each has an origin of its own."
    which = [
        f"{_listed([a.id for a in group])} share the origin {group[0].source.origin or group[0].source.name}"
        for group in repeated
    ]
    return f"They come from {_counted(len(origins), 'independent origin')}: {'; '.join(which)}."


def _grades(articles: Sequence[AnnotatedArticle]) -> str:
    counts = Counter(_grade(article) for article in articles)
    ungraded = counts.pop("", 0)
    if not counts:
        return "None of them has been graded."
    if len(counts) == 1 and not ungraded:
        return f"All are graded {next(iter(counts))} ({_meaning(articles[0])})."
    parts = [f"{_number(n)} {'is' if n == 1 else 'are'} graded {grade}" for grade, n in counts.most_common()]
    if ungraded:
        parts.append(f"{_number(ungraded)} {'has' if ungraded == 1 else 'have'} not been graded")
    return _sentence(_listed(parts))


def _single(briefing: Briefing) -> str:
    """What no second origin supports."""
    origin = {a.id: _key(a.source.origin or a.source.name) for a in briefing.articles}

    def alone(evidence: Sequence[Evidence]) -> bool:
        return len({origin[each.article] for each in evidence}) == 1

    judgments = [judgment.id for judgment in briefing.key_judgments if alone(judgment.evidence)]
    lists = (
        briefing.key_actors,
        briefing.agreements,
        briefing.capabilities,
        briefing.regional_implications,
        briefing.events,
    )
    entries = [entry for each in lists for entry in each if entry.evidence]
    single = sum(alone(entry.evidence) for entry in entries)
    parts = []
    if judgments:
        parts.append(f"{'judgment' if len(judgments) == 1 else 'judgments'} {_listed(judgments)}")
    if single:
        parts.append(_share(single, len(entries)))
    if not parts:
        return ""
    verb = "rests" if len(judgments) + single == 1 else "rest"
    return _sentence(f"{_listed(parts)} {verb} on a single origin")


def _share(single: int, total: int) -> str:
    if total == 1:
        return "the one entry"
    return f"all {_number(total)} entries" if single == total else f"{_number(single)} of the {_number(total)} entries"


# --- words ------------------------------------------------------------------------------------------


def _grade(article: AnnotatedArticle) -> str:
    return f"{article.source.reliability or ''}{article.source.credibility or ''}"


def _meaning(article: AnnotatedArticle) -> str:
    source = article.source
    words = [RELIABILITY[source.reliability]] if source.reliability else []
    words += [CREDIBILITY[source.credibility]] if source.credibility else []
    return ", ".join(words)


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else f"{n:,}"


def _counted(n: int, word: str) -> str:
    return f"{_number(n)} {word}" + ("" if n == 1 else "s")


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
