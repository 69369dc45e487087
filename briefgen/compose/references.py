"""Evidence in, references grouped by article out: `A1¶1, 2, 4; A7¶2–5`, each number that is printed a link of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from briefgen.document import Inline, Reference, Span, Text
from briefgen.readers.markdown_inlines import merged, one_line
from briefgen.schema.briefing import Evidence
from briefgen.words import Catalogue

_TOOLTIP_WORDS = 10
_RANGE = 3
"""Paragraphs in a row from which on the first and the last say it."""

Target = Callable[[str], str | None]
"""The anchor of a paragraph, by its reference; None where the document does not print it."""


def cited(evidence: Iterable[Evidence], target: Target, catalogue: Catalogue) -> Iterator[Inline]:
    """The paragraphs that the evidence stands in, each once."""
    for number, (article, paragraphs) in enumerate(_by_article(evidence).items()):
        if number:
            yield Text(str(catalogue.pgettext("punctuation", "; ")))
        group = merged(_of_article(article, paragraphs, target, catalogue))
        # Numbers of one article stay in their order where the words around them run from right to left.
        yield group[0] if len(group) == 1 else Span(group)


def _by_article(evidence: Iterable[Evidence]) -> dict[str, dict[int, Evidence]]:
    """By article and paragraph, the first passage that stands there."""
    found: dict[str, dict[int, Evidence]] = {}
    for item in evidence:
        paragraphs = found.setdefault(item.article, {})
        for paragraph in range(item.paragraph, (item.last_paragraph or item.paragraph) + 1):
            paragraphs.setdefault(paragraph, item)
    return found


def _of_article(
    article: str, paragraphs: Mapping[int, Evidence], target: Target, catalogue: Catalogue
) -> Iterator[Inline]:
    before = f"{article}¶"
    for number, (between, paragraph) in enumerate(_printed(paragraphs)):
        if number:
            yield Text(between)
        words = f"{'' if number else before}{paragraph}"
        anchor = target(f"{before}{paragraph}")
        tooltip = _tooltip(paragraphs[paragraph], catalogue)
        yield Reference(anchor, (Text(words),), tooltip) if anchor else Text(words)


def _printed(paragraphs: Mapping[int, Evidence]) -> Iterator[tuple[str, int]]:
    """The numbers that are printed, each with what stands between it and the one before."""
    for run in _runs(sorted(paragraphs)):
        if _is_range(run, paragraphs):
            yield from ((", ", run[0]), ("–", run[-1]))
        else:
            yield from ((", ", paragraph) for paragraph in run)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Numbers that follow one another, together."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _is_range(run: Sequence[int], paragraphs: Mapping[int, Evidence]) -> bool:
    """Whether the ends of a run say it: where it is long, or one passage runs from the first to the last."""
    whole = (paragraphs[run[0]].last_paragraph or run[0]) >= run[-1]
    return len(run) >= _RANGE or (len(run) > 1 and whole)


def _tooltip(item: Evidence, catalogue: Catalogue) -> str:
    words = one_line(item.quote).split()
    more = "…" if len(words) > _TOOLTIP_WORDS else ""
    quote = f"{' '.join(words[:_TOOLTIP_WORDS])}{more}"
    article, first, last = item.article, item.paragraph, item.last_paragraph
    if last is None:
        said = catalogue.gettext(
            "Article %(article)s, paragraph %(paragraph)s: %(quote)s", article=article, paragraph=first, quote=quote
        )
    else:
        said = catalogue.gettext(
            "Article %(article)s, paragraphs %(first)s to %(last)s: %(quote)s",
            article=article,
            first=first,
            last=last,
            quote=quote,
        )
    return str(said)
