"""What follows the level of a marking in, its controls out, each as it is written and with what it needs and says.

Words that are no control of their scheme are an `UnknownLabel`, which says what was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from briefgen.lazy_patterns import lazy_pattern
from briefgen.schema.near import closest_word
from briefgen.schema.schemes import (
    AEA,
    CATEGORY,
    DISSEM,
    EYES,
    EYES_CODES,
    FGI,
    NUCLEAR,
    NUCLEAR_LOWEST,
    PARTNERS,
    RETIRED,
    SAP,
    SAP_LOWEST,
    SCI,
    SCI_SYSTEMS,
    SCI_WORDS,
    WITH_NOFORN,
    Compartment,
    MarkingControl,
    Scheme,
    cui_categories,
    tetragraphs,
    trigraphs,
)
from briefgen.tabular import table_rows

DISPLAY = "DISPLAY ONLY "
NOBODY: frozenset[str] = frozenset()
_LIST = lazy_pattern(r"(REL TO|DISPLAY ONLY|FGI)[ ,]+(.+)")
_RELEASABLE = lazy_pattern(r"RELEASABLE (TO|FOR) (.+)")
_INTERNET = "INTERNET TRANSMISSION"
_PUBLIC = "THE PUBLIC"
_RELEASABLE_IN_ANY_CASE = lazy_pattern(r"\breleasable (?:to|for) .*", re.IGNORECASE)
_FOR_PUBLIC_RELEASE = "FOR PUBLIC RELEASE"
_EMBARGOED = lazy_pattern(
    r"EMBARGOED UNTIL(?:[ ,/-]+(?:\d[\d:.]*(?:ST|ND|RD|TH|AM|PM|Z)?|AM|PM|NOON|MIDNIGHT|GMT|BST|UTC|HRS|HOURS|ON|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY"
    r"|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?))+"
)
_EYES = lazy_pattern(r"([A-Z]+(?:/[A-Z]+)*) EYES ONLY")
_USE_ONLY = lazy_pattern(r"([A-Z][A-Z0-9&' ]*) USE ONLY")
_DASH = lazy_pattern(r"\s+[-–]\s+")
_PARTS = lazy_pattern(r"\s+[-–]\s+|\s*,\s*")
_PERMISSION = lazy_pattern(
    r"(?:REL(?:EASABLE|EASEABLE)? (?:TO|FOR)|DISPLAY ONLY(?: TO)?|RELIDO)(?: .+)?|REL EU|FOR PUBLIC RELEASE",
    re.IGNORECASE,
)
"""Words that widen who may see what bears them, where any words may stand."""
_RELEASED_TO = (
    lazy_pattern(r"(?:REL TO|DISPLAY ONLY) ([A-Z]{3,4}(?:(?:, | )[A-Z]{3,4})*)"),
    lazy_pattern(r"RELEASABLE TO ([A-Z]{2,4}(?:(?:, | AND )[A-Z]{2,4})*)"),
)
_CODEWORD_FROM: Mapping[str, int] = {"uk": 2, "nato": 2, "eu": 3}
_NO_CODES = frozenset(("ALL", "ANY", "BUT", "NO", "NON", "NOT", "ONLY"))


class UnknownLabel(ValueError):
    """Words that are no label of their scheme."""

    def __init__(self, words: str, message: str, allowed: Iterable[str] = (), meant: str | None = None) -> None:
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


class MarkingElement(Struct, frozen=True):
    """A control as it was read."""

    rank: int
    banner: str
    portion: str
    written: str
    name: str
    """What rules call it: `REL TO` of a whole list."""
    tokens: tuple[str, ...] = ()
    """What a banner must bear too, a compartment's parents among it."""
    carried: tuple[str, ...] = ()
    """What a banner may leave out, and an edition may not."""
    audience: frozenset[str] | None = None
    """Whom it releases to; nobody by NOFORN."""
    eyes: frozenset[str] | None = None
    """The nations that alone may see it."""
    lowest: int = 0
    highest: int | None = None
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    known: bool = True
    exact: bool = True
    """Whether it is written as it should be, in the order that its parts have."""


def elements(rest: str, level: int, scheme: Scheme, codewords: Iterable[str], words: str) -> list[list[MarkingElement]]:
    """The controls in groups, as `//` parts them."""
    groups = [group.strip() for group in rest.split("//")]
    read, named = _READERS.get(scheme.name, _free_element), frozenset(codewords)
    found = [
        [
            _codeword(each, scheme) if each in named else read(each, level, scheme, words)
            for each in _divided(group, scheme, named)
        ]
        for group in groups
    ]
    return [group for group in found if group]


def _codeword(word: str, scheme: Scheme) -> MarkingElement:
    """A word that the input itself names as one; it stands with what is classified higher than restricted."""
    return MarkingElement(0, word, word, word, word, (word,), lowest=_CODEWORD_FROM.get(scheme.name, 0))


def _divided(group: str, scheme: Scheme, codewords: frozenset[str]) -> Iterator[str]:
    if not group:
        return
    if scheme.free:  # free words may hold a stroke of their own
        yield group
    elif scheme.spaced:
        yield from _spaced(group, scheme, codewords)
    elif group.startswith(("SAR-", "SPECIAL ACCESS REQUIRED-")):
        yield from (each if "SAR-" in each or n == 0 else f"SAR-{each}" for n, each in enumerate(group.split("/")))
    else:
        yield from (each.strip() for each in group.split("/") if each.strip())


def _spaced(group: str, scheme: Scheme, codewords: frozenset[str]) -> Iterator[str]:
    """Controls that stand after one another: `STRAP2 AZURE - UK EYES ONLY`. Lists of release may be in any case."""
    rest = _RELEASABLE_IN_ANY_CASE.sub(lambda found: found[0].upper(), group).strip(" -–")
    forms = sorted((*scheme.known, *codewords), key=len, reverse=True)
    while rest:
        whole = rest.startswith(("RELEASABLE ", "EMBARGOED UNTIL "))
        form = next((each for each in forms if re.match(rf"{re.escape(each)}(?=$|[ ,/–-])", rest)), "")
        form = _DASH.split(rest)[0] if whole else form or _PARTS.split(rest)[0]
        yield form
        rest = rest[len(form) :].strip(" -–,/")


# --- controls that have a row in a table ---------------------------------------------------------------


def _tabled(element: str, control: MarkingControl) -> MarkingElement:
    name = WITH_NOFORN.get(control.banner, control.banner)
    nobody = control.banner == "NOFORN" or control.banner in WITH_NOFORN
    return MarkingElement(
        control.rank,
        control.banner,
        control.portion,
        element,
        control.banner,
        () if control.banner in ("NOFORN", "RELIDO") else (name, *control.covers),
        audience=NOBODY if nobody else frozenset((control.banner,)) if control.banner == "RELIDO" else None,
        lowest=control.lowest,
        highest=control.highest,
        needs=control.needs,
        excludes=control.excludes,
    )


def _refused(element: str, scheme: Scheme, words: str, more: Iterable[str] = ()) -> UnknownLabel:
    allowed = [*dict.fromkeys(each.banner for each in scheme.controls)]
    allowed = [f"{each} ..." if each in ("REL TO", "DISPLAY ONLY") else each for each in allowed]
    meant = closest_word(element, (*scheme.known, *more), 0.7)
    whole = words.replace(element, meant) if meant else None
    return UnknownLabel(words, f"“{element}” is not a control of the scheme {scheme.name}", allowed, meant and whole)


# --- United States -------------------------------------------------------------------------------------


def _us_element(element: str, level: int, scheme: Scheme, words: str) -> MarkingElement:
    if (control := scheme.known.get(element)) is not None and element not in ("REL TO", "DISPLAY ONLY"):
        return _tabled(element, control)
    if found := _LIST.fullmatch(element):
        return _list(element, found[1], found[2], words)
    system, stroke, rest = SCI_WORDS.get(element, element).partition("-")
    if system in SCI_SYSTEMS:
        return _compartments(element, system, rest, words)
    if system in NUCLEAR and stroke:
        return _nuclear(element, system, rest, words)
    if system in ("SAR", "SPECIAL ACCESS REQUIRED") and re.fullmatch(r"[A-Z0-9]+(?:[ -][A-Z0-9]+)*", rest):
        written = f"SAR-{rest}"
        return MarkingElement(SAP, written, written, element, written, (written,), lowest=SAP_LOWEST)
    if level == 1 and (category := _category(element)):
        return category
    if (said := RETIRED.get(system)) or (said := _eyes_only(element)):
        raise UnknownLabel(words, f"“{element}” is no longer a control of the scheme us: {said}")
    if (found := _RELEASABLE.fullmatch(element)) and (codes := re.findall("[A-Z]{3,}", found[2].replace(" AND ", " "))):
        written = f"REL TO {', '.join(_in_order(codes, 'USA'))}"
        raise UnknownLabel(words, f"“{element}” is not a control of the scheme us", (), words.replace(element, written))
    raise _refused(element, scheme, words, SCI_SYSTEMS)


def _eyes_only(element: str) -> str | None:
    """What took the place of EYES ONLY lists."""
    found = re.fullmatch(r"([A-Z]{3}(?:/[A-Z]{3})*) EYES ONLY", element)
    return f"write REL TO {', '.join(_in_order(found[1].split('/'), first='USA'))}" if found else None


def _list(element: str, head: str, codes: str, words: str) -> MarkingElement:
    """REL TO, DISPLAY ONLY or FGI with its nations."""
    given = [code for code in re.split(r"[\s,]+", codes) if code]
    _check_codes(given, words)
    first = "USA" if head == "REL TO" else ""
    ordered = _in_order(given, first)
    separator = " " if head == "FGI" else ", "
    written = f"{head} {separator.join(ordered)}"
    if head == "REL TO" and ordered == ["USA"]:
        raise UnknownLabel(words, "REL TO USA releases to nobody else", (), words.replace(element, "NOFORN"))
    exact = written == element
    if head == "FGI":
        tokens = tuple(f"FGI {code}" for code in ordered)
        return MarkingElement(FGI, written, written, element, "FGI", tokens, exact=exact)
    nations = frozenset(nation for code in ordered for nation in tetragraphs().get(code) or (code,))
    audience = nations if head == "REL TO" else frozenset(DISPLAY + each for each in nations)
    return MarkingElement(DISSEM, written, written, element, head, audience=audience, exact=exact)


def _check_codes(codes: Iterable[str], words: str) -> None:
    for code in codes:
        if code not in trigraphs() and code not in tetragraphs():
            near = meant_code(code)
            meant = re.sub(rf"\b{re.escape(code)}\b", near, words) if near else None
            allowed = ("trigraphs of ISO 3166, such as GBR", "codes of coalitions, such as FVEY or NATO")
            raise UnknownLabel(words, f"“{code}” is not a code of a nation or coalition", allowed, meant)


def meant_code(code: str) -> str | None:
    """The code of the nation that another of its codes or its name says, or that has the same letters; never one that
    only looks alike, for it would be another nation's."""
    if (known := _nations().get("GB" if code == "UK" else code)) is not None:
        return known
    same = [each for each in (*trigraphs(), *tetragraphs()) if sorted(each) == sorted(code)]
    return same[0] if len(same) == 1 else None


def _in_order(codes: Iterable[str], first: str = "") -> list[str]:
    """Nations by the alphabet, then coalitions; one may come before all."""
    rest = sorted(dict.fromkeys(code for code in codes if code != first), key=lambda code: (len(code) != 3, code))
    return [first, *rest] if first else rest


def nested_tokens(words: str) -> tuple[str, ...]:
    """A control system and what of it is named: SI, SI-G, SI-G ABCD of `SI-G ABCD`."""
    system, *parts = words.split("-")
    found = [system]
    for part in parts:
        compartment, *beneath = part.split(" ")
        found += [f"{system}-{compartment}", *(f"{system}-{compartment} {each}" for each in beneath)]
    return tuple(dict.fromkeys(found))


def nested_words(tokens: Iterable[str]) -> list[str]:
    """The systems that the tokens name, each written once with all that is named of it."""
    systems: dict[str, dict[str, set[str]]] = {}
    for token in sorted(tokens):
        system, _, rest = token.partition("-")
        compartment, _, beneath = rest.partition(" ")
        inner = systems.setdefault(system, {})
        if compartment:
            inner.setdefault(compartment, set()).update(beneath.split())
    return [
        "-".join([system, *(" ".join([name, *sorted(inner[name], key=_numbers_first)]) for name in sorted(inner))])
        for system, inner in systems.items()
    ]


def _numbers_first(word: str) -> tuple[int, str]:
    return (int(word), "") if word.isdigit() else (10**9, word)


def _compartments(element: str, system: str, rest: str, words: str) -> MarkingElement:
    whole = f"{system}-{rest}" if rest else system
    tokens = nested_tokens(whole)
    needs = [_needs_of(token, element, words) for token in tokens]
    if len(tokens) == 1 and not needs[0].alone:
        allowed = [token for token in SCI_SYSTEMS if token.startswith(f"{system}-") and "*" not in token]
        raise UnknownLabel(words, f"{system} stands with a compartment", allowed or (f"{system}-ABC",))
    written = nested_words(tokens)[0]
    return MarkingElement(
        SCI,
        written,
        written,
        element,
        whole,
        tokens,
        lowest=max(each.lowest for each in needs),
        needs=tuple(dict.fromkeys(need for each in needs for need in each.needs)),
        excludes=tuple(dict.fromkeys(other for each in needs for other in each.excludes)),
        exact=written == element or element in SCI_WORDS,
    )


def _needs_of(token: str, element: str, words: str) -> Compartment:
    """What a system, compartment or sub-compartment needs. UnknownLabel where the one above has none such."""
    if token in SCI_SYSTEMS:
        return SCI_SYSTEMS[token]
    cut = max(token.rfind("-"), token.rfind(" "))
    above, part = token[:cut], token[cut + 1 :]
    parent = _needs_of(above, element, words)
    if parent.within is None or not re.fullmatch(parent.within, part):
        known = [each for each in SCI_SYSTEMS if each.startswith(above) and each != above and "*" not in each]
        raise UnknownLabel(words, f"“{part}” of “{element}” is not a compartment of {above}", known)
    return SCI_SYSTEMS.get(f"{above}{token[cut]}*", parent)


def _nuclear(element: str, system: str, rest: str, words: str) -> MarkingElement:
    spelled = re.sub(r"\bSG\b", "SIGMA", rest)
    tokens = nested_tokens(f"{system}-{spelled}")
    for part in (each.split(" ") for each in spelled.split("-")):
        numbers = all(each.isdigit() for each in part[1:]) and (part[0] == "SIGMA") == (len(part) > 1)
        if not re.fullmatch(NUCLEAR[system], part[0]) or not numbers:
            allowed = [f"{system}-CNWDI", f"{system}-SIGMA 14"] if system == "RD" else [f"{system}-SIGMA 14"]
            raise UnknownLabel(words, f"“{element}” is not a control of the scheme us", allowed)
    written = nested_words(tokens)[0]
    lowest = max(NUCLEAR_LOWEST[each.split(" ")[0]] for each in spelled.split("-"))
    lesser = ("FRD", "TFNI") if system == "RD" else ("TFNI",)
    short = written.replace("SIGMA", "SG")
    exact = element in (written, short)
    return MarkingElement(AEA, written, short, element, written, (*tokens, *lesser), lowest=lowest, exact=exact)


# --- controlled unclassified information -----------------------------------------------------------------


def _category(element: str) -> MarkingElement | None:
    """A category of the registry, basic or specified."""
    specified = element.startswith("SP-")
    kinds = cui_categories().get(element.removeprefix("SP-"), "")
    if ("specified" if specified else "basic") not in kinds:
        return None
    rolls_up, stays = ((element,), ()) if specified else ((), (element,))
    return MarkingElement(
        CATEGORY, element, element, element, element, tokens=rolls_up, carried=stays, lowest=1, highest=1
    )


def _cui_element(element: str, level: int, scheme: Scheme, words: str) -> MarkingElement:
    if (control := scheme.known.get(element)) is not None and element not in ("REL TO", "DISPLAY ONLY"):
        return _tabled(element, control)
    if (found := _LIST.fullmatch(element)) and found[1] != "FGI":
        listed = _list(element, found[1], found[2], words)
        return replace(listed, lowest=1)
    if category := _category(element):
        return category
    raise _no_category(element, scheme, words)


def _no_category(element: str, scheme: Scheme, words: str) -> UnknownLabel:
    bare, specified = element.removeprefix("SP-"), element.startswith("SP-")
    if bare in cui_categories():
        other = bare if specified else f"SP-{bare}"
        message = f"{bare} is CUI {'Basic' if specified else 'Specified'}"
        return UnknownLabel(words, message, (), words.replace(element, other))
    every = [f"SP-{code}" if specified else code for code in cui_categories()]
    refused = _refused(element, scheme, words, every)
    allowed = ("a category of the CUI Registry, such as SP-CTI or INTEL", *refused.allowed)
    return UnknownLabel(words, f"“{element}” is not a category or control of the scheme cui", allowed, refused.meant)


# --- NATO, United Kingdom, European Union ----------------------------------------------------------------


def _releasable(element: str, scheme: Scheme, words: str) -> MarkingElement | None:
    """RELEASABLE TO nations and bodies; for the internet, of what is not classified."""
    found = _RELEASABLE.fullmatch(element)
    if found is None:
        return None
    if found[1] == "FOR":
        if scheme.name != "nato" or found[2] != _INTERNET:
            raise UnknownLabel(
                words, f"“{element}” is not a control of the scheme {scheme.name}", (f"RELEASABLE FOR {_INTERNET}",)
            )
        return _open_to_all(element)
    if scheme.name == "nato" and found[2] == _PUBLIC:
        return _open_to_all(element)
    parts = [each.strip() for each in re.split(r"[,/]", found[2]) if each.strip()]
    given = [each for part in parts for each in _taken_apart(part, scheme)]
    audience = frozenset(_recipient(each, scheme, words) for each in given)
    return MarkingElement(DISSEM, element, element, element, "RELEASABLE TO", audience=audience)


def _taken_apart(words: str, scheme: Scheme) -> Iterator[str]:
    """Recipients that AND joins; a name may have one of its own."""
    rest = words.removeprefix("AND ").split(" AND ")
    while rest:
        known = (n for n in range(len(rest), 0, -1) if _is_recipient(" AND ".join(rest[:n]), scheme))
        count = next(known, 1)
        yield " AND ".join(rest[:count])
        rest = rest[count:]


def _is_recipient(words: str, scheme: Scheme) -> bool:
    return words in PARTNERS[scheme.name] or words in _nations()


def _open_to_all(element: str) -> MarkingElement:
    """A permission for everybody, of what is on the lowest level."""
    return MarkingElement(DISSEM, element, element, element, element, audience=frozenset((element,)), highest=0)


def _recipient(each: str, scheme: Scheme, words: str) -> str:
    if each in PARTNERS[scheme.name]:
        return each
    if (code := _nations().get(each)) is not None:
        return code
    near = closest_word(each, (*PARTNERS[scheme.name], *_nations()), 0.75)
    allowed = ("nations by name or code of ISO 3166", *PARTNERS[scheme.name])
    meant = re.sub(re.escape(each), near, words, count=1, flags=re.IGNORECASE) if near else None
    raise UnknownLabel(
        words, f"“{each}” is not a nation or body that the scheme {scheme.name} releases to", allowed, meant
    )


@cache
def _nations() -> Mapping[str, str]:
    """The names and codes of nations in capitals, to their codes of three letters."""
    rows = table_rows("countries.tsv", 6)
    others = {name.strip().upper(): row[1] for row in rows for name in row[5].split(";") if name.strip()}
    return others | {form.upper(): row[1] for row in rows for form in (row[4], row[0], row[1])}


def _bloc_element(element: str, level: int, scheme: Scheme, words: str) -> MarkingElement:
    if (control := scheme.known.get(element)) is not None:
        return _tabled(element, control)
    if (found := _releasable(element, scheme, words)) is not None:
        return found
    raise _refused(element, scheme, words, (f"RELEASABLE TO {each}" for each in PARTNERS[scheme.name]))


def _uk_element(element: str, level: int, scheme: Scheme, words: str) -> MarkingElement:
    if (control := scheme.known.get(element)) is not None:
        return _tabled(element, control)
    if element == _FOR_PUBLIC_RELEASE:
        return _open_to_all(element)
    if element in ("REL EU", "REL-EU"):
        return MarkingElement(DISSEM, "REL EU", "REL EU", element, "REL EU", audience=frozenset(("EU",)))
    if _EMBARGOED.fullmatch(element):
        return MarkingElement(0, element, element, element, element, (element,))
    if found := _EYES.fullmatch(element):
        return _eyes(element, found[1], words)
    if (named := _USE_ONLY.fullmatch(element)) and not closest_word(named[1], ("HMG", "ORGANISATIONAL"), 0.6):
        return MarkingElement(0, element, element, element, element, (element,), known=False)  # an organisation's own
    refused = _refused(element, scheme, words, ("UK EYES ONLY", _FOR_PUBLIC_RELEASE))
    hint = (
        *refused.allowed,
        _FOR_PUBLIC_RELEASE,
        "EMBARGOED UNTIL ...",
        "REL EU",
        "... USE ONLY",
        "UK EYES ONLY",
        "UK/US EYES ONLY",
        "a codeword that `codewords:` names",
    )
    raise UnknownLabel(words, refused.message, hint, refused.meant)


def _eyes(element: str, nations: str, words: str) -> MarkingElement:
    given = EYES.get(nations) or tuple(EYES_CODES.get(each, each) for each in nations.split("/"))
    unknown = [each for each in given if each not in EYES["FIVE"] and each not in trigraphs()]
    if unknown or "UK" not in given:
        what = f"“{unknown[0]}” is not a code of a nation" if unknown else f"“{element}” leaves out the UK"
        allowed = ("UK EYES ONLY", "UK/US EYES ONLY", "FIVE EYES ONLY")
        meant = None if unknown else words.replace(nations, f"UK/{nations}")
        raise UnknownLabel(words, what, allowed, meant)
    return MarkingElement(1, element, element, element, "EYES ONLY", eyes=frozenset(given))


def eyes_words(nations: frozenset[str]) -> str:
    """The nations that alone may see something, as they are written."""
    if nations == frozenset(EYES["FIVE"]):
        return "FIVE EYES ONLY"
    return f"{'/'.join(['UK', *sorted(nations - {'UK'})])} EYES ONLY"


# --- schemes whose controls are free words ---------------------------------------------------------------


def _free_element(element: str, level: int, scheme: Scheme, words: str) -> MarkingElement:
    if scheme.name == "tlp" and (element.startswith("TLP") or element.strip("+ ") == "STRICT"):
        meant = words.partition("//")[0] + "+STRICT" if "STRICT" in element else None
        raise UnknownLabel(words, f"“{element}” is a part of a label, not a restriction beside it", (), meant)
    if element == "NOFORN":
        return MarkingElement(0, element, element, element, element, audience=NOBODY)
    if _PERMISSION.fullmatch(element):
        return MarkingElement(DISSEM, element, element, element, element, audience=frozenset(_permitted(element)))
    return MarkingElement(0, element, element, element, element, (element,), known=False)


def _permitted(element: str) -> Iterator[str]:
    """A permission in parts that can be compared: nations where it names them, else its own words."""
    read = next((found for pattern in _RELEASED_TO if (found := pattern.fullmatch(element))), None)
    given = re.split(r", | AND | ", read[1]) if read else []
    if not given or not _NO_CODES.isdisjoint(given):
        yield element.upper()
        return
    head = DISPLAY if element.startswith(DISPLAY) else ""
    yield from (head + nation for word in given for nation in tetragraphs().get(word) or (word,))


def is_audience(control: str) -> bool:
    """Whether a control says who may see what bears it."""
    return control == "NOFORN" or _PERMISSION.fullmatch(control) is not None


_READERS: Mapping[str, Callable[[str, int, Scheme, str], MarkingElement]] = {
    "us": _us_element,
    "cui": _cui_element,
    "nato": _bloc_element,
    "eu": _bloc_element,
    "uk": _uk_element,
}
