"""`briefgen freeze`: packets in, packets out that no run changes or removes, or that runs may change again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from briefgen.cli.console import show_findings, visible
from briefgen.diagnostics import Diagnostic, Exit, Place
from briefgen.packets import FROZEN, MANIFEST, cannot_write

_WORDS = """\
This packet is frozen: briefgen neither builds nor removes it, whatever becomes of its input.
`briefgen freeze --undo` with this folder ends that; so does removing this file.
"""


@click.command(
    "freeze",
    short_help="Keep finished packets as they are.",
    epilog="\b\nExample:\n  briefgen freeze outputs/2024-*",
)
@click.argument("packets", nargs=-1, required=True, metavar="PACKET...")
@click.option("--undo", is_flag=True, help="Let them be built and removed again.")
def command(packets: tuple[str, ...], undo: bool) -> int:
    """Keep published packets from being built again or pruned: by a changed input, a new version, or --force.

    PACKET is a packet's folder. The mark is a file in it, FROZEN.txt, so that it goes where the folder goes. A run
    that finds a frozen packet whose input changed says so.
    """
    findings = [found for each in packets if (found := _set(Path(each), undo)) is not None]
    show_findings(findings, err=True)
    return Exit.FAILED if findings else Exit.OK


def _set(folder: Path, undo: bool) -> Diagnostic | None:
    """Set or remove the mark of one packet; what kept it from being done."""
    if not os.path.lexists(folder / MANIFEST):
        hint = f"A packet is a folder with a {MANIFEST}, such as outputs/2025-03-30."
        return Diagnostic("BG772", "there is no packet here", Place(str(folder)), hint=hint)
    try:
        if undo:
            (folder / FROZEN).unlink(missing_ok=True)
        elif not os.path.lexists(folder / FROZEN):
            _mark(folder / FROZEN)
    except OSError as error:
        return cannot_write(folder / FROZEN, error)
    click.echo(f"{visible(str(folder))}: {'no longer frozen' if undo else 'frozen'}")
    return None


def _mark(path: Path) -> None:
    from briefgen.files import create, write_all

    handle = create(path)
    try:
        write_all(handle, _WORDS.encode())
    finally:
        os.close(handle)
