"""Looks to named styles: the style sheet hands out ids on demand and holds no style that is not used."""

from __future__ import annotations

import re

from briefgen.document import Kind
from briefgen.records import replace
from briefgen.theme import Length, TableStyle, TextStyle, Theme
from briefgen.writers.word import looks
from briefgen.writers.word.house import Existing
from briefgen.writers.word.looks import Component, Look, Stack
from briefgen.writers.word.wml import attribute

_LOWER = re.compile(r"(Heading|TOC) \d|Caption|Header|Footer")
"""Built-in styles whose name in the file is written small."""
_BUILT_IN = frozenset(
    {
        "Title",
        "Subtitle",
        "Body Text",
        "Quote",
        "Intense Quote",
        "List Paragraph",
        "TOC Heading",
        "Hyperlink",
        "Strong",
        "Emphasis",
    }
    | {
        "List Bullet",
        "List Number",
        "List Continue",
        "Block Text",
        "Signature",
        "Date",
        "Closing",
        "Salutation",
        "Table Grid",
    }
)
_HEADING = re.compile(r"heading-([1-6])")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]")
_KINDS: dict[Kind, str] = {
    "actor": "Actor",
    "agreement": "Agreement",
    "capability": "Capability",
    "implication": "Implication",
    "event": "Event",
}


GAP = "table-gap"
"""The role of the paragraph that Word needs between two tables."""
_GAP_STYLE = TextStyle(size=Length(1), leading=Length(1))


def own_name(role: str) -> str:
    """The name of a style that Word does not have: "Briefing" and the role."""
    return f"Briefing {_title(role)}"


def _title(role: str) -> str:
    words = role.replace("_", " ").replace("-", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words)


class StyleSheet:
    """The styles a document uses, each made when it is first asked for."""

    def __init__(self, theme: Theme, existing: Existing) -> None:
        self.theme = theme
        self.existing = existing
        self.missing: list[str] = []
        """Roles that the theme gives no look."""
        self.fallbacks: set[str] = set()
        """Names of the fallback families that the words need."""
        self.adopted: dict[str, None] = {}
        """Ids of the house's styles that are used."""
        self._ids: dict[str, str] = {}
        self._xml: list[str] = []
        self._taken: set[str] = {each.lower() for each in existing.styles.values()}
        self._paragraphs: dict[Look, str] = {}
        self._characters: dict[tuple[str, Stack], str] = {}
        self._tables: dict[tuple[str, int], str] = {}
        self._bodies: dict[str, str] = {}

    # --- paragraphs

    def text(self, role: str) -> TextStyle:
        """The role's look; body's, and a note of it, where the theme has none."""
        style = self.theme.styles.get(role)
        if style is None and role == GAP:
            return _GAP_STYLE
        if style is None:
            if role not in self.missing:
                self.missing.append(role)
            return self.theme.styles["body"]
        return style

    def paragraph(self, look: Look) -> str:
        """The id of the paragraph style for a look."""
        found = self._paragraphs.get(look)
        if found is None:
            found = self._paragraphs[look] = self._make_paragraph(look)
        return found

    def _make_paragraph(self, look: Look) -> str:
        style = self.text(look.role)
        if look.align and style.align != "start":
            return self.paragraph(replace(look, align=None))
        if look == Look(look.role):
            return self._kept(style, self._make_role(look.role, style))
        changes = looks.derived_paragraph(self.theme, look, style, self.theme.page.margin_column.twips)
        base = self.paragraph(Look(look.role))
        if not changes:
            return base
        if look.tab:
            changes = changes.replace("<w:tabs>", f"<w:tabs>{self._cleared(base, look.tab)}", 1)
        name = f"{self.role_name(look.role, style)}{_variant(look, style)}"
        if look.item and look.role == "list-item":
            name = f"List {look.item}{_variant(look, style, item=False)}"
        return self._add("paragraph", name, base, f"<w:pPr>{changes}</w:pPr>")

    def _make_role(self, role: str, style: TextStyle) -> str:
        heading = _HEADING.fullmatch(role)
        level = int(heading[1]) if heading else None
        properties = looks.text_paragraph(self.theme, style, level)
        run = looks.text_run(self.theme, style)
        body = f"<w:pPr>{properties}</w:pPr><w:rPr>{run}</w:rPr>"
        next_style = self.paragraph(Look("body")) if level else ""
        return self._add(
            "paragraph", self.role_name(role, style), self._default("paragraph"), body, next_style, listed=True
        )

    def _kept(self, style: TextStyle, made: str) -> str:
        """The style itself; one on its base where the house's would let what belongs below go to the next page."""
        if made not in self.adopted or not style.keep_with_next or made in self.existing.keeping:
            return made
        return self._add("paragraph", f"{made} Kept", made, "<w:pPr><w:keepNext/></w:pPr>")

    def _cleared(self, base: str, tab: int) -> str:
        """The house's tab stops undone, lest one of them stand in the way of ours."""
        stops = sorted({stop for stop in self.existing.tabs.get(base, ()) if stop != tab})
        return "".join(f'<w:tab w:val="clear" w:pos="{stop}"/>' for stop in stops)

    def role_name(self, role: str, style: TextStyle) -> str:
        if role not in self.theme.styles:
            return own_name(role)
        shared = [other for other, look in self.theme.styles.items() if look.word_style == style.word_style]
        return style.word_style if style.word_style and shared[0] == role else own_name(role)

    # --- words

    def character(self, role: str, stack: Stack) -> str:
        """The id of the character style for layers of looks in a paragraph of that role; "" where nothing changes."""
        key = (role, stack)
        found = self._characters.get(key)
        if found is None:
            found = self._characters[key] = self._make_character(role, stack)
        return found

    def _make_character(self, role: str, stack: Stack) -> str:
        base = self.text(role)
        self.fallbacks |= {component.name for component in stack if component.sort == "font"}
        run = looks.character_run(self.theme, base, looks.resolve(self.theme, base, stack))
        if not run:
            return ""
        name = self._stack_name(stack)
        body = f"<w:rPr>{run}</w:rPr>"
        if self._bodies.get(self._ids.get(name, ""), body) != body:
            name = f"{name} in {self.role_name(role, base)}"
        return self._add("character", name, self._default("character"), body)

    def _stack_name(self, stack: Stack) -> str:
        if len(stack) == 1 and stack[0].sort == "inline":
            style = self.theme.inlines.get(stack[0].name)
            if style and style.word_style:
                return style.word_style
        return f"Briefing {' '.join(map(_component_name, stack))}"

    # --- tables

    def table(self, role: str, columns: int) -> str:
        """The id of the table style for a role."""
        style = self.table_style(role)
        key = (role, columns if style.rail else 0)
        found = self._tables.get(key)
        if found is None:
            name = "Briefing Table" if role == "default" else f"{own_name(role)} Table"
            found = self._tables[key] = self._add(
                "table", name, self._default("table"), self._table_body(style, columns)
            )
        return found

    def table_style(self, role: str) -> TableStyle:
        style = self.theme.tables.get(role)
        if style is None:
            if f"table {role}" not in self.missing:
                self.missing.append(f"table {role}")
            return self.theme.tables["default"]
        return style

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

    # --- the sheet

    def xml(self) -> list[str]:
        """The styles in the order in which they were first used."""
        return self._xml

    def _add(self, kind: str, name: str, base: str, body: str, next_style: str = "", listed: bool = False) -> str:
        """The id of the style of that name; one of that name with another look makes a numbered one."""
        house = self.existing.styles.get((kind, name.lower()))
        if house is not None:
            self.adopted[house] = None
            return house
        wanted, count = name, 1
        while name in self._ids:
            if self._bodies[self._ids[name]] == body:
                return self._ids[name]
            count += 1
            name = f"{wanted} {count}"
        identifier = self._identifier(name)
        self._ids[name] = identifier
        self._bodies[identifier] = body
        custom = "" if is_built_in(name) else ' w:customStyle="1"'
        follow = f'<w:next w:val="{next_style}"/>' if next_style else ""
        gallery = "<w:qFormat/>" if listed else ""
        stored = name.lower() if _LOWER.fullmatch(name) else name
        based = f'<w:basedOn w:val="{base}"/>' if base else ""
        self._xml.append(
            f'<w:style w:type="{kind}"{custom} w:styleId="{identifier}"><w:name w:val="{attribute(stored)}"/>'
            f"{based}{follow}{gallery}{body}</w:style>"
        )
        return identifier

    def _default(self, kind: str) -> str:
        """The id of the default style of a kind; "" where a house's document has none."""
        return self.existing.defaults.get(kind, "")

    def _identifier(self, name: str) -> str:
        plain = _NOT_PLAIN.sub("", name) or "Style"
        candidate, count = plain, 1
        while candidate.lower() in self._taken:
            count += 1
            candidate = f"{plain}{count}"
        self._taken.add(candidate.lower())
        return candidate


def is_built_in(name: str) -> bool:
    return name in _BUILT_IN or _LOWER.fullmatch(name) is not None


def _component_name(component: Component) -> str:
    if component.sort == "kind":
        return f"Highlight {_KINDS[component.name]}"  # type: ignore[index]
    if component.sort == "marking":
        return f"Marking {component.name}"
    if component.sort == "font":
        return component.name
    return _title(component.name)


def _variant(look: Look, style: TextStyle, item: bool = True) -> str:
    """The words that tell a derived style from its role's, in a fixed order."""
    words = [
        (look.item or "") if item else "",
        f"in {_title(look.callout)}" if look.callout else "",
        "Labelled" if look.label else "",
        {"start": "", "center": "Centred", "end": "End"}[look.align or "start"],
        look.place,
        f"Heading {look.outline}" if look.outline else "",
        "Right to Left" if look.right_to_left else "",
        "New Page" if look.new_page else "",
    ]
    said = " ".join(word for word in words if word)
    return f" {said}" if said else ""
