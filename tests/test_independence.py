"""What repeats another report is distinguished from what stands by itself."""

from __future__ import annotations

import pytest
from wire import copies, of_one_event, releases, story

from briefgen.addresses import address
from briefgen.independence import ComparedArticle, independence

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
        "https://example.org/Talks",
        "https://example.org/amp/talks",
        "https://example.org/talks?outputType=amp",
        "https://example.org/talks?CMP=share_btn&at_medium=social&ref=home",
        "https://web.archive.org/web/20250330120000/https://www.example.org/talks?utm_source=x",
        "https://archive.ph/2025.03.30-1200/https://example.org/talks",
        "https://www.google.com/amp/s/example.org/talks",
        "https://www.google.com/url?q=https://example.org/talks&sa=D",
        "https://example-org.translate.goog/talks?_x_tr_sl=fr",
        "https://example-org.cdn.ampproject.org/c/s/example.org/talks",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Ftalks&h=abc",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Ftalks&data=05",
        "https://web.archive.org/web/2025/https://www.google.com/url?q=https://example.org/talks",
    ],
)
def test_one_page_has_one_address(url: str) -> None:
    assert address(url) == address("https://example.org/talks")


@pytest.mark.parametrize(
    "url", ["https://example.org/aBcD", "https://example.org/talks?id=2", "https://example.com/talks", "http://[", "x"]
)
def test_other_pages_have_another(url: str) -> None:
    assert address(url) != address("https://example.org/talks")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://twitter.com/desk/status/1?s=20", "https://x.com/Desk/status/1", True),
        ("https://youtu.be/dQw4w9WgXcQ?si=x", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", True),
        ("https://en.m.wikipedia.org/wiki/Norvale", "https://en.wikipedia.org/wiki/Norvale", True),
        ("https://bit.ly/Abc", "https://bit.ly/abc", False),
        ("https://example.org/p/aBcDe1", "https://example.org/p/abcde1", False),
        ("https://web.archive.org/web/2025/https://a.org/1", "https://web.archive.org/web/2025/https://b.org/1", False),
    ],
)
def test_hosts_with_two_names_and_keys_with_capitals(one: str, other: str, same: bool) -> None:
    assert (address(one) == address(other)) is same


@pytest.mark.parametrize("seed", range(4))
def test_copies_of_an_agency_s_story_are_found_however_they_were_edited(seed: int) -> None:
    text = story(seed)
    missed = [
        name
        for name, copy in copies(text)
        if bonds(ComparedArticle("A", None, "\n".join(text)), ComparedArticle("B", None, "\n".join(copy))) == []
    ]
    assert missed == []


def test_reports_of_one_event_in_words_of_their_own_are_no_copies() -> None:
    reports = [ComparedArticle(f"Outlet {n}", None, "\n".join(story(n, event=1))) for n in range(30)]
    assert bonds(*reports) == []


@pytest.mark.parametrize("seed", range(10))
def test_two_who_print_a_paragraph_of_one_press_release_are_no_copies(seed: int) -> None:
    release = story(500 + seed, paragraphs=1)
    one, other = [*story(seed, 3), *release], [*release, *story(100 + seed, 4)]
    assert bonds(ComparedArticle("A", None, "\n".join(one)), ComparedArticle("B", None, "\n".join(other))) == []


@pytest.mark.parametrize("seed", range(3))
def test_two_who_heard_one_speech_are_two_reports(seed: int) -> None:
    one, other = of_one_event(seed)
    assert bonds(ComparedArticle("A", None, "\n".join(one)), ComparedArticle("B", None, "\n".join(other))) == []


def test_releases_from_one_form_are_no_copies_and_one_that_is_printed_twice_is() -> None:
    form = releases(12)
    assert bonds(*(ComparedArticle(f"Office {n}", None, text) for n, text in enumerate(form))) == []
    again = form[3].replace("has watched", "watched")
    assert bonds(*(ComparedArticle(f"Office {n}", None, text) for n, text in enumerate([*form, again]))) == [
        (12, 3, "text")
    ]


def outlook(year: int, **numbers: object) -> str:
    """What an office says before each season, with definitions that never change."""
    return (
        f"The office's outlook for the {year} ice season, which runs from October 1 to April 30, gives a {numbers['high']}% "
        f"chance of thick ice and a {numbers['low']}% chance of thin ice. It expects {numbers['closed']} closed days (days "
        f"with ice of 40 cm or more in the channel), of which {numbers['severe']} could become severe (ice of 75 cm or "
        "more), including 1 to 4 days in class three or higher (ice of 110 cm or more). The office is 70% sure of these ranges."
    )


def test_outlooks_from_one_form_are_no_copies_and_one_that_two_print_is() -> None:
    one = outlook(2023, high=40, low=30, closed="12 to 17", severe="5 to 9")
    other = outlook(2018, high=35, low=25, closed="10 to 16", severe="5 to 9")
    assert bonds(ComparedArticle("A", None, one), ComparedArticle("B", None, other)) == []
    reworded = one.replace("gives", "sees").replace("It expects", "That means").replace("could become", "may be")
    assert bonds(ComparedArticle("A", None, one), ComparedArticle("B", None, reworded)) == [(1, 0, "text")]


EDITS = {
    "cut": lambda text: "\n".join(text.split("\n")[:2]),
    "in another order": lambda text: "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:])]),
    "other words": lambda text: text.replace("said", "stated").replace("more than", "over").replace("began", "started"),
    "other spelling": lambda text: (
        text.replace("Monday", "on Monday").replace("center", "centre").replace("U.S.", "US")
    ),
    "with a local paragraph": lambda text: (
        text + "\nIn the county, the fire brigade said that it had no trucks to spare, and that its own hall was to be "
        "painted before the summer by volunteers, who bring brushes of their own."
    ),
}
STORY = (
    "Dredgers began on Monday to clear the northern channel of Norvale, four days after a landslide closed it to ships of "
    "more than 200 tons, the harbor board said.\nThe slide carried a warehouse and two cranes into the water and left "
    "a bank of mud that reaches the center of the fairway.\nThe board said that a lane of 60 meters would be open by the end of the "
    "week if the wind allows, and that pilots would be on board of every ship until the buoys are back.\nFerries to the "
    "outer islands leave from the old pier, and a third of the freight goes by rail."
)


@pytest.mark.parametrize("edits", [*((name,) for name in EDITS), ("cut", "other words", "with a local paragraph")])
def test_a_story_that_a_newsroom_edited_is_a_copy(edits: tuple[str, ...]) -> None:
    copy = STORY
    for name in edits:
        copy = EDITS[name](copy)
    assert bonds(ComparedArticle("A", None, STORY), ComparedArticle("B", None, copy)) == [(1, 0, "text")]


def test_a_credit_in_the_text_makes_two_outlets_one_origin() -> None:
    one = ComparedArticle("Daily News", None, "NORVALE (Reuters) - " + TEXT)
    other = ComparedArticle("Evening Post", None, OTHER + " — Reuters")
    assert bonds(one, other) == [(1, 0, "credit")]
    assert bonds(ComparedArticle("Reuters", None, TEXT), other) == [(1, 0, "credit")]


def test_an_origin_that_the_input_names_is_taken_before_what_the_text_says() -> None:
    own = ComparedArticle("Evening Post", None, OTHER + " — Reuters", origin="Evening Post")
    assert bonds(ComparedArticle("Reuters", None, TEXT), own) == []


def test_one_agency_under_two_names_is_one_origin() -> None:
    one = ComparedArticle("Daily News", None, TEXT, origin="AP")
    assert bonds(one, ComparedArticle("Evening Post", None, OTHER, origin="Associated Press")) == [(1, 0, "origin")]


def test_an_outlet_s_own_report_is_not_that_of_the_agency_whose_other_report_it_prints() -> None:
    one = ComparedArticle("Daily News", None, "NORVALE (AFP) - " + TEXT)
    assert bonds(one, ComparedArticle("Daily News", None, OTHER)) == []


def test_a_thousand_articles_with_one_foot_are_held_against_few_of_each_other() -> None:
    foot = " ".join(f"foot{n}" for n in range(30))
    reports = [
        ComparedArticle(str(n), None, " ".join(f"w{n}x{m}" for m in range(60)) + " " + foot) for n in range(1000)
    ]
    assert len(groups(*reports)) == 1000
