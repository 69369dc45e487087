"""An attribute of a shape of VML, as old letterheads and watermarks have them, goes in; what a packet may have of it comes out.

VML has no types: what its attributes say is numbers, measures, colours and a few words of its own and of style sheets.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final


def word_set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LOOKS: Final = word_set(
    "id type style alt wrapcoords coordsize coordorigin adj path filled fillcolor opacity stroked strokecolor strokeweight "
    "insetpen chromakey from to control1 control2 startangle endangle arcsize points on color color2 angle focus focussize "
    "focusposition method recolor rotate size origin position aspect alignshape colors weight linestyle miterlimit "
    "joinstyle endcap dashstyle filltype startarrow startarrowwidth startarrowlength endarrow endarrowwidth "
    "endarrowlength offset offset2 matrix obscured inset fitshape fitpath trim xscale string v limo textboxrect fillok "
    "strokeok shadowok arrowok gradientshapeok textpathok insetpenok cropleft croptop cropright cropbottom gain "
    "blacklevel gamma grayscale bilevel embosscolor recolortarget eqn polar map invx invy switch xrange yrange "
    "radiusrange editas ext"
)
"""Attributes that say how a shape looks, in small letters."""
OF_OFFICE: Final = word_set(
    "spid spt allowincell allowoverlap bwmode bwpure bwnormal connecttype connectlocs connectangles extrusionok forcedash "
    "hr hralign hrstd hrnoshade hrpct insetmode oned preferrelative userdrawn dgmlayout dgmlayoutmru cliptowrap"
)
"""Those of Office's own namespace that do."""
_WORDS: Final = word_set(
    # truth
    "t f true false yes no on off "
    # formulas
    "val sum prod product mid abs min max if mod atan2 sin cos cosatan2 sinatan2 sqrt sumangle ellipse tan width height "
    "pixelwidth pixelheight pixellinewidth emuwidth emuheight emuwidth2 emuheight2 linedrawn xcenter ycenter xlimo ylimo "
    "hasstroke hasfill topleft topright bottomleft bottomright "
    # colours
    "aqua black blue fuchsia gray green lime maroon navy olive purple red silver teal white yellow orange this fill line "
    "darken lighten add subtract reversesubtract shadow window windowtext windowframe infobackground infotext "
    "buttonface buttontext buttonhighlight buttonshadow activecaption captiontext highlight highlighttext menu menutext "
    # places and looks
    "absolute relative static left right top bottom center middle inside outside margin page text char line column paragraph "
    "visible hidden inherit auto none square through tight left-margin-area right-margin-area top-margin-area "
    "bottom-margin-area inner-margin-area outer-margin-area left-center-point bottom-center top-center middle-center "
    "x y xy yx horizontal vertical vertical-ideographic horizontal-ideographic bottom-to-top top-to-bottom ltr rtl "
    "justify letter-justify stretch-justify tightening tracking normal bold italic underline line-through small-caps "
    "segments rect custom linear sigma any shape any frame tile pattern gradient gradientradial gradientunscaled solid "
    "background flat round square miter bevel"
)
_STYLES: Final = word_set(
    "position left top width height margin margin-left margin-top margin-right margin-bottom z-index visibility rotation "
    "flip text-align font font-family font-size font-weight font-style font-variant text-decoration text-shadow direction "
    "layout-flow vertical-align text-indent line-height mso-position-horizontal mso-position-horizontal-relative "
    "mso-position-vertical mso-position-vertical-relative mso-wrap-style mso-wrap-edited mso-wrap-distance-left "
    "mso-wrap-distance-top mso-wrap-distance-right mso-wrap-distance-bottom mso-width-percent mso-height-percent "
    "mso-width-relative mso-height-relative mso-left-percent mso-top-percent mso-fit-shape-to-text mso-layout-flow-alt "
    "mso-direction-alt mso-rotate mso-next-textbox mso-text-shadow v-text-anchor v-text-kern v-text-spacing "
    "v-text-spacing-mode v-text-align v-text-reverse v-rotate-letters v-same-letter-heights v-text-scale v-stroke"
)
_FONT: Final = "font-family"
_NUMBER: Final = re.compile(
    r"[+-]?(?:[0-9]{1,10}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:%|pt|in|cm|mm|pc|pi|px|em|ex|emu|fd|f)?"
    r"|[#@][0-9]{1,4}|#?[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{3}",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s,;:()\[\]]+")
_IDENTIFIER: Final = re.compile(
    "#?(?:_x0000_[a-z]{1,2}[0-9]{1,6}|shape_[0-9]{1,6}|(?:PowerPlusWaterMarkObject|WordPictureWatermark)[0-9]{1,12})"
)
"""As Word and LibreOffice number shapes; Word knows a watermark by it."""
_PATH: Final = re.compile(r"(?:(?:[mlcxetrv]|n[sf]|a[elrt]|w[ar]|q[bxy]|h[a-i]){1,3}(?![a-z])|[-0-9@#,.\s]+)*+")
"""Commands of a path, a few at a time, and their numbers."""


def kept_look(name: str, value: str, words: Container[str]) -> str | None:
    """What of the value of an attribute a packet may have; None for nothing of it."""
    if name not in _LOOKS:
        return None
    if name == "style":
        return ";".join(each for each in value.split(";") if _is_style(each, words))
    return value if is_fit(name, value, words) else None


def is_fit(name: str, value: str, words: Container[str]) -> bool:
    """Whether a value says how a shape looks. What is drawn as text, or read aloud, may be any words."""
    match name:
        case "alt" | "string":
            return True
        case "id" | "type" | "spid":
            return _IDENTIFIER.fullmatch(value) is not None
        case "path" | "v":
            return _PATH.fullmatch(value.lower()) is not None
        case _:
            tokens = [each for each in _BETWEEN.split(value) if each]
            return all(_NUMBER.fullmatch(each) or each.lower() in _WORDS or each in words for each in tokens)


def _is_style(declaration: str, words: Container[str]) -> bool:
    name, _, value = declaration.partition(":")
    name = name.strip().lower()
    if name == _FONT:
        return "(" not in value
    return name in _STYLES and is_fit(name, value, words)
