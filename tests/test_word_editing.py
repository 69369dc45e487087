"""What staff meet when they edit a Word file: room for a picture, a short gallery, judgments to go to."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from judges import ooxml
from judges.ooxml import NAMES, WordFile, value, words
from samples import document, para, table
from test_word import LAYOUT, THEME, without_fonts

from briefgen.compose import compose, load_theme
from briefgen.document import Block, Callout, Contents, Heading, List, ListItem, Text
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
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
    for name in (
        "Normal",
        "Body Text",
        "List Paragraph",
        "Briefing Judgment",
        "Briefing Grounds",
        "Briefing Region Line",
    ):
        assert found[name] == "atLeast", name
    for cell in ("First", "Text", "Small", "Head", "More"):
        assert found[f"Briefing Table {cell}"] == "atLeast", cell
    assert found.pop("Body Text Figure") == "auto", "a figure's line is as tall as its picture"
    # The title is set tight, a gap is to stay one, and a timeline's dot is larger than the letters beside it.
    exact = {name for name, rule in found.items() if rule != "atLeast"}
    assert exact == {"Title", "Briefing Table Gap", "Briefing Table Text On Rail"}


def test_lines_of_chinese_and_japanese_are_set_as_in_the_pdf() -> None:
    """As Word does by default: stops stand in the margin where there is no room for them, and Latin letters and figures
    are set apart.  LibreOffice takes a word on the one for its opposite, and does the other whatever a file says."""
    file = seed()
    for rule in ("overflowPunct", "autoSpaceDE", "autoSpaceDN"):
        assert not [name for name, part in file.xml.items() if list(part.iter(f"{{{NAMES['w']}}}{rule}"))], rule


def test_every_theme_that_comes_along_has_room_for_letters_in_text_that_people_add_to() -> None:
    """A style that is set tighter has lines of an exact height, which cut a picture that somebody pastes."""
    tight = {
        (name, role)
        for name in ("default", "letter", "one-page")
        for theme in [load_theme(name).theme]
        for role, style in theme.styles.items()
        if style.size * 1.362 > style.leading and not style.keep_with_next
    }
    assert tight == set()


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


def spacing(file: WordFile, said: str) -> dict[str, str]:
    """What the style of the paragraph that says this, and the style it is based on, say of the space around it."""
    (found,) = (each for each in file.find(file.body, "w:p") if words(each) == said)
    style = file.styles[value(found.find("w:pPr/w:pStyle", NAMES))]
    chain = [file.styles[value(style.find("w:basedOn", NAMES))], style]
    said_of_it = {"style": value(style.find("w:name", NAMES)), "context": ""}
    for each in chain:
        space = each.find("w:pPr/w:spacing", NAMES)
        said_of_it |= {side: value(space, side) for side in ("before", "after") if value(space, side)}
    if style.find("w:pPr/w:contextualSpacing", NAMES) is not None:
        said_of_it["context"] = "of its style"
    return said_of_it


def items(*said: str, ordered: bool = False) -> List:
    return List(tuple(ListItem((para(each),)) for each in said), ordered)


@pytest.mark.parametrize("ordered", [False, True])
def test_the_last_item_of_a_list_is_like_the_others_and_so_is_one_that_is_appended(ordered: bool) -> None:
    look = THEME.lists["default"]
    data = write_word(document(items("one", "two", ordered=ordered), para("then"), items("three")), THEME).data
    file = WordFile(data)
    assert spacing(file, "one") == spacing(file, "two")
    assert int(spacing(file, "two")["after"]) == look.between.twips
    assert int(spacing(file, "then")["before"]) == look.after.twips
    assert ooxml.lint(data) == ooxml.audit(data) == []


def test_what_follows_a_list_keeps_its_own_space_where_that_is_more() -> None:
    file = WordFile(write_word(document(items("one"), Heading(1, (Text("then"),), "then")), THEME).data)
    assert spacing(file, "then")["style"] == "heading 1"


def test_two_lists_in_a_row_are_as_far_apart_as_a_list_and_a_text() -> None:
    file = WordFile(write_word(document(items("one"), items("two")), THEME).data)
    assert int(spacing(file, "two")["before"]) == THEME.lists["default"].after.twips


@pytest.mark.parametrize(
    "content",
    [(items("one", "two"), table(2)), (Callout((), (items("one", "two"),)), para("then")), (items("one", "two"),)],
    ids=["before a table", "in a callout", "at the end"],
)
def test_an_item_appended_where_the_last_one_closes_a_group_doubles_no_space(content: tuple[Block, ...]) -> None:
    file = WordFile(write_word(document(*content), THEME).data)
    last = spacing(file, "two")
    assert int(last["after"]) > THEME.lists["default"].between.twips and last["context"]
    assert not spacing(file, "one")["context"]


def test_a_plain_table_is_as_it_was() -> None:
    assert ooxml.lint(write_word(document(table(2)), THEME).data) == []
