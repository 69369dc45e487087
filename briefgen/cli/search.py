"""`briefgen search`: words in, the places of finished packets that have them out."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from itertools import groupby
from typing import TYPE_CHECKING

import click

from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Exit

if TYPE_CHECKING:
    from briefgen.archive.search import HistoryStep, Hit
    from briefgen.settings import Settings

_KINDS = (
    *(
        "title",
        "bottom line",
        "scope note",
        "judgment",
        "known",
        "actor",
        "agreement",
        "capability",
        "implication",
        "event",
    ),
    *("passage", "gap", "outlook", "source"),
)
_SHOWN = 160


@click.command(
    "search",
    short_help="Find words, sources and judgments in finished packets.",
    epilog="\b\nExamples:\n"
    "  briefgen search Nakatani --since 2025-01-01\n"
    '  briefgen search --source "Norvale Courier"        what rests on it\n'
    "  briefgen search --judgment KJ2                    its history over the series\n"
    "  briefgen search missile --for TLP:GREEN --output-format json",
)
@click.argument("words", nargs=-1)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Where the words stand.")
@click.option("--since", default="", metavar="DATE", help="Packets of this day or later, as YYYY-MM-DD.")
@click.option("--until", default="", metavar="DATE", help="Packets of this day or earlier.")
@click.option("--source", default="", metavar="NAME", help="What rests on this outlet, agency or address.")
@click.option("--judgment", default="", metavar="ID", help="The history of a judgment over its series.")
@click.option("--series", default="", metavar="NAME", help="With --judgment: in this series alone.")
@click.option("--for", "banner", default="", metavar="BANNER", help="Only what readers of this marking may see.")
@click.option("--out", default="", metavar="FOLDER", help="The output folder.  [default: outputs]")
@click.option(
    "--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many to print at most."
)
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@with_settings
def command(
    words: tuple[str, ...], kinds: tuple[str, ...], since: str, until: str, source: str, judgment: str, series: str,
    banner: str, out: str, limit: int, output_format: str, settings: Settings,
) -> int:  # fmt: skip
    """Find all WORDS, in any script, in the packets of the output folder, or what rests on a source.

    The words of titles, judgments, entries, passages and sources are found, by whole words and without regard to accents and
    capitals. With --for, the packets of that marking or a lower one alone are looked through, in an index of their own.
    """
    from briefgen.archive.index_store import opened_index
    from briefgen.archive.search import SearchQuestion, find_hits, history
    from briefgen.cli.console import visible
    from briefgen.options import chosen

    folder = chosen(settings, out=out).each[0].out
    if not words and not source and not judgment:
        raise click.UsageError("say what to look for: WORDS, --source or --judgment")
    question = SearchQuestion(words, kinds, _day(since), _day(until), source, limit)
    with closing(opened_index(folder, banner)) as database:
        if banner and not database.execute("SELECT 1 FROM packets LIMIT 1").fetchone():
            click.echo(f"no packet here bears {visible(banner)}, or a marking below it", err=True)
        if judgment:
            return _print_history(history(database, judgment, series=series), output_format)
        return _print_hits(find_hits(database, question), output_format)


def _day(written: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        raise click.UsageError(f"this is not a day: {written[:40]!r}; write it as 2025-03-30") from None


def _print_hits(found: list[Hit], output_format: str) -> int:
    from msgspec.structs import asdict

    from briefgen.cli.console import echo_json

    if output_format == "json":
        echo_json({"found": [asdict(each) for each in found]})
    elif found:
        click.echo("\n".join(_lines(found)))
    else:
        click.echo("nothing was found")
    return Exit.OK if found else Exit.FAILED


def _lines(found: list[Hit]) -> Iterable[str]:
    from briefgen.cli.console import visible

    for _, hits in groupby(found, key=lambda each: each.packet):
        of_packet = list(hits)
        first = of_packet[0]
        marking = f"  {first.marking}" if first.marking else ""
        yield visible(f"{first.date}  {first.title}  ({first.packet}){marking}")
        for each in of_packet:
            shown = each.words if len(each.words) <= _SHOWN else f"{each.words[:_SHOWN]}…"
            yield visible(f"  {each.kind} {each.place}: {shown}" if each.place else f"  {each.kind}: {shown}")


def _print_history(found: list[list[HistoryStep]], output_format: str) -> int:
    from msgspec.structs import asdict

    from briefgen.cli.console import echo_json, visible

    if output_format == "json":
        echo_json({"series": [[asdict(step) for step in steps] for steps in found]})
    for steps in found if output_format == "text" else ():
        for step in steps:
            facts = "; ".join(filter(None, (step.likelihood, step.confidence and f"{step.confidence} confidence")))
            click.echo(visible(f"{step.date}  {step.id}  {facts}: {step.statement}  ({step.packet})"))
    if not found and output_format == "text":
        click.echo("nothing was found")
    return Exit.OK if found else Exit.FAILED
