"""Goes in: a paragraph as styled items; comes out: the paragraph prepared, shaped once and ready to be broken.

A `Typesetter` is made once for a set of fonts and serves any number of documents and threads: what it keeps are words
already shaped, and keeping one twice does no harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.typeset import bidi, discover
from briefgen.typeset.faces import Family
from briefgen.typeset.fallback import FaceChoice, FaceStyle
from briefgen.typeset.linebreak import breaks_after_space, word_breaks
from briefgen.typeset.model import ForcedBreak, InlineBox, Item, MissingGlyph, Shaped, TextRun, made
from briefgen.typeset.paragraph import HANGING, SEAM, SHY, Atom, LineSource, Owner, Prepared, Unit, hanging_width
from briefgen.typeset.script_space import script_spaces
from briefgen.typeset.vocabulary import Vocabulary

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

    `missing` is a list that missing characters are added to, or a function that is called with each; both are reported
    once for each character and paragraph.
    """

    def __init__(
        self,
        text: Family,
        fallback: Sequence[Family] = (),
        missing: list[MissingGlyph] | Callable[[MissingGlyph], object] | None = None,
    ) -> None:
        self.fonts = FaceChoice(text, fallback)
        self._tell = missing.append if isinstance(missing, list) else missing
        self._styles: dict[tuple[int, bool, str, bool], FaceStyle] = {}
        self._vocabularies: dict[tuple[float, int, bool, str, bool], Vocabulary] = {}

    def prepare(self, items: Sequence[Item], language: str = "en") -> Prepared:
        """Shape a paragraph; `language` decides its direction where the text leaves it open."""
        if len(items) == 1 and isinstance(items[0], TextRun):
            easy = self._easy(items[0], language)
            if easy is not None:
                return easy
        found = _Paragraph(self, language).build(items)
        if self._tell is not None:
            for missing in found.missing:
                self._tell(missing)
        return found

    def _easy(self, run: TextRun, language: str) -> Prepared | None:
        """A paragraph of one run, all of whose words are easy; None for any other."""
        text = run.text
        if not (text.isascii() and text.isprintable()) or not text or _is_rtl(language):
            return None
        known = self.vocabulary(run)
        words = _CHUNK.findall(text)
        units = known.easy_units(words)
        if units is None:
            return None
        owners: list[Owner | None] = [made(Owner, (run, known.style))] * len(units)
        strut = (known.strut[0] + run.rise, known.strut[1] - run.rise) if run.rise else known.strut
        return Prepared(self.fonts, [LineSource(strut, units, owners)], False, ())

    def style(self, run: TextRun) -> FaceStyle:
        key = (run.weight, run.italic, run.language, run.tabular)
        found = self._styles.get(key)
        return found if found is not None else self._styles.setdefault(key, FaceStyle(*key))

    def vocabulary(self, run: TextRun) -> Vocabulary:
        """The words in the run's style and size."""
        key = run[1:6]  # size, weight, italic, language and tabular; a slice is made faster than a tuple of them
        found = self._vocabularies.get(key)
        return found if found is not None else self._vocabularies.setdefault(key, self._vocabulary(run))

    def _vocabulary(self, run: TextRun) -> Vocabulary:
        style = self.style(run)
        face = self.fonts.text_face(style)
        strut = face.ascent * run.size, -face.descent * run.size
        return Vocabulary(self.fonts, style, run.size / 1000, strut)

    def widest(self, words: Sequence[str], run: TextRun) -> float:
        """The widest span without a break of these words, none of which holds a space, in the style of the run."""
        return max([unit.width + unit.hyphen for unit in self.vocabulary(run).units(words)], default=0.0)

    def ruler(self, run: TextRun) -> Callable[[str], float]:
        """Measures how long a text is in one line, in the style of the run."""
        known = self.vocabulary(run)

        def measured(text: str) -> float:
            return sum([unit.width + unit.space for unit in known.units(_CHUNK.findall(text))])

        return measured


@cache
def _is_rtl(language: str) -> bool:
    return language.partition("-")[0].casefold() in _RTL_LANGUAGES


def clean(text: str) -> str:
    """Text without what no font draws and no reader sees: controls, byte-order marks, noncharacters; tabs become spaces."""
    if text.isprintable():
        return text
    return _UNWANTED.sub(_cleaned, text)


def _cleaned(match: re.Match[str]) -> str:
    character = match[0]
    if character in _BREAKING_CONTROLS:
        return " "
    if character > "\uffff":
        return "" if ord(character) & 0xFFFE == 0xFFFE else character
    return ""


class _Span(NamedTuple):
    """An item and its place in the text of its segment."""

    start: int
    end: int
    item: TextRun | InlineBox
    known: Vocabulary | None
    """The words of the run; None for a box."""


class _Paragraph(Struct):
    """One paragraph on its way."""

    setter: Typesetter
    language: str
    missing: dict[str, MissingGlyph] = field(default_factory=dict)

    def build(self, items: Sequence[Item]) -> Prepared:
        rtl = _is_rtl(self.language)
        mixed = rtl or bidi.has_rtl("".join([item.text for item in items if isinstance(item, TextRun)]))
        if mixed and not rtl:
            runs = [item for item in items if isinstance(item, TextRun)]
            rtl = bidi.runs_backward([(run.text, run.isolates[0] if run.isolates else 0) for run in runs], False)
        segments = [self._segment(part, rtl, mixed) for part in _forced_parts(items)]
        return Prepared(self.setter.fonts, segments, rtl, tuple(self.missing.values()))

    def _segment(self, items: Sequence[TextRun | InlineBox], rtl: bool, mixed: bool) -> LineSource:
        """A part of the paragraph; `mixed` says whether some of the paragraph runs from right to left."""
        spans: list[_Span] = []
        texts: list[str] = []
        above = below = 0.0
        at = 0
        for item in items:
            if isinstance(item, TextRun):
                # Lines are as high as the text face wants, so that those in other scripts do not differ.
                known = self.setter.vocabulary(item)
                up, down = known.strut
                above, below = max(above, up + item.rise), max(below, down - item.rise)
                text = clean(item.text)
            else:
                text, known = _BOX, None
            end = at + len(text)
            spans.append(made(_Span, (at, end, item, known)))
            texts.append(text)
            at = end
        text = "".join(texts)
        mixed = mixed and (rtl or bidi.has_rtl(text))
        hanging = not text.isascii() and any(map(text.__contains__, HANGING))
        segment = LineSource((above, below), mixed=mixed, hanging=hanging)
        levels, seams = _levels(spans, texts, int(rtl)) if mixed else (None, {})
        _Filler(self, segment, text, spans, levels, seams).fill()
        return segment

    def report(self, characters: Sequence[str], run: TextRun, text: str) -> None:
        for character in characters:
            if character not in self.missing:
                name = unicodedata.name(character, f"U+{ord(character):04X}")
                at = text.find(character)
                context = text[max(at - _CONTEXT, 0) : at + _CONTEXT]
                self.missing[character] = MissingGlyph(
                    character, name, run.language, context, discover.extra_for(character)
                )


class _Filler(Struct):
    """Words of one segment into units."""

    paragraph: _Paragraph
    segment: LineSource
    text: str
    spans: list[_Span]
    levels: list[int] | None
    seams: dict[int, int]
    span: int = 0
    before: str = ""
    """The word that stands before the place at hand; nothing where there is none."""
    gaps: Sequence[int] = ()
    """Where one script meets another in the word at hand."""

    def fill(self) -> None:
        """Words inside one left-to-right run are looked up; any other is cut by character."""
        if self.levels is None:
            self._fill_one_way()
        else:
            self._fill_both_ways(self.levels)

    def _fill_both_ways(self, levels: Sequence[int]) -> None:
        for match in _CHUNK.finditer(self.text):
            word, start = match[0], match.start()
            span = self._advance(start)
            if span.known is not None and match.end() <= span.end and not any(levels[start : match.end()]):
                self._words([word], span)
            else:
                self._by_character(word, start)

    def _fill_one_way(self) -> None:
        at, text = 0, self.text
        for span in self.spans:
            if span.end <= at:
                continue
            if span.known is not None:
                end = self._shared_word(span.end, at)
                self._words(_CHUNK.findall(text, at, end), span)
                at = end
            if at < span.end:
                match = _CHUNK.match(text, at)
                assert match is not None  # noqa: S101 -- there is text left
                self._by_character(match[0], at)
                at = match.end()

    def _shared_word(self, end: int, at: int) -> int:
        """Where the last words of a run end that it shares with no other."""
        text = self.text
        if end == len(text) or (text[end - 1] == " " and text[end] != " "):
            return end
        while end > at and text[end - 1] == " ":
            end -= 1
        return text.rfind(" ", at, end) + 1 or at

    def _advance(self, at: int) -> _Span:
        """The span that holds an offset, which never lies before the current one."""
        while self.spans[self.span].end <= at:
            self.span += 1
        return self.spans[self.span]

    def _words(self, words: list[str], span: _Span) -> None:
        """Words inside one run."""
        if not words:
            return
        run, known = span.item, span.known
        assert isinstance(run, TextRun) and known is not None  # noqa: S101 -- only boxes have no words
        owner = made(Owner, (run, known.style))
        found = known.easy_units(words)
        units, owners, easy = self.segment.units, self.segment.owners, known.easy
        if found is not None:
            if self.before:
                self._part(words[0])
            self.before = words[-1]
            units += found
            owners += [owner] * len(found)
            return
        closed = False
        for word in words:
            unit = easy.get(word)
            if unit is None:
                self._word(word, known, owner)
                closed = word in easy
                continue
            if not closed:
                self._part(word)
                closed = True
            units.append(unit)
            owners.append(owner)
            self.before = word

    def _word(self, word: str, known: Vocabulary, owner: Owner) -> None:
        """A word that is not easy, or was not known."""
        self._part(word)
        entry = known.entry(word)
        found = entry.bound(owner)
        self.segment.units += found
        self.segment.owners += [owner if unit.word is not None else None for unit in found]
        self.segment.even = self.segment.even and entry.even
        if entry.missing:
            self.paragraph.report(entry.missing, owner.run, self.text)

    def _part(self, word: str) -> None:
        """Go on to the next word; no line ends between two that hold together over their spaces."""
        core = self.before.rstrip(" ")
        if core and not breaks_after_space(core, word):
            self.segment.units[-1] = replace(self.segment.units[-1], glued=True)
        self.before = word

    def _by_character(self, word: str, start: int) -> None:
        """A word that changes run or direction, or holds a box."""
        self._part(word)
        core = word.rstrip(" ")
        self.gaps = [start + gap for gap in script_spaces(core)]
        at = start
        for end in word_breaks(core.replace(_BOX, _BOX_LETTER)) if core else ():
            self._unit(at, start + end, start + end)
            at = start + end
        self._unit(at, start + len(core), start + len(word))

    def _unit(self, start: int, end: int, spaces_end: int) -> None:
        """The span from `start` to `end`, with the spaces up to `spaces_end`."""
        atoms: list[Atom] = []
        width, space, hang, hyphen = self._add(atoms, start, end, False), 0.0, 0.0, 0.0
        if self.segment.hanging and atoms and isinstance(atoms[-1].part, Shaped) and atoms[-1].run:
            hang = hanging_width(atoms[-1].part) * atoms[-1].run.size / 1000
        if end < spaces_end:
            space = self._add(atoms, end, spaces_end, True)
        elif self.text[end - 1] == SHY and atoms and atoms[-1].run and atoms[-1].style:
            hyphen = self._hyphen(atoms[-1].style) * atoms[-1].run.size / 1000
        if end in self.gaps and atoms:
            space = atoms[-1].script_space
            width -= space
        self.segment.units.append(Unit(None, width, space, hyphen, hang=hang, atoms=atoms))
        self.segment.owners.append(None)

    def _hyphen(self, style: FaceStyle) -> float:
        return sum(part.width for part in self.paragraph.setter.fonts.word("-", style, False).parts)

    def _add(self, atoms: list[Atom], start: int, end: int, gap: bool) -> float:
        """Append what stands between two offsets, spaces if it is a gap; its width in points."""
        width = 0.0
        while start < end:
            span = self._advance(start)
            last, level = min(end, span.end), 0
            if self.levels or self.gaps:
                last, level = self._even(start, last)
            if start in self.seams:
                atoms.append(Atom(SEAM, None, None, self.seams[start]))
            item = span.item
            if isinstance(item, InlineBox):
                atoms.append(Atom(item, None, None, level))
                width += item.width
            else:
                width += self._shaped(atoms, start, last, span, level, gap) * item.size / 1000
            start = last
        return width

    def _even(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of one level ends that no space between scripts divides; and the level."""
        end = min([end, *[gap for gap in self.gaps if gap > start]])
        if not self.levels:
            return end, 0
        level, last = self.levels[start], start + 1
        while last < end and self.levels[last] == level:
            last += 1
        return last, level

    def _shaped(self, atoms: list[Atom], start: int, end: int, span: _Span, level: int, gap: bool) -> float:
        """Append a part of one run and level; its width in thousandths of an em."""
        _, _, item, known = span
        assert known is not None  # noqa: S101 -- only boxes have no words
        fonts, style, text, rtl = known.fonts, known.style, self.text[start:end], level % 2 == 1
        if gap and atoms and isinstance(atoms[-1].part, Shaped):
            word = fonts.spaces(text, style, rtl, atoms[-1].part.face)
        else:
            word = fonts.spaced_word(text, style) if end in self.gaps and not rtl else fonts.word(text, style, rtl)
        width = 0.0
        for part in word.parts:
            atoms.append(made(Atom, (part, item, style, level, gap)))
            width += part.width
        if word.missing:
            assert isinstance(item, TextRun)  # noqa: S101 -- as above
            self.paragraph.report(word.missing, item, self.text)
        return width


def _levels(spans: Sequence[_Span], texts: Sequence[str], base: int) -> tuple[list[int], dict[int, int]]:
    """The level of each character, and of each seam: the place where an isolate begins or ends.

    The characters that separate isolates stand in no text; they are put in for the levels and taken out again.
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
