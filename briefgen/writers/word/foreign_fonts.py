"""The table of fonts of a reference document and the fonts embedded in it go in; which of them a packet carries comes out, and why not others.

A font is carried whole or not at all: its file is uncovered with its key, held against what it says of itself, as fonts of
a theme are, and may have no table and no byte beside those that set words.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from docx.oxml.ns import qn

from briefgen.typeset.soundness import Unsound, directory, sound_data
from briefgen.writers.word.embedding import obfuscated

_KEY: Final = qn("r:id")
_FONT_KEY: Final = qn("w:fontKey")
EMBEDDED: Final = tuple(qn(f"w:embed{style}") for style in ("Regular", "Bold", "Italic", "BoldItalic"))
_TABLES: Final = frozenset(
    [
        "cmap",
        "head",
        "hhea",
        "hmtx",
        "maxp",
        "name",
        "OS/2",
        "post",
        "fpgm",
        "glyf",
        "loca",
        "prep",
        "gasp",
        "CFF2",
        "VORG",
        "EBDT",
        "EBLC",
        "EBSC",
        "CBDT",
        "CBLC",
        "sbix",
        "BASE",
        "GDEF",
        "GPOS",
        "GSUB",
        "JSTF",
        "MATH",
        "avar",
        "cvar",
        "fvar",
        "gvar",
        "HVAR",
        "MVAR",
        "STAT",
        "VVAR",
        "hdmx",
        "kern",
        "LTSH",
        "PCLT",
        "VDMX",
        "vhea",
        "vmtx",
        "COLR",
        "CPAL",
        "cvt ",
        "CFF ",
    ]
)
"""What the standard has for setting words; others (`meta`, `DSIG`, a maker's own) hold what nobody reads on the page."""
_PADDING: Final = 3


def drop_unsound_fonts(table: Any, fonts: Mapping[str, bytes]) -> Iterator[str]:
    """Take out of the table each embedded font that is not carried, by relation; which and why comes back."""
    for each in list(table.iter(*EMBEDDED)):
        data = fonts.get(each.get(_KEY, ""))
        if data is not None and (reason := _fault(data, each.get(_FONT_KEY, ""))):
            owner = each.getparent()
            owner.remove(each)
            yield f"the embedded font {owner.get(qn('w:name'), '')[:80]!r}: {reason}"


def relations(table: Any) -> frozenset[str]:
    """The relations of the fonts that the table embeds."""
    return frozenset(each.get(_KEY, "") for each in table.iter(*EMBEDDED))


def _fault(data: bytes, key: str) -> str:
    try:
        font = obfuscated(data, uuid.UUID(key))
        sound_data(font)
        return _beside(font)
    except Unsound as fault:
        return str(fault)
    except ValueError:
        return "it cannot be uncovered"


def _beside(font: bytes) -> str:
    """What the file has beside the tables that set words; nothing where it has nothing else."""
    tables = directory(font)
    if others := sorted(tables.keys() - _TABLES):
        return f"it has the table {others[0]!r}, which sets no words"
    end = 12 + 16 * len(tables)
    for place, length, _ in sorted(tables.values()):
        if not end <= place <= end + _PADDING or any(font[end:place]):
            return "it has bytes of no table"
        end = place + length
    return "" if not any(font[end:]) and len(font) - end <= _PADDING else "it has bytes of no table"
