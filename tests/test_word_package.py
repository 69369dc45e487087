"""The package around a Word file's words: made by python-docx once for a theme, and the same as ever."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from judges import ooxml
from judges.ooxml import WordFile
from lxml import etree
from msgspec.structs import replace
from samples import document, everything, para
from test_word import LAYOUT, THEME

from briefgen.document import Furniture, Text
from briefgen.theme import Theme
from briefgen.writers.word import archive, patterns, write_word
from briefgen.writers.word.archive import archived, deflated, shared, stored
from briefgen.writers.word.blank import blank_parts

ROOT = Path(__file__).parents[1]
MOMENT = datetime(2025, 3, 30, 12, 0, 1)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


# --- what is loaded ------------------------------------------------------------------------


def built(folder: Path, **environment: str) -> tuple[bytes, set[str]]:
    """The seed's Word file built by a program of its own, and which of these libraries it loaded."""
    code = (
        "import sys; from briefgen.cli import main\n"
        f"assert main(['build', 'inputs/2025-03-30.yaml', '--out', {str(folder)!r}]) == 0\n"
        "print('loaded', *{name.partition('.')[0] for name in sys.modules} & {'docx', 'lxml'})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return (folder / "2025-03-30" / "2025-03-30.docx").read_bytes(), set(run.stdout.splitlines()[-1].split()[1:])


def test_a_theme_s_package_is_made_once_and_is_the_same_however_it_is_come_by(tmp_path: Path) -> None:
    cache = {"BRIEFGEN_CACHE_DIR": str(tmp_path / "cache")}
    first, loaded = built(tmp_path / "first", **cache)
    again, loaded_again = built(tmp_path / "again", **cache)
    bare, loaded_bare = built(tmp_path / "bare", BRIEFGEN_NO_CACHE="1")
    assert (loaded, loaded_again, loaded_bare) == ({"docx", "lxml"}, set(), {"docx", "lxml"})
    assert first == again == bare


@pytest.mark.parametrize("damage", [b"", b"PK\3\4 and no more", b"\0" * 9000])
def test_a_damaged_package_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path))
    whole = blank_parts(THEME, "en")
    (kept,) = (tmp_path / "word").iterdir()
    kept.write_bytes(damage)
    assert blank_parts(THEME, "en") == whole
    monkeypatch.setattr("briefgen.writers.word.blank._saved", lambda _: pytest.fail("made anew"))
    assert blank_parts(THEME, "en") == whole


def test_a_changed_theme_of_the_same_name_has_a_package_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFGEN_CACHE_DIR", str(tmp_path))
    first, other = blank_parts(THEME, "en"), blank_parts(coloured("#123456"), "en")
    assert b"123456" in other["word/theme/theme1.xml"]
    assert blank_parts(THEME, "en") == first != other


# --- what is written -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["word/styles.xml", "word/settings.xml", "docProps/core.xml", "_rels/.rels"])
def test_parts_are_written_as_lxml_writes_them(name: str) -> None:
    """So that they are the same bytes where a house's document is the base, and python-docx writes them."""
    said = replace(everything().metadata, title='A & B <c> "d"\rsecond line', author="Ä'Ö", keywords=("\U0001f680",))
    written = parts(write_word(replace(everything(), metadata=said), THEME).data)[name]
    assert etree.tostring(etree.fromstring(written), encoding="UTF-8", standalone=True) == written


def test_titles_come_out_letter_for_letter_and_are_cut_where_word_ends_them() -> None:
    import docx

    titles = ['A & B <c> "d" \U0001f680', "x" * 300]
    metadata = everything().metadata
    files = [write_word(replace(everything(), metadata=replace(metadata, title=title)), THEME).data for title in titles]
    told = [docx.Document(io.BytesIO(data)).core_properties.title for data in files]
    assert told == [titles[0], "x" * 254 + "…"]


def test_what_xml_cannot_hold_is_replaced_outside_the_body_too_and_told_once() -> None:
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
        kept.derived(patterns.Look("body", left=number))
    assert kept.derived.cache_info().currsize <= 1024
    before = archive._remembered.cache_info().misses
    large = bytes(2**20 + 1)
    assert shared(large) == deflated(large)
    assert archive._remembered.cache_info().misses == before


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

FILES = {
    "[Content_Types].xml": deflated(b"<Types/>" * 100),
    "word/media/picture.png": stored(b"\x89PNG" + bytes(range(256))),
    "word/empty.xml": deflated(b""),
    "word/größe.xml": shared(b"<x/>" * 5000),
}


def test_an_archive_is_the_one_that_the_standard_library_makes() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as standard:
        for name, each in FILES.items():
            entry = zipfile.ZipInfo(name, (2025, 3, 30, 12, 0, 0))
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED if each.method else zipfile.ZIP_STORED
            content = zipfile.ZipFile(io.BytesIO(archived(FILES, MOMENT))).read(name)
            standard.writestr(entry, content)
    assert archived(FILES, MOMENT) == stream.getvalue()


@pytest.mark.parametrize(("year", "told"), [(1900, 1980), (2025, 2025), (9000, 2107)])
def test_an_archive_is_whole_whatever_its_date(year: int, told: int) -> None:
    with zipfile.ZipFile(io.BytesIO(archived(FILES, MOMENT.replace(year=year)))) as package:
        assert package.testzip() is None
        assert {each.date_time[0] for each in package.infolist()} == {told}
    assert zipfile.ZipFile(io.BytesIO(archived({}, MOMENT))).namelist() == []


def test_the_packets_archive_is_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(write_word(everything(), THEME, LAYOUT).data)) as package:
        assert package.testzip() is None
