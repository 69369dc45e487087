"""A document and its theme go in; both come out with running lines and a marking that fit their pages, for all writers alike.

A running line that is too long is set smaller, down to a least size, and is cut with an ellipsis beyond it. A marking is
never cut: it takes more lines, and the page's header, footer and margins move in by as much.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from briefgen.document import Banner, Document, Furniture, Inline, Inlines, PageCount, PageNumber, Text
from briefgen.theme import WEIGHTS, Length, Page, TextStyle, Theme
from briefgen.typeset import TextRun, Typesetter

_LEAST = 6.5
"""Type of running lines is no smaller, in points."""
_STEP = 0.5
"""Word knows half points."""
_AROUND = 4.0
"""From the words of a marking to the edge of its ground, in points."""
_ELLIPSIS = "…"
_SHORTEST = 3
"""Words of a running line that stay at least, whatever room there is."""


class Fitted(Struct, frozen=True):
    """A document and a theme that suit each other."""

    document: Document
    theme: Theme
    cut: tuple[str, ...] = ()
    """The words of running lines that were cut."""


def fitted(document: Document, theme: Theme, typesetter: Typesetter) -> Fitted:
    """What fits already comes out as it is, the very same."""
    ruler = _Ruler(typesetter, document.metadata.language)
    width = theme.page.width - theme.page.margins.left - theme.page.margins.right
    sizes: dict[str, float] = {}
    cut: list[str] = []
    lines = {}
    for role, line in (("header", document.header), ("footer", document.footer)):
        style = theme.styles.get(role) or theme.styles["body"]
        size, lines[role] = _running_line(ruler, line, style, width)
        if size != style.size and role in theme.styles:
            sizes[role] = size
        cut += _cut(line, lines[role])
    marking = document.marking and _marking(ruler, document.marking, theme, width - 2 * _AROUND)
    more = len(marking.lines) - 1 if marking and marking != document.marking else 0
    if (lines["header"], lines["footer"], marking) != (document.header, document.footer, document.marking):
        document = replace(document, header=lines["header"], footer=lines["footer"], marking=marking)
    return Fitted(document, _theme(theme, sizes, more * marking_style(theme, marking).leading), tuple(cut))


def marking_style(theme: Theme, marking: Banner | None) -> TextStyle:
    """The text style of a marking."""
    styles = theme.markings.get(marking.scheme if marking else "custom") or theme.markings["custom"]
    return theme.styles.get(styles.text) or theme.styles["body"]


class _Ruler(Struct):
    typesetter: Typesetter
    language: str

    def width(self, words: str, style: TextStyle, size: float = 0.0) -> float:
        """How wide words are in one line."""
        run = TextRun(
            words, size or style.size, WEIGHTS[style.weight], style.italic, self.language, style.tabular, 0.0, None
        )
        return self.typesetter.prepare([run], self.language).natural_width if words else 0.0


# --- running lines -----------------------------------------------------------------------


def _running_line(ruler: _Ruler, line: Furniture, style: TextStyle, room: float) -> tuple[float, Furniture]:
    """The type size at which a line fits, and the line; cut where it fits at none."""
    left, right = _words(line.left), _words(line.right)
    gap = style.size if left and right else 0.0
    size = float(style.size)
    while ruler.width(left, style, size) + ruler.width(right, style, size) + gap > room:
        if size - _STEP < _LEAST:
            return size, _shortened(ruler, line, style, size, room - gap)
        size -= _STEP
    return size, line


def _shortened(ruler: _Ruler, line: Furniture, style: TextStyle, size: float, room: float) -> Furniture:
    """What stands right keeps up to half the line; what stands left has the rest."""
    least = min(ruler.width(_words(line.left), style, size), room / 2)
    right = _in_room(ruler, line.right, style, size, room - least)
    left = _in_room(ruler, line.left, style, size, room - ruler.width(_words(right), style, size))
    return Furniture(left, right, line.first)


def _in_room(ruler: _Ruler, inlines: Inlines, style: TextStyle, size: float, room: float) -> Inlines:
    """As many of the words as the room holds, with an ellipsis after them."""
    words = _words(inlines)
    if ruler.width(words, style, size) <= room:
        return inlines
    parts = words.split()
    low, high = min(_SHORTEST, len(parts)), len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        short = " ".join(parts[:middle]) + _ELLIPSIS
        low, high = (middle, high) if ruler.width(short, style, size) <= room else (low, middle - 1)
    return tuple(_first(inlines, sum(map(len, parts[:low])) + low - 1))


def _first(inlines: Inlines, length: int) -> Iterator[Inline]:
    """The first characters of inlines, each in its look; an ellipsis ends them."""
    for inline in inlines:
        words = _words((inline,))
        if len(words) < length:
            yield inline
            length -= len(words)
            continue
        yield _with_words(inline, " ".join(words.split())[:length].rstrip(" ,;:–—-") + _ELLIPSIS)
        return


def _with_words(inline: Inline, words: str) -> Inline:
    """An inline with other words in its own look."""
    if isinstance(inline, Text):
        return Text(words)
    children = getattr(inline, "children", ())
    return replace(inline, children=(Text(words),)) if children else Text(words)


def _words(inlines: Inlines) -> str:
    """The words of a running line as they are measured: page numbers as two figures."""
    parts = []
    for inline in inlines:
        if isinstance(inline, Text):
            parts.append(inline.text)
        elif isinstance(inline, PageNumber | PageCount):
            parts.append("00")
        else:
            inner: Inlines = getattr(inline, "shown", ()) or getattr(inline, "children", ())
            parts.append(_words(inner))
    return "".join(parts)


def _cut(before: Furniture, after: Furniture) -> Iterator[str]:
    for old, new in ((before.left, after.left), (before.right, after.right)):
        if old != new:
            yield _words(old)


# --- the marking -------------------------------------------------------------------------


def _marking(ruler: _Ruler, marking: Banner, theme: Theme, room: float) -> Banner:
    style = marking_style(theme, marking)
    if marking.lines or ruler.width(marking.text, style) <= room:
        return marking
    return replace(marking, lines=tuple(_broken(ruler, marking.text, style, room)))


def _broken(ruler: _Ruler, words: str, style: TextStyle, room: float) -> Iterator[str]:
    """Lines as full as they can be, broken at blanks and after slashes."""
    line = ""
    for part in words.replace("//", "//\n").replace(" ", " \n").split("\n"):
        if line and ruler.width((line + part).rstrip(), style) > room:
            yield line.rstrip()
            line = ""
        line += part
    if line:
        yield line.rstrip()


def _theme(theme: Theme, sizes: dict[str, float], more: float) -> Theme:
    if not sizes and not more:
        return theme
    styles = {
        role: style.model_copy(update={"size": Length(sizes[role])}) if role in sizes else style
        for role, style in theme.styles.items()
    }
    return theme.model_copy(update={"styles": styles, "page": _moved(theme.page, more)})


def _moved(page: Page, more: float) -> Page:
    margins = page.margins
    moved = {"top": Length(margins.top + more), "bottom": Length(margins.bottom + more)}
    edges = {"header": Length(page.header + more), "footer": Length(page.footer + more)}
    return page.model_copy(update={**edges, "margins": margins.model_copy(update=moved)})
