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
from briefgen.proof.compare import Difference, differences_in_pdf, differences_in_word
from briefgen.proof.document import told_by_document
from briefgen.proof.pdf import told_by_pdf
from briefgen.proof.prints import fingerprint
from briefgen.proof.told import Told, Unreadable, Wanted
from briefgen.proof.word import told_by_word

CODE = "BG702"
_SHOWN = 5
"""Differences of a file that are told one by one."""
_HINT = "a fault in briefgen, not in the input: the packet is not released; please report it with this line"


def prove(document: Document | Wanted, pdf: bytes | None, docx: bytes | None, name: str = "") -> tuple[Diagnostic, ...]:
    """What the files say otherwise than the document; `name` is theirs without its ending."""
    wanted = told_by_document(document)
    found: list[Diagnostic] = []
    paper: Told | None = None
    if pdf is not None:
        place = f"{name}.pdf" if name else "PDF"
        try:
            paper = told_by_pdf(pdf)
            found += findings(place, differences_in_pdf(wanted, paper), _HINT)
        except Unreadable as error:
            found.append(unreadable(place, error, _HINT))
    if docx is not None:
        place = f"{name}.docx" if name else "Word file"
        pages = paper.pages if paper and len(paper.stretches) == len(wanted.stretches) else ()
        try:
            found += findings(place, differences_in_word(wanted, told_by_word(docx), pages), _HINT)
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


__all__ = ["findings", "fingerprint", "prove", "told_by_document", "told_by_pdf", "told_by_word", "unreadable"]
