"""A filled briefing in, its evidence as W3C Web Annotations out: what other tools show at the words of the articles.

Leaves out all but the passages: whatever rests on none, and the articles' texts themselves. `briefgen import` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from briefgen.schema.briefing import AnnotatedArticle, Briefing, Mark
from briefgen.schema.kinds import lists

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_BESIDE = 32
"""Characters of prefix and suffix, as tools for pages write them."""


def web_annotations(briefing: Briefing) -> str:
    """A collection with one annotation a passage, in the order of the articles."""
    titles = {entry.id: getattr(entry, row.title) for row, entries in lists(briefing) for entry in entries}
    items = [item for article in briefing.articles for item in _of_article(article, titles, briefing.language)]
    page = {"type": "AnnotationPage", "items": items}
    collection: dict[str, Any] = {
        "@context": _CONTEXT,
        "type": "AnnotationCollection",
        "label": briefing.title,
        **({"marking": {"banner": briefing.marking.banner}} if briefing.marking else {}),
        "total": len(items),
        "first": page,
    }
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"


def _of_article(article: AnnotatedArticle, titles: dict[str, str], language: str) -> Iterator[dict[str, Any]]:
    whole = "\n".join(paragraph.text for paragraph in article.paragraphs)
    spans: dict[str, tuple[Mark, int, int]] = {}
    base = 0
    for paragraph in article.paragraphs:
        for mark in paragraph.marks:
            first = spans.get(mark.annotation, (mark, base + mark.start, 0))
            spans[mark.annotation] = (first[0], first[1], base + mark.end)
        base += len(paragraph.text) + 1
    source = article.source.url or f"urn:briefgen:{article.id}"
    for name, (mark, start, end) in spans.items():
        title = titles[mark.entry].replace(";", ",")
        yield {
            "id": f"#{name}",
            "type": "Annotation",
            "motivation": "describing",
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": mark.kind},
                {
                    "type": "TextualBody",
                    "purpose": "describing",
                    "value": f"{mark.kind}: {title}",
                    "format": "text/plain",
                    "language": language,
                },
            ],
            "target": {"source": source, "selector": _selectors(whole, start, end)},
            **({"portion": mark.portion} if mark.portion else {}),
        }


def _selectors(whole: str, start: int, end: int) -> list[dict[str, Any]]:
    """The words with what stands beside them, and their place in the paragraphs, joined by line ends."""
    quote = {
        "type": "TextQuoteSelector",
        "exact": whole[start:end],
        "prefix": whole[max(start - _BESIDE, 0) : start],
        "suffix": whole[end : end + _BESIDE],
    }
    return [quote, {"type": "TextPositionSelector", "start": start, "end": end}]
