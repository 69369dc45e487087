"""From a theme's font families to a typesetter: packaged file names become the files of `briefgen/fonts`."""

from __future__ import annotations

from pathlib import Path

from briefgen.theme import FontFamily, Theme
from briefgen.typeset import Family, Typesetter

_PACKAGED = Path(__file__).parents[2] / "fonts"
_CUTS = ("regular", "italic", "semibold", "semibold_italic", "bold")


def typesetter_for(theme: Theme) -> Typesetter:
    """A typesetter with the theme's text family and its fallbacks. It may set many documents, one after the other."""
    return Typesetter(family(theme.fonts.text), tuple(family(item) for item in theme.fonts.fallback))


def family(declared: FontFamily) -> Family:
    """The family with the places of its files."""
    cuts = {cut: _found(name) for cut in _CUTS if (name := getattr(declared, cut)) is not None}
    return Family(declared.name, **cuts)


def _found(name: str) -> str:
    packaged = _PACKAGED / name
    return str(packaged) if packaged.is_file() else name
