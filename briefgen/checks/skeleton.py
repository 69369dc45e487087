"""BG109: an input in; the words of the skeleton that `briefgen new` writes, where they still stand for somebody's own, out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from briefgen.checks.rule import WARNING, Finding, Path, Rule, Subject
from briefgen.skeleton import NOT_STATED, PLACEHOLDERS


def untouched(subject: Subject) -> Iterator[Finding]:
    stem = PurePath(subject.read.places.path).stem
    given = subject.input
    titles: list[tuple[Path, str]] = [(("title",), given.title)]
    titles += [(("articles", index, "headline"), article.headline) for index, article in enumerate(given.articles)]
    for path, words in titles:
        if words == stem:
            yield Finding(path, f"“{words}” is the name of the file", f"Write the {path[-1]} itself.")
    for path, words in _texts(given):
        if words == NOT_STATED and path[-2:] == ("source", "name"):
            yield Finding(path, "the source is not stated", "Name the outlet that published the article.")
        elif words in PLACEHOLDERS:
            yield Finding(
                path, f"“{words}” is an example from the skeleton", "Write your own words, or delete the line."
            )


def _texts(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of an input and where it stands."""
    from briefgen.schema.base import Model

    match value:
        case str():
            yield path, value
        case Model():
            for name in type(value).model_fields:
                yield from _texts(getattr(value, name), (*path, name))
        case tuple():
            for number, item in enumerate(value):
                yield from _texts(item, (*path, number))
        case _:
            return


RULES = (
    Rule(
        "BG109",
        "Words of the skeleton",
        WARNING,
        "A title or headline is the name of the file, a source is “Not stated”, or an example of `briefgen new` was left in.",
        "What is there only to be written over would be printed as if somebody had meant it.",
        "source:\n  name: Not stated",
        "source:\n  name: Reuters",
        untouched,
    ),
)
