"""Peer h: printed content in, a Word file by python-docx and a PDF by typst out. Nothing is checked; typst tags the PDF.

python h_typst.py FONTS OUT CONTENT.json...
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst
from word_file import write_word

_ESCAPED = re.compile(r"([\\#$*_`<>@\[\]~=+/-])")
_NUMBER = re.compile(r"^(\d+)\.")
"""At the start of a text typst takes it for an item of a list."""
_AROUND = {
    "strong": ("#strong[", "]"),
    "emphasis": ("#emph[", "]"),
    "highlight": ('#highlight(fill: rgb("#FAEFD9"))[', "]"),
}
_SIZES = {"title": "22pt", "small": "8pt", "legend": "8pt", "series": "8pt", "source-line": "8pt", "region-line": "8pt"}


def write_pdf(content: dict[str, Any], path: Path, fonts: Path) -> None:
    known = {block["anchor"] for block in content["blocks"] if block.get("anchor")}
    body = "\n".join(line for block in content["blocks"] for line in lines(block, known))
    source = f"{preamble(content)}\n{body}\n".encode()
    typst.compile(source, output=str(path), font_paths=[str(fonts)], ignore_system_fonts=True)


def preamble(content: dict[str, Any]) -> str:
    left, right = map(_text, content["header"])
    marking, footer = _text(content["marking"]), _text(content["footer"])
    page = 'counter(page).display("1 of 1", both: true)'
    return f"""\
#set document(title: {_string(content["title"])}, author: {_string(content["author"])})
#set text(font: ("Noto Sans", "DejaVu Sans Symbols"), 10pt, lang: {_string(content["language"].split("-")[0])})
#set page("a4", margin: (left: 25mm, right: 22mm, top: 27mm, bottom: 26mm),
  header: [*{marking}* #linebreak() {left} #h(1fr) {right}],
  footer: [{footer} #h(1fr) Page #context {page} #linebreak() *{marking}*])
#set table(stroke: (bottom: 0.4pt), inset: 4pt, align: left + top)
#show table: set text(9pt)
"""


def lines(block: dict[str, Any], known: set[str]) -> Iterator[str]:
    match block["type"]:
        case "heading":
            yield f"{'=' * block['level']} {markup(block['runs'], known)} <{block['anchor']}>\n"
        case "paragraph":
            words = markup(block["runs"], known)
            size = _SIZES.get(block["role"])
            words = f"#text({size})[{words}]" if size else words
            label = f" <{block['anchor']}>" if block["anchor"] else ""
            yield f"#par[{words}]{label}\n"
        case "list":
            for item in block["items"]:
                yield ("+ " if block["ordered"] else "- ") + " \\\n  ".join(markup(runs, known) for runs in item)
            yield ""
        case "table":
            yield from _table(block, known)
        case "callout":
            words = _cell(block["paragraphs"], known)
            yield f'#block(fill: rgb("#F1F4F8"), inset: 8pt)[{words}]\n'
        case "page break":
            yield "#pagebreak()\n"


def _table(block: dict[str, Any], known: set[str]) -> Iterator[str]:
    if block["caption"]:
        yield f"#strong[{markup(block['caption'], known)}]\n"
    widths = ", ".join(f"{share:.4f}fr" for share in block["widths"])
    header = ", ".join(f"[#strong[{_cell(cell, known)}]]" for cell in block["header"])
    yield f"#table(columns: ({widths},), table.header({header}),"
    for row in block["rows"]:
        yield "  " + ", ".join(f"[{_cell(cell, known)}]" for cell in row) + ","
    yield ")\n"


def _cell(paragraphs: list[list[list[str]]], known: set[str]) -> str:
    return "\n\n".join(markup(runs, known) for runs in paragraphs)


def markup(runs: list[list[str]], known: set[str]) -> str:
    """typst's own markup. A link inside leads where there is a block of that name."""
    return "".join(_marked(*run, known) for run in runs)


def _marked(text: str, style: str, target: str, known: set[str]) -> str:
    words = _text(text).replace("\n", " \\\n")
    if style == "link":
        if not target.startswith("#"):
            return f"#link({_string(target)})[{words}]"
        return f"#link(<{target[1:]}>)[{words}]" if target[1:] in known else words
    before, after = _AROUND.get(style, ("", ""))
    return f"{before}{words}{after}"


def _text(text: str) -> str:
    return _NUMBER.sub(r"\1\\.", _ESCAPED.sub(r"\\\1", text))


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> None:
    fonts, out, *files = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    for file in files:
        content = json.loads(file.read_text("utf-8"))
        write_word(content, out / f"{file.stem}.docx")
        write_pdf(content, out / f"{file.stem}.pdf", fonts)


main()
