"""Running lines and marking to header and footer parts."""

from __future__ import annotations

from functools import partial
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from briefgen.document import Banner, Furniture, Orientation
from briefgen.theme import Length, Theme
from briefgen.writers.word import paragraphs, pictures, runs
from briefgen.writers.word.job import Para, Relations, StoryItem, WordJob
from briefgen.writers.word.looks import Component, ParagraphLook
from briefgen.writers.word.pages import Edge, PageKind, PageSetup, Sheet
from briefgen.writers.word.runs import Voice
from briefgen.writers.word.wml import part, run_element, text


class RunningPart(Struct, frozen=True):
    """A header or footer, ready to be written into the package."""

    edge: Edge
    orientation: Orientation
    kind: PageKind
    xml: str
    relations: Relations

    @property
    def relation(self) -> str:
        return _relation(self.edge, self.orientation, self.kind)


def _relation(edge: Edge, orientation: Orientation, kind: PageKind) -> str:
    return f"{edge}{orientation.capitalize()}{'' if kind == 'default' else kind.capitalize()}"


def references(page: PageSetup, running: list[RunningPart], orientation: Orientation) -> str:
    """What a section of that orientation names as its headers and footers: the starting document's, and ours."""
    named = page.shown | {(each.edge, each.kind): each.relation for each in running if each.orientation == orientation}
    return "".join(f'<w:{edge}Reference w:type="{kind}" r:id="{key}"/>' for (edge, kind), key in named.items())


def running_parts(job: WordJob, orientations: list[Orientation]) -> list[RunningPart]:
    """Header and footer for each orientation and kind of page, where the starting document has none; no empty ones."""
    edges: tuple[Edge, Edge] = ("header", "footer")
    return [
        _running_part(job, edge, orientation, kind, line)
        for orientation in orientations
        for edge in edges
        for kind in job.page.kinds
        if (edge, kind) not in job.page.shown
        and (
            (line := _line(job, edge, kind)) != Furniture() or job.document.marking or job.start.bears_logo(edge, kind)
        )
    ]


def _line(job: WordJob, edge: Edge, kind: PageKind) -> Furniture:
    """What the document has stand there; nothing on a first page that does not bear it."""
    line = job.document.header if edge == "header" else job.document.footer
    absent = not (line.left or line.right) or (kind == "first" and not line.first)
    return Furniture() if absent else line


def _running_part(job: WordJob, edge: Edge, orientation: Orientation, kind: PageKind, line: Furniture) -> RunningPart:
    body_relations, job.relations = job.relations, Relations(_relation(edge, orientation, kind))
    items: list[StoryItem] = [running_line(job, edge, orientation, line)]
    if job.start.bears_logo(edge, kind):
        items = _below_logo(job, running_line(job, edge, orientation, line))
    if job.document.marking:
        mark = marking(job, edge, job.document.marking)
        items = [mark, *items] if edge == "header" else [*items, mark]
    xml = part("hdr" if edge == "header" else "ftr", paragraphs.written(job, items))
    relations, job.relations = job.relations, body_relations
    return RunningPart(edge, orientation, kind, xml, relations)


class ReferenceLines(Struct, frozen=True):
    """What the packet adds to a reference document's header or footer."""

    edges: tuple[str, str]
    """Above and below what the reference document says."""
    relations: Relations


def _below_logo(job: WordJob, line: Para) -> list[StoryItem]:
    """The logo and the running line, from which the text stays as far as on pages without one."""
    page = job.theme.page
    space = page.margins.top - page.header - job.styles.text("header").leading
    line.look = replace(line.look, after=max(0, Length(space).twips), place=f"{line.look.place} Below Logo".strip())
    return [*logo(job), line]


def logo(job: WordJob) -> list[StoryItem]:
    """The logo in a paragraph of its own."""
    placed = job.start.logo
    if placed is None:
        return []
    look = ParagraphLook("header", after=Length(placed.below).twips, picture=True, place="Logo")
    relation = job.relations.picture(placed.image.data, partial(bytes, placed.image.data))
    number, extent = job.drawing(), (Length(placed.width).emu, Length(placed.height).emu)
    return [Para(look, run_element("", pictures.inline(relation, number, f"Logo {number}", placed.alt, *extent)))]


def lines_for_reference(job: WordJob, edge: Edge, kind: PageKind, relations: Relations) -> ReferenceLines:
    """The marking at the page's edge, the running line at the text's side."""
    line = _line(job, edge, kind)
    body_relations, job.relations = job.relations, relations
    mark: list[StoryItem] = [marking(job, edge, job.document.marking)] if job.document.marking else []
    running: list[StoryItem] = [_reference_line(job, edge, line)] if line != Furniture() else []
    if job.start.bears_logo(edge, kind):
        mark = [*mark, *logo(job)]
    outside, inside = (paragraphs.written(job, list[StoryItem](items)) for items in (mark, running))
    job.relations = body_relations
    return ReferenceLines((outside, inside) if edge == "header" else (inside, outside), relations)


def running_line(job: WordJob, edge: Edge, orientation: Orientation, line: Furniture) -> Para:
    """What stands where lines begin and, after a tab, what stands at the other edge of the text."""
    width = Sheet(orientation, 1).text_width(job.page)
    place = "" if orientation == "portrait" else "Landscape"
    look = ParagraphLook(edge, tab=width, place=place, right_to_left=job.backward)
    return Para(look, _ends(job, Voice(edge, right_to_left=job.backward), line))


def _reference_line(job: WordJob, edge: Edge, line: Furniture) -> Para:
    """The same in a reference document's header or footer, in the packet's small type and a little away from the text."""
    width, space = Sheet("portrait", 1).text_width(job.page), job.theme.styles["body"].leading.twips // 2
    look = ParagraphLook(edge, tab=width, place="Of Packet", right_to_left=job.backward)
    look = replace(look, after=space) if edge == "header" else replace(look, before=space)
    voice = Voice("body", (Component("text", edge),), right_to_left=job.backward)
    return Para(look, _ends(job, voice, line))


def _ends(job: WordJob, voice: Voice, line: Furniture) -> str:
    content = runs.inlines(job, voice, line.left)
    if line.right:
        content += run_element("", "<w:tab/>") + runs.inlines(job, voice, line.right)
    return content


def marking(job: WordJob, edge: Edge, mark: Banner) -> Para:
    """The marking outside the running line, as far from it as the theme has it."""
    theme, page = job.theme, job.theme.page
    styles = theme.markings.get(mark.scheme) or theme.markings["custom"]
    look = ParagraphLook(styles.text, align=_aligned(theme, mark), place=edge.capitalize())
    leading = job.styles.text(styles.text).leading
    distance = page.header if edge == "header" else page.footer
    lines = len(mark.lines) or 1  # as many as Word will make of it, in type of the same width
    space = max(0, distance.twips - page.marking.twips - lines * leading.twips)
    look = replace(look, after=space) if edge == "header" else replace(look, before=space)
    voice = Voice(styles.text, (Component("marking", mark.text, mark.scheme),))
    # Word has no padding for a ground behind words; a blank on either side makes it.
    around = "\u00a0" if theme.marking(mark.scheme, mark.text).fill else ""
    return Para(look, run_element(runs.run_properties(job, voice), text(f"{around}{mark.text}{around}")))


def _aligned(theme: Theme, mark: Banner) -> Literal["center", "end"] | None:
    align = theme.marking(mark.scheme, mark.text).align
    return None if align == "start" else align
