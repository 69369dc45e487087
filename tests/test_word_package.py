"""The package around a Word file's words: the same for the same document, and whole whatever the words are."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import datetime

import pytest
from judges import ooxml
from judges.ooxml import WordFile
from msgspec.structs import replace
from samples import document, everything, para
from test_word import LAYOUT, THEME

from briefgen.document import Furniture, Text
from briefgen.theme import Theme
from briefgen.writers.word import patterns, write_word


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


# --- what is written -----------------------------------------------------------------------


def test_titles_come_out_letter_for_letter_and_are_cut_where_word_ends_them() -> None:
    import docx

    titles = ['A & B <c> "d" \U0001f680', "x" * 300]
    metadata = everything().metadata
    files = [write_word(replace(everything(), metadata=replace(metadata, title=title)), THEME).data for title in titles]
    stated = [docx.Document(io.BytesIO(data)).core_properties.title for data in files]
    assert stated == [titles[0], "x" * 254 + "…"]


def test_what_xml_cannot_hold_is_replaced_outside_the_body_too_and_reported_once() -> None:
    made = replace(everything(), header=Furniture((Text("a\x0bb"),)), footer=Furniture((Text("c\uffffd"),)))
    made = replace(made, metadata=replace(made.metadata, title="e\ud800f"))
    result = write_word(made, THEME)
    assert [each.code for each in result.diagnostics] == ["BG705"]
    file = WordFile(result.data)
    assert ["a\ufffdb" in ooxml.words(root) for name, root in file.stories.items() if "header1" in name] == [True]
    assert "e\ufffdf" in file.blobs["docProps/core.xml"].decode()


def test_a_font_with_a_name_of_any_signs_leaves_the_package_whole() -> None:
    text = THEME.fonts.text.model_copy(update={"name": 'Bits & "Pieces"'})
    fonts = THEME.fonts.model_copy(update={"text": text, "embed_in_docx": True})
    data = write_word(everything(), THEME.model_copy(update={"fonts": fonts})).data
    assert ooxml.audit(data) == ooxml.integrity(data) == []
    assert any(name.endswith(".odttf") for name in parts(data))


# --- what is remembered --------------------------------------------------------------------


def coloured(colour: str) -> Theme:
    """The theme in another ink."""
    ink = THEME.styles["body"].colour
    return THEME.model_copy(update={"colours": {**THEME.colours, ink: colour}})


def test_another_theme_makes_another_package_and_leaves_the_first_as_it_was() -> None:
    first = parts(write_word(everything(), THEME, LAYOUT).data)
    other = parts(write_word(everything(), coloured("#123456"), LAYOUT).data)
    assert first == parts(write_word(everything(), THEME, LAYOUT).data)
    assert {name for name in first if first[name] != other[name]} >= {"word/styles.xml", "word/theme/theme1.xml"}
    assert b"123456" in other["word/styles.xml"]
    assert b"123456" not in first["word/styles.xml"]
    assert first["word/document.xml"] == other["word/document.xml"]


def test_another_language_makes_other_parts() -> None:
    english, german = (parts(write_word(document(para("x"), language=code), THEME).data) for code in ("en", "de"))
    for name in ("word/settings.xml", "word/styles.xml"):
        assert b'w:val="de-DE"' in german[name]
        assert b'w:val="de-DE"' not in english[name]


def test_what_is_remembered_is_bounded() -> None:
    for number in range(40):
        write_word(document(para(str(number)), language=f"x-{number}"), coloured(f"#0000{number:02}"))
    assert len(patterns._KEPT) <= 8
    kept = patterns.patterns_of(THEME)
    for number in range(3000):
        kept.derived(patterns.ParagraphLook("body", left=number))
    assert kept.derived.cache_info().currsize <= 1024


def test_packets_made_side_by_side_are_those_made_one_by_one() -> None:
    themes = [coloured(f"#{number}{number}{number}") for number in range(10, 20)]
    alone = [write_word(everything(), theme, LAYOUT).data for theme in themes]
    together: dict[int, bytes] = {}

    def make(number: int) -> None:
        together[number] = write_word(everything(), themes[number], LAYOUT).data

    threads = [threading.Thread(target=make, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(10)] == alone


# --- the archive ---------------------------------------------------------------------------


def test_files_lie_in_the_same_order_and_pictures_as_they_are() -> None:
    with zipfile.ZipFile(io.BytesIO(write_word(everything(), THEME, LAYOUT).data)) as package:
        entries = package.infolist()
    names = [each.filename for each in entries]
    first = ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    assert names == first + sorted(set(names) - set(first))
    assert {each.create_system for each in entries} == {0}
    assert {each.filename for each in entries if each.compress_type == zipfile.ZIP_STORED} == {
        name for name in names if name.startswith("word/media/")
    }


@pytest.mark.parametrize(("year", "stated"), [(1900, 1980), (2025, 2025), (9000, 2107)])
def test_a_file_is_whole_whatever_its_date(year: int, stated: int) -> None:
    said = replace(everything().metadata, created=datetime(year, 3, 30, 12, 0, 1))
    with zipfile.ZipFile(io.BytesIO(write_word(replace(everything(), metadata=said), THEME).data)) as package:
        assert package.testzip() is None
        assert {each.date_time[0] for each in package.infolist()} == {stated}


def test_the_packets_archive_is_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(write_word(everything(), THEME, LAYOUT).data)) as package:
        assert package.testzip() is None
