"""`briefgen new --template` and `--theme`: copies of what came with the program, which build as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefgen.cli import main
from briefgen.compose import load_template, load_theme
from briefgen.resources import packaged_templates, template_names, theme_names

GOOD = Path(__file__).parent / "cases" / "words_that_stay_words" / "input.yaml"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inputs").mkdir()
    shutil.copy(GOOD, tmp_path / "inputs/talks.yaml")
    return tmp_path


@pytest.mark.parametrize("name", template_names())
def test_a_template_is_copied_whole_under_a_name_of_its_own(folder: Path, capsys: Captured, name: str) -> None:
    assert main(["new", "note", "--template", name]) == 0
    shipped = packaged_templates() / name
    expected = {path.name.replace(f"{name}.md.j2", "note.md.j2") for path in shipped.iterdir()}
    assert {path.name for path in (folder / "templates/note").iterdir()} == expected
    assert "briefgen --template note inputs/" in capsys.readouterr().out
    copied = load_template("note")
    assert set(copied.ingredients) >= {f"templates/note/{each}" for each in expected}


def test_a_copy_of_the_packet_builds_the_same_words(folder: Path) -> None:
    main(["new", "note", "--template", "packet"])
    assert main(["build", "--to", "text", "inputs"]) == 0
    assert main(["build", "--to", "text", "--template", "note", "inputs"]) == 0
    whole, note = (folder / f"outputs/{name}/{name}.txt" for name in ("talks", "talks.note.default"))
    assert whole.read_text("utf-8") == note.read_text("utf-8")


@pytest.mark.parametrize("name", theme_names())
def test_a_theme_is_copied_under_a_name_of_its_own(folder: Path, name: str) -> None:
    assert main(["new", "ministry", "--theme", name]) == 0
    copied = load_theme("ministry").theme
    assert copied.name == "ministry"
    assert copied.model_copy(update={"name": name}) == load_theme(name).theme


def test_a_copy_without_a_name_takes_the_place_of_the_template(folder: Path) -> None:
    assert main(["new", "--template", "packet"]) == 0
    assert load_template("packet").path == Path("templates/packet/packet.md.j2")


def test_a_copy_never_takes_the_place_of_a_file(folder: Path, capsys: Captured) -> None:
    main(["new", "--theme", "default"])
    own = folder / "templates/themes/default.yaml"
    own.write_text("name: mine\n")
    assert main(["new", "--theme", "default"]) == 1
    assert "BG025" in capsys.readouterr().err
    assert own.read_text() == "name: mine\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["new", "note", "--template", "pakcet"], 1, "Did you mean 'packet'?"),
        (["new", "../note", "--template", "packet"], 2, "BG027"),
        (["new", "note"], 2, "give --article or --previous, or --template, or --theme"),
        (
            ["new", "note", "--template", "packet", "--theme", "default"],
            2,
            "give --article or --previous, or --template, or --theme",
        ),
    ],
)
def test_what_cannot_be_copied_is_reported(
    folder: Path, capsys: Captured, arguments: list[str], status: int, words: str
) -> None:
    assert main(arguments) == status
    assert words in capsys.readouterr().err
    assert not (folder / "templates").exists()
