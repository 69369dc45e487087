"""An input's tree in; the tree without the annotations and judgments that are only begun, and those drafts, each with its places, out.

What is read, filled, checked and printed afterwards is the input as if its drafts were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.readers.article_markup import MarkedSpan
from briefgen.readers.places import Loc, Places
from briefgen.readers.soundness import leave_out


class Draft(Struct, frozen=True):
    """An annotation or judgment with `draft: true`, as it was written."""

    article: int
    """Index of its article; -1 of a judgment."""
    value: dict[str, Any]
    """Without `draft` itself."""
    places: Places
    """Of its own values."""
    loc: Loc = ()
    """Where the input has it; of one that is marked in a text, nothing."""

    def text(self, key: str) -> str | None:
        """The text under a key; None where there is none."""
        value = self.value.get(key)
        return value if isinstance(value, str) and value.strip() else None

    def number(self, key: str) -> int | None:
        """The whole number under a key, from 1; None where there is none."""
        value = self.value.get(key)
        return value if type(value) is int and value >= 1 else None


class AnchoredDraft(Struct, frozen=True):
    """A draft, its place in its article, and what it lacks."""

    article: str
    """Id of the article."""
    place: Place
    """Where the input has it."""
    kind: str | None
    id: str | None
    quote: str | None
    reference: str | None
    """None where the quote was not found."""
    lacks: tuple[str, ...]
    """Fields that its kind needs."""
    wrong: tuple[str, ...] = ()
    """What else keeps it from being an annotation."""
    title: str | None = None
    """What its thing is called, or what is said of it."""
    loc: Loc = ()
    """Where the input has it; the article's text, of one that is marked there."""
    span: MarkedSpan | None = None
    """Of one that is marked in a text."""


def without_drafts(places: Places) -> tuple[Places, tuple[Draft, ...]]:
    """The places without the drafts, and the drafts."""
    found, judgments = [*_drafts(places)], [*_judgments(places)]
    if not (found or judgments) or places.root is None:
        return places, ()
    _ = places.lines  # split once for all of them
    drafts = tuple(Draft(int(loc[1]), _begun(value), places.below(loc), loc) for loc, value in found)
    root = leave_out(places.root, [*(loc for loc, _ in found), *(loc for loc, _ in judgments)])
    return places.with_root(root), drafts


def draft_judgments(places: Places) -> tuple[Draft, ...]:
    """The judgments of an earlier edition that nobody has confirmed yet; they are left out as drafts are."""
    return tuple(Draft(-1, _begun(value), places.below(loc), loc) for loc, value in _judgments(places))


def unconfirmed(judgments: Iterable[Draft]) -> Iterator[Diagnostic]:
    """A note for each of them."""
    for each in judgments:
        name = each.text("id") or f"number {int(each.loc[1]) + 1}"
        yield Diagnostic("BG209", f"draft of a judgment: {name}", each.places.at(()), Severity.NOTE, _CONFIRM)


_CONFIRM = (
    "Confirm or change it, name its evidence, and accept it with `briefgen drafts`. Until then it is not printed."
)


def _judgments(places: Places) -> Iterator[tuple[Loc, dict[str, Any]]]:
    for n, judgment in enumerate(_list(places.root.value if places.root else None, "key_judgments")):
        if isinstance(judgment, dict) and judgment.get("draft") is True:
            yield ("key_judgments", n), judgment


def _drafts(places: Places) -> Iterator[tuple[Loc, dict[str, Any]]]:
    for a, article in enumerate(_list(places.root.value if places.root else None, "articles")):
        for b, annotation in enumerate(_list(article, "annotations")):
            if isinstance(annotation, dict) and annotation.get("draft") is True:
                yield ("articles", a, "annotations", b), annotation


def _list(value: Any, key: str) -> tuple[Any, ...]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, tuple) else ()


def _begun(value: dict[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key != "draft"}
