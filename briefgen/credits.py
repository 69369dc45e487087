"""An article's words in, the news agencies that it is credited to out; and one name for an agency's several.

A credit stands where newspapers put it: in the dateline, in a line of its own, at the end, in the by-line, or in the
lead as "Reuters reported". That somebody "told Reuters", that a photo is theirs, or that they added to a report
makes it no report of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

_HEAD = 300
"""Characters in which a dateline stands."""
_LEAD = 700
"""Characters in which a report says whose it is."""
_TAIL = 200
_OPEN, _CLOSE = r"[(\[/【（〔［]", r"[)\]/】）〕］]"
_JOINT = r"(?:\s*[/,&+]\s*|\s+(?:[–—-]|and|et|und|y)\s+)"
_SAID = (
    r"(?:has |had |have |also |first |earlier )?(?:reported|reports|wrote|writes)"
    r"|(?:a|ont) (?:rapporté|annoncé|indiqué|révélé)|rapporte|rapportait"
    r"|(?:hat |haben )?(?:berichtete|berichtet|meldete|meldet)|(?:informó|informa|reportó|reporta|publicó)"
    r"|(?:ha riferito|riferisce|riporta)|(?:informou|noticiou)|(?:сообщил[аио]?|сообщает|передает|передаёт)"
)
_ACCORDING = (
    r"according to(?: a)?(?: report (?:by|from))?|as reported by|in a report by|selon|d['’]après|laut|nach Angaben (?:von|der)"
    r"|según|secondo|segundo|по (?:данным|сообщению|информации)|how"
)
_THE = r"(?:the |l['’]|la |el |die |der |a |agency |agence |agencia |agenzia |agência |Nachrichtenagentur |агентство |агентства |news agency |news service )*"
_NOT_ITS_REPORT = r"(?!\s*(?:[/|]|photo|foto|file|image|video|poll|survey|graphic|Ipsos|-Ipsos|/Ipsos))"


class _Agencies(Struct, frozen=True):
    names: dict[str, str]
    """Any name, folded, to the one that is printed."""
    credit: dict[str, str]
    """Any form of a credit to that name, folded but for short forms."""
    pattern: str
    """What finds a name or a short form."""
    sure: str
    """The same without the short forms that others bear too."""


@cache
def _agencies() -> _Agencies:
    names: dict[str, str] = {}
    credit: dict[str, str] = {}
    loose: list[str] = []
    exact: list[str] = []
    sure: list[str] = []
    text = (Path(__file__).parent / "tables" / "agencies.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, others, short, *_ = [*line.split("\t"), "", ""]
        long = [each.strip() for each in (name, *others.split(";")) if each.strip()]
        marks = [each.strip() for each in short.split(";") if each.strip()]
        known = [each for each in marks if not each.endswith("?")]
        names |= {folded_name(each): name for each in (*long, *known)}
        credit |= {folded_name(each): name for each in long} | {each.rstrip("?"): name for each in marks}
        loose += long
        exact += [each.rstrip("?") for each in marks]
        sure += known
    return _Agencies(names, credit, _either_of(loose, exact), _either_of(loose, sure))


def _either_of(loose: Sequence[str], exact: Sequence[str]) -> str:
    return f"(?:(?i:{_either(loose)})|(?:{_either(exact)}))"


def _either(words: Sequence[str]) -> str:
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(words, key=len, reverse=True))


def folded_name(words: str) -> str:
    """A name as it is compared: without case, article and what says that it is an agency."""
    plain = re.sub(r"\s+", " ", words.casefold()).strip(" .")
    return re.sub(r"^(?:the|la|le|el|die) |(?: (?:news )?agency| newswire)$", "", plain)


def origin_name(words: str) -> str:
    """One name for an agency's several; any other name, as it is compared."""
    return _agencies().names.get(folded_name(words), folded_name(words))


def credits_of(paragraphs: Sequence[str], author: str | None = None) -> tuple[str, ...]:
    """The agencies that an article is credited to; of several in a running sentence, none."""
    text = "\n".join(paragraphs).replace("*", "")
    if not text and not author:
        return ()
    patterns = _patterns()
    spots = (text[:_HEAD], text[-_TAIL:])
    found = [name for spot in spots for name in _in(patterns.bracketed, spot)]
    found += [
        name for each in (*paragraphs[:2], *paragraphs[-2:]) for name in _in(patterns.line, each.replace("*", ""))
    ]
    found += _in(patterns.ending, text[-_TAIL:])
    found += _in(patterns.author, author or "")
    if not found:
        said = list(dict.fromkeys(_in(patterns.reported, text[:_LEAD])))
        found = said if len(said) == 1 else []
    return tuple(dict.fromkeys(found))


class _Patterns(Struct, frozen=True):
    bracketed: re.Pattern[str]
    line: re.Pattern[str]
    ending: re.Pattern[str]
    author: re.Pattern[str]
    reported: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    one = rf"(?<!\w)(?:(?i:the)\s+)?{_agencies().pattern}(?!\w)"
    bare = _agencies().pattern  # scripts without blanks write an agency's name against the words around it
    other = r"[^\W\d_][\w.]{0,20}"  # one word: "Agency/First Last" credits a picture
    joint = rf"(?:{one}|{other}{_JOINT}{one})(?:{_JOINT}(?:{one}|{other})){{0,2}}"
    sure = rf"(?<!\w){_agencies().sure}(?!\w)"
    dateline = rf"{_OPEN}(?:[^()\[\]/]{{0,24}}[=＝:：]\s*|[^\W\d_]*\s?\d{{1,2}}日\s*)?(?P<names>{joint}){_CLOSE}"
    cjk = (
        rf"|^[【\[]?(?P<cjk>{bare})[^\s]{{0,12}}\d{{1,2}}日電?电?[】\]]?|[\[［][^\]］]{{0,12}}日\s?(?P<jp>{bare})[\]］]"
    )
    dash = rf"|^[^\W\d_][^\n.–—]{{1,40}}?\s*(?:[–—-]{{1,2}}|\d{{1,2}}\.? [^\W\d_]+\.?\s?[-,–—]?)\s*(?P<dash>{one})\s?[.)]?\s?(?:--|[–—-])\s"
    dots = rf"|^[^\W\d_][^\n]{{1,24}}?\.\s\d{{1,2}} [^\W\d_]+\.\s(?P<dots>{one})\s[-–—]"
    source = r"(?:source|sources|quelle|quellen|fuente|fuentes|fonte|fonti|источник|by|by staff of|from)\s*:?\s*"
    line = rf"^\s*(?:[–—-]{{1,2}}\s*)?(?:(?i:{source}))?(?i:the\s+)?(?P<line>{joint})\s*\.?\s*$"
    ending = rf"(?:[.!?”\"»)]\s*[–—-]{{1,2}}\s*|[.!?”\"»]\s+(?i:{source}))(?P<end>{one})\s*\.?\s*$"
    author = rf"(?:^|[,|/(]|\b(?:for|with|of|staff)\b)\s*(?i:by\s+)?(?i:the\s+)?(?P<by>{one})(?:\s+(?i:staff|writer|correspondent|reporter)s?)?\s*\)?\s*$"
    reported = (
        rf"(?P<subject>{sure})(?:\s+(?i:news agency|agency|news service))?{_NOT_ITS_REPORT}\s+(?i:{_SAID})\b"
        rf"|\b(?i:{_ACCORDING})\s+(?i:{_THE})(?P<after>{sure}){_NOT_ITS_REPORT}"
        rf"|(?i:\b{_SAID})\s+(?i:{_THE})(?P<inverted>{sure})(?=[\s,.;:]|$){_NOT_ITS_REPORT}"
    )
    return _Patterns(
        re.compile(f"{dateline}{cjk}{dash}{dots}", re.MULTILINE),
        re.compile(line),
        re.compile(ending),
        re.compile(author),
        re.compile(reported),
    )


def _in(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        words = next((group for group in match.groups() if group), "")
        whole = _name(words)
        names = [whole] if whole else [_name(each) for each in re.split(_JOINT, words)]
        yield from (name for name in names if name)


def _name(words: str) -> str | None:
    credit = _agencies().credit
    return credit.get(words) or credit.get(folded_name(words))
