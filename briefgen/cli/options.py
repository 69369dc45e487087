"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])

OUTPUT_FORMATS = ("text", "json", "github", "sarif")


def paths(function: Function) -> Function:
    """Files and folders; whether they exist is for the command to find, with the other findings."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")(function)


def output_format(function: Function) -> Function:
    return click.option(
        "--output-format",
        type=click.Choice(OUTPUT_FORMATS),
        default="text",
        show_default=True,
        help="How findings are printed.",
    )(function)
