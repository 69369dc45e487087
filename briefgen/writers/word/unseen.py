"""A part of a reference document goes in; it comes out without words that no program shows, wherever they were put.

Words are where Word shows words. Between elements, in attributes of other makers' namespaces, and in what old shapes keep
for their editor (a packed copy of the drawing, an equation's XML) anything may lie that a reader of the packet
does not see and who unpacks it does.
"""

from __future__ import annotations

import re
from typing import Any, Final

from docx.oxml.ns import qn

_SHOWN: Final = frozenset({qn("w:t"), qn("w:instrText")})
_MEASURE: Final = re.compile(r"\s*[A-Za-z0-9.-]{1,20}\s*")
"""What other elements may say: where a shape stands (`wp:posOffset`, `wp:align`), and how large it is."""
_MEASURED: Final = ("posOffset", "align", "pctPosHOffset", "pctPosVOffset", "pctWidth", "pctHeight")
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_O: Final = "{urn:schemas-microsoft-com:office:office}"
_KNOWN: Final = (
    "{http://schemas.openxmlformats.org/",
    "{http://schemas.microsoft.com/office/",
    "{urn:schemas-microsoft-com:",
    "{http://www.w3.org/XML/1998/namespace}",
)
_OF_OLD_SHAPES: Final = frozenset(
    [
        "id",
        "type",
        "style",
        "alt",
        "wrapcoords",
        "coordsize",
        "coordorigin",
        "adj",
        "path",
        "filled",
        "fillcolor",
        "opacity",
        "stroked",
        "strokecolor",
        "strokeweight",
        "insetpen",
        "chromakey",
        "from",
        "to",
        "control1",
        "control2",
        "startangle",
        "endangle",
        "arcsize",
        "points",
        "on",
        "color",
        "color2",
        "angle",
        "focus",
        "focussize",
        "focusposition",
        "method",
        "recolor",
        "rotate",
        "size",
        "origin",
        "position",
        "aspect",
        "alignshape",
        "colors",
        "weight",
        "linestyle",
        "miterlimit",
        "joinstyle",
        "endcap",
        "dashstyle",
        "filltype",
        "startarrow",
        "startarrowwidth",
        "startarrowlength",
        "endarrow",
        "endarrowwidth",
        "endarrowlength",
        "offset",
        "offset2",
        "matrix",
        "obscured",
        "inset",
        "fitshape",
        "fitpath",
        "trim",
        "xscale",
        "string",
        "v",
        "limo",
        "textboxrect",
        "fillok",
        "strokeok",
        "shadowok",
        "arrowok",
        "gradientshapeok",
        "textpathok",
        "insetpenok",
        "cropleft",
        "croptop",
        "cropright",
        "cropbottom",
        "gain",
        "blacklevel",
        "gamma",
        "grayscale",
        "bilevel",
        "embosscolor",
        "recolortarget",
        "eqn",
        "polar",
        "map",
        "invx",
        "invy",
        "switch",
        "xrange",
        "yrange",
        "radiusrange",
        "editas",
        "ext",
    ]
)
"""Attributes that say how a shape of VML looks, in small letters."""
_OF_OFFICE: Final = frozenset(
    [
        "spid",
        "spt",
        "allowincell",
        "allowoverlap",
        "bwmode",
        "bwpure",
        "bwnormal",
        "connecttype",
        "connectlocs",
        "connectangles",
        "extrusionok",
        "forcedash",
        "hr",
        "hralign",
        "hrstd",
        "hrnoshade",
        "hrpct",
        "insetmode",
        "oned",
        "preferrelative",
        "userdrawn",
        "dgmlayout",
        "dgmlayoutmru",
        "cliptowrap",
    ]
)
"""Those of Office's own namespace that do."""


_W: Final = qn("w:p")[:-1]
_TOKEN: Final = re.compile(r"\S{0,128}")
"""What an attribute says that has no words: a number, a measure, a key, an address of a schema."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}")
_LANGUAGES: Final = frozenset({f"{_W}lang", f"{_W}themeFontLang"})
_CALLED: Final = frozenset(
    f"{_W}{name}"
    for name in [
        "name",
        "aliases",
        "basedOn",
        "link",
        "next",
        "pStyle",
        "rStyle",
        "tblStyle",
        "numStyleLink",
        "styleLink",
        "lvlText",
        "style",
        "font",
        "lsdException",
        "altName",
    ]
)
"""Elements that name a style or a font, with blanks as people write them, or hold what stands before an item."""
_IN_WORDS: Final = frozenset(
    [f"{_W}{name}" for name in ("ascii", "hAnsi", "eastAsia", "cs", "font", "styleId", "instr", "tooltip")]
    + [f"{_MC}Ignorable", "Requires", "name", "descr", "title", "typeface", "tooltip", "fmla"]
)
"""Attributes of any element in which blanks may stand: names of fonts, what is read aloud, and formulas of shapes."""
_SPOKEN: Final = frozenset({f"{_W}tblCaption", f"{_W}tblDescription"})
"""What a table of a letterhead says of itself. It is one for the layout, and says so to nobody who reads the page."""


def drop_unseen(root: Any) -> None:
    """Leave in a part what some program shows, or what says how it is shown."""
    is_theme = root.tag.startswith(_A)
    for each in list(root.iter()):
        if not isinstance(each.tag, str):
            continue
        is_foreign = not each.tag.startswith(_KNOWN if not is_theme else (_A, _KNOWN[1]))
        if each is not root and (is_foreign or each.tag in _SPOKEN):
            each.getparent().remove(each)
            continue
        _drop_words(each)
        for name in [name for name in each.attrib if not _is_look(each.tag, name, each.attrib[name])]:
            del each.attrib[name]


def _drop_words(element: Any) -> None:
    if element.tail and not element.tail.isspace():
        element.tail = None
    if not element.text or element.text.isspace() or element.tag in _SHOWN:
        return
    if not (element.tag.endswith(_MEASURED) and _MEASURE.fullmatch(element.text)):
        element.text = None


def _is_look(tag: str, name: str, value: str) -> bool:
    """Whether an attribute says how its element looks, or what it is called."""
    if name.startswith(_O):
        return name.removeprefix(_O) in _OF_OFFICE
    if name.startswith("{") and not name.startswith(_KNOWN):
        return False
    if tag.startswith(_V) and not name.startswith("{"):
        return name.lower() in _OF_OLD_SHAPES and (name != "style" or "(" not in value)
    if tag in _LANGUAGES:
        return _LANGUAGE.fullmatch(value) is not None
    return tag in _CALLED or name in _IN_WORDS or _TOKEN.fullmatch(value) is not None
