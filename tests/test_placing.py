"""A packet's files change their places together, and nothing that is not ours is overwritten or removed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from finished import is_complete
from test_packets import manifest_for, names, write

from briefgen.diagnostics import OutputError
from briefgen.packets import MANIFEST, read_manifest
from briefgen.placing import end_move, write_packet

OLD = {"x.docx": b"old word", "x.pdf": b"old pages", "x.txt": b"old text"}
NEW = {"x.docx": b"new word", "x.pdf": b"new pages", "x.txt": b"new text"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def built(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if name != MANIFEST}


# --- what is not ours ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*OLD])
def test_every_file_that_was_changed_is_kept_under_another_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, OLD)
    (tmp_path / name).write_bytes(b"with remarks")
    files = dict(NEW)
    kept = write_packet(tmp_path, files, manifest_for(files))
    stem, suffix = name.split(".")
    assert kept == [f"{stem}.edited.{suffix}"]
    assert built(tmp_path) == {**NEW, kept[0]: b"with remarks"}
    assert is_complete(tmp_path)


@pytest.mark.parametrize(
    "manifest",
    [None, b"", b"{", b'{"manifest": 1}', b'{"manifest": 2, "files": []}', b"[1]", b"[" * 100_000, b"\xff\xfe"],
    ids=["missing", "empty", "cut", "short", "of another version", "a list", "nested", "no text"],
)
def test_without_a_manifest_nothing_there_is_known(tmp_path: Path, manifest: bytes | None) -> None:
    write(tmp_path, OLD)
    (tmp_path / MANIFEST).unlink()
    if manifest is not None:
        (tmp_path / MANIFEST).write_bytes(manifest)
    write(tmp_path, NEW)
    kept = {f"x.edited.{name[2:]}": data for name, data in OLD.items()}
    aside = {"manifest.edited.json": manifest} if manifest else {}
    assert built(tmp_path) == {**NEW, **kept, **aside}
    assert is_complete(tmp_path)


def test_without_a_manifest_what_would_be_built_anyway_is_known(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    (tmp_path / MANIFEST).unlink()
    write(tmp_path, OLD)
    assert built(tmp_path) == OLD


def test_a_users_own_files_in_a_folder_for_output_are_kept(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"mine")
    (tmp_path / MANIFEST).write_text('{"name": "a web page", "icons": []}')
    write(tmp_path, NEW)
    mine = {"x.edited.docx": b"mine", "manifest.edited.json": b'{"name": "a web page", "icons": []}'}
    assert built(tmp_path) == {**NEW, **mine}


def test_an_empty_file_is_nobodys_work_and_is_not_kept(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    (tmp_path / "x.pdf").write_bytes(b"")
    write(tmp_path, NEW)
    assert built(tmp_path) == NEW


def test_a_changed_file_that_is_no_longer_made_stays(tmp_path: Path) -> None:
    write(tmp_path, {**OLD, "x.json": b"made", "x.html": b"made"})
    (tmp_path / "x.json").write_bytes(b"with remarks")
    write(tmp_path, NEW)
    assert built(tmp_path) == {**NEW, "x.json": b"with remarks"}


def test_copies_are_numbered(tmp_path: Path) -> None:
    for round_ in range(3):
        write(tmp_path, NEW)
        (tmp_path / "x.pdf").write_bytes(b"remark %d" % round_)
    write(tmp_path, NEW)
    kept = {"x.edited.pdf": b"remark 0", "x.edited2.pdf": b"remark 1", "x.edited3.pdf": b"remark 2"}
    assert built(tmp_path) == {**NEW, **kept}


def test_a_link_in_the_place_of_a_file_is_kept_and_what_it_leads_to_left(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("x.pdf", MANIFEST):
        (folder / name).symlink_to(victim)
    write(folder, NEW)
    assert victim.read_bytes() == b"precious"
    assert (folder / "x.edited.pdf").is_symlink()
    assert is_complete(folder)
    assert not (folder / MANIFEST).is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    for name in ("x.pdf", MANIFEST):
        os.mkfifo(tmp_path / name)
    write(tmp_path, NEW)
    assert is_complete(tmp_path)


def test_no_folder_below_the_root_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/asia").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError) as caught:
        write_packet(tmp_path / "out/asia/x", NEW, manifest_for(NEW), root=tmp_path / "out")
    assert "asia is a link" in caught.value.diagnostics[0].message
    assert names(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("name", ["../x.pdf", "/x.pdf", "..", "a/b", "a\\b"])
def test_a_file_is_put_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError):
        write(tmp_path / "out", {name: b"x"})
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize("name", ["../precious", "a/../../precious", "half of a character \ud83d", "ä" * 128])
def test_a_manifest_that_names_files_elsewhere_is_none(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    write(folder, OLD)
    content = json.loads((folder / MANIFEST).read_text())
    content["files"][0]["name"] = name
    (folder / MANIFEST).write_text(json.dumps(content))
    assert read_manifest(folder) is None


# --- all or nothing --------------------------------------------------------------------------


def refusing(monkeypatch: pytest.MonkeyPatch, refused: Callable[[int, Path], bool]) -> list[Path]:
    """Let renames fail as they do on a share where somebody has the file open; comes back: what was renamed."""
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(Path(target))
        if refused(len(calls), Path(target)):
            raise PermissionError(13, "The process cannot access the file", str(self), None, str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return calls


@pytest.mark.parametrize("refused", range(1, 6))
def test_a_refused_rename_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: int) -> None:
    write(tmp_path, {**OLD, "x.json": b"no longer made"})
    (tmp_path / "x.pdf").write_bytes(b"with remarks")
    before = contents(tmp_path)
    with monkeypatch.context() as patched:
        refusing(patched, lambda number, _: number == refused)
        with pytest.raises(OutputError) as caught:
            write(tmp_path, NEW)
    assert [found.code for found in caught.value.diagnostics] == ["BG750"]
    assert contents(tmp_path) == before
    write(tmp_path, NEW)
    assert built(tmp_path) == {**NEW, "x.edited.pdf": b"with remarks"}


def test_what_can_neither_be_ended_nor_taken_back_is_said_and_ended_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, OLD)
    with monkeypatch.context() as patched:
        refusing(patched, lambda number, target: number > 2)
        with pytest.raises(OutputError) as caught:
            write(tmp_path, NEW)
    (found,) = caught.value.diagnostics
    assert found.code == "BG766"
    assert "moving" in json.loads((tmp_path / MANIFEST).read_text())
    assert read_manifest(tmp_path) is None
    assert end_move(tmp_path) == []
    assert built(tmp_path) == NEW
    assert is_complete(tmp_path)


def half_moved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder as a run leaves it whose renames are refused, there and back."""
    write(folder, OLD)
    with monkeypatch.context() as patched:
        refusing(patched, lambda number, target: number > 2)
        with pytest.raises(OutputError):
            write(folder, NEW)


@pytest.mark.parametrize("loss", ["absent", "changed"])
def test_a_move_of_which_a_file_is_lost_is_not_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    half_moved(tmp_path, monkeypatch)
    part = next(path for path in sorted(tmp_path.glob("*.part")) if path.read_bytes() == NEW["x.txt"])
    part.unlink() if loss == "absent" else part.write_bytes(b"of somebody else")
    before = contents(tmp_path)
    assert end_move(tmp_path) == []
    assert contents(tmp_path) == before


def test_a_note_that_moves_what_no_run_left_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half_moved(tmp_path, monkeypatch)
    note = json.loads((tmp_path / MANIFEST).read_text())
    waiting = next(each for each in note["moving"]["after"] if (tmp_path / each["part"]).exists())
    (tmp_path / waiting["part"]).rename(tmp_path / "mine.txt")
    waiting["part"] = "mine.txt"
    (tmp_path / MANIFEST).write_text(json.dumps(note))
    before = contents(tmp_path)
    assert end_move(tmp_path) == []
    assert contents(tmp_path) == before


NOTES = {
    "of another version": lambda note: {**note, "manifest": note["manifest"] + 1},
    "that does not end with the manifest": lambda note: {
        **note,
        "moving": {**note["moving"], "after": note["moving"]["after"][:-1]},
    },
    "of nothing": lambda note: {**note, "moving": {**note["moving"], "after": []}},
}


@pytest.mark.parametrize("kind", NOTES)
def test_a_note_of_another_kind_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    half_moved(tmp_path, monkeypatch)
    note = NOTES[kind](json.loads((tmp_path / MANIFEST).read_text()))
    (tmp_path / MANIFEST).write_text(json.dumps(note))
    before = contents(tmp_path)
    assert end_move(tmp_path) == []
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["half of a character \ud83d", "ä" * 128])
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_note_of_names_that_no_file_can_have_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, name: str
) -> None:
    half_moved(tmp_path, monkeypatch)
    note = json.loads((tmp_path / MANIFEST).read_text())
    note["moving"][place][0]["name"] = name
    (tmp_path / MANIFEST).write_text(json.dumps(note))
    before = contents(tmp_path)
    assert end_move(tmp_path) == []
    assert contents(tmp_path) == before


class Killed(BaseException):
    pass


@pytest.mark.parametrize("instant", range(1, 7))
@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("newer", [False, True], ids=["the same again", "another input"])
def test_a_run_killed_at_any_rename_is_ended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instant: int, edited: bool, newer: bool
) -> None:
    """A process that is killed tidies nothing: it is made to leave by `os._exit` in a child."""
    write(tmp_path, {**OLD, "x.json": b"no longer made"})
    if edited:
        (tmp_path / "x.pdf").write_bytes(b"with remarks")
    child = os.fork() if hasattr(os, "fork") else pytest.skip("needs fork")
    if child == 0:
        refusing(monkeypatch, lambda number, _: number == instant and os._exit(0))  # type: ignore[func-returns-value]
        write(tmp_path, NEW)
        os._exit(0)
    os.waitpid(child, 0)
    files = {**NEW, "x.pdf": b"newest pages"} if newer else NEW
    write(tmp_path, files)
    for part in tmp_path.glob("*.part"):  # of a run that was killed before it said what was to come
        part.unlink()
    kept = {"x.edited.pdf": b"with remarks"} if edited else {}
    assert built(tmp_path) == {**files, **kept}
    assert is_complete(tmp_path)
