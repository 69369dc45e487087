"""Annotations that are only begun: anchored and listed, never printed, never evidence, never an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefgen.cli import main
from briefgen.diagnostics import Diagnostic, Severity
from briefgen.packets import InputFile
from briefgen.pipeline import examine
from briefgen.schema import export
from briefgen.settings import Settings

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

HEAD = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: The headquarters is likely to make planning quicker.
key_judgments:
  - statement: The headquarters is likely to make planning quicker.
    likelihood: likely
    confidence: moderate
    basis: One report.
    evidence: [{evidence}]
articles:
  - headline: A new headquarters
    source: {{reliability: B, credibility: 2, name: Reuters}}
    published: 2025-03-30
    format: markdown
    text: |
      Hegseth announced a joint headquarters{inline} in Tokyo.

      Nakatani spoke of Nakatani’s wish to deter China.
    annotations:
      - {{id: hq, kind: capability, quote: joint headquarters, name: Joint headquarters}}
"""


def written(folder: Path, *drafts: str, evidence: str = "hq", inline: str = "") -> Path:
    path = folder / "in.yaml"
    items = "".join(f"      - {{draft: true, {draft}}}\n" for draft in drafts)
    path.write_text(HEAD.format(evidence=evidence, inline=inline) + items, encoding="utf-8")
    return path


def findings(path: Path, **settings: Any) -> list[Diagnostic]:
    return [*examine(InputFile(str(path), "in"), Settings(**settings)).findings]


def messages(path: Path) -> list[str]:
    return [f"{each.code} {each.message}" for each in findings(path)]


LACKS = {
    "kind: actor": "`name`",
    "kind: agreement": "`name` and `parties`",
    "kind: agreement, name: Pact, parties: []": "`parties`",
    "kind: agreement, name: Pact, parties: null": "`parties`",
    "kind: capability": "`name`",
    "kind: implication": "`statement` and `regions`",
    "kind: event": "`what` and `date` or `period`",
    "kind: event, what: A speech": "`date` or `period`",
    "kind: event, what: A speech, period: Today": "nothing",
    "name: Nobody": "`kind`",
}


@pytest.mark.parametrize("fields", LACKS)
def test_a_draft_is_listed_with_its_place_and_what_it_lacks(tmp_path: Path, fields: str) -> None:
    path = written(tmp_path, f"quote: deter China, {fields}")
    (found,) = findings(path)
    assert (found.code, found.severity, found.place.line) == ("BG209", Severity.NOTE, 21)
    assert " at A1¶2: " in found.message
    assert found.message.endswith(f"lacks {LACKS[fields]}")


def test_a_draft_without_a_quote_lacks_it(tmp_path: Path) -> None:
    assert messages(written(tmp_path, "kind: actor, name: Nobody")) == [
        "BG209 draft of an annotation of kind actor: it lacks `quote`"
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("kind: actor, name: N, quote: Nobody said this", "BG201"),
        ("kind: actor, name: N, quote: Nakatani", "BG202"),
        ("kind: actor, name: N, quote: deter, occurrence: 9", "BG205"),
        ("kind: actor, name: N, quote: deter, rank: general", "BG101"),
        ("kind: actor, name: [N], quote: deter", "BG103"),
        ("kind: actor, name: N, quote: deter, type: persn", "BG104"),
        ("kind: actr, quote: deter", "BG104"),
        ("kind: event, what: W, quote: deter, date: 2025-02-30", "BG105"),
    ],
)
def test_what_is_wrong_with_a_draft_is_a_note(tmp_path: Path, fields: str, code: str) -> None:
    found = findings(written(tmp_path, fields))
    assert sorted(each.code for each in found) == sorted(["BG209", code])
    assert {each.severity for each in found} == {Severity.NOTE}
    assert {each.place.line for each in found} == {21}


def test_a_quote_that_is_the_name_of_the_draft_stands_where_it_stands_first(tmp_path: Path) -> None:
    assert messages(written(tmp_path, "kind: actor, name: Nakatani, quote: Nakatani")) == [
        "BG209 draft of an annotation of kind actor at A1¶2: it lacks nothing"
    ]


def test_a_passage_in_the_text_may_be_a_draft(tmp_path: Path) -> None:
    assert messages(written(tmp_path, inline=" that [was agreed]{.agreement draft=true}")) == [
        "BG209 draft of an annotation of kind agreement at A1¶1: it lacks `parties`"
    ]
    (found,) = findings(written(tmp_path, inline=" that [was agreed]{.actor draft=perhaps}"))
    assert (found.code, found.is_error) == ("BG103", True)


def test_a_draft_is_no_evidence(tmp_path: Path) -> None:
    found = findings(written(tmp_path, "id: wish, quote: deter China", evidence="hq, wish"))
    (error,) = (each for each in found if each.is_error)
    assert (error.code, error.message) == ("BG204", "“wish” is a draft, which is not evidence yet")
    assert "line 21" in error.hint
    assert error.place.line == 9


def test_strict_runs_refuse_drafts(tmp_path: Path) -> None:
    path = written(tmp_path, "quote: deter China")
    assert [each.severity for each in findings(path, strict=True)] == [Severity.ERROR]
    assert main(["check", str(path)]) == 0
    assert main(["check", "--strict", str(path)]) == 1
    assert main(["build", "--strict", "--to", "text", "--out", str(tmp_path / "out"), str(path)]) == 1
    assert not (tmp_path / "out" / "in" / "in.txt").exists()


def test_the_packet_is_as_if_there_were_no_drafts(tmp_path: Path) -> None:
    drafts = ("quote: deter China, id: wish", "kind: actor, name: Secret name, quote: Nakatani")
    packets = []
    for name, items in (("without", ()), ("with", drafts)):
        out = tmp_path / name
        (tmp_path / f"{name}-in").mkdir()
        path = written(tmp_path / f"{name}-in", *items)
        assert main(["build", "--to", "text,json,html", "--out", str(out), str(path)]) == 0
        packets.append(
            {each: (out / "in" / each).read_text("utf-8") for each in ("in.txt", "in.html", "in.briefing.json")}
        )
    assert packets[0] == packets[1]


def test_a_draft_before_others_does_not_move_their_places(tmp_path: Path) -> None:
    path = written(tmp_path, "quote: deter China")
    path.write_text(
        path.read_text("utf-8") + "      - {kind: actor, quote: Nobody there, name: Pete}\n", encoding="utf-8"
    )
    (found,) = (each for each in findings(path) if each.code == "BG201")
    assert (found.place.line, found.is_error) == (22, True)


def test_drafts_are_listed_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "id: wish, kind: event, quote: deter China")
    assert main(["check", "--output-format", "json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["drafts"] == [
        {
            "article": "A1",
            "kind": "event",
            "id": "wish",
            "quote": "deter China",
            "reference": "A1¶2",
            "lacks": ["what", "date or period"],
            "path": str(path),
            "line": 21,
            "column": 9,
        }
    ]


# --- what an editor says of them -------------------------------------------------------------


def valid(annotation: dict[str, Any]) -> bool:
    schema = json.loads(export.schemas()["input.schema.json"])
    article = {"headline": "H", "source": {"name": "S"}, "text": "words", "annotations": [annotation]}
    given = {"title": "T", "date": "2025-03-30", "articles": [article]}
    return not [*jsonschema.Draft202012Validator(schema).iter_errors(given)]


@pytest.mark.parametrize(
    ("annotation", "is_valid"),
    [
        ({"draft": True, "quote": "words"}, True),
        ({"draft": True, "kind": "agreement", "quote": "words"}, True),
        ({"draft": True, "kind": "event", "quote": "words"}, True),
        ({"draft": True, "kind": "agreement"}, False),
        ({"draft": True, "kind": "agreement", "quote": "words", "status": "signd"}, False),
        ({"draft": True, "kind": "agreement", "quote": "words", "rank": "high"}, False),
        ({"draft": False, "kind": "agreement", "quote": "words"}, False),
        ({"quote": "words"}, False),
        ({"kind": "actor", "quote": "words", "name": "N"}, True),
        ({"draft": False, "kind": "actor", "quote": "words", "name": "N"}, True),
    ],
)
def test_the_schema_asks_of_a_draft_its_quote_alone(annotation: dict[str, Any], is_valid: bool) -> None:
    assert valid(annotation) is is_valid
