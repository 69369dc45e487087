"""`briefgen build`, the verb that is meant when none is named: inputs in, their packets out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import options
from briefgen.cli.console import as_object, echo_json, number, show_findings, tally
from briefgen.diagnostics import Diagnostic, Exit, has_errors, in_order

if TYPE_CHECKING:
    from briefgen.build import Options, Packet
    from briefgen.packets import Source


@click.command(
    "build",
    short_help="Build packets; meant when no verb is named.",
    epilog="\b\nExample:\n  briefgen inputs/2025-03-30.yaml\n  briefgen build --to pdf --theme letter --out /tmp/packets inputs/",
)
@options.paths
@click.option(
    "--to", default="docx,pdf", show_default=True, metavar="FORMATS", help="What to write: docx, pdf, text, json."
)
@click.option("--template", default="packet", show_default=True, metavar="NAME", help="A template's name or folder.")
@click.option("--theme", default="default", show_default=True, metavar="NAME", help="A theme's name or file.")
@click.option("--out", default="outputs", show_default=True, metavar="DIR", help="The folder that packets are put in.")
@options.output_format
def command(paths: tuple[str, ...], to: str, template: str, theme: str, out: str, output_format: str) -> int:
    """Build a packet from each input: a folder with the written files and a manifest.

    PATH is an input file or a folder whose inputs (*.yaml, *.yml) are all built. The output folder mirrors the
    inputs': inputs/asia/2025-03-30.yaml fills outputs/asia/2025-03-30/. An input with an error is not built;
    its last good packet stays, the others are built, and the exit code is 1.
    """
    from briefgen.build import Options
    from briefgen.packets import find_sources

    chosen = Options(template, theme, _formats(to), Path(out))
    text = output_format == "text"
    sources, findings = find_sources(paths)
    if text:
        show_findings(findings, err=True)
    packets = _build_all(sources, chosen, show=text)
    findings += [found for packet in packets for found in packet.diagnostics]
    if text:
        _show_summary(packets, findings)
    else:
        echo_json(_report(packets, findings))
    return Exit.FAILED if has_errors(findings) else Exit.OK


def _build_all(sources: list[Source], chosen: Options, *, show: bool) -> list[Packet]:
    """The packets, each shown as soon as it is there."""
    from briefgen.build import build, load_kit

    packets: list[Packet] = []
    if not sources:
        return packets
    kit = load_kit(chosen)
    for source in sources:
        packets.append(build(source, kit, chosen))
        if show:
            _show(packets[-1])
    return packets


def _formats(to: str) -> tuple[str, ...]:
    """The formats that `--to` names, each once."""
    from briefgen.build import WRITERS

    names = tuple(dict.fromkeys(name.strip().lower() for name in to.split(",") if name.strip()))
    unknown = [name for name in names if name not in WRITERS]
    if unknown or not names:
        what = f"no such format: {', '.join(unknown)}" if unknown else "no format is named"
        raise click.BadParameter(f"{what}; there are {', '.join(WRITERS)}", param_hint="--to")
    return names


def _show(packet: Packet) -> None:
    """The findings, then one line of what was written."""
    show_findings(packet.diagnostics, err=True)
    if packet.failed:
        click.echo(f"{packet.source.path}: not built, {tally(packet.diagnostics)}", err=True)
        return
    names = ", ".join(file.name for file in packet.files)
    pages = f", {number(packet.pages, 'page')}" if packet.pages else ""
    click.echo(f"{packet.folder}: {names}{pages}; {tally(packet.diagnostics)}; {packet.seconds:.2f} s")


def _show_summary(packets: list[Packet], findings: list[Diagnostic]) -> None:
    """One line for several packets; a single one has said it all."""
    if len(packets) > 1:
        failed = sum(packet.failed for packet in packets)
        seconds = sum(packet.seconds for packet in packets)
        tail = f", {failed} not built" if failed else ""
        click.echo(f"{number(len(packets) - failed, 'packet')} built{tail}; {tally(findings)}; {seconds:.2f} s")


def _report(packets: list[Packet], findings: list[Diagnostic]) -> dict[str, object]:
    return {
        "packets": [
            {
                "input": packet.source.path,
                "folder": str(packet.folder),
                "built": not packet.failed,
                "files": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in packet.files],
                "pages": packet.pages,
                "seconds": round(packet.seconds, 3),
            }
            for packet in packets
        ],
        "findings": [as_object(found) for found in in_order(findings)],
    }
