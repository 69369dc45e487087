"""Articles in, groups of those that are one report out: what repeats another corroborates nothing.

Articles belong together where they name one origin (an outlet is its own), are credited to one agency, have one
address, or have nearly the same words. That two articles stand in two groups says that nothing shows them to be one
report; it does not prove that they are independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from briefgen.schema.briefing import AnnotatedArticle

Bond = Literal["origin", "credit", "address", "text"]


class ComparedArticle(Struct, frozen=True):
    """What is compared of an article."""

    outlet: str
    url: str | None
    text: str
    origin: str | None = None
    """Who first reported it, where the input says so."""
    author: str | None = None

    @property
    def origins(self) -> tuple[tuple[str, str, bool], ...]:
        """Whose report it is: as it is compared, as it is printed, and whether only its text says so."""
        from briefgen.credits import credits_of, origin_name

        if self.origin:
            return ((origin_name(self.origin), self.origin, False),)
        credited = credits_of(self.text.split("\n"), self.author)
        own = origin_name(self.outlet)
        return tuple((each, each, each != own) for each in credited) or ((own, self.outlet, False),)


class Repeat(Struct, frozen=True):
    """An article that belongs to the group of an earlier one, and by what."""

    article: int
    of: int
    bond: Bond
    origin: str = ""
    """Of a bond by origin or credit: whose report both are."""


class Independence(Struct, frozen=True):
    """How many reports the articles come down to, as far as can be seen."""

    groups: tuple[tuple[int, ...], ...]
    """Indices of the articles, by first appearance."""
    repeats: tuple[Repeat, ...]
    """Why each later article is in its group; the plainest reason: origin, credit, then address, then text."""

    @property
    def group_of(self) -> dict[int, int]:
        """Index of an article to the number of its group."""
        return {article: number for number, group in enumerate(self.groups) for article in group}


def independence_of(articles: Sequence[AnnotatedArticle]) -> Independence:
    """The groups of a briefing's articles."""
    if len(articles) == 1:
        return Independence(((0,),), ())
    return independence(
        [
            ComparedArticle(
                each.source.name,
                each.source.url,
                "\n".join(p.text for p in each.paragraphs),
                each.source.origin,
                each.source.author,
            )
            for each in articles
        ]
    )


def independence(reports: Sequence[ComparedArticle]) -> Independence:
    """The groups. An article that joins two groups makes them one."""
    return _grouped(tuple(reports))


@lru_cache(maxsize=2)
def _grouped(reports: tuple[ComparedArticle, ...]) -> Independence:
    """A run asks for the same ones again, and so does the next edit of an input."""
    roots = list(range(len(reports)))
    repeats: dict[int, Repeat] = {}
    for repeat in _repeats_of(reports):
        repeats.setdefault(repeat.article, repeat)
        _join(roots, repeat.article, repeat.of)
    groups: dict[int, list[int]] = {}
    for article in range(len(reports)):
        groups.setdefault(_root(roots, article), []).append(article)
    return Independence(
        tuple(tuple(group) for group in groups.values()), tuple(repeats[key] for key in sorted(repeats))
    )


def _repeats_of(reports: Sequence[ComparedArticle]) -> list[Repeat]:
    """Every bond to an earlier article, the plainest first."""
    if len(reports) < 2:
        return []
    from briefgen.addresses import address  # with tables and patterns that a briefing of one article has no need of
    from briefgen.same_words import same_words

    addresses = _first_with([address(each.url) if each.url else None for each in reports])
    found = _one_origin(reports)
    found += [Repeat(n, of, "address") for n, of in enumerate(addresses) if of is not None]
    found += [Repeat(n, of, "text") for n, of in enumerate(same_words([r.text for r in reports])) if of is not None]
    return found


def _one_origin(reports: Sequence[ComparedArticle]) -> list[Repeat]:
    """Articles of one origin: those that the input says so of before those that only their texts say it of."""
    first: dict[str, tuple[int, str, bool]] = {}
    found: list[Repeat] = []
    for number, report in enumerate(reports):
        for key, name, by_text in report.origins:
            of, said, earlier_by_text = first.setdefault(key, (number, name, by_text))
            if of != number:
                found.append(Repeat(number, of, "credit" if by_text or earlier_by_text else "origin", said))
    return sorted(found, key=lambda each: each.bond == "credit")


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


def _join(roots: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(roots, one), _root(roots, other)))
    roots[second] = first


def _first_with(keys: Sequence[str | None]) -> list[int | None]:
    first: dict[str, int] = {}
    found: list[int | None] = []
    for number, key in enumerate(keys):
        earlier = number if key is None else first.setdefault(key, number)
        found.append(None if earlier == number else earlier)
    return found
