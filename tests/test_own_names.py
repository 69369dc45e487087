"""An organisation's own table of names: what it adds, and what it may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefgen import names
from briefgen.cli import main

_INPUT = """\
title: Talks
date: 2025-03-30
key_actors:
  - {name: Minister, country: The Kingdom}
regional_implications:
  - {statement: Ties deepen., regions: [Area North, Sector 4]}
articles:
  - {headline: H, source: {name: N}, text: W.}
"""
_TABLE = """\
[countries]
"The Kingdom" = "SA"
[regions]
"Area North" = "Baltic Sea"
"Sector 4" = ""
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "talks.yaml").write_text(_INPUT, "utf-8")
    (tmp_path / "briefgen.toml").write_text('names = "names.toml"\nselect = ["BG303", "BG304"]\n', "utf-8")
    (tmp_path / "names.toml").write_text(_TABLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capsys: Captured) -> list[str]:
    main(["check", "--output-format", "json", "talks.yaml"])
    return [each["code"] for each in json.loads(capsys.readouterr().out)["findings"]]


def test_its_names_are_known_and_only_where_it_is(organisation: Path, capsys: Captured) -> None:
    assert found(capsys) == []
    assert names.country("The Kingdom") is None
    (organisation / "briefgen.toml").write_text('select = ["BG303", "BG304"]\n', "utf-8")
    assert sorted(found(capsys)) == ["BG303", "BG304", "BG304"]


def test_a_name_stands_for_what_the_table_says(organisation: Path) -> None:
    assert main(["build", "--to", "json", "--out", "out", "talks.yaml"]) == 0
    briefing = json.loads(
        next(path for path in Path("out/talks").glob("*.json") if path.name != "manifest.json").read_text("utf-8")
    )
    country = briefing["key_actors"][0]["country"]
    assert (country["written"], country["code"], country["name"]) == ("The Kingdom", "SA", "The Kingdom")
    with names.with_names((("countries", "The Kingdom", "SA"), ("regions", "Area North", "Baltic Sea"))):
        assert names.same_place("area north", "Baltic Sea")
        assert names.resolve_country("the kingdom").code == "SA"


def test_packets_are_stale_when_the_table_changes(organisation: Path) -> None:
    def built() -> str:
        assert main(["build", "--to", "json", "--out", "out", "talks.yaml"]) == 0
        recorded: str = json.loads(Path("out/talks/manifest.json").read_text("utf-8"))["options"]["configuration"]
        return recorded

    first = built()
    assert built() == first
    (organisation / "names.toml").write_text(_TABLE.replace('"SA"', '"GB"'), "utf-8")
    assert built() != first


@pytest.mark.parametrize(
    ("table", "code", "said", "line"),
    [
        ('[countries]\n"The Kingdom" = "Saudia Arabia"\n', "BG802", "Did you mean Saudi Arabia?", 2),
        ('[countries]\nFrance = "DE"\n', "BG802", "“France” stands for France already", 2),
        ('[countries]\nCrimea = "DE"\n', "BG802", "“Crimea” stands for Crimea already", 2),
        ('[regions]\nSahel = "Baltic Sea"\n', "BG802", "“Sahel” stands for Sahel already", 2),
        ('[regions]\nNorth = "Atlantis"\n', "BG802", "“Atlantis” is not a known region", 2),
        ('[contries]\nA = "DE"\n', "BG802", "countries", 1),
        ("[countries]\nA = 3\n", "BG802", "must be text", 2),
        ('[countries]\n"" = "DE"\n', "BG802", "", 2),
        (f'[countries]\n{"A" * 201} = "DE"\n', "BG802", "", 2),
        ("[countries]\nA = DE\n", "BG801", "", 2),
        ("[countries\n", "BG801", "", 1),
        ("\x00", "BG801", "", 1),
        ("#" * (2**20 + 1), "BG801", "", 0),
        ("[countries]\n" + "".join(f'"n{n}" = "DE"\n' for n in range(10_001)), "BG802", "", 1),
    ],
)
def test_what_is_wrong_in_it_has_a_place_and_no_packet_is_built(
    organisation: Path, capsys: Captured, table: str, code: str, said: str, line: int
) -> None:
    (organisation / "names.toml").write_text(table, "utf-8")
    assert main(["build", "--out", "out", "talks.yaml"]) == 2
    shown = capsys.readouterr().err
    assert code in shown and said in shown and "Traceback" not in shown
    assert f"names.toml:{line}" in shown if line else "names" in shown
    assert not (organisation / "out").exists()


@pytest.mark.parametrize("named", ["missing.toml", "../names.toml", "/etc/hosts", ".", "folder"])
def test_it_lies_beside_the_configuration_or_is_no_table(organisation: Path, capsys: Captured, named: str) -> None:
    (organisation / "folder").mkdir()
    (organisation / "briefgen.toml").write_text(f'names = "{named}"\n', "utf-8")
    assert main(["check", "talks.yaml"]) == 2
    shown = capsys.readouterr().err
    assert "briefgen.toml:1" in shown or "BG80" in shown
    assert "Traceback" not in shown
