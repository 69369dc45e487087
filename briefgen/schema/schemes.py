"""The tables of the marking schemes: levels from the lowest, the controls that may follow them, and what each needs.

Sources, all public: US, the Register of the Intelligence Community Markings System (CAPCO 2016) and ODNI's ISM.XML
(2022-DEC); CUI, 32 CFR 2002 and the National Archives' CUI Registry; NATO, C-M(2002)49 (its amendment 8 for BOHEMIA),
AC/35-D/2002-REV4, the CAPCO manual's Appendix B (short forms with ATOMAL and BOHEMIA), and the examples of ADatP-4774 in
public code (designators, administrative markings, bodies of release, how lists are written, French words); United Kingdom, the
tables of handling instructions, descriptors, prefixes and national caveats in the Government Security Classifications
Policy (2023), as public code and departments' guidance repeat them, and public writing on STRAP and LOCSEN; TLP, FIRST's
version 2.0; European Union, Council Decision 2013/488/EU, the short forms that MISP's taxonomy of it has, and the Council's
LIMITE. The tables of NATO, the United Kingdom and the European Union were not held against the whole text of those
documents: where they differ, the document is right. ADatP-4774's lists of who ONLY may see something are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Literal

from msgspec import Struct

from briefgen.tabular import table_rows

MarkingScheme = Literal["tlp", "us", "cui", "nato", "uk", "eu", "custom"]


class Level(Struct, frozen=True):
    """One level of a scheme: its words in a banner and before a portion."""

    banner: str
    portion: str
    also: tuple[str, ...] = ()
    """Other forms in which it is read; it is written in the first two."""


class MarkingControl(Struct, frozen=True):
    """A control of a scheme: its words in a banner and before a portion, where it stands, and what it needs."""

    banner: str
    portion: str
    rank: int
    """Controls of one rank stand together, separated by `/`; ranks are separated by `//`."""
    also: tuple[str, ...] = ()
    """Longer words for it in a banner."""
    lowest: int = 0
    """The lowest level that it stands at."""
    highest: int | None = None
    """The highest level that it stands at: a banner above leaves it out."""
    needs: tuple[str, ...] = ()
    """Controls that must stand beside it."""
    excludes: tuple[str, ...] = ()
    """Controls that may not."""
    covers: tuple[str, ...] = ()
    """Lesser controls that it stands for in a banner."""


class Scheme(Struct, frozen=True, dict=True):
    """The labels of a scheme."""

    name: MarkingScheme
    levels: tuple[Level, ...]
    """From the lowest."""
    controls: tuple[MarkingControl, ...] = ()
    """In the order in which they are written."""
    spaced: bool = False
    """Whether a space or a dash may part a level from its controls, and controls from each other."""
    ordered: bool = False
    """Whether controls have an order that must be kept."""
    free: bool = False
    """Whether any words may follow a level."""
    public: bool = False
    """Whether anybody may see what bears the lowest level and no control."""
    releases: str = "RELEASABLE TO"
    """The words before those whom it may be released to."""
    contracted: Mapping[str, str] = {}
    """Short forms that hold a level and a control, in the scheme's own words."""

    @cached_property
    def forms(self) -> Mapping[str, int]:
        """Every way to write a level, to its number."""
        return {form: n for n, each in enumerate(self.levels) for form in (each.banner, each.portion, *each.also)}

    @cached_property
    def known(self) -> Mapping[str, MarkingControl]:
        """Every way to write a control."""
        return {form: each for each in self.controls for form in (each.banner, each.portion, *each.also)}

    @cached_property
    def by_banner(self) -> Mapping[str, MarkingControl]:
        """The controls by their words in a banner."""
        return {each.banner: each for each in self.controls}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where a control stands among those of its rank."""
        return {each.banner: n for n, each in enumerate(self.controls)}


CATEGORY, SCI, SAP, AEA, FGI, DISSEM, NON_IC = range(-1, 6)
"""The ranks of controls; those of other schemes have one rank."""

# --- United States -------------------------------------------------------------------------------------

_U, _CUI, _C, _S, _TS = range(5)
_US_LEVELS = (
    Level("UNCLASSIFIED", "U"),
    Level("CUI", "CUI"),
    Level("CONFIDENTIAL", "C"),
    Level("SECRET", "S"),
    Level("TOP SECRET", "TS"),
)
_US_CONTROLS = (
    MarkingControl("RD", "RD", AEA, ("RESTRICTED DATA",), lowest=_C, covers=("FRD", "TFNI")),
    MarkingControl("FRD", "FRD", AEA, ("FORMERLY RESTRICTED DATA",), lowest=_C, covers=("TFNI",)),
    MarkingControl("DOD UCNI", "DCNI", AEA, ("DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION",), highest=_U),
    MarkingControl("DOE UCNI", "UCNI", AEA, ("DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION",), highest=_U),
    MarkingControl("TFNI", "TFNI", AEA, ("TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION",), lowest=_C),
    MarkingControl("ATOMAL", "ATOMAL", AEA, lowest=_C),
    MarkingControl("FGI", "FGI", FGI, ("FOREIGN GOVERNMENT INFORMATION",)),
    MarkingControl("RSEN", "RS", DISSEM, ("RISK SENSITIVE",), lowest=_S),
    MarkingControl("FOUO", "FOUO", DISSEM, ("FOR OFFICIAL USE ONLY",), highest=_U),
    MarkingControl(
        "ORCON",
        "OC",
        DISSEM,
        ("ORIGINATOR CONTROLLED",),
        lowest=_C,
        excludes=("ORCON-USGOV", "RELIDO"),
        covers=("ORCON-USGOV",),
    ),
    MarkingControl(
        "ORCON-USGOV", "OC-USGOV", DISSEM, ("ORIGINATOR CONTROLLED-USGOV",), lowest=_C, excludes=("RELIDO",)
    ),
    MarkingControl("IMCON", "IMC", DISSEM, ("CONTROLLED IMAGERY",), lowest=_S),
    MarkingControl("NOFORN", "NF", DISSEM, ("NOT RELEASABLE TO FOREIGN NATIONALS",), excludes=("RELIDO",)),
    MarkingControl("PROPIN", "PR", DISSEM, ("CAUTION-PROPRIETARY INFORMATION INVOLVED",)),
    MarkingControl("REL TO", "REL TO", DISSEM),
    MarkingControl("RELIDO", "RELIDO", DISSEM, ("RELEASABLE BY INFORMATION DISCLOSURE OFFICIAL",)),
    MarkingControl("DEA SENSITIVE", "DSEN", DISSEM),
    MarkingControl("FISA", "FISA", DISSEM, ("FOREIGN INTELLIGENCE SURVEILLANCE ACT",)),
    MarkingControl("DISPLAY ONLY", "DISPLAY ONLY", DISSEM),
    MarkingControl("LIMDIS", "DS", NON_IC, ("LIMITED DISTRIBUTION",), highest=_U),
    MarkingControl("EXDIS", "XD", NON_IC, ("EXCLUSIVE DISTRIBUTION",), needs=("NOFORN",)),
    MarkingControl(
        "NODIS", "ND", NON_IC, ("NO DISTRIBUTION",), needs=("NOFORN",), excludes=("EXDIS",), covers=("EXDIS",)
    ),
    MarkingControl("SBU", "SBU", NON_IC, ("SENSITIVE BUT UNCLASSIFIED",), highest=_U),
    MarkingControl("SBU NOFORN", "SBU-NF", NON_IC, ("SENSITIVE BUT UNCLASSIFIED NOFORN",), highest=_U),
    MarkingControl("LES", "LES", NON_IC, ("LAW ENFORCEMENT SENSITIVE",)),
    MarkingControl("LES NOFORN", "LES-NF", NON_IC, ("LAW ENFORCEMENT SENSITIVE NOFORN",)),
    MarkingControl("SSI", "SSI", NON_IC, ("SENSITIVE SECURITY INFORMATION",)),
)
WITH_NOFORN: Mapping[str, str] = {"SBU NOFORN": "SBU", "LES NOFORN": "LES"}
"""Controls that hold a NOFORN of their own, to what they are without it."""
RETIRED: Mapping[str, str] = {
    "COMINT": "It is SI now.",
    "ECRU": "Write SI-EU.",
    "GAMMA": "Write SI-G, with ORCON.",
    "KDK": "Write TK-BLFH, TK-IDIT or TK-KAND, with NOFORN.",
    "NOCONTRACT": "Its use has ended; PROPIN or ORCON may say what was meant.",
    "SAR": "Name the program: SAR-ABC.",
    "SPECIAL ACCESS REQUIRED": "Name the program: SPECIAL ACCESS REQUIRED-ABC.",
    "WNINTEL": "Its use has ended.",
}


class Compartment(Struct, frozen=True):
    """What a control system or a compartment of it needs."""

    lowest: int
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    within: str | None = None
    """What its compartments look like; None where it has none."""
    alone: bool = True
    """Whether it stands without a compartment."""


_WITH_ORIGINATOR = ("ORCON", "NOFORN")
SCI_SYSTEMS: Mapping[str, Compartment] = {
    "HCS": Compartment(_S, ("NOFORN",), within="O|P", alone=False),
    "HCS-O": Compartment(_S, _WITH_ORIGINATOR, ("ORCON-USGOV",)),
    "HCS-P": Compartment(_S, ("NOFORN",), within="[A-Z0-9]{1,6}"),
    "HCS-P *": Compartment(_TS, _WITH_ORIGINATOR, ("ORCON-USGOV",)),
    "RSV": Compartment(_S, within="[A-Z0-9]{3}", alone=False),
    "RSV-*": Compartment(_S),
    "SI": Compartment(_C, within="G|[A-Z]{2,3}"),
    "SI-G": Compartment(_TS, ("ORCON",), ("ORCON-USGOV",), within="[A-Z]{4}"),
    "SI-*": Compartment(_TS),
    "TK": Compartment(_S, within="BLFH|IDIT|KAND"),
    "TK-BLFH": Compartment(_TS, ("NOFORN",), within="[A-Z0-9]{1,6}"),
    "TK-IDIT": Compartment(_S, ("NOFORN",), within="[A-Z0-9]{1,6}"),
    "TK-KAND": Compartment(_S, ("NOFORN",), within="[A-Z0-9]{1,6}"),
}
"""By the words of a system, a compartment (`SI-G`; `SI-*` for those that are not published) or sub-compartment."""
SCI_WORDS: Mapping[str, str] = {"RESERVE": "RSV", "TALENT KEYHOLE": "TK"}
NUCLEAR = {"RD": "CNWDI|SIGMA", "FRD": "SIGMA"}
"""What may follow RD and FRD after a hyphen."""
NUCLEAR_LOWEST = {"CNWDI": _S, "SIGMA": _C}
SAP_LOWEST = _C
FOREIGN_LEVELS: Mapping[str, tuple[int, str]] = {
    "UNCLASSIFIED": (_U, "U"),
    "RESTRICTED": (_C, "R"),
    "CONFIDENTIAL": (_C, "C"),
    "SECRET": (_S, "S"),
    "TOP SECRET": (_TS, "TS"),
}
"""The levels of other nations' markings: that of the United States which protects them, and the short form."""
JOINT_LEVELS = ("UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
NATO_IN_US: Mapping[str, tuple[int, str]] = {
    "NATO UNCLASSIFIED": (_U, "NU"),
    "NATO RESTRICTED": (_C, "NR"),
    "NATO CONFIDENTIAL": (_C, "NC"),
    "NATO SECRET": (_S, "NS"),
    "COSMIC TOP SECRET": (_TS, "CTS"),
}

# --- controlled unclassified information -----------------------------------------------------------------

_CUI_CONTROLS = (
    MarkingControl("ATTORNEY-CLIENT", "AC", DISSEM, ("AC",), lowest=1),
    MarkingControl("ATTORNEY-WP", "AWP", DISSEM, ("AWP",), lowest=1),
    MarkingControl("DELIBERATIVE", "DELIB", DISSEM, lowest=1),
    MarkingControl("DISPLAY ONLY", "DISPLAY ONLY", DISSEM, lowest=1),
    MarkingControl("DL ONLY", "DL ONLY", DISSEM, lowest=1),
    MarkingControl("FED ONLY", "FED ONLY", DISSEM, lowest=1),
    MarkingControl("FEDCON", "FEDCON", DISSEM, lowest=1),
    MarkingControl("NOCON", "NOCON", DISSEM, lowest=1),
    MarkingControl("NOFORN", "NF", DISSEM, lowest=1, excludes=("RELIDO",)),
    MarkingControl("REL TO", "REL TO", DISSEM, lowest=1),
    MarkingControl("RELIDO", "RELIDO", DISSEM, lowest=1),
)


@cache
def cui_categories() -> Mapping[str, str]:
    """The registry's categories, by their markings: `basic`, `specified`, or both."""
    return {marking: kinds for marking, kinds, _ in table_rows("cui_categories.tsv", 3)}


# --- nations and coalitions ------------------------------------------------------------------------------

_GENC = ("XKS", "XGZ", "XWB")
"""Codes that United States lists have for Kosovo, Gaza and the West Bank; they are not in ISO 3166."""


@cache
def trigraphs() -> frozenset[str]:
    """The codes of nations."""
    return frozenset(row[1] for row in table_rows("countries.tsv", 6)) | frozenset(_GENC)


@cache
def tetragraphs() -> Mapping[str, tuple[str, ...]]:
    """The codes of organisations and coalitions, and the nations that some of them may be taken apart into."""
    return {code: tuple(members.split()) for code, members in table_rows("tetragraphs.tsv", 2)}


PARTNERS: Mapping[str, tuple[str, ...]] = {
    "nato": (
        *("EAPC", "PFP", "MD", "ICI", "PATG", "EU", "EEAS", "EUROPEAN COMMISSION", "UN", "OSCE"),
        *("INTEROPERABILITY PLATFORM", "ISAF", "KFOR", "RESOLUTE SUPPORT", "RSM", "RUSSIA", "UKRAINE"),
    ),
    "eu": ("NATO", "UN", "OSCE", "ESA", "EUROPOL", "EUROJUST", "FRONTEX", "OCCAR", "AU", "ASEAN"),
}
"""Bodies that NATO and the European Union release to, beside nations."""

# --- the schemes -------------------------------------------------------------------------------------------

_NATO_ADMINISTRATIVE = ("COMMERCIAL", "MANAGEMENT", "MEDICAL", "PERSONAL", "STAFF")
_UK_DESCRIPTORS: Mapping[str, tuple[str, ...]] = {
    "COMMERCIAL": (),
    "HR / MANAGEMENT": ("HR/MANAGEMENT",),
    "INVESTIGATION": (),
    "LEGAL": (),
    "LEGAL PROFESSIONAL PRIVILEGE": ("LPP", "LEGAL PROFESSIONAL PRIVILEGE (LPP)"),
    "LOCSEN": (),
    "MARKET SENSITIVE": (),
    "PERSONAL": (),
    "PERSONAL DATA": (),
}
"""The words of each, to other forms in which it is read."""
_UK_SENSITIVE = ("OFFICIAL SENSITIVE", "OFFICIAL - SENSITIVE", "OFFICIAL: SENSITIVE")
_UK_HANDLING = ("EMBARGOED", "HMG USE ONLY", "ORGANISATIONAL USE ONLY", "RECIPIENTS ONLY")
_UK_CONTROLS = (
    MarkingControl("STRAP3", "STRAP3", 0, ("STRAP 3",), lowest=2, excludes=("STRAP1", "STRAP2"), covers=("STRAP2",)),
    MarkingControl("STRAP2", "STRAP2", 0, ("STRAP 2",), lowest=2, excludes=("STRAP1",), covers=("STRAP1",)),
    MarkingControl("STRAP1", "STRAP1", 0, ("STRAP 1",), lowest=2),
    *(MarkingControl(word, word, 0, also) for word, also in _UK_DESCRIPTORS.items()),
    *(MarkingControl(word, word, 0) for word in _UK_HANDLING),
)
EYES: Mapping[str, tuple[str, ...]] = dict.fromkeys(("FIVE", "FVEY"), ("AUS", "CAN", "NZ", "UK", "US"))
EYES_CODES: Mapping[str, str] = {"GBR": "UK", "USA": "US", "NZL": "NZ"}
"""How a nation is written before EYES ONLY."""

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
    "us": Scheme("us", _US_LEVELS, _US_CONTROLS, ordered=True, public=True, releases="REL TO"),
    "cui": Scheme(
        "cui",
        (Level("UNCLASSIFIED", "U"), Level("CUI", "CUI", ("CONTROLLED",))),
        _CUI_CONTROLS,
        ordered=True,
        public=True,
        releases="REL TO",
    ),
    "nato": Scheme(
        "nato",
        (
            Level("NATO UNCLASSIFIED", "NU", ("NATO SANS CLASSIFICATION",)),
            Level("NATO RESTRICTED", "NR", ("NATO DIFFUSION RESTREINTE",)),
            Level("NATO CONFIDENTIAL", "NC", ("NATO CONFIDENTIEL",)),
            Level("NATO SECRET", "NS"),
            Level("COSMIC TOP SECRET", "CTS", ("COSMIC TRÈS SECRET", "COSMIC TRES SECRET")),
        ),
        (
            MarkingControl("ATOMAL", "ATOMAL", 0, lowest=2),
            MarkingControl("BALK", "BALK", 0, lowest=4),
            MarkingControl("BOHEMIA", "BOHEMIA", 0, lowest=4),
            MarkingControl("CRYPTO", "CRYPTO", 0, lowest=1),
            MarkingControl("SIOP", "SIOP", 0, ("US-SIOP",), lowest=2),
            *(MarkingControl(word, word, 0) for word in _NATO_ADMINISTRATIVE),
        ),
        spaced=True,
        contracted={
            "CTSA": "CTS//ATOMAL",
            "CTS-B": "CTS//BOHEMIA",
            "NCA": "NC//ATOMAL",
            "NSAT": "NS//ATOMAL",
        },
    ),
    "uk": Scheme(
        "uk",
        (
            Level("OFFICIAL", "O", ("UK OFFICIAL",)),
            Level("OFFICIAL-SENSITIVE", "OS", ("O-S", *_UK_SENSITIVE, "UK OFFICIAL-SENSITIVE")),
            Level("SECRET", "S", ("UK SECRET",)),
            Level("TOP SECRET", "TS", ("UK TOP SECRET",)),
        ),
        _UK_CONTROLS,
        spaced=True,
        releases="REL",
    ),
    "eu": Scheme(
        "eu",
        (
            Level("PUBLIC", "PUBLIC"),
            Level("LIMITE", "LIMITE"),
            Level("RESTREINT UE/EU RESTRICTED", "R-UE/EU-R"),
            Level("CONFIDENTIEL UE/EU CONFIDENTIAL", "C-UE/EU-C"),
            Level("SECRET UE/EU SECRET", "S-UE/EU-S"),
            Level("TRÈS SECRET UE/EU TOP SECRET", "TS-UE/EU-TS", ("TRES SECRET UE/EU TOP SECRET",)),
        ),
        spaced=True,
        public=True,
    ),
}
LEVEL_BANNERS = frozenset(level.banner for scheme in SCHEMES.values() for level in scheme.levels) - {"PUBLIC"}
"""The banners of levels; PUBLIC is many an organisation's own as well."""
