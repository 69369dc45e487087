"""Packets whose inputs are gone go in; which of them may be removed comes out, and why the others are left.

An input that cannot be seen is not one that was deleted: a share may be away, a folder unreadable, a bucket missing.
As rsync does, a run removes nothing after a reading error, and no more at once than somebody would delete on purpose.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from briefgen.batch.plan import Gone
from briefgen.diagnostics import Diagnostic, Place, Severity

_FEW = 5
"""So many may always be removed at once; more only if they are not more than half of the packets, or asked for."""
_CODE = "BG768"


def may_go(
    gone: Sequence[Gone], inputs: Iterable[str], given: Sequence[str], *, unread: bool, at_most: int | None
) -> tuple[list[Gone], list[Diagnostic]]:
    """The packets to remove, and a finding for each reason not to.

    `inputs` are the paths of those that are there, `given` what they were looked for in, `unread` says whether
    something there could not be read, `at_most` how many packets may be removed (None for the usual).
    """
    if not gone:
        return [], []
    if unread:
        return [], [_left(len(gone), given[0], "not all of the inputs could be read", _SEE_TO_IT)]
    there = [os.path.abspath(path) for path in inputs]  # noqa: PTH100 - as they are named, links unfollowed
    kept, findings = _in_folders_that_still_have_inputs(gone, there, given)
    allowed = max(_FEW, (len(there) + len(gone)) // 2) if at_most is None else at_most
    if len(kept) > allowed:
        hint = f"If all of them were deleted on purpose, say so: --prune --max-prune {len(kept)}"
        findings.append(_left(len(kept), given[0], f"it would be more than {allowed} at once", hint))
        return [], findings
    return kept, findings


_SEE_TO_IT = "Make them readable, and run it again."


def _in_folders_that_still_have_inputs(
    gone: Sequence[Gone], there: Sequence[str], given: Sequence[str]
) -> tuple[list[Gone], list[Diagnostic]]:
    """All but those of a folder that lost all of its inputs at once."""
    roots = {os.path.abspath(path) for path in given}  # noqa: PTH100
    lost: dict[str, list[Gone]] = {}
    kept: list[Gone] = []
    full = {str(parent) for path in there for parent in Path(path).parents}
    emptied = _emptied(gone, full, roots)
    for each in gone:
        folder = next((str(one) for one in Path(each.input).absolute().parents if str(one) in emptied), "")
        (lost.setdefault(folder, []) if folder else kept).append(each)
    hint = "Is a share or a bucket away? If the folder is no longer wanted, remove its packets yourself."
    found = [_left(len(some), folder, "not one input is left in this folder", hint) for folder, some in lost.items()]
    return kept, found


def _emptied(gone: Iterable[Gone], full: set[str], roots: set[str]) -> set[str]:
    """The given folders without an input, and those below them that had several and have none."""
    counts: dict[str, int] = {}
    for each in gone:
        for parent in Path(each.input).absolute().parents:
            counts[str(parent)] = counts.get(str(parent), 0) + 1
    return {folder for folder, count in counts.items() if folder not in full and (count > 1 or folder in roots)}


def _left(count: int, where: str, reason: str, hint: str) -> Diagnostic:
    packets = "1 packet was" if count == 1 else f"{count} packets were"
    return Diagnostic(_CODE, f"{packets} not removed: {reason}", Place(where), Severity.WARNING, hint)
