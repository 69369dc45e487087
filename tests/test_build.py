"""From an input to its packet: what appears, what is said, and what stays when something goes wrong."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from finished import is_complete
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.cli import main
from briefgen.formats import FORMATS
from briefgen.kit import Kit, load_kit
from briefgen.options import Options
from briefgen.packets import MANIFEST, InputFile
from briefgen.pipeline import build

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"

RECORDS = (".briefgen", "ledger.jsonl", "index.html")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one input, `inputs/asia/talks.yaml`."""
    (tmp_path / "inputs/asia").mkdir(parents=True)
    shutil.copy(GOOD, tmp_path / "inputs/asia/talks.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_below(folder: Path) -> dict[str, str]:
    """Path to SHA-256 of every file of a packet: without what is recorded of runs."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in RECORDS
    }


def test_an_input_becomes_its_packet(folder: Path, capsys: Captured) -> None:
    assert main(["inputs/asia/talks.yaml"]) == 0
    assert list(files_below(folder / "outputs")) == [
        "asia/talks/manifest.json",
        "asia/talks/talks.docx",
        "asia/talks/talks.pdf",
    ]
    assert (folder / "outputs/asia/talks/talks.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / "outputs/asia/talks/talks.docx").read_bytes().startswith(b"PK")
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.startswith(f"{Path('outputs/asia/talks')}: talks.docx, talks.pdf, ")
    assert "no findings" in shown.out
    assert shown.out.count("\n") == 1


def test_the_manifest_names_all_that_went_in_and_came_out(folder: Path) -> None:
    assert main(["inputs"]) == 0
    packet = folder / "outputs/asia/talks"
    content = json.loads((packet / MANIFEST).read_text("utf-8"))
    assert content["input"] == "asia/talks.yaml"
    assert (
        content["ingredients"]["input"] == hashlib.sha256((folder / "inputs/asia/talks.yaml").read_bytes()).hexdigest()
    )
    assert any(name.endswith("packet.md.j2") for name in content["ingredients"])
    assert any(name.endswith("default.yaml") for name in content["ingredients"])
    assert "fonts/NotoSans-Regular.ttf" in content["ingredients"]
    assert content["options"] == {"template": "packet", "theme": "default", "to": ["docx", "pdf"]}
    assert {"briefgen", "python", "reportlab", "python-docx"} <= set(content["versions"])
    assert content["counts"]["articles"] == 1
    assert content["counts"]["pages"] >= 1
    assert is_complete(packet)
    assert str(folder) not in (packet / MANIFEST).read_text("utf-8")


def test_the_same_input_gives_the_same_bytes_in_any_process(folder: Path) -> None:
    seen = []
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-m", "briefgen", "--to", ",".join(FORMATS), "--out", f"out{seed}", "inputs"]
        subprocess.run(command, check=True, env=environment, capture_output=True)
        seen.append(files_below(folder / f"out{seed}"))
    assert all(any(name.endswith(row.ending) for name in seen[0]) for row in FORMATS.values())
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("to", "names"),
    [("pdf", ["talks.pdf"]), ("docx", ["talks.docx"]), ("text", ["talks.txt"]), ("json", ["talks.briefing.json"])],
)
def test_only_what_is_asked_for_is_written(folder: Path, to: str, names: list[str]) -> None:
    assert main(["--to", to, "inputs"]) == 0
    assert sorted(path.name for path in (folder / "outputs/asia/talks").iterdir()) == sorted([MANIFEST, *names])


def test_the_word_file_is_the_same_with_and_without_the_pdf(folder: Path) -> None:
    assert main(["--to", "docx", "--out", "alone", "inputs"]) == 0
    assert main(["--to", "pdf,docx", "--out", "both", "inputs"]) == 0
    assert (folder / "alone/asia/talks/talks.docx").read_bytes() == (folder / "both/asia/talks/talks.docx").read_bytes()


def test_the_briefing_as_json_fits_its_own_model(folder: Path) -> None:
    from briefgen.schema.briefing import Briefing

    assert main(["--to", "json", "inputs"]) == 0
    text = (folder / "outputs/asia/talks/talks.briefing.json").read_bytes()
    briefing = Briefing.model_validate_json(text)
    assert briefing.title == "Talks in Tokyo"
    assert [actor.name for actor in briefing.key_actors] == ["Gen Nakatani"]


def test_a_bad_input_does_not_stop_the_others_and_keeps_its_last_packet(folder: Path, capsys: Captured) -> None:
    shutil.copy(GOOD, folder / "inputs/another.yaml")
    assert main(["inputs"]) == 0
    before = files_below(folder / "outputs/asia")
    (folder / "inputs/asia/talks.yaml").write_text("title: [")
    shutil.copy(GOOD, folder / "inputs/zulu.yaml")
    capsys.readouterr()
    assert main(["inputs"]) == 1
    assert files_below(folder / "outputs/asia") == before
    assert is_complete(folder / "outputs/zulu")
    shown = capsys.readouterr()
    assert "inputs/asia/talks.yaml:2:1: error BG004" in shown.err
    assert shown.out.splitlines()[-1].startswith("1 packet built, 1 up to date, 1 not built; 1 error; ")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS])
def test_what_the_system_refuses_to_write_is_a_finding(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, code: int
) -> None:
    def refused(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refused)
    assert main(["inputs"]) == 1
    assert ("BG751" if code in (errno.ENOSPC, errno.EDQUOT) else "BG750") in capsys.readouterr().err
    assert files_below(folder / "outputs") == {}


def test_an_output_folder_that_is_a_file_is_a_finding(folder: Path, capsys: Captured) -> None:
    (folder / "outputs").write_text("not a folder")
    assert main(["inputs"]) == 1
    assert "BG750" in capsys.readouterr().err
    assert (folder / "outputs").read_text() == "not a folder"


@pytest.mark.parametrize("option", ["--template", "--theme"])
def test_a_template_or_theme_that_is_not_there_is_a_finding(folder: Path, capsys: Captured, option: str) -> None:
    assert main([option, "nonsense", "inputs"]) in (1, 2)
    assert "BG601" in capsys.readouterr().err
    assert not (folder / "outputs").exists()


def test_results_are_given_as_json(folder: Path, capsys: Captured) -> None:
    (folder / "inputs/bad.yaml").write_text("")
    assert main(["--output-format", "json", "inputs"]) == 1
    shown = capsys.readouterr()
    report = json.loads(shown.out)
    assert shown.err == ""
    assert [(packet["input"], packet["built"]) for packet in report["packets"]] == [
        (str(Path("inputs/bad.yaml")), False),
        (str(Path("inputs/asia/talks.yaml")), True),
    ]
    assert [found["code"] for found in report["findings"]] == ["BG008"]


def test_a_packet_says_what_it_holds(folder: Path) -> None:
    from briefgen.packets import find_sources

    options = Options(formats=("pdf",), out=folder / "packets")
    sources, _ = find_sources(["inputs"])
    packet = build(sources[0], load_kit(options), options)
    assert (packet.failed, packet.diagnostics, [file.name for file in packet.files]) == (False, (), ["talks.pdf"])
    assert packet.pages == packet.counts["pages"] >= 1
    assert packet.folder == folder / "packets/asia/talks"


def test_a_packet_is_the_same_alone_and_after_others(folder: Path) -> None:
    shutil.copy(ROOT / "inputs/examples/multilingual.yaml", folder / "inputs/a.yaml")
    assert main(["--out", "all", "inputs"]) == 0
    assert main(["--out", "alone", "inputs/asia/talks.yaml"]) == 0
    assert files_below(folder / "alone") == {
        name: digest for name, digest in files_below(folder / "all").items() if name.startswith("asia/")
    }


AWKWARD = (
    " ",
    "\u200d",
    "\u2060",
    "\U000e0042",
    "\u0365",
    "\u05b0",
    "\u064e",
    "\u094d",
    *"a1.-אبक日👩\ue000\ue001\ufe0f\u202e\u2067",
)
"""Blanks, characters that are never drawn, marks, letters of each direction, and what programs use inside."""
WORDS = st.lists(st.sampled_from(AWKWARD) | st.characters(exclude_categories=("Cc", "Cs")), max_size=16).map("".join)


@cache
def kit() -> Kit:
    return load_kit(Options())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=WORDS, basis=WORDS, summary=WORDS, line=WORDS)
def test_any_words_make_a_packet_or_a_finding_about_the_input(
    tmp_path_factory: pytest.TempPathFactory, title: str, basis: str, summary: str, line: str
) -> None:
    content = yaml.load(GOOD.read_text("utf-8"), yaml.BaseLoader)
    content |= {"title": f"Talks {title}", "bottom_line": f"{line} It is likely.", "outlook": [f"{line} 1"]}
    content["articles"][0]["source"] = {"name": "Reuters", "reliability": "B"}
    content["key_judgments"][0]["basis"] = f"Stated {basis} by the minister"
    content["articles"][0]["annotations"][1]["summary"] = f"{summary} He spoke"
    folder = tmp_path_factory.mktemp("any")
    path = folder / "any.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    packet = build(InputFile(str(path), "any"), kit(), Options(out=folder))
    assert {each.code for each in packet.diagnostics}.isdisjoint({"BG702", "BG705", "BG900"})
    assert packet.failed == any(each.code == "BG003" for each in packet.diagnostics)
