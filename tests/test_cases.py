"""Each folder of `cases/` is an input, what `briefgen check` says of it, and, mostly, a twin without the fault.

    input.yaml        breaks one rule at one place
    diagnostics.txt   what is printed, place included
    clean.yaml        the same, fixed: the findings of input.yaml are gone

UPDATE_CASES=1 writes the diagnostics again; read the difference before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from briefgen.checks import RULES
from briefgen.cli import main

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.is_dir())
TWINS = [folder for folder in FOLDERS if (folder / "clean.yaml").exists()]
_CODE = re.compile(r": (?:error|warning|note) (BG\d{3}) ")


def said(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(folder)
    main(["check", name])
    return capsys.readouterr().out


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_check_says_what_the_case_expects(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(folder, "input.yaml", monkeypatch, capsys)
    expected = folder / "diagnostics.txt"
    if os.environ.get("UPDATE_CASES"):
        expected.write_text(out, encoding="utf-8", newline="\n")
    assert out == expected.read_text("utf-8")


@pytest.mark.parametrize("folder", TWINS, ids=lambda folder: folder.name)
def test_the_fixed_twin_has_none_of_the_findings(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = set(_CODE.findall(said(folder, "input.yaml", monkeypatch, capsys)))
    fixed = set(_CODE.findall(said(folder, "clean.yaml", monkeypatch, capsys)))
    assert broken
    assert not broken & fixed


def test_each_rule_that_is_looked_for_here_has_a_case() -> None:
    shown = {code for folder in FOLDERS for code in _CODE.findall((folder / "diagnostics.txt").read_text("utf-8"))}
    checked = {code for code, rule in RULES.items() if rule.check}
    assert checked - shown == set(), (
        "give each a folder of tests/cases, with input.yaml, diagnostics.txt and clean.yaml"
    )
