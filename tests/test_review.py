"""What staff changed in a packet's Word file comes back as findings at the input's own lines, and into the input."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import office
import pytest
from returned_files import ReturnedFile, W, w

from briefgen.cli import main

SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"
INPUT = Path("inputs") / "2025-03-30.yaml"
PACKET = Path("outputs") / "2025-03-30"
FILE = PACKET / "2025-03-30.docx"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example input and its packet."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "inputs").mkdir()
    shutil.copy(SEED, folder / INPUT)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["inputs", "--to", "docx", "-q"]) == 0
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to work in."""
    folder = tmp_path / "desk"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    return folder


def returned() -> ReturnedFile:
    return ReturnedFile(FILE.read_bytes())


def reviewed(
    file: ReturnedFile | bytes, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, dict[str, Any]]:
    """Exit status and report of a review of the file, which lies beside its packet."""
    path = PACKET / "2025-03-30.edited.docx"
    path.write_bytes(file if isinstance(file, bytes) else file.saved())
    capsys.readouterr()
    code = main(["review", str(path), "--output-format", "json", *options])
    printed = capsys.readouterr()
    assert printed.out, printed.err
    return code, json.loads(printed.out)


def said(report: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(each["code"], each["line"], each["message"]) for each in report["findings"]]


def line_of(words: str, path: Path = INPUT) -> int:
    """The line of the input that has the words, the only one."""
    lines = [n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if words in line]
    assert len(lines) == 1, (words, lines)
    return lines[0]


# --- what is found -------------------------------------------------------------------------


def test_an_unedited_file_has_no_changes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = reviewed(FILE.read_bytes(), capsys)
    assert (code, report["findings"]) == (0, [])


def test_a_tracked_change_is_found_at_the_line_of_its_words(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.insert("command is ", "very ")
    code, report = reviewed(file, capsys)
    place = line_of("The upgraded U.S. command is likely to make joint")
    assert code == 1
    assert said(report) == [
        ("BG781", place, "KJ1 statement: “is likely” became “is very likely” (Ann, 2025-04-01)"),
        (
            "BG782",
            place + 2,
            "KJ1: the statement says “very likely”, the field likelihood “likely”",
        ),
    ]


def thirty_edits(file: ReturnedFile) -> dict[str, tuple[str, str]]:
    """Make them; what a finding of each says, with its code and words of its line."""
    file.comment("launch of Japan’s", "Which launch?\nSource?")
    file.comment("The account is single", "Agreed.", "Bob", answers=0)
    file.replace("A significant rise", "A marked rise")
    file.plain("The change is carried out as announced.", "The change is carried out.")
    file.replace("Nothing agreed at the talks", "Little agreed at the talks")
    file.insert("Beijing responds with restraint", " and patience")
    file.delete(" or larger")
    file.plain("The two governments settle", "Both governments settle")
    file.replace("tighten joint planning", "ease joint planning")
    file.plain("Timetable and authorities", "Dates and authorities")
    file.replace("Calls Japan indispensable", "Called Japan indispensable")
    file.replace("Host of the U.S. command", "Host of U.S. forces")
    file.plain("Partner of the upgraded", "Partner to the upgraded")
    file.replace("Which of the Southwestern islands", "Which of the islands")
    file.insert("Deployments, exercises", ", landings")
    file.replace("No second source", "No other source")
    file.plain("Further U.S. steps", "More U.S. steps")
    file.replace("Hegseth visited the Philippines.", "Hegseth went to the Philippines.")
    file.plain("Hegseth and Nakatani held talks", "Hegseth and Nakatani met")
    file.replace("to bind the defence", "to tie the defence")
    file.plain("weighs on trust", "weighs upon trust")
    file.replace("Nothing in it has been corroborated", "None of it has been corroborated")
    file.replace("Indo-Pacific desk", "Asia desk")
    file.plain("accelerate the strengthening", "hasten the strengthening")
    file.plain("Bottom line", "Main point")
    file.delete_row("Holds to an “America First” policy")
    file.insert_row("Partner to the upgraded", ["P-99 NATO", "Alliance", "Watches", ""])
    file.insert_paragraph("More U.S. steps", "A visit to Seoul.")
    file.delete_paragraph("A signed arrangement on missile")
    file.split("Beijing takes the stated purpose at its word")
    return {
        "Ann, 2025-04-01 says on “launch of Japan’s”": ("BG786", "talks with his counterpart and fits the launch"),
        "Bob, 2025-04-01 answers on “The account is single”": ("BG786", "The account is single and unattributed, and"),
        "“significant” became “marked”": ("BG781", "A significant rise in U.S. troop numbers in Japan is very"),
        "announced": ("BG781", "- The change is carried out as announced."),
        "“Nothing” became “Little”": ("BG781", "The report gives the concern one sentence, without"),
        "and patience": ("BG781", "Beijing responds with restraint, or opens talks"),
        "larger": ("BG781", "linchpin: New or larger missile"),
        "“The two” became “Both”": ("BG781", "The two governments settle their differences"),
        "“tighten” became “ease”": ("BG781", "The upgrade is likely to tighten joint planning"),
        "“Timetable” became “Dates”": ("BG781", "Timetable and authorities are not reported;"),
        "“Calls” became “Called”": ("BG781", "stance: Calls Japan indispensable"),
        "P-6 role": ("BG781", "role: Host of the U.S. command"),
        "P-9 stance: “of” became “to”": ("BG781", "stance: Partner of the upgraded"),
        "Southwestern": ("BG781", "- Which of the Southwestern islands"),
        "landings": ("BG781", "- Deployments, exercises or construction"),
        "“second” became “other”": ("BG781", "- No second source and no official"),
        "“Further” became “More”": ("BG781", "- Further U.S. steps"),
        "“visited” became “went to”": ("BG781", "what: Hegseth visited the Philippines"),
        "“held talks” became “met”": ("BG781", "what: Hegseth and Nakatani held talks"),
        "“bind” became “tie”": ("BG781", "in Japan are likely to bind the defence industries"),
        "“on” became “upon”": ("BG781", "Concern in Japan about the “America First” policy weighs on trust"),
        "“Nothing in” became “None of”": ("BG781", "Nothing in it has been corroborated"),
        "prepared by: “Indo-Pacific” became “Asia”": ("BG781", "prepared_by: Indo-Pacific desk"),
        "the text of A1¶2: “accelerate” became “hasten”": ("BG783", "Hegseth emphasized Japan’s indispensable role in countering Chinese aggression, highlighting the need to accelerate the strengthening of both countries’ military capabilities. This"),
        "words of the program": ("BG784", ""),
        "P-7: its row was removed": ("BG785", ""),
        "a row was added": ("BG785", ""),
        "a paragraph was added": ("BG785", "- Further U.S. steps"),
        "outlook 2: its paragraph was removed": ("BG785", "- A signed arrangement on missile"),
        "its paragraph was split in two": ("BG785", "- Beijing takes the stated purpose"),
    }  # fmt: skip


def test_thirty_edits_are_each_found_once_at_the_right_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    made = thirty_edits(file)
    file.noise()
    _, report = reviewed(file, capsys)
    found = said(report)
    for words, (code, source) in made.items():
        matching = [finding for finding in found if words in finding[2]]
        assert len(matching) == 1, (words, matching, found)
        (each,) = matching
        assert each[0] == code, found
        assert not source or each[1] == line_of(source), each
    assert len(found) == len(made) == 30, "\n".join(map(str, found))


def test_a_likelihood_edited_in_its_line_is_its_field(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    line = next(each for each in file.root.iter(w("p")) if "".join(each.itertext(w("t"))).startswith("Very unlikely"))
    next(each for each in line.iter(w("t")) if each.text == "Very unlikely").text = "Unlikely"
    code, report = reviewed(file, capsys, "--apply")
    place = line_of("A significant rise in U.S. troop numbers")
    assert code == 1
    assert said(report) == [
        ("BG782", place + 2, "KJ2: the statement says “very unlikely”, the field likelihood “unlikely”")
    ]
    assert INPUT.read_text("utf-8").splitlines()[place + 1].strip() == "likelihood: unlikely"


def test_a_statement_that_loses_its_term_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.replace("is very unlikely to follow", "will not follow")
    _, report = reviewed(file, capsys)
    assert [each["code"] for each in report["findings"]] == ["BG781", "BG782"]
    assert "the statement no longer says “very unlikely”" in report["findings"][1]["message"]


def test_statement_and_likelihood_edited_alike_are_in_accord(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.plain("command is likely", "command is very likely")
    line = next(each for each in file.root.iter(w("p")) if "".join(each.itertext(w("t"))).startswith("Likely (55"))
    next(each for each in line.iter(w("t")) if each.text == "Likely").text = "Very likely"
    code, report = reviewed(file, capsys, "--apply")
    assert (code, report["findings"], len(report["written"])) == (0, [], 2)


def test_what_programs_make_of_a_file_is_no_change(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.apart("above all for a Taiwan emergency")
    file.plain("Japan’s forces closer", "Japan's forces closer")
    file.plain("“America First” policy continues", '"America First" policy continues')
    file.noise()
    assert reviewed(file, capsys)[1]["findings"] == []


def test_a_former_look_says_nothing_of_what_a_paragraph_is(desk: Path) -> None:
    from briefgen.review.returned import read_returned

    file = returned()
    before = read_returned(file.saved()).spans
    file.noise()
    assert [(each.kind, each.words) for each in read_returned(file.saved()).spans] == [
        (each.kind, each.words) for each in before
    ]


def test_words_moved_to_another_place_are_one_change(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    words = "A signed arrangement on missile co-production, and a decision on the SM-6."
    file.delete_paragraph(words, "moveFrom")
    file.insert_paragraph("Further U.S. steps", words, "moveTo")
    _, report = reviewed(file, capsys)
    ((code, line, message),) = said(report)
    assert (code, line) == ("BG785", line_of("- A signed arrangement"))
    assert message == "outlook 2: it was moved to another place (Ann, 2025-04-01)"


def test_a_note_is_found_at_the_words_that_bear_its_sign(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.note("harden relations between China", "See the cable.")
    _, report = reviewed(file, capsys)
    place = line_of("The measures are likely to harden relations")
    assert said(report) == [("BG785", place, "KJ3 statement: a note was added: “See the cable.”")]


def test_a_note_whose_sign_was_deleted_is_no_note(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.note("harden relations between China", "See the cable.")
    around = file.change("del")
    sign = next(file.root.iter(w("footnoteReference"))).getparent()
    sign.addprevious(around)
    around.append(sign)
    assert reviewed(file, capsys)[1]["findings"] == []


def test_two_paragraphs_joined_by_a_deleted_mark_are_one_change(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.paragraph_mark(file.paragraph_with("Statements and military activity by China"), "del")
    _, report = reviewed(file, capsys)
    ((code, line, message),) = said(report)
    assert (code, line) == ("BG785", line_of("- Statements and military activity"))
    assert "joined with the next" in message


def test_an_edited_marking_at_the_pages_edge_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    for name in [each for each in file.parts if re.fullmatch(r"word/(header|footer)\d*\.xml", each)]:
        file.parts[name] = file.parts[name].replace(b"TLP:CLEAR", b"TLP:GREEN")
    _, report = reviewed(file, capsys)
    ((code, line, message),) = said(report)
    assert (code, line) == ("BG784", line_of("marking: TLP:CLEAR"))
    assert "TLP:CLEAR" in message


def test_findings_are_reports_for_machines_too(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.replace("A significant rise", "A marked rise")
    (PACKET / "x.docx").write_bytes(file.saved())
    for kind in ("github", "sarif", "text"):
        capsys.readouterr()
        assert main(["review", str(PACKET / "x.docx"), "--output-format", kind, "--input", str(INPUT)]) == 1
        printed = capsys.readouterr().out
        assert "BG781" in printed and "significant" in printed and "became" in printed


@pytest.mark.skipif(not office.INSTALLED, reason="LibreOffice is missing")
def test_libreoffice_saving_the_edited_file_changes_nothing_of_it(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = returned()
    thirty_edits(file)
    _, before = reviewed(file, capsys)
    saved = office.converted(PACKET / "2025-03-30.edited.docx", "docx:MS Word 2007 XML", desk).read_bytes()
    _, after = reviewed(saved, capsys)
    comments = [each for each in after["findings"] if each["code"] == "BG786"]
    assert len(comments) == 2
    edits = [[each for each in said(report) if each[0] != "BG786"] for report in (before, after)]
    assert edits[1] == edits[0]


LIBREOFFICE_STEPS = """
  Swap(doc, "A significant rise", "A marked rise")
  Swap(doc, "command is likely to make", "command is very likely to make")
  Swap(doc, "New or larger missile", "New missile")
  Swap(doc, "Calls Japan indispensable", "Called Japan indispensable")
  Swap(doc, "accelerate the strengthening", "hasten the strengthening")
  Swap(doc, "Bottom line", "Main point")
  Found(doc, "Which of the Southwestern islands").CharWeight = 150
  Set place = Found(doc, "A signed arrangement on missile")
  cursor = place.Text.createTextCursorByRange(place)
  cursor.gotoStartOfParagraph(False)
  cursor.gotoNextParagraph(True)
  cursor.String = ""
  Set place = Found(doc, "Further U.S. steps")
  cursor = place.Text.createTextCursorByRange(place)
  cursor.gotoEndOfParagraph(False)
  place.Text.insertControlCharacter(cursor, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
  place.Text.insertString(cursor, "A visit to Seoul.", False)
  Set place = Found(doc, "Beijing takes the stated purpose at its word")
  cursor = place.Text.createTextCursorByRange(place)
  cursor.collapseToEnd()
  place.Text.insertControlCharacter(cursor, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
  Set place = Found(doc, "Holds to an")
  place.TextTable.Rows.removeByIndex(CInt(Mid(place.Cell.CellName, 2)) - 1, 1)
"""


@pytest.mark.skipif(not office.INSTALLED, reason="LibreOffice is missing")
def test_changes_that_libreoffice_tracks_are_each_found_once(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = office.edited_by_macro(FILE, LIBREOFFICE_STEPS, tmp_path)
    _, report = reviewed(made.read_bytes(), capsys)
    places = {
        "“Bottom line” became “Main point”": 0,
        "KJ1 statement: “is likely” became “is very likely”": line_of("The upgraded U.S. command is likely to make"),
        "KJ1: the statement says “very likely”": line_of("The upgraded U.S. command is likely to make") + 2,
        "KJ2 statement: “significant” became “marked”": line_of("A significant rise in U.S. troop numbers"),
        "KJ3 assumptions 1: its paragraph was split in two": line_of("- Beijing takes the stated purpose"),
        "KJ4 linchpin": line_of("linchpin: New or larger missile"),
        "outlook 2: its paragraph was removed": line_of("- A signed arrangement on missile"),
        "a paragraph was added after outlook 6: “A visit to Seoul.”": line_of("- Further U.S. steps"),
        "the text of A1¶2: “accelerate” became “hasten”": line_of(
            "accelerate the strengthening of both countries’ military capabilities. This"
        ),
        "P-1 stance: “Calls” became “Called”": line_of("stance: Calls Japan indispensable"),
        "P-7: its row was removed": 0,
    }
    found = said(report)
    for words, line in places.items():
        (each,) = (finding for finding in found if words in finding[2])
        assert line in (0, each[1]), each
    assert len(found) == len(places), found


def test_python_docx_edits_are_found(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import docx

    document = docx.Document(str(FILE))
    paragraph = next(each for each in document.paragraphs if "The measures are likely to harden" in each.text)
    run = next(each for each in paragraph.runs if "harden" in each.text)
    run.text = run.text.replace("harden", "strain")
    document.add_comment(run, "Too weak?\nAsk Tokyo.", author="Cy")
    document.save("edited.docx")
    _, report = reviewed(Path("edited.docx").read_bytes(), capsys)
    place = line_of("The measures are likely to harden relations")
    comment, edit = said(report)
    assert (comment[:2], edit[:2]) == (("BG786", place), ("BG781", place))
    assert edit[2] == "KJ3 statement: “harden” became “strain”"
    assert "Cy" in comment[2] and "Too weak? Ask Tokyo." in comment[2]


# --- what is written back ------------------------------------------------------------------


def test_applied_edits_give_an_input_whose_packet_says_what_the_file_says(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = returned()
    thirty_edits(file)
    before = INPUT.read_text("utf-8")
    _, report = reviewed(file, capsys, "--apply")
    assert len(report["written"]) == 21
    assert {each["code"] for each in report["findings"]} == {"BG783", "BG784", "BG785", "BG786"}
    text = INPUT.read_text("utf-8")
    assert [line for line in before.splitlines() if "#" in line] == [line for line in text.splitlines() if "#" in line]
    assert main(["inputs", "--to", "docx", "-q", "--out", "again"]) == 0
    edited = PACKET / "2025-03-30.edited.docx"
    capsys.readouterr()
    assert main(["review", str(edited), "--input", str(INPUT), "--output-format", "json"]) == 1
    left = json.loads(capsys.readouterr().out)["findings"]
    assert {each["code"] for each in left} == {"BG783", "BG784", "BG785", "BG786", "BG787"}
    assert [each for each in left if each["code"] == "BG781"] == []


def test_an_edit_of_an_entry_is_written_to_every_annotation_that_says_it(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = returned()
    file.replace("to sharpen the contest", "to deepen the contest")
    code, report = reviewed(file, capsys, "--apply")
    text = INPUT.read_text("utf-8")
    assert (code, report["findings"]) == (0, [])
    assert (text.count("to sharpen the contest"), text.count("to deepen the contest")) == (0, 2)


def test_comments_become_yaml_comments_above_their_fields(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    first = file.comment("launch of Japan’s", "Which launch?\nSource?")
    file.comment("The account is single", "Agreed.", "Bob", answers=first)
    before = INPUT.read_text("utf-8")
    code, report = reviewed(file, capsys, "--comments")
    lines = INPUT.read_text("utf-8").splitlines()
    at = lines.index("    # Ann, 2025-04-01: Which launch? / Source?")
    assert lines[at + 1 : at + 3] == ["    # Bob, 2025-04-01 (answer): Agreed.", "    basis: >-"]
    assert (code, report["comments_written"]) == (0, 2)
    del lines[at : at + 2]
    assert lines == before.splitlines()
    assert main(["review", str(PACKET / "2025-03-30.edited.docx"), "--comments"]) == 1  # of another version by now
    assert INPUT.read_text("utf-8").count("Which launch?") == 1


@pytest.mark.parametrize(
    "author, words",
    [
        ("briefgen", "ignore-file BG4 -- all of it"),
        ("Ann", "fine # briefgen: ignore-file BG4 -- all of it"),
        ("yaml-language-server", "$schema=https://example.org/x.json"),
        ("Ann\nkey: value", "a\u2028title: other\r\ntitle: another\u0085x: y\t\u202eend"),
        ("", "- [x\n  {y: 'z"),
    ],
)
def test_a_comment_is_never_more_than_words(
    desk: Path, capsys: pytest.CaptureFixture[str], author: str, words: str
) -> None:
    from briefgen.readers.ignore_comments import read_ignore_comments
    from briefgen.readers.yaml_reader import read_input

    file = returned()
    file.comment("launch of Japan’s", words, author)
    before = read_input(INPUT)
    assert reviewed(file, capsys, "--comments")[1]["comments_written"] == 1
    after = read_input(INPUT)
    assert after.input == before.input
    assert read_ignore_comments(after.places) == ([], [])
    added = [line for line in after.places.lines if line not in before.places.lines]
    assert len(added) == 1 and added[0].startswith("    # ")
    assert not re.search(r"#\s*yaml-language-server\s*:|[\u202e\u2028\u0085]", added[0])


def test_nothing_is_written_of_a_file_built_from_another_version(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = returned()
    file.replace("A significant rise", "A marked rise")
    text = INPUT.read_text("utf-8").replace("decision on the SM-6", "decision on SM-6")
    INPUT.write_text(text, "utf-8")
    code, report = reviewed(file, capsys, "--apply", "--comments")
    assert (code, INPUT.read_text("utf-8"), report["written"]) == (1, text, [])
    assert [each["code"] for each in report["findings"]].count("BG787") == 1
    assert any("“significant” became “marked”" in each["message"] for each in report["findings"])


def test_words_with_signs_of_yaml_are_written_as_words(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = returned()
    file.plain("New or larger missile", "New: #larger 'missile' [\"x\"]")
    file.plain("Host of the U.S. command", "- Host: {of}")
    assert reviewed(file, capsys, "--apply")[1]["findings"] == []
    from briefgen.readers.yaml_reader import read_input

    given = read_input(INPUT).input
    assert given.key_judgments[3].linchpin == (
        "New: #larger 'missile' [\"x\"] production takes more than a year to deliver."
    )
    assert 'role: "- Host: {of}"' in INPUT.read_text("utf-8")


# --- which files and inputs ----------------------------------------------------------------


def test_the_example_of_the_readme_is_what_is_printed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = SEED.parents[1].joinpath("README.md").read_text("utf-8")
    file = returned()
    file.insert("command is ", "very ")
    (PACKET / "2025-03-30.edited.docx").write_bytes(file.saved())
    main(["review", str(PACKET / "2025-03-30.edited.docx")])
    heads = [line for line in capsys.readouterr().out.splitlines() if line.startswith("inputs/")]
    assert len(heads) == 2
    assert "\n".join(heads) in readme


def test_edited_files_are_offered(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review"]) == 0
    assert "no Word file of a packet there was edited" in capsys.readouterr().out
    file = returned()
    file.replace("A significant rise", "A marked rise")
    FILE.write_bytes(file.saved())
    (PACKET / "2025-03-30.edited2.docx").write_bytes(file.saved())
    for arguments in (["review"], ["review", str(PACKET)]):
        assert main(arguments) == 0
        assert capsys.readouterr().out.splitlines() == [
            f"briefgen review {FILE}",
            f"briefgen review {PACKET / '2025-03-30.edited2.docx'}",
        ]


def test_a_file_without_its_input_says_what_to_name(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(FILE, "elsewhere.docx")
    assert main(["review", "elsewhere.docx"]) == 2
    assert "--input" in capsys.readouterr().err


# --- hostile files -------------------------------------------------------------------------


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for each in before.namelist():
            after.writestr(each, content if each == name else before.read(each))
        if name not in before.namelist():
            after.writestr(name, content)
    return out.getvalue()


def test_a_file_that_cannot_be_read_is_a_sentence(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = FILE.read_bytes()
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'
    hostile = {
        "password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "empty": b"",
        "cut": whole[: len(whole) // 2],
        "bomb": _with_part(whole, "word/document.xml", b" " * (17 * 2**20)),
        "root": _with_part(whole, "word/document.xml", b'<w:ins xmlns:w="%s"/>' % W.encode()),
        "entity": _with_part(whole, "word/document.xml", entity),
        "comments": _with_part(whole, "word/comments.xml", b"<w:comments"),
    }
    for name, data in hostile.items():
        Path(f"{name}.docx").write_bytes(data)
        capsys.readouterr()
        code = main(["review", f"{name}.docx", "--input", str(INPUT)])
        printed = capsys.readouterr()
        if name == "comments":  # no relation leads there: it is no part of the file
            assert code == 0
            continue
        assert code == 1, name
        assert "BG780" in printed.err and "Traceback" not in printed.err, name


def test_links_out_of_the_file_are_not_followed(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    file = returned()
    relations = file.parts["word/_rels/document.xml.rels"].decode()
    external = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" '
        'Target="http://127.0.0.1:9/comments.xml" TargetMode="External"/></Relationships>'
    )
    file.parts["word/_rels/document.xml.rels"] = relations.replace("</Relationships>", external).encode()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert reviewed(file, capsys)[1]["findings"] == []


# --- other packets -------------------------------------------------------------------------

JAPANESE = """\
title: 日本の防衛
date: 2025-03-30
language: ja
bottom_line: 日米は共同司令部を設けることで合意した。
key_judgments:
  - id: KJ1
    statement: 共同司令部は来年までに発足する可能性が高い。
    confidence: moderate
    evidence: [q1]
articles:
  - headline: 司令部
    source: {name: 毎日, reliability: B, credibility: 2}
    published: 2025-03-30
    language: ja
    text: |
      日本とアメリカは共同司令部を設けると発表した。
    annotations:
      - {id: q1, kind: actor, quote: 日本, name: 日本, type: government, role: 発表国}
"""
EDITION = """\
title: Two readers
title_portion: TLP:CLEAR
date: 2025-03-30
marking: {banner: "TLP:AMBER", portions: true}
bottom_line: The talks resume in May.
bottom_line_portion: TLP:CLEAR
gaps:
  - {text: Who pays is not reported, portion: "TLP:AMBER"}
  - {text: Where they meet is open, portion: "TLP:CLEAR"}
articles:
  - headline: Talks
    portion: TLP:CLEAR
    source: {name: Courier, reliability: B, credibility: 2}
    published: 2025-03-30
    text: |
      The ministers met in Osaka.
    annotations:
      - {kind: actor, quote: The ministers, name: Ministers, role: Hosts}
"""


def _packet_of(name: str, text: str, *options: str) -> Path:
    """The Word file of an input that is written here."""
    (Path("inputs") / f"{name}.yaml").write_text(text, "utf-8")
    assert main([f"inputs/{name}.yaml", "--to", "docx", "-q", *options]) == 0
    (file,) = Path("outputs").glob(f"{name}*/*.docx")
    return file


def _review_of(path: Path, file: ReturnedFile, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    path.write_bytes(file.saved())
    capsys.readouterr()
    main(["review", str(path), "--output-format", "json", *options])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_a_japanese_packet_is_reviewed_letter_by_letter(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _packet_of("japanese", JAPANESE)
    file = ReturnedFile(path.read_bytes())
    file.replace("来年まで", "今年中")
    file.plain("発表国", "当事国")
    report = _review_of(path, file, capsys, "--apply")
    assert [(each["code"], each["line"]) for each in report["written"]] == [("BG781", 7), ("BG781", 18)]
    text = Path("inputs/japanese.yaml").read_text("utf-8")
    assert text == JAPANESE.replace("来年まで", "今年中").replace("発表国", "当事国")


@pytest.mark.parametrize("name", ["arabic", "hebrew"])
def test_a_packet_from_right_to_left_is_reviewed(desk: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    source = Path(__file__).with_name("data") / f"{name}.yaml"
    path = _packet_of(name, source.read_text("utf-8"))
    file = ReturnedFile(path.read_bytes())
    read = source.read_text("utf-8")
    words = {"arabic": ("ذُكر عدد الزوارق", "لم يُذكر عدد الزوارق"), "hebrew": _first_gap(read)}[name]
    assert read.count(words[0]) == 1
    file.replace(*words)
    report = _review_of(path, file, capsys, "--apply")
    ((code, line),) = [(each["code"], each["line"]) for each in report["written"]]
    assert (code, line) == ("BG781", line_of(words[0], source))
    assert Path(f"inputs/{name}.yaml").read_text("utf-8") == read.replace(*words)


def _first_gap(text: str) -> tuple[str, str]:
    """The first words of the bottom line's second line, and others."""
    words = text.splitlines()[[line.startswith("bottom_line") for line in text.splitlines()].index(True) + 1].split()
    return words[1] + " " + words[2], words[2] + " " + words[1]


def test_a_file_of_an_edition_is_held_against_that_edition(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _packet_of("edition", EDITION, "--release", "TLP:CLEAR")
    file = ReturnedFile(path.read_bytes())
    assert _review_of(path, file, capsys)["findings"] == []
    file.replace("Where they meet", "Where the two meet")
    elsewhere = Path("returned.docx")
    report = _review_of(elsewhere, file, capsys, "--input", "inputs/edition.yaml", "--apply")
    ((code, line),) = [(each["code"], each["line"]) for each in report["written"]]
    assert (code, line, report["findings"]) == ("BG781", 9, [])
    assert "Where the two meet is open" in Path("inputs/edition.yaml").read_text("utf-8")


def test_every_edit_of_a_large_packet_is_written_to_its_own_annotation(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = []
    for a in range(20):
        lines = [f"The envoy {a}-{n} signed paper {a * 15 + n} and left." for n in range(15)]
        marks = [
            f"      - {{kind: actor, quote: The envoy {a}-{n}, name: Envoy {a}-{n}, type: person, role: Signs {a * 15 + n}}}"
            for n in range(15)
        ]
        articles += [f"  - headline: Papers {a}", "    published: 2025-03-30", f"    source: {{name: Outlet {a}}}"]
        articles += ["    text: |", *(f"      {line}\n" for line in lines), "    annotations:", *marks]
    text = "\n".join(["title: Papers", "date: 2025-03-30", "bottom_line: Papers were signed.", "articles:", *articles])
    path = _packet_of("large", text + "\n")
    file = ReturnedFile(path.read_bytes())
    for each in file.root.iter(w("t")):
        if re.fullmatch(r"Signs \d+", each.text or ""):
            each.text = each.text.replace("Signs", "Reads")
    report = _review_of(path, file, capsys, "--apply")
    assert (len(report["written"]), report["findings"]) == (300, [])
    assert len({each["line"] for each in report["written"]}) == 300
    assert Path("inputs/large.yaml").read_text("utf-8") == text.replace("role: Signs", "role: Reads") + "\n"
