"""What staff meet when they edit a Word file: room for a picture, a short gallery, judgments to go to."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value
from samples import document, para, table
from test_word import LAYOUT, THEME, without_fonts

from briefgen.compose import compose
from briefgen.document import Contents, Heading, Text
from briefgen.fill import fill
from briefgen.pipeline import Options, load_kit
from briefgen.readers.yaml_reader import read_input
from briefgen.theme import Theme
from briefgen.verify import verify
from briefgen.writers.pdf import write_pdf
from briefgen.writers.word import write_word

SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"


@cache
def seed() -> WordFile:
    kit = load_kit(Options())
    made = compose(fill(read_input(SEED)).briefing, kit.template, kit.theme)
    return WordFile(write_word(made, kit.theme, LAYOUT).data)


def rules(file: WordFile) -> dict[str, str]:
    """How the lines of each style are counted, by its name."""
    found = {value(style.find("w:name", NAMES)): style.find("w:pPr/w:spacing", NAMES) for style in file.styles.values()}
    return {name: value(spacing, "lineRule") for name, spacing in found.items() if value(spacing, "line")}


def test_lines_grow_with_a_picture_where_letters_have_room_in_them() -> None:
    found = rules(seed())
    assert list(found.values()).count("atLeast") > len(found) / 2
    assert found["Normal"] == found["Body Text"] == found["List Paragraph"] == found["Briefing Judgment"] == "atLeast"
    assert found["Title"] == found["heading 1"] == "exact"  # its letters would make the lines of a page higher


@pytest.mark.parametrize(("theme", "rule"), [(THEME, "atLeast"), (without_fonts(), "exact")], ids=["embedded", "not"])
def test_a_taller_font_among_the_words_moves_no_line(theme: Theme, rule: str) -> None:
    """What is embedded is made as tall as the text's font; where nothing is, lines stay as they are."""
    assert rules(WordFile(write_word(document(para("→")), theme).data))["Body Text"] == rule


def test_a_table_that_is_added_has_margins() -> None:
    margins = seed().styles["TableNormal"].find("w:tblPr/w:tblCellMar", NAMES)
    assert margins is not None
    assert [value(margins.find(f"w:{side}", NAMES), "w") for side in ("left", "right")] == ["108", "108"]


def test_the_gallery_is_short_and_in_order() -> None:
    offered = [style for style in seed().styles.values() if style.find("w:qFormat", NAMES) is not None]
    offered.sort(key=lambda style: int(value(style.find("w:uiPriority", NAMES))))
    names = [value(style.find("w:name", NAMES)) for style in offered]
    assert names[:4] == ["Title", "heading 1", "heading 2", "Body Text"]
    assert len(names) <= 13
    latent = seed().xml["word/styles.xml"].find("w:latentStyles", NAMES)
    assert value(latent, "defSemiHidden") == "1" and value(latent, "defQFormat") == "0"
    others = [style for style in seed().styles.values() if style not in offered and value(style, "default") != "1"]
    assert all(style.find("w:semiHidden", NAMES) is not None for style in others)


def test_judgments_can_be_gone_to_and_are_no_headings() -> None:
    content = document(
        Contents((Text("Contents"),), 3),
        Heading(1, (Text("Key judgments"),), "first-part"),
        para("1. So it is.", "judgment"),
    )
    paper = write_pdf(content, THEME)
    data = write_word(content, THEME, paper.layout).data
    file = WordFile(data)
    (style,) = (each for each in file.styles.values() if value(each.find("w:name", NAMES)) == "Briefing Judgment")
    assert value(style.find("w:pPr/w:outlineLvl", NAMES)) == "6"
    assert verify(content, paper.data, data).findings == ()
    assert ooxml.lint(data) == ooxml.audit(data) == []


def test_a_tables_description_is_not_its_caption_again() -> None:
    tables = seed().find(seed().body, "w:tblPr")
    said = [(value(each.find("w:tblCaption", NAMES)), value(each.find("w:tblDescription", NAMES))) for each in tables]
    assert all(description and description not in caption for caption, description in said)


def test_a_plain_table_is_as_it_was() -> None:
    assert ooxml.lint(write_word(document(table(2)), THEME).data) == []
