"""Everything that is read back, damaged by chance: each file is used or reported, in bounded time, without a traceback.

Each number is a file: `BRIEFGEN_FUZZ_FROM=4711 BRIEFGEN_FUZZ_FILES=1 pytest tests/test_fuzz.py` makes one again, and
`BRIEFGEN_FUZZ_FILES=100000` goes on for a day. A file that takes more than ten seconds, or after which the process has
taken more than a GiB of memory, is a failure too.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from briefgen.cli import main
from briefgen.typeset.soundness import Unsound, directory

FILES = int(os.environ.get("BRIEFGEN_FUZZ_FILES", "220"))
FIRST = int(os.environ.get("BRIEFGEN_FUZZ_FROM", "0"))
LONGEST = 10
LARGEST = 2**30
ROOT = Path(__file__).parent.parent
HEBREW = ROOT / "briefgen" / "fonts" / "NotoSansHebrew-Regular.ttf"
INPUT = (
    "title: T\ndate: 2025-03-30\nmarking: TLP:GREEN\narticles:\n  - {headline: שלום, source: {name: N}, text: Words.}\n"
)
TEMPLATE = (
    "# {{ briefing.title }}\n\n![A sign](sign.png)\n\n{% for a in briefing.articles %}{{ a.headline }}\n\n{% endfor %}"
)
CONFIGURATION = """\
strict = false
ignore = ["BG405"]
stale-after = 30
to = ["text"]
[per-file-ignores]
"old/*.yaml" = [{code = "BG4", reason = "kept as they were"}]
"""
VALUES = (
    None,
    True,
    -1,
    0,
    2**70,
    1e308,
    "",
    "..",
    "../../x",
    "/etc/hostname",
    "\ud800",
    "x" * 5000,
    [],
    {},
    [[]],
    {"a": 1},
    [None],
)
PIECES = (b"\0", b"\xff" * 4, b"../", b"%PDF-1.7", b"PK\3\4", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"999999999999", b"-1", b"{", b"[" * 600, b"\r\n")  # fmt: skip


# --- damage ------------------------------------------------------------------------------------------


def mutated(chance: Random, data: bytes) -> bytes:
    """The bytes with a few of them changed, cut out, doubled or put in."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, to = sorted((chance.randrange(len(made) + 1), chance.randrange(len(made) + 1)))
        match chance.randrange(6):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(made):
                made[at] = chance.randrange(256)
            case 2:
                del made[at : min(to, at + 200)]
            case 3:
                made[at:at] = made[at : min(to, at + 200)]
            case 4:
                made[at:at] = chance.choice(PIECES)
            case _ if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


def mutated_json(chance: Random, data: bytes) -> bytes:
    """JSON with a value of another kind somewhere, or damaged bytes."""
    if chance.random() < 0.3:
        return mutated(chance, data)
    whole = json.loads(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        places = list(_places(whole))
        if not places:
            break
        holder, key = chance.choice(places)
        if chance.random() < 0.2:
            del holder[key]
        else:
            holder[key] = chance.choice(VALUES)
    return json.dumps(whole).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def mutated_zip(chance: Random, data: bytes) -> bytes:
    """A package with one of its parts damaged, or its own bytes."""
    if chance.random() < 0.2:
        return mutated(chance, data)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(chance, part) if name == chosen else part)
    return made.getvalue()


def mutated_font(chance: Random, data: bytes) -> bytes:
    """A font with damaged tables; mostly with checksums that hide it."""
    made = bytearray(data)
    tables = directory(data)
    for name in chance.sample(sorted(tables), chance.randint(1, 3)):
        place, length, _ = tables[name]
        for _ in range(chance.choice((1, 4, 64))):
            made[place + chance.randrange(length)] = chance.choice((0, 255, chance.randrange(256)))
    if chance.random() < 0.2:
        return mutated(chance, bytes(made))
    for number in range(len(tables)):
        at = 12 + 16 * number
        place, length = struct.unpack_from(">LL", made, at + 8)
        table = bytes(made[place : place + length]) + bytes(-length % 4)
        struct.pack_into(">L", made, at + 4, sum(struct.unpack(f">{len(table) // 4}L", table)) & 0xFFFFFFFF)
    return bytes(made)


# --- what is damaged, and what is done with it -----------------------------------------------------------

BUILD = ("build", "--jobs", "1", "--to", "text", "talks.yaml")
BUILD_ALL = (
    "build",
    "--jobs",
    "1",
    "--out",
    "other",
    "--theme",
    "./own.yaml",
    "--template",
    "./own.md.j2",
    "talks.yaml",
)
TARGETS: tuple[tuple[str, Callable[[Random, bytes], bytes], tuple[tuple[str, ...], ...]], ...] = (
    ("outputs/talks/manifest.json", mutated_json, (("verify", "outputs"), BUILD)),
    ("outputs/.briefgen/state.json", mutated_json, (BUILD,)),
    ("outputs/ledger.jsonl", mutated, (BUILD,)),
    ("outputs/.briefgen/holder.json", mutated_json, (BUILD,)),
    ("outputs/talks/talks.docx", mutated_zip, (("verify", "outputs"),)),
    ("outputs/talks/talks.pdf", mutated, (("verify", "outputs"),)),
    ("briefgen.toml", mutated, (("check", "talks.yaml"),)),
    ("talks.yaml", mutated, (("check", "talks.yaml"),)),
    ("Own.ttf", mutated_font, ((*BUILD_ALL, "--to", "pdf"),)),
    ("letterhead.docx", mutated_zip, ((*BUILD_ALL, "--to", "docx"),)),
    ("sign.png", mutated, ((*BUILD_ALL, "--to", "docx,pdf"),)),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all of it is as it should be."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("whole")
    (folder / "talks.yaml").write_text(INPUT, encoding="utf-8")
    (folder / "briefgen.toml").write_text(CONFIGURATION)
    (folder / "own.md.j2").write_text(TEMPLATE)
    shutil.copy(HEBREW, folder / "Own.ttf")
    Image.new("RGB", (20, 10), "red").save(folder / "sign.png")
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert main(["build", "--jobs", "1", "--to", "docx,pdf,text", "talks.yaml"]) == 0
        shutil.copy(folder / "outputs/talks/talks.docx", folder / "letterhead.docx")
        (folder / "own.yaml").write_text(
            "reference_docx: letterhead.docx\nfonts: {fallback: [{name: Own, regular: Own.ttf}]}\n"
        )
        (folder / "outputs/.briefgen/holder.json").write_text(
            '{"pid": 1, "host": "a", "since": "2025-03-30T05:30:00Z"}'
        )
        assert main([*BUILD_ALL, "--to", "docx,pdf"]) == 0
    finally:
        os.chdir(before)
    return folder


@contextmanager
def time_limit() -> Iterator[None]:
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def late(*_: object) -> None:
        raise TimeoutError(f"more than {LONGEST} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def taken() -> int:
    """The most memory that the process has had, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@pytest.mark.parametrize("number", range(FIRST, FIRST + FILES))
def test_a_damaged_file_is_used_or_reported(
    number: int, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = Random(number)
    name, damage, commands = TARGETS[number % len(TARGETS)]
    place = tmp_path / "place"
    shutil.copytree(whole, place)
    (place / name).write_bytes(damage(chance, (place / name).read_bytes()))
    monkeypatch.chdir(place)
    before = taken()
    for command in commands:
        with time_limit():
            assert main(list(command)) in (0, 1, 2)
    printed = capfd.readouterr()
    said = printed.out + printed.err
    assert "Traceback" not in said and "BG900" not in said, said[-3000:]
    assert taken() < max(LARGEST, before + 1)
    shutil.rmtree(place)


def test_the_damage_is_the_same_each_time_and_reaches_behind_checksums() -> None:
    data = HEBREW.read_bytes()
    assert mutated_font(Random(7), data) == mutated_font(Random(7), data) != data
    damaged = [mutated_font(Random(number), data) for number in range(40)]
    held = 0
    for each in damaged:
        try:
            held += bool(directory(each))
        except Unsound:
            continue
    assert held > 20
