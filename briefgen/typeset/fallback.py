"""Goes in: a word and its style; comes out: the word shaped, each grapheme cluster with the first face that has it.

The order is: emoji face for emoji; the text face; the face of the letter before, for spaces and punctuation; families
for the run's language; the other fallback families in their order; fonts found on the machine for Chinese, Japanese
and Korean.  What is still uncovered is drawn as U+FFFD, with the character kept as the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from briefgen.typeset import discover
from briefgen.typeset.faces import Face, Family, cut, split_path
from briefgen.typeset.graphemes import clusters
from briefgen.typeset.model import Shaped, made
from briefgen.typeset.shaping import has_gap, replacement, shape, spaced
from briefgen.typeset.tables import properties

LONGEST_KEPT = 64
MOST_KEPT = 20_000
"""Words kept for each style; a table of millions of rows must not keep them all."""
_SIGNS = re.compile("emoji|symbol", re.IGNORECASE)
_EMOJI_VARIATION = "\ufe0f"
_TEXT_VARIATION = "\ufe0e"


class SplitWord(NamedTuple):
    """A shaped span of text: its parts in logical order, one for each face, and what no font has."""

    parts: tuple[Shaped, ...]
    missing: tuple[str, ...] = ()


class FaceStyle(Struct, eq=False):
    """What decides on faces and features, with the words shaped so far in it."""

    weight: int
    italic: bool
    language: str
    tabular: bool
    face: Face | None = None
    left_to_right: dict[str, SplitWord] = field(default_factory=dict)
    right_to_left: dict[str, SplitWord] = field(default_factory=dict)
    before_others: dict[str, SplitWord] = field(default_factory=dict)
    """Words from left to right before another script."""
    after_others: dict[tuple[str, bool, Face], SplitWord] = field(default_factory=dict)
    """Spaces after a word in another face."""
    chosen: dict[str, Face | None] = field(default_factory=dict)


class FaceChoice:
    """The faces of one text family and its fallback families, opened when first needed."""

    def __init__(self, text: Family, fallback: Sequence[Family]) -> None:
        self._text = text
        self._fallback = tuple(fallback)
        self._faces: dict[tuple[str, int], Face] = {}

    def face(self, family: Family, weight: int, italic: bool = False) -> Face:
        """The face of a family that comes nearest to a style."""
        path = cut(family, weight, italic)
        key = (path, weight)
        if key not in self._faces:
            file, index = split_path(path)
            made = Face(file, index, weight)
            # A static file is one face whatever weight it was asked for.
            key = key if made.is_variable else (path, 0)
            self._faces[path, weight] = self._faces.setdefault(key, made)
        return self._faces[path, weight]

    def text_face(self, style: FaceStyle) -> Face:
        if style.face is None:
            style.face = self.face(self._text, style.weight, style.italic)
        return style.face

    def word(self, text: str, style: FaceStyle, rtl: bool) -> SplitWord:
        """A span of text in one direction, shaped; kept for the next time unless it is very long."""
        kept = style.right_to_left if rtl else style.left_to_right
        found = kept.get(text)
        if found is None:
            found = self._shape(text, style, rtl)
            if len(text) <= LONGEST_KEPT:
                if len(kept) >= MOST_KEPT:
                    kept.clear()
                kept[text] = found
        return found

    def spaced_word(self, text: str, style: FaceStyle) -> SplitWord:
        """A span of text from left to right that another script follows."""
        found = style.before_others.get(text)
        if found is None:
            parts, missing = self.word(text, style, False)
            found = SplitWord((*parts[:-1], *map(spaced, parts[-1:])), missing)
            if len(text) <= LONGEST_KEPT:
                if len(style.before_others) >= MOST_KEPT:
                    style.before_others.clear()
                style.before_others[text] = found
        return found

    def spaces(self, text: str, style: FaceStyle, rtl: bool, before: Face) -> SplitWord:
        """Spaces after a word in that face, as wide as it has them: so they are in programs that set them with the word."""
        if before is self.text_face(style):
            return self.word(text, style, rtl)
        key = (text, rtl, before)
        found = style.after_others.get(key)
        if found is None:
            if _leans(text, before) and _covered(before, text):
                found = SplitWord((shape(before, text, style.language, rtl, style.tabular),), ())
            else:
                found = self.word(text, style, rtl)
            if len(text) <= LONGEST_KEPT:
                style.after_others[key] = found
        return found

    def _shape(self, text: str, style: FaceStyle, rtl: bool) -> SplitWord:
        if text.isascii():
            shaped = shape(self.text_face(style), text, style.language, rtl, style.tabular)
            if not has_gap(shaped):
                return made(SplitWord, ((shaped,), ()))
        parts: list[Shaped] = []
        missing: list[str] = []
        for face, span in self.spans(text, style):
            if face is None:
                self._piecemeal(span, style, rtl, parts, missing)
                continue
            shaped = shape(face, span, style.language, rtl, style.tabular)
            if has_gap(shaped):
                self._piecemeal(span, style, rtl, parts, missing)
            else:
                parts.append(shaped)
        return SplitWord(tuple(parts), tuple(missing))

    def spans(self, text: str, style: FaceStyle) -> list[tuple[Face | None, str]]:
        """The text cut wherever the face changes."""
        found: list[tuple[Face | None, list[str]]] = []
        previous: Face | None = None
        for cluster in clusters(text):
            face = self._choose(cluster, style, previous)
            if found and found[-1][0] is face:
                found[-1][1].append(cluster)
            else:
                found.append((face, [cluster]))
            previous = face or previous
        return [(face, "".join(parts)) for face, parts in found]

    def _choose(self, cluster: str, style: FaceStyle, previous: Face | None) -> Face | None:
        if previous is not None and _leans(cluster, previous) and _covered(previous, cluster):
            return previous
        if cluster not in style.chosen:
            style.chosen[cluster] = self._find(cluster, style)
        return style.chosen[cluster]

    def _find(self, cluster: str, style: FaceStyle) -> Face | None:
        """The first face that has the whole cluster, else the first that has its base character."""
        partly: Face | None = None
        for face in self._candidates(cluster, style):
            if _covered(face, cluster):
                return face
            if partly is None and face.covers(ord(cluster[0])):
                partly = face
        return partly

    def _candidates(self, cluster: str, style: FaceStyle) -> Iterator[Face]:
        """Faces in the order in which they are asked; each is opened when its turn comes."""
        emoji = _is_emoji(cluster)
        if not emoji:
            yield self.text_face(style)
        families = sorted(self._fallback, key=lambda family: not discover.speaks(family, style.language))
        if emoji:
            families.sort(key=lambda family: "emoji" not in family.name.casefold())
        for family in families:
            yield self.face(family, style.weight, style.italic)
        if emoji:
            yield self.text_face(style)
        for family in discover.families(style.language, cluster[0]):
            yield self.face(family, style.weight, style.italic)

    def _piecemeal(self, text: str, style: FaceStyle, rtl: bool, parts: list[Shaped], missing: list[str]) -> None:
        """Cluster by cluster, then character by character, because one face does not have it all."""
        for cluster in clusters(text):
            face = self._choose(cluster, style, None)
            shaped = shape(face, cluster, style.language, rtl, style.tabular) if face else None
            if shaped is not None and not has_gap(shaped):
                parts.append(shaped)
                continue
            parts += [self._single(character, style, rtl, missing) for character in cluster]

    def _single(self, character: str, style: FaceStyle, rtl: bool, missing: list[str]) -> Shaped:
        face = self._choose(character, style, None)
        shaped = shape(face or self.text_face(style), character, style.language, rtl, style.tabular)
        if not has_gap(shaped):
            return shaped
        missing.append(character)
        return replacement(self.text_face(style), character)


def _covered(face: Face, cluster: str) -> bool:
    return all(face.covers(ord(one)) or properties(one).ignorable for one in cluster)


def _leans(cluster: str, previous: Face) -> bool:
    """Whether a cluster belongs to what stands before it: spaces, punctuation and signs that are never drawn."""
    if properties(cluster[0]).ignorable:
        return True
    # An emoji face has the spaces and digits of key caps, as wide as its pictures; one of signs, spaces for signs.
    return unicodedata.category(cluster[0])[0] in "ZP" and not _SIGNS.search(previous.family)


def _is_emoji(cluster: str) -> bool:
    first = properties(cluster[0])
    if _TEXT_VARIATION in cluster:
        return False
    return first.emoji or (_EMOJI_VARIATION in cluster) or (first.pictograph and len(cluster) > 1)
