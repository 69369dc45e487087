"""Scales and figures to inline pictures: a gauge becomes a small PNG, drawn here; a figure keeps its bytes."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from briefgen.document import Gauge
from briefgen.theme import GaugeStyle
from briefgen.writers.word.wml import attribute

_PIXELS = 6
"""Pixels a point: 432 dpi, so that a scale is crisp in print."""
_SAMPLES = 4
"""Samples a pixel in each direction, for smooth edges."""

_MARGIN = 2
"""Clear pixels around, so that no viewer cuts an edge."""

Shade = list[bytes]
"""Rows of opacity, 0 to 255."""


_QUARTER_POINT = 3175
"""In English metric units. Other programs measure in finer units than this, so that they give a size back as it was."""


_SHAPES = (
    '<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{}"/></a:ext></a:extLst>'
)


def _rounded(size: int) -> int:
    return max(1, round(size / _QUARTER_POINT)) * _QUARTER_POINT


def inline(relation: str, number: int, name: str, alt: str, width: int, height: int, shapes: str = "") -> str:
    """A picture within the line; width and height in English metric units, rounded to what other programs keep.

    `shapes`: the relation of a drawing that newer programs show in its place.
    """
    drawing = _SHAPES.format(shapes) if shapes else ""
    blip = f'<a:blip r:embed="{relation}">{drawing}</a:blip>' if drawing else f'<a:blip r:embed="{relation}"/>'
    extent = f'cx="{_rounded(width)}" cy="{_rounded(height)}"'
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name="{attribute(name)}" descr="{attribute(alt)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{attribute(name)}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def gauge_size(gauge: Gauge, style: GaugeStyle) -> tuple[float, float]:
    """Width and height in points."""
    margin = 2 * _MARGIN / _PIXELS
    return gauge.steps * style.size + (gauge.steps - 1) * style.gap + margin, style.size + margin


def gauge_picture(gauge: Gauge, style: GaugeStyle, colour: str, backward: bool = False) -> bytes:
    """The scale as a PNG: squares of which one is filled, or dots filled up to the step; steps may count from the right."""
    likelihood = gauge.role == "likelihood"
    filled = [n == gauge.step if likelihood else n <= gauge.step for n in range(1, gauge.steps + 1)]
    filled = filled[::-1] if backward else filled
    size, gap, line = (round(length * _PIXELS) for length in (style.size, style.gap, style.line))
    return _draw(likelihood, tuple(filled), size, gap, max(1, line), colour)


@lru_cache(maxsize=64)
def _draw(square: bool, filled: tuple[bool, ...], size: int, gap: int, line: int, colour: str) -> bytes:
    sign = _square if square else _dot
    full, empty = sign(size, size), sign(size, line)
    rows = []
    for y in range(size):
        row = bytearray(_MARGIN)
        for n, fill in enumerate(filled):
            row += bytes(gap if n else 0)
            row += (full if fill else empty)[y]
        rows.append(bytes(row) + bytes(_MARGIN))
    clear = [bytes(len(rows[0]))] * _MARGIN
    rows = [*clear, *rows, *clear]
    return _png(rows, bytes.fromhex(colour))


def _square(size: int, line: int) -> Shade:
    """Filled where the line is as wide as the square."""
    solid, inside = b"\xff" * size, range(line, size - line)
    hollow = bytes(0 if x in inside else 255 for x in range(size))
    return [hollow if y in inside else solid for y in range(size)]


@lru_cache(maxsize=8)
def _dot(size: int, line: int) -> Shade:
    """Drawn by a quarter: the others are its reflections."""
    radius = size / 2
    inner = max(0.0, radius - line)
    half = (size + 1) // 2
    quarter = [bytes(_ring(x - radius, y - radius, radius, inner) for x in range(half)) for y in range(half)]
    rows = [row + row[: size - half][::-1] for row in quarter]
    return rows + rows[: size - half][::-1]


_OFFSETS = tuple((n + 0.5) / _SAMPLES for n in range(_SAMPLES))


def _ring(x: float, y: float, outer: float, inner: float) -> int:
    """How much of the pixel left of and above the origin lies between two circles around it, 0 to 255."""
    low, high = inner**2, outer**2
    farthest, nearest = x**2 + y**2, min(0, x + 1) ** 2 + min(0, y + 1) ** 2
    if farthest < low or nearest > high:
        return 0
    if low <= nearest and farthest <= high:
        return 255
    across, down = ([(at + offset) ** 2 for offset in _OFFSETS] for at in (x, y))
    return round(255 * sum([low <= a + d <= high for a in across for d in down]) / _SAMPLES**2)


def _png(rows: list[bytes], colour: bytes) -> bytes:
    """Rows of opacity in one colour, as an indexed picture: each index is a degree of opacity."""
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", head), (b"PLTE", colour * 256), (b"tRNS", bytes(range(256))), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(tag, content) for tag, content in chunks)


def _chunk(tag: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
