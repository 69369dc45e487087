"""The bytes of a Word file go in; its content comes out.

Deleted words of tracked changes are not there; inserted ones are. What a part holds that is not understood here is
named, and each part is reported with a digest, so that only what is the same or was wholly read counts as known.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from briefgen.settings import MIB
from briefgen.verify import content
from briefgen.verify.content import (
    DRAWINGS,
    NOWHERE,
    PAGE,
    PAGES,
    ContentLink,
    ContentSpan,
    ExtractedContent,
    Unreadable,
    digest,
    folded_words,
    leaves_trace,
    named,
)
from briefgen.verify.limits import LARGEST_PART, LARGEST_PICTURE, MOST_PARTS, Budget
from briefgen.verify.word_styles import ParagraphStyles, paragraph_styles
from briefgen.verify.word_xml import Listener, XmlAttributes, parsed_xml, unknown

_BROKEN = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, OSError, LookupError, TypeError, ValueError, RuntimeError,
)  # fmt: skip
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}


PartOf = Callable[[str], bytes]
"""The end of a relation's type, such as `/comments`, to the part that it leads to; nothing where there is none."""
TreeChange = Callable[[Any, PartOf], None]
"""Changes the tree of the main part before it is read."""


def content_of_word(data: bytes, *, examined: bool = True, prepared: TreeChange | None = None) -> ExtractedContent:
    """All that a Word file says, in order. `Unreadable` where it is none.

    `examined`: also what it holds that is not understood, which nobody asks of a file that was just written.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _Package(package, examined, prepared).extracted()
    except _BROKEN as error:
        raise Unreadable(f"it is not a Word file that can be opened ({error})") from error


_FIELDS = frozenset(("PAGE", "NUMPAGES", "TOC", "PAGEREF", "REF", "SEQ", "HYPERLINK"))
"""Fields that show nothing but what is read here. Others fetch or run something."""


_READ = (".xml", ".rels", ".svg")
"""How the names of those parts end that hold words, or lead to others."""
_QUARTER_POINT = 3175
_SUITE = re.compile(rb"<Application>((?:LibreOffice|Microsoft (?:Office|Macintosh) Word)(?:/[\d.]+)?)")


class _Parts(Mapping[str, bytes]):
    """The parts of a file by their names. All are hashed at once, but only XML stays unpacked: the others are seldom read."""

    def __init__(self, package: zipfile.ZipFile, budget: Budget) -> None:
        self._package, self._budget = package, budget
        self._unpacked_xml: dict[str, bytes] = {}
        self.digests: dict[str, str] = {}
        entries = package.infolist()
        if len(entries) > MOST_PARTS:
            raise Unreadable(f"it has more than {MOST_PARTS:,} parts")
        if len({entry.filename.lower() for entry in entries}) < len(entries):
            raise Unreadable("it holds a part twice, and programs differ in which they take")
        for entry in entries:
            data = self._unpacked(entry)
            self.digests[entry.filename] = digest(data)
            if entry.filename.endswith(_READ):
                self._unpacked_xml[entry.filename] = data

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        limit = LARGEST_PART if entry.filename.endswith((".xml", ".rels")) else LARGEST_PICTURE
        with self._package.open(entry) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise Unreadable(f"{entry.filename} unpacks to more than {limit // MIB} MiB")
        if len(data) < entry.file_size:
            raise Unreadable(f"{entry.filename} is shorter than the file says")
        self._budget.unpacked(len(data))
        return data

    def __getitem__(self, name: str) -> bytes:
        known = self._unpacked_xml.get(name)
        return self._unpacked(self._package.getinfo(name)) if known is None else known

    def __contains__(self, name: object) -> bool:
        return name in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)


class _Package:
    """What the parts of one file say together."""

    def __init__(self, package: zipfile.ZipFile, examined: bool, prepared: TreeChange | None = None) -> None:
        self.examined = examined
        self.prepared = prepared
        self.budget = Budget()
        self.parts = _Parts(package, self.budget)
        self.unknown: dict[str, tuple[str, ...]] = {}
        self.names = _Relations(self.parts["_rels/.rels"], "", self.budget)
        self.main = self.names.of_type("/officeDocument")
        self.relations = self._relations(self.main)

    def extracted(self) -> ExtractedContent:
        name = self.relations.of_type("/styles")
        body = _Body(paragraph_styles(self.parts[name]) if name else None, self.relations, self.budget)
        if self.prepared is not None:
            prepared = self.prepared
            body.prepare = lambda root: prepared(root, self._part)
        self._read(body, self.main)
        if self.examined:
            from briefgen.verify.word_parts import doubtful_parts

            settings, numbering = map(self.relations.of_type, ("/settings", "/numbering"))
            self.unknown |= doubtful_parts(self.parts, settings, numbering, self.budget)
        links = (ContentLink(words, uri, body.bookmarks.get(name, NOWHERE)) for words, uri, name in body.links)
        return ExtractedContent(
            tuple(body.spans),
            tuple(links),
            tuple(body.alts),
            tuple(body.summaries),
            tuple(self._furniture(body.sections, self._has_even_pages())),
            (),
            tuple(body.numbers),
            drawn=tuple(words for each in body.drawings if (words := self._drawn(each))),
            made=self._made(body.pictures, body.drawings),
            unknown=self.unknown,
            saved_by=self._suite(),
            hidden=body.styles is not None and body.styles.hides,
        )

    def _part(self, ending: str) -> bytes:
        """The part that a relation of the main part, or of the package, leads to."""
        return self.parts.get(self.relations.of_type(ending) or self.names.of_type(ending), b"")

    def _suite(self) -> str:
        found = _SUITE.search(self.parts.get("docProps/app.xml", b""))
        return found[1].decode() if found else ""

    def _read(self, body: _Body, name: str) -> None:
        root = body.parse(self.parts[name])
        if self.examined:
            from briefgen.verify.word_known import KNOWN, SUITE_KNOWN, VALUES

            self.unknown[name] = named(body.unknown + unknown(root, SUITE_KNOWN if self._suite() else KNOWN, VALUES))

    def _drawn(self, relation: str) -> str:
        """The words of a drawing; what else it holds than shapes is named with its part."""
        name = self.relations.targets.get(relation, ("", ""))[0]
        if name not in self.parts:
            return ""
        root = parsed_xml(self.parts[name], self.budget)
        if self.examined:
            from briefgen.verify.word_known import KNOWN_SHAPES

            self.unknown[name] = named(unknown(root, KNOWN_SHAPES, {}))
        return folded_words(" ".join("".join(each.itertext()) for each in root.iterfind("{*}text")))

    def _made(self, pictures: list[str], drawings: list[str]) -> dict[str, str]:
        made = self.parts.digests.copy()
        shown = [made.get(self.relations.targets.get(each, ("", ""))[0], each) for each in pictures]
        beside = [made.get(self.relations.targets.get(each, ("", ""))[0], each) for each in drawings]
        if beside:
            made[DRAWINGS] = digest(" ".join(beside).encode())
        return {**made, "the pictures and their sizes": digest(" ".join(shown).encode())}

    def _relations(self, part: str) -> _Relations:
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        return _Relations(self.parts.get(path, b"<none/>"), folder, self.budget)

    def _has_even_pages(self) -> bool:
        name = self.relations.of_type("/settings")
        return bool(name) and _Settings(self.parts[name], self.budget).even

    def _furniture(self, sections: list[dict[str, str]], even: bool) -> Iterator[tuple[str, str]]:
        """The words at the top and bottom of each section's pages, of each kind of page that it has."""
        for number, section in enumerate(sections, 1):
            for kind in ("default", *(("first",) if "first" in section else ()), *(("even",) if even else ())):
                parts = [section.get(f"{edge}-{kind}") for edge in ("header", "footer")]
                name = f"section {number}" if kind == "default" else f"the {kind} page of section {number}"
                yield name, " ".join(self._words_of(part) for part in parts if part)

    def _words_of(self, relation: str) -> str:
        name = self.relations.targets.get(relation, ("", ""))[0]
        body = _Body(None, _Relations(b"<none/>", "", self.budget), self.budget)
        self._read(body, name)
        return " ".join(span.words for span in body.spans)


class _Settings(Listener):
    """Whether even pages have running lines of their own."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__(budget)
        self.even = False
        self.starts["w:evenAndOddHeaders"] = self._even
        self.parse(data)

    def _even(self, given: XmlAttributes) -> None:
        self.even = self.even or given.get("w:val") not in ("0", "false", "off")


class _Relations(Listener):
    """What a part refers to: id to target and type."""

    def __init__(self, data: bytes, folder: str, budget: Budget) -> None:
        super().__init__(budget)
        self.targets: dict[str, tuple[str, str]] = {}
        self.folder = folder
        self.starts["pr:Relationship"] = self._relationship
        self.parse(data)

    def _relationship(self, given: XmlAttributes) -> None:
        target = given["Target"]
        if given.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self.folder, target)).lstrip("/")
        self.targets[given["Id"]] = target, given["Type"]

    def of_type(self, ending: str) -> str:
        return next((target for target, type_ in self.targets.values() if type_.endswith(ending)), "")


class _Field:
    """A field while it is read: its instruction first, then what it shows."""

    __slots__ = ("code", "shown")

    def __init__(self, code: str = "", shown: bool = False) -> None:
        self.code = code
        self.shown = shown

    @property
    def name(self) -> str:
        return self.code.split()[0].upper() if self.code.split() else ""


class _Body(Listener):
    """The words of the main part, or of a running line."""

    texts = frozenset(("w:t", "w:instrText"))

    def __init__(self, styles: ParagraphStyles | None, relations: _Relations, budget: Budget) -> None:
        super().__init__(budget)
        self.styles = styles
        self.relations = relations
        self.spans: list[ContentSpan] = []
        self.links: list[tuple[str, str, str]] = []
        self.alts: list[str] = []
        self.pictures: list[str] = []
        """The relation of each picture, and its size before it."""
        self.drawings: list[str] = []
        """The relation of each drawing."""
        self.summaries: list[str] = []
        self.numbers: list[int] = []
        self.bookmarks: dict[str, int] = {}
        self.sections: list[dict[str, str]] = []
        self.unknown: Counter[str] = Counter()
        """Fields that are not understood."""
        self._words: list[str] = []
        self._number: list[str] = []
        self._fields: list[_Field] = []
        self._link: tuple[int, str, str] | None = None
        self._hidden = 0
        self._tables = 0
        self._cell: list[str] = []
        self._header = False
        self._first = False
        self._section: dict[str, str] = {}
        self._reset()
        self._listen()

    def _reset(self) -> None:
        self._style = ""
        self._level: int | None = None
        self._numbered: bool | None = None
        self._entry = bool(self._fields) and any(field.name == "TOC" for field in self._fields)

    def _listen(self) -> None:
        self.starts = {
            "w:p": self._begin_paragraph, "w:pStyle": self._set_style, "w:outlineLvl": self._set_level, "w:numId": self._set_number,
            "w:fldChar": self._field_sign, "w:fldSimple": self._simple_field,
            "w:sym": self._symbol, "w:hyperlink": self._begin_link, "w:bookmarkStart": self._bookmark, "wp:docPr": self._picture,
            "w:tbl": self._begin_table, "w:tr": self._begin_row, "w:tc": self._begin_cell, "w:tblHeader": self._mark_header,
            "w:tblDescription": self._summary, "w:headerReference": self._header_part, "w:footerReference": self._footer_part,
            "w:titlePg": self._first_page, "w:del": self._hide, "w:moveFrom": self._hide, "mc:Fallback": self._hide,
            "a:blip": self._shown_picture, "asvg:svgBlip": self._drawing, "wp:extent": self._size,
            **{name: (lambda _, sign=sign: self.characters(sign)) for name, sign in _SIGNS.items()},  # type: ignore[misc]
        }  # fmt: skip
        self.ends = {
            "w:p": self._end_paragraph, "w:fldSimple": self._end_field,
            "w:hyperlink": self._end_link, "w:tbl": self._end_table, "w:tc": self._end_cell,
            "w:sectPr": self._end_section, "w:del": self._show, "w:moveFrom": self._show, "mc:Fallback": self._show,
        }  # fmt: skip

    # --- words ---------------------------------------------------------------------------

    def characters(self, text: str) -> None:
        if self._hidden:
            return
        field = self._fields[-1] if self._fields else None
        if field is not None and not field.shown:
            field.code += text
        elif field is not None and field.name == "PAGEREF" and self._entry:
            self._number.append(text)
        elif field is None or field.name not in ("PAGE", "NUMPAGES"):
            self._words.append(text)

    def _symbol(self, given: XmlAttributes) -> None:
        code = int(given.get("w:char", "FFFD"), 16)
        self.characters(chr(code - 0xF000 if 0xF000 <= code < 0xF100 else code))

    def _hide(self, _: XmlAttributes) -> None:
        self._hidden += 1

    def _show(self) -> None:
        self._hidden -= 1

    # --- fields --------------------------------------------------------------------------

    def _field_sign(self, given: XmlAttributes) -> None:
        match given.get("w:fldCharType"):
            case "begin":
                self._fields.append(_Field())
            case "separate" if self._fields:
                self._fields[-1].shown = True
                self._entry = self._entry or self._fields[-1].name == "TOC"
            case "end" if self._fields:
                self._end_field()

    def _simple_field(self, given: XmlAttributes) -> None:
        self._fields.append(_Field(given.get("w:instr", ""), shown=True))

    def _end_field(self) -> None:
        field = self._fields.pop()
        if field.name not in _FIELDS:
            self.unknown[f"a field {field.name}"] += 1
        if field.name in ("PAGE", "NUMPAGES"):
            self.characters(PAGE if field.name == "PAGE" else PAGES)

    # --- paragraphs ----------------------------------------------------------------------

    def _begin_paragraph(self, _: XmlAttributes) -> None:
        self._reset()

    def _set_style(self, given: XmlAttributes) -> None:
        self._style = given.get("w:val", "")

    def _set_level(self, given: XmlAttributes) -> None:
        self._level = int(given.get("w:val", "9"))

    def _set_number(self, given: XmlAttributes) -> None:
        self._numbered = given.get("w:val", "0") != "0"

    def _end_paragraph(self) -> None:
        if self._entry and not self._number:
            self._split_number()
        words = folded_words("".join(self._words))
        self._words.clear()
        if self._tables:
            self._cell.append(words)
        elif leaves_trace(words):
            self.spans.append(ContentSpan(self._kind(), words))
            if self._entry:
                digits = "".join(self._number).strip()
                self.numbers.append(int(digits) if digits.isdecimal() else 0)
        self._number.clear()

    def _split_number(self) -> None:
        """LibreOffice keeps no field for the page of an entry of the contents, only the number after a tab."""
        words, tab, number = "".join(self._words).rpartition("\t")
        if tab and number.strip().isdecimal():
            self._words[:] = [words]
            self._number.append(number)

    def _kind(self) -> str:
        if self._entry:
            return content.ENTRY
        level, numbered = self.styles.of(self._style) if self.styles else (None, False)
        level = level if self._level is None else self._level
        if level is not None and level < len(content.HEADING):
            return content.HEADING[level]
        return content.ITEM if (numbered if self._numbered is None else self._numbered) else content.PARAGRAPH_PART

    # --- links, bookmarks, pictures ------------------------------------------------------

    def _begin_link(self, given: XmlAttributes) -> None:
        uri = self.relations.targets.get(given.get("r:id", ""), ("", ""))[0]
        if given.get("w:anchor") and uri:
            uri = f"{uri}#{given['w:anchor']}"
        self._link = len(self._words), uri, given.get("w:anchor", "")

    def _end_link(self) -> None:
        if self._link is not None and not self._entry:
            start, uri, name = self._link
            words = folded_words("".join(self._words[start:]))
            if words:
                self.links.append((words, uri, "" if uri else name))
        self._link = None

    def _bookmark(self, given: XmlAttributes) -> None:
        self.bookmarks.setdefault(given.get("w:name", ""), len(self.spans))

    def _picture(self, given: XmlAttributes) -> None:
        if not self._hidden:
            self.alts.append(folded_words(given.get("descr", "")))

    def _shown_picture(self, given: XmlAttributes) -> None:
        self.pictures.append(given.get("r:embed", ""))

    def _drawing(self, given: XmlAttributes) -> None:
        """The shapes that Word shows in place of a picture of them."""
        if not self._hidden:
            self.drawings.append(given.get("r:embed", ""))

    def _size(self, given: XmlAttributes) -> None:
        """To a quarter of a point: programs that measure in other units round it."""
        self.pictures.append(
            " x ".join(str(round(int(given.get(side, "0")) / _QUARTER_POINT)) for side in ("cx", "cy"))
        )

    # --- tables --------------------------------------------------------------------------

    def _begin_table(self, _: XmlAttributes) -> None:
        self._tables += 1

    def _end_table(self) -> None:
        self._tables -= 1

    def _begin_row(self, _: XmlAttributes) -> None:
        if self._tables == 1:
            self._header = False
            self._first = True

    def _mark_header(self, given: XmlAttributes) -> None:
        self._header = given.get("w:val", "1") not in ("0", "false", "off")

    def _begin_cell(self, _: XmlAttributes) -> None:
        if self._tables == 1:
            self._cell.clear()

    def _end_cell(self) -> None:
        if self._tables == 1:
            kind = content.HEADER_CELL if self._header else content.FIRST_CELL if self._first else content.CELL
            words = self._cell[0] if len(self._cell) == 1 else folded_words(" ".join(self._cell))
            self.spans.append(ContentSpan(kind, words))
            self._first = False

    def _summary(self, given: XmlAttributes) -> None:
        self.summaries.append(folded_words(given.get("w:val", "")))

    # --- sections ------------------------------------------------------------------------

    def _header_part(self, given: XmlAttributes) -> None:
        self._section[f"header-{given.get('w:type', 'default')}"] = given.get("r:id", "")

    def _footer_part(self, given: XmlAttributes) -> None:
        self._section[f"footer-{given.get('w:type', 'default')}"] = given.get("r:id", "")

    def _first_page(self, given: XmlAttributes) -> None:
        if given.get("w:val", "1") not in ("0", "false", "off"):
            self._section["first"] = ""

    def _end_section(self) -> None:
        before = {key: part for key, part in self.sections[-1].items() if key != "first"} if self.sections else {}
        self.sections.append({**before, **self._section})
        self._section = {}
