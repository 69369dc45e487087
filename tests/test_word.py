"""The Word file: valid by four judges, complete on opening, and saying what the document says."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import office
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from lxml import etree
from msgspec.structs import replace
from samples import cell, document, everything, para, table

from briefgen.compose import compose
from briefgen.document import (
    Banner,
    Callout,
    Cell,
    Column,
    ColumnBreak,
    Contents,
    Control,
    Document,
    Emphasis,
    Figure,
    Heading,
    Highlight,
    Layout,
    LineBreak,
    Link,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    Text,
)
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.yaml_reader import read_input
from briefgen.theme import Theme
from briefgen.verify.word import content_of_word
from briefgen.writers.word import write_word
from briefgen.writers.word.wml import text

EXAMPLES = Path(__file__).parents[1] / "inputs"
THEME_FILE = Path(__file__).parents[1] / "templates" / "themes" / "default.yaml"
THEME = Theme.model_validate(yaml.safe_load(THEME_FILE.read_text(encoding="utf-8")))
LAYOUT = Layout(6, {"first-part": 1, "lists": 1, "tables": 2, "wide-part": 3, "two-columns": 4, "annex": 5})

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "everything": everything,
    "300 rows": lambda: document(table(300, caption=(Text("Table 1. Rows"),), number=1)),
    "empty": document,
    "unmarked, without furniture": lambda: replace(
        document(para("x")), header=everything().header.__class__(), footer=everything().header.__class__()
    ),
    "tables side by side": lambda: document(table(1), table(1), PageBreak(), table(1)),
    "a table last in a section": lambda: document(Section((table(1),), "landscape"), table(1)),
    "columns last": lambda: document(para("x"), Section((para("words " * 40),), columns=2)),
    "only landscape": lambda: document(Section((para("wide"),), "landscape")),
}


def without_fonts() -> Theme:
    return THEME.model_copy(update={"fonts": THEME.fonts.model_copy(update={"embed_in_docx": False})})


def word(blocks_or_document: Document | tuple[Any, ...], **more: Any) -> WordFile:
    made = blocks_or_document if isinstance(blocks_or_document, Document) else document(*blocks_or_document)
    return WordFile(write_word(made, THEME, **more).data)


def paragraphs(file: WordFile) -> list[str]:
    return [ooxml.words(each) for each in file.find(file.body, "w:p")]


# --- valid -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "judge", [ooxml.lint, ooxml.integrity, ooxml.audit, ooxml.sdk], ids=lambda judge: judge.__name__
)
def test_no_judge_finds_anything(name: str, judge: Callable[[bytes], list[str]]) -> None:
    result = write_word(DOCUMENTS[name](), THEME, LAYOUT)
    assert result.diagnostics == ()
    assert judge(result.data) == []


def packet(source: str, template: str = "packet", theme: str = "default") -> bytes:
    """The Word file of one of the example inputs."""
    kit = load_kit(Options(template=template, theme=theme))
    made = compose(fill(read_input(EXAMPLES / source)).briefing, kit.template, kit.theme)
    result = write_word(made, kit.theme, LAYOUT)
    assert result.diagnostics == ()
    return result.data


@pytest.mark.parametrize(
    ("source", "template"),
    [("2025-03-30.yaml", "packet"), ("2025-03-30.yaml", "one-page"), ("examples/multilingual.yaml", "packet")],
)
def test_no_judge_finds_anything_in_the_example_packets(source: str, template: str) -> None:
    data = packet(source, template, "one-page" if template == "one-page" else "default")
    for judge in (ooxml.lint, ooxml.integrity, ooxml.audit, ooxml.sdk):
        assert judge(data) == []


def test_the_seed_packet_is_small() -> None:
    """Four cuts of the text family are three quarters of it; the map, as shapes and as a picture, comes on top."""
    data = packet("2025-03-30.yaml")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        drawn = sorted(each.compress_size for each in parts.infolist() if each.filename.endswith((".svg", ".png")))
    the_map = sum(drawn[-2:])
    assert len(data) - the_map <= 152 * 1024
    assert the_map <= 72 * 1024


@pytest.mark.parametrize(
    ("said", "kept"),
    [("one two", False), (" one", True), ("one ", True), ("one  two", True), ("a\tb", False), ("a \tb", True)],
)
def test_blanks_are_kept_where_a_word_processor_would_lose_them(said: str, kept: bool) -> None:
    written = text(said)
    assert (' xml:space="preserve"' in written) is kept
    assert "".join(etree.fromstring(f'<w:r xmlns:w="w">{written}</w:r>').itertext()) == said.replace("\t", "")


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
texts = st.builds(Text, words)
inlines = st.recursive(
    texts | st.just(LineBreak()),
    lambda inner: (
        st.builds(Strong, st.tuples(inner))
        | st.builds(Emphasis, st.tuples(inner, inner))
        | st.builds(Link, st.just("https://example.org/?a=1&b=<2>"), st.tuples(inner))
        | st.builds(Reference, st.just("here"), st.tuples(inner), words)
        | st.builds(Highlight, st.sampled_from(["actor", "event"]), st.tuples(inner))
        | st.builds(
            Span, st.tuples(inner), st.sampled_from([None, "mark", "small"]), st.sampled_from([None, "ar", "ja", "ru"])
        )
        | st.builds(Control, words, words, st.tuples(inner))
        | st.builds(Control, words, words, st.just(()), words)
    ),
    max_leaves=5,
)
plain_paragraphs = st.builds(Paragraph, st.tuples(inlines), st.sampled_from(["body", "lead", "small", "judgment"]))
blocks = st.recursive(
    plain_paragraphs,
    lambda inner: (
        st.builds(
            List,
            st.tuples(st.builds(ListItem, st.tuples(inner, inner)), st.builds(ListItem, st.tuples(inner))),
            st.booleans(),
        )
        | st.builds(Callout, st.tuples(texts), st.tuples(inner, inner), st.sampled_from(["note", "bottom-line"]))
    ),
    max_leaves=4,
)


parts = blocks | st.builds(
    Section,
    st.tuples(blocks, st.sampled_from([ColumnBreak(), PageBreak(), table(2)]), blocks),
    st.sampled_from(["portrait", "landscape"]),
    st.integers(1, 3),
)
HERE = Heading(1, (Text("Here"),), "here")


def test_no_judge_finds_anything_in_made_up_documents() -> None:
    gathered: list[Any] = []

    @settings(max_examples=25, deadline=None, database=None)
    @given(st.lists(parts, max_size=5))
    def held(made: list[Any]) -> None:
        data = write_word(document(HERE, *made, table(1)), THEME).data
        assert ooxml.lint(data) == []
        assert ooxml.audit(data) == []
        gathered.extend(made)

    held()
    whole = write_word(document(HERE, *gathered), THEME).data  # the slowest judges see all of them at once
    assert ooxml.integrity(whole) == []
    assert ooxml.sdk(whole) == []


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_words_come_out_letter_for_letter(said: str) -> None:
    assert paragraphs(word((para(said),))) == [said]


@pytest.mark.parametrize(
    "said",
    [
        ']]> </w:t> &amp; <b>x</b> {{ 7*7 }} {% raw %} | ` * _ [x](y) <font color="[[x]]">',
        "  led by blanks, double  blanks, closed by blanks  ",
        "tab\there and\tthere",
        "no-break\u00a0space, soft\u00adhyphen, non\u2011breaking, zero\u200bwidth, e\u0301 combining",
        "عربي (TLP 5.2) 30 مارس and Latin, עברית, हिन्दी, ไทย, 日本語, 🚀👩‍🚀",
        "w" * 400,
    ],
)
def test_hostile_words_come_out_letter_for_letter(said: str) -> None:
    file = word(
        (para(said), Table((Column(1.0),), Row((cell("H"),)), (Row((cell(said),)),)), Callout((Text(said),), ()))
    )
    assert [each for each in paragraphs(file) if each not in ("", "H")] == [said] * 3


def test_hostile_attributes_come_out_letter_for_letter() -> None:
    said = "\"quoted\" <b> & 'single'\nand a second line"
    made = table(1, caption=(Text("Table 1. x"),), number=1)
    file = word(
        (Heading(1, (Text("H"),), "h"), replace(made, summary=said), Paragraph((Reference("h", (Text("x"),), said),)))
    )
    assert value(file.find(file.body, "w:tblDescription")[0]) == said
    assert value(file.find(file.body, "w:hyperlink")[0], "tooltip") == said.replace('"', "'")


def test_a_tooltip_has_no_quotes_at_which_libreoffice_ends_the_target_of_a_link(tmp_path: Path) -> None:
    if not office.INSTALLED:
        pytest.skip("LibreOffice is missing")
    made = document(Heading(1, (Text("H"),), "h"), Paragraph((Reference("h", (Text("x"),), 'It says: "Copy" means'),)))
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME).data)
    saved = office.converted(tmp_path / "x.docx", "docx", tmp_path).read_bytes()
    assert [(link.words, link.uri) for link in content_of_word(saved).links] == [("x", "")]


def test_a_line_end_within_words_is_a_blank() -> None:
    assert paragraphs(word((para("one\r\ntwo\nthree"),))) == ["one two three"]


def test_what_xml_cannot_hold_is_reported_and_does_not_break_the_file() -> None:
    result = write_word(document(para("a\x0bb\ud800c")), THEME)
    assert [each.code for each in result.diagnostics] == ["BG705"]
    assert paragraphs(WordFile(result.data)) == ["a\ufffdb\ufffdc"]


# --- the same bytes ----------------------------------------------------------------------


def test_two_runs_give_the_same_bytes() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "from test_word import *\n"
        "print(hashlib.sha256(write_word(everything(), THEME, LAYOUT).data).hexdigest())"
    )
    root = Path(__file__).parents[1]

    def run(seed: str, zone: str) -> str:
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        return subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=True
        ).stdout

    assert run("1", "UTC") == run("2", "Asia/Tokyo")


def test_the_files_in_the_zip_bear_the_documents_own_time() -> None:
    with zipfile.ZipFile(io.BytesIO(write_word(everything(), THEME).data)) as archive:
        assert {(each.date_time, each.create_system) for each in archive.infolist()} == {((2025, 3, 30, 12, 0, 0), 0)}
        assert archive.namelist()[:3] == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]


def test_a_document_without_a_date_is_of_1980() -> None:
    made = everything()
    early = replace(made, metadata=replace(made.metadata, created=made.metadata.created.replace(year=1900)))
    with zipfile.ZipFile(io.BytesIO(write_word(early, THEME).data)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


# --- what the file says ------------------------------------------------------------------


def test_the_file_bears_the_documents_properties_and_no_librarys() -> None:
    import docx

    core = docx.Document(io.BytesIO(write_word(everything(), THEME).data)).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("A sample document", "Test desk", "Test desk")
    assert (core.subject, core.keywords, core.language) == ("Sample", "one, two", "en")
    assert core.created == core.modified
    assert (core.created.year, core.comments) == (2025, "")
    custom = word(everything()).blobs["docProps/custom.xml"].decode()
    assert all(said in custom for said in ("T-1", "TLP:CLEAR", "0" * 64))


def test_contents_show_entries_and_pages_before_anyone_updates_them() -> None:
    file = word(everything(), layout=LAYOUT)
    shown = [ooxml.words(each) for each in file.find(file.body, "w:sdtContent/w:p")]
    assert shown == ["Contents", "First part\t1", "Lists\t1", "Tables\t2", "Wide part\t3", "Two columns\t4", "Annex\t5"]
    assert "NUMPAGES" in file.blobs["word/footer1.xml"].decode()
    assert "Page 1 of 6" in ooxml.words(file.xml["word/footer1.xml"])


def test_contents_without_a_layout_say_no_wrong_page() -> None:
    file = word((Contents((Text("Contents"),)), Heading(1, (Text("One"),), "one")))
    assert paragraphs(file) == ["Contents", "One", "One"]
    assert "\\n" in "".join(each.text or "" for each in file.find(file.body, "w:instrText"))


def test_the_marking_is_in_header_and_footer_of_every_section() -> None:
    file = word(everything())
    sections = file.find(file.body, "w:sectPr")
    relations = {each.get("Id"): each.get("Target") for each in file.xml["word/_rels/document.xml.rels"]}
    assert len(sections) == 6
    for section in sections:
        named = [relations[each.get(f"{{{ooxml.R}}}id")] for each in section if "Reference" in each.tag]
        assert len(named) == 2
        assert all("TLP:CLEAR" in ooxml.words(file.xml[f"word/{name}"]) for name in named)


def test_running_lines_reach_the_edge_of_landscape_pages_too() -> None:
    file = word(everything())
    stops = {
        value(style.find("w:name", NAMES)): value(style.find("w:pPr/w:tabs/w:tab", NAMES), "pos")
        for style in file.styles.values()
    }
    page = THEME.page
    sides = page.margins.left.twips + page.margins.right.twips
    lines = [each for name, each in stops.items() if name.lower().startswith("header")]
    assert {str(page.width.twips - sides), str(page.height.twips - sides)} <= set(lines)


def test_columns_at_the_end_are_followed_by_a_section_that_evens_them_out() -> None:
    file = word((para("x"), Section((para("words " * 40),), columns=2)))
    sections = file.find(file.body, "w:sectPr")
    assert [value(each.find("w:cols", NAMES), "num") for each in sections] == ["", "2", ""]
    assert [value(each.find("w:type", NAMES)) for each in sections[1:]] == ["continuous", "continuous"]


def test_a_column_break_begins_a_column_and_leaves_columns_as_high_as_they_are() -> None:
    left, right = para("left"), Heading(1, (Text("right"),), "right")
    file = word((para("x"), Section((left, ColumnBreak(), right), columns=2)))
    sections = file.find(file.body, "w:sectPr")
    assert [value(each.find("w:cols", NAMES), "num") for each in sections] == ["", "2"]
    before, after = (paragraphs(file).index(said) for said in ("left", "right"))
    (between,) = file.find(file.body, "w:p")[before + 1 : after]
    assert [value(each, "type") for each in file.find(between, "w:br")] == ["column"]


def test_column_breaks_at_the_edges_of_columns_leave_no_column_empty() -> None:
    made = (Section((ColumnBreak(), para("only"), ColumnBreak()), columns=2), Section((ColumnBreak(), para("plain"))))
    file = word(made)
    assert [value(each, "type") for each in file.find(file.body, "w:br")] == []


def test_a_heading_keeps_its_space_on_a_page_that_it_begins() -> None:
    file = word((para("x"), PageBreak(), Heading(1, (Text("New"),), "new")))
    style = file.styles[value(file.find(file.body, "w:p")[1].find("w:pPr/w:pStyle", NAMES))]
    assert style.find("w:pPr/w:pageBreakBefore", NAMES) is not None
    assert style.find("w:pPr/w:spacing[@w:before='0']", NAMES) is None


def test_columns_that_follow_columns_begin_below_them() -> None:
    columns = Section((para("left"), ColumnBreak(), para("right")), columns=2)
    file = word((columns, columns))
    assert [value(each.find("w:cols", NAMES), "num") for each in file.find(file.body, "w:sectPr")] == ["2", "2"]


def test_what_staff_edit_stands_in_controls_that_bear_a_title() -> None:
    given = Control("prepared-for", "Prepared <for> & more " + "x" * 64, (Text("the "), Strong((Text("desk"),))))
    waiting, empty = Control("remarks", "Remarks", (), "none yet"), Control("empty", "Empty", ())
    result = write_word(document(Paragraph((given, Text("; "), waiting, empty)), Paragraph((given,))), THEME)
    file = WordFile(result.data)
    assert paragraphs(file) == ["the desk; none yet", "the desk"]
    controls = file.find(file.body, "w:sdt")
    assert [ooxml.words(each) for each in controls] == ["the desk", "none yet", "the desk"]
    assert [value(each.find("w:sdtPr/w:tag", NAMES)) for each in controls] == [
        "prepared-for",
        "remarks",
        "prepared-for",
    ]
    assert all(value(each.find("w:sdtPr/w:lock", NAMES)) == "sdtLocked" for each in controls)
    assert [each.find("w:sdtPr/w:showingPlcHdr", NAMES) is not None for each in controls] == [False, True, False]
    assert value(controls[0].find("w:sdtPr/w:alias", NAMES)) == ("Prepared <for> & more " + "x" * 64)[:64]
    assert [found for judge in (ooxml.lint, ooxml.audit, ooxml.sdk) for found in judge(result.data)] == []


def test_each_numbered_list_counts_on_its_own() -> None:
    one = List((ListItem((para("a", "list-item"),)),), ordered=True)
    file = word((one, para("x"), one, replace(one, start=5)))
    numbers = [value(each) for each in file.find(file.body, "w:numPr/w:numId")]
    starts = {
        value(each, "numId"): value(each.find("w:lvlOverride/w:startOverride", NAMES))
        for each in file.find(file.xml["word/numbering.xml"], "w:num")
    }
    assert len(set(numbers)) == 3
    assert [starts[each] for each in numbers] == ["1", "1", "5"]


def test_a_caption_counts_with_a_field_and_reads_as_written() -> None:
    file = word((table(1, caption=(Text("Tabelle 12. Zeilen"),), number=12),))
    codes = [each.text.strip() for each in file.find(file.body, "w:instrText")]
    assert codes == ["SEQ Tabelle \\* ARABIC"]
    assert paragraphs(file)[0] == "Tabelle 12. Zeilen"


def test_a_reference_leads_to_its_paragraph_and_says_what_lies_there() -> None:
    file = word(everything())
    (link,) = [each for each in file.find(file.body, "w:hyperlink") if ooxml.words(each) == "A1¶1"]
    (target,) = [
        each for each in file.find(file.body, "w:bookmarkStart") if value(each, "name") == value(link, "anchor")
    ]
    assert ooxml.words(target.getparent()) == "¶1\tThe first paragraph of the article."
    assert value(link, "tooltip") == "Article A1, paragraph 1"


def test_a_reference_to_nowhere_is_reported() -> None:
    result = write_word(document(Paragraph((Reference("nowhere", (Text("x"),)),))), THEME)
    assert [each.code for each in result.diagnostics] == ["BG706"]
    assert ooxml.lint(result.data) == []
    assert paragraphs(WordFile(result.data)) == ["x"]


@pytest.mark.parametrize("image", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\1" * 40])
def test_a_picture_that_cannot_be_read_leaves_its_words_and_a_finding(image: bytes) -> None:
    result = write_word(document(Figure(image, "What is seen", (Text("Figure 1. It"),))), THEME)
    assert [each.code for each in result.diagnostics] == ["BG708"]
    assert paragraphs(WordFile(result.data)) == ["What is seen", "Figure 1. It"]


def test_long_and_similar_anchors_stay_apart() -> None:
    anchors = ["a" * 60 + "1", "a" * 60 + "2", "x-y", "X_y", "ж"]
    headings = [Heading(1, (Text(anchor),), anchor) for anchor in anchors]
    links = [Paragraph((Reference(anchor, (Text(anchor),)),)) for anchor in anchors]
    made = document(*headings, *links)
    file = word(made)
    assert ooxml.lint(write_word(made, THEME).data) == []
    names = {value(each, "name"): ooxml.words(each.getparent()) for each in file.find(file.body, "w:bookmarkStart")}
    assert [names[value(each, "anchor")] for each in file.find(file.body, "w:hyperlink")] == anchors


def test_an_address_is_related_once_and_kept() -> None:
    uri = "https://example.org/a?b=1&c=ü#d"
    file = word((Paragraph((Link(uri, (Text("a"),)), Link(uri, (Text("b"),)))),))
    targets = [each.get("Target") for each in file.xml["word/_rels/document.xml.rels"] if each.get("TargetMode")]
    assert targets == [uri]


@pytest.mark.parametrize("uri", ["http://[bad", "", "x" * 10, "https://example.org/" + "a" * 3000])
def test_an_address_that_word_refuses_leaves_its_words_and_a_finding(uri: str) -> None:
    result = write_word(document(Paragraph((Link(uri, (Text("words"),)),))), THEME)
    assert [each.code for each in result.diagnostics] == ["BG703"]
    assert paragraphs(WordFile(result.data)) == ["words"]
    assert ooxml.lint(result.data) == []


def test_languages_and_directions_are_reported() -> None:
    file = word(
        (
            para("مرحبا بالعالم", language="ar"),
            Paragraph((Text("x "), Span((Text("日本"),), language="ja"), Span((Text("Слово"),), language="ru"))),
            para("עברית בלי שפה"),
        )
    )
    found = [dict(each.attrib) for each in file.find(file.body, "w:rPr/w:lang")]
    assert found == [
        {f"{{{ooxml.W}}}bidi": "ar-SA"},
        {f"{{{ooxml.W}}}eastAsia": "ja-JP"},
        {f"{{{ooxml.W}}}val": "ru-RU"},
        {f"{{{ooxml.W}}}bidi": "he-IL"},
    ]
    bidi = [value(each.find("w:pPr/w:pStyle", NAMES)) for each in file.find(file.body, "w:p")]
    assert [file.styles[style].find("w:pPr/w:bidi", NAMES) is not None for style in bidi] == [True, False, True]
    assert len(file.find(file.body, "w:rPr/w:rtl")) == 2


def test_a_value_that_runs_the_other_way_keeps_its_figures_and_leaves_those_around_it() -> None:
    file = word((Paragraph((Text("A2 · "), Span((Text("رصيف 7"),)), Text(" · 10 June"))),))
    runs = file.find(file.body, "w:r")
    shown = [("".join(run.itertext()), run.find("w:rPr/w:rtl", NAMES) is not None) for run in runs]
    assert shown == [("A2 · ", False), ("رصيف", True), (" 7", True), (" · 10 June", False)]
    assert "bidi" not in str([each.tag for each in file.find(file.body, "w:pPr/*")])


def test_in_a_right_to_left_document_tables_and_paragraphs_begin_at_the_right() -> None:
    file = WordFile(write_word(document(table(2), para("Latin words."), language="ar"), THEME).data)
    assert len(file.find(file.body, "w:tblPr/w:bidiVisual")) == len(file.find(file.body, "w:tbl")) == 1
    style = value(file.find(file.body, "w:p")[-1].find("w:pPr/w:pStyle", NAMES))
    assert file.styles[style].find("w:pPr/w:bidi", NAMES) is not None


def test_the_header_row_repeats_and_rows_stay_whole_unless_very_tall() -> None:
    tall = Row((cell("tall"), cell("words " * 3000)))
    made = Table((Column(0.5), Column(0.5)), Row((cell("A"), cell("B"))), (Row((cell("a"), cell("b"))), tall))
    rows = word((made,)).find(word((made,)).body, "w:tr")
    assert [row.find("w:trPr/w:tblHeader", NAMES) is not None for row in rows] == [True, False, False]
    assert [row.find("w:trPr/w:cantSplit", NAMES) is not None for row in rows] == [True, True, False]


def test_identical_scales_and_pictures_are_stored_once() -> None:
    twice = everything()
    again = replace(twice, blocks=(*twice.blocks, *(each for each in twice.blocks if isinstance(each, Figure))))
    assert sum("media" in name for name in word(again).names) == sum("media" in name for name in word(twice).names) == 3


def test_marking_of_every_scheme_is_written() -> None:
    for scheme in THEME.markings:
        made = replace(document(para("x")), marking=Banner(scheme, "SECRET//NOFORN"))
        file = word(made)
        assert "SECRET//NOFORN" in ooxml.words(file.xml["word/header1.xml"])


def test_a_role_without_a_look_is_reported() -> None:
    result = write_word(document(para("x", "unheard-of")), THEME)
    assert [each.code for each in result.diagnostics] == ["BG707"]


def test_a_seed_sized_file_is_small() -> None:
    sizes = [len(write_word(everything(), theme, LAYOUT).data) for theme in (THEME, without_fonts())]
    assert sizes[0] < 240_000
    assert sizes[1] < 30_000


# --- read by others ----------------------------------------------------------------------


def test_pandoc_reads_what_the_document_says() -> None:
    pypandoc = pytest.importorskip("pypandoc")
    data = write_word(everything(), THEME, LAYOUT).data
    pandoc = pypandoc.get_pandoc_path()
    done = subprocess.run([pandoc, "-f", "docx", "-t", "json"], input=data, capture_output=True, check=True)
    found = list(_nodes(json.loads(done.stdout)["blocks"]))
    headings = [(each["c"][0], _said(each["c"][2])) for each in found if each["t"] == "Header"]
    assert headings == [
        (1, "First part"),
        (2, "Lists"),
        (2, "Tables"),
        (1, "Wide part"),
        (1, "Two columns"),
        (1, "Annex"),
    ]
    assert [len(each["c"][1]) for each in found if each["t"] == "OrderedList"] == [2, 1]
    assert next(len(each["c"]) for each in found if each["t"] == "BulletList") == 2
    assert [len(each["c"][4][0][3]) for each in found if each["t"] == "Table"] == [4, 2, 3]
    links = {each["c"][2][0] for each in found if each["t"] == "Link"}
    assert "https://example.org/a?b=1&c=2" in links
    assert {_said(each["c"][1]) for each in found if each["t"] == "Image"} == {
        "Likelihood: step 5 of 7",
        "Confidence: 2 of 3",
        "A grey rectangle",
    }


def _nodes(tree: Any) -> Any:
    if isinstance(tree, dict) and "t" in tree:
        yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(each)


def _said(tree: Any) -> str:
    return "".join(each["c"] if each["t"] == "Str" else " " for each in _nodes(tree) if each["t"] in ("Str", "Space"))


@office.needs_pages
def test_libreoffice_shows_the_marking_on_every_page(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(write_word(everything(), THEME, LAYOUT).data)
    pages = office.pages(office.converted(tmp_path / "x.docx", "pdf", tmp_path, office.signs_alone(tmp_path)))
    assert len(pages) >= 4
    assert all(page.count("TLP:CLEAR") >= 2 for page in pages)


# --- the judge itself --------------------------------------------------------------------


def _with(part: str, old: bytes, new: bytes) -> bytes:
    """The sample file with a fault planted in one part."""
    stream = io.BytesIO()
    whole = io.BytesIO(write_word(everything(), THEME, LAYOUT).data)
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(stream, "w") as made:
        for name in archive.namelist():
            data = archive.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new, 1)
            made.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "complaint"),
    [
        ("word/document.xml", b'w:name="p1"', b'w:name="annex"', "bookmark name twice"),
        ("word/document.xml", b'w:anchor="a1_p1"', b'w:anchor="gone"', "not there: gone"),
        ("word/document.xml", b'descr="A grey rectangle"', b'descr=""', "without alternative text"),
        ("word/document.xml", b"<w:tblHeader/>", b"", "without a header row"),
        ("word/document.xml", b'w:fldCharType="end"', b'w:fldCharType="begin"', "field"),
        ("word/document.xml", b'<w:pStyle w:val="Heading2"/>', b'<w:pStyle w:val="Gone"/>', "style that is not there"),
        (
            "word/document.xml",
            b'<w:pStyle w:val="BodyText"/>',
            b'<w:pStyle w:val="BodyText"/><w:jc w:val="right"/>',
            "direct",
        ),
        ("word/document.xml", b'wp:docPr id="1"', b'wp:docPr id="2"', "drawing id twice"),
        ("word/document.xml", b'<w:alias w:val="Prepared for"/>', b"", "content control"),
        ("docProps/core.xml", b"A sample document", b"", "no dc:title"),
        ("docProps/core.xml", b"2025-03-30T12:00:00Z", b"yesterday", "is no time"),
        ("word/settings.xml", b"<w:zoom", b"<w:updateFields/><w:zoom", "updateFields"),
    ],
)
def test_the_lint_sees_planted_faults(part: str, old: bytes, new: bytes, complaint: str) -> None:
    assert any(complaint in found for found in ooxml.lint(_with(part, old, new)))


def test_an_empty_cell_is_written_as_one() -> None:
    file = word((Table((Column(1.0),), Row((cell("H"),)), (Row((Cell(()),)),)),))
    assert [ooxml.words(each) for each in file.find(file.body, "w:tc")] == ["H", ""]


def test_columns_are_as_wide_as_in_the_pdf() -> None:
    """A word that needs more room than its column was given moves the columns in both files alike."""
    from briefgen.writers.pdf import write_pdf

    narrow = table(2, anchor="narrow")
    narrow = replace(narrow, columns=(Column(0.03), Column(0.67), Column(0.3, "end")))
    content = document(narrow)
    layout = write_pdf(content, THEME).layout
    shares = layout.shares[id(narrow)]
    assert shares[0] > 0.04
    body = zipfile.ZipFile(io.BytesIO(write_word(content, THEME, layout).data)).read("word/document.xml").decode()
    stated = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', body)]
    assert [width / sum(stated) for width in stated] == pytest.approx(shares, abs=0.001)


def test_a_reference_to_a_table_is_a_field_that_counts_on() -> None:
    """`Table 1` in the text follows the table's number when staff add another before it."""
    from briefgen.verify import verify
    from briefgen.writers.pdf import write_pdf

    captioned = table(2, caption=(Text("Table 1. Rows"),), number=1, anchor="rows")
    content = document(Paragraph((Text("See "), Reference("rows", (Text("Table 1"),)), Text("."))), captioned)
    paper = write_pdf(content, THEME)
    data = write_word(content, THEME, paper.layout).data
    body = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    named = re.search(r"<w:instrText[^>]*> REF (\w+) \\h </w:instrText>", body)
    assert named
    label = re.search(rf'<w:bookmarkStart w:id="(\d+)" w:name="{named[1]}"/>(.*?)<w:bookmarkEnd w:id="\1"/>', body)
    assert label
    assert "".join(re.findall(r"<w:t[ >][^<]*?>?([^<>]*)</w:t>", label[2])) == "Table 1"
    assert verify(content, paper.data, data).findings == ()
    assert ooxml.lint(data) == ooxml.audit(data) == ooxml.integrity(data) == []
