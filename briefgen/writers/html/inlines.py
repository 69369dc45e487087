"""Inlines go in; the markup of their words comes out, each look a class."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import assert_never

from briefgen.document import (
    Control,
    Emphasis,
    Gauge,
    Highlight,
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
    link_address,
    plain,
)
from briefgen.theme import GaugeStyle
from briefgen.typeset.bidi import runs_backward
from briefgen.writers.html.job import HtmlJob
from briefgen.writers.html.markup import attribute_words, css_number, escaped, fragment


def markup(job: HtmlJob, children: Inlines, linked: bool = False) -> str:
    """The words, each in its elements; `linked`: they stand in a link, which holds no other."""
    parts: list[str] = []
    for child in children:
        match child:
            case Text(words):
                parts.append(escaped(words))
            case Strong(inner):
                parts.append(f"<strong>{markup(job, inner, linked)}</strong>")
            case Emphasis(inner):
                parts.append(f"<em>{markup(job, inner, linked)}</em>")
            case Link():
                parts.append(_link(job, child, linked))
            case Reference():
                parts.append(_reference(job, child, linked))
            case Highlight():
                look = f"k-{child.kind} quiet" if child.quiet else f"k-{child.kind}"
                parts.append(f'<mark class="{look}">{markup(job, child.children, linked)}</mark>')
            case Span():
                parts.append(_span(job, child, linked))
            case Control():
                parts.append(_control(job, child, linked))
            case LineBreak():
                parts.append("<br/>")
            case Gauge():
                parts.append(_gauge(job, child))
            case PageNumber() | PageCount():
                pass  # a page of HTML is one page; on paper the browser counts
            case _:
                assert_never(child)
    return "".join(parts)


def in_language(language: str) -> str:
    """The attributes of words in a language."""
    return f' lang="{escaped(language)}" dir="{"rtl" if is_backward(language) else "ltr"}"'


def direction(children: Inlines, own: str | None, around: str) -> str:
    """The attributes of a block's language and direction, where they are not those around it.

    Which way it runs is decided as for the other files.
    """
    language = own or around
    backward = is_backward(language)
    if not backward and has_backward(plain(children)):
        backward = runs_backward(list(_parts(children, count(1), 0)), backward)
    if language == around and backward == is_backward(around):
        return ""
    shown = f' lang="{escaped(own)}"' if own and own != around else ""
    return f'{shown} dir="{"rtl" if backward else "ltr"}"'


def _parts(children: Inlines, isolates: Iterator[int], isolate: int) -> Iterator[tuple[str, int]]:
    """Parts of the words, each with the number of its isolate or 0."""
    for child in children:
        match child:
            case Text(words):
                yield words, isolate
            case Link() | Reference() | Span(language=str()) | Span(role=None):
                yield from _parts(child.children, isolates, next(isolates))
            case Strong() | Emphasis() | Highlight() | Span():
                yield from _parts(child.children, isolates, isolate)
            case Control():
                yield from _parts(child.shown, isolates, isolate)
            case _:
                pass


def _link(job: HtmlJob, link: Link, linked: bool) -> str:
    address = link_address(link.uri)
    inner = markup(job, link.children, linked or address is not None)
    if linked or not link.children:
        return inner
    job.inlines["link"] = None
    if address is None:
        job.unlinked[link.uri] = None
        return f'<span class="i-link">{inner}</span>'
    return f'<a class="i-link" href="{escaped(address)}">{inner}</a>'


def _reference(job: HtmlJob, reference: Reference, linked: bool) -> str:
    if reference.target not in job.anchors:
        job.lost[reference.target] = None
    if linked or reference.target not in job.anchors:
        return markup(job, reference.children, linked)
    job.inlines["reference"] = None
    place = ""
    if reference.target in job.passages and reference.target not in job.returns:
        job.returns[reference.target] = name = f"_to-{len(job.returns) + 1}"
        place = f' id="{name}"'
    tooltip = f' title="{attribute_words(reference.tooltip)}"' if reference.tooltip else ""
    inner = markup(job, reference.children, True)
    return f'<a class="i-reference"{place} href="{escaped(fragment(reference.target))}"{tooltip}>{inner}</a>'


def _span(job: HtmlJob, span: Span, linked: bool) -> str:
    """Words with a role alone move with those around them; all others keep the order around them as it is.

    What parts these from the words that follow stands outside of them: within, it may come to lie at their other end.
    """
    inner = markup(job, span.children, linked)
    name = job.inline(span.role) if span.role else ""
    look = f' class="{name}"' if name else ""
    words = inner.rstrip()
    if span.language:
        return f"<span{look}{in_language(span.language)}>{words}</span>{inner[len(words) :]}"
    if span.role:
        return f"<span{look}>{inner}</span>" if look else inner
    return f"<bdi>{words}</bdi>{inner[len(words) :]}"


def _control(job: HtmlJob, control: Control, linked: bool) -> str:
    inner = markup(job, control.shown, linked)
    if control.children or not inner:
        return inner
    name = job.inline("secondary") if "secondary" in job.theme.inlines else ""
    return f'<span class="{name}">{inner}</span>' if name else inner


# --- scales drawn small ----------------------------------------------------------------------


def _gauge(job: HtmlJob, gauge: Gauge) -> str:
    """Two paths: the signs that are filled, and the outlines of the others."""
    style = job.theme.gauges[gauge.role]
    draw = _dot if gauge.role == "confidence" else _square
    signs = range(1, gauge.steps + 1)
    filled = frozenset(range(1, gauge.step + 1) if gauge.role == "confidence" else (gauge.step,))
    solid = "".join(draw(style, sign, 0.0) for sign in signs if sign in filled)
    open_ = "".join(draw(style, sign, style.line / 2) for sign in signs if sign not in filled)
    width = gauge.steps * style.size + (gauge.steps - 1) * style.gap
    box = f"0 0 {css_number(width)} {css_number(style.size)}"
    paths = (f'<path class="solid" d="{solid}"/>' if solid else "") + (f'<path d="{open_}"/>' if open_ else "")
    alt = attribute_words(gauge.alt)
    spoken = f' lang="{escaped(gauge.language)}"' if gauge.language else ""
    return f'<svg class="g-{gauge.role}" role="img" aria-label="{alt}"{spoken} viewBox="{box}">{paths}</svg>'


def _square(style: GaugeStyle, sign: int, inset: float) -> str:
    left, side = (sign - 1) * (style.size + style.gap) + inset, style.size - 2 * inset
    return f"M{css_number(left)} {css_number(inset)}h{css_number(side)}v{css_number(side)}h-{css_number(side)}z"


def _dot(style: GaugeStyle, sign: int, inset: float) -> str:
    radius = style.size / 2 - inset
    left, across = (sign - 1) * (style.size + style.gap) + inset, css_number(2 * radius)
    arc = f"a{css_number(radius)} {css_number(radius)} 0 1 0"
    return f"M{css_number(left)} {css_number(style.size / 2)}{arc} {across} 0{arc}-{across} 0z"
