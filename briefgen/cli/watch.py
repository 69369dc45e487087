"""`briefgen watch`: inputs in, their packets out, again each time something is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli import build_options, options
from briefgen.cli.configured import settings as with_settings
from briefgen.cli.console import show_findings, visible
from briefgen.cli.reporters import ConsoleLines
from briefgen.diagnostics import BriefgenError, Exit

if TYPE_CHECKING:
    from briefgen.kit import Kit
    from briefgen.options import Options
    from briefgen.settings import Settings


@click.command(
    "watch",
    short_help="Build again each time something is saved.",
    epilog="\b\nExample:\n  briefgen watch inputs/2025-03-30.yaml",
)
@options.paths
@build_options.making
@with_settings
def command(paths: tuple[str, ...], to: tuple[str, ...], out: str, settings: Settings, **more: Any) -> int:
    """Build what is stale, then wait; each time an input, a text file, the template, the theme, the table of names or the
    register is saved, say so and build.

    Ctrl-C ends it.
    """
    from briefgen.batch.watch import changes, look
    from briefgen.packets import refuse_address

    chosen = build_options.from_command_line(to, out, settings, more["release"], more["sign"])
    refuse_address(chosen.out)
    seen = look(paths, chosen)
    kits = _build(paths, chosen, {})
    # What the first build came to know of, text files for one, has not changed:
    seen = {**look(paths, chosen), **seen}
    click.echo("Waiting for changes; Ctrl-C ends it.")
    while True:
        before = seen
        try:
            said, seen = changes(paths, chosen, seen)
        except BriefgenError as error:
            show_findings(error.diagnostics, err=True)
            return Exit.FAILED
        for line in said:
            click.echo(visible(line))
        if any(before.get(file) != seen.get(file) for file in settings.files):
            if before.get(settings.files[0]) != seen.get(settings.files[0]):
                click.echo("Beside names and register, what the configuration says counts once the watch starts again.")
            settings, kits = _settled(settings), {}
            chosen = build_options.from_command_line(to, out, settings, more["release"], more["sign"])
        kits = _build(paths, chosen, kits)


def _settled(settings: Settings) -> Settings:
    """The settings with the names and the register that there are now; as they are, where those are in error."""
    from msgspec.structs import replace

    from briefgen.pipeline import read_settings

    try:
        found = read_settings(Path(settings.files[0]))
    except BriefgenError as error:
        show_findings(error.diagnostics, err=True)
        return settings
    return replace(settings, names=found.names, register=found.register)


def _build(paths: tuple[str, ...], chosen: Options, kits: dict[str, Kit]) -> dict[str, Kit]:
    """Build what is stale; the kits, to be used again for as long as they are the same."""
    from briefgen.batch.batch import carry_out
    from briefgen.batch.report import RunOptions

    reporter = ConsoleLines()
    try:
        return carry_out(paths, chosen, RunOptions(keep_all=False), reporter, kits=kits).kits
    except BriefgenError as error:
        show_findings(error.diagnostics, err=True)
        return {}
    finally:
        reporter.close()
