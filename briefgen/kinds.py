"""The kinds of entry by their names alone: what marks, themes and models speak of when they say `kind`.

What else belongs to a kind stands in one row of `briefgen.schema.kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Kind = Literal["actor", "agreement", "capability", "implication", "event"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of the packet."""
ENTRY_LETTERS: Mapping[Kind, str] = {
    "actor": "P",
    "agreement": "G",
    "capability": "C",
    "implication": "I",
    "event": "E",
}
"""Begin the numbers of a kind's entries, `P-1`: in tables, in the annex, in its legend and in the JSON alike. None is an A,
for A1 is an article; an actor is a party.
"""
