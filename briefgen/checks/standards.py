"""BG4xx, analytic standards: judgments, bottom line and sources in; where they depart from ICD 203 and 206 out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, assert_never

from msgspec import Struct

from briefgen.checks.language import chosen_terms, likelihoods, word_count
from briefgen.checks.rule import Finding, Path, Subject
from briefgen.checks.wording import statements
from briefgen.days import age, end_of
from briefgen.schema.input import ImplicationFields
from briefgen.schema.kinds import of_kind
from briefgen.schema.vocabulary import SCALES, Scale, levels_of

if TYPE_CHECKING:
    from briefgen.schema.briefing import AnnotatedArticle

_DAY = timedelta(days=1)
_LOW_RELIABILITY = ("D", "E")
_LOW_CREDIBILITY = (4, 5)
_CONFIRMED = 1
"""F and 6 mean unknown, not bad."""


# --- likelihood ------------------------------------------------------------------------------


def _terms(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Every likelihood that the input sets, with its path, judgments first."""
    given = subject.input
    found: Iterator[tuple[Path, str | None]] = chain(
        ((("key_judgments", i), judgment.likelihood) for i, judgment in enumerate(given.key_judgments)),
        ((path, item.likelihood) for path, item in of_kind(given, ImplicationFields)),
    )
    for path, term in found:
        if term is not None:
            yield (*path, "likelihood"), term


def _terms_of_dissents(subject: Subject) -> Iterator[tuple[Path, str]]:
    for index, judgment in enumerate(subject.input.key_judgments):
        for number, dissent in enumerate(judgment.dissents):
            if dissent.likelihood:
                yield ("key_judgments", index, "dissents", number, "likelihood"), dissent.likelihood


def mixed_terms(subject: Subject) -> Iterator[Finding]:
    """One finding for all terms of the row that is used less; of the later one where both are used alike."""
    scale = SCALES[subject.input.scale]
    if scale.rows == 1 or subject.input.mixes_terms:  # with one row, two terms of one step are plain synonyms
        return
    by_row: dict[int, list[_Term]] = {}
    for term in _all_terms(subject):
        by_row.setdefault(term.row, []).append(term)
    if len(by_row) < 2:
        return
    most = max(by_row, key=lambda row: len(by_row[row]))
    odd = [term for row, terms in by_row.items() if row != most for term in terms]
    instead = {term.word: scale.bands[term.step - 1].terms[most] for term in odd}
    hint = "; ".join(f"for “{word}” write “{other}”" for word, other in instead.items())
    usual = f"the others, such as “{by_row[most][0].word}”"
    what = f"“{odd[0].word}” is" if len(odd) == 1 else f"{_quoted(instead)} ({_lines(subject, odd)}) are"
    reason = "Terms of two sets read as if they meant two things. To mix them on purpose, say `mixes_terms: true`: a line is printed."
    yield Finding(
        odd[0].path, f"{what} of another set of terms than {usual}", f"{reason} {_sentence(hint)}", odd[0].words
    )


class _Term(Struct, frozen=True):
    """A term of the scale where it stands: in a field, or among the words of a text."""

    path: Path
    word: str
    step: int
    row: int
    words: tuple[int, int] | None = None


def _all_terms(subject: Subject) -> Iterator[_Term]:
    """Those of fields, then those that texts say in running text; the rows of a scale are English."""
    scale = SCALES[subject.input.scale]
    for path, word in chain(_terms(subject), _terms_of_dissents(subject)):
        if found := scale.find(word):
            yield _Term(path, word, *found)
    if not subject.input.language.lower().startswith("en"):
        return
    for each in statements(subject):
        for words, word in chosen_terms(each.text, scale.name):
            if found := scale.find(word):
                yield _Term(each.path, word, *found, words)


def _quoted(words: Iterable[str]) -> str:
    listed = [f"“{word}”" for word in words]
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _lines(subject: Subject, terms: list[_Term]) -> str:
    """`lines 12 and 30`."""
    numbers = sorted({subject.place(Finding(term.path, "", words=term.words)).line for term in terms})
    words = [str(number) for number in numbers]
    return f"line {words[0]}" if len(words) == 1 else f"lines {', '.join(words[:-1])} and {words[-1]}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


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
        if "high" in levels_of(judgment.confidence) and judgment.grounds:
            ids = dict.fromkeys(evidence.article for evidence in judgment.grounds)
            yield ("key_judgments", index, "confidence"), [articles[name] for name in ids]


def high_on_one_source(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        if len(articles) == 1:
            hint = "High confidence requires consistent reporting from several sources. Add evidence, or lower it."
            yield Finding(path, "high confidence on a single article", hint)


def high_on_one_origin(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        if len(articles) > 1 and _independent(subject, articles) == 1:
            hint = "Reports that repeat one another count once. Add an independent source, or lower it."
            name = _origin(subject, articles)
            yield Finding(path, f"high confidence on {len(articles)} articles of one origin, {name}", hint)


def _origin(subject: Subject, articles: list[AnnotatedArticle]) -> str:
    """Whose report they are: what binds them says it, else the first is its own."""
    numbers = {article.id: number for number, article in enumerate(subject.briefing.articles)}
    cited = {numbers[article.id] for article in articles}
    said = [each.origin for each in subject.independence.repeats if each.origin and each.article in cited]
    return said[0] if said else articles[0].source.origin or articles[0].source.name


def _independent(subject: Subject, articles: list[AnnotatedArticle]) -> int:
    """How many independent reports the articles come down to."""
    group_of = subject.independence.group_of
    numbers = {article.id: number for number, article in enumerate(subject.briefing.articles)}
    return len({group_of[numbers[article.id]] for article in articles})


def high_on_low_grades(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        if all(_is_low(article) for article in articles):
            hint = "Grades D and E, 4 and 5 say that it is not to be relied on. Add better evidence, or lower it."
            yield Finding(path, "high confidence on low grades only", hint)


def high_on_unknown_sources(subject: Subject) -> Iterator[Finding]:
    for path, articles in _confident(subject):
        if all(_is_unknown(article) for article in articles):
            hint = "Grade the sources, or lower it: F and 6 say that nothing is known of them."
            yield Finding(path, "high confidence on sources that are not graded, or F6", hint)


def _is_unknown(article: AnnotatedArticle) -> bool:
    return article.source.reliability in (None, "F") and article.source.credibility in (None, 6)


def _is_low(article: AnnotatedArticle) -> bool:
    """By either axis, except that what others confirm is good from anyone."""
    source = article.source
    return source.credibility in _LOW_CREDIBILITY or (
        source.reliability in _LOW_RELIABILITY and source.credibility != _CONFIRMED
    )


def low_without_assumptions(subject: Subject) -> Iterator[Finding]:
    for index, judgment in enumerate(subject.input.key_judgments):
        if "low" in levels_of(judgment.confidence) and not (judgment.assumptions and judgment.change_indicators):
            lacks = [name for name in ("assumptions", "change_indicators") if not getattr(judgment, name)]
            hint = "Say what is taken as given, and which indicators would change the judgment."
            yield Finding(("key_judgments", index, "confidence"), f"low confidence without {' or '.join(lacks)}", hint)


def probability_outside_the_term(subject: Subject) -> Iterator[Finding]:
    """A probability that is not in the range of the term beside it; one without a term has no range."""
    scale = SCALES[subject.input.scale]
    for index, judgment in enumerate(subject.input.key_judgments):
        number, path = judgment.probability, ("key_judgments", index, "probability")
        if number is None or (judgment.likelihood and scale.find(judgment.likelihood) is None):
            continue
        fitting = [band.terms[0] for band in scale.bands if band.low <= number <= band.high]
        terms = " or ".join(f"“{term}”" for term in fitting)
        instead = f"{number}% is {terms}." if terms else "The scale leaves this number out."
        if judgment.likelihood is None:
            yield Finding(
                path, f"a probability of {number}% without a term of likelihood", f"Add `likelihood:`. {instead}"
            )
        elif not _holds(scale, judgment.likelihood, number):
            band = scale.bands[scale.find(judgment.likelihood)[0] - 1]  # type: ignore[index]
            message = f"{number}% is outside the range of “{judgment.likelihood}”, {band.range}"
            yield Finding(path, message, f"Write another number, or another term: {instead[0].lower()}{instead[1:]}")


def _holds(scale: Scale, term: str, number: int) -> bool:
    found = scale.find(term)
    return found is not None and scale.bands[found[0] - 1].low <= number <= scale.bands[found[0] - 1].high


# --- the bottom line -------------------------------------------------------------------------


def bottom_line_missing(subject: Subject) -> Iterator[Finding]:
    given = subject.input
    if given.key_judgments and given.bottom_line is None:
        yield Finding(
            (), "there is no bottom line", "Say the conclusion first, in the field bottom_line: one paragraph."
        )


def bottom_line_too_long(subject: Subject) -> Iterator[Finding]:
    count = word_count(subject.input.bottom_line or "")
    most = subject.limits.bottom_line_words
    if count > most:
        message = f"the bottom line has {count} words, more than {most}"
        yield Finding(("bottom_line",), message, "Keep the conclusion; leave the rest to the judgments.")


def bottom_line_unsupported(subject: Subject) -> Iterator[Finding]:
    """Each term of the bottom line on a step of the scale that no judgment or implication is on."""
    given = subject.input
    scale = SCALES[given.scale]
    supported = {found[0]: term for _, term in _terms(subject) if (found := scale.find(term))}
    if not supported or not given.bottom_line:
        return
    for words, term in likelihoods(given.bottom_line, given.scale, given.language):
        found = scale.find(term)
        if found and found[0] not in supported:
            hint = f"The judgments say: {', '.join(supported[step] for step in sorted(supported))}."
            yield Finding(("bottom_line",), f"no judgment supports “{term}” in the bottom line", hint, words)


# --- sources: grades and descriptors ---------------------------------------------------------


def source_without_grade(subject: Subject) -> Iterator[Finding]:
    """Sources that are not graded where others are, or where a key judgment rests on them."""
    sources = [article.source for article in subject.input.articles]
    graded = [source.reliability is not None or source.credibility is not None for source in sources]
    carrying = {each.article for judgment in subject.briefing.key_judgments for each in judgment.grounds}
    hint = "Grade them: `reliability:` A to F, `credibility:` 1 to 6; F and 6 where nobody can say."
    yield from _lacking(subject, graded, carrying, ("is not graded", "are not graded", "others are"), hint)


def source_without_descriptor(subject: Subject) -> Iterator[Finding]:
    """Sources without a descriptor where others have one, or where a judgment of high confidence rests on them."""
    described = [article.source.descriptor is not None for article in subject.input.articles]
    carrying = {article.id for _, articles in _confident(subject) for article in articles}
    hint = "Say in `descriptor:` what bears on its quality: access, completeness, age, known leanings."
    words = ("has no descriptor", "have no descriptor", "others have")
    yield from _lacking(subject, described, carrying, words, hint)


def _lacking(
    subject: Subject, having: list[bool], carrying: set[str], words: tuple[str, str, str], hint: str
) -> Iterator[Finding]:
    """One finding for all, at the first: they are mostly forgotten together."""
    names = [article.id for article in subject.briefing.articles]
    missing = [n for n, has in enumerate(having) if not has and (any(having) or names[n] in carrying)]
    if missing:
        one, many, others = words
        lacking = [names[n] for n in missing]
        shown = ", ".join(lacking[:_SHOWN]) + (f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else "")
        what = f"the source of {shown} {one}" if len(lacking) == 1 else f"the sources of {shown} {many}"
        rest = f"judgments rest on {'it' if len(lacking) == 1 else 'them'}"
        yield Finding(("articles", missing[0], "source"), f"{what}, and {others if any(having) else rest}", hint)


_SHOWN = 6
"""How many articles a finding names."""


# --- sources ---------------------------------------------------------------------------------


def stale_sources(subject: Subject) -> Iterator[Finding]:
    """The newest of the dated articles, where it was old at the cut-off."""
    given = subject.input
    until = given.cut_off or end_of(given.date)
    dated = [(article.published, index) for index, article in enumerate(given.articles) if article.published]
    if not dated or len(dated) < len(given.articles):
        return
    newest, index = max(dated, key=lambda each: (end_of(each[0]), each[1]))
    old = age(newest, until)
    if old / _DAY > subject.limits.stale_after:
        message = (
            f"the newest source was {old.days} days old at the {'cut-off' if given.cut_off else 'briefing’s date'}"
        )
        yield Finding(
            ("articles", index, "published"), message, "Look for later reporting, or say in gaps that there is none."
        )


def stale_article(subject: Subject) -> Iterator[Finding]:
    """Each article that was old at the cut-off while another was not."""
    given = subject.input
    until, most = given.cut_off or end_of(given.date), subject.limits.stale_after
    ages = {n: age(each.published, until) for n, each in enumerate(given.articles) if each.published}
    if all(old / _DAY > most for old in ages.values()):
        return
    for index, old in ages.items():
        if old / _DAY > most:
            message = f"this article was {old.days} days old, and others are fresh"
            hint = "Look for later reporting on what it alone supports; keep it if it gives the background."
            yield Finding(("articles", index, "published"), message, hint)


def repeats_unsaid(subject: Subject) -> Iterator[Finding]:
    """Articles that are one report by address, text or credit, and whose common origin the input does not name."""
    for repeat in subject.independence.repeats:
        earlier = subject.briefing.articles[repeat.of].id
        path: Path = ("articles", repeat.article)
        match repeat.bond:
            case "origin":
                continue
            case "credit":
                what, path = f"this is credited to {repeat.origin}, as article {earlier} is", (*path, "source")
            case "address":
                what, path = f"this is the address of article {earlier}", (*path, "source", "url")
            case "text":
                what = f"this is nearly the text of article {earlier}"
            case _:
                assert_never(repeat.bond)
        yield Finding(path, what, _ONE_REPORT)


_ONE_REPORT = (
    "One report printed twice counts once. Keep one, or name the common origin in both sources, in the field origin."
)
