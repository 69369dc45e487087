"""A document and a theme go in; the document in the order in which its pages say it comes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from msgspec.structs import replace

from briefgen.document import Blocks, Document, Drawing, Section
from briefgen.theme import Theme
from briefgen.typeset import Typesetter
from briefgen.writers.pdf.boxes import Box
from briefgen.writers.pdf.gaps import Gap, deferred
from briefgen.writers.pdf.pages import Paginator
from briefgen.writers.pdf.writer import begin_pages, lay_out_all


def in_order_of_pages(document: Document, theme: Theme, typesetter: Typesetter) -> Document:
    """Text goes on before a drawing that would leave much of a page empty; the very same document, where none does."""
    movable = [id(drawing) for drawing in _movable(document.blocks)]
    for _ in movable:
        gaps = _gaps(document, theme, typesetter, len(movable))
        found = ((gap.drawing, deferred(document.blocks, gap)) for gap in gaps)
        drawing, blocks = next((each for each in found if each[1] != document.blocks), (0, document.blocks))
        document = replace(document, blocks=blocks) if drawing else document
        if drawing in (0, movable[-1]):
            break
    return document


def _movable(blocks: Blocks) -> Iterator[Drawing]:
    """Drawings that may give way to text, from the first on."""
    for block in blocks:
        match block:
            case Drawing() if block.equivalent:
                yield block
            case Section(blocks=inner):
                yield from _movable(inner)


def _gaps(document: Document, theme: Theme, typesetter: Typesetter, drawings: int) -> list[Gap]:
    """What so many drawings leave empty of the page before that which they begin, up to the first that is to give way."""
    pages = begin_pages(document, theme, typesetter, _Trial)
    trial = pages.paginator
    trial.unseen = drawings
    with suppress(_Told):
        lay_out_all(pages)
    return trial.gaps


class _Told(Exception):
    """A trial has shown what it is made for."""


class _Trial(Paginator):
    """Fills pages that are never drawn, until the first drawing is found that is to give way, or all were seen."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.unseen = 0
        """Drawings to come that may give way."""
        self.gaps: list[Gap] = []

    def _draw(self) -> None:
        self.canvas.page += self.full is not None
        self.full = None

    def _flow_kept(self, groups: list[list[Box]]) -> None:
        boxes = [box for group in groups for box in group]
        if self.gaps:
            self.gaps[-1].offer(boxes)
        if any(gap.closed and gap.before for gap in self.gaps):
            raise _Told
        if not self.unseen and all(gap.closed for gap in self.gaps):
            raise _Told
        super()._flow_kept(groups)
        self.unseen -= sum(box.gives_way for box in boxes)

    def _placed(self, group: list[Box]) -> list[Box]:
        gap = self._gap(group)
        rest = super()._placed(group)
        if gap is not None and rest is group:  # it begins the next page
            self.gaps.append(gap)
        return rest

    def _gap(self, group: list[Box]) -> Gap | None:
        """What a drawing leaves empty where it does not fit here, beside the heading above it."""
        at = next((at for at, box in enumerate(group) if box.gives_way), None)
        if at is None or not self.placed or not self._is_wasteful:
            return None
        level = next((box.bookmark[0] for box in reversed(group[:at]) if box.bookmark), self.level)
        return Gap(group[at].source, self.room - self.needed(group[:at]), level)
