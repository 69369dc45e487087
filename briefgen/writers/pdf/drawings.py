"""Drawings: shapes go in; a box that draws them as paths and words of the page, all in one tagged figure, comes out."""

from __future__ import annotations

from typing import assert_never

from briefgen.document import Disc, Drawing, DrawnShape, Lettering, Outline, Stroke
from briefgen.theme import WEIGHTS
from briefgen.typeset import TextRun
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.canvas import TaggedCanvas, disc, fill_of
from briefgen.writers.pdf.inlines import RunLook
from briefgen.writers.pdf.lines import paint_line
from briefgen.writers.pdf.setting import Frame, Setting
from briefgen.writers.pdf.tags import Element

_SHARE_BEFORE = {"left": 0.0, "middle": 0.5, "right": 1.0}


class DrawingBox(Box):
    """A drawing in the column."""

    is_picture = True

    def __init__(self, setting: Setting, drawing: Drawing, frame: Frame, scale: float, element: Element) -> None:
        super().__init__(drawing.height * scale)
        self.gives_way = bool(drawing.equivalent)  # one without has what it shows below it
        self.setting = setting
        self.drawing = drawing
        self.left = frame.at_start(drawing.width * scale)
        self.language = frame.language
        self.scale = scale
        self.element = element

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        canvas.mark(self.element)
        with canvas.apart(x + self.left, top, self.scale / 10):
            for shape in self.drawing.shapes:
                _paint(canvas, shape)
        for shape in self.drawing.shapes:
            if isinstance(shape, Lettering):
                self._letter(canvas, shape, x + self.left, top)

    def _letter(self, canvas: TaggedCanvas, shape: Lettering, x: float, top: float) -> None:
        """Words of the page itself, so that they can be found and read back."""
        look = RunLook(fill_of(shape.colour), self.element, "")
        run = TextRun(
            shape.words, shape.size * self.scale, WEIGHTS[shape.weight], False, self.language, False, 0.0, look
        )
        prepared = self.setting.prepare([run], self.language)
        (line, *_) = prepared.lines(prepared.natural_width + 0.01, "start")
        left = x + shape.x * self.scale - line.width * _SHARE_BEFORE[shape.anchor]
        paint_line(canvas, self.setting.pen.fonts, line, left, top - shape.y * self.scale)


def _paint(canvas: TaggedCanvas, shape: DrawnShape) -> None:
    """In tenths of a point, as outlines have them."""
    match shape:
        case Outline(runs, fill, line, width, closed):
            canvas.path(" ".join(_run(run, closed) for run in runs), fill, line, 10 * width)
        case Disc(x, y, radius, fill, line, width):
            canvas.path(f"{disc(10 * x, 10 * y, 10 * radius)} h", fill, line, 10 * width)
        case Stroke(x1, y1, x2, y2, line, width):
            canvas.path(f"{10 * x1:g} {10 * y1:g} m {10 * x2:g} {10 * y2:g} l", "", line, 10 * width)
        case Lettering():
            pass  # above all shapes, and upright
        case _:
            assert_never(shape)


def _run(run: tuple[int, ...], closed: bool) -> str:
    path = "%d %d m" + " %d %d l" * (len(run) // 2 - 1)
    return path % run + (" h" if closed else "")
