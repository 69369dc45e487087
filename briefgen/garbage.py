"""Nothing goes in or out: from now on Python's collector looks for garbage so rarely that one packet ends before it does."""

from __future__ import annotations

import gc

_YOUNG_OBJECTS = 200_000
"""New objects after which it looks; one packet never comes to so many at once, so nothing is searched in vain."""


def look_rarely() -> None:
    """Set this process's collector."""
    gc.set_threshold(_YOUNG_OBJECTS)
