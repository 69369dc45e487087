"""Turn a briefing, a template and a theme into a document."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from briefgen.compose.annotate import is_crowded
from briefgen.compose.bearers import bearers_of, unmarked
from briefgen.compose.directions import with_directions
from briefgen.compose.environment import Run, own_pieces
from briefgen.compose.portions import with_marks
from briefgen.compose.templates import Rendered, Template, load_template, picture, rendered
from briefgen.diagnostics import Diagnostic
from briefgen.document import Banner, Document, Metadata, Text
from briefgen.kinds import ENTRY_LETTERS, KINDS, Kind
from briefgen.readers.markdown_inlines import Pieces
from briefgen.readers.markdown_reader import Reading, read_markdown
from briefgen.readers.theme_reader import LoadedTheme, read_theme
from briefgen.schema.briefing import Briefing, Judgment, RegionalImplication
from briefgen.schema.kinds import lists
from briefgen.schema.vocabulary import (
    CREDIBILITY,
    DIRECTION_MEANING,
    HORIZON_MEANING,
    KIND_LABEL,
    RELIABILITY,
    SCALES,
    levels_of,
)
from briefgen.theme import Theme
from briefgen.words import Catalogue, catalogue_of
from briefgen.words.messages import N_, like, message_parts

__all__ = ["LoadedTheme", "Template", "anchors_of", "compose", "load_template", "load_theme"]

_KEYWORDS = 20


def load_theme(name: str | Path) -> LoadedTheme:
    """The theme by its name (`default`) or path. TemplateError says what is wrong with it."""
    return read_theme(name)


def compose(
    briefing: Briefing,
    template: Template,
    theme: Theme,
    *,
    identifier: str = "",
    findings: list[Diagnostic] | None = None,
) -> Document:
    """The document that the template makes of the briefing. TemplateError carries all that is wrong with it.

    What keeps no document from being made joins the findings: a portion that is printed without its mark, a picture
    or an address that cannot be printed as the template has it.
    """
    catalogue = catalogue_of(briefing.language)
    context = {"briefing": briefing, "scale": SCALES[briefing.scale], "used": _used(briefing, theme, catalogue)}
    anchors = anchors_of(briefing)
    portions = briefing.marking is not None and briefing.marking.portions
    bearers = bearers_of(briefing) if portions and findings is not None else {}
    quiet = frozenset(article.id for article in briefing.articles if is_crowded(article))
    run = Run(catalogue, anchors, portions=portions, quiet=quiet, bearers=bearers.keys())
    reading, markdown = _read(briefing, template, theme, context, run)
    if findings is not None:
        findings += unmarked(run, bearers, markdown)
    if not run.targets <= reading.anchors:
        # The template leaves out what some references lead to; those are printed without leading anywhere.
        again = Run(catalogue, anchors, known=reading.anchors, portions=portions, quiet=quiet)
        reading, _ = _read(briefing, template, theme, context, again)
    if findings is not None:
        findings += reading.remarks
    marking = Banner(briefing.marking.scheme, briefing.marking.banner) if briefing.marking else None
    blocks = with_marks(reading.blocks, briefing.marking)
    metadata = _metadata(briefing, identifier)
    return with_directions(Document(metadata, blocks, marking, reading.header, reading.footer, reading.page_limit))


def _read(
    briefing: Briefing, template: Template, theme: Theme, context: dict[str, Any], run: Run
) -> tuple[Reading, Rendered]:
    markdown = rendered(template, context, run)
    reading = read_markdown(
        markdown.text,
        theme,
        slots=run.slots,
        locate=markdown.locate,
        picture=partial(picture, template),
        language=briefing.language,
        numbered=partial(_numbered, run.catalogue),
    )
    return reading, markdown


def _numbered(catalogue: Catalogue, label: Pieces, number: int, caption: Pieces) -> Pieces:
    """A table's caption with its number: "Table 2. Agreements"."""
    usual, own = N_("Table %(number)s. %(caption)s"), N_("%(label)s %(number)s. %(caption)s")
    message = catalogue.find(own if label else usual)
    values: dict[str, Pieces] = {"label": label, "number": (Text(str(number)),), "caption": caption}
    parts = (own_pieces(like(message, words)) if words else values[name] for words, name in message_parts(message))
    return [piece for part in parts for piece in part]


# --- what a template is given ----------------------------------------------------------------------


class UsedKind(Struct, frozen=True):
    """A kind of annotation that the articles bear."""

    name: Kind
    letter: str
    label: str


class Used(Struct, frozen=True):
    """Which of the scales and kinds the briefing uses, each in its own order."""

    kinds: tuple[UsedKind, ...]
    likelihood: bool
    confidence: tuple[tuple[str, str], ...]
    """Level and what it means."""
    reliability: tuple[tuple[str, str], ...]
    """Letter and what it means."""
    credibility: tuple[tuple[int, str], ...]
    """Number and what it means."""
    direction: tuple[tuple[str, str], ...]
    """Of implications: word and what it means."""
    horizon: tuple[tuple[str, str], ...]
    """Of judgments and implications: word and what it means."""


def _used(briefing: Briefing, theme: Theme, catalogue: Catalogue) -> Used:
    marked = {mark.kind for article in briefing.articles for part in article.paragraphs for mark in part.marks}
    kinds = tuple(
        UsedKind(kind, ENTRY_LETTERS[kind], _label(kind, theme, catalogue)) for kind in KINDS if kind in marked
    )
    weighed: list[Judgment | RegionalImplication] = [*briefing.key_judgments, *briefing.regional_implications]
    dissents = [dissent for judgment in briefing.key_judgments for dissent in judgment.dissents]
    levels = {level for entry in (*weighed, *dissents) for level in levels_of(entry.confidence)}
    directions = {entry.direction for entry in briefing.regional_implications}
    horizons = {entry.horizon for entry in weighed}
    letters = {article.source.reliability for article in briefing.articles}
    numbers = {article.source.credibility for article in briefing.articles}
    return Used(
        kinds,
        any(entry.likelihood for entry in (*weighed, *dissents)),
        tuple((level, words) for level, words in SCALES[briefing.scale].confidence.items() if level in levels),
        tuple((letter, words) for letter, words in RELIABILITY.items() if letter in letters),
        tuple((number, words) for number, words in CREDIBILITY.items() if number in numbers),
        tuple((word, words) for word, words in DIRECTION_MEANING.items() if word in directions),
        tuple((word, words) for word, words in HORIZON_MEANING.items() if word in horizons),
    )


def _label(kind: Kind, theme: Theme, catalogue: Catalogue) -> str:
    """What a kind is called in the legend: the program's word for it, or the theme's own."""
    label = theme.kinds[kind].label
    return catalogue.pgettext("kind", label) if label == KIND_LABEL[kind] else label


def anchors_of(briefing: Briefing) -> dict[str, str]:
    """The place of each entry, judgment, article and paragraph, by id or reference, and that of an entry's first mark.

    Case does not distinguish places.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for article in briefing.articles:
        base = _free(article.id.lower(), taken)
        names[f"article {article.id}"] = f"article-{base}"
        for paragraph in article.paragraphs:
            names[paragraph.reference] = f"{base}-p{paragraph.number}"
            for mark in paragraph.marks:
                if mark.last:
                    names.setdefault(f"mark {mark.entry}", names[paragraph.reference])
    for key in _entry_ids(briefing):
        names.setdefault(key, f"entry-{_free(key.lower(), taken)}")
    return names


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def _entry_ids(briefing: Briefing) -> Iterator[str]:
    yield from (judgment.id for judgment in briefing.key_judgments)
    yield from (entry.id for _, entries in lists(briefing) for entry in entries)


# --- what the files say of themselves ----------------------------------------------------------------


def _metadata(briefing: Briefing, identifier: str) -> Metadata:
    regions = [region.name for entry in briefing.regional_implications for region in entry.regions]
    words = dict.fromkeys([*regions, *(actor.name for actor in briefing.key_actors)])
    return Metadata(
        title=briefing.title,
        author=briefing.prepared_by or "",
        subject=briefing.series or "",
        keywords=tuple(words)[:_KEYWORDS],
        language=briefing.language,
        reference=briefing.reference or "",
        identifier=identifier,
        created=_created(briefing),
    )


def _created(briefing: Briefing) -> datetime:
    """SOURCE_DATE_EPOCH, else the cut-off, else the briefing's date; UTC, without an offset."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    if isinstance(briefing.cut_off, datetime):
        return briefing.cut_off.astimezone(UTC).replace(tzinfo=None)
    return datetime.combine(briefing.cut_off or briefing.date, time())
