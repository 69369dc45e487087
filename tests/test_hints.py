"""Hints that lead to what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.diagnostics import InputError, TemplateError
from briefgen.packets import InputFile, find_sources
from briefgen.pipeline import examine
from briefgen.readers.theme_reader import read_theme
from briefgen.readers.yaml_reader import read_input

INPUT = """\
title: T
date: 2025-03-30
bottom_line: The talks are likely to go on.
key_judgments:
  - {statement: The talks go on., likelihood: likely, evidence: [talks]}
articles:
  - headline: H
    source: {name: S}
    text: They held talks.
    annotations:
      - {id: talks, kind: event, quote: held talks, date: 2025-03-30, what: They held talks.}
"""


def hints(folder: Path, old: str, new: str) -> str:
    assert old in INPUT
    path = folder / "in.yaml"
    path.write_text(INPUT.replace(old, new, 1), encoding="utf-8")
    return "\n".join(each.hint for each in examine(InputFile(str(path), "in")).findings)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("{name: S}", "{name: S, grade: b2}", "`reliability: B` and `credibility: 2`"),
        ("{name: S}", "{name: S, reliability: C-3}", "`reliability: C` and `credibility: 3`"),
        ("likelihood: likely", "likelihood: highly likely", "`scale: phia`"),
        ("    text:", "    published: 2015-06\n    text:", "give the day"),
        ("date: 2025-03-30, what", "date: 20250330, what", "Write it as 2025-03-30."),
        ("date: 2025-03-30, what", "date: 20251330, what", 'Put it in quotes: "20251330".'),
        ("title: T", "title: 20250330", 'Put it in quotes: "20250330".'),
        ("title: T", "title: 2018.", 'Put it in quotes: "2018.".'),
        ("title: T", "title: 1e3", 'Put it in quotes: "1e3".'),
    ],
)
def test_a_hint_says_what_was_meant(tmp_path: Path, old: str, new: str, hint: str) -> None:
    assert hint in hints(tmp_path, old, new)


def test_a_missing_file_leads_to_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(INPUT, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_input(tmp_path / "talks.yml")
    assert "talks.yaml" in caught.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("theme", "words"),
    [
        ("colours:\n  accent: #7A1F1F\n", "in quotes"),
        ("styles:\n  heading1: {size: 15pt}\n", "'heading-1'"),
        ("tables:\n  default: {text: heading1}\n", "'heading-1'"),
        ("fonts: {text: {name: Arial}}\n", "`regular:`"),
    ],
)
def test_hints_about_themes(tmp_path: Path, theme: str, words: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(theme, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        read_theme(path)
    assert words in "\n".join(each.hint for each in caught.value.diagnostics)


def test_all_that_is_wrong_with_a_theme_is_found_at_once_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "page: {size: A9}\n"
        "fonts: {text: {name: Own, regular: own.ttf}, fallback: [{name: Two}]}\n"
        "styles:\n  heading1: {siz: 15pt}\n  body: {size: 10}\n"
        "tables:\n  default: {text: nowhere}\n"
        "reference_docx: none.docx\n",
        encoding="utf-8",
    )
    with pytest.raises(TemplateError) as caught:
        read_theme(path)
    assert {each.place.path for each in caught.value.diagnostics} == {str(path)}
    assert sorted((each.place.line, each.code) for each in caught.value.diagnostics) == [
        (1, "BG612"),
        (2, "BG612"),  # the family without a file
        (2, "BG614"),
        (4, "BG612"),  # a key that is unknown
        (4, "BG612"),  # and one that is missing
        (5, "BG612"),
        (7, "BG613"),
        (8, "BG616"),
    ]


def test_endings_in_capitals_are_built_and_linked_folders_noted(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "share").mkdir()
    for name in ("inputs/a.YAML", "inputs/b.Yml", "inputs/c.txt", "share/d.yaml"):
        (tmp_path / name).write_text(INPUT, encoding="utf-8")
    (tmp_path / "inputs" / "asia").symlink_to(tmp_path / "share")
    inputs, found = find_sources([str(tmp_path / "inputs")])
    assert [each.mirror for each in inputs] == ["a", "b"]
    assert [(each.code, Path(each.place.path).name) for each in found] == [("BG028", "asia")]
    assert [each.mirror for each in find_sources([str(tmp_path / "inputs" / "asia")])[0]] == ["asia/d"]


def test_hundreds_of_unknown_ids_are_all_found_and_the_first_explained(tmp_path: Path) -> None:
    names = ", ".join(f"talks{n}" for n in range(900))
    found = hints(tmp_path, "[talks]", f"[{names}]").splitlines()
    assert len([each for each in found if "id of an annotation" in each]) == 900
    assert len([each for each in found if "Did you mean" in each]) == 20


def test_of_hundreds_of_missing_quotes_the_first_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    rows = "".join(f"      - {{kind: actor, quote: The ministers met in Osaka {n}, name: N{n}}}\n" for n in range(300))
    path.write_text(
        "title: T\ndate: 2025-03-30\nbottom_line: b\narticles:\n  - headline: h\n    source: {name: s}\n"
        f"    text: The ministers met in Tokyo again.\n    annotations:\n{rows}"
    )
    found = [each for each in examine(InputFile(str(path), "talks")).findings if each.code == "BG201"]
    assert len(found) == 300
    assert sum("Nearest" in each.hint for each in found) == 100
    assert all("was not looked for" in each.hint for each in found if "Nearest" not in each.hint)
