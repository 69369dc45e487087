"""Peer d: printed content in, a Word file by python-docx and a PDF by ReportLab's platypus out. Nothing is checked or tagged.

python d_platypus.py FONTS OUT CONTENT.json...
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor, grey
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    ListItem,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)
from word_file import TEXT_WIDTH, write_word

BODY = ParagraphStyle("body", fontName="Noto", fontSize=10, leading=14, spaceAfter=6)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8, leading=11)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=12, spaceAfter=0)
HEAD = ParagraphStyle("head", parent=CELL, fontName="Noto-Bold", fontSize=8)
TITLE = ParagraphStyle("title", parent=BODY, fontName="Noto-Bold", fontSize=22, leading=27)
CALLOUT = ParagraphStyle(
    "callout", parent=BODY, fontSize=11, leading=15, backColor=HexColor("#F1F4F8"), borderPadding=6
)
HEADINGS = [
    ParagraphStyle(
        f"heading {level}", parent=BODY, fontName="Noto-Bold", fontSize=size, leading=1.3 * size, spaceBefore=10
    )
    for level, size in enumerate((15, 11.5, 10, 10, 9, 9), 1)
]
GRID = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
SMALL_ROLES = frozenset({"small", "legend", "series", "marking-line", "source-line", "region-line"})
_SIGNS = re.compile("[●○□■↑↓↔]+")
_AROUND = {
    "strong": ("<b>", "</b>"),
    "emphasis": ("<i>", "</i>"),
    "highlight": ('<font backColor="#FAEFD9">', "</font>"),
}


def register_fonts(folder: Path) -> None:
    for name, file in (
        ("Noto", "NotoSans-Regular"),
        ("Noto-Bold", "NotoSans-Bold"),
        ("Noto-Italic", "NotoSans-Italic"),
    ):
        pdfmetrics.registerFont(TTFont(name, folder / f"{file}.ttf"))
    pdfmetrics.registerFont(TTFont("Signs", folder / "DejaVuSansSymbols-Regular.ttf"))
    pdfmetrics.registerFontFamily("Noto", "Noto", "Noto-Bold", "Noto-Italic", "Noto-Bold")


def write_pdf(content: dict[str, Any], path: Path) -> None:
    known = {block["anchor"] for block in content["blocks"] if block.get("anchor")}
    story = [flowable for block in content["blocks"] for flowable in flowables(block, known)]
    furniture = partial(_furniture, content)
    SimpleDocTemplate(
        str(path),
        pagesize=A4,
        title=content["title"],
        author=content["author"],
        leftMargin=25 * mm,
        rightMargin=22 * mm,
        topMargin=27 * mm,
        bottomMargin=26 * mm,
    ).build(story, onFirstPage=furniture, onLaterPages=furniture)


def _furniture(content: dict[str, Any], canvas: Any, document: Any) -> None:
    left, right = content["header"]
    canvas.setFont("Noto-Bold", 9)
    canvas.drawString(25 * mm, 286 * mm, content["marking"])
    canvas.drawString(25 * mm, 8 * mm, content["marking"])
    canvas.setFont("Noto", 8)
    canvas.drawString(25 * mm, 279 * mm, left)
    canvas.drawRightString(188 * mm, 279 * mm, right)
    canvas.drawString(25 * mm, 14 * mm, content["footer"])
    canvas.drawRightString(188 * mm, 14 * mm, f"Page {document.page}")


def flowables(block: dict[str, Any], known: set[str]) -> Iterator[Flowable]:
    match block["type"]:
        case "heading":
            yield Paragraph(markup(block["runs"], known, block["anchor"]), HEADINGS[block["level"] - 1])
        case "paragraph":
            style = TITLE if block["role"] == "title" else SMALL if block["role"] in SMALL_ROLES else BODY
            yield Paragraph(markup(block["runs"], known, block["anchor"]), style)
        case "list":
            items = [ListItem([Paragraph(markup(runs, known), BODY) for runs in item]) for item in block["items"]]
            yield ListFlowable(items, bulletType="1" if block["ordered"] else "bullet")
        case "table":
            if block["caption"]:
                yield Paragraph(markup(block["caption"], known), HEAD)
            rows = [_row(block["header"], known, HEAD), *(_row(cells, known, CELL) for cells in block["rows"])]
            widths = [TEXT_WIDTH * mm * share for share in block["widths"]]
            yield Table(rows, colWidths=widths, repeatRows=1, style=GRID)
        case "callout":
            for runs in block["paragraphs"]:
                yield Paragraph(markup(runs, known), CALLOUT)
        case "page break":
            yield PageBreak()


def _row(cells: list[Any], known: set[str], style: ParagraphStyle) -> list[list[Paragraph]]:
    return [[Paragraph(markup(runs, known), style) for runs in cell] for cell in cells]


def markup(runs: list[list[str]], known: set[str], anchor: str = "") -> str:
    """ReportLab's own markup. A link inside leads where there is a block of that name."""
    start = f"<a name={quoteattr(anchor)}/>" if anchor else ""
    return start + "".join(_marked(*run, known) for run in runs)


def _marked(text: str, style: str, target: str, known: set[str]) -> str:
    words = _SIGNS.sub(r'<font name="Signs">\g<0></font>', escape(text)).replace("\n", "<br/>")
    if style == "link":
        leads = not target.startswith("#") or target[1:] in known
        return f'<link href={quoteattr(target)} color="#0B3A66">{words}</link>' if leads else words
    before, after = _AROUND.get(style, ("", ""))
    return f"{before}{words}{after}"


def main() -> None:
    fonts, out, *files = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    register_fonts(fonts)
    for file in files:
        content = json.loads(file.read_text("utf-8"))
        write_word(content, out / f"{file.stem}.docx")
        write_pdf(content, out / f"{file.stem}.pdf")


main()
