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

from briefgen import files
from briefgen.annotate.folder import Folder
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
    "borders.geojson",
    "templates/packet/packet.md.j2",
    "templates/packet/bottom-line.md.j2",
    "templates/locales/fr.po",
)
"""What is read, by its path in the folder of the run."""
FOLDERS = ("templates", "templates/packet", "templates/locales")
"""What is looked into."""
BORDERS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"iso_a2": "JP"}, "geometry": '
    '{"type": "Polygon", "coordinates": [[[130, 30], [140, 30], [140, 40], [130, 30]]]}}]}'
)
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


def _huge(path: Path) -> None:
    """A file of a TiB, which takes no room on the disk."""
    path.touch(mode=0o600)
    os.truncate(path, 2**40)


KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a socket": _socket,
    "an endless device": lambda path: path.symlink_to("/dev/zero"),
    "a folder with files": lambda path: shutil.copytree("kept", path),
    "a link to nothing here": lambda path: path.symlink_to(Path.cwd() / "new"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link outside": lambda path: path.symlink_to(Path.cwd().parent / "precious"),
    "a huge file": _huge,
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
        "fonts: {text: {name: House, regular: house.ttf}}\nmap: {borders: {file: borders.geojson}}\n"
    )
    (here / "borders.geojson").write_text(BORDERS)
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


class Overdue(BaseException):
    """A run that waits without end; no OSError, which a run would report and go on."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Overdue after so many seconds, whatever is being waited for."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Overdue(f"after {seconds} s")

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
    "larger than",
    "more than",
    "too large",
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


# --- what other commands read ----------------------------------------------------------------

ASKED = {
    "past.yaml": ("new", "next", "--previous", "past.yaml", "--out", "made"),
    "talks.txt": ("new", "next", "--article", "talks.txt", "--out", "made"),
    "talks.html": ("import", "talks.html", "--new", "next", "--out", "made"),
    "labels.toml": ("import", "brat.json", "--labels", "labels.toml", "--new", "next", "--out", "made"),
    "returned.docx": ("review", "returned.docx", "--input", "inputs/b.yaml"),
    "inputs/b.yaml": ("review", "letterhead.docx", "--input", "inputs/b.yaml"),
    "register.yaml": ("register", "inputs/b.yaml"),
    "past/c.yaml": ("suggest", "inputs/a.yaml", "--from", "past/c.yaml"),
    "old.briefing.json": ("diff", "old.briefing.json", "inputs/a.yaml"),
    "new.yaml": ("diff", "inputs/a.yaml", "new.yaml"),
    "inputs/d.yaml": ("drafts", "inputs/d.yaml", "--accept-complete"),
    "held.yaml": ("calibration", "held.yaml"),
    "desk.pub": ("verify", "--key", "desk.pub", "outputs"),
    "inputs/e.yaml": ("check", "inputs/e.yaml"),
}
"""A file and the command that is given it."""
TAKE_FOLDERS = ("review", "diff", "calibration", "check", "suggest")
"""Commands that take a folder as well as a file."""


@pytest.mark.parametrize("name", ASKED)
def test_what_is_no_file_is_asked_of_no_command(folder: Path, capsys: Captured, name: str) -> None:
    (folder / "brat.json").write_text('[{"id": 1, "data": {"text": "They met."}, "annotations": []}]')
    assert build() == 0, capsys.readouterr().err
    for kind in KINDS:
        if kind == "a link outside":
            continue
        if kind == "a folder with files" and ASKED[name][0] in TAKE_FOLDERS:
            continue
        put(kind, folder / name)
        is_refused(kind, name, capsys)
        nothing_is_lost(folder)
        assert not (folder / "made").exists()


def is_refused(kind: str, name: str, capsys: Captured) -> None:
    with within(_SECONDS):
        try:
            code = main([*ASKED[name]])
        except SystemExit as stopped:
            code = int(str(stopped.code))
    shown = "".join(capsys.readouterr())
    assert "Traceback" not in shown and "BG900" not in shown and "MemoryError" not in shown
    assert code in (1, 2), (kind, shown)
    assert Path(name).name in shown, (kind, shown)
    assert any(words in shown for words in SAID), (kind, shown)


@pytest.mark.parametrize("end", ["", "-journal", "-wal", "-shm"])
def test_what_lies_in_the_place_of_the_archive_s_files_is_never_opened(
    folder: Path, capsys: Captured, end: str
) -> None:
    """SQLite itself would wait for a pipe that stands where it looks for a journal."""
    assert build() == 0, capsys.readouterr().err
    assert asked_for("met") == 0
    for kind in KINDS:
        put(kind, folder / f"outputs/.briefgen/archive.sqlite{end}")
        capsys.readouterr()
        code = asked_for("met")
        shown = capsys.readouterr()
        if kind == "a folder with files":  # which is somebody's
            assert (code == 1 and "BG774" in shown.err) or "They met" in shown.out, (code, shown.err)
            shutil.rmtree(folder / f"outputs/.briefgen/archive.sqlite{end}", ignore_errors=True)
        else:
            assert code == 0, (kind, shown.err)
            assert "They met" in shown.out, kind
        nothing_is_lost(folder)


def asked_for(word: str) -> int:
    with within(_SECONDS):
        return main(["search", word])


def test_the_page_s_list_of_inputs_waits_for_none_of_them(folder: Path) -> None:
    for number, kind in enumerate(KINDS):
        put(kind, folder / f"inputs/odd{number}.yaml")
    with within(_SECONDS):
        listed = Folder(folder / "inputs").listed()
    titles = {Path(each["path"]).name: each["title"] for each in listed}
    assert titles["a.yaml"] == "T"
    assert {f"odd{number}.yaml" for number, kind in enumerate(KINDS) if kind != "a folder with files"} <= set(titles)


def test_a_file_that_grows_while_it_is_read_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_READ", 1000)
    grown = tmp_path / "grown"
    grown.write_bytes(b"x" * 900)
    fstat = os.fstat

    def growing(handle: int) -> os.stat_result:
        status = fstat(handle)
        with grown.open("ab") as more:
            more.write(b"y" * 60)
        return status

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(files.TooLarge, match="larger than"):
        files.read_plain(grown)
    grown.write_bytes(b"x" * 700)
    assert files.read_plain(grown).startswith(b"x" * 700 + b"y" * 60)
