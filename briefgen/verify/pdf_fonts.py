"""A PDF's font objects go in; what turns the codes of their glyphs into letters comes out.

Letters come from each font's ToUnicode map: what copying, searching and reading aloud give.
"""

from __future__ import annotations

import re
from codecs import utf_16_be_decode
from typing import Any

from msgspec import Struct

from briefgen.verify.pdf_objects import Objects, Ref, hex_string

UNKNOWN = "\ufffd"
"""Stands for a glyph without meaning, and for one that no font has."""


class CharacterMap(dict[int, str]):
    """Code to letters; a code without any is `UNKNOWN`."""

    def __missing__(self, code: int) -> str:
        if code > 0xFFFF:  # two codes that together look like one letter of UTF-16
            high, low = divmod(code - 0x10000, 0x400)
            return self[0xD800 + high] + self[0xDC00 + low]
        return UNKNOWN


class Font(Struct, frozen=True):
    """How to read the codes of one font."""

    letters: CharacterMap
    wide: bool
    """Whether a code has two bytes."""

    def read(self, codes: bytes) -> str:
        units = utf_16_be_decode(codes, "surrogatepass")[0] if self.wide else codes.decode("latin-1")
        return units.translate(self.letters)

    def glyphs(self, codes: bytes) -> list[str]:
        step = 2 if self.wide else 1
        return [self.letters[int.from_bytes(codes[at : at + step], "big")] for at in range(0, len(codes), step)]


class Fonts:
    """The fonts of a file, each read once."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._known: dict[Any, Font] = {}

    def of(self, resources: Any, name: str) -> Font:
        fonts = self.objects.get(resources, "Font") or {}
        reference = fonts.get(name)
        key = reference if isinstance(reference, Ref) else (id(fonts), name)
        if key not in self._known:
            self._known[key] = self._read(reference)
        return self._known[key]

    def _read(self, reference: Any) -> Font:
        objects = self.objects
        wide = objects.get(reference, "Subtype") == "Type0"
        letters = CharacterMap()
        meanings = objects.get(reference, "ToUnicode")
        if meanings is not None:
            letters.update(_meanings(objects.decoded(meanings)))
        elif not wide:
            letters.update({code: bytes([code]).decode("cp1252", "replace") for code in range(256)})
        if wide:
            letters[0] = UNKNOWN  # the glyph that stands for a missing one
        return Font(letters, wide)


_MAP_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.S)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")


def _meanings(data: bytes) -> dict[int, str]:
    """A ToUnicode map."""
    found: dict[int, str] = {}
    for kind, block in _MAP_BLOCK.findall(data):
        if kind == b"bfchar":
            pairs = _PAIR.findall(block)
            found.update(
                zip([int(code, 16) for code, _ in pairs], _all_utf16([each for _, each in pairs]), strict=True)
            )
            continue
        for first, last, letters, listed in _RANGE.findall(block):
            low, high = int(first, 16), min(int(last, 16), 0xFFFF)
            if listed:
                each = re.findall(rb"<([0-9A-Fa-f\s]*)>", listed)
                found.update({low + n: _utf16(text) for n, text in enumerate(each[: high - low + 1])})
            elif text := _utf16(letters):
                found.update({low + n: text[:-1] + chr(ord(text[-1]) + n) for n in range(high - low + 1)})
    return found


def _all_utf16(listed: list[bytes]) -> list[str]:
    """The letters of each, decoded in one go where that is safe."""
    joined = b"0000".join(listed)
    if joined.isalnum() and not any(len(digits) & 3 for digits in listed):
        letters = _utf16(joined)
        found = letters.split("\0")
        if len(found) == len(listed) and "\ufffd" not in letters:  # what is no UTF-16 may reach into what follows it
            return found
    return [_utf16(digits) for digits in listed]


def _utf16(digits: bytes) -> str:
    return utf_16_be_decode(hex_string(digits), "replace")[0]
