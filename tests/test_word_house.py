"""A house's own Word file: its pages, headers and styles stay, whatever made it; the packet is added to them."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import office
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
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
    """A house's document as Word makes it: narrow text, a header, a footer, headings in red, and a text of its own."""
    made = docx.Document()
    made.add_paragraph("Text that is the house's own")
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
        (Path(folder) / "house.docx").write_bytes(english())
        return office.converted(Path(folder) / "house.docx", "docx:MS Word 2007 XML", Path(folder)).read_bytes()


def packet(tmp_path: Path, house: bytes, name: str = "house.docx") -> WordResult:
    path = tmp_path / name
    path.write_bytes(house)
    return write_word(everything(), THEME.model_copy(update={"reference_docx": str(path)}), LAYOUT)


HOUSES: list[Callable[[], bytes]] = [english, german, template, libreoffice]


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.__name__)
def test_a_house_keeps_its_pages_headers_and_styles(tmp_path: Path, house: Callable[[], bytes]) -> None:
    result = packet(tmp_path, house())
    assert {each.code for each in result.diagnostics} <= {"BG617", "BG618"}
    file = WordFile(result.data)
    body = ooxml.words(file.body)
    assert "house's own" not in body
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


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.__name__)
@pytest.mark.parametrize("judge", [ooxml.integrity, ooxml.sdk], ids=lambda judge: judge.__name__)
def test_no_judge_finds_anything_that_the_house_did_not_bring(
    tmp_path: Path, house: Callable[[], bytes], judge: Callable[[bytes], list[str]]
) -> None:
    own = house()
    brought = {_without_place(each) for each in judge(own)}
    assert {_without_place(each) for each in judge(packet(tmp_path, own).data)} <= brought


def _without_place(error: str) -> str:
    return error.split('"path"')[0]


def test_text_is_set_in_the_houses_own_typeface(tmp_path: Path) -> None:
    file = WordFile(packet(tmp_path, english()).data)
    named = {value(each, "ascii") for each in file.find(file.xml["word/styles.xml"], "w:style/w:rPr/w:rFonts")}
    assert not any(name.startswith("Noto Sans") for name in named)


def test_two_runs_on_one_house_give_the_same_bytes(tmp_path: Path) -> None:
    own = english()
    assert packet(tmp_path, own).data == packet(tmp_path, own).data


def test_a_house_that_changed_its_file_gets_its_new_look_and_another_typeface_its_own(tmp_path: Path) -> None:
    first, changes = english(), {b'w:val="AA0000"': b'w:val="0000AA"', b"Calibri": b"Georgia"}
    before = packet(tmp_path, first).data
    after = packet(tmp_path, rewritten(first, changes)).data
    assert b"0000AA" in WordFile(after).blobs["word/styles.xml"]
    assert b"AA0000" not in WordFile(after).blobs["word/styles.xml"]
    assert packet(tmp_path, first).data == before


def test_the_packet_says_nothing_of_the_houses_author(tmp_path: Path) -> None:
    data = packet(tmp_path, english()).data
    core = docx.Document(io.BytesIO(data)).core_properties
    assert (core.title, core.author, core.comments) == ("A sample document", "Test desk", "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "stylesWithEffects" in name]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "no zip", "empty zip"])
def test_what_is_no_word_file_is_refused_with_its_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(TemplateError) as refused:
        packet(tmp_path, data, "broken.docx")
    (found,) = refused.value.diagnostics
    assert found.code == "BG616"
    assert "broken.docx" in found.place.path


def test_a_house_with_macros_is_refused(tmp_path: Path) -> None:
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


# --- the house's own faults ----------------------------------------------------------------


def clean() -> bytes:
    """A house's document without a fault: no text, dark headings, up to date."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Ministry of Examples"
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


def with_picture(data: bytes) -> bytes:
    made = docx.Document(io.BytesIO(data))
    made.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(png()))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_clean_house_has_no_faults(tmp_path: Path) -> None:
    assert packet(tmp_path, clean()).diagnostics == ()


@pytest.mark.parametrize(
    ("fault", "code", "said"),
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
            "BG617",
            "header holds tracked changes",
        ),
        (with_picture, "BG617", "no alternative text"),
        (
            lambda data: rewritten(data, {b"<w:body>": b"<w:body><w:p><w:r><w:t>Dear all</w:t></w:r></w:p>"}),
            "BG618",
            "left out",
        ),
    ],
)
def test_a_fault_is_told_as_one_of_the_houses_file(
    tmp_path: Path, fault: Callable[[bytes], bytes], code: str, said: str
) -> None:
    found = packet(tmp_path, fault(clean())).diagnostics
    assert [each.code for each in found if said in each.message] == [code]
    assert {each.place.path for each in found} == {str(tmp_path / "house.docx")}


def test_words_are_in_the_packets_language_whatever_the_house_writes_in(tmp_path: Path) -> None:
    file = WordFile(packet(tmp_path, rewritten(clean(), {b'w:lang w:val="en-US"': b'w:lang w:val="de-DE"'})).data)
    defaults = file.xml["word/styles.xml"].find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", NAMES)
    assert value(defaults) == "en-US"


# --- a packet built on one -----------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder with a theme that names a letterhead beside it."""
    themes = tmp_path / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "house.docx").write_bytes(english())
    (themes / "house.yaml").write_text("name: house\nreference_docx: house.docx\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"


def test_a_packet_is_built_on_the_letterhead_beside_the_theme(folder: Path) -> None:
    assert main(["build", str(SEED), "--theme", "house"]) == 0
    manifest = json.loads((folder / "outputs" / SEED.stem / "manifest.json").read_text("utf-8"))
    assert "reference_docx/house.docx" in manifest["ingredients"]
    assert {each["path"] for each in manifest["findings"] if each["code"] == "BG617"} == {"house.docx"}
    file = WordFile((folder / "outputs" / SEED.stem / f"{SEED.stem}.docx").read_bytes())
    for edge, own in (("header", "Ministry of Examples"), ("footer", "1 Example Square")):
        (said,) = [ooxml.words(root) for name, root in file.stories.items() if edge in name]
        assert own in said and "TLP:CLEAR" in said


def test_a_letterhead_that_is_not_there_is_told_at_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "templates" / "themes" / "house.docx").unlink()
    assert main(["build", str(SEED), "--theme", "house"]) != 0
    printed = capsys.readouterr()
    assert "house.yaml:2:" in printed.out + printed.err
    assert "BG616" in printed.out + printed.err
