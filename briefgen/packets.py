"""Inputs go in; where their packets lie, what their manifests say, and what has become of their files come out.

An input's packet is a folder under `outputs/` that mirrors where the input lies under its root:
`inputs/asia/2025-03-30.yaml` fills `outputs/asia/2025-03-30/`. The root is the nearest folder
named `inputs` above the file; where there is none, the folder that was given; for a file given by
itself, the folder it lies in. So an input has one packet, from wherever and however it is named.
"""

# os.path, since a run may walk over many thousands of inputs:
# ruff: noqa: PTH100, PTH112, PTH114, PTH118, PTH119, PTH122, PTH206, PTH207

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta, Struct, convert

from briefgen.diagnostics import Diagnostic, Place, Severity, UsageError
from briefgen.files import is_plain_name, open_plain, read_plain
from briefgen.schema.label_words import EDITION_WORDS, file_word
from briefgen.schema.schemes import LEVEL_BANNERS

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
SIGNATURE = "manifest.json.minisig"
"""Stands beside the manifest of a packet that was signed; no manifest names it, for it is of the manifest."""
FROZEN = "FROZEN.txt"
"""A file in a packet's folder that keeps every run from changing or removing the packet."""
RUNS_FOLDER = ".briefgen"
"""Of an output folder: what runs know of it, and which is at work."""
FEED_NAME = "feed.atom"
"""Of an output folder: the feed for an audience, where one is asked for."""
ROOT_NAME = "inputs"
SUFFIXES = (".yaml", ".yml")
PART_PREFIX, PART_SUFFIX = ".briefgen-", ".part"
_WORDS = 40
"""Characters of a banner's words in the name of its edition."""

Count = Annotated[int, Meta(ge=0, le=2**53)]


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
    return InputFile(source.path, f"{source.mirror}.{name_of_banner(banner)}") if banner else source


def name_of_banner(banner: str) -> str:
    """A name that no other banner has. That of a level is its words; of all others, which may differ in what a name
    cannot hold, a digest follows."""
    words = file_word(banner)
    if banner in LEVEL_BANNERS:
        return words
    return "-".join(filter(None, (words[:_WORDS].strip("-"), sha256(banner.encode("utf-8", "surrogatepass"))[:12])))


def variant(source: InputFile, name: str) -> InputFile:
    """The source of a packet in another look, which lies beside the usual one: `2025-03-30.one-page`."""
    return InputFile(source.path, f"{source.mirror}.{name}") if name else source


def variant_name(template: str, theme: str, taken: Container[str] = ()) -> str:
    """What a packet with this template and theme is called; one word where both have one name that is not taken."""
    names = bare_name(template), bare_name(theme)
    once = ".".join(dict.fromkeys(names))
    return ".".join(names) if once in taken else once


def bare_name(name: str) -> str:
    """`ministry` of `looks/ministry.yaml`; never what an edition is called."""
    bare = re.sub(r"[^\w-]+", "-", Path(name).name.partition(".")[0].lower()).strip("-") or "other"
    return f"{bare}-{sha256(bare.encode())[:6]}" if bare in EDITION_WORDS else bare


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
                source = InputFile(path, mirror_of(path, given if path != given else ""))
                if found := _unfit(source):
                    findings.append(found)
                else:
                    sources[key] = source
    return without_collisions(sources.values(), findings), findings


def _unfit(source: InputFile) -> Diagnostic | None:
    """The finding for an input whose packet could not have a folder of its name."""
    if not is_unicode(source.mirror):
        return Diagnostic("BG029", "its name is not UTF-8 text", Place(source.path), hint="Rename it.")
    reserved = next((part for part in source.mirror.split("/") if part.lower() in _OURS or is_part(part)), None)
    if reserved is not None:
        hint = "Rename it; the output folder has a file of that name."
        return Diagnostic("BG029", f"its packet's folder would be called {reserved}", Place(source.path), hint=hint)
    return None


_OURS = frozenset(
    {"index.html", FEED_NAME, "ledger.jsonl", "manifest.json", SIGNATURE, "frozen.txt", "runs.log", RUNS_FOLDER}
)
"""Names of files that stand in an output folder or a packet's."""


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
            elif _is_overlooked(folder, name):
                findings.append(_overlooked(os.path.join(folder, name)))
    for error in errors:
        where = Place(str(error.filename))
        findings.append(Diagnostic("BG021", f"this folder cannot be read: {error.strerror}", where))
    if empty and not errors:
        hint = f"Inputs end in {' or '.join(SUFFIXES)}; `briefgen new` makes one from an article."
        findings.append(Diagnostic("BG020", "no inputs in this folder", Place(given), hint=hint))


def is_input_name(name: str) -> bool:
    """Whether a file is an input by the end of its name, in capitals or not."""
    return name.lower().endswith(SUFFIXES)


_LOOKALIKES = (".json", ".yaml.txt", ".yml.txt")
"""Ends of names that inputs have by a program's doing."""


def _is_overlooked(folder: str, name: str) -> bool:
    """Whether a file that is no input by its name is one by what it says."""
    low = name.lower()
    if name.startswith(".") or not low.endswith(_LOOKALIKES) or low.endswith(_BRIEFING):
        return False
    try:
        with open_plain(os.path.join(folder, name)) as file:
            return (
                re.search(rb"""^[\s{]*["']?articles["']?\s*:|[{,]\s*"articles"\s*:""", file.read(_SHOWN), re.M)
                is not None
            )
    except OSError:
        return False


_BRIEFING = ".briefing.json"
_SHOWN = 2**24
"""Bytes in which an input names its articles."""


def _overlooked(path: str) -> Diagnostic:
    stem = re.sub(r"\.(json|ya?ml\.txt)$", "", os.path.basename(path), flags=re.IGNORECASE)
    hint = f"Rename it {stem}.yaml (JSON is YAML too), or name the file itself."
    message = f"it holds articles, and was not taken: inputs end in {' or '.join(SUFFIXES)}"
    return Diagnostic("BG032", message, Place(path), Severity.NOTE, hint)


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


def other_look(source: InputFile, other: str) -> Diagnostic:
    """The finding for a packet whose folder is that of one with another template or theme of the same name."""
    message = f"its packet would take the place of the one made with {other}"
    hint = (
        f"Both would fill {source.mirror}/ in the output folder. Rename one of the two files, "
        "or name both as `variants` in briefgen.toml."
    )
    return Diagnostic("BG022", message, Place(source.path), hint=hint)


def is_unicode(name: str) -> bool:
    """Whether a file's name is text: other bytes cannot be printed, nor stand in a manifest."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_address(path: str | Path) -> bool:
    """Whether it is the address of a store, also where `pathlib` has taken it for a path: `s3:/bucket`."""
    return _ADDRESS.match(str(path)) is not None


_ADDRESS = re.compile(r"(?:[A-Za-z0-9+.-]+::)*[A-Za-z][A-Za-z0-9+.-]+:/")  # a drive has one letter


def refuse_address(out: Path) -> None:
    """UsageError where the output folder is an address: a folder of that name is never meant."""
    if is_address(out):
        where = without_password(str(out).replace(":/", "://", 1))
        hint = "Only `briefgen build` puts packets at an address. Name a folder with --out."
        raise UsageError(Diagnostic("BG765", "an address cannot be built to here", Place(where), hint=hint))


def without_password(words: str) -> str:
    """Words with the user's part of each address, which may hold a password, left out."""
    return _USER.sub(r"\1", words)


_USER = re.compile(r"""([A-Za-z][A-Za-z0-9+.-]*:/{1,2})[^/\s"'<>]*@""")


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


class FileEntry(TypedDict):
    """A file as a manifest names it."""

    name: str
    size: Count
    sha256: str


class FindingEntry(TypedDict):
    """A finding as a manifest tells it."""

    code: str
    severity: str
    message: str
    path: str
    line: Count
    column: Count


class ManifestContent(TypedDict):
    """What a manifest says; one that says less, or anything else, is none."""

    manifest: Literal[1]
    input: str
    about: NotRequired[dict[str, str]]
    ingredients: dict[str, str]
    options: dict[str, Any]
    versions: dict[str, str]
    files: list[FileEntry]
    counts: dict[str, Count]
    findings: list[FindingEntry]


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """A packet's manifest, or None where there is none that can be used."""
    try:
        return manifest_content(read_plain(folder / MANIFEST, follow=False))
    except OSError:
        return None


def manifest_content(data: bytes) -> dict[str, Any] | None:
    """What a manifest of these bytes says, or None where that is nothing that can be used."""
    try:
        content: dict[str, Any] = json.loads(data)
        convert(content, ManifestContent)
    except (ValueError, RecursionError):
        return None
    return content if all(is_plain_name(each["name"]) for each in content["files"]) else None


# --- files of a packet -----------------------------------------------------------------------


def is_part(name: str) -> bool:
    """Whether it is what a run calls a file that it has not put in its place yet."""
    return name.startswith(PART_PREFIX) and name.endswith(PART_SUFFIX)


def is_edited(path: Path) -> bool:
    """Whether a file that is not as it was built is somebody's work, to be left where it is: a whole file, as its
    program would have saved it. One that is damaged is built again."""
    try:
        data = read_plain(path, follow=False)
    except OSError:
        return False
    whole = _WHOLE.get(path.suffix)
    return whole is not None and whole(data)


def _is_whole_word_file(data: bytes) -> bool:
    """A package without damage, whatever its parts are called, or the container that Word puts a protected one in."""
    if data.startswith(_OLE):
        return True
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            return (
                "[Content_Types].xml" in names
                and sum(each.file_size for each in archive.filelist) <= _MOST
                and (archive.testzip() is None)
            )
    except (OSError, BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error):
        return False


def _is_whole_pdf(data: bytes) -> bool:
    """A PDF with its end: comments, highlights and signatures are saved as such."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]


def _is_whole_page(data: bytes) -> bool:
    """A web page with its end."""
    return b"<html" in data[:1024].lower() and data.rstrip().lower().endswith(b"</html>")


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What files begin with that were saved with a password or a label."""
_MOST = 2**30
"""Bytes that a file may unpack to and be looked at."""
_WHOLE: dict[str, Callable[[bytes], bool]] = {
    ".docx": _is_whole_word_file,
    ".pdf": _is_whole_pdf,
    ".html": _is_whole_page,
}


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
