"""What happens in a run goes in; lines on the console, a bar on a terminal, or JSON in a log come out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from briefgen.cli.console import as_object, ignored_note, number, show_findings, tally, visible

if TYPE_CHECKING:
    from rich.progress import Progress

    from briefgen.batch.plan import Plan
    from briefgen.batch.report import Report, Result


class SilentReporter(Struct):
    """Says nothing but that it waits."""

    def waiting(self, holder: str) -> None:
        click.echo(f"Waiting: {visible(holder)} is at work on this folder.", err=True)

    def begins(self, report: Report, plan: Plan) -> None:
        pass

    def done(self, result: Result) -> None:
        pass

    def ends(self, report: Report) -> None:
        pass

    def close(self) -> None:
        """Leave the terminal as it was."""


class ConsoleLines(SilentReporter):
    """Lines for people; a bar below them where somebody looks."""

    why: bool = False
    quiet: bool = False
    dry_run: bool = False
    bar: Progress | None = None
    single: bool = False
    shown: int = 0

    def begins(self, report: Report, plan: Plan) -> None:
        self.shown = len(report.findings)
        show_findings(report.findings, err=True)
        self.single = len(plan.steps) == 1
        stale = len(plan.stale)
        if stale > 1 and not (self.quiet or self.dry_run) and sys.stderr.isatty():
            self.bar = _bar(stale)

    def done(self, result: Result) -> None:
        show_findings(result.diagnostics, err=True)
        line = self._line(result)
        if line:
            click.echo(line, err=result.outcome == "not built")
        if self.bar is not None and result.step.stale:
            self.bar.advance(self.bar.task_ids[0])

    def _line(self, result: Result) -> str:
        step, packet = result.step, result.packet
        name = visible(step.source.path)
        because = f": {'; '.join(map(visible, step.why))}"
        if result.outcome == "not built":
            return f"{name}: not built, {tally(result.diagnostics)}"
        if self.quiet or (result.outcome == "up to date" and not (self.why or self.dry_run or self.single)):
            return ""
        if packet is None:
            return f"{name}: {result.outcome.value}{because if step.why else ''}"
        names = ", ".join(visible(file.name) for file in packet.files)
        pages = f", {number(packet.pages, 'page')}" if packet.pages else ""
        seconds = f"{packet.seconds:.2f} s"
        line = f"{visible(result.folder)}: {names}{pages}; {tally(packet.diagnostics)}{ignored_note(len(packet.ignored))}; {seconds}"
        return f"{line}\n    built{because}" if self.why else line

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None

    def ends(self, report: Report) -> None:
        self.close()
        show_findings(report.findings[self.shown :], err=True)
        for mirror in report.pruned:
            if not self.quiet:
                click.echo(f"{visible(mirror)}: removed, its input is gone")
        if report.inputs > 1 and not self.quiet:
            click.echo(f"{totals(report)}; {tally(report.all_findings)}; {report.seconds:.2f} s")


def totals(report: Report) -> str:
    """`3 packets built, 2 up to date, 1 not built`."""
    counts = outcomes(report)
    order = ("built", "to be built", "up to date", "frozen", "not built", "not tried")
    parts = [(counts[word], word) for word in order if word in counts]
    if parts and parts[0][1] == "not built":
        parts.insert(0, (0, "built"))
    (first, word), *rest = parts or [(0, "built")]
    return ", ".join([f"{number(first, 'packet')} {word}", *(f"{count} {word}" for count, word in rest)])


def _bar(total: int) -> Progress:
    """A bar with the rate and the time left, on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} a second" if task.speed else "")

    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
    bar.add_task("Building", total=total)
    bar.start()
    return bar


# --- JSON ------------------------------------------------------------------------------------


class JsonReporter(SilentReporter):
    """A JSON object a line on standard error, for programs that read logs."""

    run: str = ""

    def waiting(self, holder: str) -> None:
        self._say("waiting", holder=holder)

    def begins(self, report: Report, plan: Plan) -> None:
        self.run = report.run
        found = [as_object(each) for each in report.findings]
        self._say("begin", inputs=len(plan.steps), stale=len(plan.stale), findings=found)

    def done(self, result: Result) -> None:
        self._say("packet", **as_entry(result), findings=[as_object(each) for each in result.diagnostics])

    def ends(self, report: Report) -> None:
        self._say("end", outcomes=outcomes(report), failed=report.failed, seconds=round(report.seconds, 3))

    def _say(self, event: str, **more: Any) -> None:
        from briefgen.batch.ledger import now

        click.echo(json.dumps({"event": event, "time": now(), "run": self.run, **more}), err=True)


def outcomes(report: Report) -> dict[str, int]:
    return {outcome.value: count for outcome, count in report.counts.items()}


def as_entry(result: Result) -> dict[str, Any]:
    """What became of an input, as a JSON object."""
    source, packet = result.step.source, result.packet
    files: Sequence[Any] = packet.files if packet else ()
    return {
        "input": source.path,
        "folder": result.folder,
        "outcome": result.outcome.value,
        "why": list(result.step.why),
        "built": result.outcome == "built",
        "files": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in files],
        "pages": packet.pages if packet else 0,
        "seconds": round(packet.seconds, 3) if packet else 0.0,
    }
