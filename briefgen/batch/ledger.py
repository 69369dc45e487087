"""What became of each input goes in; `ledger.jsonl` in the output folder grows by a line for it.

The ledger is the one place where clock times are kept. It may be moved away at any time; the next run
begins a new one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from msgspec import Struct, convert, field, to_builtins

from briefgen.batch.report import Outcome, Report, Result
from briefgen.diagnostics import Diagnostic
from briefgen.files import open_plain, open_to_write, set_aside, write_all

LEDGER_NAME = "ledger.jsonl"
PRUNED = "removed"
"""The outcome of a packet that was removed since its input is gone."""
_LONGEST = 2**20
_TOGETHER = 500
"""Lines on packets that are up to date, which are written together."""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def run_name() -> str:
    """A name that no other run of this folder has."""
    return f"{now()}-{os.getpid()}"


class Ledger(Struct):
    """Lines that are added whole. OSError where that cannot be done."""

    out: Path
    run: str
    _lines: list[bytes] = field(default_factory=list)
    _whole: bool = False
    kept: str = ""
    """The name that a file of somebody's own was given which lay in the ledger's place."""

    @property
    def path(self) -> Path:
        return self.out / LEDGER_NAME

    def add(self, result: Result) -> None:
        """Write the line of a packet that was worked on at once, so that a killed run has recorded what it did."""
        self._lines.append(json.dumps(self._entry(result), separators=(",", ":")).encode() + b"\n")
        if result.packet is not None or len(self._lines) >= _TOGETHER:
            self.close()

    def add_pruned(self, mirror: str, source: str) -> None:
        """Write the line of a packet that was removed since its input is gone."""
        entry = {"run": self.run, "packet": mirror, "outcome": PRUNED, "time": now(), "input": source}
        self._lines.append(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
        self.close()

    def _entry(self, result: Result) -> dict[str, Any]:
        source, packet = result.step.source, result.packet
        entry: dict[str, Any] = {"run": self.run, "packet": source.mirror, "outcome": result.outcome.value}
        if result.step.why:
            entry["why"] = list(result.step.why)
        if packet is not None:
            entry |= {"time": now(), "input": source.name, "seconds": round(packet.seconds, 3), "pages": packet.pages}
            entry["files"] = {file.name: file.sha256 for file in packet.files}
            entry["findings"] = [_finding(found) for found in packet.diagnostics]
        return entry

    def close(self) -> None:
        """Write what is still to be written."""
        lines, self._lines = b"".join(self._lines), []
        if lines:
            if not self._whole and not _is_ledger(self.path):
                self.kept = set_aside(self.path).name
            # Findings quote inputs, whose markings nobody may have been able to read.
            handle = open_to_write(self.path, os.O_RDWR | os.O_APPEND, private=True)
            try:
                self._repair(handle)
                _append(handle, lines)
            finally:
                os.close(handle)

    def _repair(self, handle: int) -> None:
        """Begin on a new line, whatever the machine was at when it last went down."""
        if not self._whole:
            size = os.lseek(handle, 0, os.SEEK_END)
            if size:
                os.lseek(handle, size - 1, os.SEEK_SET)
                if os.read(handle, 1) != b"\n":
                    _append(handle, b"\n")
        self._whole = True


def _is_ledger(path: Path) -> bool:
    """Whether lines may be added to what lies here: a ledger that begins as one, torn or not, or nothing."""
    try:
        with open_plain(path, follow=False) as file:
            first = file.readline(_LONGEST).rstrip(b"\0\n")
    except FileNotFoundError:
        return True
    return not first or first.startswith(b'{"run":')


def _append(handle: int, data: bytes) -> None:
    """All of the data, or none of it."""
    size = os.lseek(handle, 0, os.SEEK_END)
    try:
        write_all(handle, data)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _finding(found: Diagnostic) -> dict[str, Any]:
    place = found.place
    return {
        "code": found.code,
        "severity": found.severity.word,
        "line": place.line,
        "column": place.column,
        "message": found.message,
    }


# --- reading it back -------------------------------------------------------------------------


class LedgerFinding(Struct, frozen=True):
    """A finding as the ledger keeps it."""

    code: str
    severity: str
    message: str
    line: int = 0
    column: int = 0


class LedgerEntry(Struct, frozen=True):
    """A line of the ledger: what became of a packet in a run."""

    run: str
    """The time at which it began, and the number of its process."""
    packet: str
    """The packet's folder, from the output folder."""
    outcome: str
    why: tuple[str, ...] = ()
    """Why it was to be built."""
    time: str = ""
    """When it was done; only of what was worked on. In UTC, as all times here."""
    input: str = ""
    seconds: float = 0
    pages: int = 0
    files: dict[str, str] = field(default_factory=dict)
    """Name to SHA-256."""
    findings: tuple[LedgerFinding, ...] = ()

    @property
    def when(self) -> str:
        """When it was done, else when its run began."""
        return self.time or self.run[: len("2025-03-30T05:30:00Z")]

    def as_object(self) -> dict[str, Any]:
        return dict(to_builtins(self))


def read_ledger(path: Path) -> Iterator[LedgerEntry | None]:
    """The entries, the oldest first; None for a line that is none. OSError where there is no ledger to be read."""
    with open_plain(path, follow=False) as file:
        while line := file.readline(_LONGEST):
            if line.strip(b"\0 \r\n"):
                yield _read_entry(line)


def _read_entry(line: bytes) -> LedgerEntry | None:
    try:
        return convert(json.loads(line.strip(b"\0")), LedgerEntry)
    except (ValueError, RecursionError):
        return None


def time_words(words: str) -> str:
    """A time, or the beginning of one (a year, a month, a day, an hour or a minute), as times here begin. ValueError
    where it is none, or of another zone: as times here are compared as words, it would be held against the wrong ones."""
    written = words.strip().upper().replace(" ", "T").removesuffix("Z")
    if not written or not written.isascii():
        raise ValueError(words)
    datetime.strptime(written + _EARLIEST[len(written) :], "%Y-%m-%dT%H:%M:%S")
    return written


_EARLIEST = "0001-01-01T00:00:00"


def is_in(entry: LedgerEntry, outcomes: Collection[str], pattern: str, since: str, until: str) -> bool:
    """Whether the entry is asked for: an empty filter asks for all. Of times, as much is compared as is written."""
    return (
        (not outcomes or entry.outcome in outcomes)
        and (not pattern or fnmatchcase(entry.packet, pattern))
        and entry.when[: len(since)] >= since
        and (not until or entry.when[: len(until)] <= until)
    )


# --- the summary -----------------------------------------------------------------------------


def run_summary(report: Report, options: Mapping[str, Any], versions: Mapping[str, str]) -> dict[str, Any]:
    """A run in one object, for those who watch over many."""
    return {
        "run": report.run,
        "ended": now(),
        "seconds": round(report.seconds, 3),
        "inputs": report.inputs,
        "outcomes": {outcome.value: count for outcome, count in report.counts.items()},
        "gone": [gone.mirror for gone in report.gone],
        "pruned": list(report.pruned),
        "findings": _severities(report.all_findings),
        "failed": _failed(report),
        "options": dict(options),
        "versions": dict(versions),
    }


def _severities(findings: Iterable[Diagnostic]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for found in findings:
        counts[found.severity.word] = counts.get(found.severity.word, 0) + 1
    return dict(sorted(counts.items()))


def _failed(report: Report) -> list[dict[str, Any]]:
    failed = [result for result in report.results if result.outcome is Outcome.FAILED]
    return [{"packet": r.step.source.mirror, "findings": [_finding(f) for f in r.diagnostics]} for r in failed]
