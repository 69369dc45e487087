"""A text in, the words in it that express likelihood, confidence or nothing in particular out; by its language's table.

In a language that has no table nothing is found. Quoted words are somebody else's, unless the quotation marks hold a
single term: then the analyst uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from briefgen.checks.lexicons import Reader, reader_of
from briefgen.lazy_patterns import lazy_pattern
from briefgen.schema.vocabulary import SCALES, ScaleName

WordSpan = tuple[int, int]
Use = Literal["said", "said of not", "negated", "compared", "name", "outside"]
"""How a word of likelihood is used: said of something; said of its not being so (will probably not); turned round; in a
comparison; as part of a name for something (the likely successor); outside the scale."""

_KEPT = 512
"""Texts whose words are kept: several rules ask for those of the same text."""
_NEAR = 16
"""How many characters are looked at before a full stop: enough for any abbreviation."""
_BEFORE = 60
"""How many characters are looked at before a word."""
_SAID_OF = lazy_pattern(
    r"\b(?:is|are|was|were|be|been|remains?|seems?|it|(?<!such )as|will|would|that) $", re.IGNORECASE
)
"""What stands before a term in quotation marks that the analyst uses; elsewhere the word itself is spoken of."""
_QUOTED = lazy_pattern(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|‘[^‘’]*’(?!\w)|\"[^\"]*\"")
_ATTRIBUTED = lazy_pattern(
    r"\b(?:said|says|called|calls|described|describes|termed|labelled|dubbed|word|words|according|quoted)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_SENTENCE_END = lazy_pattern(r"(?<=[.!?])(?P<closing>[\"”’)]*)\s+(?=[\"“‘(]?[A-ZÀ-ÞА-Я])|\n\s*\n")
_ABBREVIATION = lazy_pattern(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Adm|Col|Lt|Sgt|Gov|Sen|Rep|No|vs|cf|approx))\.[\"”’)]*$"
)
_STARTER = lazy_pattern(r"(?:The|This|That|These|Those|We|Our|It|Its|In|A|An|Confidence|High|Moderate|Low|Analysts)\b")
"""Words that begin a sentence, and follow an abbreviation only there."""
_PERCENT = lazy_pattern(
    r"(?<![\d.,])(?P<low>\d{1,3})(?:\.\d+)?(?: ?(?:%|per ?cent))?(?: ?(?:–|-|to|and) ?(?P<high>\d{1,3})(?:\.\d+)?)? ?(?:%|per ?cent\b)"
)


_CHANCES = ("chance", "odds", "possibility", "likelihood", "probability", "prospect")
_CHANCE_FOLLOWS = lazy_pattern(
    r"\s*(?:chances?|probability|likelihood|odds|Wahrscheinlichkeit|de (?:chances?|probab))", re.IGNORECASE
)
_PROBABILITY_OF = lazy_pattern(
    r"\b(?:chances?|probability|likelihood|odds|probabilité|probabilidad|Wahrscheinlichkeit)\b[^.;]{0,80}$",
    re.IGNORECASE,
)


class Estimate(Struct, frozen=True):
    """A word of likelihood where it stands."""

    span: WordSpan
    words: str
    """As the text has them, with what modifies them."""
    term: str | None
    """The term of the scale that they stand for."""
    use: Use


@lru_cache(_KEPT)
def unquoted(text: str) -> str:
    """The text with quoted words blanked, since what somebody else said is no choice of the analyst's; each blank is a space."""
    plain = re.sub(r"\s", " ", text)
    return _QUOTED.sub(lambda match: match[0] if _is_own(match) else " " * len(match[0]), plain)


def _is_own(match: re.Match[str]) -> bool:
    """Whether quotation marks hold nothing but a term, and nobody is said to have said it."""
    before = match.string[max(match.start() - _BEFORE, 0) : match.start()]
    inside = match[0][1:-1].strip(" .,;").lower()
    return inside in _own_terms() and bool(_SAID_OF.search(before)) and not _ATTRIBUTED.search(before)


@cache
def _own_terms() -> frozenset[str]:
    terms = {term for scale in SCALES.values() for term in scale.terms}
    return frozenset(terms | {"probably", "almost certainly", "possibly", "possible", "plausible"})


@lru_cache(_KEPT)
def hedges(text: str, language: str = "en") -> tuple[WordSpan, ...]:
    """Words that leave open how likely something is."""
    reader = reader_of(language)
    if reader is None:
        return ()
    plain = unquoted(text)
    return tuple(match.span() for match in reader.hedges.finditer(plain) if not reader.is_firm(plain, match))


def weak_hedges(text: str, language: str = "en") -> Iterator[WordSpan]:
    """Those that may say something else: how something looks, or what it is able to do."""
    reader = reader_of(language)
    if reader is not None:
        yield from (span for span in hedges(text, language) if reader.weak.match(text, span[0]))


def confidences(text: str, language: str = "en") -> Iterator[WordSpan]:
    """Statements of the analyst's confidence."""
    reader = reader_of(language)
    if reader is None:
        return
    plain = unquoted(text)
    for match in reader.confidence.finditer(plain):
        before, after = plain[max(match.start() - _BEFORE, 0) : match.start()], plain[match.end() :]
        if reader.own_confidence.search(before) or not (
            reader.others_confidence.search(before) or reader.others_confidence.search(after)
        ):
            yield match.span()


@lru_cache(_KEPT)
def estimates(text: str, scale: ScaleName, language: str = "en") -> tuple[Estimate, ...]:
    """Every word of likelihood, of this scale or any other, and how it is used."""
    reader = reader_of(language)
    if reader is None:
        return ()
    plain = unquoted(text)
    return tuple(
        _estimate(match, plain, scale, reader)
        for match in reader.forms.finditer(plain)
        if match[0].lower() != "remote" or _said_of_a_chance(plain, match.start())
    )


def likelihoods(text: str, scale: ScaleName, language: str = "en") -> Iterator[tuple[WordSpan, str]]:
    """The terms of the scale that something is said to be, and where they stand."""
    for each in estimates(text, scale, language):
        if each.use == "said" and each.term:
            yield each.span, each.term


def chosen_terms(text: str, scale: ScaleName, language: str = "en") -> Iterator[tuple[WordSpan, str]]:
    """The same with those that are said of something's not being so: the writer chose them just as well."""
    for each in estimates(text, scale, language):
        if each.use in ("said", "said of not") and each.term:
            yield each.span, each.term


_CHANCE = lazy_pattern(
    r"\b(?:chances?|possibility|likelihood|probability|prospects?|odds)\b(?:[^.;]|(?<=[A-Z])\.){0,80}\b(?:(?:is|are|remains?) (?:\w+ )?|(?:appears?|seems?) (?:to be )?)$",
    re.IGNORECASE,
)


def _said_of_a_chance(plain: str, start: int) -> bool:
    """Whether `remote` is said of how likely something is; mostly it says where something is."""
    return _CHANCE.search(plain[max(start - 2 * _BEFORE, 0) : start]) is not None


def _estimate(match: re.Match[str], plain: str, scale: ScaleName, reader: Reader) -> Estimate:
    before, after = plain[max(match.start() - _BEFORE, 0) : match.start()], plain[match.end() : match.end() + _BEFORE]
    term = _term(match, scale, reader)
    modifier = reader.outside.search(before)
    start = match.start() - (len(before) - modifier.start("words") if modifier else 0)
    earlier = before[: modifier.start("words")] if modifier else before
    use = _use(match[0], earlier, after, reader)
    if use.startswith("said") and (modifier or term is None):
        use = "outside"
    return Estimate((start, match.end()), plain[start : match.end()], None if modifier else term, use)


def _use(words: str, before: str, after: str, reader: Reader) -> Use:
    """By what stands before and after, modifiers apart."""
    if reader.negated.search(before):
        return "negated"
    if reader.compared.search(before):
        return "compared"
    if reader.negated_after.match(after):
        return "said of not"
    return "name" if _is_name(words, before, after, reader) else "said"


def _is_name(words: str, before: str, after: str, reader: Reader) -> bool:
    """Whether an adjective stands before its noun. A term with a noun of its own, such as a chance, never does."""
    if words.lower().endswith(_CHANCES) or words.lower().startswith(_CHANCES):
        return False
    if reader.inflected.search(words):
        return True
    if reader.adverbs.search(words):
        return False
    follows = re.match(r"[”\"]? (?=\w)", after)
    if follows is None or reader.after_predicate.match(after, follows.end()):
        return False
    if reader.adjectives.search(words) and not reader.predicate.search(before):
        return True
    return not before.strip() or reader.noun_follows.search(before) is not None


def _term(form: re.Match[str], scale: ScaleName, reader: Reader) -> str | None:
    candidates = reader.terms_of(form)
    return next((each for each in candidates if SCALES[scale].find(each)), None)


def nearest_term(words: str, scale: ScaleName) -> str | None:
    """The term of the scale that is nearest to one outside it, by the other scales' ranges."""
    plain = words.lower().replace("probably", "probable").replace("certainly", "certain")
    bands = [band for each in SCALES.values() for band in each.bands]
    found = next((band for part in (plain, plain.split()[-1]) for band in bands if part in band.terms), None)
    if found is None:
        return None
    middle = (found.low + found.high) / 2
    return min(SCALES[scale].bands, key=lambda band: abs((band.low + band.high) / 2 - middle)).terms[0]


@lru_cache(_KEPT)
def percentages(text: str) -> tuple[tuple[WordSpan, int, int], ...]:
    """Percentages and ranges of them, with their bounds."""
    found = _PERCENT.finditer(unquoted(text))
    return tuple((match.span(), int(match["low"]), int(match["high"] or match["low"])) for match in found)


def chances(text: str) -> Iterator[WordSpan]:
    """Percentages that say how likely something is: a 40% chance, a probability of 40%."""
    for span, _, _ in percentages(text):
        if is_chance(text, span[1]) or _PROBABILITY_OF.search(text, 0, span[0]):
            yield span


def is_chance(text: str, end: int) -> bool:
    """Whether what ends there is followed by a word for a chance."""
    return _CHANCE_FOLLOWS.match(text, end) is not None


def sentences_of(text: str) -> Iterator[WordSpan]:
    """Start and end of each sentence. Initials and titles end none."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end("closing") if match["closing"] is not None else match.start()
        initials = _ABBREVIATION.search(text, max(start, end - _NEAR), end)
        if initials and not _STARTER.match(text, match.end()):
            continue
        yield start, end
        start = match.end()
    yield start, len(text)


def word_count(text: str) -> int:
    return len(text.split())
