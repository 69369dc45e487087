"""Kills runs of briefgen, at random instants or before every step that leaves a trace; what the next run does not make good comes out.

    python tests/kills.py --kills 1000      # at random instants: some minutes on a core of its own
    python tests/kills.py --steps           # before each file, folder, rename and removal, and in the midst of each write

A run changes packets that an earlier one built. After each kill, a packet is all new or all old, or its manifest says
that it is changing; the next run ends well, says nothing, and leaves what a run leaves that nobody disturbed. Runs are
forked from one process, so that what is killed is their work and not their start; some are started as users start
them, with workers.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path

from briefgen.batch.ledger import read_ledger
from briefgen.cli import main
from briefgen.packets import MANIFEST, read_manifest
from briefgen.placing import _read_move

ROOT = Path(__file__).parents[1]
INPUT = (
    "title: Talks {which} {when}\ndate: 2025-03-30\narticles: [{{headline: H, text: {words}, source: {{name: N}}}}]\n"
)
TEMPLATE = "# {{ briefing.title }}\n\n{% for a in briefing.articles %}{{ a.headline }}\n\n{% endfor %}"
RUN = ("build", "--quiet", "inputs")
BEFORE, FULL, OTHER = "text", "json,text", "json"
"""What the earlier run made; what the killed ones make: all of that and more, or none of that."""
PAGED = "docx,pdf,text"
"""What takes longest to make, and least time to put in its place."""
SURELY = 120
"""Seconds after which a run that should have ended is a failure."""

Fault = Callable[[], None]
"""Set up in a forked run, to end it."""


class Broken(Exception):
    """What the next run did not make good."""


# --- the folder ------------------------------------------------------------------------------


def make_scene(folder: Path, inputs: int) -> None:
    """Inputs as they were and as they are, the packets that were built then, and those that belong there now."""
    (folder / "looks").mkdir(parents=True)
    (folder / "looks/plain.md.j2").write_text(TEMPLATE)
    (folder / "briefgen.toml").write_text('template = "./looks/plain.md.j2"\n')
    os.chdir(folder)
    _write_inputs(inputs, "before")
    if main([*RUN, "--jobs", "1", "--to", PAGED, "--out", "first"]):  # here, so that no forked run need import anything
        raise Broken("the inputs cannot be built")
    _finished(_forked((*RUN, "--jobs", "1", "--to", BEFORE, "--out", "before")))
    _write_inputs(inputs, "now")
    for number in range(0, inputs, 3):  # nothing was built of some
        shutil.rmtree(f"before/{number:02}")
    for formats in (FULL, OTHER):
        _finished(_forked((*RUN, "--jobs", "1", "--to", formats, "--out", f"undisturbed-{formats}")))
    time.sleep(2.1)  # so that a run can remember what has settled


def _write_inputs(inputs: int, when: str) -> None:
    Path("inputs").mkdir(exist_ok=True)
    for number in range(inputs):
        words = "Words. " * (600 if number == 1 else 1)
        Path(f"inputs/{number:02}.yaml").write_text(INPUT.format(which=number, when=when, words=words))


def begin_again() -> None:
    """The output folder as the earlier run left it."""
    shutil.rmtree("outputs", ignore_errors=True)
    shutil.copytree("before", "outputs", symlinks=True)


def files_below(folder: str) -> dict[str, str]:
    """Name to digest, but for the records that tell of runs."""
    paths = [path for path in Path(folder).rglob("*") if path.is_file() and path.name not in _RECORDS]
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


_RECORDS = ("ledger.jsonl", "state.json", "lock")


# --- runs ------------------------------------------------------------------------------------


def _forked(arguments: Sequence[str], fault: Fault | None = None) -> int:
    """A run in a process of its own, whose group it leads; what it prints goes to the file `printed`."""
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        os.setsid()
        handle = os.open("printed", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for number in (1, 2):
            os.dup2(handle, number)
        sys.stdout, sys.stderr = (os.fdopen(os.dup(number), "w") for number in (1, 2))
        if fault is not None:
            fault()
        status = main(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _finished(child: int) -> None:
    """Broken unless the run ends well, and says nothing but that it waited for one that had not ended yet."""
    end = time.monotonic() + SURELY
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise Broken(f"the run had not ended after {SURELY} s")
        time.sleep(0.002)
    printed = [line for line in Path("printed").read_text().splitlines() if not line.startswith("Waiting: ")]
    if ended[1] or printed:
        raise Broken(f"the run ended with {os.waitstatus_to_exitcode(ended[1])}: {printed}")


def _started(arguments: Sequence[str]) -> int:
    """A run as a user starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "briefgen", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    process.returncode = 0  # it is waited for below
    return process.pid


# --- what must hold --------------------------------------------------------------------------


def hold_after_a_kill() -> None:
    """Broken where a packet is neither all new nor all old and does not say so."""
    for manifest in Path("outputs").rglob(MANIFEST):
        folder = manifest.parent
        content = read_manifest(folder)
        if content is None:
            if _read_move(folder) is None:
                raise Broken(f"{manifest} is neither a manifest nor a note of a move")
            continue
        for item in content["files"]:
            data = (folder / item["name"]).read_bytes()
            if sha256(data).hexdigest() != item["sha256"]:
                raise Broken(f"{folder / item['name']} is not what the manifest says")


def hold_after_the_next_run(formats: str) -> None:
    """Broken where anything is other than after a run that nobody disturbed."""
    _finished(_forked((*RUN, "--jobs", "1", "--to", formats)))
    if files_below("outputs") != (whole := files_below(f"undisturbed-{formats}")):
        there = files_below("outputs")
        raise Broken(f"not as undisturbed: {sorted(n for n in there.keys() | whole if there.get(n) != whole.get(n))}")
    stated = {entry.packet: entry for entry in read_ledger(Path("outputs/ledger.jsonl")) if entry is not None}
    for manifest in Path("outputs").rglob(MANIFEST):
        name = manifest.parent.relative_to("outputs").as_posix()
        files = {item["name"]: item["sha256"] for item in (read_manifest(manifest.parent) or {})["files"]}
        entry = stated.get(name)
        if entry is None or entry.outcome not in ("built", "up to date") or (entry.files or files) != files:
            raise Broken(f"the ledger says of {name}: {entry}")


# --- kills -----------------------------------------------------------------------------------


def kill_at_random(kills: int, seed: int) -> Iterator[str]:
    """Kill so many runs; what each broke, or ""."""
    chance = random.Random(seed)
    begin_again()
    lasts = {kind: _how_long(kind) for kind in (_forked_run, _run_with_workers)}
    begin_again()
    for number in range(kills):
        kind = _run_with_workers if number % 8 == 7 else _forked_run
        child = kind((*RUN, "--force", "--to", chance.choice((FULL, FULL, OTHER, PAGED))))
        time.sleep(chance.uniform(0, lasts[kind]))
        alone = chance.random() < 0.5
        (os.kill if alone else os.killpg)(child, signal.SIGKILL)
        os.waitpid(child, 0)
        broken = "" if alone and kind is _run_with_workers else _broken(hold_after_a_kill)  # they go on for a while
        if not broken and (chance.random() < 0.75 or number == kills - 1):  # else a run that is killed too meets it
            broken = _broken(partial(hold_after_the_next_run, FULL))
            begin_again()
        yield f"kill {number}: {broken}" if broken else ""


def _forked_run(arguments: Sequence[str]) -> int:
    child = _forked((*arguments, "--jobs", "1"))
    with contextlib.suppress(PermissionError, ProcessLookupError):  # it may have done so itself
        os.setpgid(child, child)
    return child


def _run_with_workers(arguments: Sequence[str]) -> int:
    return _started((*arguments, "--jobs", "2"))


def _how_long(kind: Callable[[Sequence[str]], int]) -> float:
    began = time.monotonic()
    os.waitpid(kind((*RUN, "--force", "--to", FULL)), 0)
    return time.monotonic() - began


def _broken(check: Callable[[], None]) -> str:
    try:
        check()
    except (Broken, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


# --- faults ----------------------------------------------------------------------------------

_LEAVES_A_TRACE = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def kill_at_each_step(formats: str) -> Iterator[str]:
    """Kill a run at its first step, another at its second, and so on to the last; what each broke, or ""."""
    for step in count(1):
        begin_again()
        child = _forked((*RUN, "--jobs", "1", "--to", formats), partial(_die_at, step))
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            if status:
                yield f"step {step}: the run ended with {os.waitstatus_to_exitcode(status)}"
            return
        broken = _broken(hold_after_a_kill) or _broken(partial(hold_after_the_next_run, formats))
        yield f"step {step}: {broken}" if broken else ""


def _die_at(step: int) -> None:
    """Let this process be killed before its step of this number; in the midst of it, if it is to write."""
    left = step
    write = os.write

    def passed() -> bool:
        nonlocal left
        left -= 1
        return left > 0

    def hook(event: str, given: tuple[object, ...]) -> None:
        is_step = event in _LEAVES_A_TRACE or (event == "open" and isinstance(given[2], int) and given[2] & _WRITES)
        if is_step and not passed():
            os.kill(os.getpid(), signal.SIGKILL)

    def torn(handle: int, data: bytes | memoryview) -> int:
        if passed():
            return write(handle, data)
        write(handle, data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = torn
    sys.addaudithook(hook)


# --- the command -----------------------------------------------------------------------------


def command(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=0, help="so many, at random instants")
    parser.add_argument("--steps", action="store_true", help="one at each step that leaves a trace")
    parser.add_argument("--inputs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=20250330)
    given = parser.parse_args(arguments)
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        make_scene(Path(folder).resolve(), given.inputs)
        rounds = [kill_at_random(given.kills, given.seed)] if given.kills else []
        rounds += [kill_at_each_step(formats) for formats in (FULL, OTHER) if given.steps]
        done = [broken for each in rounds for broken in each]
        os.chdir("/")
    for broken in filter(None, done):
        print(broken)
    print(f"{len(done)} kills, {sum(map(bool, done))} not made good by the next run")
    return int(any(done))


if __name__ == "__main__":
    sys.exit(command())
