"""A database of briefings and a question in, what is found out: words, what rests on a source, the history of a judgment."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from briefgen.archive.changes import Comparable, paired_ids
from briefgen.archive.index_store import searchable

_NO_WORDS = re.compile('["\\0\\ud800-\\udfff]')


class Hit(Struct, frozen=True):
    """Something found in a packet."""

    packet: str
    """Its folder below the output folder."""
    date: str
    title: str
    marking: str
    kind: str
    place: str
    words: str


class SearchQuestion(Struct, frozen=True):
    """What is asked for."""

    words: Sequence[str] = ()
    kinds: Sequence[str] = ()
    since: str = ""
    until: str = ""
    source: str = ""
    limit: int = 50


class HistoryStep(Struct, frozen=True):
    """A judgment in one edition of a series."""

    packet: str
    date: str
    id: str
    likelihood: str
    confidence: str
    statement: str


def find_hits(database: sqlite3.Connection, question: SearchQuestion) -> list[Hit]:
    """What is found, the newest packet first, the best match first in each."""
    if question.source:
        return [*_resting(database, question)]
    match = " ".join(f'"{token}"' for word in question.words if (token := _plain(searchable(word))))
    if not match:
        return []
    sql = """SELECT words.mirror, packets.date, packets.title, packets.marking, words.kind, words.place, words.said
        FROM words JOIN packets ON packets.mirror = words.mirror WHERE words.folded MATCH ?"""
    more, values = _narrowed(question, "words.kind")
    order = " ORDER BY packets.date DESC, words.mirror, bm25(words), words.rowid LIMIT ?"
    return [Hit(*row) for row in database.execute(f"{sql}{more}{order}", (match, *values, question.limit))]


def _plain(words: str) -> str:
    """Without what ends a phrase, and what no database can hold."""
    return _NO_WORDS.sub(" ", words).strip()


def _narrowed(question: SearchQuestion, kind: str) -> tuple[str, list[str]]:
    sql, values = "", list[str]()
    if question.kinds:
        sql += f" AND {kind} IN ({', '.join('?' * len(question.kinds))})"
        values += question.kinds
    for sign, date in ((">=", question.since), ("<=", question.until)):
        if date:
            sql += f" AND packets.date {sign} ?"
            values.append(date)
    return sql, values


def _resting(database: sqlite3.Connection, question: SearchQuestion) -> Iterator[Hit]:
    """What rests on a source, by its name, the agency that its text is of, or its address."""
    sql = """SELECT DISTINCT rests.mirror, packets.date, packets.title, packets.marking, rests.kind, rests.id, rests.words
        FROM sources JOIN rests ON rests.mirror = sources.mirror AND rests.article = sources.article
        JOIN packets ON packets.mirror = sources.mirror WHERE (sources.name = ? OR sources.origin = ? OR sources.url = ?)"""
    name, address = _plain(searchable(question.source)) or None, _plain(question.source) or None  # NULL equals nothing
    more, values = _narrowed(question, "rests.kind")
    order = " ORDER BY packets.date DESC, rests.mirror, rests.rowid LIMIT ?"
    rows = database.execute(f"{sql}{more}{order}", (name, name, address, *values, question.limit))
    yield from (Hit(*row) for row in rows)


# --- the history of a judgment -------------------------------------------------------------------


def history(database: sqlite3.Connection, name: str, *, series: str = "") -> list[list[HistoryStep]]:
    """Each series that has the judgment, its steps by date: followed by ids, else by words and what it rests on."""
    return [steps for editions in _series(database, series) if (steps := _followed(editions, name))]


class _Judged(Struct, frozen=True):
    """The judgments of a packet."""

    compared: tuple[Comparable, ...]
    steps: Mapping[str, HistoryStep]
    """By id."""


def _series(database: sqlite3.Connection, series: str) -> Iterator[list[_Judged]]:
    """The packets of each series, or of a folder where they name none, by date; of a day's several, one."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for mirror, date, named in database.execute("SELECT mirror, date, series FROM packets ORDER BY mirror"):
        if not series or named == series:
            key = named, "" if named else mirror.rpartition("/")[0]
            groups.setdefault(key, {}).setdefault(date, mirror)
    for days in groups.values():
        yield [_judged(database, days[day], day) for day in sorted(days)]


def _judged(database: sqlite3.Connection, mirror: str, date: str) -> _Judged:
    sql = """SELECT id, given, likelihood, confidence, statement, grounds FROM judgments
        WHERE mirror = ? ORDER BY rowid"""
    compared, steps = [], {}
    for id_, given, likelihood, confidence, statement, grounds in database.execute(sql, (mirror,)):
        compared.append(Comparable(id_, bool(given), statement, frozenset(json.loads(grounds))))
        steps[id_] = HistoryStep(mirror, date, id_, likelihood, confidence, statement)
    return _Judged(tuple(compared), steps)


def _followed(editions: Sequence[_Judged], name: str) -> list[HistoryStep]:
    """The judgment in each edition that has it, from the newest that has one of this name back and forth."""
    start = next((n for n in reversed(range(len(editions))) if name in editions[n].steps), None)
    if start is None:
        return []
    before = _trail(editions[start::-1], name, back=True)
    return [*reversed(before), *_trail(editions[start:], name, back=False)[1:]]


def _trail(editions: Sequence[_Judged], name: str, *, back: bool) -> list[HistoryStep]:
    """Its steps from the first of the editions on; one that dropped it is passed over, for it may come back."""
    last, steps = editions[0], [editions[0].steps[name]]
    for edition in editions[1:]:
        found = _came_from(last, edition, name) if back else _became(last, edition, name)
        if found is not None:
            last, name = edition, found
            steps.append(edition.steps[name])
    return steps


def _came_from(new: _Judged, old: _Judged, name: str) -> str | None:
    return paired_ids(old.compared, new.compared).get(name)


def _became(old: _Judged, new: _Judged, name: str) -> str | None:
    pairs = paired_ids(old.compared, new.compared)
    return next((now for now, was in pairs.items() if was == name), None)
