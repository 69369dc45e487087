"""Goes in: Unicode's own data files; comes out: `briefgen/typeset/tables/properties.bin`, the character properties that text setting asks for.

For maintainers: `python tests/makers/unicode_tables.py [folder]`; the folder defaults to where Debian's package
`unicode-data` puts the files.  The result is a two-stage table: the high bits of a code point choose a block of 128,
the block gives a byte, the byte chooses a record.  Layout, packed with zlib: a JSON line with the Unicode version and
the records, then the block numbers (16 bits, little endian), then the blocks.
"""

from __future__ import annotations

import json
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import briefgen

TABLES = Path(briefgen.__file__).parent / "typeset" / "tables"
LIMIT, BLOCK = 0x110000, 128
Record = tuple[str, str, str]


def entries(path: Path) -> Iterator[tuple[range, str]]:
    """The (range, value) lines of a property file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) >= 2:
            first, _, last = fields[0].partition("..")
            yield range(int(first, 16), int(last or first, 16) + 1), fields[1]


def values(path: Path, default: str) -> list[str]:
    found = [default] * LIMIT
    for span, value in entries(path):
        found[span.start : span.stop] = [value] * len(span)
    return found


def members(path: Path, value: str) -> set[int]:
    return {code for span, name in entries(path) if name == value for code in span}


def line_class(raw: str, category: str) -> str:
    """Rule LB1, except that complex-context letters keep their class for the breaks inside them."""
    match raw:
        case "AI" | "SG" | "XX":
            return "AL"
        case "SA" if category in ("Mn", "Mc"):
            return "CM"
        case "CJ":
            return "NS"
        case _:
            return raw


def line_defaults(found: list[str]) -> None:
    """Unlisted code points of the ideographic and currency blocks, as the head of LineBreak.txt says."""
    for first, last, value in ((0x20A0, 0x20CF, "PR"), (0x3400, 0x4DBF, "ID"), (0x4E00, 0x9FFF, "ID"),
                               (0xF900, 0xFAFF, "ID"), (0x1F000, 0x1FAFF, "ID"), (0x1FC00, 0x1FFFD, "ID"), (0x20000, 0x2FFFD, "ID"),
                               (0x30000, 0x3FFFD, "ID")):  # fmt: skip
        for code in range(first, last + 1):
            if found[code] == "XX":
                found[code] = value


def records(folder: Path) -> list[Record]:
    """For each code point: line class, cluster class, and flags W(ide) P(ictograph) U(nassigned) E(moji) I(gnorable)."""
    lines = values(folder / "LineBreak.txt", "XX")
    line_defaults(lines)
    clusters = values(folder / "auxiliary/GraphemeBreakProperty.txt", "")
    wide = values(folder / "EastAsianWidth.txt", "N")
    categories = values(folder / "extracted/DerivedGeneralCategory.txt", "Cn")
    pictographs = members(folder / "emoji/emoji-data.txt", "Extended_Pictographic")
    emoji = members(folder / "emoji/emoji-data.txt", "Emoji_Presentation")
    ignorable = members(folder / "DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")
    found = []
    for code in range(LIMIT):
        line = line_class(lines[code], categories[code])
        picture = code in pictographs
        flags = (
            "W" * (line in ("OP", "CP") and wide[code] in "FWH")
            + "P" * picture
            + "U" * (picture and categories[code] == "Cn")
            + "E" * (code in emoji)
            + "I" * (code in ignorable)
        )
        found.append((line, clusters[code], flags))
    return found


def pack(found: list[Record], version: str) -> bytes:
    kinds = sorted(set(found))
    if len(kinds) > 256:
        raise SystemExit(f"{len(kinds)} different records do not fit in a byte")
    number = {kind: index for index, kind in enumerate(kinds)}
    flat = bytes(number[record] for record in found)
    blocks: dict[bytes, int] = {}
    index = [blocks.setdefault(flat[at : at + BLOCK], len(blocks)) for at in range(0, LIMIT, BLOCK)]
    head = json.dumps({"unicode": version, "records": kinds}).encode()
    return zlib.compress(head + b"\n" + struct.pack(f"<{len(index)}H", *index) + b"".join(blocks), 9)


def main(folder: Path) -> None:
    first = (folder / "LineBreak.txt").read_text(encoding="utf-8").splitlines()[0]
    version = re.search(r"(\d+\.\d+\.\d+)", first)
    if version is None:
        raise SystemExit("LineBreak.txt does not say its version")
    (TABLES / "properties.bin").write_bytes(pack(records(folder), version[1]))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"))
