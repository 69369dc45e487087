"""A drawing goes in; the file with its shapes, and a picture painted of them for programs that show no shapes, come out.

The picture is painted here, from the outlines of the typesetter's glyphs: the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING, assert_never

import uharfbuzz as hb
from msgspec import Struct

from briefgen.document import Disc, Document, Drawing, DrawnShape, Lettering, Outline, Stroke, is_backward, walk
from briefgen.images import packed_png
from briefgen.theme import WEIGHTS
from briefgen.typeset import Line, PlacedWord, TextRun, Typesetter
from briefgen.writers.svg import drawn_colours, svg_shapes, view_box
from briefgen.writers.word.brush import Brush
from briefgen.writers.word.wml import attribute, escape

if TYPE_CHECKING:
    from PIL.Image import Image

_PIXELS = 4
"""Of the picture, a point: 288 dpi, so fine that edges need no smoothing, and no colours but those that are drawn."""
_WHITE, _MOST = "FFFFFF", 256
_CURVE = 4
"""Straight pieces that stand for a curve of a glyph: no more than a pixel long."""
_Rectangle = tuple[int, int, int, int]
"""From the left, from the top, to the right, to the bottom, in pixels."""
_SHARE_BEFORE = {"left": 0.0, "middle": 0.5, "right": 1.0}
_Points = list[float]
"""x, y, x, y and so on, in pixels."""
_Contour = list[tuple[float, float]]


def svg_file(drawing: Drawing, family: str, language: str) -> bytes:
    """The shapes as a file of their own."""
    size = f'width="{drawing.width:g}pt" height="{drawing.height:g}pt" viewBox="{view_box(drawing)}"'
    family = attribute(f"{family}, sans-serif")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} direction="ltr" font-family="{family}">'
        f"{svg_shapes(drawing, escape, is_backward(language))}</svg>\n"
    ).encode()


def paint_ahead(document: Document, typesetter: Typesetter) -> None:
    """Paint all drawings of a document now, for `painted` to find: while its pages take no memory yet."""
    for block in walk(document.blocks):
        if isinstance(block, Drawing):
            painted(block, typesetter, document.metadata.language)


def painted(drawing: Drawing, typesetter: Typesetter, language: str) -> bytes:
    """The drawing as a PNG."""
    return _painted(drawing.shapes, drawing.width, drawing.height, typesetter, language)


@lru_cache(maxsize=8)
def _painted(
    shapes: tuple[DrawnShape, ...], width: float, height: float, typesetter: Typesetter, language: str
) -> bytes:
    sheet = _sheet((round(width * _PIXELS), round(height * _PIXELS)), _inks(shapes))
    for shape in shapes:
        _paint(sheet, shape)
    for shape in shapes:
        if isinstance(shape, Lettering):
            _letter(sheet, shape, typesetter, language)
    return packed_png(_rows(sheet.image), [*map(bytes.fromhex, sheet.inks)][:_MOST])


class _Sheet(Struct):
    """The picture while it is painted, each colour by its number."""

    image: Image
    brush: Brush
    inks: dict[str, int]

    def ink(self, colour: str) -> int | None:
        return self.inks[colour] if colour else None


def _sheet(size: tuple[int, int], inks: dict[str, int]) -> _Sheet:
    from PIL import Image as images

    image = images.new("L", size, inks[_WHITE])
    return _Sheet(image, Brush(image), inks)


def _rows(image: Image) -> list[bytes]:
    across, numbers = image.size[0], image.tobytes()
    return [numbers[at : at + across] for at in range(0, len(numbers), across)]


def _inks(shapes: tuple[DrawnShape, ...]) -> dict[str, int]:
    """The colours of all that is drawn, white first; those for which there is no number bear that of the last."""
    found = {_WHITE: 0}
    for each in drawn_colours(shapes):
        found.setdefault(each, min(len(found), _MOST - 1))
    return found


# --- shapes ------------------------------------------------------------------------------


def _paint(sheet: _Sheet, shape: DrawnShape) -> None:
    match shape:
        case Outline(runs, fill, line, width, closed):
            points = [[each * _PIXELS / 10 for each in run] for run in runs]
            if fill:
                _fill(sheet, points, fill)
            if line:
                for each in points:
                    _line(sheet, [*each, *each[:2]] if closed else each, line, width)
        case Disc(x, y, radius, fill, line, width):
            x, y, radius = x * _PIXELS, y * _PIXELS, (radius + width / 2) * _PIXELS
            sheet.brush.disc(x, y, radius, sheet.ink(fill), sheet.ink(line), _pen(width))
        case Stroke(x1, y1, x2, y2, line, width):
            _line(sheet, [each * _PIXELS for each in (x1, y1, x2, y2)], line, width)
        case Lettering():
            pass
        case _:
            assert_never(shape)


def _pen(width: float) -> int:
    return max(1, round(width * _PIXELS))


def _line(sheet: _Sheet, points: _Points, colour: str, width: float) -> None:
    sheet.brush.line(points, sheet.inks[colour], _pen(width))


def _fill(sheet: _Sheet, rings: list[_Points], colour: str) -> None:
    """An area between rings: each ring turns over what lies within it. What meets no other ring is painted as it is."""
    boxes = [_bounds(ring, sheet.image.size) for ring in rings]
    shown = [
        n for n, (left, top, right, bottom) in enumerate(boxes) if right > left and bottom > top and len(rings[n]) > 4
    ]
    met = _meeting([boxes[n] for n in shown])
    for n, is_met in zip(shown, met, strict=True):
        if not is_met:
            sheet.brush.area(rings[n], sheet.inks[colour])
    together = [n for n, is_met in zip(shown, met, strict=True) if is_met]
    if together:
        _fill_between(sheet, [(rings[n], boxes[n]) for n in together], colour)


def _meeting(boxes: list[_Rectangle]) -> list[bool]:
    """Whether each meets another. From left to right, so that few are compared."""
    found, open_ = [False] * len(boxes), list[int]()
    for n in sorted(range(len(boxes)), key=lambda n: boxes[n][0]):
        left, top, _, bottom = boxes[n]
        open_ = [other for other in open_ if boxes[other][2] > left]
        for other in open_:
            if boxes[other][1] < bottom and top < boxes[other][3]:
                found[n] = found[other] = True
        open_.append(n)
    return found


def _fill_between(sheet: _Sheet, rings: list[tuple[_Points, _Rectangle]], colour: str) -> None:
    from PIL import Image as images
    from PIL import ImageChops

    lefts, tops, rights, bottoms = zip(*(box for _, box in rings), strict=True)
    whole = left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    mask = images.new("1", (right - left, bottom - top))
    for ring, (x1, y1, x2, y2) in rings:
        turned = images.new("1", (x2 - x1, y2 - y1))
        Brush(turned).area(_moved(ring, x1, y1), 1)
        box = x1 - left, y1 - top, x2 - left, y2 - top
        mask.paste(ImageChops.logical_xor(mask.crop(box), turned), box)
    sheet.image.paste(sheet.inks[colour], whole, mask)


def _bounds(ring: _Points, size: tuple[int, int]) -> _Rectangle:
    """The part of the picture that it lies in."""
    across, down = ring[::2], ring[1::2]
    left, top = max(0, int(min(across))), max(0, int(min(down)))
    return left, top, min(size[0], int(max(across)) + 2), min(size[1], int(max(down)) + 2)


def _moved(ring: _Points, left: int, top: int) -> _Points:
    """The ring in a picture that begins there."""
    return [each for x, y in zip(ring[::2], ring[1::2], strict=True) for each in (x - left, y - top)]


# --- words -------------------------------------------------------------------------------


def _letter(sheet: _Sheet, shape: Lettering, typesetter: Typesetter, language: str) -> None:
    prepared = typesetter.prepare([TextRun(shape.words, shape.size, WEIGHTS[shape.weight], False, language)], language)
    line: Line
    (line, *_) = prepared.lines(prepared.natural_width + 0.01, "start")
    left = shape.x - line.width * _SHARE_BEFORE[shape.anchor]
    for word in line.pieces:
        if isinstance(word, PlacedWord):
            for contours in _glyphs(word, left + word.x, shape.y):
                _fill_glyph(sheet, contours, shape.colour)


def _glyphs(word: PlacedWord, x: float, y: float) -> Iterator[list[_Points]]:
    """The contours of each glyph where it stands, in pixels."""
    face, size = word.shaped.face, word.run.size
    for glyph in word.shaped.glyphs:
        scale = size / face.upem
        left, base = x + glyph.dx * size / 1000, y - glyph.dy * size / 1000
        yield [
            [each * _PIXELS for across, up in contour for each in (left + across * scale, base - up * scale)]
            for contour in _contours(face.font, glyph.gid)
        ]
        x += glyph.x_advance * size / 1000


def _contours(font: hb.Font, gid: int) -> list[_Contour]:
    pen = _Pen()
    font.draw_glyph_with_pen(gid, pen)
    return [each for each in pen.contours if len(each) > 2]


class _Pen:
    """Takes down a glyph's contours, its curves as short straight pieces."""

    def __init__(self) -> None:
        self.contours: list[_Contour] = []

    def moveTo(self, point: tuple[float, float]) -> None:
        self.contours.append([point])

    def lineTo(self, point: tuple[float, float]) -> None:
        self.contours[-1].append(point)

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:
        (x0, y0), (x1, y1), (x2, y2) = self.contours[-1][-1], control, end
        for n in range(1, _CURVE + 1):
            t = n / _CURVE
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            self.contours[-1].append((a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2))

    def curveTo(self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]) -> None:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.contours[-1][-1], first, second, end
        for n in range(1, _CURVE + 1):
            t = n / _CURVE
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            point = (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)
            self.contours[-1].append(point)

    def closePath(self) -> None:
        pass

    endPath = closePath


def _fill_glyph(sheet: _Sheet, contours: list[_Points], colour: str) -> None:
    """A glyph's contours may overlap: those that turn as the largest one does are ink, the others holes in it."""
    from PIL import Image as images

    if not contours:
        return
    left, top, right, bottom = _bounds([number for each in contours for number in each], sheet.image.size)
    if right <= left or bottom <= top:
        return
    mask = images.new("1", (right - left, bottom - top))
    brush = Brush(mask)
    turns = sorted(((_area(each), each) for each in contours), key=lambda pair: -abs(pair[0]))
    for area, each in turns:
        brush.area(_moved(each, left, top), int(area * turns[0][0] > 0))
    sheet.image.paste(sheet.inks[colour], (left, top, right, bottom), mask)


def _area(contour: _Points) -> float:
    """Twice the area, negative where it turns the other way."""
    across, down = contour[::2], contour[1::2]
    turns: Iterator[float] = map(mul, across, down[1:] + down[:1])
    return sum(turns) - sum(map(mul, across[1:] + across[:1], down), 0.0)
