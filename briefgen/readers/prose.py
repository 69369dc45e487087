"""The places of a read input in; a finding for each list of sentences out that commas in brackets may have torn.

change_indicators: [Forces clash, or one side withdraws]      two items, one sentence: BG014
change_indicators: [Forces clash, Talks fail]                 two items: BG015, for nobody can tell
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from briefgen.diagnostics import Diagnostic, Place, Severity
from briefgen.readers.places import Places, ValueNode

PROSE = frozenset(
    {
        "alternatives",
        "assumptions",
        "change_indicators",
        "commitments",
        "gaps",
        "key_questions",
        "known",
        "outlook",
        "remarks",
        "supporting_points",
    }
)
"""Lists whose items are sentences."""

TEXT_FIELDS = PROSE | {
    "affiliation", "author", "basis", "bottom_line", "change_from_previous", "condition", "descriptor", "distribution", "generated_text", "headline",
    "holder", "linchpin", "location", "machine_translation", "name", "origin", "period", "place", "prefix", "prepared_by", "prepared_for", "quantity", "quote", "reference", "role", "series",
    "scope_note", "short_title", "source_summary", "stance", "statement", "suffix", "summary", "text", "title", "what", "who", "why",
    "actors", "aliases", "countries", "parties", "regions",
}  # fmt: skip
"""Fields of free words, in which a `#` may be meant."""

_BLOCK = "Write each item on a line of its own, after `- `."


def torn_lists(places: Places) -> Iterator[Diagnostic]:
    """BG014 or BG015 for each such list, at the item that may be the rest of the one before."""
    for node in _lists(places.root):
        items = node.children if isinstance(node.children, list) else []
        parts = [item for before, item in pairwise(items) if _may_be_torn(before, item)]
        if torn := next((each for each in parts if _is_a_rest(places.text, each)), None):
            words = places.text[torn.offset : torn.end_offset]
            message = f"a comma in brackets made an item of its own of “{_short(words)}”"
            hint = f"{_BLOCK} Or put each in quotes."
            yield Diagnostic("BG014", message, _place(places, torn), Severity.WARNING, hint)
        elif parts:
            message = f"sentences in brackets: each comma begins a new one, {len(items)} in all"
            yield Diagnostic(
                "BG015", message, _place(places, parts[0]), Severity.NOTE, f"{_BLOCK} Or put each in quotes."
            )


def _may_be_torn(before: ValueNode, item: ValueNode) -> bool:
    return all(each.children is None and not each.style for each in (before, item))


def _is_a_rest(text: str, item: ValueNode) -> bool:
    """Whether an item begins as no sentence does: in lower case, with a number, or right after its comma."""
    first = text[item.offset : item.offset + 1]
    return not first.isalpha() or first.islower() or text[item.offset - 1] == ","


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 40 else f"{words[:37]}..."


def _place(places: Places, item: ValueNode) -> Place:
    return places.point(item.line, item.column, item.end_column if item.line == item.end_line else 0)


def _lists(root: ValueNode | None) -> Iterator[ValueNode]:
    """The lists of sentences that are written in brackets, in the order of the file."""
    waiting = [("", root)] if root is not None else []
    while waiting:
        name, node = waiting.pop()
        if isinstance(node.children, dict):
            held = [(key, value) for key, (_, value) in node.children.items() if value.children]
        else:
            if name in PROSE and node.in_flow:
                yield node
            held = [("", item) for item in node.children or () if item.children]
        waiting += reversed(held)
