"""Set lines on the page: a line and a place go in; glyphs, highlights, gauges and link areas are drawn there.

A line box is as high as the style's leading; its baseline lies where the words stand in its middle, as Word sets lines
of exact height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.typeset import Line, PlacedBox, ShapedRun
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.canvas import TaggedCanvas, disc, fill_of, square
from briefgen.writers.pdf.inlines import HighlightLook, RunLook, Sign

if TYPE_CHECKING:
    from briefgen.theme import KindStyle, LinePattern, Theme
    from briefgen.writers.pdf.fonts import FontBook

_ABOVE, _BELOW = 0.93, 0.27
"""The reach of a highlight or link area over and under the baseline, in type sizes."""
_LEVEL = 1.5
"""From the line of one highlight to that of the next inner one, in points."""


class Pen(Struct):
    """What drawing lines needs."""

    theme: Theme
    fonts: FontBook


class LineBox(Box):
    """One line of a paragraph, with what stands in the margin beside it."""

    beside: tuple[tuple[float, Line, float], ...] = ()
    """Lines that read before this one, each with its indent and the height of its baseline."""
    rule: tuple[float, float, float, str] | None = None
    """Left, right, thickness and colour of a line below."""
    plain = False
    """Whether it is known that nothing is highlighted."""

    def __init__(self, pen: Pen, line: Line, indent: float, height: float, baseline: float) -> None:
        self.height = height
        self.pen = pen
        self.line = line
        self.indent = indent
        self.baseline = baseline
        """From the top of the box."""

    def under(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        if not self.plain:
            paint_highlights(canvas, self.pen.theme, self.line, x + self.indent, top - self.baseline)
        if self.rule is not None:
            left, right, width, colour = self.rule
            y = top - self.height
            canvas.rule(x + left, y, x + right, y, width, colour)

    def paint(self, canvas: TaggedCanvas, x: float, top: float) -> None:
        for indent, line, baseline in self.beside:
            paint_line(canvas, self.pen.fonts, line, x + indent, top - baseline)
        paint_line(canvas, self.pen.fonts, self.line, x + self.indent, top - self.baseline)


def paint_line(canvas: TaggedCanvas, fonts: FontBook, line: Line, x: float, baseline: float) -> None:
    """Draw a line's words and gauges in reading order, each under its element."""
    for part in line.parts:
        if isinstance(part, PlacedBox):
            paint_sign(canvas, part, x, baseline)
            continue
        words, run, left = part
        _, size, _, _, _, _, rise, data, _ = run
        look: RunLook = data  # type: ignore[assignment] # as every run of ours has
        fonts.show(canvas, words, look, size, x + left, baseline + rise)
        if look.target is not None:
            link_words(canvas, part, x, baseline)


def link_words(canvas: TaggedCanvas, span: ShapedRun, x: float, baseline: float) -> None:
    """Make the place of words a part of their link's area."""
    run = span.run
    look = run.data
    assert isinstance(look, RunLook) and look.target is not None  # noqa: S101 - asked before
    left, right = extent(span)
    canvas.link(look.target, (x + left, baseline - _BELOW * run.size, x + right, baseline + _ABOVE * run.size))


def extent(span: ShapedRun) -> tuple[float, float]:
    """Its left and right edge, blanks after the last word and the space before another script left out."""
    last = span.words[-1]
    right = span.x + span.width - last.script_space * span.run.size / 1000
    blanks = len(last.text) - len(last.text.rstrip(" "))
    if blanks and not last.rtl:
        right -= blanks * last.face.advance(last.face.nominal(32) or 0) * span.run.size / 1000
    return span.x, right


def paint_highlights(canvas: TaggedCanvas, theme: Theme, line: Line, x: float, baseline: float) -> None:
    """The tint of the innermost highlight behind the words, and lines below them: the outermost's and the innermost's."""
    for part in line.parts:
        if isinstance(part, ShapedRun) and part.run.data.highlights:  # type: ignore[attr-defined]
            break
    else:
        return
    marked = list(_highlighted(line))
    for left, right, size, looks in marked:
        if looks[-1].quiet:
            continue
        tint = theme.colour(theme.kinds[looks[-1].kind].tint)
        bottom = baseline - _BELOW * size
        canvas.box(x + left, bottom, right - left, (_ABOVE + _BELOW) * size, fill_of(tint))
    for left, right, size, looks in marked:
        shown = looks if len(looks) < 3 else (looks[0], looks[-1])
        for level, look in enumerate(shown):
            y = baseline - _BELOW * size - level * _LEVEL
            _underline(canvas, theme, theme.kinds[look.kind], (x + left, x + right), y)


_DASHES: dict[LinePattern, str] = {
    "solid": "[]0 d 0 J",
    "dashed": "[3.5 1.5]0 d 0 J",
    "dotted": "[0 2]0 d 1 J",
    "dash-dotted": "[4 1.5 0 1.5]0 d 1 J",
    "thick": "[]0 d 0 J",
}
_THICK, _DOTTED = 2.2, 1.3
"""How much thicker than its style says a line is: that pattern, and dots, which cover less."""


def _underline(canvas: TaggedCanvas, theme: Theme, style: KindStyle, ends: tuple[float, float], y: float) -> None:
    wider = {"thick": _THICK, "dotted": _DOTTED}.get(style.pattern, 1.0)
    canvas.rule(ends[0], y, ends[1], y, style.line * wider, theme.colour(style.colour), _DASHES[style.pattern])


def _highlighted(line: Line) -> Iterator[tuple[float, float, float, tuple[HighlightLook, ...]]]:
    """Neighbouring words under the same highlights: left, right, type size and the highlights."""
    group: list[ShapedRun] = []
    over: tuple[HighlightLook, ...] = ()
    for part in _without_blank_end(line.parts):
        kinds = _kinds(part)
        if group and kinds != over:
            yield _group(group, over, goes_on=bool(kinds))
            group = []
        if kinds and isinstance(part, ShapedRun):
            group.append(part)
            over = kinds
    if group:
        yield _group(group, over, goes_on=False)


def _without_blank_end(parts: Sequence[ShapedRun | PlacedBox]) -> Sequence[ShapedRun | PlacedBox]:
    """The parts of a line without blanks after the last word, which stand where a line from right to left ends."""
    end = len(parts)
    while end and isinstance(part := parts[end - 1], ShapedRun) and all(word.text.isspace() for word in part.words):
        end -= 1
    return parts[:end]


def _kinds(part: ShapedRun | PlacedBox) -> tuple[HighlightLook, ...]:
    look = part.run.data if isinstance(part, ShapedRun) else None
    return look.highlights if isinstance(look, RunLook) else ()


def _group(
    group: list[ShapedRun], over: tuple[HighlightLook, ...], goes_on: bool
) -> tuple[float, float, float, tuple[HighlightLook, ...]]:
    """Blanks after the last word are left out unless another highlight follows, to which they lead over."""
    lefts, rights = zip(*map(extent, group), strict=True)
    followed = group if goes_on else group[:-1]
    right = max([*rights, *[span.x + span.width for span in followed]])
    return min(lefts), right, max([span.run.size for span in group]), over


def paint_sign(canvas: TaggedCanvas, placed: PlacedBox, x: float, baseline: float) -> None:
    """A gauge: squares of which one is filled, or dots that are filled up to the step."""
    sign = placed.box.data
    assert isinstance(sign, Sign)  # noqa: S101 - every box of ours carries one
    canvas.mark(sign.element)
    canvas.leave_text()
    size, line = sign.style.size, sign.style.line
    for step in range(1, sign.gauge.steps + 1):
        place = sign.gauge.steps - step if sign.backward else step - 1
        left = x + placed.x + place * (size + sign.style.gap)
        if sign.gauge.role == "likelihood":
            path, filled = square(left + line / 2, baseline + line / 2, size - line), step == sign.gauge.step
        else:
            path, filled = disc(left + size / 2, baseline + size / 2, (size - line) / 2), step <= sign.gauge.step
        canvas.shape(path, line, sign.colour, filled)
