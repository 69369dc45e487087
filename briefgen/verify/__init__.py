"""A document and the files made of it go in; what the files say otherwise comes out as findings.

PDF, Word file and web page are read back from their bytes, by readers that share nothing with the writers, and each word,
heading, cell, link, alternative text and marking is held against the document, in order; plain text and JSON are read
back for their marking. `fingerprint`
keeps the document's side small enough for a manifest; `packet` holds finished packets against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from briefgen.diagnostics import Diagnostic
from briefgen.document import Document
from briefgen.formats import ending_of
from briefgen.verify.compare import (
    Difference,
    differences_in_html,
    differences_in_pdf,
    differences_in_word,
    what_is_unknown,
)
from briefgen.verify.content import ExpectedContent, ExtractedContent, Unreadable
from briefgen.verify.document import expected_content
from briefgen.verify.fingerprints import fingerprint
from briefgen.verify.pdf import content_of_pdf
from briefgen.verify.plain import (
    content_of_csv,
    content_of_json,
    content_of_stix,
    content_of_text,
    differences_in_json,
    differences_in_marking,
    differences_in_text,
)
from briefgen.verify.report import unreadable, verification_findings
from briefgen.verify.word import content_of_word


def _content_of_page(data: bytes) -> ExtractedContent:
    """All that a web page says, in order. `Unreadable` where it is none. Its reader is loaded where there is a page."""
    from briefgen.verify import html

    return html.content_of_html(data)


class ReadBack(Struct, frozen=True):
    """How the files of a format are read back."""

    content: Callable[[bytes], ExtractedContent]
    """What a file says. `Unreadable` where it is none of its format."""
    changes: Callable[[ExpectedContent, Mapping[str, str], ExtractedContent], Iterator[Difference]] | None
    """What a file of a finished packet says otherwise than when it was built, of which the manifest keeps a print; None
    where each word is held against the document instead."""


READERS = {
    ".pdf": ReadBack(content_of_pdf, None),
    ".docx": ReadBack(content_of_word, None),
    ".html": ReadBack(_content_of_page, None),
    ".txt": ReadBack(content_of_text, differences_in_text),
    ".briefing.json": ReadBack(content_of_json, differences_in_json),
    ".annotations.jsonld": ReadBack(content_of_json, differences_in_json),
    ".stix.json": ReadBack(content_of_stix, differences_in_json),
    ".csv": ReadBack(content_of_csv, differences_in_json),
}
"""By the ending of the format, which every format has; see `formats.ending_of`."""
_HINT = "a bug in briefgen, not in the input: the packet is not released; please report it with this line"


class Verification(Struct, frozen=True):
    """What reading the files back gave."""

    findings: tuple[Diagnostic, ...]
    made: dict[str, dict[str, str]]
    """File ending to what that file is made of, for the manifest."""


def verify(
    document: Document | ExpectedContent,
    pdf: bytes | None,
    docx: bytes | None,
    name: str = "",
    others: Mapping[str, bytes] | None = None,
) -> Verification:
    """What the files say otherwise than the document; `name` is theirs without its ending, `others` by theirs."""
    expected = expected_content(document)
    found: list[Diagnostic] = []
    made: dict[str, dict[str, str]] = {}
    paper: ExtractedContent | None = None
    if pdf is not None:
        place = f"{name}.pdf" if name else "PDF"
        try:
            paper = content_of_pdf(pdf)
            made["pdf"] = dict(paper.made)
            found += verification_findings(place, differences_in_pdf(expected, paper), _HINT)
        except Unreadable as error:
            found.append(unreadable(place, error, _HINT))
    if docx is not None:
        place = f"{name}.docx" if name else "Word file"
        pages = paper.pages if paper and len(paper.spans) == len(expected.spans) else ()
        try:
            extracted = content_of_word(docx, examined=False)
            made["docx"] = dict(extracted.made)
            found += verification_findings(place, differences_in_word(expected, extracted, pages), _HINT)
        except Unreadable as error:
            found.append(unreadable(place, error, _HINT))
    for place, data in (others or {}).items():
        try:
            plain = READERS[ending_of(place)].content(data)
            made[place.removeprefix(f"{name}.")] = dict(plain.made)
            found += verification_findings(place, _differences(place, expected, plain), _HINT)
        except Unreadable as error:
            found.append(unreadable(place, error, _HINT))
    return Verification(tuple(found), made)


def _differences(name: str, expected: ExpectedContent, found: ExtractedContent) -> Iterator[Difference]:
    """What a file that has no pages says otherwise: of a web page all that it says, of plain files the marking."""
    if name.endswith(".html"):
        yield from differences_in_html(expected, found)
        yield from what_is_unknown(found)
    else:
        yield from differences_in_marking(expected, found)


__all__ = [
    "READERS",
    "Verification",
    "content_of_pdf",
    "content_of_word",
    "expected_content",
    "fingerprint",
    "verify",
]
