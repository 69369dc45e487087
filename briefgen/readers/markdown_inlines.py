"""The source of inlines and the values of its slots go in; inlines come out, neighbouring words joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from msgspec import Struct, field

from briefgen.document import (
    Drawing,
    Emphasis,
    Gauge,
    Highlight,
    Inline,
    Inlines,
    LineBreak,
    Link,
    PageCount,
    PageNumber,
    Reference,
    Span,
    Strong,
    Text,
    has_backward,
    is_backward,
    plain,
)
from briefgen.readers.markdown_rules import References, parsed_inlines
from briefgen.readers.markdown_syntax import (
    SLOT,
    SLOT_OPEN,
    Address,
    Attributes,
    Break,
    Marked,
    Nodes,
    Picture,
    Refused,
    Stress,
    Value,
    Words,
    words_and_values,
)
from briefgen.scripts import language_by_script

if TYPE_CHECKING:
    from briefgen.theme import Theme


class ParagraphBreak(Struct, frozen=True):
    """Ends a paragraph and begins another of the same role."""


class Anchor(Struct, frozen=True):
    """Names the paragraph or table row in which it stands."""

    name: str


class Bar(Struct, frozen=True):
    """An upright bar written in the template; parts the sides of a running line."""


class RoleSpan(Struct, frozen=True):
    """Words in a paragraph's role: right only where they are all of a paragraph."""

    role: str
    children: tuple[Piece, ...]
    line: int
    """Of the Markdown."""


Piece = Inline | ParagraphBreak | Anchor | Bar | RoleSpan | Drawing
Pieces = Sequence[Piece]
Numbered = Callable[[Pieces, int, Pieces], Pieces]
"""From a table's label (empty for the usual one), its number and its caption to all that stands above it."""
_NO_INLINES: frozenset[type] = frozenset((ParagraphBreak, Anchor, Bar, RoleSpan, Drawing))
Slot = str | tuple[Piece, ...]
"""What a slot holds: literal words, or inlines made ready."""
Find = Callable[[str, str, int, str, str], None]
"""Notes a finding: code, message, line of the Markdown, words on it, hint."""

_NEWLINES = re.compile(r"(?:\r\n|[\n\r])+")
_STRAY = re.compile(rf"\{{\s*[.#][\w{SLOT_OPEN}]")
_ADDRESS = re.compile(r"(?:https?://|mailto:|doi:)\S+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_REFUSED = {"code_inline": "code", "html_inline": "HTML"}
_HINTS = {"html_inline": "Write Markdown; words in a look of their own are written [words]{.role}."}
_FURNITURE: frozenset[type] = frozenset((PageNumber, PageCount))


def one_line(words: str) -> str:
    """Words whose line ends are spaces."""
    return _NEWLINES.sub(" ", words) if "\n" in words or "\r" in words else words


def isolated(value: str, language: str) -> tuple[Text | Span, ...]:
    """A value as words. Where directions may meet, or its script is another language's, words that stand on their own."""
    words = one_line(value)
    other = language_by_script(words, language)
    return spoken(words, other) if other or has_backward(value) or is_backward(language) else (Text(words),)


def spoken(words: str, language: str | None) -> tuple[Text | Span, ...]:
    """Words that stand on their own, in a language where one is given; the blanks around them are outside."""
    core = words.strip(" ")
    if not core:
        return (Text(words),)
    before, _, after = words.partition(core)
    return tuple(
        piece for piece in (Text(before), Span((Text(core),), None, language), Text(after)) if piece != Text("")
    )


def merged(pieces: Iterable[Inline]) -> Inlines:
    """Inlines in which no two texts stand side by side, and none is empty; no line parts a scale from the word before it."""
    out: list[Inline] = []
    words: list[Text] = []
    for piece in pieces:
        if type(piece) is Text:
            words.append(piece)
            continue
        if words:
            joined = _joined(words)
            out += map(_held, joined) if type(piece) is Gauge else joined
            words = []
        out.append(piece)
    return (*out, *_joined(words)) if words else tuple(out)


def _joined(words: list[Text]) -> tuple[Text, ...]:
    text = words[0] if len(words) == 1 else Text("".join([each.text for each in words]))
    return (text,) if text.text else ()


def _held(words: Text) -> Text:
    return Text(f"{words.text[:-1]}\u00a0") if words.text.endswith(" ") else words


def without_links(inlines: Inlines) -> Inlines:
    """The same words leading nowhere: a link holds no links."""
    if not any(isinstance(inline, Link | Reference) for inline in inlines):
        return inlines
    return merged(
        piece
        for inline in inlines
        for piece in (inline.children if isinstance(inline, Link | Reference) else (inline,))
    )


def tidy(pieces: Iterable[Piece]) -> tuple[Inlines, str | None]:
    """The inlines among pieces, and the first anchor that they name; a break is a space."""
    pieces = list(pieces)
    if _NO_INLINES.isdisjoint(map(type, pieces)):
        return merged(cast("list[Inline]", pieces)), None
    kept: list[Inline] = []
    anchor = None
    for piece in pieces:
        match piece:
            case Anchor(name):
                anchor = anchor or name
            case ParagraphBreak():
                kept.append(Text(" "))
            case Bar():
                kept.append(Text("|"))
            case RoleSpan(children=children):
                inner, found = tidy(children)
                kept += inner
                anchor = anchor or found
            case Drawing():
                pass  # found where it was read
            case _:
                kept.append(piece)
    return merged(kept), anchor


def _blank(piece: Piece) -> bool:
    return type(piece) is Text and not piece.text.strip(" ")


def _without_blank_ends(pieces: list[Piece]) -> list[Piece]:
    """Without the spaces of the template that stand before the first value or after the last."""
    if not (pieces and (_blank(pieces[0]) or _blank(pieces[-1]))):
        return pieces
    first, last = 0, len(pieces)
    while first < last and _blank(pieces[first]):
        first += 1
    while first < last and _blank(pieces[last - 1]):
        last -= 1
    return pieces[first:last]


class InlineReader(Struct):
    """Turns sources of inlines into pieces; keeps the addresses within the document that were named."""

    theme: Theme
    slots: Sequence[Slot]
    language: str
    find: Find
    references: References = field(default_factory=dict)
    in_furniture: bool = False
    targets: list[tuple[str, int, str]] = field(default_factory=list)
    line: int = 0
    numbers: Sequence[int] = ()
    """Which slots are meant by the numbers in what is being read."""

    def __post_init__(self) -> None:
        self.numbers = range(len(self.slots))

    # --- slots -----------------------------------------------------------------------------

    def literal(self, text: str) -> str:
        """Text with its slots filled, as plain words."""
        if SLOT_OPEN not in text:
            return text
        return SLOT.sub(lambda match: self.words(self.slots[self.numbers[int(match[1])]]), text)

    def words(self, slot: Slot) -> str:
        return one_line(slot) if isinstance(slot, str) else plain(tidy(slot)[0])

    def value(self, number: int) -> Sequence[Piece]:
        """The pieces of a slot; none of one that is empty."""
        slot = self.slots[self.numbers[number]]
        if isinstance(slot, str):
            return isolated(slot, self.language) if slot else ()
        if not self.in_furniture and not _FURNITURE.isdisjoint(map(type, slot)):
            self.find("BG604", "page numbers stand in page-header and page-footer only", self.line, "page_", "")
            return ()
        if Drawing in map(type, slot):
            hint = "Let it stand on a line of its own, with blank lines around it."
            self.find("BG604", "a drawing stands by itself, not among words", self.line, "{{", hint)
            return ()
        return slot

    def written(self, text: str) -> Sequence[Piece]:
        """The template's own words."""
        stray = _STRAY.search(text) if "{" in text else None
        if stray:
            hint = "They follow a span, [words]{.role}, end a heading, or stand on a line above a block."
            self.find("BG606", "attributes that belong to nothing", self.line, stray[0], hint)
        if not self.in_furniture or "|" not in text:
            return (Text(text),)
        left, *rest = text.split("|")
        sides = [Text(left.rstrip(" ")), *(Text(part.lstrip(" ")) for part in rest)]
        return [piece for side in sides for piece in (Bar(), side)][1:]

    def phrase(self, text: str) -> list[Piece]:
        """Words in which nothing is set apart, such as a caption, with the values among them."""
        return [
            piece
            for part in words_and_values(text)
            for piece in (self.value(part.number) if isinstance(part, Value) else (Text(part.text),))
        ]

    # --- inlines ---------------------------------------------------------------------------

    def read(self, text: str, line: int) -> list[Piece]:
        """The pieces of a source of inlines that begins on this line."""
        nodes, self.numbers = parsed_inlines(text, self.references)
        self.line = line
        pieces = self.pieces(nodes)
        self.numbers = range(len(self.slots))
        return pieces

    def read_words(self, words: str, line: int) -> Inlines:
        """The inlines of words that stand outside any paragraph, such as a label."""
        return tidy(self.read(words, line))[0]

    def picture(self, text: str) -> Picture | None:
        """The picture that is all that a paragraph holds."""
        nodes, self.numbers = parsed_inlines(text, self.references)
        only = nodes[0] if len(nodes) == 1 else None
        if isinstance(only, Picture):
            only = Picture(*map(self.literal, (only.address, only.alt, only.title)))
        self.numbers = range(len(self.slots))
        return only if isinstance(only, Picture) else None

    def drawing(self, text: str) -> Drawing | None:
        """The drawing that is all that a paragraph holds."""
        only = SLOT.fullmatch(text.strip())
        slot = self.slots[int(only[1])] if only else ""
        return slot[0] if len(slot) == 1 and isinstance(slot[0], Drawing) else None

    def pieces(self, nodes: Nodes) -> list[Piece]:
        pieces: list[Piece] = []
        for node in nodes:
            match node:
                case Value():
                    pieces += self.value(node.number)
                case Words():
                    pieces += self.written(node.text)
                case Marked():
                    pieces += self.span(node.attributes, self.pieces(node.children))
                case Stress() | Address():
                    pieces += self.enclosed(node, self.pieces(node.children))
                case Break():
                    self.line += 1
                    pieces.append(LineBreak() if node.hard else Text(" "))
                case Picture() | Refused():
                    self.refuse(node)
        return pieces

    def refuse(self, node: Picture | Refused) -> None:
        if isinstance(node, Picture):
            what, words, hint = "a picture among words", node.alt, "Let the picture stand on a line of its own."
        else:
            what, words, hint = _REFUSED.get(node.name, node.name), node.content, _HINTS.get(node.name, "")
        self.find("BG604", f"a briefing cannot hold {what}", self.line, words, hint)

    def enclosed(self, node: Stress | Address, pieces: list[Piece]) -> Sequence[Piece]:
        """What stressed or linked words come to; without words, to their anchors at most."""
        inner = _inlines(pieces)
        anchors = [piece for piece in pieces if isinstance(piece, Anchor)]
        if not inner:
            return anchors
        if isinstance(node, Stress):
            return [*anchors, Strong(inner) if node.strong else Emphasis(inner)]
        return [*anchors, *self.link(node.address, inner)]

    def link(self, address: str, words: Inlines) -> Inlines:
        uri = self.literal(address)
        words = without_links(words)
        if uri.startswith("#"):
            self.targets.append((uri[1:], self.line, address))
            return (Reference(uri[1:], words),)
        if _ADDRESS.fullmatch(uri):
            return (Link(uri, words),)
        if SLOT_OPEN in address:
            return words  # a value that is not an address is printed without leading anywhere
        hint = "An address begins with http://, https://, mailto: or doi:, or with # for a place in the document."
        self.find("BG604", f"'{address}' is not an address", self.line, address, hint)
        return words

    def span(self, attributes: Attributes, pieces: list[Piece]) -> list[Piece]:
        for key in attributes.options:
            if key != "lang":
                self.find("BG606", f"'{key}=' says nothing here", self.line, f"{key}=", "A span takes lang=.")
        named: list[Piece] = [Anchor(self.literal(attributes.anchor))] if attributes.anchor else []
        role = self.literal(attributes.role) if attributes.role else None
        language = self.other_language(attributes, self.line)
        if role in self.theme.styles and role not in self.theme.inlines and role not in self.theme.kinds:
            return [*named, RoleSpan(role, tuple(pieces), self.line)]
        return named + self.look(role, language, pieces)

    def other_language(self, attributes: Attributes, line: int) -> str | None:
        """The language that attributes name, where it is not the document's own."""
        language = self.literal(attributes.options.get("lang", ""))
        if language and not _LANGUAGE.fullmatch(language):
            self.find(
                "BG606",
                f"'{language}' is not a language",
                line,
                "lang=",
                "A language is a tag such as en, ja or pt-BR.",
            )
            return None
        return None if language in ("", self.language) else language

    def look(self, role: str | None, language: str | None, pieces: list[Piece]) -> list[Piece]:
        anchors: list[Piece] = [piece for piece in pieces if isinstance(piece, Anchor)]
        inner = _inlines(pieces)
        if not inner or (role is None and language is None):
            return [*anchors, *inner]
        for kind in self.theme.kinds:
            if role == kind:
                return [*anchors, Highlight(kind, inner)]
        if role is not None and role not in self.theme.inlines:
            known = dict.fromkeys((*self.theme.inlines, *self.theme.styles, *self.theme.kinds))
            self.find("BG605", *self.unknown_role(role, known, self.line))
        return [*anchors, Span(inner, role, language)]

    def unknown_role(self, role: str, known: Iterable[str], line: int, what: str = "role") -> tuple[str, int, str, str]:
        """Message, line, words and hint for a name that the theme does not know."""
        import difflib

        names = list(known)
        near = difflib.get_close_matches(role, names, 1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(names)}."
        return f"no {what} is called '{role}'", line, role, hint

    def paragraph_role(self, pieces: list[Piece]) -> tuple[str | None, Inlines, str | None]:
        """The role that a span gives the whole of a paragraph, the paragraph's words and its anchor."""
        pieces = _without_blank_ends(pieces)
        if _NO_INLINES.isdisjoint(map(type, pieces)):  # as nearly always
            return None, merged(cast("list[Inline]", pieces)), None
        spans = [piece for piece in pieces if type(piece) is RoleSpan]
        if not spans:
            words, anchor = tidy(pieces)
            return None, words, anchor
        whole = all(isinstance(piece, RoleSpan | Anchor) or _blank(piece) for piece in pieces)
        if len(spans) > 1 or not whole:
            hint = (
                "It gives a whole paragraph its look; for some of its words use one of: "
                + ", ".join(self.theme.inlines)
                + "."
            )
            self.find("BG605", f"the role '{spans[0].role}' is one of paragraphs", spans[0].line, spans[0].role, hint)
        kept = [piece for piece in pieces if not _blank(piece)] if whole else pieces
        words, anchor = tidy(kept)
        return spans[0].role, words, anchor


def _inlines(pieces: Iterable[Piece]) -> Inlines:
    return tidy(pieces)[0]
