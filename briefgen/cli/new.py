"""`briefgen new`: raw articles in, an input that validates at once out, for an analyst to fill."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.diagnostics import Diagnostic, Exit, InputError, OutputError, Place, UsageError

if TYPE_CHECKING:
    from datetime import date, datetime

    from briefgen.readers.article_markup import RawArticle


@click.command(
    "new",
    short_help="Turn a raw article into an input.",
    epilog="\b\nExample:\n  briefgen new 2025-03-30 --article talks.txt      writes inputs/2025-03-30.yaml",
)
@click.argument("name")
@click.option(
    "--article",
    "articles",
    multiple=True,
    required=True,
    metavar="FILE",
    help="A text; may be given again. - reads standard input.",
)
@click.option("--out", default="inputs", show_default=True, metavar="DIR", help="The folder to write to.")
def command(name: str, articles: tuple[str, ...], out: str) -> int:
    """Write an input with the articles in it and everything else ready to be filled.

    A text may open with a time stamp, a **headline** and a **dateline**; what it lacks is left open. A file
    that is there already is never overwritten.
    """
    stem = _stem(name)
    raw = [(path, _read(path)) for path in articles]
    target = Path(out) / f"{stem}.yaml"
    text = input_text(Path(stem).name, [article for _, article in raw], schema_of(target))
    _write(target, text)
    words = "article" if len(raw) == 1 else "articles"
    click.echo(
        f"{target}: written with {len(raw)} {words}; mark passages under annotations, then run: briefgen {target}"
    )
    return Exit.OK


def _stem(name: str) -> str:
    """The file's path below the folder, without its ending."""
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    parts = stem.split("/")
    if "\\" in stem or "\0" in stem or any(part in ("", ".", "..") for part in parts):
        hint = "Give a name such as 2025-03-30, or asia/2025-03-30; the folder is named with --out."
        raise UsageError(Diagnostic("BG027", "this is no name for an input", Place(name), hint=hint))
    return stem


def _read(path: str) -> RawArticle:
    """The article in a file. InputError where there is none that a document could hold."""
    from briefgen.readers.article_markup import article_paragraphs, read_raw_article
    from briefgen.readers.source import FORBIDDEN, decode, forbidden_characters, read_bytes

    name = "standard input" if path == "-" else path
    data = sys.stdin.buffer.read() if path == "-" else read_bytes(Path(path), name)
    text = decode(data, name)
    if found := forbidden_characters(text, name, FORBIDDEN):
        raise InputError(found)
    article = read_raw_article(text)
    if not article_paragraphs(article.text):
        raise InputError(
            Diagnostic("BG026", "there is no article in it", Place(name), hint="Give the whole text, headline and all.")
        )
    return article


# --- the file --------------------------------------------------------------------------------


def schema_of(target: Path) -> str:
    """The path from an input to the schema that its editor needs, or nothing where none is near."""
    folder = target.parent.absolute()
    for parent in (folder, *folder.parents):
        schema = parent / "schemas" / "input.schema.json"
        if schema.is_file():
            return Path(os.path.relpath(schema, folder)).as_posix()
    return ""


def input_text(name: str, articles: list[RawArticle], schema: str) -> str:
    """An input with these articles, and comments that say what goes where."""
    first = articles[0]
    head = _HEAD.format(
        schema=f"# yaml-language-server: $schema={schema}\n" if schema else "",
        title=yaml_quoted(first.headline or name),
        date=_date(name, first),
    )
    return head + "".join(_article(f"A{number}", name, article) for number, article in enumerate(articles, 1)) + _TAIL


def _date(name: str, article: RawArticle) -> date:
    """The briefing's day: its name, else the article's day, else today."""
    from datetime import date

    from briefgen.days import day_of

    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return day_of(article.published) if article.published else date.today()


def _article(number: str, name: str, article: RawArticle) -> str:
    published = f"    published: {_when(article.published)}\n" if article.published else ""
    place = f"    place: {yaml_quoted(article.place)}\n" if article.place else ""
    return (
        f"  - id: {number}\n"
        f"    headline: {yaml_quoted(article.headline or name)}\n"
        f"{_SOURCE}{published}{place}"
        "    language: en\n"
        f"    text: {yaml_block(article.text, 6)}\n"
        f"{_ANNOTATIONS}"
    )


def _when(published: datetime | date) -> str:
    """A moment with its time, a day without."""
    from datetime import datetime

    return f"{published:%Y-%m-%dT%H:%M:%SZ}" if isinstance(published, datetime) else published.isoformat()


def yaml_quoted(text: str) -> str:
    """A text as YAML in double quotes."""
    return "".join(_escaped(character) for character in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    return character if character not in _ODD else f"\\u{ord(character):04X}"


_ODD = frozenset([*map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", "\ufeff"])
"""Characters that stand in a YAML file only as escapes, or that readers of YAML 1.1 take for line ends."""


def yaml_block(text: str, indent: int) -> str:
    """A text as a YAML block that keeps each line; in quotes where it holds what a block cannot."""
    if _ODD.intersection(text):
        return yaml_quoted(text)
    lines = text.rstrip("\n").split("\n")
    indicator = "2" if lines[0][:1] in ("", " ", "\t") else ""
    body = "\n".join(" " * indent + line if line else "" for line in lines)
    return f"|{indicator}\n{body}"


def _give_name(part: Path, target: Path) -> None:
    """The name to the file, unlike by a rename alone never in place of another one. FileExistsError where it is taken."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        part.replace(target)


def _write(target: Path, text: str) -> None:
    """The whole file, where there is none yet."""
    from briefgen.packets import cannot_write

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".briefgen-{os.getpid()}.part")
        part.write_text(text, encoding="utf-8", newline="\n")
        try:
            _give_name(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        hint = "Choose another name, or move the file away."
        raise OutputError(
            Diagnostic("BG025", "not overwritten: it is there already", Place(str(target)), hint=hint)
        ) from None
    except OSError as error:
        raise OutputError(cannot_write(target, error)) from error


_HEAD = """\
{schema}# Fill in what is empty, delete what is not needed. `briefgen check` says what is wrong, with line and column.
title: {title}
date: {date}
# marking: TLP:CLEAR
# prepared_by: Indo-Pacific desk
# cut_off: 2025-03-30T18:00:00Z       # nothing later is in the briefing

# One paragraph, 80 words at most, the conclusion first.
# bottom_line: >-
#   The upgrade is likely to ...

# Three to five, the most important first. Likelihood in one row of terms: almost no chance, very unlikely, unlikely,
# roughly even chance, likely, very likely, almost certain. Confidence (low, moderate, high) apart from it.
key_judgments: []
#  - statement: The upgrade is likely to make joint planning quicker.
#    likelihood: likely
#    confidence: moderate
#    basis: Why that confidence.
#    evidence: [joint-hq]              # ids of annotations below
#    assumptions:
#      - What is taken as given.
#    change_indicators:
#      - Indicators that would change the judgment.

# What is not known, and what to watch.
gaps: []
#  - What the article does not say.
outlook: []

articles:
"""

_SOURCE = """\
    source:
      name: Not stated                # the outlet
      # kind: wire                    # wire, newspaper, broadcast, official, think-tank, social, other
      # url: https://example.org/article
      # retrieved: 2025-03-30
      # reliability: B                # the source: A (completely reliable) to E, F where it cannot be judged
      # credibility: 2                # the information: 1 (confirmed) to 5, 6 where it cannot be judged
"""

_ANNOTATIONS = """\
    # Each marks the article's own words and says what they are: an actor, agreement, capability, implication or event.
    # The same name in several annotations makes one entry with several passages as evidence.
    annotations: []
    #  - id: joint-hq                  # only where a judgment names it
    #    kind: capability
    #    quote: words that stand in the article
    #    name: Joint war-fighting headquarters
    #    type: command
    #    change: upgraded
    #    summary: A sentence or two.
    #  - {kind: actor, quote: ..., name: ..., type: person, role: ..., country: ...}
    #  - {kind: agreement, quote: ..., name: ..., parties: [..., ...], status: agreed}
    #  - {kind: implication, quote: ..., statement: ..., regions: [East Asia], direction: mixed, horizon: near}
    #  - {kind: event, quote: ..., date: 2025-03-30, what: ...}
"""

_TAIL = """\

# Entries to add to those that the annotations fill, or to correct them: the same fields without a quote,
# with `evidence: [ids of annotations]`.
key_actors: []
agreements: []
capabilities: []
regional_implications: []
events: []
"""
