"""A document's metadata to core and custom properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from briefgen.document import Document
from briefgen.writers.word.wml import DECLARATION, attribute, escape

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_LIMIT = 255
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def set_properties(word: WordDocument, document: Document) -> None:
    """Say in the file what the document says of itself, and nothing else."""
    said = document.metadata
    core = word.core_properties
    for child in list(core._element):
        core._element.remove(child)
    core.title = _cut(said.title)
    core.language = said.language
    core.created = core.modified = said.created
    if said.author:
        core.author = core.last_modified_by = _cut(said.author)
    if said.subject:
        core.subject = _cut(said.subject)
    if said.keywords:
        core.keywords = _cut(", ".join(said.keywords))
    custom = {
        "Reference": said.reference,
        "Marking": document.marking.text if document.marking else "",
        "Input SHA-256": said.identifier,
    }
    _add_custom(word, {name: value for name, value in custom.items() if value})


def set_application(word: WordDocument, xml: str) -> None:
    """Name the program; a house's document names others, and counts of other days."""
    for relation in word.part.package.rels.values():
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = xml.encode()


def _add_custom(word: WordDocument, values: dict[str, str]) -> None:
    if not values:
        return
    entries = "".join(
        f'<property fmtid="{_SET}" pid="{number}" name="{attribute(name)}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(values.items(), 2)
    )
    xml = (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" '
        f'xmlns:vt="{_OFFICE}/docPropsVTypes">{entries}</Properties>'
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    package = word.part.package
    made = Part(PackURI("/docProps/custom.xml"), kind, xml.encode(), package)
    package.rels.add_relationship(f"{_OFFICE}/relationships/custom-properties", made, "custom")


def _cut(value: str) -> str:
    """Word's properties hold 255 characters."""
    return value if len(value) <= _LIMIT else value[: _LIMIT - 1] + "…"
