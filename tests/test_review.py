"""What staff changed in a packet's Word file comes back as findings at the input's own lines, and into the input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from returned_files import ReturnedFile

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
