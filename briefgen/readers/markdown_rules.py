"""Markdown goes in; blocks or inlines come out, as markdown-it reads them, with attributes, spans and `:::` blocks too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefgen.document import Alignment
from briefgen.readers.markdown_syntax import (
    SLOT,
    SLOT_CLOSE,
    SLOT_OPEN,
    VOID_BLOCKS,
    Address,
    AttributeLine,
    Break,
    ColonBlock,
    HeadingLine,
    InlineNode,
    ListLines,
    Marked,
    Nodes,
    OtherBlock,
    ParagraphLines,
    Picture,
    QuotationLines,
    Refused,
    SourceLine,
    Sources,
    StrayColons,
    Stress,
    TableLines,
    TableRow,
    block_name,
    read_attributes,
    split_trailing,
    words_and_values,
)

References = Mapping[str, Any]
"""What the text defines for its links to name."""


def parsed_blocks(text: str) -> tuple[Sources, References]:
    """The blocks of the text, and what its links may name."""
    defined: dict[str, Any] = {}
    tokens = _parser().parse(text, defined)
    return tuple(_Blocks(tokens).until(None)), defined.get("references", {})


def parsed_inlines(text: str, references: References) -> tuple[Nodes, Sequence[int]]:
    """The inlines of the text, with its slots counted from 0, and the numbers that its slots have in the text.

    The rows of a table are written alike, and what differs are the values, which Markdown never sees. So what
    differs in the numbers of slots alone is read once. What links may name belongs to one text: such are not kept.
    """
    parts = SLOT.split(text)
    words = tuple(parts[::2])
    return (_parsed(words, references) if references else _kept(words)), [int(number) for number in parts[1::2]]


@lru_cache(maxsize=512)
def _kept(words: tuple[str, ...]) -> Nodes:
    return _parsed(words, {})


def _parsed(words: tuple[str, ...], references: References) -> Nodes:
    """The inlines of words with a slot between each two."""
    text = words[0] + "".join(f"{SLOT_OPEN}{number}{SLOT_CLOSE}{part}" for number, part in enumerate(words[1:]))
    tokens = _parser().parseInline(text, {"references": references})
    return _inlines(tokens[0].children or () if tokens else ())


# --- rules beside markdown-it's own --------------------------------------------------------------


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


_DEEPEST = 40


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Takes what stands too deep, which markdown-it would leave out without a word."""
    if silent or state.level < _DEEPEST:
        return False
    token = state.push("too_deep", "", 0)
    token.map = [start, end]
    state.line = end
    return True


def _is_attributes(line: str) -> bool:
    """Whether a line is nothing but attributes."""
    return line.startswith("{") and line.endswith("}")


def _attribute_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = _line(state, start)
    if not _is_attributes(line):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = line
        token.map = [start, start + 1]
        state.line = start + 1
    return True


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
    last = _closing_line(state, start, end)
    _push_block(state, start, end if last is None else last, line, closed=last is not None)
    state.line = end if last is None else last + 1
    return True


def _closing_line(state: StateBlock, start: int, end: int) -> int | None:
    """The line that closes the `:::` block which begins on one; None where none does."""
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
    """Only what is read as inlines by itself: blocks keep the source of theirs."""
    for token in state.tokens if state.inlineMode else ():
        token.children = []
        state.md.inline.parse(token.content, state.md, state.env, token.children)


@cache
def _parser() -> MarkdownIt:
    """The one parser: CommonMark without indented code, with tables and what a briefing's Markdown has of its own."""
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 2 * _DEEPEST}).enable("table").disable("code")
    interrupts = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("table", "too_deep", _too_deep)
    markdown.block.ruler.before("table", "attributes", _attribute_line, interrupts)  # type: ignore[arg-type]
    markdown.block.ruler.before("table", "colon_block", _colon_block, interrupts)  # type: ignore[arg-type]
    markdown.inline.ruler.before("link", "span", _span)
    markdown.core.ruler.at("inline", _inline)
    # Addresses may hold slots, which must come through; what they may be is decided once they are known.
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


# --- markdown-it's tokens as values --------------------------------------------------------------

_SIDES: dict[str, Alignment] = {"text-align:right": "end", "text-align:center": "center"}


class _Blocks:
    """Walks through the tokens of blocks once."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.tokens = iter(tokens)

    def until(self, closing: str | None) -> Iterator[SourceLine]:
        """Blocks up to the token that closes what holds them."""
        for token in self.tokens:
            if token.type == closing:
                return
            yield self.block(token)

    def block(self, token: Token) -> SourceLine:
        line = token.map[0] if token.map else 0
        match token.type:
            case "paragraph_open":
                return ParagraphLines(line, self.words("paragraph_close"))
            case "heading_open":
                return HeadingLine(line, int(token.tag[1]), *split_trailing(self.words("heading_close")))
            case "attributes":
                return AttributeLine(line, token.content)
            case "table_open":
                return self.table(line)
            case "bullet_list_open" | "ordered_list_open":
                return self.list_of(token, line)
            case "blockquote_open":
                return QuotationLines(line, tuple(self.until("blockquote_close")))
            case "block":
                return ColonBlock(line, token.info)
            case "block_open":
                return ColonBlock(line, token.info, tuple(self.until("block_close")), token.meta["closed"])
            case "block_stray":
                return StrayColons(line)
            case other:
                return OtherBlock(line, other)

    def words(self, closing: str) -> str:
        """The source of the inlines up to a closing token."""
        parts: list[str] = []
        for token in self.tokens:
            if token.type == closing:
                break
            parts.append(token.content)
        return "".join(parts)

    def list_of(self, token: Token, line: int) -> ListLines:
        ordered = token.type == "ordered_list_open"
        closing = token.type.replace("open", "close")
        items: list[Sources] = []
        for inner in self.tokens:
            if inner.type == closing:
                break
            items.append(tuple(self.until("list_item_close")))
        return ListLines(line, tuple(items), ordered, int(token.attrs.get("start", 1)))

    def table(self, line: int) -> TableLines:
        rows: list[TableRow] = []
        sides: list[Alignment] = []
        for token in self.tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append(self.row(token.map[0] if token.map else 0, [] if rows else sides))
        return TableLines(line, tuple(sides), tuple(rows))

    def row(self, line: int, sides: list[Alignment]) -> TableRow:
        cells: list[str] = []
        for token in self.tokens:
            if token.type == "tr_close":
                break
            sides.append(_SIDES.get(str(token.attrs.get("style", "")), "start"))
            cells.append(self.words(token.type.replace("open", "close")))
        return TableRow(line, tuple(cells))


def _inlines(tokens: Iterable[Token]) -> Nodes:
    """Markdown-it's flat tokens as inlines that hold one another."""
    open_ones: list[tuple[Token | None, list[InlineNode]]] = [(None, [])]
    for token in tokens:
        if token.nesting == 1:
            open_ones.append((token, []))
        elif token.nesting == -1:
            opener, children = open_ones.pop()
            assert opener is not None  # noqa: S101  markdown-it closes what it opened
            open_ones[-1][1].append(_closed(opener, tuple(children)))
        else:
            open_ones[-1][1].extend(_single(token))
    return tuple(open_ones[0][1])


def _closed(token: Token, children: Nodes) -> InlineNode:
    match token.type:
        case "span_open":
            return Marked(token.meta["attributes"], children)
        case "strong_open" | "em_open":
            return Stress(token.type == "strong_open", children)
        case _:
            return Address(str(token.attrs.get("href", "")), children)


def _single(token: Token) -> Iterable[InlineNode]:
    match token.type:
        case "text":
            return words_and_values(token.content)
        case "softbreak" | "hardbreak":
            return (Break(token.type == "hardbreak"),)
        case "image":
            return (Picture(str(token.attrs.get("src", "")), token.content, str(token.attrs.get("title", ""))),)
        case refused:
            return (Refused(refused, token.content),)
