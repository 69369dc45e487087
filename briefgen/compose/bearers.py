"""A briefing in, the texts in it that bear a portion mark out; and after a rendering, those printed without theirs.

A text is known by its identity, from the briefing to where a template prints it or hands it to a filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from briefgen.compose.environment import Run
from briefgen.compose.templates import Rendered
from briefgen.diagnostics import Diagnostic, Severity
from briefgen.readers.markdown_syntax import SLOT_CLOSE, SLOT_OPEN
from briefgen.schema.base import Model
from briefgen.schema.briefing import Briefing
from briefgen.schema.kinds import lists

BEARING_FIELDS = frozenset(
    [
        "name",
        "statement",
        "summary",
        "what",
        "basis",
        "assumptions",
        "change_indicators",
        "condition",
        "change_from_previous",
        "linchpin",
        "alternatives",
        "who",
        "why",
        "commitments",
        "role",
        "stance",
        "quantity",
        "headline",
        "text",
    ]
)
"""Fields in which an entry, a judgment, an article or a paragraph says something of its own."""
_PLAIN = ("title", "bottom_line", "scope_note", "source_summary")
_LISTS = ("gaps", "outlook", "remarks")


class Bearer(Struct, frozen=True):
    """What bears a portion mark."""

    key: int | str
    """By which a rendering knows whether its mark was asked for."""
    title: str
    argument: str
    """What a template gives `portion` for it."""


def bearers_of(briefing: Briefing) -> dict[int, tuple[Bearer, ...]]:
    """By identity, each text with all that bear a mark and have it: equal texts may be one to a program."""
    found: dict[int, tuple[Bearer, ...]] = {}
    for text, bearer in (*_plain(briefing), *_in_parts(briefing)):
        known = found.setdefault(id(text), ())
        if all(each.key != bearer.key for each in known):
            found[id(text)] = (*known, bearer)
    return found


def _plain(briefing: Briefing) -> Iterator[tuple[str, Bearer]]:
    marks = briefing.portions
    for name in _PLAIN:
        text = getattr(briefing, name)
        if text and getattr(marks, name):
            yield text, Bearer(name, f"`{name}`", f"briefing.portions.{name}")
    for name in _LISTS:
        for text, mark in zip(getattr(briefing, name), getattr(marks, name), strict=False):
            if mark:
                yield text, Bearer(name, f"`{name}`", f"briefing.portions.{name}, loop.index0")


def _in_parts(briefing: Briefing) -> Iterator[tuple[str, Bearer]]:
    for title, part in _parts(briefing):
        if part.portion:  # type: ignore[attr-defined]
            bearer = Bearer(id(part), f"a {title}" if title[0] not in "ae" else f"an {title}", title)
            for field in BEARING_FIELDS.intersection(type(part).model_fields):
                value = getattr(part, field)
                yield from ((text, bearer) for text in ((value,) if isinstance(value, str) else value or ()))


def _parts(briefing: Briefing) -> Iterator[tuple[str, Model]]:
    yield from (("key question", each) for each in briefing.key_questions)
    yield from (("known point", each) for each in briefing.known)
    if changes := briefing.changes:
        changed = (*changes.moved, *changes.reworded, *changes.dropped, *changes.new_entries, *changes.dropped_entries)
        yield from (("change", each) for each in changed)
    for judgment in briefing.key_judgments:
        yield "judgment", judgment
        yield from (("supporting point", each) for each in judgment.supporting_points)
        yield from (("dissent", each) for each in judgment.dissents)
    yield from ((row.name, entry) for row, entries in lists(briefing) for entry in entries)
    for article in briefing.articles:
        yield "article", article
        yield from (("paragraph", each) for each in article.paragraphs)


def unmarked(run: Run, bearers: Mapping[int, tuple[Bearer, ...]], markdown: Rendered) -> list[Diagnostic]:
    """A finding for each line of a template that prints what bears a mark, where its mark is printed nowhere.

    Of a text that several bear, one mark will do: which of them was printed is not known."""
    missing = [
        (bearers[text][0], slot)
        for text, slot in run.bearing.items()
        if all(each.key not in run.marks for each in bearers[text])
    ]
    lines = _lines_of((slot for _, slot in missing), markdown.text)
    found = (
        Diagnostic(
            "BG609",
            f"{bearer.title} is printed without its portion mark",
            markdown.locate(lines.get(slot, 0), ""),
            Severity.WARNING,
            f"Put {{{{ portion({bearer.argument}) }}}} before it.",
        )
        for bearer, slot in missing
    )
    return list(dict.fromkeys(found))


def _lines_of(slots: Iterable[int], text: str) -> dict[int, int]:
    """The line, from 0, on which each slot stands."""
    at = ((slot, text.find(f"{SLOT_OPEN}{slot}{SLOT_CLOSE}")) for slot in slots)
    return {slot: text.count("\n", 0, offset) for slot, offset in at if offset >= 0}
