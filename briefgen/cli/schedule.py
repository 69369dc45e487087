"""`briefgen schedule`: a time of day and inputs in, what systemd, cron or GitHub needs to build them daily out."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from briefgen.cli import options
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
@options.formats(help_text="As for build.")
@click.option("--template", metavar="NAME", help="As for build.")
@click.option("--theme", metavar="NAME", help="As for build.")
@click.option(
    "--out", default="outputs", show_default=True, metavar="DIR", help="The folder that packets are written to."
)
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
        raise click.BadParameter(f"{daily} is no time of day such as 05:30", param_hint="--daily") from None
    given, folder = _arguments(paths, out, more, placed=system != "github")
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


def _arguments(paths: tuple[str, ...], out: str, more: dict[str, Any], *, placed: bool) -> tuple[tuple[str, ...], Path]:
    """The arguments of the build, and the output folder."""
    from briefgen.batch.schedule import absolute

    if "-" in paths:
        raise click.UsageError("a list on standard input cannot be scheduled; name files, folders or patterns")
    folder = Path(out).absolute()
    asked = {"to": ",".join(more["to"]), "template": more["template"], "theme": more["theme"]}
    named = [word for name, value in asked.items() if value for word in (f"--{name}", value)]
    where = str(folder) if placed else out
    return ("build", "--out", where, *named, *(absolute(paths) if placed else paths)), folder


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
