"""Inputs and outputs in a store: the same packets, plans and records as in folders, over a real S3 protocol."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from gate import Gate
from patience import until
from test_batch import ROOT, run, write_inputs
from test_build import files_below

if find_spec("fsspec") is None:
    pytest.skip("fsspec is not installed: pip install 'briefgen[cluster]'", allow_module_level=True)

from briefgen.batch.lease import LEASE_NAME


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path / "inputs", "a", "b", "asia/c")
    (tmp_path / "inputs/t.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: words.txt\n"
    )
    (tmp_path / "inputs/words.txt").write_text("Some words.\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


class Store:
    """A server that speaks S3, and a bucket in it."""

    def __init__(self, folder: Path) -> None:
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        log_text = (folder / "log").read_text
        until(lambda: self.process.poll() is not None or "Running on http" in log_text(), log_text)
        assert self.process.poll() is None, log_text()
        self.url = (folder / "log").read_text().split("Running on ")[1].split()[0]
        self.environment = {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/bucket", method="PUT")).close()

    def files(self) -> Any:
        import s3fs

        return s3fs.S3FileSystem(
            key="test", secret="test", client_kwargs={"endpoint_url": self.url}, use_listings_cache=False
        )


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if find_spec("moto") is None or find_spec("s3fs") is None:
        pytest.skip("s3fs and moto are not installed")
    started = Store(tmp_path_factory.mktemp("store"))
    yield started
    started.process.kill()
    started.process.wait()


@pytest.mark.filterwarnings("ignore")
def test_a_bucket_is_as_good_as_a_folder(folder: Path, store: Store) -> None:
    files = store.files()
    files.put(str(folder / "inputs"), "bucket/inputs", recursive=True)
    arguments = ("--to", "text,docx", "--jobs", "1", "--out", "s3://bucket/outputs", "s3://bucket/inputs/")
    first = run(*arguments, folder=folder, env=store.environment)
    assert (first.returncode, first.stderr) == (0, "")
    assert run("--to", "text,docx", "--out", "here", "inputs", folder=folder).returncode == 0
    files.get("bucket/outputs", str(folder / "there"), recursive=True)
    assert files_below(folder / "there") == files_below(folder / "here")
    second = run(*arguments, folder=folder, env=store.environment)
    assert "4 packets up to date" in second.stdout
    files.pipe("bucket/inputs/words.txt", b"Other words.\n")
    files.pipe("bucket/inputs/b.yaml", b"title: [")
    files.rm("bucket/outputs/a/a.txt")
    files.rm("bucket/inputs/asia/c.yaml")
    shutil.rmtree(folder / "cache")  # another machine
    third = run("--why", *arguments, folder=folder, env=store.environment)
    assert third.returncode == 1
    assert "s3://bucket/inputs/b.yaml:2:1: error BG004" in third.stderr
    assert "s3://bucket/inputs/asia/c.yaml: note BG761" in third.stderr
    assert "a.txt is not there" in third.stdout
    assert "text file words.txt changed" in third.stdout
    assert b"Other words." in files.cat("bucket/outputs/t/t.txt")
    lines = [json.loads(line) for line in files.cat("bucket/outputs/ledger.jsonl").splitlines()]
    assert [line["outcome"] for line in lines[-3:]] == ["built", "not built", "built"]
    assert files.exists("bucket/outputs/index.html")
    assert not files.exists("bucket/outputs/.briefgen")


@pytest.mark.filterwarnings("ignore")
def test_a_single_input_comes_with_its_texts(folder: Path) -> None:
    address = (folder / "inputs/t.yaml").as_uri()
    out = (folder / "far").as_uri()
    done = run("--to", "text", "--out", out, address, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Some words." in (folder / "far/t/t.txt").read_text()
    assert "up to date" in run("--to", "text", "--out", out, address, folder=folder).stdout


def test_an_address_that_nothing_opens_is_wrong_use(folder: Path) -> None:
    done = run("--out", "nonsense://x/outputs", "inputs", folder=folder)
    assert done.returncode == 2
    assert "BG765" in done.stderr


@pytest.mark.filterwarnings("ignore")
def test_runs_from_two_machines_wait_for_each_other(folder: Path, store: Store) -> None:
    store.files().put(str(folder / "inputs"), "bucket/inputs", recursive=True)
    command = [sys.executable, "-m", "briefgen", "--to", "text", "--out", "s3://bucket/outputs", "s3://bucket/inputs/"]

    def machine(name: str, **more: str) -> subprocess.Popen[bytes]:
        own = {"PYTHONPATH": str(ROOT), **store.environment, "XDG_CACHE_HOME": str(folder / name), **more}
        return subprocess.Popen(
            command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env={**os.environ, **own}
        )

    gate = Gate(folder / "gate", "t.yaml")
    first = machine("one", **gate.environment)
    gate.wait()
    second = machine("other")
    assert second.stderr is not None
    waits = second.stderr.readline()
    gate.open()
    assert first.communicate()[1] == b""
    second.communicate()
    assert [each.returncode for each in (first, second)] == [0, 0]
    assert waits.startswith(b"Waiting: process ")
    lines = [json.loads(line) for line in store.files().cat("bucket/outputs/ledger.jsonl").splitlines()]
    assert [line["outcome"] for line in lines] == ["built"] * 4 + ["up to date"] * 4


@pytest.mark.filterwarnings("ignore")
def test_a_run_that_does_not_wait_says_who_is_at_work_at_an_address(folder: Path, store: Store) -> None:
    files = store.files()
    holder = {"run": "x", "pid": 4711, "host": "night", "since": "2025-03-30T05:30:00Z", "renewed": int(time.time())}
    files.pipe(f"bucket/outputs/{LEASE_NAME}", json.dumps(holder).encode())
    arguments = ("--to", "text", "--no-wait", "--out", "s3://bucket/outputs", "inputs")
    done = run(*arguments, folder=folder, env=store.environment)
    assert done.returncode == 1
    assert "s3://bucket/outputs: error BG760 process 4711 on night, since 2025-03-30T05:30:00Z, is at" in done.stderr
    assert files.ls("bucket/outputs") == [f"bucket/outputs/{LEASE_NAME}"]
    assert "to be built" in run("--dry-run", *arguments, folder=folder, env=store.environment).stdout
    files.rm(f"bucket/outputs/{LEASE_NAME}")
    assert run(*arguments, folder=folder, env=store.environment).returncode == 0
    assert not files.exists(f"bucket/outputs/{LEASE_NAME}")
