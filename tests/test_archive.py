"""What finished packets say can be found again: in any script, by source, over a series; and by its own readers alone."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from briefgen.archive.index_store import opened_index, searchable
from briefgen.archive.shelf import kept_copies, read_kept
from briefgen.cli import main

SEED = Path(__file__).parents[1] / "inputs/2025-03-30.yaml"
TEXT = """\
title: {title}
date: {date}
series: Talks
{more}bottom_line: The two sides met.
key_judgments:
  - {{id: {id}, statement: {statement}, likelihood: {likelihood}, confidence: moderate, basis: Two reports., evidence: [met]}}
gaps: [Who paid?]
articles:
  - headline: Ministers meet
    source: {{name: {outlet}, reliability: B, credibility: 2}}
    text: |
      {words} met the envoy in Oslo on Sunday.
    annotations:
      - {{id: met, kind: actor, quote: "{words}", name: "{words}"}}
"""

Captured = pytest.CaptureFixture[str]


def briefing(
    name: str, *, date: str = "2025-03-30", words: str = "Gen Nakatani", more: str = "", **fields: str
) -> None:
    usual = {
        "title": "Talks in Oslo",
        "id": "cuts",
        "statement": "Cuts are likely.",
        "likelihood": "likely",
        "outlet": "Example Wire",
    }
    Path("inputs").mkdir(exist_ok=True)
    Path(f"inputs/{name}.yaml").write_text(
        TEXT.format(date=date, words=words, more=more, **{**usual, **fields}), "utf-8"
    )


def build(*more: str) -> None:
    assert main(["inputs", "--to", "text", "--quiet", "--jobs", "1", *more]) == 0


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def asked(capsys: Captured, *arguments: str, status: int = 0) -> Any:
    capsys.readouterr()
    assert main(["search", "--output-format", "json", *arguments]) == status
    return json.loads(capsys.readouterr().out)


def places(capsys: Captured, *arguments: str) -> set[tuple[str, str]]:
    return {(each["kind"], each["place"]) for each in asked(capsys, *arguments)["found"]}


@pytest.mark.parametrize(
    ("words", "asked_for"),
    [
        ("Gen Nakatani", "nakatani"),
        ("Gen Nakatani", "NAKATANI"),
        ("Gérard Müller", "gerard muller"),
        ("Ґалина Їжак", "ґалина"),
        ("日本の防衛大臣", "日本"),
        ("日本の防衛大臣", "防衛大臣"),
        ("日本の防衛大臣", "大臣"),
        ("국방부장관", "장관"),
        ("กระทรวงกลาโหม", "กลาโหม"),
        ("وزير الدِّفاع", "الدفاع"),
        ("שַׂר הביטחון", "שר"),
        ("रक्षा मंत्री", "मंत्री"),
        ("Cao Nguyên Đắk Lắk", "nguyen"),
    ],
)
def test_words_are_found_in_any_script(words: str, asked_for: str, capsys: Captured) -> None:
    briefing("one", words=words)
    briefing("other", words="Somebody else")
    build()
    found = asked(capsys, asked_for)["found"]
    assert {each["packet"] for each in found} == {"one"}
    assert {(each["kind"], each["place"]) for each in found} == {("actor", "P-1"), ("passage", "A1¶1")}


@pytest.mark.parametrize(
    "asked_for", ["本日", "臣大", "naka", 'Nakatani" OR "Somebody', "NOT", "*", '"', "a NEAR b", "-"]
)
def test_what_does_not_stand_there_is_not_found(asked_for: str, capsys: Captured) -> None:
    briefing("one", words="日本 Nakatani 大臣")
    briefing("other", words="Somebody")
    build()
    assert asked(capsys, "--", asked_for, status=1) == {"found": []}


def test_a_search_is_narrowed_by_kind_and_day(capsys: Captured) -> None:
    briefing("first", date="2025-03-28")
    briefing("second", date="2025-03-29")
    build()
    assert places(capsys, "Nakatani", "--kind", "actor") == {("actor", "P-1")}
    assert {each["packet"] for each in asked(capsys, "Nakatani", "--since", "2025-03-29")["found"]} == {"second"}
    assert {each["packet"] for each in asked(capsys, "Nakatani", "--until", "2025-03-28")["found"]} == {"first"}
    assert [each["packet"] for each in asked(capsys, "cuts")["found"]] == ["second", "first"], "the newest first"
    assert len(asked(capsys, "Nakatani", "--limit", "3")["found"]) == 3


@pytest.mark.parametrize(
    "arguments", [[], ["--since", "2025-03-30"], ["x", "--since", "yesterday"], ["x", "--kind", "verb"]]
)
def test_a_question_that_is_none_is_a_usage_error(arguments: list[str], capsys: Captured) -> None:
    assert main(["search", *arguments]) == 2


def test_what_rests_on_a_source_is_listed(capsys: Captured) -> None:
    briefing("first", outlet="Norvale Courier")
    briefing("second", outlet="Example Wire")
    build()
    found = asked(capsys, "--source", "norvale courier")["found"]
    assert [(each["packet"], each["kind"], each["place"]) for each in found] == [
        ("first", "judgment", "cuts"),
        ("first", "actor", "P-1"),
    ]
    assert asked(capsys, "--source", "Norvale", status=1) == {"found": []}


def test_the_history_of_a_judgment_runs_over_its_series(capsys: Captured) -> None:
    briefing(
        "a",
        date="2025-03-28",
        likelihood="unlikely",
        statement="Cuts are unlikely to pass the upper house.",
        id="other",
    )
    briefing("b", date="2025-03-29", likelihood="likely", statement="Cuts are likely to pass the upper house.")
    briefing("c", date="2025-03-30", likelihood="very likely", statement="Cuts will pass.")
    briefing("d", date="2025-03-30", likelihood="unlikely", statement="Rain.", id="rain", more="")
    build()
    (steps,) = asked(capsys, "--judgment", "cuts")["series"]
    assert [(each["date"], each["likelihood"]) for each in steps] == [
        ("2025-03-28", "unlikely (20–45%)"),
        ("2025-03-29", "likely (55–80%)"),
        ("2025-03-30", "very likely (80–95%)"),
    ]
    assert asked(capsys, "--judgment", "cuts", "--series", "Another", status=1) == {"series": []}


def test_the_history_of_a_judgment_goes_over_editions_that_lack_it_and_on_under_another_name(capsys: Captured) -> None:
    there = {"statement": "Cuts are likely to pass the upper house.", "id": "upper"}
    briefing("a", date="2025-03-26", **there)
    briefing("b", date="2025-03-27", statement="Rain.", id="rain")
    briefing("c", date="2025-03-28", **there)
    briefing("d", date="2025-03-29", statement="Cuts are likely to pass the upper house soon.", id="house")
    build()
    for name in ("upper", "house"):
        (steps,) = asked(capsys, "--judgment", name)["series"]
        assert [(each["packet"], each["id"]) for each in steps] == [("a", "upper"), ("c", "upper"), ("d", "house")]


@pytest.mark.parametrize("words", ["\0", "Nakatani\0", "\ud800", "\udcff", '"' * 9, "x" * 100_000, "日本" * 5_000])
def test_words_that_no_text_can_have_are_looked_for_in_vain(words: str, capsys: Captured) -> None:
    briefing("one", words="Somebody")
    build()
    assert asked(capsys, words, status=1) == {"found": []}
    assert asked(capsys, "--source", words, status=1) == {"found": []}
    assert asked(capsys, "--judgment", words, status=1) == {"series": []}


def test_the_archive_follows_the_packets(capsys: Captured) -> None:
    briefing("one", words="Gen Nakatani")
    build()
    assert places(capsys, "Nakatani")
    briefing("one", words="Pete Hegseth")
    build()
    assert asked(capsys, "Nakatani", status=1) == {"found": []}
    assert places(capsys, "Hegseth")
    briefing("two", words="Ann Lee")
    build()
    Path("inputs/one.yaml").unlink()
    build("--prune")
    assert asked(capsys, "Hegseth", status=1) == {"found": []}
    assert [each.mirror for each in kept_copies(Path("outputs"))] == ["two"]


def test_nothing_is_written_where_there_is_nothing_to_build(capsys: Captured) -> None:
    briefing("one")
    build()
    asked(capsys, "Nakatani")
    before = {path: path.stat().st_mtime_ns for path in Path("outputs/.briefgen").rglob("archive*") if path.is_file()}
    build()
    asked(capsys, "Nakatani")
    assert {
        path: path.stat().st_mtime_ns for path in Path("outputs/.briefgen").rglob("archive*") if path.is_file()
    } == before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 97):
        data[at] ^= 0x5A
    path.write_bytes(bytes(data))


def _text(path: Path) -> None:
    path.write_text("SELECT * FROM packets;", "utf-8")


def _other_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")


def _other_tables(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE packets (a)")
        database.execute("PRAGMA user_version = 1")


def _with_a_trigger(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TRIGGER t AFTER DELETE ON packets BEGIN DELETE FROM sources; END")


def _gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    "damage", [_cut, _emptied, _garbled, _text, _other_version, _other_tables, _with_a_trigger, _gone]
)
def test_an_index_that_is_not_sound_is_made_again(damage: Any, capsys: Captured) -> None:
    briefing("one")
    build()
    expected = places(capsys, "Nakatani")
    damage(Path("outputs/.briefgen/archive.sqlite"))
    assert places(capsys, "Nakatani") == expected


def test_an_index_that_is_a_link_is_not_followed(tmp_path: Path, capsys: Captured) -> None:
    briefing("one")
    build()
    foreign = tmp_path / "foreign.sqlite"
    foreign.write_bytes(b"of somebody")
    Path("outputs/.briefgen/archive.sqlite").symlink_to(foreign)
    assert places(capsys, "Nakatani")
    assert foreign.read_bytes() == b"of somebody"


@pytest.mark.parametrize(
    "content",
    ["{}", "[", '{"title": 1}', "", "null", '{"title": "x", "date": "2025-03-30", "articles": [], "more": 1}'],
)
def test_a_copy_that_is_no_briefing_counts_as_none(content: str, capsys: Captured) -> None:
    briefing("one")
    briefing("two", words="Ann Lee")
    build()
    Path("outputs/.briefgen/archive/one.json").write_text(content, "utf-8")
    assert read_kept(Path("outputs"), "one") is None
    assert places(capsys, "Lee")
    assert asked(capsys, "Nakatani", status=1) == {"found": []}


def test_a_packet_that_cannot_be_kept_is_whole_and_says_so(capsys: Captured) -> None:
    briefing("one")
    Path("outputs/.briefgen").mkdir(parents=True)
    Path("outputs/.briefgen/archive").write_text("a file in the way", "utf-8")
    assert main(["inputs", "--to", "text", "--jobs", "1"]) == 0
    assert "BG774" in capsys.readouterr().err
    assert Path("outputs/one/one.txt").is_file()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_copies_and_index_are_never_open_to_all(capsys: Captured) -> None:
    os.umask(0o022)
    briefing("one")
    build()
    asked(capsys, "Nakatani")
    for path in Path("outputs/.briefgen").rglob("*"):
        if path.is_file() and "archive" in str(path):
            assert path.stat().st_mode & 0o007 == 0, path


MARKED = """\
title: "{word} title"
title_portion: "{high}"
date: 2025-03-30
marking: {{banner: "TLP:RED", portions: true}}
bottom_line: "{word} bottom line"
bottom_line_portion: "{high}"
key_judgments:
  - {{statement: "{word} statement", likelihood: likely, portion: "{high}", basis: "{word} basis", evidence: [met], assumptions: ["{word} assumption"]}}
  - {{statement: open judgment, likelihood: likely, portion: "TLP:GREEN"}}
known: [{{text: "{word} known", portion: "{high}"}}]
gaps: [{{text: "{word} gap", portion: "{high}"}}]
outlook: [{{text: "{word} outlook", portion: "{high}"}}]
articles:
  - headline: "{word} headline"
    portion: "{high}"
    source: {{name: "{word} outlet", author: "{word} author", url: "https://example.org/{word}"}}
    text: "The {word} minister met the envoy."
    annotations: [{{id: met, kind: actor, quote: "{word} minister", name: "{word} minister", role: "{word} role", portion: "{high}"}}]
  - headline: Open
    portion: "TLP:GREEN"
    source: {{name: Wire}}
    text: All is quiet.
"""


@pytest.mark.parametrize("banner", ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"])
def test_an_index_for_an_audience_holds_nothing_that_is_marked_higher(banner: str, capsys: Captured) -> None:
    Path("inputs").mkdir()
    Path("inputs/secret.yaml").write_text(MARKED.format(word="canary", high="TLP:RED"), "utf-8")
    unmarked = "articles: [{headline: Quiet, source: {name: Wire}, text: Quiet.}]"
    Path("inputs/plain.yaml").write_text(f"title: canary unmarked\ndate: 2025-03-30\n{unmarked}\n", "utf-8")
    build()
    assert main(["inputs/secret.yaml", "--to", "text", "--quiet", "--jobs", "1", "--release", "TLP:GREEN"]) == 0
    asked(capsys, "open", "--for", banner, status=1 if banner == "TLP:CLEAR" else 0)
    (path,) = Path("outputs/.briefgen").glob("archive.tlp-*.sqlite")
    assert b"canary" not in path.read_bytes()
    assert asked(capsys, "canary", "--for", banner, status=1) == {"found": []}
    assert asked(capsys, "--source", "canary outlet", "--for", banner, status=1) == {"found": []}
    assert asked(capsys, "--judgment", "KJ1", "--for", banner, status=1) == {"series": []}
    assert asked(capsys, "canary")["found"], "who reads all finds it"


def test_an_audience_gets_from_the_archive_what_an_edition_for_it_may_hold(capsys: Captured) -> None:
    """A banner made of portions need not repeat a category; who may read the one may still not read the other."""
    briefing("plain", more="marking: {banner: CUI}\n")
    briefing("operations", words="canary", more="marking: {banner: CUI//OPSEC}\n")
    build()
    assert places(capsys, "Nakatani", "--for", "CUI")
    assert asked(capsys, "canary", "--for", "CUI", status=1) == {"found": []}
    assert places(capsys, "canary", "--for", "CUI//OPSEC")


def test_an_audience_that_no_packet_is_for_is_said_to_be_so(capsys: Captured) -> None:
    briefing("a", more="marking: {banner: TLP:GREEN}\n")
    build()
    assert main(["search", "Nakatani", "--for", "TLP:GREN"]) == 1
    said = capsys.readouterr()
    assert "no packet here bears TLP:GREN, or a marking below it" in said.err
    assert main(["search", "nothing_of_the_kind", "--for", "TLP:GREEN"]) == 1
    assert "no packet here bears" not in capsys.readouterr().err


OWN_SCHEME = "marking: {{banner: {banner}, levels: [ОТКРЫТО, СЕКРЕТНО, ОСОБО]}}\n"


def test_two_audiences_never_share_an_index(capsys: Captured) -> None:
    briefing("shut", words="canary", more=OWN_SCHEME.format(banner="ОСОБО"))
    briefing("open", words="Somebody", more=OWN_SCHEME.format(banner="ОТКРЫТО"))
    build()
    assert places(capsys, "canary", "--for", "ОСОБО")
    assert asked(capsys, "canary", "--for", "СЕКРЕТНО", status=1) == {"found": []}
    assert places(capsys, "Somebody", "--for", "СЕКРЕТНО")
    holding = [each for each in Path("outputs/.briefgen").glob("archive.*.sqlite") if b"canary" in each.read_bytes()]
    assert len(holding) == 1


def test_what_is_marked_higher_later_leaves_the_file_of_an_audience(capsys: Captured) -> None:
    for n in range(8):
        briefing(f"other{n}", words=f"Somebody {n}", more="marking: TLP:GREEN\n")
    briefing("one", words="Canaryname", title="Canarytitle", statement="Canarywords.", more="marking: TLP:GREEN\n")
    build()
    assert places(capsys, "canaryname", "--for", "TLP:GREEN")
    (path,) = Path("outputs/.briefgen").glob("archive.*.sqlite")
    assert b"canary" in path.read_bytes().lower()
    briefing("one", words="Canaryname", title="Canarytitle", statement="Canarywords.", more="marking: TLP:RED\n")
    build()
    assert asked(capsys, "canaryname", "--for", "TLP:GREEN", status=1) == {"found": []}
    beside = [each for each in path.parent.glob(f"{path.name}*") if b"canary" in each.read_bytes().lower()]
    assert beside == [], "nor in free pages, in deleted terms of the search or in a journal"


def test_copies_that_are_not_for_an_audience_are_read_once(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefgen.archive import index_store

    briefing("shut", words="canary", more="marking: TLP:RED\n")
    briefing("open", words="Somebody", more="marking: TLP:GREEN\n")
    build()
    read: list[str] = []

    def noted(out: Path, mirror: str) -> Any:
        read.append(mirror)
        return read_kept(out, mirror)

    monkeypatch.setattr(index_store, "read_kept", noted)
    for _ in range(3):
        assert asked(capsys, "canary", "--for", "TLP:GREEN", status=1) == {"found": []}
    assert sorted(read) == ["open", "shut"]
    briefing("shut", words="Anybody", more="marking: TLP:GREEN\n")
    build()
    assert places(capsys, "Anybody", "--for", "TLP:GREEN")


@pytest.mark.parametrize("path", [SEED, SEED.parents[1] / "tests/data/tradecraft.yaml"], ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "marking", ["", "marking: {banner: BOARD, levels: [PUBLIC, BOARD], portions: true, block: [One line]}\n"]
)
def test_a_copy_says_all_that_the_briefing_says(path: Path, marking: str) -> None:
    from briefgen.fill import fill
    from briefgen.readers.yaml_reader import read_input
    from briefgen.schema.briefing import Briefing

    text = path.read_text("utf-8")
    if marking:
        text = "".join(line for line in text.splitlines(True) if not line.startswith("marking:")) + marking
    Path("in.yaml").write_text(text, "utf-8")
    briefing = fill(read_input(Path("in.yaml"))).briefing
    assert Briefing.model_validate_json(briefing.model_dump_json(exclude_none=True)) == briefing


def test_folding_leaves_no_letter_out() -> None:
    assert searchable("Ǻé ي ـ ق 日本 가").split() == ["ae", "ي", "ق", "日", "本", "가"]
    assert searchable("が").split() != searchable("か").split(), "a sound mark of Japanese makes another letter"


def test_calibration_counts_by_term_and_is_honest(capsys: Captured) -> None:
    Path("inputs").mkdir()
    head = "title: T{n}\ndate: 2025-03-30\nkey_judgments:\n  - {{statement: S., likelihood: {term}{resolved}}}\narticles: [{{headline: Q, source: {{name: W}}, text: Quiet.}}]\n"
    cases = [("likely", True), ("likely", True), ("likely", False), ("unlikely", False), ("unlikely", None)]
    for n, (term, outcome) in enumerate(cases):
        resolved = "" if outcome is None else f", resolved: {{outcome: {str(outcome).lower()}, date: 2025-09-30}}"
        Path(f"inputs/{n}.yaml").write_text(head.format(n=n, term=term, resolved=resolved), "utf-8")
    assert main(["calibration", "inputs", "--output-format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    expected = ((1 - 0.675) ** 2 * 2 + 0.675**2 + 0.325**2) / 4
    assert said["brier"] == round(expected, 4)
    assert (said["cases"], said["enough"], said["unresolved"]) == (4, False, 1)
    assert [(each["term"], each["cases"], each["came_true"], each["midpoint"]) for each in said["terms"]] == [
        ("unlikely", 1, 0, 32.5),
        ("likely", 3, 2, 67.5),
    ]
    assert main(["calibration", "inputs"]) == 0
    out = capsys.readouterr().out
    assert "likely: 2 of 3 came true, 67 %; the term says 55 to 80 %, counted as 67.5 %" in out
    assert "fewer than 50 cases say little" in out


def test_how_a_judgment_turned_out_is_not_printed(capsys: Captured) -> None:
    briefing("one", likelihood="likely, resolved: {outcome: true, date: 2025-09-30}")
    build()
    assert "2025" in Path("outputs/one/one.txt").read_text("utf-8")
    assert "September" not in Path("outputs/one/one.txt").read_text("utf-8")


def test_where_sqlite_lacks_full_text_search_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    briefing("one")
    build()
    monkeypatch.setattr("briefgen.archive.index_store._TABLES", "CREATE VIRTUAL TABLE words USING fts5x (a);")
    assert main(["search", "x"]) == 1
    assert "BG774" in capsys.readouterr().err


def test_an_index_is_made_by_two_at_once(capsys: Captured) -> None:
    briefing("one")
    build()
    first, second = opened_index(Path("outputs")), opened_index(Path("outputs"))
    assert (
        first.execute("SELECT count(*) FROM packets").fetchone()
        == second.execute("SELECT count(*) FROM packets").fetchone()
        == (1,)
    )
    first.close()
    second.close()
