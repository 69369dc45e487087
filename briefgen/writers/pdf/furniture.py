"""What stands on every page outside the text: running lines and the handling marking, drawn as artifacts."""

from __future__ import annotations

from msgspec import Struct, field

from briefgen.document import Furniture, Inlines, PageCount, PageNumber, Text, is_backward
from briefgen.theme import Length, TextStyle
from briefgen.typeset import Align, Item, Line
from briefgen.writers.logo import PlacedLogo
from briefgen.writers.pdf.blocks import single_line
from briefgen.writers.pdf.canvas import TaggedCanvas, fill_of
from briefgen.writers.pdf.lines import paint_line
from briefgen.writers.pdf.pages import Geometry
from briefgen.writers.pdf.setting import Setting

_HEADER = "/Type/Pagination/Subtype/Header/Attached[/Top]"
_FOOTER = "/Type/Pagination/Subtype/Footer/Attached[/Bottom]"
_AROUND = 4.0
"""From the words of a marking to the edge of its ground, in points."""


class Running(Struct):
    """Draws head and foot of a page: `before` its text, `after` it."""

    setting: Setting
    logo: PlacedLogo | None = None
    pages: int = 0
    """Known when all pages are there."""
    lines: dict[tuple[int, float], tuple[Inlines, Line | None]] = field(default_factory=dict)
    """Lines that are the same on every page."""
    marked: dict[float, list[Line]] = field(default_factory=dict)
    """The marking's lines by the room that they have."""

    def before(self, canvas: TaggedCanvas, geometry: Geometry) -> None:
        page = self.setting.theme.page
        with canvas.artifact(_HEADER):
            self._marking(canvas, geometry, geometry.height - page.marking, hangs=True)
            style = self.setting.style("header")
            top = self._logo(canvas, geometry, geometry.height - page.header)
            self._line(canvas, geometry, self.setting.document.header, style, top)

    def after(self, canvas: TaggedCanvas, geometry: Geometry) -> None:
        page = self.setting.theme.page
        with canvas.artifact(_FOOTER):
            style = self.setting.style("footer")
            self._line(canvas, geometry, self.setting.document.footer, style, page.footer + style.leading)
            self._marking(canvas, geometry, page.marking, hangs=False)
        self.setting.pen.fonts.forget_words()

    def _logo(self, canvas: TaggedCanvas, geometry: Geometry, top: float) -> float:
        """Draw the logo where it belongs on the page; from its upper edge to that of what stands below."""
        logo = self.logo
        image = self.setting.album.add(logo.image.data) if logo and logo.is_on(canvas.page) else None
        if logo is None or image is None:
            return top
        canvas.picture(image.name, geometry.left, top - logo.height, logo.width, logo.height)
        return top - logo.room

    # --- running lines -------------------------------------------------------------------

    def _line(self, canvas: TaggedCanvas, geometry: Geometry, content: Furniture, style: TextStyle, top: float) -> None:
        page = canvas.page
        if not (content.left or content.right) or (page == 1 and not content.first):
            return
        y = top - self.setting.pen.fonts.baseline(style)
        canvas.late(lambda late: self._late(late, geometry, content, style, y, page))

    def _late(
        self, canvas: TaggedCanvas, geometry: Geometry, content: Furniture, style: TextStyle, y: float, page: int
    ) -> None:
        self.setting.inlines.numbers = (page, self.pages)
        second = self._kept(content.right, style, geometry.text_width)
        room = geometry.text_width - (second.width + style.size if second else 0.0)
        first = self._kept(content.left, style, room)
        backward = is_backward(self.setting.document.metadata.language)
        for line, at_right in ((first, backward), (second, not backward)):
            if line:
                x = geometry.left + (geometry.text_width - line.width if at_right else 0.0)
                paint_line(canvas, self.setting.pen.fonts, line, x, y)

    def _kept(self, inlines: Inlines, style: TextStyle, room: float) -> Line | None:
        """The line set for an earlier page, unless numbers stand in it."""
        key = (id(inlines), room)
        if key not in self.lines:
            line = self._set(inlines, style, room)
            if _has_numbers(inlines):
                return line
            self.lines[key] = (inlines, line)
        return self.lines[key][1]

    def _set(self, inlines: Inlines, style: TextStyle, room: float) -> Line | None:
        """The words in one line, smaller if a single word is too long for it."""
        code = self.setting.document.metadata.language
        prepared = self.setting.prepare(self._items(inlines, style), code)
        if prepared.natural_width > room:
            fitting = style.model_copy(
                update={"size": Length(style.size * max(room, 1.0) / (prepared.natural_width + 1))}
            )
            prepared = self.setting.prepare(self._items(inlines, fitting), code)
        return single_line(prepared) if inlines else None

    def _items(self, inlines: Inlines, style: TextStyle) -> list[Item]:
        metadata = self.setting.document.metadata
        return self.setting.inlines.items(inlines, style, self.setting.tree.root, metadata.language)

    # --- the marking ---------------------------------------------------------------------

    def _marking(self, canvas: TaggedCanvas, geometry: Geometry, edge: float, hangs: bool) -> None:
        """The marking between the margins; its lines hang below the edge or stand on it."""
        marking = self.setting.document.marking
        if marking is None:
            return
        theme = self.setting.theme
        look = theme.marking(marking.scheme, marking.text)
        style = self.setting.style((theme.markings.get(marking.scheme) or theme.markings["custom"]).text)
        room = geometry.text_width - 2 * _AROUND
        if room not in self.marked:
            coloured = style.model_copy(update={"colour": look.colour})
            made = (self._set((Text(words),), coloured, room) for words in marking.lines or (marking.text,))
            self.marked[room] = [line for line in made if line]
        lines = self.marked[room]
        top = edge if hangs else edge + len(lines) * style.leading
        for line in lines:
            left = geometry.left + _offset(look.align, geometry.text_width, line.width, bool(look.fill))
            if look.fill:
                ground = fill_of(theme.colour(look.fill))
                canvas.box(left - _AROUND, top - style.leading, line.width + 2 * _AROUND, style.leading, ground)
            paint_line(canvas, self.setting.pen.fonts, line, left, top - self.setting.pen.fonts.baseline(style))
            top -= style.leading


def _has_numbers(inlines: Inlines) -> bool:
    """Whether a page's number, or that of all pages, stands among the words."""
    return any(
        isinstance(inline, PageNumber | PageCount) or _has_numbers(getattr(inline, "children", ()))
        for inline in inlines
    )


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
