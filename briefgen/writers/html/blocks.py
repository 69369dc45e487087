"""Blocks go in; the markup of the page's main part comes out: one small function for each kind of block."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from briefgen.document import (
    Block,
    Blocks,
    Callout,
    Cell,
    ColumnBreak,
    Contents,
    Drawing,
    Figure,
    Heading,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Quotation,
    Section,
    is_backward,
    plain,
    walk,
)
from briefgen.document import Table as TableBlock
from briefgen.writers.html.inlines import direction, markup
from briefgen.writers.html.job import HtmlFrame, HtmlJob
from briefgen.writers.html.markup import attribute_words, escaped, fragment, identifier
from briefgen.writers.html.tables import table
from briefgen.writers.svg import svg_shapes, view_box

_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_DEEPEST = 6
"""The last level of heading that HTML has an element for."""


def stacked(job: HtmlJob, children: Iterable[Block], frame: HtmlFrame) -> str:
    """Blocks one below the other."""
    return "\n".join(said for child in children if (said := block(job, child, frame)))


def block(job: HtmlJob, child: Block, frame: HtmlFrame) -> str:
    match child:
        case Paragraph():
            return paragraph(job, child, frame)
        case Heading():
            return heading(job, child, frame)
        case List():
            return list_markup(job, child, frame)
        case TableBlock():
            return table(job, child, frame, cell_markup)
        case Callout():
            return callout(job, child, frame)
        case Figure():
            return figure(job, child, frame)
        case Drawing():
            return drawing_markup(job, child, frame)
        case Quotation():
            return f"<blockquote>\n{stacked(job, child.blocks, replace(frame, role='quotation'))}\n</blockquote>"
        case PageBreak():  # how much room is left on a page, no style sheet can ask
            return '<div class="page-break"></div>'
        case ColumnBreak():
            return '<div class="column-break"></div>'
        case Section():
            return section_markup(job, child, frame)
        case Contents():
            return contents(job, child, frame)
        case _:
            assert_never(child)


# --- headings and paragraphs -------------------------------------------------------------


def heading(job: HtmlJob, child: Heading, frame: HtmlFrame) -> str:
    """Below the title, if there is one; no level is left out on the way down."""
    job.level = min(child.level, job.level + 1)
    level = job.level + (job.title is not None)
    name = f"h{min(level, _DEEPEST)}"
    deeper = f' aria-level="{level}"' if level > _DEEPEST else ""
    known = child.role if child.role in job.theme.styles else None
    look = job.style(known or f"heading-{child.level}")
    turned = direction(child.children, None, frame.language)
    return f'<{name} class="{look}"{job.place(child.anchor)}{deeper}{turned}>{markup(job, child.children)}</{name}>'


def paragraph(job: HtmlJob, child: Paragraph, frame: HtmlFrame) -> str:
    name = "h1" if child is job.title else "p"
    return f"<{name}{paragraph_attributes(job, child, frame)}>{_words(job, child)}</{name}>"


def paragraph_attributes(job: HtmlJob, child: Paragraph, frame: HtmlFrame, role: str | None = None) -> str:
    """Look, place and language; no look where the role is `role`, that of all that stands around."""
    own = frame.role if child.role == "body" else child.role
    look = job.style(own) if own != role else ""
    look = f"{look} labelled".strip() if child.margin_label is not None else look
    shown = f' class="{look}"' if look else ""
    return f"{shown}{job.place(child.anchor)}{direction(child.children, child.language, frame.language)}"


def _words(job: HtmlJob, child: Paragraph) -> str:
    """The words behind their margin label, which leads back to the first reference to them."""
    if child.margin_label is None:
        return markup(job, child.children)
    label = escaped(child.margin_label)
    if back := job.returns.get(child.anchor or ""):
        label = f'<a class="back" href="#{back}">{label}</a>'
    job.styles["margin-label"] = None
    return f'<span class="label"><bdi>{label}</bdi></span> {markup(job, child.children)}'


# --- lists -------------------------------------------------------------------------------


def list_markup(job: HtmlJob, child: List, frame: HtmlFrame) -> str:
    role = child.role if child.role in job.theme.lists else "default"
    job.lists[role] = None
    name = "ol" if child.ordered else "ul"
    start = f' start="{child.start}"' if child.ordered and child.start != 1 else ""
    inner = replace(
        frame,
        role=frame.role if frame.is_cell else job.theme.lists[role].text,
        level=frame.level + 1,
        is_cell=frame.is_cell,
    )
    items = "\n".join(_item(job, each, inner) for each in child.items)
    return f'<{name} class="l-{identifier(role)} level-{min(frame.level, 3)}"{start}>\n{items}\n</{name}>'


def _item(job: HtmlJob, child: ListItem, frame: HtmlFrame) -> str:
    return f"<li>{stacked(job, child.blocks, frame)}</li>"


# --- cells -------------------------------------------------------------------------------


def cell_markup(job: HtmlJob, child: Cell, frame: HtmlFrame, role: str, around: str) -> tuple[str, str]:
    """The attributes and the content of a cell whose words look like `role`, in a row whose cells look like `around`.

    One paragraph alone needs no element of its own.
    """
    match child.blocks:
        case (Paragraph(margin_label=None) as only,):
            own = only.role if only.role != "body" else role
            look = f' class="{job.style(own)}"' if own != around else ""
            turned = direction(only.children, only.language or child.language, frame.language)
            return f"{look}{job.place(only.anchor)}{turned}", markup(job, only.children)
        case blocks:
            turned = direction((), child.language, frame.language)
            inner = replace(frame, language=child.language or frame.language, role=role, is_cell=True)
            look = f' class="{job.style(role)}"' if role != around else ""
            return f"{look}{turned}", stacked(job, blocks, inner)


# --- what stands apart -------------------------------------------------------------------


def callout(job: HtmlJob, child: Callout, frame: HtmlFrame) -> str:
    role = child.role if child.role in job.theme.callouts else "note"
    job.callouts[role] = None
    style = job.theme.callouts[role]
    inner = replace(frame, role=style.text)
    if not plain(child.label).strip():
        return f'<div class="c-{identifier(role)}">\n{stacked(job, child.blocks, inner)}\n</div>'
    name = job.label()
    label = f'<p class="{job.style(style.label)}" id="{name}">{markup(job, child.label)}</p>'
    body = stacked(job, child.blocks, inner)
    return f'<section class="c-{identifier(role)}" aria-labelledby="{name}">\n{label}\n{body}\n</section>'


def figure(job: HtmlJob, child: Figure, frame: HtmlFrame) -> str:
    """The picture with its caption below; a picture that cannot be shown leaves its alternative text."""
    shown = embedded_picture(child.image, child.alt, job.width(child.width))
    if not shown:
        job.unreadable = True
        alt = attribute_words(child.alt)
        shown = f'<p class="{job.style("body")}" role="img" aria-label="{alt}">{alt}</p>'
    caption = ""
    if plain(child.caption).strip():
        turned = direction(child.caption, None, frame.language)
        caption = f'\n<figcaption class="{job.style("caption")}"{turned}>{markup(job, child.caption)}</figcaption>'
    return f"<figure{job.place(child.anchor)}>\n{shown}{caption}\n</figure>"


def drawing_markup(job: HtmlJob, child: Drawing, frame: HtmlFrame) -> str:
    """The drawing itself, named by its caption and described by its alternative text, with its caption below; then
    what it shows in words."""
    name = job.label()
    spoken = f' lang="{escaped(child.language)}"' if child.language else ""
    backward = is_backward(frame.language)
    title = attribute_words(plain(child.caption)) or attribute_words(child.alt)
    described = f'<title id="{name}-t">{title}</title><desc id="{name}-d">{attribute_words(child.alt)}</desc>'
    shown = (
        f'<svg class="{job.drawn(child)}" role="img" aria-labelledby="{name}-t" aria-describedby="{name}-d" '
        f'viewBox="{view_box(child)}" direction="ltr"{spoken}>{described}{svg_shapes(child, escaped, backward)}</svg>'
    )
    caption = ""
    if plain(child.caption).strip():
        turned = direction(child.caption, None, frame.language)
        caption = f'\n<figcaption class="{job.style("caption")}"{turned}>{markup(job, child.caption)}</figcaption>'
    below = f"\n{stacked(job, child.equivalent, frame)}" if child.equivalent else ""
    return f"<figure{job.place(child.anchor)}>\n{shown}{caption}\n</figure>{below}"


def embedded_picture(data: bytes, alt: str, look: str) -> str:
    """The picture itself, which lies in the page; nothing where it is neither PNG nor JPEG."""
    kind = next((name for signature, name in _PICTURES.items() if data.startswith(signature)), "")
    if not kind:
        return ""
    return f'<img class="{look}" alt="{attribute_words(alt)}" src="data:image/{kind};base64,{b64encode(data).decode("ascii")}"/>'


def section_markup(job: HtmlJob, child: Section, frame: HtmlFrame) -> str:
    looks = [name for name, is_so in (("wide", child.orientation == "landscape"),) if is_so]
    if child.columns > 1:
        looks.append(f"columns-{child.columns}")
    look = f' class="{" ".join(looks)}"' if looks else ""
    return f"<div{look}>\n{stacked(job, child.blocks, frame)}\n</div>"


def contents(job: HtmlJob, child: Contents, frame: HtmlFrame) -> str:
    """The headings as links; pages have no numbers here."""
    title, named = "", ""
    if plain(child.title).strip():
        name = job.label()
        title = f'<p class="{job.style("contents-title")}" id="{name}">{markup(job, child.title)}</p>\n'
        named = f' aria-labelledby="{name}"'
    entries = "\n".join(_entry(job, each, frame) for each in _headings(job.document.blocks, child.depth))
    return f"<nav{named}>\n{title}<ul>\n{entries}\n</ul>\n</nav>" if entries else title.strip()


def _headings(blocks: Blocks, depth: int) -> Iterable[Heading]:
    return (
        each
        for each in walk(blocks)
        if isinstance(each, Heading) and each.level <= depth and plain(each.children).strip()
    )


def _entry(job: HtmlJob, child: Heading, frame: HtmlFrame) -> str:
    role = f"contents-{child.level}"
    look = job.style(role if role in job.theme.styles else "contents-1")
    words = escaped(" ".join(plain(child.children).split()))
    turned = direction(child.children, None, frame.language)
    return f'<li class="{look}"{turned}><a href="{escaped(fragment(child.anchor))}">{words}</a></li>'
