"""The command line: arguments in, packets or findings out, and an exit status.

One module a command, imported when the command is called. Nothing here imports a heavy library, so that
`briefgen --help` answers at once; the commands import what they need inside their functions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from briefgen.diagnostics import BriefgenError, Exit
from briefgen.frames import with_room_for_frames
from briefgen.garbage import look_rarely
from briefgen.version import __version__

COMMANDS = (
    "build",
    "watch",
    "schedule",
    "log",
    "freeze",
    "check",
    "verify",
    "deliver",
    "review",
    "explain",
    "schema",
    "new",
    "import",
    "annotate",
    "suggest",
    "drafts",
    "register",
    "diff",
    "search",
    "calibration",
)
"""Each is a module beside this one that holds a click command called `command`."""
_MODULES = {"import": "import_files"}
"""Of those whose name no module can have."""
DEFAULT_COMMAND = "build"

_HELP = """Annotated articles in, a briefing packet out: a Word file and a PDF that say the same thing.

`briefgen PATH...` builds: it is short for `briefgen build PATH...`. A file or folder that is named like
a command is written with a folder before it: ./check
"""
EPILOG = """\b
Examples:
  briefgen inputs/2025-03-30.yaml     write its packet to outputs/2025-03-30/
  briefgen inputs/                    build every input in the folder
  briefgen check inputs/              only say what is wrong
  briefgen explain BG203              what a finding means, and what to do"""


class CommandGroup(click.Group):
    """The commands, each imported when it is needed, with one that is meant when none is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*COMMANDS, "--help", "-h", "--version"):
            _refuse_misspelt_command(args[0])
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)


def _refuse_misspelt_command(word: str) -> None:
    """`briefgen chekc inputs/` must not build the folder because there is no file called chekc."""
    if word.isalpha() and not Path(word).exists():
        from difflib import get_close_matches

        if near := get_close_matches(word, COMMANDS, n=1):
            raise click.UsageError(f"there is no command and no file {word}. Did you mean {near[0]}?")


@click.group(
    cls=CommandGroup,
    help=_HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="briefgen %(version)s")
def app() -> None:
    pass


@with_room_for_frames
def run() -> NoReturn:
    """The program as a process: set up for a short life, and left without tidying what the system tidies anyway."""
    from briefgen.cli.streams import Streams

    streams = Streams()
    look_rarely()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it looks for some in all that is installed
    code = main()
    if streams.failed():
        code = code or Exit.FAILED
    if "concurrent.futures" in sys.modules:
        sys.exit(code)  # worker processes leave things behind that only Python's own ending tidies
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status, see `diagnostics.Exit`."""
    _let_any_text_be_printed()
    try:
        return int(app.main(arguments, prog_name="briefgen", standalone_mode=False) or Exit.OK)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BriefgenError as error:
        from briefgen.cli.console import show_findings

        show_findings(error.diagnostics, err=True)
        return error.exit_code
    except (OSError, RecursionError, MemoryError) as error:
        click.echo(f"Error: {getattr(error, 'strerror', None) or str(error) or type(error).__name__}", err=True)
        return Exit.FAILED
    except click.Abort as abort:
        if isinstance(abort.__cause__ or abort.__context__, EOFError):  # to click this is an interruption too
            click.echo("Error: a file of the program or its libraries is cut short; install them again", err=True)
            return Exit.FAILED
        click.echo("Interrupted.", err=True)
        return Exit.INTERRUPTED


def _let_any_text_be_printed() -> None:
    """On a console that lacks a letter, show its escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
