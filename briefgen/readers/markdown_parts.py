"""Attributes and words of a block go in; what they say of it comes out, and findings with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from briefgen.diagnostics import Diagnostic, Place
from briefgen.document import Inlines, Text
from briefgen.readers.markdown_inlines import InlineReader, Numbered, ParagraphBreak, Piece, Pieces, Slot
from briefgen.readers.markdown_syntax import NO_ATTRIBUTES, Attributes
from briefgen.theme import Theme

LocateWords = Callable[[int, str], Place]
"""From a line of the Markdown (from 0) and words that stand on it to their place in a template."""


def plainly_numbered(label: Pieces, number: int, caption: Pieces) -> Pieces:
    """A caption in English."""
    return (*(label or (Text("Table"),)), Text(f" {number}. "), *caption)


class PartReader:
    """What the readers of blocks and of tables share: one text, its findings, and the anchors that it names."""

    def __init__(self, text: str, theme: Theme, slots: Sequence[Slot], locate: LocateWords, language: str) -> None:
        self.lines = text.split("\n")
        self.theme = theme
        self.locate = locate
        self.findings: list[Diagnostic] = []
        self.anchors: set[str] = set()
        self.tables = 0
        self.numbered: Numbered = plainly_numbered
        self.inlines = InlineReader(theme, slots, language, self.find)

    def find(self, code: str, message: str, line: int, words: str = "", hint: str = "") -> None:
        self.findings.append(Diagnostic(code, message, self.locate(line, words), hint=hint))

    # --- attributes ------------------------------------------------------------------------

    def check(
        self, attributes: Attributes, allowed: Sequence[str], below: int, *, anchor: bool = False, role: bool = False
    ) -> None:
        """Finds what stands in the attributes but says nothing of the block on or below whose line they stand."""
        if attributes is NO_ATTRIBUTES:
            return
        wrong = [f"{key}=" for key in attributes.options if key not in allowed]
        if attributes.anchor and not anchor:
            wrong.append("#" + attributes.anchor)
        if attributes.role and not role:
            wrong.append("." + attributes.role)
        line = self.attribute_line(attributes, below) if wrong else below
        for words in wrong:
            known = ", ".join(f"{key}=" for key in allowed)
            self.find(
                "BG606", f"'{words}' says nothing here", line, words, f"This block takes {known}." if known else ""
            )

    def attribute_line(self, attributes: Attributes, line: int) -> int:
        """The line on which the attributes stand: the block's own, or one above it."""
        while line > 0 and attributes.text and attributes.text not in self.lines[line]:
            line -= 1
        return line

    def value(self, text: str | None) -> str:
        return self.inlines.literal(text or "")

    def role(self, attributes: Attributes, known: Mapping[str, object], default: str, line: int) -> str:
        role = self.value(attributes.role) if attributes.role else default
        if role not in known:
            self.find("BG605", *self.inlines.unknown_role(role, known, self.attribute_line(attributes, line)))
            return default
        return role

    def anchor(self, name: str, line: int) -> str:
        """The name, noted as taken."""
        if name in self.anchors:
            self.find("BG607", f"two parts of the document are called '{name}'", line, name)
        self.anchors.add(name)
        return name

    def other_language(self, attributes: Attributes, line: int) -> str | None:
        if "lang" not in attributes.options:
            return None
        return self.inlines.other_language(attributes, self.attribute_line(attributes, line))

    def number(self, attributes: Attributes, key: str, default: int, line: int) -> int:
        written = self.value(attributes.options.get(key, str(default)))
        if not re.fullmatch(r"[1-6]", written):
            self.find("BG606", f"{key} is a number from 1 to 6", self.attribute_line(attributes, line), f"{key}=")
            return default
        return int(written)

    def parts(self, pieces: list[Piece], role: str) -> list[tuple[Inlines, str, str | None]]:
        """Paragraphs that pieces make: their words, role and anchor. Those without words are left out."""
        if len(pieces) == 1 and isinstance(pieces[0], Text):  # as many cells
            return [((pieces[0],), role, None)] if pieces[0].text.strip(" ") else []
        found: list[tuple[Inlines, str, str | None]] = []
        for part in _parted(pieces):
            own, words, anchor = self.inlines.paragraph_role(part)
            if words:
                found.append((words, own or role, anchor))
        return found


def _parted(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of each paragraph."""
    if ParagraphBreak not in map(type, pieces):
        return [pieces]
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if type(piece) is ParagraphBreak:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts
