"""Words and their looks: inlines and a text style go in; the typesetter's items come out.

Each run carries a `RunLook`: its colour, the structure element that it belongs to, its language where that is not the
block's, the link that it is part of and the highlights that lie over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple, assert_never

from msgspec import Struct, field

from briefgen.document import (
    Control,
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
    is_backward,
    link_address,
    plain,
)
from briefgen.kinds import Kind
from briefgen.theme import WEIGHTS, GaugeStyle, InlineStyle, TextStyle, Theme
from briefgen.typeset import ForcedBreak, InlineBox, Item, TextRun, made
from briefgen.writers.pdf.canvas import LinkTarget, fill_of
from briefgen.writers.pdf.tags import Element, StructureTree, alternative, language

_PLAIN = InlineStyle()
_OWN_ELEMENTS = (Link, Reference, Gauge)
_STYLED = (Strong, Emphasis, Highlight, Span)
_SEEN_OF_BLANKS = attrgetter(
    "size", "language", "tabular", "rise", "isolates",
    "data.element", "data.language", "data.target", "data.highlights",
)  # fmt: skip
"""What tells blanks of one run from those of another: not their weight, slant or colour."""
_BLANKS = (" ", "\u00a0", "\u202f")
_DEFAULTS = {"strong": InlineStyle(weight="semibold"), "emphasis": InlineStyle(italic=True)}


class HighlightLook(Struct, frozen=True):
    """A highlight over a run."""

    kind: Kind
    quiet: bool


class RunLook(NamedTuple):
    """What a run is besides its letters; runs that share one are drawn as one."""

    fill: str
    element: Element
    language: str
    target: LinkTarget | None = None
    highlights: tuple[HighlightLook, ...] = ()


class Sign(Struct, frozen=True, eq=False):
    """A gauge and how it is drawn."""

    gauge: Gauge
    style: GaugeStyle
    colour: str
    element: Element
    backward: bool = False
    """Whether its steps count from the right."""


class _State(NamedTuple):
    """How the words at hand are set."""

    size: float
    weight: int
    italic: bool
    fill: str
    """The operator that fills in their colour."""
    language: str
    tabular: bool = False
    rise: float = 0.0
    element: Element | None = None
    target: LinkTarget | None = None
    highlights: tuple[HighlightLook, ...] = ()
    isolates: tuple[int, ...] = ()


class InlineSetter(Struct):
    """Sets the inlines of one block under one structure element."""

    theme: Theme
    tree: StructureTree
    anchors: frozenset[str]
    """The anchors that the document has."""
    lost: list[str]
    """Gathers targets that it has not."""
    unlinked: list[str] = field(default_factory=list)
    """Addresses that cannot be links."""
    plain_roles: dict[str, None] = field(default_factory=dict)
    """Gathers roles that the theme gives no look, in the order in which they were met."""
    numbers: tuple[int, int] = (0, 0)
    """Page and pages, for furniture."""
    states: dict[tuple[int, str], tuple[TextStyle, _State]] = field(default_factory=dict)
    fills: dict[str, str] = field(default_factory=dict)

    def items(self, inlines: Inlines, style: TextStyle, element: Element, language: str) -> list[Item]:
        """The items of a block in `language` whose words belong to `element`."""
        state = self._state(style, language)
        if len(inlines) == 1 and isinstance(inlines[0], Text) and inlines[0].text:
            size, weight, italic, fill, _, tabular, *_ = state
            look = made(RunLook, (fill, element, "", None, ()))
            words = _in_one_line(inlines[0].text)
            return [made(TextRun, (words, size, weight, italic, language, tabular, 0.0, look, ()))]
        return _Walk(self, element, language, _is_mixed(inlines)).run(inlines, state)

    def _state(self, style: TextStyle, language: str) -> _State:
        """How words in a style of the theme are set, kept with the style for the next block."""
        key = (id(style), language)
        known = self.states.get(key)
        if known is None:
            fill = self.fill(style.colour)
            state = _State(style.size, WEIGHTS[style.weight], style.italic, fill, language, style.tabular)
            known = self.states[key] = (style, state)
        return known[1]

    def fill(self, colour: str) -> str:
        """The operator that fills in a colour of the theme."""
        found = self.fills.get(colour)
        if found is None:
            found = self.fills[colour] = fill_of(self.theme.colour(colour))
        return found


def _in_one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    return text


def _is_mixed(inlines: Iterable[Inline]) -> bool:
    """Whether there are elements among the words, so that the words between them need places of their own."""
    return any(
        isinstance(inline, _OWN_ELEMENTS)
        or (isinstance(inline, _STYLED) and _is_mixed(inline.children))
        or (isinstance(inline, Control) and _is_mixed(inline.shown))
        for inline in inlines
    )


class _Walk:
    """One way through the inlines of a block."""

    def __init__(self, setter: InlineSetter, element: Element, language: str, mixed: bool) -> None:
        self.setter = setter
        self.parent = element
        self.language = language
        self.mixed = mixed
        self.between: Element | None = None
        self.looks: dict[tuple[object, ...], RunLook] = {}
        self.out: list[Item] = []
        self.isolates = 0

    def run(self, inlines: Inlines, state: _State) -> list[Item]:
        self.walk(inlines, state)
        return self.out

    def walk(self, inlines: Inlines, state: _State) -> None:
        for inline in inlines:
            if isinstance(inline, Text):
                self.text(_in_one_line(inline.text), state)
            else:
                self.inline(inline, state)

    def inline(self, inline: Inline, state: _State) -> None:
        match inline:
            case Reference():
                self.reference(inline, state)
            case Span(children, role, language):
                inner = self.styled(state, role) if role else state
                inner = inner._replace(language=language) if language else inner
                if role and not language:
                    self.walk(children, inner)
                else:
                    self.span_alone(children, inner)
            case Strong(children):
                self.walk(children, self.styled(state, "strong"))
            case Highlight(kind, children, quiet):
                highlights = (*state.highlights, HighlightLook(kind, quiet))
                self.walk(children, made(_State, (*state[:9], highlights, state.isolates)))
            case Emphasis(children):
                self.walk(children, self.styled(state, "emphasis"))
            case Link():
                self.link(inline, state)
            case Text(text):
                self.text(_in_one_line(text), state)
            case Control():
                self.walk(inline.shown, state if inline.children else self.styled(state, "secondary"))
            case LineBreak():
                self.out.append(ForcedBreak())
            case Gauge():
                self.gauge(inline, state)
            case PageNumber():
                self.text(str(self.setter.numbers[0]), state)
            case PageCount():
                self.text(str(self.setter.numbers[1]), state)
            case _:
                assert_never(inline)

    def text(self, text: str, state: _State) -> None:
        if not text:
            return
        size, weight, italic, fill, language, tabular, rise, element, target, highlights, isolates = state
        element = element or self.words()
        key = (fill, element, language, target, highlights)
        look = self.looks.get(key)
        if look is None:
            spoken = "" if language == self.language else language
            look = self.looks[key] = made(RunLook, (fill, element, spoken, target, highlights))
        run = made(TextRun, (text, size, weight, italic, language, tabular, rise, look, isolates))
        if text[0] == " " and self.out and isinstance(self.out[-1], TextRun):
            run = self.without_first_blanks(self.out[-1], run)
        if run.text:
            self.out.append(run)

    def without_first_blanks(self, before: TextRun, run: TextRun) -> TextRun:
        """A run whose first blanks go to the word before, if nobody can see that: then no run begins within a word."""
        if _SEEN_OF_BLANKS(before) != _SEEN_OF_BLANKS(run):
            return run
        if before[2:4] != run[2:4] and not before.text[-1].isascii():
            return run  # signs of another font leave it to the run how wide its blanks are
        words = run.text.lstrip(" ")
        self.out[-1] = before._replace(text=before.text + run.text[: len(run.text) - len(words)])
        return run._replace(text=words)

    def alone(self, state: _State) -> _State:
        """For words whose direction moves nothing around them."""
        self.isolates += 1
        return made(_State, (*state[:10], (*state.isolates, self.isolates)))

    def span_alone(self, children: Inlines, state: _State) -> None:
        """Words with a direction of their own; blanks after them stand between them and what follows."""
        before = len(self.out)
        self.walk(children, self.alone(state))
        last = self.out[-1] if len(self.out) > before else None
        if not isinstance(last, TextRun) or not last.text.endswith(_BLANKS):
            return
        words = last.text.rstrip("".join(_BLANKS))
        self.out[-1:] = [last._replace(text=words)] if words else []
        self.out.append(last._replace(text=last.text[len(words) :], isolates=state.isolates))

    def words(self) -> Element:
        """What words that are no link belong to: the block, at the place that they have among its links."""
        if not self.mixed:
            return self.parent
        if self.between is None:
            self.between = self.setter.tree.words_between(self.parent)
        return self.between

    def styled(self, state: _State, role: str) -> _State:
        style = self.setter.theme.inlines.get(role) or _DEFAULTS.get(role)
        if style is None:
            self.setter.plain_roles[role] = None
            style = _PLAIN
        size = state.size * style.scale
        weight = max(state.weight, WEIGHTS[style.weight]) if style.weight else state.weight
        italic = state.italic if style.italic is None else style.italic
        fill = self.setter.fill(style.colour) if style.colour else state.fill
        rise = state.rise + style.rise * state.size
        return made(_State, (size, weight, italic, fill, state.language, state.tabular, rise, *state[7:]))

    def link(self, inline: Link, state: _State) -> None:
        styled = self.styled(state, "link")
        address = link_address(inline.uri)
        if address is not None:
            styled = self.linked(styled, plain(inline.children) or inline.uri, uri=address)
        elif state.target is None and inline.children:
            self.setter.unlinked.append(inline.uri)
        self.walk(inline.children, styled)

    def reference(self, inline: Reference, state: _State) -> None:
        styled = self.styled(state, "reference")
        if inline.target not in self.setter.anchors:
            self.setter.lost.append(inline.target)
            self.walk(inline.children, state)
            return
        contents = inline.tooltip or plain(inline.children)
        self.walk(inline.children, self.linked(styled, contents, anchor=inline.target))

    def linked(self, state: _State, contents: str, uri: str | None = None, anchor: str | None = None) -> _State:
        if state.target is not None:  # a link within a link: the outer one counts
            return state
        element = self.setter.tree.add("Link", self.parent)
        self.between = None
        target = LinkTarget(element, contents, uri, anchor)
        return self.alone(made(_State, (*state[:7], element, target, *state[9:])))

    def gauge(self, gauge: Gauge, state: _State) -> None:
        style = self.setter.theme.gauges[gauge.role]
        width = gauge.steps * style.size + (gauge.steps - 1) * style.gap
        box = f"/A<</O/Layout/Placement/Inline/BBox[0 0 {width:.2f} {style.size:.2f}]>>".encode()
        spoken = language(gauge.language) if gauge.language else b""
        element = self.setter.tree.add("Figure", self.parent, alternative(gauge.alt) + spoken + box)
        self.between = None
        colour = self.setter.theme.colour(style.colour)
        sign = Sign(gauge, style, colour, element, is_backward(self.language))
        self.out.append(InlineBox(width, style.size, 0.0, sign))
