"""A document and a theme go in; the bytes of a tagged PDF, where its anchors came to lie, and what could not be honoured come out.

The file conforms to PDF/UA-1 and PDF/A-2a, or to PDF/UA-2 and PDF/A-4f where the theme asks for them. Nothing in it comes from the clock, the machine or the order of a set.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import astuple, replace

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.document import (
    Blocks,
    Document,
    Layout,
    Section,
    Table,
    is_backward,
    walk,
    without_link,
)
from briefgen.lazy_patterns import lazy_pattern
from briefgen.theme import Theme
from briefgen.typeset import MissingGlyph, Typesetter
from briefgen.writers.fitting import fitted
from briefgen.writers.logo import PlacedLogo, placed_logo
from briefgen.writers.pdf.blocks import spaces, stack_blocks
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.canvas import PlacedLink, TaggedCanvas
from briefgen.writers.pdf.fonts import FontBook
from briefgen.writers.pdf.furniture import Running
from briefgen.writers.pdf.inlines import InlineSetter
from briefgen.writers.pdf.lines import Pen
from briefgen.writers.pdf.objects import TaggedDocument
from briefgen.writers.pdf.pages import Geometry, Paginator
from briefgen.writers.pdf.pictures import Album
from briefgen.writers.pdf.setting import Frame, Setting
from briefgen.writers.typefaces import typesetter_for

_LAST = 5
"""Lines that the last page holds at least, if it can be helped."""
_LISTED = 3
"""Characters without a glyph that a finding names."""
_SCRIPT = lazy_pattern(
    r"(.+?)(?: SUBJOINED| COMBINING| CAPITAL| SMALL| SYLLABICS| VOWEL| SIGN| LETTER| SYLLABLE| DIGIT| NUMBER)"
)
_P = TypeVar("_P", bound=Paginator)
LocateText = Callable[[str], Place]
"""Finds the place at which a character or an address first stands in what the document was made from."""


class PdfResult(Struct, frozen=True):
    """A written PDF."""

    data: bytes
    layout: Layout
    """Of the document's blocks."""
    diagnostics: tuple[Diagnostic, ...]
    sizes: tuple[tuple[float, float], ...] = ()
    """Width and height of each page."""
    links: tuple[PlacedLink, ...] = ()
    """Those to places inside it."""
    tops: Mapping[str, float] = {}
    """Anchor to its height on its page, in points from the lower edge."""


def write_pdf(
    document: Document,
    theme: Theme,
    typesetter: Typesetter | None = None,
    locate: LocateText = lambda _: Place(""),
) -> PdfResult:
    """Write the document. A typesetter that is given again sets words faster that it has met before."""
    typesetter = typesetter or typesetter_for(theme)
    document, theme, _ = astuple(fitted(document, theme, typesetter))
    pages = begin_pages(document, theme, typesetter, Paginator)
    lay_out_all(pages)
    return pages.result(locate)


class Pages(Struct, Generic[_P]):
    """A document on its pages, and what it was set with."""

    file: TaggedDocument
    canvas: TaggedCanvas
    setting: Setting
    paginator: _P
    running: Running

    def result(self, locate: LocateText) -> PdfResult:
        self.running.pages = len(self.file.page_objects)
        return PdfResult(
            self.canvas.finished(),
            _layout(self.setting, self.paginator, self.running.pages),
            (*_diagnostics(self.setting, locate), *_too_long(self.setting, self.paginator)),
            tuple(page.size for page in self.file.page_objects),
            tuple(self.canvas.placed_links),
            self.canvas.tops,
        )


def begin_pages(document: Document, theme: Theme, typesetter: Typesetter, paginated: type[_P]) -> Pages[_P]:
    """Nothing on its pages yet, and what is to fill them."""
    file = TaggedDocument(document.metadata, document.marking.text if document.marking else "", theme.pdf == "ua-2")
    fonts = FontBook(typesetter)
    geometry = Geometry.of(theme.page, "portrait")
    canvas = TaggedCanvas(file, (geometry.width, geometry.height), fonts.embed)
    inlines = InlineSetter(theme, file.tree, frozenset(_anchors(document.blocks)), [])
    setting = Setting(document, theme, typesetter, file.tree, Pen(theme, fonts), inlines, Album(file), canvas.page_of)
    logo = placed_logo(theme)
    running = Running(setting, logo)
    # Where there is a limit of pages, what is too much is reported as it falls.
    least = 0.0 if document.page_limit else _LAST * setting.style("body").leading
    backward = is_backward(document.metadata.language)
    if backward and theme.pdf_direction:
        file.read_from_right()
    paginator = paginated(
        canvas, theme.page, running.before, running.after, document.page_limit, least, backward, _room_for(logo)
    )
    return Pages(file, canvas, setting, paginator, running)


def lay_out_all(pages: Pages[_P]) -> None:
    """Set the document on its pages."""
    space = 0.0
    for section in sections(pages.setting.document.blocks):
        space = lay_out(pages.setting, pages.paginator, section, space)
    pages.paginator.finish()


def _room_for(logo: PlacedLogo | None) -> Callable[[int], float]:
    """How much lower the text of a page begins."""
    return lambda page: logo.room if logo and logo.is_on(page) else 0.0


def _layout(setting: Setting, paginator: Paginator, pages: int) -> Layout:
    return Layout(
        pages,
        dict(setting.page_of),
        setting.shares,
        frozenset(setting.divided),
        frozenset(paginator.continued),
        frozenset(paginator.moved),
        frozenset(each for group in setting.groups if group.whole for each in group.paragraphs[:-1]),
    )


def sections(blocks: Blocks) -> Iterator[Section]:
    """The document as sections: its own, and those that its other blocks make up between them."""
    between: list[object] = []
    for block in blocks:
        if not isinstance(block, Section):
            between.append(block)
            continue
        if between:
            yield Section(tuple(between))  # type: ignore[arg-type]
            between = []
        yield block
    if between:
        yield Section(tuple(between))  # type: ignore[arg-type]


def lay_out(setting: Setting, paginator: Paginator, section: Section, above: float) -> float:
    """Set a section's blocks on pages of its orientation, in its columns; from the space above it to that below it."""
    paginator.turn(section.orientation)
    geometry = paginator.geometry
    gap = setting.theme.page.column_gap
    width = (geometry.text_width - gap * (section.columns - 1)) / section.columns
    frame = Frame(0.0, width, geometry.text_height, setting.document.metadata.language)
    boxes = after(above, stack_blocks(setting, section.blocks, frame, setting.tree.root))
    if section.columns == 1:
        paginator.flow(boxes)
    else:
        paginator.columns(boxes, section.columns, width + gap)
    return spaces(setting, section, frame)[1]


def after(space: float, boxes: Iterator[Box]) -> Iterator[Box]:
    """The boxes, the first of them with no less than this space above."""
    for box in boxes:
        box.gap = max(box.gap, space)
        yield box
        yield from boxes


def _anchors(blocks: Blocks) -> Iterator[str]:
    """Those of blocks and of rows."""
    for block in walk(blocks):
        for each in (block, *block.rows) if isinstance(block, Table) else (block,):
            if anchor := getattr(each, "anchor", None):
                yield anchor


# --- what could not be honoured ----------------------------------------------------------


def _diagnostics(setting: Setting, locate: LocateText) -> Iterator[Diagnostic]:
    yield from _no_glyphs(setting.missing, locate)
    for target in dict.fromkeys(setting.inlines.lost):
        message = f"a reference leads to {target!r}, which the document does not have"
        yield Diagnostic("BG706", message, Place(""), Severity.ERROR)
    for uri in dict.fromkeys(setting.inlines.unlinked):
        yield replace(_warning("BG703", without_link(uri)), place=locate(uri))
    for role in setting.inlines.plain_roles:
        yield _warning("BG707", f"the theme has no look for the role {role!r}; it is set like body text")
    if setting.album.unreadable:
        yield _warning("BG708", "a picture cannot be read; its alternative text stands in its place")


def _too_long(setting: Setting, paginator: Paginator) -> Iterator[Diagnostic]:
    """What to shorten, and by how much, where there is more than the pages hold."""
    limit, found = setting.document.page_limit, paginator.excess.lines(setting.style("body").leading)
    if limit is None or not found:
        return
    page, total = ("page", "pages")[limit > 1], sum(found.values())
    line = ("line", "lines")[total > 1]
    parts = [f"what stands under “{title}” by {count}" for title, count in found.items() if title]
    hint = f"Shorten {' and '.join(parts)}, or what stands before." if parts else ""
    yield _warning("BG709", f"{total} {line} more than {limit} {page} can hold", hint)


def _no_glyphs(found: Iterable[MissingGlyph], locate: LocateText) -> Iterator[Diagnostic]:
    """One finding for each script, where its first character stands."""
    scripts: dict[str, dict[str, MissingGlyph]] = {}
    for missing in found:
        scripts.setdefault(_script(missing), {}).setdefault(missing.character, missing)
    for script, characters in scripts.items():
        first, *_ = characters
        listed = ", ".join(map(_named, [*characters.values()][:_LISTED]))
        more = f" and {len(characters) - _LISTED} more" if len(characters) > _LISTED else ""
        which = f"the {script} " if script else ""
        few = f"character{'s' if len(characters) > 1 else ''}"
        yield replace(
            _warning("BG701", f"no font has {which}{few} {listed}{more}", _remedy(characters[first])),
            place=locate(first),
        )


def _named(missing: MissingGlyph) -> str:
    code = f"U+{ord(missing.character):04X}"
    return f"{missing.character} ({code})" if missing.name == code else f"{missing.character} ({code} {missing.name})"


def _script(missing: MissingGlyph) -> str:
    """The script of a letter, as its name has it; "" for signs and for what has no name."""
    if missing.extra == "cjk":
        return "Chinese, Japanese or Korean"
    match = _SCRIPT.match(missing.name) if unicodedata.category(missing.character)[0] in "LM" else None
    return match[1].title() if match else ""


def _remedy(missing: MissingGlyph) -> str:
    theme = "name a font that has it under fonts.fallback in the theme"
    return f"pip install 'briefgen[{missing.extra}]', or {theme}" if missing.extra else theme


def _warning(code: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, message, Place(""), Severity.WARNING, hint)
