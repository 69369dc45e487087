"""The document that a packet starts from to what counts of it: its page, its styles, the numbers that are taken.

It is the theme's own (base.py) or an organisation's reference document (house.py): the writer adds to either alike.
Styles are found by their name, whatever their id is in the language of the Word that made them. Nothing that is there
is changed: what is missing is added with fresh ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.theme import Theme
from briefgen.writers.word import base, house
from briefgen.writers.word.pages import Edge, PageSetup

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


class Existing(Struct, frozen=True):
    """Names and numbers that are taken, and what the styles there already do."""

    styles: dict[tuple[str, str], str] = field(default_factory=dict)
    """Kind and name, in small letters, to id."""
    defaults: dict[str, str] = field(default_factory=dict)
    """Kind to the id of its default style."""
    tabs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Id of a paragraph style to the tab stops that it has, its own and inherited."""
    keeping: frozenset[str] = frozenset()
    """Ids of paragraph styles whose paragraphs stay with the next one."""
    abstracts: int = 0
    """The first free id of a numbering definition."""
    numbers: int = 1
    """The first free id of a numbering instance."""


class StartingPoint(Struct, frozen=True):
    """A document to start from, and what the writer must know of it."""

    word: WordDocument
    theme: Theme
    """The packet's, in the document's own typeface."""
    page: PageSetup
    existing: Existing
    language: str
    """The packet's, whatever the document is in."""


def starting_point(theme: Theme, language: str, marked: bool) -> StartingPoint:
    """The reference document that the theme names, or one of the theme's own look."""
    page = PageSetup.of(theme, marked)
    if not theme.reference_docx:
        word = base.own_document(theme, language)
    else:
        word = house.open_house(Path(theme.reference_docx))
        theme = house.adapted(theme, word)
    return StartingPoint(word, theme, page_setup(word, page), existing(word), language)


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
    """The document's numbering, if it has one."""
    related = (each for each in word.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.NUMBERING)
    return next((each.target_part.element for each in related), None)


def page_setup(word: WordDocument, fallback: PageSetup) -> PageSetup:
    """The pages of the document's last section, standing upright; the theme's where it has none."""
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
    """The parts of every header or footer that the document's last section shows."""
    shown = [each.get(qn("r:id")) for each in word.sections[-1]._sectPr.findall(qn(f"w:{edge}Reference"))]
    return [word.part.rels[key].target_part for key in dict.fromkeys(shown)]
