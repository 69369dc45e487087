"""Blocks to paragraphs, tables and content parts, one function for each kind, in the order of `briefgen.document`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import assert_never

from msgspec.structs import replace

from briefgen.bounds import keep_to_time
from briefgen.document import (
    Block,
    Callout,
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
    Table,
    Text,
)
from briefgen.images import UnusableImage, usable_image
from briefgen.theme import Length
from briefgen.writers.word import contents as toc
from briefgen.writers.word import pictures, runs, tables
from briefgen.writers.word.drawn import painted, svg_file
from briefgen.writers.word.job import BlockFrame, ColumnStart, PageStart, Para, Seam, StoryItem, WordJob
from briefgen.writers.word.list_levels import LEVELS
from briefgen.writers.word.paragraphs import keep_away, panel_edge, set_last, set_words, voiced
from briefgen.writers.word.wml import run_element

_CAPTION = 40
"""Points kept for a caption below a picture as high as the page."""
_SCREEN = 96
"""Pixels an inch at which a picture has its natural size."""


def blocks(job: WordJob, frame: BlockFrame, children: Iterable[Block]) -> list[StoryItem]:
    """Items for all of them."""
    items: list[StoryItem] = []
    for child in children:
        keep_to_time()
        if job.layout and id(child) in job.layout.moved:
            items.append(PageStart(asked_for=False))
        elif items and isinstance(items[-1], PageStart) and job.layout and id(child) in job.layout.continued:
            items.pop()
        items += block(job, frame, child)
    return items


def block(job: WordJob, frame: BlockFrame, child: Block) -> list[StoryItem]:
    match child:
        case Heading():
            return heading(job, frame, child)
        case Paragraph():
            return [paragraph(job, frame, child)]
        case List():
            return list_(job, frame, child)
        case Table():
            return tables.table(job, frame, child, blocks)
        case Callout():
            return callout(job, frame, child)
        case Figure():
            return figure(job, frame, child)
        case Drawing():
            return drawing(job, frame, child)
        case Quotation():
            return quotation(job, frame, child)
        case PageBreak():
            return [PageStart()]
        case ColumnBreak():
            return [ColumnStart()]
        case Section():
            return blocks(job, frame, child.blocks)
        case Contents():
            return toc.contents(job, frame, child)
        case _:
            assert_never(child)


def heading(job: WordJob, frame: BlockFrame, child: Heading) -> list[StoryItem]:
    look = replace(frame.look(f"heading-{child.level}"), item=None)
    if child.role in job.theme.styles:
        look = replace(look, role=child.role or "", outline=child.level)
    return [set_words(job, frame, look, child.children, child.anchor)]


def paragraph(job: WordJob, frame: BlockFrame, child: Paragraph) -> Para:
    look = frame.look(child.role)
    if child.margin_label is not None:
        look = replace(look, label=True)
    if child.language:
        frame = replace(frame, language=child.language)
    if job.layout and id(child) in job.layout.kept:
        look = replace(look, keep_next=True, place=look.place or "Kept")
    return set_words(job, frame, look, child.children, child.anchor, child.margin_label)


def list_(job: WordJob, frame: BlockFrame, child: List) -> list[StoryItem]:
    style = job.numbering.list_style(child.role)
    level = min(frame.level, LEVELS - 1)
    stands = frame.left - frame.level * style.indent.twips if frame.item else frame.left
    edge = stands + panel_edge(job, frame)
    if child.ordered:
        number = job.numbering.ordered(child.role, edge, level, child.start)
    else:
        number = job.numbering.bullets(child.role, edge)
    text = frame.text if frame.cell else style.text
    first = replace(frame, text=text, item="Number" if child.ordered else "Bullet", left=0)
    rest = replace(frame.inside(style.indent.twips), text=text, item="Continue", level=frame.level + 1)
    items: list[StoryItem] = []
    for item in child.items:
        items += list_item(job, first, rest, item, (number, level))
        set_last(items, style.between.twips, place="")
    if frame.item is None and items and isinstance(items[-1], Para):
        items[-1].below = style.after.twips
    return items


def list_item(
    job: WordJob, first: BlockFrame, rest: BlockFrame, item: ListItem, number: tuple[int, int]
) -> list[StoryItem]:
    """The first paragraph bears the sign; whatever follows stands below it, without one."""
    if item.blocks and isinstance(item.blocks[0], Paragraph):
        opening, others = paragraph(job, first, item.blocks[0]), item.blocks[1:]
    else:
        opening, others = Para(first.look("body"), ""), item.blocks
    opening.number = number
    return [opening, *blocks(job, rest, others)]


def callout(job: WordJob, frame: BlockFrame, child: Callout) -> list[StoryItem]:
    role = child.role if child.role in job.theme.callouts else "note"
    style = job.theme.callouts[role]
    width = frame.width - style.bar.twips - 2 * style.padding.twips
    inner = replace(frame, callout=role, mirrored=job.backward, text=style.text, width=width)
    items: list[StoryItem] = []
    if child.label:
        items.append(set_words(job, inner, inner.look(style.label), child.label))
    items += blocks(job, inner, child.blocks)
    if items and isinstance(items[0], Para):
        items[0].look = replace(items[0].look, before=style.before.twips)
    set_last(items, style.after.twips)
    return [Seam(), *items]


def figure(job: WordJob, frame: BlockFrame, child: Figure) -> list[StoryItem]:
    """The picture with its caption below; a picture that cannot be read leaves its alternative text."""
    above, below = job.styles.text("caption").before.twips, job.styles.text("body").after.twips
    drawing = figure_picture(job, frame, child)
    if drawing is None:
        items: list[StoryItem] = [set_words(job, frame, frame.look("body"), (Text(child.alt),), child.anchor)]
    else:
        look = replace(frame.look("body"), picture=True, place="Figure", keep_next=bool(child.caption), item=None)
        look = replace(look, before=above, after=0 if child.caption else below, right_to_left=job.backward)
        items = [Para(look, runs.anchored(job, child.anchor, drawing))]
    if child.caption:
        job.figures += 1
        voice, words = voiced(job, frame, frame.look("caption"), child.caption)
        words = replace(words, item=None, after=below, place="Figure")
        items.append(Para(words, runs.numbered(job, voice, child.caption, job.figures)))
    return items


def figure_picture(job: WordJob, frame: BlockFrame, child: Figure) -> str | None:
    """A run with the picture, as wide as asked but never wider than it is by nature."""
    try:
        image = usable_image(child.image)
    except UnusableImage:
        job.finding("BG708", "a picture cannot be read; its alternative text stands in its place")
        return None
    wide = min(image.width * 72 / _SCREEN, frame.width / 20 * child.width)
    high = wide * image.height / image.width
    room = job.theme.page.height - job.theme.page.margins.top - job.theme.page.margins.bottom - _CAPTION
    wide, high = (wide * room / high, room) if high > room else (wide, high)
    relation = job.relations.picture(image.data, partial(bytes, image.data))
    number = job.drawing()
    extent = Length(wide).emu, Length(high).emu
    return run_element("", pictures.inline(relation, number, f"Figure {number}", child.alt, *extent))


def drawing(job: WordJob, frame: BlockFrame, child: Drawing) -> list[StoryItem]:
    """The shapes with a picture of them for programs that know none, the caption below, and what they show in words."""
    room = job.theme.page.height - job.theme.page.margins.top - job.theme.page.margins.bottom - _CAPTION
    scale = min(1.0, frame.width / 20 / child.width, room / child.height)
    typesetter = job.fonts.choice.typesetter
    language = job.document.metadata.language
    picture = job.relations.picture(("painted", id(child)), partial(painted, child, typesetter, language))
    shapes = job.relations.picture(("shapes", id(child)), partial(svg_file, child, job.theme.fonts.text.name, language))
    number, extent = job.drawing(), (Length(child.width * scale).emu, Length(child.height * scale).emu)
    shown = run_element(
        runs.language_of_alt(child.language),
        pictures.inline(picture, number, f"Figure {number}", child.alt, *extent, shapes),
    )
    look = replace(frame.look("body"), picture=True, place="Figure", keep_next=True, item=None)
    above, below = job.styles.text("caption").before.twips, job.styles.text("body").after.twips
    ends = not child.equivalent
    after = below if ends and not child.caption else 0
    look = replace(
        look, before=above, after=after, right_to_left=job.backward, keep_next=bool(child.caption) or not ends
    )
    items: list[StoryItem] = [Para(look, runs.anchored(job, child.anchor, shown))]
    if child.caption:
        words = replace(frame.look("caption"), item=None, place="Figure", keep_next=not ends)
        items.append(set_words(job, frame, replace(words, after=below) if ends else words, child.caption))
    items += blocks(job, frame, child.equivalent)
    if not ends:
        keep_away(job, items[-1], below, "Figure")
    return items


def quotation(job: WordJob, frame: BlockFrame, child: Quotation) -> list[StoryItem]:
    return blocks(job, replace(frame, text="quotation"), child.blocks)
