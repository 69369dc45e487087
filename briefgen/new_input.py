"""A name and raw articles in; the text of an input that an analyst fills out, and where it is to stand, out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from briefgen.diagnostics import Diagnostic, Place, UsageError
from briefgen.resources import packaged_schema

if TYPE_CHECKING:
    from datetime import date, datetime

    from briefgen.readers.article_markup import RawArticle


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What would break a line wherever the name is printed."""


def stem_of(name: str) -> str:
    """The file's path below the folder, without its ending."""
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    parts = stem.split("/")
    if "\\" in stem or _CONTROL.search(stem) or any(part in ("", ".", "..") for part in parts):
        hint = "Give a name such as 2025-03-30, or asia/2025-03-30; the folder is named with --out."
        raise UsageError(Diagnostic("BG027", "this is not a name for an input", Place(name), hint=hint))
    return stem


def schema_of(target: Path) -> str:
    """The path from an input to the schema that its editor needs; where none is near, to the one of the program."""
    folder = target.parent.absolute()
    for parent in (folder, *folder.parents):
        schema = parent / "schemas" / "input.schema.json"
        if schema.is_file():
            return Path(os.path.relpath(schema, folder)).as_posix()
    return packaged_schema("input.schema.json")


def input_text(
    name: str,
    articles: list[RawArticle],
    schema: str,
    carried: Mapping[str, str] = MappingProxyType({}),
    *,
    inline: bool = False,
) -> str:
    """An input with these articles, and comments that say what goes where; with what is `carried` over from another."""
    from briefgen.editing.yaml_words import yaml_quoted

    first = articles[0]
    head = _head(yaml_quoted(first.headline or name), str(_date(name, first)), schema, carried)
    texts = (_article(f"A{number}", name, each, inline=inline) for number, each in enumerate(articles, 1))
    return head + "".join(texts) + _TAIL


def _head(title: str, day: str, schema: str, carried: Mapping[str, str]) -> str:
    line = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    return _HEAD.format(**{**_USUAL_HEAD, "title": title, **carried, "schema": line, "date": day})


def empty_input(
    name: str, title: str, published: str, schema: str, carried: Mapping[str, str] = MappingProxyType({})
) -> str:
    """An input without articles, for those that are added to it; its day is its name's, else that of an article."""
    from datetime import date

    from briefgen.editing.yaml_words import yaml_quoted

    day = next((each for each in (name[:10], published[:10]) if _is_day(each)), date.today().isoformat())
    return f"{_head(yaml_quoted(title), day, schema, carried).rstrip()} []\n{_TAIL}"


def _is_day(words: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return len(words) == len("2025-03-30")


def _date(name: str, article: RawArticle) -> date:
    """The briefing's day: its name, else the article's day, else today."""
    from datetime import date

    from briefgen.days import day_of

    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return day_of(article.published) if article.published else date.today()


def _article(number: str, name: str, article: RawArticle, *, inline: bool) -> str:
    from briefgen.editing.yaml_words import yaml_block, yaml_quoted
    from briefgen.readers.article_markup import as_markdown

    published = f"    published: {_when(article.published)}\n" if article.published else _PUBLISHED
    place = f"    place: {yaml_quoted(article.place)}\n" if article.place else _PLACE
    return (
        f"  - id: {number}\n"
        f"    headline: {yaml_quoted(article.headline or name)}\n"
        f"{_SOURCE}{published}{place}"
        f"{_LANGUAGE if _is_english(article.text) else _NO_LANGUAGE}"
        f"{_INLINE if inline else ''}"
        f"    text: {yaml_block(as_markdown(article.text) if inline else article.text, 6)}\n"
        f"{'' if inline else _ANNOTATIONS}"
    )


def _is_english(text: str) -> bool:
    """Whether words that no English text does without stand in it as often as they do there."""
    words = text.casefold().split()[:_WORDS_READ]
    return sum(word in _ENGLISH for word in words) > len(words) * _ENGLISH_SHARE


_WORDS_READ, _ENGLISH_SHARE = 2000, 0.08
_ENGLISH = frozenset(
    {"the", "of", "and", "to", "that", "for", "with", "was", "were", "are", "has", "have", "by", "from", "said"}
)
_LANGUAGE = "    language: en\n"
_NO_LANGUAGE = "    # language: fr                     # the language of the article: en, fr, ar, zh-Hant\n"


def _when(published: datetime | date) -> str:
    """A moment with its time, a day without."""
    from datetime import datetime

    return f"{published:%Y-%m-%dT%H:%M:%SZ}" if isinstance(published, datetime) else published.isoformat()


_HEAD = """\
{schema}# Fill in what is empty, delete what is not needed. `briefgen check` says what is wrong, with line and column.
title: {title}
date: {date}
{steady}# cut_off: 2025-03-30T18:00:00Z       # nothing later is in the briefing

# One paragraph, 80 words at most, the conclusion first.
# bottom_line: >-
#   The upgrade is likely to ...

# Three to five, the most important first. Likelihood in one row of terms: almost no chance, very unlikely, unlikely,
# roughly even chance, likely, very likely, almost certain. Confidence (low, moderate, high) apart from it.
{judgments}#  - statement: The upgrade is likely to make joint planning quicker.
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
{gaps}outlook: []
{outlook}
articles:
"""

_USUAL_HEAD = {
    "steady": "# marking: TLP:CLEAR\n# prepared_by: Indo-Pacific desk\n",
    "judgments": "key_judgments: []\n",
    "gaps": "#  - What the article does not say.\n",
    "outlook": "",
}

_PUBLISHED = "    # published: 2025-03-30            # the day, or the time: 2025-03-30T15:43:42Z\n"
_PLACE = "    # place: Tokyo                     # of the dateline\n"
_SOURCE = """\
    source:
      name: Not stated                # the outlet
      # kind: wire                    # wire, newspaper, broadcast, official, think-tank, social, other
      # url: https://example.org/article
      # retrieved: 2025-03-30
      # reliability: B                # the source: A (completely reliable) to E, F where it cannot be judged
      # credibility: 2                # the information: 1 (confirmed) to 5, 6 where it cannot be judged
"""

_INLINE = """\
    # Mark passages where they stand: [words]{.actor role="Minister of Defence"}, [words]{.c #joint-hq name="Joint headquarters"}.
    # .ac actor, .ag agreement (parties="A; B"), .c capability, .e event (date=2025-03-30),
    # .i implication (statement="..." regions="East Asia").
    format: markdown
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
