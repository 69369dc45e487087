"""Goes in: a CID-keyed CFF table and the character ids of its glyphs; comes out: the table with these ids.

A font program cut down to a few glyphs renumbers them.  Giving each its old number as character id keeps page
contents valid without an empty place for every glyph left out.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_CHARSET, _CHAR_STRINGS, _ROS = 15, 17, (12, 30)
_LONG = 29  # an operand of four bytes follows


def with_cids(table: bytes, cids: Sequence[int]) -> bytes | None:
    """The table with a charset of its own at its end; None if it is not CID-keyed or not of the expected form."""
    names_end = _index_end(table, table[2])
    top, top_end = _first_entry(table, names_end)
    places = _operands(table, top, top_end)
    charset, glyphs = places.get((_CHARSET,)), places.get((_CHAR_STRINGS,))
    if _ROS not in places or charset is None or glyphs is None:
        return None
    if table[charset] != _LONG or table[glyphs] != _LONG:
        return None
    offset = int.from_bytes(table[glyphs + 1 : glyphs + 5])
    if _count(table, offset) != len(cids):
        return None
    made = bytearray(table)
    struct.pack_into(">I", made, charset + 1, len(table))
    return bytes(made) + b"\0" + struct.pack(f">{len(cids) - 1}H", *cids[1:])


def _count(table: bytes, at: int) -> int:
    return int.from_bytes(table[at : at + 2])


def _index_end(table: bytes, at: int) -> int:
    count = _count(table, at)
    if not count:
        return at + 2
    size = table[at + 2]
    data = at + 2 + size * (count + 1)
    return data + int.from_bytes(table[data - size + 1 : data + 1], "big")


def _first_entry(table: bytes, at: int) -> tuple[int, int]:
    """Where the first entry of an index begins and ends."""
    count = _count(table, at)
    size = table[at + 2]
    data = at + 2 + size * (count + 1)
    length = int.from_bytes(table[at + 3 + size : at + 3 + 2 * size], "big") - 1
    return data + 1, data + 1 + length


def _operands(table: bytes, at: int, end: int) -> dict[tuple[int, ...], int]:
    """For each operator of a DICT the place of its first operand."""
    found: dict[tuple[int, ...], int] = {}
    first = at
    while at < end:
        byte = table[at]
        if byte <= 21:
            operator = (byte, table[at + 1]) if byte == 12 else (byte,)
            found[operator] = first
            at += len(operator)
            first = at
        else:
            at = _after_operand(table, at)
    return found


def _after_operand(table: bytes, at: int) -> int:
    byte = table[at]
    if byte == 30:  # a decimal number in half bytes, ended by 0xF
        at += 1
        while table[at] & 0x0F != 0x0F and table[at] >> 4 != 0x0F:
            at += 1
        return at + 1
    return at + {28: 3, 29: 5}.get(byte, 1 if byte <= 246 else 2)
