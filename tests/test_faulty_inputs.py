"""Words that YAML would drop or tear, characters that look like its own, and all findings of a faulty file in one run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefgen.diagnostics import InputError
from briefgen.packets import InputFile
from briefgen.pipeline import Kit, Options, build, examine, load_kit
from briefgen.readers.prose import TEXT_FIELDS
from briefgen.readers.yaml_reader import read_yaml
from briefgen.schema.export import input_schema

INPUT = """\
title: Talks in Tokyo
date: 2025-03-30
bottom_line: The talks are likely to go on.
key_judgments:
  - statement: The talks are likely to go on.
    likelihood: likely
    confidence: moderate
    basis: Both ministers said so.
    evidence: [talks]
articles:
  - headline: Talks go on
    source: {name: Reuters}
    text: |
      The ministers held talks in Tokyo.
    annotations:
      - id: talks
        kind: event
        quote: held talks
        date: 2025-03-30
        what: Ministers held talks.
"""


def found(folder: Path, text: str) -> list[tuple[str, int, int]]:
    """(code, line, column) of all that a check finds."""
    path = folder / "in.yaml"
    path.write_text(text, encoding="utf-8")
    findings = examine(InputFile(str(path), "in")).findings
    return [(each.code, each.place.line, each.place.column) for each in findings]


def with_lines(*changes: tuple[str, str]) -> str:
    text = INPUT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_the_input_has_no_faults(tmp_path: Path) -> None:
    assert found(tmp_path, INPUT) == []


# --- comments --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("title: Talks in Tokyo", "title: Talks #Tokyo goes on", ("BG012", 1, 14)),
        ("basis: Both ministers said so.", "basis: Resolution # 2249 backs them", ("BG012", 8, 23)),
        ("basis: Both ministers said so.", "basis: Both\n      #ministers said so.", ("BG012", 9, 7)),
        ("basis: Both ministers said so.", "basis: #both ministers", ("BG012", 8, 12)),
        ("basis: Both ministers said so.", "assumptions: [One, #two,\n      three]", ("BG012", 8, 24)),
        ("basis: Both ministers said so.", "assumptions: [#one, two]", ("BG012", 8, 19)),
        ("basis: Both ministers said so.", "assumptions:\n      - Both #ministers", ("BG012", 9, 14)),
        ("text: |\n", "text: | #tag\n", ("BG012", 13, 13)),
        ("headline: Talks go on", "headline: 'Talks'#go on", ("BG012", 11, 22)),
        ("headline: Talks go on", "headline: Talks # go on", ("BG013", 11, 21)),
        ("source: {name: Reuters}", "source: {name: Reuters, author}", ("BG004", 12, 29)),
        ("headline: Talks go on", "headline: &Co talks go on", ("BG004", 11, 15)),
        ("headline: Talks go on", "headline: ! talks go on", ("BG010", 11, 15)),
    ],
)
def test_words_that_yaml_would_drop_are_found(
    tmp_path: Path, old: str, new: str, finding: tuple[str, int, int]
) -> None:
    assert finding in found(tmp_path, with_lines((old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Talks in Tokyo", "title: Talks in Tokyo   # two words"),
        ("title: Talks in Tokyo", 'title: "Talks in Tokyo" #two words'),
        ("title: Talks in Tokyo", "title: C# and F# for a#b"),
        ("date: 2025-03-30", "date: 2025-03-30 # the day of the talks"),
        ("likelihood: likely", "likelihood: likely # 2 of 2 agree"),
        ("evidence: [talks]", "evidence: [talks] #one"),
        ("key_judgments:", "key_judgments:  # the most important first\n  #- statement: put out of use"),
        ("source: {name: Reuters}", "source: {name: Reuters}\n    #place: Tokyo"),
        ("held talks in Tokyo.", "held talks #in Tokyo.\n      # And more."),
        ("text: |\n", "text: |  # as published\n"),
        ("title: Talks", "#title: Old\n#----\n# briefgen: ignore BG403 -- not needed\ntitle: Talks"),
    ],
)
def test_real_comments_and_signs_within_words_stay(tmp_path: Path, old: str, new: str) -> None:
    assert not {code for code, _, _ in found(tmp_path, with_lines((old, new)))} & {"BG012", "BG013"}


def test_a_number_sign_after_a_word_of_a_closed_list_is_no_text(tmp_path: Path) -> None:
    assert found(tmp_path, with_lines(("likelihood: likely", "likelihood: likely  # all agree"))) == []


def test_fields_of_free_words_are_those_of_the_schema() -> None:
    schema = input_schema()
    fields: dict[str, object] = {}
    for model in [schema, *schema["$defs"].values()]:
        fields |= model.get("properties", {})
    assert set(fields) >= TEXT_FIELDS


# --- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("[Forces clash, or one side withdraws]", ["BG014"]),
        ("[More than 10,000 troops go]", ["BG014"]),
        ("[The year is 2016, Not 2017.]", ["BG015"]),
        ("[Talks fail, Budgets shrink]", ["BG015"]),
        ("['Talks fail, or not', \"Budgets shrink\"]", []),
        ("[Talks fail]", []),
        ("\n      - Forces clash, or one side withdraws\n      - Talks fail", []),
    ],
)
def test_sentences_in_brackets_are_found_where_commas_may_tear_them(
    tmp_path: Path, written: str, codes: list[str]
) -> None:
    text = with_lines(("basis:", f"change_indicators: {written}\n    basis:"))
    assert [code for code, _, _ in found(tmp_path, text)] == codes


def test_a_number_torn_off_a_sentence_is_an_error(tmp_path: Path) -> None:
    text = with_lines(("basis:", "assumptions: [In May 2016, 2017.]\n    basis:"))
    assert {code for code, _, _ in found(tmp_path, text)} == {"BG014", "BG103"}


def test_names_in_brackets_are_names(tmp_path: Path) -> None:
    assert found(tmp_path, with_lines(("what:", "actors: [the press, Japan]\n        what:"))) == []


# --- characters ------------------------------------------------------------------------------


def test_what_json_escapes_in_two_halves_is_one_character() -> None:
    value = {"a": "pier \U0001f389 of \U00020bb7", "b": ["\\ud83c", "\ue000"]}
    assert read_yaml(json.dumps(value).encode(), "x.yaml")[0] == {"a": value["a"], "b": tuple(value["b"])}
    assert read_yaml(b"a: \"\\uD83C\\uDF89\"\nb: \\uD83C\nc: '\\ud83c'\n", "x")[0] == {
        "a": "\U0001f389",
        "b": "\\uD83C",
        "c": "\\ud83c",
    }


def test_a_character_after_an_escaped_pair_has_its_place() -> None:
    text = '{"a": "\\ud83c\\udf89 x\\ud83c\\udf89 word"}'
    value, places = read_yaml(text.encode(), "x.yaml")
    assert places.text_offset(("a",), value["a"].index("word")).column == text.index("word") + 1


def test_half_a_pair_is_found_at_its_escape() -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(b'a: "one \\ud83c two"\n', "x.yaml")
    assert [(each.code, each.place.column) for each in caught.value.diagnostics] == [("BG003", 9)]


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "name"),
    [
        ("title: Talks", "title:\u00a0Talks", 1, 7, "no-break space"),
        ("  - headline: Talks go on\n", "\u00a0\u00a0- headline: Talks go on\n", 11, 1, "no-break space"),
        ("  - headline: Talks", "  \u2013 headline: Talks", 11, 3, "en dash"),
        ("title: Talks in Tokyo", "title: \u201cTalks: in Tokyo\u201d", 1, 8, "left double quotation mark"),
        ("date: 2025", "date\uff1a2025", 2, 5, "fullwidth colon"),
    ],
)
def test_characters_that_look_like_those_of_yaml_are_named_where_they_stand(
    tmp_path: Path, old: str, new: str, line: int, column: int, name: str
) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(with_lines((old, new)), encoding="utf-8")
    first = examine(InputFile(str(path), "in")).findings[0]
    assert (first.code, first.place.line, first.place.column) == ("BG004", line, column)
    assert name in first.message


def test_texts_may_hold_such_characters(tmp_path: Path) -> None:
    text = with_lines(
        ("held talks in Tokyo.", "held talks in\u00a0Tokyo.\n      \u2013 \u201cYes: so it was\u201d"),
        ("title: Talks in", "title: \u201cTalks\u201d in\u00a0"),
    )
    assert found(tmp_path, text) == []


# --- all findings in one run -----------------------------------------------------------------


def test_faults_of_yaml_schema_quotes_and_judgments_are_found_together(tmp_path: Path) -> None:
    text = with_lines(
        ("title: Talks in Tokyo", "title: Talks: in Tokyo"),
        ("likelihood: likely", "likelihood: perhaps"),
        ("confidence: moderate", "confidence: medium"),
        ("quote: held talks", "quote: had talks"),
        ("date: 2025-03-30\n        what", "dates: 2025-03-30\n        period: In March\n        what"),
    )
    assert [code for code, _, _ in found(tmp_path, text)] == ["BG004", "BG401", "BG104", "BG201", "BG101"]


def test_every_faulty_line_is_found(tmp_path: Path) -> None:
    entry = "      - {kind: event, quote: held: talks, period: 2025, what: Ministers met}\n"
    codes = [code for code, _, _ in found(tmp_path, INPUT + entry * 3 + entry.replace("held: ", "had "))]
    assert codes == ["BG004"] * 3 + ["BG201", "BG103"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("evidence: [talks]", "evidence: [talks", "BG004"),
        ("quote: held talks", "quote: held: talks", "BG004"),
        ("id: talks", "id: talks: one", "BG004"),
        ("text: |\n", "text: | The\n", "BG004"),
        ("text: |", "text: 'The", "BG004"),
        ("basis: Both ministers said so.", "basis: Both: ministers said so.", "BG004"),
        ("basis:", "bases:", "BG101"),
        ("kind: event", "kind: events", "BG104"),
        ("title: Talks in Tokyo\n", "", "BG102"),
        ("headline: Talks go on", "headline: [Talks]", "BG103"),
        ("source: {name: Reuters}", "source: {}", "BG102"),
        ("source: {name: Reuters}", "source: Reuters", "BG103"),
        ("quote: held talks", "quote: 12", "BG103"),
        ("date: 2025-03-30\nb", "date: 30.3.2025\nb", "BG105"),
        ("evidence: [talks]", "evidence: [12]", "BG103"),
        ("        date: 2025-03-30\n", "", "BG108"),
        ("text: |\n      The", "texts: |\n      The", "BG101"),
    ],
)
def test_a_fault_brings_no_findings_of_its_own_making(tmp_path: Path, old: str, new: str, code: str) -> None:
    codes = [each for each, _, _ in found(tmp_path, with_lines((old, new)))]
    assert set(codes) - {"BG108"} <= {code} if code == "BG101" else set(codes) == {code}


@pytest.mark.parametrize("faults", [3, 24, 25, 26, 60])
def test_where_the_reading_ends_before_the_text_the_last_finding_says_so(tmp_path: Path, faults: int) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(INPUT + "".join(f"k{n}: a: b: c\n" for n in range(faults)) + "tags: none\n", encoding="utf-8")
    torn = [each for each in examine(InputFile(str(path), "in")).findings if each.code == "BG004"]
    said = ["more faults may follow" in each.hint for each in torn]
    assert said[:-1] == [False] * (len(torn) - 1)
    assert said[-1] is (len(torn) < faults or faults == len(torn) == 26)
    assert len(torn) == min(faults, 26)


def test_no_packet_is_built_of_an_input_in_error(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(with_lines(("confidence: moderate", "confidence: medium")), encoding="utf-8")
    kit: Kit = load_kit(Options(formats=("text",)))
    packet = build(InputFile(str(path), "in"), kit, Options(formats=("text",), out=tmp_path / "out"))
    assert packet.failed
    assert not (tmp_path / "out").exists()


def test_one_long_text_and_many_aliases_are_refused(tmp_path: Path) -> None:
    text = f"a: &a {'long ' * 2000}\nb: [{', '.join(['*a'] * 101)}]\n"
    with pytest.raises(InputError) as caught:
        read_yaml(text.encode(), "x.yaml")
    assert [each.code for each in caught.value.diagnostics] == ["BG007"]
