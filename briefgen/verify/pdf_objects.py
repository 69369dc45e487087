"""The bytes of a PDF go in; its objects come out, each read when it is asked for.

A reader by the standard (ISO 32000) that shares nothing with what wrote the file. It is strict: a
file whose cross-references are wrong, or that needs a key, cannot be read back.
"""

from __future__ import annotations

import re
import zlib
from binascii import unhexlify
from collections.abc import Callable, Iterator
from itertools import pairwise
from struct import Struct
from typing import Any, NamedTuple

from briefgen.verify.content import Unreadable


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Ref(int):
    """A reference to an object: its number."""

    __slots__ = ()


class Stream(NamedTuple):
    """A stream: its dictionary and its data as stored."""

    entries: dict[str, Any]
    raw: bytes


_SPACE = rb"[\x00\t\n\x0c\r ]"
_TOKEN = re.compile(
    rb"%[^\r\n]*"
    rb"|(\d+)" + _SPACE + rb"+\d+" + _SPACE + rb"+R(?![A-Za-z0-9])"
    rb"|/([^\x00\t\n\x0c\r ()<>\[\]{}/%]*)"
    rb"|(<<|\[)|(>>|\])"
    rb"|<([0-9A-Fa-f\x00\t\n\x0c\r ]*)>"
    rb"|\(((?:[^\\()]|\\.)*)\)"
    rb"|([-+]?(?:\d+\.?\d*|\.\d+))"
    rb"|(\()"
    rb"|([A-Za-z]+)",
    re.S,
)
_REFERENCE, _NAME, _OPEN, _CLOSE, _HEX, _STRING, _NUMBER, _NESTED, _WORD = range(1, 10)
_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))|\r\n?", re.S)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(
    rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*|\d+ \d+ R(?![A-Za-z0-9])|<<|>>|\[|\]"
    rb"|<[0-9A-Fa-f\x00\t\n\x0c\r ]*>|[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z]+"
)
_OPENING = frozenset((b"<<", b"["))
_SIGNS = frozenset((b"<<", b"[", b">>", b"]"))
_SLASH, _ANGLE, _R, _NINE = b"/<R9"
_LONGEST = 24
"""Bytes of a token whose value is kept."""
_NAMES: dict[bytes, Name] = {}
_MOST_NAMES = 1000
_WORDS = {b"true": True, b"false": False, b"null": None}


def read_value(data: bytes, at: int = 0) -> tuple[Any, int]:
    """The object that begins there, and where it ends."""
    outer: list[list[Any]] = []
    items: list[Any] = []
    while True:
        for match in _TOKEN.finditer(data, at):
            group = match.lastindex
            if group == _NAME:
                items.append(_NAMES.get(match[2]) or _name(match[2]))
            elif group == _REFERENCE:
                items.append(Ref(match[1]))
            elif group == _OPEN:
                outer.append(items)
                items = []
                continue
            elif group == _CLOSE:
                if not outer:
                    raise Unreadable("an object of the PDF is not well formed")
                inner = items if match[4] == b"]" else dict(zip(items[::2], items[1::2], strict=False))
                items = outer.pop()
                items.append(inner)
            elif group == _NESTED:
                break
            elif group is not None:
                items.append(_scalar(match, group))
            if not outer and items:
                return items[0], match.end()
        else:
            raise Unreadable("an object of the PDF breaks off")
        text, at = _nested_string(data, match.end())
        items.append(text)
        if not outer:
            return text, at


class _Values(dict[bytes, Any]):
    """Token to value, each made once: a file repeats its names, numbers and references all the time."""

    def __missing__(self, token: bytes) -> Any:
        value = _value(token)
        if len(token) <= _LONGEST:
            self[token] = value
        return value


def _value(token: bytes) -> Any:
    first = token[0]
    if first == _SLASH:
        return _NAMES.get(token[1:]) or _name(token[1:])
    if first == _ANGLE:
        return hex_string(token[1:-1])
    if first > _NINE:
        return _WORDS.get(token, token)
    if token[-1] == _R:
        return Ref(token.split(None, 1)[0])
    return float(token) if b"." in token else int(token)


def read_packed(data: bytes, values: dict[bytes, Any]) -> Any:
    """The one object that these bytes are: what `read_value` gives, sooner where no string stands in parentheses."""
    if b"(" in data or b"%" in data:
        return read_value(data)[0]
    outer: list[list[Any]] = []
    items: list[Any] = []
    for token in _PACKED.findall(data):
        if token not in _SIGNS:
            items.append(values[token])
        elif token in _OPENING:
            outer.append(items)
            items = []
        elif not outer:
            raise Unreadable("an object of the PDF is not well formed")
        else:
            inner = items if token == b"]" else dict(zip(items[::2], items[1::2], strict=False))
            items = outer.pop()
            items.append(inner)
    if outer or not items:
        raise Unreadable("an object of the PDF breaks off")
    return items[0]


# Nearly all objects of a tagged file have one of two shapes, which take a tenth of the time where they are known.
_ELEMENT = re.compile(
    rb"<</S/(\w++)/P (\d++) 0 R(?:/Pg (\d++) 0 R)?"
    rb"(?:/K\[(?:(\d++)(?: <</Type/OBJR/Pg (\d++) 0 R/Obj (\d++) 0 R>>)?|(\d++ 0 R(?: \d++ 0 R)*+))\])?"
    rb"(?:/A<</O/Table/Scope/(Row|Column)>>)?>>\s*+"
)
_LINK = re.compile(
    rb"<</Type/Annot/Subtype/Link(?:/\w++(?: \d++(?=/)|\[[-+.\d ]*+\]|<[0-9A-Fa-f]*+>))*+"
    rb"(?:/Dest\[(\d++) 0 R/XYZ null [.\d]++ null\]|/A<</S/URI/URI<([0-9A-Fa-f]*+)>>>)>>\s*+"
)
_OBJECT_REFERENCE, _TABLE, _URI = Name("OBJR"), Name("Table"), Name("URI")


def read_shaped(data: bytes, start: int, end: int) -> dict[str, Any] | None:
    """The object between these places, where it is an element of the structure or the area of a link in its usual shape."""
    if data.startswith(b"<</S/", start):
        element = _ELEMENT.fullmatch(data, start, end)
        return _element(*element.groups()) if element else None
    link = _LINK.fullmatch(data, start, end) if data.startswith(b"<</Type/Annot/", start) else None
    return _link(*link.groups()) if link else None


def _element(
    role: bytes,
    parent: bytes,
    page: bytes | None,
    mark: bytes | None,
    shown_on: bytes,
    annotation: bytes | None,
    elements: bytes | None,
    scope: bytes | None,
) -> dict[str, Any]:
    """An element: all that `read_packed` gives."""
    element: dict[str, Any] = {"S": _NAMES.get(role) or _name(role), "P": Ref(parent)}
    if page is not None:
        element["Pg"] = Ref(page)
    if elements is not None:
        element["K"] = list(map(Ref, elements.split()[::3]))
    elif mark is not None and annotation is not None:
        element["K"] = [int(mark), {"Type": _OBJECT_REFERENCE, "Pg": Ref(shown_on), "Obj": Ref(annotation)}]
    elif mark is not None:
        element["K"] = [int(mark)]
    if scope is not None:
        element["A"] = {"O": _TABLE, "Scope": Name(scope.decode())}
    return element


def _link(page: bytes | None, uri: bytes) -> dict[str, Any]:
    """A link's area: where it leads, without what is never asked for."""
    return {"A": {"S": _URI, "URI": hex_string(uri)}} if page is None else {"Dest": [Ref(page)]}


def _name(text: bytes) -> Name:
    """A name, kept for the next time it is met."""
    plain = _NAME_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), text) if b"#" in text else text
    name = Name(plain.decode("latin-1"))
    if len(_NAMES) < _MOST_NAMES:
        _NAMES[text] = name
    return name


def _scalar(match: re.Match[bytes], group: int) -> Any:
    text = match[group]
    if group == _HEX:
        return hex_string(text)
    if group == _STRING:
        return literal_string(text)
    if group == _NUMBER:
        return float(text) if b"." in text else int(text)
    return _WORDS.get(text, text)


def hex_string(text: bytes) -> bytes:
    try:
        return unhexlify(text)
    except ValueError:  # blanks between the digits, or an odd number of them
        digits = b"".join(text.replace(b"\0", b"").split())
        return unhexlify(digits + b"0" * (len(digits) % 2))


def literal_string(text: bytes) -> bytes:
    if b"\\" not in text and b"\r" not in text:
        return text
    parts = text.split(b"\\\\")
    rest = b"".join(parts)
    if b"\\" not in rest and b"\r" not in rest:  # escaped backslashes are most of what glyph codes need
        return b"\\".join(parts)
    return _ESCAPED.sub(_unescaped, text)


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 255])
    if match[3]:
        return _LETTERS.get(match[3], match[3])
    return b"" if match[2] else b"\n"


_PAREN = re.compile(rb"\\.|[()]", re.S)


def _nested_string(data: bytes, at: int) -> tuple[bytes, int]:
    """A string with brackets in it, from just after its first one."""
    start, depth = at, 1
    while depth:
        match = _PAREN.search(data, at)
        if match is None:
            raise Unreadable("a string of the PDF breaks off")
        at = match.end()
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
    return literal_string(data[start : at - 1]), at


def text_of(value: Any) -> str:
    """A text string: UTF-16 or UTF-8 where it says so, else Latin."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")


_OBJECT = re.compile(rb"\s*(\d+)\s+\d+\s+obj\b")
_STREAM = re.compile(rb"\s*stream(\r\n|\n|\r)")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_ROWS = re.compile(rb"\s*(\d+)\s+(\d+)\s*[\r\n]+")


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
        self._places: dict[int, tuple[int, int, int]] = {}
        self.known = _Known(self._object)
        self._holders: dict[int, tuple[bytes, list[int]]] = {}
        self._values = _Values()
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
            if isinstance(entries, Stream):
                entries = entries.entries
            if not isinstance(entries, dict):
                return None
            entries = entries.get(key)
        return self[entries]

    def decoded(self, stream: Any) -> bytes:
        """The data of a stream, unpacked."""
        if not isinstance(stream, Stream):
            raise Unreadable("a stream of the PDF is missing")
        names, parameters = self[stream.entries.get("Filter")], self[stream.entries.get("DecodeParms")]
        if names is None:
            return stream.raw
        names = names if isinstance(names, list) else [names]
        parameters = parameters if isinstance(parameters, list) else [parameters] * len(names)
        data = stream.raw
        for name, given in zip(names, parameters, strict=False):
            if name not in ("FlateDecode", "Fl"):
                raise Unreadable(f"it packs words in a way that is not read here ({name})")
            data = _predicted(_inflated(data), self[given] or {})
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
            trailer = self._table(at) if self.data[at : at + 4] == b"xref" else self._reference_stream(at)
            newest = newest or trailer
            waiting += [trailer[key] for key in ("XRefStm", "Prev") if isinstance(trailer.get(key), int)]
        return newest

    def _table(self, at: int) -> dict[str, Any]:
        at += 4
        while match := _ROWS.match(self.data, at):
            first, count, at = int(match[1]), int(match[2]), match.end()
            for number in range(first, min(first + count, first + len(self.data) // 20)):
                row = self.data[at : at + 20].split()
                at += 20
                if len(row) >= 3 and row[2] == b"n":
                    self._places.setdefault(number, (1, int(row[0]), 0))
        at = self.data.find(b"trailer", at)
        trailer = read_value(self.data, at + 7)[0] if at >= 0 else None
        if not isinstance(trailer, dict):
            raise Unreadable("its cross-references cannot be read")
        return trailer

    def _reference_stream(self, at: int) -> dict[str, Any]:
        stream = self._object_at(at, None)
        if not isinstance(stream, Stream) or "W" not in stream.entries:
            raise Unreadable("its cross-references cannot be read")
        entries = stream.entries
        widths = entries["W"]
        index = entries.get("Index") or [0, entries["Size"]]
        rows = _rows(self.decoded(stream), widths)
        for first, count in zip(index[::2], index[1::2], strict=True):
            for number, place in zip(range(first, first + count), rows, strict=False):
                if place[0]:
                    self._places.setdefault(number, place)
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
        value, end = read_value(self.data, match.end())
        stream = _STREAM.match(self.data, end) if isinstance(value, dict) else None
        if stream is None:
            return value
        length = self[value.get("Length")]
        if not isinstance(length, int):
            raise Unreadable("a stream of the PDF has no length")
        return Stream(value, self.data[stream.end() : stream.end() + length])

    def _packed(self, holder: int, index: int) -> Any:
        if holder not in self._holders:
            self._holders[holder] = self._unpacked(holder)
        data, offsets = self._holders[holder]
        start, end = offsets[index : index + 2]
        if start >= end:
            return read_value(data, start)[0]
        known = read_shaped(data, start, end)
        return read_packed(data[start:end], self._values) if known is None else known

    def _unpacked(self, holder: int) -> tuple[bytes, list[int]]:
        """What a stream of objects holds, and where each begins; those of the usual shapes are read at once."""
        stream = self.known[holder]
        data = self.decoded(stream)
        first = stream.entries["First"]
        heads = list(map(int, data[:first].split()))
        offsets = [*(first + offset for offset in heads[1::2]), len(data)]
        for index, (number, (start, end)) in enumerate(zip(heads[::2], pairwise(offsets), strict=False)):
            if number not in self.known and self._places.get(number) == (2, holder, index):
                shaped = read_shaped(data, start, end)
                if shaped is not None:
                    self.known[number] = shaped
        return data, offsets


_ROWS_OF = {1: "B", 2: "H", 4: "I", 8: "Q"}
"""Bytes of a field to what `struct` calls it."""


def _rows(data: bytes, widths: list[int]) -> Iterator[tuple[int, int, int]]:
    """The rows of a stream of cross-references: kind, place, place within."""
    if all(width in _ROWS_OF for width in widths):
        row = Struct(">" + "".join(_ROWS_OF[width] for width in widths))
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


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error as error:
        raise Unreadable("a stream of the PDF is damaged") from error


def _predicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    """Data whose rows were stored as differences (PNG predictors, as other writers use them)."""
    if parameters.get("Predictor", 1) < 10:
        return data
    width = parameters.get("Columns", 1) * parameters.get("Colors", 1) * parameters.get("BitsPerComponent", 8) // 8
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
