"""What reads a file in, its errors as usage errors with the codes of a configuration out: BG801 unreadable, BG802 unfit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from msgspec.structs import replace

from briefgen.diagnostics import BriefgenError, Diagnostic, UsageError


def _no_more(_: Diagnostic) -> dict[str, Any]:
    return {}


@contextmanager
def recoded(
    code: str, error: type[BriefgenError], more: Callable[[Diagnostic], dict[str, Any]] = _no_more
) -> Iterator[None]:
    """Errors of this type with another code, where one is given, and with what else is to be changed of each finding."""
    try:
        yield
    except error as raised:
        codes = {"code": code} if code else {}
        raise UsageError(replace(found, **codes, **more(found)) for found in raised.diagnostics) from None
