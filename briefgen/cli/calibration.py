"""`briefgen calibration`: inputs whose judgments say how they turned out in, how well the terms hold out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import options
from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Exit

if TYPE_CHECKING:
    from briefgen.archive.calibration import Calibration
    from briefgen.settings import Settings


@click.command(
    "calibration",
    short_help="Say how often judgments came true, by their terms.",
    epilog="\b\nExample:\n  briefgen calibration inputs/",
)
@options.paths
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@with_settings
def command(paths: tuple[str, ...], output_format: str, settings: Settings) -> int:
    """Count the judgments of inputs that have a likelihood and say how they turned out (`resolved:`), by their terms.

    The Brier score takes the middle of a term's range, or the judgment's own probability; 0 is perfect, 0.25 what a coin
    would get. Below 50 cases it says little, and says so.
    """
    from briefgen.archive.calibration import calibration
    from briefgen.archive.editions import read_edition
    from briefgen.cli.console import show_findings
    from briefgen.diagnostics import InputError, has_errors
    from briefgen.packets import find_sources

    sources, findings = find_sources(paths)
    briefings = []
    for source in sources:
        try:
            briefings.append(read_edition(Path(source.path), settings).briefing)
        except InputError as error:
            findings += error.diagnostics
    show_findings(findings, err=True)
    _print(calibration(briefings), output_format)
    return Exit.FAILED if has_errors(findings) else Exit.OK


def _print(found: Calibration, output_format: str) -> None:
    from msgspec.structs import asdict

    from briefgen.cli.console import echo_json

    if output_format == "json":
        terms = [{**asdict(each), "share": round(each.share, 1)} for each in found.terms]
        brier = None if found.brier is None else round(found.brier, 4)
        echo_json(
            {
                "cases": found.cases,
                "brier": brier,
                "enough": found.is_enough,
                "unresolved": found.unresolved,
                "terms": terms,
            }
        )
        return
    for each in found.terms:
        click.echo(
            f"{each.term}: {each.came_true} of {each.cases} came true, {each.share:.0f} %; "
            f"the term says {each.low} to {each.high} %, counted as {each.midpoint:g} %"
        )
    if found.brier is None:
        click.echo(f"no judgment says how it turned out; {found.unresolved} are open (`resolved:`)")
        return
    from briefgen.archive.calibration import ENOUGH

    caution = "" if found.is_enough else f"; fewer than {ENOUGH} cases say little, and a term with few cases nothing"
    click.echo(f"Brier score {found.brier:.3f} over {found.cases} cases, {found.unresolved} open{caution}")
