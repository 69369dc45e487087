"""A paragraph with its marks and styles goes in; inlines come out, nested where stretches overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from briefgen.document import Emphasis, Highlight, Inline, Inlines, Link, Reference, Span, Strong, Text
from briefgen.readers.markdown_inlines import merged, one_line
from briefgen.schema.briefing import ArticleParagraph, Mark, Style

MarkOrStyle = Mark | Style
_GAP = "\u00a0"
"""Parts a passage from the reference behind it, in the words as on the page."""


class _Segment(Struct, frozen=True):
    """Words (or a ready inline) and the stretches around them, outermost first."""

    around: tuple[MarkOrStyle, ...]
    inline: Inline


def annotated(paragraph: ArticleParagraph, anchor_of: Callable[[str], str | None]) -> Inlines:
    """The paragraph's words with its highlights, each followed by the reference of its entry."""
    stretches: list[MarkOrStyle] = [*paragraph.styles, *paragraph.marks]
    stretches = [stretch for stretch in stretches if stretch.start < stretch.end]
    return tuple(_nested(list(_segments(paragraph.text, stretches, anchor_of)), 0))


def _segments(
    text: str, stretches: Sequence[MarkOrStyle], anchor_of: Callable[[str], str | None]
) -> Iterator[_Segment]:
    """The text cut wherever a stretch begins or ends, in order."""
    begins = sorted(stretches, key=lambda stretch: stretch.start)
    cuts = sorted({0, len(text), *(s.start for s in stretches), *(s.end for s in stretches)})
    active: list[MarkOrStyle] = []
    coming = 0
    for here, there in zip(cuts, [*cuts[1:], None], strict=True):
        ended = [s for s in active if s.end == here]
        if ended:
            active = [s for s in active if s.end > here]
            yield from _references(ended, active, anchor_of)
        while coming < len(begins) and begins[coming].start == here:
            active.append(begins[coming])
            coming += 1
        if there is not None:
            if len(active) > 1:
                active.sort(key=_outermost_first)
            yield _Segment(tuple(active), Text(one_line(text[here:there])))


def _outermost_first(stretch: MarkOrStyle) -> tuple[int, int, int]:
    """Links hold highlights, which hold the looks of words; then by start, longer first."""
    if isinstance(stretch, Style):
        return (0 if stretch.look == "link" else 2, stretch.start, -stretch.end)
    return 1, stretch.start, -stretch.end


def _references(
    ended: Iterable[MarkOrStyle], active: Iterable[MarkOrStyle], anchor_of: Callable[[str], str | None]
) -> Iterator[_Segment]:
    """The references of the passages that end here, inside the highlights that go on."""
    entries = dict.fromkeys(mark.entry for mark in ended if isinstance(mark, Mark) and mark.last)
    if not entries:
        return
    words: list[Inline] = [Text(_GAP)]
    for number, entry in enumerate(entries):
        if number:
            words.append(Text(f",{_GAP}"))
        anchor = anchor_of(entry)
        words.append(Reference(anchor, (Text(entry),), f"Entry {entry}") if anchor else Text(entry))
    around = tuple(stretch for stretch in active if isinstance(stretch, Mark))
    yield _Segment(around, Span(merged(words), "mark"))


def _nested(segments: Sequence[_Segment], depth: int) -> Iterator[Inline]:
    """Neighbours within the same stretch become its children."""
    # Two marks may be equal in all they say and still be two: they are told apart by identity.
    for _, group in groupby(segments, lambda s: id(s.around[depth]) if len(s.around) > depth else None):
        inside = list(group)
        if len(inside[0].around) > depth:
            yield _wrapped(inside[0].around[depth], tuple(_nested(inside, depth + 1)))
        else:
            yield from (segment.inline for segment in inside)


def _wrapped(stretch: MarkOrStyle, children: Inlines) -> Inline:
    match stretch:
        case Mark(kind=kind):
            return Highlight(kind, children)
        case Style(look="strong"):
            return Strong(children)
        case Style(look="emphasis"):
            return Emphasis(children)
        case Style(url=url):
            return Link(url or "", children)
