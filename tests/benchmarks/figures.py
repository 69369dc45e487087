"""What a map costs: CPU of laying one out, cold and again, and of a packet with and without it.

python tests/benchmarks/figures.py [input [rounds]]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
_MAP = "{{ map(briefing.regional_implications) }}"


def layout() -> tuple[float, float]:
    """Milliseconds of CPU for the seed's places: the first time in a process, and the next."""
    from briefgen.compose import compose, load_template, load_theme
    from briefgen.fill import fill
    from briefgen.readers.yaml_reader import read_input

    briefing = fill(read_input(ROOT / "inputs" / "2025-03-30.yaml")).briefing
    template, theme = load_template("packet"), load_theme("default").theme
    from briefgen.compose.environment import Run, _run
    from briefgen.compose.figures import drawn_map
    from briefgen.words import catalogue_of

    compose(briefing.model_copy(update={"regional_implications": ()}), template, theme)
    token = _run.set(Run(catalogue_of("en"), theme=theme))
    took = []
    for _ in range(2):
        start = time.process_time()
        drawn_map(briefing.regional_implications)
        took.append((time.process_time() - start) * 1000)
    _run.reset(token)
    return took[0], took[1]


def packet(source: Path, template: Path) -> tuple[float, float]:
    """Seconds of CPU and MiB at the peak of a cold build."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "briefgen", str(source), "--template", str(template), "--out", out]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"briefgen ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "inputs" / "2025-03-30.yaml"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    first, again = layout()
    print(f"map: {first:.0f} ms of CPU the first time, {again:.1f} ms again")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "templates"
        shutil.copytree(ROOT / "templates", plain)
        part = plain / "packet" / "implications.md.j2"
        part.write_text(part.read_text("utf-8").replace(_MAP, ""), "utf-8")
        templates = plain / "packet" / "packet.md.j2", ROOT / "templates/packet/packet.md.j2"
        for template in templates:
            packet(source, template)  # byte code is there from now on
        pairs = [pair(source, *templates, turned=bool(n % 2)) for n in range(rounds)]
    plain, mapped = zip(*pairs, strict=True)
    without, with_ = (median(cpu for cpu, _ in each) for each in (plain, mapped))
    more = median(large / small for (small, _), (large, _) in pairs) - 1
    print(f"packet: {without:.2f} s of CPU without a map, {with_:.2f} s with it ({more:+.1%}, median of the pairs)")
    grown = median(large - small for (_, small), (_, large) in pairs)
    print(f"peak: {median(peak for _, peak in plain):.1f} MiB without a map, {grown:+.2f} MiB with it")


def pair(source: Path, plain: Path, mapped: Path, turned: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """One run of each, so that whatever else the machine does falls on both; which is first changes from pair to pair."""
    if turned:
        late = packet(source, mapped)
        return packet(source, plain), late
    return packet(source, plain), packet(source, mapped)


if __name__ == "__main__":
    main()
