"""Something else lies where briefgen reads or writes a file: it is reported, and never waited for, written through or a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from docx import Document
from samples import png
from test_batch import GOOD, ROOT
from test_signing import openssl_keys

from briefgen.cli import main
from briefgen.packets import MANIFEST, SIGNATURE

Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="needs named pipes, and a clock that interrupts"
)
_SECONDS = 100.0
"""Far more than a run takes; a pipe would be waited for without end."""
PRECIOUS = "title: precious\n"
READ = (
    "inputs/a.yaml",
    "inputs/words.txt",
    "briefgen.toml",
    "pyproject.toml",
    "names.toml",
    "register.yaml",
    "desk.key",
    "house.yaml",
    "letterhead.docx",
    "logo.png",
    "house.ttf",
    "templates/packet/packet.md.j2",
    "templates/packet/bottom-line.md.j2",
    "templates/locales/fr.po",
)
"""What is read, by its path in the folder of the run."""
FOLDERS = ("templates", "templates/packet", "templates/locales")
"""What is looked into."""
SETTINGS = 'names = "names.toml"\nregister = "register.yaml"\nsign = "desk.key"\n'
WRITTEN = (
    "outputs/ledger.jsonl",
    "outputs/index.html",
    "outputs/.briefgen/state.json",
    "outputs/.briefgen/lock",
    "outputs/.briefgen/holder.json",
    f"outputs/a/{MANIFEST}",
    f"outputs/a/{SIGNATURE}",
    "outputs/a/a.txt",
    "outputs/a/a.json",
)
"""What is read back and written."""


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name has room for a hundred characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a socket": _socket,
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a folder with files": lambda path: shutil.copytree("kept", path),
    "a link to nothing here": lambda path: path.symlink_to(Path.cwd() / "new"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link outside": lambda path: path.symlink_to(Path.cwd().parent / "precious"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "here"
    (here / "inputs").mkdir(parents=True)
    (here / "kept").mkdir()
    (here / "kept/mine.txt").write_text(PRECIOUS)
    (tmp_path / "precious").write_text(PRECIOUS)
    shutil.copytree(ROOT / "templates", here / "templates")
    (here / "templates/locales").mkdir()
    (here / "templates/locales/fr.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgid "Outlook"\nmsgstr "Suite"\n'
    )
    (here / "house.yaml").write_text(
        "name: House\nreference_docx: letterhead.docx\nlogo: {file: logo.png, alt: Arms}\n"
        "fonts: {text: {name: House, regular: house.ttf}}\n"
    )
    Document().save(str(here / "letterhead.docx"))
    (here / "logo.png").write_bytes(png())
    shutil.copy(ROOT / "briefgen/fonts/NotoSans-Regular.ttf", here / "house.ttf")
    (here / "names.toml").write_text('[countries]\n"Our neighbour" = "Japan"\n')
    (here / "register.yaml").write_text("actors:\n  - name: Gen Nakatani\n")
    openssl_keys(here, "desk")
    (here / "briefgen.toml").write_text(SETTINGS)
    (here / "inputs/words.txt").write_text("They met.\n")
    (here / "inputs/a.yaml").write_text(
        "title: T\nlanguage: fr\ndate: 2025-03-30\nbottom_line: They met.\narticles:\n- headline: H\n"
        "  source: {name: S, kind: wire}\n  published: 2025-03-30\n  text_file: words.txt\n"
    )
    (here / "inputs/b.yaml").write_bytes(GOOD.read_bytes())
    monkeypatch.chdir(here)
    return here


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """TimeoutError after so many seconds, whatever is being waited for."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"after {seconds} s")

    assert threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def build(*more: str) -> int:
    with within(_SECONDS):
        return main(["--to", "text,json", "--jobs", "1", "--theme", "house.yaml", *more, "inputs"])


def put(kind: str, path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    KINDS[kind](path)


def nothing_is_lost(folder: Path) -> None:
    assert (folder.parent / "precious").read_text() == PRECIOUS
    assert (folder / "kept/mine.txt").read_text() == PRECIOUS
    assert not (folder / "new").exists()


@pytest.mark.parametrize("name", READ)
def test_what_is_no_file_is_not_read(folder: Path, capsys: Captured, name: str) -> None:
    if name == "pyproject.toml":  # which is read where there is no other configuration
        (folder / "briefgen.toml").unlink()
    for kind in KINDS:
        if kind == "a link outside":  # one's own link leads where one wants
            continue
        put(kind, folder / name)
        if name == "inputs/a.yaml" and kind == "a folder with files":  # of which some may be inputs
            continue
        is_reported(kind, name, capsys)
        nothing_is_lost(folder)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_no_folder_is_not_passed_over(folder: Path, capsys: Captured, name: str) -> None:
    for kind in KINDS:
        if kind == "a folder with files":
            continue
        put(kind, folder / name)
        is_reported(kind, name, capsys)
        nothing_is_lost(folder)


def is_reported(kind: str, name: str, capsys: Captured) -> None:
    try:
        code = build("--force")
    except SystemExit as stopped:
        code = int(str(stopped.code))
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "BG900" not in shown
    assert code in (1, 2), (kind, shown)
    assert Path(name).name in shown, (kind, shown)
    assert any(words in shown for words in SAID), (kind, shown)


SAID = (
    "it is a ",
    "no folder",
    "No such file",
    "symbolic links",
    "there is no such",
    "not a file beside",
    "no file beside",
    "lies outside",
)
"""What is said of it."""


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_no_file_is_not_written_to(folder: Path, capsys: Captured, name: str) -> None:
    assert build() == 0, capsys.readouterr().err
    for kind in KINDS:
        put(kind, folder / name)
        code = build("--force")
        shown = capsys.readouterr().err
        assert "Traceback" not in shown
        assert code in (0, 1), (kind, shown)
        assert code == 0 or Path(name).name in shown or "BG750" in shown, (kind, shown)
        nothing_is_lost(folder)
        if kind == "a folder with files":
            kept = [path for path in (folder / "outputs").rglob("mine.txt") if path.read_text() == PRECIOUS]
            assert kept, (kind, shown)
