"""The fonts in a Word file: those that its words need, named as in the PDF, and so that Word and LibreOffice take them."""

from __future__ import annotations

import shutil
import struct
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uharfbuzz as hb
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from samples import document, para
from test_word import THEME, without_fonts

from briefgen.document import Document, Emphasis, Paragraph, Span, Strong, Text
from briefgen.files import read_plain
from briefgen.resources import font_file
from briefgen.theme import Theme
from briefgen.typeset import Face
from briefgen.typeset.static_font import CutName, static_font
from briefgen.writers.word import embedding, write_word
from briefgen.writers.word.embedding import READY_MADE, obfuscated

SLOTS = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")
SCRIPTS = "≈ ≤ → ● √ ✓ ☐ ⌘ ½ − Заявление Ελλάδα Tiếng Việt עברית العربية هڤ हिन्दी ภาษาไทย 🚀 ☎️ 1️⃣ naïve"


class EmbeddedCut(NamedTuple):
    """A font of the file, as an office suite opens it."""

    family: str
    slot: str
    face: hb.Face

    @property
    def characters(self) -> set[str]:
        return set(map(chr, self.face.unicodes))

    @property
    def weight(self) -> int:
        return int(struct.unpack_from(">H", self.face.reference_table("OS/2").data, 4)[0])


def cuts(file: WordFile) -> Iterator[EmbeddedCut]:
    relations = {each.get("Id"): each.get("Target") for each in file.xml["word/_rels/fontTable.xml.rels"]}
    for font in file.xml["word/fontTable.xml"]:
        for slot in SLOTS:
            for each in font.findall(f"w:{slot}", NAMES):
                hidden = file.blobs[f"word/{relations[each.get(f'{{{ooxml.R}}}id')]}"]
                data = obfuscated(hidden, uuid.UUID(value(each, "fontKey")))
                yield EmbeddedCut(value(font, "name"), slot, hb.Face(hb.Blob(data)))


def made(of: Document, theme: Theme = THEME) -> dict[tuple[str, str], EmbeddedCut]:
    result = write_word(of, theme)
    assert result.diagnostics == ()
    return {(each.family, each.slot): each for each in cuts(WordFile(result.data))}


# --- what is embedded ----------------------------------------------------------------------


def test_the_text_family_is_embedded_with_the_letters_that_people_will_type() -> None:
    found = made(document(para("x")))
    assert list(found) == [("Noto Sans", slot) for slot in SLOTS[:3]]
    for each in found.values():
        assert set("aZäçğłőșžÆßþ¡¿–—„“”…€₺№™½−ﬁ\u0301") <= each.characters
        assert "Ж" not in each.characters
        assert each.face.get_name(1) == "Noto Sans"


def test_the_semibold_cut_is_the_familys_bold() -> None:
    """Word knows no semibold: it would take the regular cut where that family is not installed."""
    file = WordFile(write_word(document(para("x", "judgment")), THEME).data)
    bold = next(each for each in cuts(file) if each.slot == "embedBold")
    assert (bold.weight, bold.face.get_name(2)) == (700, "Bold")
    semibold = hb.Face(hb.Blob.from_file_path(font_file("NotoSans-SemiBold.ttf")))
    advances = [
        hb.Font(face).get_glyph_h_advance(hb.Font(face).get_nominal_glyph(ord("m"))) for face in (bold.face, semibold)
    ]
    assert advances[0] == advances[1]
    style = file.styles[value(file.find(file.body, "w:pStyle")[0])]
    assert style.find("w:rPr/w:b", NAMES) is not None
    assert not any("SemiBold" in value(each, "name") for each in file.xml["word/fontTable.xml"])


def advance(face: Any, letter: str = "m") -> int:
    font = hb.Font(face)
    return int(font.get_glyph_h_advance(font.get_nominal_glyph(ord(letter))))


def test_a_bold_title_is_as_bold_as_in_the_pdf_and_stays_bold_where_the_font_is_missing() -> None:
    """The bold of the family is its semibold cut, so that the bold cut is that of a family of its own."""
    file = WordFile(write_word(document(para("Title", "title"), para("x")), THEME).data)
    title = file.styles[value(file.find(file.body, "w:pStyle")[0])]
    assert value(title.find("w:rPr/w:rFonts", NAMES), "ascii") == "Noto Sans Bold"
    assert title.find("w:rPr/w:b", NAMES) is not None
    (cut,) = [each for each in cuts(file) if each.family == "Noto Sans Bold"]
    heavy, lighter = (
        hb.Face(hb.Blob.from_file_path(font_file(f"NotoSans-{name}.ttf"))) for name in ("Bold", "SemiBold")
    )
    assert cut.slot == "embedBold" and cut.face.get_name(1) == "Noto Sans Bold"
    assert advance(cut.face) == advance(heavy) != advance(lighter)


def test_lighter_words_in_a_bold_title_are_in_the_family_itself() -> None:
    file = WordFile(write_word(document(Paragraph((Text("Bold "), Strong((Text("semibold"),))), "title")), THEME).data)
    (strong,) = [file.styles[value(each)] for each in file.find(file.body, "w:rStyle")]
    assert value(strong.find("w:rPr/w:rFonts", NAMES), "ascii") == "Noto Sans"
    assert strong.find("w:rPr/w:b", NAMES) is None


def test_a_bold_title_in_another_script_has_its_font_s_bold_cut() -> None:
    found = made(document(para("כותרת", "title"), para("עברית")))
    assert [key for key in found if "Hebrew" in key[0]] == [
        ("Noto Sans Hebrew", "embedRegular"),
        ("Noto Sans Hebrew Bold", "embedBold"),
    ]


def test_no_family_is_added_where_nothing_is_bold_or_nothing_is_embedded() -> None:
    assert not [name for name, _ in made(document(para("x", "judgment"))) if "Bold" in name]
    file = WordFile(write_word(document(para("Title", "title")), without_fonts()).data)
    assert not any("Bold" in value(each, "name") for each in file.xml["word/fontTable.xml"])


def test_bold_italic_comes_where_words_are_both() -> None:
    both = document(Paragraph((Emphasis((Strong((Text("both"),)),)),)))
    assert ("Noto Sans", "embedBoldItalic") in made(both)


@pytest.mark.parametrize(
    ("words", "also"), [("Слово", "Щщ"), ("λόγος", "Ωω"), ("tiếng", "ỷỵ"), ("plain", "")], ids=["ru", "el", "vi", "en"]
)
def test_an_alphabet_is_embedded_whole_where_a_packet_uses_it(words: str, also: str) -> None:
    for each in made(document(para(words))).values():
        assert set(words + also) <= each.characters
    plain = made(document(para("plain")))["Noto Sans", "embedRegular"].characters
    assert not plain & set(also)


def test_fallback_families_are_embedded_only_where_words_need_them() -> None:
    found = made(document(para("עברית"), Paragraph((Strong((Text("हिन्दी"),)),))))
    assert list(found)[3:] == [
        ("Noto Sans Hebrew", "embedRegular"),
        ("Noto Sans Devanagari", "embedRegular"),
        ("Noto Sans Devanagari", "embedBold"),
    ]


def test_nothing_is_embedded_where_the_theme_says_so() -> None:
    file = WordFile(write_word(document(para(SCRIPTS)), without_fonts()).data)
    assert not any(name.endswith(".odttf") for name in file.names)
    assert not file.find(file.xml["word/settings.xml"], "w:embedTrueTypeFonts")
    named = [value(each, "name") for each in file.xml["word/fontTable.xml"]]
    assert {"Noto Sans", "IBM Plex Sans Arabic"} <= set(named)


@pytest.mark.parametrize("missing", ["all of them", "the end of each"])
def test_the_parts_that_come_along_are_those_that_would_be_made(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`tests/makers/fonts.py` makes them again."""
    both = document(para("Title", "title"), Paragraph((Emphasis((Strong((Text("both"),)),)),)))
    assert len(list(READY_MADE.iterdir())) == len(made(both)) == 5
    ready = write_word(both, THEME).data
    embedding._made.cache_clear()
    if missing == "all of them":
        monkeypatch.setattr(embedding, "READY_MADE", Path("nowhere"))
    else:
        monkeypatch.setattr(embedding, "read_plain", lambda path: read_plain(path)[:-9])
    made_anew = write_word(both, THEME).data
    embedding._made.cache_clear()
    assert WordFile(ready).blobs == WordFile(made_anew).blobs


def test_a_sign_that_the_text_family_lacks_makes_no_other_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made_anew: list[str] = []

    def noted(face: Face, codes: Iterable[int], name: CutName, *more: Any) -> bytes:
        made_anew.append(name.family)
        return static_font(face, codes, name, *more)

    embedding._made.cache_clear()
    monkeypatch.setattr(embedding, "static_font", noted)
    made(document(para("up ↑ and down ↓")))
    assert made_anew == ["Noto Sans Symbols"]
    made(document(para("Слово")))
    assert "Noto Sans" in made_anew


# --- what Word is told of it -----------------------------------------------------------------


def test_fonts_are_neither_called_subsets_nor_to_be_made_such_again() -> None:
    """Word embeds what it has of a subset font at the next saving: letters that somebody adds would be missing."""
    file = WordFile(write_word(document(para(SCRIPTS)), THEME).data)
    assert len(file.find(file.xml["word/settings.xml"], "w:embedTrueTypeFonts")) == 1
    assert not file.find(file.xml["word/settings.xml"], "w:saveSubsetFonts")
    assert not any(each.get(f"{{{ooxml.W}}}subsetted") for each in file.xml["word/fontTable.xml"].iter())


def test_each_font_says_what_it_looks_like_and_covers() -> None:
    file = WordFile(write_word(document(para(SCRIPTS)), THEME).data)
    for font in file.xml["word/fontTable.xml"]:
        assert len(value(font.find("w:panose1", NAMES))) == 20
        signature = font.find("w:sig", NAMES)
        assert signature is not None and {len(each) for each in signature.attrib.values()} == {8}


def test_the_same_document_has_the_same_fonts_and_keys() -> None:
    first, second = (write_word(document(para(SCRIPTS)), THEME).data for _ in range(2))
    assert first == second


def test_judges_find_no_fault() -> None:
    data = write_word(document(para(SCRIPTS)), THEME).data
    assert ooxml.lint(data) == ooxml.audit(data) == ooxml.integrity(data) == []
    assert ooxml.sdk(data) == []


# --- each sign in a font that has it ---------------------------------------------------------


def families(file: WordFile) -> Iterator[tuple[str, str]]:
    """The words of each run, and the family that they are set in."""
    for run in file.find(file.body, "w:r"):
        style = run.find("w:rPr/w:rStyle", NAMES)
        fonts = file.styles[value(style)].find("w:rPr/w:rFonts", NAMES) if style is not None else None
        yield ooxml.words(run), value(fonts, "ascii") or "Noto Sans"


@pytest.mark.parametrize("language", ["en", "ar", "hi"])
@pytest.mark.parametrize("around", [Strong, Emphasis])
def test_each_sign_is_set_in_an_embedded_font_that_has_it(language: str, around: type[Strong | Emphasis]) -> None:
    content = document(para(SCRIPTS), Paragraph((around((Text(SCRIPTS),)),)), language=language)
    file = WordFile(write_word(content, THEME).data)
    there: dict[str, set[str]] = {}
    for each in cuts(file):
        there[each.family] = there.get(each.family, each.characters) & each.characters
    missing = {
        (family, sign) for words, family in families(file) for sign in words if sign not in there[family] | {"\ufe0f"}
    }
    assert missing == set()


def test_a_sign_is_not_thickened_by_machine_where_its_font_has_no_bold() -> None:
    file = WordFile(write_word(document(Paragraph((Text("→"),), "judgment")), THEME).data)
    (run,) = file.find(file.body, "w:r")
    assert file.styles[value(run.find("w:rPr/w:rStyle", NAMES))].find("w:rPr/w:b", NAMES) is not None  # turned over


@pytest.mark.parametrize(
    ("language", "words", "family"),
    [
        ("ja", "日本の声明", "Noto Sans JP"),
        ("zh-Hans", "中国声明", "Noto Sans SC"),
        ("ko", "한국 성명", "Noto Sans KR"),
    ],
)
def test_fonts_of_the_extra_are_named_and_embedded(language: str, words: str, family: str) -> None:
    pytest.importorskip("justmytype_intl_cjk")
    found = made(document(Paragraph((Span((Text(words),), language=language),))))
    assert set(words) - {" "} <= found[family, "embedRegular"].characters
    assert found[family, "embedRegular"].face.get_name(1) == family
    assert len(found[family, "embedRegular"].face.blob.data) < 100_000


def test_a_script_of_the_extra_is_named_and_embedded() -> None:
    pytest.importorskip("manimgx_fonts")
    found = made(document(para("Հայաստան")))
    assert set("Հայաստան") <= found["Noto Sans Armenian", "embedRegular"].characters


# --- licences --------------------------------------------------------------------------------


def test_a_part_of_a_font_bears_its_licence_and_no_reserved_name() -> None:
    found = made(document(para("العربية")))
    arabic = found["Briefing Sans Arabic", "embedRegular"].face
    assert arabic.get_name(1) == "Briefing Sans Arabic"
    assert "IBM" in arabic.get_name(0)
    for each in found.values():
        assert "Open Font License" in each.face.get_name(13)
        assert each.family == each.face.get_name(1)


def with_bits(path: Path, bits: int) -> str:
    """A copy of the text font whose licence bits say something else."""
    data = bytearray(Path(font_file("NotoSans-Regular.ttf")).read_bytes())
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {bytes(data[12 + 16 * n : 16 + 16 * n]): 12 + 16 * n for n in range(count)}
    struct.pack_into(">H", data, struct.unpack_from(">L", data, tables[b"OS/2"] + 8)[0] + 8, bits)
    path.write_bytes(data)
    return str(path)


def with_text_font(file: str) -> Theme:
    text = THEME.fonts.text.model_copy(update={"regular": file, "name": "Ministry Sans"})
    return THEME.model_copy(update={"fonts": THEME.fonts.model_copy(update={"text": text})})


def test_a_font_whose_licence_forbids_it_is_reported_and_left_out(tmp_path: Path) -> None:
    result = write_word(document(para("x")), with_text_font(with_bits(tmp_path / "own.ttf", 0x0002)))
    assert [(each.code, "own.ttf" in each.message) for each in result.diagnostics] == [("BG704", True)]
    assert ("Ministry Sans", "embedRegular") not in {each[:2] for each in cuts(WordFile(result.data))}


def test_a_font_that_may_only_be_embedded_whole_is(tmp_path: Path) -> None:
    file = with_bits(tmp_path / "own.ttf", 0x0100)
    found = made(document(para("x")), with_text_font(file))
    assert bytes(found["Ministry Sans", "embedRegular"].face.blob.data) == Path(file).read_bytes()


def test_an_organisations_own_font_is_embedded_in_part(tmp_path: Path) -> None:
    file = shutil.copy(font_file("NotoSans-Regular.ttf"), tmp_path / "own.ttf")
    found = made(document(para("Слово")), with_text_font(str(file)))["Ministry Sans", "embedRegular"]
    assert set("xСлово") <= found.characters
    assert found.face.get_name(1) == "Ministry Sans"
    assert len(found.face.blob.data) < Path(file).stat().st_size / 3
