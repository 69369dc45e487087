"""What tests of whole packets share: an input's text to its document, and to the words that each file says."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple

from briefgen.compose import load_template, load_theme
from briefgen.diagnostics import Diagnostic
from briefgen.document import Document
from briefgen.fill import fill
from briefgen.print_ready import print_ready
from briefgen.readers.yaml_reader import read_input
from briefgen.verify import content_of_pdf, content_of_word, verify
from briefgen.verify.content import ExtractedContent
from briefgen.writers.fitting import Fitted
from briefgen.writers.pdf import write_pdf
from briefgen.writers.text import write_text
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word


class Written(Struct, frozen=True):
    """A document in all that prints it."""

    document: Document
    pdf: bytes
    word: bytes
    text: str

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Of the verification."""
        return verify(self.document, self.pdf, self.word).findings

    @property
    def contents(self) -> tuple[ExtractedContent, ExtractedContent]:
        """What was read back from the PDF and from the Word file."""
        return content_of_pdf(self.pdf), content_of_word(self.word)


def prepared(path: Path, template: str = "packet", theme: str = "default") -> Fitted:
    """An input's document, as the files of its packet say it, and the theme that suits it."""
    look = load_theme(theme).theme
    briefing = fill(read_input(path)).briefing
    return print_ready(briefing, load_template(template), look, typesetter_for(look), paged=True)


def written(folder: Path, source: str, template: str = "packet", theme: str = "default") -> Written:
    """The packet of an input's text."""
    path = folder / "input.yaml"
    path.write_text(source, "utf-8")
    document, look, _ = astuple(prepared(path, template, theme))
    pdf = write_pdf(document, look)
    word = write_word(document, look, pdf.layout)
    return Written(document, pdf.data, word.data, write_text(document))
