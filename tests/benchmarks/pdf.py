"""Times the PDF half alone, against another program's and against its own size.

    python tests/benchmarks/pdf.py pair PEER CONTENT [--scales 1 10 100] [--rounds 9]
    python tests/benchmarks/pdf.py seed PEER CONTENT [--rounds 9]
    python tests/benchmarks/pdf.py growth

PEER is a Python file with `write_pdf(content, path)`, beside a module `common` that gives `packets(1, scale)` and
`TABLES`; CONTENT the JSON it reads.  `pair` sets the same words and tables with both, `seed` our example packet against
the peer's own content.  Both sides are warm and take turns; CPU seconds count, since others may use the machine.
`kept` is a typesetter that has met the words before, `fresh` a new one for each document.
`growth` sets tables and paragraphs of growing number, each in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from briefgen.document import (
    Banner,
    Block,
    Cell,
    Column,
    Document,
    Emphasis,
    Furniture,
    Heading,
    Inline,
    Inlines,
    Metadata,
    PageNumber,
    Paragraph,
    Row,
    Strong,
    Table,
    Text,
)
from briefgen.garbage import look_rarely
from briefgen.readers.theme_reader import read_theme
from briefgen.writers.pdf import write_pdf
from briefgen.writers.typefaces import typesetter_for

SEED = Path(__file__).resolve().parents[2] / "inputs" / "2025-03-30.yaml"
GROWTH = {"rows": (1000, 4000, 16000), "paragraphs": (500, 1000, 2000, 4000)}
Columns = Sequence[tuple[str, str, float]]


# --- the peer's content as a document of ours ----------------------------------------------


def converted(content: Mapping[str, Any], tables: Mapping[str, tuple[str, Columns]]) -> Document:
    """The same words in the same order, as headings, paragraphs and tables."""
    about = f"{content['subtitle']} | {content['place']}, {content['date']} | {content['reference']} | For: {content['prepared_for']}"
    blocks: list[Block] = [_text(content["title"], "title"), _text(about)]
    blocks += [_heading("Bottom line up front"), *map(_text, content["bluf"])]
    blocks += [_heading("Key judgments"), *(_judgment(n, each) for n, each in enumerate(content["judgments"], 1))]
    for key in ("actors", "agreements", "capabilities"):
        blocks += [_heading(tables[key][0]), _table(content[key], tables[key][1])]
    blocks.append(_heading("Regional implications"))
    for item in content["implications"]:
        blocks += [_heading(item["region"], 2), *map(_text, item["paragraphs"])]
    for key in ("timeline", "sources"):
        blocks += [_heading(tables[key][0]), _table(content[key], tables[key][1])]
    blocks += [_heading(content["annex_title"]), *map(_text, content["annex"])]
    running: Inlines = (Text(content["reference"]), Text("   Page "), PageNumber())
    metadata = Metadata(title=content["title"], author="briefing desk")
    return Document(metadata, tuple(blocks), Banner("custom", content["marking"]), Furniture(), Furniture(running))


def _text(words: str, role: str = "body") -> Paragraph:
    return Paragraph((Text(words),), role)


def _heading(words: str, level: int = 1) -> Heading:
    return Heading(level, (Text(words),), words)


def _judgment(number: int, item: Mapping[str, str]) -> Paragraph:
    stated: tuple[Inline, ...] = (
        Text(f"{number}. {item['text']} "),
        Strong((Text(f"{item['likelihood']}; {item['confidence'].lower()} confidence."),)),
        Text(" "),
        Emphasis((Text(item["basis"]),)),
    )
    return Paragraph(stated)


def _table(rows: Sequence[Mapping[str, str]], columns: Columns) -> Table:
    return Table(
        tuple(Column(width / 100) for _, _, width in columns),
        Row(tuple(Cell((_text(label),)) for _, label, _ in columns)),
        tuple(Row(tuple(Cell((_text(row[field]),)) for field, _, _ in columns)) for row in rows),
    )


# --- taking turns --------------------------------------------------------------------------


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def take_turns(sides: Mapping[str, Callable[[], object]], rounds: int) -> None:
    """Print each side's median milliseconds, and its ratio to the last side round by round."""
    found = [{name: timed(work) for name, work in sides.items()} for _ in range(rounds + 1)][1:]
    other = list(sides)[-1]
    for name in sides:
        ratio = statistics.median(each[name] / each[other] for each in found)
        median, least = (of(each[name] for each in found) * 1000 for of in (statistics.median, min))
        print(f"  {name:6} {median:9.1f} ms   least {least:9.1f} ms   ratio {ratio:.2f}")


def sides(document: Document, peer: Any, content: Mapping[str, Any], folder: str) -> dict[str, Callable[[], object]]:
    theme = read_theme("default").theme
    kept = typesetter_for(theme)
    return {
        "kept": lambda: write_pdf(document, theme, kept),
        "fresh": lambda: write_pdf(document, theme, typesetter_for(theme)),
        "peer": lambda: peer.write_pdf(content, Path(folder) / "peer.pdf"),
    }


def load(peer: Path, content: Path) -> tuple[Any, Any]:
    """The peer's module and the one beside it that reads its content."""
    sys.path.insert(0, str(peer.resolve().parent))
    common: Any = importlib.import_module("common")
    common.CONTENT = content.resolve()
    return importlib.import_module(peer.stem), common


def pair(options: argparse.Namespace) -> None:
    peer, common = load(options.peer, options.content)
    for scale in options.scales:
        _, content = next(common.packets(1, scale))
        print(f"scale {scale}")
        with tempfile.TemporaryDirectory() as folder:
            rounds = options.rounds if scale < 100 else max(options.rounds // 3, 2)
            take_turns(sides(converted(content, common.TABLES), peer, content, folder), rounds)


def seed(options: argparse.Namespace) -> None:
    peer, common = load(options.peer, options.content)
    _, content = next(common.packets(1, 1))
    print("our seed packet, the peer's own content")
    with tempfile.TemporaryDirectory() as folder:
        take_turns(sides(composed(SEED), peer, content, folder), options.rounds)


def composed(path: Path) -> Document:
    """The document that an input becomes."""
    from briefgen.compose import compose
    from briefgen.fill import fill
    from briefgen.kit import load_kit
    from briefgen.options import Options
    from briefgen.readers.yaml_reader import read_input

    kit = load_kit(Options())
    read = read_input(path)
    return compose(fill(read).briefing, kit.template, kit.theme, identifier=read.sha256)


# --- growth --------------------------------------------------------------------------------


def rows(count: int) -> tuple[Block, ...]:
    """A table in which every row has words of its own."""
    columns = [(str(n), f"Column {n}", 20.0) for n in range(5)]
    words = "Shipment {n} left port {m} on time, inspectors noted seal {k}"
    return (
        _table(
            [{str(c): words.format(n=n, m=n * 7 % 997, k=n * 5 + c) for c in range(5)} for n in range(count)], columns
        ),
    )


def paragraphs(count: int) -> tuple[Block, ...]:
    words = "Paragraph {n} reports on convoy {m}, and the officers who signed entry {k} expect no change of plan. "
    return tuple(_text("".join(words.format(n=n, m=n * 7 % 997, k=n * 9 + k) for k in range(8))) for n in range(count))


def grown(options: argparse.Namespace) -> None:
    """One run in this process: seconds, peak MiB, peak before, pages."""
    look_rarely()  # as the program does
    make = {"rows": rows, "paragraphs": paragraphs}[options.kind]
    theme = read_theme("default").theme
    write_pdf(Document(Metadata("Warm"), make(10)), theme)
    document = Document(Metadata("Growth"), make(options.count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    result = write_pdf(document, theme)
    taken = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([taken, peak, before, result.layout.pages, len(result.data)]))


def growth(options: argparse.Namespace) -> None:
    for kind, counts in GROWTH.items():
        first = 0.0
        for count in counts:
            command = [sys.executable, __file__, "grown", kind, str(count)]
            runs = [
                json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                for _ in range(options.rounds)
            ]
            taken, peak, before, pages, size = (statistics.median(run[k] for run in runs) for k in range(5))
            first = first or taken / count
            print(
                f"{count:6} {kind:10} {taken:7.2f} s ({taken / count / first:.2f} of proportional)"
                f"   peak {peak:4.0f} MiB, {before:4.0f} before   {pages:5.0f} pages   {size / 1e6:.2f} MB"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run in (("pair", pair), ("seed", seed)):
        command = commands.add_parser(name)
        command.add_argument("peer", type=Path)
        command.add_argument("content", type=Path)
        command.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
        command.add_argument("--rounds", type=int, default=9)
        command.set_defaults(run=run)
    command = commands.add_parser("growth")
    command.add_argument("--rounds", type=int, default=1)
    command.set_defaults(run=growth)
    command = commands.add_parser("grown")
    command.add_argument("kind", choices=list(GROWTH))
    command.add_argument("count", type=int)
    command.set_defaults(run=grown)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
