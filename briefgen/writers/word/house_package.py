"""Parts to the bytes of a Word file on a house's own document, whose parts are read and changed through python-docx."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from docx.image.image import Image
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from briefgen.diagnostics import Diagnostic
from briefgen.theme import Theme
from briefgen.writers.word import base, furniture, house, house_faults, properties
from briefgen.writers.word.archive import Member, archived, deflated, shared, stored
from briefgen.writers.word.furniture import RunningPart
from briefgen.writers.word.job import Relations
from briefgen.writers.word.package import content_types, in_order
from briefgen.writers.word.pages import PageSetup
from briefgen.writers.word.wml import part

if TYPE_CHECKING:
    from briefgen.writers.word.job import Job

_STORED = (".png", ".jpeg", ".jpg")
_WORDLESS = ("styles", "numbering", "settings", "Settings", "fontTable", "theme", "app.xml", "[Content_Types]")


class HousePackage:
    """A Word file in the making, on a house's document."""

    def __init__(self, path: str, theme: Theme, language: str, marked: bool) -> None:
        self.word = house.open_house(Path(path))
        self.path = path
        self.theme = house.adapted(theme, self.word)
        self.page = house.page_setup(self.word, PageSetup.of(theme, marked))
        self.language = language
        self.existing = house.existing(self.word)
        self._body = b""
        self._main = self.word.part
        self._pictures: dict[bytes, Part] = {}
        self._names = {str(each.partname) for each in self._main.package.iter_parts()}

    def _faults(self, job: Job) -> Iterator[Diagnostic]:
        """What is wrong with the house's own file, before anything is added to it."""
        running = [each for edge in sorted(self.page.edges) for each in house.furniture_of(self.word, edge)]
        yield from house_faults.faults(self.word, running, job.styles.adopted, self.path)

    def fill(self, job: Job, body: bytes, running: list[RunningPart]) -> None:
        """Put everything that the writer made in its place."""
        job.found += self._faults(job)
        house.say_language(self.word, self.language)
        self._add_numbering(job.numbering.definitions(), job.numbering.instances())
        for each in running:
            self._add_running(job, each)
        self._furnish_house(job)
        self._add_styles(job.styles.xml())
        self._connect(self._main, job.relations)
        # As it was written: to parse it, only to write it out again, would take as long as all else here.
        self._body = body
        self._add_properties(job)

    def _add_styles(self, styles: list[str]) -> None:
        sheet = self.word.styles.element
        for style in list(parse_xml(part("styles", "".join(styles)).encode())):
            sheet.append(style)

    def _add_numbering(self, definitions: str, instances: str) -> None:
        if not instances:
            return
        made = part("numbering", definitions + instances).encode()
        there = house.numbering_of(self.word)
        if there is None:
            numbers = self._part("/word/numbering.xml", CONTENT_TYPE.WML_NUMBERING, made)
            self._relate(self._main, "numbering", RELATIONSHIP_TYPE.NUMBERING, numbers)
            return
        last = len(there.findall(qn("w:numPicBullet"))) + len(there.findall(qn("w:abstractNum")))
        end = last + len(there.findall(qn("w:num")))
        root = parse_xml(made)
        there[end:end] = root.findall(qn("w:num"))
        there[last:last] = root.findall(qn("w:abstractNum"))

    def _furnish_house(self, job: Job) -> None:
        """The house's own headers and footers bear the packet's running lines, and its marking outside all they say."""
        number = count(1)
        for edge in sorted(self.page.edges):
            for each in house.furniture_of(self.word, edge):
                lines = furniture.lines_for_house(job, edge, Relations(f"briefgen{next(number)}"))
                above, below = (list(parse_xml(part("hdr", xml).encode())) for xml in lines.edges)
                each.element[0:0] = above
                each.element.extend(below)
                self._connect(each, lines.relations)

    def _add_running(self, job: Job, running: RunningPart) -> None:
        header = running.edge == "header"
        kind = CONTENT_TYPE.WML_HEADER if header else CONTENT_TYPE.WML_FOOTER
        relation = RELATIONSHIP_TYPE.HEADER if header else RELATIONSHIP_TYPE.FOOTER
        made = self._part(self._free(f"/word/{running.edge}", "xml"), kind, job.encoded(running.xml))
        self._relate(self._main, running.relation, relation, made)
        self._connect(made, running.relations)

    def _connect(self, source: Part, relations: Relations) -> None:
        """Give a part its links and pictures."""
        for address, key in relations.links.items():
            source.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
        for key, draw in relations.pictures.values():
            self._relate(source, key, RELATIONSHIP_TYPE.IMAGE, self._picture(draw()))

    def _picture(self, data: bytes) -> Part:
        if data not in self._pictures:
            image = Image.from_blob(data)
            name = self._free("/word/media/image", image.ext)
            self._pictures[data] = self._part(name, image.content_type, data)
        return self._pictures[data]

    def _add_properties(self, job: Job) -> None:
        """The packet's own; a house's document says who wrote it, and counts words of other days."""
        core = self.word.core_properties._element
        core[:] = list(parse_xml(job.encoded(properties.core(job.document))))
        for relation in self._main.package.rels.values():
            if relation.reltype.endswith("/extended-properties"):
                relation.target_part._blob = base.application_properties().encode()
        custom = properties.custom(job.document)
        if custom:
            made = self._part("/docProps/custom.xml", CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, job.encoded(custom))
            self._main.package.rels.add_relationship(RELATIONSHIP_TYPE.CUSTOM_PROPERTIES, made, "custom")

    def _free(self, stem: str, extension: str) -> str:
        """The first name of that form that no part has."""
        name = next(name for n in count(1) if (name := f"{stem}{n}.{extension}") not in self._names)
        self._names.add(name)
        return name

    def _part(self, name: str, kind: str, data: bytes) -> Part:
        return Part(PackURI(name), kind, data, self._main.package)

    @staticmethod
    def _relate(source: Part, key: str, kind: str, target: Part) -> None:
        source.rels.add_relationship(kind, target, key)

    def save(self, created: datetime) -> bytes:
        """The file's bytes: the same for the same parts, on any day and machine."""
        package = self._main.package
        parts = list(package.iter_parts())
        files = {"_rels/.rels": package.rels.xml}
        for each in parts:
            each.before_marshal()
            files[each.partname.membername] = self._body if each is self._main else each.blob
            if each.rels:
                files[each.partname.rels_uri.membername] = each.rels.xml
        files["[Content_Types].xml"] = content_types({each.partname.membername: each.content_type for each in parts})
        return archived(in_order({name: _member(name, data) for name, data in files.items()}), created)


def _member(name: str, data: bytes) -> Member:
    """A part as it lies in the archive; of those without words most are the same in the next packet."""
    if name.endswith(_STORED):
        return stored(data)
    return (shared if any(kind in name for kind in _WORDLESS) else deflated)(data)
