"""The bytes of a Word file from elsewhere go in; a package with what a packet may take of it comes out, and what changed.

Nothing of the file is believed: neither names, sizes and types nor where it says that things are. From the main part,
relations are followed that `_TAKEN` names, to parts inside of the file; each is read up to a limit, judged by its content,
repaired (repairs.py, running_content.py) and stored under a name and a key of our own. All else stays behind unread.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, PartFactory
from docx.oxml.ns import qn
from docx.package import Package
from lxml import etree
from msgspec import Struct

from briefgen.files import open_plain
from briefgen.images import UnusableImage, as_png, of_the_picture_alone
from briefgen.writers.word import repairs, running_content
from briefgen.writers.word.unseen import drop_unseen

_MEBIBYTE = 1024 * 1024
_FILE, _ALL, _XML, _EDGE = 64 * _MEBIBYTE, 64 * _MEBIBYTE, 8 * _MEBIBYTE, 2 * _MEBIBYTE
"""Bytes of the file, of all parts that are read, of all XML among them, and of one header or footer."""
_ENTRIES = 10_000
_DEEP = 120
"""Elements inside one another; tables in tables in text boxes come to some forty."""
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_WORD_TYPES: Final = (f"{_MAIN}document.main+xml", f"{_MAIN}template.main+xml")
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
_FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_R = qn("r:id")[:-2]
FONT_TABLE_PART: Final = "/word/fontTable.xml"
"""The part of whose fonts some may be left."""
_TAKEN: Final = {
    RELATIONSHIP_TYPE.STYLES: ("styles", CONTENT_TYPE.WML_STYLES, "w:styles"),
    RELATIONSHIP_TYPE.SETTINGS: ("settings", CONTENT_TYPE.WML_SETTINGS, "w:settings"),
    RELATIONSHIP_TYPE.FONT_TABLE: ("fontTable", CONTENT_TYPE.WML_FONT_TABLE, "w:fonts"),
    RELATIONSHIP_TYPE.THEME: ("theme/theme1", CONTENT_TYPE.OFC_THEME, "a:theme"),
    RELATIONSHIP_TYPE.NUMBERING: ("numbering", CONTENT_TYPE.WML_NUMBERING, "w:numbering"),
}
"""Relation of the main part to the name, the type and the root of the part that it leads to, which there is once."""
_EDGES: Final = {
    RELATIONSHIP_TYPE.HEADER: ("header", CONTENT_TYPE.WML_HEADER, "w:hdr"),
    RELATIONSHIP_TYPE.FOOTER: ("footer", CONTENT_TYPE.WML_FOOTER, "w:ftr"),
}
_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"GIF8", "gif", "image/gif"),
    (b"\x01\0\0\0", "emf", "image/x-emf"),
    (b"\xd7\xcd\xc6\x9a", "wmf", "image/x-wmf"),
    (b"\x01\0\x09\0", "wmf", "image/x-wmf"),
)
"""First bytes to the extension and type of a picture that stands in a header or footer."""
_REDRAWN: Final = (b"BM", b"II*\0", b"MM\0*")
"""Those of BMP and TIFF, whose files can hold anything anywhere: of them the picture alone is taken, as PNG."""
_MEDIA: Final = {"fontTable": _FONT, "theme/theme1": RELATIONSHIP_TYPE.IMAGE}
"""Name of a part to what it may bring with it."""
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_OTHERS: Final = (
    (
        b"\xd0\xcf\x11\xe0",
        "it is locked by a password or of Word 97; in Word: Save As, Word Document (*.docx), no password",
    ),
    (b"{\\rtf", "it is Rich Text; in Word: Save As, Word Document (*.docx)"),
    (b"%PDF", "it is a PDF; the Word file that it was made from is needed"),
)
"""First bytes of what is given instead."""


class Intake(Struct, frozen=True):
    """What a packet takes of a reference document."""

    main: Any
    """The main part, whose relations lead to the others."""
    repaired: tuple[str, ...]
    left: dict[str, tuple[str, ...]]
    """Name of a part to what of it was left out."""
    has_text: bool
    """Whether the body says something."""


def read_limited(path: Path) -> bytes:
    """The file's bytes. OSError where it is no plain file, ValueError where it is too large."""
    with open_plain(path) as file:
        data = file.read(_FILE + 1)
    if len(data) > _FILE:
        raise ValueError(f"it is larger than {_FILE // _MEBIBYTE} MiB")
    return data


def take_in(data: bytes) -> Intake:
    """What may be taken of the file. ValueError says why there is nothing."""
    for start, reason in _OTHERS:
        if data.startswith(start):
            raise ValueError(reason)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _Reading(archive).intake()


class _Relation(Struct, frozen=True):
    key: str
    kind: str
    target: str
    """The part's name, or an address."""
    is_external: bool


class _Reading:
    """One file being read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        if len(entries) > _ENTRIES:
            raise ValueError(f"it has more than {_ENTRIES:,} parts")
        self._archive = archive
        self._entries = {each.filename.lower(): each for each in reversed(entries)}
        self._rest, self._rest_of_xml = _ALL, _XML
        self._package = Package()
        self._parts: dict[tuple[str, str], Part | None] = {}
        """Pictures and fonts that were read, by the relation's kind and their name in the file."""
        self._repaired: dict[str, None] = {}
        self._left: dict[str, tuple[str, ...]] = {}
        self._drawings = count(1)

    def intake(self) -> Intake:
        name = self._main_name()
        root = self._xml(name)
        if root.tag != qn("w:document"):
            raise ValueError("its main part is not a Word document")
        has_text = any((each.text or "").strip() for each in root.iter(qn("w:t")))
        relations = list(self._relations(name))
        repairs.keep_sections(root)
        self._repair(repairs.repair_measures(root))
        repairs.name_sides(root)
        edges = self._renamed(root, relations)
        main = self._part("document", CONTENT_TYPE.WML_DOCUMENT_MAIN, root)
        self._package.load_rel(RELATIONSHIP_TYPE.OFFICE_DOCUMENT, main, "rId1")
        hidden = self._take_single(main, relations)
        for key, each in edges.items():
            main.load_rel(each.kind, self._edge(each, hidden), key)
        return Intake(main, tuple(self._repaired), self._left, has_text)

    # --- the package

    def _main_name(self) -> str:
        types = self._xml("[Content_Types].xml")
        if any("macroEnabled" in each.get("ContentType", "") for each in types):
            raise ValueError("it holds macros; in Word: Save As, Word Document (*.docx)")
        relations = list(self._relations(""))
        if any(each.kind == _STRICT for each in relations):
            raise ValueError("it is a Strict Open XML document; in Word: Save As, Word Document (*.docx), not Strict")
        named = [each.target for each in relations if each.kind == RELATIONSHIP_TYPE.OFFICE_DOCUMENT]
        if not named:
            raise ValueError("it has no main part")
        overrides = {each.get("PartName", "").lower(): each.get("ContentType") for each in types}
        if overrides.get(f"/{named[0]}".lower()) not in _WORD_TYPES:
            raise ValueError("its main part is not a Word document")
        return named[0]

    def _relations(self, source: str) -> Iterator[_Relation]:
        folder, _, file = source.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name.lower() not in self._entries:
            return
        for each in self._xml(name).iter(_RELATIONS):
            key, kind, target = (each.get(name, "") for name in ("Id", "Type", "Target"))
            is_external = each.get("TargetMode") == "External"
            yield _Relation(key, kind, target if is_external else _inside(folder, target), is_external)

    def _xml(self, name: str, limit: int = _XML) -> Any:
        """The root of a part: without entities, and no deeper than Word's own."""
        data = self._bytes(name, min(limit, self._rest_of_xml))
        self._rest_of_xml -= len(data)
        root = etree.fromstring(data, _parser()) if b"<!DOCTYPE" not in data else None
        if root is None or root.getroottree().docinfo.internalDTD is not None:  # in another encoding
            raise ValueError(f"its part {name[:80]} declares a document type, as no Word file does")
        if _depth(root) > _DEEP:
            raise ValueError(f"its part {name[:80]} has more than {_DEEP} elements inside one another")
        return root

    def _bytes(self, name: str, limit: int) -> bytes:
        entry = self._entries.get(name.lower())
        if entry is None:
            raise ValueError(f"its part {name[:80]} is missing")
        limit = min(limit, self._rest)
        with self._archive.open(entry) as part:
            data = part.read(limit + 1)
        if len(data) > limit:
            raise ValueError(f"its part {name[:80]} is too large; save a copy without text and with smaller pictures")
        self._rest -= len(data)
        return data

    def _part(self, name: str, kind: str, root: Any) -> Part:
        drop_unseen(root)
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        made: Any = PartFactory(PackURI(f"/word/{name}.xml"), kind, "", data, self._package)
        return cast("Part", made)

    # --- its parts

    def _take_single(self, main: Part, relations: list[_Relation]) -> frozenset[str]:
        """Take styles, numbering and the like; the ids of styles whose words are hidden."""
        hidden: frozenset[str] = frozenset()
        for number, (kind, (name, content, tag)) in enumerate(_TAKEN.items(), 1):
            found = next((each for each in relations if each.kind == kind and self._is_there(each)), None)
            if found is None:
                continue
            root = self._xml(found.target)
            if root.tag != qn(tag):
                raise ValueError(f"its part {found.target[:80]} is not what the file says it is")
            if name == "styles":
                hidden = repairs.hidden_styles(root)
            used = self._used(name, list(self._relations(found.target)))
            if name == "fontTable":
                used = self._sound_fonts(root, used)
            if name == "theme/theme1" and not _is_whole(root, used):
                continue
            self._repair_part(name, root, frozenset(used))
            main.load_rel(kind, self._with_media(name, content, root, used), f"own{number}")
        return hidden

    def _used(self, name: str, relations: list[_Relation]) -> dict[str, Part]:
        """The fonts of a font table or the pictures of a colour theme, by the relations that lead to them."""
        kind = _MEDIA.get(name)
        return {each.key: found for each in relations if each.kind == kind and (found := self._media(each))}

    def _sound_fonts(self, root: Any, used: dict[str, Part]) -> dict[str, Part]:
        """Those of the embedded fonts that a packet may carry; the table has no others then."""
        if not used:
            return used
        from briefgen.writers.word import foreign_fonts  # the typesetter, which few letterheads have need of

        said = foreign_fonts.drop_unsound_fonts(root, {key: each.blob for key, each in used.items()})
        self._left[FONT_TABLE_PART] = tuple(said)
        named = foreign_fonts.relations(root)
        return {key: each for key, each in used.items() if key in named}

    def _repair_part(self, name: str, root: Any, used: frozenset[str]) -> None:
        self._repair(repairs.repair_measures(root))
        repairs.name_sides(root)
        match name:
            case "styles":
                self._repair(repairs.repair_styles(root))
            case "numbering":
                self._repair(repairs.repair_numbering(root))
            case "fontTable":
                self._repair(repairs.repair_fonts(root, used))
            case "settings":
                repairs.keep_settings(root)
            case _:
                pass

    def _with_media(self, name: str, content: str, root: Any, used: dict[str, Part]) -> Part:
        keys = _rekeyed(root, used)
        made = self._part(name, content, root)
        for key, each in keys.items():
            made.load_rel(_MEDIA[name], each, key)
        return made

    def _is_there(self, relation: _Relation) -> bool:
        return not relation.is_external and relation.target.lower() in self._entries

    def _renamed(self, root: Any, relations: list[_Relation]) -> dict[str, _Relation]:
        """The headers and footers that sections name, under keys of our own; references to others are taken out."""
        known = {each.key: each for each in relations if each.kind in _EDGES and self._is_there(each)}
        keys: dict[str, str] = {}
        for each in list(root.iter(qn("w:headerReference"), qn("w:footerReference"))):
            old = each.get(qn("r:id"), "")
            if old not in known or known[old].kind.rpartition("/")[2] not in each.tag:
                each.getparent().remove(each)
            else:
                each.set(qn("r:id"), keys.setdefault(old, f"edge{len(keys) + 1}"))
        return {new: known[old] for old, new in keys.items()}

    def _edge(self, relation: _Relation, hidden: frozenset[str]) -> Part:
        """A header or footer with what it may bring."""
        stem, content, tag = _EDGES[relation.kind]
        name = f"{stem}{1 + sum(f'/word/{stem}' in each for each in self._left)}"
        root = self._xml(relation.target, _EDGE)
        if root.tag != qn(tag):
            raise ValueError(f"its part {relation.target[:80]} is not what the file says it is")
        relations = list(self._relations(relation.target))
        pictures = {each.key: found for each in relations if _is_picture(each) and (found := self._media(each))}
        others = {each.key for each in relations if _is_picture(each) and self._is_there(each)} - pictures.keys()
        links = {each.key: each.target for each in relations if _is_link(each)}
        repairs.name_sides(root)
        left = running_content.clean_story(root, running_content.KnownRelations(pictures, links, others), hidden)
        self._left[f"/word/{name}.xml"] = tuple(left)
        for each in root.iter(qn("wp:docPr")):
            number = str(next(self._drawings))
            each.attrib.update({"id": number, "name": f"Drawing {number}"})  # often the name of a file
        keys = _rekeyed(root, pictures | links)
        made = self._part(name, content, root)
        for key, target in keys.items():
            is_link = isinstance(target, str)
            made.load_rel(RELATIONSHIP_TYPE.HYPERLINK if is_link else RELATIONSHIP_TYPE.IMAGE, target, key, is_link)
        return made

    def _media(self, relation: _Relation) -> Part | None:
        """The part of a picture or font, stored once; None where it is none or is not in the file."""
        name = relation.target.lower()
        if not self._is_there(relation):
            return None
        known = (relation.kind, name)  # a font that is named as a picture has to be one
        if known not in self._parts:
            self._parts[known] = self._media_part(relation.kind, self._bytes(name, _ALL))
        return self._parts[known]

    def _media_part(self, kind: str, data: bytes) -> Part | None:
        number = len(self._parts) + 1
        if kind == _FONT:
            return Part(PackURI(f"/word/fonts/own{number}.odttf"), _FONT_TYPE, data, self._package)
        data = _of_the_picture_alone(data)
        for start, extension, content in _PICTURES:
            if data.startswith(start):
                return Part(PackURI(f"/word/media/own{number}.{extension}"), content, data, self._package)
        return None

    def _repair(self, said: Iterator[str]) -> None:
        self._repaired |= dict.fromkeys(said)


def _of_the_picture_alone(data: bytes) -> bytes:
    """A picture without what it says of itself; nothing where it cannot be read as what it is."""
    if not data.startswith(_REDRAWN):
        return of_the_picture_alone(data)
    try:
        return as_png(data)
    except UnusableImage:
        return b""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _inside(folder: str, target: str) -> str:
    """The name of a part that a relation leads to; none leads out of the file."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _is_picture(relation: _Relation) -> bool:
    return relation.kind == RELATIONSHIP_TYPE.IMAGE


def _is_link(relation: _Relation) -> bool:
    if relation.kind != RELATIONSHIP_TYPE.HYPERLINK or not relation.is_external:
        return False
    try:
        return urlsplit(relation.target).scheme.lower() in _SCHEMES
    except ValueError:
        return False


_Target = TypeVar("_Target")


def _rekeyed(root: Any, targets: dict[str, _Target]) -> dict[str, _Target]:
    """The relations that a part uses, under keys of our own there and here."""
    keys: dict[str, str] = {}
    for each in root.iter():
        for name, value in each.attrib.items():
            if name.startswith(_R) and value in targets:
                each.set(name, keys.setdefault(value, f"own{len(keys) + 1}"))
    return {new: targets[old] for old, new in keys.items()}


def _is_whole(root: Any, used: dict[str, Part]) -> bool:
    """Whether all that a part refers to is taken with it."""
    return all(
        value in used for each in root.iter() for name, value in each.attrib.items() if name.startswith(_R) and value
    )


def _depth(root: Any) -> int:
    """How many elements stand inside one another, counted up to the limit."""
    level, depth = [root], 0
    while level and depth <= _DEEP:
        level, depth = [child for each in level for child in each], depth + 1
    return depth
