"""An attribute of a letterhead's element goes in; what a packet may have of its value comes out, or nothing.

Elements have the attributes that Office's schemas name. A value is a number, a measure, a colour, a key of our own or a
word that the schemas list. Any other word may stand only where people meet it: in names of styles and fonts, and where
it is shown or read aloud.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from docx.oxml.ns import qn
from msgspec import Struct

from briefgen.tabular import table_rows
from briefgen.writers.word import old_shapes
from briefgen.writers.word.old_shapes import word_set

_W: Final = qn("w:p")[:-1]
_R: Final = qn("r:id")[:-2]
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_O: Final = "{urn:schemas-microsoft-com:office:office}"
_OFFICE: Final = "http://schemas.microsoft.com/office/"
PREFIXED: Final = {
    "w": qn("w:p")[1:-2],
    "r": _R[1:-1],
    "wp": qn("wp:docPr")[1:-6],
    "a": _A[1:-1],
    "pic": qn("pic:pic")[1:-4],
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": f"{_OFFICE}word/2010/wordml",
    "w15": f"{_OFFICE}word/2012/wordml",
    "wp14": f"{_OFFICE}word/2010/wordprocessingDrawing",
    "wps": f"{_OFFICE}word/2010/wordprocessingShape",
    "wpg": f"{_OFFICE}word/2010/wordprocessingGroup",
    "wpc": f"{_OFFICE}word/2010/wordprocessingCanvas",
    "a14": f"{_OFFICE}drawing/2010/main",
    "a16": f"{_OFFICE}drawing/2014/main",
    "adec": f"{_OFFICE}drawing/2017/decorative",
    "v": "urn:schemas-microsoft-com:vml",
    "o": _O[1:-1],
    "w10": "urn:schemas-microsoft-com:office:word",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
"""Prefix to namespace of all that a packet takes."""
_PREFIXES: Final = {f"{{{namespace}}}": prefix for prefix, namespace in PREFIXED.items()}
REQUIRES: Final = "Requires"
"""What names the namespaces of a choice; unseen.py sees to those."""
_URI: Final = frozenset([*PREFIXED.values(), f"{_OFFICE}word"])

_NUMBER: Final = re.compile(
    r"[+-]?[0-9]{1,10}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,3})?(?:%|mm|cm|in|pt|pc|pi|px)?"
    r"|[01]{12}|#?(?:[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{20})"
    r"|\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
)
"""A number, a measure, a row of switches, a colour or other number in hexadecimal digits, or a GUID."""
_KEY: Final = re.compile("(?:own|edge)[0-9]{1,5}")
_LANGUAGE: Final = re.compile(
    "x-none|[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:_tradnl|-valencia)?|"
)
_GUIDE: Final = re.compile(
    "[3578]?cd[248]|[bhlrtw]|hc|vc|ls|ss|(?:hd|wd|ssd)[0-9]{1,2}|[hv]f|adj[0-9]?|(?:max|min)?[A-Z]?[a-z]?[0-9]{1,4}"
)
"""A guide of a shape: one that every shape has, or one that is called by a letter and a number."""
_FORMULA: Final = word_set("*/ +- +/ ?: abs at2 cat2 cos max min mod pin sat2 sin sqrt tan val")
_SMALL_KANA: Final = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶーヽヾゝゞ々〻"
"""Letters that begin no line."""

_LANGUAGES: Final = frozenset({f"{_W}lang", f"{_W}themeFontLang", f"{_W}lid"})
_CALLED: Final = frozenset(
    f"{_W}{name}"
    for name in word_set("name aliases basedOn link next pStyle rStyle tblStyle numStyleLink styleLink lvlText altName")
)
"""Elements whose value names a style or a font, with blanks as people write them, or stands before an item."""
_SIGNS: Final = frozenset(
    f"{_W}{name}" for name in word_set("decimalSymbol listSeparator noLineBreaksAfter noLineBreaksBefore")
)
"""Elements whose value is signs."""
_FONTS: Final = frozenset([*(f"{_W}{name}" for name in word_set("ascii hAnsi eastAsia cs font")), "typeface"])
_SHOWN: Final = frozenset({f"{_W}styleId", f"{_W}instr", f"{_W}tooltip", "tooltip"})
"""What is a style's own name, was cleaned before (running_content.py), or is shown on the page."""
_SAID: Final = frozenset(
    [(qn("wp:docPr"), name) for name in ("descr", "title")]
    + [(f"{_W}font", f"{_W}name")]
    + [(f"{_A}{name}", "name") for name in word_set("theme clrScheme fontScheme fmtScheme custClr")]
)
"""What is read aloud, a font's name, and names of a theme's parts, which Word's menus show."""
_SETTINGS: Final = word_set(
    "compatibilityMode overrideTableStyleFontSizeAndJustification enableOpenTypeFeatures doNotFlipMirrorIndents "
    "differentiateMultirowTableHeaders useWord2013TrackBottomHyphenation allowHyphenationAtTrackBottom "
    "allowSpaceOfSameStyleInTable"
)
_OF_STYLES: Final = word_set(
    "normal heading index toc table of figures annotation authorities footnote header footer reference text caption "
    "envelope address return line number page endnote macro toa list bullet title closing signature default paragraph "
    "font body indent continue message subtitle salutation date first note block hyperlink followedhyperlink strong "
    "emphasis document map plain e-mail html top bottom form z-bottom z-top (web) acronym cite code definition keyboard "
    "preformatted sample typewriter variable subject no simple classic colorful columns grid 3d effects contemporary "
    "elegant professional subtle web balloon theme placeholder spacing light shading accent medium dark revision "
    "quote intense book bibliography heading outline article section smart link mention hashtag unresolved "
    "1 2 3 4 5 6 7 8 9 / a i ii iii"
)
"""The words of which the names of Word's own styles are made."""


class _Table(Struct, frozen=True):
    attributes: dict[str, frozenset[str]]
    """By the prefix of their namespace."""
    words: frozenset[str]
    old_words: frozenset[str]
    """Those of VML."""


@cache
def _table() -> _Table:
    rows = table_rows("office_attributes.tsv", 3)
    words = {kind: frozenset(listed.replace(",", " ").split()) for kind, _, listed in rows if kind != "attributes"}
    return _Table(
        {prefix: frozenset(listed.split()) for kind, prefix, listed in rows if kind == "attributes"}
        | {"mc": frozenset({"Ignorable"}), "o": old_shapes.OF_OFFICE}
        | {"v": frozenset({"ext"}), "w15": frozenset({"restartNumberingAfterBreak"})},
        words["words"] | {"true", "false", "on", "off", "t", "f", "preserve", "default"},
        words["old words"],
    )


def is_word(value: str) -> bool:
    """Whether it is one of the words that Office's schemas list."""
    return value in _table().words


def is_of_office(tag: str) -> bool:
    """Whether an element is of a namespace that packets have."""
    return tag[: tag.find("}") + 1] in _PREFIXES


def kept_value(tag: str, name: str, value: str) -> str | None:
    """What of an attribute's value a packet may have; None for nothing of it."""
    prefix = _PREFIXES.get(name[: name.find("}") + 1], "")
    if name == REQUIRES:
        return value
    if tag.startswith(f"{{{PREFIXED['v']}}}") and not name.startswith("{"):
        return old_shapes.kept_look(name.lower(), value, _table().old_words)
    if name.startswith(f"{_W}rsid") or (name.startswith("{") and not prefix):
        return None
    if name.rpartition("}")[2] not in _table().attributes.get(prefix, ()):
        return None
    return value if _is_fit(tag, name, prefix, value) else None


def _is_fit(tag: str, name: str, prefix: str, value: str) -> bool:
    match prefix:
        case "r":
            return _KEY.fullmatch(value) is not None
        case "mc":
            return True
        case "o":
            return old_shapes.is_fit(name.rpartition("}")[2], value, _table().old_words)
        case _:
            return _is_free(tag, name) or is_word(value) or _has_shape(tag, name, value)


def _is_free(tag: str, name: str) -> bool:
    """Whether people meet what stands there."""
    return name in _FONTS | _SHOWN or (tag, name) in _SAID or (tag in _CALLED and name == f"{_W}val")


def _has_shape(tag: str, name: str, value: str) -> bool:
    local = name.rpartition("}")[2]
    if tag in _LANGUAGES or local in ("lang", "altLang"):
        return _LANGUAGE.fullmatch(value) is not None
    if tag in _SIGNS or local == "char":
        return (
            not any(each.isalnum() and each not in _SMALL_KANA for each in value)
            or _NUMBER.fullmatch(value) is not None
        )
    if tag == f"{_W}lsdException" and local == "name":
        return all(each in _OF_STYLES for each in value.lower().split())
    if tag == f"{_W}compatSetting" and local == "name":
        return value in _SETTINGS
    if tag in (qn("wp:docPr"), *(f"{{{PREFIXED[each]}}}cNvPr" for each in ("pic", "wps", "wpg", "wpc", "a"))):
        return local != "name" or re.fullmatch("(?:Drawing [0-9]{1,5})?", value) is not None
    match local:
        case "uri":
            return value in _URI or _NUMBER.fullmatch(value) is not None
        case "script":
            return re.fullmatch("[A-Z][a-z]{3}", value) is not None
        case "fmla":
            first, *more = value.split() or [""]
            return first in _FORMULA and all(_GUIDE.fullmatch(each) or _NUMBER.fullmatch(each) for each in more)
        case _:
            return _NUMBER.fullmatch(value) is not None or (tag.startswith(_A) and _GUIDE.fullmatch(value) is not None)


def rename_guides(root: Any) -> None:
    """Give the guides that shapes define for themselves names that say nothing."""
    for shape in root.iter(f"{_A}custGeom"):
        named = dict.fromkeys(each.get("name", "") for each in shape.iter(f"{_A}gd"))
        new = {name: f"g{number}" for number, name in enumerate(named, 1) if name not in ("", "adj")}
        for each in shape.iter():
            for name, value in each.attrib.items():
                if name == "fmla":
                    each.set(name, " ".join(new.get(word, word) for word in value.split()))
                elif value in new:
                    each.set(name, new[value])
