"""`briefgen schedule`: a time of day and inputs in, what systemd, cron or GitHub needs to build them daily out."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from briefgen.cli import build_options, options
from briefgen.cli.console import visible
from briefgen.diagnostics import Exit
from briefgen.version import __version__


@click.command(
    "schedule",
    short_help="Print what runs a build every day.",
    epilog="\b\nExample:\n  briefgen schedule --daily 05:30 --write ~/.config/systemd/user inputs/",
)
@options.paths
@click.option("--daily", required=True, metavar="HH:MM", help="The time of day; for GitHub in UTC.")
@click.option(
    "--for",
    "system",
    type=click.Choice(("systemd", "cron", "github")),
    default="systemd",
    show_default=True,
    help="What is to run it.",
)
@build_options.making
@build_options.running
@options.findings
@click.option("--config", metavar="FILE", help="As for build.")
@click.option("--write", metavar="DIR", help="Write the files to DIR instead of printing them.")
def command(paths: tuple[str, ...], daily: str, system: str, out: str, write: str | None, **more: Any) -> int:
    """Print systemd user units, a crontab line or a GitHub Actions workflow that builds PATH every day.

    They name the program, the inputs and the output folder by absolute paths. A run waits for one that is
    still at work; it ends with 1 if an input failed, which systemd, cron and GitHub each report in their way.
    """
    from briefgen.batch.schedule import DailyJob, cron, github, systemd, times

    try:
        hour, minute = times(daily)
    except ValueError:
        raise click.BadParameter(f"{daily} is not a time of day such as 05:30", param_hint="--daily") from None
    given, folder = _arguments(paths, out, placed=system != "github")
    _refuse_odd_words(given)
    job = DailyJob(hour, minute, _program(), given, Path.cwd(), Path(out) if system == "github" else folder)
    match system:
        case "systemd":
            files = systemd(job)
        case "cron":
            files = {"briefgen.cron": cron(job)}
        case _:
            files = {"briefgen.yml": github(job, version=__version__)}
    _write_files(files, write)
    return Exit.OK


def _refuse_odd_words(words: tuple[str, ...]) -> None:
    """A line of a crontab and a line of a unit end at the end of a line, whatever is quoted in them."""
    for word in (*words, str(Path.cwd())):
        if not word.isprintable():
            raise click.UsageError(f"{visible(word)} has a character that no schedule can hold; rename it")


def _arguments(paths: tuple[str, ...], out: str, *, placed: bool) -> tuple[tuple[str, ...], Path]:
    """The arguments of the build, and the output folder: all options that were given, as they were."""
    from briefgen.batch.schedule import absolute
    from briefgen.packets import is_address

    if "-" in paths:
        raise click.UsageError("a list on standard input cannot be scheduled; name files, folders or patterns")
    folder = Path("outputs" if is_address(out) else out).absolute()
    where = out if is_address(out) or not placed else str(folder)
    return ("build", "--out", where, *_given_options(placed), *(absolute(paths) if placed else paths)), folder


def _given_options(placed: bool) -> Iterator[str]:
    """The words of the options for the build that stand on the command line."""
    context = click.get_current_context()
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
        if not given or option.name in _OWN or not isinstance(option, click.Option):
            continue
        value = context.params[option.name or ""]
        if isinstance(value, bool):
            yield (option.opts if value else option.secondary_opts)[0]
        else:
            word = ",".join(value) if isinstance(value, tuple) else str(value)
            yield from (
                option.opts[0],
                str(Path(word).absolute()) if placed and option.name in ("config", "sign") else word,
            )


_OWN = ("paths", "daily", "system", "out", "write")
"""Not handed on: the schedule's own, and what is written as an absolute path."""


def _program() -> tuple[str, ...]:
    """How this program is started from anywhere."""
    started = Path(sys.argv[0])
    if started.name.startswith("briefgen") and os.access(started, os.X_OK):
        return (str(started.absolute()),)
    found = shutil.which("briefgen")
    return (str(Path(found).absolute()),) if found else (sys.executable, "-m", "briefgen")


def _write_files(files: dict[str, str], write: str | None) -> None:
    if write is None:
        many = len(files) > 1
        for name, text in files.items():
            click.echo(f"# {name}\n{text}" if many else text, nl=many)
        return
    for name, text in files.items():
        target = Path(write) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"{target}: written")
