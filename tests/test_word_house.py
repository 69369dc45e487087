"""A house's own Word file: its pages, headers and styles stay, whatever made it; the packet is added to them."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Mm, Pt, RGBColor
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from samples import everything
from test_word import LAYOUT, THEME

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
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is missing")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "house.docx").write_bytes(english())
        profile = f"-env:UserInstallation=file://{folder}/profile"
        out = Path(folder) / "out"
        command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out)]
        subprocess.run([*command, str(Path(folder) / "house.docx")], capture_output=True, check=True, timeout=120)
        return (out / "house.docx").read_bytes()


def packet(tmp_path: Path, house: bytes, name: str = "house.docx") -> WordResult:
    path = tmp_path / name
    path.write_bytes(house)
    return write_word(everything(), THEME.model_copy(update={"reference_docx": str(path)}), LAYOUT)


HOUSES: list[Callable[[], bytes]] = [english, german, template, libreoffice]


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.__name__)
def test_a_house_keeps_its_pages_headers_and_styles(tmp_path: Path, house: Callable[[], bytes]) -> None:
    result = packet(tmp_path, house())
    assert result.diagnostics == ()
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
