"""`briefgen log`: an output folder's ledger in, what became of its packets, run by run, out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.console import number, show_findings, visible
from briefgen.diagnostics import Diagnostic, Exit, Place, Severity

if TYPE_CHECKING:
    from briefgen.batch.ledger import LedgerEntry

_OUTCOMES = ("built", "up to date", "frozen", "not built", "not tried", "removed")


def _time(_: click.Context, __: click.Parameter, value: str) -> str:
    """A time as the ledger writes it, or the beginning of one: a year, a month, a day, an hour or a minute."""
    from briefgen.batch.ledger import time_words

    try:
        return time_words(value) if value.strip() else ""
    except ValueError:
        raise click.BadParameter(
            f"“{value}” is not a time. Write a day, 2025-03-30, or a minute, 2025-03-30T05:30."
        ) from None


@click.command(
    "log",
    short_help="Say what became of packets, run by run.",
    epilog="\b\nExample:\n  briefgen log --outcome 'not built' --since 2025-03-01\n  briefgen log --packet 'asia/*' --output-format json",
)
@click.argument("out", default="outputs", metavar="[DIR]")
@click.option(
    "--outcome", "outcomes", multiple=True, type=click.Choice(_OUTCOMES), help="Only these; several may be given."
)
@click.option("--packet", "pattern", default="", metavar="GLOB", help="Only packets of that name: asia/2025-*")
@click.option(
    "--since",
    default="",
    callback=_time,
    metavar="TIME",
    help="Only from then on, in UTC: 2025-03-30, 2025-03-30T05:30.",
)
@click.option(
    "--until",
    default="",
    callback=_time,
    metavar="TIME",
    help="Only to then: that day, minute or second is part of it.",
)
@click.option(
    "--output-format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="json: a line an entry.",
)
def command(out: str, outcomes: tuple[str, ...], pattern: str, since: str, until: str, output_format: str) -> int:
    """Print the entries of the ledger of an output folder, DIR (outputs), the oldest first.

    Each has the run, the packet's folder, the outcome (built, up to date, frozen, not built, not tried, removed) and,
    where there is something to say: why it was built; the time it was done, the input, seconds, pages; the files with
    their SHA-256; the findings, each with code, severity, line, column and message.
    """
    from briefgen.batch.ledger import LEDGER_NAME, is_in, read_ledger

    path = Path(out) / LEDGER_NAME
    damaged = shown = 0
    try:
        for entry in read_ledger(path):
            if entry is None:
                damaged += 1
            elif is_in(entry, outcomes, pattern, since, until):
                shown += 1
                click.echo(json.dumps(entry.as_object()) if output_format == "json" else _line(entry))
    except OSError as error:
        message = f"the ledger cannot be read: {error.strerror or error}"
        show_findings([Diagnostic("BG772", message, Place(str(path)), hint="Name an output folder.")], err=True)
        return Exit.FAILED
    if damaged:
        message = f"{number(damaged, 'line')} cannot be read, and {'was' if damaged == 1 else 'were'} left out"
        show_findings([Diagnostic("BG770", message, Place(str(path)), Severity.NOTE)], err=True)
    if not shown and output_format == "text":
        click.echo("No entries.")
    return Exit.OK


def _line(entry: LedgerEntry) -> str:
    """An entry for people; its findings below it."""
    because = f": {'; '.join(map(visible, entry.why))}" if entry.why else ""
    lines = [f"{visible(entry.when)} {visible(entry.packet)}: {visible(entry.outcome)}{because}"]
    lines += [
        f"    {each.severity} {visible(each.code)} line {each.line}: {visible(each.message)}" for each in entry.findings
    ]
    return "\n".join(lines)
