"""BG109: an input in; the words of the skeleton that `briefgen new` writes, where they still stand for somebody's own, out."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from briefgen.checks.rule import WARNING, Finding, Path, Rule, Subject
from briefgen.skeleton import NOT_STATED, PLACEHOLDERS

if TYPE_CHECKING:
    from briefgen.schema.input import BriefingInput

_OURS = {NOT_STATED, *PLACEHOLDERS}


def untouched(subject: Subject) -> Iterator[Finding]:
    stem = PurePath(subject.read.places.path).stem
    given = subject.input
    titles: list[tuple[Path, str]] = [(("title",), given.title)]
    titles += [(("articles", index, "headline"), article.headline) for index, article in enumerate(given.articles)]
    for path, words in titles:
        if words == stem:
            yield Finding(path, f"“{words}” is the name of the file", f"Write the {path[-1]} itself.")
    for path, words in _texts_among(_OURS, given):
        if words == NOT_STATED and path[-2:] == ("source", "name"):
            yield Finding(path, "the source is not stated", "Name the outlet that published the article.")
        elif words in PLACEHOLDERS:
            yield Finding(
                path, f"“{words}” is an example from the skeleton", "Write your own words, or delete the line."
            )


def _texts_among(words: Set[str], given: BriefingInput) -> Iterator[tuple[Path, str]]:
    """Every text of an input that is one of these, and where it stands."""
    waiting: list[tuple[Path, Any]] = [((), given)]
    for path, part in waiting:  # grows by the lists and models in each
        for key, item in enumerate(part) if isinstance(part, tuple) else vars(part).items():
            if isinstance(item, str):
                if item in words:
                    yield (*path, key), item
            elif item and (isinstance(item, tuple) or hasattr(item, "__dict__")):  # nothing else has a name for a value
                waiting.append(((*path, key), item))


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
