"""Files to the bytes of a zip archive: the same bytes for the same files, on any day and machine.

`zipfile` compresses a file whenever it is added; here a file that many packets share is compressed once.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from msgspec import Struct

_STORED, _DEFLATED = 0, 8
_VERSION = 20
"""Of the format: 2.0, which knows folders and deflated files."""
_UTF8 = 0x800
_MOST = 2**20
"""Bytes of a file that is remembered, lest a few large fonts fill the memory."""
_READ_AND_WRITE = 0o600 << 16
_EARLIEST, _LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


class Member(Struct, frozen=True):
    """A file as it lies in the archive."""

    method: int
    checksum: int
    size: int
    data: bytes


def stored(data: bytes) -> Member:
    """A file as it is: one that is compressed by its own format."""
    return Member(_STORED, zlib.crc32(data), len(data), data)


def deflated(data: bytes) -> Member:
    """A file in as few bytes as take little time."""
    squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Member(_DEFLATED, zlib.crc32(data), len(data), squeeze.compress(data) + squeeze.flush())


_remembered = lru_cache(maxsize=64)(deflated)


def shared(data: bytes) -> Member:
    """The same, remembered: for files that hold nothing of one packet's words, and so come again in the next."""
    return _remembered(data) if len(data) <= _MOST else deflated(data)


def archived(members: Mapping[str, Member], written: datetime) -> bytes:
    """The archive of these files, in this order, as if all had been written at that time."""
    day, time = _stamps(min(max(written.replace(tzinfo=None), _EARLIEST), _LATEST))
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, each in members.items():
        path, length = name.encode(), len(each.data)
        flags = 0 if name.isascii() else _UTF8
        about = (_VERSION, flags, each.method, time, day, each.checksum, length, each.size, len(path), 0)
        parts += (_LOCAL.pack(b"PK\3\4", *about), path, each.data)
        directory += (_CENTRAL.pack(b"PK\1\2", _VERSION, *about, 0, 0, 0, _READ_AND_WRITE, offset), path)
        offset += _LOCAL.size + len(path) + length
    end = _END.pack(b"PK\5\6", 0, 0, len(members), len(members), sum(map(len, directory)), offset, 0)
    return b"".join((*parts, *directory, end))


def _stamps(moment: datetime) -> tuple[int, int]:
    """Day and time as MS-DOS wrote them: years from 1980, every other second."""
    day = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return day, moment.hour << 11 | moment.minute << 5 | moment.second // 2
