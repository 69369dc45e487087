"""A text in, the words in it that express likelihood, confidence or nothing in particular out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from briefgen.schema.vocabulary import SCALES, ScaleName

WordSpan = tuple[int, int]

_NEAR = 16
"""How many characters are looked at before a word: enough for "not" and for any abbreviation."""

_ADVERBS = {
    "improbable": "improbably",
    "probable": "probably",
    "almost certain": "almost certainly",
    "nearly certain": "nearly certainly",
}
"""Forms of a term that running text uses in its place."""
_NOT_A_LIKELIHOOD = {"remote": r"remote(?=\s+(?:chance|possibility|likelihood|probability|prospect))"}
"""Terms that mostly mean something else, and where they do not."""
_QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|\"[^\"]*\"")
_CONFIDENCE = re.compile(
    r"\b(?:low|moderate|medium|high)(?:-to-(?:moderate|high))?[ -]confidence\b|\bconfidence (?:is|remains) (?:low|moderate|high)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\bmay\b(?=\s+[a-z])"
    r"|\bmight\b(?=\s+(?:not |also |still |even |yet |well )?(?!of\b|and\b|in\b|to\b|is\b|was\b|has\b|against\b|over\b)[a-z])"
    r"|\bcould\b|\bpossibly\b|\bperhaps\b|(?<!as )(?<!if )(?<!where )(?<!soon as )\bpossible\b(?! exception)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])(?P<closing>[\"”’)]*)\s+(?=[\"“‘(]?[A-Z])|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Adm|Col|Lt|Sgt|Gov|Sen|Rep|No|vs|cf|approx))\.[\"”’)]*$"
)


def unquoted(text: str) -> str:
    """The text with quoted words blanked: what somebody else said is not the analyst's own choice of words."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def hedges(text: str) -> Iterator[WordSpan]:
    """Words that leave open how likely something is."""
    for match in _HEDGE.finditer(unquoted(text)):
        yield match.span()


def confidences(text: str) -> Iterator[WordSpan]:
    """Statements of confidence."""
    for match in _CONFIDENCE.finditer(unquoted(text)):
        yield match.span()


def likelihoods(text: str, scale: ScaleName) -> Iterator[tuple[WordSpan, str]]:
    """Words that stand on a scale, each with its term; one with "not" before it means something else and is left out."""
    pattern, terms = _likelihood_pattern(scale)
    plain = unquoted(text)
    for match in pattern.finditer(plain):
        if not plain[max(match.start() - _NEAR, 0) : match.start()].rstrip().lower().endswith((" not", "n’t", "n't")):
            yield match.span(), terms[" ".join(match[0].lower().split())]


@lru_cache
def _likelihood_pattern(scale: ScaleName) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the words of a scale, longest first, and the term that each stands for."""
    terms = {term: term for term in SCALES[scale].terms}
    for term in SCALES[scale].terms:
        last = term.rpartition(" ")[2]
        adverb = _ADVERBS.get(term) or (term[: -len(last)] + _ADVERBS[last] if last in _ADVERBS else None)
        if adverb:
            terms[adverb] = term
    words = sorted(terms, key=len, reverse=True)
    forms = (_NOT_A_LIKELIHOOD.get(word, re.escape(word).replace(r"\ ", r"\s+")) for word in words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", re.IGNORECASE), terms


def sentences_of(text: str) -> Iterator[WordSpan]:
    """Start and end of each sentence. Initials and titles end none."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end("closing") if match["closing"] is not None else match.start()
        if _ABBREVIATION.search(text, max(start, end - _NEAR), end):
            continue
        yield start, end
        start = match.end()
    yield start, len(text)


def word_count(text: str) -> int:
    return len(text.split())
