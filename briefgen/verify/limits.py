"""How much of a file is unpacked and read; what would take more comes out as `Unreadable`.

The limits are far above what a packet needs, and low enough that a file which was made to exhaust its reader is
refused within seconds.
"""

from __future__ import annotations

import zlib

from briefgen.settings import MIB
from briefgen.verify.content import Unreadable

LARGEST_FILE = 256 * MIB
LARGEST_PART = 16 * MIB
"""Of a part that is read: XML, or a stream of objects, of a page or of a font's letters."""
LARGEST_PICTURE = 64 * MIB
"""Of a part that is only hashed."""
ALL_PARTS = 128 * MIB
MOST_PARTS = 5_000
MOST_TOKENS = 6_000_000
MOST_ELEMENTS = 500_000
MOST_OBJECTS = 1_000_000
MOST_PAGES = 5_000
DEEPEST = 200


class Budget:
    """What may still be unpacked and read of one file."""

    def __init__(self) -> None:
        self._bytes = ALL_PARTS
        self._tokens = MOST_TOKENS
        self._elements = MOST_ELEMENTS

    def unpacked(self, size: int) -> None:
        self._bytes -= size
        if self._bytes < 0:
            raise Unreadable(f"it unpacks to more than {ALL_PARTS // MIB} MiB")

    def tokens(self, count: int) -> None:
        self._tokens -= count
        if self._tokens < 0:
            raise Unreadable(f"it holds more than {MOST_TOKENS:,} tokens")

    def elements(self, count: int = 1) -> None:
        self._elements -= count
        if self._elements < 0:
            raise Unreadable(f"it holds more than {MOST_ELEMENTS:,} elements")

    def inflated(self, data: bytes) -> bytes:
        """Unpacked data; what is cut off at its end is taken as far as it goes."""
        packed = zlib.decompressobj()
        try:
            out = packed.decompress(data, LARGEST_PART)
        except zlib.error as error:
            raise Unreadable("a stream of the PDF is damaged") from error
        if packed.unconsumed_tail:
            raise Unreadable(f"a part of it unpacks to more than {LARGEST_PART // MIB} MiB")
        self.unpacked(len(out))
        return out
