"""An article's text in, its numbered paragraphs out: words without markup, the markup as styles, and the way back.

Which lines make a paragraph is reported in `article_lines`. Where lines are joined stands one blank, and none where the
text has none: after a hyphen within a word, between characters of scripts without blanks; a soft hyphen goes. Outer
spaces, tabs and line ends are no part of a paragraph.

`plain` reads `**bold**` and nothing else. `markdown` reads `**strong**`, `*emphasis*`, `_emphasis_`,
`[links](https://...)`, `[bracketed spans]{.actor #id name="..."}`, backslash escapes, and takes the
signs of headings and quotations from the start of a paragraph. What is not markup stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal

from msgspec import Struct, field

from briefgen.lazy_patterns import lazy_pattern
from briefgen.readers.article_lines import (
    HYPHENS,
    SOFT_HYPHEN,
    LineBlock,
    LineSpans,
    Shape,
    between,
    divided,
    line_blocks,
)
from briefgen.readers.date_lines import read_date_line

ArticleFormat = Literal["plain", "markdown"]
SpanLook = Literal["strong", "emphasis", "link"]


class MarkedStyle(Struct, frozen=True):
    """A span of a paragraph that its author set apart."""

    start: int
    end: int
    look: SpanLook
    url: str | None = None


class MarkedSpan(Struct, frozen=True):
    """A bracketed span: words with a kind, an id and values."""

    start: int
    end: int
    kind: str
    id: str | None
    values: tuple[tuple[str, str], ...]
    unread: str = ""
    """What of its braces says nothing."""
    bracket: int = 0
    """Where in the article's text its first bracket stands."""
    braces: tuple[int, int] = (0, 0)
    """Where there its second one and the braces behind it begin and end."""


class MarkedParagraph(Struct, frozen=True):
    """A paragraph's words, its markup, and where its characters stand in the article's text."""

    text: str
    styles: tuple[MarkedStyle, ...] = ()
    spans: tuple[MarkedSpan, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)
    """(offset in `text`, offset in the article's text) where a run of unbroken characters begins."""
    hyphens: tuple[int, ...] = ()
    """Where in `text` a hyphen stood at a line's end: it may part a word, or belong to it."""
    shape: Shape | None = None

    def source(self, offset: int) -> int:
        """The offset in the article's text of a character of this paragraph."""
        here, there = self.pieces[bisect_right(self.pieces, (offset, 1 << 62)) - 1]
        return there + offset - here


def article_paragraphs(text: str, format: ArticleFormat = "plain") -> tuple[MarkedParagraph, ...]:  # noqa: A002 - the input's word
    """The paragraphs of an article, blank ones left out."""
    tokens = _PLAIN if format == "plain" else _MARKDOWN
    read = (_read(block, text, tokens, format) for block in line_blocks(text))
    return tuple(paragraph for paragraph in read if paragraph.text)


# --- markup within a paragraph -----------------------------------------------------------------

_PLAIN = lazy_pattern(r"(?P<mark>(?<!\*)\*\*(?!\*))")
_MARKDOWN = lazy_pattern(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<mark>\*\*|__|\*|_)"
    r"|(?P<open>\[)"
    r"|\](?:\((?P<url>https?://[^\s()<>]*)\)|\{(?P<attributes>[^{}\r\n]{1,2000})\})"
)
_LOOKS: dict[str, SpanLook] = {"**": "strong", "__": "strong", "*": "emphasis", "_": "emphasis"}
_ATTRIBUTE = lazy_pattern(
    r"""\.(?P<kind>[\w-]+)|\#(?P<id>[\w.-]+)|(?<![\w-])(?P<key>[\w-]+)=(?:["“](?P<quoted>[^"“”]*)["”]|(?P<bare>[^\s"“”]+))"""
)
_BLOCK_SIGN = lazy_pattern(r"(?:#{1,6}|>)[ \t]+")


class _Scan(Struct):
    """One pass over a paragraph: first what is markup, then the words without it."""

    text: str
    lines: LineSpans
    tokens: list[re.Match[str]]
    pairs: list[tuple[int, int]] = field(default_factory=list)
    """(opening token, closing token)"""


def _read(block: LineBlock, text: str, pattern: re.Pattern[str], format: ArticleFormat) -> MarkedParagraph:  # noqa: A002
    (start, end), *more = block.lines
    if format == "markdown" and (sign := _BLOCK_SIGN.match(text, start, end)):
        start = sign.end()
    lines = ((start, end), *more)
    scan = _Scan(text, lines, [token for line in lines for token in pattern.finditer(text, *line)])
    _pair(scan, start, lines[-1][1])
    return _written(scan, block.shape, headed=format == "markdown" and block.shape == "heading")


def _pair(scan: _Scan, start: int, end: int) -> None:
    """Find the halves of markup that belong together; the rest are characters like any other."""
    waiting: list[tuple[str, int]] = []
    last: dict[str, int] = {}  # how many of a sign wait, so that a lone one costs nothing
    for number, token in enumerate(scan.tokens):
        sign = "[" if token.lastgroup in ("open", "url", "attributes") else token["mark"]
        if sign is None:
            continue
        closes = token.lastgroup in ("url", "attributes") or (sign != "[" and _may_close(scan.text, token, start))
        opens = token.lastgroup == "open" or (sign != "[" and _may_open(scan.text, token, end))
        if closes and last.get(sign, 0) and scan.tokens[waiting[-1][1]].end() < token.start():
            while waiting:  # what opened inside and did not close is no markup
                other, opening = waiting.pop()
                last[other] -= 1
                if other == sign:
                    scan.pairs.append((opening, number))
                    break
        elif opens:
            waiting.append((sign, number))
            last[sign] = last.get(sign, 0) + 1


def _may_open(text: str, token: re.Match[str], end: int) -> bool:
    """Words follow; `_` inside a word is no markup."""
    if token.end() >= end or text[token.end()].isspace():
        return False
    return token[0][0] != "_" or token.start() == 0 or not text[token.start() - 1].isalnum()


def _may_close(text: str, token: re.Match[str], start: int) -> bool:
    if token.start() <= start or text[token.start() - 1].isspace():
        return False
    return token[0][0] != "_" or token.end() >= len(text) or not text[token.end()].isalnum()


class _Writing:
    """The words of a paragraph as they are put together, and where each run of them stands."""

    def __init__(self, start: int) -> None:
        self.words: list[str] = []
        self.pieces: list[tuple[int, int]] = []
        self.length = 0
        self.start = start

    def add(self, piece: str, source: int) -> None:
        if piece:
            self.pieces.append((self.length, source))
            self.words.append(piece)
            self.length += len(piece)


def _written(scan: _Scan, shape: Shape | None, *, headed: bool) -> MarkedParagraph:
    """The words without their markup."""
    markup = {number for pair in scan.pairs for number in pair}
    writing = _Writing(scan.lines[0][0])
    at: dict[int, int] = {}
    hyphens: list[int] = []
    number = 0
    for n, (start, end) in enumerate(scan.lines):
        glue, stop = _line_end(scan, n)
        here = start
        while number < len(scan.tokens) and scan.tokens[number].start() < end:
            token = scan.tokens[number]
            if token.lastgroup == "escaped" or number in markup:
                writing.add(scan.text[here : token.start()], here)
                at[number] = writing.length
                if token.lastgroup == "escaped":
                    writing.add(token["escaped"], token.start("escaped"))
                here = token.end()
            number += 1
        writing.add(scan.text[here:stop], here)
        if glue is not None:
            if not glue and writing.words and writing.words[-1][-1] in HYPHENS:
                hyphens.append(writing.length - 1)
            writing.add(glue, end)
    styles, spans = _marked(scan, at)
    if headed and writing.length:
        styles = (MarkedStyle(0, writing.length, "strong"), *styles)
    pieces = tuple(writing.pieces) or ((0, writing.start),)
    return MarkedParagraph("".join(writing.words), styles, spans, pieces, tuple(hyphens), shape)


def _line_end(scan: _Scan, n: int) -> tuple[str | None, int]:
    """(what parts a line's words from the next line's, where its words end); None behind the last line."""
    start, end = scan.lines[n]
    if n + 1 == len(scan.lines):
        return None, end
    line, after = scan.text[start:end], scan.text[slice(*scan.lines[n + 1])]
    soft = line.endswith(SOFT_HYPHEN) and divided(line, after)
    return between(line, after), end - 1 if soft else end


def _marked(scan: _Scan, at: dict[int, int]) -> tuple[tuple[MarkedStyle, ...], tuple[MarkedSpan, ...]]:
    styles: list[MarkedStyle] = []
    spans: list[MarkedSpan] = []
    for opening, closing in scan.pairs:
        token, start, end = scan.tokens[closing], at[opening], at[closing]
        bracket = scan.tokens[opening].start()
        if start == end:
            continue
        if token.lastgroup == "url":
            styles.append(MarkedStyle(start, end, "link", token["url"]))
        elif token.lastgroup == "attributes":
            spans.append(_span((start, end), bracket, token))
        else:
            styles.append(MarkedStyle(start, end, _LOOKS[token["mark"]]))
    return tuple(sorted(styles, key=lambda s: (s.start, -s.end))), tuple(sorted(spans, key=lambda s: (s.start, -s.end)))


def _span(words: tuple[int, int], bracket: int, closing: re.Match[str]) -> MarkedSpan:
    kind, name, values = "", None, []
    attributes = closing["attributes"]
    for match in _ATTRIBUTE.finditer(attributes):
        if match["kind"]:
            kind = match["kind"]
        elif match["id"]:
            name = match["id"]
        else:
            quoted = match["quoted"]
            values.append((match["key"], quoted if quoted is not None else match["bare"]))
    unread = " ".join(_ATTRIBUTE.sub(" ", attributes).split())
    return MarkedSpan(*words, kind, name, tuple(values), unread, bracket, closing.span())


def as_markdown(text: str) -> str:
    """A plain article's text that says the same as Markdown."""
    plain, marked = ([each.text for each in article_paragraphs(text, each)] for each in ("plain", "markdown"))
    return text if plain == marked else _SIGNS.sub(_escaped_signs, text)


_SIGNS = lazy_pattern(
    r"\\(?=[!-/:-@\[-`{-~])|[\[\]_]|(?<!\*)\*(?!\*)|\*{3,}|^[ \t]*(?:#(?=#{0,5}[ \t])|>(?=[ \t]))", re.MULTILINE
)


def _escaped_signs(match: re.Match[str]) -> str:
    return "".join(sign if sign in " \t" else f"\\{sign}" for sign in match[0])


# --- raw articles ----------------------------------------------------------------------------------


class RawArticle(Struct, frozen=True):
    """An article as a feed delivers it, taken apart."""

    published: datetime | date | None
    """A day where the feed names no hour."""
    headline: str | None
    place: str | None
    text: str
    """The article itself: paragraphs as they stand, without time stamp and headline."""


_MONTHS = {
    name: n
    for n, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_ZONES |= {"BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9}
_UNIX_STAMP = lazy_pattern(
    r"\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+"
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)\s+(?P<zone>[A-Z]{1,5}|[+-]\d{4})\s+(?P<year>\d{4})\s*:?\s*"
)
_ISO_STAMP = lazy_pattern(r"\s*(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?)\s*:?\s+")
_HEADLINE = lazy_pattern(r"\s*(?:\*\*(?P<bold>[^*\r\n]+)\*\*|\#[ \t]+(?P<heading>[^\r\n]+))[ \t]*(?:\r\n|\r|\n|\Z)")
_BYLINE = (
    r"[ \t]*(?:(?:[Bb]y|BY|Von|Par|Por|Di|Door|Av)[ \t]+[^\W\d_a-z][^\n]{1,80}|[^\n]{0,60}\b(?:19|20)\d\d[ \t]*)\n"
    r"(?:[^\n]{1,80}\n){0,4}[ \t]*\n"
)
"""Short lines down to a blank one, the first of which says by whom an article is, or of when."""
_FIRST_LINE = lazy_pattern(
    r"\s*(?P<line>(?=\S)[^\n]{2,250}?[^\s.:;,…*])[ \t]*\n(?:(?:[ \t]*\n)+(?=[ \t]*\S)|(?=" + _BYLINE + "))"
)
"""A line above the text, alone or with a byline below it, that does not end as a sentence does: a headline without a sign
of its own."""
_DATELINE = lazy_pattern(r"\s*\*\*(?P<place>[^*,\r\n]{2,60}?)\s*(?:,[^*\r\n]*)?\*\*\s*[–—-]")


_TEXT_KIND = lazy_pattern(
    r"\W*(?:for immediate release|(?:press|news|media) (?:release|statement|advisory)|communiqué de presse|"
    r"comunicado de prensa|comunicato stampa|pressemitteilung|пресс-релиз|بيان صحفي|プレスリリース|新闻稿)\W*",
    re.IGNORECASE,
)
"""A line that says what sort of text follows, which is no headline."""
_AUTHOR_LINE = lazy_pattern(r"(?:[Bb]y|BY)(?:[ \t]+[^\W\d_a-z][\w.'’-]*){2,4}")


def read_raw_article(text: str) -> RawArticle:
    """Take apart a time stamp, a `**headline**`, a `**dateline**` and paragraphs; each but the last may be absent."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    published, start = _stamp(text)
    if published is None:
        published, start = _day_line(text)
    headline = None
    if match := _HEADLINE.match(text, start):
        headline = (match["bold"] or match["heading"]).strip()
        start = match.end()
    elif (match := _FIRST_LINE.match(text, start)) and not _is_no_headline(text, start, match["line"]):
        headline = match["line"].strip()
        start = match.end()
    dateline = _DATELINE.match(text, start)
    return RawArticle(published, headline, dateline["place"].strip() if dateline else None, text[start:].strip("\n"))


def _day_line(text: str) -> tuple[date | None, int]:
    """(the day that the first line names and nothing else, where the next begins)."""
    match = re.compile(r"\s*(?P<line>\S[^\n]*)\n").match(text)
    found = read_date_line(match["line"].strip()) if match else None
    return (found.day, match.end()) if match and found and found.is_day_alone else (None, 0)


def _is_no_headline(text: str, start: int, line: str) -> bool:
    """Whether the text begins with a dateline, a time, its author, or the sort of text that it is."""
    others = (_TEXT_KIND, _AUTHOR_LINE)
    return bool(
        _DATELINE.match(text, start)
        or any(each.fullmatch(line.strip()) for each in others)
        or read_date_line(line.strip())
    )


def second_start(text: str) -> int | None:
    """Where another article's time stamp begins behind the first article; None where there is one article."""
    for match in _STAMP_LINE.finditer(text):
        if text[: match.start()].strip():
            return match.start()
    return None


_UNIX, _ISO = (pattern.pattern.removeprefix(r"\s*") for pattern in (_UNIX_STAMP, _ISO_STAMP))
_STAMP_LINE = lazy_pattern(rf"^(?:{_UNIX}|{_ISO}(?=\*\*|\#[ \t]))", re.MULTILINE)


def _stamp(text: str) -> tuple[datetime | date | None, int]:
    """(time, where the rest begins); a stamp that names no real time is left in the text."""
    try:
        if match := _UNIX_STAMP.match(text):
            when = datetime(
                int(match["year"]), _MONTHS[match["month"]], int(match["day"]),
                int(match["hour"]), int(match["minute"]), int(match["second"]), tzinfo=_zone(match["zone"]),
            )  # fmt: skip
            return when.astimezone(UTC), match.end()
        if match := _ISO_STAMP.match(text):
            if len(match[1]) == len("2025-03-30"):
                return date.fromisoformat(match[1]), match.end()
            when = datetime.fromisoformat(match[1])
            return (when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)), match.end()
    except (KeyError, ValueError, OverflowError):
        return None, 0
    return None, 0


def _zone(word: str) -> timezone:
    if word[0] in "+-":
        offset = timedelta(hours=int(word[1:3]), minutes=int(word[3:]))
        return timezone(-offset if word[0] == "-" else offset)
    return timezone(timedelta(hours=_ZONES[word]))
