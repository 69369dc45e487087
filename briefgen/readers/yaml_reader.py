"""An input file in, a `BriefingInput` with the place of each value out, or all findings of the file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from pydantic_core import ValidationError

from briefgen.diagnostics import Diagnostic, InputError, Place, has_errors, in_order
from briefgen.readers.places import Loc, Places
from briefgen.readers.source import LIMIT, decode, file_inside, forbidden_characters, read_bytes
from briefgen.readers.validation import schema_findings, validate
from briefgen.readers.yaml_nodes import compose_nodes
from briefgen.schema.input import Article, BriefingInput

__all__ = ["LIMIT", "Places", "ReadInput", "read_input", "read_yaml", "validate"]


class ReadInput(Struct, frozen=True):
    """An input as read: what it says, and where it says it."""

    input: BriefingInput
    places: Places
    texts: dict[int, str]
    """Each article's text, by its index, from `text` or `text_file`."""
    sha256: str
    ingredients: tuple[tuple[str, str], ...] = ()
    """(path relative to the input's folder, SHA-256) of each included text file."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Findings that are no errors."""
    text_places: dict[int, Places] = field(default_factory=dict)
    """The places of texts that stand in files of their own, by index of the article."""

    def text_place(self, article: int, offset: int) -> Place:
        """The place of a character of an article's text, in whichever file it stands."""
        if article in self.text_places:
            return self.text_places[article].offset(offset)
        return self.places.text_offset(("articles", article, "text"), offset)

    def character_place(self, character: str) -> Place:
        """The place at which a character first stands in the input; the file alone where it does not."""
        found = (places.character(character) for places in (self.places, *self.text_places.values()))
        return next((place for place in found if place is not None), Place(self.places.path))


def read_yaml(data: bytes, name: str, *, limit: int = LIMIT) -> tuple[Any, Places]:
    """The value of any YAML file: mappings as dicts, lists as tuples. Raises InputError with all findings."""
    if len(data) > limit:
        raise InputError(Diagnostic("BG005", f"too large: more than {limit:,} bytes", Place(name)))
    value, places, found = _load(data, name)
    if found:
        raise InputError(in_order(found))
    return value, places


def read_input(path: Path, *, limit: int = LIMIT, scale: str | None = None) -> ReadInput:
    """The input at the path; `scale` is for one that names none. Raises InputError with all findings of the file, in order."""
    name = str(path)
    data = read_bytes(path, name, limit)
    value, places, found = _load(data, name)
    if places.root is None:
        raise InputError(in_order(found))
    if not isinstance(value, dict):
        raise InputError(in_order([*found, _no_mapping(value, places)]))
    if scale is not None:
        value.setdefault("scale", scale)
    files = _TextFiles(path, places, limit)
    files.read_all(value)
    found += files.findings
    model = _validated(value, places, found)
    if model is not None:
        found += _duplicate_ids(model, places)
    if model is None or has_errors(found):
        raise InputError(in_order(found))
    texts = {
        n: article.text if article.text is not None else files.texts[n] for n, article in enumerate(model.articles)
    }
    found += [_blank(n, places) for n, text in texts.items() if not text.strip()]
    if has_errors(found):
        raise InputError(in_order(found))
    sha256 = hashlib.sha256(data).hexdigest()
    return ReadInput(model, places, texts, sha256, tuple(files.ingredients), tuple(in_order(found)), files.places)


def _load(data: bytes, name: str) -> tuple[Any, Places, list[Diagnostic]]:
    text = decode(data, name)
    found = forbidden_characters(text, name)
    if found:
        return None, Places(name, text), found
    places, found = compose_nodes(text, name)
    if places.root is None and not found:
        found.append(
            Diagnostic("BG008", "the file is empty", Place(name), hint="`briefgen new` writes a file to start from.")
        )
    return (places.root.value if places.root else None), places, found


def _no_mapping(value: Any, places: Places) -> Diagnostic:
    what = "a list" if isinstance(value, tuple) else "nothing" if value is None else "a single value"
    hint = "It begins with keys such as `title:` and `date:`; `briefgen new` writes one to start from."
    return Diagnostic("BG008", f"a briefing is a mapping, but {what} stands here", places.at(()), hint=hint)


def _validated(value: Any, places: Places, found: list[Diagnostic]) -> BriefingInput | None:
    try:
        return BriefingInput.model_validate(value)
    except ValidationError as problem:
        found += schema_findings(BriefingInput, value, places, problem)
        return None


def _blank(number: int, places: Places) -> Diagnostic:
    loc: Loc = ("articles", number, "text")
    place = places.at(loc) if places.knows(loc) else places.at((*loc[:-1], "text_file"))
    return Diagnostic("BG108", "the article has no words", place, hint="Give its text, or delete the article.")


# --- ids -------------------------------------------------------------------------------------


def article_id(number: int, article: Article) -> str:
    """The id of the article with that index."""
    return article.id or f"A{number + 1}"


def annotation_id(article: str, number: int, written: str | None) -> str:
    """The id of an annotation: as written, else the article's id and its number there."""
    return written or f"{article}.{number + 1}"


def _ids(model: BriefingInput) -> Iterator[tuple[str, str, Loc]]:
    """(what, id, location) of everything that has an id."""
    for n, article in enumerate(model.articles):
        name = article_id(n, article)
        yield "article", name, ("articles", n, "id")
        for m, annotation in enumerate(article.annotations):
            yield "annotation", annotation_id(name, m, annotation.id), ("articles", n, "annotations", m, "id")
    for n, judgment in enumerate(model.key_judgments):
        yield "judgment", judgment.id or f"KJ{n + 1}", ("key_judgments", n, "id")


def _duplicate_ids(model: BriefingInput, places: Places) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Loc] = {}
    for what, name, loc in _ids(model):
        before = first.setdefault((what, name), loc)
        if before != loc:
            hint = f"It stands in line {places.at(before).line} too; each {what} needs an id of its own."
            yield Diagnostic("BG107", f"two {what}s have the id “{name}”", places.at(loc), hint=hint)


# --- texts in files of their own ---------------------------------------------------------------


class _TextFiles:
    """The files that `text_file` names: read, checked, and kept with their hashes."""

    def __init__(self, path: Path, input_places: Places, limit: int) -> None:
        self.folder = path.parent
        self.input_places = input_places
        self.limit = limit
        self.texts: dict[int, str] = {}
        self.places: dict[int, Places] = {}
        self.ingredients: list[tuple[str, str]] = []
        self.findings: list[Diagnostic] = []

    def read_all(self, value: dict[str, Any]) -> None:
        articles = value.get("articles")
        for number, article in enumerate(articles if isinstance(articles, tuple) else ()):
            written = article.get("text_file") if isinstance(article, dict) else None
            if isinstance(written, str) and written.strip():
                self._read(number, written.strip())

    def _read(self, number: int, written: str) -> None:
        place = self.input_places.at(("articles", number, "text_file"))
        path = file_inside(self.folder, written)
        if path is None:
            hint = "Name a file in the input's own folder or below it."
            self.findings.append(Diagnostic("BG009", "the text file lies outside the input's folder", place, hint=hint))
            return
        name = (self.folder / written).as_posix()
        try:
            data = read_bytes(path, name, self.limit)
            text = decode(data, name)
        except InputError as error:
            problem = error.diagnostics[0]
            where = f", line {problem.place.line}" if problem.place.line else ""
            message = f"text file {written}{where}: {problem.message}"
            self.findings.append(Diagnostic("BG009", message, place, hint=problem.hint))
            return
        self.findings += forbidden_characters(text, name)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.texts[number] = text
        self.places[number] = Places(name, text)
        self.ingredients.append((written, hashlib.sha256(data).hexdigest()))
