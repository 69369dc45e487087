"""A path in, the edition that it leads to out: an input, a packet's folder or manifest, or a filled briefing as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from briefgen.archive.changes import Edition, own_ids
from briefgen.diagnostics import Diagnostic, InputError, Place
from briefgen.files import is_plain_name
from briefgen.fill import fill
from briefgen.formats import FORMATS
from briefgen.names import with_names
from briefgen.packets import MANIFEST, SUFFIXES, read_manifest, sha256
from briefgen.readers.source import RAW_FORBIDDEN, read_bytes
from briefgen.readers.yaml_reader import read_input
from briefgen.schema.briefing import Briefing
from briefgen.schema.input import BriefingInput
from briefgen.settings import USUAL, Settings

_ENDING = FORMATS["json"].ending
_HINT = "Name an input, or a packet that was built with `--to json`."


def read_edition(path: Path, settings: Settings = USUAL) -> Edition:
    """The edition. InputError where there is none, or none that can be read."""
    file = file_of_edition(path)
    if file.suffix in SUFFIXES:
        read = read_input(file, limit=settings.limits.input_size, scale=settings.scale, register=settings.register)
        with with_names(settings.names):
            briefing = fill(read).briefing
        return Edition(briefing, given_ids(read.input), read.sha256)
    data = read_bytes(file, str(file), settings.limits.input_size)
    if not _is_as_built(file, data):
        raise _no_edition(file, "it was changed after its packet was built")
    try:
        briefing = Briefing.model_validate_json(data)
    except (ValidationError, RecursionError):
        raise _no_edition(file, "it is not a filled briefing") from None
    if any(RAW_FORBIDDEN.search(words) for words in _words(json.loads(data))):
        raise _no_edition(file, "it holds characters that cannot stand in a document")
    return Edition(briefing, own_ids(briefing), sha256(data))


def _is_as_built(file: Path, data: bytes) -> bool:
    """Whether no manifest beside the file says that it held other bytes."""
    content = read_manifest(file.parent)
    named = [each["sha256"] for each in content["files"] if each["name"] == file.name] if content else []
    return not named or sha256(data) in named


def _words(value: Any) -> Iterator[str]:
    """Each text that a value of JSON holds."""
    match value:
        case str():
            yield value
        case list():
            yield from (words for each in value for words in _words(each))
        case dict():
            yield from (words for each in value.values() for words in _words(each))
        case _:
            pass


def given_ids(written: BriefingInput) -> frozenset[str]:
    """The ids that an analyst gave to judgments."""
    return frozenset(each.id for each in written.key_judgments if each.id)


def file_of_edition(path: Path) -> Path:
    """The file that holds the edition: the path itself, or a packet's briefing. InputError where there is none."""
    if path.name == MANIFEST:
        path = path.parent
    if not path.is_dir():
        if path.suffix in SUFFIXES or path.name.endswith(_ENDING):
            return path
        raise _no_edition(
            path, "it is neither an input nor a packet" if path.exists() else "there is no such file or folder"
        )
    content = read_manifest(path)
    if content is None:
        raise _no_edition(path, f"the folder has no {MANIFEST} that can be used")
    names: list[str] = [each["name"] for each in content["files"] if each["name"].endswith(_ENDING)]
    if not names or not is_plain_name(names[0]):
        raise _no_edition(path, "the packet holds no filled briefing")
    return path / names[0]


def _no_edition(path: Path, why: str) -> InputError:
    return InputError(Diagnostic("BG001", f"no edition of a briefing: {why}", Place(str(path)), hint=_HINT))
