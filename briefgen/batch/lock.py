"""An output folder goes in; the right to be the only run at work there comes out, or who has it."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypedDict

from msgspec import Meta, convert

from briefgen.batch.state import write_whole
from briefgen.diagnostics import Diagnostic, OutputError, Place, Severity
from briefgen.files import make_folder, open_to_write, read_plain
from briefgen.packets import RUNS_FOLDER, cannot_write

_LOCK = "lock"
_HOLDER = "holder.json"
_PAUSE = 0.2


class NoLocks(Exception):
    """The file system of a folder does not support locks; says so in the system's words."""


@contextmanager
def locked(
    out: Path,
    *,
    wait: bool,
    waiting: Callable[[str], None],
    name: str = "",
    unlocked: Callable[[Diagnostic], None] = lambda found: None,
) -> Iterator[int]:
    """Hold the folder's lock; the system lets go of it however the process ends, and all that share its handle.

    `waiting` is called with the name of who has it, and `unlocked` is given the finding for a file system without locks: the run goes on
    there. Users know the folder by the name, if it has one. OutputError where the lock cannot be had, or not now and
    `wait` is false.
    """
    folder = out / RUNS_FOLDER
    try:
        make_folder(out, folder)
        handle = open_to_write(folder / _LOCK, os.O_RDWR)
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from error
    try:
        try:
            _acquire(handle, out, wait, waiting, name)
        except NoLocks as error:
            unlocked(_without_locks(name or str(out), str(error)))
        _sign(out)
        try:
            yield handle
        finally:
            with suppress(OSError):
                (folder / _HOLDER).unlink(missing_ok=True)
    finally:
        os.close(handle)


def _without_locks(where: str, reason: str) -> Diagnostic:
    hint = "Nothing keeps two runs apart here. See to it that only one at a time builds to this folder."
    message = f"the file system of this folder has no locks: {reason.lower()}"
    return Diagnostic("BG767", message, Place(where), Severity.WARNING, hint)


def _acquire(handle: int, out: Path, wait: bool, waiting: Callable[[str], None], name: str) -> None:
    if _take(handle):
        return
    if not wait:
        raise OutputError(busy(holder(out), name or str(out)))
    waiting(holder(out))
    while not _take(handle):
        time.sleep(_PAUSE)


def _take(handle: int) -> bool:
    """Whether the lock is ours now. It belongs to the open file, so that it goes with the process. NoLocks where there
    is no such thing as a lock: only "would block" says that another run has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if sys.platform == "win32" and isinstance(error, PermissionError):
            return False
        raise NoLocks(error.strerror or str(error)) from None
    return True


def _sign(out: Path) -> None:
    """Say who holds the lock, for those who wait."""
    with suppress(OSError):
        write_whole(out / RUNS_FOLDER / _HOLDER, json.dumps(this_run()).encode() + b"\n", root=out)


def this_run() -> dict[str, Any]:
    """Who is at work from now on, as `described` reads it."""
    since = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"pid": os.getpid(), "host": platform.node(), "since": since}


def holder(out: Path) -> str:
    """Who holds the lock, in words."""
    try:
        return described(json.loads(read_plain(out / RUNS_FOLDER / _HOLDER, follow=False)))
    except (OSError, ValueError, RecursionError):
        return described({})


class _Who(TypedDict):
    """How a run says who it is."""

    pid: int
    host: Annotated[str, Meta(max_length=255)]
    since: Annotated[str, Meta(max_length=40)]


def described(said: Any) -> str:
    """A run that said who it is, in words."""
    try:
        who = convert(said, _Who)
    except ValueError:  # also of characters that no name has
        return "another run"
    return f"process {who['pid']} on {who['host']}, since {who['since']},"


def busy(who: str, where: str, more: str = "") -> Diagnostic:
    """The finding for a folder or address that another run is at work on; `more` goes on after the hint."""
    hint = f"Run it again later, or leave out --no-wait to wait for its end.{more}"
    return Diagnostic("BG760", f"{who} is at work on this folder", Place(where), hint=hint)
