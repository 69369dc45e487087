"""A built packet's briefing in, a copy of it below the output folder's own state out; and all such copies, read back.

They are what the archive is made of, and are never a source of truth: a packet that has none is built again. The folder
may be written to by others, so a copy counts only if it is a plain file, not too large, and a whole briefing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from pydantic import ValidationError

from briefgen.files import make_folder, read_plain, refuse_links
from briefgen.packets import MANIFEST, RUNS_FOLDER
from briefgen.placing import put
from briefgen.schema.briefing import Briefing
from briefgen.settings import MIB

_FOLDER = "archive"
_ENDING = ".json"
_LARGEST = 64 * MIB


class Kept(Struct, frozen=True):
    """A copy: whose packet it is of, and what tells whether it is another now."""

    mirror: str
    stamp: tuple[int, int, int]
    """Its size, time of change in nanoseconds, and number."""


def shelf(out: Path) -> Path:
    """The folder of the copies."""
    return out / RUNS_FOLDER / _FOLDER


def keep(out: Path, mirror: str, briefing: Briefing) -> None:
    """Put a copy there, open to whom its folder is open to but never to all. OSError where that cannot be done."""
    path = _copy_of(out, mirror)
    make_folder(out, path.parent)
    put(path, briefing.model_dump_json(exclude_none=True).encode("utf-8"), private=True)


def forget(out: Path, mirror: str) -> None:
    """Take the copy of a packet that is gone away."""
    path = _copy_of(out, mirror)
    with suppress(OSError):
        refuse_links(out, path.parent)
        path.unlink()


def kept_copies(out: Path) -> Iterator[Kept]:
    """The copies of packets that are there, in the order of their names."""
    top = os.fspath(shelf(out))
    with suppress(OSError):
        refuse_links(out, shelf(out))
        for folder, below, names in os.walk(top):
            below.sort()
            for name in sorted(each for each in names if each.endswith(_ENDING)):
                path = Path(folder, name)
                mirror = path.relative_to(top).as_posix().removesuffix(_ENDING)
                if (out / mirror / MANIFEST).is_file():
                    status = path.lstat()
                    yield Kept(mirror, (status.st_size, status.st_mtime_ns, status.st_ino))


def read_kept(out: Path, mirror: str) -> Briefing | None:
    """The briefing of a copy; None where it is none that can be used."""
    path = _copy_of(out, mirror)
    try:
        refuse_links(out, path.parent)
        if path.lstat().st_size > _LARGEST:
            return None
        return Briefing.model_validate_json(read_plain(path, follow=False))
    except (OSError, ValidationError, RecursionError, ValueError):
        return None


def _copy_of(out: Path, mirror: str) -> Path:
    return shelf(out) / f"{mirror}{_ENDING}"
