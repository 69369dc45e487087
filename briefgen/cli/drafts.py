"""`briefgen drafts`: an input in; its drafts with what each lacks out, or the input with some of them accepted or refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.configured import settings as with_settings
from briefgen.cli.console import echo_json, number, show_findings, visible
from briefgen.diagnostics import Diagnostic, Exit

if TYPE_CHECKING:
    from briefgen.knowing.begun import Begun
    from briefgen.readers.yaml_reader import ReadInput
    from briefgen.settings import Settings


@click.command(
    "drafts",
    short_help="List drafts with what they lack; accept or refuse them.",
    epilog="\b\nExamples:\n"
    "  briefgen drafts inputs/2025-03-30.yaml                        lists them with their names\n"
    "  briefgen drafts inputs/2025-03-30.yaml --accept-complete      accepts all that lack nothing\n"
    "  briefgen drafts inputs/2025-03-30.yaml --accept A1-jjoc --refuse A1-tokyo,A2-tokyo",
)
@click.argument("path", metavar="INPUT")
@click.option("--accept", multiple=True, metavar="NAME,...", help="Accept these: delete their `draft: true`.")
@click.option("--accept-complete", is_flag=True, help="Accept all annotations that lack nothing; judgments are named.")
@click.option("--refuse", multiple=True, metavar="NAME,...", help="Delete these from the input.")
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Of the list."
)
@with_settings
def command(
    path: str,
    accept: tuple[str, ...],
    accept_complete: bool,
    refuse: tuple[str, ...],
    output_format: str,
    settings: Settings,
) -> int:
    """List the drafts of INPUT, or accept and refuse some.

    A draft that lacks something, or in which something is wrong, is not accepted, and then nothing is written. Only
    `draft: true` is deleted, or the refused draft; every other byte of the file stays as it is.
    """
    from briefgen.editing.saving import digest_of, edit_file
    from briefgen.knowing.begun import edits_of
    from briefgen.readers.source import read_bytes

    target, limit = Path(path), settings.limits.input_size
    digest = digest_of(read_bytes(target, path, limit))
    read, drafts = _drafts(target, settings)
    if not (accept or accept_complete or refuse):
        _show(path, drafts, output_format)
        return Exit.OK
    accepted, refused = _named(drafts, accept), _named(drafts, refuse)
    if both := [each.name for each in accepted if each in refused]:
        raise click.UsageError(f"{both[0]} cannot be accepted and refused at once")
    if accept_complete:
        rest = (each for each in drafts if each.is_complete and not each.is_judgment)
        accepted += [each for each in rest if each not in accepted and each not in refused and not _reach(read, each)]
    if found := [*_cannot(read, accepted, refused)]:
        show_findings(found, err=True)
        return Exit.FAILED
    edits = edits_of(read, accepted, refused)
    if edits:
        edit_file(target, edits, digest=digest, limit=limit)
    left = len(drafts) - len(accepted) - len(refused)
    counts = f"{number(len(accepted), 'draft')} accepted, {len(refused)} refused, {left} left"
    click.echo(f"{visible(path)}: {counts}; run: briefgen check {visible(path)}")
    return Exit.OK


def _drafts(target: Path, settings: Settings) -> tuple[ReadInput, tuple[Begun, ...]]:
    from briefgen.fill import fill
    from briefgen.knowing.begun import begun
    from briefgen.names import with_names
    from briefgen.readers.yaml_reader import read_for_checking

    limit = settings.limits.input_size
    with with_names(settings.names):
        read = read_for_checking(target, limit=limit, scale=settings.scale, register=settings.register)
        return read, begun(read, fill(read))


def _named(drafts: Sequence[Begun], given: Iterable[str]) -> list[Begun]:
    """The drafts of these names, each once."""
    by_name = {each.name: each for each in drafts}
    names = dict.fromkeys(name.strip() for words in given for name in words.split(",") if name.strip())
    for name in names:
        if name not in by_name:
            from difflib import get_close_matches

            near = get_close_matches(name, by_name, n=1)
            meant = f" Did you mean {near[0]}?" if near else " Without options, the command lists them."
            raise click.UsageError(f"there is no draft {name}.{meant}")
    return [by_name[name] for name in names]


def _cannot(read: ReadInput, accepted: Iterable[Begun], refused: Iterable[Begun]) -> Iterable[Diagnostic]:
    for each in accepted:
        if not each.is_complete:
            hint = "Complete it in the input first. Nothing was written."
            yield Diagnostic("BG209", f"the draft {each.name} is not complete: {each.state}", each.place, hint=hint)
    for each in (*accepted, *refused):
        if reason := _reach(read, each):
            message = f"the draft {each.name} cannot be edited here: {reason}"
            yield Diagnostic("BG209", message, each.place, hint="Nothing was written.")


def _reach(read: ReadInput, draft: Begun) -> str:
    from briefgen.knowing.begun import out_of_reach

    return out_of_reach(read, draft)


# --- the list --------------------------------------------------------------------------------


def _show(path: str, drafts: Sequence[Begun], output_format: str) -> None:
    if output_format == "json":
        echo_json([_as_object(each) for each in drafts])
        return
    width = max((len(each.name) for each in drafts), default=0)
    for each in drafts:
        where = f"{each.reference}, line {each.place.line}" if each.reference else f"line {each.place.line}"
        click.echo(visible(f"{each.name:<{width}}  {each.what}, {where}: {each.state}"))
    complete = sum(each.is_complete for each in drafts)
    click.echo(f"{visible(path)}: {number(len(drafts), 'draft')}, {complete} complete")


def _as_object(draft: Begun) -> dict[str, Any]:
    return {
        "name": draft.name,
        "what": draft.what,
        "reference": draft.reference,
        "lacks": list(draft.lacks),
        "wrong": list(draft.wrong),
        "complete": draft.is_complete,
        "path": draft.place.path,
        "line": draft.place.line,
    }
