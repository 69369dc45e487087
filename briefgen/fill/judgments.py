"""What an analyst says of judgments, facts and questions in; the same filled out: with evidence, resolved terms and marks.

Which article carries which judgment is computed here, too, since an edition that leaves some out computes it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from briefgen.diagnostics import Diagnostic
from briefgen.fill.anchoring import AnchoredAnnotation
from briefgen.fill.resolving import Resolver
from briefgen.readers.places import Loc
from briefgen.readers.validation import close
from briefgen.readers.yaml_reader import ReadInput
from briefgen.schema.briefing import Briefing, Evidence, FilledDissent, FilledPoint, FilledQuestion, Judgment
from briefgen.schema.input import Dissent, EvidencedPoint, JudgmentFields, KeyJudgment, Question
from briefgen.schema.marking import highest

Supports = Callable[[Sequence[str], Loc], list[AnchoredAnnotation]]
"""The annotations of ids that stand at a location."""


def evidence(annotations: Iterable[AnchoredAnnotation]) -> tuple[Evidence, ...]:
    """Each annotation once; those without a place are in error and leave no trace."""
    return tuple({each.id: each.evidence for each in annotations if each.evidence}.values())


def id_of(number: int, written: KeyJudgment) -> str:
    """A judgment's id, from its number from 0."""
    return written.id or f"KJ{number + 1}"


def judgments(read: ReadInput, supports: Supports, resolver: Resolver) -> tuple[Judgment, ...]:
    """All of them, filled."""
    return tuple(
        _judgment(written, number, read, supports, resolver) for number, written in enumerate(read.input.key_judgments)
    )


def _judgment(written: KeyJudgment, number: int, read: ReadInput, supports: Supports, resolver: Resolver) -> Judgment:
    loc: Loc = ("key_judgments", number)
    return Judgment(
        id=id_of(number, written),
        statement=written.statement,
        likelihood=resolver.likelihood(written.likelihood, (*loc, "likelihood")),
        confidence=written.confidence,
        basis=written.basis,
        evidence=evidence(supports(written.evidence, (*loc, "evidence"))),
        evidence_against=evidence(supports(written.evidence_against, (*loc, "evidence_against"))),
        supporting_points=points(
            written.supporting_points, (*loc, "supporting_points"), read, supports, written.portion
        ),
        dissents=tuple(_dissents(written, loc, read, resolver)),
        assumptions=written.assumptions,
        change_indicators=written.change_indicators,
        portion=highest(read.input.marking, [written.portion]),
        **{name: getattr(written, name) for name in JudgmentFields.model_fields},
    )


def _dissents(written: KeyJudgment, loc: Loc, read: ReadInput, resolver: Resolver) -> Iterator[FilledDissent]:
    for number, dissent in enumerate(written.dissents):
        term = resolver.likelihood(dissent.likelihood, (*loc, "dissents", number, "likelihood"))
        yield FilledDissent(
            who=dissent.who,
            likelihood=term,
            confidence=dissent.confidence,
            why=dissent.why,
            portion=_mark(read, dissent, written.portion),
        )


def points(
    written: Sequence[EvidencedPoint], loc: Loc, read: ReadInput, supports: Supports, otherwise: str | None = None
) -> tuple[FilledPoint, ...]:
    """Points that stand at a location; one without a mark has that of what it is a part of."""
    return tuple(
        FilledPoint(
            text=point.text,
            evidence=evidence(supports(point.evidence, (*loc, number, "evidence"))),
            portion=_mark(read, point, otherwise),
        )
        for number, point in enumerate(written)
    )


def _mark(read: ReadInput, part: EvidencedPoint | Dissent | Question, otherwise: str | None = None) -> str | None:
    return highest(read.input.marking, [part.portion or otherwise])


def questions(read: ReadInput, findings: list[Diagnostic]) -> tuple[FilledQuestion, ...]:
    """The key questions."""
    return tuple(
        FilledQuestion(text=each.text, judgments=named, portion=_mark(read, each))
        for each, named in zip(
            read.input.key_questions,
            named_judgments(read.input.key_questions, "key_questions", read, findings),
            strict=True,
        )
    )


def named_judgments(
    written: Sequence[Question], field: str, read: ReadInput, findings: list[Diagnostic]
) -> tuple[tuple[str, ...], ...]:
    """Of each question, the judgments that it names, in their own order; each unknown one is found."""
    known = [id_of(number, each) for number, each in enumerate(read.input.key_judgments)]
    for index, question in enumerate(written):
        for number, name in enumerate(question.judgments):
            if name not in known:
                guess = close(name, known)
                meant = f"Did you mean “{guess}”? " if guess else ""
                place = read.places.at((field, index, "judgments", number))
                hint = f"{meant}The ids are {', '.join(known)}." if known else "There are no judgments."
                findings.append(Diagnostic("BG211", f"no judgment has the id “{name}”", place, hint=hint))
    return tuple(tuple(name for name in known if name in question.judgments) for question in written)


def with_carried(briefing: Briefing) -> Briefing:
    """With the ids of the judgments that rest on each article, by their evidence and that of their points."""
    carried: dict[str, list[str]] = {}
    for judgment in briefing.key_judgments:
        for article in dict.fromkeys(each.article for each in judgment.grounds):
            carried.setdefault(article, []).append(judgment.id)
    articles = tuple(
        each.model_copy(update={"judgments": tuple(carried.get(each.id, ()))}) for each in briefing.articles
    )
    return briefing.model_copy(update={"articles": articles})
