"""BG4xx, analytic standards: judgments, bottom line and sources in; where they part from ICD 203 and 206 out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from briefgen.checks.language import confidences, hedges, likelihoods, sentences, word_count
from briefgen.checks.rule import Finding, Path, Subject
from briefgen.schema.vocabulary import SCALES

if TYPE_CHECKING:
    from briefgen.schema.briefing import AnnotatedArticle

BOTTOM_LINE_WORDS = 80
STALE_AFTER = timedelta(days=30)
_LOW_RELIABILITY = ("D", "E")
_LOW_CREDIBILITY = (4, 5)
"""F and 6 mean unknown, not bad."""


# --- likelihood ------------------------------------------------------------------------------


def _terms(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Every likelihood that the input sets, with its path, judgments first."""
    given = subject.input
    found: Iterator[tuple[Path, str | None]] = chain(
        ((("key_judgments", i), judgment.likelihood) for i, judgment in enumerate(given.key_judgments)),
        (
            (("articles", a, "annotations", b), item.likelihood)
            for a, article in enumerate(given.articles)
            for b, item in enumerate(article.annotations)
            if item.kind == "implication"
        ),
        ((("regional_implications", i), entry.likelihood) for i, entry in enumerate(given.regional_implications)),
    )
    for path, term in found:
        if term is not None:
            yield (*path, "likelihood"), term


def mixed_rows(subject: Subject) -> Iterator[Finding]:
    """The first term of another row than that of the first term of all."""
    scale = SCALES[subject.input.scale]
    if scale.rows == 1:  # there, two terms of one step are plain synonyms
        return
    first: tuple[int, str] | None = None
    for path, term in _terms(subject):
        found = scale.find(term)
        if found is None:
            continue
        step, row = found
        if first is None:
            first = row, term
        elif row != first[0]:
            hint = (
                f"Write “{scale.bands[step - 1].terms[first[0]]}”: terms of two rows read as if they meant two things."
            )
            yield Finding(path, f"“{term}” is of another row of the scale than “{first[1]}”", hint)


def hedged_judgment(subject: Subject) -> Iterator[Finding]:
    """The first hedge of each judgment."""
    hint = f"Say how likely it is, in a term of the scale: {', '.join(_row(subject))}."
    for index, judgment in enumerate(subject.input.key_judgments):
        for start, end in hedges(judgment.statement):
            word = judgment.statement[start:end]
            yield Finding(
                ("key_judgments", index, "statement"), f"“{word}” says nothing of how likely it is", hint, (start, end)
            )
            break


def _row(subject: Subject) -> tuple[str, ...]:
    """One row of terms: the one that the input uses."""
    scale = SCALES[subject.input.scale]
    rows = [found[1] for _, term in _terms(subject) if (found := scale.find(term))]
    row = rows[0] if rows else 0
    return tuple(band.terms[row] for band in scale.bands if row < len(band.terms))


def likelihood_with_confidence(subject: Subject) -> Iterator[Finding]:
    """The first sentence of each text that speaks of both."""
    given = subject.input
    texts: list[tuple[Path, str]] = [(("bottom_line",), given.bottom_line)] if given.bottom_line else []
    texts += [(("key_judgments", i, "statement"), judgment.statement) for i, judgment in enumerate(given.key_judgments)]
    for path, text in texts:
        spans = list(confidences(text))
        terms = [span for span, _ in likelihoods(text, given.scale)] if spans else []
        for start, end in sentences(text):
            inside = [span for span in spans if start <= span[0] < end]
            if inside and any(start <= term[0] < end for term in terms):
                hint = "Give the confidence a sentence of its own, or the field confidence."
                yield Finding(path, "likelihood and confidence stand in one sentence", hint, inside[0])
                break


# --- confidence ------------------------------------------------------------------------------


def confidence_without_basis(subject: Subject) -> Iterator[Finding]:
    for index, judgment in enumerate(subject.input.key_judgments):
        if judgment.confidence and not judgment.basis:
            message = f"{judgment.confidence} confidence without its basis"
            yield Finding(("key_judgments", index, "confidence"), message, "Say why, in the field basis.")


def _confident(subject: Subject) -> Iterator[tuple[Path, list[AnnotatedArticle]]]:
    """Each judgment of high confidence that has evidence, with the articles it rests on."""
    articles = {article.id: article for article in subject.briefing.articles}
    for index, judgment in enumerate(subject.briefing.key_judgments):
        if judgment.confidence == "high" and judgment.evidence:
            ids = dict.fromkeys(evidence.article for evidence in judgment.evidence)
            yield ("key_judgments", index, "confidence"), [articles[name] for name in ids]


def high_on_one_source(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        if len(articles) == 1:
            hint = "High confidence wants consistent reporting from several sources. Add evidence, or lower it."
            yield Finding(path, "high confidence on a single article", hint)


def high_on_one_origin(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        origins = {_origin(article) for article in articles}
        if len(articles) > 1 and len(origins) == 1:
            name = articles[0].source.origin or articles[0].source.name
            hint = "Reports that repeat one another count once. Add an independent source, or lower it."
            yield Finding(path, f"high confidence on {len(articles)} articles of one origin, {name}", hint)


def _origin(article: AnnotatedArticle) -> str:
    return " ".join((article.source.origin or article.source.name).casefold().split())


def high_on_low_grades(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        if all(a.source.reliability in _LOW_RELIABILITY or a.source.credibility in _LOW_CREDIBILITY for a in articles):
            hint = "Grades D and E, 4 and 5 say that it is not to be relied on. Add better evidence, or lower it."
            yield Finding(path, "high confidence on low grades only", hint)


def low_without_assumptions(subject: Subject) -> Iterator[Finding]:
    for index, judgment in enumerate(subject.input.key_judgments):
        if judgment.confidence == "low" and not (judgment.assumptions and judgment.change_indicators):
            lacks = [name for name in ("assumptions", "change_indicators") if not getattr(judgment, name)]
            hint = "Say what is taken as given, and what would change the judgment."
            yield Finding(("key_judgments", index, "confidence"), f"low confidence without {' or '.join(lacks)}", hint)


# --- the bottom line -------------------------------------------------------------------------


def bottom_line_missing(subject: Subject) -> Iterator[Finding]:
    given = subject.input
    if given.key_judgments and given.bottom_line is None:
        yield Finding(
            (), "there is no bottom line", "Say the conclusion first, in the field bottom_line: one paragraph."
        )


def bottom_line_too_long(subject: Subject) -> Iterator[Finding]:
    count = word_count(subject.input.bottom_line or "")
    if count > BOTTOM_LINE_WORDS:
        message = f"the bottom line has {count} words, more than {BOTTOM_LINE_WORDS}"
        yield Finding(("bottom_line",), message, "Keep the conclusion; leave the rest to the judgments.")


def bottom_line_unsupported(subject: Subject) -> Iterator[Finding]:
    """Each term of the bottom line on a step of the scale that no judgment or implication is on."""
    given = subject.input
    scale = SCALES[given.scale]
    supported = {found[0]: term for _, term in _terms(subject) if (found := scale.find(term))}
    if not supported or not given.bottom_line:
        return
    for words, term in likelihoods(given.bottom_line, given.scale):
        found = scale.find(term)
        if found and found[0] not in supported:
            hint = f"The judgments say: {', '.join(supported[step] for step in sorted(supported))}."
            yield Finding(("bottom_line",), f"no judgment supports “{term}” in the bottom line", hint, words)


# --- sources ---------------------------------------------------------------------------------


def stale_sources(subject: Subject) -> Iterator[Finding]:
    """The newest of the dated articles, where it was old at the cut-off."""
    given = subject.input
    until = given.cut_off or datetime.combine(given.date, time.max, UTC)
    dated = [(article.published, index) for index, article in enumerate(given.articles) if article.published]
    if not dated or len(dated) < len(given.articles):
        return
    newest, index = max(dated)
    age = until - newest
    if age > STALE_AFTER:
        message = (
            f"the newest source was {age.days} days old at the {'cut-off' if given.cut_off else 'briefing’s date'}"
        )
        yield Finding(
            ("articles", index, "published"), message, "Look for later reporting, or say in gaps that there is none."
        )
