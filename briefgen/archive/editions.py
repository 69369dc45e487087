"""A path in, the edition that it leads to out: an input, a packet's folder or manifest, or a filled briefing as JSON."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from briefgen.archive.changes import Edition, own_ids
from briefgen.diagnostics import Diagnostic, InputError, Place
from briefgen.files import is_plain_name
from briefgen.fill import fill
from briefgen.formats import FORMATS
from briefgen.names import with_names
from briefgen.packets import MANIFEST, SUFFIXES, read_manifest
from briefgen.readers.source import read_bytes
from briefgen.readers.yaml_reader import read_input
from briefgen.schema.briefing import Briefing
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
        named = frozenset(each.id for each in read.input.key_judgments if each.id)
        return Edition(briefing, named)
    data = read_bytes(file, str(file), settings.limits.input_size)
    try:
        briefing = Briefing.model_validate_json(data)
    except (ValidationError, RecursionError):
        raise _no_edition(file, "it is not a filled briefing") from None
    return Edition(briefing, own_ids(briefing))


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
