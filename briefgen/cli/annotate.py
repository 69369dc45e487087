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
    from briefgen.annotate.serving import LocalAddress, RedirectFile
    from briefgen.settings import Settings


@click.command(
    "annotate",
    short_help="Mark, write and check an input in the browser.",
    epilog="\b\nExamples:\n"
    "  briefgen annotate inputs/2025-03-30.yaml\n"
    "  briefgen annotate talks.html                 writes talks.yaml beside it, and opens that\n"
    "  briefgen annotate                            shows the inputs of the folder",
)
@click.argument("path", metavar="[INPUT | ARTICLE]", default="")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.  [default: 0]")
@click.option("--browser/--no-browser", default=True, help="Whether to open it.")
@with_settings
def command(path: str, port: int, browser: bool, settings: Settings) -> int:
    """Open a page of this computer in the browser, on INPUT, or on the inputs of the folder to choose among.

    Each edit is saved at once, and changes nothing else in the file. The page is answered to whoever has its
    address, which only this terminal shows. Ctrl-C ends it.
    """
    _refuse_without_extra()
    from briefgen.annotate.desk import Desk
    from briefgen.annotate.folder import Folder
    from briefgen.annotate.serving import LocalAddress, RedirectFile, serve
    from briefgen.options import chosen
    from briefgen.packets import InputFile, mirror_of

    target = _input_of(Path(path)) if path else _usual_folder()
    folder = Folder(target if target.is_dir() else target.parent)
    desk = Desk(folder, chosen(settings))
    if not target.is_dir():
        name = str(target)
        desk.open(folder.source(name) or InputFile(name, mirror_of(name)))
    address = _address(LocalAddress, port)
    file = RedirectFile(address.url) if browser and _has_screen() else None
    serve(desk, address, lambda: _started(address, file), file.remove if file else lambda: None)
    return Exit.OK


def _usual_folder() -> Path:
    return Path("inputs") if Path("inputs").is_dir() else Path()


def _input_of(path: Path) -> Path:
    """The input itself; of an article, a new one beside it."""
    from briefgen.annotate.dropping import new_input_of
    from briefgen.cli.console import show_findings
    from briefgen.packets import SUFFIXES
    from briefgen.readers.source import read_bytes

    if path.is_dir():
        return path
    data = read_bytes(path, str(path))
    if path.suffix.lower() in SUFFIXES:
        return path
    target = path.with_suffix(".yaml")
    show_findings(new_input_of(path, data, target), err=True)
    click.echo(f"{target}: written with what {path.name} holds")
    return target


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


def _started(address: LocalAddress, file: RedirectFile | None) -> None:
    click.echo(f"{address.url}\nCtrl-C ends it.")
    sys.stdout.flush()
    if file is not None:
        import webbrowser

        webbrowser.open(file.path.as_uri())


def _has_screen() -> bool:
    """Whether a browser would have one: one in the terminal would take the terminal."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
