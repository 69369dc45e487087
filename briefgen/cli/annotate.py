"""`briefgen annotate`: an input in; a page in the browser that marks, writes and checks it, until Ctrl-C."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.configured import settings as with_settings
from briefgen.diagnostics import Exit

if TYPE_CHECKING:
    from briefgen.annotate.serving import LocalAddress
    from briefgen.settings import Settings


@click.command(
    "annotate",
    short_help="Mark, write and check an input in the browser.",
    epilog="\b\nExamples:\n"
    "  briefgen annotate inputs/2025-03-30.yaml\n"
    "  briefgen annotate                            shows the inputs of the folder",
)
@click.argument("path", metavar="[INPUT]", default="")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.  [default: 0]")
@click.option("--browser/--no-browser", default=True, help="Whether to open it.")
@with_settings
def command(path: str, port: int, browser: bool, settings: Settings) -> int:
    """Open a page of this computer in the browser, on INPUT or on a choice of the folder's inputs.

    Each edit is saved at once, and changes nothing else in the file. The page is answered to whoever has its
    address, which only this terminal shows. Ctrl-C ends it.
    """
    _refuse_without_extra()
    from briefgen.annotate.desk import Desk
    from briefgen.annotate.folder import Folder
    from briefgen.annotate.serving import LocalAddress, serve
    from briefgen.options import chosen
    from briefgen.packets import InputFile, mirror_of

    target = Path(path) if path else Path("inputs")
    folder = Folder(target if target.is_dir() else target.parent)
    desk = Desk(folder, chosen(settings))
    if path and not target.is_dir():
        desk.open(folder.source(path) or InputFile(path, mirror_of(path)))
    address = _address(LocalAddress, port)
    serve(desk, address, lambda: _started(address, browser))
    return Exit.OK


def _refuse_without_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("starlette", "uvicorn") if find_spec(name) is None]
    if missing:
        words = " and ".join(missing)
        raise click.UsageError(f"{words} not installed. They come with: pip install 'briefgen[annotate]'")


def _address(kind: type[LocalAddress], port: int) -> LocalAddress:
    try:
        return kind(port)
    except OSError as error:
        raise click.UsageError(f"port {port} cannot be used: {error.strerror}") from None


def _started(address: LocalAddress, browser: bool) -> None:
    click.echo(f"{address.url}\nCtrl-C ends it.")
    sys.stdout.flush()
    if browser:
        _open(address)


def _open(address: LocalAddress) -> None:
    import atexit
    import webbrowser

    from briefgen.annotate.serving import RedirectFile

    file = RedirectFile(address.url)
    atexit.register(file.remove)
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin"):
        webbrowser.open(file.path.as_uri())
