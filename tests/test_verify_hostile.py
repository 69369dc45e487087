"""Files that were made to exhaust or to confuse their reader are refused with a finding: no traceback, no endless work."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from random import Random

import pytest
from samples import document, para
from test_verify import both
from test_verify_damage import _PDF_BITS, _XML_BITS, damaged, files, pages_of, part_of, streams, with_part, with_stream

from briefgen.settings import MIB
from briefgen.verify import content_of_pdf, content_of_word, verify
from briefgen.verify.content import Unreadable

ROUNDS = int(os.environ.get("BRIEFGEN_FUZZ_ROUNDS", "100"))
"""Damaged files of each kind."""


# --- a few hundred damaged files -------------------------------------------------------------


def damaged_pdf(random: Random) -> bytes:
    pdf = files(random.randrange(3))[1]
    if random.random() < 0.4:
        return damaged(random, pdf, _PDF_BITS)
    number, data = random.choice(sorted(streams(pdf).items()))
    return with_stream(pdf, number, damaged(random, data, _PDF_BITS))


def damaged_docx(random: Random) -> bytes:
    docx = files(random.randrange(3))[2]
    if random.random() < 0.4:
        return damaged(random, docx, _XML_BITS)
    part = random.choice(
        ("word/document.xml", "word/footer1.xml", "word/styles.xml", "word/settings.xml", "_rels/.rels")
    )
    return with_part(docx, part, damaged(random, part_of(docx, part), _XML_BITS))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_damaged_file_is_read_or_reported(seed: int) -> None:
    random = Random(seed)
    content = files(0)[0]
    for pdf, docx in ((damaged_pdf(random), None), (None, damaged_docx(random))):
        for finding in verify(content, pdf, docx).findings:
            assert finding.code == "BG702"


# --- files made on purpose -------------------------------------------------------------------


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"/Filter/FlateDecode") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(packed), packed)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>"
TREE = b"<</Type/StructTreeRoot>>"


def page_of(content: bytes, *more: bytes, tree: bytes = TREE) -> bytes:
    return pdf_of(CATALOGUE, PAGES, PAGE, stream(content), tree, *more)


def test_a_small_pdf_is_read() -> None:
    assert content_of_pdf(page_of(b"BT ET")).spans == ()


SPELLED = {
    b"(plain)": "plain",
    b"(a (b) c)": "a (b) c",
    b"(a >> b)": "a >> b",
    b"(a << b)": "a << b",
    b"(a ] [ b)": "a ] [ b",
    rb"(a \) >> \( b)": "a ) >> ( b",
    b"(100 % of it)": "100 % of it",
    b"<706C6169 6E>": "plain",
    b"(<<)": "<<",
    b"([1 0 R)": "[1 0 R",
}


@pytest.mark.parametrize("spelled", SPELLED)
@pytest.mark.parametrize(
    "element",
    [
        b"<</S/Table/A<</O/Table/Summary%b>>/K[]>>",
        b"<</S/Table/A <</Summary %b /O /Table>> /K []>>",
        b"<</S/Table/A[<</O/Layout/BBox[0 0 1 1]>><</O/Table/Summary%b>>]>>",
        b"<</S/Table/A[ 7 0 R <</O/Table /Summary\n%b>> ]>>",
        b"<</S/Sect/K<</S/Table/A<</O/Table/Summary%b>>>>>>",
        b"<</S/Sect/K[<</S/Table/A<</O/Table/Summary%b>>>>]>>",
        b"<</S/Sect/K[null<</S/Table/K[]/A[[]<<>>true<</X[/a<<>>]/Summary%b>>]>>]>>",
    ],
)
def test_an_object_is_read_however_it_is_written(element: bytes, spelled: bytes) -> None:
    data = page_of(b"", element % spelled, b"<</O/Layout>>", tree=b"<</K 6 0 R>>")
    assert content_of_pdf(data).summaries == (SPELLED[spelled],)


@pytest.mark.parametrize(
    "kids",
    [
        b"[0 1]",
        b"[0/6 1]",
        b"[0 null 1]",
        b"[0<<>>1]",
        b"[0<</MCID 1>>]",
        b"[0<</Type/MCR/Pg 3 0 R/MCID 1>>]",
        b"[0[1]1]",
    ],
)
def test_kids_are_read_however_they_are_written(kids: bytes) -> None:
    words = [b"/P<</MCID %d>>BDC /Span<</ActualText(%b)>>BDC EMC EMC" % (n, w) for n, w in enumerate((b"one ", b"two"))]
    data = page_of(b"\n".join(words), b"<</S/P/Pg 3 0 R/K%b>>" % kids, tree=b"<</K 6 0 R>>")
    assert [span.words for span in content_of_pdf(data).spans] == ["one two"]


HOSTILE_PDF: dict[str, Callable[[], bytes]] = {
    "a page that unpacks without end": lambda: page_of(b"0 " * 40_000_000),
    "a page of very many numbers": lambda: page_of(b"[0]0 d " * 2_300_000),
    "pages of the same large content": lambda: pdf_of(
        CATALOGUE, b"<</Kids[%b]>>" % (b"3 0 R " * 4000), PAGE, stream(b"q " * 4_000_000), TREE
    ),
    "very many pages": lambda: pdf_of(CATALOGUE, b"<</Kids[%b]>>" % (b"3 0 R " * 200_000), PAGE, stream(b""), TREE),
    "pages that hold themselves": lambda: pdf_of(CATALOGUE, b"<</Kids[2 0 R 2 0 R]>>", PAGE, stream(b""), TREE),
    "structure that holds itself": lambda: page_of(b"", b"<</S/Sect/K[6 0 R 6 0 R]>>", tree=b"<</K 6 0 R>>"),
    "structure that doubles at each level": lambda: page_of(
        b"", *(b"<</S/Sect/K[%d 0 R %d 0 R]>>" % (n, n) for n in range(7, 80)), b"<</S/P>>", tree=b"<</K 6 0 R>>"
    ),
    "words that are repeated without end": lambda: page_of(
        b"/P<</MCID 0>>BDC /Span<</ActualText(%b)>>BDC EMC EMC" % (b"x" * 1_000_000),
        b"<</S/P/Pg 3 0 R/K[%b]>>" % (b"0 " * 1_000),
        tree=b"<</K 6 0 R>>",
    ),
    "brackets without end": lambda: pdf_of(b"[" * 300_000, PAGES),
    "dictionaries without end": lambda: pdf_of(b"<</A" * 300_000, PAGES),
    "string brackets without end": lambda: page_of(b"(" * 300_000),
    "string brackets that never close": lambda: page_of(b"(()" * 300_000),
    "backslashes without end": lambda: page_of(b"(\\" * 300_000),
    "an object that is itself": lambda: pdf_of(b"1 0 R"),
    "references in a ring": lambda: pdf_of(*(b"%d 0 R" % (n % 3000 + 1) for n in range(1, 3001))),
    "a picture among words": lambda: page_of(b"BI /W 1 ID " * 200_000),
    "a number of very many digits": lambda: pdf_of(b"9" * 100_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_PDF)
def test_a_hostile_pdf_ends_in_a_finding(name: str) -> None:
    pdf = HOSTILE_PDF[name]()
    found = verify(document(para("one two")), pdf, None).findings
    assert found
    assert {each.code for each in found} == {"BG702"}


LIMITED: dict[str, tuple[Callable[[], bytes], str]] = {
    "unpacks": (HOSTILE_PDF["a page that unpacks without end"], "a part of it unpacks to more than 16 MiB"),
    "unpacks, at a size that is not the limit": (
        lambda: page_of(b"q " * 9_000_000),
        "a part of it unpacks to more than 16 MiB",
    ),
    "unpacks in many parts": (
        lambda: pdf_of(
            CATALOGUE,
            b"<</Kids[%b]>>" % b"".join(b"%d 0 R " % number for number in range(6, 17)),
            PAGE,
            b"null",
            TREE,
            *(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<<>>>>" % (number + 11) for number in range(6, 17)),
            *(stream(b"\n" * 15_000_000) for _ in range(11)),
        ),
        "it unpacks to more than 128 MiB",
    ),
    "tokens": (HOSTILE_PDF["a page of very many numbers"], "it holds more than 6,000,000 tokens"),
}


@pytest.mark.parametrize("name", LIMITED)
def test_what_a_pdf_has_too_much_of_is_said(name: str) -> None:
    made, said = LIMITED[name]
    assert [said in each.message for each in verify(document(para("one two")), made(), None).findings] == [True]


def test_a_font_that_gives_letters_to_too_many_codes_is_refused() -> None:
    number, data = next(
        each for each in sorted(streams(files(0)[1]).items()) if b"beginbfchar" in each[1] or b"beginbfrange" in each[1]
    )
    ranges = b"1 beginbfrange\n<0000> <FFFF> <0041>\nendbfrange\n"
    with pytest.raises(Unreadable, match="more codes than it can have"):
        content_of_pdf(with_stream(files(0)[1], number, data + ranges * 2_000))


@pytest.mark.parametrize("sizes", [b"[9 9 9]", b"[0 0 0]", b"[1 2]", b"[-1 2 2]", b"[1 2 999999]"])
def test_cross_references_of_impossible_widths_are_refused(sizes: bytes) -> None:
    rows = b"".join(struct.pack(">BHB", 1, 9, 0) for _ in range(3))
    body = b"%PDF-1.7\n1 0 obj\n" + stream(rows, b"/Type/XRef/Size 3/Root 1 0 R/Filter/FlateDecode/W" + sizes)
    found = verify(document(para("one")), body + b"\nendobj\nstartxref\n9\n%%EOF\n", None).findings
    assert [each.message.split(":")[0] for each in found] == ["the file cannot be read back"]


def word_of(body: bytes, name: str = "word/document.xml") -> bytes:
    return with_part(both(document(para("one two")))[1], name, body)


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    docx = both(document(para("one two")))[1]
    with zipfile.ZipFile(io.BytesIO(docx)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
        for number in range(size):
            after.writestr(f"word/media/x{number}.png", b"\0" * 60_000_000)
    return out.getvalue()


def many_parts(names: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as after:
        for name in names:
            after.writestr(name, b"")
    return out.getvalue()


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HOSTILE_WORD: dict[str, Callable[[], bytes]] = {
    "a part that unpacks without end": lambda: word_of(b"<w:document %b>%b</w:document>" % (_W, b" " * 20_000_000)),
    "parts that together unpack without end": lambda: bomb(3),
    "very many parts": lambda: many_parts([f"x{number}" for number in range(6_000)]),
    "a part twice": lambda: many_parts(["_rels/.rels", "_RELS/.rels"]),
    "elements nested without end": lambda: word_of(b"<w:document %b>%b" % (_W, b"<w:p>" * 200_000)),
    "very many elements": lambda: word_of(b"<w:document %b>%b</w:document>" % (_W, b"<w:p/>" * 600_000)),
    "entities": lambda: word_of(b'<!DOCTYPE x [<!ENTITY e "eeee">]><w:document %b>&e;</w:document>' % _W),
    "entities from elsewhere": lambda: word_of(
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document %b>&e;</w:document>' % _W
    ),
    "entities that multiply": lambda: word_of(
        b"<!DOCTYPE x [<!ENTITY a0 'x'>%b]><w:document %b>&a29;</w:document>"
        % (b"".join(b"<!ENTITY a%d '&a%d;&a%d;'>" % (n, n - 1, n - 1) for n in range(1, 30)), _W)
    ),
    "no body": lambda: word_of(b""),
    "a style based on itself": lambda: word_of(
        b'<w:styles %b><w:style w:styleId="a" w:type="paragraph" w:default="1"><w:basedOn w:val="a"/></w:style></w:styles>' % _W,
        "word/styles.xml",
    ),
    "a level that is not a number": lambda: word_of(
        b'<w:document %b><w:body><w:p><w:pPr><w:outlineLvl w:val="x"/></w:pPr></w:p></w:body></w:document>' % _W
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_WORD)
def test_a_hostile_word_file_ends_in_a_finding(name: str) -> None:
    found = verify(document(para("one three")), None, HOSTILE_WORD[name]()).findings
    assert found
    assert {each.code for each in found} == {"BG702"}


@pytest.mark.parametrize("ending", [".odttf", "document.xml", ".rels"])
@pytest.mark.parametrize("where", ["its letters", "its checksum", "its size"])
def test_a_damaged_part_is_refused_though_the_whole_one_was_read(where: str, ending: str) -> None:
    docx = files(0)[2]
    content_of_word(docx, examined=False)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        part = next(each for each in package.infolist() if each.filename.endswith(ending))
        directory = docx.rindex(part.filename.encode()) - 46
    changed = bytearray(docx)
    place = {
        "its letters": part.header_offset + 30 + len(part.filename) + part.compress_size // 2,
        "its checksum": directory + 16,
        "its size": directory + 24,
    }
    changed[place[where]] ^= 1
    with pytest.raises(Unreadable):
        content_of_word(bytes(changed), examined=False)


@pytest.mark.skipif(not hasattr(zipfile.ZipInfo, "_end_offset"), reason="an earlier Python looks for none")
@pytest.mark.parametrize("ending", ["odttf", "png"])
def test_parts_that_share_their_bytes_are_refused(ending: str) -> None:
    names = [f"word/{number}.{ending}" for number in range(2)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(names[1], b"letters")
        within = out.getvalue()
    block = b"\1" + struct.pack("<2H", len(within), len(within) ^ 0xFFFF) + within  # not packed further
    outer = struct.pack(
        "<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, zlib.crc32(within), len(block), len(within), len(names[0]), 0
    )
    start = io.BytesIO(files(0)[2])
    with zipfile.ZipFile(start, "a") as package:
        at = package.start_dir
        start.seek(at)
        start.write(outer + names[0].encode() + block)
        package.start_dir = start.tell()
        for name, data, packed, offset in (
            (names[0], within, len(block), at),
            (names[1], b"letters", len(within) - 30 - len(names[1]), at + len(outer) + len(names[0]) + 5),
        ):
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, zlib.crc32(data), len(data)
            entry.compress_size, entry.header_offset, entry.external_attr = packed, offset, 0
            package.filelist.append(entry)
        package._didModify = True
    with pytest.raises(Unreadable, match="Overlapped"):
        content_of_word(start.getvalue(), examined=False)


def test_very_many_elements_may_stand_deep_within_others() -> None:
    deep, many = 240, 400_000
    words = b"<w:p>%b<w:t>words</w:t></w:p>" % (b"<w:x><w:t/></w:x>" * (many // 2))
    data = word_of(b"<w:document %b>%b%b%b</w:document>" % (_W, b"<w:x>" * deep, words, b"</w:x>" * deep))
    assert [each.words for each in content_of_word(data, examined=False).spans] == ["words"]


@pytest.mark.parametrize("part", ["word/footer1.xml", "word/settings.xml", "word/fonts/font1.odttf"])
def test_nothing_of_a_large_part_stays_in_memory(part: str) -> None:
    """What is kept of a part for the next file is kept with the part."""
    docx = with_large_part(files(0)[2], part)
    content_of_word(files(0)[2])
    tracemalloc.start()
    try:
        assert content_of_word(docx).spans
        assert tracemalloc.get_traced_memory()[0] < len(docx) // 2
    finally:
        tracemalloc.stop()


def with_large_part(docx: bytes, part: str) -> bytes:
    """With 4 MiB in that part that nobody reads: a comment, or what stands after the end of packed data."""
    out = io.BytesIO()
    junk = b"x" * (4 * MIB)
    with zipfile.ZipFile(io.BytesIO(docx)) as package, zipfile.ZipFile(out, "w") as changed:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename != part:
                changed.writestr(entry, data)
            elif part.endswith(".xml"):
                changed.writestr(part, data + b"<!--" + junk + b"-->")
            else:
                changed.writestr(part, zlib.compress(data, wbits=-zlib.MAX_WBITS) + junk)
                held = changed.getinfo(part)  # as the directory at the end will have it
                held.compress_type, held.file_size, held.CRC = zipfile.ZIP_DEFLATED, len(data), zlib.crc32(data)
    return out.getvalue()


def test_entities_from_elsewhere_are_never_read() -> None:
    with pytest.raises(Unreadable, match="document type"):
        content_of_word(HOSTILE_WORD["entities from elsewhere"]())


def test_the_samples_have_pages_to_damage() -> None:
    assert all(pages_of(files(number)[1]) for number in range(3))


@pytest.mark.parametrize("name", ["main.xml", "main.png", "main.odttf", "main"])
def test_the_main_part_is_read_whatever_it_is_called(name: str) -> None:
    docx, out = files(0)[2], io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as package, zipfile.ZipFile(out, "w") as renamed:
        for entry in package.namelist():
            data = package.read(entry)
            if entry in ("_rels/.rels", "[Content_Types].xml"):
                data = data.replace(b"document.xml", name.encode())
            renamed.writestr(entry.replace("document.xml", name), data)
    found, expected = content_of_word(out.getvalue()), content_of_word(docx)
    assert found.spans and (found.spans, found.furniture) == (expected.spans, expected.furniture)
    assert len(found.made) == len(expected.made) and len(found.unknown) == len(expected.unknown)
