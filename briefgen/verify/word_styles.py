"""The bytes of a Word file's styles go in; each paragraph style's level as a heading, and whether it makes list items, come out."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from briefgen.verify.limits import Budget
from briefgen.verify.word_xml import Listener, XmlAttributes

_HIDING = ("w:vanish", "w:specVanish", "w:webHidden")
"""Properties of words that nobody sees."""


class _Style(Struct, frozen=True):
    """What a paragraph style says that counts here."""

    parent: str
    level: int | None
    numbered: bool


class ParagraphStyles(Listener):
    """Each paragraph style's level as a heading, and whether it makes list items."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        super().__init__(budget)
        self.styles: dict[str, _Style] = {}
        self.default = ""
        self._known: dict[str, tuple[int | None, bool]] = {}
        self._id = ""
        self._parent = ""
        self._level: int | None = None
        self._numbered = False
        self.hides = False
        """Whether any of them hides words."""
        self.starts = {
            **dict.fromkeys(_HIDING, self._hide),
            "w:style": self._begin,
            "w:basedOn": self._based,
            "w:outlineLvl": self._outline,
            "w:numId": self._number,
        }
        self.ends = {"w:style": self._close}
        self.parse(data)

    def _hide(self, _: XmlAttributes) -> None:
        self.hides = True

    def _begin(self, given: XmlAttributes) -> None:
        self._id, self._parent, self._level, self._numbered = given.get("w:styleId", ""), "", None, False
        if given.get("w:type") == "paragraph" and given.get("w:default") in ("1", "true", "on"):
            self.default = self._id

    def _based(self, given: XmlAttributes) -> None:
        self._parent = given.get("w:val", "")

    def _outline(self, given: XmlAttributes) -> None:
        self._level = int(given.get("w:val", "9"))

    def _number(self, given: XmlAttributes) -> None:
        self._numbered = given.get("w:val", "0") != "0"

    def _close(self) -> None:
        self.styles[self._id] = _Style(self._parent, self._level, self._numbered)

    def of(self, style: str) -> tuple[int | None, bool]:
        """Its level (from 0; 9 and more for none) and whether it makes list items, its ancestors asked too."""
        if style not in self._known:
            self._known[style] = None, False  # a style based on itself says nothing
            own = self.styles.get(style or self.default)
            if own is not None:
                level, numbered = self.of(own.parent) if own.parent else (None, False)
                self._known[style] = (level if own.level is None else own.level), numbered or own.numbered
        return self._known[style]


@lru_cache(maxsize=4)
def paragraph_styles(data: bytes) -> ParagraphStyles:
    """The styles of a part; the packets of a run share theirs."""
    return ParagraphStyles(data, Budget())
