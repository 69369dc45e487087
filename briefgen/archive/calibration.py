"""Briefings whose judgments have come true or not in, how well their terms of likelihood hold out.

A judgment counts once it says how it turned out. The Brier score takes the middle of a term's range for its probability,
or the judgment's own number; 0 is perfect, 0.25 is what a coin would get.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from briefgen.schema.briefing import Briefing, Judgment
from briefgen.schema.vocabulary import SCALES, Band, ScaleName

ENOUGH = 50
"""Cases below which a score says little."""


class TermRecord(Struct, frozen=True):
    """A term, and how often what bears it came true."""

    scale: ScaleName
    term: str
    low: int
    high: int
    """The term's range, in percent."""
    midpoint: float
    cases: int
    came_true: int

    @property
    def share(self) -> float:
        """Of what came true, in percent."""
        return 100 * self.came_true / self.cases


class Calibration(Struct, frozen=True):
    """What the resolved judgments show."""

    terms: tuple[TermRecord, ...]
    cases: int
    brier: float | None
    """None where there is no case."""
    unresolved: int
    """Judgments with a likelihood that do not say how they turned out."""

    @property
    def is_enough(self) -> bool:
        return self.cases >= ENOUGH


def calibration(briefings: Iterable[Briefing]) -> Calibration:
    """The record of all judgments that have a likelihood."""
    cases: dict[tuple[ScaleName, int], list[bool]] = {}
    scores: list[float] = []
    unresolved = 0
    for briefing in briefings:
        for judgment in briefing.key_judgments:
            if judgment.likelihood is None:
                continue
            if judgment.resolved is None:
                unresolved += 1
                continue
            step = judgment.likelihood.step
            cases.setdefault((briefing.scale, step), []).append(judgment.resolved.outcome)
            scores.append((_probability(judgment, briefing.scale) - judgment.resolved.outcome) ** 2)
    terms = tuple(_record(scale, step, outcomes) for (scale, step), outcomes in sorted(cases.items()))
    brier = sum(scores) / len(scores) if scores else None
    return Calibration(terms, len(scores), brier, unresolved)


def _probability(judgment: Judgment, scale: ScaleName) -> float:
    if judgment.probability is not None or judgment.likelihood is None:
        return (judgment.probability or 0) / 100
    return _midpoint(SCALES[scale].bands[judgment.likelihood.step - 1]) / 100


def _midpoint(band: Band) -> float:
    return (band.low + band.high) / 2


def _record(scale: ScaleName, step: int, outcomes: list[bool]) -> TermRecord:
    band = SCALES[scale].bands[step - 1]
    return TermRecord(scale, band.terms[0], band.low, band.high, _midpoint(band), len(outcomes), sum(outcomes))
