"""W3C Web Annotations, and those of Hypothesis, in; passages with their quotes and contexts out.

A single annotation, a list, a collection with its first page, the rows of Hypothesis' API or its export. Offsets are not
used: they count a page's text, which differs from an article's; quote, prefix and suffix say which passage is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from briefgen.importing.foreign import CannotImport, Imported, ImportedPassage, SourceFile
from briefgen.importing.json_values import is_json_with, items, json_values, mapping, words_at
from briefgen.importing.labels import fields_of_words


def is_web_annotation(file: SourceFile) -> bool:
    """Whether it holds selectors of text."""
    return is_json_with(file, "TextQuoteSelector", "TextPositionSelector", "RangeSelector")


def read_web_annotations(file: SourceFile) -> Imported:
    """A passage for each target of each annotation."""
    passages: list[ImportedPassage] = []
    left_out: Counter[str] = Counter()
    found = [each for value in json_values(file) for each in _annotations(value)]
    if not found:
        raise CannotImport("there is no annotation in it")
    for annotation in found:
        passages += _passages(annotation, left_out)
    return Imported(
        passages=tuple(passages), remarks=tuple(f"left out: {count} × {what}" for what, count in left_out.items())
    )


def _annotations(value: Any) -> Iterator[dict[str, Any]]:
    """All annotations in whatever holds them."""
    waiting = [value]
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, list):
            waiting = [*here, *waiting]
        elif isinstance(here, dict):
            held = [
                here[key] for key in ("rows", "annotations", "first", "items") if key in here and "target" not in here
            ]
            if held:
                waiting = [*held, *waiting]
            elif "target" in here:
                yield here


def _passages(annotation: dict[str, Any], left_out: Counter[str]) -> Iterator[ImportedPassage]:
    if annotation.get("references"):
        left_out["reply to another annotation"] += 1
        return
    tags, words = _said(annotation)
    if len(tags) > 1:
        left_out["further tag of a passage"] += len(tags) - 1
    fields = fields_of_words(words)
    name = words_at(annotation.get("id"))
    for target in items(annotation.get("target")):
        selectors = [*_selectors(mapping(target).get("selector"))]
        quote = next((each for each in selectors if each.get("type") == "TextQuoteSelector"), None)
        if quote is None and not selectors:
            left_out[f"note on a whole page ({words[:60] or name})"] += 1
            continue
        quote = quote or {}
        yield ImportedPassage(
            quote=words_at(quote.get("exact")),
            prefix=words_at(quote.get("prefix")),
            suffix=words_at(quote.get("suffix")),
            label=tags[0] if tags else "",
            fields=fields,
            url=words_at(mapping(target).get("source")) or words_at(annotation.get("uri")),
        )


def _selectors(value: Any) -> Iterator[dict[str, Any]]:
    waiting = items(value)
    while waiting:
        here = mapping(waiting.pop(0))
        if here:
            yield here
            waiting = [*items(here.get("refinedBy")), *waiting]


def _said(annotation: dict[str, Any]) -> tuple[list[str], str]:
    """The tags and the comment, of Hypothesis or of the standard."""
    tags = [tag for tag in items(annotation.get("tags")) if isinstance(tag, str)]
    comments = [words_at(annotation.get("text")), words_at(annotation.get("bodyValue"))]
    for body in items(annotation.get("body")):
        value = body if isinstance(body, str) else words_at(mapping(body).get("value"))
        purposes = items(mapping(body).get("purpose")) or items(annotation.get("motivation"))
        if "tagging" in purposes:
            tags.append(value)
        elif value:
            comments.append(value)
    return [tag for tag in tags if tag], "\n".join(each for each in comments if each.strip())
