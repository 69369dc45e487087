"""A read input in, a filled briefing out: annotations merged into fields, each traced to its paragraph.

    ReadInput ──anchoring──► annotations with their places ──merging──► entries ──► Briefing

Codes given here: BG201 quote not in the article, BG202 quote in several places, BG204 evidence that
names no annotation, BG205 prefix, suffix or occurrence that fit no place, BG209 a draft, BG211 an id that
names no judgment; BG301 two values for one
field, BG302 two entities taken for one, BG303 unknown country, BG304 unknown region; BG401 a term
that the scale lacks. Nothing is raised: a briefing can be made of every input that was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from briefgen.anchor import fold_words
from briefgen.diagnostics import Diagnostic, in_order
from briefgen.fill.anchoring import AnchoredAnnotation, AnchoredArticle, anchor_articles
from briefgen.fill.entries import Entries, fill_entries
from briefgen.fill.judgments import Supports, judgments, named_judgments, points, questions, with_carried
from briefgen.fill.resolving import Resolver
from briefgen.fill.sources import source_summary
from briefgen.readers.drafts import AnchoredDraft
from briefgen.readers.places import Loc
from briefgen.readers.validation import close
from briefgen.readers.yaml_reader import ReadInput, article_id
from briefgen.schema.briefing import (
    AnnotatedArticle,
    ArticleParagraph,
    Briefing,
    Mark,
    Portions,
    Style,
)
from briefgen.schema.input import BriefingInput
from briefgen.schema.marking import Marking, highest

__all__ = ["AnchoredAnnotation", "Filled", "fill"]


class Filled(Struct, frozen=True):
    """A briefing, what was found while filling it, and where its parts come from."""

    briefing: Briefing
    diagnostics: tuple[Diagnostic, ...]
    annotations: Mapping[str, AnchoredAnnotation]
    """By id: where each annotation stands in its article."""
    entries: Mapping[str, tuple[Loc, ...]]
    """By id of the entry: the locations in the input that fill it, annotations first."""
    drafts: tuple[AnchoredDraft, ...] = ()
    """Annotations that are only begun; nothing of them is in the briefing."""


def fill(read: ReadInput) -> Filled:
    """Fill the briefing."""
    findings: list[Diagnostic] = []
    articles = anchor_articles(read, findings)
    annotations = {each.id: each for article in articles for each in article.annotations}
    drafts = tuple(draft for article in articles for draft in article.drafts)
    supports = _Supports(read, annotations, {each.id: each for each in drafts if each.id}, findings)
    resolver = Resolver(read, findings)
    entries = fill_entries(read, annotations, supports.of, resolver, findings)
    briefing = _briefing(read, articles, entries, _statements(read, supports.of, resolver, findings))
    return Filled(briefing, tuple(in_order(findings)), annotations, entries.locations, drafts)


class _Supports(Struct):
    """Ids of annotations to evidence, each unknown one found once where it stands."""

    read: ReadInput
    annotations: Mapping[str, AnchoredAnnotation]
    drafts: Mapping[str, AnchoredDraft]
    findings: list[Diagnostic]
    unknown: list[str] = field(default_factory=list)

    def of(self, ids: Sequence[str], loc: Loc) -> list[AnchoredAnnotation]:
        """The annotations with those ids, which stand at `loc`, in the order of article and position."""
        known = []
        for number, name in enumerate(ids):
            if (annotation := self.annotations.get(name)) is not None:
                known.append(annotation)
            else:
                self._dangling(name, (*loc, number))
        return sorted(known, key=lambda each: each.position)

    def _dangling(self, name: str, loc: Loc) -> None:
        place = self.read.places.at(loc)
        if draft := self.drafts.get(name):
            hint = (
                f"Complete the annotation in line {draft.place.line} and delete its `draft: true`, or leave the id out."
            )
            self.findings.append(
                Diagnostic("BG204", f"“{name}” is a draft, which is not evidence yet", place, hint=hint)
            )
            return
        hint = self._hint(name) if len(self.unknown) < _EXPLAINED else "Evidence names the id of an annotation."
        self.unknown.append(name)
        self.findings.append(Diagnostic("BG204", f"no annotation has the id “{name}”", place, hint=hint))

    def _hint(self, name: str) -> str:
        guess = close(name, self.annotations)
        meant = f"Did you mean “{guess}”? " if guess else ""
        return self._instead(name) or f"{meant}Evidence names the id of an annotation."

    def _instead(self, name: str) -> str:
        """What to write where a paragraph or an entry is named."""
        if paragraph := _PARAGRAPH.fullmatch(name):
            article, number = paragraph[1], int(paragraph[2])
            meant = [each.id for each in self._of_article(article) if number in _numbers(each)]
            return _write(f"{article}¶{number} is a paragraph", meant, "Mark a passage in it, and name its id.")
        words = fold_words(name).casefold()
        meant = [each.id for each in self.annotations.values() if words in _names(each.written)]
        if meant or any(words in _names(each) for each in _own_entries(self.read.input)):
            return _write(f"“{name}” is an entry", meant, "Mark a passage that supports it, and name its id.")
        return ""

    def _of_article(self, name: str) -> list[AnchoredAnnotation]:
        articles = self.read.input.articles
        return [each for each in self.annotations.values() if article_id(each.article, articles[each.article]) == name]


_PARAGRAPH = re.compile(r"(.+?)\s*¶\s*(\d{1,6})(?:[–-]\d+)?")
_EXPLAINED = 20
"""For how many unknown ids all others are looked through for what was meant."""
_SHOWN = 5
"""How many ids a hint names."""


def _write(what: str, ids: Sequence[str], otherwise: str) -> str:
    if not ids:
        return f"{what}; evidence names the ids of annotations. {otherwise}"
    more = f" (or one of {len(ids) - _SHOWN} more)" if len(ids) > _SHOWN else ""
    return f"{what}; evidence names the ids of annotations: write {' or '.join(f'`{each}`' for each in ids[:_SHOWN])}{more}."


def _own_entries(given: BriefingInput) -> Iterator[Any]:
    for each in (given.key_actors, given.agreements, given.capabilities, given.regional_implications, given.events):
        yield from each


def _numbers(annotation: AnchoredAnnotation) -> list[int]:
    return [span.paragraph for span in annotation.spans]


def _names(fields: Any) -> list[str]:
    """What an annotation's or an entry's thing is called, folded."""
    titles = (getattr(fields, field, None) for field in ("name", "statement", "what"))
    return [fold_words(each).casefold() for each in (*titles, *getattr(fields, "aliases", ())) if each]


def _statements(read: ReadInput, supports: Supports, resolver: Resolver, findings: list[Diagnostic]) -> dict[str, Any]:
    """What the analyst says that has evidence, or bears on judgments."""
    given = read.input
    return {
        "key_questions": questions(read, findings),
        "known": points(given.known, ("known",), read, supports),
        "key_judgments": judgments(read, supports, resolver),
        "gap_judgments": named_judgments(given.gaps, "gaps", read, findings),
    }


def _briefing(
    read: ReadInput, articles: Sequence[AnchoredArticle], entries: Entries, statements: Mapping[str, Any]
) -> Briefing:
    given = read.input
    briefing = Briefing(
        title=given.title,
        short_title=given.short_title,
        date=given.date,
        marking=given.marking,
        series=given.series,
        reference=given.reference,
        prepared_by=given.prepared_by,
        prepared_for=given.prepared_for,
        distribution=given.distribution,
        cut_off=given.cut_off,
        language=given.language,
        supersedes=given.supersedes,
        scale=given.scale,
        mixes_terms=given.mixes_terms,
        bottom_line=given.bottom_line,
        scope_note=given.scope_note,
        **statements,
        **entries.lists,
        gaps=tuple(each.text for each in given.gaps),
        outlook=tuple(each.text for each in given.outlook),
        remarks=tuple(each.text for each in given.remarks),
        source_summary=given.source_summary,
        articles=tuple(_article(article, entries.entry_of, given.marking) for article in articles),
        portions=_portions(given),
    )
    briefing = with_carried(briefing)
    return briefing if given.source_summary else with_source_summary(briefing)


def with_source_summary(briefing: Briefing) -> Briefing:
    """With a statement on the sources made of the facts; its mark is the highest of the articles'."""
    mark = highest(briefing.marking, [article.portion for article in briefing.articles])
    portions = briefing.portions.model_copy(update={"source_summary": mark})
    return briefing.model_copy(update={"source_summary": source_summary(briefing), "portions": portions})


def _portions(given: BriefingInput) -> Portions:
    """The marks of what is plain text."""
    return Portions(
        title=highest(given.marking, [given.title_portion]),
        bottom_line=highest(given.marking, [given.bottom_line_portion]),
        scope_note=highest(given.marking, [given.scope_note_portion]),
        source_summary=highest(given.marking, [given.source_summary_portion]),
        gaps=tuple(highest(given.marking, [each.portion]) for each in given.gaps),
        outlook=tuple(highest(given.marking, [each.portion]) for each in given.outlook),
        remarks=tuple(highest(given.marking, [each.portion]) for each in given.remarks),
    )


# --- the annotated articles ------------------------------------------------------------------------


def _article(anchored: AnchoredArticle, entry_of: Mapping[str, str], marking: Marking | None) -> AnnotatedArticle:
    article = anchored.article
    marks = _marks(anchored, entry_of)
    return AnnotatedArticle(
        id=anchored.id,
        headline=article.headline,
        source=article.source,
        published=article.published,
        place=article.place,
        language=article.language,
        paragraphs=tuple(
            ArticleParagraph(
                number=number,
                reference=f"{anchored.id}¶{number}",
                shape=paragraph.shape,
                text=paragraph.text,
                marks=tuple(marks.get(number, ())),
                styles=tuple(Style(start=s.start, end=s.end, look=s.look, url=s.url) for s in paragraph.styles),
                portion=highest(marking, [article.portion_of(number)]),
            )
            for number, paragraph in enumerate(anchored.paragraphs, 1)
        ),
        portion=highest(marking, [article.portion]),
    )


def _marks(anchored: AnchoredArticle, entry_of: Mapping[str, str]) -> dict[int, list[Mark]]:
    """By number of the paragraph; a passage over several paragraphs has a mark in each."""
    marks: dict[int, list[Mark]] = {}
    for annotation in anchored.annotations:
        for span in annotation.spans:
            marks.setdefault(span.paragraph, []).append(
                Mark(
                    start=span.start,
                    end=span.end,
                    kind=annotation.written.kind,
                    entry=entry_of[annotation.id],
                    annotation=annotation.id,
                    last=span is annotation.spans[-1],
                    portion=annotation.evidence.portion if annotation.evidence else None,
                )
            )
    for found in marks.values():
        found.sort(key=lambda mark: (mark.start, -mark.end))
    return marks
