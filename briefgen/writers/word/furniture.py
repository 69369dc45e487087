"""Running lines and marking to header and footer parts, and sections to w:sectPr."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from briefgen.document import Furniture, Inlines, Marking, Orientation
from briefgen.theme import Theme
from briefgen.writers.word import paragraphs, runs
from briefgen.writers.word.job import Item, Job, Para, Relations
from briefgen.writers.word.looks import Component, Look
from briefgen.writers.word.runs import Voice
from briefgen.writers.word.wml import part, run, text

Edge = Literal["header", "footer"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pages of a section."""

    orientation: Orientation
    columns: int

    def size(self, theme: Theme) -> tuple[int, int]:
        width, height = theme.page.width.twips, theme.page.height.twips
        return (height, width) if self.orientation == "landscape" else (width, height)

    def text_width(self, theme: Theme) -> int:
        return self.size(theme)[0] - theme.page.margins.left.twips - theme.page.margins.right.twips

    def column_width(self, theme: Theme) -> int:
        gaps = (self.columns - 1) * theme.page.column_gap.twips
        return (self.text_width(theme) - gaps) // self.columns


@dataclass(frozen=True, slots=True)
class RunningPart:
    """A header or footer, ready to be put into the package."""

    edge: Edge
    orientation: Orientation
    xml: str
    relations: Relations

    @property
    def relation(self) -> str:
        return f"{self.edge}{self.orientation.capitalize()}"


def section(job: Job, sheet: Sheet, start: Literal["nextPage", "continuous"], running: list[RunningPart]) -> str:
    """The inside of a section's properties, with its header and footer named again."""
    page = job.theme.page
    width, height = sheet.size(job.theme)
    marked = job.document.marking is not None
    turned = ' w:orient="landscape"' if sheet.orientation == "landscape" else ""
    columns = f' w:num="{sheet.columns}"' if sheet.columns > 1 else ""
    references = "".join(
        f'<w:{each.edge}Reference w:type="default" r:id="{each.relation}"/>'
        for each in running
        if each.orientation == sheet.orientation
    )
    header, footer = (page.marking if marked else edge for edge in (page.header, page.footer))
    margins = page.margins
    return (
        f'<w:sectPr>{references}<w:type w:val="{start}"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{margins.top.twips}" w:right="{margins.right.twips}" w:bottom="{margins.bottom.twips}" '
        f'w:left="{margins.left.twips}" w:header="{header.twips}" w:footer="{footer.twips}" w:gutter="0"/>'
        f'<w:cols{columns} w:space="{page.column_gap.twips}"/></w:sectPr>'
    )


def running_parts(job: Job, orientations: list[Orientation]) -> list[RunningPart]:
    """Header and footer for each orientation that the document has; none where they would be empty."""
    parts = []
    for orientation in orientations:
        for edge, line in (("header", job.document.header), ("footer", job.document.footer)):
            if line != Furniture() or job.document.marking:
                parts.append(_running_part(job, "header" if edge == "header" else "footer", orientation, line))
    return parts


def _running_part(job: Job, edge: Edge, orientation: Orientation, line: Furniture) -> RunningPart:
    body_relations, job.relations = job.relations, Relations(f"{edge}{orientation.capitalize()}")
    items: list[Item] = [running_line(job, edge, orientation, line)]
    if job.document.marking:
        mark = marking(job, edge, job.document.marking)
        items = [mark, *items] if edge == "header" else [*items, mark]
    xml = part("hdr" if edge == "header" else "ftr", paragraphs.rendered(job, items))
    relations, job.relations = job.relations, body_relations
    return RunningPart(edge, orientation, xml, relations)


def running_line(job: Job, edge: Edge, orientation: Orientation, line: Furniture) -> Para:
    """What stands left and, after a tab, what stands right at the edge of the text."""
    width = Sheet(orientation, 1).text_width(job.theme)
    look = Look(edge, tab=width, place="" if orientation == "portrait" else "Landscape")
    voice = Voice(edge)
    right: Inlines = line.right
    content = runs.inlines(job, voice, line.left)
    if right:
        content += run("", "<w:tab/>") + runs.inlines(job, voice, right)
    return Para(look, content)


def marking(job: Job, edge: Edge, mark: Marking) -> Para:
    """The marking outside the running line, as far from it as the theme has it."""
    theme, page = job.theme, job.theme.page
    styles = theme.markings.get(mark.scheme) or theme.markings["custom"]
    look = Look(styles.text, align=_aligned(theme, mark), place=edge.capitalize())
    leading = job.styles.text(styles.text).leading
    distance = page.header if edge == "header" else page.footer
    space = max(0, distance.twips - page.marking.twips - leading.twips)
    look = replace(look, after=space) if edge == "header" else replace(look, before=space)
    voice = Voice(styles.text, (Component("marking", mark.text, mark.scheme),))
    # Word has no padding for a ground behind words; a blank on either side makes it.
    words = f"\u00a0{mark.text}\u00a0" if theme.marking(mark.scheme, mark.text).fill else mark.text
    return Para(look, run(runs.properties(job, voice), text(words)))


def _aligned(theme: Theme, mark: Marking) -> Literal["center", "end"] | None:
    align = theme.marking(mark.scheme, mark.text).align
    return None if align == "start" else align
