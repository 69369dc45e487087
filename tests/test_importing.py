"""Files of other tools become articles and drafts of an input."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any, cast

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from msgspec.structs import replace

from briefgen.cli import main
from briefgen.importing.apart import read_apart
from briefgen.importing.foreign import CannotImport, Imported, ImportedPassage, SourceFile
from briefgen.importing.importers import IMPORTERS, Importer
from briefgen.importing.spans import NotPlaced, PassageFinder, Utf16
from briefgen.readers.yaml_reader import ReadInput, read_for_checking

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(*files: str, options: tuple[str, ...] = (), status: int = 0) -> ReadInput:
    assert main(["import", *files, "--new", "in", *options]) == status
    return read_for_checking(Path("inputs/in.yaml"))


def drafts(read: ReadInput) -> list[dict[str, Any]]:
    return [each.value for each in read.drafts]


def described(read: ReadInput, number: int = 0) -> tuple[str, ...]:
    article = read.input.articles[number]
    source = article.source
    return (
        article.headline, source.name, source.author or "", source.url or "", str(article.published or ""),
        article.place or "", article.language,
    )  # fmt: skip


# --- articles -------------------------------------------------------------------------------


def notes_of(capsys: Captured) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if "not added again" in line]


def test_an_article_that_the_input_has_is_not_added_again(folder: Path, capsys: Captured) -> None:
    Path("a.txt").write_text("Talks held\n\nThey met in Tokyo.\n")
    imported("a.txt", "a.txt", options=("--source", "Reuters"))
    assert len(notes_of(capsys)) == 1
    before = Path("inputs/in.yaml").read_bytes()
    for options in ((), ("--source", "Reuters"), ("--source", "Reuters", "--url", "https://example.org/a")):
        assert main(["import", "a.txt", "--into", "inputs/in.yaml", *options]) == 0
        (note,) = notes_of(capsys)
        assert "is article 1 of the input" in note
    assert Path("inputs/in.yaml").read_bytes() == before


def test_another_outlet_s_copy_of_an_article_is_added(folder: Path, capsys: Captured) -> None:
    Path("a.txt").write_text("Talks held\n\nThey met in Tokyo.\n")
    imported("a.txt", options=("--url", "https://example.org/a", "--source", "Reuters"))
    for number, options in enumerate(
        (("--source", "AP"), ("--source", "Reuters", "--url", "https://example.org/b")), 2
    ):
        assert main(["import", "a.txt", "--into", "inputs/in.yaml", *options]) == 0
        assert len(read_for_checking(Path("inputs/in.yaml")).input.articles) == number
    assert not notes_of(capsys)


def test_of_an_article_that_the_input_has_only_new_passages_are_added(folder: Path, capsys: Captured) -> None:
    def labelled(*spans: list[Any]) -> None:
        line = {"text": "Ruiz met Okafor in Tokyo. Ruiz left.", "label": spans}
        Path("all.jsonl").write_text(json.dumps(line) + "\n")

    labelled([0, 4, "actor"])
    assert [each["quote"] for each in drafts(imported("all.jsonl"))] == ["Ruiz"]
    labelled([0, 4, "actor"], [9, 15, "actor"], [26, 30, "actor"], [0, 4, "event"])
    assert main(["import", "all.jsonl", "--into", "inputs/in.yaml"]) == 0
    read = read_for_checking(Path("inputs/in.yaml"))
    assert len(read.input.articles) == 1
    found = [(each["kind"], each["quote"], each.get("suffix", "")[:4]) for each in drafts(read)]
    assert found == [
        ("actor", "Ruiz", " met"),
        ("actor", "Okafor", ""),
        ("actor", "Ruiz", ""),
        ("event", "Ruiz", " met"),
    ]


def test_a_time_stamped_text_says_headline_place_and_time(folder: Path, capsys: Captured) -> None:
    text = "Sun Mar 30 15:43:42 UTC 2025: **Talks held**\n**Tokyo, March 30, 2025** – They met.\r\n\r\nThey left.\r\n"
    (folder / "a.txt").write_bytes(text.encode())
    read = imported("a.txt", options=("--source", "Reuters", "--url", "https://example.org/a"))
    assert described(read) == (
        "Talks held", "Reuters", "", "https://example.org/a", "2025-03-30 15:43:42+00:00", "Tokyo", "en",
    )  # fmt: skip
    assert read.texts[0] == "**Tokyo, March 30, 2025** – They met.\n\nThey left.\n"
    assert "guessed of “Talks held”: headline" in capsys.readouterr().out


def test_many_articles_of_a_text_file_are_several(folder: Path) -> None:
    one = "Sun Mar 30 15:43:42 UTC 2025: **One**\nText one.\n\n"
    (folder / "a.txt").write_text(one + one.replace("One", "Two").replace("one", "two"), encoding="utf-8")
    read = imported("a.txt")
    assert [each.headline for each in read.input.articles] == ["One", "Two"]
    assert read.texts == {0: "Text one.\n", 1: "Text two.\n"}


def test_markdown_keeps_its_spans_as_drafts_and_its_front_matter(folder: Path) -> None:
    (folder / "a.md").write_text(
        "---\ntitle: Talks held\nauthor: Bo Ek\nurl: https://example.org/a\n---\n\n"
        'The [Oslo pact]{.agreement parties="A; B"} holds. '
        '[actor: Ann Lee; role: chair]{.comment-start id="0" author="A"}Ms Lee[]{.comment-end id="0"} spoke.\n',
        encoding="utf-8",
    )
    read = imported("a.md")
    assert described(read)[:4] == ("Talks held", "Not stated", "Bo Ek", "https://example.org/a")
    assert main(["check", "--strict", "inputs/in.yaml"]) == 1
    assert read.texts[0].count("draft=true") == 2
    assert '[Ms Lee]{.actor name="Ann Lee" role="chair" draft=true}' in read.texts[0]


MAIL = """\
From: Ann Lee <ann@example.org>
Subject: =?utf-8?q?Talks_in_T=C5=8Dky=C5=8D?=
Date: Sun, 30 Mar 2025 15:43:42 +0200
Content-Language: fr
MIME-Version: 1.0
Content-Type: {type}; charset=utf-8

{body}
"""


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/plain", "First.\n\nSecond & more."), ("text/html", "<p>First.</p><p>Second &amp; <b>more</b>.</p>")],
)
def test_a_mail_says_headline_author_time_and_language(folder: Path, kind: str, body: str) -> None:
    (folder / "a.eml").write_text(MAIL.format(type=kind, body=body), encoding="utf-8")
    read = imported("a.eml")
    assert described(read) == (
        "Talks in Tōkyō", "example.org", "Ann Lee", "", "2025-03-30 13:43:42+00:00", "", "fr",
    )  # fmt: skip
    assert read.texts[0] == "First.\n\nSecond & more.\n"


WORDS = "The ministers met in Oslo on Monday, number {}, and spoke about the pact that both countries had signed in spring. "
PAGE = (
    "<!doctype html><html lang=en><head><meta charset=gb2312><title>Talks in Oslo</title>"
    "<meta property='og:title' content='Talks in Oslo'><meta property='og:site_name' content='Example News'>"
    "<meta name=author content='Jane Doe'><meta property='article:published_time' content='2025-03-30T10:00:00Z'>"
    "</head><body><nav>Menu</nav><article><h1>Talks in Oslo</h1>"
    + "".join(f"<p>{WORDS.format(n) * 2} “Fjörd”</p>" for n in range(6))
    + "</article><footer>Copyright</footer></body></html>"
)


def test_a_saved_page_gives_its_article_alone(folder: Path) -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed")
    (folder / "a.html").write_text("<!-- saved from url=(0024)https://example.org/talks -->" + PAGE, encoding="utf-8")
    read = imported("a.html")
    assert described(read) == (
        "Talks in Oslo", "Example News", "Jane Doe", "https://example.org/talks", "2025-03-30", "", "en",
    )  # fmt: skip
    assert read.texts[0].count("\n\n") == 5
    assert "“Fjörd”" in read.texts[0]
    assert not any(word in read.texts[0] for word in ("Menu", "Copyright", "Talks in Oslo"))


def test_a_page_archive_says_where_it_was_saved_from(folder: Path) -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed")
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/talks\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    (folder / "a.mht").write_bytes((head + PAGE + "\r\n--B--\r\n").encode())
    read = imported("a.mht")
    assert described(read)[3] == "https://example.org/talks"
    assert "“Fjörd”" in read.texts[0]


def test_a_feed_is_an_article_an_entry(folder: Path, capsys: Captured) -> None:
    (folder / "a.xml").write_text(
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        "<title>Feed News</title><language>en</language><item><title>One &amp; two</title>"
        "<link>https://example.org/1</link><dc:creator>Bo</dc:creator><pubDate>Sun, 30 Mar 2025 10:00:00 GMT</pubDate>"
        "<description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second &amp;amp; more.&lt;/p&gt;</description></item>"
        "<item><title>Empty</title></item></channel></rss>",
        encoding="utf-8",
    )
    (folder / "b.atom").write_text(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'><title>Nachrichten</title><entry><title>Drei</title>"
        "<link href='https://example.org/3'/><author><name>Eva</name></author><updated>2025-03-30T10:00:00Z</updated>"
        "<content>Text.</content></entry></feed>",
        encoding="utf-8",
    )
    read = imported("a.xml", "b.atom")
    when = "2025-03-30 10:00:00+00:00"
    assert described(read, 0) == ("One & two", "Feed News", "Bo", "https://example.org/1", when, "", "en")
    assert described(read, 1) == ("Drei", "Nachrichten", "Eva", "https://example.org/3", when, "", "de")
    assert read.texts == {0: "First.\n\nSecond & more.\n", 1: "Text.\n"}
    assert "1 of 2 entries have no text" in capsys.readouterr().out


def test_rich_text_gives_its_words(folder: Path) -> None:
    pytest.importorskip("striprtf", reason="striprtf is not installed")
    words = r"{\rtf1\ansi{\info{\title T}{\author Bo Ek}}\pard Talks held\par\par Caf\'e9 one.\par Two.\par}"
    (folder / "a.rtf").write_text(words, encoding="ascii")
    read = imported("a.rtf")
    assert described(read)[:3] == ("Talks held", "Not stated", "Bo Ek")
    assert read.texts[0] == "Café one.\n\nTwo.\n"


def test_a_pdf_gives_its_words_with_a_note_on_its_paragraphs(folder: Path, capsys: Captured) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    from reportlab.pdfgen import canvas

    page = canvas.Canvas("a.pdf", invariant=1)
    page.setTitle("Talks held")
    for number, line in enumerate(["The ministers met in Oslo on Monday and", "spoke about the pact."]):
        page.drawString(72, 700 - 14 * number, line)
    page.save()
    read = imported("a.pdf")
    assert read.input.articles[0].headline == "Talks held"
    assert " ".join(read.texts[0].split()) == "The ministers met in Oslo on Monday and spoke about the pact."
    assert "paragraphs" in capsys.readouterr().out


def looping_pdf() -> bytes:
    """A page whose drawing draws itself, four times each time."""
    drawing = "/F Do " * 4
    uses = f"/Resources<</XObject<</F 5 0 R>>>>/Length {len(drawing)}"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{uses}>>stream\n{drawing}\nendstream",
    ]
    body = "".join(f"{number} 0 obj\n{each}\nendobj\n" for number, each in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Size 6/Root 1 0 R>>\n%%EOF".encode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not bound the memory of a process")
def test_a_pdf_that_would_fill_the_memory_is_given_up() -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    from briefgen.importing.pdf_text import pages_and_properties

    with pytest.raises(CannotImport, match="more time or memory"):
        read_apart(pages_and_properties, looping_pdf(), memory=400 * 2**20)


def test_what_a_reader_breaks_ends_nothing_else() -> None:
    assert read_apart(len, b"abc") == 3
    with pytest.raises(CannotImport, match="more time or memory"):
        read_apart(os._exit, 9)


def word_file(path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "Jane Doe"
    document.core_properties.title = ""
    document.add_heading("Ministers meet", 1)
    first = document.add_paragraph()
    runs = [first.add_run(words) for words in ("Japan spoke 😀. ", "Japan", " left. ", "Ann Lee ")]
    second = document.add_paragraph()
    runs += [second.add_run(words) for words in ("went on. ", "وقعت الدول", " 日本と中国。")]
    runs[5].font.highlight_color = WD_COLOR_INDEX.YELLOW
    document.add_comment(
        runs=runs[1], text="actor: Japan; country: JP; aliases: Nippon, Nihon", author="X", initials="X"
    )
    document.add_comment(runs=[runs[3], runs[4]], text="event", author="X", initials="X")
    document.add_comment(runs=runs[6], text="Is this so?", author="X", initials="X")
    document.save(str(path))


@pytest.mark.parametrize(
    ("creator", "author"), [("Ann Lee", "Ann Lee"), ("Microsoft Office User", None), ("python-docx", None)]
)
def test_the_author_of_a_word_file_is_a_person(folder: Path, creator: str, author: str | None) -> None:
    document = docx.Document()
    document.add_paragraph("Talks were held.")
    document.core_properties.author = creator
    document.save(folder / "a.docx")
    assert imported("a.docx").input.articles[0].source.author == author


def test_comments_and_highlights_of_a_word_file_become_drafts(folder: Path) -> None:
    word_file(folder / "a.docx")
    (folder / "map.toml").write_text('[labels]\nhighlight-yellow = { kind = "agreement", status = "signed" }\n')
    read = imported("a.docx", options=("--labels", "map.toml"))
    assert described(read)[:3] == ("Ministers meet", "Not stated", "Jane Doe")
    assert drafts(read) == [
        {
            "kind": "actor", "quote": "Japan", "prefix": "Japan spoke 😀. ", "name": "Japan",
            "country": "JP", "aliases": ("Nippon", "Nihon"),
        },
        {"kind": "event", "quote": "Ann Lee went on."},
        {"quote": "日本と中国。", "summary": "Is this so?"},
        {"kind": "agreement", "quote": "وقعت الدول", "status": "signed"},
    ]  # fmt: skip


def test_unknown_labels_are_listed_with_a_map_to_complete(folder: Path, capsys: Captured) -> None:
    word_file(folder / "a.docx")
    imported("a.docx")
    out = capsys.readouterr().out
    assert "BG037 labels without a kind: highlight-yellow (1)" in out
    assert 'highlight-yellow = "actor"' in out


# --- hostile and broken files ----------------------------------------------------------------


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"<a>" + b" " * (40 * 2**20) + b"</a>")
    return data.getvalue()


def with_entities() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"PK\x03\x04word/ cut short"),
        ("a.docx", bomb()),
        ("a.docx", with_entities()),
        ("a.pdf", b"%PDF-1.7 cut short"),
        ("a.rtf", b"{\\rtf1 }"),
        ("a.eml", b"Subject: x\nMIME-Version: 1.0\n\n"),
        ("a.mht", b"nothing"),
        ("a.rss", b"<rss><channel>"),
        ("a.rss", b"<!DOCTYPE r [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><rss>&c;</rss>"),
        ("a.rss", b"<rss>" + b"<a>" * 100_000),
        ("a.html", b"<html>"),
        ("a.html", b"<html>" + b"<div>" * 100_000 + b"x"),
        ("a.html", b"<html>" + b"<p>Words" * 200_000),
        ("a.eml", b"From: a@b\nContent-Type: text/html\n\n" + b"<p>Words" * 200_000),
        ("a.eml", b"From: a@b\nMIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\nFrom: a@b\n" * 5_000),
        ("a.eml", b"From: a@b\nSubject: " + b"=?utf-8?q?a?= " * 200_000 + b"\n\nText."),
        (
            "a.mht",
            b"Content-Type: multipart/related; boundary=a\n\n--a\nContent-Type: multipart/x; boundary=a\n\n" * 300,
        ),
        ("a.txt", b"\xff\xfet\x00e\x00x\x00t\x00"),
        ("a.md", b"\x89PNG\r\n\x1a\n"),
        ("a.bin", b"\x00\x01\x02"),
    ],
)
def test_a_broken_file_is_reported_and_stops_no_other(folder: Path, capsys: Captured, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_text("Good news\n\nAll is well.\n", encoding="utf-8")
    read = imported(name, "good.txt", status=1)
    assert [each.headline for each in read.input.articles][-1] == "Good news"
    out = capsys.readouterr().out
    assert f"{name}: error BG038" in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    ("name", "data", "package"),
    [
        ("a.html", b"<html><p>x</p></html>", "trafilatura"),
        ("a.rtf", b"{\\rtf1 x}", "striprtf"),
        ("a.pdf", b"%PDF-1.7", "pypdfium2"),
    ],
)
def test_a_package_that_is_missing_is_named_with_its_extra(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, package: str
) -> None:
    for each in (package, "striprtf.striprtf"):
        monkeypatch.setitem(sys.modules, each, None)
    (folder / name).write_bytes(data)
    assert main(["import", name, "--new", "in"]) == 1
    out = capsys.readouterr().out
    assert f"{package} is not installed" in out
    assert "pip install 'briefgen[web]'" in out


def test_a_missing_file_is_reported(folder: Path, capsys: Captured) -> None:
    assert main(["import", "nothing.txt", "--new", "in"]) == 1
    assert "BG001" in capsys.readouterr().out
    assert not Path("inputs").exists()


def test_control_characters_do_not_reach_the_input(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"Head\n\nOne\x0btwo\x0cthree.\n")
    read = imported("a.txt")
    assert read.diagnostics == ()


def test_characters_that_no_document_holds_do_not_reach_the_fields(folder: Path) -> None:
    head = b"From: A\x07nn \xff <ann@example.org>\nSubject: Talks \xfe\x08 held\nMIME-Version: 1.0\n\nThey met.\n"
    (folder / "a.eml").write_bytes(head)
    read = imported("a.eml")
    assert "\ufffd" in read.input.articles[0].headline
    assert read.diagnostics == ()


def test_what_no_input_takes_is_left_out_with_a_note(folder: Path, capsys: Captured) -> None:
    (folder / "a.md").write_text("---\ntitle: T\nurl: C:\\x\nlang: not a tag\n---\nText.\n", encoding="utf-8")
    read = imported("a.md")
    assert read.input.articles[0].source.url is None
    out = capsys.readouterr().out
    assert "the address “C:\\x” was left out" in out
    assert "the language “not a tag” was left out" in out


# --- the command ----------------------------------------------------------------------------


def test_articles_are_added_to_an_input_without_touching_the_rest(folder: Path) -> None:
    (folder / "a.txt").write_text("First\n\nOne.\n", encoding="utf-8")
    imported("a.txt")
    path = Path("inputs/in.yaml")
    before = path.read_text("utf-8")
    (folder / "b.txt").write_text("Second\n\nTwo.\n", encoding="utf-8")
    assert main(["import", "b.txt", "--into", str(path)]) == 0
    after = path.read_text("utf-8")
    added = "  - headline: First\n    source:\n      name: Not stated\n    text: |\n      One.\n"
    assert after == before.replace(added, added + added.replace("First", "Second").replace("One", "Two"))


@pytest.mark.parametrize(
    "arguments",
    [["a.txt"], ["a.txt", "--new", "x", "--into", "y"], ["a.txt", "--new", "x", "--from", "wordperfect"], []],
)
def test_a_call_that_says_too_little_or_too_much_is_a_usage_error(folder: Path, arguments: list[str]) -> None:
    (folder / "a.txt").write_text("First\n\nOne.\n", encoding="utf-8")
    assert main(["import", *arguments]) == 2


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb", "a\x7f", "a\u2028b", "../a", "a\\b"])
def test_a_name_that_leads_out_or_breaks_a_line_is_none_for_an_input(folder: Path, name: str, capsys: Captured) -> None:
    (folder / "a.txt").write_text("First\n\nOne.\n", encoding="utf-8")
    assert main(["import", "a.txt", "--new", name]) == 2
    assert "BG027" in capsys.readouterr().err
    assert [*folder.rglob("*.yaml")] == []


@pytest.mark.parametrize("text", ["[labels", '[labels]\nx = "nothing"', '[labels]\nx = {kind = "actor", rank = "y"}'])
def test_a_map_that_is_none_is_a_usage_error(folder: Path, text: str, capsys: Captured) -> None:
    (folder / "map.toml").write_text(text, encoding="utf-8")
    assert main(["import", "a.txt", "--new", "in", "--labels", "map.toml"]) == 2
    assert "BG038" in capsys.readouterr().err


def test_the_formats_are_listed(capsys: Captured) -> None:
    assert main(["import", "formats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(IMPORTERS)


# --- passages -------------------------------------------------------------------------------

TEXT = "Japan spoke. Japan left 😀 Japan.\n\nStrong industries.\n\nThe end of Japanese rule, the end."


@pytest.mark.parametrize("start", range(len(TEXT) - 3))
def test_any_place_is_found_again_by_what_is_said_of_it(start: int) -> None:
    finder = PassageFinder(TEXT)
    for length in (1, 3, 5, 14):
        words = TEXT[start : start + length].strip()
        if not words:
            continue
        try:
            keys = finder.keys(ImportedPassage(start, min(start + length, len(TEXT))))
        except NotPlaced:
            continue
        assert words.replace("\n\n", " ") in keys["quote"]


@pytest.mark.parametrize(
    ("passage", "keys"),
    [
        (ImportedPassage(13, 18), {"quote": "Japan", "prefix": "Japan spoke. "}),
        (ImportedPassage(quote="industries.The"), {"quote": "industries. The"}),
        (ImportedPassage(quote="Japan", prefix="left 😀 "), {"quote": "Japan", "prefix": "oke. Japan left 😀 "[-16:]}),
        (ImportedPassage(quote="Strong … rule"), {"quote": "Strong industries. The end of Japanese rule"}),
        (ImportedPassage(quote="end of Japan"), {"quote": "end of Japan"}),
    ],
)
def test_a_passage_is_said_with_as_little_as_leads_to_it(passage: ImportedPassage, keys: dict[str, Any]) -> None:
    assert PassageFinder(TEXT).keys(passage) == keys


@pytest.mark.parametrize(
    "passage",
    [
        ImportedPassage(quote="Japan"),
        ImportedPassage(quote="nobody"),
        ImportedPassage(quote=" "),
        ImportedPassage(900, 905),
        ImportedPassage(5, 5),
        ImportedPassage(12, 13),
    ],
)
def test_what_stands_nowhere_or_anywhere_is_not_placed(passage: ImportedPassage) -> None:
    with pytest.raises(NotPlaced):
        PassageFinder(TEXT).keys(passage)


def test_offsets_in_utf_16_units_become_characters() -> None:
    assert [Utf16("a😀b😀").code_point(n) for n in (-1, 0, 1, 2, 3, 4, 5, 6, 7)] == [-1, 0, 1, -1, 2, 3, -1, 4, -1]
    assert [Utf16("ab").code_point(n) for n in (0, 2, 3)] == [0, 2, -1]


def test_an_importer_that_fails_is_reported_and_stops_no_other(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfinished(file: SourceFile) -> Imported:
        raise NotImplementedError("feeds are\nstill to come")

    monkeypatch.setitem(cast(dict[str, Importer], IMPORTERS), "feed", replace(IMPORTERS["feed"], read=unfinished))
    (folder / "a.rss").write_text("<rss version='2.0'><channel></channel></rss>", encoding="utf-8")
    (folder / "b.txt").write_text("Talks held\n\nThey met in Tokyo.\n", encoding="utf-8")
    read = imported("a.rss", "b.txt", status=1)
    assert len(read.input.articles) == 1
    out = capsys.readouterr().out
    assert "a.rss: error BG900 NotImplementedError: feeds are still to come" in out
    assert "in unfinished" in out
