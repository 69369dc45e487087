"""Goes in: a font file, a collection index and a requested weight; comes out: a face that measures, covers and subsets.

Files are memory-mapped and read only as far as something asks.  Variable fonts are pinned at the requested weight.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product
from pathlib import Path
from struct import error as StructError
from typing import NamedTuple
from unicodedata import decomposition
from weakref import WeakValueDictionary

import uharfbuzz as hb
from msgspec import Struct

from briefgen.ink import is_drawn
from briefgen.typeset.cff import with_cids
from briefgen.typeset.soundness import Unsound, has_ink

_LONGEST_WORD = 32
_STYLE_NAMES = {400: "Regular", 600: "SemiBold", 700: "Bold"}
# A PDF needs outlines and metrics only.  Layout, names and variation data stay behind.
_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "DSIG", "STAT", "name", "post", "OS/2", "cmap", "gasp", "meta",
            "vhea", "vmtx", "VORG", "hdmx", "VDMX", "LTSH", "kern", "MATH", "COLR", "CPAL", "SVG ", "CBDT", "CBLC")  # fmt: skip

_NOT_IN_A_PART = ("DSIG", "STAT", "meta", "hdmx", "VDMX", "LTSH")
"""Signature, variation and measures of a whole font, which are not true of a part of it."""
PAIRING = ("liga", "clig", "dlig", "rlig")
"""The features by which fonts draw several letters as one."""
LAM, ALEFS = "\u0644", "\u0622\u0623\u0625\u0627\u0671\u0672\u0673\u0675"
"""Letters that Arabic always writes as one; fonts hold other pairs for needed too, which only look better so."""
_FROM_RIGHT = range(0x590, 0x900)


class Family(Struct, frozen=True):
    """Font files that belong together; absolute paths, optionally with `#index` for a collection."""

    name: str
    regular: str
    italic: str | None = None
    semibold: str | None = None
    semibold_italic: str | None = None
    bold: str | None = None
    languages: tuple[str, ...] = ()
    """Languages that this family is drawn for, where that matters: ja, ko, zh-Hans, zh-Hant."""


class Glyph(NamedTuple):
    """One placed glyph, in thousandths of an em; `cluster` is an index into the source text of its word."""

    gid: int
    x_advance: float
    dx: float
    dy: float
    cluster: int


class _Header(Struct, frozen=True):
    """What the `head`, `OS/2` and `post` tables say, in font units."""

    bbox: tuple[int, int, int, int]
    italic_angle: float
    cap_height: int
    fs_type: int


class _MappedFont(hb.Face):  # type: ignore[misc]
    """A font of a file mapped into memory, which a weak reference can be held to."""


_mapped: WeakValueDictionary[tuple[int, ...], _MappedFont] = WeakValueDictionary()
"""The fonts in use, by their file and the index in it: all faces of a file share its pages in memory."""


def _mapped_font(path: str, index: int) -> _MappedFont:
    file = Path(path).stat()
    key = file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns, index
    found = _mapped.get(key)
    return _mapped.setdefault(key, _MappedFont(hb.Blob.from_file_path(path), index)) if found is None else found


class Face:
    """One cut of a font.  Lengths are per em unless said otherwise; glyph ids are those of the file."""

    def __init__(self, path: str, index: int = 0, weight: int = 400) -> None:
        self.path = path
        self.index = index
        self._face = _mapped_font(path, index)
        if not self._face.glyph_count:
            raise ValueError(f"{Path(path).name} is not a font that can be read")
        self.font = hb.Font(self._face)
        self.upem: int = self._face.upem
        self._pin = self._pinned(weight)
        if self._pin:
            self.font.set_variations(self._pin)
        self.weight = round(self.font.get_style_value(hb.StyleTag.WEIGHT))
        extents = self.font.get_font_extents("ltr")
        self.ascent: float = extents.ascender / self.upem
        self.descent: float = extents.descender / self.upem
        self._nominal: dict[int, int | None] = {}
        self.advances: dict[int, float] = {}
        """Advances asked for so far."""
        self.placed: dict[tuple[int, int, int, int, int], Glyph] = {}
        """Glyphs as the shaper gives them (font units and cluster), each kept once however many words it stands in."""
        self.programs: dict[tuple[int, ...], tuple[bytes, bytes]] = {}
        """A place for whoever embeds the face to keep what it made of some of its glyphs."""

    def __repr__(self) -> str:
        return f"<Face {self.name}>"

    def _pinned(self, weight: int) -> dict[str, float]:
        """Every axis at its default, except weight."""
        axes = {axis.tag: axis for axis in self._face.axis_infos}
        pins = {tag: axis.default_value for tag, axis in axes.items()}
        if "wght" in axes:
            pins["wght"] = min(max(float(weight), axes["wght"].min_value), axes["wght"].max_value)
        return pins

    @property
    def is_variable(self) -> bool:
        return bool(self._pin)

    @cached_property
    def name(self) -> str:
        """PostScript name, made distinct for each weight of a variable font."""
        own = str(self._face.get_name(6) or Path(self.path).stem)
        if not self._pin:
            return own
        weight = round(self._pin.get("wght", self.weight))
        return f"{own.partition('-')[0]}-{_STYLE_NAMES.get(weight, f'w{weight}')}"

    @cached_property
    def family(self) -> str:
        return str(self._face.get_name(16) or self._face.get_name(1) or Path(self.path).stem)

    def said(self, number: int) -> str:
        """An entry of the font's table of names; "" where it has none."""
        return str(self._face.get_name(number) or "")

    @property
    def os2(self) -> bytes:
        """What the font says of itself in its `OS/2` table."""
        return bytes(self._face.reference_table("OS/2").data)

    @cached_property
    def blob(self) -> bytes:
        """The whole file."""
        return bytes(self._face.blob.data)

    @cached_property
    def is_cff(self) -> bool:
        """Whether outlines are CFF or CFF2 rather than glyf."""
        return "glyf" not in self._face.table_tags

    @cached_property
    def _header(self) -> _Header:
        head, os2, post = (bytes(self._face.reference_table(tag).data) for tag in ("head", "OS/2", "post"))
        bbox = struct.unpack(">4h", head[36:44]) if len(head) >= 44 else (0, 0, self.upem, self.upem)
        angle = struct.unpack(">i", post[4:8])[0] / 65536 if len(post) >= 8 else 0.0
        fs_type = struct.unpack(">H", os2[8:10])[0] if len(os2) >= 10 else 0
        cap = struct.unpack(">h", os2[88:90])[0] if len(os2) >= 90 else 0
        return _Header(bbox, angle, cap or round(self.upem * 0.7), fs_type)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """Font bounding box, per em."""
        left, bottom, right, top = (edge / self.upem for edge in self._header.bbox)
        return left, bottom, right, top

    @property
    def italic_angle(self) -> float:
        """Degrees, negative when leaning to the right."""
        return self._header.italic_angle

    @property
    def cap_height(self) -> float:
        return self._header.cap_height / self.upem

    @property
    def fs_type(self) -> int:
        """Embedding permissions as the font states them."""
        return self._header.fs_type

    @property
    def glyph_count(self) -> int:
        return int(self._face.glyph_count)

    def nominal(self, codepoint: int) -> int | None:
        """The glyph that the character map gives, None if it has none or nothing of it would be seen."""
        try:
            return self._nominal[codepoint]
        except KeyError:
            found = self.font.get_nominal_glyph(codepoint) or None
            if found is not None and is_drawn(chr(codepoint)) and not has_ink(self.font, found):
                found = None  # a place in the map without an outline
            return self._nominal.setdefault(codepoint, found)

    def maps(self, codepoint: int) -> bool:
        """Whether the character map has it, seen or not."""
        return bool(self.font.get_nominal_glyph(codepoint))

    def covers(self, codepoint: int) -> bool:
        return self.nominal(codepoint) is not None

    def advance(self, gid: int) -> float:
        """The font's own advance, in thousandths of an em."""
        try:
            return self.advances[gid]
        except KeyError:
            return self.advances.setdefault(gid, self.font.get_glyph_h_advance(gid) * (1000 / self.upem))

    @cached_property
    def ascii_glyphs(self) -> dict[str, int]:
        """ASCII characters with the glyphs that stand for them and for no character before them."""
        return {chr(code): gid for gid, code in dict(self._glyphs_of(range(32, 127))).items()}

    @cached_property
    def resting(self) -> dict[int, tuple[int, int, int, int]]:
        """The glyphs that stand for ASCII characters, each as the shaper places it where no other moves it: offsets
        and advances in font units. `advances` has them too."""
        found = {gid: (0, 0, int(self.font.get_glyph_h_advance(gid)), 0) for gid in self.ascii_glyphs.values()}
        for gid in found:
            self.advance(gid)
        return found

    @cached_property
    def letters(self) -> array[int]:
        """For each glyph the code point of the character map that it stands for, the lowest of several; -1 for none."""
        found = array("i", [-1]) * self.glyph_count
        for gid, codepoint in self._glyphs_of(self._face.unicodes):
            if gid < len(found):
                found[gid] = codepoint
        return found

    def _glyphs_of(self, codepoints: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Each of these that has a glyph, after that glyph: downward, so that of several the lowest comes last."""
        for codepoint in sorted(codepoints, reverse=True):
            if gid := self.font.get_nominal_glyph(codepoint):
                yield gid, codepoint

    def letter(self, gid: int) -> str | None:
        """The character that a glyph stands for wherever it is shown.

        None for forms of other characters (joined Arabic letters, ligatures, superscripts), which mean what the words
        say that they stand in. A blank or a hyphen at which no line ends is a character of its own.
        """
        codepoint = self.letters[gid] if gid < len(self.letters) else -1
        if codepoint < 0:
            return None
        form = decomposition(chr(codepoint))
        return None if form.startswith("<") and not form.startswith("<noBreak>") else chr(codepoint)

    def place(self, units: tuple[int, int, int, int, int]) -> Glyph:
        """A glyph placed in font units, in thousandths of an em; kept where it may well be met again."""
        gid, advance, dx, dy, cluster = units
        scale = 1000 / self.upem
        made = Glyph(gid, advance * scale, dx * scale, dy * scale, cluster)
        return self.placed.setdefault(units, made) if cluster < _LONGEST_WORD else made

    def subset(self, gids: Iterable[int]) -> bytes:
        """A font program with these glyphs and .notdef, under their original ids.

        glyf outlines come as a TrueType file (for CIDFontType2 with CIDToGIDMap Identity); CFF and CFF2 outlines as
        a bare CFF table whose character ids are the glyph ids (for CIDFontType0C). Unsound where the font is so damaged
        that it cannot be cut down, which no look at its outlines shows.
        """
        try:
            return self._cut_down(sorted({0, *gids}))
        except (RuntimeError, StructError, ValueError, IndexError) as error:
            raise Unsound(f"it cannot be cut down to the glyphs in use ({type(error).__name__})") from None

    def _cut_down(self, kept: list[int]) -> bytes:
        flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        if not self.is_cff:
            return bytes(self._subset(kept, flags | hb.SubsetFlags.RETAIN_GIDS).blob.data)
        flags |= hb.SubsetFlags.DOWNGRADE_CFF2 | hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        compact = with_cids(bytes(self._subset(kept, flags).reference_table("CFF ").data), kept)
        if compact is not None:
            return compact
        return bytes(self._subset(kept, flags | hb.SubsetFlags.RETAIN_GIDS).reference_table("CFF ").data)

    def extract(self, codepoints: Iterable[int], features: Iterable[str] = ()) -> dict[str, bytes]:
        """The tables of a font with these characters, with the features that it has for them, or those that are named."""
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(codepoints)
        wanted.flags = hb.SubsetFlags.NOTDEF_OUTLINE
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _NOT_IN_A_PART)
        if features:
            wanted.layout_feature_tag_set.clear()
            wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode()) for tag in features)
        for tag, value in self._pin.items():
            wanted.pin_axis_location(self._face, tag, value)
        if any(code in _FROM_RIGHT and self.covers(code) for code in wanted.unicode_set):
            self._leave_pairs_out(wanted)
        made = hb.subset(self._face, wanted)
        return {tag: bytes(made.reference_table(tag).data) for tag in made.table_tags}

    def _leave_pairs_out(self, wanted: hb.SubsetInput) -> None:
        """Letters of scripts from right to left are drawn one by one, but for lam with alef, as in text that is shaped here."""
        features = set(wanted.layout_feature_tag_set)
        for tag in PAIRING:
            wanted.layout_feature_tag_set.discard(int.from_bytes(tag.encode()))
        kept = set(hb.SubsetPlan(self._face, wanted).old_to_new_glyph_mapping)
        wanted.layout_feature_tag_set.update(features)
        wanted.glyph_set.update(kept | self._lam_alef)
        wanted.flags |= hb.SubsetFlags.NO_LAYOUT_CLOSURE

    @cached_property
    def _lam_alef(self) -> set[int]:
        """The glyphs of lam with each alef, alone and after a letter."""
        found: set[int] = set()
        for before, alef in product(("", "\u0628"), ALEFS):
            buffer = hb.Buffer()
            buffer.add_str(f"{before}{LAM}{alef}")
            buffer.guess_segment_properties()
            hb.shape(self.font, buffer)
            found.update(info.codepoint for info in buffer.glyph_infos)
        return found

    def _subset(self, gids: list[int], flags: int) -> hb.Face:
        subset_input = hb.SubsetInput()
        subset_input.glyph_set.update(gids)
        subset_input.flags = flags
        subset_input.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _DROPPED)
        for tag, value in self._pin.items():
            subset_input.pin_axis_location(self._face, tag, value)
        return hb.subset(self._face, subset_input)


def split_path(path: str) -> tuple[str, int]:
    """A font path and its collection index: `fonts.ttc#2`."""
    stem, mark, index = path.rpartition("#")
    return (stem, int(index)) if mark and index.isdecimal() else (path, 0)


def cut(family: Family, weight: int, italic: bool) -> str:
    """The file of a family that comes nearest to a style."""
    upright = {400: (family.regular,), 600: (family.semibold, family.bold), 700: (family.bold, family.semibold)}
    leaning = {400: (family.italic,), 600: (family.semibold_italic,), 700: (family.semibold_italic,)}
    nearest = 700 if weight >= 650 else 600 if weight >= 500 else 400
    candidates = (*(leaning[nearest] if italic else ()), *upright[nearest])
    return next((path for path in candidates if path), family.regular)
