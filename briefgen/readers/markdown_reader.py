"""Template Markdown and the values of its slots go in; blocks come out, or findings with their places.

Values are never parsed: a slot is a number in the text, and what belongs there is put in
once the Markdown around it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from markdown_it.token import Token

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.document import (
    Block,
    Blocks,
    Callout,
    ColumnBreak,
    Contents,
    Figure,
    Furniture,
    Heading,
    Inlines,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Quotation,
    Section,
    Text,
    plain,
)
from briefgen.readers.markdown_inlines import (
    Bar,
    InlineReader,
    ParagraphBreak,
    Piece,
    Slot,
    merged,
    tidy,
)
from briefgen.readers.markdown_rules import (
    NO_ATTRIBUTES,
    Attributes,
    block_name,
    first_line,
    parser,
    read_attributes,
    split_trailing,
)
from briefgen.readers.markdown_tables import TableReader
from briefgen.records import dataclass
from briefgen.theme import Theme

Locate = Callable[[int, str], Place]
"""From a line of the Markdown (from 0) and words that stand on it to their place in a template."""
Picture = Callable[[str], bytes]
"""From a picture's address to its bytes; raises OSError or ValueError."""

_REFUSED = {
    "fence": "a code block",
    "code_block": "a code block",
    "html_block": "HTML",
    "hr": "a rule",
}
_HINTS = {
    "html_block": "Write Markdown; a remark is written {# like this #}.",
    "hr": "For a new page write ::: page-break.",
}


def _no_picture(address: str) -> bytes:
    raise ValueError("pictures cannot be found here")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a template's Markdown says."""

    blocks: Blocks
    header: Furniture
    footer: Furniture
    page_limit: int | None
    """The most pages that the document may take."""
    anchors: frozenset[str]
    """The names of the places that the document has."""


@dataclass(slots=True)
class _Context:
    """What the block around says of the paragraphs in it."""

    role: str = "body"
    top: bool = False
    columns: bool = False


def read_markdown(
    text: str,
    theme: Theme,
    *,
    slots: Sequence[Slot] = (),
    locate: Locate | None = None,
    picture: Picture = _no_picture,
    language: str = "en",
) -> Reading:
    """The blocks of `text`. TemplateError carries everything that is wrong with it."""
    reader = BlockReader(text, theme, slots, locate or _anywhere, picture, language)
    reading = reader.read()
    if reader.findings:
        raise TemplateError(reader.findings)
    return reading


def _anywhere(line: int, words: str) -> Place:
    return Place("<template>", line + 1)


@dataclass(slots=True)
class BlockReader:
    """Walks through the tokens once; each kind of block has its method."""

    text: str
    theme: Theme
    slots: Sequence[Slot]
    locate: Locate
    picture: Picture
    language: str
    findings: list[Diagnostic] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    tables: int = 0
    furniture: dict[str, Furniture] = field(default_factory=dict)
    page_limit: int | None = None
    lines: list[str] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    at: int = 0
    inlines: InlineReader = field(init=False)

    def __post_init__(self) -> None:
        self.inlines = InlineReader(self.theme, self.slots, self.language, self.find)

    def read(self) -> Reading:
        self.lines = self.text.split("\n")
        self.tokens = parser().parse(self.text)
        blocks = tuple(self.blocks(None, _Context(top=True)))
        for target, line, words in self.inlines.targets:
            if target not in self.anchors:
                self.find("BG607", f"no part of the document is called '{target}'", line, words)
        return Reading(
            blocks,
            self.furniture.get("page-header", Furniture()),
            self.furniture.get("page-footer", Furniture()),
            self.page_limit,
            frozenset(self.anchors),
        )

    # --- the stream of tokens --------------------------------------------------------------

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def find(self, code: str, message: str, line: int, words: str = "", hint: str = "") -> None:
        self.findings.append(Diagnostic(code, message, self.locate(line, words), hint=hint))

    def blocks(self, closing: str | None, context: _Context) -> Iterator[Block]:
        """Blocks up to the token that closes what holds them."""
        waiting: tuple[Attributes, int] | None = None
        while self.at < len(self.tokens):
            token = self.next()
            if token.type == closing:
                break
            if token.type == "attributes":
                self.unused(waiting)
                waiting = self.attributes(token)
                continue
            attributes, waiting = (waiting[0] if waiting else NO_ATTRIBUTES), None
            for block in self.block(token, attributes, context):
                if _says_anything(block):
                    yield block
        self.unused(waiting)

    def attributes(self, token: Token) -> tuple[Attributes, int]:
        line = first_line(token)
        read = read_attributes(token.content)
        if read is None:
            self.find(
                "BG606",
                f"attributes cannot be read: {token.content}",
                line,
                token.content,
                'They are written {.role #anchor key=value key="more words"}.',
            )
        return read or NO_ATTRIBUTES, line

    def unused(self, waiting: tuple[Attributes, int] | None) -> None:
        if waiting and waiting[0].text:
            self.find("BG606", "attributes with no block below them", waiting[1], waiting[0].text)

    def block(self, token: Token, attributes: Attributes, context: _Context) -> Iterator[Block]:
        match token.type:
            case "paragraph_open":
                yield from self.paragraph(token, attributes, context)
            case "heading_open":
                yield self.heading(token, attributes)
            case "table_open":
                yield TableReader(self, token, attributes).read()
            case "bullet_list_open" | "ordered_list_open":
                yield self.list_of(token, attributes)
            case "blockquote_open":
                self.check(attributes, (), token)
                yield Quotation(tuple(self.blocks("blockquote_close", _Context("quotation"))))
            case "block" | "block_open":
                yield from self.named(token, attributes, context)
            case "block_stray":
                self.find(
                    "BG606", "this closes no block", first_line(token), ":::", "A block opens with ::: and its name."
                )
            case refused:
                what = _REFUSED.get(refused, refused)
                line = first_line(token)
                words = self.lines[line].strip() if line < len(self.lines) else ""
                self.find("BG604", f"a briefing cannot hold {what}", line, words[:40], _HINTS.get(refused, ""))

    # --- attributes ------------------------------------------------------------------------

    def check(
        self, attributes: Attributes, allowed: Sequence[str], token: Token, *, anchor: bool = False, role: bool = False
    ) -> None:
        """Finds what stands in the attributes but says nothing of this block."""
        line = self.attribute_line(attributes, token)
        wrong = [f"{key}=" for key in attributes.options if key not in allowed]
        if attributes.anchor and not anchor:
            wrong.append("#" + attributes.anchor)
        if attributes.role and not role:
            wrong.append("." + attributes.role)
        for words in wrong:
            known = ", ".join(f"{key}=" for key in allowed)
            self.find(
                "BG606", f"'{words}' says nothing here", line, words, f"This block takes {known}." if known else ""
            )

    def attribute_line(self, attributes: Attributes, token: Token) -> int:
        """The line on which the attributes stand: the block's own, or one above it."""
        line = first_line(token)
        while line > 0 and attributes.text and attributes.text not in self.lines[line]:
            line -= 1
        return line

    def value(self, text: str | None) -> str:
        return self.inlines.literal(text or "")

    def role(self, attributes: Attributes, known: Mapping[str, object], default: str, token: Token) -> str:
        role = self.value(attributes.role) if attributes.role else default
        if role not in known:
            self.find("BG605", *self.inlines.unknown_role(role, known, self.attribute_line(attributes, token)))
            return default
        return role

    def anchor(self, name: str, line: int) -> str:
        """The name, noted as taken."""
        if name in self.anchors:
            self.find("BG607", f"two parts of the document are called '{name}'", line, name)
        self.anchors.add(name)
        return name

    def other_language(self, attributes: Attributes, token: Token) -> str | None:
        return self.inlines.other_language(attributes, self.attribute_line(attributes, token))

    # --- paragraphs and headings -----------------------------------------------------------

    def pieces(self) -> list[Piece]:
        """The inlines that come next."""
        token = self.next()
        return self.inlines.read(token, first_line(token))

    def paragraph(self, token: Token, attributes: Attributes, context: _Context) -> Iterator[Block]:
        inline = self.tokens[self.at]
        if _is_picture(inline):
            self.at += 2
            yield from self.figure(inline, attributes)
            return
        pieces = self.pieces()
        self.next()
        self.check(attributes, ("lang", "margin"), token, anchor=True, role=True)
        default = self.role(attributes, self.theme.styles, context.role, token)
        margin = self.value(attributes.options.get("margin")) or None
        anchor = self.value(attributes.anchor) or None
        for part, role, own in self.parts(pieces, default):
            name, anchor = own or anchor, None
            yield Paragraph(
                part,
                role,
                self.anchor(name, first_line(token)) if name else None,
                margin,
                self.other_language(attributes, token),
            )
            margin = None

    def parts(self, pieces: list[Piece], role: str) -> Iterator[tuple[Inlines, str, str | None]]:
        """Paragraphs that pieces make: their words, role and anchor. Those without words are left out."""
        part: list[Piece] = []
        for piece in [*pieces, ParagraphBreak()]:
            if not isinstance(piece, ParagraphBreak):
                part.append(piece)
                continue
            own, words, anchor = self.inlines.paragraph_role(part)
            if words:
                yield words, own or role, anchor
            part = []

    def heading(self, token: Token, attributes: Attributes) -> Heading:
        trailing = token.meta.get("attributes")
        attributes = trailing or attributes
        self.check(attributes, (), token, anchor=True, role=True)
        words, found = tidy(self.pieces())
        self.next()
        line = first_line(token)
        level = int(token.tag[1])
        role = self.role(attributes, self.theme.styles, f"heading-{level}", token) if attributes.role else None
        wanted = self.value(attributes.anchor) or found
        if not words:
            return Heading(level, (), "")
        anchor = self.anchor(wanted, line) if wanted else self.slug(words)
        return Heading(level, words, anchor, role)

    def slug(self, words: Inlines) -> str:
        """An anchor made of a heading's words, unlike any before."""
        base = "-".join(re.findall(r"\w+", plain(words).lower()))[:60] or "part"
        name, number = base, 2
        while name in self.anchors:
            name, number = f"{base}-{number}", number + 1
        self.anchors.add(name)
        return name

    def figure(self, inline: Token, attributes: Attributes) -> Iterator[Block]:
        self.check(attributes, ("width",), inline, anchor=True)
        line = first_line(inline)
        image = (inline.children or [])[0]
        address = str(image.attrs.get("src", ""))
        try:
            data = self.picture(self.value(address))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.find("BG604", f"no picture at '{address}': {reason}", line, address)
            return
        width = self.share(attributes, inline)
        caption = merged([Text(self.value(str(image.attrs.get("title", ""))))])
        alt = self.value(image.content)
        if not alt:
            self.find(
                "BG604", "a picture needs words that stand for it", line, address, "Write ![what it shows](file.png)."
            )
        anchor = self.anchor(self.value(attributes.anchor), line) if attributes.anchor else None
        yield Figure(data, alt, caption, width, anchor)

    def share(self, attributes: Attributes, token: Token) -> float:
        written = self.value(attributes.options.get("width")) or "100%"
        match = re.fullmatch(r"(\d{1,3})%", written)
        if match is None or not 0 < int(match[1]) <= 100:
            self.find("BG606", "a width is wanted, such as 50%", self.attribute_line(attributes, token), "width=")
            return 1.0
        return int(match[1]) / 100

    # --- lists -----------------------------------------------------------------------------

    def list_of(self, token: Token, attributes: Attributes) -> List:
        self.check(attributes, (), token, role=True)
        role = self.role(attributes, self.theme.lists, "default", token)
        context = _Context(self.theme.lists[role].text)
        closing = token.type.replace("open", "close")
        items: list[ListItem] = []
        while self.next().type != closing:
            item = ListItem(tuple(self.blocks("list_item_close", context)))
            items += [item] if item.blocks else []
        start = int(token.attrs.get("start", 1))
        return List(tuple(items), token.type == "ordered_list_open", start, None if role == "default" else role)

    # --- ::: blocks ------------------------------------------------------------------------

    def named(self, token: Token, above: Attributes, context: _Context) -> Iterator[Block]:
        """A `:::` block, by its name: the model's own, or a callout of the theme."""
        line = first_line(token)
        self.check(above, (), token)
        words, own = split_trailing(token.info.lstrip(":").strip())
        name, _, label = words.partition(" ")
        attributes = own or NO_ATTRIBUTES
        if token.type == "block_open" and not token.meta["closed"]:
            self.find(
                "BG606", f"the block '{name}' is not closed", line, token.info, "Close it with a line of three colons."
            )
        match name:
            case "page-break":
                self.check(attributes, (), token)
                yield PageBreak()
            case "column-break":
                self.check(attributes, (), token)
                if not context.columns:
                    hint = "It parts what stands in ::: columns, outside lists and other blocks."
                    self.find("BG604", "a column break stands in columns only", line, name, hint)
                yield ColumnBreak()
            case "page-limit":
                self.check(attributes, ("pages",), token)
                self.page_limit = self.number(attributes, "pages", 1, token)
            case "contents":
                yield self.contents(label, attributes, token)
            case "landscape" | "columns":
                yield self.section(name, attributes, token, context)
            case "page-header" | "page-footer":
                self.running(name, attributes, token)
            case _ if name in self.theme.callouts:
                self.check(attributes, (), token)
                inner = _Context(self.theme.callouts[name].text)
                title = self.inlines.read_words(label, line)
                yield Callout(title, tuple(self.blocks("block_close", inner)), name)
            case _:
                known = dict.fromkeys((*self.theme.callouts, *BLOCKS))
                self.find("BG605", *self.inlines.unknown_role(block_name(token.info), known, line, "block"))
                yield from self.blocks("block_close", _Context(context.role))

    def contents(self, label: str, attributes: Attributes, token: Token) -> Contents:
        self.check(attributes, ("depth",), token)
        depth = self.number(attributes, "depth", 2, token)
        return Contents(self.inlines.read_words(label.strip(), first_line(token)), depth)

    def number(self, attributes: Attributes, key: str, default: int, token: Token) -> int:
        written = self.value(attributes.options.get(key, str(default)))
        if not re.fullmatch(r"[1-6]", written):
            self.find("BG606", f"{key} is a number from 1 to 6", self.attribute_line(attributes, token), f"{key}=")
            return default
        return int(written)

    def section(self, name: str, attributes: Attributes, token: Token, context: _Context) -> Section:
        self.check(attributes, ("count",) if name == "columns" else (), token)
        if not context.top:
            self.find(
                "BG604", f"'{name}' stands inside another block", first_line(token), name, "Close that block first."
            )
        inner = tuple(self.blocks("block_close", _Context(context.role, columns=name == "columns")))
        if name == "landscape":
            return Section(inner, "landscape")
        return Section(inner, columns=self.number(attributes, "count", 2, token))

    def running(self, name: str, attributes: Attributes, token: Token) -> None:
        """A running line: what stands left of the bar, and what stands right of it."""
        self.check(attributes, (), token)
        self.inlines.in_furniture = True
        line = first_line(token)
        sides: list[list[Piece]] = [[]]
        while (inner := self.next()).type != "block_close":
            if inner.type == "inline":
                for piece in self.inlines.read(inner, first_line(inner)):
                    if isinstance(piece, Bar):
                        sides.append([])
                    else:
                        sides[-1].append(piece)
            elif inner.type not in ("paragraph_open", "paragraph_close"):
                self.find("BG604", "a running line holds words only", line, name)
        self.inlines.in_furniture = False
        if len(sides) > 2:
            self.find("BG604", "a running line has one bar, between left and right", line, name)
        left, right = (*sides, [])[:2]
        self.furniture[name] = Furniture(tidy(left)[0], tidy(right)[0])


BLOCKS = ("page-break", "page-limit", "column-break", "contents", "landscape", "columns", "page-header", "page-footer")
"""The names of `:::` blocks beside the theme's callouts."""


def _says_anything(block: Block) -> bool:
    """Whether there is anything to print of a block; one that comes to nothing is left out."""
    match block:
        case Heading(children=children):
            return bool(children)
        case List(items=items):
            return bool(items)
        case Callout(blocks=blocks) | Quotation(blocks=blocks) | Section(blocks=blocks):
            return any(not isinstance(each, ColumnBreak) for each in blocks)
        case _:
            return True


def _is_picture(inline: Token) -> bool:
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image"
