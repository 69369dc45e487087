"""The name of a theme goes in; a whole `Theme` comes out: the default's values with the theme's differences.

Findings of themes: BG601 no such theme, BG611 YAML that cannot be read, BG612 a value that is unknown or wrong,
BG613 a name that stands for nothing (a colour or a style), BG614 a missing font file,
BG616 a reference document that is not there, BG622 a logo that cannot be used, BG626 borders of maps that cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel
from pydantic_core import ValidationError

from briefgen.diagnostics import Diagnostic, InputError, Place, TemplateError
from briefgen.files import is_named, open_plain, read_plain, real, size_of
from briefgen.images import UnusableImage, usable_image
from briefgen.readers.places import Loc, Places
from briefgen.readers.validation import SchemaError, close, explained_errors, schema_errors
from briefgen.readers.yaml_reader import read_yaml
from briefgen.resources import Resource, find_theme, font_file, packaged_templates, read_resource
from briefgen.theme import CalloutStyle, FontFamily, Fonts, ListStyle, TableStyle, Theme

_HEX_LENGTH = len("#RRGGBB")
_LOGO_HINT = "Write `logo: {file: seal.png, alt: what it shows}`."
_COLOUR_FIELDS = frozenset({"colour", "fill", "bar_colour", "rail_colour", "rule_colour", "tint"})


class LoadedTheme(Struct, frozen=True):
    """A theme, and the files that its values came from."""

    theme: Theme
    ingredients: Mapping[str, str]
    """Name to SHA-256 of each file."""


class _Layer(Struct, frozen=True):
    """One theme file: its values and their places."""

    value: dict[str, Any]
    places: Places
    resource: Resource


def read_theme(name: str | Path) -> LoadedTheme:
    """The theme by its name or path. TemplateError carries all that is wrong with it."""
    path = find_theme(name)
    default = packaged_templates() / "themes" / "default.yaml"
    resources = [_resource(each) for each in ((default, path) if real(path) != real(default) else (default,))]
    return LoadedTheme(_theme(resources), dict(each.ingredient for each in resources))


def _theme(resources: list[Resource]) -> Theme:
    """The theme of these files, read and judged."""
    layers = [_layer(each) for each in resources]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _merge(merged, layer.value)
    sound, wrong = _validated(merged, layers)
    theme, missing = _with_reference_file(sound, layers)
    theme, no_logo = _with_logo_file(theme, layers)
    theme, no_borders = _with_borders_file(theme, layers)
    fonts, no_fonts = _with_font_files(theme.fonts, layers)
    names = [*_unknown_names(theme, layers), *_families_without_files(layers)]
    if problems := [*wrong, *names, *missing, *no_logo, *no_borders, *no_fonts]:
        raise TemplateError(problems)
    return theme.model_copy(update={"fonts": fonts})


def _with_reference_file(theme: Theme, layers: list[_Layer]) -> tuple[Theme, list[Diagnostic]]:
    """The theme with the path of the reference document, which stands beside the theme that names it."""
    if theme.reference_docx is None:
        return theme, []
    loc: Loc = ("reference_docx",)
    layer = _layer_of(loc, layers)
    path = layer.resource.path.parent / theme.reference_docx
    if reason := _unreadable(path):
        hint = "It is named by a path from the theme's own folder."
        message = f"no Word file at '{theme.reference_docx}'" + (f": {reason}" if is_named(path) else "")
        return theme, [Diagnostic("BG616", message, layer.places.at(loc), hint=hint)]
    return theme.model_copy(update={"reference_docx": str(path)}), []


def _unreadable(path: Path) -> str:
    """Why a file cannot be opened; nothing where it can."""
    try:
        with open_plain(path) as file:
            size_of(file, path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return getattr(error, "strerror", None) or "its name stands for no file"
    return ""


def _with_logo_file(theme: Theme, layers: list[_Layer]) -> tuple[Theme, list[Diagnostic]]:
    """The theme with the path of its logo, a picture that can be printed, beside the theme that names it."""
    if theme.logo is None:
        return theme, []
    loc: Loc = ("logo", "file")
    layer = _layer_of(loc, layers)
    path = layer.resource.path.parent / theme.logo.file
    reason, hint = _unusable(path)
    if reason:
        message = f"the logo '{theme.logo.file}' cannot be used: {reason}"
        return theme, [Diagnostic("BG622", message, layer.places.at(loc), hint=hint)]
    return theme.model_copy(update={"logo": theme.logo.model_copy(update={"file": str(path)})}), []


def _with_borders_file(theme: Theme, layers: list[_Layer]) -> tuple[Theme, list[Diagnostic]]:
    """The theme with the path of its maps' borders, a file that maps can be drawn of, beside the theme that names it."""
    if theme.map.borders is None:
        return theme, []
    from briefgen.figures.geojson import BORDERS_HINT, borders_at

    loc: Loc = ("map", "borders", "file")
    layer = _layer_of(loc, layers)
    path = layer.resource.path.parent / theme.map.borders.file
    try:
        borders_at(path, theme.map.borders.beside)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the borders '{theme.map.borders.file}' cannot be used: {reason}"
        return theme, [Diagnostic("BG626", message, layer.places.at(loc), hint=getattr(error, "hint", BORDERS_HINT))]
    borders = theme.map.borders.model_copy(update={"file": str(path)})
    return theme.model_copy(update={"map": theme.map.model_copy(update={"borders": borders})}), []


def _unusable(path: Path) -> tuple[str, str]:
    """Why a picture cannot be printed, and what to do; nothing where it can."""
    try:
        usable_image(read_plain(path))
    except UnusableImage as error:
        return str(error), error.hint
    except FileNotFoundError:
        return "there is no such file", "It is named by a path from the theme's own folder."
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return reason or "its name stands for no file", "It is named by a path from the theme's own folder."
    return "", ""


# --- fonts -----------------------------------------------------------------------------------------

_CUTS = ("regular", "italic", "semibold", "semibold_italic", "bold")


def _with_font_files(fonts: Fonts, layers: list[_Layer]) -> tuple[Fonts, list[Diagnostic]]:
    """The families with the paths of the files that stand beside the theme that names them."""
    missing: list[Diagnostic] = []
    text = _located(fonts.text, ("fonts", "text"), layers, missing)
    fallback = tuple(
        _located(family, ("fonts", "fallback", number), layers, missing) for number, family in enumerate(fonts.fallback)
    )
    return fonts.model_copy(update={"text": text, "fallback": fallback}), missing


def _located(family: FontFamily, loc: Loc, layers: list[_Layer], missing: list[Diagnostic]) -> FontFamily:
    """The family with the paths of its files; what is neither beside the theme nor packaged is missing."""
    files: dict[str, str] = {}
    for cut in _CUTS:
        name = getattr(family, cut)
        if name is None:
            continue
        layer = _layer_of((*loc, cut), layers)
        file, mark, index = name.partition("#")
        beside = layer.resource.path.parent / file
        try:
            if is_named(beside):
                _refuse_unreadable(name, beside)
                files[cut] = f"{beside.absolute()}{mark}{index}"
            else:
                font_file(name)
        except TemplateError as error:
            place = layer.places.at((*loc, cut))
            missing += (replace(found, place=place) for found in error.diagnostics)
    return family.model_copy(update=files)


def _refuse_unreadable(name: str, path: Path) -> None:
    if reason := _unreadable(path):
        hint = "A font is a file beside the theme that names it."
        raise TemplateError(Diagnostic("BG614", f"the font '{name}' cannot be read: {reason}", Place(""), hint=hint))


def _resource(path: Path) -> Resource:
    try:
        return read_resource(path)
    except OSError as error:
        raise TemplateError(
            Diagnostic("BG601", f"the theme cannot be read: {error.strerror}", Place(str(path)))
        ) from None


def _layer(resource: Resource) -> _Layer:
    try:
        value, places = read_yaml(resource.data, resource.name)
    except InputError as error:
        raise TemplateError(replace(found, code="BG611") for found in error.diagnostics) from None
    if not isinstance(value, dict):
        hint = "It begins with keys such as `name:` and `styles:`."
        raise TemplateError(Diagnostic("BG612", "a theme is a mapping", Place(resource.name, 1, 1), hint=hint))
    return _Layer(value, places, resource)


def _merge(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the values of `change`; mappings within are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _validated(value: dict[str, Any], layers: list[_Layer]) -> tuple[Theme, list[Diagnostic]]:
    """The theme with the default's values in place of wrong ones, and what is wrong: all else is judged in the same run.

    TemplateError where too little is left."""
    found: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        try:
            return Theme.model_validate(value), found
        except ValidationError as problem:
            found = found or [*_wrong_values(value, problem, layers)]
            value = _with_defaults_for(value, problem, layers[0].value)
    raise TemplateError(found)


_ROUNDS = 4
"""How often what is left is validated again: a default's value may be wrong beside what a theme says."""


def _wrong_values(value: dict[str, Any], problem: ValidationError, layers: list[_Layer]) -> Iterator[Diagnostic]:
    # pydantic goes through the keys in one order, whichever file they stand in: each finding is placed on its own.
    def places(error: SchemaError) -> Places:
        return _layer_of(error.raw_loc[:-1] if error.type == "missing" else error.raw_loc, layers).places

    for error, each in explained_errors(Theme, value, places, problem):
        hint = _LOGO_HINT if error.raw_loc == ("logo",) else f"{_meant_style(error.raw_loc, layers[0])}{each.hint}"
        yield replace(each, code="BG612", hint=hint)


def _with_defaults_for(value: dict[str, Any], problem: ValidationError, default: dict[str, Any]) -> dict[str, Any]:
    """The values, those in error replaced by the default's; one that the default lacks is left out, and what it
    stands in where that cannot be without it."""
    for error in schema_errors(value, problem):
        loc = error.loc
        if error.type == "missing" and _at(default, loc) is None:
            loc = loc[:-1]
        value = _replaced(value, loc, _at(default, loc))
    return value


def _replaced(value: Any, loc: Loc, new: Any) -> Any:
    """A copy of the value with another at a location within mappings; None leaves it out."""
    if not isinstance(value, dict) or not loc:
        return new
    step = str(loc[0])
    inner = _replaced(value.get(step), loc[1:], new)
    rest = {key: each for key, each in value.items() if key != step}
    return rest if inner is None else {**rest, step: inner}


def _meant_style(loc: tuple[int | str, ...], default: _Layer) -> str:
    """A hint at the style of the default that a new style with gaps was probably meant to change."""
    known = _at(default.value, ("styles",)) or {}
    if len(loc) < 2 or loc[0] != "styles" or loc[1] in known:
        return ""
    guess = close(str(loc[1]), known)
    return f"Did you mean the style '{guess}'? " if guess else ""


def _layer_of(loc: tuple[int | str, ...], layers: list[_Layer]) -> _Layer:
    """The last file that says anything at this location."""
    for layer in reversed(layers):
        if _holds(layer.value, loc):
            return layer
    return layers[-1]


def _holds(value: Any, loc: tuple[int | str, ...]) -> bool:
    step: Any
    for step in loc:
        if step == "[key]":
            return True
        if (isinstance(value, dict) and step in value) or (
            isinstance(value, tuple) and isinstance(step, int) and step < len(value)
        ):
            value = value[step]
        else:
            return False
    return True


# --- names that must stand for something -----------------------------------------------------------


def _unknown_names(theme: Theme, layers: list[_Layer]) -> Iterator[Diagnostic]:
    """Colours and styles that are named but not declared."""
    for loc, name in _colours(theme):
        if not (name in theme.colours or (name.startswith("#") and _is_hex(name))):
            yield _unknown("colour", name, loc, layers, theme.colours)
    for table, style in theme.tables.items():
        yield from _unknown_styles(theme, ("tables", table), style, ("text", "head", "first", "caption"), layers)
    for callout, look in theme.callouts.items():
        yield from _unknown_styles(theme, ("callouts", callout), look, ("label", "text"), layers)
    for role, items in theme.lists.items():
        yield from _unknown_styles(theme, ("lists", role), items, ("text",), layers)


def _unknown_styles(
    theme: Theme, loc: Loc, style: TableStyle | CalloutStyle | ListStyle, fields: tuple[str, ...], layers: list[_Layer]
) -> Iterator[Diagnostic]:
    for field in fields:
        if getattr(style, field) not in theme.styles:
            yield _unknown("style", getattr(style, field), (*loc, field), layers, theme.styles)


def _unknown(what: str, name: str, loc: Loc, layers: list[_Layer], known: Iterable[str]) -> Diagnostic:
    place = _layer_of(loc, layers).places.at(loc)
    declared = "`colours`" if what == "colour" else "`styles`"
    guess = close(name, known)
    meant = f"Did you mean '{guess}'? " if guess else ""
    return Diagnostic("BG613", f"no {what} is called '{name}'", place, hint=f"{meant}Declare it under {declared}.")


def _families_without_files(layers: list[_Layer]) -> Iterator[Diagnostic]:
    """Families of type that a theme names without a file: the PDF would be set in the default's."""
    loc: Loc = ("fonts", "text")
    for layer in layers[1:]:
        family = _at(layer.value, loc)
        if isinstance(family, dict) and "name" in family and "regular" not in family:
            message = f"the family '{family['name']}' is named without its font files"
            hint = "Add `regular:` with a font file beside the theme, and its other cuts: the PDF embeds them."
            yield Diagnostic("BG612", message, layer.places.at((*loc, "name")), hint=hint)


def _at(value: Any, loc: Loc) -> Any:
    for step in loc:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _colours(part: BaseModel, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every name of a colour, with where it stands."""
    for field in type(part).model_fields:
        value = getattr(part, field)
        here = (*loc, field)
        if field in _COLOUR_FIELDS and isinstance(value, str):
            yield here, value
        elif isinstance(value, BaseModel):
            yield from _colours(value, here)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, BaseModel):
                    yield from _colours(inner, (*here, key))


def _is_hex(name: str) -> bool:
    return len(name) == _HEX_LENGTH and all(digit in "0123456789abcdefABCDEF" for digit in name[1:])
