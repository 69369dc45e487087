"""Drawings of a document in every format: their shapes, and their words as the verification reads them back."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from judges.page import computed
from lxml import etree
from msgspec.structs import replace
from PIL import Image

from briefgen.compose import load_theme
from briefgen.diagnostics import TemplateError
from briefgen.document import (
    Disc,
    Document,
    Drawing,
    Lettering,
    Metadata,
    Outline,
    Paragraph,
    Section,
    Stroke,
    Text,
    walk,
)
from briefgen.readers.markdown_reader import read_markdown
from briefgen.readers.markdown_syntax import SLOT_CLOSE, SLOT_OPEN
from briefgen.verify import content_of_pdf, content_of_word, expected_content, fingerprint, verify
from briefgen.verify.compare import differences_in_making, differences_in_word
from briefgen.verify.html import content_of_html
from briefgen.writers.html import write_html
from briefgen.writers.html.colours import in_the_dark
from briefgen.writers.pdf import write_pdf
from briefgen.writers.text import write_text
from briefgen.writers.word import write_word

THEME = load_theme("default").theme
RED, BLUE = "CC2222", "2244CC"
DRAWING = Drawing(
    (
        Outline(((100, 100, 900, 100, 900, 700, 100, 700), (300, 300, 500, 300, 500, 500, 300, 500)), RED),
        Disc(150, 40, 20, BLUE, "000000", 1),
        Stroke(10, 85, 190, 85, "000000", 1.5),
        Outline(((1100, 750, 1300, 650, 1900, 750),), "", BLUE, 0.5, closed=False),
        Lettering(150, 43, "12", 9, "middle", "FFFFFF", "semibold"),
        Lettering(10, 96, "East <Sea> & بحر", 8, "left"),
    ),
    200,
    100,
    "A red square with a hole, and a blue disc",
    (Text("Two shapes"),),
    (Paragraph((Text("1 Red. 2 Blue."),)),),
    "shapes",
)


def document(*drawings: Drawing, language: str = "en") -> Document:
    blocks = (Paragraph((Text("Above."),)), *drawings, Paragraph((Text("Below."),)))
    return Document(Metadata("Drawn", language=language), blocks)


def changed(words: str) -> Drawing:
    """The drawing with other words in it."""
    return replace(DRAWING, shapes=(*DRAWING.shapes[:-1], replace(DRAWING.shapes[-1], words=words)))


def files(given: Document) -> tuple[bytes, bytes, bytes]:
    pdf = write_pdf(given, THEME)
    return pdf.data, write_word(given, THEME, pdf.layout).data, write_html(given, THEME).data


def parts(word: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(word)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def media(word: bytes, ending: str) -> tuple[str, bytes]:
    return next((name, data) for name, data in parts(word).items() if name.endswith(ending))


# --- what each format shows -------------------------------------------------------------------


def test_every_format_reads_back_as_the_document_has_it() -> None:
    given = document(DRAWING)
    pdf, word, page = files(given)
    assert verify(given, pdf, word, "x", {"x.html": page}).findings == ()
    for content in (content_of_pdf(pdf), content_of_word(word), content_of_html(page)):
        assert content.alts == (DRAWING.alt,)
        assert "".join(content.drawn).replace(" ", "") == "12East<Sea>&بحر"
        assert [span.words for span in content.spans] == ["Above.", "Two shapes", "1 Red. 2 Blue.", "Below."]


def test_a_drawing_with_nothing_but_shapes_reads_back() -> None:
    given = document(Drawing((Disc(50, 50, 40, RED),), 100, 100, "A disc"))
    pdf, word, page = files(given)
    assert verify(given, pdf, word, "x", {"x.html": page}).findings == ()


def test_text_has_its_words() -> None:
    text = write_text(document(DRAWING))
    assert "[A red square with a hole, and a blue disc]\nTwo shapes\n\n1 Red. 2 Blue.\n\nBelow." in text


def test_walking_meets_its_equivalent() -> None:
    assert [type(each) for each in walk((DRAWING,))] == [Drawing, Paragraph]


def test_the_picture_shows_the_shapes() -> None:
    _, word, _ = files(document(DRAWING))
    with Image.open(io.BytesIO(media(word, ".png")[1])) as image:
        assert image.size == (800, 400)
        shown = image.convert("RGB")
    for (x, y), colour in {
        (20, 20): RED, (40, 40): "FFFFFF", (140, 30): BLUE, (150, 85): "000000", (150, 10): "FFFFFF",
    }.items():  # fmt: skip
        assert bytes(shown.getpixel((x * 4, y * 4))).hex().upper() == colour, (x, y)
    inked = [shown.getpixel((x, y)) for x in range(40, 240) for y in range(352, 392)]
    assert sum(sum(pixel) < 200 for pixel in inked) > 300  # words below the line


def test_the_picture_has_the_very_colours_that_are_drawn_and_no_other() -> None:
    shades = tuple(Stroke(20 * n, 90, 20 * n + 9, 95, f"{250 - n:02X}{250 - n:02X}F8", 2) for n in range(9))
    _, word, _ = files(document(replace(DRAWING, shapes=(*DRAWING.shapes, *shades))))
    with Image.open(io.BytesIO(media(word, ".png")[1])) as image:
        seen = {bytes(colour).hex().upper() for _, colour in image.convert("RGB").getcolors(100_000)}
    assert seen == {"FFFFFF", RED, BLUE, "000000", *(each.line for each in shades)}


def test_a_picture_of_more_colours_than_have_numbers_is_painted() -> None:
    discs = tuple(Disc(n % 20 * 10 + 5, n // 20 * 5 + 3, 2, f"{n:02X}{n * 7 % 256:02X}80"[-6:]) for n in range(300))
    _, word, _ = files(document(replace(DRAWING, shapes=discs)))
    with Image.open(io.BytesIO(media(word, ".png")[1])) as image:
        shown = image.convert("RGB")
    assert all(abs(a - b) < 20 for a, b in zip(shown.getpixel((20, 12)), (0, 0, 128), strict=True))
    assert shown.getpixel((399, 390)) == (255, 255, 255)


def test_the_file_of_shapes_stands_beside_the_picture() -> None:
    _, word, _ = files(document(DRAWING))
    svg = etree.fromstring(media(word, ".svg")[1])
    assert [each.tag.rpartition("}")[2] for each in svg] == ["path", "circle", "path", "path", "text", "text"]
    body = parts(word)["word/document.xml"].decode()
    assert body.count("asvg:svgBlip") == 1
    assert f'descr="{DRAWING.alt}"' in body


def test_the_pdf_holds_paths_and_words_of_its_own() -> None:
    pdf, _, _ = files(document(DRAWING))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        code = (
            b"\n".join(each.read_bytes() for each in opened.pages[0].Contents)
            if isinstance(opened.pages[0].Contents, pikepdf.Array)
            else opened.pages[0].Contents.read_bytes()
        )
        assert code.count(b" f*") >= 1
        assert "/XObject" not in opened.pages[0].Resources
        assert code.count(b"q ") == code.count(b"\nQ")


def test_the_page_has_one_picture_with_name_and_description() -> None:
    _, _, page = files(document(DRAWING))
    svg = re.search(rb"<svg .*?</svg>", page, re.DOTALL)
    assert svg is not None
    root = etree.fromstring(svg[0])
    named, described = root.findall("title")[0], root.findall("desc")[0]
    assert (root.get("role"), root.get("aria-labelledby"), root.get("aria-describedby")) == (
        "img", named.get("id"), described.get("id"),
    )  # fmt: skip
    assert (named.text, described.text) == ("Two shapes", DRAWING.alt)
    assert "style" not in {key for each in root.iter() for key in each.keys()}  # noqa: SIM118


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert files(document(DRAWING)) == files(document(DRAWING))


def test_a_figure_in_columns_of_a_page_keeps_its_caption(tmp_path: Path) -> None:
    """Wherever the columns part, it stands in one of them."""
    words = Paragraph((Text("Below. " * 12),))
    caption = (Text("A caption of some lines, as a map's statement on borders is. " * 3),)
    path = tmp_path / "columns.html"
    for before in range(6):
        blocks = (*[words] * before, replace(DRAWING, caption=caption), *[words] * 3)
        path.write_bytes(write_html(Document(Metadata("Columns"), (Section(blocks, columns=2),)), THEME).data)
        asked = "[String(document.querySelector('figure').getClientRects().length)]"
        assert computed(path, tmp_path, asked) == ["1"], before


def test_a_drawing_can_be_seen_in_the_dark(tmp_path: Path) -> None:
    """Each colour that is drawn turns as those of the page do: what is dark on the paper is light on a dark screen."""
    _, _, page = files(document(DRAWING))
    path = tmp_path / "drawn.html"
    path.write_bytes(page)
    asked = (
        "[...document.querySelectorAll('svg [fill]')].flatMap(e => ['fill', 'stroke'].map(p => getComputedStyle(e)[p]))"
    )
    for dark in (False, True):
        found = {tuple(map(int, re.findall(r"\d+", each))) for each in computed(path, tmp_path, asked, dark=dark)} - {
            ()
        }
        drawn = ("000000", "FFFFFF", RED, BLUE)
        assert {tuple(bytes.fromhex(in_the_dark(each) if dark else each)) for each in drawn} == found


def test_a_drawing_wider_than_the_column_is_drawn_smaller() -> None:
    wide = replace(DRAWING, width=2000, height=1000)
    pdf, word, _ = files(document(wide))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        figure = next(
            each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        )
        box = [float(edge) for edge in figure.A.BBox]
    room = THEME.page.width - THEME.page.margins.left - THEME.page.margins.right
    assert box[2] == pytest.approx(room, abs=0.1)
    extent = re.search(rb'<wp:extent cx="(\d+)"', parts(word)["word/document.xml"])
    assert extent is not None
    assert int(extent[1]) / 12700 == pytest.approx(room, abs=0.5)


def test_what_a_drawing_shows_in_words_stands_as_far_below_its_caption_as_any_paragraph() -> None:
    """As Word has it: else all that follows stands higher in one file than in the other."""

    def height_between(given: Document) -> float:
        with pypdfium2.PdfDocument(write_pdf(given, THEME).data) as pdf:
            text = pdf[0].get_textpage()
            lines = {text.get_text_bounded(*box): box[1] for box in map(text.get_rect, range(text.count_rects()))}
            return lines["Two shapes"] - lines["1 Red. 2 Blue."]

    plain = Document(Metadata("Plain"), (Paragraph(DRAWING.caption, "caption"), *DRAWING.equivalent))
    assert height_between(document(DRAWING)) == pytest.approx(height_between(plain))


def test_a_page_from_right_to_left_keeps_words_where_they_are() -> None:
    given = document(DRAWING, language="ar")
    pdf, word, page = files(given)
    assert verify(given, pdf, word, "x", {"x.html": page}).findings == ()
    assert b'direction="ltr"' in page


def test_words_with_numbers_run_with_a_page_from_right_to_left() -> None:
    """A date reads as it does in the text around it, in the file of shapes too."""
    dated = replace(
        DRAWING, shapes=(Lettering(100, 20, "28 مارس 2025", 7, "middle"), Lettering(10, 50, "بحر", 7, "left"))
    )
    _, word, page = files(document(dated, language="ar"))
    for found in (page, media(word, ".svg")[1]):
        letters = re.findall(r"<text ([^>]*)>([^<]*)<", found.decode())
        assert [words for look, words in letters if 'direction="rtl"' in look] == ["28 مارس 2025"]
    assert b'direction="rtl"' not in media(files(document(dated))[1], ".svg")[1]


# --- what was changed is named ----------------------------------------------------------------


def test_other_words_in_a_drawing_are_named() -> None:
    """In whatever format they stand."""
    given = document(DRAWING)
    pdf, word, page = files(document(changed("West Sea")))
    found = verify(given, pdf, word, "x", {"x.html": page}).findings
    assert [each.place.path for each in found] == ["x.pdf", "x.docx", "x.html"]
    assert all("drawing 1 differs" in each.message and "West Sea" in each.message for each in found)


def test_a_drawing_that_is_gone_is_named() -> None:
    pdf, word, page = files(document())
    found = verify(document(DRAWING), pdf, word, "x", {"x.html": page}).findings
    assert {each.place.path for each in found if "drawing 1 differs: nothing stands" in each.message} == {
        "x.pdf", "x.docx", "x.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "named"), [(".png", "the pictures and their sizes"), (".svg", "the drawings")], ids=["png", "svg"]
)
def test_another_picture_or_file_of_shapes_changes_what_a_word_file_is_made_of(ending: str, named: str) -> None:
    _, word, _ = files(document(DRAWING))
    other = replace(DRAWING, shapes=(replace(DRAWING.shapes[0], fill=BLUE), *DRAWING.shapes[1:]))
    _, moved, _ = files(document(other))
    name, _ = media(word, ending)
    exchanged = packed({**parts(word), name: media(moved, ending)[1]})
    before, after = content_of_word(word).made, content_of_word(exchanged).made
    assert {key for key in before if before[key] != after[key]} == {name, named}


def test_a_suite_that_keeps_the_picture_alone_changed_nothing() -> None:
    """And what it says of the picture, and of that alone, is compared."""
    given = document(DRAWING)
    pdf, word, _ = files(given)
    kept = verify(given, pdf, word).made["docx"]
    svg, _ = media(word, ".svg")
    saved = {name: data for name, data in parts(word).items() if name != svg}
    saved["docProps/app.xml"] = saved["docProps/app.xml"].replace(
        b"<Application>briefgen", b"<Application>LibreOffice/25.2"
    )
    body = saved["word/document.xml"]
    saved["word/document.xml"] = re.sub(rb"<a:extLst>.*?</a:extLst>", b"", body)
    read = content_of_word(packed(saved))
    assert [*differences_in_word(expected_content(given), read, ())] == []
    assert [*differences_in_making(kept, read)] == []
    png, _ = media(word, ".png")
    other = content_of_word(packed({**saved, png: media(files(document(changed("West")))[1], ".png")[1]}))
    assert "the pictures and their sizes" in next(differences_in_making(kept, other)).message


def test_shapes_that_run_or_fetch_are_named() -> None:
    _, word, _ = files(document(DRAWING))
    name, data = media(word, ".svg")
    hostile = data.replace(b"</svg>", b'<script>x</script><image href="http://example.org/x"/></svg>')
    unknown = content_of_word(packed({**parts(word), name: hostile})).unknown[name]
    assert set(unknown) == {"svg:image", "svg:script"}


def test_words_of_a_page_beside_the_shapes_of_a_drawing_are_named() -> None:
    given = document(DRAWING)
    _, _, page = files(given)
    hidden = page.replace(b"</svg>", b'<text x="0" y="0">more</text></svg>')
    found = verify(given, None, None, "x", {"x.html": hidden}).findings
    assert any("drawing 1 differs" in each.message for each in found)


def test_a_fingerprint_keeps_the_words_of_drawings() -> None:
    given = document(DRAWING)
    assert fingerprint(given)["drawn"] == ["12 East <Sea> & بحر"]
    assert "drawn" not in fingerprint(document())


# --- templates --------------------------------------------------------------------------------


def test_a_drawing_in_a_template_is_a_block_that_references_lead_to() -> None:
    blocks = read_markdown(f"{{#here}}\n{SLOT_OPEN}0{SLOT_CLOSE}\n", THEME, slots=((DRAWING,),)).blocks
    assert blocks == (replace(DRAWING, anchor="here"),)


@pytest.mark.parametrize(
    "around", ["See {}.", "# {}", "- a {}", "| {} |\n|---|\n| b |"], ids=["words", "heading", "item", "cell"]
)
def test_a_drawing_among_words_is_found(around: str) -> None:
    with pytest.raises(TemplateError) as failure:
        read_markdown(around.format(f"{SLOT_OPEN}0{SLOT_CLOSE}"), THEME, slots=((DRAWING,),))
    assert {(each.code, each.message) for each in failure.value.diagnostics} == {
        ("BG604", "a drawing stands by itself, not among words")
    }
