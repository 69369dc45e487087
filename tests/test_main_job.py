"""The main job as its users meet it: an input becomes two files that say all of it, in order, with links that land."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
import yaml

from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.packets import find_sources
from briefgen.pipeline import Packet, build
from briefgen.schema.input import (
    ActorFields,
    AgreementFields,
    Article,
    BriefingInput,
    CapabilityFields,
    EventFields,
    ImplicationFields,
    KeyJudgment,
    Source,
)

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "inputs" / "2025-03-30.yaml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = (
    "<b>bold</b>",
    "&amp; &lt; &#65;",
    "]]> <![CDATA[x",
    "{{ 7*7 }}",
    "{% raw %} {% endraw %} {# x #}",
    "a | b || c",
    "`tick` ```fence```",
    "*star* **two** _under_ __two__",
    "[x](y) ![i](j) [r]{.title #a}",
    "</w:t></w:r></w:p>",
    '<font color="[[x]]">red</font>',
    "curly “double” ‘single’ straight \"double\" 'single'",
    "no\u00a0break\u202fspaces",
    "combining e\u0301 n\u0303 o\u0308\u0304",
    "# heading",
    "- item",
    "1. numbered",
    "::: note",
    "---",
    "<!-- comment -->",
    "\\n \\\\ \\u0041 $x^2$ ~~gone~~ %s %(x)s {0}",
    "W" * 400,
)


# --- reading both files with other people's eyes ------------------------------------------------


def pdf_text(data: bytes) -> str:
    """The words of a PDF, white space folded away, by pdfium."""
    document = pypdfium2.PdfDocument(data)
    whole = "".join(page.get_textpage().get_text_bounded() for page in document)
    return folded(re.sub("[\ufffe\x02\u2011]", "-", whole))  # pdfium's own sign for a hyphen at a line's end


def word_text(data: bytes) -> str:
    """The words of a Word file's body, white space folded away."""
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return folded("".join(node.text or "" for node in body.iter(f"{W}t")).replace("\u2011", "-"))


def folded(text: str) -> str:
    """Text without what layout may change: white space, and the marks that steer lines."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+", "", text)


def in_order(texts: list[str], whole: str) -> Iterator[str]:
    """The texts that do not stand in the whole after those before them."""
    at = 0
    for text in texts:
        found = whole.find(folded(text), at)
        if found < 0:
            yield text
        else:
            at = found + len(folded(text))


def built(path: Path, out: Path, **options: Any) -> Packet:
    chosen = Options(out=out, **options)
    sources, findings = find_sources([str(path)])
    assert not findings
    return build(sources[0], load_kit(chosen), chosen)


def both(packet: Packet) -> tuple[bytes, bytes]:
    """(pdf, docx) as they lie on the disk."""
    assert not packet.failed, packet.diagnostics
    stem = packet.folder / packet.source.stem
    return stem.with_name(stem.name + ".pdf").read_bytes(), stem.with_name(stem.name + ".docx").read_bytes()


# --- the real article -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    return both(built(SEED, tmp_path_factory.mktemp("seed")))


def seed_parts() -> list[tuple[str, list[str]]]:
    """What the packet says, section by section, from the input file alone."""
    content = yaml.safe_load(SEED.read_text("utf-8"))
    annotations = content["articles"][0]["annotations"]

    def names(kind: str, field: str) -> list[str]:
        listed = {"actor": "key_actors", "agreement": "agreements", "capability": "capabilities"}
        own = [entry[field] for entry in content.get(listed.get(kind, ""), [])]
        return list(dict.fromkeys([a[field] for a in annotations if a["kind"] == kind] + own))

    article = [p.replace("**", "") for p in content["articles"][0]["text"].split("\n") if p.strip()]
    return [
        ("Key judgments", [j["statement"] for j in content["key_judgments"]]),
        ("Key actors", names("actor", "name")),
        ("Agreements", names("agreement", "name")),
        ("Capabilities", names("capability", "name")),
        ("Regional implications", names("implication", "statement")),
        ("Timeline", names("event", "what")),
        ("Information gaps", [gap if isinstance(gap, str) else gap["text"] for gap in content["gaps"]]),
        ("Outlook", content["outlook"]),
        ("Sources", [content["articles"][0]["headline"]]),
        ("Annex A", article),
        ("Annex B", ["Almost certain"]),
    ]


@pytest.mark.parametrize("which", [0, 1], ids=["pdf", "docx"])
def test_all_sections_and_entries_stand_in_the_file_and_in_order(seed: tuple[bytes, bytes], which: int) -> None:
    """Titles follow each other; each entry stands in its section; the article's words stand whole in the annex."""
    whole = (pdf_text, word_text)[which](seed[which])
    parts = seed_parts()
    titles = [title for title, _ in parts]
    assert list(in_order(titles, whole)) == []
    starts = [whole.index(folded(titles[0]))]
    for title in titles[1:]:
        starts.append(whole.index(folded(title), starts[-1] + 1))
    for (title, entries), start, end in zip(parts, starts, [*starts[1:], len(whole)], strict=True):
        section = whole[start:end]
        if title == "Annex A":  # the references of the highlights stand between the article's words
            section = re.sub(r"IP-2025-001Page\d+of\d+(TLP:CLEAR)+(UnitedStates\w+Japan30March2025)?", "", section)
            section = re.sub(r"(,?[PGCIE]-\d+)+", "", section)
        missing = [entry for entry in entries if folded(entry) not in section]
        assert not missing, f"{title}: {missing}"


def test_both_files_say_the_same_words(seed: tuple[bytes, bytes]) -> None:
    """Every word of the Word file's body stands in the PDF, in the same order."""
    pdf, word = pdf_text(seed[0]), word_text(seed[1])
    spans = re.findall(r".{1,40}", word)
    assert sum(span in pdf for span in spans) > 0.9 * len(spans)


def test_every_reference_in_the_pdf_leads_to_its_paragraph(seed: tuple[bytes, bytes]) -> None:
    """An annotation on `A1¶3` lands where the margin says ¶3."""
    document = pikepdf.open(io.BytesIO(seed[0]))
    reader = pypdfium2.PdfDocument(seed[0])
    pages = {page.objgen: number for number, page in enumerate(document.pages)}
    landed = 0
    for number, page in enumerate(document.pages):
        for annotation in page.get("/Annots", []):
            x0, y0, x1, y1 = (float(v) for v in annotation.Rect)
            words = reader[number].get_textpage().get_text_bounded(x0, y0, x1, y1)
            match = re.search(r"A1¶(\d)", words)
            if match is None:
                continue
            target, _, left, top, *_ = _destination(document, annotation)
            there = reader[pages[target.objgen]].get_textpage()
            line = there.get_text_bounded(0, float(top) - 22, 120, float(top) + 6)
            assert f"¶{match[1]}" in line, (words, line, left)
            landed += 1
    assert landed > 40


def _destination(document: pikepdf.Pdf, annotation: Any) -> Any:
    """[page, /XYZ, left, top, zoom] of an internal link, named or not."""
    target = annotation.get("/Dest") if "/Dest" in annotation else annotation.A.D
    if isinstance(target, pikepdf.Array):
        return target
    named = document.Root.get("/Dests")
    found = named[f"/{target}"] if named is not None else pikepdf.NameTree(document.Root.Names.Dests)[str(target)]
    return found.D if isinstance(found, pikepdf.Dictionary) else found


def test_every_reference_in_the_word_file_leads_to_its_paragraph(seed: tuple[bytes, bytes]) -> None:
    """A hyperlink on `A1¶3` names the bookmark of the paragraph that begins with ¶3."""
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(seed[1])).read("word/document.xml"))
    begins = {
        mark.get(f"{W}name"): "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        for paragraph in body.iter(f"{W}p")
        for mark in paragraph.iter(f"{W}bookmarkStart")
    }
    links = [
        (link.get(f"{W}anchor"), "".join(t.text or "" for t in link.iter(f"{W}t")))
        for link in body.iter(f"{W}hyperlink")
    ]
    references = [(anchor, re.fullmatch(r"A1(¶\d)", words)) for anchor, words in links if words.startswith("A1¶")]
    assert len(references) > 40
    for anchor, match in references:
        assert match is not None
        assert begins[anchor].startswith(match[1])


# --- hostile content in every field ---------------------------------------------------------------


def hostile_input() -> tuple[dict[str, Any], list[str]]:
    """An input whose every free text is hostile, and all the words that must come through."""
    words: list[str] = []
    turn = iter(range(10**6))

    def bad(field: str) -> str:
        number = next(turn)
        text = f"{field} {number}: {HOSTILE[number % len(HOSTILE)]} ."
        words.append(text)
        return text

    def fields(model: Any, **given: Any) -> dict[str, Any]:
        """All optional free text of a model, hostile; `given` as it is."""
        free = {"role", "affiliation", "stance", "summary", "holder", "location", "quantity", "place"}
        made = {name: bad(name) for name in model.model_fields if name in free and name not in given}
        return {**made, **given}

    paragraphs = [bad("paragraph") for _ in range(2 * len(HOSTILE))]
    paragraphs = [p.replace("**", "*") for p in paragraphs]  # the article's own bold is read, not printed
    words[:] = [w.replace("**", "*") if w.startswith("paragraph") else w for w in words]
    quotes = iter(paragraphs)

    def annotation(kind: str, model: Any, **given: Any) -> dict[str, Any]:
        return {"kind": kind, "quote": next(quotes), **fields(model, **given)}

    article = {
        "headline": bad("headline"),
        "source": {
            "name": bad("outlet"),
            "author": bad("author"),
            "origin": bad("origin"),
            "descriptor": bad("descriptor"),
            "machine_translation": bad("translation"),
            "generated_text": bad("generated"),
            "archived": "https://archive.example.org/a",
            "url": "https://example.org/a?b=1&c=<2>".replace("<2>", "%3C2%3E&d=(x)*_|`"),
            "reliability": "B",
            "credibility": 2,
        },
        "place": bad("dateline"),
        "text": "\n".join(paragraphs),
        "annotations": [
            *(annotation("actor", ActorFields, name=bad("actor"), aliases=[bad("alias")]) for _ in range(len(HOSTILE))),
            annotation(
                "agreement",
                AgreementFields,
                name=bad("agreement"),
                parties=[bad("party")],
                commitments=[bad("commitment")],
            ),
            annotation("capability", CapabilityFields, name=bad("capability")),
            annotation(
                "implication",
                ImplicationFields,
                statement=bad("implication"),
                regions=[bad("region")],
                countries=[bad("country")],
            ),
            annotation("event", EventFields, date="2025-03-30", what=bad("event"), actors=[bad("who")]),
        ],
    }
    article["annotations"][0]["id"] = "first"
    judgment = {
        "statement": bad("judgment"),
        "likelihood": "likely",
        "confidence": "low",
        "basis": bad("basis"),
        "evidence": ["first"],
        "assumptions": [bad("assumption")],
        "condition": bad("condition"),
        "change_from_previous": bad("previous"),
        "linchpin": bad("linchpin"),
        "alternatives": [bad("alternative")],
        "supporting_points": [{"text": bad("point"), "evidence": ["first"]}],
        "dissents": [{"who": bad("dissenter"), "likelihood": "unlikely", "why": bad("dissent")}],
        "change_indicators": [bad("indicator")],
    }
    content = {
        "title": bad("title"),
        "short_title": "Running <b>&amp; {{ 7*7 }} | b",
        "date": "2025-03-30",
        "marking": {"scheme": "custom", "banner": "<b>&amp; {{ 7*7 }}"},
        "series": bad("series"),
        "reference": bad("reference"),
        "prepared_by": bad("author"),
        "prepared_for": bad("reader"),
        "supersedes": bad("older"),
        "distribution": bad("distribution"),
        "remarks": [bad("remark")],
        "scope_note": bad("scope"),
        "key_questions": [bad("question")],
        "known": [bad("known")],
        "bottom_line": bad("bottom line") + "\r\n" + " ".join(HOSTILE),
        "key_judgments": [judgment],
        "gaps": [bad("gap"), "word " * 3000],
        "outlook": [bad("outlook")],
        "source_summary": bad("sources"),
        "articles": [article],
        "key_actors": [{"name": f"Row {n} <&> | {n}", "summary": "x " * 5} for n in range(200)],
    }
    content["key_actors"].append({"name": "Long cell", "summary": "cell-word " * 3000})
    words += [f"Row {n} <&> | {n}" for n in range(200)] + ["cell-word " * 3000, "word " * 3000, " ".join(HOSTILE)]
    return content, words


def test_hostile_content_in_every_field_comes_through_letter_for_letter(tmp_path: Path) -> None:
    content, words = hostile_input()
    path = tmp_path / "hostile.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    pdf, docx = both(built(path, tmp_path / "out"))
    pdf_words, docx_words = pdf_text(pdf), word_text(docx)
    # Running lines and repeated table heads stand between words that a page break separates.
    tolerant = [w for w in words if len(w) < 1000]
    assert [w for w in words if folded(w) not in docx_words] == []
    assert folded(content["short_title"]) in pdf_words
    torn = [w for w in tolerant if folded(w) not in pdf_words]
    assert [w for w in torn if not all(folded(piece) in pdf_words for piece in w.split())] == []
    assert len(torn) < 12
    assert pdf_words.count("cell-word") == docx_words.count("cell-word") == 3000


def test_the_hostile_input_names_every_free_text_of_the_schema() -> None:
    """A field that is added to the models must be added above too."""
    content, _ = hostile_input()
    written = set(content) | set(content["articles"][0]) | set(content["articles"][0]["source"])
    chosen = {
        "language",
        "mixes_terms",
        "scale",
        "cut_off",
        "text_file",
        "format",
        "id",
        "published",
        "kind",
        "retrieved",
        "evidence_against",
        "probability",
        "horizon",
        "by",
        "agreements",
        "draft",
        "resolved",
    }
    chosen |= {"capabilities", "regional_implications", "events"}
    free = set(BriefingInput.model_fields) | set(Article.model_fields) | set(Source.model_fields)
    assert _free(free) - written - chosen == set()
    assert _free(KeyJudgment.model_fields) - set(content["key_judgments"][0]) - chosen == set()


def _free(names: Iterable[str]) -> set[str]:
    """Field names without those of portion marks, which are words of a scheme."""
    return {name for name in names if not name.endswith(("portion", "portions"))}


def test_two_thousand_actors_are_all_there(tmp_path: Path) -> None:
    content = {
        "title": "Many",
        "date": "2025-03-30",
        "bottom_line": "There are many.",
        "articles": [{"headline": "h", "source": {"name": "s"}, "text": "t"}],
        "key_actors": [
            {"name": f"Actor {n:04}", "role": f"Role {n}", "stance": "Words of some length"} for n in range(2000)
        ],
    }
    path = tmp_path / "many.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    pdf, docx = both(built(path, tmp_path / "out"))
    names = [f"Actor {n:04}" for n in range(2000)]
    assert list(in_order(names, pdf_text(pdf))) == []
    assert list(in_order(names, word_text(docx))) == []


def test_country_no_is_norway_and_times_stay_text(tmp_path: Path) -> None:
    text = """
title: on
date: 2025-03-30
bottom_line: 12:30
articles: [{headline: off, source: {name: 1_000}, text: yes}]
key_actors: [{name: 0123, country: NO}]
"""
    path = tmp_path / "words.yaml"
    path.write_text(text, "utf-8")
    pdf, docx = both(built(path, tmp_path / "out"))
    for words in (pdf_text(pdf), word_text(docx)):
        assert list(in_order(["on", "12:30", "0123", "Norway", "1_000", "off", "yes"], words)) == []
