"""Times briefgen against the scripts that people would write, all on the same work: what a packet prints, in the same fonts.

    pip install typst python-docx reportlab          # typst is for peer h alone
    python tests/benchmarks/same_work.py [--rounds 9] [--peers d h] [--cases cold forty hundred] [--peer-python PYTHON]

Peer d writes with python-docx and ReportLab's platypus, peer h with python-docx and typst; see `peers/`. They get each
packet's own words, tables and links as JSON (`printed_content.py`) and validate, check and verify nothing. briefgen gets
the inputs, and does all that it always does. Nobody draws a figure: the template that all work from asks for none.

Every program runs as a process of its own, one after the other in each round, in turning order. The first round is not
counted; in it, what the peers print is compared with what they were given. What is printed is a Markdown table: medians
of CPU time (user and system) and of peak memory, and the median over the rounds of the ratio within a round, which holds
when the machine's speed drifts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple
from unicodedata import normalize

from batch import ROOT, SEED, write_inputs, write_scaled

PEERS = {path.stem[0]: path for path in sorted((Path(__file__).parent / "peers").glob("?_*.py"))}
FONTS = ROOT / "briefgen" / "fonts"
CASES = {"cold": "one packet, cold", "forty": "40 packets, one process", "hundred": "a briefing of 100 articles"}
OURS = "briefgen"


class Figures(NamedTuple):
    """What a process took, with those that it started and waited for."""

    seconds: float
    """Of CPU time."""
    peak: float
    """MiB of the largest process."""


# --- the same work for all -------------------------------------------------------------------------


def write_case(case: str, folder: Path) -> Path:
    """The inputs of a case in `inputs/`, their template, and what packets print in `content/`, a JSON file for each."""
    sys.path.insert(0, str(ROOT))
    from printed_content import printed_content

    from briefgen.kit import load_kit
    from briefgen.options import Options

    inputs, contents = folder / "inputs", folder / "content"
    contents.mkdir(parents=True)
    if case == "forty":
        write_inputs(inputs, 40, SEED)
    else:
        inputs.mkdir()
        write_scaled(inputs / "packet.yaml", 100) if case == "hundred" else shutil.copy(SEED, inputs / "packet.yaml")
    template = _without_figures(ROOT / "templates" / "packet", folder / "packet")
    kit = load_kit(Options(template=str(template)))
    for path in sorted(inputs.iterdir()):
        content = json.dumps(printed_content(path, kit), ensure_ascii=False)
        (contents / f"{path.stem}.json").write_text(content, "utf-8")
    return folder


def _without_figures(template: Path, copy: Path) -> Path:
    """A copy of a template that draws no map and no timeline, for no peer does."""
    shutil.copytree(template, copy)
    for part in copy.iterdir():
        text = part.read_text("utf-8")
        part.write_text(re.sub(r"^\{\{ (map|timeline)\(.*\n", "", text, flags=re.MULTILINE), "utf-8")
    return copy


def commands(folder: Path, peers: Iterable[str], python: str) -> dict[str, list[str]]:
    """The command line of each program; `{out}` in it is an empty folder."""
    inputs, contents = sorted((folder / "inputs").iterdir()), sorted(map(str, (folder / "content").iterdir()))
    what = str(inputs[0]) if len(inputs) == 1 else str(folder / "inputs")
    ours = [
        sys.executable,
        "-m",
        "briefgen",
        what,
        "--template",
        str(folder / "packet"),
        "--jobs",
        "1",
        "--out",
        "{out}",
    ]
    return {OURS: ours, **{peer: [python, str(PEERS[peer]), str(FONTS), "{out}", *contents] for peer in peers}}


# --- processes -------------------------------------------------------------------------------------


def run(arguments: Sequence[str], out: Path, environment: Mapping[str, str]) -> Figures:
    """Run a program to its end."""
    words = [word.replace("{out}", str(out)) for word in arguments]
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    process = os.posix_spawn(words[0], words, environment, file_actions=silent)
    _, status, use = os.wait4(process, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(words[:8])}")
    return Figures(use.ru_utime + use.ru_stime, use.ru_maxrss / 1024)


def rounds(programs: Mapping[str, Sequence[str]], count: int, folder: Path) -> tuple[list[dict[str, Figures]], int]:
    """What each program took in each round, and how many pages a packet of ours has."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFGEN_CACHE_DIR": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    found, pages = [], 0
    for number in range(count + 1):
        order = list(programs)[:: -1 if number % 2 else 1]
        taken = {}
        for name in order:
            out = folder / "out"
            taken[name] = run(programs[name], out, environment)
            if name == OURS:
                pages = _pages(out)
            elif not number:
                _expect_all(name, out, folder / "content")
            shutil.rmtree(out)
        found.append(taken)
    return found[1:], pages


def _pages(out: Path) -> int:
    manifest = json.loads(next(out.rglob("manifest.json")).read_text("utf-8"))
    return int(manifest["counts"]["pages"])


def _expect_all(name: str, out: Path, contents: Path) -> None:
    """A peer that prints less than it was given has not done the same work."""
    for content in sorted(contents.iterdir()):
        letters = _letters(_strings(json.loads(content.read_text("utf-8"))["blocks"]))
        for printed in (_pdf_text, _word_text):
            missing = letters - _letters(printed(out / content.stem))
            if missing:
                raise SystemExit(f"peer {name} leaves out of {content.stem}: {missing.most_common(9)}")


def _letters(texts: Iterable[str]) -> Counter[str]:
    """How often each letter and digit is there, whatever stands between them."""
    return Counter(letter for text in texts for letter in normalize("NFKC", text) if letter.isalnum())


def _strings(blocks: object) -> Iterator[str]:
    """The text of each run, wherever it stands."""
    match blocks:
        case [str(text), str(), str()]:
            yield text
        case list():
            for each in blocks:
                yield from _strings(each)
        case dict():
            yield from _strings([value for value in blocks.values() if isinstance(value, list | dict)])


def _pdf_text(stem: Path) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(stem.with_suffix(".pdf"))
    for page in document:
        yield page.get_textpage().get_text_bounded()
    document.close()


def _word_text(stem: Path) -> Iterator[str]:
    with zipfile.ZipFile(stem.with_suffix(".docx")) as package:
        yield from re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read("word/document.xml").decode())


# --- the table -------------------------------------------------------------------------------------


def header(peers: Sequence[str]) -> str:
    cells = ["", "pages", OURS, *peers, *(f"share of {peer}" for peer in peers)]
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


def row(case: str, pages: int, found: Sequence[Mapping[str, Figures]], peers: Sequence[str]) -> str:
    cells = [CASES[case], str(pages), *(_shown([each[name] for each in found]) for name in (OURS, *peers))]
    cells += [_share([(each[OURS], each[peer]) for each in found]) for peer in peers]
    return f"| {' | '.join(cells)} |"


def _shown(figures: Sequence[Figures]) -> str:
    return f"{median(each.seconds for each in figures):.2f} s, {median(each.peak for each in figures):,.0f} MiB"


def _share(pairs: Sequence[tuple[Figures, Figures]]) -> str:
    ratios = sorted(ours.seconds / theirs.seconds for ours, theirs in pairs)
    memory = median(ours.peak / theirs.peak for ours, theirs in pairs)
    return f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}); memory {memory:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS))
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--peer-python", default=sys.executable, help="the Python that has the peers' libraries")
    options = parser.parse_args()
    print(header(options.peers))
    for case in options.cases:
        with tempfile.TemporaryDirectory() as name:
            folder = write_case(case, Path(name))
            programs = commands(folder, options.peers, options.peer_python)
            found, pages = rounds(programs, options.rounds, folder)
        print(row(case, pages, found, options.peers), flush=True)


if __name__ == "__main__":
    main()
