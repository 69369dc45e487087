"""The workers of a Dask scheduler build what one machine builds, byte for byte, also when one of them is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from patience import PATIENCE, until
from test_batch import GOOD, ROOT, ledger, run, write_inputs
from test_build import files_below

from briefgen.batch.cluster import Task, build_sent
from briefgen.cli import main
from briefgen.options import Options
from briefgen.packets import InputFile

if find_spec("distributed") is None:
    pytest.skip("Dask is not installed: pip install 'briefgen[cluster]'", allow_module_level=True)


class Cluster:
    """A scheduler and its workers on this machine, each a process of its own, in folders of their own."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        self._wait(self.file.exists)
        for _ in range(workers):
            self.add_worker()
        self.address = json.loads(self.file.read_text())["address"]

    def add_worker(self) -> None:
        self._start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", str(PATIENCE))

    def _start(self, what: str, *arguments: str) -> None:
        place = self.folder / f"place{len(self.processes)}"
        place.mkdir()
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, "--scheduler-file", str(self.file), *arguments]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(place)}
        with (place / "log").open("wb") as log:
            self.processes.append(subprocess.Popen(command, cwd=place, env=environment, stdout=log, stderr=log))

    def _wait(self, holds: Callable[[], object]) -> None:
        until(holds, lambda: "\n".join(each.read_text() for each in self.folder.rglob("log")))

    def stop_workers(self) -> None:
        """End all workers as a system that shuts down does."""
        for process in self.processes[1:]:
            process.terminate()
            process.wait(PATIENCE)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path / "inputs", "a", "b", "asia/c")
    (tmp_path / "inputs/asia/texts.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: words.txt\n"
    )
    (tmp_path / "inputs/asia/words.txt").write_text("Some words.\n")
    shutil.copytree(ROOT / "templates/packet", tmp_path / "templates/packet")
    with (tmp_path / "templates/packet/packet.md.j2").open("a") as file:
        file.write("\n\nPrinted by the ministry.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_cluster_makes_the_same_packets(folder: Path, cluster: Cluster) -> None:
    (folder / "inputs/bad.yaml").write_text("title: [")
    here = run("--to", "docx,pdf,text", "--out", "here", "--jobs", "1", "inputs", folder=folder)
    there = run("--to", "docx,pdf,text", "--out", "there", "--cluster", cluster.address, "inputs", folder=folder)
    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    assert files_below(folder / "here") == files_below(folder / "there")
    assert "Printed by the ministry." in (folder / "there/a/a.txt").read_text()
    assert here.stderr == there.stderr
    again = run("--to", "docx,pdf,text", "--out", "there", "--cluster", cluster.address, "inputs", folder=folder)
    assert "4 packets up to date" in again.stdout


@pytest.mark.parametrize("late", [False, True], ids=["both there", "one comes late"])
def test_a_worker_that_is_lost_in_mid_run_costs_nothing(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, late: bool
) -> None:
    own = Cluster(tmp_path_factory.mktemp("lost"), workers=1 if late else 2)
    try:
        names = [f"many/{n:02}" for n in range(20)]
        write_inputs(folder / "inputs", *names)
        command = [sys.executable, "-m", "briefgen", "--cluster", own.address, "inputs/many"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        own._wait(lambda: list((folder / "outputs").rglob("manifest.json")))
        own.processes[1].kill()
        if late:
            own.add_worker()
        assert process.wait(timeout=PATIENCE) == 0, (folder / "log").read_text()
    finally:
        own.close()
    lines = ledger(folder)
    assert sorted(str(line["packet"]) for line in lines) == names
    assert {line["outcome"] for line in lines} == {"built"}


def test_a_cluster_that_does_not_answer_is_wrong_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run("--cluster", "nonsense://127.0.0.1:1", "inputs", folder=folder)
    assert done.returncode == 2
    assert "BG764" in done.stderr
    assert main(["--dry-run", "--cluster", "tcp://127.0.0.1:1", str(GOOD)]) == 0


def test_no_text_from_outside_of_the_inputs_folder_is_sent_to_a_cluster(folder: Path, cluster: Cluster) -> None:
    (folder / "secret.txt").write_text("QZXSECRET words.\n")
    (folder / "inputs/asia/words.txt").unlink()
    (folder / "inputs/asia/words.txt").symlink_to(folder / "secret.txt")
    done = run("--to", "text", "--cluster", cluster.address, "inputs/asia/texts.yaml", folder=folder)
    assert done.returncode == 1 and "BG009" in done.stderr
    assert not any(b"QZXSECRET" in data for data in files_below(folder / "outputs").values())


def test_nothing_is_left_on_a_worker_that_has_ended(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = Cluster(tmp_path_factory.mktemp("ended"), workers=1)
    try:
        done = run("--to", "text", "--cluster", own.address, "inputs/a.yaml", folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
        assert list(own.folder.rglob("packet.md.j2"))
        own.stop_workers()
    finally:
        own.close()
    assert not list(own.folder.rglob("briefgen-*"))


def test_a_worker_keeps_the_templates_of_a_few_runs_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may serve for months, in which templates change."""
    monkeypatch.setattr("distributed.get_worker", lambda: SimpleNamespace(local_directory=tmp_path))
    monkeypatch.setattr("briefgen.batch.cluster._benches", {})
    task = Task(InputFile("a.yaml", "a"), {"a.yaml": GOOD.read_bytes()})
    for number in range(12):
        kit = {"templates/note.md": f"Run {number}".encode()}
        assert build_sent(task, kit, Options(formats=("text",))).files
    kept = sorted(path.read_text() for path in tmp_path.rglob("note.md"))
    assert kept == sorted(f"Run {number}" for number in range(4, 12))


def test_packets_are_signed_here_with_a_key_that_no_worker_has(folder: Path, cluster: Cluster) -> None:
    pytest.importorskip("cryptography", reason="signatures need the extra sign")
    from test_signing import minisign_keys

    minisign_keys(folder, "desk", 1)
    assert main(["--cluster", cluster.address, "--to", "text", "--quiet", "--sign", "desk.key", "inputs"]) == 0
    assert len([*(folder / "outputs").rglob("manifest.json.minisig")]) == 4
    assert main(["verify", "--key", "desk.pub", "outputs"]) == 0
    secret = (folder / "desk.key").read_bytes().split()[-1][60:100]
    assert not [path for path in cluster.folder.rglob("*") if path.is_file() and secret in path.read_bytes()]
