"""`briefgen suggest`: an input in; drafts of annotations for the names and dates that its articles have, in it, out."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Diagnostic, Exit, has_errors

if TYPE_CHECKING:
    from briefgen.settings import Settings


@click.command(
    "suggest",
    short_help="Make drafts of names that are known already.",
    epilog="\b\nExamples:\n"
    "  briefgen suggest inputs/2025-03-30.yaml\n"
    "  briefgen suggest inputs/2025-03-30.yaml --from ../other/inputs --no-dates",
)
@click.argument("path", metavar="INPUT")
@click.option("--from", "past", multiple=True, metavar="PATH", help="Past inputs.  [default: the input's folder]")
@click.option("--dates/--no-dates", default=True, help="Whether dated deeds become drafts of events.")
@with_settings
def command(path: str, past: tuple[str, ...], dates: bool, settings: Settings) -> int:
    """Find the names of the register and of past inputs in the articles of INPUT, and add a draft for each.

    Whole words only, the longest name first, each once in an article. A draft has the fields that were last used for its
    name. Sentences that say what was done on a date become drafts of events (in English, where it is certain).
    Whatever is marked already is left alone, so that the command can be given again.
    """
    from briefgen.cli.console import number, show_findings

    count, findings = add_suggestions(Path(path), past or (str(Path(path).parent),), settings, dates=dates)
    show_findings(findings)
    added = f"{number(count, 'draft')} added" if count else "nothing was added"
    click.echo(f"{path}: {added}; run: briefgen check {path}")
    return Exit.FAILED if has_errors(findings) else Exit.OK


def add_suggestions(
    target: Path,
    past: tuple[str, ...],
    settings: Settings,
    *,
    dates: bool = True,
    articles: Container[int] | None = None,
) -> tuple[int, list[Diagnostic]]:
    """Add the drafts to an input; how many there were, and the findings of past inputs that cannot be read."""
    from briefgen.editing.saving import digest_of, edit_file
    from briefgen.knowing.past import names_known
    from briefgen.knowing.suggesting import suggest
    from briefgen.names import with_names
    from briefgen.readers.source import read_bytes
    from briefgen.readers.yaml_reader import read_for_checking

    with with_names(settings.names):
        limit = settings.limits.input_size
        digest = digest_of(read_bytes(target, str(target), limit))
        read = read_for_checking(target, limit=limit, scale=settings.scale, register=settings.register)
        known, findings = names_known(past, settings, without=target)
        found = suggest(read, known.names, dates=dates, articles=articles)
    if found.count:
        edit_file(target, found.edits, digest=digest, limit=limit)
    return found.count, findings
