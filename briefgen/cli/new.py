"""`briefgen new`: raw articles in, an input for an analyst to fill out; or a template or theme in, a copy to change out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.diagnostics import Diagnostic, Exit, InputError, Place
from briefgen.new_file import write_new
from briefgen.new_input import empty_input, input_text, schema_of, stem_of

if TYPE_CHECKING:
    from briefgen.readers.article_markup import RawArticle


@click.command(
    "new",
    short_help="Turn a raw article into an input; copy a template or theme.",
    epilog="\b\nExamples:\n"
    "  briefgen new 2025-03-30 --article talks.txt      writes inputs/2025-03-30.yaml\n"
    "  briefgen new 2025-04-06 --previous inputs/2025-03-30.yaml\n"
    "  briefgen new note --template one-page            writes templates/note/, a copy to change\n"
    "  briefgen new ministry --theme default               writes templates/themes/ministry.yaml",
)
@click.argument("name", default="")
@click.option(
    "--article",
    "articles",
    multiple=True,
    metavar="FILE",
    help="A text; may be given again. - reads standard input.",
)
@click.option("--template", metavar="TEMPLATE", help="Copy this template, with all its partials.")
@click.option("--theme", metavar="THEME", help="Copy this theme.")
@click.option("--inline", is_flag=True, help="Passages are marked within the text: [words]{.actor}.")
@click.option("--previous", metavar="INPUT", help="Write the next edition of this input.")
@click.option("--out", metavar="DIR", help="The folder to write to.  [default: inputs; for copies: templates]")
def command(
    name: str,
    articles: tuple[str, ...],
    template: str | None,
    theme: str | None,
    inline: bool,
    previous: str | None,
    out: str | None,
) -> int:
    """Write an input with the articles in it and everything else ready to be filled.

    With --template or --theme, write a copy of that one instead, to be changed: a copy without a NAME has the name
    of what it is a copy of, and is used in its place.

    With --previous, what is steady is carried over from an input: its title, marking and masthead, and its judgments as
    drafts, to be confirmed; its articles stay behind, and may be added later (briefgen import --into).

    A text may open with a time stamp, a **headline** (or a short first line of its own) and a **dateline**; what
    it lacks is left open. A file that is there already is never overwritten.
    """
    if sum((bool(articles) or previous is not None, template is not None, theme is not None)) != 1:
        raise click.UsageError("give --article or --previous, or --template, or --theme")
    if template is not None or theme is not None:
        from briefgen.cli.copies import copy_template, copy_theme

        copied, folder = stem_of(name) if name else "", Path(out or "templates")
        return copy_theme(theme, copied, folder) if theme else copy_template(template or "", copied, folder)
    return _new_input(stem_of(name), articles, out or "inputs", previous, inline=inline)


def _new_input(stem: str, articles: tuple[str, ...], out: str, previous: str | None, *, inline: bool) -> int:
    from briefgen.cli.next_edition import carried_over

    raw = [(path, _read(path)) for path in articles]
    target = Path(out) / f"{stem}.yaml"
    carried, schema, name = carried_over(Path(previous)) if previous else {}, schema_of(target), Path(stem).name
    if not raw:
        write_new(target, empty_input(name, name, "", schema, carried).encode("utf-8"))
        click.echo(f"{target}: written without articles; run: briefgen import FILE... --into {target}")
        return Exit.OK
    text = input_text(name, [article for _, article in raw], schema, carried, inline=inline)
    write_new(target, text.encode("utf-8"))
    words, where = "article" if len(raw) == 1 else "articles", "in the text" if inline else "under annotations"
    click.echo(f"{target}: written with {len(raw)} {words}; mark passages {where}, then run: briefgen {target}")
    return Exit.OK


def _read(path: str) -> RawArticle:
    """The article in a file. InputError where there is none that a document could hold."""
    from briefgen.cli.console import show_findings
    from briefgen.readers.article_markup import article_paragraphs, read_raw_article
    from briefgen.readers.raw_text import article_text, second_article
    from briefgen.readers.source import FORBIDDEN, forbidden_characters, read_bytes

    name = "standard input" if path == "-" else path
    data = sys.stdin.buffer.read() if path == "-" else read_bytes(Path(path), name)
    text = article_text(data, name)
    if found := forbidden_characters(text, name, FORBIDDEN):
        raise InputError(found)
    if second := second_article(text, name):
        show_findings([second], err=True)
    article = read_raw_article(text)
    if not article_paragraphs(article.text):
        raise InputError(
            Diagnostic("BG026", "there is no article in it", Place(name), hint="Give the whole text, headline and all.")
        )
    return article
