"""Times whole packets with growing tables of actors: read, filled, checked, composed, written, verified.

    python tests/benchmarks/growth.py [--rows 200 2000 20000]

Each size is a process of its own. Ten times the rows should take no more than twelve times the time beyond an
input without rows.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

HEAD = """\
title: Many
date: 2025-03-30
bottom_line: There are many.
articles: [{headline: h, source: {name: s}, text: t}]
key_actors:
"""


def once(rows: int) -> tuple[float, float]:
    """(CPU seconds, peak MiB) of one packet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "many.yaml")
        actors = (f"- {{name: Actor {n:05}, role: Role {n}, stance: Words of some length}}\n" for n in range(rows))
        path.write_text(HEAD + "".join(actors), "utf-8")
        command = [sys.executable, "-m", "briefgen", str(path), "--out", str(Path(folder, "out")), "--quiet"]
        silence = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]  # each row lacks evidence, and it says so
        pid = os.posix_spawn(sys.executable, command, os.environ, file_actions=silence)
        _, status, use = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"failed with {rows} rows")
    return use.ru_utime + use.ru_stime, use.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[200, 2000, 20000])
    options = parser.parse_args()
    bare, _ = min(once(1) for _ in range(3))
    before = None
    for rows in options.rows:
        seconds, peak = min(once(rows) for _ in range(3))
        grown = f"   x{(seconds - bare) / before:.1f}" if before else ""
        print(f"{rows:6} rows   {seconds:7.2f} s   {peak:5.0f} MiB{grown}")
        before = seconds - bare if seconds > 2 * bare else None  # else the machine's mood decides


if __name__ == "__main__":
    main()
