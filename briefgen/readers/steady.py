"""An input's annotations and entries and a register in; what each leaves out and the register knows, out.

What any of them says of a thing wins over the register, for all of them: the register never contradicts the input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from briefgen.anchor import folded
from briefgen.readers.article_markup import article_paragraphs
from briefgen.readers.drafts import Draft
from briefgen.readers.inline_annotations import span_fields
from briefgen.schema.kinds import ENTRY_KINDS
from briefgen.settings import Register, RegisteredName


def registered(kind: str, name: str, aliases: tuple[str, ...], fields: dict[str, Any]) -> RegisteredName:
    """A name of a register."""
    keys = tuple(dict.fromkeys(map(folded, (name, *aliases))))
    return RegisteredName(kind, name, aliases, tuple(fields.items()), keys)


class Steady:
    """What a register adds to one input."""

    def __init__(self, register: Register, said: Iterator[tuple[str, Mapping[str, Any]]]) -> None:
        self.register = register
        self.said: dict[tuple[str, str], dict[str, Any]] = {}
        """Kind and name of a thing in the register to what the input says of it, by field."""
        for kind, value in said:
            if (known := self.known(kind, value)) is not None:
                fields = self.said.setdefault((kind, known.name), {})
                for key, each in value.items():
                    if _is_said(each):
                        fields.setdefault(key, each)

    def known(self, kind: str, value: Mapping[str, Any]) -> RegisteredName | None:
        """The name of the register that an annotation names, or one of its aliases does."""
        named = (each for each in (value.get("name"), *_words(value.get("aliases"))) if isinstance(each, str))
        found = (self.register.by_name.get((kind, folded(each))) for each in named)
        return next((each for each in found if each is not None), None)

    def additions(self, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that an annotation takes from the register."""
        known = self.known(kind, value)
        if known is None:
            return {}
        said = self.said.get((kind, known.name), {})
        added = {} if (names := _other_names(known, value)) is None else {"aliases": names}
        for key, each in known.fields:
            if _is_said(value.get(key)):
                continue
            if key not in said:
                added[key] = each
            elif _is_required(kind, key):
                added[key] = said[key]
        return added


def complete(
    value: Mapping[str, Any], drafts: Sequence[Draft], texts: Mapping[int, str], register: Register
) -> tuple[Steady, tuple[Draft, ...]]:
    """Fill what an input's annotations and entries leave out, in place; the same of its drafts, and of spans in texts."""
    listed = [*_listed(value)]
    steady = Steady(register, iter([*listed, *_in_texts(value, texts)]))
    added = [(each, steady.additions(kind, each)) for kind, each in listed]
    for each, fields in added:
        each.update(fields)
    begun = (replace(d, value={**d.value, **steady.additions(str(d.value.get("kind")), d.value)}) for d in drafts)
    return steady, tuple(begun)


def _listed(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each annotation and entry of the analyst's own lists, with its kind."""
    for article in _mappings(value.get("articles")):
        yield from ((str(each.get("kind")), each) for each in _mappings(article.get("annotations")))
    for row in ENTRY_KINDS.values():
        yield from ((row.name, each) for each in _mappings(value.get(row.list)))


def _in_texts(value: Mapping[str, Any], texts: Mapping[int, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the spans of articles in Markdown say, drafts left out."""
    articles = value.get("articles")
    for number, article in enumerate(articles if isinstance(articles, tuple) else ()):
        if not isinstance(article, dict) or article.get("format") != "markdown":
            continue
        text = article.get("text")
        for paragraph in article_paragraphs(text if isinstance(text, str) else texts.get(number, ""), "markdown"):
            for span in paragraph.spans:
                fields = span_fields(span, paragraph.text[span.start : span.end])
                if fields.get("draft") != "true":
                    yield str(fields["kind"]), fields


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    yield from (each for each in (value if isinstance(value, tuple) else ()) if isinstance(each, dict))


def _other_names(known: RegisteredName, value: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The names that are written and those of the register; None where that is no more, or nobody knows what is written."""
    written = value.get("aliases")
    if written is not None and not isinstance(written, tuple):
        return None
    taken = {folded(each) for each in (value.get("name"), *_words(written)) if isinstance(each, str)}
    more = tuple(each for each in (known.name, *known.aliases) if folded(each) not in taken)
    return (*_words(written), *more) if more else None


def _words(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _is_said(value: Any) -> bool:
    return value is not None and value != ()


def _is_required(kind: str, key: str) -> bool:
    row = next((row for row in ENTRY_KINDS.values() if row.name == kind), None)
    field = row.annotation.model_fields.get(key) if row else None
    return field is not None and field.is_required()
