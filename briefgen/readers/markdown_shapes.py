"""The source of a paragraph, heading or cell goes in; its inlines come out, read once for all that differ in values only.

A template has few shapes: each row of a table is written alike, and what differs are the values, which
Markdown never sees. So a shape is kept, and values are told by their number in it. What is kept is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefgen.readers.markdown_syntax import SLOT, SLOT_CLOSE, SLOT_OPEN, Nodes, words_and_values

_ANY_VALUE = SLOT_OPEN + SLOT_CLOSE
_SIGNS = re.compile(r"[\\`*_\[\]<&!\n]")
_SHAPES = 512
_LENGTH = 1000
"""How many shapes are kept, and how many characters the longest has."""


class Shapes:
    """Shapes of inlines that were read already, by their source without the numbers of values."""

    def __init__(self, kept: dict[str, Nodes] | None = None) -> None:
        self.kept = kept or {}
        self.grown = False
        """Whether there are shapes that were not given."""

    def read(self, text: str) -> tuple[Nodes, Sequence[int]]:
        """The inlines of a text, and the numbers of its slots in the order of the inlines' own."""
        if SLOT_OPEN not in text:
            return self._nodes(text), ()
        parts = SLOT.split(text)
        return self._nodes(_ANY_VALUE.join(parts[::2])), [int(number) for number in parts[1::2]]

    def _nodes(self, shape: str) -> Nodes:
        nodes = self.kept.get(shape)
        if nodes is None:
            nodes = _parsed(shape)
            if len(self.kept) < _SHAPES and len(shape) <= _LENGTH:
                self.kept[shape] = nodes
                self.grown = True
        return nodes


def _parsed(shape: str) -> Nodes:
    before, *after = shape.split(_ANY_VALUE)
    text = before + "".join(f"{SLOT_OPEN}{number}{SLOT_CLOSE}{words}" for number, words in enumerate(after))
    if not _SIGNS.search(shape):
        return tuple(words_and_values(text))
    from briefgen.readers.markdown_rules import parsed_inlines

    return parsed_inlines(text)
