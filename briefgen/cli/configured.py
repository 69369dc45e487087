"""The options that choose which findings count, and the configuration file in, `Settings` for a command out.

The file's values take the place of an option's default, and give way to what the command line says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from briefgen.cli import options
from briefgen.cli.options import Function
from briefgen.settings import USUAL, Settings

_META = "briefgen.settings"


def settings(function: Function) -> Function:
    """Gives the command an argument `settings`."""

    @wraps(function)
    def with_settings(*args: Any, select: str | None, ignore: str | None, strict: bool | None, **kwargs: Any) -> Any:
        found: Settings = click.get_current_context().meta[_META]
        if select is not None:
            found = replace(found, select=_codes(select, "--select"))
        if ignore is not None:
            found = replace(found, ignore=_codes(ignore, "--ignore", ignoring=True))
        if strict is not None:
            found = replace(found, strict=strict)
        return function(*args, settings=found, **kwargs)

    decorated: Any = with_settings
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _read(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    """Find and read the configuration before the other options get their defaults."""
    from briefgen.pipeline import read_settings
    from briefgen.readers.configuration import find_configuration

    path = Path(value).absolute() if value else _nearest(find_configuration)
    if path is None:
        ctx.meta[_META] = USUAL
        return
    ctx.meta[_META] = found = read_settings(path)
    repeated = {each.name: each.multiple for each in ctx.command.params}
    usual = [(name, value) for name, value in found.options if name in repeated]
    ctx.default_map = {name: [value] if repeated[name] else value for name, value in usual}


def _nearest(find: Callable[[Path], Path | None]) -> Path | None:
    try:
        return find(Path.cwd())
    except FileNotFoundError:  # the working folder is gone
        return None


def _codes(words: str, option: str, *, ignoring: bool = False) -> tuple[str, ...]:
    """The codes, or beginnings of codes, that an option names."""
    from briefgen.checks.judging import is_error, is_known, meant

    codes = tuple(dict.fromkeys(word.strip().upper() for word in words.split(",") if word.strip()))
    for code in codes:
        if not is_known(code):
            raise click.BadParameter(f"no rule begins with {code}. {meant(code)}", param_hint=option)
        if ignoring and is_error(code):
            raise click.BadParameter(f"{code} is an error, and errors cannot be ignored", param_hint=option)
    return codes


_OPTIONS = (
    *options.FINDINGS,
    click.option(
        "--config",
        metavar="FILE",
        envvar="BRIEFGEN_CONFIG",
        is_eager=True,
        expose_value=False,
        callback=_read,
        help="A configuration file. [default: the nearest briefgen.toml, or pyproject.toml with [tool.briefgen]]",
    ),
)
