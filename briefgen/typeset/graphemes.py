"""Goes in: text; comes out: the places between its grapheme clusters (UAX #29, Unicode 15.0)."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.typeset.tables import properties

_CONTROLS = frozenset(("CR", "LF", "Control"))
_ATTACHED = frozenset(("Extend", "ZWJ", "SpacingMark"))
_HANGUL = {
    "L": frozenset(("L", "V", "LV", "LVT")),
    "LV": frozenset(("V", "T")),
    "V": frozenset(("V", "T")),
    "LVT": frozenset(("T",)),
    "T": frozenset(("T",)),
}
_NONE: frozenset[str] = frozenset()


def clusters(text: str) -> Iterator[str]:
    """The grapheme clusters of a text, in order."""
    if text.isascii() and "\r" not in text:
        yield from text
        return
    start = 0
    for end in _boundaries(text):
        yield text[start:end]
        start = end


def _boundaries(text: str) -> Iterator[int]:
    previous = ""
    flags = emoji = False  # an odd number of flag letters before; a pictograph that a joiner may carry on
    for at, character in enumerate(text):
        kind = properties(character)
        if at and not _joined(previous, kind.cluster, flags, emoji and kind.pictograph):
            yield at
            flags = False
        flags = kind.cluster == "Regional_Indicator" and not flags
        emoji = kind.pictograph or (emoji and kind.cluster in ("Extend", "ZWJ"))
        previous = kind.cluster
    if text:
        yield len(text)


def _joined(before: str, after: str, flags: bool, emoji: bool) -> bool:
    """Whether two neighbouring characters belong to one cluster: rules GB3 to GB13."""
    if before == "CR" and after == "LF":
        return True
    if before in _CONTROLS or after in _CONTROLS:
        return False
    if after in _HANGUL.get(before, _NONE) or after in _ATTACHED or before == "Prepend":
        return True
    if before == "ZWJ" and emoji:
        return True
    return before == after == "Regional_Indicator" and flags
