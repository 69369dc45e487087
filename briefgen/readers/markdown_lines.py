"""Markdown goes in; its blocks come out, or None where it holds more than the few that templates are made of.

These are headings, paragraphs, pipe tables, flat lists, lines of attributes and `:::` blocks, each at the
beginning of its line. They are read line by line as markdown-it reads them, in a tenth of the time and
without loading it. Whatever may be anything else - an indented line, an escaped bar, a numbered list, a
definition of a link - is left to markdown-it, with the whole text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from briefgen.document import Alignment
from briefgen.readers.markdown_syntax import (
    VOID_BLOCKS,
    AttributeLine,
    ColonBlock,
    HeadingLine,
    ListLines,
    ParagraphLines,
    SourceLine,
    Sources,
    StrayColons,
    TableLines,
    TableRow,
    block_name,
    split_trailing,
)

_ELSEWHERE = re.compile("[\x00-\x09\x0b-\x1f\x7f\x85]|\\]:")
"""Tabs and other signs of control; a definition of a link. Neither is read here, wherever it stands."""
_PLAIN = re.compile(
    r"[^\W\d_]|[\ue000!\"$%&'(),./;?@\[\\\]^}]|\*{1,2}[^\s*]|_{1,2}[^\s_]|[0-9]+(?![0-9.)])|[^\x00-\x7f\s]"
)
"""How a line begins that can be nothing but words of a paragraph."""
_HEADING = re.compile(r"(#{1,6}) +(\S.*)")
_ITEM = re.compile(r"- (?=\S)")
_DASHES = re.compile(r"\|(?: *:?-+:? *\|)+")
_DASHES_ONLY = re.compile(r"[|:-][|: -]*")


class _ElsewhereError(Exception):
    """The text holds what is not read here."""


def blocks_of(text: str) -> Sources | None:
    """The blocks of the text; None where markdown-it must tell."""
    if _ELSEWHERE.search(text):
        return None
    lines = text.split("\n")
    try:
        return _blocks(lines, 0, len(lines))
    except _ElsewhereError:
        return None


def is_attributes(line: str) -> bool:
    """Whether a line is nothing but attributes."""
    return line.startswith("{") and line.rstrip().endswith("}")


def end_of_block(lines: Iterable[tuple[int, str]]) -> int | None:
    """The number of the line, of those after the first of a `:::` block, that closes it; None where none does."""
    depth = 1
    for number, line in lines:
        if line.startswith(":::"):
            name = block_name(line)
            if name not in VOID_BLOCKS:
                depth += 1 if name else -1
            if depth == 0:
                return number
    return None


def _blocks(lines: Sequence[str], start: int, end: int) -> Sources:
    found: list[SourceLine] = []
    at = start
    while at < end:
        line = lines[at]
        if not line or not line.strip(" "):
            at += 1
            continue
        block, at = _block(lines, at, end)
        found.append(block)
    return tuple(found)


def _block(lines: Sequence[str], at: int, end: int) -> tuple[SourceLine, int]:
    """The block that begins on a line, and the line after it."""
    line = lines[at]
    match line[0]:
        case "|":
            return _table(lines, at, end)
        case "#":
            return _heading(line, at), at + 1
        case "-":
            return _list(lines, at, end)
        case ":":
            return _colons(lines, at, end)
        case "{" if is_attributes(line):
            return AttributeLine(at, line.rstrip()), at + 1
        case _:
            return _paragraph(lines, at, end)


def _heading(line: str, at: int) -> HeadingLine:
    match = _HEADING.fullmatch(line)
    if match is None or line.rstrip(" ").endswith("#"):
        raise _ElsewhereError
    words, attributes = split_trailing(match[2].rstrip())
    return HeadingLine(at, len(match[1]), words, attributes)


def _paragraph(lines: Sequence[str], at: int, end: int) -> tuple[ParagraphLines, int]:
    """The lines up to one that is blank or begins another block."""
    last = at
    while last < end and lines[last].strip(" "):
        if not _begins_with_words(lines[last]):
            if last == at:
                raise _ElsewhereError
            _expect_interruption(lines[last])
            break
        last += 1
    return ParagraphLines(at, "\n".join(lines[at:last]).strip()), last


def _begins_with_words(line: str) -> bool:
    return bool(_PLAIN.match(line)) or (line[0] == "{" and not is_attributes(line))


def _expect_interruption(line: str) -> None:
    """Let pass what ends a paragraph or an item for certain."""
    if not (is_attributes(line) or line.startswith(":::") or _HEADING.match(line) or _ITEM.match(line)):
        raise _ElsewhereError


def _list(lines: Sequence[str], at: int, end: int) -> tuple[ListLines, int]:
    """Items of one line each; blank lines may part them."""
    items: list[Sources] = []
    last = number = at
    while number < end:
        line = lines[number]
        if line.strip(" "):
            if not _ITEM.match(line):
                break
            if not _PLAIN.match(line, 2):
                raise _ElsewhereError
            items.append((ParagraphLines(number, line[2:].strip()),))
            last = number + 1
        number += 1
    if not items:
        raise _ElsewhereError
    if last < end and lines[last].strip(" "):
        _expect_interruption(lines[last])
    elif number < end and lines[number].startswith(" "):
        raise _ElsewhereError
    return ListLines(at, tuple(items)), last


def _colons(lines: Sequence[str], at: int, end: int) -> tuple[SourceLine, int]:
    line = lines[at].rstrip()
    if not line.startswith(":::"):
        raise _ElsewhereError
    name = block_name(line)
    if not name:
        return StrayColons(at), at + 1
    if name in VOID_BLOCKS:
        return ColonBlock(at, line), at + 1
    last = end_of_block((number, lines[number]) for number in range(at + 1, end))
    if last is None:
        return ColonBlock(at, line, _blocks(lines, at + 1, end), closed=False), end
    return ColonBlock(at, line, _blocks(lines, at + 1, last)), last + 1


# --- tables --------------------------------------------------------------------------------------

_SIDES: dict[tuple[bool, bool], Alignment] = {(False, True): "end", (True, True): "center"}


def _table(lines: Sequence[str], at: int, end: int) -> tuple[TableLines, int]:
    dashes = lines[at + 1].rstrip(" ") if at + 1 < end else ""
    if not _DASHES.fullmatch(dashes) or _DASHES_ONLY.fullmatch(lines[at]):
        raise _ElsewhereError
    parts = [part.strip(" ") for part in dashes[1:-1].split("|")]
    sides = tuple(_SIDES.get((part.startswith(":"), part.endswith(":")), "start") for part in parts)
    rows = [_row(lines[at], at, len(parts))]
    last = at + 2
    while last < end and lines[last].startswith("|"):
        rows.append(_row(lines[last], last, len(parts)))
        last += 1
    if last < end and lines[last].strip(" ") and not (is_attributes(lines[last]) or lines[last].startswith(":::")):
        raise _ElsewhereError
    return TableLines(at, sides, tuple(rows)), last


def _row(line: str, at: int, columns: int) -> TableRow:
    """A row between bars; one of another length is told of, and so left to the usual way."""
    inner = line.rstrip()
    cells = inner[1:-1].split("|")
    if len(cells) != columns or len(inner) < 2 or inner[-1] != "|" or "\\" in inner:
        raise _ElsewhereError
    return TableRow(at, tuple([cell.strip() for cell in cells]))
