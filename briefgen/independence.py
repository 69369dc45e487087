"""Articles in, groups of those that are one report out: what repeats another corroborates nothing.

Articles belong together where they name one origin (an outlet is its own), have one address, or have
nearly the same words. The work grows with the words: each article is held against a few others only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

if TYPE_CHECKING:
    from briefgen.schema.briefing import AnnotatedArticle

Bond = Literal["origin", "address", "text"]

_RUN = 6
"""Words in a row that are compared."""
_SAME = 0.7
"""The part of the shorter text's runs that the longer must have."""
_FEWEST = 20
"""Runs below which texts must be equal, since few words say little."""
_HOLDERS = 4
"""Articles that are kept for a run: one that more of them have is a common phrase."""
_WORD = re.compile(r"\w+")
_TRACKING = re.compile(r"utm_|mc_|fbclid|gclid|dclid|igshid|msclkid|ref$|ref_src$|cmpid|ocid|smid|share$|amp$")


class ComparedArticle(Struct, frozen=True):
    """What is compared of an article."""

    origin: str
    """Who first reported it: the named origin, else the outlet."""
    url: str | None
    text: str


class Repeat(Struct, frozen=True):
    """An article that belongs to the group of an earlier one, and by what."""

    article: int
    of: int
    bond: Bond


class Independence(Struct, frozen=True):
    """How many reports the articles come down to."""

    groups: tuple[tuple[int, ...], ...]
    """Indices of the articles, by first appearance."""
    repeats: tuple[Repeat, ...]
    """Why each later article is in its group; the plainest reason: origin, then address, then text."""

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
                each.source.origin or each.source.name, each.source.url, "\n".join(p.text for p in each.paragraphs)
            )
            for each in articles
        ]
    )


def independence(reports: Sequence[ComparedArticle]) -> Independence:
    """The groups. An article that joins two groups makes them one."""
    roots = list(range(len(reports)))
    repeats: dict[int, Repeat] = {}
    for bond, earlier in _bonds(reports):
        for article, of in enumerate(earlier):
            if of is not None:
                repeats.setdefault(article, Repeat(article, of, bond))
                _join(roots, article, of)
    groups: dict[int, list[int]] = {}
    for article in range(len(reports)):
        groups.setdefault(_root(roots, article), []).append(article)
    return Independence(
        tuple(tuple(group) for group in groups.values()), tuple(repeats[key] for key in sorted(repeats))
    )


def _bonds(reports: Sequence[ComparedArticle]) -> list[tuple[Bond, list[int | None]]]:
    """For each bond, the earlier article that each is bound to."""
    if len(reports) < 2:
        return []
    return [
        ("origin", _first_with([_folded(each.origin) for each in reports])),
        ("address", _first_with([address(each.url) if each.url else None for each in reports])),
        ("text", _same_words([each.text for each in reports])),
    ]


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number


def _join(roots: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(roots, one), _root(roots, other)))
    roots[second] = first


def _first_with(keys: Sequence[Hashable | None]) -> list[int | None]:
    first: dict[Hashable, int] = {}
    found: list[int | None] = []
    for number, key in enumerate(keys):
        earlier = number if key is None else first.setdefault(key, number)
        found.append(None if earlier == number else earlier)
    return found


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


# --- addresses -------------------------------------------------------------------------------


def address(url: str) -> str:
    """An address without what only says how a reader came there: scheme, `www.`, mobile forms, tracking, fragment."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    path = parts.path.rstrip("/").removesuffix("/amp").removesuffix("/index.html")
    kept = sorted(
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0].lower())
    )
    return f"{host}{port}{path}{'?' if kept else ''}{urlencode(kept)}"


# --- words -----------------------------------------------------------------------------------


def _same_words(texts: Sequence[str]) -> list[int | None]:
    """For each text, the earlier one that says nearly the same. A text that repeats another stands for nothing itself."""
    holders: dict[tuple[str, ...], list[int]] = {}
    sizes: dict[int, int] = {}
    whole: dict[tuple[str, ...], int] = {}
    found: list[int | None] = []
    for number, text in enumerate(texts):
        words = tuple(_WORD.findall(text.casefold()))
        equal = whole.setdefault(words, number) if words else number
        runs = _runs(words)
        earlier = equal if equal != number else _nearest(runs, holders, sizes)
        found.append(earlier)
        if earlier is None:
            sizes[number] = len(runs)
            _keep(number, runs, holders)
    return found


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    return set(zip(*(words[start:] for start in range(_RUN)), strict=False))


def _nearest(
    runs: set[tuple[str, ...]], holders: dict[tuple[str, ...], list[int]], sizes: dict[int, int]
) -> int | None:
    """The first of the articles that share most runs, where that is enough."""
    shared = Counter(number for run in runs for number in holders.get(run, ()))
    for number, count in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_HOLDERS]:
        shorter = min(len(runs), sizes[number])
        if shorter >= _FEWEST and count >= _SAME * shorter:
            return number
    return None


def _keep(number: int, runs: set[tuple[str, ...]], holders: dict[tuple[str, ...], list[int]]) -> None:
    for run in runs:
        kept = holders.setdefault(run, [])
        if len(kept) < _HOLDERS:
            kept.append(number)
