"""Nothing goes in but the user's own cache folder; a folder of it out in which things may be kept between runs, or None.

What is read back from there is believed. So it is kept only where nobody but this user and root can put a file: each
folder from the root of the file system down to it belongs to one of the two, is no link, and is writable by nobody
else, or at least nobody else can rename or remove what it holds, as in `/tmp`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_OWNER_ALONE = 0o700


def kept_folder(*names: str) -> Path | None:
    """The folder of these names below that of briefgen, made where it can be."""
    if os.name != "posix":  # elsewhere owner and mode do not say who may write
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  fails for nobody
    try:
        folder = Path(home, "briefgen", *names)
        if not folder.is_absolute() or ".." in folder.parts:
            return None
        if not folder.is_dir() and all(map(_is_held, _existing(folder))):
            folder.mkdir(_OWNER_ALONE, parents=True, exist_ok=True)
        return folder if _is_ours_alone(folder) else None
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
