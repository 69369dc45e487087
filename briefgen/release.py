"""A briefing and a banner in, a redacted edition out that holds nothing marked higher than the banner.

What bears no mark counts as high as the briefing's own banner, and a mark that cannot be read as higher
than any: when in doubt, it is left out. Numbers are kept: a judgment, an entry or an article has the same
number in every edition, and a paragraph that is left out leaves its number and a neutral line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place
from briefgen.fill import with_source_summary
from briefgen.fill.judgments import with_carried
from briefgen.fill.sources import source_summary
from briefgen.schema.briefing import (
    AnnotatedArticle,
    ArticleParagraph,
    Briefing,
    Entry,
    Evidence,
    FilledPoint,
    Judgment,
)
from briefgen.schema.kinds import lists
from briefgen.schema.marking import Label, Marking, UnknownLabel
from briefgen.words import Catalogue, catalogue_of
from briefgen.words.messages import N_

WITHHELD_TITLE = N_("Title withheld")
WITHHELD_PARAGRAPH = N_("[Paragraph withheld]")
_OF_THE_EDITION = ("BG505", "BG6", "BG7")
"""Codes of what is found in the edition itself, or in what it is made with."""

E = TypeVar("E", bound=Entry)


class NotReleasable(ValueError):
    """No such edition can be made; says why and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def release(briefing: Briefing, banner: str) -> Briefing:
    """The edition. NotReleasable where the briefing's marks do not allow one."""
    if briefing.marking is None:
        raise NotReleasable("the briefing has no marking", "Give it a `marking:` and its parts portion marks.")
    whole, marking, target = _labels(briefing.marking, banner)
    catalogue = catalogue_of(briefing.language)
    edition = _Edition(briefing, briefing.marking, whole, target, catalogue).made(marking)
    if not any(
        (edition.bottom_line, edition.key_judgments, edition.articles, *(entries for _, entries in lists(edition)))
    ):
        hint = "Parts without a portion mark count as high as the banner; mark those that may be released."
        raise NotReleasable(f"nothing in it is marked {marking.banner} or lower", hint)
    return edition


def _labels(marking: Marking, banner: str) -> tuple[Label, Marking, Label]:
    """The briefing's own label; the edition's marking; its label."""
    try:
        words = {"banner": banner, "levels": marking.levels, "codewords": marking.codewords}
        asked = Marking.model_validate({"scheme": marking.scheme, **words})
        whole, target = marking.label, marking.read_banner(asked.banner)
    except UnknownLabel as unknown:
        raise NotReleasable(f"{unknown.message}", unknown.hint) from None
    if target.level > whole.level or (target.covers(whole) and not whole.covers(target)):
        hint = "A redacted edition bears the briefing's own banner or a lower one."
        raise NotReleasable(f"{asked.banner} is higher than the briefing's banner", hint)
    changes: dict[str, Any] = {"banner": asked.banner, "levels": marking.levels[: target.level + 1]}
    changes["codewords"] = tuple(word for word in marking.codewords if word in target.required)
    headings = marking.known(marking.headings)
    if headings is None or not target.admits(headings):
        changes["headings"] = None
    if not target.covers(whole):
        changes["block"] = ()  # what it says is of the whole briefing's marking
    return whole, marking.model_copy(update=changes), target


# --- what is kept --------------------------------------------------------------------------------------


class _Edition(Struct, frozen=True):
    """Leaves out of a briefing what its target does not cover."""

    briefing: Briefing
    marking: Marking
    whole: Label
    target: Label
    catalogue: Catalogue

    def admits(self, mark: str | None) -> bool:
        """Whether what bears the mark may stand in the edition."""
        label = self.marking.known(mark) if mark else self.whole
        if label is None:
            return False
        return self.target.covers(label) if self.target == self.whole else self.target.admits(label)

    def made(self, marking: Marking) -> Briefing:
        given = self.briefing
        articles = {each.id: each for each in given.articles if self.admits(each.portion)}
        kept: dict[str, Any] = {row.list: self._entries(entries, articles) for row, entries in lists(given)}
        known = {entry.id for entries in kept.values() for entry in entries}
        judgments = self._judgments(articles)
        edition = given.model_copy(
            update={
                **kept,
                **self._texts(),
                **self._questions({each.id for each in judgments}),
                "marking": marking,
                "changes": None,  # what has changed in the edition is found by comparing editions
                "known": self._points(given.known, articles),
                "key_judgments": judgments,
                "articles": tuple(self._article(article, known) for article in articles.values()),
            }
        )
        return self._with_summary(with_carried(edition))

    def _entries(self, entries: tuple[E, ...], articles: Iterable[str]) -> tuple[E, ...]:
        return tuple(
            entry.model_copy(update={"evidence": self._evidence(entry.evidence, articles)})
            for entry in entries
            if self.admits(entry.portion)
        )

    def _evidence(self, evidence: Iterable[Evidence], articles: Iterable[str]) -> tuple[Evidence, ...]:
        return tuple(each for each in evidence if each.article in articles and self.admits(each.portion))

    def _judgments(self, articles: Iterable[str]) -> tuple[Judgment, ...]:
        numbered = list(enumerate(self.briefing.key_judgments, 1))
        kept = [(number, each) for number, each in numbered if self.admits(each.portion)]
        some_left_out = len(kept) < len(numbered)
        return tuple(
            each.model_copy(
                update={
                    "evidence": self._evidence(each.evidence, articles),
                    "evidence_against": self._evidence(each.evidence_against, articles),
                    "supporting_points": self._points(each.supporting_points, articles),
                    "dissents": tuple(dissent for dissent in each.dissents if self.admits(dissent.portion)),
                    "before": None,
                    "number": number if some_left_out else each.number,
                }
            )
            for number, each in kept
        )

    def _points(self, points: Iterable[FilledPoint], articles: Iterable[str]) -> tuple[FilledPoint, ...]:
        return tuple(
            point.model_copy(update={"evidence": self._evidence(point.evidence, articles)})
            for point in points
            if self.admits(point.portion)
        )

    def _questions(self, judgments: Iterable[str]) -> dict[str, Any]:
        """Key questions and what gaps bear on, without the ids of judgments that are left out."""
        given = self.briefing
        gaps = zip(given.gap_judgments, given.portions.gaps, strict=False)
        return {
            "key_questions": tuple(
                each.model_copy(update={"judgments": _among(each.judgments, judgments)})
                for each in given.key_questions
                if self.admits(each.portion)
            ),
            "gap_judgments": tuple(_among(named, judgments) for named, mark in gaps if self.admits(mark)),
        }

    def _article(self, article: AnnotatedArticle, entries: Iterable[str]) -> AnnotatedArticle:
        paragraphs = tuple(self._paragraph(paragraph, entries) for paragraph in article.paragraphs)
        return article.model_copy(update={"paragraphs": paragraphs})

    def _paragraph(self, paragraph: ArticleParagraph, entries: Iterable[str]) -> ArticleParagraph:
        if not self.admits(paragraph.portion):
            return ArticleParagraph(
                number=paragraph.number, reference=paragraph.reference, text=self.catalogue.gettext(WITHHELD_PARAGRAPH)
            )
        marks = tuple(mark for mark in paragraph.marks if mark.entry in entries and self.admits(mark.portion))
        return paragraph.model_copy(update={"marks": marks})

    # --- plain texts -----------------------------------------------------------------------------------

    def _texts(self) -> dict[str, Any]:
        given, marks = self.briefing, self.briefing.portions
        keeps_title = self.admits(marks.title)
        keeps_bottom_line = self.admits(marks.bottom_line)
        keeps_scope_note = self.admits(marks.scope_note)
        gaps, gap_marks = self._remarks(given.gaps, marks.gaps)
        outlook, outlook_marks = self._remarks(given.outlook, marks.outlook)
        remarks, remark_marks = self._remarks(given.remarks, marks.remarks)
        portions = {
            "title": marks.title if keeps_title else None,
            "bottom_line": marks.bottom_line if keeps_bottom_line else None,
            "scope_note": marks.scope_note if keeps_scope_note else None,
            "gaps": gap_marks,
            "outlook": outlook_marks,
            "remarks": remark_marks,
        }
        return {
            "title": given.title if keeps_title else self.catalogue.gettext(WITHHELD_TITLE),
            "short_title": given.short_title if keeps_title else None,
            "bottom_line": given.bottom_line if keeps_bottom_line else None,
            "scope_note": given.scope_note if keeps_scope_note else None,
            "gaps": gaps,
            "outlook": outlook,
            "remarks": remarks,
            "portions": marks.model_copy(update=portions),
        }

    def _remarks(
        self, texts: tuple[str, ...], marks: tuple[str | None, ...]
    ) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
        padded = (*marks, *[None] * (len(texts) - len(marks)))
        kept = [(text, mark) for text, mark in zip(texts, padded, strict=True) if self.admits(mark)]
        return tuple(text for text, _ in kept), tuple(mark for _, mark in kept)

    def _with_summary(self, edition: Briefing) -> Briefing:
        """The analyst's own statement on the sources where it may stand, else one of what is left."""
        mark = self.briefing.portions.source_summary
        generated = self.briefing.source_summary == source_summary(self.briefing)
        if not generated and self.admits(mark):
            return edition
        if edition.articles:
            return with_source_summary(edition)
        portions = edition.portions.model_copy(update={"source_summary": None})
        return edition.model_copy(update={"source_summary": None, "portions": portions})


def _among(names: tuple[str, ...], kept: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in kept)


# --- what is said of it ----------------------------------------------------------------------------------


def reticent(found: Diagnostic, title: str) -> Diagnostic:
    """A finding in the whole briefing without any of its words: its code, its place, the title of its rule."""
    if is_of_the_edition(found):
        return found
    place = Place(found.place.path, found.place.line, found.place.column)
    return replace(found, message=f"in the whole briefing: {title}", place=place, hint="`briefgen check` says more.")


def is_of_the_edition(found: Diagnostic) -> bool:
    """Whether it was found in the edition itself, and so holds nothing but what the edition does."""
    return found.code.startswith(_OF_THE_EDITION)
