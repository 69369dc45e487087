"""What real pages, mails, feeds and documents have that a first reading misses: nothing lost, nothing guessed at will."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from briefgen.importing.foreign import CannotImport, Imported, SourceFile
from briefgen.importing.importers import imported

docx = pytest.importorskip("docx")


def read(name: str, data: str | bytes, importer: str = "") -> Imported:
    return imported(SourceFile(Path(name), data.encode() if isinstance(data, str) else data), importer)


# --- pages ----------------------------------------------------------------------------------

WORDS = "The two ministers spoke about the joint headquarters, and about the cost of the bases, for two hours. " * 3
PAGE = "<html><head><title>Talks</title>{meta}</head><body><article><h1>Talks{sign}</h1><h2>Cost{sign}</h2><p>{words}</p></article>{foot}</body></html>"


def page(**more: str) -> str:
    return PAGE.format(**{"meta": "", "sign": "", "foot": "", "words": WORDS} | more)


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ({"foot": "<footer>© 2017 Example Corp. All rights reserved.</footer>"}, None),
        ({"meta": '<meta property="article:published_time" content="2017-01-01T08:00:00Z">'}, "2017-01-01"),
        ({"meta": '<meta property="article:published_time" content="2017-03-05T08:00:00Z">'}, "2017-03-05"),
        ({"foot": "<p class='date'>Published January 1, 2017</p>"}, "2017-01-01"),
    ],
)
def test_the_year_of_a_copyright_is_no_day(more: dict[str, str], day: str | None) -> None:
    pytest.importorskip("trafilatura")
    found = read("a.html", page(**more)).articles[0].published
    assert (str(found) if found else None) == day


def test_links_of_headings_to_themselves_are_no_words() -> None:
    pytest.importorskip("trafilatura")
    article = read("a.html", page(sign='<a class="headerlink" href="#t">¶</a>')).articles[0]
    assert "¶" not in article.text + article.headline
    assert article.text.split("\n\n")[0] == "Cost"


# --- mails ----------------------------------------------------------------------------------


def mail(subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = (
        subject,
        "Ann Lee <ann@example.org>",
        "Sun, 30 Mar 2025 08:00:00 +0000",
    )
    message.set_content(text)
    return message


def test_a_text_that_pictures_part_is_whole() -> None:
    message = mail("Talks", "The first part.\n")
    message.make_mixed()
    for part in ("png", "The second part.\n"):
        inner = EmailMessage()
        if part == "png":
            inner.set_content(b"x", "image", "png", filename="a.png")
        else:
            inner.set_content(part)
        message.attach(inner)
    found = read("a.eml", message.as_bytes())
    assert [each.text for each in found.articles] == ["The first part.\n\nThe second part."]
    assert found.remarks == ("the attachment a.png was left out",)


def test_a_text_file_that_is_attached_is_no_part_of_the_mail() -> None:
    message = mail("Talks", "See the file.\n")
    message.add_attachment("Other words.\n", filename="other.txt")
    found = read("a.eml", message.as_bytes())
    assert [each.text for each in found.articles] == ["See the file."]
    assert found.remarks == ("the attachment other.txt was left out",)


@pytest.mark.parametrize("own", ["", "For your information.\n"])
def test_mails_that_are_forwarded_whole_are_articles(own: str) -> None:
    message = mail("Fwd", own)
    message.add_attachment(mail("Talks in Oslo", "They met.\n"))
    message.add_attachment(mail("Talks in Bonn", "They met again.\n"))
    found = read("a.eml", message.as_bytes())
    expected = [("Talks in Oslo", "They met."), ("Talks in Bonn", "They met again.")]
    assert [(each.headline, each.text) for each in found.articles] == ([("Fwd", own.strip())] if own else []) + expected
    assert {each.author for each in found.articles} == {"Ann Lee"}


# --- feeds ----------------------------------------------------------------------------------

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"{more}><title>Wire</title><link href="https://example.org/"/><entry><title>T</title>{entry}</entry></feed>'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
PREFIXED = 'xmlns:h="http://www.w3.org/1999/xhtml"'


@pytest.mark.parametrize(
    "entry",
    [
        f'<content type="xhtml"><div {XHTML}><p>One &amp; all.</p><p>Two.</p></div></content>',
        f'<content type="xhtml"><h:div {PREFIXED}><h:p>One &amp; all.</h:p><h:p>Two.</h:p></h:div></content>',
        "<content type='html'>&lt;p&gt;One &amp;amp; all.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content>",
        f"<summary>Short.</summary><body {XHTML}><p>One &amp; all.</p><p>Two.</p></body>",
    ],
)
def test_paragraphs_of_an_entry_stay_apart(entry: str) -> None:
    assert read("a.atom", ATOM.format(more="", entry=entry)).articles[0].text == "One & all.\n\nTwo."


def test_the_description_of_a_video_is_its_text() -> None:
    media = ' xmlns:m="http://search.yahoo.com/mrss/"'
    entry = "<m:group><m:title>T</m:title><m:description>They met in Oslo.</m:description></m:group>"
    assert read("a.atom", ATOM.format(more=media, entry=entry)).articles[0].text == "They met in Oslo."


@pytest.mark.parametrize(
    ("base", "link", "address"),
    [
        ("", "/talks", "https://example.org/talks"),
        (' xml:base="https://example.net/news/"', "talks", "https://example.net/news/talks"),
        ("", "https://example.com/x", "https://example.com/x"),
    ],
)
def test_an_address_is_whole(base: str, link: str, address: str) -> None:
    entry = f'<link href="{link}"/><summary>They met.</summary>'
    assert read("a.atom", ATOM.format(more=base, entry=entry)).articles[0].url == address


def test_a_feed_without_entries_says_so() -> None:
    assert read("a.rss", "<rss><channel><title>Wire</title></channel></rss>").remarks == ("the feed has no entries",)


# --- documents ------------------------------------------------------------------------------


def saved(path: Path, document: Any) -> bytes:
    document.save(str(path))
    return path.read_bytes()


def test_a_word_file_without_words_is_none(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(2, 2)
    with pytest.raises(CannotImport, match="there are no words in it"):
        read("a.docx", saved(tmp_path / "a.docx", document))


def test_what_of_a_word_file_is_not_read_is_counted(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    paragraph = document.add_paragraph("They met.")
    for inner in (
        "<w:r {}><w:footnoteReference w:id='2'/></w:r>",
        "<w:ins {} w:id='7'><w:r><w:t> In Oslo.</w:t></w:r></w:ins>",
        "<w:del {} w:id='8'><w:r><w:delText> In Bonn.</w:delText></w:r></w:del>",
        "<w:r {}><w:pict><w:txbxContent><w:p><w:r><w:t>Aside</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        paragraph._p.append(parse_xml(inner.format(nsdecls("w"))))
    found = read("a.docx", saved(tmp_path / "a.docx", document))
    assert found.articles[0].text == "They met. In Oslo."
    assert found.remarks == (
        "left out: 1 × footnote",
        "left out: 1 × text box",
        "tracked changes were read as if they were accepted",
    )


RTF = r"{\rtf1\ansi{\info{\author Ann}} They met.\par {\deleted In Bonn.}{\*\annotation{\atnid 1} Is it so?}\par \trowd\cellx100\cellx200 A\cell B\cell\row\trowd\cellx100 \cell\row}"


def test_what_of_rich_text_is_not_read_is_said() -> None:
    pytest.importorskip("striprtf")
    found = read("a.rtf", RTF)
    assert [each.split(":")[0] for each in found.remarks] == [
        "comments were left out",
        "it has tracked changes, and deleted words may stand in the text",
    ]
    paragraphs = found.articles[0].text.split("\n\n")
    assert "A | B" in paragraphs
    assert not any(each.strip("| ") == "" for each in paragraphs)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Microsoft Word - Talks in Oslo.docx", "Talks in Oslo"),
        ("Talks in Oslo", "Talks in Oslo"),
        ("scan.PDF", "scan"),
        ("What is new in vers. 2.0", "What is new in vers. 2.0"),
    ],
)
def test_a_title_is_no_name_of_a_file(said: str, title: str) -> None:
    from briefgen.importing.pdf_text import headline_of

    assert headline_of(said) == title


@pytest.mark.parametrize("sign", ["\x02", "\ufffe", "\ufffe\n"])
def test_a_word_that_a_line_of_a_pdf_divides_is_found_either_way(sign: str) -> None:
    from briefgen.anchor import ArticleText, Found, find
    from briefgen.importing.pdf_text import page_lines
    from briefgen.readers.article_markup import article_paragraphs

    lines = ["The ministers spoke of the base in camp, which", "became too conspicuous for the soldiers and dan"]
    more = [
        "gerous for use in the camp that lay below the",
        "hill. A report came to the camp in the end, so",
        "that nobody was there.",
    ]
    read_lines = page_lines("\r\n".join(lines) + sign + "\r\n".join(more))
    (paragraph,) = article_paragraphs(read_lines)
    article = ArticleText((paragraph.text,), (paragraph.hyphens,))
    assert isinstance(find(article, "dangerous for use"), Found)
    assert "\x02" not in paragraph.text


@pytest.mark.parametrize(
    ("words", "place", "day"),
    [
        ("OSLO, 14 October 2025 – Norway will lead patrols.", "Oslo", date(2025, 10, 14)),
        ("DUSHANBE, 23.11.2023 (Example Wire) – A delegation took part.", "Dushanbe", date(2023, 11, 23)),
        ("PORT MORESBY (Example Wire) - The treaty was signed.", "Port Moresby", None),
        ("TOKYO, March 30 -- They met.", "Tokyo", None),
        ("NATO - the alliance - met.", "", None),
        ("The council met – at last.", "", None),
        ("OSLO, where they met – at last – it rained.", "", None),
    ],
)
def test_the_place_and_day_of_an_agencys_report_are_taken(words: str, place: str, day: date | None) -> None:
    article = read("a.txt", f"They met\n\n{words}\n\nMore.\n".encode()).articles[0]
    assert (article.place, article.published) == (place, day)
    assert article.text.startswith(words)
    assert ("place" in article.guessed, "date" in article.guessed) == (bool(place), day is not None)
