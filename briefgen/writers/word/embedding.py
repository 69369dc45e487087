"""The fonts that a document uses to the table of its fonts, and to the files in it: parts of fonts, as ECMA-376 hides them.

Of the text family come the characters of Latin, for whoever edits the file will want more than the document has; of
any other script a document uses, the whole of it; of signs and of Chinese characters, those that are there.
"""

from __future__ import annotations

import uuid
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from struct import unpack_from

from msgspec import Struct
from msgspec.structs import replace

from briefgen.files import read_plain
from briefgen.typeset import Face
from briefgen.typeset.static_font import CutName, static_font
from briefgen.writers.word.families import UsedFonts, WordFamily, opened, reserved_name
from briefgen.writers.word.looks import bold_family
from briefgen.writers.word.saving import ArchivedFile, archived_file
from briefgen.writers.word.wml import attribute

READY_MADE = Path(__file__).parents[2] / "fonts" / "word"
"""Parts of the packaged text family: what nearly every packet embeds is made once, by `tests/makers/fonts.py`. A file
holds the key that hides the font, and what the Word file holds of it, deflated."""
_KEY = 16
_RESTRICTED, _PREVIEW_OR_EDIT, _WHOLE_ONLY, _BITMAP_ONLY = 0x0002, 0x000C, 0x0100, 0x0200
_BOLD = 700
_MOST_WHOLE = 2_000_000
"""Bytes of a font that may only be embedded as it is."""


Codes = tuple[range, ...]
"""Thousands of code points, which a set would need half a megabyte for."""


def _codes(*ranges: tuple[int, int]) -> Codes:
    return tuple(range(first, last + 1) for first, last in ranges)


CORE = _codes(
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC), (0x1E6, 0x1E9),
    (0x1F8, 0x1F9), (0x218, 0x21B), (0x237, 0x237), (0x259, 0x259), (0x2B0, 0x2DD),
    (0x300, 0x33F), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EF2, 0x1EF3), (0x2000, 0x206F), (0x2070, 0x209C), (0x20A0, 0x20C0),
    (0x2103, 0x2103), (0x2109, 0x2109),
    (0x2113, 0x2113), (0x2116, 0x2117), (0x2120, 0x2122), (0x2126, 0x2126), (0x212A, 0x212B), (0x2150, 0x215F), (0x2212, 0x2212), (0x25CC, 0x25CC), (0xFB01, 0xFB02), (0xFFFD, 0xFFFD),
)  # fmt: skip
"""Latin as Europe, Africa and transliteration write it, punctuation, currency, fractions, what letters bear."""
TITLES = _codes((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2026))
"""What the bold cut has beside the document's own characters: titles and markings alone are set in it."""
LATIN_FEATURES = ("ccmp", "kern", "locl", "mark", "mkmk", "tnum")
"""Of the text family and of Chinese, Japanese and Korean, which are not joined: Word asks for ligatures and vertical forms
only where a style does, and none here does."""
_JOINTS = _codes((0x20, 0x20), (0xA0, 0xA0), (0x200B, 0x200F), (0x25CC, 0x25CC))
_BLOCKS = (
    _codes((0x0370, 0x03FF)),
    _codes((0x1F00, 0x1FFF)),
    _codes((0x0400, 0x045F), (0x0490, 0x04FF)),
    _codes((0x0460, 0x048F), (0x0500, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    _codes((0x1EA0, 0x1EF9)),
    _codes((0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    _codes((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF)),
    _codes((0x0900, 0x097F), (0xA8E0, 0xA8FF), (0x1CD0, 0x1CFF)),
    *(_codes((first, first + 0x7F)) for first in range(0x0980, 0x1000, 0x80)),
    _codes((0x0530, 0x058F), (0xFB13, 0xFB17)),
    _codes((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    _codes((0x1000, 0x109F)),
    _codes((0x1200, 0x139F)),
    _codes((0x1780, 0x17FF), (0x19E0, 0x19FF)),
    _codes((0x3041, 0x30FF)),
)
"""Scripts that people write more of once a document has some: Greek, Cyrillic, Vietnamese, Hebrew and so on."""
_CHARSETS = ((17, "80"), (18, "86"), (19, "81"), (20, "88"), (6, "B2"), (5, "B1"), (16, "DE"))
"""Bits of a font's code pages, and the Windows character set that each stands for."""


class EmbeddedFont(Struct, frozen=True):
    relation: str
    archived: ArchivedFile


class Embedded(Struct, frozen=True):
    """The entries of the font table, the fonts that they name, and what could not be embedded."""

    table: str
    fonts: tuple[EmbeddedFont, ...]
    findings: tuple[str, ...] = ()


class Hidden(Struct, frozen=True):
    """A font as a Word file holds it."""

    key: uuid.UUID
    archived: ArchivedFile


class _Cut(Struct, frozen=True):
    """The file of a cut, and what it is within its family."""

    slot: str
    path: str
    weight: int
    bold: bool = False
    italic: bool = False


class _Characters(Struct, frozen=True):
    """What a part of a font has: the usual ones, and others."""

    usual: Codes
    others: frozenset[int]


def font_table(used: UsedFonts, cuts: Set[tuple[str, bool, bool]], words: Set[str], embeds: bool) -> Embedded:
    """Every family in use; `cuts` are those that words are set in, `words` all characters of the document
    beyond ASCII, which is always embedded."""
    text = used.choice.text
    families = {"": text, **used.families}
    table = ""
    fonts: list[EmbeddedFont] = []
    findings: list[str] = []
    for key, family in families.items():
        signs = words if family is text else used.signs[key]
        beside = None if family is text else text.regular
        for named, usual, slots in _named(family, key, cuts):
            characters = _characters(signs, usual, whole=named is family)
            references = ""
            for each in slots if embeds else ():
                hidden = _hidden(named, each, characters, beside)
                if hidden is None:
                    if family.declared:
                        findings.append(f"the font {Path(each.path).name} cannot be embedded in the Word file")
                    continue
                fonts.append(EmbeddedFont(f"font{len(fonts) + 1}", hidden.archived))
                references += f'<w:{each.slot} r:id="{fonts[-1].relation}" w:fontKey="{{{str(hidden.key).upper()}}}"/>'
            table += font_entry(named, references)
    return Embedded(table, tuple(fonts), tuple(findings))


def _named(
    family: WordFamily, key: str, used: Set[tuple[str, bool, bool]]
) -> Iterator[tuple[WordFamily, Codes, Iterable[_Cut]]]:
    """The family with what is usual in it and its cuts, and where words are set in it the one that has its bold cut."""
    yield family, _JOINTS if key else CORE, _cuts(family, key, used)
    name = bold_family(family.name)
    if family.files.bold and any(name == each for each, _, _ in used):
        yield replace(family, name=name), TITLES, (_Cut("embedBold", family.files.bold, _BOLD, bold=True),)


def _cuts(family: WordFamily, key: str, used: Set[tuple[str, bool, bool]]) -> Iterator[_Cut]:
    """The text family has upright, bold and italic whether or not the words do: people will want them."""
    files, is_text = family.files, not key
    bold = files.semibold or files.bold or (files.regular if family.regular.is_variable else None)
    yield _Cut("embedRegular", files.regular, 400)
    if bold and (is_text or (key, True, False) in used):
        yield _Cut("embedBold", bold, 600, bold=True)
    if files.italic and is_text:
        yield _Cut("embedItalic", files.italic, 400, italic=True)
    if files.semibold_italic and (key, True, True) in used:
        yield _Cut("embedBoldItalic", files.semibold_italic, 600, bold=True, italic=True)


def _characters(signs: Set[str], usual: Codes, *, whole: bool) -> _Characters:
    """The usual characters and the signs; if `whole`, with each sign all of its script."""
    codes = frozenset(map(ord, signs)).difference(*usual)
    ordered = sorted(codes)
    scripts = [each for block in _BLOCKS if whole and _meets(ordered, block) for each in block]
    return _Characters(usual, codes.union(*scripts).difference(*usual) if scripts else codes)


def _meets(ordered: list[int], block: Codes) -> bool:
    """Whether any of these code points is in it."""
    return any(bisect_left(ordered, each.start) < bisect_left(ordered, each.stop) for each in block)


def _hidden(family: WordFamily, of: _Cut, characters: _Characters, beside: Face | None) -> Hidden | None:
    """The font as it is embedded; None where its form, its size or its licence is against it."""
    try:
        name = CutName(family.name, of.bold, of.italic)
        if beside is None:
            characters = _in_font(opened(of.path, of.weight), characters)
        features = LATIN_FEATURES if beside is None or family.files.languages else ()
        return _made(of, name, characters, features, beside, family.declared)
    except (OSError, ValueError, RuntimeError, KeyError):
        return None


def _in_font(face: Face, characters: _Characters) -> _Characters:
    """Without those that the font lacks: an arrow that comes from another one makes no other part of this."""
    return replace(characters, others=frozenset(code for code in characters.others if face.maps(code)))


@lru_cache(maxsize=32)
def _made(
    of: _Cut, name: CutName, characters: _Characters, features: tuple[str, ...], beside: Face | None, is_declared: bool
) -> Hidden | None:
    """Of the text family, or of one whose signs stand beside those of a face of that."""
    face, is_text = opened(of.path, of.weight), beside is None
    if not may_embed(face.fs_type) or not (is_declared or _is_free(face)):
        return None
    if face.fs_type & _WHOLE_ONLY or face.is_cff or (is_text and reserved_name(face)):
        data = face.blob if len(face.blob) <= _MOST_WHOLE and not (face.is_variable or face.index) else b""
    elif is_text and not characters.others and (ready := ready_made(of.path)):
        return ready
    else:
        data = static_font(face, chain(characters.others, *characters.usual), name, features, beside)
    if not data:
        return None
    key = key_by_content(data)
    return Hidden(key, archived_file(obfuscated(data, key)))


def ready_made(path: str) -> Hidden | None:
    """What came along of a packaged font, if anything."""
    file = READY_MADE / f"{Path(path).stem}.odttf"
    if Path(path).parent != READY_MADE.parent or not file.is_file():
        return None
    kept = read_plain(file)
    try:
        packed = kept[_KEY:]
        font = zlib.decompress(packed, wbits=-zlib.MAX_WBITS)
        return Hidden(uuid.UUID(bytes=kept[:_KEY]), archived_file(font, packed))
    except (ValueError, zlib.error):  # cut short: then it is made
        return None


def _is_free(face: Face) -> bool:
    """Whether a font that was found says that everyone may pass it on."""
    return "Open Font License" in face.said(13)


def may_embed(bits: int) -> bool:
    """Whether the bits of a font's licence allow embedding."""
    return not bits & (_RESTRICTED | _BITMAP_ONLY) or bool(bits & _PREVIEW_OR_EDIT)


def key_by_content(data: bytes) -> uuid.UUID:
    """A key of the font's own, so that the same font is the same in every file."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"font:{sha256(data).hexdigest()}")


def obfuscated(data: bytes, key: uuid.UUID) -> bytes:
    """The first 32 bytes turned over with the key's 16, read backwards."""
    mask = key.bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(data[:32], mask, strict=True)) + data[32:]


# --- the table -----------------------------------------------------------------------------


def font_entry(family: WordFamily, references: str = "") -> str:
    """A family in the table: what stands in for it, what it looks like and covers, and its cuts."""
    other = f'<w:altName w:val="{attribute(family.alternative)}"/>' if family.alternative else ""
    panose, charset, signature = _described(family.regular)
    return (
        f'<w:font w:name="{attribute(family.name)}">{other}{panose}<w:charset w:val="{charset}"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>{signature}{references}</w:font>'
    )


@lru_cache(maxsize=64)
def _described(face: Face) -> tuple[str, str, str]:
    table = face.os2
    if len(table) < 86:
        return "", "00", ""
    panose = f'<w:panose1 w:val="{table[32:42].hex().upper()}"/>'
    ranges, pages = unpack_from(">4L", table, 42), unpack_from(">2L", table, 78)
    return panose, _charset(pages[0]), f"<w:sig {_numbers('usb', ranges)} {_numbers('csb', pages)}/>"


def _charset(pages: int) -> str:
    return "00" if pages & 1 else next((charset for bit, charset in _CHARSETS if pages >> bit & 1), "00")


def _numbers(stem: str, values: Iterable[int]) -> str:
    return " ".join(f'w:{stem}{number}="{value:08X}"' for number, value in enumerate(values))
