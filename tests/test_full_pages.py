"""Pages are full, what belongs together stands together, and the Word file breaks its pages where the PDF does."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import office
import pypdfium2
import pytest
import yaml
from composed import prepared
from hypothesis import given
from hypothesis import strategies as st
from judges.ooxml import NAMES, WordFile, value
from msgspec.structs import astuple, replace
from samples import cell, document, para, table

from briefgen.compose import load_theme
from briefgen.document import (
    Block,
    Disc,
    Document,
    Drawing,
    Gauge,
    Heading,
    List,
    ListItem,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Strong,
    Text,
    plain,
)
from briefgen.readers.markdown_inlines import merged
from briefgen.writers.pdf import PdfResult, in_order_of_pages, write_pdf
from briefgen.writers.pdf.gaps import Gap, deferred
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
PAGE = THEME.page
TOP, ROOM = PAGE.height - PAGE.margins.top, PAGE.height - PAGE.margins.top - PAGE.margins.bottom
LINE = THEME.styles["body"].leading
LINES = int(ROOM // LINE)
SEED = Path(__file__).parents[1] / "inputs" / "2025-03-30.yaml"
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 26)
"""Articles of the packets that are made of the seed's own words."""


def pdf_of(*blocks: object) -> PdfResult:
    return write_pdf(document(*blocks), THEME)


def lines(count: int, name: str = "line") -> Iterator[Paragraph]:
    """Paragraphs of one line, without space between them."""
    for number in range(count):
        yield Paragraph((Text(f"{name} {number}"),), "list-item")


def words_of(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def ink(data: bytes) -> list[float]:
    """From the top margin to the lowest word, as a share of each page's room."""
    found = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            text = page.get_textpage()
            bottoms = [text.get_rect(at)[1] for at in range(text.count_rects())]
            lowest = min(bottom for bottom in bottoms if bottom >= PAGE.margins.bottom - 3)
            found.append((TOP - lowest) / ROOM)
    return found


# --- rows ----------------------------------------------------------------------------------


def with_row(above: int, tall: int) -> tuple[PdfResult, Row]:
    """Lines, then a table whose only row has so many lines."""
    row = Row((cell("First"), cell("word " * 5), replace(cell(""), blocks=tuple(lines(tall, "row")))))
    made = replace(table(0), rows=(row,))
    return pdf_of(*lines(above), made), row


def test_a_row_stays_whole_where_little_of_the_page_stays_empty() -> None:
    result, _ = with_row(LINES - 8, 12)
    first, second = words_of(result.data)
    assert "First" not in first and "row 0" in second and result.layout.divided == frozenset()


def test_a_row_is_divided_where_a_fifth_of_the_page_would_stay_empty() -> None:
    result, row = with_row(LINES - 18, 24)
    first, second = words_of(result.data)
    assert "row 0" in first and "row 23" in second
    assert result.layout.divided == {id(row)}
    assert ink(result.data)[0] > 0.9


def test_a_row_that_fits_its_page_is_never_divided() -> None:
    result, _ = with_row(5, 30)
    assert len(words_of(result.data)) == 1 and result.layout.divided == frozenset()


def test_a_row_that_fits_no_page_below_its_head_is_divided_where_it_begins() -> None:
    """It would be divided on the next page, too, and Word begins such a row where there is room."""
    head = Row((cell("Head"), cell("Head"), cell("Head")))
    short = Row((cell("Short"), cell("word"), cell("word")))
    for tall in range(LINES - 4, LINES + 1):
        row = Row((cell("Tall"), cell("word"), replace(cell(""), blocks=tuple(lines(tall, "row")))))
        made = replace(table(0), header=head, rows=(short, row))
        result = pdf_of(*lines(LINES - 10), made)
        (page,) = [each for each in words_of(result.data) if "row 0 " in each]
        assert (id(row) in result.layout.divided) == ("line 0 " in page), tall


def test_word_divides_the_rows_that_the_pdf_divides_and_no_others() -> None:
    result, row = with_row(LINES - 18, 24)
    other = Row((cell("Other"), cell("word"), cell("word " * 3000)))
    made = document(replace(table(0), rows=(row, other)))
    with ZipFile(io.BytesIO(write_word(made, THEME, result.layout).data)) as file:
        written = file.read("word/document.xml").decode()
    rows = re.findall(r"<w:tr>.*?</w:tr>", written)
    assert [("<w:cantSplit/>" in each) for each in rows] == [True, False, True]


def test_a_heading_stands_on_one_page_with_the_first_row_of_its_table() -> None:
    for above in range(LINES - 10, LINES + 1):
        heading = Heading(1, (Text("Heading"),), "heading")
        captioned = table(3, caption=(Text("Table 1. Rows"),), number=1)
        (page,) = [page for page in words_of(pdf_of(*lines(above), heading, captioned).data) if "Heading" in page]
        assert "Table 1" in page and "Row 1" in page, above


@pytest.mark.parametrize("count", [2, 3, 6])
def test_no_page_begins_with_a_row_of_a_single_line_that_is_the_last(count: int) -> None:
    for above in range(LINES - 14, LINES + 1):
        made = table(count)
        result = pdf_of(*lines(above), made)
        (page,) = [page for page in words_of(result.data) if f"Row {count}" in page]
        assert f"Row {count - 1}" in page, above
        opening = {id(cell.blocks[0]) for cell in made.rows[-2].cells if cell.blocks}
        assert result.layout.kept == opening
        written = WordFile(write_word(document(made), THEME, result.layout).data)
        rows = written.find(written.body, "w:tr")
        keeps = [_keeps_with_next(written, each) for each in rows]
        assert keeps == [True, *[False] * (count - 2), True, False]


def _keeps_with_next(written: WordFile, row: Any) -> bool:
    styles = [written.styles[value(each)] for each in written.find(row, "w:pStyle")]
    return any(each.find("w:pPr/w:keepNext", NAMES) is not None for each in styles)


def test_rows_of_several_lines_may_stand_alone() -> None:
    tall = Row((cell("Tall"), cell("word"), cell("word " * 60)))
    for rows in (
        (tall, Row((cell("Tall"), cell("word"), cell("word " * 30)))),
        (tall, Row((cell("a"), cell("b"), cell("c")))),
    ):
        assert pdf_of(replace(table(0), rows=rows)).layout.kept == frozenset()


# --- page breaks ---------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "pages"), [(0.45, 1), (0.25, 2)])
def test_a_page_break_gives_way_where_enough_of_the_page_is_left(left: float, pages: int) -> None:
    annex = Heading(1, (Text("Annex"),), "annex")
    blocks = [*lines(int(LINES * (1 - left))), PageBreak(0.33), annex, para("words")]
    made = document(*blocks)
    result = write_pdf(made, THEME)
    assert len(words_of(result.data)) == pages
    assert result.layout.continued == ({id(annex)} if pages == 1 else frozenset())
    styles = _styles(write_word(made, THEME, result.layout).data)
    assert ("<w:pageBreakBefore/>" in styles) == (pages == 2)


@pytest.mark.parametrize(("above", "moves"), [(LINES - 20, False), (LINES - 6, True), (LINES, False)])
def test_a_heading_that_a_drawing_takes_to_the_next_page_begins_it_in_word_too(above: int, moves: bool) -> None:
    """LibreOffice may leave it behind, alone at the end of its page."""
    heading = Heading(1, (Text("Heading"),), "heading")
    drawing = Drawing(
        (Disc(20, 20, 20, "2244CC", "000000", 1),), 200, 150, "A disc", (Text("One shape"),), (para("Disc"),)
    )
    made = document(*lines(above), heading, drawing, *lines(30))
    result = write_pdf(made, THEME)
    assert result.layout.moved == ({id(heading)} if moves else frozenset())
    assert ("<w:pageBreakBefore/>" in _styles(write_word(made, THEME, result.layout).data)) == moves


def test_what_a_nearly_empty_last_page_takes_from_the_one_before_begins_a_page_in_word_too() -> None:
    heading = Heading(1, (Text("Heading"),), "heading")
    made = document(*lines(LINES - 6), heading, *lines(5))
    result = write_pdf(made, THEME)
    first, last = words_of(result.data)
    assert "Heading" not in first and "Heading" in last
    assert result.layout.moved == {id(heading)}
    assert "<w:pageBreakBefore/>" in _styles(write_word(made, THEME, result.layout).data)


def test_a_last_page_with_enough_on_it_takes_nothing_from_the_one_before() -> None:
    made = document(*lines(LINES - 6), Heading(1, (Text("Heading"),), "heading"), *lines(LINES // 2))
    result = write_pdf(made, THEME)
    assert result.layout.moved == frozenset()
    assert "<w:pageBreakBefore/>" not in _styles(write_word(made, THEME, result.layout).data)


def test_a_plain_page_break_never_gives_way() -> None:
    assert len(words_of(pdf_of(para("one"), PageBreak(), para("two")).data)) == 2


def _styles(data: bytes) -> str:
    with ZipFile(io.BytesIO(data)) as file:
        return file.read("word/styles.xml").decode()


def listed(*words: str) -> List:
    return List(tuple(ListItem((para(each),)) for each in words))


def test_no_page_ends_with_a_heading_and_one_line_of_a_list_below_it() -> None:
    for above in range(LINES - 8, LINES + 1):
        items = listed("First item", "Second item", "Third item")
        result = pdf_of(*lines(above), Heading(1, (Text("Gaps"),), "gaps"), items)
        (page,) = [page for page in words_of(result.data) if "First item" in page]
        assert "Gaps" in page and "Second item" in page, above
        assert result.layout.kept == {id(items.items[0].blocks[0])}
        written = WordFile(write_word(document(items), THEME, result.layout).data)
        first, *others = (written.styles[value(each)] for each in written.find(written.body, "w:pStyle"))
        assert first.find("w:pPr/w:keepNext", NAMES) is not None
        assert all(each.find("w:pPr/w:keepNext", NAMES) is None for each in others)


def test_a_first_item_of_several_lines_may_end_a_page() -> None:
    items = listed("First item " * 30, "Second item")
    assert pdf_of(items).layout.kept == frozenset()


# --- drawings ------------------------------------------------------------------------------


def drawn(name: str = "Shown", listed: bool = True) -> Drawing:
    """As high as a quarter of a page, with its caption and what it shows."""
    disc = Disc(20, 20, 20, "2244CC", "000000", 1)
    shown = (para("Listed below"),) if listed else ()
    return Drawing((disc,), 200, ROOM / 4, "A disc", (Text(name),), shown)


def section(level: int, count: int, name: str) -> list[Block]:
    heading = Heading(level, (Text(f"{name} heading"),), name)
    return [heading, *(para(f"{name} {number} " + "and so on " * 20) for number in range(count))]


def as_paged(made: Document) -> Document:
    return in_order_of_pages(made, THEME, typesetter_for(THEME))


def test_text_goes_on_before_a_drawing_that_would_leave_a_fifth_of_its_page_empty() -> None:
    for above in range(LINES - 17, LINES - 13):
        drawing = drawn()
        made = document(*lines(above), Heading(1, (Text("Part"),), "part"), drawing, *section(2, 12, "text"))
        moved = as_paged(made)
        result = write_pdf(moved, THEME)
        first, second, *_ = words_of(result.data)
        assert "Part" in first and "text 0" in first and "2025 Shown Listed below text" in second, above
        assert ink(result.data)[0] > 0.9
        at = moved.blocks.index(drawing)
        words = plain(moved.blocks[at + 1].children)  # type: ignore[union-attr]
        assert words[:7] in second and sorted(map(id, moved.blocks)) == sorted(map(id, made.blocks))


def test_a_drawing_stays_above_what_leaves_little_of_its_page_empty_or_fits() -> None:
    for above in (LINES - 24, LINES - 8):
        made = document(*lines(above), drawn(), *section(2, 12, "text"))
        assert as_paged(made) is made, above


@pytest.mark.parametrize(
    ("drawing", "follows"),
    [
        (drawn(), [*section(1, 5, "next")]),  # the next section
        (drawn(), [table(2), *section(2, 5, "text")]),
        (drawn(listed=False), [*section(2, 5, "text")]),  # what it shows may be what follows
        (drawn(), [*section(2, 1, "text"), drawn("Another")]),
        (drawn(), [para("word " * 2000)]),
    ],
    ids=["section", "table", "no words of its own", "drawing", "long paragraph"],
)
def test_a_drawing_never_follows_what_it_has_to_stand_before(drawing: Drawing, follows: list[Block]) -> None:
    heading = Heading(1, (Text("Part"),), "part")
    made = document(*lines(LINES - 16), heading, drawing, *follows)
    blocks = as_paged(made).blocks
    at = blocks.index(drawing)
    stays = [
        each
        for each in follows
        if (isinstance(each, Heading) and each.level == 1) or not isinstance(each, Paragraph | Heading)
    ]
    assert all(blocks.index(each) > at for each in stays)
    if not isinstance(follows[0], Heading) or follows[0].level == 1 or not drawing.equivalent:
        assert blocks[at - 1] is heading


def test_a_drawing_that_text_parts_from_its_heading_stays_in_its_section() -> None:
    drawing = drawn()
    parts = [*section(1, 1, "part"), *section(2, 1, "text"), drawing, *section(2, 5, "next")]
    assert as_paged(made := document(*lines(LINES - 22), *parts)) is made


def test_a_drawing_of_a_section_moves_within_it() -> None:
    drawing = drawn()
    part = Heading(1, (Text("Part"),), "part")
    made = document(part, *lines(LINES - 16), Section((drawing, *section(2, 12, "text"))))
    *_, changed = as_paged(made).blocks
    assert isinstance(changed, Section) and changed.blocks.index(drawing) > 0


@given(data=st.data(), inside=st.booleans())
def test_whatever_a_gap_has_room_for_no_words_are_lost_or_change_places(data: st.DataObject, inside: bool) -> None:
    drawing = drawn()
    blocks: list[Block] = [*section(2, data.draw(st.integers(0, 4)), "before"), drawing, *section(2, 4, "after")]
    before = data.draw(st.lists(st.sampled_from([*map(id, blocks), 0])))
    parts = (para("first"), Section(tuple(blocks))) if inside else tuple(blocks)
    moved = deferred(parts, Gap(id(drawing), 100.0, 2, before=before))
    flat = [block for part in moved for block in (part.blocks if isinstance(part, Section) else (part,))]
    assert sorted(map(id, flat[inside:])) == sorted(map(id, blocks))
    flat.remove(drawing)
    blocks.remove(drawing)
    assert list(map(id, flat[inside:])) == list(map(id, blocks))


@office.needs_pages
def test_text_goes_on_before_a_drawing_in_word_too(tmp_path: Path) -> None:
    blocks: list[Block] = []
    for above in range(LINES - 17, LINES - 13):
        part = Heading(1, (Text(f"Part {above}"),), f"part-{above}")
        blocks += [*lines(above), part, drawn(), *section(2, 6, "text"), PageBreak()]
    made = as_paged(document(*blocks[:-1]))
    result = write_pdf(made, THEME)
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
    own, others = words_of(result.data), words_of(as_shown(tmp_path))
    assert [page[:60] for page in others] == [page[:60] for page in own]
    assert sum("2025 Shown Listed below" in page for page in own) == 4


# --- groups --------------------------------------------------------------------------------


def judgment(number: int, grounds: int) -> list[Block]:
    small = (Paragraph((Text(f"ground {number}.{n}"),), "small") for n in range(grounds))
    return [para(f"judgment {number}", "judgment"), para(f"line {number}", "judgment-line"), *small]


def test_a_judgment_stays_on_one_page() -> None:
    for above in range(LINES - 9, LINES - 3):
        made = judgment(1, 6)
        result = pdf_of(*lines(above), *made)
        (page,) = [page for page in words_of(result.data) if "judgment 1" in page]
        assert "ground 1.5" in page, above
        assert result.layout.kept == {id(each) for each in made[:-1]}


def test_a_judgment_is_divided_where_a_fifth_of_the_page_would_stay_empty() -> None:
    made = judgment(1, 30)
    result = pdf_of(*lines(LINES - 20), *made)
    first, second = words_of(result.data)
    assert "judgment 1" in first and "ground 1.5" in first and "ground 1.29" in second
    assert result.layout.kept == frozenset()


def test_a_divided_judgment_has_two_paragraphs_at_least_on_the_next_page() -> None:
    moves = 0
    for above in (LINES - 28, LINES - 20):
        for grounds in range(12, 28):
            made = [*lines(above), *judgment(1, grounds), Heading(1, (Text("Next"),), "next"), *lines(20, "rest")]
            result = pdf_of(*made)
            firsts = {
                re.findall(r"(?:judgment|ground|line|rest) [\d.]+|Next", page)[0] for page in words_of(result.data)
            }
            assert f"ground 1.{grounds - 1}" not in firsts, (above, grounds)
            if result.layout.moved == {id(made[above + grounds])}:
                assert f"ground 1.{grounds - 2}" in firsts
                assert "<w:pageBreakBefore/>" in _styles(write_word(document(*made), THEME, result.layout).data)
                moves += 1
    assert moves


def test_a_judgment_that_has_room_for_its_beginning_alone_begins_a_page_in_word_too() -> None:
    for above, moves in ((LINES - 20, False), (LINES - 9, True), (LINES - 5, True), (LINES, False)):
        made = [*lines(above), *judgment(1, 9)]
        result = pdf_of(*made)
        assert result.layout.moved == ({id(made[above])} if moves else frozenset()), above
        written = _styles(write_word(document(*made), THEME, result.layout).data)
        assert ("<w:pageBreakBefore/>" in written) == bool(result.layout.moved)


def test_two_judgments_are_two_groups_and_word_keeps_each() -> None:
    made = [*judgment(1, 2), *judgment(2, 2), Heading(1, (Text("Next"),), "next")]
    result = pdf_of(*made)
    assert result.layout.kept == {id(made[at]) for at in (0, 1, 2, 4, 5, 6)}
    styles = _styles(write_word(document(*made), THEME, result.layout).data)
    assert re.search(r'<w:name w:val="Briefing Small Kept"/>.*?<w:keepNext/>', styles)
    assert "Kept" not in _styles(write_word(document(*made), THEME).data)


# --- whole packets -------------------------------------------------------------------------


def multiplied(articles: int, shared: bool = False) -> dict[str, Any]:
    """The seed with so many articles, each with a part of its annotations, and as many judgments as come to it.

    Where entries are shared, all articles speak of the same ones; else each has its own.
    """
    seed = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    chance = random.Random(articles)
    (article,) = seed["articles"]
    article.pop("id", None)
    annotations = article["annotations"]
    made = []
    for number in range(1, articles + 1):
        places = sorted(chance.sample(range(len(annotations)), chance.randint(3, len(annotations))))
        kept = [{**annotations[at]} for at in places]
        for each in kept:
            each.pop("id", None)
            if not shared:
                each.update({key: f"{each[key]} ({number})" for key in ("name", "statement", "what") if key in each})
        made.append({**article, "headline": f"{article['headline']} ({number})", "annotations": kept})
    judgments = [
        {key: value for key, value in each.items() if key not in ("id", "evidence")} for each in seed["key_judgments"]
    ]
    return {**seed, "articles": made, "key_judgments": judgments * chance.randint(1, 3)}


def laid_out(path: Path) -> tuple[Document, PdfResult]:
    document, look, _ = astuple(prepared(path))
    return document, write_pdf(document, look)


@cache
def packet(articles: int, shared: bool = False) -> tuple[Document, PdfResult]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{articles}.yaml"
        path.write_text(
            yaml.safe_dump(multiplied(articles, shared), allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        return laid_out(path)


@pytest.mark.parametrize("articles", [0, *SIZES])
def test_no_page_but_the_last_is_less_than_three_fifths_full(articles: int) -> None:
    _, result = packet(articles) if articles else laid_out(SEED)
    *full, _ = ink(result.data)
    assert len(full) >= 3 and min(full) > 0.6


def as_shown(folder: Path) -> bytes:
    """The folder's Word file as it is shown with the fonts in it."""
    return office.converted(folder / "x.docx", "pdf", folder, office.signs_alone(folder)).read_bytes()


def test_what_many_articles_say_of_the_same_entries_makes_no_row_as_high_as_a_page() -> None:
    """References are grouped by article, in a column that is wide enough for them."""
    _, result = packet(26, shared=True)
    *full, _ = ink(result.data)
    assert min(full) > 0.8 and result.layout.divided == frozenset()


@office.needs_pages
@pytest.mark.parametrize("articles", [1, 5, 12])
def test_word_breaks_pages_where_the_pdf_does(articles: int, tmp_path: Path) -> None:
    made, result = packet(articles)
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
    shown = as_shown(tmp_path)
    *own, _ = ink(result.data)
    *others, _ = ink(shown)
    assert len(others) == len(own)
    moved = [page for page, (one, other) in enumerate(zip(own, others, strict=True), 1) if abs(one - other) > 0.02]
    assert moved == []


@office.needs_pages
def test_word_keeps_a_table_s_last_row_with_the_one_above_as_the_pdf_does(tmp_path: Path) -> None:
    blocks: list[Block] = []
    for above in range(LINES - 9, LINES - 4):
        blocks += [*lines(above, f"part {above} line"), table(4), para("end"), PageBreak()]
    made = document(*blocks[:-1])
    result = write_pdf(made, THEME)
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
    own, others = words_of(result.data), words_of(as_shown(tmp_path))
    rows = [re.findall(r"Row \d", page) for page in own]
    assert [re.findall(r"Row \d", page) for page in others] == rows
    assert ["Row 4"] not in rows and ["Row 3", "Row 4"] in rows


@office.needs_pages
def test_no_line_parts_a_scale_from_its_word_in_either_file(tmp_path: Path) -> None:
    scale = Gauge("likelihood", 5, 7, "Five of seven")
    words = ("x" + "i" * more + " word" * 15 + " Likely" for more in range(1, 34))
    made = document(*(Paragraph(merged((Text(each), Text(" "), scale, Text(" · and so on")))) for each in words))
    result = write_pdf(made, THEME)
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
    for data in (result.data, as_shown(tmp_path)):
        with pypdfium2.PdfDocument(data) as pdf:
            lines = pdf[0].get_textpage().get_text_range().split("\r\n")
        seconds = {line.split()[0] for line in lines if "and so on" in line and not line.startswith("x")}
        assert "Likely" in seconds and not seconds & {"·", "and", "so"}, seconds


def widths_of_lines(data: bytes) -> dict[str, float]:
    """From the first character of each line of a page to its last, by its words."""
    found = {}
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[0].get_textpage()
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            found[text.get_text_bounded(left, bottom, right, top).strip()] = right - left
    return found


@office.needs_pages
def test_words_are_as_wide_in_word_as_in_the_pdf(tmp_path: Path) -> None:
    """Letters that are kerned in one file alone make lines end elsewhere in the other."""
    said = ("AV To Type faster, Tokyo. We AVER", "LT Yo-yo Ta. Ve. Wo, fa, ry. P.A. Te")
    made = document(*(para(words) for words in said))
    (tmp_path / "x.docx").write_bytes(write_word(made, THEME).data)
    shown = widths_of_lines(as_shown(tmp_path))
    own = widths_of_lines(write_pdf(made, THEME).data)
    for words in said:
        assert shown[words] == pytest.approx(own[words], abs=0.4)


def widths_of_pages(data: bytes) -> list[float]:
    """From the first character of the words between the margins to their last, of each page."""
    found = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            text = page.get_textpage()
            rects = [text.get_rect(at) for at in range(text.count_rects())]
            words = [rect for rect in rects if PAGE.margins.bottom < rect[1] and rect[3] < TOP]
            found.append(max(rect[2] for rect in words) - min(rect[0] for rect in words))
    return found


@office.needs_pages
def test_words_from_right_to_left_are_as_wide_in_word_as_in_the_pdf(tmp_path: Path) -> None:
    """Spaces of another font in one file alone, or pairs of letters that it draws as one, make lines end elsewhere."""
    for language, words in (
        ("he", "אמר היום נשיא ארץ כי לא יבוא אל עיר"),
        ("ar", "قال الرئيس في بغداد بين يومين وفي البيان حتى الآن"),
    ):
        blocks = [para(words), PageBreak(), para(words, "small"), PageBreak(), Paragraph((Strong((Text(words),)),))]
        made = document(*blocks, language=language)
        result = write_pdf(made, THEME)
        folder = tmp_path / language
        folder.mkdir()
        (folder / "x.docx").write_bytes(write_word(made, THEME, result.layout).data)
        assert widths_of_pages(as_shown(folder)) == pytest.approx(widths_of_pages(result.data), abs=0.6), language
