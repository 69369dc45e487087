"""A catalogue in; what is wrong with its translations out: each with the line of its message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from briefgen.words.messages import placeholders

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message


def faults(catalog: Catalog) -> Iterator[tuple[int, str]]:
    """A translation that lacks a place of its message, or has one of its own."""
    for message in catalog:
        if message.id and not message.fuzzy:
            yield from ((message.lineno or 0, fault) for fault in _of(message))


def _of(message: Message) -> Iterator[str]:
    """A form for a number may leave out places: one article needs no number."""
    counted = not isinstance(message.id, str)
    ids, forms = _each(message.id), _each(message.string)
    offered = set().union(*map(placeholders, ids))
    for form in filter(None, forms):
        places = placeholders(form)
        if more := places - offered:
            yield f"“{ids[0]}” has no place called {', '.join(sorted(more))}"
        if not counted and (less := offered - places):
            yield f"the translation of “{ids[0]}” leaves out {', '.join(sorted(less))}"


def _each(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
