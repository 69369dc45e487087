"""A document and the files made of it go in; what the files say otherwise comes out as findings.

Both files are read back from their bytes, by readers that share nothing with the writers, and each word,
heading, cell, link, alternative text and marking is held against the document, in order. `fingerprint`
keeps the document's side small enough for a manifest; `packet` holds finished packets against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from briefgen.diagnostics import Diagnostic, Place
from briefgen.document import Document
from briefgen.verify.compare import Difference, differences_in_pdf, differences_in_word
from briefgen.verify.content import ExpectedContent, ExtractedContent, Unreadable
from briefgen.verify.document import expected_content
from briefgen.verify.fingerprints import fingerprint
from briefgen.verify.pdf import content_of_pdf
from briefgen.verify.word import content_of_word

CODE = "BG702"
_SHOWN = 5
"""Differences of a file that are reported one by one."""
_HINT = "a bug in briefgen, not in the input: the packet is not released; please report it with this line"


def verify(
    document: Document | ExpectedContent, pdf: bytes | None, docx: bytes | None, name: str = ""
) -> tuple[Diagnostic, ...]:
    """What the files say otherwise than the document; `name` is theirs without its ending."""
    expected = expected_content(document)
    found: list[Diagnostic] = []
    paper: ExtractedContent | None = None
    if pdf is not None:
        place = f"{name}.pdf" if name else "PDF"
        try:
            paper = content_of_pdf(pdf)
            found += findings(place, differences_in_pdf(expected, paper), _HINT)
        except Unreadable as error:
            found.append(unreadable(place, error, _HINT))
    if docx is not None:
        place = f"{name}.docx" if name else "Word file"
        pages = paper.pages if paper and len(paper.spans) == len(expected.spans) else ()
        try:
            found += findings(place, differences_in_word(expected, content_of_word(docx), pages), _HINT)
        except Unreadable as error:
            found.append(unreadable(place, error, _HINT))
    return tuple(found)


def findings(place: str, differences: Iterable[Difference], hint: str) -> list[Diagnostic]:
    """The first few differences, and how many more there are."""
    rest = iter(differences)
    shown = [Diagnostic(CODE, difference.message, Place(place), hint=hint) for difference in islice(rest, _SHOWN)]
    if more := sum(1 for _ in rest):
        shown.append(
            Diagnostic(
                CODE, f"… and {more} more {'difference' if more == 1 else 'differences'}", Place(place), hint=hint
            )
        )
    return shown


def unreadable(place: str, error: Unreadable, hint: str) -> Diagnostic:
    return Diagnostic(CODE, f"the file cannot be read back: {error}", Place(place), hint=hint)


__all__ = ["content_of_pdf", "content_of_word", "expected_content", "findings", "fingerprint", "unreadable", "verify"]
