"""A table goes in; its markup comes out: caption, one header row, and rows that their first cells name.

Cells bear the header of their column a second time, as an attribute: on a narrow screen, where rows are set one cell
below the other, it is shown before them.
"""

from __future__ import annotations

from collections.abc import Callable

from briefgen.document import Cell, Row, Table, plain
from briefgen.theme import TableStyle
from briefgen.writers.html.inlines import direction, in_language, markup
from briefgen.writers.html.job import HtmlFrame, HtmlJob
from briefgen.writers.html.markup import attribute_words, identifier

SetCell = Callable[[HtmlJob, Cell, HtmlFrame, str, str], tuple[str, str]]
_LEAST_LABELLED = 3
"""In a table of fewer columns whose first cells name the rows, cells say by their place what they are."""


def table(job: HtmlJob, child: Table, frame: HtmlFrame, set_cell: SetCell) -> str:
    role = child.role if child.role in job.theme.tables else "default"
    job.tables[role] = None
    style = job.theme.tables[role]
    for used in (style.text, style.head, style.first):
        job.style(used)
    place = job.place(child.anchor)
    columns = "".join(f'<col class="{job.width(each.width)}"/>' for each in child.columns)
    name, description = _described(job, child)
    caption = _caption(job, child, style, frame, description)
    head = _row(job, child, child.header, style, frame, set_cell, header=True)
    rows = "\n".join(_row(job, child, each, style, frame, set_cell) for each in child.rows)
    body = f"\n<tbody>\n{rows}\n</tbody>" if rows else ""
    return (
        f'<table class="t-{identifier(role)}"{place}{name}>{caption}\n<colgroup>{columns}</colgroup>\n'
        f"<thead>\n{head}\n</thead>{body}\n</table>"
    )


def _described(job: HtmlJob, child: Table) -> tuple[str, str]:
    """The attribute that says what the table holds, and the words that it leads to, if it is no name.

    A name bears the table's language, so that words in another one are none.
    """
    if not child.summary:
        return "", ""
    words = attribute_words(child.summary)
    if not plain(child.caption).strip() and child.summary_language is None:
        return f' aria-label="{words}"', ""
    name = job.label()
    spoken = in_language(child.summary_language) if child.summary_language else ""
    return f' aria-describedby="{name}"', f'<span id="{name}"{spoken} hidden="hidden">{words}</span>'


def _caption(job: HtmlJob, child: Table, style: TableStyle, frame: HtmlFrame, description: str) -> str:
    if not plain(child.caption).strip():
        return f'\n<caption hidden="hidden">{description}</caption>' if description else ""
    turned = direction(child.caption, None, frame.language)
    return f'\n<caption class="{job.style(style.caption)}"{turned}>{markup(job, child.caption)}{description}</caption>'


def _row(
    job: HtmlJob,
    table: Table,
    child: Row,
    style: TableStyle,
    frame: HtmlFrame,
    set_cell: SetCell,
    header: bool = False,
) -> str:
    place = job.place(child.anchor)
    cells = []
    for index, each in enumerate(child.cells):
        first = index == 0 and table.row_headers
        role = style.head if header else style.first if first else style.text
        around = style.text if first and not header and not _names_rows(table) else role
        attributes, content = set_cell(job, each, frame, role, around)
        names = bool(content) and (header or (first and _names_rows(table)))
        scope = f' scope="{"col" if header else "row"}"' if names else ""
        label = "" if header or names else _label(table, index)
        name = "th" if names else "td"
        cells.append(f"<{name}{scope}{_aligned(table, index, attributes)}{label}>{content}</{name}>")
    return f"<tr{place}>{''.join(cells)}</tr>"


def _names_rows(table: Table) -> bool:
    """Whether first cells are heads of their rows: not where heads would outnumber what they head."""
    columns, rows = len(table.columns), len(table.rows)
    return columns + rows <= rows * (columns - 1)


def _label(table: Table, index: int) -> str:
    cells = table.header.cells
    if len(cells) < _LEAST_LABELLED and table.row_headers:
        return ""
    words = attribute_words(" ".join(plain(getattr(each, "children", ())) for each in cells[index].blocks))
    return f' data-label="{words}"' if words else ""


def _aligned(table: Table, index: int, attributes: str) -> str:
    """The attributes with the column's alignment."""
    align = table.columns[index].align
    if align == "start":
        return attributes
    if attributes.startswith(' class="'):
        return attributes.replace(' class="', f' class="{align} ', 1)
    return f' class="{align}"{attributes}'
