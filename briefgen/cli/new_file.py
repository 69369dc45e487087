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
            os.link(part, target)  # unlike a rename, never in place of another file
        finally:
            part.unlink()
    except FileExistsError:
        hint = "Choose another name, or move the file away."
        raise OutputError(
            Diagnostic("BG025", "not overwritten: it is there already", Place(str(target)), hint=hint)
        ) from None
    except OSError as error:
        raise OutputError(cannot_write(target, error)) from error
