"""`briefgen review`: a packet's Word file as staff returned it in, what they changed at the input's own lines out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli import options
from briefgen.cli.configured import settings as with_settings
from briefgen.cli.console import as_object, echo_json, number, show_findings, visible
from briefgen.diagnostics import Diagnostic, Exit, in_order

if TYPE_CHECKING:
    from briefgen.review.opening import OpenReview
    from briefgen.review.reviewing import Review
    from briefgen.settings import Settings


@click.command(
    "review",
    short_help="Say what staff changed in a packet's Word file.",
    epilog="\b\nExamples:\n"
    "  briefgen review                                            lists edited files in outputs/\n"
    "  briefgen review outputs/2025-03-30/2025-03-30.edited.docx\n"
    "  briefgen review returned.docx --input inputs/2025-03-30.yaml --apply --comments",
)
@click.argument("path", default="", metavar="[FILE]")
@click.option("--input", "input_path", default="", metavar="INPUT", help="The input that the packet was built from.")
@click.option("--apply", is_flag=True, help="Write edits of single fields back to the input.")
@click.option("--comments", is_flag=True, help="Write comments into the input, above their fields.")
@click.option("--template", default="", metavar="NAME", help="The template that the packet was built with.")
@click.option("--theme", default="", metavar="NAME", help="The theme that the packet was built with.")
@click.option(
    "--release", default="", metavar="BANNER", callback=options.not_blank, help="The edition, where the file is of one."
)
@click.option(
    "--out", default="outputs", show_default=True, metavar="DIR", help="Where packets are, if no FILE is given."
)
@options.output_format
@with_settings
def command(
    path: str,
    input_path: str,
    apply: bool,
    comments: bool,
    template: str,
    theme: str,
    release: str,
    out: str,
    output_format: str,
    settings: Settings,
) -> int:
    """Compare FILE with what its input would print today, and list the differences by field, with line and column.

    FILE is a packet's Word file with tracked changes, plain edits and comments. What changes looks alone is left out.
    Without FILE, or with the folder of packets, the Word files there that somebody edited are listed. The input is that
    of the packet which FILE lies in, or --input. Exits with 1 if anything was changed or cannot be read, else with 0.

    --apply writes edits of single fields back, where the file was built from the input as it is now; all others are
    listed, to be made by hand. Nothing that the file names is opened or fetched.
    """
    from briefgen.options import chosen
    from briefgen.review.opening import open_review
    from briefgen.review.reviewing import review

    if not path or Path(path).is_dir():
        return _list(path or out)
    run = chosen(settings, template=template, theme=theme, release=release)
    opened = open_review(Path(path), input_path, run)
    found = review(opened.expected, opened.returned)
    written = _write(opened, found, apply, comments) if apply or comments else None
    return _report(opened, found, written, output_format)


def _list(folder: str) -> int:
    from briefgen.review.opening import files_to_review

    found = files_to_review((folder,))
    for path in found:
        click.echo(f"briefgen review {visible(str(path))}")
    if not found:
        click.echo(f"{visible(folder)}: no Word file of a packet there was edited")
    return Exit.OK


class Written:
    """What became of the input: which changes are in it now, and how many comments."""

    def __init__(self, made: frozenset[int], comments: int, refused: bool) -> None:
        self.made = made
        self.comments = comments
        self.refused = refused


def _write(opened: OpenReview, found: Review, apply: bool, comments: bool) -> Written:
    from briefgen.editing.saving import replace_file
    from briefgen.readers.source import read_bytes
    from briefgen.review.applying import applied

    if opened.stale is not None:
        return Written(frozenset(), 0, refused=True)
    limit = opened.limit
    data = read_bytes(opened.input, str(opened.input), limit)
    opened.refuse_changed(data)
    made = applied(data, str(opened.input), found.changes if apply else (), found.comments if comments else ())
    replace_file(opened.input, made.data, data, limit=limit)
    return Written(made.made, made.comments, refused=False)


def _report(opened: OpenReview, found: Review, written: Written | None, output_format: str) -> int:
    made = written.made if written else frozenset()
    left = [each.found for n, each in enumerate(found.changes) if n not in made]
    done = [each.found for n, each in enumerate(found.changes) if n in made]
    findings = [*([opened.stale] if opened.stale else []), *left, *(each.found for each in found.comments)]
    match output_format:
        case "text":
            show_findings(findings)
            _tell(opened, done, found, written)
        case "github":
            from briefgen.cli.reports import echo_commands

            echo_commands(findings)
        case "sarif":
            from briefgen.cli.reports import sarif

            echo_json(sarif(findings))
        case _:
            echo_json(_as_json(opened, findings, done, written))
    return Exit.FAILED if left or opened.stale else Exit.OK


def _tell(opened: OpenReview, done: list[Diagnostic], found: Review, written: Written | None) -> None:
    for each in in_order(done):
        click.echo(f"written: {visible(str(each.place))}: {visible(each.message)}")
    words = f"{number(len(found.changes), 'change')}, {number(len(found.comments), 'comment')}"
    click.echo(f"{visible(str(opened.path))}: {words}{_outcome(opened, written)}")


def _outcome(opened: OpenReview, written: Written | None) -> str:
    if written is None:
        return ""
    if written.refused:
        return "; nothing was written"
    return (
        f"; {number(len(written.made), 'change')} and {number(written.comments, 'comment')} "
        f"written to {visible(str(opened.input))}"
    )


def _as_json(
    opened: OpenReview, findings: list[Diagnostic], done: list[Diagnostic], written: Written | None
) -> dict[str, object]:
    return {
        "file": str(opened.path),
        "input": str(opened.input),
        "findings": [as_object(each) for each in in_order(findings)],
        "written": [as_object(each) for each in in_order(done)],
        "comments_written": written.comments if written else 0,
    }
