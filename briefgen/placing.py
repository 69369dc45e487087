"""A packet's files go in; they stand in its folder, all of them, or what stood there before does.

Files are written whole beside their places. Then a note of the move takes the manifest's place: it names what stood
there and what is to stand there. So a run that is killed in between leaves nothing that the next one could not end,
and what it finds there is known. The manifest takes its place last.

A file that is not known to be ours, byte for byte, is given a name of its own, and never overwritten or removed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

from msgspec import Struct, convert, field, to_builtins

from briefgen.diagnostics import Diagnostic, OutputError, Place
from briefgen.files import TooLarge, create, is_plain_name, make_folder, read_plain, set_aside, sync, write_all
from briefgen.packets import (
    MANIFEST,
    MANIFEST_VERSION,
    PART_PREFIX,
    PART_SUFFIX,
    SIGNATURE,
    File,
    cannot_write,
    file_of,
    is_part,
    manifest_content,
    read_manifest,
    sha256,
)
from briefgen.signing import is_signature_of

_parts = count(1)


class Arrival(Struct, frozen=True):
    """A file that is to take its place, and the name under which it waits beside it."""

    name: str
    sha256: str
    part: str


class Move(Struct, frozen=True):
    """What stood in a folder, and what is to stand there: the note of a move that is under way."""

    before: tuple[File, ...]
    after: tuple[Arrival, ...]
    """The manifest last."""

    def is_ours(self, name: str, data: bytes) -> bool:
        """Whether these bytes were, or will be, the packet's file of that name. An empty file is nobody's work."""
        known = {(each.name, each.sha256) for each in self.before} | {(each.name, each.sha256) for each in self.after}
        return not data or (name, sha256(data)) in known


class _Note(Struct, frozen=True):
    """What a manifest says while files change their places."""

    manifest: int
    moving: Move


class _Steps(Struct):
    """What a move has done so far."""

    kept: list[str] = field(default_factory=list)
    """Names that were given to files of somebody's own."""
    undo: list[Callable[[], object]] = field(default_factory=list)


# --- a new packet ----------------------------------------------------------------------------


def write_packet(
    folder: Path,
    files: Mapping[str, bytes],
    manifest_data: bytes,
    *,
    root: Path | None = None,
    private: bool = False,
    known: Iterable[File] = (),
) -> list[str]:
    """Write the files and, last, the manifest into the folder. OutputError where that cannot be done: the packet that
    was there is there still. Comes back: the names that files of somebody's own were given.

    Below the output folder `root` no link is followed. `private` files are never open to all. Of `known` files the
    digests are taken as the manifest has them.
    """
    contents = {**files, MANIFEST: manifest_data}
    digests = {each.name: each.sha256 for each in known}
    parts: list[Path] = []
    target = folder
    try:
        make_folder(root or folder, folder)
        kept = end_move(folder)
        before = known_files(folder)
        arrivals: list[Arrival] = []
        for name, data in contents.items():
            target = folder / name
            parts.append(_part(folder))
            _write_whole(parts[-1], data, private)
            arrivals.append(Arrival(_plain(name), digests.get(name) or sha256(data), parts[-1].name))
        return kept + _change_over(folder, Move(before, tuple(arrivals)), private)
    except OSError as error:
        _tidy(folder, parts)
        raise OutputError(cannot_write(_meant(error, target), error)) from error
    except BaseException:
        _tidy(folder, parts)
        raise


def _meant(error: OSError, target: Path) -> Path:
    """The file or folder that the error is about, by a name that a user knows."""
    named = Path(str(error.filename2 or error.filename or target))
    return target if is_part(named.name) else named


def _plain(name: str) -> str:
    if not is_plain_name(name):
        raise OSError(0, f"the name {name[:200]!r} leads out of its folder")
    return name


def _tidy(folder: Path, parts: Iterable[Path]) -> None:
    """Remove what was not moved, unless a note says that it is still to be, and a folder that nothing came to lie in."""
    if _read_move(folder) is None:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()


def _change_over(folder: Path, move: Move, private: bool) -> list[str]:
    """Carry the move out, or take it back: then the error that kept it from being carried out is raised."""
    manifest = folder / MANIFEST
    old = _content(manifest)
    ours = old is not None and (read_manifest(folder) is not None or _read_move(folder) is not None)
    steps = _Steps()
    try:
        if old is not None and not ours and old:
            _keep(manifest, steps)
        put(manifest, _encoded(move), private)
        steps.undo.append(partial(put, manifest, old, private) if ours and old else manifest.unlink)
        _carry_out(folder, move, steps, private)
        _sync_folder(folder)
    except OSError as error:
        _take_back(folder, steps, error)
        raise
    return steps.kept


def _take_back(folder: Path, steps: _Steps, error: OSError) -> None:
    """Undo what was done, the last first. OutputError where that cannot be done either."""
    try:
        while steps.undo:
            steps.undo.pop()()
    except OSError:
        reason = error.strerror or str(error)
        hint = "Its manifest says so. Close what has its files open; the next run ends the change."
        message = f"half of the packet is new and half is old: {reason}"
        raise OutputError(Diagnostic("BG766", message, Place(str(folder)), hint=hint)) from error


def _carry_out(folder: Path, move: Move, steps: _Steps, private: bool = False) -> None:
    """Let all that arrives take its place, and remove what the packet has no longer. OSError in mid-way."""
    *files, manifest = move.after
    for each in files:
        if (folder / each.part).exists():  # else it stands in its place, where an earlier run let it in
            _let_in(folder, each, move, steps, private)
    for gone in {each.name for each in move.before} - {each.name for each in move.after}:
        _let_go(folder / gone, move, steps, private)
    (folder / manifest.part).replace(folder / MANIFEST)


def _let_in(folder: Path, arrival: Arrival, move: Move, steps: _Steps, private: bool) -> None:
    """Let a file take its place; what is not ours there is kept under another name."""
    target = folder / arrival.name
    old = _content(target)
    if old is not None and not move.is_ours(arrival.name, old):
        _keep(target, steps)
        old = None
    (folder / arrival.part).replace(target)
    steps.undo.append(partial(target.unlink, missing_ok=True) if old is None else partial(put, target, old, private))


def _keep(target: Path, steps: _Steps) -> None:
    copy = set_aside(target)
    steps.kept.append(copy.name)
    steps.undo.append(partial(_give_back, copy, target, steps))


def _give_back(copy: Path, target: Path, steps: _Steps) -> None:
    copy.replace(target)
    steps.kept.remove(copy.name)


def _let_go(path: Path, move: Move, steps: _Steps, private: bool) -> None:
    """Remove a file of the packet's last build that nobody has changed since."""
    old = _content(path)
    if old and move.is_ours(path.name, old):
        path.unlink()
        steps.undo.append(partial(put, path, old, private))


# --- what is known of a folder ---------------------------------------------------------------


def known_files(folder: Path) -> tuple[File, ...]:
    """The files that an earlier run put here."""
    with suppress(OSError):
        manifest = read_plain(folder / MANIFEST, follow=False)
        if (content := manifest_content(manifest)) is not None:
            named = (File(each["name"], each["size"], each["sha256"]) for each in content["files"])
            return (*named, *known_signature(folder, manifest))
    move = _read_move(folder)
    arrived = (File(each.name, 0, each.sha256) for each in move.after) if move else ()
    return (*(move.before if move else ()), *arrived)


def known_signature(folder: Path, manifest: bytes) -> tuple[File, ...]:
    """The signature that was put here with this manifest; none where there is none, or another."""
    data = _content(folder / SIGNATURE)
    return (file_of(SIGNATURE, data),) if data is not None and is_signature_of(data, manifest) else ()


def _content(path: Path) -> bytes | None:
    """What the file holds: None where there is none; of what is no plain file, or too large, something that is not ours."""
    try:
        return read_plain(path, follow=False)
    except FileNotFoundError:
        return None
    except TooLarge:
        return b"no file of ours"
    except OSError:
        if path.is_symlink() or not path.is_file():
            return b"no plain file"
        raise


def _read_move(folder: Path) -> Move | None:
    """The note of a move that was not ended; None where there is none, or one that no run of ours has left."""
    try:
        note = convert(json.loads(read_plain(folder / MANIFEST, follow=False)), _Note)
    except (OSError, ValueError, RecursionError):
        return None
    move = note.moving
    names = [*(each.name for each in move.before), *(each.name for each in move.after)]
    fits = move.after and move.after[-1].name == MANIFEST and all(is_part(each.part) for each in move.after)
    plain = all(map(is_plain_name, (*names, *(each.part for each in move.after))))
    return move if note.manifest == MANIFEST_VERSION and fits and plain else None


def end_move(folder: Path) -> list[str]:
    """End a move that a killed run began here, where all of it is there. Comes back: as of `write_packet`."""
    move = _read_move(folder)
    steps = _Steps()
    if move is None:
        return []
    with suppress(OSError):  # what cannot be read or moved now either is for a later run
        if not all(_is_ready(folder, each) for each in move.after):
            return []
        _carry_out(folder, move, steps)
        _sync_folder(folder)
    return steps.kept


def is_waiting(part: Path) -> bool:
    """Whether a note beside the file says that it is still to take its place."""
    move = _read_move(part.parent)
    return move is not None and any(part.name == each.part for each in move.after)


def _is_ready(folder: Path, arrival: Arrival) -> bool:
    """Whether a file waits for its place, or stands in it."""
    return any(
        data is not None and sha256(data) == arrival.sha256
        for data in (_content(folder / arrival.part), _content(folder / arrival.name))
    )


# --- writing ---------------------------------------------------------------------------------


def _encoded(move: Move) -> bytes:
    return json.dumps(to_builtins(_Note(MANIFEST_VERSION, move)), indent=2).encode() + b"\n"


def _part(folder: Path) -> Path:
    return folder / f"{PART_PREFIX}{os.getpid()}-{next(_parts)}{PART_SUFFIX}"


def put(target: Path, data: bytes, private: bool = False, *, mode: int | None = None) -> None:
    """The data in the place of what is there, at once; open to whom `mode` says, where it is given."""
    part = _part(target.parent)
    try:
        _write_whole(part, data, private or mode is not None)
        if mode is not None:
            part.chmod(mode & 0o777)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write_whole(path: Path, data: bytes, private: bool) -> None:
    """A new file with all of the data on the disk."""
    handle = create(path, private=private)
    try:
        write_all(handle, data)
        sync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Sync the renames to the disk too, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
