"""Any text, in any field and any style of YAML: the packet holds it whole, or a finding points at it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefgen.kit import Kit, load_kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import build

_INPUT = """\
title: {title}
date: 2025-03-30
series: {series}
bottom_line: {bottom_line}
key_judgments:
  - statement: {statement}
    basis: {basis}
    evidence: [seen]
    assumptions:
      - {assumption}
    change_indicators: [{flow_item}]
gaps:
  - {gap}
articles:
  - headline: {headline}
    source: {{name: {flow_name}, kind: other}}
    text: The minister came.
    annotations:
      - id: seen
        kind: actor
        quote: minister
        name: A minister
        role: {role}
"""
_FIELDS = {name: f"Words of {name}" for name in re.findall(r"(?<!\{)\{(\w+)\}", _INPUT)}
_BLOCK = [name for name in _FIELDS if not name.startswith("flow")]
_INDENT = " " * 12

STYLES = {
    "plain": lambda text: text.replace("\n", f"\n{_INDENT}"),
    "single": lambda text: "'" + text.replace("'", "''").replace("\n", f"\n\n{_INDENT}") + "'",
    "double": lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"',
    "folded": lambda text: f">-\n{_INDENT}" + text.replace("\n", f"\n{_INDENT}"),
    "literal": lambda text: f"|-\n{_INDENT}" + text.replace("\n", f"\n{_INDENT}"),
}
_SIGNS = "#:,[]{}-?!&*|>%@`'\"~.=<$/\\()"
WORDS = st.text(alphabet=st.sampled_from(_SIGNS) | st.characters(categories=["L", "Nd", "P"]), min_size=1, max_size=8)
TEXTS = st.tuples(
    st.sampled_from([" ", " ", "\n"]),
    st.lists(WORDS | st.sampled_from(["the", "Hospital", "2017", "or"]), min_size=1, max_size=5),
).map(lambda drawn: drawn[0].join(drawn[1]))


@cache
def kit() -> Kit:
    return load_kit(Options(formats=("text",)))


def plain_words(text: str) -> str:
    return " ".join(text.split())


_PROFILE = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_PLAIN = TEXTS.filter(lambda text: text[0] not in "'\"" and text not in ("~", "null", "Null", "NULL"))
"""Without what YAML reads as a quoted text or as nothing."""


@_PROFILE
@given(field=st.sampled_from(_BLOCK), text=TEXTS, style=st.sampled_from(["single", "double", "folded", "literal"]))
def test_any_text_is_printed_whole_or_found(tmp_path: Path, field: str, text: str, style: str) -> None:
    check_text(tmp_path, field, text, style)


@_PROFILE
@given(field=st.sampled_from([*_FIELDS]), text=_PLAIN)
def test_any_text_without_quotes_is_printed_whole_or_found(tmp_path: Path, field: str, text: str) -> None:
    check_text(tmp_path, field, text, "plain")


def check_text(folder: Path, field: str, text: str, style: str) -> None:
    values = {**_FIELDS, field: STYLES[style](text)}
    path = folder / "input.yaml"
    path.write_text(_INPUT.format(**values), encoding="utf-8")
    packet = build(InputFile(str(path), "input"), kit(), Options(formats=("text",), out=folder))
    first = _INPUT[: _INPUT.index(f"{{{field}}}")].count("\n") + 1
    lines = range(first, first + values[field].count("\n") + 1)
    if any(each.place.line in lines for each in packet.diagnostics):
        return
    assert not packet.failed, [str(each) for each in packet.diagnostics]
    printed = (folder / "input" / "input.txt").read_text("utf-8")
    without_bars = re.sub(r"^\|", "", printed, flags=re.MULTILINE)  # a bar stands before each line of a box
    assert plain_words(text) in (plain_words(printed) + plain_words(without_bars)), packet.diagnostics


@pytest.mark.parametrize(
    "text",
    [
        "Resolution #2249 backs them", "Resolution # 2249 backs them", "#Harbour is hit", "# Harbour is hit", "Talks #",
        "Forces clash, or one side goes", "In Rome, Italy", "More than 10,000 go", "In 2016, 2017.", "Talks: none",
        "&Co trades", "! is said", "!Kung speak", "*stars* shine", "% of all", "@home", "`code`", "? who", "- a dash",
        "{{ braces }}", "[brackets]", "{braces}", "> more", "| pipes", "A\n#tag\nmore", "A\n# two\nmore", "on", "12:30",
        "a #b, c #d", "a]#b", "a #- b", "a #---", "a #: b", "x, ~", "12", "A\n#last", "A\n# last", "&gt; more",
    ],
)  # fmt: skip
def test_texts_that_yaml_reads_in_its_own_way(tmp_path: Path, text: str) -> None:
    for field in _FIELDS:
        check_text(tmp_path, field, text, "plain")
