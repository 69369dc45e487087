"""Running lines go in; the boxes in the margins of pages come out that say on paper what the page itself cannot.

Only a style sheet can count pages and leave something out on the first, and only browsers that know margin boxes print it.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.document import Furniture, Inlines, PageCount, PageNumber, Text
from briefgen.writers.html.markup import css_string


def margin_boxes(header: Furniture, footer: Furniture, backward: bool) -> Iterator[tuple[str, str, bool]]:
    """What margins of pages show: the box's name, the value of its `content`, and whether the first page shows it."""
    sides = ("right", "left") if backward else ("left", "right")
    for edge, line in (("top", header), ("bottom", footer)):
        for side, end in zip(sides, (line.left, line.right), strict=True):
            if end and in_margin(line, end):
                yield f"@{edge}-{side}", " ".join(_values(end)), line.first


def in_margin(line: Furniture, end: Inlines) -> bool:
    """Whether an end of a running line is the style sheet's, which alone can count pages and tell the first from others."""
    return not line.first or counts_pages(end)


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
