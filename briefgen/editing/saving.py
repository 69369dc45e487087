"""A path and edits in; the file with them, whole, in the place of the one that was read, and of no other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, OutputError, Place
from briefgen.editing.editor import edited
from briefgen.editing.edits import Edit
from briefgen.packets import cannot_write
from briefgen.placing import put
from briefgen.readers.source import LIMIT, read_bytes

_AS_IT_WAS = "The file is as it was. Make room, or let its folder be written to, and try again."


def digest_of(data: bytes) -> str:
    """What a file's bytes are known by."""
    return hashlib.sha256(data).hexdigest()


def edit_file(path: Path, edits: Iterable[Edit], *, digest: str = "", limit: int = LIMIT) -> str:
    """Make the edits in the file; its digest afterwards. `digest`: of the file that the edits were meant for.

    InputError where an edit is refused, OutputError where the file changed meanwhile or cannot be written: it is as
    it was then. Of a link, the file that it leads to is edited.
    """
    name = str(path)
    data = read_bytes(path, name, limit)
    if digest and digest_of(data) != digest:
        raise _changed_meanwhile(name)
    new = edited(data, edits, name)
    replace_file(path, new, data, limit=limit)
    return digest_of(new)


def replace_file(path: Path, new: bytes, before: bytes, *, limit: int = LIMIT) -> None:
    """The new bytes in the place of those that were read, and of no others."""
    if new == before:
        return
    if read_bytes(path, str(path), limit) != before:
        raise _changed_meanwhile(str(path))
    target = path.resolve()
    try:
        put(target, new, mode=target.stat().st_mode)
    except OSError as error:
        raise OutputError(replace(cannot_write(path, error), hint=_AS_IT_WAS)) from error


def _changed_meanwhile(name: str) -> OutputError:
    hint = "Nothing was written. Read it again, and make the edit in what it says now."
    return OutputError(Diagnostic("BG034", "the file changed meanwhile", Place(name), hint=hint))
