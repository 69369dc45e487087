"""A saved feed (RSS or Atom) in, one article an entry out, as far as the feed gives its text."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import escape
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from briefgen.importing.foreign import CannotImport, Imported, ImportedArticle, SourceFile, tidied
from briefgen.importing.web_page import words_of_fragment
from briefgen.verify.content import Unreadable
from briefgen.verify.limits import Budget
from briefgen.verify.word_xml import parsed_xml

_SIGNS = (b"<rss", b"<feed", b"<rdf:RDF")
_PREFIX = re.compile(r"<(/?)\w+:(?=\w)")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def is_feed(file: SourceFile) -> bool:
    """Whether it begins as a feed."""
    start = file.data[:2048]
    return file.path.suffix.lower() in (".rss", ".atom") or any(sign in start for sign in _SIGNS)


def read_feed(file: SourceFile) -> Imported:
    """Every entry that has a text. CannotImport where the feed is no sound XML."""
    try:
        root = parsed_xml(file.data, Budget())
    except (Unreadable, etree.LxmlError, ValueError) as error:
        raise CannotImport(f"the feed cannot be read: {error}", "Save the feed once more, from its address.") from None
    channel = next((each for each in root.iter("{*}channel")), root)
    outlet, language = _first(channel, "title"), _first(channel, "language") or root.get(_LANG, "")
    entries = [*root.iter("{*}item", "{*}entry")]
    articles = tuple(_article(entry, outlet, language, _written_link(channel)) for entry in entries)
    empty = sum(1 for each in articles if not each.text.strip())
    remarks = (f"{empty} of {len(entries)} entries have no text and were left out",) if empty else ()
    if not entries:
        remarks = ("the feed has no entries",)
    return Imported(tuple(each for each in articles if each.text.strip()), remarks=remarks)


def _article(entry: Any, outlet: str, language: str, above: str) -> ImportedArticle:
    words = next(filter(None, (_text(entry, name) for name in _TEXTS)), "") or _in_group(entry)
    return tidied(
        ImportedArticle(
            words_of_fragment(words),
            headline=words_of_fragment(_first(entry, "title")),
            outlet=outlet,
            author=_author(entry),
            published=_time(_first(entry, "pubDate", "published", "date", "updated")),
            url=_link(entry, above),
            language=entry.get(_LANG, "") or language,
        )
    )


_TEXTS = ("encoded", "content", "fullitem", "body", "description", "summary")
"""Where an entry may have its text, the whole of it first."""


def _in_group(entry: Any) -> str:
    """The description of what an entry shows, as a channel of videos has it."""
    return next((words for group in entry.findall("{*}group") if (words := _first(group, "description"))), "")


def _text(entry: Any, name: str) -> str:
    """The HTML or text under a name. XHTML that stands there as XML is written out, so that its paragraphs stay."""
    for child in entry.findall(f"{{*}}{name}"):
        if len(child):
            inner = "".join(etree.tostring(each, encoding="unicode") for each in child)
            return _PREFIX.sub(r"<\1", f"{escape(child.text or '')}{inner}")
        if words := (child.text or "").strip():
            return words
    return ""


def _first(element: Any, *names: str) -> str:
    """The text of the first child of one of these names."""
    for name in names:
        for child in element.findall(f"{{*}}{name}"):
            if words := "".join(child.itertext()).strip():
                return words
    return ""


def _author(entry: Any) -> str:
    return (
        _first(entry, "creator")
        or next((_first(each, "name") for each in entry.findall("{*}author")), "")
        or _first(entry, "author")
    )


def _link(entry: Any, above: str) -> str:
    """Its address; of a relative one, with what the feed says is above."""
    link = _written_link(entry)
    return urljoin(entry.base or above, link) if link and (entry.base or above) else link


def _written_link(entry: Any) -> str:
    for link in entry.findall("{*}link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return str(link.get("href"))
    return _first(entry, "link")


def _time(words: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, OverflowError):
            found = read(words)
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
            return found.replace(microsecond=0)
    return None
