"""A bracketed span of an article in, what its author wrote of it as the fields of an annotation out.

[words]{.actor #id name="Pete Hegseth" role="Secretary of Defense"}
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_origin

from briefgen.readers.article_markup import MarkedSpan
from briefgen.schema.kinds import ENTRY_KINDS


def span_fields(span: MarkedSpan, words: str) -> dict[str, Any]:
    """The span's values as fields: lists are separated by semicolons; where a thing has a name, the words are it if none
    is given."""
    types = _field_types().get(span.kind, {})
    values: dict[str, Any] = {} if span.id is None else {"id": span.id}
    for key, value in span.values:
        is_list = get_origin(types.get(key)) is tuple
        values[key] = tuple(part.strip() for part in value.split(";") if part.strip()) if is_list else value
    if "name" in types:
        values.setdefault("name", words)
    return {"kind": span.kind, "quote": words, **values}


@cache
def _field_types() -> dict[str, dict[str, Any]]:
    """Kind to the types of its annotations' fields."""
    models = ((name, row.annotation) for name, row in ENTRY_KINDS.items())
    return {name: {key: field.annotation for key, field in model.model_fields.items()} for name, model in models}
