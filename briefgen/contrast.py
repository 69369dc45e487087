"""Two colours in, how far they stand apart for eyes out: what is read on a ground stands 4.5 to 1 from it."""

from __future__ import annotations

LEAST_CONTRAST = 4.5
"""For words of any size (WCAG 2, level AA)."""


def contrast_ratio(one: str, other: str) -> float:
    """How far two colours, `RRGGBB`, stand apart, as WCAG 2 measures it: 1 to 21."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (light_of(value / 255) for value in bytes.fromhex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def light_of(value: float) -> float:
    """The light of a primary of sRGB, both from 0 to 1."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
