"""An input file in, a `BriefingInput` with the place of each value out, or all findings of the file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic, InputError, Place, Severity, has_errors, in_order
from briefgen.readers.drafts import Draft, draft_judgments, unconfirmed, without_drafts
from briefgen.readers.lookalikes import items_joined, quotes_kept
from briefgen.readers.places import Loc, Places
from briefgen.readers.prose import TEXT_FIELDS, torn_lists
from briefgen.readers.raw_text import article_text, second_article
from briefgen.readers.soundness import Gaps, cut_articles, cuts_list, validated_as_far_as_possible
from briefgen.readers.source import LIMIT, decode, file_inside, forbidden_characters, read_bytes
from briefgen.readers.steady import Steady, complete
from briefgen.readers.validation import validate
from briefgen.readers.yaml_comments import words_in_doubt
from briefgen.readers.yaml_nodes import Composed
from briefgen.readers.yaml_recovery import UNREAD, Recovered, read_nodes
from briefgen.schema.input import Article, BriefingInput
from briefgen.settings import NO_REGISTER, Register

__all__ = ["LIMIT", "Places", "ReadInput", "read_input", "read_yaml", "validate"]


class KnownNodes(Struct, frozen=True):
    """A file that was read already. Nothing that is made of it changes the nodes."""

    data: bytes
    nodes: Composed | None = None
    """None where they were not, or could not be read."""


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
    drafts: tuple[Draft, ...] = ()
    """Annotations that are only begun; they are no part of the input."""
    judgments_begun: tuple[Draft, ...] = ()
    """Judgments that nobody has confirmed yet; nor are they."""
    steady: Steady | None = None
    """What the register adds to annotations in the texts; to the others it is added."""
    gaps: Gaps | None = None
    """What was left out of an input that is in error, which is read only to be checked; None where it is whole."""

    @property
    def characters(self) -> int:
        """Of the input, aliases written out, and of the texts in files of their own."""
        own = self.places.root.characters if self.places.root else 0
        return own + sum(len(places.text) for places in self.text_places.values())

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
    read = _load(data, name)
    if read.findings:
        raise InputError(in_order(read.findings))
    return read.places.root.value if read.places.root else None, read.places


def read_input(
    path: Path, *, limit: int = LIMIT, scale: str | None = None, register: Register = NO_REGISTER
) -> ReadInput:
    """The input at the path; `scale` is for one that names none, `register` for what its
    annotations leave out. Raises InputError with all that the reading finds."""
    read = read_for_checking(path, limit=limit, scale=scale, register=register)
    if has_errors(read.diagnostics):
        raise InputError(read.diagnostics)
    return read


def read_for_checking(
    path: Path,
    *,
    limit: int = LIMIT,
    scale: str | None = None,
    register: Register = NO_REGISTER,
    known: KnownNodes | None = None,
) -> ReadInput:
    """As `read_input`, but what is in error is left out where the rest can still be checked; the errors are among the
    findings of what is read. Raises InputError where nothing is left to check. `known`: the
    file's bytes, where they were read already, and its nodes."""
    name = str(path)
    data = read_bytes(path, name, limit) if known is None else known.data
    # A register is written into what is read, which then may be nobody else's.
    read = _load(data, name, known.nodes if known is not None and not register.names else None)
    judgments = draft_judgments(read.places)
    read.places, drafts = without_drafts(read.places)
    found = [*read.findings, *unconfirmed(judgments)]
    found += [*quotes_kept(read.scalars, read.places), *items_joined(read.scalars, read.places)]
    value = _mapping(read.places, found)
    value = value if scale is None else {"scale": scale, **value}
    files = _TextFiles(path, read.places, limit)
    files.read_all(value)
    found += [each for each in files.findings if read.knows(each.place)]
    steady, drafts = _completed(value, drafts, files, register)
    model, places, texts, gaps = _validated(value, read, files, found)
    return ReadInput(
        model,
        places,
        texts,
        hashlib.sha256(data).hexdigest(),
        tuple(files.ingredients),
        tuple(in_order(found)),
        files.places,
        drafts,
        judgments,
        steady,
        gaps,
    )


def _validated(
    value: dict[str, Any], read: Recovered, files: _TextFiles, found: list[Diagnostic]
) -> tuple[BriefingInput, Places, dict[int, str], Gaps | None]:
    """What could be read of an input, where that stands, the texts of its articles and what is missing if anything is in
    error. `found` gathers findings; InputError where nothing is left."""
    sound = validated_as_far_as_possible(BriefingInput, value, read)
    found += sound.findings
    model, places = sound.model, sound.places
    if model is None:
        raise InputError(in_order(found))
    texts = {n: _text(n, article, files) for n, article in enumerate(model.articles)}
    found += _of_the_model(model, places, texts)
    found += [each for each in torn_lists(read.places) if read.knows(each.place)]
    found += words_in_doubt(read.comments, places, TEXT_FIELDS)
    return model, places, texts, _gaps(sound.gaps, found, places, texts) if has_errors(found) else None


def _of_the_model(model: BriefingInput, places: Places, texts: Mapping[int, str]) -> Iterator[Diagnostic]:
    """What is wrong with input that has the right form: two things of one id, articles without a word."""
    yield from _duplicate_ids(model, places)
    yield from (_blank(n, places) for n, text in texts.items() if not text.strip())


def _mapping(places: Places, found: list[Diagnostic]) -> dict[str, Any]:
    """The keys and values of the file; InputError where it has none."""
    if places.root is None:
        raise InputError(in_order(found))
    value = places.root.value
    if not isinstance(value, dict):
        raise InputError(in_order([*found, _no_mapping(value, places)]))
    return value


def _gaps(gaps: Gaps, found: list[Diagnostic], places: Places, texts: Mapping[int, str]) -> Gaps:
    """The gaps, with articles that were not read whole; nothing is missing where all that is in error is words lost in
    texts, or characters that look alike."""
    lost = {each.place.line for each in found if each.code == "BG012"}
    unread = [n for n, text in texts.items() if UNREAD in text] + [*cut_articles(places, lost, texts)]
    gaps = gaps.and_articles(places, unread)
    harmless = all(each.code in _WORDS for each in found if each.severity is Severity.ERROR)
    return replace(gaps, nothing_missing=gaps.nothing_missing and harmless and not cuts_list(places.root, lost))


_WORDS = frozenset({"BG004", "BG012"})


def _completed(
    value: dict[str, Any], drafts: tuple[Draft, ...], files: _TextFiles, register: Register
) -> tuple[Steady | None, tuple[Draft, ...]]:
    """With what the register knows of the names in an input."""
    return complete(value, drafts, files.texts, register) if register.names else (None, drafts)


def _text(number: int, article: Article, files: _TextFiles) -> str:
    return article.text if article.text is not None else files.texts.get(number, UNREAD)


def _load(data: bytes, name: str, nodes: Composed | None = None) -> Recovered:
    read = read_nodes(decode(data, name), name, nodes)
    if read.places.root is None and not read.findings:
        hint = "`briefgen new` writes a file to start from."
        read.findings.append(Diagnostic("BG008", "the file is empty", Place(name), hint=hint))
    return read


def _no_mapping(value: Any, places: Places) -> Diagnostic:
    what = "a list" if isinstance(value, tuple) else "nothing" if value is None else "a single value"
    hint = "It begins with keys such as `title:` and `date:`; `briefgen new` writes one to start from."
    return Diagnostic("BG008", f"a briefing is a mapping, but {what} stands here", places.at(()), hint=hint)


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
            text = article_text(data, name)
        except InputError as error:
            problem = error.diagnostics[0]
            where = f", line {problem.place.line}" if problem.place.line else ""
            message = f"text file {written}{where}: {problem.message}"
            self.findings.append(Diagnostic("BG009", message, place, hint=problem.hint))
            return
        self.findings += forbidden_characters(text, name)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if second := second_article(text, name):
            self.findings.append(second)
        self.texts[number] = text
        self.places[number] = Places(name, text)
        self.ingredients.append((written, hashlib.sha256(data).hexdigest()))
