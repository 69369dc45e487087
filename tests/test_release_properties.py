"""For any marks in any scheme: an edition holds only what its banner's words account for, and the more they say the less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from briefgen.fill import fill
from briefgen.packets import InputFile, edition
from briefgen.readers.yaml_reader import read_input
from briefgen.release import NotReleasable, release
from briefgen.schema.labels import SCHEMES, UnknownLabel
from briefgen.schema.marking import Marking, highest

Meaning = tuple[int, frozenset[str], frozenset[str] | None]
"""What the words say: a level; restrictions and words that nobody knows; permissions (none left by NOFORN)."""

LEVELS = {name: tuple(level.banner for level in scheme.levels) for name, scheme in SCHEMES.items()}
LEVELS["custom"] = ("ОТКРЫТО", "ДСП", "СЕКРЕТНО")
PUBLIC = ("tlp", "us", "cui")
RESTRICTIONS = {
    "us": ("ORCON", "PROPIN", "FOUO"),
    "cui": ("NOCON", "FED ONLY", "SP-CTI", "LOCAL STAFF"),
    "nato": ("ATOMAL", "BOHEMIA"),
    "uk": ("LOCSEN", "UK EYES ONLY", "CABINET EYES ONLY"),
    "tlp": ("Members of the group only", "also for partners"),
    "custom": ("ДЛЯ ПАРТНЁРОВ", "Project X"),
}
UNKNOWN = frozenset(
    ("CABINET EYES ONLY", "LOCAL STAFF", "SP-CTI", "Members of the group only", "also for partners")
) | frozenset(RESTRICTIONS["custom"])
NATIONS = ("AUS", "GBR", "SWE")
HEADS = {"us": "REL TO", "cui": "REL TO"}
SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@st.composite
def labels(draw: st.DrawFn, scheme: str) -> tuple[str, Meaning]:
    """A banner or portion mark, and what it means, told without reading it."""
    level = draw(st.integers(0, len(LEVELS[scheme]) - 1))
    words = draw(st.frozensets(st.sampled_from(RESTRICTIONS[scheme]), max_size=2))
    nations = draw(st.none() | st.frozensets(st.sampled_from(NATIONS), min_size=0, max_size=3))
    if nations == frozenset() and scheme not in HEADS:
        nations = None
    parts = sorted(words)
    if nations == frozenset():
        parts.append("NOFORN")
    elif nations:
        listed = draw(st.permutations(sorted(nations)))
        usa = ["USA"] if scheme in HEADS else []
        nations |= set(usa)
        parts.append(f"{HEADS.get(scheme, 'RELEASABLE TO')} {', '.join([*usa, *listed])}")
    return "//".join([LEVELS[scheme][level], *parts]), (level, words, nations)


def may_hold(scheme: str, banner: Meaning, portion: Meaning) -> bool:
    """Whether somebody who may read all that the banner promises may read the portion: the rule, written plainly."""
    level, words, nations = portion
    if scheme in PUBLIC and portion == (0, frozenset(), None):
        return True
    if scheme in PUBLIC and banner == (0, frozenset(), None):
        return False
    if level > banner[0] or not words <= banner[1] or (banner[1] ^ words) & UNKNOWN:
        return False
    if banner[2] is None:
        return nations is None or bool(nations)
    return banner[2] <= (nations or frozenset())


def marking_of(scheme: str, banner: str) -> Marking:
    levels = LEVELS["custom"] if scheme == "custom" else ()
    return Marking(scheme=scheme, banner=banner, levels=levels)  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", LEVELS)
@SETTINGS
@given(data=st.data())
def test_an_edition_holds_what_its_words_account_for_and_nothing_else(scheme: str, data: st.DataObject) -> None:
    banner, meant = data.draw(labels(scheme))
    portion, inner = data.draw(labels(scheme))
    marking = marking_of(scheme, banner)
    target, other = marking.read(banner), marking.read(portion)
    assert target.admits(other) is may_hold(scheme, meant, inner), f"{portion} in an edition {banner}"


@pytest.mark.parametrize("scheme", LEVELS)
@SETTINGS
@given(data=st.data())
def test_what_is_made_of_several_marks_is_let_in_only_where_each_of_them_is(scheme: str, data: st.DataObject) -> None:
    banner, _ = data.draw(labels(scheme))
    marks = [mark for mark, _ in data.draw(st.lists(labels(scheme), min_size=2, max_size=3))]
    marking = marking_of(scheme, banner)
    together = highest(marking, marks)
    assume(together is not None)
    target, joined = marking.read(banner), marking.read(together or "")
    assert not target.admits(joined) or all(target.admits(marking.read(mark)) for mark in marks)
    assert all(joined.covers(marking.read(mark)) for mark in marks)


@pytest.mark.parametrize("scheme", LEVELS)
@settings(SETTINGS, max_examples=25)
@given(data=st.data())
def test_no_word_of_a_portion_that_is_left_out_is_in_the_edition(
    scheme: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    banner, meant = data.draw(labels(scheme))
    portions = data.draw(st.lists(labels(scheme), min_size=1, max_size=6))
    whole = f"{LEVELS[scheme][-1]}"
    path = tmp_path_factory.mktemp("marks") / "talks.yaml"
    path.write_text(_input(scheme, whole, [mark for mark, _ in portions]), encoding="utf-8")
    briefing = fill(read_input(path)).briefing
    try:
        held = release(briefing, banner).model_dump_json()
    except NotReleasable as refused:
        held = ""
        assert refused.hint
    for number, (mark, inner) in enumerate(portions):
        if f"CANARY{number}." in held:
            assert may_hold(scheme, meant, inner), f"{mark} in an edition {banner}"
        elif held:
            assert not may_hold(scheme, meant, inner), f"{mark} is not in an edition {banner}"


def _input(scheme: str, whole: str, marks: list[str]) -> str:
    import json

    def quoted(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    levels = LEVELS["custom"] if scheme == "custom" else ()
    gaps = [{"text": f"CANARY{number}.", "portion": mark} for number, mark in enumerate(marks)]
    judgments = [{"statement": f"CANARY{number}.", "portion": mark} for number, mark in enumerate(marks)]
    given = {"scheme": scheme, "banner": whole, "levels": list(levels)}
    return (
        f"title: Talks\ndate: 2025-03-30\nmarking: {quoted(given)}\ngaps: {quoted(gaps)}\n"
        f"key_judgments: {quoted(judgments)}\narticles:\n  - {{headline: H, source: {{name: N}}, text: Words.}}\n"
    )


# --- single cases that were wrong, or could be -------------------------------------------------------


@pytest.mark.parametrize(
    ("banner", "portion", "held"),
    [
        ("NATO RESTRICTED//RELEASABLE TO SWE", "(NR)", False),
        ("NATO RESTRICTED RELEASABLE TO SWE", "(NU)", False),
        ("NATO RESTRICTED//RELEASABLE TO SWE", "(NR//RELEASABLE TO SWE AND FIN)", True),
        ("NATO SECRET//RELEASABLE FOR INTERNET TRANSMISSION", "(NU)", False),
        ("NATO SECRET", "(NR//RELEASABLE TO SWE)", True),
        ("SECRET//REL TO USA, GBR", "(S)", False),
        ("SECRET//REL TO USA, GBR", "(U)", True),
        ("SECRET//RELEASABLE TO SWE", "(S)", False),
        ("SECRET//DISPLAY ONLY AFG", "(S//NF)", False),
        ("SECRET//DISPLAY ONLY AFG", "(S)", False),
        ("SECRET//DISPLAY ONLY AFG", "(S//REL TO USA, AFG)", True),
        ("SECRET//REL TO USA, AFG", "(S//DISPLAY ONLY AFG)", False),
        ("SECRET//RELIDO", "(S)", False),
        ("SECRET", "(S//RELIDO)", True),
        ("OFFICIAL-SENSITIVE - US EYES ONLY", "(OS)", False),
        ("TLP:AMBER//Releasable to Sweden", "TLP:GREEN", False),
        ("TLP:AMBER//Releasable to Sweden", "TLP:CLEAR", True),
        ("NATO SECRET//RELEASABLE TO SWE", "(NS//RELEASABLE TO ALL BUT SWE)", False),
        ("NATO SECRET//RELEASABLE TO FIN", "(NS//RELEASABLE TO ALL EXCEPT SWE AND FIN)", False),
    ],
)
def test_words_that_widen_who_may_read_let_in_only_what_bears_them(banner: str, portion: str, held: bool) -> None:
    marking = Marking.model_validate(banner)
    assert marking.label.admits(marking.read(portion)) is held


def test_to_release_to_some_and_to_none_is_no_label() -> None:
    with pytest.raises(UnknownLabel, match="to none"):
        Marking.model_validate("SECRET//NOFORN/DISPLAY ONLY AFG").read("S//NF/DISPLAY ONLY AFG")


def test_every_banner_has_folder_and_file_names_of_its_own() -> None:
    source = InputFile("inputs/talks.yaml", "talks")
    banners = [level for levels in LEVELS.values() for level in levels]
    banners += [
        "ДСП",
        "дсп",
        "秘",
        "///",
        "A//B",
        "A B",
        "A-B",
        "a-b",
        "SECRET//NOFORN",
        "SECRET NOFORN",
        "Ä",
        "A" * 500,
    ]
    mirrors = [edition(source, banner).mirror for banner in dict.fromkeys(banners)]
    assert len(set(mirrors)) == len(mirrors) and "talks" not in mirrors
    for mirror in mirrors:
        assert mirror.startswith("talks.") and mirror.isascii() and len(mirror) < 80 and "/" not in mirror
    assert edition(source, "TLP:GREEN").mirror == "talks.tlp-green"
    assert edition(source, "").mirror == "talks"
