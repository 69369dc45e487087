"""Many inputs: what is built again and why, what a run says of itself, and that nothing is ever half done."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from finished import is_complete
from gate import Gate
from patience import PATIENCE, until
from test_build import files_below

from briefgen.batch import plan as planning
from briefgen.batch.state import State, load_state
from briefgen.cli import main
from briefgen.diagnostics import Diagnostic
from briefgen.formats import FORMATS
from briefgen.options import Options
from briefgen.packets import MANIFEST, InputFile, read_manifest

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"
HEAVY = ("pydantic", "reportlab", "docx", "jinja2", "markdown_it", "uharfbuzz", "yaml", "rich", "concurrent.futures")
KILLS = os.environ.get("BRIEFGEN_TEST_KILLS", "8")
"""How many runs are killed at random instants,"""
KILL_INPUTS = os.environ.get("BRIEFGEN_TEST_KILL_INPUTS", "4")
"""each over how many inputs."""

Captured = pytest.CaptureFixture[str]
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


def write_inputs(folder: Path, *names: str) -> None:
    text = GOOD.read_text("utf-8")
    for name in names:
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("Talks in Tokyo", f"Talks in {name}"), "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with three inputs and templates of its own."""
    write_inputs(tmp_path / "inputs", "a", "b", "asia/c")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, folder: Path, **more: object) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, **more.pop("env", {})}  # type: ignore[dict-item]
    command = [sys.executable, "-m", "briefgen", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, **more)  # type: ignore[call-overload,no-any-return]


def report(capsys: Captured, *arguments: str, code: int = 0) -> dict[str, dict[str, object]]:
    """By packet folder: what became of each input."""
    capsys.readouterr()
    assert main(["--to", "text", "--jobs", "1", "--output-format", "json", *arguments]) == code
    packets = json.loads(capsys.readouterr().out)["packets"]
    return {Path(packet["input"]).stem: packet for packet in packets}


def outcomes(packets: dict[str, dict[str, object]]) -> dict[str, object]:
    return {name: packet["outcome"] for name, packet in packets.items()}


def ledger(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "outputs/ledger.jsonl").read_text().splitlines()]


def nothing_but_packets_and_records(folder: Path) -> bool:
    """Whether all that lies in outputs belongs there."""
    records = {"ledger.jsonl", "index.html", "lock", "state.json"}
    out = folder / "outputs"
    packets = {path.parent for path in out.rglob(MANIFEST)}
    named = {packet / file["name"] for packet in packets for file in (read_manifest(packet) or {"files": []})["files"]}
    there = {path for path in out.rglob("*") if path.is_file()}
    there -= {out / ".briefgen/archive" / f"{packet.relative_to(out)}.json" for packet in packets}
    return all(path in named or path.name == MANIFEST or path.name in records for path in there)


# --- what is stale, and why ------------------------------------------------------------------


def test_what_is_up_to_date_is_not_built_again(folder: Path, capsys: Captured) -> None:
    assert set(outcomes(report(capsys, "inputs")).values()) == {"built"}
    before = {path: path.stat().st_mtime_ns for path in (folder / "outputs").rglob("*.txt")}
    assert len(before) == 3
    assert set(outcomes(report(capsys, "inputs")).values()) == {"up to date"}
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_change_within_the_same_tick_and_of_the_same_length_is_found(folder: Path, capsys: Captured) -> None:
    report(capsys, "inputs")
    path = folder / "inputs/a.yaml"
    stat = path.stat()
    path.write_text(path.read_text().replace("Talks in a", "Talks in z"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    packets = report(capsys, "inputs")
    assert outcomes(packets) == {"a": "built", "b": "up to date", "c": "up to date"}
    assert packets["a"]["why"] == ["the input changed"]


def test_without_its_memory_a_run_finds_the_same(folder: Path, capsys: Captured) -> None:
    report(capsys, "inputs")
    (folder / "outputs/.briefgen/state.json").write_text("{ no state")
    assert set(outcomes(report(capsys, "inputs")).values()) == {"up to date"}


@pytest.mark.parametrize("lid", ["[", '{"a":'])
def test_records_that_are_nested_without_end_are_no_records(folder: Path, capsys: Captured, lid: str) -> None:
    report(capsys, "inputs/a.yaml", "inputs/b.yaml")
    for name in ("a/manifest.json", ".briefgen/state.json", ".briefgen/holder.json"):
        (folder / "outputs" / name).write_text(lid * 100_000)
    assert outcomes(report(capsys, "inputs/a.yaml", "inputs/b.yaml")) == {"a": "built", "b": "up to date"}


def _edit(path: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("\n")


def _configure(text: str) -> None:
    Path("briefgen.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("settled", [False, True], ids=["at once", "after a while"])
@pytest.mark.parametrize(
    ("change", "arguments", "why"),
    [
        (lambda: _edit("inputs/a.yaml"), (), "the input changed"),
        (lambda: _edit("templates/packet/actors.md.j2"), (), "templates/packet/actors.md.j2 changed"),
        (lambda: _edit("templates/themes/letter.yaml"), (), "templates/themes/letter.yaml changed"),
        (lambda: _configure("theme = 'one-page'"), (), "option theme: letter before, one-page now"),
        (lambda: _configure("template = 'one-page'"), (), "option template: packet before, one-page now"),
        (lambda: None, ("--to", "json"), "option to: text before, text,json now"),
        (lambda: None, ("--force",), "asked for"),
        (lambda: Path("outputs/a/a.txt").unlink(), (), "a.txt is not there"),
        (lambda: Path("outputs/a/a.txt").write_text("x"), (), "a.txt is not as it was built"),
        (lambda: Path("outputs/a/manifest.json").write_text("{"), (), "its manifest cannot be used"),
        (lambda: Path("outputs/a/manifest.json").unlink(), (), "no packet yet"),
        (lambda: os.environ.update(SOURCE_DATE_EPOCH="1"), (), "option source_date_epoch: none before, 1 now"),
    ],
)
def test_each_ingredient_makes_a_packet_stale_and_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settled: bool, change: object, arguments: tuple[str, ...], why: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    monkeypatch.setattr("briefgen.batch.state._UNSETTLED", 0 if settled else 2_000_000_000)
    common = ["--jobs", "1", "--to", "text"]
    _configure("theme = 'letter'")
    assert main([*common, "inputs/a.yaml"]) == 0
    time.sleep(0.02)
    change()  # type: ignore[operator]
    shown = run("--dry-run", "--why", *common, *arguments, "inputs/a.yaml", folder=folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("inputs/a.yaml: to be built: ")
    assert why in shown.stdout


def test_a_text_file_is_an_ingredient(folder: Path, capsys: Captured) -> None:
    source = (ROOT / "inputs/2025-03-30.yaml").read_text("utf-8")
    assert "text: |" in source
    (folder / "inputs/t.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: words.txt\n"
    )
    (folder / "inputs/words.txt").write_text("Some words.\n")
    assert outcomes(report(capsys, "inputs/t.yaml")) == {"t": "built"}
    assert outcomes(report(capsys, "inputs/t.yaml")) == {"t": "up to date"}
    (folder / "inputs/words.txt").write_text("More words.\n")
    assert report(capsys, "inputs/t.yaml")["t"]["why"] == ["text file words.txt changed"]


def test_a_version_is_an_ingredient(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    report(capsys, "inputs/a.yaml")
    monkeypatch.setattr(planning, "versions", lambda: {"briefgen": "99"})
    assert "briefgen: 0.1.0 before, 99 now" in str(report(capsys, "--dry-run", "inputs/a.yaml")["a"]["why"])


def test_a_partial_of_ones_own_takes_the_place_of_the_packaged_one(folder: Path, capsys: Captured) -> None:
    shutil.rmtree(folder / "templates")
    report(capsys, "inputs/a.yaml")
    (folder / "templates/packet").mkdir(parents=True)
    shutil.copy(ROOT / "templates/packet/actors.md.j2", folder / "templates/packet/actors.md.j2")
    _edit("templates/packet/actors.md.j2")
    assert outcomes(report(capsys, "inputs/a.yaml")) == {"a": "built"}


def test_a_dry_run_changes_nothing(folder: Path, capsys: Captured) -> None:
    assert set(outcomes(report(capsys, "--dry-run", "inputs")).values()) == {"to be built"}
    assert not (folder / "outputs").exists()


def test_nothing_to_do_imports_no_heavy_library(folder: Path) -> None:
    assert run("--jobs", "2", "inputs", folder=folder).returncode == 0
    time.sleep(2.1)  # until no later change could hide behind the files' times
    for _ in range(2):
        script = (
            "import sys; from briefgen.cli import main; code = main(['inputs']); "
            f"loaded = [name for name in {HEAVY!r} if name in sys.modules]; sys.exit(f'{{loaded}}' if code else 0)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=folder, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert "3 packets up to date" in done.stdout
    again = script.replace("if code else 0", "if loaded else 0")
    done = subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, cwd=folder, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def edit(path: Path) -> bytes:
    """Change a Word file as Word would; what it holds then."""
    from docx import Document

    document = Document(str(path))
    document.add_paragraph("A remark by staff.")
    document.save(str(path))
    return path.read_bytes()


def test_what_staff_edit_is_never_lost(folder: Path, capsys: Captured) -> None:
    assert main(["--to", "docx", "inputs/a.yaml"]) == 0
    packet = folder / "outputs/a"
    built = (packet / "a.docx").read_bytes()
    edited = edit(packet / "a.docx")
    capsys.readouterr()
    assert main(["--to", "docx", "inputs/a.yaml"]) == 0
    shown = capsys.readouterr()
    assert "note BG763 edited since it was built; left as it is" in shown.err
    assert "up to date" in shown.out
    assert (packet / "a.docx").read_bytes() == edited
    assert main(["--to", "docx", "--force", "inputs/a.yaml"]) == 0
    assert "a.edited.docx" in capsys.readouterr().err
    assert ((packet / "a.docx").read_bytes(), (packet / "a.edited.docx").read_bytes()) == (built, edited)
    again = edit(packet / "a.docx")
    _edit("inputs/a.yaml")
    assert main(["--to", "docx", "inputs/a.yaml"]) == 0
    assert (packet / "a.edited.docx").read_bytes() == edited
    assert (packet / "a.edited2.docx").read_bytes() == again
    assert is_complete(packet)


SIGNED = (
    b"\n9000 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Contents<00>/ByteRange[0 9 9 9]>>\n"
    b"endobj\nxref\n9000 1\n0000000000 00000 n \ntrailer\n<</Size 9001>>\nstartxref\n0\n%%EOF\n"
)
HIGHLIGHTED = (
    b"\n9000 0 obj\n<</Type/Annot/Subtype/Highlight/Rect[50 680 200 700]/QuadPoints[50 700 200 700 50 680 200 680]>>\n"
    b"endobj\nxref\n9000 1\n0000000000 00000 n \ntrailer\n<</Size 9001>>\nstartxref\n0\n%%EOF\n"
)


def reviewed(path: Path) -> None:
    """Put a comment, a tracked insertion and a highlight in a Word file, as a reader does who sends it back."""
    from docx import Document
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    document = Document(str(path))
    paragraph = next(each for each in document.paragraphs if each.runs)
    document.add_comment(paragraph.runs, text="Is this so?", author="Chief")
    paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
    insertion = f'<w:ins {nsdecls("w")} w:id="9000" w:author="Chief"><w:r><w:t> No.</w:t></w:r></w:ins>'
    paragraph._p.append(parse_xml(insertion))
    document.save(str(path))


def returned(path: Path, appended: bytes) -> bytes:
    """A packet's file as staff leave it; what it holds then."""
    match path.suffix:
        case ".docx":
            reviewed(path)
        case ".pdf":
            path.write_bytes(path.read_bytes() + appended)
        case _:
            path.write_bytes(path.read_bytes().replace(b"Talks", b"Debates") + b"\n")
    return path.read_bytes()


@pytest.mark.parametrize("appended", [SIGNED, HIGHLIGHTED], ids=["signed", "highlighted"])
@pytest.mark.parametrize(
    "edition",
    [(), ("--release", "TLP:CLEAR"), ("--template", "one-page", "--theme", "one-page")],
    ids=["whole", "released", "one page"],
)
def test_what_staff_did_to_any_file_of_any_edition_is_kept_whole_and_reported(
    folder: Path, capsys: Captured, edition: tuple[str, ...], appended: bytes
) -> None:
    source = folder / "inputs/a.yaml"
    marked = source.read_text("utf-8").replace("title:", "marking: TLP:CLEAR\ntitle:", 1)
    source.write_text(marked, "utf-8")
    build = ("--to", "docx,pdf,html,text,json", *edition, "inputs/a.yaml")
    assert main([*build]) == 0
    (packet,) = (folder / "outputs").glob("a*")
    built = {each: each.read_bytes() for each in packet.iterdir() if each.name != MANIFEST}
    left = {each: returned(each, appended) for each in built}
    assert len(left) == 5
    assert all(left[each] != built[each] for each in left)
    source.write_text(marked.replace("Talks in a", "Debate in a"), "utf-8")
    capsys.readouterr()
    assert main([*build]) == 0
    said = capsys.readouterr().err
    for path, data in left.items():
        stem, ending = path.name.split(".edited")[0].rsplit(".", 1)
        kept = path.with_name(f"{stem}.edited.{ending}")
        assert kept.read_bytes() == data
        assert f"{kept.name}: note BG763" in said
        assert path.read_bytes() not in (data, built[path])
    assert is_complete(packet)


def test_a_damaged_word_file_is_built_again(folder: Path, capsys: Captured) -> None:
    assert main(["--to", "docx", "inputs/a.yaml"]) == 0
    path = folder / "outputs/a/a.docx"
    built = path.read_bytes()
    path.write_bytes(built[:-100])
    assert main(["--to", "docx", "inputs/a.yaml"]) == 0
    assert path.read_bytes() == built
    assert sorted(each.name for each in path.parent.iterdir()) == ["a.docx", "a.edited.docx", MANIFEST]
    assert (path.parent / "a.edited.docx").read_bytes() == built[:-100]


# --- which inputs ----------------------------------------------------------------------------


def test_inputs_are_named_by_patterns_and_on_standard_input(folder: Path) -> None:
    shown = run("--dry-run", "inputs/**/*.yaml", folder=folder)
    assert [line.split(":")[0] for line in shown.stdout.splitlines()[:3]] == [
        "inputs/a.yaml",
        "inputs/asia/c.yaml",
        "inputs/b.yaml",
    ]
    listed = run("--dry-run", "-", folder=folder, input="inputs/b.yaml\n\ninputs/asia\n")
    assert [line.split(":")[0] for line in listed.stdout.splitlines()[:2]] == ["inputs/b.yaml", "inputs/asia/c.yaml"]
    nothing = run("--dry-run", "inputs/z*.yaml", folder=folder)
    assert nothing.returncode == 1
    assert "BG020" in nothing.stderr


def test_a_packet_without_its_input_is_reported_and_goes_only_when_asked(folder: Path, capsys: Captured) -> None:
    report(capsys, "inputs")
    (folder / "inputs/asia/c.yaml").unlink()
    assert main(["--to", "text", "inputs"]) == 0
    assert "note BG761" in capsys.readouterr().err
    assert is_complete(folder / "outputs/asia/c")
    (folder / "outputs/asia/c/notes.md").write_text("mine")
    assert main(["--to", "text", "--prune", "inputs"]) == 0
    assert [path.name for path in (folder / "outputs/asia/c").iterdir()] == ["notes.md"]
    assert "asia/c" not in (folder / "outputs/index.html").read_text()


def test_packets_of_other_folders_are_never_taken_for_gone(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "drafts", "d")
    report(capsys, "drafts")
    report(capsys, "inputs")
    for paths in (["inputs/asia"], ["inputs"], ["inputs/a.yaml"], ["drafts"]):
        assert main(["--to", "text", "--prune", *paths]) == 0
    assert [is_complete(folder / "outputs" / name) for name in ("a", "b", "asia/c", "d")] == [True] * 4


# --- workers ---------------------------------------------------------------------------------


def test_workers_make_the_same_packets_in_the_order_of_the_inputs(folder: Path) -> None:
    write_inputs(folder / "inputs", *(f"many/{n}" for n in range(5)))
    alone = run("--out", "one", "--jobs", "1", "inputs", folder=folder)
    several = run("--out", "two", "--jobs", "3", "inputs", folder=folder)
    assert (alone.returncode, several.returncode, several.stderr) == (0, 0, "")
    assert files_below(folder / "one") == files_below(folder / "two")
    names = [line.split(":")[0].removeprefix("two/") for line in several.stdout.splitlines()[:-1]]
    assert names == ["a", "b", "asia/c", *(f"many/{n}" for n in range(5))]


_DEADLY = """
import os, sys
import briefgen.batch.worker as worker
def deadly(source, kit, options, real=worker.build):
    mark = options.out / "killed"
    if "b.yaml" in source.path and ("ALWAYS" in os.environ or not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), 9)
    return real(source, kit, options)
worker.build = deadly
"""


@posix_only
@pytest.mark.parametrize("always", [False, True])
def test_a_worker_that_dies_costs_its_own_packet_at_most(folder: Path, always: bool) -> None:
    others = [f"many/{n:02}" for n in range(12)]
    write_inputs(folder / "inputs", "d", "e", "f", *others)
    (folder / "site").mkdir()
    (folder / "site/sitecustomize.py").write_text(_DEADLY)
    path = os.pathsep.join([str(folder / "site"), str(ROOT)])
    environment = {"PYTHONPATH": path, **({"ALWAYS": "1"} if always else {})}
    done = run("--to", "text", "--jobs", "2", "inputs", folder=folder, env=environment)
    assert done.returncode == (1 if always else 0), done.stderr
    assert ("BG762" in done.stderr) == always
    lines = ledger(folder)
    assert [line["packet"] for line in lines] == ["a", "b", "d", "e", "f", "asia/c", *others]
    assert [line["packet"] for line in lines if line["outcome"] != "built"] == (["b"] if always else [])


def test_a_run_ends_at_the_first_failure_when_asked(folder: Path, capsys: Captured) -> None:
    (folder / "inputs/b.yaml").write_text("title: [")
    packets = report(capsys, "--fail-fast", "inputs", code=1)
    assert outcomes(packets) == {"a": "built", "b": "not built", "c": "not tried"}


@posix_only
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_a_run_cleanly(folder: Path, jobs: str) -> None:
    write_inputs(folder / "inputs", *(f"many/{n:02}" for n in range(30)))
    process = _started(folder, "--jobs", jobs, "inputs")
    _wait_for_a_packet(folder)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert nothing_but_packets_and_records(folder)
    assert 0 < len(list((folder / "outputs").rglob(MANIFEST))) < 33


def _started(folder: Path, *arguments: str, gate: Gate | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "briefgen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(gate.environment if gate else {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _wait_for_a_packet(folder: Path) -> None:
    until(lambda: list((folder / "outputs").rglob(MANIFEST)), "no packet was built")


# --- safety ----------------------------------------------------------------------------------


@posix_only
@pytest.mark.parametrize(
    "asked",
    [("--kills", KILLS, "--inputs", KILL_INPUTS), ("--steps", "--inputs", "2")],
    ids=["at any instant", "at each step"],
)
def test_a_run_that_was_killed_is_completed_by_the_next(asked: tuple[str, ...]) -> None:
    harness = ROOT / "tests" / "kills.py"
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    command = [sys.executable, str(harness), *asked]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3600, env=environment)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    kills = re.fullmatch(r"(\d+) kills, 0 not made good by the next run\n", done.stdout)
    assert kills is not None
    assert int(kills[1]) >= (50 if "--steps" in asked else int(KILLS))


@posix_only
def test_workers_of_a_killed_run_keep_other_runs_out_until_they_have_ended(folder: Path) -> None:
    write_inputs(folder / "inputs", *(f"many/{n:02}" for n in range(30)))
    gate = Gate(folder / "gate", "many/05")
    with _started(folder, "--to", "text", "--jobs", "2", "inputs", gate=gate) as process:
        gate.wait()
        os.killpg(process.pid, signal.SIGSTOP)
        process.kill()
    try:
        done = run("--to", "text", "--no-wait", "inputs", folder=folder)
        assert (done.returncode, "BG760" in done.stderr) == (1, True)
    finally:
        gate.open()
        os.killpg(process.pid, signal.SIGCONT)
    done = run("--to", "text", "inputs", folder=folder)
    assert done.returncode == 0
    assert len(list((folder / "outputs").rglob(MANIFEST))) == 33


@posix_only
def test_two_runs_at_once_wait_for_each_other(folder: Path) -> None:
    gate = Gate(folder / "gate", "b.yaml")
    first = _started(folder, "--to", "text", "--jobs", "1", "--force", "inputs", gate=gate)
    gate.wait()
    second = _started(folder, "--to", "text", "--jobs", "1", "inputs")
    assert second.stderr is not None
    waits = second.stderr.readline()
    gate.open()
    for process in (first, second):
        process.communicate()
    assert waits.startswith("Waiting: process ")
    assert (first.returncode, second.returncode) == (0, 0)
    assert [line["outcome"] for line in ledger(folder)] == ["built"] * 3 + ["up to date"] * 3


@posix_only
def test_a_run_that_does_not_wait_says_who_is_at_work(folder: Path) -> None:
    import fcntl

    held = folder / "outputs/.briefgen"
    held.mkdir(parents=True)
    (held / "holder.json").write_text('{"pid": 4711, "host": "night", "since": "2025-03-30T05:30:00Z"}')
    with (held / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("--no-wait", "inputs", folder=folder)
    assert done.returncode == 1
    assert "BG760 process 4711 on night, since 2025-03-30T05:30:00Z, is at work" in done.stderr
    assert not list((folder / "outputs").rglob(MANIFEST))


def test_a_packet_is_not_built_over_that_of_another_input(folder: Path, capsys: Captured) -> None:
    """An edition of `a.yaml` lies where the packet of `a.tlp-green.yaml` would."""
    a, other = folder / "inputs/a.yaml", folder / "inputs/a.tlp-green.yaml"
    a.write_text(f"marking: TLP:GREEN\n{a.read_text()}")
    report(capsys, "--release", "TLP:GREEN", "inputs/a.yaml")
    before = files_below(folder / "outputs/a.tlp-green")
    other.write_text((folder / "inputs/b.yaml").read_text())
    assert main(["--to", "text", "--jobs", "1", "inputs"]) == 1
    stated = capsys.readouterr().err
    assert "a.tlp-green.yaml: error BG022 its packet would take the place of that of inputs/a.yaml" in stated
    assert files_below(folder / "outputs/a.tlp-green") == before
    assert (folder / "outputs/b" / MANIFEST).is_file()
    a.unlink()
    assert report(capsys, "inputs/a.tlp-green.yaml")["a.tlp-green"]["why"][0] == "the input is a.tlp-green.yaml now"


def test_litter_is_swept(folder: Path, capsys: Captured) -> None:
    report(capsys, "inputs")
    for name in ("a", "asia/c", ".briefgen"):
        (folder / "outputs" / name / ".briefgen-999999-1.part").write_text("half")
    report(capsys, "inputs")
    assert list((folder / "outputs").rglob("*.part")) == []


def test_an_input_that_vanishes_in_mid_run_is_a_finding(folder: Path, capsys: Captured, monkeypatch: object) -> None:
    import briefgen.batch.worker as worker

    real = worker.build

    def build(source: InputFile, *more: object) -> object:
        if source.path.endswith("b.yaml"):
            (folder / "inputs/b.yaml").unlink()
        return real(source, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "build", build)  # type: ignore[attr-defined]
    assert outcomes(report(capsys, "inputs", code=1)) == {"a": "built", "b": "not built", "c": "built"}


@posix_only
def test_a_full_disk_is_a_finding_and_what_was_there_stays(folder: Path) -> None:
    assert run("--jobs", "1", "inputs", folder=folder).returncode == 0
    before = files_below(folder / "outputs")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000)); "
        "from briefgen.cli import main; sys.exit(main(['--jobs', '1', '--force', 'inputs']))"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", limited], capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 1
    assert "BG751" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_below(folder / "outputs") == before
    assert nothing_but_packets_and_records(folder)
    assert run("inputs", folder=folder).returncode == 0


def test_a_small_disk_that_runs_full_keeps_whole_packets(folder: Path) -> None:
    (folder / "outputs").mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder / "outputs")], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        write_inputs(folder / "inputs", *(f"many/{n}" for n in range(6)))
        done = run("--jobs", "2", "inputs", folder=folder)
        assert done.returncode == 1
        assert "BG751" in done.stderr
        assert nothing_but_packets_and_records(folder)
        packets = [path.parent for path in (folder / "outputs").rglob(MANIFEST)]
        assert packets
        assert all(map(is_complete, packets))
    finally:
        subprocess.run(["umount", str(folder / "outputs")], check=True)


# --- records ---------------------------------------------------------------------------------


def test_the_ledger_has_a_line_a_packet_a_run(folder: Path, capsys: Captured) -> None:
    (folder / "inputs/b.yaml").write_text("title: [")
    report(capsys, "inputs", code=1)
    report(capsys, "inputs", code=1)
    lines = ledger(folder)
    assert [(line["packet"], line["outcome"]) for line in lines] == [
        ("a", "built"),
        ("b", "not built"),
        ("asia/c", "built"),
        ("a", "up to date"),
        ("b", "not built"),
        ("asia/c", "up to date"),
    ]
    assert len({line["run"] for line in lines[:3]}) == 1
    assert lines[0]["why"] == ["no packet yet"]
    assert lines[1]["findings"][0]["code"] == "BG004"  # type: ignore[index]
    assert read_manifest(folder / "outputs/a")["files"][0]["sha256"] == lines[0]["files"]["a.txt"]  # type: ignore[index]


def test_a_torn_ledger_is_continued_on_a_new_line(folder: Path, capsys: Captured) -> None:
    (folder / "outputs").mkdir()
    (folder / "outputs/ledger.jsonl").write_text('{"run":"x"}\n{"ru')
    report(capsys, "inputs/a.yaml")
    assert json.loads((folder / "outputs/ledger.jsonl").read_text().splitlines()[2])["packet"] == "a"


def test_a_report_counts_all_and_may_keep_only_what_there_is_something_to_say_of(folder: Path) -> None:
    from briefgen.batch.batch import carry_out
    from briefgen.batch.report import Outcome, RunOptions
    from briefgen.cli.reporters import SilentReporter

    (folder / "inputs/b.yaml").write_text("title: [")
    done = carry_out(["inputs"], Options(formats=("text",)), RunOptions(keep_all=False), SilentReporter())
    assert done.counts == {Outcome.BUILT: 2, Outcome.FAILED: 1}
    assert [result.step.source.mirror for result in done.results] == ["b"]
    assert done.failed


def test_what_is_remembered_in_pieces_is_remembered_whole(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefgen.batch.state._TOGETHER", 2)
    monkeypatch.setattr("briefgen.batch.state._UNSETTLED", 0)
    report(capsys, "inputs")
    report(capsys, "inputs")
    state = load_state(Path("outputs"))
    assert sorted(state.packets) == ["a", "asia/c", "b"]
    assert len(state.hashes) == 6
    assert len(state.kits) == 1


def test_the_summary_says_what_the_run_did(folder: Path, capsys: Captured) -> None:
    (folder / "inputs/b.yaml").write_text("title: [")
    report(capsys, "--summary", "run.json", "inputs", code=1)
    content = json.loads((folder / "run.json").read_text())
    assert content["outcomes"] == {"built": 2, "not built": 1}
    assert [failed["packet"] for failed in content["failed"]] == ["b"]
    assert content["findings"] == {"error": 1}


def test_a_log_can_be_read_by_programs(folder: Path) -> None:
    done = run("--to", "text", "--log-format", "json", "inputs", folder=folder)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["begin", "packet", "packet", "packet", "end"]
    assert done.stdout == ""


def test_a_quiet_run_says_nothing_unless_something_is_wrong(folder: Path) -> None:
    done = run("--to", "text", "--quiet", "inputs", folder=folder)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    (folder / "inputs/b.yaml").write_text("title: [")
    done = run("--to", "text", "--quiet", "inputs", folder=folder)
    assert done.stdout == ""
    assert "BG004" in done.stderr


@posix_only
def test_a_terminal_is_shown_a_bar_and_a_pipe_none(folder: Path) -> None:
    import pty

    write_inputs(folder / "inputs", "d", "e", "f")
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "briefgen", "--to", "text", "--jobs", "1", "inputs"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=follower, env=environment)
    os.close(follower)
    shown = _read_to_the_end(leader)
    piped, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert b"6/6" in shown
    assert b"\x1b" not in piped
    assert run("--to", "text", "--force", "inputs", folder=folder).stderr == ""


def _read_to_the_end(terminal: int) -> bytes:
    """All that is written to a terminal until nobody holds its other end; one reading gives no more than a page of it."""
    found = []
    with open(terminal, "rb", buffering=0) as stream, contextlib.suppress(OSError):  # EIO: the end
        while some := stream.read(4096):
            found.append(some)
    return b"".join(found)


# --- the index -------------------------------------------------------------------------------


class Page(HTMLParser):
    """What the index says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" not in self.open and "style" not in self.open:
            self.words.append(data.strip())


def test_the_index_lists_packets_by_date_and_takes_words_for_words(folder: Path, capsys: Captured) -> None:
    text = GOOD.read_text("utf-8")
    title = "<script>alert('x')</script> & @ROWS@"
    (folder / "inputs/asia/x #1.yaml").write_text(
        text.replace("Talks in Tokyo", json.dumps(title)).replace("2025-", "2026-"), "utf-8"
    )
    report(capsys, "inputs")
    content = (folder / "outputs/index.html").read_text("utf-8")
    page = Page(content)
    assert page.open == []
    assert "<script>alert" not in content
    headings = [words for words in page.words if words.startswith(("Talks in", "<script"))]
    assert headings == [title, "Talks in a", "Talks in asia/c", "Talks in b"]
    links = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a"]
    assert "./asia/x%20%231/x%20%231.txt" in links
    assert not any("://" in str(value) for _, attributes in page.tags for value in attributes.values())
    assert [attributes.get("lang") for tag, attributes in page.tags if tag == "html"] == ["en"]
    assert ("label", {"for": "search"}) in page.tags
    before = content
    report(capsys, "--force", "inputs")
    assert (folder / "outputs/index.html").read_text("utf-8") == before


# --- planning by itself ----------------------------------------------------------------------


def test_a_plan_keeps_the_order_of_the_inputs(folder: Path) -> None:
    sources = [InputFile(f"inputs/{name}.yaml", name) for name in ("b", "a", "asia/c")]
    basis = planning.Basis(Options(formats=tuple(FORMATS)), State())
    made = planning.make_plan(sources, basis, planning.survey(Path("outputs")), given=["inputs"], force=False)
    assert [step.source.mirror for step in made.stale] == ["b", "a", "asia/c"]
    assert basis.kit is None


def test_findings_of_a_run_are_diagnostics(folder: Path) -> None:
    from briefgen.batch.batch import carry_out
    from briefgen.batch.report import RunOptions
    from briefgen.cli.reporters import SilentReporter

    done = carry_out(["nowhere.yaml"], Options(formats=("text",)), RunOptions(), SilentReporter())
    assert done.failed
    assert all(isinstance(found, Diagnostic) for found in done.all_findings)
