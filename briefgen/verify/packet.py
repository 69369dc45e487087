"""The folder of a finished packet goes in; what anybody changed in it since it was built comes out as findings.

Nothing but the packet is needed: its manifest names each file with its hash, and keeps a print of what
the document said. A file that is as it was built has the words that stood in a changed one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.packets import MANIFEST, read_manifest, sha256
from briefgen.verify import CODE, content_of_pdf, content_of_word, findings, unreadable
from briefgen.verify.compare import Difference, differences_in_pdf, differences_in_word
from briefgen.verify.content import ContentSpan, ExtractedContent, Unreadable, seen
from briefgen.verify.fingerprints import expected_by

_EXTRACTORS = {".pdf": content_of_pdf, ".docx": content_of_word}
_HINT = "the packet is not as it was built; build it again, or keep the file elsewhere as a version of its own"


def find_packets(paths: tuple[str, ...]) -> tuple[list[Path], list[Diagnostic]]:
    """The packet folders that paths name or hold, in order, and what is wrong with paths that have none."""
    folders: dict[Path, None] = {}
    wrong: list[Diagnostic] = []
    for given in paths:
        path = Path(given)
        found = [path] if (path / MANIFEST).is_file() else sorted(each.parent for each in path.rglob(MANIFEST))
        folders.update(dict.fromkeys(found))
        if not found:
            hint = f"a packet is a folder with a {MANIFEST}, such as outputs/2025-03-30"
            wrong.append(Diagnostic(CODE, "there is no finished packet here", Place(given), hint=hint))
    return list(folders), wrong


def verify_packet(folder: Path) -> list[Diagnostic]:
    """What is no longer as it was built."""
    manifest = read_manifest(folder)
    if manifest is None:
        return [_finding(folder / MANIFEST, "the manifest cannot be read, so nothing says how the packet was built")]
    found: list[Diagnostic] = []
    files: dict[Path, bytes] = {}
    changed: list[Path] = []
    for item in manifest["files"]:
        path = folder / str(item["name"])
        try:
            files[path] = path.read_bytes()
        except OSError as error:
            found.append(_finding(path, f"the file cannot be read: {error.strerror}"))
            continue
        if sha256(files[path]) != item["sha256"]:
            changed.append(path)
    return found + (list(_changes(manifest, files, changed)) if changed else [])


def _changes(manifest: dict[str, Any], files: dict[Path, bytes], changed: list[Path]) -> Iterator[Diagnostic]:
    extracted: dict[Path, ExtractedContent] = {}
    for path, data in files.items():
        extract = _EXTRACTORS.get(path.suffix)
        if extract is None:
            continue
        try:
            extracted[path] = _visible(extract(data))
        except Unreadable as error:
            yield unreadable(str(path), error, _HINT)
    for path in changed:
        if path in extracted:
            yield from _content_changes(manifest, path, extracted)
        elif path.suffix not in _EXTRACTORS:
            yield _finding(path, "the file was changed since it was built")


def _content_changes(
    manifest: dict[str, Any], path: Path, extracted: dict[Path, ExtractedContent]
) -> Iterator[Diagnostic]:
    try:
        expected = expected_by(manifest.get("verification") or {}, extracted.values())
    except ValueError:
        yield _finding(path, "the file was changed since it was built; the manifest does not keep what it said")
        return
    differences: Iterator[Difference]
    if path.suffix == ".pdf":
        differences = differences_in_pdf(expected, extracted[path])
    else:
        differences = differences_in_word(expected, extracted[path], ())
    reported = findings(str(path), differences, _HINT)
    yield from reported
    if not reported:
        message = "the file was saved again since it was built; its words, links and markings are as they were"
        yield Diagnostic(CODE, message, Place(str(path)), Severity.WARNING, _HINT)


def _visible(file: ExtractedContent) -> ExtractedContent:
    return replace(file, spans=tuple(ContentSpan(each.kind, seen(each.words)) for each in file.spans))


def _finding(path: Path, message: str) -> Diagnostic:
    return Diagnostic(CODE, message, Place(str(path)), hint=_HINT)
