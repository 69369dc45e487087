"""What a map costs: CPU of laying one out, cold and again, and of a packet with and without it.

python tests/benchmarks/figures.py [input]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def packet(source: Path, template: Path, times: int = 5) -> float:
    """Seconds of CPU for a cold build, the least of several."""
    import resource

    best = float("inf")
    for _ in range(times):
        with tempfile.TemporaryDirectory() as out:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, "-m", "briefgen", source, "--template", template, "--out", out],
                check=True,
                capture_output=True,
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "inputs" / "2025-03-30.yaml"
    first, again = layout()
    print(f"map: {first:.0f} ms of CPU the first time, {again:.1f} ms again")
    with tempfile.TemporaryDirectory() as folder:
        import shutil

        plain = Path(folder) / "templates"
        shutil.copytree(ROOT / "templates", plain)
        part = plain / "packet" / "implications.md.j2"
        part.write_text(part.read_text("utf-8").replace(_MAP, ""), "utf-8")
        without, with_ = (
            packet(source, plain / "packet" / "packet.md.j2"),
            packet(source, ROOT / "templates/packet/packet.md.j2"),
        )
    print(f"packet: {without:.2f} s of CPU without a map, {with_:.2f} s with it ({with_ / without - 1:+.0%})")


if __name__ == "__main__":
    main()
