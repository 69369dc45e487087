"""Words and values go in; text of a page that can hold no markup of theirs comes out.

A page is well-formed XML as well as HTML: elements without content are closed, everything else has an end, and signs
that mean something are written as references. So a strict reader sees what a browser sees.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from urllib.parse import quote

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that neither HTML nor XML can hold, or that nobody sees."""
_BLANKS = re.compile(r"\s+", re.ASCII)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+")


def escaped(words: str) -> str:
    """Words as the text of an element or the value of an attribute."""
    if words.isascii() and words.isprintable():
        return escape(words) if _has_signs(words) else words
    return escape(_UNSAFE.sub("", words))


def _has_signs(words: str) -> bool:
    return "&" in words or "<" in words or ">" in words or '"' in words or "'" in words


def attribute_words(words: str) -> str:
    """Words for an attribute: each run of white space is one blank."""
    return escaped(" ".join(words.split()))


@lru_cache(maxsize=4096)
def identifier(anchor: str) -> str:
    """An anchor as the value of `id`, which holds no blanks."""
    return anchor if _PLAIN_NAME.fullmatch(anchor) else escaped(_BLANKS.sub("-", anchor))


@lru_cache(maxsize=4096)
def fragment(anchor: str) -> str:
    """An anchor as an address within the page."""
    return f"#{anchor if _PLAIN_NAME.fullmatch(anchor) else quote(_UNSAFE.sub('', _BLANKS.sub('-', anchor)))}"


def css_string(words: str) -> str:
    """Words as a string of CSS in which no sign means anything."""
    return f'"{_NOT_PLAIN.sub(lambda sign: f"{chr(92)}{ord(sign.group()):x} ", _UNSAFE.sub("", words))}"'


_NOT_PLAIN = re.compile("[^A-Za-z0-9 ]")


def css_number(value: float) -> str:
    """A number in as few signs as three decimals need."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"
