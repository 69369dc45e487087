"""Words of a banner or a portion mark in, a `Label` out: its level and controls, which can be compared.

Each scheme is a table: its levels from the lowest, and the controls that may follow a level. Nothing
here decides what a text ought to bear, and no claim is made that a marking follows a rule book: labels
are read, compared, joined and written, never given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Literal

from msgspec import Struct

MarkingScheme = Literal["tlp", "us", "cui", "nato", "uk", "custom"]

_DASHES = " -\N{EN DASH}"
_SPACES = re.compile(r"\s+")
_PARENTHESES = re.compile(r"\((.*)\)", re.DOTALL)
_CATEGORY = re.compile(r"[A-Z][A-Z0-9]*(?:[- ][A-Z0-9]+)*")
_PERMISSION = re.compile(r"(?:REL(?:EASABLE|EASEABLE)? (?:TO|FOR)|DISPLAY ONLY(?: TO)?|RELIDO)(?: .+)?", re.IGNORECASE)
"""Words that widen who may see what bears them, in whatever scheme they stand."""
_RELEASED_TO = (
    re.compile(r"(?:REL TO|DISPLAY ONLY) ([A-Z]{3,4}(?:(?:, | )[A-Z]{3,4})*)"),
    re.compile(r"RELEASABLE TO ([A-Z]{2,4}(?:(?:, | AND )[A-Z]{2,4})*)"),
)
"""Permissions whose nations or bodies are codes, so that they can be compared one by one."""
_NO_CODES = frozenset(("ALL", "ANY", "BUT", "NO", "NON", "NOT", "ONLY"))
_DISPLAY = "DISPLAY ONLY "
_MEMBERS = {
    "FVEY": ("AUS", "CAN", "GBR", "NZL", "USA"),
    "ACGU": ("AUS", "CAN", "GBR", "USA"),
}
"""What a tetragraph stands for, where it does not stand for itself."""


class UnknownLabel(ValueError):
    """Words that are no label of their scheme."""

    def __init__(self, words: str, message: str, allowed: Iterable[str], meant: str | None = None) -> None:
        super().__init__(message)
        self.words = words
        self.message = message
        self.allowed = tuple(allowed)
        self.meant = meant

    @property
    def hint(self) -> str:
        """What was probably meant, and all that may stand there."""
        meant = f"Did you mean {self.meant}?\n" if self.meant else ""
        return f"{meant}One of: {', '.join(self.allowed)}." if self.allowed else meant.strip()


# --- the tables ------------------------------------------------------------------------------------


class Level(Struct, frozen=True):
    """One level of a scheme: its words in a banner and before a portion."""

    banner: str
    portion: str
    also: tuple[str, ...] = ()
    """Other forms in which it is read; it is written in the first two."""


class MarkingControl(Struct, frozen=True):
    """A control of a scheme: its words in a banner and before a portion, and where it stands among others."""

    banner: str
    portion: str
    rank: int
    """Controls of one rank stand together, separated by `/`; ranks are separated by `//`."""
    grows: bool = False
    """Whether compartments or names follow it, after a hyphen or a space."""


class Scheme(Struct, frozen=True, dict=True):
    """The labels of a scheme."""

    name: MarkingScheme
    levels: tuple[Level, ...]
    """From the lowest."""
    controls: tuple[MarkingControl, ...] = ()
    separators: str = "//"
    """What parts a level from its controls; `//`, or for the United Kingdom also a dash or a space."""
    free: bool = False
    """Whether any words may follow a level."""
    public: bool = False
    """Whether anybody may see what bears the lowest level and no control."""

    @cached_property
    def forms(self) -> Mapping[str, int]:
        """Every way to write a level, to its number."""
        return {form: n for n, each in enumerate(self.levels) for form in (each.banner, each.portion, *each.also)}

    @cached_property
    def known(self) -> Mapping[str, MarkingControl]:
        """Every way to write a control."""
        return {form: each for each in self.controls for form in (each.banner, each.portion)}


_US_LEVELS = (
    Level("UNCLASSIFIED", "U"),
    Level("CUI", "CUI"),
    Level("CONFIDENTIAL", "C"),
    Level("SECRET", "S"),
    Level("TOP SECRET", "TS"),
)
_SCI, _SAP, _AEA, _FGI, _DISSEM, _NON_IC = range(6)
_US_CONTROLS = (
    *(MarkingControl(word, word, _SCI, grows=True) for word in ("HCS", "KDK", "RSV", "SI", "TK")),
    MarkingControl("SPECIAL ACCESS REQUIRED", "SAR", _SAP, grows=True),
    MarkingControl("RD", "RD", _AEA, grows=True),
    MarkingControl("FRD", "FRD", _AEA, grows=True),
    MarkingControl("TFNI", "TFNI", _AEA),
    MarkingControl("DOD UCNI", "DCNI", _AEA),
    MarkingControl("DOE UCNI", "UCNI", _AEA),
    MarkingControl("FGI", "FGI", _FGI, grows=True),
    MarkingControl("FOR OFFICIAL USE ONLY", "FOUO", _DISSEM),
    MarkingControl("ORCON", "OC", _DISSEM),
    MarkingControl("ORCON-USGOV", "OC-USGOV", _DISSEM),
    MarkingControl("IMCON", "IMC", _DISSEM),
    MarkingControl("NOFORN", "NF", _DISSEM),
    MarkingControl("PROPIN", "PR", _DISSEM),
    MarkingControl("RELIDO", "RELIDO", _DISSEM),
    MarkingControl("FISA", "FISA", _DISSEM),
    MarkingControl("RSEN", "RS", _DISSEM),
    MarkingControl("DEA SENSITIVE", "DSEN", _DISSEM),
    MarkingControl("LIMDIS", "DS", _NON_IC),
    MarkingControl("EXDIS", "XD", _NON_IC),
    MarkingControl("NODIS", "ND", _NON_IC),
    MarkingControl("SBU", "SBU", _NON_IC),
    MarkingControl("SBU NOFORN", "SBU-NF", _NON_IC),
    MarkingControl("LES", "LES", _NON_IC),
    MarkingControl("LES NOFORN", "LES-NF", _NON_IC),
    MarkingControl("SSI", "SSI", _NON_IC),
)
_CUI_CONTROLS = (
    MarkingControl("NOFORN", "NF", _DISSEM),
    MarkingControl("FED ONLY", "FED ONLY", _DISSEM),
    MarkingControl("FEDCON", "FEDCON", _DISSEM),
    MarkingControl("NOCON", "NOCON", _DISSEM),
    MarkingControl("DL ONLY", "DL ONLY", _DISSEM),
    MarkingControl("RELIDO", "RELIDO", _DISSEM),
    MarkingControl("ATTORNEY-CLIENT", "AC", _DISSEM),
    MarkingControl("ATTORNEY-WP", "AWP", _DISSEM),
    MarkingControl("DELIBERATIVE", "DELIB", _DISSEM),
)
_UK_CONTROLS = (
    *(
        MarkingControl(word, word, 0)
        for word in ("COMMERCIAL", "HMG USE ONLY", "LOCSEN", "MARKET SENSITIVE", "ORGANISATIONAL USE ONLY")
    ),
    *(MarkingControl(word, word, 0) for word in ("PERSONAL", "PERSONAL DATA", "RECIPIENTS ONLY", "UK EYES ONLY")),
)

SCHEMES: Mapping[str, Scheme] = {
    "tlp": Scheme(
        "tlp",
        (
            Level("TLP:CLEAR", "TLP:CLEAR", ("TLP:WHITE",)),  # its name in version 1 of the protocol
            Level("TLP:GREEN", "TLP:GREEN"),
            Level("TLP:AMBER", "TLP:AMBER"),
            Level("TLP:AMBER+STRICT", "TLP:AMBER+STRICT"),
            Level("TLP:RED", "TLP:RED"),
        ),
        free=True,
        public=True,
    ),
    "us": Scheme("us", _US_LEVELS, _US_CONTROLS, public=True),
    "cui": Scheme(
        "cui", (Level("UNCLASSIFIED", "U"), Level("CUI", "CUI", ("CONTROLLED",))), _CUI_CONTROLS, public=True
    ),
    "nato": Scheme(
        "nato",
        (
            Level("NATO UNCLASSIFIED", "NU"),
            Level("NATO RESTRICTED", "NR"),
            Level("NATO CONFIDENTIAL", "NC"),
            Level("NATO SECRET", "NS"),
            Level("COSMIC TOP SECRET", "CTS"),
        ),
        tuple(MarkingControl(word, word, 0) for word in ("ATOMAL", "BALK", "BOHEMIA")),
        separators="// ",
    ),
    "uk": Scheme(
        "uk",
        (
            Level("OFFICIAL", "O", ("UK OFFICIAL",)),
            Level("OFFICIAL-SENSITIVE", "OS", ("O-S", "OFFICIAL SENSITIVE", "UK OFFICIAL-SENSITIVE")),
            Level("SECRET", "S", ("UK SECRET",)),
            Level("TOP SECRET", "TS", ("UK TOP SECRET",)),
        ),
        _UK_CONTROLS,
        separators="// -",
    ),
}
LEVEL_BANNERS = frozenset(level.banner for scheme in SCHEMES.values() for level in scheme.levels)


def file_word(banner: str) -> str:
    """A banner's words as a part of a file's name: `tlp-green`."""
    return re.sub(r"[^a-z0-9]+", "-", banner.lower()).strip("-")


EDITION_WORDS: Mapping[str, str] = {file_word(banner): banner for banner in sorted(LEVEL_BANNERS)}
"""What ends the names of editions, to the banner that they are released under."""
_FIRST_WORDS: Mapping[str, MarkingScheme] = {
    "TLP:": "tlp",
    "CUI": "cui",
    "CONTROLLED": "cui",
    "NATO ": "nato",
    "COSMIC ": "nato",
    "OFFICIAL": "uk",
    "UK ": "uk",
}


def scheme_of(banner: str) -> MarkingScheme:
    """The scheme that a banner's words belong to; `custom` where they belong to none."""
    words = banner.strip().upper()
    for first, scheme in _FIRST_WORDS.items():
        if words.startswith(first):
            return scheme
    return "us" if words.split("//")[0].strip() in {level.banner for level in _US_LEVELS} else "custom"


def custom(levels: Iterable[str]) -> Scheme:
    """An organisation's own scheme, its levels from the lowest."""
    return Scheme("custom", tuple(Level(word, word) for word in levels), free=True)


def resembling(banner: str) -> str | None:
    """The label of any scheme that words of no scheme were probably meant for: `SECRET//NOFORN` for `SECRET NOFORN`."""
    words = _SPACES.sub(" ", banner.strip().upper())
    said_twice = re.sub(r"\s*\([^()]*\)$", "", words)
    for each in dict.fromkeys((said_twice, words)):
        for scheme in SCHEMES.values():
            if (label := _rewritten(each, scheme)) is not None:
                return label
    levels = [level.banner for scheme in SCHEMES.values() for level in scheme.levels]
    return _close(banner.split("//")[0].strip(), levels, 0.8)


def _rewritten(words: str, scheme: Scheme) -> str | None:
    """The banner that the words are but for their strokes, blanks and short forms."""
    for form in sorted(scheme.forms, key=len, reverse=True):
        found = re.fullmatch(rf"{re.escape(form)}(?:[\s/,:–-]+(?P<rest>.+))?", words)
        if found is None:
            continue
        for rest in _divided(found["rest"] or ""):
            try:
                return parse(f"{form}{rest}", scheme).banner
            except UnknownLabel:
                continue
    return None


def _divided(rest: str) -> Iterator[str]:
    """What follows a level, as it may have been meant: each word a control, or all of it one."""
    yield "".join(f"//{each}" for each in re.split(r"\s+[–-]\s+|\s*/+\s*|,\s*|\s+", rest) if each)
    yield f"//{rest}" if rest else ""


# --- labels ------------------------------------------------------------------------------------------


class Label(Struct, frozen=True):
    """A level and its controls."""

    scheme: Scheme
    level: int
    """From 0, the lowest."""
    controls: tuple[tuple[int, str, str], ...] = ()
    """(rank, words in a banner, words before a portion), as they were written."""
    required: frozenset[str] = frozenset()
    """The controls that whatever holds it must bear too, a compartment's parents among them."""
    audience: frozenset[str] | None = None
    """Whom it may be released to, and other permissions; none by NOFORN; None where nothing is said."""
    unknown: frozenset[str] = frozenset()
    """Controls that are in no table: whether they narrow or widen who may see it, nobody can say."""

    def covers(self, other: Label) -> bool:
        """Whether a page with this banner may hold a portion with the other label, as banners are made of portions."""
        return (
            other.level <= self.level
            and other.required <= self.required
            and _may_reach(self.audience, other.audience, controlled=not other.is_public)
        )

    def admits(self, other: Label) -> bool:
        """Whether an edition with this label may hold what bears the other one: as `covers`, and whatever stands in
        either of them and is not known excludes."""
        return self.covers(other) and (other.is_public or (not self.is_public and self.unknown == other.unknown))

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return (
            self.scheme.public and self.level == 0 and not (self.required or self.unknown or self.audience is not None)
        )

    def joined(self, other: Label) -> Label:
        """The lowest label that covers both."""
        if other.is_public or (self.covers(other) and not self.is_public):
            return self
        if self.is_public or other.covers(self):
            return other
        audience = _joined_audience(self.audience, other.audience, self.scheme)
        kept = [each for each in dict.fromkeys((*self.controls, *other.controls)) if not _is_audience(each[1])]
        kept += _audience_controls(audience, self.scheme)
        order = {control.banner: number for number, control in enumerate(self.scheme.controls)}
        kept.sort(key=lambda each: (each[0], order.get(each[1], len(order)), each[1]))
        required = self.required | other.required
        unknown = self.unknown | other.unknown
        return Label(self.scheme, max(self.level, other.level), tuple(kept), required, audience, unknown)

    @property
    def portion(self) -> str:
        """As printed before a portion: `(S//NF)`."""
        return f"({'//'.join([self.scheme.levels[self.level].portion, *self._groups(2)])})"

    @property
    def banner(self) -> str:
        """As printed at the top of a page: `SECRET//NOFORN`."""
        return "//".join([self.scheme.levels[self.level].banner, *self._groups(1)])

    def _groups(self, form: Literal[1, 2]) -> Iterator[str]:
        for _, group in groupby(self.controls, lambda each: each[0]):
            # Free words may hold a stroke of their own, and so are not separated by one.
            yield ("//" if self.scheme.free else "/").join(each[form] for each in group)


def parse(words: str, scheme: Scheme) -> Label:
    """The label that the words say, with or without parentheses. UnknownLabel where they say none of the scheme."""
    found = _PARENTHESES.fullmatch(words.strip())
    clean = _SPACES.sub(" ", found[1] if found else words).strip()
    level, rest = _level(clean, scheme)
    elements = list(_elements(rest, scheme))
    controls = [_control(each, clean, scheme) for each in elements]
    required = frozenset(need for each in controls if each.rolls_up for need in _with_parents(each.banner))
    written = tuple(sorted(((each.rank, each.banner, each.portion) for each in controls), key=lambda c: c[0]))
    unknown = frozenset(each.banner for each in controls if not each.known)
    return Label(scheme, level, written, required, _audience(elements, clean), unknown)


def _level(words: str, scheme: Scheme) -> tuple[int, str]:
    """The level that the words begin with, and what follows it."""
    head, _, rest = words.partition("//")
    if (exact := scheme.forms.get(head.strip())) is not None:
        return exact, rest
    if len(scheme.separators) > 2:  # controls may follow a space or a dash
        for form in sorted(scheme.forms, key=len, reverse=True):
            if head.startswith(form) and head[len(form)] in _DASHES:
                return scheme.forms[form], "//".join((head[len(form) :].strip(_DASHES), rest)).strip("/")
    allowed = [level.banner for level in scheme.levels]
    message = f"“{words}” is no label of the scheme {scheme.name}"
    raise UnknownLabel(words, message, allowed, _close(head.strip(), allowed))


def _elements(rest: str, scheme: Scheme) -> Iterator[str]:
    for group in rest.split("//"):
        # Free words and lists of nations may hold a stroke of their own.
        for each in [group] if scheme.free else group.split("/"):
            if each.strip():
                yield each.strip()


class _Read(Struct, frozen=True):
    """A control as it was read."""

    rank: int
    banner: str
    portion: str
    rolls_up: bool = True
    known: bool = True


def _control(element: str, words: str, scheme: Scheme) -> _Read:
    """One control. UnknownLabel where the scheme has none such."""
    if _is_permission(element, scheme):
        return _Read(_DISSEM, element, element, rolls_up=False)
    if (known := scheme.known.get(element)) is not None:
        return _Read(known.rank, known.banner, known.portion, known.banner != "NOFORN")
    if scheme.free:
        return _Read(0, element, element, element != "NOFORN", known=element == "NOFORN")
    for form, control in scheme.known.items():
        if control.grows and element.startswith((f"{form}-", f"{form} ")):
            tail = element[len(form) :]
            return _Read(control.rank, control.banner + tail, control.portion + tail)
    meant = _close(element, scheme.known, 0.7)
    if scheme.name == "cui" and meant is None and _CATEGORY.fullmatch(element):
        # basic categories may stay out of a banner
        return _Read(0, element, element, element.startswith("SP-"), known=False)
    if scheme.name == "uk" and element.endswith(" EYES ONLY"):
        return _Read(0, element, element, known=False)
    allowed = list(dict.fromkeys(control.banner for control in scheme.controls))
    allowed += ["REL TO USA, ..."] if scheme.name in ("us", "cui") else []
    raise UnknownLabel(words, f"“{element}” is no control of the scheme {scheme.name}", allowed, meant)


def _with_parents(control: str) -> Iterator[str]:
    """A compartment and what it is a part of: SI-G ABCD, SI-G, SI."""
    yield control
    if control.startswith(("HCS", "KDK", "RSV", "SI-", "SI ", "TK", "RD-", "FRD-")):
        for cut in re.finditer("[- ]", control):
            yield control[: cut.start()]


# --- who may see it ------------------------------------------------------------------------------------


def _is_permission(element: str, scheme: Scheme) -> bool:
    """Whether the element widens who may see what bears it. Schemes with controls of their own are read in capitals."""
    read = _PERMISSION.fullmatch(element)
    return bool(read) and (scheme.free or _is_well_formed(element))


def _is_well_formed(element: str) -> bool:
    return element == "RELIDO" or bool(_nations(element)) or bool(re.fullmatch(r"RELEASABLE (TO|FOR) .+", element))


def _nations(element: str) -> frozenset[str]:
    """Those whom a permission names by codes; nothing where it says it in other words."""
    read = next((found for pattern in _RELEASED_TO if (found := pattern.fullmatch(element))), None)
    words = re.split(r", | AND | ", read[1]) if read else []
    if not _NO_CODES.isdisjoint(words):
        return frozenset()
    return frozenset(nation for word in words for nation in _MEMBERS.get(word, (word,)))


def _audience(elements: Iterable[str], words: str) -> frozenset[str] | None:
    """All permissions together; UnknownLabel where some are given and NOFORN takes them back."""
    given = list(elements)
    permissions = frozenset(each for element in given if _PERMISSION.fullmatch(element) for each in _permitted(element))
    if "NOFORN" in given or "NF" in given:
        if permissions:
            raise UnknownLabel(words, f"“{words}” is released to some and, by NOFORN, to none", ())
        return frozenset()
    return permissions or None


def _permitted(element: str) -> Iterator[str]:
    """A permission in parts that can be compared: nations where it names them, else its own words."""
    nations = _nations(element)
    head = _DISPLAY if element.startswith(_DISPLAY) else ""
    yield from (head + nation for nation in nations) if nations else (element.upper(),)


def _reached(audience: frozenset[str]) -> frozenset[str]:
    """The permissions and what they imply: whom a text may be given to, it may be shown to."""
    return audience | {_DISPLAY + each for each in audience}


def _may_reach(mine: frozenset[str] | None, other: frozenset[str] | None, *, controlled: bool) -> bool:
    """Whether readers that mine admits may all see what the other is said of."""
    if mine is None:
        return other is None or bool(other)
    if not mine:
        return True
    return not controlled if other is None else mine <= _reached(other)


def _joined_audience(one: frozenset[str] | None, other: frozenset[str] | None, scheme: Scheme) -> frozenset[str] | None:
    if one is None or other is None:
        return frozenset() if frozenset() in (one, other) else None
    both = (one & _reached(other)) | (other & _reached(one))
    if both - {"USA", f"{_DISPLAY}USA"}:
        return both
    return frozenset() if "NOFORN" in scheme.known or not (one and other) else None


def _is_audience(control: str) -> bool:
    return control == "NOFORN" or _PERMISSION.fullmatch(control) is not None


def _audience_controls(audience: frozenset[str] | None, scheme: Scheme) -> Iterator[tuple[int, str, str]]:
    """An audience as it is written: nations in one list each, other permissions in their own words."""
    if audience is None:
        return
    if not audience:
        yield _DISSEM, "NOFORN", "NF"
    codes = {each for each in audience if re.fullmatch(f"({_DISPLAY})?[A-Z]{{2,4}}", each)}
    shown = {each.removeprefix(_DISPLAY) for each in codes if each.startswith(_DISPLAY)}
    head = "REL TO" if "NOFORN" in scheme.known else "RELEASABLE TO"
    for words, nations in ((head, codes - {_DISPLAY + each for each in shown}), (_DISPLAY.strip(), shown)):
        if nations:
            names = ", ".join(sorted(nations, key=lambda nation: (nation != "USA", len(nation), nation)))
            yield _DISSEM, f"{words} {names}", f"{words} {names}"
    yield from ((_DISSEM, each, each) for each in sorted(audience - codes))


def _close(word: str, words: Iterable[str], cutoff: float = 0.75) -> str | None:
    plain = {each.upper(): each for each in words}
    cleaned = re.sub(r"\s*:\s*", ":", word.upper())
    for candidate in (cleaned, f"TLP:{cleaned}"):
        if candidate in plain:
            return plain[candidate]
    from difflib import get_close_matches

    found = get_close_matches(cleaned, plain, n=1, cutoff=cutoff)
    return plain[found[0]] if found else None
