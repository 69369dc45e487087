"""From three raw files to a packet that passes `check`: what an analyst types on the way, command by command and line by line.

Typing the same by hand takes some seven lines for each passage: more than 200 in all. The count is strict: a command, a line, a
field in braces and a field in a comment of Word count one each, and so does what an earlier packet had to say of the names that
are known by now. Marking words with the mouse and pasting an article's text count nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest

from briefgen.cli import main
from briefgen.readers.yaml_reader import read_for_checking, read_input

_PAST = """\
title: Defence ties in the north
date: 2025-02-01
articles:
  - headline: Ministers prepare a pact
    source: {name: Coast Wire}
    format: markdown
    text: |
      [Ann Lee]{.ac type=person role="Minister of Defence" country=Norway} and [Bo Ek]{.ac type=person role="Foreign Minister" country=Sweden}
      prepared the [Oslo pact]{.ag parties="Norway; Sweden"} for [Northern Command]{.c type=command holder=Norway} and the
      [Coast Guard of Norland]{.ac type=military country=Norway} in [Fjordby]{.c type=infrastructure holder=Norway}.
"""
"""What an earlier packet was made of: the names that are known, each typed once."""
_TEXTS = (
    (
        "Ann Lee, the minister, said that Northern Command would grow by two brigades in the coming years. Bo Ek welcomed it, "
        "and called the Oslo pact a promise to all who live along the coast of the two countries.",
        "The Coast Guard of Norland moved ships to Fjordby. Norway and Sweden signed the pact on 12 January 2025. Fishermen in "
        "the harbour looked on with some concern.",
    ),
    (
        "Two brigades more are in the budget for Northern Command, and Ann Lee told parliament why she thinks them due now. "
        "Her guest Bo Ek named the Oslo pact binding and useful for everybody on the shore.",
        "In February 2025, both parliaments ratified it. Meanwhile ships of the Coast Guard of Norland lie at the piers of "
        "Fjordby, where boats have less room than they had.",
    ),
    (
        "A statement by Bo Ek and Ann Lee thanks those who serve at Northern Command for their patience during the winter.",
        "It recalls what the Oslo pact says of bases such as Fjordby. The first ships arrived on 3 March 2025. The Coast Guard "
        "of Norland invites the public to see them in summer.",
    ),
)
_PAGE = (
    "<!doctype html><html lang=en><head><title>Command grows</title><meta property='og:title' content='Command grows'>"
    "<meta property='og:site_name' content='Coast Wire'><meta property='article:published_time' content='2025-03-29T10:00:00Z'>"
    "</head><body><nav>Menu</nav><article><h1>Command grows</h1><p>{}</p><p>{}</p></article><footer>About us</footer></body></html>"
)
_MAIL = (
    "From: Press office <press@example.org>\nSubject: Statement on the coast\nDate: Fri, 28 Mar 2025 09:00:00 +0000\n"
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{}\n\n{}\n"
)


def _fields(text: str) -> int:
    """What somebody types: each line that is not a text's own counts once, and so does each field in braces or a comment."""
    lines = [line for line in text.splitlines() if line.strip() and ": |" not in line]
    in_braces = re.findall(r"\{([^{}]*)\}", text)
    inline = sum(len(re.findall(r"\.\w+|\w+=", each)) for each in in_braces if each.startswith("."))
    plain = sum(each.count(",") for each in in_braces if not each.startswith("."))
    marked = sum("]{." in line or line.startswith("      prepared") for line in lines)
    return len(lines) - marked + inline + plain


class _Analyst:
    """Somebody whose commands and typed lines are counted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def runs(self, *arguments: str) -> None:
        self.count += 1
        assert main([*arguments]) == 0

    def types(self, old: str, new: str) -> None:
        """Writes lines in the place of others; one that is deleted counts as one that is typed."""
        text = self.path.read_text("utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new, 1), "utf-8")
        typed = {*new.splitlines()} - {*old.splitlines()}
        self.count += max(1, _fields("\n".join(typed)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/2025-02-01.yaml").write_text(_PAST, "utf-8")
    (tmp_path / "page.html").write_text(_PAGE.format(*_TEXTS[0]), "utf-8")
    (tmp_path / "mail.eml").write_text(_MAIL.format(*_TEXTS[2]), "utf-8")
    return tmp_path


_COMMENTS = (
    (
        "Two brigades more",
        "implication: More brigades steady the coast; regions: Northern Europe; direction: stabilising",
    ),
    (
        "binding and useful",
        "implication: The pact binds both countries; regions: Northern Europe; direction: stabilising",
    ),
    ("less room", "implication: Fishing is disturbed; regions: Northern Europe"),
)


def _word_file(analyst: _Analyst) -> None:
    """An article in Word with comments; each is a line that somebody typed."""
    document = docx.Document()
    document.add_heading("Ships at Fjordby", 0)
    waiting = [*_COMMENTS]
    for text in _TEXTS[1]:
        paragraph, rest = document.add_paragraph(), text
        while waiting and waiting[0][0] in rest:
            words, said = waiting.pop(0)
            before, rest = rest.split(words)
            paragraph.add_run(before)
            document.add_comment(paragraph.add_run(words), text=said, author="A")
            analyst.count += said.count(";") + 1
        paragraph.add_run(rest)
    document.save("report.docx")


_JUDGMENTS = """\
key_judgments:
  - statement: Northern Command is likely to receive two more brigades within three years.
    likelihood: likely
    confidence: moderate
    basis: Two reports and a budget agree; no order has been seen.
    evidence: [growth]
  - statement: The Oslo pact is very likely to remain in force this year.
    likelihood: very likely
    confidence: moderate
    basis: Both parliaments ratified it, and neither government speaks against it.
    evidence: [binding]
"""
_BOTTOM_LINE = "bottom_line: Northern Command is likely to grow, and the Oslo pact is very likely to remain in force.\n"


def test_three_raw_files_become_a_packet_in_at_most_60_commands_and_typed_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed")
    analyst = _Analyst(Path("inputs/2025-03-30.yaml"))
    _word_file(analyst)
    analyst.runs("import", "page.html", "report.docx", "mail.eml", "--new", "2025-03-30", "--suggest")
    drafts = len(read_for_checking(analyst.path).drafts)
    assert drafts == 24
    analyst.runs("drafts", str(analyst.path))
    assert "24 complete" in capsys.readouterr().out
    analyst.runs("drafts", str(analyst.path), "--accept-complete")
    analyst.types("quote: Two brigades more\n", "quote: Two brigades more\n        id: growth\n")
    analyst.types("quote: binding and useful\n", "quote: binding and useful\n        id: binding\n")
    analyst.types("key_judgments: []\n", _JUDGMENTS)
    analyst.types("# One paragraph", f"{_BOTTOM_LINE}# One paragraph")
    analyst.types("name: Not stated", "name: Fjord Post")
    for name in ("Coast Wire", "Fjord Post", "example.org"):
        analyst.types(f"name: {name}\n", f"name: {name}\n      reliability: B\n      credibility: 3\n")
    capsys.readouterr()
    analyst.runs("check", str(analyst.path))
    assert "warning" not in capsys.readouterr().out
    analyst.runs("build", "--to", "docx,pdf", str(analyst.path))
    assert {each.suffix for each in Path("outputs/2025-03-30").iterdir()} >= {".docx", ".pdf"}
    marked = [each for article in read_input(analyst.path).input.articles for each in article.annotations]
    assert len(marked) == 24
    assert {each.kind for each in marked} == {"actor", "agreement", "capability", "implication", "event"}
    assert analyst.count <= 35, "for this packet"
    assert analyst.count + _fields(_PAST) <= 60, "with all that was ever typed of the names"


def test_what_is_typed_is_counted_field_by_field() -> None:
    assert _fields("source: {name: N, reliability: B}") == 2
    assert _fields("evidence: [growth]\n\nlikelihood: likely\n") == 2
    assert _fields('      [Bo Ek]{.ac type=person role="Foreign Minister"} and [a pact]{.ag}') == 4
