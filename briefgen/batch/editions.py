"""Inputs and the packets of an output folder go in; editions for release that are older than their input come out.

A run builds what it was asked for. What was released earlier, under a lower banner, lies beside it: when marks were
raised since, it holds what may no longer be seen there, and somebody has to be told.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefgen.batch.plan import summary_of
from briefgen.batch.state import State
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity
from briefgen.packets import InputFile, read_manifest
from briefgen.pipeline import edition_digest
from briefgen.settings import Settings


def outdated_editions(
    sources: Iterable[InputFile], mirrors: Iterable[str], out: Path, state: State, settings: Settings
) -> Iterator[Diagnostic]:
    """A finding for each edition of these inputs that was built before its input changed."""
    by_name = {source.name: source for source in sources}
    for mirror in mirrors:
        summary = summary_of(out, mirror, state)
        source = by_name.get(summary["input"]) if summary else None
        if summary is None or source is None or mirror == os.path.splitext(source.name)[0]:  # noqa: PTH122
            continue
        if summary["sha256"] not in _digests(source, mirror, state, settings) and (banner := _banner(out, mirror)):
            yield _outdated(source, out, mirror, banner)


def _digests(source: InputFile, mirror: str, state: State, settings: Settings) -> Iterator[str]:
    """What the manifest of an edition that was built now would hold: of the input, or of the input and its texts."""
    yield state.sha256(f"input {mirror}", source.path) or ""
    from briefgen.readers.yaml_reader import read_input

    try:
        yield edition_digest(
            read_input(
                Path(source.path), limit=settings.limits.input_size, scale=settings.scale, register=settings.register
            )
        )
    except (BriefgenError, RecursionError, MemoryError):
        return


def _banner(out: Path, mirror: str) -> str:
    """The banner that an edition was released under; "" for a packet in another look, which holds what the input does."""
    return str((read_manifest(out / mirror) or {}).get("options", {}).get("release", ""))


def _outdated(source: InputFile, out: Path, mirror: str, banner: str) -> Diagnostic:
    message = f"the edition {banner[:80]} was built before this input changed"
    hint = f"--release builds it again. Where marks were raised, withdraw {out / mirror} and what was made of it."
    return Diagnostic("BG506", message, Place(source.path), Severity.WARNING, hint)
