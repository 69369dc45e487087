"""Fonts in the file: shaped words go in and are shown; at the end each face used is embedded.

A glyph's code in the page is its number in the original font. Where the glyphs of a word do not spell it, or
one stands for different letters in different words, the word bears its text as ActualText. Words that run from right to
left are shown as `ReversedChars`, the form that both poppler and pdfium read aright.  Words whose letters bear marks are
shown in a font of glyph clusters, and so are those before another script: readers take a space for a blank, unless the
glyph before it is as much wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.theme import WEIGHTS, TextStyle
from briefgen.typeset import Face, Glyph, Shaped, TextRun
from briefgen.typeset.composed import glyph_clusters
from briefgen.writers.pdf.embedded import Font, font_object, glyph_code, in_tj
from briefgen.writers.pdf.glyph_clusters import ClusterFont, ends_in_mark, is_stop
from briefgen.writers.pdf.objects import TaggedDocument

if TYPE_CHECKING:
    from briefgen.typeset import Typesetter
    from briefgen.writers.pdf.canvas import TaggedCanvas
    from briefgen.writers.pdf.inlines import RunLook

_KEPT = 4096
"""Words of which it is kept how they are shown: a run's packets share many."""
_GATHERED = 4000
"""Spans of a font that are gathered before their letters are counted."""
_BESIDE = 0.05
"""Words are beside each other that stand no further apart, in points."""
_FAR = 95.0
"""In thousandths of the type size; poppler parts words at gaps and overlaps of 100."""


class ShownWord(Struct, eq=False):
    """A shaped word as page code: what TJ takes, and whether it can stand in one TJ with its neighbours.

    Of a word of glyph clusters it is the whole code.
    """

    shaped: Shaped
    font: Font
    code: str
    joins: bool


class FontBook:
    """The fonts of one document."""

    def __init__(self, typesetter: Typesetter) -> None:
        self.typesetter = typesetter
        self.fonts: dict[Face, Font] = {}
        self.cluster_fonts: list[ClusterFont] = []
        self.words: dict[Shaped, ShownWord] = {}
        self.marked: tuple[float, float] | None = None
        """The left edge and the baseline of the last word from right to left, if it ends in a mark."""
        self.baselines: dict[int, tuple[float, TextStyle]] = {}
        """What `baseline` found, by its style, which is kept so that no other takes its place."""

    def baseline(self, style: TextStyle) -> float:
        """From the top of a line in this style to its baseline, in points: the words stand in its middle."""
        found = self.baselines.get(id(style))
        if found is None:
            run = TextRun("", style.size, WEIGHTS[style.weight], style.italic)
            face = self.typesetter.fonts.text_face(self.typesetter.style(run))
            ascent, descent = face.ascent * style.size, -face.descent * style.size
            found = self.baselines[id(style)] = ((style.leading - ascent - descent) / 2 + ascent, style)
        return found[0]

    # --- showing words -------------------------------------------------------------------

    def show(
        self, canvas: TaggedCanvas, words: Sequence[Shaped], look: RunLook, size: float, x: float, y: float
    ) -> None:
        """Show words of one run and face, `x` being their left edge and `y` the baseline."""
        fill, element, language, _, _ = look
        font = self.fonts.get(words[0].face) or self._font(words[0].face)
        literal = words
        try:
            code = "".join([word.code for word in words])  # type: ignore[misc] # None raises it
        except TypeError:  # words that were not shown before, or are not literal
            codes = [word.code if word.code is not None else self._code(font, word) for word in words]
            literal = [word for word in words if word.literal]
            if None in codes:
                font.literal.append(literal)
                canvas.mark(element, language)
                canvas.enter_text()
                canvas.change("fill", fill)
                self._show_mixed(canvas, font, words, size, x, y)
                return
            code = "".join(codes)  # type: ignore[arg-type]
        font.literal.append(literal)
        selected = font.sizes.get(size) or font.selected(size)
        shown = f"1 0 0 1 {x:.2f} {y:.2f} Tm ({code})Tj" if ")" not in code else _shown(code, x, y)
        canvas.words(element, language, fill, selected, shown)

    def _font(self, face: Face) -> Font:
        return self.fonts.setdefault(face, Font(face, f"F{len(self.fonts) + 1}"))

    def _code(self, font: Font, word: Shaped) -> str | None:
        """The code of a word that can stand in one TJ with its neighbours, None for any other. A literal one keeps it."""
        if word.literal:
            word.code = _advanced_word(word)
            return word.code
        shown = self.words.get(word) or self._word(font, word)
        return shown.code if shown.joins else None

    def _show_mixed(
        self, canvas: TaggedCanvas, font: Font, words: Sequence[Shaped], size: float, x: float, y: float
    ) -> None:
        """Words of which some must carry their text themselves."""
        joined: list[str] = []
        start = pen = x
        for shaped in words:
            code = self._code(font, shaped)
            if code is not None:
                joined.append(code)
            else:
                _show(canvas, font, size, start, y, joined)
                joined, start = [], pen + shaped.width * size / 1000
                if shaped.glyphs:
                    self._show_alone(canvas, self.words[shaped], size, pen, y)
            pen += shaped.width * size / 1000
        _show(canvas, font, size, start, y, joined)

    def _show_alone(self, canvas: TaggedCanvas, word: ShownWord, size: float, x: float, y: float) -> None:
        if word.shaped.rtl:
            word = self._apart(word, x, x + word.shaped.width * size / 1000, y)
        canvas.change("font", word.font.selected(size))
        canvas.enter_text().append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        canvas.enter_text().append(_marked(word))

    def _apart(self, word: ShownWord, left: float, right: float, y: float) -> ShownWord:
        """A word from right to left; if it begins with a stop, kept apart from a mark that the word before it ends in."""
        marked, text = self.marked, word.shaped.text
        self.marked = (left, y) if ends_in_mark(text) else None
        if marked is None or abs(marked[0] - right) + abs(marked[1] - y) > _BESIDE or not is_stop(text):
            return word
        return self._clustered(word.shaped, after_mark=True)

    def _word(self, font: Font, shaped: Shaped) -> ShownWord:
        if shaped.unspaced is not None or _bears_marks(shaped) or (shaped.rtl and _is_kerned_far(shaped)):
            return self._kept(self._clustered(shaped))
        turn = -1 if shaped.rtl else 1  # readers turn all letters of reversed text round, a ligature's too
        means_same = [font.means(gid, text[::turn]) for gid, text in shaped.clusters.items()]
        joins = shaped.spells and all(means_same) and not shaped.rtl
        return self._kept(ShownWord(shaped, font, _joined_word(shaped) if joins else "", joins))

    def _clustered(self, shaped: Shaped, after_mark: bool = False) -> ShownWord:
        """A word as glyph clusters."""
        found = glyph_clusters(shaped)
        font = self._cluster_font(shaped.face, len(found) + 1)
        return ShownWord(shaped, font, font.shown(found, shaped.rtl, after_mark), False)

    def _cluster_font(self, face: Face, count: int) -> ClusterFont:
        """A font of glyph clusters that has a place for so many more."""

        for font in self.cluster_fonts:
            if font.face is face and font.has_room(count):
                return font
        self.cluster_fonts.append(ClusterFont(face, f"S{len(self.cluster_fonts) + 1}"))
        return self.cluster_fonts[-1]

    def _kept(self, word: ShownWord) -> ShownWord:
        self.words[word.shaped] = word
        return word

    def forget_words(self) -> None:
        """Where many words were shown, count their letters, and let go of the words."""
        for font in self.fonts.values():
            if len(font.literal) > _GATHERED:
                font.count()

    # --- embedding -----------------------------------------------------------------------

    def embed(self, document: TaggedDocument) -> None:
        """Write every font that was used into the document."""
        for font in (*self.fonts.values(), *self.cluster_fonts):
            if glyphs := font.embedded():
                document.fonts[font.name] = document.Reference(font_object(document, font, glyphs), f"font {font.name}")


def _show(canvas: TaggedCanvas, font: Font, size: float, x: float, y: float, codes: Sequence[str]) -> None:
    """Codes of words that follow each other, shown in one go."""
    if codes:
        canvas.change("font", font.selected(size))
        canvas.enter_text().append(_shown("".join(codes), x, y))


def _shown(code: str, x: float, y: float) -> str:
    if ")" not in code:
        return f"1 0 0 1 {x:.2f} {y:.2f} Tm ({code})Tj"
    return f"1 0 0 1 {x:.2f} {y:.2f} Tm [({code})]TJ"


def _advanced_word(word: Shaped) -> str:
    """The word as `_advanced` has it."""
    if word.placed is not None:
        return _advanced(word.face, [glyph[:3] for glyph in word.placed])
    gids = word.gids
    return _advanced(word.face, zip(gids, word.kerned, repeat(0.0))) if word.kerned else "".join(map(glyph_code, gids))


_joined_word = lru_cache(maxsize=_KEPT)(_advanced_word)


def _advanced(face: Face, glyphs: Iterable[tuple[int, float, float]]) -> str:
    """Glyphs, each with its advance and how far it is moved to the right, as they stand between the first and the last
    parenthesis of what TJ takes: codes, and numbers between parentheses where a glyph does not stand at the end of the
    one before."""
    parts: list[str] = []
    pen = origin = 0.0
    for gid, advance, dx in glyphs:
        shift = pen - (origin + dx)
        if abs(shift) >= 0.5:
            parts.append(f"){shift:.0f}(")
            pen -= round(shift)
        parts.append(glyph_code(gid))
        pen += face.advances.get(gid) or face.advance(gid)
        origin += advance
    if abs(pen - origin) >= 0.5:
        parts.append(f"){pen - origin:.0f}(")
    return "".join(parts)


@lru_cache(maxsize=_KEPT)
def _bears_marks(shaped: Shaped) -> bool:
    """Whether some glyph of a word is raised, stands over another or shares a letter with it."""
    if len({glyph.cluster for glyph in shaped.glyphs}) < len(shaped.glyphs):
        return True
    return any(glyph.dy or not glyph.x_advance for glyph in shaped.glyphs)


def _is_kerned_far(shaped: Shaped) -> bool:
    """Whether some glyph stands so far from where the one before it ends that readers take the word for two."""
    face = shaped.face
    return any(max(abs(face.advance(gid) - advance), abs(dx)) > _FAR for gid, advance, dx, _, _ in shaped.glyphs)


def _marked(word: ShownWord) -> str:
    """A word that carries its text itself, is made of glyph clusters, or runs from right to left."""
    shaped = word.shaped
    if word.code:
        return word.code
    if not shaped.rtl:
        return _with_text(shaped.text, in_tj(_advanced_word(shaped)))
    parts = ["/ReversedChars BMC"]
    for glyph, text in _clusters(shaped):
        shown = in_tj(_advanced(shaped.face, (glyph[:3],)))
        own = word.font.meanings[glyph.gid][::-1]
        parts.append(shown if own == text else _with_text(text, shown))
    return "\n".join([*parts, "EMC"])


def _with_text(text: str, shown: str) -> str:
    encoded = text.encode("utf-16-be", "replace").hex()
    return f"/Span<</ActualText<feff{encoded}>>>BDC\n{shown}\nEMC"


def _clusters(shaped: Shaped) -> Iterator[tuple[Glyph, str]]:
    """The glyphs of a word that bears no marks, each with the text that it stands for."""
    starts = sorted(glyph.cluster for glyph in shaped.glyphs)
    ends = dict(zip(starts, [*starts[1:], len(shaped.text)], strict=True))
    for glyph in shaped.glyphs:
        yield glyph, shaped.text[glyph.cluster : ends[glyph.cluster]]
