"""A PDF and the number of one of its pages in, the page as a PNG out."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from briefgen.annotate.requests import RequestRefused

_LEAST, _MOST = 0.1, 6.0
"""Pixels a point."""
_KEPT = 64
_pdfium = Lock()
"""PDFium is made for one thread."""


def page_picture(pdf: bytes, number: int, scale: float) -> bytes:
    """The page, so many pixels a point. Refused where there is no such page, or nothing to draw it with."""
    if not _LEAST <= scale <= _MOST:
        raise RequestRefused(400, f"`scale` is a number from {_LEAST} to {_MOST}")
    return _picture(pdf, number, scale)


@lru_cache(maxsize=_KEPT)
def _picture(pdf: bytes, number: int, scale: float) -> bytes:
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
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _document(pdf: bytes) -> Any:
    try:
        from pypdfium2 import PdfDocument
    except ImportError:
        hint = "It comes with: pip install 'briefgen[annotate]'"
        raise RequestRefused(503, "pypdfium2 is not installed", hint) from None
    return PdfDocument(pdf)
