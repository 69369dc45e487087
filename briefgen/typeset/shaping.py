"""Goes in: a word and a face; comes out: its glyphs, placed, with the source text that each stands for.

A shaped word says whether the font's own advances place it (`plain`) and whether its glyphs spell it (`spells`).  Ligatures
but lam-alef are left out of right-to-left text, where extracting programs would turn the letters of one around.  Characters that
are never drawn (joiners, soft hyphens, direction marks) shape their neighbours, then lose their glyph; they stay in
`text`, and such a word does not spell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import uharfbuzz as hb

from briefgen.typeset.faces import ALEFS, LAM, PAIRING, Face, Glyph
from briefgen.typeset.model import Shaped
from briefgen.typeset.script_space import SCRIPT_SPACE
from briefgen.typeset.tables import properties

_RTL_FEATURES = dict.fromkeys(PAIRING, False)
_LAM_ALEF = f"{LAM}[\u064b-\u065f\u0670]*[{ALEFS}]"
REPLACEMENT = "\ufffd"


def drawn(text: str) -> str:
    """The text without characters that are never drawn."""
    if text.isascii():
        return text
    return "".join(character for character in text if not properties(character).ignorable)


def shape(face: Face, text: str, language: str, rtl: bool = False, tabular: bool = False) -> Shaped:
    """One span of text in one direction, shaped with one face."""
    features: dict[str, bool | list[tuple[int, int, bool]]] = dict(_RTL_FEATURES) if rtl else {}
    if tabular:
        features["tnum"] = True
    if rtl and (pairs := [(*match.span(), True) for match in re.finditer(_LAM_ALEF, text)]):
        features["rlig"] = [(0, len(text), False), *pairs]
    buffer = hb.Buffer()
    buffer.add_str(text)
    # Language comes first: guessing would ask the machine's locale for it.
    buffer.language = language or "und"
    buffer.direction = "rtl" if rtl else "ltr"
    if text.isascii():
        buffer.script = "Latn"
    else:
        buffer.guess_segment_properties()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(face.font, buffer, features)
    infos, places = buffer.glyph_infos, buffer.glyph_positions or ()
    if not rtl and text.isascii():
        easy = _letter_by_letter(face, text, infos, places)
        if easy is not None:
            return easy
    return _shaped(face, text, rtl, _glyphs(face, infos, places))


def _letter_by_letter(
    face: Face, text: str, infos: Sequence[hb.GlyphInfo], places: Sequence[hb.GlyphPosition]
) -> Shaped | None:
    """ASCII in which each letter is drawn, on the baseline, by the one glyph that stands for it and for no other: most
    words of most texts, for which no glyph needs to be made. None for any other word."""
    gids = [info.codepoint for info in infos]
    if gids != list(map(face.ascii_glyphs.get, text)):
        return None
    found = [at.position for at in places]
    width = 0.0
    if found == list(map(face.resting.get, gids)):
        for advance in map(face.advances.__getitem__, gids):
            width += advance
        return Shaped(face, text, False, None, width, True, True, None)
    if any([dx or dy for dx, dy, _, _ in found]):  # noqa: C419 -- faster for a few letters
        return None
    scale = 1000 / face.upem
    advances = [units * scale for _, _, units, _ in found]
    for advance in advances:
        width += advance
    return Shaped(face, text, False, None, width, False, True, None, advances)


def _glyphs(face: Face, infos: Sequence[hb.GlyphInfo], places: Sequence[hb.GlyphPosition]) -> tuple[Glyph, ...]:
    found = []
    for info, at in zip(infos, places, strict=True):
        key = (info.codepoint, at.x_advance, at.x_offset, at.y_offset, info.cluster)
        found.append(face.placed.get(key) or face.place(key))
    return tuple(found)


def _shaped(face: Face, text: str, rtl: bool, glyphs: tuple[Glyph, ...]) -> Shaped:
    width = 0.0
    plain = True
    advances = face.advances
    for gid, advance, dx, dy, _ in glyphs:
        width += advance
        if plain and (dx or dy or advance != (advances.get(gid) or face.advance(gid))):
            plain = False
    if not rtl and _is_literal(face, text, glyphs):
        return Shaped(face, text, rtl, glyphs, width, plain, True, None)
    meanings, spells = _meanings(face, text, glyphs)
    return Shaped(face, text, rtl, glyphs, width, plain, spells, meanings)


def _is_literal(face: Face, text: str, glyphs: tuple[Glyph, ...]) -> bool:
    """Whether each character is drawn, on the baseline and not over another, by the one glyph that stands for it and for
    no other."""
    if len(glyphs) != len(text) or any([glyph[3] for glyph in glyphs]):  # noqa: C419 -- faster for a few letters
        return False
    if text.isascii():
        return list(map(face.ascii_glyphs.get, text)) == [glyph[0] for glyph in glyphs]
    return all(glyph[1] and face.letter(glyph[0]) == character for glyph, character in zip(glyphs, text, strict=True))


def _meanings(face: Face, text: str, glyphs: tuple[Glyph, ...]) -> tuple[dict[int, str], bool]:
    """The source text of each glyph, and whether they spell the word."""
    if not glyphs:  # nothing but characters that are never drawn
        return {}, not text
    starts = sorted({glyph.cluster for glyph in glyphs})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    spells = len(starts) == len(glyphs) and (not text or (bool(starts) and starts[0] == 0))
    found: dict[int, str] = {}
    for glyph in glyphs:
        source = text[glyph.cluster : ends[glyph.cluster]]
        shown = drawn(source)
        if len(starts) != len(glyphs):
            shown = next((one for one in shown if face.nominal(ord(one)) == glyph.gid), shown[:1])
        spells = spells and shown == source and found.get(glyph.gid, source) == source
        found.setdefault(glyph.gid, shown or REPLACEMENT)
    return found, spells


def has_gap(shaped: Shaped) -> bool:
    """Whether the face lacked a glyph."""
    return shaped.placed is not None and any([glyph.gid == 0 for glyph in shaped.placed])  # noqa: C419 -- faster for a few


def drawn_as(shaped: Shaped, text: str) -> Shaped:
    """The same glyphs standing for another text, as a hyphen does for a soft hyphen."""
    return Shaped(
        shaped.face, text, shaped.rtl, shaped.glyphs, shaped.width, shaped.plain, False, dict(shaped.clusters)
    )


def spaced(shaped: Shaped) -> Shaped:
    """The same from left to right, with a space before another script, by which its last glyph is wider."""
    if not shaped.glyphs:
        return shaped
    *rest, last = shaped.glyphs
    glyphs = (*rest, last._replace(x_advance=last.x_advance + SCRIPT_SPACE))
    width = shaped.width + SCRIPT_SPACE
    return Shaped(shaped.face, shaped.text, False, glyphs, width, False, False, dict(shaped.clusters), unspaced=shaped)


def replacement(face: Face, character: str) -> Shaped:
    """The visible stand-in for a character that no font has; the character stays the text."""
    gid = face.nominal(ord(REPLACEMENT)) or face.nominal(ord("?")) or 0
    advance = face.advance(gid)
    return Shaped(face, character, False, (Glyph(gid, advance, 0.0, 0.0, 0),), advance, True, False, {gid: REPLACEMENT})
