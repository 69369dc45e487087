"""Nothing outside of the folders that were named is read, waited for, run or written to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest
from patience import PATIENCE
from samples import png
from test_batch import GOOD, ROOT, run, write_inputs

import briefgen
from briefgen.batch.remote import Mirror
from briefgen.batch.state import State
from briefgen.cli import main
from briefgen.diagnostics import UsageError
from briefgen.files import ForeignLink, confined, make_folder, open_plain, open_to_write, read_plain
from briefgen.packets import MANIFEST, without_password
from briefgen.readers.configuration import find_configuration

Captured = pytest.CaptureFixture[str]
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path / "inputs", "a")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*arguments: str) -> int:
    return main(["--to", "text", "--jobs", "1", *arguments, "inputs"])


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["..", "../x", "a/../../x", "/etc/passwd", "", ".", "a\\..\\x", "C:x", "a\0b"])
def test_a_name_that_leads_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        confined(tmp_path, name)


def test_a_name_below_a_folder_is_a_path_in_it(tmp_path: Path) -> None:
    assert confined(tmp_path, "asia/x.yaml") == tmp_path / "asia" / "x.yaml"


def test_an_object_whose_name_leads_out_of_its_address_is_left_in_the_store(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    memory.pipe_file("/desk/inputs/b.yaml", GOOD.read_bytes())
    listed = type(memory).find

    def find(self: object, path: str, **more: object) -> dict[str, dict[str, object]]:
        there: dict[str, dict[str, object]] = listed(self, path, **more)
        return {**there, "/desk/inputs/../../../../../precious": {"name": "x", "size": 1}}

    try:
        with monkeypatch.context() as patched:
            patched.setattr(type(memory), "find", find)
            patched.setattr(type(memory), "cat_file", lambda self, path, **_: GOOD.read_bytes())
            code = main(["--to", "text", "--jobs", "1", "memory://desk/inputs"])
    finally:
        memory.rm("/desk", recursive=True)
    shown = capsys.readouterr().err
    assert code == 0, shown
    assert (
        "warning BG771 an object's name leads out of the address, or is none that a file can have: '../../../../../precious'"
        in shown
    )
    assert list(folder.rglob("precious")) == []
    assert (folder / "outputs/b" / MANIFEST).is_file()


# --- links -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [".briefgen/lock", ".briefgen/holder.json", ".briefgen/state.json", "ledger.jsonl", "index.html"]
)
def test_nothing_is_written_through_a_link(folder: Path, name: str) -> None:
    assert build() == 0
    victim = folder / "victim"
    victim.write_text("precious")
    (folder / "outputs" / name).unlink(missing_ok=True)
    (folder / "outputs" / name).symlink_to(victim)
    build("--force")
    assert victim.read_text() == "precious"
    assert (folder / "outputs/a/a.txt").is_file()


@pytest.mark.parametrize("name", [".briefgen", "a"])
def test_no_folder_below_the_output_folder_may_be_a_link(folder: Path, capsys: Captured, name: str) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "outputs").mkdir()
    (folder / "outputs" / name).symlink_to(folder / "elsewhere")
    assert build() == 1
    assert f"{name} is a link, and no folder" in capsys.readouterr().err
    assert list((folder / "elsewhere").iterdir()) == []


def test_a_packet_is_not_removed_through_a_link(folder: Path) -> None:
    assert build() == 0
    (folder / "outputs/a").rename(folder / "elsewhere")
    (folder / "outputs/a").symlink_to(folder / "elsewhere")
    (folder / "inputs/a.yaml").unlink()
    write_inputs(folder / "inputs", "b")
    build("--prune")
    assert (folder / "elsewhere/a.txt").is_file()


# --- what is no plain file -------------------------------------------------------------------


@needs_pipes
def test_a_pipe_is_never_waited_for(folder: Path) -> None:
    """Each of these would keep a run waiting until somebody writes to it."""
    assert build() == 0
    write_inputs(folder / "inputs", "b")
    text = (folder / "inputs/b.yaml").read_text()
    assert "text: " in text
    (folder / "inputs/c.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n- headline: H\n  source: {name: S, kind: wire}\n"
        "  published: 2025-03-30\n  text_file: pipe.txt\n"
    )
    pipes = (
        "inputs/d.yaml",
        "inputs/pipe.txt",
        "pyproject.toml",
        "outputs/ledger.jsonl",
        "outputs/index.html",
        "outputs/.briefgen/holder.json",
        "outputs/.briefgen/state.json",
        "outputs/.briefgen/lock",
        "outputs/a/a.txt",
        f"outputs/a/{MANIFEST}",
    )
    for name in pipes:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
    refused = run("--jobs", "1", "inputs", folder=folder, timeout=PATIENCE)
    assert refused.returncode == 2
    assert "pyproject.toml: error BG801 cannot be read: it is a pipe" in refused.stderr
    (folder / "pyproject.toml").unlink()
    stopped = run("--jobs", "1", "inputs", folder=folder, timeout=PATIENCE)
    assert "BG750" in stopped.stderr  # a lock that is a pipe cannot be held
    (folder / "outputs/.briefgen/lock").unlink()
    done = run("--to", "text", "--jobs", "1", "inputs", folder=folder, timeout=PATIENCE)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "inputs/d.yaml: error BG001 cannot be read: it is a pipe" in done.stderr
    assert (folder / "outputs/a/a.txt").is_file()
    assert (folder / "outputs/b/b.txt").is_file()


@needs_pipes
@pytest.mark.parametrize("option", ["--theme", "--template", "--config"])
def test_a_pipe_in_the_place_of_an_option_s_file_is_not_waited_for(folder: Path, option: str) -> None:
    os.mkfifo(folder / "pipe.yaml")
    done = run(option, "pipe.yaml", "inputs", folder=folder, timeout=PATIENCE)
    assert done.returncode in (1, 2)
    assert "pipe.yaml" in done.stderr
    assert "Traceback" not in done.stderr


@needs_pipes
def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for name, follow in (("pipe", True), (".", True), ("link", False)):
        with pytest.raises(OSError, match="no plain file"):
            open_plain(tmp_path / name, follow=follow)
    with open_plain(tmp_path / "link") as file:
        assert file.read() == b"x"
    with pytest.raises(OSError):
        open_to_write(tmp_path / "link", os.O_RDWR)


def test_folders_are_made_where_none_is_a_link(tmp_path: Path) -> None:
    make_folder(tmp_path / "out", tmp_path / "out/a/b")
    assert (tmp_path / "out/a/b").is_dir()
    (tmp_path / "out/l").symlink_to(tmp_path)
    with pytest.raises(OSError, match="l is a link"):
        make_folder(tmp_path / "out", tmp_path / "out/l/b")


# --- code and settings of others -------------------------------------------------------------


@pytest.mark.parametrize("name", [".reportlab_mods", ".reportlab_settings"])
def test_what_lies_in_the_home_folder_is_not_run(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    program = "import briefgen.writers.pdf, sys; print(sorted(m for m in sys.modules if m.startswith('reportlab_')))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    assert not (tmp_path / "ran").exists()


def foreign(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file belong to another user than the one who runs this."""
    if not hasattr(os, "geteuid"):
        pytest.skip("files have no owners here")
    if os.geteuid() == 0:
        os.chown(path, 4711, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    monkeypatch.delenv("SUDO_UID", raising=False)


@pytest.mark.parametrize("name", ["briefgen.toml", "pyproject.toml"])
def test_another_user_s_configuration_is_refused_unless_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str
) -> None:
    path = folder / name
    path.write_text('[tool.briefgen]\nout = "theirs"\n' if name == "pyproject.toml" else 'out = "theirs"\n')
    (folder / "below").mkdir()
    shutil.copytree(folder / "inputs", folder / "below/inputs")
    monkeypatch.chdir(folder / "below")
    foreign(path, monkeypatch)
    assert build() == 2
    shown = capsys.readouterr().err
    assert "error BG803 the configuration belongs to another user" in shown
    assert "BRIEFGEN_CONFIG=" in shown
    assert not (folder / "theirs").exists()
    monkeypatch.setenv("BRIEFGEN_CONFIG", str(path))
    assert build() == 0
    assert (folder / "theirs/a" / MANIFEST).is_file()


def test_ones_own_configuration_is_found(folder: Path) -> None:
    (folder / "briefgen.toml").write_text("strict = false\n")
    assert find_configuration(folder) == folder / "briefgen.toml"


# --- links of others -------------------------------------------------------------------------

STRANGER = 4711


class Owned:
    """A file's status, but for its owner."""

    def __init__(self, status: os.stat_result, owner: int) -> None:
        self.status, self.st_uid = status, owner

    def __getattr__(self, name: str) -> object:
        return getattr(self.status, name)


def belongs_to_stranger(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Let these links, folders and files belong to somebody else."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("nothing here says what a handle is of")
    theirs = {str(path) for path in paths}
    lstat, fstat = os.lstat, os.fstat

    def named(handle: int) -> Path:
        return Path(f"/proc/self/fd/{handle}").readlink()

    def owned_lstat(path: Any, *, dir_fd: int | None = None) -> object:
        status = lstat(path, dir_fd=dir_fd)
        whole = Path(path) if dir_fd is None else named(dir_fd) / path
        return Owned(status, STRANGER) if str(whole) in theirs else status

    def owned_fstat(handle: int) -> object:
        status = fstat(handle)
        return Owned(status, STRANGER) if str(named(handle)) in theirs else status

    monkeypatch.setattr(os, "lstat", owned_lstat)
    monkeypatch.setattr(os, "fstat", owned_fstat)


def linked(path: Path, target: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return path


needs_owners = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")


@needs_owners
def test_a_link_is_followed_for_who_may_read_what_it_leads_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, shared = tmp_path / "secret", tmp_path / "shared"
    for each in (secret, shared):
        each.write_text(each.name)
    mine = linked(tmp_path / "mine", secret)
    theirs = linked(tmp_path / "theirs", shared)
    foreign_link = linked(tmp_path / "foreign", secret)
    chained = linked(tmp_path / "chained", foreign_link)
    belongs_to_stranger(monkeypatch, theirs, shared, foreign_link)
    assert read_plain(mine) == b"secret"
    assert read_plain(theirs) == b"shared"
    for each in (foreign_link, chained):
        with pytest.raises(ForeignLink, match="belongs to user 4711"):
            read_plain(each)


@needs_owners
def test_each_link_of_a_path_is_asked_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home/mine").mkdir(parents=True)
    (tmp_path / "home/mine/secret").write_text("secret")
    (tmp_path / "drop").mkdir()
    link = linked(tmp_path / "drop/folder", Path("../home/mine"))
    monkeypatch.chdir(tmp_path)
    for path in ("drop/folder/secret", "drop/./folder/../mine/secret", tmp_path / "drop//folder/secret"):
        assert read_plain(path) == b"secret"
    belongs_to_stranger(monkeypatch, link)
    for path in ("drop/folder/secret", tmp_path / "drop/folder/secret", "drop/folder/../mine/secret"):
        with pytest.raises(ForeignLink, match="drop/folder belongs to"):
            open_plain(path)


@needs_owners
def test_links_that_go_round_end(tmp_path: Path) -> None:
    linked(tmp_path / "a", tmp_path / "b")
    linked(tmp_path / "b", tmp_path / "a")
    with pytest.raises(OSError, match="symbolic links"):
        read_plain(tmp_path / "a")


@needs_owners
def test_a_folder_that_is_swapped_for_a_link_while_it_is_asked_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may write to a folder can do so between any two calls: here right after the question what it is."""
    drop = tmp_path / "drop"
    (tmp_path / "home").mkdir()
    (tmp_path / "home/x").write_text("secret")
    (drop / "sub").mkdir(parents=True)
    (drop / "sub/x").write_text("theirs")
    linked(drop / "link", tmp_path / "home")
    asked = os.lstat

    def swapping(path: Any, *, dir_fd: int | None = None) -> object:
        status = asked(path, dir_fd=dir_fd)
        if Path(path).name == "sub" and not (drop / "aside").exists():
            (drop / "sub").rename(drop / "aside")
            (drop / "link").rename(drop / "sub")
        return status

    assert read_plain(drop / "sub/x") == b"theirs"
    monkeypatch.setattr(os, "lstat", swapping)
    with pytest.raises(OSError, match=r"symbolic|directory"):
        read_plain(drop / "sub/x")
    assert (drop / "sub").is_symlink()


@needs_owners
def test_a_stranger_s_link_in_the_inputs_folder_shows_nobody_s_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    secret = folder / "home/secret.yaml"
    secret.parent.mkdir()
    secret.write_text("title: QZXCANARY\ndate: 2025-03-30\nQZXFIELD: 1\n")
    link = linked(folder / "inputs/b.yaml", secret)
    belongs_to_stranger(monkeypatch, link)
    assert build() == 1
    shown = "".join(capsys.readouterr())
    assert "inputs/b.yaml: error BG001 cannot be read: the link " in shown
    assert f"{link} belongs to user 4711, and what it leads to does not; if it is meant, name what it leads to" in shown
    assert "QZX" not in shown
    assert not any(b"QZX" in path.read_bytes() for path in (folder / "outputs").rglob("*") if path.is_file())
    assert (folder / "outputs/a" / MANIFEST).is_file()


@needs_owners
def test_a_stranger_s_link_is_no_text_of_an_article(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (folder / "inputs/mine.txt").write_text("QZXCANARY\n")
    link = linked(folder / "inputs/theirs.txt", Path("mine.txt"))
    text = "title: T\ndate: 2025-03-30\narticles: [{headline: H, text_file: theirs.txt, source: {name: N}}]\n"
    (folder / "inputs/b.yaml").write_text(text)
    assert build() == 0
    belongs_to_stranger(monkeypatch, link)
    assert build("--force") == 1
    shown = "".join(capsys.readouterr())
    assert "error BG009 text file theirs.txt: cannot be read: the link " in shown
    assert "QZX" not in shown


LOOK = {
    "letterhead.docx": ("reference_docx: letterhead.docx\n", "BG616"),
    "logo.png": ("logo: {file: logo.png, alt: A}\n", "BG622"),
    "own.ttf": ("fonts: {fallback: [{name: Own, regular: own.ttf}]}\n", "BG614"),
}


@needs_owners
@pytest.mark.parametrize("name", LOOK)
def test_no_letterhead_picture_or_font_is_read_through_a_stranger_s_link(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, name: str
) -> None:
    theme, code = LOOK[name]
    (folder / "looks").mkdir()
    (folder / "looks/own.yaml").write_text(theme)
    target = folder / name
    if name == "letterhead.docx":
        docx.Document().save(str(target))
    else:
        shutil.copy(ROOT / "briefgen/fonts/NotoSansHebrew-Regular.ttf", target)
        if name == "logo.png":
            target.write_bytes(png(20, 10))
    link = linked(folder / "looks" / name, target)
    arguments = ("--theme", "looks/own.yaml", "--to", "docx")
    assert main(["--jobs", "1", *arguments, "inputs"]) == 0
    belongs_to_stranger(monkeypatch, link)
    capsys.readouterr()
    assert main(["--jobs", "1", "--force", *arguments, "inputs"]) == 1
    shown = "".join(capsys.readouterr())
    assert f"error {code} " in shown
    assert "belongs to user 4711" in shown


@needs_owners
def test_no_picture_of_a_template_is_read_through_a_stranger_s_link(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (folder / "looks").mkdir()
    (folder / "looks/own.md.j2").write_text("# {{ briefing.title }}\n\n![A sign](sign.png)\n")
    (folder / "looks/target.png").write_bytes(png(20, 10))
    link = linked(folder / "looks/sign.png", Path("target.png"))
    assert build("--template", "looks/own.md.j2") == 0
    belongs_to_stranger(monkeypatch, link)
    capsys.readouterr()
    assert build("--template", "looks/own.md.j2", "--force") == 1
    shown = "".join(capsys.readouterr())
    assert "belongs to user 4711" in shown


def test_a_text_that_a_manifest_names_outside_of_its_input_s_folder_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write a manifest would have the digest of any file in the state."""
    (folder / "inputs/mine.txt").write_text("Words.\n")
    text = "title: T\ndate: 2025-03-30\narticles: [{headline: H, text_file: mine.txt, source: {name: N}}]\n"
    (folder / "inputs/a.yaml").write_text(text)
    (folder / "secret").write_text("secret")
    assert build() == 0
    path = folder / "outputs/a" / MANIFEST
    path.write_bytes(path.read_bytes().replace(b"mine.txt", b"../secret"))
    shutil.rmtree(folder / "outputs/.briefgen")
    opened: list[str] = []
    sha = State.sha256
    monkeypatch.setattr(State, "sha256", lambda *a, **k: opened.append(str(a[2])) or sha(*a, **k))  # type: ignore[func-returns-value]
    assert build() == 0
    assert opened
    assert not any("secret" in each for each in opened)


# --- addresses -------------------------------------------------------------------------------


def test_an_address_in_the_configuration_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    (folder / "briefgen.toml").write_text('out = "memory://desk/outputs"\n')
    try:
        assert build() == 0
        assert memory.exists("/desk/outputs/a/a.txt")
    finally:
        memory.rm("/desk", recursive=True)
    assert sorted(path.name for path in folder.iterdir()) == ["briefgen.toml", "cache", "inputs"]


@pytest.mark.parametrize("call", ["watch", "library"])
def test_where_no_address_can_be_built_to_it_is_refused(folder: Path, capsys: Captured, call: str) -> None:
    address = "s3://desk:secret@bucket/outputs"
    if call == "watch":
        assert main(["watch", "--out", address, "inputs"]) == 2
        words = capsys.readouterr().err
    else:
        with pytest.raises(UsageError) as caught:
            briefgen.build("inputs/a.yaml", out=address)
        words = str(caught.value)
    assert "BG765 an address cannot be built to here" in words
    assert "secret" not in words
    assert sorted(path.name for path in folder.iterdir()) == ["inputs"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("https://desk:secret@host/x", "https://host/x"),
        ("failed: ftp://desk:se@cret@host/x twice", "failed: ftp://host/x twice"),
        ("s3:/a:secret@bucket", "s3:/bucket"),
        ("mail desk@example.org", "mail desk@example.org"),
        ("s3://bucket/a@b", "s3://bucket/a@b"),
    ],
)
def test_a_password_in_an_address_is_never_shown(words: str, shown: str) -> None:
    assert without_password(words) == shown


def test_a_password_is_in_no_message_and_no_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    assert build("--out", "nothing-opens://desk:secret@host/outputs") == 2
    assert "secret" not in capsys.readouterr().err
    memory = Mirror("memory://desk:secret@host/outputs/")
    assert memory.address == "memory://host/outputs"
