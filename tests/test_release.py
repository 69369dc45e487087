"""Redacted editions: what is marked higher leaves no byte behind, whatever is looked into; the rest is as it was."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from briefgen.cli import main
from briefgen.fill import fill
from briefgen.readers.yaml_reader import read_input
from briefgen.release import WITHHELD_PARAGRAPH, WITHHELD_TITLE, NotReleasable, release
from briefgen.schema.briefing import Briefing, Portions
from briefgen.schema.input import Dissent, EvidencedPoint, KeyJudgment, Question, Source

CANARY = "QZXCANARY"
"""Stands in every word that the edition must not hold."""
WHOLE = """\
title: Talks in Tokyo
title_portion: TLP:CLEAR
date: 2025-03-30
cut_off: 2025-03-30T18:00:00Z
marking: {banner: TLP:AMBER//QZXCANARYGROUP, portions: true, headings: TLP:CLEAR, block: [By order of QZXCANARYBLOCK]}
prepared_by: Indo-Pacific desk
bottom_line: QZXCANARYBOTTOM is likely to be quicker.
bottom_line_portion: TLP:AMBER
scope_note: QZXCANARYSCOPE is covered.
scope_note_portion: TLP:AMBER
key_questions:
  - {text: Who pays for QZXCANARYQUESTION?, portion: TLP:AMBER}
  - {text: Who pays?, judgments: [QZXCANARYID, KJ2], portion: TLP:GREEN}
known:
  - {text: It is known that QZXCANARYKNOWN., evidence: [hq], portion: TLP:AMBER}
  - {text: The upgrade is announced., evidence: [hq, QZXCANARYNOTE], portion: TLP:CLEAR}
key_judgments:
  - {id: QZXCANARYID, statement: QZXCANARYJUDGMENT might come., basis: QZXCANARYBASIS., evidence: [hq],
     assumptions: [QZXCANARYASSUMED.], change_indicators: [QZXCANARYSIGN.], condition: QZXCANARYCONDITION., linchpin: QZXCANARYLINCHPIN.,
     alternatives: [QZXCANARYALTERNATIVE.], change_from_previous: QZXCANARYPREVIOUS, evidence_against: [QZXCANARYNOTE],
     supporting_points: [QZXCANARYINHERITED.], dissents: [{who: QZXCANARYDESK, why: QZXCANARYINWARD.}],
     portion: TLP:AMBER}
  - {statement: The upgrade is likely to make joint planning quicker., likelihood: likely, confidence: low,
     basis: Stated by the minister., evidence: [hq, QZXCANARYNOTE, QZXCANARYSPAN], assumptions: [Funds follow.],
     evidence_against: [QZXCANARYNOTE, QZXCANARYSPAN],
     supporting_points: [{text: QZXCANARYPOINT., evidence: [hq], portion: TLP:AMBER},
       {text: Staff are named., evidence: [QZXCANARYNOTE]}],
     dissents: [{who: QZXCANARYWHO, likelihood: unlikely, why: QZXCANARYWHY., portion: TLP:AMBER},
       {who: Maritime desk, likelihood: unlikely, why: Plans were dropped before., portion: TLP:GREEN}],
     portion: TLP:GREEN}
gaps:
  - {text: Nothing is known of QZXCANARYGAP., portion: TLP:AMBER}
  - {text: Nothing is known of the cost., judgments: [QZXCANARYID, KJ2], portion: TLP:CLEAR}
  - Nothing is known of QZXCANARYUNMARKED.
outlook:
  - {text: The budget request., portion: TLP:GREEN}
  - {text: Watch QZXCANARYOUTLOOK., portion: TLP:AMBER//QZXCANARYGROUP}
source_summary: QZXCANARYSUMMARY says it.
source_summary_portion: TLP:AMBER
key_actors:
  - {name: QZXCANARYOWN, country: QZXCANARYLAND, portion: TLP:AMBER}
articles:
  - headline: Command upgraded
    portion: TLP:CLEAR
    paragraph_portions: {2: TLP:AMBER}
    source: {name: Reuters, url: "https://example.org/command"}
    published: 2025-03-30T15:43:42Z
    text: |
      Hegseth announced a joint headquarters in Tokyo.

      Nakatani said that QZXCANARYPARAGRAPH would help deter China.

      The two governments agreed on missiles.
    annotations:
      - {id: hq, kind: capability, quote: a joint headquarters, name: Joint headquarters}
      - {id: QZXCANARYNOTE, kind: actor, quote: Nakatani said that QZXCANARYPARAGRAPH, name: QZXCANARYACTOR}
      - {id: QZXCANARYSPAN, kind: event, quote: "in Tokyo. Nakatani said that QZXCANARYPARAGRAPH",
         what: QZXCANARYEVENT., date: 2025-03-30}
      - {kind: agreement, quote: agreed on missiles, name: QZXCANARYAGREEMENT, parties: [Japan], portion: TLP:AMBER}
      - {kind: implication, quote: The two governments, statement: Ties deepen., regions: [East Asia]}
  - headline: QZXCANARYHEADLINE
    portion: TLP:AMBER
    source: {name: QZXCANARYSOURCE, url: "https://example.org/QZXCANARYURL", reliability: B,
      archived: "https://example.org/QZXCANARYCOPY", machine_translation: QZXCANARYMACHINE,
      generated_text: QZXCANARYGENERATED, author: QZXCANARYAUTHOR, origin: QZXCANARYORIGIN,
      descriptor: QZXCANARYDESCRIPTOR}
    published: 2025-03-29T15:43:42Z
    text_file: QZXCANARYFILE.txt
    annotations:
      - {kind: implication, quote: deters, statement: QZXCANARYSTATEMENT., regions: [QZXCANARYREGION]}
  - headline: Missiles to be made together
    portion: TLP:GREEN
    source: {name: Kyodo}
    published: 2025-03-29T15:43:42Z
    text: Both will make missiles.
"""
BANNER = "TLP:AMBER//QZXCANARYGROUP"
QUIETER = "QZXCANARYOUTLOOK"
FORMATS = "docx,pdf,html,text,json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole briefing and its edition, built by the command."""
    folder = tmp_path_factory.mktemp("release")
    write(folder, WHOLE)
    for more in ([], ["--release", "TLP:GREEN"]):
        out = ["--to", FORMATS, "--out", str(folder / "out"), *more]
        assert main(["build", *out, str(folder / "talks.yaml")]) == 0
    return folder


def write(folder: Path, text: str) -> Path:
    (folder / "QZXCANARYFILE.txt").write_text("QZXCANARYTEXT deters China.\n", encoding="utf-8")
    path = folder / "talks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def briefing(tmp_path: Path, text: str = WHOLE) -> Briefing:
    return fill(read_input(write(tmp_path, text))).briefing


UNMARKED = (
    "series: QZXSERIES\nreference: QZXREFERENCE\nprepared_for: QZXFOR\ndistribution: QZXDISTRIBUTION\n"
    "supersedes: QZXSUPERSEDES\nshort_title: QZXSHORT\nmixes_terms: true\n"
)


def test_what_stands_in_every_edition_is_what_the_trust_boundary_says(tmp_path: Path) -> None:
    """A field that is added is a portion with a mark, or is named there."""
    text = WHOLE.replace("title_portion: TLP:CLEAR\n", f"title_portion: TLP:AMBER\n{UNMARKED}")
    whole = briefing(tmp_path, text)
    edition = release(whole, "TLP:GREEN")
    plain = {name: value for name, value in whole if isinstance(value, str | bool | date | datetime)}
    kept = {name for name, value in plain.items() if getattr(edition, name) == value}
    assert {"title", "short_title", "bottom_line", "scope_note", "source_summary"} == set(plain) - kept
    assert kept == {name for name, field in Briefing.model_fields.items() if not _is_portion(name, field.annotation)}
    said = (Path(__file__).parents[1] / "SECURITY.md").read_text(encoding="utf-8")
    sentence = said.partition("Printed in every edition")[2].partition("(`tests/")[0]
    assert re.findall(r"`(\w+)`", sentence) == sorted(kept)


def _is_portion(name: str, annotation: object) -> bool:
    """Whether a field is a list of portions, bears a mark in `portions`, is those marks, or is found anew of an edition."""
    return (
        name in ("marking", "portions", "changes", *Portions.model_fields)
        or "tuple" in str(annotation)
        or name == "short_title"
    )


# --- no byte of what is left out ---------------------------------------------------------------------


def layers(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, all that is packed in it, and all that is packed in that."""
    yield name, data
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                yield from layers(f"{name}!{part}", parts.read(part))
    if data[:4] == b"%PDF":
        for number, found in enumerate(re.finditer(rb"stream\r?\n", data)):
            unpacked = zlib.decompressobj()
            try:
                yield f"{name}!stream {number}", unpacked.decompress(data[found.end() :])
            except zlib.error:
                continue


def forms(data: bytes) -> Iterator[str]:
    """Bytes as text in every way that either file writes text."""
    for encoding in ("latin-1", "utf-16-be", "utf-16-le"):
        text = data.decode(encoding, "replace")
        yield text
        yield re.sub(r"<[^>]*>", "", text)  # words that runs part
    for digits in re.findall(rb"[0-9A-Fa-f]{8,}", data):
        raw = bytes.fromhex((digits[: len(digits) // 2 * 2]).decode())
        yield raw.decode("latin-1")
        yield raw.decode("utf-16-be", "replace")


def holding(name: str, data: bytes) -> set[str]:
    """The layers that hold the canary."""
    return {
        layer for layer, inner in layers(name, data) if any(CANARY.lower() in form.lower() for form in forms(inner))
    }


def drawn(pdf: bytes) -> str:
    """All words that the pages of a PDF draw, and all that it says of itself."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument(pdf)
    pages = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    bookmarks = "".join(item.get_title() for item in document.get_toc())
    return f"{pages}{bookmarks}{document.get_metadata_dict()}"


def test_the_edition_holds_no_byte_of_what_is_marked_higher(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in (folder / "out/talks.tlp-green").iterdir()}
    assert set(files) == {
        "manifest.json",
        "talks.tlp-green.briefing.json",
        "talks.tlp-green.docx",
        "talks.tlp-green.html",
        "talks.tlp-green.pdf",
        "talks.tlp-green.txt",
    }
    assert set().union(*(holding(name, data) for name, data in files.items())) == set()
    words = drawn(files["talks.tlp-green.pdf"])
    assert CANARY not in words and "AMBER" not in words and "Ties deepen" in words


def test_the_edition_says_what_is_left_of_points_dissents_questions_and_of_what_each_source_carries(
    tmp_path: Path,
) -> None:
    whole = briefing(tmp_path)
    edition = release(whole, "TLP:GREEN")
    (judgment,) = edition.key_judgments
    assert [(point.text, point.evidence) for point in judgment.supporting_points] == [("Staff are named.", ())]
    assert [dissent.who for dissent in judgment.dissents] == ["Maritime desk"]
    assert [(point.text, len(point.evidence)) for point in edition.known] == [("The upgrade is announced.", 1)]
    assert [(each.text, each.judgments) for each in edition.key_questions] == [("Who pays?", ("KJ2",))]
    assert edition.gap_judgments == (("KJ2",),) and len(edition.gaps) == 1
    assert whole.articles[0].judgments == ("QZXCANARYID", "KJ2")
    assert edition.articles[0].judgments == ("KJ2",)


STATED = (KeyJudgment, EvidencedPoint, Question, Dissent, Source)


def test_each_field_of_words_of_what_is_stated_and_of_sources_holds_the_words_looked_for(tmp_path: Path) -> None:
    """A field that is added to these models is added to the input above, too."""
    held = _fields_with_canary(read_input(write(tmp_path, WHOLE)).input)
    words = {(model.__name__, name) for model in STATED for name in model.model_fields if _takes_words(model, name)}
    assert len(words) > 20 and words - held == set()


def _takes_words(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields[name]
    return name != "portion" and "StringConstraints" in f"{field.annotation}{field.metadata}"


def _fields_with_canary(model: BaseModel) -> set[tuple[str, str]]:
    found = set()
    for name, value in model:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, BaseModel):
                found |= _fields_with_canary(each)
            elif CANARY in str(each):
                found.add((type(model).__name__, name))
    return found


def test_the_search_finds_the_words_in_the_whole_briefing(folder: Path) -> None:
    for name in ("talks.docx", "talks.pdf", "talks.txt", "talks.briefing.json", "manifest.json"):
        data = (folder / "out/talks" / name).read_bytes()
        assert holding(name, data), name
    assert CANARY in drawn((folder / "out/talks/talks.pdf").read_bytes())
    data = (folder / "out/talks/talks.docx").read_bytes()
    assert "talks.docx!word/document.xml" in holding("talks.docx", data)


def test_neither_digest_nor_name_of_a_text_that_is_left_out_is_reported(folder: Path) -> None:
    whole = json.loads((folder / "out/talks/manifest.json").read_text("utf-8"))
    edition = json.loads((folder / "out/talks.tlp-green/manifest.json").read_text("utf-8"))
    text = whole["ingredients"]["text_file QZXCANARYFILE.txt"]
    everything = json.dumps(edition)
    assert text not in everything
    assert whole["ingredients"]["input"] not in everything
    assert edition["options"]["release"] == "TLP:GREEN"
    assert edition["counts"]["key_judgments"] == 1
    for path in (folder / "out/talks.tlp-green").glob("*.*"):
        assert not any(text in form for _, inner in layers(path.name, path.read_bytes()) for form in forms(inner))


@pytest.mark.parametrize("output_format", ["text", "json", "github", "sarif"])
def test_findings_say_nothing_of_what_is_left_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], output_format: str
) -> None:
    path = write(tmp_path, WHOLE)
    out = tmp_path / "out"
    arguments = ["--output-format", output_format, "--out", str(out), "--release", "TLP:GREEN", str(path)]
    main(["build", *arguments])
    printed = capfd.readouterr()
    assert "BG403" in printed.out + printed.err
    assert CANARY not in printed.out + printed.err
    assert CANARY not in (out / "ledger.jsonl").read_text("utf-8")
    findings = json.loads((out / "talks.tlp-green/manifest.json").read_text("utf-8"))["findings"]
    assert [found for found in findings if not found["code"].startswith(("BG6", "BG7"))] == []


@pytest.mark.parametrize(
    "fault",
    [
        ("evidence: [hq]", "evidence: [QZXCANARYNOBODY]"),
        ("prepared_by:", "QZXCANARYKEY:"),
        ("quote: deters", "quote: QZXCANARYQUOTE"),
        ("portion: TLP:AMBER//QZXCANARYGROUP", "portion: QZXCANARYLABEL"),
    ],
)
def test_errors_say_nothing_either(tmp_path: Path, capfd: pytest.CaptureFixture[str], fault: tuple[str, str]) -> None:
    assert fault[0] in WHOLE
    path = write(tmp_path, WHOLE.replace(*fault))
    assert main(["build", "--out", str(tmp_path / "out"), "--release", "TLP:GREEN", str(path)]) == 1
    printed = capfd.readouterr()
    assert "error BG" in printed.err and CANARY not in printed.out + printed.err
    assert not (tmp_path / "out/talks.tlp-green").exists()


# --- what is left -----------------------------------------------------------------------------------


def test_numbers_are_kept_and_paragraphs_leave_a_neutral_line(tmp_path: Path) -> None:
    whole = briefing(tmp_path)
    edition = release(whole, "TLP:GREEN")
    assert [(each.id, each.number) for each in edition.key_judgments] == [("KJ2", 2)]
    assert [each.reference for each in edition.key_judgments[0].evidence] == ["A1¶1"]
    assert [each.id for each in edition.articles] == ["A1", "A3"]
    first = edition.articles[0]
    assert [(each.number, each.text) for each in first.paragraphs] == [
        (1, "Hegseth announced a joint headquarters in Tokyo."),
        (2, WITHHELD_PARAGRAPH),
        (3, "The two governments agreed on missiles."),
    ]
    assert [mark.entry for each in first.paragraphs for mark in each.marks] == ["C-1", "I-1"]
    assert (edition.gaps, edition.portions.gaps) == (("Nothing is known of the cost.",), ("(TLP:CLEAR)",))
    assert (edition.bottom_line, edition.key_actors, edition.agreements, edition.events) == (None, (), (), ())
    assert edition.source_summary and "two" in edition.source_summary


def test_the_edition_bears_its_own_banner_and_no_block_of_the_whole(tmp_path: Path) -> None:
    marking = release(briefing(tmp_path), "TLP:GREEN").marking
    assert marking and (marking.banner, marking.block, marking.portions) == ("TLP:GREEN", (), True)


def test_lower_banners_hold_less(tmp_path: Path) -> None:
    whole = briefing(tmp_path)
    sizes = [len(release(whole, banner).model_dump_json()) for banner in ("TLP:CLEAR", "TLP:GREEN", BANNER)]
    assert sizes == sorted(set(sizes))
    clear = release(whole, "TLP:WHITE")
    assert clear.marking and clear.marking.banner == "TLP:CLEAR" and not clear.key_judgments


def test_its_own_banner_keeps_all_that_it_covers(tmp_path: Path) -> None:
    whole = briefing(tmp_path)
    assert release(whole, BANNER) == whole
    assert QUIETER not in release(whole, "TLP:AMBER").model_dump_json()


def test_what_bears_no_mark_counts_as_high_as_the_banner(tmp_path: Path) -> None:
    text = WHOLE.replace("title_portion: TLP:CLEAR\n", "")
    assert release(briefing(tmp_path, text), "TLP:GREEN").title == WITHHELD_TITLE


def remarked(whole: Briefing, portion: str) -> Briefing:
    """The briefing with another mark on its title, of which no check has approved."""
    return whole.model_copy(update={"portions": whole.portions.model_copy(update={"title": portion})})


@pytest.mark.parametrize("mark", ["GREENISH", "TLP:", "(?)", "TLP:GREEN or so"])
def test_what_bears_a_mark_that_nobody_can_read_is_left_out(tmp_path: Path, mark: str) -> None:
    whole = remarked(briefing(tmp_path), mark)
    for banner in ("TLP:GREEN", BANNER):
        assert release(whole, banner).title == WITHHELD_TITLE


def test_headings_lose_a_mark_that_is_higher_than_the_edition(tmp_path: Path) -> None:
    whole = briefing(tmp_path, WHOLE.replace("headings: TLP:CLEAR", "headings: TLP:AMBER"))
    edition = release(whole, "TLP:GREEN")
    assert edition.marking is not None
    assert edition.marking.headings is None


def test_of_what_an_edition_keeps_no_passage_of_a_higher_mark_or_article_is_evidence(tmp_path: Path) -> None:
    whole = briefing(tmp_path)
    judgment = whole.key_judgments[1]
    kept = next(each for each in judgment.evidence if each.annotation == "hq")
    left_out = next(each.id for each in whole.articles if each.headline.startswith(CANARY))
    odd = (
        kept,
        kept.model_copy(update={"annotation": "higher", "portion": "TLP:AMBER"}),
        kept.model_copy(update={"annotation": "elsewhere", "article": left_out}),
    )
    judgments = (whole.key_judgments[0], judgment.model_copy(update={"evidence": odd}))
    edition = release(whole.model_copy(update={"key_judgments": judgments}), "TLP:GREEN")
    assert [each.annotation for each in edition.key_judgments[0].evidence] == ["hq"]


def test_of_a_paragraph_that_an_edition_keeps_no_passage_of_a_higher_mark_is_highlighted(tmp_path: Path) -> None:
    whole = briefing(tmp_path)
    article, paragraph = whole.articles[0], whole.articles[0].paragraphs[0]
    kept = next(each for each in paragraph.marks if each.annotation == "hq")
    odd = (kept, kept.model_copy(update={"annotation": "higher", "portion": "TLP:AMBER"}))
    paragraphs = (paragraph.model_copy(update={"marks": odd}), *article.paragraphs[1:])
    articles = (article.model_copy(update={"paragraphs": paragraphs}), *whole.articles[1:])
    edition = release(whole.model_copy(update={"articles": articles}), "TLP:GREEN")
    assert [each.annotation for each in edition.articles[0].paragraphs[0].marks] == ["hq"]


def test_an_entry_is_as_high_as_the_highest_of_what_fills_it(tmp_path: Path) -> None:
    more = "      - {kind: capability, quote: would help deter China, name: joint headquarters}\n"
    text = WHOLE.replace(
        "      - {kind: implication, quote: The two", f"{more}      - {{kind: implication, quote: The two"
    )
    whole = briefing(tmp_path, text)
    assert whole.capabilities[0].portion == "(TLP:AMBER)"
    edition = release(whole, "TLP:GREEN")
    assert edition.capabilities == ()
    assert "C-1" not in edition.model_dump_json()


@pytest.mark.parametrize(
    ("marking", "banner", "said"),
    [
        ("TLP:GREEN", "TLP:AMBER", "is higher than"),
        ("TLP:AMBER", "SECRET", "is not a label of the scheme tlp"),
        ("TLP:AMBER", "green", "is not a label of the scheme tlp"),
        ("TLP:AMBER", "TLP:GREEN", "nothing in it is marked TLP:GREEN or lower"),
        ("SECRET", "SECRET//NOFORN", "is higher than"),
        ("CONFIDENTIAL//NOFORN", "SECRET", "is higher than"),
        ("{scheme: custom, banner: INTERNAL}", "PUBLIC", "is not a label of the scheme custom"),
    ],
)
def test_editions_that_the_marks_do_not_allow_are_refused(tmp_path: Path, marking: str, banner: str, said: str) -> None:
    text = f"title: T\ndate: 2025-03-30\nmarking: {marking}\narticles:\n  - {{headline: H, source: {{name: N}}, text: Words.}}\n"
    with pytest.raises(NotReleasable, match=re.escape(said)):
        release(briefing(tmp_path, text), banner)


def test_a_briefing_without_a_marking_has_no_editions(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text("title: T\ndate: 2025-03-30\narticles:\n  - {headline: H, source: {name: N}, text: Words.}\n")
    assert main(["build", "--out", str(tmp_path / "out"), "--release", "TLP:GREEN", str(path)]) == 1
    assert "error BG505 the briefing has no marking" in capfd.readouterr().err


def test_an_edition_that_is_up_to_date_is_left_alone_beside_the_whole(tmp_path: Path) -> None:
    text = WHOLE.replace("text_file: QZXCANARYFILE.txt", "text: QZXCANARYTEXT deters China.")
    path = write(tmp_path, text)
    out = tmp_path / "out"
    for more in ([], ["--release", "TLP:GREEN"], [], ["--release", "TLP:CLEAR"]):
        assert main(["build", "--to", "text", "--out", str(out), *more, str(path)]) == 0
    assert sorted(each.name for each in out.glob("talks*")) == ["talks", "talks.tlp-clear", "talks.tlp-green"]
    runs = [json.loads(line) for line in (out / "ledger.jsonl").read_text("utf-8").splitlines()]
    assert [run["outcome"] for run in runs] == ["built", "built", "up to date", "built"]


@pytest.mark.parametrize("own_text", [True, False], ids=["text in the input", "text in a file"])
def test_an_edition_that_is_older_than_its_input_is_reported_by_every_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], own_text: bool
) -> None:
    text = WHOLE.replace("text_file: QZXCANARYFILE.txt", "text: QZXCANARYTEXT deters China.") if own_text else WHOLE
    path = write(tmp_path, text)
    arguments = ["--to", "text", "--out", str(tmp_path / "out"), str(path)]
    release = ["--release", "TLP:GREEN"]
    assert main(["build", *release, *arguments]) == main(["build", *arguments]) == 0
    assert "BG506" not in capfd.readouterr().err
    path.write_text(text.replace("portion: TLP:GREEN}", "portion: TLP:AMBER}"), encoding="utf-8")
    for more in (["--dry-run"], [], [], ["--release", "TLP:CLEAR"]):
        assert main(["build", *more, *arguments]) == 0
        assert "warning BG506 the edition TLP:GREEN was built before this input changed" in capfd.readouterr().err
    assert main(["build", *release, *arguments]) == 0
    assert "BG506" not in capfd.readouterr().err


def test_an_edition_that_can_no_longer_be_made_is_reported_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = "title: T\ndate: 2025-03-30\nmarking: TLP:AMBER\nbottom_line: Words.\nbottom_line_portion: TLP:GREEN\n"
    text += "articles:\n  - {headline: H, source: {name: N}, text: Words.}\n"
    path = write(tmp_path, text)
    arguments = ["build", "--to", "text", "--out", str(tmp_path / "out"), "--release", "TLP:GREEN", str(path)]
    assert main(arguments) == 0
    path.write_text(text.replace("portion: TLP:GREEN", "portion: TLP:AMBER"), encoding="utf-8")
    capfd.readouterr()
    assert main(arguments) == 1
    said = capfd.readouterr().err
    assert "BG505" in said and "BG506" in said and "withdraw" in said


def test_editions_share_no_folder_with_the_whole_whatever_the_script_of_their_banner(tmp_path: Path) -> None:
    text = WHOLE.replace("TLP:AMBER//QZXCANARYGROUP", "СЕКРЕТНО").replace("TLP:AMBER", "СЕКРЕТНО")
    text = text.replace("TLP:GREEN", "ДСП").replace("TLP:CLEAR", "ОТКРЫТО")
    text = text.replace("{banner: СЕКРЕТНО,", "{banner: СЕКРЕТНО, levels: [ОТКРЫТО, ДСП, СЕКРЕТНО],")
    path = write(tmp_path, text)
    out = tmp_path / "out"
    for more in (["--release", "ДСП"], [], ["--release", "ОТКРЫТО"]):
        assert main(["build", "--to", "text,json", "--out", str(out), *more, str(path)]) == 0
    folders = sorted(each for each in out.iterdir() if each.name.startswith("talks"))
    assert len(folders) == 3
    held = [set().union(*(holding(each.name, each.read_bytes()) for each in folder.iterdir())) for folder in folders]
    assert [bool(found) for found in held] == [True, False, False]
