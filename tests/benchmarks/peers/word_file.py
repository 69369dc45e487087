"""Printed content in, a Word file out, by python-docx as its documentation shows it. Both peers write theirs so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TEXT_WIDTH = 163
"""Millimetres, on A4."""


def write_word(content: dict[str, Any], path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = content["title"]
    document.core_properties.author = content["author"]
    normal = document.styles["Normal"].font
    normal.name, normal.size = "Noto Sans", Pt(10)
    _page(document, content)
    for block in content["blocks"]:
        _block(document, block)
    document.save(str(path))


def _page(document: Document, content: dict[str, Any]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(22)
    section.top_margin, section.bottom_margin = Mm(27), Mm(26)
    left, right = content["header"]
    section.header.paragraphs[0].text = f"{content['marking']}\t{left}\t{right}"
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{content['footer']}\t{content['marking']}\tPage ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        paragraph.add_run()._r.append(element)


def _block(document: Document, block: dict[str, Any]) -> None:
    match block["type"]:
        case "heading":
            _fill(document.add_heading(level=block["level"]), block["runs"])
        case "paragraph":
            _fill(document.add_paragraph(style="Title" if block["role"] == "title" else None), block["runs"])
        case "list":
            for item in block["items"]:
                for runs in item:
                    _fill(document.add_paragraph(style="List Number" if block["ordered"] else "List Bullet"), runs)
        case "table":
            _table(document, block)
        case "callout":
            for runs in block["paragraphs"]:
                _fill(document.add_paragraph(style="Intense Quote"), runs)
        case "page break":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _table(document: Document, block: dict[str, Any]) -> None:
    if block["caption"]:
        _fill(document.add_paragraph(style="Caption"), block["caption"])
    table = document.add_table(rows=1, cols=len(block["widths"]))
    table.style = "Table Grid"
    table.autofit = False
    for column, share in zip(table.columns, block["widths"], strict=True):
        column.width = Mm(TEXT_WIDTH * share)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _row(table.rows[0], block["header"], block["widths"])
    for cells in block["rows"]:
        _row(table.add_row(), cells, block["widths"])


def _row(row: Any, cells: list[Any], widths: list[float]) -> None:
    for cell, paragraphs, share in zip(row.cells, cells, widths, strict=True):
        cell.width = Mm(TEXT_WIDTH * share)
        for number, runs in enumerate(paragraphs):
            _fill(cell.add_paragraph() if number else cell.paragraphs[0], runs)


def _fill(paragraph: Any, runs: list[list[str]]) -> None:
    for text, style, _ in runs:
        run = paragraph.add_run(text)
        match style:
            case "strong":
                run.bold = True
            case "emphasis":
                run.italic = True
            case "highlight":
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            case "link":
                run.font.underline = True
