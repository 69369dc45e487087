"""`briefgen diff`: two editions of a briefing in, what changed between them out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Exit, Place

if TYPE_CHECKING:
    from briefgen.schema.briefing import Changes, MovedJudgment
    from briefgen.settings import Settings


@click.command(
    "diff",
    short_help="Say what changed between two editions.",
    epilog="\b\nExamples:\n"
    "  briefgen diff inputs/2025-03-29.yaml inputs/2025-03-30.yaml\n"
    "  briefgen diff outputs/2025-03-29 inputs/2025-03-30.yaml --output-format json",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@with_settings
def command(old: str, new: str, output_format: str, settings: Settings) -> int:
    """Print which judgments are new, have moved, are reworded or dropped from OLD to NEW, and which entries and sources
    are new or gone.

    OLD and NEW are inputs, or packets that were built with `--to json`: a folder, its manifest, or the filled briefing.
    A packet of an input whose `supersedes:` names the edition before says the same.
    """
    from briefgen.archive.changes import cut_words, with_changes
    from briefgen.archive.editions import read_edition
    from briefgen.archive.previous import said_in_part
    from briefgen.cli.console import echo_json, show_findings, visible

    before, after = (read_edition(Path(path), settings) for path in (old, new))
    changes = with_changes(after, before).changes
    assert changes is not None  # noqa: S101  (with_changes says so)
    if cut := len([*cut_words(changes)]):
        show_findings([said_in_part(cut, Place(old))], err=True)
    if output_format == "json":
        echo_json(changes.model_dump(mode="json", exclude_none=True))
        return Exit.OK
    lines = [*_lines(changes)]
    click.echo(
        "\n".join(
            [f"since {changes.since.isoformat()}:", *(f"  {visible(line)}" for line in lines or ["nothing changed"])]
        )
    )
    return Exit.OK


def _lines(changes: Changes) -> Iterator[str]:
    yield from map(_move, changes.moved)
    yield from (f"new judgment {each}" for each in changes.new_judgments)
    yield from (f"{each.judgment} reworded, before: {each.statement}" for each in changes.reworded)
    yield from (f"judgment dropped: {each.statement}" for each in changes.dropped)
    yield from (f"new {each.kind} {each.entry}: {each.name}" for each in changes.new_entries)
    yield from (f"{each.kind} gone: {each.name}" for each in changes.dropped_entries)
    yield from (f"new source: {each}" for each in changes.new_sources)


def _move(moved: MovedJudgment) -> str:
    """`KJ1 moved: likely → very likely; confidence low → moderate (why)`."""
    was, now = ((each.term if each else "none") for each in (moved.likelihood, moved.new_likelihood))
    steps = [f"{was} → {now}"] if was != now else []
    if moved.confidence != moved.new_confidence:
        steps.append(f"confidence {moved.confidence or 'none'} → {moved.new_confidence or 'none'}")
    return f"{moved.judgment} moved: {'; '.join(steps)}{f' ({moved.why})' if moved.why else ''}"
