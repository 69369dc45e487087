"""Goes in: a prepared paragraph and a width; comes out: its lines, every piece in its visual place.

Lines are filled greedily.  A word is divided only where it alone is wider than a line: an address after a slash, query
sign, hyphen or full stop, anything else between grapheme clusters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.typeset import bidi
from briefgen.typeset.fallback import FaceChoice, FaceStyle
from briefgen.typeset.graphemes import clusters
from briefgen.typeset.model import InlineBox, Line, MissingGlyph, PlacedBox, Shaped, ShapedRun, TextRun, made
from briefgen.typeset.shaping import drawn_as

Align = Literal["start", "center", "end", "justify"]
SHY = "\xad"
SEAM = InlineBox(0.0, 0.0)
"""Separates spans whose directions are their own; has its place in the visual order and is not drawn."""
HANGING = ("、", "。", "，", "．")
"""Stops that stand in the margin where the line has no room for them, in Word and LibreOffice as well."""
_SLACK = 1e-6
# Where a word wider than its line is divided, the better places first.
_POINTS = (re.compile(r"[^/?&#]*[/?&#]+|[^/?&#]+"), re.compile(r"[^=\-_.,:;+@]*[=\-_.,:;+@]+|[^=\-_.,:;+@]+"))
_CLUSTERS = len(_POINTS) + 1


class Atom(NamedTuple):
    """The smallest part that is placed: a shaped span or a box."""

    part: Shaped | InlineBox
    run: TextRun | None
    style: FaceStyle | None
    level: int = 0
    gap: bool = False
    """It ends with a space that justified text may widen."""

    @property
    def script_space(self) -> float:
        """The space before another script, in points."""
        if self.run is None or not isinstance(self.part, Shaped):
            return 0.0
        return self.part.script_space * self.run.size / 1000


class Owner(NamedTuple):
    """The run that a unit stands in, with its style."""

    run: TextRun
    style: FaceStyle


class Unit(Struct, eq=False):
    """What a line may not divide, in points: a word that belongs to no run yet and may be shared, or atoms."""

    word: Shaped | None
    width: float
    space: float
    """Of the blanks that end it, or before another script: none where a line ends."""
    hyphen: float = 0.0
    """Width of the hyphen that shows when a line ends here, 0 where none does."""
    glued: bool = False
    """No line may end after it."""
    hang: float = 0.0
    """Width of a stop at its end that may stand in the margin; it is a part of the width."""
    fineness: int = 0
    """0 for a word, then one more each time it was divided; `_CLUSTERS` for a grapheme cluster."""
    atoms: Sequence[Atom] = ()

    def bound(self, owner: Owner | None) -> Unit:
        """The unit in its run, as atoms."""
        if self.word is None or owner is None:
            return self
        gap = bool(self.space) and self.word.unspaced is None
        return replace(self, word=None, atoms=[Atom(self.word, owner.run, owner.style, 0, gap)])

    @property
    def closing(self) -> Unit:
        """The unit at the end of a line, where no other script follows it."""
        part = self.word if self.word is not None else self.atoms[-1].part if self.atoms else None
        if not isinstance(part, Shaped) or part.unspaced is None:
            return self
        if self.word is not None:
            return replace(self, word=part.unspaced, space=0.0)
        return replace(self, space=0.0, atoms=[*self.atoms[:-1], self.atoms[-1]._replace(part=part.unspaced)])


class LineSource(Struct):
    """The part of a paragraph between forced breaks."""

    strut: tuple[float, float]
    units: list[Unit] = field(default_factory=list)
    owners: list[Owner | None] = field(default_factory=list)
    """The run of each unit; None for one that has atoms."""
    mixed: bool = False
    """Some of it runs from right to left."""
    even: bool = True
    """All of it are words in the face of their run."""
    hanging: bool = False
    """There are stops that may stand in the margin."""

    @property
    def single(self) -> Owner | None:
        """The one run that all words stand in, if they do and are of its face."""
        owners = self.owners
        even = self.even and not self.mixed and bool(owners) and owners[0] is owners[-1]
        return owners[0] if even else None

    def bound(self, first: int, end: int) -> list[Unit]:
        return [unit.bound(owner) for unit, owner in zip(self.units[first:end], self.owners[first:end], strict=True)]

    @property
    def natural_width(self) -> float:
        return sum(unit.width + unit.space for unit in self.units) - (self.units[-1].space if self.units else 0.0)

    @property
    def min_width(self) -> float:
        widest = held = 0.0
        for unit in self.units:
            widest = max(widest, held + unit.width + unit.hyphen)
            held = held + unit.width + unit.space if unit.glued else 0.0
        return widest


class Prepared(Struct):
    """A shaped paragraph, ready to be broken at any width, any number of times."""

    fonts: FaceChoice
    segments: list[LineSource]
    rtl: bool
    missing: tuple[MissingGlyph, ...]
    """Characters that no font has, once each."""

    @property
    def min_width(self) -> float:
        """Width of the widest span that has no break opportunity."""
        return max((segment.min_width for segment in self.segments), default=0.0)

    @property
    def natural_width(self) -> float:
        """Width of the longest line when nothing has to be broken."""
        return max((segment.natural_width for segment in self.segments), default=0.0)

    def lines(self, width: float, align: Align = "start", first_indent: float = 0.0) -> list[Line]:
        """The lines at a width; `first_indent` shifts the start of the first one."""
        found: list[Line] = []
        for segment in self.segments:
            indent = 0.0 if found else first_indent
            room = width - abs(indent)
            starts: list[float] = [0.0]
            ends: list[float] = []
            total = widest = 0.0
            for unit in segment.units:
                length = unit.width
                ends.append(total + length)
                total += length + unit.space
                starts.append(total)
                if length > widest:
                    widest = length
            if total <= room:  # as most paragraphs of tables and lists do
                frame = _Frame(width - indent, indent, align, self.rtl, True)
                found.append(_line(self.fonts, segment, starts, 0, len(ends), frame))
            elif widest > room:
                found += _divided_lines(self.fonts, segment, width, indent, align, self.rtl)
            else:
                found += _whole_lines(self.fonts, segment, starts, ends, width, indent, align, self.rtl)
        return found


class _Frame(Struct, frozen=True):
    """Where one line stands."""

    width: float
    indent: float
    align: Align
    rtl: bool
    last: bool


# --- lines of whole words --------------------------------------------------------------------


def _whole_lines(
    fonts: FaceChoice,
    segment: LineSource,
    starts: list[float],
    ends: list[float],
    width: float,
    indent: float,
    align: Align,
    rtl: bool,
) -> list[Line]:
    """The lines of a segment in which each unit fits a line; `starts` and `ends` are those of its units in one line."""
    units, count = segment.units, len(segment.units)
    if segment.hanging:
        ends = [end - unit.hang for end, unit in zip(ends, units, strict=True)]
    found: list[Line] = []
    first = 0
    owner = segment.single if align == "start" and not rtl else None
    while first < count or not found:
        room = width - indent
        end = bisect_right(ends, starts[first] + room + _SLACK, first)
        if end < count:
            end = _feasible(units, starts, first, end, room)
        last = units[end - 1]
        if owner is not None and not last.hyphen:
            span = made(ShapedRun, ([unit.word for unit in units[first:end]], owner.run, indent))
            length = starts[end] - starts[first] - last.space
            found.append(Line((span,), length, segment.strut, rtl, end == count))
        else:
            found.append(_line(fonts, segment, starts, first, end, _Frame(room, indent, align, rtl, end == count)))
        first, indent = end, 0.0
    return found


def _feasible(units: Sequence[Unit], starts: Sequence[float], first: int, most: int, width: float) -> int:
    """Where the line from `first` may end, no later than at `most` if that can be."""
    for end in range(most, first, -1):
        unit = units[end - 1]
        if not unit.glued and (not unit.hyphen or starts[end] - starts[first] + unit.hyphen <= width + _SLACK):
            return end
    return max(most, first + 1)


def _line(fonts: FaceChoice, segment: LineSource, starts: Sequence[float], first: int, end: int, frame: _Frame) -> Line:
    units = segment.units[first:end]
    if segment.mixed or (not frame.last and (frame.align == "justify" or (units and units[-1].hyphen))):
        return _set(fonts, segment, segment.bound(first, end), frame)
    width = starts[end] - starts[first] - units[-1].space if units else 0.0
    if segment.hanging and frame.align != "start":
        x = _aligned((), _without_stop(width, units, frame), frame)[0]
    else:
        x = frame.indent if frame.align == "start" and not frame.rtl else _aligned((), width, frame)[0]
    owner = segment.owners[first] if units else None
    if segment.even and owner is not None and (first + 1 == end or segment.owners[end - 1] is owner):
        span = made(ShapedRun, ([unit.word for unit in units], owner.run, x))
        return Line((span,), width, segment.strut, frame.rtl, frame.last)
    return Line(_spans(segment, starts, first, end, x), width, segment.strut, frame.rtl, frame.last)


def _spans(segment: LineSource, starts: Sequence[float], first: int, end: int, x: float) -> list[ShapedRun | PlacedBox]:
    """Units from left to right, words of one run and face together."""
    found: list[ShapedRun | PlacedBox] = []
    words: list[Shaped] = []
    known: Owner | None = None
    units = segment.units[first:end]
    if units:
        units[-1] = units[-1].closing
    for unit, owner, start in zip(units, segment.owners[first:end], starts[first:end], strict=True):
        word = unit.word
        if word is None or owner is None:
            found += _placed(unit.atoms, x + start - starts[first], 0.0)
            known = None
        elif owner is known and word.face is words[0].face:
            words.append(word)
        else:
            words, known = [word], owner
            found.append(made(ShapedRun, (words, owner.run, x + start - starts[first])))
    return found


# --- lines that divide words -----------------------------------------------------------------


def _divided_lines(
    fonts: FaceChoice, segment: LineSource, width: float, indent: float, align: Align, rtl: bool
) -> list[Line]:
    """The lines of a segment in which there are units wider than a line."""
    filled = list(_fill(fonts, segment.bound(0, len(segment.units)), width, indent))
    found: list[Line] = []
    for number, units in enumerate(filled):
        frame = _Frame(width - indent, indent, align, rtl, number == len(filled) - 1)
        found.append(_set(fonts, segment, units, frame))
        indent = 0.0
    return found


def _fill(fonts: FaceChoice, units: Sequence[Unit], width: float, indent: float) -> Iterator[list[Unit]]:
    """The units of each line."""
    room = width - indent + _SLACK
    waiting = list(reversed(units))
    line: list[Unit] = []
    used, feasible = 0.0, 0
    while waiting:
        unit = waiting[-1]
        if used + unit.width - unit.hang <= room:
            line.append(waiting.pop())
            used += unit.width + unit.space
            if not unit.glued and (not unit.hyphen or used + unit.hyphen <= room):
                feasible = len(line)
            continue
        finer = _divided(fonts, unit, width, not line)
        if finer:
            waiting.pop()
            waiting.extend(reversed(finer))
            continue
        kept = feasible or len(line)
        if not line:
            line.append(waiting.pop())
            kept = 1
        waiting.extend(reversed(line[kept:]))
        yield line[:kept]
        line, used, feasible, room = [], 0.0, 0, width + _SLACK
    yield line


def _divided(fonts: FaceChoice, unit: Unit, width: float, first: bool) -> list[Unit]:
    """A unit that no line can hold, in finer ones; nothing if it should move to the next line or cannot be divided."""
    if unit.width - unit.hang <= width or unit.fineness == _CLUSTERS:
        return []
    for fineness in range(unit.fineness, len(_POINTS)):
        parts = _cut(fonts, unit, fineness + 1, _POINTS[fineness].findall)
        if len(parts) > 1:
            return parts
    if not first:
        return []
    parts = _cut(fonts, unit, _CLUSTERS, lambda text: list(clusters(text)))
    return parts if len(parts) > 1 else []


def _cut(fonts: FaceChoice, unit: Unit, fineness: int, cutter: Callable[[str], list[str]]) -> list[Unit]:
    """A unit cut into finer ones by a function that cuts text."""
    found: list[Unit] = []
    for atom in unit.atoms:
        if not isinstance(atom.part, Shaped):
            found.append(Unit(None, atom.part.width, 0.0, fineness=fineness, atoms=[atom]))
            continue
        core = atom.part.text.rstrip(" ") if atom.gap else atom.part.text
        pieces = cutter(core) or [""]
        pieces[-1] += atom.part.text[len(core) :]
        found += [_finer(fonts, atom, piece, fineness) for piece in pieces[:-1]]
        found.append(_finer(fonts, atom, pieces[-1], fineness, spaced=atom.part.unspaced is not None))
    if found:
        found[-1].glued, found[-1].hyphen, found[-1].hang = unit.glued, unit.hyphen, unit.hang
    return found


def _finer(fonts: FaceChoice, atom: Atom, text: str, fineness: int, spaced: bool = False) -> Unit:
    assert atom.run is not None and atom.style is not None  # noqa: S101 -- only boxes have none
    word = fonts.spaced_word(text, atom.style) if spaced else fonts.word(text, atom.style, bool(atom.level % 2))
    atoms = [atom._replace(part=part, gap=False) for part in word.parts]
    scale = atom.run.size / 1000
    spaces = len(text) - len(text.rstrip(" ")) if atom.gap else 0
    space = atoms[-1].script_space if atoms else 0.0
    if spaces and atoms:
        atoms[-1] = atoms[-1]._replace(gap=True)
        space = space_width(word.parts[-1], spaces) * scale
    width = sum(part.width for part in word.parts) * scale - space
    return Unit(None, width, space, fineness=fineness, atoms=atoms)


def hanging_width(shaped: Shaped, blanks: int = 0) -> float:
    """Width of the stop that a word ends with before so many blanks, in thousandths of an em; 0 for any other."""
    return shaped.glyphs[-1 - blanks].x_advance if shaped.text[: -blanks or None].endswith(HANGING) else 0.0


def space_width(shaped: Shaped, spaces: int) -> float:
    """Width of the spaces that end a word, in thousandths of an em."""
    if shaped.placed is None:
        return sum(shaped.kerned[-spaces:] or [shaped.face.advances[shaped.face.ascii_glyphs[" "]]] * spaces)
    glyphs = shaped.glyphs[:spaces] if shaped.rtl else shaped.glyphs[-spaces:]
    return sum(glyph.x_advance for glyph in glyphs)


def _set(fonts: FaceChoice, segment: LineSource, units: Sequence[Unit], frame: _Frame) -> Line:
    """One line, every piece in its place."""
    if units and not units[-1].hyphen:
        units = [*units[:-1], units[-1].closing]
    atoms = [atom for unit in units for atom in unit.atoms]
    width = sum(unit.width + unit.space for unit in units)
    if units:
        width -= units[-1].space
        if units[-1].fineness == _CLUSTERS:
            atoms, width = _rejoined(fonts, units, atoms, width, frame.width)
        if units[-1].hyphen and not frame.last and width + units[-1].hyphen <= frame.width + _SLACK:
            atoms[-1:] = _hyphenated(fonts, atoms[-1])
            width += units[-1].hyphen
    start, extra = _aligned(atoms, _without_stop(width, units, frame), frame)
    if not segment.mixed:
        parts = _placed(atoms, start, extra)
    else:
        trailing = units[-1].space if units and frame.rtl else 0.0
        parts = _placed_both_ways(atoms, start - trailing, extra, int(frame.rtl))
    width = frame.width if extra else width
    return Line(parts, width, segment.strut, frame.rtl, frame.last)


def _rejoined(
    fonts: FaceChoice, units: Sequence[Unit], atoms: list[Atom], width: float, limit: float
) -> tuple[list[Atom], float]:
    """Grapheme clusters of a divided word shaped together again, so that letters join and kern."""
    joined: list[Atom] = []
    fine = {id(atom) for unit in units if unit.fineness == _CLUSTERS for atom in unit.atoms}
    span: list[Atom] = []
    for atom in [*atoms, None]:
        if span and (atom is None or id(atom) not in fine or atom[1:4] != span[0][1:4] or span[-1].script_space):
            joined += _shaped_together(fonts, span)
            span = []
        if atom is not None and id(atom) in fine and isinstance(atom.part, Shaped):
            span.append(atom)
        elif atom is not None:
            joined.append(atom)
    change = sum(_width(atom) for atom in joined) - sum(_width(atom) for atom in atoms)
    return (joined, width + change) if width + change <= limit + _SLACK else (atoms, width)


def _shaped_together(fonts: FaceChoice, span: Sequence[Atom]) -> list[Atom]:
    first, last = span[0], span[-1]
    assert first.style is not None  # noqa: S101 -- only boxes have none
    text = "".join(atom.part.text for atom in span if isinstance(atom.part, Shaped))
    rtl = bool(first.level % 2)
    word = fonts.spaced_word(text, first.style) if last.script_space else fonts.word(text, first.style, rtl)
    atoms = [first._replace(part=part, gap=False) for part in word.parts]
    atoms[-1] = atoms[-1]._replace(gap=last.gap)
    return atoms


def _hyphenated(fonts: FaceChoice, atom: Atom) -> list[Atom]:
    """The end of a line at a soft hyphen: the word without it, then a hyphen that stands for it."""
    if not isinstance(atom.part, Shaped) or atom.style is None:
        return [atom]
    rtl = bool(atom.level % 2)
    core = atom.part.text.rstrip(SHY)
    hyphens = atom.part.text[len(core) :]
    parts = [*fonts.word(core, atom.style, rtl).parts] if core else []
    parts.append(drawn_as(fonts.word("-", atom.style, rtl).parts[0], hyphens))
    return [atom._replace(part=part) for part in parts]


def _width(atom: Atom) -> float:
    """Width in points."""
    if isinstance(atom.part, InlineBox) or atom.run is None:
        return atom.part.width
    return atom.part.width * atom.run.size / 1000


def _without_stop(width: float, units: Sequence[Unit], frame: _Frame) -> float:
    """The width of a line that is aligned by its letters where the stop after them stands in the margin on the right."""
    return width - units[-1].hang if units and width > frame.width + _SLACK and not frame.rtl else width


def _aligned(atoms: Sequence[Atom], width: float, frame: _Frame) -> tuple[float, float]:
    """Where the line begins, and how much each space is widened."""
    left = 0.0 if frame.rtl else frame.indent
    free = frame.width - width
    match frame.align:
        case "center":
            return left + free / 2, 0.0
        case "justify" if not frame.last and free > 0:
            gaps = sum(atom.gap for atom in atoms[:-1])
            if gaps:
                return left, free / gaps
    ends_right = (frame.align == "end") != frame.rtl
    return left + (free if ends_right else 0.0), 0.0


def _placed(atoms: Sequence[Atom], x: float, extra: float) -> list[ShapedRun | PlacedBox]:
    found: list[ShapedRun | PlacedBox] = []
    words: list[Shaped] = []
    known: TextRun | None = None
    for part, run, _, _, gap in atoms:
        if run is None or isinstance(part, InlineBox):
            assert isinstance(part, InlineBox)  # noqa: S101 -- only boxes have no run
            found.append(PlacedBox(part, x))
            x += part.width
            known = None
            continue
        if run is known and part.face is words[0].face:
            words.append(part)
        else:
            words, known = [part], run
            found.append(made(ShapedRun, (words, run, x)))
        x += part.width * run.size / 1000
        if gap and extra:
            x, known = x + extra, None
    return found


def _placed_both_ways(atoms: Sequence[Atom], x: float, extra: float, base: int) -> list[ShapedRun | PlacedBox]:
    """Rules L1 and L2: spaces at the end take the paragraph's level, then the levels give the visual order."""
    levels = [atom.level for atom in atoms]
    end = len(atoms)
    while end and (atoms[end - 1].part is SEAM or _is_space(atoms[end - 1])):
        end -= 1
        levels[end] = base
    found: list[ShapedRun | PlacedBox | None] = [None] * len(atoms)
    for at in bidi.visual_order(levels):
        if atoms[at].part is SEAM:
            continue
        found[at] = _placed([atoms[at]], x, 0.0)[0]
        x += _width(atoms[at]) + (extra if atoms[at].gap and at < end else 0.0)
    return [part for part in found if part is not None]


def _is_space(atom: Atom) -> bool:
    return isinstance(atom.part, Shaped) and atom.part.text.isspace()
