"""Looks to named styles: the style sheet hands out ids on demand and holds no style that is not used."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from briefgen.theme import TableStyle, TextStyle
from briefgen.writers.word.looks import (
    AT_LEAST,
    EXACT,
    HIGHLIGHTS,
    Layers,
    ParagraphLook,
    beside_style,
    family_of,
    is_bold,
    styled,
)
from briefgen.writers.word.patterns import GAP, Patterns, heading_level
from briefgen.writers.word.starting import Existing
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
_LONGEST_NAME = 240
"""Word's own limit is 253 characters; a number may follow."""
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]")


_GALLERY = ("body", "lead", "judgment", "list-item", "quotation", "caption", "table-text", "table-head", "small")
"""Roles whose styles people are offered first, in this order, after the title and three headings."""
_OUT_OF_SIGHT = 99


def _priority(role: str) -> int:
    """Where a style stands in Word's gallery; `_OUT_OF_SIGHT` where it is not in it until it is used."""
    order = ("title", "heading-1", "heading-2", "heading-3", *_GALLERY)
    return order.index(role) + 1 if role in order else _OUT_OF_SIGHT


class StyleSheet:
    """The styles a document uses, each made when it is first asked for."""

    def __init__(self, patterns: Patterns, existing: Existing) -> None:
        self.patterns = patterns
        self.theme = patterns.theme
        self.existing = existing
        self.missing: list[str] = []
        """Roles that the theme gives no look."""
        self.cuts: set[tuple[str, bool, bool]] = set()
        """Families with the cuts of them that words are set in, bold and italic; "" for the text family."""
        self.adopted: dict[str, None] = {}
        """Ids of the reference document's styles that are used."""
        self._ids: dict[str, str] = {}
        self._xml: list[str] = []
        self._lines: dict[int, TextStyle] = {}
        """Places of styles in `_xml` that say how high lines are."""
        self._names = frozenset(name for _, name in existing.styles)
        """Of the reference document's styles of all kinds: Word knows a style by its name alone."""
        self._taken: set[str] = {each.lower() for each in existing.styles.values()}
        self._texts: dict[str, TextStyle] = {}
        self._paragraphs: dict[ParagraphLook, str] = {}
        self._characters: dict[tuple[str, Layers], tuple[str, str]] = {}
        self._tables: dict[tuple[str, int], str] = {}
        self._bodies: dict[str, str] = {}

    # --- paragraphs

    def text(self, role: str) -> TextStyle:
        """The role's look; body's, and a note of it, where the theme has none."""
        found = self._texts.get(role)
        if found is None:
            if role not in self.theme.styles and role != GAP:
                self.missing.append(role)
            found = self._texts[role] = self.patterns.text(role)
        return found

    def paragraph(self, look: ParagraphLook) -> str:
        """The id of the paragraph style for a look."""
        found = self._paragraphs.get(look)
        if found is None:
            found = self._paragraphs[look] = self._make_paragraph(look)
        return found

    def _make_paragraph(self, look: ParagraphLook) -> str:
        style = self.text(look.role)
        if look.align and style.align != "start":
            return self.paragraph(replace(look, align=None))
        if look == ParagraphLook(look.role):
            return self._completed(look.role, self._make_role(look.role))
        name, changes = self.patterns.derived(look)
        base = self.paragraph(ParagraphLook(look.role))
        if not changes:
            return base
        if look.tab:
            changes = changes.replace("<w:tabs>", f"<w:tabs>{self._cleared(base, look.tab)}", 1)
        # A style of the role's own name is the role's: on a reference document's it would lose what this place changes.
        return self._add("paragraph", name, base, changes, adopts=name != self.patterns.role_name(look.role))

    def _make_role(self, role: str) -> str:
        name, body = self.patterns.role(role)
        look = self.text(role)
        self.cuts.add((family_of(self.theme, look.weight, look.italic), is_bold(look.weight), look.italic))
        next_style = self.paragraph(ParagraphLook("body")) if heading_level(role) else ""
        before = len(self._xml)
        made = self._add("paragraph", name, self._default("paragraph"), body, next_style, priority=_priority(role))
        if len(self._xml) > before:
            self._lines[before] = look
        return made

    def _completed(self, role: str, made: str) -> str:
        """The style itself; one on its base where the reference document's lacks what the outline and the pages depend on."""
        if made not in self.adopted:
            return made
        level = (heading_level(role) or 10) - 1
        keeps = self.text(role).keep_with_next and made not in self.existing.keeping
        changes = (
            ("<w:keepNext/>" if keeps else "")
            + ('<w:numPr><w:numId w:val="0"/></w:numPr>' if made in self.existing.counting else "")
            + (f'<w:outlineLvl w:val="{level}"/>' if self.existing.levels.get(made, 9) != level else "")
        )
        return self._add("paragraph", f"{made} Kept", made, f"<w:pPr>{changes}</w:pPr>") if changes else made

    def _cleared(self, base: str, tab: int) -> str:
        """The reference document's tab stops undone, so that none of them stands in the way of ours."""
        stops = sorted({stop for stop in self.existing.tabs.get(base, ()) if stop != tab})
        return "".join(f'<w:tab w:val="clear" w:pos="{stop}"/>' for stop in stops)

    # --- words

    def character(self, role: str, stack: Layers) -> tuple[str, str]:
        """For layers of looks in a paragraph of that role, the id of the character style and what stands beside it.

        Each is "" where nothing changes.
        """
        key = (role, stack)
        found = self._characters.get(key)
        if found is None:
            found = self._characters[key] = self._make_words(role, stack)
        return found

    def _make_words(self, role: str, stack: Layers) -> tuple[str, str]:
        layers = styled(stack)
        if not self.patterns.characters(role, layers)[1]:  # such as strong words in a strong paragraph
            layers = styled(tuple(layer for layer in stack if layer.sort in HIGHLIGHTS))
        beside = beside_style(self.patterns.look(role, stack), self.patterns.look(role, layers))
        return self._make_character(role, layers or stack), beside

    def _make_character(self, role: str, stack: Layers) -> str:
        self.text(role)  # which notes a role that the theme gives no look
        look = self.patterns.look(role, stack)
        font = "" if look.font == self.theme.fonts.text.name else look.font
        self.cuts.add((font, is_bold(look.weight), look.italic))
        name, body = self.patterns.characters(role, stack)
        if not body:
            return ""
        if self._bodies.get(self._ids.get(name, ""), body) != body:
            name = f"{name} in {self.patterns.role_name(role)}"
        return self._add("character", name, self._default("character"), body)

    # --- tables

    def table(self, role: str, columns: int) -> str:
        """The id of the table style for a role."""
        style = self.table_style(role)
        key = (role, columns if style.rail else 0)
        found = self._tables.get(key)
        if found is None:
            name, body = self.patterns.table(role, columns)
            found = self._tables[key] = self._add("table", name, self._default("table"), body)
        return found

    def table_style(self, role: str) -> TableStyle:
        style = self.theme.tables.get(role)
        if style is None:
            if f"table {role}" not in self.missing:
                self.missing.append(f"table {role}")
            return self.theme.tables["default"]
        return style

    # --- the sheet

    def xml(self, tallest: float) -> list[str]:
        """The styles in the order in which they were first used.

        Lines are as high as the theme says where all letters have room in them, and may grow with what people put
        there; where they have not, `tallest` fonts for their size would move the lines of a page, and they are exact.
        """
        roomy = {place for place, look in self._lines.items() if look.size * tallest <= look.leading}
        exact, growing = (f'w:lineRule="{rule}"' for rule in (EXACT, AT_LEAST))
        return [xml.replace(exact, growing) if place in roomy else xml for place, xml in enumerate(self._xml)]

    def _add(
        self,
        kind: str,
        name: str,
        base: str,
        body: str,
        next_style: str = "",
        priority: int = _OUT_OF_SIGHT,
        adopts: bool = True,
    ) -> str:
        """The id of the style of that name; one of that name with another look makes a numbered one."""
        name = name[:_LONGEST_NAME]
        own = self.existing.styles.get((kind, name.lower()))
        if own is not None and adopts:
            self.adopted[own] = None
            return own
        base_name, count = name, 1
        while name in self._ids or name.lower() in self._names:
            if self._bodies.get(self._ids.get(name, "")) == body:
                return self._ids[name]
            count += 1
            name = f"{base_name} {count}"
        stem, custom, stored = _labels(name)
        identifier = self._ids[name] = self._identifier(stem)
        self._bodies[identifier] = body
        follow = f'<w:next w:val="{next_style}"/>' if next_style else ""
        gallery = f'<w:uiPriority w:val="{priority}"/>'
        gallery += "<w:qFormat/>" if priority < _OUT_OF_SIGHT else "<w:semiHidden/><w:unhideWhenUsed/>"
        based = f'<w:basedOn w:val="{base}"/>' if base else ""
        self._xml.append(
            f'<w:style w:type="{kind}"{custom} w:styleId="{identifier}"><w:name w:val="{stored}"/>'
            f"{based}{follow}{gallery}{body}</w:style>"
        )
        return identifier

    def _default(self, kind: str) -> str:
        """The id of the default style of a kind; "" where a reference document has none."""
        return self.existing.defaults.get(kind, "")

    def _identifier(self, stem: str) -> str:
        candidate, count = stem, 1
        while candidate.lower() in self._taken:
            count += 1
            candidate = f"{stem}{count}"
        self._taken.add(candidate.lower())
        return candidate


@lru_cache(maxsize=1024)
def _labels(name: str) -> tuple[str, str, str]:
    """A style's name as the stem of its id, as an attribute where Word does not know it, and as it is stored."""
    built_in = name in _BUILT_IN or _LOWER.fullmatch(name)
    stored = name.lower() if _LOWER.fullmatch(name) else name
    custom = "" if built_in else ' w:customStyle="1"'
    return _NOT_PLAIN.sub("", name) or "Style", custom, attribute(stored)
