"""Running lines go in; the value of `content` that says on paper what counts its pages comes out.

Only a style sheet can count pages, and only browsers that know margin boxes print it.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import Furniture, Inlines, PageCount, PageNumber, Text
from briefgen.writers.html.markup import css_string


def running_words(*lines: Furniture) -> str:
    """The first end of a line in which pages are counted; nothing where none is."""
    for line in lines:
        for end in (line.right, line.left):
            if counts_pages(end):
                return " ".join(_values(end))
    return ""


def counts_pages(inlines: Inlines) -> bool:
    """Whether numbers of pages stand among the words."""
    return any(
        isinstance(each, PageNumber | PageCount) or counts_pages(getattr(each, "children", ())) for each in inlines
    )


def _values(inlines: Inlines) -> Iterator[str]:
    for each in inlines:
        match each:
            case Text(words):
                yield css_string(words)
            case PageNumber():
                yield "counter(page)"
            case PageCount():
                yield "counter(pages)"
            case _:
                yield from _values(getattr(each, "shown", ()) or getattr(each, "children", ()))
