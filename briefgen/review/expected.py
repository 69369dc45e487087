"""A read input, its briefing and the document composed of it in; each span that a file must hold, with its fields, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from briefgen.compose import anchors_of
from briefgen.document import Control, Document, Paragraph, plain, walk
from briefgen.fill import Filled
from briefgen.readers.places import Loc
from briefgen.review.fields import Fields, FieldValue
from briefgen.review.returned import bare
from briefgen.schema.briefing import Briefing
from briefgen.verify.content import CELLS, ENTRY, FIRST_CELL, HEADING, folded_words
from briefgen.verify.document import anchored_content


class FieldOwner(Struct, frozen=True):
    """What a part of the packet is of: an entry, a judgment or an article."""

    name: str
    """As printed: `KJ2`, `P-1`, `A1`."""
    locs: tuple[Loc, ...]
    """Where the input has its fields."""


class Segment(Struct, frozen=True):
    """Characters of a span that are a field's."""

    start: int
    end: int
    value: FieldValue
    owner: FieldOwner | None = None


class ExpectedSpan(Struct, frozen=True):
    """A span with what its words come from."""

    kind: str
    words: str
    segments: tuple[Segment, ...] = ()
    owner: FieldOwner | None = None
    evidence: str = ""
    """Reference of the article's paragraph that it is, such as `A1¶3`."""


class ExpectedPacket(Struct, frozen=True):
    """What an unedited file of the packet says."""

    spans: tuple[ExpectedSpan, ...]
    fields: Fields
    articles: Mapping[str, int]
    """Number in the input of each article, by its id."""
    placeholders: frozenset[str] = frozenset()
    running: tuple[str, ...] = ()
    marking: str = ""


def expected_packet(fields: Fields, filled: Filled, printed: Briefing, document: Document) -> ExpectedPacket:
    """The packet's spans. `printed`: the briefing that the document was composed of, which may be an edition."""
    content, anchors = anchored_content(document)
    owners = _Owners(filled, printed, anchors)
    spans = [(number, each) for number, each in enumerate(content.spans) if each.kind != ENTRY]
    finder = _Finder(fields, [*_placeholders(document)])
    made = []
    for number, span in spans:
        words = folded_words(bare(span.words))
        owner = owners.of(number, span.kind, words)
        evidence = owners.evidence.get(number, "")
        segments = () if evidence else tuple(finder.segments(words, owner, span.kind))
        made.append(ExpectedSpan(span.kind, words, segments, owner, evidence))
    return ExpectedPacket(
        tuple(made),
        fields,
        owners.articles,
        frozenset(value.words for value in finder.placeholders),
        (*content.running, *content.later),
        content.marking,
    )


def _placeholders(document: Document) -> Iterator[FieldValue]:
    """The words that stand in empty content controls, as values that are not there yet."""
    for block in walk(document.blocks):
        for inline in block.children if isinstance(block, Paragraph) else ():
            if isinstance(inline, Control) and not inline.children and inline.placeholder:
                yield FieldValue((inline.tag.replace("-", "_"),), folded_words(plain(inline.shown)), "")


class _Owners:
    """Whose each span is, by the anchors before it."""

    def __init__(self, filled: Filled, printed: Briefing, anchors: Mapping[str, int]) -> None:
        whole = filled.briefing
        self.articles = {article.id: number for number, article in enumerate(whole.articles)}
        names = anchors_of(printed)
        self.evidence = {
            anchors[names[paragraph.reference]]: paragraph.reference
            for article in printed.articles
            for paragraph in article.paragraphs
            if names[paragraph.reference] in anchors
        }
        found = {judgment.id: (("key_judgments", number),) for number, judgment in enumerate(whole.key_judgments)}
        locs: dict[str, tuple[Loc, ...]] = {**filled.entries, **found}
        self._article = {name: FieldOwner(name, (("articles", number),)) for name, number in self.articles.items()}
        self._at = {anchors[names[key]]: FieldOwner(key, loc) for key, loc in locs.items() if names.get(key) in anchors}
        for name, owner in self._article.items():
            if (anchor := names.get(f"article {name}")) in anchors:
                self._at.setdefault(anchors[anchor or ""], owner)
        self._owner: FieldOwner | None = None
        self._in_table = False

    def of(self, number: int, kind: str, words: str) -> FieldOwner | None:
        """The owner of the next span."""
        in_table = kind in CELLS
        starts = kind == FIRST_CELL or kind in HEADING or (self._in_table and not in_table)
        if number in self._at:
            self._owner = self._at[number]
        elif starts:
            self._owner = self._article.get(words) if kind == FIRST_CELL else None
        self._in_table = in_table
        return self._owner


class _Finder:
    """Finds values in the words of spans."""

    def __init__(self, fields: Fields, placeholders: list[FieldValue]) -> None:
        self.fields = fields
        self.placeholders = placeholders
        self._front = _Index([*fields.front(), *placeholders])
        self._owned: dict[str, _Index] = {}

    def segments(self, words: str, owner: FieldOwner | None, kind: str) -> Iterator[Segment]:
        """The fields' characters, from left to right."""
        for start, value in self._index(owner).found(words):
            yield Segment(start, start + len(value.words), value, owner)

    def _index(self, owner: FieldOwner | None) -> _Index:
        if owner is None:
            return self._front
        if owner.name not in self._owned:
            self._owned[owner.name] = _Index(value for loc in owner.locs for value in self.fields.below(loc))
        return self._owned[owner.name]


class _Index:
    """Values by how they begin, the longest first."""

    def __init__(self, values: Iterable[FieldValue]) -> None:
        self._by_start: dict[str, list[FieldValue]] = defaultdict(list)
        self._used: dict[tuple[Loc, int], int] = defaultdict(int)
        for value in values:
            self._by_start[_key(value.words, 0)].append(value)
        for alike in self._by_start.values():
            alike.sort(key=lambda value: -len(value.words))

    def found(self, words: str) -> Iterator[tuple[int, FieldValue]]:
        """Where values stand in the words: none overlaps another."""
        position = 0
        while position < len(words):
            value = self._at(words, position)
            if value is None:
                position += 1
                continue
            self._used[value.loc, value.start] += 1
            yield position, value
            position += len(value.words)

    def _at(self, words: str, position: int) -> FieldValue | None:
        if _is_inside(words, position):
            return None
        fitting = [
            each for each in self._by_start.get(_key(words, position), ()) if _stands(each.words, words, position)
        ]
        longest = [each for each in fitting if len(each.words) == len(fitting[0].words)] if fitting else []
        return min(longest, key=lambda each: self._used[each.loc, each.start], default=None)


def _key(words: str, position: int) -> str:
    return words[position : position + 1].casefold() + words[position + 1 : position + 2]


def _stands(value: str, words: str, position: int) -> bool:
    """Whether the value stands there whole; its first letter may be a capital."""
    end = position + len(value)
    return words.startswith(value[1:], position + 1) and not _is_inside(words, end)


def _is_inside(words: str, position: int) -> bool:
    """Whether a word goes on there, in a script that sets words apart."""
    if not 0 < position < len(words):
        return False
    before, after = words[position - 1], words[position]
    return before.isalnum() and after.isalnum() and max(before, after) < "\u0e00"
