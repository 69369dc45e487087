"""Times builds with and without fonts in the Word file, in interleaved processes of their own.

    python tests/benchmarks/embedding.py --rounds 8 [INPUT ...]

Prints the least CPU seconds (user and system) of each, and what embedding adds as a share of the build without it. The
first round is not counted. The least of many is the figure that other work on the machine changes least.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from pathlib import Path

from cold import once

INPUTS = Path(__file__).resolve().parents[2] / "inputs"
USUAL = (INPUTS / "2025-03-30.yaml", INPUTS / "examples" / "multilingual.yaml")
WITHOUT = "name: unembedded\nfonts: {embed_in_docx: false}\n"


def command(source: Path, theme: str) -> str:
    return f"{shlex.quote(sys.executable)} -m briefgen {shlex.quote(str(source))} --theme {theme} --out {{out}}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path, default=USUAL)
    parser.add_argument("--rounds", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        without = Path(folder) / "unembedded.yaml"
        without.write_text(WITHOUT)
        for source in options.inputs:
            pair = command(source, "default"), command(source, shlex.quote(str(without)))
            rounds = [[once(each)[1] for each in pair] for _ in range(options.rounds + 1)][1:]
            on, off = (min(each[k] for each in rounds) for k in range(2))
            print(f"{source.stem:16} with {on:.3f} s   without {off:.3f} s   adds {on / off - 1:+.1%}", flush=True)


if __name__ == "__main__":
    main()
