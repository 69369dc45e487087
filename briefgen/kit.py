"""A run's options in, its kit out: template, theme and fonts, loaded once for all packets.

A font that is not whole is found here, before any packet is begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, TemplateError
from briefgen.files import read_plain
from briefgen.formats import FORMATS
from briefgen.options import Options
from briefgen.packets import sha256

if TYPE_CHECKING:
    from briefgen.compose import Template
    from briefgen.theme import Theme
    from briefgen.typeset import Typesetter


class Kit(Struct, frozen=True, dict=True):
    """What all packets of a run share, loaded once."""

    template: Template
    theme: Theme
    ingredients: Mapping[str, str]
    """Name to SHA-256 of every file of the template, the theme and its fonts."""
    files: tuple[Path, ...] = ()
    """Files that the theme names: a change in one of them, or in the folders of templates, makes another kit."""

    @cached_property
    def typesetter(self) -> Typesetter:
        """Fonts and the words that were set with them; each packet finds more of its words there."""
        from briefgen.writers.typefaces import typesetter_for

        return typesetter_for(self.theme)


def load_kit(options: Options) -> Kit:
    """The template and theme of a run. TemplateError where they cannot be used."""
    from briefgen.compose import load_template, load_theme

    template, theme = load_template(options.template), load_theme(options.theme)
    fonts = _fonts(theme.theme)  # they measure the running lines of every format
    if unsound := [*_unsound(fonts)]:
        raise TemplateError(unsound)
    pictured = any(FORMATS[name].pictured for name in options.formats)
    named = {**_borders(theme.theme), **(_named_files(theme.theme, fonts) if pictured else {})}
    hashes = {name: sha256(read_plain(path)) for name, path in named.items()}
    return Kit(template, theme.theme, {**template.ingredients, **theme.ingredients, **hashes}, (*named.values(),))


def _fonts(theme: Theme) -> list[tuple[Path, int]]:
    """The font files that the theme names and that are there, each with its index in a collection."""
    from briefgen.resources import font_file
    from briefgen.typeset.faces import split_path

    cuts = attrgetter("regular", "italic", "semibold", "semibold_italic", "bold")
    declared = (cuts(each) for each in (theme.fonts.text, *theme.fonts.fallback))
    files = {split_path(font_file(name)) for names in declared for name in names if name}
    return [(Path(file), index) for file, index in sorted(files) if Path(file).is_file()]


def _unsound(fonts: Iterable[tuple[Path, int]]) -> Iterator[Diagnostic]:
    """A finding for each font that is not whole. Those that came along are known to be, unless they were cut short."""
    from briefgen.resources import is_packaged_font
    from briefgen.typeset.soundness import Unsound, directory, unsound_font, whole_font

    for path, index in fonts:
        try:
            if is_packaged_font(path):
                directory(path.read_bytes())
            else:
                whole_font(path, index)
        except Unsound as fault:
            yield unsound_font(path, fault)


def _borders(theme: Theme) -> dict[str, Path]:
    """Those of maps: which places are on one is said in every format."""
    path = Path(theme.map.borders.file) if theme.map.borders else None
    return {f"map/{path.name}": path} if path and path.is_file() else {}


def _named_files(theme: Theme, fonts: Iterable[tuple[Path, int]]) -> dict[str, Path]:
    """Name to path of the fonts, the logo and the reference document that the theme names and that are there."""
    others = {"logo": Path(theme.logo.file if theme.logo else ""), "reference_docx": Path(theme.reference_docx or "")}
    there = {f"{what}/{path.name}": path for what, path in others.items() if path.is_file()}
    return {**{f"fonts/{path.name}": path for path, _ in fonts}, **there}
