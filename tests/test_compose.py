"""A briefing and a template become a document; template mistakes are reported with file, line and column."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from briefings import bare, full
from hypothesis import given, settings
from hypothesis import strategies as st
from test_markdown_reader import HOSTILE

from briefgen.compose import Template, compose, load_template, load_theme
from briefgen.compose.annotate import annotated
from briefgen.diagnostics import Diagnostic, TemplateError
from briefgen.document import (
    Blocks,
    Cell,
    Document,
    Emphasis,
    Gauge,
    Heading,
    Highlight,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Reference,
    Span,
    Strong,
    Table,
    Text,
    has_backward,
    plain,
    walk,
)
from briefgen.kinds import KINDS
from briefgen.resources import packaged_templates
from briefgen.schema.briefing import Actor, ArticleParagraph, Briefing, Mark, Style
from briefgen.scripts import language_by_script
from briefgen.words import Catalogue
from briefgen.words.localised import date_words

THEME = load_theme("default").theme


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with an empty folder of templates."""
    (tmp_path / "templates" / "own").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path / "templates" / "own"


def template(folder: Path, text: str, **partials: str) -> Template:
    (folder / "own.md.j2").write_text(text, encoding="utf-8")
    for name, words in partials.items():
        (folder / f"{name}.md.j2").write_text(words, encoding="utf-8")
    return load_template("own")


def blocks(folder: Path, text: str, briefing: Briefing | None = None, **partials: str) -> Blocks:
    return compose(briefing or full(), template(folder, text, **partials), THEME).blocks


def words(folder: Path, text: str, briefing: Briefing | None = None, **partials: str) -> list[str]:
    return [plain(b.children) for b in blocks(folder, text, briefing, **partials) if isinstance(b, Heading | Paragraph)]


def failure(folder: Path, text: str, **partials: str) -> Diagnostic:
    with pytest.raises(TemplateError) as caught:
        blocks(folder, text, **partials)
    (found,) = caught.value.diagnostics
    return found


def inlines(content: Inlines) -> list[Inline]:
    """Every inline, outer before inner."""
    out: list[Inline] = []
    for inline in content:
        out.append(inline)
        out += inlines(getattr(inline, "children", ()))
    return out


def every_inline(document: Document) -> list[Inline]:
    return [
        inline
        for block in walk(document.blocks)
        if isinstance(block, Heading | Paragraph)
        for inline in inlines(block.children)
    ]


# --- values are never read as anything else ---------------------------------------------------------

WAYS = [
    "{{ briefing.title }}",
    "{{ briefing.title | trim | replace('~~', '') | default('x') }}",
    "{{ [briefing.title] | join(', ') }}",
    "{{ [briefing.title] | sentences }}",
    "{{ '' ~ briefing.title ~ '' }}",
    "{{ lines(none, briefing.title) }}",
    "{{ stack(briefing.title, none) }}",
    "{{ briefing.title if briefing.title }}",
    "{% set words %}{{ briefing.title }}{% endset %}{{ words }}",
    "{% set words %}{{ briefing.title }}{% endset %}{{ words ~ '' }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(briefing.title) }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ [m(briefing.title), br] | first }}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ briefing.title }}{% endcall %}",
    "{% for x in briefing.gaps %}{{ x }}{% endfor %}",
    "{% include 'part.md.j2' %}",
    "{% from 'macros.md.j2' import m %}{{ m(briefing.title) }}",
]


@pytest.mark.parametrize("way", WAYS)
def test_hostile_words_come_through_every_way_of_printing(here: Path, way: str) -> None:
    partials = {"part": "{{ briefing.title }}", "macros": "{% macro m(x) %}{{ x }}{% endmacro %}"}
    for hostile in HOSTILE:
        own = hostile.strip() if "trim" in way else hostile
        own = own if "sentences" not in way else f"{hostile}."
        briefing = full().model_copy(update={"title": hostile, "gaps": (hostile,)})
        made = [b for b in blocks(here, way, briefing, **partials) if isinstance(b, Paragraph)]
        assert made == [Paragraph((Text(own),))], way


def test_hostile_words_in_every_field_come_through_the_packet(here: Path) -> None:
    packet = load_template("packet")
    for hostile in HOSTILE:
        actor = (
            full()
            .key_actors[0]
            .model_copy(
                update={
                    "name": hostile,
                    "aliases": (hostile,),
                    "role": hostile,
                    "affiliation": hostile,
                    "stance": hostile,
                    "summary": hostile,
                }
            )
        )
        document = compose(full().model_copy(update={"title": hostile, "key_actors": (actor,)}), packet, THEME)
        row = next(b for b in walk(document.blocks) if isinstance(b, Table) and b.caption).rows[0]
        assert cell_words(row.cells[0]) == [f"P-1\u00a0{hostile}", f"also {hostile}"]
        assert cell_words(row.cells[1]) == [hostile, f"{hostile}, United States"]
        assert cell_words(row.cells[2]) == [hostile, hostile]
        assert document.header.left == (Text(hostile),)
        assert document.metadata.title == hostile


def cell_words(cell: Cell) -> list[str]:
    return [plain(block.children) for block in cell.blocks if isinstance(block, Paragraph)]


def test_what_a_template_puts_in_quotes_is_words_too(here: Path) -> None:
    assert blocks(here, "{{ '**x**' }} {{ '<b>' ~ '&amp;' }} **y**") == (
        Paragraph((Text("**x** <b>&amp; "), Strong((Text("y"),)))),
    )


@pytest.mark.parametrize(
    "text",
    [
        "{% set c %}x{% endset %}{{ c.replace('x', briefing.title) }}",
        "{% set c %}x{% endset %}{{ c.format(briefing.title) }}",
        "{% set c %}x{% endset %}{{ c + briefing.title }}",
        "{% set c %}%s{% endset %}{{ c % briefing.title }}",
        "{% set c %}x{% endset %}{{ c | replace('x', briefing.title) }}",
        "{% set c %}x{% endset %}{{ c | upper }}",
        "{{ briefing.title.__class__ }}",
        "{{ briefing.model_dump() }}",
        "{{ refs.__globals__ }}",
        "{{ 'a'.format(1) }}",
        "{{ briefing }}",
        "{{ briefing.gaps }}",
        "{{ gauge(briefing) }}",
        "{{ dots('great') }}",
        "{{ briefing.title | date }}",
        "{{ 1 / 0 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x' * 99999999 }}",
        "{% for x in range(99999999) %}x{% endfor %}",
        "{% include 'own.md.j2' %}",
    ],
)
def test_what_reaches_beyond_the_values_fails_at_its_line(here: Path, text: str) -> None:
    found = failure(here, "one\n\n" + text)
    assert found.code in ("BG603", "BG608")
    assert (found.place.path, found.place.line) == ("templates/own/own.md.j2", 3) or "include" in text


@pytest.mark.parametrize(
    "name",
    [
        "safe",
        "escape",
        "e",
        "forceescape",
        "xmlattr",
        "urlize",
        "striptags",
        "tojson",
        "attr",
        "random",
        "format",
        "pprint",
    ],
)
def test_filters_that_make_markup_or_reach_out_do_not_exist(here: Path, name: str) -> None:
    found = failure(here, f"a\n\nb {{{{ briefing.title | {name} }}}}")
    assert (found.code, found.place.line) == ("BG602", 3)


# --- template mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "hint"),
    [
        ("a\n\n{{ briefin.title }}", "BG603", 3, 4, "Did you mean 'briefing'?"),
        ("a\n\n  b {{ briefing.titel }}", "BG603", 3, 17, "Did you mean 'title'?"),
        (
            "{% for actor in briefing.key_actors %}\n\n{{ actor.nmae }}\n{% endfor %}",
            "BG603",
            3,
            10,
            "Did you mean 'name'?",
        ),
        ("a\n{% set x = [\n  briefing.title,\n  briefing.nothing,\n] %}", "BG603", 4, 12, ""),
        ("a\n{% if briefing.title %}\nb", "BG602", 3, 1, ""),
        ("a\n\n{{ briefing.title | dat }}", "BG602", 3, 21, "Did you mean 'date'?"),
        ("a\n\n{% autoescape false %}{% endautoescape %}", "BG602", 3, 4, ""),
        ("a\n{% include briefing.title %}", "BG602", 2, 4, ""),
        ("a\n{% include 'part' ~ briefing.title %}", "BG602", 2, 4, ""),
        ("a\n{% include 'part' if briefing.title else 'other' %}", "BG602", 2, 4, ""),
        ("a\n{% include 'part' 'with' %}", "BG602", 2, 4, ""),
        ("a\n{% include 'nowhere.md.j2' %}", "BG601", 2, 13, ""),
        ("a\n{% include '../../x.md.j2' %}", "BG601", 2, 13, ""),
        ("a\n\nb <br> c", "BG604", 3, 3, ""),
        ("a\n\n{{ briefing.title }} [b]{.nonsens}", "BG605", 3, 27, ""),
        ("{# a\nremark #}\n\n::: nothing\n:::", "BG605", 4, 5, ""),
        ("{% for x in [1, 2] %}\n{{ x }}\n{% endfor %}\n\n***", "BG604", 5, 1, ""),
    ],
)
def test_a_template_mistake_is_reported_with_line_and_column(
    here: Path, text: str, code: str, line: int, column: int, hint: str
) -> None:
    found = failure(here, text)
    assert (found.code, found.place.path) == (code, "templates/own/own.md.j2")
    assert (found.place.line, found.place.column) == (line, column)
    assert hint in found.hint
    assert found.place.source == text.split("\n")[line - 1]


def test_every_partial_is_known_before_a_template_is_filled(here: Path) -> None:
    text = "{% if false %}{% include 'one.md.j2' ignore missing %}{% endif %}{% from 'two.md.j2' import m %}"
    made = template(
        here, text, one="{% import 'three.md.j2' as n with context %}", two="{% macro m() %}{% endmacro %}", three=""
    )
    assert set(made.ingredients) == {f"templates/own/{name}.md.j2" for name in ("own", "one", "two", "three")}


def test_a_mistake_in_a_partial_is_reported_in_the_partial(here: Path) -> None:
    undefined = failure(here, "a\n{% include 'part.md.j2' %}", part="x\n\n{{ nothing }}\n")
    assert str(undefined.place) == "templates/own/part.md.j2:3:4"
    refused = failure(here, "a\n\n{% include 'part.md.j2' %}", part="x\n\n<hr>\n")
    assert str(refused.place) == "templates/own/part.md.j2:3:1"


@pytest.mark.parametrize(
    ("before", "part", "line"),
    [
        ("x\n", "<hr>\n", 1),
        ("x\n\n\n", "[b]{.nonsense}\n", 1),
        ("{% for x in [1] %}\nx\n{% endfor %}\n", "::: nothing\n:::\n", 1),
        ("x\n\n", "{% set y = 1 %}\n<hr>\n", 2),
        ("x\n\n", "\n\n***\n", 3),
    ],
)
def test_a_mistake_in_the_first_lines_of_a_partial_is_not_of_the_one_before(
    here: Path, before: str, part: str, line: int
) -> None:
    found = failure(here, "{% include 'before.md.j2' %}\n{% include 'part.md.j2' %}\n", before=before, part=part)
    assert (found.place.path, found.place.line) == ("templates/own/part.md.j2", line)


def test_all_partials_that_are_missing_are_reported_at_once_with_where_they_stand(here: Path) -> None:
    text = "{% include 'gaps.md.j2' %}\n{% include 'nowhere.md.j2' %}\n"
    (here / "own.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load_template("own")
    first, second = caught.value.diagnostics
    assert (first.place.line, second.place.line) == (1, 2)
    assert '"packet/gaps.md.j2"' in first.hint and "templates/own/" in first.hint
    assert second.hint == "Put it beside the template, in templates/own/."


@pytest.mark.parametrize("place", ["templates/packet", "looks", "looks/packet"])
def test_a_copied_template_finds_the_partials_of_the_one_it_came_from(here: Path, place: str) -> None:
    folder = here.parents[1] / place
    folder.mkdir(parents=True)
    text = (packaged_templates() / "packet" / "packet.md.j2").read_text("utf-8")
    (folder / "packet.md.j2").write_text(text.replace('{% include "timeline.md.j2" %}\n', ""), encoding="utf-8")
    (folder / "gaps.md.j2").write_text("# Unknowns\n\nNothing.\n\n", encoding="utf-8")
    made = load_template(folder / "packet.md.j2")
    heads = [plain(b.children) for b in compose(full(), made, THEME).blocks if isinstance(b, Heading)]
    assert "Unknowns" in heads and "Outlook: what to watch" in heads and "Timeline" not in heads


def test_a_template_holds_no_reserved_characters_and_only_utf8(here: Path) -> None:
    assert failure(here, "a\nb \ue000").code == "BG602"
    (here / "own.md.j2").write_bytes(b"a\nb \xff")
    with pytest.raises(TemplateError) as caught:
        load_template("own")
    assert (
        str(caught.value.diagnostics[0].place) == "templates/own/own.md.j2:2"
        or caught.value.diagnostics[0].code == "BG602"
    )


# --- helpers ------------------------------------------------------------------------------------------


def test_dates_are_words(here: Path) -> None:
    assert words(
        here, "{{ briefing.date | date }}; {{ briefing.cut_off | date }}; {{ '2025-03' | date }}; {{ '2025' | date }}"
    ) == ["30 March 2025; 30 March 2025, 18:00 UTC; March 2025; 2025"]
    assert date_words("2025-03-30", "en-GB") == "30 March 2025"
    assert date_words("2025-03", "xx") == "2025-03"


def test_references_stand_once_each_and_lead_to_their_paragraphs(here: Path) -> None:
    document = compose(full(), load_template("packet"), THEME)
    line = next(b for b in document.blocks if isinstance(b, Paragraph) and b.role == "judgment-line")
    assert plain(line.children) == "Likely (55–80%)\u00a0 · Confidence: moderate\u00a0 · A1¶1, 2"
    (group,) = (inline for inline in line.children if isinstance(inline, Span))
    first, second = (inline for inline in group.children if isinstance(inline, Reference))
    assert first == Reference("a1-p1", (Text("A1¶1"),), "Article A1, paragraph 1: a joint war-fighting headquarters")
    assert second.tooltip.endswith("the joint development and…")
    assert [inline.step for inline in line.children if isinstance(inline, Gauge)] == [5, 2]


def test_references_lead_nowhere_where_the_template_leaves_out_their_paragraphs(here: Path) -> None:
    (paragraph,) = blocks(here, "{{ refs(briefing.key_judgments[0].evidence) }}")
    assert paragraph == Paragraph((Text("A1¶1, 2"),))


def test_every_reference_of_the_packet_leads_to_a_place_in_it() -> None:
    document = compose(full(), load_template("packet"), THEME)
    places = {anchor for block in walk(document.blocks) if (anchor := getattr(block, "anchor", None))}
    places |= {
        row.anchor for block in walk(document.blocks) if isinstance(block, Table) for row in block.rows if row.anchor
    }
    targets = [inline.target for inline in every_inline(document) if isinstance(inline, Reference)]
    assert {"a1-p1", "a1-p2", "a2-p1", "entry-p-1", "entry-e-1", "entry-i-1"} <= set(targets)
    assert set(targets) <= places


def test_overlapping_marks_nest_and_each_is_followed_by_its_entry(here: Path) -> None:
    text = "{% for p in briefing.articles[0].paragraphs %}\n{{ annotated(p) }}\n\n{% endfor %}"
    first, second = blocks(here, text)
    assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
    assert plain(first.children) == (
        "The minister\u00a0P-1 announced a joint war-fighting headquarters\u00a0E-1,\u00a0C-1 in Japan\u00a0I-1."
    )
    assert first.children[0] == Highlight(
        "actor", (Strong((Text("The"),)), Text(" "), Highlight("event", (Text("minister"),), True)), True
    )
    assert first.children[1] == Highlight(
        "event",
        (
            Span((Text("\u00a0P-1"),), "mark"),
            Text(" announced "),
            Highlight(
                "capability",
                (Text("a join"), Highlight("implication", (Text("t war-fighting headquarters"),), True)),
                True,
            ),
        ),
        True,
    )
    assert Link("https://example.org/japan", (Highlight("implication", (Text("Japan"),), True),)) in first.children
    assert second.children == (
        Highlight("agreement", (Text("The "), Emphasis((Text("two"),)), Text(plain(second.children)[7:-5])), True),
        Span((Text("\u00a0G-1"),), "mark"),
        Text("."),
    )


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_marks_of_any_shape_leave_the_words_as_they_are(data: st.DataObject) -> None:
    text = data.draw(st.text("ab c", min_size=1, max_size=30))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    marks = data.draw(st.lists(st.tuples(spans, st.sampled_from(KINDS), st.booleans()), max_size=6))
    looks = data.draw(st.lists(st.tuples(spans, st.sampled_from(["strong", "emphasis", "link"])), max_size=3))
    paragraph = ArticleParagraph(
        number=1,
        reference="A1¶1",
        text=text,
        marks=tuple(Mark(start=a, end=b, kind=k, entry="P-1", annotation="x", last=last) for (a, b), k, last in marks),
        styles=tuple(Style(start=a, end=b, look=look, url="https://example.org") for (a, b), look in looks),  # type: ignore[arg-type]
    )
    made = inlines(annotated(paragraph, lambda entry: None, Catalogue()))
    leaves = [inline for inline in made if isinstance(inline, Text) and not inline.text.startswith("\u00a0")]
    assert "".join(leaf.text for leaf in leaves) == text
    for kind in KINDS:
        expected = {n for (a, b), k, _ in marks if k == kind for n in range(a, b)}
        highlighted = [plain(i.children) for i in made if isinstance(i, Highlight) and i.kind == kind]
        assert sum(len(words.replace("\u00a0P-1", "")) for words in highlighted) >= len(expected)


@settings(max_examples=50, deadline=None)
@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_words_come_through_letter_for_letter(words: str) -> None:
    document = compose(full().model_copy(update={"title": words, "gaps": (words,)}), load_packet(), THEME)
    title = next(b for b in document.blocks if isinstance(b, Paragraph) and b.role == "title")
    assert plain(title.children) == plain(document.header.left) == words
    alone = has_backward(words) or language_by_script(words, document.metadata.language) is not None
    assert any(isinstance(inline, Span) for inline in title.children) is alone


def test_a_value_that_runs_the_other_way_stands_on_its_own(here: Path) -> None:
    text = '{% set also = "also " ~ (["هالدن", "Halden"] | join(", ")) %}[{{ also }}]{.table-small}\n\n{{ "صدى" }} · {{ 10 }}'
    first, second = blocks(here, text)
    assert isinstance(first, Paragraph) and isinstance(second, Paragraph)
    assert first.children == (Text("also "), Span((Text("هالدن"),), None, "ar"), Text(", Halden"))
    assert second.children == (Span((Text("صدى"),), None, "ar"), Text(" · 10"))
    arabic = full().model_copy(update={"language": "ar"})
    (alone,) = blocks(here, '{{ "also " ~ "هالدن" }}', arabic)
    assert isinstance(alone, Paragraph)
    mark = "\u200f"
    assert alone.children == (Span((Text("also"),)), Text(mark), Text(f"{mark} "), Span((Text("هالدن"),)))


def test_joined_words_are_words_to_filters(here: Path) -> None:
    assert words(here, '{{ ("הלדן" ~ " and sea") | upper }} {{ ("a" ~ "b") | capitalize }}') == ["הלדן AND SEA Ab"]


@cache
def load_packet() -> Template:
    return load_template("packet")


def test_if_without_else_prints_nothing(here: Path) -> None:
    assert words(here, "a{{ ' b' if briefing.gaps }}{{ ' c' if not briefing.gaps }}") == ["a b"]


def test_groups_keep_the_order_of_first_appearance(here: Path) -> None:
    text = '{% for region, all in briefing.regional_implications | groupby("regions.0.name") %}\n# {{ region }}\n\n{{ all | join(", ", "id") }}\n\n{% endfor %}'
    assert words(here, text) == ["East Asia", "I-1, I-3", "South-East Asia", "I-2"]


# --- templates and their files ----------------------------------------------------------------------


def test_the_ingredients_are_all_files_of_a_template_even_those_not_reached(here: Path) -> None:
    loaded = template(
        here, "{% if false %}{% include 'part.md.j2' %}{% endif %}{% include 'packet/gaps.md.j2' %}", part="x"
    )
    assert sorted(loaded.ingredients) == [
        "templates/own/own.md.j2",
        "templates/own/part.md.j2",
        "templates/packet/gaps.md.j2",
    ]
    assert all(len(digest) == 64 for digest in loaded.ingredients.values())


def test_ones_own_partial_replaces_the_packaged_one(here: Path) -> None:
    own = here.parent / "packet"
    own.mkdir()
    (own / "gaps.md.j2").write_text("# Unknowns\n\n{{ briefing.gaps | join('; ') }}\n\n", encoding="utf-8")
    heads = [
        plain(b.children) for b in compose(full(), load_template("packet"), THEME).blocks if isinstance(b, Heading)
    ]
    assert "Unknowns" in heads and "Information gaps" not in heads and "Outlook: what to watch" in heads


def test_composing_twice_gives_the_same_document_and_leaves_nothing_behind() -> None:
    packet = load_template("packet")
    first = compose(full(), packet, THEME, identifier="0" * 64)
    compose(bare(), packet, THEME)
    assert compose(full(), packet, THEME, identifier="0" * 64) == first
    assert compose(full(), load_template("packet"), THEME, identifier="0" * 64) == first


def test_metadata_come_from_the_briefing_and_never_from_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    packet = load_template("packet")
    meta = compose(full(), packet, THEME, identifier="ab").metadata
    assert (meta.title, meta.author, meta.subject) == (
        "Command in Japan upgraded",
        "Indo-Pacific desk",
        "Indo-Pacific briefing",
    )
    assert meta.keywords == ("East Asia", "Pacific", "South-East Asia", "Pete Hegseth")
    assert (meta.identifier, meta.created) == ("ab", datetime(2025, 3, 30, 18, 0))
    assert compose(bare(), packet, THEME).metadata.created == datetime(2025, 1, 2)
    monkeypatch.setitem(os.environ, "SOURCE_DATE_EPOCH", "0")
    assert compose(full(), packet, THEME).metadata.created == datetime(1970, 1, 1)


def test_many_rows_come_through() -> None:
    actors = tuple(Actor(id=f"P-{n}", name=f"Actor {n}") for n in range(2000))
    document = compose(bare().model_copy(update={"key_actors": actors}), load_template("packet"), THEME)
    table = next(b for b in document.blocks if isinstance(b, Table) and b.caption)
    assert [plain(row.cells[0].blocks[0].children) for row in table.rows] == [
        f"{actor.id}\u00a0{actor.name}" for actor in actors
    ]  # type: ignore[union-attr]
