"""Paths of past inputs in, all names that they and the register know out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from briefgen.diagnostics import Diagnostic, InputError
from briefgen.files import real
from briefgen.knowing.history import KnownNames, NameUse, known_names, uses_in, uses_of
from briefgen.packets import find_sources
from briefgen.readers.yaml_reader import read_for_checking
from briefgen.settings import Settings

_KEPT = 1024
"""Past inputs whose names are kept for as long as the file is the same: a page that stays open asks again and again."""


def names_known(
    past: Sequence[str], settings: Settings, *, without: Path | None = None
) -> tuple[KnownNames, list[Diagnostic]]:
    """What the register and past inputs know, and the findings of inputs that cannot be read: they are passed over."""
    uses, findings = uses_of_past(past, settings, without=without)
    return known_names(uses), findings


def uses_of_past(
    past: Sequence[str], settings: Settings, *, without: Path | None = None
) -> tuple[list[NameUse], list[Diagnostic]]:
    """What each of them says."""
    sources, findings = find_sources(past)
    uses = [*uses_of(settings.register)]
    left_out = real(without) if without else None
    for source in sources:
        path = Path(source.path)
        if real(path) == left_out:
            continue
        try:
            uses += _uses(path, settings)
        except InputError as error:
            findings += error.diagnostics
    return uses, findings


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - of many
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino


_read: dict[tuple[Path, tuple[int, int, int], int, str], tuple[NameUse, ...]] = {}


def _uses(path: Path, settings: Settings) -> tuple[NameUse, ...]:
    register, limit = settings.register, settings.limits.input_size
    key = (path, _stamp(path), limit, register.sha256)
    if key not in _read:
        if len(_read) >= _KEPT:
            _read.clear()
        _read[key] = tuple(uses_in(read_for_checking(path, limit=limit, register=register)))
    return _read[key]
