"""Goes in: text; comes out: the places where a line may end (UAX #14, Unicode 15.0).

`breaks` is the algorithm, with the usual tailoring for numbers (example 7 of section 8.2).  `word_breaks` adds what
good setting of briefings wants inside one word: no break after a slash next to a short part (`and/or`, `km/h`) or
inside `://`; Korean words are kept whole.

Thai, Lao, Khmer and Burmese write no spaces between words, and finding their words takes a dictionary that is not
part of this package.  Their text breaks at spaces, and else where a syllable surely begins or ends: before a leading
vowel, after a short vowel, a repetition mark or a silent letter (Thai, Lao), before a consonant that bears a sign
(Khmer, Burmese).  A reader will meet words divided between syllables; syllables stay whole unless one is wider than
its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from briefgen.typeset.graphemes import clusters
from briefgen.typeset.tables import properties

_MANDATORY = frozenset(("BK", "CR", "LF", "NL"))
_NO_COMBINING = _MANDATORY | {"SP", "ZW"}
_LETTERS = frozenset(("AL", "HL"))
_CLOSING = frozenset(("CL", "CP"))
_IDEOGRAPHS = frozenset(("ID", "EB", "EM"))
_HANGUL = frozenset(("JL", "JV", "JT", "H2", "H3"))
_BEFORE_NEVER = frozenset(("BA", "HY", "NS", "IN", "QU"))
_AFFIXES = frozenset(("PR", "PO"))
_NUMERIC_PARTS = frozenset(("NU", "SY", "IS"))
_SYLLABLES = {
    "JL": frozenset(("JL", "JV", "H2", "H3")),
    "JV": frozenset(("JV", "JT")),
    "H2": frozenset(("JV", "JT")),
    "JT": frozenset(("JT",)),
    "H3": frozenset(("JT",)),
}
_NONE: frozenset[str] = frozenset()
_PLAIN_WORD = re.compile(r"[\"'“‘(]*[A-Za-z0-9]+(?:['’][A-Za-z0-9]+|[.,][A-Za-z]+)*[.,;:!?'’”\")]*").fullmatch


class _Unit(Struct, frozen=True):
    """A character with the marks attached to it (rule LB9)."""

    start: int
    line: str
    wide: bool
    unassigned: bool
    joiner: bool
    """The last mark is a zero width joiner."""


class _Context(Struct, frozen=True):
    units: Sequence[_Unit]
    at: int
    before: _Unit
    after: _Unit
    spaced: str
    """Class of the last character before any spaces."""


def _units(text: str) -> list[_Unit]:
    found: list[_Unit] = []
    for at, character in enumerate(text):
        kind = properties(character)
        line = kind.line
        if line in ("CM", "ZWJ"):
            if found and found[-1].line not in _NO_COMBINING:
                found[-1] = replace(found[-1], joiner=line == "ZWJ", unassigned=False)
                continue
            found.append(_Unit(at, "AL", False, False, line == "ZWJ"))
        else:
            found.append(_Unit(at, "AL" if line == "SA" else line, kind.wide, kind.unassigned, False))
    return found


def breaks(text: str) -> list[int]:
    """Offsets where a line may or must end, the end of the text included."""
    units = _units(text)
    found = []
    spaced = ""
    numbers = _numeric_joins(units)
    flags = 0
    for at in range(1, len(units)):
        before, after = units[at - 1], units[at]
        if before.line == after.line == "AL":  # as most are: rule LB28
            spaced, flags = "AL", 0
            continue
        spaced = before.line if before.line != "SP" else spaced
        flags = flags + 1 if before.line == "RI" else 0
        if at not in numbers and _allowed(_Context(units, at, before, after, spaced), flags):
            found.append(after.start)
    return [*found, len(text)] if text else []


def _allowed(here: _Context, flags: int) -> bool:
    """The rules in their order; the first that speaks decides."""
    for rule in _RULES:
        answer = rule(here)
        if answer is not None:
            return answer
    return not (here.before.line == here.after.line == "RI" and flags % 2)


def _hard(here: _Context) -> bool | None:
    """LB4 to LB8a."""
    before, after = here.before.line, here.after.line
    if before in _MANDATORY:
        return not (before == "CR" and after == "LF")
    if after in _MANDATORY or after in ("SP", "ZW"):
        return False
    if here.spaced == "ZW":
        return True
    return False if here.before.joiner else None


def _glue(here: _Context) -> bool | None:
    """LB11 to LB13."""
    before, after = here.before.line, here.after.line
    if "WJ" in (before, after) or before == "GL":
        return False
    if after == "GL":
        return None if before in ("SP", "BA", "HY") else False
    if after == "EX" or (after in ("CL", "CP", "IS", "SY") and before != "NU"):
        return False
    return None


def _spaces(here: _Context) -> bool | None:
    """LB14 to LB18."""
    after = here.after.line
    if here.spaced == "OP" or (here.spaced == "QU" and after == "OP"):
        return False
    if (here.spaced in _CLOSING and after == "NS") or here.spaced == after == "B2":
        return False
    return True if here.before.line == "SP" else None


def _quotes_and_hyphens(here: _Context) -> bool | None:
    """LB19 to LB22."""
    before, after = here.before.line, here.after.line
    if "QU" in (before, after):
        return False
    if "CB" in (before, after):
        return True
    if after in _BEFORE_NEVER or before == "BB":
        return False
    if before in ("HY", "BA") and here.at > 1 and here.units[here.at - 2].line == "HL":
        return False
    return False if (before == "SY" and after == "HL") else None


def _numbers_and_letters(here: _Context) -> bool | None:
    """LB23 to LB24; LB25 is `_numeric_joins`."""
    before, after = here.before.line, here.after.line
    joined = (
        (before in _LETTERS and after == "NU")
        or (before == "NU" and after in _LETTERS)
        or (before == "PR" and after in _IDEOGRAPHS)
        or (before in _IDEOGRAPHS and after == "PO")
        or (before in _AFFIXES and after in _LETTERS)
        or (before in _LETTERS and after in _AFFIXES)
    )
    return False if joined else None


def _hangul_and_words(here: _Context) -> bool | None:
    """LB26 to LB30b."""
    before, after = here.before.line, here.after.line
    joined = (
        after in _SYLLABLES.get(before, _NONE)
        or (before in _HANGUL and after == "PO")
        or (before == "PR" and after in _HANGUL)
        or (before in _LETTERS and after in _LETTERS)
        or (before == "IS" and after in _LETTERS)
        or ((before in _LETTERS or before == "NU") and after == "OP" and not here.after.wide)
        or (before == "CP" and not here.before.wide and (after in _LETTERS or after == "NU"))
        or (after == "EM" and (before == "EB" or here.before.unassigned))
    )
    return False if joined else None


_RULES: tuple[Callable[[_Context], bool | None], ...] = (
    _hard,
    _glue,
    _spaces,
    _quotes_and_hyphens,
    _numbers_and_letters,
    _hangul_and_words,
)


def _numeric_joins(units: Sequence[_Unit]) -> set[int]:
    """Unit indexes before which rule LB25 forbids a break: `$(1,234.50)%` holds together."""
    joins: set[int] = set()
    for at, unit in enumerate(units):
        if unit.line == "NU" and (at == 0 or at - 1 not in joins or units[at - 1].line not in _NUMERIC_PARTS):
            joins.update(_number(units, at))
    return joins


def _number(units: Sequence[_Unit], start: int) -> range:
    """The joins of the number whose first digit stands at `start`."""
    first, end = start, start + 1
    if first and units[first - 1].line in ("OP", "HY"):
        first -= 1
    if first and units[first - 1].line in _AFFIXES:
        first -= 1
    while end < len(units) and units[end].line in _NUMERIC_PARTS:
        end += 1
    if end < len(units) and units[end].line in _CLOSING:
        end += 1
    if end < len(units) and units[end].line in _AFFIXES:
        end += 1
    return range(first + 1, end)


@lru_cache(maxsize=16384)
def word_breaks(word: str) -> tuple[int, ...]:
    """Offsets inside a word without spaces where a line may end, its end not included."""
    if _PLAIN_WORD(word):
        return ()
    found = breaks(word)[:-1]
    if "/" in word:
        found = [at for at in found if not _poor_slash(word, at)]
    kinds = [properties(character).line for character in word]
    found = [at for at in found if kinds[at - 1] not in _HANGUL or kinds[at] not in _HANGUL]
    if "SA" in kinds:
        found = sorted({*found, *_complex_breaks(word)})
    return tuple(found)


def _poor_slash(word: str, at: int) -> bool:
    """A break after a slash that divides `://`, or a short pair such as `and/or`; not the parts of an address."""
    if word[at - 1] != "/":
        return False
    if word.count("/") > 1:
        return "://" in word[max(at - 3, 0) : at + 2]
    return len(word[: at - 1]) < 4 or len(word[at:]) < 4


def breaks_after_space(before: str, after: str) -> bool:
    """Whether a line may end at the spaces between two words."""
    last = before[-1]
    if after[0].isalnum() and (last in ".,;:" or (last.isalnum() and last < "\u0300")):
        return True
    return _breaks_after_space(before[-8:], after[:2])


@lru_cache(maxsize=4096)
def _breaks_after_space(before: str, after: str) -> bool:
    return len(before) + 1 in breaks(f"{before} {after}")


# Thai and Lao vowels that stand before their consonant; signs that lean on what stands before them although they are
# letters; signs that end a syllable; marks that stack the next consonant below; marks of a consonant that ends one.
_LEADING = frozenset("เแโใไເແໂໃໄ")
_LEANING = frozenset("ะาำๅๆฯະາຳຽໆຯ")
_ENDING = frozenset("ะำๆฯ\u0e4cະຳໆຯ")
_STACKING = frozenset("\u17d2\u1039")
_FINAL = frozenset("\u0e4c\u103a\u17cd")


def _complex_breaks(word: str) -> list[int]:
    """Places between letter groups of scripts written without spaces."""
    pieces = list(clusters(word))
    found = []
    at = 0
    for before, after in pairwise(pieces):
        at += len(before)
        if _complex(before) and _complex(after) and _groups_part(before, after):
            found.append(at)
    return found


def _complex(piece: str) -> bool:
    return properties(piece[0]).line == "SA"


def _groups_part(before: str, after: str) -> bool:
    if before in _LEADING or after[0] in _LEANING or before[-1] in _STACKING or not _FINAL.isdisjoint(after):
        return False
    if after[0] < "\u0f00":  # Thai and Lao
        return after in _LEADING or not _ENDING.isdisjoint(before)
    return len(after) > 1
