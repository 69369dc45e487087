"""A page's content goes in; the words of its marked content come out, by number, and those outside of it.

Glyph codes become letters by each font's ToUnicode map, or by the ActualText that stands around them:
what copying, searching and reading aloud give.
"""

from __future__ import annotations

import re
from codecs import utf_16_be_decode
from dataclasses import field
from typing import Any

from briefgen.proof.pdf_objects import Objects, hex_string, literal_string, read_value, text_of
from briefgen.proof.told import JOINT
from briefgen.records import dataclass

_TOKEN = re.compile(
    rb"/(\w+) ?<</MCID (\d+)>> ?BDC(?=[\r\n ])"
    rb"|([-+.\d][-+.\d\x00\t\n\x0c\r ]*)([A-Za-z'\"][A-Za-z0-9*]*)?"
    rb"|\[((?:<[0-9A-Fa-f]*>|[-+.\d ])*)\]"
    rb"|<([0-9A-Fa-f\x00\t\n\x0c\r ]*)>"
    rb"|\(((?:[^\\()]|\\.)*)\)"
    rb"|/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"
    rb"|(<<|\()"
    rb"|([A-Za-z'\"][A-Za-z0-9*]*)"
    rb"|%[^\r\n]*",
    re.S,
)
_TAG, _NUMBER, _NUMBERS, _AFTER_NUMBERS, _ARRAY, _HEX, _STRING, _NAME, _NESTED, _OPERATOR = range(1, 11)
_BETWEEN = re.compile(rb">[^<]*<?|^[^<]*<")
_INLINE_IMAGE = re.compile(rb"[\s\S]*?\sEI(?=\s)")
_OPERATORS = frozenset(
    (b"Tm", b"Tj", b"TJ", b"BDC", b"BMC", b"EMC", b"Tf", b"Td", b"TD", b"TL", b"T*", b"'", b'"', b"BT")
)  # fmt: skip
_LINE = 0.6
"""A baseline further away than this, in type sizes, is another line."""
UNKNOWN = "\ufffd"
"""Stands for a glyph without meaning, and for one that no font has."""


class CharacterMap(dict[int, str]):
    """Code to letters; a code without any is `UNKNOWN`."""

    def __missing__(self, code: int) -> str:
        if code > 0xFFFF:  # two codes that together look like one letter of UTF-16
            high, low = divmod(code - 0x10000, 0x400)
            return self[0xD800 + high] + self[0xDC00 + low]
        return UNKNOWN


@dataclass(frozen=True, slots=True)
class Font:
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


@dataclass(slots=True)
class PageWords:
    """The words of one page."""

    marked: dict[int, str] = field(default_factory=dict)
    """By the number of the marked content."""
    artifacts: str = ""
    stray: str = ""
    """Words in no marked content."""


@dataclass(slots=True)
class _Marked:
    """Marked content that is open."""

    number: int | None = None
    artifact: bool = False
    actual: str | None = None
    reversed: bool = False
    joint: bool = False
    """Whether its words begin a line."""
    parts: list[str] = field(default_factory=list)


class Fonts:
    """The fonts of a file, each read once."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._known: dict[Any, Font] = {}

    def of(self, resources: Any, name: str) -> Font:
        fonts = self.objects.get(resources, "Font") or {}
        reference = fonts.get(name)
        key = reference if isinstance(reference, tuple) else (id(fonts), name)
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
            found.update({int(code, 16): _utf16(letters) for code, letters in _PAIR.findall(block)})
            continue
        for first, last, letters, listed in _RANGE.findall(block):
            low, high = int(first, 16), min(int(last, 16), 0xFFFF)
            if listed:
                each = re.findall(rb"<([0-9A-Fa-f\s]*)>", listed)
                found.update({low + n: _utf16(text) for n, text in enumerate(each[: high - low + 1])})
            elif text := _utf16(letters):
                found.update({low + n: text[:-1] + chr(ord(text[-1]) + n) for n in range(high - low + 1)})
    return found


def _utf16(digits: bytes) -> str:
    return utf_16_be_decode(hex_string(digits), "replace")[0]


class PageReader:
    """Reads one page's content from operator to operator."""

    def __init__(self, objects: Objects, fonts: Fonts, resources: Any) -> None:
        self.objects = objects
        self.fonts = fonts
        self.resources = resources
        self.words = PageWords()
        self._marked: dict[int, list[str]] = {}
        self._artifacts: list[str] = []
        self._stray: list[str] = []
        self._open: list[_Marked] = []
        self._owner = self._stray
        self._font: Font | None = None
        self._size = 1.0
        self._y = 0.0
        self._leading = 0.0
        self._last_y: float | None = None
        self._named: dict[str, Font] = {}
        self._reversed = 0
        self._numbers = b""
        self._names: list[str] = []
        self._strings: list[bytes] = []
        self._properties: Any = None

    def read(self, data: bytes) -> PageWords:
        at: int | None = 0
        while at is not None:
            at = self._read_from(data, at)
        return self._finished()

    def _read_from(self, data: bytes, at: int) -> int | None:
        """Read on, up to what no token can hold; where to go on after it."""
        for match in _TOKEN.finditer(data, at):
            group = match.lastindex
            if group in (_AFTER_NUMBERS, _OPERATOR):
                operator = match[group]
                if operator in _OPERATORS:
                    if group == _AFTER_NUMBERS:
                        self._numbers = match[_NUMBERS]
                    self._do(operator)
                if self._names or self._strings:
                    self._names, self._strings, self._properties = [], [], None
                if operator == b"ID":
                    end = _INLINE_IMAGE.match(data, match.end())
                    return end.end() if end else None
            elif group == _NUMBERS:
                self._numbers = match[_NUMBERS]
            elif group == _NUMBER:
                self._open_marked(_Marked(int(match[_NUMBER]), match[_TAG] == b"Artifact"))
            elif group == _ARRAY:
                self._strings.append(hex_string(_BETWEEN.sub(b"", match[_ARRAY])))
            elif group == _HEX:
                self._strings.append(hex_string(match[_HEX]))
            elif group == _STRING:
                self._strings.append(literal_string(match[_STRING]))
            elif group == _NAME:
                self._names.append(match[_NAME].decode("latin-1"))
            elif group == _NESTED:
                value, end_of_value = read_value(data, match.start())
                if isinstance(value, bytes):
                    self._strings.append(value)
                else:
                    self._properties = value
                return end_of_value
        return None

    def _finished(self) -> PageWords:
        while self._open:
            self._end()
        self.words.marked = {number: "".join(parts) for number, parts in self._marked.items()}
        self.words.artifacts = "".join(self._artifacts)
        self.words.stray = "".join(self._stray)
        return self.words

    def _do(self, operator: bytes) -> None:
        match operator:
            case b"Tm":
                self._y = float(self._numbers.split()[5])
            case b"Tj" | b"TJ":
                self._show()
            case b"BDC" | b"BMC":
                self._begin()
            case b"EMC":
                self._end()
            case b"Tf":
                self._choose(self._names[-1], float(self._numbers))
            case b"Td":
                self._y += float(self._numbers.split()[1])
            case b"TD":
                self._leading = -float(self._numbers.split()[1])
                self._y -= self._leading
            case b"TL":
                self._leading = float(self._numbers)
            case b"T*":
                self._y -= self._leading
            case b"'" | b'"':
                self._y -= self._leading
                self._show()
            case _:
                self._y = 0.0

    def _choose(self, name: str, size: float) -> None:
        if name not in self._named:
            self._named[name] = self.fonts.of(self.resources, name)
        self._font, self._size = self._named[name], size

    # --- marked content ------------------------------------------------------------------

    def _begin(self) -> None:
        tag, properties = (self._names or [""])[0], self._properties
        if properties is None and len(self._names) > 1:
            properties = self.objects.get(self.resources, "Properties", self._names[1])
        told = properties if isinstance(properties, dict) else {}
        actual = text_of(told["ActualText"]) if "ActualText" in told else None
        self._open_marked(_Marked(told.get("MCID"), tag == "Artifact", actual, tag == "ReversedChars"))

    def _open_marked(self, marked: _Marked) -> None:
        self._open.append(marked)
        if marked.actual is not None:
            self._line_end()
        self._reversed += marked.reversed
        self._own(marked)

    def _own(self, marked: _Marked) -> None:
        """What is shown from now on belongs to it."""
        if marked.reversed or marked.actual is not None:
            self._owner = marked.parts
        elif marked.artifact:
            self._owner = self._artifacts
        elif marked.number is not None:
            self._owner = self._marked.setdefault(marked.number, [])

    def _end(self) -> None:
        if not self._open:
            return
        marked = self._open.pop()
        self._reversed -= marked.reversed
        self._owner = self._stray
        for outer in self._open:
            self._own(outer)
        if marked.actual is not None:
            self._owner.append(marked.actual[::-1] if self._reversed else marked.actual)
        elif marked.reversed:
            self._owner.extend([JOINT] * marked.joint)
            self._owner.extend(part[::-1] for part in reversed(marked.parts))

    # --- words ---------------------------------------------------------------------------

    def _line_end(self) -> None:
        """Note where the words go on in another line."""
        if self._last_y is not None and abs(self._y - self._last_y) <= _LINE * self._size:
            return
        self._last_y = self._y
        if self._reversed:
            next(marked for marked in self._open if marked.reversed).joint = True
        else:
            self._owner.append(JOINT)

    def _show(self) -> None:
        font, strings = self._font, self._strings
        if font is None or not strings:
            return
        codes = strings[0] if len(strings) == 1 else b"".join(strings)
        if not (self._open and self._open[-1].actual is not None):
            self._line_end()
        if self._reversed:
            self._owner.extend(font.glyphs(codes))
        else:
            self._owner.append(font.read(codes))
