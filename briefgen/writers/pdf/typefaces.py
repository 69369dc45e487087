"""From a theme's font families to a typesetter: packaged file names become the files of `briefgen/fonts`."""

from __future__ import annotations

from pathlib import Path

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.theme import FontFamily, Theme
from briefgen.typeset import Family, Typesetter

_PACKAGED = Path(__file__).parents[2] / "fonts"


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
    if name is None:
        return None
    file, mark, index = name.partition("#")
    for path in (_PACKAGED / file, Path(file)):
        if path.is_file():
            return f"{path}{mark}{index}"
    hint = "name a packaged font file, or one beside the theme"
    raise TemplateError(Diagnostic("BG614", f"the font file {name} is not there", Place(""), hint=hint))
