"""A paragraph in English in, the sentences that say what was done on a day or in a month out, with that date.

No further than is reliably right. A sentence is taken where it names one date, and that date is told by “on” with a day
or “in” with a month (“signed the pact on 12 May 2024”, “In May 2024, forces occupied ...”); where a verb of action in the
past stands with it in one clause; and where nothing in it makes the action doubtful, denied, planned or another's word
for it. All other dates, relative ones (“on Monday”) among them, are left to the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = {name[:3]: number for number, name in enumerate(_NAMES, 1)}
_MONTH = "|".join(
    sorted([*_NAMES, *(f"{each}\\.?" for each in _SHORT if each != "May"), "Sept\\.?"], key=len, reverse=True)
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DATE = re.compile(
    rf"\b(?P<by>[Oo]n|[Ii]n)\s+{_WEEKDAY}(?:"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>[12]\d{{3}})"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,\s+(?P<year2>[12]\d{{3}})"
    rf"|(?P<month3>{_MONTH}),?\s+(?P<year3>[12]\d{{3}})"
    r"|(?P<iso>[12]\d{3}-\d\d-\d\d))\b(?!-)"
)
_ANY_DATE = re.compile(rf"\b(?:{_MONTH})\s+\d|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})\b|\b[12]\d{{3}}\b")
_VERBS = (
    "abducted adopted agreed annexed announced appointed approved arrested arrived attacked banned blocked bombed broke "
    "captured closed concluded crossed declared deployed destroyed detained dismissed dissolved downed elected ended "
    "established exchanged executed expelled fired freed hijacked held imposed inaugurated intercepted invaded joined "
    "killed launched left lifted met mobilised mobilized moved occupied opened ousted passed ratified raided released "
    "resigned resumed returned sank seized sent shelled signed sold staged started struck suspended tested took visited "
    "voted withdrew"
)
_VERB = re.compile(rf"\b(?:{_VERBS.replace(' ', '|')})\b")
_DOUBTFUL = re.compile(
    r"\b(?:would|could|may|might|should|will|shall|must|if|unless|whether|not|never|no|denied|denies|failed|plans?|planned"
    r"|planning|expects?|expected|scheduled|due|intends?|intended|hopes?|hoped|aims?|aimed|threatened|allegedly"
    r"|reportedly|alleged|alleges|claims?|claimed|rumoured|rumored|supposedly|apparently|proposed|proposes|set\s+to)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(
    r"\b(?:which|who|whom|whose|that|when|where|after|before|since|because|although|though|while|until|than|as)\b",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Pres|Prof|St|No|Nos|Inc|Ltd|Co|Corp|vs|approx|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z](?:\.[A-Z])*)\.$"
)
_LONGEST = 400


class DatedSentence(Struct, frozen=True):
    """What was done, and when."""

    start: int
    end: int
    date: str
    """As far as it is known: a day or a month."""


def dated_sentences(paragraph: str) -> Iterator[DatedSentence]:
    """Those of a paragraph, in order."""
    for start, end in _sentences(paragraph):
        words = paragraph[start:end]
        found = [*_DATE.finditer(words)]
        if len(found) == 1 and end - start <= _LONGEST and _is_one_deed(words, found[0]):
            when = _iso(found[0])
            if when:
                yield DatedSentence(start, end, when)


def _sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(paragraph):
        if _ABBREVIATION.search(paragraph, start, match.start()):
            continue
        yield start, match.start() + len(match[0].rstrip())
        start = match.end()
    end = len(paragraph.rstrip())
    if start < end:
        yield start, end


def _is_one_deed(words: str, when: re.Match[str]) -> bool:
    """Whether a verb of action goes with the date, and nothing else does."""
    rest = words[: when.start()] + words[when.end() :]
    if _ANY_DATE.search(rest) or _DOUBTFUL.search(rest) or re.search('["“”«»;:]', rest):
        return False
    before, after = words[: when.start()], words[when.end() :]
    clause = before.rsplit(",", 1)[-1]
    if before.strip():
        return _VERB.search(clause) is not None and _OTHER_CLAUSE.search(clause) is None and not _goes_on(after)
    verb = _VERB.search(after)
    return verb is not None and after.startswith(",") and _OTHER_CLAUSE.search(after[: verb.start()]) is None


def _goes_on(after: str) -> bool:
    """Whether a sentence goes on behind its date with another deed, which may have another time."""
    return _VERB.search(after) is not None or re.match(r"\s+(?:to|and|or|but)\b|[–—-]", after) is not None


def _iso(when: re.Match[str]) -> str:
    """The date; empty where there is no such day, or where “on” and “in” do not fit it."""
    try:
        if when["iso"]:
            day = date.fromisoformat(when["iso"])
        elif when["month3"]:
            return f"{when['year3']}-{_month(when['month3']):02}" if when["by"].lower() == "in" else ""
        else:
            month, number = when["month"] or when["month2"], when["day"] or when["day2"]
            day = date(int(when["year"] or when["year2"]), _month(month), int(number))
    except ValueError:
        return ""
    return day.isoformat() if when["by"].lower() == "on" else ""


def _month(name: str) -> int:
    return _SHORT[name[:3]]
