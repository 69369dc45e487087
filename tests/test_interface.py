"""briefgen as a library: what `import briefgen` gives, and the examples in its words."""

from __future__ import annotations

import doctest
import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import briefgen

ROOT = Path(__file__).parent.parent
INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: The two sides met.
articles:
  - headline: Ministers meet
    source: {name: Example Wire, reliability: B, credibility: 2}
    published: 2025-03-30T08:00:00Z
    text: The two ministers met in Tokyo on Sunday.
    annotations:
      - {kind: actor, quote: The two ministers, name: Ministers}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the seed input and one that is quickly built."""
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/talks.yaml").write_text(INPUT, "utf-8")
    (tmp_path / "inputs/2025-03-30.yaml").write_bytes((ROOT / "inputs/2025-03-30.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", ["", "read", "check", "build"])
def test_the_examples_say_what_happens(name: str) -> None:
    subject = getattr(briefgen, name) if name else briefgen
    globs = {each: getattr(briefgen, each) for each in ("read", "check", "build")}
    test = doctest.DocTestParser().get_doctest(str(subject.__doc__), globs, name or "briefgen", None, None)
    said: list[str] = []
    assert len(test.examples) > 1
    assert doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed == 0, "".join(said)


def test_every_name_that_is_promised_is_there() -> None:
    lacking = [name for name in briefgen.__all__ if name not in dir(briefgen) or not hasattr(briefgen, name)]
    assert lacking == []
    assert callable(briefgen.build)
    with pytest.raises(AttributeError, match="has no attribute 'bulid'"):
        _ = briefgen.bulid  # type: ignore[attr-defined]


def test_build_stays_a_function_whatever_is_imported() -> None:
    code = (
        "import importlib, pkgutil, briefgen\n"
        "names = [each.name for each in pkgutil.iter_modules(briefgen.__path__)]\n"
        "for name in names: importlib.import_module(f'briefgen.{name}') if name != '__main__' else None\n"
        "print(*[name for name in briefgen.__all__ if name in names and name != '__version__'])\n"
        "print(callable(briefgen.build), callable(briefgen.check), callable(briefgen.read))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines() == ["", "True True True"]


def test_importing_it_imports_next_to_nothing() -> None:
    code = "import sys, briefgen; print(*sorted(name for name in sys.modules if name.startswith('briefgen')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["briefgen", "briefgen.version"]


def test_a_packet_is_what_lies_in_its_folder(folder: Path) -> None:
    packet = briefgen.build("inputs/talks.yaml", to=["pdf", "json"])
    assert (packet.folder.resolve(), packet.failed) == (folder / "outputs/talks", False)
    assert [file.name for file in packet.files] == ["talks.pdf", "talks.briefing.json"]
    for file in packet.files:
        data = (packet.folder / file.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    assert packet.pages >= 1
    assert packet.counts["key_actors"] == 1


def test_it_builds_what_the_command_builds(folder: Path) -> None:
    """The same bytes in the same place; the command then finds nothing left to do."""
    from briefgen.cli import main

    packet = briefgen.build(folder / "inputs/talks.yaml", to=["text"])
    made = (packet.folder / "talks.txt").read_bytes()
    assert main(["inputs/talks.yaml", "--to", "text", "--force"]) == 0
    assert (folder / "outputs/talks/talks.txt").read_bytes() == made


def test_a_packet_is_up_to_date_for_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from briefgen.cli import main

    briefgen.build("inputs/talks.yaml", to=["text"])
    assert main(["inputs/talks.yaml", "--to", "text"]) == 0
    assert "up to date" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_what_is_read_has_the_types_of_what_is_said() -> None:
    given = briefgen.read(Path("inputs/talks.yaml"))
    assert isinstance(given, briefgen.BriefingInput)
    assert (given.date, given.articles[0].source.name) == (date(2025, 3, 30), "Example Wire")


Call = Callable[..., object]


@pytest.mark.parametrize("call", [briefgen.read, briefgen.build])
@pytest.mark.parametrize(
    ("name", "code"), [("missing.yaml", "BG001"), ("inputs", "BG001"), ("2025-*.yaml", "BG001"), ("bad.yaml", "BG101")]
)
def test_what_cannot_be_read_is_raised_with_its_findings(call: Call, name: str, code: str, folder: Path) -> None:
    (folder / "bad.yaml").write_text(INPUT.replace("bottom_line", "bottom_lime"), "utf-8")
    with pytest.raises(briefgen.BriefgenError) as raised:
        call(name)
    assert [found.code for found in raised.value.diagnostics if found.severity is briefgen.Severity.ERROR] == [code]
    assert [found.code for found in briefgen.check(name) if found.is_error] == [code]


def test_an_input_with_an_error_leaves_the_packet_that_was_there(folder: Path) -> None:
    packet = briefgen.build("inputs/talks.yaml", to=["text"])
    before = (packet.folder / "talks.txt").read_bytes()
    (folder / "inputs/talks.yaml").write_text(INPUT.replace("The two ministers, name", "Two, name"), "utf-8")
    with pytest.raises(briefgen.BriefgenError, match="BG201"):
        briefgen.build("inputs/talks.yaml", to=["text"])
    assert (packet.folder / "talks.txt").read_bytes() == before


@pytest.mark.usefixtures("folder")
def test_what_is_asked_for_wrongly_is_refused() -> None:
    with pytest.raises(ValueError, match="no such format: odt; there are docx, pdf"):
        briefgen.build("inputs/talks.yaml", to=["odt"])
    with pytest.raises(briefgen.TemplateError):
        briefgen.build("inputs/talks.yaml", to=["text"], template="no-such")
    with pytest.raises(briefgen.TemplateError):
        briefgen.build("inputs/talks.yaml", to=["text"], theme="no-such")


def test_a_configuration_counts_where_it_is_named(folder: Path) -> None:
    (folder / "ministry").mkdir()
    (folder / "ministry/briefgen.toml").write_text('to = ["text"]\nout = "packets"\nselect = ["BG2"]\n')
    packet = briefgen.build("inputs/talks.yaml", config="ministry/briefgen.toml")
    assert (folder / "ministry/packets/talks/talks.txt").is_file()
    assert [file.name for file in packet.files] == ["talks.txt"]
    packet = briefgen.build("inputs/talks.yaml", config="ministry/briefgen.toml", to=["json"], out="here")
    assert (folder / "here/talks/talks.briefing.json").is_file()
    for call in (briefgen.read, briefgen.check, briefgen.build):
        (folder / "ministry/briefgen.toml").write_text('ignore = ["BG201"]\n')
        with pytest.raises(briefgen.UsageError, match="BG201 is an error"):
            call("inputs/talks.yaml", config="ministry/briefgen.toml")
