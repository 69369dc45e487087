"""Of a reference document's package come the parts that the allow list names; no byte of any other does, whatever leads to it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from test_word import THEME
from test_word_intake import SECRET, everywhere, letterhead, packet

from briefgen.diagnostics import TemplateError
from briefgen.writers.word.starting import starting_point

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
FOREIGN = {
    "docMetadata/LabelInfo.xml": f"{_MICROSOFT}/2020/02/relationships/classificationlabels",
    "customUI/customUI14.xml": f"{_MICROSOFT}/2007/relationships/ui/extensibility",
    "customUI/customUI.xml": f"{_MICROSOFT}/2006/relationships/ui/extensibility",
    "docProps/thumbnail.jpeg": f"{_PACKAGE}/metadata/thumbnail",
    "docProps/custom.xml": f"{_OFFICE}/custom-properties",
    "docProps/core.xml": f"{_PACKAGE}/metadata/core-properties",
    "docProps/app.xml": f"{_OFFICE}/extended-properties",
    "_xmlsignatures/sig1.xml": f"{_PACKAGE}/digital-signature/origin",
    "word/glossary/document.xml": f"{_OFFICE}/glossaryDocument",
    "word/printerSettings/printerSettings1.bin": f"{_OFFICE}/printerSettings",
    "word/diagrams/data1.xml": f"{_OFFICE}/diagramData",
    "word/diagrams/drawing1.xml": f"{_MICROSOFT}/2007/relationships/diagramDrawing",
    "word/charts/chart1.xml": f"{_OFFICE}/chart",
    "word/charts/chartEx1.xml": f"{_MICROSOFT}/2014/relationships/chartEx",
    "word/embeddings/book.xlsx": f"{_OFFICE}/package",
    "word/embeddings/object.bin": f"{_OFFICE}/oleObject",
    "word/people.xml": f"{_MICROSOFT}/2011/relationships/people",
    "word/comments.xml": f"{_OFFICE}/comments",
    "word/commentsExtended.xml": f"{_MICROSOFT}/2011/relationships/commentsExtended",
    "word/commentsIds.xml": f"{_MICROSOFT}/2016/09/relationships/commentsIds",
    "word/documenttasks/documenttasks1.xml": f"{_MICROSOFT}/2019/05/relationships/documenttasks",
    "word/footnotes.xml": f"{_OFFICE}/footnotes",
    "word/endnotes.xml": f"{_OFFICE}/endnotes",
    "word/webSettings.xml": f"{_OFFICE}/webSettings",
    "word/stylesWithEffects.xml": f"{_MICROSOFT}/2007/relationships/stylesWithEffects",
    "word/customizations.xml": f"{_MICROSOFT}/2006/relationships/keyMapCustomizations",
    "word/attachedToolbars.bin": f"{_MICROSOFT}/2006/relationships/attachedToolbars",
    "word/activeX/activeX1.xml": f"{_OFFICE}/control",
    "word/ink/ink1.xml": f"{_OFFICE}/customXml",
    "word/recipientData.xml": f"{_OFFICE}/recipientData",
    "word/afchunk.html": f"{_OFFICE}/aFChunk",
    "word/subdocument.docx": f"{_OFFICE}/subDocument",
    "word/webextensions/taskpanes.xml": f"{_MICROSOFT}/2011/relationships/webextensiontaskpanes",
    "word/media/sound.wav": f"{_OFFICE}/audio",
    "word/media/film.mp4": f"{_OFFICE}/video",
    "word/media/model.glb": f"{_MICROSOFT}/2017/06/relationships/model3d",
    "customXml/item1.xml": f"{_OFFICE}/customXml",
}
"""Parts that no packet takes, by the relation that leads to each."""
SOURCES = ("_rels/.rels", "word/_rels/document.xml.rels", "word/_rels/header1.xml.rels", "word/_rels/settings.xml.rels")


def with_foreign_parts(data: bytes, main: str = "") -> bytes:
    """The file with all of them, each led to from the file, the document, its header and its settings."""
    links = "".join(
        f'<Relationship Id="{SECRET.replace(" ", "")}{n}" Type="{kind}" Target="/{name}"/>'
        for n, (name, kind) in enumerate(FOREIGN.items())
    ).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as made:
        for name in old.namelist():
            part = old.read(name)
            if name in SOURCES:
                part = part.replace(b"</Relationships>", links + b"</Relationships>")
            if name == "[Content_Types].xml" and main:
                part = part.replace(b"wordprocessingml.document.main+xml", main.encode())
            if name not in FOREIGN:
                made.writestr(name, part)
        for name in FOREIGN:
            made.writestr(name, f"<x>{SECRET}</x>")
        for name in set(SOURCES) - set(old.namelist()):
            start = f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">'.encode()
            made.writestr(name, start + links + b"</Relationships>")
        made.comment = SECRET.encode()
    return stream.getvalue()


@pytest.mark.parametrize("main", ["", "wordprocessingml.template.main+xml"])
def test_no_part_comes_that_the_allow_list_does_not_name(tmp_path: Path, main: str) -> None:
    data = packet(tmp_path, with_foreign_parts(letterhead(), main)).data
    assert SECRET.encode() not in everywhere(data) and SECRET.encode() not in data
    assert SECRET.replace(" ", "").encode() not in everywhere(data)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = set(file.namelist())
        assert b"Ministry of Examples" in file.read("word/header1.xml")
    own = {
        "docProps/core.xml",
        "docProps/app.xml",
        "docProps/custom.xml",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "word/webSettings.xml",
    }
    assert names & set(FOREIGN) <= own


@pytest.mark.parametrize(
    "main",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
@pytest.mark.parametrize("name", ["letterhead.docx", "letterhead.docm", "letterhead.dotm"])
def test_a_file_with_macros_is_refused_whatever_it_is_called(tmp_path: Path, name: str, main: str) -> None:
    whole = letterhead()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as made:
        for each in old.namelist():
            plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            made.writestr(each, old.read(each).replace(plain, main.encode()))
        made.writestr("word/vbaProject.bin", SECRET)
    (tmp_path / name).write_bytes(stream.getvalue())
    with pytest.raises(TemplateError) as refused:
        starting_point(THEME.model_copy(update={"reference_docx": str(tmp_path / name)}), "en", True)
    (found,) = refused.value.diagnostics
    assert found.code == "BG616" and "it holds macros" in found.message
