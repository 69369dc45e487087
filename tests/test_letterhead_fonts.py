"""What a packet carries of the fonts that are embedded in a letterhead: whole ones, and nothing that sets no words."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from pathlib import Path
from struct import pack

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from test_word_intake import SECRET, WordFile, everywhere, packet, picture, saved

from briefgen.writers.word.embedding import obfuscated

FONT = Path(__file__).parents[1] / "briefgen/fonts/NotoSansHebrew-Regular.ttf"
KEY = uuid.UUID("0f0e0d0c-0b0a-0908-0706-050403020100")
FONT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
SAID = SECRET.encode()


def plain() -> bytes:
    return FONT.read_bytes()


def with_table(tag: str) -> bytes:
    font = TTFont(FONT)
    font[tag] = DefaultTable(tag)
    font[tag].data = SAID
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def between_tables() -> bytes:
    """Bytes before the first table, which all of the directory's entries leave out."""
    data = plain()
    count = int.from_bytes(data[4:6], "big")
    room = SAID + bytes(-len(SAID) % 4)
    moved = bytearray(data[: 12 + 16 * count])
    for at in range(12, len(moved), 16):
        place = int.from_bytes(moved[at + 8 : at + 12], "big") + len(room)
        moved[at + 8 : at + 12] = pack(">L", place)
    return bytes(moved) + room + data[len(moved) :]


def letter(data: bytes, key: str = f"{{{KEY}}}", element: str = "embedRegular") -> bytes:
    made = docx.Document()
    (table,) = [each.target_part for each in made.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.FONT_TABLE]
    part = Part(PackURI("/word/fonts/font1.odttf"), FONT_TYPE, data, made.part.package)
    relation = table.relate_to(part, FONT_RELATION)
    entry = (
        f'<w:font {nsdecls("w", "r")} w:name="House Sans"><w:{element} r:id="{relation}" w:fontKey="{key}"/></w:font>'
    )
    table._blob = table.blob.replace(b"</w:fonts>", entry.encode() + b"</w:fonts>")
    return saved(made)


def fonts(data: bytes) -> list[bytes]:
    """The carried fonts, uncovered."""
    blobs = WordFile(data).blobs
    return [obfuscated(blobs[name], KEY) for name in blobs if "/fonts/own" in name]


def test_a_whole_font_is_carried_as_it_is(tmp_path: Path) -> None:
    result = packet(tmp_path, letter(obfuscated(plain(), KEY)))
    assert fonts(result.data) == [plain()]
    assert not [each for each in result.diagnostics if "embedded font" in each.message]


UNSOUND: dict[str, tuple[Callable[[], bytes], str]] = {
    "no font": (lambda: obfuscated(b"MZ" + SAID * 40, KEY), "not a TrueType or OpenType font"),
    "few bytes": (lambda: SAID[:20], "cannot be uncovered"),
    "not covered": (plain, "not a TrueType or OpenType font"),
    "cut short": (lambda: obfuscated(plain()[:-500], KEY), "cut short"),
    "bytes after it": (lambda: obfuscated(plain() + SAID, KEY), "bytes of no table"),
    "bytes between tables": (lambda: obfuscated(between_tables(), KEY), "bytes of no table"),
    "a table of its maker's": (lambda: obfuscated(with_table("Hous"), KEY), "the table 'Hous'"),
    "a table of notes": (lambda: obfuscated(with_table("DSIG"), KEY), "the table 'DSIG'"),
}


@pytest.mark.parametrize("kind", UNSOUND)
def test_a_font_that_is_not_whole_or_brings_more_is_left_behind_with_a_finding(tmp_path: Path, kind: str) -> None:
    made, reason = UNSOUND[kind]
    result = packet(tmp_path, letter(made()))
    assert fonts(result.data) == []
    assert SAID not in everywhere(result.data)
    (found,) = [each for each in result.diagnostics if "embedded font" in each.message]
    assert found.code == "BG619"
    assert "'House Sans'" in found.message
    assert reason in found.message


@pytest.mark.parametrize("key", ["", "house", "{0f0e0d0c-0b0a-0908-0706-05040302010f}"])
def test_a_font_whose_key_is_another_is_left_behind(tmp_path: Path, key: str) -> None:
    result = packet(tmp_path, letter(obfuscated(plain(), KEY), key))
    assert fonts(result.data) == []
    assert [each.code for each in result.diagnostics if "embedded font" in each.message] == ["BG619"]


def test_a_font_that_no_cut_names_is_not_carried(tmp_path: Path) -> None:
    assert fonts(packet(tmp_path, letter(obfuscated(plain(), KEY), element="notEmbedded")).data) == []


def test_a_font_file_that_a_header_names_as_its_picture_is_no_picture(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(letter(obfuscated(b"MZ" + SAID * 40, KEY))))
    (table,) = [
        each.target_part for each in document.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.FONT_TABLE
    ]
    (font,) = [each.target_part for each in table.rels.values()]
    edge = document.sections[0].header
    edge.paragraphs[0].text = "Ministry"
    key = edge.part.relate_to(font, RELATIONSHIP_TYPE.IMAGE)
    spaces = nsdecls("w", "wp", "a", "pic", "r")
    shown = picture(f'r:embed="{key}"')
    edge._element.append(parse_xml(f"<w:p {spaces}>{shown}</w:p>"))
    assert SAID not in everywhere(packet(tmp_path, saved(document)).data)
