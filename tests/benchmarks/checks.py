"""Counts checks in a second of CPU time on the seed input in a warm process: read, fill, and every rule.

    python tests/benchmarks/checks.py --rounds 9 --seconds 1

Prints the median and the range over the rounds; `--profile` shows where the time goes instead.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import time
from pathlib import Path

from briefgen.checks import check
from briefgen.fill import fill
from briefgen.packets import InputFile
from briefgen.pipeline import examine
from briefgen.readers.yaml_reader import read_input

INPUT = Path(__file__).resolve().parents[2] / "inputs" / "2025-03-30.yaml"


def rate(work: object, seconds: float) -> float:
    """How often in a second of CPU time the work is done."""
    count, start = 0, time.process_time()
    while (passed := time.process_time() - start) < seconds:
        work()  # type: ignore[operator]
        count += 1
    return count / passed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    gc.set_threshold(50_000)  # as the program sets it
    source = InputFile(str(INPUT), INPUT.stem)
    read = read_input(INPUT)
    briefing = fill(read).briefing
    works = {
        "whole check": lambda: examine(source),
        "read": lambda: read_input(INPUT),
        "fill": lambda: fill(read),
        "rules": lambda: check(read, briefing),
    }
    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(rate, works["whole check"], options.seconds)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    for name, work in works.items():
        rates = sorted(rate(work, options.seconds) for _ in range(options.rounds + 1))[1:]
        print(f"{name:12} {statistics.median(rates):7.0f} a second ({rates[0]:.0f} to {rates[-1]:.0f})")


if __name__ == "__main__":
    main()
