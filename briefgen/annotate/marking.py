"""A selection of an article's words and a kind in, the edits that mark them out; the same for a mark that is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefgen.annotate.json_data import from_json
from briefgen.annotate.passages import ShownArticle, TextPoint, keys_of_selection, missing_of, shown_articles
from briefgen.annotate.requests import AskedPassage, AskedPoint, RequestRefused
from briefgen.annotate.session import Session
from briefgen.editing import Append, Delete, Edit, Rename, Set
from briefgen.importing.spans import NotPlaced
from briefgen.kinds import KINDS
from briefgen.readers.places import Loc
from briefgen.schema.kinds import ENTRY_KINDS

_PLACE = ("quote", "prefix", "suffix", "occurrence")


def add_passage(session: Session, asked: AskedPassage) -> dict[str, Any]:
    """The state with a new annotation of the selected words; a draft for as long as it lacks something."""
    with session.lock:
        session.expect(asked.digest)
        article = _article(session, asked.article)
        if asked.start is None or asked.end is None:
            raise RequestRefused(400, "a new passage needs `start` and `end`")
        value = {"kind": _kind(asked.kind), **_keys(article, asked.start, asked.end), **from_json(asked.fields)}
        made: Loc = ("articles", article.number, "annotations", len(article.annotations))
        edit = Append(made[:-1], (_begun(article.number, value),))
        return session.make(asked.digest, [edit], asked.label) | {"made": made}


def change_passage(session: Session, asked: AskedPassage) -> dict[str, Any]:
    """The state with an annotation's ends or kind changed."""
    with session.lock:
        session.expect(asked.digest)
        article, value = _annotation(session, asked.loc)
        edits: list[Edit] = []
        if asked.start is not None and asked.end is not None:
            edits += _moved(asked.loc, value, _keys(article, asked.start, asked.end))
        if asked.kind is not None and asked.kind != value.get("kind"):
            edits += _of_kind(asked.loc, value, _kind(asked.kind))
        edits += (Set((*asked.loc, key), from_json(each)) for key, each in asked.fields.items())
        return session.make(asked.digest, edits, asked.label) | {"made": asked.loc}


def _article(session: Session, number: int) -> ShownArticle:
    shown = session.shown
    texts = shown.examined.read.texts if shown.examined.read is not None else {}
    found = next((each for each in shown_articles(shown.value, texts) if each.number == number), None)
    if found is None:
        raise RequestRefused(422, "there is no such article")
    return found


def _annotation(session: Session, loc: Loc) -> tuple[ShownArticle, dict[str, Any]]:
    match loc:
        case ("articles", int(number), "annotations", int(place)):
            article = _article(session, number)
            if 0 <= place < len(article.annotations) and isinstance(value := article.annotations[place], dict):
                return article, value
    raise RequestRefused(422, "there is no such passage", "One within a text is changed in the text.")


def _kind(kind: str | None) -> str:
    if kind not in KINDS:
        raise RequestRefused(422, "no such kind of annotation", f"One of: {', '.join(KINDS)}.")
    return kind


def _keys(article: ShownArticle, start: AskedPoint, end: AskedPoint) -> dict[str, Any]:
    try:
        return keys_of_selection(
            article, TextPoint(start.paragraph, start.offset), TextPoint(end.paragraph, end.offset)
        )
    except NotPlaced as reason:
        raise RequestRefused(422, f"the selection cannot be marked: {reason}", "Select whole words.") from None


def _begun(article: int, value: dict[str, Any]) -> dict[str, Any]:
    """The annotation; a draft where it lacks something that its kind needs."""
    return {"draft": True, **value} if "draft" not in value and missing_of(article, value) else value


def _moved(loc: Loc, value: dict[str, Any], keys: dict[str, Any]) -> Iterator[Edit]:
    for key in _PLACE:
        if key in keys and keys[key] != value.get(key):
            yield Set((*loc, key), keys[key])
        elif key in value and key not in keys:
            yield Delete((*loc, key))


def _of_kind(loc: Loc, value: dict[str, Any], kind: str) -> Iterator[Edit]:
    """Another kind for an annotation: what names it goes on naming it, and what the kind has no field for goes."""
    row = next(row for row in ENTRY_KINDS.values() if row.name == kind)
    old = next((row for row in ENTRY_KINDS.values() if row.name == value.get("kind")), None)
    fields = row.annotation.model_fields
    yield Set((*loc, "kind"), kind)
    left = {key: each for key, each in value.items() if key in fields} | {"kind": kind}
    for key, each in value.items():
        if key in fields:
            continue
        if old is not None and key == old.title and row.title not in value:
            yield Rename((*loc, key), row.title)
            left[row.title] = each
        else:
            yield Delete((*loc, key))
    if value.get("draft") is not True and missing_of(int(loc[1]), left):
        yield Set((*loc, "draft"), True)
