"""Goes in: a face and clusters of its glyphs, such as a letter with its marks; comes out: a CFF table with one glyph for each.

Outlines are drawn again, so that it does not matter in which form the face has them.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby

from msgspec import Struct

from briefgen.typeset.faces import Face, Glyph
from briefgen.typeset.graphemes import clusters
from briefgen.typeset.model import Shaped
from briefgen.typeset.tables import properties

_MOVE, _LINE, _CURVE, _END = b"\x15", b"\x05", b"\x08", b"\x0e"
_ADOBE, _IDENTITY = 391, 392
"""The first two strings that are a table's own."""
_PRIVATE = b"\x8b\x14\x8b\x15"
"""Widths are written as they are: the default and the nominal one are 0."""
_PRIVATE_ENTRY = 7

Point = tuple[float, float]


class GlyphCluster(Struct, frozen=True):
    """Glyphs that are drawn as one, with the source text that they stand for.

    Each comes with its place from the common origin; lengths are in thousandths of an em.
    """

    glyphs: tuple[tuple[int, float, float], ...]
    advance: float
    text: str


def glyph_clusters(shaped: Shaped) -> list[GlyphCluster]:
    """The glyphs of a word in visual order, those of each letter and its marks as one glyph cluster."""
    text = shaped.text
    begun = {glyph.cluster: _shown(text, glyph.cluster) for glyph in shaped.glyphs}
    shown = set(begun.values())
    starts = [at for at in accumulate(map(len, clusters(text)), initial=0) if at in shown] or [0]
    starts[0] = 0  # a mark may stand on characters that are not drawn
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    grouped = groupby(shaped.glyphs, lambda glyph: starts[bisect_right(starts, begun[glyph.cluster]) - 1])
    return [_cluster(glyphs, text[start : ends[start]]) for start, glyphs in grouped]


def _shown(text: str, at: int) -> int:
    """The place of the first character from there on that may be drawn: the shaper counts a joiner to the letter after it."""
    while at + 1 < len(text) and properties(text[at]).ignorable:
        at += 1
    return at


def _cluster(glyphs: Iterable[Glyph], text: str) -> GlyphCluster:
    placed, pen = [], 0.0
    for gid, advance, dx, dy, _ in glyphs:
        placed.append((gid, pen + dx, dy))
        pen += advance
    return GlyphCluster(tuple(placed), pen, text)


def composed(face: Face, name: str, requested: Sequence[GlyphCluster]) -> bytes:
    """A CID-keyed CFF table: .notdef, then the glyph clusters, with character ids from 1 on."""
    missing = GlyphCluster(((0, 0.0, 0.0),), face.advance(0), "")
    glyphs = [_charstring(face, cluster) for cluster in (missing, *requested)]
    count = len(glyphs)
    names = b"\1\0\4\4" + _index([name.encode("ascii")])
    strings = _index([b"Adobe", b"Identity"]) + _index([])
    parts = [
        struct.pack(">BHH", 2, 1, count - 2),  # charset: one range from 1 on
        struct.pack(">BHHBH", 3, 1, 0, 0, count),  # FDSelect: one range for the one font dictionary
        _index(glyphs),
        _index([bytes(_PRIVATE_ENTRY)]),
        _PRIVATE,
    ]
    start = len(names) + len(_index([_top([0] * len(parts), count)])) + len(strings)
    places = list(accumulate(map(len, parts[:-1]), initial=start))
    parts[3] = _index([_number(len(_PRIVATE)) + _long(places[4]) + b"\x12"])
    return b"".join((names, _index([_top(places, count)]), strings, *parts))


def _top(places: Sequence[int], count: int) -> bytes:
    """The top dictionary: registry, ordering and supplement, how many ids there are, and where the parts are."""
    charset, select, glyphs, fonts, _ = map(_long, places)
    order = _number(_ADOBE) + _number(_IDENTITY) + _number(0) + b"\x0c\x1e" + _long(count) + b"\x0c\x22"
    return order + charset + b"\x0f" + select + b"\x0c\x25" + glyphs + b"\x11" + fonts + b"\x0c\x24"


def _charstring(face: Face, cluster: GlyphCluster) -> bytes:
    """The program of a glyph cluster: its width, then outline after outline."""
    pen = _Pen(1000 / face.upem)
    for gid, x, y in cluster.glyphs:
        pen.origin = x, y
        face.font.draw_glyph_with_pen(gid, pen)
    return _number(round(cluster.advance)) + b"".join(pen.code) + _END


class _Pen:
    """Takes outlines in font units and writes them as a charstring in thousandths of an em."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.origin: Point = (0.0, 0.0)
        self.code: list[bytes] = []
        self._last = (0, 0)
        self._from: Point = (0.0, 0.0)

    def _to(self, operator: bytes, *points: Point) -> None:
        self._from = points[-1]
        for x, y in points:
            place = round(x * self.scale + self.origin[0]), round(y * self.scale + self.origin[1])
            self.code += (_number(place[0] - self._last[0]), _number(place[1] - self._last[1]))
            self._last = place
        self.code.append(operator)

    def moveTo(self, point: Point) -> None:
        self._to(_MOVE, point)

    def lineTo(self, point: Point) -> None:
        self._to(_LINE, point)

    def curveTo(self, first: Point, second: Point, point: Point) -> None:
        self._to(_CURVE, first, second, point)

    def qCurveTo(self, control: Point, point: Point) -> None:
        (x, y), (across, up) = self._from, control
        first = x + (across - x) * 2 / 3, y + (up - y) * 2 / 3
        second = point[0] + (across - point[0]) * 2 / 3, point[1] + (up - point[1]) * 2 / 3
        self._to(_CURVE, first, second, point)

    def closePath(self) -> None:
        """Nothing to write: what is filled is closed."""


def _number(value: int) -> bytes:
    """A whole number of at most 16 bits as an operand."""
    if -107 <= value <= 107:
        return bytes((value + 139,))
    return struct.pack(">Bh", 28, value)


def _long(value: int) -> bytes:
    return struct.pack(">Bi", 29, value)


def _index(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return b"\0\0"
    offsets = accumulate(map(len, entries), initial=1)
    return struct.pack(f">HB{len(entries) + 1}I", len(entries), 4, *offsets) + b"".join(entries)
