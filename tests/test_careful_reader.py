"""What a careful reader needs: nothing of it small or grey, nothing said twice, every word of a scale explained."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from briefings import full

from briefgen.compose import compose, load_template, load_theme
from briefgen.document import Document, Heading, Paragraph, Table, plain, walk
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.yaml_reader import read_input
from briefgen.schema.briefing import Briefing
from briefgen.schema.vocabulary import DIRECTION_MEANING, HORIZON, HORIZON_MEANING
from briefgen.writers.pdf import write_pdf

INPUT = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"
NEEDED = (
    "body",
    "lead",
    "judgment",
    "judgment-line",
    "grounds",
    "implication",
    "region-line",
    "source-line",
    "legend",
    "annotated",
    "margin-label",
    "table-text",
    "table-first",
    "table-more",
    "table-small",
)


def made(briefing: Briefing, template: str = "packet", theme: str = "default") -> Document:
    return compose(briefing, load_template(template), load_theme(theme).theme)


def paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in walk(document.blocks) if isinstance(block, Paragraph)]


def words(document: Document) -> list[str]:
    return [plain(block.children) for block in paragraphs(document)]


@pytest.mark.parametrize("theme", ["default", "letter"])
@pytest.mark.parametrize("role", NEEDED)
def test_what_is_needed_is_in_ink_and_hardly_smaller_than_the_body(theme: str, role: str) -> None:
    look = load_theme(theme).theme
    style = look.styles[role]
    assert look.colour(style.colour) == look.colour("ink")
    assert style.size >= look.styles["body"].size - 1


def test_the_packet_uses_small_print_for_nothing_that_is_needed() -> None:
    said = {block.role: plain(block.children) for block in paragraphs(made(full()))}
    assert "small" not in said
    assert any(text.startswith("Basis:") for text in words(made(full())))
    assert all(
        b.role == "grounds" for b in paragraphs(made(full())) if plain(b.children).startswith(("Basis:", "Indic"))
    )


def test_no_caption_repeats_the_heading_above_it() -> None:
    headings = {plain(b.children) for b in walk(made(full()).blocks) if isinstance(b, Heading)}
    captions = [plain(b.caption).partition(". ")[2] for b in walk(made(full()).blocks) if isinstance(b, Table)]
    assert [each for each in captions if each] and not headings & {*captions}


def test_the_body_says_title_date_and_marking_once_before_the_judgments() -> None:
    first: list[str] = []
    for block in walk(made(full()).blocks):
        if isinstance(block, Heading):
            break
        if isinstance(block, Paragraph):
            first.append(plain(block.children))
    for once in ("Command in Japan upgraded", "30 March 2025", "TLP:CLEAR"):
        assert first.count(once) == 1


def test_each_direction_and_horizon_in_use_is_explained_and_no_other() -> None:
    document = made(full())
    used = full().regional_implications
    explained = words(document)
    for word, meaning in DIRECTION_MEANING.items():
        assert (meaning in explained) is any(entry.direction == word for entry in used)
    for horizon, meaning in HORIZON_MEANING.items():
        assert (meaning in explained) is any(entry.horizon == horizon for entry in used)
    assert HORIZON.keys() == HORIZON_MEANING.keys()


def test_annex_b_is_there_for_a_direction_alone() -> None:
    (entry, *_) = full().regional_implications
    bare = entry.model_copy(update={"direction": "unclear", "horizon": None, "likelihood": None, "confidence": None})
    articles = tuple(
        each.model_copy(update={"source": each.source.model_copy(update={"reliability": None, "credibility": None})})
        for each in full().articles
    )
    only = full().model_copy(update={"regional_implications": (bare,), "key_judgments": (), "articles": articles})
    headings = [plain(b.children) for b in walk(made(only).blocks) if isinstance(b, Heading)]
    assert headings[-2:] == ["Annex B. Scales used", "Direction of implications"]


# --- one page ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_page() -> Document:
    kit = load_kit(Options(template="one-page", theme="one-page"))
    return compose(fill(read_input(INPUT)).briefing, kit.template, kit.theme)


def test_one_page_names_its_sources(one_page: Document) -> None:
    assert any(text.startswith("A1 Unidentified outlet · 30 March 2025") for text in words(one_page))
    assert words(one_page)[-1].endswith("graded\u00a0F3")


def test_no_region_runs_in_twice_on_one_page(one_page: Document) -> None:
    starts = [text for text in words(one_page) if text.startswith("East Asia")]
    assert len(starts) == 1


def test_one_page_is_one_page_and_full(one_page: Document) -> None:
    theme = load_theme("one-page").theme
    result = write_pdf(one_page, theme)
    assert result.layout.pages == 1 and result.diagnostics == ()
    with pypdfium2.PdfDocument(result.data) as pdf:
        text = pdf[0].get_textpage()
        foot = theme.page.margins.bottom
        bottoms = [box[1] for n in range(text.count_chars()) if (box := text.get_charbox(n))[1] > foot]
    room = theme.page.height - theme.page.margins.top - foot
    assert min(bottoms) - foot < 0.1 * room
