"""What a PDF says of itself: a document's metadata goes in; the XMP packet, the information dictionary and the colour profile come out."""

from __future__ import annotations

import json
import re
import struct
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from briefgen.document import Metadata

PRODUCER = "briefgen"

# Code points that XML 1.0 cannot hold.
_NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


def pdf_text(text: str) -> bytes:
    """A text string as PDF writes it in hexadecimal: ASCII as it is, anything else in UTF-16."""
    if text.isascii():
        return b"<" + text.encode("ascii").hex().encode() + b">"
    return b"<feff" + text.encode("utf-16-be", "replace").hex().encode() + b">"


def pdf_text_in(code: str, text: str) -> bytes:
    """The same in a language of two letters, which a text string says between two escapes."""
    return b"<feff" + f"\x1b{code}\x1b{text}".encode("utf-16-be", "replace").hex().encode() + b">"


def pdf_date(moment: datetime) -> str:
    return moment.strftime("D:%Y%m%d%H%M%S+00'00'")


def information(metadata: Metadata, marking: str = "") -> bytes:
    """The information dictionary; entries without text are left out."""
    entries = {
        "Author": metadata.author,
        "CreationDate": pdf_date(metadata.created),
        "Creator": PRODUCER,
        "Keywords": "; ".join(metadata.keywords),
        "Marking": marking,
        "ModDate": pdf_date(metadata.created),
        "Producer": PRODUCER,
        "Subject": metadata.subject,
        "Title": metadata.title,
    }
    return (
        b"<<" + b"".join(b"/%s%s" % (key.encode(), pdf_text(value)) for key, value in entries.items() if value) + b">>"
    )


def about(metadata: Metadata, marking: str = "") -> bytes:
    """What `information` says, as JSON for programs, with the reference and the language of the words."""
    entries = {
        "title": metadata.title,
        "reference": metadata.reference,
        "author": metadata.author,
        "subject": metadata.subject,
        "keywords": list(metadata.keywords),
        "language": metadata.language,
        "marking": marking,
        "created": metadata.created.isoformat() + "Z",
        "input": metadata.identifier,
    }
    return json.dumps({key: value for key, value in entries.items() if value}, ensure_ascii=False, indent=2).encode()


def xmp(metadata: Metadata, marking: str = "", modern: bool = False) -> bytes:
    """The XMP packet, which says what `information` says and declares PDF/A-2a and PDF/UA-1, or PDF/A-4f and PDF/UA-2."""
    moment = metadata.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = [
        _alternative("dc:title", metadata.title),
        _sequence("dc:creator", "Seq", (metadata.author,)),
        _alternative("dc:description", metadata.subject),
        _sequence("dc:subject", "Bag", metadata.keywords),
        _sequence("dc:language", "Bag", (metadata.language,)),
        _simple("dc:format", "application/pdf"),
        _simple("dc:identifier", metadata.identifier or metadata.reference),
        _simple("pdf:Keywords", "; ".join(metadata.keywords)),
        _simple("pdf:Producer", PRODUCER),
        _simple("xmp:CreatorTool", PRODUCER),
        _simple("xmp:CreateDate", moment),
        _simple("xmp:ModifyDate", moment),
        _simple("xmp:MetadataDate", moment),
        _MODERN if modern else _CLASSIC,
        _simple("briefgen:Marking", marking),
        "" if modern else _extensions(_MARKING_SCHEMA if marking else ""),
    ]
    return (_HEAD + "".join(parts) + _TAIL).encode()


_CLASSIC = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
_MODERN = (
    "<pdfaid:part>4</pdfaid:part><pdfaid:rev>2020</pdfaid:rev><pdfaid:conformance>F</pdfaid:conformance>"
    "<pdfuaid:part>2</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev>"
)


def _extensions(more: str) -> str:
    """PDF/A requires every property that it does not know described in the packet itself."""
    return f"<pdfaExtension:schemas><rdf:Bag>{_UA_SCHEMA}{more}</rdf:Bag></pdfaExtension:schemas>"


def _escaped(text: str) -> str:
    if not text.isprintable():
        text = re.sub(_NOT_XML, "\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _simple(name: str, text: str) -> str:
    return f"<{name}>{_escaped(text)}</{name}>" if text else ""


def _alternative(name: str, text: str) -> str:
    if not text:
        return ""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{_escaped(text)}</rdf:li></rdf:Alt></{name}>'


def _sequence(name: str, kind: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{_escaped(text)}</rdf:li>" for text in texts if text)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:briefgen="urn:briefgen:properties:" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
_UA_SCHEMA = (
    '<rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
)
_MARKING_SCHEMA = (
    '<rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>Handling marking</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>urn:briefgen:properties:</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>briefgen</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>Marking</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
    "<pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>The handling marking printed on every page</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
)


@cache
def srgb_profile() -> bytes:
    """A small ICC profile (version 4, matrix and curves) of the sRGB colour space, IEC 61966-2-1."""
    tags = {
        b"desc": _unicode_text("sRGB"),
        b"cprt": _unicode_text("Public domain"),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"chad": b"sf32\0\0\0\0"
        + _fixed(1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168),
        b"rXYZ": _xyz(0.43607, 0.22249, 0.01392),
        b"gXYZ": _xyz(0.38515, 0.71687, 0.09708),
        b"bXYZ": _xyz(0.14307, 0.06061, 0.71410),
        b"rTRC": b"para\0\0\0\0\0\x03\0\0" + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
    }
    offset = 132 + 12 * (len(tags) + 2)
    table, data = b"", b""
    for name, content in tags.items():
        table += struct.pack(">4sII", name, offset + len(data), len(content))
        if name == b"rTRC":  # one curve serves all three channels
            table += struct.pack(
                ">4sII4sII", b"gTRC", offset + len(data), len(content), b"bTRC", offset + len(data), len(content)
            )
        data += content + b"\0" * (-len(content) % 4)
    head = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4sQI12s4s44x",
        offset + len(data), b"", 0x04200000, b"mntr", b"RGB ", b"XYZ ",
        struct.pack(">6H", 2000, 1, 1, 0, 0, 0), b"acsp", b"", 0, b"", b"", 0, 0, _fixed(0.9642, 1.0, 0.8249), b"",
    )  # fmt: skip
    return head + struct.pack(">I", len(tags) + 2) + table + data


def _fixed(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(x, y, z)


def _unicode_text(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(data), 28) + data
