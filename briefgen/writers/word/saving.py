"""A python-docx package to the bytes of its file: the same bytes for the same parts, on any day and machine."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.pkgwriter import _ContentTypesItem
from docx.package import Package
from msgspec import Struct

_FIRST = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
"""What readers want before all else; the rest follows by name."""
_COMPRESSED = ("image/png", "image/jpeg")
"""Types whose own format leaves nothing to squeeze."""
_OWN = ("word/document.xml", "docProps/core.xml", "docProps/custom.xml")
"""What no two packets have in common."""
FONT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
"""The type of an embedded font; a run's packets share theirs."""
_EARLIEST, _LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)
"""The times that a zip archive can name."""


def saved(package: OpcPackage, written: datetime) -> bytes:
    """The package as `OpcPackage.save` writes it, but in a fixed order and as if all had been written at that time."""
    parts = package.parts
    stored = {part.partname.membername for part in parts if part.content_type in _COMPRESSED}
    fonts = {part.partname.membername: part.archived for part in parts if isinstance(part, FontPart)}
    files = dict(_files(package, parts))
    moment = min(max(written.replace(tzinfo=None), _EARLIEST), _LATEST).timetuple()[:6]
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in (*_FIRST, *sorted(files.keys() - set(_FIRST))):
            entry = ZipInfo(name, moment)
            entry.create_system = 0
            if name in stored or name in _OWN:
                archive.writestr(entry, files[name], ZIP_STORED if name in stored else ZIP_DEFLATED)
            else:
                _add_deflated(archive, stream, entry, fonts.get(name) or _kept(files[name]))
    return stream.getvalue()


class ArchivedFile(Struct, frozen=True):
    """What an archive holds of a file: enough to put it there."""

    data: bytes
    """Deflated."""
    checksum: int
    size: int


class FontPart(Part):
    """An embedded font. It is held as the archive will hold it alone, and its blob is empty."""

    def __init__(self, name: str, archived: ArchivedFile, package: Package) -> None:
        super().__init__(PackURI(name), FONT, b"", package)
        self.archived = archived


def archived_file(content: bytes, known: bytes = b"") -> ArchivedFile:
    """`known`: the content deflated, where somebody has done that already."""
    return ArchivedFile(known or deflated(content), zlib.crc32(content), len(content))


@lru_cache(maxsize=64)
def _kept(content: bytes) -> ArchivedFile:
    """Of a file that comes in one packet after another, as styles do."""
    return archived_file(content)


def deflated(content: bytes, level: int = zlib.Z_DEFAULT_COMPRESSION) -> bytes:
    """As an archive holds it."""
    return zlib.compress(content, level, -zlib.MAX_WBITS)


def _add_deflated(archive: ZipFile, stream: io.BytesIO, entry: ZipInfo, made: ArchivedFile) -> None:
    """As `writestr` does it, but for the work that is done; `stream` is the archive's, at its end after each file."""
    entry.compress_type, entry.external_attr, entry.header_offset = ZIP_DEFLATED, 0o600 << 16, stream.tell()
    entry.CRC, entry.compress_size, entry.file_size = made.checksum, len(made.data), made.size
    stream.write(entry.FileHeader(zip64=False) + made.data)
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = stream.tell()


def _files(package: OpcPackage, parts: list[Part]) -> Iterator[tuple[str, bytes]]:
    """Name to content: the types of the parts, the parts, and what each is related to."""
    types: Any = _ContentTypesItem
    yield CONTENT_TYPES_URI.membername, types.from_parts(parts).blob
    yield PACKAGE_URI.rels_uri.membername, package.rels.xml
    for part in parts:
        yield part.partname.membername, part.blob
        if part.rels:
            yield part.partname.rels_uri.membername, part.rels.xml
