"""W3C Web Annotations, and those of Hypothesis and Recogito, in; passages with their quotes and contexts out.

A single annotation, a list, a collection with its first page, the rows of Hypothesis' API or its export, what Recogito's
text annotator keeps (`bodies`, and a selector that is a quote with offsets). Offsets are not
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
    standard = is_json_with(file, "TextQuoteSelector", "TextPositionSelector", "RangeSelector")
    return standard or all(is_json_with(file, key) for key in ("bodies", "selector", "quote"))


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
    if _is_relation(annotation):
        left_out[f"relation ({tags[0][:60]})" if tags else "relation"] += 1
        return
    left_out.update(f"further tag of a passage ({tag[:60]})" for tag in tags[1:])
    left_out.update(f"identifier of a passage ({each[:80]})" for each in _identifiers(annotation))
    fields = fields_of_words(words)
    name = words_at(annotation.get("id"))
    for target in items(annotation.get("target")):
        selectors = [*_selectors(mapping(target).get("selector"))]
        quote = next((each for each in selectors if each.get("type") == "TextQuoteSelector" or "quote" in each), None)
        if quote is None and not selectors:
            left_out[f"note on a whole page ({words[:60] or name})"] += 1
            continue
        quote = quote or {}
        yield ImportedPassage(
            quote=words_at(quote.get("exact")) or words_at(quote.get("quote")),
            prefix=words_at(quote.get("prefix")),
            suffix=words_at(quote.get("suffix")),
            label=tags[0] if tags else "",
            fields=fields,
            url=words_at(mapping(target).get("source")) or words_at(annotation.get("uri")),
        )


def _is_relation(annotation: dict[str, Any]) -> bool:
    """Whether it links annotations, as Recogito writes it: its targets have no words of their own."""
    targets = [mapping(each) for each in items(annotation.get("target"))]
    selectors = [each for target in targets for each in _selectors(target.get("selector"))]
    links = "linking" in items(annotation.get("motivation")) and not selectors
    return links or any({"from", "to"} <= each.keys() for each in selectors)


def _identifiers(annotation: dict[str, Any]) -> Iterator[str]:
    """Addresses that say what a passage speaks of."""
    for body in map(mapping, _bodies(annotation)):
        if words_at(body.get("source")) and not body.get("value"):
            yield body["source"]


def _bodies(annotation: dict[str, Any]) -> list[Any]:
    """Of a choice or a list of bodies, each."""
    waiting = [*items(annotation.get("body")), *items(annotation.get("bodies"))]
    found: list[Any] = []
    while waiting:
        here = waiting.pop(0)
        held = items(mapping(here).get("items"))
        waiting = [*held, *waiting]
        found += [] if held else [here]
    return found


def _selectors(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [*items(value)]
    while waiting:
        here = mapping(waiting.pop(0))
        if here:
            yield here
            waiting = [*items(here.get("refinedBy")), *waiting]


def _said(annotation: dict[str, Any]) -> tuple[list[str], str]:
    """The tags and the comment, of Hypothesis or of the standard."""
    tags = [tag for tag in items(annotation.get("tags")) if isinstance(tag, str)]
    comments = [words_at(annotation.get("text")), words_at(annotation.get("bodyValue"))]
    for body in _bodies(annotation):
        said = body if isinstance(body, str) else mapping(body).get("value")
        value = words_at(said) or words_at(mapping(said).get("label"))
        purposes = items(mapping(body).get("purpose")) or items(annotation.get("motivation"))
        if "tagging" in purposes:
            tags.append(value)
        elif value:
            comments.append(value)
    return [tag for tag in tags if tag], "\n".join(each for each in comments if each.strip())
