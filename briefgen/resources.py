"""The name of a template or theme goes in; the file that it stands for comes out.

A user's own folder is looked into first (`./templates`, or a path as written), then what came
with the program: `briefgen/data/templates` in an installed copy, `templates/` in a source checkout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.files import is_named, read_plain, real

_HERE = Path(__file__).resolve().parent


@cache
def packaged_templates() -> Path:
    """The folder of the templates that came with the program."""
    installed = _HERE / "data" / "templates"
    return installed if installed.is_dir() else _HERE.parent / "templates"


def packaged_schema(name: str) -> str:
    """The place of a schema that came with the program; "" where it came with none."""
    found = (folder / "schemas" / name for folder in (_HERE / "data", _HERE.parent))
    return next((path.as_posix() for path in found if path.is_file()), "")


@cache
def _packaged_root() -> Path:
    return packaged_templates().resolve()


def font_file(name: str) -> str:
    """The place of a font: a packaged one by its file name, or a whole path; `#2` behind it names one of a collection."""
    file, mark, index = name.partition("#")
    path = _HERE / "fonts" / file  # a whole path stays as it is
    if path.is_file():
        return f"{path}{mark}{index}"
    hint = "Put it beside the theme, which names it by a path from its own folder, or name a packaged font file."
    raise TemplateError(Diagnostic("BG614", f"no font file at '{name}'", Place(""), hint=hint))


def is_packaged_font(path: Path) -> bool:
    """Whether a font file is one that came with the program."""
    return path.parent == _HERE / "fonts"


def folders() -> tuple[Path, ...]:
    """Where templates and themes are looked for, in order."""
    return Path("templates"), packaged_templates()


class Resource(Struct, frozen=True):
    """A file that was read: where it is, what it is called in messages and manifests, what it holds."""

    path: Path
    name: str
    data: bytes

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()

    @property
    def ingredient(self) -> tuple[str, str]:
        """Name and SHA-256, as a manifest lists them."""
        return self.name, self.digest


def read_resource(path: Path) -> Resource:
    """The file at this path. OSError where it cannot be read."""
    return Resource(path, display_name(path), read_plain(path))


def display_name(path: Path) -> str:
    """A path that says where a file is without saying where the program or the user's folder is."""
    resolved = real(path)
    for root, prefix in ((_packaged_root(), "templates"), (Path.cwd(), "")):
        if resolved.is_relative_to(root):
            return (Path(prefix) / resolved.relative_to(root)).as_posix()
    return path.as_posix()


def find_template(name: str | Path) -> Path:
    """`packet`, or a path to a `.md.j2` file or to a folder that holds one. TemplateError if there is none."""
    return _find(str(name), "template", _template_candidates)


def find_theme(name: str | Path) -> Path:
    """`default`, or a path to a `.yaml` file. TemplateError if there is none."""
    return _find(str(name), "theme", _theme_candidates)


def template_names() -> list[str]:
    """The templates that can be named."""
    found = {
        path.parent.name for folder in folders() for path in folder.glob("*/*.md.j2") if _main(path.parent) == path
    }
    return sorted(found)


def theme_names() -> list[str]:
    """The themes that can be named."""
    return sorted({path.stem for folder in folders() for path in (folder / "themes").glob("*.yaml")})


def folder_or_nothing(path: Path) -> Path:
    """The path of a folder that need not be there. TemplateError where something else bears its name: what is looked
    for in it would be found elsewhere, or nowhere, and nobody would know."""
    if is_named(path) and not path.is_dir():
        hint = "Make a folder of it, or take it away."
        raise TemplateError(Diagnostic("BG601", "this is no folder", Place(path.as_posix()), hint=hint))
    return path


def _main(folder: Path) -> Path:
    """A template's own file: it bears the name of its folder."""
    return folder / f"{folder.name}.md.j2"


def _template_candidates(name: str) -> Iterator[Path]:
    if _is_path(name):
        yield _main(Path(name)) if Path(name).is_dir() else Path(name)
        return
    for folder in folders():
        yield _main(folder_or_nothing(folder_or_nothing(folder) / name))
        yield folder / f"{name}.md.j2"


def _theme_candidates(name: str) -> Iterator[Path]:
    if _is_path(name):
        yield Path(name)
        return
    for folder in folders():
        yield folder_or_nothing(folder_or_nothing(folder) / "themes") / f"{name}.yaml"


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith((".j2", ".yaml", ".yml"))


def _find(name: str, what: str, candidates: Callable[[str], Iterator[Path]]) -> Path:
    for path in candidates(name):
        if is_named(path):
            return path
    names = template_names() if what == "template" else theme_names()
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1)
    hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(names)}. A path to a file works too."
    raise TemplateError(Diagnostic("BG601", f"no {what} called '{name}'", Place(name), hint=hint))


def partial_candidates(template: Path, name: str) -> Iterator[Path]:
    """Where a template's partial may stand: beside the template, a user's own first; where the template is a copy of a
    packaged one, in the folder of that; then among all templates."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return
    packaged = packaged_templates() / template.parent.name
    if template.parent == packaged or real(template.parent) == real(packaged):
        yield folders()[0] / template.parent.name / name
    yield template.parent / name
    yield packaged / name
    yield packaged_templates() / template.name.removesuffix(".md.j2") / name
    for folder in folders():
        yield folder / name
