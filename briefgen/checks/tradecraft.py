"""A read input, its briefing and its findings in, a scorecard by ICD 203's nine tradecraft standards out; and the page on them.

A scorecard counts what an input says that supports each standard. It is no mark: whether what is said is right, a
person has to judge, and `beyond` says of each standard what no program can check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from briefgen.checks.rule import Subject
from briefgen.schema.kinds import lists

if TYPE_CHECKING:
    from briefgen.diagnostics import Diagnostic
    from briefgen.schema.input import KeyJudgment


class SupportCount(Struct, frozen=True):
    """Something that supports a standard: how many of how many have it; without `of`, how many there are."""

    what: str
    count: int
    of: int | None = None


class Standard(Struct, frozen=True):
    """One of the nine, with the rules that serve it and what no program can check."""

    number: int
    title: str
    rules: tuple[str, ...]
    beyond: str
    supports: Callable[[Subject], Iterator[SupportCount]]


class Score(Struct, frozen=True):
    """A standard in one input."""

    standard: Standard
    supports: tuple[SupportCount, ...]
    findings: int
    """How many findings its rules have."""


# --- what supports each --------------------------------------------------------------------------------


def _judgments(subject: Subject, what: str, has: Callable[[KeyJudgment], Any]) -> SupportCount:
    judgments = subject.input.key_judgments
    return SupportCount(f"judgments with {what}", sum(bool(has(each)) for each in judgments), len(judgments))


def _sources(subject: Subject) -> Iterator[SupportCount]:
    sources = [article.source for article in subject.input.articles]

    def share(what: str, names: tuple[str, ...]) -> SupportCount:
        having = sum(any(getattr(source, name) is not None for name in names) for source in sources)
        return SupportCount(f"sources with {what}", having, len(sources))

    yield share("a grade", ("reliability", "credibility"))
    yield share("a descriptor", ("descriptor",))
    yield share("an address", ("url",))
    yield share("an access date", ("retrieved",))
    yield share("an archived copy", ("archived",))
    machine = ("machine_translation", "generated_text")
    yield SupportCount("sources that were translated or written by machine", share("", machine).count)


def _uncertainties(subject: Subject) -> Iterator[SupportCount]:
    yield _judgments(subject, "a likelihood, or said to be facts", lambda each: "likelihood" in each.model_fields_set)
    yield _judgments(subject, "a confidence", lambda each: each.confidence)
    yield _judgments(subject, "a basis", lambda each: each.basis)
    yield _judgments(subject, "indicators that would change them", lambda each: each.change_indicators)
    yield SupportCount("information gaps", len(subject.input.gaps))
    yield SupportCount("gaps that name a judgment", sum(bool(gap.judgments) for gap in subject.input.gaps))


def _apart(subject: Subject) -> Iterator[SupportCount]:
    entries = [entry for _, filled in lists(subject.briefing) for entry in filled]
    yield _judgments(subject, "assumptions", lambda each: each.assumptions or each.linchpin)
    yield _judgments(subject, "a linchpin assumption", lambda each: each.linchpin)
    yield SupportCount("known facts, stated apart", len(subject.input.known))
    yield SupportCount("entries with evidence", sum(bool(entry.evidence) for entry in entries), len(entries))


def _alternatives(subject: Subject) -> Iterator[SupportCount]:
    yield _judgments(subject, "alternatives", lambda each: each.alternatives)
    yield _judgments(subject, "evidence against them", lambda each: each.evidence_against)
    yield _judgments(subject, "a dissent", lambda each: each.dissents)


def _relevance(subject: Subject) -> Iterator[SupportCount]:
    given = subject.input
    asked = given.key_questions
    yield SupportCount("bottom line", int(given.bottom_line is not None), 1)
    yield SupportCount("scope note", int(given.scope_note is not None), 1)
    yield SupportCount("key questions that a judgment answers", sum(bool(each.judgments) for each in asked), len(asked))
    yield SupportCount("regional implications", len(subject.briefing.regional_implications))
    yield SupportCount("things to watch", len(given.outlook))


def _argumentation(subject: Subject) -> Iterator[SupportCount]:
    filled = subject.briefing.key_judgments
    yield SupportCount("judgments with evidence", sum(bool(each.grounds) for each in filled), len(filled))
    yield _judgments(subject, "supporting points", lambda each: each.supporting_points)
    yield _judgments(subject, "a condition", lambda each: each.condition)


def _changes(subject: Subject) -> Iterator[SupportCount]:
    yield SupportCount("reference of the briefing that it replaces", int(subject.input.supersedes is not None), 1)
    yield _judgments(subject, "what changed since the previous one", lambda each: each.change_from_previous)


def _accuracy(subject: Subject) -> Iterator[SupportCount]:
    yield _judgments(subject, "a horizon or a date", lambda each: each.horizon or each.by)
    yield _judgments(subject, "a probability in numbers", lambda each: each.probability)


def _visuals(subject: Subject) -> Iterator[SupportCount]:
    tables = sum(bool(filled) for row, filled in lists(subject.briefing) if row.name != "implication")
    yield SupportCount("tables of entries", tables)
    yield SupportCount("events in the timeline", len(subject.briefing.events))


# --- the nine --------------------------------------------------------------------------------------------

STANDARDS = (
    Standard(
        1,
        "Quality and credibility of sources, data and methods",
        ("BG208", "BG406", "BG407", "BG408", "BG413", "BG414", "BG416", "BG423", "BG427", "BG428"),
        "Whether a grade is right, a descriptor says what matters, and nothing better was to be had.",
        _sources,
    ),
    Standard(
        2,
        "Uncertainties of major judgments expressed and explained",
        (
            *("BG401", "BG402", "BG403", "BG404", "BG405", "BG409", "BG415", "BG417", "BG418", "BG419", "BG420"),
            *("BG421", "BG422", "BG424", "BG425", "BG426"),
        ),
        "Whether the likelihood follows from the evidence, and the gaps named are the ones that count.",
        _uncertainties,
    ),
    Standard(
        3,
        "Information kept apart from assumptions and judgments",
        ("BG201", "BG202", "BG203", "BG204", "BG205", "BG209", "BG429"),
        "Whether an assumption is left unsaid, and whether a quote, though exact, is given out of its context.",
        _apart,
    ),
    Standard(
        4,
        "Analysis of alternatives",
        (),
        "Whether the alternatives are the serious ones, were weighed fairly, and none is missing.",
        _alternatives,
    ),
    Standard(
        5,
        "Relevance to the customer, and implications",
        ("BG211", "BG410", "BG411"),
        "Whether it answers what the reader has to decide.",
        _relevance,
    ),
    Standard(
        6,
        "Clear and logical argumentation",
        ("BG203", "BG206", "BG412", "BG415", "BG418"),
        "Whether the conclusion follows from its points, and the text is coherent and to the point.",
        _argumentation,
    ),
    Standard(
        7,
        "Change to or consistency of judgments explained",
        ("BG440", "BG441", "BG442", "BG443", "BG444", "BG445"),
        "Whether earlier judgments on the matter exist and differ, unless they are named.",
        _changes,
    ),
    Standard(
        8,
        "Accurate judgments and assessments",
        ("BG403", "BG420", "BG421"),
        "Whether a judgment comes true. With a horizon or a date and a likelihood it can at least turn out wrong.",
        _accuracy,
    ),
    Standard(
        9,
        "Visual information where it helps",
        (),
        "Whether a picture, a map or a chart would say more than words, and says it truly.",
        _visuals,
    ),
)


def scorecard(subject: Subject, findings: Iterable[Diagnostic]) -> tuple[Score, ...]:
    """The nine standards in one input."""
    count = Counter(found.code for found in findings)
    return tuple(
        Score(each, tuple(each.supports(subject)), sum(count[code] for code in each.rules)) for each in STANDARDS
    )


# --- as text, as data, as a page ---------------------------------------------------------------------------


def as_lines(scores: Iterable[Score]) -> Iterator[str]:
    """One standard after the other, what supports it below."""
    for score in scores:
        noted = f" ({score.findings} finding{'s' if score.findings > 1 else ''})" if score.findings else ""
        yield f"  {score.standard.number}  {score.standard.title}{noted}"
        yield from (f"       {_share(each):>7}  {each.what}" for each in score.supports)


def _share(support: SupportCount) -> str:
    return f"{support.count}" if support.of is None else f"{support.count} of {support.of}"


def as_data(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """The same as JSON has it."""
    return [
        {
            "standard": score.standard.number,
            "title": score.standard.title,
            "supports": [{"what": each.what, "count": each.count, "of": each.of} for each in score.supports],
            "rules": [*score.standard.rules],
            "findings": score.findings,
            "no_program_can_check": score.standard.beyond,
        }
        for score in scores
    ]


_INTRO = """## Tradecraft standards

ICD 203 has nine tradecraft standards. This is which of them each rule serves, and what no program can check. `briefgen
check --scorecard` prints what an input says in support of each: a count, not a mark.

| standard | rules that serve it | what no program can check |
|---|---|---|
"""
_SOURCING = """
ICD 206 asks for three things of a product's sources. The **source reference citation** is the reference behind each
statement (A1¶3) and the row of the source table that it stands for, with its access date, archived copy and use of
machines (BG201 to BG205); the **source descriptor** is the field `descriptor` (BG428); the **source summary statement**
is made of the facts, or the analyst's own. Whether they are true and enough, no program can check.
"""

_MEASURED = """
### How good the rules about words are

They were tried on two sets of sentences that one person labelled, who knew the rules' tables; some 25 labels of the
first set were corrected after the rules ran. Most sentences come from published threat assessments, declassified
estimates, outlooks of agencies, reports of firms and, more than half of the English ones, the World Factbook; many were
shortened and some reworded. The labeller wrote about one in eight of the English ones, most of the French, German and
Spanish ones of the first set, and a third of those of the second. The rules were changed after the first set, and then
tried on the second, which had not been looked at before. Right, wrong and missed are sentences.

| what is found | first set: 1,057, before the changes | | | second set: 476, after them | | |
|---|---|---|---|---|---|---|
| | right | wrong | missed | right | wrong | missed |
| terms of the scale (BG402, BG412, BG415, BG419, BG422) | 198 | 7 | 5 | 30 | 0 | 1 |
| hedges (BG403) | 108 | 13 | 10 | 35 | 5 | 0 |
| words that may be hedges (BG425) | 27 | 2 | 2 | 10 | 1 | 0 |
| likelihood with confidence (BG404) | 4 | 0 | 0 | 1 | 0 | 0 |
| words outside the scale (BG417) | 9 | 0 | 13 | 5 | 0 | 0 |
| two likelihoods in one sentence (BG418) | 5 | 0 | 0 | 0 | 0 | 0 |
| statements that read as a fact (BG420) | 651 | 25 | 16 | 380 | 0 | 5 |

So a hedge that BG403 names is none in about one case of eight: "could" and "may" also say what somebody was able or
allowed to do, and grammar does not always tell. That is why it is a note. In French, German and Spanish the second set has
24 sentences each.

Three rules are rare in such prose, and were tried once more, on English sentences that have what they look for and on
near misses: three sets of 222, 109 and 72. Some two in five come from a yearly threat assessment, reports of the IPCC,
declassified estimates and firms' reports, as public copies and memory had them; the rest were written to mislead. Each was
labelled before the rules ran, by one person who knew their tables; six labels were corrected afterwards, where a sentence
had two terms that the labeller had overlooked. Each set was written after the changes that the one before it had led to.

| what is found | first set: 222, before the changes | | | second set: 109 | | | third set: 72, after all changes | | |
|---|---|---|---|---|---|---|---|---|---|
| | right | wrong | missed | right | wrong | missed | right | wrong | missed |
| mixed sets of terms (BG402) | 29 | 0 | 3 | 23 | 2 | 0 | 20 | 1 | 0 |
| likelihood with confidence (BG404) | 41 | 0 | 8 | 21 | 1 | 2 | 11 | 0 | 1 |
| two likelihoods in one sentence (BG418) | 36 | 0 | 3 | 24 | 1 | 1 | 15 | 0 | 0 |

On the second and third set together, BG404 is right in 97 of 100 cases and finds 91, BG418 98 and 98, BG402 93 and 100; as
the program is now, BG402 is right in 97 of 100 on all three, two of which it was changed for. BG422 was not tried by itself.
Since then BG403 knows times that are over ("until recently, ships could ...") and what laws allow; that was tried by
families of sentences alone, and the figures above are from before.
"""


def standards_page() -> str:
    """The part of the page of rules that is on the standards."""
    rows = (
        f"| {each.number} {each.title} | {', '.join(_link(code) for code in each.rules) or 'none'} | {each.beyond} |\n"
        for each in STANDARDS
    )
    return f"{_INTRO}{''.join(rows)}{_SOURCING}{_MEASURED}"


def _link(code: str) -> str:
    return f"[{code}](#{code.lower()})"
