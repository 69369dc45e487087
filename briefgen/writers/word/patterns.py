"""A theme to what it says of each look, whatever the document: names and bodies of styles, list levels.

Most packets of a run share a theme and ask for the same looks; each is worked out when it is first asked for. What is
remembered is bounded, for looks may differ in endless ways.
"""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache

from briefgen.kinds import Kind
from briefgen.theme import Length, ListStyle, TableStyle, TextStyle, Theme
from briefgen.typeset import Typesetter
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import looks
from briefgen.writers.word.families import FontChoice
from briefgen.writers.word.list_levels import list_levels
from briefgen.writers.word.looks import Characters, Component, Layers, ParagraphLook

_HEADING = re.compile(r"heading-([1-6])")
_KINDS: dict[Kind, str] = {
    "actor": "Actor",
    "agreement": "Agreement",
    "capability": "Capability",
    "implication": "Implication",
    "event": "Event",
}
_NAVIGATED = frozenset({"judgment"})
_BELOW_HEADINGS = 6
"""The level, from 0, at which Word's navigation shows paragraphs that are no headings, which have six; no contents do."""
_MOST = 1024
"""Looks of one sort that are remembered."""

GAP = "table-gap"
"""The role of the paragraph that Word needs between two tables."""
_GAP_STYLE = TextStyle(size=Length(1), leading=Length(1))


Pattern = tuple[str, str]
"""A style's name and body; its id and its base are for the document to decide."""


class Patterns:
    """What one theme says; ask `patterns_of` for it."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._fonts: FontChoice | None = None
        self.role = lru_cache(_MOST)(self._role)
        self.derived = lru_cache(_MOST)(self._derived)
        self.characters = lru_cache(_MOST)(self._characters)
        self.look = lru_cache(_MOST)(self._look)
        """What layers of looks make of words in a paragraph of that role."""
        self.table = lru_cache(_MOST)(self._table)
        self.list_levels = lru_cache(_MOST)(self._list_levels)
        self.in_typeface = lru_cache(16)(self._in_typeface)

    def fonts(self, typesetter: Typesetter | None) -> FontChoice:
        """The theme's families, chosen by the typesetter of the PDF, or by one like it."""
        if self._fonts is None or (typesetter is not None and self._fonts.typesetter is not typesetter):
            self._fonts = FontChoice(self.theme, typesetter or typesetter_for(self.theme))
        return self._fonts

    def text(self, role: str) -> TextStyle:
        """The role's look; body's where the theme has none."""
        style = self.theme.styles.get(role)
        if style is None:
            return _GAP_STYLE if role == GAP else self.theme.styles["body"]
        return style

    def _in_typeface(self, name: str) -> Theme:
        """The theme with a reference document's typeface, which has bold but no family of its own for semibold."""
        text = self.theme.fonts.text.model_copy(update={"semibold": None, "semibold_italic": None, "name": name})
        fonts = self.theme.fonts.model_copy(update={"text": text, "embed_in_docx": False})
        return self.theme.model_copy(update={"fonts": fonts})

    # --- paragraphs

    def _role(self, role: str) -> Pattern:
        """The style of a role itself."""
        style = self.text(role)
        level = heading_level(role)
        paragraph = looks.text_paragraph(self.theme, style, level)
        if role in _NAVIGATED:
            paragraph += f'<w:outlineLvl w:val="{_BELOW_HEADINGS}"/>'
        run = looks.text_run(self.theme, style)
        return self.role_name(role), f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr>"

    def _derived(self, look: ParagraphLook) -> Pattern:
        """The style of a look that changes its role's; without a body where it does not."""
        style = self.text(look.role)
        changes = looks.derived_paragraph(self.theme, look, style, self.theme.page.margin_column.twips)
        name = f"{self.role_name(look.role)}{_variant(look)}"
        if look.item and look.role == "list-item":
            name = f"List {look.item}{_variant(look, item=False)}"
        return name, f"<w:pPr>{changes}</w:pPr>" if changes else ""

    def role_name(self, role: str) -> str:
        if role not in self.theme.styles:
            return own_name(role)
        word_style = self.theme.styles[role].word_style
        shared = (other for other, style in self.theme.styles.items() if style.word_style == word_style)
        return word_style if word_style and next(shared) == role else own_name(role)

    # --- words

    def _characters(self, role: str, stack: Layers) -> Pattern:
        """The style of layers of looks in a paragraph of that role; without a body where nothing changes."""
        run = looks.character_run(self.text(role), self.look(role, stack))
        return self._stack_name(stack), f"<w:rPr>{run}</w:rPr>" if run else ""

    def _look(self, role: str, stack: Layers) -> Characters:
        return looks.characters_of(self.theme, self.text(role), stack)

    def _stack_name(self, stack: Layers) -> str:
        if len(stack) == 1 and stack[0].sort == "inline":
            style = self.theme.inlines.get(stack[0].name)
            if style and style.word_style:
                return style.word_style
        return f"Briefing {' '.join(map(_component_name, stack))}"

    # --- tables and lists

    def _table(self, role: str, columns: int) -> Pattern:
        style = self.theme.tables.get(role) or self.theme.tables["default"]
        name = "Briefing Table" if role == "default" else f"{own_name(role)} Table"
        return name, self._table_body(style, columns)

    def _table_body(self, style: TableStyle, columns: int) -> str:
        rules = {"top": style.top, "bottom": style.bottom, "insideH": style.between}
        lines = [
            looks.border(side, rule.width, self.theme.colour(rule.colour)) for side, rule in rules.items() if rule.width
        ]
        if style.rail and columns == 2:
            lines.append(looks.border("insideV", 0.75, self.theme.colour(style.rail_colour)))
        borders = f"<w:tblBorders>{''.join(lines)}</w:tblBorders>" if lines else ""
        x, y = style.padding_x.twips, style.padding_y.twips
        margins = (
            f'<w:tblCellMar><w:top w:w="{y}" w:type="dxa"/><w:left w:w="{x}" w:type="dxa"/>'
            f'<w:bottom w:w="{y}" w:type="dxa"/><w:right w:w="{x}" w:type="dxa"/></w:tblCellMar>'
        )
        return f"<w:tblPr>{borders}{margins}</w:tblPr>{self._first_row(style, columns)}"

    def _first_row(self, style: TableStyle, columns: int) -> str:
        """The header row has its own line below, and no part in a rail."""
        line = ""
        if style.below_head.width:
            line = looks.border("bottom", style.below_head.width, self.theme.colour(style.below_head.colour))
        if style.rail and columns == 2:
            line += '<w:insideV w:val="nil"/>'
        if not line:
            return ""
        return f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{line}</w:tcBorders></w:tcPr></w:tblStylePr>'

    def list_style(self, role: str | None) -> ListStyle:
        return self.theme.lists.get(role or "default") or self.theme.lists["default"]

    def _list_levels(self, role: str, ordered: bool, left: int) -> str:
        """All levels of lists of this look that stand in by `left` twips."""
        return list_levels(self.theme, self.list_style(role), ordered, left)


_KEPT: deque[Patterns] = deque(maxlen=8)


def patterns_of(theme: Theme) -> Patterns:
    """The theme's patterns: the same for the same theme, as long as no more than a few others come between."""
    for kept in tuple(_KEPT):
        if kept.theme is theme:
            return kept
    made = Patterns(theme)
    _KEPT.append(made)
    return made


# --- names -------------------------------------------------------------------------------


def heading_level(role: str) -> int | None:
    heading = _HEADING.fullmatch(role)
    return int(heading[1]) if heading else None


def own_name(role: str) -> str:
    """The name of a style that Word does not have: "Briefing" and the role."""
    return f"Briefing {_title(role)}"


def _title(role: str) -> str:
    words = role.replace("_", " ").replace("-", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _component_name(component: Component) -> str:
    if component.sort == "kind":
        return f"Highlight {_KINDS[component.name]}"  # type: ignore[index]
    if component.sort == "quiet":
        return f"Quiet Highlight {_KINDS[component.name]}"  # type: ignore[index]
    if component.sort == "marking":
        return f"Marking {component.name}"
    if component.sort == "font":
        return component.name
    return _title(component.name)


def _variant(look: ParagraphLook, item: bool = True) -> str:
    """The words that distinguish a derived style from its role's, in a fixed order."""
    words = [
        (look.item or "") if item else "",
        f"in {_title(look.callout)}" if look.callout else "",
        "Labelled" if look.label else "",
        {"start": "", "center": "Centred", "end": "End"}[look.align or "start"],
        look.place,
        "On Rail" if look.on_rail else "",
        f"Heading {look.outline}" if look.outline else "",
        "Right to Left" if look.right_to_left else "",
        "New Page" if look.new_page else "",
    ]
    said = " ".join(word for word in words if word)
    return f" {said}" if said else ""
