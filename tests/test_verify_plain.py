"""Every format carries the marking and is read back; a changed text or JSON file is told by what was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.cli import main
from briefgen.diagnostics import Diagnostic
from briefgen.formats import FORMATS
from briefgen.verify import READERS, verify
from briefgen.verify.content import ExpectedContent, Unreadable
from briefgen.verify.packet import verify_packet
from briefgen.verify.plain import content_of_json, content_of_text

INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
marking: {{scheme: {scheme}, banner: "{banner}"}}
bottom_line: The two sides met.
articles:
  - headline: Ministers meet
    source: {{name: Example Wire}}
    text: The two ministers met in Tokyo on Sunday.
"""
MARKINGS = [("tlp", "TLP:AMBER"), ("us", "SECRET//NOFORN"), ("nato", "NATO RESTRICTED"), ("uk", "OFFICIAL-SENSITIVE")]
Captured = pytest.CaptureFixture[str]


def packet(folder: Path, monkeypatch: pytest.MonkeyPatch, marking: tuple[str, str] = MARKINGS[0]) -> Path:
    (folder / "inputs").mkdir()
    (folder / "inputs/talks.yaml").write_text(INPUT.format(scheme=marking[0], banner=marking[1]), "utf-8")
    monkeypatch.chdir(folder)
    assert main(["--to", ",".join(FORMATS), "--quiet", "inputs"]) == 0
    return folder / "outputs/talks"


@pytest.mark.parametrize("marking", MARKINGS)
def test_the_file_of_every_format_carries_the_marking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marking: tuple[str, str]
) -> None:
    made = packet(tmp_path, monkeypatch, marking)
    for row in FORMATS.values():
        files = [*made.glob(f"talks.*{row.ending}")] if row.several else [made / f"talks{row.ending}"]
        assert files, row.name
        for file in files:
            read = READERS[row.ending].content(file.read_bytes())
            assert read.furniture, file.name
            assert all(marking[1] in words for _, words in read.furniture), file.name


def test_every_format_has_a_reader_of_its_own() -> None:
    assert {row.ending for row in FORMATS.values()} == set(READERS)
    by_word = {ending for ending, reader in READERS.items() if reader.changes is None}
    assert by_word == {".pdf", ".docx", ".html"}, "verify/packet.py holds these against the document, and no others"


@pytest.mark.parametrize("name", ["text", "json", "w3c", "stix"])
def test_a_file_without_its_marking_is_not_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str
) -> None:
    made = packet(tmp_path, monkeypatch)
    wrong = {
        "text": ("briefgen.writers.text.write_text", lambda _: "Talks in Tokyo\n"),
        "json": ("briefgen.writing.write_json", lambda *_: b'{"title": "Talks in Tokyo"}'),
        "w3c": ("briefgen.writing.write_web_annotations", lambda *_: b'{"label": "Talks in Tokyo"}'),
        "stix": ("briefgen.writing.write_stix", lambda *_: b'{"objects": [{"type": "report", "id": "report--1"}]}'),
    }
    monkeypatch.setattr(*wrong[name])
    assert main(["--to", name, "--jobs", "1", "--out", "elsewhere", "inputs"]) == 1
    assert "error BG702 the marking “TLP:AMBER” is missing" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere/talks").exists()
    assert verify_packet(made) == []


def changed(made: Path, name: str, change: Callable[[str], str]) -> list[Diagnostic]:
    path = made / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    return verify_packet(made)


def messages(found: list[Diagnostic]) -> str:
    return "\n".join(each.message for each in found)


def test_a_text_whose_marking_was_changed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = changed(packet(tmp_path, monkeypatch), "talks.txt", lambda text: text.replace("TLP:AMBER", "TLP:CLEAR"))
    assert "the marking “TLP:AMBER” is missing: “TLP:CLEAR” stands in its place" in messages(found)


def test_the_words_that_a_text_lost_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = changed(
        packet(tmp_path, monkeypatch),
        "talks.txt",
        lambda text: text.replace("The two sides met.", "They did not meet."),
    )
    assert "its words are not those that it was built with" in messages(found)
    assert "missing, or changed: “The two sides met.”" in messages(found)


def test_the_fields_that_were_changed_in_json_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(text: str) -> str:
        content = json.loads(text)
        content["bottom_line"] = "They did not meet."
        content["more"] = 1
        del content["date"]
        return json.dumps(content)

    found = changed(packet(tmp_path, monkeypatch), "talks.briefing.json", change)
    assert messages(found) == "not as it was built: bottom_line, more is new, date is gone"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("talks.txt", lambda text: text.replace("\n", "\n\n")),
        ("talks.briefing.json", lambda text: json.dumps(json.loads(text), indent=8)),
    ],
)
def test_a_file_that_was_only_saved_again_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[str], str]
) -> None:
    (found,) = changed(packet(tmp_path, monkeypatch), name, change)
    assert "was saved again" in found.message
    assert found.severity.word == "warning"


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"[" * 100_000, b"[]", b"{", b"\0" * 100, b'{"marking": {"banner": 1e999}}']
)
@pytest.mark.parametrize("read", [content_of_text, content_of_json])
def test_what_is_damaged_is_read_or_said_to_be_unreadable(data: bytes, read: Callable[[bytes], object]) -> None:
    try:
        assert read(data) is not None
    except Unreadable as error:
        assert str(error).startswith("it is ")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_reported(data: bytes) -> None:
    expected = ExpectedContent((), (), (), (), "TLP:RED", (), ())
    for name in ("x.txt", "x.briefing.json"):
        assert {each.code for each in verify(expected, None, None, "x", {name: data}).findings} <= {"BG702"}
