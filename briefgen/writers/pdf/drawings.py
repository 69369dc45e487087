"""Drawings: shapes go in; a box that draws them as paths and words of the page, all in one tagged figure, comes out."""

from __future__ import annotations

from collections.abc import Iterable
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
        with canvas.apart(x + self.left, top, self.scale):
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
    match shape:
        case Outline(runs, fill, line, width, closed):
            canvas.path(" ".join(_run(run, closed) for run in runs), fill, line, width)
        case Disc(x, y, radius, fill, line, width):
            canvas.path(f"{disc(x, y, radius)} h", fill, line, width)
        case Stroke(x1, y1, x2, y2, line, width):
            canvas.path(f"{x1:g} {y1:g} m {x2:g} {y2:g} l", "", line, width)
        case Lettering():
            pass  # above all shapes, and upright
        case _:
            assert_never(shape)


def _run(run: tuple[float, ...], closed: bool) -> str:
    points: Iterable[tuple[float, float]] = zip(run[::2], run[1::2], strict=True)
    path = " l ".join([f"{x:g} {y:g}" for x, y in points]).replace(" l ", " m ", 1)
    return f"{path} l h" if closed else f"{path} l"
