"""Names already known: found in new articles, gathered from past inputs, kept in a register."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefgen.anchor import ArticleText
from briefgen.cli import main
from briefgen.knowing.dated_sentences import dated_sentences
from briefgen.knowing.name_index import NameIndex
from briefgen.knowing.other_meanings import means_something_else
from briefgen.readers.register import register_of
from briefgen.readers.yaml_reader import read_for_checking

Captured = pytest.CaptureFixture[str]


def found(text: str, *names: str) -> list[str]:
    article = ArticleText(tuple(text.split("\n")))
    return [article.whole[start:end] for start, end, _ in NameIndex((each, each) for each in names).find(article)]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Japanese forces of Japan, Japan’s.", ["Japan"], ["Japan", "Japan"]),
        ("The Ground Self-Defense Forces. Self-Defense", ["Self-Defense Forces"], ["Self-Defense Forces"]),
        ("The U.S. Navy and U.S.-led forces", ["U.S.", "U.S. Navy"], ["U.S. Navy", "U.S."]),
        ("Pete Hegseth and Hegseth", ["Hegseth", "Pete Hegseth"], ["Pete Hegseth", "Hegseth"]),
        ("us and US", ["US"], ["US"]),
        ("The pact holds; the pact", ["the pact"], ["The pact", "the pact"]),
        ("F-35A and F-35", ["F-35"], ["F-35"]),
        ("“America\u00a0First” policy", ['"America First"'], ["“America\u00a0First”"]),
        ("日本と日本国の大臣", ["日本", "日本国"], ["日本", "日本国"]),
        ("アメリカのメリカ", ["メリカ"], ["メリカ"]),
        ("中国", ["中"], []),
        ("대통령은 서울에서", ["대통령", "서울"], ["대통령", "서울"]),
        ("대통령제", ["대통령"], []),
        ("وزارة الدفاع الروسية", ["وزارة الدفاع"], ["وزارة الدفاع"]),
        ("الدفاعية", ["الدفاع"], []),
        ("हिन्दी", ["हिन्द"], []),
        ("МИДа и МИД", ["МИД"], ["МИД"]),
        ("with Ann", ["Ann", "Ann Lee"], ["Ann"]),
        ("Zoe\u0301 and Zoe", ["Zoe"], ["Zoe"]),
    ],
)
def test_names_are_found_as_whole_words_the_longest_first(text: str, names: list[str], expected: list[str]) -> None:
    assert found(text, *names) == expected


@pytest.mark.parametrize(
    ("text", "name", "language", "expected"),
    [
        ("It was signed on 15 May 1992.", "May", "en", True),
        ("Frau May kam am 3. Juni.", "May", "de", False),
        ("Le texte est de mars 2024.", "mars", "fr", True),
        ("The rover reached Mars.", "Mars", "en", False),
        ("The premier of South Australia spoke.", "Australia", "en", True),
        ("Talks in Papua New Guinea ended.", "Guinea", "en", True),
        ("The north of Ireland.", "Ireland", "en", False),
        ("Western allies and Japan met.", "Japan", "en", False),
        ("Seoul: the two leaders met.", "Seoul", "en", True),
        ("Seoul – the two leaders met.", "Seoul", "en", True),
        ("Seoul agreed: it will send ships.", "Seoul", "en", False),
        ("They met.\nSeoul: we agree.", "Seoul", "en", False),
        ("They met.", "They", "no-such-language", False),
    ],
)
def test_a_word_that_means_something_else_is_no_mention_of_a_name(
    text: str, name: str, language: str, expected: bool
) -> None:
    start = text.index(name)
    assert means_something_else(text, start, start + len(name), language) is expected


def test_a_name_is_suggested_where_it_is_first_meant(folder: Path) -> None:
    Path("briefgen.toml").write_text('register = "register.yaml"\n', "utf-8")
    Path("register.yaml").write_text("actors: [{name: Tess May, aliases: [May]}, {name: Ireland}]\n", "utf-8")
    text = "The pact of 3 May 2020 binds Northern Ireland. Tess May met envoys of Ireland."
    words = NEW[: NEW.index("articles:")] + f'articles:\n  - headline: Talks\n    outlet: Post\n    text: "{text}"\n'
    Path("inputs/new.yaml").write_text(words, "utf-8")
    assert main(["suggest", "inputs/new.yaml", "--no-dates"]) == 0
    quoted = {each["name"]: (each["quote"], each.get("prefix", "")) for each in drafts()}
    assert quoted["Tess May"] == ("Tess May", "")
    assert quoted["Ireland"][0] == "Ireland" and quoted["Ireland"][1].endswith("envoys of ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway signed the pact on 12 May 2024.", ["2024-05-12"]),
        ("The pact was signed on May 12, 2024, in Oslo.", ["2024-05-12"]),
        ("On Sunday, March 30, 2025, Gen. Ek and U.S. officials met in Oslo. They left.", ["2025-03-30"]),
        ("In May 2024, forces occupied the town.", ["2024-05"]),
        ("The army withdrew on 2024-06-03.", ["2024-06-03"]),
        ("The pact, which was signed on 12 May 2020, provoked protests.", []),
        ("They would have signed it on 12 May 2020.", []),
        ("They plan talks to be held on 12 May 2020.", []),
        ("Norway never signed it on 12 May 2020.", []),
        ("The army withdrew on 3 June 2024 and returned on 5 June 2024.", []),
        ("The army withdrew on 3 June 2024 and returned later.", []),
        ("Forces seized it on 31 February 2024.", []),
        ("The pact of 12 May 2024 is long.", []),
        ("He has been chair since 12 May 2024.", []),
        ("They signed it on Monday.", []),
        ("“We signed it on 12 May 2024,” he said.", []),
        ("The 2020 pact was signed on 12 May 2024.", []),
        ("The minister is known for the pact on 12 May 2024.", []),
    ],
)
def test_only_what_was_certainly_done_on_a_date_is_an_event(text: str, expected: list[str]) -> None:
    assert [each.date for each in dated_sentences(text)] == expected


PAST = """\
title: Talks
date: {day}
articles:
  - headline: Talks
    source: {{name: N}}
    format: markdown
    text: |
      Ann Lee spoke of the Oslo pact and of [Northern Command]{{.capability type=command}}.
    annotations:
      - {{kind: actor, quote: Ann Lee, name: Ann Lee, aliases: [Minister Lee{aliases}], role: {role}, country: Norway}}
      - {{kind: agreement, quote: Oslo pact, name: Oslo pact, parties: [Norway, Sweden]}}
"""
NEW = """\
title: News
date: 2025-05-01
articles:
  - headline: News
    source: {name: N}
    text: |
      Minister Lee visited Northern Command. Lee was there.

      Norway signed the Oslo pact on 12 May 2024. Northern Commander.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "inputs").mkdir()
    monkeypatch.chdir(tmp_path)
    past("2025-03-01", "Chair")
    past("2025-04-01", "Minister of Defence", ", 李安")
    (tmp_path / "inputs/new.yaml").write_text(NEW, "utf-8")
    return tmp_path


def past(day: str, role: str, aliases: str = "") -> None:
    Path(f"inputs/{day}.yaml").write_text(PAST.format(day=day, role=role, aliases=aliases), "utf-8")


def drafts() -> list[dict[str, Any]]:
    return [each.value for each in read_for_checking(Path("inputs/new.yaml")).drafts]


def test_names_of_past_inputs_become_drafts_with_their_last_fields(folder: Path, capsys: Captured) -> None:
    assert main(["suggest", "inputs/new.yaml"]) == 0
    assert drafts() == [
        {
            "kind": "actor",
            "quote": "Minister Lee",
            "name": "Ann Lee",
            "role": "Minister of Defence",
            "country": "Norway",
        },
        {"kind": "capability", "quote": "Northern Command", "name": "Northern Command", "type": "command"},
        {"kind": "agreement", "quote": "Oslo pact", "name": "Oslo pact", "parties": ("Norway", "Sweden")},
        {
            "kind": "event",
            "quote": "Norway signed the Oslo pact on 12 May 2024.",
            "date": "2024-05-12",
            "what": "Norway signed the Oslo pact on 12 May 2024.",
        },
    ]
    assert "4 drafts added" in capsys.readouterr().out
    before = Path("inputs/new.yaml").read_bytes()
    assert main(["suggest", "inputs/new.yaml"]) == 0
    assert Path("inputs/new.yaml").read_bytes() == before
    assert main(["check", "inputs/new.yaml"]) == 0


def test_the_register_counts_before_past_inputs(folder: Path) -> None:
    Path("briefgen.toml").write_text('register = "register.yaml"\n', "utf-8")
    Path("register.yaml").write_text("actors: [{name: Ann Lee, aliases: [Minister Lee], role: Envoy}]\n", "utf-8")
    assert main(["suggest", "inputs/new.yaml", "--no-dates"]) == 0
    first, *others = drafts()
    assert (first["role"], first["country"]) == ("Envoy", "Norway")
    assert "event" not in {each["kind"] for each in others}


def test_a_register_is_made_of_the_folder_and_its_conflicts_are_reported(folder: Path, capsys: Captured) -> None:
    assert main(["register", "inputs/"]) == 0
    said = capsys.readouterr()
    assert "`role` of “Ann Lee” is “Chair” here, “Minister of Defence” in 2025-04-01" in said.out + said.err
    names = {each.name: each for each in register_of(Path("register.yaml").read_bytes(), "register.yaml").names}
    assert {*names} == {"Ann Lee", "Oslo pact", "Northern Command"}
    assert names["Ann Lee"].aliases == ("Minister Lee", "李安")
    assert dict(names["Ann Lee"].fields) == {"role": "Minister of Defence", "country": "Norway"}


def test_a_register_is_renewed_without_changing_what_it_says(folder: Path, capsys: Captured) -> None:
    own = "actors:\n- name: Ann Lee   # of the coast\n  role: Envoy\n"
    Path("register.yaml").write_text(own, "utf-8")
    assert main(["register", "inputs/"]) == 0
    text = Path("register.yaml").read_text("utf-8")
    assert text.startswith(own)
    assert "“Envoy” in the register" in "".join(capsys.readouterr())
    names = {each.name: each for each in register_of(text.encode(), "register.yaml").names}
    assert dict(names["Ann Lee"].fields) == {"role": "Envoy", "country": "Norway"}
    assert {*names} == {"Ann Lee", "Oslo pact", "Northern Command"}
    assert main(["register", "inputs/"]) == 0
    assert Path("register.yaml").read_text("utf-8") == text


def test_an_alias_of_two_names_stands_for_neither(folder: Path, capsys: Captured) -> None:
    other = PAST.replace("Ann Lee", "Bo Ek").format(day="2025-04-15", role="Chair", aliases="")
    Path("inputs/other.yaml").write_text(other, "utf-8")
    assert main(["register", "inputs/", "--out", "names.yaml"]) == 0
    said = "".join(capsys.readouterr())
    assert "“minister lee” is an alias of “Bo Ek” and of “Ann Lee”" in said
    names = {each.name: each.aliases for each in register_of(Path("names.yaml").read_bytes(), "names.yaml").names}
    assert (names["Bo Ek"], names["Ann Lee"]) == ((), ("李安",))


def test_an_import_suggests_for_the_articles_that_it_adds(folder: Path, capsys: Captured) -> None:
    Path("a.txt").write_text("Meeting\n\nMinister Lee met the press. Northern Command grows.\n", "utf-8")
    assert main(["import", "a.txt", "--into", "inputs/new.yaml", "--suggest"]) == 0
    assert [each.article for each in read_for_checking(Path("inputs/new.yaml")).drafts] == [1, 1]
    capsys.readouterr()
    assert main(["check", "--output-format", "json", "inputs/new.yaml"]) == 0
    assert all(each["lacks"] == [] for each in json.loads(capsys.readouterr().out)["drafts"])
