"""What a PDF says of its structure beyond its words, in PDF 1.7 and in PDF 2.0."""

from __future__ import annotations

import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from judges.verapdf import judged
from msgspec.structs import replace
from samples import cell, document, everything, para, table

from briefgen.compose import compose, load_theme
from briefgen.document import Cell, Document, Heading, Link, Paragraph, Text
from briefgen.fill import fill
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.readers.yaml_reader import read_input
from briefgen.record import versions
from briefgen.verify.pdf import content_of_pdf
from briefgen.writers.pdf import write_pdf

THEME = load_theme("default").theme
MODERN = THEME.model_copy(update={"pdf": "ua-2"})
ROOT = Path(__file__).parents[1]
INPUTS = (ROOT / "inputs" / "2025-03-30.yaml", ROOT / "tests" / "data" / "arabic.yaml")


def opened(made: Document, modern: bool = False) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(write_pdf(made, MODERN if modern else THEME).data))


def elements(pdf: pikepdf.Pdf, tag: str) -> list[Any]:
    """All elements of a type, in order."""
    found: list[Any] = []

    def visit(element: Any) -> None:
        if element.get("/S") == f"/{tag}":
            found.append(element)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                visit(kid)

    visit(pdf.Root.StructTreeRoot.K)
    return found


def test_the_title_is_a_title_and_older_readers_take_it_for_a_paragraph() -> None:
    with opened(document(para("A title", "title"), para("words"))) as pdf:
        assert len(elements(pdf, "Title")) == len(elements(pdf, "P")) == 1
        assert pdf.Root.StructTreeRoot.RoleMap.Title == "/P"


@pytest.mark.parametrize(
    ("language", "summary", "written"),
    [
        (None, "Rows.", "Rows."),
        ("en", "Rows.", "\x1ben\x1bRows."),
        ("he", "שורות", "\x1bhe\x1bשורות"),
        ("fil", "Rows.", "Rows."),
    ],
)
def test_a_tables_summary_names_its_language_where_it_is_not_the_documents(
    language: str | None, summary: str, written: str
) -> None:
    made = write_pdf(document(replace(table(2), summary=summary, summary_language=language)), THEME)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        (element,) = elements(pdf, "Table")
        assert str(element.A.Summary) == written
    assert content_of_pdf(made.data).summaries == (summary,)


@pytest.mark.parametrize("text", ["words", "€ 5 – „soon“ … •", "Łódź, ﬁve", "Tōkyō", "日本", "(a \\ b)", "þÿ is", "˘ˇ"])
def test_what_another_program_says_of_a_figure_is_read_by_the_encoding_that_it_chose(text: str) -> None:
    """Other programs write PDFDocEncoding where it has all letters."""
    with opened(everything()) as pdf:
        figures = elements(pdf, "Figure")
        for figure in figures:
            figure.Alt = text
        out = io.BytesIO()
        pdf.save(out)
    assert figures and set(content_of_pdf(out.getvalue()).alts) == {text}


def test_the_text_of_an_article_is_one_quotation() -> None:
    def numbered(n: int) -> Paragraph:
        return Paragraph((Text(f"Paragraph {n}."),), "annotated", f"p{n}", f"¶{n}")

    heading = Heading(2, (Text("Next"),), "next")
    with opened(document(para("Before."), numbered(1), numbered(2), heading, numbered(3), para("After."))) as pdf:
        assert [len(quoted.K) for quoted in elements(pdf, "BlockQuote")] == [2, 1]
        assert len(elements(pdf, "P")) == 5


@pytest.mark.parametrize("label", [None, "¶1"])
@pytest.mark.parametrize(("count", "middle"), [(400, ["words"]), (1000, ["words", "MCR"])], ids=["a page", "two pages"])
def test_words_and_links_are_kids_of_their_paragraph_as_they_are_read(
    count: int, middle: list[str], label: str | None
) -> None:
    many = ("three " * count).strip()
    parts = (Text("one "), link("two"), Text(f" {many} "), link("four"), Text(" five"))
    made = write_pdf(document(Paragraph(parts, "body", "p", label)), THEME).data
    with pikepdf.open(io.BytesIO(made)) as pdf:
        (paragraph,) = elements(pdf, "P")
        assert not elements(pdf, "Span")
        end = ["Link", middle[-1]]
        assert [kind(kid) for kid in paragraph.K] == ["words"] * bool(label) + ["words", "Link", *middle, *end]
    read = content_of_pdf(made)
    assert [span.words for span in read.spans] == [f"{f'{label} ' if label else ''}one two {many} four five"]
    assert [each.words for each in read.links] == ["two", "four"]


def link(words: str) -> Link:
    return Link("https://example.org/", (Text(words),))


def kind(kid: Any) -> str:
    """What a kid is: the type of an element, a reference to words of another page, or words."""
    return str(kid.get("/S", kid.get("/Type")))[1:] if isinstance(kid, pikepdf.Dictionary) else "words"


@pytest.mark.parametrize("row_headers", [True, False])
def test_each_cell_names_its_headers(row_headers: bool) -> None:
    with opened(document(table(70, row_headers=row_headers))) as pdf:
        heads = {bytes(head.ID): head for head in elements(pdf, "TH")}
        assert len(heads) == 3 + 70 * row_headers
        cells = elements(pdf, "TD")
        assert len(cells) == 70 * (3 - row_headers)
        named = [[bytes(each) for each in one.A.Headers] for one in cells]
        assert all(len(each) == 1 + row_headers and heads.keys() >= set(each) for each in named)
        columns = list(heads)[:3]
        assert [each[0] for each in named[: 3 - row_headers]] == columns[row_headers:]
        if row_headers:
            assert all(heads[first].P.objgen == one.P.objgen for one, (_, first) in zip(cells, named, strict=True))
        assert names(pdf.Root.StructTreeRoot.IDTree) == sorted(heads)


def names(node: Any) -> list[bytes]:
    own = [bytes(each) for each in node.get("/Names", [])[::2]] if "/Names" in node else []
    if own:
        assert [bytes(each) for each in node.Limits] == [own[0], own[-1]]
    return own + [name for kid in node.get("/Kids", []) for name in names(kid)]


def test_pages_have_labels_and_the_outline_is_shown_where_there_is_one() -> None:
    with opened(everything()) as pdf:
        assert pdf.Root.PageLabels.Nums[1].S == "/D" and pdf.Root.PageMode == "/UseOutlines"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with opened(document(para("words"))) as pdf:
        assert pdf.Root.PageMode == "/UseNone"


# --- PDF 2.0 -------------------------------------------------------------------------------


def made_of(path: Path) -> Document:
    kit = load_kit(Options())
    return compose(fill(read_input(path)).briefing, kit.template, kit.theme)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    nested = replace(table(2), rows=(replace(table(1).rows[0], cells=(cell("a"), Cell(()), cell("c"))),))
    found = {"everything": everything(), "bare": document(para("words")), "empty cell": document(nested)}
    return found | {path.stem: made_of(path) for path in INPUTS}


@pytest.mark.parametrize(
    ("theme", "profiles"), [(THEME, ("PDFUA-1", "PDFA-2A")), (MODERN, ("PDFUA-2-ISO32005", "PDFA-4F"))]
)
def test_files_conform_to_what_they_declare(
    documents: dict[str, Document], theme: Any, profiles: tuple[str, ...], tmp_path: Path
) -> None:
    for name, made in documents.items():
        (tmp_path / f"{name}.pdf").write_bytes(write_pdf(made, theme).data)
    assert judged(sorted(tmp_path.glob("*.pdf")), profiles) == []


def test_both_kinds_of_file_say_the_same(documents: dict[str, Document]) -> None:
    for made in documents.values():
        usual, modern = (content_of_pdf(write_pdf(made, theme).data) for theme in (THEME, MODERN))
        assert modern.unknown == {"the structure": ()}
        assert (usual.spans, usual.links, usual.alts, usual.pages) == (
            modern.spans,
            modern.links,
            modern.alts,
            modern.pages,
        )


def test_a_modern_file_declares_itself_and_leads_to_elements() -> None:
    made = everything()
    data = write_pdf(made, MODERN).data
    assert data.startswith(b"%PDF-2.0\n")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert re.findall(r"<pdf(?:ua|a)id:(\w+)>(\w+)<", metadata) == [
            ("part", "4"), ("rev", "2020"), ("conformance", "F"), ("part", "2"), ("rev", "2024")
        ]  # fmt: skip
        assert "/Info" not in pdf.trailer
        (file,) = pdf.Root.AF
        about = json.loads(file.EF.F.read_bytes())
        assert (about["title"], about["language"]) == ("A sample document", "en")
        links = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        inside = [each.A for each in links if each.A.S == "/GoTo"]
        assert inside and all(each.SD[0].S in ("/P", "/H1", "/H2") for each in inside)
        first = pdf.Root.Outlines.First
        assert first.A.SD[0].S == "/H1" and str(first.Title) == "First part"
        assert all("/Ref" in entry for entry in elements(pdf, "TOCI"))
        assert pdf.Root.StructTreeRoot.Namespaces[0].NS == "http://iso.org/pdf2/ssn"


def test_the_usual_file_stays_pdf_1_7() -> None:
    data = write_pdf(everything(), THEME).data
    assert data.startswith(b"%PDF-1.7\n")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/Namespaces" not in pdf.Root.StructTreeRoot and "/AF" not in pdf.Root and "/Info" in pdf.trailer


def test_the_same_document_gives_the_same_modern_bytes() -> None:
    assert write_pdf(everything(), MODERN).data == write_pdf(everything(), MODERN).data


def test_manifests_name_the_zlib_that_packed_the_files() -> None:
    assert versions()["zlib"] == zlib.ZLIB_RUNTIME_VERSION
