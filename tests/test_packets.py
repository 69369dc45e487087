"""Where packets lie, and that their files appear whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from finished import is_complete

from briefgen.diagnostics import OutputError
from briefgen.packets import (
    MANIFEST,
    InputFile,
    file_of,
    find_sources,
    manifest,
    mirror_of,
)
from briefgen.placing import write_packet

SOURCE = InputFile("inputs/asia/x.yaml", "asia/x")


def manifest_for(files: dict[str, bytes]) -> bytes:
    return manifest(
        SOURCE,
        ingredients={"input": "0" * 64},
        options={},
        versions={},
        files=[file_of(name, data) for name, data in files.items()],
        counts={},
        findings=[],
    )


def write(folder: Path, files: dict[str, bytes]) -> None:
    write_packet(folder, files, manifest_for(files))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "words", ['“a”\n\t\\"', "\x7f\u2028\x01", "日本", "half \udc80 of a character", "\ud83d", "\U0001f600", ""]
)
def test_a_manifest_is_indented_json_whatever_words_are_in_it(words: str) -> None:
    content = {"empty": {}, "none": [], words: [words, {"list": [1, -2.5, None, True]}]}
    written = manifest(
        SOURCE, ingredients={}, options=content, versions={}, files=[], counts={}, findings=[], about={"a": words}
    )
    known = json.loads(written)
    assert (known["about"], known["options"]) == ({"a": words}, content)
    assert written == (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


# --- where packets lie -----------------------------------------------------------------------


@pytest.mark.parametrize("given", ["inputs", "inputs/asia", "inputs/asia/x.yaml", "./inputs//asia/../asia/x.yaml"])
def test_an_input_has_one_packet_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inputs/asia").mkdir(parents=True)
    (tmp_path / "inputs/asia/x.yaml").touch()
    sources, findings = find_sources([given])
    assert ([source.mirror for source in sources], findings) == (["asia/x"], [])
    assert sources[0].name == "asia/x.yaml"


def test_an_input_has_the_same_packet_from_inside_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inputs/asia").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "inputs/asia")
    assert mirror_of("x.yaml") == "asia/x"


def test_without_an_inputs_folder_the_given_folder_is_mirrored(tmp_path: Path) -> None:
    (tmp_path / "drafts/asia").mkdir(parents=True)
    (tmp_path / "drafts/asia/x.yml").touch()
    sources, _ = find_sources([str(tmp_path / "drafts")])
    assert [source.mirror for source in sources] == ["asia/x"]
    sources, _ = find_sources([str(tmp_path / "drafts/asia/x.yml")])
    assert [source.mirror for source in sources] == ["x"]


def test_folders_are_searched_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.yaml", "a/z.yml", "a/.hidden.yaml", ".git/c.yaml", "notes.txt", "B.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    sources, findings = find_sources([str(tmp_path), str(tmp_path / "b.yaml")])
    assert [source.mirror for source in sources] == ["B", "b", "a/z"]
    assert findings == []


def test_a_folder_without_inputs_is_a_finding(tmp_path: Path) -> None:
    sources, findings = find_sources([str(tmp_path)])
    assert sources == []
    assert [found.code for found in findings] == ["BG020"]


def test_two_inputs_never_fill_one_packet(tmp_path: Path) -> None:
    for name in ("x.yaml", "x.yml"):
        (tmp_path / name).touch()
    sources, findings = find_sources([str(tmp_path)])
    assert [source.path for source in sources] == [str(tmp_path / "x.yaml")]
    assert [(found.code, found.place.path) for found in findings] == [("BG022", str(tmp_path / "x.yml"))]


@pytest.mark.parametrize("name", ["C.Json", "c.json", "c.yaml.txt", "c.YML.TXT"])
@pytest.mark.parametrize(
    "text",
    ['{"title": "Talks", "articles": []}', '{\n  "articles": [\n]}', "title: Talks\narticles:\n", '"articles":\n'],
)
def test_an_input_that_is_not_called_like_one_is_reported(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "a.yaml").touch()
    sources, findings = find_sources([str(tmp_path)])
    assert [source.path for source in sources] == [str(tmp_path / "a.yaml")]
    assert [(found.code, found.place.path) for found in findings] == [("BG032", str(tmp_path / name))]
    assert f"Rename it {name[0]}.yaml" in findings[0].hint
    named, _ = find_sources([str(tmp_path / name)])
    assert [source.path for source in named] == [str(tmp_path / name)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package.json", '{"name": "talks", "about": "our articles"}'),
        ("a.briefing.json", '{"articles": []}'),
        (".hidden.json", '{"articles": []}'),
        ("notes.txt", "articles: three"),
        ("notes.yaml.txt", "more articles: three"),
    ],
)
def test_other_files_in_a_folder_of_inputs_are_nobody_s_business(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "a.yaml").touch()
    assert find_sources([str(tmp_path)])[1] == []


# --- writing ---------------------------------------------------------------------------------


def test_a_packet_holds_its_files_and_a_manifest_that_names_them(tmp_path: Path) -> None:
    write(tmp_path / "asia/x", {"x.docx": b"word", "x.pdf": b"pages"})
    assert names(tmp_path / "asia/x") == [MANIFEST, "x.docx", "x.pdf"]
    content = json.loads((tmp_path / "asia/x" / MANIFEST).read_text("utf-8"))
    assert [(f["name"], f["size"]) for f in content["files"]] == [("x.docx", 4), ("x.pdf", 5)]
    assert content["input"] == "asia/x.yaml"
    assert is_complete(tmp_path / "asia/x")


def test_a_packet_whose_file_was_changed_is_not_complete(tmp_path: Path) -> None:
    write(tmp_path, {"x.pdf": b"pages"})
    (tmp_path / "x.pdf").write_bytes(b"PAGES")
    assert not is_complete(tmp_path)


def test_a_file_of_an_earlier_build_does_not_stay_beside_newer_ones(tmp_path: Path) -> None:
    write(tmp_path, {"x.docx": b"word", "x.pdf": b"pages"})
    write(tmp_path, {"x.pdf": b"new pages"})
    assert names(tmp_path) == [MANIFEST, "x.pdf"]


def test_a_file_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"x.docx": b"word", "x.pdf": b"pages"})
    (tmp_path / "x.docx").write_bytes(b"edited")
    write(tmp_path, {"x.pdf": b"new pages"})
    assert (tmp_path / "x.docx").read_bytes() == b"edited"


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_full_disk_leaves_the_last_good_packet_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, failing: int
) -> None:
    write(tmp_path, {"x.docx": b"word", "x.pdf": b"pages"})
    real, calls = getattr(os, call), []

    def full(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments)

    monkeypatch.setattr(os, call, full)
    with pytest.raises(OutputError) as caught:
        write(tmp_path, {"x.docx": b"new word", "x.pdf": b"new pages"})
    assert [found.code for found in caught.value.diagnostics] == ["BG751"]
    assert names(tmp_path) == [MANIFEST, "x.docx", "x.pdf"]
    assert (tmp_path / "x.docx").read_bytes() == b"word"
    assert is_complete(tmp_path)


def test_a_write_that_takes_only_a_part_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data)[:3]))
    write(tmp_path, {"x.pdf": b"many pages"})
    assert (tmp_path / "x.pdf").read_bytes() == b"many pages"


def test_a_size_limit_of_the_system_is_a_finding(tmp_path: Path) -> None:
    script = """if True:
        import pathlib, resource, sys
        from briefgen.diagnostics import OutputError
        from briefgen.placing import write_packet
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_packet(pathlib.Path(sys.argv[1], "x"), {"x.pdf": b"x" * 5000}, b"{}")
        except OutputError as error:
            print(error.diagnostics[0].code)
    """
    pytest.importorskip("resource", reason="the system has no limits to set")
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "BG751"
    assert not (tmp_path / "x").exists()


def test_an_output_folder_that_is_a_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("not a folder")
    with pytest.raises(OutputError) as caught:
        write(tmp_path / "outputs/x", {"x.pdf": b"pages"})
    assert [found.code for found in caught.value.diagnostics] == ["BG750"]


@pytest.mark.parametrize(
    ("folder", "umask", "private", "rights"),
    [
        (0o755, 0o022, False, 0o644),
        (0o755, 0o027, False, 0o640),
        (0o750, 0o022, False, 0o640),
        (0o700, 0o022, False, 0o600),
        (0o755, 0o022, True, 0o640),
        (0o777, 0o000, True, 0o660),
    ],
)
def test_files_are_open_to_whom_their_folder_is_open_to(
    tmp_path: Path, folder: int, umask: int, private: bool, rights: int
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(folder)
    before = os.umask(umask)
    try:
        files = {"x.pdf": b"pages"}
        write_packet(tmp_path / "out/x", files, manifest_for(files), root=tmp_path / "out", private=private)
    finally:
        os.umask(before)
    found = {path.stat().st_mode & 0o777 for path in (tmp_path / "out/x").iterdir()}
    assert found == {rights}


def test_an_output_folder_that_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    files = {"x.pdf": b"pages"}
    write_packet(tmp_path / "out/asia/x", files, manifest_for(files), root=tmp_path / "out")
    paths = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}
