"""What an analyst says of how a judgment was reached: in every file, in the JSON, and counted by the scorecard."""

from __future__ import annotations

import html
import json
import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
import yaml
from test_main_job import folded, pdf_text, word_text

from briefgen.checks import RULES
from briefgen.checks.tradecraft import STANDARDS
from briefgen.cli import main
from briefgen.fill import fill
from briefgen.readers.yaml_reader import read_input

INPUT = Path(__file__).parent / "data/tradecraft.yaml"
PRINTED = (
    "Covers the northern port alone; the southern terminals are left to a later briefing.",
    "Will the northern port be open before the winter? KJ1",
    "The harbour board has ordered two dredgers. A1¶1",
    "Probability: 70% · raised from roughly even chance · Confidence: low to moderate",
    "Near term · by November 2025 · A1¶1 · against: A1¶2",
    "Condition: The dredgers arrive by midsummer.",
    "Supporting point: The board has paid a deposit. A1¶1",
    "Supporting point: The dredgers need six weeks for the channel. A2¶1",
    "Linchpin assumption: The channel silts up no faster than last year.",
    "called off after it. Only the inner basin is reopened.",
    "Dissent: Maritime desk · Unlikely (20–45%)",
    "Two earlier orders of this kind were called off.",
    "Has the union been offered a contract? KJ1, KJ2",
    "read on 12 May 2025, 09:30 UTC",
    "machine translation: DeepL, 12 May 2025; checked by a linguist",
    "generated text: Summary by a language model; checked against the original",
    "archived copy: https://archive.example.org/2025/courier-dredgers",
    "carries KJ1, KJ2",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tradecraft")
    assert main(["build", str(INPUT), "--to", "docx,pdf,html,text,json", "--out", str(out)]) == 0
    return out / "tradecraft"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _html_text(data: bytes) -> str:
    body = data.decode("utf-8").partition("<body")[2]
    return folded(html.unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", "", body, flags=re.DOTALL)))


READ = {
    "txt": lambda data: folded(re.sub("[<>]", "", data.decode("utf-8"))),
    "html": _html_text,
    "pdf": pdf_text,
    "docx": word_text,
}


@pytest.mark.parametrize("ending", READ)
def test_every_format_prints_each_of_them(folder: Path, ending: str) -> None:
    text = READ[ending]((folder / f"tradecraft.{ending}").read_bytes())
    assert [words for words in PRINTED if folded(words) not in text] == []


def test_the_two_ends_of_a_range_of_confidence_are_not_drawn_as_one_scale(folder: Path) -> None:
    with pikepdf.open(folder / "tradecraft.pdf") as pdf:
        code = pdf.pages[0].Contents.read_bytes().decode("latin-1")
    starts = [float(right) for right in re.findall(r"^([\d.]+) [\d.]+ m .* c [bs]$", code, re.MULTILINE)]
    steps = [after - before for before, after in pairwise(starts[:6])]
    assert steps[2] > 1.5 * max(steps[:2] + steps[3:])


def test_the_json_holds_each_field_and_what_each_source_carries(folder: Path) -> None:
    briefing = json.loads((folder / "tradecraft.briefing.json").read_text("utf-8"))
    first = briefing["key_judgments"][0]
    assert first["probability"] == 70 and first["by"] == "2025-11" and first["horizon"] == "near"
    assert [each["reference"] for each in first["evidence_against"]] == ["A1¶2"]
    assert first["dissents"][0]["likelihood"]["range"] == "20–45%"
    assert [article["judgments"] for article in briefing["articles"]] == [["KJ1", "KJ2"], ["KJ1"]]
    assert briefing["gap_judgments"] == [["KJ1"], ["KJ1", "KJ2"]]


def test_a_point_without_a_mark_bears_that_of_its_judgment(tmp_path: Path) -> None:
    given = yaml.safe_load(INPUT.read_text("utf-8"))
    given["key_judgments"][0]["supporting_points"] = ["The board has paid a deposit."]
    path = tmp_path / "port.yaml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True), "utf-8")
    judgment = fill(read_input(path)).briefing.key_judgments[0]
    assert [point.portion for point in judgment.supporting_points] == ["(TLP:CLEAR)"]


def test_what_points_rest_on_counts_as_ground_of_their_judgment() -> None:
    judgment = fill(read_input(INPUT)).briefing.key_judgments[0]
    assert [each.annotation for each in judgment.grounds] == ["dredgers", "board", "weeks"]


# --- the scorecard -----------------------------------------------------------------------------------


def test_the_nine_standards_name_rules_that_there_are_and_what_no_program_can_check() -> None:
    assert [each.number for each in STANDARDS] == [*range(1, 10)]
    assert {code for each in STANDARDS for code in each.rules} <= set(RULES)
    assert all(each.beyond for each in STANDARDS)


def test_every_rule_on_analytic_standards_serves_one_of_them() -> None:
    served = {code for each in STANDARDS for code in each.rules}
    assert {code for code in RULES if code.startswith("BG4")} - served == set()


def test_the_scorecard_says_what_supports_each_standard(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--scorecard", str(INPUT)]) == 0
    printed = squeezed(capsys.readouterr().out)
    for words in (
        "4 Analysis of alternatives 1 of 2 judgments with alternatives 1 of 2 judgments with evidence against them",
        "1 of 2 sources with an archived copy",
        "1 of 2 key questions that a judgment answers",
        "1 file checked: no findings",
    ):
        assert words in printed
    assert main(["check", str(INPUT)]) == 0
    assert "standards" not in capsys.readouterr().out


def test_the_scorecard_as_json_counts_the_findings_of_each_standard_s_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "port.yaml"
    path.write_text(INPUT.read_text("utf-8").replace("probability: 70", "probability: 30"), "utf-8")
    assert main(["check", "--scorecard", "--output-format", "json", str(path)]) == 0
    (card,) = json.loads(capsys.readouterr().out)["scorecards"]
    assert {each["standard"]: each["findings"] for each in card["standards"] if each["findings"]} == {2: 1}
    assert card["standards"][3]["supports"][0] == {"what": "judgments with alternatives", "count": 1, "of": 2}


def test_an_input_in_error_has_no_scorecard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "port.yaml"
    path.write_text("title: Port\ndate: 2025-05-12\narticles: []\n", "utf-8")
    assert main(["check", "--scorecard", str(path)]) == 1
    assert "none: it cannot be read whole" in capsys.readouterr().out


ON_ONE_PAGE = (
    "Probability: 70% · raised from roughly even chance · Confidence: low to moderate",
    "Near term · by November 2025",
    "Condition: The dredgers arrive by midsummer. Linchpin assumption: The channel silts up no faster than last year.",
    "Dissent: Maritime desk · Unlikely (20–45%)",
)


def test_one_page_says_what_a_judgment_hangs_on_and_who_sees_it_otherwise(tmp_path: Path) -> None:
    assert main(["build", str(INPUT), "--to", "text", "--template", "one-page", "--out", str(tmp_path)]) == 0
    text = squeezed(next(tmp_path.rglob("*.txt")).read_text("utf-8"))
    assert [each for each in ON_ONE_PAGE if each not in text] == []
    assert "Two earlier orders of this kind were called off." not in text
