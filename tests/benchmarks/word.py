"""Times the Word half alone, against another program's and against its own size.

    python tests/benchmarks/word.py pair PEER CONTENT [--scales 1 10] [--rounds 9]
    python tests/benchmarks/word.py seed PEER CONTENT [--rounds 9]
    python tests/benchmarks/word.py growth

PEER is a Python file with `write_docx(content, path)`, beside a module `common`, and CONTENT the JSON it reads; see `pdf.py`,
whose turns and documents are used here. `pair` sets the same words and tables with both, `seed` our example packet against
the peer's own content. `growth` writes tables of growing length, each in a process of its own, and reads them back.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pdf import SEED, composed, converted, load, rows, take_turns

from briefgen.document import Document, Layout, Metadata
from briefgen.readers.theme_reader import read_theme
from briefgen.writers.word import write_word

ROWS = (1000, 2500, 5000, 10000)


def compare(options: argparse.Namespace, scale: int, seed: bool) -> None:
    peer, common = load(options.peer, options.content)
    _, content = next(common.packets(1, scale))
    document = composed(SEED) if seed else converted(content, common.TABLES)
    theme = read_theme("default").theme
    with tempfile.TemporaryDirectory() as folder:
        theirs = str(Path(folder) / "peer.docx")
        take_turns(
            {
                "ours": lambda: write_word(document, theme, Layout(1, {})),
                "peer": lambda: peer.write_docx(content, theirs),
            },
            options.rounds,
        )


def pair(options: argparse.Namespace) -> None:
    for scale in options.scales:
        print(f"scale {scale}")
        compare(options, scale, seed=False)


def seed(options: argparse.Namespace) -> None:
    print("our seed packet, the peer's own content")
    compare(options, 1, seed=True)


def grown(options: argparse.Namespace) -> None:
    """One run in this process: seconds, peak MiB, size."""
    theme = read_theme("default").theme
    write_word(Document(Metadata("Warm"), rows(10)), theme)
    document = Document(Metadata("Growth"), rows(options.count))
    start = time.process_time()
    result = write_word(document, theme)
    taken = time.process_time() - start
    print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(result.data)]))


def growth(_: argparse.Namespace) -> None:
    first = 0.0
    for count in ROWS:
        command = [sys.executable, __file__, "grown", str(count)]
        taken, peak, size = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        first = first or taken / count
        print(
            f"{count:6} rows {taken:7.2f} s ({taken / count / first:.2f} of proportional)"
            f"   peak {peak:4.0f} MiB   {size / 1e6:.2f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run in (("pair", pair), ("seed", seed)):
        command = commands.add_parser(name)
        command.add_argument("peer", type=Path)
        command.add_argument("content", type=Path)
        command.add_argument("--scales", type=int, nargs="+", default=[1, 10])
        command.add_argument("--rounds", type=int, default=9)
        command.set_defaults(run=run)
    commands.add_parser("growth").set_defaults(run=growth)
    command = commands.add_parser("grown")
    command.add_argument("count", type=int)
    command.set_defaults(run=grown)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
