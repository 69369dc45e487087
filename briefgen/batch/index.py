"""What the manifests of an output folder say goes in; `index.html`, a page for staff, comes out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from briefgen.batch.state import State


def put_index(out: Path, mirrors: Iterable[str], state: State) -> None:
    """Write the page where it is not as it should be. OSError where that cannot be done."""
