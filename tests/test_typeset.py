"""Setting text: what a reader sees on the line, and what can be taken out of it again."""

from __future__ import annotations

import io
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
import uharfbuzz
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.typeset import (
    Face,
    Family,
    ForcedBreak,
    InlineBox,
    Item,
    Line,
    MissingGlyph,
    PlacedBox,
    PlacedWord,
    Shaped,
    TextRun,
    Typesetter,
    discover,
)
from briefgen.typeset.composed import composed, glyph_clusters
from briefgen.typeset.graphemes import clusters
from briefgen.typeset.setter import clean

FONTS = Path(__file__).parent.parent / "briefgen" / "fonts"
SCRIPTS = {
    "en": "The joint war-fighting headquarters (Tokyo) is affiliated with “allied” command.",
    "vi": "Tiếng Việt có nhiều dấu thanh.",
    "el": "Η Ελληνική γλώσσα έχει τόνους.",
    "ru": "Министерство обороны сообщило об учениях.",
    "ar": "قال الرئيس (Smith) في 2025 إن الولايات المتحدة",
    "he": "שָׁלוֹם, הממשלה אמרה 12.5% היום",
    "hi": "संयुक्त राज्य अमेरिका ने क्षेत्र में",
    "th": "ประเทศไทยเป็นประเทศที่มีประวัติศาสตร์",
}


def path(stem: str) -> str:
    return str(FONTS / f"{stem}.ttf")


def family(stem: str) -> Family:
    """A fallback family with as many weights as it has files."""
    found = {cut: path(f"{stem}-{cut}") for cut in ("SemiBold", "Bold") if Path(path(f"{stem}-{cut}")).exists()}
    return Family(stem, path(f"{stem}-Regular"), semibold=found.get("SemiBold"), bold=found.get("Bold"))


TEXT = Family(
    "Noto Sans",
    path("NotoSans-Regular"),
    path("NotoSans-Italic"),
    path("NotoSans-SemiBold"),
    path("NotoSans-SemiBoldItalic"),
    path("NotoSans-Bold"),
)
FALLBACK = [
    family(stem)
    for stem in (
        "NotoSansSymbols",
        "DejaVuSansSymbols",
        "IBMPlexSansArabic",
        "NotoSansHebrew",
        "NotoSansDevanagari",
        "NotoSansThai",
        "NotoEmoji",
    )
]
SETTER = Typesetter(TEXT, FALLBACK)


def run(text: str, **style: object) -> TextRun:
    return TextRun(text, 10, **style)  # type: ignore[arg-type]


def pieces(lines: Sequence[Line]) -> list[PlacedWord]:
    return [piece for line in lines for piece in line.pieces if isinstance(piece, PlacedWord)]


def texts(lines: Sequence[Line]) -> list[str]:
    """The source text of each line, spaces at its end left out."""
    return ["".join(piece.shaped.text for piece in pieces([line])).rstrip(" ") for line in lines]


def lines_of(*items: Item, width: float = 1000, language: str = "en", **options: object) -> list[Line]:
    return SETTER.prepare(items, language).lines(width, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_keeps_its_text_and_has_a_glyph_for_it(language: str) -> None:
    text = SCRIPTS[language]
    missing: list[MissingGlyph] = []
    setter = Typesetter(TEXT, FALLBACK, missing)
    found = pieces(setter.prepare([run(text, language=language)], language).lines(70))
    assert "".join(piece.shaped.text for piece in found) == text
    assert missing == []
    assert all(glyph.gid for piece in found for glyph in piece.shaped.glyphs)
    assert all(glyph.gid in piece.shaped.clusters for piece in found for glyph in piece.shaped.glyphs)


@pytest.mark.parametrize("language", ["en", "vi", "el", "ru", "th"])
def test_words_of_simple_scripts_spell_themselves_glyph_by_glyph(language: str) -> None:
    for piece in pieces(lines_of(run(SCRIPTS[language], language=language), language=language)):
        spelt = "".join(piece.shaped.clusters[glyph.gid] for glyph in piece.shaped.glyphs)
        assert piece.shaped.spells
        assert spelt == piece.shaped.text


def test_arabic_letters_join_and_each_is_one_glyph() -> None:
    (piece,) = pieces(lines_of(run("بسم", language="ar"), language="ar"))
    alone = {SETTER.fonts.word(letter, SETTER.style(piece.run), True).parts[0].glyphs[0].gid for letter in "بسم"}
    assert piece.shaped.rtl
    assert piece.shaped.face.family == "IBM Plex Sans Arabic"
    assert alone.isdisjoint(glyph.gid for glyph in piece.shaped.glyphs)
    assert [glyph.cluster for glyph in piece.shaped.glyphs] == sorted(
        (glyph.cluster for glyph in piece.shaped.glyphs), reverse=True
    )


def test_kerning_moves_letters_and_a_word_without_it_is_plain() -> None:
    kerned, plain = pieces(lines_of(run("AV "), ForcedBreak(), run("nun")))
    face = kerned.shaped.face
    assert not kerned.shaped.plain
    assert kerned.shaped.glyphs[0].x_advance < face.advance(kerned.shaped.glyphs[0].gid)
    assert plain.shaped.plain


@pytest.mark.parametrize("word", ["nun ", "AV  ", "To.", "it's ", "fit", "x", "(Tokyo),", "“AV” ", "co-op"])
def test_glyphs_stand_where_the_shaper_places_them(word: str) -> None:
    found = pieces(lines_of(run(word)))
    face = found[0].shaped.face
    expected: list[tuple[int, float, float]] = []
    for piece in found:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(piece.shaped.text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(face.font, buffer, {})
        scale = 1000 / face.upem
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            expected.append((info.codepoint, at.x_advance * scale, at.x_offset * scale))
    assert "".join(piece.shaped.text for piece in found) == word
    assert [glyph[:3] for piece in found for glyph in piece.shaped.glyphs] == expected
    assert sum(piece.shaped.width for piece in found) == pytest.approx(sum(advance for _, advance, _ in expected))


def test_a_word_measures_the_same_in_whatever_paragraph_it_is_met_first() -> None:
    """Alone, between others of its run, or shared by two runs."""
    words = ["Plain ", "end. ", "it's ", "e.g., ", "“so” ", "(x) ", "1,234 ", "co-op ", "a/b ", "– ", "naïve "]
    whole = Typesetter(TEXT, FALLBACK).prepare([run("".join(words))]).natural_width
    one_by_one = Typesetter(TEXT, FALLBACK)
    for word in words:
        one_by_one.prepare([run(word)])
    runs = [run(part) for word in words for part in (word[:-1], " ")]
    assert one_by_one.prepare([run("".join(words))]).natural_width == whole
    assert one_by_one.prepare(runs).natural_width == pytest.approx(whole)


def test_tabular_figures_have_one_width() -> None:
    (piece,) = pieces(lines_of(run("0123456789", tabular=True)))
    assert len({glyph.x_advance for glyph in piece.shaped.glyphs}) == 1


@pytest.mark.parametrize(
    ("weight", "italic", "name"),
    [
        (400, False, "NotoSans-Regular"),
        (400, True, "NotoSans-Italic"),
        (600, False, "NotoSans-SemiBold"),
        (600, True, "NotoSans-SemiBoldItalic"),
        (700, False, "NotoSans-Bold"),
        (700, True, "NotoSans-SemiBoldItalic"),
    ],
)
def test_a_style_has_the_nearest_cut(weight: int, italic: bool, name: str) -> None:
    (piece,) = pieces(lines_of(run("x", weight=weight, italic=italic)))
    assert piece.shaped.face.name == name


def test_punctuation_and_spaces_keep_the_face_of_the_word_before_them() -> None:
    word = SETTER.fonts.word("नमस्ते, ", SETTER.style(run("")), False)
    assert [part.face.family for part in word.parts] == ["Noto Sans Devanagari"]


@pytest.mark.parametrize(
    ("script", "family"), [("قال الرئيس غدا", "IBM Plex Sans Arabic"), ("אמר היום נשיא", "Noto Sans Hebrew")]
)
def test_spaces_between_words_of_a_script_are_as_wide_as_its_face_has_them(script: str, family: str) -> None:
    for text in (script, f"Word {script}"):
        spaces = [piece.shaped for piece in pieces(lines_of(run(text))) if piece.shaped.text.isspace()]
        assert [each.face.family for each in spaces[-2:]] == [family, family], text


@pytest.mark.parametrize(
    ("text", "name"),
    [("😀", "Noto Emoji"), ("☎\ufe0f", "Noto Emoji"), ("👩\u200d🚀", "Noto Emoji"), ("→", "Noto Sans Symbols")],
)
def test_emoji_come_from_the_emoji_face_and_signs_do_not(text: str, name: str) -> None:
    (piece,) = pieces(lines_of(run(text)))
    assert piece.shaped.face.family == name


@pytest.mark.parametrize("sign", ["😀", "→", "★"])
def test_the_space_after_a_sign_is_that_of_the_text(sign: str) -> None:
    word = SETTER.fonts.word(f"{sign} ", SETTER.style(run("")), False)
    assert [(part.text, part.face.family) for part in word.parts][1:] == [(" ", "Noto Sans")]


@pytest.mark.parametrize("sign", "→↑↓●○■□¶•–“”…✓≤≥≠≈×−")
def test_signs_that_briefings_use_have_a_glyph(sign: str) -> None:
    assert SETTER.prepare([run(sign)]).missing == ()


def test_a_character_without_a_font_is_reported_each_time_and_drawn_as_a_stand_in() -> None:
    missing: list[MissingGlyph] = []
    setter = Typesetter(TEXT, FALLBACK, missing)
    for _ in range(2):
        lines = setter.prepare([run("The sign \U00013000 and \U00013000 again")]).lines(500)
    assert [(one.character, one.name, one.language) for one in missing] == [
        ("\U00013000", "EGYPTIAN HIEROGLYPH A001", "en")
    ] * 2
    assert "The sign" in missing[0].context
    (drawn, *_) = [piece for piece in pieces(lines) if "\U00013000" in piece.shaped.text]
    assert drawn.shaped.glyphs[0].gid == drawn.shaped.face.nominal(0xFFFD) != 0
    assert not drawn.shaped.spells


def test_controls_marks_of_byte_order_and_noncharacters_leave_no_trace() -> None:
    assert clean("a\x00b\x1b\ufeffc\ufdd0\U0001fffed\te\x85f\ud800") == "abcd e f"
    assert clean("😀 ok") == "😀 ok"


def test_lines_are_filled_and_never_wider_than_the_measure() -> None:
    text = "Washington upgrades its command; " * 30
    prepared = SETTER.prepare([run(text)])
    lines = prepared.lines(130)
    assert all(line.width <= 130.001 for line in lines)
    assert "".join(piece.shaped.text for piece in pieces(lines)) == text
    for line, following in pairwise(lines):
        first = pieces([following])[0]
        word = first.width - (first.shaped.glyphs[-1].x_advance / 100 if first.shaped.text.endswith(" ") else 0)
        spaced = max(piece.x + piece.width for piece in pieces([line]))
        assert spaced + word > 130
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]


def test_a_space_at_a_line_end_is_set_but_takes_no_width() -> None:
    first, second = lines_of(run("one two"), width=25)
    (piece,) = pieces([first])
    assert piece.shaped.text == "one "
    assert first.width < piece.width
    assert texts([second]) == ["two"]


def test_no_break_space_and_word_joiner_hold_and_zero_width_space_parts() -> None:
    assert texts(lines_of(run("aa\u00a0bb cc"), width=28)) == ["aa\u00a0bb", "cc"]
    assert texts(lines_of(run("aaa\u200bbbb"), width=25)) == ["aaa\u200b", "bbb"]
    assert texts(lines_of(run("xx aaa\u2060bbb"), width=45)) == ["xx", "aaa\u2060bbb"]


def test_a_soft_hyphen_shows_only_where_the_line_ends() -> None:
    (whole,) = lines_of(run("co\u00adoperate"))
    first, _ = lines_of(run("co\u00adoperate"), width=42)
    hyphen = pieces([first])[0].shaped.face.nominal(ord("-"))
    assert texts([whole]) == ["co\u00adoperate"]
    assert hyphen not in {glyph.gid for piece in pieces([whole]) for glyph in piece.shaped.glyphs}
    assert pieces([first])[-1].shaped.glyphs[-1].gid == hyphen
    assert texts([first]) == ["co\u00ad"]
    assert [piece.shaped.text for piece in pieces([first])] == ["co", "\u00ad"]
    assert first.width <= 42


def test_an_address_is_divided_at_its_signs_before_anything_else() -> None:
    text = "See https://example.org/intelligence-surveillance/reports?year=2025 now"
    assert texts(lines_of(run(text), width=120)) == [
        "See https://example.org/",
        "intelligence-surveillance/",
        "reports?year=2025 now",
    ]


def test_a_word_wider_than_its_line_is_divided_between_letters() -> None:
    lines = lines_of(run("xx Donaudampfschifffahrtsgesellschaft yy"), width=60)
    assert "".join(piece.shaped.text for piece in pieces(lines)) == "xx Donaudampfschifffahrtsgesellschaft yy"
    assert texts(lines)[0] == "xx"
    assert all(line.width <= 60.001 for line in lines)
    assert len(lines) == 5


def test_a_divided_arabic_word_stays_joined() -> None:
    lines = lines_of(run("بببببببببببب", language="ar"), width=40, language="ar")
    assert len(lines) > 1
    assert all(len(line.pieces) == 1 for line in lines)
    assert all(len({glyph.gid for glyph in piece.shaped.glyphs}) == 3 for piece in pieces(lines[:-1]))


def test_a_run_that_ends_inside_a_word_does_not_open_a_break() -> None:
    lines = lines_of(run("aaa "), run("bold", weight=700), run(", more"), width=45)
    assert texts(lines) == ["aaa", "bold,", "more"] or texts(lines) == ["aaa bold,", "more"]
    assert "," not in [text[:1] for text in texts(lines)]


def test_a_box_holds_to_the_full_stop_after_it() -> None:
    box = InlineBox(20, 12, 3, data="gauge")
    lines = lines_of(run("aaaa "), box, run(". bb"), width=46)
    assert [type(part).__name__ for part in lines[1].pieces][:2] == ["PlacedBox", "PlacedWord"]
    assert texts(lines) == ["aaaa", ". bb"]
    (placed,) = [part for part in lines[1].pieces if isinstance(part, PlacedBox)]
    assert placed.box.data == "gauge"
    assert lines[1].ascent == pytest.approx(12)
    assert lines[1].descent == pytest.approx(3)


def test_a_no_break_space_holds_a_box_to_the_word_before_it() -> None:
    first, second, *_ = lines_of(run("aaaa bb\u00a0"), InlineBox(20, 12), run(" cc"), width=46)
    assert texts([first]) == ["aaaa"]
    assert [type(part).__name__ for part in second.pieces][:2] == ["PlacedWord", "PlacedBox"]


def test_forced_breaks_end_lines_even_empty_ones() -> None:
    lines = lines_of(run("a"), ForcedBreak(), ForcedBreak(), run("b"))
    assert texts(lines) == ["a", "", "b"]
    assert [line.last for line in lines] == [True, True, True]
    assert texts(lines_of()) == [""]


def test_alignment_moves_lines_within_their_measure() -> None:
    text = run("some words that wrap over lines")
    for line in lines_of(text, width=80, align="end"):
        assert line.pieces[0].x == pytest.approx(80 - line.width)
    for line in lines_of(text, width=80, align="center"):
        assert line.pieces[0].x == pytest.approx((80 - line.width) / 2)
    start = lines_of(text, width=80, first_indent=12)
    assert [line.pieces[0].x for line in start] == [12, *[0.0] * (len(start) - 1)]
    *full, last = lines_of(text, width=80, align="justify")
    assert all(line.width == pytest.approx(80) for line in full)
    assert last.width < 80


def test_an_arabic_paragraph_starts_at_the_right_and_its_words_run_left() -> None:
    (line,) = lines_of(run(SCRIPTS["ar"], language="ar"), width=400, language="ar")
    words = [piece for piece in pieces([line]) if piece.shaped.text.strip(" ()")]
    assert line.rtl
    assert max(piece.x + piece.width for piece in words) == pytest.approx(400)
    assert [piece.x for piece in words] == sorted((piece.x for piece in words), reverse=True)
    assert [piece.shaped.rtl for piece in words] == [not piece.shaped.text.isascii() for piece in words]


def test_hebrew_inside_english_turns_round_within_the_english_line() -> None:
    (line,) = lines_of(run("of שלום עולם fame"))
    order = sorted(pieces([line]), key=lambda piece: piece.x)
    assert not line.rtl
    assert [piece.shaped.text.strip() for piece in order if piece.shaped.text.strip()] == ["of", "עולם", "שלום", "fame"]


def seen(*items: Item, language: str = "en") -> str:
    """The words of one line as the eye meets them, from left to right, each spelt forwards."""
    (line,) = lines_of(*items, language=language)
    order = sorted(pieces([line]), key=lambda piece: piece.x)
    return " ".join("".join(piece.shaped.text for piece in order).split())


def test_words_with_a_direction_of_their_own_move_nothing_around_them() -> None:
    place = run("هالدن", language="ar", isolates=(1,))
    assert seen(run("A2 · "), place, run(" · 10 June 2025")) == "A2 · هالدن · 10 June 2025"
    assert seen(run("A2 · "), place._replace(isolates=()), run(" · 10 June 2025")) == "A2 · 10 · هالدن June 2025"
    assert seen(place, run("شمس", isolates=(2,)), run("end")) == "هالدنشمسend"


def test_a_reference_in_an_arabic_paragraph_stands_after_the_number_before_it() -> None:
    before, after = run("رقم 7", language="ar"), run(". ثم", language="ar")
    assert seen(before, run(" "), run("C-2", isolates=(1,)), after, language="ar") == "ثم .C-2 7 رقم"


def test_an_isolate_within_another_ends_with_it() -> None:
    inner = run("(X) ", isolates=(1, 2))
    line = lines_of(run("a "), run("שלום ", isolates=(1,)), inner, run("עולם", isolates=(1,)), run(" 5 z"))[0]
    order = sorted(pieces([line]), key=lambda piece: piece.x)
    shown = "".join(piece.shaped.text.strip() or " " for piece in order)
    assert shown.replace(" ", "") == "aעולם(X)שלום5z"


@pytest.mark.parametrize(
    ("items", "answer"),
    [
        ([run("שלום")], True),
        ([run("שלום", isolates=(1,))], True),
        ([run("also "), run("שלום וברכה רבה", isolates=(1,))], False),
        ([run("שלום וברכה רבה", isolates=(1,)), run(" · "), run("Haifa", isolates=(2,))], False),
        ([run("שלום", isolates=(1,)), run(" · "), run("עולם", isolates=(2,))], True),
        ([run("שלום says the old port authority of Haifa")], False),
    ],
)
def test_a_paragraph_takes_its_direction_from_the_words_around_what_has_its_own(
    items: list[Item], answer: bool
) -> None:
    assert SETTER.prepare(items).rtl is answer


@pytest.mark.parametrize("text", ["👩🏽‍✈️", "🇯🇵", "1️⃣", "👍🏾", "👨‍👩‍👧‍👦", "❤️‍🔥"])
def test_a_sequence_of_emoji_is_one_picture_that_no_line_divides(text: str) -> None:
    lines = lines_of(run(text * 3), width=13)
    assert texts(lines) == [text] * 3
    assert [len(piece.shaped.glyphs) for piece in pieces(lines)] == [1] * 3
    assert {piece.shaped.face.family for piece in pieces(lines)} == {"Noto Emoji"}


def test_the_measures_of_a_paragraph_are_those_of_its_lines() -> None:
    prepared = SETTER.prepare([run("a headquarters in one line"), ForcedBreak(), run("short")])
    assert len(prepared.lines(prepared.natural_width)) == 2
    assert len(prepared.lines(prepared.natural_width - 0.01)) == 3
    assert max(line.width for line in prepared.lines(prepared.min_width)) == pytest.approx(prepared.min_width)
    assert "headquarters" in texts(prepared.lines(prepared.min_width))


def test_data_of_runs_comes_through() -> None:
    marker = object()
    assert pieces(lines_of(run("word", data=marker)))[0].run.data is marker


def test_threads_that_share_a_setter_get_the_same_lines() -> None:
    shared = Typesetter(TEXT, FALLBACK)

    def work(_: int) -> list[tuple[str, float, str]]:
        items = [run(f"{text} ", language=language) for language, text in SCRIPTS.items()]
        lines = shared.prepare(items).lines(150)
        return [(piece.shaped.text, piece.x, piece.shaped.face.name) for piece in pieces(lines)]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(8)))
    assert all(result == results[0] for result in results)


HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aA1.,/()-\u00ad\u200b\u200d\u200f\u202e\u2066\u2069\u0301\ufe0fאשלام漢ไเก한न्क्षि😀👩🇫🇷 "),
    ),
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(text=HOSTILE, width=st.floats(1, 200), align=st.sampled_from(["start", "center", "end", "justify"]))
def test_any_text_comes_out_letter_for_letter_and_within_its_measure(text: str, width: float, align: str) -> None:
    lines = lines_of(run(text[:20]), run(text[20:], weight=700), width=width, align=align)
    found = pieces(lines)
    assert "".join(piece.shaped.text for piece in found) == clean(text[:20]) + clean(text[20:])
    assert all(glyph.gid for piece in found for glyph in piece.shaped.glyphs)
    for line in lines:
        shown = "".join(piece.shaped.text for piece in pieces([line])).strip(" ")
        visible = [one for one in clusters(shown) if any(unicodedata.category(c) not in ("Cf", "Mn") for c in one)]
        assert line.width <= width + 0.001 or len(visible) <= 2


def test_a_subset_holds_the_glyphs_asked_for_under_their_numbers() -> None:
    face = Face(path("NotoSans-Regular"))
    gids = [gid for gid in map(face.nominal, map(ord, "Briefing")) if gid]
    font = face.subset(gids)
    again = Path(path("NotoSans-Regular")).stat().st_size
    assert font == Face(path("NotoSans-Regular")).subset(reversed(gids))
    assert len(font) < again / 10
    assert font[:4] == b"\0\1\0\0"


def shaped_word(text: str, language: str) -> Shaped:
    (piece,) = pieces(SETTER.prepare([run(text, language=language)], language).lines(400))
    return piece.shaped


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("שָׁלוֹם", ["ם", "וֹ", "ל", "שָׁ"]),
        ("ثُمَّ", ["مَّ", "ثُ"]),
        ("لَا", ["لَا"]),  # drawn as one
        ("مِی\u200cشَ", ["شَ", "ی\u200c", "مِ"]),
        ("ปั๊มฝั่ง", ["ปั๊", "ม", "ฝั่", "ง"]),
        ("x\u0302y", ["x\u0302", "y"]),
        ("कीर्ति", ["की", "र्ति"]),
    ],
)
def test_each_letter_is_a_stack_with_its_marks_from_left_to_right(text: str, letters: list[str]) -> None:
    word = shaped_word(text, "ar" if text[0] > "\u0590" and text[0] < "\u0900" else "en")
    found = glyph_clusters(word)
    assert [cluster.text for cluster in found] == letters
    assert sum(len(cluster.glyphs) for cluster in found) == len(word.glyphs)
    assert sum(cluster.advance for cluster in found) == pytest.approx(word.width)


def test_a_stack_becomes_one_glyph_of_the_same_outline_and_advance() -> None:
    cff = pytest.importorskip("fontTools.cffLib", reason="fontTools reads the table in its own way")
    pens = pytest.importorskip("fontTools.pens.boundsPen")
    word = shaped_word("ثُمَّ", "ar")
    made = glyph_clusters(word)
    fonts = cff.CFFFontSet()
    fonts.decompile(io.BytesIO(composed(word.face, "ABCDEF+Points", made)), None)
    top = fonts["ABCDEF+Points"]
    assert top.ROS == ("Adobe", "Identity", 0)
    assert top.charset == [".notdef", "cid00001", "cid00002"]
    for name, cluster in zip(top.charset[1:], made, strict=True):
        pen = pens.BoundsPen(None)
        top.CharStrings[name].draw(pen)
        assert top.CharStrings[name].width == pytest.approx(cluster.advance, abs=0.5)
        boxes = []
        for gid, x, y in cluster.glyphs:
            box = word.face.font.get_glyph_extents(gid)
            left, upper = x + box.x_bearing, y + box.y_bearing
            boxes.append((left, upper + box.height, left + box.width, upper))
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        expected = (min(lefts), min(bottoms), max(rights), max(tops))
        assert pen.bounds == pytest.approx(expected, abs=1.5)


def test_a_face_states_its_measures() -> None:
    face = Face(path("NotoSans-Italic"))
    assert (face.name, face.family, face.upem, face.weight) == ("NotoSans-Italic", "Noto Sans", 1000, 400)
    assert face.descent < 0 < face.cap_height < face.ascent
    assert face.italic_angle < 0
    assert face.bbox[0] < 0 < face.bbox[3]
    assert not face.is_cff
    assert face.fs_type == 0
    assert face.covers(ord("ß")) and not face.covers(ord("漢"))


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_text("not a font", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.ttf"):
        Face(str(broken))


def test_faces_of_a_file_have_it_in_memory_once_and_what_takes_its_place_is_read(tmp_path: Path) -> None:
    file = tmp_path / "font.ttf"
    file.write_bytes(Path(path("NotoSans-Regular")).read_bytes())
    regular, again = Face(str(file)), Face(str(file), weight=700)
    assert regular.font.face is again.font.face
    other = tmp_path / "other.ttf"
    other.write_bytes(Path(path("NotoSans-Italic")).read_bytes())
    other.replace(file)
    assert Face(str(file)).name == "NotoSans-Italic"
    assert regular.name == again.name == "NotoSans-Regular"


def test_fonts_for_the_language_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tuple(Family(code, "x.ttf", languages=(code,)) for code in ("ja", "zh-Hans", "zh-Hant", "ko"))
    monkeypatch.setattr(discover, "_installed", lambda: installed)
    first = {tag: discover.families(tag, "漢")[0].name for tag in ("ja", "zh", "zh-CN", "zh-TW", "ko-KR", "en")}
    assert first == {
        "ja": "ja",
        "zh": "zh-Hans",
        "zh-CN": "zh-Hans",
        "zh-TW": "zh-Hant",
        "ko-KR": "ko",
        "en": "zh-Hans",
    }
    assert discover.families("en", "か")[0].name == "ja"
    assert discover.families("en", "한")[0].name == "ko"
    assert discover.families("ja", "a") == ()


@pytest.mark.parametrize(
    ("language", "text"), [("ja", "漢字かな交じり文。「引用」"), ("zh-CN", "简体中文"), ("ko", "한국어")]
)
def test_chinese_japanese_and_korean_are_set_with_fonts_of_the_machine(language: str, text: str) -> None:
    families = discover.families(language, text[0])
    if not families or families[0].languages[0] != {"zh-CN": "zh-Hans"}.get(language, language):
        pytest.skip(f"no font for {language} on this machine (pip install briefgen[cjk])")
    prepared = SETTER.prepare([run(text, language=language, weight=700)], language)
    assert prepared.missing == ()
    lines = prepared.lines(35)
    assert "".join(piece.shaped.text for piece in pieces(lines)) == text
    assert not {line[0] for line in texts(lines)} & set("。」")
    face = pieces(lines)[0].shaped.face
    font = face.subset(glyph.gid for piece in pieces(lines) for glyph in piece.shaped.glyphs)
    assert len(font) < 200_000


def test_setting_text_does_not_load_the_font_editor() -> None:
    code = "import sys, briefgen.typeset; print('fontTools' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
