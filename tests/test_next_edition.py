"""`briefgen new --previous`, and --inline: what an input begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.cli import main
from briefgen.fill import fill
from briefgen.readers.article_markup import article_paragraphs, as_markdown
from briefgen.readers.yaml_reader import read_for_checking, read_input, read_yaml

Captured = pytest.CaptureFixture[str]
_FIRST = """\
title: Talks in Oslo
date: 2025-03-30
marking: {banner: TLP:AMBER, portions: true}
reference: N-7
prepared_by: Nordic desk   # until May
language: en-GB
key_judgments:
  - statement: The pact is likely to hold.
    likelihood: likely
    confidence: low
    basis: One report.
    evidence: [pact]
    assumptions: ["Nobody leaves, and nobody joins."]
  - {id: cost, statement: The cost is unlikely to fall., likelihood: unlikely}
gaps: [The date.]
articles:
  - headline: H
    source: {name: N}
    text: The pact holds.
    annotations:
      - {id: pact, kind: agreement, quote: The pact, name: Oslo pact, parties: [Norway, Sweden]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/2025-03-30.yaml").write_text(_FIRST, "utf-8")
    (tmp_path / "a.txt").write_text("More talks\n\nMinisters praised the Oslo pact. They [sic] met.\n", "utf-8")
    return tmp_path


NEXT = ("new", "2025-04-06", "--previous", "inputs/2025-03-30.yaml")


def test_the_next_edition_has_what_is_steady_and_judgments_to_confirm(folder: Path, capsys: Captured) -> None:
    assert main([*NEXT, "--article", "a.txt"]) == 0
    path = Path("inputs/2025-04-06.yaml")
    read = read_input(path)
    given = read.input
    assert (given.title, str(given.date), given.supersedes, given.reference) == (
        "Talks in Oslo",
        "2025-04-06",
        "N-7",
        None,
    )
    assert (given.prepared_by, given.language, given.marking and given.marking.banner) == (
        "Nordic desk", "en-GB", "TLP:AMBER",
    )  # fmt: skip
    assert [each.headline for each in given.articles] == ["More talks"]
    value, _ = read_yaml(path.read_bytes(), str(path))
    assert value["key_judgments"] == (
        {
            "draft": True, "id": "KJ1", "statement": "The pact is likely to hold.", "likelihood": "likely",
            "confidence": "low", "basis": "One report.", "assumptions": ("Nobody leaves, and nobody joins.",),
        },
        {"draft": True, "id": "cost", "statement": "The cost is unlikely to fall.", "likelihood": "unlikely"},
    )  # fmt: skip
    assert "#  - The date." in path.read_text("utf-8")
    assert [each.message for each in read.diagnostics if each.code == "BG209"] == [
        "draft of a judgment: KJ1", "draft of a judgment: cost",
    ]  # fmt: skip
    assert fill(read).briefing.key_judgments == ()
    assert main(["check", "--strict", str(path)]) == 1


def test_a_judgment_is_printed_once_it_is_confirmed(folder: Path) -> None:
    main([*NEXT, "--article", "a.txt"])
    path = Path("inputs/2025-04-06.yaml")
    path.write_text(path.read_text("utf-8").replace("  - draft: true\n    id: KJ1", "  - id: KJ1"), "utf-8")
    assert [each.id for each in fill(read_input(path)).briefing.key_judgments] == ["KJ1"]


def test_an_edition_without_a_reference_is_named_by_its_packet(folder: Path) -> None:
    first = Path("inputs/2025-03-30.yaml")
    first.write_text(_FIRST.replace("reference: N-7\n", ""), "utf-8")
    main([*NEXT, "--article", "a.txt"])
    assert read_input(Path("inputs/2025-04-06.yaml")).input.supersedes == "2025-03-30"


def test_articles_come_in_by_an_import_with_the_names_known_already(folder: Path, capsys: Captured) -> None:
    assert main([*NEXT]) == 0
    assert "written without articles" in capsys.readouterr().out
    assert main(["import", "a.txt", "--into", "inputs/2025-04-06.yaml", "--suggest"]) == 0
    read = read_for_checking(Path("inputs/2025-04-06.yaml"))
    assert [each.headline for each in read.input.articles] == ["More talks"]
    assert [each.value["name"] for each in read.drafts] == ["Oslo pact"]


def test_an_input_that_is_broken_is_not_taken_for_one_without_articles(folder: Path, capsys: Captured) -> None:
    path = Path("inputs/b.yaml")
    for text in ("title: T\narticles: 3\n", "- 1\n", "title: [\n"):
        path.write_text(text, "utf-8")
        assert main(["import", "a.txt", "--into", str(path)]) == 1
        assert path.read_text("utf-8") == text


def test_an_inline_input_says_the_words_of_its_article(folder: Path) -> None:
    assert main(["new", "2025-05-01", "--article", "a.txt", "--inline"]) == 0
    path = Path("inputs/2025-05-01.yaml")
    text = path.read_text("utf-8")
    path.write_text(text.replace("the Oslo pact", 'the [Oslo pact]{.ag parties="Norway; Sweden"}'), "utf-8")
    briefing = fill(read_input(path)).briefing
    assert [each.name for each in briefing.agreements] == ["Oslo pact"]
    assert briefing.articles[0].paragraphs[0].text == "Ministers praised the Oslo pact. They [sic] met."


@pytest.mark.parametrize(
    "text",
    [
        "A *b* _c_ a_b_c [d](https://example.org) [e]{.actor}",
        "\\[x\\] \\ \\n C:\\*",
        "**Bold** and ***more*** and * alone",
        "# One\n\n> Two\n\n#3 four",
        "- item *x\n- item y*",
    ],
)
def test_a_plain_text_says_the_same_as_markdown(text: str) -> None:
    plain = [each.text for each in article_paragraphs(text)]
    assert [each.text for each in article_paragraphs(as_markdown(text), "markdown")] == plain


def test_the_next_edition_says_where_its_articles_come_from(folder: Path, capsys: Captured) -> None:
    assert main([*NEXT]) == 0
    assert "articles: []\n" in Path("inputs/2025-04-06.yaml").read_text("utf-8")
    capsys.readouterr()
    assert main(["check", "inputs/2025-04-06.yaml"]) == 1
    assert "briefgen import FILE... --into" in capsys.readouterr().out
