"""The bytes of a picture go in; the same picture comes out without what it says of itself, its maker and its place.

An allow list: what a viewer needs to draw the picture is kept as it is, byte for byte, and all else is left out, such as
EXIF with a camera's number and position, XMP, comments, thumbnails, and whatever lies after the picture's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import unpack_from
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNKS: Final = frozenset(
    [
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    ]
)
"""Chunks of a PNG that say how it looks."""
_JPEG: Final = b"\xff\xd8"
_JFIF, _ICC, _ADOBE = b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"
_JFIF_BYTES: Final = 14
"""Of JFIF's segment: what comes after is a thumbnail."""
_APPLICATION, _COMMENT, _SCAN, _END = range(0xE0, 0xF0), 0xFE, 0xDA, 0xD9
_ALONE: Final = frozenset([0x01, *range(0xD0, 0xDA)])
"""Markers of JPEG that no segment follows."""
_AFTER_SAMPLES: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_GIF_CONTROL: Final = b"\x21\xf9"
_GIF_LOOPS: Final = b"\x21\xff\x0bNETSCAPE2.0"
_EMF: Final = b"\x01\0\0\0"
_EMF_SIGN: Final = b" EMF"
_EMF_COMMENT: Final = 70
_EMF_PLUS: Final = b"EMF+"
_WMF: Final = (b"\x01\0\x09\0", b"\xd7\xcd\xc6\x9a")
_WMF_ESCAPE, _WMF_COMMENT = 0x0626, 15


def without_metadata(data: bytes) -> bytes:
    """The picture without what nobody sees of it; the bytes themselves where there is nothing of that, or of another kind."""
    if data.startswith(_PNG):
        return b"".join(_png(data))
    if data.startswith(_JPEG):
        return b"".join(_jpeg(data))
    if data.startswith(b"GIF8"):
        return b"".join(_gif(data))
    if data.startswith(_EMF) and data[40:44] == _EMF_SIGN:
        return b"".join(_emf(data))
    if data.startswith(_WMF):
        return b"".join(_wmf(data))
    return data


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG
    at, kind = len(_PNG), b""
    while kind != b"IEND" and len(data) - at >= 8:
        (length,) = unpack_from(">L", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind in _CHUNKS:
            yield data[at:end]
        at = end


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield _JPEG
    at = len(_JPEG)
    while len(data) - at >= 2 and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        end = at + 2 if marker in _ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            found = _AFTER_SAMPLES.search(data, max(end, at + 2))
            end = found.start() if found else len(data)
        yield _segment(marker, data[at:end])
        if marker == _END:
            return
        at = max(end, at + 2)


def _segment(marker: int, segment: bytes) -> bytes:
    """What of a segment of a JPEG is kept: all of it but where a program may write there what it likes."""
    words = segment[4:]
    if marker == _COMMENT or (marker in _APPLICATION and not words.startswith((_JFIF, _ICC, _ADOBE))):
        return b""
    if words.startswith(_JFIF) and marker == _APPLICATION[0] and len(words) > _JFIF_BYTES:
        return segment[:2] + (2 + _JFIF_BYTES).to_bytes(2) + words[: _JFIF_BYTES - 2] + b"\0\0"
    return segment


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _colours(data[10:11])
    yield data[:at]
    while at < len(data):
        match data[at : at + 1]:
            case b"\x21":
                end = _after_blocks(data, at + 2)
                if data.startswith((_GIF_CONTROL, _GIF_LOOPS), at):
                    yield data[at:end]
            case b"\x2c":
                end = _after_blocks(data, at + 11 + _colours(data[at + 9 : at + 10]))
                yield data[at:end]
            case _:
                yield b"\x3b"
                return
        at = end


def _colours(flags: bytes) -> int:
    """Bytes of a table of colours."""
    return 3 * 2 ** ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _emf(data: bytes) -> Iterator[bytes]:
    """Records of the same number and size, for the header counts them; their comments and the description empty."""
    at = 0
    while len(data) - at >= 8:
        kind, size = unpack_from("<LL", data, at)
        record = data[at : at + max(size, 8)]
        if kind == 1:
            yield _without_description(record)
        elif kind == _EMF_COMMENT and record[12:16] != _EMF_PLUS:
            yield record[:12].ljust(len(record), b"\0")
        else:
            yield record
        at += len(record)
        if kind == 14:  # the end
            return


def _without_description(header: bytes) -> bytes:
    if len(header) < 68:
        return header
    characters, start = unpack_from("<LL", header, 60)
    end = start + 2 * characters
    return header[:start] + bytes(len(header[start:end])) + header[end:] if start >= 68 else header


def _wmf(data: bytes) -> Iterator[bytes]:
    at = 18 + (22 if data.startswith(_WMF[1]) else 0)
    yield data[:at]
    while len(data) - at >= 6:
        words, kind = unpack_from("<LH", data, at)
        record = data[at : at + max(2 * words, 6)]
        is_comment = kind == _WMF_ESCAPE and record[6:8] == _WMF_COMMENT.to_bytes(2, "little")
        yield record[:10].ljust(len(record), b"\0") if is_comment else record
        at += len(record)
        if not kind:
            return
