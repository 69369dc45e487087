"""`briefgen import`: files of other tools in; their articles, and drafts of their annotations, in an input out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Diagnostic, Exit, InputError, Place, has_errors, internal_error

if TYPE_CHECKING:
    from briefgen.importing.adding import Added
    from briefgen.readers.yaml_reader import ReadInput
    from briefgen.settings import Settings


@click.command(
    "import",
    short_help="Turn files of other tools into articles and drafts.",
    epilog="\b\nExamples:\n"
    "  briefgen import talks.html talks.docx --new 2025-03-30     writes inputs/2025-03-30.yaml\n"
    "  briefgen import notes.json --into inputs/2025-03-30.yaml   adds drafts to its articles\n"
    "  briefgen import formats                                    lists what can be read",
)
@click.argument("files", nargs=-1, required=True)
@click.option("--from", "name", metavar="NAME", help="The files' format, where it is not recognised.")
@click.option("--into", metavar="INPUT", help="The input to add to.")
@click.option("--new", metavar="NAME", help="The input to write.")
@click.option("--labels", default="", metavar="MAP", help="A TOML file: which kind a label stands for.")
@click.option("--url", default="", help="The address of the articles, where the files do not say it.")
@click.option("--source", default="", metavar="NAME", help="The outlet of the articles.")
@click.option("--out", metavar="DIR", help="The folder of a new input.  [default: inputs]")
@click.option("--suggest", is_flag=True, help="Make drafts of names known already, too; see briefgen suggest.")
@with_settings
def command(
    files: tuple[str, ...],
    name: str | None,
    into: str | None,
    new: str | None,
    labels: str,
    url: str,
    source: str,
    out: str | None,
    suggest: bool,
    settings: Settings,
) -> int:
    """Add the articles and annotations in FILES to an input, or write a new one with them.

    Annotations become drafts: they are listed by `briefgen check` with what they lack, and not printed until they
    are completed. A file that cannot be read is reported, and stops no other. Nothing is fetched.
    """
    from briefgen.importing.adding import Added
    from briefgen.importing.importers import IMPORTERS
    from briefgen.importing.labels import read_labels

    if files == ("formats",):
        return _list_formats()
    if name is not None and name not in IMPORTERS:
        raise click.UsageError(f"there is no importer {name}. One of: {', '.join(IMPORTERS)}")
    if (into is None) == (new is None):
        raise click.UsageError("give --into INPUT, or --new NAME")
    added = Added(read_labels(labels), url=url, source=source)
    target = Path(into) if into is not None else _target(new or "", out or "inputs")
    status = _into(target, files, name or "", added) if into is not None else _new(target, files, name or "", added)
    if suggest and added.articles:
        _suggest(target, added, settings)
    return status


def _suggest(target: Path, added: Added, settings: Settings) -> None:
    """Drafts of the names in the articles that were added."""
    from briefgen.cli.console import number, show_findings
    from briefgen.cli.suggest import add_suggestions

    first = len(added.read.input.articles) if added.read else 0
    articles = range(first, first + len(added.articles))
    count, findings = add_suggestions(target, (str(target.parent),), settings, articles=articles)
    show_findings(findings)
    click.echo(f"{target}: {number(count, 'draft')} suggested")


def _list_formats() -> int:
    from briefgen.importing.importers import IMPORTERS

    for name, each in IMPORTERS.items():
        click.echo(f"{name:<13} {each.title}: {each.recognised}; {each.gives}")
    return Exit.OK


def _target(new: str, out: str) -> Path:
    from briefgen.new_input import stem_of

    return Path(out) / f"{stem_of(new)}.yaml"


def _into(target: Path, files: Sequence[str], name: str, added: Added) -> int:
    from briefgen.editing.saving import digest_of, edit_file
    from briefgen.readers.source import read_bytes

    data = read_bytes(target, str(target))
    digest = digest_of(data)
    added.read = _read(target, data)
    _take(files, name, added)
    if added.edits:
        edit_file(target, added.edits, digest=digest)
    return _report(target, added)


def _read(target: Path, data: bytes) -> ReadInput | None:
    """The input; None where it has no articles yet, as `briefgen new --previous` writes it."""
    from briefgen.readers.yaml_reader import read_for_checking, read_yaml

    try:
        return read_for_checking(target)
    except InputError:
        value, _ = read_yaml(data, str(target))
        if not isinstance(value, dict) or value.get("articles", ()) not in (None, ()):
            raise
        return None


def _new(target: Path, files: Sequence[str], name: str, added: Added) -> int:
    from briefgen.editing.editor import edited_text
    from briefgen.new_file import write_new
    from briefgen.new_input import empty_input, schema_of

    _take(files, name, added)
    if added.articles:
        first = added.articles[0]
        text = empty_input(target.stem, first["headline"], first.get("published", ""), schema_of(target))
        write_new(target, edited_text(text, added.edits, str(target)).encode("utf-8"))
    return _report(target, added)


def _take(files: Sequence[str], name: str, added: Added) -> None:
    from briefgen.importing.adding import unknown_labels
    from briefgen.importing.foreign import CannotImport, SourceFile
    from briefgen.importing.importers import imported
    from briefgen.readers.source import read_bytes

    # The text beside annotations is read with them.
    texts = {str(Path(path).with_suffix(".txt")) for path in files if path.lower().endswith(".ann")}
    for path in files:
        if path in texts:
            continue
        try:
            added.take(imported(SourceFile(Path(path), read_bytes(Path(path), path)), name), path)
        except CannotImport as error:
            added.findings.append(Diagnostic("BG038", error.message, Place(path), hint=error.hint))
        except InputError as error:
            added.findings += error.diagnostics
        except Exception as error:
            added.findings.append(internal_error(path, error))
    added.findings += unknown_labels(added, files)


def _report(target: Path, added: Added) -> int:
    from briefgen.cli.console import number, show_findings

    show_findings(added.findings)
    failed = has_errors(added.findings)
    if not added.edits:
        click.echo(f"{target}: nothing was added")
        return Exit.FAILED if failed else Exit.OK
    lost = f"; {number(added.not_placed, 'passage')} not placed" if added.not_placed else ""
    words = f"{number(len(added.articles), 'article')} and {number(added.count, 'draft')}"
    click.echo(f"{target}: {words} added{lost}; run: briefgen check {target}")
    return Exit.FAILED if failed else Exit.OK
