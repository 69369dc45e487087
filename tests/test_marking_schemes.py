"""Families of labels: each form that a scheme has is taken; each kind of slip is reported with its fix; roll-up never lowers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marks import LEVELS, labels, marking_of

from briefgen.cli import main
from briefgen.schema.elements import UnknownLabel
from briefgen.schema.marking import Marking, highest
from briefgen.schema.schemes import SCHEMES, cui_categories, tetragraphs, trigraphs

CLASSIFIED = ("CONFIDENTIAL", "SECRET", "TOP SECRET")
SECRET_UP = ("SECRET", "TOP SECRET")
RELEASES = ("", "NOFORN", "REL TO USA, GBR", "REL TO USA, AUS, GBR, FVEY", "RELIDO", "DISPLAY ONLY AFG")


def _us() -> Iterator[str]:
    yield from (level.banner for level in SCHEMES["us"].levels)
    for level, release in product(("UNCLASSIFIED", *CLASSIFIED), RELEASES[1:]):
        yield f"{level}//{release}"
    for level, release in product(CLASSIFIED, ("", "NOFORN", "REL TO USA, GBR", "DISPLAY ONLY AFG")):
        yield "//".join([level, "SI", "/".join(filter(None, ("ORCON", release)))])
    for level, system in product(SECRET_UP, ("HCS-P", "TK-IDIT", "TK-KAND 12 ABC", "TK-IDIT-KAND", "SI/TK-KAND")):
        yield f"{level}//{system}//NOFORN"
    for system in (
        "SI-G",
        "SI-G ABCD",
        "SI-ABC-G ABCD EFGH-NK",
        "HCS-O",
        "HCS-P ABC",
        "HCS-O-P 1X ABC",
        "TK-BLFH ABCD-KAND",
    ):
        yield f"TOP SECRET//{system}//ORCON/NOFORN"
    for level, program in product(
        CLASSIFIED, ("SAR-BP", "SAR-BP/CD", "RD-CNWDI", "RD-SIGMA 14 18", "FRD-SIGMA 2", "TFNI")
    ):
        if (level, program) != ("CONFIDENTIAL", "RD-CNWDI"):
            yield f"{level}//{program}//NOFORN"
    for level, source in product(CLASSIFIED, ("FGI", "FGI DEU", "FGI DEU GBR NATO")):
        yield f"{level}//{source}//REL TO USA, GBR"
    for level in ("UNCLASSIFIED", *CLASSIFIED):
        yield f"//JOINT {level} CAN GBR USA//REL TO USA, CAN, GBR"
        yield f"//JOINT {level} GBR USA//FGI NZL//REL TO USA, FVEY"
        yield from (f"//{owner} {level}" for owner in ("GBR", "DEU FRA", "FGI", "KFOR"))
    yield from (
        "//DEU RESTRICTED",
        "//NATO SECRET//REL TO USA, NATO",
        "//COSMIC TOP SECRET//ATOMAL",
        "SECRET//NOFORN//EXDIS",
    )
    for word in (
        "FOUO",
        "SBU",
        "SBU NOFORN",
        "LIMDIS",
        "DOD UCNI",
        "DOE UCNI",
        "PROPIN",
        "FISA",
        "LES",
        "SSI",
        "NOFORN//SBU",
    ):
        yield f"UNCLASSIFIED//{word}"
    yield from ("SECRET//NOFORN/FISA", "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "TOP SECRET//TALENT KEYHOLE//RSEN")
    yield from (f"SECRET//REL TO USA, {code}" for code in (*sorted(trigraphs() - {"USA"}), *sorted(tetragraphs())))


def _cui() -> Iterator[str]:
    yield from ("CUI", "CONTROLLED", "UNCLASSIFIED", "CUI//SP-CTI/SP-EXPT/INTEL/PRVCY//FED ONLY/NOCON/NOFORN")
    for category, kinds in cui_categories().items():
        yield from (f"CUI//{category}" for _ in range("basic" in kinds))
        yield from (f"CUI//SP-{category}//NOFORN" for _ in range("specified" in kinds))
    for control in (
        "NOFORN",
        "FED ONLY",
        "FEDCON",
        "NOCON",
        "DL ONLY",
        "RELIDO",
        "REL TO USA, GBR",
        "DISPLAY ONLY AFG",
    ):
        yield from (f"CUI//{control}", f"CUI//INTEL//{control}")
    yield from ("CUI//ATTORNEY-CLIENT", "CUI//ATTORNEY-WP", "CUI//DELIBERATIVE")


def _nato() -> Iterator[str]:
    levels = [level.banner for level in SCHEMES["nato"].levels]
    for level, parted, release in product(
        levels, (" ", "//", " - "), ("EAPC", "EAPC/PFP", "SWE", "SWEDEN AND FINLAND", "KFOR")
    ):
        yield f"{level}{parted}RELEASABLE TO {release}"
    yield from levels
    yield from (f"{level}{parted}ATOMAL" for level, parted in product(levels[2:], (" ", "//", " - ")))
    yield from (
        "COSMIC TOP SECRET BOHEMIA",
        "COSMIC TOP SECRET//BALK",
        "NATO CONFIDENTIAL - STAFF",
        "NATO RESTRICTED MEDICAL",
        "NATO SECRET//ATOMAL//CRYPTO",
        "NATO CONFIDENTIAL - SIOP",
        "NATO RESTRICTED RELEASABLE TO EEAS, EUROPEAN COMMISSION",
        "NATO RESTRICTED Releasable To European Commission, EEAS, INTEROPERABILITY PLATFORM",
        "NATO RESTRICTED Releasable To Japan, Australia, PFP",
        "NATO/EAPC CONFIDENTIAL Releasable To RESOLUTE SUPPORT",
        "NATO CONFIDENTIAL - ATOMAL,CRYPTO",
        "NATO RESTRICTED RELEASABLE TO BOSNIA AND HERZEGOVINA, SWEDEN AND JAPAN",
        "NATO RESTRICTED RELEASABLE TO UNITED STATES OF AMERICA",
        "NATO UNCLASSIFIED RELEASABLE TO THE PUBLIC",
        "NATO/EAPC UNCLASSIFIED / RELEASABLE TO THE PUBLIC",
        "NATO DIFFUSION RESTREINTE",
        "NATO SANS CLASSIFICATION",
        "NATO CONFIDENTIEL//ATOMAL",
        "COSMIC TRÈS SECRET",
        "NATO UNCLASSIFIED RELEASABLE FOR INTERNET TRANSMISSION",
    )
    yield from (
        f"NATO/{body} {level}"
        for body, level in product(("EAPC", "PFP", "EU", "KFOR"), ("UNCLASSIFIED", "RESTRICTED", "SECRET"))
    )


def _uk() -> Iterator[str]:
    levels = [level.banner for level in SCHEMES["uk"].levels]
    for level, parted, control in product(levels, (" ", " - ", "//"), SCHEMES["uk"].controls):
        if not control.lowest:
            yield f"{level}{parted}{control.banner}"
    for level, number, space in product(levels[2:], "123", ("", " ")):
        yield f"{level} STRAP{space}{number}"
        yield f"UK {level} STRAP{space}{number} UK EYES ONLY"
    for level, nations in product(levels, ("UK", "UK/US", "UK/US/AUS", "UK/FRA", "FIVE")):
        yield f"{level} - {nations} EYES ONLY"
    yield from levels
    yield from (
        "OFFICIAL-SENSITIVE COMMERCIAL - HMG USE ONLY",
        "OFFICIAL - HM TREASURY USE ONLY",
        "OFFICIAL - FOR PUBLIC RELEASE",
        "OFFICIAL-SENSITIVE - EMBARGOED UNTIL 09:00 12 MAY 2025",
        "OFFICIAL-SENSITIVE: COMMERCIAL",
        "OFFICIAL-SENSITIVE LPP",
        "OFFICIAL-SENSITIVE - LEGAL PROFESSIONAL PRIVILEGE (LPP)",
        "OFFICIAL-SENSITIVE HR/MANAGEMENT",
        "UK OFFICIAL - REL EU",
        "UK SECRET REL-EU",
        "OFFICIAL SENSITIVE PERSONAL DATA",
        "OFFICIAL - SENSITIVE",
        "OFFICIAL: SENSITIVE COMMERCIAL",
    )


def _eu() -> Iterator[str]:
    levels = [level.banner for level in SCHEMES["eu"].levels][1:]
    yield from levels
    for level, release in product(levels, ("NORWAY", "NATO", "ESA, UN", "CHE AND NOR")):
        yield from (f"{level} RELEASABLE TO {release}", f"{level}//RELEASABLE TO {release}")


def _tlp() -> Iterator[str]:
    levels = [level.banner for level in SCHEMES["tlp"].levels]
    yield from levels
    yield from (f"{level}//Members of the group only" for level in levels)


VALID = {"us": [*_us()], "cui": [*_cui()], "nato": [*_nato()], "uk": [*_uk()], "eu": [*_eu()], "tlp": [*_tlp()]}


@pytest.mark.parametrize("scheme", VALID)
def test_each_form_is_taken_and_its_portion_mark_says_the_same(scheme: str) -> None:
    assert len(VALID[scheme]) >= 10
    for banner in (each.replace("////", "//").removesuffix("//") for each in VALID[scheme]):
        plain = Marking.model_validate({"banner": banner, "scheme": scheme})
        label = plain.label
        assert plain.read(label.portion) == label, banner
        assert Marking.model_validate({"banner": label.banner, "scheme": scheme}).label.required == label.required
        if not banner.startswith(("SECRET", "TOP SECRET", "UNCLASSIFIED", "CUI")):
            assert Marking.model_validate(banner).scheme == scheme, banner


def test_the_tables_are_of_the_size_of_their_sources() -> None:
    assert (len(cui_categories()), len(tetragraphs())) == (123, 61)
    assert len(trigraphs()) == 253


# --- slips ---------------------------------------------------------------------------------------------

SLIPS = [
    # United States: order, lists, levels, what stands together, short and old words
    ("us", "SECRET//NOFORN/ORCON", "SECRET//ORCON/NOFORN"),
    ("us", "SECRET//ORCON//NOFORN", "SECRET//ORCON/NOFORN"),
    ("us", "TOP SECRET//TK/SI//NOFORN", "TOP SECRET//SI/TK//NOFORN"),
    ("us", "SECRET//NOFORN//SI", "SECRET//SI//NOFORN"),
    ("us", "SECRET//NOFORN/NOFORN", "SECRET//NOFORN"),
    ("us", "SECRET//REL TO GBR, USA", "SECRET//REL TO USA, GBR"),
    ("us", "SECRET//REL TO USA, GBR, AUS", "SECRET//REL TO USA, AUS, GBR"),
    ("us", "SECRET//REL TO USA, FVEY, DEU", "SECRET//REL TO USA, DEU, FVEY"),
    ("us", "SECRET//REL TO GBR", "SECRET//REL TO USA, GBR"),
    ("us", "SECRET//REL TO USA GBR", "SECRET//REL TO USA, GBR"),
    ("us", "SECRET//REL TO USA, UK", "SECRET//REL TO USA, GBR"),
    ("us", "SECRET//REL TO USA, FVYE", "SECRET//REL TO USA, FVEY"),
    ("us", "SECRET//REL TO USA", "SECRET//NOFORN"),
    ("us", "SECRET//REL TO USA, QQQ", None),
    ("us", "SECRET//REL", None),
    ("us", "SECRET//NOFORN/REL TO USA, GBR", None),
    ("us", "SECRET//RELEASABLE TO SWE", "SECRET//REL TO USA, SWE"),
    ("us", "SECRET//USA/GBR EYES ONLY", None),
    ("us", "UNCLASSIFIED//SI", None),
    ("us", "CONFIDENTIAL//TK", None),
    ("us", "SECRET//TK-BLFH//NOFORN", None),
    ("us", "TOP SECRET//TK-BLFJ//NOFORN", None),
    ("us", "TOP SECRET//HCS//NOFORN", None),
    ("us", "SECRET//HCS-P", "SECRET//HCS-P//NOFORN"),
    ("us", "SECRET//HCS-P//REL TO USA, GBR", "SECRET//HCS-P//NOFORN"),
    ("us", "TOP SECRET//SI-G//NOFORN", "TOP SECRET//SI-G//ORCON/NOFORN"),
    ("us", "TOP SECRET//SI-NK-G//ORCON", "TOP SECRET//SI-G-NK//ORCON"),
    ("us", "TOP SECRET//SI-G//ORCON-USGOV", None),
    ("us", "TOP SECRET//SI/SI-G//ORCON", None),
    ("us", "SECRET//FOUO", "SECRET"),
    ("us", "SECRET//LIMDIS", "SECRET"),
    ("us", "SECRET//EXDIS", "SECRET//NOFORN//EXDIS"),
    ("us", "SECRET//ORCON/RELIDO", "SECRET//ORCON"),
    ("us", "SECRET//NF", "SECRET//NOFORN"),
    ("us", "SECRET//NOFORM", "SECRET//NOFORN"),
    ("us", "S//NF", "SECRET//NOFORN"),
    ("us", "SECRET//REL TO USA, " + "GBR, " * 1_000 + "NZL", None),
    ("us", "SECRET//KDK", None),
    ("us", "SECRET//SAR//NOFORN", None),
    ("us", "SECRET//FGI GBR DEU", "SECRET//FGI DEU GBR"),
    ("us", "SECRET//FGI, GBR", "SECRET//FGI GBR"),
    ("us", "//JOINT SECRET GBR//REL TO USA, GBR", "//JOINT SECRET GBR USA//REL TO USA, GBR"),
    ("us", "//JOINT SECRET USA GBR//REL TO USA, GBR", "//JOINT SECRET GBR USA//REL TO USA, GBR"),
    ("us", "//JOINT SECRET GBR USA", None),
    ("us", "//JOINT SECRET GBR USA//NOFORN", None),
    ("us", "//JOINT RESTRICTED GBR USA//REL TO USA, GBR", None),
    ("us", "//GBR SECERT", None),
    ("us", "//UK SECRET", "//GBR SECRET"),
    # CUI
    ("cui", "CUI//INTEL/SP-CTI", "CUI//SP-CTI/INTEL"),
    ("cui", "CUI//PRVCY/INTEL", "CUI//INTEL/PRVCY"),
    ("cui", "CUI//NOFORN/FED ONLY", "CUI//FED ONLY/NOFORN"),
    ("cui", "CUI//NOFORN//SP-CTI", "CUI//SP-CTI//NOFORN"),
    ("cui", "CUI//CTI", "CUI//SP-CTI"),
    ("cui", "CUI//SP-ISVI", "CUI//ISVI"),
    ("cui", "CUI//SP-CTL", "CUI//SP-CTI"),
    ("cui", "CUI//PRIVACY", None),
    ("cui", "CUI//LOCAL STAFF", None),
    ("cui", "CUI//NOFORM", "CUI//NOFORN"),
    ("cui", "CUI//NF", "CUI//NOFORN"),
    ("cui", "UNCLASSIFIED//NOFORN", None),
    ("cui", "CUI/SP-CTI", None),
    # NATO
    ("nato", "NATO SECRT", "NATO SECRET"),
    ("nato", "NS", "NATO SECRET"),
    ("nato", "NATO TOP SECRET", None),
    ("nato", "NATO RESTRICTED ATOMAL", None),
    ("nato", "NATO SECRET BOHEMIA", None),
    ("nato", "NATO SECRET ATOMALL", "NATO SECRET ATOMAL"),
    ("nato", "NATO/EAPR RESTRICTED", "NATO/EAPC RESTRICTED"),
    ("nato", "NATO RESTRICTED RELEASABLE TO SWEDN", "NATO RESTRICTED RELEASABLE TO SWEDEN"),
    ("nato", "NATO RESTRICTED RELEASABLE TO ALL BUT SWE", None),
    ("nato", "NATO SECRET RELEASABLE FOR INTERNET TRANSMISSION", "NATO SECRET"),
    ("nato", "NATO RESTRICTED RELEASABLE TO THE PUBLIC", "NATO RESTRICTED"),
    ("nato", "NATO RESTRICTED Releasable To Japn", "NATO RESTRICTED Releasable To JAPAN"),
    ("nato", "NSAT", "NATO SECRET//ATOMAL"),
    # United Kingdom
    ("uk", "OFFICIAL-SENSITIVE COMERCIAL", "OFFICIAL-SENSITIVE COMMERCIAL"),
    ("uk", "OFFICIAL SENSITVE", None),
    ("uk", "OS//COMMERCIAL", "OFFICIAL-SENSITIVE//COMMERCIAL"),
    ("uk", "OFFICIAL " + "COMMERCIAL " * 1_000, None),
    ("uk", "OFFICIAL STRAP1", None),
    ("uk", "UK SECRET STRAP4", None),
    ("uk", "UK SECRET STRAP1 STRAP2", None),
    ("uk", "UK TOP SECRET STRAP2 AZURE", None),
    ("uk", "UK SECRET - US EYES ONLY", "UK SECRET - UK/US EYES ONLY"),
    ("uk", "UK SECRET - CABINET EYES ONLY", None),
    ("uk", "OFFICIAL - HGM USE ONLY", "OFFICIAL - HMG USE ONLY"),
    ("uk", "OFFICIAL-SENSITIVE - FOR PUBLIC RELEASE", "OFFICIAL-SENSITIVE"),
    ("uk", "SECRET FOR PUBLIC RELEASE", "SECRET"),
    ("uk", "OFFICIAL - FOR PUBLIC RELAESE", "OFFICIAL - FOR PUBLIC RELEASE"),
    ("uk", "OFFICIAL-SENSITIVE [COMMERCIAL]", "OFFICIAL-SENSITIVE COMMERCIAL"),
    ("uk", "UK OFFICIAL REL US", None),
    ("uk", "OFFICIAL - EMBARGOED UNTIL 12 MAY COMERCIAL", None),
    # European Union
    ("eu", "EU RESTRICTED", "RESTREINT UE/EU RESTRICTED"),
    ("eu", "RESTREINT UE", "RESTREINT UE/EU RESTRICTED"),
    ("eu", "RESTREINT UE/EU RESTRICED", "RESTREINT UE/EU RESTRICTED"),
    ("eu", "SECRET UE/EU SECRET RELEASABLE TO NORWEGEN", None),
    ("eu", "SECRET UE/EU SECRET NOFORN", None),
    # TLP
    ("tlp", "TLP:AMBER//STRICT", "TLP:AMBER+STRICT"),
    ("tlp", "TLP:AMBER STRICT", "TLP:AMBER+STRICT"),
    ("tlp", "TLP:GREEN//TLP:AMBER", None),
    ("tlp", "TLP:ORANGE", None),
]


@pytest.mark.parametrize(("scheme", "banner", "meant"), SLIPS)
def test_what_is_no_label_is_refused_with_the_fix(scheme: str, banner: str, meant: str | None) -> None:
    marking = Marking.model_validate({"banner": banner, "scheme": scheme})
    with pytest.raises(UnknownLabel) as refused:
        _ = marking.label
    if meant is not None:
        assert refused.value.meant == meant
        assert Marking.model_validate({"banner": meant, "scheme": scheme}).label.banner
    assert refused.value.message
    assert refused.value.meant is None or refused.value.hint.startswith("Did you mean ")


@pytest.mark.parametrize(("scheme", "banner", "meant"), [each for each in SLIPS if each[0] != "tlp"])
def test_a_slip_is_an_error_of_a_check(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], scheme: str, banner: str, meant: str | None
) -> None:
    text = "title: T\ndate: 2025-03-30\nmarking: {{scheme: {}, banner: '{}'}}\narticles:\n  - {{headline: H, source: {{name: N}}, text: W.}}\n"
    (tmp_path / "in.yaml").write_text(text.format(scheme, banner), "utf-8")
    assert main(["check", str(tmp_path / "in.yaml")]) == 1
    said = capfd.readouterr().out
    assert "BG501" in said and (meant is None or " ".join(f"Did you mean {meant}?".split()) in " ".join(said.split()))


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("scheme", ["us", "cui", "nato", "uk", "eu"])
@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=200)
@given(data=st.data())
def test_a_mistyped_marking_never_passes_in_silence(scheme: str, data: st.DataObject) -> None:
    """One letter lost, doubled or changed: either no label at all, or another label that the tables have, and which is
    another in what it prints as well."""
    banner, _ = data.draw(labels(scheme))
    place = data.draw(st.sampled_from([n for n, letter in enumerate(banner) if letter in LETTERS]))
    typed = data.draw(st.sampled_from(["", banner[place] * 2, *LETTERS]))
    slipped = banner[:place] + typed + banner[place + 1 :]
    marking = marking_of(scheme, slipped)
    try:
        label = marking.label
    except UnknownLabel as refused:
        assert refused.hint or refused.message
        return
    if slipped != banner:
        assert _is_made_of_known_words(label.banner, scheme), f"{slipped} passes for {banner}"


def _is_made_of_known_words(banner: str, scheme: str) -> bool:
    """Whether each word of a label is in a table: a nation, a control, a category; or an organisation's USE ONLY."""
    import re

    known = {
        word for form in (*SCHEMES[scheme].forms, *SCHEMES[scheme].known) for word in re.split(r"[^A-ZÈ:0-9+]+", form)
    }
    known |= {
        *trigraphs(),
        *tetragraphs(),
        *cui_categories(),
        "SP",
        "SI",
        "TK",
        "TO",
        "REL",
        "RELEASABLE",
        "USE",
        "ONLY",
    }
    known |= {"UK", "US", "EYES", "AZURE", "AND", "NATO", "AU", "UN", "CABINET", "OFFICE", "NZ"}
    known |= {"PFP", "EAPC", "MD", "ICI", "EU", "ESA"}
    words = [word for word in re.split(r"[^A-ZÈ:0-9+]+", banner) if word]
    return "USE ONLY" in banner or all(word in known or _is_nation(word) for word in words)


def _is_nation(word: str) -> bool:
    from briefgen.schema.elements import _nations

    return word in _nations()


# --- portions and roll-up --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "marks", "together"),
    [
        ("us", ["TS//SI-G ABCD//OC", "TS//SI-NK//NF", "S//TK"], "(TS//SI-G ABCD-NK/TK//OC/NF)"),
        ("us", ["TS//SI", "TS//SI-G//OC"], "(TS//SI-G//OC)"),
        ("us", ["S//OC", "S//OC-USGOV"], "(S//OC)"),
        ("us", ["U//FOUO", "C"], "(C)"),
        ("us", ["U//SBU-NF", "S//REL TO USA, GBR"], "(S//NF)"),
        ("us", ["U//SBU-NF", "U//FOUO"], "(U//FOUO/NF//SBU)"),
        ("us", ["S//NF//XD", "S//NF//ND"], "(S//NF//ND)"),
        ("us", ["S//REL TO USA, FVEY", "S//REL TO USA, GBR, NZL, DEU"], None),
        ("us", ["S//REL TO USA, FVEY", "S//REL TO USA, DEU, GBR, NZL"], "(S//REL TO USA, GBR, NZL)"),
        ("us", ["//JOINT S GBR USA//REL TO USA, GBR", "S//REL TO USA, GBR"], "(S//FGI GBR//REL TO USA, GBR)"),
        (
            "us",
            ["//JOINT S GBR USA//REL TO USA, GBR", "//JOINT TS GBR USA//REL TO USA, FVEY"],
            "(//JOINT TS GBR USA//REL TO USA, GBR)",
        ),
        ("us", ["//GBR S", "//DEU R", "//NS"], "(S//FGI DEU GBR NATO)"),
        ("us", ["//FGI S", "//DEU R"], "(S//FGI)"),
        ("us", ["S//SAR-BP//NF", "S//SAR-CD//NF"], "(S//SAR-BP/CD//NF)"),
        ("us", ["S//RD-SG 14//NF", "S//RD-CNWDI//NF", "C//FRD"], "(S//RD-CNWDI-SG 14//NF)"),
        ("us", ["CUI//SP-CTI", "U//NF"], "(CUI//SP-CTI//NF)"),
        ("us", ["CUI//SP-CTI", "C"], "(C)"),
        ("cui", ["CUI//SP-CTI", "CUI//INTEL//NF"], "(CUI//SP-CTI/INTEL//NF)"),
        ("cui", ["U", "CUI//PRVCY"], "(CUI//PRVCY)"),
        ("nato", ["NR//RELEASABLE TO SWE", "NS"], "(NS)"),
        ("nato", ["NATO/EAPC RESTRICTED", "NATO/EAPC UNCLASSIFIED"], "(NATO/EAPC RESTRICTED)"),
        ("nato", ["NATO/EAPC RESTRICTED", "NS ATOMAL"], "(NS//ATOMAL)"),
        ("nato", ["NU RELEASABLE TO THE PUBLIC", "NU RELEASABLE TO THE PUBLIC"], "(NU//RELEASABLE TO THE PUBLIC)"),
        ("nato", ["NU RELEASABLE TO THE PUBLIC", "NU"], "(NU)"),
        ("nato", ["NCA", "NSAT"], "(NS//ATOMAL)"),
        ("nato", ["NR Releasable To Sweden, Japan", "NR//RELEASABLE TO SWE"], "(NR//RELEASABLE TO SWE)"),
        ("uk", ["O//FOR PUBLIC RELEASE", "O"], "(O)"),
        ("uk", ["O//FOR PUBLIC RELEASE", "OS//COMMERCIAL"], "(OS//COMMERCIAL)"),
        ("uk", ["OS//REL EU", "S//REL EU"], "(S//REL EU)"),
        ("uk", ["OS//REL EU", "OS"], "(OS)"),
        ("uk", ["O//EMBARGOED", "O//EMBARGOED UNTIL MAY"], "(O//EMBARGOED//EMBARGOED UNTIL MAY)"),
        ("uk", ["S//STRAP1", "TS//STRAP2"], "(TS//STRAP2)"),
        ("uk", ["OS//UK/US EYES ONLY", "S//UK EYES ONLY"], "(S//UK EYES ONLY)"),
        ("uk", ["OS//COMMERCIAL", "OS//PERSONAL DATA"], "(OS//COMMERCIAL//PERSONAL DATA)"),
        ("eu", ["LIMITE", "R-UE/EU-R", "C-UE/EU-C RELEASABLE TO NATO"], "(C-UE/EU-C)"),
        ("tlp", ["TLP:GREEN", "TLP:AMBER+STRICT", "TLP:AMBER"], "(TLP:AMBER+STRICT)"),
    ],
)
def test_marks_together_say_what_each_of_them_says(scheme: str, marks: list[str], together: str | None) -> None:
    top = LEVELS[scheme][-1]
    whole = Marking.model_validate({"scheme": scheme, "banner": top})
    assert highest(whole, marks) == together
    assert highest(whole, reversed(marks)) == together


@pytest.mark.parametrize("scheme", LEVELS)
@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_a_banner_is_at_least_each_portion_and_one_more_never_lowers_it(scheme: str, data: st.DataObject) -> None:
    marks = [mark for mark, _ in data.draw(st.lists(labels(scheme), min_size=1, max_size=5))]
    marking = marking_of(scheme, LEVELS[scheme][-1])
    read = [marking.read(mark) for mark in marks]
    so_far = read[0]
    for label in read[1:]:
        before, so_far = so_far, so_far.joined(label)
        assert so_far.level >= before.level and so_far.covers(before)
    assert all(so_far.covers(label) for label in read)
    again = marking_of(scheme, so_far.banner).label
    assert again.covers(so_far) and so_far.covers(again), f"{so_far.banner} is not read as it was meant"


def test_rel_alone_is_the_list_of_the_banner() -> None:
    marking = Marking.model_validate("SECRET//REL TO USA, GBR")
    assert marking.read("(C//REL)").portion == "(C//REL TO USA, GBR)"
    assert highest(marking, ["S//REL"]) == "(S//REL TO USA, GBR)"
    joint = Marking.model_validate("//JOINT SECRET GBR USA//REL TO USA, GBR")
    assert joint.read("(//JOINT S//REL)") == joint.label
    with pytest.raises(UnknownLabel, match="list of the banner"):
        Marking.model_validate("SECRET").read("S//REL")


def test_a_codeword_is_one_that_the_input_names() -> None:
    marking = Marking.model_validate({"banner": "TOP SECRET STRAP2 AZURE", "codewords": ("AZURE",)})
    assert (marking.scheme, marking.label.portion) == ("uk", "(TS//STRAP2//AZURE)")
    assert not marking.read("S").covers(marking.read("S//AZURE"))
    with pytest.raises(ValueError, match="no codewords"):
        Marking.model_validate({"banner": "SECRET//NOFORN", "codewords": ("AZURE",)})


def test_an_edition_keeps_no_codeword_that_its_banner_lacks(tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text(
        "title: T\ndate: 2025-03-30\n"
        "marking: {banner: TOP SECRET STRAP2 AZURE, codewords: [AZURE], portions: true}\n"
        "gaps: [{text: Nothing is known., portion: OFFICIAL}, {text: Hidden., portion: TS//AZURE}]\n"
        "articles:\n  - {headline: H, source: {name: N}, text: W., portion: OFFICIAL}\n",
        "utf-8",
    )
    out = tmp_path / "out"
    status = main(["build", "--to", "json,text", "--out", str(out), "--release", "OFFICIAL", str(tmp_path / "in.yaml")])
    assert status == 0
    held = "".join(path.read_text("utf-8") for path in out.rglob("in.official/*.*"))
    assert "Nothing is known." in held and "AZURE" not in held and "Hidden" not in held
