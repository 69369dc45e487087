"""List styles to numbering definitions: one per look, and a fresh count for each numbered list."""

from __future__ import annotations

from briefgen.theme import ListStyle
from briefgen.writers.word.list_levels import list_level, text_font
from briefgen.writers.word.patterns import Patterns
from briefgen.writers.word.starting import Existing


class Numbering:
    """The numbering definitions a document uses, each made when it is first asked for."""

    def __init__(self, patterns: Patterns, existing: Existing) -> None:
        self.theme = patterns.theme
        self.patterns = patterns
        self.existing = existing
        self._abstract: list[str] = []
        self._nums: list[str] = []
        self._known: dict[tuple[str, bool, int], int] = {}
        self._bullets: dict[int, int] = {}
        self._rails: dict[tuple[int, str], int] = {}

    def list_style(self, role: str | None) -> ListStyle:
        return self.patterns.list_style(role)

    def bullets(self, role: str | None, left: int) -> int:
        """The number id of bulleted lists of this look that stand in by `left` twips."""
        abstract = self._definition(role, False, left)
        if abstract not in self._bullets:
            self._bullets[abstract] = self._num(abstract)
        return self._bullets[abstract]

    def ordered(self, role: str | None, left: int, level: int, start: int) -> int:
        """A number id of its own: the list counts from `start` whatever was counted before."""
        restart = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        return self._num(self._definition(role, True, left), restart)

    def rail(self, offset: int, colour: str) -> int:
        """The number id of the dots on a timeline's rail, `offset` twips left of the words."""
        key = (offset, colour)
        if key not in self._rails:
            # Large enough for a dot, small enough to stay in the middle of its line, centred on the rail.
            look = f'{text_font(self.theme)}<w:b/><w:bCs/><w:color w:val="{colour}"/><w:sz w:val="26"/><w:szCs w:val="26"/>'
            level = list_level(0, "bullet", "•", offset + 48, 0, look)
            self._rails[key] = self._num(self._add(level))
        return self._rails[key]

    def definitions(self) -> str:
        return "".join(self._abstract)

    def instances(self) -> str:
        return "".join(self._nums)

    def _definition(self, role: str | None, ordered: bool, left: int) -> int:
        key = (role or "default", ordered, left)
        if key not in self._known:
            self._known[key] = self._add(self.patterns.list_levels(*key))
        return self._known[key]

    def _add(self, levels: str) -> int:
        identifier = self.existing.abstracts + len(self._abstract)
        self._abstract.append(
            f'<w:abstractNum w:abstractNumId="{identifier}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        return identifier

    def _num(self, abstract: int, override: str = "") -> int:
        identifier = self.existing.numbers + len(self._nums)
        self._nums.append(f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>')
        return identifier
