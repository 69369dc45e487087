"""What bears a portion mark and is printed without it is a finding at its line of the template."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.compose import compose, load_template, load_theme
from briefgen.diagnostics import Diagnostic
from briefgen.fill import fill
from briefgen.readers.yaml_reader import read_input
from briefgen.schema.briefing import Briefing

INPUT = """
title: Talks in Tokyo
title_portion: TLP:CLEAR
date: 2025-03-30
cut_off: 2025-03-30T18:00:00Z
marking: {banner: TLP:AMBER, portions: PORTIONS, headings: TLP:CLEAR}
bottom_line: The upgrade is likely to make joint planning quicker.
bottom_line_portion: TLP:GREEN
source_summary: One report of a wire service.
source_summary_portion: TLP:GREEN
key_judgments:
  - statement: The upgrade is likely to make joint planning faster.
    likelihood: likely
    confidence: moderate
    basis: Stated by the minister; one report, no document.
    assumptions: [The plan stands.]
    change_indicators: [The plan is dropped.]
    evidence: [hq]
    portion: TLP:GREEN
gaps:
  - {text: The cost is not known., portion: TLP:AMBER}
outlook:
  - {text: A visit in May., portion: TLP:AMBER}
remarks:
  - {text: Checked by hand., portion: TLP:AMBER}
articles:
  - headline: US Upgrades Japan Military Command
    portion: TLP:CLEAR
    source: {name: Reuters, reliability: B, credibility: 2}
    published: 2025-03-30T15:43:42Z
    text: |
      Hegseth announced a joint headquarters in Tokyo.

      Nakatani said that the headquarters would help deter China.
    annotations:
      - {id: hq, kind: capability, quote: a joint headquarters, name: Joint headquarters, summary: It will command.}
      - {kind: actor, quote: Nakatani, name: Gen Nakatani, role: Minister, stance: In favour., summary: He spoke.}
      - {kind: event, quote: Hegseth announced, what: An announcement., date: 2025-03-30}
      - {kind: agreement, quote: headquarters would help, name: The plan, parties: [Japan, United States], commitments: [Staff.]}
      - {kind: implication, quote: help deter China, statement: Deterrence grows., regions: [East Asia]}
"""


def briefing(tmp_path: Path, portions: str = "true") -> Briefing:
    path = tmp_path / "talks.yaml"
    path.write_text(INPUT.replace("PORTIONS", portions), encoding="utf-8")
    return fill(read_input(path)).briefing


def found(given: Briefing, template: str | Path) -> list[Diagnostic]:
    findings: list[Diagnostic] = []
    compose(given, load_template(template), load_theme("default").theme, findings=findings)
    return findings


def found_in(tmp_path: Path, text: str, portions: str = "true") -> list[str]:
    template = tmp_path / "own.md.j2"
    template.write_text(text, encoding="utf-8")
    return [
        f"{each.code} {each.place.line}: {each.message}; {each.hint}"
        for each in found(briefing(tmp_path, portions), template)
    ]


@pytest.mark.parametrize("name", ["packet", "one-page"])
def test_the_templates_that_come_with_the_program_print_every_mark(tmp_path: Path, name: str) -> None:
    assert found(briefing(tmp_path), name) == []


@pytest.mark.parametrize(
    ("text", "line", "what", "argument"),
    [
        (
            "# Gaps\n\n{% for gap in briefing.gaps %}\n- {{ gap }}\n{% endfor %}\n",
            4,
            "`gaps`",
            "briefing.portions.gaps",
        ),
        ("{{ briefing.title }}\n", 1, "`title`", "briefing.portions.title"),
        ("\n{{ briefing.bottom_line | paragraphs }}\n", 2, "`bottom_line`", "briefing.portions.bottom_line"),
        ("{{ briefing.remarks | join('; ') }}\n", 1, "`remarks`", "briefing.portions.remarks"),
        ("{{ briefing.outlook | sentences }}\n", 1, "`outlook`", "briefing.portions.outlook"),
        ("{{ 'So: ' ~ briefing.source_summary | upper }}\n", 1, "`source_summary`", "briefing.portions.source_summary"),
        ("{{ briefing.key_judgments[0].basis }}\n", 1, "a judgment", "judgment"),
        ("{{ lines(briefing.key_actors[0].name, 'x') }}\n", 1, "an actor", "actor"),
        ("{{ control(briefing.events[0].what, 'a', 'A') }}\n", 1, "an event", "event"),
        ("{{ stack(*briefing.agreements[0].commitments) }}\n", 1, "an agreement", "agreement"),
        ("# {{ briefing.articles[0].headline }}\n", 1, "an article", "article"),
        ("{{ annotated(briefing.articles[0].paragraphs[1]) }}\n", 1, "a paragraph", "paragraph"),
    ],
)
def test_a_portion_without_its_mark_is_found_at_its_line(
    tmp_path: Path, text: str, line: int, what: str, argument: str
) -> None:
    (message,) = found_in(tmp_path, text)
    assert message.startswith(f"BG609 {line}: {what} is printed without its portion mark; Put {{{{ portion({argument}")
    assert found_in(tmp_path, text, portions="false") == []


@pytest.mark.parametrize(
    "text",
    [
        "{% for gap in briefing.gaps %}\n- {{ portion(briefing.portions.gaps, loop.index0) }}{{ gap }}\n{% endfor %}\n",
        "{{ briefing.bottom_line | paragraphs(portion(briefing.portions.bottom_line)) }}\n",
        "{% for judgment in briefing.key_judgments %}\n{{ portion(judgment) }}{{ judgment.statement }}\n{% endfor %}\n",
        "{% set actor = briefing.key_actors[0] %}\n{{ actor.portion }} {{ actor.name }}\n",
        "{% if briefing.title and briefing.gaps | length > 0 %}\nWords.\n{% endif %}\n",
        "{{ refs(briefing.key_judgments[0].evidence) }}\n",
    ],
)
def test_what_has_its_mark_or_is_not_printed_is_no_finding(tmp_path: Path, text: str) -> None:
    assert found_in(tmp_path, text) == []


def test_a_line_that_prints_many_is_one_finding(tmp_path: Path) -> None:
    text = "{% for article in briefing.articles %}\n{% for p in article.paragraphs %}\n{{ annotated(p) }}\n\n{% endfor %}\n{% endfor %}\n"
    assert len(found_in(tmp_path, text)) == 1


def test_a_text_that_two_portions_share_is_found_where_neither_mark_is_printed(tmp_path: Path) -> None:
    words = "The talks are likely to go on."
    path = tmp_path / "talks.yaml"
    text = INPUT.replace("PORTIONS", "true").replace("The upgrade is likely to make joint planning quicker.", words)
    path.write_text(text.replace("The upgrade is likely to make joint planning faster.", words), encoding="utf-8")
    given = fill(read_input(path)).briefing
    template = tmp_path / "own.md.j2"
    template.write_text("# T\n\n{{ briefing.bottom_line }}\n", encoding="utf-8")
    assert [each.message for each in found(given, template)] == ["`bottom_line` is printed without its portion mark"]
    template.write_text(
        "# T\n\n{{ portion(briefing.portions.bottom_line) }}{{ briefing.bottom_line }}\n", encoding="utf-8"
    )
    assert found(given, template) == []
