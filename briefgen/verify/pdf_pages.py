"""A page's content goes in; the words of its marked content come out, by number, and those outside of it.

Glyph codes become letters by their font, or by the ActualText that stands around them.
"""

from __future__ import annotations

import re
from math import inf
from typing import Any

from msgspec import Struct, field

from briefgen.verify.content import JOINT
from briefgen.verify.pdf_fonts import Font, Fonts
from briefgen.verify.pdf_objects import Objects, hex_string, literal_string, read_value, text_of

_BODY = rb"[^\\()]*+(?:\\.[^\\()]*+)*+"
"""What stands between the parentheses of a string that has none inside."""
# Nearly all words stand in lines of one shape, each read as one token: from `/P<</MCID 7>>BDC`, or from a later
# operator, to `(…)Tj`, or to `ET EMC`. Token by token such a line would come to the same, but take five times as long.
_LINE_OF_WORDS = (
    rb"(?:/(\w++) ?<</MCID (\d++)>> ?BDC[\r\n ]++)?(?:BT[\r\n ]++)?(?:[-+.\d ]++rg[\r\n ]++)?"
    rb"(?:/(\w++) ([.\d]++) Tf[\r\n ]++)?(?:[-+.\d]++ ){5}([-+.\d]++) Tm "
    rb"(?:\((" + _BODY + rb")\)Tj|\[\((" + _BODY + rb"(?:\)[-.\d ]*+\(" + _BODY + rb")*+)\)[-.\d ]*+\]TJ)"
    rb"[\r\n ]++(?:ET[\r\n ]++(EMC)(?=[\r\n ]))?()"
)
# So do lines that draw, which hold no words.
_PAINTING = rb"((?:(?:\[[\d ]*+\])?[-+.\d ]++(?:re|rg|RG|[mlcwdJ])(?:[\r\n ]++[fFsSbBn]\*?)?[\r\n ]++)++)"
_ANY_TOKEN = (
    rb"/(\w+) ?<</MCID (\d+)>> ?BDC(?=[\r\n ])"
    rb"|([-+.\d][-+.\d\x00\t\n\x0c\r ]*)([A-Za-z'\"][A-Za-z0-9*]*)?"
    rb"|\[((?:<[0-9A-Fa-f]*>|[-+.\d ])*)\]"
    rb"|<([0-9A-Fa-f\x00\t\n\x0c\r ]*)>"
    rb"|\((" + _BODY + rb")\)"
    rb"|/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"
    rb"|(<<|\()"
    rb"|([A-Za-z'\"][A-Za-z0-9*]*)"
    rb"|%[^\r\n]*"
)
_TOKEN = re.compile(rb"|".join((_LINE_OF_WORDS, _PAINTING, _ANY_TOKEN)), re.S)
_LINE_END = 9
_PAINTED, _TAG, _NUMBER, _NUMBERS, _AFTER_NUMBERS, _ARRAY, _HEX, _STRING, _NAME, _NESTED, _OPERATOR = range(10, 21)
_BETWEEN_HEX = re.compile(rb">[^<]*<?|^[^<]*<")
_BETWEEN_STRINGS = re.compile(rb"\)[-.\d ]*+\(")
_INLINE_IMAGE = re.compile(rb"[\s\S]*?\sEI(?=\s)")
_OPERATORS = frozenset(
    (b"Tm", b"Tj", b"TJ", b"BDC", b"BMC", b"EMC", b"Tf", b"Td", b"TD", b"TL", b"T*", b"'", b'"', b"BT")
)  # fmt: skip
_LINE = 0.6
"""A baseline further away than this, in type sizes, is another line."""


class PageWords(Struct):
    """The words of one page."""

    marked: dict[int, str] = field(default_factory=dict)
    """By the number of the marked content."""
    artifacts: str = ""
    stray: str = ""
    """Words in no marked content."""


class _Marked(Struct):
    """Marked content that is open."""

    number: int | None = None
    artifact: bool = False
    actual: str | None = None
    reversed: bool = False
    joint: bool = False
    """Whether its words begin a line."""
    parts: list[str] = field(default_factory=list)


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
        self._last_y = inf
        self._named: dict[bytes, Font] = {}
        self._reversed = 0
        self._numbers = b""
        self._names: list[bytes] = []
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
            if group == _LINE_END:
                self._line_of_words(match)
            elif group == _PAINTED:
                self._forget()
            elif group in (_AFTER_NUMBERS, _OPERATOR):
                operator = match[group]
                if operator in _OPERATORS:
                    if group == _AFTER_NUMBERS:
                        self._numbers = match[_NUMBERS]
                    self._do(operator)
                self._forget()
                if operator == b"ID":
                    end = _INLINE_IMAGE.match(data, match.end())
                    return end.end() if end else None
            elif group == _NUMBERS:
                self._numbers = match[_NUMBERS]
            elif group == _NUMBER:
                self._open_marked(_Marked(int(match[_NUMBER]), match[_TAG] == b"Artifact"))
            elif group == _ARRAY:
                self._strings.append(hex_string(_BETWEEN_HEX.sub(b"", match[_ARRAY])))
            elif group == _HEX:
                self._strings.append(hex_string(match[_HEX]))
            elif group == _STRING:
                self._strings.append(literal_string(match[_STRING]))
            elif group == _NAME:
                self._names.append(match[_NAME])
            elif group == _NESTED:
                value, end_of_value = read_value(data, match.start())
                if isinstance(value, bytes):
                    self._strings.append(value)
                else:
                    self._properties = value
                return end_of_value
        return None

    def _forget(self) -> None:
        """An operator has taken what stood before it."""
        self._numbers = b""
        if self._names or self._strings:
            self._names, self._strings, self._properties = [], [], None

    def _line_of_words(self, match: re.Match[bytes]) -> None:
        tag, number, font, size, y, string, strings, closed = match.groups()[: _LINE_END - 1]
        alone = number is not None and closed is not None and not self._open and tag != b"Artifact"
        if alone:  # most cells and headings: nothing has to be open for longer
            self._owner = self._marked.setdefault(int(number), [])
        elif number is not None:
            self._open_marked(_Marked(int(number), tag == b"Artifact"))
        if font is not None:
            self._choose(font, float(size))
        self._y = float(y)
        if string is None:
            string = _BETWEEN_STRINGS.sub(b"", strings)
        self._show(literal_string(string) if b"\\" in string or b"\r" in string else string)
        self._numbers = b""
        if self._names or self._strings:
            self._forget()
        if alone:
            self._owner = self._stray
        elif closed is not None:
            self._end()

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
                self._show_strings()
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
                self._show_strings()
            case _:
                self._y = 0.0

    def _choose(self, name: bytes, size: float) -> None:
        if name not in self._named:
            self._named[name] = self.fonts.of(self.resources, name.decode("latin-1"))
        self._font, self._size = self._named[name], size

    # --- marked content ------------------------------------------------------------------

    def _begin(self) -> None:
        tag, properties = (self._names or [b""])[0], self._properties
        if properties is None and len(self._names) > 1:
            properties = self.objects.get(self.resources, "Properties", self._names[1].decode("latin-1"))
        extracted = properties if isinstance(properties, dict) else {}
        actual = text_of(extracted["ActualText"]) if "ActualText" in extracted else None
        self._open_marked(_Marked(extracted.get("MCID"), tag == b"Artifact", actual, tag == b"ReversedChars"))

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
        if abs(self._y - self._last_y) <= _LINE * self._size:
            return
        self._last_y = self._y
        if self._reversed:
            next(marked for marked in self._open if marked.reversed).joint = True
        else:
            self._owner.append(JOINT)

    def _show_strings(self) -> None:
        if self._strings:
            self._show(b"".join(self._strings))

    def _show(self, codes: bytes) -> None:
        font = self._font
        if font is None:
            return
        if not self._open or self._open[-1].actual is None:
            self._line_end()
        if self._reversed:
            self._owner.extend(font.glyphs(codes))
        else:
            self._owner.append(font.read(codes))
