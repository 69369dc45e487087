"""The organisation's reference document and the styles that a packet takes from it go in; its defects come out, as findings of that file.

The packet cannot fix them without changing the organisation's look: they are for whoever keeps the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from msgspec import Struct

from briefgen.contrast import LEAST_CONTRAST, contrast_ratio
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.theme import Theme
from briefgen.writers.word.intake import FONT_TABLE_PART
from briefgen.writers.word.pages import PageSetup
from briefgen.writers.word.reference_document import Opened
from briefgen.writers.word.wml import NUMBER

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_LARGE_CONTRAST = 3.0
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{6}")
_LARGE, _LARGE_BOLD = 36, 28
"""Half points from which type counts as large."""
_MODE = 15
_OFF = ("0", "false", "off")


def defects(
    opened: Opened, page: PageSetup, running: list[Any], used: Iterable[str], theme: Theme
) -> Iterator[Diagnostic]:
    """What is wrong with the reference document: in its headers and footers, its settings, and the styles used."""
    word, place = opened.word, Place(str(theme.reference_docx))
    found = [*_paper(page, theme), *_language(word), *_running(running), *_settings(word), *_contrasts(word, used)]
    yield from (Diagnostic("BG618", message, place, Severity.NOTE, hint) for message, hint in _text(opened))
    yield from (Diagnostic("BG617", message, place, Severity.WARNING, hint) for message, hint in found)
    yield from (Diagnostic("BG619", message, place, Severity.WARNING, hint) for message, hint in _left(opened, running))
    yield from (Diagnostic("BG620", message, place, Severity.NOTE, hint) for message, hint in _repaired(opened))


Defect = tuple[str, str]
"""What is wrong, and what would fix it."""


def _text(opened: Opened) -> Iterator[Defect]:
    if opened.intake.has_text:
        yield (
            "the text in its body is left out of packets",
            "Only its pages, headers, footers and styles are used. Take the text out to be rid of this note.",
        )


def _left(opened: Opened, running: list[Any]) -> Iterator[Defect]:
    """What its headers and footers hold that no packet takes, and what its pages do that the PDF's do not."""
    hint = "Take it out, or put plain text or a picture (PNG or JPEG) in its place."
    for part in running:
        name = "header" if part.element.tag == qn("w:hdr") else "footer"
        for each in opened.intake.left.get(str(part.partname), ()):
            yield f"left out of its {name}: {each}", hint
    for each in opened.intake.left.get(FONT_TABLE_PART, ()):
        yield f"left out: {each}", "Embed the font again from its source, or leave it out in Word: Options, Save."
    grids = [each.get(qn("w:type"), "default") for each in opened.word.element.body.iter(qn("w:docGrid"))]
    if grids and grids[-1] != "default":
        yield (
            "its document grid is left out: lines of a packet stand as its styles say, so that they do so in the PDF too",
            "In Word: Layout, Page Setup, Document Grid, No grid.",
        )
    sheets = [*opened.word.sections]
    if sheets and (sheets[-1].page_width or 0) > (sheets[-1].page_height or 0):
        yield (
            "its pages lie on their side; those of packets stand upright, as the PDF's do",
            "In Word: Layout, Orientation, Portrait. A template turns single pages, by `::: landscape`.",
        )
    last = opened.word.sections[-1]._sectPr if sheets else ()
    for each in last:
        left = _NOT_TAKEN.get(each.tag.partition("}")[2])
        if left is not None and left.asks(each):
            yield left.message, left.hint


class _NotTaken(Struct, frozen=True):
    """Something that a section asks for and no packet does."""

    asks: Callable[[Any], bool]
    message: str
    hint: str


def _value_of(name: str, *usual: str) -> Callable[[Any], bool]:
    """Whether an element's attribute is other than usual; left out it is usual."""
    return lambda element: element.get(qn(name), usual[0]) not in usual


_NOT_TAKEN = {
    "cols": _NotTaken(
        _value_of("w:num", "1", "0"),
        "its columns of text are left out: a packet's template says where text stands in columns",
        "In Word: Layout, Columns, One. In a template: `::: columns`.",
    ),
    "lnNumType": _NotTaken(
        lambda _: True,
        "its line numbers are left out, as the PDF has none",
        "In Word: Layout, Line Numbers, None.",
    ),
    "vAlign": _NotTaken(
        _value_of("w:val", "top"),
        "its vertical alignment is left out: pages of a packet begin at the top, as the PDF's do",
        "In Word: Layout, Page Setup, Layout, Vertical alignment: Top.",
    ),
    "textDirection": _NotTaken(
        _value_of("w:val", "lrTb", "tb", "lr"),
        "its direction of text is left out: lines of a packet lie flat, as the PDF's do",
        "In Word: Layout, Text Direction, Horizontal.",
    ),
    "pgNumType": _NotTaken(
        lambda each: each.get(qn("w:start"), "1") != "1" or each.get(qn("w:fmt"), "decimal") != "decimal",
        "its way to number pages is left out: pages of a packet are counted from 1, as the PDF's are",
        "In Word: Insert, Page Number, Format Page Numbers: 1, 2, 3, Continue from previous section.",
    ),
}
"""By the element's name."""


def _repaired(opened: Opened) -> Iterator[Defect]:
    for each in opened.intake.repaired:
        yield f"repaired in packets: {each}", "Open it in Word and save it again, or leave it as it is."


_NEAR = 57
"""Twips of a millimetre: paper that differs by less is the same."""


def _paper(page: PageSetup, theme: Theme) -> Iterator[Defect]:
    own = theme.page.width.twips, theme.page.height.twips
    if any(abs(one - other) > _NEAR for one, other in zip((page.width, page.height), own, strict=True)):
        yield (
            f"its paper is {_millimetres(page.width, page.height)}, that of the theme {_millimetres(*own)}: "
            "pages of the Word file end elsewhere than those of the PDF",
            "Give the theme the same paper (`page: {size: Letter}` or A4), or in Word: Layout, Size.",
        )


def _millimetres(width: int, height: int) -> str:
    return f"{width / 1440 * 25.4:.0f} × {height / 1440 * 25.4:.0f} mm"


def _language(word: WordDocument) -> Iterator[Defect]:
    styles = word.styles.element
    places = [styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")]
    places += [
        style.find(f"{qn('w:rPr')}/{qn('w:lang')}")
        for style in styles.findall(qn("w:style"))
        if style.get(qn("w:default")) and style.get(qn("w:type")) == "paragraph"
    ]
    if not any(each is not None and each.get(qn("w:val")) for each in places):
        yield "it names no language", "In Word: Review, Language, Set Proofing Language, Set As Default."


def _running(parts: Iterable[Any]) -> Iterator[Defect]:
    for part in parts:
        name = "header" if part.element.tag == qn("w:hdr") else "footer"
        for each in part.element.iter(qn("wp:docPr")):
            if not each.get("descr", "").strip() and not _is_decorative(each):
                hint = "In Word: right click on it, View Alt Text; write what it shows, or mark it as decorative."
                yield f"a picture in its {name} has no alternative text", hint


def _is_decorative(picture: Any) -> bool:
    return any(str(each.tag).endswith("}decorative") and each.get("val") not in _OFF for each in picture.iter())


def _settings(word: WordDocument) -> Iterator[Defect]:
    settings = word.settings.element
    tracked = settings.find(qn("w:trackRevisions"))
    if tracked is not None and tracked.get(qn("w:val")) not in _OFF:
        yield "it tracks changes, and so would every packet", "In Word: Review, Track Changes off; then save it."
    modes = [
        int(each.get(qn("w:val"), "0"))
        for each in settings.iter(qn("w:compatSetting"))
        if each.get(qn("w:name")) == "compatibilityMode" and NUMBER.fullmatch(each.get(qn("w:val"), ""))
    ]
    if max(modes, default=0) < _MODE:
        yield "Word opens it in compatibility mode", "In Word: File, Info, Convert; then save it."


# --- contrast ----------------------------------------------------------------------------


def _contrasts(word: WordDocument, used: Iterable[str]) -> Iterator[Defect]:
    styles = {each.get(qn("w:styleId")): each for each in word.styles.element.findall(qn("w:style"))}
    for identifier in used:
        looks = [style.find(qn("w:rPr")) for style in _chain(styles, identifier)]
        colour = _first(looks, "w:color", "w:val") or "auto"
        grounds = [style.find(f"{qn('w:pPr')}/{qn('w:shd')}") for style in _chain(styles, identifier)]
        ground = next((each.get(qn("w:fill"), "auto") for each in grounds if each is not None), "auto")
        found = contrast(colour, ground)
        size, bold = _first(looks, "w:sz", "w:val") or "22", _first(looks, "w:b", "w:val", "1") or "0"
        large = int(size) >= (_LARGE_BOLD if bold not in _OFF else _LARGE) if NUMBER.fullmatch(size) else False
        needed = _LARGE_CONTRAST if large else LEAST_CONTRAST
        if found < needed:
            name = styles[identifier].find(qn("w:name")).get(qn("w:val"))
            hint = f"At least {needed:g} to 1 is needed to be read by all. Choose a darker colour for the style."
            yield f"the style “{name}” has a contrast of {found:.1f} to 1", hint


def _chain(styles: dict[str, Any], identifier: str) -> Iterator[Any]:
    """A style and those that it is based on."""
    seen: set[str] = set()
    while identifier in styles and identifier not in seen:
        seen.add(identifier)
        yield styles[identifier]
        base = styles[identifier].find(qn("w:basedOn"))
        identifier = base.get(qn("w:val"), "") if base is not None else ""


def _first(looks: Iterable[Any], tag: str, attribute: str, bare: str = "") -> str | None:
    """What the nearest style says; `bare` where the property is there without a value."""
    found = (look.find(qn(tag)) for look in looks if look is not None)
    return next((each.get(qn(attribute), bare) for each in found if each is not None), None)


def contrast(colour: str, ground: str) -> float:
    """The ratio of two colours' luminance, written RRGGBB; anything else is black on white."""
    return contrast_ratio(_colour(colour, "000000"), _colour(ground, "FFFFFF"))


def _colour(written: str, otherwise: str) -> str:
    return written if _HEXADECIMAL.fullmatch(written) else otherwise
