"""BG109: an input in; the words of the skeleton that `briefgen new` writes, where they still stand for somebody's own, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from pathlib import PurePath
from typing import Any

from briefgen.checks.rule import WARNING, Finding, Path, Rule, Subject
from briefgen.skeleton import NOT_STATED, PLACEHOLDERS

_OURS = {NOT_STATED, *PLACEHOLDERS}


def untouched(subject: Subject) -> Iterator[Finding]:
    stem = PurePath(subject.read.places.path).stem
    given = subject.input
    titles: list[tuple[Path, str]] = [(("title",), given.title)]
    titles += [(("articles", index, "headline"), article.headline) for index, article in enumerate(given.articles)]
    for path, words in titles:
        if words == stem:
            yield Finding(path, f"“{words}” is the name of the file", f"Write the {path[-1]} itself.")
    for path, words in _texts_among(_OURS, vars(given).items()):
        if words == NOT_STATED and path[-2:] == ("source", "name"):
            yield Finding(path, "the source is not stated", "Name the outlet that published the article.")
        elif words in PLACEHOLDERS:
            yield Finding(
                path, f"“{words}” is an example from the skeleton", "Write your own words, or delete the line."
            )


def _texts_among(words: Set[str], items: Iterable[tuple[Any, Any]], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a part of an input that is one of these, and where it stands."""
    for key, item in items:
        if isinstance(item, str):
            if item in words:
                yield (*path, key), item
        elif isinstance(item, tuple):
            yield from _texts_among(words, enumerate(item), (*path, key))
        elif hasattr(item, "__dict__"):  # a model: nothing else in an input has anything by name
            yield from _texts_among(words, vars(item).items(), (*path, key))


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
