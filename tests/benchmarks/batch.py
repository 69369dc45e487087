"""Times batches: many inputs built, and many with nothing or little to do.

    python tests/benchmarks/batch.py idle --inputs 2000
    python tests/benchmarks/batch.py packets --inputs 200 --against "python ../bench/peers/d_reportlab.py 200 {out}"
    python tests/benchmarks/batch.py memory --inputs 10000

Each line is a whole process: wall and processor seconds with those of its workers, and the peak of the largest.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "inputs" / "2025-03-30.yaml"
SMALL = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"
SETTLED = 2.1
"""Seconds after which a file's times tell of every later change."""


def write_inputs(folder: Path, count: int, seed: Path) -> None:
    """Inputs like the seed, each with words of its own."""
    text = seed.read_text("utf-8")
    folder.mkdir(parents=True)
    for number in range(count):
        chance = random.Random(number)
        words = " ".join(_word(chance) for _ in range(60))
        varied = re.sub(r"^title: .*$", f"title: 'Packet {number}: {_word(chance)}'", text, count=1, flags=re.MULTILINE)
        varied = re.sub(r"(?m)^( +)(text: \|)\n", rf"\1\2\n\1  {words}.\n\n", varied, count=1)
        (folder / f"p{number:05}.yaml").write_text(varied, "utf-8")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


def timed(command: list[str], folder: Path) -> tuple[float, float, float]:
    """(wall seconds, processor seconds, peak MiB) of a process and its workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, processor, after.ru_maxrss / 1024


def show(name: str, figures: tuple[float, float, float]) -> None:
    wall, processor, peak = figures
    print(f"{name:40} wall {wall:8.2f} s   processor {processor:8.2f} s   peak so far {peak:5.0f} MiB")


def briefgen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "briefgen", *arguments, "inputs"]


def idle(folder: Path, count: int) -> None:
    """Nothing to do, and one of them to do. Built by another process, so that the peak is of what is timed."""
    write_inputs(folder / "inputs", count, SMALL)
    builder = "import subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)"
    subprocess.Popen([sys.executable, "-c", builder, *briefgen("--to", "text")], cwd=folder).wait()
    time.sleep(SETTLED)
    code = (
        "import os, resource, sys; pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ); _, _, u = os.wait4(pid, 0); "
        "print(f'{u.ru_utime + u.ru_stime:.2f} s processor, {u.ru_maxrss / 1024:.0f} MiB')"
    )

    def alone(name: str) -> None:
        command = [sys.executable, "-c", code, *briefgen("--to", "text", "--quiet")]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        print(f"{name:40} {done.stdout.strip()}")

    alone(f"{count} unchanged, all files read")
    alone(f"{count} unchanged")
    alone(f"{count} unchanged, again")
    with (folder / "inputs/p00000.yaml").open("a") as file:
        file.write("\n")
    alone(f"1 of {count} changed")


def packets(folder: Path, count: int, against: str) -> None:
    """The same inputs on one process and on two, the other command before and after."""
    write_inputs(folder / "inputs", count, SEED)

    def other() -> None:
        if against:
            out = folder / "other"
            show("other", timed(shlex.split(against.format(out=shlex.quote(str(out)))), Path.cwd()))
            shutil.rmtree(out, ignore_errors=True)

    other()
    for jobs in ("1", "2"):
        show(f"{count} packets, {jobs} process(es)", timed(briefgen("--force", "--jobs", jobs), folder))
    other()


def memory(folder: Path, count: int) -> None:
    """The peak of the run's own process, which must not grow with the number of inputs."""
    for part in (count // 10, count):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        write_inputs(folder / "inputs", part, SMALL)
        code = (
            "import resource, sys; from briefgen.cli import main; main(sys.argv[1:]); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        start = time.perf_counter()
        command = [sys.executable, "-c", code, "--quiet", "--to", "text", "--jobs", "2", "inputs"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        print(f"{part} inputs: {time.perf_counter() - start:.0f} s, parent's peak {done.stdout.strip()} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("idle", "packets", "memory"))
    parser.add_argument("--inputs", type=int, default=200)
    parser.add_argument("--against", default="", help="another command; {out} is an empty folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        folder.mkdir()
        match options.what:
            case "idle":
                idle(folder, options.inputs)
            case "packets":
                packets(folder, options.inputs, options.against)
            case _:
                memory(folder, options.inputs)


if __name__ == "__main__":
    main()
