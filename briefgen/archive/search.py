"""A database of briefings and a question in, what is found out: words, what rests on a source, the history of a judgment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from briefgen.archive.changes import Edition, own_ids, paired_judgments
from briefgen.archive.index_store import may_read, searchable
from briefgen.archive.shelf import kept_copies, read_kept
from briefgen.schema.briefing import Briefing, Judgment


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
    match = " ".join(f'"{token}"' for word in question.words if (token := searchable(word).replace('"', " ").strip()))
    if not match:
        return []
    sql = """SELECT words.mirror, packets.date, packets.title, packets.marking, words.kind, words.place, words.said
        FROM words JOIN packets ON packets.mirror = words.mirror WHERE words.folded MATCH ?"""
    more, values = _narrowed(question, "words.kind")
    order = " ORDER BY packets.date DESC, words.mirror, bm25(words), words.rowid LIMIT ?"
    return [Hit(*row) for row in database.execute(f"{sql}{more}{order}", (match, *values, question.limit))]


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
    name = searchable(question.source)
    more, values = _narrowed(question, "rests.kind")
    order = " ORDER BY packets.date DESC, rests.mirror, rests.rowid LIMIT ?"
    rows = database.execute(f"{sql}{more}{order}", (name, name, question.source, *values, question.limit))
    yield from (Hit(*row) for row in rows)


# --- the history of a judgment -------------------------------------------------------------------


def history(out: Path, name: str, *, series: str = "", banner: str = "") -> list[list[HistoryStep]]:
    """Each series that has the judgment, its steps by date: followed by ids, else by words and what it rests on."""
    return [steps for editions in _series(out, series, banner) if (steps := _followed(editions, name))]


def _series(out: Path, series: str, banner: str) -> Iterator[list[tuple[str, Briefing]]]:
    """The briefings of each series, or of a folder where they name none, by date; of a day's several, one."""
    groups: dict[tuple[str, str], dict[str, tuple[str, Briefing]]] = {}
    for each in kept_copies(out):
        briefing = read_kept(out, each.mirror)
        if briefing is None or not may_read(briefing.marking, banner) or (series and briefing.series != series):
            continue
        key = briefing.series or "", "" if briefing.series else each.mirror.rpartition("/")[0]
        groups.setdefault(key, {}).setdefault(briefing.date.isoformat(), (each.mirror, briefing))
    for days in groups.values():
        yield [days[day] for day in sorted(days)]


def _followed(editions: Sequence[tuple[str, Briefing]], name: str) -> list[HistoryStep]:
    """The judgment in each edition, from the newest that has one of this name back and forth."""
    start = next((n for n in reversed(range(len(editions))) if _by_id(editions[n][1], name)), None)
    if start is None:
        return []
    judgment = _by_id(editions[start][1], name)
    steps: list[HistoryStep] = []
    for at in range(start, -1, -1):
        mirror, briefing = editions[at]
        if judgment is None:
            break
        steps.append(_step(mirror, briefing, judgment))
        if at:
            older, newer = (Edition(each, own_ids(each)) for each in (editions[at - 1][1], briefing))
            judgment = paired_judgments(older, newer).get(judgment.id)
    return steps[::-1]


def _by_id(briefing: Briefing, name: str) -> Judgment | None:
    return next((each for each in briefing.key_judgments if each.id == name), None)


def _step(mirror: str, briefing: Briefing, judgment: Judgment) -> HistoryStep:
    likelihood = f"{judgment.likelihood.term} ({judgment.likelihood.range})" if judgment.likelihood else ""
    return HistoryStep(
        mirror, briefing.date.isoformat(), judgment.id, likelihood, judgment.confidence or "", judgment.statement
    )
