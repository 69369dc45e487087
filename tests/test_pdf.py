"""The PDF: what it conforms to, what it says, where it puts things, and what it does with what it cannot honour."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judges.verapdf import judged
from msgspec.structs import replace
from samples import cell, document, everything, para, png, table

from briefgen.diagnostics import Severity, TemplateError
from briefgen.document import (
    Banner,
    Block,
    Callout,
    Cell,
    Column,
    ColumnBreak,
    Contents,
    Document,
    Emphasis,
    Figure,
    Furniture,
    Gauge,
    Heading,
    Highlight,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
    Metadata,
    Paragraph,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    Text,
    plain,
    walk,
)
from briefgen.readers.theme_reader import read_theme
from briefgen.theme import Theme
from briefgen.typeset import PlacedWord, Typesetter
from briefgen.writers.pdf import PdfResult, canvas, embedded, glyph_clusters, metadata, objects, write_pdf
from briefgen.writers.pdf import inlines as pdf_inlines
from briefgen.writers.pdf import tables as pdf_tables
from briefgen.writers.pdf.lines import LineBox
from briefgen.writers.typefaces import typesetter_for

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def theme() -> Theme:
    return read_theme("default").theme


@pytest.fixture(scope="module")
def typesetter(theme: Theme) -> Typesetter:
    return typesetter_for(theme)


Write = Callable[..., PdfResult]


@pytest.fixture(scope="module")
def write(theme: Theme, typesetter: Typesetter) -> Write:
    """Write blocks, or a whole document, with the default theme."""

    def written(*content: object) -> PdfResult:
        whole = content[0] if isinstance(content[0], Document) else document(*content)
        return write_pdf(whole, theme, typesetter)

    return written


def opened(result: PdfResult) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(result.data))


def extracted(result: PdfResult) -> str:
    """The words of all pages by pdfium, blanks as they come."""
    pdf = pypdfium2.PdfDocument(result.data)
    try:
        return "\n".join(pdf[number].get_textpage().get_text_bounded() for number in range(len(pdf)))
    finally:
        pdf.close()


def letters(text: str) -> str:
    """Text without blanks, in one Unicode form: what line breaks cannot change."""
    return "".join(unicodedata.normalize("NFC", text).split())


def page_texts(result: PdfResult) -> list[str]:
    pdf = pypdfium2.PdfDocument(result.data)
    try:
        return [letters(pdf[number].get_textpage().get_text_bounded()) for number in range(len(pdf))]
    finally:
        pdf.close()


def elements(pdf: pikepdf.Pdf, tag: str | None = None) -> list[pikepdf.Dictionary]:
    """Structure elements in logical order."""
    found: list[pikepdf.Dictionary] = []

    def visit(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Dictionary) and "/S" in node and (tag is None or f"/{tag}" == node.S):
            found.append(node)
        if isinstance(node, pikepdf.Dictionary) and "/K" in node:
            kids = node.K
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                visit(kid)

    visit(pdf.Root.StructTreeRoot)
    return found


def children(element: pikepdf.Dictionary) -> list[str]:
    return [str(kid.S)[1:] for kid in element.get("/K", []) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def page_code(pdf: pikepdf.Pdf, number: int) -> str:
    return pdf.pages[number].Contents.read_bytes().decode("latin-1")


def hostile() -> str:
    return (
        '<b> &amp; ]]> {{ 7*7 }} {% raw %} | ` * _ [x](y) </w:t> <font color="[[x]]"> "straight" ‘curly’ “double” '
        "a\u00a0b e\u0301 " + "x" * 400 + " https://example.org/" + "very/long/path/" * 20
    )


def uneven(count: int) -> Table:
    """Rows of several heights: a judge takes words that stand in one place on many pages for running lines."""
    made = table(count, caption=(Text("Table 1. Rows"),), number=1)
    rows = (
        replace(row, cells=(row.cells[0], cell("words " * (n % 7) * 9 or "word"), row.cells[2]))
        for n, row in enumerate(made.rows)
    )
    return replace(made, rows=tuple(rows))


def samples() -> dict[str, Document]:
    """Documents that each test of conformance takes."""
    words = " ".join(f"word{number}" for number in range(1500))
    return {
        "everything": everything(),
        "empty": Document(Metadata(title="Nothing"), ()),
        "long": document(Heading(1, (Text("Rows"),), "rows"), uneven(300)),
        "tall": document(
            Table(
                (Column(0.2), Column(0.8)),
                Row((Cell((para("Name"),)), Cell((para(hostile()),)))),
                tuple(
                    Row((Cell((para("n"),)), Cell((para(text), para("more"))))) for text in (words, hostile(), "short")
                ),
            ),
            Callout((Text("Long"),), tuple(para(f"{number} " + "panel words " * 60) for number in range(12))),
        ),
        "pictures": document(Figure(png(2000, 4000), "Tall"), Figure(b"no picture", "What it would show")),
        "scripts": document(
            para("Заявление министра, Ελληνικά, Tiếng Việt, naïve ﬁne"),
            para("नमस्ते क्षत्रिय", language="hi"),
            para("สวัสดีชาวโลก", language="th"),
            para("مرحبا بالعالم 123", language="ar"),
            para("שלום עולם", language="he"),
            para("\U0001f389 \ue000 \u0378 \u202e abc \u200d \ufeff \x07"),
        ),
        "levels": document(Heading(1, (Text("One"),), "one"), Heading(4, (Text("Four"),), "four"), para("x")),
        "references": document(
            para("Here", anchor="here"),
            Paragraph(
                (Reference("here", (Text("to the words above " * 30),)), Link("https://e.org/ü ä", (Text("λ"),)))
            ),
        ),
    }


# --- conformance -------------------------------------------------------------------------


def test_every_sample_conforms_to_pdf_ua_and_pdf_a_by_verapdf(write: Write, tmp_path: Path) -> None:
    files = []
    for name, sample in samples().items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(write(sample).data)
    assert judged(files) == []


@pytest.mark.parametrize("name", ["everything", "long", "levels", "references", "pictures"])
def test_outloud_and_pdfua_find_nothing(write: Write, tmp_path: Path, name: str) -> None:
    path = tmp_path / "sample.pdf"
    path.write_bytes(write(samples()[name]).data)
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    for command in (["outloud", "--fail-on", "warning", str(path)], ["pdfua", "check", str(path)]):
        program = Path(sys.executable).with_name(command[0])
        if not program.exists():
            pytest.skip(f"{command[0]} is not installed")
        done = subprocess.run(
            [str(program), *command[1:]], capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", list(samples()))
def test_qpdf_finds_the_file_sound(write: Write, tmp_path: Path, name: str) -> None:
    path = tmp_path / "sample.pdf"
    path.write_bytes(write(samples()[name]).data)
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [page.get("/Tabs") for page in pdf.pages] == ["/S"] * len(pdf.pages)


def _no_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas.TaggedCanvas, "mark", lambda self, element, language="": None)


def _no_alternative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_inlines, "alternative", lambda text: b"")


def _no_artifacts(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    @contextmanager
    def bare(self: canvas.TaggedCanvas, properties: str = "") -> Iterator[None]:
        self.unmark()
        self.muted, was = True, self.muted
        yield
        self.leave_text()
        self.muted = was

    monkeypatch.setattr(canvas.TaggedCanvas, "artifact", bare)


def _no_to_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "to_unicode", lambda meanings: objects.packed(b""))


def _no_identification(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "_UA_SCHEMA", "")


def _wrong_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_widths", lambda face, gids: "0 9999 500")


def _no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "pdf_text", lambda text: b"()")


MEASURES: dict[Callable[[pytest.MonkeyPatch], None], str] = {
    _no_marks: "7.1-3",
    _no_alternative: "7.3-1",
    _no_artifacts: "7.1-3",
    _no_to_unicode: "6.2.11.7.2-1",
    _no_identification: "6.6.2.3.1-1",
    _wrong_widths: "7.21.5-1",
    _no_language: "7.2-29",
}


def test_verapdf_sees_each_measure_that_is_taken_away(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {}
    for remove in MEASURES:
        files[remove] = tmp_path / f"{remove.__name__}.pdf"
        with monkeypatch.context() as patched:
            remove(patched)
            files[remove].write_bytes(write(everything()).data)
    broken = {(found.file, found.rule) for found in judged(files.values())}
    for remove, rule in MEASURES.items():
        assert (str(files[remove]), rule) in broken, (remove.__name__, sorted(broken))


def _no_title_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def _no_way_to_headers(pdf: pikepdf.Pdf) -> None:
    for each in (*elements(pdf, "TH"), *elements(pdf, "TD")):
        del each.A


def _no_page_key(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        del page.StructParents


def _no_annotation_key(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            del annotation.StructParent


def _no_annotation_words(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            del annotation.Contents


def _no_order_of_tabs(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        del page.Tabs


def _no_item_in_lists(pdf: pikepdf.Pdf) -> None:
    for item in elements(pdf, "LI"):
        item.S = pikepdf.Name.P


def _no_colour_profile(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _no_marked_document(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def _no_font_file(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor.FontFile2


STRUCTURE: dict[Callable[[pikepdf.Pdf], None], str] = {
    _no_title_shown: "7.1-10",
    _no_way_to_headers: "7.5-1",
    _no_page_key: "7.1-3",
    _no_annotation_key: "7.18.5-1",
    _no_annotation_words: "7.18.5-2",
    _no_order_of_tabs: "7.18.3-1",
    _no_item_in_lists: "7.2-18",
    _no_colour_profile: "6.2.4.3-2",
    _no_marked_document: "6.7.2.2-1",
    _no_font_file: "7.21.4.1-1",
}


def test_verapdf_sees_each_part_of_the_structure_that_is_taken_out(write: Write, tmp_path: Path) -> None:
    whole = write(everything())
    files = {remove: tmp_path / f"{remove.__name__}.pdf" for remove in STRUCTURE}
    untouched = tmp_path / "untouched.pdf"
    with opened(whole) as pdf:
        pdf.save(untouched)
    for remove, path in files.items():
        with opened(whole) as pdf:
            remove(pdf)
            pdf.save(path)
    broken = {(found.file, found.rule) for found in judged([untouched, *files.values()])}
    assert not [rule for file, rule in broken if file == str(untouched)]
    for remove, rule in STRUCTURE.items():
        assert (str(files[remove]), rule) in broken, (remove.__name__, sorted(broken))


def test_outloud_sees_a_link_that_does_not_know_its_annotation(write: Write, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("outloud")
    if not program.exists():
        pytest.skip("outloud is not installed")
    path = tmp_path / "links.pdf"
    with opened(write(everything())) as pdf:
        for link in elements(pdf, "Link"):
            link.K = pikepdf.Array([kid for kid in link.K if not isinstance(kid, pikepdf.Dictionary)])
        pdf.save(path)
    done = subprocess.run([str(program), str(path)], capture_output=True, text=True, check=False)
    assert "LNK-" in done.stdout


text = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("אבمرह क्षสวั日本한🎉\u200d\u202e\xad|<&"), max_size=60
)
words_of = text.map(lambda words: (Text(words),))
paragraphs = st.builds(Paragraph, words_of, st.sampled_from(["body", "judgment", "annotated", "small", "unknown"]))
styled = st.builds(
    lambda before, inside, uri: Paragraph((Text(before), Strong((Link(f"https://{uri}", (Text(inside),)),)), LineBreak())),
    text, text, text,
)  # fmt: skip
simple = paragraphs | styled
cells = st.builds(lambda blocks: Cell(tuple(blocks)), st.lists(simple, max_size=2))
tables = st.lists(st.tuples(cells, cells), min_size=1, max_size=5).map(
    lambda rows: Table((Column(0.3), Column(0.7)), Row(rows[0]), tuple(map(Row, rows)), caption=(Text("Table 1"),))
)
blocks = st.one_of(
    simple,
    tables,
    st.lists(simple, min_size=1, max_size=3).map(lambda items: List(tuple(ListItem((item,)) for item in items))),
    st.lists(simple, max_size=3).map(lambda items: Callout((Text("Label"),), tuple(items))),
    st.lists(simple, max_size=8).map(lambda items: Section(tuple(items), columns=2)),
)


def test_made_up_documents_conform(write: Write, tmp_path: Path) -> None:
    made: list[Document] = []

    @settings(max_examples=25, deadline=None, database=None, derandomize=True)
    @given(st.lists(blocks, max_size=6))
    def make(content: list[Block]) -> None:
        made.append(document(*content))

    make()
    files = []
    for number, sample in enumerate(made):
        files.append(tmp_path / f"{number}.pdf")
        files[-1].write_bytes(write(sample).data)
    assert len(files) >= 25
    assert judged(files) == []


# --- words -------------------------------------------------------------------------------


def spoken(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The words of a document in reading order, as far as blocks hold them themselves."""
    for block in walk(blocks):
        match block:
            case Heading(children=words):
                yield plain(words)
            case Paragraph(children=words, margin_label=label):
                yield (label or "") + plain(words)
            case Callout(label=words):
                yield plain(words)
            case Table(caption=words):
                yield plain(words)
            case _:
                pass


@pytest.mark.parametrize("name", ["everything", "tall", "long"])
def test_all_words_are_there_in_order(write: Write, name: str) -> None:
    sample = samples()[name]
    text = letters(extracted(write(sample)))
    place = 0
    for words in spoken(sample.blocks):
        for word in words.split():
            place = text.find(letters(word), place)
            assert place >= 0, word
            place += len(letters(word))


@pytest.mark.parametrize(
    "words",
    [
        "Заявление министра",
        "Ελληνικά γράμματα",
        "Tiếng Việt",
        "नमस्ते क्षत्रिय",
        "สวัสดีชาวโลก",
        "naïve Ærø a\u00a0b",
        hostile(),
    ],
)
def test_words_of_a_script_come_out_letter_for_letter(write: Write, words: str) -> None:
    assert letters(words) in letters(
        extracted(write(replace(document(para(words)), header=Furniture(), footer=Furniture())))
    )


@pytest.mark.parametrize(("words", "code"), [("مرحبا بالعالم 123 العربية", "ar"), ("שלום עולם", "he")])
def test_words_that_run_from_right_to_left_come_out_word_for_word(write: Write, words: str, code: str) -> None:
    text = extracted(write(para(words, language=code))).split()
    assert [word for word in text if word in words.split()] == words.split()


def test_poppler_reads_what_the_document_says(write: Write, tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("no pdftotext")
    path = tmp_path / "sample.pdf"
    path.write_bytes(write(everything()).data)
    text = letters(subprocess.run([program, "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout)
    for words in (
        "A link outside".lower(),
        "¶1 The first paragraph of the article.",
        "Likely (55–80%)",
        "marked twice overP-1",
    ):
        assert letters(words) in text


def test_a_character_that_no_font_has_is_reported_and_kept_as_text(write: Write) -> None:
    result = write(para("The sign \ua015 stands here"))
    assert [(found.code, "U+A015" in found.message) for found in result.diagnostics] == [("BG701", True)]
    assert "\ua015" in extracted(result)


# --- the tree ----------------------------------------------------------------------------


def test_blocks_become_the_standard_elements(write: Write) -> None:
    with opened(write(everything())) as pdf:
        tags = [str(element.S)[1:] for element in elements(pdf)]
        assert {
            "H1",
            "H2",
            "P",
            "L",
            "LI",
            "Lbl",
            "LBody",
            "Table",
            "THead",
            "TBody",
            "TR",
            "TH",
            "TD",
            "Caption",
        } <= set(tags)
        assert {"Figure", "BlockQuote", "TOC", "TOCI", "Reference", "Link", "Sect"} <= set(tags)
        assert [children(element) for element in elements(pdf, "LI")][1] == ["Lbl", "LBody"]
        assert children(elements(pdf, "Table")[0]) == ["Caption", "THead", "TBody"]


def test_header_cells_and_row_names_have_a_scope(write: Write) -> None:
    with opened(write(table(5))) as pdf:
        scopes = [str(element.A.Scope) for element in elements(pdf, "TH")]
        assert scopes == ["/Column"] * 3 + ["/Row"] * 5


def test_a_paragraph_over_two_pages_is_one_element(write: Write) -> None:
    with opened(write(para("many words " * 900))) as pdf:
        (paragraph,) = elements(pdf, "P")
        own, others = [], []
        for kid in paragraph.K:
            (others if isinstance(kid, pikepdf.Dictionary) else own).append(kid)
        assert len(own) == 1
        assert [str(kid.Type) for kid in others] == ["/MCR"] * (len(pdf.pages) - 1)
        assert len(pdf.pages) > 1


def test_pictures_and_gauges_have_alternative_text(write: Write) -> None:
    with opened(write(everything())) as pdf:
        assert [str(element.Alt) for element in elements(pdf, "Figure")] == [
            "Likelihood: step 5 of 7",
            "Confidence: 2 of 3",
            "A grey rectangle",
        ]


def test_a_gauge_shows_one_square_or_all_dots_up_to_its_step(write: Write) -> None:
    result = write(Paragraph((Gauge("likelihood", 2, 7, "l"), Gauge("confidence", 2, 3, "c"))))
    with opened(result) as pdf:
        code = page_code(pdf, 0)
    assert (len(re.findall(r" re b$", code, re.M)), len(re.findall(r" re s$", code, re.M))) == (1, 6)
    assert (len(re.findall(r" c b$", code, re.M)), len(re.findall(r" c s$", code, re.M))) == (2, 1)


def test_languages_of_document_block_and_words_are_reported(write: Write) -> None:
    with opened(write(everything())) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert [str(element.Lang) for element in elements(pdf, "P") if "/Lang" in element] == ["fr"]
        assert f"/Lang<{b'ru'.hex()}>" in page_code(pdf, 0)


STYLED: dict[str, Callable[[str], Inline]] = {
    "strong": lambda words: Strong((Text(words),)),
    "emphasis": lambda words: Emphasis((Text(words),)),
    "role": lambda words: Span((Text(words),), "secondary"),
    "highlight": lambda words: Highlight("actor", (Text(words),)),
    "link": lambda words: Link("https://example.org/", (Text(words),)),
}


@pytest.mark.parametrize("kind", STYLED)
@pytest.mark.parametrize("blanks", [" ", "  "])
def test_blanks_go_to_the_word_before_them_unless_that_could_be_seen(write: Write, kind: str, blanks: str) -> None:
    """A highlight or a link would reach further, or another element would say the blank."""
    styled = STYLED[kind]
    apart = write(Paragraph((Text("It is "), styled("likely"), Text(f"{blanks}to end"))))
    before = write(Paragraph((Text("It is "), styled(f"likely{blanks}"), Text("to end"))))
    assert (apart.data == before.data) == (kind not in ("highlight", "link"))
    assert "Itislikelytoend" in letters(extracted(apart))


@pytest.mark.parametrize(("word", "seen"), [("likely", False), ("\U0001f44d", True), ("\u2192", True)])
def test_blanks_of_another_width_stay_after_signs_of_another_font(tmp_path: Path, word: str, seen: bool) -> None:
    """They are as wide as those of the words that they stand with, where the sign's font has none for words."""
    path = tmp_path / "mixed.yaml"
    cuts = "regular: NotoSans-Regular.ttf, semibold: IBMPlexSansArabic-SemiBold.ttf"
    path.write_text(f"name: mixed\nfonts:\n  text: {{name: Mixed, alternative: Arial, {cuts}}}\n")
    mixed = read_theme(str(path)).theme
    apart, before = (
        write_pdf(
            document(Paragraph((Text("It is "), Strong((Text(strong),)), Text(f"{rest}.")))),
            mixed,
            typesetter_for(mixed),
        )
        for strong, rest in ((word, " to end"), (f"{word} ", "to end"))
    )
    assert (apart.data != before.data) == seen


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2007"])
def test_blanks_at_which_no_line_ends_come_out_as_they_are(write: Write, blank: str) -> None:
    assert f"5{blank}km and 5 km" in extracted(write(para(f"5{blank}km and 5 km"))).replace("\n", " ")


def test_a_repeated_header_row_is_an_artifact(write: Write) -> None:
    result = write(table(80))
    with opened(result) as pdf:
        assert len(elements(pdf, "THead")) == 1
        assert "/Artifact<</Type/Pagination>>BDC" in page_code(pdf, 1)
    assert all("NameWhatNumber" in text for text in page_texts(result))


# --- links and bookmarks -----------------------------------------------------------------


def test_links_lead_where_they_say(write: Write) -> None:
    result = write(everything())
    with opened(result) as pdf:
        annotations = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        assert [str(a.A.URI) for a in annotations if "/A" in a] == ["https://example.org/a?b=1&c=2"]
        goal = next(a for a in annotations if str(a.Contents) == "Article A1, paragraph 1")
        assert goal.Dest[0].objgen == pdf.pages[result.layout.page_of["a1-p1"] - 1].obj.objgen


def test_a_link_that_wraps_is_one_annotation_with_an_area_for_each_line(write: Write) -> None:
    with opened(write(samples()["references"])) as pdf:
        first, second = pdf.pages[0].Annots[:2]
        assert len(first.QuadPoints) > 8
        edges = [[float(edge) for edge in first.QuadPoints[at::2]] for at in (0, 1)]
        assert [float(edge) for edge in first.Rect] == [*map(min, edges), *map(max, edges)]
        assert "/QuadPoints" not in second  # whose one area is its rectangle
        assert str(second.A.URI) == "https://e.org/%C3%BC%20%C3%A4"


def test_each_annotation_and_its_element_know_each_other(write: Write) -> None:
    with opened(write(everything())) as pdf:
        owned = {
            kid.Obj.objgen
            for link in elements(pdf, "Link")
            for kid in link.K
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
        }
        annotations = {annotation.objgen for page in pdf.pages for annotation in page.get("/Annots", [])}
        assert owned == annotations
        keys = [int(annotation.StructParent) for page in pdf.pages for annotation in page.get("/Annots", [])]
        assert len(keys) == len(set(keys))


def test_a_reference_to_nothing_stays_words_and_is_reported(write: Write) -> None:
    result = write(Paragraph((Reference("nowhere", (Text("see there"),)),)))
    assert [found.code for found in result.diagnostics] == ["BG706"]
    assert "see there" in extracted(result)
    with opened(result) as pdf:
        assert "/Annots" not in pdf.pages[0]


def test_a_role_that_the_theme_does_not_know_is_reported(write: Write) -> None:
    result = write(Paragraph((Span((Text("words"),), "odd"),), "strange"))
    assert [found.message.split("'")[1] for found in result.diagnostics] == ["strange", "odd"]
    assert "words" in extracted(result)


def test_headings_become_bookmarks_without_gaps(write: Write) -> None:
    result = write(
        *(Heading(level, (Text(f"At {number}"),), f"h{number}") for number, level in enumerate((2, 4, 1, 3)))
    )
    with opened(result) as pdf, pdf.open_outline() as outline:
        shape = [(item.title, [(child.title, len(child.children)) for child in item.children]) for item in outline.root]
    assert shape == [("At 0", [("At 1", 0)]), ("At 2", [("At 3", 0)])]


def test_contents_print_the_pages_of_headings(write: Write) -> None:
    headings = [Heading(1, (Text(f"Chapter {n}"),), f"c{n}") for n in range(12)]
    blocks: list[Block] = [Contents((Text("Contents"),), 1)]
    for heading in headings:
        blocks += [heading, para("filling " * 500)]
    result = write(*blocks)
    text = letters(extracted(result))
    for number in range(12):
        assert letters(f"Chapter {number} {result.layout.page_of[f'c{number}']}") in text
    assert result.layout.page_of["c11"] > 5


# --- pages -------------------------------------------------------------------------------


def test_furniture_and_marking_stand_on_every_page(write: Write) -> None:
    result = write(replace(document(table(120)), marking=Banner("us", "SECRET//NOFORN")))
    texts = page_texts(result)
    assert len(texts) == result.layout.pages > 2
    for number, text in enumerate(texts, 1):
        assert text.count("SECRET//NOFORN") == 2
        assert letters(f"Page {number} of {len(texts)}") in text
        assert text.count(letters("30 March 2025")) == 1


def test_the_look_of_a_marking_comes_from_the_theme(write: Write) -> None:
    with opened(write(replace(document(para("x")), marking=Banner("tlp", "TLP:RED")))) as pdf:
        code = page_code(pdf, 0)
    assert "1 0.169 0.169 rg" in code
    assert code.count("0 0 0 rg") == 2


def tops(result: PdfResult, words: str) -> list[tuple[int, float]]:
    """Page and height of each line that begins with these words."""
    found = []
    pdf = pypdfium2.PdfDocument(result.data)
    for number in range(len(pdf)):
        page = pdf[number].get_textpage()
        search = page.search(words)
        while (hit := search.get_next()) is not None:
            found.append((number + 1, page.get_charbox(hit[0])[3]))
    pdf.close()
    return found


def test_a_heading_stays_with_what_follows(write: Write) -> None:
    for lines in range(44, 50):
        result = write(
            *(para(f"line {number}", "table-text") for number in range(lines)),
            Heading(1, (Text("Stay"),), "s"),
            para("with me " * 40),
        )
        assert tops(result, "Stay")[0][0] == tops(result, "with me")[0][0]


def test_a_heading_before_a_long_table_does_not_push_it_to_the_next_page(write: Write) -> None:
    result = write(para("words " * 150), Heading(1, (Text("Rows"),), "rows"), table(100))
    assert result.layout.page_of["rows"] == 1
    assert letters("Row 9") in page_texts(result)[0]


def test_no_page_begins_or_ends_with_a_single_line_of_a_paragraph(write: Write) -> None:
    for lead in range(38, 48):
        result = write(*(para("filler", "table-text") for _ in range(lead)), para("uvw " * 110))
        counts = [text.count("uvw") for text in page_texts(result)]
        full_line = 24
        assert all(count == 0 or count > full_line for count in counts), (lead, counts)


def test_a_row_taller_than_a_page_is_divided_and_loses_nothing(write: Write) -> None:
    words = [f"w{number}x" for number in range(3000)]
    result = write(
        Table(
            (Column(0.3), Column(0.7)),
            Row((Cell(()), Cell(()))),
            (Row((Cell((para("name"),)), Cell((para(" ".join(words)),)))),),
        )
    )
    assert result.layout.pages > 2
    assert "".join(words) in "".join(re.findall(r"w\d+x", "".join(page_texts(result))))
    with opened(result) as pdf:
        assert len(elements(pdf, "TR")) == 2


def test_nothing_leaves_the_text_area(write: Write) -> None:
    for sample in samples().values():
        pdf = pypdfium2.PdfDocument(write(sample).data)
        for page in (pdf[number] for number in range(len(pdf))):
            width, height = page.get_size()
            for item in page.get_objects(max_depth=1):
                left, bottom, right, top = item.get_bounds()
                assert left > 40 and right < width - 40, (left, right)
                assert bottom > 15 and top < height - 15, (bottom, top)
        pdf.close()


def test_no_word_leaves_its_cell_and_no_line_its_page(
    theme: Theme, typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables of hostile words, in narrow columns, in either direction: held against the edges while they are drawn."""
    outside: list[str] = []
    drawn = 0
    paint = pdf_tables.RowBox.paint

    def measured(self: pdf_tables.RowBox, canvas: object, x: float, top: float) -> None:
        nonlocal drawn
        for index, boxes in enumerate(self.cells):
            left, right = self.grid.sides(index)
            for box in boxes:
                if isinstance(box, LineBox) and box.line.pieces:
                    drawn += 1
                    ends = [(piece.x, piece.x + getattr(piece, "width", 0.0)) for piece in box.line.pieces]
                    begin, end = box.indent + min(ends)[0], box.indent + max(end for _, end in ends)
                    if begin < left - 0.01 - _space(box) or end > right + 0.01 + _space(box):
                        outside.append("".join(getattr(piece, "shaped", piece).text for piece in box.line.pieces))
        assert top - self.height > float(theme.page.margins.bottom) - 0.02
        paint(self, canvas, x, top)

    monkeypatch.setattr(pdf_tables.RowBox, "paint", measured)
    words = st.text(st.sampled_from("abcWWWW0123456789/.-_ ßéяΩאבשمرहक्षสวั日本한\u00a0\u00ad"), max_size=80)
    cell = words.map(lambda each: Cell((para(each),)))

    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=4), st.sampled_from(["en", "ar"]))
    def check(rows: list[tuple[Cell, Cell, Cell]], language: str) -> None:
        columns = (Column(0.08), Column(0.12, "end"), Column(0.8, "center"))
        whole = Table(columns, Row(rows[0]), tuple(map(Row, rows)))
        write_pdf(document(whole, language=language), theme, typesetter)

    check()
    assert drawn > 300
    assert outside == []


def _space(box: LineBox) -> float:
    """Blanks at the end of a line may stand beyond the edge, where nobody sees them."""
    words = "".join(piece.shaped.text for piece in box.line.pieces if isinstance(piece, PlacedWord))
    return 3.0 * (len(words) - len(words.rstrip(" ")))


def test_a_landscape_section_keeps_the_furniture(write: Write) -> None:
    result = write(para("a"), Section((table(3),), "landscape"), para("b"))
    with opened(result) as pdf:
        sizes = [tuple(round(float(edge)) for edge in page.MediaBox[2:]) for page in pdf.pages]
    assert sizes == [(595, 842), (842, 595), (595, 842)]
    assert all("Page" in text for text in page_texts(result))


def test_a_column_break_begins_a_column(write: Write) -> None:
    section = Section((para("first words"), para("lower"), ColumnBreak(), para("beside")), columns=2)
    result = write(para("before"), section, para("behind"))
    first, lower, beside, behind = (tops(result, said)[0] for said in ("first", "lower", "beside", "behind"))
    assert beside[1] == pytest.approx(first[1], abs=0.5)
    assert behind[1] < lower[1] < beside[1]


def lines_of(count: int) -> list[Paragraph]:
    return [Paragraph((Text(f"line {number}"),)) for number in range(count)]


def test_pages_beyond_the_limit_are_reported_with_what_to_shorten(write: Write) -> None:
    made = document(Heading(1, (Text("Long"),), "long"), *lines_of(60))
    (found,) = write(replace(made, page_limit=1)).diagnostics
    (stated,) = (int(number) for number in re.findall(r"^(\d+) lines more than 1 page", found.message))
    assert found.code == "BG709" and found.severity is Severity.WARNING
    assert f"under “Long” by {stated}" in found.hint
    assert write(replace(made, page_limit=2)).diagnostics == ()
    shorter = document(*made.blocks[: len(made.blocks) - stated])
    assert write(replace(shorter, page_limit=1)).diagnostics == ()


def test_each_column_that_is_too_long_is_reported_on_its_own(write: Write) -> None:
    head = [Heading(1, (Text(said),), said) for said in ("Left", "Right")]

    def made(left: int, right: int) -> Document:
        columns = Section((head[0], *lines_of(left), ColumnBreak(), head[1], *lines_of(right)), columns=2)
        return replace(document(para("above"), columns), page_limit=1)

    assert write(made(20, 20)).diagnostics == ()
    (long,) = write(made(20, 60)).diagnostics
    assert "Right" in long.hint and "Left" not in long.hint
    (both,) = write(made(60, 60)).diagnostics
    assert "Right" in both.hint and "Left" in both.hint


def test_columns_are_balanced(write: Write) -> None:
    section = Section(tuple(para(f"start{number} " + "column words " * 20) for number in range(6)), columns=2)
    result = write(para("before"), section, para("behind"))
    heights = {number: tops(result, f"start{number}")[0][1] for number in range(6)}
    assert heights[0] == pytest.approx(heights[3], abs=0.5)
    assert tops(result, "behind")[0][1] < min(heights.values())


def test_a_table_that_goes_on_in_the_next_column_repeats_its_header_there(write: Write) -> None:
    result = write(Section((table(40),), columns=2), para("behind"))
    with opened(result) as pdf:
        assert page_code(pdf, 0).count("/Artifact<</Type/Pagination>>BDC") == 1
        assert len(elements(pdf, "THead")) == 1
    headers = tops(result, "Number")
    assert len(headers) == 2
    assert headers[0] == pytest.approx(headers[1], abs=0.5)
    long = write(Section((table(300),), columns=2))
    assert all(text.count("NameWhatNumber") == 2 for text in page_texts(long)[:-1])
    assert [int(number) for number in re.findall(r"Row (\d+)", extracted(long))] == sorted(
        int(number) for number in re.findall(r"Row (\d+)", extracted(long))
    )


def test_the_last_page_holds_at_least_five_lines_if_it_can_be_helped(write: Write) -> None:
    for count in range(33, 45):
        result = write(*(para(f"line{number}.") for number in range(count)))
        texts = page_texts(result)
        assert len(texts) == 1 or texts[-1].count("line") >= 4, count
        assert re.findall(r"line(\d+)", "".join(texts)) == [str(number) for number in range(count)]
    for count in range(33, 40):
        last = page_texts(write(table(count)))[-1]
        assert last.count("Row") >= 3 and "NameWhatNumber" in last, count


def test_in_a_right_to_left_document_everything_begins_at_the_right(write: Write) -> None:
    arabic = document(table(3), para("Latin words."), List((ListItem((para("item"),)),)), language="ar")
    pdf = pypdfium2.PdfDocument(write(arabic).data)
    try:
        page = pdf[0].get_textpage()

        def left(words: str) -> float:
            place = page.search(words).get_next()
            assert place is not None
            return page.get_charbox(place[0])[0]

        assert left("Name") > left("What") > left("Number")
        assert left("Row 1") > left("What there is")
        assert left("Latin") > 400 and left("item") > 400
        assert left("item") < left("•")
    finally:
        pdf.close()


@pytest.mark.parametrize("words", ["ปั๊มฝั่ง", "שָׁלוֹםלְכֻלָּם", "كِتَابٌجَدِيدٌ", "x\u0302y\u0302z"])
def test_letters_with_marks_stand_side_by_side(write: Write, words: str) -> None:
    """Other programs too draw each where the one before it ends, however far its marks are moved."""
    pdf = pypdfium2.PdfDocument(write(para(words)).data)
    try:
        page = pdf[0].get_textpage()
        shown = page.get_text_range()
        places = [page.get_charbox(at) for at, character in enumerate(shown) if character in words]
        boxes = sorted({(left, right) for left, _, right, _ in places})
        assert len(boxes) > 2
        assert all(-1 < after[0] - before[1] < 4 for before, after in pairwise(boxes))
    finally:
        pdf.close()


def test_letters_with_marks_that_one_font_cannot_hold_go_into_another(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyph_clusters, "_FULL", 12)
    words = [f"{letter}{mark}" for letter in "אבגדהוזחטיכלמנסעפצקרשת" for mark in "\u05b4\u05b8"]
    result = write(para(" ".join(words)))
    assert set(words) <= set(extracted(result).split())
    with opened(result) as pdf:
        assert len([name for name in pdf.pages[0].Resources.Font if name.startswith("/S")]) > 3


def test_a_list_counts_from_its_start_each_time(write: Write) -> None:
    one = List((ListItem((para("a"),)), ListItem((para("b"),))), ordered=True)
    text = extracted(write(one, replace(one, start=7), one))
    assert re.findall(r"\d+\.", text) == ["1.", "2.", "7.", "8.", "1.", "2."]


def test_nested_highlights_show_the_inner_tint_and_both_lines(write: Write) -> None:
    inner = Highlight("event", (Text("inner"),))
    with opened(write(Paragraph((Highlight("actor", (Text("outer "), inner, Text(" outer"))),)))) as pdf:
        code = page_code(pdf, 0)
    fills = [line for line in code.splitlines() if line.endswith(" rg")][1:4]
    assert fills[0] == fills[2] != fills[1]
    assert len(re.findall(r" l S$", code, re.M)) == 4


def test_a_picture_never_grows_and_never_leaves_the_page(write: Write) -> None:
    with opened(write(Figure(png(96, 48), "small"), Figure(png(10, 9000), "tall"))) as pdf:
        sizes = [
            tuple(map(float, found))
            for page in range(len(pdf.pages))
            for found in re.findall(r"q ([\d.]+) 0 0 ([\d.]+)", page_code(pdf, page))
        ]
    assert sizes[0] == (72.0, 36.0)
    assert sizes[1][1] < 842


def test_a_picture_with_transparency_is_laid_on_white(write: Write) -> None:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(buffer, "PNG")
    with opened(write(Figure(buffer.getvalue(), "clear"))) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        assert "/SMask" not in image
        assert set(image.read_bytes()) == {255}


def test_a_picture_that_cannot_be_read_leaves_its_alternative_text(write: Write) -> None:
    result = write(Figure(b"no picture", "What it would show"))
    assert "What it would show" in extracted(result)
    assert [found.code for found in result.diagnostics] == ["BG708"]


# --- the file ----------------------------------------------------------------------------


def test_properties_are_the_documents_own(write: Write) -> None:
    with opened(write(everything())) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        assert info["/Title"] == "A sample document"
        assert info["/CreationDate"] == "D:20250330120000+00'00'"
        assert "reportlab" not in str(info).casefold()
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == "A sample document"
            assert xmp["pdfuaid:part"] == "1"
            assert list(xmp["dc:subject"]) == ["one", "two"] or set(xmp["dc:subject"]) == {"one", "two"}


def test_every_font_is_embedded_and_none_comes_twice(write: Write) -> None:
    with opened(write(everything())) as pdf:
        names = []
        for font in pdf.pages[0].Resources.Font.values():
            (descendant,) = font.DescendantFonts
            assert "/FontFile2" in descendant.FontDescriptor
            names.append(str(font.BaseFont))
    assert len(names) == len(set(names)) >= 4
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in names)


def test_the_same_document_gives_the_same_bytes_in_any_surroundings() -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "from samples import everything\n"
        "from briefgen.readers.theme_reader import read_theme\n"
        "from briefgen.writers.pdf import write_pdf\n"
        "theme = read_theme('default').theme\n"
        "first, second = (write_pdf(everything(), theme).data for _ in range(2))\n"
        "assert first == second\n"
        "print(hashlib.sha256(first).hexdigest())\n"
    )
    digests = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("77", "America/Caracas")):
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=surroundings, check=True
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


def test_a_typesetter_that_has_been_used_changes_nothing(theme: Theme, typesetter: Typesetter) -> None:
    write_pdf(samples()["scripts"], theme, typesetter)
    fresh, used = write_pdf(everything(), theme), write_pdf(everything(), theme, typesetter)
    assert hashlib.sha256(fresh.data).digest() == hashlib.sha256(used.data).digest()


def test_fonts_that_were_packed_for_other_documents_change_nothing(theme: Theme) -> None:
    used = typesetter_for(theme)
    letters = [document(para(f"Only {chr(97 + n)}{chr(98 + n)}{chr(65 + n)}")) for n in range(12)]
    first = [write_pdf(each, theme, used).data for each in letters]
    again = [write_pdf(each, theme, used).data for each in reversed(letters)]
    assert again[::-1] == first == [write_pdf(each, theme).data for each in letters]


def test_documents_written_at_the_same_time_do_not_meet(theme: Theme, typesetter: Typesetter) -> None:
    expected = [samples()[name] for name in ("everything", "long", "scripts", "references")]
    alone = [write_pdf(sample, theme, typesetter).data for sample in expected]
    with ThreadPoolExecutor(4) as pool:
        together = [result.data for result in pool.map(lambda sample: write_pdf(sample, theme, typesetter), expected)]
    assert together == alone


def test_a_font_file_that_is_missing_is_reported(theme: Theme) -> None:
    fonts = theme.fonts.model_copy(update={"text": theme.fonts.text.model_copy(update={"regular": "None.ttf"})})
    with pytest.raises(TemplateError) as raised:
        write_pdf(document(), theme.model_copy(update={"fonts": fonts}))
    assert [found.code for found in raised.value.diagnostics] == ["BG614"]


@pytest.mark.parametrize("long", ["Donaudampfschifffahrtsgesellschaftskapitänsmützenabteilung", "x" * 300])
def test_a_long_word_is_broken_before_the_short_words_of_other_columns_are(write: Write, long: str) -> None:
    columns = tuple(Column(1 / 6) for _ in range(6))
    head = Row(tuple(map(cell, ("Date", "Known", "Prepared by", "Prepared for", "Distribution", "Sources"))))
    words = ("20 June 2025", "19 June 2025, 18:00 UTC", long, long, "Heads of division; embassies", "1 article")
    block = Table(columns, head, (Row(tuple(map(cell, words))),))
    result = write(block)
    said = extracted(result).split()
    short = {word for each in (*words, "Date Known Prepared by Distribution Sources") for word in each.split()}
    assert short - {long} <= set(said)
    with pypdfium2.PdfDocument(result.data) as pdf:
        page = pdf[0].get_textpage()
        for date in ("20 June 2025", "19 June 2025"):
            at, count = page.search(date).get_next()
            assert page.get_charbox(at)[0] < page.get_charbox(at + count - 1)[0], "the year stands in the same line"
            assert abs(page.get_charbox(at)[1] - page.get_charbox(at + count - 1)[1]) < 2
    assert sum(result.layout.shares[id(block)]) == pytest.approx(1.0)
