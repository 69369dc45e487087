"""Parts to the bytes of a Word file: related to each other, named by their kind, zipped in a fixed order without the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from briefgen.theme import Theme
from briefgen.writers.word import base, embedding, properties
from briefgen.writers.word.archive import Member, archived, deflated, shared, stored
from briefgen.writers.word.pages import PageSetup
from briefgen.writers.word.patterns import patterns_of
from briefgen.writers.word.wml import DECLARATION, LXML_DECLARATION, attribute, part

if TYPE_CHECKING:
    from briefgen.writers.word.furniture import RunningPart
    from briefgen.writers.word.job import Job, Relations

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_METADATA = "application/vnd.openxmlformats-package"
_KIND = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_KIND}.wordprocessingml"
_KINDS = {
    "document": f"{_WORD}.document.main+xml",
    "styles": f"{_WORD}.styles+xml",
    "settings": f"{_WORD}.settings+xml",
    "fontTable": f"{_WORD}.fontTable+xml",
    "numbering": f"{_WORD}.numbering+xml",
    "header": f"{_WORD}.header+xml",
    "footer": f"{_WORD}.footer+xml",
    "theme": f"{_KIND}.theme+xml",
    "core": f"{_METADATA}.core-properties+xml",
    "app": f"{_KIND}.extended-properties+xml",
    "custom": f"{_KIND}.custom-properties+xml",
}
"""The stem of a part's name, without its number, to its content type."""
_EXTENSIONS = {
    "jpg": "image/jpeg",
    "odttf": embedding.CONTENT_TYPE,
    "png": "image/png",
    "rels": f"{_METADATA}.relationships+xml",
    "xml": "application/xml",
}
FIRST = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
"""The files that stand before all others in the archive."""
_MAIN, _FONTS = "word/document.xml", "word/fontTable.xml"


_BASE_PARTS = (
    ("rId1", "styles", "word/styles.xml"),
    ("rId2", "settings", "word/settings.xml"),
    ("rId3", "fontTable", _FONTS),
    ("rId4", "theme", "word/theme/theme1.xml"),
)


class Package:
    """A Word file in the making, all of whose parts are briefgen's own."""

    def __init__(self, theme: Theme, language: str, marked: bool) -> None:
        self.theme = theme
        self.page = PageSetup.of(theme, marked)
        self.existing = base.EXISTING
        self.language = language
        self._patterns = patterns_of(theme)
        self._members: dict[str, Member] = {}
        self._relations: dict[str, list[str]] = {"": [], _MAIN: []}
        self._pictures: dict[bytes, str] = {}
        self._numbers: Counter[str] = Counter()
        """Edge or extension to how many parts are numbered so far."""

    def fill(self, job: Job, body: bytes, running: list[RunningPart]) -> None:
        """Put everything that the writer made in its place."""
        empty = self._patterns.package(self.language)
        self._members = {_MAIN: deflated(body), **{name: shared(data) for name, data in empty.parts.items()}}
        for key, kind, name in _BASE_PARTS:
            self._relate(_MAIN, key, kind, name)
        self._add_styles(empty.styles, job.styles.xml())
        self._add_numbering(job.numbering.definitions(), job.numbering.instances())
        for each in running:
            self._add_running(job, each)
        self._connect(_MAIN, job.relations)
        if self.theme.fonts.embed_in_docx:
            self._embed_fonts(job)
        self._add_properties(job)
        self._add_relations(job)

    def _add_styles(self, defaults: str, styles: list[str]) -> None:
        xml = part("styles", defaults + "".join(styles), LXML_DECLARATION)
        self._members["word/styles.xml"] = shared(xml.encode())

    def _add_numbering(self, definitions: str, instances: str) -> None:
        if instances:
            self._members["word/numbering.xml"] = shared(part("numbering", definitions + instances).encode())
            self._relate(_MAIN, "numbering", "numbering", "word/numbering.xml")

    def _add_running(self, job: Job, running: RunningPart) -> None:
        self._numbers[running.edge] += 1
        name = f"word/{running.edge}{self._numbers[running.edge]}.xml"
        self._members[name] = deflated(job.encoded(running.xml))
        self._relate(_MAIN, running.relation, running.edge, name)
        self._connect(name, running.relations)

    def _connect(self, source: str, relations: Relations) -> None:
        """Give a part its links and pictures."""
        for address, key in relations.links.items():
            self._relate(source, key, "hyperlink", address, outside=True)
        for key, draw in relations.pictures.values():
            self._relate(source, key, "image", self._picture(draw()))

    def _picture(self, data: bytes) -> str:
        """The name of a picture's part; the same picture is stored once."""
        if data not in self._pictures:
            extension = "png" if data.startswith(b"\x89PNG") else "jpg"
            self._numbers[extension] += 1
            self._pictures[data] = f"word/media/image{self._numbers[extension]}.{extension}"
            self._members[self._pictures[data]] = stored(data)
        return self._pictures[data]

    def _embed_fonts(self, job: Job) -> None:
        embedded, findings = embedding.embed(self.theme, base.font_table(self.theme), job.styles.fallbacks)
        self._members[_FONTS] = shared(part("fonts", embedded.table).encode())
        for number, font in enumerate(embedded.fonts, 1):
            name = f"word/fonts/font{number}.odttf"
            self._members[name] = shared(font.data)
            self._relate(_FONTS, font.relation, "font", name)
        for finding in findings:
            job.finding("BG704", finding)

    def _add_properties(self, job: Job) -> None:
        self._members["docProps/core.xml"] = deflated(job.encoded(properties.core(job.document)))
        self._relate("", "rId1", "officeDocument", _MAIN)
        self._relate("", "rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")
        self._relate("", "rId3", "extended-properties", "docProps/app.xml")
        custom = properties.custom(job.document)
        if custom:
            self._members["docProps/custom.xml"] = deflated(job.encoded(custom))
            self._relate("", "custom", "custom-properties", "docProps/custom.xml")

    def _relate(self, source: str, key: str, kind: str, target: str, *, outside: bool = False) -> None:
        """Let one part name another, or an address; all parts that name others lie in one folder, or in none."""
        uri = kind if "/" in kind else f"{_OFFICE}/{kind}"
        where = target if outside or not source else target.removeprefix("word/")
        mode = ' TargetMode="External"' if outside else ""
        self._relations.setdefault(source, []).append(
            f'<Relationship Id="{key}" Type="{uri}" Target="{attribute(where)}"{mode}/>'
        )

    def _add_relations(self, job: Job) -> None:
        for source, relations in self._relations.items():
            folder, _, name = source.rpartition("/")
            place = f"{folder}/_rels/{name}.rels".lstrip("/")
            xml = f'{LXML_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'
            self._members[place] = deflated(job.encoded(xml))

    def save(self, created: datetime) -> bytes:
        """The file's bytes: the same for the same parts, on any day and machine."""
        self._members["[Content_Types].xml"] = shared(content_types({name: _kind(name) for name in self._members}))
        return archived(in_order(self._members), created)


def _kind(name: str) -> str:
    """A part's content type."""
    stem, _, extension = name.rpartition("/")[2].rpartition(".")
    return _KINDS[stem.rstrip("0123456789")] if extension == "xml" else _EXTENSIONS[extension]


def content_types(kinds: Mapping[str, str]) -> bytes:
    """The package's own list of its parts by their content types: every part by its name, pictures and fonts by their extension."""
    defaults = {"rels": _EXTENSIONS["rels"], "xml": _EXTENSIONS["xml"]}
    overrides = {}
    for name, kind in kinds.items():
        extension = name.rpartition(".")[2]
        if extension == "xml":
            overrides[f"/{name}"] = kind
        else:
            defaults[extension] = kind
    written = "".join(f'<Default Extension="{key}" ContentType="{kind}"/>' for key, kind in sorted(defaults.items()))
    written += "".join(
        f'<Override PartName="{attribute(name)}" ContentType="{kind}"/>' for name, kind in sorted(overrides.items())
    )
    return f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{written}</Types>'.encode()


def in_order(members: Mapping[str, Member]) -> dict[str, Member]:
    """What readers want first, then the rest by name."""
    return {name: members[name] for name in [*FIRST, *sorted(members.keys() - set(FIRST))]}
