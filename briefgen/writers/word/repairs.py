"""Styles, numbering, fonts and settings of a reference document go in; they come out as validators want them.

Each function changes its part in place and yields what it put right: what the packet inherits would be held against the
packet. Nothing that shows is changed but hidden styles, which would hide the packet's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from docx.oxml.ns import qn

from briefgen.writers.word.content_model import CONTAINERS, put_in_order

_W = qn("w:p")[:-1]
_R = qn("r:id")[:-2]
_STYLES = 4079
"""The styles that Word takes in one document."""
_DEPTH = 32
"""Styles that are based on one another; Word itself makes a handful."""
_OFF: Final = ("0", "false", "off")
_HIDING: Final = ("vanish", "specVanish", "webHidden")


def repair_styles(root: Any) -> Iterator[str]:
    """A style sheet that is whole: each style once, based on one that is there, and none that hides words."""
    if len(root.findall(f"{_W}style")) > _STYLES:
        raise ValueError(f"it has more styles than Word takes, {_STYLES}")
    yield from _without_repeated(root)
    yield from _apart(root)
    yield from _shown(root)
    yield from _without_highlights(root)
    yield from _sorted(root, "docDefaults latentStyles style", "styles")
    yield from _with_defaults(root)
    yield from _connected(root)


def _without_repeated(root: Any) -> Iterator[str]:
    seen: set[tuple[str, ...]] = set()
    for style in root.findall(f"{_W}style"):
        identifier, name = style.get(f"{_W}styleId", ""), _value(style.find(f"{_W}name"))
        keys = [("id", identifier.lower()), ("name", style.get(f"{_W}type", ""), name.lower())]
        if not identifier or not name or any(key in seen for key in keys):
            root.remove(style)
            yield "styles that are there twice or have no name"
        else:
            seen.update(keys)


def _apart(root: Any) -> Iterator[str]:
    """Names that no two styles share, whatever their kinds: Word knows a style by its name alone."""
    names = [style.find(f"{_W}name") for style in root.findall(f"{_W}style")]
    taken = {_value(each).lower() for each in names}
    seen: set[str] = set()
    for each in names:
        name = _value(each)
        if name.lower() in seen:
            name = next(new for n in count(2) if (new := f"{name} {n}").lower() not in taken)
            each.set(f"{_W}val", name)
            yield "styles of two kinds that share a name"
        seen.add(name.lower())
        taken.add(name.lower())


def hidden_styles(root: Any) -> frozenset[str]:
    """The ids of styles whose words nobody sees."""
    styles = {style.get(f"{_W}styleId", ""): style for style in root.findall(f"{_W}style")}
    hidden = {identifier for identifier, style in styles.items() if _hides(style)}
    for identifier in styles:
        chain = list(_chain(styles, identifier))
        if any(each in hidden for each in chain):
            hidden.add(identifier)
    return frozenset(hidden)


def _chain(styles: dict[str, Any], identifier: str) -> Iterator[str]:
    """A style and those that it is based on, as far as Word goes."""
    for _ in range(_DEPTH):
        if identifier not in styles:
            return
        yield identifier
        identifier = _value(styles[identifier].find(f"{_W}basedOn"))


def _hides(style: Any) -> bool:
    found = [style.find(f"{_W}rPr/{_W}{name}") for name in _HIDING[:2]]
    return any(each is not None and each.get(f"{_W}val") not in _OFF for each in found)


def _shown(root: Any) -> Iterator[str]:
    for each in [each for name in _HIDING for each in root.iter(f"{_W}{name}")]:
        if each.get(f"{_W}val") not in _OFF and not each.tag.endswith("webHidden"):
            yield "styles that hide their words"
        each.getparent().remove(each)


def _without_highlights(root: Any) -> Iterator[str]:
    """Words are highlighted where they stand; in a style, Word has no highlights and validators want none."""
    for each in list(root.iter(f"{_W}highlight")):
        each.getparent().remove(each)
        if each.get(f"{_W}val") != "none":
            yield "highlights in styles, where Word has none"


def _sorted(root: Any, order: str, what: str) -> Iterator[str]:
    """The root's own children in their order, and all that is in them."""
    places = {f"{_W}{name}": place for place, name in enumerate(order.split())}
    known = [each for each in root if each.tag in places]
    kept = sorted(known, key=lambda each: places[each.tag])
    moved = (kept != known) + sum(put_in_order(each) for each in kept if each.tag in CONTAINERS)
    if kept != list(root):
        root[:] = kept
    if moved:
        yield f"elements of its {what} that are out of order or there twice"


def _with_defaults(root: Any) -> Iterator[str]:
    """The document's defaults, which bear the language."""
    places = [f"{_W}docDefaults", f"{_W}rPrDefault", f"{_W}rPr"]
    found = root
    for place in places:
        inner = found.find(place)
        if inner is None:
            inner = found.makeelement(place)
            found.insert(0, inner)
            yield "document defaults that are missing"
        found = inner


def _connected(root: Any) -> Iterator[str]:
    """References to styles that are there, and to none that leads back to itself."""
    styles = {style.get(f"{_W}styleId", ""): style for style in root.findall(f"{_W}style")}
    for name in ("basedOn", "next", "link"):
        for style in styles.values():
            named = style.find(f"{_W}{name}")
            if named is not None and not _fits(style, styles.get(_value(named)), name):
                style.remove(named)
                yield "styles that refer to one that is not there or of another kind"
    for identifier, style in styles.items():
        chain = list(_chain(styles, identifier))
        if len(chain) == _DEPTH:
            style.remove(style.find(f"{_W}basedOn"))
            yield "styles that are based on one another without end"


def _fits(style: Any, other: Any, name: str) -> bool:
    return other is not None and (name == "link" or other.get(f"{_W}type") == style.get(f"{_W}type"))


def repair_numbering(root: Any) -> Iterator[str]:
    """Each definition once, each instance of one that is there; bullets that are pictures are for no packet's lists."""
    yield from _sorted(root, "abstractNum num", "numbering")
    definitions = _once(root, "abstractNum", "abstractNumId")
    _once(root, "num", "numId")
    for each in root.findall(f"{_W}num"):
        if _value(each.find(f"{_W}abstractNumId")) not in definitions:
            root.remove(each)
            yield "numbering that refers to a definition that is not there"


def _once(root: Any, tag: str, key: str) -> set[str]:
    """Remove what has no number or another's; the numbers that are left."""
    seen: set[str] = set()
    for each in root.findall(f"{_W}{tag}"):
        number = each.get(f"{_W}{key}", "")
        if not number.isascii() or not number.isdecimal() or len(number) > 9 or number in seen:
            root.remove(each)
        else:
            seen.add(number)
    return seen


def repair_measures(root: Any) -> Iterator[str]:
    """Measures as numbers, those in other units in twentieths of a point; what is none, or larger than Word takes, is
    as if it were not there."""
    for element in list(root.iter(*_MEASURES)):
        for name in _MEASURES[element.tag]:
            written = element.get(name)
            if written is None or _PLAIN.fullmatch(written):
                continue
            if (measure := _in_twips(written)) is not None:
                element.set(name, measure)
                continue
            yield "measures that are not numbers"
            if element.tag in _NOTHING_WITHOUT:
                _remove(element)
            else:
                del element.attrib[name]


def name_sides(root: Any) -> None:
    """Sides of lists and tables by the names that Word's schema has for them: `left` is where lines begin there, too."""
    for element in root.iter(f"{_W}lvlJc", f"{_W}jc"):
        if element.tag == f"{_W}lvlJc" or element.getparent().tag in _TABLE_PROPERTIES:
            element.set(f"{_W}val", _SIDES.get(_value(element), _value(element)))


_SIDES = {"start": "left", "end": "right"}
_TABLE_PROPERTIES = tuple(f"{_W}{tag}" for tag in ("tblPr", "trPr", "tblPrEx"))


def _remove(element: Any) -> None:
    """Remove an element, and what it stands in where nothing else does."""
    parent = element.getparent()
    parent.remove(element)
    if parent.tag == f"{_W}tabs" and not len(parent):
        parent.getparent().remove(parent)


def _in_twips(written: str) -> str | None:
    """The measure in twentieths of a point; None where it is none."""
    found = _WITH_UNIT.fullmatch(written)
    return f"{float(found[1]) * _TWIPS[found[2]]:.0f}" if found else None


_PLAIN = re.compile(r"-?[0-9]{1,5}")
_WITH_UNIT = re.compile(r"(-?[0-9]{1,5}(?:\.[0-9]{1,9})?)(mm|cm|in|pt|pc|pi|)")
_TWIPS = {"mm": 1440 / 25.4, "cm": 1440 / 2.54, "in": 1440.0, "pt": 20.0, "pc": 240.0, "pi": 240.0, "": 1.0}
_MEASURES = {
    f"{_W}{tag}": tuple(f"{_W}{name}" for name in names.split())
    for tag, names in {
        "pgSz": "w h",
        "pgMar": "top right bottom left header footer gutter",
        "cols": "num space",
        "col": "w space",
        "tab": "pos",
        "outlineLvl": "val",
        "ilvl": "val",
        "numId": "val",
    }.items()
}
"""What is read of pages, styles and lists as a number."""
_NOTHING_WITHOUT = tuple(f"{_W}{tag}" for tag in ("tab", "outlineLvl", "ilvl", "numId"))
"""Elements that say nothing else."""


def repair_fonts(root: Any, relations: frozenset[str]) -> Iterator[str]:
    """Fonts with what is embedded of them, where that is in the file, and their character set by its number alone: the
    name that an office suite writes beside it is none that validators know."""
    for each in root.iter(f"{_W}charset"):
        each.attrib.pop(f"{_W}characterSet", None)
    for each in list(root.iter(*(f"{_W}embed{style}" for style in ("Regular", "Bold", "Italic", "BoldItalic")))):
        if each.get(f"{_R}id") not in relations:
            each.getparent().remove(each)
    yield from _sorted(root, "font", "font table")


def keep_settings(root: Any) -> None:
    """The settings of the page; all others are of the document that they came from, and are left without a word."""
    put_in_order(root)
    compatible = root.find(f"{_W}compat")
    if compatible is not None:
        last = [each for each in compatible if each.tag == f"{_W}compatSetting"]
        compatible[:] = [each for each in compatible if str(each.tag).startswith(_W) and each not in last] + last
    for each in (*root, *(compatible if compatible is not None else ())):
        if each is not compatible:
            each[:] = []


def keep_sections(root: Any) -> None:
    """Of a body, its sections: the last as it is, each other in a paragraph; without lines that are made of pictures."""
    body = root.find(f"{_W}body")
    if body is None:
        raise ValueError("it has no body")
    root[:] = [body]
    for line in [each for several in root.iter(f"{_W}pgBorders") for each in several if each.get(f"{_R}id")]:
        line.getparent().remove(line)
    sections = [each for each in body.iter(f"{_W}sectPr") if not str(each.getparent().tag).endswith("Change")]
    for each in sections:
        put_in_order(each)
    body[:] = [_paragraph(each) for each in sections[:-1]] + sections[-1:]


def _paragraph(section: Any) -> Any:
    paragraph = section.makeelement(f"{_W}p")
    look = paragraph.makeelement(f"{_W}pPr")
    paragraph.append(look)
    look.append(section)
    return paragraph


def _value(element: Any) -> str:
    return "" if element is None else element.get(f"{_W}val", "")
