"""A packet's folder in; whether it is as it was built out."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefgen.packets import read_manifest


def is_complete(folder: Path) -> bool:
    """Whether every file that the manifest names lies there as it was written."""
    content = read_manifest(folder)
    return content is not None and all(_is_there(folder, item) for item in content["files"])


def _is_there(folder: Path, item: Mapping[str, Any]) -> bool:
    path = folder / str(item["name"])
    try:
        return bool(path.stat().st_size == item["size"] and sha256(path.read_bytes()).hexdigest() == item["sha256"])
    except OSError:
        return False
