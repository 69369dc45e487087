"""Times the archive: an output folder of many packets, its index made, and asked.

    python tests/benchmarks/archive.py [--packets 500]

The packets hold the example's own briefing, each with a date and title of its own. What is printed is CPU time in
milliseconds: of making the index, of asking it in a warm process, and of `briefgen search` as a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


def main() -> None:
    from briefgen.archive.index_store import opened_index
    from briefgen.archive.search import SearchQuestion, find_hits, history
    from briefgen.archive.shelf import keep
    from briefgen.fill import fill
    from briefgen.readers.yaml_reader import read_input

    options = argparse.ArgumentParser()
    options.add_argument("--packets", type=int, default=500)
    count: int = options.parse_args().packets
    briefing = fill(read_input(ROOT / "inputs/2025-03-30.yaml")).briefing
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for number in range(count):
            day = briefing.date + timedelta(days=number)
            (out / f"{number:05}").mkdir()
            (out / f"{number:05}/manifest.json").write_text("{}", "utf-8")
            keep(out, f"{number:05}", briefing.model_copy(update={"date": day, "title": f"{briefing.title} {number}"}))
        started = process_time()
        opened_index(out).close()
        print(f"index of {count} packets made: {1000 * (process_time() - started):.0f} ms")
        print(f"size: {(out / '.briefgen/archive.sqlite').stat().st_size / 2**20:.1f} MiB")
        for name, question in {
            "words": SearchQuestion(("Nakatani",)),
            "a phrase": SearchQuestion(("missile", "production"), ("passage",)),
            "a source": SearchQuestion(source=briefing.articles[0].source.name),
        }.items():
            times = []
            for _ in range(9):
                started = process_time()
                database = opened_index(out)
                opening = process_time() - started
                found = find_hits(database, question)
                times.append((process_time() - started - opening, opening))
                database.close()
            print(
                f"{name}: {1000 * median(each for each, _ in times):.1f} ms, {len(found)} found; opened in {1000 * median(each for _, each in times):.1f} ms"
            )
        database = opened_index(out)
        started = process_time()
        history(database, "KJ2")
        print(f"history of a judgment over {count} editions: {1000 * (process_time() - started):.0f} ms")
        database.close()
        started = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "briefgen", "search", "Nakatani", "--out", folder],
            check=True,
            capture_output=True,
            cwd=ROOT,
        )
        print(f"briefgen search, a process of its own: {1000 * (perf_counter() - started):.0f} ms of wall time")


if __name__ == "__main__":
    main()
