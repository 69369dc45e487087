"""Template Markdown goes in; markdown-it tokens come out, with attributes, spans and `:::` blocks among them.

Beside CommonMark and pipe tables three things are read:

    {.role #anchor key=value key="more words"}    a line before a block, or the end of a heading
    [words]{.role lang=ja}                        a span
    ::: name label {key=value}                    a block, closed by a bare `:::`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefgen.records import dataclass

SLOT_OPEN = "\ue000"
SLOT_CLOSE = "\ue001"
"""What stands between these two is the number of a value that Markdown never sees."""

VOID_BLOCKS = frozenset({"column-break", "contents", "page-break", "page-limit"})
"""Blocks of one line, without a closing `:::`."""

_WORD = r"[^\s{}\"'=#]+"
_ATTRIBUTE = re.compile(
    rf'\.(?P<role>{_WORD})|#(?P<anchor>{_WORD})|(?P<key>[A-Za-z][\w-]*)=(?:"(?P<quoted>[^"]*)"|(?P<bare>{_WORD}))'
)
_TRAILING = re.compile(r"(?:^|\s+)(\{[^{}]*\})\s*$")
_SPECIAL = re.compile(r"[\\`*_\[\]<&!\n]")


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between braces; values may still hold slots."""

    role: str | None = None
    anchor: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    """As written, for messages."""


NO_ATTRIBUTES = Attributes()


def read_attributes(text: str) -> Attributes | None:
    """The attributes that `{...}` says; None where it says none."""
    role = anchor = None
    options: dict[str, str] = {}
    position, inner = 0, text[1:-1].strip()
    while position < len(inner):
        match = _ATTRIBUTE.match(inner, position)
        if match is None or (match.end() < len(inner) and not inner[match.end()].isspace()):
            return None
        role = match["role"] or role
        anchor = match["anchor"] or anchor
        if match["key"]:
            options[match["key"]] = match["bare"] if match["quoted"] is None else match["quoted"]
        position = match.end()
        while position < len(inner) and inner[position].isspace():
            position += 1
    return Attributes(role, anchor, options, text) if inner else None


def split_trailing(text: str) -> tuple[str, Attributes | None]:
    """Words and the attributes at their end, if any."""
    match = _TRAILING.search(text)
    attributes = read_attributes(match[1]) if match else None
    if match is None or attributes is None:
        return text, None
    return text[: match.start()], attributes


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _attribute_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = _line(state, start)
    if not (line.startswith("{") and line.endswith("}")):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = line
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def block_name(line: str) -> str:
    """The first word after the colons; empty for a closing line."""
    words = line.lstrip(":").split(None, 1)
    return words[0] if words else ""


def _end_of_block(state: StateBlock, start: int, end: int) -> int | None:
    depth = 1
    for number in range(start + 1, end):
        line = _line(state, number)
        if line.startswith(":::"):
            name = block_name(line)
            if name not in VOID_BLOCKS:
                depth += 1 if name else -1
            if depth == 0:
                return number
    return None


def _colon_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = _line(state, start)
    if not line.startswith(":::"):
        return False
    if silent:
        return True
    name = block_name(line)
    if not name or name in VOID_BLOCKS:
        token = state.push("block" if name else "block_stray", "", 0)
        token.info, token.map = line, [start, start + 1]
        state.line = start + 1
        return True
    last = _end_of_block(state, start, end)
    _push_block(state, start, end if last is None else last, line, closed=last is not None)
    state.line = end if last is None else last + 1
    return True


def _push_block(state: StateBlock, start: int, last: int, line: str, *, closed: bool) -> None:
    token = state.push("block_open", "", 1)
    token.info, token.map, token.meta = line, [start, last], {"closed": closed}
    outer, state.lineMax = state.lineMax, last
    state.md.block.tokenize(state, start + 1, last)
    state.lineMax = outer
    state.push("block_close", "", -1)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    label = state.pos + 1
    label_end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    if label_end < 0 or state.src[label_end + 1 : label_end + 2] != "{":
        return False
    close = state.src.find("}", label_end)
    attributes = read_attributes(state.src[label_end + 1 : close + 1]) if close >= 0 else None
    if attributes is None:
        return False
    if not silent:
        outer = state.posMax
        state.pos, state.posMax = label, label_end
        state.push("span_open", "span", 1).meta = {"attributes": attributes}
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = outer
    state.pos = close + 1
    return True


def _inline(state: StateCore) -> None:
    """Like markdown-it's own, but words without any sign are not searched for signs one by one."""
    before = None
    for token in state.tokens:
        opener, before = before, token
        if token.type != "inline":
            continue
        if opener is not None and opener.type == "heading_open":
            token.content, opener.meta["attributes"] = split_trailing(token.content)
        token.children = []
        if _SPECIAL.search(token.content):
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        else:
            token.children.append(Token("text", "", 0, content=token.content))


@cache
def parser() -> MarkdownIt:
    """The one parser: CommonMark without indented code, with tables and what the module's head shows."""
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table").disable("code")
    interrupts = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("table", "attributes", _attribute_line, interrupts)  # type: ignore[arg-type]
    markdown.block.ruler.before("table", "colon_block", _colon_block, interrupts)  # type: ignore[arg-type]
    markdown.inline.ruler.before("link", "span", _span)
    markdown.core.ruler.at("inline", _inline)
    # Addresses may hold slots, which must come through; what they may be is decided once they are known.
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


def first_line(token: Token) -> int:
    """The line, from 0, on which a block begins."""
    return token.map[0] if token.map else 0
