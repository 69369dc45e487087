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
from typing import Any

from briefgen.batch.state import FOLDER
from briefgen.diagnostics import Diagnostic, OutputError, Place
from briefgen.packets import cannot_write

_LOCK = "lock"
_HOLDER = "holder.json"
_PAUSE = 0.2


@contextmanager
def locked(out: Path, *, wait: bool, waiting: Callable[[str], None], name: str = "") -> Iterator[int]:
    """Hold the folder's lock; the system lets go of it however the process ends, and all that share its handle.

    `waiting` is called with the name of who has it; users know the folder by the name, if it has one. OutputError where it cannot be
    had, or not now and `wait` is false.
    """
    folder = out / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from error
    try:
        _acquire(handle, out, wait, waiting, name)
        _sign(folder / _HOLDER)
        try:
            yield handle
        finally:
            with suppress(OSError):
                (folder / _HOLDER).unlink(missing_ok=True)
    finally:
        os.close(handle)


def _acquire(handle: int, out: Path, wait: bool, waiting: Callable[[str], None], name: str) -> None:
    if _take(handle):
        return
    if not wait:
        raise OutputError(busy(holder(out), name or str(out)))
    waiting(holder(out))
    while not _take(handle):
        time.sleep(_PAUSE)


def _take(handle: int) -> bool:
    """Whether the lock is ours now. It belongs to the open file, so that it goes with the process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _sign(path: Path) -> None:
    """Say who holds the lock, for those who wait."""
    with suppress(OSError):
        path.write_text(json.dumps(this_run()) + "\n")


def this_run() -> dict[str, Any]:
    """Who is at work from now on, as `described` reads it."""
    since = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"pid": os.getpid(), "host": platform.node(), "since": since}


def holder(out: Path) -> str:
    """Who holds the lock, in words."""
    try:
        return described(json.loads((out / FOLDER / _HOLDER).read_text()))
    except (OSError, ValueError, RecursionError):
        return described({})


def described(who: Any) -> str:
    """A run that said who it is, in words."""
    try:
        return f"process {who['pid']} on {who['host']}, since {who['since']},"
    except (KeyError, TypeError):
        return "another run"


def busy(who: str, where: str, more: str = "") -> Diagnostic:
    """The finding for a folder or address that another run is at work on; `more` goes on after the hint."""
    hint = f"Run it again later, or leave out --no-wait to wait for its end.{more}"
    return Diagnostic("BG760", f"{who} is at work on this folder", Place(where), hint=hint)
