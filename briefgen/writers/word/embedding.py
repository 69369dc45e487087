"""Font files to embedded fonts: obfuscated as ECMA-376 requires it, where the font's own licence bits allow."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Set
from pathlib import Path

from msgspec import Struct

from briefgen.files import read_plain
from briefgen.theme import FontFamily, Theme
from briefgen.writers.word.looks import word_family
from briefgen.writers.word.wml import attribute

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_FONTS = Path(__file__).parents[2] / "fonts"
_RESTRICTED, _BITMAP_ONLY = 0x0002, 0x0200


class EmbeddedFont(Struct, frozen=True):
    relation: str
    data: bytes


class Embedded(Struct, frozen=True):
    """The font table's entries with their fonts named, and the fonts."""

    table: str
    fonts: tuple[EmbeddedFont, ...]


def embed(theme: Theme, table: str, fallbacks: Set[str]) -> tuple[Embedded, list[str]]:
    """The text family and the fallback families in use within the font table, and what could not be embedded."""
    fonts: list[EmbeddedFont] = []
    findings: list[str] = []
    for name, cuts in _cuts(theme, fallbacks):
        references = ""
        for tag, file in cuts:
            data = _read(file)
            if data is None:
                findings.append(f"the font {file} cannot be embedded in the Word file")
                continue
            key = uuid.uuid5(uuid.NAMESPACE_URL, f"font:{file}")
            relation = f"font{len(fonts) + 1}"
            fonts.append(EmbeddedFont(relation, obfuscated(data, key)))
            references += f'<w:{tag} r:id="{relation}" w:fontKey="{{{str(key).upper()}}}"/>'
        table = _with(table, name, references)
    return Embedded(table, tuple(fonts)), findings


def _cuts(theme: Theme, fallbacks: Set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each family in use, as Word names it, with the files of its cuts."""
    families = [theme.fonts.text, *(each for each in theme.fonts.fallback if each.name in fallbacks)]
    return [cut for each in families for cut in _family_cuts(theme, each)]


def _family_cuts(theme: Theme, font: FontFamily) -> list[tuple[str, list[tuple[str, str]]]]:
    plain = [("embedRegular", font.regular), ("embedBold", font.bold), ("embedItalic", font.italic)]
    half = [("embedRegular", font.semibold), ("embedItalic", font.semibold_italic)]
    named = [(font.name, plain), (word_family(theme, "semibold", font), half if font.semibold else [])]
    return [(name, [(tag, file) for tag, file in cuts if file]) for name, cuts in named]


def _with(table: str, name: str, references: str) -> str:
    """The table with references at the end of one font's entry."""
    start = table.index(f'w:name="{attribute(name)}"')
    end = table.index("</w:font>", start)
    return table[:end] + references + table[end:]


def _read(file: str) -> bytes | None:
    path = Path(file) if Path(file).is_absolute() else _FONTS / file
    try:
        data = read_plain(path)
    except OSError:
        return None
    return data if may_embed(data) else None


def may_embed(data: bytes) -> bool:
    """Whether the font's OS/2 table allows embedding; a font without one says nothing against it."""
    count = struct.unpack_from(">H", data, 4)[0]
    for n in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * n)
        if tag == b"OS/2":
            bits = struct.unpack_from(">H", data, offset + 8)[0]
            return not bits & (_RESTRICTED | _BITMAP_ONLY) or bool(bits & 0x000C)
    return True


def obfuscated(data: bytes, key: uuid.UUID) -> bytes:
    """The first 32 bytes turned over with the key's 16, read backwards."""
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(data[:32], mask, strict=True)) + data[32:]
