"""One run at a time at an address in a store, from whatever machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

if find_spec("fsspec") is None:
    pytest.skip("fsspec is not installed: pip install 'briefgen[cluster]'", allow_module_level=True)

from briefgen.batch import lease as module
from briefgen.batch.lease import LEASE_NAME, Lease, leased
from briefgen.batch.remote import staged
from briefgen.batch.report import RunOptions
from briefgen.cli.reporters import SilentReporter
from briefgen.diagnostics import OutputError

ROOT = "/bucket/outputs"
ADDRESS = "memory://bucket/outputs"


@pytest.fixture
def fs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty store, and a clockwork that is a hundred times as fast."""
    from fsspec.implementations.memory import MemoryFileSystem

    for name in ("_RENEWED_EVERY", "_GIVEN_UP_AFTER", "_PAUSE"):
        monkeypatch.setattr(module, name, getattr(module, name) / 100)
    store = MemoryFileSystem()
    yield store
    if store.exists("/bucket"):
        store.rm("/bucket", recursive=True)


def held(fs: Any, *, wait: bool = True, stated: list[str] | None = None) -> Any:
    return leased(fs, ROOT, ADDRESS, wait=wait, waiting=(stated if stated is not None else []).append)


def killed(fs: Any) -> Lease:
    """A run that holds the address and ended without letting go of it."""
    left = Lease(fs, ROOT, ADDRESS)
    left.acquire(False, lambda holder: None)
    left._ended.set()
    return left


def test_who_holds_it_keeps_others_out_and_leaves_nothing(fs: Any) -> None:
    with held(fs):
        with pytest.raises(OutputError) as refused, held(fs, wait=False):
            pass
        (found,) = refused.value.diagnostics
        assert found.code == "BG760"
        assert found.place.path == ADDRESS
        assert found.message.startswith("process ")
        assert "takes over after a minute" in found.hint
    assert not fs.exists(f"{ROOT}/{LEASE_NAME}")
    with held(fs, wait=False) as lease:
        lease.check()


def test_one_that_waits_is_reported_for_whom_and_comes_next(fs: Any) -> None:
    stated: list[str] = []
    entered = threading.Event()

    def wait_and_enter() -> None:
        with held(fs, stated=stated):
            entered.set()

    with held(fs):
        second = threading.Thread(target=wait_and_enter)
        second.start()
        assert not entered.wait(3 * module._GIVEN_UP_AFTER)  # the holder is slow, but renews
    second.join(PATIENCE)
    assert entered.is_set()
    assert len(stated) == 1


def test_one_that_was_held_up_while_it_waited_takes_nothing_over(fs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            raise Enough
        asleep(module._GIVEN_UP_AFTER)

    killed(fs)
    before = fs.cat_file(f"{ROOT}/{LEASE_NAME}")
    asleep = time.sleep
    monkeypatch.setattr(module.time, "sleep", pause)
    with pytest.raises(Enough), held(fs):
        pass
    assert fs.cat_file(f"{ROOT}/{LEASE_NAME}") == before


def test_what_a_killed_run_left_is_taken_over_and_the_run_if_it_was_alive_is_reported(fs: Any) -> None:
    left = killed(fs)
    with held(fs, stated=[]) as lease:
        left._ended.clear()
        left._renewed = 0.0  # it was held up, and goes on now
        with pytest.raises(OutputError) as refused:
            left.check()
        assert "took this address over" in refused.value.diagnostics[0].message
        left.release()
        lease.check()
        assert fs.exists(f"{ROOT}/{LEASE_NAME}")


def test_a_renewal_that_the_store_refused_is_tried_again_before_anything_is_put(
    fs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(fs) as lease:
        with monkeypatch.context() as broken:
            broken.setattr(type(fs), "pipe_file", lambda *_, **__: (_ for _ in ()).throw(OSError("no route")))
            lease._renewed = 0.0
            for _ in range(2):
                with pytest.raises(OSError, match="no route"):
                    lease.check()
        lease.check()


def test_what_was_left_hours_ago_holds_nobody_up(fs: Any) -> None:
    killed(fs)
    path = f"{ROOT}/{LEASE_NAME}"
    fs.pipe_file(path, json.dumps({**json.loads(fs.cat_file(path)), "renewed": int(time.time()) - 7200}).encode())
    with held(fs, wait=False) as lease:
        lease.check()


SAYS_NOTHING = {
    "empty": b"",
    "a list": b"[]",
    "no JSON": b"not JSON",
    "words for a time": b'{"renewed": "x"}',
    "a time beyond all": b'{"renewed": 1%b}' % (b"0" * 400),
    "half of a character": rb'{"\ud800": 1, "pid": 1, "host": "a", "since": ""}',
}


@pytest.mark.parametrize("content", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_a_file_that_says_nothing_is_waited_for_no_longer_than_any(fs: Any, content: bytes) -> None:
    fs.pipe_file(f"{ROOT}/{LEASE_NAME}", content)
    with held(fs) as lease:
        lease.check()


def test_a_run_that_lost_the_address_puts_nothing_there(
    fs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with (
        pytest.raises(OutputError) as refused,
        staged([], ADDRESS, RunOptions(), SilentReporter()) as (_, place, reporting),
    ):
        (place / "late.txt").write_text("Built while another run was at work.")
        fs.pipe_file(f"{ROOT}/{LEASE_NAME}", b'{"run": "another"}')
        reporting.target.lease._renewed = 0.0  # type: ignore[attr-defined]  it was held up
    assert "took this address over" in refused.value.diagnostics[0].message
    assert fs.ls(ROOT, detail=False) == [f"{ROOT}/{LEASE_NAME}"]
