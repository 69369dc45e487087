"""A name and what shaped a thing go in; the bytes kept of it in an earlier run come out, or none.

What can be made again, but takes long to make, is kept in a folder that only the user can write. Each file bears a hash of itself and of all that shaped it, so that what
is old, cut short or from another version counts as absent. Nothing depends on the cache: where it cannot be
read or written, things are made anew. `BRIEFGEN_CACHE_DIR` names another folder; `BRIEFGEN_NO_CACHE`, set to
anything, does without.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from briefgen import __version__

_SEAL = sha256().digest_size


def kept(kind: str, name: str, shaped_by: bytes) -> bytes | None:
    """What an earlier run kept; None where there is nothing, or nothing that was shaped so."""
    folder = _folder(kind)
    if folder is None:
        return None
    with contextlib.suppress(OSError):
        if _only_the_user_writes(folder):
            data = _path(folder, name).read_bytes()
            if data[:_SEAL] == _seal(shaped_by, data[_SEAL:]):
                return data[_SEAL:]
    return None


def keep(kind: str, name: str, shaped_by: bytes, data: bytes) -> None:
    """Keep it for later runs, where that can be done."""
    folder = _folder(kind)
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _only_the_user_writes(folder):
            _put(_path(folder, name), _seal(shaped_by, data) + data)


def kept_or_made(kind: str, name: str, shaped_by: bytes, make: Callable[[], bytes]) -> bytes:
    """What an earlier run kept, or what is made now and kept for later ones."""
    data = kept(kind, name, shaped_by)
    if data is None:
        data = make()
        keep(kind, name, shaped_by, data)
    return data


def shaping(*named: str, sources: Iterable[Path]) -> bytes:
    """What shapes a thing: this program's version and Python's, others by their names, and what sources of ours say.

    Where the program came without its sources, the version alone tells.
    """
    said = [f"{__version__} {sys.implementation.cache_tag} {sys.version} {' '.join(named)}".encode()]
    for path in sources:
        with contextlib.suppress(OSError):
            said.append(path.read_bytes())
    return b"\0".join(said)


def _path(folder: Path, name: str) -> Path:
    return folder / sha256(name.encode()).hexdigest()[:32]


def _seal(shaped_by: bytes, data: bytes) -> bytes:
    return sha256(sha256(shaped_by).digest() + data).digest()


def _folder(kind: str) -> Path | None:
    """The user's folder for what can be made again, and in it that of one kind; None where none is wanted."""
    if os.environ.get("BRIEFGEN_NO_CACHE"):
        return None
    if chosen := os.environ.get("BRIEFGEN_CACHE_DIR"):
        return Path(chosen) / kind
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  unlike Path.home, never fails
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(home / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")
    return Path(base) / "briefgen" / kind if base and Path(base).is_absolute() else None


def _only_the_user_writes(folder: Path) -> bool:
    """Whether nobody else can put anything there; Windows keeps a user's folders private by itself."""
    if sys.platform == "win32":
        return folder.is_dir()
    found = folder.stat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _put(path: Path, data: bytes) -> None:
    """The file is there whole or not at all."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
