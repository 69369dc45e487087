"""A Word file in, its article out, with the passages that comments speak of and those that are highlighted."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from lxml import etree
from msgspec import Struct, field

from briefgen.importing.foreign import CannotImport, Imported, ImportedArticle, ImportedPassage, SourceFile, taken_apart
from briefgen.importing.labels import fields_of_words
from briefgen.verify.content import Unreadable
from briefgen.verify.limits import LARGEST_PART, MOST_PARTS, Budget
from briefgen.verify.word_xml import parsed_xml, short_names

_BROKEN = (
    Unreadable, zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, OSError, LookupError, ValueError, RuntimeError,
)  # fmt: skip
_SIGNS = {"w:tab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_SKIPPED = frozenset({"w:del", "w:moveFrom", "w:instrText", "w:pPr", "mc:Fallback", "w:txbxContent"})
_NOBODY = frozenset(
    (
        "python-docx",
        "microsoft office user",
        "windows user",
        "user",
        "admin",
        "administrator",
        "author",
        "unknown",
        "un-named",
    )
)
"""What Word, LibreOffice and libraries write where nobody said who writes."""
_TITLES = ("title", "heading1", "heading 1")


def is_word_file(file: SourceFile) -> bool:
    """Whether it is an archive with a Word document in it."""
    return file.data.startswith(b"PK\x03\x04") and b"word/" in file.data


def read_word_file(file: SourceFile) -> Imported:
    """The text of the body; each comment and each highlight is a passage."""
    try:
        with zipfile.ZipFile(BytesIO(file.data)) as package:
            parts = _Parts(package, Budget())
            body, comments = parts.xml("word/document.xml"), parts.xml("word/comments.xml")
            said = parts.xml("docProps/core.xml")
    except _BROKEN as error:
        raise CannotImport(f"the Word file cannot be read: {error}", "Open it in Word, and save it again.") from None
    if body is None:
        raise CannotImport("it has no text: word/document.xml is missing")
    reader = _Body()
    reader.read(body)
    reader.end_paragraph()
    if not reader.paragraphs:
        raise CannotImport("there are no words in it", "Is its text in pictures? Have it recognised first.")
    words = _comment_words(comments)
    passages = (*reader.commented(words), *reader.highlighted)
    headline = reader.title or _property(said, "title")
    article = ImportedArticle(
        "\n\n".join(reader.paragraphs),
        headline=headline,
        author=(author := _author(said)),
        language=_property(said, "language"),
        guessed=("author",) if author else (),
        passages=tuple(passages),
    )
    anchored = set(reader.ended)
    lost = tuple(f"the comment “{text[:60]}” stands at no words" for key, text in words.items() if key not in anchored)
    return Imported((taken_apart(_without_title(article, reader)),), remarks=(*lost, *_left_out(body)))


def _author(said: Any) -> str:
    """Who is named as the file's author, unless a program put a word of its own there."""
    name = _property(said, "creator")
    return "" if name.lower() in _NOBODY else name


def _left_out(body: Any) -> Iterator[str]:
    """What of the document is not in the article's text."""
    counts = Counter(map(short_names().__getitem__, (each.tag for each in body.iter("{*}*"))))
    for name, what in _NOT_READ.items():
        if counts[name]:
            yield f"left out: {counts[name]} × {what}"
    if counts["w:ins"] or counts["w:del"]:
        yield "tracked changes were read as if they were accepted"


_NOT_READ = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote", "w:txbxContent": "text box"}


class _Parts(Struct):
    package: zipfile.ZipFile
    budget: Budget

    def xml(self, name: str) -> Any:
        """The outermost element of a part; None where there is none."""
        if len(self.package.infolist()) > MOST_PARTS:
            raise Unreadable(f"it has more than {MOST_PARTS:,} parts")
        with suppress(KeyError):
            with self.package.open(name) as stream:
                data = stream.read(LARGEST_PART + 1)
            if len(data) > LARGEST_PART:
                raise Unreadable(f"{name} is too large")
            self.budget.unpacked(len(data))
            return parsed_xml(data, self.budget)
        return None


class _Body(Struct):
    """The paragraphs as they are read, and where comments and highlights begin and end in the text of all."""

    paragraphs: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Of the paragraph that is read."""
    before: int = 0
    """Characters of the paragraphs before, with what stands between."""
    here: int = 0
    begun: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    colour: str = ""
    highlights: list[tuple[str, int, int]] = field(default_factory=list)
    title: str = ""
    style: str = ""
    names: Any = field(default_factory=short_names)

    def read(self, root: Any) -> None:
        """Take in all elements, in order, without a call for each level: a file may nest without end."""
        waiting: list[tuple[Any, bool]] = [(root, False)]
        while waiting:
            element, leaving = waiting.pop()
            name = self.names[element.tag]
            if leaving:
                self._leave(name)
            elif name not in _SKIPPED or name == "w:pPr":
                self._enter(element, name)
                if name != "w:pPr":
                    waiting.append((element, True))
                    waiting += [(child, False) for child in reversed(element)]

    def _enter(self, element: Any, name: str) -> None:
        match name:
            case "w:p":
                self.end_paragraph()
            case "w:pPr":
                self.style = next((self._value(each) for each in element.findall("{*}pStyle")), "")
            case "w:t":
                self._add(element.text or "")
            case "w:r":
                self.colour = self._colour(element)
            case "w:commentRangeStart":
                self.begun[self._id(element)] = self.before + self.here
            case "w:commentRangeEnd":
                self.ended[self._id(element)] = self.before + self.here
            case _ if name in _SIGNS:
                self._add(_SIGNS[name])

    def _leave(self, name: str) -> None:
        if name == "w:p":
            self.end_paragraph()
        elif name == "w:r":
            self.colour = ""

    def _add(self, words: str) -> None:
        start = self.before + self.here
        self.words.append(words)
        self.here += len(words)
        if self.colour and words:
            last = self.highlights[-1] if self.highlights else ("", -1, -1)
            if last[0] == self.colour and last[2] == start:
                self.highlights[-1] = (self.colour, last[1], start + len(words))
            else:
                self.highlights.append((self.colour, start, start + len(words)))

    def end_paragraph(self) -> None:
        """What was read since the last one is a paragraph, if it says anything."""
        text = "".join(self.words)
        if text.strip():
            if not self.paragraphs and self.style.lower() in _TITLES:
                self.title = " ".join(text.split())
            self.paragraphs.append(text)
            self.before += len(text) + 2
        self.words, self.here, self.style = [], 0, ""

    def _colour(self, run: Any) -> str:
        for mark in run.findall("{*}rPr/{*}highlight"):
            return self._value(mark)
        return ""

    def _value(self, element: Any) -> str:
        return next((value for key, value in element.items() if self.names[key] == "w:val"), "")

    def _id(self, element: Any) -> str:
        return next((value for key, value in element.items() if self.names[key] == "w:id"), "")

    def commented(self, words: dict[str, str]) -> list[ImportedPassage]:
        """The passages of comments, in their order."""
        spans = [(self.begun[key], end, key) for key, end in self.ended.items() if key in self.begun]
        return [
            ImportedPassage(start, end, fields=fields_of_words(words.get(key, ""))) for start, end, key in sorted(spans)
        ]

    @property
    def highlighted(self) -> list[ImportedPassage]:
        return [
            ImportedPassage(start, end, label=f"highlight-{colour}")
            for colour, start, end in self.highlights
            if colour not in ("", "none")
        ]


def _comment_words(comments: Any) -> dict[str, str]:
    """What each comment says, by its number."""
    names = short_names()
    found = {}
    for comment in comments.iter("{*}comment") if comments is not None else ():
        number = next((value for key, value in comment.items() if names[key] == "w:id"), "")
        lines = ("".join(text.text or "" for text in p.iter("{*}t")) for p in comment.iter("{*}p"))
        found[number] = "; ".join(line.strip() for line in lines if line.strip())
    return found


def _property(said: Any, name: str) -> str:
    if said is None:
        return ""
    return next((" ".join((each.text or "").split()) for each in said.iter(f"{{*}}{name}")), "")


def _without_title(article: ImportedArticle, reader: _Body) -> ImportedArticle:
    """The title is not part of the text; what is marked in it is looked for in the text."""
    if not reader.title:
        return article
    from msgspec.structs import replace

    first = len(reader.paragraphs[0]) + 2
    passages = tuple(
        replace(each, start=each.start - first, end=each.end - first)
        if each.start >= first
        else replace(each, start=-1, end=-1, quote=article.text[each.start : each.end])
        for each in article.passages
    )
    return replace(article, text=article.text[first:], passages=passages)
