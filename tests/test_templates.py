"""The packaged templates print what they promise, and their README is true."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from briefings import bare, full
from samples import png

from briefgen.compose import Used, UsedKind, compose, load_template, load_theme
from briefgen.compose.helpers import FILTERS, HELPERS
from briefgen.document import Document, Drawing, Heading, Outline, Paragraph, Section, Table, plain, walk
from briefgen.readers.markdown_reader import BLOCKS
from briefgen.resources import packaged_templates
from briefgen.schema import briefing as schema
from briefgen.schema.input import Source
from briefgen.schema.marking import Marking
from briefgen.schema.vocabulary import Band, Scale
from briefgen.theme import Theme
from briefgen.writers.word import write_word

README = (packaged_templates() / "README.md").read_text(encoding="utf-8")
THEME = load_theme("default").theme


def packet(briefing: schema.Briefing, template: str = "packet", theme: Theme = THEME) -> Document:
    return compose(briefing, load_template(template), theme)


def heads(document: Document) -> list[tuple[int, str]]:
    return [(b.level, plain(b.children)) for b in walk(document.blocks) if isinstance(b, Heading)]


def words(document: Document) -> str:
    """All words in reading order."""
    parts = []
    for block in walk(document.blocks):
        match block:
            case Paragraph(children) | Heading(_, children) | Table(caption=children):
                parts.append(plain(children))
            case _:
                parts.append(plain(getattr(block, "label", ())))
    return "\n".join(part for part in parts if part)


# --- the packet ---------------------------------------------------------------------------------------


def test_the_packet_has_its_sections_in_order() -> None:
    assert heads(packet(full())) == [
        (1, "Key judgments"),
        (1, "Key actors"),
        (1, "Agreements"),
        (1, "Capabilities"),
        (1, "Regional implications"),
        (2, "East Asia"),
        (2, "South-East Asia"),
        (1, "Timeline"),
        (1, "Information gaps"),
        (1, "Outlook: what to watch"),
        (1, "Sources"),
        (1, "Remarks"),
        (1, "Annex A. Annotated articles"),
        (2, "Command upgraded"),
        (2, "Une visite"),
        (1, "Annex B. Scales used"),
        (2, "Likelihood: ICD 203 (Office of the Director of National Intelligence)"),
        (2, "Confidence"),
        (2, "Direction of implications"),
        (2, "Horizon"),
        (2, "Grading of sources: Admiralty code"),
    ]


def test_empty_sections_are_left_out() -> None:
    document = packet(bare())
    assert heads(document) == [(1, "Sources"), (1, "Annex A. Annotated articles"), (2, "News")]
    assert [b.role for b in document.blocks if isinstance(b, Paragraph)] == [
        "title",
        "body",
        "source-line",
        "annotated",
    ]


UNPRINTED = {
    "id",
    "annotation",
    "quote",
    "code",
    "written",
    "date",
    "country",
    "published",
    "styles",
    "entry",
    "kind",
    "type",
}
UNPRINTED |= {"language", "scale", "scheme", "article"}
"""Fields whose words are printed in another form, or not at all."""


def strings(value: object) -> list[str]:
    """Every text that a part of the briefing holds, whatever the depth."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in strings(item)]
    names = [name for name in getattr(type(value), "model_fields", {}) if name not in UNPRINTED]
    return [text for name in names for text in strings(getattr(value, name))]


def test_every_word_of_a_briefing_is_printed() -> None:
    references_after_passages = r"\u00a0[A-Z]-\d(,\u00a0[A-Z]-\d)*"
    printed = re.sub(references_after_passages, "", words(packet(full()))).casefold()
    assert len(strings(full())) > 60
    assert [text for text in strings(full()) if text.casefold() not in printed] == []


def test_tables_captions_and_numbers() -> None:
    captions = [plain(b.caption) for b in packet(full()).blocks if isinstance(b, Table) and b.caption]
    assert captions == [
        "Table 1. Who acts",
        "Table 2. Who has agreed what",
        "Table 3. Who has what",
        "Table 4. Articles and their grades",
    ]


def test_grades_are_given_in_words() -> None:
    printed = words(packet(full()))
    assert "B2: usually reliable, probably true" in printed and "Not graded" in printed


def test_without_a_source_summary_one_is_made() -> None:
    assert (
        "This briefing rests on 2 articles from 2 sources, 1 graded. Information after 30 March 2025, 18:00 UTC is not in it."
        in words(packet(full().model_copy(update={"source_summary": None})))
    )


def test_an_implication_for_two_regions_stands_once_and_names_the_other() -> None:
    printed = words(packet(full()))
    assert printed.count("Deterrence grows.") == 1
    assert "Also: Pacific" in printed


def test_passages_in_another_language_say_so() -> None:
    french = next(b for b in packet(full()).blocks if isinstance(b, Paragraph) and b.anchor == "a2-p1")
    assert (french.language, french.margin_label, plain(french.children)) == (
        "fr",
        "¶1",
        "Le ministre a fait une visite.",
    )


def test_roles_that_the_packet_uses_are_known_to_every_packaged_theme() -> None:
    for path in sorted((packaged_templates() / "themes").glob("*.yaml")):
        theme = load_theme(path.stem).theme
        for template in ("packet", "one-page"):
            assert heads(packet(full(), template, theme))


def test_the_one_page_template_prints_its_parts_without_links_into_the_annex() -> None:
    document = packet(full(), "one-page", load_theme("one-page").theme)
    assert [text for _, text in heads(document)] == [
        "Key judgments",
        "Key actors",
        "Regional implications",
        "Sources",
    ]
    assert [section.columns for section in document.blocks if isinstance(section, Section)] == [2]
    assert "A1¶1, 2" in words(document) and "Reference(" not in repr(document)


# --- the README ---------------------------------------------------------------------------------------

EXAMPLES = re.findall(r"```jinja\n(.*?)```", README, re.DOTALL)
THEMES = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=[str(n) for n in range(1, len(EXAMPLES) + 1)])
def test_every_example_of_the_readme_can_be_built(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates" / "note").mkdir(parents=True)
    (tmp_path / "templates" / "note" / "note.md.j2").write_text(example, encoding="utf-8")
    document = packet(with_a_planned_capability(), "note")
    assert document.blocks
    for heading in re.findall(r"^# ([^{\n]+)$", example, re.MULTILINE):
        assert heading in [text for _, text in heads(document)]


def with_a_planned_capability() -> schema.Briefing:
    briefing = full()
    capability = briefing.capabilities[0].model_copy(update={"change": "planned"})
    return briefing.model_copy(update={"capabilities": (capability,)})


def test_the_readme_has_its_examples() -> None:
    assert (len(EXAMPLES), len(THEMES)) == (12, 6)


def test_the_theme_of_the_readme_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates" / "themes").mkdir(parents=True)
    (tmp_path / "templates" / "themes" / "ministry.yaml").write_text(THEMES[0], encoding="utf-8")
    theme = load_theme("ministry").theme
    assert (theme.page.size, theme.colour("accent"), theme.styles["motto"].italic) == ("Letter", "7A1F1F", True)


def test_the_logo_of_the_readme_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    themes = tmp_path / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "with-logo.yaml").write_text(THEMES[1], encoding="utf-8")
    (themes / "seal.png").write_bytes(png())
    theme = load_theme("with-logo").theme
    assert theme.logo is not None and Path(theme.logo.file).read_bytes() == png()


def test_the_figures_of_the_readme_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the helpers that it moves, with the borders that it names; without their lines there are none."""
    monkeypatch.chdir(tmp_path)
    themes, note = tmp_path / "templates" / "themes", tmp_path / "templates" / "note"
    themes.mkdir(parents=True)
    note.mkdir()
    (themes / "own-borders.yaml").write_text(next(each for each in THEMES if "borders:" in each), encoding="utf-8")
    square = [[[100, 20], [120, 20], [120, 40], [100, 40], [100, 20]]]
    feature = {
        "type": "Feature",
        "properties": {"iso_a2": "CN"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    (themes / "borders.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    example = next(each for each in EXAMPLES if "map(" in each)
    briefing, theme = with_figures(), load_theme("own-borders").theme

    def drawn(template: str) -> list[Drawing]:
        (note / "note.md.j2").write_text(template, encoding="utf-8")
        made = compose(briefing, load_template("note"), theme)
        return [each for each in walk(made.blocks) if isinstance(each, Drawing)]

    map_, timeline = drawn(example)
    assert "Boundaries are those of the ministry’s own survey." in plain(map_.caption)
    assert {shape.fill for shape in map_.shapes if isinstance(shape, Outline)} >= {"E0876B"}
    assert timeline.equivalent
    assert drawn(re.sub(r"\{\{ (map|timeline).*\n", "", example)) == []
    for partial, line in (
        ("implications", "{{ map(briefing.regional_implications) }}"),
        ("timeline", "{{ timeline(briefing.events) }}"),
    ):
        assert line in (packaged_templates() / "packet" / f"{partial}.md.j2").read_text(encoding="utf-8").splitlines()


def with_figures() -> schema.Briefing:
    """A briefing with an implication for China and Japan that destabilises, and events of three months."""
    briefing = full()
    implication = briefing.regional_implications[0].model_copy(
        update={
            "direction": "destabilising",
            "countries": tuple(
                schema.ResolvedPlace(written=n, name=n, code=c) for n, c in (("China", "CN"), ("Japan", "JP"))
            ),
        }
    )
    events = tuple(
        briefing.events[0].model_copy(update={"id": f"E-{n}", "date": date, "period": None})
        for n, date in enumerate(("2025-01-01", "2025-02-01", "2025-03-01"), 1)
    )
    return briefing.model_copy(update={"regional_implications": (implication,), "events": events})


def test_the_letterhead_of_the_readme_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docx = pytest.importorskip("docx")
    monkeypatch.chdir(tmp_path)
    themes = tmp_path / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "letterhead.yaml").write_text(THEMES[-1], encoding="utf-8")
    docx.Document().save(themes / "letterhead.docx")
    result = write_word(packet(full()), load_theme("letterhead").theme)
    assert {found.code for found in result.diagnostics} <= {"BG617"}
    assert docx.Document(BytesIO(result.data)).core_properties.title == full().title


def rows(title: str) -> dict[str, set[str]]:
    """The tables of a section of the README: first cell to the names in the second."""
    section = README.split(f"### {title}\n")[1].split("\n### ")[0]
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return {first.strip(): set(re.findall(r"`([^`]+)`", second)) for first, second in cells[1:]}


@pytest.mark.parametrize(
    ("row", "model"),
    [
        ("`briefing`", schema.Briefing),
        ("`briefing.marking`", Marking),
        ("`briefing.portions`", schema.Portions),
        ("a judgment", schema.Judgment),
        ("an actor", schema.Actor),
        ("an agreement", schema.Agreement),
        ("a capability", schema.Capability),
        ("an implication", schema.RegionalImplication),
        ("an event", schema.Event),
        ("an evidence", schema.Evidence),
        ("a likelihood", schema.Likelihood),
        ("a country or region", schema.ResolvedPlace),
        ("an article", schema.AnnotatedArticle),
        ("an article’s source", Source),
        ("an article’s paragraph", schema.ArticleParagraph),
    ],
)
def test_the_readme_lists_the_fields_of_every_value(row: str, model: type) -> None:
    assert rows("Values")[row] == set(model.model_fields)  # type: ignore[attr-defined]


def test_the_readme_lists_what_else_a_template_is_given() -> None:
    listed = rows("Values")
    assert listed["`scale`"] == {name for cls in (Scale, Band) for name in cls.__struct_fields__}
    assert listed["`used`"] == {name for cls in (Used, UsedKind) for name in cls.__struct_fields__}


def test_the_readme_lists_every_helper_and_filter() -> None:
    helpers = rows("Helpers")
    assert {re.split(r"\W", name)[0] for cell in helpers for name in re.findall(r"`([^`]+)`", cell)} == {
        *HELPERS,
        "range",
        "namespace",
    }
    assert {name for cell in rows("Filters") for name in re.findall(r"`([^`]+)`", cell)} == set(FILTERS)


def test_the_readme_lists_every_block_and_role() -> None:
    blocks = rows("Blocks and attributes")
    named = {match for cell in blocks for match in re.findall(r"::: ([\w-]+)", cell)}
    assert named == {*BLOCKS, *THEME.callouts}
    roles = rows("Roles of the default theme")
    assert roles["paragraphs"] | roles["cells"] <= set(THEME.styles)
    assert roles["words"] == {*THEME.inlines, *THEME.kinds}
    assert roles["tables"] == set(THEME.tables)
    assert roles["lists"] == set(THEME.lists)


ENDLESS = {
    "loops within loops": "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
    "lists made again and again": "{% for a in range(999) %}{% set b = range(100000)|list %}{% endfor %}",
    "words that double": "{% set n = namespace(a='xxxxxxxxxx') %}{% for a in range(40) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
    "lists that double": "{% set n = namespace(a=[1]) %}{% for a in range(60) %}{% set n.a = n.a + n.a %}{% endfor %}",
    "numbers that grow": "{% set n = namespace(a=9) %}{% for a in range(60) %}{% set n.a = n.a * n.a %}{% endfor %}",
    "words that are replaced by more": "{% set n = namespace(a='xxxxxxxxxx') %}{% for a in range(9) %}{% set n.a = n.a|replace('x', 'x' ~ n.a) %}{% endfor %}",
    "a batch of any size": "{{ [1]|batch(10000000000, 'x')|first|length }}",
    "its own words": "{% for a in range(99999) %}" + "x" * 5000 + "{% endfor %}",
    "a block set": "{% for a in range(99999) %}{% set b %}" + "y" * 5000 + "{% endset %}{% endfor %}",
    "words times a number": "{{ 'a' * 1000000000 }}",
    "a list times a number": "{{ [0] * 1000000000 }}",
    "a power": "{{ 'a' * 10**9 }}",
    "a range": "{{ range(10000000000)|length }}",
}


@pytest.mark.parametrize("words", ENDLESS)
def test_a_template_without_end_is_stopped_at_its_place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: str
) -> None:
    from briefgen.cli import main

    (tmp_path / "own.md.j2").write_text("# {{ briefing.title }}\n\n" + ENDLESS[words])
    (tmp_path / "talks.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - {headline: H, source: {name: N}, text: Words.}\n"
    )
    arguments = ["--template", str(tmp_path / "own.md.j2"), "--to", "text", "--out", str(tmp_path / "out")]
    assert main(["build", *arguments, str(tmp_path / "talks.yaml")]) == 1
    said = capfd.readouterr().err
    assert "own.md.j2" in said and "error BG608" in said and "Traceback" not in said


@pytest.mark.parametrize("depth", [19, 20, 40])
def test_lists_within_lists_are_printed_or_refused_and_never_lose_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], depth: int
) -> None:
    from briefgen.cli import main

    lists = "".join(f"{'  ' * n}- word{n}.\n" for n in range(depth))
    (tmp_path / "own.md.j2").write_text("# {{ briefing.title }}\n\n" + lists)
    (tmp_path / "talks.yaml").write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - {headline: H, source: {name: N}, text: Words.}\n"
    )
    arguments = ["--template", str(tmp_path / "own.md.j2"), "--to", "docx,pdf,text", "--out", str(tmp_path / "out")]
    done = main(["build", *arguments, str(tmp_path / "talks.yaml")])
    if done == 0:
        text = (tmp_path / "out/talks.own.default/talks.own.default.txt").read_text()
        assert all(f"word{n}." in text for n in range(depth))
    else:
        assert depth > 19 and "BG604 a briefing cannot hold blocks this deep" in capfd.readouterr().err
