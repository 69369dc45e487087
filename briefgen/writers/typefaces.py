"""From a theme's font families to a typesetter: packaged file names become the files of `briefgen/fonts`."""

from __future__ import annotations

from briefgen.resources import font_file
from briefgen.theme import FontFamily, Theme
from briefgen.typeset import Family, Typesetter


def typesetter_for(theme: Theme) -> Typesetter:
    """A typesetter with the theme's text family and its fallbacks. It may set many documents, one after the other."""
    return Typesetter(family(theme.fonts.text), tuple(family(item) for item in theme.fonts.fallback))


def family(declared: FontFamily) -> Family:
    """The family with the places of its files."""
    return Family(
        declared.name,
        _found(declared.regular) or declared.regular,
        _found(declared.italic),
        _found(declared.semibold),
        _found(declared.semibold_italic),
        _found(declared.bold),
    )


def _found(name: str | None) -> str | None:
    return None if name is None else font_file(name)
