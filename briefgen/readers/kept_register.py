"""A register's bytes in; its names as an earlier run read them out, without reading its YAML once more, or None.

One file for each register, in the user's own cache: a digest, what the names were read from, and the names. It is no
second register: whatever differs, the YAML is read, and what is in error is never kept.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import MsgspecError, msgpack
from msgspec.structs import replace

from briefgen.kept_folder import kept_folder
from briefgen.placing import put
from briefgen.schema import register as schema
from briefgen.settings import RegisteredName
from briefgen.version import __version__

_WORTH_IT = 2**16
"""Bytes of a register from which on it takes longer to read YAML than to look for what is kept."""
_SEAL = 32
Names = tuple[RegisteredName, ...]


class KeptRegister:
    """Where what is read of a register may be kept."""

    def __init__(self, path: Path, data: bytes, *more: bytes) -> None:
        """`more`: what bears on what is read, beside the register itself."""
        folder = kept_folder("registers") if len(data) > _WORTH_IT else None
        name = sha256(os.fsencode(path.absolute())).hexdigest()[:32]
        self.path = folder / name if folder is not None else None
        self.key = sha256(b"\0".join([_CODE, *more, data])).digest()

    def names(self) -> Names | None:
        """The names; None where none are kept, or not of this register as it is."""
        with suppress(OSError, MsgspecError):
            held = self.path.read_bytes() if self.path is not None else b""
            seal, kept = held[:_SEAL], held[_SEAL:]
            if kept[:_SEAL] == self.key and seal == sha256(kept).digest():
                return tuple(map(_with_tuples, msgpack.decode(kept[_SEAL:], type=Names)))
        return None

    def keep(self, names: Names) -> None:
        """For the next run."""
        if self.path is None:
            return
        kept = self.key + msgpack.encode(names)
        with suppress(OSError):
            put(self.path, sha256(kept).digest() + kept, private=True)


def _with_tuples(name: RegisteredName) -> RegisteredName:
    """Lists among the fields as they were before they were kept."""
    if not any(type(value) is list for _, value in name.fields):
        return name
    return replace(name, fields=tuple((key, tuple(v) if type(v) is list else v) for key, v in name.fields))


def _code() -> bytes:
    files = (Path(str(schema.__file__)), Path(__file__), Path(__file__).with_name("register.py"))
    with suppress(OSError):
        return b"\0".join([__version__.encode(), *(path.read_bytes() for path in files)])
    return os.urandom(_SEAL)


_CODE = sha256(_code()).digest()
"""What reads a register: another program reads it once more."""
