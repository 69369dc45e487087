"""Annotations of other tools become drafts at the very words that were marked there."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from briefgen.cli import main
from briefgen.readers.yaml_reader import ReadInput, read_for_checking

Captured = pytest.CaptureFixture[str]

TEXT = "Ann Lee 😀 met the envoy.\n\nوقعت الدول الاتفاق. 日本と中国。 Ann Lee left Oslo.\n"
MARKED = {
    "Ann Lee": "PERSON",
    "😀 met the envoy.\n\nوقعت": "TALK",
    "الدول الاتفاق": "LAW",
    "日本": "GPE",
    "Ann Lee left": "EVENT",
    "left Oslo": "EVENT",
}
"""Words to their labels; two overlap, one runs over two paragraphs."""
EXPECTED = [
    {"kind": "actor", "quote": "Ann Lee", "suffix": " 😀 met the envoy"},
    {"quote": "😀 met the envoy. وقعت"},
    {"kind": "agreement", "quote": "الدول الاتفاق"},
    {"kind": "actor", "quote": "日本"},
    {"kind": "event", "quote": "Ann Lee left"},
    {"kind": "event", "quote": "left Oslo"},
]


def spans(units: str = "characters") -> list[tuple[int, int, str]]:
    """Start, end and label of the marked words, in characters or in UTF-16 units."""
    found = []
    for words, label in MARKED.items():
        start = TEXT.index(words)
        ends = (start, start + len(words))
        if units == "utf-16":
            ends = tuple(len(TEXT[:end].encode("utf-16-le")) // 2 for end in ends)  # type: ignore[assignment]
        found.append((*ends, label))
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(*files: str, status: int = 0) -> ReadInput:
    assert main(["import", *files, "--new", "in"]) == status
    return read_for_checking(Path("inputs/in.yaml"))


def drafts(read: ReadInput) -> list[dict[str, Any]]:
    return [each.value for each in read.drafts]


def save(path: Path, *values: Any) -> str:
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in values), encoding="utf-8")
    return path.name


# --- brat -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_brat(folder: Path, capsys: Captured, line_end: str) -> None:
    text = TEXT.replace("\n", line_end)
    (folder / "a.txt").write_bytes(text.encode())
    lines = []
    for number, (words, label) in enumerate(MARKED.items(), 1):
        words = words.replace("\n", line_end)
        start = text.index(words)
        lines.append(f"T{number}\t{label} {start} {start + len(words)}\t{' '.join(words.split())}")
    lines += [
        "T9\tORG 0 3;14 23\tAnn the envoy",
        "R1\tMeets Arg1:T1 Arg2:T2\t",
        "A1\tSure T1",
        "#1\tAnnotatorNotes T4\tactor: Japan; country: JP",
    ]
    (folder / "a.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = imported("a.txt", "a.ann")
    assert len(read.input.articles) == 1
    assert read.texts[0] == TEXT
    found = drafts(read)
    assert found[3] == {"kind": "actor", "quote": "日本", "name": "Japan", "country": "JP"}
    assert found[6] == {"kind": "actor", "quote": "Ann Lee 😀 met the envoy"}
    assert [*found[:3], EXPECTED[3], *found[4:6]] == EXPECTED
    out = capsys.readouterr().out
    assert "left out: 1 × relation" in out
    assert "left out: 1 × attribute" in out
    assert "labels without a kind: TALK (1)" in out


# --- Web Annotations, Hypothesis ---------------------------------------------------------------


def with_article(folder: Path) -> str:
    (folder / "a.txt").write_text(f"Head\n\n{TEXT}", encoding="utf-8")
    assert main(["import", "a.txt", "--new", "in", "--url", "https://example.org/a"]) == 0
    return "inputs/in.yaml"


def selector(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    glued = [each.replace("\n", "") for each in (TEXT[:start], words, TEXT[start + len(words) :])]
    return {"type": "TextQuoteSelector", "exact": glued[1], "prefix": glued[0][-32:], "suffix": glued[2][:32]}


def hypothesis_row(words: str, label: str, **more: Any) -> dict[str, Any]:
    selectors = [{"type": "TextPositionSelector", "start": 900, "end": 905}, selector(words)]
    target = [{"source": "https://example.org/a", "selector": selectors}]
    return {"id": "x", "uri": "https://example.org/a", "text": "", "tags": [label], "target": target, **more}


def web_annotation(words: str, label: str) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": label}],
        "target": {
            "source": "https://example.org/elsewhere",
            "selector": {"type": "RangeSelector", "refinedBy": selector(words)},
        },
    }


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda: {"total": 6, "rows": [hypothesis_row(*each) for each in MARKED.items()]},
        lambda: {"export_date": "x", "annotations": [hypothesis_row(*each) for each in MARKED.items()]},
        lambda: [web_annotation(*each) for each in MARKED.items()],
        lambda: {
            "type": "AnnotationCollection",
            "first": {"items": [web_annotation(*each) for each in MARKED.items()]},
        },
    ],
)
def test_web_annotations_find_their_words_in_the_article(folder: Path, wrapped: Any) -> None:
    path = with_article(folder)
    assert main(["import", save(folder / "a.json", wrapped()), "--into", path]) == 0
    assert drafts(read_for_checking(Path(path))) == EXPECTED


def test_a_comment_of_hypothesis_says_fields_and_what_is_no_passage_is_listed(folder: Path, capsys: Captured) -> None:
    path = with_article(folder)
    rows = [
        hypothesis_row("日本", "x", text="actor: Japan; country: JP"),
        hypothesis_row("日本", "x", references=["y"]),
        {**hypothesis_row("日本", "x", text="All of it"), "target": [{"source": "https://example.org/a"}]},
        hypothesis_row("Oslo", "y")
        | {"target": [{"selector": [{"type": "TextQuoteSelector", "exact": "nobody said"}]}]},
    ]
    assert main(["import", save(folder / "a.json", {"rows": rows}), "--into", path]) == 0
    assert drafts(read_for_checking(Path(path))) == [
        {"kind": "actor", "quote": "日本", "name": "Japan", "country": "JP"}
    ]
    out = capsys.readouterr().out
    assert "1 × reply to another annotation" in out
    assert "1 × note on a whole page (All of it)" in out
    assert "BG036 a passage was not placed" in out
    assert "nobody said" in out


# --- Recogito -------------------------------------------------------------------------------


def recogito(quote: str, start: int, *bodies: dict[str, Any]) -> dict[str, Any]:
    """As RecogitoJS writes it: no context, an id that begins with #, bodies of a comment and of tags."""
    selector = [
        {"type": "TextQuoteSelector", "exact": quote},
        {"type": "TextPositionSelector", "start": start, "end": start + len(quote)},
    ]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"#{start}",
        "type": "Annotation",
        "body": [{"type": "TextualBody", **each} for each in bodies],
        "target": {"selector": selector},
    }


def text_annotator(quote: str, start: int, *bodies: dict[str, Any], listed: bool = False) -> dict[str, Any]:
    """As Recogito's text annotator keeps it, before it writes W3C."""
    selector = {"quote": quote, "start": start, "end": start + len(quote), "range": {}}
    target = {"annotation": f"{start}", "selector": [selector] if listed else selector, "creator": {"isGuest": True}}
    return {"id": f"{start}", "bodies": [{"id": "b", **each} for each in bodies], "target": target}


COMMENT = {"value": "actor: Japan; country: JP", "purpose": "commenting"}
TAGS = ({"value": "GPE", "purpose": "tagging"}, {"value": "Asia", "purpose": "tagging"})
LINK = {"type": "Annotation", "motivation": "linking", "body": [{"value": "sees", "purpose": "tagging"}], "id": "#r"}


@pytest.mark.parametrize(
    "annotations",
    [
        [recogito("日本", 47, COMMENT), recogito("Oslo", 1, *TAGS), {**LINK, "target": [{"id": "#1"}, {"id": "#47"}]}],
        [text_annotator("日本", 47, COMMENT), text_annotator("Oslo", 1, *TAGS), {**LINK, "target": "47", "body": "1"}],
        [
            text_annotator("日本", 47, COMMENT, listed=True),
            text_annotator("Oslo", 1, *TAGS, listed=True),
            {"id": "c", "bodies": [], "target": {"selector": {"from": "1", "to": "47", "midpoint": 0.5}}},
        ],
    ],
)
def test_recogito_of_each_age(folder: Path, capsys: Captured, annotations: list[Any]) -> None:
    path = with_article(folder)
    assert main(["import", save(folder / "a.json", annotations), "--into", path]) == 0
    assert drafts(read_for_checking(Path(path))) == [
        {"kind": "actor", "quote": "日本", "name": "Japan", "country": "JP"},
        {"kind": "actor", "quote": "Oslo"},
    ]
    out = capsys.readouterr().out
    assert "left out: 1 × relation" in out
    assert "left out: 1 × further tag of a passage (Asia)" in out
    assert "whole page" not in out


def test_an_identifier_of_a_passage_is_listed(folder: Path, capsys: Captured) -> None:
    path = with_article(folder)
    known = {"purpose": "identifying", "source": "https://www.wikidata.org/entity/Q17"}
    assert main(["import", save(folder / "a.json", [recogito("日本", 47, known)]), "--into", path]) == 0
    assert "left out: 1 × identifier of a passage (https://www.wikidata.org/entity/Q17)" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["http://example.org/a/", "https://example.org/a#top", "https://example.org/a"])
def test_an_address_finds_its_article_however_it_is_written(folder: Path, address: str) -> None:
    (folder / "a.txt").write_text(f"Head\n\n{TEXT}", encoding="utf-8")
    (folder / "b.txt").write_text("Other\n\nNothing.\n\n日本 here.\n", encoding="utf-8")
    assert main(["import", "b.txt", "--new", "in", "--url", "https://example.org/b"]) == 0
    assert main(["import", "a.txt", "--into", "inputs/in.yaml", "--url", "https://example.org/a"]) == 0
    target = {"source": address, "selector": {"type": "TextQuoteSelector", "exact": "日本"}}
    save(folder / "a.json", [{"type": "Annotation", "target": target}])
    assert main(["import", "a.json", "--into", "inputs/in.yaml"]) == 0
    assert [each.article for each in read_for_checking(Path("inputs/in.yaml")).drafts] == [1]


def test_a_choice_of_bodies_says_what_each_of_them_says(folder: Path) -> None:
    (folder / "a.txt").write_text("Talks\n\nThey met in Oslo.\n", encoding="utf-8")
    assert main(["import", "a.txt", "--new", "in", "--url", "https://example.org/a"]) == 0
    choice = {"type": "Choice", "items": [{"type": "TextualBody", "value": "actor", "purpose": "tagging"}]}
    target = {"source": "https://example.org/a", "selector": {"type": "TextQuoteSelector", "exact": "Oslo"}}
    save(folder / "a.json", [{"type": "Annotation", "body": choice, "target": target}])
    assert main(["import", "a.json", "--into", "inputs/in.yaml"]) == 0
    assert [each["kind"] for each in drafts(read_for_checking(Path("inputs/in.yaml")))] == ["actor"]


@pytest.mark.parametrize(("text", "quoted"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_words_are_found_however_their_accents_are_written(
    folder: Path, capsys: Captured, text: str, quoted: str
) -> None:
    words = "Mu spoke. Müller sprach in Köln.\n"
    (folder / "a.txt").write_text(unicodedata.normalize(text, words), encoding="utf-8")
    assert main(["import", "a.txt", "--new", "in", "--url", "https://example.org/a"]) == 0
    quotes = [unicodedata.normalize(quoted, each) for each in ("Müller", "Köln", "Mu", "Koln")]
    selectors = [{"type": "TextQuoteSelector", "exact": each} for each in quotes]
    targets = [{"source": "https://example.org/a", "selector": each} for each in selectors]
    save(folder / "a.json", [{"type": "Annotation", "target": each} for each in targets])
    assert main(["import", "a.json", "--into", "inputs/in.yaml"]) == 0
    found = [unicodedata.normalize("NFC", each["quote"]) for each in drafts(read_for_checking(Path("inputs/in.yaml")))]
    assert sorted(found) == ["Köln", "Mu", "Müller"]
    assert "Koln" in capsys.readouterr().out


# --- pandoc's Markdown ------------------------------------------------------------------------


def test_a_comment_of_pandoc_that_names_no_kind_is_kept(folder: Path) -> None:
    start, end = '[ask {}]{{.comment-start id="{}" author="A"}}', '[]{{.comment-end id="{}"}}'
    words = [f"{start.format(n, n)}the fleet{end.format(n)}" for n in range(2)]
    (folder / "a.md").write_text(f"Today {words[0]} left Oslo. Later {words[1]} came back.\n", encoding="utf-8")
    read = imported("a.md")
    assert [(each["quote"], each["summary"]) for each in drafts(read)] == [
        ("the fleet", "ask 0"),
        ("the fleet", "ask 1"),
    ]
    assert "comment" not in read.input.articles[0].text


@pytest.mark.parametrize("kind", ["actor", "ac", "agreement", "ag", "c", "implication", "e"])
def test_marked_spans_of_markdown_are_drafts_by_the_beginning_of_a_kind_and_in_either_quotes(
    folder: Path, kind: str
) -> None:
    (folder / "a.md").write_text(f"They met [Ann Lee]{{.{kind} name='Lee; Ann'}} in Oslo.\n", encoding="utf-8")
    imported("a.md")
    assert f'[Ann Lee]{{.{kind} name="Lee; Ann" draft=true}}' in Path("inputs/in.yaml").read_text("utf-8")


# --- Label Studio ---------------------------------------------------------------------------


def region(start: int, end: int, label: str, words: str, number: int) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": words, "labels": [label]}
    return {"id": f"r{number}", "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def regions(units: str) -> list[dict[str, Any]]:
    return [region(*span, words, n) for n, (span, words) in enumerate(zip(spans(units), MARKED, strict=True))]


@pytest.mark.parametrize("units", ["characters", "utf-16"])
def test_label_studio(folder: Path, capsys: Captured, units: str) -> None:
    comment = {
        "id": "r3",
        "type": "textarea",
        "from_name": "c",
        "value": {"start": 0, "end": 2, "text": ["country: JP"]},
    }
    newest = {"id": 2, "completed_by": 1, "updated_at": "2025-02-01", "result": [*regions(units), comment]}
    others = [
        {"id": 1, "updated_at": "2025-01-01", "result": regions(units)[:1]},
        {"id": 3, "updated_at": "2025-03-01", "was_cancelled": True, "result": []},
    ]
    task = {
        "id": 1,
        "data": {"text": TEXT, "title": "Talks"},
        "annotations": [others[0], newest, others[1]],
        "predictions": [{}],
    }
    read = imported(save(folder / "a.json", [task]))
    assert read.input.articles[0].headline == "Talks"
    found = drafts(read)
    assert found[3].pop("summary") == "country: JP"
    assert found == EXPECTED
    out = capsys.readouterr().out
    for what in ("1 × cancelled annotation of a task", "1 × older annotation of a task", "1 × prediction"):
        assert what in out


def test_the_short_form_of_label_studio(folder: Path) -> None:
    values = [each["value"] for each in regions("characters")]
    row = {"id": 1, "text": TEXT, "label": values, "annotator": 1, "annotation_id": 1}
    assert drafts(imported(save(folder / "a.json", [row]))) == EXPECTED


def test_regions_in_the_nodes_of_a_page_stand_in_html_whatever_its_key_is_called(folder: Path) -> None:
    """Offsets count within a node, quotes across tags, and older exports name the label's key otherwise."""
    page = "<p>Talks were held in Oslo.</p><p>The Fjord <a name='x'>Coast Guard</a> &amp; sons left at noon.</p>"
    places = {"start": "/p[2]/text()[1]", "startOffset": 4, "end": "/p[2]/a[1]/text()[1]", "endOffset": 11}
    value = {**places, "text": "Fjord Coast Guard", "htmllabels": ["actor"]}
    result = {"id": "a", "from_name": "ner", "to_name": "text", "type": "hypertextlabels", "value": value}
    task = {"id": 1, "data": {"text": page}, "completions": [{"id": 1, "result": [result]}]}
    read = imported(save(folder / "a.json", [task]))
    assert "<p>" not in read.input.articles[0].text
    assert [each["quote"] for each in drafts(read)] == ["Fjord Coast Guard"]


def test_a_text_that_stands_elsewhere_is_no_article(folder: Path, capsys: Captured) -> None:
    made = [{"id": 1, "completed_by": 1, "result": regions("characters")}]
    elsewhere = {"id": 1, "data": {"text": "https://files.example.org/a.txt"}, "annotations": made}
    read = imported(save(folder / "a.json", [elsewhere, {"id": 2, "data": {"text": TEXT}, "annotations": made}]))
    assert (len(read.input.articles), len(drafts(read))) == (1, len(EXPECTED))
    assert "1 × task whose text stands at an address (https://files.example.org/a.txt)" in capsys.readouterr().out
    assert main(["import", save(folder / "b.json", [elsewhere]), "--new", "other"]) == 1
    assert "files.example.org" in capsys.readouterr().out


# --- doccano, Prodigy, spaCy -------------------------------------------------------------------


@pytest.mark.parametrize("units", ["characters", "utf-16"])
@pytest.mark.parametrize("shape", ["label", "entities"])
def test_doccano(folder: Path, units: str, shape: str) -> None:
    entities = [{"id": n, "label": c, "start_offset": a, "end_offset": b} for n, (a, b, c) in enumerate(spans(units))]
    value = {"id": 1, "text": TEXT, "title": "Talks", shape: spans(units) if shape == "label" else entities}
    assert drafts(imported(save(folder / "a.jsonl", value, {"id": 2, "text": "More.", "label": []}))) == EXPECTED


def test_labels_of_an_older_doccano_have_names_beside_their_numbers(folder: Path) -> None:
    made = [
        {"label": n, "label_name": c, "start_offset": a, "end_offset": b} for n, (a, b, c) in enumerate(spans("utf-16"))
    ]
    assert drafts(imported(save(folder / "a.jsonl", {"id": 1, "text": TEXT, "annotations": made}))) == EXPECTED


def test_a_comment_that_ends_with_the_blank_at_the_end_of_a_text_is_placed(folder: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The council met in Oslo on Friday.")
    run = document.add_paragraph("It was led by ").add_run("Ann Lee ")
    document.add_comment([run], text="actor: Ann Lee")
    document.save(str(folder / "a.docx"))
    assert drafts(imported("a.docx")) == [{"kind": "actor", "quote": "Ann Lee", "name": "Ann Lee"}]


def test_a_label_that_is_not_known_is_proposed_as_what_it_most_likely_is(folder: Path, capsys: Captured) -> None:
    labels = ["DATE", "PRODUCT", "Clan"]
    imported(save(folder / "a.jsonl", {"text": TEXT, "label": [[0, 7, each] for each in labels]}))
    out = capsys.readouterr().out
    assert all(each in out for each in ('DATE = "event"', 'PRODUCT = "capability"', 'Clan = "actor"'))


def test_doccano_spans_of_a_text_that_is_classified_too(folder: Path, capsys: Captured) -> None:
    value = {"text": TEXT, "entities": [[*span] for span in spans("utf-16")], "cats": ["talks"], "Comments": ["Look"]}
    assert drafts(imported(save(folder / "a.jsonl", value))) == EXPECTED
    out = capsys.readouterr().out
    assert "left out: 1 × label of a whole text" in out
    assert "left out: 1 × comment" in out


def test_prodigy_takes_what_was_accepted_and_joins_what_is_of_one_source(folder: Path, capsys: Captured) -> None:
    made = [{"start": a, "end": b, "label": c} for a, b, c in spans()]
    meta = {"source": "Example News", "url": "https://example.org/a", "title": "Talks"}
    first = {"text": TEXT.rstrip("\n"), "spans": made, "meta": meta, "answer": "accept", "_input_hash": 1}
    second = {"text": "Ann Lee slept.", "spans": [{"start": 0, "end": 7, "label": "PERSON"}], "meta": meta}
    read = imported(save(folder / "a.jsonl", first, second, {**second, "answer": "reject"}, first))
    assert [each.source.name for each in read.input.articles] == ["Example News"]
    assert read.texts[0] == f"{TEXT}\nAnn Lee slept.\n"
    assert drafts(read) == [*EXPECTED, {"kind": "actor", "quote": "Ann Lee", "prefix": " Lee left Oslo. "}]
    assert "1 × task that was not accepted" in capsys.readouterr().out


def test_what_was_chosen_of_options_is_listed(folder: Path, capsys: Captured) -> None:
    options = [{"id": "Q1", "html": "<a href='https://example.org/Q1'>Q1: an envoy</a>"}, {"id": "Q2", "text": "other"}]
    task = {"text": "Lee met them.", "spans": [{"start": 0, "end": 3, "label": "PERSON"}], "answer": "accept"}
    read = imported(
        save(folder / "a.jsonl", {**task, "options": options, "accept": ["Q1"]}, {**task, "accept": ["Q9"]})
    )
    assert drafts(read) == [{"kind": "actor", "quote": "Lee"}]
    out = " ".join(capsys.readouterr().out.split())
    assert "chosen option (Q1: an envoy) of “Lee met them.”" in out
    assert "chosen option (Q9)" in out


@pytest.mark.parametrize("lone", [False, True])
def test_pairs_that_spacy_is_trained_with(folder: Path, lone: bool) -> None:
    pair = ["Talks in Tokyo ended.", {"entities": [[9, 14, "actor"]]}]
    read = imported(
        save(folder / "a.json", pair if lone else [pair, ["Japan 🎉 spoke.", {"entities": [[0, 5, "actor"]]}]])
    )
    assert [each["quote"] for each in drafts(read)] == (["Tokyo"] if lone else ["Tokyo", "Japan"])


def test_two_passages_of_one_name_in_brat_are_both_kept(folder: Path, capsys: Captured) -> None:
    (folder / "a.txt").write_text("Ann Lee met Bo Ek.\n", encoding="utf-8")
    (folder / "a.ann").write_text("T1\tactor 0 7\tAnn Lee\nT1\tactor 12 17\tBo Ek\n", encoding="utf-8")
    assert [each["quote"] for each in drafts(imported("a.ann"))] == ["Ann Lee", "Bo Ek"]
    assert "name of a passage that another one has (T1)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("a.msg", ".eml"),
        ("a.spacy", "Doc.to_json"),
        ("a.a1", ".ann"),
        ("a.doc", ".docx"),
        ("a.tsv", "UIMA CAS"),
        ("a.csv", "JSON"),
    ],
)
def test_a_file_that_nothing_reads_says_what_to_save_it_as(
    folder: Path, capsys: Captured, name: str, first: str
) -> None:
    (folder / name).write_bytes(b"\xd0\xcf\x11\xe0 words")
    assert main(["import", name, "--new", "in"]) == 1
    assert first in capsys.readouterr().out


def test_spacy(folder: Path) -> None:
    ents = [{"start": a, "end": b, "label": c} for a, b, c in spans()]
    groups = {"sc": [ents[-1]]}
    read = imported(save(folder / "a.json", {"text": TEXT, "ents": ents[:-1], "spans": groups}))
    assert sorted(map(str, drafts(read))) == sorted(map(str, EXPECTED))


# --- INCEpTION --------------------------------------------------------------------------------


def xmi() -> bytes:
    from xml.sax.saxutils import quoteattr

    ner = "http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
    text = quoteattr(TEXT, {"\n": "&#10;"})
    marks = "".join(
        f'<n:NamedEntity xmi:id="{n + 20}" sofa="12" begin="{a}" end="{b}" value="{label}"/>'
        for n, (a, b, label) in enumerate(spans("utf-16"))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
        f' xmlns:n="{ner}" xmlns:s="http:///seg.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>'
        f'<s:Token xmi:id="3" sofa="12" begin="0" end="3"/><s:Zero xmi:id="4" sofa="12" begin="1" end="1"/>'
        f'<s:Rel xmi:id="5" sofa="12" begin="0" end="3" Governor="3" Dependent="3"/>{marks}'
        f'<cas:Sofa xmi:id="12" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString={text}/></xmi:XMI>'
    ).encode()


def json_cas() -> bytes:
    marks = [
        {"%ID": n + 20, "%TYPE": "webanno.custom.Span", "@sofa": 1, "begin": a, "end": b, "label": label}
        for n, (a, b, label) in enumerate(spans("utf-16"))
    ]
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": TEXT}
    more = {"%ID": 2, "%TYPE": "x.Token", "@sofa": 1, "begin": 0, "end": 3}
    return json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": [sofa, more, *marks], "%VIEWS": {}}).encode()


def zipped(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(name, data)
        package.writestr("TypeSystem.xml", "<typeSystemDescription/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xmi", xmi()),
        ("a.json", json_cas()),
        ("a.zip", zipped("b.xmi", xmi())),
        ("a.zip", zipped("b.json", json_cas())),
    ],
)
def test_inception(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    read = imported(name)
    assert read.texts[0] == TEXT
    assert drafts(read) == EXPECTED


def archive(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return packed.getvalue()


def without(label: str) -> bytes:
    """The XMI of an annotator who did not mark what bears the label."""
    return re.sub(rf'<n:NamedEntity [^>]* value="{label}"/>'.encode(), b"", xmi())


def test_several_annotators_of_one_text_are_joined(folder: Path, capsys: Captured) -> None:
    (folder / "a.zip").write_bytes(archive({"ann.xmi": without("LAW"), "bob.xmi": without("GPE")}))
    read = imported("a.zip")
    assert [*read.texts.values()] == [TEXT]
    assert sorted(map(str, drafts(read))) == sorted(map(str, EXPECTED))
    assert "the passages of several annotators were joined: ann.xmi, bob.xmi" in capsys.readouterr().out


def test_a_project_gives_each_of_its_documents_as_it_was_curated(folder: Path) -> None:
    other = json_cas().replace(b"left Oslo", b"quit Oslo")
    files = {
        "exportedproject.json": b"{}",
        "annotation/a.txt/INITIAL_CAS.zip": archive({"INITIAL_CAS.xmi": without("LAW"), "TypeSystem.xml": b"<x/>"}),
        "annotation/a.txt/ann.zip": archive({"ann.xmi": without("GPE"), "TypeSystem.xml": b"<x/>"}),
        "curation/a.txt/CURATION_USER.zip": archive({"CURATION_USER.xmi": xmi(), "TypeSystem.xml": b"<x/>"}),
        "curation/b.txt/CURATION_USER.json": other,
    }
    (folder / "a.zip").write_bytes(archive(files))
    read = imported("a.zip")
    assert sorted(read.texts.values()) == sorted([TEXT, TEXT.replace("left Oslo", "quit Oslo")])
    assert len(read.drafts) == 2 * len(EXPECTED)


def test_links_and_chains_are_counted(folder: Path, capsys: Captured) -> None:
    more = (
        b'<s:Host xmi:id="30" sofa="12" begin="0" end="3" links="31"/><s:Link xmi:id="31" role="agent" target="20"/>'
        b'<s:In xmi:id="32" sofa="12" begin="0" end="3" next="33"/><s:In xmi:id="33" sofa="12" begin="4" end="7"/>'
    )
    (folder / "a.xmi").write_bytes(xmi().replace(b"<cas:Sofa", more + b"<cas:Sofa"))
    assert len(imported("a.xmi").drafts) == len(EXPECTED) + 3
    out = capsys.readouterr().out
    assert all(f"left out: 1 × {what}" in out for what in ("relation", "link between annotations", "link of a chain"))


def test_an_archive_of_anything_else_is_to_be_unpacked(folder: Path, capsys: Captured) -> None:
    (folder / "a.zip").write_bytes(archive({"all.jsonl": b'{"text": "x", "label": []}'}))
    assert main(["import", "a.zip", "--new", "in"]) == 1
    assert "unpack it first" in capsys.readouterr().out


# --- all of them ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xmi", '<xmi:XMI xmlns:xmi="x"><a'),
        ("a.json", '{"%FEATURE_STRUCTURES": [{"%TYPE": "uima.cas.Sofa"}, 3]}'),
        ("a.zip", "PK\x03\x04 .xmi"),
        ("a.ann", "T1\tORG 0 3\tAnn\n"),
        ("a.json", '{"rows": ['),
        ("a.json", '{"TextQuoteSelector": 1, "rows": [null, 3, "x"]}'),
        ("a.json", '{"annotations": [{"completed_by": 1, "result": null}], "data": null}'),
        ("a.json", '{"text": null, "entities": 3}'),
        ("a.jsonl", '{"text": 3, "spans": {"x": 4}}'),
        ("a.json", '{"text": "TextQuoteSelector", "x": ' + "[" * 100_000),
    ],
)
def test_a_broken_file_is_reported_and_stops_no_other(folder: Path, capsys: Captured, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    (folder / "good.txt").write_text("Good news\n\nAll is well.\n", encoding="utf-8")
    read = imported(name, "good.txt", status=1)
    assert read.input.articles[-1].headline == "Good news"
    out = capsys.readouterr().out
    assert ": error BG0" in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    "spans",
    [[[0, 900, "X"]], [[-5, 2, "X"]], [[3, 3, "X"]], [["a", None, "X"]], [[2, 1, "X"]], [[True, 3, "X"]]],
)
def test_a_span_that_is_none_is_listed_and_nothing_is_dropped(folder: Path, capsys: Captured, spans: Any) -> None:
    read = imported(save(folder / "a.jsonl", {"text": "Some words.", "label": spans}))
    assert drafts(read) == []
    assert "BG036" in capsys.readouterr().out


# --- and back -------------------------------------------------------------------------------

BACK = """\
title: Talks
date: 2025-03-30
marking: TLP:AMBER
articles:
  - headline: Head
    source: {name: Reuters, url: "https://example.org/a"}
    text: |
      Ann Lee 😀 met the envoy.

      وقعت الدول الاتفاق. 日本と中国。 Ann Lee left Oslo.
    annotations:
      - {kind: actor, quote: Ann Lee, suffix: " left", name: Ann Lee}
      - {kind: event, quote: met the envoy. وقعت, what: They met; they signed., date: 2025-03-29}
      - {kind: actor, quote: 日本, name: Japan}
      - {draft: true, quote: left Oslo}
"""


def test_evidence_goes_out_as_web_annotations_and_comes_back_as_drafts(folder: Path) -> None:
    (folder / "in.yaml").write_text(BACK, encoding="utf-8")
    assert main(["build", "--to", "w3c", "--out", "out", "in.yaml"]) == 0
    path = folder / "out/in/in.annotations.jsonld"
    made = json.loads(path.read_text("utf-8"))
    assert (made["total"], made["marking"]) == (3, {"banner": "TLP:AMBER"})
    (folder / "again.yaml").write_text(BACK[: BACK.index("    annotations:")], encoding="utf-8")
    assert main(["import", str(path), "--into", "again.yaml"]) == 0
    assert drafts(read_for_checking(Path("again.yaml"))) == [
        {"kind": "event", "quote": "met the envoy. وقعت", "what": "They met, they signed."},
        {"kind": "actor", "quote": "日本", "name": "Japan"},
        {"kind": "actor", "quote": "Ann Lee", "prefix": "الاتفاق. 日本と中国。 ", "name": "Ann Lee"},
    ]
    whole = "Ann Lee 😀 met the envoy.\nوقعت الدول الاتفاق. 日本と中国。 Ann Lee left Oslo."
    for item in made["first"]["items"]:
        quote, position = item["target"]["selector"]
        assert whole[position["start"] : position["end"]] == quote["exact"]
