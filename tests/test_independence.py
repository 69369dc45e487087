"""What repeats another report is distinguished from what stands by itself."""

from __future__ import annotations

import pytest

from briefgen.independence import ComparedArticle, address, independence

TEXT = (
    "The minister announced on Sunday in Tokyo that the command in Japan would become a joint headquarters. His "
    "counterpart said after the talks that both governments would expedite the production of missiles this year."
)
OTHER = (
    "Fishing crews off the southern islands say that patrols have grown more frequent since last autumn, and that "
    "their radios pick up warnings in two languages nearly every night of the season, whatever the weather is like."
)


def groups(*reports: ComparedArticle) -> tuple[tuple[int, ...], ...]:
    return independence(reports).groups


def bonds(*reports: ComparedArticle) -> list[tuple[int, int, str]]:
    return [(each.article, each.of, each.bond) for each in independence(reports).repeats]


def test_reports_of_their_own_stand_by_themselves() -> None:
    assert groups(ComparedArticle("A", "https://a.org/1", TEXT), ComparedArticle("B", "https://b.org/1", OTHER)) == (
        (0,),
        (1,),
    )


def test_one_origin_counts_once_however_it_is_written() -> None:
    assert bonds(ComparedArticle("Example  Wire", None, TEXT), ComparedArticle("example wire", None, OTHER)) == [
        (1, 0, "origin")
    ]


@pytest.mark.parametrize(
    "changed",
    [
        TEXT + " More is expected tomorrow.",
        "TOKYO (Example) – " + TEXT,
        TEXT.upper(),
        TEXT.replace("announced", "said"),
        TEXT.replace(",", ";"),
        TEXT + " " + OTHER,
    ],
)
def test_nearly_the_same_words_are_one_report(changed: str) -> None:
    assert bonds(ComparedArticle("A", None, TEXT), ComparedArticle("B", None, changed)) == [(1, 0, "text")]


def test_a_few_words_must_be_the_very_same() -> None:
    short = "The ministers met in Tokyo on Sunday."
    assert bonds(ComparedArticle("A", None, short), ComparedArticle("B", None, short + " They spoke.")) == []
    assert bonds(ComparedArticle("A", None, short), ComparedArticle("B", None, short)) == [(1, 0, "text")]


def test_texts_without_words_repeat_nothing() -> None:
    assert groups(ComparedArticle("A", None, ""), ComparedArticle("B", None, "…")) == ((0,), (1,))


def test_two_groups_become_one_where_an_article_belongs_to_both() -> None:
    first, second = ComparedArticle("A", "https://a.org/1", TEXT), ComparedArticle("B", None, OTHER)
    assert groups(first, second, ComparedArticle("B", "https://a.org/1", "")) == ((0, 1, 2),)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.org/talks/",
        "https://m.example.org/talks?utm_source=feed&fbclid=1",
        "https://example.org:443/talks#part",
        "https://EXAMPLE.org/talks/amp",
    ],
)
def test_one_page_has_one_address(url: str) -> None:
    assert address(url) == address("https://example.org/talks")


@pytest.mark.parametrize(
    "url", ["https://example.org/Talks", "https://example.org/talks?id=2", "https://example.com/talks", "http://[", "x"]
)
def test_other_pages_have_another(url: str) -> None:
    assert address(url) != address("https://example.org/talks")


def test_a_thousand_articles_with_one_foot_are_held_against_few_of_each_other() -> None:
    foot = " ".join(f"foot{n}" for n in range(30))
    reports = [
        ComparedArticle(str(n), None, " ".join(f"w{n}x{m}" for m in range(60)) + " " + foot) for n in range(1000)
    ]
    assert len(groups(*reports)) == 1000
