"""Files that are given as articles: plain text in all its forms, and everything that is not plain text, named once."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.cli import main
from briefgen.diagnostics import InputError
from briefgen.readers.article_markup import read_raw_article
from briefgen.readers.raw_text import article_text
from briefgen.readers.yaml_reader import read_input
from briefgen.skeleton import PLACEHOLDERS

Captured = pytest.CaptureFixture[str]
WORDS = "Müller’s talks in Tokyo ended “well”.\nThey go on in Osaka – on Monday.\n"


def archive(*names: str, kind: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        if kind:
            file.writestr("mimetype", kind, zipfile.ZIP_STORED)
        for name in names:
            file.writestr(name, "x" * 9000)
    return stream.getvalue()


OTHERS = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "DOCX": archive("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
    "ODT": archive("content.xml", kind="application/vnd.oasis.opendocument.text"),
    "EPUB": archive("OEBPS/a.xhtml", kind="application/epub+zip"),
    "Excel": archive("[Content_Types].xml", "xl/workbook.xml"),
    "ZIP": archive("talks.txt"),
    "older Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "RTF": b"{\\rtf1\\ansi Talks}",
    "gzip": gzip.compress(WORDS.encode()),
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "HTML": b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html><body>Talks</body></html>",
    "web page": b"<!-- saved from url=(0030)https://example.org/ -->\n<html lang=en>",
    "(HTML)": b"<p>Talks &amp; more</p>",
    "mail": b"Received: from a\r\n by b; Mon\r\nFrom: Desk <desk@example.org>\r\nSubject: Talks\r\n\r\nTalks.\r\n",
    "EML": b"From: desk@example.org\nMIME-Version: 1.0\n\nTalks.\n",
}
ENCODINGS = {
    "UTF-16 without a mark": WORDS.encode("utf-16-le"),
    "UTF-16": b"\xff\xfe" + WORDS.encode("utf-16-le"),
    "UTF-32": WORDS.encode("utf-32"),
    "Windows-1252": WORDS.encode("cp1252"),
}


def refusal(data: bytes) -> tuple[str, str, str]:
    with pytest.raises(InputError) as caught:
        article_text(data, "talks")
    (found,) = caught.value.diagnostics
    return found.code, found.message, found.hint


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_that_is_no_plain_text_is_named_once_with_what_to_do(name: str) -> None:
    code, message, hint = refusal(OTHERS[name])
    assert code == "BG016"
    assert name in message
    assert hint


@pytest.mark.parametrize("name", ENCODINGS)
def test_another_encoding_is_named_once(name: str) -> None:
    code, message, hint = refusal(ENCODINGS[name])
    assert (code, name in message, "UTF-8" in hint) == ("BG002", True, True)


def test_utf_16_with_the_higher_half_first_is_named_too() -> None:
    assert "UTF-16 without a mark" in refusal(WORDS.encode("utf-16-be"))[1]


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "From: Reuters\nDate: Sunday\nSubject: Talks\n\nCopied by hand.\n",
        "Note: talks go on.\nMore: later.\n",
        "<3 is what they signed with.\n",
        "PK is short for Pakistan.\n",
        "日本の外相は東京で会談した。\n",
    ],
)
def test_plain_text_is_taken_as_it_is(text: str) -> None:
    assert article_text(text.encode(), "talks") == text


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\f\0"), min_size=1).map(
        lambda text: "Talks " + text
    )
)
def test_no_words_are_taken_for_another_kind_of_file(text: str) -> None:
    assert article_text(text.encode(), "talks") == text


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("end of a page\n\fnext page\n", "end of a page\nnext page\n"),
        ("end\n\n\fnext\n\f", "end\n\nnext\n\n"[:-1]),
        ("end\fnext", "end\nnext"),
    ],
)
def test_a_form_feed_ends_a_line(text: str, expected: str) -> None:
    assert article_text(text.encode(), "talks") == expected


def test_the_pages_of_a_converted_pdf_become_an_input(tmp_path: Path) -> None:
    raw = tmp_path / "talks.txt"
    raw.write_text("Ministers met in\n\fTokyo on Sunday.\n\n\f", encoding="utf-8")
    assert main(["new", "talks", "--article", str(raw), "--out", str(tmp_path)]) == 0
    assert read_input(tmp_path / "talks.yaml").input.articles[0].text == "Ministers met in\nTokyo on Sunday.\n"


def test_a_text_file_is_read_as_a_new_article_is(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(
        "title: T\ndate: 2025-03-30\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: words.txt\n"
    )
    (tmp_path / "words.txt").write_bytes(b"Ministers met in\n\x0cTokyo.\n")
    assert read_input(path).texts[0] == "Ministers met in\nTokyo.\n"
    (tmp_path / "words.txt").write_bytes(OTHERS["RTF"])
    with pytest.raises(InputError) as caught:
        read_input(path)
    assert [(each.code, "RTF" in each.message) for each in caught.value.diagnostics] == [("BG009", True)]


# --- what is made of the first lines ------------------------------------------------------------

STAMPED = "Sun Mar 30 15:43:42 UTC 2025: **Talks in {place}**\nMinisters met in {place}.\n"


@pytest.mark.parametrize("first", ["", "\n\n"])
def test_two_articles_in_one_file_are_noticed(tmp_path: Path, capsys: Captured, first: str) -> None:
    raw = tmp_path / "talks.txt"
    raw.write_text(first + STAMPED.format(place="Tokyo") + "\n" + STAMPED.format(place="Osaka"))
    assert main(["new", "talks", "--article", str(raw), "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().err
    assert shown.count("BG017") == 1
    assert f"talks.txt:{4 + len(first)}:1: warning BG017" in shown
    raw.write_text(STAMPED.format(place="Tokyo"))
    assert main(["new", "one", "--article", str(raw), "--out", str(tmp_path)]) == 0
    assert "BG017" not in capsys.readouterr().err


def test_a_text_file_with_two_articles_is_noticed(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "words.txt").write_text("Ministers met.\n\n2025-03-31: **More talks**\nThey met again.\n")
    path = tmp_path / "talks.yaml"
    path.write_text(
        "title: T\ndate: 2025-03-31\narticles:\n  - headline: H\n    source: {name: S}\n    text_file: words.txt\n"
    )
    main(["check", str(path)])
    assert "words.txt:3:1: warning BG017" in capsys.readouterr().out


LONG = (
    "Joint statement on the fifth meeting of the joint coordination mechanism for the agreement between the government of "
    "Norvale and that of the northern banks and islands"
)


@pytest.mark.parametrize(
    ("text", "headline", "rest"),
    [
        ("Talks in Tokyo\n\nMinisters met.\n", "Talks in Tokyo", "Ministers met."),
        ("2025-03-30\nWill they talk?\n\nMinisters met.\n", "Will they talk?", "Ministers met."),
        ("Ministers met on Sunday.\n\nThey go on.\n", None, "Ministers met on Sunday.\n\nThey go on."),
        ("Ministers met\non Sunday.\n\nThey go on.\n", None, "Ministers met\non Sunday.\n\nThey go on."),
        ("Talks in Tokyo\n", None, "Talks in Tokyo"),
        ("He said:\n\nNo.\n", None, "He said:\n\nNo."),
        (f"{LONG}\n\nMinisters met.\n", LONG, "Ministers met."),
        (
            "Talks in Tokyo\nBy Jane Doe\nNorvale Press Service\n\nMinisters met.\n",
            "Talks in Tokyo",
            "By Jane Doe\nNorvale Press Service\n\nMinisters met.",
        ),
        (
            f"{LONG}\nJuly 7, 2025\nAnkara, Türkiye\n\nMinisters met.\n",
            LONG,
            "July 7, 2025\nAnkara, Türkiye\n\nMinisters met.",
        ),
        ("Ministers met\nby chance\n\nThey go on.\n", None, "Ministers met\nby chance\n\nThey go on."),
        (
            "Grey was the gull\nAnd white the wake\n\nThey go on.\n",
            None,
            "Grey was the gull\nAnd white the wake\n\nThey go on.",
        ),
        ("Talks in Tokyo\nBy Jane Doe\n", None, "Talks in Tokyo\nBy Jane Doe"),
    ],
)
def test_a_short_first_line_that_stands_alone_is_the_headline(text: str, headline: str | None, rest: str) -> None:
    article = read_raw_article(text)
    assert (article.headline, article.text) == (headline, rest)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("March 29, 2025", "2025-03-29"),
        ("Saturday, September 6, 2014", "2014-09-06"),
        ("Published: 09 Mar 2018", "2018-03-09"),
        ("Le 29 mars 2025", "2025-03-29"),
        ("29 марта 2025 года", "2025-03-29"),
        ("2025年3月29日(土)", "2025-03-29"),
        ("١٥ مارس ٢٠٢٥", "2025-03-15"),
        ("30.3.2025", "2025-03-30"),
        ("14-06-2023", "2023-06-14"),
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_first_line_that_is_a_day_is_the_day_of_publication(line: str, day: str, between: str) -> None:
    article = read_raw_article(f"{line}{between}Talks in Tokyo\n\nMinisters met.\n")
    assert (str(article.published), article.headline, article.text) == (day, "Talks in Tokyo", "Ministers met.")


@pytest.mark.parametrize(
    "line",
    [
        "03/04/2025",
        "5 listopada 2025",
        "March 32, 2025",
        "30.03.2025, 15:43",
        "Updated 3:45 PM ET, Sat March 29, 2025",
        "1 March 2025 - 3 March 2025",
        "May 2025",
        "FOR IMMEDIATE RELEASE",
        "By Jane Q. Doe",
    ],
)
def test_a_first_line_of_dates_labels_or_names_is_no_headline_and_stays(line: str) -> None:
    article = read_raw_article(f"{line}\n\nMinisters met.\n")
    assert (article.published, article.headline, article.text) == (None, None, f"{line}\n\nMinisters met.")


@pytest.mark.parametrize(
    "line", ["10 March 2025: Security Council", "Talks in May 2025", "May asks 27 for more", "1984"]
)
def test_a_headline_may_hold_a_date(line: str) -> None:
    assert read_raw_article(f"{line}\n\nMinisters met.\n").headline == line


# --- the skeleton ------------------------------------------------------------------------------


def findings(tmp_path: Path, text: str, capsys: Captured) -> list[str]:
    path = tmp_path / "talks.yaml"
    path.write_text(text)
    capsys.readouterr()
    main(["check", str(path)])
    return [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines() if "BG109" in line]


def test_an_untouched_skeleton_says_what_is_to_be_written(tmp_path: Path, capsys: Captured) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text("Ministers met in Tokyo.\n")
    assert main(["new", "talks", "--article", str(raw), "--out", str(tmp_path)]) == 0
    text = (tmp_path / "talks.yaml").read_text()
    assert "    # published: " in text and "    # place: " in text
    assert text.startswith("# yaml-language-server: $schema=")
    assert findings(tmp_path, text, capsys) == [
        "warning BG109 “talks” is the name of the file",
        "warning BG109 “talks” is the name of the file",
        "warning BG109 the source is not stated",
    ]
    filled = text.replace('"talks"', "Ministers meet").replace("name: Not stated", "name: Reuters")
    assert findings(tmp_path, filled, capsys) == []
    example = filled.replace("gaps: []", "gaps: [Indicators that would change the judgment.]")
    assert all(each in text for each in PLACEHOLDERS)
    assert [line.partition(" is ")[2] for line in findings(tmp_path, example, capsys)] == [
        "an example from the skeleton"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("The minister said that the talks in Tokyo were of use.\n", "    language: en"),
        ("صدر بيان مشترك عن وزراء الخارجية اليوم.\n", "    # language: fr"),
        ("Les ministres ont signé un accord de défense à Paris.\n", "    # language: fr"),
    ],
)
def test_a_skeleton_calls_only_an_english_article_english(tmp_path: Path, text: str, line: str) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text(text, "utf-8")
    assert main(["new", "talks", "--article", str(raw), "--out", str(tmp_path)]) == 0
    written = (tmp_path / "talks.yaml").read_text("utf-8").splitlines()
    assert [each for each in written if "language: " in each and each.startswith(line)]
