"""A theme's page, or a reference document's, to what sections say of their pages."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from briefgen.document import Orientation
from briefgen.theme import Theme

Edge = Literal["header", "footer"]
PageKind = Literal["default", "first", "even"]
"""Pages that may have headers and footers of their own."""


class PageSetup(Struct, frozen=True):
    """An upright page, in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int
    column_gap: int
    kinds: tuple[PageKind, ...] = ("default",)
    """The pages that are distinguished."""
    shown: dict[tuple[Edge, PageKind], str] = {}
    """The starting document's own headers and footers, by the relations that lead to them."""
    borders: str = ""
    """Lines round each page, as sections have them."""

    @classmethod
    def of(cls, theme: Theme, marked: bool) -> PageSetup:
        """The theme's page; a marking stands outside the running lines."""
        page = theme.page
        return cls(
            page.width.twips,
            page.height.twips,
            page.margins.top.twips,
            page.margins.right.twips,
            page.margins.bottom.twips,
            page.margins.left.twips,
            (page.marking if marked else page.header).twips,
            (page.marking if marked else page.footer).twips,
            page.column_gap.twips,
        )


class Sheet(Struct, frozen=True):
    """The pages of a section."""

    orientation: Orientation
    columns: int

    def size(self, page: PageSetup) -> tuple[int, int]:
        return (page.height, page.width) if self.orientation == "landscape" else (page.width, page.height)

    def text_width(self, page: PageSetup) -> int:
        return self.size(page)[0] - page.left - page.right

    def column_width(self, page: PageSetup) -> int:
        return (self.text_width(page) - (self.columns - 1) * page.column_gap) // self.columns


def section(
    page: PageSetup,
    sheet: Sheet,
    start: Literal["nextPage", "continuous"],
    references: str,
    is_first: bool,
    backward: bool,
) -> str:
    """A section's properties, with its headers and footers named again; only the document's first page is a first one."""
    width, height = sheet.size(page)
    turned = ' w:orient="landscape"' if sheet.orientation == "landscape" else ""
    columns = f' w:num="{sheet.columns}"' if sheet.columns > 1 else ""
    title_page = "<w:titlePg/>" if is_first and "first" in page.kinds else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="{start}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" '
        f'w:left="{page.left}" w:header="{page.header}" w:footer="{page.footer}" w:gutter="0"/>{page.borders}'
        f'<w:cols{columns} w:space="{page.column_gap}"/>{title_page}{"<w:bidi/>" if backward else ""}</w:sectPr>'
    )
