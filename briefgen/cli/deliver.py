"""`briefgen deliver`: finished packets and distribution lists in, drafts of mails that nobody has sent out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from briefgen.cli.configured import settings as with_settings
from briefgen.cli.options import not_blank
from briefgen.diagnostics import Exit

if TYPE_CHECKING:
    from briefgen.deliver.delivering import Delivery
    from briefgen.diagnostics import Diagnostic
    from briefgen.settings import DistributionList, Settings


@click.command(
    "deliver",
    short_help="Write drafts of mails to distribution lists.",
    epilog="\b\nExamples:\n"
    "  briefgen deliver inputs/2025-03-30.yaml\n"
    "  briefgen deliver --list board --since 2025-03-30 --dry-run",
)
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@click.option("--list", "names", multiple=True, metavar="NAME", help="Only this list; may be given again.")
@click.option(
    "--since",
    default="",
    metavar="RUN|TIME",
    callback=not_blank,
    help="Only packets built in this run of the ledger or later; or from a day or time on, in UTC.",
)
@click.option("--out", default="", metavar="FOLDER", help="The folder that packets lie in.  [default: outputs]")
@click.option(
    "--drafts",
    default="mail",
    show_default=True,
    metavar="FOLDER",
    callback=not_blank,
    help="The folder that drafts are written to.",
)
@click.option(
    "--key", default="", metavar="KEY", callback=not_blank, help="Packets must be signed; KEY is the public key's file."
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@with_settings
def command(
    inputs: tuple[str, ...], names: tuple[str, ...], since: str, out: str, drafts: str, key: str, dry_run: bool,
    output_format: str, settings: Settings,
) -> int:  # fmt: skip
    """Write the draft of a mail (.eml) for each distribution list of briefgen.toml, with the packet of each INPUT.

    A list gets the whole packet where its `marking` covers that, else the redacted edition for its marking, and never
    anything above it. A packet that is stale, was changed, or does not say what its input gives is refused. INPUT is as for
    build; with --since alone, inputs/ is meant. Nothing is sent: open the draft in a mail program. Drafts that were
    changed by hand are kept.
    """
    if not inputs and not since:
        raise click.UsageError("say what to deliver: inputs, or --since a run or a day")
    from briefgen.deliver.delivering import Deliveries
    from briefgen.options import chosen
    from briefgen.packets import is_address, refuse_address
    from briefgen.pipeline import check_environment
    from briefgen.signing import public_key

    if is_address(drafts):
        raise click.BadParameter("an address; drafts are written to a folder of this machine", param_hint="--drafts")
    lists = _lists(settings, names)
    check_environment()
    unsigned = replace(settings, options=tuple(each for each in settings.options if each[0] != "sign"))
    options = chosen(unsigned, out=out).each[0]
    refuse_address(options.out)
    run = Deliveries(options, Path(drafts), public_key(key) if key else None, dry_run)
    done: list[Delivery] = []
    found = run.carry_out(inputs or ("inputs",), lists, since, done.append)
    return _report(done, found, output_format)


def _lists(settings: Settings, names: Iterable[str]) -> tuple[DistributionList, ...]:
    """The lists that are asked for; all where none is named."""
    known = {each.name: each for each in settings.lists}
    if not known:
        raise click.UsageError("no distribution list is configured; add [lists.NAME] to briefgen.toml")
    for name in names:
        if name not in known:
            raise click.BadParameter(f"there is no list {name}; there are {', '.join(known)}", param_hint="--list")
    return tuple(known[name] for name in dict.fromkeys(names or known))


def _report(done: list[Delivery], found: list[Diagnostic], output_format: str) -> int:
    from briefgen.cli.console import as_object, echo_json, show_findings
    from briefgen.diagnostics import has_errors, in_order

    findings = list(dict.fromkeys([*found, *(each for delivery in done for each in delivery.findings)]))
    if output_format == "json":
        drafts = [_object(each) for each in done]
        echo_json({"drafts": drafts, "findings": [as_object(each) for each in in_order(findings)]})
    else:
        for each in done:
            click.echo(_line(each))
        if not done:
            click.echo("nothing is to be delivered")
        show_findings(findings, err=True)
    return Exit.FAILED if has_errors(findings) else Exit.OK


def _line(delivery: Delivery) -> str:
    from briefgen.cli.console import number, visible

    draft = delivery.draft
    if not delivery.attached:
        return visible(f"{draft.source.path}: {delivery.state.value} for {draft.group.name}")
    people = number(len(draft.group.to) + len(draft.group.cc), "recipient")
    facts = f"{delivery.marking}; {people}; {', '.join(delivery.attached)}"
    return visible(f"{draft.path}: {delivery.state.value}; {facts}")


def _object(delivery: Delivery) -> dict[str, object]:
    draft = delivery.draft
    return {
        "list": draft.group.name,
        "input": draft.source.path,
        "draft": str(draft.path) if delivery.attached else None,
        "state": delivery.state.name.lower(),
        "marking": delivery.marking,
        "attached": list(delivery.attached),
        "to": [*draft.group.to],
        "cc": [*draft.group.cc],
    }
