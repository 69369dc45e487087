"""A packet's tables as CSV: every word of them, safe in spreadsheets, marked row by row, and verified."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from briefings import full
from hypothesis import given
from hypothesis import strategies as st

from briefgen.cli import main
from briefgen.compose.tables import csv_tables, defused
from briefgen.diagnostics import Diagnostic
from briefgen.schema.briefing import Judgment
from briefgen.verify.packet import verify_packet

SEED = Path(__file__).parents[1] / "inputs/2025-03-30.yaml"
INPUT = """\
title: Talks
title_portion: "TLP:GREEN"
date: 2025-03-30
marking: {banner: "TLP:RED", portions: true}
key_judgments:
  - {statement: "=HYPERLINK(\\"http://evil\\")", likelihood: likely, confidence: low, portion: "TLP:GREEN", evidence: [met], assumptions: ["-1 more", "日本, or “so”"]}
  - {statement: canary, portion: "TLP:RED"}
articles:
  - headline: "+Quiet"
    portion: "TLP:GREEN"
    source: {name: "@Wire", url: "https://example.org/a,b"}
    text: The minister met the envoy.
    annotations:
      - {id: met, kind: actor, quote: The minister, name: "'Minister", aliases: [She, "=1+1"], country: JP, portion: "TLP:GREEN"}
"""


def words_of_cell(written: str) -> str:
    """The words of a cell, as whoever reads the table without a spreadsheet has to take them."""
    return written[1:] if written.startswith("'") else written


def built(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, *more: str) -> Path:
    monkeypatch.chdir(folder)
    Path("talks.yaml").write_text(text, "utf-8")
    assert main(["talks.yaml", "--to", "csv", "--quiet", "--jobs", "1", *more]) == 0
    (manifest,) = Path("outputs").rglob("manifest.json")
    assert verify_packet(manifest.parent) == []
    return manifest.parent


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def messages(found: list[Diagnostic]) -> str:
    return "\n".join(each.message for each in found)


def test_every_table_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = built(tmp_path, monkeypatch, SEED.read_text("utf-8"))
    names = (
        "agreements",
        "capabilities",
        "events",
        "judgments",
        "key_actors",
        "passages",
        "regional_implications",
        "sources",
    )
    assert sorted(path.name for path in folder.glob("*.csv")) == [f"talks.{name}.csv" for name in names]
    (row,) = (each for each in table(folder / "talks.key_actors.csv") if each["name"] == "Pete Hegseth")
    assert (row["type"], row["country"], row["evidence"]) == ("person", "United States", "A1¶1; A1¶2; A1¶4")
    judgments = table(folder / "talks.judgments.csv")
    assert [(each["id"], each["likelihood"], each["range"]) for each in judgments[:1]] == [("KJ1", "likely", "55–80%")]
    assert {each["marking"] for each in judgments} == {"TLP:CLEAR"}


def test_every_field_of_a_judgment_has_a_column_or_fields_of_its_own() -> None:
    """A field that is added has its column by itself."""
    head, *rows = csv.reader(csv_tables(full())["judgments"].removeprefix("\ufeff").splitlines())
    nested = {"supporting_points", "dissents", "resolved", "before", "number"}
    assert {*head} == (Judgment.model_fields.keys() - nested) | {"range", "marking"}
    assert {len(row) for row in rows} == {len(head)}


def test_no_cell_is_a_formula_and_every_word_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = built(tmp_path, monkeypatch, INPUT)
    rows = {path.name: table(path) for path in folder.glob("*.csv")}
    cells = [value for each in rows.values() for row in each for value in row.values()]
    assert not [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    judgment = rows["talks.judgments.csv"][0]
    assert words_of_cell(judgment["statement"]) == '=HYPERLINK("http://evil")'
    assert words_of_cell(judgment["assumptions"]) == "-1 more; 日本, or “so”"
    (actor,) = rows["talks.key_actors.csv"]
    assert words_of_cell(actor["name"]) == "'Minister"
    assert actor["aliases"] == "She; =1+1"
    assert words_of_cell(rows["talks.sources.csv"][0]["name"]) == "@Wire"


@given(st.text())
def test_a_cell_keeps_its_words(words: str) -> None:
    assert words_of_cell(defused(words)) == words
    assert not defused(words).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_an_edition_has_no_row_that_is_marked_higher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = built(tmp_path, monkeypatch, INPUT, "--release", "TLP:GREEN")
    assert [path.name for path in folder.glob("*.csv") if b"canary" in path.read_bytes()] == []
    assert {row["marking"] for path in folder.glob("*.csv") for row in table(path)} == {"TLP:GREEN"}
    assert [row["portion"] for path in folder.glob("*judgments.csv") for row in table(path)] == ["(TLP:GREEN)"]


def test_a_changed_row_is_reported_and_a_lost_marking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = built(tmp_path, monkeypatch, SEED.read_text("utf-8"))
    path = folder / "talks.judgments.csv"
    path.write_bytes(path.read_bytes().replace(b"KJ2,", b"KJ9,"))
    assert messages(verify_packet(folder)) == "not as it was built: row 2"
    path.write_bytes(path.read_bytes().replace(b"TLP:CLEAR", b"TLP:GREEN"))
    assert "the marking “TLP:CLEAR” is missing" in messages(verify_packet(folder))


def test_a_table_that_is_gone_is_removed_with_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = built(tmp_path, monkeypatch, INPUT)
    assert (folder / "talks.key_actors.csv").is_file()
    built(tmp_path, monkeypatch, INPUT[: INPUT.index("    annotations:")].replace(", evidence: [met]", ""))
    assert not (folder / "talks.key_actors.csv").exists()
