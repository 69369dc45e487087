"""A bracketed span of an article in, what its author wrote of it as the fields of an annotation out.

[words]{.actor #id name="Pete Hegseth" role="Secretary of Defense"}
[words]{.ac}    the beginning of a kind, where one kind alone begins so
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_origin

from briefgen.kinds import KINDS, Kind
from briefgen.readers.article_markup import MarkedParagraph, MarkedSpan
from briefgen.schema.kinds import ENTRY_KINDS, EntryKind


def span_fields(span: MarkedSpan, words: str) -> dict[str, Any]:
    """The span's values as fields: lists are separated by semicolons. The words are the name of a thing, or what happened,
    where nothing else is said."""
    kind = whole_kind(span.kind)
    types = _field_types().get(kind, {})
    values: dict[str, Any] = {} if span.id is None else {"id": span.id}
    for key, value in span.values:
        is_list = get_origin(types.get(key)) is tuple
        values[key] = tuple(part.strip() for part in value.split(";") if part.strip()) if is_list else value
    if (row := _NAMED.get(kind)) is not None:
        values.setdefault(row.title, words)
    return {"kind": kind, "quote": words, **values}


_NAMED: dict[str, EntryKind] = {row.name: row for row in ENTRY_KINDS.values() if row.name != "implication"}
"""Kinds whose title may be the article's words; an implication is the analyst's own statement."""


def kinds_meant(written: str) -> list[Kind]:
    """The kinds that a span may name, by their beginning."""
    return [kind for kind in KINDS if kind.startswith(written)]


def whole_kind(written: str) -> str:
    """The kind that a span names, whole or by its beginning; as it is written where several kinds or none begin so."""
    found = kinds_meant(written)
    return found[0] if len(found) == 1 else written


def unread_braces(paragraph: MarkedParagraph) -> Iterator[tuple[int, str, str]]:
    """(offset in the paragraph, what is wrong, what to do) of braces that mark nothing, or of which a part is not read."""
    for span in paragraph.spans:
        if not span.kind:
            words = _short(paragraph.text[span.start : span.end])
            yield span.start, f"the braces behind “{words}” name no kind", _NO_KIND
        elif span.unread:
            yield span.start, f"“{_short(span.unread)}” in the braces is not read", _UNREAD
    for match in _BRACES.finditer(paragraph.text):
        if kinds_meant(match[1]):
            yield match.start(), f"“{_short(match[0])}” marks no words", _NO_WORDS


_BRACES = re.compile(r"\{\s*\.([a-z]+)\b[^{}]{0,80}")
_UNREAD = 'Write `key="words"`: no blanks beside the equals sign, and quotation marks where there are blanks.'
_NO_KIND = "With a dot: `[words]{.actor}`. It is printed as plain words."
_NO_WORDS = "Write `[words]{.actor}`: the words in brackets, the braces right behind them, on one line."


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:57]}..."


def as_braces(words: str) -> str:
    """A message or hint about an item of a list in the words of braces."""
    return re.sub(r"`(\w+):`", r'`\1="…"`', words).replace(" in `item` item 1", "").replace("`item` item 1: ", "")


@cache
def _field_types() -> dict[str, dict[str, Any]]:
    """Kind to the types of its annotations' fields."""
    models = ((name, row.annotation) for name, row in ENTRY_KINDS.items())
    return {name: {key: field.annotation for key, field in model.model_fields.items()} for name, model in models}
