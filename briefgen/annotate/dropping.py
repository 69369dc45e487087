"""A file that was dropped on the page in; its articles and drafts in the open input, or in a new one, out."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

from briefgen.annotate.requests import RequestRefused
from briefgen.annotate.session import Session
from briefgen.diagnostics import Diagnostic, InputError, Place, internal_error
from briefgen.editing import edited_text
from briefgen.importing.adding import Added, unknown_labels
from briefgen.importing.foreign import CannotImport, SourceFile
from briefgen.importing.importers import imported
from briefgen.importing.labels import LabelMap
from briefgen.new_file import write_new
from briefgen.new_input import empty_input, schema_of

_NAME = 200
"""Characters of a file's name that are kept."""


def import_file(session: Session, digest: str, name: str, data: bytes) -> dict[str, Any]:
    """The state with what the file held, and what was found while reading it."""
    with session.lock:
        session.expect(digest)
        read = session.shown.examined.read
        added = Added(LabelMap(), read=read)
        if read is None and session.shown.value.get("articles"):
            raise RequestRefused(422, "the input's articles cannot be read", "Correct the errors first.")
        _take(added, plain_name_of(name), data)
        state = session.make(digest, added.edits, "import")
        counts = {"articles": len(added.articles), "drafts": added.count, "not_placed": added.not_placed}
        return state | {"imported": counts, "import_findings": [*map(_shown, added.findings)]}


def new_input_of(path: Path, data: bytes, target: Path) -> list[Diagnostic]:
    """Write a new input with what a file holds; what was found. InputError where there is no article in it."""
    added = Added(LabelMap())
    _take(added, path.name, data)
    if not added.articles:
        raise InputError(added.findings or [Diagnostic("BG026", "there is no article in it", Place(str(path)))])
    first = added.articles[0]
    text = empty_input(target.stem, first["headline"], first.get("published", ""), schema_of(target))
    write_new(target, edited_text(text, added.edits, str(target)).encode("utf-8"))
    return added.findings


def _take(added: Added, name: str, data: bytes) -> None:
    """Of a file alone: none is looked for beside it, for the name may be one that a page sent."""
    if name.lower().endswith(".ann"):
        hint = "Run: briefgen import FILE.ann --into INPUT. It reads the text in the file beside it."
        raise RequestRefused(422, "brat keeps the text of its annotations in another file", hint)
    file = SourceFile(Path(name), data)
    try:
        added.take(imported(file), name)
    except CannotImport as error:
        added.findings.append(Diagnostic("BG038", error.message, Place(name), hint=error.hint))
    except InputError as error:
        added.findings += error.diagnostics
    except Exception as error:
        added.findings.append(internal_error(name, error))
    added.findings += unknown_labels(added, [name])


def plain_name_of(name: str) -> str:
    """A file's name without folders, whatever system it comes from. Refused where nothing is left."""
    bare = PurePath(name.replace("\\", "/").replace("\0", "")).name
    bare = "".join(each for each in bare if each.isprintable())[-_NAME:].lstrip(".")
    if not bare:
        raise RequestRefused(400, "the file has no name", "Give one with the request: ?name=talks.html")
    return bare


def _shown(found: Diagnostic) -> dict[str, Any]:
    place = found.place
    return {
        "code": found.code,
        "severity": found.severity.word,
        "message": found.message,
        "hint": found.hint,
        "path": place.path,
        "line": place.line,
    }
