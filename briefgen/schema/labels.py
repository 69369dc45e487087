"""What a marking says: a `Label` of a level and controls, which is compared with others, joined with them and written.

Nothing here decides what a text ought to bear, and no claim is made that a marking follows a rule book. How words are
read into a label stands in `label_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from msgspec import Struct

from briefgen.schema.elements import DISPLAY, NOBODY, eyes_words, is_audience, nested_tokens, nested_words
from briefgen.schema.schemes import AEA, DISSEM, FGI, SAP, SCI, WITH_NOFORN, Scheme

OWNED_TOGETHER = "JOINT"
"""The origin of what several nations own together."""
SHARED_HEAD = re.compile(r"NATO/([A-Za-z]+) (UNCLASSIFIED|RESTRICTED|CONFIDENTIAL|SECRET)(?:$|(?= |//))")
"""A level of NATO that it shares with partners."""
LabelControl = tuple[int, str, str]
"""Rank, words in a banner, words before a portion."""


class Label(Struct, frozen=True):
    """A level and its controls."""

    scheme: Scheme
    level: int
    """From 0, the lowest."""
    controls: tuple[LabelControl, ...] = ()
    """(rank, words in a banner, words before a portion), as they were written."""
    required: frozenset[str] = frozenset()
    """The controls that whatever holds it must bear too, a compartment's parents among them."""
    audience: frozenset[str] | None = None
    """Whom it may be released to, and other permissions; none by NOFORN; None where nothing is said."""
    unknown: frozenset[str] = frozenset()
    """Controls that are in no table: whether they narrow or widen who may see it, nobody can say."""
    carried: frozenset[str] = frozenset()
    """Controls that a banner may leave out, though an edition may not."""
    eyes: frozenset[str] | None = None
    """The nations that alone may see it; None where nothing is said."""
    origin: tuple[str, ...] = ()
    """Whose it is, where it is not the scheme's own alone: the owners of a joint text, another nation, a body."""
    heads: tuple[str, str] = ("", "")
    """Level and origin in one, in a banner and before a portion."""

    def covers(self, other: Label) -> bool:
        """Whether a page with this banner may hold a portion with the other label, as banners are made of portions."""
        return (
            other.level <= self.level
            and not self._lacks(other)
            and _may_reach(self.audience, other.audience, controlled=not other.is_public)
            and (other.eyes is None or (self.eyes is not None and self.eyes <= other.eyes))
        )

    def _lacks(self, other: Label) -> frozenset[str]:
        """What the other's banner would have to bear, and this one does not."""
        missing = frozenset(_conveyed(other.required, self.level, self.scheme)) - self.required
        return frozenset(each for each in missing if not (each.startswith("FGI ") and "FGI" in self.required))

    def admits(self, other: Label) -> bool:
        """Whether an edition with this label may hold what bears the other one: as `covers`, and whatever stands in
        either of them and is not known excludes."""
        return self.covers(other) and (
            other.is_public or (not self.is_public and self.unknown == other.unknown and other.carried <= self.carried)
        )

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.scheme.public and self.level == 0 and not self.controls and not self.origin

    def joined(self, other: Label) -> Label:
        """The lowest label that covers both."""
        if other.is_public or (self._stands_for(other) and not self.is_public):
            return self
        if self.is_public or other._stands_for(self):
            return other
        level = max(self.level, other.level)
        required = frozenset(_conveyed(self.required | other.required, level, self.scheme))
        audience = _joined_audience(self.audience, other.audience, self.scheme)
        eyes = self.eyes if other.eyes is None else other.eyes if self.eyes is None else (self.eyes & other.eyes)
        origin, heads = self._head_with(other, audience)
        return Label(
            self.scheme,
            level,
            tuple(_joined_controls(self, other, level, required, audience, eyes, shared=bool(origin))),
            required,
            audience,
            self.unknown | other.unknown,
            self.carried | other.carried,
            eyes,
            origin,
            heads,
        )

    def _stands_for(self, other: Label) -> bool:
        """Whether it says all that the other one does, as a banner over both."""
        return self.admits(other) and (not self.origin or self.origin == other.origin)

    def _head_with(self, other: Label, audience: frozenset[str] | None) -> tuple[tuple[str, ...], tuple[str, str]]:
        """The origin of both, where it is one and still says who may see them, and the head of the higher."""
        if self.origin != other.origin or not (self.origin and (audience or self.origin[0] != OWNED_TOGETHER)):
            return (), ("", "")
        higher = self if (self.level, "RESTRICTED" in other.heads[0]) >= (other.level, True) else other
        higher = self if self.level > other.level else higher
        return self.origin, higher.heads

    @property
    def portion(self) -> str:
        """As printed before a portion: `(S//NF)`."""
        return f"({'//'.join([self.heads[1] or self.scheme.levels[self.level].portion, *self._groups(2)])})"

    @property
    def banner(self) -> str:
        """As printed at the top of a page: `SECRET//NOFORN`."""
        return "//".join([self.heads[0] or self.scheme.levels[self.level].banner, *self._groups(1)])

    def _groups(self, form: Literal[1, 2]) -> Iterator[str]:
        for rank, group in groupby(self.controls, lambda each: each[0]):
            # Free words may hold a stroke of their own, and so are not separated by one.
            words = [each[form] for each in group]
            if rank == SAP and not self.scheme.free:
                words[1:] = [each.removeprefix("SAR-") for each in words[1:]]
            yield ("//" if self.scheme.free or self.scheme.spaced else "/").join(words)

    @property
    def released_to(self) -> str | None:
        """Its REL TO with its list, as written."""
        return next((words for _, words, _ in self.controls if words.startswith("REL TO ")), None)


# --- labels together -----------------------------------------------------------------------------------


def _conveyed(tokens: Iterable[str], level: int, scheme: Scheme) -> Iterator[str]:
    """What a banner of this level says of what stands beneath it."""
    for token in tokens:
        control = scheme.by_banner.get(token)
        highest = control.highest if control else 1 if scheme.name == "us" and token.startswith("SP-") else None
        if highest is None or level <= highest:
            yield token


def _joined_controls(
    one: Label,
    other: Label,
    level: int,
    required: frozenset[str],
    audience: frozenset[str] | None,
    eyes: frozenset[str] | None,
    *,
    shared: bool,
) -> list[LabelControl]:
    """The controls of both, as a banner of that level says them."""
    scheme = one.scheme
    given = dict.fromkeys((*one.controls, *other.controls))
    rest = [each for each in given if _stays(each, level, required, scheme)]
    if audience == NOBODY:
        rest = [_without_noforn(each, scheme) for each in rest]
    rest += _nested([each for each in given if _is_nested(each, scheme)])
    if not shared:
        rest += _foreign(required)
    rest += _audience_controls(audience if not shared or audience != _of_origin(one) else None, scheme)
    rest += [(1, eyes_words(eyes), eyes_words(eyes))] if eyes is not None else []
    return sorted(dict.fromkeys(rest), key=lambda each: (each[0], *place_of(each[1], scheme)))


def _of_origin(label: Label) -> frozenset[str] | None:
    """Those that a shared head releases to by itself."""
    found = SHARED_HEAD.match(label.heads[0])
    return frozenset((found[1].upper(),)) if found else None


def _is_nested(control: LabelControl, scheme: Scheme) -> bool:
    return scheme.name == "us" and (control[0] == SCI or (control[0] == AEA and control[1].startswith(("RD", "FRD"))))


def _stays(control: LabelControl, level: int, required: frozenset[str], scheme: Scheme) -> bool:
    """Whether it is said of both as it was of one: no list, nothing that another one stands for."""
    rank, banner, _ = control
    if (
        is_audience(banner)
        or banner.endswith("EYES ONLY")
        or _is_nested(control, scheme)
        or (rank == FGI and not scheme.free)
    ):
        return False
    known = scheme.by_banner.get(banner)
    if known and known.highest is not None and level > known.highest:
        return False
    if scheme.name == "us" and rank < SCI and level > 1:
        return False
    return not any(banner in lesser.covers and name in required for name, lesser in scheme.by_banner.items())


def _without_noforn(control: LabelControl, scheme: Scheme) -> LabelControl:
    """SBU of SBU NOFORN, where NOFORN is said of all."""
    plain = scheme.by_banner.get(WITH_NOFORN.get(control[1], ""))
    return (plain.rank, plain.banner, plain.portion) if plain else control


def _nested(controls: Iterable[LabelControl]) -> Iterator[LabelControl]:
    """LabelControl systems with all their compartments, each system once; of RD and FRD, the first."""
    by_rank: dict[int, set[str]] = {}
    for rank, banner, _ in controls:
        by_rank.setdefault(rank, set()).update(nested_tokens(banner))
    for rank, tokens in by_rank.items():
        kept = {each for each in tokens if not (rank == AEA and "RD" in tokens and each.startswith("FRD"))}
        for words in nested_words(kept):
            yield rank, words, words.replace("SIGMA", "SG")


def _foreign(required: frozenset[str]) -> Iterator[LabelControl]:
    """FGI with all whose information it is; alone where one of them is not named."""
    sources = [each.removeprefix("FGI ") for each in required if each.startswith("FGI ")]
    listed = sorted(sources, key=lambda each: (len(each) != 3, each))
    words = "FGI" if "FGI" in required else f"FGI {' '.join(listed)}" if listed else ""
    if words:
        yield FGI, words, words


def _reached(audience: frozenset[str]) -> frozenset[str]:
    """The permissions and what they imply: whom a text may be given to, it may be shown to."""
    return audience | {DISPLAY + each for each in audience}


def _may_reach(mine: frozenset[str] | None, other: frozenset[str] | None, *, controlled: bool) -> bool:
    """Whether readers that mine admits may all see what the other is said of."""
    if mine is None:
        return other is None or bool(other)
    if not mine:
        return True
    return not controlled if other is None else mine <= _reached(other)


def _joined_audience(one: frozenset[str] | None, other: frozenset[str] | None, scheme: Scheme) -> frozenset[str] | None:
    if one is None or other is None:
        return NOBODY if NOBODY in (one, other) else None
    both = (one & _reached(other)) | (other & _reached(one))
    if both - {"USA", f"{DISPLAY}USA"}:
        return both
    return NOBODY if "NOFORN" in scheme.known or not (one and other) else None


def _audience_controls(audience: frozenset[str] | None, scheme: Scheme) -> Iterator[LabelControl]:
    """An audience as it is written: nations in one list each, other permissions in their own words."""
    if audience is None:
        return
    if not audience:
        yield DISSEM, "NOFORN", "NF"
    codes = {each for each in audience if re.fullmatch(f"({DISPLAY})?[A-Z_]+", each) and each != "RELIDO"}
    shown = {each.removeprefix(DISPLAY) for each in codes if each.startswith(DISPLAY)}
    head = scheme.releases
    for words, nations in ((head, codes - {DISPLAY + each for each in shown}), (DISPLAY.strip(), shown)):
        if nations:
            names = ", ".join(sorted(nations, key=lambda nation: (nation != "USA", len(nation) != 3, nation)))
            yield DISSEM, f"{words} {names}", f"{words} {names}"
    yield from ((DISSEM, each, each) for each in sorted(audience - codes))


def place_of(banner: str, scheme: Scheme) -> tuple[int, str]:
    """Where a control stands among those of its rank, and its words, to sort by."""
    name = next((each for each in ("REL TO", "DISPLAY ONLY") if banner.startswith(f"{each} ")), banner)
    return scheme.places.get(name, -1 if name.startswith("SP-") else len(scheme.places)), banner
