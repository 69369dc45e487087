"""Differences go in; findings come out, the first few one by one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from briefgen.diagnostics import Diagnostic, Place
from briefgen.verify.compare import Difference
from briefgen.verify.content import Unreadable

CODE = "BG702"
_SHOWN = 5
"""Differences of a file that are reported one by one."""


def verification_findings(place: str, differences: Iterable[Difference], hint: str) -> list[Diagnostic]:
    """The first few differences, and how many more there are."""
    rest = iter(differences)
    shown = [Diagnostic(CODE, difference.message, Place(place), hint=hint) for difference in islice(rest, _SHOWN)]
    if more := sum(1 for _ in rest):
        shown.append(
            Diagnostic(
                CODE, f"… and {more} more {'difference' if more == 1 else 'differences'}", Place(place), hint=hint
            )
        )
    return shown


def unreadable(place: str, error: Unreadable, hint: str) -> Diagnostic:
    return Diagnostic(CODE, f"the file cannot be read back: {error}", Place(place), hint=hint)
