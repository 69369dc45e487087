"""An input that supersedes another in, that earlier edition out, and findings about it.

`supersedes` is a path from the input's own folder, or the reference or the name of an input that lies in that folder.
Whatever is named lies below the folder when links are followed: an input may not have others' files read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from msgspec import Struct

from briefgen.archive.changes import Edition, cut_words, explained_in_vain, unexplained, with_changes
from briefgen.archive.editions import file_of_edition, given_ids, read_edition
from briefgen.diagnostics import Diagnostic, InputError, Place, Severity
from briefgen.files import open_plain
from briefgen.packets import MANIFEST, SUFFIXES
from briefgen.readers.source import file_inside
from briefgen.readers.yaml_reader import ReadInput
from briefgen.release import NotReleasable, release
from briefgen.schema.briefing import Briefing
from briefgen.schema.marking import Marking, UnknownLabel
from briefgen.settings import Settings

_REFERENCE, _SUPERSEDES = (
    re.compile(rb"^%b[ \t]*:[ \t]*(.*?)[ \t]*(?:[ \t]#.*)?\r?$" % key, re.MULTILINE)
    for key in (b"reference", b"supersedes")
)
_HEAD = 65_536
"""Bytes of an input in which its reference is looked for."""
_MOST_INPUTS = 2_000
"""Inputs of a folder in which a reference is looked for."""
_LONGEST_CHAIN = 100
"""Inputs of one day of which each supersedes another, as far as they are followed."""
_LOC = ("supersedes",)


class Earlier(Struct, frozen=True):
    """The edition that an input supersedes."""

    edition: Edition
    name: str
    """Of its file, from the input's folder."""


def earlier_edition(read: ReadInput, settings: Settings, findings: list[Diagnostic]) -> Earlier | None:
    """The edition; None, and a finding, where it cannot be compared with."""
    written = read.input.supersedes
    if not written:
        return None
    here = Path(read.places.path)
    try:
        file = _file(here, written)
        if file is None:
            findings.append(_not_found(read, written))
            return None
        if file.samefile(here):
            findings.append(_not_comparable(read, "it names the briefing itself"))
            return None
        edition = read_edition(file, settings)
    except _SeveralFound as several:
        findings.append(_ambiguous(read, written, several))
        return None
    except (InputError, OSError) as error:
        findings.append(_unreadable(read, written, error))
        return None
    if edition.briefing.date > read.input.date:
        findings.append(_not_comparable(read, f"it is of {edition.briefing.date}, a later date than this briefing's"))
        return None
    if edition.briefing.date == read.input.date and _leads_back(file, here):
        findings.append(_not_comparable(read, "it supersedes this briefing in its turn"))
        return None
    return Earlier(edition, os.path.relpath(file, here.parent).replace(os.sep, "/"))


def changed_since(
    briefing: Briefing, read: ReadInput, earlier: Earlier | None, findings: list[Diagnostic] | None = None
) -> Briefing:
    """The briefing, with what changed since the earlier edition as far as its own readers may see that one."""
    if earlier is None:
        return briefing
    before = _as_readers_may_see(earlier.edition.briefing, briefing.marking)
    if before is None:
        if findings is not None:
            findings.append(_not_comparable(read, "its marking does not allow its words in this briefing"))
        return briefing
    return with_changes(Edition(briefing, given_ids(read.input)), Edition(before, earlier.edition.ids))


def _as_readers_may_see(before: Briefing, marking: Marking | None) -> Briefing | None:
    """The earlier edition, without what is marked higher than the banner; None where nothing says what may be shown."""
    if before.marking is None:
        return before
    try:
        if marking is None:
            return before if before.marking.label.is_public else None
        if marking.scheme != before.marking.scheme or marking.levels != before.marking.levels:
            return before if before.marking.label.is_public else None
        if marking.label.covers(before.marking.label):
            return before
        return release(before, marking.banner)
    except (NotReleasable, UnknownLabel):
        return None


# --- where it lies ---------------------------------------------------------------------------------


def watched_for(here: Path, written: str) -> Path:
    """What changes where the edition that an input names does: its file; its folder where it has none."""
    try:
        return _file(here, written) or here.parent
    except (InputError, OSError, _SeveralFound):
        return file_inside(here.parent, written) or here.parent


class _SeveralFound(Exception):
    """Inputs that bear the same reference; its arguments are their names."""


def _file(here: Path, written: str) -> Path | None:
    """The file of the edition that is meant. _SeveralFound where it might be one or another."""
    folder = here.parent
    path = file_inside(folder, written)
    if path is not None and path.exists() and (path.is_dir() or path.suffix in SUFFIXES or path.name.endswith(".json")):
        file = file_of_edition(path)
        return file if file_inside(folder, os.path.relpath(file, folder.resolve())) else None
    for suffix in SUFFIXES:
        path = file_inside(folder, f"{written}{suffix}")
        if path is not None and path.is_file():
            return path
    found = [*islice(_inputs_with(folder, written, here), 2)]
    if len(found) > 1:
        raise _SeveralFound(*sorted(each.name for each in found))
    return found[0] if found else None


def _inputs_with(folder: Path, reference: str, here: Path) -> Iterator[Path]:
    """The inputs of the folder that bear the reference, the last by name first."""
    with os.scandir(folder) as entries:
        names = sorted((each.name for each in entries if each.name.endswith(SUFFIXES) and each.is_file()), reverse=True)
    for name in names[:_MOST_INPUTS]:
        path = file_inside(folder, name)
        if path is None or path.samefile(here):
            continue
        status = path.stat()
        if _reference_of(str(path), status.st_mtime_ns, status.st_size) == reference:
            yield path


@lru_cache(maxsize=4096)
def _reference_of(path: str, _changed: int, _size: int) -> str:
    """The reference that an input begins with; read once as long as the file is the same."""
    return _value_in(Path(path), _REFERENCE)


def _value_in(path: Path, key: re.Pattern[bytes]) -> str:
    """What stands behind a key in the beginning of an input."""
    try:
        with open_plain(path) as file:
            found = key.search(file.read(_HEAD))
    except OSError:
        return ""
    return found[1].decode("utf-8", "replace").strip("\"'") if found else ""


def _leads_back(file: Path, here: Path) -> bool:
    """Whether the inputs that supersede each other from this one on come back to the briefing."""
    met: set[Path] = set()
    while file.suffix in SUFFIXES and file not in met and len(met) < _LONGEST_CHAIN:
        met.add(file)
        if not (written := _value_in(file, _SUPERSEDES)):
            return False
        try:
            found = _file(file, written)
        except _SeveralFound:
            return False
        if found is None:
            return False
        if found.samefile(here):
            return True
        file = found
    return False


# --- what is said of it ----------------------------------------------------------------------------


def _not_found(read: ReadInput, written: str) -> Diagnostic:
    hint = (
        "Write the path of the earlier input from this one's folder, or its reference. A packet is compared with its "
        f"{MANIFEST} and the filled briefing, and lies below the folder as well."
    )
    message = f"no edition “{written[:80]}” lies in this folder, so nothing says what changed"
    return Diagnostic("BG440", message, read.places.at(_LOC), Severity.WARNING, hint)


def _ambiguous(read: ReadInput, written: str, several: _SeveralFound) -> Diagnostic:
    names = " and ".join(several.args)
    message = f"{names} both bear the reference “{written[:80]}”, so nothing says what changed"
    hint = "Write the path of the one that is meant from this input's folder, or give each a reference of its own."
    return Diagnostic("BG440", message, read.places.at(_LOC), Severity.WARNING, hint)


def _unreadable(read: ReadInput, written: str, error: InputError | OSError) -> Diagnostic:
    first = next((each for each in getattr(error, "diagnostics", ())), None)
    match first:
        case None:
            why = getattr(error, "strerror", "") or "not a file"
        case Diagnostic(place=Place(line=0)):
            why = first.message
        case _:
            why = f"{first.code} in its line {first.place.line}"
    message = f"the edition “{written[:80]}” cannot be read ({why}), so nothing says what changed"
    return Diagnostic("BG440", message, read.places.at(_LOC), Severity.WARNING, "`briefgen check` with it says more.")


def _not_comparable(read: ReadInput, why: str) -> Diagnostic:
    hint = "`supersedes:` names the edition before this one, which the same readers may read."
    return Diagnostic("BG441", f"nothing says what changed: {why}", read.places.at(_LOC), Severity.WARNING, hint)


def moves(read: ReadInput, briefing: Briefing) -> Iterator[Diagnostic]:
    """Findings on what the comparison shows."""
    numbers = {each.id: number for number, each in enumerate(briefing.key_judgments)}
    for name in unexplained(briefing):
        place = read.places.at(("key_judgments", numbers[name]))
        hint = "Add `change_from_previous:`, in a few words, such as: the exercise took place."
        message = f"likelihood or confidence of {name} moved since {_day(briefing)}, and nothing says why"
        yield Diagnostic("BG442", message, place, Severity.WARNING, hint)
    for name in explained_in_vain(briefing):
        place = read.places.at(("key_judgments", numbers[name], "change_from_previous"))
        message = f"{name} is as it was on {_day(briefing)}, though `change_from_previous` says what changed"
        yield Diagnostic("BG443", message, place, Severity.NOTE, "Leave it out, or say in the judgment what is new.")
    if briefing.changes and (cut := len([*cut_words(briefing.changes)])):
        yield said_in_part(cut, read.places.at(_LOC))
    if unnamed := [number for number, each in enumerate(read.input.key_judgments) if not each.id]:
        place = read.places.at(("key_judgments", unnamed[0]))
        hint = "Add `id:`, the same in each edition; until then they are compared by their words."
        message = f"{len(unnamed)} of {len(read.input.key_judgments)} judgments have no id in a series of editions"
        yield Diagnostic("BG444", message, place, Severity.NOTE, hint)


def said_in_part(count: int, place: Place) -> Diagnostic:
    """That words of the earlier edition are too long to be said again as a whole."""
    words = f"{count} statements or names" if count > 1 else "a statement or name"
    message = f"{words} of the edition before would fill a page or more: the beginning is said again, and “…”"
    return Diagnostic("BG445", message, place, Severity.NOTE, "Where the whole matters, name that edition in the text.")


def _day(briefing: Briefing) -> str:
    return briefing.changes.since.isoformat() if briefing.changes else ""
