"""Chinese, Japanese and Korean text: the space beside other letters, stops in the margin, and that lines end where Word's do."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from ctypes import byref, c_double
from itertools import pairwise
from pathlib import Path

import office
import pypdfium2
import pypdfium2.raw
import pytest
from judges.ooxml import WordFile, words
from samples import document
from test_typeset import SETTER, lines_of, pieces, run, texts

from briefgen.compose import load_theme
from briefgen.document import Document as Content
from briefgen.document import Highlight, Inline, Link, Paragraph, Strong, Text
from briefgen.typeset import InlineBox, Line, ShapedRun, TextRun
from briefgen.typeset.script_space import script_spaces
from briefgen.writers.pdf import write_pdf
from briefgen.writers.pdf.lines import extent
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
needs_fonts = pytest.mark.skipif(
    importlib.util.find_spec("justmytype_intl_cjk") is None, reason="no fonts: pip install 'briefgen[cjk]'"
)


# --- where it stands -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "parted",
    [
        # ideographs, kana and signs that are read like them; Latin letters and figures, on either side
        *("日|A", "A|日", "日|1", "1|日", "か|A", "A|か", "カ|1", "ー|A", "A|ー", "々|A", "A|々", "〇|A", "〆|A"),
        *("ゃ|A", "A|ゃ", "ㇰ|A", "ｱ|A", "A|ｱ", "ㄅ|A", "㈠|A", "𠮷|A", "A|𠮷", "F15|戦闘機|4|機", "同|25|日に"),
        # Korean, and other letters from left to right
        *("한|A", "A|한", "한|1", "1|한", "2025|년|3|월", "日|α", "α|日", "日|Ж", "Ж|日", "é|日", "日|ก", "क|日"),
        # letters as wide as ideographs are East Asian
        *("日Ａ", "Ａ日", "１日", "A|Ａ", "Ａ|A"),
        # signs, blanks, stops and brackets stand where they stand
        *("日(F15)", "(日", "日%", "50%日", "日°", "日$5", "日¶", "日“A”日", "日、A", "A、日", "。A", "「A」日", "㈱A"),
        *("日_A", "日&A", "日–1", "日…A", "日·A", "日/A", "日 A", "A 日", "日\u00a0A", "日\u3000A", "日\u200bA"),
        # figures in circles and the like go with what is before them
        *("日①", "A①", "日Ⅳ", "第①|A", "A①|日", "Ⅳ|日"),
        # a mark belongs to its letter
        *("e\u0301|日", "か\u3099|A", "葛\U000e0100|A"),
        # letters from right to left have none beside them, nor has one script
        *("日א", "א日", "日ع", "ع日", "漢字かなカナ", "漢가나", "Latin Ελληνικά кириллица", "2025-03-30", ""),
    ],
)
def test_east_asian_letters_stand_apart_from_others(parted: str) -> None:
    text = parted.replace("|", "")
    cuts = [0, *script_spaces(text), len(text)]
    assert "|".join(text[start:end] for start, end in pairwise(cuts)) == parted


# --- what it takes -------------------------------------------------------------------------


def width(*items: TextRun) -> float:
    (line,) = lines_of(*items)
    return line.width


def placed(line: Line) -> list[tuple[str, float, float]]:
    return [(piece.shaped.text, piece.x, piece.x + piece.width) for piece in pieces([line])]


def test_the_space_is_a_fifth_of_the_letter_before_it() -> None:
    for text in ("日A", "A日", "日1"):
        assert width(run(text)) == pytest.approx(sum(width(run(letter)) for letter in text) + 2)


def test_between_runs_it_is_as_wide_as_the_first_one_wants() -> None:
    large, small = TextRun("日", 20, 600), TextRun("A", 8)
    assert width(large, small) == pytest.approx(width(large) + width(small) + 4)
    assert width(small, large) == pytest.approx(width(large) + width(small) + 1.6)


def test_words_follow_each_other_without_a_gap_as_the_space_is_a_part_of_the_letter_before_it() -> None:
    for items in ((run("訓練F15戦闘機"),), (run("訓練"), run("F15", weight=700), run("戦闘機"))):
        (line,) = lines_of(*items)
        found = placed(line)
        assert [right for _, _, right in found[:-1]] == pytest.approx([left for _, left, _ in found[1:]])


@pytest.mark.parametrize("language", ["ja", "ar"])
@pytest.mark.parametrize("align", ["start", "end", "center", "justify"])
def test_a_line_ends_with_a_letter_and_no_space(align: str, language: str) -> None:
    text, most = "5月26日F15" * 6, 42.0
    for items in ((run(text),), (run(text[:10]), run(text[10:]))):
        found = lines_of(*items, width=most, align=align, language=language)
        assert "".join(texts(found)) == text and len(found) > 5
        for line in found:
            lefts, rights = zip(*[(left, right) for _, left, right in placed(line)], strict=True)
            assert max(rights) - min(lefts) == pytest.approx(line.width) and line.width <= most + 1e-3
            assert min(lefts) >= -1e-3 and max(rights) <= most + 1e-3


def test_a_line_that_has_room_for_a_word_but_not_for_the_space_before_it_ends_there() -> None:
    letters = width(run("日")) + width(run("A"))
    assert texts(lines_of(run("日A"), width=letters + 2)) == ["日A"]
    assert texts(lines_of(run("日A"), width=letters + 1.9)) == ["日", "A"]


def test_a_word_that_is_divided_keeps_the_space_after_it() -> None:
    text = "訓練" + "abcdefghijklmnopqrstuvwxyz" * 2 + "訓練"
    found = lines_of(run(text), width=100)
    assert "".join(texts(found)) == text
    (last,) = [right - left for line in found for letter, left, right in placed(line) if letter == "z"]
    assert last == pytest.approx(width(run("z")) + 2)


def test_a_box_has_no_space_beside_it() -> None:
    (line,) = lines_of(run("日"), InlineBox(10, 10), run("A"))
    assert line.width == pytest.approx(width(run("日")) + 10 + width(run("A")))


def test_a_column_is_as_wide_as_its_words_with_their_space() -> None:
    assert SETTER.ruler(run(""))("日A日 A") == pytest.approx(width(run("日A日 A")))


def test_what_is_marked_ends_with_its_letter() -> None:
    (line,) = lines_of(run("日本", data=1), run("A", data=2))
    second = line.parts[1]
    assert isinstance(second, ShapedRun)
    assert extent(second) == pytest.approx((width(run("日")), width(run("日本"))))


# --- stops in the margin -------------------------------------------------------------------


@pytest.mark.parametrize("stop", "、。，．")
@pytest.mark.parametrize("rest", ["い", " い", "", "A", "一二三四五六"])
def test_a_stop_that_no_line_has_room_for_stands_in_the_margin(stop: str, rest: str) -> None:
    for items in ((run("あああ" + stop + rest),), (run("あああ"), run(stop, weight=700), run(rest))):
        first, *others = texts(lines_of(*items, width=35))
        assert first == "あああ" + stop and "".join(others) == rest.strip()


@pytest.mark.parametrize("sign", [*"！？：；・」）》】’”!,.:;?)", "。」", "、、", "。。"])
def test_other_signs_and_more_than_one_take_a_letter_to_the_next_line(sign: str) -> None:
    first, second, *_ = texts(lines_of(run("あああ" + sign + "いい"), width=31))
    assert first == "ああ" and second.startswith(f"あ{sign}")


@pytest.mark.parametrize(
    ("align", "language", "left"),
    [("start", "ja", 0), ("end", "ja", 5), ("center", "ja", 2.5), ("justify", "ja", 0), ("start", "ar", -5)],
)
def test_a_line_is_aligned_by_its_letters_and_not_by_the_stop_in_the_margin(
    align: str, language: str, left: float
) -> None:
    (first, _) = lines_of(run("あああ、いい"), width=35, align=align, language=language)
    assert min(left for _, left, _ in placed(first)) == pytest.approx(left)


def test_a_stop_hangs_from_a_line_that_divides_a_word() -> None:
    assert texts(lines_of(run("abcdefghijklmnopqrstuvwxyz、"), width=70))[-1].endswith("、")
    assert texts(lines_of(run("mmmmmmmmmあああ。い"), width=35))[-2:] == ["あああ。", "い"]


# --- other programs ------------------------------------------------------------------------

SAID = "統合幕僚監部は5月26日、F15戦闘機4機とB1B爆撃機2機が日米共同訓練を実施したと発表した。"


def japanese(*inlines: Inline) -> Content:
    return document(Paragraph(inlines or (Text(SAID),)), language="ja")


MIXED = japanese(
    Text("統合幕僚監部は"),
    Strong((Text("5月26"),)),
    Text("日、"),
    Highlight("actor", (Text("F15戦闘機"),)),
    Text("4機と"),
    Link("https://example.org/", (Text("B1B"),)),
    Text("爆撃機2機が日米共同訓練を実施したと発表した。"),
)


def by_poppler(file: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(file), "-"], capture_output=True, text=True, check=True).stdout


@needs_fonts
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
@pytest.mark.parametrize("content", [japanese(), MIXED], ids=["plain", "mixed"])
def test_no_program_reads_a_blank_there(content: Content, tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(write_pdf(content, THEME).data)
    with pypdfium2.PdfDocument(file) as pdf:
        by_pdfium = pdf[0].get_textpage().get_text_range()
    for read in (by_pdfium, by_poppler(file), by_poppler(file, "-raw"), by_poppler(file, "-layout")):
        assert SAID in re.sub(r"[\r\n]+", "", read)


def lines_on_paper(data: bytes) -> list[str]:
    """The first and the last letters of each line of the first page."""
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[0].get_textpage()
        rows: dict[int, list[tuple[float, str]]] = {}
        for at in range(text.count_chars()):
            x, y, character = c_double(), c_double(), text.get_text_range(at, 1)
            pypdfium2.raw.FPDFText_GetCharOrigin(text, at, byref(x), byref(y))
            if character.isalnum():
                rows.setdefault(round(y.value), []).append((x.value, character))
    lines = ["".join(one for _, one in sorted(row)) for _, row in sorted(rows.items(), reverse=True)]
    return [f"{line[:5]} ... {line[-5:]}" for line in lines]


@needs_fonts
@office.needs_pages
def test_lines_end_where_those_of_the_word_file_do(tmp_path: Path) -> None:
    kinds = (
        Text("訓練には空自2航空団（F15戦闘機4機）、米軍から35戦闘航空団が参加し、3月12日にG7各国のB1B爆撃機2機と"),
        Strong((Text("日本海上の空域でEU・NATOおよび韓国の한국군12명과 ROKS함정3척"),)),
        Text(
            "が、ΔVとЖの記号を付した第4図①Aのとおり、e\u0301quipeやＡＢＣ、ｶﾅ5字、A々等の組み合わせを確認したという。"
        ),
    )
    made = document(*(Paragraph((Text("あ" * start), *kinds * 4)) for start in range(1, 7)), language="ja")
    result = write_pdf(made, THEME)
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
    shown = office.converted(tmp_path / "x.docx", "pdf", tmp_path, office.signs_alone(tmp_path)).read_bytes()
    own, others = lines_on_paper(result.data), lines_on_paper(shown)
    assert len(own) > 40
    assert own == others


def test_the_word_file_has_the_words_alone() -> None:
    assert SAID in words(WordFile(write_word(MIXED, THEME).data).body)
