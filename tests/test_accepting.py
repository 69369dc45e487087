"""`briefgen drafts`: drafts listed with what they lack, accepted or refused by edits that change nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefgen.cli import main

INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: The headquarters is likely to make planning quicker.
key_judgments:
  - draft: true   # carried over
    id: quick
    statement: The headquarters is likely to make planning quicker.
    likelihood: likely
    confidence: moderate
    basis: One report.
    evidence: [hq]
  - draft: true
    statement: More.
articles:
  - headline: A new headquarters
    source: {name: Reuters}
    published: 2025-03-30
    format: markdown
    text: |
      Hegseth [announced 🎉]{.ac draft=true} [the [**pact**]{.ag draft=true parties="US; JP"} of]{.e draft=true} Tokyo.

      Nakatani spoke of [a wish]{draft="true" .ac type=person} to deter China: a joint headquarters.
    annotations:   # by hand
      - {id: hq, kind: capability, quote: joint headquarters, name: Joint headquarters}
      - {draft: true, kind: actor, name: Nakatani, quote: Nakatani}
      - draft: true
        kind: actor   # who
        name: Hegseth
        quote: Hegseth
      - draft: true
        id: hq
        kind: actor
        name: Tokyo
        quote: Tokyo
      - draft: true
        quote: deter China
        rank: high
      - draft: true
        kind: actor
        name: Nobody
        quote: nobody said this
"""
NAMES = {
    "quick": "complete",
    "KJ2": "lacks `evidence`",
    "A1-nakatani": "complete",
    "A1-hegseth": "complete",
    "hq": "the id “hq” is taken",
    "A1-deter-china": "lacks `kind`",
    "A1-nobody": "the quote is not in article A1",
    "A1-announced": "complete",
    "A1-the-pact-of": "lacks `date` or `period`",
    "A1-pact": "complete",
    "A1-a-wish": "complete",
}


def written(folder: Path, text: str = INPUT) -> Path:
    path = folder / "in.yaml"
    path.write_bytes(text.encode())
    return path


def listed(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["drafts", str(path), "--output-format", "json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_drafts_are_listed_with_what_they_lack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    assert main(["drafts", str(path)]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [*NAMES]
    assert [line.endswith(state) for line, state in zip(lines, NAMES.values(), strict=True)] == [True] * len(NAMES)
    assert last == f"{path}: 11 drafts, 6 complete"
    assert "A1¶1, line 20" in lines[7]
    assert path.read_bytes() == INPUT.encode()


def test_all_that_are_complete_are_accepted_and_no_other_byte_changes(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert main(["drafts", str(path), "--accept-complete"]) == 0
    expected = INPUT.replace("{.ac draft=true}", "{.ac}").replace("{.ag draft=true parties", "{.ag parties")
    expected = expected.replace('{draft="true" .ac type', "{.ac type").replace("{draft: true, kind", "{kind")
    expected = expected.replace("      - draft: true\n        kind: actor   # who\n", "      - kind: actor   # who\n")
    assert path.read_text("utf-8") == expected


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_accepting_keeps_line_ends_and_byte_order_mark(tmp_path: Path, end: str, mark: str) -> None:
    path = written(tmp_path, mark + INPUT.replace("\n", end))
    assert main(["drafts", str(path), "--accept", "quick,A1-announced", "--refuse", "A1-a-wish", "--refuse", "hq"]) == 0
    expected = INPUT.replace("  - draft: true   # carried over\n    id: quick\n", "  - id: quick\n")
    expected = expected.replace("{.ac draft=true}", "{.ac}")
    expected = expected.replace('[a wish]{draft="true" .ac type=person}', "a wish")
    expected = expected.replace("      - draft: true\n        id: hq\n        kind: actor\n        name: Tokyo\n", "")
    expected = expected.replace("        quote: Tokyo\n", "")
    assert path.read_bytes().decode() == mark + expected.replace("\n", end)


@pytest.mark.parametrize("name", ["KJ2", "hq", "A1-deter-china", "A1-nobody", "A1-the-pact-of"])
def test_one_that_is_not_complete_is_refused_and_nothing_is_written(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path)
    assert main(["drafts", str(path), "--accept", f"A1-nakatani,{name}"]) == 1
    assert NAMES[name] in capsys.readouterr().err
    assert path.read_bytes() == INPUT.encode()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--accept", "A1-nakatini"], "Did you mean A1-nakatani?"),
        (["--refuse", "x"], "there is no draft x"),
        (["--accept", "quick", "--refuse", "quick"], "accepted and refused at once"),
    ],
)
def test_a_name_of_no_draft_is_a_usage_error(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path)
    assert main(["drafts", str(path), *options]) == 2
    assert words in capsys.readouterr().err
    assert path.read_bytes() == INPUT.encode()


def test_what_was_accepted_is_an_annotation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    unfit = "KJ2,hq,A1-deter-china,A1-nobody,A1-the-pact-of"
    assert main(["drafts", str(path), "--accept", "quick", "--accept-complete", "--refuse", unfit]) == 0
    assert listed(path, capsys) == []
    assert main(["build", "--to", "json", "--out", str(tmp_path / "out"), str(path)]) == 0
    briefing = json.loads((tmp_path / "out" / "in" / "in.briefing.json").read_text("utf-8"))
    assert {each["name"] for each in briefing["key_actors"]} >= {"Hegseth", "Nakatani", "announced 🎉", "a wish"}
    assert [each["name"] for each in briefing["agreements"]] == ["pact"]


def test_drafts_of_one_name_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = INPUT + "".join(
        f"      - {{draft: true, kind: {kind}, name: Tokyo, quote: {quote}}}\n"
        for kind, quote in (("actor", "Tokyo"), ("capability", "Tokyo"), ("actor", "to deter"))
    )
    names = [each["name"] for each in listed(written(tmp_path, twice), capsys)]
    assert [name for name in names if "tokyo" in str(name)] == ["A1-tokyo-p1-1", "A1-tokyo-p1-2", "A1-tokyo-p2"]


def test_marks_in_a_text_file_are_left_to_an_editor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.md").write_text("Hegseth [announced]{.ac draft=true} it.\n", encoding="utf-8")
    head, _, rest = INPUT.partition("    text: |\n")
    path = written(tmp_path, f"{head}    text_file: text.md\n    annotations:{rest.partition('    annotations:')[2]}")
    assert main(["drafts", str(path), "--accept", "A1-announced"]) == 1
    assert "it stands in a text file of its own" in capsys.readouterr().err
    assert main(["drafts", str(path), "--accept-complete"]) == 0
    assert "[announced]{.ac draft=true}" in (tmp_path / "text.md").read_text("utf-8")


def test_thousands_of_drafts_are_accepted_in_one_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen.editing import editor

    names = [f"Name{number}" for number in range(300)]
    items = "".join(f"      - {{draft: true, kind: actor, name: {each}, quote: {each}}}\n" for each in names)
    text = INPUT.replace("Tokyo.\n", f"Tokyo. {' '.join(names)}\n").replace("  # by hand\n", f"\n{items}")
    path = written(tmp_path, text)
    reads: list[str] = []
    compose = editor.compose_nodes
    monkeypatch.setattr(editor, "compose_nodes", lambda text, name: (reads.append(name), compose(text, name))[1])
    assert main(["drafts", str(path), "--accept-complete"]) == 0
    assert len(reads) == 2
    assert "draft: true, kind: actor, name: Name" not in path.read_text("utf-8")
