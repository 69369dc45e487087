"""What a packet takes of a reference document from elsewhere: an allow list, repaired, in bounded room, never a traceback."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from lxml import etree
from makers import office_attributes
from samples import everything, png
from test_word import LAYOUT, THEME

from briefgen.diagnostics import TemplateError
from briefgen.writers.word import WordResult, write_word
from briefgen.writers.word.running_content import KnownRelations, clean_story
from briefgen.writers.word.starting import starting_point

SECRET = "Eyes of the desk alone"
_SPACES = (
    f"{nsdecls('w', 'r', 'wp', 'a', 'pic')} "
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
SAID = f"<w:r><w:t>{SECRET}</w:t></w:r>"


def letterhead(header: str = "", style: str = "") -> bytes:
    """A reference document with that in its header, and one more style."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.header.paragraphs[0].text = "Ministry of Examples"
    edge = section.header.part
    edge.relate_to("https://ministry.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)  # rId1
    edge.relate_to("file:////server/share/letters.docx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)  # rId2
    edge.relate_to("http://tracker.example/logo.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)  # rId3
    section.header._element.append(parse_xml(f"<w:p {_SPACES}>{header}</w:p>"))
    if style:
        made.styles.element.append(parse_xml(style.replace("<w:style ", f"<w:style {nsdecls('w')} ", 1)))
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def packet(tmp_path: Path, data: bytes) -> WordResult:
    path = tmp_path / "letterhead.docx"
    path.write_bytes(data)
    return write_word(everything(), THEME.model_copy(update={"reference_docx": str(path)}), LAYOUT)


def field(code: str, shown: str = SAID) -> str:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText> {code} </w:instrText></w:r>{separate}{shown}{end}"


def picture(reference: str) -> str:
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="x" descr="Coat of arms"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {reference}/><a:stretch/>'
        "</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def box(content: str) -> str:
    return (
        '<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="x" descr="Address"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/>'
        f"<wps:spPr/><wps:txbx><w:txbxContent><w:p>{content}</w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


HIDDEN_RUN = f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r>"
NOTHING = '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>'


def old_box(style: str) -> str:
    content = f"<v:textbox><w:txbxContent><w:p>{SAID}</w:p></w:txbxContent></v:textbox>"
    return f'<w:r><w:pict><v:shape style="width:9pt;height:9pt;{style}">{content}</v:shape></w:pict></w:r>'


HIDDEN_BOX = box(SAID).replace("<wp:docPr ", '<wp:docPr hidden="1" ')
LEFT_OUT = {
    "drawn in nothing": (f"<w:r><w:rPr>{NOTHING}</w:rPr><w:t>{SECRET}</w:t></w:r>", "hidden text"),
    "in a hidden box": (HIDDEN_BOX, "a hidden shape"),
    "in a hidden shape": (
        box(SAID).replace("<wps:cNvSpPr/>", '<wps:cNvPr id="2" name="x" hidden="true"/><wps:cNvSpPr/>'),
        "a hidden shape",
    ),
    "in a hidden old shape": (old_box("visibility:hidden"), "a hidden shape"),
    "in an old shape that is not displayed": (old_box("Display : none"), "a hidden shape"),
    "letters of a hidden old shape": (
        f'<w:r><w:pict><v:shape style="width:9pt;visibility:hidden"><v:textpath string="{SECRET}"/></v:shape></w:pict></w:r>',
        "a hidden shape",
    ),
    "what stands for a hidden box elsewhere": (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{HIDDEN_BOX}</mc:Choice>'
        f"<mc:Fallback>{old_box('')}</mc:Fallback></mc:AlternateContent></w:r>",
        "a hidden shape",
    ),
    "hidden text": (HIDDEN_RUN, "hidden text"),
    "hidden by its style": (f'<w:r><w:rPr><w:rStyle w:val="Unseen"/></w:rPr><w:t>{SECRET}</w:t></w:r>', "hidden text"),
    "hidden in a text box": (box(HIDDEN_RUN), "hidden text"),
    "a deleted word": (f'<w:del w:id="1" w:author="{SECRET}"><w:r><w:delText>x</w:delText></w:r></w:del>', "tracked"),
    "a program": (field("DDEAUTO c:\\\\windows\\\\cmd.exe x"), "the field DDEAUTO"),
    "a file": (field('INCLUDETEXT "\\\\\\\\server\\\\x.docx"'), "the field INCLUDETEXT"),
    "a code in two pieces": (field("DDE</w:instrText></w:r><w:r><w:instrText>AUTO x"), "the field DDEAUTO"),
    "inside of another field": (
        field(f"PAGE {field('INCLUDEPICTURE x')}", "<w:r><w:t>1</w:t></w:r>"),
        "the field PAGE",
    ),
    "a person": (field("AUTHOR"), "the field AUTHOR"),
    "a simple field": (f'<w:fldSimple w:instr=" LINK Excel.Sheet x ">{SAID}</w:fldSimple>', "the field LINK"),
    "a page that is not a number": (field("PAGE"), "the field PAGE"),
    "without an end": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE Eyes of the desk alone</w:instrText></w:r>',
        "a field without an end",
    ),
    "an embedded object": (
        f'<w:r><w:object><o:OLEObject ProgID="{SECRET}" r:id="rId3"/></w:object></w:r>',
        "an embedded object",
    ),
    "an object in a shape": (
        f'<w:r><w:pict><o:OLEObject ProgID="{SECRET}"/></w:pict></w:r>',
        "a chart, diagram or other",
    ),
    "a chart": (picture("").replace("<pic:pic>", f'<c:chart c:name="{SECRET}"/><pic:pic>'), "a chart"),
    "a remote picture": (picture('r:link="rId3"'), "from elsewhere"),
    "a picture that is not there": (picture('r:embed="rId77"'), "not in the file"),
    "a remote picture in an old shape": (
        f'<w:r><w:pict><v:shape alt="{SECRET}"><v:imagedata r:href="rId3"/></v:shape></w:pict></w:r>',
        "from elsewhere",
    ),
    "what nobody knows": (f"<w:{SECRET.split(' ', 1)[0]}>{SAID}</w:{SECRET.split(' ', 1)[0]}>", "<Eyes>"),
}
UNSEEN = (
    '<w:style w:type="character" w:customStyle="1" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr>'
    "</w:style>"
)


def everywhere(data: bytes) -> bytes:
    return b"".join(WordFile(data).blobs.values())


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_a_header_may_not_bring_is_left_out_and_reported(tmp_path: Path, kind: str) -> None:
    content, said = LEFT_OUT[kind]
    result = packet(tmp_path, letterhead(content, UNSEEN))
    whole = everywhere(result.data)
    for secret in (SECRET.encode(), b"tracker.example", b"server", b"vanish", b"instrText> DDE", b"instrText> AUTHOR"):
        assert secret not in whole
    assert [each.code for each in result.diagnostics if said in each.message] == ["BG619"]
    file = WordFile(result.data)
    assert [*ooxml.relations_are_there(file), *ooxml.fields_are_balanced(file)] == []
    assert any("Ministry of Examples" in ooxml.words(root) for name, root in file.stories.items() if "header" in name)
    assert ooxml.audit(result.data) == []


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("seal.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("seal.webp", "image/webp", b"RIFF\x1a\0\0\0WEBPVP8L"),
    ],
)
def test_a_picture_of_a_kind_that_no_packet_takes_is_named_with_the_way_out(
    tmp_path: Path, name: str, kind: str, data: bytes
) -> None:
    made = docx.Document(io.BytesIO(letterhead(picture('r:embed="rId4"'))))
    edge = made.sections[0].header.part
    there = Part(PackURI(f"/word/media/{name}"), kind, data, edge.package)
    assert edge.relate_to(there, RELATIONSHIP_TYPE.IMAGE) == "rId4"
    result = packet(tmp_path, saved(made))
    (found,) = [each for each in result.diagnostics if each.code == "BG619"]
    assert "no packet takes, such as SVG or WebP" in found.message and "PNG" in found.hint
    assert not [each for each in WordFile(result.data).names if name.rpartition(".")[2] in each]


TAKEN = {
    "the number of a page": field("PAGE \\* MERGEFORMAT", "<w:r><w:t>12</w:t></w:r>"),
    "a link": f'<w:hyperlink r:id="rId1">{SAID}</w:hyperlink>',
    "a text box": box(SAID),
    "an old shape": f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p>{SAID}</w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r>",
}
SHOWN = {
    "an added word": f'<w:ins w:id="1" w:author="x">{SAID}</w:ins>',
    "a link to a share": f'<w:hyperlink r:id="rId2">{SAID}</w:hyperlink>',
    "a linking field": field('HYPERLINK "file:////server/x"'),
    "a control": '<w:sdt><w:sdtPr><w:alias w:val="x"/><w:dataBinding w:xpath="/x" w:storeItemID="{0}"/></w:sdtPr>'
    f"<w:sdtContent>{SAID}</w:sdtContent></w:sdt>",
}


@pytest.mark.parametrize("kind", TAKEN)
def test_what_a_header_may_bring_is_as_it_was(tmp_path: Path, kind: str) -> None:
    result = packet(tmp_path, letterhead(TAKEN[kind]))
    assert not [each for each in result.diagnostics if each.code == "BG619"]
    made, given = (WordFile(each).blobs["word/header1.xml"] for each in (result.data, letterhead(TAKEN[kind])))
    for sign in (b"<w:t>12</w:t>", b"PAGE", SECRET.encode(), b"w:hyperlink", b"txbxContent"):
        assert (sign in made) == (sign in given)
    assert ooxml.audit(result.data) == []


@pytest.mark.parametrize("kind", SHOWN)
def test_of_what_says_more_than_it_shows_the_words_are_taken(tmp_path: Path, kind: str) -> None:
    file = WordFile(packet(tmp_path, letterhead(SHOWN[kind])).data)
    header = file.stories["word/header1.xml"]
    assert SECRET in ooxml.words(header)
    assert not file.find(header, "w:ins", "w:hyperlink", "w:sdt", "w:instrText")
    assert b"server" not in everywhere(packet(tmp_path, letterhead(SHOWN[kind])).data)


def test_an_svg_is_left_out_and_the_picture_beside_it_is_taken(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(png()))
    (blip,) = made.sections[0].header._element.iter(qn("a:blip"))
    svg = '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rId9"/>'
    uri = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
    blip.append(parse_xml(f'<a:extLst {_SPACES}><a:ext uri="{uri}">{svg}</a:ext></a:extLst>'))
    file = WordFile(packet(tmp_path, saved(made)).data)
    assert len(file.find(file.stories["word/header1.xml"], "wp:docPr")) == 1
    assert b"svgBlip" not in file.blobs["word/header1.xml"]
    assert list(ooxml.relations_are_there(file)) == []


# --- repairs -----------------------------------------------------------------------------


def rewritten(data: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The same file with parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            made.writestr(name, changes.get(name, bytes)(archive.read(name)))
    return stream.getvalue()


def in_styles(old: bytes, new: bytes) -> bytes:
    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new, 1)

    return rewritten(letterhead(), {"word/styles.xml": change})


def style(inside: str, identifier: str = "Odd", name: str = "Odd") -> bytes:
    return letterhead(
        style=f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>{inside}</w:style>'
    )


def with_pages(sizes: bytes, margins: bytes) -> bytes:
    """A letterhead whose last section has these attributes."""

    def change(part: bytes) -> bytes:
        part = re.sub(rb"<w:pgSz[^>]*/>", b"<w:pgSz %b/>" % sizes, part)
        return re.sub(rb"<w:pgMar[^>]*/>", b"<w:pgMar %b/>" % margins, part)

    return rewritten(letterhead(), {"word/document.xml": change})


REPAIRED = {
    "a width that is not a number": (lambda: with_pages(b'w:w="wide" w:h="16838"', b'w:top="1440"'), "not numbers"),
    "margins without end": (
        lambda: with_pages(b'w:w="11906" w:h="16838"', b'w:top="%b" w:left="" w:header="\xc2\xb2"' % (b"9" * 5000)),
        "not numbers",
    ),
    "a level that is not a number": (lambda: style('<w:pPr><w:outlineLvl w:val="x"/></w:pPr>'), "not numbers"),
    "a stop that is not a number": (
        lambda: style('<w:pPr><w:tabs><w:tab w:val="left" w:pos="x"/></w:tabs></w:pPr>'),
        "not numbers",
    ),
    "a missing base": (lambda: style('<w:basedOn w:val="Gone"/>'), "not there"),
    "a base of another kind": (lambda: style('<w:basedOn w:val="TableNormal"/>'), "another kind"),
    "a base that is itself": (lambda: style('<w:basedOn w:val="Odd"/>'), "without end"),
    "out of order": (
        lambda: style("<w:rPr><w:sz w:val='20'/><w:b/></w:rPr><w:pPr><w:jc w:val='left'/></w:pPr>"),
        "order",
    ),
    "there twice": (lambda: style("", "Heading1", "Other"), "there twice"),
    "a name twice": (lambda: style("", "Other", "Heading 1"), "there twice"),
    "no defaults": (
        lambda: rewritten(
            letterhead(),
            {"word/styles.xml": lambda part: part.replace(b"w:docDefaults>", b"w:gone>")},
        ),
        "defaults",
    ),
    "hides": (
        lambda: in_styles(b'<w:name w:val="heading 1"/>', b'<w:name w:val="heading 1"/><w:rPr><w:vanish/></w:rPr>'),
        "hide",
    ),
}


@pytest.mark.parametrize("kind", REPAIRED)
def test_a_fault_of_the_file_is_none_of_the_packet(tmp_path: Path, kind: str) -> None:
    make, said = REPAIRED[kind]
    result = packet(tmp_path, make())
    assert {each.code for each in result.diagnostics if said in each.message} == {"BG620"}
    assert ooxml.audit(result.data) == ooxml.integrity(result.data) == []
    file = WordFile(result.data)
    assert b"w:vanish" not in file.blobs["word/styles.xml"]
    assert value(file.xml["word/styles.xml"].find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", NAMES))


def test_sides_of_lists_and_tables_have_the_names_that_the_schema_knows(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.sections[0].header.add_table(1, 1, Mm(100))
    table._tbl.tblPr.append(parse_xml(f'<w:jc {_SPACES} w:val="end"/>'))

    def level(part: bytes) -> bytes:
        return re.sub(rb'<w:lvlJc w:val="\w+"/>', b'<w:lvlJc w:val="start"/>', part)

    result = packet(tmp_path, rewritten(saved(made), {"word/numbering.xml": level}))
    parts = WordFile(result.data).blobs
    assert not [name for name, part in parts.items() if re.search(rb'[Jj]c [^>]*w:val="(start|end)"', part)]
    assert any(re.search(rb'<w:jc [^>]*w:val="right"', part) for name, part in parts.items() if "header" in name)


def test_measures_in_other_units_are_what_they_say(tmp_path: Path) -> None:
    data = with_pages(b'w:w="21cm" w:h="29.7cm"', b'w:top="1in" w:left="0.5in" w:right="36pt" w:bottom="2pc"')
    result = packet(tmp_path, data)
    assert not [each for each in result.diagnostics if each.code == "BG620"]
    section = docx.Document(io.BytesIO(result.data)).sections[-1]
    assert (section.page_width.twips, section.page_height.twips) == (11906, 16838)
    edges = section.top_margin, section.left_margin, section.right_margin, section.bottom_margin
    assert [edge.twips for edge in edges] == [1440, 720, 720, 480]


def test_a_file_without_a_colour_theme_and_a_font_table_gets_them(tmp_path: Path) -> None:
    made = docx.Document(io.BytesIO(letterhead()))
    unwanted = (RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.FONT_TABLE, RELATIONSHIP_TYPE.SETTINGS)
    for key in [key for key, each in made.part.rels.items() if each.reltype in unwanted]:
        made.part.rels.pop(key)
    result = packet(tmp_path, saved(made))
    assert {"word/theme/theme1.xml", "word/fontTable.xml", "word/settings.xml"} <= set(WordFile(result.data).names)
    assert ooxml.audit(result.data) == []


# --- the page ----------------------------------------------------------------------------


def test_room_for_binding_is_a_part_of_the_margin(tmp_path: Path) -> None:
    made = docx.Document(io.BytesIO(letterhead()))
    made.sections[0].left_margin, made.sections[0].gutter = Mm(20), Mm(10)
    file = WordFile(packet(tmp_path, saved(made)).data)
    assert {int(value(each, "left")) // 10 for each in file.find(file.body, "w:pgMar")} == {Mm(30).twips // 10}


def test_lines_round_the_page_are_taken_but_for_those_of_pictures(tmp_path: Path) -> None:
    made = docx.Document(io.BytesIO(letterhead()))
    lines = (
        '<w:top w:val="single" w:sz="8" w:space="24" w:color="AA0000"/><w:left w:val="custom" w:sz="8" r:id="rId9"/>'
    )
    borders = parse_xml(f'<w:pgBorders {nsdecls("w", "r")} w:offsetFrom="page">{lines}</w:pgBorders>')
    made.sections[0]._sectPr.find(qn("w:pgMar")).addnext(borders)
    result = packet(tmp_path, saved(made))
    file = WordFile(result.data)
    found = file.find(file.body, "w:sectPr/w:pgBorders")
    assert len(found) == len(file.find(file.body, "w:sectPr"))
    assert [value(each, "color") for each in found[0]] == ["AA0000"]
    assert ooxml.audit(result.data) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda section: setattr(section, "page_width", Mm(216)), "216 × 297 mm, that of the theme 210 × 297 mm"),
        (
            lambda section: (setattr(section, "page_width", Mm(297)), setattr(section, "page_height", Mm(210))),
            "its pages lie on their side",
        ),
        (
            lambda section: section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines"/>')),
            "document grid",
        ),
    ],
)
def test_what_makes_the_pages_of_word_file_and_pdf_differ_is_reported(
    tmp_path: Path, change: Callable[[object], None], said: str
) -> None:
    made = docx.Document(io.BytesIO(letterhead()))
    for each in made.sections[0]._sectPr.findall(qn("w:docGrid")):
        made.sections[0]._sectPr.remove(each)
    change(made.sections[0])
    result = packet(tmp_path, saved(made))
    assert len([each for each in result.diagnostics if said in each.message]) == 1
    assert b"docGrid" not in everywhere(result.data)


# --- hostile packages --------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))


def with_doctype(part: bytes) -> bytes:
    return part.replace(b"<w:styles", f"<!DOCTYPE x [{_LAUGHS}]><w:styles".encode(), 1).replace(
        b"</w:styles>", b"&l8;</w:styles>"
    )


def deep(part: bytes) -> bytes:
    return part.replace(b"<w:p>", b"<w:sdt><w:sdtContent>" * 100 + b"<w:p>", 1).replace(
        b"</w:hdr>", b"</w:sdtContent></w:sdt>" * 100 + b"</w:hdr>", 1
    )


def many_parts() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.xml", b"")
    return stream.getvalue()


def encrypted() -> bytes:
    """The same with the flag that says that its entries want a password."""
    data = bytearray(letterhead())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            struct.pack_into("<H", data, at + place, 1)
            at = data.find(sign, at + 4)
    return bytes(data)


def part(name: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: rewritten(letterhead(), {name: change})


REFUSED = {
    "a bomb": (part("word/styles.xml", lambda data: data + b" " * (17 << 20)), "too large"),
    "entities": (part("word/styles.xml", with_doctype), "document type"),
    "no end of elements": (part("word/header1.xml", deep), "inside one another"),
    "more styles than Word takes": (
        part("word/styles.xml", lambda data: data.replace(b"</w:styles>", b"<w:style/>" * 4080 + b"</w:styles>")),
        "more styles",
    ),
    "many parts": (many_parts, "more than 10,000 parts"),
    "a password": (encrypted, "password"),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password or of Word 97"),
    "a PDF": (lambda: b"%PDF-1.7\n", "it is a PDF"),
    "cut short": (lambda: letterhead()[:-900], "cannot be used"),
    "not XML": (part("word/styles.xml", lambda data: data[:-9]), "cannot be used"),
    "another part's content": (part("word/styles.xml", lambda _: b"<html/>"), "not what the file says"),
    "a workbook": (
        part(
            "[Content_Types].xml",
            lambda data: data.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"),
        ),
        "not a Word document",
    ),
    "no main part": (
        part("_rels/.rels", lambda data: data.replace(b"word/document.xml", b"../../etc/passwd")),
        "not a Word document",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_file_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    make, said = REFUSED[kind]
    with pytest.raises(TemplateError) as refused:
        packet(tmp_path, make())
    (found,) = refused.value.diagnostics
    assert (found.code, said in found.message) == ("BG616", True), found.message


MANY = {
    "runs": "<w:r><w:t>x</w:t></w:r>",
    "open fields": '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
    "insertions": '<w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins>',
}


@pytest.mark.parametrize("kind", MANY)
def test_a_header_of_half_a_mebibyte_is_taken(tmp_path: Path, kind: str) -> None:
    made = packet(tmp_path, letterhead(MANY[kind] * (2**19 // len(MANY[kind]))))
    assert b"Ministry of Examples" in everywhere(made.data)


@pytest.mark.parametrize("kind", MANY)
def test_what_is_looked_at_in_a_header_grows_with_its_length_alone(kind: str) -> None:
    """Counted, not timed: paragraphs are looked into once, however many runs they have."""
    looked: list[int] = []

    class Counting(etree.ElementBase):
        def find(self, *args: object, **more: object) -> object:
            looked.append(len(self))
            return super().find(*args, **more)

    parser = etree.XMLParser()
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Counting))
    for count in (100, 200):
        looked.append(-1)
        story = etree.fromstring(f"<w:hdr {_SPACES}><w:p>{MANY[kind] * count}</w:p></w:hdr>", parser)
        clean_story(story, KnownRelations((), ()), ())
    at = looked.index(-1, 1)
    assert sum(looked[at + 1 :]) <= 2.5 * sum(looked[1:at])


def test_a_bomb_that_nothing_uses_is_never_unpacked(tmp_path: Path) -> None:
    data = letterhead()
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.png", b"\0" * (80 << 20))
    assert packet(tmp_path, stream.getvalue()).data == packet(tmp_path, data).data


def test_relations_that_lead_round_or_out_of_the_file_change_nothing(tmp_path: Path) -> None:
    def added(rels: bytes) -> bytes:
        targets = ("document.xml", "header1.xml", "../../../etc/passwd", "/word/../../secret.png", "//host/x.png")
        more = "".join(
            f'<Relationship Id="x{n}" Type="{kind}" Target="{target}"/>'
            for n, (target, kind) in enumerate(
                (target, kind) for target in targets for kind in (RELATIONSHIP_TYPE.IMAGE, RELATIONSHIP_TYPE.HEADER)
            )
        )
        return rels.replace(b"</Relationships>", f"{more}</Relationships>".encode())

    rels = ["word/_rels/header1.xml.rels", "word/_rels/document.xml.rels"]
    data = letterhead(TAKEN["a link"])
    odd = rewritten(data, dict.fromkeys(rels, added))
    assert packet(tmp_path, odd).data == packet(tmp_path, data).data


def test_a_key_of_the_file_is_none_of_the_packet(tmp_path: Path) -> None:
    """A reference document whose relations bear the names that the packet gives its own."""
    renamed = {b'"rId1"': b'"briefgen1Link1"', b'"rId3"': b'"bodyLink1"', b'"rId5"': b'"headerPortrait"'}

    def change(data: bytes) -> bytes:
        for old, new in renamed.items():
            data = data.replace(old, new)
        return data

    names = ("word/document.xml", "word/_rels/document.xml.rels", "word/header1.xml", "word/_rels/header1.xml.rels")
    data = letterhead(TAKEN["a link"])
    assert packet(tmp_path, rewritten(data, dict.fromkeys(names, change))).data == packet(tmp_path, data).data


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_file_is_taken_or_refused_and_never_a_traceback(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = tmp_path / "letterhead.docx"
    theme = THEME.model_copy(update={"reference_docx": str(path)})
    number = field("PAGE", "<w:r><w:t>1</w:t></w:r>")
    whole = letterhead(picture('r:embed="rId3"') + number + box(SAID), UNSEEN)
    signs = [b'"', b"<", b">", b"w:", b"rId1", b"999999999999", b"-1", b"\0", b"", b"/", b'w:val="x"']
    for _ in range(5):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            name = dice.choice(archive.namelist())

        def change(data: bytes) -> bytes:
            for _ in range(dice.randint(1, 4)):
                at = dice.randrange(len(data) + 1)
                data = data[:at] + dice.choice(signs) + data[at + dice.randint(0, 6) :]
            return data

        path.write_bytes(rewritten(whole, {name: change}))
        try:
            assert starting_point(theme, "en", True).page.width > 0
        except TemplateError as refused:
            assert [each.code for each in refused.diagnostics] == ["BG616"]


# --- words that no program shows -------------------------------------------------------------

_SHAPE = 'style="width:9pt;height:9pt"'
UNSEEN_WORDS = {
    "a packed copy of a shape": f'<w:r><w:pict><v:shape o:gfxdata="{SECRET}" {_SHAPE}/></w:pict></w:r>',
    "an equation's XML": f'<w:r><w:pict><v:shape equationxml="{SECRET}" {_SHAPE}/></w:pict></w:r>',
    "an attribute that shapes do not have": f'<w:r><w:pict><v:shape onclick="{SECRET}" {_SHAPE}/></w:pict></w:r>',
    "an address in a style": f'<w:r><w:pict><v:shape style="width:9pt;background:url({SECRET})"/></w:pict></w:r>',
    "another address of a fill": f'<w:r><w:pict><v:shape {_SHAPE}><v:fill o:althref="{SECRET}"/></v:shape></w:pict></w:r>',
    "words in an old shape": f"<w:r><w:pict><v:shape {_SHAPE}>{SECRET}<v:fill/>{SECRET}</v:shape></w:pict></w:r>",
    "words in a new shape": box("").replace("<wps:spPr/>", f"<wps:spPr><a:x>{SECRET}</a:x></wps:spPr>"),
    "words where a shape stands": box("").replace("<wp:extent", f"<wp:posOffset>{SECRET}</wp:posOffset><wp:extent"),
    "words between runs": f"{SECRET}<w:r>{SECRET}<w:t>x</w:t>{SECRET}</w:r>{SECRET}",
    "words in a property": f"<w:r><w:rPr><w:b>{SECRET}</w:b></w:rPr><w:t>x</w:t></w:r>",
    "an attribute of another maker": f'<w:r xmlns:q="urn:q" q:a="{SECRET}"><w:t q:b="{SECRET}">x</w:t></w:r>',
    "an attribute that Word does not have": f'<w:r><w:rPr><w:b w:note="{SECRET}"/></w:rPr><w:t>x</w:t></w:r>',
    "an attribute of a paragraph": f'<w:r w:rsidR="{SECRET}" w:author="{SECRET}"><w:t w:x="{SECRET}">x</w:t></w:r>',
    "an attribute that drawings do not have": box("").replace("<wp:extent", f'<wp:extent note="{SECRET}"'),
    "a shape of a kind that is none": box("").replace(
        "<wps:spPr/>", f'<wps:spPr><a:prstGeom prst="{SECRET}"/></wps:spPr>'
    ),
    "a language that is none": f'<w:r><w:rPr><w:lang w:val="{SECRET}" w:bidi="{SECRET}"/></w:rPr><w:t>x</w:t></w:r>',
    "the name of a shape": box("").replace('name="x"', f'name="{SECRET}"'),
    "the name of a file in a shape": box("").replace(
        "<wps:cNvSpPr/>", f'<wps:cNvPr id="1" name="{SECRET}"/><wps:cNvSpPr/>'
    ),
    "what a table says of itself": box(
        f'<w:r><w:t>x</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblCaption w:val="{SECRET}"/>'
        f'<w:tblDescription w:val="{SECRET}"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p>'
    ),
    "more of a field's code": f'<w:fldSimple w:instr=" PAGE {SECRET} \\* MERGEFORMAT "><w:r><w:t>1</w:t></w:r></w:fldSimple>',
    "more of a code in pieces": field(f"PAGE</w:instrText></w:r><w:r><w:instrText>{SECRET}", "<w:r><w:t>1</w:t></w:r>"),
    "a field in a field": field(f"PAGE {field(f'PAGE {SECRET}', '')}", "<w:r><w:t>1</w:t></w:r>"),
}


WORD = "Nakatani"
"""One word, as it could be a number's or a choice's place."""
SHAPE_OF_ITS_OWN = (
    '<a:custGeom><a:avLst/><a:gdLst><a:gd name="{0}" fmla="*/ w 1 2"/><a:gd name="half" fmla="+- {0} 0 {1}"/></a:gdLst>'
    '<a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="9" h="9"><a:moveTo><a:pt x="{0}" y="half"/>'
    '</a:moveTo><a:lnTo><a:pt x="vc" y="0"/></a:lnTo></a:path></a:pathLst></a:custGeom>'
)
UNSEEN_WORD = {
    "a name that Word does not know": f'<w:r><w:rPr><w:b w:note="{WORD}"/></w:rPr><w:t>x</w:t></w:r>',
    "a number under such a name": '<w:r><w:rPr><w:b w:note="5550123"/></w:rPr><w:t>x</w:t></w:r>',
    "who wrote it": f'<w:r><w:rPr><w:b w:author="{WORD}"/></w:rPr><w:t>x</w:t></w:r>',
    "a switch": f'<w:r><w:rPr><w:b w:val="{WORD}"/></w:rPr><w:t>x</w:t></w:r>',
    "a colour": f'<w:r><w:rPr><w:color w:val="{WORD}"/></w:rPr><w:t>x</w:t></w:r>',
    "a measure": f'<w:r><w:rPr><w:sz w:val="{WORD}"/></w:rPr><w:t>x</w:t></w:r>',
    "a language": f'<w:r><w:rPr><w:lang w:val="{WORD}"/></w:rPr><w:t>x</w:t></w:r>',
    "where a link leads in its page": f'<w:hyperlink r:id="rId1" w:anchor="{WORD}"><w:r><w:t>x</w:t></w:r></w:hyperlink>',
    "a shape of a kind that is none": box("").replace(
        "<wps:spPr/>", f'<wps:spPr><a:prstGeom prst="{WORD}"/></wps:spPr>'
    ),
    "a guide of a shape": box("").replace("<wps:spPr/>", f"<wps:spPr>{SHAPE_OF_ITS_OWN.format(WORD, WORD)}</wps:spPr>"),
    "an address of a schema": box("").replace(
        "<wps:spPr/>",
        f'<wps:spPr><a:extLst><a:ext uri="http://schemas.microsoft.com/office/{WORD}"/></a:extLst></wps:spPr>',
    ),
    "where a shape is aligned": box("").replace("<wp:extent", f"<wp:align>{WORD}</wp:align><wp:extent"),
    "a prefix": f'<w:r xmlns:{WORD}="urn:q"><w:t>x</w:t></w:r>',
    "a namespace": f'<w:r xmlns:q="urn:{WORD}"><w:t>x</w:t></w:r>',
    "the name of an old shape": f'<w:r><w:pict><v:shape id="{WORD}" {_SHAPE}/></w:pict></w:r>',
    "a colour of an old shape": f'<w:r><w:pict><v:shape fillcolor="{WORD}" {_SHAPE}/></w:pict></w:r>',
    "a path of an old shape": f'<w:r><w:pict><v:shape path="m0,0l{WORD},9xe" {_SHAPE}/></w:pict></w:r>',
    "a style of an old shape": f'<w:r><w:pict><v:shape style="width:9pt;{WORD}:1;flip:{WORD}"/></w:pict></w:r>',
    "a number of an old shape": f'<w:r><w:pict><v:shape o:spid="{WORD}" {_SHAPE}/></w:pict></w:r>',
}


@pytest.mark.parametrize("kind", UNSEEN_WORD)
def test_no_attribute_has_a_word_that_no_reader_sees(tmp_path: Path, kind: str) -> None:
    data = letterhead(UNSEEN_WORD[kind])
    secret = b"5550123" if "number under" in kind else WORD.encode()
    assert secret in everywhere(data)
    result = packet(tmp_path, data)
    assert secret.lower() not in everywhere(result.data).lower()
    assert [*ooxml.relations_are_there(WordFile(result.data))] == []


def test_a_part_has_the_prefixes_of_packets(tmp_path: Path) -> None:
    own = f"{WORD}:".encode()
    data = part(
        "word/header1.xml",
        lambda data: re.sub(rb"(?<=[</ ])w:|(?<=xmlns:)w(?==)", own, data).replace(b":" + own, b":" + own[:-1]),
    )()
    assert own in everywhere(data)
    whole = everywhere(packet(tmp_path, data).data)
    assert own not in whole
    assert b"Ministry of Examples" in whole


def test_an_attribute_that_is_left_out_is_reported_with_its_name(tmp_path: Path) -> None:
    data = letterhead(UNSEEN_WORD["a name that Word does not know"])
    said = [each for each in packet(tmp_path, data).diagnostics if each.code == "BG620"]
    assert [each.message for each in said] == ["repaired in packets: attributes that say what no reader sees: note"]


LOOKS = {
    "a shape of its own": box("").replace(
        "<wps:spPr/>", f"<wps:spPr>{SHAPE_OF_ITS_OWN.format('middle', 'h')}</wps:spPr>"
    ),
    "a watermark": (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800" o:connectangles="270,180"/>'
        '</v:shapetype><v:shape id="PowerPlusWaterMarkObject357476642" o:spid="_x0000_s2049" type="#_x0000_t136" '
        'style="position:absolute;margin-left:0;width:412.4pt;rotation:315;z-index:-251658752;'
        'mso-position-horizontal:center;mso-position-horizontal-relative:margin" fillcolor="silver" stroked="f">'
        '<v:fill opacity=".5"/><v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="DRAFT"/>'
        "</v:shape></w:pict></w:r>"
    ),
    "colours, measures and words of Word": (
        '<w:r><w:rPr><w:rFonts w:ascii="Gill Sans" w:hAnsiTheme="minorHAnsi"/><w:color w:val="1F4E79" w:themeColor="accent1" '
        'w:themeShade="80"/><w:sz w:val="18"/><w:u w:val="dotDash" w:color="auto"/><w:lang w:val="es-ES_tradnl"/></w:rPr>'
        "<w:t>x</w:t></w:r>"
    ),
}


def second_line(data: bytes) -> etree._Element:
    """The paragraph of the header behind the ministry's name."""
    stories = WordFile(data).stories
    lines = [each for name, root in stories.items() if "header" in name for each in root.findall(qn("w:p"))]
    return next(then for first, then in pairwise(lines) if "Ministry of Examples" in ooxml.words(first))


@pytest.mark.parametrize("kind", LOOKS)
def test_what_says_how_it_looks_is_taken_without_a_word(tmp_path: Path, kind: str) -> None:
    def said(data: bytes) -> list[tuple[str, tuple[str, ...]]]:
        shown = [each for each in second_line(data).iter() if each.tag not in (qn("wp:docPr"), qn("a:gd"), qn("a:pt"))]
        return [(each.tag, tuple(sorted(each.attrib.values()))) for each in shown if "cNv" not in each.tag]

    data = letterhead(LOOKS[kind])
    result = packet(tmp_path, data)
    assert said(result.data) == said(data)
    assert [each.message for each in result.diagnostics if each.code == "BG620"] == []


def test_guides_of_a_shape_stay_what_they_were(tmp_path: Path) -> None:
    root = second_line(packet(tmp_path, letterhead(LOOKS["a shape of its own"])).data)
    guides = [(each.get("name"), each.get("fmla")) for each in root.iter(qn("a:gd"))]
    assert guides == [("g1", "*/ w 1 2"), ("g2", "+- g1 0 h")]
    assert [(each.get("x"), each.get("y")) for each in root.iter(qn("a:pt"))] == [("g1", "g2"), ("vc", "0")]


def test_a_choice_that_asks_for_what_no_packet_has_leaves_the_other(tmp_path: Path) -> None:
    choice = (
        f'<w:r><mc:AlternateContent><mc:Choice xmlns:q="urn:q" Requires="q">{box(SAID)[5:-6]}</mc:Choice>'
        f"<mc:Fallback>{box('<w:r><w:t>Ministry of Choices</w:t></w:r>')[5:-6]}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    whole = everywhere(packet(tmp_path, letterhead(choice)).data)
    assert b"Ministry of Choices" in whole
    assert SECRET.encode() not in whole
    assert b"Requires=" not in whole


def test_the_table_of_attributes_is_that_of_the_schemas() -> None:
    """`python tests/makers/office_attributes.py` makes it again."""
    pytest.importorskip("openxml_audit")
    assert office_attributes.TABLE.read_text(encoding="utf-8") == office_attributes.table()


@pytest.mark.parametrize("kind", UNSEEN_WORDS)
def test_words_that_nobody_sees_are_none_of_the_packet(tmp_path: Path, kind: str) -> None:
    result = packet(tmp_path, letterhead(UNSEEN_WORDS[kind]))
    assert SECRET.encode() not in everywhere(result.data)
    file = WordFile(result.data)
    assert [*ooxml.relations_are_there(file), *ooxml.fields_are_balanced(file)] == []
    assert any("Ministry of Examples" in ooxml.words(root) for name, root in file.stories.items() if "header" in name)


def test_a_page_number_keeps_the_way_it_is_written(tmp_path: Path) -> None:
    code = field("PAGE \\* roman  \\* MERGEFORMAT", "<w:r><w:t>i</w:t></w:r>")
    whole = everywhere(packet(tmp_path, letterhead(code)).data)
    assert b"<w:instrText> PAGE \\* roman \\* MERGEFORMAT </w:instrText>" in whole


_AT_THE_END = re.compile(rb"</([a-z0-9]+:[A-Za-z]+)>\s*$")
_AT_THE_START = re.compile(rb"<([a-z0-9]+:[A-Za-z]+) ")
OF_A_PART = {
    "an element": lambda data: _AT_THE_END.sub(
        lambda end: b'<q:q xmlns:q="urn:q" q:a="%b">%b</q:q>%b' % (SECRET.encode(), SECRET.encode(), end[0]), data
    ),
    "an attribute": lambda data: _AT_THE_START.sub(
        lambda start: b'%bxmlns:q="urn:q" q:a="%b" ' % (start[0], SECRET.encode()), data, count=1
    ),
    "words": lambda data: _AT_THE_END.sub(lambda end: SECRET.encode() + end[0], data),
}


@pytest.mark.parametrize("kind", OF_A_PART)
@pytest.mark.parametrize("name", ["document", "styles", "settings", "fontTable", "theme/theme1", "header1"])
def test_no_part_brings_what_no_program_shows(tmp_path: Path, name: str, kind: str) -> None:
    data = part(f"word/{name}.xml", OF_A_PART[kind])()
    assert SECRET.encode() in everywhere(data)
    assert SECRET.encode() not in everywhere(packet(tmp_path, data).data)


def test_settings_hold_nothing_that_they_do_not_have(tmp_path: Path) -> None:
    inner = f'<w:themeFontLang w:val="en-GB"><w:x w:val="{SECRET}"/></w:themeFontLang>'.encode()
    data = part("word/settings.xml", lambda data: re.sub(rb"<w:compat>", lambda start: inner + start[0], data))()
    assert SECRET.encode() in everywhere(data)
    whole = WordFile(packet(tmp_path, data).data).blobs["word/settings.xml"]
    assert SECRET.encode() not in whole
    assert b"<w:compatSetting " in whole


# --- packages that say one thing and are another ---------------------------------------------


def zipped(entries: list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def parts() -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(letterhead())) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def of_headers(
    data: bytes, local: int, central: int, form: str, number: int, name: bytes = b"word/styles.xml"
) -> bytes:
    """The same with a number altered in both headers of the entry."""
    made = bytearray(data)
    for sign, place, fixed in ((b"PK\x03\x04", local, 30), (b"PK\x01\x02", central, 46)):
        at = made.find(sign)
        while at >= 0:
            if place >= 0 and made[at + fixed : at + fixed + len(name)] == name:
                struct.pack_into(form, made, at + place, number)
            at = made.find(sign, at + 4)
    return bytes(made)


def link_entry() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("word/media/link.png")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


STYLES = f'<w:styles {nsdecls("w")}><w:style w:type="paragraph" w:styleId="x"><w:name w:val="{SECRET}"/></w:style></w:styles>'
PACKAGES = {
    "two entries of one name": lambda: zipped([*parts(), ("word/styles.xml", STYLES.encode())]),
    "names that differ in case": lambda: zipped([*parts(), ("WORD/STYLES.XML", STYLES.encode())]),
    "names that lead out": lambda: zipped([*parts(), ("../../styles.xml", b"x"), ("/etc/x", b"x"), ("C:\\x", b"x")]),
    "an entry that is a link": lambda: zipped([*parts(), (link_entry(), b"/etc/passwd")]),
    "an entry that is a folder": lambda: zipped([*parts(), ("word/", b""), ("word/styles.xml/", b"")]),
    "a name with signs that turn it round": lambda: zipped(
        [*parts(), ("word/\u00e9.xml".encode("utf-8", "replace").decode(), b"x")]
    ),
    "a size of 4 GiB": lambda: of_headers(letterhead(), 22, 24, "<I", 0xFFFFFFFE),
    "a packed size of 4 GiB": lambda: of_headers(letterhead(), 18, 20, "<I", 0xFFFFFFFE),
    "a size of nothing": lambda: of_headers(letterhead(), 22, 24, "<I", 0),
    "a wrong sum": lambda: of_headers(letterhead(), 14, 16, "<I", 1),
    "a method that nobody knows": lambda: of_headers(letterhead(), 8, 10, "<H", 77),
    "a descriptor that is not there": lambda: of_headers(letterhead(), 6, 8, "<H", 8),
    "a place beyond the end": lambda: of_headers(letterhead(), -1, 42, "<I", 0x7FFFFFFF),
    "entries that overlap": lambda: of_headers(letterhead(), -1, 42, "<I", 0),
    "another disk": lambda: of_headers(letterhead(), -1, 34, "<H", 3),
    "bytes before it": lambda: b"#!/bin/sh\n" * 40 + letterhead(),
    "a remark": lambda: letterhead()[:-2] + struct.pack("<H", 4) + b"PK\x05\x06",
    "types twice": part(
        "[Content_Types].xml",
        lambda data: data.replace(
            b"</Types>",
            b'<Override PartName="/word/styles.xml" ContentType="application/vnd.ms-word.vbaProject"/>'
            b'<Override PartName="/word/document.xml" ContentType="image/png"/></Types>',
        ),
    ),
    "no types": part("[Content_Types].xml", lambda _: b"<Types/>"),
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_package_that_contradicts_itself_is_taken_as_one_file_or_refused(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    try:
        result = packet(place, PACKAGES[kind]())
    except TemplateError as refused:
        assert [each.code for each in refused.diagnostics] == ["BG616"]
    else:
        assert ooxml.audit(result.data) == []
        assert SECRET.encode() not in everywhere(result.data)
        assert not [name for name in WordFile(result.data).blobs if ".." in name or "passwd" in name or "link" in name]
    assert [each.name for each in place.iterdir()] == ["letterhead.docx"]
    assert [each.name for each in tmp_path.iterdir()] == ["place"]
