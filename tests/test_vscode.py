"""The snippets and tasks for an editor: what they write and match is what briefgen reads and says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from briefgen.cli import main
from briefgen.readers.article_markup import article_paragraphs
from briefgen.readers.inline_annotations import whole_kind
from briefgen.readers.yaml_reader import read_yaml
from briefgen.schema.input import KeyJudgment
from briefgen.schema.kinds import ENTRY_KINDS

_FOLDER = Path(__file__).parent.parent / "templates" / "vscode"
SNIPPETS = json.loads((_FOLDER / "briefgen.code-snippets").read_text("utf-8"))
TASKS = json.loads((_FOLDER / "tasks.json").read_text("utf-8"))["tasks"]


def choices(snippet: str) -> list[str]:
    """What it may write, with each of its choices once."""
    listed = [each.split(",") for each in re.findall(r"\$\{\d\|([^|]*)\|\}", snippet)]
    count = max(map(len, listed), default=1)
    return [_filled(snippet, number) for number in range(count)]


def _filled(snippet: str, number: int) -> str:
    text = re.sub(r"\$\{\d\|([^|]*)\|\}", lambda m: (m[1].split(",") * 20)[number], snippet)
    return re.sub(r"\$\{\d:[^}]*\}", "2025-03-30", text).replace("$TM_SELECTED_TEXT", "words") if text else text


@pytest.mark.parametrize("snippet", [each["body"] for each in SNIPPETS.values() if each["body"][0].startswith("- ")])
def test_every_choice_of_a_snippet_is_a_valid_part_of_an_input(snippet: list[str]) -> None:
    for text in choices("\n".join(snippet)):
        (value,), _ = read_yaml(re.sub(r"\$\d", "x", text).encode(), "snippet")
        model = ENTRY_KINDS[value["kind"]].annotation if "kind" in value else KeyJudgment
        assert model.model_validate(value)


@pytest.mark.parametrize("snippet", [each["body"][0] for each in SNIPPETS.values() if each["body"][0].startswith("[")])
def test_a_snippet_that_marks_words_names_a_kind(snippet: str) -> None:
    (paragraph,) = article_paragraphs(re.sub(r"\$\d", "x", _filled(snippet, 0)).replace(" x}", "}"), "markdown")
    (span,) = paragraph.spans
    assert (whole_kind(span.kind) in ENTRY_KINDS, span.unread, paragraph.text) == (True, "", "words")


def test_the_tasks_find_the_places_of_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(
        "title: T\ndate: 2025-03-30\nx: 1\narticles: [{headline: H, source: {name: N}, text: W}]\n", "utf-8"
    )
    main(["check", "a.yaml"])
    pattern = TASKS[0]["problemMatcher"]["pattern"]
    found = [match for line in capsys.readouterr().out.splitlines() if (match := re.match(pattern["regexp"], line))]
    assert (found[0][pattern["file"]], found[0][pattern["line"]], found[0][pattern["code"]]) == ("a.yaml", "3", "BG101")


def test_the_tasks_are_commands_that_there_are() -> None:
    assert all(main([*each["args"][:-1], "--help"]) == 0 for each in TASKS if len(each["args"]) > 1)
