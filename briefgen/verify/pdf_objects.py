"""The bytes of a PDF go in; its objects come out, each read when it is asked for.

A reader by the standard (ISO 32000) that shares nothing with what wrote the file: everything is read token by token.
It is strict: a file whose cross-references are wrong, or that needs a key, cannot be read back.
"""

from __future__ import annotations

import re
import struct
from binascii import unhexlify
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from briefgen.verify.content import Unreadable
from briefgen.verify.limits import DEEPEST, MOST_OBJECTS, Budget


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Ref(int):
    """A reference to an object: its number."""

    __slots__ = ()


class ReadStream(Struct, frozen=True):
    """A stream: its dictionary and its data as stored."""

    entries: dict[str, Any]
    raw: bytes


# --- tokens ----------------------------------------------------------------------------------

_BLANK = rb"[\x00\t\n\x0c\r ]"
_STRING_DEPTH = 8
"""Brackets within brackets that a string may hold without a backslash."""


def _string(depth: int) -> bytes:
    """A pattern for a string; its inner brackets are in pairs."""
    inner = rb"[^\\()]++|\\." + (rb"|" + _string(depth - 1) if depth else rb"")
    return rb"\((?:" + inner + rb")*+\)"


_NAME = rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*+"
_WORD = rb"[A-Za-z'\"][A-Za-z0-9*]*+"
_HEXADECIMAL = rb"<[0-9A-Fa-f\x00\t\n\x0c\r ]*+>"
_LAST = (rb"%[^\r\n]*+", rb"\(.*+")
"""A comment, and a string that never ends."""


def _any(*patterns: bytes) -> bytes:
    """A pattern for what suits any of these; each is tried in turn, so that what is frequent stands first."""
    return b"|".join(patterns)


_REFERENCE = rb"\d++[\t\n\x0c\r ]++\d++[\t\n\x0c\r ]++R(?![A-Za-z0-9])"
_PLAIN_ENTRIES = rb"<<[^<>()\[\]%]*+>>"
_PLAIN_LIST = rb"\[(?:[-+.0-9A-Za-z/\t\n\x0c\r ]++|" + _PLAIN_ENTRIES + rb")*+\]"
_INNER_DICTIONARY = rb"(?<=[A-Za-z0-9 \[])<<(?:[^<>()%\\]++|\([^<>()%\\]*+\))*+>>"
_TOKEN = re.compile(
    _any(
        _NAME, _PLAIN_LIST, _INNER_DICTIONARY, rb"<<|>>|\[|\]", _HEXADECIMAL, _string(_STRING_DEPTH), _WORD, _REFERENCE,
        rb"[-+.0-9]++", *_LAST,
    ), re.S
)  # fmt: skip
"""A list without strings or lists in it is one token, and so is a dictionary without others in it, if something stands
before it: an object that is a dictionary itself begins with a sign. Nearly every object is then a flat run of tokens."""
_NUMBERS = rb"[-+.0-9][-+.0-9\t\n\x0c\r ]*+"
_DRAWING = rb"[-+.0-9\t\n\x0c\r ]*+(?:rg|RG|ET|re|[mlchSsfFBbnWwJjMigGkKqQ])(?![A-Za-z0-9*'\"])"
_OF_CONTENT = _any(
    _WORD, _string(_STRING_DEPTH), _NUMBERS, _NAME, rb"\[|\]", _PLAIN_ENTRIES, rb"<<|>>", _HEXADECIMAL, *_LAST
)
_CONTENT = re.compile(_BLANK + rb"*+(?:" + _DRAWING + rb"|(" + _OF_CONTENT + rb"))|" + _BLANK + rb"++", re.S)
"""The same for a page's content, which holds no references. Numbers that follow each other are one token there, and
so is a dictionary of plain entries; lines, areas and colours with their numbers are none. Blanks before a token belong to
it: to look for one at each of them takes as long as to read it."""
_OPENING = frozenset((b"<<", b"["))
_SIGNS = _OPENING | {b">>", b"]"}
_SLASH, _PERCENT, _ANGLE, _BRACKET, _SQUARE, _R, _NINE = b"/%<([R9"
WORDS: Mapping[bytes, Any] = {b"true": True, b"false": False, b"null": None}
_NUMERIC = b"-+.0123456789\t\n\x0c\r "
_LONGEST = 32
"""Bytes of a token whose value is kept."""


def tokens_of(data: bytes, budget: Budget, pattern: re.Pattern[bytes] = _TOKEN) -> list[bytes]:
    """All tokens of an object, comments left out."""
    found = pattern.findall(data)
    budget.tokens(len(found))
    _whole(found)
    return [token for token in found if token[0] != _PERCENT] if b"%" in data else found


_STRING = re.compile(_string(_STRING_DEPTH), re.S)


def _whole(tokens: Sequence[bytes]) -> None:
    """Refuse a string that never ends: it is the last token, for it takes all that follows."""
    if tokens and tokens[-1][0] == _BRACKET and not _STRING.fullmatch(tokens[-1]):
        raise Unreadable("a string of the PDF breaks off")


def content_tokens(data: bytes, budget: Budget) -> list[bytes]:
    """The tokens of a page's content that shape its words; numbers that follow each other are one."""
    found = _CONTENT.findall(data)
    budget.tokens(len(found))
    tokens = list(filter(None, found))
    _whole(tokens)
    return [token for token in tokens if token[0] != _PERCENT] if b"%" in data else tokens


_MOST_KEPT = 8192
_kept: dict[bytes, Any] = {}
"""Token to value, of the file before: a run reads file after file of one program."""


class Values(dict[bytes, Any]):
    """Token to value, each made once: a file repeats its names, numbers and references all the time."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(_kept)
        self._budget = budget

    def __missing__(self, token: bytes) -> Any:
        if token in _SIGNS:
            value = None
        elif token[0] == _SQUARE:
            value = list(map(self.__getitem__, self._within(token[1:-1])))
        elif token[:2] == b"<<":
            value = built(tokens_of(token, self._budget), self)
        else:
            value = _value(token)
        if len(token) <= _LONGEST:
            self[token] = value
        return value

    def keep(self) -> None:
        """Have the next file begin with these values, unless they have become too many: what a token is worth, it says."""
        _kept.clear()
        if len(self) <= _MOST_KEPT:
            _kept.update(self)

    def _within(self, inner: bytes) -> list[bytes]:
        """The tokens of a list, given without its brackets."""
        if inner.translate(None, _NUMERIC):
            return tokens_of(b" " + inner, self._budget)  # the blank stands before a dictionary as the bracket did
        words = inner.split()
        self._budget.tokens(len(words))
        return words


def _number(word: bytes) -> float:
    return float(word) if b"." in word else int(word)


def _value(token: bytes) -> Any:
    first = token[0]
    if first == _SLASH:
        return _name(token[1:])
    if first in (_ANGLE, _BRACKET):
        return string_of(token)
    if first > _NINE:
        return WORDS.get(token, token)
    if token[-1] == _R:
        return Ref(token.split(None, 1)[0])
    return _number(token)


def built(tokens: Sequence[bytes], values: Mapping[bytes, Any]) -> Any:
    """The one object that these tokens are."""
    inner = tokens[1:-1]
    if _SIGNS.isdisjoint(inner) and len(tokens) > 1 and tokens[0] == b"<<" and tokens[-1] == b">>":
        found = list(map(values.__getitem__, inner))  # a dictionary of plain entries, as nearly all objects are
        return dict(zip(found[::2], found[1::2], strict=False))
    return _nested(tokens, values)


def _nested(tokens: Sequence[bytes], values: Mapping[bytes, Any]) -> Any:
    outer: list[list[Any]] = []
    items: list[Any] = []
    for token, value in zip(tokens, map(values.__getitem__, tokens), strict=True):
        if token not in _SIGNS:
            items.append(value)
        elif token in _OPENING:
            outer.append(items)
            items = []
            if len(outer) > DEEPEST:
                raise Unreadable("its objects are nested without end")
        elif outer:
            inner = items if token == b"]" else dict(zip(items[::2], items[1::2], strict=False))
            items = outer.pop()
            items.append(inner)
        else:
            raise Unreadable("an object of the PDF is not well formed")
    if outer or not items:
        raise Unreadable("an object of the PDF breaks off")
    return items[0]


_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def _name(text: bytes) -> Name:
    plain = _NAME_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), text) if b"#" in text else text
    return Name(plain.decode("latin-1"))


# --- strings ---------------------------------------------------------------------------------

_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))|\r\n?", re.S)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def string_of(token: bytes) -> bytes:
    """What a string says, given with the signs around it."""
    if token[0] == _ANGLE:
        return _hex_string(token[1:-1])
    if len(token) < 2:
        raise Unreadable("a string of the PDF breaks off")
    text = token[1:-1]
    if b"\\" not in text and b"\r" not in text:
        return text
    return _ESCAPED.sub(_unescaped, text)


def _hex_string(text: bytes) -> bytes:
    digits = b"".join(text.replace(b"\0", b"").split())
    return unhexlify(digits + b"0" * (len(digits) % 2))


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 255])
    if match[3]:
        return _LETTERS.get(match[3], match[3])
    return b"" if match[2] else b"\n"


_PDF_DOC = dict(
    zip((*range(0x18, 0x20), *range(0x80, 0x9F), 0xA0), "˘ˇˆ˙˝˛˚˜•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž€", strict=True)
)
"""Where PDFDocEncoding is not Latin-1."""
_LANGUAGE = re.compile("\x1b[A-Za-z]{2}(?:[A-Za-z]{2})?\x1b")


def text_of(value: Any) -> str:
    """A text string, without the languages that it names: UTF-16 or UTF-8 where it says so, else PDFDocEncoding."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        return _LANGUAGE.sub("", value[2:].decode("utf-16-be", "replace"))
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1").translate(_PDF_DOC)


# --- objects ---------------------------------------------------------------------------------

_OBJECT = re.compile(rb"\s*+(\d{1,10})\s++\d++\s++obj\b")
_STREAM = re.compile(rb"\s*+stream(\r\n|\n|\r)")
_START = re.compile(rb"startxref\s++(\d{1,12})\s++%%EOF")
_ROWS = re.compile(rb"\s*+(\d{1,10})\s++(\d{1,10})\s*?[\r\n]++")
_MOST_SECTIONS = 100
"""Of cross-references: a file gets one each time that a program adds to it."""


class _Known(dict[int, Any]):
    """Number to object, each read when it is asked for first. None of them is a reference."""

    def __init__(self, read: Callable[[int], Any]) -> None:
        self._read = read

    def __missing__(self, number: int) -> Any:
        self[number] = None  # an object that leads to itself is nothing
        value = self._read(number)
        self[number] = value = self[value] if isinstance(value, Ref) else value
        return value


class Objects:
    """The objects of one file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.budget = Budget()
        self.values = Values(self.budget)
        self._places: dict[int, tuple[int, int, int]] = {}
        self.known = _Known(self._object)
        self._holders: dict[int, list[bytes]] = {}
        """What stands for each object in the streams of objects that were unpacked."""
        starts = _START.findall(data, max(0, len(data) - 2048))
        if not data.startswith(b"%PDF-") or not starts:
            raise Unreadable("it is not a whole PDF")
        self.trailer = self._cross_references(int(starts[-1]))
        if "Encrypt" in self.trailer:
            raise Unreadable("it is encrypted")

    def __getitem__(self, value: Any) -> Any:
        """The value itself, or what it refers to."""
        return self.known[value] if isinstance(value, Ref) else value

    def get(self, entries: Any, *keys: str) -> Any:
        """What lies below a dictionary, key after key; None where nothing does."""
        for key in keys:
            entries = self[entries]
            if isinstance(entries, ReadStream):
                entries = entries.entries
            if not isinstance(entries, dict):
                return None
            entries = entries.get(key)
        return self[entries]

    def decoded(self, stream: Any) -> bytes:
        """The data of a stream, unpacked."""
        if not isinstance(stream, ReadStream):
            raise Unreadable("a stream of the PDF is missing")
        names, parameters = self[stream.entries.get("Filter")], self[stream.entries.get("DecodeParms")]
        if names is None:
            self.budget.unpacked(len(stream.raw))
            return stream.raw
        names = names if isinstance(names, list) else [names]
        parameters = parameters if isinstance(parameters, list) else [parameters] * len(names)
        data = stream.raw
        for name, given in zip(names, parameters, strict=False):
            if name not in ("FlateDecode", "Fl"):
                raise Unreadable(f"it packs words in a way that is not read here ({name})")
            data = _predicted(self.budget.inflated(data), self[given] or {})
        return data

    # --- where objects lie ---------------------------------------------------------------

    def _cross_references(self, start: int) -> dict[str, Any]:
        """Fill in the places of all objects, the newest first; the newest trailer."""
        newest: dict[str, Any] = {}
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            at = waiting.pop(0)
            if at in seen:
                continue
            seen.add(at)
            if len(seen) > _MOST_SECTIONS:
                raise Unreadable(f"its cross-references are in more than {_MOST_SECTIONS} places")
            trailer = self._table(at) if self.data[at : at + 4] == b"xref" else self._reference_stream(at)
            newest = newest or trailer
            waiting += [trailer[key] for key in ("XRefStm", "Prev") if isinstance(trailer.get(key), int)]
        return newest

    def _table(self, at: int) -> dict[str, Any]:
        at += 4
        while match := _ROWS.match(self.data, at):
            first, count, at = int(match[1]), int(match[2]), match.end()
            for number in range(first, min(first + count, first + (len(self.data) - at) // 20)):
                row = self.data[at : at + 20].split()
                at += 20
                if len(row) >= 3 and row[2] == b"n":
                    self._place(number, (1, int(row[0]), 0))
        at = self.data.find(b"trailer", at)
        trailer = self._value_at(at + 7)[0] if at >= 0 else None
        if not isinstance(trailer, dict):
            raise Unreadable("its cross-references cannot be read")
        return trailer

    def _place(self, number: int, place: tuple[int, int, int]) -> None:
        self._places.setdefault(number, place)
        if len(self._places) > MOST_OBJECTS:
            raise Unreadable(f"it has more than {MOST_OBJECTS:,} objects")

    def _reference_stream(self, at: int) -> dict[str, Any]:
        stream = self._object_at(at, None)
        if not isinstance(stream, ReadStream) or "W" not in stream.entries:
            raise Unreadable("its cross-references cannot be read")
        entries = stream.entries
        widths = entries["W"]
        index = entries.get("Index") or [0, entries["Size"]]
        rows = _rows(self.decoded(stream), widths)
        for first, many in zip(index[::2], index[1::2], strict=True):
            for number, place in zip(range(first, first + many), rows, strict=False):
                if place[0]:
                    self._place(number, place)
        return entries

    def _object(self, number: int) -> Any:
        kind, place, index = self._places.get(number, (0, 0, 0))
        if kind == 1:
            return self._object_at(place, number)
        return self._packed(place, index) if kind == 2 else None

    def _object_at(self, at: int, number: int | None) -> Any:
        match = _OBJECT.match(self.data, at)
        if match is None or (number is not None and int(match[1]) != number):
            raise Unreadable("its cross-references are wrong")
        value, end = self._value_at(match.end())
        stream = _STREAM.match(self.data, end) if isinstance(value, dict) else None
        if stream is None:
            return value
        length = self[value.get("Length")]
        if not isinstance(length, int) or length < 0:
            raise Unreadable("a stream of the PDF has no length")
        return ReadStream(value, self.data[stream.end() : stream.end() + length])

    def _value_at(self, at: int) -> tuple[Any, int]:
        """The object that begins there, and where it ends."""
        tokens: list[bytes] = []
        depth, end = 0, at
        for match in _TOKEN.finditer(self.data, at):
            self.budget.tokens(1)
            token, end = match[0], match.end()
            if token[0] != _PERCENT:
                tokens.append(token)
                depth += (token in _OPENING) - (token in _SIGNS and token not in _OPENING)
            if tokens and depth <= 0:
                break
        _whole(tokens)
        return built(tokens, self.values), end

    def _packed(self, holder: int, index: int) -> Any:
        """An object out of a stream of objects."""
        if holder not in self._holders:
            stream = self.known[holder]
            data, first = self.decoded(stream), stream.entries["First"]
            starts = [first + offset for offset in map(int, data[:first].split()[1::2])]
            self._holders[holder] = [
                data[start : end if end > start else None] for start, end in pairwise([*starts, len(data)])
            ]
        return built(tokens_of(self._holders[holder][index], self.budget), self.values)


_ROWS_OF = {1: "B", 2: "H", 4: "I", 8: "Q"}
"""Bytes of a field to what `struct` calls it."""


def _rows(data: bytes, widths: list[int]) -> Iterator[tuple[int, int, int]]:
    """The rows of a stream of cross-references: kind, place, place within."""
    if len(widths) != 3 or not 0 < sum(widths) <= 24 or min(widths) < 0:
        raise Unreadable("its cross-references cannot be read")
    if all(width in _ROWS_OF for width in widths):
        row = struct.Struct(">" + "".join(_ROWS_OF[width] for width in widths))
        return row.iter_unpack(data[: len(data) // row.size * row.size])
    size = sum(widths)
    return (_fields(data[at : at + size], widths) for at in range(0, len(data), size))


def _fields(row: bytes, widths: list[int]) -> tuple[int, int, int]:
    kind, place, index = widths
    return (
        int.from_bytes(row[:kind], "big") if kind else 1,
        int.from_bytes(row[kind : kind + place], "big"),
        int.from_bytes(row[kind + place : kind + place + index], "big"),
    )


def _predicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    """Data whose rows were stored as differences (PNG predictors, as other writers use them)."""
    if parameters.get("Predictor", 1) < 10:
        return data
    width = parameters.get("Columns", 1) * parameters.get("Colors", 1) * parameters.get("BitsPerComponent", 8) // 8
    if not 0 < width <= len(data):
        raise Unreadable("a stream of the PDF is damaged")
    above, rows = bytes(width), []
    for at in range(0, len(data), width + 1):
        above = _row(data[at], data[at + 1 : at + 1 + width], above)
        rows.append(above)
    return b"".join(rows)


def _row(how: int, row: bytes, above: bytes) -> bytes:
    if how == 0:
        return row
    if how == 2:
        return bytes((a + b) & 255 for a, b in zip(row, above, strict=False))
    raise Unreadable("a stream of the PDF is packed in a way that is not read here")
