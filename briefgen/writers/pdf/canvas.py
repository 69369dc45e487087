"""A canvas that tags: words and shapes with their structure elements go in; tagged page streams come out.

Marked content is opened lazily: `mark` says what the next words belong to, and words of the same element on the same
page share one span however many lines they take. While `muted`, all is part of the artifact that was begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from msgspec import Struct, field

from briefgen.writers.pdf.metadata import pdf_text
from briefgen.writers.pdf.objects import Code, PageObject, Raw, TaggedDocument, code_text
from briefgen.writers.pdf.tags import Element

Rect = tuple[float, float, float, float]


class LinkTarget(Struct, eq=False):
    """Where a link leads: an address outside or an anchor inside, and the element that its annotation belongs to."""

    element: Element
    contents: str
    uri: str | None = None
    anchor: str | None = None
    rects: list[Rect] = field(default_factory=list)
    """Where it stands on the page at hand."""


class PlacedLink(Struct, frozen=True):
    """A link to a place inside the document, on its page."""

    page: int
    """From 1."""
    rect: Rect
    anchor: str


class TaggedCanvas:
    """Draws on the pages of a `TaggedDocument`; coordinates are points from the lower left corner.

    ReportLab's own canvas knows no tags; of what it does, nothing would be left, and loading it takes 10 ms.
    """

    def __init__(
        self, document: TaggedDocument, size: tuple[float, float], embed: Callable[[TaggedDocument], None]
    ) -> None:
        self.page_size = size
        self.page = 1
        """The page being drawn, from 1."""
        self.page_of: dict[str, int] = {}
        self.tops: dict[str, float] = {}
        """Anchor to its height on its page."""
        self.placed_links: list[PlacedLink] = []
        self._embed = embed
        self._doc = document
        self._open_page()

    def _open_page(self) -> None:
        self._code: Code = []
        self._annotations: list[bytes] = []
        self._pictures: list[str] = []
        self.key, self._owners = self._doc.tree.new_page()
        self._marked: tuple[Element, str] | None = None
        self._in_text = False
        self._state: dict[str, str] = {}
        self._pen: tuple[float, str, str] | None = None
        self._links: list[LinkTarget] = []
        self.muted = False

    # --- pages ---------------------------------------------------------------------------

    def show_page(self) -> None:
        """The page is drawn; go on to the next."""
        self.unmark()
        for target in self._links:
            self._annotate(target)
        self._doc.addPage(PageObject(self.key, self.page_size, self._code, self._annotations, self._pictures))
        self.page += 1
        self._open_page()

    def finished(self) -> bytes:
        """The whole file; the last page must have been shown."""
        # The page opened after the last one never comes to be.
        self._doc.tree.owners.pop()
        return self._doc.finished(self._embed)

    # --- marks ---------------------------------------------------------------------------

    def mark(self, element: Element, language: str = "") -> None:
        """What is drawn from now on belongs to the element, and is in `language` where that differs from the element's."""
        if self.muted or self._marked == (element, language):
            return
        code, owners = self._code, self._owners
        if self._in_text:  # as `unmark` does, without a call
            code.append("ET")
            self._in_text = False
        if self._marked is not None:
            code.append("EMC")
        mcid = len(owners)
        owners.append(element.index)
        element.mark(self.page - 1, mcid)
        language_entry = f"/Lang{pdf_text(language).decode()}" if language else ""
        code.append(f"/{element.tag}<</MCID {mcid}{language_entry}>>BDC")
        self._marked = (element, language)

    def unmark(self) -> None:
        if self._in_text:
            self.leave_text()
        if self._marked is not None:
            self._code.append("EMC")
            self._marked = None

    @contextmanager
    def artifact(self, properties: str = "") -> Iterator[None]:
        """What is drawn within is furniture or ornament, no part of the text."""
        self.unmark()
        if self.muted:
            yield
            return
        self._code.append(f"/Artifact<<{properties}>>BDC" if properties else "/Artifact BMC")
        self.muted = True
        yield
        self.leave_text()
        self.muted = False
        self._code.append("EMC")

    # --- text and shapes -----------------------------------------------------------------

    def enter_text(self) -> Code:
        """The page's code, inside a text object."""
        if not self._in_text:
            self._code.append("BT")
            self._in_text = True
        return self._code

    def words(self, element: Element, language: str, fill: str, font: str, code: str) -> None:
        """Show words of the element, in this language where it is not the element's own, filled so, in this font."""
        if self._marked != (element, language):
            self.mark(element, language)
        out, state = self._code, self._state
        if not self._in_text:
            out.append("BT")
            self._in_text = True
        if state.get("fill") != fill:
            state["fill"] = fill
            out.append(fill)
        if state.get("font") != font:
            state["font"] = font
            out.append(font)
        out.append(code)

    def leave_text(self) -> None:
        if self._in_text:
            self._code.append("ET")
            self._in_text = False

    def change(self, key: str, operator: str) -> None:
        """Write an operator that sets a part of the graphics state, unless it is set so already."""
        if self._state.get(key) != operator:
            self._state[key] = operator
            self._code.append(operator)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle; `fill` is an operator, see `fill_of`."""
        if self._in_text:
            self.leave_text()
        self.change("fill", fill)
        self._code.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, width: float, colour: str, dash: str = "[]0 d 0 J"
    ) -> None:
        """A straight line in a colour written RRGGBB."""
        if self._in_text:
            self.leave_text()
        self._take_pen(width, colour, dash)
        self._code.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def _take_pen(self, width: float, colour: str, dash: str) -> None:
        if self._pen != (width, colour, dash):
            self._pen = width, colour, dash
            self.change("stroke", stroke_of(colour))
            self.change("width", f"{width:.2f} w")
            self.change("dash", dash)

    def shape(self, path: str, width: float, colour: str, filled: bool) -> None:
        """A closed path, filled and outlined or outlined alone."""
        if self._in_text:
            self.leave_text()
        self._take_pen(width, colour, "[]0 d 0 J")
        if filled:
            self.change("fill", fill_of(colour))
        self._code.append(path + (" b" if filled else " s"))

    @contextmanager
    def apart(self, left: float, top: float, scale: float) -> Iterator[None]:
        """Draw from an upper left corner downward, to a scale; afterwards all is set as it was before."""
        self.leave_text()
        state, pen = self._state.copy(), self._pen
        self._code.append(f"q {scale:g} 0 0 -{scale:g} {left:.2f} {top:.2f} cm 1 j")
        yield
        self._code.append("Q")
        self._state, self._pen = state, pen

    def path(self, path: str, fill: str, line: str, width: float) -> None:
        """A path, filled (even-odd) and outlined in colours written RRGGBB, as far as there are any."""
        if line:
            self._take_pen(width, line, "[]0 d 1 J")
        if fill:
            self.change("fill", fill_of(fill))
        self._code.append(f"{path} {'B*' if fill and line else 'f*' if fill else 'S'}")

    def picture(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """A registered image, scaled into the rectangle."""
        self.leave_text()
        self._pictures.append(name)
        self._code.append(f"q {width:.3f} 0 0 {height:.3f} {x:.2f} {y:.2f} cm /{name} Do Q")

    def late(self, draw: Callable[[TaggedCanvas], None]) -> None:
        """Draw here, but only once all pages are known; the mark stays as it is now."""
        self.leave_text()
        self._code.append(lambda: self._drawn_late(draw))

    def _drawn_late(self, draw: Callable[[TaggedCanvas], None]) -> str:
        self._code, self._state, self._pen, self._in_text, self.muted = ["q"], {}, None, False, True
        draw(self)
        self.leave_text()
        self._code.append("Q")
        return code_text(self._code)

    # --- ways through the document -------------------------------------------------------

    def anchor(self, name: str, top: float) -> None:
        """A place that links and bookmarks lead to; the first of a name counts."""
        if name not in self.page_of:
            self.page_of[name] = self.page
            self.tops[name] = top

    def bookmark(self, level: int, title: str, anchor: str, top: float) -> None:
        """An entry of the outline; no more than one level below the entry before."""
        self._doc.bookmark(level, title, anchor, top)

    def link(self, target: LinkTarget, rect: Rect) -> None:
        """The target's words stand in this rectangle."""
        if self.muted:
            return
        if not target.rects:
            self._links.append(target)
        elif target.rects[-1][1::2] == rect[1::2]:  # more words on the same line
            last = target.rects.pop()
            rect = (min(last[0], rect[0]), rect[1], max(last[2], rect[2]), rect[3])
        target.rects.append(rect)

    def _annotate(self, target: LinkTarget) -> None:
        key = self._doc.tree.new_annotation(target.element)
        goal = self._goal(target)
        data = _annotation(target.rects, target.contents, key)
        number = self._doc.added(Raw(lambda document: data + goal(document) + b">>"))
        self._annotations.append(b"%d 0 R" % number)
        if target.anchor is not None:
            self.placed_links += (PlacedLink(self.page, rect, target.anchor) for rect in target.rects)
        target.element.annotate(self.page - 1, number)
        target.rects = []

    def _goal(self, target: LinkTarget) -> Callable[[Any], bytes]:
        if target.uri is not None:
            action = b"/A<</S/URI/URI" + _address(target.uri) + b">>"
            return lambda _: action
        anchor, page_of, tops = target.anchor or "", self.page_of, self.tops  # not the canvas, which holds the document
        return lambda document: document.destination(anchor, page_of[anchor], tops[anchor])


def _address(uri: str) -> bytes:
    """An address as a string of ASCII, as PDF requires it."""
    from urllib.parse import quote

    return b"<" + quote(uri, safe="%/:=&?~#+!$,;'@()*[]|").encode().hex().encode() + b">"


def _annotation(rects: list[Rect], contents: str, key: int) -> bytes:
    lefts, bottoms, rights, tops = zip(*rects, strict=True)
    area = _edges((min(lefts), min(bottoms), max(rights), max(tops)))
    quads = f"/QuadPoints[{' '.join(map(_quad, rects))}]" if len(rects) > 1 else ""
    said = f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[{' '.join(area)}]{quads}/StructParent {key}/Contents"
    return said.encode() + pdf_text(contents)


def _quad(rect: Rect) -> str:
    x1, y1, x2, y2 = _edges(rect)
    return f"{x1} {y2} {x2} {y2} {x1} {y1} {x2} {y1}"


def _edges(rect: Rect) -> list[str]:
    return [f"{edge:.2f}" for edge in rect]


@cache
def fill_of(colour: str) -> str:
    """The operator that fills in a colour written RRGGBB."""
    return f"{_components(colour)} rg"


@cache
def stroke_of(colour: str) -> str:
    """The operator that draws in a colour written RRGGBB."""
    return f"{_components(colour)} RG"


def _components(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for i in (0, 2, 4))


def square(x: float, y: float, side: float) -> str:
    """The path of a square from its lower left corner."""
    return f"{x:.2f} {y:.2f} {side:.2f} {side:.2f} re"


def disc(x: float, y: float, radius: float) -> str:
    """The path of a circle about its centre."""
    k = radius * 0.5523
    west, left, middle, right, east = [f"{at:.2f}" for at in (x - radius, x - k, x, x + k, x + radius)]
    south, below, centre, above, north = [f"{at:.2f}" for at in (y - radius, y - k, y, y + k, y + radius)]
    return (
        f"{east} {centre} m {east} {above} {right} {north} {middle} {north} c "
        f"{left} {north} {west} {above} {west} {centre} c {west} {below} {left} {south} {middle} {south} c "
        f"{right} {south} {east} {below} {east} {centre} c"
    )
