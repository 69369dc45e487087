"""A house's own Word file to what a packet takes from it: pages, headers, footers and styles, never its text.

Styles are found by their name, whatever their id is in the language of the Word that made them. Nothing of the house's
is changed: what is missing is added with fresh ids.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError
from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.theme import Theme
from briefgen.writers.word.existing import Existing
from briefgen.writers.word.pages import Edge, PageSetup
from briefgen.writers.word.patterns import patterns_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml"
_TEMPLATE, _DOCUMENT = _MAIN + b".template.main+xml", _MAIN + b".document.main+xml"
_LEFT_BEHIND = (
    "stylesWithEffects",
    "comments",
    "commentsExtended",
    "commentsIds",
    "people",
    "customXml",
    "glossaryDocument",
)
_PROMPTING = ("w:attachedTemplate", "w:updateFields", "w:mailMerge", "w:documentProtection", "w:rsids")


def open_house(path: Path) -> WordDocument:
    """The house's document, without its body. TemplateError where it is none."""
    try:
        word = docx.Document(io.BytesIO(as_document(path.read_bytes())))
    except (OSError, zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, XMLSyntaxError) as error:
        raise TemplateError(
            Diagnostic(
                "BG616",
                f"the house's Word file cannot be used: {error}",
                Place(str(path)),
                hint="A .docx or .dotx that Word opens is wanted.",
            )
        ) from None
    leave_behind(word)
    return word


def say_language(word: WordDocument, language: str) -> None:
    """Words are in the packet's language unless they say otherwise, whatever the house writes in."""
    styles = word.styles.element
    looks = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if looks is None:
        return
    named = looks.find(qn("w:lang"))
    if named is None:
        named = looks.makeelement(qn("w:lang"))
        looks.append(named)
    named.set(qn("w:val"), language)


@lru_cache(maxsize=4)
def as_document(data: bytes) -> bytes:
    """A template's bytes as a document's: they differ in one content type."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as made:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "[Content_Types].xml":
                if b"macroEnabled" in part:
                    raise ValueError("it holds macros")
                part = part.replace(_TEMPLATE, _DOCUMENT)
            made.writestr(name, part)
    return stream.getvalue()


def leave_behind(word: WordDocument) -> None:
    """Drop what belongs to the house's text or to another day, and what makes Word ask questions."""
    package, main = word.part.package, word.part
    for relations, names in ((main.rels, _LEFT_BEHIND), (package.rels, ("thumbnail", "custom-properties"))):
        for key in [key for key, each in relations.items() if each.reltype.rpartition("/")[2] in names]:
            del relations[key]
    settings = word.settings.element
    for name in _PROMPTING:
        for found in settings.findall(qn(name)):
            settings.remove(found)


def adapted(theme: Theme, word: WordDocument) -> Theme:
    """The theme with the house's typeface, which has bold but no family of its own for semibold."""
    fonts = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    name = fonts.get(qn("w:ascii")) if fonts is not None else None
    return patterns_of(theme).in_typeface(name or theme.fonts.text.name)


def existing(word: WordDocument) -> Existing:
    """The styles and numbers that are taken."""
    styles: dict[tuple[str, str], str] = {}
    defaults: dict[str, str] = {}
    own: dict[str, _Own] = {}
    for style in word.styles.element.findall(qn("w:style")):
        kind, identifier = style.get(qn("w:type"), ""), style.get(qn("w:styleId"), "")
        name = style.find(qn("w:name"))
        if name is not None:
            styles[kind, name.get(qn("w:val"), "").lower()] = identifier
        if style.get(qn("w:default")) in ("1", "true", "on"):
            defaults[kind] = identifier
        own[identifier] = _own(style)
    chains = {identifier: list(_chain(own, identifier)) for identifier in own}
    stops = {identifier: {stop for each in chain for stop in each.stops} for identifier, chain in chains.items()}
    tabs = {identifier: tuple(sorted(map(round, found))) for identifier, found in stops.items() if found}
    keeping = frozenset(identifier for identifier, chain in chains.items() if any(each.keeps for each in chain))
    return Existing(styles, defaults, tabs, keeping, *_free_numbers(word))


class _Own(Struct, frozen=True):
    """What a style itself says that counts here, before it is asked what it is based on."""

    base: str
    stops: tuple[float, ...]
    keeps: bool


def _own(style: Any) -> _Own:
    base, look = style.find(qn("w:basedOn")), style.find(qn("w:pPr"))
    based = base.get(qn("w:val"), "") if base is not None else ""
    if look is None:
        return _Own(based, (), False)
    stops = tuple(float(stop.get(qn("w:pos"), "0")) for stop in look.findall(f"{qn('w:tabs')}/{qn('w:tab')}"))
    return _Own(based, stops, look.find(qn("w:keepNext")) is not None)


def _chain(own: dict[str, _Own], identifier: str) -> Iterator[_Own]:
    """A style and those that it is based on."""
    seen: set[str] = set()
    while identifier in own and identifier not in seen:
        seen.add(identifier)
        yield own[identifier]
        identifier = own[identifier].base


def _free_numbers(word: WordDocument) -> tuple[int, int]:
    numbering = numbering_of(word)
    if numbering is None:
        return 0, 1
    taken = [int(each.get(qn("w:abstractNumId"))) for each in numbering.findall(qn("w:abstractNum"))]
    numbers = [int(each.get(qn("w:numId"))) for each in numbering.findall(qn("w:num"))]
    return max(taken, default=-1) + 1, max(numbers, default=0) + 1


def numbering_of(word: WordDocument) -> Any:
    """The house's numbering, if it has one."""
    related = (each for each in word.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.NUMBERING)
    return next((each.target_part.element for each in related), None)


def page_setup(word: WordDocument, fallback: PageSetup) -> PageSetup:
    """The pages of the house's last section, standing upright."""
    section = word.sections[-1] if len(word.sections) else None
    if section is None or section.page_width is None or section.page_height is None:
        return fallback
    width, height = sorted((section.page_width.twips, section.page_height.twips))
    lengths = {
        "top": section.top_margin,
        "right": section.right_margin,
        "bottom": section.bottom_margin,
        "left": section.left_margin,
        "header": section.header_distance,
        "footer": section.footer_distance,
    }
    known = {name: length.twips for name, length in lengths.items() if length is not None}
    page = replace(fallback, width=width, height=height, **known)
    return _with_furniture(page, section._sectPr)


def _with_furniture(page: PageSetup, section: Any) -> PageSetup:
    references, edges = "", set[Edge]()
    for edge in ("header", "footer"):
        for each in section.findall(qn(f"w:{edge}Reference")):
            references += f'<w:{edge}Reference w:type="{each.get(qn("w:type"))}" r:id="{each.get(qn("r:id"))}"/>'
            edges.add("header" if edge == "header" else "footer")
    title = section.find(qn("w:titlePg"))
    title_page = title is not None and title.get(qn("w:val")) not in ("0", "false", "off")
    return replace(page, references=references, edges=frozenset(edges), title_page=title_page)


def furniture_of(word: WordDocument, edge: Edge) -> list[Any]:
    """The parts of every header or footer that the house's last section shows."""
    shown = [each.get(qn("r:id")) for each in word.sections[-1]._sectPr.findall(qn(f"w:{edge}Reference"))]
    return [word.part.rels[key].target_part for key in dict.fromkeys(shown)]
