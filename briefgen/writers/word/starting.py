"""The document that a packet starts from to what counts of it: its page, its styles, the numbers that are taken.

It is the theme's own (base.py) or an organisation's reference document (reference_document.py): the writer adds to either alike.
Styles are found by their name, whatever their id is in the language of the Word that made them. Nothing that is there
is changed: what is missing is added with fresh ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.parts.hdrftr import HeaderPart
from docx.parts.story import StoryPart
from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.theme import Theme
from briefgen.writers.logo import PlacedLogo, placed_logo
from briefgen.writers.word import base
from briefgen.writers.word.pages import Edge, PageKind, PageSetup
from briefgen.writers.word.wml import NUMBER, attribute

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from briefgen.writers.word.reference_document import Opened

_EDGES: Final[tuple[Edge, ...]] = ("header", "footer")
_IMAGE_DATA: Final = "{urn:schemas-microsoft-com:vml}imagedata"


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
    levels: dict[str, int] = field(default_factory=dict)
    """Id of a paragraph style to its level in the outline, from 0, where it has one."""
    counting: frozenset[str] = frozenset()
    """Ids of paragraph styles that number their paragraphs."""
    identifiers: frozenset[int] = frozenset()
    """Numbers of drawings, bookmarks and content controls in headers and footers."""


class StartingPoint(Struct, frozen=True):
    """A document to start from, and what the writer must know of it."""

    word: WordDocument
    theme: Theme
    """The packet's, in the document's own typeface."""
    page: PageSetup
    existing: Existing
    language: str
    """The packet's, whatever the document is in."""
    opened: Opened | None = None
    """The reference document, where there is one."""
    logo: PlacedLogo | None = None
    """The theme's, where the document has none of its own in its headers."""

    def shown(self, edge: Edge) -> list[Any]:
        """The parts of the document's own headers or footers."""
        return [part for part, _ in self.edges(edge)]

    def edges(self, edge: Edge) -> list[tuple[Any, PageKind]]:
        """The same, each with the first kind of page that shows it."""
        kinds: dict[str, PageKind] = {}
        for (each, kind), key in self.page.shown.items():
            if each == edge:
                kinds.setdefault(key, kind)
        return [(self.word.part.rels[key].target_part, kind) for key, kind in kinds.items()]

    def bears_logo(self, edge: Edge, kind: PageKind) -> bool:
        return self.logo is not None and edge == "header" and (self.logo.on_all or kind == "first")


def starting_point(theme: Theme, language: str, marked: bool, own_first: bool = False) -> StartingPoint:
    """The reference document that the theme names, or one of the theme's own look; `own_first`: with a first page apart."""
    page, word = PageSetup.of(theme, marked), base.own_document(theme, language)
    opened = None
    if theme.reference_docx:
        from briefgen.writers.word import reference_document  # many modules, which most packets have no need of

        opened = reference_document.open_reference(Path(theme.reference_docx), word)
        word, theme = opened.word, reference_document.adapted(theme, opened.word)
    page = page_setup(word, page)
    width = (page.width - page.left - page.right) / 20
    logo = None if _has_picture(word, page) else placed_logo(theme, width)
    if own_first or (logo and not logo.on_all):
        page = _with_first_page(word, page)
    return StartingPoint(word, theme, page, existing(word, page), language, opened, logo)


def _has_picture(word: WordDocument, page: PageSetup) -> bool:
    """Whether a picture stands in a header that the document brings."""
    headers = [word.part.rels[key].target_part.element for (edge, _), key in page.shown.items() if edge == "header"]
    return any(True for each in headers for _ in each.iter(qn("a:blip"), _IMAGE_DATA))


def _with_first_page(word: WordDocument, page: PageSetup) -> PageSetup:
    """The page with a first one that differs from the others in nothing as yet."""
    if "first" in page.kinds:
        return page
    first: dict[tuple[Edge, PageKind], str] = {}
    if ("header", "default") in page.shown:
        first["header", "first"] = _copied(word, page.shown["header", "default"], _taken(word, page))
    if ("footer", "default") in page.shown:
        first["footer", "first"] = page.shown["footer", "default"]
    return replace(page, kinds=(*page.kinds, "first"), shown=page.shown | first)


def _copied(word: WordDocument, key: str, taken: frozenset[int]) -> str:
    """The relation to a header that is a copy of another one, with all that it refers to, under numbers not taken yet."""
    relation = word.part.rels[key]
    header = relation.target_part
    name = word.part.package.next_partname("/word/header%d.xml")
    made = HeaderPart.load(name, header.content_type, header.blob, word.part.package)
    for own, each in header.rels.items():
        made.load_rel(each.reltype, each.target_ref if each.is_external else each.target_part, own, each.is_external)
    _renumber(made.element, taken)
    return word.part.relate_to(made, relation.reltype)


def _renumber(edge: Any, taken: frozenset[int]) -> None:
    """Give drawings and content controls numbers of their own, and leave out bookmarks, whose names stand once in a file."""
    free = (str(number) for number in count(1) if number not in taken)
    for each in edge.iter(qn("wp:docPr")):
        number = next(free)
        each.attrib.update({"id": number, "name": f"Drawing {number}"})
    for each in edge.iter(qn("w:id")):
        each.set(qn("w:val"), next(free))
    for each in list(edge.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        each.getparent().remove(each)


def _taken(word: WordDocument, page: PageSetup) -> frozenset[int]:
    """The numbers of what stands in the headers and footers that pages show."""
    edges = [word.part.rels[key].target_part.element for key in dict.fromkeys(page.shown.values())]
    return frozenset(number for edge in edges for number in _identifiers(edge))


def existing(word: WordDocument, page: PageSetup) -> Existing:
    """The styles, names and numbers that are taken."""
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
    known = {identifier: _whole(list(_chain(own, identifier))) for identifier in own}
    abstracts, numbers = _free_numbers(word)
    return Existing(
        styles,
        defaults,
        tabs={identifier: tuple(map(round, each.stops)) for identifier, each in known.items() if each.stops},
        keeping=frozenset(identifier for identifier, each in known.items() if each.keeps),
        abstracts=abstracts,
        numbers=numbers,
        levels={identifier: each.level for identifier, each in known.items() if each.level is not None},
        counting=frozenset(identifier for identifier, each in known.items() if each.counts),
        identifiers=_taken(word, page),
    )


def _identifiers(edge: Any) -> Iterator[int]:
    """The numbers of drawings, bookmarks and content controls in a header or footer."""
    found = [each.get("id", "") for each in edge.iter(qn("wp:docPr"))]
    found += [each.get(qn("w:id"), "") for each in edge.iter(qn("w:bookmarkStart"))]
    found += [each.get(qn("w:val"), "") for each in edge.iter(qn("w:id"))]
    return (int(each) for each in found if NUMBER.fullmatch(each))


class _Own(Struct, frozen=True):
    """What a style itself says that counts here; None where it leaves that to the one that it is based on."""

    base: str
    stops: tuple[float, ...] = ()
    keeps: bool = False
    level: int | None = None
    counts: bool | None = None


def _own(style: Any) -> _Own:
    base, look = style.find(qn("w:basedOn")), style.find(qn("w:pPr"))
    based = base.get(qn("w:val"), "") if base is not None else ""
    if look is None:
        return _Own(based)
    stops = tuple(float(stop.get(qn("w:pos"), "0")) for stop in look.findall(f"{qn('w:tabs')}/{qn('w:tab')}"))
    level, number = look.find(qn("w:outlineLvl")), look.find(f"{qn('w:numPr')}/{qn('w:numId')}")
    return _Own(
        based,
        stops,
        look.find(qn("w:keepNext")) is not None,
        None if level is None else int(level.get(qn("w:val"), "9")),
        None if number is None else number.get(qn("w:val"), "0") != "0",
    )


def _chain(own: dict[str, _Own], identifier: str) -> Iterator[_Own]:
    """A style and those that it is based on."""
    seen: set[str] = set()
    while identifier in own and identifier not in seen:
        seen.add(identifier)
        yield own[identifier]
        identifier = own[identifier].base


def _whole(chain: list[_Own]) -> _Own:
    """What they say together: the nearest has the word."""
    return _Own(
        base="",
        stops=tuple(sorted({stop for each in chain for stop in each.stops})),
        keeps=any(each.keeps for each in chain),
        level=next((each.level for each in chain if each.level is not None), None),
        counts=next((each.counts for each in chain if each.counts is not None), None),
    )


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
    if section is None:
        return fallback
    if section.page_width is None or section.page_height is None:
        return _with_edges(fallback, word)
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
    page = replace(fallback, width=width, height=height, borders=_borders(section._sectPr), **known)
    return _with_edges(_with_gutter(page, word), word)


def _with_gutter(page: PageSetup, word: WordDocument) -> PageSetup:
    """The page with the room for binding as a part of the margin that it widens."""
    section = word.sections[-1]
    gutter = section.gutter.twips if section.gutter is not None else 0
    if is_on(word.settings.element.find(qn("w:gutterAtTop"))):
        return replace(page, top=page.top + gutter)
    if is_on(section._sectPr.find(qn("w:rtlGutter"))):
        return replace(page, right=page.right + gutter)
    return replace(page, left=page.left + gutter)


def _borders(section: Any) -> str:
    """The lines round the section's pages, of plain kinds: those made of pictures would need a part of their own."""
    found = section.find(qn("w:pgBorders"))
    if found is None:
        return ""
    lines = "".join(
        f"<w:{side}{_attributes(each, ('val', 'color', 'sz', 'space', 'shadow', 'frame'))}/>"
        for side in ("top", "left", "bottom", "right")
        if (each := found.find(qn(f"w:{side}"))) is not None
    )
    return f"<w:pgBorders{_attributes(found, ('zOrder', 'display', 'offsetFrom'))}>{lines}</w:pgBorders>"


def _attributes(element: Any, names: tuple[str, ...]) -> str:
    named = ((name, element.get(qn(f"w:{name}"))) for name in names)
    return "".join(f' w:{name}="{attribute(value)}"' for name, value in named if value is not None)


def _with_edges(page: PageSetup, word: WordDocument) -> PageSetup:
    """The page with the headers and footers that Word shows on the last section's: its own, or those of sections before."""
    kinds: list[PageKind] = ["default"]
    if is_on(word.sections[-1]._sectPr.find(qn("w:titlePg"))):
        kinds.append("first")
    if is_on(word.settings.element.find(qn("w:evenAndOddHeaders"))):
        kinds.append("even")
    named = {
        (edge, each.get(qn("w:type"), "default")): each.get(qn("r:id"), "")
        for section in word.sections
        for edge in _EDGES
        for each in section._sectPr.findall(qn(f"w:{edge}Reference"))
    }
    shown = {(edge, kind): named[edge, kind] for edge in _EDGES for kind in kinds if (edge, kind) in named}
    return replace(page, kinds=tuple(kinds), shown={place: key for place, key in shown.items() if _is_there(word, key)})


def _is_there(word: WordDocument, key: str) -> bool:
    """Whether a relation leads to a header or footer."""
    found = word.part.rels.get(key)
    return found is not None and not found.is_external and isinstance(found.target_part, StoryPart)


def is_on(switch: Any) -> bool:
    """Whether a switch of Word's is there and not turned off."""
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")
