"""Write a document as a Word file: `Document`, `Theme` and the PDF's `Layout` go in, the file's bytes come out.

    body.py       blocks to paragraphs and tables (tables.py, contents.py)
    runs.py       inlines to runs
    styles.py     roles of the theme to named styles (looks.py)
    furniture.py  headers, footers, markings, sections
    starting.py   the document to start from: the theme's own (base.py) or an organisation's (reference_document.py, reference_defects.py)
    families.py   words to the font family that each span of them is set in
    package.py    everything into it (properties.py, embedding.py), and into one file (saving.py)

Every look is a named style; a paragraph itself bears no more than its place in a list, and words no more than their
language and direction. What Word counts (pages, captions, contents) is a field that already shows its result.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Severity
from briefgen.document import Block, ColumnBreak, Document, Layout, Orientation, PageBreak, Section
from briefgen.theme import Theme
from briefgen.typeset import Typesetter
from briefgen.writers.word import body, furniture, paragraphs, starting
from briefgen.writers.word.drawn import paint_ahead
from briefgen.writers.word.furniture import RunningPart
from briefgen.writers.word.job import BlockFrame, Para, Solid, WordJob
from briefgen.writers.word.package import WordPackage
from briefgen.writers.word.pages import Sheet, section
from briefgen.writers.word.wml import part


class WordResult(Struct, frozen=True):
    """The file, and what it could not honour."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...]


def write_word(
    document: Document, theme: Theme, layout: Layout | None = None, typesetter: Typesetter | None = None
) -> WordResult:
    """The document as a Word file; `layout` gives the page numbers that contents and fields show at first.

    `typesetter` is the PDF's, which knows already what font each sign is set in.
    """
    parts = list(segments(document))
    apart = not (document.header.first and document.footer.first)
    start = starting.starting_point(theme, document.metadata.language, document.marking is not None, apart)
    job = WordJob(document, start, layout, typesetter=typesetter)
    running, content = _set(job, parts)
    nowhere = frozenset(job.referenced.keys() - job.defined)
    if nowhere:  # only now is it known which anchors there are: once more, with plain words in the place of those links
        job = WordJob(document, start, layout, nowhere, typesetter)
        running, content = _set(job, parts)
    package = WordPackage(start, job, part("document", f"<w:body>{content}</w:body>"), running)
    _report(job)
    return WordResult(package.save(document.metadata.created), tuple(job.found))


def _set(job: WordJob, parts: list[SheetBlocks]) -> tuple[list[RunningPart], str]:
    running = furniture.running_parts(job, orientations(parts))
    return running, story(job, parts, running)


class SheetBlocks(Struct):
    """Blocks on pages of one kind."""

    sheet: Sheet
    blocks: list[Block]


def segments(document: Document) -> Iterator[SheetBlocks]:
    """The document's blocks by the pages they need, neighbours of one kind together."""
    plain_sheet = Sheet("portrait", 1)
    current = SheetBlocks(plain_sheet, [])
    for block in document.blocks:
        sheet = Sheet(block.orientation, max(1, block.columns)) if isinstance(block, Section) else plain_sheet
        if sheet != current.sheet or sheet.columns > 1:  # columns end where their section does
            if any(not isinstance(each, PageBreak) for each in current.blocks):
                yield current
                current = SheetBlocks(sheet, [])
            else:
                current = SheetBlocks(sheet, current.blocks)
        current.blocks += _blocks(block) if isinstance(block, Section) else (block,)
    yield current
    if current.sheet.columns > 1 and not any(isinstance(each, ColumnBreak) for each in current.blocks):
        # Word makes columns even only where another section follows on the page.
        yield SheetBlocks(Sheet(current.sheet.orientation, 1), [])


def _blocks(section: Section) -> list[Block]:
    """A section's blocks; column breaks mean nothing before the first and after the last, or without columns."""
    is_break = [isinstance(each, ColumnBreak) for each in section.blocks]
    if section.columns == 1 or all(is_break):
        return [each for each in section.blocks if not isinstance(each, ColumnBreak)]
    return list(section.blocks[is_break.index(False) : len(is_break) - is_break[::-1].index(False)])


def orientations(parts: list[SheetBlocks]) -> list[Orientation]:
    return list(dict.fromkeys(segment.sheet.orientation for segment in parts))


class Chapter(Struct):
    """A segment's items, and how its section begins."""

    sheet: Sheet
    start: Literal["nextPage", "continuous"]
    items: list[Para | Solid]
    below: int = 0
    """Space needed by what follows, in twips."""


def story(job: WordJob, parts: list[SheetBlocks], running: list[RunningPart]) -> str:
    """The body: each segment's blocks, closed by the section they stand in."""
    chapters = list(_chapters(job, parts))
    for above, chapter in pairwise(chapters):
        if chapter.start == "continuous" and chapter.sheet.columns > 1:
            above.below = paragraphs.without_space_above(job, chapter.items)
    written: list[str] = []
    for chapter in chapters:
        sheet = chapter.sheet
        properties = section(
            job.page,
            sheet,
            chapter.start,
            furniture.references(job.page, running, sheet.orientation),
            chapter is chapters[0],
            job.backward,
        )
        if chapter is not chapters[-1]:
            _close(job, chapter, properties)
            properties = ""
        written += [paragraphs.element(job, item) for item in chapter.items]
        written.append(properties)
    return "".join(written)


def _chapters(job: WordJob, parts: list[SheetBlocks]) -> Iterator[Chapter]:
    before: Sheet | None = None
    for index, segment in enumerate(parts):
        sheet = segment.sheet
        start: Literal["nextPage", "continuous"] = "nextPage"
        if before is not None and before.orientation == sheet.orientation:
            start = "continuous"
        frame = BlockFrame(sheet.column_width(job.page))
        items = paragraphs.settle(job, body.blocks(job, frame, _opening(segment, start, index)))
        if not items and index:
            items.append(paragraphs.gap(job, 0))
        yield Chapter(sheet, start, items)
        before = sheet


def _opening(segment: SheetBlocks, start: str, index: int) -> list[Block]:
    """A segment's blocks; a section that begins a page anyhow needs no page break at its head."""
    blocks = segment.blocks
    while blocks and isinstance(blocks[0], PageBreak) and (start == "nextPage" or index == 0):
        blocks = blocks[1:]
    return blocks


def _close(job: WordJob, chapter: Chapter, properties: str) -> None:
    """Let the chapter's last paragraph carry its section."""
    last = chapter.items[-1] if chapter.items else None
    if isinstance(last, Para):
        paragraphs.keep_away(job, last, chapter.below)
    else:
        last = paragraphs.gap(job, chapter.below)
        chapter.items.append(last)
    last.section = properties


def _report(job: WordJob) -> None:
    for anchor in sorted(job.nowhere):
        job.finding(
            "BG706", f"a reference leads to {anchor!r}, which the document does not have", severity=Severity.ERROR
        )
    for role in job.styles.missing:
        job.finding("BG707", f"the theme has no look for the role {role!r}; it is set like body text")


__all__ = ["WordResult", "paint_ahead", "write_word"]
