"""A generator of chances and a file go in; the file comes out damaged, mostly in a way that reaches behind its first checks.

Bytes that are changed at random rarely get past a checksum, a directory or a parser. So each format is damaged where
its readers look: values of other types, parts packed again, tables with fitting checksums. The same generator does the
same damage.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

from briefgen.typeset.soundness import directory

Damage = Callable[[Random, bytes], bytes]

PIECES = (b"\0", b"\xff" * 4, b"../", b"%PDF-1.7", b"PK\3\4", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"999999999999", b"-1", b"{", b"[" * 600, b"\r\n", b"\xef\xbb\xbf", "\u202e".encode(), b"\xed\xa0\x80")  # fmt: skip


# --- bytes and tokens --------------------------------------------------------------------------------


def of_bytes(chance: Random, data: bytes) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, to = sorted((chance.randrange(len(made) + 1), chance.randrange(len(made) + 1)))
        match chance.randrange(7):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(made):
                made[at] = chance.randrange(256)
            case 2:
                del made[at : min(to, at + 200)]
            case 3:
                made[at:at] = made[at : min(to, at + 200)]
            case 4:
                made[at:at] = chance.choice(PIECES)
            case 5 if chance.random() < 0.3:
                made[at:at] = made[at : at + 20] * chance.choice((10, 1000, 5000))
            case _ if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


_LONGEST = 20_000_000
"""Bytes that a part is repeated up to: the damage is to exhaust the program, not the fuzzer."""


def of_tokens(chance: Random, data: bytes, token: re.Pattern[bytes], pieces: Sequence[bytes]) -> bytes:
    """A few tokens lost, doubled, exchanged, replaced or put in; what no token matches stays between them."""
    parts = re.split(b"(" + token.pattern + b")", data, flags=token.flags & re.S)
    odd = range(1, len(parts), 2)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 12))):
        if not odd:
            return chance.choice(pieces) + data
        one, other = chance.choice(odd), chance.choice(odd)
        match chance.randrange(7):
            case 0:
                parts[one] = b""
            case 1:
                parts[one] *= 2
            case 2:
                parts[one], parts[other] = parts[other], parts[one]
            case 3:
                parts[one] = chance.choice(pieces)
            case 4:
                parts[one] += chance.choice(pieces)
            case 5:
                parts[one] = parts[other]
            case _ if chance.random() < 0.2:
                repeated = parts[one] + parts[one + 1][:50]
                parts[one] = repeated * min(chance.choice((50, 2000)), _LONGEST // (len(repeated) + 1))
    return b"".join(parts)


# --- JSON --------------------------------------------------------------------------------------------

VALUES = (
    None, True, -1, 0, 1, 2, 2**31, 2**53 + 1, 2**70, 1e308, float("inf"), float("nan"), 0.5, "", "..", "../../x", "/etc/hostname",
    "\ud800", "\0", "\u202e", "x" * 5000, "talks.pdf", "manifest.json", ".briefgen", "ä" * 300, "<script>", [], {}, [[]], {"a": 1}, [None],
)  # fmt: skip
_DEEP = ("[" * 100_000, '{"a":' * 5_000, "9" * 5_000, "-" + "9" * 400, "1e9999", "NaN", '"\\ud800"', '{"a":1,"a":2}')
_HOLE = "\ufdd0hole"


def of_json(chance: Random, data: bytes) -> bytes:
    """A value of another type, a key twice, nesting without end, another encoding; or damaged bytes."""
    if chance.random() < 0.2:
        return of_bytes(chance, data)
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):  # a line that was damaged before
        return of_bytes(chance, data)
    hole = False
    for _ in range(chance.choice((1, 1, 2, 5))):
        places = list(_places(whole))
        if not places:
            break
        holder, key = chance.choice(places)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1:
                other, name = chance.choice(places)
                holder[key] = json.loads(json.dumps(other[name])) if _is_there(other, name) else None
            case 2 if chance.random() < 0.5:
                holder[key], hole = _HOLE, True
            case 3:
                holder[key] = [holder[key]] if chance.random() < 0.5 else {"a": holder[key]}
            case _:
                holder[key] = deepcopy(chance.choice(VALUES))
    text = json.dumps(whole)
    if hole:
        text = text.replace(json.dumps(_HOLE), chance.choice(_DEEP))
    return _encoded(chance, _with_a_key_twice(chance, text) if chance.random() < 0.1 else text)


def _is_there(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _with_a_key_twice(chance: Random, text: str) -> str:
    keys = list(re.finditer(r'"[a-z0-9_]+": ', text))
    if not keys:
        return text
    at = chance.choice(keys)
    return f"{text[: at.start()]}{at[0]}{json.dumps(chance.choice(VALUES))}, {text[at.start() :]}"


def _encoded(chance: Random, text: str) -> bytes:
    if chance.random() < 0.95:
        return text.encode("utf-8", "surrogatepass")
    return text.encode(chance.choice(("utf-8-sig", "utf-16", "utf-32", "utf-16-le")), "surrogatepass")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def of_json_lines(chance: Random, data: bytes) -> bytes:
    """One of the lines damaged, lost, doubled or torn."""
    if chance.random() < 0.2:
        return of_bytes(chance, data)
    lines = data.splitlines(keepends=True)
    for _ in range(chance.choice((1, 1, 3))):
        number = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines[number] *= 2
            case 1:
                lines[number] = lines[number][: chance.randrange(len(lines[number]))]
            case 2:
                lines[number] = b"\0" * chance.choice((1, 4096)) + lines[number]
            case _:
                lines[number] = of_json(chance, lines[number]) + b"\n" if lines[number][:1] == b"{" else b"null\n"
    return b"".join(lines)


# --- words that people write -------------------------------------------------------------------------

_YAML_TOKEN = re.compile(rb"[\w-]+:|^ +|\n|- |[^\s:]+", re.M)
_YAML = (
    b"&a ", b"*a", b"<<: *a\n", b"<<: ", b"!!python/object/apply:os.getcwd []", b"!!binary x", b"!!set ", b"? ", b"- ", b": ", b"|\n", b">-\n", b"{", b"}", b"[" * 800, b"]",
    b"---\n", b"...\n", b"%YAML 9.9\n", b"\t", b"'", b'"', b'"\\ud800"', b'"\\x00"', b"#", b" #", b"null", b"~", b"2025-02-30", b"2025-03-30T25:61:00Z", b"9" * 400, b"9" * 5000, b"1e400", b".inf", b"0x",
    b"\xff", b"\xc2\x85", "\u2028".encode(), "\u202e".encode(), "\ufeff".encode(), "\U000e0041".encode(), b"x" * 3000, b"a: " * 50, b"key: value\n",
    b"**b** _i_ `c` [l](javascript:x) ![p](../../x.png)", b"| a | b |\n|---|---|\n| c |\n", b"text_file: ../../etc/passwd\n", b"text_file: .\n", b"> " * 60, b"* " * 60, b"\n" * 300, b" " * 3000,
)  # fmt: skip


def of_yaml(chance: Random, data: bytes) -> bytes:
    """An input with words of YAML's own, or of the markup in articles, where none belong."""
    return of_bytes(chance, data) if chance.random() < 0.2 else of_tokens(chance, data, _YAML_TOKEN, _YAML)


_TOML_TOKEN = re.compile(rb'"[^"\n]*"|[\w.-]+|[\[\]{}=,\n]')
_TOML = (
    b"[[", b"]]", b"[a.b.c]\n", b"=", b"\n", b'"""', b"'''", b"{", b"{a = 1, a = 2}", b"[" * 800, b"9" * 5000, b"1e400", b"nan", b"-inf", b"2025-02-30", b"2025-03-30T05:30:00Z", b"true", b'""',
    b'"\\ud800"', b'"\\u0000"', b'"' + b"**/" * 40 + b'"', b'"' + b"*a" * 60 + b'"', b'"[!"', b'"/dev/zero"', b'"s3://a:b@c/d"', b'"../.."', b'"\\u202e"', b"strict", b"a" * 3000, b"a." * 500 + b"a = 1\n", b"0x", b"#",
)  # fmt: skip


def of_toml(chance: Random, data: bytes) -> bytes:
    """A configuration with values of other types, tables twice, patterns that match slowly."""
    return of_bytes(chance, data) if chance.random() < 0.2 else of_tokens(chance, data, _TOML_TOKEN, _TOML)


_WORD = re.compile(rb"\n|[^\s]+| ")
_MARKUP = (
    b"<", b">", b"</p>", b"<b>", b"**", b"__", b"`", b"![](", b"[", b"](", b"\n\n", b"\n> ", b"\n# ", b"\n| a |\n|--|\n", b"&#x110000;", b"&#xd800;", b"&" * 500, b"(" * 2000, b"\\" * 2000, b"*" * 999,
    b"2025-13-45", b"\xff\xfe", b"\0", "\u202e".encode(), b" " * 20000, b"http://[::1", b"https://a:b@c/" + b"%" * 50, b"<!--", b"<!DOCTYPE html><html><body>", b"<table><tr><td>", b"<script>",
)  # fmt: skip


def of_words(chance: Random, data: bytes) -> bytes:
    """A raw article with halves of markup, hostile characters and very long runs."""
    if chance.random() < 0.1:
        return data.decode("utf-8").encode(chance.choice(("utf-16", "utf-32-be", "cp1251", "utf-8-sig")), "replace")
    return of_bytes(chance, data) if chance.random() < 0.2 else of_tokens(chance, data, _WORD, _MARKUP)


# --- packages of Word --------------------------------------------------------------------------------

_XML_VALUE = re.compile(rb'"[^"]*"')
_XML_TAG = re.compile(rb"<[^>]*>", re.S)
_XML_VALUES = (
    b'""', b'"-1"', b'"0"', b'"99999999999999999999"', b'"NaN"', b'"x"', b'"1.5"', b'"../../../etc/passwd"', b'"/word/document.xml"', b'"http://a/b"', b'"rId999"', b'"rId1"', b'"true"', b'"&#65;"', b'"\\\\unc\\x"',
    b'"' + b"9" * 5000 + b'"', b'"FFFFFF"', b'"1e5"', b'"file:///etc/passwd"', b'"mhtml:x"', "\"\u202e\"".encode(), b'"%2e%2e/%00"', b'"\xd9\xa3"', b'"\xc2\xb2"', b'"1 "',
)  # fmt: skip
_XML_TAGS = (
    b"<w:p>", b"</w:p>", b"<w:r/>", b"<w:t>z</w:t>", b"<w:del>", b"<w:fldChar/>", b'<w:fldSimple w:instr="INCLUDETEXT x"/>', b"<w:instrText>DDE</w:instrText>", b"<mc:AlternateContent>", b"<![CDATA[x]]>",
    b"<!-- -->", b"<?pi ?>", b"&x;", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"<w:sectPr/>", b"<w:tbl/>", b"<w:drawing/>", b"<w:pict/>", b"<w:style/>", b"<w:abstractNum/>", b"<w:num/>", b"<w:rPr/>",
    b"<w:pStyle/>", b"<w:sdt/>", b"<w:hyperlink/>", b"<w:bookmarkStart/>", b"<w:object/>", b"<a/>",
)  # fmt: skip
_NAMES = ("../x", "/etc/x", "word/../word/document.xml", "WORD/DOCUMENT.XML", "word\\document.xml", "a" * 300, "word/document.xml", "[Content_Types].xml", "word/vbaProject.bin", "\u202e.xml", " ", "word/")  # fmt: skip
_BOMB = 48 * 2**20


def of_package(chance: Random, data: bytes) -> bytes:
    """A package with one of its parts damaged, its list of parts, or its own bytes."""
    if chance.random() < 0.15:
        return of_bytes(chance, data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    number = chance.randrange(len(parts))
    name, content = parts[number]
    match chance.randrange(12):
        case 0:
            del parts[number]
        case 1:
            parts[number] = chance.choice(_NAMES), content
        case 2:
            parts.append((chance.choice(_NAMES), content))
        case 3:
            other = chance.choice(parts)
            parts[number] = name, other[1]
        case 4 if chance.random() < 0.1:
            parts[number] = name, chance.choice((content + b" " * _BOMB, b"<a>" * (_BOMB // 30), b"\0" * _BOMB))
        case _:
            parts[number] = name, of_xml(chance, content)
    made = _packed(chance, parts)
    return _with_altered_headers(chance, made) if chance.random() < 0.1 else made


def _packed(chance: Random, parts: Sequence[tuple[str, bytes]]) -> bytes:
    methods = (zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    method = chance.choice(methods) if chance.random() < 0.1 else zipfile.ZIP_DEFLATED
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method, compresslevel=1) as archive:
        for name, content in parts:
            _add(archive, name, content)
    return made.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice, which is the point
        archive.writestr(name, content)


def _with_altered_headers(chance: Random, data: bytes) -> bytes:
    """Flags, methods, sizes and places in a record of the directory that are not those of the part."""
    made = bytearray(data)
    records = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    at = chance.choice(records) + chance.choice((6, 8, 10, 16, 20, 24, 28, 30, 42))
    if at + 4 <= len(made):
        made[at : at + chance.choice((2, 4))] = chance.choice((b"\1\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x63\0", b"\0\0\0\x40"))  # fmt: skip
    return bytes(made)


_HTML_TAGS = (
    b"<p>", b"</p>", b"<script>x</script>", b"<style>p{display:none}</style>", b"<p hidden=\"\">z</p>", b"<a href=\"javascript:x\">z</a>", b"<img src=\"http://a/b\"/>", b"<iframe src=\"x\"/>", b"<svg><text>z</text></svg>",
    b"<base href=\"x\"/>", b"<meta http-equiv=\"refresh\" content=\"0\"/>", b"<!-- z -->", b"<![CDATA[z]]>", b"<?pi ?>", b"&x;", b"&amp", b"<td>", b"</table>", b"<template>z</template>", b"<details><p>z</p></details>", b"<br>", b"\0", b"<math/>",
)  # fmt: skip


def of_html(chance: Random, data: bytes) -> bytes:
    """A web page with other elements, attributes and words, mostly as well formed as it was."""
    match chance.randrange(4):
        case 0:
            return of_tokens(chance, data, _XML_TAG, _HTML_TAGS)
        case 1:
            return of_words(chance, data)
        case _:
            return of_xml(chance, data)


def of_xml(chance: Random, data: bytes) -> bytes:
    """XML that is mostly still well formed: other values of attributes, elements lost, moved, doubled or nested."""
    match chance.randrange(5):
        case 0:
            return of_bytes(chance, data)
        case 1:
            return of_tokens(chance, data, _XML_TAG, _XML_TAGS)
        case 2:
            return of_tokens(chance, data, _XML_VALUE, _XML_VALUES)
        case _:
            return _of_elements(chance, data)


def _of_elements(chance: Random, data: bytes) -> bytes:
    from lxml import etree

    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return of_bytes(chance, data)
    for _ in range(chance.choice((1, 1, 2, 6))):
        every = [each for each in root.iter() if isinstance(each.tag, str)]
        one, other = chance.choice(every), chance.choice(every)
        match chance.randrange(8):
            case 0 if one is not root:
                one.getparent().remove(one)
            case 1:
                other.append(deepcopy(one) if len(every) < 3000 else etree.Element("a"))
            case 2:
                other.insert(0, etree.SubElement(one, other.tag))
            case 3:
                one.tag = other.tag
            case 4 if one.attrib:
                one.set(
                    chance.choice(list(one.attrib)), chance.choice(("", "-1", "x", "9" * 30, "\u0663", "\u00b2", "1.5"))
                )
            case 5 if one.attrib:
                del one.attrib[chance.choice(list(one.attrib))]
            case 6:
                one.text = chance.choice(("", "x", " ", "9" * 30, "PAGE", "\u202e", 'HYPERLINK "file:///x"'))
            case _ if chance.random() < 0.2:
                for _ in range(chance.choice((30, 250, 1500))):
                    one = etree.SubElement(one, other.tag, dict(other.attrib))
    return etree.tostring(root)


# --- PDF ---------------------------------------------------------------------------------------------

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.S)
_PACKED = re.compile(rb"(<<[^\n]*)/Length \d+>>\nstream\n", re.S)
Edit = Callable[[int, bytes, bytes], bytes]
Entries = Callable[[int, bytes], bytes]
Rows = Callable[[bytes], bytes]


def remade(pdf: bytes, edit: Edit, entries: Entries = lambda _, same: same, rows: Rows = lambda same: same) -> bytes:
    """A PDF of ours with each packed stream's data edited, given its number and its dictionary; and with the
    dictionaries and the table of objects edited as well, where that is asked for."""
    out, places, table, head, last = bytearray(pdf[:15]), {}, b"", b"", 0
    for match in _OBJECT.finditer(pdf):
        number, body = int(match[1]), match[2]
        packed = _PACKED.match(body)
        if packed is not None and b"/FlateDecode" in packed[1]:
            data = zlib.decompressobj().decompress(body[packed.end() :])
            if b"/Type/XRef" in packed[1]:
                table, head, last = data, packed[1], number
                continue
            data = zlib.compress(edit(number, packed[1], data), 1)
            body = b"%s/Length %d>>\nstream\n%s\nendstream" % (entries(number, packed[1]), len(data), data)
        elif packed is None:
            body = entries(number, body)
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places[last] = start = len(out)
    made = b""
    for number, (kind, place, index) in enumerate(struct.iter_unpack(">BIH", table)):
        made += struct.pack(">BIH", kind, places[number] if kind == 1 else place, index)
    data = zlib.compress(rows(made))
    out += b"%d 0 obj\n%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (last, head, len(data), data)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


_PDF_TOKEN = re.compile(rb"/[^\s/<>\[\]()]+|\d+ 0 R|-?[\d.]+|<<|>>|[\[\]]|\([^()]*\)|[A-Za-z'\"*]+")
_PDF = (
    *b"( ) \\ < > [ ] / % BT ET EMC BDC Tj TJ Tm Tf ' \" T* R >> << null true ID EI q Q cm Do sh gs W n re f B/E".split(),
    *(b" ", b"\n", b"\0", b"\x80", b"7", b"-.", b" 0 R", b"1 0 R", b"2 0 R", b"9 0 R", b"99999 0 R", b" 1 0 0 1 ", b"(a)", b"[(a)-20(b)]TJ\n", b"/F1 9 Tf ", b"9" * 400, b"-1", b"2147483648", b"1e9"),
    *(b"/P<</MCID 1>>BDC\n", b"\nEMC\n", b"\n0 -9 Td\n", b"/Span<</ActualText<feff0041>>>BDC\n", b"<feffd800>", b"/ReversedChars BMC\n", b"[" * 900, b"<<" * 900, b"q\n" * 900),
    *(b"/K[1]", b"/S/H1", b"/Pg 9 0 R", b"/Kids[1 0 R]", b"/Parent 1 0 R", b"<41>Tj\n", b"BI /W 1 ID \xff( EI\n", b"% (\n", b"/A<</O/Table/Scope/Row>>", b"/Filter/ASCII85Decode", b"/Filter[/FlateDecode/FlateDecode]"),
    *(b"/DecodeParms<</Predictor 15/Columns 999999999>>", b"/Annots[1 0 R]", b"/OpenAction<</S/JavaScript/JS(x)>>", b"/MediaBox[0 0 0 0]", b"/Rotate 91", b"/Encrypt 1 0 R", b"/N 99999999", b"/First -1", b"/W[9 9 9]"),
)  # fmt: skip


def of_pdf(chance: Random, data: bytes) -> bytes:
    """A PDF with a stream unpacked, damaged and packed again, with altered dictionaries or places; or damaged bytes."""
    match chance.randrange(8):
        case 0 | 1:
            return of_bytes(chance, data)
        case 2 | 3:
            return _with_altered_entries(chance, data)
        case 4:
            return remade(data, _same, rows=lambda table: of_bytes(chance, table))
        case 5 if chance.random() < 0.5:
            return _with_another_edition(chance, data)
        case _:
            return _with_an_altered_stream(chance, data)


def _same(number: int, entries: bytes, data: bytes) -> bytes:
    return data


def _with_an_altered_stream(chance: Random, pdf: bytes) -> bytes:
    numbers: list[int] = []
    remade(pdf, lambda number, entries, data: (numbers.append(number), data)[1])
    chosen = chance.choice(numbers) if numbers else 0

    def altered(data: bytes) -> bytes:
        if chance.random() < 0.01:
            return data + chance.choice((b" ", b"q ", b"0 0 m ")) * (2**24)
        return of_bytes(chance, data) if chance.random() < 0.3 else of_tokens(chance, data, _PDF_TOKEN, _PDF)

    return remade(pdf, lambda number, entries, data: altered(data) if number == chosen else data)


def _with_altered_entries(chance: Random, pdf: bytes) -> bytes:
    chosen = int(chance.choice(_OBJECT.findall(pdf))[0])
    damage = of_tokens if chance.random() < 0.8 else lambda chance, data, *_: of_bytes(chance, data)
    entries: Entries = lambda number, same: damage(chance, same, _PDF_TOKEN, _PDF) if number == chosen else same  # noqa: E731
    return remade(pdf, _same, entries)


def _with_another_edition(chance: Random, pdf: bytes) -> bytes:
    """Objects that are added at the end, as programs do that save only what they changed, with a table of the old kind."""
    before = re.findall(rb"startxref\s+(\d+)", pdf)
    number, body, _ = (*chance.choice(_OBJECT.findall(pdf)), b"")
    start = len(pdf) + 1
    body = of_tokens(chance, body, _PDF_TOKEN, _PDF)
    added = b"\n%s 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%s 1\n%010d 00000 n \ntrailer\n<</Size %s/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
    previous = chance.choice((before[-1] if before else b"0", b"%d" % (start + len(added)), b"-1", b"9" * 30))
    return pdf + added + table % (number, start, chance.choice((b"9", b"99999999")), previous, start + len(added))


# --- fonts -------------------------------------------------------------------------------------------

_EXTREMES = (
    b"\0\0",
    b"\xff\xff",
    b"\x7f\xff",
    b"\x80\0",
    b"\0\1",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
)


def of_font(chance: Random, data: bytes) -> bytes:
    """A font with damaged tables or an altered directory; mostly with checksums that hide it."""
    made = bytearray(data)
    tables = directory(data)
    for name in chance.sample(sorted(tables), chance.randint(1, 3)):
        place, length, _ = tables[name]
        for _ in range(chance.choice((1, 4, 64))):
            at = place + chance.randrange(length)
            if chance.random() < 0.4:
                piece = chance.choice(_EXTREMES)[: place + length - at]
                made[at : at + len(piece)] = piece
            else:
                made[at] = chance.choice((0, 255, chance.randrange(256)))
    match chance.randrange(10):
        case 0:
            return of_bytes(chance, bytes(made))
        case 1:
            _alter_directory(chance, made, len(tables))
        case 2 if chance.random() < 0.3:
            return (
                b"ttcf\0\1\0\0" + struct.pack(">LL", chance.choice((1, 2, 2**31)), chance.choice((16, 0, 2**31))) + made
            )
    _fit_checksums(made, len(tables))
    return bytes(made)


def _alter_directory(chance: Random, made: bytearray, count: int) -> None:
    """A table under another's name, in another's place, shorter, longer or empty."""
    one, other = (12 + 16 * chance.randrange(count) for _ in range(2))
    match chance.randrange(5):
        case 0:
            made[one : one + 4], made[other : other + 4] = made[other : other + 4], made[one : one + 4]
        case 1:
            made[one + 8 : one + 12] = made[other + 8 : other + 12]
        case 2:
            (length,) = struct.unpack_from(">L", made, one + 12)
            struct.pack_into(">L", made, one + 12, chance.choice((0, 1, length // 2, max(0, length - 1))))
        case 3:
            made[one : one + 4] = chance.choice(
                (b"CFF ", b"CFF2", b"COLR", b"SVG ", b"morx", b"kern", b"xxxx", b"fvar", b"gvar")
            )
        case _:
            made[4:6] = struct.pack(">H", chance.choice((0, 1, count - 1, count + 1, 65535)))


def _fit_checksums(made: bytearray, count: int) -> None:
    for number in range(count):
        at = 12 + 16 * number
        place, length = struct.unpack_from(">LL", made, at + 8)
        table = bytes(made[place : place + length])
        table += bytes(-len(table) % 4)
        struct.pack_into(">L", made, at + 4, sum(struct.unpack(f">{len(table) // 4}L", table)) & 0xFFFFFFFF)


# --- pictures ----------------------------------------------------------------------------------------


def of_picture(chance: Random, data: bytes) -> bytes:
    """A picture with chunks or segments damaged, lost, doubled or moved, and checksums that fit; or damaged bytes."""
    if chance.random() < 0.3:
        return of_bytes(chance, data)
    if data.startswith(b"\x89PNG"):
        return _of_png(chance, data)
    return _of_jpeg(chance, data) if data.startswith(b"\xff\xd8") else of_bytes(chance, data)


def _of_png(chance: Random, data: bytes) -> bytes:
    chunks = list(_chunks(data))
    one, other = chance.randrange(len(chunks)), chance.randrange(len(chunks))
    tag, content = chunks[one]
    match chance.randrange(7):
        case 0:
            del chunks[one]
        case 1:
            chunks.insert(other, chunks[one])
        case 2:
            chunks[one], chunks[other] = chunks[other], chunks[one]
        case 3:
            size = struct.pack(">II", *(chance.choice((0, 1, 9, 10_000, 2**31 - 1, 2**32 - 1)) for _ in range(2)))
            kind = bytes(
                (chance.choice((1, 2, 4, 8, 16, 3)), chance.choice((0, 2, 3, 4, 6, 1)), 0, 0, chance.randrange(2))
            )
            chunks[0] = b"IHDR", chance.choice((size + chunks[0][1][8:], chunks[0][1][:8] + kind))
        case 4:
            packed = zlib.compress(b"\0" * chance.choice((0, 100, 30_000_000)), 1)
            extra = ((b"iCCP", b"a\0\0" + packed), (b"zTXt", b"a\0\0" + packed), (b"iTXt", b"a\0\1\0\0\0" + packed), (b"eXIf", content), (b"acTL", b"\xff" * 8), (b"tRNS", content[:9]), (b"PLTE", content[:30]), (b"IDAT", packed))  # fmt: skip
            chunks.insert(other, chance.choice(extra))
        case 5 if tag == b"IDAT":
            chunks[one] = tag, zlib.compress(of_bytes(chance, zlib.decompress(content)))
        case _:
            chunks[one] = tag, of_bytes(chance, content)
    return data[:8] + b"".join(
        struct.pack(">I", len(content)) + tag + content + struct.pack(">I", zlib.crc32(tag + content))
        for tag, content in chunks
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _of_jpeg(chance: Random, data: bytes) -> bytes:
    segments = re.split(rb"(?=\xff[\xc0-\xcf\xda-\xef\xfe])", data)
    one, other = chance.randrange(len(segments)), chance.randrange(len(segments))
    match chance.randrange(6):
        case 0:
            del segments[one]
        case 1:
            segments.insert(other, segments[one])
        case 2:
            segments[one], segments[other] = segments[other], segments[one]
        case 3:
            frames = [number for number, each in enumerate(segments) if each[:2] in (b"\xff\xc0", b"\xff\xc2")]
            for number in frames:
                size = struct.pack(">HH", *(chance.choice((0, 1, 9, 65535, 10_000)) for _ in range(2)))
                segments[number] = segments[number][:5] + size + segments[number][9:]
        case 4:
            segments[one] = segments[one][:2] + chance.choice((b"\0\0", b"\0\2", b"\xff\xff")) + segments[one][4:]
        case _:
            segments[one] = segments[one][:4] + of_bytes(chance, segments[one][4:])
    return b"".join(segments)
