"""The table of formats: all that names a format takes it from there, and a half-done row says what it lacks."""

from __future__ import annotations

import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest
from msgspec.structs import replace

from briefgen.cli import main
from briefgen.diagnostics import IncompleteTable
from briefgen.formats import FORMATS, USUAL_FORMATS, _by_name

INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
articles:
  - headline: Ministers meet
    source: {name: Example Wire}
    text: The two ministers met in Tokyo on Sunday.
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/talks.yaml").write_text(INPUT, "utf-8")
    return tmp_path


def written(folder: Path) -> set[str]:
    return {path.name for path in (folder / "outputs/talks").iterdir()} - {"manifest.json"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_row_has_a_writer_that_takes_the_work_and_a_list_of_findings(name: str) -> None:
    assert list(signature(FORMATS[name].load()).parameters) == ["work", "findings"]


def test_a_row_whose_writer_is_missing_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To whoever adds the row, and not as a finding in somebody's input."""
    row = replace(FORMATS["text"], writer="briefgen.writing:write_poem")
    monkeypatch.setitem(FORMATS, "text", row)  # type: ignore[arg-type]
    with pytest.raises(IncompleteTable, match=r"the format text names the writer briefgen\.writing:write_poem, which"):
        main(["--to", "text", "--jobs", "1", "inputs"])


@pytest.mark.parametrize(("field", "value"), [("name", "docx"), ("ending", ".docx")])
def test_two_rows_that_could_not_be_reported_apart_are_refused(field: str, value: str) -> None:
    with pytest.raises(IncompleteTable, match=f"two formats have the {field} {value}"):
        _by_name(FORMATS["docx"], replace(FORMATS["text"], **{field: value}))


def test_the_help_names_every_format(capsys: Captured) -> None:
    assert main(["build", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"What to write: {', '.join(FORMATS)}." in said
    assert f"[default: {','.join(USUAL_FORMATS)}]" in said


@pytest.mark.parametrize("name", FORMATS)
def test_a_configuration_may_name_every_format(name: str, folder: Path, capsys: Captured) -> None:
    (folder / "briefgen.toml").write_text(f'to = ["{name}"]\n')
    assert main(["--dry-run", "inputs"]) == 0
    (folder / "briefgen.toml").write_text(f'to = ["{name}s"]\n')
    assert main(["--dry-run", "inputs"]) == 2
    said = capsys.readouterr().err
    assert [each for each in FORMATS if each not in said] == []


@pytest.mark.parametrize(
    "options", [["--to", "text,json"], ["--to", "text", "--to", "json"], ["--to", "text,json", "--to", "TEXT"]]
)
def test_formats_are_named_with_commas_or_one_by_one(options: list[str], folder: Path) -> None:
    assert main([*options, "inputs"]) == 0
    assert written(folder) == {"talks.txt", "talks.briefing.json"}


def test_formats_of_the_command_line_take_the_place_of_the_configuration(folder: Path) -> None:
    (folder / "briefgen.toml").write_text('to = ["text", "json"]\n')
    assert main(["inputs"]) == 0
    assert written(folder) == {"talks.txt", "talks.briefing.json"}
    assert main(["--to", "json", "inputs"]) == 0
    assert written(folder) == {"talks.briefing.json"}


@pytest.mark.parametrize("command", [["build"], ["watch"], ["schedule", "--daily", "05:30"]])
@pytest.mark.parametrize("named", ["word", ",", "docx,word"])
def test_a_format_that_is_none_is_refused_with_those_that_are(
    command: list[str], named: str, folder: Path, capsys: Captured
) -> None:
    assert main([*command, "--to", named, "inputs"]) == 2
    assert f"there are {', '.join(FORMATS)}" in " ".join(capsys.readouterr().err.split())


def test_a_schedule_names_the_formats_that_were_asked_for(folder: Path, capsys: Captured) -> None:
    assert main(["schedule", "--daily", "05:30", "--for", "cron", "--to", "pdf", "--to", "text", "inputs"]) == 0
    assert "--to pdf,text" in capsys.readouterr().out


def test_the_table_loads_nothing_heavy() -> None:
    code = "import sys, briefgen.formats; print(*{'pydantic', 'reportlab', 'docx', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
