"""What one input may take: each bound ends that input with a finding that says how to raise it, and no other input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from test_batch import write_inputs

from briefgen.cli import main
from briefgen.settings import Bounds

Captured = pytest.CaptureFixture[str]
HEAD = "title: Talks\ndate: 2025-03-30\nbottom_line: They met.\n"


def article(text: str, more: str = "") -> str:
    return f"{HEAD}articles:\n  - headline: h\n    source: {{name: s}}\n    text: |\n{text}{more}"


def paragraphs(count: int) -> str:
    return "".join(f"      Paragraph {n} says that the ministers met again.\n\n" for n in range(count))


def annotations(count: int) -> str:
    rows = (f"      - {{kind: actor, quote: 'Paragraph {n} says', name: Actor {n}}}\n" for n in range(count))
    return "    annotations:\n" + "".join(rows)


def aliases() -> str:
    return f"{HEAD}articles: [{{headline: h, source: {{name: s}}, text: &long '{'words ' * 2000}'}}]\noutlook:\n" + (
        "  - {text: *long}\n" * 20
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_inputs(tmp_path / "inputs", "a", "z")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def limited(folder: Path, **limits: int) -> None:
    lines = [f"{name.replace('_', '-')} = {value}\n" for name, value in limits.items()]
    (folder / "briefgen.toml").write_text("[limits]\n" + "".join(lines))


def built(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in (folder / "outputs").rglob("manifest.json"))


LARGE: dict[str, tuple[Callable[[], str], int, str, str]] = {
    "pages": (lambda: article(paragraphs(200)), 4, "pdf", "BG030 it fills more than 4 pages"),
    "characters": (aliases, 100_000, "text", "BG030 it has more than 100,000 characters, aliases written out"),
    "template_steps": (
        lambda: article(paragraphs(3_000)),
        2_000,
        "text",
        "BG608 it takes more than 2,000 steps for one packet",
    ),
}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", LARGE)
def test_a_bound_that_is_reached_ends_its_input_alone(folder: Path, capsys: Captured, name: str, jobs: str) -> None:
    text, limit, to, said = LARGE[name]
    (folder / "inputs/m.yaml").write_text(text())
    write_inputs(folder / "inputs", "b")
    limited(folder, **{name: limit})
    assert main(["--to", to, "--jobs", jobs, "inputs"]) == 1
    shown = capsys.readouterr().err
    assert said in shown
    assert f"raise `{name.replace('_', '-')}` under [limits] in briefgen.toml" in shown
    assert built(folder) == ["a", "b", "z"]
    limited(folder, **{name: 50_000_000})
    assert main(["--to", to, "--jobs", jobs, "inputs"]) == 0
    assert built(folder) == ["a", "b", "m", "z"]


def test_a_text_file_counts_as_well(folder: Path, capsys: Captured) -> None:
    (folder / "inputs/long.txt").write_text("words " * 10_000)
    (folder / "inputs/m.yaml").write_text(HEAD + "articles: [{headline: h, source: {name: s}, text_file: long.txt}]\n")
    limited(folder, characters=50_000)
    assert main(["check", "inputs"]) == 1
    assert "m.yaml: error BG030 it has more than 50,000 characters" in capsys.readouterr().out


class Clock:
    """A processor's time that goes on by a second each time it is asked for."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


@pytest.mark.parametrize(
    ("text", "to"),
    [
        (article(paragraphs(3), annotations(400)), "text"),
        (article(paragraphs(400)), "pdf"),
        (article(paragraphs(400)), "docx"),
        (
            article("      They met.\n") + "key_actors:\n" + "".join(f"- {{name: Actor {n}}}\n" for n in range(400)),
            "text",
        ),
    ],
    ids=["annotations", "pages", "word", "entries"],
)
def test_time_that_is_used_up_ends_its_input_alone(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, text: str, to: str
) -> None:
    (folder / "inputs/m.yaml").write_text(text)
    clock = Clock()
    monkeypatch.setattr("briefgen.bounds.monotonic", clock)
    monkeypatch.setattr("briefgen.bounds.thread_time", clock)
    limited(folder, seconds=250)
    assert main(["--to", to, "--jobs", "1", "inputs"]) == 1
    shown = capsys.readouterr().err
    assert "m.yaml: error BG030 it takes more than 250 s of computing" in shown
    assert "raise `seconds` under [limits]" in shown
    assert built(folder) == ["a", "z"]


def test_time_begins_again_with_each_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_inputs(folder / "inputs", *map(str, range(10)))
    clock = Clock()
    monkeypatch.setattr("briefgen.bounds.monotonic", clock)
    monkeypatch.setattr("briefgen.bounds.thread_time", clock)
    limited(folder, seconds=250)
    assert main(["--to", "pdf,docx", "--jobs", "1", "inputs"]) == 0


def test_the_worst_findings_are_shown_and_the_others_counted(folder: Path, capsys: Captured) -> None:
    rows = "".join(f"- {{name: Actor {n:03}, aliases: []}}\n" for n in range(40))
    (folder / "inputs/m.yaml").write_text(
        HEAD
        + "articles: [{headline: h, source: {name: s}, text: t}]\nkey_judgments: [{statement: s, evidence: [none]}]\nkey_actors:\n"
        + rows
    )
    limited(folder, findings=5)
    assert main(["check", "--output-format", "json", "inputs/m.yaml"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert len(found) == 6
    assert sum(each["severity"] == "error" for each in found) >= 1
    (more,) = [each for each in found if each["code"] == "BG031"]
    assert "more findings are not shown" in more["message"]
    assert "raise `findings` under [limits]" in more["hint"]


def test_a_bound_is_no_reason_to_build_again(folder: Path, capsys: Captured) -> None:
    assert main(["--to", "text", "inputs"]) == 0
    limited(folder, pages=77, seconds=1_000, findings=3)
    capsys.readouterr()
    assert main(["--to", "text", "--dry-run", "inputs"]) == 0
    assert "2 packets up to date" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["pages = 0", "seconds = -1", 'findings = "many"', "page = 3"])
def test_a_bound_that_is_none_is_reported(folder: Path, capsys: Captured, line: str) -> None:
    (folder / "briefgen.toml").write_text(f"[limits]\n{line}\n")
    assert main(["inputs"]) == 2
    assert "briefgen.toml:2" in capsys.readouterr().err


def test_the_usual_bounds_are_those_of_the_configuration_s_model() -> None:
    from briefgen.schema.configuration import BoundsEntry

    assert Bounds(**BoundsEntry().model_dump()) == Bounds()
