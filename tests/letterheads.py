"""Word files of others, each as the reference document of a packet; which packets came out wrong comes out.

    python tests/letterheads.py folder ...        # all .docx, .dotx, .docm, .dotm and, by LibreOffice, .ott and .odt below
    python tests/letterheads.py --here            # those that the machine has: LibreOffice's templates, pandoc's, python-docx's

A packet is right if it is released, so read back word for word, if nothing is wrong with it in the eyes of the judges
that was not wrong with the reference document, and if python-docx opens it. A reference document may also be refused,
by a finding that says what to do. Whatever else happens is wrong.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import office
import pytest
from judges import ooxml

from briefgen.diagnostics import BriefgenError, Diagnostic, Severity
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import build

ROOT = Path(__file__).parents[1]
SEED = ROOT / "inputs" / "2025-03-30.yaml"
_WORD, _OFFICE = (".docx", ".dotx", ".docm", ".dotm"), (".ott", ".odt")
_OF_OFFICE = Path("/usr/lib/libreoffice/share/template")
_JUDGES: tuple[Callable[[bytes], list[str]], ...] = (ooxml.lint, ooxml.integrity, ooxml.audit, ooxml.sdk)
_INTERNAL = frozenset({"BG702", "BG900"})
"""Findings that blame briefgen."""
_PLACE = re.compile(r'"path".*|(?<=picture without alternative text): .*', re.DOTALL)
_KEPT = "style that nothing uses"
"""No fault here: the styles of a reference document are kept, its text is not."""


def outcome(letterhead: Path, source: Path, scratch: Path) -> tuple[str, list[str]]:
    """What became of a packet on this reference document, and what is wrong with that."""
    themes = scratch / "templates" / "themes"
    themes.mkdir(parents=True, exist_ok=True)
    theme = themes / "letterhead.yaml"
    theme.write_text(f"name: letterhead\nreference_docx: letterhead{letterhead.suffix}\n", encoding="utf-8")
    shutil.copyfile(letterhead, themes / f"letterhead{letterhead.suffix}")
    options = Options(theme=str(theme), formats=("docx",), out=scratch / "out")
    shutil.rmtree(scratch / "out", ignore_errors=True)
    try:
        packet = build(InputFile(str(source), "packet"), load_kit(options), options)
    except BriefgenError as error:
        return _refused(error.diagnostics)
    if packet.failed:
        return _refused(packet.diagnostics)
    data = (scratch / "out" / "packet" / "packet.docx").read_bytes()
    codes = Counter(each.code for each in packet.diagnostics)
    return f"built {dict(codes) or ''}".strip(), [*_wrong(data, letterhead.read_bytes(), scratch)]


def _refused(findings: Sequence[Diagnostic]) -> tuple[str, list[str]]:
    errors = [each for each in findings if each.severity is Severity.ERROR]
    said = "; ".join(f"{each.code} {each.message}" for each in errors)
    return f"refused: {said}", [f"{each}" for each in errors if each.code in _INTERNAL or not each.hint]


def _wrong(data: bytes, brought: bytes, scratch: Path) -> Iterator[str]:
    for judge in _JUDGES:
        faults = [each for each in _judged(judge, data) if not each.startswith(_KEPT)]
        known = {_without_place(each) for each in _judged(judge, brought)} if faults else set()
        yield from (f"{judge.__name__}: {each[:400]}" for each in faults if _without_place(each) not in known)
    path = scratch / "opened.docx"
    path.write_bytes(data)
    if not docx.Document(str(path)).paragraphs:
        yield "python-docx finds no paragraphs"


def _judged(judge: Callable[[bytes], list[str]], data: bytes) -> list[str]:
    """What a judge finds; nothing where it is not installed, or cannot read what others wrote."""
    try:
        return judge(data)
    except pytest.skip.Exception:
        return []
    except Exception as error:  # what others wrote may lack any part that a judge asks for
        return [f"{type(error).__name__}: {error}"]


def _without_place(error: str) -> str:
    """What is wrong, whatever the part or the drawing is called: drawings get names of their own in a packet."""
    return _PLACE.sub("", error)


# --- where letterheads come from -------------------------------------------------------------


def here(scratch: Path) -> Iterator[Path]:
    """The Word files and templates that programs on this machine bring."""
    yield from found(_OF_OFFICE)
    yield from found(Path(docx.__file__).parent)
    if pandoc := shutil.which("pandoc"):
        made = scratch / "pandoc-reference.docx"
        made.write_bytes(
            subprocess.run(
                [pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True
            ).stdout
        )
        yield made


def found(folder: Path) -> Iterator[Path]:
    """The Word files and OpenDocument texts below a folder, or the file itself."""
    files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    return (each for each in files if each.is_file() and each.suffix.lower() in (*_WORD, *_OFFICE))


def as_word(file: Path, scratch: Path) -> Path:
    """The file, converted where Word would not open it."""
    if file.suffix.lower() in _WORD:
        return file
    shutil.rmtree(scratch / "converted", ignore_errors=True)
    return office.converted(file, "docx:MS Word 2007 XML", scratch)


# --- the command -----------------------------------------------------------------------------


def _one(file: Path, source: Path, scratch: Path) -> tuple[str, list[str]]:
    try:
        return outcome(as_word(file, scratch), source, scratch)
    except Exception as error:
        return "failed", [f"{type(error).__name__}: {error}"]


def command(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--here", action="store_true", help="those of the programs on this machine, too")
    parser.add_argument("--input", type=Path, default=SEED, help="what the packets are of")
    given = parser.parse_args(arguments)
    source = given.input.resolve()
    bad = 0
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="letterheads-") as folder:
        scratch = Path(folder).resolve()
        files = [file for each in given.folders for file in found(each.resolve())] + [
            *(here(scratch) if given.here else ())
        ]
        os.chdir(scratch)
        for file in files:
            what, wrong = _one(file, source, scratch)
            bad += bool(wrong)
            print(f"{file}: {what}", *(f"    WRONG {each}" for each in wrong), sep="\n", flush=True)
    print(f"{len(files)} reference documents, {bad} with something wrong, {time.monotonic() - started:.0f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(command())
