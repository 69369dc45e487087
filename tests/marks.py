"""Any label of any scheme, and what it means, told without reading it."""

from __future__ import annotations

from hypothesis import strategies as st

from briefgen.schema.marking import Marking
from briefgen.schema.schemes import SCHEMES

Meaning = tuple[int, frozenset[str], frozenset[str] | None]
"""What the words say: a level; restrictions and words that nobody knows; permissions (none left by NOFORN)."""

LEVELS = {name: tuple(level.banner for level in scheme.levels) for name, scheme in SCHEMES.items()}
LEVELS["custom"] = ("ОТКРЫТО", "ДСП", "СЕКРЕТНО")
PUBLIC = ("tlp", "us", "cui", "eu")
RESTRICTIONS: dict[str, dict[str, range]] = {
    "us": {
        "SI": range(2, 5),
        "TK": range(3, 5),
        "FGI DEU": range(5),
        "FOUO": range(1),
        "ORCON": range(2, 5),
        "PROPIN": range(5),
    },
    "cui": {"SP-CTI": range(1, 2), "INTEL": range(1, 2), "FED ONLY": range(1, 2), "NOCON": range(1, 2)},
    "nato": {"ATOMAL": range(2, 5), "BOHEMIA": range(4, 5)},
    "uk": {
        "LOCSEN": range(4),
        "STRAP1": range(2, 4),
        "STRAP2": range(2, 4),
        "CABINET OFFICE USE ONLY": range(4),
        "UK EYES ONLY": range(4),
        "UK/US EYES ONLY": range(4),
    },
    "eu": {"AZURE": range(3, 6)},
    "tlp": {"Members of the group only": range(5), "also for partners": range(5)},
    "custom": {"ДЛЯ ПАРТНЁРОВ": range(3), "Project X": range(3)},
}
"""The words of each scheme in their order, and the levels at which they stand."""
APART = ({"STRAP1", "STRAP2"}, {"UK EYES ONLY", "UK/US EYES ONLY"})
"""Words of which a label has one."""
UNKNOWN = frozenset(("CABINET OFFICE USE ONLY", *RESTRICTIONS["tlp"], *RESTRICTIONS["custom"]))
EYES = {"UK EYES ONLY": {"UK"}, "UK/US EYES ONLY": {"UK", "US"}}
NATIONS = ("AUS", "GBR", "SWE")
HEADS = {"us": "REL TO", "cui": "REL TO"}
GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "us": (("SI", "TK"), ("FGI DEU",), ("FOUO", "ORCON", "NOFORN", "PROPIN", "REL TO")),
    "cui": (("SP-CTI", "INTEL"), ("FED ONLY", "NOCON", "NOFORN", "REL TO")),
}
"""What stands together, where the order counts."""


@st.composite
def labels(draw: st.DrawFn, scheme: str) -> tuple[str, Meaning]:
    """A banner or portion mark, and what it means."""
    level = draw(st.integers(0, len(LEVELS[scheme]) - 1))
    fitting = [word for word, levels in RESTRICTIONS[scheme].items() if level in levels]
    words = draw(st.frozensets(st.sampled_from(fitting), max_size=2)) if fitting else frozenset()
    if any(pair <= words for pair in APART):
        words = frozenset()
    nations = draw(st.none() | st.frozensets(st.sampled_from(NATIONS), min_size=0, max_size=3))
    if scheme == "uk" or (scheme == "cui" and level == 0) or (nations == frozenset() and scheme not in HEADS):
        nations = None
    parts = sorted(words)
    if nations == frozenset():
        parts.append("NOFORN")
    elif nations:
        if scheme in HEADS:
            nations |= {"USA"}
        listed = sorted(nations, key=lambda nation: (nation != "USA", nation))
        parts.append(f"{HEADS.get(scheme, 'RELEASABLE TO')} {', '.join(listed)}")
    return "//".join([LEVELS[scheme][level], *_grouped(scheme, parts)]), (level, words, nations)


def _grouped(scheme: str, parts: list[str]) -> list[str]:
    if scheme not in GROUPS:
        return parts
    groups = [[part for head in group for part in parts if part.startswith(head)] for group in GROUPS[scheme]]
    return ["/".join(group) for group in groups if group]


def may_hold(scheme: str, banner: Meaning, portion: Meaning) -> bool:
    """Whether somebody who may read all that the banner promises may read the portion: the rule, written plainly."""
    level, words, nations = portion
    if scheme in PUBLIC and portion == (0, frozenset(), None):
        return True
    if scheme in PUBLIC and banner == (0, frozenset(), None):
        return False
    borne = banner[1] | ({"STRAP1"} if "STRAP2" in banner[1] else set()) | ({"FOUO"} if banner[0] else set())
    if level > banner[0] or not words - set(EYES) <= borne or (banner[1] ^ words) & UNKNOWN:
        return False
    seen, by = ([EYES[word] for word in said if word in EYES] for said in (words, banner[1]))
    if seen and not (by and by[0] <= seen[0]):
        return False
    if banner[2] is None:
        return nations is None or bool(nations)
    return banner[2] <= (nations or frozenset())


def marking_of(scheme: str, banner: str) -> Marking:
    """A marking of that scheme, with what the labels above need."""
    levels = LEVELS["custom"] if scheme == "custom" else ()
    codewords = ("AZURE",) if scheme == "eu" else ()
    return Marking(scheme=scheme, banner=banner, levels=levels, codewords=codewords)  # type: ignore[arg-type]
