"""The elements of a Word file's text that are understood, each with its attributes: all that briefgen itself writes there.

What programs add without any effect on what is read or seen (marks of editing sessions, of spelling, of where pages
broke, and what an office suite spells out when it saves a file) is known too. Whatever is not named here may show words, hide them or lead elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ELEMENTS = """
w:document mc:Ignorable
w:hdr mc:Ignorable
w:ftr mc:Ignorable
w:body
w:p w:rsidR w:rsidRDefault w:rsidP w:rsidRPr w:rsidDel w14:paraId w14:textId
w:pPr
w:pStyle w:val
w:keepNext w:val
w:keepLines w:val
w:pageBreakBefore w:val
w:bidi w:val
w:jc w:val
w:outlineLvl w:val
w:numPr
w:ilvl w:val
w:numId w:val
w:r w:rsidR w:rsidRPr w:rsidDel
w:rPr
w:rStyle w:val
w:u w:val w:color
w:shd w:val w:color w:fill
w:rFonts w:hint
w:lang w:val w:eastAsia w:bidi
w:rtl w:val
w:cs w:val
w:t xml:space
w:tab
w:br w:type
w:cr
w:noBreakHyphen
w:softHyphen
w:fldChar w:fldCharType
w:instrText xml:space
w:hyperlink r:id w:anchor w:history w:tooltip w:tgtFrame
w:bookmarkStart w:id w:name
w:bookmarkEnd w:id
w:proofErr w:type
w:lastRenderedPageBreak
w:sdt
w:sdtPr
w:sdtContent
w:alias w:val
w:tag w:val
w:id w:val
w:lock w:val
w:showingPlcHdr w:val
w:docPartObj
w:docPartGallery w:val
w:docPartUnique w:val
w:tbl
w:tblPr
w:tblStyle w:val
w:tblW w:type w:w
w:tblInd w:type w:w
w:tblLayout w:type
w:tblLook w:val w:firstRow w:lastRow w:firstColumn w:lastColumn w:noHBand w:noVBand
w:tblCaption w:val
w:tblDescription w:val
w:bidiVisual w:val
w:tblGrid
w:gridCol w:w
w:tr w:rsidR w:rsidTr w:rsidRPr w14:paraId w14:textId
w:trPr
w:cantSplit w:val
w:tblHeader w:val
w:tc
w:tcPr
w:tcW w:type w:w
w:tcMar
w:left w:type w:w w:val w:sz w:space w:color
w:start w:type w:w w:val w:sz w:space w:color
w:right w:type w:w w:val w:sz w:space w:color
w:end w:type w:w w:val w:sz w:space w:color
w:top w:type w:w w:val w:sz w:space w:color
w:tblCellMar
w:widowControl w:val
w:overflowPunct w:val
w:autoSpaceDE w:val
w:autoSpaceDN w:val
w:spacing w:before w:after
w:kern w:val
w:formProt w:val
w:docGrid w:type w:linePitch w:charSpace
w:pgNumType w:fmt
w:textDirection w:val
w:bottom w:type w:w w:val w:sz w:space w:color
w:tcBorders
w:sectPr w:rsidR w:rsidRPr w:rsidSect
w:type w:val
w:pgSz w:w w:h w:orient
w:pgMar w:top w:right w:bottom w:left w:header w:footer w:gutter
w:cols w:num w:space w:equalWidth w:sep
w:titlePg w:val
w:headerReference r:id w:type
w:footerReference r:id w:type
w:drawing
wp:inline distT distB distL distR
wp:extent cx cy
wp:docPr id name descr title
wp:cNvGraphicFramePr
a:graphicFrameLocks noChangeAspect
a:graphic
a:graphicData uri
pic:pic
pic:nvPicPr
pic:cNvPr id name descr title
pic:cNvPicPr
pic:blipFill
a:blip r:embed
a:extLst
asvg:svgBlip r:embed
a:stretch
a:fillRect
pic:spPr bwMode
a:picLocks noChangeAspect noChangeArrowheads
wp:effectExtent l t r b
a:xfrm
a:off x y
a:ext cx cy uri
a:prstGeom prst
a:avLst
"""
_SHAPES = """
svg:svg width height viewBox direction font-family
svg:path d fill fill-rule stroke stroke-width stroke-linecap stroke-linejoin
svg:circle cx cy r fill stroke stroke-width stroke-linecap stroke-linejoin fill-rule
svg:text x y text-anchor font-size font-weight fill
"""
KNOWN_SHAPES = {name: frozenset(attributes) for name, *attributes in map(str.split, _SHAPES.strip().splitlines())}
"""Of drawings that lie beside a picture of theirs: nothing that runs, or is fetched from elsewhere."""
KNOWN = {name: frozenset(attributes) for name, *attributes in map(str.split, _ELEMENTS.strip().splitlines())}
SUITE_KNOWN = KNOWN | {
    "w:webHidden": frozenset[str](),
    "w:spacing": KNOWN["w:spacing"] | {"w:line", "w:lineRule"},
    **dict.fromkeys(("w:b", "w:bCs", "w:i", "w:iCs"), frozenset(("w:val",))),
}
"""The same where an office suite saved the file: it spells out what styles give, and hides the contents' page numbers on the web."""
VALUES: Mapping[str, re.Pattern[str]] = {
    "wp:docPr@title": re.compile(""),
    "pic:cNvPr@title": re.compile(""),
    "w:shd@w:val": re.compile("clear"),
    "w:shd@w:color": re.compile("auto"),
    "w:shd@w:fill": re.compile("(?:[89A-Fa-f][0-9A-Fa-f]){3}"),
    "w:spacing@w:line": re.compile(r"2[4-9]\d|[3-9]\d\d|1\d{3}"),
    "w:spacing@w:lineRule": re.compile("auto|atLeast"),
}
"""All that some attributes may say: an empty title says nothing, ink is read on a light tint, and lines of 12 pt or more cut none."""
