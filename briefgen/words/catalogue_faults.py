"""A catalogue in; what is wrong with its translations out: each with the line of its message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from babel.messages.catalog import Catalog, Message

from briefgen.words.messages import placeholders
from briefgen.words.plurals import MOST_FORMS

_TURNS = re.compile("[\u202a-\u202e]")
"""Turns what follows round; isolates do that for a part alone."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


class BoundedCatalog(Catalog):
    """A catalogue that does not make room for as many forms as a file likes to count."""

    @property
    def num_plurals(self) -> int:
        forms = super().num_plurals
        if forms > MOST_FORMS:
            raise ValueError(f"it counts {forms} forms of a number, and no language has more than {MOST_FORMS}")
        return forms


def faults(catalog: Catalog) -> Iterator[tuple[int, str]]:
    """A translation that lacks a place of its message, has one of its own, or a character that changes what is seen."""
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
        if unseen := _TURNS.search(form) or _CONTROL.search(form):
            yield f"the translation of “{ids[0]}” has the character U+{ord(unseen[0]):04X}, which nobody sees"


def _each(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
