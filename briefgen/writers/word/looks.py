"""A theme's text and inline styles to style properties: what stands inside w:pPr and w:rPr of a style."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from briefgen.document import Alignment
from briefgen.theme import CalloutStyle, InlineStyle, KindStyle, LinePattern, MarkingStyle, TextStyle, Theme, Weight
from briefgen.writers.word.wml import attribute

EXACT, AT_LEAST = "exact", "atLeast"
ALIGNMENTS = {"start": "left", "center": "center", "end": "right", "justify": "both"}
"""Word's names, which follow the paragraph's direction: `left` is where its lines begin."""


class ParagraphLook(Struct, frozen=True):
    """A paragraph's style: a role of the theme and what its place in the document changes. Lengths in twips.

    A tuple, for each paragraph makes some and looks them up.
    """

    role: str
    before: int | None = None
    after: int | None = None
    align: Alignment | None = None
    left: int = 0
    right: int = 0
    callout: str | None = None
    mirrored: bool = False
    """Whether the callout has its bar at the right."""
    item: Literal["Bullet", "Number", "Continue"] | None = None
    label: bool = False
    picture: bool = False
    keep_next: bool = False
    new_page: bool = False
    right_to_left: bool = False
    outline: int | None = None
    """The level of a heading that has the look of another role."""
    tab: int | None = None
    """A right-aligned tab stop."""
    place: str = ""
    """Words for the style's name: where such paragraphs stand."""
    on_rail: bool = False
    """Whether a timeline's dot stands beside it: larger than its letters, it is not to make its line higher."""


_CLOSING = frozenset({"Last", "Before Table"})
"""Places where an item closes a group with the group's space; one that people append takes that over, not doubled."""

Sort = Literal["inline", "kind", "nested", "quiet", "text", "marking", "font"]


class Component(Struct, frozen=True, cache_hash=True):
    """One layer of what words bear: an inline role, a kind of highlight, one within others or one without
    ground, a text style, a marking, or a fallback font."""

    sort: Sort
    name: str
    scheme: str = ""
    """Of a marking; of a font `ONE_WEIGHT`, `BOLD_APART` or nothing."""


ONE_WEIGHT = "one weight"
"""Said of a font without a bold cut, which nobody is to thicken by machine."""
BOLD_APART = "bold apart"
"""Said of a font that has a semibold and a bold cut, both of which are embedded."""

Layers = tuple[Component, ...]


class Characters(Struct):
    """The resolved look of words within a paragraph; None means: as around."""

    weight: Weight
    italic: bool
    size: float
    rise: float = 0.0
    colour: str | None = None
    fill: str | None = None
    underline: str | None = None
    underline_colour: str | None = None
    font: str = ""
    """The family; "" for the text family."""


def fonts(family_name: str) -> str:
    name = attribute(family_name)
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def pair(tag: str, on: bool) -> str:
    return f"<w:{tag}/><w:{tag}Cs/>" if on else ""


def is_bold(weight: Weight) -> bool:
    """Word knows no semibold: a family's semibold cut is embedded as its bold."""
    return weight != "regular"


def bold_family(name: str) -> str:
    """The family whose bold is a bold cut, where that of the family itself is the semibold one."""
    return f"{name} Bold"


def family_of(theme: Theme, weight: Weight, italic: bool) -> str:
    """What Word has for words of the text family in a weight: "" for that family itself. No family has a bold italic."""
    text = theme.fonts.text
    apart = theme.fonts.embed_in_docx and text.semibold and text.bold
    return bold_family(text.name) if apart and weight == "bold" and not italic else ""


def text_run(theme: Theme, style: TextStyle) -> str:
    """The inside of w:rPr of a paragraph style."""
    tabular = '<w14:numSpacing w14:val="tabular"/>' if style.tabular else ""
    family = family_of(theme, style.weight, style.italic)
    return (
        (fonts(family) if family else "")
        + pair("b", is_bold(style.weight))
        + pair("i", style.italic)
        + f'<w:color w:val="{theme.colour(style.colour)}"/>'
        + size(style.size)
        + tabular
    )


def text_paragraph(theme: Theme, style: TextStyle, level: int | None) -> str:
    """The inside of w:pPr of a role's own paragraph style."""
    below = ""
    if style.rule_below:
        below = f"<w:pBdr>{border('bottom', style.rule_below, theme.colour(style.rule_colour), 2)}</w:pBdr>"
    indent = ""
    if style.left or style.right:
        indent = f'<w:ind w:left="{style.left.twips}" w:right="{style.right.twips}"/>'
    outline = "" if level is None else f'<w:outlineLvl w:val="{level - 1}"/>'
    return (
        ("<w:keepNext/>" if style.keep_with_next else "")
        + ("<w:keepLines/>" if style.keep_together or level is not None else "")
        + below
        + spacing(style.before.twips, style.after.twips, style.leading.twips)
        + indent
        + (f'<w:jc w:val="{ALIGNMENTS[style.align]}"/>' if style.align != "start" else "")
        + outline
    )


def spacing(before: int, after: int, line: int | None, rule: str = EXACT) -> str:
    lines = "" if line is None else f' w:line="{line}" w:lineRule="{rule}"'
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def border(side: str, width: float, colour: str, space: int = 0) -> str:
    """A line; its width in points becomes eighths, of which Word takes 2 to 96."""
    eighths = min(96, max(2, round(width * 8)))
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{min(31, space)}" w:color="{colour}"/>'


def derived_paragraph(theme: Theme, look: ParagraphLook, style: TextStyle, page: int) -> str:
    """The inside of w:pPr of a style that changes a role's for its place; `page` is the margin column in twips."""
    callout = theme.callouts[look.callout] if look.callout else None
    return (
        ("<w:keepNext/>" if (look.keep_next or look.outline) and not style.keep_with_next else "")
        + ("<w:pageBreakBefore/>" if look.new_page else "")
        + (panel(theme, callout, look.mirrored) if callout else "")
        + _tabs(look, page)
        + ("<w:bidi/>" if look.right_to_left else "")
        + _derived_spacing(look, style)
        + _derived_indent(look, style, callout, page)
        + ("<w:contextualSpacing/>" if look.item and look.place in _CLOSING else "")
        + (f'<w:jc w:val="{ALIGNMENTS[look.align]}"/>' if look.align else "")
        + (f'<w:outlineLvl w:val="{look.outline - 1}"/>' if look.outline else "")
    )


def _derived_spacing(look: ParagraphLook, style: TextStyle) -> str:
    before = style.before.twips if look.before is None else look.before
    after = style.after.twips if look.after is None else look.after
    if look.picture:
        return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'
    if look.on_rail:
        return spacing(before, after, style.leading.twips)
    changed = (before, after) != (style.before.twips, style.after.twips)
    return spacing(before, after, None) if changed else ""


def _derived_indent(look: ParagraphLook, style: TextStyle, callout: CalloutStyle | None, column: int) -> str:
    left, right = style.left.twips + look.left, style.right.twips + look.right
    if callout:
        # Indents follow the paragraph's direction, lines around it do not.
        at_start = look.mirrored == look.right_to_left
        left += callout.padding.twips + (callout.bar.twips if at_start else 0)
        right += callout.padding.twips + (0 if at_start else callout.bar.twips)
    hanging = ""
    if look.label:
        left, hanging = left + column, f' w:hanging="{column}"'
    if (left, right, hanging) == (style.left.twips, style.right.twips, ""):
        return ""
    return f'<w:ind w:left="{left}" w:right="{right}"{hanging}/>'


def _tabs(look: ParagraphLook, column: int) -> str:
    stops = []
    if look.label:
        stops.append(f'<w:tab w:val="left" w:pos="{look.left + column}"/>')
    if look.tab:
        leader = ' w:leader="dot"' if look.role.startswith("contents") else ""
        stops.append(f'<w:tab w:val="right"{leader} w:pos="{look.tab}"/>')
    return f"<w:tabs>{''.join(stops)}</w:tabs>" if stops else ""


def panel(theme: Theme, callout: CalloutStyle, mirrored: bool) -> str:
    """Borders and shading of a callout: neighbours with the same ones are drawn as one panel.

    The lines around it bear the panel's own colour and make its padding; only the bar is seen.
    """
    fill, space = theme.colour(callout.fill), round(callout.padding)
    lines = {side: border(side, 0, fill, space) for side in ("top", "left", "bottom", "right")}
    if callout.bar:
        side = "right" if mirrored else "left"
        lines[side] = border(side, callout.bar, theme.colour(callout.bar_colour), space)
    around = lines.values()
    return f'<w:pBdr>{"".join(around)}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


# --- words within a paragraph ------------------------------------------------------------


def characters_of(theme: Theme, base: TextStyle, stack: Layers) -> Characters:
    """What the layers make of words in a paragraph of this look, outermost first."""
    look = Characters(base.weight, base.italic, float(base.size))
    for component in stack:
        match component.sort:
            case "inline":
                _add_inline(theme, look, component.name, theme.inlines.get(component.name))
            case "kind":
                _add_kind(theme, look, theme.kinds[component.name])  # type: ignore[index]
            case "nested":
                _add_kind(theme, look, theme.kinds[component.name])  # type: ignore[index]
                look.underline = "double"
            case "quiet":
                ground = look.fill
                _add_kind(theme, look, theme.kinds[component.name])  # type: ignore[index]
                look.fill = ground
            case "text":
                _add_text(theme, look, theme.styles[component.name])
            case "font":
                look.font, look.italic = component.name, False
                look.weight = "regular" if component.scheme == ONE_WEIGHT else look.weight
                if component.scheme == BOLD_APART and look.weight == "bold":
                    look.font = bold_family(component.name)
            case "marking":
                _add_marking(theme, look, theme.marking(component.scheme, component.name))
    own = family_of(theme, look.weight, look.italic)
    if not look.font and own != family_of(theme, base.weight, base.italic):
        look.font = own or theme.fonts.text.name
    return look


def _add_inline(theme: Theme, look: Characters, name: str, style: InlineStyle | None) -> None:
    if name == "link":
        look.underline = look.underline or "single"
    if style is None:
        return
    look.weight = style.weight or look.weight
    look.italic = look.italic if style.italic is None else style.italic
    look.colour = theme.colour(style.colour) if style.colour else look.colour
    look.rise += style.rise * look.size
    look.size *= style.scale


_UNDERLINES: dict[LinePattern, str] = {
    "solid": "single",
    "dashed": "dash",
    "dotted": "dotted",
    "dash-dotted": "dotDash",
    "thick": "thick",
}


def _add_kind(theme: Theme, look: Characters, style: KindStyle) -> None:
    look.underline = _UNDERLINES[style.pattern]
    look.underline_colour = theme.colour(style.colour)
    look.fill = theme.colour(style.tint)


def _add_text(theme: Theme, look: Characters, style: TextStyle) -> None:
    look.weight, look.italic = style.weight, style.italic
    look.size, look.colour = float(style.size), theme.colour(style.colour)


def _add_marking(theme: Theme, look: Characters, style: MarkingStyle) -> None:
    look.colour = theme.colour(style.colour)
    if style.fill:
        look.fill = theme.colour(style.fill)


def character_run(base: TextStyle, look: Characters) -> str:
    """The inside of w:rPr of a character style.

    Bold and italic are toggles: in a character style they turn over what the paragraph's style says.
    """
    bold = is_bold(look.weight) != is_bold(base.weight)
    colour = f'<w:color w:val="{look.colour}"/>' if look.colour else ""
    raised = _raised(look, base)
    return (
        (fonts(look.font) if look.font else "")
        + pair("b", bold)
        + pair("i", look.italic != base.italic)
        + colour
        + (f'<w:position w:val="{round(look.rise * 2)}"/>' if look.rise and not raised else "")
        + (size(look.size) if not raised and round(look.size * 2) != base.size.half_points else "")
        + _line(look)
        + _ground(look)
        + (f'<w:vertAlign w:val="{raised}"/>' if raised else "")
    )


HIGHLIGHTS: Final[frozenset[Sort]] = frozenset({"kind", "nested", "quiet"})


def styled(stack: Layers) -> Layers:
    """The layers that a style has: a highlight alone, or all but the highlight that the words lie in.

    Each combination as a style would bury the few that people choose from.
    """
    others = tuple(layer for layer in stack if layer.sort not in HIGHLIGHTS)
    if others or not stack:
        return others
    return (replace(stack[-1], sort="kind"),) if stack[-1].sort == "nested" else stack


def beside_style(look: Characters, own: Characters) -> str:
    """The line and the ground that words have beyond their style's own: direct formatting."""
    lined = (look.underline, look.underline_colour) != (own.underline, own.underline_colour)
    return (_line(look) if lined else "") + (_ground(look) if look.fill != own.fill else "")


def _line(look: Characters) -> str:
    tone = f' w:color="{look.underline_colour}"' if look.underline_colour else ""
    return f'<w:u w:val="{look.underline}"{tone}/>' if look.underline else ""


def _ground(look: Characters) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill}"/>' if look.fill else ""


def _raised(look: Characters, base: TextStyle) -> str:
    """Word's own superscript and subscript, where the theme's signs are about as small and as far off the line."""
    share, scale = look.rise / look.size, look.size / base.size
    if scale > 0.8 or abs(share) < 0.1:
        return ""
    return "superscript" if share > 0 else "subscript"
