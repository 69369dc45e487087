"""The multilingual example: built with real glyphs and without, and its words taken out of the PDF by other programs."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import yaml

from briefgen.compose import compose
from briefgen.diagnostics import Diagnostic
from briefgen.document import Callout, Document, Heading, Paragraph, Table, has_backward, plain, walk
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.packets import find_sources
from briefgen.pipeline import Packet, build
from briefgen.readers.yaml_reader import read_input
from briefgen.typeset import discover

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "inputs" / "examples" / "multilingual.yaml"
PACKAGES = ("justmytype_intl_cjk", "manimgx_fonts", "manimgx_fonts_cjk")


def built(path: Path, out: Path) -> tuple[Packet, Path]:
    (source,), _ = find_sources([str(path)])
    options = Options(out=out)
    packet = build(source, load_kit(options), options)
    return packet, packet.folder / f"{source.stem}.pdf"


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without font packages and without fonts of its own."""
    found = importlib.util.find_spec

    def hidden(name: str, package: str | None = None) -> object:
        return None if name in PACKAGES else found(name, package)

    caches = (discover._installed, discover._families_of, discover._script_files)
    monkeypatch.setattr(importlib.util, "find_spec", hidden)
    monkeypatch.setattr(discover, "_font_folders", list)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


def without_glyphs(packet: Packet) -> list[Diagnostic]:
    return [found for found in packet.diagnostics if found.code == "BG701"]


def faces(pdf: Path) -> set[str]:
    """The names of the fonts that a file embeds, without their tags."""
    with pikepdf.open(pdf) as file:
        fonts = [font for page in file.pages for font in page.Resources.get("/Font", {}).values()]
        return {str(font.BaseFont).partition("+")[2] for font in fonts}


# --- with fonts and without ----------------------------------------------------------------


@pytest.mark.skipif(importlib.util.find_spec(PACKAGES[0]) is None, reason="no fonts: pip install 'briefgen[cjk]'")
def test_the_example_has_a_glyph_for_everything_each_in_its_language(tmp_path: Path) -> None:
    packet, pdf = built(EXAMPLE, tmp_path)
    assert not packet.failed
    assert without_glyphs(packet) == []
    assert {
        "NotoSansJP-Regular",
        "NotoSansKR-Regular",
        "NotoSansSC-Regular",
        "NotoSansHebrew-Regular",
        "NotoSansDevanagari-Regular",
        "NotoSansThai-Regular",
        "NotoEmoji-Regular",
    } <= faces(pdf)
    assert any("PlexSansArabic" in name for name in faces(pdf))


def test_without_fonts_the_example_is_built_and_one_finding_says_what_to_install(
    bare_machine: None, tmp_path: Path
) -> None:
    packet, pdf = built(EXAMPLE, tmp_path)
    assert not packet.failed
    (found,) = without_glyphs(packet)
    assert found.message.startswith("no font has the Chinese, Japanese or Korean characters ")
    assert re.search(r"\(U\+[0-9A-F]{4} (CJK|KATAKANA|HIRAGANA)[^)]*\).* and \d+ more$", found.message)
    assert "pip install 'briefgen[cjk]'" in found.hint
    named = found.message.removeprefix("no font has the Chinese, Japanese or Korean characters ")[0]
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert lines[found.place.line - 1][found.place.column - 1] == named
    assert found.place.source == lines[found.place.line - 1]
    assert not lines[found.place.line - 1].startswith("#")
    assert "港湾利用協定" in text_of(pdf)


SCRIPTS = """\
title: A test of scripts
date: 2025-06-12
bottom_line: "Georgian \\u10d0 here, Tamil தமிழ் there, and \\ua015."
key_judgments:
  - statement: Nothing to judge.
articles:
  - headline: Armenian and more  # ქართული
    source: {name: Example, kind: newspaper}
    published: 2025-06-12T00:00:00Z
    text: |
      Some text.
      Line two has հայերեն words.
  - headline: In a file
    source: {name: Example, kind: newspaper}
    published: 2025-06-12T00:00:00Z
    text_file: more.txt
"""


def test_each_script_that_lacks_a_font_has_a_finding_where_it_first_stands(bare_machine: None, tmp_path: Path) -> None:
    path = tmp_path / "scripts.yaml"
    path.write_text(SCRIPTS, encoding="utf-8")
    (tmp_path / "more.txt").write_text("First line.\nAnd 한국 here.\n", encoding="utf-8")
    packet, _ = built(path, tmp_path / "out")
    found = {
        re.sub(r"no font has (?:the )?([\w, ]*?) ?characters? .*", r"\1", each.message): each
        for each in without_glyphs(packet)
    }
    places = {name: (Path(each.place.path).name, each.place.line, each.place.column) for name, each in found.items()}
    assert places == {
        "Georgian": ("scripts.yaml", 3, 24),
        "Tamil": ("scripts.yaml", 3, 43),
        "Yi": ("scripts.yaml", 3, 60),
        "Armenian": ("scripts.yaml", 12, 20),
        "Chinese, Japanese or Korean": ("more.txt", 2, 5),
    }
    hints = {name: each.hint.partition("'")[2].partition("'")[0] for name, each in found.items()}
    extras = {"Georgian": "scripts", "Tamil": "scripts", "Armenian": "scripts", "Chinese, Japanese or Korean": "cjk"}
    assert hints == {"Yi": "", **{name: f"briefgen[{extra}]" for name, extra in extras.items()}}
    assert "ա (U+0561 ARMENIAN SMALL LETTER AYB)" in found["Armenian"].message


@pytest.mark.skipif(importlib.util.find_spec(PACKAGES[1]) is None, reason="no fonts: pip install 'briefgen[scripts]'")
@pytest.mark.parametrize(
    "words",
    ["ქართული", "հայերեն", "বাংলা", "አማርኛ", "ગુજરાતી", "ਪੰਜਾਬੀ", "ಕನ್ನಡ", "ខ្មែរ", "ລາວ", "മലയാളം", "မြန်မာ", "ଓଡ଼ିଆ", "සිංහල", "தமிழ்", "తెలుగు"],
)  # fmt: skip
def test_the_extra_of_scripts_has_a_glyph_for_each(words: str) -> None:
    kit = load_kit(Options())
    from briefgen.typeset import TextRun

    assert kit.typesetter.prepare([TextRun(words, 10)]).missing == ()
    assert discover.extra_for(words[0]) == "scripts"


# --- words that other programs read --------------------------------------------------------


@pytest.fixture(scope="module")
def document() -> Document:
    kit = load_kit(Options())
    return compose(fill(read_input(EXAMPLE)).briefing, kit.template, kit.theme)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(EXAMPLE, tmp_path_factory.mktemp("example"))[1]


def text_of(pdf: Path) -> str:
    """The words by pdfium, in the order of the file."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in file)
    finally:
        file.close()


def by_poppler(pdf: Path, *options: str) -> str:
    """The words by poppler, put in order by their place on the page."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext: install poppler-utils")
    command = [program, *options, "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def as_drawn(pdf: Path) -> str:
    """The words by poppler, in the order of the file."""
    return by_poppler(pdf, "-raw")


READERS = {"pdfium": text_of, "poppler": by_poppler, "poppler -raw": as_drawn}


def spoken(document: Document) -> Iterator[list[str]]:
    """The words of each block in reading order, those of a margin label before those of its paragraph."""
    for block in walk(document.blocks):
        match block:
            case Paragraph(children=words, margin_label=label):
                yield [*(label or "").split(), *plain(words).split()]
            case Heading(children=words) | Table(caption=words):
                yield plain(words).split()
            case Callout(label=words):
                yield plain(words).split()
            case _:
                pass


def folded(text: str) -> str:
    """Text without blanks and signs that are never drawn, in one Unicode form."""
    kept = (one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) not in ("Cf", "Cc"))
    return "".join("".join(kept).split())


@pytest.mark.parametrize("reader", ["pdfium", "poppler -raw"])
def test_other_programs_read_the_words_of_left_to_right_scripts_in_order(
    pdf: Path, document: Document, reader: str
) -> None:
    """Latin, Greek, Cyrillic, Vietnamese, Chinese, Japanese, Korean, Devanagari and Thai, word after word."""
    text, place = folded(READERS[reader](pdf)), 0
    blocks = [words for words in spoken(document) if not any(map(has_backward, words))]
    words = [folded(word) for words in blocks for word in words if max(word) < "\U0001f000"]
    for word in words:
        at = text.find(word, place)
        assert 0 <= at - place < _FURNITURE, (word, text[place : place + 80])
        place = at + len(word)
    assert len(words) > 700


_FURNITURE = 1000
"""Letters that may stand between two words: a page's running lines and the words of a right-to-left paragraph."""


ARABIC_OR_HEBREW = re.compile(r"[\u05b0-\u05ea\u0620-\u0652]+")


def arabic_and_hebrew(text: str) -> Counter[str]:
    """The words of these scripts, and how often each comes, without signs that are never drawn."""
    shown = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    return Counter(ARABIC_OR_HEBREW.findall(shown))


@pytest.mark.parametrize("reader", READERS)
def test_other_programs_read_arabic_and_hebrew_word_for_word(pdf: Path, document: Document, reader: str) -> None:
    expected = arabic_and_hebrew(" ".join(word for words in spoken(document) for word in words))
    assert expected.total() > 90
    assert sum(any(map(unicodedata.combining, word)) for word in expected) > 8
    assert expected - arabic_and_hebrew(READERS[reader](pdf)) == Counter()


# --- letters that bear marks ---------------------------------------------------------------

HEBREW = """בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ: שָׁלוֹם לָךְ, יְלָדִים טוֹבִים קָמוּ מֻקְדָּם וְשָׂמְחוּ. שׁוּב הָלְכוּ
(Halden) אֶל הַנָּמֵל וְאָמְרוּ: "חֵלֶק בִּקְבִיעַת הַגְּבוּל". הַמַּיִם צְלוּלִים; 3 מִתּוֹךְ 5 נְצִיגִים תּוֹמְכִים."""
ARABIC = """ذَهَبَ الوَلَدُ إِلَى المَدْرَسَةِ وَكَتَبَ دَرْسًا جَدِيدًا ثُمَّ عَادَ إِلَى بَيْتِهِ مَسْرُورًا. قَالَ المُعَلِّمُ: هٰذَا كِتَابٌ مُفِيدٌ
لِلطُّلَّابِ، وَلٰكِنَّهُ (Halden) صَعْبٌ قَلِيلًا. البَحْرُ لِلْجَمِيعِ، وَالسَّلَامُ عَلَى الأَرْضِ؛ بَقِيَ 3 أَيَّامٍ مِنَ الشَّهْرِ."""
HINDI = "हिन्दी में लिखी हुई किताबें बहुत अच्छी हैं। वह गाँव में रहता है और श्रीमती जी से मिलीं। राष्ट्रीय सुरक्षा, कीर्ति"
THAI = "นางสาวน้ำทิพย์ ชายฝั่ง กล่าวว่าเรือลาดตระเวนจำนวน ที่นี่ ผู้ใหญ่ ปู่ย่า กิ่งไม้ ทั้งหมด ปั๊ม ฝั่ง"
LATIN = "Words \u1ecd\u0300r\u1eb9\u0301 and \u1eb9\u0300k\u1ecd\u0301 and x\u0302y and q\u0303w\u0308\u0304 end."
IN_LATIN = "The banner said הַיָּם שַׁיָּךְ לְכֻלָּם and the paper wrote كِتَابٌ جَدِيدٌ about it in June."
IN_CELLS = ("נֹעָה חוֹפִי, שִׁירָה, لَيْلَى السَّاحِلِيّ, مُحَمَّدٌ", "कीर्ति तटवर्ती, ปั๊ม")
PARAGRAPHS = (HEBREW, ARABIC, HINDI, THAI, LATIN)


def packet_of(folder: Path, bottom_line: str, *paragraphs: str, cells: tuple[str, ...] = ()) -> Path:
    """A packet with an article of these paragraphs, and with these words in cells of a table, as names of people."""
    actor = {"kind": "actor", "quote": "Example", "type": "person", "role": "Teacher"}
    article = {
        "headline": "EXERCISE",
        "source": {"name": "Example", "kind": "newspaper"},
        "published": "2025-06-12T00:00:00Z",
        "text": "\n\n".join(("Example.", *paragraphs)),
        "annotations": [
            {**actor, "name": f"Person {n}", "aliases": names.split(", ")} for n, names in enumerate(cells)
        ],
    }
    judgment = {"statement": "Nothing to judge."}
    data = {"title": "EXERCISE", "date": "2025-06-12", "bottom_line": bottom_line, "key_judgments": [judgment]}
    path = folder / "marked.yaml"
    path.write_text(yaml.safe_dump({**data, "articles": [article]}, allow_unicode=True), encoding="utf-8")
    packet, pdf = built(path, folder / "out")
    assert not packet.failed
    return pdf


def with_marks(text: str) -> list[str]:
    """The words that bear marks, in order, in one Unicode form and without signs that are never drawn."""
    shown = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    words = re.split(r"[\s.,:;()\"\u060c\u061b\u0964]+", shown)
    return [word for word in words if any(unicodedata.category(one)[0] == "M" for one in word)]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packet_of(tmp_path_factory.mktemp("marked"), "None.", *PARAGRAPHS, cells=IN_CELLS)


@pytest.mark.parametrize("reader", ["pdfium", "poppler -raw"])
def test_other_programs_read_words_with_marks_word_for_word(marked: Path, reader: str) -> None:
    found = with_marks(READERS[reader](marked))
    expected = with_marks(" ".join((*PARAGRAPHS, *IN_CELLS)))
    assert Counter(found) == Counter(expected)
    assert len(expected) > 90
    for paragraph in PARAGRAPHS:
        words = with_marks(paragraph)
        places = [found.index(words[0])]
        for word in words[1:]:
            places.append(found.index(word, places[-1] + 1))
        assert places == list(range(places[0], places[0] + len(words)))


def test_words_with_marks_are_whole_where_poppler_puts_them_in_order_by_their_place(marked: Path) -> None:
    """It has its own way with blanks between words from right to left and others, with marks and without."""
    text = folded(by_poppler(marked))
    expected = Counter(with_marks(" ".join((*PARAGRAPHS, *IN_CELLS))))
    assert {word for word, count in expected.items() if text.count(word) < count} == set()


@pytest.mark.parametrize("reader", ["poppler", "poppler -raw"])
def test_words_with_marks_are_whole_in_a_line_of_latin_letters(tmp_path: Path, reader: str) -> None:
    text = READERS[reader](packet_of(tmp_path, IN_LATIN))
    (shown,) = re.findall(r"Thebanner.*?June\.", folded(text))
    assert shown == folded(IN_LATIN)


@pytest.mark.xfail(
    strict=True, reason="pdfium takes marks for neutral and puts the letters between them in the order of the line"
)
def test_pdfium_keeps_a_word_with_marks_whole_in_a_line_that_is_mostly_latin(tmp_path: Path) -> None:
    text = text_of(packet_of(tmp_path, "On the banner there was the one word שָׁלוֹם in white letters."))
    assert with_marks("שָׁלוֹם")[0] in folded(text)
