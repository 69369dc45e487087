"""A briefing that supersedes another says what has changed since: in every format, and to its own readers alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefgen.archive.changes import Edition, own_ids, with_changes
from briefgen.cli import main
from briefgen.diagnostics import Diagnostic
from briefgen.packets import InputFile, mirror_of
from briefgen.pipeline import examine
from briefgen.schema.briefing import Briefing

HEAD = "title: Talks\ndate: {date}\n"
ARTICLE = """\
articles:
  - headline: Ministers meet
    source: {{name: {outlet}}}
    text: |
      The Prime Minister met the envoy in Oslo on Sunday. Munition stocks were discussed at length.
    annotations:
      - {{id: met, kind: actor, quote: The Prime Minister, name: {actor}}}
      - {{id: stocks, kind: capability, quote: Munition stocks, name: {capability}}}
"""
JUDGMENT = "  - {{{id}statement: {statement}, likelihood: {likelihood}, confidence: {confidence}, basis: Two reports., evidence: [{evidence}]{more}}}\n"


def judgment(
    statement: str,
    likelihood: str = "likely",
    confidence: str = "moderate",
    name: str = "",
    evidence: str = "met",
    more: str = "",
) -> str:
    return JUDGMENT.format(
        id=f"id: {name}, " if name else "", statement=statement, likelihood=likelihood, confidence=confidence,
        evidence=evidence, more=f", {more}" if more else "",
    )  # fmt: skip


def edition(
    folder: Path, name: str, *judgments: str, date: str = "2025-03-29", more: str = "", outlet: str = "Example Wire",
    actor: str = "Prime Minister", capability: str = "Munition stocks",
) -> Path:  # fmt: skip
    path = folder / f"{name}.yaml"
    article = ARTICLE.format(outlet=outlet, actor=actor, capability=capability)
    path.write_text(HEAD.format(date=date) + more + "key_judgments:\n" + "".join(judgments) + article, "utf-8")
    return path


def findings(path: Path) -> list[Diagnostic]:
    return list(examine(InputFile(str(path), mirror_of(str(path)))).findings)


def found(path: Path, *codes: str) -> list[str]:
    return [f"{each.code} {each.message}" for each in findings(path) if each.code in codes]


def changes(folder: Path, old: Path, new: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["diff", str(old), str(new), "--output-format", "json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_every_format_says_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edition(
        tmp_path, "old",
        judgment("The budget passes.", name="budget"), judgment("The envoy stays.", name="envoy", evidence="stocks"),
        judgment("The talks end.", name="talks"),
    )  # fmt: skip
    edition(
        tmp_path, "new",
        judgment("A first one.", name="first"),
        judgment("The budget passes.", "very likely", "high", name="budget", more="change_from_previous: The vote took place."),
        judgment("The envoy stays on.", name="envoy", evidence="stocks"),
        date="2025-03-30", more="supersedes: old\n", outlet="Norvale Courier", actor="Ann Lee", capability="Radar",
    )  # fmt: skip
    assert main(["new.yaml", "--to", "docx,pdf,html,text,json", "--quiet", "--jobs", "1"]) == 0
    text = Path("outputs/new/new.txt").read_text("utf-8")
    section = text[text.index("# What has changed") : text.index("# Key judgments")].splitlines()
    assert section == [
        "# What has changed since 29 March 2025",
        "",
        "- budget: very likely, before: likely; Confidence: high, before: moderate. The vote took place.",
        "- New judgments: first",
        "- Reworded: envoy, before: The envoy stays.",
        "- No longer judged: The talks end.",
        "- New actors: Ann Lee",
        "- New capabilities: Radar",
        "- Actors no longer named: Prime Minister",
        "- Capabilities no longer named: Munition stocks",
        "- New sources: Norvale Courier",
        "",
    ]
    line = next(line for line in text.splitlines() if line.startswith("Very likely"))
    assert "· before: likely · Confidence: high" in line
    assert line.index("Confidence: high") < line.index("before: moderate"), "each stands beside its own gauge"
    assert text.count("The vote took place.") == 1, "the reason stands in the section"


def test_an_input_that_supersedes_none_has_no_such_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edition(tmp_path, "old", judgment("The budget passes.", more="change_from_previous: raised from unlikely"))
    assert main(["old.yaml", "--to", "text,json", "--quiet", "--jobs", "1"]) == 0
    text = Path("outputs/old/old.txt").read_text("utf-8")
    assert "has changed" not in text
    assert "raised from unlikely" in text
    assert "changes" not in json.loads(Path("outputs/old/old.briefing.json").read_text("utf-8"))


@pytest.mark.parametrize("written", ["old", "old.yaml", "./old.yaml", "IP-7", "below/../old.yaml"])
def test_the_edition_before_is_named_by_reference_name_or_path(
    tmp_path: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    edition(tmp_path, "old", judgment("The budget passes.", name="budget"), more='reference: "IP-7"  # of the series\n')
    new = edition(
        tmp_path, "new", judgment("It fails.", name="other"), date="2025-03-30", more=f"supersedes: {written}\n"
    )
    assert not found(new, "BG440", "BG441")
    assert main(["new.yaml", "--to", "text", "--quiet", "--jobs", "1"]) == 0
    assert "No longer judged: The budget passes." in Path("outputs/new/new.txt").read_text("utf-8")


def test_a_reference_that_two_inputs_bear_names_neither(tmp_path: Path) -> None:
    for name in ("old", "copy"):
        edition(tmp_path, name, judgment("The budget passes.", name="budget"), more="reference: IP-7\n")
    new = edition(tmp_path, "new", judgment("It fails.", name="other"), date="2025-03-30", more="supersedes: IP-7\n")
    (finding,) = found(new, "BG440", "BG441")
    assert "copy.yaml and old.yaml both bear the reference “IP-7”" in finding
    by_path = edition(
        tmp_path, "new", judgment("It fails.", name="other"), date="2025-03-30", more="supersedes: old.yaml\n"
    )
    assert not found(by_path, "BG440", "BG441")


def test_a_packet_stands_for_its_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    old = edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    assert main(["old.yaml", "--to", "json", "--quiet", "--jobs", "1", "--out", "packets"]) == 0
    new = edition(
        tmp_path,
        "new",
        judgment("The budget passes.", "unlikely", name="budget"),
        date="2025-03-30",
        more="supersedes: packets/old\n",
    )
    assert not found(new, "BG440", "BG441")
    by_input = changes(tmp_path, old, new, capsys)
    for form in ("packets/old", "packets/old/manifest.json", "packets/old/old.briefing.json"):
        assert changes(tmp_path, tmp_path / form, new, capsys) == by_input, form


@pytest.mark.parametrize("words", ["\x1b]0;x\x07", "\x00", "\x9b31m", "\ufffe"])
def test_a_packet_whose_words_no_document_can_hold_is_no_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    assert main(["old.yaml", "--to", "json", "--quiet", "--jobs", "1", "--out", "packets"]) == 0
    text = (tmp_path / "packets/old/old.briefing.json").read_text("utf-8")
    filled = tmp_path / "apart.briefing.json"
    filled.write_text(text.replace("The budget passes.", f"It {json.dumps(words)[1:-1]}"), "utf-8")
    later = judgment("It fails.", name="other")
    new = edition(tmp_path, "new", later, date="2025-03-30", more="supersedes: apart.briefing.json\n")
    assert found(new, "BG440", "BG441")
    capsys.readouterr()
    assert main(["diff", str(filled), str(new)]) == 1
    out, err = capsys.readouterr()
    assert words not in out + err
    assert "BG001" in err


@pytest.mark.parametrize("written", [r"\x9b31m", r"\x85", r"\u202e", r"\u2028", r"\ud800", r"\e[31m"])
def test_diff_prints_nothing_that_steers_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    old = edition(tmp_path, "old", judgment(f'"It {written} passes."', name="budget"))
    new = edition(tmp_path, "new", judgment("It fails.", name="budget"), date="2025-03-30")
    for form in ("text", "json"):
        main(["diff", str(old), str(new), "--output-format", form])
        out, err = capsys.readouterr()
        assert set("".join([out, err])) - set("\n…“”→^") <= set(map(chr, range(32, 127)))
        assert out or "BG003" in err


def test_words_of_great_length_are_said_in_part_and_a_finding_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    long = "The talks are likely to go on " * 7_000
    edition(tmp_path, "old", judgment(long, name="talks"), judgment(f"{long} now.", name="gone", evidence="stocks"))
    new = edition(tmp_path, "new", judgment("It ends.", name="talks"), date="2025-03-30", more="supersedes: old\n")
    assert len(found(new, "BG445")) == 1
    assert main(["new.yaml", "--to", "text,json", "--quiet", "--jobs", "1"]) == 0
    assert len(Path("outputs/new/new.txt").read_text("utf-8")) < 20_000
    capsys.readouterr()
    assert main(["diff", "old.yaml", "new.yaml"]) == 0
    out, err = capsys.readouterr()
    assert len(out) < 10_000 and out.count("…") == 2
    assert "BG445 2 statements or names" in err


def test_a_packet_whose_briefing_was_changed_is_no_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    assert main(["old.yaml", "--to", "json", "--quiet", "--jobs", "1", "--out", "packets"]) == 0
    filled = tmp_path / "packets/old/old.briefing.json"
    filled.write_text(filled.read_text("utf-8").replace("passes", "fails"), "utf-8")
    later = judgment("It passes.", name="budget")
    new = edition(tmp_path, "new", later, date="2025-03-30", more="supersedes: packets/old\n")
    (said,) = found(new, "BG440", "BG441")
    assert "it was changed after its packet was built" in said


def test_a_packet_without_its_briefing_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    assert main(["old.yaml", "--to", "text", "--quiet", "--jobs", "1", "--out", "packets"]) == 0
    later = judgment("It passes.", name="budget")
    new = edition(tmp_path, "new", later, date="2025-03-30", more="supersedes: packets/old\n")
    (said,) = found(new, "BG440", "BG441")
    assert "the packet holds no filled briefing" in said


@pytest.mark.parametrize("around", [("one", "two"), ("one", "two", "three")])
def test_editions_of_a_day_that_supersede_each_other_in_a_circle_are_not_compared(
    tmp_path: Path, around: tuple[str, ...]
) -> None:
    for name, before in zip(around, (*around[1:], around[0]), strict=True):
        edition(tmp_path, name, judgment(f"Budget {name}.", name="budget"), more=f"supersedes: {before}\n")
    for name in around:
        said = found(tmp_path / f"{name}.yaml", "BG440", "BG441")
        assert said == ["BG441 nothing says what changed: it supersedes this briefing in its turn"]


def test_a_likelihood_or_confidence_that_came_or_went_is_said_beside_its_gauge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bare = "  - {id: %s, statement: %s, evidence: [met]}\n"
    edition(tmp_path, "old", bare % ("come", "Talks go on."), judgment("It passes.", name="gone"))
    edition(
        tmp_path, "new", judgment("Talks go on.", name="come"), bare % ("gone", "It passes."),
        date="2025-03-30", more="supersedes: old\n",
    )  # fmt: skip
    for template in ("packet", "one-page"):
        assert (
            main(["new.yaml", "--to", "text", "--quiet", "--jobs", "1", "--template", template, "--out", template]) == 0
        )
        (text,) = (path.read_text("utf-8") for path in Path(template).rglob("*.txt"))
        lines = [" ".join(line.split()) for line in text.split("Key judgments")[1].splitlines() if "before" in line]
        assert lines[0].startswith("Likely (55–80%) · before: none · Confidence: moderate · before: none")
        assert lines[1].startswith("before: likely · Confidence: none · before: moderate")


def test_a_statement_in_which_the_moved_term_alone_changed_is_not_in_other_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = edition(
        tmp_path, "old", judgment("The budget is likely to pass.", name="same"),
        judgment("The envoy is likely to stay.", name="other", evidence="stocks"),
    )  # fmt: skip
    new = edition(
        tmp_path, "new", judgment("The budget is very likely to pass.", "very likely", name="same"),
        judgment("The envoy is very likely to go.", "very likely", name="other", evidence="stocks"), date="2025-03-30",
    )  # fmt: skip
    said = changes(tmp_path, old, new, capsys)
    assert [each["judgment"] for each in said["moved"]] == ["same", "other"]
    assert [each["judgment"] for each in said["reworded"]] == ["other"]


@pytest.mark.parametrize("name", ["nothing", "../private", "new", "new.yaml", "broken", "folder", "later", "pipe"])
def test_an_edition_that_cannot_be_compared_with_is_a_warning_and_the_packet_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import os

    inputs = tmp_path / "inputs"
    inputs.mkdir()
    edition(tmp_path, "private", judgment("A secret of others.", name="secret"))
    edition(inputs, "later", judgment("The budget passes.", name="budget"), date="2025-04-01")
    (inputs / "broken.yaml").write_text("title: [", "utf-8")
    (inputs / "folder").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(inputs / "pipe.yaml")
    new = edition(inputs, "new", judgment("It fails.", name="other"), date="2025-03-30", more=f"supersedes: {name}\n")
    assert len(found(new, "BG440", "BG441")) == 1
    monkeypatch.chdir(tmp_path)
    assert main(["inputs/new.yaml", "--to", "text", "--quiet", "--jobs", "1"]) == 0
    text = Path("outputs/new/new.txt").read_text("utf-8")
    assert "has changed" not in text
    assert "secret of others" not in text


def test_a_move_wants_a_reason_and_a_reason_a_change(tmp_path: Path) -> None:
    edition(tmp_path, "old", judgment("The budget passes.", name="budget"), judgment("The envoy stays.", name="envoy"))
    new = edition(
        tmp_path, "new",
        judgment("The budget passes.", "very likely", name="budget"),
        judgment("The envoy stays.", name="envoy", more="change_from_previous: raised"),
        judgment("Without an id."),
        date="2025-03-30", more="supersedes: old\n",
    )  # fmt: skip
    assert found(new, "BG442", "BG443", "BG444") == [
        "BG442 likelihood or confidence of budget moved since 2025-03-29, and nothing says why",
        "BG443 envoy is as it was on 2025-03-29, though `change_from_previous` says what changed",
        "BG444 1 of 3 judgments have no id in a series of editions",
    ]


def test_judgments_without_ids_are_paired_by_their_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = edition(
        tmp_path,
        "old",
        judgment("China is likely to protest against the headquarters in Tokyo."),
        judgment("Talks on costs will fail this year.", evidence="stocks"),
    )
    new = edition(
        tmp_path, "new",
        judgment("Exports of munitions will rise within two years.", evidence="stocks"),
        judgment("China is very likely to protest against the headquarters in Tokyo.", "very likely"),
        date="2025-03-30",
    )  # fmt: skip
    said = changes(tmp_path, old, new, capsys)
    assert said["new_judgments"] == ["KJ1"]
    assert [each["judgment"] for each in said["moved"]] == ["KJ2"]
    assert [each["statement"] for each in said["dropped"]] == ["Talks on costs will fail this year."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("日本は防衛費を増額する可能性が高い。", "日本は防衛費をさらに増額する可能性が高い。"),
        ("من المرجح أن تستمر المحادثات.", "من المرجح أن تستمر المحادثات شهراً."),
    ],
)
def test_words_of_any_script_pair(tmp_path: Path, before: str, after: str, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = (edition(tmp_path, n, judgment(words)) for n, words in (("old", before), ("new", after)))
    said = changes(tmp_path, old, new, capsys)
    assert "new_judgments" not in said or not said["new_judgments"]
    assert [each["judgment"] for each in said["reworded"]] == ["KJ1"]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Munitions", "Munition stocks", True),
        ("Ukrainian Armed Forces", "Armed Forces, Ukrainian", True),
        ("Radar", "Tanker fleet", False),
    ],
)
def test_a_name_that_is_nearly_one_is_neither_new_nor_gone(
    tmp_path: Path, before: str, after: str, same: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    old = edition(tmp_path, "old", judgment("The budget passes.", name="budget"), capability=f'"{before}"')
    new = edition(tmp_path, "new", judgment("The budget passes.", name="budget"), capability=f'"{after}"')
    said = changes(tmp_path, old, new, capsys)
    assert (not said["new_entries"] and not said["dropped_entries"]) is same


MARKED = """\
title: Talks
title_portion: "TLP:CLEAR"
date: {date}
marking: {{banner: "{banner}", portions: true}}
{more}key_judgments:
  - {{id: open, statement: Talks go on., likelihood: {likelihood}, portion: "TLP:CLEAR"}}
{judgments}articles:
  - headline: Quiet
    portion: "TLP:CLEAR"
    source: {{name: Wire}}
    text: All is quiet.
"""
CANARY = '  - {id: shut, statement: canary of a statement., likelihood: likely, portion: "TLP:RED"}\n'


@pytest.mark.parametrize("release", ["", "TLP:CLEAR", "TLP:GREEN"])
def test_nothing_of_the_edition_before_that_is_marked_higher_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: str
) -> None:
    monkeypatch.chdir(tmp_path)
    banner = "TLP:GREEN" if not release else "TLP:RED"
    (tmp_path / "old.yaml").write_text(
        MARKED.format(date="2025-03-29", banner="TLP:RED", more="", likelihood="unlikely", judgments=CANARY), "utf-8"
    )
    (tmp_path / "new.yaml").write_text(
        MARKED.format(date="2025-03-30", banner=banner, more="supersedes: old\n", likelihood="likely", judgments=""),
        "utf-8",
    )
    more = ["--release", release] if release else []
    assert main(["new.yaml", "--to", "text,json,html", "--quiet", "--jobs", "1", *more]) == 0
    files = [path for path in Path("outputs").rglob("*.*") if path.is_file()]
    assert not [path for path in files if "canary" in path.read_text("utf-8", "replace")]
    (text,) = (path.read_text("utf-8") for path in files if path.suffix == ".txt")
    assert "likely, before: unlikely" in text, "what may be shown is shown"


def test_an_edition_says_nothing_of_one_before_that_has_no_such_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unmarked = MARKED.replace('title_portion: "TLP:CLEAR"\n', "").replace('    portion: "TLP:CLEAR"\n', "")
    unmarked = unmarked.replace(', portion: "TLP:CLEAR"', "")
    text = unmarked.format(date="2025-03-29", banner="TLP:RED", more="", likelihood="unlikely", judgments=CANARY)
    (tmp_path / "old.yaml").write_text(text, "utf-8")
    text = MARKED.format(
        date="2025-03-30", banner="TLP:RED", more="supersedes: old\n", likelihood="likely", judgments=""
    )
    (tmp_path / "new.yaml").write_text(text, "utf-8")
    assert main(["new.yaml", "--to", "text,json", "--quiet", "--jobs", "1", "--release", "TLP:CLEAR"]) == 0
    files = [path.read_text("utf-8", "replace") for path in Path("outputs").rglob("*.*") if path.is_file()]
    assert not [text for text in files if "canary" in text or "before: unlikely" in text]


def test_the_whole_briefing_prints_a_dropped_judgment_with_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(
        MARKED.format(date="2025-03-29", banner="TLP:RED", more="", likelihood="likely", judgments=CANARY), "utf-8"
    )
    (tmp_path / "new.yaml").write_text(
        MARKED.format(date="2025-03-30", banner="TLP:RED", more="supersedes: old\n", likelihood="likely", judgments=""),
        "utf-8",
    )
    assert main(["new.yaml", "--to", "text", "--quiet", "--jobs", "1"]) == 0
    assert "(TLP:RED)\u00a0No longer judged: canary of a statement." in Path("outputs/new/new.txt").read_text("utf-8")


def test_an_edition_of_another_scheme_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(
        MARKED.format(date="2025-03-29", banner="TLP:RED", more="", likelihood="likely", judgments=CANARY), "utf-8"
    )
    new = edition(
        tmp_path,
        "new",
        judgment("Other.", name="other"),
        date="2025-03-30",
        more="marking: SECRET//NOFORN\nsupersedes: old\n",
    )
    assert found(new, "BG441") == [
        "BG441 nothing says what changed: its marking does not allow its words in this briefing"
    ]


def test_a_packet_is_built_again_when_the_edition_before_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    old = edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    edition(tmp_path, "new", judgment("It fails.", name="other"), date="2025-03-30", more="supersedes: old\n")
    assert main(["new.yaml", "--to", "text", "--quiet", "--jobs", "1"]) == 0
    assert main(["new.yaml", "--to", "text", "--why", "--jobs", "1"]) == 0
    assert "up to date" in capsys.readouterr().out
    old.write_text(old.read_text("utf-8").replace("budget passes", "budget is passed"), "utf-8")
    assert main(["new.yaml", "--to", "text", "--why", "--jobs", "1"]) == 0
    assert "earlier edition old.yaml changed" in capsys.readouterr().out


def test_diff_says_it_in_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    new = edition(
        tmp_path,
        "new",
        judgment("The budget passes.", "unlikely", "low", name="budget", more="change_from_previous: The vote failed."),
        date="2025-03-30",
    )
    assert main(["diff", str(old), str(new)]) == 0
    assert (
        capsys.readouterr().out
        == "since 2025-03-29:\n  budget moved: likely → unlikely; confidence moderate → low (The vote failed.)\n"
    )
    assert main(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == "since 2025-03-29:\n  nothing changed\n"


@pytest.mark.parametrize("name", ["nothing.yaml", "old.txt", "folder"])
def test_diff_of_what_is_no_edition_says_so(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    old = edition(tmp_path, "old", judgment("The budget passes.", name="budget"))
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.txt").write_text("text", "utf-8")
    assert main(["diff", str(old), str(tmp_path / name)]) == 1
    assert "BG001" in capsys.readouterr().err


def test_an_edition_compared_with_itself_has_no_changes(tmp_path: Path) -> None:
    from briefgen.fill import fill
    from briefgen.readers.yaml_reader import read_input

    path = Path(__file__).parents[1] / "inputs/2025-03-30.yaml"
    briefing: Briefing = fill(read_input(path)).briefing
    same = Edition(briefing, own_ids(briefing))
    made = with_changes(same, same)
    assert made.changes is not None
    said = made.changes.model_dump(exclude={"since", "reference"})
    assert not any(said.values()), said
    assert made.key_judgments == briefing.key_judgments
