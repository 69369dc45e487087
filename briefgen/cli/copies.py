"""A template or theme by its name in, a copy in one's own folder out, to be changed there."""

from __future__ import annotations

import re
from pathlib import Path

import click

from briefgen.diagnostics import Exit
from briefgen.new_file import write_new
from briefgen.resources import find_template, find_theme

_ENDING = ".md.j2"
_NAME = re.compile(r"^name:.*$", re.MULTILINE)


def copy_template(template: str, name: str, folder: Path) -> int:
    """Write all files of a template to `folder/name/`."""
    main = find_template(template)
    own_name = main.name.removesuffix(_ENDING)
    name = name or own_name
    target = folder / name
    for path in _files_of(main, own_name):
        title = f"{Path(name).name}{_ENDING}" if path == main else path.name
        write_new(target / title, path.read_bytes())
    click.echo(f"{target}: a copy of the template {template}; change it, then run: {_run(name, 'template', folder)}")
    return Exit.OK


def copy_theme(theme: str, name: str, folder: Path) -> int:
    """Write a theme to `folder/themes/name.yaml`."""
    path = find_theme(theme)
    name = name or path.stem
    target = folder / "themes" / f"{name}.yaml"
    text = _NAME.sub(f"name: {Path(name).name}", path.read_text("utf-8"), count=1)
    write_new(target, text.encode("utf-8"))
    click.echo(f"{target}: a copy of the theme {theme}; change it, then run: {_run(name, 'theme', folder)}")
    return Exit.OK


def _files_of(main: Path, name: str) -> list[Path]:
    """The template with what stands beside it, where it has a folder of its own."""
    if main.parent.name != name:
        return [main]
    files = [path for path in main.parent.iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(files, key=lambda path: (path == main, path.name))  # the template itself last: then it is whole


def _run(name: str, what: str, folder: Path) -> str:
    place = {"template": folder / name, "theme": folder / "themes" / f"{name}.yaml"}[what]
    known = folder == Path("templates") and "/" not in name
    return f"briefgen --{what} {name if known else place.as_posix()} inputs/"
