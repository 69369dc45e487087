"""Goes in: a language and a character; comes out: font families on the machine that may have it.

Only Chinese, Japanese and Korean are looked for, because their fonts are too large to bring along, and only once such
a character is met.  A font package that can be imported comes before fonts of the system.
"""

from __future__ import annotations

from briefgen.typeset.model import Family


def families(language: str, character: str) -> tuple[Family, ...]:
    """Families for a character that the fonts at hand do not have, the best for the language first."""
    return ()


def speaks(family: Family, language: str) -> bool:
    """Whether a family says that it is made for a language."""
    return False
