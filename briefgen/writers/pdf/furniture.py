"""What stands on every page outside the text: running lines and the handling marking, drawn as artifacts."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.document import Furniture, Inlines, Marking
from briefgen.theme import WEIGHTS, MarkingStyle, TextStyle
from briefgen.typeset import Align, Line, TextRun
from briefgen.writers.pdf.blocks import Setting
from briefgen.writers.pdf.canvas import TaggedCanvas, fill_of
from briefgen.writers.pdf.inlines import Look
from briefgen.writers.pdf.lines import paint_line
from briefgen.writers.pdf.pages import Geometry

_HEADER = "/Type/Pagination/Subtype/Header/Attached[/Top]"
_FOOTER = "/Type/Pagination/Subtype/Footer/Attached[/Bottom]"
_AROUND = 4.0
"""From the words of a marking to the edge of its ground, in points."""


@dataclass(slots=True)
class Running:
    """Draws head and foot of a page: `before` its text, `after` it."""

    setting: Setting
    pages: int = 0
    """Known when all pages are there."""

    def before(self, canvas: TaggedCanvas, geometry: Geometry) -> None:
        page = self.setting.theme.page
        with canvas.artifact(_HEADER):
            self._marking(canvas, geometry, geometry.height - page.marking, hangs=True)
            style = self.setting.style("header")
            top = geometry.height - page.header
            self._line(canvas, geometry, self.setting.document.header, style, top - self._baseline(style))

    def after(self, canvas: TaggedCanvas, geometry: Geometry) -> None:
        page = self.setting.theme.page
        with canvas.artifact(_FOOTER):
            style = self.setting.style("footer")
            top = page.footer + style.leading
            self._line(canvas, geometry, self.setting.document.footer, style, top - self._baseline(style))
            self._marking(canvas, geometry, page.marking, hangs=False)

    # --- running lines -------------------------------------------------------------------

    def _line(self, canvas: TaggedCanvas, geometry: Geometry, content: Furniture, style: TextStyle, y: float) -> None:
        if not content.left and not content.right:
            return
        page = canvas.page
        canvas.late(lambda late: self._late(late, geometry, content, style, y, page))

    def _late(
        self, canvas: TaggedCanvas, geometry: Geometry, content: Furniture, style: TextStyle, y: float, page: int
    ) -> None:
        self.setting.inlines.numbers = (page, self.pages)
        right = self._set(content.right, style, geometry.text_width)
        room = geometry.text_width - (right.width + style.size if right else 0.0)
        left = self._set(content.left, style, max(room, 1.0))
        if left:
            paint_line(canvas, self.setting.pen.fonts, left, geometry.left, y)
        if right:
            x = geometry.left + geometry.text_width - right.width
            paint_line(canvas, self.setting.pen.fonts, right, x, y)

    def _set(self, inlines: Inlines, style: TextStyle, width: float) -> Line | None:
        """One line of the words; what does not fit it is left out, since the margin has no room for more."""
        metadata = self.setting.document.metadata
        items = self.setting.inlines.items(inlines, style, self.setting.tree.root, metadata.language)
        found = self.setting.prepare(items, metadata.language).lines(width, "start")
        return found[0] if found else None

    def _baseline(self, style: TextStyle) -> float:
        ascent, descent = self.setting.pen.fonts.reach(style)
        return (style.leading - ascent - descent) / 2 + ascent

    # --- the marking ---------------------------------------------------------------------

    def _marking(self, canvas: TaggedCanvas, geometry: Geometry, edge: float, hangs: bool) -> None:
        """The marking between the margins; its line box hangs below the edge or stands on it."""
        marking = self.setting.document.marking
        if marking is None:
            return
        theme = self.setting.theme
        look = theme.marking(marking.scheme, marking.text)
        style = self.setting.style((theme.markings.get(marking.scheme) or theme.markings["custom"]).text)
        lines = self._marking_lines(marking, look, style, geometry.text_width - 2 * _AROUND)
        top = edge if hangs else edge + style.leading * len(lines)
        for index, line in enumerate(lines):
            left = geometry.left + _offset(look.align, geometry.text_width, line.width, bool(look.fill))
            line_top = top - index * style.leading
            if look.fill:
                ground = fill_of(theme.colour(look.fill))
                canvas.box(left - _AROUND, line_top - style.leading, line.width + 2 * _AROUND, style.leading, ground)
            paint_line(canvas, self.setting.pen.fonts, line, left, line_top - self._baseline(style))

    def _marking_lines(self, marking: Marking, look: MarkingStyle, style: TextStyle, width: float) -> list[Line]:
        code = self.setting.document.metadata.language
        words = Look(fill_of(self.setting.theme.colour(look.colour)), self.setting.tree.root, "")
        run = TextRun(marking.text, style.size, WEIGHTS[style.weight], style.italic, code, False, 0.0, words)
        return self.setting.prepare([run], code).lines(width, "start")


def _offset(align: Align, room: float, width: float, filled: bool) -> float:
    """Where words of a width begin in the room; those with a ground keep its edge within."""
    inset = _AROUND if filled else 0.0
    match align:
        case "center":
            return (room - width) / 2
        case "end":
            return room - width - inset
        case _:
            return inset
