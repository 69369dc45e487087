"""An input and an edition in, its finished packet out, read once; or findings that say why it is not to be sent.

The output folder is not trusted: whoever can write there can write manifests as well. So a packet counts only if a build
now would make it of the same ingredients, if each file is as its manifest says, and if files with pages, read back, say word
for word what the input gives, and the others are byte for byte what it gives.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place, has_errors
from briefgen.files import read_plain, refuse_links
from briefgen.formats import FORMATS, ending_of, formats_of
from briefgen.kit import Kit, load_kit
from briefgen.options import Options, recorded
from briefgen.packets import FROZEN, MANIFEST, SIGNATURE, InputFile, manifest_content, sha256
from briefgen.pipeline import PreparedPacket, prepared_packet
from briefgen.record import versions
from briefgen.signing import BadSignature, PublicKey, refuse_bad_signature
from briefgen.verify import verify
from briefgen.writing import Work, write_files

NOT_TO_BE_SENT = "BG791"
_BUILD = "`briefgen {}` builds it (--force where it says “up to date”); `--dry-run --why` says what has changed."
_MOST_REASONS = 3


class Finished(Struct, frozen=True):
    """A packet whose files are what its input gives."""

    source: InputFile
    sha256: str
    """Of its manifest."""
    work: Work
    files: Mapping[str, bytes]

    def of_format(self, name: str) -> dict[str, bytes]:
        """Its files of a format."""
        return {each: data for each, data in self.files.items() if ending_of(each) == FORMATS[name].ending}


class Shelves(Struct):
    """Takes finished packets out of an output folder, each once."""

    options: Options
    key: PublicKey | None = None
    """That packets must be signed with."""
    kits: dict[tuple[str, ...], Kit] = field(default_factory=dict)
    taken: dict[tuple[str, str], Finished | list[Diagnostic]] = field(default_factory=dict)

    def packet(self, source: InputFile, banner: str) -> Finished | list[Diagnostic]:
        """The packet of an input, or of its edition with this banner."""
        where = (source.path, banner)
        if where not in self.taken:
            options = replace(self.options, release=banner)
            self.taken[where] = self._read(options.placed(source), options)
        return self.taken[where]

    def kit(self, options: Options) -> Kit:
        if options.formats not in self.kits:
            self.kits[options.formats] = load_kit(options)
        return self.kits[options.formats]

    def _read(self, source: InputFile, options: Options) -> Finished | list[Diagnostic]:
        folder = source.folder(options.out)
        try:
            refuse_links(options.out, folder)
            data = read_plain(folder / MANIFEST, follow=False)
        except FileNotFoundError:
            return [_not_built(source, options)]
        except OSError as error:
            return [_refused(folder / MANIFEST, f"the packet cannot be read: {error.strerror or error}")]
        content = manifest_content(data)
        formats = _formats(content)
        if content is None or not formats:
            return [_refused(folder / MANIFEST, "its manifest cannot be used", _rebuilt(source, options))]
        options = replace(options, formats=formats)
        expected, judged = prepared_packet(source, self.kit(options), options)
        if expected is None or has_errors(judged.findings):
            hint = "`briefgen check` says what is wrong with it; a packet of an earlier version is not delivered."
            return [_refused(Path(source.path), "its input cannot be built now", hint)]
        reasons = [*_reasons(content, expected, options, frozen=os.path.lexists(folder / FROZEN))]
        if reasons:
            return [_stale(source, folder, reasons, options)]
        found = [*self._unsigned(folder, data)]
        files = _files(folder, content, found)
        found = found or [*_other_words(source, folder, files, expected.work, formats)]
        return found or Finished(source, sha256(data), expected.work, files)

    def _unsigned(self, folder: Path, manifest: bytes) -> Iterator[Diagnostic]:
        """A finding where it has to be signed and is not."""
        if self.key is None:
            return
        try:
            refuse_bad_signature(manifest, read_plain(folder / SIGNATURE, follow=False), self.key)
        except (BadSignature, OSError) as error:
            why = str(error) if isinstance(error, BadSignature) else "there is no signature that can be read"
            yield _refused(folder / SIGNATURE, f"the packet is not signed with the key: {why}")


# --- the manifest ------------------------------------------------------------------------------------


def _formats(content: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The formats that a manifest says the packet has; none where it says nothing that could be."""
    names = content["options"].get("to") if content else None
    try:
        return formats_of(map(str, names)) if isinstance(names, list) else ()
    except ValueError:
        return ()


def _reasons(content: Mapping[str, Any], expected: PreparedPacket, options: Options, *, frozen: bool) -> Iterator[str]:
    """Why a build would make it again. What a frozen packet was made with may be another now."""
    there: dict[str, str] = content["ingredients"]
    yield from _changed({name: each for name, each in there.items() if name not in expected.shared}, expected.own)
    if frozen:
        return
    yield from _changed({name: each for name, each in there.items() if name in expected.shared}, expected.shared)
    now = {name: each for name, each in recorded(options).items() if name not in _NOT_COMPARED}
    before = {name: each for name, each in content["options"].items() if name not in _NOT_COMPARED}
    yield from _changed(before, now)
    yield from _changed(content["versions"], versions())


_NOT_COMPARED = ("to", "signed")
"""Options that the packet itself answers for."""


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} changed" for name in sorted({*old, *new}) if old.get(name) != new.get(name))


# --- its files ---------------------------------------------------------------------------------------


def _files(folder: Path, content: Mapping[str, Any], found: list[Diagnostic]) -> dict[str, bytes]:
    """The files that the manifest names, each as it says."""
    files: dict[str, bytes] = {}
    for each in content["files"]:
        path = folder / each["name"]
        try:
            data = read_plain(path, follow=False)
        except OSError as error:
            found.append(_refused(path, f"the file cannot be read: {error.strerror or error}"))
            continue
        if sha256(data) == each["sha256"]:
            files[each["name"]] = data
        else:
            hint = f"`briefgen verify {folder}` says what was changed; --force builds the packet again, and keeps this file."
            found.append(_refused(path, "the file is not as it was built", hint))
    return files


def _other_words(
    source: InputFile, folder: Path, files: Mapping[str, bytes], work: Work, formats: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """A finding where the files say anything else than what the input gives. Those with pages, which take longest to
    write, are read back instead."""
    given = write_files(source, (name for name in formats if not FORMATS[name].paged), work, [])
    pages = {name: data for name, data in files.items() if name not in given}
    odd = set(pages) - {f"{source.stem}{FORMATS[name].ending}" for name in formats if FORMATS[name].paged}
    wrong = sorted(odd | {name for name, data in given.items() if files.get(name) != data})
    pdf, docx = (pages.get(f"{source.stem}{ending}") for ending in (".pdf", ".docx"))
    if wrong or verify(work.expected, pdf, docx, source.stem).findings:
        place = folder / (wrong[0] if wrong else MANIFEST)
        yield _refused(place, "the packet does not say what its input gives", "Build it again with --force.")


# --- what is said of it ------------------------------------------------------------------------------


def _refused(path: Path, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(NOT_TO_BE_SENT, f"not delivered: {message}", Place(str(path)), hint=hint)


def _rebuilt(source: InputFile, options: Options) -> str:
    released = f'--release "{options.release}" ' if options.release else ""
    return _BUILD.format(f"{released}{source.path}")


def _not_built(source: InputFile, options: Options) -> Diagnostic:
    what = f"no edition for {options.release}" if options.release else "no packet"
    return _refused(Path(source.path), f"{what} has been built of it", _rebuilt(source, options))


def _stale(source: InputFile, folder: Path, reasons: list[str], options: Options) -> Diagnostic:
    more = f" and {len(reasons) - _MOST_REASONS} more" if len(reasons) > _MOST_REASONS else ""
    message = f"the packet is stale: {', '.join(reasons[:_MOST_REASONS])}{more}"
    return _refused(folder, message, _rebuilt(source, options))
