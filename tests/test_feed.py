"""The feed of an output folder: valid by RFC 4287, for one audience, and only where it is asked for."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from briefgen.cli import main

Captured = pytest.CaptureFixture[str]
ATOM = "{http://www.w3.org/2005/Atom}"
BRIEFING = """\
title: {title}
date: 2025-03-30
language: {language}
{marking}bottom_line: The two sides met.
articles:
  - headline: Ministers meet
    source: {{name: Example Wire}}
    text: Gen Nakatani met the envoy in Oslo on Sunday.
    annotations:
      - {{kind: actor, quote: Gen Nakatani, name: Gen Nakatani}}
"""
FEED = '[feed]\nmarking = "{}"\naddress = "https://desk.example.org/briefings"\n'

# What RFC 4287 gives in its Appendix B as RELAX NG, of the elements that a feed of ours may have.
SCHEMA = """\
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="feed"><ref name="common"/><interleave>
  <oneOrMore><ref name="author"/></oneOrMore><zeroOrMore><ref name="category"/></zeroOrMore>
  <ref name="id"/><zeroOrMore><ref name="link"/></zeroOrMore>
  <optional><element name="rights"><ref name="text"/></element></optional>
  <element name="title"><ref name="text"/></element><ref name="updated"/>
  <zeroOrMore><ref name="entry"/></zeroOrMore>
</interleave></element></start>
<define name="entry"><element name="entry"><ref name="common"/><interleave>
  <zeroOrMore><ref name="author"/></zeroOrMore><zeroOrMore><ref name="category"/></zeroOrMore>
  <ref name="id"/><oneOrMore><ref name="link"/></oneOrMore>
  <optional><element name="summary"><ref name="text"/></element></optional>
  <element name="title"><ref name="text"/></element><ref name="updated"/>
</interleave></element></define>
<define name="common"><optional><attribute name="xml:lang"><data type="string"><param name="pattern">
[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*</param></data></attribute></optional></define>
<define name="text"><ref name="common"/><optional><attribute name="type"><choice><value>text</value><value>html</value>
</choice></attribute></optional><text/></define>
<define name="author"><element name="author"><ref name="common"/><element name="name"><data type="string">
<param name="minLength">1</param></data></element></element></define>
<define name="id"><element name="id"><ref name="common"/><data type="anyURI"><param name="minLength">1</param></data></element></define>
<define name="updated"><element name="updated"><ref name="common"/><data type="dateTime">
<param name="pattern">.+T.+(Z|[+-]\\d\\d:\\d\\d)</param></data></element></define>
<define name="category"><element name="category"><ref name="common"/><attribute name="term"/></element></define>
<define name="link"><element name="link"><ref name="common"/><attribute name="href"><data type="anyURI"/></attribute>
<optional><attribute name="rel"/></optional>
<optional><attribute name="type"><data type="string"><param name="pattern">.+/.+</param></data></attribute></optional>
</element></define>
</grammar>""".replace('pattern">\n', 'pattern">')


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("inputs").mkdir()


def write(name: str, marking: str, *, title: str = "", language: str = "en") -> None:
    said = f"marking: {marking}\n" if marking else ""
    shown = json.dumps(title or f"Talks {name}", ensure_ascii=False)
    Path(f"inputs/{name}.yaml").write_text(BRIEFING.format(title=shown, marking=said, language=language), "utf-8")


def build(marking: str = "TLP:GREEN", *more: str) -> None:
    Path("briefgen.toml").write_text(FEED.format(marking) if marking else "", "utf-8")
    assert main(["inputs", "--to", "text", "--quiet", "--jobs", "1", *more]) == 0


def feed() -> Any:
    """The feed, once it is known to be valid."""
    tree = etree.fromstring(Path("outputs/feed.atom").read_bytes())
    schema = etree.RelaxNG(etree.fromstring(SCHEMA))
    assert schema.validate(tree), schema.error_log
    ids = [each.text for each in tree.iter(f"{ATOM}id")]
    assert len({*ids}) == len(ids), "each id stands once"
    for entry in (tree, *tree.findall(f"{ATOM}entry")):
        alternates = [each for each in entry.findall(f"{ATOM}link") if each.get("rel", "alternate") == "alternate"]
        assert len(alternates) == 1
    return tree


def titles() -> set[str]:
    return {each.findtext(f"{ATOM}title") for each in feed().findall(f"{ATOM}entry")}


def test_a_feed_is_valid_and_leads_to_packets() -> None:
    write("a", "TLP:GREEN")
    build()
    (entry,) = feed().findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == "https://desk.example.org/briefings/a/"
    assert entry.findtext(f"{ATOM}summary") == "TLP:GREEN · 2025-03-30"
    assert (
        '<link rel="alternate" type="application/atom+xml" href="feed.atom">' in Path("outputs/index.html").read_text()
    )


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("TLP:CLEAR", {"Talks clear"}),
        ("TLP:GREEN", {"Talks clear", "Talks green"}),
        ("TLP:RED", {"Talks clear", "Talks green", "Talks amber"}),
        ("SECRET", {"Talks clear", "Talks secret"}),
        ("SECRET//NOFORN", {"Talks clear", "Talks secret", "Talks noforn"}),
        ("BOARD", {"Talks clear", "Talks board"}),
        ("STAFF", {"Talks clear"}),
    ],
)
def test_what_is_above_the_audience_leaves_no_trace(audience: str, expected: set[str]) -> None:
    markings = {
        "clear": "TLP:CLEAR",
        "green": "TLP:GREEN",
        "amber": "TLP:AMBER",
        "secret": "SECRET",
        "noforn": "SECRET//NOFORN",
        "board": "{banner: BOARD, levels: [STAFF, BOARD]}",
        "none": "",
    }
    for name, marking in markings.items():
        write(name, marking)
    build(audience)
    assert titles() == expected
    text = Path("outputs/feed.atom").read_text("utf-8")
    assert {name for name in markings if f"/{name}/" in text} == {each.removeprefix("Talks ") for each in expected}


def test_without_a_configuration_there_is_no_feed() -> None:
    write("a", "TLP:CLEAR")
    build("")
    assert not Path("outputs/feed.atom").exists() and "feed.atom" not in Path("outputs/index.html").read_text()


def test_a_feed_that_is_no_longer_asked_for_is_taken_away() -> None:
    write("a", "TLP:CLEAR")
    build()
    build("")
    assert not Path("outputs/feed.atom").exists()


@pytest.mark.parametrize("asked", ["TLP:GREEN", ""])
def test_a_file_of_somebody_s_own_is_kept(asked: str) -> None:
    write("a", "TLP:CLEAR")
    build("")
    Path("outputs/feed.atom").write_text("mine")
    build(asked)
    kept = "outputs/feed.edited.atom" if asked else "outputs/feed.atom"
    assert Path(kept).read_text() == "mine"


def test_a_time_changes_with_the_packet_alone() -> None:
    write("a", "TLP:CLEAR")
    write("b", "TLP:CLEAR")
    build()
    times = dict(_times())
    first = Path("outputs/feed.atom").read_bytes()
    for name in "ab":  # carried elsewhere and back
        os.utime(f"outputs/{name}/manifest.json", (1_900_000_000, 1_900_000_000))
    build()
    assert Path("outputs/feed.atom").read_bytes() == first
    write("b", "TLP:CLEAR", title="Other talks")
    build()
    changed = dict(_times())
    assert changed["a"] == times["a"]
    assert changed["b"] <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _times() -> list[tuple[str, str]]:
    entries = feed().findall(f"{ATOM}entry")
    return [(each.find(f"{ATOM}link").get("href")[-2], each.findtext(f"{ATOM}updated")) for each in entries]


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("]]> <script>&amp; \"'", "en"),
        ("محادثات <b>أوسلو</b>", "ar"),
        ("オスロ会談", "ja"),
        ("--> </entry><entry>", "en"),
    ],
)
def test_any_title_is_words(title: str, language: str) -> None:
    write("a", "TLP:CLEAR", title=title, language=language)
    build()
    assert titles() == {title}
    assert feed().find(f"{ATOM}entry").get("{http://www.w3.org/XML/1998/namespace}lang") == language


def test_a_manifest_that_lies_makes_no_other_feed() -> None:
    write("a", "TLP:CLEAR")
    build()
    path = Path("outputs/a/manifest.json")
    content = json.loads(path.read_text("utf-8"))
    content["about"] |= {"title": "x\u0000\ud800\uffff<y>", "language": '"><z/>', "date": "</summary>"}
    path.write_text(json.dumps(content), "utf-8")
    write("b", "TLP:CLEAR")
    Path("inputs/a.yaml").rename("a.yaml")
    build()
    assert titles() == {"x\ufffd\ufffd\ufffd<y>", "Talks b"}


@pytest.mark.parametrize(
    "text",
    [
        '[feed]\nmarking = "TLP:GREN"\naddress = "https://example.org/"',
        '[feed]\naddress = "https://example.org/"',
        '[feed]\nmarking = "TLP:GREEN"',
        '[feed]\nmarking = "TLP:GREEN"\naddress = "javascript:alert(1)"',
        '[feed]\nmarking = "TLP:GREEN"\naddress = "https:///briefings/"',
        '[feed]\nmarking = "TLP:GREEN"\naddress = "https://ann:secret@example.org/"',
        '[feed]\nmarking = "TLP:GREEN"\naddress = "https://example.org/?x=\\""',
    ],
)
def test_a_feed_that_cannot_be_made_is_a_finding_of_the_configuration(text: str, capsys: Captured) -> None:
    write("a", "TLP:CLEAR")
    Path("briefgen.toml").write_text(text, "utf-8")
    assert main(["inputs", "--to", "text"]) == 2
    assert re.search(r"briefgen.toml:\d+:\d+: error BG802", capsys.readouterr().err)


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_a_feed_of_what_is_restricted_is_private_and_written_through_no_link() -> None:
    write("a", "TLP:CLEAR")
    Path("outputs").mkdir(mode=0o755)
    Path("elsewhere").write_text("other")
    Path("outputs/feed.atom").symlink_to(Path("elsewhere").absolute())
    build("TLP:AMBER")
    assert Path("elsewhere").read_text() == "other"
    assert not Path("outputs/feed.atom").is_symlink() and not Path("outputs/feed.atom").stat().st_mode & 0o007
