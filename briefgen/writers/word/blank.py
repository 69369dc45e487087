"""A theme and a language go in; the parts of the package that python-docx makes of them come out: a Word file without words.

It takes longer to load python-docx than to write a packet, and what it makes here depends on the theme and the language
alone. So the package is kept between runs, as python-docx saved it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from briefgen.cache import kept_or_made, shaping
from briefgen.installed import installed_version
from briefgen.theme import Theme
from briefgen.writers.word import base
from briefgen.writers.word.wml import part


def blank_parts(theme: Theme, language: str) -> dict[str, bytes]:
    """Name to content of the parts that are the same for every document of a theme in one language."""
    parts = base.parts(theme, language)
    version = f"python-docx {installed_version('python-docx')}"
    shaped_by = b"\0".join((shaping(version, sources=[Path(__file__)]), *parts.values()))
    data = kept_or_made("word", f"{theme.name}\n{language}", shaped_by, lambda: _saved(parts))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in parts}


def _saved(parts: dict[str, bytes]) -> bytes:
    """A package of these parts, as python-docx saves it."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import PartFactory
    from docx.package import Package

    kinds = {
        "word/settings.xml": (CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
        "word/fontTable.xml": (CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
        "word/theme/theme1.xml": (CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME),
        "docProps/app.xml": (CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES),
    }
    package = Package()
    body = part("document", "<w:body><w:sectPr/></w:body>").encode()
    kind, relation = CONTENT_TYPE.WML_DOCUMENT_MAIN, RELATIONSHIP_TYPE.OFFICE_DOCUMENT
    document: Any = PartFactory(PackURI("/word/document.xml"), kind, relation, body, package)
    package.relate_to(document, relation)
    for name, data in parts.items():
        kind, relation = kinds[name]
        made: Any = PartFactory(PackURI(f"/{name}"), kind, relation, data, package)
        (package if name.startswith("docProps/") else document).relate_to(made, relation)
    stream = io.BytesIO()
    package.save(stream)
    return stream.getvalue()
