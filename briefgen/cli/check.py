"""`briefgen check`: inputs in, all their findings out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefgen.cli import options
from briefgen.cli.configured import settings as with_settings
from briefgen.cli.console import as_object, echo_json, ignored_note, number, show_findings, tally
from briefgen.diagnostics import Diagnostic, Exit, has_errors, in_order

if TYPE_CHECKING:
    from briefgen.checks.judging import Ignored
    from briefgen.checks.tradecraft import Score
    from briefgen.readers.drafts import AnchoredDraft
    from briefgen.settings import Settings


@click.command(
    "check",
    short_help="Say what is wrong in inputs, without building.",
    epilog="\b\nExample:\n  briefgen check inputs/2025-03-30.yaml\n  briefgen check --output-format json inputs/ > findings.json",
)
@options.paths
@options.output_format
@click.option(
    "--scorecard", is_flag=True, help="Say what supports each of ICD 203's nine tradecraft standards (text and json)."
)
@with_settings
def command(paths: tuple[str, ...], output_format: str, scorecard: bool, settings: Settings) -> int:
    """Read, fill and check inputs, and print all findings by file, line and column.

    PATH is an input file or a folder whose inputs (*.yaml, *.yml) are all checked. Exits with 1 if there
    is an error, with 0 if there are only warnings or notes.
    """
    from briefgen.packets import find_sources
    from briefgen.pipeline import examine, examine_for_scorecard

    sources, findings = find_sources(paths)
    ignored: list[Ignored] = []
    drafts: list[AnchoredDraft] = []
    scores: dict[str, tuple[Score, ...]] = {}
    text = output_format == "text"
    if text:
        show_findings(findings)
    for source in sources:
        if scorecard:
            judged, scores[source.path] = examine_for_scorecard(source, settings)
        else:
            judged = examine(source, settings)
        if text:
            show_findings(judged.findings)
            _show_scorecards(scores, source.path)
        findings += judged.findings
        ignored += judged.ignored
        drafts += judged.drafts
    if text:
        click.echo(f"{number(len(sources), 'file')} checked: {tally(findings)}{ignored_note(len(ignored))}")
    else:
        _report(output_format, len(sources), findings, ignored, drafts, scores)
    return Exit.FAILED if has_errors(findings) else Exit.OK


def _show_scorecards(scores: dict[str, tuple[Score, ...]], path: str) -> None:
    from briefgen.checks.tradecraft import as_lines
    from briefgen.cli.console import visible

    if path in scores:
        lines = [*as_lines(scores[path])] or ["  none: it cannot be read whole; fix its errors first"]
        lines.append("  Counts, not marks. What no program can check: `schemas/RULES.md`.")
        click.echo("\n".join([f"{visible(path)}: tradecraft standards", *lines]))


def _report(
    output_format: str,
    files: int,
    findings: list[Diagnostic],
    ignored: list[Ignored],
    drafts: list[AnchoredDraft],
    scores: dict[str, tuple[Score, ...]],
) -> None:
    from briefgen.checks.tradecraft import as_data
    from briefgen.cli.reports import draft_objects, echo_commands, ignored_objects, sarif

    match output_format:
        case "github":
            echo_commands(findings)
        case "sarif":
            echo_json(sarif(findings, ignored))
        case _:
            listed = [as_object(found) for found in in_order(findings)]
            cards = [{"file": path, "standards": as_data(each)} for path, each in scores.items()]
            echo_json(
                {
                    "files": files,
                    "findings": listed,
                    "ignored": ignored_objects(ignored),
                    "drafts": draft_objects(drafts),
                    **({"scorecards": cards} if scores else {}),
                }
            )
