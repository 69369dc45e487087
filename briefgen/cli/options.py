"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from briefgen.formats import FORMATS, formats_of

Function = TypeVar("Function", bound=Callable[..., Any])

OUTPUT_FORMATS = ("text", "json", "github", "sarif")


def not_blank(ctx: click.Context, parameter: click.Parameter, given: str) -> str:
    """Refuse `--release "$BANNER"` where the variable is not set: the whole packet is not what was asked for."""
    if not given.strip() and ctx.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE:
        raise click.BadParameter("it is empty; name one, or leave the option out", param_hint=parameter.opts[0])
    return given


def paths(function: Function) -> Function:
    """Files and folders; whether they exist is for the command to find, with the other findings."""
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
    try:
        names = formats_of(word for each in given for word in each.split(","))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--to") from None
    if given and not names:
        raise click.BadParameter(f"no format is named; there are {', '.join(FORMATS)}", param_hint="--to")
    return names


FINDINGS = (
    click.option("--select", metavar="CODES", help="Count these findings only: BG4,BG203. Errors always count."),
    click.option("--ignore", metavar="CODES", help="Leave these warnings and notes out: BG4,BG203."),
    click.option("--strict/--no-strict", default=None, help="Treat warnings as errors."),
)
"""Which findings count."""


def findings(function: Function) -> Function:
    """The options that choose findings, as they are written."""
    for option in reversed(FINDINGS):
        function = option(function)
    return function


def output_format(function: Function) -> Function:
    return click.option(
        "--output-format",
        type=click.Choice(OUTPUT_FORMATS),
        default="text",
        show_default=True,
        help="How findings are printed.",
    )(function)
