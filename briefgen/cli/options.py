"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from briefgen.formats import FORMATS

Function = TypeVar("Function", bound=Callable[..., Any])

OUTPUT_FORMATS = ("text", "json", "github", "sarif")


def paths(function: Function) -> Function:
    """Files and folders; whether they exist is for the verb to find, with the other findings."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")(function)


def formats(usual: tuple[str, ...] = (), help_text: str = "") -> Callable[[Function], Function]:
    """`--to`, given once with commas or several times: the formats that are named, each once."""
    return click.option(
        "--to",
        multiple=True,
        default=[",".join(usual)] if usual else None,
        show_default=bool(usual),
        metavar="FORMATS",
        callback=_formats,
        help=help_text or f"What to write: {', '.join(FORMATS)}.",
    )


def _formats(ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    words = (word.strip().lower() for each in given for word in each.split(","))
    names = tuple(dict.fromkeys(word for word in words if word))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or (given and not names):
        what = f"no such format: {', '.join(unknown)}" if unknown else "no format is named"
        raise click.BadParameter(f"{what}; there are {', '.join(FORMATS)}", param_hint="--to")
    return names


def output_format(function: Function) -> Function:
    return click.option(
        "--output-format",
        type=click.Choice(OUTPUT_FORMATS),
        default="text",
        show_default=True,
        help="How findings are printed.",
    )(function)
