"""The bytes of a returned Word file in; its words as they are with all changes accepted, and who changed what, out.

Who inserted or deleted words, and where comments stand, is carried through the reading of the file by marks among the
words: noncharacters of Unicode, of which those that the file itself holds are taken out before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from lxml import etree
from msgspec import Struct

from briefgen.verify.content import ENTRY, PAGE, PAGES, ContentSpan, Unreadable, folded_words
from briefgen.verify.limits import Budget
from briefgen.verify.word import PartOf, content_of_word
from briefgen.verify.word_xml import parsed_xml, short_names

_OPEN, _CLOSE = "\U0001fffe", "\U0001ffff"
_MARK = re.compile(f"{_OPEN}([a-z])(\\d+){_CLOSE}")
_OWN_SIGNS = re.compile(f"[{_OPEN}{_CLOSE}]")
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs that order words or break lines: writers set them, and programs drop them."""
_PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_CHANGES = 20_000
_LONGEST_COMMENT = 4_000
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_PARTS_OF_PROPERTIES = frozenset({"w:rPr", "w:trPr", "w:pPr", "w:tcPr", "w:numPr"})

RevisionKind = Literal["inserted", "deleted", "moved here", "moved away"]
_KINDS: dict[str, RevisionKind] = {
    "w:ins": "inserted", "w:moveTo": "moved here", "w:del": "deleted", "w:moveFrom": "moved away",
}  # fmt: skip
INSERTED, INSERTED_END, DELETED, COMMENT, COMMENT_END, REFERENCE, NOTE_SIGN = "iedcfrn"
"""The letters of marks."""


class Author(Struct, frozen=True):
    """Who, and on which day."""

    name: str
    day: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.name, self.day)))


class Revision(Struct, frozen=True):
    """A tracked change; the words of those that are gone."""

    kind: RevisionKind
    author: Author
    words: str = ""


class Comment(Struct, frozen=True):
    """What somebody says beside the text."""

    author: Author
    words: str
    reply: bool = False


class Note(Struct, frozen=True):
    """A footnote or an endnote: no packet has any."""

    words: str
    has_sign: bool = True
    """Whether its sign stands somewhere in the text, be it in words that were deleted."""


class TextMark(Struct, frozen=True):
    """Where a revision or a comment begins, ends or stands in a span's words."""

    offset: int
    letter: str
    number: int


class ReturnedSpan(Struct, frozen=True):
    """A span of the file, without the marks."""

    kind: str
    words: str
    marks: tuple[TextMark, ...] = ()


class Returned(Struct, frozen=True):
    """All that counts of a returned file."""

    spans: tuple[ReturnedSpan, ...]
    revisions: tuple[Revision, ...] = ()
    comments: tuple[Comment, ...] = ()
    notes: tuple[Note, ...] = ()
    running: tuple[str, ...] = ()
    """The words of each kind of page's running lines."""
    identifier: str = ""
    """Digest of the input that it says it was built from."""
    marking: str = ""
    """The banner that it says it bears."""
    saved_by: str = ""


def read_returned(data: bytes, placeholders: Iterable[str] = ()) -> Returned:
    """Read the file. Unreadable says why it cannot be."""
    if data.startswith(_PROTECTED):
        raise Unreadable("it is protected by a password or a label, or of a Word before 2007; save a copy without it")
    reader = _Preparation(frozenset(placeholders))
    try:
        content = content_of_word(data, examined=False, prepared=reader.prepare)
    except AttributeError as error:  # an element that stands where none of its name can
        raise Unreadable("its parts do not stand in each other as those of a Word file do") from error
    spans = tuple(unmarked_span(each) for each in content.spans if each.kind != ENTRY)
    running = (" ".join(words.replace(PAGE, " ").replace(PAGES, " ").split()) for _, words in content.furniture)
    return Returned(
        spans,
        tuple(reader.revisions),
        tuple(reader.comments),
        tuple(Note(words, number in reader.signs) for number, words in enumerate(reader.notes)),
        tuple(dict.fromkeys(running)),
        reader.properties.get("Input SHA-256", "").lower(),
        reader.properties.get("Marking", ""),
        content.saved_by,
    )


def bare(words: str) -> str:
    """The words without what only orders them."""
    return words if words.isascii() else _UNSEEN.sub("", words)


def unmarked_span(span: ContentSpan) -> ReturnedSpan:
    """The span's words, and apart from them its marks."""
    if _OPEN not in span.words:
        return ReturnedSpan(span.kind, folded_words(bare(span.words)))
    words, marks, last = "", [], 0
    parts: list[str] = []
    for match in (*_MARK.finditer(span.words), None):
        piece = bare(span.words[last : match.start() if match else None])
        piece = piece.lstrip() if not words or words.endswith(" ") else piece
        words = piece or words
        parts.append(piece)
        if match:
            last = match.end()
            marks.append((len(parts), match[1], int(match[2])))
    lengths = [0]
    for piece in parts:
        lengths.append(lengths[-1] + len(piece))
    whole = "".join(parts).rstrip()
    at = tuple(TextMark(min(lengths[count], len(whole)), letter, number) for count, letter, number in marks)
    return ReturnedSpan(span.kind, whole, at)


class _Preparation:
    """Turns tracked changes and comments of the main part into marks, and keeps what they say."""

    def __init__(self, placeholders: frozenset[str]) -> None:
        self.placeholders = placeholders
        self.revisions: list[Revision] = []
        self.comments: list[Comment] = []
        self.notes: list[str] = []
        self.signs: set[int] = set()
        """Numbers of notes that the text has a sign of."""
        self.properties: dict[str, str] = {}
        self._names = short_names()
        self._space = ""

    def prepare(self, root: Any, part: PartOf) -> None:
        """Change the tree in place."""
        self._space = root.tag.rpartition("}")[0] + "}"
        for element in self._all(root, "t", "delText"):
            element.text = _OWN_SIGNS.sub("", element.text or "")
        self._read_parts(part)
        self._drop_former_looks(root)
        self._empty_placeholders(root)
        self._note_marks(root)
        self._rows(root)
        self._gone(root)
        self._inserted(root)
        self._comment_marks(root)
        self._join_paragraphs(root)

    def _all(self, root: Any, *names: str) -> list[Any]:
        return list(root.iter(*(f"{{*}}{name}" for name in names)))

    # --- other parts ---------------------------------------------------------------------

    def _read_parts(self, part: PartOf) -> None:
        budget = Budget()
        self._numbers: dict[str, int] = {}
        self._note_numbers: dict[tuple[str, str], int] = {}
        if data := part("/comments"):
            self._read_comments(parsed_xml(data, budget), self._replies(part("/commentsExtended"), budget))
        for name in ("footnote", "endnote"):
            if data := part(f"/{name}s"):
                self._read_notes(name, parsed_xml(data, budget))
        if data := part("/custom-properties"):
            for each in parsed_xml(data, budget).iter("{*}property"):
                self.properties[each.get("name", "")] = "".join(each.itertext()).strip()

    def _replies(self, data: bytes, budget: Budget) -> set[str]:
        """The paragraphs that end comments which answer others."""
        if not data:
            return set()
        found = parsed_xml(data, budget).iter("{*}commentEx")
        return {self._given(each, "paraId") for each in found if self._given(each, "paraIdParent")}

    def _read_comments(self, root: Any, replies: set[str]) -> None:
        for each in root.iter("{*}comment"):
            if len(self.comments) == _MOST_CHANGES:
                raise Unreadable(f"it has more than {_MOST_CHANGES:,} comments")
            paragraphs = list(each.iter("{*}p"))
            words = "\n".join(self._words(paragraph) for paragraph in paragraphs)[:_LONGEST_COMMENT].strip()
            reply = any(self._given(paragraph, "paraId") in replies for paragraph in paragraphs)
            self._numbers.setdefault(self._given(each, "id"), len(self.comments))
            self.comments.append(Comment(self._author(each), words, reply))

    def _read_notes(self, name: str, root: Any) -> None:
        for each in root.iter(f"{{*}}{name}"):
            words = folded_words(self._words(each))[:_LONGEST_COMMENT]
            if words and self._given(each, "type") in ("", "normal"):
                self._note_numbers.setdefault((name, self._given(each, "id")), len(self.notes))
                self.notes.append(words)

    # --- changes -------------------------------------------------------------------------

    def _drop_former_looks(self, root: Any) -> None:
        """What a paragraph, a run or a table looked like before is no matter of words."""
        for element in self._all(root, "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid"):
            for child in list(element):
                if self._names[child.tag].endswith("Change"):
                    element.remove(child)

    def _empty_placeholders(self, root: Any) -> None:
        """What a program shows in an empty content control is nobody's words."""
        for flag in self._all(root, "showingPlcHdr"):
            control = flag.getparent().getparent()
            if self._given(flag, "val") not in ("0", "false") and control is not None:
                texts = list(control.iter("{*}t"))
                if folded_words("".join(each.text or "" for each in texts)) not in self.placeholders:
                    for each in texts:
                        each.text = ""

    def _rows(self, root: Any) -> None:
        for properties in self._all(root, "trPr"):
            row = properties.getparent()
            for change in list(properties):
                match self._names[change.tag]:
                    case "w:del" if row.getparent() is not None:
                        cells = (self._words(cell) for cell in row.iter("{*}tc"))
                        self._keep("deleted", change, folded_words(" ".join(cells)))
                        row.getparent().remove(row)
                        break
                    case "w:ins":
                        for paragraph in row.iter("{*}p"):
                            self._around(paragraph, "inserted", change)

    def _gone(self, root: Any) -> None:
        for element in self._changes(root, "del", "moveFrom"):
            if element.getparent() is None or not self._is_within(element, root):
                continue
            number = self._keep(_KINDS[self._names[element.tag]], element, self._words(element))
            mark, tail = self._mark(DELETED, number), element.tail
            parent = element.getparent()
            parent.replace(element, mark)
            mark.tail = tail

    def _is_within(self, element: Any, root: Any) -> bool:
        """Whether it still stands in the tree: what it stood in may have been taken out."""
        while element is not None and element is not root:
            element = element.getparent()
        return element is root

    def _inserted(self, root: Any) -> None:
        for element in self._changes(root, "ins", "moveTo"):
            self._around(element, _KINDS[self._names[element.tag]], element)

    def _changes(self, root: Any, *names: str) -> Iterator[Any]:
        for element in self._all(root, *names):
            if self._names[element.getparent().tag] not in _PARTS_OF_PROPERTIES:
                yield element

    def _around(self, element: Any, kind: RevisionKind, change: Any) -> None:
        number = self._keep(kind, change)
        first = element[0] if len(element) and self._names[element[0].tag] == "w:pPr" else None
        if first is not None:
            first.addnext(self._mark(INSERTED, number))
        else:
            element.insert(0, self._mark(INSERTED, number))
        element.append(self._mark(INSERTED_END, number))

    def _keep(self, kind: RevisionKind, element: Any, words: str = "") -> int:
        if len(self.revisions) == _MOST_CHANGES:
            raise Unreadable(f"it has more than {_MOST_CHANGES:,} tracked changes")
        self.revisions.append(Revision(kind, self._author(element), words))
        return len(self.revisions) - 1

    def _comment_marks(self, root: Any) -> None:
        letters = {"commentRangeStart": COMMENT, "commentRangeEnd": COMMENT_END, "commentReference": REFERENCE}
        for name, letter in letters.items():
            for element in self._all(root, name):
                number = self._numbers.get(self._given(element, "id"))
                if number is not None:
                    place = element.getparent() if letter == REFERENCE else element
                    mark = self._mark(letter, number)
                    mark.tail, place.tail = place.tail, None
                    place.addnext(mark)

    def _note_marks(self, root: Any) -> None:
        """Within the runs that hold their signs, so that what is deleted takes its notes along."""
        for name in ("footnote", "endnote"):
            for element in self._all(root, f"{name}Reference"):
                number = self._note_numbers.get((name, self._given(element, "id")))
                if number is not None:
                    self.signs.add(number)
                    element.addnext(self._mark(NOTE_SIGN, number)[0])

    def _join_paragraphs(self, root: Any) -> None:
        """A paragraph whose end was deleted goes on in the next one. From the last to the first, so that each is moved once."""
        for paragraph in reversed(self._all(root, "p")):
            properties = paragraph.find(f"{self._space}pPr/{self._space}rPr")
            if properties is None or not any(self._names[each.tag] in ("w:del", "w:moveFrom") for each in properties):
                continue
            after = paragraph.getnext()
            if after is None or self._names[after.tag] != "w:p":
                continue
            first = after[0] if len(after) and self._names[after[0].tag] == "w:pPr" else None
            for child in reversed([each for each in paragraph if self._names[each.tag] != "w:pPr"]):
                if first is not None:
                    first.addnext(child)
                else:
                    after.insert(0, child)
            paragraph.getparent().remove(paragraph)

    # --- small things --------------------------------------------------------------------

    def _mark(self, letter: str, number: int) -> Any:
        run = etree.Element(f"{self._space}r")
        text = etree.SubElement(run, f"{self._space}t")
        text.text = f"{_OPEN}{letter}{number}{_CLOSE}"
        return run

    def _given(self, element: Any, name: str) -> str:
        """An attribute, whatever its namespace."""
        return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")

    def _author(self, element: Any) -> Author:
        name = " ".join(bare(self._given(element, "author")).split())[:80]
        day = self._given(element, "date")[:10]
        return Author(name or "somebody", day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "")

    def _words(self, element: Any) -> str:
        parts = []
        for each in element.iter("{*}t", "{*}delText", "{*}tab", "{*}br", "{*}cr", "{*}noBreakHyphen"):
            name = self._names[each.tag]
            parts.append(_SIGNS.get(name, "") or (each.text or ""))
        return _MARK.sub("", "".join(parts))
