"""Everything that is read back, damaged by chance: each file is used or reported, in bounded time, without a traceback.

`BRIEFGEN_FUZZ_FILES=100000 pytest tests/test_fuzz.py` tries as many; `tests/fuzz.py` does so without pytest, and makes
one of them again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import damage
import pytest

from briefgen.typeset.soundness import Unsound, directory

FILES = os.environ.get("BRIEFGEN_FUZZ_FILES", "400")
TESTS = Path(__file__).parent
HEBREW = TESTS.parent / "briefgen" / "fonts" / "NotoSansHebrew-Regular.ttf"

posix_only = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}
    )


@posix_only
@pytest.mark.parametrize(
    "asked", [("--files", FILES), ("--from", "1443", "--files", "37")], ids=["what reads them", "whole commands"]
)
def test_damaged_files_are_used_or_reported(asked: tuple[str, ...]) -> None:
    done = python(str(TESTS / "fuzz.py"), *asked)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    assert done.stdout.endswith(f"{asked[-1]} of {asked[-1]} files, 0 failed\n")


FAULTS = """
import os, signal, sys
from pathlib import Path
import damage, fuzz
fuzz.LONGEST = 1.0

def swallowing():
    try:
        while True:
            pass
    except Exception:
        pass

def large():
    bytearray(2**31)

faults = {
    "raises": lambda: [][0],
    "without-end": swallowing,
    "large": large,
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "defect": lambda: print("error BG900 IndexError"),
    "overwritten": lambda: Path("inputs/talks.yaml").write_text("x"),
    "own": lambda: Path("outputs/kept.txt").unlink(),
    "outside": lambda: Path("../x").write_text("x"),
    "well": lambda: None,
}
targets = [fuzz.Target(kind, "raw.txt", damage.of_bytes, use) for kind, use in faults.items()]
sys.exit(fuzz.command(["--files", str(len(targets))], targets))
"""


@posix_only
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_each_kind_of_failure_is_seen() -> None:
    done = python("-c", FAULTS)
    assert done.returncode == 1
    assert dict(re.findall(r"^([\w-]+) +\d+ files, (\d) failed", done.stdout, re.M)) == {
        "raises": "1", "without-end": "1", "large": "1", "killed": "1", "defect": "1",
        "overwritten": "1", "own": "1", "outside": "1", "well": "0",
    }  # fmt: skip
    for words in ("IndexError: list index", "of processor time", "MemoryError", "ended (-9)", "'BG900' was printed"):
        assert words in done.stdout
    for words in ("inputs/talks.yaml was changed", "outputs/kept.txt was changed", "written outside of the folder"):
        assert words in done.stdout


def test_the_damage_is_the_same_each_time_and_reaches_behind_checksums() -> None:
    data = HEBREW.read_bytes()
    assert damage.of_font(Random(7), data) == damage.of_font(Random(7), data) != data
    damaged = [damage.of_font(Random(number), data) for number in range(40)]
    held = 0
    for each in damaged:
        try:
            held += bool(directory(each))
        except Unsound:
            continue
    assert held > 20
