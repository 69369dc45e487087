"""A document's metadata to the core and custom properties of its file: what it says of itself, and nothing else."""

from __future__ import annotations

from briefgen.document import Document
from briefgen.writers.word.wml import DECLARATION, attribute, escape

_LIMIT = 255
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_CORE = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def core_properties(document: Document) -> str:
    """The properties that every package has."""
    said = document.metadata
    moment = said.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    filled = [("dc:title", said.title), ("dc:language", said.language)]
    later = [("dc:subject", said.subject), ("cp:keywords", ", ".join(said.keywords))]
    if said.author:
        later = [("dc:creator", said.author), ("cp:lastModifiedBy", said.author), *later]
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    entries = f"{_elements(filled)}{times}{_elements([each for each in later if each[1]])}"
    return f"{DECLARATION}<cp:coreProperties {_CORE}>{entries}</cp:coreProperties>"


def _elements(named: list[tuple[str, str]]) -> str:
    return "".join(f"<{name}>{_said(_cut(value))}</{name}>" for name, value in named)


def custom_properties(document: Document) -> str:
    """Reference, marking and the input's digest; "" where there are none."""
    said = document.metadata
    values = {
        "Reference": said.reference,
        "Marking": document.marking.text if document.marking else "",
        "Input SHA-256": said.identifier,
    }
    filled = [(name, value) for name, value in values.items() if value]
    if not filled:
        return ""
    entries = "".join(
        f'<property fmtid="{_SET}" pid="{number}" name="{attribute(name)}"><vt:lpwstr>{_said(value)}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(filled, 2)
    )
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" '
        f'xmlns:vt="{_OFFICE}/docPropsVTypes">{entries}</Properties>'
    )


def _said(value: str) -> str:
    """As element content; a carriage return survives the parser."""
    return escape(value).replace("\r", "&#13;")


def _cut(value: str) -> str:
    """Word's properties hold 255 characters."""
    return value if len(value) <= _LIMIT else value[: _LIMIT - 1] + "…"
