"""Packets in the languages of their readers: what the program prints of its own comes from catalogues, whole and sound."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from gettext import GNUTranslations
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import office
import pikepdf
import pypdfium2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po
from briefings import articles, bare, full
from judges.verapdf import judged
from lxml import etree
from makers import catalogues
from test_batch import outcomes, report, write_inputs

from briefgen.batch.index import page
from briefgen.batch.state import PacketSummary
from briefgen.cli import main
from briefgen.compose import compose
from briefgen.diagnostics import TemplateError
from briefgen.document import Block, Document, Gauge, Heading, Paragraph, Span, Text, plain, walk
from briefgen.fill import fill
from briefgen.fill.sources import source_summary
from briefgen.formats import FORMATS
from briefgen.kit import load_kit
from briefgen.options import Options
from briefgen.packets import InputFile
from briefgen.pipeline import build
from briefgen.readers.yaml_reader import read_input
from briefgen.release import release
from briefgen.schema.briefing import AnnotatedArticle, ArticleParagraph, Briefing, Judgment, ResolvedPlace
from briefgen.schema.input import Source
from briefgen.schema.marking import Marking
from briefgen.schema.vocabulary import KIND_LABEL, PRINTED
from briefgen.words import catalogue_of
from briefgen.words.american import SPELT
from briefgen.words.catalogue_faults import faults
from briefgen.words.messages import message_parts
from briefgen.writers.html import write_html
from briefgen.writers.pdf import write_pdf
from briefgen.writers.text import write_text
from briefgen.writers.word import write_word

ROOT = Path(__file__).parents[1]
SEED = ROOT / "inputs" / "2025-03-30.yaml"
CASE = ROOT / "tests" / "cases" / "words_that_stay_words" / "input.yaml"
LANGUAGES = ("ar", "de", "es", "fr", "ja", "uk")
HEADINGS = {
    "ar": "الأحكام الرئيسية",
    "de": "Kernbewertungen",
    "es": "Juicios clave",
    "fr": "Appréciations clés",
    "ja": "主要判断",
    "uk": "Ключові судження",
}
MADE_UP = "qaa"
"""A language that nobody speaks."""


def po(language: str, domain: str = "briefgen") -> Catalog:
    path = catalogues.LOCALES / language / "LC_MESSAGES" / f"{domain}.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def messages(data: bytes) -> dict[tuple[object, str | None], object]:
    return {(each.id, each.context): each.string for each in read_po(io.BytesIO(data)) if each.id}


# --- the catalogues themselves -------------------------------------------------------------


def test_the_catalogues_are_as_their_maker_leaves_them() -> None:
    """Every message of code, templates and tables is in each of them; `python tests/makers/catalogues.py` sees to it."""
    made = dict(catalogues.files())
    assert {path.parents[1].name for path in made if path.suffix == ".po"} == {*LANGUAGES}
    for path, data in made.items():
        if path.suffix == ".mo":
            kept, new = (GNUTranslations(io.BytesIO(each))._catalog for each in (path.read_bytes(), data))  # type: ignore[attr-defined]
            assert {key: kept[key] for key in kept if key} == {key: new[key] for key in new if key}, path
        else:
            assert messages(path.read_bytes()) == messages(data), path


@pytest.mark.parametrize(("domain", "least"), [("briefgen", 200), ("annotate", 100)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_in_each_form_that_numbers_have(language: str, domain: str, least: int) -> None:
    catalog = po(language, domain)
    assert len(catalog) > least
    forms = [(each, each.string if isinstance(each.string, tuple) else (each.string,)) for each in catalog if each.id]
    assert [each.id for each, said in forms if each.fuzzy or not all(said)] == []
    assert {len(said) for each, said in forms if each.pluralizable} <= {catalog.num_plurals}
    assert [*faults(catalog)] == []
    shipped = catalogues.LOCALES / language / "LC_MESSAGES" / "briefgen.mo"
    assert [*faults(read_mo(io.BytesIO(shipped.read_bytes())))] == []


_PLACES = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_words_keep_their_places(language: str) -> None:
    """What stands in braces is filled in by the page."""
    found = [each for each in po(language, "annotate") if each.id]
    assert [each.id for each in found if sorted(_PLACES.findall(each.id)) != sorted(_PLACES.findall(each.string))] == []


def test_the_kinds_are_called_in_the_catalogues_as_in_the_usual_theme() -> None:
    assert {name: kind.label for name, kind in load_kit(Options()).theme.kinds.items()} == KIND_LABEL


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("ar", 0, "لا مقالات"),
        ("ar", 1, "مقال واحد"),
        ("ar", 2, "مقالان"),
        ("ar", 3, "3 مقالات"),
        ("ar", 11, "11 مقالًا"),
        ("ar", 100, "100 مقال"),
        ("uk", 1, "1 стаття"),
        ("uk", 3, "3 статті"),
        ("uk", 11, "11 статей"),
        ("uk", 21, "21 стаття"),
        ("fr", 1, "1 article"),
        ("ja", 5, "記事5件"),
    ],
)
def test_a_number_has_the_form_that_its_language_gives_it(language: str, number: int, words: str) -> None:
    assert catalogue_of(language).ngettext("%(num)s article", "%(num)s articles", number) == words


@pytest.mark.parametrize("tag", ["fr", "fr-CA", "FR-ca", "fr-Latn-CA"])
def test_a_region_falls_back_to_its_language(tag: str) -> None:
    found = catalogue_of(tag).gettext("Key judgments")
    assert (found, found.language) == (HEADINGS["fr"], None)  # type: ignore[attr-defined]


def test_american_packets_are_spelt_as_americans_do(own: Path) -> None:
    for language, words in (("en-US", "destabilizing"), ("en", "destabilising"), ("en-GB", "destabilising")):
        found = catalogue_of(language).pgettext("direction", "destabilising")
        assert (found, type(found)) == (words, str)
    (own / "en.po").write_text(OWN.format("Main judgments"), "utf-8")
    american = catalogue_of("en-US")
    assert american.gettext("Key judgments") == "Main judgments"
    assert american.pgettext("actor type", "organisation") == "organization"
    assert american.ngettext("%(num)s note", "%(num)s notes", 2) == "2 notes"


def test_all_british_spellings_have_an_american_one() -> None:
    british = re.compile(
        r"[a-z](is(e[ds]?|ing|ation)|our|ogue)\b|\b(centre|programme|grey|defence|licence)\b", re.IGNORECASE
    )
    alike = {"raise", "otherwise", "your"}
    pot = read_po(io.BytesIO((catalogues.LOCALES / "briefgen.pot").read_bytes()))
    found = {
        each
        for message in pot
        for each in ((message.id,) if isinstance(message.id, str) else message.id)
        if any(british.search(word) and word.casefold() not in alike for word in re.findall(r"\w+", each))
    }
    assert found == set(SPELT)


def test_what_no_catalogue_holds_is_english_and_says_so() -> None:
    for found in (catalogue_of("pt").gettext("Key judgments"), catalogue_of("fr").gettext("A new message")):
        assert found.language == "en"  # type: ignore[attr-defined]
    assert type(catalogue_of("en-GB").gettext("Key judgments")) is str


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "30 mars 2025 à 18:00\u00a0UTC"),
        ("de", "30. März 2025, 18:00\u00a0UTC"),
        ("ja", "2025年3月30日 18:00 UTC"),
        ("en", "30 March 2025, 18:00 UTC"),
    ],
)
def test_a_point_in_time_is_in_the_words_of_its_language(language: str, words: str) -> None:
    assert catalogue_of(language).date(datetime(2025, 3, 30, 18, tzinfo=UTC)) == words


# --- whole packets -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The seed in each language, in all formats, by a run that verifies what it wrote."""
    folder = tmp_path_factory.mktemp("languages")
    text = SEED.read_text(encoding="utf-8")
    kit, found = load_kit(Options()), {}
    options = Options(formats=tuple(FORMATS), out=folder / "out")
    for language in LANGUAGES:
        path = folder / f"{language}.yaml"
        path.write_text(re.sub("(?m)^language: .*$", f"language: {language}", text), encoding="utf-8")
        packet = build(InputFile(str(path), language), kit, options)
        assert not packet.failed, packet.diagnostics
        assert "BG624" not in {each.code for each in packet.diagnostics}
        found[language] = packet.folder
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seed_is_in_its_readers_language_in_all_formats(packets: dict[str, Path], language: str) -> None:
    folder = packets[language]
    text, html = ((folder / f"{language}.{ending}").read_text(encoding="utf-8") for ending in ("txt", "html"))
    for english in ("Key judgments", "Confidence", "Likely (", "Near term", "Table 1", "Annex A.", "30 March 2025,"):
        assert english not in text
    assert f"# {HEADINGS[language]}\n" in text and HEADINGS[language] in html
    assert 'lang="en"' not in re.sub("<style>.*</style>", "", html, flags=re.DOTALL)


def test_each_pdf_conforms(packets: dict[str, Path]) -> None:
    assert judged(folder / f"{language}.pdf" for language, folder in packets.items()) == []


@office.needs_pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_has_the_pages_of_the_pdf(packets: dict[str, Path], language: str, tmp_path: Path) -> None:
    fonts = office.signs_alone(tmp_path)
    shown = office.converted(packets[language] / f"{language}.docx", "pdf", tmp_path, fonts).read_bytes()
    with (
        pypdfium2.PdfDocument(shown) as word,
        pypdfium2.PdfDocument((packets[language] / f"{language}.pdf").read_bytes()) as paper,
    ):
        assert len(word) == len(paper)


def composed(briefing: Briefing, template: str = "packet") -> Document:
    kit = load_kit(Options(template=template, theme="one-page" if template == "one-page" else "default"))
    return compose(briefing, kit.template, kit.theme)


def spans(document: Document) -> Iterator[str]:
    """Words in a document that say to be English."""
    for block in walk(document.blocks):
        for child in _inlines(block):
            if isinstance(child, Span) and child.language == "en":
                yield plain(child.children)


def _inlines(block: Block) -> Iterator[object]:
    waiting = [*getattr(block, "children", ()), *getattr(block, "caption", ()), *getattr(block, "label", ())]
    for child in waiting:
        yield child
        waiting += [each for each in getattr(child, "children", ()) if not isinstance(each, str)]


def test_words_of_the_program_in_a_language_without_catalogue_say_that_they_are_english() -> None:
    briefing = full().model_copy(update={"language": "pt", "source_summary": None})
    summary = source_summary(briefing)
    document = composed(briefing.model_copy(update={"source_summary": summary}))
    found = [*spans(document)]
    assert {"Key judgments", "Who acts", "Bottom line", "Likely", "Near term", "Agreed", summary} <= {*found}
    assert not any("Command in Japan" in each for each in found)
    gauges = [each for block in walk(document.blocks) for each in _inlines(block) if isinstance(each, Gauge)]
    assert gauges and {each.language for each in gauges} == {"en"}


def test_ranges_keep_their_direction_in_a_packet_from_right_to_left() -> None:
    document = composed(full().model_copy(update={"language": "ar"}))
    values = {
        plain(each.children).strip("\u200e")
        for b in walk(document.blocks)
        for each in _inlines(b)
        if isinstance(each, Span)
    }
    assert "55–80%" in values
    titles = [block.children for block in walk(document.blocks) if isinstance(block, Heading)]
    assert (Text(HEADINGS["ar"]),) in titles


def test_what_a_redacted_edition_leaves_out_is_said_in_the_briefings_language() -> None:
    marking = Marking.model_validate({"banner": "TLP:GREEN", "portions": True})
    (first, *others) = full().articles
    paragraph = first.paragraphs[0].model_copy(update={"portion": "TLP:GREEN"})
    kept = first.paragraphs[1].model_copy(update={"portion": "TLP:CLEAR"})
    article = first.model_copy(update={"portion": "TLP:CLEAR", "paragraphs": (paragraph, kept)})
    briefing = full().model_copy(update={"language": "de", "marking": marking, "articles": (article, *others)})
    edition = release(briefing, "TLP:CLEAR")
    assert edition.title == "Titel zurückgehalten"
    assert edition.articles[0].paragraphs[0].text == "[Absatz zurückgehalten]"
    assert "Agenturbericht" in (edition.source_summary or "")


def test_a_country_that_is_written_as_a_code_has_its_name_in_the_language(tmp_path: Path) -> None:
    text = (ROOT / "tests/cases/words_that_stay_words/input.yaml").read_text(encoding="utf-8")
    (tmp_path / "x.yaml").write_text(f"language: fr\n{text}", encoding="utf-8")
    found = {actor.country for actor in fill(read_input(tmp_path / "x.yaml")).briefing.key_actors if actor.country}
    assert ResolvedPlace(written="NO", code="NO", name="Norvège") in found


# --- signs between words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "label", "likely", "references"),
    [
        ("en", "Basis: 0", "Likely (55–80%)", "A1¶1; A2¶1"),
        ("fr", "Fondement : 0", "Probable (55–80 %)", "A1¶1 ; A2¶1"),
        ("ar", "الأساس: 0", "مرجّح (55–80%)", "A1¶1؛ A2¶1"),
        ("ja", "根拠：0", "可能性が高い（55～80%）", "A1¶1；A2¶1"),
        ("zh-Hans", "Basis: 0", "Likely (55–80%)", "A1¶1; A2¶1"),
    ],
)
def test_colons_brackets_and_semicolons_stand_as_each_language_sets_them(
    language: str, label: str, likely: str, references: str
) -> None:
    grounds = tuple(full().key_judgments[0].evidence[:1])
    second = grounds[0].model_copy(update={"article": "A2", "paragraph": 1, "last_paragraph": None})
    first = second.model_copy(update={"article": "A1"})
    judged = full().key_judgments[0].model_copy(update={"evidence": (first, second), "basis": "0"})
    document = composed(bare().model_copy(update={"language": language, "key_judgments": (judged,)}))
    signs = {ord(each): None for each in "\u200e\u200f"} | {ord(each): " " for each in "\u00a0\u202f"}
    said = [plain(each.children).translate(signs) for each in walk(document.blocks) if isinstance(each, Paragraph)]
    assert label in said
    assert [each for each in said if each.startswith(likely) and references in each]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["letter for the kind: Key actor P", "assessment of probability: almost no chance", "archived copy: http"],
        ),
        ("ja", ["とともに付す：主要アクター P", "同じ評価を表す：ほぼ可能性なし", "保存版：http"]),
    ],
)
def test_words_before_a_list_or_a_link_end_as_each_language_sets_them(language: str, words: list[str]) -> None:
    article, *_ = full().articles
    source = article.source.model_copy(update={"archived": "https://example.org/kept"})
    changes = {"language": language, "mixes_terms": True, "articles": (article.model_copy(update={"source": source}),)}
    text = write_text(composed(full().model_copy(update=changes))).replace("<", "")
    assert [each for each in words if each not in text] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_marking_stands_on_the_side_that_its_scheme_prescribes_whichever_way_words_run(language: str) -> None:
    marked = full().model_copy(update={"language": language, "marking": Marking(scheme="tlp", banner="TLP:GREEN")})
    page = write_html(composed(marked), load_kit(Options()).theme).data.decode()
    assert re.search(r"\.marking\{[^}]*text-align:right;", page)


# --- no word is left out -------------------------------------------------------------------


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue in which every word of each message stands in signs."""
    (tmp_path / "templates/locales").mkdir(parents=True)
    (tmp_path / f"templates/locales/{MADE_UP}.po").write_bytes(in_signs())
    monkeypatch.chdir(tmp_path)


@cache
def in_signs() -> bytes:
    catalog, out = Catalog(MADE_UP), io.BytesIO()
    for message in catalogues.extracted():
        if message.id:
            said = tuple(map(wrapped, message.id)) if message.pluralizable else wrapped(str(message.id))
            catalog.add(message.id, said, context=message.context)
    write_po(out, catalog)
    return out.getvalue()


def wrapped(message: str) -> str:
    return "".join(
        f"⟦{words.replace('%', '%%')}⟧" if words else f"%({name})s" for words, name in message_parts(message)
    )


def bare_words(text: str) -> set[str]:
    """The words that do not stand in signs."""
    return {word.casefold() for word in re.findall(r"[^\W\d_]{2,}", re.sub("⟦[^⟦⟧]*⟧", " ", text))}


def analysts_words(value: object) -> set[str]:
    """The words of a briefing's values, but for those that are the program's own."""
    match value:
        case str():
            return set() if value in CODES else bare_words(value)
        case dict():
            return set().union(*(analysts_words(each) for key, each in value.items() if key != "kind"))
        case list() | tuple():
            return set().union(*map(analysts_words, value))
        case _:
            return set()


CODES = {word for words in PRINTED.values() for word in words} | {"near", "medium", "long"}


def of_html(data: bytes) -> str:
    """All text, and what stands for pictures, links and tables."""
    page = re.sub(
        '(?s)<style>.*?</style>|<meta http-equiv.*?/>|<meta name="(?:viewport|color-scheme|referrer)".*?/>',
        "",
        data.decode(),
    )
    attributes = re.findall(r'\s(?:alt|title|aria-label|data-label|content)="([^"]*)"', page)
    page = re.sub(r"</?(?:a|b|bdi|em|i|mark|span|strong|sup)\b[^>]*>", "", page)
    return unescape(" ".join([re.sub("<[^>]*>", " ", page), *attributes]))


def of_word(data: bytes) -> str:
    """All text, and what stands for pictures, links, tables and content controls."""
    said = []
    with ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
                for each in etree.fromstring(file.read(name)).iter():
                    tag = etree.QName(each).localname
                    said += [each.text or ""] if tag == "t" else [" "] if tag == "p" else []
                    said += [f" {words} " for key, words in each.items() if etree.QName(key).localname in _SAID]
                    said += [f" {each.values()[0]} "] if tag in ("alias", "tblCaption", "tblDescription") else []
    return "".join(said)


_SAID = ("descr", "tooltip")


def of_pdf(data: bytes) -> str:
    """All text, and what stands for pictures, links and tables."""
    with pypdfium2.PdfDocument(data) as paper:
        said = [each.get_textpage().get_text_range() for each in paper]
    with pikepdf.open(io.BytesIO(data)) as file:
        for each in file.objects:
            if isinstance(each, pikepdf.Dictionary):
                said += [
                    str(each[key])
                    for key in ("/Alt", "/Summary", "/Contents", "/Title")
                    if isinstance(each.get(key), pikepdf.String)
                ]
    return " ".join(" ".join(said).replace("\x02", "").split())


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("template", ["packet", "one-page"])
def test_no_word_of_the_program_stands_outside_the_catalogues(template: str) -> None:
    briefing = full().model_copy(update={"language": MADE_UP, "mixes_terms": True, "source_summary": None})
    document = composed(briefing, template)
    kit = load_kit(Options())
    theirs = analysts_words(briefing.model_dump(mode="json")) | {"kj", "https", "qaa"}
    paper = write_pdf(document, kit.theme)
    said = {
        "text": write_text(document),
        "html": of_html(write_html(document, kit.theme).data),
        "word": of_word(write_word(document, kit.theme, paper.layout).data),
        "pdf": of_pdf(paper.data),
    }
    assert "⟦Key judgments⟧" in said["text"]
    # A line of the PDF may end in a word that signs hold; there, only whole words are looked at.
    assert {name: bare_words(words) - theirs for name, words in said.items()} == {name: set() for name in said}


def several(*sources: dict[str, object], published: Iterable[date | None] = ()) -> Briefing:
    days = [*published, *[None] * len(sources)]
    found = tuple(
        AnnotatedArticle(
            id=f"A{number}",
            headline="0",
            published=days[number - 1],
            source=Source.model_validate({"name": f"{number}", **source}),
            paragraphs=(
                ArticleParagraph(
                    number=1, reference=f"A{number}¶1", text=" ".join(map(str, range(number * 99, number * 99 + 50)))
                ),
            ),
        )
        for number, source in enumerate(sources, 1)
    )
    judged = tuple(
        Judgment(id=f"KJ{n}", statement="0", evidence=tuple(full().key_judgments[0].evidence[:1])) for n in (1, 2)
    )
    return Briefing(title="0", date=date(2025, 5, 6), language=MADE_UP, articles=found, key_judgments=judged)


DAY, NEXT = date(2025, 3, 30), date(2025, 4, 2)


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize(
    "briefing",
    [
        several({}),
        several({"kind": "wire", "origin": "9", "reliability": "A", "credibility": 1}, published=[DAY]),
        several({"kind": "social"}, {"kind": "official"}, {}, published=[DAY, NEXT, None]),
        several({"origin": "9"}, {"origin": "9"}, published=[DAY, DAY]),
        several({"reliability": "A", "url": "https://1.2/3"}, {"reliability": "B", "url": "https://1.2/3"}, {}),
        several(*[{"origin": "9", "reliability": "A"}] * 12, published=[DAY] * 11 + [NEXT]),
    ],
    ids=range(6),
)
def test_no_word_of_the_statement_on_the_sources_stands_outside_the_catalogues(briefing: Briefing) -> None:
    said = source_summary(briefing)
    assert said.count("⟦") > 3
    assert bare_words(said) <= {"kj"}


@pytest.mark.usefixtures("made_up")
def test_no_word_of_the_index_page_stands_outside_the_catalogues() -> None:
    about = {"title": "1", "language": MADE_UP, "regions": "2", "actors": "3", "date": "2025-03-30", "marking": "4"}
    packet: PacketSummary = {
        "input": "1", "sha256": "", "texts": {}, "basis": "", "files": [("5.pdf", 1, "")], "about": about, "pages": 2,
        "findings": {"error": 1, "warning": 2, "note": 3},
    }  # fmt: skip
    made = "".join(page({"6": packet}, {"6"}))
    body = re.sub("(?s)<(style|script)>.*?</.*?>", "", made)
    shown = [re.sub("<[^>]*>", " ", body), *re.findall(r'data-(?:label|of|fresh|changed)="([^"]*)"', body)]
    assert bare_words(re.sub(r"%\(\w+\)s", "", " ".join(shown))) == {"pdf"}


def test_the_index_page_speaks_the_language_that_all_its_packets_have() -> None:
    def made(*languages: str) -> str:
        packets = {
            each: {"about": {"language": each} if each != "en" else {}, "files": [], "pages": 1, "findings": {}}
            for each in languages
        }
        return "".join(page(packets))  # type: ignore[arg-type]

    assert '<html lang="ar" dir="rtl">' in made("ar") and "حزم الإحاطة" in made("ar")
    assert '<html lang="fr">' in made("fr", "fr-CA")
    for several in (("fr", "de"), ("fr", "en"), ("pt",), ("en",)):
        assert '<html lang="en">' in made(*several) and "Briefing packets" in made(*several)


# --- an organisation's own words -----------------------------------------------------------

OWN = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Key judgments"
msgstr "{}"
"""


def plural_forms(count: int | str, expression: str) -> str:
    """A catalogue that has a message with forms for numbers, which it finds like this."""
    header = f'charset=UTF-8\\n"\n"Plural-Forms: nplurals={count}; plural={expression};'
    counted = 'msgid "%(num)s article"\nmsgid_plural "%(num)s articles"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
    return OWN.format("x").replace("charset=UTF-8", header) + "\n" + counted


def compiled(messages: str) -> bytes:
    """A catalogue with these messages, as programs read it."""
    return catalogues.as_mo((OWN.format("x") + messages).encode(), "fr")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "templates" / "locales"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return folder


def titles(language: str) -> list[str]:
    briefing = full().model_copy(update={"language": language})
    return [plain(each.children) for each in walk(composed(briefing).blocks) if isinstance(each, Heading)]


def test_an_organisations_words_come_before_those_of_the_program(own: Path) -> None:
    (own / "fr.po").write_text(OWN.format("Nos jugements"), encoding="utf-8")
    assert titles("fr-CA")[:2] == ["Nos jugements", "Acteurs clés"]
    (own / "fr_CA.po").write_text(OWN.format("Nos avis"), encoding="utf-8")
    assert (titles("fr-CA")[0], titles("fr")[0]) == ("Nos avis", "Nos jugements")
    (own / "en.po").write_text(OWN.format("Key judgements"), encoding="utf-8")
    assert titles("en-GB")[:2] == ["Key judgements", "Key actors"]


def test_a_catalogue_may_be_called_as_the_language_is_written_in_briefings(own: Path) -> None:
    (own / "zh-Hans.po").write_text(OWN.format("主要判断"), encoding="utf-8")
    assert titles("zh-Hans")[0] == titles("zh-Hans-CN")[0] == "主要判断"


def test_the_hint_names_a_catalogue_that_would_be_read(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own.parents[1] / "x.yaml").write_text(f"language: zh-Hans\n{CASE.read_text('utf-8')}", encoding="utf-8")
    main(["check", "x.yaml"])
    name = re.findall(r"templates/locales/([\w.-]+)", capsys.readouterr().out)[0]
    (own / name).write_text(OWN.format("主要判断"), encoding="utf-8")
    assert titles("zh-Hans")[0] == "主要判断"


def test_an_organisation_adds_a_language(own: Path) -> None:
    (own / "pt.po").write_text(OWN.format("Juízos principais"), encoding="utf-8")
    assert titles("pt-BR")[:2] == ["Juízos principais", "Key actors"]
    english = [*spans(composed(full().model_copy(update={"language": "pt"})))]
    assert "Key actors" in english and "Juízos principais" not in english


def test_a_compiled_catalogue_is_taken_as_well(own: Path) -> None:
    (own / "fr.mo").write_bytes(catalogues.as_mo(OWN.format("Nos jugements").encode(), "fr"))
    assert titles("fr")[0] == "Nos jugements"


@pytest.mark.parametrize(
    ("name", "data", "line", "words"),
    [
        ("fr.po", OWN.format("x") + '\nmsgid "Page %(page)s of %(pages)s"\nmsgstr "%(seite)s"\n', 7, "no place called seite"),
        ("fr.po", OWN.format("x") + '\nmsgid "Entry %(number)s"\nmsgstr "x"\n', 7, "leaves out number"),
        ("fr.po", OWN.format("x") + "\nmsgid Key\n", 7, "cannot be used"),
        ("fr.po", b"\xff\xfe", 0, "cannot be used"),
        ("fr.po", OWN.format("\u202ekey"), 4, "U+202E"),
        ("fr.po", OWN.format("key\x01"), 4, "U+0001"),
        ("fr.po", plural_forms(2, "n**n**n"), 0, "unexpected token"),
        ("fr.po", plural_forms(2, "n%(n-5000)"), 0, "divide by what may be zero"),
        ("fr.po", plural_forms(2, "n%0"), 0, "divide by what may be zero"),
        ("fr.po", plural_forms(2, "n*7"), 0, "the number 1 a form beyond"),
        ("fr.po", plural_forms(99999999, "n"), 0, "counts 99999999 forms"),
        ("fr.po", plural_forms("x", "n"), 0, "cannot be used"),
        ("fr.po", OWN.format("x").replace("UTF-8", "nope"), 0, "unknown encoding"),
        ("fr.mo", catalogues.as_mo(plural_forms(2, "n%0").encode(), "fr"), 0, "divide by what may be zero"),
        ("fr.mo", compiled('\nmsgid "Page %(page)s of %(pages)s"\nmsgstr "%(seite)s"\n'), 0, "no place called seite"),
        ("fr.mo", compiled('\nmsgid "Entry %(number)s"\nmsgstr "x"\n'), 0, "leaves out number"),
        ("fr.mo", compiled('\nmsgctxt "a"\nmsgid "b"\nmsgid_plural "%(num)s"\nmsgstr[0] "%(n)s"\n'), 0, "no place called n"),
        ("fr.mo", compiled('\nmsgid "a"\nmsgstr "\u202eb"\n'), 0, "U+202E"),
        ("fr.mo", b"not a catalogue", 0, "cannot be used"),
        ("fr.mo", b"", 0, "cannot be used"),
    ],
)  # fmt: skip
def test_a_catalogue_that_cannot_be_used_is_a_finding_with_its_line(
    own: Path, name: str, data: str | bytes, line: int, words: str
) -> None:
    (own / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(TemplateError) as caught:
        catalogue_of("fr")
    found = caught.value.diagnostics[0]
    assert (found.code, found.place.path, found.place.line) == ("BG623", f"templates/locales/{name}", line)
    assert words in found.message


def test_words_of_a_catalogue_are_no_markup(own: Path) -> None:
    words = "<b>a</b> **b** [c](https://example.org) | {{ 7*7 }}"
    (own / "fr.po").write_text(OWN.format(f"{words}\\n\\n# d"), encoding="utf-8")
    document = composed(full().model_copy(update={"language": "fr"}))
    assert next(plain(each.children) for each in walk(document.blocks) if isinstance(each, Heading)) == f"{words} # d"
    assert unescape(write_html(document, load_kit(Options()).theme).data.decode()).count(words) == 1


def test_packets_are_built_again_when_a_catalogue_of_their_language_changes(
    tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_inputs(tmp_path / "inputs", "english", "french")
    french = tmp_path / "inputs" / "french.yaml"
    french.write_text(f"language: fr\n{french.read_text('utf-8')}", "utf-8")
    assert outcomes(report(capsys, "inputs")) == {"english": "built", "french": "built"}
    assert outcomes(report(capsys, "inputs")) == {"english": "up to date", "french": "up to date"}
    (own / "fr.po").write_text(OWN.format("Nos jugements"), encoding="utf-8")
    assert outcomes(report(capsys, "inputs")) == {"english": "up to date", "french": "built"}
    assert outcomes(report(capsys, "inputs")) == {"english": "up to date", "french": "up to date"}
    (own / "fr.po").unlink()
    assert main(["--to", "text", "--dry-run", "--why", "inputs"]) == 0
    assert "catalogue templates/locales/fr.po is no longer used" in capsys.readouterr().out


# --- what English costs --------------------------------------------------------------------


@pytest.mark.parametrize(("language", "loaded"), [("en-GB", False), ("fr", True)])
def test_babel_and_catalogues_are_loaded_for_other_languages_than_english_alone(
    tmp_path: Path, language: str, loaded: bool
) -> None:
    text = re.sub("(?m)^language: .*$", f"language: {language}", SEED.read_text(encoding="utf-8"))
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    script = (
        "import sys; from briefgen.cli import main; main(['--to', 'text,html', '--quiet', 'x.yaml']); "
        "from briefgen.words.files import _parsed; print('babel' in sys.modules, _parsed.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split()[-2:] == [str(loaded), str(int(loaded))], done.stderr


def test_a_briefing_without_anything_has_its_words(packets: dict[str, Path]) -> None:
    document = composed(bare().model_copy(update={"language": "fr", "articles": articles()}))
    assert "Annexe A. Articles annotés" in write_text(document)
