"""Glyphs of a face and what they mean in, the objects of one embedded, subset font out; and glyphs as page code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, groupby

from msgspec import Struct, field

from briefgen.diagnostics import TemplateError
from briefgen.typeset import Face, Shaped
from briefgen.typeset.soundness import Unsound, unsound_font
from briefgen.writers.pdf.objects import Raw, Stream, TaggedDocument, packed
from briefgen.writers.pdf.reportlab_alone import rendered

_ESCAPES = {ord(sign): "\\" + sign for sign in "()\\"} | {13: "\\r"}
_PROGRAMS = 8
"""Font programs kept for each face."""
_EMPTY_END = re.compile(r"(?<=\d)\(\)$")
_CMAP_BLOCK = 100
"""Entries that one block of a ToUnicode map may hold."""


class Font(Struct, eq=False):
    """A face in the document: its name in pages, its glyphs in use and what they mean."""

    face: Face
    name: str
    meanings: dict[int, str] = field(default_factory=dict)
    """Glyphs of words that are not literal."""
    literal: list[Sequence[Shaped]] = field(default_factory=list)
    """Spans of literal words, not yet counted by their letters."""
    letters: set[str] = field(default_factory=set)
    sizes: dict[float, str] = field(default_factory=dict)

    def selected(self, size: float) -> str:
        """The operator that chooses the font."""
        found = self.sizes.get(size)
        if found is None:
            found = self.sizes[size] = f"/{self.name} {size:g} Tf"
        return found

    def count(self) -> None:
        self.letters.update(*[word.text for word in set(chain.from_iterable(self.literal))])
        self.literal.clear()

    def means(self, gid: int, text: str) -> bool:
        """Whether a glyph stands for this text; it does if it stands for nothing else yet."""
        known = self.meanings.get(gid)
        if known is None:
            known = self.meanings[gid] = self.face.letter(gid) or text
        return known == text

    def embedded(self) -> dict[int, str]:
        """All glyphs in use with their meanings."""
        self.count()
        letters = {self.face.nominal(ord(letter)) or 0: letter for letter in self.letters}
        return self.meanings | letters

    @property
    def is_cff(self) -> bool:
        return self.face.is_cff

    def advance(self, gid: int) -> float:
        return self.face.advance(gid)

    def sealed(self, gids: list[int]) -> object:
        """What distinguishes one subset of the face from another."""
        return gids

    def program(self, gids: list[int], name: str) -> Stream:
        """The font file, cut down to these glyphs."""
        return _program(self.face, gids)


@cache
def glyph_code(gid: int) -> str:
    """A glyph in a string of page code: two bytes, as characters; half of what hexadecimal would take."""
    return "".join(_ESCAPES.get(byte, chr(byte)) for byte in gid.to_bytes(2, "big"))


def in_tj(code: str) -> str:
    """Shows glyphs; without an empty string at the end, before which pdfium forgets to move."""
    return f"[{_EMPTY_END.sub('', f'({code})')}]TJ"


# --- font objects ------------------------------------------------------------------------


def font_object(document: TaggedDocument, font: Font, glyphs: dict[int, str]) -> Raw:
    gids = sorted(glyphs)
    face = font.face
    seal = hashlib.sha256(f"{face.name} {font.sealed(gids)}".encode()).digest()
    base = "".join(chr(65 + byte % 26) for byte in seal[:6]) + "+" + _name(face.name)
    program = document.Reference(font.program(gids, base), f"program {font.name}")
    to_text = Stream(b"/Filter/FlateDecode", to_unicode(tuple(sorted(glyphs.items()))))
    meanings = document.Reference(to_text, f"meanings {font.name}")
    key, kind = ("FontFile3", "CIDFontType0") if font.is_cff else ("FontFile2", "CIDFontType2")
    map_entry = "" if font.is_cff else "/CIDToGIDMap/Identity"

    def written(document: TaggedDocument) -> bytes:
        file = rendered(program, document).decode()
        descriptor = f"<</Type/FontDescriptor/FontName/{base}{_measures(face)}/{key} {file}>>"
        described = rendered(document.Reference(Raw(descriptor.encode()), f"descriptor {font.name}"), document).decode()
        return (
            f"<</Type/Font/Subtype/Type0/BaseFont/{base}/Encoding/Identity-H/ToUnicode {rendered(meanings, document).decode()}"
            f"/DescendantFonts[<</Type/Font/Subtype/{kind}/BaseFont/{base}{map_entry}/FontDescriptor {described}"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[{_widths(font, gids)}]>>]>>"
        ).encode()

    return Raw(written)


def _program(face: Face, gids: list[int]) -> Stream:
    """The font with these glyphs alone. Packets of one kind often want the same, so the last few are kept, packed."""
    key = tuple(gids)
    found = face.programs.get(key)
    if found is None:
        data = _cut_down(face, gids)
        entries = b"/Subtype/CIDFontType0C" if face.is_cff else b"/Length1 %d" % len(data)
        found = (entries + b"/Filter/FlateDecode", packed(data))
        if len(face.programs) >= _PROGRAMS:
            face.programs.clear()
        face.programs[key] = found
    return Stream(*found)


def _cut_down(face: Face, gids: list[int]) -> bytes:
    try:
        return face.subset(gids)
    except Unsound as fault:
        raise TemplateError(unsound_font(face.path, fault)) from None


def _name(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)


def _measures(face: Face) -> str:
    box = " ".join(f"{edge * 1000:.0f}" for edge in face.bbox)
    return (
        f"/Flags 4/FontBBox[{box}]/ItalicAngle {face.italic_angle:g}/Ascent {face.ascent * 1000:.0f}"
        f"/Descent {face.descent * 1000:.0f}/CapHeight {face.cap_height * 1000:.0f}/StemV {50 + face.weight // 10}"
    )


def _widths(font: Font, gids: list[int]) -> str:
    """The W array: each span of neighbouring glyphs with their widths."""
    parts = []
    for _, run in groupby(enumerate(gids), key=lambda item: item[1] - item[0]):
        span = [gid for _, gid in run]
        parts.append(f"{span[0]}[{' '.join(f'{round(font.advance(gid), 2):g}' for gid in span)}]")
    return "".join(parts)


@lru_cache(maxsize=32)
def to_unicode(meanings: tuple[tuple[int, str], ...]) -> bytes:
    """The map from glyph to text that copying and reading aloud rely on, packed; packets of one kind often want the same."""
    entries = [f"<{gid:04x}><{text.encode('utf-16-be', 'replace').hex()}>" for gid, text in meanings]
    blocks = []
    for start in range(0, len(entries), _CMAP_BLOCK):
        block = entries[start : start + _CMAP_BLOCK]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    written = (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        "1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n" + "\n".join(blocks) + "\n"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    )
    return packed(written.encode())
