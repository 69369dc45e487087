"""The content of a document or a file, in one shape: spans of words in order, links, alternative texts, markings.

A span is a heading, a paragraph, a list item, an entry of the contents or a table cell; captions
and labels are paragraphs.
Runs of white space count as one space, line ends too; bullets and numbers of lists are labels, not
words; everything else counts letter for letter.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from msgspec import Struct, field

HEADING = ("heading 1", "heading 2", "heading 3", "heading 4", "heading 5", "heading 6")
PARAGRAPH_PART = "paragraph"
ITEM = "list item"
ENTRY = "contents entry"
HEADER_CELL = "header cell"
FIRST_CELL = "first cell"
CELL = "cell"
STRAY = "stray text"
"""Words that are on a page, but in no part of its structure."""

CELLS = (HEADER_CELL, FIRST_CELL, CELL)
PART_KINDS = (*HEADING, PARAGRAPH_PART, ITEM, ENTRY, HEADER_CELL, FIRST_CELL, CELL, STRAY)


NOWHERE, BETWEEN = -1, -2
"""Where a link leads that leads to no words."""


class ContentSpan(Struct, frozen=True):
    """Words that belong together, and as what."""

    kind: str
    """One of `KINDS`."""
    words: str


class ContentLink(Struct, frozen=True):
    """A link: its words, and where it leads."""

    words: str
    uri: str = ""
    """The address outside, or nothing for a link inside."""
    to: int = NOWHERE
    """Inside: the number of the span it leads to, from 0; `NOWHERE`, or `BETWEEN` spans."""
    page: int = 0
    """Inside, where only that is known: the page it leads to, from 1."""


class ExtractedContent(Struct, frozen=True):
    """All that was extracted from one of the files."""

    spans: tuple[ContentSpan, ...]
    links: tuple[ContentLink, ...] = ()
    alts: tuple[str, ...] = ()
    """Alternative texts of pictures and gauges, in order."""
    summaries: tuple[str, ...] = ()
    """Alternative texts of tables, in order."""
    furniture: tuple[tuple[str, str], ...] = ()
    """The words of the running lines, top and bottom: of each page or section, with its name."""
    pages: tuple[int, ...] = ()
    """The page, from 1, on which each span begins; nothing where there are no pages."""
    numbers: tuple[int, ...] = ()
    """The page numbers that the entries of the contents show; 0 where there is none."""
    made: Mapping[str, str] = field(default_factory=dict)
    """What the file is made of, part by part or page by page, each by its name with a digest."""
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each of these holds that the reader does not understand."""
    saved_by: str = ""
    """The office suite that says it saved the file; "" for none that writes all of its parts its own way."""
    drawn: tuple[str, ...] = ()
    """The words that stand in each drawing, in order."""
    hidden: bool = False
    """Whether a style of the file hides words."""


class ExpectedContent(Struct, frozen=True):
    """All that a document expects both files to say."""

    spans: tuple[ContentSpan, ...]
    links: tuple[ContentLink, ...]
    alts: tuple[str, ...]
    summaries: tuple[str, ...]
    marking: str
    """At the top and at the foot of every page; nothing for none."""
    running: tuple[str, ...]
    """What else stands there, with `PAGE` and `PAGES` for numbers."""
    entries: tuple[int, ...]
    """The heading that each entry of the contents leads to, by the number of its span."""
    later: tuple[str, ...] = ()
    """What stands with the running lines on all pages but the first."""
    drawn: tuple[str, ...] = ()
    """The words that stand in each drawing that has any."""


DRAWINGS = "the drawings"
"""What the shapes of a Word file are called that stand beside pictures of them."""
PAGE, PAGES = "\ufffe", "\uffff"
"""Stand in running lines for the page's number and for how many pages there are: no input and no file can hold them."""
JOINT = "\0"
"""Stands in the words of a PDF where a line ends without a blank: there may or may not be one in the text."""


class Unreadable(Exception):
    """A file that cannot be read back; says why."""


def digest(data: bytes) -> str:
    """Of a part: two of them are never the same by chance or on purpose."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def named(unknown: Mapping[str, int]) -> tuple[str, ...]:
    """What is not understood, by name, and how many there are of it where it is more than one."""
    return tuple(name if count == 1 else f"{name} ({count})" for name, count in sorted(unknown.items()))


_HELD_HYPHEN = "\u2011"
"""At which no line ends. LibreOffice writes the one for the other, and numbers of entries have it in Word files alone."""


def folded_words(text: str) -> str:
    """The text with each run of white space as one space, and none at the ends; where lines end at hyphens says nothing."""
    return " ".join(text.replace(_HELD_HYPHEN, "-").split())


# Control characters and those that Unicode calls ignorable: they shape or order other letters, and no reader
# of a PDF has to give them back.
_UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


_CERTAINLY_SEEN = re.compile("[ -~\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027]*+")
"""Words of Latin letters without any of them: looking for these takes a quarter of the time."""


def seen(words: str) -> str:
    """The words without the characters that leave no trace on paper."""
    if words.isascii() and words.isprintable():
        return words
    return folded_words(words if _CERTAINLY_SEEN.fullmatch(words) else _UNSEEN.sub("", words))


def leaves_trace(words: str) -> bool:
    """Whether anything of the words is seen."""
    return "!" <= words[:1] <= "~" or bool(seen(words))
