"""Template Markdown and the values of its slots go in; blocks come out, or findings with their places.

Values are never parsed: a slot is a number in the text, and what belongs there is put in
once the Markdown around it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from briefgen.bounds import keep_to_time
from briefgen.diagnostics import Diagnostic, Place, Severity, TemplateError
from briefgen.document import (
    Block,
    Blocks,
    Callout,
    ColumnBreak,
    Contents,
    Drawing,
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
from briefgen.images import UnknownImage, UnusableImage, usable_image
from briefgen.readers.markdown_inlines import (
    Bar,
    Numbered,
    Piece,
    Slot,
    merged,
    tidy,
)
from briefgen.readers.markdown_parts import LocateWords, PartReader, plainly_numbered
from briefgen.readers.markdown_rules import parsed_blocks
from briefgen.readers.markdown_syntax import (
    NO_ATTRIBUTES,
    AttributeLine,
    Attributes,
    ColonBlock,
    HeadingLine,
    ListLines,
    OtherBlock,
    ParagraphLines,
    QuotationLines,
    SourceLine,
    Sources,
    StrayColons,
    TableLines,
    block_name,
    read_attributes,
    split_trailing,
)
from briefgen.readers.markdown_syntax import Picture as PictureSource
from briefgen.readers.markdown_tables import TableReader
from briefgen.theme import Theme

LoadPicture = Callable[[str], bytes]
"""From a picture's address to its bytes; raises OSError or ValueError."""

_REFUSED = {
    "fence": "a code block",
    "code_block": "a code block",
    "html_block": "HTML",
    "hr": "a rule",
    "too_deep": "blocks this deep within one another",
}
_HINTS = {
    "html_block": "Write Markdown; a remark is written {# like this #}.",
    "hr": "For a new page write ::: page-break.",
}


def _no_picture(address: str) -> bytes:
    raise ValueError("pictures cannot be found here")


class Reading(Struct, frozen=True):
    """What a template's Markdown says."""

    blocks: Blocks
    header: Furniture
    footer: Furniture
    page_limit: int | None
    """The most pages that the document may take."""
    anchors: frozenset[str]
    """The names of the places that the document has."""
    remarks: tuple[Diagnostic, ...] = ()
    """What is printed otherwise than the template has it."""


class _Context(Struct):
    """What the block around says of the paragraphs in it."""

    role: str = "body"
    top: bool = False
    columns: bool = False


def read_markdown(
    text: str,
    theme: Theme,
    *,
    slots: Sequence[Slot] = (),
    locate: LocateWords | None = None,
    picture: LoadPicture = _no_picture,
    language: str = "en",
    numbered: Numbered = plainly_numbered,
) -> Reading:
    """The blocks of `text`. TemplateError carries everything that is wrong with it."""
    reader = BlockReader(text, theme, slots, locate or _anywhere, picture, language)
    reader.numbered = numbered
    reading = reader.read()
    if reader.findings:
        raise TemplateError(reader.findings)
    return reading


def _anywhere(line: int, words: str) -> Place:
    return Place("<template>", line + 1)


class BlockReader(PartReader):
    """Walks through the blocks once; each kind of them has its method."""

    def __init__(
        self, text: str, theme: Theme, slots: Sequence[Slot], locate: LocateWords, picture: LoadPicture, language: str
    ) -> None:
        super().__init__(text, theme, slots, locate, language)
        self.text = text
        self.picture = picture
        self.furniture: dict[str, Furniture] = {}
        self.page_limit: int | None = None
        self.remarks: list[Diagnostic] = []

    def read(self) -> Reading:
        sources, self.inlines.references = parsed_blocks(self.text)
        blocks = tuple(self.blocks(sources, _Context(top=True)))
        for target, line, words in self.inlines.targets:
            if target not in self.anchors:
                self.find("BG607", f"no part of the document is called '{target}'", line, words)
        return Reading(
            blocks,
            self.furniture.get("page-header", Furniture()),
            self.furniture.get("page-footer", Furniture()),
            self.page_limit,
            frozenset(self.anchors),
            tuple(self.remarks),
        )

    # --- blocks ----------------------------------------------------------------------------

    def blocks(self, sources: Sources, context: _Context) -> Iterator[Block]:
        """What blocks of Markdown come to; attributes on a line of their own are the next block's."""
        waiting: tuple[Attributes, int] | None = None
        for source in sources:
            keep_to_time()
            if isinstance(source, AttributeLine):
                self.unused(waiting)
                waiting = self.attributes(source)
                continue
            attributes, waiting = (waiting[0] if waiting else NO_ATTRIBUTES), None
            for block in self.block(source, attributes, context):
                if _says_anything(block):
                    yield block
        self.unused(waiting)

    def attributes(self, source: AttributeLine) -> tuple[Attributes, int]:
        read = read_attributes(source.text)
        if read is None:
            hint = 'They are written {.role #anchor key=value key="more words"}.'
            self.find("BG606", f"attributes cannot be read: {source.text}", source.line, source.text, hint)
        return read or NO_ATTRIBUTES, source.line

    def unused(self, waiting: tuple[Attributes, int] | None) -> None:
        if waiting and waiting[0].text:
            self.find("BG606", "attributes with no block below them", waiting[1], waiting[0].text)

    def block(self, source: SourceLine, attributes: Attributes, context: _Context) -> Iterable[Block]:
        match source:
            case ParagraphLines():
                return self.paragraph(source, attributes, context)
            case TableLines():
                return (TableReader(self, source, attributes).read(),)
            case HeadingLine():
                return (self.heading(source, attributes),)
            case ColonBlock():
                return self.named(source, attributes, context)
            case ListLines():
                return (self.list_of(source, attributes),)
            case QuotationLines():
                self.check(attributes, (), source.line)
                return (Quotation(tuple(self.blocks(source.blocks, _Context("quotation")))),)
            case StrayColons(line=line):
                self.find("BG606", "this closes no block", line, ":::", "A block opens with ::: and its name.")
            case OtherBlock(line=line, name=name):
                what = _REFUSED.get(name, name)
                words = self.lines[line].strip() if line < len(self.lines) else ""
                self.find("BG604", f"a briefing cannot hold {what}", line, words[:40], _HINTS.get(name, ""))
            case AttributeLine():
                pass  # of the block after it
        return ()

    # --- paragraphs and headings -----------------------------------------------------------

    def paragraph(self, source: ParagraphLines, attributes: Attributes, context: _Context) -> Iterator[Block]:
        line = source.line
        picture = self.inlines.picture(source.text) if source.text.startswith("![") else None
        if picture:
            yield from self.figure(picture, line, attributes)
            return
        if (drawn := self.inlines.drawing(source.text)) is not None:
            yield self.drawing(drawn, line, attributes)
            return
        pieces = self.inlines.read(source.text, line)
        self.check(attributes, ("lang", "margin"), line, anchor=True, role=True)
        default = self.role(attributes, self.theme.styles, context.role, line)
        margin = self.value(attributes.options.get("margin")) or None
        anchor = self.value(attributes.anchor) or None
        for part, role, own in self.parts(pieces, default):
            name, anchor = own or anchor, None
            yield Paragraph(
                part, role, self.anchor(name, line) if name else None, margin, self.other_language(attributes, line)
            )
            margin = None

    def heading(self, source: HeadingLine, attributes: Attributes) -> Heading:
        line, level = source.line, source.level
        attributes = source.attributes or attributes
        self.check(attributes, (), line, anchor=True, role=True)
        words, found = tidy(self.inlines.read(source.text, line))
        role = self.role(attributes, self.theme.styles, f"heading-{level}", line) if attributes.role else None
        name = self.value(attributes.anchor) or found
        if not words:
            return Heading(level, (), "")
        anchor = self.anchor(name, line) if name else self.slug(words)
        return Heading(level, words, anchor, role)

    def slug(self, words: Inlines) -> str:
        """An anchor made of a heading's words, unlike any before."""
        base = "-".join(re.findall(r"\w+", plain(words).lower()))[:60] or "part"
        name, number = base, 2
        while name in self.anchors:
            name, number = f"{base}-{number}", number + 1
        self.anchors.add(name)
        return name

    def figure(self, picture: PictureSource, line: int, attributes: Attributes) -> Iterator[Block]:
        self.check(attributes, ("width",), line, anchor=True)
        address = picture.address
        data, damage = self.image(address, line)
        if data is None:
            return
        width = self.share(attributes, "width", line)
        caption = merged([Text(picture.title)])
        if not picture.alt:
            self.find(
                "BG604", "a picture needs words that stand for it", line, address, "Write ![what it shows](file.png)."
            )
        anchor = self.anchor(self.value(attributes.anchor), line) if attributes.anchor else None
        if damage is None:
            yield Figure(data, picture.alt, caption, width, anchor)
            return
        message = f"the picture '{address}' cannot be read: {damage}; its alternative text stands in its place"
        place = self.locate(line, address)
        self.remarks.append(Diagnostic("BG708", message, place, Severity.WARNING, damage.hint))
        yield Paragraph((Text(picture.alt),), anchor=anchor)
        yield Paragraph(caption, "caption")

    def drawing(self, drawn: Drawing, line: int, attributes: Attributes) -> Drawing:
        """What a helper drew, as the place that the template names."""
        self.check(attributes, (), line, anchor=True)
        return replace(drawn, anchor=self.anchor(self.value(attributes.anchor), line)) if attributes.anchor else drawn

    def image(self, address: str, line: int) -> tuple[bytes | None, UnusableImage | None]:
        """The bytes of a picture, None where none is to be had; and why it cannot be shown."""
        try:
            data = self.picture(address)
            return usable_image(data).data, None
        except OSError as error:
            reason = error.strerror or str(error)
        except UnknownImage as error:
            self.find("BG604", f"the picture '{address}' cannot be used: {error}", line, address, error.hint)
            return None, None
        except UnusableImage as error:
            return data, error
        except ValueError as error:
            reason = str(error)
        self.find("BG604", f"no picture at '{address}': {reason}", line, address)
        return None, None

    def share(self, attributes: Attributes, name: str, line: int) -> float:
        written = self.value(attributes.options.get(name)) or "100%"
        match = re.fullmatch(r"(\d{1,3})%", written)
        if match is None or not 0 < int(match[1]) <= 100:
            said = f"expected a share for {name}, such as 50%"
            self.find("BG606", said, self.attribute_line(attributes, line), f"{name}=")
            return 1.0
        return int(match[1]) / 100

    # --- lists -----------------------------------------------------------------------------

    def list_of(self, source: ListLines, attributes: Attributes) -> List:
        self.check(attributes, (), source.line, role=True)
        role = self.role(attributes, self.theme.lists, "default", source.line)
        context = _Context(self.theme.lists[role].text)
        items = (ListItem(tuple(self.blocks(blocks, context))) for blocks in source.items)
        kept = tuple([item for item in items if item.blocks])
        return List(kept, source.ordered, source.start, None if role == "default" else role)

    # --- ::: blocks ------------------------------------------------------------------------

    def named(self, source: ColonBlock, above: Attributes, context: _Context) -> Iterator[Block]:
        """A `:::` block, by its name: the model's own, or a callout of the theme."""
        line = source.line
        self.check(above, (), line)
        words, own = split_trailing(source.info.lstrip(":").strip())
        name, _, label = words.partition(" ")
        attributes = own or NO_ATTRIBUTES
        if not source.closed:
            self.find(
                "BG606", f"the block '{name}' is not closed", line, source.info, "Close it with a line of three colons."
            )
        match name:
            case "page-break":
                self.check(attributes, ("enough",), line)
                yield PageBreak(self.share(attributes, "enough", line))
            case "column-break":
                self.check(attributes, (), line)
                if not context.columns:
                    hint = "It parts what stands in ::: columns, outside lists and other blocks."
                    self.find("BG604", "a column break stands in columns only", line, name, hint)
                yield ColumnBreak()
            case "page-limit":
                self.check(attributes, ("pages",), line)
                self.page_limit = self.number(attributes, "pages", 1, line)
            case "contents":
                yield self.contents(label, attributes, line)
            case "landscape" | "columns":
                yield self.section(name, source, attributes, context)
            case "page-header" | "page-footer":
                self.running(name, source, attributes)
            case _ if name in self.theme.callouts:
                self.check(attributes, (), line)
                inner = _Context(self.theme.callouts[name].text)
                title = self.inlines.read_words(label, line)
                yield Callout(title, tuple(self.blocks(source.blocks, inner)), name)
            case _:
                known = dict.fromkeys((*self.theme.callouts, *BLOCKS))
                self.find("BG605", *self.inlines.unknown_role(block_name(source.info), known, line, "block"))
                yield from self.blocks(source.blocks, _Context(context.role))

    def contents(self, label: str, attributes: Attributes, line: int) -> Contents:
        self.check(attributes, ("depth",), line)
        depth = self.number(attributes, "depth", 2, line)
        return Contents(self.inlines.read_words(label.strip(), line), depth)

    def section(self, name: str, source: ColonBlock, attributes: Attributes, context: _Context) -> Section:
        line = source.line
        self.check(attributes, ("count",) if name == "columns" else (), line)
        if not context.top:
            self.find("BG604", f"'{name}' stands inside another block", line, name, "Close that block first.")
        inner = tuple(self.blocks(source.blocks, _Context(context.role, columns=name == "columns")))
        if name == "landscape":
            return Section(inner, "landscape")
        return Section(inner, columns=self.number(attributes, "count", 2, line))

    def running(self, name: str, source: ColonBlock, attributes: Attributes) -> None:
        """A running line: what stands left of the bar, and what stands right of it."""
        self.check(attributes, ("first-page",), source.line)
        self.inlines.in_furniture = True
        sides: list[list[Piece]] = [[]]
        for inner in source.blocks:
            if not isinstance(inner, ParagraphLines):
                self.find("BG604", "a running line holds words only", source.line, name)
                continue
            for piece in self.inlines.read(inner.text, inner.line):
                if isinstance(piece, Bar):
                    sides.append([])
                else:
                    sides[-1].append(piece)
        self.inlines.in_furniture = False
        if len(sides) > 2:
            self.find("BG604", "a running line has one bar, between left and right", source.line, name)
        left, right = (*sides, [])[:2]
        first = self.value(attributes.options.get("first-page", "")) != "no"
        self.furniture[name] = Furniture(tidy(left)[0], tidy(right)[0], first)


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
