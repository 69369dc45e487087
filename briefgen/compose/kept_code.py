"""Nothing goes in but the user's own cache folder; out comes where Jinja may keep the byte code of templates, or None.

What is read back from there is run: `briefgen.kept_folder` says where that can be.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from briefgen.kept_folder import kept_folder

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
    try:
        digest = sha256(
            b"\0".join([made_by.read_bytes(), jinja2.__version__.encode(), *map(str.encode, sorted(names))])
        )
    except OSError:
        return None
    folder = kept_folder("templates", digest.hexdigest()[:16])
    return KeptCode(str(folder)) if folder is not None else None
