"""An input's data and texts in; its articles with numbered paragraphs, and where each annotation stands in them, out.

It works on the data as it is written, not on what passed the check: an annotation in error is shown where it stands,
too. Places are looked for as `briefgen.anchor` does, and kept for as long as the article's text is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from briefgen.anchor import Ambiguous, Anchored, Found, ParagraphSpan, find, fold_words
from briefgen.document import is_backward
from briefgen.fill.drafts import examined as examined_draft
from briefgen.importing.spans import NotPlaced, PassageFinder
from briefgen.readers.article_markup import ArticleFormat
from briefgen.readers.drafts import Draft
from briefgen.readers.inline_annotations import span_fields
from briefgen.readers.places import Loc, Places
from briefgen.schema.kinds import ENTRY_KINDS, EntryKind

_ROWS: dict[str | None, EntryKind] = {row.name: row for row in ENTRY_KINDS.values()}
_KEPT = 20_000
"""Quotes of an article whose places are kept."""


class TextPlaces:
    """An article's text, and where quotes stand in it."""

    def __init__(self, text: str, format: ArticleFormat) -> None:  # noqa: A002 - the input's word
        self.finder = PassageFinder(text, format)
        self.found: dict[tuple[str, str | None, str | None, int | None], Anchored] = {}

    def place(self, quote: str, prefix: str | None, suffix: str | None, occurrence: int | None) -> Anchored:
        key = (quote, prefix, suffix, occurrence)
        if key not in self.found:
            if len(self.found) >= _KEPT:
                self.found.clear()
            self.found[key] = find(
                self.finder.article, quote, prefix=prefix, suffix=suffix, occurrence=occurrence, explained=False
            )
        return self.found[key]


@lru_cache(maxsize=64)
def text_places(text: str, format: ArticleFormat) -> TextPlaces:  # noqa: A002 - the input's word
    return TextPlaces(text, format)


class ShownArticle(Struct, frozen=True):
    """An article of the data."""

    number: int
    """Its index."""
    id: str
    value: dict[str, Any]
    places: TextPlaces

    @property
    def annotations(self) -> tuple[Any, ...]:
        found = self.value.get("annotations")
        return found if isinstance(found, tuple) else ()


class Passage(Struct, frozen=True):
    """An annotation, and where it stands."""

    loc: Loc
    article: ShownArticle
    id: str
    value: dict[str, Any]
    spans: tuple[ParagraphSpan, ...]
    """None at all where the quote leads nowhere, or to several places."""
    missing: tuple[str, ...] = ()
    inline: bool = False

    @property
    def kind(self) -> str | None:
        return _text(self.value, "kind")

    @property
    def name(self) -> str:
        row = _ROWS.get(self.kind)
        return (_text(self.value, row.title) if row else None) or _text(self.value, "quote") or ""

    @property
    def reference(self) -> str | None:
        if not self.spans:
            return None
        first, last = self.spans[0].paragraph, self.spans[-1].paragraph
        return f"{self.article.id}¶{first}" + (f"–{last}" if last > first else "")


def shown_articles(value: dict[str, Any], texts: dict[int, str]) -> list[ShownArticle]:
    """The articles; `texts`: those that stand in files of their own, and all where the input was read whole."""
    found = value.get("articles")
    return [
        ShownArticle(
            number,
            _text(each, "id") or f"A{number + 1}",
            each,
            text_places(_text_of(each, number, texts), "markdown" if each.get("format") == "markdown" else "plain"),
        )
        for number, each in enumerate(found if isinstance(found, tuple) else ())
        if isinstance(each, dict)
    ]


def _text_of(article: dict[str, Any], number: int, texts: dict[int, str]) -> str:
    written = article.get("text")
    return written if isinstance(written, str) else texts.get(number, "")


def shown_passages(articles: list[ShownArticle], *, whole: bool = False) -> Iterator[Passage]:
    """All annotations, those in the texts themselves after those in the lists of their article. `whole`: none but drafts
    lack anything."""
    names = _Names(articles)
    for article in articles:
        yield from (
            _listed(article, n, each, names, whole) for n, each in enumerate(article.annotations) if _is_map(each)
        )
        yield from _inline(article)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict)


def _listed(article: ShownArticle, number: int, value: dict[str, Any], names: _Names, whole: bool) -> Passage:
    quote = _text(value, "quote")
    spans = _spans(article, value, quote, names) if quote else ()
    missing = () if whole and value.get("draft") is not True else missing_of(article.number, value)
    loc: Loc = ("articles", article.number, "annotations", number)
    return Passage(loc, article, _text(value, "id") or f"{article.id}.{number + 1}", value, spans, missing)


def _spans(article: ShownArticle, value: dict[str, Any], quote: str, names: _Names) -> tuple[ParagraphSpan, ...]:
    occurrence = value.get("occurrence")
    number = occurrence if type(occurrence) is int and occurrence >= 1 else None
    found = article.places.place(quote, _text(value, "prefix"), _text(value, "suffix"), number)
    if isinstance(found, Ambiguous) and names.has(value, quote):
        found = found.candidates[0]
    return article.places.finder.article.spans(found.start, found.end) if isinstance(found, Found) else ()


def missing_of(article: int, value: dict[str, Any]) -> tuple[str, ...]:
    """The fields that it lacks to be an annotation."""
    begun = {key: each for key, each in value.items() if key != "draft"}
    return examined_draft(Draft(article, begun, Places("")))[0]


def _inline(article: ShownArticle) -> Iterator[Passage]:
    count = len(article.annotations)
    for number, paragraph in enumerate(article.places.finder.marked, 1):
        for span in paragraph.spans:
            if span.kind:
                value = span_fields(span, paragraph.text[span.start : span.end])
                value["draft"] = value.get("draft") == "true"
                name = span.id or f"{article.id}.{count + 1}"
                count += 1
                spans = (ParagraphSpan(number, span.start, span.end),)
                yield Passage(("articles", article.number, "text"), article, name, value, spans, inline=True)


class _Names(Struct):
    """What annotations call their entries: a quote that is no more than such a name may stand in several places."""

    articles: list[ShownArticle]
    by_kind: dict[str | None, list[set[str]]] = field(default_factory=dict)

    def has(self, value: dict[str, Any], quote: str) -> bool:
        if not self.by_kind:
            for article in self.articles:
                for each in filter(_is_map, article.annotations):
                    if each.get("draft") is not True:
                        self.by_kind.setdefault(_text(each, "kind"), []).append(_names_of(each))
        own, words = _names_of(value), _folded(quote)
        if value.get("draft") is True:
            return words == _folded(_text(value, "name") or "")
        same = self.by_kind.get(_text(value, "kind"), ())
        return words in own or any(words in names and not names.isdisjoint(own) for names in same)


def _names_of(value: dict[str, Any]) -> set[str]:
    row = _ROWS.get(_text(value, "kind"))
    title = _text(value, row.title) if row else None
    aliases = value.get("aliases")
    more = [each for each in aliases if isinstance(each, str)] if isinstance(aliases, tuple) else []
    return {_folded(each) for each in (title, *more) if each}


def _folded(words: str) -> str:
    return fold_words(words.replace("**", "")).casefold()


def _text(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) and found.strip() else None


# --- selections --------------------------------------------------------------------------------


class TextPoint(Struct, frozen=True):
    """Between two characters of an article."""

    paragraph: int
    """From 1."""
    offset: int


def keys_of_selection(article: ShownArticle, start: TextPoint, end: TextPoint) -> dict[str, Any]:
    """Quote and the least of prefix, suffix and occurrence that lead to the selected words. NotPlaced where none do."""
    finder = article.places.finder
    first, last = _offset(finder, start), _offset(finder, end)
    while first < last and finder.whole[first].isspace():
        first += 1
    while first < last and finder.whole[last - 1].isspace():
        last -= 1
    if first >= last:
        raise NotPlaced("no words are selected")
    return finder.keys_at(first, last)


def _offset(finder: PassageFinder, point: TextPoint) -> int:
    paragraphs = finder.article.paragraphs
    if not 1 <= point.paragraph <= len(paragraphs) or not 0 <= point.offset <= len(paragraphs[point.paragraph - 1]):
        raise NotPlaced("the selection lies outside of the article")
    return finder.article.starts[point.paragraph - 1] + point.offset


def direction_of(language: Any) -> str:
    return "rtl" if isinstance(language, str) and is_backward(language) else "ltr"
