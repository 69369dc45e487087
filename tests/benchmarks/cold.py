"""Times the main job as a whole process against other commands, in interleaved rounds.

    python tests/benchmarks/cold.py --against "python PEER.py 1 {out}" --against "python OTHER.py 1 {out}" --rounds 9

Prints the median wall and CPU seconds of each, and the median of the ratio of wall seconds round by round,
which holds when the machine's speed drifts. The first round is not counted.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import sys
import tempfile
import time
from pathlib import Path

INPUT = Path(__file__).resolve().parents[2] / "inputs" / "2025-03-30.yaml"
OURS = f"{sys.executable} -m briefgen {shlex.quote(str(INPUT))} --out {{out}}"


def once(command: str) -> tuple[float, float, float]:
    """(wall seconds, CPU seconds, peak MiB) of one run into a folder of its own."""
    with tempfile.TemporaryDirectory() as out:
        arguments = shlex.split(command.format(out=shlex.quote(out)))
        start = time.perf_counter()
        pid = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=_silent())
        _, status, use = os.wait4(pid, 0)
        wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"failed: {shlex.join(arguments)}")
    return wall, use.ru_utime + use.ru_stime, use.ru_maxrss / 1024


def _silent() -> list[tuple[int, int, str, int, int]]:
    return [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]


def _name(command: str) -> str:
    """The script's name."""
    return next((Path(word).stem for word in shlex.split(command) if word.endswith(".py")), command)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default=OURS, help="the command to time; {out} is an empty folder")
    parser.add_argument("--against", action="append", required=True, help="another command; {out} is an empty folder")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    commands = [options.command, *options.against]
    rounds = [[once(command) for command in commands] for _ in range(options.rounds + 1)][1:]
    for number, name in enumerate(["ours", *map(_name, options.against)]):
        wall, cpu, peak = (statistics.median(each[number][k] for each in rounds) for k in range(3))
        print(f"{name:16} wall {wall:.3f} s   CPU {cpu:.3f} s   peak {peak:.0f} MiB", end="")
        if number:
            ratios = sorted(each[0][0] / each[number][0] for each in rounds)
            print(f"   ours is {statistics.median(ratios):.2f} of it ({ratios[0]:.2f} to {ratios[-1]:.2f})", end="")
        print()
    print(f"{len(rounds)} rounds")


if __name__ == "__main__":
    main()
