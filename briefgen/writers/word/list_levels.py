"""A list style to the levels of a numbering definition: each level's sign, and how far in it stands."""

from __future__ import annotations

from briefgen.theme import ListStyle, Theme
from briefgen.writers.word.wml import attribute

LEVELS = 9


def list_levels(theme: Theme, style: ListStyle, ordered: bool, left: int) -> str:
    """All levels of lists of this look that stand in by `left` twips."""
    return "".join(_level_of_look(theme, style, ordered, left, level) for level in range(LEVELS))


def _level_of_look(theme: Theme, style: ListStyle, ordered: bool, left: int, level: int) -> str:
    indent = style.indent.twips
    stands = left + indent * (level + 1)
    if ordered:
        return list_level(level, "decimal", f"%{level + 1}.", indent, stands, "")
    sign = style.bullets[min(level, len(style.bullets) - 1)]
    return list_level(level, "bullet", sign, indent, stands, text_font(theme))


def list_level(level: int, form: str, sign: str, hanging: int, left: int, run: str) -> str:
    """One level; `run` is how its sign looks."""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{attribute(sign)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{left}"/></w:tabs><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
        f"<w:rPr>{run}</w:rPr></w:lvl>"
    )


def text_font(theme: Theme) -> str:
    """The theme's typeface for a level's sign."""
    name = attribute(theme.fonts.text.name)
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="default"/>'
