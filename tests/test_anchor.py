"""Quotes found in articles, and what is said of those that are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.anchor import Ambiguous, ArticleText, Contradicted, Found, Missing, ParagraphSpan, find, fold, fold_words

ARTICLE = ArticleText(
    (
        "The “U.S.” and Japan’s cafe\u0301 – a Japan deal of 30\u00a0March.",
        "Second para\u00adgraph on Japanese ships; no increase in troops is expected.",
    )
)


def words(article: ArticleText, found: object) -> str:
    assert isinstance(found, Found), found
    return article.whole[found.start : found.end]


@pytest.mark.parametrize(
    ("quote", "how", "there"),
    [
        ("Japan’s", "exact", "Japan’s"),
        ("  Japan’s\n", "exact", "Japan’s"),
        ('The "U.S." and', "folded", "The “U.S.” and"),
        ("Japan's", "folded", "Japan’s"),
        ("caf\u00e9 - a", "folded", "cafe\u0301 – a"),
        ("30 March", "folded", "30\u00a0March"),
        ("Second paragraph", "folded", "Second para\u00adgraph"),
        ("a **Japan** deal", "exact", "a Japan deal"),
        ("a Japan\n   deal", "folded", "a Japan deal"),
        ("ﬁnd no", "folded", None),
    ],
)
def test_a_quote_is_found_as_written_or_folded(quote: str, how: str, there: str | None) -> None:
    found = find(ARTICLE, quote)
    if there is None:
        assert isinstance(found, Missing)
    else:
        assert words(ARTICLE, found) == there
        assert isinstance(found, Found)
        assert found.how == how


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30 March", "30\u00a0March"),
        ("30 March", "30\u202fMarch"),
        ("4 200 t", "4\u2009200\u2003t"),
        ("a ministry", "a min\u00adis\u00adtry"),
        ("a ministry", "a mini\u200bstry\ufeff"),
        ("a minis\u2060try", "\u200ea ministry\u200f"),
        ("the first office", "the ﬁrst oﬃce"),
        ("NATO 2025", "ＮＡＴＯ\u3000２０２５"),
        ("(A) b", "（Ａ） b"),
        ("カタカナ", "ｶﾀｶﾅ"),
        ("un-done - so", "un‐done – so"),
        ("“it’s”", '"it\'s"'),
        ("cafe\u0301", "café"),
        ("✈ flies", "✈\ufe0f flies"),
        ("護衛艦が 来る", "護衛艦が来る"),
        ("ท่าเรือ ปิด", "ท่าเรือปิด"),
    ],
)
def test_forms_of_the_same_words_match_both_ways_and_stay_as_they_are(one: str, other: str) -> None:
    for text, quote in ((one, other), (other, one)):
        article = ArticleText((f"It is {text}, they say.",))
        assert fold_words(words(article, find(article, quote))) == fold_words(text)
        assert text in article.whole


def test_the_nearest_passage_of_a_script_without_blanks_is_shown_by_characters() -> None:
    article = ArticleText(("防衛省は護衛艦が四月にノルベール港を訪問すると発表した。", "ท่าเรือปิดในวันจันทร์"))
    found = find(article, "ノルベール港に訪問する")
    assert isinstance(found, Missing)
    assert (found.nearest, found.paragraph) == ("ノルベール港を訪問する", 1)
    assert found.difference == "ノルベール港[-に-]{+を+}訪問する"
    thai = find(article, "ท่าเรือปิดในวันศุกร์")
    assert isinstance(thai, Missing)
    assert (thai.paragraph, thai.nearest[:12]) == (2, "ท่าเรือปิดใน")


def test_a_long_quote_of_few_words_that_repeat_is_compared_in_part() -> None:
    text = " ".join(f"{'abcd'[n * n % 7 % 4]}{n % 3}" for n in range(2000))
    quote = text.split()[100:1600]
    quote[900] = "other"
    found = find(ArticleText((text,)), " ".join(quote))
    assert isinstance(found, Missing)
    assert found.agreed == 900
    assert found.left == 1500 - (900 - 15) - 150
    assert "[-other-]" in found.difference


def test_case_counts_and_an_accent_is_never_cut_off() -> None:
    assert isinstance(find(ARTICLE, "japan’s"), Missing)
    assert isinstance(find(ARTICLE, "cafe"), Missing)


def test_whole_words_come_before_parts_of_words() -> None:
    article = ArticleText(("Japanese ships in Japan.",))
    assert find(article, "Japan") == Found(18, 23)
    assert words(article, find(article, "anes")) == "anes"


def test_a_quote_over_paragraphs_is_cut_at_their_borders() -> None:
    found = find(ARTICLE, "of 30 March. Second para")
    assert isinstance(found, Found)
    first, second = ARTICLE.spans(found.start, found.end)
    assert ARTICLE.paragraphs[0][first.start :] == ARTICLE.paragraphs[0][first.start : first.end] == "of 30\u00a0March."
    assert second == ParagraphSpan(2, 0, 11)


def test_a_quote_in_several_places_needs_telling_which() -> None:
    article = ArticleText(("China said so. China did so.", "China went."))
    assert find(article, "China") == Ambiguous((Found(0, 5), Found(15, 20), Found(29, 34)))
    assert find(article, "China", occurrence=2) == Found(15, 20)
    assert find(article, "China", suffix=" went") == Found(29, 34)
    assert find(article, "China", prefix="said so.") == Found(15, 20)
    assert isinstance(find(article, "China", prefix="so."), Ambiguous)
    assert find(article, "China", prefix="so.", occurrence=2) == Found(29, 34)
    assert isinstance(find(article, "China", occurrence=4), Contradicted)
    assert isinstance(find(article, "China", suffix="slept"), Contradicted)


def test_what_only_resembles_is_shown_never_taken() -> None:
    found = find(ARTICLE, "an increase in troops is expected")
    assert isinstance(found, Missing)
    assert found.nearest == "no increase in troops is expected"
    assert found.paragraph == 2
    assert found.difference == "[-an-] {+no+} increase in troops is expected"
    assert find(ARTICLE, "Elephants graze under purple skies") == Missing()


def test_an_empty_article_holds_nothing() -> None:
    assert find(ArticleText(()), "x") == Missing()
    assert find(ArticleText(("",)), "x") == Missing()


def test_a_long_article_is_searched_to_the_same_end_as_a_short_one() -> None:
    paragraphs = tuple(f"Minister {n} met envoy {n} of town {n} at noon." for n in range(1000))
    article = ArticleText(paragraphs)
    found = find(article, "envoy 777 of town")
    assert words(article, found) == "envoy 777 of town"
    assert isinstance(find(article, "of town 7777 at noon"), Missing)
    ambiguous = find(article, "r 5 met envoy 5")
    assert words(article, ambiguous) == "r 5 met envoy 5"


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=80), st.data())
def test_every_span_of_an_article_is_found_in_it(text: str, data: st.DataObject) -> None:
    text = " ".join(text.split())
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end].strip()
    after = text[start + len(text[start:end].rstrip()) :][:1]
    if not quote or (after and unicodedata.combining(after)):
        return
    found = find(ArticleText((text,)), quote)
    if isinstance(found, Ambiguous):
        assert all(fold_words(text[c.start : c.end]) == fold_words(quote) for c in found.candidates)
    else:
        assert fold_words(words(ArticleText((text,)), found)) == fold_words(quote)


@settings(max_examples=50)
@given(st.text(st.characters(codec="ascii"), max_size=20))
def test_names_fold_as_texts_do(name: str) -> None:
    assert fold_words(name) == fold(name).text.strip()
