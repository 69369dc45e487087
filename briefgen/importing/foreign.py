"""What importers give: articles as other tools keep them, with the passages that are marked in them. Holds no behaviour of any format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from briefgen.readers.article_markup import read_raw_article
from briefgen.readers.date_lines import read_date_line
from briefgen.readers.source import RAW_FORBIDDEN


class SourceFile(Struct, frozen=True):
    """A file that is to be imported."""

    path: Path
    data: bytes

    @property
    def name(self) -> str:
        return str(self.path)


class ImportedPassage(Struct, frozen=True):
    """A passage that somebody marked: where it stands, or what it says; and what was said of it."""

    start: int = -1
    """In code points of the article's text, with the end; -1 where only the quote is known."""
    end: int = -1
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    label: str = ""
    """What the tool calls its kind."""
    fields: Mapping[str, Any] = {}
    """Fields of the annotation that it says."""
    url: str = ""
    """Of the article, where the passage alone is known."""


class ImportedArticle(Struct, frozen=True):
    """An article, as far as a file says what it is."""

    text: str
    headline: str = ""
    outlet: str = ""
    author: str = ""
    place: str = ""
    published: datetime | date | None = None
    url: str = ""
    language: str = ""
    guessed: tuple[str, ...] = ()
    """Which of these, or its paragraphs, the file does not say itself."""
    passages: tuple[ImportedPassage, ...] = ()


class Imported(Struct, frozen=True):
    """What a file held."""

    articles: tuple[ImportedArticle, ...] = ()
    passages: tuple[ImportedPassage, ...] = ()
    """Of articles that the file does not hold itself."""
    remarks: tuple[str, ...] = ()
    """What was not taken over."""


class CannotImport(Exception):
    """A file that is broken, or not what it seems. Carries what is wrong, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def needs(package: str) -> CannotImport:
    """The refusal where an extra is not installed."""
    return CannotImport(f"{package} is not installed", "It comes with: pip install 'briefgen[web]'")


def tidied(article: ImportedArticle) -> ImportedArticle:
    """With plain line ends, and without characters that no document may hold; passages stay at their words."""
    text = article.text
    if "\r" in text:
        breaks = [match.start() for match in re.finditer("\r\n", text)]
        moved = tuple(_moved(each, breaks) for each in article.passages)
        article = replace(article, text=text.replace("\r\n", "\n").replace("\r", "\n"), passages=moved)
    return replace(article, text=RAW_FORBIDDEN.sub("\ufffd", article.text.replace("\f", "\n")))


def _moved(passage: ImportedPassage, breaks: list[int]) -> ImportedPassage:
    from bisect import bisect_left

    if passage.start < 0:
        return passage
    start, end = (offset - bisect_left(breaks, offset) for offset in (passage.start, passage.end))
    return replace(passage, start=start, end=end)


def taken_apart(article: ImportedArticle) -> ImportedArticle:
    """The article without time stamp, headline and dateline in its text, which are taken for what they are."""
    article = tidied(article)
    raw = read_raw_article(article.text)
    shift = article.text.find(raw.text) if raw.text else 0
    passages = tuple(
        replace(each, start=each.start - shift, end=each.end - shift)
        if each.start >= shift
        else _without_place(each, article)
        for each in article.passages
    )
    headline = article.headline or raw.headline or ""
    place, day = _agency_line(raw.text)
    guessed = {
        "headline": raw.headline and not article.headline,
        "place": place and not (article.place or raw.place),
        "date": day and not (article.published or raw.published),
    }
    return replace(
        article,
        text=raw.text if raw.headline is None or raw.headline == headline else article.text,
        headline=headline,
        place=article.place or raw.place or place,
        published=article.published or raw.published or day,
        guessed=(*article.guessed, *(name for name, is_guessed in guessed.items() if is_guessed)),
        passages=passages if raw.headline is None or raw.headline == headline else article.passages,
    )


_AGENCY_LINE = re.compile(
    r"\s*(?P<place>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3})(?:, (?P<day>[^\n()–—]{5,40}?))?"
    r"(?P<agency> ?\([^)\n]{2,60}\))? (?:[–—-]|--) (?=\S)"
)
"""How a report of an agency begins: OSLO, 14 October 2025 (Agency) – ...; day or agency may be absent, not both."""


def _agency_line(text: str) -> tuple[str, date | None]:
    """The place in capitals that a text begins with, and the day behind it; it stays in the text, which may be quoted."""
    match = _AGENCY_LINE.match(text)
    if match is None or not (match["day"] or match["agency"]):
        return "", None
    found = read_date_line(match["day"]) if match["day"] else None
    if match["day"] and found is None:
        return "", None
    return match["place"].title(), found.day if found else None


def _without_place(passage: ImportedPassage, article: ImportedArticle) -> ImportedPassage:
    """A passage of what is not part of the text now: its words may stand further down."""
    if passage.start < 0:
        return passage
    return replace(passage, start=-1, end=-1, quote=article.text[passage.start : passage.end])
