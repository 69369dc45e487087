"""Damaged files are reported, and files that are spelled in another way say the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from damage import remade
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from samples import document, everything, para, table
from test_verify import both, sample

from briefgen.document import Document, Heading, List, ListItem, Paragraph, Span, Text
from briefgen.verify import (
    content_of_pdf,
    content_of_word,
    expected_content,
    fingerprint,
    verify,
)
from briefgen.verify.compare import resolved
from briefgen.verify.content import JOINT, ContentSpan, ExpectedContent, ExtractedContent, Unreadable


def outcome(read: Callable[[bytes], ExtractedContent], data: bytes) -> tuple[ExtractedContent, tuple[int, ...]] | str:
    try:
        extracted = read(data)
    except Unreadable:
        return "unreadable"
    return extracted, extracted.pages


# --- files taken apart and put together again ------------------------------------------------


def streams(pdf: bytes) -> dict[int, bytes]:
    """What the packed streams of a PDF hold, fonts left out."""
    found: dict[int, bytes] = {}

    def note(number: int, entries: bytes, data: bytes) -> bytes:
        if b"/Length1" not in entries and b"/Subtype" not in entries:
            found[number] = data
        return data

    remade(pdf, note)
    return found


def with_stream(pdf: bytes, number: int, data: bytes) -> bytes:
    return remade(pdf, lambda other, _, same: data if other == number else same)


def pages_of(pdf: bytes) -> dict[int, bytes]:
    return {number: data for number, data in streams(pdf).items() if b" Tf\n" in data}


def with_part(docx: bytes, part: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, data if name == part else before.read(name))
    return out.getvalue()


def part_of(docx: bytes, part: str = "word/document.xml") -> bytes:
    return zipfile.ZipFile(io.BytesIO(docx)).read(part)


TONGUES = document(
    Heading(1, (Text("Many scripts"),), "h", None),
    Paragraph((Text("أعلن وزير الخارجية عن 12 اتفاقًا جديدًا (TLP:CLEAR)."),), language="ar"),
    Paragraph((Text("In the middle: "), Span((Text("שר החוץ הודיע"),), language="he"), Text(" and on."))),
    Paragraph((Text("विदेश मंत्री ने जापान के साथ नए समझौते की घोषणा की।"),), language="hi"),
    para("fi ffi (a (b)) \\(c\\) <0041> & ½ e\u0301 “curly” soft\u00adhyphen"),
    List((ListItem((para("One", "list-item"),)), ListItem((para("Two", "list-item"),)))),
    table(3),
)


@cache
def files(number: int) -> tuple[Document, bytes, bytes]:
    content = (sample, everything, lambda: TONGUES)[number]()
    return content, *both(content)


# --- damage of any kind ----------------------------------------------------------------------

_PDF_BITS = [
    *b"( ) \\ < > [ ] / % BT ET EMC BDC Tj TJ Tm Tf ' \" T* R >> << null true ID EI".split(),
    *(b" ", b"\n", b"\r", b"\0", b"\x80", b"7", b"-.", b" 0 R", b" 1 0 0 1 ", b"(a)", b"[(a)-20(b)]TJ\n", b"/F1 9 Tf "),
    *(b"/P<</MCID 1>>BDC\n", b"\nEMC\n", b"\n0 -9 Td\n", b"/Span<</ActualText<feff0041>>>BDC\n", b"/ReversedChars BMC\n"),
    *(b"/K[1]", b"/S/H1", b"/Pg 9 0 R", b"<41>Tj\n", b"BI /W 1 ID \xff( EI\n", b"% (\n", b"/A<</O/Table/Scope/Row>>"),
]  # fmt: skip
_XML_BITS = [
    *(b"<", b">", b"&amp;", b"&#65;", b'"', b"'", b"\n", b"\r\n", b"A", b"<w:br/>", b"<w:tab/>", b"<w:t/>", b"<w:t>", b"</w:t>"),
    *(b"<!-- <w:t>no</w:t> -->", b"<![CDATA[<w:t>no</w:t>]]>", b"<?pi <w:p>?>", b"<w:r><w:t>z</w:t></w:r>", b"<w:del>", b"</w:del>"),
    *(b"<w:p>", b"</w:p>", b' w:x="1"', b" w:x='>'", b' x:y="1"', b' xmlns:w="u"', b'<w:t dir="x">z</w:t>', b"<w:p/>", b"\xff"),
]  # fmt: skip


def damaged(random: Random, data: bytes, bits: list[bytes]) -> bytes:
    """Some bytes lost, changed, moved or put in."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        at, lines = random.randrange(len(data) + 1), re.split(rb"(?<=[\n>])", data)
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(6):
            case 0:
                data = data[:at] + data[at + random.choice((1, 1, 2, 5, 20)) :]
            case 1:
                data = data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
            case 2:
                data = data[:at] + random.choice(bits) + data[at:]
            case 3:
                lines[one] = random.choice(bits) + lines[one]
                data = b"".join(lines)
            case 4:
                lines[one], lines[other] = lines[other], lines[one]
                data = b"".join(lines)
            case _:
                lines[one] = lines[other] * random.randrange(3)
                data = b"".join(lines)
    return data


_ANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("number", range(3))
def test_whole_files_say_what_the_document_says(number: int) -> None:
    content, pdf, docx = files(number)
    assert verify(content, pdf, docx).findings == verify(expected_content(content), pdf, docx).findings == ()
    assert fingerprint(content) == fingerprint(expected_content(content))


@pytest.mark.parametrize("number", range(3))
def test_our_own_files_hold_nothing_that_is_not_understood(number: int) -> None:
    _, pdf, docx = files(number)
    for extracted in (content_of_pdf(pdf), content_of_word(docx)):
        assert extracted.unknown
        assert not any(extracted.unknown.values())


# --- losses that must be seen ----------------------------------------------------------------

_LINE = re.compile(rb"Tm (?:\((?:[^\\()]|\\.)+\)Tj|\[\((?:[^\\()]|\\.)+\).*?\]TJ)\n", re.S)
_GLYPH = re.compile(rb"(?:[^\\()]|\\.){2}", re.S)


@_ANY
@given(st.randoms(use_true_random=False))
def test_a_lost_or_repeated_glyph_and_a_lost_line_are_seen(random: Random) -> None:
    content, pdf, _ = files(0)
    number, data = random.choice([each for each in sorted(pages_of(pdf).items()) if _lines(each[1])])
    start, end = random.choice(_lines(data))
    glyph = _GLYPH.match(data, data.index(b"(", start) + 1)
    assert glyph is not None
    for changed in (
        data[: glyph.start()] + data[glyph.end() :],
        data[: glyph.end()] + glyph[0] + data[glyph.end() :],
        data[:start] + b"Tm ()Tj\n" + data[end:],
    ):
        assert verify(content, with_stream(pdf, number, changed), None).findings != ()


def _lines(data: bytes) -> list[tuple[int, int]]:
    """Where lines of words stand that are neither furniture nor labels, and hold no blank, which may fold."""
    untold = [match.span() for match in re.finditer(rb"/(?:Artifact|Lbl).*?EMC(?:\n|$)", data, re.S)]
    lines = [match.span() for match in _LINE.finditer(data) if b"\0\3" not in match[0]]
    return [(start, end) for start, end in lines if not any(a < start < b for a, b in untold)]


@_ANY
@given(st.randoms(use_true_random=False))
def test_lines_and_elements_in_another_order_are_seen(random: Random) -> None:
    rows = [f"Row {n} says {n * 7919 % 1000}" for n in range(12)]
    content = document(*(para(row) for row in rows))
    pdf, docx = _ordered()
    number, data = next(iter(pages_of(pdf).items()))
    marks = list(re.finditer(rb"(?<=/P<</MCID )\d+(?=>>BDC)", data))
    one, other = sorted(random.sample(range(len(marks) - 1), 2))
    if other - one and marks[other].end() < len(data):
        (a, b), (c, d) = marks[one].span(), marks[other].span()
        swapped = data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
        assert verify(content, with_stream(pdf, number, swapped), None).findings != ()
    body = part_of(docx)
    paragraphs = list(re.finditer(rb"<w:p>.*?</w:p>", body, re.S))[: len(rows)]
    (a, b), (c, d) = paragraphs[one].span(), paragraphs[other].span()
    swapped = body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]
    assert verify(content, None, with_part(docx, "word/document.xml", swapped)).findings != ()
    assert verify(content, None, with_part(docx, "word/document.xml", body[:a] + body[b:])).findings != ()


@cache
def _ordered() -> tuple[bytes, bytes]:
    return both(document(*(para(f"Row {n} says {n * 7919 % 1000}") for n in range(12))))


# --- spellings of our own and of others ------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<w:t>one", "<w:t xml:space='preserve'>one", "one two"),
        ("<w:t>one", '<w:t\nxml:space="preserve" >one', "one two"),
        ("one two", "one <!-- not --> two", "one two"),
        ("one two", "one<![CDATA[ <w:t>]]>two", "one <w:t>two"),
        ("one two", "one &lt;&#116;&#x6f;&gt; two", "one <to> two"),
        ("one two", "one<?pi <w:t>no</w:t>?> two", "one two"),
        ("one two</w:t>", 'one two</w:t><w:t w:x="&gt;>"> three</w:t>', "one two three"),
        ("one two</w:t>", "one<w:br/></w:t><w:t/><w:t> two</w:t>", "one two"),
        ("<w:body>", '<w:body xmlns:x="urn:x">', "one two"),
        (
            "<w:body>",
            '<w:body><w:p xmlns:w="urn:other"><w:r><w:t>not ours</w:t></w:r></w:p>',
            "one two",
        ),
        (' encoding="UTF-8"', ' encoding="ISO-8859-1"', "one two"),
    ],
)
def test_a_word_file_that_is_spelled_in_another_way_says_the_same(old: str, new: str, words: str) -> None:
    docx = both(document(para("one two")))[1]
    body = part_of(docx).decode()
    assert old in body
    respelled = with_part(docx, "word/document.xml", body.replace(old, new, 1).encode())
    assert [each.words for each in content_of_word(respelled).spans] == [words]


def test_a_word_file_with_prefixes_of_its_own_says_the_same() -> None:
    content = everything()
    docx = both(content)[1]
    other = re.sub(rb"(?<=[</ ])(xmlns:)?w(?=[:=])", rb"\1q", part_of(docx)).replace(b"xmlns:w=", b"xmlns:q=")
    assert b"<q:body>" in other
    extracted = content_of_word(with_part(docx, "word/document.xml", other))
    assert replace(extracted, made={}) == replace(content_of_word(docx), made={})


@pytest.mark.parametrize("wrong", ["<w:t>no end", "<q:p/>", '<w:p q:x="1"/>', "&nbsp;", "a & b", '<w:p w:x="<"/>'])
def test_a_word_file_that_is_not_well_formed_is_unreadable(wrong: str) -> None:
    docx = both(document(para("one two")))[1]
    body = part_of(docx).decode().replace("<w:body>", f"<w:body>{wrong}", 1)
    with pytest.raises(Unreadable):
        content_of_word(with_part(docx, "word/document.xml", body.encode()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"/S/", rb"/S /"),
        (rb"/K\[", rb"/K ["),
        (rb"BDC\n", rb"BDC % (a comment) Tj\n"),
        (rb" Tf\n", rb"  Tf  \n"),
        (rb"\)Tj\n", rb") Tj\r\n"),
        (rb" Tm \(", rb" Tm\n("),
        (rb"ET\nEMC\n", rb"ET EMC "),
        (rb"/Dest\[", rb"/Dest ["),
        (rb"1 0 0 1 ", rb"1.0 0. .0 +1 "),
    ],
)
@pytest.mark.parametrize("number", range(3))
def test_a_pdf_that_is_spelled_in_another_way_says_the_same(number: int, old: bytes, new: bytes) -> None:
    content, pdf, _ = files(number)

    def respelled(_: int, entries: bytes, data: bytes) -> bytes:
        if b"/ObjStm" not in entries:
            return re.sub(old, new, data) if b" Tf\n" in data else data
        first = int(re.search(rb"/First (\d+)", entries)[1])  # type: ignore[index]
        offsets = [int(offset) for offset in data[:first].split()[1::2]]
        objects = [data[first:][a:b] for a, b in zip(offsets, [*offsets[1:], len(data)], strict=True)]
        room = [re.sub(old, new, each).strip() for each in objects]
        return _packed_again(data[:first].split()[::2], room, first)

    assert verify(content, remade(pdf, respelled), None).findings == ()


def _packed_again(numbers: list[bytes], objects: list[bytes], first: int) -> bytes:
    """An object stream; its head must take no more room than it did before."""
    offsets, at = [], 0
    for each in objects:
        offsets.append(at)
        at += len(each) + 1
    head = b" ".join(b"%s %d" % pair for pair in zip(numbers, offsets, strict=True))
    assert len(head) <= first
    return head.ljust(first) + b"\n".join(objects)


# --- joints ----------------------------------------------------------------------------------


def test_words_that_differ_in_a_blank_alone_are_settled_each_at_its_place() -> None:
    words = ("co-production", "co- production", "co-production")
    expected = ExpectedContent(tuple(ContentSpan("paragraph", each) for each in words), (), (), (), "", (), ())
    joint = ContentSpan("paragraph", f"co-{JOINT}production")
    assert resolved(expected, ExtractedContent((joint,) * 3)).spans == expected.spans
    late = ExtractedContent((ContentSpan("paragraph", "new"), joint))
    assert resolved(expected, late).spans[1].words in words


def test_a_joint_is_a_blank_or_nothing_and_no_more() -> None:
    expected = ExpectedContent((ContentSpan("paragraph", "a b/c"),), (), (), (), "", (), ())
    for words, settled in ((f"a b/{JOINT}c", "a b/c"), (f"a{JOINT}b/{JOINT}c", "a b/c"), (f"a b{JOINT}c", "a b c")):
        assert resolved(expected, ExtractedContent((ContentSpan("paragraph", words),))).spans[0].words == settled


def test_cross_references_to_more_objects_than_a_file_can_hold_come_to_an_end() -> None:
    pdf = files(0)[1]
    start = len(pdf)
    table = b"xref\n0 99999999999\ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    assert outcome(content_of_pdf, pdf + table) == "unreadable"
