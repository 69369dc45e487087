"""A store's address goes in; the right to be the only run at work there comes out, or who has it.

A store knows nothing of processes, so that the right is a file there, which its holder renews. Who waits for it
takes it over once it has not been renewed for a minute: only a run that was killed leaves it so.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Any
from uuid import uuid4

from briefgen.batch.lock import busy, described, this_run
from briefgen.diagnostics import Diagnostic, OutputError, Place
from briefgen.packets import PART_PREFIX

LEASE_NAME = f"{PART_PREFIX}lock"
"""The file at the address; its beginning keeps it from being taken for a packet's."""
_RENEWED_EVERY = 15.0
_GIVEN_UP_AFTER = 60.0
"""Seconds without renewal in which the one who waits looks again and again, so that no two clocks need agree."""
_LONG_DEAD = 3600.0
"""Seconds without renewal by the clocks of both, after which nobody need wait to see it."""
_PAUSE = 2.0
_KILLED = "\nIf it was killed, a run that waits takes over after a minute."


class Lease:
    """A file in a store that says who is at work beside it."""

    def __init__(self, fs: Any, root: str, address: str) -> None:
        self.fs = fs
        self.path = f"{root}/{LEASE_NAME}"
        self.address = address
        self.run = uuid4().hex
        self.who = {"run": self.run, **this_run()}
        self._renewed = 0.0
        self._lost = False
        self._ended = Event()
        self._turn = Lock()

    def acquire(self, wait: bool, waiting: Callable[[str], None]) -> None:
        """Take it. OutputError where another run has it and it is not to be waited for."""
        seen: bytes | None = None
        looks = 0  # rather than a time: who was held up itself has not seen that nobody renewed it
        while not self._create():
            there = self._read()
            if there is None:
                continue
            if _is_long_dead(there) or (there == seen and looks * _PAUSE >= _GIVEN_UP_AFTER):
                self._remove()
                continue
            if seen is None:
                if not wait:
                    raise OutputError(busy(described(_parsed(there)), self.address, _KILLED))
                waiting(described(_parsed(there)))
            seen, looks = there, looks + 1 if there == seen else 1
            time.sleep(_PAUSE)
        Thread(target=self._keep_renewing, daemon=True).start()

    def check(self) -> None:
        """OutputError where this run was held up for so long that another one took over."""
        if time.time() - self._renewed > 2 * _RENEWED_EVERY:
            self._renew()
        if self._lost:
            hint = "This run was held up for over a minute. What it wrote there is whole; run it again for the rest."
            raise OutputError(Diagnostic("BG760", "another run took this address over", Place(self.address), hint=hint))

    def release(self) -> None:
        """Let go of it; nothing is done where another run has it."""
        self._ended.set()
        with self._turn:
            if self._is_mine(self._read()):
                self._remove()

    def _create(self) -> bool:
        """Whether it is ours now: the store makes the file for one run alone."""
        with suppress(FileExistsError):
            try:
                self._write("create")
            except FileNotFoundError:  # a store that has folders
                self.fs.makedirs(self.path.rpartition("/")[0], exist_ok=True)
                self._write("create")
            return self._is_mine(self._read())  # not every store keeps its word on "create"
        return False

    def _keep_renewing(self) -> None:
        while not self._ended.wait(_RENEWED_EVERY):
            with suppress(OSError):  # there is time for another try before it counts as given up
                self._renew()

    def _renew(self) -> None:
        with self._turn:
            if self._ended.is_set() or self._lost:
                return
            if self._is_mine(self._read()):
                self._write("overwrite")
            else:
                self._lost = True

    def _read(self) -> bytes | None:
        self.fs.invalidate_cache()
        with suppress(FileNotFoundError):
            return bytes(self.fs.cat_file(self.path))
        return None

    def _write(self, mode: str) -> None:
        now = time.time()
        self.fs.pipe_file(self.path, json.dumps({**self.who, "renewed": round(now, 3)}).encode(), mode=mode)
        self._renewed = now

    def _remove(self) -> None:
        with suppress(FileNotFoundError):
            self.fs.rm_file(self.path)

    def _is_mine(self, there: bytes | None) -> bool:
        return there is not None and _parsed(there).get("run") == self.run


def _parsed(there: bytes) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        content = json.loads(there)
        if isinstance(content, dict):
            return content
    return {}


def _is_long_dead(there: bytes) -> bool:
    renewed = _parsed(there).get("renewed")
    return isinstance(renewed, (int, float)) and renewed < time.time() - _LONG_DEAD


@contextmanager
def leased(fs: Any, root: str, address: str, *, wait: bool, waiting: Callable[[str], None]) -> Iterator[Lease]:
    """Hold the address for as long as the context lasts. OutputError where it cannot be had, or not now."""
    lease = Lease(fs, root, address)
    lease.acquire(wait, waiting)
    try:
        yield lease
    finally:
        with suppress(OSError):
            lease.release()
