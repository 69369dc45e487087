"""The file itself: pages, fonts, tags and metadata registered on a document go in; the bytes of a PDF come out.

ReportLab's document keeps the objects and their numbers; what is written here is ours: object streams and a
cross-reference stream, the structure tree, and nothing that depends on a clock.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from itertools import accumulate, chain, count, groupby, repeat
from struct import Struct
from typing import TYPE_CHECKING, Any

from briefgen.writers.pdf.metadata import about, information, pdf_date, pdf_text, srgb_profile, xmp
from briefgen.writers.pdf.reportlab_alone import (
    Destination,
    OutlineEntryObject,
    PDFDictionary,
    PDFDocument,
    PDFObject,
    rendered,
)
from briefgen.writers.pdf.tags import StructureTree

if TYPE_CHECKING:
    from briefgen.document import Metadata

_EFFORT = 4
"""Of zlib; the usual 6 takes twice as long and saves a twentieth."""
_PACKED = 200
"""Objects in one object stream."""
_ROW = Struct(">BIH").pack
"""A row of the cross-reference stream: kind, place, place within."""
Code = list[str | Callable[[], str]]


def code_text(code: Code) -> str:
    """Code as text, late parts made now."""
    try:
        return "\n".join(code)  # type: ignore[arg-type]
    except TypeError:
        return "\n".join([part if isinstance(part, str) else part() for part in code])


def _compact(code: Code) -> Code:
    """The same with one text between late parts: a page waits for the last one to be known."""
    found: Code = []
    for late, parts in groupby(code, callable):
        span = list(parts)
        found += span if late else [code_text(span)]
    return found


class Raw(PDFObject):  # type: ignore[misc]
    """An object whose bytes are known, or will be when the file is written."""

    def __init__(self, data: bytes | Callable[[Any], bytes]) -> None:
        self.data = data

    def format(self, document: PDFDocument) -> bytes:
        return self.data if isinstance(self.data, bytes) else self.data(document)


class Stream(PDFObject):  # type: ignore[misc]
    """A stream object; packed unless its entries name a filter."""

    __RefOnly__ = 1

    def __init__(self, entries: bytes, data: bytes) -> None:
        self.entries = entries
        self.data = data

    def format(self, document: PDFDocument) -> bytes:
        return stream(self.entries, self.data)


class PageObject(PDFObject):  # type: ignore[misc]
    """A page: its size, its drawing code (parts of which are made last), and what it uses."""

    __RefOnly__ = 1

    def __init__(
        self, key: int, size: tuple[float, float], code: Code, annotations: list[bytes], pictures: list[str]
    ) -> None:
        self.key = key
        self.size = size
        self.code = _compact(code)
        self.annotations = annotations
        self.pictures = pictures

    def format(self, document: TaggedDocument) -> bytes:
        refer = document.Reference
        resources = [b"/Font ", rendered(refer(document.fonts), document)]
        if self.pictures:
            names = {name: refer(document.idToObject[name]) for name in sorted(set(self.pictures))}
            resources += [b"/XObject ", rendered(PDFDictionary(names), document)]
        parts = [
            b"<</Type/Page/Parent %s" % rendered(refer(document.Pages), document),
            b"/MediaBox[0 0 %g %g]/StructParents %d/Tabs/S"
            % (round(self.size[0], 3), round(self.size[1], 3), self.key),
            b"/Contents %s" % rendered(refer(Stream(b"", self.written())), document),
            b"/Resources<<%s>>" % b"".join(resources),
        ]
        if self.annotations:
            parts.append(b"/Annots[%s]" % b" ".join(self.annotations))
        return b"".join(parts) + b">>"

    def written(self) -> bytes:
        return code_text(self.code).encode("latin-1")


def packed(data: bytes) -> bytes:
    return zlib.compress(data, _EFFORT)


def stream(entries: bytes, data: bytes) -> bytes:
    if b"/Filter" not in entries:
        entries, data = entries + b"/Filter/FlateDecode", packed(data)
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


class TaggedDocument(PDFDocument):  # type: ignore[misc]
    """ReportLab's document with a structure tree, tagged pages and a writer of its own."""

    def __init__(self, metadata: Metadata, marking: str = "", modern: bool = False) -> None:
        super().__init__(invariant=1, pdfVersion=(2, 0) if modern else (1, 7))
        self.metadata = metadata
        self.modern = modern
        """Whether it is PDF 2.0."""
        self.tree = StructureTree(modern)
        self.first = 0
        """The number of the structure tree's root, once it is known."""
        self.fonts = PDFDictionary({})
        self.Reference(self.fonts, "fonts")
        self.marking = marking
        self.info = Raw(information(metadata, marking))
        self.page_objects: list[PageObject] = []
        self.destinations: dict[str, Destination] = {}
        """Where bookmarks lead, by their names."""
        self._catalogue()

    def _catalogue(self) -> None:
        catalog = self.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
        catalog.Lang = Raw(pdf_text(self.metadata.language))
        catalog.ViewerPreferences = Raw(b"<</DisplayDocTitle true>>")
        catalog.MarkInfo = Raw(b"<</Marked true>>")
        catalog.PageLabels = Raw(b"<</Nums[0<</S/D>>]>>")
        catalog.Metadata = Raw(
            lambda document: _stored(
                b"/Type/Metadata/Subtype/XML", xmp(document.metadata, document.marking, document.modern)
            )
        )
        if self.modern:
            self._attach("about.json", about(self.metadata, self.marking))
        profile = self.Reference(Stream(b"/N 3", srgb_profile()))
        catalog.OutputIntents = Raw(
            lambda document: (
                b"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %s>>]"
                % rendered(profile, document)
            )
        )

    def read_from_right(self) -> None:
        """Have viewers lay pages side by side from the right; Chrome and Edge read Latin words from their end then."""
        self.Catalog.ViewerPreferences = Raw(b"<</DisplayDocTitle true/Direction/R2L>>")

    def _attach(self, name: str, data: bytes) -> None:
        """A file within the file, which PDF/A-4f requires: what the document says of itself, for programs."""
        date = pdf_date(self.metadata.created).encode()
        entries = b"/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size %d/ModDate(%s)>>" % (len(data), date)
        file = self.added(Stream(entries, data))
        number = self.added(
            Raw(
                b"<</Type/Filespec/AFRelationship/Data/F(%s)/UF(%s)/Desc(About this document)/EF<</F %d 0 R/UF %d 0 R>>>>"
                % (name.encode(), name.encode(), file, file)
            )
        )
        self.Catalog.Names = Raw(b"<</EmbeddedFiles<</Names[(%s)%d 0 R]>>>>" % (name.encode(), number))
        self.Catalog.AF = Raw(b"[%d 0 R]" % number)

    def addPage(self, page: PageObject) -> None:  # ReportLab's name
        super().addPage(page)
        self.page_objects.append(page)

    def bookmark(self, level: int, title: str, name: str, top: float) -> None:
        """An entry of the outline that leads to a height on the page at hand."""
        destination = self._bookmarkReference(name)
        destination.xyz(0, round(top, 2), 0)
        destination.setPage(self.thisPageRef())
        self.outline.addOutlineEntry(name, level, title)

    def _bookmarkReference(self, name: str) -> Destination:  # what ReportLab's outline asks for
        return self.destinations.setdefault(name, (_Action if self.modern else Destination)(name))

    def number_of(self, name: str) -> int:
        return int(self.idToObjectNumberAndVersion[name][0])

    def added(self, item: PDFObject) -> int:
        """Register an object; its number."""
        return self.number_of(self.Reference(item).name)

    def destination(self, anchor: str, page: int, top: float) -> bytes:
        """The entry of a link that leads to an anchor at a height on a page, which counts from 1."""
        number = self.number_of(self.page_objects[page - 1].__InternalName__)
        return b"/A" + self.action(anchor, number, top) if self.modern else b"/Dest" + _place(number, top)

    def action(self, anchor: str, page: int, top: float) -> bytes:
        """The action that leads to an anchor on a page, by its object's number, and to its element."""
        element = self.tree.number_of(anchor, self.first)
        return b"<</S/GoTo/D%s/SD%s>>" % (_place(page, top), _place(element, top))

    def finished(self, embed: Callable[[TaggedDocument], None]) -> bytes:
        """The file. Late text is written first, since it may bring glyphs that the fonts must hold, which `embed` adds."""
        for page in self.page_objects:
            page.code = [code_text(page.code)]
        embed(self)
        self.Reference(self.Catalog)
        self.Outlines.prepare(self, self)
        if self.Outlines.ready < 0:
            self.Catalog.Outlines = None
        else:
            self.Catalog.PageMode = Raw(b"/UseOutlines")
        if self.modern:
            for name, item in self.idToObject.items():
                if isinstance(item, OutlineEntryObject):
                    self.idToObject[name] = _Entry(item)
        return self.format()

    def format(self) -> bytes:
        first = self.first = self.Reference(Raw(b""), "tags") and self.number_of("tags")
        self.objectcounter += self.tree.count - 1  # the tree's objects follow its root
        self.Catalog.StructTreeRoot = Raw(b"%d 0 R" % first)
        self.Catalog.__Refs__ = []
        self.Catalog.Pages = self.Reference(self.Pages)
        if self.Catalog.Outlines is not None:
            self.Catalog.Outlines = self.Reference(self.Outlines)
        self.Catalog.Metadata = self.Reference(self.Catalog.Metadata)
        info = None if self.modern else self.added(self.info)
        return _File(self._objects(first), b"2.0" if self.modern else b"1.7").written(self.added(self.Catalog), info)

    def _objects(self, first: int) -> Iterator[tuple[int, list[bytes]]]:
        # Formatting an object may register more of them, hence no fixed range.
        number, last = 0, first + self.tree.count - 1
        while number < self.objectcounter:
            number += 1
            if number == first:
                pages = [self.number_of(page.__InternalName__) for page in self.page_objects]
                yield first, self.tree.objects(first, pages)
                number = last
            elif number in self.numberToId:
                yield number, [rendered(self.idToObject[self.numberToId[number]], self, toplevel=1)]


class _Action(Destination):  # type: ignore[misc]
    """Where a bookmark leads, as an action that names the element too."""

    def format(self, document: TaggedDocument) -> bytes:
        return document.action(self.name, document.number_of(self.page.name), self.fmt.top)


class _Entry(PDFObject):  # type: ignore[misc]
    """An entry of an outline that has an action in the place of a destination."""

    def __init__(self, entry: OutlineEntryObject) -> None:
        self.entry = entry

    def format(self, document: TaggedDocument) -> bytes:
        names = ("Parent", "Prev", "Next", "First", "Last", "Count")
        entries = {name: value for name in names if (value := getattr(self.entry, name)) is not None}
        entries |= {"Title": Raw(pdf_text(self.entry.Title)), "A": self.entry.Dest}
        return bytes(PDFDictionary(entries).format(document))


def _place(number: int, top: float) -> bytes:
    return b"[%d 0 R/XYZ null %.2f null]" % (number, top)


def _stored(entries: bytes, data: bytes) -> bytes:
    # Metadata stays readable to tools that look for it without reading PDF.
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


class _File:
    """Objects on their way into the file: streams as they come, all others packed together.

    They come with their numbers: a stream alone, others alone or as those that have the numbers from one on.
    """

    def __init__(self, objects: Iterator[tuple[int, list[bytes]]], version: bytes) -> None:
        self.parts: list[bytes] = [b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version]
        self.length = len(self.parts[0])
        self.rows: dict[int, bytes] = {}
        """The cross-reference stream's row of each object."""
        numbers: list[int] = []
        waiting: list[bytes] = []
        self.next = 1
        for first, found in objects:
            self.next = first + len(found)
            if found[0].endswith(b"endstream"):
                self._add(first, found[0])
            else:
                numbers += range(first, self.next)
                waiting += found
        for start in range(0, len(waiting), _PACKED):
            self._pack(numbers[start : start + _PACKED], waiting[start : start + _PACKED])

    def _add(self, number: int, data: bytes) -> None:
        self.rows[number] = _ROW(1, self.length, 0)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, data))

    def _write(self, data: bytes) -> None:
        self.parts.append(data)
        self.length += len(data)

    def _pack(self, numbers: list[int], objects: list[bytes]) -> None:
        holder = self.next
        self.next += 1
        offsets = accumulate([len(data) + 1 for data in objects], initial=0)
        head = " ".join(map(str, chain.from_iterable(zip(numbers, offsets, strict=False)))).encode()
        self.rows.update(zip(numbers, map(_ROW, repeat(2), repeat(holder), count()), strict=False))
        entries = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head) + 1)
        self._add(holder, stream(entries, head + b"\n" + b"\n".join(objects)))

    def written(self, catalogue: int, info: int | None) -> bytes:
        number, start = self.next, self.length
        self.rows[number] = _ROW(1, start, 0)
        rows = b"".join(map(self.rows.get, range(number + 1), repeat(_ROW(0, 0, 0xFFFF))))
        digest = hashlib.sha256(b"".join(self.parts)).hexdigest()[:32].encode()
        entries = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/ID[<%s><%s>]" % (number + 1, catalogue, digest, digest)
        entries += b"/Info %d 0 R" % info if info is not None else b""
        self._write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, stream(entries, rows), start))
        return b"".join(self.parts)
