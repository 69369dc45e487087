"""An article's file as bytes in, its words out; a file of another kind is named once, by its first bytes, with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, InputError, Place, Severity
from briefgen.readers.source import decode

_START = 4096
"""Bytes in which every kind of file shows itself."""
_PAGE_END = re.compile("\n?\f")


def article_text(data: bytes, name: str) -> str:
    """The text of a plain text file; a form feed, which ends a page, ends a line. InputError for any other file."""
    if kind := kind_of(data):
        raise InputError(Diagnostic("BG016", f"no plain text: this is {kind.title}", Place(name), hint=kind.hint))
    if encoding := encoding_of(data):
        hint = "Save the file as UTF-8: most editors ask for the encoding under “Save as”."
        message = f"not UTF-8: this looks like {encoding}"
        raise InputError(Diagnostic("BG002", message, Place(name), hint=hint))
    return _PAGE_END.sub("\n", decode(data, name))


def second_article(text: str, name: str) -> Diagnostic | None:
    """The finding for another article that begins further down in the file."""
    from briefgen.readers.article_markup import second_start

    start = second_start(text)
    if start is None:
        return None
    line = text.count("\n", 0, start) + 1
    place = Place(name, line, 1, 0, text[start:].partition("\n")[0][:2000])
    hint = "Put it in a file of its own, as an article of its own: the two would be cited as one source."
    return Diagnostic("BG017", "another article begins here", place, Severity.WARNING, hint)


# --- other kinds of file -----------------------------------------------------------------------


class FileKind(Struct, frozen=True):
    """A kind of file that holds articles, but not as plain text."""

    title: str
    hint: str
    is_meant: Callable[[bytes], bool]
    """Whether a file's bytes begin as those of this kind do."""


def kind_of(data: bytes) -> FileKind | None:
    """What else than plain text a file is; None where it may be text."""
    content = data.removeprefix(b"\xef\xbb\xbf")
    return next((kind for kind in _KINDS if kind.is_meant(content)), None)


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signs)


def _archive(*names: bytes) -> Callable[[bytes], bool]:
    """A ZIP archive that holds one of these names."""
    return lambda data: data.startswith(b"PK\x03\x04") and any(name in data for name in names)


def _matches(pattern: bytes) -> Callable[[bytes], bool]:
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda data: compiled.match(data[:_START]) is not None


_HEADER = re.compile(rb"([A-Za-z][A-Za-z-]{1,40}):[ \t]")
_FOLDED = re.compile(rb"[ \t]+\S")
_OF_MAIL = frozenset(
    [b"content-type", b"delivered-to", b"dkim-signature", b"message-id", b"mime-version", b"received", b"return-path"]
)
"""Headers that a mail has and that nobody copies along with its words."""


def _is_mail(data: bytes) -> bool:
    """Whether it begins with the headers of a mail, two at least, one of them such as only mails have."""
    names: list[bytes] = []
    for line in re.split(rb"\r?\n", data[:_START]):
        if header := _HEADER.match(line):
            names.append(header[1].lower())
        elif not ((names and _FOLDED.match(line)) or (not names and line.startswith(b"From "))):
            break
    return len(names) > 1 and not _OF_MAIL.isdisjoint(names)


_AS_TEXT = "Save it as plain text (UTF-8) and give that file."
_COPY = "Copy the article's words into a text file (UTF-8), headline and all, and give that file."
_IMPORT = "`briefgen import` reads it."
_KINDS = (
    FileKind(
        "a PDF",
        f"{_IMPORT} Or take the text out with `pdftotext article.pdf article.txt`, and give that file.",
        lambda s: b"%PDF-" in s[:1024],
    ),
    FileKind("a Word document (DOCX)", f"{_IMPORT} Or in Word: Save As, Plain Text, UTF-8.", _archive(b"word/")),
    FileKind(
        "an OpenDocument text (ODT)", f"In LibreOffice: Save As, Text. {_AS_TEXT}", _archive(b"opendocument.text")
    ),
    FileKind("an e-book (EPUB)", _COPY, _archive(b"application/epub+zip")),
    FileKind("an Excel or PowerPoint document", _COPY, _archive(b"xl/workbook", b"ppt/presentation")),
    FileKind("a ZIP archive", "Unpack it and give the text files in it.", _begins(b"PK\x03\x04", b"PK\x05\x06")),
    FileKind(
        "a document of an older Office, or an Outlook message", _AS_TEXT, _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    ),
    FileKind(
        "a rich text document (RTF)",
        f"{_IMPORT} Or in any word processor: Save As, Plain Text, UTF-8.",
        _begins(b"{\\rtf"),
    ),
    FileKind("a compressed file (gzip)", "Unpack it with `gunzip` and give the text file.", _begins(b"\x1f\x8b")),
    FileKind(
        "a picture",
        "Words in a picture must be typed out, or read by a program for that.",
        _begins(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"),
    ),
    FileKind(
        "a web page (HTML)",
        f"{_IMPORT} As a text, its tags would be printed as words.",
        _matches(
            rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
            rb"<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1|span|table|script|style)[\s>/]"
        ),
    ),
    FileKind("a mail (EML)", f"{_IMPORT} As a text, its headers would be printed as words.", _is_mail),
)


# --- other encodings ---------------------------------------------------------------------------

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_ENOUGH = 8
"""Bytes; fewer say nothing."""
_MANY = 0.3
"""The share of characters whose other half is zero, from which on bytes are UTF-16: blanks and digits at least."""


def encoding_of(data: bytes) -> str:
    """The encoding that bytes seem to be in; "" where they are UTF-8, or where nothing can be said of them."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    start = data[:_START]
    fewer, more = sorted((start[0::2].count(0), start[1::2].count(0)))
    if len(start) >= _ENOUGH and more / (len(start) // 2) >= _MANY and not fewer:
        return "UTF-16 without a mark"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "Windows-1252, as older Windows programs save it" if _is_western(data) else ""
    return ""


def _is_western(data: bytes) -> bool:
    """Whether the bytes above 127 stand as accented letters and typographic signs do: few, most alone."""
    high = sum(map(len, _HIGH.findall(data)))
    alone = len(_ALONE.findall(data))
    return not _UNUSED.search(data) and 0 not in data and high <= len(data) / 4 and alone * 2 >= high


_HIGH = re.compile(rb"[\x80-\xff]+")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff]{1,2}(?![\x80-\xff])")
_UNUSED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that are nothing in Windows-1252."""
