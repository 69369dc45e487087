"""Documents that are written from right to left: mirrored in both files, with references and figures that read right."""

from __future__ import annotations

import io
import re
from ctypes import byref, c_double
from pathlib import Path
from zipfile import ZipFile

import office
import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest
from briefings import full
from judges.verapdf import judged
from msgspec.structs import replace
from samples import document, everything, para, png

from briefgen.compose import compose, load_theme
from briefgen.compose.directions import with_directions
from briefgen.document import (
    Banner,
    Block,
    Callout,
    Contents,
    Document,
    Drawing,
    Figure,
    Furniture,
    Gauge,
    Heading,
    Layout,
    Lettering,
    PageCount,
    PageNumber,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Span,
    Text,
)
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.yaml_reader import read_input
from briefgen.theme import Theme
from briefgen.verify.compare import differences_in_pdf
from briefgen.verify.document import expected_content
from briefgen.verify.pdf import content_of_pdf
from briefgen.writers.html import write_html
from briefgen.writers.pdf import PdfResult, write_pdf
from briefgen.writers.typefaces import typesetter_for
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
PAGE = THEME.page
LEFT, RIGHT = PAGE.margins.left, PAGE.width - PAGE.margins.right
DATA = Path(__file__).with_name("data")
LANGUAGES = ["arabic", "hebrew"]


def pdf_of(*blocks: object, language: str = "he") -> bytes:
    return write_pdf(document(*blocks, language=language), THEME).data


# --- what viewers are told -----------------------------------------------------------------

FROM_THE_RIGHT = THEME.model_copy(update={"pdf_direction": True})


def viewed(language: str, theme: Theme) -> tuple[str | None, str]:
    """What a file says of its direction, and the marking as Chrome's reader finds it."""
    made = replace(document(para("בדיקה"), language=language), marking=Banner("tlp", "TLP:CLEAR"))
    data = write_pdf(made, theme).data
    with pikepdf.open(io.BytesIO(data)) as pdf, pypdfium2.PdfDocument(data) as opened:
        said = pdf.Root.ViewerPreferences.get("/Direction")
        return said and str(said), opened[0].get_textpage().get_text_range()


def test_a_pdf_says_nothing_of_its_direction_so_that_latin_words_are_found_in_chrome() -> None:
    said, words = viewed("he", THEME)
    assert said is None and "TLP:CLEAR" in words


def test_a_theme_may_have_pages_side_by_side_from_the_right() -> None:
    assert viewed("he", FROM_THE_RIGHT)[0] == "/R2L"
    assert viewed("ar", FROM_THE_RIGHT)[0] == "/R2L"
    assert viewed("en", FROM_THE_RIGHT)[0] is None


def test_a_pdf_that_is_read_from_the_right_is_judged_and_read_back_as_any_other(tmp_path: Path) -> None:
    made = document(*everything().blocks, language="he")
    file = tmp_path / "from-the-right.pdf"
    file.write_bytes(write_pdf(made, FROM_THE_RIGHT).data)
    assert [*differences_in_pdf(expected_content(made), content_of_pdf(file.read_bytes()))] == []
    assert judged([file]) == []


def word_part(data: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(data)) as file:
        return file.read(f"word/{name}.xml").decode()


def code(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[0].Contents.read_bytes().decode("latin-1")


def edges(data: bytes, words: str, page: int = 0) -> tuple[float, float]:
    """The left and right edge of words on a page."""
    with pypdfium2.PdfDocument(data) as pdf:
        text = pdf[page].get_textpage()
        place = text.search(words).get_next()
        assert place is not None, words
        boxes = [text.get_charbox(at) for at in range(place[0], place[0] + place[1])]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


# --- the PDF -------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "at_right"), [("he", True), ("ar", True), ("en", False)])
def test_the_bar_of_a_callout_stands_where_lines_begin(language: str, at_right: bool) -> None:
    shown = code(pdf_of(Callout((Text("Label"),), (para("words"),), "bottom-line"), language=language))
    (bar,) = [
        match for match in re.findall(r"^([\d.]+) [\d.]+ ([\d.]+) [\d.]+ re f$", shown, re.M) if match[1] == "3.00"
    ]
    assert float(bar[0]) == pytest.approx(RIGHT - 3 if at_right else LEFT, abs=0.1)


def test_what_stands_left_in_running_lines_stands_right_in_mirrored_ones() -> None:
    for language, first, second in (("en", "T-1", "Page 1 of 1"), ("he", "Page 1 of 1", "T-1")):
        data = pdf_of(para("words"), language=language)
        assert edges(data, first)[0] == pytest.approx(LEFT, abs=2)
        assert edges(data, second)[1] == pytest.approx(RIGHT, abs=2)


def test_quotations_figures_and_contents_begin_at_the_right() -> None:
    quotation = THEME.styles["quotation"].model_copy(update={"right": 0})
    theme = THEME.model_copy(update={"styles": THEME.styles | {"quotation": quotation}})
    blocks = (
        Contents((), 1),
        Heading(1, (Text("Heading"),), "one"),
        Quotation((para("quoted"),)),
        Figure(png(), "a picture", (), 0.2),
    )
    data = write_pdf(document(*blocks, language="he"), theme).data
    assert edges(data, "quoted")[1] == pytest.approx(RIGHT - quotation.left, abs=1)
    place = re.search(r"([\d.]+) 0 0 [\d.]+ ([\d.]+) [\d.]+ cm /\S+ Do", code(data))
    assert place and float(place[1]) + float(place[2]) == pytest.approx(RIGHT, abs=2)
    number = min(edges(data, "1")[0], RIGHT)
    assert number == pytest.approx(LEFT, abs=2)
    dots = re.search(r"\[0 4\]0 d 1 J\n([\d.]+) [\d.]+ m ([\d.]+)", code(data))
    assert dots and LEFT < float(dots[1]) < float(dots[2]) < edges(data, "Heading")[0]


def test_the_first_newspaper_column_stands_at_the_right() -> None:
    words = [Heading(1, (Text(f"Part {n}"),), f"part-{n}") for n in range(2)]
    data = pdf_of(Section((words[0], para("some words. " * 30), words[1], para("some words. " * 30)), columns=2))
    assert edges(data, "Part 0")[0] > (LEFT + RIGHT) / 2 > edges(data, "Part 1")[1]


def test_steps_of_a_scale_count_from_the_right() -> None:
    def filled(language: str) -> float:
        scale = Paragraph((Text("x "), Gauge("likelihood", 2, 7, "2 of 7")))
        shown = code(pdf_of(scale, language=language))
        places = [float(x) for x in re.findall(r"^([\d.]+) [\d.]+ [\d.]+ [\d.]+ re [bs]$", shown, re.M)]
        (place,) = re.findall(r"^([\d.]+) [\d.]+ [\d.]+ [\d.]+ re b$", shown, re.M)
        return sorted(places).index(float(place))

    assert (filled("en"), filled("he")) == (1, 5)


# --- the Word file -------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "side", "mirrored"), [("he", "right", True), ("en", "left", False)])
def test_word_has_the_bar_sections_and_running_lines_on_the_same_sides(
    language: str, side: str, mirrored: bool
) -> None:
    callout = Callout((Text("Label"),), (para("words"),), "bottom-line")
    contents = (Contents((), 1), Heading(1, (Text("Heading"),), "one"))
    made = document(*contents, callout, Section((para("x"),), columns=2), language=language)
    data = write_word(made, THEME, Layout(1, {"one": 1})).data
    styles = word_part(data, "styles")
    bars = re.findall(r'<w:(left|right) w:val="single" w:sz="24"', styles)
    assert bars and set(bars) == {side}
    sections = re.findall(r"<w:sectPr>.*?</w:sectPr>", word_part(data, "document"))
    assert len(sections) > 1 and all(("<w:bidi/>" in each) == mirrored for each in sections)
    for part in ("header1", "footer1"):
        (style,) = set(re.findall(r'<w:pStyle w:val="([^"]*)"', word_part(data, part)))
        assert ("<w:bidi/>" in _style(styles, style)) == mirrored
    entry = re.findall(r'<w:pStyle w:val="([^"]*)"/></w:pPr>(?:(?!</w:p>).)*PAGEREF', word_part(data, "document"))
    assert entry and all(("<w:bidi/>" in _style(styles, each)) == mirrored for each in entry)


def test_word_has_figures_at_the_right_and_quotations_in_from_there() -> None:
    blocks = (Figure(png(), "a picture", (), 0.2), Quotation((para("quoted"),)))
    for language, mirrored in (("he", True), ("en", False)):
        data = write_word(document(*blocks, language=language), THEME).data
        used = re.findall(r'<w:pStyle w:val="([^"]*)"', word_part(data, "document"))
        assert [("<w:bidi/>" in _style(word_part(data, "styles"), each)) for each in used] == [mirrored] * 2


def _style(styles: str, identifier: str) -> str:
    found = re.search(rf'<w:style [^>]*w:styleId="{identifier}".*?</w:style>', styles)
    assert found
    return found[0]


def test_a_callout_of_mixed_words_is_one_panel_as_wide_for_both() -> None:
    callout = Callout((), (para("words"), para("מילים")), "bottom-line")
    styles = word_part(write_word(document(callout), THEME).data, "styles")
    indents = re.findall(r'<w:bidi/>.*?<w:ind w:left="(\d+)" w:right="(\d+)"/>', styles)
    style = THEME.callouts["bottom-line"]
    padding, bar = style.padding.twips, style.bar.twips
    assert indents == [(str(padding), str(padding + bar))]


# --- marks of direction --------------------------------------------------------------------


def test_a_document_from_left_to_right_bears_no_marks() -> None:
    plain = everything()
    assert with_directions(plain) is plain


def test_labels_values_and_page_numbers_keep_their_order() -> None:
    found = with_directions(
        Document(
            document(language="he").metadata,
            (
                Paragraph((Text("מילים, "),), margin_label="¶1"),
                Paragraph((Span((Text("1–5%"),)), Text("; "), Reference("a", (Text("A1¶1"),)), Text(", "))),
                Paragraph((Span((Text("רציף 7"),)), Text(" מילים"))),
            ),
            header=Furniture((Text("כותרת"),)),
            footer=Furniture((), (Text("Page "), PageNumber(), Text(" of "), PageCount())),
        )
    )
    labelled, values, other = found.blocks
    assert labelled == Paragraph((Text("מילים, "),), margin_label="\u200e¶1")
    held = Span((Text("\u200e"), Text("1–5%"), Text("\u200e")))
    assert values == Paragraph(
        (held, Text("\u200f"), Text("\u200f; "), Reference("a", (Text("A1¶1"),)), Text("\u200f, "))
    )
    assert other == Paragraph((Span((Text("רציף 7"),)), Text(" מילים")))
    assert found.header == Furniture((Text("כותרת"),))
    assert [each for each in found.footer.right if isinstance(each, Text)][::3] == [Text("\u200e"), Text("\u200e")]


def directed(*blocks: object) -> tuple[Block, ...]:
    return with_directions(document(*blocks, language="he")).blocks


def english(words: str) -> Span:
    return Span((Text(words),), None, "en")


def test_a_line_of_english_words_alone_is_read_as_one() -> None:
    """As of captions, where the program has no words in the briefing's language."""
    caption = (english("Table"), Text(" 1. "), english("Who acts."))
    (found,) = directed(Paragraph(caption, "caption"))
    assert isinstance(found, Paragraph)
    assert found.children == (Span((*caption, Text("\u200e"))), Text("\u200f"))
    mixed = (english("Regions"), Text(": "), Span((Text("רציף"),)))
    (found,) = directed(Paragraph(mixed))
    assert isinstance(found, Paragraph) and not isinstance(found.children[0], Text)
    assert found.children[:2] == (english("Regions"), Text("\u200f"))


def test_a_line_with_a_scale_whose_steps_count_from_the_right_is_read_from_there() -> None:
    line = (english("Likely"), Text("\u00a0"), Gauge("likelihood", 5, 7, "Five of seven"), english("so"))
    (found,) = directed(Paragraph(line))
    assert isinstance(found, Paragraph)
    assert found.children == (line[0], Text("\u200f"), Text("\u200f\u00a0"), line[2], line[3], Text("\u200f"))


def test_a_measure_in_a_drawing_keeps_its_order() -> None:
    words = [Lettering(0, 0, each, 8) for each in ("1000 km", "stable", "1000 קמ", "7")]
    (found,) = directed(Drawing(tuple(words), 10, 10, "A map", (), ()))
    assert isinstance(found, Drawing)
    shown = [each.words for each in found.shapes if isinstance(each, Lettering)]
    assert shown == ["\u200e1000 km", "stable", "1000 קמ", "7"]


# --- whole packets -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packets() -> dict[str, tuple[Document, PdfResult]]:
    kit = load_kit(Options())
    found = {}
    for name in LANGUAGES:
        composed = compose(fill(read_input(DATA / f"{name}.yaml")).briefing, kit.template, kit.theme)
        found[name] = (composed, write_pdf(composed, kit.theme))
    return found


@pytest.mark.parametrize("name", LANGUAGES)
def test_paragraph_numbers_stand_at_the_right_and_read_as_in_references(
    packets: dict[str, tuple[Document, PdfResult]], name: str
) -> None:
    _, pdf = packets[name]
    found = labels(pdf.data, pdf.layout.page_of["a1-p1"] - 1)
    assert found[:2] == ["¶1", "¶2"]


def labels(data: bytes, page: int) -> list[str]:
    """What stands in the margin column at the right, line by line, its signs from left to right."""
    lines: dict[float, list[tuple[float, str]]] = {}
    with pypdfium2.PdfDocument(data) as file:
        text = file[page].get_textpage()
        for at in range(text.count_chars()):
            left, bottom, right, _ = text.get_charbox(at, loose=True)
            if RIGHT - PAGE.margin_column < left < right < RIGHT + 4:
                line = next((each for each in lines if abs(each - bottom) < 5), bottom)  # signs may be in two fonts
                lines.setdefault(line, []).append((left, text.get_text_range(at, 1)))
    found = [
        "".join(sign for _, sign in sorted(line)).strip(" \u200e") for _, line in sorted(lines.items(), reverse=True)
    ]
    return [each for each in found if "¶" in each]


def seen(data: bytes) -> list[str]:
    """The signs of each line from left to right, without blanks, brackets and marks."""
    found: list[str] = []
    with pypdfium2.PdfDocument(data) as file:
        for page in file:
            text, lines = page.get_textpage(), dict[int, list[tuple[float, str]]]()
            for at in range(text.count_chars()):
                x, y, sign = c_double(), c_double(), text.get_text_range(at, 1)
                pypdfium2.raw.FPDFText_GetCharOrigin(text, at, byref(x), byref(y))
                if sign.strip() and sign not in "\u200e\u200f()":
                    lines.setdefault(round(y.value), []).append((x.value, sign))
            found += ["".join(sign for _, sign in sorted(line)) for line in lines.values()]
    return found


ENGLISH = ("Table1.Whoacts", "·Confidence:moderate", "55–80%Likely")


def test_a_language_without_catalogue_has_the_program_s_english_words_in_order(
    packets: dict[str, tuple[Document, PdfResult]],
) -> None:
    lines = seen(packets["hebrew"][1].data)
    assert [words for words in ENGLISH if not any(words in line for line in lines)] == []


def test_both_conform(packets: dict[str, tuple[Document, PdfResult]], tmp_path: Path) -> None:
    for name, (_, pdf) in packets.items():
        assert pdf.diagnostics == ()
        (tmp_path / f"{name}.pdf").write_bytes(pdf.data)
    assert judged(tmp_path.glob("*.pdf")) == []


@office.needs_pages
@pytest.mark.parametrize("name", LANGUAGES)
def test_the_word_file_has_the_same_pages_and_the_same_order_of_signs(
    packets: dict[str, tuple[Document, PdfResult]], name: str, tmp_path: Path
) -> None:
    composed, pdf = packets[name]
    (tmp_path / "x.docx").write_bytes(write_word(composed, THEME, pdf.layout, typesetter_for(THEME)).data)
    shown = office.converted(tmp_path / "x.docx", "pdf", tmp_path, office.signs_alone(tmp_path)).read_bytes()
    with pypdfium2.PdfDocument(shown) as file:
        assert len(file) == pdf.layout.pages
    page = pdf.layout.page_of["a1-p1"] - 1
    assert labels(shown, page)[:2] == ["¶1", "¶2"]
    if name == "hebrew":
        lines = seen(shown)
        assert [words for words in ENGLISH if not any(words in line for line in lines)] == []
    if name == "arabic":  # all of its foot is one line from right to left, which the search for words does not read
        return
    assert edges(shown, "EX-2025", page)[0] > (LEFT + RIGHT) / 2 > edges(shown, f"Page {page + 1}", page)[1]
    last = pdf.layout.pages - 1
    number = edges(shown, f"of {last + 1}", last)
    assert edges(shown, f"Page {last + 1}", last)[0] < number[0]


def test_the_stop_of_a_latin_paragraph_stays_at_its_end_in_a_packet_from_right_to_left() -> None:
    kit = load_kit(Options())
    made = {"language": "ar", "bottom_line": "Talks go on.\nNo date is set.", "source_summary": "One report."}
    shown = write_html(compose(full().model_copy(update=made), kit.template, kit.theme), kit.theme).data.decode()
    for words in ("Talks go on.", "No date is set.", "One report."):
        assert f"<bdi>{words}\u200e</bdi>" in shown, words


def test_a_blank_after_words_from_left_to_right_parts_them_from_the_next_on_a_web_page() -> None:
    """Within what holds the words it would lie at their right, where the line begins."""
    kept = "\N{NO-BREAK SPACE}"
    marked, stamped = Span((Text(f"(TLP:CLEAR){kept}"),)), Span((Text("Note "),), language="en")
    made = with_directions(
        document(Paragraph((marked, Span((Text("Talks"),)), stamped, Text("محادثات"))), language="ar")
    )
    shown = write_html(made, THEME).data.decode()
    assert re.search(rf"\(TLP:CLEAR\)\u200e?</bdi>{kept}\u200f?<bdi>Talks</bdi>", shown)
    assert re.search("Note</span> \u200f?محادثات", shown)
    assert not re.search(r"\s</bdi>", shown)
