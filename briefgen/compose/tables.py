"""A filled briefing in, its tables as CSV out, one file each: what spreadsheets and databases take in.

Judgments, each kind of entry, passages and sources. Left out is what is in no table: bottom line, gaps, outlook, the
articles' texts, and a judgment's supporting points and dissents. Each row bears the briefing's banner and its own portion mark, for a row is what gets copied.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefgen.schema.base import Model
from briefgen.schema.briefing import AnnotatedArticle, Briefing, Entry, Evidence, Judgment, Likelihood, ResolvedPlace
from briefgen.schema.kinds import EntryKind, lists

_MARK = "\ufeff"
"""Excel takes a file for UTF-8 only with it."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
"""What a spreadsheet takes for the beginning of a formula, and the sign that keeps it from doing so."""
_NO_COLUMN = frozenset(("supporting_points", "dissents", "before", "number", "resolved"))
"""Of a judgment: what has fields of its own, and what only this edition has."""
_LAST = ("evidence", "evidence_against", "portion")
_SOURCE = ("name", "kind", "author", "url", "retrieved", "reliability", "credibility", "origin", "descriptor")

CsvRow = Mapping[str, Any]


def csv_tables(briefing: Briefing) -> dict[str, str]:
    """Name of a table to its text; a table without rows is left out."""
    banner = briefing.marking.banner if briefing.marking else ""
    return {name: _written(rows, banner) for name, rows in _tables(briefing) if rows}


def defused(words: str) -> str:
    """Words as a cell that no spreadsheet reckons with: an apostrophe stands before what would be a formula."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def _tables(briefing: Briefing) -> Iterator[tuple[str, Sequence[CsvRow]]]:
    yield "judgments", [*map(_judgment, briefing.key_judgments)]
    for row, entries in lists(briefing):
        yield row.list, [_entry(row, entry) for entry in entries]
    yield "passages", [*_passages(briefing)]
    yield "sources", [*map(_source, briefing.articles)]


def _judgment(judgment: Judgment) -> CsvRow:
    own = [name for name in Judgment.model_fields if name not in _NO_COLUMN and name not in _LAST]
    return {
        **{name: getattr(judgment, name) for name in own},
        "range": judgment.likelihood.range if judgment.likelihood else "",
        **{name: getattr(judgment, name) for name in _LAST},
    }


def _entry(row: EntryKind, entry: Entry) -> CsvRow:
    own = [name for name in row.fields.model_fields if name != "aliases"]
    aliases = {"aliases": getattr(entry, "aliases", ())} if row.has_aliases else {}
    return {
        "id": entry.id,
        **{name: getattr(entry, name) for name in own},
        **aliases,
        "evidence": entry.evidence,
        "portion": entry.portion,
    }


def _passages(briefing: Briefing) -> Iterator[CsvRow]:
    """Each passage once, with the entry that it fills."""
    for row, entries in lists(briefing):
        for entry in entries:
            for each in entry.evidence:
                yield {
                    "reference": each.reference,
                    "quote": each.quote,
                    "kind": row.name,
                    "entry": entry.id,
                    "portion": each.portion,
                }


def _source(article: AnnotatedArticle) -> CsvRow:
    facts = {name: getattr(article.source, name) for name in _SOURCE}
    published = {"published": article.published, "place": article.place, "language": article.language}
    return {"id": article.id, "headline": article.headline, **facts, **published, "portion": article.portion}


def _written(rows: Sequence[CsvRow], banner: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect="excel")
    writer.writerow([*rows[0], "marking"])
    writer.writerows([*(defused(_words(value)) for value in row.values()), defused(banner)] for row in rows)
    return _MARK + text.getvalue()


def _words(value: Any) -> str:
    """A value as a cell has it; several are parted by semicolons."""
    match value:
        case None:
            return ""
        case Likelihood():
            return value.term
        case ResolvedPlace():
            return value.name
        case Evidence():
            return value.reference
        case tuple():
            return "; ".join(map(_words, value))
        case Model():
            raise AssertionError(f"no cell for {type(value).__name__}")
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)
