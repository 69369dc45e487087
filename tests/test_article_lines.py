"""Which lines of an article make a paragraph, and what stands between them."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.anchor import Ambiguous, ArticleText, Found, find, fold_words
from briefgen.readers.article_markup import MarkedParagraph, article_paragraphs

PROSE = (
    "The survey ship Merle left the yard at Ostby on Monday, the owner said, and will sail for the northern banks "
    "as soon as the crew has been told of the new rules. Nobody expects the ice to be thick at this time of the year. "
    "The owner added that three more ships are to follow before the summer, and that all of them carry divers."
)
FILLER = (
    "A second paragraph stands here so that the text has another block of lines which are broken where they are full."
)


def texts(text: str, form: str = "plain") -> list[str]:
    return [p.text for p in article_paragraphs(text, form)]  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [36, 48, 60, 72, 80, 100, 118])
def test_a_wrapped_text_is_as_it_was_before(width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(each, width) for each in (PROSE, FILLER, PROSE))
    assert texts(wrapped) == [PROSE, FILLER, PROSE]


def test_nouns_in_capitals_hide_no_wrapped_text() -> None:
    text = (
        "Das Vermessungsschiff Merle hat am Montag, wie der Eigner in Ostby sagte, die Werft im\n"
        "Norden verlassen und soll, sobald die Mannschaft von den neuen Regeln erfahren hat, den\n"
        "Banken zustreben. Niemand erwartet um diese Zeit des Jahres starkes Treibeis vor den\n"
        "Inseln."
    )
    assert texts(text) == [text.replace("\n", " ")]


def test_a_paragraph_may_begin_with_a_wide_blank() -> None:
    first, second = "　調査船は月曜日に港を出て北の漁場に向かうと述べた。", "　船員は新しい規則を知らされる予定である。"
    wrapped = [each[at : at + 12] for each in (first, second) for at in range(0, len(each), 12)]
    assert texts("\n".join(wrapped)) == [first, second]


def test_a_text_that_was_wrapped_very_wide_is_too() -> None:
    assert texts(textwrap.fill(f"{PROSE} {FILLER} {PROSE}", 160)) == [f"{PROSE} {FILLER} {PROSE}"]


def test_one_long_line_does_not_undo_the_joining_of_the_others() -> None:
    address = "https://yard.example.org/" + "reports/" * 20
    wrapped = textwrap.fill(PROSE, 64)
    assert texts(f"{wrapped}\n\nMore: {address}\n\n{wrapped}") == [PROSE, f"More: {address}", PROSE]
    long = "A line that nobody wrapped, " * 9 + "stands alone."
    assert texts(f"{wrapped}\n\n{long}\n\n{wrapped}") == [PROSE, long, PROSE]


def test_paragraphs_without_blank_lines_end_where_a_line_is_short() -> None:
    first = "The survey ship Merle left the yard at Ostby on Monday, the owner said, and will sail soon."
    text = f"{textwrap.fill(first, 60)}\n{textwrap.fill(PROSE, 60)}"
    assert texts(text) == [first, PROSE]


@pytest.mark.parametrize(
    "line",
    ["- buy rope", "• buy rope", "•buy rope", "* buy rope", "– buy rope", "1. buy rope", "12) buy rope", "a) buy rope", "(1) buy rope", "(iv) buy rope", "| Rope | 4 |", "# Rope", "> buy rope", "Q: Rope?", "A: Yes.", "・縄"],
)  # fmt: skip
def test_a_line_with_a_mark_opens_a_paragraph_of_its_own(line: str) -> None:
    wrapped = textwrap.fill(PROSE, 60)
    assert texts(f"{wrapped}\n{line}\n{line}\n\n{wrapped}") == [PROSE, line, line, PROSE]


@pytest.mark.parametrize(
    ("lines", "shapes"),
    [
        (["# Rope and tar"], ["heading"]),
        (["- rope", "- tar"], ["item", "item"]),
        (["1. rope", "2. tar", "10. wax"], ["item", "item", "item"]),
        (["| Ship | Year |", "|---|---|", "| Merle | 1999 |"], ["row", "row", "row"]),
        (["Ship     Year", "Merle    1999"], ["row", "row"]),
        (["> said he"], ["quotation"]),
        (["Q: Rope?", "A: Tar."], [None, None]),
        (["Merle sailed."], [None]),
    ],
)
def test_a_line_says_what_sort_it_is_of(lines: list[str], shapes: list[str | None]) -> None:
    found = article_paragraphs("\n".join(lines))
    assert [(p.text, p.shape) for p in found] == list(zip(lines, shapes, strict=True))


def test_an_item_goes_on_where_it_is_wrapped_or_indented() -> None:
    wrapped = textwrap.fill(f"- {PROSE}", 60, subsequent_indent="  ")
    assert texts(f"{wrapped}\n- tar\n  and rope") == [f"- {PROSE}", "- tar and rope"]
    assert texts(textwrap.fill(f"- {PROSE}", 60)) == [f"- {PROSE}"]


def test_a_number_in_the_middle_of_a_sentence_opens_nothing() -> None:
    text = (
        "The survey ship Merle left the yard at Ostby on the morning of\n"
        "30. That was the day on which the ice broke, as everybody there\n"
        "remembers to this day."
    )
    assert len(texts(text)) == 1


VERSE = ["Grey was the gull that followed the ship,", "White was the wake she made,", "And long is the road to Ostby yard", "For one who has never paid."]  # fmt: skip


def test_verse_and_addresses_stay_in_lines() -> None:
    wrapped = textwrap.fill(PROSE, 72)
    verse = "\n".join(VERSE)
    assert texts(f"{wrapped}\n\n{verse}\n\n{wrapped}") == [PROSE, *VERSE, PROSE]
    assert texts(verse) == VERSE
    assert texts(f"Anna Berg\nOstby Post\n\n{wrapped}") == ["Anna Berg", "Ostby Post", PROSE]
    assert texts(f"{wrapped}\n\nThe crew\n{wrapped}") == [PROSE, "The crew", PROSE]


def test_a_heading_of_a_markdown_article_ends_with_its_line() -> None:
    head, text = article_paragraphs("## Rope\nand tar, as ever.", "markdown")
    assert (head.text, head.shape, text.text, text.styles) == ("Rope", "heading", "and tar, as ever.", ())


HEADS = [
    ["By Jane Doe", "Reuters"],
    ["By Jane Doe"],
    ["OSTBY, March 3 (Norvale Post)"],
    ["Jane Doe", "Norvale Post", "3 March 2025"],
    ["Ship to leave Ostby", "By JANE DOE", "Norvale Post Staff Writer"],
    ["Von Anna Berg"],
]


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[0])
@pytest.mark.parametrize("width", [60, 64, 68, 72])
@pytest.mark.parametrize("length", [115, 200, 330])
@pytest.mark.parametrize("parted", ["\n", "\n\n"])
def test_short_lines_before_a_wrapped_paragraph_do_not_tear_it(
    head: list[str], width: int, length: int, parted: str
) -> None:
    said = PROSE[: PROSE.index(" ", length - 20)] + "."
    wrapped = "\n".join(head) + parted + textwrap.fill(said, width)
    assert texts(wrapped) == [*head, said]
    assert texts(f"{wrapped}\n\n{textwrap.fill(FILLER, width)}") == [*head, said, FILLER]


def test_a_short_line_in_a_block_stands_apart_and_tears_nothing() -> None:
    wrapped = textwrap.fill(PROSE, 72)
    assert texts(f"{wrapped}\nThe crew\n{wrapped}\nReporting by Jane Doe") == [
        PROSE,
        "The crew",
        PROSE,
        "Reporting by Jane Doe",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Grey was the gull", "And long is the road that leads to Ostby yard", "For one who never paid"],
        ["By Jane Doe", *VERSE],
        ["Song of the yard", *VERSE, *VERSE[::-1]],
        ["The ship", "went out into the morning over the grey wide water", "and home again", "with all her lamps", "still"],
        ["Ministry of the Northern Banks and Islands of Norvale", "Press office", "12 Harbour Street", "Ostby"],
        ["Ship", "Merle, built in the yard at Ostby by the owner himself", "Aldis, bought in Norvale", "Skua"],
        ["By Jane Doe", "- rope for the crew of the survey ship", "- tar", "- wax for the northern banks"],
        ["Reuters", "Q: Will the survey ship sail for the northern banks soon?", "A: Yes."],
        ["Reuters", "| Ship | Year |", "| Merle | 1999 |"],
        ["By Jane Doe", "# The survey ship leaves the yard", "Ostby"],
    ],
    ids=lambda lines: " ".join(lines)[:24],
)  # fmt: skip
def test_short_lines_do_not_make_a_wrapped_text_of_what_is_none(lines: list[str]) -> None:
    assert texts("\n".join(lines)) == lines
    wrapped = textwrap.fill(PROSE, 72)
    assert texts(f"{wrapped}\n\n" + "\n".join(lines) + f"\n\n{wrapped}") == [PROSE, *lines, PROSE]


# --- what stands between two lines --------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "after", "joined"),
    [
        ("調査船は月曜日に港を出て、北の漁場に向", "かうと船主が述べた。", "調査船は月曜日に港を出て、北の漁場に向かうと船主が述べた。"),
        ("勘测船星期一离开船厂，船主说它将驶往北", "部渔场。", "勘测船星期一离开船厂，船主说它将驶往北部渔场。"),
        ("เรือสำรวจออกจากอู่เมื่อวันจันทร์และจะแล่นไปยัง", "เขตประมงทางเหนือ", "เรือสำรวจออกจากอู่เมื่อวันจันทร์และจะแล่นไปยังเขตประมงทางเหนือ"),
        ("ເຮືອສຳຫຼວດອອກຈາກອູ່ໃນວັນຈັນແລະຈະແລ່ນໄປ", "ເຂດປະມົງ", "ເຮືອສຳຫຼວດອອກຈາກອູ່ໃນວັນຈັນແລະຈະແລ່ນໄປເຂດປະມົງ"),
        ("នាវាស្ទង់មតិបានចាកចេញពីអូរនៅថ្ងៃចន្ទហើយនឹង", "ទៅខាងជើង", "នាវាស្ទង់មតិបានចាកចេញពីអូរនៅថ្ងៃចន្ទហើយនឹងទៅខាងជើង"),
        ("The owner of the ship said on Monday in the con\u00ad", "ference room.", "The owner of the ship said on Monday in the conference room."),
        ("She is a well-", "known ship.", "She is a well-known ship."),
        ("She has short-", "and long-range sets, they say.", "She has short-"),
        ("측량선 메를레호가 월요일에 조선소를 떠났다고 선주가", "말했다.", "측량선 메를레호가 월요일에 조선소를 떠났다고 선주가 말했다."),
    ],
)  # fmt: skip
def test_no_blank_comes_where_the_text_has_none(line: str, after: str, joined: str) -> None:
    assert texts(f"{line}\n{after}")[0] == joined


@pytest.mark.parametrize(
    "quote",
    ["北の漁場に向かうと", "北の漁場に向 かうと", "the ministry said", "the min-istry said", "a well-known ship", "a wellknown ship", "conference room", "con\u00adference room", "The min- istry"],
)  # fmt: skip
def test_a_quote_over_a_lines_end_is_found(quote: str) -> None:
    text = (
        "調査船は月曜日に港を出て、北の漁場に向\nかうと船主が述べた。\n\n"
        "The min-\nistry said; the min-\nistry said that she is a well-\nknown ship in the con\u00ad\nference room."
    )
    assert isinstance(find(quoted(article_paragraphs(text)), quote), Found | Ambiguous)


@pytest.mark.parametrize("quote", ["a co-operation", "a reformed", "the mini-stry", "the ministry-said"])
def test_no_other_hyphen_may_be_left_out_or_put_in(quote: str) -> None:
    text = quoted(
        article_paragraphs("The min-\nistry said that a cooperation is re-formed, and the min-\nistry agreed.")
    )
    assert not isinstance(find(text, quote), Found | Ambiguous)


def quoted(found: tuple[MarkedParagraph, ...]) -> ArticleText:
    return ArticleText(tuple(p.text for p in found), tuple(p.hyphens for p in found))


# --- for any text ---------------------------------------------------------------------------------

words = st.lists(st.from_regex(r"[A-Za-zéß,.]{1,12}", fullmatch=True), min_size=1, max_size=60)
solid = st.text(alphabet="調査船は月曜日に港を出て北の漁場。、กขคงຂຄງ", min_size=1, max_size=120)


@settings(max_examples=150, deadline=None)
@given(st.lists(words, min_size=1, max_size=4), st.integers(10, 130))
def test_wrapped_words_stay_as_they_are_and_in_order(blocks: list[list[str]], width: int) -> None:
    text = "\n\n".join(textwrap.fill(" ".join(each), width, break_on_hyphens=False) for each in blocks)
    assert " ".join(texts(text)).split() == text.split()
    assert "  " not in "".join(texts(text))


@settings(max_examples=100, deadline=None)
@given(solid, st.integers(5, 40))
def test_solid_text_keeps_its_characters_and_gets_no_other(text: str, width: int) -> None:
    wrapped = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    assert "".join(texts(wrapped)) == text


@settings(max_examples=150, deadline=None)
@given(st.one_of(words.map(" ".join), solid), st.integers(12, 80), st.data())
def test_any_passage_of_the_paragraphs_is_found_in_them(text: str, width: int, data: st.DataObject) -> None:
    article = quoted(article_paragraphs("\n".join(textwrap.wrap(text, width))))
    whole = article.whole
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    if not whole[start:end].strip() or not fold_words(whole[start:end]):
        return
    found = find(article, whole[start:end])
    assert isinstance(found, Found | Ambiguous), whole[start:end]
    places = found.candidates if isinstance(found, Ambiguous) else (found,)
    assert all(fold_words(whole[p.start : p.end]) == fold_words(whole[start:end]) for p in places)
