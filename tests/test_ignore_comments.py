"""Comments that leave findings out: which lines they are for, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.packets import InputFile
from briefgen.pipeline import examine

START = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: Talks are likely to resume.
"""
JUDGMENTS = """\
key_judgments:
  - statement: Talks could resume.
    likelihood: likely
    confidence: moderate
    evidence: [talks]
  - statement: >-
      Talks are likely to resume, and
      they might end well.
    likelihood: likely
    confidence: moderate
    basis: One report.
    evidence: [talks]
"""
END = """\
articles:
  - headline: Talks
    source: {reliability: B, credibility: 2, name: Example Wire}
    text: |
      The ministers held talks in Tokyo.
    annotations:
      - {id: talks, kind: actor, quote: The ministers, name: The ministers}
"""
ALL = ["BG405", "BG403", "BG403"]
REASON = "-- the minister's own word"


def judged(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """The codes of what counts, and of what was left out."""
    path = folder / "input.yaml"
    path.write_text(text, encoding="utf-8")
    found = examine(InputFile(str(path), "input"))
    return [each.code for each in found.findings], [each.found.code for each in found.ignored]


def test_without_a_comment_all_counts(tmp_path: Path) -> None:
    counted, ignored = judged(tmp_path, START + JUDGMENTS + END)
    assert (sorted(counted), ignored) == (sorted(ALL), [])


@pytest.mark.parametrize(
    ("before", "comment", "ignored"),
    [
        ("  - statement: Talks could", "  # briefgen: ignore BG403 {}\n", ["BG403"]),
        ("  - statement: >-", "  # briefgen: ignore BG403 {}\n", ["BG403"]),
        ("  - statement: Talks could", "  # briefgen: ignore BG403 {}\n\n  # a remark\n", ["BG403"]),
        ("key_judgments:", "# Briefgen: IGNORE-FILE bg403 {}\n", None),
        ("key_judgments:", "# briefgen: ignore-file BG403 {}\n", ["BG403", "BG403"]),
        ("articles:", "# briefgen: ignore-file BG403, BG405 {}\n", ["BG403", "BG405", "BG403"]),
        ("    confidence: moderate\n    evidence", "    # briefgen: ignore BG405 – a dash will do\n", ["BG405"]),
    ],
)
def test_a_comment_is_for_the_next_line_that_says_something_or_for_the_file(
    tmp_path: Path, before: str, comment: str, ignored: list[str] | None
) -> None:
    text = (START + JUDGMENTS + END).replace(before, comment.format(REASON) + before, 1)
    counted, left_out = judged(tmp_path, text)
    if ignored is None:
        assert "BG811" in counted
        return
    assert sorted(left_out) == sorted(ignored)
    assert sorted([*counted, *left_out]) == sorted(ALL)


@pytest.mark.parametrize(
    ("line", "ignored"),
    [("Talks could resume.", ["BG403"]), ("statement: >-", ["BG403"]), ("confidence: moderate\n    evidence", None)],
)
def test_a_comment_at_the_end_of_a_line_is_for_that_line(tmp_path: Path, line: str, ignored: list[str] | None) -> None:
    first, _, rest = line.partition("\n")
    code = "BG403" if ignored else "BG405"
    changed = f"{first}  # briefgen: ignore {code} {REASON}" + (f"\n{rest}" if rest else "")
    _, left_out = judged(tmp_path, (START + JUDGMENTS + END).replace(line, changed, 1))
    assert left_out == (ignored or ["BG405"])


@pytest.mark.parametrize(
    "text",
    [
        START + JUDGMENTS.replace("they might", "# briefgen: ignore BG403 -- words of a text\n      they might") + END,
        START
        + JUDGMENTS.replace("Talks could resume.", '"Talks could resume. # briefgen: ignore BG403 -- words in quotes"')
        + END,
        START
        + JUDGMENTS
        + END.replace("The ministers held", "# briefgen: ignore-file BG403 -- words\n      The ministers held"),
    ],
)
def test_words_that_look_like_a_comment_are_words(tmp_path: Path, text: str) -> None:
    counted, ignored = judged(tmp_path, text)
    assert (sorted(counted), ignored) == (sorted(ALL), [])


def test_an_error_is_never_left_out(tmp_path: Path) -> None:
    text = f"# briefgen: ignore-file BG201 {REASON}\n{START}{JUDGMENTS}{END.replace('quote: The ministers', 'quote: nobody')}"
    counted, ignored = judged(tmp_path, text)
    assert {"BG201", "BG811"} <= set(counted)
    assert ignored == []


def test_an_input_that_cannot_be_read_has_no_unused_comments(tmp_path: Path) -> None:
    counted, _ = judged(tmp_path, f"# briefgen: ignore-file BG403 {REASON}\n{START}nonsense: 1\n{END}")
    assert counted == ["BG101"]


def test_a_comment_for_what_only_a_build_finds_is_not_unused(tmp_path: Path) -> None:
    counted, _ = judged(tmp_path, f"# briefgen: ignore-file BG701 {REASON}\n{START}{JUDGMENTS}{END}")
    assert "BG812" not in counted
