"""What an operator meets after the build: pruning, the ledger, frozen packets, schedules, and surroundings that fail."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from finished import is_complete
from patience import PATIENCE
from test_batch import GOOD, ROOT, ledger, report, run, write_inputs

from briefgen.batch.index import is_index
from briefgen.batch.state import State
from briefgen.cli import main
from briefgen.packets import FROZEN, MANIFEST

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path / "inputs", "a", "b")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*arguments: str) -> int:
    return main(["--to", "text", "--jobs", "1", *arguments, "inputs"])


def packets(folder: Path) -> list[str]:
    out = folder / "outputs"
    return sorted(path.parent.relative_to(out).as_posix() for path in out.rglob(MANIFEST))


# --- pruning ---------------------------------------------------------------------------------


def test_nothing_is_pruned_where_all_inputs_of_a_folder_are_gone(folder: Path, capsys: Captured) -> None:
    assert build() == 0
    for path in (folder / "inputs").iterdir():
        path.unlink()
    build("--prune")
    shown = capsys.readouterr().err
    assert "warning BG768 2 packets were not removed: not one input is left in this folder" in shown
    assert packets(folder) == ["a", "b"]


def test_nothing_is_pruned_below_a_folder_that_lost_all_it_had(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "asia/c", "asia/d")
    assert build() == 0
    for path in (folder / "inputs/asia").iterdir():
        path.unlink()
    assert build("--prune") == 0
    assert "asia: warning BG768 2 packets were not removed" in capsys.readouterr().err
    assert packets(folder) == ["a", "asia/c", "asia/d", "b"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not read everything")
def test_nothing_is_pruned_after_a_reading_error(folder: Path, capsys: Captured) -> None:
    write_inputs(folder / "inputs", "asia/c")
    assert build() == 0
    (folder / "inputs/asia").chmod(0)
    assert build("--prune") == 1
    assert "not all of the inputs could be read" in capsys.readouterr().err
    assert packets(folder) == ["a", "asia/c", "b"]


def test_nothing_is_pruned_after_any_reading_error() -> None:
    from briefgen.batch.plan import Gone
    from briefgen.batch.prune import may_go

    gone = [Gone("a", "inputs/a.yaml")]
    kept, found = may_go(gone, ["inputs/b.yaml"], ["inputs"], unread=True, at_most=None)
    assert (kept, [each.code for each in found]) == ([], ["BG768"])
    assert may_go(gone, ["inputs/b.yaml"], ["inputs"], unread=False, at_most=None) == (gone, [])


def test_a_line_for_which_the_disk_has_no_room_is_not_half_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert build() == 0
    before = (folder / "outputs/ledger.jsonl").read_bytes()

    def full(handle: int, data: bytes) -> None:
        os.write(handle, data[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("briefgen.batch.ledger.write_all", full)
    assert build("--force") == 1
    assert "ledger.jsonl" in capsys.readouterr().err
    assert (folder / "outputs/ledger.jsonl").read_bytes() == before


@pytest.mark.parametrize("left", ["nothing", "another object"])
def test_nothing_is_pruned_where_a_bucket_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, left: str
) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    arguments = ("--to", "text", "--jobs", "1", "--prune", "memory://desk/inputs")
    try:
        for name in ("c", "d"):
            memory.pipe_file(f"/desk/inputs/{name}.yaml", GOOD.read_bytes())
        assert main([*arguments]) == 0
        memory.rm("/desk/inputs", recursive=True)
        if left == "another object":
            memory.pipe_file("/desk/other/x", b"x")
        capsys.readouterr()
        assert main([*arguments]) in (1, 2)
    finally:
        if memory.exists("/desk"):
            memory.rm("/desk", recursive=True)
    assert capsys.readouterr().err
    assert {"c", "d"} <= set(packets(folder))


def test_more_than_half_go_only_when_asked(folder: Path, capsys: Captured) -> None:
    names = [f"n{number}" for number in range(7)]
    write_inputs(folder / "inputs", *names)
    assert build() == 0
    for name in names:
        (folder / f"inputs/{name}.yaml").unlink()
    assert build("--prune") == 0
    assert "--prune --max-prune 7" in capsys.readouterr().err
    assert len(packets(folder)) == 9
    assert build("--prune", "--max-prune", "7") == 0
    assert packets(folder) == ["a", "b"]


def test_a_pruned_packet_leaves_a_line_in_the_ledger(folder: Path) -> None:
    assert build() == 0
    (folder / "inputs/b.yaml").unlink()
    assert build("--prune") == 0
    (line,) = [each for each in ledger(folder) if each["outcome"] == "removed"]
    assert (line["packet"], Path(str(line["input"])).name) == ("b", "b.yaml")


# --- what is somebody's own ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index.html", "ledger.jsonl", f"a/{MANIFEST}", "a/a.txt"])
def test_a_users_own_file_in_an_output_folder_is_kept(folder: Path, capsys: Captured, name: str) -> None:
    path = folder / "outputs" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert build() == 0
    kept = path.with_name(f"{path.stem}.edited{path.suffix}")
    assert kept.read_text() == "mine"
    assert f"{kept.name}: note BG763" in capsys.readouterr().err
    assert build() == 0
    assert "BG763" not in capsys.readouterr().err


def test_an_index_that_somebody_changed_is_kept(folder: Path) -> None:
    assert build() == 0
    index = folder / "outputs/index.html"
    assert is_index(index)
    index.write_text(index.read_text() + "my own links")
    write_inputs(folder / "inputs", "c")
    assert build() == 0
    assert is_index(index)
    assert (folder / "outputs/index.edited.html").read_text().endswith("my own links")


def test_a_pdf_that_was_annotated_stays_though_nothing_changed(folder: Path, capsys: Captured) -> None:
    arguments = ["--to", "pdf", "--jobs", "1", "inputs/a.yaml"]
    assert main(arguments) == 0
    path = folder / "outputs/a/a.pdf"
    built = path.read_bytes()
    noted = built + b"\n1 0 obj << /Type /Annot >> endobj\nstartxref\n0\n%%EOF\n"
    path.write_bytes(noted)
    capsys.readouterr()
    assert main(arguments) == 0
    assert "a.pdf: note BG763 edited since it was built; left as it is" in capsys.readouterr().err
    assert path.read_bytes() == noted
    assert main([*arguments, "--force"]) == 0
    assert (path.read_bytes(), (path.parent / "a.edited.pdf").read_bytes()) == (built, noted)


# --- what is read back -----------------------------------------------------------------------

DAMAGE: list[Callable[[dict[str, object]], object]] = [
    lambda content: content.update(files=[1]),
    lambda content: content.update(files={"name": "x"}),
    lambda content: content.update(files=[{"name": 1, "size": 1, "sha256": "x"}]),
    lambda content: content.update(files=[{"name": "../../x", "size": 1, "sha256": "x"}]),
    lambda content: content.update(counts={"pages": "<script>"}),
    lambda content: content.update(counts=None),
    lambda content: content.update(about=[]),
    lambda content: content.update(about={"title": 7}),
    lambda content: content.update(ingredients={"input": None}),
    lambda content: content.update(findings=[{}]),
    lambda content: content.update(findings=7),
    lambda content: content.update(input=["a.yaml"]),
    lambda content: content.pop("versions"),
    lambda content: content.pop("options"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_manifest_costs_its_own_packet_a_rebuild(
    folder: Path, capsys: Captured, damage: Callable[[dict[str, object]], object]
) -> None:
    assert build() == 0
    path = folder / "outputs/a" / MANIFEST
    content = json.loads(path.read_text())
    damage(content)
    path.write_text(json.dumps(content))
    found = report(capsys, "inputs")
    assert {name: each["outcome"] for name, each in found.items()} == {"a": "built", "b": "up to date"}
    assert found["a"]["why"] == ["its manifest cannot be used"]
    assert is_complete(folder / "outputs/a")
    assert "<script>" not in (folder / "outputs/index.html").read_text().split("<tbody>")[1].split("</tbody>")[0]


def test_what_could_change_without_showing_it_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, state = tmp_path / "x", State()
    path.write_text("one")
    assert state.sha256("x", str(path)) == sha256(b"one").hexdigest()
    assert not state.hashes  # a second change in this instant would leave its times as they are
    monkeypatch.setattr("briefgen.batch.state._UNSETTLED", -(10**9))
    digest = hashlib.file_digest

    def written_meanwhile(file: Any, name: Any) -> Any:
        with path.open("a") as more:
            more.write("two")
        return digest(file, name)

    with monkeypatch.context() as patched:
        patched.setattr(hashlib, "file_digest", written_meanwhile)
        state.sha256("x", str(path))
    assert not state.hashes
    state.sha256("x", str(path))
    assert set(state.hashes) == {"x"}


@pytest.mark.parametrize(
    "state",
    [
        "7",
        "[]",
        '{"state": 2}',
        '{"state": 2, "hashes": {"a": 1}, "kits": {}, "packets": {}, "failing": []}',
        '{"state": 2, "hashes": {}, "kits": {"x": {}}, "packets": {}, "failing": []}',
        '{"state": 2, "hashes": {}, "kits": {}, "packets": {"a": {"input": 1}}, "failing": []}',
        '{"state": 2, "hashes": {}, "kits": {}, "packets": {}, "failing": 7}',
    ],
)
def test_a_damaged_state_is_reported_and_changes_nothing(folder: Path, capsys: Captured, state: str) -> None:
    assert build() == 0
    (folder / "outputs/.briefgen/state.json").write_text(state)
    assert build() == 0
    assert "note BG770 what earlier runs remembered cannot be used" in capsys.readouterr().err
    assert {line["outcome"] for line in ledger(folder)[2:]} == {"up to date"}
    assert build() == 0
    assert "BG770" not in capsys.readouterr().err


@pytest.mark.parametrize("path", ["\ud800", "a\0b"])
def test_a_state_that_names_no_path_is_reported(folder: Path, capsys: Captured, path: str) -> None:
    assert build() == 0
    file = folder / "outputs/.briefgen/state.json"
    state = json.loads(file.read_text())
    assert state["kits"]
    for kit in state["kits"].values():
        kit["files"] = [path]
    file.write_text(json.dumps(state))
    assert build() == 0
    assert "note BG770 what earlier runs remembered cannot be used" in capsys.readouterr().err


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index.html", "manifest.json", "ledger.jsonl", "asia/Manifest.JSON"])
def test_a_name_that_is_our_own_is_reported(folder: Path, capsys: Captured, name: str) -> None:
    write_inputs(folder / "inputs", name)
    assert build() == 1
    assert f"{name}.yaml: error BG029 its packet's folder would be called" in capsys.readouterr().err
    assert packets(folder) == ["a", "b"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs names of any bytes")
def test_a_name_that_is_no_text_is_reported(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "inputs") + b"/\xff.yaml")).write_text("title: x\n")
    done = run("--to", "text", "--jobs", "1", "inputs", folder=folder)
    assert done.returncode == 1
    assert "error BG029 its name is not UTF-8 text" in done.stderr
    assert "Traceback" not in done.stderr
    assert packets(folder) == ["a", "b"]


def test_inputs_in_capitals_are_built_and_links_to_folders_named(folder: Path, capsys: Captured) -> None:
    (folder / "inputs/b.yaml").rename(folder / "inputs/B.YAML")
    write_inputs(folder / "share", "x")
    (folder / "inputs/asia").symlink_to(folder / "share")
    assert build() == 0
    assert "asia: note BG028 a link to a folder was not followed" in capsys.readouterr().err
    assert packets(folder) == ["B", "a"]


# --- frozen packets, the log, the index ------------------------------------------------------


def test_a_frozen_packet_stays_as_it_is(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build() == 0
    assert main(["freeze", "outputs/a"]) == 0
    before = (folder / "outputs/a/a.txt").read_bytes()
    monkeypatch.setattr("briefgen.record.__version__", "99")
    capsys.readouterr()
    found = report(capsys, "inputs")
    assert {name: each["outcome"] for name, each in found.items()} == {"a": "frozen", "b": "built"}
    write_inputs(folder / "other", "a")
    (folder / "inputs/a.yaml").write_text((folder / "other/a.yaml").read_text().replace("Talks", "Walks"))
    assert build("--force") == 0
    assert "note BG769 the packet is frozen, and was not built although: the input changed" in capsys.readouterr().err
    (folder / "inputs/a.yaml").unlink()
    assert build("--prune") == 0
    assert (folder / "outputs/a/a.txt").read_bytes() == before
    assert main(["freeze", "--undo", "outputs/a"]) == 0
    assert not (folder / "outputs/a" / FROZEN).exists()
    assert build("--prune") == 0
    assert packets(folder) == ["b"]


def test_what_is_no_packet_cannot_be_frozen(folder: Path, capsys: Captured) -> None:
    assert main(["freeze", "inputs"]) == 1
    assert "inputs: error BG772 there is no packet here" in capsys.readouterr().err


def test_the_log_is_filtered(folder: Path, capsys: Captured) -> None:
    assert build() == 0
    (folder / "inputs/b.yaml").write_text("title: [")
    assert build() == 1
    with (folder / "outputs/ledger.jsonl").open("a") as file:
        file.write('{"run": 7}\n[\n')

    def log(*arguments: str) -> list[tuple[str, str]]:
        capsys.readouterr()
        assert main(["log", "--output-format", "json", *arguments]) == 0
        shown = capsys.readouterr()
        assert "note BG770 2 lines cannot be read" in shown.err
        return [(each["packet"], each["outcome"]) for each in map(json.loads, shown.out.splitlines())]

    assert log() == [("a", "built"), ("b", "built"), ("a", "up to date"), ("b", "not built")]
    assert log("--outcome", "not built") == [("b", "not built")]
    assert log("--packet", "a*") == [("a", "built"), ("a", "up to date")]
    assert log("--since", "2999") == []
    assert log("--until", "2999-01-01T00:00") == log()
    assert main(["log"]) == 0
    assert "b: not built: the input changed\n    error BG" in capsys.readouterr().out


@pytest.mark.parametrize(
    "written", ["yesterday", "30.03.2025", "2025-13-01", "2025-03-30T25:00", "2025-03-30T05:30:00Zx"]
)
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_the_log_refuses_what_is_no_time(folder: Path, capsys: Captured, option: str, written: str) -> None:
    assert build() == 0
    assert main(["log", option, written]) == 2
    assert f"“{written}” is not a time. Write a day" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("written", ["2000", "2000-03", "2000-03-30", "2000-03-30T05:30", "2000-03-30 05:30:00z"])
def test_the_log_takes_a_time_as_far_as_it_is_written(folder: Path, capsys: Captured, written: str) -> None:
    assert build() == 0
    capsys.readouterr()
    assert main(["log", "--since", written]) == 0
    assert capsys.readouterr().out.count(": built") == 2
    assert main(["log", "--until", written]) == 0
    assert capsys.readouterr().out == "No entries.\n"


def test_the_index_says_that_an_input_fails_now(folder: Path) -> None:
    assert build() == 0
    good = (folder / "inputs/b.yaml").read_text()
    page = folder / "outputs/index.html"
    assert "cannot be built now" not in page.read_text()
    (folder / "inputs/b.yaml").write_text("title: [")
    assert build() == 1
    assert page.read_text().count("Its input cannot be built now") == 1
    assert main(["--to", "text", "inputs/a.yaml"]) == 0
    assert page.read_text().count("Its input cannot be built now") == 1
    (folder / "inputs/b.yaml").write_text(good)
    assert build() == 0
    assert "cannot be built now" not in page.read_text()


def test_a_folder_is_called_the_same_whether_it_was_built_or_not(folder: Path, capsys: Captured) -> None:
    for _ in range(2):
        assert {each["folder"] for each in report(capsys, "inputs").values()} == {"outputs/a", "outputs/b"}


def test_marked_packets_are_not_open_to_all(folder: Path) -> None:
    (folder / "outputs").mkdir(mode=0o755)
    for name, marking in (("a", "TLP:CLEAR"), ("b", "TLP:AMBER")):
        path = folder / f"inputs/{name}.yaml"
        path.write_text(f"marking: {marking}\n{path.read_text()}")
    assert build() == 0
    assert {path.stat().st_mode & 0o777 for path in (folder / "outputs/a").iterdir()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (folder / "outputs/b").iterdir()} == {0o640}


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize("older", [False, True])
def test_a_ledger_whose_findings_quote_inputs_is_not_open_to_all(folder: Path, older: bool) -> None:
    ledger = folder / "outputs/ledger.jsonl"
    ledger.parent.mkdir(mode=0o755)
    if older:
        ledger.touch()
        ledger.chmod(0o644)
    path = folder / "inputs/a.yaml"
    path.write_text(f"marking: TLP:AMBER\nbogus-key: 1\n{path.read_text()}")
    assert build() == 1
    assert "bogus-key" in ledger.read_text()
    assert ledger.stat().st_mode & 0o777 == 0o640


# --- schedules -------------------------------------------------------------------------------


def test_a_schedule_takes_the_options_of_a_build(folder: Path, capsys: Captured) -> None:
    options = ["--prune", "--no-wait", "--strict", "--release", "TLP:CLEAR", "--jobs", "2", "--ignore", "BG403"]
    assert main(["schedule", "--daily", "05:30", "--for", "cron", *options, "inputs"]) == 0
    line = capsys.readouterr().out
    for words in ("--prune", "--no-wait", "--strict", "--release TLP:CLEAR", "--jobs 2", "--ignore BG403"):
        assert words in line
    assert main(["schedule", "--daily", "05:30", "inputs"]) == 0
    assert "loginctl enable-linger" in capsys.readouterr().out


@pytest.mark.parametrize("system", ["cron", "systemd", "github"])
@pytest.mark.parametrize("word", ["inputs\n* * * * * id", "a\rb", "a\x1bb"])
def test_a_line_end_in_a_path_does_not_get_into_a_schedule(
    folder: Path, capsys: Captured, system: str, word: str
) -> None:
    assert main(["schedule", "--daily", "05:30", "--for", system, word]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "has a character that no schedule can hold" in shown.err


# --- surroundings ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES])
def test_a_file_system_without_locks_is_a_warning(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def flock(handle: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    assert build() == 0
    shown = capsys.readouterr().err
    assert "outputs: warning BG767 the file system of this folder has no locks" in shown
    assert packets(folder) == ["a", "b"]


@pytest.mark.parametrize("epoch", ["abc", "-1", "1.5", "99999999999999999999", "²"])
def test_an_epoch_that_is_none_is_wrong_use(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert build() == 2
    assert "SOURCE_DATE_EPOCH: error BG804" in capsys.readouterr().err
    assert not (folder / "outputs").exists()


def shell(words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, as `briefgen`, in a shell's line."""
    program = f'briefgen() {{ {sys.executable} -c "from briefgen.cli import run; run()" "$@"; }}; {words}'
    return subprocess.run(
        ["bash", "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        timeout=PATIENCE,
    )


posix_only = pytest.mark.skipif(os.name != "posix", reason="needs a shell")


@posix_only
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_keep_nothing_from_being_built(folder: Path, closed: str) -> None:
    done = shell(f"briefgen --to text,pdf --jobs 1 inputs {closed}", folder)
    assert done.returncode == 0
    assert all(is_complete(folder / "outputs" / name) for name in ("a", "b"))


@posix_only
def test_a_reader_that_went_away_keeps_nothing_from_being_built(folder: Path) -> None:
    done = shell("set -o pipefail; briefgen --to text --jobs 1 --why inputs | true", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert packets(folder) == ["a", "b"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("stream", ["", "2"])
def test_a_full_log_disk_is_said_and_packets_are_built(folder: Path, stream: str) -> None:
    (folder / "inputs/asia").symlink_to(folder)  # something to say on standard error
    done = shell(f"briefgen --to text --jobs 1 inputs {stream}>/dev/full", folder)
    assert done.returncode == 1
    assert packets(folder) == ["a", "b"]
    assert "Traceback" not in done.stderr
    assert stream or "Error: not all could be printed: No space left on device" in done.stderr


@posix_only
def test_a_home_that_is_no_folder_keeps_nothing_from_being_built(folder: Path) -> None:
    done = shell("briefgen --to text,pdf --jobs 1 inputs", folder, HOME="/dev/null")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(is_complete(folder / "outputs" / name) for name in ("a", "b"))


@posix_only
def test_a_store_that_is_down_is_a_sentence(folder: Path) -> None:
    pytest.importorskip("s3fs")
    away = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    more = {"AWS_MAX_ATTEMPTS": "1", "AWS_REGION": "us-east-1", "XDG_CACHE_HOME": str(folder / "cache")}
    done = shell("briefgen --to text s3://desk/inputs/", folder, **away, **more)
    assert done.returncode == 1
    assert "error BG765 the store failed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_links_takes_new_inputs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def link(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", link)
    (folder / "a.txt").write_text("Sun Mar 30 15:43:42 UTC 2025: **Headline**\n**Tokyo, March 30, 2025** – Words.\n")
    assert main(["new", "x", "--article", "a.txt"]) == 0
    made = (folder / "inputs/x.yaml").read_text()
    assert "Words." in made
    assert main(["new", "x", "--article", "a.txt"]) == 1
    assert (folder / "inputs/x.yaml").read_text() == made
