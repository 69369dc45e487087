"""Goes in: a paragraph as styled items; comes out: the paragraph prepared, shaped once and ready to be broken.

A `Typesetter` is made once for a set of fonts and serves any number of documents and threads: what it keeps are words
already shaped, and keeping one twice does no harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import pairwise, takewhile
from typing import NamedTuple

from briefgen.records import dataclass, replace
from briefgen.typeset import bidi
from briefgen.typeset.fallback import LONGEST_KEPT, Fonts, Style
from briefgen.typeset.linebreak import breaks_after_space, word_breaks
from briefgen.typeset.model import Family, ForcedBreak, InlineBox, Item, Missing, Shaped, TextRun
from briefgen.typeset.paragraph import SEAM, SOFT_HYPHEN, Atom, Prepared, Segment, Unit, space_width

_CHUNK = re.compile(r"[^ ]+ *| +")
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ud800-\udfff\U00010000-\U0010ffff]")
_BREAKING_CONTROLS = "\t\n\v\f\r\x85\u2028\u2029"
_BOX = "\ufffc"
_BOX_LETTER = "\ue000"  # breaks like a letter, so that a box holds to the word or the full stop beside it
_RTL_LANGUAGES = frozenset(("ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "syr"))
_CONTEXT = 24
_ISOLATE, _END = "\u2068", "\u2069"


class Typesetter:
    """Fonts, and the words shaped with them so far.

    `missing` is a list that missing characters are added to, or a function that is called with each; both are told
    once for each character and paragraph.
    """

    def __init__(
        self,
        text: Family,
        fallback: Sequence[Family] = (),
        missing: list[Missing] | Callable[[Missing], object] | None = None,
    ) -> None:
        self.fonts = Fonts(text, fallback)
        self._tell = missing.append if isinstance(missing, list) else missing
        self._styles: dict[tuple[int, bool, str, bool], Style] = {}

    def prepare(self, items: Sequence[Item], language: str = "en") -> Prepared:
        """Shape a paragraph; `language` decides its direction where the text leaves it open."""
        found = _Paragraph(self, language).build(items)
        if self._tell is not None:
            for missing in found.missing:
                self._tell(missing)
        return found

    def style(self, run: TextRun) -> Style:
        key = (run.weight, run.italic, run.language, run.tabular)
        found = self._styles.get(key)
        return found if found is not None else self._styles.setdefault(key, Style(*key))


def clean(text: str) -> str:
    """Text without what no font draws and no reader sees: controls, byte-order marks, noncharacters; tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return _UNWANTED.sub(_cleaned, text)


def _cleaned(match: re.Match[str]) -> str:
    character = match[0]
    if character in _BREAKING_CONTROLS:
        return " "
    if character > "\uffff":
        return "" if ord(character) & 0xFFFE == 0xFFFE else character
    return ""


class _Stretch(NamedTuple):
    """What a line may not divide, in thousandths of an em."""

    parts: tuple[Shaped, ...]
    width: float
    space: float
    hyphen: float


class _Chunk(NamedTuple):
    """A word with its spaces, in one style."""

    stretches: tuple[_Stretch, ...]
    missing: tuple[str, ...]


class _Span(NamedTuple):
    """An item and its place in the text of its segment."""

    start: int
    end: int
    item: TextRun | InlineBox


@dataclass(slots=True)
class _Paragraph:
    """One paragraph on its way."""

    setter: Typesetter
    language: str
    missing: dict[str, Missing] = field(default_factory=dict)

    def build(self, items: Sequence[Item]) -> Prepared:
        rtl = self._direction(items)
        segments = [self._segment(part, rtl) for part in _forced_parts(items)]
        return Prepared(self.setter.fonts, segments, rtl, tuple(self.missing.values()))

    def _direction(self, items: Sequence[Item]) -> bool:
        own = self.language.partition("-")[0].casefold() in _RTL_LANGUAGES
        runs = (item for item in items if isinstance(item, TextRun))
        return bidi.runs_backward([(run.text, run.isolates[0] if run.isolates else 0) for run in runs], own)

    def _segment(self, items: Sequence[TextRun | InlineBox], rtl: bool) -> Segment:
        spans: list[_Span] = []
        texts: list[str] = []
        at = 0
        for item in items:
            text = clean(item.text) if isinstance(item, TextRun) else _BOX
            spans.append(_Span(at, at + len(text), item))
            texts.append(text)
            at += len(text)
        text = "".join(texts)
        mixed = rtl or bidi.has_rtl(text)
        segment = Segment(self._strut(items), mixed=mixed)
        levels, seams = _levels(spans, texts, int(rtl)) if mixed else (None, {})
        _Filler(self, segment, text, [span for span in spans if span.end > span.start], levels, seams).fill()
        return segment

    def _strut(self, items: Sequence[TextRun | InlineBox]) -> tuple[float, float]:
        """What the text face reaches above and below the line, so that lines in other scripts do not differ."""
        ascent = descent = 0.0
        for item in items:
            if isinstance(item, TextRun):
                face = self.setter.fonts.text_face(self.setter.style(item))
                ascent = max(ascent, face.ascent * item.size + item.rise)
                descent = max(descent, -face.descent * item.size - item.rise)
        return ascent, descent

    def report(self, characters: Sequence[str], run: TextRun, text: str) -> None:
        for character in characters:
            if character not in self.missing:
                name = unicodedata.name(character, f"U+{ord(character):04X}")
                at = text.find(character)
                context = text[max(at - _CONTEXT, 0) : at + _CONTEXT]
                self.missing[character] = Missing(character, name, run.language, context)


@dataclass(slots=True)
class _Filler:
    """Words of one segment into units."""

    paragraph: _Paragraph
    segment: Segment
    text: str
    spans: list[_Span]
    levels: list[int] | None
    seams: dict[int, int]
    span: int = 0
    known: dict[str, list[Unit]] = field(default_factory=dict)
    """Units of the words met in the current run; a unit is never changed once it stands in the segment."""

    def fill(self) -> None:
        """Word by word; a word inside one left-to-right run is looked up, any other is cut by character."""
        units, before, one_way = self.segment.units, "", self.levels is None
        known, span = self.known, self.spans[0] if self.spans else None
        for match in _CHUNK.finditer(self.text):
            start, end = match.span()
            word = match[0]
            if span is not None and span.end <= start:
                span = self._advance(start)
            if before and not breaks_after_space(before, word):
                units[-1] = replace(units[-1], glued=True)
            before = word.rstrip(" ")
            if span is None or end > span.end or not (one_way or self._level(start, end)):
                self._by_character(word, start)
                continue
            found = known.get(word)
            units += found if found is not None else self._known(word, span.item)

    def _advance(self, at: int) -> _Span:
        """The span that holds an offset, which never lies before the current one."""
        if self.spans[self.span].end <= at:
            self.known.clear()
        while self.spans[self.span].end <= at:
            self.span += 1
        return self.spans[self.span]

    def _level(self, start: int, end: int) -> bool:
        """Whether all runs from left to right in a left-to-right paragraph."""
        return self.levels is not None and not any(self.levels[start:end])

    def _known(self, word: str, item: TextRun | InlineBox) -> list[Unit]:
        if isinstance(item, InlineBox):
            return [Unit([Atom(item, None, None)], item.width, 0.0)]
        style = self.paragraph.setter.style(item)
        chunk = style.chunks.get(word)
        if not isinstance(chunk, _Chunk):
            chunk = self._chunk(word, style)
        scale = item.size / 1000
        found = []
        for parts, width, space, hyphen in chunk.stretches:
            atoms = [Atom(part, item, style) for part in parts]
            if space:
                atoms[-1] = Atom(parts[-1], item, style, 0, True)
            found.append(Unit(atoms, width * scale, space * scale, hyphen * scale))
        if chunk.missing:
            self.paragraph.report(chunk.missing, item, self.text)
        self.known[word] = found
        return found

    def _chunk(self, word: str, style: Style) -> _Chunk:
        core = word.rstrip(" ")
        points = [0, *word_breaks(core), len(core)] if core else [0, 0]
        stretches: list[_Stretch] = []
        missing: list[str] = []
        for start, end in pairwise(points):
            spaces = len(word) - end if end == len(core) else 0
            made = self.paragraph.setter.fonts.word(word[start : end + spaces], style, False)
            space = space_width(made.parts[-1], spaces) if spaces else 0.0
            width = sum(part.width for part in made.parts) - space
            hyphen = self._hyphen(style) if word[:end].endswith(SOFT_HYPHEN) and not spaces else 0.0
            stretches.append(_Stretch(made.parts, width, space, hyphen))
            missing += made.missing
        found = _Chunk(tuple(stretches), tuple(missing))
        if len(word) <= LONGEST_KEPT:
            style.chunks[word] = found
        return found

    def _hyphen(self, style: Style) -> float:
        return sum(part.width for part in self.paragraph.setter.fonts.word("-", style, False).parts)

    def _by_character(self, word: str, start: int) -> None:
        """A word that changes run or direction, or holds a box."""
        core = word.rstrip(" ")
        ends = [*word_breaks(core.replace(_BOX, _BOX_LETTER)), len(core)] if core else []
        at = 0
        for end in ends:
            spaces = len(word) if end == len(core) else end
            self._unit(start + at, start + end, start + spaces)
            at = end
        if not core:
            self._unit(start, start, start + len(word))

    def _unit(self, start: int, end: int, spaces_end: int) -> None:
        """The stretch from `start` to `end`, with the spaces up to `spaces_end`."""
        unit = Unit([], 0.0, 0.0)
        for first, last, item, level in self._even(start, end):
            unit.width += self._add(unit, first, last, item, level)
        for first, last, item, level in self._even(end, spaces_end):
            unit.space += self._add(unit, first, last, item, level, True)
        last_atom = unit.atoms[-1] if unit.atoms else None
        if spaces_end == end and self.text[end - 1] == SOFT_HYPHEN and last_atom and last_atom.run and last_atom.style:
            unit.hyphen = self._hyphen(last_atom.style) * last_atom.run.size / 1000
        self.segment.units.append(unit)

    def _even(self, start: int, end: int) -> Iterator[tuple[int, int, TextRun | InlineBox, int]]:
        """Stretches of one item and one level."""
        while start < end:
            span = self._advance(start)
            level = self.levels[start] if self.levels else 0
            stop = min(end, span.end)
            last = start + 1
            while last < stop and (self.levels is None or self.levels[last] == level):
                last += 1
            yield start, last, span.item, level
            start = last

    def _add(self, unit: Unit, start: int, end: int, item: TextRun | InlineBox, level: int, gap: bool = False) -> float:
        """Append what stands between two offsets; its width in points."""
        if start in self.seams:
            unit.atoms.append(Atom(SEAM, None, None, self.seams[start]))
        if isinstance(item, InlineBox):
            unit.atoms.append(Atom(item, None, None, level))
            return item.width
        style = self.paragraph.setter.style(item)
        word = self.paragraph.setter.fonts.word(self.text[start:end], style, bool(level % 2))
        unit.atoms += [Atom(part, item, style, level, gap) for part in word.parts]
        if word.missing:
            self.paragraph.report(word.missing, item, self.text)
        return sum(part.width for part in word.parts) * item.size / 1000


def _levels(spans: Sequence[_Span], texts: Sequence[str], base: int) -> tuple[list[int], dict[int, int]]:
    """The level of each character, and of each seam: the place where an isolate begins or ends.

    The signs that part isolates stand in no text; they are put in for the levels and taken out again.
    """
    signed: list[str] = []
    kept: list[slice] = []
    seams: dict[int, int] = {}
    inside: tuple[int, ...] = ()
    at = 0
    for span, text in zip(spans, texts, strict=True):
        isolates = span.item.isolates if isinstance(span.item, TextRun) else ()
        if isolates != inside:
            common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(inside, isolates, strict=False)))
            signs = _END * (len(inside) - common) + _ISOLATE * (len(isolates) - common)
            signed.append(signs)
            seams[span.start] = at + (len(inside) - common or 1) - 1
            at, inside = at + len(signs), isolates
        signed.append(text)
        kept.append(slice(at, at + len(text)))
        at += len(text)
    found = bidi.levels("".join(signed), base)
    if not seams:
        return found, seams
    return [level for part in kept for level in found[part]], {start: found[sign] for start, sign in seams.items()}


def _forced_parts(items: Sequence[Item]) -> list[list[TextRun | InlineBox]]:
    found: list[list[TextRun | InlineBox]] = [[]]
    for item in items:
        if isinstance(item, ForcedBreak):
            found.append([])
        else:
            found[-1].append(item)
    return found
