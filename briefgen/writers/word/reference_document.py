"""The organisation's reference document to the document that a packet starts from, opened by python-docx."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError
from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.theme import Theme
from briefgen.writers.word.intake import Intake, read_limited, take_in
from briefgen.writers.word.patterns import patterns_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_NEEDED = (
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
)
"""Parts that every packet has."""


class Opened(Struct, frozen=True):
    """A reference document, of which there is nothing but what a packet may take."""

    word: WordDocument
    intake: Intake


def open_reference(path: Path, own: WordDocument) -> Opened:
    """The reference document, with parts of our own where it has none. TemplateError where it is none."""
    try:
        intake = take_in(read_limited(path))
        main = intake.main
        there = {each.reltype for each in main.rels.values()}
        for key, each in own.part.rels.items():
            if each.reltype in _NEEDED and each.reltype not in there:
                main.load_rel(each.reltype, each.target_part, f"{key}Made")
        return Opened(main.document, intake)
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        XMLSyntaxError,
    ) as error:
        raise TemplateError(
            Diagnostic(
                "BG616",
                f"the reference document cannot be used: {getattr(error, 'strerror', None) or error}",
                Place(str(path)),
                hint="Expected a .docx or .dotx that Word opens.",
            )
        ) from None


def adapted(theme: Theme, word: WordDocument) -> Theme:
    """The theme with the reference document's typeface, which has bold but no family of its own for semibold."""
    fonts = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    name = fonts.get(qn("w:ascii")) if fonts is not None else None
    return patterns_of(theme).in_typeface(name or theme.fonts.text.name)
