"""For any marks in any scheme: an edition holds only what its banner's words account for, and the more they say the less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from marks import LEVELS, labels, marking_of, may_hold

from briefgen.fill import fill
from briefgen.packets import InputFile, edition
from briefgen.readers.yaml_reader import read_input
from briefgen.release import NotReleasable, release
from briefgen.schema.elements import UnknownLabel
from briefgen.schema.marking import Marking, highest

SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


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
    codewords = ["AZURE"] if scheme == "eu" else []
    given = {"scheme": scheme, "banner": whole, "levels": list(levels), "codewords": codewords}
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
        ("NATO UNCLASSIFIED//RELEASABLE FOR INTERNET TRANSMISSION", "(NU)", False),
        ("NATO SECRET", "(NR//RELEASABLE TO SWE)", True),
        ("SECRET//REL TO USA, GBR", "(S)", False),
        ("SECRET//REL TO USA, GBR", "(U)", True),
        ("SECRET UE/EU SECRET RELEASABLE TO SWE", "(S-UE/EU-S)", False),
        ("NATO/EAPC RESTRICTED", "(NR)", False),
        ("NATO RESTRICTED", "(NATO/EAPC UNCLASSIFIED)", True),
        ("SECRET//REL TO USA, GBR", "(//JOINT S GBR USA//REL TO USA, GBR)", False),
        ("SECRET//FGI GBR//REL TO USA, GBR", "(//JOINT S GBR USA//REL TO USA, GBR)", True),
        ("SECRET//FGI//REL TO USA, GBR", "(//GBR S//REL TO USA, GBR)", True),
        ("SECRET//FGI DEU", "(//GBR S)", False),
        ("SECRET//FGI NATO//NOFORN", "(//NC)", True),
        ("SECRET//REL TO USA, GBR", "(C//REL)", True),
        ("CUI", "(CUI//INTEL)", False),
        ("SECRET//DISPLAY ONLY AFG", "(S//NF)", False),
        ("SECRET//DISPLAY ONLY AFG", "(S)", False),
        ("SECRET//DISPLAY ONLY AFG", "(S//REL TO USA, AFG)", True),
        ("SECRET//REL TO USA, AFG", "(S//DISPLAY ONLY AFG)", False),
        ("SECRET//RELIDO", "(S)", False),
        ("SECRET", "(S//RELIDO)", True),
        ("OFFICIAL-SENSITIVE - UK/US EYES ONLY", "(OS)", True),
        ("OFFICIAL-SENSITIVE - UK/US EYES ONLY", "(OS//UK EYES ONLY)", False),
        ("OFFICIAL-SENSITIVE - ABC USE ONLY", "(OS)", False),
        ("TLP:AMBER//Releasable to Sweden", "TLP:GREEN", False),
        ("TLP:AMBER//Releasable to Sweden", "TLP:CLEAR", True),
        ("TLP:AMBER//RELEASABLE TO SWE", "TLP:AMBER//RELEASABLE TO ALL BUT SWE", False),
        ("TLP:AMBER//RELEASABLE TO FIN", "TLP:AMBER//RELEASABLE TO ALL EXCEPT SWE AND FIN", False),
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
