"""Words that YAML would drop or tear, characters that look like its own, and all findings of a faulty file in one run."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from briefgen.diagnostics import InputError, Severity
from briefgen.kit import Kit, load_kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import build, examine
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
    source: {reliability: F, descriptor: New, name: Reuters}
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
        ("title: Talks in Tokyo", "title: Talks in Tokyo\nreference: IP #12", ("BG012", 2, 15)),
        ("title: Talks in Tokyo", "title: Talks in Tokyo\nshort_title: Talks #Tokyo", ("BG012", 2, 20)),
        ("basis: Both ministers said so.", "basis: Resolution # 2249 backs them", ("BG012", 8, 23)),
        ("basis: Both ministers said so.", "basis: Both\n      #ministers said so.", ("BG012", 9, 7)),
        ("basis: Both ministers said so.", "basis: #both ministers", ("BG012", 8, 12)),
        ("basis: Both ministers said so.", "assumptions: [One, #two,\n      three]", ("BG012", 8, 24)),
        ("basis: Both ministers said so.", "assumptions: [#one, two]", ("BG012", 8, 19)),
        ("basis: Both ministers said so.", "assumptions:\n      - Both #ministers", ("BG012", 9, 14)),
        ("text: |\n", "text: | #tag\n", ("BG012", 13, 13)),
        ("headline: Talks go on", "headline: 'Talks'#go on", ("BG012", 11, 22)),
        ("headline: Talks go on", "headline: Talks # go on", ("BG013", 11, 21)),
        (
            "source: {reliability: F, descriptor: New, name: Reuters}",
            "source: {reliability: F, descriptor: New, name: Reuters, author}",
            ("BG004", 12, 62),
        ),
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
        (
            "source: {reliability: F, descriptor: New, name: Reuters}",
            "source: {reliability: F, descriptor: New, name: Reuters}\n    #place: Tokyo",
        ),
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


HIGH = ("confidence: moderate", "confidence: high")


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (("title: Talks", "title: T"), ["BG406", "BG423"]),
        (("Both ministers said so.", "Resolution #2249 backs them"), ["BG406", "BG423", "BG012"]),
        (("headline: Talks go on", "headline: Talks #Tokyo go on"), ["BG406", "BG423", "BG012"]),
        (("title: Talks", "title:\u00a0Talks"), ["BG004", "BG406", "BG423"]),
    ],
)
def test_words_lost_hide_no_rule_about_the_whole_file(
    tmp_path: Path, change: tuple[str, str], codes: list[str]
) -> None:
    assert [code for code, _, _ in found(tmp_path, with_lines(HIGH, change))] == codes


@pytest.mark.parametrize(
    "change",
    [
        ("evidence: [talks]", "evidence: [talks, #more\n      ]"),
        ("text: |\n      The ministers held", "text: The ministers #held"),
    ],
)
def test_items_or_passages_lost_bring_no_findings_of_their_own(tmp_path: Path, change: tuple[str, str]) -> None:
    assert [code for code, _, _ in found(tmp_path, with_lines(HIGH, change))] == ["BG012"]


def test_a_grade_in_one_field_is_not_found_missing(tmp_path: Path) -> None:
    text = with_lines(
        HIGH,
        (
            "{reliability: F, descriptor: New, name: Reuters}",
            "{reliability: F, descriptor: New, name: Reuters, grade: B2}",
        ),
    )
    assert [code for code, _, _ in found(tmp_path, text)] == ["BG101"]


@pytest.mark.parametrize("colon", ["\uff1a", "\ufe55"])
@pytest.mark.parametrize(
    ("key", "line", "column"),
    [("title", 1, 6), ("bottom_line", 3, 12), ("basis", 8, 10), ("text", 13, 9), ("what", 20, 13)],
)
def test_a_colon_of_another_script_right_before_its_value_is_one_finding(
    tmp_path: Path, key: str, line: int, column: int, colon: str
) -> None:
    text = with_lines((f"{key}: ", f"{key}{colon}"))
    assert found(tmp_path, text) == [("BG004", line, column)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Talks", "– title: Talks"),
        ("bottom_line:", "— bottom_line:"),
        ("basis:", "assumptions:\n      • The talks go on.\n    basis:"),
    ],
)
def test_a_dash_of_another_kind_is_named_where_it_makes_a_key_or_a_text(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(with_lines((old, new)), encoding="utf-8")
    (finding,) = examine(InputFile(str(path), "in")).findings
    assert f"It begins with “{new.strip().removeprefix('assumptions:').strip()[0]}”, " in finding.hint


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
        (
            "source: {reliability: F, descriptor: New, name: Reuters}",
            "source: {reliability: F, descriptor: New}",
            "BG102",
        ),
        ("source: {reliability: F, descriptor: New, name: Reuters}", "source: Reuters", "BG103"),
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


# --- quotes, dashes and blanks that YAML takes for words -------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "“Talks”", "“Talks“", "”Talks”", "„Talks“", "„Talks”", "«Talks»", "« Talks »", "»Talks«", "»Talks»", "‹Talks›",
        "›Talks‹", "‘Talks’", "‚Talks‘", "‛Talks’", "「会談」", "『会談』", "｢会談｣", "＂Talks＂", "＇Talks＇", "〝会談〟",
        '“Talks"', "‘Don’t go’", "“The “inner” one”", "“Talks”,", "“Talks\n  in Tokyo”",
    ],
)  # fmt: skip
def test_typographic_quotes_around_a_value_are_reported_by_their_name(tmp_path: Path, written: str) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(with_lines(("title: Talks in Tokyo", f"title: {written}")), encoding="utf-8")
    (finding,) = examine(InputFile(str(path), "in")).findings
    assert (finding.code, finding.severity, finding.place.line, finding.place.column) == (
        "BG018",
        Severity.WARNING,
        1,
        8,
    )
    assert unicodedata.name(written[0]).lower() in finding.message
    assert 'Write "' in finding.hint


@pytest.mark.parametrize(
    "written",
    [
        "“A” and “B”", "“America First” policy", "‘A’ and ‘B’", "Talks “go on”", '"“Talks”"', "'“Talks”'", ">-\n  “Talks”",
        "„A“ und „B“", "»A« und »B«", "‘Abd al-Aziz", "’90s talks", "“A ‘b’ c” d", "“", "«»",
    ],
)  # fmt: skip
def test_quotes_that_occur_in_a_text_or_are_meant_are_kept(tmp_path: Path, written: str) -> None:
    assert "BG018" not in {
        code for code, _, _ in found(tmp_path, with_lines(("title: Talks in Tokyo", f"title: {written}")))
    }


def test_a_quotation_that_begins_and_does_not_end_is_reported(tmp_path: Path) -> None:
    text = with_lines(
        (
            "{reliability: F, descriptor: New, name: Reuters}",
            "{reliability: F, descriptor: New, name: Reuters, author: “Doe, origin: Doe”}",
        )
    )
    assert found(tmp_path, text) == [("BG018", 12, 70)]


def test_a_quote_may_be_in_the_quotes_of_its_article_and_is_led_out_of_others(tmp_path: Path) -> None:
    said = ("held talks in Tokyo.", "said “talks go on” in Tokyo.")
    assert found(tmp_path, with_lines(said, ("quote: held talks", "quote: “talks go on”"))) == []
    path = tmp_path / "in.yaml"
    path.write_text(with_lines(("quote: held talks", "quote: «held talks»")), encoding="utf-8")
    (finding,) = examine(InputFile(str(path), "in")).findings
    assert (finding.code, finding.place.line) == ("BG201", 18)
    assert "A1¶1" in finding.hint
    assert "delete the quotes" in finding.hint


@pytest.mark.parametrize("key", ["“title”", "«title»", "＂title＂", "‘title’"])
def test_a_key_in_typographic_quotes_is_read_without_them_and_reported(tmp_path: Path, key: str) -> None:
    assert found(tmp_path, with_lines(("title:", f"{key}:"))) == [("BG004", 1, 1)]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (
            "source: {reliability: F, descriptor: New, name: Reuters}",
            "source:\n      name：Reuters",
            "fullwidth colon",
        ),
        (
            "source: {reliability: F, descriptor: New, name: Reuters}",
            "source:\n      name:\u00a0Reuters",
            "no-break space",
        ),
        ("bottom_line:", "gaps:\n  – The cost\n  – The date\nbottom_line:", "en dash"),
        ("bottom_line:", "gaps:\n  • The cost\nbottom_line:", "bullet"),
        ("bottom_line:", "gaps:\n  -\u00a0The cost\nbottom_line:", "no-break space"),
    ],
)
def test_what_would_be_a_list_or_a_mapping_but_for_one_character_is_led_to_it(
    tmp_path: Path, old: str, new: str, name: str
) -> None:
    path = tmp_path / "in.yaml"
    path.write_text(with_lines((old, new)), encoding="utf-8")
    first = examine(InputFile(str(path), "in")).findings[0]
    assert first.code == "BG103"
    assert name in first.hint


@pytest.mark.parametrize("sign", "–—•-")
def test_an_item_that_is_joined_to_the_one_above_is_reported(tmp_path: Path, sign: str) -> None:
    text = with_lines(("articles:", f"gaps:\n  - The cost\n    {sign} The date\narticles:"))
    assert found(tmp_path, text) == [("BG019", 12, 5)]
