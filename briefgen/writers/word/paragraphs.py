"""Paragraphs in the making: set in a look, given the spaces of what stands around them, and turned into XML."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from briefgen.document import Inlines
from briefgen.writers.word import runs
from briefgen.writers.word.job import BlockFrame, ColumnStart, PageStart, Para, Seam, Solid, StoryItem, WordJob
from briefgen.writers.word.looks import Component, ParagraphLook
from briefgen.writers.word.patterns import GAP
from briefgen.writers.word.runs import Voice
from briefgen.writers.word.wml import run_element, text


def set_words(
    job: WordJob,
    frame: BlockFrame,
    look: ParagraphLook,
    children: Inlines,
    anchor: str | None = None,
    label: str | None = None,
) -> Para:
    """A paragraph of these words in this look, running in its language's direction."""
    voice, look = voiced(job, frame, look, children)
    content = runs.anchored(job, anchor, runs.opening(job, voice, children))
    if label is not None:
        content = margin_label(job, voice, label) + content
    return Para(look, content)


def voiced(job: WordJob, frame: BlockFrame, look: ParagraphLook, children: Inlines) -> tuple[Voice, ParagraphLook]:
    language = frame.language or job.document.metadata.language
    right_to_left = runs.runs_right_to_left(children, language)
    if right_to_left:
        look = replace(look, right_to_left=True)
    return Voice(look.role, (), runs.foreign(job, frame.language), right_to_left), look


def margin_label(job: WordJob, voice: Voice, label: str) -> str:
    """The label hangs in the margin column; a tab parts it from the words."""
    look = runs.run_properties(job, replace(voice, stack=(Component("text", "margin-label"),), language=None))
    return run_element(look, text(label)) + run_element("", "<w:tab/>")


def panel_edge(job: WordJob, frame: BlockFrame) -> int:
    """How far a callout's words stand in from its edge."""
    if frame.callout is None:
        return 0
    style = job.theme.callouts.get(frame.callout) or job.theme.callouts["note"]
    return style.bar.twips + style.padding.twips


def set_last(items: list[StoryItem], after: int, place: str = "Last") -> None:
    """The last of a group closes it with the group's own space."""
    if items and isinstance(items[-1], Para):
        last = items[-1]
        last.look, last.below = replace(last.look, after=after, place=last.look.place or place), 0


def settle(job: WordJob, items: list[StoryItem]) -> list[Para | Solid]:
    """Give each page break and each space that belongs to a table to the paragraph beside it."""
    done: list[Para | Solid] = []
    new_page, at_top, above = False, "", 0
    for item in items:
        match item:
            case PageStart():
                new_page, at_top = True, "" if item.asked_for else "Page Top"
                continue
            case ColumnStart():
                # In a paragraph of its own: the space above a heading and the sign of a list stay with what they belong to.
                start = gap(job, above)
                start.content = '<w:r><w:br w:type="column"/></w:r>'
                done.append(start)
                at_top, above = "Column Top", 0
                continue
            case Seam():
                if done and isinstance(done[-1], Para) and done[-1].look.callout:
                    done.append(gap(job, 0))
                continue
            case Para():
                room = _room_below(done)
                _open(job, item, new_page, max(above, room), "After List" if room else "After Table")
                if at_top:
                    without_space_above(job, [item], at_top)
            case Solid():
                if new_page or (done and isinstance(done[-1], Solid)):
                    done.append(gap(job, above, new_page))
                elif done:
                    keep_away(job, done[-1], max(item.before, _room_below(done)))
        done.append(item)
        new_page, at_top, above = False, "", item.after if isinstance(item, Solid) else 0
    if done:
        keep_away(job, done[-1], _room_below(done))
    if new_page or above:
        done.append(gap(job, above, new_page))
    return done


def _room_below(done: Sequence[Para | Solid]) -> int:
    """The space that what is done last leaves to what follows."""
    return done[-1].below if done and isinstance(done[-1], Para) else 0


def _open(job: WordJob, item: Para, new_page: bool, above: int, place: str) -> None:
    if new_page:
        item.look = replace(item.look, new_page=True)
    elif above:
        own = item.look.before if item.look.before is not None else job.styles.text(item.look.role).before.twips
        if above > own:
            item.look = replace(item.look, before=above, place=item.look.place or place)


def keep_away(job: WordJob, item: StoryItem, below: int, place: str = "Before Table") -> None:
    """What follows has at least so much space above, in twips."""
    if isinstance(item, Para):
        own = item.look.after if item.look.after is not None else job.styles.text(item.look.role).after.twips
        if below > own:
            item.look = replace(item.look, after=below, place=item.look.place or place)


def without_space_above(job: WordJob, items: Sequence[Para | Solid], place: str = "Column Top") -> int:
    """Take the space above the first paragraph away, whose style is named for the place; what it was, in twips, for
    what stands above."""
    if not items or not isinstance(items[0], Para):
        return 0
    look = items[0].look
    space = look.before if look.before is not None else job.styles.text(look.role).before.twips
    if space:
        items[0].look = replace(look, before=0, place=look.place or place)
    return space


def gap(job: WordJob, height: int, new_page: bool = False) -> Para:
    """The paragraph that Word needs between two tables, as high as the space between them."""
    return Para(ParagraphLook(GAP, after=max(0, height - 20), new_page=new_page, place=""), "")


def element(job: WordJob, item: Para | Solid) -> str:
    if isinstance(item, Solid):
        return item.xml
    style = job.styles.paragraph(item.look)
    number = ""
    if item.number:
        number = f'<w:numPr><w:ilvl w:val="{item.number[1]}"/><w:numId w:val="{item.number[0]}"/></w:numPr>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{number}{item.section}</w:pPr>{item.content}</w:p>'


def in_cell(job: WordJob, items: list[StoryItem]) -> list[StoryItem]:
    """A cell has its padding; its last paragraph needs no space of its own below."""
    if items and isinstance(items[-1], Para):
        last = items[-1]
        own = job.styles.text(last.look.role).after if last.look.after is None else last.look.after
        if own:
            last.look = replace(last.look, after=0, place="Last")
        last.below = 0
    return items


def written(job: WordJob, items: list[StoryItem]) -> str:
    if len(items) == 1 and isinstance(items[0], Para):  # most cells: nothing stands around it
        return element(job, items[0])
    return "".join(element(job, item) for item in settle(job, items))
