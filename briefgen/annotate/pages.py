"""A PDF and the number of one of its pages in, the page as a PNG out; nothing where it looks as it did."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import Any

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
    image, tag = _drawn(pdf, number, scale)
    if tag == has:
        return PagePicture(tag, b"")
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return PagePicture(tag, out.getvalue())


@lru_cache(maxsize=_KEPT)
def _drawn(pdf: bytes, number: int, scale: float) -> tuple[Any, str]:
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
    return image, sha256(b"%d %d " % image.size + image.tobytes()).hexdigest()


def _document(pdf: bytes) -> Any:
    try:
        from pypdfium2 import PdfDocument
    except ImportError:
        hint = "It comes with: pip install 'briefgen[annotate]'"
        raise RequestRefused(503, "pypdfium2 is not installed", hint) from None
    return PdfDocument(pdf)
