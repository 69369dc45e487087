"""A PDF and the number of one of its pages in, the page as a PNG out; nothing where it looks as it did."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from struct import pack
from threading import Lock
from typing import Any
from zlib import compress, crc32

from msgspec import Struct

from briefgen.annotate.requests import RequestRefused

_LEAST, _MOST = 0.1, 6.0
"""Pixels a point."""
_KEPT = 4
"""Pictures, each of some megabytes, for those who ask for the same page at the same time."""
_pdfium = Lock()
"""PDFium is made for one thread."""


class PagePicture(Struct, frozen=True):
    """What a page looks like."""

    tag: str
    """The same for pages that look the same."""
    png: bytes
    """Nothing where the one who asks has it."""


def page_picture(pdf: bytes, number: int, scale: float, has: str = "") -> PagePicture:
    """The page, so many pixels a point; `has`: the tag of a picture that need not be made again. Refused where there is
    no such page, or nothing to draw it with."""
    if not _LEAST <= scale <= _MOST:
        raise RequestRefused(400, f"`scale` is a number from {_LEAST} to {_MOST}")
    drawn = _drawn(pdf, number, scale)
    return PagePicture(drawn.tag, b"" if drawn.tag == has else _png(drawn))


class _Drawn(Struct, frozen=True):
    width: int
    height: int
    pixels: bytes
    """Red, green and blue, row by row."""
    tag: str


@lru_cache(maxsize=_KEPT)
def _drawn(pdf: bytes, number: int, scale: float) -> _Drawn:
    with _pdfium:
        document = _document(pdf)
        try:
            if not 1 <= number <= len(document):
                raise RequestRefused(404, "the packet has no such page")
            page = document[number - 1]
            image = page.render(scale=scale, may_draw_forms=False).to_pil()
            page.close()
        finally:
            document.close()
    pixels = image.convert("RGB").tobytes()
    width, height = image.size
    return _Drawn(width, height, pixels, sha256(b"%d %d " % (width, height) + pixels).hexdigest())


def _png(drawn: _Drawn) -> bytes:
    """Pillow tries five ways on each row, which takes three times as long, and makes a page of text larger."""
    wide = 3 * drawn.width
    rows = b"".join([b"\0" + drawn.pixels[start : start + wide] for start in range(0, len(drawn.pixels), wide)])
    head = pack(">IIBBBBB", drawn.width, drawn.height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", compress(rows, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", crc32(name + data)) for name, data in parts
    )


def _document(pdf: bytes) -> Any:
    try:
        from pypdfium2 import PdfDocument
    except ImportError:
        hint = "It comes with: pip install 'briefgen[annotate]'"
        raise RequestRefused(503, "pypdfium2 is not installed", hint) from None
    return PdfDocument(pdf)
