"""Goes in: a word in one style and size; comes out: the word as units of lines, kept for wherever it stands next.

Most words of most texts are easy: one unit each, in the text face, with a break before and after.  They are looked up
in one plain dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from msgspec import Struct, field

from briefgen.typeset.fallback import LONGEST_KEPT, MOST_KEPT, FaceChoice, FaceStyle, SplitWord
from briefgen.typeset.linebreak import breaks_after_space, word_breaks
from briefgen.typeset.model import made
from briefgen.typeset.paragraph import SHY, Atom, Owner, Unit, hanging_width, space_width
from briefgen.typeset.script_space import script_spaces

_EVERYDAY = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z0-9]+|[.,][A-Za-z]+)*[.,;:]? *").fullmatch
"""Words before, in and after which rules of breaking say nothing out of the ordinary: easy if the text face has them."""


class KnownWord(NamedTuple):
    """A word with the spaces after it."""

    units: tuple[Unit, ...]
    missing: tuple[str, ...]
    even: bool
    """All of it is in the text face of its style."""

    def bound(self, owner: Owner) -> list[Unit]:
        """The units for a run: those of several faces are made its own."""
        return [unit if unit.word is not None else _owned(unit, owner) for unit in self.units]


def _owned(unit: Unit, owner: Owner) -> Unit:
    atoms = [atom._replace(run=owner.run, style=owner.style) for atom in unit.atoms]
    return Unit(None, unit.width, unit.space, unit.hyphen, hang=unit.hang, atoms=atoms)


class Vocabulary(Struct, eq=False):
    """The words of one style and size."""

    fonts: FaceChoice
    style: FaceStyle
    scale: float
    """Points to a thousandth of an em."""
    strut: tuple[float, float]
    """What the text face reaches above and below the baseline."""
    easy: dict[str, Unit] = field(default_factory=dict)
    others: dict[str, KnownWord] = field(default_factory=dict)

    def easy_units(self, words: Sequence[str]) -> list[Unit] | None:
        """The units of words that are all easy, which may have to be learned; None for any others."""
        easy = self.easy
        try:
            return [easy[word] for word in words]
        except KeyError:
            if not self.learn(words):
                return None
        units = [easy.get(word) for word in words]
        return None if None in units else units  # type: ignore[return-value]

    def units(self, words: Sequence[str]) -> list[Unit]:
        """The units of any words."""
        easy = self.easy
        return self.easy_units(words) or [
            unit for word in words for unit in ((easy[word],) if word in easy else self.entry(word).units)
        ]

    def entry(self, word: str) -> KnownWord:
        """A word that is not among the easy ones, which it joins if it is easy."""
        found = self.others.get(word)
        if found is None:
            everyday = _EVERYDAY(word) is not None
            found = (self._everyday(word) if everyday else None) or self._made(word)
            if len(word) <= LONGEST_KEPT:
                self._keep(word, found, everyday)
        return found

    def learn(self, words: Iterable[str]) -> bool:
        """Keep these words; whether any is new. Very long ones are not kept, and those that are may be dropped for others."""
        easy, others = self.easy, self.others
        new = [word for word in words if word not in easy and word not in others and len(word) <= LONGEST_KEPT]
        for word in new:
            self.entry(word)
        return bool(new)

    def _keep(self, word: str, entry: KnownWord, everyday: bool) -> None:
        if len(self.easy) + len(self.others) >= MOST_KEPT:
            self.easy.clear()
            self.others.clear()
        if len(entry.units) == 1 and entry.even and (everyday or _breaks_around(word.rstrip(" "))):
            self.easy[word] = entry.units[0]
        else:
            self.others[word] = entry

    def _everyday(self, word: str) -> KnownWord | None:
        """What `_made` makes of a word that is one unit; None if it has more parts than one."""
        parts, missing = self.fonts.word(word, self.style, False)
        if len(parts) > 1:
            return None
        (part,) = parts
        spaces = len(word) - len(word.rstrip(" "))
        space = space_width(part, spaces) if spaces else 0.0
        unit = Unit(part, (part.width - space) * self.scale, space * self.scale)
        return made(KnownWord, ((unit,), missing, part.face is self.fonts.text_face(self.style)))

    def _made(self, word: str) -> KnownWord:
        core = word.rstrip(" ")
        points = [0, *word_breaks(core), len(core)] if core else [0, 0]
        gaps = script_spaces(core)
        units: list[Unit] = []
        missing: list[str] = []
        even = True
        face = self.fonts.text_face(self.style)
        for start, end in pairwise(points):
            spaces = len(word) - end if end == len(core) else 0
            inside = [gap for gap in gaps if start < gap <= end]
            parts, lacking = (
                self._parts(word, start, end + spaces, inside)
                if inside
                else self.fonts.word(word[start : end + spaces], self.style, False)
            )
            space = space_width(parts[-1], spaces) if spaces else parts[-1].script_space
            width = sum([part.width for part in parts]) - space
            hang = hanging_width(parts[-1], spaces)
            hyphen = self._hyphen() if word.endswith(SHY, 0, end) and not spaces else 0.0
            word_alone = parts[0] if len(parts) == 1 else None
            atoms = [] if word_alone else [Atom(part, None, None) for part in parts]
            if atoms and space:
                atoms[-1] = atoms[-1]._replace(gap=True)
            units.append(
                Unit(
                    word_alone,
                    width * self.scale,
                    space * self.scale,
                    hyphen * self.scale,
                    hang=hang * self.scale,
                    atoms=tuple(atoms),
                )
            )
            missing += lacking
            even = even and word_alone is not None and word_alone.face is face
        return KnownWord(tuple(units), tuple(missing), even and not gaps)

    def _parts(self, word: str, start: int, end: int, gaps: Sequence[int]) -> SplitWord:
        """A part of a word in which, or after which, one script meets another."""
        found = [self.fonts.spaced_word(word[one:other], self.style) for one, other in pairwise([start, *gaps])]
        if gaps[-1] < end:
            found.append(self.fonts.word(word[gaps[-1] : end], self.style, False))
        parts, missing = zip(*found, strict=True)
        return SplitWord(tuple(chain(*parts)), tuple(chain(*missing)))

    def _hyphen(self) -> float:
        return sum(part.width for part in self.fonts.word("-", self.style, False).parts)


def _breaks_around(core: str) -> bool:
    """Whether lines may end at the spaces before and after a word."""
    return bool(core) and breaks_after_space("a", core) and breaks_after_space(core, "a")
