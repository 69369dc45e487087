"""Words of a banner or a portion mark in, a `Label` out, or an `UnknownLabel` that says what was probably meant.

Each scheme is a table (`schemes`): its levels from the lowest, and the controls that may follow a level. Labels are
read and held against their tables, never given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from msgspec import Struct

from briefgen.schema.elements import (
    NOBODY,
    MarkingElement,
    UnknownLabel,
    elements,
    meant_code,
    nested_tokens,
    nested_words,
)
from briefgen.schema.labels import OWNED_TOGETHER, SHARED_HEAD, Label, place_of
from briefgen.schema.near import closest_word
from briefgen.schema.schemes import (
    FOREIGN_LEVELS,
    JOINT_LEVELS,
    LEVEL_BANNERS,
    NATO_IN_US,
    PARTNERS,
    SCHEMES,
    SCI,
    Level,
    MarkingScheme,
    Scheme,
    tetragraphs,
    trigraphs,
)

_DASHES = " -\N{EN DASH}:"
_SPACES = re.compile(r"\s+")
_PARENTHESES = re.compile(r"\((.*)\)", re.DOTALL)
_LONGEST = 1_000
_FGI_HEAD, _NATO = "FGI", "NATO"

_Refuse = Callable[..., UnknownLabel]
"""Makes an UnknownLabel of what is wrong and of the elements as they should be."""


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
    "NATO/": "nato",
    "COSMIC ": "nato",
    "OFFICIAL": "uk",
    "UK ": "uk",
    "LIMITE": "eu",
    "RESTREINT ": "eu",
    "CONFIDENTIEL ": "eu",
    "SECRET UE": "eu",
    "TRÈS SECRET": "eu",
    "TRES SECRET": "eu",
    "EU ": "eu",
    "//": "us",
}
_BRITISH = re.compile(r"(?:TOP )?SECRET\b.*\b(?:STRAP ?[0-9]|UK(?:/[A-Z]+)* EYES ONLY|FIVE EYES ONLY)")


def scheme_of(banner: str) -> MarkingScheme:
    """The scheme that a banner's words belong to; `custom` where they belong to none."""
    words = banner.strip().upper()
    for first, scheme in _FIRST_WORDS.items():
        if words.startswith(first):
            return scheme
    if _BRITISH.match(words):
        return "uk"
    return "us" if words.split("//")[0].strip() in {level.banner for level in SCHEMES["us"].levels} else "custom"


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
    levels = [level.banner for scheme in SCHEMES.values() for level in scheme.levels if level.banner != "PUBLIC"]
    return closest_word(banner.split("//")[0].strip(), levels, 0.8)


def _rewritten(words: str, scheme: Scheme) -> str | None:
    """The banner that the words are but for their strokes, blanks and short forms."""
    for form in sorted(scheme.forms, key=len, reverse=True):
        found = re.fullmatch(rf"{re.escape(form)}(?:[\s/,:–-]+(?P<rest>.+))?", words)
        if found is None or form == "PUBLIC":
            continue
        for rest in _divided(found["rest"] or ""):
            try:
                return parse(f"{form}{rest}", scheme).banner
            except UnknownLabel as unknown:
                if rest and unknown.meant and unknown.meant != f"{form}{rest}":
                    return _read_again(unknown.meant, scheme)
    return None


def _read_again(words: str, scheme: Scheme) -> str | None:
    """The banner of what was meant, where that is a label."""
    try:
        return parse(words, scheme).banner
    except UnknownLabel:
        return None


def _divided(rest: str) -> Iterator[str]:
    """What follows a level, as it may have been meant: each word a control, or all of it one."""
    yield "".join(f"//{each}" for each in re.split(r"\s+[–-]\s+|\s*/+\s*|,\s*|\s+", rest) if each)
    yield f"//{rest}" if rest else ""


# --- words to a label --------------------------------------------------------------------------------


def parse(
    words: str, scheme: Scheme, *, whole: bool = False, codewords: Iterable[str] = (), beside: Label | None = None
) -> Label:
    """The label that the words say, with or without parentheses. UnknownLabel where they say none of the scheme.

    A `whole` label is a banner: its words stand in full. A portion's may stand short, and refer to the banner `beside`
    it: REL is that banner's list.
    """
    found = _PARENTHESES.fullmatch(words.strip())
    clean = _SPACES.sub(" ", found[1] if found else words).strip()
    if len(clean) > _LONGEST and not scheme.free:
        raise UnknownLabel(clean, f"a label has {_LONGEST} characters at most")
    short = found is not None
    clean = _in_full(clean, scheme)
    head = _foreign_head(clean, scheme, beside) if clean.startswith("//") and scheme.name == "us" else None
    head = head or _shared_head(clean, scheme) or _own_head(clean, scheme)
    short = short or (not whole and head.is_short)
    rest = _with_list(head.rest, clean, scheme, beside)
    groups = elements(rest, head.level, scheme, codewords, clean)
    label = _label(head, groups, scheme)
    _check(head, groups, label, clean, short=short)
    if whole and head.is_short:
        said = f"“{clean}” stands before portions; a banner says it in full"
        raise UnknownLabel(clean, said, (), label.banner)
    if whole and scheme.ordered:
        _check_words(clean, groups)
    return label


def _in_full(words: str, scheme: Scheme) -> str:
    """A short form of level and control in one, taken apart: `NC//ATOMAL` for `NCA`."""
    head, stroke, rest = words.partition("//")
    return f"{scheme.contracted.get(head.strip(), head)}{stroke}{rest}"


def _with_list(rest: str, words: str, scheme: Scheme, beside: Label | None) -> str:
    """REL alone, which is the list of the banner, written out."""
    if scheme.releases != "REL TO" or not re.search(r"(^|/)REL(/|$)", rest):
        return rest
    listed = beside.released_to if beside else None
    if listed is None:
        allowed = ("REL TO USA, ...",)
        raise UnknownLabel(words, "REL alone stands for the list of the banner, which has none", allowed)
    return re.sub(r"(^|/)REL(?=/|$)", rf"\g<1>{listed}", rest)


# --- the level, and whose it is ------------------------------------------------------------------------


class _Head(Struct, frozen=True):
    """What a label begins with."""

    level: int
    rest: str
    is_short: bool = False
    origin: tuple[str, ...] = ()
    words: tuple[str, str] = ("", "")
    tokens: tuple[str, ...] = ()
    audience: frozenset[str] | None = None


def _own_head(words: str, scheme: Scheme) -> _Head:
    """The level that the words begin with, and what follows it."""
    head, _, rest = words.partition("//")
    if (exact := scheme.forms.get(head.strip())) is not None:
        return _Head(exact, rest, _is_short(head.strip(), scheme.levels[exact]))
    if scheme.spaced:  # controls may follow a space or a dash
        for form in sorted(scheme.forms, key=len, reverse=True):
            if head.startswith(form) and head[len(form)] in _DASHES:
                level = scheme.forms[form]
                after = "//".join((head[len(form) :].strip(_DASHES), rest)).strip("/")
                return _Head(level, after, _is_short(form, scheme.levels[level]))
    allowed = [level.banner for level in scheme.levels]
    whole = [each for each in allowed if head.strip().upper() in each.split("/") and scheme.name == "eu"]
    message = f"“{words}” is not a label of the scheme {scheme.name}"
    raise UnknownLabel(words, message, allowed, whole[0] if whole else closest_word(head.strip(), allowed))


def _is_short(form: str, level: Level) -> bool:
    return form == level.portion != level.banner


def _shared_head(words: str, scheme: Scheme) -> _Head | None:
    """A level of NATO that it shares with partners: `NATO/EAPC RESTRICTED`."""
    found = SHARED_HEAD.match(words) if scheme.name == "nato" else None
    if found is None:
        return None
    body, level = found[1], next(n for n, each in enumerate(scheme.levels) if each.banner == f"NATO {found[2]}")
    if body.upper() not in PARTNERS["nato"]:
        near = closest_word(body, PARTNERS["nato"], 0.5)
        raise UnknownLabel(
            words,
            f"“{body}” is not a body that NATO shares a marking with",
            [f"NATO/{each}" for each in PARTNERS["nato"]],
            words.replace(body, near, 1) if near else None,
        )
    rest = words[found.end() :].strip(f"{_DASHES}/")
    return _Head(level, rest, False, (f"NATO/{body.upper()}",), (found[0], found[0]), (), frozenset((body.upper(),)))


def _foreign_head(words: str, scheme: Scheme, beside: Label | None) -> _Head:
    """What begins with two strokes: a joint text, another nation's or one of NATO in a document of the United States."""
    head, _, rest = words[2:].partition("//")
    for long, (level, short) in NATO_IN_US.items():
        if head in (long, short):
            said = (f"//{long}", f"//{short}")
            return _Head(level, rest, head == short, (_NATO,), said, ("FGI NATO",))
    joint = head.startswith(f"{OWNED_TOGETHER} ")
    named, owners, is_short = _level_and_owners(head.removeprefix(f"{OWNED_TOGETHER} "), words, joint=joint)
    if joint and not owners and beside is not None and beside.origin[:1] == (OWNED_TOGETHER,):
        owners = beside.origin[1:]
    _check_owners(owners, words, joint=joint)
    protects, short = FOREIGN_LEVELS[named]
    if joint:
        listed = " ".join(owners)
        tokens = tuple(f"FGI {each}" for each in owners if each != "USA")
        said = (f"//JOINT {named} {listed}", f"//JOINT {short} {listed}")
        return _Head(protects, rest, is_short, (OWNED_TOGETHER, *owners), said, tokens)
    listed = " ".join(owners)
    tokens = tuple("FGI" if each == _FGI_HEAD else f"FGI {each}" for each in owners)
    return _Head(protects, rest, is_short, owners, (f"//{listed} {named}", f"//{listed} {short}"), tokens)


def _level_and_owners(head: str, words: str, *, joint: bool) -> tuple[str, tuple[str, ...], bool]:
    """The level in full, the owners, and whether the level is written short; a joint level stands before its owners."""
    levels = {each: FOREIGN_LEVELS[each] for each in (JOINT_LEVELS if joint else FOREIGN_LEVELS)}
    for level, (_, short) in sorted(levels.items(), key=lambda each: -len(each[0])):
        for form in (level, short):
            pattern = rf"{form}(?: (?P<owners>.+))?" if joint else rf"(?P<owners>.+) {form}"
            if found := re.fullmatch(pattern, head):
                return (
                    level,
                    tuple(re.split(r"[ ,/]+", found["owners"] or "")) if found["owners"] else (),
                    form == short,
                )
    kind = "joint" if joint else "foreign"
    allowed = (
        ("//JOINT SECRET GBR USA//REL TO USA, GBR",) if joint else ("//GBR SECRET", "//FGI SECRET", "//NATO SECRET")
    )
    raise UnknownLabel(words, f"“{words}” is not a {kind} label of the scheme us", allowed)


def _check_owners(owners: tuple[str, ...], words: str, *, joint: bool) -> None:
    known = {*trigraphs(), *tetragraphs(), *(() if joint else (_FGI_HEAD,))}
    unknown = [each for each in owners if each not in known]
    if unknown or not owners:
        what = (
            f"“{unknown[0]}” is not a code of a nation or coalition"
            if unknown
            else f"“{words}” does not name the owners"
        )
        near = meant_code(unknown[0]) if unknown else None
        meant = words.replace(unknown[0], near) if near else None
        raise UnknownLabel(
            words, what, ("trigraphs of ISO 3166, such as GBR", "codes of coalitions, such as NATO"), meant
        )
    ordered = tuple(sorted(dict.fromkeys(owners), key=lambda each: (len(each) != 3, each)))
    missing = joint and "USA" not in owners
    if missing or ordered != owners:
        fixed = tuple(sorted({*owners, "USA"} if joint else {*owners}, key=lambda each: (len(each) != 3, each)))
        meant = re.sub(r"[ ,/]+".join(map(re.escape, owners)), " ".join(fixed), words, count=1)
        what = "a joint text is the United States' too" if missing else "the owners stand in the order of the alphabet"
        raise UnknownLabel(words, what, (), meant)


# --- a label of its parts ------------------------------------------------------------------------------


def _label(head: _Head, groups: list[list[MarkingElement]], scheme: Scheme) -> Label:
    read = [each for group in groups for each in group]
    written = tuple(sorted(((each.rank, each.banner, each.portion) for each in read), key=lambda each: each[0]))
    return Label(
        scheme,
        head.level,
        written,
        frozenset(need for each in read for need in each.tokens) | frozenset(head.tokens),
        _said_audience(read, head),
        frozenset(each.banner for each in read if not each.known),
        frozenset(each for part in read for each in part.carried),
        next((each.eyes for each in read if each.eyes is not None), None),
        head.origin,
        head.words,
    )


def _said_audience(read: Iterable[MarkingElement], head: _Head) -> frozenset[str] | None:
    """All permissions together; nobody where NOFORN is said."""
    said = [each.audience for each in read if each.audience is not None]
    if any(not each for each in said):
        return NOBODY
    permitted = frozenset(each for part in said for each in part) | (head.audience or frozenset())
    return permitted or None


def _corrected(label: Label, read: Iterable[MarkingElement], head: _Head) -> Label:
    """The label with these elements, each once, in the order of its scheme."""
    once = {each.banner: each for each in read}
    ordered = sorted(once.values(), key=lambda each: (each.rank, *place_of(each.banner, label.scheme)))
    return _label(head, [ordered], label.scheme)


# --- what must and must not stand together -------------------------------------------------------------


def _check(head: _Head, groups: list[list[MarkingElement]], label: Label, words: str, *, short: bool) -> None:
    """UnknownLabel for the first thing that the scheme does not allow, with the label as it should be."""
    read = [each for group in groups for each in group]

    def refuse(what: str, fixed: Iterable[MarkingElement] | None, allowed: Iterable[str] = ()) -> UnknownLabel:
        corrected = _corrected(label, fixed, head) if fixed is not None else None
        return UnknownLabel(words, what, allowed, _spoken(corrected, short=short) if corrected else None)

    _check_audience(read, words)
    for each in read:
        _check_level(each, read, label, refuse)
    _check_company(read, label, refuse)
    if head.origin[:1] == (OWNED_TOGETHER,):
        _check_joint(head, read, label, words)
    if label.scheme.ordered:
        _check_order(groups, label, read, refuse)


def _spoken(label: Label, *, short: bool) -> str:
    return label.portion if short else label.banner


def _check_audience(read: list[MarkingElement], words: str) -> None:
    said = [each.audience for each in read if each.audience is not None]
    if any(not each for each in said) and any(each for each in said):
        raise UnknownLabel(words, f"“{words}” is released to some and, by NOFORN, to none")


def _check_level(each: MarkingElement, read: list[MarkingElement], label: Label, refuse: _Refuse) -> None:
    levels = label.scheme.levels
    if label.level < each.lowest:
        allowed = [level.banner for level in levels[each.lowest : (each.highest or len(levels) - 1) + 1]]
        raise refuse(f"{each.banner} does not stand at the level {levels[label.level].banner}", None, allowed)
    if each.highest is not None and label.level > each.highest:
        what = f"{each.banner} stands with {levels[each.highest].banner} alone; what is marked higher leaves it out"
        raise refuse(what, [other for other in read if other is not each])


def _check_company(read: list[MarkingElement], label: Label, refuse: _Refuse) -> None:
    """What each control needs beside it, and what it does not suffer."""
    names = {each.banner for each in read} | {"NOFORN" for each in read if each.audience == NOBODY}
    for each in read:
        for need in each.needs:
            if need not in names:
                added = elements(need, label.level, label.scheme, (), need)[0]
                rid = [other for other in read if need != "NOFORN" or not other.audience]
                raise refuse(f"{each.banner} stands with {need}", [*rid, *added])
        for other in read:
            if other.name in each.excludes:
                raise refuse(
                    f"{each.banner} and {other.banner} do not stand together", [e for e in read if e is not other]
                )


def _check_joint(head: _Head, read: list[MarkingElement], label: Label, words: str) -> None:
    owners = frozenset(nation for each in head.origin[1:] for nation in tetragraphs().get(each) or (each,))
    if label.audience is None or not owners <= label.audience:
        listed = ", ".join(["USA", *(each for each in head.origin[1:] if each != "USA")])
        raise UnknownLabel(words, "a joint text is released to all its owners", (f"REL TO {listed}",))
    if any(each.name.startswith("HCS") for each in read):
        raise UnknownLabel(words, "HCS does not stand in a joint text")


def _check_order(groups: list[list[MarkingElement]], label: Label, read: list[MarkingElement], refuse: _Refuse) -> None:
    """Controls stand in their order, each once: `/` between those of one kind, `//` between kinds."""
    ordered = sorted(read, key=lambda each: (each.rank, *place_of(each.banner, label.scheme)))
    expected = [[each.banner for each in group] for _, group in groupby(ordered, lambda each: each.rank)]
    if [[each.banner for each in group] for group in groups] != expected or len({e.banner for e in read}) < len(read):
        raise refuse(
            "its controls are not in their order, each once, with `/` within a kind and `//` between kinds", read
        )
    systems = [each.banner for each in read if each.rank == SCI]
    if systems != nested_words(token for each in systems for token in nested_tokens(each)):
        raise refuse("a control system stands once, with all its compartments", None)
    slip = next((each for each in read if not each.exact), None)
    if slip is not None:
        raise refuse(f"“{slip.written}” is written {slip.banner}", read)


def _check_words(words: str, groups: list[list[MarkingElement]]) -> None:
    """A banner's words stand in full."""
    for each in (each for group in groups for each in group):
        if each.written == each.portion != each.banner:
            meant = re.sub(rf"(^|/){re.escape(each.written)}(?=/|$)", rf"\g<1>{each.banner}", words)
            raise UnknownLabel(words, f"{each.written} stands before portions; a banner says {each.banner}", (), meant)
