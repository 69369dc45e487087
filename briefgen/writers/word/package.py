"""The document that a packet starts from and all that the writer made go in; the bytes of the Word file come out.

python-docx holds the package: its parts, their types and what they are related to. What the writer made are strings,
put in as parts that nobody parses again; only what a starting document has already is read and added to. Of that
document come the parts that `_CARRIED` names, with what they use themselves, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.package import Package

from briefgen.diagnostics import Diagnostic
from briefgen.writers.word import base, embedding, furniture, languages, properties
from briefgen.writers.word.furniture import RunningPart
from briefgen.writers.word.job import Relations, WordJob
from briefgen.writers.word.pages import Edge
from briefgen.writers.word.saving import FontPart, saved
from briefgen.writers.word.starting import StartingPoint, numbering_of
from briefgen.writers.word.wml import part

_CARRIED: Final = (
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.NUMBERING,
)
"""What every packet takes from the document that it starts from, besides the headers and footers that its page shows."""
_FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_PICTURES: Final = {b"\x89PNG": ("png", CONTENT_TYPE.PNG), b"<?xml": ("svg", "image/svg+xml")}
_PHOTO: Final = ("jpg", CONTENT_TYPE.JPEG)
"""How files of a kind begin, their ending and type."""
_EDGES: Final[dict[Edge, tuple[str, str]]] = {
    "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
}


class WordPackage:
    """A Word file in the making."""

    def __init__(self, start: StartingPoint, job: WordJob, body: str, running: list[RunningPart]) -> None:
        """Everything that the writer made is put in its place."""
        self._start = start
        self._word = start.word
        self._job = job
        self._package = Package()
        self._main = Part(
            PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, job.encoded(body), self._package
        )
        self._package.load_rel(RELATIONSHIP_TYPE.OFFICE_DOCUMENT, self._main, "rId1")
        self._pictures: dict[bytes, Part] = {}
        job.found += self._defects()
        self._carry()
        self._names = {str(each.partname).lower() for each in self._package.iter_parts()}
        self._say_language()
        self._furnish_edges()  # before the styles, for the lines there have some of their own
        self._add_styles(job.styles.xml(job.fonts.tallest(start.theme.fonts.embed_in_docx)))
        self._add_numbering(job.numbering.definitions(), job.numbering.instances())
        for each in running:
            self._add_running(each)
        self._connect(self._main, job.relations)
        if start.opened is None:
            self._add_fonts()
        self._add_properties()

    def save(self, created: datetime) -> bytes:
        """The file's bytes: the same for the same parts, on any day and machine."""
        return saved(self._package, created)

    # --- what the starting document brings

    def _defects(self) -> Iterator[Diagnostic]:
        """What is wrong with a reference document, before anything is added to it."""
        start = self._start
        if start.opened is not None:
            from briefgen.writers.word import reference_defects

            shown = [each for edge in _EDGES for each in start.shown(edge)]
            yield from reference_defects.defects(start.opened, start.page, shown, self._job.styles.adopted, start.theme)

    def _carry(self) -> None:
        shown = self._start.page.shown.values()
        for key, each in self._word.part.rels.items():
            if not each.is_external and (each.reltype in _CARRIED or key in shown):
                self._main.load_rel(each.reltype, each.target_part, key)

    def _say_language(self) -> None:
        """Words are in the packet's language unless they say otherwise, whatever the starting document is in."""
        looks = self._word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        if looks is None:
            return
        for place, name in ((looks, "w:lang"), (self._word.settings.element, "w:themeFontLang")):
            named = place.find(qn(name))
            if named is None:
                from briefgen.writers.word.content_model import put_in_order  # which our own base never needs

                named = place.makeelement(qn(name))
                place.append(named)
                put_in_order(place)
            for side, tag in languages.sides(self._start.language).items():
                named.set(qn(f"w:{side}"), tag)

    # --- what the writer adds

    def _add_styles(self, styles: list[str]) -> None:
        self._word.styles.element.extend(list(parse_xml(part("styles", "".join(styles)).encode())))

    def _add_numbering(self, definitions: str, instances: str) -> None:
        if not instances:
            return
        made = part("numbering", definitions + instances).encode()
        there = numbering_of(self._word)
        if there is None:
            numbers = self._part("/word/numbering.xml", CONTENT_TYPE.WML_NUMBERING, made)
            self._main.load_rel(RELATIONSHIP_TYPE.NUMBERING, numbers, "numbering")
            return
        last = len(there.findall(qn("w:numPicBullet"))) + len(there.findall(qn("w:abstractNum")))
        end = last + len(there.findall(qn("w:num")))
        root = parse_xml(made)
        there[end:end] = root.findall(qn("w:num"))
        there[last:last] = root.findall(qn("w:abstractNum"))

    def _furnish_edges(self) -> None:
        """Headers and footers that are there bear the packet's running lines, and its marking outside all they say."""
        number = count(1)
        for edge in _EDGES:
            for each, kind in self._start.edges(edge):
                lines = furniture.lines_for_reference(self._job, edge, kind, Relations(f"briefgen{next(number)}"))
                above, below = (list(parse_xml(part("hdr", xml).encode())) for xml in lines.edges)
                each.element[0:0] = above
                each.element.extend(below)
                self._connect(each, lines.relations)

    def _add_running(self, running: RunningPart) -> None:
        kind, relation = _EDGES[running.edge]
        made = self._part(self._free(f"/word/{running.edge}", "xml"), kind, self._job.encoded(running.xml))
        self._main.load_rel(relation, made, running.relation)
        self._connect(made, running.relations)

    def _connect(self, source: Part, relations: Relations) -> None:
        """Give a part its links and pictures."""
        for address, key in relations.links.items():
            source.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
        for key, draw in relations.pictures.values():
            source.load_rel(RELATIONSHIP_TYPE.IMAGE, self._picture(draw()), key)

    def _picture(self, data: bytes) -> Part:
        """The part of a picture; the same picture is stored once."""
        if data not in self._pictures:
            extension, kind = next((row for start, row in _PICTURES.items() if data.startswith(start)), _PHOTO)
            self._pictures[data] = self._part(self._free("/word/media/image", extension), kind, data)
        return self._pictures[data]

    def _add_fonts(self) -> None:
        """The table of the fonts in use, and the fonts; a reference document keeps its own."""
        job = self._job
        embeds = self._start.theme.fonts.embed_in_docx
        embedded = embedding.font_table(job.fonts, job.styles.cuts, job.signs, embeds)
        table = self._part("/word/fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, part("fonts", embedded.table).encode())
        for font in embedded.fonts:
            made = FontPart(self._free("/word/fonts/font", "odttf"), font.archived, self._package)
            table.load_rel(_FONT, made, font.relation)
        for key in [key for key, each in self._main.rels.items() if each.reltype == RELATIONSHIP_TYPE.FONT_TABLE]:
            self._main.load_rel(RELATIONSHIP_TYPE.FONT_TABLE, table, key)
        for finding in embedded.findings:
            job.finding("BG704", finding)

    def _add_properties(self) -> None:
        """What the file says of itself is the packet's own, and none of the starting document's."""
        document, encoded = self._job.document, self._job.encoded
        core = self._part(
            "/docProps/core.xml", CONTENT_TYPE.OPC_CORE_PROPERTIES, encoded(properties.core_properties(document))
        )
        self._package.load_rel(RELATIONSHIP_TYPE.CORE_PROPERTIES, core, "rId2")
        application = base.application_properties().encode()
        made = self._part("/docProps/app.xml", CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, application)
        self._package.load_rel(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, made, "rId3")
        if custom := properties.custom_properties(document):
            made = self._part("/docProps/custom.xml", CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, encoded(custom))
            self._package.load_rel(RELATIONSHIP_TYPE.CUSTOM_PROPERTIES, made, "custom")

    def _free(self, stem: str, extension: str) -> str:
        """The first name of that form that no part has."""
        name = next(name for n in count(1) if (name := f"{stem}{n}.{extension}") not in self._names)
        self._names.add(name)
        return name

    def _part(self, name: str, kind: str, data: bytes) -> Part:
        return Part(PackURI(name), kind, data, self._package)
