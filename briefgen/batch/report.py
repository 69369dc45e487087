"""What a run is asked for, what it did, and who is reported of it: the values that pass between a run, its ledger and whoever called it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from msgspec import Struct, field

from briefgen.batch.plan import Gone, Plan, Step
from briefgen.diagnostics import Diagnostic, has_errors
from briefgen.kit import Kit
from briefgen.pipeline import Packet


class Outcome(StrEnum):
    """What became of an input in a run."""

    BUILT = "built"
    CURRENT = "up to date"
    FAILED = "not built"
    FROZEN = "frozen"
    STALE = "to be built"
    """Only reported, in a dry run."""
    STOPPED = "not tried"
    """Left, since the run ended before."""


class Result(Struct, frozen=True):
    """An input, why it was to be built, and what became of it."""

    step: Step
    outcome: Outcome
    packet: Packet | None = None
    folder: str = ""
    """The packet's folder, as the output folder was named."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return self.packet.diagnostics if self.packet else ()


class RunOptions(Struct, frozen=True):
    """How a run goes about its work; none of this shapes a packet."""

    jobs: int = 1
    dry_run: bool = False
    force: bool = False
    prune: bool = False
    max_prune: int | None = None
    """How many packets may be removed at once; None for half of them, or a few."""
    fail_fast: bool = False
    wait: bool = True
    keep_all: bool = True
    """Whether the report is to hold every result; else it holds those of which there is something to say."""
    cluster: str = ""
    """The address of a Dask scheduler whose workers build instead."""


class Report(Struct):
    """What a run did."""

    run: str
    results: list[Result] = field(default_factory=list)
    """All, or in a run that does not keep all: those with findings."""
    counts: dict[Outcome, int] = field(default_factory=dict)
    """How many inputs came to each outcome."""
    findings: list[Diagnostic] = field(default_factory=list)
    """What is not about one packet."""
    gone: tuple[Gone, ...] = ()
    pruned: list[str] = field(default_factory=list)
    seconds: float = 0.0
    kits: dict[str, Kit] = field(default_factory=dict)
    """By variant, what packets were built with here, for a run that follows."""

    @property
    def all_findings(self) -> list[Diagnostic]:
        return [*self.findings, *(found for result in self.results for found in result.diagnostics)]

    @property
    def inputs(self) -> int:
        return sum(self.counts.values())

    @property
    def failed(self) -> bool:
        return not self.counts.keys().isdisjoint((Outcome.FAILED, Outcome.STOPPED)) or has_errors(self.all_findings)

    def add(self, result: Result, *, keep: bool) -> None:
        """Count a result, and keep it where it is to be kept or something was found."""
        self.counts[result.outcome] = self.counts.get(result.outcome, 0) + 1
        if keep or (result.packet is not None and (result.packet.diagnostics or result.packet.ignored)):
            self.results.append(result)


class Nobody(Struct):
    """An audience that takes no notice."""

    def waiting(self, holder: str) -> None: ...
    def begins(self, report: Report, plan: Plan) -> None: ...
    def done(self, result: Result) -> None: ...
    def ends(self, report: Report) -> None: ...


class Reporter(Protocol):
    """Reports how a run goes."""

    def waiting(self, holder: str) -> None: ...
    def begins(self, report: Report, plan: Plan) -> None: ...
    def done(self, result: Result) -> None: ...
    def ends(self, report: Report) -> None: ...
