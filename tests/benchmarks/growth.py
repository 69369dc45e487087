"""Times what a hostile writer may make large: each kind of input text at doubled sizes, as a Markdown table.

    python tests/benchmarks/growth.py [--kinds NAME ...] [--seconds 20] [--times 4]

Each size is worked on in a process of its own, by CPU time. The exponent is that of the last doublings beyond what the
smallest input costs; n log n comes to about 1.1 at these sizes. Exit status 1 where a kind grows faster than that, with
room for the machine's moods: 1.35.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

STEEPEST = 1.35
_BELOW = 0.15
"""Seconds beyond the smallest input's that say nothing yet."""
_TINY = 20
"""The smallest size: less is no input of some kinds."""
HEAD = "title: Many\ndate: 2025-03-30\nbottom_line: There are many.\n"
Work = Callable[[int, Path], list[str]]
"""From a size and a folder to the arguments of the command that is timed."""


def _article(text: str, more: str = "", keys: str = "") -> str:
    lines = "".join(f"      {line}\n" for line in text.split("\n"))
    return f"{HEAD}{keys}articles:\n  - headline: h\n    source: {{name: s}}\n    text: |\n{lines}{more}"


def _input(text: Callable[[int], str], *command: str) -> Work:
    def work(size: int, folder: Path) -> list[str]:
        path = folder / "x.yaml"
        path.write_text(text(size), "utf-8")
        return [
            *(command or ("--to", "pdf,docx,text,json", "--quiet", "--jobs", "1", "--out", str(folder / "out"))),
            str(path),
        ]

    return work


def _raw(text: Callable[[int], str]) -> Work:
    def work(size: int, folder: Path) -> list[str]:
        path = folder / "x.txt"
        path.write_text(text(size), "utf-8")
        return ["new", "x", "--article", str(path), "--out", str(folder / "inputs")]

    return work


def _quotes(size: int) -> str:
    rows = "".join(
        f"      - {{kind: actor, quote: 'the man and the man and the man {n} went', name: Man {n}}}\n"
        for n in range(max(size // 100, 1))
    )
    return _article("the man and the man met the man. " * (size // 33), f"    annotations:\n{rows}")


def _one_missing_quote(size: int) -> str:
    words = "the man and the woman " * (size // 44)
    return _article(words * 2, f"    annotations:\n      - {{kind: actor, quote: 'X {words}', name: N}}\n")


def _annotations(size: int) -> str:
    text = "".join(f"Minister {n} met them. " for n in range(size))
    rows = "".join(f"      - {{kind: actor, quote: 'Minister {n} met', name: Minister {n}}}\n" for n in range(size))
    return _article(text, f"    annotations:\n{rows}")


def _judgments(size: int) -> str:
    rows = "".join(
        f"- {{statement: Talks {n} will resume., confidence: moderate, likelihood: likely, evidence: [a]}}\n"
        for n in range(size)
    )
    row = "    annotations: [{id: a, kind: actor, quote: they met, name: N}]\n"
    return _article("Then they met.", row, f"key_judgments:\n{rows}")


def _unknown(size: int) -> str:
    names = ", ".join(f"talks{n}" for n in range(size))
    return _article("They met.", "", f"key_judgments: [{{statement: s, evidence: [{names}]}}]\n")


def _aliases(size: int) -> str:
    rows = "".join("- {text: *a}\n" for _ in range(max(size // 20, 1)))
    return f"{HEAD}remarks: [{{text: &a '{'word ' * 20}'}}]\noutlook:\n{rows}articles: [{{headline: h, source: {{name: s}}, text: t}}]\n"


def _rows(size: int) -> str:
    rows = "".join(f"- {{name: Actor {n:05}, role: Role {n}, stance: Words of some length}}\n" for n in range(size))
    return _article("t", "", f"key_actors:\n{rows}")


def _globs(size: int, folder: Path) -> list[str]:
    pattern = "*a" * (size // 2)
    (folder / "briefgen.toml").write_text(f'[per-file-ignores]\n"{pattern}b" = [{{code = "BG4", reason = "r"}}]\n')
    (folder / ("a" * 200 + ".yaml")).write_text(_article("They met."), "utf-8")
    return ["check", "--config", str(folder / "briefgen.toml"), str(folder / ("a" * 200 + ".yaml"))]


def _letterhead(unit: str) -> Work:
    def work(size: int, folder: Path) -> list[str]:
        import docx
        from docx.oxml.ns import nsdecls
        from docx.oxml.parser import parse_xml

        made = docx.Document()
        header = made.sections[0].header
        header.paragraphs[0].text = "Ministry"
        header._element.append(parse_xml(f"<w:p {nsdecls('w')}>{unit * size}</w:p>"))
        made.save(str(folder / "letterhead.docx"))
        (folder / "house.yaml").write_text("reference_docx: letterhead.docx\n")
        (folder / "x.yaml").write_text(_article("They met."), "utf-8")
        return [
            "--to",
            "docx",
            "--quiet",
            "--theme",
            str(folder / "house.yaml"),
            "--out",
            str(folder / "out"),
            str(folder / "x.yaml"),
        ]

    return work


def _comb(size: int, folder: Path) -> list[str]:
    """A theme's own borders: a coast of which every second position lies as far out as the others."""
    teeth = [[-20 + 40 * n / size, 10 * (n % 2)] for n in range(size)]
    ring = [*teeth, [20, -10], [-20, -10], teeth[0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"ISO_A2": "NG"}, "geometry": shape}
    (folder / "x.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (folder / "own.yaml").write_text("name: own\nmap:\n  borders: {file: x.geojson, beside: true}\n")
    places = "regions: [Nigeria], countries: [Ghana], direction: mixed"
    row = f"    annotations: [{{kind: implication, quote: they met, statement: Ties deepen., {places}}}]\n"
    (folder / "x.yaml").write_text(_article("Then they met.", row), "utf-8")
    out, theme = str(folder / "out"), str(folder / "own.yaml")
    return ["--to", "html", "--quiet", "--theme", theme, "--out", out, str(folder / "x.yaml")]


_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_INSERTED = '<w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins>'
KINDS: dict[str, tuple[int, Work]] = {
    "blanks in a line": (40_000, _input(lambda n: _article("a" + " " * n + "b"))),
    "article of many lines": (2_000, _input(lambda n: _article("\n".join("A line of an article." for _ in range(n))))),
    "raw article of many lines": (5_000, _raw(lambda n: "\n".join("A line of an article." for _ in range(n)))),
    "raw article of many items": (5_000, _raw(lambda n: "\n".join(f"{i}. Item of an article" for i in range(n)))),
    "missing quotes of repeating words": (10_000, _input(_quotes, "check")),
    "one long missing quote": (20_000, _input(_one_missing_quote, "check")),
    "unknown evidence ids": (1_000, _input(_unknown, "check")),
    "aliases": (20_000, _input(_aliases)),
    "nested lists": (
        400,
        _input(
            lambda n: _article(
                "\n".join("  " * (i % 12) + "- item of a list" for i in range(n)), "    format: markdown\n"
            )
        ),
    ),
    "a last line without an end": (400_000, _input(lambda n: _article("They met.") + "#" * n, "check")),
    "positions of own borders": (10_000, _comb),
    "a long word": (20_000, _input(lambda n: _article("w" * n))),
    "combining marks": (10_000, _input(lambda n: _article("e" + "\u0301" * n))),
    "marks on many letters": (10_000, _input(lambda n: _article("e\u0301\u0323" * (n // 3)))),
    "right to left and back": (8_000, _input(lambda n: _article("שלום abc 12 " * (n // 12)))),
    "embedded directions": (4_000, _input(lambda n: _article("\u202ba\u202ab" * (n // 4)))),
    "isolates": (4_000, _input(lambda n: _article("\u2067a" * (n // 2)))),
    "Chinese": (8_000, _input(lambda n: _article("部长会面。" * (n // 5)))),
    "signs of Markdown": (4_000, _input(lambda n: _article("*a _b [c `d " * (n // 12), "    format: markdown\n"))),
    "brackets of Markdown": (4_000, _input(lambda n: _article("[" * n, "    format: markdown\n"))),
    "quotations of Markdown": (4_000, _input(lambda n: _article("> " * n + "a", "    format: markdown\n"))),
    "rows of a table in Markdown": (
        500,
        _input(
            lambda n: _article(
                "| a | b |\n|---|---|\n" + "\n".join("| c | d |" for _ in range(n)), "    format: markdown\n"
            )
        ),
    ),
    "columns of a table in Markdown": (
        200,
        _input(lambda n: _article("| a " * n + "|\n" + "|---" * n + "|", "    format: markdown\n")),
    ),
    "rows of actors": (500, _input(_rows)),
    "JSON as input": (
        20_000,
        _input(lambda n: _article("x") + "remarks: [" + ", ".join('{"text": "a"}' for _ in range(n // 100)) + "]\n"),
    ),
    "broken YAML": (2_000, _input(lambda n: HEAD + "".join(f"k{i}: a: b\n" for i in range(n)), "check")),
    "open brackets of YAML": (2_000, _input(lambda n: HEAD + "remarks: " + "[" * n, "check")),
    "globs in per-file-ignores": (2_000, _globs),
    "open fields in a letterhead": (1_000, _letterhead(_BEGIN)),
    "insertions in a letterhead": (1_000, _letterhead(_INSERTED)),
    "annotations": (100, _input(_annotations)),
    "judgments": (100, _input(_judgments)),
}


class Refused(Exception):
    """A command that failed, as one does that reaches a limit."""


def once(work: Work, size: int) -> float:
    """CPU seconds of one command, in a process of its own. Findings are not printed. Refused where it fails."""
    with tempfile.TemporaryDirectory() as name:
        arguments = work(size, Path(name))
        command = [sys.executable, "-m", "briefgen", *arguments]
        silence = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
        pid = os.posix_spawn(sys.executable, command, os.environ, file_actions=silence)
        _, status, use = os.wait4(pid, 0)
    meant = (0,) if arguments[0] == "--to" else (0, 1)  # a check may find something; a build that fails was none
    if os.waitstatus_to_exitcode(status) not in meant:
        raise Refused(" ".join(command))
    return use.ru_utime + use.ru_stime


def exponent(sizes: list[int], seconds: list[float]) -> float | None:
    """Of the growth from the first size that costs anything of its own to the last; None where none does."""
    bare = seconds[0]
    points = [(size, spent - bare) for size, spent in zip(sizes[1:], seconds[1:], strict=True) if spent - bare > _BELOW]
    if len(points) < 2:
        return None
    (first, least), (last, most) = points[max(len(points) - 3, 0)], points[-1]
    return math.log(most / least) / math.log(last / first)


def measured(work: Work, start: int, times: int, seconds: float) -> tuple[list[int], list[float]]:
    """Sizes and what they took: a tiny one, then doubled ones, until one takes as long as is allowed, or is refused."""
    sizes, spent = [_TINY], [min(once(work, _TINY) for _ in range(2))]
    for step in range(times + 1):
        size = start * 2**step
        try:
            spent.append(once(work, size))
        except Refused:
            if not step:
                raise
            break
        sizes.append(size)
        if spent[-1] > seconds:
            break
    return sizes, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), metavar="NAME")
    parser.add_argument("--times", type=int, default=3, help="How often a size is doubled.")
    parser.add_argument("--seconds", type=float, default=15.0, help="No further doubling once one size takes as long.")
    options = parser.parse_args()
    print("| kind of text | sizes | CPU seconds | exponent |\n|---|---|---|---|")
    steep = []
    for kind in options.kinds:
        start, work = KINDS[kind]
        sizes, spent = measured(work, start, options.times, options.seconds)
        found = exponent(sizes, spent)
        shown = "does not grow" if found is None else f"{found:.2f}"
        print(
            f"| {kind} | {sizes[1]:,} to {sizes[-1]:,} | {', '.join(f'{each:.2f}' for each in spent)} | {shown} |",
            flush=True,
        )
        if found is not None and found > STEEPEST:
            steep.append(kind)
    if steep:
        raise SystemExit(f"faster than linear times a logarithm: {', '.join(steep)}")


if __name__ == "__main__":
    main()
