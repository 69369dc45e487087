"""An input's nodes in, its values as packets print them out: where each stands, and which of its characters is which.

A value is printed as it is written, but for white space, the case of its first letter, words of the program in the
packet's language, names of countries, and dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

from msgspec import Struct

from briefgen.readers.places import Loc, Places, ValueNode
from briefgen.readers.yaml_reader import ReadInput
from briefgen.review.returned import bare
from briefgen.schema.briefing import Briefing, ResolvedPlace
from briefgen.schema.vocabulary import HORIZON, PRINTED, SCALES
from briefgen.words import Catalogue, catalogue_of

_CONTEXTS = {
    "likelihood": ("likelihood",), "confidence": ("confidence",), "direction": ("direction",), "horizon": ("horizon",),
    "change": ("change",), "status": ("status",), "type": ("actor type", "capability type"), "kind": ("source kind",),
}  # fmt: skip
"""Fields whose words are the program's, and the contexts that catalogues have them in."""
_UNPRINTED = frozenset(
    {"id", "evidence", "evidence_against", "quote", "prefix", "suffix", "occurrence", "text_file", "draft", "language",
     "portion", "judgments", "scale", "levels", "codewords", "schema", "probability", "supersedes", "scheme"}
)  # fmt: skip
_ARTICLE_TEXT = "text"
_PARAGRAPH = re.compile(r"[^\r\n\x85\u2028\u2029]+")
_SHORTEST = 2


class FieldValue(Struct, frozen=True, dict=True):
    """Words that a packet prints of one value."""

    loc: Loc
    words: str
    """As printed: white space folded."""
    raw: str = ""
    """The value itself."""
    start: int = 0
    """Where the words begin in it."""
    written: bool = True
    """Whether the words are the value's own, and not what stands for it."""

    @cached_property
    def offsets(self) -> list[int]:
        """Of each of the words' characters, and of their end, where it stands in the value."""
        found: list[int] = []
        blank = True
        for offset, sign in enumerate(self.raw[self.start :], self.start):
            if len(found) == len(self.words):
                break
            if sign.isspace():
                if not blank:
                    found.append(offset)
                blank = True
            elif bare(sign):
                found.append(offset)
                blank = False
        return [*found, (found[-1] + 1 if found else self.start)]


class Fields(Struct, frozen=True, dict=True):
    """The values of an input."""

    read: ReadInput
    briefing: Briefing

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue_of(self.briefing.language)

    @cached_property
    def _names(self) -> dict[str, str]:
        """A country or region as written to its printed name."""
        entries = [*self.briefing.regional_implications, *self.briefing.key_actors]
        places = (
            place
            for entry in entries
            for name in ("regions", "countries", "country")
            for place in _several(getattr(entry, name, None))
        )
        return {place.written: place.name for place in places}

    def below(self, loc: Loc) -> list[FieldValue]:
        """The printed values below a place."""
        places = self.read.places
        if not places.knows(loc):
            return []
        part: Places = places.below(loc)
        return [value for where, node in _leaves(part.root, loc) for value in self._printed(where, node.value)]

    def front(self) -> list[FieldValue]:
        """The values that belong to no entry, judgment or article."""
        root = self.read.places.root
        children = root.children if root is not None else None
        keys = children if isinstance(children, dict) else {}
        return [value for key in keys if key not in _OWNED for value in self.below((key,))]

    def _printed(self, loc: Loc, value: Any) -> Iterator[FieldValue]:
        key = next((step for step in reversed(loc) if isinstance(step, str)), "")
        if key in _UNPRINTED or (loc[0] == "articles" and len(loc) == 3 and key == _ARTICLE_TEXT):
            return
        if forms := self._forms(key, loc, value):
            yield from (FieldValue(loc, words, str(value), written=False) for words in forms if words)
            return
        if isinstance(value, str):
            for match in _PARAGRAPH.finditer(value):
                words = " ".join(bare(match[0]).split())
                if len(words) >= _SHORTEST:
                    yield FieldValue(loc, words, value, match.start())

    def _forms(self, key: str, loc: Loc, value: Any) -> list[str]:
        """What stands for the value in print; nothing where it stands for itself."""
        word = str(value)
        if key == "likelihood":
            found = SCALES[self.briefing.scale].find(word)
            terms = SCALES[self.briefing.scale].bands[found[0] - 1].terms if found else (word,)
            return [self.catalogue.find(term, key) for term in dict.fromkeys((word, *terms))]
        if contexts := _CONTEXTS.get(key):
            return [self.catalogue.find(str(HORIZON.get(value, word)), context) for context in contexts]
        if key in ("date", "cut_off", "by", "published", "retrieved"):
            return [self._day(loc, value)]
        if word in self._names and self._names[word] != word:
            return [self._names[word]]
        return []

    def _day(self, loc: Loc, value: Any) -> str:
        typed = _typed(self.read.input, loc)
        if not isinstance(typed, str | date | datetime):
            typed = value
        try:
            return " ".join(bare(self.catalogue.date(typed)).split())
        except (ValueError, TypeError, AttributeError):
            return str(value)

    def meant(self, value: FieldValue, words: str) -> str | None:
        """What to write so that the words are printed; None where the program has no such word for the field."""
        if value.written:
            return words
        key = next((step for step in reversed(value.loc) if isinstance(step, str)), "")
        said = words.strip().casefold()
        for context in _CONTEXTS.get(key, ()):
            for word in self._allowed(key, context):
                if self.catalogue.find(word, context).casefold() == said:
                    return next(
                        (short for short, shown in HORIZON.items() if context == "horizon" and shown == word), word
                    )
        return None

    def _allowed(self, key: str, context: str) -> tuple[str, ...]:
        return SCALES[self.briefing.scale].terms if key == "likelihood" else tuple(PRINTED[context])


_OWNED = frozenset(
    {"key_judgments", "articles", "key_actors", "agreements", "capabilities", "regional_implications", "events"}
)


def _several(value: Any) -> tuple[ResolvedPlace, ...]:
    return value if isinstance(value, tuple) else (value,) if value is not None else ()


def _leaves(node: ValueNode | None, loc: Loc) -> Iterator[tuple[Loc, ValueNode]]:
    """Each single value with its place; the annotations of an article belong to entries."""
    if node is None:
        return
    if isinstance(node.children, dict):
        for key, (_, child) in node.children.items():
            if not (key == "annotations" and loc[:1] == ("articles",)):
                yield from _leaves(child, (*loc, key))
    elif isinstance(node.children, list):
        for number, child in enumerate(node.children):
            yield from _leaves(child, (*loc, number))
    else:
        yield loc, node


def _typed(model: Any, loc: Loc) -> Any:
    for step in loc:
        try:
            model = model[step] if isinstance(step, int) else getattr(model, step)
        except (AttributeError, IndexError, TypeError):
            return None
    return model


def label_of(loc: Loc, owner: str) -> str:
    """What a finding calls a field: `KJ2 statement`, `gaps 3`, `A1 source name`."""
    return " ".join(filter(None, (owner, *(_step(step) for step in loc))))


def _step(step: str | int) -> str:
    return str(step + 1) if isinstance(step, int) else step.replace("_", " ")
