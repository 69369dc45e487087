"""A whole packet as LibreOffice shows its Word file: the pages of the PDF, and the marking on each of them."""

from __future__ import annotations

import re
from pathlib import Path

import office
import pytest
from composed import prepared
from msgspec.structs import astuple

from briefgen.document import Document, Drawing, Heading, lettering, plain, walk
from briefgen.writers.pdf import PdfResult, write_pdf
from briefgen.writers.word import write_word

pytestmark = office.needs_pages
INPUTS = Path(__file__).parents[1] / "inputs"
Packet = tuple[Document, PdfResult, list[str]]


MACHINES = {"with ours": "*.ttf", "with others": "IBMPlexSansArabic-*.ttf", "without letters": "NotoEmoji-*.ttf"}
"""The fonts of machines; LibreOffice does not start on one without any."""


def shown(tmp_path: Path, source: Path, template: str, theme: str, fonts: str = "*.ttf") -> Packet:
    """The document, its PDF, and the words of each page that LibreOffice makes of its Word file, with single blanks."""
    document, look, _ = astuple(prepared(source, template, theme))
    pdf = write_pdf(document, look)
    (tmp_path / "x.docx").write_bytes(write_word(document, look, pdf.layout).data)
    folder = tmp_path / "fonts"
    folder.mkdir()
    for file in office.FONTS.glob(fonts):
        (folder / file.name).symlink_to(file)
    found = office.pages(office.converted(tmp_path / "x.docx", "pdf", tmp_path, folder))
    return document, pdf, [" ".join(page.split()) for page in found]


@pytest.fixture(
    scope="module",
    params=[(*kind, fonts) for kind in (("packet", "default"), ("one-page", "one-page")) for fonts in MACHINES],
    ids=lambda each: f"{each[0]}, {each[2]}",
)
def packet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Packet:
    template, theme, fonts = request.param
    made = tmp_path_factory.mktemp("pages")
    return shown(made, INPUTS / "2025-03-30.yaml", template, theme, MACHINES[fonts])


def test_there_are_as_many_pages_as_in_the_pdf(packet: Packet) -> None:
    _, pdf, found = packet
    assert len(found) == pdf.layout.pages


def words_and_parts(page: str) -> set[str]:
    """The words of a page, and the parts of those with a hyphen, at which a line may end in one file alone.

    A timeline's dots are drawn in the PDF, and are signs in the Word file.
    """
    return set(re.findall(r"[^\s•-]+", page))


def test_each_page_begins_and_ends_as_in_the_pdf(packet: Packet, tmp_path: Path) -> None:
    """Whatever fonts the machine has: the Word file brings its own. Words of a drawing are a picture there."""
    document, pdf, found = packet
    drawn = words_and_parts(" ".join(lettering(each) for each in walk(document.blocks) if isinstance(each, Drawing)))
    (tmp_path / "x.pdf").write_bytes(pdf.data)
    printed = office.pages(tmp_path / "x.pdf")
    pages = zip(printed, found, strict=True)
    assert [(words_and_parts(page) ^ words_and_parts(other)) - drawn for page, other in pages] == [set() for _ in found]


def test_headings_are_on_the_same_pages_as_in_the_pdf(packet: Packet) -> None:
    document, pdf, found = packet
    headings = [block for block in walk(document.blocks) if isinstance(block, Heading)]
    assert headings
    strays = {
        plain(heading.children): [number for number, page in enumerate(found, 1) if _has(page, heading)]
        for heading in headings
        if not _has(found[pdf.layout.page_of[heading.anchor] - 1], heading)
    }
    assert strays == {}


def _has(page: str, heading: Heading) -> bool:
    words = r"\s*".join(re.escape(word) for word in plain(heading.children).split())
    return bool(re.search(words, page))


def test_the_marking_is_on_every_page(packet: Packet) -> None:
    document, _, found = packet
    assert document.marking is not None
    assert all(page.count(document.marking.text) >= 2 for page in found)


def test_page_numbers_are_those_of_the_pdf(packet: Packet) -> None:
    _, pdf, found = packet
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {pdf.layout.pages}" in page
