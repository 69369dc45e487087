"""`briefgen check`: inputs in, all their findings out."""

from __future__ import annotations

import click

from briefgen.cli import options
from briefgen.cli.console import as_object, echo_json, number, show_findings, tally
from briefgen.diagnostics import Diagnostic, Exit, has_errors, in_order


@click.command(
    "check",
    short_help="Say what is wrong in inputs, without building.",
    epilog="\b\nExample:\n  briefgen check inputs/2025-03-30.yaml\n  briefgen check --output-format json inputs/ > findings.json",
)
@options.paths
@options.output_format
def command(paths: tuple[str, ...], output_format: str) -> int:
    """Read, fill and check inputs, and print all findings by file, line and column.

    PATH is an input file or a folder whose inputs (*.yaml, *.yml) are all checked. Exits with 1 if there
    is an error, with 0 if there are only warnings or notes.
    """
    from briefgen.build import examine
    from briefgen.packets import find_sources

    sources, findings = find_sources(paths)
    text = output_format == "text"
    if text:
        show_findings(findings)
    for source in sources:
        found = examine(source)
        if text:
            show_findings(found)
        findings += found
    if text:
        click.echo(f"{number(len(sources), 'file')} checked: {tally(findings)}")
    else:
        echo_json(_report(len(sources), findings))
    return Exit.FAILED if has_errors(findings) else Exit.OK


def _report(files: int, findings: list[Diagnostic]) -> dict[str, object]:
    return {"files": files, "findings": [as_object(found) for found in in_order(findings)]}
