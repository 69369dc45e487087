"""The path of a template goes in; a store comes out in which Jinja finds its compiled code of the run before.

What is kept is Python's own byte code, as in `__pycache__`, in a folder that only the user can write. Each file
bears a hash of itself and of all that shaped it, so that what is old, cut short or from another version is
compiled anew. Nothing depends on the store: where it cannot be read or written, templates are compiled.
`BRIEFGEN_CACHE_DIR` names another folder; `BRIEFGEN_NO_CACHE`, set to anything, does without.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import stat
import sys
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from briefgen import __version__

_SHAPING = ("compiled.py", "environment.py", "helpers.py")
"""Files beside this one that decide how a template is compiled."""


def compiled_templates(template: Path) -> BytecodeCache | None:
    """The store of this template and its partials; None where there is to be none."""
    folder = cache_folder()
    return CompiledTemplates(folder / "templates", template) if folder else None


def cache_folder() -> Path | None:
    """The user's folder for what can be made again."""
    if os.environ.get("BRIEFGEN_NO_CACHE"):
        return None
    if chosen := os.environ.get("BRIEFGEN_CACHE_DIR"):
        return Path(chosen)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  unlike Path.home, never fails
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(home / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")
    return Path(base) / "briefgen" if base and Path(base).is_absolute() else None


class CompiledTemplates(BytecodeCache):
    """One file a template source, named after where it stands."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.template = str(template.resolve())

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            if self._private:
                data = self._path(bucket).read_bytes()
                if data[:32] == self._seal(bucket, data[32:]):
                    bucket.code = marshal.loads(data[32:])  # noqa: S302  sealed, and in the user's own folder

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            code = marshal.dumps(bucket.code)
            if _only_the_user_writes(self.folder):
                _put(self._path(bucket), self._seal(bucket, code) + code)

    def _path(self, bucket: Bucket) -> Path:
        return self.folder / sha256(f"{self.template}\n{bucket.key}".encode()).hexdigest()[:32]

    def _seal(self, bucket: Bucket, code: bytes) -> bytes:
        return sha256(self._versions + bucket.checksum.encode() + code).digest()

    @cached_property
    def _private(self) -> bool:
        return _only_the_user_writes(self.folder)

    @cached_property
    def _versions(self) -> bytes:
        """All that decides, beside its source, how a template is compiled."""
        named = f"{__version__} {jinja2.__version__} {sys.version} {sys.implementation.cache_tag}\n"
        return named.encode() + b"".join(Path(__file__).with_name(name).read_bytes() for name in _SHAPING)


def _only_the_user_writes(folder: Path) -> bool:
    """Whether nobody else can put code there; Windows keeps a user's folders private by itself."""
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
