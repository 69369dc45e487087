"""The README against the program: its commands, its `--help`, its example of findings, its links and pictures.

`UPDATE_README=1 pytest tests/test_readme.py` writes what the program says now.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from briefgen.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BROKEN = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: The two sides are likely to sign within the year.
key_judgments:
  - statement: The two sides are likely to sign within the year.
    likelihood: likely
    confidence: low
    basis: One short report.
    evidence: [talks]
    assumptions: [The talks go on.]
    change_indicators: [The next round is called off.]
articles:
  - headline: Ministers meet
    source: {name: Example Wire, reliability: B, credibility: 2}
    text: The two ministers met in Tokyo on Sunday.
    annotations:
      - {id: meeting, kind: actor, quote: The two ministers met in Osaka, name: Ministers}
"""


def block(marker: str) -> str:
    """The fenced text after a marker comment."""
    match = re.search(rf"<!-- {marker} -->\n```\w*\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert match, f"README.md has no block marked {marker}"
    return match[1]


def holds(marker: str, said: str) -> None:
    """The block says what the program says; or is written again where asked for."""
    if os.environ.get("UPDATE_README"):
        text = README.read_text("utf-8")
        fresh = re.sub(rf"(<!-- {marker} -->\n```\w*\n).*?(```)", lambda m: m[1] + said + m[2], text, flags=re.DOTALL)
        README.write_text(fresh, "utf-8")
    assert block(marker) == said


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The width for which the README's blocks are set."""
    monkeypatch.setenv("COLUMNS", "100")


def test_the_help_in_the_readme_is_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    holds("help", capsys.readouterr().out.strip() + "\n")


def test_the_findings_in_the_readme_are_what_check_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "tokyo.yaml").write_text(BROKEN, "utf-8")
    assert main(["check", "inputs/tokyo.yaml"]) == 1
    said = capsys.readouterr()
    holds("findings", (said.out + said.err).strip() + "\n")


@pytest.mark.parametrize("marker", ["main job", "tests"])
def test_the_set_up_is_one_command(marker: str) -> None:
    """One line that begins with an environment and ends with the job."""
    (line,) = block(marker).strip().splitlines()
    assert line.startswith("python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements")
    assert line.endswith(("briefgen inputs/2025-03-30.yaml", "pytest -n auto"))


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", README.read_text("utf-8"))
    local = [target for target in targets if "://" not in target]
    assert len(local) > 5
    assert [target for target in local if not (ROOT / target.split("#")[0]).exists()] == []


def test_every_briefgen_command_of_the_readme_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Commands and options that the README names are known to the program."""
    from briefgen.cli import app

    commands = re.findall(r"`briefgen ([^`]+)`", README.read_text("utf-8"))
    assert len(commands) > 4
    for command in commands:
        words = command.split()
        command_name = words[0] if words[0] in app.list_commands(None) else "build"  # type: ignore[arg-type]
        assert main([command_name, "--help"]) == 0
        said = capsys.readouterr().out
        missing = [word for word in words if word.startswith("--") and word not in said]
        assert not missing, f"{command}: {missing}"


def test_the_version_is_in_the_changelog() -> None:
    from briefgen import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"] == "briefgen"
