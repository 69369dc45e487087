"""The tokens of a pipe table and the attributes above it go in; a `Table` comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown_it.token import Token

from briefgen.document import Alignment, Cell, Column, Inlines, Paragraph, Row, Table, Text, plain
from briefgen.readers.markdown_rules import Attributes, first_line
from briefgen.records import dataclass
from briefgen.theme import TableStyle

if TYPE_CHECKING:
    from briefgen.readers.markdown_reader import BlockReader

_OPTIONS = ("caption", "label", "summary", "widths", "row-headers")
_ALIGN: dict[str, Alignment] = {"text-align:right": "end", "text-align:center": "center"}
_BAR = re.compile(r"(?<!\\)\|")
_SHARE = re.compile(r"\d{1,4}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class _Row:
    row: Row
    align: list[Alignment]


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads one table off the tokens of a block reader."""

    blocks: BlockReader
    token: Token
    attributes: Attributes

    def read(self) -> Table:
        blocks, attributes = self.blocks, self.attributes
        blocks.check(attributes, _OPTIONS, self.token, anchor=True, role=True)
        role = blocks.role(attributes, blocks.theme.tables, "default", self.token)
        named = self.option("row-headers") != "no"
        head, *body = self.rows(blocks.theme.tables[role], named=named)
        caption, number = self.caption()
        anchor = blocks.anchor(blocks.value(attributes.anchor), first_line(self.token)) if attributes.anchor else None
        return Table(
            columns=self.columns(head.align),
            header=head.row,
            rows=tuple(row.row for row in body),
            caption=caption,
            number=number,
            summary=self.option("summary") or self.option("caption") or _heads(head.row),
            role=role,
            anchor=anchor,
            row_headers=named,
        )

    def option(self, key: str) -> str:
        return self.blocks.value(self.attributes.options.get(key))

    def caption(self) -> tuple[Inlines, int | None]:
        if "caption" not in self.attributes.options:
            return (), None
        self.blocks.tables += 1
        number = self.blocks.tables
        return (Text(f"{self.option('label') or 'Table'} {number}. {self.option('caption')}"),), number

    def columns(self, align: list[Alignment]) -> tuple[Column, ...]:
        """Widths as `widths=` says, else in proportion to the dashes below the header."""
        dashes = self.blocks.lines[first_line(self.token) + 1].split("|")
        parts = self.option("widths").split() or [str(part.count("-")) for part in dashes if part.strip()]
        if len(parts) != len(align) or not all(_SHARE.fullmatch(part) and float(part) > 0 for part in parts):
            line = self.blocks.attribute_line(self.attributes, self.token)
            message = f"{len(align)} widths are wanted, one a column"
            self.blocks.find("BG606", message, line, "widths=", 'Such as widths="30 15 55".')
            parts = ["1"] * len(align)
        shares = [float(part) for part in parts]
        return tuple(Column(share / sum(shares), side) for share, side in zip(shares, align, strict=True))

    def rows(self, style: TableStyle, *, named: bool) -> Iterator[_Row]:
        while (token := self.blocks.next()).type != "table_close":
            if token.type == "tr_open":
                yield self.row(style, first_line(token), named=named)

    def row(self, style: TableStyle, line: int, *, named: bool) -> _Row:
        """A row; the first anchor in it is the row's own, any other its paragraph's."""
        blocks = self.blocks
        cells: list[Cell] = []
        sides: list[Alignment] = []
        first: str | None = None
        while (token := blocks.next()).type != "tr_close":
            sides.append(_ALIGN.get(str(token.attrs.get("style", "")), "start"))
            role = _cell_role(style, sides[-1], head=token.type == "th_open", first=named and not cells)
            paragraphs: list[Paragraph] = []
            for words, own, anchor in blocks.parts(blocks.inlines.read(blocks.next(), line), role):
                anchor = blocks.anchor(anchor, line) if anchor else None
                paragraphs.append(Paragraph(words, own, anchor if first else None))
                first = first or anchor
            blocks.next()
            cells.append(Cell(tuple(paragraphs)))
        self.check_length(line, len(cells))
        return _Row(Row(tuple(cells), first), sides)

    def check_length(self, line: int, columns: int) -> None:
        """Markdown drops the cells that a row has too many; nothing is dropped here without a word."""
        text = self.blocks.lines[line].strip()
        if not text.startswith("|"):
            return
        inner = text[1:-1] if len(text) > 1 and text.endswith("|") and not text.endswith("\\|") else text[1:]
        found = len(_BAR.split(inner))
        if found != columns:
            message = f"a row of {found} cells in a table of {columns} columns"
            self.blocks.find("BG606", message, line, "|", "An upright bar that is no border is written \\|.")


def _cell_role(style: TableStyle, align: Alignment, *, head: bool, first: bool) -> str:
    if head:
        return style.head
    if first:
        return style.first
    return "table-number" if align == "end" and style.text == "table-text" else style.text


def _heads(header: Row) -> str:
    words = [plain(block.children) for cell in header.cells for block in cell.blocks if isinstance(block, Paragraph)]
    return ", ".join(words)
