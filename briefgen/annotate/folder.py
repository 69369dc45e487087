"""A folder in; the inputs in it, each with its title and day, and new ones, out."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from briefgen.files import open_plain
from briefgen.packets import InputFile, find_sources
from briefgen.readers.yaml_nodes import compose_nodes

_HEAD = 64 * 1024
"""Bytes in which title and date are looked for."""
_LINE = re.compile(r"^(title|date):.*(?:\n[ \t]+.*)*", re.MULTILINE)


class Folder:
    """Where inputs lie."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def sources(self) -> list[InputFile]:
        return find_sources([str(self.path)])[0] if self.path.is_dir() else []

    def source(self, path: str) -> InputFile | None:
        """The input of that path, as it is listed; None for any other file."""
        return next((each for each in self.sources if each.path == path), None)

    def listed(self) -> list[dict[str, str]]:
        return [{"path": each.path, **_head(Path(each.path))} for each in self.sources]


def _head(path: Path) -> dict[str, str]:
    try:
        status = path.stat()
        return dict(_read_head(path, status.st_mtime_ns, status.st_size))
    except OSError:
        return {"title": "", "date": ""}


@lru_cache(maxsize=4096)
def _read_head(path: Path, *_: int) -> dict[str, str]:
    """Title and date without reading all of an input, which takes long where there are many."""
    with open_plain(path) as file:
        text = file.read(_HEAD).decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    found: dict[str, Any] = {}
    for match in _LINE.finditer(text):
        root = compose_nodes(match[0] + "\n", str(path)).places.root
        found |= root.value if root is not None and isinstance(root.value, dict) else {}
    return {key: str(found[key]) if found.get(key) is not None else "" for key in ("title", "date")}
