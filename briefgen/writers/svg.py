"""A drawing goes in; its shapes and words as elements of SVG come out, for a page of HTML and for a picture in a Word file.

No style sheet and no script: looks are attributes of the elements, which any policy allows. Numbers are in tenths of a
point, so that outlines are of whole ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import sub
from typing import assert_never

from briefgen.document import Disc, Drawing, DrawnShape, Lettering, Outline, Stroke
from briefgen.theme import WEIGHTS

Escape = Callable[[str], str]
_ANCHORS = {"left": "start", "middle": "middle", "right": "end"}


def view_box(drawing: Drawing) -> str:
    """Its whole extent."""
    return f"0 0 {_tenths(drawing.width)} {_tenths(drawing.height)}"


def _tenths(points: float) -> str:
    return f"{points * 10:g}"


def svg_shapes(drawing: Drawing, escape: Escape, backward: bool) -> str:
    """All that is drawn, in order; words above all shapes, as they stand in the other formats.

    `backward`: words run from right to left, and their numbers with them. Those that begin or end at a point are left as they
    are: where they stand depends on their direction, which not every program reads.
    """
    shapes = [_element(shape, escape, "") for shape in drawing.shapes if not isinstance(shape, Lettering)]
    words = [
        _element(shape, escape, ' direction="rtl"' if backward and shape.anchor == "middle" else "")
        for shape in drawing.shapes
        if isinstance(shape, Lettering)
    ]
    return "".join([*shapes, *words])


def drawn_colours(shapes: Iterable[DrawnShape]) -> Iterator[str]:
    """The colours of all that is drawn, in order."""
    return (colour for shape in shapes for colour in _colours(shape) if colour)


def _colours(shape: DrawnShape) -> tuple[str, ...]:
    match shape:
        case Outline(fill=fill, line=line) | Disc(fill=fill, line=line):
            return fill, line
        case Stroke(line=line):
            return (line,)
        case Lettering(colour=colour):
            return (colour,)
        case _:
            assert_never(shape)


def _element(shape: DrawnShape, escape: Escape, turned: str) -> str:
    match shape:
        case Outline(runs, fill, line, width, closed):
            path = "".join(_run(run, closed) for run in runs)
            return f'<path d="{path}"{_paint(fill, line, width)}/>'
        case Disc(x, y, radius, fill, line, width):
            place = f'cx="{_tenths(x)}" cy="{_tenths(y)}" r="{_tenths(radius)}"'
            return f"<circle {place}{_paint(fill, line, width)}/>"
        case Stroke(x1, y1, x2, y2, line, width):
            path = f"M{_tenths(x1)} {_tenths(y1)}L{_tenths(x2)} {_tenths(y2)}"
            return f'<path d="{path}"{_paint("", line, width)}/>'
        case Lettering(x, y, words, size, anchor, colour, weight):
            place = f'x="{_tenths(x)}" y="{_tenths(y)}" text-anchor="{_ANCHORS[anchor]}"{turned}'
            look = f'font-size="{_tenths(size)}" font-weight="{WEIGHTS[weight]}" fill="#{colour}"'
            return f"<text {place} {look}>{escape(words)}</text>"
        case _:
            assert_never(shape)


def _run(run: tuple[int, ...], closed: bool) -> str:
    """From its first point, each by how far it is from the one before."""
    steps = " ".join(map(str, map(sub, run[2:], run)))
    return f"M{run[0]} {run[1]}l{steps}{'z' if closed else ''}"


def _paint(fill: str, line: str, width: float) -> str:
    """Areas are even-odd, lines have round ends and corners."""
    inside = f' fill="#{fill}" fill-rule="evenodd"' if fill else ' fill="none"'
    around = f' stroke="#{line}" stroke-width="{_tenths(width)}" stroke-linecap="round" stroke-linejoin="round"'
    return inside + (around if line else "")
