"""A Word file that comes back from staff: what they changed is reported, what their office suite rewrote is not."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import office
import pytest
from test_verify import packet, verified

from briefgen.cli import main
from briefgen.compose import compose
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.yaml_reader import read_input

SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"
SUITE = "LibreOffice/7.4.7"


def seed(folder: Path) -> bytes:
    kit = load_kit(Options())
    return packet(folder, compose(fill(read_input(SEED)).briefing, kit.template, kit.theme))[1]


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The file with the first of some words in a part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            after.writestr(name, content)
    return out.getvalue()


def as_of(data: bytes, suite: str) -> bytes:
    return changed(data, "docProps/app.xml", "<Application>briefgen", f"<Application>{suite}")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The example packet's Word file, opened and saved by LibreOffice."""
    if not office.INSTALLED:
        pytest.skip("LibreOffice is missing")
    folder = tmp_path_factory.mktemp("saved")
    (folder / "x.docx").write_bytes(seed(folder / "packet"))
    return office.converted(folder / "x.docx", "docx:MS Word 2007 XML", folder).read_bytes()


def test_saving_again_is_one_warning(saved: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed(tmp_path)
    (tmp_path / "packet.docx").write_bytes(saved)
    code, messages = verified(tmp_path, capsys)
    assert (code, len(messages)) == (1, 1), messages  # it is no longer the file that was built
    assert "saved the file again" in messages[0] and "LibreOffice" in messages[0]


RECORDED = Path(__file__).parent / "data" / "returned"
ARABIC = Path(__file__).parent / "data" / "arabic.yaml"


def test_saving_again_is_one_warning_of_a_recorded_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With contents, columns, a landscape page, and passages in one another, saved under LibreOffice's own name of the format."""
    shutil.copytree(RECORDED, tmp_path / "packet")
    _, messages = verified(tmp_path, capsys)
    assert ["saved the file again" in message for message in messages] == [True], messages


@pytest.mark.parametrize("options", [(str(SEED), "--template", "one-page", "--theme", "one-page"), (str(ARABIC),)])
def test_saving_again_is_one_warning_in_every_edition(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not office.INSTALLED:
        pytest.skip("LibreOffice is missing")
    assert main([*options, "--to", "docx", "--out", str(tmp_path / "out")]) == 0
    (file,) = (tmp_path / "out").rglob("*.docx")
    file.write_bytes(office.converted(file, "docx", tmp_path).read_bytes())
    capsys.readouterr()
    _, messages = verified(file.parent, capsys)
    assert ["saved the file again" in message for message in messages] == [True], messages


def test_three_edits_in_a_file_that_was_saved_again_are_three_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(RECORDED, tmp_path / "packet")
    data = (RECORDED / "packet.docx").read_bytes()
    for old, new in (("conclusion", "outcome"), (">Plain, ", ">Plainly, "), (">Name<", ">Names<")):
        data = changed(data, "word/document.xml", old, new)
    (tmp_path / "packet" / "packet.docx").write_bytes(data)
    code, messages = verified(tmp_path, capsys)
    errors = [message for message in messages if "saved the file again" not in message]
    assert (code, len(errors)) == (1, 3), messages
    assert all(new in error for new, error in zip(("outcome", "Plainly", "Names"), errors, strict=True)), errors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (' title=""', ' title="It is not true"', "wp:docPr@title"),
        ('w:line="280"', 'w:line="2"', "w:spacing@w:line"),
        ('w:lineRule="atLeast"', 'w:lineRule="exact"', "w:spacing@w:lineRule"),
        ('w:fill="E3EEFA"', 'w:fill="1B1F24"', "w:shd@w:fill"),
    ],
)
def test_what_a_suite_spells_out_may_neither_say_nor_cover_words(
    old: str, new: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(RECORDED, tmp_path / "packet")
    data = changed((RECORDED / "packet.docx").read_bytes(), "word/document.xml", old, new)
    (tmp_path / "packet" / "packet.docx").write_bytes(data)
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    assert any(message in each for each in messages), messages


def test_what_staff_changed_is_all_that_is_reported(
    saved: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed(tmp_path)
    (tmp_path / "packet.docx").write_bytes(changed(saved, "word/document.xml", ">Agreements<", ">Arrangements<"))
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    errors = [message for message in messages if "saved the file again" not in message]
    assert errors and all("Arrangements" in message for message in errors), errors


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        ("word/document.xml", ">Agreements<", ">Arrangements<", "Arrangements"),
        ("word/document.xml", "<w:body>", "<w:body><w:p><w:r><w:pict/></w:r></w:p>", "what briefgen does not write"),
        ("word/styles.xml", "<w:rPr>", "<w:rPr><w:vanish/>", "besides its words it is not as it was built"),
        ("word/header1.xml", "TLP:CLEAR", "TLP:RED", "stands once at top and foot"),
    ],
)
def test_a_suites_name_covers_no_change_that_can_be_seen_or_hidden(
    part: str, old: str, new: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = as_of(seed(tmp_path), SUITE)
    (tmp_path / "packet.docx").write_bytes(changed(data, part, old, new))
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    assert any(message in each for each in messages), messages


_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(kind: str, target: str, mode: str = "External") -> str:
    return f'<Relationship Id="forged" Type="{_RELATED}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        ("word/settings.xml", "<w:compat>", '<w:attachedTemplate r:id="x"/><w:compat>', "w:attachedTemplate"),
        ("word/settings.xml", "<w:compat>", "<w:mailMerge/><w:docVars/><w:compat>", "w:docVars, w:mailMerge"),
        ("word/_rels/document.xml.rels", "</Relationships>", related("image", "https://x/y.png"), "image outside"),
        ("word/_rels/document.xml.rels", "</Relationships>", related("aFChunk", "fonts/f.xml", ""), "aFChunk"),
        ("word/_rels/document.xml.rels", "</Relationships>", related("settings", "fonts/f.xml", ""), "settings (2)"),
        ("_rels/.rels", "</Relationships>", related("ui/extensibility", "c.xml", ""), "extensibility"),
        ("word/numbering.xml", 'w:lvlText w:val="', 'w:lvlText w:val="It is not true that ', "a list's label"),
        ("[Content_Types].xml", "document.main+xml", "document.macroEnabled.main+xml", "macroEnabled"),
        ("word/styles.xml", "<w:rPr>", '<w:rPr><q-x:vanish xmlns:q-x="{w}"/>', "besides its words"),
    ],
)
def test_a_suites_name_covers_nothing_that_fetches_merges_or_says_words(
    part: str, old: str, new: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = new.replace("{w}", "http://schemas.openxmlformats.org/wordprocessingml/2006/main")
    data = as_of(seed(tmp_path), SUITE)
    (tmp_path / "packet.docx").write_bytes(changed(data, part, old, new))
    code, messages = verified(tmp_path, capsys)
    assert code == 1
    assert any(message in each for each in messages if "saved the file again" not in each), messages


def test_what_a_suite_rewrites_is_named_as_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "packet.docx").write_bytes(as_of(seed(tmp_path), SUITE))
    _, messages = verified(tmp_path, capsys)
    assert len(messages) == 1
    for each in ("styles", "list labels", "fonts", "theme", "properties", "settings", "could hide words"):
        assert each in messages[0]


def test_without_a_suites_name_each_part_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "packet.docx").write_bytes(changed(seed(tmp_path), "word/settings.xml", "720", "360"))
    assert verified(tmp_path, capsys)[0] == 1
