"""Parts to the bytes of a Word file: put in place through python-docx, zipped in a fixed order without the clock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.image.image import Image
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from briefgen.diagnostics import Diagnostic
from briefgen.theme import Theme
from briefgen.writers.word import base, embedding, furniture, house, house_faults
from briefgen.writers.word.furniture import RunningPart
from briefgen.writers.word.job import Relations
from briefgen.writers.word.pages import PageSetup
from briefgen.writers.word.properties import set_application, set_properties
from briefgen.writers.word.wml import DECLARATION, attribute, part

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from briefgen.writers.word.job import Job

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_STORED = (".png", ".jpeg", ".jpg")


class Package:
    """A Word file in the making."""

    def __init__(self, theme: Theme, language: str, marked: bool) -> None:
        self.page = PageSetup.of(theme, marked)
        if theme.reference_docx:
            self.word: WordDocument = house.open_house(Path(theme.reference_docx))
            self.theme = house.adapted(theme, self.word)
            self.page = house.page_setup(self.word, self.page)
        else:
            self.word = docx.Document(io.BytesIO(base.package(theme, language)))
            self.theme = theme
        self.language = language
        self.body = b""
        self.existing = house.existing(self.word)
        self.main = self.word.part
        self._pictures: dict[bytes, Part] = {}
        self._names = {str(each.partname) for each in self.main.package.iter_parts()}

    def _faults(self, job: Job) -> Iterator[Diagnostic]:
        """What is wrong with the house's own file, before anything is added to it."""
        path = self.theme.reference_docx
        if path:
            running = [each for edge in sorted(self.page.edges) for each in house.furniture_of(self.word, edge)]
            yield from house_faults.faults(self.word, running, job.styles.adopted, path)

    def fill(self, job: Job, body: str, running: list[RunningPart]) -> None:
        """Put everything that the writer made in its place."""
        job.found += self._faults(job)
        if self.theme.reference_docx:
            house.say_language(self.word, self.language)
        self._add_numbering(job.numbering.definitions(), job.numbering.instances())
        for each in running:
            self._add_running(each)
        self._furnish_house(job)
        self._add_styles(job.styles.xml())
        self._connect(self.main, job.relations)
        # As it was written: to parse it, only to write it out again, would take as long as all else here.
        self.body = part("document", f"<w:body>{body}</w:body>").encode()
        if self.theme.fonts.embed_in_docx:
            self._embed_fonts(job)
        set_properties(self.word, job.document)
        set_application(self.word, base.application_properties())

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
            self._relate(self.main, "numbering", RELATIONSHIP_TYPE.NUMBERING, numbers)
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

    def _add_running(self, running: RunningPart) -> None:
        header = running.edge == "header"
        kind = CONTENT_TYPE.WML_HEADER if header else CONTENT_TYPE.WML_FOOTER
        relation = RELATIONSHIP_TYPE.HEADER if header else RELATIONSHIP_TYPE.FOOTER
        made = self._part(self._free(f"/word/{running.edge}", "xml"), kind, running.xml.encode())
        self._relate(self.main, running.relation, relation, made)
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

    def _embed_fonts(self, job: Job) -> None:
        table = self.main.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
        embedded, findings = embedding.embed(self.theme, base.font_table(self.theme), job.styles.fallbacks)
        table._blob = part("fonts", embedded.table).encode()
        for number, font in enumerate(embedded.fonts, 1):
            made = self._part(f"/word/fonts/font{number}.odttf", embedding.CONTENT_TYPE, font.data)
            self._relate(table, font.relation, RELATIONSHIP_TYPE.FONT, made)
        for finding in findings:
            job.finding("BG704", finding)

    def _free(self, stem: str, extension: str) -> str:
        """The first name of that form that no part has."""
        name = next(name for n in count(1) if (name := f"{stem}{n}.{extension}") not in self._names)
        self._names.add(name)
        return name

    def _part(self, name: str, kind: str, data: bytes) -> Part:
        return Part(PackURI(name), kind, data, self.main.package)

    @staticmethod
    def _relate(source: Part, key: str, kind: str, target: Part) -> None:
        source.rels.add_relationship(kind, target, key)

    def save(self, created: datetime) -> bytes:
        """The file's bytes: the same for the same parts, on any day and machine."""
        package = self.main.package
        parts = list(package.iter_parts())
        files = {"_rels/.rels": package.rels.xml}
        for each in parts:
            each.before_marshal()
            files[each.partname.membername] = self.body if each is self.main else each.blob
            if each.rels:
                files[each.partname.rels_uri.membername] = each.rels.xml
        files["[Content_Types].xml"] = _content_types(parts)
        return _zipped(files, created)


def _content_types(parts: list[Part]) -> bytes:
    """Every part by its name, pictures and fonts by their extension."""
    defaults = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    overrides = {}
    for each in parts:
        extension = each.partname.ext
        if extension == "xml":
            overrides[str(each.partname)] = each.content_type
        else:
            defaults[extension] = each.content_type
    written = "".join(f'<Default Extension="{key}" ContentType="{kind}"/>' for key, kind in sorted(defaults.items()))
    written += "".join(
        f'<Override PartName="{attribute(name)}" ContentType="{kind}"/>' for name, kind in sorted(overrides.items())
    )
    return f'{DECLARATION}<Types xmlns="{_CONTENT_TYPES}">{written}</Types>'.encode()


def _zipped(files: dict[str, bytes | str], created: datetime) -> bytes:
    first = ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    time = max(_EARLIEST, (*created.timetuple()[:5], created.second // 2 * 2))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in [*first, *sorted(files.keys() - set(first))]:
            entry = zipfile.ZipInfo(name, time)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(_STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return stream.getvalue()
