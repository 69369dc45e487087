"""A colour for paper goes in; the colour that says the same on a dark screen comes out.

Lightness is turned round in OKLab, where equal steps look equal, so that what was dark on white is light on near-black;
hue stays. What is contrast on paper is contrast on the screen.
"""

from __future__ import annotations

from functools import lru_cache

from briefgen.contrast import light_of

_DARKEST, _LIGHTEST = 0.20, 0.94
Triple = tuple[float, float, float]


@lru_cache(maxsize=512)
def in_the_dark(colour: str) -> str:
    """`RRGGBB` for a screen in the dark."""
    lightness, a, b = _oklab(colour)
    turned = min(_LIGHTEST, _DARKEST + (1 - lightness) * 0.94)
    less = 0.8 if lightness > 0.85 else 0.9
    while True:
        red, green, blue = _linear(turned, a * less, b * less)
        if less < 0.05 or (max(red, green, blue) <= 1.0 and min(red, green, blue) >= 0.0):
            return "".join(f"{round(255 * _encoded(min(max(each, 0.0), 1.0))):02X}" for each in (red, green, blue))
        less -= 0.05  # no screen shows this much of the hue in this lightness


def _decoded(colour: str) -> Triple:
    """The light of each primary."""
    red, green, blue = (light_of(value / 255) for value in bytes.fromhex(colour))
    return red, green, blue


def _encoded(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def _oklab(colour: str) -> Triple:
    red, green, blue = _decoded(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _linear(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
