"""Letters that bear marks: glyph clusters go in; fonts with a glyph for each glyph cluster, and page code that shows them, come out.

Programs that extract words take a mark drawn apart for another word, and some for another line.  They read it where it
belongs if the letter and its marks are one glyph; in text from right to left it means them in reverse, as all there is.
Two things more keep words together:

- Poppler gives each character that a glyph means an equal share of its width, and takes characters for drawn one over
  the other that begin within a tenth of the type size.  So a glyph that means many may be narrower than it looks.
- Both poppler and pdfium part a mark at the end of a word from right to left from its letter unless a letter from right
  to left is next to it on the left.  A right-to-left mark is one to them.  At the end of a word it is a glyph without an
  outline, which pdfium passes over; before a full stop and the like that has to be read as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from msgspec import field

from briefgen.typeset.composed import GlyphCluster, composed
from briefgen.writers.pdf.embedded import Font, glyph_code, in_tj
from briefgen.writers.pdf.objects import Stream

_FULL = 0xFFFF
_APART = 104.0
"""How far a character begins before the next one at least, in thousandths of the type size."""
_SIGN = "\u200f"
_END = GlyphCluster((), 130.0, _SIGN)


class ClusterFont(Font):
    """A font made of letters of a face with their marks."""

    codes: dict[GlyphCluster, int] = field(default_factory=dict)
    glyph_clusters: list[GlyphCluster] = field(default_factory=list)

    def embedded(self) -> dict[int, str]:
        return {code: cluster.text for cluster, code in self.codes.items()}

    @property
    def is_cff(self) -> bool:
        return True

    def has_room(self, count: int) -> bool:
        """Whether so many glyph clusters have a place in it."""
        return len(self.glyph_clusters) + count < _FULL

    def advance(self, gid: int) -> float:
        return self.glyph_clusters[gid - 1].advance

    def sealed(self, gids: list[int]) -> object:
        return self.glyph_clusters

    def program(self, gids: list[int], name: str) -> Stream:
        return Stream(b"/Subtype/CIDFontType0C", composed(self.face, name, self.glyph_clusters))

    def shown(self, word: Sequence[GlyphCluster], rtl: bool, after_mark: bool) -> str:
        """Shows the glyph clusters of a word, which are in visual order; `after_mark` says that the word before ends in one."""
        if not rtl:
            return in_tj("".join([self._code(cluster, cluster.text) for cluster in word]))
        codes: list[str] = []
        for cluster in reversed(word):
            text = _SIGN + cluster.text if after_mark and is_stop(cluster.text) else cluster.text
            codes.append(self._code(cluster, text[::-1]))
            after_mark = ends_in_mark(text)
        end = f"[{_END.advance:g}({self._code(_END, _SIGN)})]TJ\n" if after_mark else ""
        return f"/ReversedChars BMC\n{end}{in_tj(''.join(reversed(codes)))}\nEMC"

    def _code(self, cluster: GlyphCluster, meaning: str) -> str:
        """A glyph cluster in a string of page code, with the way from its right edge to the next one."""
        width = _width(cluster.advance, len(meaning))
        glyph = GlyphCluster(cluster.glyphs, width, meaning)
        if glyph not in self.codes:
            self.glyph_clusters.append(glyph)
            self.codes[glyph] = len(self.glyph_clusters)
        code = glyph_code(self.codes[glyph])
        return code if width == cluster.advance else f"{code}){width - cluster.advance:.2f}("


def _width(advance: float, count: int) -> float:
    """How wide a glyph is that means so many characters: as wide as it looks, unless that is too narrow."""
    if count == 1 or advance <= _APART:
        return advance
    return min(advance, (advance - _APART) * count / (count - 1))


def ends_in_mark(text: str) -> bool:
    return unicodedata.bidirectional(text[-1]) == "NSM"


def is_stop(text: str) -> bool:
    """Whether it begins with a full stop or the like."""
    return unicodedata.bidirectional(text[0]) not in ("R", "AL", "NSM", "WS")
