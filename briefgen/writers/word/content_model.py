"""The order of what stands in WordprocessingML's containers: an element goes in, the same comes out sorted and pruned.

The tables are those of ECMA-376, Part 1, annex A, without what a packet never takes from another document: revisions,
hidden text, and the numbers of editing sessions and of web pages. They serve twice: Word and validators insist on the
order, and what no table names is left out.
"""

from __future__ import annotations

import re
from typing import Any, Final

from docx.oxml.ns import qn

_W = qn("w:p")[:-1]
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

_BORDERS = "top start left bottom end right insideH insideV tl2br tr2bl"
_SIDES = "top start left bottom end right"
_CELL = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers"
_TABLE = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
)
_SETTINGS = (
    "embedTrueTypeFonts saveSubsetFonts mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop trackRevisions defaultTabStop autoHyphenation consecutiveHyphenLimit "
    "hyphenationZone doNotHyphenateCaps evenAndOddHeaders characterSpacingControl strictFirstAndLastChars "
    "noLineBreaksAfter noLineBreaksBefore compat themeFontLang clrSchemeMapping decimalSymbol listSeparator"
)
CONTAINERS: Final[dict[str, dict[str, int]]] = {
    f"{_W}{name}": {f"{_W}{child}": place for place, child in enumerate(children.split())}
    for name, children in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl cnfStyle rPr",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
        "color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
        "eastAsianLayout",
        "numPr": "ilvl numId",
        "pBdr": "top left bottom right between bar",
        "tabs": "tab",
        "tblPr": _TABLE,
        "tblPrEx": "tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
        "tblBorders": _BORDERS,
        "tcBorders": _BORDERS,
        "tblCellMar": _SIDES,
        "tcMar": _SIDES,
        "tblGrid": "gridCol",
        "trPr": "cnfStyle gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc",
        "tcPr": _CELL,
        "docDefaults": "rPrDefault pPrDefault",
        "rPrDefault": "rPr",
        "pPrDefault": "pPr",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
        "pPr rPr tblPr trPr tcPr tblStylePr",
        "tblStylePr": "pPr rPr tblPr trPr tcPr",
        "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText legacy lvlJc pPr rPr",
        "num": "abstractNumId lvlOverride",
        "lvlOverride": "startOverride lvl",
        "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic embedBoldItalic",
        "settings": _SETTINGS,
        "pgBorders": "top left bottom right",
        "sectPr": "headerReference footerReference pgSz pgMar pgBorders lnNumType pgNumType cols vAlign titlePg textDirection "
        "rtlGutter docGrid",
    }.items()
}
"""Container to what may stand in it, in its order."""
_SEVERAL: Final = frozenset(
    f"{_W}{name}"
    for name in ["tab", "gridCol", "tblStylePr", "lvl", "lvlOverride", "headerReference", "footerReference"]
)
"""What may stand in its container more than once; of all else the first counts."""
_NUMBERS: Final = {
    f"{_W}{name}": f"{_W}{attribute}"
    for name, attribute in {"tab": "pos", "outlineLvl": "val", "ilvl": "val", "numId": "val", "sz": "val"}.items()
}
"""Elements whose value is a whole number; one that has none says nothing."""
_VALUE: Final = f"{_W}val"
_SWITCHES: Final = frozenset({f"{_W}cantSplit", f"{_W}tblHeader"})
"""Switches that some read only as `on` or `off`; without a value they are on."""
_WHOLE: Final = re.compile("-?[0-9]{1,9}")


def put_in_order(container: Any) -> int:
    """Sort a container's children and all that is inside them, and take out what has no place there; how often the order was wrong."""
    order = CONTAINERS[container.tag]
    belonging = [each for each in container if _belongs(each, container.tag)]
    kept = _once(sorted(belonging, key=lambda each: order.get(each.tag, len(order))))
    if kept != list(container):
        container[:] = kept
    for each in kept:
        if each.tag in _SWITCHES and each.get(_VALUE) in ("true", "1"):
            del each.attrib[_VALUE]
    return (kept != belonging) + sum(put_in_order(each) for each in kept if each.tag in CONTAINERS)


def _belongs(element: Any, container: str) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag not in CONTAINERS[container]:
        return container == f"{_W}rPr" and element.tag.startswith(_W14)
    number = _NUMBERS.get(element.tag)
    return number is None or _WHOLE.fullmatch(element.get(number, "")) is not None


def _once(elements: list[Any]) -> list[Any]:
    first = {each.tag: each for each in reversed(elements)}
    return [each for each in elements if each.tag in _SEVERAL or first[each.tag] is each]
