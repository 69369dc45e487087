"""A reference document's own Word file: its pages, headers and styles stay, whatever made it; the packet is added to them."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import letterheads
import office
import pytest
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt, RGBColor
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from msgspec.structs import replace
from samples import everything, png
from test_word import LAYOUT, THEME

from briefgen.cli import main
from briefgen.diagnostics import TemplateError
from briefgen.writers.word import WordResult, write_word


def rewritten(data: bytes, changes: dict[bytes, bytes]) -> bytes:
    """The same file with words replaced in all of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as made:
        for name in archive.namelist():
            part = archive.read(name)
            for old, new in changes.items():
                part = part.replace(old, new)
            made.writestr(name, part)
    return stream.getvalue()


def english() -> bytes:
    """A reference document's document as Word makes it: narrow text, a header, a footer, headings in red, and a text of its own."""
    made = docx.Document()
    made.add_paragraph("Text that is the reference document's own")
    made.add_paragraph("numbered", "List Number")
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(40)
    section.header.paragraphs[0].text = "Ministry of Examples"
    section.footer.paragraphs[0].text = "1 Example Square"
    heading = made.styles["Heading 1"].font
    heading.color.rgb, heading.size = RGBColor(0xAA, 0, 0), Pt(19)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def german() -> bytes:
    """The same with the ids that a German Word gives."""
    return rewritten(
        english(),
        {b'"Heading1"': b'"berschrift1"', b'"Title"': b'"Titel"', b'"Normal"': b'"Standard"'}
        | {b'w:name w:val="Standard"': b'w:name w:val="Normal"', b'w:name w:val="Titel"': b'w:name w:val="Title"'},
    )


def template() -> bytes:
    """The same as a template."""
    return rewritten(english(), {b"document.main+xml": b"template.main+xml"})


def libreoffice() -> bytes:
    """The same, saved by LibreOffice."""
    if not office.INSTALLED:
        pytest.skip("LibreOffice is missing")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ministry.docx").write_bytes(english())
        return office.converted(Path(folder) / "ministry.docx", "docx:MS Word 2007 XML", Path(folder)).read_bytes()


def packet(tmp_path: Path, reference: bytes, name: str = "ministry.docx") -> WordResult:
    path = tmp_path / name
    path.write_bytes(reference)
    return write_word(everything(), THEME.model_copy(update={"reference_docx": str(path)}), LAYOUT)


REFERENCES: list[Callable[[], bytes]] = [english, german, template, libreoffice]


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.__name__)
def test_a_reference_document_keeps_its_pages_headers_and_styles(
    tmp_path: Path, reference: Callable[[], bytes]
) -> None:
    result = packet(tmp_path, reference())
    assert {each.code for each in result.diagnostics} <= {"BG617", "BG618", "BG620"}
    file = WordFile(result.data)
    body = ooxml.words(file.body)
    assert "ministry's own" not in body
    assert "The conclusion stands first." in body
    headers = [ooxml.words(root) for name, root in file.stories.items() if "header" in name]
    footers = [ooxml.words(root) for name, root in file.stories.items() if "footer" in name]
    assert headers and all(each.replace("\u00a0", "").startswith("TLP:CLEAR") for each in headers)
    assert any("Ministry of Examples" in each for each in headers)
    assert any("1 Example Square" in each and "TLP:CLEAR" in each for each in footers)
    first = file.find(file.body, "w:pgMar")[0]
    assert abs(int(value(first, "left")) - Mm(40).twips) <= 1
    headings = [each for each in file.find(file.body, "w:p") if file.style_name(each).lower() == "heading 1"]
    headings = [each for each in headings if ooxml.words(each) != "Contents"]  # its style is based on that of headings
    assert len(headings) == 4
    style = file.styles[value(headings[0].find("w:pPr/w:pStyle", NAMES))]
    assert value(style.find("w:rPr/w:color", NAMES)).upper() == "AA0000"


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.__name__)
@pytest.mark.parametrize("judge", [ooxml.integrity, ooxml.sdk], ids=lambda judge: judge.__name__)
def test_no_judge_finds_anything_that_the_reference_document_did_not_bring(
    tmp_path: Path, reference: Callable[[], bytes], judge: Callable[[bytes], list[str]]
) -> None:
    own = reference()
    brought = {_without_place(each) for each in judge(own)}
    assert {_without_place(each) for each in judge(packet(tmp_path, own).data)} <= brought


def _without_place(error: str) -> str:
    return error.split('"path"')[0]


def test_text_is_set_in_the_reference_document_s_own_typeface(tmp_path: Path) -> None:
    file = WordFile(packet(tmp_path, english()).data)
    named = {value(each, "ascii") for each in file.find(file.xml["word/styles.xml"], "w:style/w:rPr/w:rFonts")}
    assert not any(name.startswith("Noto Sans") for name in named)


def test_two_runs_on_one_reference_document_give_the_same_bytes(tmp_path: Path) -> None:
    own = english()
    assert packet(tmp_path, own).data == packet(tmp_path, own).data


def test_a_reference_document_that_changed_its_file_gets_its_new_look_and_another_typeface_its_own(
    tmp_path: Path,
) -> None:
    first, changes = english(), {b'w:val="AA0000"': b'w:val="0000AA"', b"Calibri": b"Georgia"}
    before = packet(tmp_path, first).data
    after = packet(tmp_path, rewritten(first, changes)).data
    assert b"0000AA" in WordFile(after).blobs["word/styles.xml"]
    assert b"AA0000" not in WordFile(after).blobs["word/styles.xml"]
    assert packet(tmp_path, first).data == before


def test_the_packet_says_nothing_of_the_reference_document_s_author(tmp_path: Path) -> None:
    data = packet(tmp_path, english()).data
    core = docx.Document(io.BytesIO(data)).core_properties
    assert (core.title, core.author, core.comments) == ("A sample document", "Test desk", "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "stylesWithEffects" in name]


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def from_a_report() -> bytes:
    """A reference document's document that was saved from a report: notes, a picture, a link and more stand in its body."""
    made = docx.Document(io.BytesIO(english()))
    main = made.part
    made.add_paragraph().add_run().add_picture(io.BytesIO(png()))
    main.relate_to("https://secret.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    main.part_related_by(RELATIONSHIP_TYPE.SETTINGS).relate_to(
        "https://secret.example/template.dotx", f"{OFFICE}/attachedTemplate", is_external=True
    )
    notes = b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    for name, kind, relation in (
        ("/word/footnotes.xml", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES),
        ("/word/endnotes.xml", CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES),
        ("/customXml/item9.xml", CONTENT_TYPE.XML, RELATIONSHIP_TYPE.CUSTOM_XML),
    ):
        main.relate_to(Part(PackURI(name), kind, notes, main.package), relation)
    made.add_comment(made.paragraphs[0].runs[0], "Said among us")
    main.partname = PackURI("/word/document2.xml")  # as some versions of Word name it
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_of_a_reference_document_come_its_look_and_edges_and_nothing_else(tmp_path: Path) -> None:
    before, after = (WordFile(packet(tmp_path, own).data) for own in (english(), from_a_report()))
    assert sorted(after.names) == sorted(before.names)
    assert not [name for name, blob in after.blobs.items() if b"secret.example" in blob or b"among us" in blob]


def test_a_packet_of_the_default_look_serves_as_a_reference_document_s_document(tmp_path: Path) -> None:
    first = write_word(everything(), THEME, LAYOUT).data
    again = packet(tmp_path, first)
    assert [ooxml.words(each) for each in WordFile(again.data).find(WordFile(again.data).body, "w:p")] == [
        ooxml.words(each) for each in WordFile(first).find(WordFile(first).body, "w:p")
    ]
    assert ooxml.integrity(again.data) == ooxml.audit(again.data) == []


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "no zip", "empty zip"])
def test_what_is_no_word_file_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(TemplateError) as refused:
        packet(tmp_path, data, "broken.docx")
    (found,) = refused.value.diagnostics
    assert found.code == "BG616"
    assert "broken.docx" in found.place.path


def test_a_reference_document_with_macros_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError):
        packet(
            tmp_path,
            rewritten(
                english(),
                {
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"
                },
            ),
        )


# --- reference documents of every kind ------------------------------------------------------------------


def saved(made: DocxDocument) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def linked() -> bytes:
    """A second section that goes on with the first one's header and footer, as Word makes each."""
    made = docx.Document(io.BytesIO(english()))
    made.add_section()
    return saved(made)


def first_page(header: bool, footer: bool) -> bytes:
    """A first page that differs; the header of it is there, or a footer of the others."""
    made = docx.Document()
    section = made.sections[0]
    section.different_first_page_header_footer = True
    if header:
        section.first_page_header.paragraphs[0].text = "FIRST of Examples"
    if footer:
        section.footer.paragraphs[0].text = "1 Example Square"
    return saved(made)


def even_pages() -> bytes:
    made = docx.Document(io.BytesIO(english()))
    made.settings.odd_and_even_pages_header_footer = True
    return saved(made)


def without_levels() -> bytes:
    """Headings that look like some, and are on no level of the outline."""
    made = docx.Document(io.BytesIO(english()))
    for level in list(made.styles.element.iter(qn("w:outlineLvl"))):
        level.getparent().remove(level)
    return saved(made)


def numbered_headings() -> bytes:
    made = docx.Document(io.BytesIO(english()))
    for name in ("Heading 1", "Heading 2"):
        look = made.styles[name].element.get_or_add_pPr()
        look.insert(0, parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    return saved(made)


KINDS: dict[str, Callable[[], bytes]] = {
    "a linked section": linked,
    "a first page with a header": lambda: first_page(True, False),
    "a first page without the others' footer": lambda: first_page(False, True),
    "even pages": even_pages,
    "no levels": without_levels,
    "numbered headings": numbered_headings,
}


@pytest.mark.parametrize("kind", KINDS)
def test_marking_and_running_lines_are_on_every_page_whatever_the_reference_document_tells_apart(
    tmp_path: Path, kind: str
) -> None:
    reference = KINDS[kind]()
    file = WordFile(packet(tmp_path, reference).data)
    distinguished = 1 + ("first page" in kind) + ("even" in kind)
    for section in file.find(file.body, "w:sectPr"):
        for edge in ("header", "footer"):
            kinds = [value(each, "type") for each in section.findall(f"w:{edge}Reference", NAMES)]
            assert len(kinds) == len(set(kinds)) == distinguished
    edges = {name: ooxml.words(root) for name, root in file.stories.items() if "document" not in name}
    assert edges and all("TLP:CLEAR" in said for said in edges.values())
    assert list(ooxml.relations_are_there(file)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_packet_is_released_on_a_reference_document_of_every_kind(folder: Path, kind: str) -> None:
    (folder / "templates" / "themes" / "ministry.docx").write_bytes(KINDS[kind]())
    assert main(["build", str(SEED), "--theme", "ministry", "--template", "one-page"]) == 0


def test_a_linked_section_shows_what_the_one_before_does(tmp_path: Path) -> None:
    file = WordFile(packet(tmp_path, linked()).data)
    said = [ooxml.words(root) for name, root in file.stories.items() if "document" not in name]
    assert len(said) == 2
    assert any("Ministry of Examples" in each for each in said) and any("1 Example Square" in each for each in said)


def test_only_the_packet_s_first_page_is_a_first_page(tmp_path: Path) -> None:
    file = WordFile(packet(tmp_path, first_page(True, True)).data)
    titled = [section.find("w:titlePg", NAMES) is not None for section in file.find(file.body, "w:sectPr")]
    assert len(titled) > 1
    assert titled == [True] + [False] * (len(titled) - 1)


def test_headings_are_on_their_level_and_without_the_reference_document_s_numbers(tmp_path: Path) -> None:
    for reference in (without_levels(), numbered_headings()):
        file = WordFile(packet(tmp_path, reference).data)
        headings = [each for each in file.find(file.body, "w:p") if file.style_name(each).lower().startswith("heading")]
        assert {level_and_number(file, each)[0] for each in headings if ooxml.words(each) != "Contents"} == {"0", "1"}
        assert {level_and_number(file, each)[1] for each in headings} <= {"", "0"}


def level_and_number(file: WordFile, paragraph: Any) -> tuple[str, str]:
    """What the nearest style says of the outline and of numbering."""
    found = {"w:pPr/w:outlineLvl": "", "w:pPr/w:numPr/w:numId": ""}
    identifier = value(paragraph.find("w:pPr/w:pStyle", NAMES))
    while identifier in file.styles:
        style = file.styles[identifier]
        for path in found:
            found[path] = found[path] or value(style.find(path, NAMES))
        identifier = value(style.find("w:basedOn", NAMES))
    return found["w:pPr/w:outlineLvl"], found["w:pPr/w:numPr/w:numId"]


def test_numbers_of_drawings_and_bookmarks_are_no_others_than_the_reference_document_s(tmp_path: Path) -> None:
    made = docx.Document(io.BytesIO(with_picture(english())))
    paragraph = made.sections[0].footer.paragraphs[0]._p
    paragraph.insert(0, parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="2" w:name="annex"/>'))
    paragraph.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="2"/>'))
    file = WordFile(packet(tmp_path, saved(made)).data)
    assert list(ooxml.ids_are_unique(file)) == []
    assert file.find(file.stories["word/header1.xml"], "wp:docPr")
    assert "annex" not in file.blobs["word/footer1.xml"].decode()


@pytest.mark.parametrize("style", ["Footer", "TOC 1"])
def test_what_stands_at_the_right_edge_does_so_whatever_stops_the_reference_document_s_style_has(
    tmp_path: Path, style: str
) -> None:
    """A reference document with a header and no footer, and with a style for contents that has stops of its own."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Ministry of Examples"
    if style not in made.styles:
        made.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH)
    made.styles[style].paragraph_format.tab_stops.add_tab_stop(Mm(30))
    file = WordFile(packet(tmp_path, saved(made)).data)
    edges = {str(text_width(section)) for section in file.find(file.body, "w:sectPr")}
    tabbed = [each for each in file.everywhere("w:p") if "\t" in ooxml.words(each) and based_on(file, each, style)]
    assert tabbed
    for paragraph in tabbed:
        own = file.styles[value(paragraph.find("w:pPr/w:pStyle", NAMES))]
        stops = {value(each, "pos"): value(each) for each in own.findall("w:pPr/w:tabs/w:tab", NAMES)}
        assert [stop in edges for stop, kind in stops.items() if kind != "clear"] == [True]
        assert len(stops) > 1


def text_width(section: Any) -> int:
    margins = [int(value(section.find("w:pgMar", NAMES), side)) for side in ("left", "right")]
    return int(value(section.find("w:pgSz", NAMES), "w")) - sum(margins)


def based_on(file: WordFile, paragraph: Any, name: str) -> bool:
    """Whether a paragraph's style has a base of that name."""
    style = file.styles[value(paragraph.find("w:pPr/w:pStyle", NAMES))]
    base = file.styles.get(value(style.find("w:basedOn", NAMES)))
    return base is not None and value(base.find("w:name", NAMES)).lower() == name.lower()


def test_a_strict_document_is_refused_with_what_to_do_in_word(tmp_path: Path) -> None:
    ordinary = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    strict = rewritten(english(), {ordinary: b"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"})
    with pytest.raises(TemplateError) as refused:
        packet(tmp_path, strict)
    assert "Save As, Word Document" in refused.value.diagnostics[0].message


# --- the reference document's own faults ----------------------------------------------------------------


def clean() -> bytes:
    """A reference document's document without a fault: no text, dark headings, up to date."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.header.paragraphs[0].text = "Ministry of Examples"
    for style in made.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.font.color.rgb is not None:
            style.font.color.rgb = RGBColor(0x20, 0x20, 0x20)
    settings = made.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_font_table_keeps_character_sets_by_number_alone(tmp_path: Path) -> None:
    named = b'<w:charset w:val="01" w:characterSet="utf-8"/>'
    data = rewritten(clean(), {b'<w:charset w:val="02"/>': named})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert named in archive.read("word/fontTable.xml")
    written = packet(tmp_path, data)
    assert written.diagnostics == ()
    with zipfile.ZipFile(io.BytesIO(written.data)) as archive:
        table = archive.read("word/fontTable.xml")
    assert b"charset" in table
    assert b"characterSet" not in table


def with_picture(data: bytes) -> bytes:
    made = docx.Document(io.BytesIO(data))
    made.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(png()))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def named_strong(*kinds: str) -> bytes:
    """A reference document with styles of these kinds that are named as one which packets have."""
    styles = "".join(
        f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="Strong{kind}"><w:name w:val="{name}"/></w:style>'
        for kind, name in zip(kinds, ("Strong", "strong"), strict=False)
    )
    unnamed = {b'w:name w:val="Strong"': b'w:name w:val="Loud"'}
    return rewritten(clean(), {**unnamed, b"</w:styles>": f"{styles}</w:styles>".encode()})


@pytest.mark.parametrize(("colour", "reported"), [("none", 0), ("yellow", 1)])
def test_styles_have_no_highlights(tmp_path: Path, colour: str, reported: int) -> None:
    highlighted = f'<w:rPr><w:highlight w:val="{colour}"/>'.encode()
    own = rewritten(clean(), {b"<w:rPr>": highlighted})
    assert highlighted in WordFile(own).blobs["word/styles.xml"]
    result = packet(tmp_path, own)
    assert not list(WordFile(result.data).xml["word/styles.xml"].iter(f"{{{NAMES['w']}}}highlight"))
    assert [each.code for each in result.diagnostics if "highlights in styles" in each.message] == ["BG620"] * reported


@pytest.mark.parametrize("kinds", [("paragraph",), ("table",), ("paragraph", "character"), ("character", "paragraph")])
def test_no_two_styles_share_a_name_whatever_their_kinds(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    result = packet(tmp_path, named_strong(*kinds))
    assert list(ooxml.ids_are_unique(WordFile(result.data))) == []
    shared = [each for each in result.diagnostics if "share a name" in each.message]
    assert [each.code for each in shared] == ["BG620"] * (len(kinds) > 1)


def test_a_first_page_without_the_running_title_has_drawings_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "ministry.docx"
    path.write_bytes(with_picture(with_picture(clean())))
    document = everything()
    apart = replace(document, header=replace(document.header, first=False))
    result = write_word(apart, THEME.model_copy(update={"reference_docx": str(path)}), LAYOUT)
    file = WordFile(result.data)
    headers = [root for name, root in file.xml.items() if name.startswith("word/header")]
    numbers = [each.get("id") for root in headers for each in root.iter(f"{{{NAMES['wp']}}}docPr")]
    assert len(numbers) == len(set(numbers)) == 4
    assert list(ooxml.ids_are_unique(file)) == []


def test_a_clean_reference_document_has_no_faults(tmp_path: Path) -> None:
    assert packet(tmp_path, clean()).diagnostics == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('<w:cols w:num="2" w:space="720"/>', ["its columns of text"]),
        ('<w:lnNumType w:countBy="5"/>', ["its line numbers"]),
        ('<w:vAlign w:val="center"/>', ["its vertical alignment"]),
        ('<w:textDirection w:val="tbRl"/>', ["its direction of text"]),
        ('<w:pgNumType w:fmt="lowerRoman"/>', ["its way to number pages"]),
        ('<w:pgNumType w:start="7"/>', ["its way to number pages"]),
        ('<w:lnNumType w:countBy="1"/><w:pgNumType w:start="3"/>', ["its line numbers", "its way to number pages"]),
        ('<w:pgNumType w:start="1" w:fmt="decimal"/><w:cols w:num="1"/><w:vAlign w:val="top"/>', []),
    ],
)
def test_what_a_section_asks_for_and_no_packet_does_is_reported(tmp_path: Path, asked: str, said: list[str]) -> None:
    own = re.search(rb"<w:cols[^>]*/>", WordFile(clean()).blobs["word/document.xml"])
    assert own is not None
    plain = rewritten(clean(), {own[0]: b"", b"</w:sectPr>": f"{asked}</w:sectPr>".encode()})
    result = packet(tmp_path, plain)
    left = [each.message for each in result.diagnostics if each.code == "BG619"]
    assert [message.partition(" is left")[0].partition(" are left")[0] for message in left] == said
    section = WordFile(result.data).xml["word/document.xml"].find(".//w:sectPr", NAMES)
    assert {each.tag.partition("}")[2] for each in section}.isdisjoint(("lnNumType", "vAlign", "textDirection"))


@pytest.mark.parametrize(
    ("defect", "code", "said"),
    [
        (lambda data: rewritten(data, {b'w:val="202020"': b'w:val="9A9A9A"'}), "BG617", "“heading 1” has a contrast"),
        (lambda data: rewritten(data, {b'w:lang w:val="en-US"': b"w:lang"}), "BG617", "names no language"),
        (lambda data: rewritten(data, {b"<w:zoom": b"<w:trackRevisions/><w:zoom"}), "BG617", "tracks changes"),
        (
            lambda data: rewritten(
                data, {b'w:uri="http://schemas.microsoft.com/office/word" w:val="15"': b'w:val="14"'}
            ),
            "BG617",
            "compatibility mode",
        ),
        (
            lambda data: rewritten(data, {b"<w:r><w:t>Ministry": b'<w:ins w:id="9" w:author="x"/><w:r><w:t>Ministry'}),
            "BG619",
            "header: tracked changes",
        ),
        (with_picture, "BG617", "no alternative text"),
        (
            lambda data: rewritten(data, {b"<w:body>": b"<w:body><w:p><w:r><w:t>Dear all</w:t></w:r></w:p>"}),
            "BG618",
            "left out",
        ),
    ],
)
def test_a_fault_is_reported_as_one_of_the_reference_document_s_file(
    tmp_path: Path, defect: Callable[[bytes], bytes], code: str, said: str
) -> None:
    found = packet(tmp_path, defect(clean())).diagnostics
    assert [each.code for each in found if said in each.message] == [code]
    assert {each.place.path for each in found} == {str(tmp_path / "ministry.docx")}


def test_words_are_in_the_packets_language_whatever_the_reference_document_writes_in(tmp_path: Path) -> None:
    file = WordFile(packet(tmp_path, rewritten(clean(), {b'w:lang w:val="en-US"': b'w:lang w:val="de-DE"'})).data)
    defaults = file.xml["word/styles.xml"].find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", NAMES)
    assert value(defaults) == "en-US"


def test_settings_that_name_no_language_get_the_packets_in_its_place(tmp_path: Path) -> None:
    own = re.search(rb"<w:themeFontLang[^>]*>", WordFile(clean()).blobs["word/settings.xml"])
    assert own is not None
    settings = WordFile(packet(tmp_path, rewritten(clean(), {own[0]: b""})).data).xml["word/settings.xml"]
    named = settings.find("w:themeFontLang", NAMES)
    assert value(named) == "en-US"
    following = {each.tag.partition("}")[2] for each in named.itersiblings()}
    assert following <= {"clrSchemeMapping", "decimalSymbol", "listSeparator"}


# --- a packet built on one -----------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder with a theme that names a letterhead beside it."""
    themes = tmp_path / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "ministry.docx").write_bytes(english())
    (themes / "ministry.yaml").write_text("name: ministry\nreference_docx: ministry.docx\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"


def test_a_packet_is_built_on_the_letterhead_beside_the_theme(folder: Path) -> None:
    assert main(["build", str(SEED), "--theme", "ministry"]) == 0
    packet = folder / "outputs" / f"{SEED.stem}.packet.ministry"
    manifest = json.loads((packet / "manifest.json").read_text("utf-8"))
    assert "reference_docx/ministry.docx" in manifest["ingredients"]
    assert {each["path"] for each in manifest["findings"] if each["code"] == "BG617"} == {"ministry.docx"}
    file = WordFile((packet / f"{packet.name}.docx").read_bytes())
    for edge, own in (("header", "Ministry of Examples"), ("footer", "1 Example Square")):
        stories = [ooxml.words(root) for name, root in file.stories.items() if edge in name]
        assert stories and all(own in said and "TLP:CLEAR" in said for said in stories)


def test_a_letterhead_that_is_not_there_is_reported_at_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "templates" / "themes" / "ministry.docx").unlink()
    assert main(["build", str(SEED), "--theme", "ministry"]) != 0
    printed = capsys.readouterr()
    assert "ministry.yaml:2:" in printed.out + printed.err
    assert "BG616" in printed.out + printed.err


# --- letterheads of other programs -----------------------------------------------------------


def test_the_script_for_letterheads_tells_what_is_right_from_what_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "ministry.docx").write_bytes(english())
    (own / "broken.dotx").write_bytes(b"no archive")
    source = tmp_path / "in.yaml"
    source.write_text("title: Talks\ndate: 2025-03-30\narticles: [{headline: H, text: Words., source: {name: N}}]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(letterheads, "_JUDGES", (ooxml.lint,))
    assert letterheads.command([str(own), "--input", "in.yaml"]) == 0
    said = capsys.readouterr().out
    assert f"{own / 'ministry.docx'}: built" in said
    assert f"{own / 'broken.dotx'}: refused: BG616" in said
    assert "2 reference documents, 0 with something wrong" in said
    monkeypatch.chdir(tmp_path)
    brought = (own / "ministry.docx").read_bytes()
    monkeypatch.setattr(letterheads, "_JUDGES", (lambda data: [] if data == brought else ["a fault of the packet"],))
    assert letterheads.command([str(own), "--input", "in.yaml"]) == 1
    said = capsys.readouterr().out
    assert "WRONG <lambda>: a fault of the packet" in said
    assert "2 reference documents, 1 with something wrong" in said
