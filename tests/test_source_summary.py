"""The statement on the sources, for any number of articles, outlets, entries and judgments."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from briefgen.fill.sources import source_summary
from briefgen.schema.briefing import Actor, AnnotatedArticle, ArticleParagraph, Briefing, Evidence, Judgment
from briefgen.schema.input import Source
from briefgen.words.messages import OwnWords


def article(number: int, **source: object) -> AnnotatedArticle:
    words = " ".join(f"word{number}x{n}" for n in range(40))
    return AnnotatedArticle(
        id=f"A{number}",
        headline="H",
        source=Source.model_validate({"name": f"Outlet {number}", **source}),
        paragraphs=(ArticleParagraph(number=1, reference=f"A{number}¶1", text=words),),
    )


def evidence(*articles: int) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(annotation=f"A{n}.1", article=f"A{n}", paragraph=1, reference=f"A{n}¶1", quote="q") for n in articles
    )


def actors(*support: tuple[int, ...]) -> tuple[Actor, ...]:
    return tuple(Actor(id=f"A-{n}", name=f"N{n}", evidence=evidence(*each)) for n, each in enumerate(support, 1))


def judgments(*support: tuple[int, ...]) -> tuple[Judgment, ...]:
    return tuple(Judgment(id=f"KJ{n}", statement="S", evidence=evidence(*each)) for n, each in enumerate(support, 1))


def summary(
    articles: list[AnnotatedArticle], entries: tuple[Actor, ...] = (), judged: tuple[Judgment, ...] = ()
) -> str:
    return source_summary(
        Briefing(title="T", date=date(2025, 5, 6), articles=tuple(articles), key_actors=entries, key_judgments=judged)
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "rests on one source: an article (Outlet 1)."),
        (2, "rests on two articles from two outlets."),
        (3, "rests on three articles from three outlets."),
        (40, "rests on 40 articles from 40 outlets."),
    ],
)
def test_how_many_and_nothing_of_independence(number: int, words: str) -> None:
    said = summary([article(n) for n in range(1, number + 1)])
    assert words in said
    assert "independent" not in said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "two articles from one outlet. A1 and A2 share one origin (X): both count as one report."),
        (3, "A1, A2 and A3 share one origin (X): all count as one report."),
        (4, "A1 to A4 share one origin (X): all count as one report."),
        (100, "100 articles from one outlet. A1 to A100 share one origin (X): all count as one report."),
    ],
)
def test_articles_of_one_outlet_are_counted_not_listed(number: int, words: str) -> None:
    assert words in summary([article(n, name="X") for n in range(1, number + 1)])


def test_only_what_follows_on_is_a_range() -> None:
    names = {3: "Y", 9: "Y"}
    assert (
        "A1, A2, A4 to A8 and A10 share one origin (X); A3 and A9 share one origin (Y): at most two of the ten can be independent."
        in summary([article(n, name=names.get(n, "X")) for n in range(1, 11)])
    )


def test_many_copies_of_one_address_are_said_once() -> None:
    same = [article(n, url="https://example.org/a") for n in range(1, 7)]
    assert "A2 to A6 have the address of A1: all count as one report." in summary(same)
    assert "A2 has the address of A1: both count as one report." in summary(same[:2])


@pytest.mark.parametrize(
    ("support", "words"),
    [
        ([], None),
        ([(1, 2)], None),
        ([(1,)], "The one entry rests on a single report."),
        ([(1,), (2,)], "Both entries rest on one report each."),
        ([(1,), (1,)], "Both entries rest on a single report."),
        ([(1,), (1, 2)], "One of the two entries rests on a single report."),
        ([(1,), (2,), (3,)], "All three entries rest on one report each."),
        ([(1,), (2,), (1, 2)], "Two of the three entries rest on one report each."),
        ([(1 + n % 3,) for n in range(20)], "All 20 entries rest on one report each."),
    ],
)
def test_what_no_second_report_supports(support: list[tuple[int, ...]], words: str | None) -> None:
    said = summary([article(n) for n in range(1, 4)], actors(*support))
    assert words in said if words else " rest" not in said.removeprefix("This briefing rests")


@pytest.mark.parametrize(
    ("support", "words"),
    [
        ([(1,)], "Judgment KJ1 rests on a single report."),
        ([(1,), (2,)], "Judgments KJ1 and KJ2 rest on one report each."),
        ([(1,), (1, 2), (3,)], "Judgments KJ1 and KJ3 rest on one report each."),
        ([(1,), (2,), (3,), (1,)], "Judgments KJ1 to KJ4 rest on one report each."),
    ],
)
def test_judgments_are_named(support: list[tuple[int, ...]], words: str) -> None:
    assert words in summary([article(n) for n in range(1, 4)], judged=judgments(*support))


def test_judgments_and_entries_are_one_sentence() -> None:
    said = summary([article(1), article(2)], actors((1,), (2,)), judgments((1,)))
    assert "Judgment KJ1 and both entries rest on one report each." in said


@pytest.mark.parametrize(
    ("number", "graded", "words"),
    [
        (2, 0, "Neither of them has been graded."),
        (3, 0, "None of them has been graded."),
        (2, 2, "Both are graded B2 (usually reliable, probably true)."),
        (3, 3, "All are graded B2 (usually reliable, probably true)."),
        (3, 1, "One is graded B2 and two have not been graded."),
        (3, 2, "Two are graded B2 and one has not been graded."),
    ],
)
def test_how_many_are_graded(number: int, graded: int, words: str) -> None:
    grade = {"reliability": "B", "credibility": 2}
    assert words in summary([article(n, **(grade if n <= graded else {})) for n in range(1, number + 1)])


def test_two_reports_of_one_origin_are_not_a_single_report() -> None:
    one_outlet = [article(1, name="Norvale Courier"), article(2, name="Norvale Courier")]
    assert "Both entries rest on reports of one origin." in summary(one_outlet, actors((1,), (2,)))
    assert "Both entries rest on a single report." in summary(one_outlet, actors((1,), (1,)))


@pytest.mark.parametrize("language", ["he", "pt"])
def test_a_language_without_catalogue_has_english_sentences_with_english_dates(language: str) -> None:
    dated = [
        each.model_copy(update={"published": datetime(2025, 3, 20 + n)}) for n, each in enumerate(map(article, (1, 2)))
    ]
    said = source_summary(Briefing(title="T", date=date(2025, 5, 6), language=language, articles=tuple(dated)))
    assert isinstance(said, OwnWords) and said.language == "en"
    assert "rests on two articles from two outlets, published from 20 March 2025 to 21 March 2025." in said
