"""A reading of an input in; what the page shows of it, as JSON can hold it, out (the page's `state`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from briefgen.annotate.json_data import as_json
from briefgen.annotate.passages import Passage, ShownArticle, direction_of, shown_articles, shown_passages
from briefgen.annotate.reading import InputState
from briefgen.diagnostics import Diagnostic, Severity
from briefgen.readers.places import Loc
from briefgen.schema.kinds import ENTRY_KINDS

_DRAFT = "BG209"
_RESTING = ("key_judgments", "known", *(row.list for row in ENTRY_KINDS.values()))
"""Lists of an input whose items name evidence."""


def state_of(reading: InputState, shown: InputState) -> dict[str, Any]:
    """`shown`: the last reading that could be read, which is the same one as a rule."""
    articles = shown_articles(shown.value, _texts(shown))
    read = shown.examined.read
    passages = [*shown_passages(articles, whole=read is not None and read.gaps is None)]
    used = _used(shown.value)
    return {
        "path": reading.places.path,
        "digest": reading.digest,
        "readable": reading.is_readable,
        "data": as_json(shown.value),
        "findings": [_finding(each, reading, articles, passages) for each in reading.findings],
        "articles": [_article(each, shown) for each in articles],
        "passages": [_passage(each, used) for each in passages],
        "entries": [*_entries(shown)],
        "strict": _strict(reading.findings),
    }


def _texts(reading: InputState) -> dict[int, str]:
    read = reading.examined.read
    return read.texts if read is not None else {}


def _strict(findings: Iterable[Diagnostic]) -> dict[str, int]:
    """How many errors, warnings and drafts there are: what a strict run refuses."""
    found = [*findings]
    return {
        "errors": sum(each.is_error for each in found),
        "warnings": sum(each.severity is Severity.WARNING for each in found),
        "drafts": sum(each.code == _DRAFT for each in found),
    }


# --- articles and passages ---------------------------------------------------------------------


def _article(article: ShownArticle, reading: InputState) -> dict[str, Any]:
    value, source = article.value, article.value.get("source")
    marks = _marks(article.number, reading)
    paragraphs = enumerate(article.places.finder.article.paragraphs, 1)
    return {
        "number": article.number,
        "id": article.id,
        "headline": as_json(value.get("headline")),
        "source": as_json(source.get("name")) if isinstance(source, dict) else None,
        "language": as_json(value.get("language")),
        "dir": direction_of(value.get("language")),
        "format": as_json(value.get("format")) or "plain",
        "paragraphs": [{"number": n, "text": text, "marking": marks.get(n)} for n, text in paragraphs],
    }


def _marks(number: int, reading: InputState) -> Mapping[int, str | None]:
    filled = reading.examined.filled
    if filled is None or number >= len(filled.briefing.articles):
        return {}
    return {each.number: each.portion for each in filled.briefing.articles[number].paragraphs}


def _passage(passage: Passage, used: Mapping[str, list[Loc]]) -> dict[str, Any]:
    spans = [{"paragraph": each.paragraph, "start": each.start, "end": each.end} for each in passage.spans]
    return {
        "loc": passage.loc,
        "article": passage.article.number,
        "id": passage.id,
        "kind": passage.kind,
        "name": passage.name,
        "draft": passage.value.get("draft") is True,
        "inline": passage.inline,
        "missing": passage.missing,
        "spans": spans or None,
        "reference": passage.reference,
        "used": used.get(passage.id, []),
    }


def _used(value: Mapping[str, Any]) -> dict[str, list[Loc]]:
    """Id of an annotation to what names it as evidence."""
    found: dict[str, list[Loc]] = {}
    for name in _RESTING:
        items = value.get(name)
        for number, item in enumerate(items if isinstance(items, tuple) else ()):
            ids = item.get("evidence") if isinstance(item, dict) else None
            named = (each for each in (ids if isinstance(ids, tuple) else ()) if isinstance(each, str))
            for each in dict.fromkeys(named):
                found.setdefault(each, []).append((name, number))
    return found


# --- entries -----------------------------------------------------------------------------------


def _entries(reading: InputState) -> Iterable[dict[str, Any]]:
    """The briefing's entries, each with where the input says it."""
    read, filled = reading.examined.read, reading.examined.filled
    if read is None or filled is None:
        return
    for row in ENTRY_KINDS.values():
        for number, entry in enumerate(getattr(filled.briefing, row.list), 1):
            locs = [_own_loc(loc, reading) for loc in filled.entries.get(entry.id, ())]
            yield {
                "kind": row.name,
                "number": number,
                "id": entry.id,
                "name": getattr(entry, row.title),
                "passages": locs,
            }


def _own_loc(loc: Loc, reading: InputState) -> Loc:
    """Where the file has what stands there in what was read for checking."""
    read = reading.examined.read
    if read is None or not reading.leaves_out:
        return loc
    place = read.places.at(loc)
    return reading.locs.at(place.line, place.column)


# --- findings ----------------------------------------------------------------------------------


def _finding(
    found: Diagnostic, reading: InputState, articles: list[ShownArticle], passages: list[Passage]
) -> dict[str, Any]:
    place = found.place
    own = place.path == reading.places.path
    loc = reading.locs.at(place.line, place.column) if own and place.line else ()
    shown: dict[str, Any] = {
        "code": found.code,
        "severity": found.severity.word,
        "message": found.message,
        "hint": found.hint,
        "loc": loc,
        "line": place.line,
        "column": place.column,
    }
    if not own:
        shown["path"] = place.path
    if not reading.is_readable:
        shown["source"] = place.source
    return shown | _where(found, loc, reading, articles, passages)


def _where(
    found: Diagnostic, loc: Loc, reading: InputState, articles: list[ShownArticle], passages: list[Passage]
) -> dict[str, Any]:
    """Article and paragraph of a finding that stands in one."""
    number = _article_number(found, loc, reading)
    article = next((each for each in articles if each.number == number), None)
    if article is None:
        return {}
    paragraph = _paragraph(found, loc, reading, article, passages)
    return {"article": number} | ({"paragraph": paragraph} if paragraph else {})


def _article_number(found: Diagnostic, loc: Loc, reading: InputState) -> int | None:
    if len(loc) > 1 and loc[0] == "articles" and isinstance(loc[1], int):
        return loc[1]
    read = reading.examined.read
    files = read.text_places if read is not None else {}
    return next((number for number, places in files.items() if places.path == found.place.path), None)


def _paragraph(
    found: Diagnostic, loc: Loc, reading: InputState, article: ShownArticle, passages: list[Passage]
) -> int | None:
    if len(loc) > 3 and loc[2] == "annotations":
        spans = next((each.spans for each in passages if each.loc == loc[:4]), ())
        return spans[0].paragraph if spans else None
    offset = _offset_in_text(found, loc, reading, article.number)
    finder = article.places.finder
    if offset is None or not finder.raw:
        return None
    at = max(bisect_right(finder.raw, offset) - 1, 0)
    return finder.article.paragraph(finder.offsets[at])


def _offset_in_text(found: Diagnostic, loc: Loc, reading: InputState, number: int) -> int | None:
    """The offset in an article's text of a finding in it; None where it is not in the text, or cannot be told."""
    place, read = found.place, reading.examined.read
    if place.path != reading.places.path and read is not None and number in read.text_places:
        lines = read.text_places[number].lines
        return sum(len(each) + 1 for each in lines[: place.line - 1]) + place.column - 1
    if loc != ("articles", number, "text"):
        return None
    node = reading.places.below(loc).root
    if node is None or node.style != "|" or not isinstance(node.value, str) or place.line <= node.line + 1:
        return None
    words = node.value.split("\n")[: place.line - node.line - 1]
    source = reading.places.lines[place.line - 1]
    return sum(len(each) + 1 for each in words[:-1]) + place.column - 1 - (len(source) - len(words[-1]))
