"""`briefgen verify`: finished packets in, what was changed in them since out."""

from __future__ import annotations

import click

from briefgen.cli import options
from briefgen.cli.console import as_object, echo_json, number, show_findings, tally, visible
from briefgen.diagnostics import Diagnostic, Exit, in_order


@click.command(
    "verify",
    short_help="Verify finished packets: say what was changed.",
    epilog="\b\nExample:\n  briefgen verify outputs/2025-03-30\n  briefgen verify --output-format json outputs/ > changes.json",
)
@options.paths
@click.option(
    "--key",
    default="",
    metavar="KEY",
    callback=options.not_blank,
    help="Packets must be signed; KEY is the file of the public key.",
)
@options.output_format
def command(paths: tuple[str, ...], key: str, output_format: str) -> int:
    """Hold the files of finished packets against their manifests, and print what was changed since.

    PATH is the folder of a packet, or a folder that has packets somewhere below it. Inputs, templates and themes are not
    needed. A file with another hash is read back, and its words, headings, cells, links and markings are
    compared with what the packet was built from. Exits with 0 if all is as it was built, else with 1.

    Hashes show accidents and edits, not a forger, who can write a manifest as well: only a signature does, with --key,
    which also reports every file that no signed manifest names, and a folder whose manifest is gone.
    """
    from briefgen.signing import public_key
    from briefgen.verify.packet import beside_packets, find_packets, verify_packet

    expected = public_key(key) if key else None
    folders, findings = find_packets(paths)
    for folder in folders:
        findings += verify_packet(folder, expected)
    unsigned, records = beside_packets(paths) if expected else ([], [])
    findings += unsigned
    if output_format == "text":
        show_findings(findings)
        signed = " with the key" if key else ""
        click.echo(f"{number(len(folders), 'packet')} verified{signed}: {tally(findings)}")
        if records:
            click.echo(f"never signed, for runs write them: {', '.join(map(visible, records))}")
    else:
        echo_json({**_report(len(folders), findings), **({"never_signed": records} if expected else {})})
    return Exit.FAILED if findings else Exit.OK


def _report(packets: int, findings: list[Diagnostic]) -> dict[str, object]:
    return {"packets": packets, "findings": [as_object(found) for found in in_order(findings)]}
