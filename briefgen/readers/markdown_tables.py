"""The cells of a pipe table and the attributes above it go in; a `Table` comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from briefgen.document import Alignment, Cell, Column, Inline, Inlines, Paragraph, Row, Span, Table, plain
from briefgen.readers.markdown_inlines import tidy
from briefgen.readers.markdown_parts import PartReader
from briefgen.readers.markdown_syntax import Attributes, TableLines, TableRow
from briefgen.theme import TableStyle

_OPTIONS = ("caption", "label", "summary", "widths", "row-headers", "empty-columns")
_BAR = re.compile(r"(?<!\\)\|")
_SHARE = re.compile(r"\d{1,4}(\.\d+)?")


class TableReader(Struct, frozen=True):
    """Reads one table of a text."""

    blocks: PartReader
    source: TableLines
    attributes: Attributes

    def read(self) -> Table:
        blocks, attributes = self.blocks, self.attributes
        line, sides = self.source.line, self.source.sides
        blocks.check(attributes, _OPTIONS, line, anchor=True, role=True)
        role = blocks.role(attributes, blocks.theme.tables, "default", line)
        style, named = blocks.theme.tables[role], self.option("row-headers") != "no"
        heads = [style.head] * len(sides)
        roles = [_cell_role(style, side, first=named and not number) for number, side in enumerate(sides)]
        header, *rows = [self.row(row, roles if number else heads) for number, row in enumerate(self.source.rows)]
        caption, number = self.caption()
        anchor = blocks.anchor(blocks.value(attributes.anchor), line) if attributes.anchor else None
        kept = self.kept(rows)
        return Table(
            columns=_shared(self.columns(), kept),
            header=_only(header, kept),
            rows=tuple(_only(row, kept) for row in rows),
            caption=caption,
            number=number,
            summary=self.option("summary") or _heads(header) or self.option("caption"),
            summary_language=self.summary_language(header),
            role=role,
            anchor=anchor,
            row_headers=named,
        )

    def option(self, key: str) -> str:
        return self.blocks.value(self.attributes.options.get(key))

    def summary_language(self, header: Row) -> str | None:
        """That the words are in which sum the table up, where they say one."""
        if self.option("summary"):
            return _spoken(tidy(self.blocks.inlines.phrase(self.attributes.options["summary"]))[0])
        if _heads(header):
            return _spoken([each for words in _head_words(header) for each in words])
        return _spoken(tidy(self.blocks.inlines.phrase(self.attributes.options.get("caption", "")))[0])

    def caption(self) -> tuple[Inlines, int | None]:
        if "caption" not in self.attributes.options:
            return (), None
        self.blocks.tables += 1
        number = self.blocks.tables
        label, caption = (
            self.blocks.inlines.phrase(self.attributes.options.get(key, "")) for key in ("label", "caption")
        )
        return tidy(self.blocks.numbered(label, number, caption))[0], number

    def kept(self, rows: Sequence[Row]) -> list[int]:
        """The columns that say something on some row; those that name rows, and those of a table without rows, stay."""
        every = range(len(self.source.sides))
        if not rows or self.option("empty-columns") == "keep":
            return [*every]
        named = self.option("row-headers") != "no"
        return [n for n in every if (named and not n) or any(row.cells[n].blocks for row in rows)] or [*every]

    def columns(self) -> tuple[Column, ...]:
        """Widths as `widths=` says, else in proportion to the dashes below the header."""
        sides = self.source.sides
        dashes = self.blocks.lines[self.source.line + 1].split("|")
        parts = self.option("widths").split() or [str(part.count("-")) for part in dashes if part.strip()]
        if len(parts) != len(sides) or not all(_SHARE.fullmatch(part) and float(part) > 0 for part in parts):
            line = self.blocks.attribute_line(self.attributes, self.source.line)
            message = f"{len(sides)} widths expected, one per column"
            self.blocks.find("BG606", message, line, "widths=", 'Such as widths="30 15 55".')
            parts = ["1"] * len(sides)
        shares = [float(part) for part in parts]
        return tuple(Column(share / sum(shares), side) for share, side in zip(shares, sides, strict=True))

    def row(self, source: TableRow, roles: list[str]) -> Row:
        """A row; the first anchor in it is the row's own, any other its paragraph's."""
        blocks, line = self.blocks, source.line
        cells: list[Cell] = []
        first: str | None = None
        for text, role in zip(source.cells, roles, strict=True):
            paragraphs: list[Paragraph] = []
            for words, own, anchor in blocks.parts(blocks.inlines.read(text, line), role):
                anchor = blocks.anchor(anchor, line) if anchor else None
                paragraphs.append(Paragraph(words, own, anchor if first else None))
                first = first or anchor
            cells.append(Cell(tuple(paragraphs)))
        self.check_length(line, len(cells))
        return Row(tuple(cells), first)

    def check_length(self, line: int, columns: int) -> None:
        """Markdown drops the cells that a row has too many; nothing is dropped here without a word."""
        text = self.blocks.lines[line].strip()
        if not text.startswith("|"):
            return
        inner = text[1:-1] if len(text) > 1 and text.endswith("|") and not text.endswith("\\|") else text[1:]
        found = len(_BAR.split(inner)) if "\\" in inner else inner.count("|") + 1
        if found != columns:
            message = f"a row of {found} cells in a table of {columns} columns"
            self.blocks.find("BG606", message, line, "|", "An upright bar that is not a border is written \\|.")


def _only(row: Row, kept: Sequence[int]) -> Row:
    return row if len(kept) == len(row.cells) else Row(tuple(row.cells[n] for n in kept), row.anchor)


def _shared(columns: tuple[Column, ...], kept: Sequence[int]) -> tuple[Column, ...]:
    """These of the columns, with the width of the others in proportion to their own."""
    if len(kept) == len(columns):
        return columns
    whole = sum(columns[n].width for n in kept)
    return tuple(Column(columns[n].width / whole, columns[n].align) for n in kept)


def _cell_role(style: TableStyle, align: Alignment, *, first: bool) -> str:
    if first:
        return style.first
    return "table-number" if align == "end" and style.text == "table-text" else style.text


def _head_words(header: Row) -> list[Inlines]:
    return [block.children for cell in header.cells for block in cell.blocks if isinstance(block, Paragraph)]


def _heads(header: Row) -> str:
    return ", ".join(map(plain, _head_words(header)))


def _spoken(words: Sequence[Inline]) -> str | None:
    """The language that all words say; None where some are in the document's, or in several."""
    said = {each.language if isinstance(each, Span) else None for each in words if plain((each,)).strip()}
    return said.pop() if len(said) == 1 else None
