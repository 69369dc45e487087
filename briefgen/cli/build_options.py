"""Options of the commands that build: what to make, and how a run goes about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from briefgen.cli.options import Function, formats, not_blank
from briefgen.formats import USUAL_FORMATS

if TYPE_CHECKING:
    from briefgen.options import Options
    from briefgen.settings import Settings


def making(function: Function) -> Function:
    """What shapes the packets."""
    options = (
        formats(USUAL_FORMATS),
        click.option(
            "--template", default="packet", show_default=True, metavar="NAME", help="A template's name or folder."
        ),
        click.option("--theme", default="default", show_default=True, metavar="NAME", help="A theme's name or file."),
        click.option(
            "--out", default="outputs", show_default=True, metavar="DIR", help="The folder that packets are written to."
        ),
        click.option(
            "--release",
            default="",
            metavar="BANNER",
            callback=not_blank,
            help="Make a redacted edition: leave out what is marked higher than BANNER.",
        ),
        click.option(
            "--sign",
            default="",
            metavar="KEY",
            callback=not_blank,
            help="Sign each packet with the secret key in the file KEY.",
        ),
    )
    return _with(function, options)


def running(function: Function) -> Function:
    """How the run goes; none of it shapes a packet."""
    options = (
        click.option("--force", is_flag=True, help="Build what is up to date too."),
        click.option("--dry-run", is_flag=True, help="Say what would be built, and build nothing."),
        click.option("--why", is_flag=True, help="Say of each packet why it is built, or that it is up to date."),
        click.option(
            "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [default: number of CPUs]"
        ),
        click.option("--cluster", default="", metavar="ADDRESS", help="Build on the workers of a Dask scheduler."),
        click.option("--fail-fast", is_flag=True, help="End at the first input that cannot be built."),
        click.option("--prune", is_flag=True, help="Remove packets whose input is gone."),
        click.option(
            "--max-prune",
            type=click.IntRange(min=0),
            metavar="N",
            help="Remove no more than N at once.  [default: half of the packets, at least 5]",
        ),
        click.option("--no-wait", is_flag=True, help="Do not wait for another run on the same folder; end with 1."),
    )
    return _with(function, options)


def reporting(function: Function) -> Function:
    """What is said of the run."""
    options = (
        click.option("--summary", metavar="FILE", help="Write what the run did to FILE, as JSON."),
        click.option("--quiet", "-q", is_flag=True, help="Print findings only."),
        click.option(
            "--log-format",
            type=click.Choice(("text", "json")),
            default="text",
            show_default=True,
            help="Print progress as text, or as JSON, a line an event, on standard error.",
        ),
    )
    return _with(function, options)


def _with(function: Function, options: tuple[Callable[[Function], Function], ...]) -> Function:
    for option in reversed(options):
        function = option(function)
    return function


def from_command_line(to: tuple[str, ...], out: str, settings: Settings, release: str, sign: str) -> Options:
    """The options of a build. What the command line itself names is distinguished from what is usual."""
    from briefgen.options import chosen

    written = click.get_current_context()
    named = {
        name: str(written.params[name])
        for name in ("template", "theme")
        if written.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    formats = to if written.get_parameter_source("to") is ParameterSource.COMMANDLINE else ()
    return chosen(settings, **named, formats=formats, out=out, release=release, sign=sign)
