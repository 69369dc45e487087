"""Both files are read back: a clean pair is silent, every planted fault is seen, in either file."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from samples import cell, document, everything, para, png, table

from briefgen.cli import main
from briefgen.compose import load_theme
from briefgen.diagnostics import Diagnostic
from briefgen.document import (
    Banner,
    Callout,
    Contents,
    Document,
    Figure,
    Furniture,
    Gauge,
    Heading,
    LineBreak,
    Link,
    List,
    ListItem,
    PageCount,
    PageNumber,
    Paragraph,
    Reference,
    Row,
    Span,
    Table,
    Text,
)
from briefgen.packets import InputFile, file_of, manifest
from briefgen.placing import write_packet
from briefgen.theme import Theme
from briefgen.verify import content_of_pdf, content_of_word, fingerprint, verify
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_word


@cache
def theme() -> Theme:
    return load_theme("default").theme


def both(content: Document) -> tuple[bytes, bytes]:
    pdf = write_pdf(content, theme())
    return pdf.data, write_word(content, theme(), pdf.layout).data


def words_of(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    return [f"{each.place.path}: {each.message}" for each in found]


# --- a clean pair ----------------------------------------------------------------------------

TONGUES = {
    "ru": "Министр иностранных дел сделал заявление о переговорах, которые продолжатся в Женеве.",
    "ar": "أعلن وزير الخارجية عن 12 اتفاقًا جديدًا مع اليابان في 30 مارس 2025.",
    "he": "שר החוץ הודיע על הסכם חדש עם יפן (TLP:CLEAR) ביום ראשון.",
    "hi": "विदेश मंत्री ने जापान के साथ नए समझौते की घोषणा की।",
    "th": "รัฐมนตรีว่าการกระทรวงการต่างประเทศประกาศข้อตกลงใหม่กับญี่ปุ่น",
    "el": "Ο υπουργός Εξωτερικών ανακοίνωσε νέα συμφωνία.",
    "vi": "Bộ trưởng Ngoại giao đã công bố một thỏa thuận mới với Nhật Bản.",
}
HOSTILE = (
    "{{ title }} {% for x in y %} <b>&amp;</b> \\textbf{x} $HOME `rm -rf` =1+1 @SUM(A1)",
    "(a (b)) \\(c\\) <0041> /Name [1 2 3] TJ ET EMC >> stream endstream endobj %%EOF",
    "AV To fi ffi ﬂ ﬁ e\u0301 é Å Å ½ ½ “curly” ‘quotes’ – — … ‑ NBSP\u00a0here",
    "soft\u00adhyphen zero\u200bwidth joiner\u200d mark\u200e\u200f bom\ufeff end",
    "12,345.67 −3 °C ± 5 % 10⁶ x² H₂O 1/2 №7 §4 ¶5",
    "x" * 400,
    "http://example.org/" + "a-very-long-path/" * 12,
)


def test_everything_there_is_silent() -> None:
    content = everything()
    assert verify(content, *both(content)).findings == ()


@pytest.mark.parametrize("language", TONGUES)
def test_each_script_is_read_back_word_for_word(language: str) -> None:
    words = TONGUES[language]
    content = document(
        Heading(1, (Text(words),), "h", None),
        Paragraph((Text(words * 6),), language=language),
        Paragraph((Text("In the middle: "), Span((Text(words),), language=language), Text(" and on."))),
        List((ListItem((para(words, "list-item"),)),)),
    )
    assert verify(content, *both(content)).findings == ()


def test_text_that_looks_like_code_is_read_back_letter_for_letter() -> None:
    content = document(
        *(para(words) for words in HOSTILE),
        table(2),
        *(Heading(2, (Text(words[:60]),), f"h{n}") for n, words in enumerate(HOSTILE)),
    )
    assert words_of(verify(content, *both(content)).findings) == []


def test_a_long_table_and_long_paragraphs_are_followed_over_pages() -> None:
    tall = Row(
        (cell("Tall", "table-first"), cell("A cell that is taller than any page. " * 150), cell("1", "table-number"))
    )
    long = table(120)
    content = document(replace(long, rows=(*long.rows, tall)), para("Words without an end. " * 800))
    assert verify(content, *both(content)).findings == ()


LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
    | st.sampled_from("aA1 .,-()אب한字й"),
    min_size=1,
    max_size=60,
)


@pytest.mark.parametrize(
    "text", ["\u200d\u0365", "日 \u200d\u0365日", "\U000e0042\u0487", "\ufe0f\u0301x", "\u200d\u064e", "\u200d"]
)
def test_a_mark_on_a_character_that_is_not_drawn_is_read_back(text: str) -> None:
    content = document(para(text), para(f"Before {text} and after"), Heading(2, (Text(text),), "h"))
    assert words_of(verify(content, *both(content)).findings) == []


PRIVATE = "\ue000\ue001\ue002\ue003\uf0b7\uf8ff"
"""Characters that mean what their font says; some programs let them stand for something else inside."""


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LETTERS, min_size=1, max_size=5))
def test_any_text_is_read_back(texts: list[str]) -> None:
    content = document(*(para(text) for text in texts), Callout((Text(texts[0]),), (para(texts[-1]),)))
    assert words_of(verify(content, *both(content)).findings) == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(LETTERS | st.text(PRIVATE + "a1 ", min_size=1, max_size=9), st.sampled_from((PageNumber(), PageCount())))
def test_any_text_is_read_back_from_the_running_lines(text: str, number: PageNumber | PageCount) -> None:
    header = Furniture((Text(text),), (Text(text), Text(" "), number))
    content = replace(document(para("Words."), para(text)), header=header)
    assert words_of(verify(content, *both(content)).findings) == []


# --- planted faults --------------------------------------------------------------------------


def sample() -> Document:
    """Something of each kind that a fault can be planted in."""
    return document(
        Contents((Text("Contents"),), 2),
        Heading(1, (Text("Findings"),), "findings"),
        para("The ministers met on 30 March 2025 and spoke of 57 ships."),
        Heading(2, (Text("Details"),), "details"),
        List((ListItem((para("First point", "list-item"),)), ListItem((para("Second point", "list-item"),)))),
        table(3, caption=(Text("Table 1. Rows"),), number=1, anchor="t1"),
        Paragraph(
            (
                Text("See "),
                Link("https://example.org/a", (Text("the report"),)),
                Text(" and "),
                Reference("findings", (Text("above"),)),
            )
        ),
        Paragraph((Text("Likely "), Gauge("likelihood", 5, 7, "Step 5 of 7"))),
        Figure(png(), "A grey rectangle", (Text("Figure 1"),)),
        marking=Banner("tlp", "TLP:CLEAR"),
    )


def with_block(content: Document, index: int, block: object) -> Document:
    return replace(content, blocks=(*content.blocks[:index], block, *content.blocks[index + 1 :]))  # type: ignore[arg-type]


def one_word(content: Document) -> Document:
    return with_block(content, 2, para("The ministers met on 30 March 2025 and talked of 57 ships."))


def one_digit(content: Document) -> Document:
    return with_block(content, 2, para("The ministers met on 30 March 2025 and spoke of 58 ships."))


def one_letter(content: Document) -> Document:
    return with_block(content, 2, para("The ministers met on 30 March 2025 and spoke of 57 ship."))


def one_blank(content: Document) -> Document:
    return with_block(content, 2, para("The ministers met on 30 March 2025 and spokeof 57 ships."))


def one_row(content: Document) -> Document:
    block = content.blocks[5]
    assert isinstance(block, Table)
    return with_block(content, 5, replace(block, rows=(block.rows[0], block.rows[2])))


def one_cell(content: Document) -> Document:
    block = content.blocks[5]
    assert isinstance(block, Table)
    row = block.rows[1]
    return with_block(
        content, 5, replace(block, rows=(block.rows[0], Row((row.cells[0], row.cells[1], cell("7"))), block.rows[2]))
    )


def one_level(content: Document) -> Document:
    return with_block(content, 3, Heading(1, (Text("Details"),), "details"))


def one_paragraph(content: Document) -> Document:
    return replace(content, blocks=(*content.blocks[:2], *content.blocks[3:]))


def one_more(content: Document) -> Document:
    return replace(content, blocks=(*content.blocks, para("Nobody wrote this.")))


def swapped_bullets(content: Document) -> Document:
    block = content.blocks[4]
    assert isinstance(block, List)
    return with_block(content, 4, replace(block, items=block.items[::-1]))


def lost_link(content: Document) -> Document:
    return with_block(content, 6, Paragraph((Text("See the report and "), Reference("findings", (Text("above"),)))))


def other_address(content: Document) -> Document:
    return with_block(
        content,
        6,
        Paragraph(
            (
                Text("See "),
                Link("https://example.org/b", (Text("the report"),)),
                Text(" and "),
                Reference("findings", (Text("above"),)),
            )
        ),
    )


def lost_reference(content: Document) -> Document:
    return with_block(
        content, 6, Paragraph((Text("See "), Link("https://example.org/a", (Text("the report"),)), Text(" and above")))
    )


def other_alt(content: Document) -> Document:
    return with_block(content, 8, Figure(png(), "A grey triangle", (Text("Figure 1"),)))


def other_gauge(content: Document) -> Document:
    return with_block(content, 7, Paragraph((Text("Likely "), Gauge("likelihood", 6, 7, "Step 6 of 7"))))


def lost_marking(content: Document) -> Document:
    return replace(content, marking=None)


def other_marking(content: Document) -> Document:
    return replace(content, marking=Banner("tlp", "TLP:GREEN"))


def other_header(content: Document) -> Document:
    return replace(content, header=replace(content.header, right=(Text("31 March 2025"),)))


FAULTS: dict[Callable[[Document], Document], str] = {
    one_word: "paragraph 2 differs: “… March 2025 and talked of 57 ships.” stands where “… March 2025 and spoke of 57 ships.” belongs",
    one_digit: "58 ships.” stands where",
    one_letter: "57 ship.” stands where",
    one_blank: "spokeof 57 ships.” stands where",
    one_row: "table 1, row 3, column",
    one_cell: "table 1, row 3, column 3 differs: “7” stands where “2” belongs",
    one_level: "heading 2 is a heading 1, not a heading 2: “Details”",
    one_paragraph: "paragraph 2 is missing: “The ministers met",
    one_more: "there is a paragraph too many, paragraph",
    swapped_bullets: "is out of order",
    lost_link: "the link “the report” is missing",
    other_address: "the link “the report” leads to https://example.org/b, not to https://example.org/a",
    lost_reference: "the link “above” is missing",
    other_alt: "alternative text 2 differs: “A grey triangle” stands where “A grey rectangle” belongs",
    other_gauge: "alternative text 1 differs",
    lost_marking: "the marking “TLP:CLEAR” stands nowhere at top and foot of",
    other_marking: "the marking “TLP:CLEAR” stands nowhere at top and foot of",
    other_header: "“30 March 2025” is missing at top and foot of",
}


@cache
def faulty(plant: Callable[[Document], Document]) -> tuple[bytes, bytes]:
    return both(plant(sample()))


def test_the_sample_itself_is_silent() -> None:
    content = sample()
    assert verify(content, *both(content)).findings == ()


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("file", ["pdf", "docx"])
def test_each_planted_fault_is_seen_in_either_file(plant: Callable[[Document], Document], file: str) -> None:
    good, bad = both(sample()), faulty(plant)
    pdf, docx = (bad[0], good[1]) if file == "pdf" else (good[0], bad[1])
    found = verify(sample(), pdf, docx, "packet").findings
    assert {each.place.path for each in found} == {f"packet.{file}"}
    assert {each.code for each in found} == {"BG702"}
    assert any(FAULTS[plant] in each.message for each in found), words_of(found)


def test_few_differences_are_listed_and_the_others_counted() -> None:
    content = document(*(para(f"Paragraph of words {n}") for n in range(40)))
    other = document(*(para(f"Paragraph of signs {n}") for n in range(40)))
    found = verify(content, both(other)[0], None).findings
    assert len(found) == 6
    assert found[-1].message == "… and 35 more differences"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"not a file at all", b"PK\x03\x04" + b"\0" * 40])
def test_a_file_that_cannot_be_read_back_is_a_finding(data: bytes) -> None:
    found = verify(sample(), data, data).findings
    assert [each.message.split(":")[0] for each in found] == ["the file cannot be read back"] * 2


# --- faults in the files themselves ----------------------------------------------------------


def edited(docx: bytes, part: str, old: str, new: str) -> bytes:
    """A Word file with the first of these words in a part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name).decode("utf-8", "surrogateescape")
            if re.fullmatch(part, name):
                assert old in data
                data = data.replace(old, new, 1)
            after.writestr(name, data.encode("utf-8", "surrogateescape"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        ("word/document.xml", "57 ships", "58 ships", "58 ships.” stands where"),
        ("word/document.xml", "<w:tblHeader/>", "", "table 1, row 1, column 1 is a first cell, not a header cell"),
        ("word/document.xml", 'descr="A grey rectangle"', "", "alternative text 2 differs: nothing stands where"),
        ("word/footer.*xml", "TLP:CLEAR", "", "stands once at top and foot of section 1, not twice"),
        ("word/document.xml", 'w:anchor="findings" ', 'w:anchor="details" ', "the link “above” leads to another place"),
    ],
)
def test_a_fault_in_the_xml_of_a_word_file_is_seen(part: str, old: str, new: str, message: str) -> None:
    pdf, docx = both(sample())
    if "anchor" in old:  # the contents lead there too, and are no links of the text
        body = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
        old = max(re.findall(r'<w:hyperlink w:anchor="findings"[^>]*>', body), key=body.rindex)
        new = old.replace("findings", "details")
        head, tail = body.rsplit(old, 1)
        docx = edited(docx, "word/document.xml", body, head + new + tail)
    else:
        docx = edited(docx, part, old, new)
    found = words_of(verify(sample(), pdf, docx).findings)
    assert any(message in each for each in found), found


def test_words_that_a_change_deleted_are_gone_and_inserted_ones_are_there() -> None:
    content = document(para("The ministers met."))
    docx = edited(
        both(content)[1],
        "word/document.xml",
        "<w:t>The ministers met.</w:t>",
        '<w:t>The </w:t></w:r><w:del w:id="9" w:author="x"><w:r><w:delText>ministers</w:delText></w:r></w:del><w:ins w:id="8" w:author="x"><w:r><w:t>envoys</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> met.</w:t>',
    )
    assert [each.words for each in content_of_word(docx).spans] == ["The envoys met."]


def test_a_lost_link_area_and_a_lost_tag_are_seen_in_a_pdf() -> None:
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf plants the faults")
    data = both(sample())[0]
    with pikepdf.open(io.BytesIO(data)) as file:
        for page in file.pages:
            if "/Annots" in page:
                page.Annots = pikepdf.Array([each for each in page.Annots if each.get("/A") is None])
        bare = io.BytesIO()
        file.save(bare)
        del file.Root.StructTreeRoot
        untagged = io.BytesIO()
        file.save(untagged)
    assert "the link “the report” is missing" in verify(sample(), bare.getvalue(), None).findings[0].message
    assert "it is not tagged" in verify(sample(), untagged.getvalue(), None).findings[0].message


def test_a_word_drawn_outside_of_the_structure_is_seen() -> None:
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf plants the fault")
    with pikepdf.open(io.BytesIO(both(sample())[0])) as file:
        page = file.pages[0]
        content = page.Contents.read_bytes()
        shown = re.search(rb"/F\d+ [\d.]+ Tf", content)
        codes = re.search(rb"\((?:[^()\\]|\\.){8,}\)Tj", content, re.DOTALL)
        assert shown and codes
        page.Contents = file.make_stream(content + b"\nBT " + shown[0] + b" 1 0 0 1 50 50 Tm " + codes[0] + b" ET")
        out = io.BytesIO()
        file.save(out)
    assert any("stray text" in each.message for each in verify(sample(), out.getvalue(), None).findings)


@pytest.mark.parametrize("mode", ["disable", "generate"])
def test_a_pdf_that_another_program_saved_reads_the_same(mode: str) -> None:
    pikepdf = pytest.importorskip("pikepdf", reason="pikepdf saves the file again")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(both(everything())[0])) as file:
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode[mode], recompress_flate=True)
    assert verify(everything(), out.getvalue(), None).findings == ()


def test_the_letters_are_those_that_another_reader_finds() -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the file in its own way")
    data = both(everything())[0]
    file = content_of_pdf(data)
    ours = [
        *(each.words for each in file.spans),
        *(words for _, words in file.furniture),
        "".join(map(str, file.numbers)),
    ]
    with pdfium.PdfDocument(data) as other:
        theirs = "".join(page.get_textpage().get_text_bounded() for page in other)
    assert Counter(filter(str.isalpha, "".join(ours))) == Counter(filter(str.isalpha, theirs))


# --- finished packets ------------------------------------------------------------------------


def packet(folder: Path, content: Document) -> tuple[bytes, bytes]:
    pdf, docx = both(content)
    data = {"packet.pdf": pdf, "packet.docx": docx}
    files = [file_of(name, each) for name, each in data.items()]
    extracted = manifest(
        InputFile("packet.yaml", "packet"),
        ingredients={},
        options={},
        versions={},
        files=files,
        counts={},
        findings=(),
        verification=fingerprint(content, verify(content, pdf, docx).made),
    )
    write_packet(folder, data, extracted)
    return pdf, docx


def verified(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["verify", "--output-format", "json", str(folder)])
    return code, [each["message"] for each in json.loads(capsys.readouterr().out)["findings"]]


def test_a_packet_as_it_was_built_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packet(tmp_path / "asia" / "packet", everything())
    assert verified(tmp_path, capsys) == (0, [])


@pytest.mark.parametrize("plant", [p for p in FAULTS if p is not other_header], ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("file", ["pdf", "docx"])
def test_verify_says_what_was_changed_since(
    plant: Callable[[Document], Document], file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packet(tmp_path, sample())
    (tmp_path / f"packet.{file}").write_bytes(faulty(plant)[0 if file == "pdf" else 1])
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    assert any(FAULTS[plant] in message for message in messages), messages


def test_where_both_files_changed_the_place_is_still_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packet(tmp_path, sample())
    for name, data in zip(("packet.pdf", "packet.docx"), faulty(one_digit), strict=True):
        (tmp_path / name).write_bytes(data)
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    differences = [message for message in messages if message.startswith("paragraph 2 differs:")]
    assert len(differences) == 2
    assert all("58 ships" in message or "The ministers met" in message for message in differences)
    assert set(messages) - set(differences) == {"besides its words it is not as it was built: page 1"}


def test_a_missing_file_and_a_file_saved_again_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, docx = packet(tmp_path, sample())
    (tmp_path / "packet.pdf").unlink()
    (tmp_path / "packet.docx").write_bytes(edited(docx, "docProps/app.xml", "<", "<"))
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    assert any("cannot be read" in message for message in messages)
    assert any("saved again" in message for message in messages)


def test_a_folder_without_packets_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(tmp_path, capsys) == (1, ["there is no finished packet here"])


def test_line_breaks_stand_for_blanks() -> None:
    content = document(
        Paragraph((Text("one"), LineBreak(), Text("two,"), LineBreak(), Text("three"))),
        Paragraph((Text("واحد"), LineBreak(), Text("اثنان"), LineBreak(), Text("ثلاثة"))),
    )
    assert verify(content, *both(content)).findings == ()


@pytest.mark.parametrize(
    "kept", [slice(None, -1), slice(None, None, -1)], ids=["without its last block", "turned round"]
)
def test_nothing_is_released_where_a_file_says_otherwise(
    kept: slice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_other_blocks(content: Document, *more: object) -> object:
        return write_pdf(replace(content, blocks=content.blocks[kept]), *more)  # type: ignore[arg-type]

    source = Path(__file__).parent.parent / "inputs" / "2025-03-30.yaml"
    monkeypatch.setattr("briefgen.writers.pdf.write_pdf", with_other_blocks)
    assert main(["build", str(source), "--out", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "BG702" in printed.out + printed.err
    assert "is missing" in printed.out + printed.err or kept.step
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {
        "ledger.jsonl",
        "lock",
        "index.html",
        "state.json",
    }
