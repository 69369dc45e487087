"""Goes in: a character; comes out: its line breaking class, its cluster class and its flags.

The data is `properties.bin`, which `tests/makers/unicode_tables.py` makes from Unicode's own files.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from functools import cache
from pathlib import Path

from msgspec import Struct

_BLOCKS = 0x110000 // 128


class Properties(Struct, frozen=True):
    """What text setting needs to know of a character."""

    line: str
    """Class of UAX #14 after rule LB1; `SA` stays for letters of scripts without spaces."""
    cluster: str
    """Class of UAX #29, empty for none."""
    wide: bool
    pictograph: bool
    unassigned: bool
    """Set only where `pictograph` is."""
    emoji: bool
    ignorable: bool


class _Table(Struct, frozen=True):
    records: tuple[Properties, ...]
    numbers: array[int]
    blocks: bytes


@cache
def _table() -> _Table:
    raw = zlib.decompress(Path(__file__).with_name("properties.bin").read_bytes())
    head, _, rest = raw.partition(b"\n")
    about = json.loads(head)
    index = array("H", rest[: 2 * _BLOCKS])
    if sys.byteorder == "big":  # the block numbers are little-endian
        index.byteswap()
    records = tuple(
        Properties(line, cluster, *(mark in flags for mark in "WPUEI")) for line, cluster, flags in about["records"]
    )
    return _Table(records, index, rest[2 * _BLOCKS :])


@cache
def properties(character: str) -> Properties:
    """The properties of one character."""
    table = _table()
    code = ord(character)
    return table.records[table.blocks[table.numbers[code >> 7] << 7 | code & 127]]
