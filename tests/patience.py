"""How long tests wait for what must come: nothing goes in; seconds, and a wait for a condition, come out."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300.0
"""Seconds after which what is waited for is taken never to come: many times what it takes on a machine with much to do."""


def until(condition: Callable[[], object], what: str | Callable[[], str], seconds: float = PATIENCE) -> None:
    """Wait for something that no call waits for; `what` says what is wrong where it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what() if callable(what) else what
        time.sleep(0.02)
