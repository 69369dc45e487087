"""A paragraph with its marks and styles goes in; inlines come out, nested where spans overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from briefgen.document import Emphasis, Highlight, Inline, Inlines, Link, Reference, Span, Strong, Text
from briefgen.readers.markdown_inlines import merged, one_line
from briefgen.schema.briefing import AnnotatedArticle, ArticleParagraph, Mark, Style
from briefgen.words import Catalogue

MarkOrStyle = Mark | Style
AnchorOf = Callable[[str], str | None]
"""The place of an entry, by its id."""
_GAP = "\u00a0"
"""Parts a passage from the reference behind it, in the words as on the page."""


class _Segment(Struct, frozen=True):
    """Words (or a ready inline) and the spans around them, outermost first."""

    around: tuple[MarkOrStyle, ...]
    inline: Inline


def annotated(
    paragraph: ArticleParagraph, anchor_of: AnchorOf, catalogue: Catalogue, *, quiet: bool = False
) -> Inlines:
    """The paragraph's words with its highlights, each followed by the reference of its entry."""
    spans: list[MarkOrStyle] = [*paragraph.styles, *paragraph.marks]
    spans = [span for span in spans if span.start < span.end]
    return tuple(_nested(list(_segments(paragraph.text, spans, anchor_of, catalogue)), 0, quiet))


def is_crowded(article: AnnotatedArticle) -> bool:
    """Whether more than two thirds of an article's words are marked."""
    marked = sum(_covered(paragraph.marks) for paragraph in article.paragraphs)
    return marked * 3 > sum(len(paragraph.text) for paragraph in article.paragraphs) * 2


def _covered(marks: Iterable[Mark]) -> int:
    """Characters that lie in some mark."""
    covered = end = 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        covered += max(mark.end - max(mark.start, end), 0)
        end = max(end, mark.end)
    return covered


def _segments(text: str, spans: Sequence[MarkOrStyle], anchor_of: AnchorOf, catalogue: Catalogue) -> Iterator[_Segment]:
    """The text cut wherever a span begins or ends, in order."""
    begins = sorted(spans, key=lambda span: span.start)
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    active: list[MarkOrStyle] = []
    coming = 0
    for here, there in zip(cuts, [*cuts[1:], None], strict=True):
        ended = [s for s in active if s.end == here]
        if ended:
            active = [s for s in active if s.end > here]
            yield from _references(ended, active, anchor_of, catalogue)
        while coming < len(begins) and begins[coming].start == here:
            active.append(begins[coming])
            coming += 1
        if there is not None:
            if len(active) > 1:
                active.sort(key=_outermost_first)
            yield _Segment(tuple(active), Text(one_line(text[here:there])))


def _outermost_first(span: MarkOrStyle) -> tuple[int, int, int]:
    """Links hold highlights, which hold the looks of words; then by start, longer first."""
    if isinstance(span, Style):
        return (0 if span.look == "link" else 2, span.start, -span.end)
    return 1, span.start, -span.end


def _references(
    ended: Iterable[MarkOrStyle], active: Iterable[MarkOrStyle], anchor_of: AnchorOf, catalogue: Catalogue
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
        tooltip = str(catalogue.gettext("Entry %(number)s", number=entry))
        words.append(Reference(anchor, (Text(entry),), tooltip) if anchor else Text(entry))
    around = tuple(span for span in active if isinstance(span, Mark))
    yield _Segment(around, Span(merged(words), "mark"))


def _nested(segments: Sequence[_Segment], depth: int, quiet: bool) -> Iterator[Inline]:
    """Neighbours within the same span become its children."""
    # Two marks may be equal in all they say and still be two: they are distinguished by identity.
    for _, group in groupby(segments, lambda s: id(s.around[depth]) if len(s.around) > depth else None):
        inside = list(group)
        if len(inside[0].around) > depth:
            yield _wrapped(inside[0].around[depth], tuple(_nested(inside, depth + 1, quiet)), quiet)
        else:
            yield from (segment.inline for segment in inside)


def _wrapped(span: MarkOrStyle, children: Inlines, quiet: bool) -> Inline:
    match span:
        case Mark(kind=kind):
            return Highlight(kind, children, quiet)
        case Style(look="strong"):
            return Strong(children)
        case Style(look="emphasis"):
            return Emphasis(children)
        case Style(url=url):
            return Link(url or "", children)
