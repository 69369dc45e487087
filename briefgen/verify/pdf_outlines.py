"""The program of an embedded font goes in; the codes whose glyphs have no outline come out.

A glyph without an outline is a gap on paper, whatever letter the file says that it means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from struct import error as StructError
from struct import unpack_from

from briefgen.verify.content import Unreadable

_CHARSET, _CHAR_STRINGS = (15,), (17,)
_LONG, _SHORT, _END = 29, 28, 14


def empty_in_truetype(program: bytes, codes: Collection[int]) -> set[int]:
    """Of a TrueType file, whose codes are its glyphs."""
    try:
        tables = _tables(program)
        (long,) = unpack_from(">h", program, tables["head"][0] + 50)
        place, length = tables["loca"]
        size, form, room = (4, ">LL", tables["glyf"][1]) if long else (2, ">HH", tables["glyf"][1] // 2)
        known = length // size - 1
        spans = {code: unpack_from(form, program, place + code * size) for code in codes if code < known}
    except (StructError, KeyError) as error:
        raise Unreadable("a font of the PDF is damaged") from error
    return {code for code in codes if code not in spans or not spans[code][0] < spans[code][1] <= room}


def _tables(program: bytes) -> dict[str, tuple[int, int]]:
    (count,) = unpack_from(">H", program, 4)
    found: dict[str, tuple[int, int]] = {}
    for number in range(count):
        tag, _, place, length = unpack_from(">4sLLL", program, 12 + 16 * number)
        if place + length > len(program):
            raise KeyError(tag)
        found[tag.decode("latin-1")] = place, length
    return found


def empty_in_cff(program: bytes, codes: Collection[int]) -> set[int]:
    """Of a CFF table, whose codes are the character ids of its glyphs."""
    try:
        _, names_end = _index(program, program[2])
        tops, _ = _index(program, names_end)
        places = dict(_places(program[slice(*tops[0])]))
        glyphs, _ = _index(program, places[_CHAR_STRINGS])
        ids = _ids(program, places.get(_CHARSET, 0), len(glyphs))
        drawn = {cid for cid, (start, end) in zip(ids, glyphs, strict=False) if _draws(program[start:end])}
    except (StructError, KeyError, IndexError) as error:
        raise Unreadable("a font of the PDF is damaged") from error
    return {code for code in codes if code not in drawn}


def _index(program: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Where the entries of an INDEX begin and end, and where it ends itself."""
    (count,) = unpack_from(">H", program, at)
    if not count:
        return [], at + 2
    size = program[at + 2]
    first, data = at + 3, at + 2 + size * (count + 1)
    if not 1 <= size <= 4 or data > len(program):
        raise IndexError
    offsets = [
        data + int.from_bytes(program[place : place + size]) for place in range(first, first + size * (count + 1), size)
    ]
    return list(pairwise(offsets)), offsets[-1]


def _places(entries: bytes) -> Iterator[tuple[tuple[int, ...], int]]:
    """Operators of a DICT with their last operand, where that is a whole number."""
    at = value = 0
    while at < len(entries):
        byte = entries[at]
        if byte <= 21:
            size = 2 if byte == 12 else 1
            yield tuple(entries[at : at + size]), value
        elif byte == 30:  # a decimal number in half bytes, ended by 0xF
            size = 1
            while 0x0F not in (entries[at + size] & 0x0F, entries[at + size] >> 4):
                size += 1
            size += 1
        else:
            size, value = _operand(entries, at)
        at += size


def _operand(data: bytes, at: int) -> tuple[int, int]:
    """The length and value of a number."""
    byte = data[at]
    if byte == _LONG:
        return 5, int(unpack_from(">l", data, at + 1)[0])
    if byte == _SHORT:
        return 3, int(unpack_from(">h", data, at + 1)[0])
    if byte <= 246:
        return 1, byte - 139
    high = (byte - 247) * 256 + data[at + 1] + 108 if byte <= 250 else -(byte - 251) * 256 - data[at + 1] - 108
    return 2, high


def _ids(program: bytes, at: int, count: int) -> list[int]:
    """The character id of each glyph."""
    if at <= 2:
        return list(range(count))
    ids = [0]
    form, at = program[at], at + 1
    while len(ids) < count:
        (first,) = unpack_from(">H", program, at)
        if form == 0:
            ids.append(first)
            at += 2
            continue
        more = program[at + 2] if form == 1 else unpack_from(">H", program, at + 2)[0]
        ids += range(first, first + 1 + more)
        at += 3 if form == 1 else 4
    return ids


def _draws(charstring: bytes) -> bool:
    """Whether a glyph's program does more than to end, after its width."""
    at = 0
    while at < len(charstring):
        byte = charstring[at]
        if byte == 255:
            at += 5
        elif byte >= 32 or byte == _SHORT:
            at += 3 if byte == _SHORT else 1 if byte <= 246 else 2
        else:
            return byte != _END
    return False
