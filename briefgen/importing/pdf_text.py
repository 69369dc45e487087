"""A PDF in, its words out: surely as to words, by guess as to paragraphs, which are for review."""

from __future__ import annotations

import re
from datetime import date

from briefgen.importing.apart import read_apart
from briefgen.importing.foreign import CannotImport, Imported, ImportedArticle, SourceFile, needs, taken_apart
from briefgen.verify.limits import MOST_PAGES


def is_pdf(file: SourceFile) -> bool:
    """Whether it begins as one."""
    return b"%PDF-" in file.data[:1024]


def read_pdf(file: SourceFile) -> Imported:
    """The words of all pages, lines as they stand; the article's reader joins those that are wrapped."""
    try:
        import pypdfium2  # noqa: F401
    except ImportError:
        raise needs("pypdfium2") from None
    pages, said = read_apart(pages_and_properties, file.data)
    text = "\n".join(pages).strip()
    if not text:
        raise CannotImport("no words are in it; it may be a picture of a page", "Have its text recognised first.")
    article = ImportedArticle(
        text,
        headline=headline_of(said.get("Title") or ""),
        author=(said.get("Author") or "").strip(),
        published=_day(said.get("CreationDate") or ""),
        guessed=("paragraphs", *(name for name, key in _SAID.items() if (said.get(key) or "").strip())),
    )
    return Imported((taken_apart(article),))


def pages_and_properties(data: bytes) -> tuple[list[str], dict[str, str]]:
    """The words of each page, and what the file says of itself. pdfium knows no bounds: it goes as deep into drawings
    that draw themselves as it can, which are more steps than would ever end."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > MOST_PAGES:
            raise CannotImport(f"it has more than {MOST_PAGES:,} pages")
        pages = [_words(document[number]) for number in range(len(document))]
        said: dict[str, str] = document.get_metadata_dict()
        document.close()
    except pypdfium2.PdfiumError as error:
        raise CannotImport(f"the PDF cannot be read: {error}", "Is it protected by a password? Save a copy.") from None
    return pages, said


_SAID = {"headline": "Title", "author": "Author", "date": "CreationDate"}


def _words(page: object) -> str:
    text_page = page.get_textpage()  # type: ignore[attr-defined]
    try:
        words: str = text_page.get_text_bounded()
    finally:
        text_page.close()
    return page_lines(words)


def page_lines(words: str) -> str:
    """A page's words in its lines, each divided word with the hyphen and line's end that the page has."""
    return _DIVIDED.sub("-\n", words.replace("\r\n", "\n"))


_DIVIDED = re.compile("[\x02\ufffe]\n?")
"""What stands for a hyphen at a line's end, and for the end."""
_PRODUCER = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint) - )?(.*?)(?:\.(?:docx?|odt|rtf|pdf|pptx?|indd|txt|html?))?$", re.IGNORECASE
)
"""A title that is a file's name, as printing writes it."""


def headline_of(words: str) -> str:
    """A document's title without what a program made of its name."""
    found = _PRODUCER.fullmatch(words.strip())
    return (found[1] if found else words).strip()


def _day(words: str) -> date | None:
    digits = words.removeprefix("D:")[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
