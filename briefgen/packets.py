"""Where packets lie, what their manifests say, and how their files appear: whole or not at all.

An input's packet is a folder under `outputs/` that mirrors where the input lies under its root:
`inputs/asia/2025-03-30.yaml` fills `outputs/asia/2025-03-30/`. The root is the nearest folder
named `inputs` above the file; where there is none, the folder that was given; for a file given by
itself, the folder it lies in. So an input has one packet, from wherever and however it is named.
"""

# os.path, since a run may walk over many thousands of inputs:
# ruff: noqa: PTH100, PTH112, PTH114, PTH118, PTH119, PTH122, PTH206, PTH207

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, OutputError, Place, Severity
from briefgen.schema.labels import LEVEL_BANNERS

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
ROOT_NAME = "inputs"
SUFFIXES = (".yaml", ".yml")
PART_PREFIX, PART_SUFFIX = ".briefgen-", ".part"
_WORDS = 40
"""Characters of a banner's words in the name of its edition."""
_parts = count(1)


# --- inputs and where their packets go -------------------------------------------------------


class InputFile(Struct, frozen=True):
    """An input file, as it was named, and its packet's folder below the output folder."""

    path: str
    mirror: str
    """With forward slashes: `asia/2025-03-30`."""

    @property
    def stem(self) -> str:
        return self.mirror.rpartition("/")[2]

    @property
    def name(self) -> str:
        """The input's path below its root: what a manifest calls it."""
        parent = self.mirror.rpartition("/")[0]
        base = os.path.basename(self.path)
        return f"{parent}/{base}" if parent else base

    def folder(self, out: Path) -> Path:
        return out / self.mirror


def edition(source: InputFile, banner: str) -> InputFile:
    """The source of a redacted edition, whose packet lies beside that of the whole: `2025-03-30.tlp-green`."""
    return InputFile(source.path, f"{source.mirror}.{_name_of(banner)}") if banner else source


def _name_of(banner: str) -> str:
    """A name that no other banner has. That of a level is its words; of all others, which may differ in what a name
    cannot hold, a digest follows."""
    words = re.sub(r"[^a-z0-9]+", "-", banner.lower()).strip("-")
    if banner in LEVEL_BANNERS:
        return words
    return "-".join(filter(None, (words[:_WORDS].strip("-"), sha256(banner.encode("utf-8", "surrogatepass"))[:12])))


def variant(source: InputFile, name: str) -> InputFile:
    """The source of a packet in another look, which lies beside the usual one: `2025-03-30.one-page`."""
    return InputFile(source.path, f"{source.mirror}.{name}") if name else source


def variant_name(template: str, theme: str) -> str:
    """What a packet with this template and theme is called; one word where both have one name."""
    return ".".join(dict.fromkeys((_bare(template), _bare(theme))))


def _bare(name: str) -> str:
    """`house` of `looks/ministry.yaml`."""
    return re.sub(r"[^\w-]+", "-", Path(name).name.partition(".")[0].lower()).strip("-") or "other"


def mirror_of(path: str, given: str = "") -> str:
    """The packet folder of an input file below the output folder; `given` is the folder it was found in."""
    parts = os.path.abspath(path).split(os.sep)
    folders, name = parts[:-1], parts[-1]
    if ROOT_NAME in folders:
        start = len(folders) - folders[::-1].index(ROOT_NAME)
    elif given:
        start = len(os.path.abspath(given).rstrip(os.sep).split(os.sep))
    else:
        start = len(folders)
    return "/".join([*folders[start:], os.path.splitext(name)[0]])


def find_sources(paths: Iterable[str]) -> tuple[list[InputFile], list[Diagnostic]]:
    """All inputs that the paths name, in order, each once; and what was found wrong on the way."""
    sources: dict[str, InputFile] = {}
    findings: list[Diagnostic] = []
    for given in paths:
        for path in _paths_of(given, findings):
            key = os.path.abspath(path)
            if key not in sources:
                sources[key] = InputFile(path, mirror_of(path, given if path != given else ""))
    return without_collisions(sources.values(), findings), findings


def _paths_of(given: str, findings: list[Diagnostic]) -> Iterator[str]:
    """As `_files_of`; a pattern (`inputs/2025-*.yaml`, `inputs/**`) that names no file stands for what matches it."""
    if os.path.lexists(given) or not _PATTERN.intersection(given):
        yield from _files_of(given, findings)
        return
    from glob import glob

    matches = [path for path in sorted(glob(given, recursive=True)) if is_input_name(path) or os.path.isdir(path)]
    if not matches:
        findings.append(Diagnostic("BG020", "no inputs match this pattern", Place(given)))
    for path in matches:
        if not ("**" in given and os.path.isdir(path)):
            yield from _files_of(path, findings)


_PATTERN = frozenset("*?[")


def _files_of(given: str, findings: list[Diagnostic]) -> Iterator[str]:
    """A file as it is, whether or not it exists; a folder's inputs, sorted, hidden ones left out."""
    if not os.path.isdir(given):
        yield given
        return
    errors: list[OSError] = []
    empty = True
    for folder, folders, names in os.walk(given, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        findings += (_not_followed(folder, name) for name in folders if os.path.islink(os.path.join(folder, name)))
        for name in sorted(names):
            if is_input_name(name) and not name.startswith("."):
                empty = False
                yield os.path.join(folder, name)
    for error in errors:
        where = Place(str(error.filename))
        findings.append(Diagnostic("BG021", f"this folder cannot be read: {error.strerror}", where))
    if empty and not errors:
        hint = f"Inputs end in {' or '.join(SUFFIXES)}; `briefgen new` makes one from an article."
        findings.append(Diagnostic("BG020", "no inputs in this folder", Place(given), hint=hint))


def is_input_name(name: str) -> bool:
    """Whether a file is an input by the end of its name, in capitals or not."""
    return name.lower().endswith(SUFFIXES)


def _not_followed(folder: str, name: str) -> Diagnostic:
    path = os.path.join(folder, name)
    hint = f"Links may lead in circles. Name the folder itself: `briefgen {path}`."
    return Diagnostic("BG028", "a link to a folder was not followed", Place(path), Severity.NOTE, hint)


def without_collisions(sources: Iterable[InputFile], findings: list[Diagnostic]) -> list[InputFile]:
    """All but those whose packet another one, named before, already fills."""
    taken: dict[str, InputFile] = {}
    for source in sources:
        first = taken.setdefault(source.mirror, source)
        if first is not source:
            findings.append(collision(source, first.path))
    return list(taken.values())


def collision(source: InputFile, other: str) -> Diagnostic:
    """The finding for an input whose packet's folder is that of another input's."""
    message = f"its packet would take the place of that of {other}"
    hint = f"Both would fill {source.mirror}/ in the output folder. Rename one of them."
    return Diagnostic("BG022", message, Place(source.path), hint=hint)


# --- manifests -------------------------------------------------------------------------------


class File(Struct, frozen=True):
    """A file of a packet as its manifest names it."""

    name: str
    size: int
    sha256: str


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_of(name: str, data: bytes) -> File:
    return File(name, len(data), sha256(data))


def manifest(
    source: InputFile,
    *,
    ingredients: Mapping[str, str],
    about: Mapping[str, str] | None = None,
    options: Mapping[str, Any],
    versions: Mapping[str, str],
    files: Iterable[File],
    counts: Mapping[str, int],
    findings: Iterable[Diagnostic],
    verification: Mapping[str, Any] | None = None,
) -> bytes:
    """What a packet was made of and what it holds, as JSON; no clock, no place on this machine."""
    content = {
        "manifest": MANIFEST_VERSION,
        "input": source.name,
        **({"about": dict(about)} if about else {}),
        "ingredients": dict(sorted(ingredients.items())),
        "options": dict(sorted(options.items())),
        "versions": dict(sorted(versions.items())),
        "files": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in files],
        "counts": dict(counts),
        "findings": [_finding(source, d) for d in findings],
        "verification": dict(verification or {}),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _finding(source: InputFile, found: Diagnostic) -> dict[str, Any]:
    place = found.place
    path = source.name if place.path == source.path else os.path.basename(place.path)
    return {
        "code": found.code,
        "severity": found.severity.word,
        "message": found.message,
        "path": path,
        "line": place.line,
        "column": place.column,
    }


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """A packet's manifest, or None where there is none that can be used."""
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    usable = isinstance(content, dict) and content.get("manifest") == MANIFEST_VERSION
    return content if usable else None


def _is_there(folder: Path, item: Mapping[str, Any]) -> bool:
    path = folder / str(item["name"])
    try:
        return bool(path.stat().st_size == item["size"] and sha256(path.read_bytes()) == item["sha256"])
    except OSError:
        return False


# --- writing ---------------------------------------------------------------------------------


def write_packet(folder: Path, files: Mapping[str, bytes], manifest_data: bytes) -> list[str]:
    """Write the files and, last, the manifest into the folder. OutputError leaves the last good packet there.

    A Word file that somebody has edited is kept beside the new one; comes back: the names of such copies.
    """
    ready: list[tuple[Path, Path]] = []
    target = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in {**files, MANIFEST: manifest_data}.items():
            target = folder / name
            ready.append((_part(folder), target))
            _write_whole(ready[-1][0], data)
        kept = _move_into_place(folder, ready)
        _sync_folder(folder)
        ready.clear()
        return kept
    except OSError as error:
        raise OutputError(cannot_write(target, error)) from error
    finally:
        for part, _ in ready:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        if ready:
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where nothing came to lie in it


def _part(folder: Path) -> Path:
    return folder / f"{PART_PREFIX}{os.getpid()}-{next(_parts)}{PART_SUFFIX}"


def _move_into_place(folder: Path, ready: Sequence[tuple[Path, Path]]) -> list[str]:
    """Rename what is written, the manifest last.

    There is no manifest while files change their places: a run that is killed then leaves no packet, not a mixed one.
    """
    before = read_manifest(folder) or {"files": []}
    outdated = _outdated(folder, before, {target.name for _, target in ready})
    hidden = _part(folder)
    with contextlib.suppress(FileNotFoundError):
        (folder / MANIFEST).replace(hidden)
    moved = False
    try:
        kept = _keep_edited(folder, before)
        for part, target in ready:
            part.replace(target)
            moved = True
    except OSError:
        if not moved and hidden.exists():
            hidden.replace(folder / MANIFEST)
        raise
    finally:
        hidden.unlink(missing_ok=True)
    for path in outdated:
        path.unlink(missing_ok=True)
    return kept


def _keep_edited(folder: Path, before: Mapping[str, Any]) -> list[str]:
    """Give Word files that somebody has edited a name of their own."""
    kept: list[str] = []
    for item in before["files"]:
        path = folder / str(item["name"])
        if "/" not in item["name"] and not _is_there(folder, item) and is_edited(path):
            copy = _free_name(path)
            path.replace(copy)
            kept.append(copy.name)
    return kept


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.edited{n if n > 1 else ''}{path.suffix}") for n in count(1))
    return next(name for name in names if not name.exists())


def is_edited(path: Path) -> bool:
    """Whether a file that is not as it was built is somebody's work: a whole Word file, not a damaged one."""
    if path.suffix != ".docx":
        return False
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist() and archive.testzip() is None
    except (OSError, BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError):
        return False


def _outdated(folder: Path, before: Mapping[str, Any], names: Collection[str]) -> Sequence[Path]:
    """Files of the packet's last build that this one does not make and that nobody has edited since."""
    items = [item for item in before["files"] if item["name"] not in names]
    return [folder / item["name"] for item in items if "/" not in item["name"] and _is_there(folder, item)]


def _write_whole(path: Path, data: bytes) -> None:
    """A new file with all of the data on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Sync the renames to the disk too, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


_FULL = {
    errno.ENOSPC: "no room is left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than the system allows",
}


def cannot_write(path: Path, error: OSError) -> Diagnostic:
    """The finding for a file or folder that the system would not let us write."""
    where = Place(str(path))
    if error.errno in _FULL:
        hint = "The last good packet was left as it is. Make room and build again."
        return Diagnostic("BG751", f"not written: {_FULL[error.errno]}", where, hint=hint)
    hint = "The last good packet was left as it is. Choose another folder with --out."
    return Diagnostic("BG750", f"not written: {error.strerror or error}", where, hint=hint)
