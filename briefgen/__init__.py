"""briefgen: annotated articles in, a briefing packet out as DOCX and PDF that say the same thing.

    inputs/2025-03-30.yaml ──read──► BriefingInput ──fill──► Briefing ──compose──► Document ──write──► outputs/2025-03-30/
      articles + annotations          what people write       the fields,           what gets            2025-03-30.docx
      + the analyst's judgments       (pydantic)              with evidence         printed              2025-03-30.pdf
                                                              (pydantic)            (blocks, inlines)    manifest.json
                                           check ◄──────────────┘        ▲    Theme ──┘
                                       diagnostics with line      templates/*.md.j2

Read, fill, check, compose, write. Nothing flows back.

The whole of it is one call, which does what `briefgen inputs/2025-03-30.yaml` does:

    >>> import briefgen
    >>> packet = briefgen.build("inputs/2025-03-30.yaml")
    >>> print(packet.folder.as_posix(), *(file.name for file in packet.files))
    outputs/2025-03-30 2025-03-30.docx 2025-03-30.pdf

`check` stops before anything is written, `read` before anything is checked but the form. What is wrong is data, each
problem a `Diagnostic` with its place; what keeps a call from giving what it promises is a `BriefgenError` with all of
them. What is not in `__all__` may change without notice.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from briefgen.version import __version__

if TYPE_CHECKING:
    from briefgen.diagnostics import (
        BriefgenError,
        Diagnostic,
        InputError,
        OutputError,
        Place,
        Severity,
        TemplateError,
        UsageError,
    )
    from briefgen.options import Options
    from briefgen.packets import File
    from briefgen.pipeline import Packet
    from briefgen.schema.input import BriefingInput
    from briefgen.settings import Settings

__all__ = [
    "BriefgenError",
    "BriefingInput",
    "Diagnostic",
    "File",
    "InputError",
    "OutputError",
    "Packet",
    "Place",
    "Severity",
    "TemplateError",
    "UsageError",
    "__version__",
    "build",
    "check",
    "read",
]

_HOMES = {
    "briefgen.diagnostics": (
        "BriefgenError",
        "Diagnostic",
        "InputError",
        "OutputError",
        "Place",
        "Severity",
        "TemplateError",
        "UsageError",
    ),
    "briefgen.packets": ("File",),
    "briefgen.pipeline": ("Packet",),
    "briefgen.schema.input": ("BriefingInput",),
}
"""Module to the types that are given here, each imported when it is asked for."""

_Path = str | os.PathLike[str]


def read(path: _Path, *, config: _Path | None = None) -> BriefingInput:
    """What an input file says, as it is written: its articles with their annotations, and the analyst's own words.

    The model is frozen; its fields are those of `schemas/README.md`, days and points in time as `datetime.date` and
    `datetime.datetime` in UTC. Article texts that stand in files of their own (`text_file`) must be there, but are not
    part of it.

    `config` is a configuration file such as `briefgen.toml`; none is looked for. Raises `InputError` where the file
    cannot be read or does not have the form of an input, with every problem and its place; `UsageError` where the
    configuration is wrong.

    >>> given = read("inputs/2025-03-30.yaml")
    >>> given.title
    'United States upgrades its military command in Japan'
    >>> given.articles[0].annotations[0].kind
    'actor'
    """
    from pathlib import Path

    from briefgen.readers.yaml_reader import read_input

    settings = _settings(config)
    return read_input(
        Path(path), limit=settings.limits.input_size, scale=settings.scale, register=settings.register
    ).input


def check(path: _Path, *, config: _Path | None = None) -> tuple[Diagnostic, ...]:
    """All that is found in an input file, by line and column: errors, warnings and notes; empty where all is well.

    Lines and columns count from 1, columns in characters. A finding that a comment in the input or the configuration
    leaves out is not there. A file that cannot be read is a finding too: nothing is raised for an input, and
    `UsageError` for a wrong configuration.

    >>> check("inputs/2025-03-30.yaml")
    ()
    >>> for found in check("inputs/2025-03-31.yaml"):
    ...     print(found.code, found.severity.word, found.message)
    BG001 error cannot be read: there is no such file
    """
    from briefgen.packets import InputFile, mirror_of
    from briefgen.pipeline import examine

    name = os.fspath(path)
    return examine(InputFile(name, mirror_of(name)), _settings(config)).findings


def build(
    path: _Path,
    *,
    to: Iterable[str] | None = None,
    out: _Path | None = None,
    template: _Path | None = None,
    theme: _Path | None = None,
    release: str = "",
    sign: _Path | None = None,
    config: _Path | None = None,
) -> Packet:
    """Build the packet of an input file and put it in its folder, whether or not there was one that is up to date.

    `to` names formats: docx and pdf unless the configuration says otherwise; html, text, json, w3c, stix and csv as
    well.
    `out` is the output folder (`outputs`), in which the packet has the place that the input has in its own. `template` and
    `theme` are names or paths; others than the configuration's make a packet beside the usual one, named after them.
    `release` makes an edition without what is marked higher than this banner; `sign` is the file of a secret key that
    the packet is signed with. `config` is a configuration file whose values take the place of these defaults; none is
    looked for.

    The packet has its folder, its files (sizes in bytes, SHA-256), the number of its pages, and what was found, no
    error among it. Another run on the output folder is waited for. Raises `BriefgenError` with all diagnostics where
    there is no packet: `InputError` where the path leads to no file, `TemplateError` for a template or theme,
    `OutputError` for the folder, `UsageError` for a configuration; an earlier packet is left as it was then. Raises
    `ValueError` for an unknown format.

    >>> packet = build("inputs/2025-03-30.yaml", to=["text"], out="elsewhere")
    >>> [(file.name, file.size > 10_000) for file in packet.files]
    [('2025-03-30.txt', True)]
    >>> (packet.folder / "2025-03-30.txt").read_text("utf-8").splitlines()[0]
    'TLP:CLEAR'
    """
    return _built(path, _chosen(config, to=to, out=out, template=template, theme=theme, release=release, sign=sign))


def _chosen(config: _Path | None, *, to: Iterable[str] | None, release: str, **paths: _Path | None) -> Options:
    """The options of a call, as those of a command line with nothing but these."""
    from briefgen.formats import formats_of
    from briefgen.options import chosen

    given = {name: os.fspath(path or "") for name, path in paths.items()}
    return chosen(_settings(config), formats=formats_of(to or ()), release=release, **given).each[0]


def _built(path: _Path, options: Options) -> Packet:
    from pathlib import Path

    from briefgen.batch.batch import carry_out
    from briefgen.batch.report import Nobody, RunOptions
    from briefgen.diagnostics import BriefgenError, InputError, has_errors

    if not Path(path).is_file():
        raise InputError(check(path))
    report = carry_out([os.fspath(path)], options, RunOptions(force=True), Nobody())
    (result,) = report.results
    if result.packet is None or result.packet.failed or has_errors(report.findings):
        raise BriefgenError(report.all_findings)
    return result.packet


def _settings(config: _Path | None) -> Settings:
    from pathlib import Path

    from briefgen.settings import USUAL

    if config is None:
        return USUAL
    from briefgen.pipeline import read_settings

    return read_settings(Path(config))


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(module), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
