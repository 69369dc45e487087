"""A header or footer of a reference document goes in; it comes out with what a packet may take, and a list of the rest.

What may be taken is an allow list: elements by name, drawings by namespace, fields by name, relations by what the
package brings (intake.py). Paragraphs, tables, words, pictures, shapes and text boxes come along. Content controls and
tracked changes become what they show; hidden text, other fields, embedded objects, charts and whatever lies outside of
the file are left out.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from docx.oxml.ns import qn
from msgspec import Struct, field

from briefgen.writers.word.content_model import CONTAINERS, put_in_order

_W = qn("w:p")[:-1]
_R = qn("r:id")[:-2]
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def _named(*names: str) -> frozenset[str]:
    return frozenset(f"{_W}{name}" for each in names for name in each.split())


_KEPT: Final = _named("p tbl tr tc r hyperlink fldSimple ruby rt rubyBase rubyPr", "t tab br cr sym ptab") | _named(
    "noBreakHyphen softHyphen fldChar instrText drawing pict txbxContent"
)
_UNWRAPPED: Final = _named("ins moveTo smartTag sdt sdtContent customXml")
"""What shows its content and says something more of it, which stays behind."""
_SILENT: Final = _named(
    "proofErr lastRenderedPageBreak permStart permEnd bookmarkStart bookmarkEnd sdtPr sdtEndPr smartTagPr customXmlPr",
    "commentRangeStart commentRangeEnd commentReference annotationRef moveFromRangeStart moveFromRangeEnd",
    "moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart",
    "customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd",
)
"""What nobody sees."""
_CHANGES: Final = _named("ins del moveFrom moveTo")
_LEFT_OUT: Final = {
    f"{_W}object": "an embedded object",
    f"{_W}control": "a control",
    f"{_W}altChunk": "an embedded file",
    f"{_W}contentPart": "handwriting",
    f"{_W}subDoc": "a linked document",
    f"{_W}footnoteReference": "a note",
    f"{_W}endnoteReference": "a note",
}
_DRAWN: Final = (
    _A,
    _V,
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}",
    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}",
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}",
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}",
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}",
    "{http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas}",
    "{http://schemas.microsoft.com/office/drawing/2010/main}",
    "{http://schemas.microsoft.com/office/drawing/2014/main}",
    "{http://schemas.microsoft.com/office/drawing/2017/decorative}",
    "{urn:schemas-microsoft-com:office:word}",
)
"""Namespaces of shapes and pictures. Nothing in them reaches beyond them but by a relation or an address."""
_FRAMES: Final = frozenset(
    {f"{_W}drawing", f"{_W}pict", f"{_O}lock", *(f"{_MC}{name}" for name in ("AlternateContent", "Choice", "Fallback"))}
)
"""What shapes and pictures stand in, and how Word holds them."""
_PICTURES: Final = {(f"{_A}blip", f"{_R}embed"), (f"{_V}imagedata", f"{_R}id")}
_LINKS: Final = {(f"{_A}hlinkClick", f"{_R}id"), (f"{_A}hlinkHover", f"{_R}id")}
_ADDRESSES: Final = ("href", "src", "target", f"{_O}href", f"{_O}relid", f"{_O}title", "ID")
"""Attributes of shapes that name something elsewhere, or where a picture once was; and one that VML does not have."""
_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})
"""Fields that tell of the packet itself, and look at no file, program, person or clock."""
_LOOKS: Final = frozenset(
    [
        "mergeformat",
        "charformat",
        "arabic",
        "arabicdash",
        "roman",
        "alphabetic",
        "ordinal",
        "cardtext",
        "ordtext",
        "hex",
    ]
)
"""Ways of writing a number."""
_RESULT: Final = 8
"""Characters that a number of pages may take."""
_OFF: Final = ("0", "false", "off")
_OF_SHAPES: Final = ("}docPr", "}cNvPr")
"""How the elements end that name a shape, and say whether it is hidden."""
_UNSEEN_STYLE: Final = re.compile(
    r"(?:^|;)\s*(?:visibility\s*:\s*(?:hidden|collapse)|display\s*:\s*none)", re.IGNORECASE
)


class KnownRelations(Struct, frozen=True):
    """The keys of a part's relations that may be taken."""

    pictures: Container[str]
    links: Container[str]
    others: Container[str] = frozenset()
    """Those of pictures that are there, and of a kind that no packet takes."""


class _Cleaning(Struct):
    relations: KnownRelations
    hidden: Container[str]
    """Ids of styles whose words nobody sees."""
    left: dict[str, None] = field(default_factory=dict)


def clean_story(root: Any, relations: KnownRelations, hidden: Container[str]) -> list[str]:
    """Leave in a header or footer what may be taken; what was left out, each kind once."""
    cleaning = _Cleaning(relations, hidden)
    if any(True for _ in root.iter(*_CHANGES)):
        cleaning.left["tracked changes, as if they had all been accepted"] = None
    _drop_hidden(cleaning, root)
    _clean(cleaning, root)
    for story in [root, *root.iter(f"{_W}txbxContent")]:
        _clean_fields(cleaning, story)
        _close(story)
    return list(cleaning.left)


def _close(story: Any) -> None:
    """A story and each of its cells end with a paragraph, whatever was taken out of them."""
    for each in (story, *story.iter(f"{_W}tc")):
        if not len(each) or each[-1].tag != f"{_W}p":
            each.append(each.makeelement(f"{_W}p"))


# --- hidden text -------------------------------------------------------------------------


def _drop_hidden(cleaning: _Cleaning, root: Any) -> None:
    styles = {each: _value(each.find(f"{_W}pPr/{_W}pStyle")) for each in root.iter(f"{_W}p")}
    hidden = [each for each in root.iter(f"{_W}r") if _is_hidden(cleaning, each, styles)]
    hidden += [each for each in root.iter(f"{_W}tr") if _is_on(each.find(f"{_W}trPr/{_W}hidden"))]
    for each in hidden:
        each.getparent().remove(each)
        cleaning.left["hidden text"] = None
    for each in [each for each in root.iter() if _is_hidden_shape(each)]:
        _without_drawing(each)
        cleaning.left["a hidden shape"] = None


def _is_hidden_shape(element: Any) -> bool:
    """Whether nobody sees a shape or picture, and so none of the words in it."""
    if not isinstance(element.tag, str):
        return False
    if element.tag.startswith(_V):
        return _UNSEEN_STYLE.search(element.get("style", "")) is not None
    return element.tag.endswith(_OF_SHAPES) and element.get("hidden", "0") not in _OFF


def _without_drawing(shape: Any) -> None:
    """Remove all of the drawing that a shape is in, and of what other programs would show in its place."""
    whole = next((each for each in shape.iterancestors(f"{_W}drawing", f"{_W}pict", f"{_W}object")), shape)
    several = next(whole.iterancestors(f"{_MC}AlternateContent"), whole)
    if several.getparent() is not None:
        several.getparent().remove(several)


def _is_hidden(cleaning: _Cleaning, run: Any, of_paragraphs: Mapping[Any, str]) -> bool:
    """Whether nobody sees a run. Styles of paragraphs come along, for each may have any number of runs."""
    look = run.find(f"{_W}rPr")
    if look is not None and _is_drawn_in_nothing(look):
        return True
    own = [look.find(f"{_W}{name}") for name in ("vanish", "specVanish")] if look is not None else []
    said = [each for each in own if each is not None]
    if said:
        return any(map(_is_on, said))
    styles = [_value(look.find(f"{_W}rStyle"))] if look is not None else []
    styles.append(of_paragraphs.get(next(run.iterancestors(f"{_W}p"), None), ""))
    return any(style in cleaning.hidden for style in styles)


def _is_drawn_in_nothing(look: Any) -> bool:
    """Whether letters have neither a filling nor an outline."""
    outline = look.find(f"{_W14}textOutline")
    lined = outline is not None and outline.find(f"{_W14}noFill") is None and len(outline) > 0
    return look.find(f"{_W14}textFill/{_W14}noFill") is not None and not lined


def _is_on(switch: Any) -> bool:
    """Whether a switch is there and not turned off."""
    return switch is not None and switch.get(f"{_W}val") not in _OFF


def _value(element: Any) -> str:
    return "" if element is None else element.get(f"{_W}val", "")


# --- elements ----------------------------------------------------------------------------


def _clean(cleaning: _Cleaning, element: Any) -> None:
    """Go through an element's children."""
    for name in [name for name in element.attrib if name.startswith(f"{_W}rsid") or "/wordml}" in name]:
        del element.attrib[name]
    for child in list(element):
        _clean_child(cleaning, child)


def _clean_child(cleaning: _Cleaning, child: Any) -> None:
    tag = child.tag
    if not isinstance(tag, str):
        child.getparent().remove(child)
    elif tag in CONTAINERS:
        put_in_order(child)
    elif tag in (f"{_W}drawing", f"{_W}pict", f"{_MC}AlternateContent"):
        _clean_drawing(cleaning, child)
    elif tag == f"{_W}hyperlink" and child.get(f"{_R}id") not in cleaning.relations.links:
        _unwrap(cleaning, child)
    elif tag == f"{_W}fldSimple":
        _clean_simple_field(cleaning, child)
    elif tag in _UNWRAPPED:
        _unwrap(cleaning, child)
    elif tag in _KEPT:
        _clean(cleaning, child)
    else:
        _leave_out(cleaning, child)


def _unwrap(cleaning: _Cleaning, element: Any) -> None:
    _clean(cleaning, element)
    for child in list(element):
        element.addprevious(child)
    element.getparent().remove(element)


def _leave_out(cleaning: _Cleaning, element: Any) -> None:
    tag = element.tag
    if tag not in _SILENT and tag not in _CHANGES:
        cleaning.left[_LEFT_OUT.get(tag, f"<{element.tag.rpartition('}')[2][:40]}>, which packets do not know")] = None
    element.getparent().remove(element)


# --- drawings ----------------------------------------------------------------------------


def _clean_drawing(cleaning: _Cleaning, drawing: Any) -> None:
    _drop_extensions(drawing)
    defect = next(_defects(cleaning, drawing), None)
    if defect is not None:
        cleaning.left[defect] = None
        drawing.getparent().remove(drawing)
        return
    for each in list(_outside_boxes(drawing)):
        _without_addresses(cleaning, each)
    for box in list(drawing.iter(f"{_W}txbxContent")):
        if next(box.iterancestors(f"{_W}txbxContent"), None) is None:
            _clean(cleaning, box)


def _drop_extensions(drawing: Any) -> None:
    """What later versions add to a shape, such as the same picture as SVG: the shape is whole without."""
    for extension in list(drawing.iter(f"{_A}ext")):
        if extension.get("uri") is not None and not all(_is_known(each) for each in extension.iter()):
            extension.getparent().remove(extension)
    for several in list(drawing.iter(f"{_A}extLst")):
        if not len(several):
            several.getparent().remove(several)


def _is_known(element: Any) -> bool:
    tag = str(element.tag)
    return tag.startswith(_DRAWN) and not any(name.startswith(_R) for name in element.attrib)


def _outside_boxes(element: Any) -> Iterator[Any]:
    """A drawing's own elements; text boxes in it are stories of their own."""
    yield element
    for child in element:
        if child.tag != f"{_W}txbxContent":
            yield from _outside_boxes(child)


def _defects(cleaning: _Cleaning, drawing: Any) -> Iterator[str]:
    """Why a drawing cannot be taken."""
    for each in _outside_boxes(drawing):
        if isinstance(each.tag, str):
            yield from _element_faults(cleaning, each)


def _element_faults(cleaning: _Cleaning, element: Any) -> Iterator[str]:
    tag = element.tag
    if not tag.startswith(_DRAWN) and tag not in _FRAMES:
        yield _LEFT_OUT.get(tag, "a chart, diagram or other object")
    for name, key in element.attrib.items():
        if (tag, name) in _PICTURES:
            if key in cleaning.relations.others:
                yield "a picture of a kind that no packet takes, such as SVG or WebP"
            elif key not in cleaning.relations.pictures:
                yield "a picture that is not in the file"
        elif name.startswith(_R) and (tag, name) not in _LINKS:
            yield "a picture or object from elsewhere"


def _without_addresses(cleaning: _Cleaning, element: Any) -> None:
    tag = str(element.tag)
    if tag in {of for of, _ in _LINKS}:
        if element.get(f"{_R}id") not in cleaning.relations.links:
            element.getparent().remove(element)
        return
    if tag.startswith((_V, _A)):
        for name in _ADDRESSES:
            element.attrib.pop(name, None)
    if tag.endswith("}cNvPr"):
        element.attrib.pop("descr", None)  # often the path of the picture on somebody's disk, as the name is
        element.set("name", "")


# --- fields ------------------------------------------------------------------------------


def _clean_simple_field(cleaning: _Cleaning, element: Any) -> None:
    name = _field_name(element.get(f"{_W}instr", ""))
    for key in [key for key in element.attrib if key != f"{_W}instr"]:
        del element.attrib[key]
    if name == "HYPERLINK":
        _unwrap(cleaning, element)
    elif name in _FIELDS and _is_short(element.iter(f"{_W}t")):
        element.set(f"{_W}instr", _tidy(element.get(f"{_W}instr", "")))
        _clean(cleaning, element)
    else:
        cleaning.left[f"the field {name}"] = None
        element.getparent().remove(element)


def _field_name(code: str) -> str:
    found = re.match(r"\s*([A-Za-z]{1,20})(?![A-Za-z])", code)
    return found[1].upper() if found else "without a name"


def _tidy(code: str) -> str:
    """The field's name and how its number is written, without anything else that stands in its code."""
    looks = "".join(f" \\* {look}" for look in re.findall(r"\\\*\s*([A-Za-z]+)", code) if look.lower() in _LOOKS)
    return f" {_field_name(code)}{looks} "


def _is_short(words: Iterator[Any]) -> bool:
    return sum(len(each.text or "") for each in words) <= _RESULT


class _Field(Struct):
    """A field with those inside of it, in the order in which they stand."""

    codes: list[Any]
    shown: list[Any] = field(default_factory=list)
    instructions: list[list[str]] = field(default_factory=list)
    depth: int = 0
    in_code: bool = True


def _clean_fields(cleaning: _Cleaning, story: Any) -> None:
    """Take the fields out that packets do not know, with what they show."""
    now: _Field | None = None
    for leaf in list(_leaves(story)):
        sign = leaf.get(f"{_W}fldCharType") if leaf.tag == f"{_W}fldChar" else ""
        if now is None:
            if sign == "begin":
                now = _Field([])
            elif sign or leaf.tag == f"{_W}instrText":
                leaf.getparent().remove(leaf)
                continue
        if now is not None and _add(now, leaf, sign):
            _judge(cleaning, now)
            now = None
    if now is not None:
        cleaning.left["a field without an end"] = None
        _remove(now.codes)


def _leaves(story: Any) -> Iterator[Any]:
    """What runs hold, in order; not what text boxes in them hold."""
    for run in story.iter(f"{_W}r"):
        box = next(run.iterancestors(f"{_W}txbxContent"), None)
        if box is None or box is story:
            yield from (each for each in run if each.tag != f"{_W}rPr")


def _add(now: _Field, leaf: Any, sign: str | None) -> bool:
    """Take the next leaf in; whether the field ends with it."""
    match sign:
        case "begin":
            now.depth += 1
            now.instructions.append([])
            leaf[:] = []  # what forms keep there, such as macros
        case "end":
            now.depth -= 1
        case "separate" if now.depth == 1:
            now.in_code = False
        case _ if leaf.tag == f"{_W}instrText" and now.instructions:
            now.instructions[-1].append(leaf.text or "")
        case _:
            pass
    is_code = now.in_code or bool(sign) or leaf.tag == f"{_W}instrText"
    (now.codes if is_code else now.shown).append(leaf)
    return now.depth == 0


def _judge(cleaning: _Cleaning, found: _Field) -> None:
    names = [_field_name("".join(code)) for code in found.instructions]
    if len(names) == 1 and names[0] in _FIELDS and _is_short(each for each in found.shown if each.tag == f"{_W}t"):
        first, *more = (each for each in found.codes if each.tag == f"{_W}instrText")
        first.text = _tidy("".join(found.instructions[0]))
        _remove(more)
        return
    _remove(found.codes)
    if names != ["HYPERLINK"]:
        _remove(found.shown)
        cleaning.left[f"the field {names[0]}"] = None


def _remove(elements: list[Any]) -> None:
    for each in elements:
        each.getparent().remove(each)
