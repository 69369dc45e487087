"""Goes in: a face, code points and a name; comes out: a static TrueType file with these characters, under that name.

A PDF finds its fonts by their place in the file, an office suite by the names and bits inside of them: a semibold cut
that is to be the bold of a family has to call itself so.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from msgspec import Struct

from briefgen.typeset.faces import Face

_ITALIC, _BOLD, _REGULAR = 1 << 0, 1 << 5, 1 << 6
_SUM_OF_A_FILE = 0xB1B0AFBA
_KEPT_NAMES = (0, 5, 7, 8, 9, 11, 13, 14)
"""Whose font it is, and by which licence: these words travel with the font."""


class CutName(Struct, frozen=True):
    """One of the four cuts of a family that an office suite knows."""

    family: str
    bold: bool = False
    italic: bool = False

    @property
    def style(self) -> str:
        return " ".join(word for word, on in (("Bold", self.bold), ("Italic", self.italic)) if on) or "Regular"


def static_font(
    face: Face, codepoints: Iterable[int], name: CutName, features: Iterable[str] = (), beside: Face | None = None
) -> bytes:
    """The file, with none of the other characters; `features` are those that it keeps, all where none is named.

    A line is as high with it as with the face that it stands `beside`, so that no sign pushes the lines of a text apart.
    """
    tables = face.extract(codepoints, features)
    if beside is not None:
        up, down = round(beside.ascent * face.upem), round(-beside.descent * face.upem)
        tables["hhea"] = tables["hhea"][:4] + struct.pack(">3h", up, -down, 0) + tables["hhea"][10:]
        os2 = tables["OS/2"]
        tables["OS/2"] = os2[:68] + struct.pack(">3h2H", up, -down, 0, up, down) + os2[78:]
    tables["name"] = _names(face, name)
    tables["OS/2"] = _os2(tables["OS/2"], name)
    tables["head"] = _head(tables["head"], name)
    return _file(tables)


def _names(face: Face, name: CutName) -> bytes:
    stem = f"{name.family}-{name.style}".replace(" ", "")
    said = {number: face.said(number) for number in _KEPT_NAMES}
    said |= {1: name.family, 2: name.style, 3: f"{said[5]};{stem}", 4: f"{name.family} {name.style}", 6: stem}
    encoded = [(number, text.encode("utf-16-be")) for number, text in sorted(said.items()) if text]
    records, offset = b"", 0
    for number, text in encoded:
        records += struct.pack(">6H", 3, 1, 0x409, number, len(text), offset)
        offset += len(text)
    return struct.pack(">3H", 0, len(encoded), 6 + len(records)) + records + b"".join(text for _, text in encoded)


def _os2(table: bytes, name: CutName) -> bytes:
    bits = struct.unpack_from(">H", table, 62)[0] & ~(_ITALIC | _BOLD | _REGULAR)
    bits |= _ITALIC * name.italic | _BOLD * name.bold or _REGULAR
    weight = struct.pack(">H", 700 if name.bold else 400)
    return table[:4] + weight + table[6:62] + struct.pack(">H", bits) + table[64:]


def _head(table: bytes, name: CutName) -> bytes:
    """Without its checksum, which comes last."""
    return table[:8] + bytes(4) + table[12:44] + struct.pack(">H", name.bold | name.italic << 1) + table[46:]


def _file(tables: Mapping[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << count.bit_length() - 1
    offset = 12 + 16 * count
    directory, body = (
        struct.pack(">L4H", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)),
        b"",
    )
    places = {}
    for tag, data in sorted(tables.items()):
        places[tag] = offset + len(body)
        directory += struct.pack(">4s3L", tag.encode(), _sum(data), places[tag], len(data))
        body += data + bytes(-len(data) % 4)
    made = bytearray(directory + body)
    struct.pack_into(">L", made, places["head"] + 8, (_SUM_OF_A_FILE - _sum(bytes(made))) & 0xFFFFFFFF)
    return bytes(made)


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}L", padded))) & 0xFFFFFFFF
