"""The web page: what it says, that it may do nothing, and what browsers and other judges make of it."""

from __future__ import annotations

import re
import subprocess
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from judges import page as judges
from lxml import etree
from msgspec.structs import replace
from samples import cell, document, everything, para, png

from briefgen.cli import main
from briefgen.compose import load_theme
from briefgen.contrast import contrast_ratio
from briefgen.document import (
    Banner,
    Callout,
    Column,
    Document,
    Figure,
    Heading,
    Link,
    Paragraph,
    Reference,
    Row,
    Span,
    Table,
    Text,
)
from briefgen.formats import FORMATS, USUAL_FORMATS
from briefgen.verify import expected_content, verify
from briefgen.verify.html import content_of_html
from briefgen.writers.html import write_html
from briefgen.writers.html.colours import in_the_dark

THEME = load_theme("default").theme
ROOT = Path(__file__).parents[1]
Captured = pytest.CaptureFixture[str]


def written(content: Document) -> str:
    return write_html(content, THEME).data.decode("utf-8")


def body(content: Document) -> str:
    """The main part, without the rest."""
    return written(content).partition("<main>\n")[2].partition("\n</main>")[0]


def tree(content: Document) -> etree._Element:
    return etree.fromstring(write_html(content, THEME).data)


def find(root: etree._Element, path: str) -> etree._Element:
    found = root.find(path)
    assert found is not None, path
    return found


# --- what it says ----------------------------------------------------------------------------


def test_everything_is_said_in_order() -> None:
    content = everything()
    made = write_html(content, THEME)
    assert made.diagnostics == ()
    assert verify(content, None, None, "packet", {"packet.html": made.data}).findings == ()
    said = content_of_html(made.data)
    assert [each.words for each in said.spans] == [each.words for each in expected_content(content).spans]


def test_words_are_set_in_the_elements_that_mean_them() -> None:
    table = Table(
        (Column(0.3), Column(0.4), Column(0.3, "end")),
        Row((cell("Name", "table-head"), cell("What", "table-head"), cell("Number", "table-head"))),
        tuple(Row((cell(f"Row {n}"), cell(""), cell("7", "table-number")), f"row-{n}") for n in (1, 2)),
        (Text("Table 1. Rows"),),
        summary="Rows and numbers",
    )
    callout = Callout((Text("Bottom line"),), (para("It holds."),), "bottom-line")
    assert body(document(para("A title", "title"), callout, Heading(1, (Text("Part"),), "part"), table)) == (
        '<h1 class="s-title">A title</h1>\n'
        '<section class="c-bottom-line" aria-labelledby="_label-1">\n'
        '<p class="s-callout-label" id="_label-1">Bottom line</p>\n<p class="s-lead">It holds.</p>\n</section>\n'
        '<h2 class="s-heading-1" id="part">Part</h2>\n'
        '<table class="t-default" aria-describedby="_label-2">\n'
        '<caption class="s-caption">Table 1. Rows<span id="_label-2" hidden="hidden">Rows and numbers</span></caption>\n'
        '<colgroup><col class="w300"/><col class="w400"/><col class="w300"/></colgroup>\n'
        '<thead>\n<tr><th scope="col">Name</th><th scope="col">What</th>'
        '<th scope="col" class="end">Number</th></tr>\n</thead>\n<tbody>\n'
        '<tr id="row-1"><td data-label="Name">Row 1</td><td data-label="What"></td>'
        '<td class="end s-table-number" data-label="Number">7</td></tr>\n'
        '<tr id="row-2"><td data-label="Name">Row 2</td><td data-label="What"></td>'
        '<td class="end s-table-number" data-label="Number">7</td></tr>\n</tbody>\n</table>'
    )


def test_headings_leave_no_level_out_and_stand_below_the_title() -> None:
    blocks = (Heading(2, (Text("Two"),), "two"), Heading(4, (Text("Four"),), "four"))
    with_title = tree(document(para("A title", "title"), *blocks))
    without = tree(document(*blocks))
    assert [each.tag for each in find(with_title, "body/main")] == ["h1", "h2", "h3"]
    assert [each.tag for each in find(without, "body/main")] == ["h1", "h2"]


def test_the_seventh_level_is_said_to_be_the_seventh() -> None:
    blocks = (Heading(level, (Text(f"Level {level}"),), f"h{level}") for level in range(1, 7))
    content = document(para("A title", "title"), *blocks)
    assert '<h6 class="s-heading-6" id="h6" aria-level="7">Level 6</h6>' in body(content)
    assert verify(content, None, None, "packet", {"packet.html": write_html(content, THEME).data}).findings == ()


def test_language_and_direction_are_said_of_each_passage() -> None:
    arabic = "أعلن الوزير"
    content = document(
        Paragraph((Text(arabic),), language="ar"),
        Paragraph((Text("Said "), Span((Text(arabic),), language="ar"), Text(" twice"))),
        para(arabic),
        Paragraph((Text("A "), Span((Text(arabic),)), Text(" value"))),
    )
    assert body(content).splitlines() == [
        f'<p class="s-body" lang="ar" dir="rtl">{arabic}</p>',
        f'<p class="s-body">Said <span lang="ar" dir="rtl">{arabic}</span> twice</p>',
        f'<p class="s-body" dir="rtl">{arabic}</p>',
        f'<p class="s-body">A <bdi>{arabic}</bdi> value</p>',
    ]
    turned = written(document(para(arabic), Paragraph((Text("English"),), language="en"), language="ar"))
    assert '<html lang="ar" dir="rtl">' in turned
    assert '<p class="s-body" lang="en" dir="ltr">English</p>' in turned


def test_a_statement_and_its_passage_lead_to_one_another() -> None:
    statement = Paragraph((Text("So it is ("), Reference("a1-p1", (Text("A1¶1"),), "Article 1"), Text(").")))
    again = Paragraph((Text("Again "), Reference("a1-p1", (Text("A1¶1"),))))
    passage = Paragraph((Text("It was so."),), "annotated", "a1-p1", "¶1")
    content = document(statement, again, passage)
    root = tree(content)
    there, back = find(root, ".//a[@class='i-reference']"), find(root, ".//a[@class='back']")
    assert there.get("href") == "#a1-p1"
    assert there.get("title") == "Article 1"
    assert back.get("href") == f"#{there.get('id')}"
    assert back.text == "¶1"
    assert ":target" in written(content)
    assert verify(content, None, None, "packet", {"packet.html": write_html(content, THEME).data}).findings == ()


def test_a_link_within_a_link_and_one_that_is_no_address_are_words() -> None:
    inner = Link("https://example.org/inner", (Text("inner"),))
    content = document(
        Paragraph((Link("https://example.org/outer", (Text("outer "), inner)),)),
        Paragraph((Link("javascript:alert(1)", (Text("no address"),)), Reference("nowhere", (Text("lost"),)))),
    )
    made = write_html(content, THEME)
    root = etree.fromstring(made.data)
    assert [each.get("href") for each in root.iterfind(".//a")] == ["https://example.org/outer"]
    assert [each.code for each in made.diagnostics] == ["BG706", "BG703"]
    assert b"javascript:" not in made.data


def test_a_picture_lies_in_the_page_and_a_broken_one_leaves_its_words() -> None:
    content = document(Figure(png(), "A grey rectangle", (Text("Figure 1"),)), Figure(b"no picture", "What it showed"))
    made = write_html(content, THEME)
    assert f'src="data:image/png;base64,{b64encode(png()).decode()}"' in made.data.decode()
    assert [each.code for each in made.diagnostics] == ["BG708"]
    assert verify(content, None, None, "packet", {"packet.html": made.data}).findings == ()


# --- what it may do --------------------------------------------------------------------------


SIGNS = "</style><script>alert(1)</script> & \"quoted\" 'quoted' ]]> <!-- --> {color:red} \\ 😀"


def test_text_is_text_wherever_it_stands() -> None:
    hostile = document(
        para(SIGNS, "title"),
        Callout((Text(SIGNS),), (para(SIGNS),)),
        Heading(1, (Text(SIGNS),), f"anchor {SIGNS}"),
        Paragraph((Reference(f"anchor {SIGNS}", (Text(SIGNS),), SIGNS), Span((Text(SIGNS),), SIGNS)), SIGNS),
        Figure(png(), SIGNS, (Text(SIGNS),)),
        marking=Banner("custom", SIGNS),
    )
    hostile = replace(hostile, metadata=replace(hostile.metadata, title=SIGNS, author=SIGNS, keywords=(SIGNS,)))
    made = write_html(hostile, THEME)
    assert verify(hostile, None, None, "packet", {"packet.html": made.data}).findings == ()
    root = etree.fromstring(made.data)
    assert root.findall(".//script") == []
    assert find(root, "body/main/h1").text == SIGNS
    assert find(root, "head/title").text == f"{SIGNS} | {SIGNS}"


def test_a_name_of_the_theme_is_no_markup_either() -> None:
    odd = 'odd "><script> {} name'
    theme = THEME.model_copy(update={"styles": {**THEME.styles, odd: THEME.styles["lead"]}})
    content = document(para("Words", odd))
    made = write_html(content, theme)
    assert verify(content, None, None, "packet", {"packet.html": made.data}).findings == ()
    assert find(etree.fromstring(made.data), "body/main/p").get("class") == 's-odd-"><script>-{}-name'
    assert b".s-odd-\\22 \\3e \\3c script\\3e -\\7b \\7d -name{" in made.data


def test_the_page_may_do_nothing_but_show_its_own_style() -> None:
    made = written(everything())
    style = made.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made)
    assert policy is not None
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert made.index("Content-Security-Policy") < made.index("<style>")
    assert re.findall(r"<script|<link|<iframe|<object|<form|<input|\sstyle=|\son\w+=|url\(|@import", made) == []
    assert set(re.findall(r'src="([^;"]*)', made)) == {"data:image/png"}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert write_html(everything(), THEME).data == write_html(everything(), load_theme("default").theme).data


def test_the_marking_stands_in_the_title_at_the_top_and_at_the_foot() -> None:
    root = tree(replace(document(para("x")), marking=Banner("us", "SECRET//NOFORN")))
    assert find(root, "head/title").text == "SECRET//NOFORN | A sample document"
    assert [find(root, f"body/{edge}/p[@class='marking']/bdi").text for edge in ("header", "footer")] == [
        "SECRET//NOFORN"
    ] * 2


# --- how it looks ----------------------------------------------------------------------------


def test_a_value_of_the_theme_changes_the_page() -> None:
    before = written(everything())
    colours = {**THEME.colours, "accent": "#123456"}
    styles = {
        **THEME.styles,
        "body": THEME.styles["body"].model_copy(update={"leading": THEME.styles["body"].size * 2}),
    }
    other = THEME.model_copy(update={"colours": colours, "styles": styles})
    after = write_html(everything(), other).data.decode()
    assert "#123456" not in before
    assert "--x123456:#123456" in after
    assert ".s-body{font-size:1rem;line-height:2;" in after


TEXT = sorted({style.colour for style in THEME.styles.values()} | {"accent"})
GROUNDS = ["paper", "panel", *(style.tint for style in THEME.kinds.values())]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_can_be_read_in_the_dark(text: str, ground: str) -> None:
    assert contrast_ratio(in_the_dark(THEME.colour(text)), in_the_dark(THEME.colour(ground))) >= 4.5


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast_ratio("000000", "FFFFFF") == pytest.approx(21)
    assert contrast_ratio("777777", "FFFFFF") == pytest.approx(4.48, abs=0.005)


# --- as a packet -----------------------------------------------------------------------------


def test_a_packet_with_a_page_is_verified_and_a_changed_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--to", "html", "--jobs", "1", "--out", "out", str(ROOT / "inputs/2025-03-30.yaml")]) == 0
    page = tmp_path / "out/2025-03-30/2025-03-30.html"
    assert main(["verify", "out"]) == 0
    page.write_text(page.read_text("utf-8").replace("very unlikely", "very likely", 1), "utf-8")
    capsys.readouterr()
    assert main(["verify", "out"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "2025-03-30.html: error BG702 paragraph 11 differs" in said
    assert "1 packet verified: 1 error" in said


def test_a_page_is_written_where_it_is_asked_for() -> None:
    assert "html" in FORMATS
    assert "html" not in USUAL_FORMATS


# --- what others make of it ------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample, the packets of the repository's own inputs, and the index."""
    folder = tmp_path_factory.mktemp("pages")
    sample = folder / "everything.html"
    sample.write_bytes(write_html(everything(), THEME).data)
    assert main(["--to", "html", "--jobs", "1", "--out", str(folder / "out"), str(ROOT / "inputs")]) == 0
    return [sample, *sorted((folder / "out").rglob("*.html"))]


def test_the_nu_checker_finds_no_error(pages: list[Path], tmp_path: Path) -> None:
    assert judges.nu(*pages) == []
    faulty = tmp_path / "faulty.html"
    faulty.write_text(pages[0].read_text("utf-8").replace("</main>", "<p role='nothing'></p></main>"), "utf-8")
    assert len(judges.nu(faulty)) == 1


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_violation(pages: list[Path], tmp_path: Path, dark: bool) -> None:
    found = {each.name: judges.axe(each, tmp_path, dark=dark, width=500) for each in pages}
    assert found == {name: [] for name in ("everything.html", "2025-03-30.html", "multilingual.html", "index.html")}


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """The seed in languages that are not written as English is, each with an index page of its own."""
    seed, found = (ROOT / "inputs" / "2025-03-30.yaml").read_text("utf-8"), {}
    for language in ("ar", "ja"):
        folder = tmp_path_factory.mktemp(language)
        (folder / "seed.yaml").write_text(re.sub("(?m)^language: .*$", f"language: {language}", seed), "utf-8")
        out = ["--to", "html", "--jobs", "1", "--out", str(folder / "out")]
        assert main([*out, str(folder / "seed.yaml")]) == 0
        found[language] = [folder / "out" / "seed" / "seed.html", folder / "out" / "index.html"]
    return found


@pytest.mark.parametrize("language", ["ar", "ja"])
def test_pages_in_other_languages_are_as_sound(foreign: dict[str, list[Path]], tmp_path: Path, language: str) -> None:
    for each in foreign[language]:
        start = re.search("<html [^>]*>", each.read_text("utf-8"))
        assert start and f'lang="{language}"' in start[0]
        assert ('dir="rtl"' in start[0]) == (language == "ar")
    assert judges.nu(*foreign[language]) == []
    assert [judges.axe(each, tmp_path, width=500) for each in foreign[language]] == [[], []]


def test_axe_is_asked(pages: list[Path], tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.html"
    faulty.write_text(pages[0].read_text("utf-8").replace(' lang="en" dir="ltr"', "", 1), "utf-8")
    assert any(each.startswith("html-has-lang") for each in judges.axe(faulty, tmp_path))


def test_a_browser_shows_the_words_that_the_reader_reads(pages: list[Path], tmp_path: Path) -> None:
    shown = judges.computed(pages[0], tmp_path, "[document.querySelector('main').innerText]")[0]
    said = content_of_html(pages[0].read_bytes())
    text = " ".join(shown.split())
    at = 0
    for span in said.spans:
        if span.words:
            found = text.find(span.words, at)
            assert found >= 0, span.words
            at = found + len(span.words)


def test_a_browser_obeys_the_policy_and_applies_the_style(pages: list[Path], tmp_path: Path) -> None:
    """A script that somebody puts in does not run; the style, known by its digest, does apply."""
    page = tmp_path / "with-script.html"
    script = "<script>document.querySelector('main').textContent = 'replaced'</script>"
    page.write_text(pages[0].read_text("utf-8").replace("</body>", f"{script}</body>"), "utf-8")
    assert ">replaced<" not in judges.dom(page, tmp_path)
    wanted = "[getComputedStyle(document.querySelector('.marking')).backgroundColor]"
    assert judges.computed(pages[0], tmp_path, wanted) == ["rgb(0, 0, 0)"]


def test_nothing_is_wider_than_a_phone(pages: list[Path], tmp_path: Path) -> None:
    """Chromium's own window is no narrower than 500 pixels: the page stands in a frame."""
    for each in pages:
        frame = tmp_path / "frame.html"
        source = each.read_text("utf-8").replace("&", "&amp;").replace('"', "&quot;")
        frame.write_text(f'<iframe style="width:320px;height:900px" srcdoc="{source}"></iframe><body></body>', "utf-8")
        wide = "[String(document.querySelector('iframe').contentDocument.documentElement.scrollWidth)]"
        after = f"new Promise(done => setTimeout(() => done({wide}), 1000))"
        assert int(judges.computed(frame, tmp_path, after)[0]) <= 324, each


@pytest.mark.parametrize(("name", "least"), [("2025-03-30.html", 6), ("everything.html", 2)])
def test_the_marking_is_printed_on_every_page(pages: list[Path], tmp_path: Path, name: str, least: int) -> None:
    """At the top and at the foot, also where the document ends a page or turns the paper."""
    out = judges.printed(next(each for each in pages if each.name == name), tmp_path)
    try:
        text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("no pdftotext is installed")
    *printed, rest = text.split("\f")
    assert rest.strip() == ""
    assert len(printed) >= least
    assert [each.count("TLP:CLEAR") >= 2 for each in printed] == [True] * len(printed)


def test_a_reader_who_follows_a_reference_sees_the_passage(pages: list[Path], tmp_path: Path) -> None:
    where = "document.getElementById('a1-p1')"
    goes = f"(location.hash = 'a1-p1', [getComputedStyle({where}).backgroundColor])"
    before = judges.computed(pages[0], tmp_path, f"[getComputedStyle({where}).backgroundColor]")
    assert unescape(before[0]) == "rgba(0, 0, 0, 0)"
    assert judges.computed(pages[0], tmp_path, goes) == ["rgb(255, 240, 179)"]


def test_passages_scales_and_targets_are_seen_in_colours_that_are_forced(pages: list[Path], tmp_path: Path) -> None:
    """As Windows does with a contrast theme: the reader's few colours take the place of the page's."""
    asked = """
    (location.hash = 'a1-p1', (() => {
      const look = (where, name) => getComputedStyle(document.querySelector(where))[name];
      const canvas = look('body', 'backgroundColor'), words = look('main p', 'color');
      const marks = [...document.querySelectorAll('mark')].map(each => getComputedStyle(each).color);
      return [String(matchMedia('(forced-colors: active)').matches), String(canvas !== words),
        String(marks.length > 20 && marks.every(each => each === words)),
        String(look('.g-likelihood .solid', 'fill') === words), String(look('.g-likelihood path:not(.solid)', 'stroke') === words),
        look('#a1-p1', 'outlineStyle'), look('.marking', 'backgroundColor')];
    })())"""
    seed = next(each for each in pages if each.name == "2025-03-30.html")
    found = judges.computed(seed, tmp_path, asked, contrast=True)
    assert found == ["true", "true", "true", "true", "true", "solid", "rgb(0, 0, 0)"]
