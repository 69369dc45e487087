"""YAML text in; the same out with the escapes of half characters, as JSON writes them, hidden from libyaml.

JSON writes a character beyond the first 65,536 as two escapes, such as `\\ud83c\\udf89`; libyaml refuses each. Each is
replaced by an escape of the same length for a stand-in, and the stand-ins by what was meant once the text is read.
"""

from __future__ import annotations

import re

from msgspec import Struct

from briefgen.lazy_patterns import lazy_pattern

_ESCAPE = r"(?<!\\)(?P<pairs>(?:\\\\)*)\\u"  # after an odd backslash, `\u` is no escape
_HALF = lazy_pattern(rf"{_ESCAPE}(?P<digits>[dD][89a-fA-F][0-9a-fA-F]{{2}})")
_STAND_IN = lazy_pattern(rf"{_ESCAPE}(?P<digits>[0-9a-fA-F]{{4}})")
_FIRST, _COUNT = 0xD800, 0x800
_ROOMS = range(0xE000, 0xF000, _COUNT)
"""Where stand-ins may be: codes for private use."""
_PAIR = lazy_pattern("([\ud800-\udbff])([\udc00-\udfff])")


class Halves(Struct, frozen=True):
    """Where the stand-ins begin; 0 where the text needs none."""

    base: int = 0

    def shielded(self, text: str) -> str:
        return _HALF.sub(lambda found: self._moved(found, self.base - _FIRST), text) if self.base else text

    def unshielded(self, word: str, style: str) -> str:
        """What a scalar says: characters in double quotes, the escapes themselves elsewhere."""
        if not self.base:
            return word
        if style != '"':
            return _STAND_IN.sub(self._back, word)
        stand_ins = {self.base + n: chr(_FIRST + n) for n in range(_COUNT)} if self._any(word) else {}
        return _PAIR.sub(_joined, word.translate(stand_ins)) if stand_ins else word

    def _any(self, word: str) -> bool:
        return any(self.base <= ord(c) < self.base + _COUNT for c in word)

    def _back(self, found: re.Match[str]) -> str:
        code = int(found["digits"], 16)
        return self._moved(found, _FIRST - self.base) if self.base <= code < self.base + _COUNT else found[0]

    @staticmethod
    def _moved(found: re.Match[str], by: int) -> str:
        """The escape of another code, in capitals or small letters as it was."""
        digits = f"{int(found['digits'], 16) + by:04x}"
        return f"{found['pairs']}\\u" + (digits.upper() if found["digits"].upper() == found["digits"] else digits)


def _joined(pair: re.Match[str]) -> str:
    return chr(0x10000 + ((ord(pair[1]) - _FIRST) << 10) + ord(pair[2]) - 0xDC00)


def halves_in(text: str) -> Halves:
    """The stand-ins for the halves that a text holds; none where no codes are free for them."""
    if "\\u" not in text or not _HALF.search(text) or any(_is_mixed(found["digits"]) for found in _HALF.finditer(text)):
        return Halves()
    codes = {int(found["digits"], 16) for found in _STAND_IN.finditer(text)}
    codes.update(map(ord, set(text)))
    free = (base for base in _ROOMS if not any(base <= code < base + _COUNT for code in codes))
    return Halves(next(free, 0))


def _is_mixed(digits: str) -> bool:
    return digits not in (digits.upper(), digits.lower())
