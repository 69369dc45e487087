"""One input to its packet: read, fill, check, compose, write.

`build` never raises for anything a user can cause: what is wrong is in the packet's diagnostics, and
the last good packet stays where it is. `examine` stops after the check.
"""

from __future__ import annotations

import os
import sys
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import astuple, replace

from briefgen.bounds import bounded, keep_to_characters, keep_to_time
from briefgen.diagnostics import (
    BriefgenError,
    Diagnostic,
    IncompleteTable,
    InputError,
    Place,
    Severity,
    TemplateError,
    UsageError,
    has_errors,
)
from briefgen.files import read_plain
from briefgen.formats import FORMATS, USUAL_FORMATS, formats_of
from briefgen.installed import found_version, installed_version
from briefgen.packets import File, InputFile, edition, file_of, manifest, sha256, variant, variant_name
from briefgen.placing import write_packet
from briefgen.settings import USUAL, Settings
from briefgen.signing import signature_file
from briefgen.version import __version__

if TYPE_CHECKING:
    from briefgen.checks.judging import Findings, Ignored, Judged
    from briefgen.checks.tradecraft import Score
    from briefgen.compose import Template
    from briefgen.document import Document, Layout
    from briefgen.fill import Filled
    from briefgen.readers.configuration import ReadConfiguration
    from briefgen.readers.yaml_reader import ReadInput
    from briefgen.schema.briefing import Briefing
    from briefgen.theme import Theme
    from briefgen.typeset import Typesetter
    from briefgen.verify.content import ExpectedContent

T = TypeVar("T")


class Options(Struct, frozen=True):
    """What a run is asked for."""

    template: str = "packet"
    theme: str = "default"
    formats: tuple[str, ...] = USUAL_FORMATS
    """Names of `FORMATS`."""
    out: Path = Path("outputs")
    settings: Settings = USUAL
    release: str = ""
    """The banner of an edition that leaves out what is marked higher; empty for the whole briefing."""
    variant: str = ""
    """Ends the names of the packet's folder and files; empty for the usual packet."""
    sign: str = ""
    """The file of the key that packets are signed with; empty for none."""
    signer: str = ""
    """The key's identifier, which manifests record."""

    @property
    def each(self) -> tuple[Options, ...]:
        """These options, and those of every variant that is made in the same run."""
        own = replace(self.settings, variants=())
        variants = (
            replace(
                self,
                template=each.template or self.template,
                theme=each.theme or self.theme,
                formats=each.formats or self.formats,
                settings=own,
                variant=each.name,
            )
            for each in self.settings.variants
        )
        return replace(self, settings=own), *variants

    def placed(self, source: InputFile) -> InputFile:
        """The input with the folder that these options make its packet in."""
        return edition(variant(source, self.variant), self.release)


def chosen(
    settings: Settings,
    *,
    template: str = "",
    theme: str = "",
    formats: tuple[str, ...] = (),
    out: str = "",
    release: str = "",
    sign: str = "",
) -> Options:
    """What a run makes: the usual packets with their variants, or where template or theme is named, that packet alone.

    One that is not the usual packet has a folder of its own, so that neither takes the place of the other.
    """
    first = _signing(_usual(settings, formats, out, release), sign)
    if not (template or theme):
        return first
    asked = replace(
        first, template=template or first.template, theme=theme or first.theme, settings=replace(settings, variants=())
    )
    for each in first.each:
        if (each.template, each.theme) == (asked.template, asked.theme):
            return replace(each, formats=formats or each.formats)
    return replace(asked, variant=variant_name(asked.template, asked.theme, {each.name for each in settings.variants}))


def _usual(settings: Settings, formats: tuple[str, ...], out: str, release: str) -> Options:
    """What the configuration says, or where it is silent, what is usual."""
    usual = dict(settings.options)
    return Options(
        usual.get("template", "packet"),
        usual.get("theme", "default"),
        formats or formats_of(usual.get("to", "").split(",")) or USUAL_FORMATS,
        Path(out or usual.get("out", "outputs")),
        settings,
        release.strip(),
    )


def _signing(options: Options, sign: str) -> Options:
    """The options with the key that signs. UsageError where it cannot be used: better no packet than an unsigned one."""
    path = sign or dict(options.settings.options).get("sign", "")
    if not path:
        return options
    from briefgen.signing import shown, signing_key

    return replace(options, sign=path, signer=shown(signing_key(path).identifier))


class Kit(Struct, frozen=True, dict=True):
    """What all packets of a run share, loaded once."""

    template: Template
    theme: Theme
    ingredients: Mapping[str, str]
    """Name to SHA-256 of every file of the template, the theme and its fonts."""
    files: tuple[Path, ...] = ()
    """Files that the theme names: a change in one of them, or in the folders of templates, makes another kit."""

    @cached_property
    def typesetter(self) -> Typesetter:
        """Fonts and the words that were set with them; each packet finds more of its words there."""
        from briefgen.writers.typefaces import typesetter_for

        return typesetter_for(self.theme)


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
    from briefgen.compose import compose
    from briefgen.verify import expected_content, fingerprint, verify
    from briefgen.writers.fitting import fitted

    read, filled = _read_and_check(source, findings)
    _stop_at_errors(findings)
    if read.gaps is not None:
        raise BriefgenError(read.diagnostics)
    briefing, identifier = filled.briefing, read.sha256
    if options.release:
        briefing, identifier = _released(briefing, read, options.release)
        _keep_quiet(findings)
    composed = compose(briefing, kit.template, kit.theme, identifier=identifier, findings=findings)
    document, theme, cut = astuple(fitted(composed, kit.theme, kit.typesetter))
    findings += (_shortened(words, read.character_place(briefing.title)) for words in cut)
    work = Work(briefing, document, expected_content(document), kit, theme, read.character_place)
    data = _write(source, options.formats, work, findings)
    _stop_at_errors(findings)
    keep_to_time()
    plain = {name: content for name, content in data.items() if not name.endswith((".pdf", ".docx"))}
    pdf, docx = (data.get(f"{source.stem}.{ending}") for ending in ("pdf", "docx"))
    verified = verify(work.expected, pdf, docx, source.stem, plain)
    findings += verified.findings
    _stop_at_errors(findings)
    keep_to_time()
    return _store(source, read, work, options, data, findings, fingerprint(work.expected, verified.made))


def _shortened(words: str, place: Place) -> Diagnostic:
    hint = "Add `short_title:`, a title of few words for these lines."
    shown = " ".join(words.split()[:8])
    message = f"the line “{shown} …” at the edge of every page is too long for it, and was cut"
    return Diagnostic("BG710", message, place, Severity.NOTE, hint)


def _stop_at_errors(findings: Findings) -> None:
    """End the work on a packet; what there is to say is among the findings."""
    if has_errors(findings.judged().findings):
        raise BriefgenError(())


def _released(briefing: Briefing, read: ReadInput, banner: str) -> tuple[Briefing, str]:
    """The edition, and a digest of what it holds: one of the input would be of what is left out too."""
    from briefgen.release import NotReleasable, release

    try:
        edition = release(briefing, banner)
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
    work: Work,
    options: Options,
    data: Mapping[str, bytes],
    findings: Findings,
    verification: Mapping[str, Any],
) -> tuple[tuple[File, ...], int, dict[str, int]]:
    """Write the packet to its folder."""
    pages = work.layout.pages if work.layout else 0
    files = tuple(file_of(name, content) for name, content in data.items())
    counts = {"pages": pages, **_counts(work.briefing)}
    record = manifest(
        source,
        ingredients={
            **_read_files(read, options),
            **work.kit.ingredients,
            **_catalogues(work.briefing),
            **register_ingredient(options),
        },
        about=_about(work.briefing),
        options=recorded(options),
        versions=versions(),
        files=files,
        counts=counts,
        findings=_recorded(findings, options),
        verification=verification,
    )
    folder = source.folder(options.out)
    placed = {**data, **signature_file(record, options.sign)}
    kept = write_packet(folder, placed, record, root=options.out, private=is_restricted(work.briefing))
    findings += (kept_file(folder / name) for name in kept)
    return files, pages, counts


def is_restricted(briefing: Briefing) -> bool:
    """Whether its marking says that it is not for everybody."""
    return briefing.marking is not None and briefing.marking.is_restricted


def kept_file(path: Path) -> Diagnostic:
    hint = "Carry over what is still needed; briefgen leaves this copy alone."
    message = "a file that was not as it was built was kept under this name"
    return Diagnostic("BG763", message, Place(str(path)), Severity.NOTE, hint)


def _read_files(read: ReadInput, options: Options) -> dict[str, str]:
    """Name to SHA-256 of the input and its texts. Of an edition's texts neither name nor digest is recorded: it may
    leave them out. Such a packet has no input that it could be up to date with, and is built again each time."""
    if options.release:
        return {"input": edition_digest(read)}
    return {"input": read.sha256, **{f"text_file {name}": digest for name, digest in read.ingredients}}


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
    read, filled = made
    return judged, scorecard(Subject(read, filled.briefing, settings.limits), judged.findings)


def _read_and_check(source: InputFile, findings: Findings) -> tuple[ReadInput, Filled]:
    """What was read and filled, with all findings. Of an input in error it is what is left, and never to be printed."""
    from briefgen.checks import check
    from briefgen.fill import fill
    from briefgen.names import with_names
    from briefgen.readers.soundness import without_followers
    from briefgen.readers.yaml_reader import read_for_checking

    settings = findings.settings
    read = read_for_checking(
        Path(source.path), limit=settings.limits.input_size, scale=settings.scale, register=settings.register
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
        return read, filled
    findings += found
    findings.look_for_unused_comments()
    return read, filled


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
            Diagnostic("BG804", f"this is no point in time: {epoch[:100]!r}", Place("SOURCE_DATE_EPOCH"), hint=hint)
        )


_END_OF_DATES = 253_402_300_800
"""Seconds from 1970 to the year 10000."""


def load_kit(options: Options) -> Kit:
    """The template and theme of a run. TemplateError where they cannot be used."""
    from briefgen.compose import load_template, load_theme

    template, theme = load_template(options.template), load_theme(options.theme)
    paged = any(FORMATS[name].paged for name in options.formats)
    fonts = _fonts(theme.theme) if paged else []
    if unsound := [*_unsound(fonts)]:
        raise TemplateError(unsound)
    pictured = any(FORMATS[name].pictured for name in options.formats)
    named = _named_files(theme.theme, fonts) if pictured else {}
    hashes = {name: sha256(read_plain(path)) for name, path in named.items()}
    return Kit(template, theme.theme, {**template.ingredients, **theme.ingredients, **hashes}, (*named.values(),))


def _fonts(theme: Theme) -> list[tuple[Path, int]]:
    """The font files that the theme names and that are there, each with its index in a collection."""
    from briefgen.resources import font_file
    from briefgen.typeset.faces import split_path

    cuts = attrgetter("regular", "italic", "semibold", "semibold_italic", "bold")
    declared = (cuts(each) for each in (theme.fonts.text, *theme.fonts.fallback))
    files = {split_path(font_file(name)) for names in declared for name in names if name}
    return [(Path(file), index) for file, index in sorted(files) if Path(file).is_file()]


def _unsound(fonts: Iterable[tuple[Path, int]]) -> Iterator[Diagnostic]:
    """A finding for each font that is not whole. Those that came along are known to be, unless they were cut short."""
    from briefgen.resources import is_packaged_font
    from briefgen.typeset.soundness import Unsound, directory, unsound_font, whole_font

    for path, index in fonts:
        try:
            if is_packaged_font(path):
                directory(path.read_bytes())
            else:
                whole_font(path, index)
        except Unsound as fault:
            yield unsound_font(path, fault)


def _named_files(theme: Theme, fonts: Iterable[tuple[Path, int]]) -> dict[str, Path]:
    """Name to path of the fonts, the logo and the reference document that the theme names and that are there."""
    others = {"logo": Path(theme.logo.file if theme.logo else ""), "reference_docx": Path(theme.reference_docx or "")}
    there = {f"{what}/{path.name}": path for what, path in others.items() if path.is_file()}
    return {**{f"fonts/{path.name}": path for path, _ in fonts}, **there}


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
        findings.append(_defect(source, error))
    return None


def _defect(source: InputFile, error: Exception) -> Diagnostic:
    """The finding for an internal error, so that the other inputs are still built."""
    last = traceback.extract_tb(error.__traceback__)[-3:]
    steps = [f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in last]
    hint = "\n".join(["This is a bug in briefgen, not in the input. Please report it with these lines:", *steps])
    words = " ".join(str(error).split())
    return Diagnostic("BG900", f"{type(error).__name__}: {words[:300]}", Place(source.path), hint=hint)


# --- writing ---------------------------------------------------------------------------------


class Work(Struct):
    """What writers are given; the PDF's layout is kept for the Word file, which prints its page numbers."""

    briefing: Briefing
    document: Document
    expected: ExpectedContent
    """All that the document says: what the files are held against, and the manifest keeps a print of."""
    kit: Kit
    theme: Theme
    """The kit's, with running lines and marking as this document needs them."""
    locate: Callable[[str], Place]
    """Finds the place at which a character first stands in the input."""
    layout: Layout | None = None
    pdf: bytes = b""


def _write(source: InputFile, formats: Iterable[str], work: Work, findings: list[Diagnostic]) -> dict[str, bytes]:
    """File name to content. What writers could not honour, and have no place for, is said of the input."""
    found: list[Diagnostic] = []
    rows = [FORMATS[name] for name in formats]
    data = {f"{source.stem}{row.ending}": row.load()(work, found) for row in rows}
    findings += (replace(each, place=Place(source.path)) if not each.place.path else each for each in found)
    return data


def write_pdf_file(work: Work, findings: list[Diagnostic]) -> bytes:
    if not work.pdf:
        from briefgen.writers.pdf import write_pdf

        result = write_pdf(work.document, work.theme, work.kit.typesetter, work.locate)
        work.pdf, work.layout = result.data, result.layout
        findings += result.diagnostics
    return work.pdf


def write_docx(work: Work, findings: list[Diagnostic]) -> bytes:
    from briefgen.writers.word import write_word

    write_pdf_file(
        work, findings
    )  # even where no PDF is asked for: the contents of the Word file print its page numbers
    result = write_word(work.document, work.theme, work.layout, work.kit.typesetter)
    _report_once(findings, result.diagnostics)
    return result.data


def write_html_file(work: Work, findings: list[Diagnostic]) -> bytes:
    from briefgen.writers.html import write_html

    result = write_html(work.document, work.theme)
    _report_once(findings, result.diagnostics)
    return result.data


def _report_once(findings: list[Diagnostic], more: Iterable[Diagnostic]) -> None:
    """Add what no other writer has said already, such as which addresses cannot be links."""
    reported = {(each.code, each.message) for each in findings}
    findings += (each for each in more if (each.code, each.message) not in reported)


def write_text_file(work: Work, findings: list[Diagnostic]) -> bytes:
    from briefgen.writers.text import write_text

    return write_text(work.document).encode("utf-8")


def write_json(work: Work, findings: list[Diagnostic]) -> bytes:
    return (work.briefing.model_dump_json(indent=2, exclude_none=True) + "\n").encode("utf-8")


def write_web_annotations(work: Work, findings: list[Diagnostic]) -> bytes:
    from briefgen.compose.web_annotations import web_annotations

    return web_annotations(work.briefing).encode("utf-8")


# --- what the manifest says ------------------------------------------------------------------

_SHAPING = (
    "babel",
    "jinja2",
    "markdown-it-py",
    "pillow",
    "pydantic",
    "python-docx",
    "pyyaml",
    "reportlab",
    "uharfbuzz",
)

_FONTS = ("justmytype-intl-cjk", "manimgx-fonts", "manimgx-fonts-cjk")
"""Font packages, which shape the packets that need their scripts."""


def versions() -> dict[str, str]:
    """The installed versions of all that shapes a packet's bytes.

    zlib's is that of the platform: another release, or another library in its place, may pack the same content otherwise.
    """
    python = ".".join(map(str, sys.version_info[:3]))
    shaping = {name: installed_version(name) for name in _SHAPING}
    fonts = {name: found for name in _FONTS if (found := found_version(name))}
    return {"briefgen": __version__, "python": python, "zlib": zlib.ZLIB_RUNTIME_VERSION, **shaping, **fonts}


def recorded(options: Options) -> dict[str, Any]:
    """The options that shape a packet, as its manifest records them."""
    recorded: dict[str, Any] = {
        "template": Path(options.template).name,
        "theme": Path(options.theme).name,
        "to": list(options.formats),
    }
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        recorded["source_date_epoch"] = epoch
    if options.release:
        recorded["release"] = options.release
    if options.signer:
        recorded["signed"] = options.signer
    if digest := options.settings.digest():
        recorded["configuration"] = digest
    return recorded


def _about(briefing: Briefing) -> dict[str, str]:
    """What a list of packets says of each."""
    marking = briefing.marking.banner if briefing.marking else ""
    more = {
        "restricted": "yes" if is_restricted(briefing) else "",
        "language": briefing.language if briefing.language != "en" else "",
        "actors": _listed(each.name for each in briefing.key_actors),
        "regions": _listed(place.name for each in briefing.regional_implications for place in each.regions),
    }
    about = {"title": briefing.title, "date": briefing.date.isoformat(), "marking": marking}
    return {**about, **{name: said for name, said in more.items() if said}}


def _listed(names: Iterable[str]) -> str:
    """Each name once."""
    return ", ".join(dict.fromkeys(names))


def _counts(briefing: Briefing) -> dict[str, int]:
    from briefgen.schema.kinds import lists

    entries = {row.list: len(entries) for row, entries in lists(briefing)}
    return {"key_judgments": len(briefing.key_judgments), **entries, "articles": len(briefing.articles)}
