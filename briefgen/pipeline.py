"""One input to its packet: read, fill, check, compose, write.

`build` never raises for anything a user can cause: what is wrong is in the packet's diagnostics, and
the last good packet stays where it is. `examine` stops after the check.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.bounds import bounded, keep_to_characters, keep_to_time
from briefgen.diagnostics import (
    BriefgenError,
    Diagnostic,
    IncompleteTable,
    InputError,
    Place,
    Severity,
    UsageError,
    has_errors,
    internal_error,
)
from briefgen.formats import FORMATS
from briefgen.kit import Kit
from briefgen.options import Options, recorded
from briefgen.packets import File, InputFile, file_of, manifest, sha256
from briefgen.placing import write_packet
from briefgen.record import about_of, counts_of, is_restricted, versions
from briefgen.settings import USUAL, Settings
from briefgen.signing import signature_file
from briefgen.writing import Work, write_files

if TYPE_CHECKING:
    from briefgen.archive.previous import Earlier
    from briefgen.checks.judging import Findings, Ignored, Judged
    from briefgen.checks.tradecraft import Score
    from briefgen.fill import Filled
    from briefgen.readers.configuration import ReadConfiguration
    from briefgen.readers.yaml_reader import KnownNodes, ReadInput
    from briefgen.schema.briefing import Briefing

T = TypeVar("T")


class Packet(Struct, frozen=True):
    """What became of one input."""

    source: InputFile
    folder: Path
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[File, ...] = ()
    pages: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    ignored: tuple[Ignored, ...] = ()
    """Findings that the settings or the input itself leave out."""

    @property
    def failed(self) -> bool:
        return not self.files


# --- the run ---------------------------------------------------------------------------------


def build(source: InputFile, kit: Kit, options: Options) -> Packet:
    """Build one packet and write it to its folder."""
    from briefgen.checks.judging import Findings

    started = perf_counter()
    findings = Findings(options.settings)
    made = _attempt(source, findings, lambda: _build(source, kit, options, findings))
    files, pages, counts = made or ((), 0, {})
    if options.release:
        _keep_quiet(findings)
    judged = findings.judged()
    seconds = perf_counter() - started
    return Packet(
        source, source.folder(options.out), judged.findings, files, pages, counts, seconds, ignored=judged.ignored
    )


def _build(
    source: InputFile, kit: Kit, options: Options, findings: Findings
) -> tuple[tuple[File, ...], int, dict[str, int]]:
    read, earlier, work = _composed(source, kit, options, findings)
    data, fingerprint = _verified_files(source, options, work, findings)
    return _store(source, read, earlier, work, options, data, findings, fingerprint)


def _composed(
    source: InputFile, kit: Kit, options: Options, findings: Findings, known: KnownNodes | None = None
) -> tuple[ReadInput, Earlier | None, Work]:
    """What there is to write. BriefgenError where the input is in error."""
    from briefgen.print_ready import print_ready
    from briefgen.verify import expected_content

    read, filled, earlier = _read_and_check(source, findings, known)
    _stop_at_errors(findings)
    if read.gaps is not None:
        raise BriefgenError(read.diagnostics)
    briefing, identifier = filled.briefing, read.sha256
    if options.release:
        briefing, identifier = _released(briefing, read, earlier, options.release)
        _keep_quiet(findings)
    paged = any(FORMATS[name].paged for name in options.formats)
    ready = print_ready(
        briefing, kit.template, kit.theme, kit.typesetter, paged=paged, identifier=identifier, findings=findings
    )
    findings += (_shortened(words, read.character_place(briefing.title)) for words in ready.cut)
    expected = expected_content(ready.document)
    return read, earlier, Work(briefing, ready.document, expected, kit, ready.theme, read.character_place)


def _verified_files(
    source: InputFile, options: Options, work: Work, findings: Findings
) -> tuple[dict[str, bytes], Mapping[str, Any]]:
    """The packet's files, and the fingerprint of what was read back from them."""
    from briefgen.verify import fingerprint, verify

    data = write_files(source, options.formats, work, findings)
    _stop_at_errors(findings)
    keep_to_time()
    plain = {name: content for name, content in data.items() if not name.endswith((".pdf", ".docx"))}
    pdf, docx = (data.get(f"{source.stem}.{ending}") for ending in ("pdf", "docx"))
    verified = verify(work.expected, pdf, docx, source.stem, plain)
    findings += verified.findings
    _stop_at_errors(findings)
    keep_to_time()
    return data, fingerprint(work.expected, verified.made)


def preview(source: InputFile, kit: Kit, options: Options, data: bytes) -> tuple[Work | None, Judged]:
    """What there is to write of an input's bytes, which nothing is written of; None where they are in error."""
    from briefgen.checks.judging import Findings
    from briefgen.readers.yaml_reader import KnownNodes

    findings = Findings(options.settings)
    made = _attempt(source, findings, lambda: _composed(source, kit, options, findings, KnownNodes(data)))
    return (made[2] if made else None), findings.judged()


def build_in_memory(source: InputFile, kit: Kit, options: Options, data: bytes) -> tuple[dict[str, bytes], Judged]:
    """The packet's files, verified, of an input's bytes; none where they are in error."""
    from briefgen.checks.judging import Findings
    from briefgen.readers.yaml_reader import KnownNodes

    findings = Findings(options.settings)

    def files() -> dict[str, bytes]:
        *_, work = _composed(source, kit, options, findings, KnownNodes(data))
        return _verified_files(source, options, work, findings)[0]

    made = _attempt(source, findings, files)
    return made or {}, findings.judged()


class PreparedPacket(Struct, frozen=True):
    """What a build would write a packet of now, and what its manifest would name."""

    work: Work
    own: Mapping[str, str]
    """Name to SHA-256 of the input and what it names."""
    shared: Mapping[str, str]
    """Name to SHA-256 of all else that it is made of."""


def prepared_packet(source: InputFile, kit: Kit, options: Options) -> tuple[PreparedPacket | None, Judged]:
    """What there is to write of an input, of which nothing is written; None where it is in error."""
    from briefgen.checks.judging import Findings

    findings = Findings(options.settings)

    def found() -> PreparedPacket:
        read, earlier, work = _composed(source, kit, options, findings)
        _stop_at_errors(findings)
        return PreparedPacket(work, _read_files(read, earlier, options), _shared_ingredients(work, options))

    made = _attempt(source, findings, found)
    return made, findings.judged()


def _shortened(words: str, place: Place) -> Diagnostic:
    hint = "Add `short_title:`, a title of few words for these lines."
    shown = " ".join(words.split()[:8])
    message = f"the line “{shown} …” at the edge of every page is too long for it, and was cut"
    return Diagnostic("BG710", message, place, Severity.NOTE, hint)


def _stop_at_errors(findings: Findings) -> None:
    """End the work on a packet; what there is to say is among the findings."""
    if has_errors(findings.judged().findings):
        raise BriefgenError(())


def _released(briefing: Briefing, read: ReadInput, earlier: Earlier | None, banner: str) -> tuple[Briefing, str]:
    """The edition, and a digest of what it holds: one of the input would be of what is left out too."""
    from briefgen.archive.previous import changed_since
    from briefgen.release import NotReleasable, release

    try:
        edition = changed_since(release(briefing, banner), read, earlier)
    except NotReleasable as error:
        place = replace(read.places.at(("marking",)), source="")
        raise InputError(Diagnostic("BG505", error.message, place, hint=error.hint)) from None
    return edition, sha256(edition.model_dump_json().encode())


def _keep_quiet(findings: Findings) -> None:
    """Say nothing of what was found in the whole briefing but its code and place."""
    from briefgen.checks import RULES
    from briefgen.release import reticent

    findings[:] = (reticent(each, RULES[each.code].title if each.code in RULES else "") for each in findings)


def _store(
    source: InputFile,
    read: ReadInput,
    earlier: Earlier | None,
    work: Work,
    options: Options,
    data: Mapping[str, bytes],
    findings: Findings,
    verification: Mapping[str, Any],
) -> tuple[tuple[File, ...], int, dict[str, int]]:
    """Write the packet to its folder."""
    pages = work.layout.pages if work.layout else 0
    files = tuple(file_of(name, content) for name, content in data.items())
    counts = {"pages": pages, **counts_of(work.briefing)}
    record = manifest(
        source,
        ingredients={**_read_files(read, earlier, options), **_shared_ingredients(work, options)},
        about=about_of(work.briefing),
        options=recorded(options),
        versions=versions(),
        files=files,
        counts=counts,
        findings=_recorded(findings, options),
        verification=verification,
    )
    folder = source.folder(options.out)
    placed = {**data, **signature_file(record, options.sign)}
    # The copy comes first: a run that ends between the two leaves a packet that the next one builds again.
    _put_on_shelf(options.out, source, work.briefing, findings)
    try:
        private = is_restricted(work.briefing)
        kept = write_packet(folder, placed, record, root=options.out, private=private, known=files)
    except BriefgenError:
        _take_from_shelf(options.out, source)
        raise
    findings += (kept_file(folder / name) for name in kept)
    return files, pages, counts


def _take_from_shelf(out: Path, source: InputFile) -> None:
    """No copy of what no packet says; the next run builds it again."""
    from briefgen.archive.shelf import forget

    forget(out, source.mirror)


def _put_on_shelf(out: Path, source: InputFile, briefing: Briefing, findings: Findings) -> None:
    """A copy for the archive; a packet without one is whole."""
    from briefgen.archive.shelf import keep

    try:
        keep(out, source.mirror, briefing)
    except OSError as error:
        hint = "It is looked through again once it is built where the output folder can be written to."
        message = f"the packet is not in the archive: {error.strerror or error}"
        findings.append(Diagnostic("BG774", message, Place(source.path), Severity.NOTE, hint))


def kept_file(path: Path) -> Diagnostic:
    hint = "Carry over what is still needed; briefgen leaves this copy alone."
    message = "a file that was not as it was built was kept under this name"
    return Diagnostic("BG763", message, Place(str(path)), Severity.NOTE, hint)


EARLIER = "earlier edition "
"""Begins the name of the ingredient that is the edition before."""


def _read_files(read: ReadInput, earlier: Earlier | None, options: Options) -> dict[str, str]:
    """Name to SHA-256 of the input and its texts. Of an edition's texts neither name nor digest is recorded: it may
    leave them out. Such a packet has no input that it could be up to date with, and is built again each time."""
    if options.release:
        return {"input": edition_digest(read)}
    texts = {f"text_file {name}": digest for name, digest in read.ingredients}
    return {"input": read.sha256, **texts, **({f"{EARLIER}{earlier.name}": earlier.edition.sha256} if earlier else {})}


def _shared_ingredients(work: Work, options: Options) -> dict[str, str]:
    """Name to SHA-256 of what a packet is made of beside its input."""
    return {**work.kit.ingredients, **_catalogues(work.briefing), **register_ingredient(options)}


def register_ingredient(options: Options) -> dict[str, str]:
    """The register of names, where there is one."""
    register = options.settings.register
    return {f"register {register.file}": register.sha256} if register.file else {}


def _catalogues(briefing: Briefing) -> dict[str, str]:
    """Name to SHA-256 of the catalogues that the packet's words come from."""
    from briefgen.words import catalogue_digests

    return catalogue_digests(briefing.language)


def edition_digest(read: ReadInput) -> str:
    """What an edition's manifest holds of the input and its texts together: by it one can tell that they changed."""
    texts = dict(read.ingredients)
    return sha256("".join((read.sha256, *texts.values())).encode()) if texts else read.sha256


def _recorded(findings: Findings, options: Options) -> list[Diagnostic]:
    """The findings that the manifest records; an edition's records none of the whole briefing's."""
    from briefgen.release import is_of_the_edition

    return [each for each in findings.judged().findings if not options.release or is_of_the_edition(each)]


def examine(source: InputFile, settings: Settings = USUAL) -> Judged:
    """Read, fill and check one input: what counts of its findings, by place."""
    from briefgen.checks.judging import Findings

    findings = Findings(settings)
    _attempt(source, findings, lambda: _read_and_check(source, findings))
    return findings.judged()


def examine_for_scorecard(source: InputFile, settings: Settings = USUAL) -> tuple[Judged, tuple[Score, ...]]:
    """The same, and what supports each tradecraft standard; nothing of an input that cannot be read whole."""
    from briefgen.checks.judging import Findings
    from briefgen.checks.rule import Subject
    from briefgen.checks.tradecraft import scorecard

    findings = Findings(settings)
    made = _attempt(source, findings, lambda: _read_and_check(source, findings))
    judged = findings.judged()
    if made is None or made[0].gaps is not None:
        return judged, ()
    read, filled, _ = made
    return judged, scorecard(Subject(read, filled.briefing, settings.limits), judged.findings)


class Examined(Struct, frozen=True):
    """What a check finds of an input, and what it read and filled on the way."""

    judged: Judged
    read: ReadInput | None = None
    """None where too little could be read; with gaps where not all could be."""
    filled: Filled | None = None


def examine_whole(source: InputFile, settings: Settings, known: KnownNodes) -> Examined:
    """As `examine`, of an input's bytes that were read already."""
    from briefgen.checks.judging import Findings

    findings = Findings(settings)
    made = _attempt(source, findings, lambda: _read_and_check(source, findings, known))
    return Examined(findings.judged(), *(made[:2] if made else ()))


def _read_and_check(
    source: InputFile, findings: Findings, known: KnownNodes | None = None
) -> tuple[ReadInput, Filled, Earlier | None]:
    """What was read and filled, with all findings, and the edition before, if it supersedes one. Of an input in error it
    is what is left, and never to be printed."""
    from briefgen.checks import check
    from briefgen.fill import fill
    from briefgen.names import with_names
    from briefgen.readers.soundness import without_followers
    from briefgen.readers.yaml_reader import read_for_checking

    settings = findings.settings
    read = read_for_checking(
        Path(source.path),
        limit=settings.limits.input_size,
        scale=settings.scale,
        register=settings.register,
        known=known,
    )
    keep_to_characters(read.characters)
    findings.read_comments(read.places)
    findings += read.diagnostics
    with with_names(settings.names):
        filled = fill(read)
        findings.drafts = filled.drafts
        keep_to_time()
        found = [*filled.diagnostics, *check(read, filled.briefing, settings.limits)]
    if read.gaps is not None:
        findings += without_followers(found, read.gaps, read.places.path)
        return read, filled, None
    findings += found
    earlier = None
    if read.input.supersedes:
        filled, earlier = _compared(read, filled, findings)
    findings.look_for_unused_comments()
    return read, filled, earlier


def _compared(read: ReadInput, filled: Filled, findings: Findings) -> tuple[Filled, Earlier | None]:
    """With what has changed since the edition that the input supersedes."""
    from briefgen.archive.previous import changed_since, earlier_edition, moves

    earlier = earlier_edition(read, findings.settings, findings)
    briefing = changed_since(filled.briefing, read, earlier, findings)
    findings += moves(read, briefing)
    return replace(filled, briefing=briefing), earlier


def read_settings(path: Path) -> Settings:
    """What a configuration file settles. UsageError with all that is wrong with it."""
    from briefgen.readers.configuration import read_configuration

    read = read_configuration(path)
    if any(read.codes()) and (wrong := [*_wrong_codes(read)]):
        raise UsageError(wrong)
    return read.settings


def _wrong_codes(read: ReadConfiguration) -> Iterator[Diagnostic]:
    """A finding for each code in the configuration that no rule has, or that cannot be ignored."""
    from briefgen.checks.judging import is_error, is_known, meant

    for code, loc in read.codes():
        if not is_known(code):
            yield Diagnostic("BG802", f"no rule begins with {code}", read.places.at(loc), hint=meant(code))
        elif loc[0] != "select" and is_error(code):
            message = f"{code} is an error, and errors cannot be ignored"
            yield Diagnostic("BG802", message, read.places.at(loc), hint="Fix what it finds.")


def check_environment() -> None:
    """UsageError where the environment asks for what cannot be."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not (epoch.isascii() and epoch.isdigit() and len(epoch) <= 12 and int(epoch) < _END_OF_DATES):
        hint = "Write seconds since 1970, such as 1743292800, or unset it."
        raise UsageError(
            Diagnostic("BG804", f"this is not a point in time: {epoch[:100]!r}", Place("SOURCE_DATE_EPOCH"), hint=hint)
        )


_END_OF_DATES = 253_402_300_800
"""Seconds from 1970 to the year 10000."""


# --- failing well ----------------------------------------------------------------------------


def _attempt(source: InputFile, findings: Findings, work: Callable[[], T]) -> T | None:
    """The work's result, or None and why not among the findings."""
    try:
        with bounded(findings.settings.bounds, source.path):
            return work()
    except BriefgenError as error:
        findings += error.diagnostics
    except RecursionError:
        findings.append(Diagnostic("BG023", "nested too deeply to be read", Place(source.path)))
    except MemoryError:
        findings.append(Diagnostic("BG024", "there is not enough memory for it", Place(source.path)))
    except IncompleteTable:
        raise
    except Exception as error:
        findings.append(internal_error(source.path, error))
    return None


# --- writing ---------------------------------------------------------------------------------


# --- what the manifest says ------------------------------------------------------------------
