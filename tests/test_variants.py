"""Packets of one input with several templates and themes: beside each other, each up to date on its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from finished import is_complete

import briefgen
from briefgen.batch.watch import look
from briefgen.cli import main
from briefgen.options import chosen
from briefgen.packets import read_manifest
from briefgen.pipeline import read_settings

ROOT = Path(__file__).parent.parent
GOOD = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"
Captured = pytest.CaptureFixture[str]
VARIANTS = """
to = ["text"]
[variants.one-page]
template = "one-page"
theme = "one-page"
[variants.data]
to = ["json"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one input."""
    (tmp_path / "inputs").mkdir()
    shutil.copy(GOOD, tmp_path / "inputs/talks.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configured(folder: Path, text: str = VARIANTS) -> None:
    (folder / "briefgen.toml").write_text(text, encoding="utf-8")


def report(capsys: Captured, *arguments: str) -> dict[str, dict[str, Any]]:
    """What a run made: each packet's folder below the output folder to its entry."""
    capsys.readouterr()
    main(["build", "--output-format", "json", *arguments])
    entries = json.loads(capsys.readouterr().out)["packets"]
    return {entry["folder"].removeprefix("outputs/"): entry for entry in entries}


def outcomes(capsys: Captured, *arguments: str) -> dict[str, str]:
    return {folder: entry["outcome"] for folder, entry in report(capsys, *arguments).items()}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder / "outputs").as_posix() for path in (folder / "outputs").glob("talks*/*")}


# --- what the command line names ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("--template", "one-page", "--theme", "one-page"), "talks.one-page"),
        (("--template", "one-page"), "talks.one-page.default"),
        (("--theme", "letter"), "talks.packet.letter"),
        (("--template", "packet"), "talks"),
        (("--theme", "one-page", "--release", "TLP:GREEN"), "talks.packet.one-page.tlp-green"),
        (("--template", "looks/tlp-green", "--theme", "looks/tlp-green.yaml"), "talks.tlp-green-cae54c"),
        (("--template", "one-page", "--theme", "looks/tlp-green.yaml"), "talks.one-page.tlp-green-cae54c"),
    ],
)
def test_a_packet_that_is_not_the_usual_one_has_a_folder_named_after_its_template_and_theme(
    folder: Path, capsys: Captured, arguments: tuple[str, ...], name: str
) -> None:
    put_theme(folder, "looks/tlp-green.yaml", "#7A1F1F")
    (folder / "looks/tlp-green").mkdir()
    (folder / "looks/tlp-green/tlp-green.md.j2").write_text("# {{ briefing.title }}\n", encoding="utf-8")
    assert list(report(capsys, "--dry-run", *arguments, "inputs")) == [name]


def test_a_run_with_another_template_leaves_the_usual_packet_as_it_is(folder: Path, capsys: Captured) -> None:
    assert outcomes(capsys, "--to", "text", "inputs") == {"talks": "built"}
    before = {path: path.read_bytes() for path in (folder / "outputs/talks").iterdir()}
    other = ("--to", "text", "--template", "one-page", "--theme", "one-page", "inputs")
    assert outcomes(capsys, *other) == {"talks.one-page": "built"}
    assert {path: path.read_bytes() for path in (folder / "outputs/talks").iterdir()} == before
    assert outcomes(capsys, "--to", "text", "inputs") == {"talks": "up to date"}
    assert outcomes(capsys, *other) == {"talks.one-page": "up to date"}
    assert {"talks/talks.txt", "talks.one-page/talks.one-page.txt"} <= files(folder)


def test_what_the_configuration_names_is_the_usual_packet(folder: Path, capsys: Captured) -> None:
    configured(folder, 'template = "one-page"\ntheme = "one-page"\nto = ["text"]\n')
    assert outcomes(capsys, "inputs") == {"talks": "built"}
    assert outcomes(capsys, "--theme", "one-page", "inputs") == {"talks": "up to date"}
    assert outcomes(capsys, "--dry-run", "--theme", "default", "inputs") == {"talks.one-page.default": "to be built"}


def test_the_library_puts_another_packet_beside_the_usual_one_too(folder: Path) -> None:
    packet = briefgen.build("inputs/talks.yaml", to=["text"], theme="letter")
    assert packet.folder == Path("outputs/talks.packet.letter")


def put_theme(folder: Path, name: str, accent: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f'name: own\ncolours: {{accent: "{accent}"}}\n', encoding="utf-8")


def test_two_themes_of_one_name_do_not_take_turns_in_one_folder(folder: Path, capsys: Captured) -> None:
    put_theme(folder, "looks/a/own.yaml", "#7A1F1F")
    put_theme(folder, "looks/b/own.yaml", "#1F7A1F")
    assert outcomes(capsys, "--to", "text", "--theme", "looks/a/own.yaml", "inputs") == {"talks.packet.own": "built"}
    made = read_manifest(folder / "outputs/talks.packet.own")
    assert main(["build", "--to", "text", "--theme", "looks/b/own.yaml", "inputs"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "BG022 its packet would take the place of the one made with looks/a/own.yaml" in said
    assert "variants` in briefgen.toml" in said
    assert read_manifest(folder / "outputs/talks.packet.own") == made
    put_theme(folder, "looks/a/own.yaml", "#1F1F7A")
    assert outcomes(capsys, "--to", "text", "--theme", "looks/a/own.yaml", "inputs") == {"talks.packet.own": "built"}
    shutil.rmtree(folder / "looks/a")
    assert outcomes(capsys, "--to", "text", "--theme", "looks/b/own.yaml", "inputs") == {"talks.packet.own": "built"}


def test_a_packet_in_another_look_is_no_edition_that_is_older_than_its_input(folder: Path, capsys: Captured) -> None:
    report(capsys, "--to", "text", "--theme", "letter", "inputs")
    source = folder / "inputs/talks.yaml"
    source.write_text(source.read_text("utf-8") + "# changed since\n", encoding="utf-8")
    assert main(["build", "--to", "text", "inputs"]) == 0
    assert "BG506" not in capsys.readouterr().err


def test_an_input_that_is_not_there_leads_to_the_one_beside_it_whose_packet_is_built(
    folder: Path, capsys: Captured
) -> None:
    report(capsys, "--to", "text", "inputs")
    assert main(["build", "--to", "text", "inputs/talks.yml"]) == 1
    said = capsys.readouterr().err
    assert "BG001" in said and "Did you mean inputs/talks.yaml?" in said and "BG022" not in said
    assert outcomes(capsys, "--to", "text", "inputs") == {"talks": "up to date"}


def test_a_variant_on_the_command_line_has_not_the_folder_of_a_configured_one(folder: Path, capsys: Captured) -> None:
    configured(folder)
    both = ("--template", "one-page", "--theme", "letter")
    assert outcomes(capsys, "--dry-run", *both, "inputs") == {"talks.one-page.letter": "to be built"}
    configured(folder, '[variants.one-page]\ntemplate = "one-page"\n')
    both = ("--template", "one-page", "--theme", "one-page")
    assert outcomes(capsys, "--dry-run", *both, "inputs") == {"talks.one-page.one-page": "to be built"}


# --- variants that are configured --------------------------------------------------------------


def test_one_run_makes_every_variant_and_each_is_up_to_date_on_its_own(folder: Path, capsys: Captured) -> None:
    configured(folder)
    every = ("talks", "talks.one-page", "talks.data")
    assert outcomes(capsys, "inputs") == dict.fromkeys(every, "built")
    assert files(folder) == {
        "talks/talks.txt",
        "talks/manifest.json",
        "talks.one-page/talks.one-page.txt",
        "talks.one-page/manifest.json",
        "talks.data/talks.data.briefing.json",
        "talks.data/manifest.json",
    }
    assert all(is_complete(folder / "outputs" / name) for name in every)
    assert outcomes(capsys, "inputs") == dict.fromkeys(every, "up to date")
    (folder / "outputs/talks.one-page/talks.one-page.txt").unlink()
    assert outcomes(capsys, "inputs") == {"talks": "up to date", "talks.one-page": "built", "talks.data": "up to date"}
    configured(folder, VARIANTS.replace('["json"]', '["json", "text"]'))
    assert outcomes(capsys, "inputs") == {
        "talks": "up to date",
        "talks.one-page": "up to date",
        "talks.data": "built",
    }


def test_a_variant_says_in_its_manifest_what_it_was_made_with(folder: Path, capsys: Captured) -> None:
    configured(folder)
    report(capsys, "inputs")
    manifests = [read_manifest(folder / "outputs" / name) for name in ("talks", "talks.one-page")]
    assert all(manifests)
    options = [each["options"]["template"] for each in manifests if each]
    assert options == ["packet", "one-page"]
    assert {each["input"] for each in manifests if each} == {"talks.yaml"}


def test_the_command_line_makes_one_variant_alone_by_its_template_and_theme(folder: Path, capsys: Captured) -> None:
    configured(folder, VARIANTS.replace("[variants.one-page]", "[variants.short]"))
    assert outcomes(capsys, "--template", "one-page", "--theme", "one-page", "inputs") == {"talks.short": "built"}
    assert outcomes(capsys, "--template", "packet", "inputs") == {"talks": "built"}
    assert outcomes(capsys, "inputs") == {"talks": "up to date", "talks.short": "up to date", "talks.data": "built"}


def test_variants_are_built_by_worker_processes_too(folder: Path, capsys: Captured) -> None:
    configured(folder)
    for name in ("b", "c", "d"):
        shutil.copy(GOOD, folder / f"inputs/{name}.yaml")
    made = outcomes(capsys, "--jobs", "2", "inputs")
    assert len(made) == 12
    assert set(made.values()) == {"built"}
    assert all(is_complete(folder / "outputs" / name) for name in made)


def test_with_the_input_all_its_packets_go(folder: Path, capsys: Captured) -> None:
    configured(folder)
    shutil.copy(GOOD, folder / "inputs/stays.yaml")
    report(capsys, "inputs")
    (folder / "inputs/talks.yaml").unlink()
    main(["build", "--prune", "inputs"])
    left = {path.parent.name for path in (folder / "outputs").glob("*/manifest.json")}
    assert left == {"stays", "stays.one-page", "stays.data"}


def test_an_input_that_is_called_like_a_variant_of_another_is_reported(folder: Path, capsys: Captured) -> None:
    configured(folder)
    shutil.copy(GOOD, folder / "inputs/talks.one-page.yaml")
    assert main(["build", "inputs"]) == 1
    assert "BG022" in capsys.readouterr().err
    made = read_manifest(folder / "outputs/talks.one-page")
    assert made is not None
    assert made["input"] == "talks.one-page.yaml"


def test_the_index_and_the_ledger_have_a_line_for_each(folder: Path, capsys: Captured) -> None:
    configured(folder)
    report(capsys, "inputs")
    page = (folder / "outputs/index.html").read_text("utf-8")
    assert all(f'href="./{name}/' in page for name in ("talks", "talks.one-page", "talks.data"))
    lines = [json.loads(line) for line in (folder / "outputs/ledger.jsonl").read_text("utf-8").splitlines()]
    assert [line["packet"] for line in lines] == ["talks", "talks.one-page", "talks.data"]


def test_finished_variants_are_verified_like_any_packet(folder: Path, capsys: Captured) -> None:
    configured(folder)
    report(capsys, "inputs")
    assert main(["verify", "outputs"]) == 0
    assert capsys.readouterr().out.startswith("3 packets")


def test_a_watch_looks_at_the_templates_of_all_variants(folder: Path) -> None:
    own = folder / "looks" / "note"
    own.mkdir(parents=True)
    (own / "note.md.j2").write_text("# Note\n", encoding="utf-8")
    configured(folder, '[variants.note]\ntemplate = "looks/note"\n')
    seen = look(["inputs"], chosen(read_settings(folder / "briefgen.toml")))
    assert any(path.endswith("note.md.j2") for path in seen)


@pytest.mark.parametrize(
    ("text", "code", "status"),
    [
        ('[variants."One Page"]\ntemplate = "one-page"\n', "BG802", 2),
        ("[variants]\none-page = 1\n", "BG802", 2),
        ('[variants.one-page]\ntempalte = "one-page"\n', "BG802", 2),
        ('[variants.one-page]\ntemplate = "no-such"\n', "BG601", 1),
        ('[variants.tlp-green]\ntemplate = "one-page"\n', "BG802", 2),
        ('[variants.top-secret]\ntemplate = "one-page"\n', "BG802", 2),
    ],
)
def test_a_variant_that_cannot_be_made_is_reported_before_anything_is(
    folder: Path, capsys: Captured, text: str, code: str, status: int
) -> None:
    configured(folder, text)
    assert main(["build", "inputs"]) == status
    assert code in capsys.readouterr().err
    assert not (folder / "outputs").exists()


# --- frozen packets ----------------------------------------------------------------------------


def contents(folder: Path, name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "outputs" / name).iterdir()}


@pytest.mark.parametrize("frozen", ["talks", "talks.one-page"])
@pytest.mark.parametrize("more", [(), ("--force",)])
def test_a_frozen_packet_stays_while_the_others_of_its_input_are_built(
    folder: Path, capsys: Captured, frozen: str, more: tuple[str, ...]
) -> None:
    configured(folder)
    every = {"talks", "talks.one-page", "talks.data"}
    report(capsys, "inputs")
    assert main(["freeze", f"outputs/{frozen}"]) == 0
    before = contents(folder, frozen)
    path = folder / "inputs/talks.yaml"
    path.write_text(path.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    assert outcomes(capsys, *more, "inputs") == {**dict.fromkeys(every, "built"), frozen: "frozen"}
    assert contents(folder, frozen) == before
    capsys.readouterr()
    main(["--dry-run", *more, "inputs"])
    shown = "".join(capsys.readouterr())
    assert shown.count("BG769") == 1
    assert f"{frozen}/" in shown
    assert main(["verify", "outputs"]) == 0


def test_a_frozen_variant_stays_when_its_input_is_gone_and_the_others_go(folder: Path, capsys: Captured) -> None:
    configured(folder)
    shutil.copy(GOOD, folder / "inputs/stays.yaml")
    report(capsys, "inputs")
    assert main(["freeze", "outputs/talks.one-page"]) == 0
    before = contents(folder, "talks.one-page")
    (folder / "inputs/talks.yaml").unlink()
    main(["build", "--prune", "inputs"])
    left = {path.parent.name for path in (folder / "outputs").glob("*/manifest.json")}
    assert left == {"stays", "stays.one-page", "stays.data", "talks.one-page"}
    assert contents(folder, "talks.one-page") == before


def test_a_frozen_variant_that_is_no_longer_configured_stays(folder: Path, capsys: Captured) -> None:
    configured(folder)
    report(capsys, "inputs")
    assert main(["freeze", "outputs/talks.data"]) == 0
    before = contents(folder, "talks.data")
    configured(folder, VARIANTS.partition("[variants.data]")[0])
    assert outcomes(capsys, "--prune", "--force", "inputs") == {"talks": "built", "talks.one-page": "built"}
    assert contents(folder, "talks.data") == before


MARKED = """\
title: Talks
date: 2025-03-30
marking: {scheme: tlp, banner: "TLP:AMBER"}
title_portion: "TLP:GREEN"
bottom_line: They met.
bottom_line_portion: "TLP:GREEN"
articles:
  - {headline: h, source: {name: s}, portion: "TLP:GREEN", text: They met.}
"""


@pytest.mark.parametrize("freeze", [True, False])
def test_an_older_variant_is_not_called_an_edition(folder: Path, capsys: Captured, freeze: bool) -> None:
    configured(folder)
    report(capsys, "inputs")
    if freeze:
        assert main(["freeze", "outputs/talks.data"]) == 0
    configured(folder, VARIANTS.partition("[variants.data]")[0])
    path = folder / "inputs/talks.yaml"
    path.write_text(path.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    capsys.readouterr()
    main(["inputs"])
    assert "BG506" not in "".join(capsys.readouterr())


def test_a_frozen_edition_of_a_variant_is_neither_built_nor_forgotten(folder: Path, capsys: Captured) -> None:
    """That it is older than its input is said for as long as it stays."""
    configured(folder, 'to = ["text"]\n')
    path = folder / "inputs/talks.yaml"
    path.write_text(MARKED, "utf-8")
    edition = ("--theme", "letter", "--release", "TLP:GREEN", "inputs")
    assert outcomes(capsys, *edition) == {"talks.packet.letter.tlp-green": "built"}
    assert main(["freeze", "outputs/talks.packet.letter.tlp-green"]) == 0
    before = contents(folder, "talks.packet.letter.tlp-green")
    path.write_text(MARKED.replace("title: ", "title: New ", 1), "utf-8")
    assert outcomes(capsys, "--force", *edition) == {"talks.packet.letter.tlp-green": "frozen"}
    assert contents(folder, "talks.packet.letter.tlp-green") == before
    capsys.readouterr()
    main(["inputs"])
    assert "talks.packet.letter.tlp-green" in "".join(capsys.readouterr())
