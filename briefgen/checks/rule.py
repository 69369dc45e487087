"""What a rule is: a code, a page that explains it, and, where it is looked for here, the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from briefgen.diagnostics import Place, Severity
from briefgen.independence import Independence, independence_of
from briefgen.settings import Limits

if TYPE_CHECKING:
    from briefgen.readers.yaml_reader import ReadInput
    from briefgen.schema.briefing import Briefing
    from briefgen.schema.input import BriefingInput

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

Path = tuple[str | int, ...]
"""Keys and indices from the top of an input to a value in it."""


Sighted = TypeVar("Sighted")


class Subject(Struct, frozen=True, dict=True):
    """What rules look at: an input as it was written, and the briefing it filled."""

    read: ReadInput
    briefing: Briefing
    limits: Limits = Limits()

    @property
    def input(self) -> BriefingInput:
        return self.read.input

    @cached_property
    def independence(self) -> Independence:
        """Which of the articles are one report."""
        return independence_of(self.briefing.articles)

    @cached_property
    def _looks(self) -> dict[Callable[[Subject], Iterable[object]], tuple[object, ...]]:
        return {}

    def once(self, look: Callable[[Subject], Iterable[Sighted]]) -> tuple[Sighted, ...]:
        """What a look at it finds, kept for the other rules that ask for the same."""
        if look not in self._looks:
            self._looks[look] = tuple(look(self))
        return self._looks[look]  # type: ignore[return-value]

    def place(self, finding: Finding) -> Place:
        """Where a finding points: at its words where it names some, else at its value."""
        places = self.read.places
        if finding.words is None:
            return places.at(finding.path)
        start, end = finding.words
        place = places.text_offset(finding.path, start)
        if place.column and place.source[place.column - 1 :].startswith(self.text(finding.path)[start:end]):
            return replace(place, end_column=place.column + end - start)
        return place

    def text(self, path: Path) -> str:
        """The text that stands in the input at a path."""
        value: object = self.input
        for step in path:
            value = value[step] if isinstance(step, int) else getattr(value, step)  # type: ignore[index]
        return str(value)

    def line(self, path: Path) -> int:
        return self.read.places.at(path).line


class Finding(Struct, frozen=True):
    """What a rule's function yields; code and severity are the rule's."""

    path: Path
    message: str
    hint: str = ""
    words: tuple[int, int] | None = None
    """Start and end of the words in question, where the path leads to a text."""


Check = Callable[[Subject], Iterator[Finding]]


class Rule(Struct, frozen=True):
    """A kind of finding and its page."""

    code: str
    title: str
    severity: Severity
    what: str
    why: str
    example: str
    instead: str
    check: Check | None = None
    """None where the reader, the filling or a writer finds it."""

    def page(self) -> str:
        """The rule's page, in plain text."""
        head = f"{self.code}  {self.title} ({self.severity.word})"
        parts = [head, _part("What", self.what), _part("Why", self.why)]
        if self.example:
            parts.append(f"Example\n{_indented(self.example)}")
        if self.instead:
            parts.append(f"Use instead\n{_indented(self.instead)}")
        return "\n\n".join(parts) + "\n"

    def markdown(self) -> str:
        """The same page as Markdown, without its head."""
        parts = [" ".join(self.what.split()), f"**Why.** {' '.join(self.why.split())}"]
        if self.example:
            parts.append(f"**Example**\n\n{_fenced(self.example)}")
        if self.instead:
            parts.append(f"**Use instead**\n\n{_fenced(self.instead)}")
        return "\n\n".join(parts) + "\n"


def _part(title: str, words: str) -> str:
    from textwrap import fill

    return f"{title}\n{fill(' '.join(words.split()), 92, initial_indent='    ', subsequent_indent='    ')}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())


def _fenced(text: str) -> str:
    """A block of code; one that holds a fence gets a longer one."""
    words = text.strip("\n")
    return f"````text\n{words}\n````" if "```" in words else f"```text\n{words}\n```"
