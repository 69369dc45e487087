"""The language of a document, its passages and its words, said in both files as their readers know it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from lxml import html
from samples import document, para
from test_word import THEME

from briefgen.compose import compose
from briefgen.document import Block, Document, Heading, Paragraph, Span, Table, Text, walk
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.yaml_reader import read_input
from briefgen.scripts import language_by_script
from briefgen.verify import verify
from briefgen.writers.html import write_html
from briefgen.writers.pdf import write_pdf
from briefgen.writers.pdf.metadata import pdf_text
from briefgen.writers.word import write_word

SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"


def sides(element: object) -> dict[str, str]:
    return {key.rpartition("}")[2]: tag for key, tag in element.attrib.items()}  # type: ignore[attr-defined]


def tags(file: WordFile) -> list[tuple[str, dict[str, str]]]:
    """The words of each run, and the language that it says."""
    runs = [(run, run.find("w:rPr/w:lang", NAMES)) for run in file.find(file.body, "w:r")]
    return [(ooxml.words(run), {} if said is None else sides(said)) for run, said in runs]


@pytest.mark.parametrize(
    ("language", "stated"),
    [
        ("en", {"val": "en-US"}),
        ("en-GB", {"val": "en-GB"}),
        ("de", {"val": "de-DE"}),
        ("sr-Latn", {"val": "sr-Latn-RS"}),
        ("he", {"val": "en-US", "bidi": "he-IL"}),
        ("fa", {"val": "en-US", "bidi": "fa-IR"}),
        ("hi", {"val": "en-US", "bidi": "hi-IN"}),
        ("th", {"val": "en-US", "bidi": "th-TH"}),
        ("ja", {"val": "en-US", "eastAsia": "ja-JP"}),
        ("zh-Hans", {"val": "en-US", "eastAsia": "zh-CN"}),
        ("zh-Hant-HK", {"val": "en-US", "eastAsia": "zh-HK"}),
    ],
)
def test_a_word_files_language_stands_on_the_side_of_its_letters(language: str, stated: dict[str, str]) -> None:
    data = write_word(document(para("x"), language=language), THEME).data
    file = WordFile(data)
    (default,) = file.find(file.xml["word/styles.xml"], "w:rPrDefault/w:rPr/w:lang")
    (theme,) = file.find(file.xml["word/settings.xml"], "w:themeFontLang")
    assert sides(default) == sides(theme) == stated
    assert ooxml.audit(data) == []


@pytest.mark.parametrize(
    ("words", "language", "stated"),
    [
        ("سلام", "fa", {"bidi": "fa-IR"}),
        ("سلام", "ar", {"bidi": "ar-SA"}),
        ("שלום", None, {"bidi": "he-IL"}),
        ("שלום", "ar", {"bidi": "he-IL"}),
        ("नमस्ते", "ne", {"bidi": "ne-NP"}),
        ("नमस्ते", None, {"bidi": "hi-IN"}),
        ("สวัสดี", None, {"bidi": "th-TH"}),
        ("নমস্কার", None, {"bidi": "bn-IN"}),
        ("声明", "zh-Hans", {"eastAsia": "zh-CN"}),
        ("聲明", "zh-TW", {"eastAsia": "zh-TW"}),
        ("声明", "ja", {"eastAsia": "ja-JP"}),
        ("声明", None, {"eastAsia": "zh-CN"}),
        ("성명", None, {"eastAsia": "ko-KR"}),
        ("Слово", "ru", {"val": "ru-RU"}),
    ],
)
def test_words_say_their_own_language_in_word(words: str, language: str | None, stated: dict[str, str]) -> None:
    file = WordFile(write_word(document(Paragraph((Span((Text(words),), language=language),))), THEME).data)
    assert tags(file) == [(words, stated)]


def test_latin_words_in_a_passage_of_another_script_are_not_said_to_be_in_it() -> None:
    passage = Paragraph((Span((Text("שלום NATO"),), language="he"),))
    said = dict(tags(WordFile(write_word(document(passage), THEME).data)))
    assert said["NATO" if "NATO" in said else " NATO"] == {}


@pytest.mark.parametrize(
    ("words", "around", "language"),
    [
        ("שלום", "en", "he"),
        ("东京", "en", "zh"),
        ("東京タワー", "en", "ja"),
        ("서울", "en-GB", "ko"),
        ("Αθήνα", "de", "el"),
        ("طهران", "fa", None),
        ("東京", "ja", None),
        ("Москва", "en", None),
        ("Tokyo (東京)", "en", None),
        ("café", "en", None),
        ("50 %", "en", None),
    ],
)
def test_a_script_says_what_language_words_are_in(words: str, around: str, language: str | None) -> None:
    assert language_by_script(words, around) == language


# --- a packet in another language than its template ------------------------------------------


def packet(tmp_path: Path, language: str) -> Document:
    text = re.sub(
        "^language: .*$", f"language: {language}", SEED.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    kit = load_kit(Options())
    return compose(fill(read_input(tmp_path / "x.yaml")).briefing, kit.template, kit.theme)


def titles(blocks: tuple[Block, ...]) -> list[tuple[str | None, str]]:
    headings = [block.children for block in walk(blocks) if isinstance(block, Heading)]
    return [
        (each.language, part.text)
        for children in headings
        for each in children
        if isinstance(each, Span)
        for part in each.children
        if isinstance(part, Text)
    ]


@pytest.mark.parametrize("language", ["pt", "he", "zh"])
def test_the_templates_english_words_are_english_in_a_foreign_packet(tmp_path: Path, language: str) -> None:
    made = packet(tmp_path, language)
    assert ("en", "Key judgments") in titles(made.blocks)
    paper = write_pdf(made, THEME)
    word = WordFile(write_word(made, THEME, paper.layout).data)
    assert ("Key judgments", {"val": "en-US"}) in tags(word)
    assert [each for each in tags(word) if each[0] == "2"] != []  # numbers of tables count on
    with pikepdf.open(io.BytesIO(paper.data)) as file:
        assert str(file.Root.Lang) == language
        assert any(b"/Lang" + pdf_text("en") in page.Contents.read_bytes() for page in file.pages)


@pytest.mark.parametrize("language", ["pt", "he"])
def test_words_of_the_program_are_english_in_a_foreign_packet(tmp_path: Path, language: str) -> None:
    made = packet(tmp_path, language)
    paper = write_pdf(made, THEME)
    word = WordFile(write_word(made, THEME, paper.layout).data)
    english = {said.strip() for said, tag in tags(word) if tag.get("val") == "en-US"}
    assert {"Table", "Likely", "Confidence: low", "Near term"} <= english
    assert "Indo-Pacific desk" not in english
    assert [each for each in word.find(word.body, "w:instrText") if (each.text or "").strip().startswith("SEQ Table")]
    pictures = [each.getparent() for each in word.find(word.body, "w:drawing")]
    assert pictures and {value(each.find("w:rPr/w:lang", NAMES)) for each in pictures} == {"en-US"}
    with pikepdf.open(io.BytesIO(paper.data)) as file:
        figures = [
            each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert figures and {str(each.get("/Lang")) for each in figures} == {"en"}


@pytest.mark.parametrize("language", ["pt", "he"])
def test_alternative_texts_and_summaries_are_english_on_a_foreign_web_page(tmp_path: Path, language: str) -> None:
    made = packet(tmp_path, language)
    data = write_html(made, THEME).data
    page = html.fromstring(data.decode())
    gauges, summaries = page.findall(".//svg"), page.findall(".//caption//span[@hidden]")
    tables = [block for block in walk(made.blocks) if isinstance(block, Table)]
    assert gauges and {each.get("lang") for each in gauges} == {"en"}
    assert len(summaries) == len(tables) and {each.get("lang") for each in summaries} == {"en"}
    assert page.findall(".//table[@aria-label]") == []
    assert verify(made, None, None, "packet", {"packet.html": data}).findings == ()


def test_an_english_packet_says_nothing_of_its_templates_language(tmp_path: Path) -> None:
    assert "en" not in {language for language, _ in titles(packet(tmp_path, "en-GB").blocks)}
