"""The name of a template goes in; a `Template` comes out, compiled, with all its partials and their hashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BaseLoader, TemplateNotFound, TemplateSyntaxError
from msgspec import Struct, field

from briefgen.bounds import OutOfBounds
from briefgen.compose.environment import (
    CODE_MADE_BY,
    MARK_CLOSE,
    MARK_OPEN,
    RESERVED,
    OutOfSteps,
    Run,
    TemplateEnvironment,
    UnknownName,
    fields_of,
    partials_of,
    render,
)
from briefgen.compose.helpers import FILTERS, HELPERS
from briefgen.compose.kept_code import kept_code
from briefgen.diagnostics import Diagnostic, Place, TemplateError
from briefgen.files import is_named, read_plain, real
from briefgen.resources import (
    display_name,
    find_template,
    partial_candidates,
    read_resource,
    template_names,
)

_MARK = re.compile(f"{MARK_OPEN}([^{MARK_CLOSE}]*):(\\d+){MARK_CLOSE}")
_MARKS = re.compile(f"(?:\\s*{_MARK.pattern})+")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_SOURCE_LIMIT = 2000
_LINES_OF_A_TAG = 12
_IN_QUOTES = re.compile(r"'([^']+)'")


class _Sources(Struct, BaseLoader, eq=False):
    """Finds partials beside the template first, then among all templates; keeps what it read."""

    main: Path
    texts: dict[str, str] = field(default_factory=dict)
    split: dict[str, list[str]] = field(default_factory=dict)
    ingredients: dict[str, str] = field(default_factory=dict)

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        name, text = self.read(self._path(template))
        return text, name, lambda: True

    def _path(self, template: str) -> Path:
        if template == self.main.name:
            return self.main
        for path in partial_candidates(self.main, template):
            if is_named(path):
                return path
        raise TemplateNotFound(template)

    def read(self, path: Path) -> tuple[str, str]:
        """A file's name and text. TemplateError where it is no text or holds reserved characters."""
        try:
            resource = read_resource(path)
            text = resource.data.decode("utf-8-sig")
        except OSError as error:
            raise TemplateError(
                Diagnostic("BG601", f"the template cannot be read: {error.strerror}", Place(str(path)))
            ) from None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise TemplateError(Diagnostic("BG602", "the template is not UTF-8", Place(str(path), line))) from None
        self.texts[resource.name] = text
        self.ingredients.update([resource.ingredient])
        found = RESERVED.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            message = f"the character U+{ord(found[0]):04X} cannot stand in a template"
            raise TemplateError(Diagnostic("BG602", message, self.place(resource.name, line, found[0])))
        return resource.name, text

    def lines(self, file: str) -> list[str]:
        """The lines of a file that was read."""
        if file not in self.split:
            self.split[file] = _LINE_ENDS.split(self.texts.get(file, ""))
        return self.split[file]

    def place(self, file: str, line: int, words: str = "") -> Place:
        """The place of words on a line, or on one of the next where a tag runs on."""
        lines = self.lines(file)
        pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)" if words.isidentifier() else re.escape(words))
        if words:
            for number in range(line, min(line + _LINES_OF_A_TAG, len(lines) + 1)):
                match = pattern.search(lines[number - 1])
                if match:
                    return Place(file, number, match.start() + 1, match.end() + 1, lines[number - 1][:_SOURCE_LIMIT])
        source = lines[line - 1] if 0 < line <= len(lines) else ""
        column = len(source) - len(source.lstrip()) + 1
        return Place(file, line, column if source else 0, source=source[:_SOURCE_LIMIT])


class Template(Struct, frozen=True):
    """A template that is ready to be filled."""

    name: str
    path: Path
    ingredients: Mapping[str, str]
    """Name to SHA-256 of the template, of every partial and of every picture."""
    environment: TemplateEnvironment
    compiled: jinja2.Template
    sources: _Sources


def load_template(name: str | Path) -> Template:
    """The template by its name (`packet`) or path, with all its partials. TemplateError says what is wrong."""
    path = find_template(name)
    sources = _Sources(path)
    code = kept_code(CODE_MADE_BY, FILTERS)
    environment = TemplateEnvironment(FILTERS, HELPERS, loader=sources, bytecode_cache=code)
    compiled = _compiled(environment, sources, path.name)
    done = {path.name}
    problems: list[Diagnostic] = []
    waiting = [compiled]
    for template in waiting:  # grows while partials ask for partials
        for partial, line in partials_of(template):
            if partial not in done:
                done.add(partial)
                try:
                    waiting.append(_compiled(environment, sources, partial, (template.filename or "", line)))
                except TemplateError as error:
                    problems += error.diagnostics
    if problems:
        raise TemplateError(problems)
    _add_pictures(sources)
    return Template(str(name), path, sources.ingredients, environment, compiled, sources)


def _compiled(
    environment: TemplateEnvironment, sources: _Sources, name: str, asked: tuple[str, int] | None = None
) -> jinja2.Template:
    try:
        return environment.get_template(name)
    except TemplateNotFound:
        file, line = asked or (name, 0)
        place = sources.place(file, line, name)
        raise TemplateError(
            Diagnostic("BG601", f"no partial called '{name}'", place, hint=_partial_hint(sources.main, name))
        ) from None
    except TemplateSyntaxError as error:
        raise TemplateError(_syntax(error, sources)) from None


def _partial_hint(main: Path, name: str) -> str:
    """Where the partial should stand, and what those of this name are called that stand elsewhere."""
    others = [
        f'"{each}/{name}"'
        for each in template_names()
        if any(map(Path.is_file, partial_candidates(main, f"{each}/{name}")))
    ]
    hint = f"Put it beside the template, in {display_name(main.parent)}/"
    return f"{hint}, or name another template's: {', '.join(others)}." if others else f"{hint}."


def _syntax(error: TemplateSyntaxError, sources: _Sources) -> Diagnostic:
    message = (error.message or "cannot be read").rstrip(".")
    quoted = _IN_QUOTES.search(message)
    place = sources.place(error.filename or error.name or "", error.lineno, quoted[1] if quoted else "")
    hint = ""
    if "No filter named" in message and quoted:
        hint = _near(quoted[1], FILTERS)
    elif "end of comment" in message:
        hint = "{# opens a remark. An anchor is written { #name} where a value follows."
    return Diagnostic("BG602", message[:1].lower() + message[1:], place, hint=hint)


# --- pictures ------------------------------------------------------------------------------------

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^()\s{}]+)")


def _add_pictures(sources: _Sources) -> None:
    """The pictures that templates name are ingredients too; one that cannot be read is found when it is drawn."""
    for file in [file for file, text in sources.texts.items() if "![" in text]:
        for line in sources.lines(file):
            for address in _PICTURE.findall(line):
                path = sources.main.parent / address
                with suppress(OSError):
                    sources.ingredients.update([read_resource(path).ingredient])


def picture(template: Template, address: str) -> bytes:
    """The bytes of a picture beside the template. ValueError or OSError where there is none to be had."""
    folder = template.path.parent.resolve()
    path = folder / address
    if not real(path).is_relative_to(folder):
        raise ValueError("a picture stands in the template's own folder")
    return read_plain(path)


# --- filling -------------------------------------------------------------------------------------


class Rendered(Struct, frozen=True, dict=True):
    """Markdown with the marks that begin its lines, and without."""

    text: str
    marked: str
    template: Template

    @cached_property
    def origins(self) -> list[tuple[str, int]]:
        """Where each line came from: file and line of a template."""
        origins: list[tuple[str, int]] = []
        origin = (self.template.name, 1)
        for line in self.marked.split("\n"):
            if begins := _MARKS.match(line):
                # The last of them: a line may begin with what the partial before left open.
                origin = (begins[1], int(begins[2]))
            elif mark := _MARK.search(line):
                origin = (mark[1], int(mark[2]))
            origins.append(origin)
        return origins

    def locate(self, line: int, words: str) -> Place:
        """The place in a template of words on a line (from 0) of the Markdown."""
        file, number = self.origins[min(line, len(self.origins) - 1)]
        return self.template.sources.place(file, number, RESERVED.split(words)[0].strip())


def rendered(template: Template, context: Mapping[str, Any], run: Run) -> Rendered:
    """The template filled. TemplateError carries the place at which it failed."""
    try:
        marked = render(template.compiled, context, run)
    except (TemplateError, OutOfBounds):
        raise
    except Exception as error:
        raise TemplateError(_failure(error, template, context)) from None
    return Rendered(_MARK.sub("", marked), marked, template)


def _failure(error: Exception, template: Template, context: Mapping[str, Any]) -> Diagnostic:
    """A finding from what Jinja or a helper raised; the innermost line of a template is its place."""
    from traceback import extract_tb

    file, line = template.sources.main.name, 0
    for frame in extract_tb(error.__traceback__):
        if frame.filename in template.sources.texts:
            file, line = frame.filename, frame.lineno or 0
    if isinstance(error, UnknownName) and error.name:
        return _unknown(error, template.sources.place(file, line, error.name), context)
    if isinstance(error, RecursionError):
        return Diagnostic("BG608", "templates include one another without end", template.sources.place(file, line))
    message = " ".join(str(error).split()) or type(error).__name__
    hint = (
        "If it is meant, raise `template-steps` under [limits] in briefgen.toml." if type(error) is OutOfSteps else ""
    )
    return Diagnostic("BG608", message[:300], template.sources.place(file, line), hint=hint)


def _unknown(error: UnknownName, place: Place, context: Mapping[str, Any]) -> Diagnostic:
    if error.owner is None or type(error.owner).__name__ == "MissingType":
        return Diagnostic(
            "BG603", f"'{error.name}' is not defined", place, hint=_near(error.name, (*context, *HELPERS))
        )
    fields = fields_of(error.owner)
    message = f"'{error.name}' is not a field of {type(error.owner).__name__}"
    return Diagnostic("BG603", message, place, hint=_near(error.name, fields))


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"There are: {', '.join(names)}." if names else ""
