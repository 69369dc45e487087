"""The work on one packet in, the bytes of its files out: what the rows of `FORMATS` name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, Place
from briefgen.formats import FORMATS
from briefgen.kit import Kit
from briefgen.packets import InputFile

if TYPE_CHECKING:
    from briefgen.document import Document, Layout
    from briefgen.schema.briefing import Briefing
    from briefgen.theme import Theme
    from briefgen.verify.content import ExpectedContent


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


def write_files(source: InputFile, formats: Iterable[str], work: Work, findings: list[Diagnostic]) -> dict[str, bytes]:
    """File name to content. What writers could not honour, and have no place for, is said of the input."""
    found: list[Diagnostic] = []
    data: dict[str, bytes] = {}
    for name in sorted(formats, key=[*FORMATS].index):  # the PDF first: it tells of places that a page does not know
        row = FORMATS[name]
        written = row.load()(work, found)
        files = {f".{word}": content for word, content in written.items()} if row.several else {"": written}
        data |= {f"{source.stem}{word}{row.ending}": content for word, content in files.items()}
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
    from briefgen.writers.word import paint_ahead, write_word

    paint_ahead(work.document, work.kit.typesetter)
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


def write_stix(work: Work, findings: list[Diagnostic]) -> bytes:
    from briefgen.compose.stix import stix_bundle

    return stix_bundle(work.briefing).encode("utf-8")


def write_tables(work: Work, findings: list[Diagnostic]) -> dict[str, bytes]:
    from briefgen.compose.tables import csv_tables

    return {name: text.encode("utf-8") for name, text in csv_tables(work.briefing).items()}
