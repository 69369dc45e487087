"""An input in, what its packet prints out, as plain values: words, tables, links. Peers get this and nothing else.

A run of words is `[text, style, target]`: style is "", "strong", "emphasis", "highlight" or "link"; target is an address,
`#anchor`, or "". A gauge is its squares or dots. Blocks are mappings with a `type`; see `_block`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from briefgen import document as model
from briefgen.compose import compose
from briefgen.fill import fill
from briefgen.kit import Kit
from briefgen.readers.yaml_reader import read_input

Run = list[str]


def printed_content(path: Path, kit: Kit) -> dict[str, Any]:
    """All that a packet of the input prints."""
    document = compose(fill(read_input(path)).briefing, kit.template, kit.theme)
    return {
        "title": document.metadata.title,
        "author": document.metadata.author,
        "language": document.metadata.language,
        "marking": document.marking.text if document.marking else "",
        "header": [_words(document.header.left), _words(document.header.right)],
        "footer": _words(document.footer.left),
        "blocks": [*_blocks(document.blocks)],
    }


def _words(inlines: model.Inlines) -> str:
    return "".join(text for text, _, _ in _runs(inlines))


def _blocks(blocks: Iterable[model.Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block, model.Section):
            yield from _blocks(block.blocks)
        else:
            yield _block(block)


def _block(block: model.Block) -> dict[str, Any]:
    match block:
        case model.Heading():
            return {"type": "heading", "level": block.level, "anchor": block.anchor, "runs": _runs(block.children)}
        case model.Paragraph():
            label = [[f"{block.margin_label} ", "", ""]] if block.margin_label else []
            runs = [*label, *_runs(block.children)]
            return {"type": "paragraph", "role": block.role, "anchor": block.anchor or "", "runs": runs}
        case model.List():
            return {
                "type": "list",
                "ordered": block.ordered,
                "items": [_paragraphs(each.blocks) for each in block.items],
            }
        case model.Table():
            return {
                "type": "table",
                "caption": _runs(block.caption),
                "widths": [column.width for column in block.columns],
                "header": [_paragraphs(cell.blocks) for cell in block.header.cells],
                "rows": [[_paragraphs(cell.blocks) for cell in row.cells] for row in block.rows],
            }
        case model.Callout():
            return {"type": "callout", "paragraphs": [_runs(block.label), *_paragraphs(block.blocks)]}
        case model.PageBreak():
            return {"type": "page break"}
    raise SystemExit(f"no peer prints a {type(block).__name__.lower()}: leave it out of the input and the template")


def _paragraphs(blocks: Iterable[model.Block]) -> list[list[Run]]:
    """The paragraphs in a cell, an item or a callout."""
    found: list[list[Run]] = []
    for block in blocks:
        match block:
            case model.Paragraph():
                found.append(_runs(block.children))
            case model.List():
                found += [line for item in block.items for line in _paragraphs(item.blocks)]
            case _:
                raise SystemExit(f"no peer prints a {type(block).__name__.lower()} in a cell")
    return found


def _runs(inlines: Iterable[model.Inline], style: str = "", target: str = "") -> list[Run]:
    return [run for inline in inlines for run in _run(inline, style, target)]


def _run(inline: model.Inline, style: str, target: str) -> list[Run]:
    match inline:
        case model.Text(text):
            return [[text.replace("\n", " "), style, target]]
        case model.LineBreak():
            return [["\n", style, target]]
        case model.Strong(children):
            return _runs(children, "strong", target)
        case model.Emphasis(children):
            return _runs(children, "emphasis", target)
        case model.Link():
            return _runs(inline.children, "link", inline.uri)
        case model.Reference():
            return _runs(inline.children, "link", f"#{inline.target}")
        case model.Highlight():
            return _runs(inline.children, "highlight", target)
        case model.Span():
            return _runs(inline.children, style, target)
        case model.Control():
            return _runs(inline.shown, style, target)
        case model.Gauge(role="confidence"):
            return [["●" * inline.step + "○" * (inline.steps - inline.step), "", ""]]
        case model.Gauge():
            return [["□" * (inline.step - 1) + "■" + "□" * (inline.steps - inline.step), "", ""]]
        case model.PageNumber() | model.PageCount():
            return []  # each peer has page numbers of its own
