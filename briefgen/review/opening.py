"""The path of a returned file, and settings, in; the file and what its input's packet would say today out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from briefgen.archive.previous import changed_since, earlier_edition
from briefgen.bounds import bounded
from briefgen.compose import load_template, load_theme
from briefgen.diagnostics import BriefgenError, Diagnostic, InputError, OutputError, Place, Severity, UsageError
from briefgen.fill import fill
from briefgen.names import with_names
from briefgen.options import Options
from briefgen.packets import MANIFEST, ROOT_NAME, SUFFIXES, manifest_content, sha256
from briefgen.print_ready import print_ready
from briefgen.readers.source import read_bytes
from briefgen.readers.yaml_reader import ReadInput, read_input
from briefgen.release import NotReleasable, release
from briefgen.review.expected import ExpectedPacket, expected_packet
from briefgen.review.fields import Fields
from briefgen.review.returned import Returned, read_returned
from briefgen.verify.content import Unreadable
from briefgen.verify.limits import LARGEST_FILE
from briefgen.writers.typefaces import typesetter_for

_LARGEST_MANIFEST = 16 * 2**20
_EDITED = re.compile(r"\.edited\d*$")


class OpenReview(Struct, frozen=True):
    """Both sides of a review."""

    path: Path
    input: Path
    expected: ExpectedPacket
    returned: Returned
    stale: Diagnostic | None = None
    """The finding for a file that was built from the input as it is no longer, or that does not say from what."""
    digest: str = ""
    """Of the input as it was read."""
    limit: int = 0
    """How large it may be."""

    def refuse_changed(self, data: bytes) -> None:
        """OutputError where the input is no longer what was read."""
        if sha256(data) != self.digest:
            hint = "Nothing was written. Give the command again."
            raise OutputError(Diagnostic("BG034", "the file changed meanwhile", Place(str(self.input)), hint=hint))


def open_review(path: Path, input_path: str, options: Options) -> OpenReview:
    """Read the file, and fill and compose its input. BriefgenError says why it cannot be."""
    data = read_bytes(path, str(path), LARGEST_FILE)
    manifest = _manifest_beside(path)
    source = Path(input_path) if input_path else _input_of(path, manifest)
    settings = options.settings
    with bounded(settings.bounds, str(source)), with_names(settings.names):
        read = read_input(source, limit=settings.limits.input_size, scale=settings.scale, register=settings.register)
        returned = _returned(path, data)
        expected, identifier = _expected(read, returned, options, manifest)
    if expected.placeholders:
        returned = _returned(path, data, expected.placeholders)
    stale = _stale(path, source, returned.identifier, identifier)
    return OpenReview(path, source, expected, returned, stale, read.sha256, settings.limits.input_size)


def _returned(path: Path, data: bytes, placeholders: frozenset[str] = frozenset()) -> Returned:
    try:
        return read_returned(data, placeholders)
    except Unreadable as error:
        hint = "Save it as a Word document (.docx) without a password, and give that file."
        raise InputError(
            Diagnostic("BG780", f"the file cannot be reviewed: {error}", Place(str(path)), hint=hint)
        ) from None


def _expected(
    read: ReadInput, returned: Returned, options: Options, manifest: dict[str, Any]
) -> tuple[ExpectedPacket, str]:
    """What the packet would say, and the digest by which its files name what they were built from."""
    filled = fill(read)
    earlier = earlier_edition(read, options.settings, []) if read.input.supersedes else None
    if earlier is not None:
        filled = replace(filled, briefing=changed_since(filled.briefing, read, earlier))
    printed, identifier = filled.briefing, read.sha256
    banner = options.release or _banner(returned, read, manifest)
    if banner:
        try:
            printed = changed_since(release(printed, banner), read, earlier)
        except NotReleasable as error:
            place = read.places.at(("marking",))
            raise InputError(Diagnostic("BG505", error.message, place, hint=error.hint)) from None
        identifier = sha256(printed.model_dump_json().encode())
    template, theme = _look(options, manifest)
    look = load_theme(theme).theme
    ready = print_ready(printed, load_template(template), look, typesetter_for(look), paged=True, identifier=identifier)
    return expected_packet(Fields(read, filled.briefing), filled, printed, ready.document), identifier


def _banner(returned: Returned, read: ReadInput, manifest: dict[str, Any]) -> str:
    """The banner of the edition that the file is of; nothing for the whole briefing."""
    recorded = str(manifest.get("options", {}).get("release", ""))
    marking = read.input.marking
    if recorded or marking is None or returned.marking in ("", marking.banner):
        return recorded
    return returned.marking


def _look(options: Options, manifest: dict[str, Any]) -> tuple[str, str]:
    """The template and theme: what the packet's manifest names, where the configuration has it."""
    named = manifest.get("options", {})
    for each in options.each:
        if (Path(each.template).name, Path(each.theme).name) == (named.get("template"), named.get("theme")):
            return each.template, each.theme
    return options.template, options.theme


def _stale(path: Path, source: Path, said: str, identifier: str) -> Diagnostic | None:
    if said == identifier:
        return None
    if said:
        message = f"the file was built from another version of {source}, whose own changes are listed with the edits"
        hint = (
            "Nothing is written back. Take out the version of the input that it was built from, and give it by --input."
        )
    else:
        message = f"the file does not say which version of {source} it was built from"
        hint = "Nothing is written back. Look at what is listed, and make the changes by hand."
    return Diagnostic("BG787", message, Place(str(path)), Severity.WARNING, hint)


# --- which input -----------------------------------------------------------------------------


def _manifest_beside(path: Path) -> dict[str, Any]:
    """What the manifest in the file's folder says; nothing where there is none that can be used."""
    try:
        return manifest_content(read_bytes(path.parent / MANIFEST, MANIFEST, _LARGEST_MANIFEST)) or {}
    except BriefgenError:
        return {}


def _input_of(path: Path, manifest: dict[str, Any]) -> Path:
    """The input of the packet that the file lies in, or of its name. UsageError where there is none."""
    for candidate in _candidates(path, str(manifest.get("input", ""))):
        if candidate.is_file():
            return candidate
    hint = "Name the input that the packet was built from: --input inputs/2025-03-30.yaml"
    raise UsageError(Diagnostic("BG804", "the input of this file was not found", Place(str(path)), hint=hint))


def _candidates(path: Path, named: str) -> Iterator[Path]:
    parts = named.split("/")
    names = [named] if named and not any(part in ("", ".", "..") for part in parts) and "\\" not in named else []
    stem = _EDITED.sub("", path.stem)
    names += [f"{each}{suffix}" for each in dict.fromkeys((stem, stem.partition(".")[0])) for suffix in SUFFIXES]
    above = [Path(), *Path(os.path.relpath(path)).parents]
    for name in names:
        for folder in above:
            yield folder / ROOT_NAME / name
            yield folder / name


# --- files that wait -------------------------------------------------------------------------


def files_to_review(paths: tuple[str, ...]) -> list[Path]:
    """The Word files in packets below the paths that are not as they were built, or were kept beside new ones."""
    found: dict[Path, None] = {}
    for given in paths:
        for folder, below, names in os.walk(given):
            below.sort()
            below[:] = [name for name in below if not name.startswith(".")]
            if MANIFEST in names:
                found.update(dict.fromkeys(_edited_in(Path(folder), names)))
    return list(found)


def _edited_in(folder: Path, names: list[str]) -> Iterator[Path]:
    digests = {each["name"]: each["sha256"] for each in _manifest_beside(folder / MANIFEST).get("files", ())}
    for name in sorted(names):
        path = folder / name
        if not name.endswith(".docx") or name.startswith("~$"):
            continue
        if _EDITED.search(path.stem) or (name in digests and _digest(path) != digests[name]):
            yield path


def _digest(path: Path) -> str:
    try:
        return sha256(read_bytes(path, str(path), LARGEST_FILE))
    except BriefgenError:
        return ""
