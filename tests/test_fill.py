"""Briefings filled from annotations and from the analyst's own lists."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefgen.cli import main
from briefgen.fill import Filled, fill
from briefgen.readers.yaml_reader import read_input

TEXT = "Ann Lee of Norway met the envoy.\nMs Lee signed the Oslo pact with Bo Ek, and Ann Lee left.\n"


def article(*annotations: dict[str, Any], text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"headline": "H", "source": {"name": "S"}, "text": text, "annotations": list(annotations), **more}


def actor(quote: str, name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "actor", "quote": quote, "name": name, **more}


@pytest.fixture
def filled(tmp_path: Path) -> Any:
    def make(*articles: dict[str, Any], **more: Any) -> Filled:
        path = tmp_path / "in.yaml"
        path.write_text(
            yaml.safe_dump(
                {"title": "T", "date": "2025-03-30", "articles": list(articles), **more},
                allow_unicode=True,
                sort_keys=False,
            ),
            encoding="utf-8",
        )
        return fill(read_input(path))

    return make


def codes(result: Filled) -> list[str]:
    return [d.code for d in result.diagnostics]


def test_mentions_of_one_name_or_alias_are_one_entry(filled: Any) -> None:
    result = filled(
        article(
            actor("Ms Lee", "Ms Lee", role="Minister"),
            actor("Ann Lee of Norway", "ann  LEE", aliases=["Ms Lee"], country="NO"),
            actor("Bo Ek", "Bo Ek"),
        )
    )
    lee, ek = result.briefing.key_actors
    assert (lee.id, lee.name, lee.aliases, lee.role) == ("P-1", "ann  LEE", ("Ms Lee",), "Minister")
    assert (lee.country.written, lee.country.code, lee.country.name) == ("NO", "NO", "Norway")
    assert [(e.reference, e.quote) for e in lee.evidence] == [("A1¶1", "Ann Lee of Norway"), ("A1¶2", "Ms Lee")]
    assert (ek.id, ek.name) == ("P-2", "Bo Ek")
    assert codes(result) == []


def test_a_chain_of_aliases_makes_one_entry(filled: Any) -> None:
    result = filled(
        article(
            actor("Ann Lee of", "Ann Lee"),
            actor("Ms Lee", "Ms Lee"),
            actor("Bo Ek", "The Lees", aliases=["Ann Lee", "Ms Lee"]),
        )
    )
    (entry,) = result.briefing.key_actors
    assert len(entry.evidence) == 3


def test_two_values_for_one_field_are_a_warning_that_names_both_places(filled: Any) -> None:
    annotations = (
        actor("Ann Lee of", "Lee", role="Minister"),
        actor("Ms Lee", "Lee", role="Envoy"),
        actor("Bo Ek", "Lee", role="minister"),
    )
    result = filled(article(*annotations))
    (finding,) = result.diagnostics
    assert (finding.code, finding.severity.word, finding.place.source.strip()) == ("BG301", "warning", "role: Envoy")
    assert (
        finding.message == f"two values for `role` of “Lee”: “Envoy” here, “Minister” in line {finding.place.line - 4}"
    )
    assert result.briefing.key_actors[0].role == "Minister"


def test_the_analysts_own_list_settles_completes_and_adds(filled: Any) -> None:
    annotations = (actor("Ann Lee of", "Lee", role="Minister", id="lee"), actor("Ms Lee", "Lee", role="Envoy"))
    own = [
        {"name": "Ann Lee", "aliases": ["Lee"], "role": "Foreign minister"},
        {"name": "Cy Oh", "evidence": ["lee"]},
        {"name": "Di"},
    ]
    result = filled(article(*annotations), key_actors=own)
    lee, cy, di = result.briefing.key_actors
    assert codes(result) == []
    assert (lee.name, lee.aliases, lee.role, len(lee.evidence)) == ("Ann Lee", ("Lee",), "Foreign minister", 2)
    assert [e.annotation for e in cy.evidence] == ["lee"]
    assert (di.id, di.evidence) == ("P-3", ())
    assert result.entries["P-1"] == (
        ("articles", 0, "annotations", 0),
        ("articles", 0, "annotations", 1),
        ("key_actors", 0),
    )


def test_two_names_joined_by_an_alias_alone_are_a_warning(filled: Any) -> None:
    result = filled(
        article(
            actor("Ann Lee of", "Ann Lee", aliases=["the minister"]), actor("Bo Ek", "Bo Ek", aliases=["The Minister"])
        )
    )
    assert codes(result) == ["BG302"]
    assert len(result.briefing.key_actors) == 1


def test_evidence_is_in_the_order_of_articles(filled: Any) -> None:
    result = filled(
        article(actor("Bo Ek", "X"), id="B"), article(actor("Ms Lee", "X"), actor("Ann Lee of", "X"), id="A")
    )
    assert [e.reference for e in result.briefing.key_actors[0].evidence] == ["B¶2", "A¶1", "A¶2"]


def test_events_are_by_date_and_the_undated_last(filled: Any) -> None:
    def event(quote: str, what: str, **when: Any) -> dict[str, Any]:
        return {"kind": "event", "quote": quote, "what": what, **when}

    result = filled(
        article(
            event("Ann Lee of", "d", period="Before"), event("Ms Lee", "c", date="2025-03-02"), event("Bo Ek", "b", date="2025-03"), event("Oslo", "a", date=2024),
            event("pact", "c", date="2025-03-04"),
        )
    )  # fmt: skip
    assert [(e.id, e.what, e.date) for e in result.briefing.events] == [
        ("E-1", "a", "2024"), ("E-2", "b", "2025-03"), ("E-3", "c", "2025-03-02"), ("E-4", "c", "2025-03-04"), ("E-5", "d", None),
    ]  # fmt: skip


def test_marks_nest_overlap_and_cross_paragraphs(filled: Any) -> None:
    result = filled(
        article(
            actor("Lee of Norway", "L", prefix="Ann"),
            actor("Ann Lee of", "A"),
            actor("envoy. Ms Lee", "E"),
            actor("Ann Lee of Norway", "N"),
        )
    )
    first, second = result.briefing.articles[0].paragraphs
    assert [(m.start, m.end, m.entry, m.last) for m in first.marks] == [
        (0, 17, "P-2" if result.briefing.key_actors[1].name == "N" else "P-1", True),
        (0, 10, "P-1" if result.briefing.key_actors[0].name == "A" else "P-2", True),
        (4, 17, "P-3", True),
        (26, 32, "P-4", False),
    ]
    assert [(m.start, m.end, m.last) for m in second.marks] == [(0, 6, True)]
    assert result.annotations["A1.3"].evidence.quote == "envoy. Ms Lee"


def test_markup_is_read_and_marks_count_in_the_words(filled: Any) -> None:
    result = filled(article(actor("**Bo** Ek", "Bo"), text="**Oslo** – Bo Ek left. **Now**"))
    (paragraph,) = result.briefing.articles[0].paragraphs
    assert paragraph.text == "Oslo – Bo Ek left. Now"
    assert [(s.start, s.end, s.look) for s in paragraph.styles] == [(0, 4, "strong"), (19, 22, "strong")]
    assert paragraph.text[paragraph.marks[0].start : paragraph.marks[0].end] == "Bo Ek"


def test_quotes_that_cannot_be_placed_are_errors_at_the_quote(filled: Any) -> None:
    result = filled(article(actor("Ann Leigh of Norway", "L"), actor("Lee", "M"), actor("Ann Lee", "N", occurrence=5)))
    assert [(d.code, d.severity.word) for d in result.diagnostics] == [
        ("BG201", "error"),
        ("BG202", "error"),
        ("BG205", "error"),
    ]
    missing, ambiguous, _ = result.diagnostics
    assert "Ann [-Leigh-] {+Lee+} of Norway" in missing.hint
    assert missing.place.source.strip() == "quote: Ann Leigh of Norway"
    assert "stands 3 times" in ambiguous.message
    assert "occurrence" in ambiguous.hint


def test_evidence_that_names_no_annotation_is_an_error_with_a_guess(filled: Any) -> None:
    judgment = {"statement": "J", "evidence": ["lee-1", "nobody"]}
    result = filled(article(actor("Ms Lee", "L", id="lee1")), key_judgments=[judgment])
    assert codes(result) == ["BG204", "BG204"]
    assert "Did you mean “lee1”?" in result.diagnostics[0].hint


def test_judgments_are_numbered_and_their_likelihood_is_on_the_scale(filled: Any) -> None:
    judgments = [
        {"statement": "a", "likelihood": "Probable"},
        {"statement": "b", "likelihood": "none"},
        {"statement": "c", "likelihood": "likley"},
    ]
    result = filled(article(), key_judgments=judgments)
    first, second, third = result.briefing.key_judgments
    assert (first.id, first.likelihood.term, first.likelihood.step, first.likelihood.steps) == ("KJ1", "probable", 5, 7)
    assert second.likelihood is None
    assert third.likelihood is None
    (finding,) = result.diagnostics
    assert (finding.code, finding.severity.word) == ("BG401", "error")
    assert "Did you mean “likely”?" in finding.hint


def test_each_of_many_unknown_ids_is_reported_and_the_first_alone_looked_through_for_what_was_meant(
    filled: Any,
) -> None:
    """To compare each of them with each that is known would take a time that grows with the square of their number."""
    unknown = [f"tolks_in_oslo{number}" for number in range(800)]
    judgment = {"statement": "s", "evidence": unknown}
    result = filled(article(actor("Ms Lee", "L", id="talks_in_oslo1")), key_judgments=[judgment])
    reported = [d for d in result.diagnostics if d.code == "BG204"]
    assert [d.message for d in reported] == [f"no annotation has the id “{name}”" for name in unknown]
    assert "talks_in_oslo1" in reported[0].hint
    assert {d.hint for d in reported[20:]} == {"Evidence names the id of an annotation."}


def test_unknown_places_are_found_once_each(filled: Any) -> None:
    implication = {
        "kind": "implication",
        "quote": "Oslo",
        "statement": "s",
        "regions": ["Norden", "East Asia"],
        "countries": ["Norwy", "NO"],
    }
    result = filled(article(implication, actor("Ms Lee", "L", country="Norwy")))
    assert sorted((d.code, d.severity.word) for d in result.diagnostics) == [("BG303", "warning"), ("BG304", "note")]
    assert "Did you mean Norway?" in "".join(d.hint for d in result.diagnostics)
    (entry,) = result.briefing.regional_implications
    assert [(p.written, p.code) for p in entry.regions] == [("Norden", None), ("East Asia", "030")]


def test_places_are_known_by_their_names_in_the_briefing_s_language(filled: Any) -> None:
    implication = {
        "kind": "implication",
        "quote": "Oslo",
        "statement": "s",
        "regions": ["Europe du Nord", "Japon"],
        "countries": ["Pologne", "NO"],
    }
    actors = [actor("Ms Lee", "L", country="Pologne"), actor("Ms Lee", "L", country="PL")]
    result = filled(article(implication, *actors), language="fr")
    assert codes(result) == []
    (entry,) = result.briefing.regional_implications
    assert [(p.code, p.name) for p in entry.regions] == [("154", "Europe du Nord"), ("JP", "Japon")]
    assert [(p.code, p.name) for p in entry.countries] == [("PL", "Pologne"), ("NO", "Norvège")]
    assert sorted(codes(filled(article(implication)))) == ["BG303", "BG304", "BG304"]


def test_spans_in_a_markdown_article_are_annotations(filled: Any) -> None:
    text = '[Ann Lee]{.actor #lee role="Minister" aliases="Lee; Ms Lee"} met [them]{.evnt}.'
    result = filled(article(text=text, format="markdown"))
    (lee,) = result.briefing.key_actors
    assert (lee.name, lee.role, lee.aliases, lee.evidence[0].annotation) == (
        "Ann Lee",
        "Minister",
        ("Lee", "Ms Lee"),
        "lee",
    )
    (finding,) = result.diagnostics
    assert (finding.code, finding.message) == ("BG104", "`kind` cannot be “evnt”")
    assert result.briefing.articles[0].paragraphs[0].text == "Ann Lee met them."


def test_the_source_summary_says_what_the_sources_are_worth(filled: Any) -> None:
    one = filled(
        article(
            source={"name": "Reuters", "kind": "wire", "reliability": "B", "credibility": 2}, published="2025-03-30"
        )
    )
    assert one.briefing.source_summary == (
        "This briefing rests on one source: a wire report (Reuters), published on 30 March 2025. "
        "It is graded B2 (usually reliable, probably true). Nothing in it has been corroborated by a second source."
    )
    two = filled(
        article(actor("Ms Lee", "L"), source={"name": "X", "origin": "Reuters"}),
        article(source={"name": "Reuters"}, id="B"),
    )
    assert two.briefing.source_summary == (
        "This briefing rests on two articles from two outlets. A1 and B share one origin (Reuters): both count as one "
        "report. Neither of them has been graded. The one entry rests on a single report."
    )
    assert filled(article(), source_summary="Ours.").briefing.source_summary == "Ours."


def test_a_passage_over_two_paragraphs_is_cited_by_both(filled: Any) -> None:
    result = filled(
        article(actor("envoy. Ms Lee signed", "E"), portion="TLP:CLEAR", paragraph_portions={"2": "TLP:AMBER"}),
        marking={"banner": "TLP:AMBER", "portions": True},
        title_portion="TLP:CLEAR",
    )
    (found,) = result.briefing.key_actors[0].evidence
    assert (found.reference, found.paragraph, found.last_paragraph) == ("A1¶1–2", 1, 2)
    assert found.portion == "(TLP:AMBER)"


def test_a_reference_to_two_paragraphs_leads_to_both(tmp_path: Path) -> None:
    path = tmp_path / "in.yaml"
    given = {"title": "T", "date": "2025-03-30", "articles": [article(actor("envoy. Ms Lee signed", "E"))]}
    path.write_text(yaml.safe_dump(given), encoding="utf-8")
    assert main([str(path), "--to", "docx,text", "--out", str(tmp_path)]) == 0
    assert "P-1\u00a0E | A1¶1–2\n" in (tmp_path / "in/in.txt").read_text("utf-8")
    with zipfile.ZipFile(tmp_path / "in/in.docx") as package:
        xml = package.read("word/document.xml").decode()
    links = re.findall(r'<w:hyperlink [^>]*w:anchor="([^"]+)"(?:(?!</w:hyperlink>).)*>(A1¶1|2)</w:t>', xml)
    assert links == [("a1_p1", "A1¶1"), ("a1_p2", "2")]
    assert 'w:tooltip="Article A1, paragraphs 1 to 2: envoy. Ms Lee signed"' in xml


def test_a_name_that_stands_in_several_places_is_taken_where_it_stands_first(filled: Any) -> None:
    result = filled(
        article(
            actor("Lee", "Lee"),
            actor("ann lee".title(), "A. Lee", aliases=["Ann Lee"]),
            {"kind": "event", "quote": "Lee", "what": "Lee", "period": "Then"},
            actor("Lee", "M"),
            actor("Lee", "Lee", occurrence=2),
        )
    )
    (finding,) = result.diagnostics
    assert (finding.code, finding.place.source.strip()) == ("BG202", "quote: Lee")
    assert [result.annotations[f"A1.{n}"].found.start for n in (1, 2, 3, 5)] == [4, 0, 4, 36]


@pytest.mark.parametrize(
    ("own", "elsewhere"),
    [
        ({"name": "Lee"}, {}),
        ({"name": "LEE"}, {}),
        ({"name": "Ann Lee", "aliases": ["Lee"]}, {}),
        ({"name": "Ann Lee"}, {"name": "Ann Lee", "aliases": ["Lee"]}),
        ({"name": "A. Lee", "aliases": ["Ann Lee"]}, {"name": "Ann Lee", "aliases": ["Lee"]}),
    ],
)
def test_an_actors_name_or_alias_wherever_it_is_given_needs_no_occurrence(
    filled: Any, own: dict[str, Any], elsewhere: dict[str, Any]
) -> None:
    others = [{"kind": "actor", "quote": "Ann Lee left", **elsewhere}] if elsewhere else []
    result = filled(article({"kind": "actor", "quote": "Lee", **own}, *others, text="Lee met Lee. Ann Lee left."))
    assert codes(result) == []
    assert result.annotations["A1.1"].found.start == 0


@pytest.mark.parametrize(
    "other", [{}, {"kind": "capability", "quote": "Ann Lee left", "name": "Ann", "aliases": ["Lee"]}]
)
def test_a_quote_that_is_not_its_actors_name_needs_to_be_told_apart(filled: Any, other: dict[str, Any]) -> None:
    others = [other] if other else []
    result = filled(article(actor("Lee", "Ann"), *others, text="Lee met Lee. Ann Lee left."))
    assert codes(result) == ["BG202"]


@pytest.mark.parametrize(
    ("quote", "hint"),
    [
        ("Oslo pact with Bo", "It stands in B¶2: move the annotation to article B."),
        ("The envoy’s day", "It stands in the headline of A1, which is not part of the text"),
        ("Day of the pact", "It stands in the headline of B, which is not part of the text"),
    ],
)
def test_a_quote_from_elsewhere_is_said_to_be(filled: Any, quote: str, hint: str) -> None:
    here = article(actor(quote, "X"), text="Nothing happened.", headline="The envoy's day, in short")
    result = filled(here, article(id="B", headline="Day of the pact"))
    (finding,) = result.diagnostics
    assert finding.code == "BG201"
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Ann Lee", "“Ann Lee” is an entry; evidence names the ids of annotations: write `lee` or `A1.3`."),
        ("ms lee", "“ms lee” is an entry; evidence names the ids of annotations: write `lee`."),
        ("A1¶2", "A1¶2 is a paragraph; evidence names the ids of annotations: write `A1.2` or `A1.3`."),
        ("A1 ¶ 1", "A1¶1 is a paragraph; evidence names the ids of annotations: write `lee`."),
        ("A1¶9", "A1¶9 is a paragraph; evidence names the ids of annotations. Mark a passage in it, and name its id."),
        ("Cy Oh", "“Cy Oh” is an entry; evidence names the ids of annotations. Mark a passage that supports it"),
    ],
)
def test_evidence_named_by_something_else_is_reported_the_id(filled: Any, name: str, hint: str) -> None:
    annotations = (
        actor("Ann Lee of", "Ann Lee", id="lee", aliases=["Ms Lee"]),
        actor("Bo Ek", "Bo Ek"),
        actor("Oslo pact", "Ann Lee"),
    )
    judgment = {"statement": "J", "evidence": [name]}
    result = filled(article(*annotations), key_judgments=[judgment], key_actors=[{"name": "Cy Oh"}])
    (finding,) = result.diagnostics
    assert (finding.code, finding.message) == ("BG204", f"no annotation has the id “{name}”")
    assert hint in finding.hint


def test_a_long_quote_is_compared_where_it_goes_astray_and_the_hint_says_so(filled: Any) -> None:
    words = [f"word{n}" for n in range(900)]
    quote = " ".join([*words[:400], "elsewhere", *words[401:]])
    result = filled(article(actor(quote, "X"), text=" ".join(words)))
    (finding,) = result.diagnostics
    assert "The quote’s first 400 words stand in the article in a row." in finding.hint
    assert "Its last 365 words were not compared." in finding.hint
    assert "[-elsewhere-] {+word400+}" in finding.hint
