"""Input files read: values, places, and every finding of a file at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.diagnostics import InputError
from briefgen.readers.places import Places
from briefgen.readers.yaml_reader import read_input, read_yaml

GOOD = """\
title: T
date: 2025-03-30
articles:
  - headline: H
    source: {name: S}
    text: |
      First words.
      Second words.
    annotations:
      - kind: actor
        quote: First words
        name: NO
"""


def write(folder: Path, text: str | bytes, name: str = "in.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def found(folder: Path, text: str | bytes) -> list[tuple[str, int, int]]:
    """(code, line, column) of each finding."""
    with pytest.raises(InputError) as caught:
        read_input(write(folder, text))
    return [(d.code, d.place.line, d.place.column) for d in caught.value.diagnostics]


def value(text: str) -> Any:
    return read_yaml(text.encode(), "x.yaml")[0]


# --- scalars ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "NO",
        "no",
        "on",
        "off",
        "yes",
        "y",
        "12:30",
        "0123",
        "1_000",
        "2025-03-30",
        "0b1",
        "1e",
        ".",
        "-",
        "+",
        "<<x",
        "=",
        "nan",
        "0o9",
        "1.2.3",
    ],
)
def test_words_that_other_readers_convert_stay_text(word: str) -> None:
    assert value(f"a: {word}\n" if word != "-" else "a: '-'\n") == {"a": word}


def test_scalars_of_the_core_schema() -> None:
    text = "[null, ~, , true, True, FALSE, 1, -12, 0o17, 0xFF, 1.5, 1e3, -.inf, '1', \"true\", !!str 1]"
    text = text.replace(", ,", ", null,")
    assert value(text) == (
        None,
        None,
        None,
        True,
        True,
        False,
        1,
        -12,
        15,
        255,
        1.5,
        1000.0,
        float("-inf"),
        "1",
        "true",
        "1",
    )


def test_keys_are_words_whatever_they_look_like() -> None:
    assert value("NO: 1\n2025: 2\ntrue: 3\n") == {"NO": 1, "2025": 2, "true": 3}


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\ufffe\uffff"), max_size=40))
def test_any_text_survives(text: str) -> None:
    text = "".join(c for c in text if c in "\t\n\r" or c >= " ")
    assert value(yaml.safe_dump({"a": [text]}, allow_unicode=False, default_style="'")) == {"a": (text,)}
    assert value(yaml.safe_dump({"a": text}, allow_unicode=True, default_style='"')) == {"a": text}


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85"])
def test_line_ends_of_other_systems_are_characters_of_the_text(odd: str) -> None:
    assert value(f"a: one{odd}two\nb: |\n  three{odd}four\n") == {"a": f"one{odd}two", "b": f"three{odd}four\n"}


# --- places ------------------------------------------------------------------------------------


def test_values_keys_and_missing_values_have_places(tmp_path: Path) -> None:
    places = read_input(write(tmp_path, GOOD)).places
    name = ("articles", 0, "annotations", 0, "name")
    assert (places.at(name).line, places.at(name).column, places.at(name).end_column) == (12, 15, 17)
    assert places.at(name).source == "        name: NO"
    assert (places.key(name).line, places.key(name).column) == (12, 9)
    assert places.at((*name[:-1], "role")).line == 10
    assert places.at(("nowhere",)).line == 1


@pytest.mark.parametrize(
    "written",
    [
        "|\n  one twö\n\n    three four\n",
        ">-\n  one twö\n\n    three four\n",
        "one twö\n\n  three four",
        "'one twö''s\n\n  three four'",
        '"one \\u0074wö\\n\n  three\\\n  \\ four"',
    ],
)
def test_a_character_of_a_text_leads_to_its_place_in_any_style(written: str) -> None:
    text = f"# head\na: {written}\n"
    read, places = read_yaml(text.encode(), "x.yaml")
    lines = text.splitlines()
    for word in ("one", "wö", "three", "four"):
        place = places.text_offset(("a",), read["a"].index(word))
        assert lines[place.line - 1][place.column - 1 :].startswith(word), (word, place)


@given(st.lists(st.sampled_from(["", "a", "b c", "é\u2028"]), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_character_of_a_file_has_its_line_and_column(lines: list[str], end: str) -> None:
    places = Places("f", end.join(lines))
    begins = [len(end) * number + sum(map(len, lines[:number])) for number in range(len(lines))]
    expected = [(number, column) for number, line in enumerate(lines) for column in range(len(line) + 1)]
    assert [places.position(begins[number] + column) for number, column in expected] == expected
    assert places.with_root(None).position(begins[-1]) == (len(lines) - 1, 0)


def test_a_last_line_without_an_end_may_be_as_long_as_a_file() -> None:
    long = 2_000_000  # to look for its end from each of its characters would take hours
    assert Places("f", "a\n" + "b" * long).position(long) == (1, long - 2)


def test_crlf_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = read_input(write(tmp_path, GOOD))
    other = read_input(write(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "crlf.yaml"))
    assert other.input == plain.input
    assert other.texts == plain.texts == {0: "First words.\nSecond words.\n"}
    assert other.places.at(("articles", 0, "headline")).line == 4
    assert (other.text_place(0, 13).line, other.text_place(0, 13).column) == (8, 7)


# --- what cannot be read -------------------------------------------------------------------------


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(InputError) as caught:
            read_input(path)
        assert [d.code for d in caught.value.diagnostics] == ["BG001"]
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="BG001 cannot be read: it is a pipe"):
        read_input(tmp_path / "pipe")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(InputError, match=r"BG005 too large: 100\.0 MiB, at most 16\.0 MiB"):
        read_input(path)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (b"title: ok\nname: \xc3\xa9\xff\n", ("BG002", 2, 8)),
        ("title: T\x07\n", ("BG003", 1, 9)),
        ('title: "a\\x07"\n', ("BG003", 1, 8)),
        ('title: "\\ud800"\n', ("BG003", 1, 9)),
        ("title: T\ufdd0\n", ("BG003", 1, 9)),
        ('title: "\\U0001ffff"\n', ("BG003", 1, 8)),
        ("title: T\n\tdate: 2025\n", ("BG004", 2, 1)),
        ("title: a: b\n", ("BG004", 1, 9)),
        ("title: [a\n", ("BG004", 1, 8)),
        ("title: 'a\n", ("BG004", 1, 8)),
        ("title: *x\n", ("BG004", 1, 8)),
        ("title: @x\n", ("BG004", 1, 8)),
        ("a: &a [*a]\n", ("BG007", 1, 8)),
        ("[" * 60, ("BG007", 1, 51)),
        ("[" * 900 + "@", ("BG007", 1, 51)),
        ("[" * 2000, ("BG007", 1, 51)),
        ("{a: " * 2000, ("BG007", 1, 201)),
        ("- " * 2000, ("BG007", 1, 101)),
        ("? " * 2000, ("BG007", 1, 101)),
        ("title: [a, @]\n", ("BG004", 1, 12)),
        ("", ("BG008", 0, 0)),
        ("# only words\n", ("BG008", 0, 0)),
        ("just words\n", ("BG008", 1, 1)),
        ("- a\n", ("BG008", 1, 1)),
        ("---\n", ("BG008", 2, 1)),
        ("title: !!python/object:os.system x\n", ("BG010", 1, 8)),
        ("a: 1\n---\nb: 1\n", ("BG011", 2, 1)),
    ],
)
def test_broken_files_are_found_with_their_place(
    tmp_path: Path, text: str | bytes, finding: tuple[str, int, int]
) -> None:
    assert finding in found(tmp_path, text)


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert "BG007" in {code for code, _, _ in found(tmp_path, "\n".join(lines))}


def test_ordinary_aliases_are_read() -> None:
    assert value("a: &x {n: 1}\nb: [*x, *x]\n") == {"a": {"n": 1}, "b": ({"n": 1}, {"n": 1})}


# --- what the schema finds -------------------------------------------------------------------------


def test_all_findings_of_a_file_come_at_once_in_order(tmp_path: Path) -> None:
    bad = GOOD.replace("title: T", "titel: T\ntitel: U\nbogus: 1").replace("2025-03-30", "2025-02-30")
    bad = bad.replace("name: NO", "name: true\n        countries: [x]").replace("headline: H\n", "headline: ''\n")
    bad += "      - kind: actr\n        quote: x\n      - kind: event\n        quote: x\n        what: y\n"
    assert found(tmp_path, bad) == [
        ("BG101", 1, 1),
        ("BG006", 2, 1),
        ("BG101", 3, 1),
        ("BG105", 4, 7),
        ("BG106", 6, 15),
        ("BG103", 14, 15),
        ("BG101", 15, 9),
        ("BG104", 16, 15),
        ("BG108", 18, 9),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("title: T", "titel: T", "unknown key `titel`", "Did you mean `title`?"),
        ("title: T", "title: 2025", "`title` must be text, not the number 2025", 'Put it in quotes: "2025".'),
        ("title: T", "title:", "`title` must be text, but nothing is written there", "Write a value"),
        ("kind: actor", "kind: acter", "`kind` cannot be “acter”", "Did you mean actor?"),
        (
            "name: NO",
            "name: X\n        type: persn",
            "`type` cannot be “persn”",
            "Did you mean person?\nOne of: person,",
        ),
        (
            "name: NO",
            "name: X\n        aliases: Y",
            "`aliases` must be a list, not text (“Y”)",
            "Put `- ` before each item",
        ),
        ("name: NO", "nane: X", "unknown key `nane` in `annotations` item 1", "Did you mean `name`?"),
        (
            "      - kind: actor\n        quote",
            "      - quote",
            "`kind` is missing in `annotations` item 1",
            "One of: actor,",
        ),
        ("date: 2025-03-30", "date: tomorrow", "`date` must be a date, not “tomorrow”", "Write it as YYYY-MM-DD."),
        ("name: S", "name: S, credibility: '2'", "`credibility` cannot be “2”", "Write it without quotes."),
        ("title: T", "<<: T", "merge keys (<<) are not part of YAML 1.2", "Write the keys out."),
    ],
)
def test_findings_say_what_is_expected(tmp_path: Path, old: str, new: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        read_input(write(tmp_path, GOOD.replace(old, new)))
    said = {d.message: d.hint for d in caught.value.diagnostics}
    assert hint in said[message]


def test_missing_articles_and_articles_without_words(tmp_path: Path) -> None:
    assert found(tmp_path, "title: T\ndate: 2025-03-30\n") == [("BG102", 1, 1)]
    assert found(tmp_path, "title: T\ndate: 2025-03-30\narticles: []\n") == [("BG106", 3, 11)]
    head = "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n"
    assert found(tmp_path, head) == [("BG108", 4, 5)]
    assert found(tmp_path, head + "    text: ' '\n") == [("BG108", 6, 11)]


def test_two_things_of_one_sort_cannot_have_one_id(tmp_path: Path) -> None:
    twice = (
        GOOD.replace("quote", "id: x\n        quote")
        + "      - {kind: actor, id: x, quote: words, name: N, occurrence: 1}\n"
    )
    assert found(tmp_path, twice) == [("BG107", 14, 27)]
    judgments = "key_judgments: [{id: KJ2, statement: a}, {statement: b}]\n"
    assert [code for code, _, _ in found(tmp_path, judgments + GOOD)] == ["BG107"]


# --- texts in files of their own -----------------------------------------------------------------------

BESIDE = "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: FILE\n"


def test_a_text_may_stand_in_a_file_beside_the_input(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    write(tmp_path, "One.\r\nTwo.", "texts/a.txt")
    read = read_input(write(tmp_path, BESIDE.replace("FILE", "texts/a.txt")))
    assert read.texts == {0: "One.\nTwo."}
    assert [path for path, _ in read.ingredients] == ["texts/a.txt"]
    place = read.text_place(0, 5)
    assert (place.path.endswith("texts/a.txt"), place.line, place.column) == (True, 2, 1)


@pytest.mark.parametrize("name", ["none.txt", "../out.txt", "/etc/hostname", "link.txt", ".", "latin.txt"])
def test_a_text_file_must_be_text_in_the_input_s_folder(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    write(tmp_path, "secret", "out.txt")
    write(inside, b"\xff", "latin.txt")
    (inside / "link.txt").symlink_to(tmp_path / "out.txt")
    assert found(inside, BESIDE.replace("FILE", f'"{name}"')) == [("BG009", 6, 16)]
