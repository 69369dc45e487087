"""What an organisation has settled for all its briefings: which findings count, the limits of checks, the usual choices.

A configuration file gives them (see `briefgen.readers.configuration`), options of the command line may
change them. Plain data that imports nothing, so that a run with nothing to do stays quick.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePath
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

MIB = 2**20


class PathIgnore(Struct, frozen=True):
    """Findings of some files that are not to count, and why."""

    pattern: str
    """A glob, from the folder of the configuration; without a slash it is a name in any folder."""
    code: str
    """A rule's code, or the beginning of several."""
    reason: str


class Limits(Struct, frozen=True):
    """From where on a check finds something."""

    stale_after: int = 30
    """Days."""
    bottom_line_words: int = 80
    input_size: int = 16 * MIB
    """Bytes."""


class Bounds(Struct, frozen=True):
    """What one input may take before it is given up. None of it shapes a packet."""

    seconds: int = 300
    """Of computing."""
    pages: int = 5_000
    characters: int = 20_000_000
    """Of the input and its texts, aliases written out."""
    findings: int = 1_000
    """That are shown."""
    template_steps: int = 10_000_000
    """Turns of loops, calls, filters and what they go through."""


class Variant(Struct, frozen=True):
    """Another packet of each input, beside the usual one."""

    name: str
    """Ends the names of its folder and files."""
    template: str = ""
    """As of the usual packet where empty; so with the others."""
    theme: str = ""
    formats: tuple[str, ...] = ()


class DistributionList(Struct, frozen=True):
    """Who gets packets by mail, and how high they may be marked. None of it shapes a packet."""

    name: str
    to: tuple[str, ...]
    """Each `Desk <desk@example.org>`, or an address alone; so with the others."""
    marking: str
    """The highest banner that they may get."""
    cc: tuple[str, ...] = ()
    sender: str = ""
    edition: str = ""
    """The banner of the redacted edition that they get; empty for whichever their marking allows."""
    formats: tuple[str, ...] = ()
    template: str = "mail"


class Feed(Struct, frozen=True):
    """Whom a feed of the output folder is for. None of it shapes a packet."""

    marking: str
    """The highest banner of packets that are in it."""
    address: str
    """Of the output folder, as readers reach it, with a slash at its end."""
    title: str = ""
    author: str = ""


class RegisteredName(Struct, frozen=True):
    """A name of an organisation's register, and what is steady about it."""

    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    fields: tuple[tuple[str, Any], ...] = ()
    keys: tuple[str, ...] = ()
    """Name and aliases as they are compared."""


class Register(Struct, frozen=True, dict=True):
    """The names that an organisation knows already."""

    file: str = ""
    """As the configuration names it; empty where there is none."""
    sha256: str = ""
    names: tuple[RegisteredName, ...] = ()

    @cached_property
    def by_name(self) -> dict[tuple[str, str], RegisteredName]:
        """By kind, and name or alias as it is compared."""
        return {(each.kind, key): each for each in self.names for key in each.keys}


NO_REGISTER = Register()


class Settings(Struct, frozen=True):
    """All that a configuration settles."""

    scale: str | None = None
    """Of inputs that name none."""
    names: tuple[tuple[str, str, str], ...] = ()
    """Names that are added: `countries` or `regions`, the name, what it stands for."""
    register: Register = NO_REGISTER
    """Is an ingredient of its own, and no part of the digest."""
    select: tuple[str, ...] = ()
    """Codes or beginnings of codes; none means all."""
    ignore: tuple[str, ...] = ()
    strict: bool = False
    path_ignores: tuple[PathIgnore, ...] = ()
    limits: Limits = Limits()
    bounds: Bounds = Bounds()
    folder: str = ""
    """Of the configuration file; empty where there is none."""
    files: tuple[str, ...] = ()
    """The configuration file, and those that it names: its table of names, its register."""
    options: tuple[tuple[str, str], ...] = ()
    """Options of `briefgen build` and their usual values: template, theme, out, to."""
    variants: tuple[Variant, ...] = ()
    lists: tuple[DistributionList, ...] = ()
    feed: Feed | None = None

    def selects(self, code: str) -> bool:
        """Whether a finding of that code counts: the longest beginning decides, and `ignore` where both are as long."""
        selected = max((len(each) for each in self.select if code.startswith(each)), default=-1)
        ignored = max((len(each) for each in self.ignore if code.startswith(each)), default=-1)
        return (selected if self.select else 0) > ignored

    def ignores(self, code: str) -> bool:
        """Whether `ignore` names the code or a beginning of it."""
        return code.startswith(self.ignore) if self.ignore else False

    def reason_to_ignore(self, code: str, path: str) -> str | None:
        """Why a finding of that code does not count in that file; None where it does."""
        if not self.path_ignores:
            return None
        name = self._below_folder(path)
        return next(
            (each.reason for each in self.path_ignores if code.startswith(each.code) and _matches(each.pattern, name)),
            None,
        )

    def _below_folder(self, path: str) -> str:
        """The path from the folder of the configuration, with forward slashes."""
        absolute = os.path.abspath(path)  # noqa: PTH100 - as it is named, links unfollowed
        try:
            return PurePath(os.path.relpath(absolute, self.folder or None)).as_posix()
        except ValueError:  # another drive
            return PurePath(absolute).as_posix()

    def digest(self) -> str:
        """SHA-256 of what bears on a packet beside its own options; empty where nothing differs from the usual."""
        if replace(self, **{name: getattr(USUAL, name) for name in _APART}) == USUAL:
            return ""
        content: dict[str, Any] = to_builtins(replace(self, register=NO_REGISTER))
        for name in _APART:
            del content[name]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


USUAL = Settings()
"""Where there is no configuration."""
_APART = ("folder", "files", "options", "variants", "lists", "feed", "bounds", "register")
"""What shapes no packet, or is recorded in a manifest by itself."""


def _matches(pattern: str, name: str) -> bool:
    compared = name if "/" in pattern else name.rpartition("/")[2]
    return is_match(pattern, compared)


_GLOB = re.compile(r"\*\*/|\*\*|\*|\?|.", re.DOTALL)


def is_match(pattern: str, name: str) -> bool:
    """`*` and `?` stay within a folder, `**` goes through folders; all else is itself.

    All ways to match are followed at once, part by part: time grows with both lengths, whatever the pattern.
    """
    reached = {0}
    for part in _GLOB.findall(pattern):
        reached = _after(part, name, reached)
        if not reached:
            return False
    return len(name) in reached


def _after(part: str, name: str, reached: set[int]) -> set[int]:
    """How far into the name one gets with a part, from as far as one got before it."""
    match part:
        case "**/":
            first = min(reached)
            return reached | {n + 1 for n in range(first, len(name)) if name[n] == "/"}
        case "**":
            return set(range(min(reached), len(name) + 1))
        case "*":
            return set(_within_folders(name, reached))
        case "?":
            return {n + 1 for n in reached if n < len(name) and name[n] != "/"}
        case _:
            return {n + 1 for n in reached if name[n : n + 1] == part}


def _within_folders(name: str, reached: set[int]) -> Iterator[int]:
    """Each place that lies in the same folder as one before it that was reached."""
    open_ = False
    for n in range(len(name) + 1):
        open_ = n in reached or (open_ and name[n - 1] != "/")
        if open_:
            yield n
