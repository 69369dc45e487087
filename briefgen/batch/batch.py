"""Paths, options and run options go in; every stale packet is built, and a report of the run comes out.

The run holds the output folder's lock from before it plans until all is recorded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from briefgen.batch.editions import outdated_editions
from briefgen.batch.index import INDEX_NAME, write_index
from briefgen.batch.ledger import Ledger, run_name
from briefgen.batch.lock import locked
from briefgen.batch.plan import (
    Basis,
    Gone,
    Plan,
    Survey,
    edited_files,
    keep_path,
    make_plan,
    merged_plan,
    summary_of,
    survey,
)
from briefgen.batch.prune import may_go
from briefgen.batch.report import Outcome, Report, Reporter, Result, RunOptions
from briefgen.batch.state import State, load_state, save_state, state_file
from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.files import read_plain, refuse_links
from briefgen.kit import Kit
from briefgen.options import Options
from briefgen.packets import (
    FEED_NAME,
    MANIFEST,
    InputFile,
    cannot_write,
    find_sources,
    is_part,
    read_manifest,
    refuse_address,
    sha256,
    without_collisions,
)
from briefgen.pipeline import Packet, check_environment, kept_file
from briefgen.placing import end_move, is_waiting, known_files
from briefgen.resources import find_template, find_theme
from briefgen.settings import USUAL, Feed

if TYPE_CHECKING:
    from briefgen.batch.worker import Done


class _Part(Struct):
    """The inputs of a run as one of its variants makes packets of them, and what is to be done."""

    options: Options
    sources: list[InputFile]
    plan: Plan = Plan(())


def carry_out(
    paths: Iterable[str],
    options: Options,
    run_options: RunOptions,
    reporter: Reporter,
    *,
    kits: Mapping[str, Kit] | None = None,
) -> Report:
    """Build what is stale; of `kits`, by variant, is used what would be loaded. BriefgenError where it cannot begin."""
    started = perf_counter()
    refuse_address(options.out)
    check_environment()
    report = Report(run_name(), kits=dict(kits or {}))
    given = list(paths)
    found, report.findings = find_sources(given)
    parts = _parts(found, options, report.findings)
    if run_options.dry_run:
        state, there = _loaded(options.out, report), survey(options.out)
        bases = [Basis(part.options, state) for part in parts]
        plan = _planned(parts, bases, there, given, run_options, report)
        reporter.begins(report, plan)
        for step in plan.steps:
            outcome = Outcome.STALE if step.stale else Outcome.FROZEN if step.frozen else Outcome.CURRENT
            result = Result(step, outcome, folder=str(step.source.folder(options.out)))
            report.add(result, keep=run_options.keep_all)
            reporter.done(result)
        report.findings += outdated_editions(found, there.mirrors, options.out, state, options.settings)
    elif found or options.out.is_dir():
        unlocked = report.findings.append
        with locked(options.out, wait=run_options.wait, waiting=reporter.waiting, unlocked=unlocked) as lock:
            state, feed = _loaded(options.out, report), options.settings.feed
            _Run(options.out, run_options, reporter, report, lock, state, feed=feed).go(parts, given)
    report.seconds = perf_counter() - started
    reporter.ends(report)
    return report


def _loaded(out: Path, report: Report) -> State:
    """What earlier runs learnt; that it cannot be used is reported."""
    state = load_state(out)
    if state.damaged:
        hint = "Nothing is lost: this run reads everything again, and writes it again."
        where = Place(str(state_file(out)))
        message = "what earlier runs remembered cannot be used"
        report.findings.append(Diagnostic("BG770", message, where, Severity.NOTE, hint))
    return state


def _parts(found: list[InputFile], options: Options, findings: list[Diagnostic]) -> list[_Part]:
    """What the run is to make, variant by variant. TemplateError where one has no template or theme."""
    parts: list[_Part] = []
    for each in options.each:
        find_template(each.template)
        find_theme(each.theme)
        parts.append(_Part(each, [each.placed(source) for source in found]))
    kept = {source.mirror: source for source in without_collisions((s for p in parts for s in p.sources), findings)}
    for part in parts:
        part.sources = [source for source in part.sources if kept[source.mirror] is source]
    return parts


def _planned(
    parts: Sequence[_Part],
    bases: Sequence[Basis],
    found: Survey,
    given: list[str],
    run_options: RunOptions,
    report: Report,
) -> Plan:
    for part, basis in zip(parts, bases, strict=True):
        part.plan = make_plan(part.sources, basis, found, given=given, force=run_options.force)
    plan = merged_plan(part.plan for part in parts)
    report.findings += (*plan.collisions, *plan.held)
    report.gone = plan.gone
    for step in plan.steps:
        if not step.stale and not step.frozen:
            report.findings += map(_edited, edited_files(step.source, bases[0].options.out, bases[0].state))
    if not run_options.prune:
        report.findings += (_left(gone) for gone in plan.gone)
    return plan


def _edited(path: str) -> Diagnostic:
    hint = "`briefgen verify` shows what was edited; --force builds the packet again and keeps this file beside it."
    return Diagnostic("BG763", "edited since it was built; left as it is", Place(path), Severity.NOTE, hint)


def _left(gone: Gone) -> Diagnostic:
    hint = f"Its packet, {gone.mirror}/, is still in the output folder; --prune removes it."
    return Diagnostic("BG761", "the input of a packet is gone", Place(gone.input), Severity.NOTE, hint)


# --- a run -----------------------------------------------------------------------------------


class _Run(Struct):
    out: Path
    run_options: RunOptions
    reporter: Reporter
    report: Report
    lock: int
    state: State
    tried: list[str] = field(default_factory=list)
    """The packets' folders that were worked on."""
    stopped: bool = False
    """Whether the run ends at a packet that could not be built."""
    feed: Feed | None = None
    """For whom a feed is kept."""

    def go(self, parts: list[_Part], given: list[str]) -> None:
        """Plan, build and record; what could be recorded is, however it ends."""
        found = survey(self.out)
        self._end_moves(found)
        _sweep(found.litter)
        bases = [Basis(part.options, self.state) for part in parts]
        ledger = Ledger(self.out, self.report.run)
        try:
            plan = _planned(parts, bases, found, given, self.run_options, self.report)
            self.reporter.begins(self.report, plan)
            if self.run_options.prune:
                self._prune(plan, given, ledger)
            for part, basis in zip(parts, bases, strict=True):
                self._work(part.plan, basis, ledger)
            sources = [step.source for step in plan.steps]
            self.report.findings += outdated_editions(
                sources, found.mirrors, self.out, self.state, parts[0].options.settings if parts else USUAL
            )
        finally:
            self._record(found, ledger)

    def _end_moves(self, found: Survey) -> None:
        """End what killed runs began; what they had not begun is litter."""
        for folder in sorted({os.path.dirname(path) for path in found.litter}):  # noqa: PTH120
            if not os.path.islink(folder):  # noqa: PTH114
                self.report.findings += (kept_file(Path(folder, name)) for name in end_move(Path(folder)))
        found.litter = [path for path in found.litter if not is_waiting(Path(path))]

    def _work(self, plan: Plan, basis: Basis, ledger: Ledger) -> None:
        """Go through the plan in its order."""
        with closing(self._packets([step.source for step in plan.stale], basis)) as packets:
            self._go_through(plan, packets, ledger)

    def _go_through(self, plan: Plan, packets: Iterator[Packet], ledger: Ledger) -> None:
        for step in plan.steps:
            folder = str(step.source.folder(self.out))
            if not step.stale:
                result = Result(step, Outcome.FROZEN if step.frozen else Outcome.CURRENT, folder=folder)
            elif self.stopped:
                result = Result(step, Outcome.STOPPED, folder=folder)
            else:
                packet = next(packets)
                result = Result(step, Outcome.FAILED if packet.failed else Outcome.BUILT, packet, folder)
                self.stopped = packet.failed and self.run_options.fail_fast
                self.tried.append(step.source.mirror)
            if result.outcome in (Outcome.CURRENT, Outcome.BUILT, Outcome.FAILED):
                self._learn(result)
            self._attempt(partial(ledger.add, result), ledger.path)
            self.report.add(result, keep=self.run_options.keep_all)
            self.reporter.done(result)

    def _packets(self, sources: list[InputFile], basis: Basis) -> Generator[Packet, None, None]:
        built = self._elsewhere(sources, basis.options)
        if built is not None:
            for done in built:
                if done.record is not None:
                    basis.remember(done.record)
                yield done.packet
            return
        from briefgen.batch.worker import Bench

        bench = Bench(basis.options, basis.kit or self._kept(basis))
        for source in sources:
            packet = bench.build(source)
            if bench.kit is not None:
                self.report.kits[basis.options.variant] = bench.kit
            yield packet
            if bench.record is not None:
                basis.remember(bench.record)
                bench.record = None

    def _elsewhere(self, sources: list[InputFile], options: Options) -> Iterator[Done] | None:
        """The packets as other processes build them; None where that is not worth while."""
        if self.run_options.cluster and sources:
            from briefgen.batch.cluster import build_on_cluster

            return build_on_cluster(sources, options, self.run_options.cluster)
        jobs = min(self.run_options.jobs, len(sources) // 2)
        if jobs > 1:
            from briefgen.batch.run import build_in_processes

            return build_in_processes(sources, options, jobs, self.lock)
        return None

    def _kept(self, basis: Basis) -> Kit | None:
        """The kit of a run before, if one loaded now would be the same."""
        kit = self.report.kits.get(basis.options.variant)
        return kit if kit is not None and dict(kit.ingredients) == basis.ingredients else basis.kit

    def _learn(self, result: Result) -> None:
        """Remember whether the input can be built, and where it lies."""
        source, state = result.step.source, self.state
        fails = result.outcome is Outcome.FAILED
        if fails != (source.mirror in state.failing):
            state.failing = [each for each in state.failing if each != source.mirror] + [source.mirror] * fails
            state.changed = True
        if result.outcome is Outcome.BUILT:
            summary = summary_of(self.out, source.mirror, state)
            if summary is not None:
                keep_path(self.out, source, summary, state)

    def _record(self, found: Survey, ledger: Ledger) -> None:
        """Leave nothing half done behind: ledger, index, state."""
        out = self.out
        for mirror in self.tried:
            _sweep_folder(out / mirror)
        mirrors = sorted({*found.mirrors, *self.tried} - set(self.report.pruned))
        self._attempt(ledger.close, ledger.path)
        if ledger.kept:
            self.report.findings.append(kept_file(out / ledger.kept))
        self._attempt(lambda: self._put_index(mirrors), out / INDEX_NAME)
        self._attempt(lambda: self._put_feed(mirrors), out / FEED_NAME)
        if self.state.changed:
            self._attempt(lambda: save_state(out, self.state), out)

    def _put_index(self, mirrors: list[str]) -> None:
        if kept := write_index(self.out, mirrors, self.state, feed=self.feed is not None):
            self.report.findings.append(kept_file(kept))

    def _put_feed(self, mirrors: list[str]) -> None:
        if self.feed is None and not (self.out / FEED_NAME).exists():
            return
        from briefgen.batch.feed import write_feed

        if kept := write_feed(self.out, mirrors, self.state, self.feed):
            self.report.findings.append(kept_file(kept))

    def _attempt(self, record: Callable[[], None], path: Path) -> None:
        try:
            record()
        except OSError as error:
            found = cannot_write(path, error)
            if found not in self.report.findings:
                self.report.findings.append(found)

    def _prune(self, plan: Plan, given: list[str], ledger: Ledger) -> None:
        """Remove the packets whose inputs were deleted, as far as that can be told."""
        inputs = [step.source.path for step in plan.steps]
        unread = any(found.code == "BG021" for found in self.report.findings)
        some, left = may_go(plan.gone, inputs, given, unread=unread, at_most=self.run_options.max_prune)
        self.report.findings += left
        for each in some:
            folder = self.out / each.mirror
            try:
                _remove(self.out, each.mirror)
            except OSError as error:
                self.report.findings.append(cannot_write(folder, error))
                continue
            self.report.pruned.append(each.mirror)
            self.state.packets.pop(each.mirror, None)
            self._attempt(partial(ledger.add_pruned, each.mirror, each.input), ledger.path)


# --- removing --------------------------------------------------------------------------------


def _sweep(litter: Iterable[str]) -> None:
    for path in litter:
        with suppress(OSError):
            Path(path).unlink(missing_ok=True)


def _sweep_folder(folder: Path) -> None:
    """What a worker left that was killed while the run went on."""
    with suppress(OSError):
        parts = [entry.path for entry in os.scandir(folder) if is_part(entry.name)]
        _sweep([path for path in parts if not is_waiting(Path(path))])


def _remove(out: Path, mirror: str) -> None:
    """Remove a packet: its files, as long as nobody has edited them, and empty folders."""
    from briefgen.archive.shelf import forget

    folder = out / mirror
    refuse_links(out, folder)
    if read_manifest(folder) is None:
        return
    for file in known_files(folder):
        path = folder / file.name
        with suppress(OSError):  # what is gone, and what is no plain file
            if sha256(read_plain(path, follow=False)) == file.sha256:
                path.unlink()
    (folder / MANIFEST).unlink()
    forget(out, mirror)
    while folder != out:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
