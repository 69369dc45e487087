"""An input and names already known in, drafts of annotations where its articles have them out; and drafts of dated events.

One draft for each name in an article, at its first place, unless the article has an annotation or draft of that name.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from msgspec import Struct

from briefgen.anchor import folded
from briefgen.editing.edits import Append
from briefgen.importing.spans import NotPlaced, PassageFinder
from briefgen.knowing.dated_sentences import dated_sentences
from briefgen.knowing.history import KnownName
from briefgen.knowing.name_index import NameIndex
from briefgen.knowing.other_meanings import means_something_else
from briefgen.readers.inline_annotations import span_fields
from briefgen.readers.yaml_reader import ReadInput

_ENGLISH = "en"


class Suggestions(Struct):
    """Drafts by the index of their article."""

    drafts: dict[int, list[dict[str, Any]]]

    @property
    def edits(self) -> list[Append]:
        return [Append(("articles", n, "annotations"), tuple(each)) for n, each in self.drafts.items() if each]

    @property
    def count(self) -> int:
        return sum(map(len, self.drafts.values()))


def suggest(
    read: ReadInput, names: Iterable[KnownName], *, dates: bool = True, articles: Container[int] | None = None
) -> Suggestions:
    """Drafts for the articles of an input; `articles`: for these alone."""
    index = NameIndex((words, each) for each in names for words in (each.name, *each.aliases.values()))
    meant = [n for n in range(len(read.input.articles)) if articles is None or n in articles]
    return Suggestions({n: [*_of_article(read, n, index, dates=dates)] for n in meant})


def _of_article(read: ReadInput, number: int, index: NameIndex[KnownName], *, dates: bool) -> Iterator[dict[str, Any]]:
    article = read.input.articles[number]
    finder = PassageFinder(read.texts[number], article.format)
    taken = {*_names_marked(read, number, finder)}
    passed: set[str] = set()
    for start, end, known in index.find(finder.article):
        words = finder.article.whole[start:end]
        if means_something_else(finder.article.whole, start, end, article.language):
            passed.add(folded(words))
            continue
        keys = {(known.kind, folded(each)) for each in (known.name, *known.aliases)}
        if not keys & taken:
            taken |= keys
            yield from _draft_of_name(finder, start, end, known, is_first=folded(words) not in passed)
    if dates and article.language.split("-")[0].lower() == _ENGLISH:
        yield from _events(finder, {*_quotes_of_events(read, number)})


def _draft_of_name(
    finder: PassageFinder, start: int, end: int, known: KnownName, *, is_first: bool
) -> Iterator[dict[str, Any]]:
    quote = finder.whole[start:end].replace("\n", " ")
    fields = {key: value for key, (value, _) in known.fields.items()}
    place = {"quote": quote} if is_first and folded(quote) == folded(known.name) else _place(finder, start, end)
    if place:
        yield {"draft": True, "kind": known.kind, **place, "name": known.name, **fields}


def _place(finder: PassageFinder, start: int, end: int) -> dict[str, Any]:
    try:
        return finder.keys_at(start, end)
    except NotPlaced:
        return {}


# --- events ----------------------------------------------------------------------------------


def _events(finder: PassageFinder, taken: set[str]) -> Iterator[dict[str, Any]]:
    for base, paragraph in zip(finder.article.starts, finder.article.paragraphs, strict=True):
        for each in dated_sentences(paragraph):
            place = _place(finder, base + each.start, base + each.end)
            words = paragraph[each.start : each.end]
            if place and folded(words) not in taken:
                taken.add(folded(words))
                yield {"draft": True, "kind": "event", **place, "date": each.date, "what": words}


def _quotes_of_events(read: ReadInput, number: int) -> Iterator[str]:
    for each in read.input.articles[number].annotations:
        if each.kind == "event":
            yield folded(each.quote)
    for draft in read.drafts:
        if draft.article == number and draft.value.get("kind") == "event":
            yield folded(str(draft.value.get("quote")))


# --- what is marked already --------------------------------------------------------------------


def _names_marked(read: ReadInput, number: int, finder: PassageFinder) -> Iterator[tuple[str, str]]:
    """Kind and name, as it is compared, of all that the article has a mark of."""
    for each in read.input.articles[number].annotations:
        yield from _names(each.kind, getattr(each, "name", None), getattr(each, "aliases", ()))
    for draft in read.drafts:
        if draft.article == number:
            yield from _names(str(draft.value.get("kind")), draft.value.get("name"), draft.value.get("aliases"))
    for paragraph in finder.marked:
        for span in paragraph.spans:
            fields = span_fields(span, paragraph.text[span.start : span.end])
            yield from _names(str(fields["kind"]), fields.get("name"), fields.get("aliases"))


def _names(kind: str, name: Any, aliases: Any) -> Iterator[tuple[str, str]]:
    for each in (name, *(aliases if isinstance(aliases, tuple) else ())):
        if isinstance(each, str):
            yield kind, folded(each)
