"""A working folder in, the settings of its configuration file out: `briefgen.toml`, or `[tool.briefgen]` in `pyproject.toml`.

Looked for from the folder upwards, as far as the root of the repository. Codes given here: BG801 a
configuration that cannot be read, BG802 a key or value in it that does not fit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, InputError, Place, UsageError
from briefgen.files import is_trusted_owner, read_plain
from briefgen.settings import (
    MIB,
    NO_REGISTER,
    Bounds,
    DistributionList,
    Feed,
    Limits,
    PathIgnore,
    Register,
    Settings,
    Variant,
)

if TYPE_CHECKING:
    from briefgen.readers.own_names import AddedName
    from briefgen.readers.places import Loc, Places
    from briefgen.schema.configuration import Configuration, FeedEntry, ListEntry

FILE, PROJECT_FILE = "briefgen.toml", "pyproject.toml"
VARIABLE = "BRIEFGEN_CONFIG"
"""Of the environment: names a configuration file, as --config does."""
_TABLE = re.compile(rb"""tool[^\n]*briefgen|^\s*\[?\s*["']?tool["']?\s*[\]=](?s:.*)briefgen""", re.MULTILINE)
"""What a file with a table for briefgen has: `[tool.briefgen]` however it is written, or its key below `[tool]`."""
_YAML_HINTS = {
    ":`.": " = ...`.",
    "Put `- ` before each item, on lines of their own.": 'Write ["one", "two"].',
    "Write `key: value` lines, indented below it.": "Write {key = value}.",
}


class ReadConfiguration(Struct, frozen=True):
    """Settings, and where they stand."""

    settings: Settings
    places: Places

    def codes(self) -> Iterator[tuple[str, Loc]]:
        """Every code or beginning of codes that is named, and its location."""
        yield from ((code, ("select", n)) for n, code in enumerate(self.settings.select))
        yield from ((code, ("ignore", n)) for n, code in enumerate(self.settings.ignore))
        numbers: dict[str, int] = {}
        for each in self.settings.path_ignores:
            number = numbers[each.pattern] = numbers.get(each.pattern, -1) + 1
            yield each.code, ("per-file-ignores", each.pattern, number, "code")


def find_configuration(folder: Path) -> Path | None:
    """The nearest configuration file, from the folder upwards to the root of its repository. UsageError where it is
    somebody else's: whoever wrote it would choose what this user's run reads and where it writes."""
    path = _nearest(folder)
    if path is not None and not is_trusted_owner(_owner(path)):
        message = "the configuration belongs to another user"
        hint = f"If it is meant, name it: --config {_reached(path)}, or {VARIABLE}={path} in the environment."
        raise UsageError(Diagnostic("BG803", message, Place(_reached(path)), hint=hint))
    return path


def _owner(path: Path) -> int:
    """Whose the file is; of a link to nothing, whose the link is."""
    try:
        return path.stat().st_uid
    except OSError:
        return path.lstat().st_uid


def _nearest(folder: Path) -> Path | None:
    """The nearest name of a configuration, be it that of a file, or of what cannot be read: then the run says so."""
    for each in (folder, *folder.parents):
        if os.path.lexists(each / FILE):
            return each / FILE
        if _is_ours(each / PROJECT_FILE):
            return each / PROJECT_FILE
        if (each / ".git").exists():
            return None
    return None


def _is_ours(path: Path) -> bool:
    """Whether a project's file has a table for briefgen, or may have one that cannot be read; what is no TOML is for
    others to complain of."""
    try:
        data = read_plain(path)
        if not _TABLE.search(data):  # most have none, and need not be parsed to know
            return False
        import tomllib

        return "briefgen" in tomllib.loads(data.decode("utf-8")).get("tool", {})
    except OSError:
        return os.path.lexists(path)
    except (ValueError, RecursionError):
        return False


def read_configuration(path: Path) -> ReadConfiguration:
    """The settings that a file gives. UsageError with all that is wrong with it."""
    from briefgen.readers.recoding import recoded
    from briefgen.readers.source import decode, read_bytes
    from briefgen.readers.toml_nodes import read_toml

    name = _reached(path)
    with recoded("BG801", InputError):
        value, places = read_toml(decode(read_bytes(path, name), name), name, "BG801")
    if path.name == PROJECT_FILE:
        value, places = _own_table(value, places)
    given = _validated(value, places)
    names = _names(given, path.parent, places)
    named = (str(path.parent / each) for each in (given.names, given.register_file) if each)
    settings = replace(
        _settings(given, path.parent, names),
        register=_register(given, path.parent, names, places),
        files=(str(path), *named),
    )
    return ReadConfiguration(settings, places)


def _names(given: Configuration, folder: Path, places: Places) -> tuple[AddedName, ...]:
    """The organisation's own names, where the configuration names a file that has them."""
    if given.names is None:
        return ()
    from briefgen.readers.own_names import read_own_names
    from briefgen.readers.recoding import recoded

    with recoded("", InputError, lambda _: {"place": places.at(("names",))}):
        return read_own_names(folder, given.names, _reached(folder / given.names))


def _register(given: Configuration, folder: Path, names: tuple[AddedName, ...], places: Places) -> Register:
    """The organisation's register, where the configuration names one."""
    if given.register_file is None:
        return NO_REGISTER
    from briefgen.names import with_names
    from briefgen.readers.recoding import recoded
    from briefgen.readers.register import read_register

    with recoded("", InputError, lambda _: {"place": places.at(("register",))}), with_names(names):
        return read_register(folder, given.register_file, _reached(folder / given.register_file))


def _own_table(value: dict[str, Any], places: Places) -> tuple[Any, Places]:
    return value.get("tool", {}).get("briefgen", {}), places.below(("tool", "briefgen"))


def _validated(value: Any, places: Places) -> Configuration:
    from briefgen.readers.recoding import recoded
    from briefgen.readers.validation import validate
    from briefgen.schema.configuration import Configuration

    with recoded("BG802", UsageError, lambda found: {"hint": _in_toml(found.hint)}):
        return validate(Configuration, value, places, error=UsageError)


def _in_toml(hint: str) -> str:
    """A hint for YAML as one for TOML."""
    for yaml, toml in _YAML_HINTS.items():
        hint = hint.replace(yaml, toml)
    return hint


def _settings(given: Configuration, folder: Path, names: tuple[AddedName, ...]) -> Settings:
    options = {
        "template": _named(given.template, folder),
        "theme": _named(given.theme, folder),
        "out": _out(given.out, folder) if given.out else None,
        "to": ",".join(given.to) if given.to else None,
        "sign": _reached(folder / given.sign) if given.sign else None,
    }
    return Settings(
        scale=given.scale,
        names=names,
        select=given.select,
        ignore=given.ignore,
        strict=given.strict,
        path_ignores=tuple(
            PathIgnore(pattern, each.code, each.reason)
            for pattern, entries in given.per_file_ignores.items()
            for each in entries
        ),
        limits=Limits(given.stale_after, given.bottom_line_words, given.input_limit * MIB),
        bounds=Bounds(**given.limits.model_dump()),
        folder=str(folder),
        options=tuple((name, value) for name, value in options.items() if value is not None),
        variants=tuple(
            Variant(name, _named(each.template, folder) or "", _named(each.theme, folder) or "", each.to or ())
            for name, each in given.variants.items()
        ),
        lists=tuple(_list(name, each, folder) for name, each in given.lists.items()),
        feed=_feed(given.feed) if given.feed else None,
    )


def _feed(given: FeedEntry) -> Feed:
    return Feed(given.marking, f"{given.address.rstrip('/')}/", given.title or "", given.author or "")


def _list(name: str, each: ListEntry, folder: Path) -> DistributionList:
    return DistributionList(
        name,
        each.to,
        each.marking,
        each.cc,
        each.sender or "",
        each.edition or "",
        each.formats or (),
        _named(each.template, folder) or "",
    )


def _named(name: str | None, folder: Path) -> str | None:
    """A name as it is; a path is one from the configuration's folder."""
    if name is None or Path(name).name == name:
        return name
    return _reached(folder / name)


def _out(name: str, folder: Path) -> str:
    """An address as it is; a path is one from the configuration's folder."""
    return name if "://" in name else _reached(folder / name)


def _reached(path: Path) -> str:
    """The path from the working folder."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
