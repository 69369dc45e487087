"""`briefgen build`, the command that is meant when none is named: inputs in, their packets out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli import build_options, options
from briefgen.cli.configured import settings as with_settings
from briefgen.cli.console import as_object, echo_json, show_findings
from briefgen.cli.reporters import ConsoleLines, JsonReporter, SilentReporter, as_entry
from briefgen.diagnostics import Exit, in_order

if TYPE_CHECKING:
    from briefgen.batch.report import Report, RunOptions
    from briefgen.options import Options
    from briefgen.settings import Settings


@click.command(
    "build",
    short_help="Build packets; the default command.",
    epilog="\b\nExample:\n  briefgen inputs/2025-03-30.yaml\n  briefgen build --to pdf --theme letter --out /tmp/packets inputs/",
)
@options.paths
@build_options.making
@build_options.running
@build_options.reporting
@options.output_format
@with_settings
def command(paths: tuple[str, ...], to: tuple[str, ...], out: str, settings: Settings, **more: Any) -> int:
    """Build a packet from each input that has changed: a folder with the written files and a manifest.

    PATH is an input file, a folder whose inputs (*.yaml, *.yml) are all meant, a pattern in quotes, or - for a
    list of paths on standard input. The output folder mirrors the inputs': inputs/asia/2025-03-30.yaml fills
    outputs/asia/2025-03-30/. A packet is built when anything that it is made of is another than its manifest
    says. An input with an error is not built; its last good packet stays, the others are built, and the exit
    status is 1.
    """
    from briefgen.batch.cpus import cpu_count
    from briefgen.batch.report import RunOptions

    run_options = RunOptions(
        jobs=more["jobs"] or cpu_count(),
        dry_run=more["dry_run"],
        force=more["force"],
        prune=more["prune"],
        max_prune=more["max_prune"],
        fail_fast=more["fail_fast"],
        wait=not more["no_wait"],
        keep_all=more["output_format"] == "json",
        cluster=more["cluster"],
    )
    more["out"] = out
    chosen = build_options.from_command_line(to, out, settings, more["release"], more["sign"])
    report = _run(_listed(paths), chosen, run_options, more)
    return Exit.FAILED if report.failed else Exit.OK


def _run(paths: list[str], chosen: Options, run_options: RunOptions, more: dict[str, Any]) -> Report:
    text = more["output_format"] == "text"
    reporter: SilentReporter = SilentReporter()
    if more["log_format"] == "json":
        reporter = JsonReporter()
    elif text:
        reporter = ConsoleLines(why=more["why"], quiet=more["quiet"], dry_run=run_options.dry_run)
    try:
        report = _carried_out(paths, more["out"], chosen, run_options, reporter)
    finally:
        reporter.close()
    if more["summary"]:
        _write_summary(Path(more["summary"]), report, chosen)
    if not text:
        _print(report, more["output_format"])
    return report


def _carried_out(
    paths: list[str], out: str, chosen: Options, run_options: RunOptions, reporter: SilentReporter
) -> Report:
    """The run; addresses of a store are stood for by folders here."""
    from briefgen.batch.batch import carry_out

    if not any("://" in path for path in (*paths, out)):
        return carry_out(paths, chosen, run_options, reporter)
    from msgspec.structs import replace

    from briefgen.batch.remote import staged

    with staged(paths, out, run_options, reporter) as (local, folder, reporting):
        return carry_out(local, replace(chosen, out=folder), run_options, reporting)


def _listed(paths: tuple[str, ...]) -> list[str]:
    """The paths, with those that standard input lists in the place of a dash."""
    listed: list[str] = []
    for path in paths:
        listed += [line for line in sys.stdin.read().splitlines() if line.strip()] if path == "-" else [path]
    return listed


def _write_summary(path: Path, report: Report, chosen: Options) -> None:
    """Write the summary of the run; where that cannot be done is one more finding."""
    from briefgen.batch.ledger import run_summary
    from briefgen.batch.state import write_whole
    from briefgen.options import recorded
    from briefgen.packets import cannot_write
    from briefgen.record import versions

    content = run_summary(report, recorded(chosen), versions())
    try:
        write_whole(path, (json.dumps(content, indent=2) + "\n").encode())
    except OSError as error:
        found = cannot_write(path, error)
        report.findings.append(found)
        show_findings([found], err=True)


def _print(report: Report, output_format: str) -> None:
    """The run for a machine."""
    from briefgen.cli.reports import echo_commands, ignored_objects, sarif

    ignored = [each for result in report.results if result.packet for each in result.packet.ignored]
    match output_format:
        case "github":
            echo_commands(report.all_findings)
        case "sarif":
            echo_json(sarif(report.all_findings, ignored))
        case _:
            echo_json({**_report(report), "ignored": ignored_objects(ignored)})


def _report(report: Report) -> dict[str, object]:
    return {
        "packets": [as_entry(result) for result in report.results],
        "gone": [{"folder": gone.mirror, "input": gone.input} for gone in report.gone],
        "pruned": report.pruned,
        "findings": [as_object(found) for found in in_order(report.all_findings)],
    }
