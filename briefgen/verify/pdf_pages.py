"""A page's content goes in; the words of its marked content come out, by number, and those outside of it.

Glyph codes become letters by their font, or by the ActualText that stands around them.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from msgspec import Struct, field

from briefgen.verify.content import JOINT, Unreadable
from briefgen.verify.pdf_fonts import ReadFont, ReadFonts
from briefgen.verify.pdf_objects import WORDS, Objects, built, content_tokens, string_of, text_of

_OPERATOR = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'\"")
"""What an operator begins with."""
_STRING = frozenset(b"(<")
_WHOLE = frozenset(b"(</[]>")
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

    owner: list[str] | None
    """To whose words its own are added; None for those of what stands around it."""
    actual: str | None
    reversed: bool
    joint: bool = False
    """Whether its words begin a line."""


class PageReader:
    """Reads one page's content from operator to operator."""

    def __init__(self, objects: Objects, fonts: ReadFonts, resources: Any) -> None:
        self.objects = objects
        self.fonts = fonts
        self.resources = resources
        self.words = PageWords()
        self._marked: dict[int, list[str]] = {}
        self._artifacts: list[str] = []
        self._stray: list[str] = []
        self._open: list[_Marked] = []
        self._owner = self._stray
        self._font: ReadFont | None = None
        self._size = 1.0
        self._y = 0.0
        self._leading = 0.0
        self._last_y = inf
        self._named: dict[bytes, ReadFont] = {}
        self._reversed = 0

    def read(self, data: bytes) -> PageWords:
        operands: list[bytes] = []
        operators = _OPERATORS
        for token in content_tokens(data, self.objects.budget):
            if token[0] not in _OPERATOR or token in WORDS:
                operands.append(token)
                continue
            if carry_out := operators.get(token):
                carry_out(self, operands)
            operands.clear()
        return self._finished()

    def _finished(self) -> PageWords:
        while self._open:
            self._end([])
        self.words.marked = {number: "".join(parts) for number, parts in self._marked.items()}
        self.words.artifacts = "".join(self._artifacts)
        self.words.stray = "".join(self._stray)
        return self.words

    # --- where words stand ---------------------------------------------------------------

    def _begin_text(self, _: list[bytes]) -> None:
        self._y = 0.0

    def _move_to(self, operands: list[bytes]) -> None:
        self._y = _number(operands, 5)

    def _move(self, operands: list[bytes]) -> None:
        self._y += _number(operands, 1)

    def _move_leading(self, operands: list[bytes]) -> None:
        self._leading = -_number(operands, 1)
        self._y -= self._leading

    def _set_leading(self, operands: list[bytes]) -> None:
        self._leading = _number(operands, 0)

    def _next_line(self, _: list[bytes]) -> None:
        self._y -= self._leading

    def _choose(self, operands: list[bytes]) -> None:
        name, size = operands
        if name not in self._named:
            self._named[name] = self.fonts.of(self.resources, name[1:].decode("latin-1"))
        self._font, self._size = self._named[name], float(size)

    # --- marked content ------------------------------------------------------------------

    def _begin(self, operands: list[bytes]) -> None:
        extracted = self._properties(operands[1:])
        if isinstance(extracted, str):
            extracted = self.objects.get(self.resources, "Properties", extracted)
        extracted = extracted if isinstance(extracted, dict) else {}
        actual = text_of(extracted["ActualText"]) if "ActualText" in extracted else None
        tag = operands[0] if operands else b""
        is_reversed = tag == b"/ReversedChars"
        if is_reversed or actual is not None:
            owner: list[str] | None = []
        elif tag == b"/Artifact":
            owner = self._artifacts
        elif (number := extracted.get("MCID")) is not None:
            owner = self._marked.setdefault(number, [])
        else:
            owner = None
        self._open_marked(_Marked(owner, actual, is_reversed))

    def _properties(self, operands: list[bytes]) -> Any:
        if len(operands) == 1:
            return self.objects.values[operands[0]]
        return built(_apart(operands), self.objects.values) if operands else {}

    def _open_marked(self, marked: _Marked) -> None:
        self._open.append(marked)
        if marked.actual is not None:
            self._line_end()
        self._reversed += marked.reversed
        if marked.owner is not None:
            self._owner = marked.owner

    def _end(self, _: list[bytes]) -> None:
        if not self._open:
            return
        marked = self._open.pop()
        self._reversed -= marked.reversed
        self._owner = self._stray
        for outer in self._open:
            if outer.owner is not None:
                self._owner = outer.owner
        if marked.actual is not None:
            self._owner.append(marked.actual[::-1] if self._reversed else marked.actual)
        elif marked.reversed:
            self._owner.extend([JOINT] * marked.joint)
            self._owner.extend(part[::-1] for part in reversed(marked.owner or ()))

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

    def _show_next(self, operands: list[bytes]) -> None:
        self._y -= self._leading
        self._show_strings(operands)

    def _show_strings(self, operands: list[bytes]) -> None:
        self._show(b"".join([string_of(token) for token in operands if token[0] in _STRING and token != b"<<"]))

    def _show(self, codes: bytes) -> None:
        font = self._font
        if font is None or not codes:
            return
        if not self._open or self._open[-1].actual is None:
            self._line_end()
        if self._reversed:
            self._owner.extend(font.glyphs(codes))
        else:
            self._owner.append(font.read(codes))


def _refuse_picture(_: PageReader, __: list[bytes]) -> None:
    raise Unreadable("a page has a picture among its words, which is not read here")


_OPERATORS: dict[bytes, Callable[[PageReader, list[bytes]], None]] = {
    b"Tm": PageReader._move_to, b"Tj": PageReader._show_strings, b"TJ": PageReader._show_strings,
    b"BDC": PageReader._begin, b"BMC": PageReader._begin, b"EMC": PageReader._end, b"Tf": PageReader._choose,
    b"Td": PageReader._move, b"TD": PageReader._move_leading, b"TL": PageReader._set_leading, b"T*": PageReader._next_line,
    b"'": PageReader._show_next, b'"': PageReader._show_next, b"BT": PageReader._begin_text, b"BI": _refuse_picture,
}  # fmt: skip


def _number(operands: list[bytes], index: int) -> float:
    return float(b" ".join(operands).split()[index])


def _apart(operands: list[bytes]) -> list[bytes]:
    """The operands with each number by itself."""
    if b"[" not in operands:
        return operands
    return [part for token in operands for part in ((token,) if token[0] in _WHOLE else token.split())]
