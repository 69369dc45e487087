"""A PDF's font objects go in; what turns the codes of their glyphs into letters comes out.

Letters come from each font's ToUnicode map: what copying, searching and reading aloud give.
"""

from __future__ import annotations

from codecs import utf_16_be_decode
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from briefgen.verify.content import Unreadable
from briefgen.verify.pdf_objects import Objects, Ref, string_of, tokens_of

UNKNOWN = "\ufffd"
"""Stands for a glyph without meaning, and for one that no font has."""


class CharacterMap(dict[int, str]):
    """Code to letters; a code without any is `UNKNOWN`."""

    def __missing__(self, code: int) -> str:
        if code > 0xFFFF:  # two codes that together look like one letter of UTF-16
            high, low = divmod(code - 0x10000, 0x400)
            return self[0xD800 + high] + self[0xDC00 + low]
        return UNKNOWN


class ReadFont(Struct, frozen=True):
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


class ReadFonts:
    """The fonts of a file, each read once."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._known: dict[Any, ReadFont] = {}

    def of(self, resources: Any, name: str) -> ReadFont:
        fonts = self.objects.get(resources, "Font") or {}
        reference = fonts.get(name)
        key = reference if isinstance(reference, Ref) else (id(fonts), name)
        if key not in self._known:
            self._known[key] = self._read(reference)
        return self._known[key]

    def _read(self, reference: Any) -> ReadFont:
        objects = self.objects
        wide = objects.get(reference, "Subtype") == "Type0"
        letters = CharacterMap()
        meanings = objects.get(reference, "ToUnicode")
        if meanings is not None:
            letters.update(_meanings(objects, objects.decoded(meanings)))
        elif not wide:
            letters.update({code: bytes([code]).decode("cp1252", "replace") for code in range(256)})
        if wide:
            letters[0] = UNKNOWN  # the glyph that stands for a missing one
        return ReadFont(letters, wide)


_OPERANDS = frozenset(b"<[]")
_MOST_LETTERS = 0x20000
"""What the map of one font may give: two letters for each code that it can have."""


def _meanings(objects: Objects, data: bytes) -> dict[int, str]:
    """A ToUnicode map."""
    found: dict[int, str] = {}
    operands: list[bytes] = []
    room = _MOST_LETTERS
    for token in tokens_of(data, objects.budget):
        if token == b"endbfchar":
            found.update(zip(map(_code, operands[::2]), map(_letters, operands[1::2]), strict=False))
        elif token == b"endbfrange":
            for codes, letters in _ranges(iter(operands)):
                room -= len(codes)
                if room < 0:
                    raise Unreadable("a font gives letters to more codes than it can have")
                found.update(zip(codes, letters, strict=False))
        elif token[0] in _OPERANDS:
            operands.append(token)
            continue
        operands.clear()
    return found


def _ranges(operands: Iterator[bytes]) -> Iterator[tuple[range, Iterable[str]]]:
    """Codes that follow each other, and their letters: each given, or those that follow the first."""
    for first in operands:
        codes = range(_code(first), min(_code(next(operands, b"<>")), 0xFFFF) + 1)
        letters = next(operands, b"<>")
        if letters == b"[":
            yield codes, [_letters(each) for each in iter(lambda: next(operands, b"]"), b"]")]
        elif text := _letters(letters):
            yield codes, (text[:-1] + chr(ord(text[-1]) + n) for n in range(len(codes)))


def _code(token: bytes) -> int:
    return int.from_bytes(string_of(token), "big")


def _letters(token: bytes) -> str:
    return utf_16_be_decode(string_of(token), "replace")[0]
