"""What a Word package holds before the writer adds to it: the styles and numbers that are taken."""

from __future__ import annotations

from msgspec import Struct, field


class Existing(Struct, frozen=True):
    """Names and numbers that are taken, and what the styles there already do."""

    styles: dict[tuple[str, str], str] = field(default_factory=dict)
    """Kind and name, in small letters, to id."""
    defaults: dict[str, str] = field(default_factory=dict)
    """Kind to the id of its default style."""
    tabs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Id of a paragraph style to the tab stops that it has, its own and inherited."""
    keeping: frozenset[str] = frozenset()
    """Ids of paragraph styles whose paragraphs stay with the next one."""
    abstracts: int = 0
    """The first free id of a numbering definition."""
    numbers: int = 1
    """The first free id of a numbering instance."""
