"""A path and content in; a file that was not there before out, whole, never in the place of another."""

from __future__ import annotations

import os
from pathlib import Path

from briefgen.diagnostics import Diagnostic, OutputError, Place


def write_new(target: Path, data: bytes) -> None:
    """The whole file, where there is none yet. OutputError where there is one, or where it cannot be written."""
    from briefgen.packets import cannot_write

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".briefgen-{os.getpid()}.part")
        part.write_bytes(data)
        try:
            _give_name(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        hint = "Choose another name, or move the file away."
        raise OutputError(
            Diagnostic("BG025", "not overwritten: it is there already", Place(str(target)), hint=hint)
        ) from None
    except OSError as error:
        raise OutputError(cannot_write(target, error)) from error


def _give_name(part: Path, target: Path) -> None:
    """The name to the file, unlike by a rename alone never in place of another one. FileExistsError where it is taken."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        part.replace(target)
