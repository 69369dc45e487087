"""The table of contents as Word keeps it: a field with its entries and page numbers already in place."""

from __future__ import annotations

from msgspec.structs import replace

from briefgen.document import Contents, Heading, walk
from briefgen.writers.word import paragraphs, runs
from briefgen.writers.word.job import BlockFrame, Para, Solid, StoryItem, WordJob
from briefgen.writers.word.runs import Voice
from briefgen.writers.word.wml import field, run_element, text

_DEEPEST = 9


def contents(job: WordJob, frame: BlockFrame, child: Contents) -> list[StoryItem]:
    """A building block "Table of Contents": its title and one field over all entries."""
    entries = [
        block for block in walk(job.document.blocks) if isinstance(block, Heading) and block.level <= child.depth
    ]
    items: list[StoryItem] = []
    if child.title:
        items.append(paragraphs.set_words(job, frame, frame.look("contents-title"), child.title))
    paras = [entry(job, frame, heading) for heading in entries]
    if paras:
        paged = job.layout is not None
        pages = "" if paged else "\\n "
        opening, closing = _ends(f'TOC \\o "1-{min(child.depth, _DEEPEST)}" {pages}\\h \\z \\u')
        paras[0].content = opening + paras[0].content
        paras[-1].content += closing
    items += paras
    return [Solid(_building_block(paragraphs.written(job, items), job.control()))] if items else []


def entry(job: WordJob, frame: BlockFrame, heading: Heading) -> Para:
    """A heading's words and page, both a link to it."""
    role = f"contents-{heading.level}"
    while role not in job.theme.styles and heading.level > 1:
        role = f"contents-{int(role[-1]) - 1}"
    look = replace(frame.look(role), tab=frame.width, right_to_left=job.backward)
    name = job.bookmark(heading.anchor)
    job.referenced[heading.anchor] = None
    inner = runs.inlines(job, Voice(role, right_to_left=job.backward, linked=True), heading.children)
    page = job.page_of(heading.anchor)
    if page is not None:
        inner += run_element("", "<w:tab/>") + field(f"PAGEREF {name} \\h", run_element("", text(str(page))))
    return Para(look, f'<w:hyperlink w:anchor="{name}" w:history="1">{inner}</w:hyperlink>')


def _ends(instruction: str) -> tuple[str, str]:
    """The two halves of a field that spans paragraphs."""
    whole = field(instruction, "\0")
    opening, closing = whole.split("\0")
    return opening, closing


def _building_block(content: str, number: int) -> str:
    return (
        f'<w:sdt><w:sdtPr><w:id w:val="{number}"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )
