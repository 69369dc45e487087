"""An organisation's register of names: what annotations take from it, what wins over it, and what it may not hold."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from briefgen.cli import main

_REGISTER = """\
actors:
  - {name: Ann Lee, aliases: [Minister Lee, 李安], type: person, role: Minister of Defence, country: Norway}
agreements:
  - {name: Oslo pact, aliases: [the pact], parties: [Norway, Sweden]}
capabilities:
  - {name: Northern Command, type: command, holder: Norway}
"""
_INPUT = """\
title: Talks
date: 2025-03-30
articles:
  - headline: Talks
    source: {{name: N}}
    text: |
      Ann Lee met the press. Minister Lee praised the pact. Northern Command grows.
    annotations:
{annotations}"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "briefgen.toml").write_text('register = "register.yaml"\n', "utf-8")
    (tmp_path / "register.yaml").write_text(_REGISTER, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*annotations: str, more: str = "") -> Any:
    lines = "".join(f"      - {each}\n" for each in annotations)
    Path("talks.yaml").write_text(_INPUT.format(annotations=lines) + more, "utf-8")
    assert main(["build", "--to", "json", "--out", "out", "talks.yaml"]) == 0
    return json.loads(Path("out/talks/talks.briefing.json").read_text("utf-8"))


def codes(capsys: Captured) -> list[str]:
    capsys.readouterr()
    main(["check", "--output-format", "json", "--select", "BG1,BG2,BG3", "talks.yaml"])
    return [each["code"] for each in json.loads(capsys.readouterr().out)["findings"]]


def test_an_annotation_takes_what_it_leaves_out(organisation: Path) -> None:
    briefing = build(
        "{kind: actor, quote: Ann Lee, name: Ann Lee}", "{kind: agreement, quote: the pact, name: the pact}"
    )
    actor, agreement = briefing["key_actors"][0], briefing["agreements"][0]
    assert (actor["type"], actor["role"], actor["country"]["code"]) == ("person", "Minister of Defence", "NO")
    assert actor["aliases"] == ["Minister Lee", "李安"]
    assert (agreement["name"], agreement["parties"]) == ("the pact", ["Norway", "Sweden"])


def test_what_any_annotation_says_wins_for_all_without_a_conflict(organisation: Path, capsys: Captured) -> None:
    briefing = build(
        "{kind: actor, quote: Ann Lee, name: Ann Lee}",
        "{kind: actor, quote: Minister Lee, name: Minister Lee, role: Acting minister}",
        "{kind: agreement, quote: the pact, name: Oslo pact}",
        "{kind: agreement, quote: praised the pact, name: Oslo pact, parties: [Norway, Denmark]}",
    )
    assert [(each["name"], each["role"]) for each in briefing["key_actors"]] == [("Ann Lee", "Acting minister")]
    assert briefing["agreements"][0]["parties"] == ["Norway", "Denmark"]
    assert codes(capsys) == []


def test_the_analysts_own_list_wins(organisation: Path, capsys: Captured) -> None:
    own = "key_actors:\n  - {name: Ann Lee, country: Sweden}\n"
    briefing = build("{kind: actor, quote: Ann Lee, name: Ann Lee}", more=own)
    assert briefing["key_actors"][0]["country"]["code"] == "SE"
    assert "BG301" not in codes(capsys)


def test_spans_in_the_text_and_drafts_take_it_too(organisation: Path, capsys: Captured) -> None:
    text = _INPUT.format(annotations="      - {draft: true, kind: agreement, quote: the pact, name: the pact}\n")
    text = text.replace("    text: |", "    format: markdown\n    text: |").replace(
        "Ann Lee met", '[Ann Lee]{.actor role="Chair"} met'
    )
    Path("talks.yaml").write_text(text.replace("Minister Lee praised", "[Minister Lee]{.actor} praised"), "utf-8")
    assert main(["build", "--to", "json", "--out", "out", "talks.yaml"]) == 0
    (actor,) = json.loads(Path("out/talks/talks.briefing.json").read_text("utf-8"))["key_actors"]
    assert (actor["role"], actor["type"], actor["country"]["code"]) == ("Chair", "person", "NO")
    assert len(actor["evidence"]) == 2
    capsys.readouterr()
    main(["check", "--output-format", "json", "talks.yaml"])
    assert [each["lacks"] for each in json.loads(capsys.readouterr().out)["drafts"]] == [[]]


def test_the_manifest_names_it_and_a_packet_is_stale_when_it_changes(organisation: Path, capsys: Captured) -> None:
    build("{kind: actor, quote: Ann Lee, name: Ann Lee}")
    manifest = json.loads(Path("out/talks/manifest.json").read_text("utf-8"))
    assert "register register.yaml" in manifest["ingredients"]
    assert "configuration" not in manifest["options"]
    run = ["build", "--to", "json", "--out", "out", "--dry-run", "--why", "talks.yaml"]
    assert main(run) == 0
    assert "register" not in capsys.readouterr().out
    (organisation / "register.yaml").write_text(_REGISTER.replace("of Defence", "of Finance"), "utf-8")
    assert main(run) == 0
    assert "register register.yaml changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("actors: [{name: A, rank: 1}]", "BG802 unknown key `rank`"),
        ("actors: [{name: A, country: Norwayy}]", "BG802 “Norwayy” is not a known country"),
        ("actors: [{name: A, aliases: [X]}, {name: B, aliases: [x]}]", "BG802 “x” stands for “A” and for “B”"),
        ("actors: [", "BG801"),
        ("", "BG801 the file is empty"),
        ("- 1", "BG802"),
        ("actors: [{name: " + "A" * 201 + "}]", "BG802"),
    ],
)
def test_what_is_wrong_in_it_ends_the_run_with_its_place(
    organisation: Path, register: str, said: str, capsys: Captured
) -> None:
    (organisation / "register.yaml").write_text(register, "utf-8")
    Path("talks.yaml").write_text(_INPUT.format(annotations="      []\n"), "utf-8")
    assert main(["check", "talks.yaml"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "register.yaml:" in error
    assert "briefgen new" not in error


@pytest.mark.parametrize("named", ["../register.yaml", "/etc/passwd", "none.yaml"])
def test_a_register_elsewhere_is_refused_where_it_is_named(organisation: Path, named: str, capsys: Captured) -> None:
    (organisation / "briefgen.toml").write_text(f'register = "{named}"\n', "utf-8")
    assert main(["check", "talks.yaml"]) == 2
    assert "briefgen.toml:1" in capsys.readouterr().err


_CANARIES = """\
actors:
  - {name: Pete Hegseth, aliases: [CANARY one], role: CANARY two, affiliation: CANARY three}
  - {name: Gen Nakatani, aliases: [Nakatani], role: Minister of Defence}
  - {name: Nobody Here, aliases: [CANARY four], role: CANARY five}
agreements:
  - {name: Pact, aliases: [CANARY six], parties: [CANARY seven, Japan]}
capabilities:
  - {name: Command, holder: CANARY eight}
"""
_MARKED = """\
title: Talks
title_portion: TLP:CLEAR
date: 2025-03-30
marking: {banner: TLP:AMBER, portions: true}
bottom_line: The command is likely to be set up.
bottom_line_portion: TLP:CLEAR
articles:
  - headline: Talks
    portion: TLP:CLEAR
    paragraph_portions: {2: TLP:AMBER}
    source: {name: Wire}
    published: 2025-03-30
    text: |
      Nakatani spoke with Hegseth of the Treaty.

      Hegseth signed the Pact for a Command.
    annotations:
      - {kind: actor, quote: Nakatani, name: Gen Nakatani}
      - {kind: actor, quote: Hegseth signed, name: Pete Hegseth}
      - {kind: agreement, quote: the Treaty, name: Pact}
      - {kind: agreement, quote: the Pact, name: Pact, parties: [CANARY nine, Japan]}
      - {kind: capability, quote: Command, name: Command}
      - {draft: true, kind: actor, quote: Hegseth, name: Nobody Here}
"""


def test_what_an_edition_withholds_does_not_come_in_by_the_register(organisation: Path) -> None:
    (organisation / "register.yaml").write_text(_CANARIES, "utf-8")
    Path("talks.yaml").write_text(_MARKED, "utf-8")
    formats = "docx,pdf,text,json,html,w3c"
    assert main(["build", "--to", formats, "--out", "out", "talks.yaml"]) == 0
    assert "CANARY two" in Path("out/talks/talks.txt").read_text("utf-8")
    assert main(["build", "--release", "TLP:CLEAR", "--to", formats, "--out", "out", "talks.yaml"]) == 0
    edition = Path("out/talks.tlp-clear")
    assert "Minister of Defence" in (edition / "talks.tlp-clear.txt").read_text("utf-8")
    held = [path.read_bytes() for path in edition.iterdir()]
    with zipfile.ZipFile(edition / "talks.tlp-clear.docx") as package:
        held += [package.read(name) for name in package.namelist()]
    with pypdfium2.PdfDocument(edition / "talks.tlp-clear.pdf") as pdf:
        held += [page.get_textpage().get_text_bounded().encode() for page in pdf]
    assert len(held) > 10
    assert not [each for each in held if b"CANARY" in each]
