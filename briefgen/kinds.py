"""The kinds of entry by their names alone: what marks, themes and models speak of when they say `kind`.

What else belongs to a kind stands in one row of `briefgen.schema.kinds`.
"""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["actor", "agreement", "capability", "implication", "event"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of the packet."""
