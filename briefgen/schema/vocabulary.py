"""The words of the trade: kinds, grades, scales of likelihood, levels of confidence, each declared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, get_args

from msgspec import Struct

from briefgen.kinds import Kind

ActorType = Literal["person", "government", "military", "organisation", "company", "other"]
AgreementStatus = Literal[
    "proposed", "under negotiation", "announced", "agreed", "signed", "ratified", "in force", "suspended", "ended"
]
CapabilityType = Literal[
    "command", "force", "weapon system", "sensor", "infrastructure", "industrial", "legal", "other"
]
Change = Literal["new", "upgraded", "expanded", "planned", "reduced", "withdrawn", "unchanged"]
Direction = Literal["stabilising", "destabilising", "mixed", "unclear"]
Horizon = Literal["immediate", "near", "medium", "long"]
SourceKind = Literal["wire", "newspaper", "broadcast", "official", "think-tank", "social", "other"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal[1, 2, 3, 4, 5, 6]
Confidence = Literal["low", "moderate", "high"]
ConfidenceRange = Literal["low to moderate", "moderate to high"]
ConfidenceWords = Literal["low", "low to moderate", "moderate", "moderate to high", "high"]
"""A level or a range of two: one type, so that what is wrong with it is said once."""
ScaleName = Literal["icd203", "phia", "nato"]

CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
CONFIDENCE_RANGES: dict[ConfidenceRange, tuple[Confidence, Confidence]] = {
    "low to moderate": ("low", "moderate"),
    "moderate to high": ("moderate", "high"),
}
"""Each with the levels between which it lies."""


def levels_of(confidence: ConfidenceWords | None) -> tuple[Confidence, ...]:
    """The levels that it is, or lies between; lower first."""
    match confidence:
        case None:
            return ()
        case "low to moderate" | "moderate to high":
            return CONFIDENCE_RANGES[confidence]
        case _:
            return (confidence,)


RELIABILITY: dict[Reliability, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY: dict[Credibility, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
HORIZON: dict[Horizon, str] = {
    "immediate": "immediate",
    "near": "near term",
    "medium": "medium term",
    "long": "long term",
}
DIRECTION_MEANING: dict[Direction, str] = {
    "stabilising": "Makes conflict, coercion or miscalculation in the region less likely.",
    "destabilising": "Makes conflict, coercion or miscalculation in the region more likely.",
    "mixed": "Stabilising in some respects, destabilising in others.",
    "unclear": "The reporting does not show which way.",
}
HORIZON_MEANING: dict[Horizon, str] = {
    "immediate": "Shows already, or within days.",
    "near": "Shows within about a year.",
    "medium": "Shows within one to five years.",
    "long": "Shows after more than five years.",
}


class Band(Struct, frozen=True):
    """One step of a scale: its terms, one of each row of words, and its range in percent."""

    terms: tuple[str, ...]
    range: str
    """As printed, such as `55–80%`."""
    low: int
    high: int
    """The range in numbers, both included."""


class Scale(Struct, frozen=True, dict=True):
    """Words for likelihood, from least to most; `rows` are alternatives that one briefing must not mix."""

    name: ScaleName
    title: str
    rows: int
    bands: tuple[Band, ...]
    confidence: Mapping[Confidence, str]
    """What its levels of confidence mean."""
    confidence_title: str = "Confidence"

    def find(self, term: str) -> tuple[int, int] | None:
        """(step from 1, row from 0) of a term, or None where the scale lacks it. Case does not matter."""
        return self._places.get(term.casefold())

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, int]]:
        return {word: (step, row) for step, band in enumerate(self.bands, 1) for row, word in enumerate(band.terms)}

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term, row by row, from least to most; where there is one row, a band's second word stands beside its first."""
        if self.rows == 1:
            return tuple(term for band in self.bands for term in band.terms)
        return tuple(term for row in range(self.rows) for term in self.row(row))

    def row(self, number: int) -> tuple[str, ...]:
        """The terms of one row, from least to most; where there is one row, the first of each band."""
        return tuple(band.terms[number if self.rows > 1 else 0] for band in self.bands)


_CONFIDENCE: Mapping[Confidence, str] = {
    "high": "Sound reasoning on high-quality, consistent reporting from multiple sources; few gaps and assumptions.",
    "moderate": "Credibly sourced and plausible, but not of sufficient quality or corroboration for more.",
    "low": "Scant, fragmented or poorly corroborated information; credibility or plausibility uncertain.",
}

SCALES: dict[ScaleName, Scale] = {
    "icd203": Scale(
        "icd203",
        "ICD 203 (Office of the Director of National Intelligence)",
        2,
        (
            Band(("almost no chance", "remote"), "1–5%", 1, 5),
            Band(("very unlikely", "highly improbable"), "5–20%", 5, 20),
            Band(("unlikely", "improbable"), "20–45%", 20, 45),
            Band(("roughly even chance", "roughly even odds"), "45–55%", 45, 55),
            Band(("likely", "probable"), "55–80%", 55, 80),
            Band(("very likely", "highly probable"), "80–95%", 80, 95),
            Band(("almost certain", "nearly certain"), "95–99%", 95, 99),
        ),
        _CONFIDENCE,
    ),
    "phia": Scale(
        "phia",
        "PHIA probability yardstick (United Kingdom)",
        1,
        (
            Band(("remote chance",), ">0–≈5%", 0, 5),
            Band(("highly unlikely",), "≈10–≈20%", 10, 20),
            Band(("unlikely",), "≈25–≈35%", 25, 35),
            Band(("realistic possibility",), "≈40–<50%", 40, 50),
            Band(("likely", "probable"), "≈55–≈75%", 55, 75),
            Band(("highly likely",), "≈80–≈90%", 80, 90),
            Band(("almost certain",), "≈95–<100%", 95, 100),
        ),
        # PHIA rates analytical confidence by the information base, the rigour of the analysis, and how complex and
        # volatile the subject is; the rating says how open a judgment is to change.
        {
            "high": "A sound information base and rigorous analysis of a subject that is neither complex nor volatile; little open to change.",
            "moderate": "Limits in the information base, in the analysis, or set by a complex or volatile subject; open to change.",
            "low": "Serious limits in the information base, in the analysis, or set by the subject; very open to change.",
        },
        "Analytical confidence",
    ),
    "nato": Scale(
        "nato",
        "NATO AJP-2.1",
        1,
        (
            Band(("highly unlikely",), "under 10%", 0, 10),
            Band(("unlikely",), "10–40%", 10, 40),
            Band(("even chance",), "40–60%", 40, 60),
            Band(("likely",), "60–90%", 60, 90),
            Band(("highly likely",), "over 90%", 90, 100),
        ),
        _CONFIDENCE,
    ),
}
LIKELIHOOD_TERMS: tuple[str, ...] = tuple(
    dict.fromkeys(t for scale in SCALES.values() for b in scale.bands for t in b.terms)
)

# --- what catalogues know ------------------------------------------------------------------------

KIND_LABEL: dict[Kind, str] = {
    "actor": "Key actor",
    "agreement": "Agreement",
    "capability": "Capability",
    "implication": "Regional implication",
    "event": "Event",
}
"""What the kinds are called in the legend, unless a theme has words of its own."""

PRINTED: Mapping[str, Iterable[str]] = {
    "actor type": get_args(ActorType),
    "status": get_args(AgreementStatus),
    "capability type": get_args(CapabilityType),
    "change": get_args(Change),
    "direction": get_args(Direction),
    "horizon": HORIZON.values(),
    "source kind": get_args(SourceKind),
    "reliability": RELIABILITY.values(),
    "credibility": CREDIBILITY.values(),
    "confidence": get_args(ConfidenceWords),
    "likelihood": LIKELIHOOD_TERMS,
    "range": dict.fromkeys(band.range for scale in SCALES.values() for band in scale.bands),
    "scale": [
        *(scale.title for scale in SCALES.values()),
        *dict.fromkeys(scale.confidence_title for scale in SCALES.values()),
    ],
    "meaning": dict.fromkeys(
        (
            *DIRECTION_MEANING.values(),
            *HORIZON_MEANING.values(),
            *(words for scale in SCALES.values() for words in scale.confidence.values()),
        )
    ),
    "kind": KIND_LABEL.values(),
}
"""By the context under which catalogues have them: the words of the program that an input chooses among."""
