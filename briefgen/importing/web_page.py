"""A page saved from a browser in, as HTML or as MHT; its article out: the words of the page without what stands around them.

What belongs to the article is found by trafilatura, which is given text that is decoded already, and fetches nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Any

from briefgen.importing.foreign import CannotImport, Imported, ImportedArticle, SourceFile, needs, tidied
from briefgen.importing.message import parsed_message

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\slang=["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)""", re.IGNORECASE)
_MOST_TAGS = 100_000
"""Some twenty times those of a large page; more take minutes and memory beyond use."""
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_BLOCKS = re.compile(r"(?i)</(?:p|div|h[1-6]|li|blockquote|tr|section|article)>|<br\s*/?>\s*<br\s*/?>")


def is_page(file: SourceFile) -> bool:
    """Whether it is called a page, or begins as one."""
    from briefgen.readers.raw_text import kind_of

    kind = kind_of(file.data)
    return file.path.suffix.lower() in (".html", ".htm", ".xhtml") or (kind is not None and "HTML" in kind.title)


def is_archive(file: SourceFile) -> bool:
    """Whether it is a page with all its parts, as browsers save it."""
    return file.path.suffix.lower() in (".mht", ".mhtml")


def read_page(file: SourceFile) -> Imported:
    """The article of the page."""
    return Imported((article_of_page(page_text(file.data)),))


def read_archive(file: SourceFile) -> Imported:
    """The article of the first page of the archive, with the address that it was saved from."""
    message = parsed_message(file.data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            data = part.get_payload(decode=True) or b""
            html = page_text(data, part.get_content_charset() or "")
            url = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
            return Imported((article_of_page(html, url),))
    raise CannotImport("there is no page in it", "Save the page once more, as “Webpage, Single File”.")


def page_text(data: bytes, charset: str = "") -> str:
    """The page decoded: UTF-8 where it is, for what a page says of itself is wrong more often than that."""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    declared = _CHARSET.search(data[:4096])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charset = "utf-16"
    for name in (charset, declared[1].decode("ascii") if declared else "", "cp1252"):
        with suppress(LookupError, UnicodeDecodeError):
            if name:
                return data.decode(name)
    return data.decode("utf-8", "replace")


def article_of_page(html: str, url: str = "") -> ImportedArticle:
    """The article in a page's text. CannotImport where there is none."""
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise needs("trafilatura") from None
    _refuse_large(html)
    saved = _SAVED.search(html[:4096])
    url = url or (saved[1] if saved else "")
    try:
        found: Any = bare_extraction(html, url=url or None, with_metadata=True, include_comments=False)
    except Exception as error:  # whatever a hostile page does to its parsers, the other files are read
        raise CannotImport(f"the page cannot be read: {type(error).__name__}") from None
    if found is None or not (found.text or "").strip():
        raise CannotImport("no article was found in the page", "Copy its words into a text file, headline and all.")
    language = _LANGUAGE.search(html[:20_000])
    published = None
    with suppress(TypeError, ValueError):
        published = _said(date.fromisoformat(found.date), html)
    found.title = _ANCHOR.sub("", found.title or "")
    lines = [_ANCHOR.sub("", line.strip()) for line in found.text.split("\n") if line.strip(" \t\r¶")]
    if lines[1:] and lines[0] == found.title:
        del lines[0]
    named = {"headline": found.title, "outlet": found.sitename, "author": found.author, "date": published}
    return tidied(
        ImportedArticle(
            "\n\n".join(lines),
            headline=found.title or "",
            outlet=found.sitename or found.hostname or "",
            author=(found.author or "").replace("; ", ", "),
            published=published,
            url=url or found.url or "",
            language=language[1] if language else "",
            guessed=tuple(name for name, value in named.items() if value),
        )
    )


_ANCHOR = re.compile(r"\s*¶$")
"""The link to itself that a heading of documentation ends with."""
_FIRST = re.compile(
    r"(?<!\d)\d{4}(?:0101|[-./年 ]0?1[-./月 ]0?1)(?!\d)|(?<!\d)0?1[-./] ?0?1[-./] ?\d{2,4}(?!\d)"
    r"|(?<!\d)0?1(?:st|er|\.|º)?\s+jan|\bjan[a-z]*\.?\s+0?1(?:st)?(?!\d)",
    re.IGNORECASE,
)


def _said(published: date, html: str) -> date | None:
    """The day, unless it stands for no more than a year, as that of a copyright does: then no 1 January is named."""
    is_year_alone = (published.month, published.day) == (1, 1) and not _FIRST.search(html)
    return None if is_year_alone else published


def _refuse_large(html: str) -> None:
    if html.count("<") > _MOST_TAGS:
        raise CannotImport(
            f"the page has more than {_MOST_TAGS:,} tags", "Copy its words into a text file, headline and all."
        )


def words_of_fragment(html: str) -> str:
    """The words of a piece of HTML, paragraph by paragraph; all of them, unlike of a page."""
    from lxml import html as lxml_html

    if "<" not in html and "&" not in html:
        return html
    _refuse_large(html)
    try:
        root = lxml_html.fromstring(f"<div>{_BLOCKS.sub(lambda m: m[0] + chr(0x2029), html)}</div>")
    except (ValueError, AssertionError) as error:
        raise CannotImport(f"its HTML cannot be read: {type(error).__name__}") from None
    for each in root.xpath("//script|//style|//noscript"):
        each.drop_tree()
    paragraphs = (" ".join(each.split()) for each in root.text_content().split("\u2029"))
    return "\n\n".join(each for each in paragraphs if each)
