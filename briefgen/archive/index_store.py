"""The copies of briefings in, a database of their words out, brought up to date each time it is asked.

One file an audience: it holds briefings whose marking the audience's banner covers, and nothing of any other. It lies
beside the copies, is made again where it is missing, damaged or of another version, and is used only where it is a plain
file of this user's. Words of scripts without blanks are put apart, letter by letter, here and in what is asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct

from briefgen.archive.changes import Edition, comparables, own_ids
from briefgen.archive.shelf import Kept, kept_copies, read_kept
from briefgen.diagnostics import Diagnostic, OutputError, Place
from briefgen.files import make_folder
from briefgen.packets import RUNS_FOLDER, name_of_banner
from briefgen.schema.briefing import Briefing
from briefgen.schema.kinds import lists
from briefgen.schema.marking import Marking, UnknownLabel

_VERSION = 2
_APART = re.compile(r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af])")
_TATWEEL = "\u0640"
_TABLES = """
CREATE TABLE packets (mirror TEXT PRIMARY KEY, stamp TEXT, title TEXT, date TEXT, marking TEXT, series TEXT,
  reference TEXT, first INTEGER, last INTEGER);
CREATE TABLE passed_over (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sources (mirror TEXT, article TEXT, name TEXT, origin TEXT, url TEXT, headline TEXT);
CREATE TABLE rests (mirror TEXT, article TEXT, kind TEXT, id TEXT, words TEXT);
CREATE TABLE judgments (mirror TEXT, id TEXT, given INTEGER, likelihood TEXT, confidence TEXT, statement TEXT, grounds TEXT);
CREATE VIRTUAL TABLE words USING fts5 (folded, mirror UNINDEXED, kind UNINDEXED, place UNINDEXED, said UNINDEXED,
  tokenize = "unicode61 remove_diacritics 0");
CREATE INDEX by_source ON sources (name);
CREATE INDEX by_article ON rests (mirror, article);
CREATE INDEX by_mirror ON judgments (mirror);
"""


class Said(Struct, frozen=True):
    """Something that a briefing says."""

    kind: str
    """`title`, `bottom line`, `judgment`, `passage`, a kind of entry, and so on."""
    place: str
    """Its id or reference: KJ1, P-3, A1¶3."""
    words: str


def searchable(text: str) -> str:
    """Words as they are looked for: without accents, points and capitals, letters of scripts without blanks apart."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace(_TATWEEL, "")
    kept_signs = (c for c in plain if not (10 <= (mark := unicodedata.combining(c)) <= 35 or mark >= 200))
    return _APART.sub(r" \1 ", unicodedata.normalize("NFC", "".join(kept_signs)))


def opened_index(out: Path, banner: str = "") -> sqlite3.Connection:
    """The database for an audience, up to date. OutputError where this Python or the folder does not allow it."""
    path = out / RUNS_FOLDER / (f"archive.{name_of_banner(banner)}.sqlite" if banner else "archive.sqlite")
    try:
        make_folder(out, path.parent)
        database = _usable(path) or _new(path)
        _bring_up_to_date(database, out, banner)
    except sqlite3.DatabaseError as error:
        if "fts5" in str(error):
            raise _refused(path, "this Python's SQLite has no full-text search (FTS5)") from None
        return _made_again(path, out, banner)
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from None
    return database


def _made_again(path: Path, out: Path, banner: str) -> sqlite3.Connection:
    try:
        database = _new(path)
        _bring_up_to_date(database, out, banner)
    except (sqlite3.Error, OSError) as error:
        raise _refused(path, str(error)) from None
    return database


def _refused(path: Path, why: str) -> OutputError:
    hint = "The archive is made again from the packets when it is asked; see that the output folder can be written to."
    return OutputError(Diagnostic("BG774", f"the archive cannot be used: {why}", Place(str(path)), hint=hint))


def _usable(path: Path) -> sqlite3.Connection | None:
    """The database that is there, if it and what SQLite keeps beside it are this user's own plain files, and of this version."""
    if not path.exists() or not all(_is_own_or_absent(each) for each in _files_of(path)):
        return None
    database = _connected(path)
    with suppress(sqlite3.Error):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (sound,) = database.execute("PRAGMA quick_check(1)").fetchone()
        names = {
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' OR type = 'view'")
        }
        if version == _VERSION and sound == "ok" and not names:
            return database
    database.close()
    return None


def _files_of(path: Path) -> tuple[Path, ...]:
    """The database, and the files that SQLite opens with it, whatever they are."""
    return tuple(path.with_name(f"{path.name}{end}") for end in ("", "-journal", "-wal", "-shm"))


def _is_own_or_absent(path: Path) -> bool:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return True
    return stat.S_ISREG(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30, isolation_level=None)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA secure_delete = ON")  # what an audience may no longer read leaves the file
    return database


def _new(path: Path) -> sqlite3.Connection:
    """An empty database, open to its owner alone."""
    for each in _files_of(path):
        with suppress(FileNotFoundError):
            each.unlink()
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    database = _connected(path)
    database.executescript(f"{_TABLES}PRAGMA user_version = {_VERSION};")
    return database


def _bring_up_to_date(database: sqlite3.Connection, out: Path, banner: str) -> None:
    there = {each.mirror: _stamp(each) for each in kept_copies(out)}
    if not _news(database, there):
        return
    with closing(database.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        news = _news(database, there)  # another run may have done it meanwhile
        for mirror in news.forgotten:
            _forget(cursor, mirror)
        if banner and news.forgotten:
            cursor.execute("INSERT INTO words (words) VALUES ('optimize')")  # the index keeps words of what is deleted
        cursor.executemany("DELETE FROM passed_over WHERE digest = ?", ((each,) for each in news.outdated))
        for mirror in news.changed:
            briefing = read_kept(out, mirror)
            if briefing is not None and may_read(briefing.marking, banner):
                _add(cursor, mirror, there[mirror], briefing)
            else:
                cursor.execute("INSERT INTO passed_over VALUES (?)", (_digest(mirror, there[mirror]),))
        cursor.execute("COMMIT")


class _News(Struct, frozen=True):
    """How the copies differ from what the database knows."""

    changed: list[str]
    """Mirrors of copies that are read (again)."""
    forgotten: list[str]
    """Mirrors whose rows are no longer true."""
    outdated: set[str]
    """Digests of copies that were passed over and are no longer there."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.forgotten or self.outdated)


def _news(database: sqlite3.Connection, there: Mapping[str, str]) -> _News:
    known: dict[str, str] = dict(database.execute("SELECT mirror, stamp FROM packets"))
    passed = {digest for (digest,) in database.execute("SELECT digest FROM passed_over")}
    forgotten = [mirror for mirror, stamp in known.items() if there.get(mirror) != stamp]
    waiting = {mirror: _digest(mirror, stamp) for mirror, stamp in there.items() if known.get(mirror) != stamp}
    return _News(
        [each for each, digest in waiting.items() if digest not in passed], forgotten, passed - {*waiting.values()}
    )


def _digest(mirror: str, stamp: str) -> str:
    """What tells a copy that is not for this audience, and says nothing of it."""
    return hashlib.sha256(f"{mirror}\0{stamp}".encode("utf-8", "surrogatepass")).hexdigest()


def _stamp(each: Kept) -> str:
    return json.dumps(each.stamp)


def may_read(marking: Marking | None, banner: str) -> bool:
    """Whether an edition for the audience may hold what is so marked; what bears no marking is for those who read all."""
    if not banner:
        return True
    if marking is None:
        return False
    try:
        return marking.read_banner(banner).admits(marking.label)
    except UnknownLabel:
        return False


def _forget(cursor: sqlite3.Cursor, mirror: str) -> None:
    rows = cursor.execute("SELECT first, last FROM packets WHERE mirror = ?", (mirror,)).fetchone()
    cursor.execute("DELETE FROM words WHERE rowid BETWEEN ? AND ?", rows)
    for table in ("packets", "sources", "rests", "judgments"):
        cursor.execute(f"DELETE FROM {table} WHERE mirror = ?", (mirror,))  # noqa: S608  (names of the table above)


def _add(cursor: sqlite3.Cursor, mirror: str, stamp: str, briefing: Briefing) -> None:
    marking = briefing.marking.banner if briefing.marking else ""
    about = (briefing.title, briefing.date.isoformat(), marking, briefing.series or "", briefing.reference or "")
    (before,) = cursor.execute("SELECT max(rowid) FROM words").fetchone()
    cursor.executemany(
        "INSERT INTO words VALUES (?, ?, ?, ?, ?)",
        ((searchable(each.words), mirror, each.kind, each.place, each.words) for each in all_said(briefing)),
    )
    (last,) = cursor.execute("SELECT max(rowid) FROM words").fetchone()
    row = (mirror, stamp, *about, (before or 0) + 1, last)
    cursor.execute("INSERT INTO packets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    sources = (
        (mirror, a.id, searchable(a.source.name), searchable(a.source.origin or ""), a.source.url or "", a.headline)
        for a in briefing.articles
    )
    cursor.executemany("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?)", sources)
    cursor.executemany("INSERT INTO rests VALUES (?, ?, ?, ?, ?)", ((mirror, *each) for each in _rests(briefing)))
    judgments = ((mirror, *each) for each in _judgments(briefing))
    cursor.executemany("INSERT INTO judgments VALUES (?, ?, ?, ?, ?, ?, ?)", judgments)


def _judgments(briefing: Briefing) -> Iterator[tuple[str, bool, str, str, str, str]]:
    """What the history of a judgment says, and what judgments are compared by."""
    compared = comparables(Edition(briefing, own_ids(briefing)))
    for judgment, each in zip(briefing.key_judgments, compared, strict=True):
        likelihood = f"{judgment.likelihood.term} ({judgment.likelihood.range})" if judgment.likelihood else ""
        grounds = json.dumps(sorted(each.grounds))
        yield each.id, each.given, likelihood, judgment.confidence or "", each.statement, grounds


def all_said(briefing: Briefing) -> Iterator[Said]:
    """All that can be found of a briefing."""
    yield Said("title", "", briefing.title)
    for kind, words in (("bottom line", briefing.bottom_line), ("scope note", briefing.scope_note)):
        if words:
            yield Said(kind, "", words)
    for judgment in briefing.key_judgments:
        parts = (judgment.statement, judgment.basis, judgment.linchpin, judgment.condition, *judgment.assumptions)
        yield Said("judgment", judgment.id, _joined(parts))
    yield from (Said("known", "", each.text) for each in briefing.known)
    for row, entries in lists(briefing):
        for entry in entries:
            more = (
                *getattr(entry, "aliases", ()),
                *(getattr(entry, name, None) for name in ("role", "affiliation", "stance", "summary", "place")),
            )
            yield Said(row.name, entry.id, _joined((getattr(entry, row.title), *more)))
            yield from (Said("passage", each.reference, each.quote) for each in entry.evidence)
    for kind, texts in (("gap", briefing.gaps), ("outlook", briefing.outlook)):
        yield from (Said(kind, "", text) for text in texts)
    for article in briefing.articles:
        yield Said("source", article.id, _joined((article.source.name, article.headline, article.source.author)))


def _joined(parts: Iterable[str | None]) -> str:
    return " · ".join(filter(None, parts))


def _rests(briefing: Briefing) -> Iterator[tuple[str, str, str, str]]:
    """Article, and what rests on it: kind, id, words."""
    for judgment in briefing.key_judgments:
        for article in dict.fromkeys(each.article for each in judgment.grounds):
            yield article, "judgment", judgment.id, judgment.statement
    for row, entries in lists(briefing):
        for entry in entries:
            for article in dict.fromkeys(each.article for each in entry.evidence):
                yield article, row.name, entry.id, getattr(entry, row.title)
