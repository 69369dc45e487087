"""The organisation's reference document to the document that a packet starts from, opened by python-docx."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.files import read_plain
from briefgen.theme import Theme
from briefgen.writers.word.patterns import patterns_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml"
_TEMPLATE, _DOCUMENT = _MAIN + b".template.main+xml", _MAIN + b".document.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_LEFT_BEHIND = (
    "w:attachedTemplate",
    "w:documentProtection",
    "w:endnotePr",
    "w:footnotePr",
    "w:mailMerge",
    "w:rsids",
    "w:saveThroughXslt",
    "w:updateFields",
)
"""Settings that make Word ask questions, are of another day, or lean on parts that packets do not take."""


def open_reference(path: Path) -> WordDocument:
    """The reference document. TemplateError where it is none."""
    try:
        word = docx.Document(io.BytesIO(as_document(read_plain(path))))
    except (OSError, zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, XMLSyntaxError) as error:
        raise TemplateError(
            Diagnostic(
                "BG616",
                f"the reference document cannot be used: {error}",
                Place(str(path)),
                hint="Expected a .docx or .dotx that Word opens.",
            )
        ) from None
    settings = word.settings.element
    for found in [each for name in _LEFT_BEHIND for each in settings.findall(qn(name))]:
        settings.remove(found)
    word.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels.clear()
    return word


@lru_cache(maxsize=4)
def as_document(data: bytes) -> bytes:
    """A template's bytes as a document's: they differ in one content type."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as made:
        for name in archive.namelist():
            part = archive.read(name)
            if name == "_rels/.rels" and _STRICT in part:
                raise ValueError("it is a Strict Open XML document; in Word: Save As, Word Document (*.docx)")
            if name == "[Content_Types].xml":
                if b"macroEnabled" in part:
                    raise ValueError("it holds macros")
                part = part.replace(_TEMPLATE, _DOCUMENT)
            made.writestr(name, part)
    return stream.getvalue()


def adapted(theme: Theme, word: WordDocument) -> Theme:
    """The theme with the reference document's typeface, which has bold but no family of its own for semibold."""
    fonts = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    name = fonts.get(qn("w:ascii")) if fonts is not None else None
    return patterns_of(theme).in_typeface(name or theme.fonts.text.name)
