"""A run's options in, its kit out: template, theme and fonts, loaded once for all packets.

A font that is not whole is found here, before any packet is begun.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    pictured = any(FORMATS[name].pictured for name in options.formats)
    fonts, unsound = _fonts(theme.theme, packaged=pictured)
    if unsound:
        raise TemplateError(unsound)
    borders = _borders(theme.theme)
    if not pictured:  # fonts then measure no more than running lines
        fonts = {}
    pictures = _pictures(theme.theme) if pictured else {}
    hashes = {
        **_hashes(borders),
        **{f"fonts/{path.name}": digest for path, digest in fonts.items()},
        **_hashes(pictures),
    }
    files = (*borders.values(), *fonts, *pictures.values())
    return Kit(template, theme.theme, {**template.ingredients, **theme.ingredients, **hashes}, files)


def _hashes(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: sha256(read_plain(path)) for name, path in files.items()}


def _fonts(theme: Theme, *, packaged: bool) -> tuple[dict[Path, str], list[Diagnostic]]:
    """SHA-256 of each font file that the theme names, of the very bytes that were looked through, and a finding for
    each that is not whole; `packaged` says whether those that came along are looked at, too."""
    from briefgen.resources import is_packaged_font
    from briefgen.typeset.soundness import Unsound, unsound_font

    digests, faults = {}, []
    for path, index in _font_files(theme):
        if not packaged and is_packaged_font(path):
            continue
        try:
            digests[path] = sha256(_whole_font(path, index))
        except Unsound as fault:
            faults.append(unsound_font(path, fault))
    return digests, faults


def _font_files(theme: Theme) -> list[tuple[Path, int]]:
    """The font files that the theme names and that are there, each with its index in a collection."""
    from briefgen.resources import font_file
    from briefgen.typeset.faces import split_path

    cuts = attrgetter("regular", "italic", "semibold", "semibold_italic", "bold")
    declared = (cuts(each) for each in (theme.fonts.text, *theme.fonts.fallback))
    files = {split_path(font_file(name)) for names in declared for name in names if name}
    return [(Path(file), index) for file, index in sorted(files) if Path(file).is_file()]


def _whole_font(path: Path, index: int) -> bytes:
    """The file's bytes. Unsound where they are not whole; those that came along are, unless they were cut short."""
    from briefgen.resources import is_packaged_font
    from briefgen.typeset.soundness import directory, whole_font

    if not is_packaged_font(path):
        return whole_font(path, index)
    data = read_plain(path)
    directory(data)
    return data


def _borders(theme: Theme) -> dict[str, Path]:
    """Those of maps: which places are on one is said in every format."""
    path = Path(theme.map.borders.file) if theme.map.borders else None
    return {f"map/{path.name}": path} if path and path.is_file() else {}


def _pictures(theme: Theme) -> dict[str, Path]:
    """The logo and the reference document that the theme names and that are there."""
    files = {"logo": Path(theme.logo.file if theme.logo else ""), "reference_docx": Path(theme.reference_docx or "")}
    return {f"{what}/{path.name}": path for what, path in files.items() if path.is_file()}
