"""BG4xx, words: every text that carries a judgment in; where its words and its fields do not say one thing, out.

The rules run in the languages that have a table of words, see `lexicons`; of any other, one note says that they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from briefgen.checks.language import (
    Estimate,
    chances,
    chosen_terms,
    confidences,
    estimates,
    hedges,
    is_chance,
    likelihoods,
    nearest_term,
    percentages,
    sentences_of,
    weak_hedges,
)
from briefgen.checks.lexicons import reader_of
from briefgen.checks.rule import Finding, Path, Subject
from briefgen.schema.input import ImplicationFields, KeyJudgment, Remark
from briefgen.schema.kinds import of_kind
from briefgen.schema.vocabulary import SCALES, Scale

_BESIDE = 40
"""Characters between a term and a percentage that is said of the same thing."""


class Statement(Struct, frozen=True):
    """A text that carries a judgment, and what its fields say."""

    path: Path
    text: str
    likelihood: str | None = None
    confidence: str | None = None
    fields: bool = False
    """Whether it has fields for likelihood and confidence."""
    is_fact: bool = False
    """Whether its likelihood is said to be none."""
    weighs: bool = True
    """Whether it has to say how likely something is; an assumption or a condition takes it as given."""


def statements(subject: Subject) -> tuple[Statement, ...]:
    """The bottom line, judgments with all that is said beside them, implications, then the outlook."""
    return subject.once(_statements)


def _statements(subject: Subject) -> Iterator[Statement]:
    given = subject.input
    if given.bottom_line:
        yield Statement(("bottom_line",), given.bottom_line)
    for index, judgment in enumerate(given.key_judgments):
        yield _stated(subject, ("key_judgments", index), judgment)
        yield from _beside(subject, ("key_judgments", index), judgment)
    yield from _implications(subject)
    yield from _remarks(subject, ("outlook",), given.outlook)


_GIVEN = ("condition", "linchpin", "change_from_previous")
"""Fields of a judgment that name a likelihood at most; they weigh nothing."""


def _beside(subject: Subject, path: Path, judgment: KeyJudgment) -> Iterator[Statement]:
    """What else carries a judgment: the points it rests on, its alternatives, and the views that differ from it."""
    yield from _remarks(subject, (*path, "supporting_points"), judgment.supporting_points)
    for index, text in enumerate(judgment.alternatives):
        yield Statement((*path, "alternatives", index), text)
    for index, dissent in enumerate(judgment.dissents):
        place = (*path, "dissents", index, "why")
        yield Statement(place, dissent.why, dissent.likelihood, dissent.confidence, fields=True)
    for name in _GIVEN:
        if text := getattr(judgment, name):
            yield Statement((*path, name), text, weighs=False)


def _remarks(subject: Subject, path: Path, remarks: Iterable[Remark]) -> Iterator[Statement]:
    """Each is a text, or a text with more; a finding points at the text."""
    for index, remark in enumerate(remarks):
        place = (*path, index)
        bare = not subject.read.places.knows((*place, "text"))
        yield Statement(place if bare else (*place, "text"), remark.text)


def _implications(subject: Subject) -> Iterator[Statement]:
    """Passages of one statement become one entry: what one of them says of likelihood holds for all."""
    found = [_stated(subject, path, item) for path, item in of_kind(subject.input, ImplicationFields)]
    given = {each.text: each.likelihood for each in reversed(found) if each.likelihood}
    for each in found:
        yield replace(each, likelihood=each.likelihood or given.get(each.text))


def _stated(subject: Subject, path: Path, item: KeyJudgment | ImplicationFields) -> Statement:
    fact = item.likelihood is None and subject.read.places.knows((*path, "likelihood"))
    return Statement((*path, "statement"), item.statement, item.likelihood, item.confidence, True, fact)


def _scale(subject: Subject) -> Scale:
    return SCALES[subject.input.scale]


def _said(subject: Subject, text: str) -> list[Estimate]:
    return list(estimates(text, subject.input.scale, subject.input.language))


# --- rules -----------------------------------------------------------------------------------------


def hedged_judgment(subject: Subject) -> Iterator[Finding]:
    """The first hedge of each text; a statement of fact has none."""
    yield from _hedged(subject, weak=False)


def weakly_hedged(subject: Subject) -> Iterator[Finding]:
    """The first word of each text that may be a hedge."""
    yield from _hedged(subject, weak=True)


def _hedged(subject: Subject, *, weak: bool) -> Iterator[Finding]:
    language = subject.input.language
    for each in statements(subject):
        soft = set(weak_hedges(each.text, language))
        found = [
            span for span in hedges(each.text, language) if (span in soft) is weak and each.weighs and not each.is_fact
        ]
        for span in found[:1]:
            word, says = each.text[slice(*span)], "may leave open" if weak else "says nothing of"
            terms = ", ".join(_used_row(subject) or _scale(subject).row(0))
            yield Finding(
                each.path,
                f"“{word}” {says} how likely it is",
                f"Say how likely it is, in a term of the scale: {terms}.",
                span,
            )


def _used_row(subject: Subject) -> tuple[str, ...]:
    """The row of terms that the input uses."""
    scale = _scale(subject)
    rows = [found[1] for each in statements(subject) if (found := scale.find(each.likelihood or ""))]
    return scale.row(rows[0]) if rows else ()


def likelihood_with_confidence(subject: Subject) -> Iterator[Finding]:
    """The first sentence of each text that speaks of both."""
    for each in statements(subject):
        terms = [*_weighing(subject, each.text)]
        spans = [*confidences(each.text, subject.input.language)] if terms else []
        for start, end in sentences_of(each.text) if spans else ():
            inside = [span for span in spans if start <= span[0] < end]
            if inside and any(start <= term[0] < end for term in terms):
                hint = "Give the confidence a sentence of its own, or the field confidence."
                yield Finding(each.path, "likelihood and confidence stand in one sentence", hint, inside[0])
                break


def _weighing(subject: Subject, text: str) -> Iterator[tuple[int, int]]:
    """Where words or numbers say how likely something is."""
    yield from (found.span for found in _said(subject, text) if found.use != "name")
    yield from chances(text)


def statement_contradicts_field(subject: Subject) -> Iterator[Finding]:
    """A statement whose only term of the scale stands on another step than its field."""
    scale = _scale(subject)
    for each in statements(subject):
        meant = scale.find(each.likelihood or "")
        said = [*likelihoods(each.text, scale.name, subject.input.language)]
        steps = {found[0] for _, term in said if (found := scale.find(term))}
        if meant and len(steps) == 1 and meant[0] not in steps:
            words = said[0][0]
            message = f"the statement says “{each.text[slice(*words)]}”, the field likelihood “{each.likelihood}”"
            yield Finding(each.path, message, "Both are printed side by side; let them say the same.", words)


def outside_the_scale(subject: Subject) -> Iterator[Finding]:
    """Each word of likelihood that is not a term of the scale."""
    scale = _scale(subject)
    for each in statements(subject):
        for found in _said(subject, each.text):
            if found.use == "outside":
                near = nearest_term(found.words, scale.name)
                guess = f"The nearest is “{near}”.\n" if near else ""
                message = f"“{' '.join(found.words.split())}” is not a term of the scale {scale.title}"
                hint = f"{guess}One of: {', '.join(_used_row(subject) or scale.row(0))}."
                yield Finding(each.path, message, hint, found.span)


def several_likelihoods(subject: Subject) -> Iterator[Finding]:
    """The first sentence of each judgment or implication that says two different things of how likely something is."""
    scale = _scale(subject)
    for each in statements(subject):
        said = list(chosen_terms(each.text, scale.name, subject.input.language)) if each.fields else []
        for start, end in sentences_of(each.text) if len(said) > 1 else ():
            inside = [(span, term) for span, term in said if start <= span[0] < end]
            steps = {found[0] for _, term in inside if (found := scale.find(term))}
            if len(steps) > 1:
                terms = " and ".join(f"“{term}”" for term in dict.fromkeys(term for _, term in inside))
                hint = "Make two judgments of it, each with its own likelihood."
                yield Finding(each.path, f"one sentence has two likelihoods, {terms}", hint, inside[-1][0])
                break


def likelihood_in_words_alone(subject: Subject) -> Iterator[Finding]:
    """A term in the words where the field is absent, or says that it is a fact."""
    for each in statements(subject):
        if each.fields and each.likelihood is None:
            for words, term in likelihoods(each.text, subject.input.scale, subject.input.language):
                field = "is none" if each.is_fact else "is absent"
                message = f"the statement says “{each.text[slice(*words)]}”, and the field likelihood {field}"
                yield Finding(each.path, message, f"Write `likelihood: {term}`; it is printed with its range.", words)
                break


def likelihood_in_field_alone(subject: Subject) -> Iterator[Finding]:
    """A key judgment that is worded as a fact, and has a likelihood."""
    if reader_of(subject.input.language) is None:
        return
    hint = "Let the statement say how likely it is, too: it is quoted without its fields."
    for each in statements(subject):
        if _is_judgment(each) and each.likelihood and not _is_weighed(subject, each.text):
            message = f"the field likelihood is “{each.likelihood}”, and the statement reads as a fact"
            yield Finding(each.path, message, hint)


def _is_judgment(statement: Statement) -> bool:
    """Whether it is the statement of a key judgment."""
    return statement.path[0] == "key_judgments" and statement.path[-1] == "statement"


def _is_weighed(subject: Subject, text: str) -> bool:
    """Whether the words say anything of how likely it is, be it in no term of the scale, or in numbers."""
    return bool(_said(subject, text) or hedges(text, subject.input.language) or any(chances(text)))


def known_and_weighed(subject: Subject) -> Iterator[Finding]:
    """The first word of likelihood, or of doubt, in each point that is listed as known."""
    language = subject.input.language
    for each in _remarks(subject, ("known",), subject.input.known):
        doubts = [span for span in hedges(each.text, language) if span not in set(weak_hedges(each.text, language))]
        spans = sorted([found.span for found in _said(subject, each.text) if found.use != "name"] + doubts)
        for span in spans[:1]:
            message = f"this is listed as known, and says “{each.text[slice(*span)]}”"
            hint = "Say what is known, and by whom; what is assessed belongs in key_judgments, with its likelihood."
            yield Finding(each.path, message, hint, span)


def judgment_without_weight(subject: Subject) -> Iterator[Finding]:
    """A key judgment with neither field; `likelihood: none` says that it is a fact."""
    for each in statements(subject):
        if _is_judgment(each) and not (each.likelihood or each.confidence or each.is_fact):
            hint = "Add `likelihood:` and `confidence:`; or `likelihood: none`, where it is a fact."
            yield Finding(each.path, "this judgment has neither likelihood nor confidence", hint)


def percentage_outside_the_term(subject: Subject) -> Iterator[Finding]:
    """A percentage beside a term, in one sentence, that lies outside the term's range."""
    scale = _scale(subject)
    for each in statements(subject):
        terms = list(likelihoods(each.text, scale.name, subject.input.language))
        for span, low, high in percentages(each.text):
            beside = [term for place, term in terms if _is_beside(each.text, place, span)]
            found = scale.find(beside[0]) if len(beside) == 1 else None
            band = scale.bands[found[0] - 1] if found else None
            if band and (low < band.low or high > band.high):
                message = f"“{each.text[slice(*span)]}” is outside the range of “{beside[0]}”, {band.range}"
                yield Finding(each.path, message, "Write another number, or the term that has it in its range.", span)


def _is_beside(text: str, term: tuple[int, int], number: tuple[int, int]) -> bool:
    """Whether a number is given for the term: in parentheses right after it, or as a chance of so much."""
    between = text[term[1] : number[0]] if term[1] <= number[0] else text[number[1] : term[0]]
    if len(between) > _BESIDE or any(mark in between for mark in ".;!?"):
        return False
    in_parentheses = term[1] <= number[0] and between.strip(" ≈~<>").removesuffix("about").strip() in (
        "(",
        ",",
        "–",
        "—",
        ":",
    )
    return in_parentheses or is_chance(text, number[1])


def language_without_words(subject: Subject) -> Iterator[Finding]:
    """Said once: the rules about words are silent."""
    language = subject.input.language
    if reader_of(language) is None and statements(subject):
        message = f"the rules about words did not run: they have no table for the language {language}"
        hint = "They read English, French, German and Spanish. Terms, hedges and confidence were looked for in fields alone."
        yield Finding(("language",), message, hint)
