"""Problems as data: what briefgen finds wrong, where, and what to do about it.

    BriefgenError                exit 1   carries one or more diagnostics
    ├── InputError               exit 1   an input cannot be read, validated or anchored
    ├── TemplateError            exit 1   a template or theme cannot be used
    ├── OutputError              exit 1   a packet cannot be written
    └── UsageError               exit 2   usage error or wrong configuration

Exit statuses: 0 all built or up to date; 1 at least one input failed; 2 usage or configuration error;
130 interrupted. Only `briefgen.cli` prints diagnostics or ends the process.
Imports nothing of briefgen but how value types are made.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path

from msgspec import Struct


class Severity(IntEnum):
    """How bad: an error keeps a packet from being built, a warning does not."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        return self.name.lower()


class Exit(IntEnum):
    """What the process says to whoever called it."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130


class Place(Struct, frozen=True, order=True):
    """A place in a file. Lines and columns count from 1, columns in characters; 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0
    end_column: int = 0
    """One past the last character, on the same line; 0 for a single point."""
    source: str = ""
    """The line's own text, to show with a caret beneath; never more than 2,000 characters."""

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.path, *numbers])


class Diagnostic(Struct, frozen=True):
    """One finding: what is wrong, where, and what would fix it."""

    code: str
    """`BG` and three digits; `briefgen explain CODE` explains it."""
    message: str
    """One line, no full stop."""
    place: Place
    severity: Severity = Severity.ERROR
    hint: str = ""
    """What to do; may have several lines."""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class BriefgenError(Exception):
    """Something that a user can fix; carries what to print. Never shown as a traceback."""

    exit_code = Exit.FAILED

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        found = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        super().__init__("; ".join(f"{d.place}: {d.code} {d.message}" for d in found))
        self.diagnostics: tuple[Diagnostic, ...] = found


class InputError(BriefgenError):
    """An input that cannot be read, validated or anchored."""


class TemplateError(BriefgenError):
    """A template or a theme that cannot be used."""


class OutputError(BriefgenError):
    """A packet that cannot be written."""


class UsageError(BriefgenError):
    """Usage error of the command, or wrong configuration."""

    exit_code = Exit.USAGE


class IncompleteTable(Exception):
    """A table of the program lacks what a change to it was to bring. For whoever makes the change: it is no
    finding, and is let through wherever findings are made of other faults."""


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, line, column, then code: the order in which an editor would walk through them."""
    return sorted(diagnostics, key=lambda d: (d.place.path, d.place.line, d.place.column, d.code, d.message))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.is_error for d in diagnostics)


def internal_error(path: str, error: Exception) -> Diagnostic:
    """The finding for an internal error, so that the other inputs are still built."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-3:]
    steps = [f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in last]
    hint = "\n".join(["This is a bug in briefgen, not in the input. Please report it with these lines:", *steps])
    words = " ".join(str(error).split())
    return Diagnostic("BG900", f"{type(error).__name__}: {words[:300]}", Place(path), hint=hint)
