"""`briefgen register`: past inputs in; a register of the names in them, made or renewed, and what is in conflict, out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import options
from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Exit, has_errors

if TYPE_CHECKING:
    from briefgen.settings import Settings


@click.command(
    "register",
    short_help="Make or renew the register of known names.",
    epilog="\b\nExample:\n  briefgen register inputs/     writes register.yaml, or adds to it",
)
@options.paths
@click.option("--out", metavar="FILE", help="The register.  [default: that of the configuration, or register.yaml]")
@with_settings
def command(paths: tuple[str, ...], out: str | None, settings: Settings) -> int:
    """Gather the actors, agreements and capabilities of the inputs in PATH, with aliases and what is steady about them.

    A register that is there already is added to; nothing that it says is changed. Where briefings differ, or differ
    from the register, it is reported: the register stands, else the newest briefing.
    """
    from msgspec.structs import replace

    from briefgen.cli.console import number, show_findings
    from briefgen.knowing.past import names_known
    from briefgen.knowing.renewing import EMPTY, renewed
    from briefgen.names import with_names
    from briefgen.readers.register import register_of
    from briefgen.readers.source import read_bytes

    own = str(Path(settings.folder) / settings.register.file) if settings.register.file else "register.yaml"
    target = Path(out or own)
    is_there = target.exists()
    data = read_bytes(target, str(target)) if is_there else EMPTY
    with with_names(settings.names):
        held = replace(register_of(data, str(target)), file=str(target))
        known, findings = names_known(paths, replace(settings, register=held))
        text, new, more = renewed(data, known.names, str(target))
        register_of(text, str(target))
    show_findings([*findings, *known.conflicts])
    _save(target, text, data if is_there else None)
    words = f"{number(new, 'name')} added, {number(more, 'name')} completed" if new or more else "nothing was added"
    click.echo(f"{target}: {words}; {number(len(known.conflicts), 'conflict')}")
    if not settings.register.file:
        click.echo(f'To use it, write in briefgen.toml: register = "{target.name}"')
    return Exit.FAILED if has_errors(findings) else Exit.OK


def _save(target: Path, text: bytes, before: bytes | None) -> None:
    from briefgen.editing.saving import replace_file
    from briefgen.new_file import write_new

    if before is None:
        write_new(target, text)
    elif text != before:
        replace_file(target, text, before)
