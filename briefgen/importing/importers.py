"""A file in, what it holds out: the table of all that can be imported, and how each is recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from briefgen.importing.brat import is_brat, read_brat
from briefgen.importing.feed import is_feed, read_feed
from briefgen.importing.foreign import CannotImport, Imported, SourceFile
from briefgen.importing.labelling_tools import (
    is_doccano,
    is_label_studio,
    is_prodigy,
    read_doccano,
    read_label_studio,
    read_prodigy,
)
from briefgen.importing.mail import is_mail, read_mail
from briefgen.importing.pdf_text import is_pdf, read_pdf
from briefgen.importing.plain_text import is_markdown, is_text, read_markdown_file, read_text
from briefgen.importing.rich_text import is_rich_text, read_rich_text
from briefgen.importing.uima_cas import is_cas, read_cas
from briefgen.importing.web_annotations import is_web_annotation, read_web_annotations
from briefgen.importing.web_page import is_archive, is_page, read_archive, read_page
from briefgen.importing.word_file import is_word_file, read_word_file


class Importer(Struct, frozen=True):
    """One format."""

    title: str
    recognised: str
    """How a file is known, in words."""
    gives: str
    """What is read of it, in words."""
    is_meant: Callable[[SourceFile], bool]
    read: Callable[[SourceFile], Imported]


IMPORTERS: Mapping[str, Importer] = {
    "docx": Importer(
        "Word file",
        "an archive with a Word document in it",
        "article, comments, highlights by colour",
        is_word_file,
        read_word_file,
    ),
    "pdf": Importer("PDF", "begins with %PDF", "article; its paragraphs are for review", is_pdf, read_pdf),
    "rtf": Importer("rich text", "begins with {\\rtf", "article", is_rich_text, read_rich_text),
    "mht": Importer("page saved in one file", "ends in .mht or .mhtml", "article", is_archive, read_archive),
    "eml": Importer("mail", "ends in .eml, or begins with the headers of a mail", "article", is_mail, read_mail),
    "feed": Importer("RSS or Atom", "begins as a feed", "one article per entry", is_feed, read_feed),
    "brat": Importer("brat", "ends in .ann, beside its .txt", "article, passages, notes", is_brat, read_brat),
    "w3c": Importer(
        "W3C Web Annotations, Hypothesis, Recogito",
        "JSON with selectors of text",
        "passages of articles that the input has",
        is_web_annotation,
        read_web_annotations,
    ),
    "cas": Importer(
        "INCEpTION, UIMA CAS",
        "XMI or JSON of a CAS, or a ZIP archive with some",
        "article, annotations of all layers but grammar",
        is_cas,
        read_cas,
    ),
    "label-studio": Importer(
        "Label Studio, JSON or JSON-MIN",
        "JSON with its tasks",
        "one article per task, regions, their texts",
        is_label_studio,
        read_label_studio,
    ),
    "prodigy": Importer(
        "Prodigy, spaCy", "JSON lines with `spans` or `ents`", "one article per source, spans", is_prodigy, read_prodigy
    ),
    "doccano": Importer(
        "doccano", "JSON lines with `label` or `entities`", "one article per text, its labels", is_doccano, read_doccano
    ),
    "html": Importer("web page", "ends in .html or .htm, or begins as a page", "article", is_page, read_page),
    "markdown": Importer(
        "Markdown",
        "ends in .md",
        "article, front matter, marked spans, pandoc's comments",
        is_markdown,
        read_markdown_file,
    ),
    "text": Importer(
        "plain text, time-stamped or not", "ends in .txt, or in nothing", "one article or several", is_text, read_text
    ),
}
"""By the names that `--from` takes; the first that recognises a file reads it."""


_FIRST: Mapping[str, str] = {
    ".msg": "Save the message as .eml or .html in Outlook. ",
    ".spacy": "Write its documents with spaCy's Doc.to_json, a line each, as .jsonl. ",
    ".a1": "Join the .a1 and .a2 of brat in one .ann file. ",
    ".a2": "Join the .a1 and .a2 of brat in one .ann file. ",
    ".doc": "Save it as .docx in Word. ",
    ".odt": "Save it as .docx in LibreOffice. ",
    ".csv": "Export it as JSON: Hypothesis, Label Studio and doccano do. ",
    ".tsv": "Export it from INCEpTION as UIMA CAS XMI or JSON. ",
}
"""By a file's ending, what to do first where nothing reads it."""


def imported(file: SourceFile, name: str = "") -> Imported:
    """What the file holds. CannotImport where nothing recognises it, or its reader fails."""
    chosen = IMPORTERS[name] if name else next((each for each in IMPORTERS.values() if each.is_meant(file)), None)
    if chosen is None:
        packed = "It is an archive: unpack it first. " if file.data.startswith(b"PK\x03\x04") else ""
        first = _FIRST.get(file.path.suffix.lower(), packed)
        raise CannotImport("no importer recognises it", f"{first}Name one with --from: {', '.join(IMPORTERS)}.")
    try:
        return chosen.read(file)
    except (RecursionError, MemoryError) as error:
        raise CannotImport(f"it is nested or large beyond reading ({type(error).__name__})") from None
