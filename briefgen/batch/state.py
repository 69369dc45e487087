"""Files go in, their hashes come out without reading again what has not been touched since.

The state file, `.briefgen/state.json` in the output folder, is no more than a memory: without it, a run
reads every file again and finds the same.
"""

# os.path, since a run asks about many thousands of files:
# ruff: noqa: PTH113, PTH116, PTH118

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, count, islice
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

from msgspec import Struct, convert, field

from briefgen.files import create, make_folder, open_plain, read_plain, refuse_links, size_of
from briefgen.packets import PART_PREFIX, PART_SUFFIX, RUNS_FOLDER, Count

_parts = count(1)
_FILE = "state.json"
_VERSION, _EARLIER = 2, (1,)
_UNSETTLED = 2_000_000_000
"""Nanoseconds in which a second change might leave a file's times as they are: two seconds on the coarsest disks."""

Stamp = list[int]
"""Size, both times, and the file's number: what changes when a file changes."""


class KitRecord(TypedDict):
    """What a template and theme consist of, and what tells whether they still do."""

    files: list[str]
    stamps: dict[str, Stamp] | None
    ingredients: dict[str, str]


PacketSummary = TypedDict(
    "PacketSummary",
    {
        "input": str,
        "sha256": str,
        "texts": dict[str, str],
        "basis": str,
        "files": list[tuple[str, Count, str]],
        "about": dict[str, str],
        "pages": Count,
        "findings": dict[str, Count],
        "catalogues": NotRequired[dict[str, str]],
        "earlier": NotRequired[dict[str, str]],
        "stamp": NotRequired[Stamp],
        "from": NotRequired[str],
    },
)
"""What planning and the index need of a packet's manifest. `from` is where its input lay, from the output folder."""


class State(Struct):
    """What earlier runs learnt of files, templates and packets."""

    hashes: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    """Name to stamp and SHA-256."""
    kits: dict[str, KitRecord] = field(default_factory=dict)
    packets: dict[str, PacketSummary] = field(default_factory=dict)
    """A packet's folder to what its manifest says, in short."""
    failing: list[str] = field(default_factory=list)
    """The packets' folders whose inputs could not be built when it was last tried."""
    changed: bool = False
    damaged: bool = False
    """Whether there was a state that could not be used."""

    def sha256(self, name: str, path: str, *, follow: bool = True) -> str | None:
        """The hash of the file, remembered by this name; None where it cannot be read, or is a link and may not be."""
        try:
            stamp = stamp_of(os.stat(path, follow_symlinks=follow))
            known = self.hashes.get(name)
            if known and known[0] == stamp:
                return known[1]
            return self._read(name, path, follow)
        except OSError:
            self.forget(name)
            return None

    def _read(self, name: str, path: str, follow: bool) -> str:
        with open_plain(path, follow=follow) as file:
            size_of(file, path)
            stamp = stamp_of(os.fstat(file.fileno()))
            now = time.time_ns()
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            unmoved = stamp == stamp_of(os.fstat(file.fileno()))
        if unmoved and is_settled(stamp, now):
            self.hashes[name] = (stamp, digest)
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
    return out / RUNS_FOLDER / _FILE


class _StateFile(TypedDict):
    """What the state file says."""

    state: Literal[2]
    hashes: dict[str, tuple[Stamp, str]]
    kits: dict[str, KitRecord]
    packets: dict[str, PacketSummary]
    failing: list[str]


def load_state(out: Path) -> State:
    """What the last run wrote, or nothing."""
    try:
        refuse_links(out, out / RUNS_FOLDER)
        data = read_plain(state_file(out), follow=False)
    except FileNotFoundError:
        return State()
    except OSError:
        return State(damaged=True)
    try:
        content = json.loads(data)
        if isinstance(content, dict) and content.get("state") in _EARLIER:
            return State()
        known = convert(content, _StateFile)
        _refuse_odd_paths(known)
    except (ValueError, RecursionError):
        return State(damaged=True)
    return State(known["hashes"], known["kits"], known["packets"], known["failing"])


def _refuse_odd_paths(known: _StateFile) -> None:
    """ValueError where what stands for a file is no path on any machine: asking for it would raise."""
    kits = (path for kit in known["kits"].values() for path in (*kit["files"], *(kit["stamps"] or ())))
    for path in chain(known["hashes"], known["packets"], known["failing"], kits):
        if b"\0" in os.fsencode(path):
            raise ValueError("no path holds a zero")


def save_state(out: Path, state: State) -> None:
    """Write the state in the place of the last one. OSError where that cannot be done."""
    write_in_pieces(state_file(out), _pieces(state), root=out)
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
    yield f',"failing":{json.dumps(state.failing)}}}'.encode()


_TOGETHER = 500
"""Entries to a piece."""


def write_whole(path: Path, data: bytes, *, root: Path | None = None) -> None:
    """The file with this content, or as it was; below the root through no link. OSError where that cannot be done."""
    write_in_pieces(path, (data,), root=root)


def write_in_pieces(path: Path, pieces: Iterable[bytes], *, root: Path | None = None, private: bool = False) -> None:
    """As `write_whole`, with content that is not needed in memory all at once."""
    if root is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        make_folder(root, path.parent)
    part = path.with_name(f"{PART_PREFIX}{os.getpid()}-{next(_parts)}{PART_SUFFIX}")
    try:
        with os.fdopen(create(part, private=private), "wb") as file:
            file.writelines(pieces)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
