"""The folder of a finished packet goes in; what anybody changed in it since it was built comes out as findings.

Nothing but the packet is needed: its manifest names each file with its hash, and keeps a print of what
the document said. A file that is as it was built has the words that stood in a changed one.
The packet is not trusted: no file outside of its folder is opened, whatever its manifest names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.files import read_plain
from briefgen.formats import ending_of
from briefgen.packets import FEED_NAME, FROZEN, MANIFEST, RUNS_FOLDER, SIGNATURE, manifest_content, sha256
from briefgen.signing import BadSignature, PublicKey, refuse_bad_signature
from briefgen.verify import READERS
from briefgen.verify.compare import (
    Difference,
    differences_in_html,
    differences_in_making,
    differences_in_pdf,
    differences_in_word,
    saved_by_suite,
)
from briefgen.verify.content import ContentSpan, ExpectedContent, ExtractedContent, Unreadable, seen
from briefgen.verify.fingerprints import all_words, expected_by
from briefgen.verify.report import CODE, unreadable, verification_findings

_HINT = "the packet is not as it was built; build it again, or keep the file elsewhere as a version of its own"
_NOT_COMPARED = (
    "its styles, list labels, fonts, theme, properties and settings were not compared, "
    "and could hide words or draw them as others"
)
_UNSIGNED = "BG773"
_RECORDS = frozenset({"index.html", FEED_NAME, "ledger.jsonl", "runs.log", RUNS_FOLDER})
"""What runs keep in an output folder."""
_FEW = 5
"""Names that are reported of a folder."""
_SIGN_HINT = "do not rely on it; have it signed by whoever made it (`briefgen --sign KEY`), or use the key that it was signed with"


def find_packets(paths: tuple[str, ...]) -> tuple[list[Path], list[Diagnostic]]:
    """The packet folders that paths name or hold, in order, and what is wrong with paths that have none."""
    folders: dict[Path, None] = {}
    wrong: list[Diagnostic] = []
    for given in paths:
        path = Path(given)
        errors: list[OSError] = []
        walk = os.walk(path, onerror=errors.append)
        found = sorted(Path(folder) for folder, below, names in walk if MANIFEST in (*names, *below))
        folders.update(dict.fromkeys(found))
        wrong += (_not_read(error) for error in errors if path.is_dir())
        if not found:
            hint = f"a packet is a folder with a {MANIFEST}, such as outputs/2025-03-30"
            wrong.append(Diagnostic(CODE, "there is no finished packet here", Place(given), hint=hint))
    return list(folders), wrong


def _not_read(error: OSError) -> Diagnostic:
    message = f"this folder cannot be read, and may hold packets: {error.strerror}"
    return Diagnostic(CODE, message, Place(str(error.filename)), hint="Ask for the right to read it.")


def verify_packet(folder: Path, key: PublicKey | None = None) -> list[Diagnostic]:
    """What is no longer as it was built, or not as the owner of the key signed it."""
    data = _manifest_bytes(folder)
    manifest = _manifest(data)
    if manifest is None:
        return [_finding(folder / MANIFEST, "the manifest cannot be read, so nothing says how the packet was built")]
    found = [*_unsigned(folder, data, key)] if key else []
    files: dict[Path, bytes] = {}
    changed: list[Path] = []
    for name, digest in manifest["files"]:
        path = folder / name  # a manifest that names anything but files of its folder is none
        try:
            files[path] = read_plain(path, follow=False)
        except OSError as error:
            found.append(_finding(path, f"the file cannot be read: {error.strerror or error}"))
            continue
        if sha256(files[path]) != digest:
            changed.append(path)
    return found + (list(_changes(manifest["verification"], files, changed)) if changed else [])


def _unsigned(folder: Path, manifest: bytes, key: PublicKey) -> Iterator[Diagnostic]:
    """The finding for a manifest that the owner of the key did not sign."""
    path = folder / SIGNATURE
    try:
        refuse_bad_signature(manifest, read_plain(path, follow=False), key)
    except FileNotFoundError:
        yield Diagnostic(_UNSIGNED, "the packet is not signed", Place(str(folder / MANIFEST)), hint=_SIGN_HINT)
    except OSError as error:
        message = f"the signature cannot be read: {error.strerror or error}"
        yield Diagnostic(_UNSIGNED, message, Place(str(path)), hint=_SIGN_HINT)
    except BadSignature as error:
        yield Diagnostic(_UNSIGNED, str(error), Place(str(path)), hint=_SIGN_HINT)


def beside_packets(paths: tuple[str, ...]) -> tuple[list[Diagnostic], list[str]]:
    """What a key's owner cannot have signed: findings for files that no manifest names, and for folders that are links;
    and the records that runs keep, which nobody signs."""
    found: list[Diagnostic] = []
    records: list[str] = []
    for folder, below, names in _folders_of(paths):
        named = _named_by_manifest(folder) if MANIFEST in names else set()
        records += (str(folder / name) for name in (*names, *below) if not named and name in _RECORDS)
        links = (name for name in below if (folder / name).is_symlink())
        if others := sorted({*names, *links} - (named or _RECORDS)):
            found.append(Diagnostic(_UNSIGNED, _covers_not(others), Place(str(folder)), hint=_SIGN_HINT))
    return found, sorted(records)


def _folders_of(paths: tuple[str, ...]) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Each folder once, with what is in it; those left out in which runs keep what they know."""
    seen_before: set[str] = set()
    for given in paths:
        for folder, below, names in os.walk(given):
            if (real := os.path.realpath(folder)) not in seen_before:
                seen_before.add(real)
                yield Path(folder), below, names
            below[:] = sorted(name for name in below if name != RUNS_FOLDER)


def _named_by_manifest(folder: Path) -> set[str]:
    manifest = _manifest(_manifest_bytes(folder))
    return {MANIFEST, SIGNATURE, *([FROZEN, *(name for name, _ in manifest["files"])] if manifest else [])}


def _covers_not(names: list[str]) -> str:
    shown = ", ".join(name[:200] for name in names[:_FEW])
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"no signature covers {shown}{more}"


def _manifest_bytes(folder: Path) -> bytes:
    """What the manifest holds, read once: what is verified is what was signed. Nothing where it cannot be read."""
    try:
        return read_plain(folder / MANIFEST, follow=False)
    except OSError:
        return b""


def _manifest(data: bytes) -> dict[str, Any] | None:
    """The files that the manifest names, each with its hash, and what it keeps of the document; None where it is none."""
    content = manifest_content(data)
    if content is None or not content["files"]:
        return None
    files = [(item["name"], item["sha256"]) for item in content["files"]]
    return {"files": files, "verification": content.get("verification") or {}}


def _changes(verification: Any, files: Mapping[Path, bytes], changed: list[Path]) -> Iterator[Diagnostic]:
    extracted: dict[Path, ExtractedContent] = {}
    for path, data in files.items():
        reader = READERS.get(ending_of(path.name))
        if reader is None:
            continue
        try:
            extracted[path] = _visible(reader.content(data))
        except Unreadable as error:
            yield unreadable(str(path), error, _HINT)
    for path in changed:
        if path in extracted:
            yield from _content_changes(verification, path, extracted)
        elif ending_of(path.name) not in READERS:
            yield _finding(path, "the file was changed since it was built")


def _content_changes(verification: Any, path: Path, extracted: Mapping[Path, ExtractedContent]) -> Iterator[Diagnostic]:
    """What is different, or that nothing is: said only where all of the file is known."""
    try:
        expected = expected_by(verification, extracted.values())
        made = {str(name): str(digest) for name, digest in _made(verification["made"], path.name).items()}
        words = str(verification["words"])
    except (ValueError, LookupError, TypeError, AttributeError):
        yield _finding(path, "the file was changed since it was built; the manifest does not keep what it said")
        return
    found = extracted[path]
    if changes := READERS[ending_of(path.name)].changes:
        differences = verification_findings(str(path), changes(expected, made, found), _HINT)
    else:
        if saved_by_suite(found) and not found.summaries:
            expected = replace(expected, summaries=())  # LibreOffice writes no descriptions of tables
        differences = verification_findings(str(path), _differences(path, expected, found), _HINT)
        if not differences and all_words(expected) != words:
            differences = [_finding(path, "its words are not those that it was built with")]
        differences += verification_findings(str(path), differences_in_making(made, found), _HINT)
    yield from differences
    if saved_by_suite(found):
        message = f"{found.saved_by} saved the file again; {_NOT_COMPARED}"
        yield Diagnostic(CODE, message, Place(str(path)), Severity.WARNING, _HINT)
    elif not differences:
        message = "the file was saved again since it was built; its words, links and markings are as they were"
        yield Diagnostic(CODE, message, Place(str(path)), Severity.WARNING, _HINT)


def _made(made: Mapping[str, Mapping[str, str]], name: str) -> Mapping[str, str]:
    """What the manifest keeps of a file, by the end of its name. LookupError where it keeps nothing."""
    return made[max((end for end in made if name.endswith(f".{end}")), key=len, default="")]


def _differences(path: Path, expected: ExpectedContent, extracted: ExtractedContent) -> Iterator[Difference]:
    if path.suffix == ".pdf":
        return differences_in_pdf(expected, extracted)
    if path.suffix == ".html":
        return differences_in_html(expected, extracted)
    return differences_in_word(expected, extracted, ())


def _visible(file: ExtractedContent) -> ExtractedContent:
    return replace(file, spans=tuple(ContentSpan(each.kind, seen(each.words)) for each in file.spans))


def _finding(path: Path, message: str) -> Diagnostic:
    return Diagnostic(CODE, message, Place(str(path)), hint=_HINT)
