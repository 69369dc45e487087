"""Nothing goes in but the user's own cache folder; out comes where Jinja may keep the byte code of templates, or None.

What is read back from there is run. So it is kept only where nobody but this user and root can put a file: each
folder from the root of the file system down to it belongs to one of the two, is no link, and is writable by nobody
else, or at least nobody else can rename or remove what it holds, as in `/tmp`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_OWNER_ALONE = 0o700
_SEAL = 32


class KeptCode(FileSystemBytecodeCache):
    """Jinja's own cache on disk; whatever is wrong with a file, the template is compiled."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(_Sealed(bucket))
        except Exception:  # whatever a damaged file may raise
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(_Sealed(bucket))


class _Sealed(Bucket):
    """A bucket whose file begins with a digest of the rest: byte code with one bit changed can end the process."""

    def __init__(self, bucket: Bucket) -> None:
        super().__init__(bucket.environment, bucket.key, bucket.checksum)
        self._bucket = bucket

    def load_bytecode(self, f: BinaryIO) -> None:
        seal, code = f.read(_SEAL), f.read()
        if seal == sha256(code).digest():
            self._bucket.bytecode_from_string(code)

    def write_bytecode(self, f: IO[bytes]) -> None:
        code = self._bucket.bytecode_to_string()
        f.write(sha256(code).digest() + code)


def kept_code(made_by: Path, names: Iterable[str]) -> KeptCode | None:
    """The cache for what this file's code generator makes of templates that may use filters of these names."""
    if os.name != "posix":  # elsewhere owner and mode do not say who may write
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  fails for nobody
    try:
        digest = sha256(
            b"\0".join([made_by.read_bytes(), jinja2.__version__.encode(), *map(str.encode, sorted(names))])
        )
        folder = Path(home, "briefgen", "templates", digest.hexdigest()[:16])
        if not folder.is_absolute() or ".." in folder.parts:
            return None
        if not folder.is_dir() and all(map(_is_held, _existing(folder))):
            folder.mkdir(_OWNER_ALONE, parents=True, exist_ok=True)
        return KeptCode(str(folder)) if _is_ours_alone(folder) else None
    except OSError:
        return None


def _existing(folder: Path) -> Iterator[Path]:
    return (each for each in folder.parents if os.path.lexists(each))


def _is_ours_alone(folder: Path) -> bool:
    """Whether nobody but this user and root can put a file there or exchange a folder above."""
    return not folder.lstat().st_mode & _OTHERS and all(map(_is_held, (folder, *folder.parents)))


def _is_held(folder: Path) -> bool:
    """Whether nobody else can exchange what the folder holds."""
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (0, os.geteuid())
    return ours and (not found.st_mode & _OTHERS or bool(found.st_mode & stat.S_ISVTX))
