"""A table in, the widths of its columns out: the template's shares, moved as far as what stands in the columns asks for.

No column is narrower than its longest word, so that no short word is broken for another column's sake. Within half and
twice its share a column gives width to another where that makes the table lower.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from itertools import chain, permutations

from msgspec import Struct, field

from briefgen.document import Paragraph, Table, plain, walk
from briefgen.theme import TableStyle
from briefgen.writers.pdf.setting import Frame, Setting

_WIDEST_WORD = 0.4
"""A word asks for no more than this share of the table's width; a longer one is broken."""
_SLACK = 1.04
"""Words get this much more width than they take, for a Word file that is shown in another typeface."""
_CANDIDATES = 6
"""Words of a column that are measured: its longest."""
_WORDS = re.compile(
    r"(?:\([^\s()]{1,24}\)[ \u00a0])?\d{1,2}\.? [^\W\d]+\.? \d{4},?|[^\W_](?:[^\s¶]*+¶)+\d+(?:–\d+)?(?:, \d+(?:–\d+)?(?![^\s,;])){1,2}|[^ \t\r\n]+"
)
"""What lines should not divide: dates with their portion marks, up to three paragraphs of an article, and whatever stands
between blanks."""
_LEAST_SHARE, _LARGEST_SHARE = 0.5, 2.0
"""A column's width stays within these parts of what the template gives it."""
_STEPS = 60
"""Width moves between columns by such a part of the table's, and by some of them at once."""
_MOVES = (1, 2, 4, 8)
_COST = 1.0
"""Points by which a table has to get lower for each step: the template's widths stand where little is won."""
_ROUNDS = 40
_ROWS = 40
"""Rows that are measured, evenly spread."""
_FULL = 0.94
"""How full lines are that end between words, on average."""


def edges(setting: Setting, block: Table, style: TableStyle, frame: Frame) -> tuple[float, ...]:
    """Column edges, from the column of text."""
    given = [column.width * frame.width for column in block.columns]
    columns = [_said(block, style, index) for index in range(len(block.columns))]
    words = [min(width, _WIDEST_WORD * frame.width) for width in narrowest(setting, block, style, frame, columns)]
    least = capped(words, frame.width)
    texts = [column.measured for column in columns]
    widths = fitting(setting, block, style, frame, texts, shared(given, least), least)
    if widths != given:
        setting.shares[id(block)] = tuple(width / frame.width for width in widths)
    found = [frame.left]
    for width in widths:
        found.append(found[-1] + width)
    return tuple(found)


Texts = list[list[tuple[str, str]]]
"""Of each row's cell in a column, the header's first: each paragraph's words and role."""


class _Said(Struct):
    """What a column says, as far as its width depends on it."""

    longest: dict[str, list[str]]
    """Its longest words, by the role that they stand in."""
    measured: Texts
    """The header's cell, and those of the rows that are measured."""


def _said(block: Table, style: TableStyle, index: int) -> _Said:
    texts = list(_texts(block, style, index))
    return _Said(_longest_words(texts), [texts[0], *texts[1 :: math.ceil(len(block.rows) / _ROWS) or 1]])


def _texts(block: Table, style: TableStyle, index: int) -> Iterator[list[tuple[str, str]]]:
    for row in (block.header, *block.rows):
        header = row is block.header
        own = style.head if header else style.first if index == 0 and block.row_headers else style.text
        blocks = row.cells[index].blocks
        inner = blocks if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else walk(blocks)
        yield [
            (plain(each.children), own if each.role == "body" else each.role)
            for each in inner
            if isinstance(each, Paragraph)
        ]


# --- no word is broken for another column's sake -----------------------------------------


def capped(widths: list[float], room: float) -> list[float]:
    """The widths, the largest of them cut down to one that all fit the room: long words break, short ones do not."""
    cap, left = room, room
    for taken, width in enumerate(sorted(widths)):
        cap = left / (len(widths) - taken)
        if width > cap:
            return [min(each, cap) for each in widths]
        left -= width
    return widths


def shared(requested: list[float], least: list[float]) -> list[float]:
    """`requested` widths, those below their `least` widened as far as the others have width to give."""
    lack = sum(max(low - width, 0.0) for width, low in zip(requested, least, strict=True))
    spare = sum(max(width - low, 0.0) for width, low in zip(requested, least, strict=True))
    moved = min(lack, spare)
    if moved <= 0:
        return requested
    return [
        width + (low - width) * moved / lack if width < low else width - (width - low) * moved / spare
        for width, low in zip(requested, least, strict=True)
    ]


def narrowest(setting: Setting, block: Table, style: TableStyle, frame: Frame, columns: list[_Said]) -> list[float]:
    """For each column the width of its widest unbreakable word; only its longest words are measured."""
    found = []
    for index, column in enumerate(columns):
        width = 0.0
        for role, words in column.longest.items():
            width = max(width, setting.widest(words, setting.style(role), frame.language))
        found.append(width * _SLACK + _padding(block, style, index) + 0.1)
    return found


def _padding(block: Table, style: TableStyle, index: int) -> float:
    return style.padding_x * ((index > 0) + (index < len(block.columns) - 1))


def _longest_words(texts: Texts) -> dict[str, list[str]]:
    """The longest words of a column, by the role that they stand in."""
    longest: dict[tuple[str, str], int] = {}
    shortest = 0
    for text, role in chain.from_iterable(texts):
        for word in _WORDS.findall(text):
            if len(word) > shortest and (word, role) not in longest:
                longest[word, role] = len(word)
                if len(longest) > _CANDIDATES:
                    del longest[min(longest, key=longest.__getitem__)]
                    shortest = min(longest.values())
    found: dict[str, list[str]] = {}
    for word, role in sorted(longest):
        found.setdefault(role, []).append(_undivided(word))
    return found


def _undivided(words: str) -> str:
    """What takes as much room, and has no break. A dash is as wide as a figure."""
    return (words.replace("–", "0") if "¶" in words else words).replace(" ", "\u00a0")


# --- as low as can be --------------------------------------------------------------------


def fitting(
    setting: Setting,
    block: Table,
    style: TableStyle,
    frame: Frame,
    texts: list[Texts],
    widths: list[float],
    least: list[float],
) -> list[float]:
    """The widths, moved between the columns while that makes the table lower."""
    if len(widths) < 2 or not block.rows:
        return widths
    rulers = _Rulers(setting, frame.language)
    columns = [_Column(rulers.lengths(column), _padding(block, style, index)) for index, column in enumerate(texts)]
    given = [column.width * frame.width for column in block.columns]
    lowest = [
        max(low, min(share * _LEAST_SHARE, width)) for low, share, width in zip(least, given, widths, strict=True)
    ]
    highest = [max(share * _LARGEST_SHARE, width) for share, width in zip(given, widths, strict=True)]
    return _Balance(columns, lowest, highest, frame.width / _STEPS).of(widths)


Lengths = list[list[tuple[float, float]]]
"""Of each row: how long each line of a cell is when it is not broken, and its height."""


class _Rulers(Struct):
    """What measures the lines of a table's cells, by role."""

    setting: Setting
    language: str
    known: dict[str, tuple[Callable[[str], float], float]] = field(default_factory=dict)

    def of(self, role: str) -> tuple[Callable[[str], float], float]:
        """The measure, and the height of a line."""
        if role not in self.known:
            style = self.setting.style(role)
            self.known[role] = self.setting.ruler(style, self.language), style.leading
        return self.known[role]

    def lengths(self, texts: Texts) -> Lengths:
        found: Lengths = []
        for cell in texts:
            lines: list[tuple[float, float]] = []
            for text, role in cell:
                measured, leading = self.of(role)
                lines += [(measured(line), leading) for line in text.split("\n")]
            found.append(lines)
        return found


class _Column(Struct):
    """The lines of a column's cells, and the heights that they make, by width."""

    lengths: Lengths
    padding: float
    known: dict[float, list[float]] = field(default_factory=dict)

    def heights(self, width: float) -> list[float]:
        """Of each row's cell."""
        if width not in self.known:
            room = max(width - self.padding, 1.0)
            full = room * _FULL
            self.known[width] = [
                sum([leading if length <= room else math.ceil(length / full) * leading for length, leading in cell])
                for cell in self.lengths
            ]
        return self.known[width]


class _Balance(Struct):
    """Looks for the widths that make a table lowest, from those at hand, one move at a time."""

    columns: list[_Column]
    least: list[float]
    most: list[float]
    step: float

    def of(self, start: list[float]) -> list[float]:
        def cost(widths: list[float]) -> float:
            moved = sum([abs(now - before) for now, before in zip(widths, start, strict=True)]) / 2
            return self.height(widths) + moved / self.step * _COST

        widths, least = start, cost(start)
        if least <= self.height(self.most) + _COST:  # the lowest table saves no more than one step costs
            return widths
        for _ in range(_ROUNDS):
            found = min(self.moves(widths, start), key=cost, default=widths)
            lower = cost(found)
            if lower > least - 1e-6:
                break
            widths, least = found, lower
        return widths

    def moves(self, widths: list[float], start: list[float]) -> Iterator[list[float]]:
        """Those that may cost less: to a column that decides how high a row is, or back to one that gave."""
        deciding = self.deciding(widths)
        for giver, taker in permutations(range(len(widths)), 2):
            if taker not in deciding and widths[taker] >= start[taker]:
                continue
            for steps in _MOVES:
                moved = round(steps * self.step, 6)
                given, taken = widths[giver] - moved, widths[taker] + moved
                if given < self.least[giver] or taken > self.most[taker]:
                    break
                found = [*widths]
                found[giver], found[taker] = given, taken
                yield found

    def deciding(self, widths: list[float]) -> set[int]:
        """The columns that alone are as high as their row, in any row."""
        rows = [(cells, max(cells)) for cells in zip(*self.heights(widths), strict=True)]
        return {cells.index(highest) for cells, highest in rows if cells.count(highest) == 1}

    def heights(self, widths: list[float]) -> list[list[float]]:
        """Of each column's cells."""
        return [column.heights(width) for column, width in zip(self.columns, widths, strict=True)]

    def height(self, widths: list[float]) -> float:
        """Of all rows."""
        return math.fsum(map(max, *self.heights(widths)))
