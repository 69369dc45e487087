"""A briefing in, a paragraph on what its sources are worth out: said of the facts, where the analyst says nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, assert_never

from msgspec import Struct

from briefgen.credits import origin_name
from briefgen.days import day_of
from briefgen.independence import Independence, independence_of
from briefgen.schema.briefing import AnnotatedArticle, Briefing, Evidence
from briefgen.schema.kinds import lists
from briefgen.schema.vocabulary import CREDIBILITY, RELIABILITY, SourceKind
from briefgen.words import Catalogue, catalogue_of, has_catalogue
from briefgen.words.localised import is_english
from briefgen.words.messages import OwnWords

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
"""English writes small numbers as words."""
_RUN = 4
"""Ids in a row from which on the first and the last say it."""


def source_summary(briefing: Briefing) -> str:
    """A few sentences: how many sources and of what sort, which repeat others, how old, how graded, what rests on one.

    Names of outlets stand in parentheses, where any name reads well.
    """
    language = briefing.language
    if is_english(language) or has_catalogue(language):
        return _summary(briefing, _Words(catalogue_of(language)))
    # English sentences with English dates and lists in them, so that they are read from one end to the other.
    return OwnWords.of(_summary(briefing, _Words(Catalogue())), "en")


def _summary(briefing: Briefing, words: _Words) -> str:
    if len(briefing.articles) == 1:
        return words.catalogue.together(_one(briefing, briefing.articles[0], words))
    found = independence_of(briefing.articles)
    sentences = [
        _extent(briefing.articles, words),
        _age(briefing, words),
        _kinds(briefing.articles, words),
        _repeats(briefing.articles, found, words),
        _grades(briefing.articles, words),
        _single(briefing, found, words),
    ]
    return words.catalogue.together(sentence for sentence in sentences if sentence)


class _Words(Struct, frozen=True):
    """How the sentences are worded, in the briefing's language."""

    catalogue: Catalogue

    def gettext(self, message: str, **values: object) -> str:
        return self.catalogue.gettext(message, **values)

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """A message in the form that goes with a number, which stands in it in words."""
        return self.catalogue.ngettext(one, many, count, number=self.number(count), **values)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        return self.catalogue.npgettext(context, one, many, count, number=self.number(count))

    def as_sentence(self, said: str) -> str:
        return f"{said[0].upper()}{said[1:]}{self.catalogue.stop}"

    def number(self, count: int) -> str:
        if count < len(_NUMBERS) and is_english(self.catalogue.language):
            return _NUMBERS[count]
        return self.catalogue.number(count)

    def ids(self, ids: Sequence[str]) -> str:
        """Ids in words; those that count on are said by the first and the last: A1 to A100."""
        runs: list[list[str]] = []
        for each in ids:
            if runs and _next(runs[-1][-1]) == each:
                runs[-1].append(each)
            else:
                runs.append([each])
        said = [[self.gettext("%(first)s to %(last)s", first=r[0], last=r[-1])] if len(r) >= _RUN else r for r in runs]
        return self.catalogue.listed([each for run in said for each in run])

    def meaning(self, article: AnnotatedArticle) -> str:
        source = article.source
        words = [self.catalogue.pgettext("reliability", RELIABILITY[source.reliability])] if source.reliability else []
        words += [self.catalogue.pgettext("credibility", CREDIBILITY[source.credibility])] if source.credibility else []
        return str(self.catalogue.pgettext("punctuation", ", ")).join(words)


# --- one article -----------------------------------------------------------------------------------


def _one(briefing: Briefing, article: AnnotatedArticle, words: _Words) -> Iterator[str]:
    source = article.source
    yield _outlet(article, words)
    if age := _age(briefing, words):
        yield age
    if source.origin and origin_name(source.origin) != origin_name(source.name):
        yield words.gettext("It passes on the report of another source (%(origin)s).", origin=source.origin)
    if grade := _grade(article):
        yield words.gettext("It is graded %(grade)s (%(meaning)s).", grade=grade, meaning=words.meaning(article))
    else:
        yield words.gettext("It has not been graded.")
    yield words.gettext("Nothing in it has been corroborated by a second source.")


def _outlet(article: AnnotatedArticle, words: _Words) -> str:
    kind, name = _one_of(article.source.kind, words), article.source.name
    if article.published is None:
        return words.gettext("This briefing rests on one source: %(kind)s (%(outlet)s).", kind=kind, outlet=name)
    return words.gettext(
        "This briefing rests on one source: %(kind)s (%(outlet)s), published on %(date)s.",
        kind=kind,
        outlet=name,
        date=words.catalogue.date(day_of(article.published)),
    )


def _one_of(kind: SourceKind | None, words: _Words) -> str:
    """A source of its sort: an article."""
    match kind:
        case "wire":
            return words.gettext("a wire report")
        case "newspaper":
            return words.gettext("a newspaper article")
        case "broadcast":
            return words.gettext("a broadcast")
        case "official":
            return words.gettext("an official publication")
        case "think-tank":
            return words.gettext("a think-tank publication")
        case "social":
            return words.gettext("a social media post")
        case "other" | None:
            return words.gettext("an article")


def _several_of(kind: SourceKind | None, count: int, words: _Words) -> str:
    """So many sources of a sort: two wire reports."""
    match kind:
        case "wire":
            return words.ngettext("%(number)s wire report", "%(number)s wire reports", count)
        case "newspaper":
            return words.ngettext("%(number)s newspaper article", "%(number)s newspaper articles", count)
        case "broadcast":
            return words.ngettext("%(number)s broadcast", "%(number)s broadcasts", count)
        case "official":
            return words.ngettext("%(number)s official publication", "%(number)s official publications", count)
        case "think-tank":
            return words.ngettext("%(number)s think-tank publication", "%(number)s think-tank publications", count)
        case "social":
            return words.ngettext("%(number)s social media post", "%(number)s social media posts", count)
        case "other" | None:
            return words.ngettext("%(number)s of another sort", "%(number)s of another sort", count)


def _age(briefing: Briefing, words: _Words) -> str:
    """How far the newest lies back, where that is more than a day and all are dated."""
    days = [day_of(article.published) for article in briefing.articles if article.published]
    until = day_of(briefing.cut_off) if briefing.cut_off else briefing.date
    age = (until - max(days)).days if days else 0
    if age < 2 or len(days) < len(briefing.articles):
        return ""
    match len(days) == 1, briefing.cut_off is not None:
        case True, True:
            return words.ngettext(
                "It is %(number)s day older than the cut-off.", "It is %(number)s days older than the cut-off.", age
            )
        case True, False:
            return words.ngettext(
                "It is %(number)s day older than the briefing.", "It is %(number)s days older than the briefing.", age
            )
        case False, True:
            return words.ngettext(
                "The newest is %(number)s day older than the cut-off.",
                "The newest is %(number)s days older than the cut-off.",
                age,
            )
        case _:
            return words.ngettext(
                "The newest is %(number)s day older than the briefing.",
                "The newest is %(number)s days older than the briefing.",
                age,
            )


# --- several -----------------------------------------------------------------------------------------


def _extent(articles: Sequence[AnnotatedArticle], words: _Words) -> str:
    outlets = {origin_name(article.source.name) for article in articles}
    days = sorted(day_of(article.published) for article in articles if article.published)
    said = {
        "articles": words.npgettext("rests on", "%(number)s article", "%(number)s articles", len(articles)),
        "outlets": words.npgettext("from", "%(number)s outlet", "%(number)s outlets", len(outlets)),
    }
    if not days:
        return words.gettext("This briefing rests on %(articles)s from %(outlets)s.", **said)
    return _dated(days, len(days) == len(articles), said, words)


def _dated(days: Sequence[date], all_are: bool, said: Mapping[str, str], words: _Words) -> str:
    """The extent with the days of the first article and the last, or the one day of all."""
    first, last = (words.catalogue.date(day) for day in (days[0], days[-1]))
    match first == last, all_are:
        case True, True:
            return words.gettext(
                "This briefing rests on %(articles)s from %(outlets)s, published on %(date)s.", date=first, **said
            )
        case True, False:
            return words.gettext(
                "This briefing rests on %(articles)s from %(outlets)s, published on %(date)s as far as they are dated.",
                date=first,
                **said,
            )
        case False, True:
            return words.gettext(
                "This briefing rests on %(articles)s from %(outlets)s, published from %(first)s to %(last)s.",
                first=first,
                last=last,
                **said,
            )
        case _:
            return words.gettext(
                "This briefing rests on %(articles)s from %(outlets)s, published from %(first)s to %(last)s as far as "
                "they are dated.",
                first=first,
                last=last,
                **said,
            )


def _kinds(articles: Sequence[AnnotatedArticle], words: _Words) -> str:
    counts = Counter(None if article.source.kind == "other" else article.source.kind for article in articles)
    other = counts.pop(None, 0)
    parts = [_several_of(kind, count, words) for kind, count in counts.most_common()]
    if not parts:
        return ""
    if other:
        parts.append(_several_of(None, other, words))
    return words.gettext("They are %(kinds)s.", kinds=words.catalogue.listed(parts))


def _repeats(articles: Sequence[AnnotatedArticle], found: Independence, words: _Words) -> str:
    """Which articles repeat others, and by what."""
    shared: dict[str, list[str]] = {}
    same: dict[tuple[Literal["address", "text"], str], list[str]] = {}
    for repeat in found.repeats:
        article, earlier = articles[repeat.article], articles[repeat.of]
        match repeat.bond:
            case "origin" | "credit":
                shared.setdefault(repeat.origin, [earlier.id]).append(article.id)
            case "address" | "text":
                same.setdefault((repeat.bond, earlier.id), []).append(article.id)
            case _:
                assert_never(repeat.bond)
    parts = [
        words.gettext("%(articles)s share one origin (%(origin)s)", articles=words.ids(ids), origin=name)
        for name, ids in shared.items()
    ]
    parts += [_same(bond, ids, earlier, words) for (bond, earlier), ids in same.items()]
    repeats = str(words.catalogue.pgettext("punctuation", "; ")).join(parts)
    conclusion = _at_most(len(articles), len(found.groups), words)
    said = words.gettext("%(repeats)s: %(conclusion)s", repeats=repeats, conclusion=conclusion)
    return f"{said}{words.catalogue.stop}" if parts else ""


def _same(bond: Literal["address", "text"], ids: Sequence[str], earlier: str, words: _Words) -> str:
    articles = words.ids(ids)
    if bond == "address":
        return words.ngettext(
            "%(articles)s has the address of %(other)s",
            "%(articles)s have the address of %(other)s",
            len(ids),
            articles=articles,
            other=earlier,
        )
    return words.ngettext(
        "%(articles)s has nearly the same text as %(other)s",
        "%(articles)s have nearly the same text as %(other)s",
        len(ids),
        articles=articles,
        other=earlier,
    )


def _at_most(articles: int, groups: int, words: _Words) -> str:
    """What repeats allow to be said of independence: never how many are, only how many can be."""
    if groups > 1:
        return words.gettext(
            "at most %(groups)s of the %(articles)s can be independent",
            groups=words.number(groups),
            articles=words.number(articles),
        )
    return words.gettext("both count as one report") if articles == 2 else words.gettext("all count as one report")


def _grades(articles: Sequence[AnnotatedArticle], words: _Words) -> str:
    counts = Counter(_grade(article) for article in articles)
    ungraded = counts.pop("", 0)
    if not counts and len(articles) == 2:
        return words.gettext("Neither of them has been graded.")
    if not counts:
        return words.gettext("None of them has been graded.")
    if len(counts) == 1 and not ungraded:
        grade, meaning = next(iter(counts)), words.meaning(articles[0])
        if len(articles) == 2:
            return words.gettext("Both are graded %(grade)s (%(meaning)s).", grade=grade, meaning=meaning)
        return words.gettext("All are graded %(grade)s (%(meaning)s).", grade=grade, meaning=meaning)
    parts = [
        words.ngettext("%(number)s is graded %(grade)s", "%(number)s are graded %(grade)s", count, grade=grade)
        for grade, count in counts.most_common()
    ]
    if ungraded:
        parts.append(words.ngettext("%(number)s has not been graded", "%(number)s have not been graded", ungraded))
    return words.as_sentence(words.catalogue.listed(parts))


def _single(briefing: Briefing, found: Independence, words: _Words) -> str:
    """What no second independent report supports."""
    report = {briefing.articles[number].id: group for number, group in found.group_of.items()}

    def alone(evidence: Sequence[Evidence]) -> int | None:
        """The one report that supports it."""
        reports = {report[each.article] for each in evidence}
        return reports.pop() if len(reports) == 1 else None

    judged = {judgment.id: alone(judgment.grounds) for judgment in briefing.key_judgments}
    entries = [alone(entry.evidence) for _, filled in lists(briefing) for entry in filled if entry.evidence]
    judgments = [name for name, of in judged.items() if of is not None]
    single = [of for of in entries if of is not None]
    parts = []
    if judgments:
        parts.append(words.ngettext("judgment %(ids)s", "judgments %(ids)s", len(judgments), ids=words.ids(judgments)))
    if single:
        parts.append(_share(len(single), len(entries), words))
    if not parts:
        return ""
    on = {*single, *(judged[name] for name in judgments)}
    subject, count = words.catalogue.listed(parts), len(judgments) + len(single)
    return words.as_sentence(_rests(subject, count, len(on), _cites_one(briefing, on, report), words))


def _rests(subject: str, count: int, reports: int, cites_one: bool, words: _Words) -> str:
    """On how many reports; articles of one origin count once, yet are not one article."""
    if reports > 1:
        return words.ngettext(
            "%(subject)s rests on one report each", "%(subject)s rest on one report each", count, subject=subject
        )
    if cites_one:
        return words.ngettext(
            "%(subject)s rests on a single report", "%(subject)s rest on a single report", count, subject=subject
        )
    return words.ngettext(
        "%(subject)s rests on reports of one origin",
        "%(subject)s rest on reports of one origin",
        count,
        subject=subject,
    )


def _cites_one(briefing: Briefing, groups: Collection[int | None], group_of: Mapping[str, int]) -> bool:
    return len({each.article for each in _cited(briefing) if group_of[each.article] in groups}) == 1


def _cited(briefing: Briefing) -> Iterator[Evidence]:
    for judgment in briefing.key_judgments:
        yield from judgment.grounds
    for _, filled in lists(briefing):
        for entry in filled:
            yield from entry.evidence


def _share(single: int, total: int, words: _Words) -> str:
    if total == 1:
        return words.gettext("the one entry")
    if single < total:
        return words.gettext(
            "%(number)s of the %(total)s entries", number=words.number(single), total=words.number(total)
        )
    return (
        words.gettext("both entries")
        if total == 2
        else words.ngettext("the one entry", "all %(number)s entries", total)
    )


def _grade(article: AnnotatedArticle) -> str:
    return f"{article.source.reliability or ''}{article.source.credibility or ''}"


def _next(name: str) -> str:
    """The id that counts on: A9, A10."""
    stem = name.rstrip("0123456789")
    number = name[len(stem) :]
    return f"{stem}{int(number) + 1}" if number and number == str(int(number)) else ""
