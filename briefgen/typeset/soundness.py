"""A font file goes in; what is wrong with it comes out: nothing is set in a font that is not whole.

A shaper reads what it can and takes what it cannot for empty, so that a file cut short sets words with gaps in them.
Here the file is held against what it says of itself: its directory, the bounds and checksums of its tables, the tables
that every font has, and an outline for each character that must show on paper.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from struct import error as StructError
from struct import unpack_from
from time import perf_counter

import uharfbuzz as hb

from briefgen.diagnostics import Diagnostic, Place
from briefgen.files import read_plain
from briefgen.ink import is_drawn

MOST_BYTES = 256 * 2**20
_MOST_SECONDS = 8.0
"""For all outlines of a font; the largest fonts in use take two."""
_FEW = 500
"""One character in so many may lack its outline, as a few do in fonts that many use; none of ASCII. Such a character is
not set in the font."""
_ASCII = 128
_OUTLINES = (("glyf", "loca"), ("CFF ",), ("CFF2",))
_LEAST = {"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "cmap": 4}
"""Bytes that each table has at least that every font has."""
_VERSIONS = (b"\0\1\0\0", b"OTTO", b"true")
_MAGIC = 0x5F0F3CF5

Tables = Mapping[str, tuple[int, int, int]]
"""Tag to place, length and checksum."""


class Unsound(Exception):
    """A font that is not whole; says what is wrong."""


def unsound_font(path: Path | str, fault: Unsound) -> Diagnostic:
    """The finding for a font that is not whole."""
    hint = "Take the file from its source again; a font that cannot be had whole must not be named in the theme."
    return Diagnostic("BG621", f"the font file is not whole: {fault}", Place(str(path)), hint=hint)


def whole_font(path: Path, index: int = 0) -> bytes:
    """The file's bytes. Unsound where any of them are missing or damaged."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unsound(f"it is larger than {MOST_BYTES // 2**20} MiB")
        data = read_plain(path)
    except OSError as error:
        raise Unsound(f"it cannot be read: {error.strerror or error}") from None
    sound_data(data, index)
    return data


def sound_data(data: bytes, index: int = 0) -> None:
    """Unsound where any of the font's bytes are missing or damaged."""
    try:
        tables = directory(data, index)
        _with_checksums(data, tables)
        _with_metrics(data, tables)
        _with_outlines(data, index)
    except (StructError, ValueError, IndexError, OverflowError) as error:
        raise Unsound(f"it cannot be followed ({type(error).__name__})") from None


# --- the directory ---------------------------------------------------------------------------------------


def directory(data: bytes, index: int = 0) -> Tables:
    """The tables of the font, each within the file and large enough for what it must hold."""
    start = _start(data, index)
    if data[start : start + 4] not in _VERSIONS:
        raise Unsound("it is not a TrueType or OpenType font")
    (count,) = unpack_from(">H", data, start + 4)
    if start + 12 + 16 * count > len(data):
        raise Unsound("it is cut short: its directory does not end")
    tables: dict[str, tuple[int, int, int]] = {}
    for number in range(count):
        tag, checksum, place, length = unpack_from(">4sLLL", data, start + 12 + 16 * number)
        name = tag.decode("latin-1")
        if place + length > len(data):
            raise Unsound(f"it is cut short: the table {name!r} goes on to byte {place + length:,} of {len(data):,}")
        if name in tables:
            raise Unsound(f"it has two tables {name!r}")
        tables[name] = place, length, checksum
    _with_required(tables)
    return tables


def _start(data: bytes, index: int) -> int:
    """Where the directory begins; of a collection that of one font."""
    if len(data) < 12:
        raise Unsound("it is empty" if not data else "it is cut short: it has no directory")
    if data[:4] != b"ttcf":
        return 0
    (count,) = unpack_from(">L", data, 8)
    if index >= count or 12 + 4 * count > len(data):
        raise Unsound(f"the collection has no font #{index}")
    return int(unpack_from(">L", data, 12 + 4 * index)[0])


def _with_required(tables: Tables) -> None:
    for name, least in _LEAST.items():
        if name not in tables:
            raise Unsound(f"the table {name!r} is missing")
        if tables[name][1] < least:
            raise Unsound(f"the table {name!r} is too short")
    if not any(all(name in tables for name in names) for names in _OUTLINES):
        raise Unsound("it has no outlines")


def _with_checksums(data: bytes, tables: Tables) -> None:
    for name, (place, length, checksum) in tables.items():
        table = data[place : place + length]
        sums = {_checksum(table)}
        if name == "head":  # its own adjustment is left out, but for some programs that wrote fonts
            sums.add(_checksum(table[:8] + bytes(4) + table[12:]))
        if checksum not in sums:
            raise Unsound(f"the table {name!r} is damaged: its checksum is another")


def _checksum(table: bytes) -> int:
    words = array("I", table + bytes(-len(table) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


# --- metrics and outlines ----------------------------------------------------------------------------------


def _with_metrics(data: bytes, tables: Tables) -> None:
    head, hhea, maxp = (tables[name][0] for name in ("head", "hhea", "maxp"))
    (magic, _, upem) = unpack_from(">LHH", data, head + 12)
    if magic != _MAGIC or not 16 <= upem <= 16384:
        raise Unsound("the table 'head' is damaged")
    (glyphs,) = unpack_from(">H", data, maxp + 4)
    (measured,) = unpack_from(">H", data, hhea + 34)
    if not 0 < measured <= glyphs or tables["hmtx"][1] < 4 * measured + 2 * (glyphs - measured):
        raise Unsound(f"the table 'hmtx' does not measure all {glyphs:,} glyphs")
    if "loca" in tables and "glyf" in tables:
        _with_places(data, tables, glyphs)


def _with_places(data: bytes, tables: Tables, glyphs: int) -> None:
    """Each outline follows the one before, and the last ends with the table."""
    place, length, _ = tables["loca"]
    size = 4 if unpack_from(">h", data, tables["head"][0] + 50)[0] else 2
    if length < size * (glyphs + 1):
        raise Unsound(f"the table 'loca' does not place all {glyphs:,} glyphs")
    places = array("I" if size == 4 else "H", data[place : place + size * (glyphs + 1)])
    if sys.byteorder == "little":
        places.byteswap()
    step = 1 if size == 4 else 2
    if places[-1] * step > tables["glyf"][1] or any(one > other for one, other in pairwise(places)):
        raise Unsound("the table 'glyf' is cut short: outlines are placed outside of it")


def _with_outlines(data: bytes, index: int) -> None:
    face = hb.Face(data, index)
    font = hb.Font(face)
    end = perf_counter() + _MOST_SECONDS
    characters = sorted(face.unicodes)
    if not characters:
        raise Unsound("it has no characters")
    room = len(characters) // _FEW
    for number, codepoint in enumerate(characters):
        if is_drawn(chr(codepoint)) and not _has_outline(font, codepoint):
            room -= 1
            if room < 0 or codepoint < _ASCII:
                raise Unsound(f"it has no outline for {chr(codepoint)!r} (U+{codepoint:04X})")
        if number % 64 == 0 and perf_counter() > end:
            raise Unsound(f"its outlines take more than {_MOST_SECONDS:g} s to read")


def _has_outline(font: hb.Font, codepoint: int) -> bool:
    glyph = font.get_nominal_glyph(codepoint)
    return bool(glyph) and has_ink(font, glyph)


def has_ink(font: hb.Font, glyph: int) -> bool:
    """Whether the glyph has an outline that is larger than nothing."""
    extents = font.get_glyph_extents(glyph)
    return bool(extents and (extents.width or extents.height))
