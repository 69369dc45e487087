"""Files go in, their hashes come out without reading again what has not been touched since.

The state file, `.briefgen/state.json` in the output folder, is no more than a memory: without it, a run
reads every file again and finds the same.
"""

# os.path, since a run asks about many thousands of files:
# ruff: noqa: PTH113, PTH116, PTH118, PTH123

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from briefgen.packets import PART_PREFIX, PART_SUFFIX

FOLDER = ".briefgen"
_FILE = "state.json"
_VERSION = 1
_UNSETTLED = 2_000_000_000
"""Nanoseconds in which a second change might leave a file's times as they are: two seconds on the coarsest disks."""

Stamp = list[int]
"""Size, both times, and the file's number: what changes when a file changes."""


class State(Struct):
    """What earlier runs learnt of files, templates and packets."""

    hashes: dict[str, list[Any]] = field(default_factory=dict)
    """Name to stamp and SHA-256."""
    kits: dict[str, dict[str, Any]] = field(default_factory=dict)
    packets: dict[str, dict[str, Any]] = field(default_factory=dict)
    """A packet's folder to what its manifest says, in short."""
    changed: bool = False

    def sha256(self, name: str, path: str) -> str | None:
        """The hash of the file, remembered by this name; None where it cannot be read."""
        try:
            stamp = stamp_of(os.stat(path))
            known = self.hashes.get(name)
            if known and known[0] == stamp:
                return str(known[1])
            return self._read(name, path)
        except OSError:
            self.forget(name)
            return None

    def _read(self, name: str, path: str) -> str:
        with open(path, "rb") as file:
            stamp = stamp_of(os.fstat(file.fileno()))
            now = time.time_ns()
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            unmoved = stamp == stamp_of(os.fstat(file.fileno()))
        if unmoved and is_settled(stamp, now):
            self.hashes[name] = [stamp, digest]
            self.changed = True
        else:
            self.forget(name)
        return digest

    def forget(self, name: str) -> None:
        self.changed |= self.hashes.pop(name, None) is not None


def stamp_of(stat: os.stat_result) -> Stamp:
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def is_settled(stamp: Stamp, now: int) -> bool:
    """Whether any later change would show in the stamp."""
    return max(stamp[1], stamp[2]) < now - _UNSETTLED


# --- stamps of folders -----------------------------------------------------------------------

_MOST = 2_000
"""More files than any folder of templates has; a template in a larger one is read each time."""


def stamps_below(places: Iterable[Path], now: int) -> dict[str, Stamp] | None:
    """The stamps of files and of all files below folders; None where there are too many, or one has just changed."""
    found: dict[str, Stamp] = {}
    for place in places:
        for path in _files_below(str(place)):
            with suppress(OSError):
                found[path] = stamp_of(os.stat(path))
            if len(found) > _MOST:
                return None
    return found if all(is_settled(stamp, now) for stamp in found.values()) else None


def _files_below(place: str) -> Iterable[str]:
    if os.path.isfile(place):
        yield place
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in sorted(names):
            yield os.path.join(folder, name)


# --- on the disk -----------------------------------------------------------------------------


def state_file(out: Path) -> Path:
    return out / FOLDER / _FILE


def load_state(out: Path) -> State:
    """What the last run wrote, or nothing."""
    try:
        content = json.loads(state_file(out).read_bytes())
        if content["state"] != _VERSION:
            return State()
        return State(content["hashes"], content["kits"], content["packets"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return State()


def save_state(out: Path, state: State) -> None:
    """Write the state in the place of the last one. OSError where that cannot be done."""
    write_in_pieces(state_file(out), _pieces(state))
    state.changed = False


def _pieces(state: State) -> Iterator[bytes]:
    """The state as JSON, never all of it at once."""
    yield f'{{"state":{_VERSION}'.encode()
    for name, entries in (("hashes", state.hashes), ("kits", state.kits), ("packets", state.packets)):
        yield f',"{name}":{{'.encode()
        rest, comma = iter(entries.items()), ""
        while some := dict(islice(rest, _TOGETHER)):
            yield f"{comma}{json.dumps(some, separators=(',', ':'))[1:-1]}".encode()
            comma = ","
        yield b"}"
    yield b"}"


_TOGETHER = 500
"""Entries to a piece."""


def write_whole(path: Path, data: bytes) -> None:
    """The file with this content, or as it was. OSError where that cannot be done."""
    write_in_pieces(path, (data,))


def write_in_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """As `write_whole`, with content that is not needed in memory all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{PART_PREFIX}{os.getpid()}-{path.name}{PART_SUFFIX}")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
