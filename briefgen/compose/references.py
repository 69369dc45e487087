"""Evidence in, references grouped by article out: `A1¶1, 2, 4; A7¶2–5`, each number that is printed a link of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from briefgen.document import Inline, Reference, Span, Text
from briefgen.readers.markdown_inlines import merged, one_line
from briefgen.schema.briefing import Evidence

_TOOLTIP_WORDS = 10
_RANGE = 3
"""Paragraphs in a row from which on the first and the last say it."""

Target = Callable[[str], str | None]
"""The anchor of a paragraph, by its reference; None where the document does not print it."""


def cited(evidence: Iterable[Evidence], target: Target) -> Iterator[Inline]:
    """The paragraphs that the evidence stands in, each once."""
    for number, (article, paragraphs) in enumerate(_by_article(evidence).items()):
        if number:
            yield Text("; ")
        group = merged(_of_article(article, paragraphs, target))
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


def _of_article(article: str, paragraphs: Mapping[int, Evidence], target: Target) -> Iterator[Inline]:
    before = f"{article}¶"
    for number, (between, paragraph) in enumerate(_printed(paragraphs)):
        if number:
            yield Text(between)
        words = f"{'' if number else before}{paragraph}"
        anchor = target(f"{before}{paragraph}")
        yield Reference(anchor, (Text(words),), _tooltip(paragraphs[paragraph])) if anchor else Text(words)


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


def _tooltip(item: Evidence) -> str:
    words = one_line(item.quote).split()
    more = "…" if len(words) > _TOOLTIP_WORDS else ""
    paragraphs = f"paragraphs {item.paragraph} to {item.last_paragraph}" if item.last_paragraph else ""
    return f"Article {item.article}, {paragraphs or f'paragraph {item.paragraph}'}: {' '.join(words[:_TOOLTIP_WORDS])}{more}"
